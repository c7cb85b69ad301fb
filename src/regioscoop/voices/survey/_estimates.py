"""What groups answer, with intervals, and what it could be if the others had answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import t as t_law

from regioscoop.voices.survey._cells import Cells
from regioscoop.voices.survey._disclosure import Cell, Group
from regioscoop.voices.survey._instrument import BODY

Floats = NDArray[np.float64]

MODERATE: Final = 0.5
"""Standard deviations that who did not answer may stand off from who did, in the moderate bounds [own]."""
GROUP: Final = ("level", "region", BODY)


def estimates(
    values: pd.Series,
    weights: pd.Series,
    cells: Cells,
    minimum: int,
    ends: tuple[float, float] | None = None,
) -> pd.DataFrame:
    """Weighted mean of each group that may be shown, with its 95% interval.

    mean = sum(w x) / sum(w); variance = n / (n - 1) sum(w^2 (x - mean)^2) / sum(w)^2 (linearised, without
    correction for a finite council); interval by Student's t with (sum w)^2 / sum w^2 - 1 degrees of freedom.

    Parameters
    ----------
    values
        A score for each respondent; NaN where there is none.
    weights
        Weight of each; same index.
    cells
        Region and body of each, in the same order.
    minimum
        Smallest group that is shown; counted over who has a score.
    ends
        Lowest and highest possible value: an interval ends there.

    Returns
    -------
    DataFrame
        level, region, body, mean, low, high, sd (weighted), plain_mean (not weighted), answered.
    """
    known = values.notna().to_numpy()
    x = np.where(known, values.to_numpy(dtype=np.float64), 0.0)
    w = np.where(known, weights.to_numpy(dtype=np.float64), 0.0)
    sums = cells.sums([known.astype(np.float64), x, w, w * x, w * x**2, w**2, w**2 * x, w**2 * x**2])
    rows = []
    for group, own in cells.groups(known, minimum):
        parts = sums[:, own].sum(axis=1)
        rows.append((group.level, group.region, group.body, *_estimate(parts, ends), int(parts[0])))
    columns = [*GROUP, "mean", "low", "high", "sd", "plain_mean", "answered"]
    return pd.DataFrame(rows, columns=columns)


def _estimate(sums: Floats, ends: tuple[float, float] | None) -> tuple[float, float, float, float, float]:
    n, x, w, wx, wxx, ww, wwx, wwxx = sums
    mean = wx / w
    spread = float(np.sqrt(max(wxx / w - mean**2, 0) * n / (n - 1))) if n > 1 else np.nan
    low = high = np.nan
    if n > 1:
        variance = max(wwxx - 2 * mean * wwx + mean**2 * ww, 0) / w**2 * n / (n - 1)
        reach = float(t_law.ppf(0.975, max(w**2 / ww - 1, 1))) * float(np.sqrt(variance))
        low, high = mean - reach, mean + reach
        if ends is not None:
            low, high = max(low, ends[0]), min(high, ends[1])
    return float(mean), float(low), float(high), spread, float(x / n)


def bounds(made: pd.DataFrame, ends: tuple[float, float]) -> pd.DataFrame:
    """Bounds for who did not answer, of which nothing is known.

    worst and best: everyone who did not answer at the lowest or the highest value (Manski 1989; not
    weighted). moderate: those who did not answer differ by `MODERATE` standard deviations at most from those
    who did: mean +- (1 - answered / asked) x `MODERATE` x sd [own].

    Parameters
    ----------
    made
        What `estimates` gave, with a column asked.
    ends
        Lowest and highest value of the scale.

    Returns
    -------
    DataFrame
        level, region, body, mean, worst, best, moderate_low, moderate_high, answered, asked; without the
        groups of which it is not known how many were asked.
    """
    own = made[made["asked"] >= made["answered"]]
    absent = 1 - own["answered"] / own["asked"]
    reach = absent * MODERATE * own["sd"]
    return own.assign(
        worst=own["plain_mean"] * (1 - absent) + ends[0] * absent,
        best=own["plain_mean"] * (1 - absent) + ends[1] * absent,
        moderate_low=(own["mean"] - reach).clip(lower=ends[0]),
        moderate_high=(own["mean"] + reach).clip(upper=ends[1]),
    )[[*GROUP, "mean", "worst", "best", "moderate_low", "moderate_high", "answered", "asked"]]


def change(before: pd.DataFrame, after: pd.DataFrame, groups: Sequence[tuple[Group, Group]]) -> pd.DataFrame:
    """Compare two waves: the difference of the weighted means, with its 95% interval.

    A respondent of both waves counts in the covariance of the two means, so that a panel is compared as one.
    Only groups that consist of the same cells in both are compared.

    Parameters
    ----------
    before, after
        respondent, region, body, value and weight of each wave.
    groups
        Pairs of groups of the first and the second wave.

    Returns
    -------
    DataFrame
        level, region, body, before, after, difference, low, high, verdict (``more``, ``less`` or ``cannot be
        told``).
    """
    earlier, later = _by_cell(before), _by_cell(after)
    rows = []
    for first, second in groups:
        if first.cells != second.cells:
            continue
        one, two = _linear(earlier, first), _linear(later, second)
        if len(one) < 2 or len(two) < 2:
            continue
        shared = one.index.intersection(two.index)
        together = float((one["part"][shared] * two["part"][shared]).sum())
        together *= float(np.sqrt(_small_sample(len(one)) * _small_sample(len(two))))
        variance = _variance(one["part"]) + _variance(two["part"]) - 2 * together
        reach = float(t_law.ppf(0.975, min(len(one), len(two)) - 1)) * float(np.sqrt(max(variance, 0)))
        means = float(one["mean"].iloc[0]), float(two["mean"].iloc[0])
        moved = means[1] - means[0]
        verdict = "more" if moved > reach else "less" if moved < -reach else "cannot be told"
        rows.append(
            (first.level, first.region, first.body, *means, moved, moved - reach, moved + reach, verdict)
        )
    columns = [*GROUP, "before", "after", "difference", "low", "high", "verdict"]
    return pd.DataFrame(rows, columns=columns)


def _by_cell(wave: pd.DataFrame) -> dict[Cell, pd.DataFrame]:
    known = wave[wave["value"].notna()].set_index("respondent")
    return {(str(r), str(b)): own for (r, b), own in known.groupby(["region", BODY])}


def _linear(wave: Mapping[Cell, pd.DataFrame], group: Group) -> pd.DataFrame:
    """What each respondent adds to the error of the mean, index respondent."""
    own = pd.concat([wave[cell] for cell in sorted(group.cells)])
    mean = float((own["weight"] * own["value"]).sum() / own["weight"].sum()) if len(own) else np.nan
    part = own["weight"] * (own["value"] - mean) / own["weight"].sum()
    return pd.DataFrame({"part": part, "mean": mean})


def _variance(parts: pd.Series) -> float:
    return float((parts**2).sum()) * _small_sample(len(parts))


def _small_sample(n: int) -> float:
    return n / (n - 1)
