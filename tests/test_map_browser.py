"""The map of the country in a real browser: choosing, sharing, saving, WebGL, and the same as plain files."""

from __future__ import annotations

import csv
import io
import shutil
import struct
import threading
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, Route, expect, sync_playwright

from _atlas_fixture import serving, shared_atlas
from regioscoop.web import Atlases
from regioscoop.web._assets import DIST, assets
from regioscoop.web._links import FileLinks, file_of
from regioscoop.web._links import Page as AtlasPage
from regioscoop.web._map_data import map_data
from regioscoop.web._pages import content
from regioscoop.web._render import render

pytestmark = pytest.mark.browser

CHROMIUM = Path("/usr/bin/chromium")
WITHOUT_GL = ("--no-sandbox", "--disable-3d-apis")
WITH_GL = (
    "--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-gpu-rasterization",
)  # fmt: skip
SLOW_MS = 120_000
"""Drawing in software, on a machine that does other things too."""
BUDGET_BYTES = 500_000
"""What the first page may transfer, with everything that comes after it."""
OF_THE_BROWSER = ("GPU stall due to ReadPixels", "ViewTransition opt-in disabled")
"""What drawing in software says of itself, and a slow machine of a transition between pages."""
SVG = "{http://www.w3.org/2000/svg}"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c63f80f00010101"
    "005a4d6ff10000000049454e44ae426082"
)
"""A picture of one grey point, for a tile."""
SEEN = """() => ({
  areas: [...document.querySelectorAll('.areas path')]
    .map((e) => `${e.dataset.id} ${e.getAttribute('class')}`),
  hatch: document.querySelector('path.hatch')?.getAttribute('d') ?? '',
  lines: [...document.querySelectorAll('.lines path')]
    .map((e) => `${e.getAttribute('class')} ${e.getAttribute('d').split('M').length - 1}`),
  names: [...document.querySelectorAll('svg.map-national .labels-wide text')].map((e) => e.textContent),
  has_beside: document.querySelectorAll('.beside path').length > 0,
  title: [document.title, document.querySelector('svg.map > title').textContent],
  words: ['h1', '[data-agreement]', '[data-totals]', '[data-part=certainty] p'].map(
    (s) => document.querySelector(s).innerText.trim()),
  level: document.querySelector('[data-level][aria-current]').dataset.level,
  chosen: [...document.querySelectorAll('#keuze tbody tr')]
    .map((row) => row.innerText.replace(/\\s+/g, ' ')),
  links: [...document.querySelectorAll('#keuze tbody a')].map((link) => link.pathname + link.search),
  measures: [...document.querySelectorAll('#tabel tbody tr')]
    .map((row) => row.innerText.replace(/\\s+/g, ' ')),
  is_filtered: !document.querySelector('#keuze').hidden,
})"""
"""What a reader sees of the map and its numbers."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving(shared_atlas()) as found:
        yield found


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as made:
        yield made


def _launch(playwright: Playwright, arguments: tuple[str, ...]) -> Browser:
    found = str(CHROMIUM) if CHROMIUM.exists() else shutil.which("chromium")
    if found is None:
        pytest.skip("chromium is absent: install Debian's package chromium")
    return playwright.chromium.launch(executable_path=found, args=list(arguments))


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    made = _launch(playwright, WITHOUT_GL)
    yield made
    made.close()


@pytest.fixture(scope="module")
def gl_browser(playwright: Playwright) -> Iterator[Browser]:
    made = _launch(playwright, WITH_GL)
    yield made
    made.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 1000})
    yield context.new_page()
    context.close()


def _as_served(browser: Browser, url: str) -> dict[str, Any]:
    """What the server alone makes of an address."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1440, "height": 1000})
    page = context.new_page()
    page.goto(url)
    seen: dict[str, Any] = page.evaluate(SEEN)
    context.close()
    return seen


def _settled(page: Page, url: str) -> dict[str, Any]:
    page.wait_for_url(url)
    page.wait_for_selector("[data-view]:not([aria-busy])")
    seen: dict[str, Any] = page.evaluate(SEEN)
    return seen


def _without_classes_of_the_pointer(seen: dict[str, Any]) -> dict[str, Any]:
    return {**seen, "areas": [area.replace(" is-here", "") for area in seen["areas"]]}


def _open_filters(page: Page) -> None:
    page.locator("details.filters summary").click()


