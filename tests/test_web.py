"""The atlas as a web application and as plain files, over a real server."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import geopandas as gpd
import httpx
import pandas as pd
import pytest

from _atlas_fixture import serving, shared_atlas, small_atlas
from regioscoop import web
from regioscoop.errors import InputError, NotAvailableError
from regioscoop.register import validate_package
from regioscoop.web import Atlas, Atlases, _assets, _language, _render
from regioscoop.web._links import Page, ServerLinks
from regioscoop.web._pages import content

MOST_OF_A_KIND = 15
"""Links to pages of one kind that are followed."""


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return shared_atlas()


@pytest.fixture(scope="module")
def client(atlas: Atlas) -> Iterator[httpx.Client]:
    with serving(atlas) as address, httpx.Client(base_url=address, timeout=30) as made:
        yield made


class _Links(HTMLParser):
    """Every address and every id in a page."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: set[str] = set()
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for key, value in attrs:
            if key in ("href", "src", "action") and value:
                self.addresses.add(value)
            elif key == "id" and value:
                self.ids.append(value)


def links_of(text: str) -> _Links:
    found = _Links()
    found.feed(text)
    return found


def test_public_names() -> None:
    assert web.__all__ == [
        "Atlas", "Atlases", "Store", "build_atlas", "create_app", "draw_ahead", "open_atlases", "open_site",
        "write_site",
    ]  # fmt: skip
    assert all(callable(getattr(web, name)) for name in web.__all__)
    with pytest.raises(AttributeError):
        _ = web.nothing


def test_region_pages_of_every_level_open(client: httpx.Client, atlas: Atlas) -> None:
    for level in atlas.levels:
        step = 1 if level.number == atlas.best else 4
        for region, row in atlas.regions(level.number).iloc[::step].iterrows():
            answer = client.get(f"/regio/{region}", params={"niveau": level.number})
            assert answer.status_code == 200
            assert row["region"] in answer.text


def test_every_link_of_every_kind_of_page_resolves(client: httpx.Client) -> None:
    start = ["/kaart", "/kaart?niveau=1", "/regio/twente", "/gemeente/GM0363", "/data", "/uitleg",
             "/samenwerkingsverband/regio-achterhoek-ra", "/zoek?q=berg"]  # fmt: skip
    known = {path: links_of(client.get(path).text) for path in start}
    wanted = {urljoin(path, a) for path, found in known.items() for a in found.addresses}
    kinds: Counter[str] = Counter()
    for address in sorted(wanted):
        if urlsplit(address).netloc:
            continue  # a source elsewhere: linked, never loaded
        kinds[address.rsplit("/", 1)[0]] += 1
        if kinds[address.rsplit("/", 1)[0]] > MOST_OF_A_KIND:
            continue
        answer = client.get(address, follow_redirects=True)
        assert answer.status_code == 200, address
        fragment = urlsplit(address).fragment
        if fragment:
            assert fragment in links_of(answer.text).ids, address


def test_ids_in_a_page_are_unique(client: httpx.Client) -> None:
    for path in ("/kaart", "/regio/twente", "/uitleg"):
        ids = links_of(client.get(path).text).ids
        assert len(ids) == len(set(ids))


def _with(atlas: Atlas, page: Page) -> tuple[str, Atlas, ServerLinks, Page, dict[str, Any], Atlases]:
    atlases = Atlases.of(atlas)
    template, context = content(atlases, page)
    return template, atlas, ServerLinks({}), page, context, atlases


def test_map_page_says_what_it_shows_and_warns(client: httpx.Client, atlas: Atlas) -> None:
    text = client.get("/kaart").text
    assert f"in {len(atlas.regions(atlas.best))} regio" in text
    assert "zegt niets over de kwaliteit of de intensiteit" in text
    assert atlas.edition.checksum[:10] in text
    assert atlas.drawn.source in text
    assert '<html lang="nl"' in text
    for level in atlas.levels:
        assert f">{level.regions}<" in text


