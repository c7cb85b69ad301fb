"""Level, trend and themes of broad welfare, and of any other indicators, over regions or municipalities.

Every function takes a plain table with one row for each area, indicator and year: ``area`` (or
``region_id``), ``indicator``, ``year``, ``value`` and, where there is one, ``coverage``.
"""

from __future__ import annotations

from itertools import combinations
from typing import Final

import numpy as np
import pandas as pd
from scipy import stats

from regioscoop.context._indicators._catalogue import in_group, indicator_groups

MIN_YEARS: Final = 3
"""With fewer years there is no trend to speak of."""
MIN_AREAS: Final = 3
"""With fewer areas nothing is standardised, and nothing correlated with fewer than one more."""
MIN_COVERAGE: Final = 0.8
"""A figure that covers less of a region than this is not compared with those of others [own]."""
STABLE_SD: Final = 0.05
"""A change a year within this many standard deviations between areas is no change that matters [own]."""
CONFIDENCE: Final = 0.95
SIGNS: Final = {"yes": 1.0, "no": -1.0, "none": np.nan}
TREND_WORDS: Final = {
    "rising": ("stijgt", "rising"),
    "falling": ("daalt", "falling"),
    "stable": ("blijft gelijk", "stable"),
    "cannot_be_told": ("niet te zeggen: de marge is te groot", "cannot be told: the margin is too wide"),
    "unknown": (f"onbekend: minder dan {MIN_YEARS} jaren", f"unknown: fewer than {MIN_YEARS} years"),
}
MIRROR_WORDS: Final = {
    "together": ("gaan samen", "go together"),
    "mirrored": ("zijn gespiegeld", "are mirrored"),
    "cannot_be_told": ("niet van toeval te onderscheiden", "cannot be told apart from chance"),
    "unknown": ("te weinig regio's", "too few regions"),
}


def area_column(rows: pd.DataFrame) -> str:
    """Column that names the area: ``region_id`` where there is one, else ``area``."""
    return "region_id" if "region_id" in rows.columns else "area"


def comparable(rows: pd.DataFrame, min_coverage: float = MIN_COVERAGE) -> pd.DataFrame:
    """Rows with a known figure that covers enough of its region."""
    known = rows[rows["value"].notna()]
    return known[known["coverage"] >= min_coverage] if "coverage" in known.columns else known


