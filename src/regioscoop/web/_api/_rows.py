"""Everything the API gives of an edition, as rows that are ready to be written; made once."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version
from typing import Any, Final

import pandas as pd
from pydantic.alias_generators import to_camel

from regioscoop.context import division_name
from regioscoop.places import to_wgs84
from regioscoop.regions import Settings
from regioscoop.register import Edition
from regioscoop.web._atlas import Atlas
from regioscoop.web._downloads import MEASURED, region_shapes, rounded, split
from regioscoop.web._downloads import participations as counted
from regioscoop.web._links import EDITION, LEVEL, Page, ServerLinks
from regioscoop.web._tooi import tooi

ROOT: Final = "/api/v1"
DECIMALS: Final = 6
_PARTS: Final = {
    "": "waarde",
    "_low": "laag",
    "_high": "hoog",
    "_null": "toeval",
    "_without_mandatory": "zonderVerplicht",
    "_shift": "verschuiving",
}
Row = dict[str, Any]
_LINKS: Final = ServerLinks({})


class Scope:
    """Of what the rows are: an edition, and a level where that matters.

    Parameters
    ----------
    atlas
        The atlas of the edition.
    edition
        How the edition stands in an address: empty for the default one.
    level
        Number of the level.
    """

    def __init__(self, atlas: Atlas, edition: str, level: int) -> None:
        self.atlas = atlas
        self.edition = edition
        self.level = level

    def link(self, path: str, level: bool = False, **asked: str) -> dict[str, str]:
        """Address in the API, of the same edition and where it matters the same level."""
        rest = dict(asked)
        if level and self.level != self.atlas.best:
            rest[LEVEL] = str(self.level)
        if self.edition:
            rest[EDITION] = self.edition
        query = "&".join(f"{key}={value}" for key, value in rest.items())
        return {"href": f"{ROOT}/{path}" + (f"?{query}" if query else "")}

    def page(self, kind: str, id: str = "", level: bool = False) -> dict[str, str]:  # noqa: A002
        """Address of a page of the atlas."""
        number = self.level if level and self.level != self.atlas.best else 0
        return {"href": _LINKS.to(Page(kind, id, number, self.edition))}


def origin(edition: Edition, settings: Settings) -> Row:
    """What makes every number traceable."""
    return {
        "editie": edition.id,
        "peildatum": edition.reference_date,
        "telregels": edition.rule_set,
        "controlegetal": edition.checksum,
        "methode": f"regioscoop {version('regioscoop')}; {settings.key()}",
    }


def edition_row(edition: Edition, shown: str) -> Row:
    """An edition; ``shown`` is how it stands in an address."""
    told = edition.summary()
    note = str(edition["edition"]["note"].iloc[0])
    asked = f"?{EDITION}={shown}" if shown else ""
    lists = ("gemeenten", "regios", "samenwerkingsverbanden", "niveaus")
    return {
        **origin(edition, Settings()),
        "id": edition.id,
        "titel": edition.title,
        "isStandaard": not shown,
        "gemeenten": told["municipalities"],
        "samenwerkingsverbanden": told["arrangements"],
        "deelnames": told["participations"],
        "deelnamesOvergenomen": told["carried_participations"],
        "deelnamesBetwist": told["disputed_participations"],
        "toelichting": note or None,
        "_links": {
            "self": {"href": f"{ROOT}/edities/{edition.id}"},
            "html": {"href": _LINKS.to(Page("data", edition=shown))},
            **{name: {"href": f"{ROOT}/{name}{asked}"} for name in lists},
        },
    }


def municipalities(of: Scope) -> list[Row]:
    """Municipalities, ordered by code."""
    atlas = of.atlas
    provinces = atlas.edition.municipalities["province"]
    taken = atlas.edition.members.groupby("organisation").size()
    return [
        {
            "id": i,
            "naam": row["municipality"],
            "tooi": tooi(i) or None,
            "provincie": provinces[i],
            "niveau": of.level,
            "regio": row["region_id"],
            "lidmaatschap": _known(row["membership"]),
            "tweedeRegio": row["second_region_id"] or None,
            "tweedeLidmaatschap": _known(row["second_membership"]),
            "stabiliteit": _known(row["stability"]),
            "samenwerkingsverbanden": int(taken.get(i, 0)),
            "_links": {
                "self": of.link(f"gemeenten/{i}", level=True),
                "html": of.page("gemeente", i),
                "grens": of.link(f"gemeenten/{i}/grens"),
                "regio": of.link(f"regios/{row['region_id']}", level=True),
                "provincie": of.link(f"provincies/{provinces[i]}"),
                "deelnames": of.link("deelnames", deelnemer=i),
            },
        }
        for i, row in atlas.members(of.level).sort_index().to_dict("index").items()
    ]


def governments(path: str, kind: str, page: str) -> Callable[[Scope], list[Row]]:
    """Make rows of the provinces or the water boards, ordered by id."""

    def rows(of: Scope) -> list[Row]:
        found = of.atlas.organisations
        names = found.loc[found["kind"] == kind, "name"].sort_index()
        taken = of.atlas.edition.members.groupby("organisation").size()
        inside = of.atlas.edition.municipalities.groupby("province").groups
        return [
            {
                "id": str(i),
                "naam": name,
                "tooi": tooi(str(i)) or None,
                "gemeenten": sorted(inside.get(i, [])),
                "samenwerkingsverbanden": int(taken.get(i, 0)),
                "_links": {
                    "self": of.link(f"{path}/{i}"),
                    "html": of.page(page, str(i)),
                    "deelnames": of.link("deelnames", deelnemer=str(i)),
                },
            }
            for i, name in names.items()
        ]

    return rows


def regions(of: Scope) -> list[Row]:
    """Regions of a level, ordered by name."""
    atlas = of.atlas
    members = atlas.members(of.level)["region_id"]
    inside = {str(r): sorted(ids) for r, ids in members.groupby(members).groups.items()}
    provinces = atlas.edition.municipalities["province"]
    return [
        {
            "id": i,
            "naam": row["region"],
            "niveau": of.level,
            "gemeenten": inside[i],
            "provincies": sorted(set(provinces[inside[i]])),
            "stabiliteit": _known(row["stability"]),
            "vernoemdNaar": int(row["named_after"]),
            "samenwerkingsverbanden": int(row["arrangements"]),
            "maten": measures(row),
            "_links": {
                "self": of.link(f"regios/{i}", level=True),
                "html": of.page("regio", i, level=True),
                "grens": of.link(f"regios/{i}/grens", level=True),
                "gemeenten": of.link("gemeenten", level=True, regio=i),
            },
        }
        for i, row in atlas.regions(of.level).to_dict("index").items()
    ]


def measures(row: Row) -> dict[str, dict[str, float | None]]:
    """The measures of a region, each with its interval, what chance gives and what moves it."""
    out: dict[str, dict[str, float | None]] = {}
    for column, value in row.items():
        base, ending = split(column)
        if base in MEASURED:
            empty: dict[str, float | None] = dict.fromkeys(_PARTS.values())
            out.setdefault(to_camel(base), empty)[_PARTS[ending]] = _known(value)
    return out


def arrangements(of: Scope) -> list[Row]:
    """Arrangements, ordered by id."""
    atlas = of.atlas
    who = atlas.edition.members.groupby("arrangement")["organisation"].agg(sorted)
    return [
        {
            "id": i,
            "naam": row["name"],
            "andereNamen": [name for name in row["aliases"].split("|") if name],
            "beleidsterreinen": list(row["fields"]),
            "rechtsvormklasse": row["legal_class"] or None,
            "rechtsvorm": row["legal_form"] or None,
            "rechtsvormZekerheid": row["legal_certainty"] or None,
            "verplichting": row["obligation"] or None,
            "doel": row["goal"] or None,
            "vestigingsplaats": row["seat"] or None,
            "omschrijving": row["purpose"] or None,
            "opgericht": row["founded"] or None,
            "opgeheven": row["dissolved"] or None,
            "statusIndeling": row["coding_status"] or None,
            "zekerheidIndeling": row["coding_certainty"] or None,
            "ingedeeldDoor": row["coded_by"] or None,
            "gemeenten": int(atlas.sizes[i]),
            "deelnemers": list(who.get(i, [])),
            "bron": row["source"],
            "_links": {
                "self": of.link(f"samenwerkingsverbanden/{i}"),
                "html": of.page("samenwerkingsverband", i),
                "deelnames": of.link("deelnames", samenwerkingsverband=i),
            },
        }
        for i, row in atlas.edition.arrangements.to_dict("index").items()
    ]


def participations(of: Scope) -> list[Row]:
    """Who takes part in what, as it counts, ordered by arrangement and participant."""
    names = of.atlas.organisations["name"].to_dict()
    called = of.atlas.edition.arrangements["name"].to_dict()
    return [
        {
            "id": f"{one.arrangement}.{one.organisation}",
            "samenwerkingsverband": one.arrangement,
            "samenwerkingsverbandNaam": called[one.arrangement],
            "deelnemer": one.organisation,
            "deelnemerNaam": names[one.organisation],
            "soort": one.kind,
            "status": one.status,
            "rol": one.role or None,
            "vanaf": one.valid_from or None,
            "tot": one.valid_to or None,
            "bronnen": one.sources,
            "_links": {
                "self": of.link(f"deelnames/{one.arrangement}.{one.organisation}"),
                "html": of.page("samenwerkingsverband", one.arrangement),
                "samenwerkingsverband": of.link(f"samenwerkingsverbanden/{one.arrangement}"),
            },
        }
        for one in counted(of.atlas.edition)
    ]


def levels(of: Scope) -> list[Row]:
    """Levels from wide to fine."""
    atlas = of.atlas
    return [
        {
            "id": str(level.number),
            "isBeste": level.number == atlas.best,
            "soort": level.kind,
            "resolutie": round(level.resolution, DECIMALS),
            "stabiliteit": round(level.stability, DECIMALS),
            "standaardfout": round(level.standard_error, DECIMALS),
            "regios": level.regions,
            "_links": {
                "self": of.link(f"niveaus/{level.number}"),
                "html": Scope(atlas, of.edition, level.number).page("kaart", level=True),
                "regios": Scope(atlas, of.edition, level.number).link("regios", level=True),
            },
        }
        for level in atlas.levels
    ]


def divisions(of: Scope) -> list[Row]:
    """Official divisions, provinces and safety regions first."""
    out = []
    for i, found in of.atlas.divisions.items():
        inside = found.labels.groupby(found.labels).groups
        out.append(
            {
                "id": i,
                "naam": division_name(i),
                "gemeenten": int(found.labels.notna().sum()),
                "overeenkomst": _known(of.atlas.agreement(i, of.atlas.best).ami),
                "regios": [
                    {"id": str(r), "naam": name, "gemeenten": sorted(inside.get(r, []))}
                    for r, name in found.names.items()
                ],
                "_links": {"self": of.link(f"indelingen/{i}"), "html": of.page("kaart")},
            }
        )
    return out


def municipality_shapes(of: Scope) -> list[Row]:
    """Borders of the municipalities as GeoJSON."""
    names = of.atlas.edition.municipalities["name"]
    shapes = to_wgs84(of.atlas.close.frame).geometry.reindex(names.index).dropna()
    return [_feature(of, str(i), names[i], rounded(shape)) for i, shape in shapes.items()]


def region_borders(of: Scope) -> list[Row]:
    """Borders of the regions of a level as GeoJSON."""
    names = of.atlas.regions(of.level)["region"]
    return [
        _feature(of, str(i), names[i], rounded(shape))
        for i, shape in region_shapes(of.atlas, of.level).items()
    ]


def _feature(of: Scope, i: str, name: str, geometry: Row) -> Row:
    drawn = of.atlas.drawn
    settings = of.atlas.found.delineation.settings
    properties = {
        **origin(of.atlas.edition, settings),
        "id": i, "naam": name, "grenzen": drawn.kind, "bron": drawn.source,
    }  # fmt: skip
    return {"type": "Feature", "id": i, "properties": properties, "geometry": geometry}


def _known(value: float) -> float | None:
    return None if pd.isna(value) else round(float(value), DECIMALS)
