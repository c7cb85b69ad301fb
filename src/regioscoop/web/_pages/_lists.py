"""Lists of everything, and the pages about the atlas itself."""

from __future__ import annotations

from regioscoop.web._atlases import Atlases
from regioscoop.web._links import Page
from regioscoop.web._pages._rows import arrangement_rows
from regioscoop.web._pages._types import Content


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
    """Every arrangement."""
    atlas = atlases.get(page.edition)
    rows = arrangement_rows(atlas, atlas.sizes, 0)
    return "arrangements", {"rows": sorted(rows, key=lambda row: row["name"].casefold())}


def nothing_found(atlases: Atlases, page: Page) -> Content:
    """The page of search before anything is asked: on a site of plain files a script fills it."""
    return "search", {"asked": "", "results": []}
