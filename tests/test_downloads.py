"""Downloads in every format, and the catalogue that describes them."""

from __future__ import annotations

import hashlib
import io
import json
import time
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import geopandas as gpd
import httpx
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import pytest
import rdflib
import shapely
from pandas.api import types
from rdflib.compare import isomorphic

from _atlas_fixture import later_atlas, serving, shared_atlas, small_atlas
from regioscoop.register import Edition, validate_package
from regioscoop.register.schema import TABLES as REGISTER
from regioscoop.web import Atlas, Atlases, _site
from regioscoop.web._catalogue import graph, json_ld, turtle
from regioscoop.web._downloads import (
    CSVW,
    DOWNLOADS,
    GROUPS,
    MEASURED,
    TABLES,
    download,
    facts,
    region_download,
    split,
)
from regioscoop.web._links import FileLinks, ServerLinks
from regioscoop.web._publisher import PLACEHOLDER, Publisher

NAMES = [found.name for found in DOWNLOADS]
DCAT = rdflib.Namespace("http://www.w3.org/ns/dcat#")
DCT = rdflib.Namespace("http://purl.org/dc/terms/")
SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")
FOAF = rdflib.Namespace("http://xmlns.com/foaf/0.1/")
VCARD = rdflib.Namespace("http://www.w3.org/2006/vcard/ns#")
SKOS = rdflib.Namespace("http://www.w3.org/2004/02/skos/core#")
ADMS = rdflib.Namespace("http://www.w3.org/ns/adms#")


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return shared_atlas()


@pytest.fixture(scope="module")
def client(atlas: Atlas) -> Iterator[httpx.Client]:
    with serving(atlas, later_atlas()) as address, httpx.Client(base_url=address, timeout=60) as made:
        yield made


@pytest.fixture(scope="module")
def csvw(atlas: Atlas) -> dict[str, Any]:
    return dict(json.loads(download(atlas, CSVW)[0]))


# --- the list ---


def test_the_list_is_whole() -> None:
    assert len(NAMES) == len(set(NAMES))
    assert {found.group for found in DOWNLOADS} == set(GROUPS)
    raw = {table.register for table in TABLES if table.register}
    assert raw >= set(REGISTER) - {"participations"}, "every table of an edition"
    assert "deelnames-per-bron.csv" in NAMES
    for found in DOWNLOADS:
        assert found.words
        assert found.media_type.count("/") == 1


@pytest.mark.parametrize("name", NAMES)
def test_the_same_edition_gives_the_same_bytes(atlas: Atlas, name: str) -> None:
    first = download(atlas, name)
    time.sleep(0.01)
    again = download(atlas, name)
    assert first == again
    known = facts(atlas)[name]
    assert (known.size, known.sha256) == (len(first[0]), hashlib.sha256(first[0]).hexdigest())


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("edition", ["2016", "2024"])
def test_the_server_gives_every_file_of_every_edition(client: httpx.Client, name: str, edition: str) -> None:
    found = next(one for one in DOWNLOADS if one.name == name)
    answer = client.get(f"/download/{name}", params={"editie": edition})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == found.media_type
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.content


# --- tables ---


def test_csv_files_hold_what_their_description_says(atlas: Atlas, csvw: dict[str, Any]) -> None:
    is_kind = {"integer": types.is_integer_dtype, "number": types.is_numeric_dtype}
    described = {table["url"]: table for table in csvw["tables"]}
    assert list(described) == [name for name in NAMES if name.endswith(".csv")]
    for url, table in described.items():
        frame = pd.read_csv(
            io.BytesIO(download(atlas, url)[0]),
            keep_default_na=False,
            na_values=[""],
            dtype_backend="numpy_nullable",
        )
        schema = table["tableSchema"]
        columns = schema["columns"]
        assert [column["name"] for column in columns] == list(frame.columns)
        for column in columns:
            values = frame[column["name"]].dropna()
            datatype = column["datatype"]
            assert column["dc:description"]["@value"], (url, column["name"])
            if isinstance(datatype, dict):
                assert set(values.unique()) <= {True, False}
            elif len(values):
                assert is_kind.get(datatype, len)(values), (url, column["name"])
            if column.get("required"):
                assert not frame[column["name"]].isna().any()
        assert not frame.duplicated(schema.get("primaryKey", list(frame.columns))).any(), url
        for key in schema.get("foreignKeys", []):
            there = pd.read_csv(io.BytesIO(download(atlas, key["reference"]["resource"])[0]), dtype=str)
            assert set(frame[key["columnReference"]].dropna()) <= set(
                there[key["reference"]["columnReference"]]
            )


