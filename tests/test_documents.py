"""Linked parties out of budgets: synthetic ones of every medium, and documents that are bad in every way."""

from __future__ import annotations

import http.server
import io
import json
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pdfplumber
import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from PIL import Image
from typer.testing import CliRunner

from regioscoop.cli._app import app
from regioscoop.collection.documents import (
    ATTRIBUTES,
    DocumentResult,
    Entry,
    Place,
    Value,
    entries_frame,
    evaluate,
    extract,
    extract_many,
    find_pages,
    read_document,
)
from regioscoop.collection.documents._labels import attribute_of, form_of, group_of, is_period, section_kind
from regioscoop.collection.documents._periods import budget_year, fitted, named_years
from regioscoop.collection.documents._values import amount_of, dated_amounts, members_of, split_name
from regioscoop.collection.documents.synthetic import (
    HELD_OUT_LAYOUTS,
    TRAINING_LAYOUTS,
    Synthetic,
    make_synthetic,
    write_synthetic,
)
from regioscoop.errors import InputError, UnknownNameError
from regioscoop.register import load_edition

BALANCE = (
    "<table><tr><td>Balansdatum</td><td>31-12-2023</td><td>31-12-2024</td></tr>"
    "<tr><td>Eigen vermogen</td><td>€ 4.887.000</td><td>€ 5.097.000</td></tr></table>"
)
SENTENCES = (
    "Het eigen vermogen op 1 januari 2024 bedraagt 4,8 miljoen euro en op 31 december 2024 2,8 miljoen euro. "
    "Het vreemd vermogen is niet bekend."
)
SITE = {
    "verbonden-partijen-1.html": "<h1>Veiligheidsregio Toets</h1><h3>Rechtsvorm</h3>"
    "<p>Gemeenschappelijke regeling</p><h3>Vestigingsplaats</h3><p>Assen</p>"
    f"<h3>Vermogen</h3><p>{SENTENCES}</p>",
    "verbonden-partijen-2.html": "<h1>NV Bank Toets (BT)</h1><h2>Rechtsvorm</h2><p>Naamloze vennootschap</p>"
    f"<h2>Financiële gegevens</h2>{BALANCE}",
    "wonen.html": "<h1>Wonen</h1><p>Een verbonden partij bouwt woningen.</p>",
}


def small(layout: str, medium: str, seed: int = 3, parties: int = 5) -> Synthetic:
    return make_synthetic(load_edition("2024"), layout, medium, seed, parties, programmes_before=1)


def extracted(made: Synthetic, folder: Path) -> DocumentResult:
    return extract(write_synthetic(made, folder))


@pytest.mark.parametrize(
    ("layout", "medium"),
    [
        *((layout, medium) for layout in TRAINING_LAYOUTS for medium in ("pdf", "html", "xlsx")),
        *((layout, "docx") for layout in ("cards", "overview", "stacked")),
    ],
)
def test_every_party_of_a_training_layout_is_found(layout: str, medium: str, tmp_path: Path) -> None:
    made = small(layout, medium)
    found = extracted(made, tmp_path)
    score = evaluate(found.entries, made.truth["entries"])
    assert found.problems == ()
    assert (score.recall, score.precision) == (1.0, 1.0)
    assert score.accuracy.dropna().min() >= 0.8


def test_layouts_are_apart_and_eight_or_more() -> None:
    assert not set(TRAINING_LAYOUTS) & set(HELD_OUT_LAYOUTS)
    assert len(TRAINING_LAYOUTS) + len(HELD_OUT_LAYOUTS) >= 8


def test_a_synthetic_budget_says_so_and_is_the_same_each_time(tmp_path: Path) -> None:
    for medium in ("pdf", "html", "docx", "xlsx"):
        made = small("cards", medium)
        assert made.data == small("cards", medium).data
        assert made.data != small("cards", medium, seed=4).data
        assert made.name.startswith("synthetic-")
        assert made.truth["synthetic"] is True
    path = write_synthetic(small("cards", "html"), tmp_path)
    assert "synthetisch" in path.read_text(encoding="utf-8")
    assert json.loads((tmp_path / f"{path.name}.truth.json").read_text(encoding="utf-8")) == made.truth | {
        "document": path.name,
        "medium": "html",
    }


