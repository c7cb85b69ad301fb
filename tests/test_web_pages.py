"""Pages of ambitions, comparisons, provinces and water boards, and corrections, over a real server."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx
import pandas as pd
import pytest

from _atlas_fixture import later_atlas, serving, shared_atlas
from regioscoop.errors import UnknownNameError
from regioscoop.measures import working_on
from regioscoop.register import codes, list_editions, load_edition
from regioscoop.register.influence import BODY_OF_KIND, all_influence, influence
from regioscoop.web import Atlas, Atlases
from regioscoop.web import _ambition as ambition
from regioscoop.web import _comparison as comparison
from regioscoop.web import _corrections as corrections
from regioscoop.web._links import FileLinks, Page, ServerLinks
from regioscoop.web._pages import all_pages
from regioscoop.web._pages._arrangement import rights_heading
from regioscoop.web._pages._influence import article_words, rights
from regioscoop.web._pages._municipality import certainty_words
from regioscoop.web._publisher import MAIL
from regioscoop.web._render import PageLinks
from regioscoop.web._source_words import source_rows
from regioscoop.web._whereabouts import page_in

HOSTILE = "\"><script>alert(1)</script>{{7*7}}%s'"
PAGES = (
    "/opgave", "/opgave?terrein=social&gemeente=GM0197&gemeente=GM0222", "/opgave?regio=achterhoek",
    "/vergelijk",
    "/vergelijk?wat=regio&id=achterhoek&id=twente", "/vergelijk?wat=gemeente&id=GM0363&id=GM0307",
    "/provincie/PV25", "/waterschap/waterschap-aa-en-maas", "/provincies", "/waterschappen",
    "/correctie-gemeente/GM0307", "/correctie-samenwerkingsverband/omgevingsdienst-veluwe",
)  # fmt: skip


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    """The atlas that the pages show when no edition is asked."""
    return later_atlas()


@pytest.fixture(scope="module")
def client(atlas: Atlas) -> Iterator[httpx.Client]:
    with serving(atlas, shared_atlas()) as address, httpx.Client(base_url=address, timeout=30) as made:
        yield made


class _Found(HTMLParser):
    """Addresses, ids and what is checked in a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.addresses: set[str] = set()
        self.ids: list[str] = []
        self.checked: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        self.addresses |= {known[key] or "" for key in ("href", "src", "action") if known.get(key)}
        if known.get("id"):
            self.ids.append(known["id"] or "")
        if tag == "input" and "checked" in known:
            self.checked.append(known.get("value") or "")


def words_of(text: str) -> str:
    """What a reader reads."""
    without = re.sub(r"<svg.*?</svg>|<[^>]+>", " ", text, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(without))


def part(text: str, begin: str, end: str) -> str:
    return text[text.index(begin) :].split(end)[0]


def heading(text: str) -> str:
    return words_of(part(text, "<h1", "</h1>").split(">", 1)[1]).strip()


