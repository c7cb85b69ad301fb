"""The atlas in a real browser: accessible, by keyboard, without script, and with itself alone."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from _atlas_fixture import later_atlas, serving, shared_atlas

pytestmark = pytest.mark.browser

CHROMIUM = Path("/usr/bin/chromium")
WATER_BOARD = "hoogheemraadschap-amstel-gooi-en-vecht"
PAGES = (
    "kaart", "kaart?niveau=1&laag=overlap&naast=corop&terrein=social", "regio/achterhoek", "gemeente/GM0363",
    "provincie/PV23", "provincies", "waterschap/{water_board}", "waterschappen",
    "samenwerkingsverband/regio-achterhoek-ra", "gemeenten", "samenwerkingsverbanden",
    "opgave?terrein=economy&regio=twente", "vergelijk?id=twente&id=achterhoek&wat=regio",
    "vergelijk?id=GM0363&id=GM0141&wat=gemeente", "correctie-gemeente/GM0363",
    "correctie-samenwerkingsverband/regio-achterhoek-ra", "data", "uitleg", "toegankelijkheid", "zoek?q=berg",
    "gemeente/GM9999", "kaart?terrein=mobility&vorm=private_body&verplichting=mandatory",
)  # fmt: skip
"""One page of each kind, an error page, and a choice that leaves nothing."""
SETTINGS = (("", "light", 1920), ("", "dark", 320), ("en/", "light", 320), ("en/", "dark", 1920))
"""Language, colours and width: each pair of two of them occurs."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving(shared_atlas(), later_atlas()) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    found = str(CHROMIUM) if CHROMIUM.exists() else shutil.which("chromium")
    if found is None:
        pytest.skip("chromium is absent: install Debian's package chromium")
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-3d-apis"])
        yield made
        made.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 1000})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("language", "scheme", "width"), SETTINGS)
def test_page_is_accessible_quiet_and_asks_nobody_else(
    browser: Browser, address: str, path: str, language: str, scheme: str, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    answer = page.goto(
        f"{address}/{language}{path.format(water_board=WATER_BOARD)}", wait_until="networkidle"
    )
    missing = path.endswith("9999")
    assert answer is not None
    assert answer.status == (404 if missing else 200)
    found = Axe().run(page)
    room = page.evaluate("document.documentElement.scrollWidth")
    cookies = context.cookies()
    context.close()
    assert found.violations_count == 0, found.generate_report()
    refused = [text for text in said if not (missing and "404" in text)]
    assert refused == [], "an error, or something the content security policy refused"
    assert [url for url in asked if not url.startswith((address, "blob:", "data:"))] == []
    assert room <= width, "at 320 pixels, which is 400%, only tables scroll sideways, in their own frame"
    assert cookies == []


def test_own_typeface_is_used(page: Page, address: str) -> None:
    page.goto(f"{address}/kaart", wait_until="networkidle")
    assert page.evaluate("document.fonts.check('16px \"Fira Sans\"')")
    assert "Fira Sans" in page.evaluate("getComputedStyle(document.body).fontFamily")


def test_without_script_everything_is_there(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1440, "height": 1000})
    page = context.new_page()
    page.goto(f"{address}/kaart")
    assert page.locator("svg.map-national").is_visible()
    lines = page.locator("svg.map-national .lines")
    assert lines.is_visible()
    page.get_by_text("geen", exact=True).click()
    page.get_by_role("button", name="Toon").click()
    assert "lijnen=geen" in page.url
    assert page.locator("svg.map-national .lines path").count() == 0, "the form asks the server"
    page.goto(f"{address}/kaart")
    page.get_by_role("link", name="C1 geslotenheid", exact=True).click()
    assert "sorteer=-c1_newman" in page.url
    page.get_by_role("link", name="Twente", exact=True).click()
    assert page.url.endswith("/regio/twente")
    context.close()