def test_every_measure_is_described(atlas: Atlas) -> None:
    columns = atlas.measures[atlas.best].columns.drop(["region"])
    assert {split(str(c))[0] for c in columns} - {"arrangements", "members"} == set(MEASURED)
    assert split("c2_exact_low") == ("c2_exact", "_low")
    assert split("c1_newman_without_mandatory") == ("c1_newman", "_without_mandatory")
    assert split("onbekend_low") == ("onbekend_low", "")


def test_description_of_another_edition_points_at_its_files(client: httpx.Client) -> None:
    address = "/download/csvw.json?editie=2024"
    described = client.get(address).json()["tables"]
    urls = {table["url"] for table in described}
    urls |= {k["reference"]["resource"] for t in described for k in t["tableSchema"].get("foreignKeys", [])}
    for url in urls:
        assert client.get(urljoin(f"{client.base_url}{address}", url)).url.params["editie"] == "2024"
    answer = client.get("/download/regios.csv?editie=2024")
    assert f'<{address}>; rel="describedby"' in answer.headers["link"]


def test_parquet_holds_the_same_tables_with_null_for_unknown(atlas: Atlas) -> None:
    packed = zipfile.ZipFile(io.BytesIO(download(atlas, "parquet.zip")[0]))
    assert [Path(name).stem for name in packed.namelist()] == [table.name for table in TABLES]
    for name, table in zip(packed.namelist(), TABLES, strict=True):
        read = pq.read_table(io.BytesIO(packed.read(name)))
        frame = table.make(atlas)
        assert read.column_names == list(frame.columns)
        assert read.num_rows == len(frame)
        assert read.schema.metadata[b"checksum"] == atlas.edition.checksum.encode()
    seats = pq.read_table(io.BytesIO(packed.read(packed.namelist()[4])))["seat"]
    assert seats.null_count == (atlas.edition.arrangements["seat"] == "").sum() > 0


def test_data_package_is_valid(atlas: Atlas, tmp_path: Path) -> None:
    zipfile.ZipFile(io.BytesIO(download(atlas, "datapakket.zip")[0])).extractall(tmp_path)
    assert validate_package(tmp_path / "regioscoop-2016") == []


def test_popolo_memberships_join_two_organizations(atlas: Atlas) -> None:
    data = json.loads(download(atlas, "popolo.json")[0])
    known = {row["id"]: row for row in data["organizations"]}
    assert len(known) == len(data["organizations"])
    assert len(data["memberships"]) == len(atlas.edition.members)
    for row in data["memberships"]:
        assert row["member"]["id"] in known
        assert row["member"]["name"] == known[row["member"]["id"]]["name"]
        assert known[row["organization_id"]]["classification"] == "arrangement"
        assert row["sources"]
    town = known["organisatie/GM0363"]
    assert {"scheme": "CBS", "identifier": "GM0363"} in town["identifiers"]
    assert "founding_date" not in town, "what is unknown is left out"
    assert all(row.get("parent_id", row["id"]) in known for row in known.values())


# --- layers ---


def _inside(bounds: Any) -> bool:
    west, south, east, north = bounds
    return bool(3 < west < east < 8 and 50 < south < north < 54)


def test_municipalities_for_the_map_share_their_borders_exactly(atlas: Atlas) -> None:
    data = download(atlas, "gemeenten.geojson")[0]
    assert len(data) < 700_000
    features = json.loads(data)["features"]
    assert [one["id"] for one in features] == list(atlas.edition.municipalities.index)
    assert all(one["properties"]["id"] == one["id"] for one in features)
    shapes = gpd.GeoSeries([shapely.geometry.shape(one["geometry"]) for one in features])
    assert shapes.is_valid.all()
    assert _inside(shapes.total_bounds)
    assert np.array_equal(shapes.get_coordinates(), shapes.get_coordinates().round(5))
    edges: dict[tuple[Any, Any], int] = {}
    for line in shapely.get_parts(shapely.boundary(shapes.to_numpy())):
        points = [tuple(p) for p in shapely.get_coordinates(line)]
        for a, b in pairwise(points):
            edges[min(a, b), max(a, b)] = edges.get((min(a, b), max(a, b)), 0) + 1
    assert set(edges.values()) == {1, 2}
    assert sum(n == 2 for n in edges.values()) > len(edges) / 3


