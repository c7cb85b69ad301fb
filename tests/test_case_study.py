"""The case study of a region and the comparison of the cases: what is known, and what says that it is not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pandas as pd
import pytest
from playwright.sync_api import sync_playwright

from _atlas_fixture import later_atlas, serving, shared_atlas
from regioscoop.cases import measured_cases, weigh_hypotheses
from regioscoop.context import division_name
from regioscoop.register import load_edition
from regioscoop.reports import cases_blocks, html
from regioscoop.reports._document import Block, Document, Heading, Picture, Table
from regioscoop.reports.case_study import Surroundings, case_study, surroundings

PARTS = (
    "De biotoop: hoe is het gebied?", "Waar wonen en werken mensen?", "Brede welvaart",
    "Overheden, bedrijven en samenleving", "Democratische legitimiteit", "Levensloop van de samenwerking",
    "Eigen ambities en resultaten",
)  # fmt: skip


@pytest.fixture(scope="module")
def around() -> Surroundings:
    atlas = later_atlas()
    return atlas.surroundings(atlas.best)


def words_of(blocks: list[Block]) -> str:
    day = pd.Timestamp("2024-01-01").date()
    text = html(Document("x", "x", "x", "x", "nl", day, tuple(blocks)))
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def test_every_part_stands_in_the_case_study_of_every_region(around: Surroundings) -> None:
    for region_id in around.regions.names.index:
        blocks = list(case_study(around, region_id))
        heads = [block.words for block in blocks if isinstance(block, Heading) and block.level == 1]
        assert [head for head in heads if head in PARTS] == list(PARTS), region_id


def test_a_case_region_has_its_stage_evidence_and_advice(around: Surroundings) -> None:
    text = words_of(list(case_study(around, "flevoland")))
    assert "Stadium volgens de bron: start-up" in text
    assert "Advies dat hierbij past" in text
    assert "onze koppeling op naam" in text
    assert "Niet gemeten: er is geen enquête" in text
    assert "Conclusions on" not in text  # passages in Dutch


def test_another_region_says_what_has_to_be_answered(around: Surroundings) -> None:
    text = words_of(list(case_study(around, "twente")))
    assert "Niet vast te stellen" in text
    assert "Advies dat hierbij past" not in text
    assert "Niet vastgelegd" in text


def test_the_numbers_are_those_of_the_measures(around: Surroundings) -> None:
    assert around.urban is not None
    row = around.urban.regions.set_index("region_id").loc["zuid-limburg"]
    text = words_of(list(case_study(around, "zuid-limburg")))
    assert f"werkt {100 * row['supply_containment']:.0f}% in de regio zelf" in text
    own = around.figures.set_index(["region_id", "indicator"])["value"]["zuid-limburg", "inhabitants"]
    assert f"{own:,.0f}".replace(",", ".") in text
    peers = around.peers[around.peers["region_id"] == "zuid-limburg"]["peer_id"]
    assert len(peers) == 5
    assert all(around.name(peer) in text for peer in peers)


def test_an_edition_whose_borders_do_not_fit_is_not_measured() -> None:
    atlas = shared_atlas()
    text = words_of(list(case_study(atlas.surroundings(atlas.best), "twente")))
    assert "geen cijfers geladen die op de gemeenten van editie 2016 passen" in text


def test_without_commuting_that_part_says_so(around: Surroundings) -> None:
    text = words_of(list(case_study(replace(around, urban=None), "twente")))
    assert "er zijn geen woon-werkstromen geladen" in text


def test_what_is_loaded_shows_on_the_region(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stage of Twente that a user loads stands in its case study, with its evidence."""
    from regioscoop.cases import CASE_CHECKS, CASE_KIND, CASE_TABLES
    from regioscoop.register.loaded import load_frames

    monkeypatch.setenv("REGIOSCOOP_HOME", str(tmp_path))
    empty = {name: pd.DataFrame(columns=table.names, dtype="object") for name, table in CASE_TABLES.items()}
    source = dict.fromkeys(CASE_TABLES["sources"].names, "") | {
        "id": "own", "publisher": "Regio Twente", "title": "Synthetic", "licence": "CC0-1.0",
    }  # fmt: skip
    region = dict.fromkeys(CASE_TABLES["regions"].names, "") | {
        "id": "twente", "name": "Twente", "scale": "regional", "date": "2026", "source": "own",
    }  # fmt: skip
    stage = dict.fromkeys(CASE_TABLES["stages"].names, "") | {
        "region": "twente", "scale": "regional", "date": "2026", "stage": "running_system",
        "certainty": "stated", "words_nl": "Zelf vastgesteld.", "words_en": "Told by ourselves.",
        "judged_by": "Regio Twente", "source": "own",
    }  # fmt: skip
    rows = {"sources": source, "regions": region, "stages": stage}
    filled = {name: pd.DataFrame([row]) for name, row in rows.items()}
    load_frames(CASE_KIND, "twente", "Synthetic", empty | filled, CASE_TABLES, CASE_CHECKS)
    atlas = later_atlas()
    fresh = surroundings(
        atlas.edition,
        atlas.regionalisation(atlas.best),
        atlas.measures[atlas.best].reset_index(),
        areas=atlas.commuting,
    )
    text = words_of(list(case_study(fresh, "twente")))
    assert "Stadium volgens de bron: draaiend systeem. Zelf vastgesteld." in text


