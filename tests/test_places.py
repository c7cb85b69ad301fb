"""Municipalities on the ground: centres, boundaries, the schematic map, neighbours and drawing."""

from __future__ import annotations

import itertools
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from regioscoop import places
from regioscoop.errors import InputError, NotAvailableError
from regioscoop.places import _files, _pdok, _records
from regioscoop.places._schematic import voronoi_cells

TEXEL, DEN_HELDER, GOES = "GM0448", "GM0400", "GM0664"
GRONINGEN, ZWOLLE, ARNHEM, ENSCHEDE = "GM0014", "GM0193", "GM0202", "GM0153"
AMSTERDAM, ROTTERDAM, MIDDELBURG, VAALS = "GM0363", "GM0599", "GM0687", "GM0981"
WADDEN = ["GM0448", "GM0096", "GM0093", "GM0060", "GM0088"]
SETS = [(2016, 390), (2023, 342)]
DATA = Path(os.environ["REGIOSCOOP_DATA"]).resolve() if os.environ.get("REGIOSCOOP_DATA") else None


@pytest.fixture(autouse=True)
def no_data_folder(monkeypatch):
    """Keep the data folder of the machine out, except where a test asks for it."""
    monkeypatch.delenv("REGIOSCOOP_DATA", raising=False)


@pytest.fixture(scope="module")
def data_folder() -> Path:
    folder = DATA / "boundaries" if DATA else None
    if folder is None or not (folder / "municipalities_2016.geojson").is_file():
        pytest.skip("REGIOSCOOP_DATA names no folder with boundaries/municipalities_2016.geojson")
    return folder.parent


def squares(cells: dict[str, tuple[float, float]], side: float = 1000.0) -> gpd.GeoDataFrame:
    """Squares by their lower left corner, in the middle of the country."""
    shapes = [
        shapely.box(150_000 + x, 450_000 + y, 150_000 + x + side, 450_000 + y + side)
        for x, y in cells.values()
    ]
    index = pd.Index(list(cells), name="municipality_id")
    return gpd.GeoDataFrame({"name": list(cells)}, geometry=shapes, index=index, crs=28992)


# --- centres -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("year", "count"), [*SETS, (2020, 390), (2026, 342)])
def test_centres_have_one_point_for_every_municipality(year, count):
    frame = places.centres(year)
    assert len(frame) == count
    assert frame.index.is_unique
    assert frame.index.is_monotonic_increasing
    assert frame.index.str.fullmatch(r"GM\d{4}").all()
    assert frame.crs == 28992
    assert frame["name"].str.len().min() > 1
    assert not frame.geometry.duplicated().any()
    assert set(frame["source"]) <= set(places.sources().index)
    assert frame.attrs["valid_year"] == (2023 if year >= 2023 else 2016)


@pytest.mark.parametrize("year", [2016, 2023])
def test_centres_lie_where_the_map_of_the_country_has_them(year):
    points = places.centres(year)
    at = points.geometry.to_dict()
    assert 10_000 < at[TEXEL].y - at[DEN_HELDER].y < 25_000
    assert abs(at[TEXEL].x - at[DEN_HELDER].x) < 10_000
    assert at[GRONINGEN].y > at[ZWOLLE].y > at[ARNHEM].y
    assert at[MIDDELBURG].x < at[ROTTERDAM].x < at[ENSCHEDE].x
    assert points.geometry.y.idxmin() == VAALS
    assert 50_000 < at[AMSTERDAM].distance(at[ROTTERDAM]) < 65_000


@pytest.mark.parametrize("year", [1999, 2013, 2027])
def test_unknown_years_name_the_years_at_hand(year):
    with pytest.raises(NotAvailableError, match=r"2016.*2023"):
        places.centres(year)


def test_every_shipped_row_names_a_described_source():
    described = places.sources()
    assert (described[["publisher", "title", "licence"]] != "").all(axis=None)
    assert (described["licence"] == "CC BY 4.0").all()


def test_a_caller_cannot_change_the_shipped_facts():
    for frame in (places.centres(2016), places.schematic(2016)):
        frame.loc[TEXEL, "name"] = "changed"
    assert places.centres(2016).loc[TEXEL, "name"] == "Texel"
    assert places.schematic(2016).loc[TEXEL, "name"] == "Texel"


