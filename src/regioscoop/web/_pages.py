"""What stands on each page: the template and its context."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import pandas as pd

from regioscoop.errors import UnknownNameError
from regioscoop.figures import line_legend
from regioscoop.register import codes
from regioscoop.web import _drawings
from regioscoop.web._atlas import SURE, Atlas
from regioscoop.web._downloads import DOWNLOADS
from regioscoop.web._links import Page
from regioscoop.web._measure_list import BY_KEY, MEASURES

Content = tuple[str, dict[str, Any]]
SORTABLE: Final = ("region", "members", "stability", "arrangements", *BY_KEY)


def content(atlas: Atlas, page: Page) -> Content:
    """Template and context of a page.

    Raises
    ------
    UnknownNameError
        When there is no such page.
    """
    makers: dict[str, Callable[[Atlas, Page], Content]] = {
        "kaart": _map,
        "regio": _region,
        "gemeente": _municipality,
        "samenwerkingsverband": _arrangement,
        "gemeenten": _municipalities,
        "samenwerkingsverbanden": _arrangements,
        "data": _data,
        "uitleg": _explanation,
    }
    if page.kind not in makers:
        raise UnknownNameError("pagina", page.kind, list(makers))
    return makers[page.kind](atlas, page)


def all_pages(atlas: Atlas) -> list[Page]:
    """Every page there is, the best level without a number."""
    pages = [Page(kind) for kind in ("kaart", "gemeenten", "samenwerkingsverbanden", "data", "uitleg")]
    for level in atlas.levels:
        number = 0 if level.number == atlas.best else level.number
        pages += [Page("kaart", level=number)] if number else []
        pages += [Page("regio", region, number) for region in atlas.regions(level.number).index]
    pages += [Page("gemeente", i) for i in atlas.edition.municipalities.index]
    pages += [Page("samenwerkingsverband", i) for i in atlas.edition.arrangements.index]
    return pages


def _map(atlas: Atlas, page: Page) -> Content:
    level = atlas.level(page.level)
    members = atlas.members(level)
    column = page.sort.removeprefix("-") or "region"
    if column not in SORTABLE:
        raise UnknownNameError("kolom", column, SORTABLE)
    return "map", {
        "level": atlas.found.delineation.level(level),
        "levels": [_level_words(atlas, k.number) for k in atlas.levels],
        "regions": _sorted(atlas.regions(level), page.sort or "region"),
        "sort": page.sort or "region",
        "municipalities": len(members),
        "sure": int((members["stability"] >= SURE).sum()),
        "svg": _drawings.national(atlas, level),
        "line_classes": line_legend(),
        "backbone": int(atlas.lines["kept"].sum()),
        "pairs": len(atlas.lines),
    }


def _level_words(atlas: Atlas, number: int) -> dict[str, Any]:
    level = atlas.found.delineation.level(number)
    return {
        "number": 0 if number == atlas.best else number,
        "place": (number > atlas.best) - (number < atlas.best),
        "regions": level.regions,
        "stability": level.stability,
        "is_shown": False,
        "real": number,
    }


def _sorted(table: pd.DataFrame, sort: str) -> list[dict[str, Any]]:
    """Rows in an order; unknown values last, equal ones by name."""
    column = sort.removeprefix("-")
    names = table["region"].str.casefold()
    key = names if column == "region" else table[column]
    order = (
        pd.DataFrame({"key": key, "name": names})
        .sort_values(["key", "name"], ascending=[not sort.startswith("-"), True], na_position="last")
        .index
    )
    return [{"id": str(i), **table.loc[i].to_dict()} for i in order]


def _region(atlas: Atlas, page: Page) -> Content:
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
        "fields": _by_field(atlas, _arrangements_of(atlas, list(own.index)), set(own.index)),
        "svg": _drawings.region(atlas, page.id, level),
        "strips": {m.key: _drawings.strip(atlas, page.id, level, m) for m in MEASURES},
    }


def _partner_rows(atlas: Atlas, partners: pd.DataFrame, kind: str) -> list[dict[str, Any]]:
    kinds = partners["organisation"].map(atlas.organisations["kind"])
    rows = partners[kinds == kind]
    names = rows["organisation"].map(atlas.organisations["name"])
    return list(rows.assign(name=names).head(6).to_dict("records"))


def _arrangements_of(atlas: Atlas, ids: list[str], least: int = 2) -> pd.Series:
    """Number of these municipalities in each arrangement with at least so many of them."""
    members = atlas.edition.members
    inside = members[members["organisation"].isin(ids)].groupby("arrangement").size()
    return inside[inside >= least]


def _by_field(atlas: Atlas, inside: pd.Series, own: set[str]) -> list[dict[str, Any]]:
    """Arrangements by their main policy field, in the order of the code list."""
    rows = _arrangement_rows(atlas, inside, len(own))
    out = []
    for code in [*codes.POLICY_FIELDS.codes, ""]:
        here = [row for row in rows if row["main"] == code]
        here.sort(key=_most_inside_first)
        if here:
            out.append({"code": code, "rows": here})
    return out


def _most_inside_first(row: dict[str, Any]) -> tuple[int, str]:
    return (-row["inside"], row["name"].casefold())


def _arrangement_rows(atlas: Atlas, inside: pd.Series, members: int) -> list[dict[str, Any]]:
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


def _municipality(atlas: Atlas, page: Page) -> Content:
    level = atlas.best
    members = atlas.members(level)
    if page.id not in members.index:
        names = atlas.edition.municipalities["name"]
        raise UnknownNameError("gemeente", page.id, [*members.index, *names])
    taken = _arrangements_of(atlas, [page.id], least=1)
    table = atlas.edition.members
    status = table[table["organisation"] == page.id].set_index("arrangement")["status"]
    return "municipality", {
        "municipality": {"id": page.id, **members.loc[page.id].to_dict()},
        "province": atlas.organisations["name"].get(atlas.organisations.loc[page.id, "province"], ""),
        "names": atlas.regions(level)["region"],
        "arrangements": len(taken),
        "fields": _by_field(atlas, taken, {page.id}),
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


def _arrangement(atlas: Atlas, page: Page) -> Content:
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


def _municipalities(atlas: Atlas, page: Page) -> Content:
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


def _arrangements(atlas: Atlas, page: Page) -> Content:
    rows = _arrangement_rows(atlas, atlas.sizes, 0)
    return "arrangements", {"rows": sorted(rows, key=lambda row: row["name"].casefold())}


def _data(atlas: Atlas, page: Page) -> Content:
    return "data", {
        "downloads": DOWNLOADS,
        "sources": atlas.edition["sources"].to_dict("records"),
        "summary": atlas.edition.summary(),
    }


def _explanation(atlas: Atlas, page: Page) -> Content:
    return "explanation", {
        "divisions": atlas.edition["divisions"].to_dict("records"),
        "settings": atlas.found.delineation.settings,
        "note": atlas.edition["edition"]["note"].iloc[0],
    }