def test_table_can_be_sorted_by_the_server(client: httpx.Client, atlas: Atlas) -> None:
    def order(sort: str) -> list[str]:
        text = client.get("/kaart", params={"sorteer": sort}).text
        return re.findall(r'<th scope="row"><a [^>]*href="/regio/([^"?]+)', text)

    table = atlas.regions(atlas.best)
    assert order("") == list(table.index)
    assert order("-region") == list(table.index)[::-1]
    wanted = table.sort_values("c1_newman", ascending=False)["c1_newman"]
    assert list(table.loc[order("-c1_newman"), "c1_newman"]) == list(wanted)
    assert client.get("/kaart", params={"sorteer": "bestaat-niet"}).status_code == 404


def test_region_page_holds_members_arrangements_and_measures(client: httpx.Client, atlas: Atlas) -> None:
    text = client.get("/regio/zuid-limburg").text
    row = atlas.regions(atlas.best).loc["zuid-limburg"]
    members = atlas.members(atlas.best)
    for i in members.index[members["region_id"] == "zuid-limburg"]:
        assert f"/gemeente/{i}" in text
    assert text.count('class="strip"') == 8
    assert len(set(re.findall(r"/samenwerkingsverband/[^\"]+", text))) == row["arrangements"]
    assert "niet bevestigd" in text


@pytest.mark.parametrize(("low", "high", "words"), [
    (0.6, 0.8, "werkt vooral met zichzelf samen"),
    (0.2, 0.4, "werkt vooral over de regiogrens samen"),
    (0.4, 0.6, "werkt binnen én over de regiogrens samen"),
])  # fmt: skip
def test_title_of_a_region_says_more_only_when_the_interval_carries_it(
    atlas: Atlas, low: float, high: float, words: str
) -> None:
    made = _with(atlas, Page("regio", "twente"))
    made[4]["inside"] |= {"_low": low, "_high": high}
    assert words in _render.render(*made)


def test_what_stays_inside_a_region_is_what_its_members_keep_inside(atlas: Atlas) -> None:
    members, pairs = atlas.members(atlas.best), atlas.found.projection.frame()
    ends = pd.concat([pairs.set_index(end)["weight"] for end in ("a", "b")])
    strength = ends.groupby(level=0).sum()
    for region in ("eemland", "twente"):
        own = members.index[members["region_id"] == region]
        inside = (members.loc[own, "membership"] * strength.loc[own]).sum() / strength.loc[own].sum()
        assert _with(atlas, Page("regio", region))[4]["inside"][""] == pytest.approx(inside, abs=1e-9)


def test_unknown_names_are_answered_with_the_nearest(client: httpx.Client) -> None:
    answer = client.get("/regio/achterhok")
    assert answer.status_code == 404
    assert "/regio/achterhoek" in answer.text
    assert '<html lang="nl"' in answer.text
    wrong = ["/gemeente/GM9999", "/samenwerkingsverband/niets", "/niets", "/regio/twente?niveau=99"]
    wrong += ["/regio/twente?niveau=x", "/download/niets.csv", "/download/regio-twente@²³.csv"]
    for path in wrong:
        assert client.get(path).status_code == 404, path


def test_nearest_names_are_those_that_search_finds(client: httpx.Client) -> None:
    def near(path: str) -> list[tuple[str, str, str]]:
        text = client.get(path).text
        rows = re.findall(r'<li><a [^>]*href="([^"]+)">([^<]+)</a> <span class="aside">([^<]+)', text)
        return [row for row in rows if row[0].startswith(("/gemeente/", "/regio/"))]

    found = near("/gemeente/Bergen")
    assert found[0] == ("/gemeente/GM0893", "Bergen (L.)", "gemeente · GM0893 · Limburg")
    assert found[1][:2] == ("/gemeente/GM0373", "Bergen (NH.)")
    assert near("/gemeente/307")[0][:2] == ("/gemeente/GM0307", "Amersfoort")
    assert near("/regio/eemlnd")[0] == ("/regio/eemland", "Eemland", "regio")


