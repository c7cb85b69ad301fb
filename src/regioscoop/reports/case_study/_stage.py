"""The life cycle of a region: what is stated, the criteria with evidence, the moves and the advice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import pandas as pd

from regioscoop.cases import (
    AUDIENCES,
    CRITERIA,
    EVIDENCE_STATES,
    INDICATIONS,
    SCALES,
    STAGES,
    StageEntry,
    advice_for,
    passage_words,
    stage_criteria,
    stage_entries,
)
from regioscoop.reports._document import Block, Heading, Picture, Points, Table, Text
from regioscoop.reports._dutch import of_register
from regioscoop.reports._life_cycle import stages_picture
from regioscoop.reports._words import number, says
from regioscoop.reports.case_study._surroundings import Surroundings

UNDETERMINED: Final = "undetermined"
OWN_AUDIENCES: Final = ("region", "representatives")
"""Who reads the report of a region."""
_SHARES: Final = frozenset({"mean_fields", "nearly_all", "age"})
"""Indications that are no share."""


def stage_and_advice(
    around: Surroundings,
    region_id: str,
    language: str,
    audiences: Sequence[str] = tuple(AUDIENCES.codes),
) -> Iterator[Block]:
    """Stage per scale and date with its evidence, indications of the register, and advice."""
    say = says(language)
    yield Heading(say("Levensloop van de samenwerking", "Life cycle of the cooperation"))
    yield Text(
        say(
            "Een stadium is geen cijfer en er is geen laatste stadium. Het hoort bij een regio, een schaal "
            "en een "
            "datum.",
            "A stage is no score and none is the last. It belongs to a region, a scale and a date.",
        )
    )
    entries = _entries(around, region_id)
    if not entries:
        yield from _nothing_known(language)
    for entry in entries:
        yield from _entry(entry, language)
    yield from _indications(around, region_id, language)
    for entry in entries:
        if entry.scale == "regional":
            yield from _advice(entry, language, audiences)


def _entries(around: Surroundings, region_id: str) -> list[StageEntry]:
    wanted = around.cases_of(region_id)
    stages, evidence = around.tables["stages"], around.tables["stage_criteria"]
    stages, evidence = (t[t["region"].isin(wanted)] for t in (stages, evidence))
    return stage_entries(stages, evidence) if len(stages) or len(evidence) else []


def _nothing_known(language: str) -> Iterator[Block]:
    """The questions that have to be answered before a stage can be told."""
    say = says(language)
    yield Text(
        say(
            "Niet vast te stellen: van deze regio is geen stadium en geen bewijs geladen "
            "(regioscoop cases load). Dit zijn de vragen om samen te beantwoorden:",
            "Undetermined: no stage and no evidence of this region is loaded (regioscoop cases load). "
            "These are "
            "the questions to answer together:",
        )
    )
    yield Points(tuple(stage_criteria()[f"question_{language}"]))


def _entry(entry: StageEntry, language: str) -> Iterator[Block]:
    say = says(language)
    scale = SCALES.label(entry.scale, language)
    yield Heading(f"{scale[0].upper()}{scale[1:]}, {entry.date}", 2)
    for row in entry.stated.itertuples():
        words = getattr(row, f"words_{language}")
        stage = STAGES.label(row.stage, language)
        who, where = of_register(row.judged_by, language), passage_words(row.passage, language)
        yield Text(
            say(
                f"Stadium volgens de bron: {stage}. {words} ({who}; {where})",
                f"Stage according to the source: {stage}. {words} ({who}; {where})",
            )
        )
    yield _drawn(entry, language)
    yield Text(_judged(entry, language))
    seen = entry.checklist[entry.checklist["state"] != ""]
    if len(seen):
        yield _checklist(seen, language)
        absent = [
            CRITERIA.label(str(i), language) for i in entry.checklist.index.difference(seen.index, sort=False)
        ]
        if absent:
            yield Text(say("Zonder bewijs: ", "Without evidence: ") + "; ".join(absent) + ".")
    yield _moves(entry, language)


def _drawn(entry: StageEntry, language: str) -> Picture:
    """The three stages, with the one the region is in, or those it may be in."""
    say = says(language)
    said = ", ".join(STAGES.label(code, language) for code in entry.stages)
    known = len(entry.stages) == 1
    title = (
        say(f"De regio in de levensloop: {said}", f"The region in the life cycle: {said}")
        if known
        else say(f"Mogelijke stadia: {said}", f"Possible stages: {said}")
    )
    caption = say("Bron: de studie; geen score.", "Source: the study; no score.")
    return stages_picture(title, caption, language, entry.stages, f"life-{entry.region}-{entry.scale}")


def _judged(entry: StageEntry, language: str) -> str:
    say, found = says(language), entry.judgement
    if found.stage != UNDETERMINED:
        stage, certainty = STAGES.label(found.stage, language), found.certainty == "sure"
        return say(
            f"Uit de criteria alleen volgt: {stage}"
            + (", zeker." if certainty else ", maar niet zeker: niet elk criterium heeft bewijs."),
            f"From the criteria alone follows: {stage}"
            + (", surely." if certainty else ", but not surely: not every criterion has evidence."),
        )
    possible = ", ".join(STAGES.label(code, language) for code in found.possible)
    return say(
        f"Uit de criteria alleen is het stadium niet vast te stellen; mogelijk blijven: "
        f"{possible or 'geen'}.",
        f"From the criteria alone the stage cannot be told; possible are: {possible or 'none'}.",
    )


def _checklist(seen: pd.DataFrame, language: str) -> Table:
    say = says(language)
    rows = [
        (
            getattr(row, f"label_{language}"),
            EVIDENCE_STATES.label(row.state, language),
            getattr(row, f"words_{language}"),
            passage_words(row.passage, language) or row.document,
            of_register(row.judged_by, language),
        )
        for row in seen.itertuples()
    ]
    heads = say("Criterium|Stand|Bewijs|Waar|Wie", "Criterion|State|Evidence|Where|Who")
    return Table.of(heads, "wwwww", rows)


def _moves(entry: StageEntry, language: str) -> Text:
    say = says(language)
    parts = [
        f"{getattr(row, f'words_{language}')}"
        + (f" ({say('naar', 'to')} {STAGES.label(row.target, language)})" if row.target else "")
        for row in entry.moves.itertuples()
    ]
    listed = "; ".join(dict.fromkeys(parts))
    return Text(say(f"Van hieruit kan: {listed}.", f"From here one can: {listed}."))


def _indications(around: Surroundings, region_id: str, language: str) -> Iterator[Block]:
    """What the register says by itself, beside the middle of all regions: no verdict."""
    say = says(language)
    own = around.indications[around.indications["region_id"] == region_id]
    yield Heading(say("Wat het register zelf laat zien", "What the register itself shows"), 2)
    yield Text(
        say(
            "Dit zijn aanwijzingen, geen oordeel en geen stadium.",
            "These are indications, no verdict and no stage.",
        )
    )
    rows = [
        (
            INDICATIONS.label(row.indication, language),
            _value(row, row.value, language) + (f" ({row.who.replace('|', ', ')})" if row.who else ""),
            _value(row, row.median, language),
            number(row.known, "share", language),
        )
        for row in own.itertuples()
    ]
    heads = say("Aanwijzing|Hier|Midden van de regio's|Bekend van", "Indication|Here|Median|Known of")
    yield Table.of(heads, "wnnn", rows)


def _value(row: Any, value: float, language: str) -> str:  # noqa: ANN401 - a named tuple of pandas
    unit = "mean" if row.indication in _SHARES else "share"
    text = number(value, unit, language)
    at_least = row.bound == "at_least" and not pd.isna(value)
    return (says(language)("minstens ", "at least ") if at_least else "") + text


def _advice(entry: StageEntry, language: str, audiences: Sequence[str]) -> Iterator[Block]:
    """The advice of the study that fits, for each audience."""
    say = says(language)
    rows = advice_for(entry)
    rows = rows[rows["because"] != "unknown"]
    yield Heading(say("Advies dat hierbij past", "Advice that fits"))
    yield Text(
        say(
            "Dit adviseert de studie, in onze woorden, bij wat er nog niet of maar deels is, en bij wat "
            "altijd "
            "geldt.",
            "This is what the study advises, in our words, on what is not there or there in part, and on "
            "what "
            "always holds.",
        )
    )
    for audience in audiences:
        own = rows[rows["to"] == audience]
        if own.empty:
            continue
        listed = [
            (
                getattr(row, f"words_{language}"),
                getattr(row, f"because_{language}"),
                passage_words(row.passage, language),
            )
            for row in own.itertuples()
        ]
        label = AUDIENCES.label(audience, language)
        heads = say("Advies|Omdat|Waar het op rust", "Advice|Because|What it rests on")
        yield Table.of(heads, "www", listed, say(f"Voor {label}", f"For {label}"))
