"""One arrangement: who takes part, what it is, where the facts come from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from regioscoop.errors import UnknownNameError
from regioscoop.measures import resembling
from regioscoop.register import codes
from regioscoop.register.influence import BODY_OF_KIND
from regioscoop.web import _drawings
from regioscoop.web._atlas import Atlas
from regioscoop.web._atlases import Atlases
from regioscoop.web._language import listed, words
from regioscoop.web._links import Page
from regioscoop.web._pages._changes import changes_of_arrangement
from regioscoop.web._pages._influence import rights
from regioscoop.web._pages._types import Content
from regioscoop.web._source_words import source_rows


def arrangement(atlases: Atlases, page: Page) -> Content:
    """One arrangement."""
    atlas = atlases.get(page.edition)
    frame = atlas.edition.arrangements
    if page.id not in frame.index:
        raise UnknownNameError("samenwerkingsverband", page.id, [*frame.index])
    participants = _participants(atlas, page.id)
    present = {group["kind"] for group in participants}
    bodies = [body for kind, body in BODY_OF_KIND.items() if kind in present]
    return "arrangement", {
        "arrangement": {"id": page.id, **frame.loc[page.id].to_dict()},
        "participants": participants,
        "disputed": _disputed(atlas, page.id),
        "relations": _relations(atlas, page.id),
        "sources": _sources(atlas, page.id, page.language),
        "inside_regions": _spread(atlas, page.id),
        "svg": _drawings.arrangement(atlas, page.id, page.language),
        "resembling": _resembling(atlas, page.id),
        "rights": [
            {"body": body, "groups": rights(atlas, [page.id], body, page.language)} for body in bodies
        ],
        "rights_heading": rights_heading(bodies, page.language),
        "changes": changes_of_arrangement(atlases, page),
    }


def rights_heading(bodies: Sequence[str], language: str) -> str:
    """Heading that names the assemblies which take part, and no other.

    Parameters
    ----------
    bodies
        Codes of `regioscoop.register.influence.BODIES`.
    language
        Language of the words.
    """
    _ = words(language)
    alone = {
        "municipal_council": _("Wat kan de raad?"),
        "provincial_states": _("Wat kunnen provinciale staten?"),
        "water_board_assembly": _("Wat kan het algemeen bestuur?"),
    }
    if len(bodies) == 1:
        return alone[bodies[0]]
    told = {
        "municipal_council": _("de raad"),
        "provincial_states": _("de Staten"),
        "water_board_assembly": _("het waterschap"),
    }
    named = listed([told[body] for body in bodies], language)
    return _("Wat kunnen {bodies}?").format(bodies=named) if named else ""


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


def _resembling(atlas: Atlas, i: str) -> list[dict[str, Any]]:
    """Arrangements with largely the same participants."""
    rows = resembling(atlas.resemblance, i)
    return list(rows.assign(name=rows["other"].map(atlas.edition.arrangements["name"])).to_dict("records"))


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


def _sources(atlas: Atlas, i: str, language: str) -> list[dict[str, Any]]:
    rows = atlas.edition["participations"]
    used = {
        *rows.loc[rows["arrangement"] == i, "source"],
        atlas.edition.arrangements.loc[i, "source"],
    }
    table = atlas.edition["sources"]
    return source_rows(table[table["id"].isin(used)], language)