def test_words_of_a_stranger_are_escaped(client: httpx.Client) -> None:
    text = client.get("/zoek", params={"q": "<script>alert(1)</script>"}).text
    assert "<script>alert" not in text
    assert "&lt;script&gt;" in text


def test_search_goes_straight_to_what_is_meant(client: httpx.Client) -> None:
    assert client.get("/zoek", params={"q": "gm0363"}).headers["location"] == "/gemeente/GM0363"
    assert client.get("/zoek", params={"q": "Amersfoort"}).headers["location"] == "/gemeente/GM0307"
    several = client.get("/zoek", params={"q": "Bergen"})
    assert several.status_code == 200
    assert "GM0373" in several.text
    assert "GM0893" in several.text
    assert client.get("/zoek", params={"q": "GGD"}).status_code == 200, "many are a GGD"
    assert client.get("/zoek").status_code == 200


def test_search_says_how_much_it_found(client: httpx.Client) -> None:
    many = client.get("/zoek", params={"q": "regio"}).text
    assert re.search(r"De eerste 50 van \d{3} resultaten voor ‘regio’", many)
    assert many.count('<span class="aside">samenwerkingsverband') <= 50
    derived = client.get("/zoek", params={"q": "VRU"})
    assert derived.status_code == 200
    assert "Veiligheidsregio Utrecht" in derived.text
    assert "afkorting die wij van de naam maakten" in derived.text.split("<main")[1]


