"""One region: its members, its measures beside the others, its arrangements, what it leans to."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pandas as pd

from regioscoop.errors import UnknownNameError
from regioscoop.measures import kept_inside, working_on
from regioscoop.register import codes
from regioscoop.reports.case_study import case_study
from regioscoop.web import _drawings
from regioscoop.web._atlas import Atlas
from regioscoop.web._atlases import Atlases
from regioscoop.web._links import Page
from regioscoop.web._measure_list import MEASURES
from regioscoop.web._pages._blocks import parts
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
        "inside": {end: kept_inside(table.loc[page.id, f"c1_newman{end}"]) for end in ("", "_low", "_high")},
        "neighbours": others.to_dict("records"),
        "provinces": _partner_rows(atlas, here, "province"),
        "water_boards": _partner_rows(atlas, here, "water_board"),
        "fields": by_field(atlas, arrangements_of(atlas, list(own.index)), set(own.index)),
        "core": _core(atlas, list(own.index)),
        "forms": _forms(atlas, arrangements_of(atlas, list(own.index)).index),
        "svg": _drawings.region(atlas, page.id, level, page.language),
        "case_study": _case_studies(atlas, level, page.language)[page.id],
        "strips": {m.key: _drawings.strip(atlas, page.id, level, m, page.language) for m in MEASURES},
    }


@lru_cache(maxsize=4)
def _case_studies(atlas: Atlas, level: int, language: str) -> dict[str, list[dict[str, Any]]]:
    """The case study of every region of a level: made together, as pages of a level are asked together."""
    around = atlas.surroundings(level)
    return {str(i): parts(case_study(around, str(i), language)) for i in atlas.regions(level).index}


def _core(atlas: Atlas, ids: list[str], most: int = 8) -> list[dict[str, Any]]:
    """Arrangements that are most alike the region."""
    rows = working_on(atlas.edition, None, ids).head(most)
    names = atlas.edition.arrangements["name"]
    return list(rows.assign(id=rows["arrangement"], name=rows["arrangement"].map(names)).to_dict("records"))


def _forms(atlas: Atlas, ids: pd.Index) -> dict[str, Any]:
    """Number of arrangements by legal class and obligation."""
    frame = atlas.edition.arrangements.loc[ids]
    obligations = [c for c in (*codes.OBLIGATIONS.codes, "") if (frame["obligation"] == c).any()]
    counted = pd.crosstab(frame["legal_class"], frame["obligation"])
    rows = [
        {"code": code, "counts": [int(counted.loc[code, o]) for o in obligations]}
        for code in (*codes.LEGAL_CLASSES.codes, "")
        if code in counted.index
    ]
    return {"obligations": obligations, "rows": rows}


def _partner_rows(atlas: Atlas, partners: pd.DataFrame, kind: str) -> list[dict[str, Any]]:
    kinds = partners["organisation"].map(atlas.organisations["kind"])
    rows = partners[kinds == kind]
    names = rows["organisation"].map(atlas.organisations["name"])
    return list(rows.assign(name=names).head(6).to_dict("records"))
