"""Pages of ambitions, comparisons, provinces and water boards, and corrections, over a real server."""

from __future__ import annotations

import csv
import io
import re
import time
from collections.abc import Iterator
from datetime import date
from html import unescape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx
import pytest

from _atlas_fixture import later_atlas, serving, shared_atlas
from regioscoop.errors import UnknownNameError
from regioscoop.measures import working_on
from regioscoop.register import codes
from regioscoop.register.influence import BODY_OF_KIND, influence
from regioscoop.web import Atlas, Atlases
from regioscoop.web import _ambition as ambition
from regioscoop.web import _comparison as comparison
from regioscoop.web import _corrections as corrections
from regioscoop.web._links import Page
from regioscoop.web._pages import all_pages
from regioscoop.web._pages._influence import rights
from regioscoop.web._publisher import MAIL

BUDGET_S = 0.2
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
            assert answer.status_code == 200, address
            fragment = urlsplit(address).fragment
            assert not fragment or fragment in _Found(answer.text).ids, address


def test_pages_are_quick(client: httpx.Client) -> None:
    for path in PAGES:
        spent = []
        for k in range(3):
            start = time.process_time()
            client.get(f"{path}{'&' if '?' in path else '?'}keer={k}")  # not from what is kept
            spent.append(time.process_time() - start)
        assert min(spent) < BUDGET_S, path


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
    assert sum(len(group["arrangements"]) for group in groups) == len(ids), "each arrangement once"
    sizes = [len(group["arrangements"]) for group in groups]
    assert sizes == sorted(sizes, reverse=True)
    assert sum(group["unsure"] for group in groups) == (frame["legal_certainty"] == "unsure").sum()
    by_basis = {group["basis"]: group for group in groups}
    assert by_basis["wgr_body"]["label"] == "Zelfstandig lichaam volgens de Wgr, vorm niet bekend"
    assert not by_basis["wgr_body"]["is_form"]
    assert by_basis["stichting"]["is_form"]
    strengths = [row["strength"] for row in by_basis["openbaar_lichaam"]["rights"]]
    assert strengths == sorted(strengths, key=["formal", "indirect", "none"].index)
    assert all(row["url"].startswith("https://") for row in by_basis["openbaar_lichaam"]["rights"])
    for kind, body in BODY_OF_KIND.items():
        assert rights(atlas, ids[:3], body, "en"), kind
    with pytest.raises(UnknownNameError):
        rights(atlas, ids[:1], "king", "nl")


def test_rights_are_those_of_the_day_of_the_edition(atlas: Atlas) -> None:
    body = "municipal_council"
    for one in (atlas, shared_atlas()):
        i = one.edition.arrangements.index[one.edition.arrangements["legal_form"] == "openbaar_lichaam"][0]
        (group,) = rights(one, [i], body, "nl")
        on = one.edition.reference_date
        wanted = influence("openbaar_lichaam", "", body, date.fromisoformat(on))
        assert [row["words"] for row in group["rights"]] == [row.words_nl for row in wanted]


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


def test_these_pages_exist_in_english(client: httpx.Client) -> None:
    for path in PAGES:
        assert client.get(f"/en{path}").status_code == 200
    assert Page("opgave").query == ()
