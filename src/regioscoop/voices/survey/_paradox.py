"""What regions organise beside what their council members feel: the paradox of the study, put to a test."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import pandas as pd
from scipy.stats import permutation_test, rankdata

LEAST_REGIONS: Final = 4
DRAWS: Final = 20_000
"""With more rearrangements than this they are drawn; with fewer (eight regions or less) all are counted."""


def organised_beside_felt(organised: pd.DataFrame, means: pd.DataFrame) -> pd.DataFrame:
    """Put what each region organises beside what its members feel.

    Parameters
    ----------
    organised
        As `read_organised` gives it.
    means
        Means of the analysis: scale, level, region, mean.

    Returns
    -------
    DataFrame
        region, occasions (a year, over all kinds), kinds (number of kinds), reached (members reached a year:
        sum of per_year x members_reached; empty where one of them is unknown), and for each scale the mean of
        the region; regions in order, those that are in one of the two only with what is known of them.
    """
    reach = organised["per_year"] * organised["members_reached"]
    grouped = organised.assign(reach=reach).groupby("region")
    table = pd.DataFrame(
        {
            "occasions": grouped["per_year"].sum(),
            "kinds": grouped["kind"].nunique(),
            "reached": grouped["reach"].apply(lambda own: own.sum(skipna=False)),
        }
    )
    own = means[means["level"] == "region"]
    felt = own.pivot_table(index="region", columns="scale", values="mean").reindex(
        columns=own["scale"].unique()
    )
    return table.join(felt, how="outer").rename_axis("region").sort_index().reset_index()


def paradox(beside: pd.DataFrame, scales: list[str], seed: int = 2016) -> pd.DataFrame:
    """Test whether members feel less where more is organised: Spearman's rank correlation over regions.

    p by permutation: of all rearrangements where there are eight regions or fewer, else of `DRAWS` that are
    drawn. The study saw the opposite of what one expects; ten regions can show a strong relation only.

    Parameters
    ----------
    beside
        As `organised_beside_felt` gives it.
    scales
        Columns to test.
    seed
        For the drawing.

    Returns
    -------
    DataFrame
        scale, measure (occasions or reached), regions, spearman, p_less (chance of as negative a one),
        p_two_sided (twice the smaller one-sided p), rearrangements; empty values with fewer than
        `LEAST_REGIONS` regions or where all are alike.
    """
    rows = []
    for scale in scales:
        for measure in ("occasions", "reached"):
            both = beside[[measure, scale]].dropna()
            record = {"scale": scale, "measure": measure, "regions": len(both)}
            rows.append(record | _test(both[measure], both[scale], seed))
    columns = ["scale", "measure", "regions", "spearman", "p_less", "p_two_sided", "rearrangements"]
    return pd.DataFrame(rows, columns=columns)


def _test(organised: pd.Series, felt: pd.Series, seed: int) -> dict[str, float]:
    if len(organised) < LEAST_REGIONS or organised.nunique() < 2 or felt.nunique() < 2:
        return {}
    first, second = rankdata(organised), rankdata(felt)
    centred = second - second.mean()
    size = float(np.sqrt(((first - first.mean()) ** 2).sum() * (centred**2).sum()))

    def spearman(x: np.ndarray, axis: int = -1) -> np.ndarray:
        return np.asarray((x * centred).sum(axis=axis) / size)

    # Rounded, so that rearrangements with the same sum of ranks count as equal.
    found = permutation_test(
        (first,),
        lambda x, axis=-1: spearman(x, axis).round(12),
        permutation_type="pairings",
        vectorized=True,
        n_resamples=max(DRAWS, math.factorial(8)),
        alternative="less",
        rng=np.random.default_rng(seed),
    )
    null = found.null_distribution
    exact = len(null) == math.factorial(len(first))
    own, extra = float(found.statistic), 0 if exact else 1
    less = ((null <= own).sum() + extra) / (len(null) + extra)
    more = ((null >= own).sum() + extra) / (len(null) + extra)
    return {
        "spearman": own,
        "p_less": float(less),
        "p_two_sided": min(2 * float(min(less, more)), 1.0),
        "rearrangements": len(null),
    }
