"""From probabilities to answers: match, review or different, and what two records are to each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

MATCH, REVIEW, DIFFERENT = "match", "review", "different"
SAME, SUCCESSOR, PART_OF = "same", "successor", "part_of"
STATED: Final = 0.97
"""Probability [own] of a pair of which one name says that it went on in, or was called as, the other."""
_WHOLE: Final = 0.8
"""Least Jaccard index of the participants of a body and of a part of it that are linked without review."""


_HALF: Final = 0.5
"""Jaccard index below which participants alone are not worth a review."""
_APART: Final = 0.2
"""Jaccard index below which participants are hardly the same."""
_TWIN: Final = 0.95
"""Least similarity (0 to 1) of what is the same name but for a letter."""
_ALIKE: Final = 0.85
"""Least similarity (0 to 1) of nearly the same names."""


@dataclass(frozen=True)
class Thresholds:
    """Where an answer changes.

    Attributes
    ----------
    match
        Least probability of a match.
    review
        Least probability of what a person should look at.
    """

    match: float
    review: float


def answer(
    evidence: pd.DataFrame, probability: pd.Series, thresholds: Thresholds, is_one_list: bool
) -> pd.DataFrame:
    """Answer for each pair.

    Six rules stand above the model [own]:

    - classes of task of different families are a veto, unless all own words are the same;
    - so are names that share nothing with fewer than half of the participants in common;
    - different directions (Noordoost, Zuidoost) are never more than a case for review, unless own words
      agree; nor is a direction in one name only where the participants are not known;
    - a match needs something that speaks for it: own words, the same name, or, where the class of task of
      both is known, nearly the same name, mostly the same participants or the same area; where hardly any
      participant is shared, the same name and area;
    - of what a name states as succession the relation is ``successor``; what only looks like succession, or
      came from a fusion, is reviewed;
    - a body and one that has only part of its tasks are ``part_of``; across two lists the same participants
      and area make that a match; else it is reviewed, as within one list, where both stand on purpose.

    Parameters
    ----------
    evidence
        As `regioscoop.collection.linking._evidence.evidence` gives it, with ``is_fusion``.
    probability
        Calibrated probability that each pair belongs together.
    thresholds
        Where an answer changes.
    is_one_list
        Whether both records come from one list.

    Returns
    -------
    DataFrame
        probability, decision, relation, per row of ``evidence``.
    """
    relation = _relations(evidence)
    stated = evidence["stated"].astype(bool)
    value = probability.where(~stated, np.maximum(probability, STATED))
    value = value.mask(
        (_vetoed(evidence) | _unlike(evidence)) & ~stated, np.minimum(value, thresholds.review / 2)
    )
    whole = _whole(evidence) & (relation == PART_OF) & (not is_one_list)
    value = value.mask(whole & (value >= thresholds.review), np.maximum(value, thresholds.match))
    below = np.nextafter(thresholds.match, 0)
    value = value.mask(_reviewed(evidence, relation) & ~whole & ~stated, np.minimum(value, below))
    decision = np.select([value >= thresholds.match, value >= thresholds.review], [MATCH, REVIEW], DIFFERENT)
    return pd.DataFrame({"probability": value, "decision": decision, "relation": relation})


def _vetoed(evidence: pd.DataFrame) -> pd.Series:
    return (evidence["task"] == 0) & (evidence["own"] < 4)


def _unlike(evidence: pd.DataFrame) -> pd.Series:
    nothing_in_name = (evidence["own"] < 2) & (evidence["areas"] < 2)
    return nothing_in_name & (evidence["jaccard"] < _HALF)


def _reviewed(evidence: pd.DataFrame, relation: pd.Series) -> pd.Series:
    """Whether a pair is never matched without review."""
    named = evidence["own"] == 4
    unknown = evidence["jaccard"].isna()
    direction = ((evidence["compass"] == 0) | ((evidence["compass"] == 1) & unknown)) & ~named
    twin = (evidence["spelling"] >= _TWIN) & (evidence["compass"] >= 2) & (evidence["areas"] == 3)
    apart = (evidence["jaccard"] < _APART) & ~(named & (evidence["spelling"] >= _ALIKE)) & ~twin
    return direction | apart | ~_supported(evidence) | relation.isin([SUCCESSOR, PART_OF])


def _whole(evidence: pd.DataFrame) -> pd.Series:
    same = (evidence["jaccard"] >= _WHOLE) & (evidence["areas"] == 3) & (evidence["compass"] >= 2)
    return same & (evidence["task"] == 5)


def _supported(evidence: pd.DataFrame) -> pd.Series:
    task, areas = evidence["task"], evidence["areas"]
    own = (evidence["own"] == 4) | ((evidence["own"] == 3) & (areas > 0))
    place = (areas == 3) & (evidence["compass"] >= 2) & (task >= 4)
    other = (evidence["spelling"] >= _ALIKE) | (evidence["jaccard"] >= _WHOLE) | place
    return own | (other & (task != 3)) | (evidence["spelling"] >= _TWIN)


def _relations(evidence: pd.DataFrame) -> pd.Series:
    own, task = evidence["own"], evidence["task"]
    part = (task.isin([2, 5]) & (own < 4)) | ((task == 1) & (own < 3))
    grown = (evidence["containment"] >= _WHOLE) & (evidence["jaccard"] < 1) & (evidence["spelling"] < 0.7)
    succeeded = evidence["stated"].astype(bool) | evidence["is_fusion"] | (grown & (own < 2) & (task > 2))
    return pd.Series(np.select([succeeded, part], [SUCCESSOR, PART_OF], SAME), index=evidence.index)
