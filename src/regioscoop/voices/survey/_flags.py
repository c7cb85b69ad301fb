"""What stands out in the answers: for a researcher to look at, never dropped in silence."""

from __future__ import annotations

from typing import Final

import pandas as pd

from regioscoop.voices.survey._instrument import BODY, Instrument

LEAST_ANSWERS: Final = 8
"""With fewer answers, equal ones tell nothing."""
FLAGS: Final = {
    "straight_liner": ("alle antwoorden gelijk, ook op omgekeerde vragen", "the same answer everywhere"),
    "same_answers": ("zelfde antwoorden als een ander", "the same answers as another"),
    "not_asked": ("antwoord op een vraag die niet gesteld was", "answered what was not asked"),
    "unfinished": ("niet afgemaakt", "not finished"),
    "no_answers": ("geen enkel antwoord", "no answer at all"),
}
"""Flag -> its words in Dutch and English."""


def flags_of(
    people: pd.DataFrame,
    values: pd.DataFrame,
    no_opinion: pd.DataFrame,
    unasked: pd.DataFrame,
    instrument: Instrument,
) -> pd.DataFrame:
    """Flag rows.

    Parameters
    ----------
    people
        respondent, wave, body, organisation, background and submitdate; index the row of the file.
    values, no_opinion, unasked
        Answers to each item, which tell no opinion, and which were not asked; same index.
    instrument
        Which items are reversed.

    Returns
    -------
    DataFrame
        row, respondent, wave, flag (`FLAGS`), in order of row.
    """
    answered = values.notna().sum(axis=1)
    turned = [item.id for item in instrument.items if item.is_reversed]
    both_ways = values[turned].notna().any(axis=1) & values.drop(columns=turned).notna().any(axis=1)
    enough = answered >= LEAST_ANSWERS
    background = [q.id for q in instrument.background]
    all_of_it = pd.concat([people[["wave", "region", BODY, "organisation", *background]], values], axis=1)
    found = {
        "straight_liner": enough & both_ways & (values.max(axis=1) == values.min(axis=1)),
        "same_answers": enough & all_of_it.duplicated(keep=False),
        "not_asked": unasked.any(axis=1),
        "unfinished": people["submitdate"] == "",
        "no_answers": (answered == 0) & ~no_opinion.any(axis=1),
    }
    rows = [
        (row, *people.loc[row, ["respondent", "wave"]], flag)
        for flag, chosen in found.items()
        for row in people.index[chosen]
    ]
    frame = pd.DataFrame(rows, columns=["row", "respondent", "wave", "flag"])
    return frame.sort_values(["row", "flag"], ignore_index=True)
