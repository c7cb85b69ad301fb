"""Reading a list of texts to code."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Final

import pandas as pd

from regioscoop.errors import InputError, Problem
from regioscoop.register.sources._csv import read_csv

REQUIRED: Final = ("id", "name")
OPTIONAL: Final = ("purpose", "legal_form", "participants", "denied_by")


def read_texts(path: Path) -> pd.DataFrame:
    """Read a list of arrangements to code.

    Parameters
    ----------
    path
        CSV in UTF-8 with the columns of `REQUIRED` and any of `OPTIONAL`; others are ignored. Participants
        and who denies it are names or codes, divided by ``;``.

    Returns
    -------
    DataFrame
        The columns of `REQUIRED` and `OPTIONAL`, as text; what is not given is empty.

    Raises
    ------
    InputError
        With everything that is wrong: no file, not UTF-8, a column that lacks or stands twice, rows of
        another length, an empty id or name, an id that stands twice.
    """
    frame = read_csv(path, REQUIRED)
    header = _header(path)
    problems = [
        Problem(path.name, f"column {column} twice", "each column once", row=1)
        for column in (*REQUIRED, *OPTIONAL)
        if header.count(column) > 1
    ]
    if not problems:
        frame = read_csv(path, [*REQUIRED, *(c for c in OPTIONAL if c in header)])
        frame = frame.map(lambda cell: cell.strip() if isinstance(cell, str) else cell)
        problems = [*_empty(path, frame), *_twice(path, frame)]
    if problems:
        raise InputError(f"{path.name} cannot be coded ({len(problems)} problems)", problems)
    return frame.drop(columns="row").reindex(columns=[*REQUIRED, *OPTIONAL], fill_value="")


def _header(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return next(csv.reader(file))


def _empty(path: Path, frame: pd.DataFrame) -> list[Problem]:
    return [
        Problem(path.name, "an empty cell", f"a value for {column}", row=row, column=column)
        for column in REQUIRED
        for row in frame.loc[frame[column] == "", "row"]
    ]


def _twice(path: Path, frame: pd.DataFrame) -> list[Problem]:
    again = frame[frame.duplicated("id") & (frame["id"] != "")]
    return [
        Problem(path.name, repr(id_), "each id once", row=row, column="id")
        for row, id_ in zip(again["row"], again["id"], strict=True)
    ]
