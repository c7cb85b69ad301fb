"""What already works on an ambition, and which region fits it: in words, and as data for a script.

The script of the site of plain files (``frontend/src/ambition.ts``) gives the same answer from the data; a
test compares them. Who changes one changes the other.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

import pandas as pd

from regioscoop.context import division_name
from regioscoop.measures import AMBITION_SCALES, working_on
from regioscoop.measures.congruence import NATIONWIDE_FROM, NATIONWIDE_SHARE
from regioscoop.regions import Regionalisation, best_fit
from regioscoop.register import codes
from regioscoop.web._atlas import Atlas
from regioscoop.web._language import percentage, words

MOST: Final = 60
"""So many municipalities can be chosen one by one; a region can have more."""
MOST_FITS: Final = 8
GOOD: Final = 0.5
"""Below this Jaccard no region is called fitting."""


@dataclass(frozen=True)
class Kind:
    """A regionalisation that a set of municipalities is laid beside.

    Attributes
    ----------
    regions
        Its regions, without those that an earlier one has with the same municipalities.
    level
        Number of the level of ecosystems as it stands in an address, or None for an official division.
    division
        Id of the official division, or empty.
    place
        Of a level: below 0 when it is wider than the best one, above 0 when it is finer.
    """

    regions: Regionalisation
    level: int | None = None
    division: str = ""
    place: int = 0

    def words(self, language: str) -> str:
        """What kind of regions these are."""
        _ = words(language)
        if self.level is None:
            return _division_words(self.division, language)
        if not self.place:
            return _("ecosysteem, best passend niveau")
        return _("ecosysteem, wijder niveau") if self.place < 0 else _("ecosysteem, fijner niveau")


@lru_cache(maxsize=256)
def _division_words(division: str, language: str) -> str:
    return division_name(division, language)


@dataclass(frozen=True)
class Kinds:
    """Every regionalisation, in order, and what was left out of them because it was the same.

    Attributes
    ----------
    kinds
        By key; the keys sort as the kinds do.
    also
        Key and region -> keys of the later kinds that have a region of the same municipalities.
    """

    kinds: dict[str, Kind]
    also: dict[tuple[str, str], list[str]]
    every: dict[str, Kind]


@lru_cache(maxsize=8)
def kinds(atlas: Atlas) -> Kinds:
    """Ecosystems of every level, the best one first, then the official divisions."""
    levels = sorted((k.number for k in atlas.levels), key=lambda number: (number != atlas.best, number))
    found = [
        Kind(atlas.regionalisation(n), 0 if n == atlas.best else n, "", (n > atlas.best) - (n < atlas.best))
        for n in levels
    ]
    found += [Kind(division, None, i) for i, division in atlas.divisions.items()]
    every = {f"{k:02d}": kind for k, kind in enumerate(found)}
    first: dict[frozenset[str], tuple[str, str]] = {}
    also: dict[tuple[str, str], list[str]] = defaultdict(list)
    for key, kind in every.items():
        for region, members in kind.regions.labels.groupby(kind.regions.labels).groups.items():
            same = first.setdefault(frozenset(members), (key, str(region)))
            if same[0] != key and key not in also[same]:
                also[same].append(key)
    kept = set(first.values())
    left = {key: replace(kind, regions=_only(kind.regions, key, kept)) for key, kind in every.items()}
    return Kinds({key: kind for key, kind in left.items() if len(kind.regions.labels)}, dict(also), every)


def _only(found: Regionalisation, key: str, kept: set[tuple[str, str]]) -> Regionalisation:
    labels = found.labels.dropna()
    return replace(found, labels=labels[[(key, str(region)) in kept for region in labels]])


def towns_by_name(atlas: Atlas) -> pd.Series:
    """Names of the municipalities in the order in which a reader looks for them, index id."""
    return atlas.edition.municipalities["name"].sort_values(key=lambda names: names.str.casefold())


def sentences(language: str) -> dict[str, str]:
    """Sentences of the answer, with their gaps; the script fills the same ones."""
    _ = words(language)
    return {
        "every_field": _("Alle terreinen"),
        "one_town": _("{name}"),
        "towns": _("een of meer van deze {n} gemeenten"),
        "none": _("{field}: geen samenwerkingsverband gevonden met {who}"),
        "one": _("{field}: één samenwerkingsverband met {who}"),
        "many": _("{field}: {n} samenwerkingsverbanden met {who}"),
        "exactly_none": _("Geen ervan bestaat precies uit deze gemeenten."),
        "exactly_one": _("Eén daarvan bestaat precies uit deze gemeenten."),
        "exactly_many": _("{n} daarvan bestaan precies uit deze gemeenten."),
        "exactly_not": _("Het bestaat niet precies uit deze gemeenten."),
        "exactly_it": _("Het bestaat precies uit deze gemeenten."),
        "fit_exact": _("Deze gemeenten vormen samen precies {region} ({kind})."),
        "fit": _("Het best past {region} ({kind}): uw keuze telt {inside} van de {members} gemeenten daar."),
        "fit_poor": _(
            "Geen enkele regio past goed. Het dichtst in de buurt komt {region} ({kind}): uw keuze telt "
            "{inside} van de {members} gemeenten daar."
        ),
        "fit_outside": _("{n} van uw gemeenten liggen daarbuiten."),
        "fit_outside_one": _("Eén van uw gemeenten ligt daarbuiten."),
        "holds": _(
            "De kleinste regio waar al uw gemeenten in liggen, is {region} ({kind}, {members} gemeenten)."
        ),
        "absent": _("Bij geen enkel verband op dit terrein: {names}."),
        "of": _("{a} van {b}"),
        "also": _("ook: {kinds}"),
        "nobody": _("geen"),
        "carried": _("overgenomen"),
    }


def fit_words(language: str) -> list[tuple[float, str]]:
    """How well a region fits in words, by the least Jaccard they are for; highest first."""
    _ = words(language)
    return [
        (1.0, _("precies deze gemeenten")),
        (0.9, _("bijna dezelfde gemeenten")),
        (0.75, _("grotendeels dezelfde gemeenten")),
        (0.55, _("ruim de helft dezelfde gemeenten")),
        (0.45, _("ongeveer de helft dezelfde gemeenten")),
        (0.25, _("deels dezelfde gemeenten")),
        (0.0, _("weinig dezelfde gemeenten")),
    ]


def answer(atlas: Atlas, field: str, towns: Sequence[str], language: str) -> dict[str, Any]:
    """Answer what is done already, and which region fits.

    Parameters
    ----------
    atlas
        Where to look.
    field
        Policy field, or empty for every field.
    towns
        Ids of municipalities, one or more, in the order in which they are named.
    language
        Language of the words.

    Returns
    -------
    dict
        ``title``, ``lead`` (sentences), ``scales`` (words and number), ``rows`` (of arrangements) and
        ``fits`` (of regions, best first).

    Raises
    ------
    UnknownNameError, InputError
        When a code does not exist (see `regioscoop.measures.working_on`).
    """
    said = sentences(language)
    found = working_on(atlas.edition, field or None, towns)
    fits, holding = _fits(atlas, towns, language)
    names = atlas.edition.municipalities["name"]
    who = said["one_town"].format(name=names[towns[0]])
    if len(towns) > 1:
        who = said["towns"].format(n=len(towns))
    label = codes.POLICY_FIELDS.label(field, language) if field else said["every_field"]
    count = "none" if not len(found) else "one" if len(found) == 1 else "many"
    counted = found["scale"].value_counts()
    return {
        "title": said[count].format(field=label, n=len(found), who=who),
        "lead": _lead(atlas, towns, found, [*fits[:1], *holding], said),
        "scales": [
            (AMBITION_SCALES.label(code, language), int(counted[code]))
            for code in AMBITION_SCALES.codes
            if code in counted
        ],
        "rows": _rows(atlas, found, len(towns), language),
        "fits": fits,
    }


def _lead(
    atlas: Atlas, towns: Sequence[str], found: pd.DataFrame, fits: list[dict[str, Any]], said: dict[str, str]
) -> list[str]:
    out = []
    if len(found):
        same = int((found["scale"] == "exactly").sum())
        if len(found) == 1:
            out.append(said["exactly_it" if same else "exactly_not"])
        else:
            out.append(said[f"exactly_{('none', 'one')[same] if same < 2 else 'many'}"].format(n=same))
    if fits:
        best = fits[0]
        how = "fit_exact" if best["jaccard"] == 1 else "fit" if best["jaccard"] >= GOOD else "fit_poor"
        out.append(said[how].format(**best))
        outside = len(towns) - best["inside"]
        if outside:
            out.append(said["fit_outside_one" if outside == 1 else "fit_outside"].format(n=outside))
            out += [said["holds"].format(**row) for row in fits[1:]]
    members = atlas.edition.members
    taking = set(members.loc[members["arrangement"].isin(found["arrangement"]), "organisation"])
    absent = [str(atlas.edition.municipalities["name"][i]) for i in towns if i not in taking]
    if len(found) and absent:
        out.append(said["absent"].format(names=", ".join(absent)))
    return out


def _rows(atlas: Atlas, found: pd.DataFrame, wanted: int, language: str) -> list[dict[str, Any]]:
    only, of = _only_carried(atlas), sentences(language)["of"]
    return [
        {
            **row,
            "scale": AMBITION_SCALES.label(row["scale"], language),
            "of": of.format(a=row["inside"], b=wanted),
            "carried": row["arrangement"] in only,
            "governments": [
                {"id": i, "name": atlas.organisations["name"][i], "kind": atlas.organisations["kind"][i]}
                for i in row["governments"]
            ],
        }
        for row in found.to_dict("records")
    ]


@lru_cache(maxsize=8)
def _only_carried(atlas: Atlas) -> frozenset[str]:
    """Arrangements that no source of this edition confirms."""
    members = atlas.edition.members
    confirmed = members.loc[members["status"] == "confirmed", "arrangement"]
    return frozenset(members["arrangement"]) - frozenset(confirmed) if atlas.has_carried else frozenset()


def _fits(
    atlas: Atlas, towns: Sequence[str], language: str
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Regions that fit, best first; and the smallest that holds every municipality, when there is one.

    Of regions that hold them all the smallest has the highest Jaccard, so it is the first of those.
    """
    known = kinds(atlas)
    found = best_fit(towns, {key: kind.regions for key, kind in known.kinds.items()})
    holding = found[found["inside"] == len(towns)].head(1)
    return _told(known, found.head(MOST_FITS), language), _told(known, holding, language)