def test_regions_as_geojson(atlas: Atlas) -> None:
    shapes = gpd.read_file(io.BytesIO(download(atlas, "regios.geojson")[0])).set_index("id")
    table = atlas.regions(atlas.best)
    assert set(shapes.index) == set(table.index)
    assert shapes.is_valid.all()
    assert _inside(shapes.total_bounds)
    assert shapes.loc["twente", "c1_newman"] == pytest.approx(table.loc["twente", "c1_newman"], abs=1e-6)


def test_geopackage_has_a_layer_a_level(atlas: Atlas, tmp_path: Path) -> None:
    path = tmp_path / "regioscoop.gpkg"
    path.write_bytes(download(atlas, "regioscoop.gpkg")[0])
    levels = [f"regios_niveau_{level.number}" for level in atlas.levels]
    assert [name for name, _ in pyogrio.list_layers(path)] == ["gemeenten", *levels, "lijnen", "herkomst"]
    towns = gpd.read_file(path, layer="gemeenten").set_index("municipality_id")
    members = atlas.members(atlas.best)
    assert towns.crs.to_epsg() == 28992
    assert towns["second_region_id"].to_dict() == members["second_region_id"].to_dict()
    assert towns["stability"].to_numpy() == pytest.approx(members["stability"].to_numpy(), abs=1e-6)
    for level, name in zip(atlas.levels, levels, strict=True):
        regions = gpd.read_file(path, layer=name)
        assert regions.crs.to_epsg() == 28992
        assert len(regions) == level.regions
        assert regions.is_valid.all()
        assert regions.area.sum() == pytest.approx(towns.area.sum(), rel=1e-6)
    lines = gpd.read_file(path, layer="lijnen")
    assert len(lines) == len(atlas.lines)
    first = lines.iloc[0]
    assert towns.loc[first["municipality_a"]].geometry.covers(shapely.Point(first.geometry.coords[0]))
    told = gpd.read_file(path, layer="herkomst").set_index("name")["value"]
    assert told["checksum"] == atlas.edition.checksum
    assert told["boundaries"] == atlas.drawn.source


def test_an_atlas_of_part_of_the_country_can_be_downloaded_too() -> None:
    small = small_atlas()
    for found in DOWNLOADS:
        assert download(small, found.name)[0]
    features = json.loads(download(small, "gemeenten.geojson")[0])["features"]
    assert {one["id"] for one in features} == set(small.edition.municipalities.index)


# --- the catalogue ---

MANDATORY = {
    DCAT.Catalog: [DCT.title, DCT.description, DCT.publisher, DCAT.contactPoint, DCAT.dataset],
    DCAT.Dataset: [
        DCT.title, DCT.description, DCT.identifier, DCT.accessRights, DCT.creator, DCT.publisher,
        DCAT.contactPoint, DCAT.theme,
    ],
    DCAT.Distribution: [DCAT.accessURL, DCT.license],
    DCAT.DataService: [
        DCT.title, DCT.description, DCT.identifier, DCT.accessRights, DCT.license, DCT.publisher,
        DCAT.contactPoint, DCAT.theme, DCAT.endpointURL, DCAT.endpointDescription,
    ],
}  # fmt: skip
"""Mandatory in DCAT-AP-NL 3.0, or in DCAT-AP 3.0 below it."""
RECOMMENDED = {
    DCAT.Catalog: [DCT.creator, DCT.language, DCT.license, DCT.spatial, DCT.modified, FOAF.homepage],
    DCAT.Dataset: [
        DCT.conformsTo, FOAF.page, DCAT.landingPage, DCT.language, DCT.spatial, DCT.temporal, DCAT.version,
        DCT.provenance, DCT.source, DCT.accrualPeriodicity, DCAT.distribution, DCAT.keyword,
    ],
    DCAT.Distribution: [DCT.language, DCT.title, DCT["format"], ADMS.status],
    DCAT.DataService: [DCT.creator, DCAT.keyword, DCT.language, DCAT.servesDataset],
}  # fmt: skip
ONCE = (
    DCT.identifier, DCT.publisher, DCAT.contactPoint, DCAT.version, DCAT.accessURL, DCAT.downloadURL,
    DCAT.accessService, DCAT.endpointURL, DCAT.endpointDescription, DCT.license, DCAT.byteSize,
)  # fmt: skip
KINDS = {
    DCT.publisher: FOAF.Agent, DCT.creator: FOAF.Agent, DCAT.contactPoint: VCARD.Kind,
    DCT.language: DCT.LinguisticSystem, DCAT.theme: SKOS.Concept, DCT.accessRights: DCT.RightsStatement,
    DCT.license: DCT.LicenseDocument, DCT.spatial: DCT.Location, DCT.conformsTo: DCT.Standard,
    DCAT.landingPage: FOAF.Document, DCT["format"]: DCT.MediaTypeOrExtent, DCAT.mediaType: DCT.MediaType,
}  # fmt: skip