@pytest.mark.data
@pytest.mark.parametrize(("year", "count"), SETS)
def test_shipped_centres_lie_in_their_municipality(data_folder, year, count):
    real = places.boundaries(year, data_folder).frame
    points = places.centres(year)
    assert list(points.index) == list(real.index)
    assert points.geometry.distance(real.geometry).max() < 100  # rounding to 100 m
    assert len(real) == count


# --- the schematic map ---------------------------------------------------------------------------


def test_the_outline_is_drawn_in_steps_and_its_parts_do_not_overlap():
    parts = places.outline()
    assert parts.geometry.is_valid.all()
    assert (shapely.get_coordinates(parts.geometry) % 500 == 0).all()
    assert parts.area.sum() == pytest.approx(parts.union_all().area)
    assert {"mainland", "texel", "vlieland", "terschelling", "ameland", "schiermonnikoog"} <= set(parts.index)


@pytest.mark.parametrize(("year", "count"), SETS)
def test_schematic_cells_fill_the_outline_without_overlap(year, count):
    cells = places.schematic(year)
    land = places.outline().union_all()
    assert len(cells) == count
    assert (cells.geom_type == "Polygon").all()
    assert cells.is_valid.all()
    assert cells.area.min() > 1e6
    assert shapely.coverage_is_valid(cells.geometry.to_numpy())
    assert cells.union_all().symmetric_difference(land).area < 1e-6 * land.area
    assert cells.area.sum() == pytest.approx(land.area, rel=1e-6)
    assert cells.contains(places.centres(year).geometry).all()


@pytest.mark.parametrize("year", [2016, 2023])
def test_every_wadden_island_is_one_municipality(year):
    cells, parts = places.schematic(year), places.outline()
    names = cells.loc[WADDEN, "name"].str.lower()
    for municipality, part in names.items():
        assert cells.geometry[municipality].equals(parts.geometry[part])


@pytest.mark.data
def test_the_drawing_resembles_the_country(data_folder):
    land = places.boundaries(2023, data_folder).frame.union_all()
    drawn = places.outline().union_all()
    assert drawn.intersection(land).area / drawn.union(land).area > 0.95
    schematic = places.contiguity(places.schematic(2023))
    real = places.contiguity(places.boundaries(2023, data_folder).frame)
    ours, theirs = (set(zip(t["a"], t["b"], strict=True)) for t in (schematic, real))
    assert len(ours & theirs) / len(ours | theirs) > 0.6


@settings(max_examples=40, deadline=None)
@given(st.sets(st.tuples(st.integers(1, 99), st.integers(1, 99)), min_size=2, max_size=12))
def test_voronoi_cells_are_connected_disjoint_and_complete(spots):
    bent = shapely.Polygon([(0, 0), (100, 0), (100, 100), (70, 100), (70, 30), (30, 30), (30, 100), (0, 100)])
    island = shapely.box(40, 50, 60, 100)
    parts = np.array([bent, island])
    inside = [
        (x, y)
        for x, y in sorted(spots)
        if shapely.contains_xy(bent, x, y) or shapely.contains_xy(island, x, y)
    ]
    points = shapely.points([(10, 90), (90, 90), (50, 75), *(set(inside) - {(10, 90), (90, 90), (50, 75)})])
    cells = voronoi_cells(points, parts)
    assert shapely.area(cells).sum() == pytest.approx(bent.area + island.area)
    assert shapely.coverage_is_valid(cells)
    assert (shapely.get_num_geometries(cells) == 1).all()
    assert shapely.intersects(cells, points).all()


# --- boundaries from a folder --------------------------------------------------------------------


