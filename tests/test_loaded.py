"""Packages that a user loads: whole or not at all, once or twice the same, and nothing contradictory."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from regioscoop.errors import InputError, Problem, UnknownNameError
from regioscoop.register.loaded import (
    SOURCES,
    check_frames,
    home,
    load_frames,
    load_package,
    loaded_packages,
    read_loaded,
    remove,
)
from regioscoop.register.schema import Column, Table
from regioscoop.register.tables import DESCRIPTOR, write_files

AMBITIONS = Table(
    "ambitions",
    "Synthetic ambitions",
    (
        Column("id", "Id", required=True),
        Column("weight", "Weight", kind="number"),
        Column("year", "Year", kind="integer"),
        Column("source", "Source", required=True),
    ),
    ("id",),
    {"source": ("sources", "id")},
    required=False,
)
TABLES = {"sources": SOURCES, "ambitions": AMBITIONS}


def no_negative_weight(tables):
    rows = tables.get("ambitions", pd.DataFrame({"weight": []}))
    return [
        Problem("ambitions.csv", weight, "0 or more", at + 2, "weight")
        for at, weight in rows["weight"].items()
        if weight.startswith("-")
    ]


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("REGIOSCOOP_HOME", str(tmp_path / "home"))


def frames(*rows: tuple[object, ...]) -> dict[str, pd.DataFrame]:
    source = {"id": "synthetic", "publisher": "test", "title": "test", "licence": "CC0-1.0"}
    return {
        "sources": pd.DataFrame([source]),
        "ambitions": pd.DataFrame(
            [(*row, "synthetic") for row in rows], columns=AMBITIONS.names, dtype="object"
        ),
    }


def load(name: str, *rows: tuple[object, ...], title: str = "Synthetic"):
    return load_frames("cases", name, title, frames(*rows), TABLES, [no_negative_weight])


def files_under(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_nothing_is_loaded_at_first_and_the_tables_are_empty():
    assert loaded_packages("cases") == []
    assert read_loaded("cases", TABLES)["ambitions"].columns.tolist() == [*AMBITIONS.names, "package"]
    assert read_loaded("cases", TABLES)["ambitions"].empty


def test_what_is_loaded_is_read_back_with_its_package_and_its_kinds_of_values():
    made = load("one", ("a", 2.5, 2020), ("b", None, None))
    assert made.path == home("cases") / "one"
    assert made.rows == {"ambitions": 2, "sources": 1}
    rows = read_loaded("cases", TABLES)["ambitions"]
    assert rows["package"].tolist() == ["one", "one"]
    assert rows["weight"].tolist()[0] == 2.5
    assert rows["weight"].isna().tolist() == [False, True]
    assert str(rows["year"].dtype) == "Int64"
    assert loaded_packages("cases") == [made]
    assert loaded_packages("context") == []


def test_loading_again_changes_nothing_and_another_package_of_that_name_replaces_it():
    first = load("one", ("a", 1, 2020))
    before = {p: p.stat().st_mtime_ns for p in first.path.iterdir()}
    assert load("one", ("a", 1, 2020)).checksum == first.checksum
    assert {p: p.stat().st_mtime_ns for p in first.path.iterdir()} == before
    changed = load("one", ("b", 1, 2020))
    assert changed.checksum != first.checksum
    assert read_loaded("cases", TABLES)["ambitions"]["id"].tolist() == ["b"]
    assert [p.name for p in home("cases").iterdir()] == ["one"]


def test_a_folder_given_by_its_descriptor_is_loaded_under_its_own_name(tmp_path: Path):
    folder = tmp_path / "a folder"
    folder.mkdir()
    write_files(frames(("a", 1, 2020)), TABLES, folder, "mine", "Mine")
    made = load_package("cases", folder / DESCRIPTOR, TABLES)
    assert (made.name, made.title) == ("mine", "Mine")


def test_every_problem_is_told_and_what_was_loaded_before_stays():
    load("one", ("a", 1, 2020))
    before = files_under(home("cases"))
    with pytest.raises(InputError) as caught:
        load("one", ("x", -1, 2020), ("x", "many", 20.5), ("", 1, 2020))
    told = [(p.row, p.column) for p in caught.value.problems]
    assert (2, "weight") in told
    assert (3, "weight") in told
    assert (3, "year") in told
    assert (3, "id") in told
    assert (4, "id") in told
    assert files_under(home("cases")) == before


@pytest.mark.parametrize("name", ["../outside", "", "Ä", ".hidden", "a/b"])
def test_a_name_that_is_no_plain_name_cannot_leave_the_folder(name: str, tmp_path: Path):
    folder = tmp_path / "package"
    folder.mkdir()
    write_files(frames(("a", 1, 2020)), TABLES, folder, "x", "X")
    descriptor = json.loads((folder / DESCRIPTOR).read_text())
    (folder / DESCRIPTOR).write_text(json.dumps(descriptor | {"name": name or "///"}))
    with pytest.raises(InputError, match="name"):
        load_package("cases", folder, TABLES)
    assert not home("cases").exists()


def test_a_table_of_another_kind_is_refused_and_not_silently_left_out(tmp_path: Path):
    folder = tmp_path / "package"
    folder.mkdir()
    write_files(frames(("a", 1, 2020)), TABLES, folder, "x", "X")
    (folder / "ambition.csv").write_text("id\na\n")
    with pytest.raises(InputError, match=r"ambition\.csv"):
        load_package("cases", folder, TABLES)


def test_a_package_without_rows_is_refused():
    problems = check_frames("cases", "empty", "Empty", frames(), TABLES)
    assert [p.found for p in problems] == ["no rows"]


def test_a_row_may_be_in_two_packages_but_may_not_say_otherwise_in_one_of_them():
    load("one", ("a", 1, 2020), ("b", None, 2020))
    load("two", ("a", 1, 2020), ("c", 3, 2021))
    assert read_loaded("cases", TABLES)["ambitions"]["id"].tolist() == ["a", "b", "c"]
    with pytest.raises(InputError) as caught:
        load("three", ("a", 2, 2020), ("b", 5, 2020))
    told = {(p.row, p.column, p.allowed) for p in caught.value.problems}
    assert (2, "weight", "1, as in the loaded package one") in told
    assert (2, "weight", "1, as in the loaded package two") in told
    assert (3, "weight", "an empty cell, as in the loaded package one") in told
    assert [p.name for p in loaded_packages("cases")] == ["one", "two"]


def test_what_is_removed_is_gone_and_what_is_unknown_is_named():
    load("one", ("a", 1, 2020))
    with pytest.raises(UnknownNameError, match="one"):
        remove("cases", "on")
    remove("cases", "one")
    assert loaded_packages("cases") == []
    with pytest.raises(UnknownNameError, match="context"):
        loaded_packages("contexts")