@pytest.fixture(scope="module")
def catalogue(client: httpx.Client) -> rdflib.Graph:
    answer = client.get("/data/catalogus.ttl")
    assert answer.headers["content-type"] == "text/turtle; charset=utf-8"
    return rdflib.Graph().parse(data=answer.text, format="turtle")


def test_both_forms_of_the_catalogue_are_the_same_graph(
    client: httpx.Client, catalogue: rdflib.Graph
) -> None:
    answer = client.get("/data/catalogus.jsonld")
    assert answer.headers["content-type"] == "application/ld+json"
    assert answer.headers["access-control-allow-origin"] == "*"
    other = rdflib.Graph().parse(data=answer.text, format="json-ld")
    assert len(other) > 1000
    assert isomorphic(other, catalogue)
    assert client.get("/data/catalogus.xml").status_code == 404


def test_catalogue_has_what_the_profile_asks(catalogue: rdflib.Graph) -> None:
    count = {kind: len(set(catalogue.subjects(rdflib.RDF.type, kind))) for kind in MANDATORY}
    files = 2 * len(DOWNLOADS)
    assert count == {DCAT.Catalog: 1, DCAT.Dataset: 2, DCAT.Distribution: files + 2, DCAT.DataService: 1}
    for kind in MANDATORY:
        for node in catalogue.subjects(rdflib.RDF.type, kind):
            for name in (*MANDATORY[kind], *RECOMMENDED[kind]):
                assert list(catalogue.objects(node, name)), (node, name)
            for name in ONCE:
                assert len(list(catalogue.objects(node, name))) <= 1, (node, name)
    for name, kind in KINDS.items():
        for value in catalogue.objects(None, name):
            assert (value, rdflib.RDF.type, kind) in catalogue, (name, value)


def test_addresses_in_the_catalogue_are_whole_and_lead_to_what_it_says(
    client: httpx.Client, catalogue: rdflib.Graph
) -> None:
    root = str(client.base_url)
    for term in set(catalogue.all_nodes()):
        if isinstance(term, rdflib.URIRef):
            assert str(term).startswith(("http://", "https://", "mailto:")), term
    checked = 0
    for node, address in catalogue.subject_objects(DCAT.downloadURL):
        assert str(address).startswith(root)
        data = client.get(str(address)).content
        assert int(str(catalogue.value(node, DCAT.byteSize))) == len(data)
        checksum = catalogue.value(node, SPDX.checksum)
        assert str(catalogue.value(checksum, SPDX.checksumValue)) == hashlib.sha256(data).hexdigest()
        checked += 1
    assert checked == 2 * len(DOWNLOADS)
    for name in (DCAT.landingPage, DCAT.accessURL, FOAF.page, DCAT.endpointDescription):
        for address in set(catalogue.objects(None, name)):
            assert client.get(str(address)).status_code == 200, address


def test_base_of_the_catalogue_is_where_the_reader_asks(client: httpx.Client) -> None:
    port = client.base_url.port
    asked = client.get("/data/catalogus.ttl", headers={"Host": f"localhost:{port}"}).text
    assert asked.startswith(f"@base <http://localhost:{port}/> .")
    evil = client.get("/data/catalogus.ttl", headers={"Host": "x> <http://evil"})
    assert "evil" not in evil.text