def test_unknown_layouts_and_media_are_named() -> None:
    edition = load_edition("2024")
    with pytest.raises(UnknownNameError, match="cards"):
        make_synthetic(edition, "card", "pdf", 1)
    with pytest.raises(UnknownNameError, match="docx"):
        make_synthetic(edition, "cards", "doc", 1)


def test_the_place_of_a_value_holds_its_words_in_a_pdf(tmp_path: Path) -> None:
    made = small("overview", "pdf")
    found = extracted(made, tmp_path)
    with pdfplumber.open(tmp_path / made.name) as document:
        for entry in found.entries:
            place = entry["seat"].place
            assert place.box is not None
            x0, top, x1, bottom = place.box
            page = document.pages[(place.page or 0) - 1]
            words = page.crop((x0 - 1, top - 1, x1 + 1, bottom + 1)).extract_text().split()
            assert "".join(words).replace("-", "") == entry["seat"].text.replace(" ", "").replace("-", "")


def test_the_place_of_a_value_is_its_cell_in_a_spreadsheet(tmp_path: Path) -> None:
    made = small("overview", "xlsx")
    found = extracted(made, tmp_path)
    book = load_workbook(tmp_path / made.name)
    for entry in found.entries:
        sheet, _, cell = entry["contribution"].place.part.partition("!")
        assert book[sheet][cell].value == entry["contribution"].text


def test_the_place_of_a_value_is_its_characters_elsewhere(tmp_path: Path) -> None:
    made = small("lines", "html")
    path = write_synthetic(made, tmp_path)
    blocks = read_document(path).blocks
    whole: dict[int, str] = {}
    for block in blocks:
        for text in [block.text, *(cell for row in block.rows for cell in row)]:
            if text.text:
                whole[text.place().start or 0] = text.text
    for entry in extract(path).entries:
        place = entry["seat"].place
        start = max(begin for begin in whole if begin <= (place.start or 0))
        assert whole[start][(place.start or 0) - start : (place.end or 0) - start] == entry["seat"].text


def test_pages_of_a_site_are_read_apart(tmp_path: Path) -> None:
    for name, body in SITE.items():
        (tmp_path / name).write_text(f"<html><body>{body}</body></html>", encoding="utf-8")
    first, second = extract(tmp_path).entries
    assert (first.name, first["seat"].text) == ("Veiligheidsregio Toets", "Assen")
    assert (first["equity_start"].euros, first["equity_end"].euros) == (4_800_000, 2_800_000)
    assert first.get("debt_end") is None
    assert (second.name, second["abbreviation"].text) == ("NV Bank Toets", "BT")
    assert (second["equity_start"].euros, second["equity_end"].euros) == (4_887_000, 5_097_000)
    assert second["legal_form"].place.part == "verbonden-partijen-2.html"


@pytest.mark.parametrize(
    ("label", "attribute"),
    [
        ("Vestigingsplaats:", "seat"),
        ("Naam en vestigingsplaats", "name+seat"),
        ("Eigen vermogen per 1 januari 2024 (x € 1.000)", "equity_start"),
        ("Vreemd vermogen ultimo 2024", "debt_end"),
        ("3. Openbaar belang", "public_interest"),
        ("Bestuurlijk belang", "board_seats"),
        ("Financieel belang", "contribution"),
        ("Risico's", "other"),
        ("Bijdrage aan doelstellingen", "other"),
        ("Rechtspersoon", "legal_form"),
        ("Zitting in het bestuur", "board_seats"),
        ("Saldo van baten en lasten 2025", "result"),
        ("Deelnemende overheden en partijen", "participants"),
        ("Wie praat namens ons mee?", "board_seats"),
        ("Veiligheidsregio Twente", ""),
        ("Maatschappelijke opvang Delft", ""),
        ("", ""),
    ],
)
def test_labels(label: str, attribute: str) -> None:
    assert attribute_of(label) == attribute


