"""Provinces and water boards: what each takes part in, whom it meets there, and a list of them all."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import pandas as pd
from markupsafe import Markup

from regioscoop.errors import UnknownNameError
from regioscoop.register.codes import DECENTRAL
from regioscoop.register.influence import BODY_OF_KIND
from regioscoop.web import _drawings
from regioscoop.web._atlas import Atlas
from regioscoop.web._atlases import Atlases
from regioscoop.web._language import words
from regioscoop.web._links import Page
from regioscoop.web._pages._changes import changes_of_organisation
from regioscoop.web._pages._influence import rights
from regioscoop.web._pages._rows import arrangements_of, by_field
from regioscoop.web._pages._types import Content

KIND_OF_PAGE = {"provincie": "province", "waterschap": "water_board"}
"""Kind of page -> kind of organisation."""


def government(atlases: Atlases, page: Page) -> Content:
    """One province or water board."""
    atlas = atlases.get(page.edition)
    kind = KIND_OF_PAGE[page.kind]
    names = of_kind(atlas, kind)
    if page.id not in names.index:
        raise UnknownNameError(page.kind, page.id, [*names.index, *names])
    taken = arrangements_of(atlas, [page.id], least=1)
    met = met_by(atlas, page.id)
    towns = _named(atlas, met[met["kind"] == "municipality"])
    own = atlas.edition.municipalities.index[atlas.edition.municipalities["province"] == page.id]
    return "government", {
        "government": {"id": page.id, "name": names[page.id], "kind": kind},
        "body": BODY_OF_KIND[kind],
        "arrangements": len(taken),
        "fields": by_field(atlas, taken, {page.id}),
        "towns": towns,
        "own_towns": len(own),
        "own_met": sum(row["id"] in own for row in towns),
        "regions": _regions(atlas, page.id),
        "others": _named(atlas, met[met["kind"] != "municipality"]),
        "rights": rights(atlas, taken.index, BODY_OF_KIND[kind], page.language),
        "svg": _map(atlas, page.id, page.language),
        "changes": changes_of_organisation(atlases, page),
    }


def governments(kind_of_page: str) -> Callable[[Atlases, Page], Content]:
    """Make the page with every province, or every water board."""
    kind = KIND_OF_PAGE[kind_of_page]

    def listed(atlases: Atlases, page: Page) -> Content:
        atlas = atlases.get(page.edition)
        return "governments", {"rows": _listed(atlas, kind), "kind_of_page": kind_of_page, "kind": kind}

    return listed


@lru_cache(maxsize=8)
def _listed(atlas: Atlas, kind: str) -> list[dict[str, Any]]:
    return [_row(atlas, str(i), str(name)) for i, name in of_kind(atlas, kind).items()]


def of_kind(atlas: Atlas, kind: str) -> pd.Series:
    """Names of the organisations of a kind, index id, ordered by name."""
    found = atlas.organisations
    names = found.loc[found["kind"] == kind, "name"]
    return names.sort_values(key=lambda column: column.str.casefold())


def met_by(atlas: Atlas, i: str) -> pd.DataFrame:
    """Other governments with which an organisation shares arrangements: organisation, kind, shared."""
    members = atlas.edition.members
    taken = members.loc[members["organisation"] == i, "arrangement"]
    beside = members[members["arrangement"].isin(taken) & members["kind"].isin(DECENTRAL)]
    beside = beside[beside["organisation"] != i]
    return beside.groupby(["organisation", "kind"]).size().rename("shared").reset_index()


def _named(atlas: Atlas, met: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of `met_by` with names and regions, most shared first."""
    regions = atlas.members(atlas.best)[["region_id", "region"]]
    rows = met.assign(name=met["organisation"].map(atlas.organisations["name"]))
    rows = rows.join(regions, on="organisation").rename(columns={"organisation": "id"})
    return list(rows.sort_values(["shared", "name"], ascending=[False, True]).to_dict("records"))


def _regions(atlas: Atlas, i: str) -> list[dict[str, Any]]:
    """Regions of which it takes part in arrangements, with the share (see `partner_shares`)."""
    rows = atlas.partners(atlas.best)
    rows = rows[rows["organisation"] == i]
    rows = rows.assign(name=rows["region"].map(atlas.regions(atlas.best)["region"]))
    return list(rows.sort_values(["share", "name"], ascending=[False, True]).to_dict("records"))


def _row(atlas: Atlas, i: str, name: str) -> dict[str, Any]:
    met = met_by(atlas, i)
    taken = int((atlas.edition.members["organisation"] == i).sum())
    towns = int((met["kind"] == "municipality").sum())
    first = next(iter(_regions(atlas, i)), None)
    return {
        "id": i, "name": name, "arrangements": taken, "towns": towns,
        "others": len(met) - towns, "first": first,
    }  # fmt: skip


@lru_cache(maxsize=128)
def _map(atlas: Atlas, i: str, language: str) -> Markup | None:
    """Where the municipalities lie that it meets; nothing when it meets none."""
    _ = words(language)
    met = met_by(atlas, i)
    towns = met.loc[met["kind"] == "municipality", "organisation"]
    title = _("Gemeenten waarmee {name} samen in een verband zit")
    title = title.format(name=atlas.organisations["name"][i])
    return _drawings.places(atlas, towns.tolist(), title, language)