@pytest.mark.data
@pytest.mark.parametrize(
    ("year", "count"), [(2016, 390), (2020, 355), (2021, 352), (2022, 345), (2023, 342), (2025, 342)]
)
def test_boundaries_from_the_data_folder(data_folder, monkeypatch, year, count):
    monkeypatch.setenv("REGIOSCOOP_DATA", str(data_folder))
    found = places.boundaries(year)
    assert (found.kind, found.year, len(found.frame)) == ("boundary", year, count)
    assert "CBS/Kadaster" in found.source
    assert found.frame.crs == 28992
    assert found.frame.is_valid.all()
    assert found.frame.geom_type.isin(["Polygon", "MultiPolygon"]).all()
    assert not found.frame["name"].str.match(r"GM\d{4}").any()
    assert 33e9 < found.frame.area.sum() < 36e9
    assert found.frame.loc[TEXEL, "name"] == "Texel"


@pytest.mark.parametrize("names", [("id", "name"), ("code", "name"), ("statcode", "statnaam")])
def test_property_names_of_several_publishers_are_read(tmp_path, names):
    frame = places.to_wgs84(squares({"GM9001": (0, 0), "GM9002": (1000, 0)}).reset_index())
    frame = frame.rename(columns={"municipality_id": names[0], "name": names[1]})
    write(tmp_path, 2019, frame.to_json())
    found = places.boundaries(2019, tmp_path)
    assert list(found.frame.index) == ["GM9001", "GM9002"]
    assert found.frame.area.to_numpy() == pytest.approx([1e6, 1e6], rel=1e-3)


def test_a_named_coordinate_system_is_obeyed(tmp_path):
    document = json.loads(
        squares({"GM9001": (0, 0)}).reset_index().rename(columns={"municipality_id": "id"}).to_json()
    )
    document["crs"] = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}}
    write(tmp_path, 2019, json.dumps(document))
    assert places.boundaries(2019, tmp_path).frame.area["GM9001"] == pytest.approx(1e6)


def test_topojson_is_read_where_only_that_exists(tmp_path):
    arcs = [[[5.0, 52.0], [5.1, 52.0], [5.1, 52.1]], [[5.1, 52.1], [5.0, 52.1], [5.0, 52.0]]]
    arcs += [[[5.1, 52.1], [5.2, 52.1], [5.2, 52.0], [5.1, 52.0]], [[5.1, 52.0], [5.1, 52.1]]]
    arcs[0] = [[5.0, 52.0], [5.1, 52.0]]
    member = {"type": "GeometryCollection", "geometries": [
        {"type": "Polygon", "arcs": [[0, 3, 1]], "properties": {"gemcode": "GM0014", "gemnaam": "Links"}},
        {"type": "Polygon", "arcs": [[2, 3]], "properties": {"gemcode": "GM0034"}},
    ]}  # fmt: skip
    country = {"type": "GeometryCollection", "geometries": [{"type": "Polygon", "arcs": [[0, 3, 1]]}]}
    topology = {"type": "Topology", "arcs": arcs, "objects": {"country": country, "municipalities": member}}
    (tmp_path / "boundaries").mkdir()
    (tmp_path / "boundaries" / "nl_2019-07.topo.json").write_text('{"type": "Topology"}')
    (tmp_path / "boundaries" / "nl_2019-01.topo.json").write_text(json.dumps(topology))
    frame = places.boundaries(2019, tmp_path).frame
    assert frame["name"].to_dict() == {"GM0014": "Links", "GM0034": "Almere"}
    assert shapely.coverage_is_valid(frame.geometry.to_numpy())


def test_a_crossed_ring_is_repaired(tmp_path):
    bow_tie = {"type": "Polygon", "coordinates": [[[5, 52], [5.1, 52.1], [5.1, 52], [5, 52.1], [5, 52]]]}
    write(tmp_path, 2019, collection([feature({"id": "GM9001"}, bow_tie)]))
    frame = places.boundaries(2019, tmp_path).frame
    assert frame.is_valid.all()
    assert frame.area["GM9001"] > 1e7


def write(folder: Path, year: int, text: str) -> Path:
    path = folder / "boundaries" / f"municipalities_{year}.geojson"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def feature(properties: dict[str, Any], geometry: dict[str, Any] | None) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(features: list[dict[str, Any]], **more: Any) -> str:
    return json.dumps({"type": "FeatureCollection", "features": features, **more})