def test_other_words_of_a_section() -> None:
    assert section_kind("3.6 Paragraaf Verbonden Partijen") == "start"
    assert section_kind("Paragraaf grondbeleid") == "stop"
    assert group_of("2. Vennootschappen en coöperaties") == (True, "")
    assert group_of("Gemeenschappelijke regelingen") == (True, "gemeenschappelijke_regeling")
    assert form_of("GR (bedrijfsvoeringsorganisatie)") == "bedrijfsvoeringsorganisatie"
    assert is_period("31-12-2024")
    assert not is_period("Bijdrage")


@pytest.mark.parametrize(
    ("text", "unit", "euros"),
    [
        ("€ 1.234.567", 1, 1_234_567),
        ("1.234", 1000, 1_234_000),
        ("€ 18,8 miljoen", 1, 18_800_000),
        ("154 duizend euro", 1, 154_000),
        ("€ -25.000", 1, -25_000),
        ("-/- 45", 1000, -45_000),
        ("(45)", 1000, -45_000),
        ("€ 79", 1000, 79_000),
        ("€ 79.000", 1000, 79_000),
        ("nihil", 1, 0),
        ("n.n.b.", 1, None),
        ("op 1 januari 2024", 1, None),
        ("0,11% van 2024", 1, None),
        ("De bijdrage in 2024 € 60.000", 1, 60_000),
        ("(€ 0,2 miljoen)", 1, -200_000),
        ("(€ 303.000,-)", 1, -303_000),
        ("een bijdrage per inwoner (€ 12)", 1, 12),
        ("54 deelnemers", 1, None),
    ],
)
def test_amounts(text: str, unit: float, euros: float | None) -> None:
    assert amount_of(text, unit) == euros


@given(st.integers(-999_999_999, 999_999_999))
def test_an_amount_that_is_printed_is_read_again(euros: int) -> None:
    assert amount_of("€ " + f"{euros:,}".replace(",", ".")) == euros


def test_amounts_belong_to_their_day() -> None:
    found = dated_amounts("op 31 december 2024 € 2.000 en op 1 januari 2024 € 1.000")
    assert (found["_start"].euros, found["_end"].euros) == (1000, 2000)
    assert dated_amounts("€ 1.000") == {}


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("100 / 120", {"_start": 100_000, "_end": 120_000}),
        ("869 / n.n.b.", {"_start": 869_000}),
        ("p.m. / (45)", {"_end": -45_000}),
        ("n.n.b. / n.n.b.", {}),
        (
            "van € 18.000 op 1 januari 2024 naar € 19.000 op 31 december 2024",
            {"_start": 18_000, "_end": 19_000},
        ),
        ("€ 30.000 (1-1) en n.n.b. (31-12)", {"_start": 30_000}),
        ("€ 90.000 begin 2024, € 80.000 eind 2024", {"_start": 90_000, "_end": 80_000}),
        ("op 31 december € 50.000 (1 januari 2024: € 40.000)", {"_start": 40_000, "_end": 50_000}),
    ],
)
def test_two_amounts_in_one_value(text: str, days: dict[str, float]) -> None:
    assert {day: amount.euros for day, amount in dated_amounts(text, 1000).items()} == days


