"""The tables that ship with this package, and which year of them fits an edition."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from regioscoop.register import Edition


@lru_cache(maxsize=8)
def shipped_table(name: str) -> pd.DataFrame:
    """Return one of the shipped tables as text; callers must not change it."""
    with files("regioscoop.context").joinpath("data", f"{name}.csv").open(encoding="utf-8") as file:
        return pd.read_csv(file, dtype="object", keep_default_na=False)


def sources() -> pd.DataFrame:
    """Return the sources of the tables of this package.

    Returns
    -------
    DataFrame
        Index ``id``; columns publisher, title, url, licence, accessed (YYYY-MM-DD), checksum (sha256 of what
        was read).
    """
    return shipped_table("sources").set_index("id")


def fitting_year(known: Mapping[int, Collection[str]], edition: Edition) -> int:
    """Return the year whose borders fit an edition best.

    Parameters
    ----------
    known
        Year of the borders -> ids of its municipalities.
    edition
        The edition.

    Returns
    -------
    int
        The year that knows most of the edition's municipalities; of equal ones the nearest in time.
    """
    wanted = set(edition.municipalities.index)
    return min(known, key=lambda year: (len(wanted.difference(known[year])), abs(year - edition.year)))