def _told(known: Kinds, found: pd.DataFrame, language: str) -> list[dict[str, Any]]:
    """Rows of `best_fit` with their words."""
    said, out = sentences(language), []
    for row in found.to_dict("records"):
        kind = known.kinds[row["regionalisation"]]
        also = ", ".join(_also(known, row["regionalisation"], row["region_id"], language))
        told = next(told for least, told in fit_words(language) if row["jaccard"] >= least)
        more = {
            "kind": kind.words(language),
            "level": kind.level,
            "division": kind.division,
            "also": said["also"].format(kinds=also) if also else "",
            "of": said["of"].format(a=row["inside"], b=row["wanted"]),
            "words": told,
            "share": percentage(row["jaccard"], language),
        }
        out.append({**row, **more})
    return out


def _also(known: Kinds, key: str, region: str, language: str) -> list[str]:
    """Kinds that have a region of the same municipalities, in words."""
    return [known.every[other].words(language) for other in known.also.get((key, region), [])]


def ambition_data(atlas: Atlas, language: str) -> bytes:
    """Write what the script needs for the same answer, as JSON.

    Parameters
    ----------
    atlas
        Where to look.
    language
        Language of the words.

    Returns
    -------
    bytes
        Objects of columns; municipalities and governments are numbered by their place in their list.
    """
    names = towns_by_name(atlas)
    ids = list(names.index)
    place = {i: k for k, i in enumerate(ids)}
    data = {
        "words": sentences(language),
        "fit_words": fit_words(language),
        "scales": [[code, AMBITION_SCALES.label(code, language)] for code in AMBITION_SCALES.codes],
        "fields": {code: codes.POLICY_FIELDS.label(code, language) for code in codes.POLICY_FIELDS.codes},
        "most": MOST,
        "good": GOOD,
        "most_fits": MOST_FITS,
        "nationwide": {"share": NATIONWIDE_SHARE, "from": NATIONWIDE_FROM},
        "municipalities": {"id": ids, "name": names.tolist()},
        "regions": {
            str(region): [place[i] for i in atlas.regionalisation(atlas.best).members(str(region))]
            for region in atlas.regions(atlas.best).index
        },
        **_arrangements(atlas, place),
        "candidates": _candidates(atlas, place, language),
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def _arrangements(atlas: Atlas, place: dict[str, int]) -> dict[str, Any]:
    """Arrangements in order of id, with all who take part."""
    members = atlas.edition.members
    frame = atlas.edition.arrangements
    towns = members[members["kind"] == "municipality"]
    inside = towns.groupby("arrangement")["organisation"].agg(lambda own: sorted(place[i] for i in own))
    others = members[members["kind"].isin(codes.DECENTRAL) & (members["kind"] != "municipality")]
    known = atlas.organisations.loc[sorted(set(others["organisation"]))]
    number = {i: k for k, i in enumerate(known.index)}
    beside = others.groupby("arrangement")["organisation"].agg(lambda own: sorted(number[i] for i in own))
    only = _only_carried(atlas)
    return {
        "governments": {"id": list(known.index), "name": list(known["name"]), "kind": list(known["kind"])},
        "arrangements": {
            "id": list(frame.index),
            "name": frame["name"].tolist(),
            "fields": [list(row) for row in frame["fields"]],
            "carried": [int(i in only) for i in frame.index],
            "members": [inside.get(i, []) for i in frame.index],
            "governments": [beside.get(i, []) for i in frame.index],
        },
    }


def _candidates(atlas: Atlas, place: dict[str, int], language: str) -> dict[str, list[Any]]:
    """Regions in the order of their kinds and ids: what stands first goes before an equal one."""
    known = kinds(atlas)
    rows = []
    for key, kind in known.kinds.items():
        for region, members in sorted(kind.regions.labels.groupby(kind.regions.labels).groups.items()):
            name = str(kind.regions.names.get(region, region))
            also = _also(known, key, str(region), language)
            inside = sorted(place[i] for i in members)
            rows.append((str(region), name, kind.words(language), kind.level, kind.division, also, inside))
    columns = ("id", "name", "kind", "level", "division", "also", "members")
    return {column: [row[k] for row in rows] for k, column in enumerate(columns)}
