"""The report of one region: who, how closed, how sure, what it does and where it leans to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Final

import pandas as pd

from regioscoop.errors import UnknownNameError
from regioscoop.measures import kept_inside, measure_regions, working_on
from regioscoop.regions import Ecosystems, region_leanings
from regioscoop.register import Edition, codes
from regioscoop.reports._document import Block, Document, Heading, Picture, Points, Table, Text
from regioscoop.reports._map import where
from regioscoop.reports._measures import MEASURES
from regioscoop.reports._words import between, number, pick, says
from regioscoop.reports.case_study import Surroundings, case_study, surroundings

Progress = Callable[[str, int, int], None]
NEIGHBOURS: Final = 6


def region_report(
    edition: Edition,
    found: Ecosystems,
    region: str,
    language: str = "nl",
    around: Surroundings | None = None,
    progress: Progress | None = None,
) -> Document:
    """Write the report of a region of the best level.

    Parameters
    ----------
    edition
        The register.
    found
        Its ecosystems.
    region
        Id or name of a region.
    language
        ``nl`` or ``en``.
    around
        What lies around the regions of the best level; default computed.
    progress
        Told how far that is.

    Raises
    ------
    UnknownNameError
        When there is no such region; suggests the nearest.
    """
    say = says(language)
    frame = found.frame(found.delineation.best)
    own = _own(frame, region)
    region_id, name = str(own["region_id"].iloc[0]), str(own["region"].iloc[0])
    if around is None:
        regions = found.regionalisation(found.delineation.best)
        around = surroundings(
            edition, regions, measure_regions(edition, regions, progress=progress), progress
        )
    measures = around.measures.set_index("region_id")
    arrangements = working_on(edition, None, own["municipality_id"].tolist())
    arrangements = arrangements[arrangements["inside"] >= 2]
    labels = frame.set_index("municipality_id")["region_id"]
    leanings = region_leanings(found.projection, labels)
    blocks: list[Block] = [
        *_summary(name, own, measures.loc[region_id], leanings, region_id, frame, language),
        *_map(edition, name, own, labels, language),
        *_leanings(leanings, region_id, frame, language),
        *_members(own, frame.drop_duplicates("region_id").set_index("region_id")["region"], language),
        *_measures(measures, region_id, language),
        *case_study(around, region_id, language, in_short=True),
        *_arrangements(edition, arrangements, len(own), language),
    ]
    return Document(
        name,
        say(
            "Wie hier met wie samenwerkt, en hoe zeker dat is",
            "Who cooperates with whom, and how sure that is",
        ),
        say("Regioscoop · regiobeeld", "Regioscoop · a region"),
        f"Regioscoop · {edition.id} · {edition.rule_set} · {edition.checksum[:10]}",
        language,
        date.fromisoformat(edition.reference_date),
        tuple(blocks),
    )


def _own(frame: pd.DataFrame, region: str) -> pd.DataFrame:
    wanted = region.casefold()
    is_own = (frame["region_id"].str.casefold() == wanted) | (frame["region"].str.casefold() == wanted)
    if not is_own.any():
        raise UnknownNameError("region", region, sorted({*frame["region_id"], *frame["region"]}))
    return frame[is_own].sort_values("municipality")


def _summary(
    name: str,
    own: pd.DataFrame,
    row: pd.Series,
    leanings: pd.DataFrame,
    region_id: str,
    frame: pd.DataFrame,
    language: str,
) -> Iterator[Block]:
    say = says(language)
    here = leanings[leanings["region"] == region_id].set_index("other")["share"]
    inside = float(here.get(region_id, float("nan")))
    low, high = (kept_inside(float(row[f"c1_newman{end}"])) for end in ("_low", "_high"))
    names = frame.drop_duplicates("region_id").set_index("region_id")["region"]
    others = here.drop(region_id, errors="ignore").head(NEIGHBOURS)
    unsure = int((own["stability"] < 0.8).sum())
    share, range_ = number(inside, "share", language), between(low, high, "share", language)
    surely = len(own) - unsure
    told = [
        say(
            f"{name} telt {len(own)} gemeenten. Van hun samenwerking blijft {share} erbinnen ({range_}).",
            f"{name} has {len(own)} municipalities. Of their cooperation {share} stays inside ({range_}).",
        ),
        say(
            f"Van {surely} gemeenten is zeker dat zij hierbij horen; {unsure} kunnen wisselen.",
            f"{surely} municipalities surely belong here; {unsure} may change.",
        ),
    ]
    if len(others):
        first, part = names[others.index[0]], number(float(others.iloc[0]), "share", language)
        told.append(
            say(
                f"Daarbuiten leunt de regio het meest op {first} ({part}).",
                f"Outside it the region leans most on {first} ({part}).",
            )
        )
    yield Points(tuple(told))


def _leanings(leanings: pd.DataFrame, region_id: str, frame: pd.DataFrame, language: str) -> Iterator[Block]:
    """The regions that the members share most with."""
    say = says(language)
    names = frame.drop_duplicates("region_id").set_index("region_id")["region"]
    here = leanings[leanings["region"] == region_id].set_index("other")["share"]
    others = here.drop(region_id, errors="ignore").head(NEIGHBOURS)
    yield Heading(say("Waar leunt de regio op?", "Where does the region lean to?"))
    heads = say("Andere regio|Deel van de samenwerking", "Other region|Share of the cooperation")
    yield Table.of(heads, "wn", [(names[i], number(float(v), "share", language)) for i, v in others.items()])


def _map(edition: Edition, name: str, own: pd.DataFrame, labels: pd.Series, language: str) -> Iterator[Block]:
    title = says(language)(f"De gemeenten van {name}", f"The municipalities of {name}")
    svg, source = where(edition, own["municipality_id"].tolist(), labels, title, language)
    listed = ", ".join(own["municipality"])
    yield Picture(title, svg, f"{title}: {listed}.", source)


def _members(own: pd.DataFrame, names: pd.Series, language: str) -> Iterator[Block]:
    say = says(language)
    yield Heading(say("De gemeenten", "The municipalities"))
    rows = [
        (
            row.municipality,
            number(float(row.membership), "share", language),
            names.get(row.second_region_id, "-"),
            number(float(row.second_membership), "share", language),
            number(float(row.stability), "share", language),
        )
        for row in own.itertuples()
    ]
    heads = say(
        "Gemeente|Binnen de regio|Tweede regio|Deel daarmee|Zekerheid",
        "Municipality|Inside the region|Second region|Share with it|Certainty",
    )
    yield Table.of(heads, "wnwnn", rows)


def _measures(measures: pd.DataFrame, region_id: str, language: str) -> Iterator[Block]:
    """Each measure with its interval, beside the middle and the ends of all regions: no ranking."""
    say = says(language)
    yield Heading(say("De maten, naast alle regio's", "The measures, beside all regions"))
    yield Text(
        say(
            "Een maat beschrijft. Een hoge uitkomst is niet beter dan een lage.",
            "A measure describes. A high value is no better than a low one.",
        )
    )
    rows = []
    for key, (words, unit) in MEASURES.items():
        if key not in measures:
            continue
        column = measures[key]
        low, high = (
            float(measures.loc[region_id].get(f"{key}{end}", float("nan"))) for end in ("_low", "_high")
        )
        rows.append(
            (
                pick(words, language),
                number(float(column[region_id]), unit, language),
                between(low, high, unit, language),
                number(float(column.median()), unit, language),
                between(float(column.min()), float(column.max()), unit, language),
            )
        )
    heads = say("Maat|Hier|Marge|Midden|Alle regio's", "Measure|Here|Interval|Median|All regions")
    yield Table.of(heads, "wnnnn", rows)
    yield Text(
        say(
            "C1 telt elk paar gemeenten één keer. Wat 'erbinnen blijft', telt vanuit de gemeenten: een "
            "paar binnen "
            "de regio telt dan voor beide, en het deel is hoger. De marge bij de rechtsvorm is breed, "
            "omdat die "
            "van veel verbanden niet zeker is.",
            "C1 counts each pair of municipalities once. What 'stays inside' is counted from the members: "
            "a pair "
            "inside then counts for both, and the share is higher. The interval of the legal form is wide "
            "because that of many arrangements is not sure.",
        )
    )


def _arrangements(edition: Edition, found: pd.DataFrame, members: int, language: str) -> Iterator[Block]:
    say = says(language)
    frame = edition.arrangements
    yield Heading(say("De samenwerkingsverbanden", "The arrangements"))
    rows = [
        (
            frame.loc[row.arrangement, "name"],
            _first_field(frame.loc[row.arrangement, "fields"], language),
            _label(codes.OBLIGATIONS, frame.loc[row.arrangement, "obligation"], language),
            f"{row.inside}/{members}",
            str(row.outside),
        )
        for row in found.itertuples()
    ]
    heads = say(
        "Samenwerkingsverband|Beleidsterrein|Verplichting|Van hier|Van elders",
        "Arrangement|Policy field|Obligation|From here|From elsewhere",
    )
    yield Table.of(heads, "wwwnn", rows)


def _first_field(fields: tuple[str, ...], language: str) -> str:
    return _label(codes.POLICY_FIELDS, fields[0] if fields else "", language)


def _label(known: codes.CodeList, code: str, language: str) -> str:
    return known.label(code, language) if code else says(language)("onbekend", "unknown")
