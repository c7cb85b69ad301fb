"""Own numbers beside the published ones, where the two can be compared."""

from __future__ import annotations

from typing import Final

import pandas as pd

from regioscoop.context import published_figures
from regioscoop.measures import FIGURES, Panel

OWN: Final = {
    "1": "arrangements",
    "2": "legal_class",
    "3": "legal_class",
    "4": "legal_class",
    "5": "mean_per_government",
    "6": "with_government",
    "7": "departments",
    "9": "number_of_fields",
    "11": "members",
    "pairs": "field_pairs",
    "non_government": "non_government",
}
"""Our name of a figure of the article."""
COMPARABLE_RULES: Final = "sotb"
"""Rule sets of the article begin with this: an edition by other rules is not held against it."""


def is_comparable(rule_set: str) -> bool:
    """Whether an edition by these rules may be held against the article."""
    return rule_set.startswith(COMPARABLE_RULES)


def published() -> pd.DataFrame:
    """Published values in our units: figure, item, year, published; each once, and exact ones only."""
    table = published_figures()
    table = table[(table["scope"] == "all") & (table["bound"] == "exact") & table["figure"].isin(OWN)]
    table = table.assign(figure=table["figure"].map(OWN))
    unit = table["figure"].map({name: figure.unit for name, figure in FIGURES.items()})
    is_share = (unit == "share") & (table["unit"] == "percent")
    same = is_share | (unit == table["unit"])
    table = table.assign(published=table["value"].where(~is_share, table["value"] / 100))[same]
    return table.drop_duplicates(["figure", "item", "year"])[["figure", "item", "year", "published"]]


def published_index(first_year: int) -> pd.DataFrame:
    """Published growth by field as an index with a first year of 100: item, year, published."""
    table = published_figures()
    own = (table["figure"] == "8") & (table["unit"] == f"index_{first_year}") & (table["bound"] == "exact")
    return table[own].rename(columns={"value": "published"})[["item", "year", "published"]]


def beside_published(panel: Panel) -> pd.DataFrame:
    """`Panel.table` with the date of each edition and the published value where it can be compared.

    Returns
    -------
    DataFrame
        The columns of `Panel.table`, then date, rule_set, published (empty where nothing is published,
        for a region, or where the edition follows other rules than the article).
    """
    facts = {e.id: (e.reference_date, e.rule_set, e.year) for e in panel.editions}
    table = panel.table
    for k, name in enumerate(("date", "rule_set", "year")):
        table[name] = table["edition"].map({i: row[k] for i, row in facts.items()})
    merged = table.merge(published(), on=["figure", "item", "year"], how="left")
    allowed = merged["rule_set"].map(is_comparable) & (panel.scope == "")
    return merged.assign(published=merged["published"].where(allowed)).drop(columns="year")
