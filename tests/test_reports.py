"""Reports: what they say is in the numbers, and a PDF that everyone can read."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject, IndirectObject
from typer.testing import CliRunner

from regioscoop.cli import app
from regioscoop.errors import UnknownNameError
from regioscoop.measures import FIGURES, Panel, panel
from regioscoop.regions import Ecosystems, ecosystems
from regioscoop.register import load_edition
from regioscoop.register.synthetic import synthetic_editions
from regioscoop.reports import (
    Document,
    figure_chart,
    html,
    municipality_report,
    national_report,
    pdf,
    region_report,
)


@pytest.fixture(scope="module")
def article() -> Panel:
    return panel(list(synthetic_editions().values()), draws=200, across_rules=True)


@pytest.fixture(scope="module")
def same_rules() -> Panel:
    editions = synthetic_editions()
    return panel([editions["2017"], editions["2020"]], draws=200)


@pytest.fixture(scope="module")
def found() -> Ecosystems:
    return ecosystems(load_edition("2016"))


def words_of(document: Document) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html(document)))


def read(data: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(data))


def test_the_national_report_holds_every_figure_with_its_published_value(article: Panel) -> None:
    document = national_report(article, language="nl", events={"2020-03-01": "corona"})
    text = words_of(document)
    for said in ("1.168", "1.311", "1.750", "gepubliceerd", "corona", "ondergrens", "synthetic-2024"):
        assert said in text, said
    assert html(document).count("<figure>") == len(FIGURES) + 2  # and growth, and the life cycle
    assert "verschillende telregels" in text
    english = words_of(national_report(article, language="en"))
    assert "1,750" in english
    assert "samenwerkingsverbanden" not in english


def test_a_sentence_says_more_only_where_the_rules_are_the_same(article: Panel, same_rules: Panel) -> None:
    assert "meer dan in" not in words_of(national_report(article))
    text = words_of(national_report(same_rules))
    assert "Het register telt 1.311 samenwerkingsverbanden, meer dan in synthetic-2017 (1.168)" in text


def test_an_edition_that_is_mostly_carried_says_nothing_about_change() -> None:
    made = panel([load_edition("2016"), load_edition("2024")], draws=50)
    text = words_of(national_report(made))
    assert "Iets anders is er niet uit te lezen" in text
    assert "meer dan in 2016" not in text
    assert "kleiner deel dan" not in text


def test_a_pdf_is_tagged_and_the_same_each_time(same_rules: Panel) -> None:
    document = national_report(same_rules)
    data = pdf(document)
    assert data == pdf(national_report(same_rules))
    reader = read(data)
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "nl"
    assert "pdfuaid" in reader.xmp_metadata.stream.get_data().decode()
    assert reader.metadata.title == document.title
    tags = tags_of(root["/StructTreeRoot"])
    kinds = {kind for kind, _ in tags}
    assert {"/H1", "/H2", "/P", "/Table", "/TH", "/TD", "/Figure", "/L"} <= kinds
    figures = [tag for kind, tag in tags if kind == "/Figure"]
    assert (
        len(figures) == len(FIGURES) + 1
    )  # growth and the life cycle, but no departments: nothing is known of them
    assert all(len(str(tag["/Alt"])) > 40 for tag in figures)
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
            assert {"/FontFile2", "/FontFile3"} & set(inner.get_object()), "a font is not embedded"
    text = "".join(page.extract_text() for page in reader.pages)
    assert "1.311" in text


def tags_of(tree: DictionaryObject) -> list[tuple[str, DictionaryObject]]:
    found, left = [], [tree]
    while left:
        node = left.pop()
        node = node.get_object() if isinstance(node, IndirectObject) else node
        if isinstance(node, list):
            left += node
        elif isinstance(node, DictionaryObject):
            if "/S" in node:
                found.append((str(node["/S"]), node))
            if "/K" in node:
                left.append(node["/K"])
    return found


def test_reports_of_a_region_and_of_a_municipality(found: Ecosystems) -> None:
    edition = load_edition("2016")
    region = region_report(edition, found, "Twente")
    text = words_of(region)
    assert "Twente telt 14 gemeenten" in text
    assert 2 <= len(read(pdf(region)).pages) <= 6
    town = municipality_report(edition, found, "Amersfoort")
    text = words_of(town)
    assert "Amersfoort doet mee aan 19 samenwerkingsverbanden" in text
    assert "Wat kan de raad?" in text
    assert "Gemeentewet" in text
    assert 2 <= len(read(pdf(town)).pages) <= 6
    assert words_of(municipality_report(edition, found, "GM0307")) == text
    for make in (region_report, municipality_report):
        with pytest.raises(UnknownNameError):
            make(edition, found, "Nergens")


def test_every_chart_says_in_words_what_it_shows(same_rules: Panel) -> None:
    for figure in FIGURES:
        chart = figure_chart(same_rules, figure)
        if chart is None:
            assert figure == "departments"
            continue
        assert chart.title
        assert chart.svg().startswith("<svg")
        assert str(chart.table["edition"].iloc[0]) in chart.said


def run(*arguments: str) -> tuple[int, str, str]:
    made = CliRunner().invoke(app, list(arguments))
    error = "" if made.exception is None else str(made.exception)
    return made.exit_code, made.stdout, error


def test_the_commands_write_whole_files_or_say_what_is_wrong(tmp_path: Path) -> None:
    out = tmp_path / "twente.html"
    code, _, error = run("report", "region", "twente", "--out", str(out))
    assert (code, error) == (0, "")
    assert out.read_text(encoding="utf-8").startswith("<!doctype html>")
    for arguments, told in (
        (("report", "region", "twente", "--out", str(tmp_path / "x.doc")), ".pdf or .html"),
        (("report", "national", "--out", str(tmp_path / "x.pdf"), "--event", "maart=corona"), "YYYY-MM-DD"),
        (("report", "municipality", "Bergen", "--out", str(tmp_path / "x.pdf")), "Bergen"),
        (("trends", "2016", "--duplicates", "0.5,0.2"), "duplicates"),
        (("trends", "2016", "--duplicates", "half"), "LOW,HIGH"),
        (("trends", "2016", "--region", "nergens"), "nergens"),
        (("trends", "2016", "2016"), "twice"),
    ):
        code, _, error = run(*arguments)
        assert code != 0
        assert told in error, (arguments, error)
    assert [path.name for path in tmp_path.iterdir()] == ["twente.html"]


@pytest.mark.parametrize(
    "show", ["figures", "changes", "decomposition", "mergers", "flows", "coverage", "comparability"]
)
def test_trends_gives_every_table(show: str) -> None:
    code, text, error = run("trends", "2016", "2024", "--show", show, "--draws", "20")
    assert (code, error) == (0, "")
    assert len(text.splitlines()) > 1