def test_the_comparison_holds_every_hypothesis_and_figure_17(around: Surroundings) -> None:
    measures = measured_cases(load_edition("2016"), load_edition("2024"))
    found = weigh_hypotheses(measures=measures)
    blocks = list(cases_blocks(around, measures))
    tables = [block for block in blocks if isinstance(block, Table)]
    assert len(tables[0].rows) == len(found)
    text = words_of(blocks)
    assert f"niet van toeval te onderscheiden: {(found['verdict'] == 'chance').sum()}" in text
    assert found["verdict"].isin(["chance", "not_measured"]).all()
    picture = next(block for block in blocks if isinstance(block, Picture))
    assert "Niet te plaatsen: Noord-Holland Noord" in text
    assert "Flevoland" in picture.alt
    english = words_of(list(cases_blocks(around, measures, "en")))
    assert "cannot be told apart from chance" in english
    assert "samenvallend" not in english


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with (
        serving(shared_atlas(), later_atlas()) as address,
        httpx.Client(base_url=address, timeout=120) as made,
    ):
        yield made


def test_the_pages_hold_the_same_blocks(client: httpx.Client) -> None:
    region = client.get("/regio/flevoland?editie=2024", follow_redirects=True).text
    assert "Levensloop van de samenwerking" in region
    assert 'href="#deel-1"' in region
    assert 'id="deel-1"' in region
    cases = client.get("/casusregios").text
    assert "Wat de studie verwacht, getoetst" in cases
    assert "/casusregios" in client.get("/vergelijk").text
    english = client.get("/en/casusregios").text
    assert "The ten regions of the study" in english
    ids = re.findall(r'\bid="([^"]+)"', region)
    assert len(ids) == len(set(ids))


def test_travel_to_work_areas_can_be_laid_beside_the_regions(client: httpx.Client) -> None:
    page = client.get("/kaart?naast=travel-to-work-areas").text
    assert division_name("travel-to-work-areas") in page
    assert "35 gebieden" in page
    official = client.get("/opgave").text
    assert "travel-to-work-areas" not in official


def test_the_worked_example_says_what_is_our_reading() -> None:
    atlas = later_atlas()
    blocks = list(case_study(atlas.surroundings(atlas.best), "west-brabant"))
    text = words_of(blocks)
    assert "Uit de tabellen zelf volgen geen cirkels" in text
    assert "Met onze lezing erbij zijn het er 10" in text
    assert "Wat mensen zeggen" not in words_of(list(case_study(atlas.surroundings(atlas.best), "twente")))


@pytest.mark.browser
def test_circles_are_traced_one_by_one_in_a_real_browser() -> None:
    with (
        serving(later_atlas()) as address,
        sync_playwright() as driver,
        driver.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"]) as browser,
    ):
        page = browser.new_page()
        page.goto(f"{address}/regio/west-brabant")
        row = page.locator("tr.can-trace").nth(1)
        row.click()
        circle = (row.locator("th").text_content() or "").strip()
        traced = page.locator("[data-circles].is-traced")
        assert traced.count() >= 4
        assert all(circle in (mark.get_attribute("data-circles") or "").split(" ") for mark in traced.all())
        row.click()
        page.locator("h1").hover()
        assert page.locator(".is-tracing").count() == 0
