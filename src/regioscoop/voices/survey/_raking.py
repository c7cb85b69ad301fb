"""Weights that give the answers the make-up of all members: raking, with a limit, and what it costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]

ROUNDS: Final = 200
TOLERANCE: Final = 1e-6
MOST: Final = 5.0
"""No weight is more than this times the mean weight, nor less than the mean divided by it."""
_TRIMS: Final = 20


@dataclass(frozen=True)
class Weights:
    """Weights of respondents.

    Attributes
    ----------
    each
        A weight for each respondent; their mean is 1.
    converged
        Whether every margin was met to within `TOLERANCE`.
    rounds
        Rounds of raking that were made.
    gap
        Largest difference that is left between a share and its margin (0 to 1).
    trimmed
        Number of weights that stand at a limit.
    design_effect
        n sum(w^2) / (sum w)^2 (Kish): how many times wider the weights make a variance.
    unmet
        Categories of the margins that nobody who answered is in: variable, category, share of all members.
    """

    each: pd.Series
    converged: bool
    rounds: int
    gap: float
    trimmed: int
    design_effect: float
    unmet: pd.DataFrame

    @property
    def effective_number(self) -> float:
        """Respondents of equal weight that would tell as much."""
        return len(self.each) / self.design_effect


def rake(groups: pd.DataFrame, margins: Mapping[str, pd.Series], most: float = MOST) -> Weights:
    """Rake weights to margins (iterative proportional fitting; Deming and Stephan 1940).

    Each round sets, for one variable after another, the weight in each category to its share of all members.
    Weights beyond the limit are brought back to it and the others raked again. A respondent whose category
    is unknown is left as it is by that variable. Categories that nobody is in are left out, and listed.

    Parameters
    ----------
    groups
        A column for each variable of the margins, one row a respondent; empty where not known.
    margins
        Variable -> number of members in each category.
    most
        Limit of a weight, times the mean; infinity for none.

    Returns
    -------
    Weights
        All 1 where there are no margins. Whatever the order of the rows, a row has the same weight.
    """
    if groups.empty:
        nobody = pd.DataFrame(columns=["variable", "category", "share"])
        return Weights(pd.Series(dtype=float, index=groups.index), True, 0, 0.0, 0, 1.0, nobody)
    weights = np.ones(len(groups))
    plans = [plan for name, wanted in margins.items() if (plan := _plan(groups[name], wanted)) is not None]
    rounds = 0
    fixed = np.zeros(len(groups), dtype=bool)
    for _ in range(_TRIMS):
        weights, made = _fit(weights, plans, fixed)
        rounds += made
        beyond = (weights > most * (1 + 1e-9)) | (weights < (1 - 1e-9) / most)
        if not beyond.any():
            break
        fixed |= beyond
        weights = np.clip(weights, 1 / most, most)
    weights = np.clip(weights / weights.mean(), 1 / most, most)
    gap = max((_gap(weights, *plan) for plan in plans), default=0.0)
    effect = len(weights) * float((weights**2).sum()) / float(weights.sum()) ** 2
    unmet = [row for name, wanted in margins.items() for row in _unmet(name, groups[name], wanted)]
    return Weights(
        pd.Series(weights, index=groups.index),
        gap <= TOLERANCE,
        rounds,
        gap,
        int(fixed.sum()),
        effect,
        pd.DataFrame(unmet, columns=["variable", "category", "share"]),
    )


Plan = tuple[NDArray[np.int64], Floats]


def _plan(group: pd.Series, wanted: pd.Series) -> Plan | None:
    """Place of each respondent's category (-1 where it is not known), and the share of each category."""
    present = sorted(set(group) & set(wanted.index[wanted > 0]))
    if not present:
        return None
    places = pd.Index(present).get_indexer(group)
    shares = wanted.loc[present].to_numpy(dtype=np.float64)
    return places.astype(np.int64), shares / shares.sum()


def _fit(weights: Floats, plans: list[Plan], fixed: NDArray[np.bool_]) -> tuple[Floats, int]:
    """Rake the weights that are not fixed; those that are count in the totals."""
    made = 0
    while made < ROUNDS:
        made += 1
        for places, shares in plans:
            known = places >= 0
            goal = shares * weights[known].sum()
            held = np.bincount(places[known & fixed], weights[known & fixed], len(shares))
            free = np.bincount(places[known & ~fixed], weights[known & ~fixed], len(shares))
            factor = np.divide(np.maximum(goal - held, 0), free, out=np.ones(len(shares)), where=free > 0)
            moved = known & ~fixed
            weights = np.where(moved, weights * factor[np.maximum(places, 0)], weights)
        weights = weights / weights.mean()
        if max((_gap(weights, *plan) for plan in plans), default=0.0) <= TOLERANCE / 10:
            break
    return weights, made


def _gap(weights: Floats, places: NDArray[np.int64], shares: Floats) -> float:
    known = places >= 0
    own = np.bincount(places[known], weights[known], len(shares))
    return float(np.abs(own / own.sum() - shares).max())


def _unmet(name: str, group: pd.Series, wanted: pd.Series) -> list[tuple[str, str, float]]:
    absent = wanted[(wanted > 0) & ~wanted.index.isin(set(group))]
    return [(name, str(category), float(n / wanted.sum())) for category, n in absent.sort_index().items()]
