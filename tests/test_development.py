"""The page on the development over the editions: the figures of the report, in the browser."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import sync_playwright

from _atlas_fixture import later_atlas, serving, shared_atlas
from regioscoop.measures import FIGURES, panel
from regioscoop.register import load_edition


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with (
        serving(shared_atlas(), later_atlas()) as address,
        httpx.Client(base_url=address, timeout=60) as made,
    ):
        yield made


@pytest.fixture(scope="module")
def text(client: httpx.Client) -> str:
    return client.get("/ontwikkeling").text


def test_every_figure_stands_there_with_its_table(text: str) -> None:
    made = panel([load_edition("2016"), load_edition("2024")], draws=0)
    shown = set(FIGURES) - set(made.missing["figure"])
    assert text.count('class="chart-figure"') == len(shown) + 2  # and growth, and the life cycle
    assert text.count("data-csv=") >= len(shown)
    assert "Iets anders is er niet uit te lezen" in text
    assert "meer dan in 2016" not in text
    for number in (made.states[0].value("arrangements"), made.states[1].value("arrangements")):
        assert f"{number:.0f}" in text


def test_ids_in_the_drawings_stand_once(text: str) -> None:
    ids = re.findall(r'\bid="([^"]+)"', text)
    assert len(ids) == len(set(ids))


def test_a_region_has_its_own_page_and_a_strange_one_none(client: httpx.Client, text: str) -> None:
    assert "/regio-ontwikkeling/twente" in text
    page = client.get("/regio-ontwikkeling/twente").text
    assert "Twente" in page
    assert page.count('class="chart-figure"') > 8
    assert client.get("/regio-ontwikkeling/nergens").status_code == 404
    assert client.get("/ontwikkeling/twente").status_code == 404


def test_english_has_no_dutch_words_of_ours(client: httpx.Client) -> None:
    page = client.get("/en/ontwikkeling").text
    assert "The state of regional cooperation" in page
    assert "samenwerkingsverbanden" not in re.sub(r'href="[^"]+"', "", page)


@pytest.mark.browser
def test_a_mark_says_what_it_is_in_a_real_browser() -> None:
    """The chart answers the pointer with what the table says."""
    with (
        serving(shared_atlas(), later_atlas()) as address,
        sync_playwright() as driver,
        driver.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"]) as browser,
    ):
        page = browser.new_page()
        page.goto(f"{address}/ontwikkeling")
        mark = page.locator('.role-mark path[aria-label^="gemeente, 2024"]').first
        mark.scroll_into_view_if_needed()
        words = mark.get_attribute("aria-label")
        mark.hover(force=True)
        told = page.locator(".chart-told:visible")
        assert told.text_content() == words
        page.locator("h1").hover()
        assert page.locator(".chart-told:visible").count() == 0