STATES: dict[str, tuple[Callable[[Page], None], str]] = {
    "a level": (lambda page: page.locator("[data-level='1']").click(), "niveau=1"),
    "overlap": (lambda page: page.get_by_text("overlap met een tweede regio").click(), "laag=overlap"),
    "sure lines": (lambda page: page.get_by_text("alleen meer dan toeval").click(), "lijnen=zeker"),
    "no lines": (lambda page: page.locator("[name=lijnen][value=geen]").check(force=True), "lijnen=geen"),
    "a division": (lambda page: page.locator("[name=naast]").select_option("provinces"), "naast=provinces"),
    "no names": (lambda page: page.get_by_label("zonder namen").check(), "namen=geen"),
    "a field": (lambda page: page.locator("[name=terrein]").select_option("safety"), "terrein=safety"),
    "a kind": (lambda page: page.locator("[name=deelnemer]").select_option("province"), "deelnemer=province"),
}  # fmt: skip


@pytest.mark.parametrize("state", STATES)
def test_a_choice_shows_what_the_server_would(page: Page, browser: Browser, address: str, state: str) -> None:
    choose, query = STATES[state]
    page.goto(f"{address}/kaart")
    _open_filters(page)
    choose(page)
    seen = _without_classes_of_the_pointer(_settled(page, f"{address}/kaart?{query}"))
    assert seen == _as_served(browser, page.url)


def test_choices_add_up_and_are_shared_and_taken_back(page: Page, browser: Browser, address: str) -> None:
    page.goto(f"{address}/kaart")
    first = page.evaluate(SEEN)
    _open_filters(page)
    STATES["a field"][0](page)
    _settled(page, f"{address}/kaart?terrein=safety")
    STATES["sure lines"][0](page)
    _settled(page, f"{address}/kaart?lijnen=zeker&terrein=safety")
    STATES["a level"][0](page)
    third = _settled(page, f"{address}/kaart?niveau=1&lijnen=zeker&terrein=safety")
    assert third == _as_served(browser, page.url)
    # Another reader who opens the address sees the same, and the form says so.
    other = page.context.new_page()
    other.goto(page.url)
    assert other.evaluate(SEEN) == third
    assert other.locator("[name=terrein]").input_value() == "safety"
    assert other.locator("[name=lijnen][value=zeker]").is_checked()
    other.close()
    page.go_back()
    page.go_back()
    page.go_back()
    assert _settled(page, f"{address}/kaart") == {**first, "chosen": page.evaluate(SEEN)["chosen"],
                                                  "links": page.evaluate(SEEN)["links"],
                                                  "words": page.evaluate(SEEN)["words"]}  # fmt: skip
    assert not page.locator("#keuze").is_visible()
    page.go_forward()
    expect(page.locator("[name=terrein]")).to_have_value("safety")
    expect(page.locator("#keuze")).to_be_visible()


def test_links_of_levels_keep_the_choice(page: Page, address: str) -> None:
    page.goto(f"{address}/kaart")
    STATES["overlap"][0](page)
    _settled(page, f"{address}/kaart?laag=overlap")
    assert page.locator("[data-level='1']").get_attribute("href") == "/kaart?niveau=1&laag=overlap"


def test_a_choice_that_leaves_nothing_says_so(page: Page, address: str) -> None:
    page.goto(f"{address}/kaart?terrein=mobility&vorm=private_body&verplichting=mandatory")
    expect(page.locator("[data-totals]")).to_contain_text("blijft er niets over")
    page.get_by_role("link", name="Toon alles").click()
    _settled(page, f"{address}/kaart")
    expect(page.locator("[data-totals]")).to_be_hidden()
    assert page.locator(".lines path").count() > 0


def test_the_card_follows_the_level(page: Page, address: str) -> None:
    page.goto(f"{address}/kaart?niveau=1")
    words = page.locator("path[data-id='GM0014']").get_attribute("data-words")
    page.goto(f"{address}/kaart")
    STATES["a level"][0](page)
    _settled(page, f"{address}/kaart?niveau=1")
    assert page.locator("path[data-id='GM0014']").get_attribute("data-words") == words


def test_the_form_works_without_script(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1440, "height": 1000})
    page = context.new_page()
    page.goto(f"{address}/kaart")
    _open_filters(page)
    page.locator("[name=terrein]").select_option("safety")
    page.locator("[name=namen]").check()
    page.get_by_role("button", name="Toon", exact=True).click()
    page.wait_for_url("**terrein=safety**")
    assert page.locator("#keuze tbody tr").count() > 20
    assert page.locator(".labels").count() == 0
    assert page.locator(".tools").count() == 0, "what only a script can do is not offered"
    context.close()


@pytest.mark.parametrize("path", ["kaart?niveau=1&naast=provinces", "regio/achterhoek"])
def test_a_map_is_saved_as_svg_in_light_colours(browser: Browser, address: str, path: str) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 1000}, color_scheme="dark")
    page = context.new_page()
    page.goto(f"{address}/{path}")
    saved = _saved(page, "SVG")
    root = ET.fromstring(saved)
    context.close()
    assert root.tag == f"{SVG}svg"
    assert root.findtext(f"{SVG}title")
    assert root.findtext(f"{SVG}desc")
    text = saved.decode()
    assert "font/woff2" in text or "application/octet-stream;base64" in text or "@font-face" in text
    assert "var(" not in text.replace("src:url(", "")
    paper = root.find(f"{SVG}rect")
    assert paper is not None
    assert paper.get("fill") == "rgb(251, 249, 244)", "paper is light, whatever the theme"
    assert all(node.get("class") is None for node in root.iter())
    written = " ".join(node.text or "" for node in root.iter(f"{SVG}text"))
    assert "Regioscoop" in written
    assert address in written, "the source says where the view is"