def test_the_year_of_a_budget_is_that_of_its_title_unless_another_is_named_far_more() -> None:
    assert (
        budget_year(named_years("Programmabegroting 2025. De begroting 2024 en de begroting 2024.")) == 2025
    )
    assert budget_year([2025, *[2026] * 3]) == 2026
    assert budget_year(named_years("De rekening 2023")) is None


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (["Bijdrage 2024", "Bijdrage 2025", "Bijdrage 2026"], ["other", "contribution", "other"]),
        (["Bijdrage rekening", "Bijdrage begroting"], ["other", "contribution"]),
        (["Bijdrage"], ["contribution"]),
        (["EV 31-12-2023", "EV 31-12-2024", "EV 31-12-2025"], ["other", "equity_start", "equity_end"]),
        (["EV 1-1-2025", "EV 1-1-2026"], ["equity_start", "equity_end"]),
        (["VV 2024", "VV 2025"], ["debt_start", "debt_end"]),
        (["EV 31-12-2022", "EV 31-12-2023"], ["equity_start", "equity_end"]),
    ],
)
def test_columns_of_the_year_of_the_budget(labels: list[str], expected: list[str]) -> None:
    assert fitted([attribute_of(label) for label in labels], labels, 2025) == expected


def page_of(body: str, folder: Path) -> list[Entry]:
    path = folder / "page.html"
    title = "<h1>Begroting 2025</h1><h2>Verbonden partijen</h2>"
    path.write_text(f"<html><body>{title}{body}</body></html>", encoding="utf-8")
    return list(extract(path).entries)


def test_labels_in_bold_run_in_and_a_legal_form_opens_no_entry(tmp_path: Path) -> None:
    (entry,) = page_of(
        "<h3>VP-12 Werkbedrijf Toets</h3><p>Openbaar lichaam – gevestigd in Assen</p>"
        "<p><b>Doel.</b> Werk bieden. <b>Vertegenwoordiging.</b> De wethouder zit in het bestuur. "
        "<b>Iets anders.</b> Doet niet ter zake. <b>Bijdrage 2024.</b> € 900 "
        "<b>Bijdrage 2025.</b> (nog niet bekend)</p>",
        tmp_path,
    )
    found = {value.attribute: value.text for value in entry.facts}
    assert found == {
        "name": "Werkbedrijf Toets",
        "legal_form": "Openbaar lichaam",
        "seat": "Assen",
        "public_interest": "Werk bieden",
        "board_seats": "De wethouder zit in het bestuur",
    }


def test_a_second_table_with_groups_of_years_is_joined_by_abbreviation(tmp_path: Path) -> None:
    (entry,) = page_of(
        "<table><tr><th>Naam</th><th>Rechtsvorm</th></tr>"
        "<tr><td>Regio Toets (RT)</td><td>Coöp.</td></tr></table>"
        "<p>Bedragen x € 1.000</p>"
        "<table><tr><th></th><th colspan=3>Bijdrage</th><th colspan=2>Eigen vermogen</th></tr>"
        "<tr><th>Verbonden partij</th><th>2024</th><th>2025</th><th>2026</th>"
        "<th>31-12-2024</th><th>31-12-2025</th></tr>"
        "<tr><td>RT</td><td>1</td><td>2</td><td>3</td><td>40</td><td>n.n.b.</td></tr></table>",
        tmp_path,
    )
    assert (entry.name, form_of(entry["legal_form"].text)) == ("Regio Toets", "cooperatie")
    assert (entry["contribution"].euros, entry["equity_start"].euros) == (2000, 40_000)
    assert entry.get("equity_end") is None


def test_a_contribution_of_another_year_is_none(tmp_path: Path) -> None:
    (entry,) = page_of(
        "<h3>GGD Toets</h3><p>In 2024 was de bijdrage € 5.000; voor 2025 ramen wij € 6.000.</p>"
        "<p>Deelnemers: 54 gemeenten in de regio</p>",
        tmp_path,
    )
    assert entry["contribution"].euros == 6000
    assert entry.get("participants") is None


def facts_of(body: str, folder: Path) -> dict[str, str | float | None]:
    (entry,) = page_of(body, folder)
    facts = [v for v in entry.facts if v.attribute not in ("name", "abbreviation")]
    return {v.attribute: v.text if v.euros is None else v.euros for v in facts}