def test_safe_headers_and_no_other_host(client: httpx.Client) -> None:
    for path in ("/kaart", "/regio/twente", "/download/regios.csv", "/api/v1/regios", "/niets"):
        answer = client.get(path)
        assert answer.headers["content-security-policy"].startswith("default-src 'self'")
        assert "unsafe" not in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "set-cookie" not in answer.headers
    text = client.get("/regio/twente").text
    assert not re.search(r"<[^>]+\sstyle=", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert not re.search(r'(?:src|<link[^>]+href)="(?:https?:)?//', text)


def test_browser_keeps_a_page_and_head_works(client: httpx.Client) -> None:
    first = client.get("/kaart")
    assert first.headers["content-encoding"] == "gzip"
    again = client.get("/kaart", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""
    plain = client.get("/kaart", headers={"Accept-Encoding": "identity"})
    assert plain.text == first.text
    for path in ("/kaart", "/download/regios.csv", "/api/v1/gemeenten", "/healthz"):
        head = client.head(path)
        assert head.status_code == 200
        assert head.content == b""
    assert client.post("/kaart").status_code == 405
    assert client.get("/").headers["location"] == "/kaart"


def test_downloads_parse_and_agree_with_the_pages(client: httpx.Client, atlas: Atlas, tmp_path: Path) -> None:
    def csv(name: str) -> pd.DataFrame:
        answer = client.get(f"/download/{name}")
        assert answer.headers["content-type"].startswith("text/csv")
        assert name in answer.headers["content-disposition"]
        return pd.read_csv(io.BytesIO(answer.content))

    regions = csv("regios.csv")
    assert regions.groupby("level").size().tolist() == [level.regions for level in atlas.levels]
    towns = csv("gemeenten.csv")
    assert len(towns) == len(atlas.levels) * len(atlas.edition.municipalities)
    measures = csv("maten.csv")
    here = measures[(measures["level"] == atlas.best) & (measures["region_id"] == "twente")].iloc[0]
    assert here["c1_newman"] == pytest.approx(atlas.regions(atlas.best).loc["twente", "c1_newman"], abs=1e-6)
    assert len(csv("samenwerkingsverbanden.csv")) == len(atlas.edition.arrangements)
    assert len(csv("deelnames.csv")) == len(atlas.edition.members)
    assert len(csv("lijnen.csv")) == len(atlas.lines)
    assert set(csv("regio-twente.csv")["region_id"]) == {"twente"}
    shapes = gpd.read_file(io.BytesIO(client.get("/download/regios.geojson").content))
    assert len(shapes) == len(atlas.regions(atlas.best))
    assert shapes.is_valid.all()
    west, south, east, north = shapes.total_bounds
    assert 3 < west < east < 8
    assert 50 < south < north < 54
    zipfile.ZipFile(io.BytesIO(client.get("/download/datapakket.zip").content)).extractall(tmp_path)
    assert validate_package(tmp_path / f"regioscoop-{atlas.edition.id}") == []


def test_house_style_of_ones_own_comes_after_ours(
    atlas: Atlas, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = tmp_path / "huis.css"
    sheet.write_text(":root{--here:#123456}", encoding="utf-8")
    monkeypatch.setenv("REGIOSCOOP_THEME", str(sheet))
    with serving(atlas) as address:
        text = httpx.get(f"{address}/uitleg").text
        assert text.index("/static/dist/") < text.index("/thema.css")
        assert "#123456" in httpx.get(f"{address}/thema.css").text


def test_without_the_frontend_it_says_what_to_do(
    atlas: Atlas, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_assets, "DIST", tmp_path)
    with pytest.raises(NotAvailableError, match="make setup"):
        web.create_app(Atlases.of(atlas))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    folder = tmp_path_factory.mktemp("site") / "atlas"
    sheet = folder.with_name("huis.css")
    sheet.write_text(":root{--here:#123456}", encoding="utf-8")
    return folder, web.write_site(Atlases.of(small_atlas()), folder, theme=sheet)


def test_plain_files_are_complete_and_every_link_leads_somewhere(site: tuple[Path, int]) -> None:
    root, files = site
    written = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}
    assert files == len(written)
    for i in small_atlas().edition.municipalities.index:
        assert f"gemeente/{i}.html" in written
    pages = sorted(name for name in written if name.endswith(".html"))
    assert "#123456" in (root / "thema.css").read_text("utf-8")
    deeper = next(name for name in pages if name.count("/") == 1)
    for name, address in (("kaart.html", "thema.css"), (deeper, "../thema.css")):
        assert f'href="{address}"' in (root / name).read_text("utf-8")
    sample = [name for name in pages if "/" not in name] + pages[:: max(len(pages) // 150, 1)]
    ids = {
        name: set(links_of((root / name).read_text("utf-8")).ids) for name in ("uitleg.html", "kaart.html")
    }
    for name in sample:
        for address in links_of((root / name).read_text("utf-8")).addresses:
            parts = urlsplit(address)
            if parts.netloc:
                continue
            target = urljoin(name, parts.path) if parts.path else name
            assert target in written, f"{name} -> {address}"
            if parts.fragment and target in ids:
                assert parts.fragment in ids[target], f"{name} -> {address}"


def test_plain_files_are_replaced_whole_and_nothing_else_ever_is(
    site: tuple[Path, int], tmp_path: Path
) -> None:
    other = tmp_path / "documents"
    other.mkdir()
    (other / "letter.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="Nothing was written"):
        web.write_site(Atlases.of(small_atlas()), other)
    assert (other / "letter.txt").read_text(encoding="utf-8") == "mine"
    assert not [p for p in site[0].parent.iterdir() if p.name.startswith(".")]


def test_numbers_in_dutch_notation() -> None:
    assert _language.number(8346) == "8.346"
    assert _language.number(0.5579, 2) == "0,56"
    assert _language.number(float("nan")) == "onbekend"
    assert _language.percentage(0.123) == "12%"
    assert _language.percentage(0.0004) == "<1%"
    assert _language.percentage(0.999) == ">99%"
    assert _language.percentage(1.0) == "100%"
    assert _language.interval(0.1, 0.25) == "10–25%"
    assert _language.interval(float("nan"), 1.0) == ""
    assert _language.interval(0.0, 0.0) == ""
    assert _language.day("2016-01-01") == "1 januari 2016"
    assert _language.day("1987") == "1987"
    assert _language.day("") == "onbekend"
