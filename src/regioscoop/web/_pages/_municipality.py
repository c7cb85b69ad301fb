"""One municipality: what it takes part in, with whom, and which regions it belongs to."""

from __future__ import annotations

from typing import Any

from regioscoop.errors import UnknownNameError
from regioscoop.web._atlas import Atlas
from regioscoop.web._atlases import Atlases
from regioscoop.web._links import Page
from regioscoop.web._pages._rows import arrangements_of, by_field
from regioscoop.web._pages._types import Content


def municipality(atlases: Atlases, page: Page) -> Content:
    """One municipality."""
    atlas = atlases.get(page.edition)
    level = atlas.best
    members = atlas.members(level)
    if page.id not in members.index:
        names = atlas.edition.municipalities["name"]
        raise UnknownNameError("gemeente", page.id, [*members.index, *names])
    taken = arrangements_of(atlas, [page.id], least=1)
    table = atlas.edition.members
    status = table[table["organisation"] == page.id].set_index("arrangement")["status"]
    return "municipality", {
        "municipality": {"id": page.id, **members.loc[page.id].to_dict()},
        "province": atlas.organisations["name"].get(atlas.organisations.loc[page.id, "province"], ""),
        "names": atlas.regions(level)["region"],
        "arrangements": len(taken),
        "fields": by_field(atlas, taken, {page.id}),
        "status": status,
        "partners": _partners(atlas, page.id),
    }


def _partners(atlas: Atlas, i: str, most: int = 15) -> list[dict[str, Any]]:
    lines = atlas.lines
    mine = lines[(lines["a"] == i) | (lines["b"] == i)]
    other = mine["a"].where(mine["b"] == i, mine["b"])
    rows = mine.assign(
        id=other,
        name=other.map(atlas.organisations["name"]),
        region_id=other.map(atlas.members(atlas.best)["region_id"]),
    )
    rows = rows.sort_values(["shared", "weight", "name"], ascending=[False, False, True]).head(most)
    return list(rows[["id", "name", "region_id", "shared", "kept"]].to_dict("records"))