def test_a_card_with_its_name_behind_a_number_and_days_beside_the_balance(tmp_path: Path) -> None:
    assert facts_of(
        "<table><tr><td>Nr. 3</td><td>Werkbedrijf Toets</td><td></td></tr>"
        "<tr><td>Kantoor in</td><td>Assen</td><td></td></tr>"
        "<tr><td>Vermogen (x € 1.000)</td><td>1 januari 2025</td><td>31 december 2025</td></tr>"
        "<tr><td>Eigen vermogen</td><td>4</td><td>5</td></tr>"
        "<tr><td>Schulden</td><td>6</td><td>p.m.</td></tr></table>",
        tmp_path,
    ) == {"seat": "Assen", "equity_start": 4000, "equity_end": 5000, "debt_start": 6000}


def test_days_below_one_another_are_no_parties(tmp_path: Path) -> None:
    assert facts_of(
        "<h3>Werkplein Toets</h3><table><tr><td></td><td>Eigen vermogen</td><td>Vreemd vermogen</td></tr>"
        "<tr><td>1-1-2025</td><td>100</td><td>200</td></tr>"
        "<tr><td>31-12-2025</td><td>110</td><td>220</td></tr></table>",
        tmp_path,
    ) == {"equity_start": 100, "equity_end": 110, "debt_start": 200, "debt_end": 220}


def test_sentences_in_other_words(tmp_path: Path) -> None:
    assert facts_of(
        "<h3>Veiligheidsregio Toets</h3><p>Wij doen mee met dit doel: hulp bij rampen. Deze partij, een "
        "openbaar lichaam, is gehuisvest in het stadhuis van Assen. Vier gemeenten werken hierin samen: "
        "Assen, Emmen, Hoogeveen en Meppel. Onze burgemeester zit in het bestuur.</p>"
        "<p>De bijdrage aan de N.V. Toets komt in 2025 uit op € 7.000,- (2024: € 6.000,-). "
        "Het eigen vermogen was € 3.000 aan het begin van 2025 en is € 4.000 aan het einde van dat jaar. "
        "Eind 2025 is het vreemd vermogen € 9.000. Het verwachte resultaat is € 2.000 nadelig.</p>",
        tmp_path,
    ) == {
        "public_interest": "hulp bij rampen.",
        "legal_form": "openbaar lichaam",
        "seat": "Assen",
        "participants": "Assen, Emmen, Hoogeveen en Meppel",
        "board_seats": "Onze burgemeester zit in het bestuur.",
        "contribution": 7000,
        "equity_start": 3000,
        "equity_end": 4000,
        "debt_end": 9000,
        "result": -2000,
    }


def test_amounts_that_are_no_contribution_of_ours(tmp_path: Path) -> None:
    assert facts_of(
        "<h3>N.V. Toets</h3><p>De N.V. betaalt ons € 20.000 dividend. De totale bijdrage van alle deelnemers "
        "is € 9 miljoen. Het resultaat over 2023 was € 5.000.</p>",
        tmp_path,
    ) == {"legal_form": "N.V. Toets"}


def test_members_and_names() -> None:
    assert members_of("de gemeenten Berg en Dal, Heumen en de provincie Gelderland") == [
        "Berg en Dal",
        "Heumen",
        "Provincie Gelderland",
    ]
    title = "3.2 GGD Hart voor Brabant (HvB)"
    name, short = split_name(title)
    assert title[slice(*name)] == "GGD Hart voor Brabant"
    assert short is not None
    assert title[slice(*short)] == "HvB"


