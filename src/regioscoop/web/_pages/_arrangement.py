"""One arrangement: who takes part, what it is, where the facts come from."""

from __future__ import annotations

from typing import Any

from regioscoop.errors import UnknownNameError
from regioscoop.register import codes
from regioscoop.web._atlas import Atlas
from regioscoop.web._atlases import Atlases
from regioscoop.web._links import Page
from regioscoop.web._pages._types import Content


def arrangement(atlases: Atlases, page: Page) -> Content:
    """One arrangement."""
    atlas = atlases.get(page.edition)
    frame = atlas.edition.arrangements
    if page.id not in frame.index:
        raise UnknownNameError("samenwerkingsverband", page.id, [*frame.index])
    return "arrangement", {
        "arrangement": {"id": page.id, **frame.loc[page.id].to_dict()},
        "participants": _participants(atlas, page.id),
        "disputed": _disputed(atlas, page.id),
        "relations": _relations(atlas, page.id),
        "sources": _sources(atlas, page.id),
        "inside_regions": _spread(atlas, page.id),
    }


def _participants(atlas: Atlas, i: str) -> list[dict[str, Any]]:
    """Who takes part, by kind of organisation."""
    members = atlas.edition.members
    rows = members[members["arrangement"] == i]
    rows = rows.assign(
        name=rows["organisation"].map(atlas.organisations["name"]),
        region_id=rows["organisation"].map(atlas.members(atlas.best)["region_id"]).fillna(""),
    ).sort_values("name")
    return [
        {"kind": kind, "rows": rows[rows["kind"] == kind].to_dict("records")}
        for kind in codes.ORGANISATION_KINDS.codes
        if (rows["kind"] == kind).any()
    ]


def _spread(atlas: Atlas, i: str) -> list[dict[str, Any]]:
    """Regions its municipalities lie in, the one with most first."""
    members = atlas.edition.members
    ids = members.loc[members["arrangement"] == i, "organisation"]
    regions = ids.map(atlas.members(atlas.best)["region_id"]).dropna().value_counts()
    table = atlas.regions(atlas.best)
    rows = [
        {
            "id": r,
            "name": table.loc[r, "region"],
            "inside": int(n),
            "members": int(table.loc[r, "members"]),
        }
        for r, n in regions.items()
    ]
    return sorted(rows, key=lambda row: (-row["inside"], row["name"]))


def _disputed(atlas: Atlas, i: str) -> list[str]:
    rows = atlas.edition["participations"]
    rows = rows[(rows["arrangement"] == i) & (rows["recognised"] == "no")]
    return sorted(rows["organisation"].map(atlas.organisations["name"]))


def _relations(atlas: Atlas, i: str) -> list[dict[str, Any]]:
    table = atlas.edition["arrangement_relations"]
    known = atlas.edition.arrangements["name"]
    rows = table[(table["from"] == i) | (table["to"] == i)]
    out = []
    for row in rows.to_dict("records"):
        other = row["to"] if row["from"] == i else row["from"]
        if other in known.index:
            out.append({**row, "other": other, "name": known[other], "is_from": row["from"] == i})
    return out


def _sources(atlas: Atlas, i: str) -> list[dict[str, Any]]:
    rows = atlas.edition["participations"]
    used = {
        *rows.loc[rows["arrangement"] == i, "source"],
        atlas.edition.arrangements.loc[i, "source"],
    }
    table = atlas.edition["sources"]
    return list(table[table["id"].isin(used)].to_dict("records"))
