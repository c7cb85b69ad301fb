"""Rows of tables that several pages show."""

from __future__ import annotations

from typing import Any

import pandas as pd

from regioscoop.register import codes
from regioscoop.web._atlas import Atlas


def arrangements_of(atlas: Atlas, ids: list[str], least: int = 2) -> pd.Series:
    """Number of these municipalities in each arrangement with at least so many of them."""
    members = atlas.edition.members
    inside = members[members["organisation"].isin(ids)].groupby("arrangement").size()
    return inside[inside >= least]


def by_field(atlas: Atlas, inside: pd.Series, own: set[str]) -> list[dict[str, Any]]:
    """Arrangements by their main policy field, in the order of the code list."""
    rows = arrangement_rows(atlas, inside, len(own))
    out = []
    for code in [*codes.POLICY_FIELDS.codes, ""]:
        here = [row for row in rows if row["main"] == code]
        here.sort(key=_most_inside_first)
        if here:
            out.append({"code": code, "rows": here})
    return out


def _most_inside_first(row: dict[str, Any]) -> tuple[int, str]:
    return (-row["inside"], row["name"].casefold())


def arrangement_rows(atlas: Atlas, inside: pd.Series, members: int) -> list[dict[str, Any]]:
    columns = [
        "name",
        "legal_class",
        "legal_form",
        "legal_certainty",
        "obligation",
        "coding_status",
        "fields",
    ]
    frame = atlas.edition.arrangements.loc[inside.index, columns]
    carried = _carried(atlas)
    frame = frame.assign(
        inside=inside.astype(int), members=members, outside=atlas.sizes[inside.index] - inside
    )
    rows = frame.rename_axis("id").reset_index().to_dict("records")
    return [
        {
            **row,
            "fields": list(row["fields"]),
            "main": next(iter(row["fields"]), ""),
            "carried": row["id"] in carried,
        }
        for row in rows
    ]


def _carried(atlas: Atlas) -> set[str]:
    """Arrangements without any participation that a source of this edition confirms."""
    members = atlas.edition.members
    confirmed = set(members.loc[members["status"] == "confirmed", "arrangement"])
    return set(members["arrangement"]) - confirmed if atlas.has_carried else set()
