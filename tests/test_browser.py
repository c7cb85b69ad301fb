"""The atlas in a real browser: accessible, by keyboard, without script, and with itself alone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from _atlas_fixture import serving, shared_atlas

pytestmark = pytest.mark.browser

CHROMIUM = Path("/usr/bin/chromium")
PAGES = ("kaart", "kaart?niveau=1", "regio/achterhoek", "gemeente/GM0363", "gemeenten", "data", "uitleg",
         "samenwerkingsverband/regio-achterhoek-ra", "samenwerkingsverbanden", "zoek?q=berg")  # fmt: skip


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving(shared_atlas()) as found:
        yield found


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
    context = browser.new_context(viewport={"width": 1440, "height": 1000})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 1440), ("light", 360)])
def test_axe_finds_nothing(browser: Browser, address: str, path: str, scheme: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{address}/{path}")
    found = Axe().run(page)
    context.close()
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("path", PAGES)
def test_page_is_quiet_and_asks_nobody_else(page: Page, address: str, path: str) -> None:
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}/{path}", wait_until="networkidle")
    assert said == [], "an error, or something the content security policy refused"
    assert [url for url in asked if not url.startswith(address)] == []
    assert page.context.cookies() == []


@pytest.mark.parametrize("path", PAGES)
def test_at_four_hundred_percent_the_page_does_not_scroll_sideways(
    browser: Browser, address: str, path: str
) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 256})
    page = context.new_page()
    page.goto(f"{address}/{path}")
    width = page.evaluate("document.documentElement.scrollWidth")
    context.close()
    assert width <= 320


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
    page.get_by_role("checkbox", name="lijnen van samenwerking").uncheck()
    assert not lines.is_visible(), "the choices work by style sheet alone"
    page.get_by_role("link", name="C1 geslotenheid", exact=True).click()
    assert "sorteer=-c1_newman" in page.url
    page.get_by_role("link", name="Twente", exact=True).click()
    assert page.url.endswith("/regio/twente")
    context.close()


def test_only_lines_beyond_chance_can_be_chosen(page: Page, address: str) -> None:
    page.goto(f"{address}/kaart")
    weak = page.locator("svg.map-national .line:not(.sure)").first
    assert weak.evaluate("e => getComputedStyle(e).display") != "none"
    page.get_by_label("meer zijn dan toeval").check()
    assert weak.evaluate("e => getComputedStyle(e).display") == "none"


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
