"""Reading, validating and writing an edition as a Frictionless data package.

A package is refused as a whole, with every error at once; it is written to a temporary folder that is
moved into place, so that nothing is ever half there.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pandas as pd

from regioscoop.errors import InputError, Problem
from regioscoop.register.schema import TABLES
from regioscoop.register.tables import (
    DESCRIPTOR,
    check_package,
    folder_of,
    read_package,
    replace_folder,
    write_frames,
)

__all__ = [
    "DESCRIPTOR",
    "load_tables",
    "read_tables",
    "replace_folder",
    "validate_package",
    "write_package",
]

WHAT: Final = "edition"
FILLED: Final = ("organisations", "arrangements", "participations", "edition")
SPANS: Final = {
    "participations": ("valid_from", "valid_to"),
    "organisations": ("valid_from", "valid_to"),
    "arrangements": ("founded", "dissolved"),
}


def read_tables(folder: Path) -> dict[str, pd.DataFrame]:
    """Read the tables of a package that is known to be valid.

    Parameters
    ----------
    folder
        Folder with ``datapackage.json`` and CSV files.

    Returns
    -------
    dict of DataFrame
        One frame per table of `TABLES` (an absent optional table is empty); text columns are strings,
        with "" for unknown.
    """
    return read_package(folder, TABLES)


def validate_package(path: Path) -> list[Problem]:
    """Everything that is wrong with a package.

    Parameters
    ----------
    path
        Folder with ``datapackage.json``, or that file.

    Returns
    -------
    list of Problem
        Empty when the package is good.
    """
    return check_package(path, TABLES, [_meaning], what=WHAT, filled=FILLED)


def _meaning(tables: Mapping[str, pd.DataFrame]) -> list[Problem]:
    """What no schema can say: an end before a beginning, a goal of what is not voluntary, a share."""
    problems = []
    for name, (start, end) in SPANS.items():
        if name not in tables:
            continue
        frame = tables[name]
        # Compared at the precision of the coarser of the two: a year says nothing of the month.
        for row, first, last in zip(frame.index, frame[start], frame[end], strict=True):
            size = min(len(first), len(last))
            if size and last[:size] < first[:size]:
                problems.append(Problem(f"{name}.csv", last, f"not before {start} {first}", row + 2, end))
    if "arrangements" in tables:
        frame = tables["arrangements"]
        wrong = frame[(frame["goal"] != "") & (frame["obligation"] != "voluntary")]
        problems += [
            Problem("arrangements.csv", goal, "empty unless the obligation is voluntary", row + 2, "goal")
            for row, goal in wrong["goal"].items()
        ]
    if "mergers" in tables:
        share = pd.to_numeric(tables["mergers"]["share"], errors="coerce")
        problems += [
            Problem("mergers.csv", str(value), "a number from 0 to 1", row + 2, "share")
            for row, value in share[share.notna() & ~share.between(0, 1)].items()
        ]
    return problems


def load_tables(path: Path) -> dict[str, pd.DataFrame]:
    """Validate a package and read it.

    Raises
    ------
    InputError
        With everything that is wrong.
    """
    problems = validate_package(path)
    if problems:
        raise InputError(f"{path} is not a valid edition ({len(problems)} problems)", problems)
    return read_tables(folder_of(path))


def write_package(tables: Mapping[str, pd.DataFrame], folder: Path, name: str, title: str) -> None:
    """Write an edition as a data package, all or nothing.

    Parameters
    ----------
    tables
        One frame per table; an absent or empty optional table is not written.
    folder
        Where the package goes; a package that stands there is replaced in one move, anything else is
        left alone and refused.
    name, title
        Name and title in the descriptor.

    Raises
    ------
    InputError
        When the tables are not a valid edition, or something else stands at ``folder``.
    """
    write_frames(tables, TABLES, folder, name, title, [_meaning], what=WHAT, filled=FILLED)
