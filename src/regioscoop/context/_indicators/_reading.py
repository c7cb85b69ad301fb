"""What every reader of indicators shares: codes and numbers of cells, and the tables a reader makes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd

from regioscoop.context._indicators._catalogue import municipalities_of
from regioscoop.context._indicators._schema import INDICATORS
from regioscoop.errors import Problem

CODE: Final = re.compile(r"GM\d{4}")
UNKNOWN_CELLS: Final = ("", ".", "x", "NA")
"""What stands in a published table where a figure is unknown or secret (a hyphen may stand for zero)."""


@dataclass(frozen=True)
class Reading:
    """What a reader made of a source: the tables of a context package, not yet loaded.

    Attributes
    ----------
    name, title
        Name and title of the package.
    tables
        ``sources``, ``indicators`` and, where the source brings its own, ``indicator_list``.
    skipped
        Rows that were left out on purpose, in words.
    """

    name: str
    title: str
    tables: Mapping[str, pd.DataFrame]
    skipped: tuple[str, ...] = ()

    def missing(self) -> dict[str, list[str]]:
        """Indicator and year -> municipalities of its borders without a figure."""
        return missing_municipalities(self.tables["indicators"])


def missing_municipalities(rows: pd.DataFrame) -> dict[str, list[str]]:
    """Say which municipalities an indicator lacks.

    Parameters
    ----------
    rows
        An indicator table.

    Returns
    -------
    dict
        "indicator year" -> ids of the municipalities of the borders it is in without a figure, sorted; only
        for borders that are known, and only where any is missing.
    """
    out = {}
    for (indicator, year, borders), part in rows.groupby(["indicator", "year", "valid_year"]):
        wanted = municipalities_of(int(borders))
        lacking = sorted((wanted or frozenset()) - set(part.loc[part["value"].notna(), "area"]))
        if lacking:
            out[f"{indicator} {year}"] = lacking
    return out


def area_code(text: str) -> str:
    """Code of a municipality as it stands in our tables; CBS numbers (14, 0014) get their letters."""
    plain = text.strip()
    return f"GM{int(plain):04d}" if plain.isdecimal() and len(plain) <= 4 else plain


def area_problems(
    codes: pd.Series, row: pd.Series, valid_year: pd.Series, file: str, column: str
) -> list[Problem]:
    """Cells that are no municipality of the borders they are said to be in."""
    problems = []
    for code, at, year in zip(codes, row, valid_year, strict=True):
        known = municipalities_of(int(year))
        if CODE.fullmatch(code) is None:
            allowed = "the code of a municipality, such as GM0014, or a code under skip"
        elif known is not None and code not in known:
            allowed = f"a municipality of {year}, or a code under skip"
        else:
            continue
        problems.append(Problem(file, repr(code), allowed, int(at), column))
    return problems


def numbers(
    cells: pd.Series, row: pd.Series, file: str, column: str, decimal: str = "."
) -> tuple[pd.Series, list[Problem]]:
    """Numbers of a column of text, NaN where the source says that it is unknown."""
    text = cells.str.strip()
    text = text.str.replace(decimal, ".", regex=False) if decimal != "." else text
    unknown = text.isin(UNKNOWN_CELLS)
    values = pd.to_numeric(text.mask(unknown), errors="coerce").astype("float64")
    # Infinity is a number to pandas and no figure to anyone.
    wrong = (values.isna() | values.abs().eq(float("inf"))) & ~unknown
    problems = [
        Problem(file, repr(cell), "a number, or empty for unknown", int(at), column)
        for cell, at in zip(cells[wrong], row[wrong], strict=True)
    ]
    return values, problems


def long_rows(
    keys: pd.DataFrame, values: Mapping[str, pd.Series], units: Mapping[str, str], source: str
) -> pd.DataFrame:
    """An indicator table of one column of values per indicator.

    Parameters
    ----------
    keys
        area, valid_year, year.
    values
        Indicator -> values, on the index of ``keys``.
    units
        Indicator -> unit.
    source
        Id of the source of every row.
    """
    parts = [
        keys.assign(indicator=name, value=column, unit=units[name], source=source)
        for name, column in values.items()
    ]
    rows = pd.concat(parts, ignore_index=True)[INDICATORS.names]
    return rows.sort_values(list(INDICATORS.key), ignore_index=True)
