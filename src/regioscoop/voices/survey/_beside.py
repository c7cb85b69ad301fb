"""Tables beside the answers: who was asked, what is known of all members, and what regions organise."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from regioscoop.errors import InputError, Problem
from regioscoop.voices.survey._files import read_cells
from regioscoop.voices.survey._instrument import BODY, Instrument

SIZE_COLUMNS: Final = ("region", BODY, "organisation", "asked")
MARGIN_COLUMNS: Final = ("variable", "category", "number")
ORGANISED_COLUMNS: Final = ("region", "kind", "per_year", "members_reached", "date", "source")
ORGANISED_KINDS: Final = (
    "conference", "committee", "joint_meeting", "information_evening", "working_visit", "newsletter",
    "rapporteur", "other",
)  # fmt: skip
CODE_OF_BODY: Final = {
    "municipal_council": r"GM\d{4}",
    "provincial_states": r"PV\d{2}",
    "water_board_assembly": r"WS\d{4}",
}
"""Form of the code of the organisation that a body governs."""


def read_sizes(path: Path, instrument: Instrument) -> pd.DataFrame:
    """Read how many members were asked.

    Parameters
    ----------
    path
        A table with region, body, organisation (CBS code), asked (members), and if wanted region_name.
    instrument
        Its bodies.

    Returns
    -------
    DataFrame
        Those columns; asked as a number. An organisation may stand in several regions.

    Raises
    ------
    InputError
        With everything that is wrong.
    """
    cells = _columns(path, SIZE_COLUMNS, ("region_name",))
    problems = list(_bodies(cells, instrument, path.name))
    problems += _filled(cells, ("region",), path.name)
    problems += [*_codes(cells, path.name), *_whole(cells, "asked", path.name, least=1)]
    key = ["region", BODY, "organisation"]
    problems += [
        Problem(path.name, " ".join(cells.loc[row, key]), "every organisation once in a region", row)
        for row in cells.index[cells.duplicated(key)]
    ]
    _refuse(problems, "The sizes of the bodies cannot be used")
    return cells.assign(asked=cells["asked"].astype(float)).reset_index(drop=True)


def read_margins(path: Path, instrument: Instrument) -> pd.DataFrame:
    """Read what is known of all members, to weight the answers by.

    Parameters
    ----------
    path
        A table with variable (id of a question on background), category (one of its choices) and number.
    instrument
        Its questions.

    Returns
    -------
    DataFrame
        Those columns; number as a number.

    Raises
    ------
    InputError
        With everything that is wrong.
    """
    cells = _columns(path, MARGIN_COLUMNS)
    known = {q.id: [c.code for c in q.choices] for q in instrument.background}
    problems = list(_whole(cells, "number", path.name, least=0))
    for row, variable, category in zip(cells.index, cells["variable"], cells["category"], strict=True):
        if variable not in known:
            problems.append(Problem(path.name, repr(variable), _one_of(known), row, "variable"))
        elif category not in known[variable]:
            problems.append(Problem(path.name, repr(category), _one_of(known[variable]), row, "category"))
    problems += [
        Problem(path.name, " ".join(cells.loc[row, ["variable", "category"]]), "every category once", row)
        for row in cells.index[cells.duplicated(["variable", "category"])]
    ]
    _refuse(problems, "The margins cannot be used")
    return cells.assign(number=cells["number"].astype(float)).reset_index(drop=True)


def read_organised(path: Path) -> pd.DataFrame:
    """Read what each region organises to involve the members of its bodies.

    Parameters
    ----------
    path
        A table with region, kind (one of `ORGANISED_KINDS`), per_year (how often), members_reached (at one
        time; empty where unknown), date and source.

    Returns
    -------
    DataFrame
        Those columns; per_year and members_reached as numbers.

    Raises
    ------
    InputError
        With everything that is wrong.
    """
    cells = _columns(path, ORGANISED_COLUMNS)
    problems = list(_filled(cells, ("region", "source"), path.name))
    problems += [
        Problem(path.name, repr(kind), _one_of(ORGANISED_KINDS), row, "kind")
        for row, kind in cells["kind"].items()
        if kind not in ORGANISED_KINDS
    ]
    for column in ("per_year", "members_reached"):
        given = cells[column] != "" if column == "members_reached" else np.ones(len(cells), dtype=bool)
        numbers = pd.to_numeric(cells[column], errors="coerce")
        problems += [
            Problem(path.name, repr(cells.loc[row, column]), "a number of 0 or more", row, column)
            for row in cells.index[given & ~(numbers >= 0)]
        ]
    _refuse(problems, "What is organised cannot be used")
    numbers = {c: pd.to_numeric(cells[c], errors="coerce") for c in ("per_year", "members_reached")}
    return cells.assign(**numbers).reset_index(drop=True)


def _columns(path: Path, needed: Sequence[str], optional: Sequence[str] = ()) -> pd.DataFrame:
    cells = read_cells(path)
    known = (*needed, *optional)
    problems = [Problem(path.name, f"no column {c}", ", ".join(known)) for c in needed if c not in cells]
    problems += [
        Problem(path.name, f"column {c}", "one of " + ", ".join(known)) for c in cells if c not in known
    ]
    _refuse(problems, "The file has other columns than are known")
    return cells


def _bodies(cells: pd.DataFrame, instrument: Instrument, where: str) -> Iterator[Problem]:
    known = [body.code for body in instrument.bodies]
    for row, body in cells[BODY].items():
        if body not in known:
            yield Problem(where, repr(body), _one_of(known), row, BODY)


def _codes(cells: pd.DataFrame, where: str) -> Iterator[Problem]:
    for row, body, code in zip(cells.index, cells[BODY], cells["organisation"], strict=True):
        if not fits_body(code, body):
            yield Problem(where, repr(code), f"a code {CODE_OF_BODY[body]} of a {body}", row, "organisation")


def fits_body(organisation: str, body: str) -> bool:
    """Whether a code is of the kind of organisation that a body governs; True of a body we do not know."""
    return body not in CODE_OF_BODY or re.fullmatch(CODE_OF_BODY[body], organisation) is not None


def _filled(cells: pd.DataFrame, columns: Sequence[str], where: str) -> list[Problem]:
    return [
        Problem(where, "nothing", f"a {column}", row, column)
        for column in columns
        for row in cells.index[cells[column] == ""]
    ]


def _whole(cells: pd.DataFrame, column: str, where: str, least: int) -> Iterator[Problem]:
    for row, value in cells[column].items():
        if not value.isdigit() or int(value) < least:
            yield Problem(where, repr(value), f"a whole number of {least} or more", row, column)


def _one_of(known: Iterable[str]) -> str:
    return "one of " + ", ".join(known)


def _refuse(problems: list[Problem], summary: str) -> None:
    if problems:
        raise InputError(f"{summary} ({len(problems)} problems)", problems)
