"""Questions of a council that follow from the budgets that were read: cost shares and seats."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pandas as pd
from babel.numbers import format_decimal

from regioscoop.context import inhabitants
from regioscoop.register import Edition
from regioscoop.reports._words import listed, says

MORE: Final = 1.25
"""From this times the middle contribution per inhabitant of the others on, ours is odd [own]."""
LEAST_OTHERS: Final = 2
"""Budgets of others that must name a contribution before ours is held against them [own]."""
WITH_BOARD: Final = ("wgr_body", "private_body")


def budget_questions(edition: Edition, own: str, language: str) -> Iterator[tuple[str, str]]:
    """Questions, each with why it is asked; none where our own budget was not read.

    Parameters
    ----------
    edition
        The register, with what budgets say (``budget_values``).
    own
        Id of the municipality.
    language
        ``nl`` or ``en``.
    """
    said = edition["budget_values"]
    ours = said[said["organisation"] == own]
    if ours.empty:
        return
    yield from _dear(edition, said, own, language)
    yield from _seatless(edition, said, own, language)


def _dear(edition: Edition, said: pd.DataFrame, own: str, language: str) -> Iterator[tuple[str, str]]:
    """Arrangements to which we pay clearly more per inhabitant than others say they do."""
    paid = said[(said["attribute"] == "contribution") & said["euros"].notna()]
    paid = paid.drop_duplicates(["arrangement", "organisation"])
    people = inhabitants(edition)["inhabitants"]
    each = paid["euros"].astype(float) / paid["organisation"].map(people).astype(float)
    paid = paid.assign(each=each)[each.notna() & (each > 0)]
    say, names = says(language), edition.arrangements["name"]
    for arrangement, rows in paid.groupby("arrangement"):
        mine = rows.loc[rows["organisation"] == own, "each"]
        others = rows.loc[rows["organisation"] != own, "each"]
        if mine.empty or len(others) < LEAST_OTHERS or mine.iloc[0] < MORE * others.median():
            continue
        here, middle = (
            format_decimal(value, "#,##0.00", locale=language) for value in (mine.iloc[0], others.median())
        )
        yield (
            say(
                f"Waarom betalen wij per inwoner meer aan {names[arrangement]}?",
                f"Why do we pay more per inhabitant to {names[arrangement]}?",
            ),
            say(
                f"Volgens onze begroting € {here} per inwoner. De middelste van {len(others)} andere gelezen "
                f"begrotingen noemt € {middle}.",
                f"Our budget says € {here} per inhabitant. The middle one of {len(others)} other budgets "
                f"says € {middle}.",
            ),
        )


def _seatless(edition: Edition, said: pd.DataFrame, own: str, language: str) -> Iterator[tuple[str, str]]:
    """Bodies with a board of which our budget names no seat of ours."""
    ours = said[said["organisation"] == own]
    seated = set(ours.loc[ours["attribute"] == "board_seats", "arrangement"])
    frame = edition.arrangements
    named = frame.loc[sorted(set(ours["arrangement"]) - seated)]
    names = named.loc[named["legal_class"].isin(WITH_BOARD), "name"].sort_values()
    if len(names):
        say = says(language)
        yield (
            say(
                f"Wie vertegenwoordigt ons in het bestuur van {listed(names, language)}?",
                f"Who represents us on the board of {listed(names, language)}?",
            ),
            say(
                f"Onze begroting noemt bij {len(names)} verbonden partijen met een bestuur geen zetel.",
                f"Our budget names no seat for {len(names)} linked parties that have a board.",
            ),
        )