def test_settings_go_before_what_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Publisher.of_settings().url == PLACEHOLDER
    assert Publisher.of_settings("http://127.0.0.1:8000/").url == "http://127.0.0.1:8000"
    monkeypatch.setenv("REGIOSCOOP_URL", "https://atlas.example.nl/regio/")
    monkeypatch.setenv("REGIOSCOOP_MAIL", "geen adres")
    publisher = Publisher.of_settings("http://127.0.0.1:8000/")
    assert publisher.url == "https://atlas.example.nl/regio"
    assert publisher.email.endswith(".invalid")
    monkeypatch.setenv("REGIOSCOOP_URL", 'https://x"> <')
    assert Publisher.of_settings().url == PLACEHOLDER


def test_plain_files_have_a_catalogue_of_what_is_there(tmp_path: Path) -> None:
    atlases = Atlases.of(small_atlas())
    links = FileLinks({}, "index.html")
    _site._write_downloads(atlases, atlases.default, tmp_path)
    _site._write_catalogue(atlases, tmp_path, links)
    found = rdflib.Graph().parse(tmp_path / "data" / "catalogus.ttl", format="turtle")
    other = rdflib.Graph().parse(tmp_path / "data" / "catalogus.jsonld", format="json-ld")
    assert isomorphic(found, other)
    assert not list(found.subjects(rdflib.RDF.type, DCAT.DataService)), "plain files have no API"
    addresses = list(found.subject_objects(DCAT.downloadURL))
    assert len(addresses) == len(DOWNLOADS)
    for node, address in addresses:
        file = tmp_path / str(address).removeprefix(f"{PLACEHOLDER}/")
        assert file.stat().st_size == int(str(found.value(node, DCAT.byteSize)))


def test_odd_facts_still_give_a_good_graph() -> None:
    small = small_atlas()
    tables = {name: frame.copy() for name, frame in small.edition.tables.items()}
    tables["edition"].loc[0, ["title", "note"]] = ['Een "titel" \\ met\nregels', ""]
    tables["sources"]["url"] = ["https://a b.nl/<x>", *tables["sources"]["url"][1:]]
    tables["sources"]["accessed"] = ""
    atlas = _with_tables(small, tables)
    nodes = graph(Atlases.of(atlas), ServerLinks({}), Publisher.of_settings())
    parsed = rdflib.Graph().parse(data=turtle(nodes, PLACEHOLDER), format="turtle")
    assert isomorphic(parsed, rdflib.Graph().parse(data=json_ld(nodes, PLACEHOLDER), format="json-ld"))
    dataset = next(parsed.subjects(rdflib.RDF.type, DCAT.Dataset))
    assert str(parsed.value(dataset, DCT.title)) == 'Een "titel" \\ met\nregels'
    assert str(parsed.value(dataset, DCT.modified)) == atlas.edition.reference_date


def _with_tables(atlas: Atlas, tables: dict[str, pd.DataFrame]) -> Atlas:
    """The same atlas of an edition with other words."""
    return replace(atlas, found=replace(atlas.found, edition=Edition(tables)))


# --- one region, and the page ---


def test_download_of_one_region(client: httpx.Client, atlas: Atlas) -> None:
    name = region_download("twente", 1)
    frame = pd.read_csv(io.BytesIO(client.get(f"/download/{name}").content))
    assert set(frame["municipality_id"]) == set(atlas.regionalisation(1).members("twente"))
    assert set(frame["level"]) == {1}


@pytest.mark.parametrize("path", ["/data", "/data?editie=2024", "/en/data"])
def test_page_of_open_data(client: httpx.Client, path: str) -> None:
    text = client.get(path).text
    for name in NAMES:
        assert f"/download/{name}" in text
    for wanted in (
        "/api/v1/openapi.json",
        "/data/catalogus.ttl",
        "/data/catalogus.jsonld",
        "CC BY 4.0",
        "kB</td>",
    ):
        assert wanted in text
    edition = "2024" if "2024" in path else "2016"
    assert (later_atlas() if edition == "2024" else shared_atlas()).edition.checksum in text
