"""Ambitions, comparisons, governments and corrections in a real browser, on a server and as plain files."""

from __future__ import annotations

import io
import re
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright
from pypdf import PdfReader

from _atlas_fixture import serving, shared_atlas
from regioscoop.reports.interview_figures import worked_example_figures
from regioscoop.reports.interview_page import causal_map_page
from regioscoop.web import Atlases
from regioscoop.web._assets import DIST, assets
from regioscoop.web._links import FileLinks, file_of
from regioscoop.web._links import Page as AtlasPage
from regioscoop.web._pages import content
from regioscoop.web._render import render
from regioscoop.web._script_data import DATA

pytestmark = pytest.mark.browser

CHROMIUM = Path("/usr/bin/chromium")
TOWNS = "vergelijk?wat=gemeente&id=GM0363&id=GM0307"
REGIONS = "vergelijk?wat=regio&id=achterhoek&id=twente&id=zuid-limburg"
PAGES = (
    "opgave", "opgave?terrein=social&gemeente=GM0197&gemeente=GM0222",
    "opgave?terrein=energy&gemeente=GM0197", "vergelijk", REGIONS, TOWNS, "provincie/PV25",
    "waterschap/waterschap-aa-en-maas", "provincies", "waterschappen", "correctie-gemeente/GM0307",
    "correctie-samenwerkingsverband/regio-achterhoek-ra",
)  # fmt: skip
QUESTIONS = (
    "terrein=social&gemeente=GM0197&gemeente=GM0222", "terrein=energy&gemeente=GM0197", "gemeente=GM0363",
    "terrein=environment&regio=achterhoek", "regio=twente&gemeente=GM0197",
    "terrein=safety&regio=zuid-limburg", "terrein=spatial",
    "terrein=economy&gemeente=GM0014&gemeente=GM0935&gemeente=GM0518",
)  # fmt: skip


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving(shared_atlas()) as found:
        yield found


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the pages with a script of their own as plain files."""
    root = tmp_path_factory.mktemp("files")
    atlas = shared_atlas()
    atlases = Atlases.of(atlas)
    shutil.copytree(DIST, root / "static")
    for page in (AtlasPage("opgave"), AtlasPage("vergelijk"), AtlasPage("vergelijk", level=1)):
        template, context = content(atlases, page)
        links = FileLinks(assets(), file_of(page))
        path = root / file_of(page)
        path.parent.mkdir(exist_ok=True)
        path.write_text(render(template, atlas, links, page, context, atlases), encoding="utf-8")
    for name in ("opgave.json", "vergelijk.json"):
        (root / name).write_bytes(DATA[name](atlas, "nl"))
    handler = partial(_Quiet, directory=str(root))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""


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
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, address: str, path: str, scheme: Any) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{address}/{path}", wait_until="networkidle")
    found = Axe().run(page)
    context.close()
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("path", PAGES)
def test_page_is_quiet_and_fits_a_narrow_screen(browser: Browser, address: str, path: str) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 256})
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{address}/{path}", wait_until="networkidle")
    width = page.evaluate("document.documentElement.scrollWidth")
    context.close()
    assert said == []
    assert width <= 320


def test_municipalities_are_found_by_typing(page: Page, address: str) -> None:
    page.goto(f"{address}/opgave", wait_until="networkidle")
    page.get_by_label("Typ een deel van de naam").focus()
    page.keyboard.type("sudwest")
    boxes = page.locator("label.check:visible")
    assert boxes.all_inner_texts() == ["Súdwest-Fryslân"], "without accents too"
    assert "1 gevonden" in page.locator("[data-chosen]").inner_text()
    page.keyboard.press("Enter")
    assert page.url.endswith("/opgave"), "the key does not send the form"
    page.keyboard.press("Tab")  # to the province, which folded open
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert "1 gekozen" in page.locator("[data-chosen]").inner_text()
    page.get_by_label("Typ een deel van de naam").fill("")
    assert page.get_by_label("Súdwest-Fryslân").is_visible(), "what is chosen stays in sight"
    page.get_by_role("button", name="Zoek wat er al is").click()
    page.wait_for_url("**/opgave?*gemeente=GM1900*")
    assert "met Súdwest-Fryslân" in page.locator("h1").inner_text()


def test_without_script_one_can_ask_and_compare(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/opgave")
    page.get_by_label("Beleidsterrein").select_option("social")
    page.get_by_label("Alle gemeenten van de regio").select_option("achterhoek")
    page.get_by_role("button", name="Zoek wat er al is").click()
    assert "Sociaal domein en onderwijs" in page.locator("h1").inner_text()
    page.get_by_role("navigation", name="Hoofdmenu").get_by_role("link", name="Vergelijk").click()
    choices = page.get_by_label("Voeg een regio toe")
    choices.nth(0).select_option("twente")
    choices.nth(1).select_option("achterhoek")
    page.get_by_role("button", name="Vergelijk", exact=True).click()
    assert page.locator("h1").inner_text() == "Achterhoek en Twente naast elkaar"
    page.get_by_role("checkbox", name="Twente").uncheck()
    page.get_by_role("button", name="Vergelijk", exact=True).click()
    assert "Kies er nog een bij." in page.locator("[data-advice]").inner_text()
    context.close()


def test_comparison_is_chosen_by_typing(page: Page, address: str) -> None:
    page.goto(f"{address}/vergelijk?wat=gemeente&id=GM0363", wait_until="networkidle")
    box = page.get_by_role("combobox", name="Voeg een gemeente toe")
    box.fill("Nergenshuizen")
    page.get_by_role("button", name="Vergelijk", exact=True).click()
    assert "Nergenshuizen" in page.locator("[data-status]").inner_text()
    assert page.evaluate("document.activeElement.tagName") == "INPUT"
    box.fill("amersf")
    page.keyboard.press("Enter")
    page.wait_for_url("**id=GM0307*")
    assert page.locator("h1").inner_text() == "Amersfoort en Amsterdam naast elkaar"


def told(page: Page, selector: str) -> list[str]:
    """Words of what is seen in a part, and where its links lead."""
    found: list[str] = page.locator(selector).evaluate_all(
        "(parts) => parts.filter(part => part.checkVisibility()).flatMap("
        "part => [part.innerText.replace(/\\s+/g, ' ').trim(),"
        " ...[...part.querySelectorAll('a')].filter(a => a.checkVisibility()).map(a => a.href)])"
    )
    return [_as_on_the_server(words) for words in found if words]


def _as_on_the_server(words: str) -> str:
    parts = urlsplit(words)
    if not parts.netloc:
        return words
    path = re.sub(r"/niveau-(\d+)(/.*)", r"\2?niveau=\1", parts.path.removesuffix(".html"))
    return f"{path}?{parts.query}#{parts.fragment}"


@pytest.mark.parametrize("asked", QUESTIONS)
def test_plain_files_give_the_answer_of_the_server(page: Page, address: str, files: str, asked: str) -> None:
    parts = "h1, [data-lead], .article .notice, [data-towns], [data-answer]"
    page.goto(f"{address}/opgave?{asked}", wait_until="networkidle")
    wanted = told(page, parts)
    page.goto(f"{files}/opgave.html?{asked}", wait_until="networkidle")
    assert told(page, parts) == wanted
    assert page.locator("input[name=gemeente]:checked").count() == asked.count("gemeente=")


def test_paper_has_no_buttons_and_says_where_and_when(page: Page, address: str) -> None:
    page.goto(f"{address}/gemeente/GM0363", wait_until="networkidle")
    assert not page.locator("[data-on-paper]").is_visible()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.locator("button:visible, .tools:visible").count() == 0
    said = page.locator("[data-on-paper]").inner_text()
    assert f"{address}/gemeente/GM0363. Geprint op " in said
    page.emulate_media(media="screen")


@pytest.mark.parametrize("path", ["vergelijk", REGIONS, TOWNS, "vergelijk?wat=gemeente&id=GM0363"])
def test_plain_files_compare_as_the_server_does(page: Page, address: str, files: str, path: str) -> None:
    parts = "h1, [data-advice], [data-choose], [data-table]"
    page.goto(f"{address}/{path}", wait_until="networkidle")
    wanted, drawn = (
        told(page, parts),
        page.locator("svg.span").evaluate_all("all => all.map(s => s.innerHTML)"),
    )
    page.goto(f"{files}/{path.replace('vergelijk', 'vergelijk.html')}", wait_until="networkidle")
    assert told(page, parts) == wanted
    assert len(page.locator("svg.span").all()) == len(drawn)
    assert Axe().run(page).violations_count == 0


def test_plain_files_can_be_asked_by_their_form(page: Page, files: str) -> None:
    page.goto(f"{files}/opgave.html", wait_until="networkidle")
    page.get_by_label("Beleidsterrein").select_option("social")
    page.get_by_label("Alle gemeenten van de regio").select_option("twente")
    page.get_by_role("button", name="Zoek wat er al is").click()
    page.wait_for_url("**/opgave.html?*regio=twente*")
    page.get_by_role("heading", name="Sociaal domein en onderwijs:").wait_for()
    assert page.get_by_label("Alle gemeenten van de regio").input_value() == "twente"
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.goto(f"{files}/vergelijk.html?wat=gemeente", wait_until="networkidle")
    for name in ("Amsterdam", "Amersfoort"):
        page.get_by_role("combobox", name="Voeg een gemeente toe").nth(int(name == "Amersfoort")).fill(name)
    page.get_by_role("button", name="Vergelijk", exact=True).click()
    page.get_by_role("heading", name="Amersfoort en Amsterdam naast elkaar").wait_for()
    page.get_by_role("checkbox", name="Amsterdam").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Vergelijk", exact=True).click()
    page.get_by_text("Kies er nog een bij.").wait_for()


def test_levels_are_compared_in_plain_files_too(page: Page, files: str) -> None:
    ids = list(shared_atlas().regions(1).index[:2])
    page.goto(f"{files}/vergelijk/niveau-1.html?id={ids[0]}&id={ids[1]}", wait_until="networkidle")
    assert page.locator("h1").inner_text().endswith("naast elkaar")
    assert f"regio/niveau-1/{ids[0]}.html" in (
        page.locator("[data-heads] a").first.get_attribute("href") or ""
    )


def test_letter_is_copied(browser: Browser, address: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{address}/correctie-gemeente/GM0307", wait_until="networkidle")
    page.get_by_role("button", name="Kopieer de tekst").click()
    page.get_by_text("Gekopieerd").wait_for()
    assert "Amersfoort" in page.evaluate("navigator.clipboard.readText()")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download het correctieblad").click()
    assert download.value.suggested_filename == "correctie-GM0307.csv"
    context.close()


def test_a_circle_is_traced_on_the_page_for_a_meeting(browser: Browser, tmp_path: Path) -> None:
    page_file = tmp_path / "causes.html"
    page_file.write_text(causal_map_page(worked_example_figures()["causes"], "West-Brabant <1>"), "utf-8")
    context = browser.new_context(offline=True, viewport={"width": 1440, "height": 1000})
    page = context.new_page()
    page.goto(page_file.as_uri())
    circle = page.locator("[data-circle]").nth(1)
    number = circle.get_attribute("data-circle")
    page.locator("body").press("Tab")
    circle.focus()
    page.keyboard.press("Enter")
    traced = page.locator("[data-circles].is-traced")
    assert traced.count() >= 2
    for mark in traced.all():
        assert number in (mark.get_attribute("data-circles") or "").split()
    page.keyboard.press("Enter")
    assert page.locator("body.is-tracing").count() == 0
    size = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    assert len(size.pages) == 1
    assert sorted(round(float(x)) for x in size.pages[0].mediabox[2:]) == [842, 1191], "A3"
    context.close()
