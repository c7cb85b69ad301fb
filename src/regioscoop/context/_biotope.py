"""The biotope of regions: differences within against between them, their nearest peers, and what differs."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from regioscoop.context._indicators._catalogue import in_group, indicator_groups
from regioscoop.context._indicators._schema import SUM
from regioscoop.context._welfare import (
    MIN_COVERAGE,
    MIN_YEARS,
    area_column,
    comparable,
    indicator_trends,
    latest,
    levels,
)

DRAWS: Final = 1000
SEED: Final = 2016
PEERS: Final = 5
SHARED: Final = 0.5
"""Two regions are compared when they share at least this part of the indicators [own]."""
WITHIN_WORDS: Final = {
    "within": (
        "de verschillen binnen regio's zijn groter dan die ertussen",
        "differences within regions are larger than those between them",
    ),
    "between": (
        "de verschillen tussen regio's zijn groter dan die erbinnen",
        "differences between regions are larger than those within them",
    ),
    "cannot_be_told": (
        "niet te zeggen welke verschillen groter zijn",
        "it cannot be told which differences are larger",
    ),
    "unknown": ("niet te berekenen", "cannot be computed"),
}
DEVELOPMENT_WORDS: Final = {
    False: (
        "Dit gaat over hoe het nu is. De uitspraak van de studie gaat over de ontwikkeling van brede "
        "welvaart. Met cijfers over minder dan drie jaren kan die niet worden getoetst.",
        "This is about the present level. The study's statement is about the development of broad welfare. "
        "With figures of fewer than three years it cannot be tested.",
    ),
    True: (
        "Waar cijfers over drie jaren of meer zijn, gaat dit ook over de ontwikkeling: de verandering per "
        "jaar van elke gemeente.",
        "Where there are figures of three years or more this is also about development: the change a year of "
        "each municipality.",
    ),
}


def can_test_development(rows: pd.DataFrame, listed: pd.DataFrame) -> bool:
    """Whether the study's statement on the development of welfare can be touched at all.

    Parameters
    ----------
    rows
        An indicator table.
    listed
        As `indicator_list` returns.

    Returns
    -------
    bool
        True when an indicator of broad welfare (a theme or a capital) has `MIN_YEARS` years or more.
    """
    wanted = {*in_group(listed, "welfare"), *in_group(listed, "capital")}
    known = rows[rows["indicator"].isin(wanted) & rows["value"].notna()]
    return bool((known.groupby("indicator")["year"].nunique() >= MIN_YEARS).any())


def within_between(
    rows: pd.DataFrame, labels: pd.Series, draws: int = DRAWS, seed: int = SEED
) -> pd.DataFrame:
    """Differences within regions against those between them, for each indicator and year.

    One-way analysis of variance over municipalities, each counting once: eta2 = SS_between / SS_total; the
    intraclass correlation ICC(1) = (MS_b - MS_w) / (MS_b + (n0 - 1) MS_w), with
    n0 = (N - sum n^2 / N) / (k - 1), is the share of the variance that lies between regions, corrected for
    what a few municipalities give by chance (it may fall below zero). Its interval: the 2.5% and 97.5%
    quantiles over draws of whole regions with replacement (with few regions it is somewhat too narrow).
    ``p_chance``: share of permutations of the municipalities over the regions with an eta2 at least as high,
    (b + 1) / (draws + 1). The verdict holds the interval against one half. [own, for the study's statement
    that differences within are often at least as large as between]

    Parameters
    ----------
    rows
        An indicator table of municipalities.
    labels
        Region id, index municipality id.
    draws, seed
        Number of draws and of permutations, and the seed of both.

    Returns
    -------
    DataFrame
        indicator, year, municipalities, regions, eta2, eta2_chance (expected of no difference at all:
        (k - 1) / (N - 1)), p_chance, icc, icc_low, icc_high, within_share (1 - icc, not above 1), verdict
        (a key of `WITHIN_WORDS`). Unknown with fewer than two regions, without a region of two
        municipalities, or where all figures are equal.
    """
    placed = rows[rows["area"].isin(labels.dropna().index) & rows["value"].notna()]
    found = [
        {"indicator": indicator, "year": int(year)}
        | _partition(part.set_index("area")["value"].sort_index(), labels, draws, seed)
        for (indicator, year), part in placed.groupby(["indicator", "year"], sort=True)
    ]
    names = ["indicator", "year", "municipalities", "regions", "eta2", "eta2_chance", "p_chance"]
    return pd.DataFrame(found, columns=[*names, "icc", "icc_low", "icc_high", "within_share", "verdict"])


def _partition(values: pd.Series, labels: pd.Series, draws: int, seed: int) -> dict[str, object]:
    region, _ = pd.factorize(labels.reindex(values.index), sort=True)
    x = values.to_numpy(dtype=np.float64)
    number, regions = len(x), int(region.max()) + 1 if len(x) else 0
    known: dict[str, object] = {"municipalities": number, "regions": regions, "verdict": "unknown"}
    # The spread of equal numbers is not always exactly zero in floating point.
    if regions < 2 or number <= regions or np.ptp(x) <= 1e-12 * np.abs(x).max():
        return known
    sizes = np.bincount(region, minlength=regions).astype(np.float64)
    # Scaled, so that the squares of very small numbers do not vanish; no result depends on the unit.
    x = (x - x.mean()) / np.ptp(x)
    sums, squares = _sums(region, x, regions), _sums(region, x**2, regions)
    total = float(squares.sum())
    eta2 = _eta2(sizes, sums, total)
    rng = np.random.default_rng(seed)
    shuffles = (rng.permutation(x) for _ in range(draws))
    permuted = np.array([_eta2(sizes, _sums(region, shuffled, regions), total) for shuffled in shuffles])
    picks = rng.integers(0, regions, (draws, regions))
    resampled = np.array([_icc(sizes[pick], sums[pick], squares[pick]) for pick in picks])
    resampled = resampled[np.isfinite(resampled)]
    icc = _icc(sizes, sums, squares)
    low, high = np.quantile(resampled, [0.025, 0.975]) if len(resampled) else (np.nan, np.nan)
    return known | {
        "eta2": eta2,
        "eta2_chance": (regions - 1) / (number - 1),
        "p_chance": (1 + int((permuted >= eta2 - 1e-12).sum())) / (draws + 1),
        "icc": icc,
        "icc_low": float(low),
        "icc_high": float(high),
        "within_share": min(1.0, 1 - icc),
        "verdict": "within" if high < 0.5 else "between" if low > 0.5 else "cannot_be_told",
    }


def _sums(region: NDArray[np.int64], x: NDArray[np.float64], regions: int) -> NDArray[np.float64]:
    return np.bincount(region, x, regions).astype(np.float64)


def _eta2(sizes: NDArray[np.float64], sums: NDArray[np.float64], total: float) -> float:
    """SS_between / SS_total of values with mean zero."""
    return float((sums**2 / sizes).sum()) / total


def _icc(sizes: NDArray[np.float64], sums: NDArray[np.float64], squares: NDArray[np.float64]) -> float:
    """ICC(1) of regions with these sizes, sums and sums of squares; NaN where it is not defined."""
    number, regions = sizes.sum(), len(sizes)
    between = float((sums**2 / sizes).sum() - sums.sum() ** 2 / number)
    within = float(squares.sum() - (sums**2 / sizes).sum())
    if number <= regions or between + within <= 0:
        return float("nan")
    size = (number - (sizes**2).sum() / number) / (regions - 1)
    mean_between, mean_within = between / (regions - 1), within / (number - regions)
    return float((mean_between - mean_within) / (mean_between + (size - 1) * mean_within))


def development_within_between(
    rows: pd.DataFrame, labels: pd.Series, draws: int = DRAWS, seed: int = SEED
) -> pd.DataFrame:
    """`within_between` of the development: the slope of each municipality with `MIN_YEARS` years or more.

    Parameters and columns as there; ``year`` is the last year. Without rows where no indicator has the years.
    """
    slopes = indicator_trends(rows)
    slopes = slopes[slopes["slope"].notna()]
    last = slopes.groupby("indicator")["last"].transform("max")
    return within_between(slopes.assign(year=last, value=slopes["slope"]), labels, draws, seed)


def biotope_scores(
    rows: pd.DataFrame, listed: pd.DataFrame, min_coverage: float = MIN_COVERAGE
) -> pd.DataFrame:
    """Standardised scores of regions on the biotope: the last year of each indicator that is no count.

    Parameters
    ----------
    rows
        Figures of regions, as `aggregate` returns.
    listed
        As `indicator_list` returns.
    min_coverage
        Least coverage (0 to 1) of a figure that counts.

    Returns
    -------
    DataFrame
        Index region id, one column per indicator (sd; see `levels`). Counts (inhabitants, area) are left out:
        they say how large a region is, not what it is like.
    """
    rates = listed.index[listed["weight"] != SUM]
    wanted = set(in_group(listed, "biotope")) & set(rates)
    now = latest(comparable(rows[rows["indicator"].isin(wanted)], min_coverage))
    scores = levels(now, listed, min_coverage=0.0)
    scores = scores[scores["score"].notna()]
    return scores.pivot_table(index=area_column(rows), columns="indicator", values="score", sort=True)


def nearest_peers(scores: pd.DataFrame, listed: pd.DataFrame, number: int = PEERS) -> pd.DataFrame:
    """The regions that resemble a region most by biotope.

    Standardised Euclidean distance, per indicator: d(r, s) = sqrt(mean over groups of the mean over the
    indicators of the group of (z_r - z_s)^2), over the indicators that both have. Each of the study's groups
    counts equally, however many indicators of it are loaded; a distance of 1 means that the two lie a
    standard deviation apart on the average indicator. Compared when they share at least `SHARED` of the
    indicators. [own]

    Parameters
    ----------
    scores
        As `biotope_scores` returns.
    listed
        As `indicator_list` returns.
    number
        How many peers.

    Returns
    -------
    DataFrame
        region_id, rank (1 is nearest), peer_id, distance (sd), indicators (shared), differs_on (the indicator
        they differ most on), difference (sd, region minus peer). Of equal distances the lower id goes first.
    """
    groups = _groups_of(list(scores.columns), listed)
    z, ids = scores.to_numpy(dtype=np.float64), [str(i) for i in scores.index]
    needed = max(1.0, SHARED * z.shape[1])
    found: list[tuple[object, ...]] = []
    for at, region in enumerate(ids):
        gaps = z[at] - z
        shared = np.isfinite(gaps).sum(axis=1)
        # Rounded, so that the order of equal ones is not that of floating point.
        distance = [float(d) for d in _distances(gaps, groups).round(12)]
        others = sorted((distance[i], ids[i], i) for i in range(len(ids)) if i != at and shared[i] >= needed)
        for rank, (_, _, i) in enumerate(others[:number], start=1):
            most = int(np.nanargmax(np.abs(gaps[i])))
            differs = (str(scores.columns[most]), float(gaps[i][most]))
            found.append((region, rank, ids[i], distance[i], int(shared[i]), *differs))
    names = ["region_id", "rank", "peer_id", "distance", "indicators", "differs_on", "difference"]
    return pd.DataFrame(found, columns=names)


def _groups_of(indicators: list[str], listed: pd.DataFrame) -> list[list[int]]:
    """Places of the indicators of each biotope group; one of several groups counts in its first."""
    kinds = indicator_groups()["kind"]
    first = [next(g for g in listed["groups"][i].split("|") if kinds.get(g) == "biotope") for i in indicators]
    return [[i for i, of in enumerate(first) if of == group] for group in sorted(set(first))]


def _distances(gaps: NDArray[np.float64], groups: list[list[int]]) -> NDArray[np.float64]:
    squares = pd.DataFrame(gaps**2)
    means = pd.DataFrame({number: squares[places].mean(axis=1) for number, places in enumerate(groups)})
    return np.sqrt(means.mean(axis=1).to_numpy(dtype=np.float64))


def what_differs(measures: pd.DataFrame, peers: pd.DataFrame) -> pd.DataFrame:
    """What regions do otherwise than their peers: their own measures side by side.

    Parameters
    ----------
    measures
        One row per region: region_id and numbers, such as `regioscoop.measures.measure_regions` gives; where
        a measure has an interval it is in ``<measure>_low`` and ``<measure>_high``.
    peers
        region_id, peer_id and rank, as `nearest_peers` returns.

    Returns
    -------
    DataFrame
        region_id, rank, peer_id, measure, value, peer_value, difference (value minus peer_value),
        difference_sd (in standard deviations over all regions), apart (True when both have an interval and
        these do not overlap, False when they do, missing without intervals). Largest difference first. A
        measure that either lacks is left out.
    """
    table = measures.set_index("region_id")
    numeric = [str(c) for c in table.select_dtypes("number").columns]
    names = [c for c in numeric if not c.endswith(("_low", "_high", "_null", "_shift"))]
    long = table[names].rename_axis("region_id").reset_index().melt("region_id", var_name="measure")
    for end in ("low", "high"):
        known = table[[f"{n}_{end}" for n in names if f"{n}_{end}" in numeric]]
        known = known.rename(columns=lambda c, end=end: c.removesuffix(f"_{end}"))
        melted = (
            known.rename_axis("region_id").reset_index().melt("region_id", var_name="measure", value_name=end)
        )
        long = long.merge(melted, on=["region_id", "measure"], how="left")
    spread = long.groupby("measure")["value"].std(ddof=0)
    pairs = peers[["region_id", "rank", "peer_id"]].merge(long, on="region_id")
    theirs = long.rename(
        columns={"region_id": "peer_id", "value": "peer_value", "low": "peer_low", "high": "peer_high"}
    )
    both = pairs.merge(theirs, on=["peer_id", "measure"]).dropna(subset=["value", "peer_value"])
    both["difference"] = both["value"] - both["peer_value"]
    # Without peers the column of words has no measure to look up, and is no number.
    of_all = both["measure"].map(spread.where(spread > 0)).astype("float64")
    both["difference_sd"] = both["difference"] / of_all
    apart = (both["low"] > both["peer_high"]) | (both["high"] < both["peer_low"])
    known = both[["low", "high", "peer_low", "peer_high"]].notna().all(axis=1)
    both["apart"] = apart.astype("boolean").where(known)
    both = both.assign(size=-both["difference_sd"].abs().fillna(0).round(9))
    both = both.sort_values(["region_id", "rank", "size", "measure"], ignore_index=True)
    return both[
        [
            "region_id",
            "rank",
            "peer_id",
            "measure",
            "value",
            "peer_value",
            "difference",
            "difference_sd",
            "apart",
        ]
    ]