@pytest.mark.parametrize("path", PAGES)
def test_page_is_whole_and_safe(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    found = _Found(answer.text)
    assert len(found.ids) == len(set(found.ids))
    assert len(re.findall("<h1", answer.text)) == 1
    assert not re.search(r"<[^>]+\sstyle=", answer.text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", answer.text)
    assert "%%" not in words_of(answer.text)


def test_links_of_these_pages_resolve(client: httpx.Client) -> None:
    wanted: dict[str, list[str]] = {}
    for path in PAGES:
        for address in _Found(client.get(path).text).addresses:
            parts = urlsplit(urljoin(path, address))
            if not parts.netloc and parts.scheme != "mailto" and not parts.path.startswith("/static/"):
                wanted.setdefault(parts.path.split("/")[1], []).append(parts.geturl())
    assert {"samenwerkingsverband", "gemeente", "regio", "provincie", "waterschap", "kaart"} <= set(wanted)
    for addresses in wanted.values():
        known = sorted(set(addresses))
        for address in known[:: max(len(known) // 3, 1)]:
            answer = client.get(address, follow_redirects=True)
            is_explained = "editie=" in address and " in editie " in heading(answer.text)
            assert answer.status_code == 200 or is_explained, address
            fragment = urlsplit(address).fragment
            assert not fragment or fragment in _Found(answer.text).ids, address


def test_every_page_is_listed_once(atlas: Atlas) -> None:
    pages = list(all_pages(Atlases.of(atlas)))
    assert len(pages) == len(set(pages))
    kinds = {page.kind for page in pages}
    assert {"opgave", "vergelijk", "provincies", "waterschappen", "provincie", "waterschap"} <= kinds
    corrected = {page.id for page in pages if page.kind.startswith("correctie-")}
    assert corrected == {*atlas.edition.municipalities.index, *atlas.edition.arrangements.index}


# An ambition


def test_ambition_answers_what_works_already(client: httpx.Client, atlas: Atlas) -> None:
    towns = ["GM0197", "GM0222"]
    text = client.get("/opgave", params={"terrein": "social", "gemeente": towns}).text
    found = working_on(atlas.edition, "social", towns)
    who = "een of meer van deze 2 gemeenten"
    assert heading(text) == f"Sociaal domein en onderwijs: {len(found)} samenwerkingsverbanden met {who}"
    rows = part(text, "<tbody data-rows>", "</tbody>")
    assert re.findall(r"/samenwerkingsverband/([^\"]+)", rows) == list(found["arrangement"])
    assert f"{found['inside'].iloc[0]} van 2" in rows
    assert sorted(_Found(text).checked) == towns
    assert "Uw keuze: Aalten, Doetinchem." in words_of(text)
    assert client.get("/opgave").text.count("<tr>") < text.count("<tr>")


def test_ambition_names_the_region_that_fits(client: httpx.Client, atlas: Atlas) -> None:
    text = client.get("/opgave", params={"terrein": "social", "regio": "achterhoek"}).text
    assert "Deze gemeenten vormen samen precies Achterhoek (ecosysteem, best passend niveau)." in words_of(
        text
    )
    first = part(text, "<tbody data-fits>", "</tr>")
    assert 'href="/regio/achterhoek"' in first
    assert "100% precies deze gemeenten" in words_of(first)
    members = atlas.regionalisation(atlas.best).members("achterhoek")
    assert all(atlas.edition.municipalities["name"][i] in text for i in members)
    one = client.get("/opgave", params={"gemeente": "GM0363"}).text
    assert re.fullmatch(r"Alle terreinen: \d+ samenwerkingsverbanden met Amsterdam", heading(one))


def test_ambition_names_the_smallest_region_that_holds_all(atlas: Atlas) -> None:
    """Two municipalities that no small region holds together, with another region that fits better."""
    seen = 0
    known = ambition.kinds(atlas)
    everyone = list(atlas.edition.municipalities.index)
    for towns in (everyone[k : k + 3] for k in range(0, 60, 6)):
        found = ambition.answer(atlas, "", towns, "nl")
        told = [said for said in found["lead"] if said.startswith("De kleinste regio")]
        sizes = {
            len(members)
            for kind in known.kinds.values()
            for members in kind.regions.labels.groupby(kind.regions.labels).groups.values()
            if set(towns) <= set(members)
        }
        is_outside = found["fits"][0]["inside"] < len(towns)
        assert len(told) == (is_outside and bool(sizes))
        if told:
            seen += 1
            assert f"{min(sizes)} gemeenten)" in told[0]
    assert seen, "one case at least has such a region"


def test_how_well_a_region_fits_is_not_flattered() -> None:
    told = {
        share: next(words for least, words in ambition.fit_words("nl") if share >= least)
        for share in (1.0, 0.95, 0.75, 0.7, 0.5, 0.4, 0.1)
    }
    assert told[1.0].startswith("precies")
    assert told[0.75].startswith("grotendeels")
    assert told[0.7].startswith("ruim de helft")
    assert told[0.5].startswith("ongeveer de helft")
    assert told[0.4].startswith("deels")


def test_a_region_stands_once_however_many_divisions_have_it(atlas: Atlas) -> None:
    for one in (atlas, shared_atlas()):
        known = ambition.kinds(one)
        sets = [
            frozenset(members)
            for kind in known.kinds.values()
            for members in kind.regions.labels.groupby(kind.regions.labels).groups.values()
        ]
        assert len(sets) == len(set(sets))
        assert set(known.also) <= {
            (key, str(region)) for key, kind in known.kinds.items() for region in set(kind.regions.labels)
        }


def test_ambition_without_result_says_what_that_may_mean(client: httpx.Client) -> None:
    asked = {"terrein": "energy", "gemeente": "GM0197", "editie": "2016"}
    text = client.get("/opgave", params=asked).text
    assert heading(text) == "Energie en duurzaamheid: geen samenwerkingsverband gevonden met Aalten"
    nothing = part(text, 'id="niets"', "</section>")
    assert "hidden" not in nothing.split(">")[0]
    assert "zonder vaste vorm" in nothing
    assert 'href="/opgave?editie=2016"' in text


def test_ambition_takes_sixty_and_says_so_beyond(client: httpx.Client, atlas: Atlas) -> None:
    towns = list(atlas.edition.municipalities.index)
    sixty = client.get("/opgave", params={"terrein": "safety", "gemeente": towns[:60], "regio": ""})
    assert sixty.status_code == 200
    assert "deze 60 gemeenten" in heading(sixty.text)
    more = client.get("/opgave", params={"terrein": "safety", "gemeente": towns[:61]})
    assert more.status_code == 200
    assert "U koos meer dan 60 gemeenten." in words_of(more.text)
    assert len(_Found(more.text).checked) == 61
    assert "hidden" in part(more.text, "<div data-answer", ">")
    none = client.get("/opgave", params={"terrein": "safety"}).text
    assert "hidden" not in part(none, "data-no-towns", ">")


@pytest.mark.parametrize("asked", [
    {"terrein": "sociaal"}, {"gemeente": "GM9999"}, {"gemeente": ["GM0197", "GM9998", "GM9999"]},
    {"regio": "achterhok"}, {"terrein": HOSTILE}, {"gemeente": HOSTILE}, {"regio": "../../etc/passwd"},
    {"gemeente": "gm0197\x00"}, {"terrein": "é" * 500},
])  # fmt: skip
def test_ambition_refuses_what_does_not_exist(client: httpx.Client, asked: dict[str, Any]) -> None:
    answer = client.get("/opgave", params=asked)
    assert answer.status_code == 404
    assert "<script>alert" not in answer.text
    assert "49" not in part(answer.text, "<h1", "</main>")
    assert client.get("/opgave", params={"iets": HOSTILE}).status_code == 200


def test_data_of_ambitions_holds_every_arrangement_and_its_members(
    client: httpx.Client, atlas: Atlas
) -> None:
    data = client.get("/opgave.json").json()
    assert data["arrangements"]["id"] == list(atlas.edition.arrangements.index)
    assert [len(m) for m in data["arrangements"]["members"]] == atlas.sizes.tolist()
    ids = data["municipalities"]["id"]
    members = {ids[k] for k in data["regions"]["achterhoek"]}
    assert members == set(atlas.regionalisation(atlas.best).members("achterhoek"))
    assert client.get("/opgave.json?editie=2016").json()["municipalities"] != data["municipalities"]


# A comparison


def test_regions_side_by_side(client: httpx.Client, atlas: Atlas) -> None:
    ids = ["twente", "achterhoek"]
    text = client.get("/vergelijk", params={"wat": "regio", "id": ids}).text
    assert heading(text) == "Achterhoek en Twente naast elkaar"
    table = part(text, "<table", "</table>")
    known = comparison.columns(atlas, "regio", atlas.best, "nl")
    heads = comparison.heads(atlas, "regio", "nl")
    rows = [row for _, rows in heads for row in rows]
    assert all(len(column.cells) == len(rows) for column in known.values())
    told = words_of(table)
    row = atlas.regions(atlas.best).loc["twente"]
    ends = f"{100 * row['c1_newman_low']:.0f}–{100 * row['c1_newman_high']:.0f}%"
    assert ends in told
    for head in rows:
        assert head.words in told
    assert table.count('<path class="interval"') == 2 * 8
    assert "beter of slechter" in text
    assert re.findall(r'scope="col"><a [^>]+>([^<]+)', table) == ["Achterhoek", "Twente"]


def test_municipalities_side_by_side(client: httpx.Client, atlas: Atlas) -> None:
    text = client.get("/vergelijk", params={"wat": "gemeente", "id": ["GM0363", "GM0307"]}).text
    assert heading(text) == "Amersfoort en Amsterdam naast elkaar"
    told = words_of(part(text, "<table", "</table>"))
    numbers = atlas.municipal.loc["GM0307"]
    assert f"Samenwerkingsverbanden ? Wat is Samenwerkingsverbanden {numbers['arrangements']:.0f}" in told
    people = atlas.inhabitants["inhabitants"]["GM0363"]
    assert f"{people:,}".replace(",", ".") in told
    taken = atlas.edition.members.query("organisation == 'GM0307'")["arrangement"]
    voluntary = (atlas.edition.arrangements.loc[taken, "obligation"] == "voluntary").sum()
    assert f"{voluntary} van {len(taken)}" in told
    fields = atlas.edition.arrangements.loc[taken, "fields"].map(lambda row: row[0])
    cells = comparison.columns(atlas, "gemeente", 0, "nl")["GM0307"].cells
    assert [int(c.text) for c in cells[-8:]] == [int((fields == c).sum()) for c in codes.POLICY_FIELDS.codes]
    assert 'id="kaart"' in text


@pytest.mark.parametrize(("ids", "said"), [
    ([], "Kies er minstens 2."),
    (["GM0363"], "Kies er nog een bij."),
    (["GM0363", "GM0363"], "Kies er nog een bij."),
    (["GM0363", "GM0307", "GM0197", "GM0222", "GM0150", "GM0200", "GM0202"], "U koos er 7."),
])  # fmt: skip
def test_too_few_or_too_many_is_no_error(client: httpx.Client, ids: list[str], said: str) -> None:
    answer = client.get("/vergelijk", params={"wat": "gemeente", "id": ids})
    assert answer.status_code == 200
    assert said in words_of(part(answer.text, "data-advice", "</p>").split(">", 1)[1])
    assert "hidden" in part(answer.text, "data-table", ">")
    assert sorted(_Found(answer.text).checked) == sorted(set(ids)), (
        "and what is chosen stays, to be taken out"
    )


@pytest.mark.parametrize("asked", [
    {"wat": "land"}, {"wat": "regio", "id": "GM0363"}, {"wat": "gemeente", "id": ["GM0363", "GM9999"]},
    {"id": HOSTILE}, {"wat": HOSTILE}, {"wat": "regio", "id": "achterhoek", "niveau": "77"},
])  # fmt: skip
def test_comparison_refuses_what_does_not_exist(client: httpx.Client, asked: dict[str, Any]) -> None:
    answer = client.get("/vergelijk", params=asked)
    assert answer.status_code == 404
    assert "<script>alert" not in answer.text


def test_unknown_regions_are_answered_with_the_nearest(client: httpx.Client) -> None:
    text = client.get("/vergelijk", params={"id": "Achterhok"}).text
    assert "/regio/achterhoek" in text


def test_regions_of_another_level_can_be_compared(client: httpx.Client, atlas: Atlas) -> None:
    level = next(k.number for k in atlas.levels if k.number != atlas.best)
    ids = list(atlas.regions(level).index[:2])
    text = client.get("/vergelijk", params={"niveau": level, "id": ids}).text
    assert f"/regio/{ids[0]}?niveau={level}" in text
    assert f'name="niveau" value="{level}"' in text
    here = client.get(f"/regio/{ids[0]}", params={"niveau": level}).text
    assert f"/vergelijk?niveau={level}&amp;id={ids[0]}&amp;wat=regio" in here


def test_data_of_comparisons_are_the_columns_of_the_page(client: httpx.Client, atlas: Atlas) -> None:
    data = client.get("/vergelijk.json").json()
    numbers = {f"regio-{0 if k.number == atlas.best else k.number}" for k in atlas.levels}
    assert set(data["columns"]) == {"gemeente", *numbers}
    for what, key in (("regio", "regio-0"), ("gemeente", "gemeente")):
        known = comparison.columns(atlas, what, atlas.best, "nl")
        assert [(i, name) for i, name, _ in data["columns"][key]] == [(c.id, c.name) for c in known.values()]
        _, _, cells = data["columns"][key][3]
        wanted = list(known.values())[3].cells
        told = [[*cell, "", [], []][: max(len(cell), 4)] for cell in cells]
        assert [cell[:2] for cell in told] == [[c.text, c.more or ""] for c in wanted]


# Provinces and water boards


def test_every_province_and_water_board_opens(client: httpx.Client, atlas: Atlas) -> None:
    found = atlas.organisations
    for kind, of in (("provincie", "province"), ("waterschap", "water_board")):
        names = found.loc[found["kind"] == of, "name"]
        listed = client.get("/provincies" if of == "province" else "/waterschappen").text
        for i, name in names.items():
            text = client.get(f"/{kind}/{i}").text
            assert unescape(heading(text)).startswith(name)
            assert f'href="/{kind}/{i}"' in listed
            taken = atlas.edition.members.query("organisation == @i")["arrangement"]
            assert set(re.findall(r"/samenwerkingsverband/([^\"?]+)", text)) >= set(taken)


def test_page_of_a_province_says_where_it_weighs(client: httpx.Client, atlas: Atlas) -> None:
    text = client.get("/provincie/PV25").text
    partners = atlas.partners(atlas.best).query("organisation == 'PV25'")
    shown = part(text, 'data-csv="regios-PV25"', "</table>")
    assert set(re.findall(r"/regio/([^\"]+)", shown)) == set(partners["region"])
    assert 'href="/waterschap/waterschap-rivierenland"' in text
    assert "Zonder toestemming van provinciale staten" in text
    assert "Wat is er veranderd sinds editie 2016?" in text
    assert 'class="map map-region map-members"' in text
    earlier = client.get("/provincie/PV25?editie=2016").text
    assert "Wat is er veranderd" not in earlier
    board = client.get("/waterschap/waterschap-aa-en-maas").text
    assert "Wat kan het algemeen bestuur?" in board


def test_government_of_another_kind_or_none_is_unknown(client: httpx.Client) -> None:
    for path in ("/provincie/GM0363", "/waterschap/PV25", "/provincie/PV99", f"/provincie/{HOSTILE}"):
        answer = client.get(path)
        assert answer.status_code == 404, path
        assert "<script>alert" not in answer.text


def test_rights_are_grouped_by_form_and_say_what_is_unsure(atlas: Atlas) -> None:
    frame = atlas.edition.arrangements
    ids = list(frame.index)
    groups = rights(atlas, [*ids, *ids], "municipal_council", "nl")
    told = [row["id"] for group in groups for part in group["parts"] for row in part["arrangements"]]
    assert sorted(told) == sorted(ids), "each arrangement once"
    sizes = [group["count"] for group in groups if not group["besides"]]
    assert sizes == sorted(sizes, reverse=True)
    assert sum(group["unsure"] for group in groups) == (frame["legal_certainty"] == "unsure").sum()
    by_basis = {basis: group for group in groups for basis in group["bases"]}
    assert by_basis["wgr_body"]["label"] == "Zelfstandig lichaam volgens de Wgr (vorm niet bekend)"
    tables = [[row.items() for row in group["rights"]] for group in groups]
    assert all(a != b for k, a in enumerate(tables) for b in tables[:k]), "no table twice"
    joined = by_basis["stichting"]
    assert joined is by_basis["bv"]
    assert joined["label"].startswith("Besloten vennootschap, stichting en ")
    assert [part["basis"] for part in joined["parts"]] == joined["bases"]
    public = by_basis["openbaar_lichaam"]
    assert public["besides"] is by_basis["wgr_body"], "what holds for every such body stands once"
    assert groups.index(public) > groups.index(by_basis["wgr_body"])
    own, shared = (
        influence(form, kind, "municipal_council", date.fromisoformat(atlas.edition.reference_date))
        for form, kind in (("openbaar_lichaam", ""), ("", "wgr_body"))
    )
    assert len(public["rights"]) == len(own) - len(shared) > 0
    strengths = [row["strength"] for row in by_basis["openbaar_lichaam"]["rights"]]
    assert strengths == sorted(strengths, key=["formal", "indirect", "none"].index)
    assert all(row["url"].startswith("https://") for row in by_basis["openbaar_lichaam"]["rights"])
    for kind, body in BODY_OF_KIND.items():
        assert rights(atlas, ids[:3], body, "en"), kind
    with pytest.raises(UnknownNameError):
        rights(atlas, ids[:1], "king", "nl")


def test_laws_are_linked_as_they_read_on_the_day_of_the_edition(atlas: Atlas) -> None:
    for one in (atlas, shared_atlas()):
        ids = list(one.edition.arrangements.index)
        urls = {
            row["url"]
            for body in BODY_OF_KIND.values()
            for group in rights(one, ids, body, "nl")
            for row in group["rights"]
        }
        urls.discard("")  # what no law says
        assert len(urls) > 3
        assert all(url.endswith(f"/{one.edition.reference_date}") for url in urls), urls


@pytest.mark.parametrize(
    ("article", "said"),
    [
        ("169 lid 1, 2 en 3", "169 {P} 1, 2 {and} 3"),
        ("9 lid 2 onder f; 15", "9 {p} 2 {under} f; 15"),
        ("182 lid 2; 184 lid 1 onder b tot en met e", "182 {p} 2; 184 {p} 1 {under} b {to} e"),
        ("10 lid 5 en 6 (via 41 en 52)", "10 {P} 5 {and} 6 (via 41 {and} 52)"),
    ],
)
def test_articles_are_written_in_the_language_of_the_page(article: str, said: str) -> None:
    words = {"p": "paragraph", "P": "paragraphs", "and": "and", "under": "under", "to": "to"}
    assert article_words(article, "en") == said.format(**words)
    assert article_words(article, "nl") == article


def test_no_article_is_left_half_translated() -> None:
    for row in all_influence():
        assert not re.search(r"\b(lid|leden|onder|en|tot)\b", article_words(row.article, "en")), row.article


@pytest.mark.parametrize(
    ("bodies", "heading"),
    [
        (["municipal_council"], "Wat kan de raad?"),
        (["municipal_council", "water_board_assembly"], "Wat kunnen de raad en het waterschap?"),
        (list(BODY_OF_KIND.values()), "Wat kunnen de raad, de Staten en het waterschap?"),
        (["provincial_states"], "Wat kunnen provinciale staten?"),
    ],
)
def test_heading_of_rights_names_only_who_takes_part(bodies: list[str], heading: str) -> None:
    assert rights_heading(bodies, "nl") == heading


@pytest.mark.parametrize(
    ("stability", "said"),
    [
        (1.0, "Elke keer bleef"),
        (0.998, "In meer dan 99 van de 100 keer"),
        (0.865, "In 86 van de 100 keer"),
        (0.001, "In minder dan 1 van de 100 keer"),
    ],
)
def test_certainty_is_said_without_jargon(stability: float, said: str) -> None:
    words = certainty_words(stability, "Twente", 200, "nl")
    assert said in words
    assert "200 keer" in words
    assert "trekking" not in words
    assert "{" not in words


def test_rights_are_those_of_the_day_of_the_edition(atlas: Atlas) -> None:
    body = "municipal_council"
    for one in (atlas, shared_atlas()):
        i = one.edition.arrangements.index[one.edition.arrangements["legal_form"] == "openbaar_lichaam"][0]
        (group,) = rights(one, [i], body, "nl")
        on = one.edition.reference_date
        wanted = influence("openbaar_lichaam", "", body, date.fromisoformat(on))
        assert [row["words"] for row in group["rights"]] == [row.words_nl for row in wanted]


# Small words


def test_where_nothing_was_chosen_nothing_is_computed(client: httpx.Client) -> None:
    text = client.get("/kaart", params={"terrein": "energy", "editie": "2016"}).text
    rows = part(part(text, "data-selected", "</table>"), "<tbody>", "</tbody>").split("</tr>")
    empty = [words_of(row) for row in rows if "0 van" in row]
    assert empty
    assert all("– niet van toepassing" in row or "–niet van toepassing" in row for row in empty)
    assert not any("onbekend" in row for row in empty)
    assert "Deze keuze telt één samenwerkingsverband, met" in words_of(text)


def test_paper_says_where_the_page_stands(client: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Adres van deze pagina: /gemeente/GM0363" in words_of(client.get("/gemeente/GM0363").text)
    there, away = Page("gemeente", "GM0363"), FileLinks({}, "gemeente/GM0363.html")
    monkeypatch.setenv("REGIOSCOOP_URL", "https://atlas.example.nl/")
    assert PageLinks(ServerLinks({}), there).printed == "https://atlas.example.nl/gemeente/GM0363"
    assert PageLinks(away, there).printed == "https://atlas.example.nl/gemeente/GM0363.html"
    monkeypatch.delenv("REGIOSCOOP_URL")
    assert PageLinks(away, there).printed == "/gemeente/GM0363.html"


# Sources


def test_dutch_pages_name_sources_in_dutch() -> None:
    for one in (shared_atlas().edition, *(load_edition(name) for name in list_editions())):
        for row in source_rows(one["sources"], "nl"):
            assert not row["lang"], row
        original = one["sources"].to_dict("records")
        assert [{**row, "lang": ""} for row in original] == source_rows(one["sources"], "en")
    own = pd.DataFrame([{"publisher": "Somebody", "title": "A list", "licence": "CC0"}])
    assert source_rows(own, "nl") == [{**own.iloc[0].to_dict(), "lang": "en"}]


# Corrections


def sheet_of(client: httpx.Client, i: str, **query: str) -> list[dict[str, str]]:
    answer = client.get(f"/download/correctie-{i}.csv", params=query)
    assert answer.headers["content-type"].startswith("text/csv")
    assert f"correctie-{i}.csv" in answer.headers["content-disposition"]
    assert answer.content.startswith(b"\xef\xbb\xbf"), "so that a spreadsheet reads accents right"
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_sheet_of_an_arrangement_has_a_line_for_every_fact_and_participant(
    client: httpx.Client, atlas: Atlas
) -> None:
    i = "omgevingsdienst-veluwe"
    rows = sheet_of(client, i)
    assert list(rows[0]) == list(corrections.COLUMNS)
    assert {row["edition"] for row in rows} == {"2024"}
    assert {row["should_be"] for row in rows} == {row["source_of_the_correction"] for row in rows} == {""}
    facts = {row["column"]: row["now"] for row in rows if row["table"] == "arrangements"}
    frame = atlas.edition.arrangements.loc[i]
    assert facts == {column: frame[column] for column in corrections.FACTS}
    taken = [row["now"] for row in rows if row["table"] == "participations" and row["now"]]
    assert taken == sorted(atlas.edition.members.query("arrangement == @i")["organisation"])
    fields = [row["now"] for row in rows if row["table"] == "arrangement_fields"]
    assert fields == list(frame["fields"])
    assert rows[-1]["now"] == ""
    assert sheet_of(client, "GM0307", editie="2016")[0]["edition"] == "2016"


def test_sheet_of_a_municipality_has_a_line_for_every_arrangement(client: httpx.Client, atlas: Atlas) -> None:
    rows = sheet_of(client, "GM0307")
    taken = atlas.edition.members.query("organisation == 'GM0307'")["arrangement"]
    assert {row["id"] for row in rows if row["table"] == "participations"} == {
        *(f"{a}|GM0307" for a in taken), "|GM0307"
    }  # fmt: skip
    assert rows[0] | {"now": "Amersfoort"} == rows[0]


@pytest.mark.parametrize(
    "cell", ["=1+1", "+31 6", "-", "@SUM(A1)", "\t=1", "\r=1", "  =cmd|' /C calc'!A0", "＝1"]
)
def test_a_spreadsheet_takes_no_cell_for_a_formula(cell: str) -> None:
    assert corrections.safe(cell) == f"'{cell}"
    assert corrections.safe("Regio (= de regio)") == "Regio (= de regio)"


def test_no_sheet_of_any_edition_holds_a_formula(atlas: Atlas) -> None:
    for one in (atlas, shared_atlas()):
        for name in list(corrections.correction_names(one))[::40]:
            text = corrections.correction_csv(one, name).decode("utf-8-sig")
            for row in csv.reader(io.StringIO(text)):
                assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row)


def test_page_of_corrections_has_a_mail_that_only_has_to_be_filled_in(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = "/correctie-samenwerkingsverband/omgevingsdienst-veluwe"
    text = client.get(path).text
    assert heading(text) == "Klopt er iets niet bij Omgevingsdienst Veluwe?"
    assert "geen mailadres ingesteld" in text
    letter = unescape(part(text, "<textarea", "</textarea>"))
    assert "- Zetel: Harderwijk" in letter
    assert "Deelnemers (13): Apeldoorn;" in letter
    link = unescape(re.search(r'href="(mailto:[^"]+)"', text).group(1))  # type: ignore[union-attr]
    assert link.startswith("mailto:?subject=")
    assert len(link) <= corrections.LONGEST_MAIL
    asked = parse_qs(urlsplit(link).query)
    assert asked["subject"] == ["Correctie in Regioscoop 2024: Omgevingsdienst Veluwe"]
    assert "\r\n" in asked["body"][0]
    monkeypatch.setenv(MAIL, "register@voorbeeld.nl")
    told = client.get(f"{path}?met=adres").text
    assert "mailto:register@voorbeeld.nl?" in told
    assert "Stuur de mail naar register@voorbeeld.nl." in words_of(told)
    monkeypatch.setenv(MAIL, "geen adres?bcc=x@y.nl")
    assert corrections.keeper() == ""


def test_the_longest_letter_still_fits_a_mail_program(atlas: Atlas, client: httpx.Client) -> None:
    sizes = atlas.edition.members.groupby("arrangement").size()
    longest = [*sizes.sort_values().index[-3:], atlas.edition.arrangements["aliases"].str.len().idxmax()]
    for i in longest:
        text = client.get(f"/correctie-samenwerkingsverband/{i}").text
        link = unescape(re.search(r'href="(mailto:[^"]+)"', text).group(1))  # type: ignore[union-attr]
        assert len(link) <= corrections.LONGEST_MAIL


def test_pages_lead_to_their_correction(client: httpx.Client) -> None:
    assert 'href="/correctie-gemeente/GM0307"' in client.get("/gemeente/GM0307").text
    i = "omgevingsdienst-veluwe"
    assert f'href="/correctie-samenwerkingsverband/{i}"' in client.get(f"/samenwerkingsverband/{i}").text


def test_corrections_of_what_does_not_exist(client: httpx.Client) -> None:
    wrong = ["/correctie-gemeente/omgevingsdienst-veluwe", "/correctie-samenwerkingsverband/GM0307",
             "/correctie-gemeente/GM9999", "/download/correctie-GM9999.csv", "/download/correctie-.csv",
             f"/download/correctie-{HOSTILE}.csv"]  # fmt: skip
    for path in wrong:
        answer = client.get(path)
        assert answer.status_code == 404, path
        assert "<script>alert" not in answer.text


# Another edition


def editions_of(text: str) -> list[str]:
    """Addresses of the editions in the head of a page: 2024, the default one, and 2016."""
    return [unescape(a) for a in re.findall(r'href="([^"]+)"', part(text, 'class="editions"', "</ul>"))]


@pytest.mark.parametrize(("path", "there"), [
    ("/regio/twente", "/regio/twente?editie=2016"),
    ("/kaart?lijnen=zeker&terrein=mobility", "/kaart?editie=2016&lijnen=zeker&terrein=mobility"),
    ("/kaart?naast=provinces", "/kaart?editie=2016&naast=provinces"),
    ("/kaart?naast=res-regions&terrein=energy", "/kaart?editie=2016&terrein=energy"),
    ("/vergelijk?id=GM0307&id=GM0363&wat=gemeente",
     "/vergelijk?editie=2016&id=GM0307&id=GM0363&wat=gemeente"),
    ("/opgave?gemeente=GM0197&terrein=social", "/opgave?editie=2016&gemeente=GM0197&terrein=social"),
    ("/zoek?q=berg", "/zoek?editie=2016&q=berg"),
    ("/samenwerkingsverbanden?naam=ggd", "/samenwerkingsverbanden?editie=2016&naam=ggd"),
])  # fmt: skip
def test_another_edition_keeps_what_was_chosen(client: httpx.Client, path: str, there: str) -> None:
    assert editions_of(client.get(path).text) == [path, there]
    assert client.get(there).status_code == 200
    assert editions_of(client.get(there).text)[1] == there


def test_another_edition_has_its_own_levels(client: httpx.Client, atlas: Atlas) -> None:
    level = next(k.number for k in atlas.levels if k.number != atlas.best)
    path = f"/kaart?niveau={level}&terrein=energy"
    assert editions_of(client.get(path).text) == [path, "/kaart?editie=2016&terrein=energy"]


def test_another_edition_among_plain_files_is_a_file_that_is_there(atlas: Atlas) -> None:
    atlases = Atlases.of(atlas, shared_atlas())

    def there(page: Page, edition: str = "2016") -> Page:
        return page_in(atlases, page, edition, dynamic=False)

    assert there(Page("gemeente", "GM0307")) == Page("gemeente", "GM0307", edition="2016")
    assert there(Page("gemeente", "GM1982")) == Page("kaart", edition="2016")
    assert there(Page("gemeente", "GM0756", edition="2016"), "2024") == Page("kaart")
    assert there(Page("regio", "twente")) == Page("regio", "twente", edition="2016")
    assert there(Page("regio", "nergens")) == Page("kaart", edition="2016")
    assert there(Page("waterschap", "waterschap-aa-en-maas")).kind == "waterschap"
    assert page_in(atlases, Page("gemeente", "GM1982"), "2016").id == "GM1982", "a server explains"


def test_a_municipality_of_another_edition_says_what_it_became(client: httpx.Client) -> None:
    answer = client.get("/gemeente/GM0756")
    assert answer.status_code == 404
    assert heading(answer.text) == "Boxmeer staat niet meer in editie 2024"
    assert "Het gebied van Boxmeer hoort nu bij de gemeente Land van Cuijk" in words_of(answer.text)
    addresses = _Found(answer.text).addresses
    assert {"/gemeente/GM1982", "/gemeente/GM0756?editie=2016"} <= addresses
    earlier = client.get("/gemeente/GM1982?editie=2016")
    assert earlier.status_code == 404
    assert heading(earlier.text) == "Land van Cuijk staat nog niet in editie 2016"
    assert {"/gemeente/GM0756?editie=2016", "/gemeente/GM1982"} <= _Found(earlier.text).addresses
    assert "GM0307" not in earlier.text, "no codes that only look alike"
    split = words_of(client.get("/gemeente/GM0788").text)  # Haaren went to four municipalities
    assert "hoort nu bij deze gemeenten" in split
    assert "45% van het gebied" in split
    assert client.get("/correctie-gemeente/GM0756").status_code == 404


def test_a_region_of_another_edition_or_level_says_so(client: httpx.Client, atlas: Atlas) -> None:
    def regions(of: Atlas) -> set[str]:
        return {str(i) for k in of.levels for i in of.regions(k.number).index}

    gone = sorted(regions(shared_atlas()) - regions(atlas))[0]
    answer = client.get(f"/regio/{gone}")
    assert answer.status_code == 404
    assert heading(answer.text).endswith("staat niet in editie 2024")
    links = _Found(part(answer.text, "<main", "</main>")).addresses
    there = next(unescape(a) for a in links if a.startswith(f"/regio/{gone}?"))
    assert "editie=2016" in there
    assert client.get(there).status_code == 200
    best = set(atlas.regions(atlas.best).index)
    level, other = next(
        (k.number, i) for k in atlas.levels for i in atlas.regions(k.number).index if i not in best
    )
    answer = client.get(f"/regio/{other}")
    assert heading(answer.text).endswith("staat niet op dit niveau")
    assert f"/regio/{other}?niveau={level}" in _Found(answer.text).addresses


def test_an_arrangement_of_another_edition_is_linked(client: httpx.Client, atlas: Atlas) -> None:
    gone = next(
        i for i in atlas.edition.arrangements.index if i not in shared_atlas().edition.arrangements.index
    )
    answer = client.get(f"/samenwerkingsverband/{gone}?editie=2016")
    assert answer.status_code == 404
    assert f"/samenwerkingsverband/{gone}" in _Found(answer.text).addresses


# Addresses that are wrong


@pytest.mark.parametrize(("path", "said", "leads"), [
    ("/kaart?niveau=9", "‘9’ bestaat niet als niveau", {"/kaart", "/kaart?niveau=1"}),
    ("/kaart?niveau=x&lijnen=zeker", "‘x’ bestaat niet als niveau", {"/kaart?lijnen=zeker"}),
    ("/kaart?terrein=energie&lijnen=zeker", "‘energie’ bestaat niet als beleidsterrein. U kunt kiezen uit: ",
     {"/kaart?lijnen=zeker", "/kaart?lijnen=zeker&terrein=energy"}),
    ("/kaart?editie=2099&terrein=energy", "‘2099’ bestaat niet als editie",
     {"/kaart?terrein=energy", "/kaart?editie=2016&terrein=energy"}),
    ("/kaart?naast=xx", "Veiligheidsregio's", {"/kaart", "/kaart?naast=safety-regions"}),
    ("/kaart?sorteer=xx", "‘xx’ bestaat niet als kolom", {"/kaart", "/kaart?sorteer=-region"}),
    ("/opgave?regio=xx&terrein=social", "‘xx’ bestaat niet als regio",
     {"/opgave?terrein=social", "/opgave?regio=achterhoek&terrein=social"}),
    ("/opgave?gemeente=GM0756&gemeente=GM0307", "Boxmeer staat niet meer in editie 2024",
     {"/opgave?gemeente=GM0307", "/opgave?gemeente=GM0307&gemeente=GM1982"}),
    ("/vergelijk?wat=xx", "‘xx’ bestaat niet als soort vergelijking",
     {"/vergelijk", "/vergelijk?wat=gemeente"}),
    ("/samenwerkingsverbanden?vorm=xx&naam=ggd", "‘xx’ bestaat niet als rechtsvorm",
     {"/samenwerkingsverbanden?naam=ggd"}),
    ("/zoek?q=berg&editie=2099", "‘2099’ bestaat niet als editie", {"/zoek?q=berg"}),
    ("/en/kaart?editie=2099", "2099", {"/en/kaart?editie=2016"}),
])  # fmt: skip
def test_a_wrong_value_is_named_with_what_is_allowed(
    client: httpx.Client, path: str, said: str, leads: set[str]
) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    found = {unescape(address) for address in _Found(answer.text).addresses}
    assert said in words_of(answer.text)
    assert leads <= found
    for address in leads - {"/zoek?q=berg"}:
        assert client.get(address).status_code == 200, address


def test_every_wrong_value_is_named_at_once(client: httpx.Client) -> None:
    text = client.get(
        "/kaart", params={"terrein": "a1", "vorm": "b2", "niveau": "77", "editie": HOSTILE}
    ).text
    assert all(f"‘{value}’ bestaat niet" in words_of(text) for value in ("a1", "b2", "77"))
    assert "<script>alert" not in text


def test_the_word_for_one_and_for_several_may_be_mixed_up(client: httpx.Client) -> None:
    moved = {
        "/gemeenten/GM0307": "/gemeente/GM0307",
        "/gemeenten/GM0307?editie=2016": "/gemeente/GM0307?editie=2016",
        "/samenwerkingsverbanden/omgevingsdienst-veluwe": "/samenwerkingsverband/omgevingsdienst-veluwe",
        "/provincies/PV26": "/provincie/PV26",
        "/waterschappen/waterschap-aa-en-maas": "/waterschap/waterschap-aa-en-maas",
        "/en/gemeenten/GM0307": "/en/gemeente/GM0307",
        "/gemeente": "/gemeenten",
    }
    for path, there in moved.items():
        answer = client.get(path)
        assert (answer.status_code, answer.headers["location"]) == (301, there)
    for path in (
        "/uitleg/x",
        "/data/x",
        "/kaart/x",
        "/vergelijk/x",
        "/waterschappen/PV26",
        "/gemeenten/GM9999",
    ):
        assert client.get(path).status_code == 404, path


# The list of arrangements


def test_list_of_arrangements_can_be_narrowed(client: httpx.Client, atlas: Atlas) -> None:
    frame = atlas.edition.arrangements

    def listed(**asked: str) -> tuple[set[str], str]:
        text = client.get("/samenwerkingsverbanden", params=asked).text
        found = re.findall(r'<th scope="row"><a [^>]*href="/samenwerkingsverband/([^"?]+)', text)
        return set(found), words_of(text)

    assert listed()[0] == set(frame.index)
    ids, told = listed(terrein="safety", vorm="wgr_body", verplichting="mandatory")
    has_field = frame["fields"].map(lambda row: "safety" in row)
    wanted = frame.index[
        has_field & (frame["legal_class"] == "wgr_body") & (frame["obligation"] == "mandatory")
    ]
    assert ids == set(wanted)
    assert f"{len(ids)} van de {len(frame)} samenwerkingsverbanden passen bij deze keuze." in told
    assert "Toon alle" in told
    ids, _ = listed(naam="VEILIGHEIDSREGIO  utr")
    assert ids == {i for i, name in frame["name"].items() if name.startswith("Veiligheidsregio Utr")}
    ids, told = listed(naam="qqqq")
    assert not ids
    assert "Geen enkel samenwerkingsverband past bij deze keuze." in told
    assert "<script>alert" not in client.get("/samenwerkingsverbanden", params={"naam": HOSTILE}).text
    kept = client.get("/samenwerkingsverbanden?naam=ggd&terrein=safety&editie=2016").text
    assert 'name="editie" value="2016"' in kept
    assert 'name="naam" type="text" value="ggd"' in kept
    assert '<option value="safety" selected>' in kept


def test_only_a_code_is_shown_as_a_code(client: httpx.Client) -> None:
    board = client.get("/waterschap/waterschap-aa-en-maas").text
    assert "waterschap-aa-en-maas ·" not in words_of(board)
    assert "PV26 ·" in words_of(client.get("/provincie/PV26").text)
    wrong = client.get("/correctie-samenwerkingsverband/omgevingsdienst-veluwe").text
    assert "omgevingsdienst-veluwe ·" not in words_of(part(wrong, "<h1", "<section"))


def test_these_pages_exist_in_english(client: httpx.Client) -> None:
    for path in PAGES:
        assert client.get(f"/en{path}").status_code == 200
    assert Page("opgave").query == ()
