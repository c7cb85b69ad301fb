"""Intervals of a share: Wilson's, and the same for a stratified sample."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Z: Final = 1.959963984540054
"""Of a two-sided interval of 95%."""


def wilson(share: float, n: float, z: float = Z) -> tuple[float, float]:
    """Interval of a share by Wilson (1927).

    ``(p + z^2/2n -+ z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n)``

    Parameters
    ----------
    share
        p, from 0 to 1.
    n
        Size of the sample, or its effective size; infinite when everything was looked at.
    z
        Quantile of the normal distribution; default that of 95%.

    Returns
    -------
    low, high
        From 0 to 1; (0, 1) when n is 0, the share itself when n is infinite.
    """
    if n <= 0 or np.isnan(share):
        return 0.0, 1.0
    if np.isinf(n):
        return share, share
    middle = share + z**2 / (2 * n)
    half = z * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    scale = 1 + z**2 / n
    return float(max(0.0, (middle - half) / scale)), float(min(1.0, (middle + half) / scale))


@dataclass(frozen=True)
class StratifiedRate:
    """A share estimated from a stratified sample.

    Attributes
    ----------
    value, low, high
        The share and the ends of its interval of 95%, from 0 to 1; NaN, 0 and 1 when nothing was checked.
    checked, wrong
        How many were looked at, and how many of them are wrong.
    effective
        Effective size of the sample: how large a simple sample of the same precision would be.
    covered
        Share of the register that lies in strata of which something was checked.
    """

    value: float
    low: float
    high: float
    checked: int
    wrong: int
    effective: float
    covered: float


def stratified_rate(sample: pd.DataFrame, populations: pd.Series) -> StratifiedRate:
    """Share that is wrong, from a stratified sample [own, after Korn and Graubard 1998].

    The share is the weighted mean over what the family applies to (a ratio where it does not apply to all);
    its variance is that of the linearised ratio, with the finite population correction in each stratum. A
    stratum of which one was checked has the variance of the whole. The interval is Wilson's at the effective
    size p(1-p)/variance; where nothing or everything is wrong that of the weights (Kish 1965). The effective
    size is at most the number checked, corrected for the share of the register that they are.

    Parameters
    ----------
    sample
        One row for each arrangement that was checked: stratum, applies (whether the family applies to it,
        bool), wrong (bool; False where it does not apply).
    populations
        Stratum -> how many arrangements it has.

    Returns
    -------
    StratifiedRate
    """
    applies, wrong = sample["applies"].to_numpy(dtype=float), sample["wrong"].to_numpy(dtype=float)
    sizes = sample["stratum"].map(sample["stratum"].value_counts()).to_numpy(dtype=float)
    total = sample["stratum"].map(populations).to_numpy(dtype=float)
    seen = populations[populations.index.isin(sample["stratum"])].sum()
    covered = float(seen / populations.sum()) if populations.sum() else 0.0
    weight = total / sizes
    base = float(weight @ applies)
    checked = int(applies.sum())
    if not checked:
        return StratifiedRate(float("nan"), 0.0, 1.0, 0, 0, 0.0, covered)
    share = float(weight @ wrong) / base
    variance = _variance(sample["stratum"], (wrong - share * applies) / base, sizes, total)
    fraction = len(sample) / float(seen)
    most = np.inf if fraction >= 1 else checked / (1 - fraction)
    spread = share * (1 - share)
    kish = base**2 / float(weight**2 @ applies)
    effective = spread / variance if spread > 0 and variance > 0 else (np.inf if fraction >= 1 else kish)
    effective = float(min(effective, most))
    return StratifiedRate(share, *wilson(share, effective), checked, int(wrong.sum()), effective, covered)


def _variance(
    stratum: pd.Series, residual: NDArray[np.float64], sizes: NDArray[np.float64], total: NDArray[np.float64]
) -> float:
    frame = pd.DataFrame({"stratum": stratum.to_numpy(), "e": residual, "n": sizes, "total": total})
    groups = frame.groupby("stratum").agg(n=("n", "first"), total=("total", "first"), var=("e", "var"))
    spread = groups["var"].fillna(float(np.mean(residual**2)))
    return float((groups["total"] ** 2 * (1 - groups["n"] / groups["total"]) / groups["n"] * spread).sum())
