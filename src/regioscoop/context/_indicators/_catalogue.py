"""What is known of indicators: the list, the groups, and every figure that ships or is loaded."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import pandas as pd

from regioscoop.context._indicators._schema import INDICATOR_LIST, INDICATORS
from regioscoop.context._tables import shipped_table, sources
from regioscoop.errors import UnknownNameError
from regioscoop.register.loaded import SOURCES, read_loaded

KIND: Final = "context"
BORDERS: Final = (2016, 2023)
"""Years whose municipalities are known by name."""
LAST_WITH_BORDERS_2023: Final = 2026
"""The municipalities of 2023 are those of every year up to this one."""


def indicator_groups() -> pd.DataFrame:
    """Return the groups of indicators.

    Returns
    -------
    DataFrame
        Index ``id``; columns kind (biotope [S], welfare and capital (the regional monitor of CBS), element
        (Stam and Van de Ven 2021)), words_nl, words_en, source (a key of `indicator_sources`).
    """
    return shipped_table("indicator_groups").set_index("id")


def indicator_list() -> pd.DataFrame:
    """Return what each indicator means, those that ship first and then those of loaded packages.

    Returns
    -------
    DataFrame
        Index ``id``; columns words_nl, words_en, unit, groups (ids of `indicator_groups`, separated by |),
        weight (what an aggregate is weighted with: ``sum`` is added up, ``none`` cannot be aggregated, else
        the id of a summed indicator), higher_is_more_welfare (yes, no, none), definition, source.
    """
    loaded = read_loaded(KIND, {INDICATOR_LIST.name: INDICATOR_LIST})[INDICATOR_LIST.name]
    rows = pd.concat([shipped_table("indicator_list"), loaded.drop(columns="package")], ignore_index=True)
    return rows.drop_duplicates("id").set_index("id")


def indicators() -> pd.DataFrame:
    """Return every figure that ships or is loaded.

    Returns
    -------
    DataFrame
        area (municipality id), valid_year (year of the borders), year, indicator, value (in ``unit``; NaN
        when unknown), unit, source, package ("" for what ships), ordered by all but the last three. A loaded
        figure goes before the shipped one of the same municipality, borders, year and indicator.
    """
    shipped = shipped_table(INDICATORS.name).assign(package="")
    loaded = read_loaded(KIND, {INDICATORS.name: INDICATORS})[INDICATORS.name]
    rows = pd.concat([loaded.astype("object"), shipped.astype("object")], ignore_index=True)
    for column in ("valid_year", "year"):
        rows[column] = pd.to_numeric(rows[column]).astype("int64")
    rows["value"] = pd.to_numeric(rows["value"]).astype("float64")
    rows = rows.drop_duplicates(list(INDICATORS.key))
    return rows.sort_values(list(INDICATORS.key), ignore_index=True)


def indicator_sources() -> pd.DataFrame:
    """Return the sources of every figure and definition.

    Returns
    -------
    DataFrame
        package ("" for what ships), id, publisher, title, url, licence, accessed, checksum.
    """
    shipped = pd.concat([sources().reset_index(), shipped_table("indicator_sources")], ignore_index=True)
    loaded = read_loaded(KIND, {SOURCES.name: SOURCES})[SOURCES.name]
    rows = pd.concat([shipped.drop_duplicates("id").assign(package=""), loaded], ignore_index=True)
    return rows[["package", *SOURCES.names]]


def in_group(listed: pd.DataFrame, group: str) -> list[str]:
    """Ids of the indicators of a group, or of every group of a kind.

    Parameters
    ----------
    listed
        As `indicator_list` returns.
    group
        Id or kind of a group, such as ``demography`` or ``biotope``.

    Raises
    ------
    UnknownNameError
        When there is no such group or kind.
    """
    groups = indicator_groups()
    wanted = {group} & set(groups.index) or set(groups.index[groups["kind"] == group])
    if not wanted:
        raise UnknownNameError("group of indicators", group, [*groups["kind"].unique(), *groups.index])
    return [str(i) for i, of in listed["groups"].items() if wanted & set(of.split("|"))]


@lru_cache(maxsize=32)
def municipalities_of(year: int) -> frozenset[str] | None:
    """Ids of the municipalities of a year, or None where this package does not know them."""
    borders = BORDERS[1] if BORDERS[1] <= year <= LAST_WITH_BORDERS_2023 else year
    if borders not in BORDERS:
        return None
    table = shipped_table(f"region_members_{borders}")
    return frozenset(table.loc[table["division"] == "provinces", "municipality_id"])
