from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from conftest import make_edition
from regioscoop.regions import COLUMNS
from regioscoop.register import validate_package, write_package

PROGRAM = str(Path(sys.executable).parent / "regioscoop")


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PROGRAM, *arguments], capture_output=True, text=True, check=False, env=os.environ | environment
    )


def test_regions_prints_the_stable_columns() -> None:
    done = run("regions", "--edition", "2016")
    assert done.returncode == 0
    frame = pd.read_csv(io.StringIO(done.stdout))
    assert list(frame.columns) == list(COLUMNS)
    assert len(frame) == 390
    assert (frame["level"] == frame["level"].iloc[0]).all()
    assert "best" in done.stderr
    assert run("regions", "--edition", "2016").stdout == done.stdout


def test_regions_at_all_levels_as_json_and_at_one_as_geojson(tmp_path: Path) -> None:
    rows = json.loads(run("regions", "--level", "all", "--format", "json").stdout)
    levels = {row["level"] for row in rows}
    assert len(rows) == 390 * len(levels) > 390
    out = tmp_path / "bre.geojson"
    done = run("regions", "--format", "geojson", "--out", str(out), REGIOSCOOP_DATA="")
    assert done.returncode == 0, done.stderr
    shapes = gpd.read_file(out)
    assert len(shapes) == 390
    assert shapes.crs.to_epsg() == 4326
    assert shapes.total_bounds[0] > 3
    assert json.loads(out.read_text())["boundaries"] == "schematic"
    assert [f.name for f in tmp_path.iterdir()] == ["bre.geojson"]


def test_measures_and_comparison(tmp_path: Path) -> None:
    table = pd.read_csv(io.StringIO(run("measures", "--edition", "2016", "--regions", "province").stdout))
    assert len(table) == 12
    mine = tmp_path / "mine.csv"
    run("regions", "--out", str(mine))
    done = run("compare-regions", "safety-regions", str(mine), "--format", "json")
    found = json.loads(done.stdout)
    assert len(found["regions"]) == 25
    assert 0.8 < found["ami"] < 1
    same = json.loads(run("compare-regions", "bre", str(mine), "--format", "json").stdout)
    assert same["ami"] == pytest.approx(1.0)


def test_editions_list_show_export_validate(tmp_path: Path) -> None:
    assert pd.read_csv(io.StringIO(run("editions", "list").stdout), dtype=str)["id"].tolist() == [
        "2016",
        "2024",
    ]
    shown = json.loads(run("editions", "show", "2016", "--format", "json").stdout)
    assert {"id", "date", "rule_set", "municipalities", "arrangements", "participations"} <= set(shown)
    assert {"organisations_by_kind", "coded_shares"} <= set(shown)
    out = tmp_path / "mine"
    assert run("editions", "export", "2016", "--out", str(out)).returncode == 0
    assert validate_package(out) == []
    assert run("editions", "validate", str(out)).returncode == 0
    assert json.loads(run("editions", "show", str(out), "--format", "json").stdout) == shown


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["editions", "show", "2061"], "did you mean 2016"),
        (["regions", "--edition", "2061"], "did you mean 2016"),
        (["regions", "--level", "bset"], "best"),
        (["regions", "--weight", "newmann"], "newman"),
        (["regions", "--part", "register"], "registers"),
        (["regions", "--out", "no-such-folder/x.csv"], "no such folder"),
        (["measures", "--regions", "provincie"], "provinces"),
        (["measures", "--regions", "no-such.csv"], "no such file"),
        (["compare-regions", "bre", "safety-region"], "safety-regions"),
        (["editions", "validate", "no-such-folder"], "no such folder"),
        (["editions", "import", "netherlands", "x.csv", "--out", "y"], "netherlands-2016"),
        (["regions", "--format", "xml"], "xml"),
        (["no-such-command"], "No such command"),
    ],
)
def test_bad_usage_gives_one_answer_and_exit_code_2(arguments: list[str], said: str, tmp_path: Path) -> None:
    done = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 2, done.stderr
    assert said in done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_bad_package_is_refused_with_all_that_is_wrong(tmp_path: Path) -> None:
    write_package(make_edition({"s1": "ABC", "s2": "AB"}).tables, tmp_path / "ed", "x", "x")
    file = tmp_path / "ed/arrangements.csv"
    file.write_text(file.read_text().replace("voluntary", "forced"))
    for arguments in (
        ["editions", "validate"],
        ["editions", "show"],
        ["regions", "--edition"],
        ["measures", "--edition"],
    ):
        done = run(*arguments, str(tmp_path / "ed"))
        assert done.returncode == 2
        assert done.stderr.count("found 'forced'") == 2


