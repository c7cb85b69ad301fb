"""Reader for any CSV file with a description."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pandas as pd

from regioscoop.context._indicators._description import Description, source_id
from regioscoop.context._indicators._reading import (
    Reading,
    area_code,
    area_problems,
    long_rows,
    numbers,
)
from regioscoop.errors import InputError, Problem
from regioscoop.register.loaded import SOURCES
from regioscoop.register.sources._csv import checksum, read_csv


def read_described_csv(description: Description) -> Reading:
    """Read the CSV file of a description.

    Parameters
    ----------
    description
        As `read_description` returns.

    Returns
    -------
    Reading
        Its figures.

    Raises
    ------
    InputError
        With everything that is wrong: columns that lack, codes, years and cells that are no number, a
        municipality twice in a year.
    """
    given, path = description.given, description.path.parent / description.given["file"]
    frame = _cells(path, given, _needed(description))
    skip = {area_code(str(code)) for code in given.get("skip", [])}
    frame["area"] = frame[given["area"]].map(area_code)
    left_out = frame["area"].isin(skip)
    skipped = tuple(f"{code} is left out" for code in sorted(set(frame.loc[left_out, "area"])))
    frame = frame[~left_out].reset_index(drop=True)
    keys, problems = _keys(frame, given, path.name)
    values = {}
    for name, picked in description.picked.items():
        column, found = numbers(
            frame[picked.name], frame["row"], path.name, picked.name, given.get("decimal", ".")
        )
        values[name] = (column * picked.factor).round(9)
        problems += found
    if problems:
        raise InputError(f"{path.name} cannot be read ({len(problems)} problems)", problems)
    rows = long_rows(keys, values, description.units, source_id(given))
    stated = given["source"] | {"checksum": checksum(path)}
    sources = pd.DataFrame([{name: str(stated.get(name, "")) for name in SOURCES.names}])
    tables = {
        "sources": sources,
        "indicators": rows,
        "indicator_list": description.own,
    }
    return Reading(description.name, description.title, tables, skipped)


def _needed(description: Description) -> list[str]:
    year = description.given["year"]
    columns = [description.given["area"], *([year["column"]] if isinstance(year, dict) else [])]
    return list(dict.fromkeys([*columns, *(picked.name for picked in description.picked.values())]))


def _cells(path: Path, given: dict[str, Any], needed: list[str]) -> pd.DataFrame:
    """The columns as text, with the row each stood in."""
    separator = given.get("separator", ",")
    if separator == ",":
        return read_csv(path, needed)
    if not path.is_file():
        raise InputError("A source is missing", [Problem(str(path), "no such file", "a CSV file")])
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        problem = Problem(path.name, f"bytes that are not UTF-8 ({error.reason})", "text in UTF-8")
        raise InputError(f"{path.name} cannot be read", [problem]) from error
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    header = rows[0] if rows else []
    problems = [Problem(path.name, f"no column {c}", ", ".join(needed), 1) for c in needed if c not in header]
    problems += [
        Problem(path.name, f"{len(row)} cells", f"{len(header)} cells, as in the header", number)
        for number, row in enumerate(rows[1:], start=2)
        if len(row) != len(header)
    ]
    problems += [] if len(rows) > 1 else [Problem(path.name, "no rows", "at least one row")]
    if problems:
        raise InputError(f"{path.name} cannot be read ({len(problems)} problems)", problems)
    frame = pd.DataFrame(rows[1:], columns=header, dtype="object")[needed]
    frame.insert(0, "row", range(2, len(frame) + 2))
    return frame


def _keys(frame: pd.DataFrame, given: dict[str, Any], file: str) -> tuple[pd.DataFrame, list[Problem]]:
    """area, valid_year and year of every row, and what is wrong with them."""
    year, problems = given["year"], []
    if isinstance(year, dict):
        cells = frame[year["column"]].str.strip()
        wrong = ~cells.str.fullmatch(r"\d{4}")
        problems += [
            Problem(file, repr(cell), "a year", int(row), year["column"])
            for cell, row in zip(cells[wrong], frame["row"][wrong], strict=True)
        ]
        years = pd.to_numeric(cells.mask(wrong, "0")).astype("int64")
    else:
        years = pd.Series(year, index=frame.index, dtype="int64")
    borders = years if given["valid_year"] == "year" else pd.Series(given["valid_year"], index=frame.index)
    keys = pd.DataFrame({"area": frame["area"], "valid_year": borders.astype("int64"), "year": years})
    problems += area_problems(keys["area"], frame["row"], keys["valid_year"], file, given["area"])
    twice = keys.duplicated(["area", "year"])
    problems += [
        Problem(
            file, f"{area} {when} a second time", "each municipality once a year", int(row), given["area"]
        )
        for area, when, row in zip(keys["area"][twice], years[twice], frame["row"][twice], strict=True)
    ]
    return keys, problems
