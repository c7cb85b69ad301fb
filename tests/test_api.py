"""The API: the NLgov design rules, agreement with the atlas, and schemathesis over its description."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import httpx
import pandas as pd
import pytest
import shapely

from _atlas_fixture import later_atlas, serving, shared_atlas, small_atlas
from regioscoop.errors import NotReadyError
from regioscoop.register import load_edition
from regioscoop.web import Atlas, Atlases, Store
from regioscoop.web._api import VERSION, describe
from regioscoop.web._api._collections import COLLECTIONS
from regioscoop.web._api._prepared import Prepared
from regioscoop.web._api._questions import nearest
from regioscoop.web._tooi import tooi

BUDGET_MS = 20.0
"""Time an answer may take on the server, once its rows are ready."""
TRACE = ("editie", "peildatum", "telregels", "controlegetal", "methode")
LISTS = tuple(collection.name for collection in COLLECTIONS)
EXAMPLES = {collection.name: collection.example for collection in COLLECTIONS}


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return shared_atlas()


@pytest.fixture(scope="module")
def address(atlas: Atlas) -> Iterator[str]:
    with serving(atlas, later_atlas()) as found:
        yield found


class Client(httpx.Client):
    """A client that reads an address as a browser does that stands in the API."""

    def request(self, method: str, url: Any, **more: Any) -> httpx.Response:
        return super().request(method, urljoin("/api/v1/", str(url)), **more)


@pytest.fixture(scope="module")
def client(address: str) -> Iterator[httpx.Client]:
    with Client(base_url=address, timeout=30) as made:
        yield made


@pytest.fixture(scope="module")
def description(client: httpx.Client) -> dict[str, Any]:
    return dict(client.get("openapi.json").json())


def every(client: httpx.Client, path: str, **asked: str) -> list[dict[str, Any]]:
    """All items of a collection, by following the links."""
    found: list[dict[str, Any]] = []
    there: str | None = str(httpx.URL(path, params={**asked, "paginaGrootte": "500"}))
    while there:
        body = client.get(there).json()
        found += body["resultaten"]
        there = body["_links"].get("next", {}).get("href")
    assert len(found) == body["totaal"]
    return found


# --- the design rules ---


@pytest.mark.parametrize("path", [
    "openapi.json", "edities", "edities/2016", *LISTS, "gemeenten/GM0363", "gemeenten/GM0363/grens", "niets",
    "regios/twentee", "gemeenten?pagina=x",
])  # fmt: skip
def test_every_answer_carries_the_version_and_is_open(client: httpx.Client, path: str) -> None:
    answer = client.get(path, headers={"Origin": "https://elders.example"})
    assert answer.headers["api-version"] == VERSION
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "set-cookie" not in answer.headers
    kind = answer.headers["content-type"]
    assert kind == ("application/problem+json" if answer.status_code >= 400 else kind)


def test_addresses_do_not_end_with_a_slash(client: httpx.Client) -> None:
    for path in ("gemeenten/", "regios/twente/", "openapi.json/", ""):
        answer = client.get(path)
        assert answer.status_code == 404, path
        assert answer.json()["status"] == 404


def test_only_reading_is_allowed(client: httpx.Client) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE", "TRACE"):
        answer = client.request(method, "gemeenten")
        assert answer.status_code == 405
        assert answer.headers["allow"] == "GET, HEAD, OPTIONS"
        assert answer.json()["title"] == "Niet toegestaan"
    head = client.head("gemeenten")
    assert (head.status_code, head.content) == (200, b"")
    asked = client.options("gemeenten", headers={"Access-Control-Request-Method": "GET"})
    assert asked.status_code == 204
    assert "GET" in asked.headers["access-control-allow-methods"]
    assert client.options("openapi.json").headers["access-control-allow-origin"] == "*"


def test_unchanged_answers_are_not_sent_again(client: httpx.Client) -> None:
    first = client.get("gemeenten")
    assert first.headers["content-encoding"] == "gzip"
    assert first.headers["cache-control"] == "no-cache"
    again = client.get("gemeenten", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["api-version"] == VERSION
    plain = client.get("gemeenten", headers={"Accept-Encoding": "identity"})
    assert plain.json() == first.json()


def test_description_follows_the_design_rules(description: dict[str, Any]) -> None:
    assert re.fullmatch(r"3\.\d+\.\d+", description["openapi"])
    assert re.fullmatch(r"\d+\.\d+\.\d+", description["info"]["version"])
    assert set(description["info"]["contact"]) == {"name", "email", "url"}
    assert description["info"]["license"]["url"].startswith("https://creativecommons.org")
    assert [server["url"] for server in description["servers"]] == ["/api/v1"]
    assert f"- {VERSION}:" in description["info"]["description"], "a changelog"
    components = description["components"]
    for path, item in description["paths"].items():
        assert re.fullmatch(r"(/([a-z0-9-]+|\{id\}))+", path)
        assert list(item) == ["get"]
        operation = item["get"]
        assert operation["description"]
        for code, answer in operation["responses"].items():
            found = _resolved(answer, components)
            assert "API-Version" in found["headers"], (path, code)
            if int(code) >= 400:
                assert set(found["content"]) == {"application/problem+json"}
    for schema in components["schemas"]:
        assert re.fullmatch(r"([A-Z][a-z]+)+", schema)
    for parameter in components["parameters"].values():
        assert re.fullmatch(r"[a-z]+([A-Z][a-z]+)*", parameter["name"])
        assert parameter["description"]
        assert "example" in parameter
    assert set(components["schemas"]["Probleem"]["required"]) == {"type", "title", "status", "detail"}
    assert set(components["schemas"]["Fout"]["required"]) == {"in", "location", "code", "detail"}


def _resolved(node: dict[str, Any], components: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in node:
        return node
    _, _, kind, name = node["$ref"].split("/")
    return dict(components[kind][name])


def test_address_and_contact_come_from_the_settings(atlas: Atlas, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REGIOSCOOP_URL", "https://atlas.example.nl/")
    monkeypatch.setenv("REGIOSCOOP_MAIL", "gegevens@example.nl")
    monkeypatch.setenv("REGIOSCOOP_PUBLISHER", "Provincie Voorbeeld")
    made = describe(Atlases.of(atlas))
    assert made["servers"][0]["url"] == "https://atlas.example.nl/api/v1"
    assert made["info"]["contact"] == {
        "name": "Provincie Voorbeeld", "email": "gegevens@example.nl", "url": "https://atlas.example.nl/data",
    }  # fmt: skip


# --- what is wrong with a question ---


def test_a_bad_question_is_told_everything_that_is_wrong(client: httpx.Client) -> None:
    asked = "pagina=0&paginaGrootte=5000&nivo=2&provincie=PV2&editie=1999&regio=&q=a&q=b&niveau=88"
    answer = client.get(f"gemeenten?{asked}")
    assert answer.status_code == 400
    body = answer.json()
    wrong = {(one["in"], one["location"]["name"], one["code"]) for one in body["errors"]}
    assert wrong == {
        ("query", "pagina", "buitenBereik"),
        ("query", "paginaGrootte", "buitenBereik"),
        ("query", "nivo", "onbekendeSleutel"),
        ("query", "provincie", "onbekendeWaarde"),
        ("query", "editie", "onbekendeWaarde"),
        ("query", "regio", "leeg"),
        ("query", "q", "dubbel"),
        ("query", "niveau", "bestaatNiet"),
    }
    assert "niveau" in body["nearest"]
    assert all(one["detail"] in body["detail"] for one in body["errors"])


@pytest.mark.parametrize(("path", "near"), [
    ("regios/twentee", "twente"),
    ("gemeenten/gm0363", "GM0363"),
    ("gemeenten/Amsterdam", "GM0363"),
    ("edities/2017", "2016"),
    ("niveaus/0", None),
    ("deelnames?deelnemer=Amsterdam", "GM0363"),
    ("gemeenten?regio=twent", "twente"),
    ("gemeenten/GM0363/grens?niveau=77", "3"),
    ("samenwerkingsverbanden/regio-achterhoek", "regio-achterhoek-ra"),
])  # fmt: skip
def test_what_does_not_exist_is_answered_with_the_nearest(
    client: httpx.Client, path: str, near: str | None
) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    body = answer.json()
    assert body["errors"][0]["code"] == "bestaatNiet"
    assert near is None or near in body["nearest"]


@pytest.mark.parametrize("path", ["gemeenten?pagina=1.5", "gemeenten?pagina=١", "gemeenten?pagina=%2B1",
                                  "gemeenten?q=" + "a" * 201, "deelnames?deelnemer=a b", "niveaus?q=a",
                                  "deelnames?deelnemer=GM0363%0A", "edities?editie=2016"])  # fmt: skip
def test_values_are_read_strictly(client: httpx.Client, path: str) -> None:
    assert client.get(path).status_code == 400


def test_an_address_that_is_far_too_long_is_a_problem_too(client: httpx.Client) -> None:
    answer = client.get("gemeenten?q=" + "a" * 5000)
    assert answer.status_code == 414
    assert answer.headers["content-type"] == "application/problem+json"


def test_nearest_looks_at_ids_and_names() -> None:
    known = {"GM0363": "Amsterdam", "GM0307": "Amersfoort"}
    assert nearest("amsterdm", known)[0] == "GM0363"
    assert nearest("gm0307", known)[0] == "GM0307"
    assert nearest("zzzzzz", known) == []
    assert nearest("x", {}) == []


# --- what is answered ---


@pytest.mark.parametrize("path", LISTS)
def test_lists_and_items_are_traceable_and_every_link_leads_somewhere(
    client: httpx.Client, atlas: Atlas, path: str
) -> None:
    body = client.get(path, params={"paginaGrootte": 2}).json()
    item = client.get(f"{path}/{EXAMPLES[path]}").json()
    for answer in (body, item):
        assert answer["editie"] == "2016"
        assert answer["controlegetal"] == atlas.edition.checksum
        assert all(answer[name] for name in TRACE)
    assert "seed=2016" in body["methode"]
    assert len(body["resultaten"]) == 2
    assert set(body["resultaten"][0]) == set(item) - set(TRACE)
    links = {**body["_links"], **item["_links"], **body["resultaten"][0]["_links"]}
    assert {"self", "html", "first", "last", "next"} <= set(links)
    for name, link in links.items():
        answer = client.get(link["href"], follow_redirects=True)
        assert answer.status_code == 200, (name, link)
        assert answer.headers["content-type"].startswith("text/html") == (name == "html")
    assert client.get(item["_links"]["self"]["href"]).json() == item


@pytest.mark.parametrize("path", LISTS)
def test_another_edition_stays_in_every_link(client: httpx.Client, path: str) -> None:
    body = client.get(path, params={"editie": "2024", "paginaGrootte": 2}).json()
    assert body["editie"] == "2024"
    links = {**body["_links"], **body["resultaten"][0]["_links"]}
    for name, link in links.items():
        assert "editie=2024" in link["href"], name
        assert client.get(link["href"]).status_code == 200


def test_editions(client: httpx.Client) -> None:
    body = client.get("edities").json()
    assert [row["id"] for row in body["resultaten"]] == ["2016", "2024"]
    for row in body["resultaten"]:
        edition = load_edition(row["id"])
        told = edition.summary()
        assert row["controlegetal"] == edition.checksum
        assert row["deelnames"] == told["participations"]
        assert row["deelnamesOvergenomen"] == told["carried_participations"]
        assert row["deelnamesBetwist"] == told["disputed_participations"]
        assert client.get(f"edities/{row['id']}").json() == row


def test_pages_hold_every_row_once(client: httpx.Client, atlas: Atlas) -> None:
    rows = every(client, "gemeenten")
    assert [row["id"] for row in rows] == list(atlas.edition.municipalities.index)
    third = client.get("gemeenten", params={"pagina": 3, "paginaGrootte": 50})
    assert third.json()["resultaten"] == rows[100:150]
    assert '?pagina=2&paginaGrootte=50>; rel="prev"' in third.headers["link"]
    assert '?paginaGrootte=50>; rel="first"' in third.headers["link"]
    beyond = client.get("gemeenten", params={"pagina": 99}).json()
    assert beyond["resultaten"] == []
    assert beyond["_links"]["prev"]["href"].endswith("pagina=4")


def test_municipalities_agree_with_the_atlas(client: httpx.Client, atlas: Atlas) -> None:
    rows = pd.DataFrame(every(client, "gemeenten", niveau="1")).set_index("id")
    members = atlas.members(1)
    assert rows["regio"].to_dict() == members["region_id"].to_dict()
    assert rows["lidmaatschap"].to_numpy() == pytest.approx(members["membership"].to_numpy(), abs=1e-6)
    assert rows["stabiliteit"].to_numpy() == pytest.approx(members["stability"].to_numpy(), abs=1e-6)
    chosen = every(client, "gemeenten", provincie="PV23")
    assert {row["provincie"] for row in chosen} == {"PV23"}
    assert len(chosen) == (atlas.edition.municipalities["province"] == "PV23").sum()
    inside = every(client, "gemeenten", regio="twente")
    assert [row["id"] for row in inside] == atlas.regionalisation(atlas.best).members("twente")
    names = {row["naam"] for row in every(client, "gemeenten", q="BÈRGEN")}
    assert names == {name for name in rows["naam"] if "bergen" in name.lower()}
    assert "Bergen op Zoom" in names


def test_measures_come_with_their_interval_and_with_chance(client: httpx.Client, atlas: Atlas) -> None:
    for level in atlas.levels:
        table = atlas.regions(level.number)
        rows = every(client, "regios", niveau=str(level.number))
        assert [row["id"] for row in rows] == list(table.index)
        for row in rows:
            told, measured = row["maten"]["c1Newman"], table.loc[row["id"]]
            assert told["waarde"] == pytest.approx(measured["c1_newman"], abs=1e-6, nan_ok=True)
            assert told["laag"] == pytest.approx(measured["c1_newman_low"], abs=1e-6)
            assert told["hoog"] == pytest.approx(measured["c1_newman_high"], abs=1e-6)
            assert told["toeval"] == pytest.approx(measured["c1_newman_null"], abs=1e-6)
            assert set(told) == {"waarde", "laag", "hoog", "toeval", "zonderVerplicht", "verschuiving"}
            assert row["maten"]["arrangementsPerMunicipality"]["laag"] is None
    overijssel = every(client, "regios", provincie="PV23")
    assert {"twente"} < {row["id"] for row in overijssel} < set(atlas.regions(atlas.best).index)


def test_arrangements_are_found_by_what_they_are(client: httpx.Client, atlas: Atlas) -> None:
    frame, members = atlas.edition.arrangements, atlas.edition.members

    def ids(**asked: str) -> set[str]:
        return {row["id"] for row in every(client, "samenwerkingsverbanden", **asked)}

    assert ids() == set(frame.index)
    assert ids(verplichting="mandatory") == set(frame.index[frame["obligation"] == "mandatory"])
    assert ids(rechtsvormklasse="wgr_body") == set(frame.index[frame["legal_class"] == "wgr_body"])
    assert ids(beleidsterrein="safety") == {i for i, f in frame["fields"].items() if "safety" in f}
    own = set(members.loc[members["organisation"] == "GM0363", "arrangement"])
    assert ids(deelnemer="GM0363") == own
    assert ids(deelnemer="GM0363", q="VEILIGHEIDSREGIO") == {
        i for i in own if i.startswith("veiligheidsregio")
    }
    unknown = next(i for i, row in frame.iterrows() if not row["seat"])
    assert client.get(f"samenwerkingsverbanden/{unknown}").json()["vestigingsplaats"] is None


def test_participations_are_those_that_count(client: httpx.Client, atlas: Atlas) -> None:
    members, rows = atlas.edition.members, every(client, "deelnames")
    assert [(r["samenwerkingsverband"], r["deelnemer"]) for r in rows] == [
        (m.arrangement, m.organisation) for m in members.itertuples()
    ]
    said = atlas.edition["participations"]
    row = next(r for r in rows if len(r["bronnen"]) > 1)
    own = said[
        (said["arrangement"] == row["samenwerkingsverband"]) & (said["organisation"] == row["deelnemer"])
    ]
    assert set(row["bronnen"]) == set(own.loc[own["recognised"] != "no", "source"])
    carried = every(client, "deelnames", editie="2024", status="carried-split")
    assert carried
    assert {row["status"] for row in carried} == {"carried-split"}
    assert {row["soort"] for row in every(client, "deelnames", soort="water_board")} == {"water_board"}


def test_divisions_and_levels(client: httpx.Client, atlas: Atlas) -> None:
    rows = every(client, "indelingen")
    assert [row["id"] for row in rows] == list(atlas.divisions)
    provinces = next(row for row in rows if row["id"] == "provinces")
    assert provinces["overeenkomst"] == pytest.approx(atlas.agreement("provinces", atlas.best).ami, abs=1e-6)
    assert sum(len(region["gemeenten"]) for region in provinces["regios"]) == provinces["gemeenten"] == 390
    levels = every(client, "niveaus")
    assert [row["regios"] for row in levels] == [level.regions for level in atlas.levels]
    assert [row["id"] for row in levels if row["isBeste"]] == [str(atlas.best)]


def test_governments_have_tooi_identifiers(client: httpx.Client) -> None:
    root = "https://identifier.overheid.nl/tooi/id"
    assert client.get("gemeenten/GM0363").json()["tooi"] == f"{root}/gemeente/gm0363"
    assert client.get("provincies/PV20").json()["tooi"] == f"{root}/provincie/pv20"
    boards = {row["id"]: row["tooi"] for row in every(client, "waterschappen")}
    assert boards["waterschap-hunze-en-aas"] == f"{root}/waterschap/ws0646"
    assert boards["waterschap-blija-buitendijks"] is None, "no identifier is made up"
    known = [uri for uri in boards.values() if uri]
    assert len(known) == len(set(known)) == 20
    assert tooi("WS0646") == f"{root}/waterschap/ws0646"
    assert tooi("GM363") == tooi("gm0363") == tooi("stichting-x") == ""


@pytest.mark.parametrize(
    "path", ["gemeenten/GM0363/grens", "regios/twente/grens", "regios/twente/grens?niveau=1"]
)
def test_borders_are_geojson_in_degrees(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    assert answer.headers["content-type"] == "application/geo+json"
    assert answer.headers["content-crs"] == "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>"
    feature = answer.json()
    assert feature["type"] == "Feature"
    assert feature["id"] == feature["properties"]["id"] == path.split("/")[1]
    assert all(feature["properties"][name] for name in (*TRACE, "bron"))
    shape = shapely.geometry.shape(feature["geometry"])
    assert shape.is_valid
    west, south, east, north = shape.bounds
    assert 3 < west < east < 8
    assert 50 < south < north < 54
    inner = shape.representative_point()
    region = shapely.geometry.shape(client.get("regios/twente/grens").json()["geometry"])
    assert region.contains(inner) == ("twente" in path)


def test_answers_are_quick(client: httpx.Client) -> None:
    paths = ["edities", *LISTS, *(f"{name}/{i}" for name, i in EXAMPLES.items()), "gemeenten/GM0363/grens"]
    paths += ["deelnames?q=veiligheidsregio&soort=municipality", "samenwerkingsverbanden?deelnemer=GM0363"]
    for path in paths:
        spent = [_busy(client.get(path)) for _ in range(5)]
        assert min(spent) < BUDGET_MS, (path, spent)


def _busy(answer: httpx.Response) -> float:
    found = re.search(r"dur=([\d.]+)", answer.headers["server-timing"])
    assert found
    return float(found[1])


def test_rows_are_kept_for_when_the_site_is_opened_again(tmp_path: Path) -> None:
    atlas = small_atlas()
    first = Prepared(Atlases.of(atlas), Store(tmp_path / "site.sqlite"))
    first.fill()
    rows = first.table("regios", "", atlas.best).rows

    def never(_: object) -> Atlas:
        raise AssertionError("the atlas was built again")

    again = Prepared(
        Atlases({atlas.edition.id: lambda: atlas.edition}, never), Store(tmp_path / "site.sqlite")
    )
    assert again.table("regios", "", atlas.best).rows == rows
    for collection in COLLECTIONS:
        for level in (k.number for k in atlas.levels):
            assert again.table(collection.name, "", level).rows
            assert collection.borders is None or again.table(f"{collection.name}/grens", "", level).rows


def test_an_edition_that_is_not_ready_says_so(atlas: Atlas) -> None:
    atlases = Atlases.of(atlas, later_atlas())
    del atlases._made["2024"]
    with pytest.raises(NotReadyError):
        Prepared(atlases, Store()).table("regios", "2024", 1)


# --- everything at once ---


def test_schemathesis_finds_nothing(address: str, tmp_path: Path) -> None:
    """All checks, in the phases examples, coverage, fuzzing and stateful."""
    command = [
        sys.executable, "-m", "schemathesis.cli", "run", f"{address}/api/v1/openapi.json",
        "--max-examples", "5", "--seed", "2016", "--no-color", "--checks", "all",
        "--warnings", "off",
    ]  # fmt: skip
    # An address that is too long is refused with 414, which schemathesis counts as a refusal when told.
    told = ["400", "404", "405", "406", "414"]
    config = f"[checks.negative_data_rejection]\nexpected-statuses = {told}\n"
    (tmp_path / "schemathesis.toml").write_text(config, encoding="utf-8")
    run = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=tmp_path, timeout=600,
        env={**os.environ, "HYPOTHESIS_STORAGE_DIRECTORY": str(tmp_path)},
    )  # fmt: skip
    assert run.returncode == 0, run.stdout[-8000:] + run.stderr[-2000:]
    assert "No issues found" in run.stdout
    assert re.search(r"\d{3,} generated, \d{3,} passed", run.stdout), run.stdout[-2000:]
