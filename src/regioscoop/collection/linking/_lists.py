"""Reading a list of arrangements to link, and the decisions that people took on pairs."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pandas as pd

from regioscoop.errors import InputError, Problem

REQUIRED: Final = ("id", "name")
OPTIONAL: Final = (
    "aliases", "participants", "seat", "kind", "legal_form", "field", "founded", "dissolved",
)  # fmt: skip
DECISIONS: Final = ("match", "different")
"""What a person may decide on a pair."""
RELATIONS: Final = ("same", "successor", "part_of")
"""What two records that belong together may be to each other."""
_DATE: Final = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def read_list(path: Path) -> pd.DataFrame:
    """Read a list of arrangements.

    Parameters
    ----------
    path
        CSV in UTF-8 with the columns of `REQUIRED` and any of `OPTIONAL`; others are ignored. Aliases
        are further names, divided by ``|``: each counts as what stands in brackets in the name does.
        Participants are names or codes, divided by ``;``; dates are YYYY, YYYY-MM or YYYY-MM-DD.

    Returns
    -------
    DataFrame
        The columns of `REQUIRED` and `OPTIONAL`, as text; what is not given is empty.

    Raises
    ------
    InputError
        With everything that is wrong: no file, not UTF-8, a column or a cell that lacks, an id that stands
        twice, a date that is none, rows of another length.
    """
    frame, problems = _read(path, REQUIRED)
    if not problems:
        frame = frame.reindex(columns=["row", *REQUIRED, *OPTIONAL], fill_value="")
        problems = [*_empty(path, frame, REQUIRED), *_twice(path, frame, ["id"]), *_dates(path, frame)]
    if problems:
        raise InputError(f"{path.name} cannot be linked ({len(problems)} problems)", problems)
    return frame.drop(columns="row").reset_index(drop=True)


def read_lists(left: Path, right: Path | None = None) -> tuple[pd.DataFrame, pd.DataFrame | None]:
    """Read one list or two, and name the problems of both at once.

    Parameters
    ----------
    left, right
        Files, see `read_list`.

    Returns
    -------
    tuple
        The lists; None for the second when there is none.

    Raises
    ------
    InputError
        With everything that is wrong in either.
    """
    found: list[pd.DataFrame] = []
    problems: list[Problem] = []
    for path in (left, right):
        try:
            found += [read_list(path)] if path else []
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(f"The lists cannot be linked ({len(problems)} problems)", problems)
    return found[0], found[1] if right else None


def read_decisions(path: Path, left: pd.DataFrame, right: pd.DataFrame | None = None) -> pd.DataFrame:
    """Read what people decided on pairs.

    Parameters
    ----------
    path
        CSV with left_id, right_id, decision (`DECISIONS`) and, where wanted, relation (`RELATIONS`; same when
        it is not given).
    left, right
        The lists that are linked; without ``right`` both ids are of ``left``.

    Returns
    -------
    DataFrame
        left_id, right_id, decision, relation.

    Raises
    ------
    InputError
        With everything that is wrong: see `read_list`; ids that are not in the lists, words that are no
        decision or relation, a pair that stands twice.
    """
    columns = ("left_id", "right_id", "decision")
    frame, problems = _read(path, columns)
    if not problems:
        frame = frame.reindex(columns=["row", *columns, "relation"], fill_value="")
        frame["relation"] = frame["relation"].replace("", "same")
        known = (set(left["id"]), set((left if right is None else right)["id"]))
        problems = [
            *_other(path, frame, "left_id", known[0]),
            *_other(path, frame, "right_id", known[1]),
            *_other(path, frame, "decision", DECISIONS),
            *_other(path, frame, "relation", RELATIONS),
            *_twice(path, frame, ["left_id", "right_id"]),
        ]
    if problems:
        raise InputError(f"{path.name} cannot be used ({len(problems)} problems)", problems)
    return frame.drop(columns="row").reset_index(drop=True)


def _read(path: Path, columns: Sequence[str]) -> tuple[pd.DataFrame, list[Problem]]:
    where = path.name
    if not path.is_file():
        return pd.DataFrame(), [Problem(str(path), "no such file", "a CSV file")]
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = raw[: error.start].count(b"\n") + 1
        return pd.DataFrame(), [Problem(where, f"byte {raw[error.start]:#04x}", "text in UTF-8", row=row)]
    rows = list(csv.reader(io.StringIO(text, newline="")))
    if not rows:
        return pd.DataFrame(), [Problem(where, "an empty file", "a header and at least one row")]
    header = [name.strip() for name in rows[0]]
    problems = [
        Problem(where, f"no column {c}", ", ".join(columns), row=1) for c in columns if c not in header
    ]
    twice = sorted({column for column in header if column and header.count(column) > 1})
    problems += [Problem(where, f"column {c} twice", "each column once", row=1) for c in twice]
    if len(rows) == 1:
        problems.append(Problem(where, "no rows", "at least one row"))
    problems += [
        Problem(where, f"{len(row)} cells", f"{len(header)} cells, as in the header", row=number)
        for number, row in enumerate(rows[1:], start=2)
        if row and len(row) != len(header)
    ]
    if problems:
        return pd.DataFrame(), problems
    numbered = [(number, *map(str.strip, row)) for number, row in enumerate(rows[1:], start=2) if row]
    return pd.DataFrame(numbered, columns=["row", *header], dtype="object"), []


def _empty(path: Path, frame: pd.DataFrame, columns: Sequence[str]) -> list[Problem]:
    return [
        Problem(path.name, "an empty cell", f"a {column}", row=int(row), column=column)
        for column in columns
        for row in frame.loc[frame[column] == "", "row"]
    ]


def _twice(path: Path, frame: pd.DataFrame, columns: list[str]) -> list[Problem]:
    again = frame[frame.duplicated(columns) & (frame[columns] != "").all(axis=1)]
    return [
        Problem(path.name, " and ".join(map(repr, row[columns])), "each once", int(row["row"]), columns[0])
        for _, row in again.iterrows()
    ]


def _dates(path: Path, frame: pd.DataFrame) -> list[Problem]:
    return [
        Problem(path.name, repr(cell), "YYYY, YYYY-MM or YYYY-MM-DD", row=int(row), column=column)
        for column in ("founded", "dissolved")
        for row, cell in zip(frame["row"], frame[column], strict=True)
        if cell and not _DATE.fullmatch(cell)
    ]


def _other(path: Path, frame: pd.DataFrame, column: str, known: Sequence[str] | set[str]) -> list[Problem]:
    allowed = "an id of the list" if isinstance(known, set) else ", ".join(known)
    return [
        Problem(path.name, repr(cell), allowed, row=int(row), column=column)
        for row, cell in zip(frame["row"], frame[column], strict=True)
        if cell not in known
    ]
