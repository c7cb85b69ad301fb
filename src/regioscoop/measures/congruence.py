"""Congruence: how far the members of a region cooperate with each other, and all together.

High congruence is a description and no merit.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from regioscoop.measures._tally import Tally, tally
from regioscoop.network import Incidence, NullModel, fit_null_model

NATIONWIDE_SHARE: Final = 0.5
"""An arrangement with more than this share of all members is nationwide and left out of the counts ..."""
NATIONWIDE_FROM: Final = 50
"""... in a network of at least so many members; in a smaller one nothing is nationwide."""
MEASURES: Final = ("c1_newman", "c1_count", "c2", "c2_exact", "c4")


def congruence(
    incidence: Incidence,
    labels: pd.Series,
    draws: int = 200,
    null_draws: int = 100,
    seed: int = 2016,
    null: NullModel | None = None,
) -> pd.DataFrame:
    """Congruence C1, C2, C2= and C4 of every region, with interval and null.

    With S_R the arrangements with at least two members in R:

    - ``c1_newman``, ``c1_count``: closure W_in / (W_in + W_cross), sums of w_ij over pairs with both, or
      exactly one, municipality in R (own, for the study's first measure); nationwide arrangements are
      left out of the count version;
    - ``c2``: share of S_R in which all of R takes part (study, second measure; the denominator is ours);
    - ``c2_exact``: share of S_R that is exactly R;
    - ``c4``: mean Jaccard(s, R) over S_R (own).

    Parameters
    ----------
    incidence
        The network.
    labels
        Region id, index member id.
    draws
        Bootstrap draws over arrangements for the intervals.
    null_draws
        Networks drawn from the degree-preserving null.
    seed
        Seed of both.
    null
        Fitted null model, when there is one already.

    Returns
    -------
    DataFrame
        Index region id: members, arrangements (|S_R|) and for each measure its value (0 to 1, NaN where
        S_R is empty), ``_low`` and ``_high`` (95% bootstrap interval), ``_null`` (mean under the null).
    """
    counts = tally(incidence, labels)
    size = len(incidence.sizes)
    generator = np.random.default_rng(seed)
    times = np.stack(
        [np.bincount(generator.integers(0, size, size), minlength=size) for _ in range(draws)]
    ).astype(np.float64)
    value, drawn = _measures(counts, None), _measures(counts, times)
    by_chance = _under_null(null or fit_null_model(incidence), labels, null_draws, seed)
    out = pd.DataFrame(
        {"members": counts.region_sizes, "arrangements": counts.sums(_shared(counts)).astype(int)},
        index=pd.Index(counts.regions, name="region_id"),
    )
    for name in MEASURES:
        out[name] = value[name]
        with np.errstate(all="ignore"):
            low, high = _quantiles(drawn[name])
        out[f"{name}_low"], out[f"{name}_high"] = low, high
        out[f"{name}_null"] = by_chance[name]
    return out


def _quantiles(drawn: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    known = ~np.isnan(drawn).all(axis=0)
    low, high = np.full(drawn.shape[1], np.nan), np.full(drawn.shape[1], np.nan)
    if known.any():
        low[known], high[known] = np.nanquantile(drawn[:, known], [0.025, 0.975], axis=0)
    return low, high


def _shared(counts: Tally) -> NDArray[np.float64]:
    return (counts.members >= 2).astype(np.float64)


def _measures(counts: Tally, times: NDArray[np.float64] | None) -> dict[str, NDArray[np.float64]]:
    """Every measure of every region: all are ratios of sums over arrangements."""
    m = counts.members.astype(np.float64)
    n = counts.arrangement_sizes[counts.arrangement].astype(np.float64)
    r = counts.region_sizes[counts.region].astype(np.float64)
    inside, across = m * (m - 1) / 2, m * (n - m)
    newman = 1 / np.maximum(n - 1, 1)
    local = (n <= NATIONWIDE_SHARE * counts.everyone) | (counts.everyone < NATIONWIDE_FROM)
    shared = _shared(counts)
    whole = shared * (m == r)

    def ratio(top: NDArray[np.float64], bottom: NDArray[np.float64]) -> NDArray[np.float64]:
        above, below = counts.sums(top, times), counts.sums(bottom, times)
        return np.divide(above, below, out=np.full(below.shape, np.nan), where=below > 0)

    return {
        "c1_newman": ratio(inside * newman, (inside + across) * newman),
        "c1_count": ratio(inside * local, (inside + across) * local),
        "c2": ratio(whole, shared),
        "c2_exact": ratio(whole * (n == r), shared),
        "c4": ratio(shared * m / (r + n - m), shared),
    }


def _under_null(null: NullModel, labels: pd.Series, draws: int, seed: int) -> dict[str, NDArray[np.float64]]:
    generator = np.random.default_rng([seed, 1])
    drawn = [_measures(tally(null.sample(generator), labels), None) for _ in range(draws)]
    out = {}
    for name in MEASURES:
        values = np.stack([d[name] for d in drawn])
        known = ~np.isnan(values)
        total = np.where(known, values, 0).sum(axis=0)
        number = known.sum(axis=0)
        out[name] = np.divide(total, number, out=np.full(total.shape, np.nan), where=number > 0)
    return out


def kept_inside(c1: float) -> float:
    """Share of the members' cooperation that stays in their region, from C1.

    C1 counts every pair once: in / (in + cross). For the members a pair inside counts for both:
    2 in / (2 in + cross) = 2 C1 / (1 + C1), the mean of their memberships, weighted.

    Parameters
    ----------
    c1
        Closure of the region, 0 to 1.

    Returns
    -------
    float
        0 to 1.
    """
    return 2 * c1 / (1 + c1)


def nationwide(incidence: Incidence) -> list[str]:
    """Ids of the arrangements that are left out of the count version of C1."""
    many = incidence.sizes > NATIONWIDE_SHARE * incidence.shape[0]
    many &= incidence.shape[0] >= NATIONWIDE_FROM
    return [str(a) for a in incidence.arrangements[many]]


def member_overlap(incidence: Incidence) -> pd.Series:
    """C3 of every member: the mean share of its arrangements that a partner also sits in.

    G_i / (k_i N_i), with G_i the sum of (n_s - 1) over its arrangements, N_i its distinct partners and
    k_i its arrangements (own).

    Parameters
    ----------
    incidence
        The network.

    Returns
    -------
    Series
        C3 (0 to 1), index member id; NaN for a member without partners.
    """
    together = (incidence.matrix @ incidence.matrix.T).tocsr()
    together.setdiag(0)
    together.eliminate_zeros()
    partners = np.diff(together.indptr)
    ties = np.asarray(incidence.matrix @ (incidence.sizes - 1))
    below = incidence.degrees * partners
    value = np.divide(ties, below, out=np.full(len(ties), np.nan), where=below > 0)
    return pd.Series(value, index=pd.Index(incidence.members, name="municipality_id"), name="c3")
