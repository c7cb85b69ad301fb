"""The centres of municipalities that ship with the package."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

import geopandas as gpd
import pandas as pd

from regioscoop.errors import NotAvailableError
from regioscoop.places._geometry import RD

FIRST_YEAR, LAST_YEAR = 2014, 2026
"""Years for which a set of centres is offered; outside them too many municipalities differ."""


def shipped_table(name: str) -> pd.DataFrame:
    """Return one of the shipped tables, such as ``centres`` or ``outline``."""
    with files("regioscoop.places").joinpath("data", f"{name}.csv").open(encoding="utf-8") as file:
        return pd.read_csv(file)


def centre_set(year: int) -> int:
    """Return the year of the set of centres used for a year: 2016, or 2023 from 2023 on.

    Raises
    ------
    NotAvailableError
        When the year lies outside 2014-2026.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotAvailableError(
            f"No centres of municipalities for {year}. At hand: the municipalities of 2016 "
            f"(used for {FIRST_YEAR}-2022) and of 2023 (used for 2023-{LAST_YEAR})."
        )
    return 2023 if year >= 2023 else 2016


@lru_cache(maxsize=2)
def _centres_of_set(valid_year: int) -> gpd.GeoDataFrame:
    table = shipped_table("centres")
    table = table[table["valid_year"] == valid_year].set_index("municipality_id").sort_index()
    points = gpd.points_from_xy(table["x_m"], table["y_m"], crs=RD)
    frame = gpd.GeoDataFrame(table[["name"]], geometry=points, crs=RD)
    frame["source"] = table["source"]
    frame.attrs["valid_year"] = valid_year
    return frame


def centres(year: int) -> gpd.GeoDataFrame:
    """Return one representative point for every municipality.

    Parameters
    ----------
    year
        Reference year. 2023-2026 give the 342 municipalities of 2023 (the same in all four years); 2014-2022
        give the 390 of 2016, the nearest set at hand. ``frame.attrs["valid_year"]`` says which set it is.

    Returns
    -------
    geopandas.GeoDataFrame
        Index ``municipality_id`` (``GM0014``), sorted; columns ``name``, ``geometry`` (Point, EPSG:28992,
        rounded to 100 m), ``source`` (a key of `sources`).

    Raises
    ------
    NotAvailableError
        When the year lies outside 2014-2026.
    """
    return _centres_of_set(centre_set(year)).copy()


def sources() -> pd.DataFrame:
    """Return the sources of the shipped facts about places.

    Returns
    -------
    pandas.DataFrame
        Index ``id``; columns ``publisher``, ``title``, ``year``, ``url``, ``licence``, ``note``.
    """
    return shipped_table("sources").fillna({"url": ""}).set_index("id")


def neighbours(year: int) -> pd.DataFrame:
    """Return which municipalities touch, by land or across water, as shipped facts.

    Parameters
    ----------
    year
        Reference year; the set of municipalities is that of `centres`.

    Returns
    -------
    DataFrame
        a, b (ids, a < b), kind (``border`` or ``water``), source; see `contiguity` for how it was made.

    Raises
    ------
    NotAvailableError
        When the year lies outside 2014-2026.
    """
    table = shipped_table("contiguity")
    table = table[table["valid_year"] == centre_set(year)]
    return table[["a", "b", "kind", "source"]].reset_index(drop=True)