def latest(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of the last year of each indicator in which any area has a figure."""
    last = rows[rows["value"].notna()].groupby("indicator")["year"].max()
    return rows[rows["year"] == rows["indicator"].map(last)]


def levels(rows: pd.DataFrame, listed: pd.DataFrame, min_coverage: float = MIN_COVERAGE) -> pd.DataFrame:
    """Standardised score of each area on each indicator and year.

    z = (x - mean) / sd over the areas with a comparable figure, each area counting once, with the standard
    deviation of these areas themselves (divided by n). ``welfare`` is z where more is more welfare, -z where
    more is less, and unknown where neither is defined. [own]

    Parameters
    ----------
    rows
        Figures of areas; see the module.
    listed
        As `indicator_list` returns.
    min_coverage
        Least coverage (0 to 1) of a figure that is compared.

    Returns
    -------
    DataFrame
        area or region_id, indicator, year, value, score (sd), welfare (sd), areas (compared). Unknown where
        fewer than `MIN_AREAS` areas are compared or they are all equal.
    """
    column = area_column(rows)
    known = comparable(rows, min_coverage)
    grouped = known.groupby(["indicator", "year"])["value"]
    number, spread = grouped.transform("size"), grouped.transform(lambda v: v.std(ddof=0))
    # The spread of equal numbers is not always exactly zero in floating point.
    spread = spread.where(
        (number >= MIN_AREAS) & (spread > 1e-12 * grouped.transform(lambda v: v.abs().max()))
    )
    score = (known["value"] - grouped.transform("mean")) / spread
    sign = known["indicator"].map(listed["higher_is_more_welfare"]).map(SIGNS)
    out = known.assign(score=score, welfare=score * sign, areas=number)
    out = out[[column, "indicator", "year", "value", "score", "welfare", "areas"]]
    return out.sort_values(["indicator", "year", column], ignore_index=True)


def indicator_trends(
    rows: pd.DataFrame, min_coverage: float = MIN_COVERAGE, confidence: float = CONFIDENCE
) -> pd.DataFrame:
    """Trend of each area on each indicator: the slope of a straight line through its years, with an interval.

    Least squares; the interval is that of Student's t with n - 2 degrees of freedom. ``rising`` and
    ``falling`` are said only when the whole interval is above or below zero; ``stable`` only when it lies
    within `STABLE_SD` standard deviations between areas (in their last year) a year; else it cannot be
    told. [own]

    Parameters
    ----------
    rows
        Figures of areas; see the module.
    min_coverage
        Least coverage (0 to 1) of a figure that counts.
    confidence
        Of the interval (0 to 1).

    Returns
    -------
    DataFrame
        area or region_id, indicator, years (number), first, last, slope, slope_low, slope_high (unit a year),
        trend (a key of `TREND_WORDS`).
    """
    column = area_column(rows)
    known = comparable(rows, min_coverage).sort_values(["indicator", column, "year"])
    spread = latest(known).groupby("indicator")["value"].std(ddof=0)
    found = [
        {column: area, "indicator": indicator}
        | _trend(part["year"].to_numpy(float), part["value"].to_numpy(float), spread[indicator], confidence)
        for (indicator, area), part in known.groupby(["indicator", column], sort=True)
    ]
    names = [column, "indicator", "years", "first", "last", "slope", "slope_low", "slope_high", "trend"]
    return pd.DataFrame(found, columns=names)


def _trend(years: np.ndarray, values: np.ndarray, spread: float, confidence: float) -> dict[str, object]:
    known = {"years": len(years), "first": int(years.min()), "last": int(years.max())}
    if len(np.unique(years)) < MIN_YEARS:
        return known | {"slope": np.nan, "slope_low": np.nan, "slope_high": np.nan, "trend": "unknown"}
    fit = stats.linregress(years - years[0], values)
    reach = float(stats.t.ppf((1 + confidence) / 2, len(years) - 2)) * float(fit.stderr)
    low, high = float(fit.slope) - reach, float(fit.slope) + reach
    margin = STABLE_SD * spread
    if low > 0 or high < 0:
        word = "rising" if low > 0 else "falling"
    else:
        word = "stable" if -margin <= low and high <= margin else "cannot_be_told"
    return known | {"slope": float(fit.slope), "slope_low": low, "slope_high": high, "trend": word}


def theme_scores(scores: pd.DataFrame, listed: pd.DataFrame, kind: str = "welfare") -> pd.DataFrame:
    """Score of each area on each theme: the mean of its indicators, in the last year of each.

    Parameters
    ----------
    scores
        As `levels` returns.
    listed
        As `indicator_list` returns.
    kind
        Kind of groups: ``welfare`` or ``capital``. The biotope has no theme scores: its indicators have no
        direction, so that their mean would say nothing.

    Returns
    -------
    DataFrame
        area or region_id, theme (id of a group), score (sd), indicators (number); a theme of which nothing is
        loaded is absent: it is not measured.

    Raises
    ------
    UnknownNameError
        When there is no such kind.
    """
    column = area_column(scores)
    now = latest(scores)
    now = now[now["indicator"].isin(in_group(listed, kind)) & now["welfare"].notna()]
    groups = indicator_groups()
    of_kind = set(groups.index[groups["kind"] == kind])
    themes = now["indicator"].map(listed["groups"].str.split("|"))
    long = now.assign(theme=themes).explode("theme")
    long = long[long["theme"].isin(of_kind)]
    out = long.groupby([column, "theme"], as_index=False).agg(
        score=("welfare", "mean"), indicators=("welfare", "size")
    )
    order = {theme: place for place, theme in enumerate(groups.index)}
    return out.sort_values(
        [column, "theme"], key=lambda c: c.map(order) if c.name == "theme" else c, ignore_index=True
    )


def mirrored_profiles(themes: pd.DataFrame, confidence: float = CONFIDENCE) -> pd.DataFrame:
    """Which themes are mirrored: correlation of their scores over areas.

    Pearson's r with the interval of Fisher's transformation. Two themes are ``mirrored`` when the whole
    interval is below zero and go ``together`` when it is above. The intervals are not corrected for the
    number of pairs, and themes that share an indicator go together by that alone. [own, for the mirrored
    tasks of the study]

    Parameters
    ----------
    themes
        As `theme_scores` returns, of one kind or of several below each other.
    confidence
        Of the interval (0 to 1).

    Returns
    -------
    DataFrame
        theme, other, r, r_low, r_high (-1 to 1), areas (with both), verdict (a key of `MIRROR_WORDS`).
    """
    wide = themes.pivot_table(index=area_column(themes), columns="theme", values="score", sort=True)
    found = [_mirror(wide[[a, b]].dropna(), a, b, confidence) for a, b in combinations(wide.columns, 2)]
    return pd.DataFrame(found, columns=["theme", "other", "r", "r_low", "r_high", "areas", "verdict"])


def _mirror(both: pd.DataFrame, theme: str, other: str, confidence: float) -> dict[str, object]:
    known: dict[str, object] = {"theme": theme, "other": other, "areas": len(both)}
    if len(both) <= MIN_AREAS or (both.std(ddof=0) < 1e-12).any():
        return known | {"r": np.nan, "r_low": np.nan, "r_high": np.nan, "verdict": "unknown"}
    found = stats.pearsonr(both[theme], both[other])
    interval = found.confidence_interval(confidence)
    low, high = float(interval.low), float(interval.high)
    verdict = "together" if low > 0 else "mirrored" if high < 0 else "cannot_be_told"
    return known | {"r": float(found.statistic), "r_low": low, "r_high": high, "verdict": verdict}


def entrepreneurial_ecosystems(
    rows: pd.DataFrame, listed: pd.DataFrame, min_coverage: float = MIN_COVERAGE
) -> pd.DataFrame:
    """The ten elements of entrepreneurial ecosystems, and their sum.

    Each element is divided by its mean over the areas, so that the mean area has 1, and the ten are added up:
    the mean area has 10 (Stam and Van de Ven 2021). With an element that is not loaded, or a negative score,
    there is no sum.

    Parameters
    ----------
    rows
        Figures of areas; see the module.
    listed
        As `indicator_list` returns.
    min_coverage
        Least coverage (0 to 1) of a figure that counts.

    Returns
    -------
    DataFrame
        Index area or region_id; one column per element that is loaded (1 is the mean area), elements (number
        known), index (sum of the ten; unknown when not all are known).
    """
    column = area_column(rows)
    wanted = in_group(listed, "element")
    now = latest(comparable(rows[rows["indicator"].isin(wanted)], min_coverage))
    wide = now.pivot_table(index=column, columns="indicator", values="value", sort=True)
    mean = wide.mean()
    scaled = wide / mean.where((mean > 0) & (wide.min() >= 0))
    known = scaled.notna().sum(axis=1)
    return scaled.assign(elements=known, index=scaled.sum(axis=1).where(known == len(wanted)))
