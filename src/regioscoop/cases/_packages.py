"""What a cases package may say: the checks that no schema can make."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pandas as pd

from regioscoop.cases._ambitions import check_ambitions
from regioscoop.cases._life_cycle import check_life_cycle
from regioscoop.cases._tables import shipped_table
from regioscoop.errors import Problem
from regioscoop.register.tables import Check

KIND: Final = "cases"


def regions_are_known(tables: Mapping[str, pd.DataFrame]) -> list[Problem]:
    """See that every row is of a region of this package or of one that ships."""
    known = {*shipped_table("regions")["id"], *_column(tables, "regions", "id")}
    return [
        Problem(
            f"{name}.csv", str(region), "an id of regions.csv, or of a case that ships", row + 2, "region"
        )
        for name, frame in tables.items()
        if "region" in frame
        for row, region in frame["region"].items()
        if region and region not in known
    ]


def values_are_known(tables: Mapping[str, pd.DataFrame]) -> list[Problem]:
    """See that every fact has a value that its attribute knows, and a number where it has no values."""
    facts = tables.get("case_facts")
    if facts is None:
        return []
    both = [
        shipped_table("attributes"),
        tables.get("attributes", pd.DataFrame(columns=["attribute", "code"])),
    ]
    attributes = pd.concat(both, ignore_index=True)
    codes = attributes.groupby("attribute")["code"].agg(lambda own: sorted({*own} - {""})).to_dict()
    found = []
    for row, attribute, value in zip(facts.index, facts["attribute"], facts["value"], strict=True):
        allowed = _allowed(codes, attribute, value)
        if allowed is not None:
            column = "value" if attribute in codes else "attribute"
            said = value if attribute in codes else attribute
            found.append(Problem("case_facts.csv", repr(said), allowed, row + 2, column))
    return found


def _allowed(codes: Mapping[str, list[str]], attribute: str, value: str) -> str | None:
    """Say what would have been right, or None when it is."""
    if attribute not in codes:
        return "an attribute of attributes.csv, or one that ships: " + ", ".join(codes)
    if codes[attribute]:
        return None if value in codes[attribute] else "one of " + ", ".join(codes[attribute])
    return None if pd.notna(pd.to_numeric(value, errors="coerce")) else "a number"


def _column(tables: Mapping[str, pd.DataFrame], table: str, column: str) -> list[str]:
    return list(tables[table][column]) if table in tables else []


CHECKS: Final[tuple[Check, ...]] = (regions_are_known, values_are_known, check_life_cycle, check_ambitions)