def test_a_map_is_saved_as_png_at_twice_its_size(page: Page, address: str) -> None:
    page.goto(f"{address}/kaart")
    saved = _saved(page, "PNG")
    width, height = struct.unpack(">II", saved[16:24])
    assert saved.startswith(b"\x89PNG\r\n")
    assert width == 2000
    assert height > 2400
    assert len(saved) > 200_000, "a picture, not an empty sheet"


def _saved(page: Page, kind: str) -> bytes:
    page.locator("figure[data-map] summary", has_text="Bewaren en citeren").click()
    with page.expect_download() as download:
        page.get_by_role("button", name=f"Bewaar als {kind}").click()
    assert download.value.suggested_filename.endswith(f".{kind.lower()}")
    return download.value.path().read_bytes()


def test_a_view_can_be_cited(browser: Browser, address: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{address}/kaart?laag=overlap")
    page.locator("summary", has_text="Bewaren en citeren").first.click()
    page.get_by_role("button", name="Kopieer bronvermelding").first.click()
    expect(page.locator(".tools [role=status]").first).to_have_text("Gekopieerd.")
    line = page.evaluate("navigator.clipboard.readText()")
    context.close()
    assert line.startswith("Regioscoop:")
    assert line.endswith(f"{address}/kaart?laag=overlap")
    assert shared_atlas().edition.checksum[:10] in line


def test_a_table_is_downloaded_as_it_stands(page: Page, address: str) -> None:
    page.goto(f"{address}/kaart?terrein=safety")
    page.locator("#keuze").get_by_role("button", name="Geslotenheid").click()
    with page.expect_download() as download:
        page.locator("#keuze").get_by_role("button", name="Download deze tabel").click()
    rows = list(csv.reader(io.StringIO(download.value.path().read_text(encoding="utf-8"))))
    assert rows[0][0] == "Regio"
    assert len(rows) == 1 + len(shared_atlas().regions(shared_atlas().best))
    shares = [float(row[3]) for row in rows[1:] if row[3]]
    assert shares == sorted(shares, reverse=True)


def test_the_page_is_light_and_ready_at_once(page: Page, address: str) -> None:
    page.goto(f"{address}/kaart", wait_until="networkidle")
    found = page.evaluate(
        "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]"
        ".map((e) => [e.name.split('/').pop(), e.transferSize])"
    )
    came = {name: size for name, size in found if not name.startswith(("map-", "tile_cache-", "maplibre-"))}
    chunks = [p for p in DIST.glob("*.js") if p.name.startswith(("map-", "tile_cache-", "maplibre-"))]
    later = sum(path.with_name(f"{path.name}.br").stat().st_size for path in chunks)
    assert len(chunks) == 3
    assert sum(came.values()) + later < BUDGET_BYTES, (came, later)
    ready = page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
    assert ready < 5000, "on a machine that runs other tests too"


class Heard:
    """What a page says and asks."""

    def __init__(self, page: Page) -> None:
        self.said: list[str] = []
        self.asked: list[str] = []
        page.on("console", lambda message: self._say(message.text))
        page.on("pageerror", lambda error: self._say(str(error)))
        page.context.on("request", lambda request: self.asked.append(request.url))

    def _say(self, text: str) -> None:
        if not any(known in text for known in OF_THE_BROWSER):
            self.said.append(text)


@pytest.fixture(scope="module")
def gl_page(gl_browser: Browser, address: str) -> Iterator[tuple[Page, Heard]]:
    context = gl_browser.new_context(viewport={"width": 1100, "height": 800})
    page = context.new_page()
    heard = Heard(page)
    page.goto(f"{address}/kaart")
    page.wait_for_selector(".stage.is-gl", timeout=SLOW_MS)
    yield page, heard
    context.close()


def test_webgl_map_comes_up_quietly(gl_page: tuple[Page, Heard], address: str) -> None:
    page, heard = gl_page
    assert page.locator(".gl canvas").is_visible()
    assert page.locator("svg.map-national title").count() == 1, "the drawing stays for who cannot see the map"
    assert heard.said == []
    assert [url for url in heard.asked if not url.startswith((address, "blob:"))] == []
    assert any("maplibre" in worker.url for worker in page.workers)


def test_webgl_map_by_pointer_and_keyboard(gl_page: tuple[Page, Heard], address: str) -> None:
    page, heard = gl_page
    spot = page.evaluate(
        """() => {
          const path = document.querySelector("path[data-id='GM0106']"), svg = path.ownerSVGElement;
          const at = new DOMPoint(path.dataset.x, path.dataset.y).matrixTransform(svg.getScreenCTM());
          return [at.x, at.y];
        }"""
    )
    page.mouse.move(spot[0] + 1, spot[1] + 1)
    page.mouse.move(*spot)
    expect(page.locator(".card-name")).to_have_text("Assen", timeout=SLOW_MS)
    page.locator("[data-stage]").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".card-name")).not_to_have_text("Assen")
    page.get_by_role("button", name="Dichterbij").click()
    expect(page.locator(".stage")).to_have_class("stage is-gl is-zoomed", timeout=SLOW_MS)
    page.locator("[data-stage]").focus()
    page.keyboard.press("0")
    expect(page.locator(".stage")).to_have_class("stage is-gl", timeout=SLOW_MS)
    assert heard.said == []


