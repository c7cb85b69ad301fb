"""The life cycle: criteria with their evidence, the stage that follows, and the moves from there.

A stage is never a score and none of them is the last: it belongs to a region, a scale and a date, so that a
subregion or an axis can have its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import pandas as pd

from regioscoop.cases._cells import check_codes, check_dates, not_after, require_date
from regioscoop.cases._schema import CRITERIA, EVIDENCE_STATES, MOVE_NAMES, SCALES, STAGES
from regioscoop.cases._tables import shipped_table
from regioscoop.errors import InputError, Problem, UnknownNameError

UNDETERMINED: Final = "undetermined"
STAGE_ORDER: Final = tuple(code for code in STAGES.codes if code != UNDETERMINED)
"""The three stages, in the order of the drawing."""
MOVES: Final = (
    ("meeting_place", "stay", "meeting_place"),
    ("meeting_place", "develop", "start_up"),
    ("meeting_place", "stop", ""),
    ("start_up", "develop", "running_system"),
    ("start_up", "back", "meeting_place"),
    ("start_up", "stop", ""),
    ("running_system", "recalibrate", "running_system"),
    ("running_system", "stop", ""),
)
"""Stage, move, and the stage it leads to; empty when cooperation ends [S, figure 18]."""
SHOWN: Final = ("met", "partly", "not_met")
"""States that are evidence; ``undetermined`` says that someone looked and could not tell."""
_PLACE: Final = ["region", "scale", "date"]
_EVIDENCE: Final = (
    "document",
    "document_date",
    "quote",
    "words_nl",
    "words_en",
    "judged_by",
    "source",
    "passage",
)


@dataclass(frozen=True)
class Judgement:
    """What follows from the criteria of one region, scale and date.

    Attributes
    ----------
    stage
        The one stage that the evidence allows, or ``undetermined``.
    possible
        Every stage that it allows, in order; none when the evidence contradicts itself.
    certainty
        ``sure`` when every criterion that decides has evidence, ``unsure`` when the stage follows from a
        part of them; empty when undetermined.
    excluded
        Why the other stages fall off: stage, criterion, state, allowed (states, joined by ``|``).
    unknown
        Criteria without evidence, or with evidence that contradicts itself, in order.
    """

    stage: str
    possible: tuple[str, ...]
    certainty: str
    excluded: pd.DataFrame = field(repr=False)
    unknown: tuple[str, ...]


@dataclass(frozen=True)
class StageEntry:
    """One region at one scale and date.

    Attributes
    ----------
    region, scale, date
        What the entry belongs to.
    stated
        What sources say of the stage: stage, move, certainty, words_nl, words_en, judged_by, source, passage;
        no rows when none does.
    checklist
        See `stage_checklist`.
    judgement
        What follows from the checklist alone, whatever is stated.
    """

    region: str
    scale: str
    date: str
    stated: pd.DataFrame = field(repr=False)
    checklist: pd.DataFrame = field(repr=False)
    judgement: Judgement

    @property
    def stated_stage(self) -> str:
        """The stage that the sources agree on; empty when none states one or they differ."""
        known = set(self.stated["stage"]) - {UNDETERMINED}
        return known.pop() if len(known) == 1 else ""

    @property
    def stages(self) -> tuple[str, ...]:
        """The stage to read advice and moves for.

        The one that follows; else the one that is stated, where the evidence allows it; else all that the
        evidence allows, or all three where it allows none.
        """
        found = self.judgement
        if found.stage != UNDETERMINED:
            return (found.stage,)
        if self.stated_stage and (self.stated_stage in found.possible or not found.possible):
            return (self.stated_stage,)
        return found.possible or STAGE_ORDER

    @property
    def moves(self) -> pd.DataFrame:
        """Moves that are open: `moves_from` of each of `stages`."""
        return pd.concat([moves_from(stage) for stage in self.stages], ignore_index=True)


def stage_criteria() -> pd.DataFrame:
    """Return the criteria of the life cycle and which state each stage allows.

    Returns
    -------
    DataFrame
        Index criterion, in order; label_nl, label_en, decides (whether it can exclude a stage), question_nl,
        question_en, one column for each stage (tuple of states that fit it; empty: every state does),
        passage, source, note. What a stage asks is the study's [S]; the states are our reading of it [own].
    """
    return _criteria().copy()


@lru_cache(maxsize=1)
def _criteria() -> pd.DataFrame:
    table = shipped_table("criteria").set_index("criterion")
    columns = {
        "label_nl": [CRITERIA.label(code) for code in table.index],
        "label_en": [CRITERIA.label(code, "en") for code in table.index],
        "decides": table["decides"] == "yes",
        **{stage: [tuple(s for s in cell.split("|") if s) for cell in table[stage]] for stage in STAGE_ORDER},
    }
    named = table.assign(**columns)
    return named[["label_nl", "label_en", *table.columns]]


def moves_from(stage: str) -> pd.DataFrame:
    """Return the moves that are open from a stage.

    Parameters
    ----------
    stage
        One of `STAGE_ORDER`.

    Returns
    -------
    DataFrame
        stage, move, target (stage it leads to; empty where cooperation ends), words_nl, words_en.

    Raises
    ------
    UnknownNameError
        When there is no such stage.
    """
    if stage not in STAGE_ORDER:
        raise UnknownNameError("stage", stage, STAGE_ORDER)
    rows = [(s, m, t, MOVE_NAMES.label(m), MOVE_NAMES.label(m, "en")) for s, m, t in MOVES if s == stage]
    return pd.DataFrame(rows, columns=["stage", "move", "target", "words_nl", "words_en"])


def stage_checklist(evidence: pd.DataFrame, on: str | None = None) -> pd.DataFrame:
    """List every criterion with the evidence there is for it on a date.

    Of each criterion the latest evidence counts; earlier rows are kept where they were. Two rows of that same
    date that differ leave the criterion undetermined.

    Parameters
    ----------
    evidence
        Rows of ``stage_criteria`` of one region and scale.
    on
        Evidence that is known to be later does not count; default all counts.

    Returns
    -------
    DataFrame
        Index criterion, in order: label_nl, label_en, decides, state (`SHOWN`, ``undetermined`` or empty when
        nobody looked), is_contradictory, date, and document, document_date, quote, words_nl, words_en,
        judged_by, source, passage of the evidence (of several rows joined by ``; ``).

    Raises
    ------
    InputError
        When rows cannot be used: everything that is wrong.
    """
    if on is not None:
        require_date(on, "on")
    _refuse("The criteria cannot be judged", stage_criteria=evidence)
    rows = evidence if on is None else evidence[not_after(evidence["date"], on)]
    last = rows["date"].groupby(rows["criterion"]).transform("max") if len(rows) else rows["date"]
    latest = rows[rows["date"] == last].sort_values(["judged_by", "source", "met"])
    found = {str(code): _row(group) for code, group in latest.groupby("criterion")}
    empty = dict.fromkeys(("state", "date", *_EVIDENCE), "") | {"is_contradictory": False}
    columns = ["state", "is_contradictory", "date", *_EVIDENCE]
    shown = pd.DataFrame([found.get(code, empty) for code in CRITERIA.codes], CRITERIA.codes, columns)
    named = _criteria()[["label_nl", "label_en", "decides"]].reindex(CRITERIA.codes)
    return named.join(shown).rename_axis("criterion")


def _row(group: pd.DataFrame) -> dict[str, object]:
    states = set(group["met"])
    words = {name: "; ".join(dict.fromkeys(v for v in group[name] if v)) for name in _EVIDENCE}
    state = group["met"].iloc[0] if len(states) == 1 else UNDETERMINED
    return {"state": state, "is_contradictory": len(states) > 1, "date": group["date"].iloc[0], **words}


def judge_stage(listed: pd.DataFrame) -> Judgement:
    """Judge which stage follows from a checklist [own].

    A stage stays possible as long as no criterion with evidence is in a state that the stage does not allow
    (`stage_criteria`). A stage follows only if exactly one stays possible. Nothing is added up: one criterion
    is enough to exclude, and no number of them makes a score.

    Parameters
    ----------
    listed
        `stage_checklist`.

    Returns
    -------
    Judgement
    """
    table = _criteria()
    decides = table["decides"].to_dict()
    fits = {stage: table[stage].to_dict() for stage in STAGE_ORDER}
    excluded = [
        (stage, str(code), state, "|".join(fits[stage][code]))
        for stage in STAGE_ORDER
        for code, state in listed["state"].items()
        if decides[code] and state in SHOWN and fits[stage][code] and state not in fits[stage][code]
    ]
    out = {row[0] for row in excluded}
    possible = tuple(stage for stage in STAGE_ORDER if stage not in out)
    unknown = tuple(str(code) for code, state in listed["state"].items() if state not in SHOWN)
    stage = possible[0] if len(possible) == 1 else UNDETERMINED
    is_sure = not any(decides[code] for code in unknown)
    certainty = "" if stage == UNDETERMINED else "sure" if is_sure else "unsure"
    reasons = pd.DataFrame(excluded, columns=["stage", "criterion", "state", "allowed"])
    return Judgement(stage, possible, certainty, reasons, unknown)


def stage_entry(
    stages: pd.DataFrame, evidence: pd.DataFrame, region: str, scale: str, date: str
) -> StageEntry:
    """Make the entry of one region, scale and date.

    Parameters
    ----------
    stages, evidence
        The tables ``stages`` and ``stage_criteria`` of a cases package.
    region, scale
        Which region, at which scale.
    date
        On which date: the latest that is stated by then counts, and older evidence as long as none replaces
        it.

    Returns
    -------
    StageEntry
        Also of a region of which nothing is known: all three stages are possible then.

    Raises
    ------
    InputError
        When rows cannot be used, or the date is none: everything that is wrong.
    UnknownNameError
        When there is no such scale.
    """
    require_date(date, "date")
    if scale not in SCALES:
        raise UnknownNameError("scale", scale, SCALES.codes)
    _refuse("The stages cannot be used", stages=stages)
    own = stages[(stages["region"] == region) & (stages["scale"] == scale)]
    own = own[not_after(own["date"], date)]
    stated = own[own["date"] == own["date"].max()] if len(own) else own
    rows = evidence[(evidence["region"] == region) & (evidence["scale"] == scale)]
    listed = stage_checklist(rows, date)
    columns = ["stage", "move", "certainty", "words_nl", "words_en", "judged_by", "source", "passage"]
    ordered = stated.sort_values(["source", "judged_by"])[columns].reset_index(drop=True)
    return StageEntry(region, scale, date, ordered, listed, judge_stage(listed))


def stage_entries(
    stages: pd.DataFrame | None = None, evidence: pd.DataFrame | None = None
) -> list[StageEntry]:
    """Make an entry for every region, scale and date of which a stage is stated or a criterion judged.

    Parameters
    ----------
    stages, evidence
        The tables ``stages`` and ``stage_criteria`` of a cases package; default those that ship: the case
        regions of the study.

    Returns
    -------
    list of StageEntry
        The region as a whole first, then by region and date; the shipped ten come before their subregions.

    Raises
    ------
    InputError
        When rows cannot be used: everything that is wrong.
    """
    stages = shipped_table("stages") if stages is None else stages
    evidence = shipped_table("stage_criteria") if evidence is None else evidence
    _refuse("The life cycle cannot be read", stages=stages, stage_criteria=evidence)
    places = pd.concat([stages[_PLACE], evidence[_PLACE]]).drop_duplicates()
    places = places.assign(order=places["scale"].map({"regional": 0}).fillna(1))
    ordered = places.sort_values(["order", *_PLACE])
    return [stage_entry(stages, evidence, *place) for place in ordered[_PLACE].itertuples(index=False)]


def check_life_cycle(tables: Mapping[str, pd.DataFrame]) -> list[Problem]:
    """Find what is wrong with ``stages`` and ``stage_criteria`` and no schema can say.

    Parameters
    ----------
    tables
        The tables of a cases package, as text; an absent one is not checked.

    Returns
    -------
    list of Problem
        A row without a date or with a day that does not exist, a move that is not open from its stage, and a
        judgement without who judged or without document, quote or passage.
    """
    problems = []
    for name in ("stages", "stage_criteria"):
        if name in tables:
            problems += check_dates(f"{name}.csv", tables[name]["date"], needed=True)
    if "stages" in tables:
        problems += _check_moves(tables["stages"])
    if "stage_criteria" in tables:
        problems += _check_evidence(tables["stage_criteria"])
    return problems


_LISTS: Final = {
    "stages": {"scale": SCALES.codes, "stage": STAGES.codes},
    "stage_criteria": {"scale": SCALES.codes, "criterion": CRITERIA.codes, "met": EVIDENCE_STATES.codes},
}


def _refuse(summary: str, **tables: pd.DataFrame) -> None:
    """Raise everything that is wrong, also what the schema of a package would have said."""
    problems = []
    for name, table in tables.items():
        problems += check_codes(f"{name}.csv", table, _LISTS[name])
    problems += check_life_cycle(tables)
    if problems:
        raise InputError(summary, problems)


def _check_moves(stages: pd.DataFrame) -> list[Problem]:
    open_moves = {(stage, move) for stage, move, _ in MOVES}
    return [
        Problem("stages.csv", f"{move} from {stage}", "a move that is open from there, or empty", row, "move")
        for row, stage, move in zip(range(2, len(stages) + 2), stages["stage"], stages["move"], strict=True)
        if move and (stage, move) not in open_moves and stage in STAGE_ORDER
    ]


def _check_evidence(evidence: pd.DataFrame) -> list[Problem]:
    problems = []
    for row, record in enumerate(evidence.to_dict("records"), start=2):
        if not record["judged_by"]:
            problems.append(Problem("stage_criteria.csv", "nobody", "who judged it", row, "judged_by"))
        if not any(record[name] for name in ("document", "quote", "passage")):
            allowed = "a document, a quote or a passage: a state without evidence is no evidence"
            problems.append(Problem("stage_criteria.csv", "no evidence", allowed, row, "document"))
    return problems