def topology(arcs: Any, **properties: str) -> str:
    """A TopoJSON file of one municipality over a single arc that encloses nothing."""
    one = {"type": "Polygon", "arcs": arcs, "properties": properties}
    layer = {"type": "GeometryCollection", "geometries": [one]}
    return json.dumps({"type": "Topology", "arcs": [[[5, 52], [5.1, 52]]], "objects": {"gm": layer}})


SQUARE = {"type": "Polygon", "coordinates": [[[5, 52], [5.1, 52], [5.1, 52.1], [5, 52.1], [5, 52]]]}
METRES = {"type": "Polygon", "coordinates": [[[15e4, 45e4], [16e4, 45e4], [16e4, 46e4], [15e4, 45e4]]]}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"type": "FeatureCollection", "features": [', "not JSON"),
        ("[]", "JSON list"),
        ('{"type": "Feature"}', "FeatureCollection"),
        (collection([]), "no municipalities"),
        (collection([feature({"naam": "x"}, SQUARE)]), "no municipality code"),
        (collection([feature({"id": "14"}, SQUARE)]), "'14'"),
        (collection([feature({"id": "GM0014"}, None)]), "no geometry"),
        (collection([feature({"id": "GM0014"}, {"type": "Point", "coordinates": [5, 52]})]), "a Point"),
        (
            collection([feature({"id": "GM0014"}, {"type": "Polygon", "coordinates": [[[5, 52]]]})]),
            "feature 1",
        ),
        (collection([feature({"id": "GM0014"}, SQUARE)] * 2), "more than once"),
        (collection([feature({"id": "GM0014"}, METRES)]), "far from the Netherlands"),
        (collection([feature({"id": "GM0014"}, SQUARE)], crs={"type": "name"}), "crs"),
        ('{"type": "Topology", "arcs": [], "objects": {}}', "municipalities_2019"),
        (topology([[0]], gemcode="GM0014"), "municipalities_2019"),
        (topology([[7]], gemcode="GM0014"), "municipalities_2019"),
        (topology(None, gemcode="GM0014"), "municipalities_2019"),
        (topology([[0]], naam="Groningen"), "municipalities_2019"),
    ],
)
def test_a_broken_file_is_named_with_what_is_wrong(tmp_path, text, words):
    path = write(tmp_path, 2019, text)
    with pytest.raises(InputError) as caught:
        places.boundaries(2019, tmp_path)
    assert str(path) in str(caught.value)
    assert words in str(caught.value)


def test_everything_wrong_in_a_file_is_told_at_once(tmp_path):
    broken = [feature({}, SQUARE), feature({"id": "GM0014"}, None), feature({"id": "GM0014"}, SQUARE)]
    write(tmp_path, 2019, collection(broken))
    with pytest.raises(InputError) as caught:
        places.boundaries(2019, tmp_path)
    assert len(caught.value.problems) == 3


def test_a_named_folder_that_is_absent_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("REGIOSCOOP_DATA", str(tmp_path / "absent"))
    with pytest.raises(InputError, match=r"REGIOSCOOP_DATA.*absent"):
        places.boundaries(2016)


def test_a_changed_file_is_read_again_and_the_frame_is_a_copy(tmp_path):
    path = write(tmp_path, 2019, collection([feature({"id": "GM9001", "name": "Oud"}, SQUARE)]))
    first = places.boundaries(2019, tmp_path).frame
    first.loc["GM9001", "name"] = "changed"
    assert places.boundaries(2019, tmp_path).frame.loc["GM9001", "name"] == "Oud"
    write(tmp_path, 2019, collection([feature({"id": "GM9001", "name": "Nieuw"}, SQUARE)]))
    os.utime(path, (1, 1))
    assert places.boundaries(2019, tmp_path).frame.loc["GM9001", "name"] == "Nieuw"


def test_without_boundaries_the_map_is_schematic_and_says_so(tmp_path):
    found = places.boundaries(2024, cache_dir=tmp_path)
    assert (found.kind, found.year, len(found.frame)) == ("schematic", 2024, 342)
    assert "Schematische kaart" in found.source
    assert "geen echte grenzen" in found.source
    with pytest.raises(NotAvailableError):
        places.boundaries(1980, cache_dir=tmp_path)


