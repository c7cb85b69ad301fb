"""Answers turned the same way round, and taken together per scale."""

from __future__ import annotations

import math

import pandas as pd

from regioscoop.voices.survey._instrument import Instrument


def turned(frame: pd.DataFrame, instrument: Instrument) -> pd.DataFrame:
    """Answers to the items with reversed ones turned round, so that more is always more.

    Parameters
    ----------
    frame
        A column for each item, as it was answered.
    instrument
        Which are reversed, and the scale.
    """
    top = instrument.points[0] + instrument.points[-1]
    items = frame[list(instrument.item_ids)]
    return items.assign(**{i.id: top - items[i.id] for i in instrument.items if i.is_reversed})


def scale_parts(answers: pd.DataFrame, instrument: Instrument) -> dict[str, pd.DataFrame]:
    """What each scale is made of: the answers to its items, or of a wide side the scores of its constructs.

    Parameters
    ----------
    answers
        As `turned` gives them.
    instrument
        Its scales.
    """
    items = set(instrument.item_ids)
    made: dict[str, pd.DataFrame] = {}
    for scale, parts in instrument.scales.items():
        if set(parts) <= items:
            made[scale] = answers[list(parts)]
        else:
            made[scale] = pd.DataFrame({part: score(made[part]) for part in parts})
    return made


def score(parts: pd.DataFrame) -> pd.Series:
    """Mean of the parts that were answered, where that is half of them or more; else unknown.

    Parameters
    ----------
    parts
        A column for each part, one row a respondent.
    """
    enough = parts.notna().sum(axis=1) >= math.ceil(parts.shape[1] / 2)
    return parts.mean(axis=1).where(enough)
