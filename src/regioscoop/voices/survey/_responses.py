"""Answers to the survey, from whatever program they were given in."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pandas as pd

from regioscoop.errors import InputError, Problem
from regioscoop.voices.survey._beside import CODE_OF_BODY, fits_body
from regioscoop.voices.survey._files import item_of_column, read_cells
from regioscoop.voices.survey._flags import flags_of
from regioscoop.voices.survey._instrument import BODY, FIXED, Choice, Condition, Instrument

PROGRAM_COLUMNS: Final = frozenset(
    {
        "id", "submitdate", "lastpage", "startlanguage", "seed", "startdate", "datestamp", "ipaddr", "refurl",
        "token", "interviewtime",
    }
)  # fmt: skip
"""Columns that LimeSurvey adds; all but ``id`` and ``submitdate`` are left alone."""
_WAVE: Final = r"\d{4}(-\d{2}(-\d{2})?)?"


@dataclass(frozen=True)
class Responses:
    """Answers that were checked.

    Attributes
    ----------
    frame
        respondent, wave, region, body, organisation, the questions on background (text, empty where not
        answered), and each item as it was answered (number; NaN where there is no opinion). In order of
        wave and respondent.
    no_opinion
        Whether each item was answered with the answer that tells no opinion; same index.
    flags
        row (of the file), respondent, wave, flag: what a researcher has to look at. Nothing was dropped for
        it, but for rows without any answer.
    """

    frame: pd.DataFrame
    no_opinion: pd.DataFrame = field(repr=False)
    flags: pd.DataFrame = field(repr=False)

    def without(self, flags: Collection[str]) -> Responses:
        """The same answers without the respondents that have one of these flags."""
        named = self.flags[self.flags["flag"].isin(flags)]
        out = pd.MultiIndex.from_frame(named[["wave", "respondent"]])
        kept = ~pd.MultiIndex.from_frame(self.frame[["wave", "respondent"]]).isin(out)
        return Responses(self.frame[kept], self.no_opinion[kept], self.flags)


def read_responses(
    path: Path,
    instrument: Instrument,
    sizes: pd.DataFrame | None = None,
    organisations: Collection[str] | None = None,
    wave: str = "",
) -> Responses:
    """Read answers.

    Columns are the ids of the instrument, or those that LimeSurvey makes of them (``overview[over1]``); an
    answer is a value of the scale or its words. Who answered stands in ``respondent`` or LimeSurvey's ``id``.

    Parameters
    ----------
    path
        CSV, XLSX, SPSS (.sav), or an export of LimeSurvey with codes of questions as heads.
    instrument
        What was asked.
    sizes
        Who was asked (`read_sizes`): gives the region where an organisation is in one only.
    organisations
        Codes that exist, where there are no sizes.
    wave
        When it was asked (YYYY, YYYY-MM or YYYY-MM-DD), where there is no column ``wave``.

    Raises
    ------
    InputError
        With everything that is wrong: unknown or absent columns, values outside the scale, a respondent who
        answers twice, a body, organisation or region that does not exist, more answers than members.
    """
    cells = _named(read_cells(path), instrument)
    where = path.name
    problems = list(_columns(cells, instrument, where))
    if problems:
        raise InputError(f"The answers cannot be used ({len(problems)} problems)", problems)
    made = _filled_in(cells, instrument, sizes, wave)
    problems += _choices(made, instrument, where)
    values, no_opinion, outside = _values(cells, instrument)
    problems += [
        Problem(where, repr(cells.loc[row, item]), _allowed(instrument), row, item) for row, item in outside
    ]
    problems += _people(made, sizes, organisations, where)
    if problems:
        raise InputError(f"The answers cannot be used ({len(problems)} problems)", problems)
    return _checked(made, values, no_opinion, instrument)


def _named(cells: pd.DataFrame, instrument: Instrument) -> pd.DataFrame:
    """Give columns the names of the instrument, whatever their case and the question they stand in."""
    known = [*FIXED, *(q.id for q in instrument.background), *instrument.item_ids]
    names = {}
    for column in cells.columns:
        plain = column.lower()
        names[column] = plain if plain in (*known, *PROGRAM_COLUMNS) else item_of_column(column).lower()
        if names[column] not in (*known, *PROGRAM_COLUMNS):
            names[column] = column
    named = cells.rename(columns=names)
    if "respondent" not in named and "id" in named:
        named = named.rename(columns={"id": "respondent"})
    return named


def _columns(cells: pd.DataFrame, instrument: Instrument, where: str) -> Iterator[Problem]:
    questions = [q.id for q in instrument.background]
    known = [*FIXED, *questions, *instrument.item_ids]
    for column in cells.columns[cells.columns.duplicated()].unique():
        yield Problem(where, f"column {column} twice", "every column once")
    for column in cells.columns.unique():
        if column not in known and column not in PROGRAM_COLUMNS:
            near = difflib.get_close_matches(column.lower(), known, n=1, cutoff=0.6)
            hint = f"did you mean {near[0]}?" if near else "a column of the instrument"
            yield Problem(where, f"column {column!r}", hint)
    for column in ("respondent", BODY, *instrument.item_ids):
        if column not in cells:
            yield Problem(where, f"no column {column}", f"a column {column}")
    if "region" not in cells and "organisation" not in cells:
        yield Problem(where, "no column region or organisation", "one of the two")


def _filled_in(
    cells: pd.DataFrame, instrument: Instrument, sizes: pd.DataFrame | None, wave: str
) -> pd.DataFrame:
    columns = [*FIXED, *(q.id for q in instrument.background)]
    made = cells.reindex(columns=[*columns, "submitdate"]).astype("object")
    made["submitdate"] = made["submitdate"].fillna("?")
    made = made.fillna("")
    for question, choices in _choice_lists(instrument).items():
        read = {**{c.code.casefold(): c.code for c in choices}, **_by_words(choices)}
        if question == BODY:
            read |= {body.short.casefold(): body.code for body in instrument.bodies}
        made[question] = [read.get(str(v).casefold(), v) for v in made[question]]
    made["organisation"] = made["organisation"].str.upper()
    made["wave"] = made["wave"].where(made["wave"] != "", wave)
    if sizes is not None:
        only = sizes[~sizes["organisation"].duplicated(keep=False)]
        regions = only.set_index("organisation")["region"]
        made["region"] = made["region"].where(
            made["region"] != "", made["organisation"].map(regions).fillna("")
        )
    return made


def _choice_lists(instrument: Instrument) -> dict[str, tuple[Choice, ...]]:
    bodies = tuple(Choice(body.code, body.words) for body in instrument.bodies)
    return {BODY: bodies} | {q.id: q.choices for q in instrument.background}


def _by_words(choices: Collection[Choice]) -> dict[str, str]:
    return {words.casefold(): c.code for c in choices for words in c.words.values()}


def _choices(made: pd.DataFrame, instrument: Instrument, where: str) -> Iterator[Problem]:
    for question, choices in _choice_lists(instrument).items():
        codes = [choice.code for choice in choices]
        wrong = ~made[question].isin([*codes, *([] if question == BODY else [""])])
        for row, value in made.loc[wrong, question].items():
            yield Problem(where, repr(value), "one of " + ", ".join(codes), row, question)


def _values(
    cells: pd.DataFrame, instrument: Instrument
) -> tuple[pd.DataFrame, pd.DataFrame, list[tuple[int, str]]]:
    """Answers as numbers, which of them tell no opinion, and the cells that hold neither."""
    answers = (*instrument.scale, instrument.unknown)
    read: Mapping[str, str] = {**{c.code: c.code for c in answers}, **_by_words(answers), "": "nan"}
    items = list(instrument.item_ids)
    raw = cells[items].apply(lambda column: column.str.casefold().map(read))
    outside = [(row, item) for item in items for row in raw.index[raw[item].isna()]]
    numbers = raw.astype(float)
    no_opinion = numbers == float(instrument.unknown.code)
    return numbers.mask(no_opinion), no_opinion, sorted(outside)


def _allowed(instrument: Instrument) -> str:
    values = ", ".join(choice.code for choice in instrument.scale)
    return f"{values}, {instrument.unknown.code} (no opinion) or nothing"


def _people(
    made: pd.DataFrame, sizes: pd.DataFrame | None, organisations: Collection[str] | None, where: str
) -> Iterator[Problem]:
    for row, respondent in made.loc[made["respondent"] == "", "respondent"].items():
        yield Problem(where, repr(respondent), "who answered", row, "respondent")
    named = made[made["respondent"] != ""]
    for row in named.index[named.duplicated(["wave", "respondent"])]:
        yield Problem(
            where, f"{made.loc[row, 'respondent']} again", "every respondent once a wave", row, "respondent"
        )
    for row, wave in made.loc[~made["wave"].str.fullmatch(f"({_WAVE})?"), "wave"].items():
        yield Problem(where, repr(wave), "YYYY, YYYY-MM or YYYY-MM-DD", row, "wave")
    for row in made.index[made["region"] == ""]:
        yield Problem(where, "no region", "a region, or an organisation that is in one only", row, "region")
    yield from _organisations(made, sizes, organisations, where)


def _organisations(
    made: pd.DataFrame, sizes: pd.DataFrame | None, organisations: Collection[str] | None, where: str
) -> Iterator[Problem]:
    given = made[made["organisation"] != ""]
    for row, body, code in zip(given.index, given[BODY], given["organisation"], strict=True):
        if not fits_body(code, body):
            yield Problem(where, repr(code), f"a code {CODE_OF_BODY[body]} of a {body}", row, "organisation")
    if sizes is None:
        if organisations is not None:
            for row, code in given.loc[~given["organisation"].isin(organisations), "organisation"].items():
                yield Problem(where, repr(code), "an organisation that exists", row, "organisation")
        return
    key = ["region", BODY, "organisation"]
    asked = sizes.set_index(key)["asked"]
    known = pd.MultiIndex.from_frame(given[key]).isin(asked.index)
    for row in given.index[~known]:
        yield Problem(where, " ".join(given.loc[row, key]), "a body of the sizes", row, "organisation")
    counted = given[known].groupby(["wave", *key]).size()
    for (wave, *own), number in counted.items():
        if number > asked[tuple(own)]:
            allowed = f"{asked[tuple(own)]:.0f} at most, as were asked"
            yield Problem(where, f"{number} answers of {own[-1]} {wave}".strip(), allowed)


def _checked(
    made: pd.DataFrame, values: pd.DataFrame, no_opinion: pd.DataFrame, instrument: Instrument
) -> Responses:
    unasked = pd.DataFrame(False, index=made.index, columns=values.columns)
    for item in instrument.items:
        if item.ask_if is not None:
            unasked[item.id] = ~_holds(item.ask_if, made) & (values[item.id].notna() | no_opinion[item.id])
    values, no_opinion = values.mask(unasked), no_opinion & ~unasked
    flags = flags_of(made, values, no_opinion, unasked, instrument)
    answered = (values.notna() | no_opinion).any(axis=1)
    columns = [*FIXED, *(q.id for q in instrument.background)]
    frame = made[columns].join(values)[answered].sort_values(["wave", "respondent"])
    return Responses(frame.reset_index(drop=True), no_opinion.loc[frame.index].reset_index(drop=True), flags)


def _holds(condition: Condition, made: pd.DataFrame) -> pd.Series:
    """Whether a question was asked; where the earlier one was not answered it may have been."""
    return made[condition.question].isin([*condition.answers, ""])
