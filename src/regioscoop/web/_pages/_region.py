"""One region: its members, its measures beside the others, its arrangements, what it leans to."""

from __future__ import annotations

from typing import Any

import pandas as pd

from regioscoop.errors import UnknownNameError
from regioscoop.web import _drawings
from regioscoop.web._atlas import Atlas
from regioscoop.web._atlases import Atlases
from regioscoop.web._links import Page
from regioscoop.web._measure_list import MEASURES
from regioscoop.web._pages._rows import arrangements_of, by_field
from regioscoop.web._pages._types import Content


def region(atlases: Atlases, page: Page) -> Content:
    """One region of a level."""
    atlas = atlases.get(page.edition)
    level = atlas.level(page.level)
    table = atlas.regions(level)
    if page.id not in table.index:
        raise UnknownNameError("regio", page.id, [*table.index])
    names = table["region"]
    members = atlas.members(level)
    own = members[members["region_id"] == page.id].sort_values("municipality")
    leanings = atlas.leanings(level)
    others = leanings[(leanings["region"] == page.id) & (leanings["other"] != page.id)].head(6)
    partners = atlas.partners(level)
    here = partners[partners["region"] == page.id]
    return "region", {
        "level": atlas.found.delineation.level(level),
        "region": {"id": page.id, **table.loc[page.id].to_dict()},
        "names": names,
        "members": own.reset_index().to_dict("records"),
        "neighbours": others.to_dict("records"),
        "provinces": _partner_rows(atlas, here, "province"),
        "water_boards": _partner_rows(atlas, here, "water_board"),
        "fields": by_field(atlas, arrangements_of(atlas, list(own.index)), set(own.index)),
        "svg": _drawings.region(atlas, page.id, level),
        "strips": {m.key: _drawings.strip(atlas, page.id, level, m) for m in MEASURES},
    }


def _partner_rows(atlas: Atlas, partners: pd.DataFrame, kind: str) -> list[dict[str, Any]]:
    kinds = partners["organisation"].map(atlas.organisations["kind"])
    rows = partners[kinds == kind]
    names = rows["organisation"].map(atlas.organisations["name"])
    return list(rows.assign(name=names).head(6).to_dict("records"))