@pytest.mark.parametrize(
    ("memberships", "code"),
    [({"s": "A"}, 2), ({"s": "A", "t": "B"}, 2), ({"s": "AB", "t": "CD", "u": "E"}, 0)],
)
def test_tiny_editions(tmp_path: Path, memberships: dict[str, str], code: int) -> None:
    write_package(make_edition(memberships).tables, tmp_path / "ed", "x", "x")
    done = run("regions", "--edition", str(tmp_path / "ed"))
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr


def test_every_command_has_help_with_an_example() -> None:
    for arguments in (
        ["editions", "list"], ["editions", "show"], ["editions", "validate"], ["editions", "import"],
        ["editions", "export"], ["regions"], ["compare-regions"], ["measures"],
        ["atlas", "serve"], ["atlas", "build"],
    ):  # fmt: skip
        done = run(*arguments, "--help")
        assert done.returncode == 0
        assert "Example" in done.stdout


def test_a_killed_export_leaves_nothing_half(tmp_path: Path) -> None:
    out = tmp_path / "mine"
    process = subprocess.Popen(
        [PROGRAM, "editions", "export", "2016", "--out", str(out)], stderr=subprocess.DEVNULL
    )
    time.sleep(1.6)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not out.exists() or validate_package(out) == []
    assert run("editions", "export", "2016", "--out", str(out)).returncode == 0
    assert validate_package(out) == []


def test_export_never_destroys_what_is_not_a_package(tmp_path: Path) -> None:
    keep = tmp_path / "keep"
    (keep / "sub").mkdir(parents=True)
    (keep / "sub/file.txt").write_text("mine")
    file = tmp_path / "a-file"
    file.write_text("mine")
    for target in (keep, file, Path("/proc/regioscoop")):
        done = run("editions", "export", "2016", "--out", str(target))
        assert done.returncode == 2
        assert "Traceback" not in done.stderr
    assert (keep / "sub/file.txt").read_text() == file.read_text() == "mine"
    done = run("regions", "--out", str(keep))
    assert done.returncode == 2
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a-file", "keep"]


def test_a_regionalisation_with_unknown_municipalities_is_refused(tmp_path: Path) -> None:
    mine = tmp_path / "mine.csv"
    mine.write_text("municipality_id,region_id\nGM0014,a\nGM9998,a\nGM9999,b\n", encoding="utf-8")
    done = run("measures", "--regions", str(mine))
    assert done.returncode == 2
    assert "row 3" in done.stderr
    assert "'GM9999'" in done.stderr


def test_counts_can_leave_out_what_is_carried() -> None:
    whole = json.loads(run("editions", "show", "2024", "--format", "json").stdout)
    confirmed = json.loads(run("editions", "show", "2024", "--format", "json", "--without-carried").stdout)
    assert confirmed["arrangements"] == whole["arrangements_with_a_confirmed_participation"] == 55
    assert confirmed["carried_participations"] == 0


def test_a_negative_seed_and_ranks_of_other_regions_are_refused() -> None:
    assert run("regions", "--seed", "-1").returncode == 2
    done = run("measures", "--regions", "province", "--ranks")
    assert done.returncode == 2
    assert "--regions province" in done.stderr