def test_scripts_are_never_read(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        "<html><body><h2>Verbonden partijen</h2><h3>GGD Toets</h3><p><b>Vestigingsplaats:</b> Assen</p>"
        "<script>document.write('<h3>GGD Script</h3><p>Vestigingsplaats: Nergens</p>')</script>"
        "<noscript><h3>GGD Noscript</h3></noscript></body></html>",
        encoding="utf-8",
    )
    assert [(e.name, e["seat"].text) for e in extract(page).entries] == [("GGD Toets", "Assen")]


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-16", "twice"])
def test_wrong_encodings_are_mended_or_said(encoding: str, tmp_path: Path) -> None:
    text = (
        '<html><head><meta charset="utf-8"></head><body><h2>Verbonden partijen</h2>'
        "<h3>Coöperatie Súdwest</h3><p>Vestigingsplaats: Noardeast-Fryslân</p>"
        "<p>Doel: één café, reële cijfers</p>"
    )
    twice = text.encode().decode("cp1252", "ignore").encode()
    data = twice if encoding == "twice" else text.encode(encoding)
    page = tmp_path / "page.html"
    page.write_bytes(data)
    found = extract(page)
    assert found.entries[0].name == "Coöperatie Súdwest"
    assert found.entries[0]["seat"].text == "Noardeast-Fryslân"
    assert bool(found.problems) == (encoding in ("cp1252", "twice"))


def scanned_page() -> bytes:
    made = io.BytesIO()
    Image.new("L", (400, 600), 200).save(made, "PDF")
    return made.getvalue()


def merged(*parts: bytes, blank: int = 0, password: str = "") -> bytes:
    writer = pypdf.PdfWriter()
    for part in parts:
        writer.append(io.BytesIO(part))
    for _ in range(blank):
        writer.add_blank_page(595, 842)
    if password:
        writer.encrypt(password)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def test_a_scanned_page_is_said_and_the_others_are_read(tmp_path: Path) -> None:
    made = small("overview", "pdf")
    path = tmp_path / "partly.pdf"
    path.write_bytes(merged(scanned_page(), made.data, scanned_page(), scanned_page()))
    found = extract(path)
    total = find_pages(path).total
    assert evaluate(found.entries, made.truth["entries"]).recall == 1
    assert [p.where for p in found.problems] == [
        "partly.pdf, page 1",
        f"partly.pdf, pages {total - 1}-{total}",
    ]
    path.write_bytes(scanned_page())
    assert not extract(path).is_read


def test_five_thousand_pages(tmp_path: Path) -> None:
    made = small("by-form", "pdf")
    path = tmp_path / "long.pdf"
    path.write_bytes(merged(made.data, blank=5000))
    found = extract(path)
    assert found.pages > 5000
    assert len(found.section) < 10
    assert evaluate(found.entries, made.truth["entries"]).recall == 1


def bomb(parts: int) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for number in range(parts):
            package.writestr(f"word/{number}.xml", b"0" * 20_000_000)
    return made.getvalue()


