"""Each item by itself: how the answers divide, and how it goes with the others of its construct."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from regioscoop.voices.survey._cells import Cells
from regioscoop.voices.survey._estimates import GROUP
from regioscoop.voices.survey._instrument import Instrument
from regioscoop.voices.survey._reliability import item_rest

NO_OPINION: Final = "no_opinion"


def item_table(
    answers: pd.DataFrame,
    no_opinion: pd.DataFrame,
    cells: Cells,
    instrument: Instrument,
    minimum: int,
) -> pd.DataFrame:
    """Describe each item over all cells that may be shown, not weighted.

    Parameters
    ----------
    answers
        As `turned` gives them: a reversed item tells of more like the others.
    no_opinion
        Which answers tell no opinion.
    cells
        Region and body of each respondent.
    instrument
        The items.
    minimum
        Smallest number of answers that is shown.

    Returns
    -------
    DataFrame
        item, construct, is_reversed, answered, mean, sd, no_opinion (share of who was asked and answered),
        item_rest (correlation with the rest of its construct), is_turned_wrong (that correlation is below 0).
    """
    rest = pd.concat([item_rest(answers[list(own)]) for own in _of_constructs(instrument)])
    rows = []
    for item in instrument.items:
        shown = cells.in_total(answers[item.id].notna().to_numpy(), minimum)
        own = answers.loc[shown, item.id].dropna()
        none = int(no_opinion.loc[shown, item.id].sum())
        if own.empty:
            continue
        rows.append(
            {
                "item": item.id,
                "construct": item.construct,
                "is_reversed": item.is_reversed,
                "answered": len(own),
                "mean": own.mean(),
                "sd": own.std(),
                NO_OPINION: none / (len(own) + none),
                "item_rest": rest[item.id],
                "is_turned_wrong": bool(rest[item.id] < 0),
            }
        )
    columns = ["item", "construct", "is_reversed", "answered", "mean", "sd", NO_OPINION, "item_rest"]
    return pd.DataFrame(rows, columns=[*columns, "is_turned_wrong"])


def _of_constructs(instrument: Instrument) -> list[tuple[str, ...]]:
    return [instrument.scales[construct.id] for construct in instrument.constructs]


def distribution(
    people: pd.DataFrame,
    no_opinion: pd.DataFrame,
    weights: pd.Series,
    instrument: Instrument,
    minimum: int,
) -> pd.DataFrame:
    """How the answers to each item divide, as it was answered, weighted.

    Parameters
    ----------
    people
        region, body, and each item as it was answered.
    no_opinion
        Which answers tell no opinion.
    weights
        Weight of each respondent.
    instrument
        The items and the scale.
    minimum
        Smallest number of answers (with an opinion) that is shown.

    Returns
    -------
    DataFrame
        item, level, region, body, answer (a value of the scale, or ``no_opinion``), share (0 to 1), answered
        (with an opinion). The shares of the values sum to 1; that of ``no_opinion`` is of everyone who
        answered, with or without one.
    """
    cells, w = Cells.of(people), weights.to_numpy(dtype=np.float64)
    codes = [choice.code for choice in instrument.scale]
    rows: list[tuple[object, ...]] = []
    for item in instrument.items:
        values = people[item.id].to_numpy(dtype=np.float64)
        known = np.isfinite(values)
        parts = [w * (values == float(code)) for code in codes]
        sums = cells.sums([*parts, w * no_opinion[item.id].to_numpy(), known.astype(np.float64)])
        for group, own in cells.groups(known, minimum):
            *given, without, number = sums[:, own].sum(axis=1).tolist()
            place, total = (item.id, group.level, group.region, group.body), sum(given)
            rows += [
                (*place, code, part / total, int(number)) for code, part in zip(codes, given, strict=True)
            ]
            rows.append((*place, NO_OPINION, without / (total + without), int(number)))
    return pd.DataFrame(rows, columns=["item", *GROUP, "answer", "share", "answered"])
