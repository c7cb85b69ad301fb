"""Codes of one family for many texts, and how such columns become one table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from regioscoop.collection.coding._features import Numbers

RULES: Final = "rules, codebook 1"
CLASSIFIER: Final = "classifier, codebook 1"
NOBODY: Final = ""
UNKNOWN: Final = "unknown"
UNDETERMINED: Final = "undetermined"
RULE_THRESHOLD: Final = 0.7
"""Probability of a rule below which a person looks [own]."""
COLUMNS: Final = ("id", "family", "code", "rank", "probability", "evidence", "coder", "review", "gain")
Words = NDArray[np.object_]


@dataclass(frozen=True)
class Coded:
    """The codes of one family, one element per text.

    Attributes
    ----------
    family
        What is coded.
    code
        The code; empty where there is none to show.
    probability
        That the code is right; NaN where nothing is claimed.
    evidence
        Which words say so, and where.
    coder
        Who or what guessed; empty where nobody did.
    review
        Whether a person should look.
    rank
        1, or higher for further policy fields.
    loss
        Expected number of codes that are wrong, where that is not 1 - probability.
    """

    family: str
    code: Words
    probability: Numbers
    evidence: Words
    coder: Words
    review: NDArray[np.bool_]
    rank: int = 1
    loss: Numbers | None = None


Answer = tuple[str, float, str]
"""Code, probability, evidence."""


def by_rules(family: str, answers: Sequence[Answer], threshold: float = RULE_THRESHOLD) -> Coded:
    """Codes that rules gave, one answer per text; NaN as probability says that nothing is claimed."""
    code, probability, evidence = zip(*answers, strict=True) if answers else ((), (), ())
    likely = np.array(probability, dtype=float)
    claimed = ~np.isnan(likely)
    return Coded(
        family,
        words(code),
        likely,
        words(evidence),
        np.where(claimed, RULES, NOBODY).astype(object),
        claimed & (likely < threshold),
    )


def words(values: Sequence[Any]) -> Words:
    """An array of words."""
    made = np.empty(len(values), dtype=object)
    made[:] = values
    return made


def as_table(ids: Sequence[str], columns: Sequence[Coded], copies: Numbers) -> pd.DataFrame:
    """One row per code, in the order of the texts.

    Parameters
    ----------
    ids
        Id of each text.
    columns
        The families.
    copies
        How many texts are the same as each: one look settles them all.

    Returns
    -------
    DataFrame
        `COLUMNS`; ``gain`` is the expected number of wrong codes that one look puts right,
        (1 - probability) x copies.
    """
    own = words(ids)
    keep = [column.code != "" for column in columns]
    chosen = list(zip(columns, keep, strict=True))
    order = np.argsort(np.concatenate([np.flatnonzero(k) for k in keep]), kind="stable")
    values = {
        "id": [own[k] for k in keep],
        "family": [np.full(int(k.sum()), c.family, dtype=object) for c, k in chosen],
        "code": [c.code[k] for c, k in chosen],
        "rank": [np.full(int(k.sum()), c.rank) for c, k in chosen],
        "probability": [c.probability[k] for c, k in chosen],
        "evidence": [c.evidence[k] for c, k in chosen],
        "coder": [c.coder[k] for c, k in chosen],
        "review": [np.where(c.review[k], "yes", "no").astype(object) for c, k in chosen],
        "gain": [((1 - c.probability if c.loss is None else c.loss) * copies)[k] for c, k in chosen],
    }
    return pd.DataFrame({name: np.concatenate(parts)[order] for name, parts in values.items()})