# --- PDOK ----------------------------------------------------------------------------------------

Answer = Callable[[str, str], tuple[int, str]]


@contextmanager
def service(answer: Answer) -> Iterator[tuple[str, list[str]]]:
    """Serve answers at a local address; yields the address and the paths that were asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            status, text = answer(f"http://127.0.0.1:{self.server.server_port}", self.path)
            body = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/geo+json")
            self.send_header("Content-Length", str(len(body) + (1000 if text.endswith("cut off") else 0)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def pdok_features(year: int, jaarcode: int | None = None) -> list[dict[str, Any]]:
    frame = places.to_wgs84(places.schematic(year)).reset_index()
    frame = frame.rename(columns={"municipality_id": "statcode", "name": "statnaam"})
    frame["jaarcode"], frame["rubriek"] = jaarcode or year, "gemeente"
    return list(json.loads(frame.to_json())["features"])


def page_of(features: list[dict[str, Any]], next_url: str | None = None) -> str:
    links = [{"rel": "self", "href": "x"}, *([{"rel": "next", "href": next_url}] if next_url else [])]
    return collection(features, links=links, numberReturned=len(features))


def two_pages(features: list[dict[str, Any]]) -> Answer:
    def answer(root: str, path: str) -> tuple[int, str]:
        if "cursor" in path:
            return 200, page_of(features[200:])
        return 200, page_of(features[:200], f"{root}{path}&cursor=abc%7C200")

    return answer


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_pdok_is_read_page_by_page_and_kept(tmp_path):
    other_year = pdok_features(2023, jaarcode=2022)[:5]
    with service(two_pages(other_year + pdok_features(2024))) as (url, asked):
        found = places.boundaries(2024, cache_dir=tmp_path, online=True, base_url=url)
        again = places.boundaries(2024, cache_dir=tmp_path, online=True, base_url=url)
    assert (found.kind, len(found.frame)) == ("boundary", 342)
    assert found.frame.geom_equals_exact(places.schematic(2024).geometry, 1.0).all()
    assert len(asked) == 2
    assert urlsplit(asked[0]).path == "/collections/gemeente_gegeneraliseerd/items"
    assert parse_qs(urlsplit(asked[0]).query) == {"f": ["json"], "limit": ["1000"], "jaarcode": ["2024"]}
    assert again.frame.equals(found.frame)
    assert [path.name for path in files_in(tmp_path)] == ["municipalities_2024.geojson"]
    assert places.boundaries(2024, cache_dir=tmp_path).kind == "boundary"  # offline, from the cache


def test_pdok_is_not_asked_unless_allowed(tmp_path):
    with service(two_pages(pdok_features(2024))) as (url, asked):
        assert places.boundaries(2024, cache_dir=tmp_path, base_url=url).kind == "schematic"
    assert asked == []


GOOD = feature({"statcode": "GM0014", "statnaam": "Groningen", "jaarcode": 2024}, SQUARE)
NO_CODE = feature({"statnaam": "Groningen", "jaarcode": 2024}, SQUARE)
NO_YEAR = feature({"statcode": "GM0014", "statnaam": "Groningen"}, SQUARE)
ODD_YEAR = feature({"statcode": "GM0014", "statnaam": "Groningen", "jaarcode": "nu"}, SQUARE)
NO_SHAPE = feature({"statcode": "GM0014", "statnaam": "Groningen", "jaarcode": 2024}, None)


@pytest.mark.parametrize(
    ("status", "text", "words"),
    [
        (503, "busy", "503"),
        (404, "{}", "404"),
        (200, '{"type": "FeatureCollection", "features": [', "JSON"),
        (200, "<html></html>", "JSON"),
        (200, '{"type": "FeatureCollection"}', "list of features"),
        (200, "[1]", "list of features"),
        (200, page_of([]), "no municipal boundaries for 2024"),
        (200, page_of([GOOD, NO_CODE]), "statcode"),
        (200, page_of([NO_YEAR]), "jaarcode"),
        (200, page_of([ODD_YEAR]), "'nu'"),
        (200, page_of([NO_SHAPE]), "no geometry"),
        (200, page_of([GOOD, GOOD]), "more than once"),
        (200, page_of([GOOD], "?next"), "more pages"),
        (200, page_of([GOOD], "ftp://example.org/x"), "cannot be reached"),
        (200, page_of([GOOD]) + "cut off", "cannot be reached"),
    ],
)
def test_a_bad_answer_of_pdok_becomes_words_and_leaves_no_file(tmp_path, status, text, words):
    with service(lambda _root, _path: (status, text)) as (url, _), pytest.raises(NotAvailableError) as caught:
        places.boundaries(2024, cache_dir=tmp_path, online=True, base_url=url)
    assert words in str(caught.value)
    assert files_in(tmp_path) == []


def test_pdok_that_is_not_there_becomes_words(tmp_path):
    with service(lambda _root, _path: (200, "")) as (url, _):
        pass
    with pytest.raises(NotAvailableError, match="cannot be reached"):
        places.boundaries(2024, cache_dir=tmp_path, online=True, base_url=url)


def test_a_failing_second_page_leaves_no_file(tmp_path):
    def answer(root: str, path: str) -> tuple[int, str]:
        return (500, "") if "cursor" in path else (200, page_of([GOOD], f"{root}{path}&cursor=2"))

    with service(answer) as (url, asked), pytest.raises(NotAvailableError, match="500"):
        places.boundaries(2024, cache_dir=tmp_path, online=True, base_url=url)
    assert len(asked) == 2
    assert files_in(tmp_path) == []


def test_a_killed_download_leaves_no_file(tmp_path):
    second = threading.Event()
    release = threading.Event()

    def answer(root: str, path: str) -> tuple[int, str]:
        if "cursor" in path:
            second.set()
            release.wait(30)
        return 200, page_of([GOOD], f"{root}{path}&cursor=2")

    with service(answer) as (url, _):
        code = "import sys; from regioscoop import places as p; "
        code += "p.boundaries(2024, cache_dir=sys.argv[1], online=True, base_url=sys.argv[2])"
        with subprocess.Popen([sys.executable, "-c", code, str(tmp_path), url]) as process:
            assert second.wait(60)
            process.kill()
        release.set()
    assert files_in(tmp_path) == []
    assert places.boundaries(2024, cache_dir=tmp_path).kind == "schematic"


def test_an_interrupted_write_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "boundaries" / "file.geojson"
    _files.write_atomically(path, "old")

    def interrupted(_handle: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        _files.write_atomically(path, "new")
    assert files_in(tmp_path) == [path]
    assert path.read_text() == "old"


def test_a_cache_that_cannot_be_written_becomes_words(tmp_path):
    (tmp_path / "cache").write_text("a file where the folder should be")
    with (
        service(lambda _root, _path: (200, page_of([GOOD]))) as (url, _),
        pytest.raises(NotAvailableError, match="kept"),
    ):
        places.boundaries(2024, cache_dir=tmp_path / "cache", online=True, base_url=url)


def test_old_years_go_to_the_historic_service():
    assert _pdok.service_url(2015, places.PDOK_URL) == places.PDOK_HISTORIC_URL
    assert _pdok.service_url(2016, places.PDOK_URL) == places.PDOK_URL
    assert _pdok.service_url(2010, "http://mirror/") == "http://mirror"


# --- contiguity ----------------------------------------------------------------------------------


def test_borders_gaps_corners_and_water_are_told_apart():
    frame = squares({"GM0001": (0, 0), "GM0002": (1000, 0), "GM0003": (2010, 0), "GM0004": (3010, 1000),
                     "GM0005": (9000, 0), "GM0006": (9000, 3000)})  # fmt: skip
    table = places.contiguity(frame)
    pairs = {(row.a, row.b): row.kind for row in table.itertuples()}
    assert pairs == {
        ("GM0001", "GM0002"): "border",
        ("GM0002", "GM0003"): "border",  # a gap of 10 m
        ("GM0003", "GM0004"): "water",  # a common corner only
        ("GM0005", "GM0006"): "water",
        ("GM0004", "GM0005"): "water",
    }


@pytest.mark.parametrize("year", [2016, 2023])
def test_the_schematic_country_is_one_component(year):
    frame = places.schematic(year)
    table = places.contiguity(frame)
    assert (table["a"] < table["b"]).all()
    assert not table.duplicated(["a", "b"]).any()
    assert set(table["a"]) | set(table["b"]) == set(frame.index)
    assert places.is_contiguous(frame.index, table)
    borders = table[table["kind"] == "border"]
    assert not set(WADDEN) & (set(borders["a"]) | set(borders["b"]))
    by_land = places.parts(frame.index, borders)
    assert [[municipality] for municipality in sorted(WADDEN)] == [p for p in by_land if p[0] in WADDEN]
    assert GOES in by_land[0]  # Zuid-Beveland touches Brabant
    pairs = set(zip(table["a"], table["b"], strict=True))
    assert (DEN_HELDER, TEXEL) in pairs
    shuffled = places.contiguity(frame.sample(frac=1, random_state=1))
    pd.testing.assert_frame_equal(shuffled, table)


@pytest.mark.data
@pytest.mark.parametrize("year", [2016, 2020, 2023])
def test_the_real_country_is_one_component(data_folder, year):
    frame = places.boundaries(year, data_folder).frame
    table = places.contiguity(frame)
    kinds = {(row.a, row.b): row.kind for row in table.itertuples()}
    by_name = frame.reset_index().set_index("name")["municipality_id"]
    assert places.is_contiguous(frame.index, table)
    assert kinds[tuple(sorted([by_name["Amsterdam"], by_name["Diemen"]]))] == "border"
    assert kinds[(DEN_HELDER, TEXEL)] == "water"
    zeeuws_vlaanderen = {by_name["Sluis"], by_name["Terneuzen"], by_name["Hulst"]}
    assert any(kind == "water" and len({a, b} & zeeuws_vlaanderen) == 1 for (a, b), kind in kinds.items())
    assert not places.is_contiguous([by_name["Amsterdam"], by_name["Rotterdam"]], table)


def test_parts_count_strangers_and_nothing():
    table = pd.DataFrame({"a": ["A", "B"], "b": ["B", "C"], "kind": "border"})
    assert places.parts(["C", "A", "X"], table) == [["A"], ["C"], ["X"]]
    assert places.parts(["C", "B", "X", "B"], table) == [["B", "C"], ["X"]]
    assert places.parts([], table) == []
    assert not places.is_contiguous([], table)
    assert places.is_contiguous(["X"], table)


@settings(max_examples=60, deadline=None)
@given(
    st.sets(st.tuples(st.integers(0, 14), st.integers(0, 14)).filter(lambda pair: pair[0] < pair[1])),
    st.sets(st.integers(0, 14)),
)
def test_parts_are_the_connected_components(pairs, members):
    names = {number: f"GM{number:04d}" for number in range(15)}
    edges = sorted((names[a], names[b]) for a, b in pairs)
    graph = nx.Graph(edges)
    graph.add_nodes_from(names.values())
    wanted = nx.connected_components(graph.subgraph(names[number] for number in members))
    found = places.parts((names[number] for number in members), pd.DataFrame(edges, columns=["a", "b"]))
    assert {frozenset(part) for part in found} == {frozenset(part) for part in wanted}
    assert [len(part) for part in found] == sorted(map(len, found), reverse=True)


@settings(max_examples=30, deadline=None)
@given(st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7)), min_size=1, max_size=20))
def test_any_set_of_squares_becomes_one_component(spots):
    cells = {f"GM{i:04d}": (x * 1000.0, y * 1000.0) for i, (x, y) in enumerate(sorted(spots))}
    table = places.contiguity(squares(cells))
    assert places.is_contiguous(cells, table)
    side = {
        pair
        for pair in itertools.combinations(cells, 2)
        if np.ptp([cells[c] for c in pair], axis=0).sum() == 1000
    }
    borders = table[table["kind"] == "border"]
    assert set(zip(borders["a"], borders["b"], strict=True)) == side


# --- drawing -------------------------------------------------------------------------------------


@pytest.mark.data
@pytest.mark.parametrize("year", [2016, 2023])
def test_simplified_neighbours_stay_aligned(data_folder, year):
    frame = places.boundaries(year, data_folder).frame
    simple = places.simplify_for_web(frame, 500)
    assert list(simple.index) == list(frame.index)
    assert simple.crs == frame.crs
    assert shapely.coverage_is_valid(simple.geometry.to_numpy())
    assert not simple.is_empty.any()
    before, after = (shapely.get_num_coordinates(f.geometry.to_numpy()).sum() for f in (frame, simple))
    assert after < 0.8 * before
    assert simple.area.sum() == pytest.approx(frame.area.sum(), rel=0.005)


def test_slivers_are_closed_before_simplifying():
    frame = squares({"GM0001": (0, 0), "GM0002": (999.99, 0)})
    simple = places.simplify_for_web(frame, 1)
    assert shapely.coverage_is_valid(simple.geometry.to_numpy())


def test_a_viewport_flips_y_and_keeps_the_proportions():
    view = places.Viewport(0, 0, 200, 100, width=400)
    assert (view.scale, view.height) == (2, 200)
    assert view.project(np.array([[0.0, 0.0], [200.0, 100.0]])).tolist() == [[0, 200], [400, 0]]
    whole = places.Viewport.fit(places.outline(), width=600, margin_share=0.05)
    corners = whole.project(shapely.get_coordinates(places.outline().geometry))
    assert corners.min() > 0
    assert (corners.max(axis=0) < [whole.width, whole.height]).all()


def drawn(path: str) -> list[np.ndarray]:
    """The rings of path data with M, relative l and z, as an SVG reader sees them."""
    rings = []
    for start, moves in re.findall(r"M([^l]+)l([^z]+)z", path):
        numbers = [[float(n) for n in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", text)] for text in (start, moves)]
        steps = np.array(numbers[1]).reshape(-1, 2)
        rings.append(np.vstack([numbers[0], np.array(numbers[0]) + np.cumsum(steps, axis=0)]))
    return rings


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.floats(-500, 500), st.floats(-500, 500)), min_size=3, max_size=12))
def test_svg_path_draws_the_ring_within_half_a_tenth(spots):
    hull = shapely.MultiPoint(spots).convex_hull
    if not isinstance(hull, shapely.Polygon) or hull.area < 1 or hull.buffer(-0.2).is_empty:
        return
    rings = drawn(places.svg_path(hull, lambda xy: xy))
    assert len(rings) == 1
    back = shapely.Polygon(rings[0])
    assert back.hausdorff_distance(hull) < 0.08  # half a tenth in each direction


def test_svg_path_is_compact_and_keeps_holes_and_specks():
    ring = shapely.Polygon([(0, 0), (10, 0), (10, 10.5), (0, 10.5)], [[(2, 2), (4, 2), (4, 4), (2, 4)]])
    path = places.svg_path(ring, lambda xy: xy)
    assert path == "M0 0l10 0 0 10.5-10 0zM2 2l0 2 2 0 0-2z"
    assert places.svg_path(shapely.Point(3, 4).buffer(0.001), lambda xy: xy) == "M3 4h.1v.1z"
    assert places.svg_path(shapely.Polygon(), lambda xy: xy) == ""
    both = shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(5, 5, 5.001, 5.001)])
    assert len(drawn(places.svg_path(both, lambda xy: xy))) == 1


def test_wgs84_has_longitude_first():
    utrecht = places.to_wgs84(places.centres(2023)).geometry["GM0344"]
    assert utrecht.x == pytest.approx(5.1, abs=0.1)
    assert utrecht.y == pytest.approx(52.09, abs=0.05)


def test_the_whole_country_is_drawn():
    frame = places.simplify_for_web(places.schematic(2016), 300)
    view = places.Viewport.fit(frame, 800)
    paths = [places.svg_path(shape, view.project) for shape in frame.geometry]
    assert all(paths)
    assert sum(map(len, paths)) < 60_000


def test_codes_win_over_other_ids():
    assert _records.code_of({"id": "7", "statcode": " GM0014 "}) == "GM0014"
    assert _records.code_of({"id": 7}) is None
