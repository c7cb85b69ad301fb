"""What the columns of the downloads mean, for CSVW, Parquet and the reference."""

from __future__ import annotations

from typing import Final

from regioscoop.register.schema import TABLES

MEASURED: Final[dict[str, str]] = {
    "c1_newman": "C1: share of the weight of the members that stays inside the region (Newman weights)",
    "c1_count": "C1 with every shared arrangement counted as one",
    "c2": "C2: share of the arrangements in which all municipalities of the region take part",
    "c2_exact": "C2=: as C2, without any municipality from outside",
    "c3": "C3: mean share of arrangements that two members have in common",
    "c4": "C4: mean Jaccard of arrangements and the region",
    "two_or_more_share": "Share of the arrangements with two policy fields or more",
    "three_or_more_share": "Share of the arrangements with three policy fields or more",
    "mean_fields": "Mean number of policy fields of an arrangement",
    "entropy": "Spread of the arrangements over the policy fields (Shannon, bits)",
    "wgr_body_share": "Share of the arrangements that are independent bodies under the Wgr",
    "private_body_share": "Share of the arrangements that are independent bodies under private law",
    "no_body_share": "Share of the arrangements without legal personality",
    "legal_unsure_share": "Share of the arrangements of which the legal class is not sure",
    "arrangements_per_municipality": "Mean number of arrangements a member takes part in",
    "municipalities_per_arrangement": "Mean number of municipalities in an arrangement",
    "province_share": "Share of the arrangements in which a province takes part",
    "water_board_share": "Share of the arrangements in which a water board takes part",
    "contiguous_parts": "In how many pieces the region lies",
}
"""Every measure of `regioscoop.measures.measure_regions`, by its column without an ending."""
ENDINGS: Final[dict[str, str]] = {
    "_low": "lower end of the interval",
    "_high": "upper end of the interval",
    "_null": "what chance alone would give",
    "_without_mandatory": "without arrangements that the state imposes",
    "_shift": "how far wrong codes move the outcome on average",
}
_OWN: Final[dict[str, str]] = {
    "level": "Number of the level, 1 for the widest",
    "is_best": "Whether this is the level that fits best",
    "municipality_id": "CBS code of the municipality with GM in front",
    "municipality": "Name of the municipality",
    "province": "CBS code of the province with PV in front",
    "region_id": "Id of the region, unique within its level",
    "region": "Name of the region",
    "membership": "Share of the weight of the municipality that stays in its region",
    "second_region_id": "Id of the region with the next largest share",
    "second_membership": "Share of the weight of the municipality that goes to that region",
    "stability": "Share of resampled registers in which it stays the same, 0 to 1",
    "members": "Number of municipalities in the region",
    "named_after": "Number of arrangements that gave the region its name",
    "arrangements": "Number of arrangements with two municipalities of the region or more",
    "municipality_a": "CBS code of a municipality",
    "municipality_b": "CBS code of the other municipality",
    "shared": "Number of arrangements in which both take part",
    "weight": "The same, each arrangement weighing 1 / (its municipalities - 1)",
    "is_more_than_chance": "Whether they share more than chance alone would give",
    "fields": "Policy fields, the main one first, separated by |",
    "municipalities": "Number of municipalities that take part",
    "kind": "Kind of organisation",
    "division": "Id of the official division",
    "source": "Where this row comes from",
    "note": "What else the source says",
}


def about(column: str, table: str = "") -> str:
    """Say what a column means.

    Parameters
    ----------
    column
        Name of the column.
    table
        Table of the register that it comes from, if any.

    Returns
    -------
    str
        One line; empty where nothing is known of it.
    """
    if table in TABLES:
        known = {c.name: c.about for c in TABLES[table].columns}
        if column in known:
            return known[column]
    if column in _OWN:
        return _OWN[column]
    base, ending = split(column)
    told = MEASURED.get(base, "")
    return f"{told}; {ENDINGS[ending]}" if told and ending else told


def split(column: str) -> tuple[str, str]:
    """Split a column of measures in the measure and its ending, which may be empty."""
    for ending in ENDINGS:
        if column.endswith(ending) and column.removesuffix(ending) in MEASURED:
            return column.removesuffix(ending), ending
    return column, ""
