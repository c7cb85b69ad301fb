"""Whether groups differ at all: intraclass correlations."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import f as f_law

Floats = NDArray[np.float64]

DRAWS: Final = 999


@dataclass(frozen=True)
class GroupDifference:
    """What groups have in common within and not between.

    Attributes
    ----------
    groups, respondents
        Numbers of both.
    icc1, icc1_low, icc1_high
        ICC(1): share of the variance of answers that lies between groups, with its 95% interval; below 0
        where groups differ less than chance would make them.
    icck
        ICC(k): reliability of the mean of a group of the usual size.
    usual_size
        Usual size of a group: n0 of the one-way design with unequal groups.
    p
        Chance of such an F or a larger one when groups do not differ (F test).
    p_permuted
        The same when whole organisations are dealt over the groups; NaN where they are not known.
    """

    groups: int
    respondents: int
    icc1: float = math.nan
    icc1_low: float = math.nan
    icc1_high: float = math.nan
    icck: float = math.nan
    usual_size: float = math.nan
    p: float = math.nan
    p_permuted: float = math.nan

    @property
    def differs(self) -> bool | None:
        """Whether groups differ; None where it cannot be told.

        They do when ICC(1) is above 0 with its whole interval, and dealing organisations at random seldom
        (p of .05 at most) gives as much difference.
        """
        if math.isnan(self.icc1):
            return None
        by_chance = not math.isnan(self.p_permuted) and self.p_permuted > 0.05
        return self.icc1_low > 0 and not by_chance


def shrout_fleiss(ratings: Floats) -> dict[str, float]:
    """Compute the six intraclass correlations of a full table (Shrout and Fleiss 1979).

    Parameters
    ----------
    ratings
        n targets by k judges, shape (n, k).

    Returns
    -------
    dict
        ``ICC(1,1)``, ``ICC(2,1)``, ``ICC(3,1)``, ``ICC(1,k)``, ``ICC(2,k)``, ``ICC(3,k)``.
    """
    n, k = ratings.shape
    mean = ratings.mean()
    between = k * ((ratings.mean(axis=1) - mean) ** 2).sum() / (n - 1)
    within = ((ratings - ratings.mean(axis=1, keepdims=True)) ** 2).sum() / (n * (k - 1))
    judges = n * ((ratings.mean(axis=0) - mean) ** 2).sum() / (k - 1)
    error = (within * n * (k - 1) - judges * (k - 1)) / ((n - 1) * (k - 1))
    return {
        "ICC(1,1)": float((between - within) / (between + (k - 1) * within)),
        "ICC(2,1)": float((between - error) / (between + (k - 1) * error + k * (judges - error) / n)),
        "ICC(3,1)": float((between - error) / (between + (k - 1) * error)),
        "ICC(1,k)": float((between - within) / between),
        "ICC(2,k)": float((between - error) / (between + (judges - error) / n)),
        "ICC(3,k)": float((between - error) / between),
    }


def group_difference(
    values: pd.Series,
    groups: pd.Series,
    clusters: pd.Series | None,
    generator: np.random.Generator,
    draws: int = DRAWS,
) -> GroupDifference:
    """Compute ICC(1) and ICC(k) of respondents in groups of unequal size, not weighted.

    One-way analysis of variance: ICC(1) = (MSB - MSW) / (MSB + (n0 - 1) MSW), ICC(k) = (MSB - MSW) / MSB,
    n0 = (N - sum n^2 / N) / (G - 1); the interval is that of Shrout and Fleiss with n0 for k. Members of one
    council answer alike, which alone would make regions differ; so the councils are dealt over the regions.

    Parameters
    ----------
    values
        A score for each respondent; NaN is left out.
    groups, clusters
        Region and organisation of each; an empty organisation is unknown, and then nothing is dealt.
    generator
        For the dealing.
    draws
        How often they are dealt.
    """
    known = values.notna().to_numpy()
    scores = values.to_numpy(dtype=np.float64)[known]
    group, sizes = _coded(groups[known])
    n, number = len(scores), len(sizes)
    if number < 2 or n - number < 2:
        return GroupDifference(number, n)
    scores = scores - scores.mean()
    explained = float((np.bincount(group, scores) ** 2 / sizes).sum())
    between = explained / (number - 1)
    within = (float((scores**2).sum()) - explained) / (n - number)
    if within <= 1e-12:
        return GroupDifference(number, n)
    size = (n - float((sizes**2).sum()) / n) / (number - 1)
    ratio = between / within
    low = ratio / float(f_law.ppf(0.975, number - 1, n - number))
    high = ratio * float(f_law.ppf(0.975, n - number, number - 1))
    return GroupDifference(
        number,
        n,
        _icc(ratio, size),
        _icc(low, size),
        _icc(high, size),
        1 - 1 / ratio if ratio > 0 else math.nan,
        size,
        float(f_law.sf(ratio, number - 1, n - number)),
        _dealt(group, None if clusters is None else clusters[known], scores, explained, generator, draws),
    )


def _icc(ratio: float, size: float) -> float:
    return (ratio - 1) / (ratio + size - 1)


def _coded(names: pd.Series) -> tuple[NDArray[np.int64], Floats]:
    """Place of each name among all names, in order, and how often each occurs."""
    _, places, sizes = np.unique(names.to_numpy(dtype=str), return_inverse=True, return_counts=True)
    return places.astype(np.int64), sizes.astype(np.float64)


def _dealt(
    group: NDArray[np.int64],
    clusters: pd.Series | None,
    scores: Floats,
    explained: float,
    generator: np.random.Generator,
    draws: int,
) -> float:
    """Share of dealings of clusters over groups, own one included, that explain as much."""
    if clusters is None or (clusters == "").any():
        return math.nan
    places, sizes_of_names = _coded(clusters)
    both, first, cluster = np.unique(
        group * len(sizes_of_names) + places, return_index=True, return_inverse=True
    )
    sums, sizes = np.bincount(cluster, scores), np.bincount(cluster).astype(np.float64)
    groups = group[first]
    if len(both) == groups.max() + 1:
        return math.nan
    dealt = generator.permuted(np.broadcast_to(groups, (draws, len(groups))), axis=1)
    places = dealt + (groups.max() + 1) * np.arange(draws)[:, None]
    length = draws * (groups.max() + 1)
    by_group = np.bincount(places.ravel(), np.tile(sums, draws), length)
    of_size = np.bincount(places.ravel(), np.tile(sizes, draws), length)
    found = (by_group**2 / of_size).reshape(draws, -1).sum(axis=1)
    return float((1 + (found >= explained * (1 - 1e-9)).sum()) / (draws + 1))