def test_one_bad_document_never_stops_the_others(tmp_path: Path) -> None:
    good = write_synthetic(small("cards", "docx"), tmp_path)
    pdf = small("cards", "pdf").data
    bad = {
        "locked.pdf": merged(pdf, password="secret"),
        "broken.pdf": pdf[: len(pdf) // 3].replace(b"obj", b"jbo"),
        "empty.pdf": b"",
        "bomb.docx": bomb(1),
        "bomb.xlsx": bomb(2),
        "cut.docx": good.read_bytes()[:4000],
        "old.xlsx": b"\xd0\xcf\x11\xe0" + b"0" * 2000,
        "text.pdf": b"not a document at all",
        "other.xlsx": good.read_bytes(),
    }
    for name, data in bad.items():
        (tmp_path / name).write_bytes(data)
    sources = [*(tmp_path / name for name in bad), tmp_path / "absent.pdf", good]
    done: list[int] = []
    results = list(extract_many(sources, progress=lambda _, n, __: done.append(n)))
    assert done == list(range(1, len(sources) + 1))
    assert all(not r.is_read and r.problems and not r.entries for r in results[:-1])
    assert "password" in str(results[0].problems[0])
    assert "packed" in str(results[3].problems[0])
    assert len(results[-1].entries) == 5


def test_a_budget_without_the_section_says_so(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<html><body><h2>Grondbeleid</h2><p>Wij kopen grond.</p></body></html>", encoding="utf-8")
    found = extract(page)
    assert found.is_read
    assert found.entries == ()
    assert "no section" in str(found.problems[0])
    pdf = tmp_path / "blank.pdf"
    pdf.write_bytes(merged(blank=3))
    assert "no section" in str(extract(pdf).problems[0])


def value(attribute: str, text: str, **more: object) -> Value:
    return Value(attribute, text, Place("x"), 0.9, **more)  # type: ignore[arg-type]


def test_evaluate_counts_each_entry_once() -> None:
    truth = [
        {"name": "GGD Twente", "seat": "Enschede", "contribution": 1000.0},
        {"name": "Regio Twente", "participants": ["Almelo", "Borne"], "legal_form": "stichting"},
    ]
    entries = [
        Entry(
            (value("name", "ggd twente"), value("seat", "Hengelo"), value("contribution", "", euros=1001.0))
        ),
        Entry((value("name", "GGD Twente"),)),
        Entry((value("name", "Regio  Twente (RT)"), value("participants", "", members=("Borne", "Almelo")),
               value("legal_form", "Stichting"), value("changes", "Geen"))),
    ]  # fmt: skip
    score = evaluate(entries, truth)
    assert (score.found, score.true, score.matched) == (3, 2, 2)
    assert (score.recall, score.precision) == (1.0, 2 / 3)
    counts = score.attributes
    assert counts.loc["seat"].tolist() == [1, 0, 1, 0, 0]
    assert counts.loc["contribution", "right"] == counts.loc["participants", "right"] == 1
    assert counts.loc["changes", "invented"] == 1
    assert pd.isna(score.accuracy["result"])
    assert (score + score).matched == 4


def test_frames_have_the_same_columns_also_when_empty() -> None:
    assert entries_frame([]).columns.tolist() == ["document", "entry", *ATTRIBUTES, "guessed", "confidence"]
    assert {"page", "x0", "start", "part", "found_by"} <= set(entries_frame([], places=True).columns)


class Site(http.server.BaseHTTPRequestHandler):
    """A site of two pages."""

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        page = SITE["verbonden-partijen-1.html"] if "verbonden" in self.path else SITE["wonen.html"]
        data = page.encode()
        self.send_response(200)
        self.send_header("content-type", "text/html; charset=utf-8")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


@pytest.fixture
def site() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_list_of_addresses_is_fetched(site: str, tmp_path: Path) -> None:
    listed = tmp_path / "site.txt"
    listed.write_text(f"{site}/verbonden-partijen\n{site}/wonen\n", encoding="utf-8")
    found = extract(listed)
    assert [e.name for e in found.entries] == ["Veiligheidsregio Toets"]
    assert found.entries[0]["seat"].place.part == f"{site}/verbonden-partijen"
    listed.write_text("http://127.0.0.1:9/a\nhttp://127.0.0.1:9/b\n", encoding="utf-8")
    assert [p.row for p in extract(listed).problems] == [1, 2]


def test_the_command_reads_what_it_can(tmp_path: Path) -> None:
    good = write_synthetic(small("cards", "html"), tmp_path)
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(b"%PDF-1.7 nothing")
    out = tmp_path / "found.csv"
    run = CliRunner().invoke(app, ["collect", "extract", str(bad), str(good), "--places", "--out", str(out)])
    assert run.exit_code == 0
    assert "bad.pdf: not read" in run.stderr
    frame = pd.read_csv(out)
    assert set(frame["document"]) == {good.name}
    assert frame.loc[frame["attribute"] == "seat", "start"].notna().all()
    shown = CliRunner().invoke(app, ["collect", "extract", str(good)])
    assert len(pd.read_csv(io.StringIO(shown.stdout))) == 5
    failed = CliRunner().invoke(app, ["collect", "extract", str(bad)])
    assert isinstance(failed.exception, InputError)
    wrong = CliRunner().invoke(app, ["collect", "extract", str(good), "--out", str(tmp_path / "x.txt")])
    assert isinstance(wrong.exception, InputError)
