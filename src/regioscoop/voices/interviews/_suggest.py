"""Codes that a language model suggests: guesses, marked as such, never among what people coded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

import pandas as pd

from regioscoop.errors import InputError, Problem
from regioscoop.voices.interviews._agreement import Agreement, coder_agreement, paragraphs
from regioscoop.voices.interviews._model import CODING_COLUMNS, Interviews, table

Suggester = Callable[[str, Sequence[str]], Sequence[str]]
"""Paragraph and names of the codes -> names of the codes that fit it."""
MODEL: Final = "model"


@dataclass(frozen=True)
class Suggestions:
    """What a model suggests, and how far it agrees with the people who coded.

    Attributes
    ----------
    rows
        source, start, end, code, coder (the name of the model), is_guess (always True), is_coded (whether
        somebody put that code there too).
    unknown
        Names that the model gave and that are no code; left out.
    agreement
        The model as one more coder beside the others; its ``pairs`` with the model tell the agreement. Its
        ``codes`` and ``alpha`` are of people and model together.
    """

    rows: pd.DataFrame = field(repr=False)
    unknown: tuple[str, ...]
    agreement: Agreement


def suggest_codes(interviews: Interviews, suggest: Suggester, model: str = MODEL) -> Suggestions:
    """Ask a model for codes of every paragraph of a project.

    Parameters
    ----------
    interviews
        A project in which names were replaced (`pseudonymise`): a model may run elsewhere.
    suggest
        The model.
    model
        Its name.

    Returns
    -------
    Suggestions
        They are added to nothing; somebody decides.

    Raises
    ------
    InputError
        When names were not replaced, or a coder has the name of the model.
    """
    problems = []
    if not interviews.is_pseudonymous:
        problems.append(Problem(interviews.name, "names of people and places", "a project without them"))
    if model in set(interviews.codings["coder"]):
        problems.append(Problem("model", repr(model), "a name that no coder has"))
    if problems:
        raise InputError("Nothing was asked of the model", problems)
    codes = [code for code, kind in interviews.kinds.items() if kind in ("finding", "consequence")]
    rows: list[tuple[object, ...]] = []
    unknown: set[str] = set()
    for source, text in interviews.texts.items():
        for start, end in paragraphs(text):
            given = dict.fromkeys(suggest(text[start:end], codes))
            rows += [(source, start, end, code, model) for code in given if code in codes]
            unknown |= {code for code in given if code not in codes}
    guessed = table(rows, CODING_COLUMNS)
    both = interviews.with_codings(pd.concat([interviews.codings, guessed], ignore_index=True))
    return Suggestions(_marked(guessed, interviews), tuple(sorted(unknown)), coder_agreement(both))


def _marked(guessed: pd.DataFrame, interviews: Interviews) -> pd.DataFrame:
    rows = guessed.assign(is_guess=True, row=guessed.index)
    pairs = rows.merge(interviews.codings, on=["source", "code"], suffixes=("", "_by"))
    near = pairs[(pairs["start"] < pairs["end_by"]) & (pairs["start_by"] < pairs["end"])]
    return rows.assign(is_coded=rows["row"].isin(near["row"])).drop(columns="row")
