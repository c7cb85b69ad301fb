"""Exact tests for a handful of cases: no distribution is assumed, every rearrangement is counted.

Which test fits follows from the data: two yes/no sides give Fisher's test, one yes/no side a difference of
means, and otherwise a rank correlation. Where there are too many rearrangements they are drawn from a seed,
and the error of that is told.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import hypergeom, rankdata
from scipy.stats.contingency import odds_ratio

from regioscoop.errors import InputError, Problem

Floats = NDArray[np.float64]

LEAST_CASES: Final = 4
MOST_SPLITS: Final = 200_000
"""With more ways to split the cases in two groups, splits are drawn."""
MOST_RANKED: Final = 12
"""With more cases in a rank correlation, rearrangements are drawn."""
DRAWS: Final = 20_000
_TINY: Final = 1e-9


@dataclass(frozen=True)
class CaseTest:
    """What a few cases say of two sides.

    Attributes
    ----------
    kind
        ``fisher``, ``mean_difference`` or ``rank_correlation``.
    cases
        Number of cases.
    effect_name
        ``odds_ratio``, ``difference`` or ``spearman``.
    effect, low, high
        Effect size with its 95% interval; infinite where the cases set no bound, NaN where it is unknown.
    delta
        Cliff's delta, of ``mean_difference`` only, else NaN.
    p_positive, p_negative
        One-sided p of a positive and of a negative association.
    p_two_sided
        Two-sided p: of ``fisher`` the probability of all tables no likelier, else twice the smaller
        one-sided p.
    p_mid
        Mid-p of the side of the effect, of ``fisher`` only, else NaN.
    least_p
        Smallest two-sided p these cases could have given, however they had fallen out.
    rearrangements
        Number of rearrangements that were counted or drawn.
    error
        Standard error of ``p_two_sided`` by drawing; 0 where all were counted.
    """

    kind: str
    cases: int
    effect_name: str
    effect: float
    low: float
    high: float
    delta: float
    p_positive: float
    p_negative: float
    p_two_sided: float
    p_mid: float
    least_p: float
    rearrangements: int
    error: float

    @property
    def is_exact(self) -> bool:
        """Whether every rearrangement was counted."""
        return self.error == 0.0


def association(first: pd.Series, second: pd.Series, seed: int = 2016) -> CaseTest:
    """Test two sides with the test that fits them.

    Parameters
    ----------
    first, second
        A number for each case, same index; yes and no are 1 and 0. A case with an unknown is left out.
    seed
        For the draws, where there are any.

    Returns
    -------
    CaseTest
        The same whatever the order of the cases.

    Raises
    ------
    InputError
        When a case stands twice, fewer than `LEAST_CASES` are known on both sides, or one side is constant.
    """
    both = _known(first, second)
    a, b = (both[name].to_numpy(dtype=np.float64) for name in ("first", "second"))
    generator = np.random.default_rng(seed)
    two_valued = [len(np.unique(side)) == 2 for side in (a, b)]
    if all(two_valued):
        return fisher(_yes(a), _yes(b))
    if two_valued[0]:
        return two_groups(b, _yes(a), generator)
    if two_valued[1]:
        return two_groups(a, _yes(b), generator)
    return rank_correlation(a, b, generator)


def _known(first: pd.Series, second: pd.Series) -> pd.DataFrame:
    """Cases that are known on both sides, in order of their names."""
    twice = [
        Problem(name, f"{case} more than once", "every case once")
        for name, side in (("first", first), ("second", second))
        for case in side.index[side.index.duplicated()].unique()
    ]
    if twice:
        raise InputError("The cases cannot be compared", twice)
    both = pd.DataFrame({"first": first, "second": second}).astype("float64")
    both = both[np.isfinite(both).all(axis=1)].sort_index()
    problems = []
    if len(both) < LEAST_CASES:
        problems.append(Problem("cases", f"{len(both)} known on both sides", f"{LEAST_CASES} or more"))
    else:
        problems += [
            Problem(name, "the same value in every case", "two values or more")
            for name in both.columns
            if both[name].nunique() < 2
        ]
    if problems:
        raise InputError("The cases cannot be compared", problems)
    return both


def _yes(side: Floats) -> NDArray[np.bool_]:
    return side == side.max()


def fisher(condition: NDArray[np.bool_], outcome: NDArray[np.bool_]) -> CaseTest:
    """Fisher's exact test of two yes/no sides.

    Parameters
    ----------
    condition, outcome
        Whether each case has it; shape (cases,), each with yes and no.

    Returns
    -------
    CaseTest
        Effect: conditional maximum-likelihood odds ratio with its exact 95% interval. Two-sided p: sum of
        the probabilities of all tables no likelier than this one. Mid-p: half of the probability of the
        table itself counts.
    """
    cases, with_condition, with_outcome = len(condition), int(condition.sum()), int(outcome.sum())
    both = int((condition & outcome).sum())
    table = [
        [both, with_condition - both],
        [with_outcome - both, cases - with_condition - with_outcome + both],
    ]
    law = hypergeom(cases, with_condition, with_outcome)
    possible = np.arange(max(0, with_condition + with_outcome - cases), min(with_condition, with_outcome) + 1)
    chances = law.pmf(possible)
    own = float(law.pmf(both))
    positive, negative = float(law.sf(both - 1)), float(law.cdf(both))
    found = odds_ratio(table, kind="conditional")
    interval = found.confidence_interval(0.95)
    return CaseTest(
        "fisher",
        cases,
        "odds_ratio",
        float(found.statistic),
        float(interval.low),
        float(interval.high),
        math.nan,
        min(positive, 1.0),
        min(negative, 1.0),
        _as_unlikely(chances, own),
        min(positive, negative) - own / 2,
        min(_as_unlikely(chances, float(chance)) for chance in chances),
        math.comb(cases, with_condition),
        0.0,
    )


def _as_unlikely(chances: Floats, own: float) -> float:
    return min(float(chances[chances <= own * (1 + 1e-7)].sum()), 1.0)


def two_groups(values: Floats, group: NDArray[np.bool_], generator: np.random.Generator) -> CaseTest:
    """Permutation test of the difference in means of two groups.

    Parameters
    ----------
    values
        A number for each case, shape (cases,).
    group
        Whether each case is in the first group; both groups have a case.
    generator
        For the draws, with more than `MOST_SPLITS` splits.

    Returns
    -------
    CaseTest
        Effect: mean of the first group minus that of the second, in the unit of ``values``; its interval
        holds every shift that the two-sided test at 5% does not refuse (inverted permutation test, which
        takes it that the groups differ by a shift only). Delta: (pairs in which the first is higher minus
        those in which it is lower) / pairs.
    """
    cases, size = len(values), int(group.sum())
    # In a fixed order of the values the result does not depend on that of the rows.
    order = np.lexsort((~group, values))
    values, group = values[order], group[order]
    exact = math.comb(cases, size) <= MOST_SPLITS
    splits = _all_splits(cases, size) if exact else _drawn_splits(group, generator)
    weights = splits / size - ~splits / (cases - size)
    differences = weights @ values
    own = float(group @ values / size - ~group @ values / (cases - size))
    inside, outside = values[group], values[~group]
    higher = np.sign(inside[:, None] - outside[None, :])
    low, high = _shifts(differences, weights @ group.astype(np.float64), own)
    positive, negative, two_sided, least = _p_values(differences, own)
    return CaseTest(
        "mean_difference",
        cases,
        "difference",
        own,
        low,
        high,
        float(higher.mean()),
        positive,
        negative,
        two_sided,
        math.nan,
        least,
        len(splits),
        0.0 if exact else _error(two_sided, len(splits)),
    )


def _all_splits(cases: int, size: int) -> NDArray[np.bool_]:
    chosen = np.array(list(combinations(range(cases), size)))
    splits = np.zeros((len(chosen), cases), dtype=bool)
    np.put_along_axis(splits, chosen, True, axis=1)
    return splits


def _drawn_splits(group: NDArray[np.bool_], generator: np.random.Generator) -> NDArray[np.bool_]:
    """Return the split itself and `DRAWS` that are drawn."""
    drawn = generator.permuted(np.broadcast_to(group, (DRAWS, len(group))), axis=1)
    return np.vstack([group[None, :], drawn])


def _p_values(
    sums: Floats, own: float, counts: NDArray[np.int64] | None = None
) -> tuple[float, float, float, float]:
    """One-sided p of positive and of negative, the two-sided p, and the least of those there is.

    The two-sided one is twice the smaller of the other two, so that it says the same as the interval.
    """
    times = np.ones(len(sums), dtype=np.int64) if counts is None else counts
    near = _TINY * max(1.0, float(np.abs(sums).max()))

    def share(chosen: NDArray[np.bool_]) -> float:
        return float(times[chosen].sum() / times.sum())

    positive, negative = share(sums >= own - near), share(sums <= own + near)
    ends = min(share(sums >= sums.max() - near), share(sums <= sums.min() + near))
    return positive, negative, min(2 * min(positive, negative), 1.0), min(2 * ends, 1.0)


def _shifts(differences: Floats, moved: Floats, own: float) -> tuple[float, float]:
    """Ends of the shifts that a two-sided test at 5% does not refuse.

    After taking a shift d from the first group, a split with difference D and a share m of that group on
    its own side gives D - m d; it reaches the own own - d where d >= (own - D) / (1 - m). The ends are the
    order statistics of those bounds, since each bound adds one split to the tail.
    """
    other = moved < 1 - _TINY
    bounds = np.sort((own - differences[other]) / (1 - moved[other]))
    same, number = len(differences) - len(bounds), len(differences)
    # The tail holds the `same` splits that never move and one more for each bound that is passed.
    needed = max(math.floor(0.025 * number) + 1 - same, 0)
    if needed == 0 or needed > len(bounds):
        return -math.inf, math.inf
    return float(bounds[needed - 1]), float(bounds[len(bounds) - needed])


def rank_correlation(first: Floats, second: Floats, generator: np.random.Generator) -> CaseTest:
    """Permutation test of Spearman's rank correlation, with ties.

    Parameters
    ----------
    first, second
        A number for each case, shape (cases,), each with two values or more.
    generator
        For the bootstrap, and for the draws with more than `MOST_RANKED` cases.

    Returns
    -------
    CaseTest
        Effect: Spearman's rho (mid-ranks). Interval: percentiles of 2,000 bootstrap samples of cases, which
        is rough with few cases. p: all rearrangements of one side, counted by adding case after case.
    """
    order = np.lexsort((second, first))
    a, b = (2 * rankdata(side)[order] for side in (first, second))
    cases = len(a)
    own = float(a @ b)
    exact = cases <= MOST_RANKED
    sums, counts = _rank_sums(a, b) if exact else _drawn_sums(a, b, generator)
    positive, negative, two_sided, least = _p_values(sums, own, counts)
    low, high = _bootstrap(first[order], second[order], generator)
    return CaseTest(
        "rank_correlation",
        cases,
        "spearman",
        float(np.corrcoef(a, b)[0, 1]),
        low,
        high,
        math.nan,
        positive,
        negative,
        two_sided,
        math.nan,
        least,
        int(counts.sum()),
        0.0 if exact else _error(two_sided, int(counts.sum())),
    )


def _rank_sums(a: Floats, b: Floats) -> tuple[Floats, NDArray[np.int64]]:
    """Every sum of products over the rearrangements of b, with how many give it.

    The k-th case takes any value that the first k - 1 left, so that sets of used values, not
    rearrangements, are what is walked through.
    """
    x, y = a.astype(int), b.astype(int)
    most = int(np.sort(x) @ np.sort(y))
    layer: dict[int, NDArray[np.int64]] = {0: np.eye(1, most + 1, dtype=np.int64)[0]}
    for own in x:
        later: dict[int, NDArray[np.int64]] = {}
        for used, counts in layer.items():
            for place, value in enumerate(y):
                if used >> place & 1:
                    continue
                step = int(own * value)
                target = later.setdefault(used | 1 << place, np.zeros(most + 1, dtype=np.int64))
                target[step:] += counts[: most + 1 - step]
        layer = later
    counts = next(iter(layer.values()))
    reached = np.flatnonzero(counts)
    return reached.astype(np.float64), counts[reached]


def _drawn_sums(a: Floats, b: Floats, generator: np.random.Generator) -> tuple[Floats, NDArray[np.int64]]:
    drawn = generator.permuted(np.broadcast_to(b, (DRAWS, len(b))), axis=1) @ a
    sums = np.append(drawn, a @ b)
    return sums, np.ones(len(sums), dtype=np.int64)


def _bootstrap(first: Floats, second: Floats, generator: np.random.Generator) -> tuple[float, float]:
    drawn = generator.integers(len(first), size=(2_000, len(first)))
    a, b = (rankdata(side[drawn], axis=1) for side in (first, second))
    a, b = (side - side.mean(axis=1, keepdims=True) for side in (a, b))
    spread = np.sqrt((a**2).sum(axis=1) * (b**2).sum(axis=1))
    known = spread > 0
    found = (a * b).sum(axis=1)[known] / spread[known]
    low, high = np.quantile(found, [0.025, 0.975])
    return float(low), float(high)


def _error(p: float, draws: int) -> float:
    return math.sqrt(max(p * (1 - p), 1 / draws) / draws)
