"""Lists of everything, and the pages about the atlas itself."""

from __future__ import annotations

from typing import Final

import pandas as pd

from regioscoop.measures import choose
from regioscoop.web._atlas import Atlas
from regioscoop.web._atlases import Atlases
from regioscoop.web._links import Page
from regioscoop.web._pages._map import choices
from regioscoop.web._pages._rows import arrangement_rows
from regioscoop.web._pages._types import Content
from regioscoop.web._search_words import words as split
from regioscoop.web._view import UNKNOWN, View

FILTERS: Final = ("terrein", "vorm", "verplichting")
NAME: Final = "naam"
"""Key of what must stand in the name."""


def municipalities(atlases: Atlases, page: Page) -> Content:
    """Every municipality with its first and second region."""
    atlas = atlases.get(page.edition)
    members = atlas.members(atlas.best)
    degree = atlas.edition.members.groupby("organisation").size()
    provinces = atlas.edition.municipalities["province"].map(atlas.organisations["name"])
    rows = members.assign(
        arrangements=degree.reindex(members.index, fill_value=0), province=provinces
    ).sort_values("municipality", key=lambda names: names.str.casefold())
    return "municipalities", {
        "rows": rows.reset_index().to_dict("records"),
        "names": atlas.regions(atlas.best)["region"],
    }


def arrangements(atlases: Atlases, page: Page) -> Content:
    """Every arrangement, or those that the filters leave: the filters of the map, and words of the name."""
    atlas = atlases.get(page.edition)
    view = View.of(tuple(pair for pair in page.query if pair[0] in FILTERS), [])
    asked = {**{key: getattr(view, key) for key in FILTERS}, NAME: page.asked(NAME).strip()}
    left = _left(atlas, asked) if any(asked.values()) else atlas.sizes
    rows = arrangement_rows(atlas, left, 0)
    return "arrangements", {
        "rows": sorted(rows, key=lambda row: row["name"].casefold()),
        "asked": asked,
        "all": len(atlas.sizes),
        "choices": choices(atlas, page.language),
    }


def _left(atlas: Atlas, asked: dict[str, str]) -> pd.Series:
    """Number of municipalities of the arrangements that the filters leave, index id."""
    form = "" if asked["vorm"] == UNKNOWN else asked["vorm"]
    ids = choose(
        atlas.edition,
        fields=[asked["terrein"]] if asked["terrein"] else [],
        legal_class=[form] if asked["vorm"] else [],
        obligation=[asked["verplichting"]] if asked["verplichting"] else [],
    )
    said = " ".join(split(asked[NAME]))
    frame = atlas.edition.arrangements.loc[ids]
    texts = frame["name"] + " | " + frame["aliases"]
    named = texts.map(lambda text: said in " | ".join(" ".join(split(part)) for part in text.split("|")))
    return atlas.sizes[atlas.sizes.index.isin(frame.index[named])]


def nothing_found(atlases: Atlases, page: Page) -> Content:
    """The page of search before anything is asked: on a site of plain files a script fills it."""
    return "search", {"asked": "", "results": [], "total": 0}
