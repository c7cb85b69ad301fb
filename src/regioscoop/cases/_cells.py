"""Cells of the tables of cases: dates that may be a year or a month only, and codes."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from regioscoop.errors import InputError, Problem
from regioscoop.register.schema import DATE_PATTERN

_FIRST_DAY: Final = "-01-01"


def require_date(given: str, name: str) -> None:
    """Refuse what is no date.

    Parameters
    ----------
    given
        What was given.
    name
        What it is, for the message.

    Raises
    ------
    InputError
        When it is not YYYY, YYYY-MM or YYYY-MM-DD, or there is no such day.
    """
    if not is_date(given):
        allowed = "a date of the form YYYY, YYYY-MM or YYYY-MM-DD"
        raise InputError("There is no such date", [Problem(name, repr(given), allowed)])


def is_date(given: str) -> bool:
    """Whether it is a year, a month or a day that exists."""
    if not re.fullmatch(DATE_PATTERN, given):
        return False
    try:
        date.fromisoformat(given + _FIRST_DAY[len(given) - 4 :])
    except ValueError:
        return False
    return True


def not_after(dates: pd.Series, on: str) -> NDArray[np.bool_]:
    """Which dates are not known to be after another: 2024 is not after 2024-03, and no date is not either.

    Parameters
    ----------
    dates
        Dates, or "" where unknown.
    on
        The other date.
    """
    return np.array([d[: len(on)] <= on[: len(d)] for d in dates], dtype=bool)


def years_later(given: str, years: int) -> str:
    """Return the same date some years later, at the same precision; 29 February becomes the 28th."""
    later = f"{int(given[:4]) + years:04d}{given[4:]}"
    return later if is_date(later) else f"{later[:-2]}28"


def check_dates(file: str, dates: pd.Series, *, needed: bool) -> list[Problem]:
    """Find days that do not exist, and rows without a date where one is needed.

    Parameters
    ----------
    file
        Where they stand.
    dates
        The cells.
    needed
        Whether an empty cell is wrong.
    """
    return [
        Problem(file, repr(value), "a date of the form YYYY, YYYY-MM or YYYY-MM-DD", row, "date")
        for row, value in enumerate(dates, start=2)
        if (value or needed) and not is_date(value)
    ]


def check_codes(file: str, table: pd.DataFrame, lists: Mapping[str, Collection[str]]) -> list[Problem]:
    """Find cells that are not in the list of their column.

    Parameters
    ----------
    file
        Where the table stands.
    table
        The table.
    lists
        Column -> what its cells may be.
    """
    return [
        Problem(file, repr(value), "one of " + ", ".join(c or "empty" for c in known), row, column)
        for column, known in lists.items()
        for row, value in enumerate(table[column], start=2)
        if value not in known
    ]