def test_map_by_keyboard(page: Page, address: str) -> None:
    page.goto(f"{address}/kaart")
    page.locator("[data-stage]").focus()
    card = page.locator("[data-card]")
    first = card.locator(".card-name").inner_text()
    assert "samenwerking binnen deze regio" in card.inner_text()
    page.keyboard.press("ArrowUp")
    second = card.locator(".card-name").inner_text()
    assert second != first
    page.keyboard.press("Enter")
    page.wait_for_url("**/gemeente/GM*")
    assert second in page.locator("h1").inner_text()


def test_map_by_pointer(page: Page, address: str) -> None:
    page.goto(f"{address}/kaart")
    page.locator("path[data-id='GM0363']").hover()
    assert page.locator("[data-card] .card-name").inner_text() == "Amsterdam"
    page.locator("path[data-id='GM0363']").click()
    page.wait_for_url("**/gemeente/GM0363")


def test_table_sorts_in_place(page: Page, address: str) -> None:
    page.goto(f"{address}/kaart")
    head = page.get_by_role("button", name="Zekerheid")
    head.click()
    values = page.locator("#tabel tbody tr td:nth-child(3)").evaluate_all(
        "cells => cells.map(c => Number(c.dataset.sort))"
    )
    assert values == sorted(values, reverse=True)
    assert head.locator("xpath=ancestor::th").get_attribute("aria-sort") == "descending"
    assert page.url.endswith("/kaart")


def test_theme_is_kept_without_a_cookie(page: Page, address: str) -> None:
    page.goto(f"{address}/kaart")
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name="Donker").click()
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert dark != before
    page.goto(f"{address}/uitleg")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark
    assert page.context.cookies() == []


def test_first_tab_skips_to_the_content(page: Page, address: str) -> None:
    page.goto(f"{address}/regio/twente")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Naar de inhoud"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "inhoud"


def test_no_motion_for_who_wants_none(browser: Browser, address: str) -> None:
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{address}/kaart")
    moving = page.evaluate(
        "[...document.querySelectorAll('*')]"
        ".filter(e => parseFloat(getComputedStyle(e).transitionDuration) > 0).length"
    )
    context.close()
    assert moving == 0


def test_a_reader_finds_filters_shares_compares_downloads_and_goes_back(page: Page, address: str) -> None:
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}/kaart")
    # Find a municipality, with a typing error, by keyboard alone.
    page.locator("#q").fill("Amersfort")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/gemeente/GM0307")
    assert "Amersfoort" in page.locator("h1").inner_text()
    assert page.locator("#raad").is_visible()
    # Filter the map; numbers and address follow.
    page.goto(f"{address}/kaart")
    page.locator("details.filters summary").click()
    page.locator("[name=terrein]").select_option("economy")
    page.wait_for_url("**terrein=economy**")
    shown = page.locator("[data-totals]").inner_text()
    assert re.search(r"\d+ samenwerkingsverbanden", shown)
    # Share it: another reader who opens the address sees the same.
    other = page.context.new_page()
    other.goto(page.url)
    assert other.locator("[data-totals]").inner_text() == shown
    other.close()
    # Compare two regions.
    page.goto(f"{address}/regio/twente")
    page.get_by_role("link", name="Vergelijk met een andere regio").click()
    page.locator("[data-adding] input[list]").fill("Achterhoek")
    page.keyboard.press("Enter")
    page.wait_for_url("**id=achterhoek**")
    assert {"Twente", "Achterhoek"} <= set(page.locator("table thead a").all_inner_texts())
    # Go back to the region and download its members.
    page.go_back()
    page.go_back()
    page.wait_for_url("**/regio/twente")
    with page.expect_download() as download:
        page.get_by_role("link", name="Gemeenten en deelnames van deze regio").click()
    assert download.value.suggested_filename == "regio-twente.csv"
    assert said == []
    assert [url for url in asked if not url.startswith((address, "blob:"))] == []
