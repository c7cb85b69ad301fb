"""Reading a published CSV file as it is: text cells, the row each stood in, every fault named at once."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from regioscoop.errors import InputError, Problem


def read_csv(path: Path, columns: Sequence[str]) -> pd.DataFrame:
    """Read the named columns of a CSV file as text.

    Parameters
    ----------
    path
        File in UTF-8.
    columns
        Columns that must be there; others are ignored.

    Returns
    -------
    DataFrame
        The columns, as they stand (blanks kept), and ``row``: the number a spreadsheet shows.

    Raises
    ------
    InputError
        When the file is absent, not UTF-8, empty, lacks a column, or has rows of another length.
    """
    text = decode(path)
    rows = list(csv.reader(io.StringIO(text, newline="")))
    problems = _faults(path, rows, columns)
    if problems:
        raise InputError(f"{path.name} cannot be read ({len(problems)} problems)", problems)
    frame = pd.DataFrame(rows[1:], columns=rows[0], dtype="object")
    frame = frame[list(columns)]
    frame.insert(0, "row", range(2, len(frame) + 2))
    return frame


def decode(path: Path) -> str:
    """The text of a file in UTF-8.

    Raises
    ------
    InputError
        When the file is absent or not UTF-8.
    """
    if not path.is_file():
        raise InputError("A source is missing", [Problem(str(path), "no such file", "a CSV file")])
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = raw[: error.start].count(b"\n") + 1
        found = f"byte {raw[error.start]:#04x} at position {error.start}"
        problem = Problem(path.name, found, "text in UTF-8", row=row)
        raise InputError(f"{path.name} cannot be read", [problem]) from error


def _faults(path: Path, rows: list[list[str]], columns: Sequence[str]) -> list[Problem]:
    if not rows:
        return [Problem(path.name, "an empty file", "a header and at least one row")]
    missing = [c for c in columns if c not in rows[0]]
    problems = [Problem(path.name, f"no column {c}", ", ".join(columns), row=1) for c in missing]
    if len(rows) == 1:
        problems.append(Problem(path.name, "no rows", "at least one row"))
    width = len(rows[0])
    return problems + [
        Problem(path.name, f"{len(row)} cells", f"{width} cells, as in the header", row=number)
        for number, row in enumerate(rows[1:], start=2)
        if len(row) != width
    ]


def checksum(path: Path) -> str:
    """sha256 of a file, as the sources table records it."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
