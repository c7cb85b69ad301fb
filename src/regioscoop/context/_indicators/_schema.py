"""The tables of indicators in a context package, and what no schema can say of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pandas as pd

from regioscoop.context._tables import shipped_table
from regioscoop.errors import Problem
from regioscoop.register.schema import Column, Table
from regioscoop.register.tables import Check

ID_PATTERN: Final = r"[a-z0-9][a-z0-9_]*"
DIRECTIONS: Final = ("yes", "no", "none")
SUM, NOT_AGGREGATED = "sum", "none"

INDICATORS: Final = Table(
    "indicators",
    "One figure of one municipality in one year",
    (
        Column("area", "Id of the municipality (GM0014)", required=True, pattern=r"[A-Za-z0-9][A-Za-z0-9-]*"),
        Column("valid_year", "Year of the borders the figure is in", required=True, kind="integer"),
        Column("year", "Year the figure is about", required=True, kind="integer"),
        Column("indicator", "Id in the list of indicators", required=True, pattern=ID_PATTERN),
        Column("value", "The figure; empty when unknown", kind="number"),
        Column("unit", "Unit, as in the list of indicators", required=True),
        Column("source", "Where this row comes from", required=True),
    ),
    ("area", "valid_year", "year", "indicator"),
    {"source": ("sources", "id")},
    required=False,
)
INDICATOR_LIST: Final = Table(
    "indicator_list",
    "What an indicator means; those that ship need not be repeated",
    (
        Column("id", "Id", required=True, pattern=ID_PATTERN),
        Column("words_nl", "Name in Dutch", required=True),
        Column("words_en", "Name in English", required=True),
        Column("unit", "Unit", required=True),
        Column("groups", "Groups it belongs to, separated by |", required=True),
        Column(
            "weight",
            "What an aggregate is weighted with: the id of a summed indicator, sum, or none (cannot be)",
            required=True,
        ),
        Column("higher_is_more_welfare", "yes, no or none", required=True, pattern="yes|no|none"),
        Column("definition", "What is counted, and how it is rounded", required=True),
        Column("source", "Who defines it", required=True),
    ),
    ("id",),
    required=False,
)


def _indicators_are_known(tables: Mapping[str, pd.DataFrame]) -> list[Problem]:
    """Every indicator is in a list, in the unit of that list."""
    if "indicators" not in tables:
        return []
    lists = [shipped_table("indicator_list")]
    lists += [tables["indicator_list"]] if "indicator_list" in tables else []
    units = pd.concat(lists).drop_duplicates("id").set_index("id")["unit"]
    # Each indicator is told once: a wrong name is wrong in every row.
    rows = tables["indicators"].reset_index(names="at").drop_duplicates(["indicator", "unit"])
    problems = []
    for row in rows.itertuples():
        if row.indicator not in units.index:
            allowed = "an id of the list of indicators, or a row in indicator_list.csv"
            problems.append(Problem("indicators.csv", row.indicator, allowed, row.at + 2, "indicator"))
        elif row.unit != units[row.indicator]:
            allowed = f"{units[row.indicator]}, the unit of {row.indicator}"
            problems.append(Problem("indicators.csv", row.unit, allowed, row.at + 2, "unit"))
    return problems


def _list_is_sound(tables: Mapping[str, pd.DataFrame]) -> list[Problem]:
    """Groups exist, a weight is a summed indicator, and no shipped indicator is said to be another."""
    if "indicator_list" not in tables:
        return []
    shipped, groups = shipped_table("indicator_list"), set(shipped_table("indicator_groups")["id"])
    rows = tables["indicator_list"]
    known = pd.concat([shipped, rows]).drop_duplicates("id")
    weights = {SUM, NOT_AGGREGATED, *known.loc[known["weight"] == SUM, "id"]}
    problems = []
    for at, row in rows.iterrows():
        strange = sorted(set(row["groups"].split("|")) - groups)
        if strange:
            allowed = "groups of the list: " + ", ".join(sorted(groups))
            problems.append(Problem("indicator_list.csv", ", ".join(strange), allowed, at + 2, "groups"))
        if row["weight"] not in weights:
            allowed = "one of " + ", ".join(sorted(weights))
            problems.append(Problem("indicator_list.csv", row["weight"], allowed, at + 2, "weight"))
        same = shipped[shipped["id"] == row["id"]]
        if len(same) and (same.iloc[0][["unit", "weight"]] != row[["unit", "weight"]]).any():
            allowed = "another id, or the unit and weight of the shipped indicator of this id"
            problems.append(Problem("indicator_list.csv", row["id"], allowed, at + 2, "id"))
    return problems


CHECKS: Final[tuple[Check, ...]] = (_indicators_are_known, _list_is_sound)