def test_webgl_map_follows_the_choices(gl_page: tuple[Page, Heard], browser: Browser, address: str) -> None:
    page, heard = gl_page
    page.locator("[name=laag][value=overlap]").check(force=True)
    seen = _without_classes_of_the_pointer(_settled(page, f"{address}/kaart?laag=overlap"))
    assert seen == _as_served(browser, page.url), "the drawing under it, which is what is saved"
    page.go_back()
    _settled(page, f"{address}/kaart")
    assert heard.said == []


def test_pdok_is_asked_only_when_switched_on(gl_browser: Browser, address: str) -> None:
    context = gl_browser.new_context(viewport={"width": 900, "height": 700})
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(body=PIXEL, content_type="image/png", headers={"Access-Control-Allow-Origin": "*"})

    context.route("https://service.pdok.nl/**", answer)
    page = context.new_page()
    heard = Heard(page)
    page.goto(f"{address}/kaart?laag=overlap")
    page.wait_for_selector(".stage.is-gl", timeout=SLOW_MS)
    assert asked == []
    page.get_by_label("achtergrondkaart van PDOK").check()
    page.wait_for_url(f"{address}/kaart?achtergrond=pdok&laag=overlap")
    page.wait_for_selector(".stage.is-gl", timeout=SLOW_MS)
    page.wait_for_timeout(500)
    assert asked
    assert all("/brt/achtergrondkaart/" in url for url in asked)
    assert page.get_by_text("Kadaster (PDOK)").is_visible()
    assert heard.said == []
    context.close()


def test_who_saves_data_is_not_sent_the_map(browser: Browser, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.add_init_script("Object.defineProperty(navigator, 'connection', {value: {saveData: true}})")
    heard = Heard(page)
    page.goto(f"{address}/kaart", wait_until="networkidle")
    context.close()
    assert [url for url in heard.asked if "map-" in url or url.endswith(".json")] == []


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the map as plain files."""
    root = tmp_path_factory.mktemp("files")
    atlas = shared_atlas()
    atlases = Atlases.of(atlas)
    shutil.copytree(DIST, root / "static")
    for page in (AtlasPage("kaart"), AtlasPage("kaart", level=1)):
        template, context = content(atlases, page)
        links = FileLinks(assets(), file_of(page))
        path = root / file_of(page)
        path.parent.mkdir(exist_ok=True)
        path.write_text(render(template, atlas, links, page, context, atlases), encoding="utf-8")
    (root / "kaart.json").write_bytes(map_data(atlas, "nl"))
    handler = partial(_Quiet, directory=str(root))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_plain_files_show_what_the_address_asks(
    page: Page, browser: Browser, address: str, files: str
) -> None:
    query = "niveau=1&lijnen=zeker&terrein=safety"
    page.goto(f"{files}/kaart.html?{query}")
    seen = _settled(page, f"{files}/kaart.html?{query}")
    served = _as_served(browser, f"{address}/kaart?{query}")
    for what in ("areas", "hatch", "lines", "names", "words", "chosen", "level"):
        assert seen[what] == served[what], what
    assert set(seen["links"]) == {
        f"/regio/niveau-1/{link.split('/')[2].split('?')[0]}.html" for link in served["links"]
    }
    page.locator("[data-level='2']").click()
    expect(page.locator("h1")).to_contain_text(str(len(shared_atlas().regions(2))))
    assert page.url == f"{files}/kaart.html?lijnen=zeker&terrein=safety"


def test_plain_page_of_another_level_is_its_own_first_state(page: Page, files: str) -> None:
    page.goto(f"{files}/kaart/niveau-1.html")
    STATES["overlap"][0](page)
    _settled(page, f"{files}/kaart/niveau-1.html?laag=overlap")
    assert len(shared_atlas().regions(1)) == 23
    expect(page.locator("h1")).to_contain_text("23")
