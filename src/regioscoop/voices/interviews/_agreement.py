"""How far coders agree, per code and together, with intervals, and which codes they disagree on.

A unit is a paragraph of a source that two coders or more have coded; for each code a coder says present or
absent there. Krippendorff's alpha and Cohen's kappa are computed on these.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations
from typing import Any, Final, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from regioscoop.errors import InputError, Problem
from regioscoop.voices.interviews._model import Interviews

DRAWS: Final = 1_000
FEW_SOURCES: Final = 10
"""With fewer sources that two coders read, paragraphs are drawn instead of sources."""
METRICS: Final = ("nominal", "ordinal", "interval", "ratio")

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Agreement:
    """How far coders agree.

    Attributes
    ----------
    coders
        Names of the coders.
    units
        Paragraphs that two coders or more read.
    sources
        Sources with such a paragraph.
    alpha, low, high
        Alpha of all codes together: 1 - observed / expected disagreement, both summed over codes, with its
        95% interval; NaN where nothing was coded twice, or no code varies.
    resampled
        What the bootstrap draws: ``source``, or ``paragraph`` with few sources, which makes the interval too
        narrow.
    codes
        code, kind, alpha, low, high, units (paragraphs where someone used it), blame (its share of all
        disagreement, 0 to 1). Most blame first.
    pairs
        first, second (coders), code ("" all codes together), kappa, low, high, units.
    """

    coders: tuple[str, ...]
    units: int
    sources: int
    alpha: float
    low: float
    high: float
    resampled: str
    codes: pd.DataFrame = field(repr=False)
    pairs: pd.DataFrame = field(repr=False)


def krippendorff_alpha(ratings: NDArray[np.float64], metric: str = "nominal") -> float:
    """Krippendorff's alpha, by the package of that name.

    Parameters
    ----------
    ratings
        Values, shape (coders, units); NaN where a coder did not judge.
    metric
        nominal, ordinal, interval or ratio.

    Returns
    -------
    float
        1 - observed / expected disagreement; NaN where no unit was judged twice or only one value occurs.

    Raises
    ------
    InputError
        When there is no such metric.
    """
    if metric not in METRICS:
        problem = Problem("metric", repr(metric), ", ".join(METRICS))
        raise InputError("Agreement cannot be computed", [problem])
    # The package comes with the extra `voices`, which reading and drawing do without.
    import krippendorff

    judged = ratings[:, (~np.isnan(ratings)).sum(axis=0) > 1]
    if len(np.unique(judged[~np.isnan(judged)])) < 2:
        return float("nan")
    return float(krippendorff.alpha(reliability_data=judged, level_of_measurement=cast(Any, metric)))


def coder_agreement(interviews: Interviews, draws: int = DRAWS, seed: int = 2016) -> Agreement:
    """Measure how far the coders of a project agree.

    Parameters
    ----------
    interviews
        The project. A coder counts as having read a source when they coded something in it; codings without
        a coder are left out.
    draws
        Bootstrap draws of sources (of paragraphs, with fewer than `FEW_SOURCES` sources read twice).
    seed
        For the draws.

    Returns
    -------
    Agreement
        The same whatever the order of the rows.
    """
    marks = _marks(interviews)
    used = np.asarray(marks.present.any(axis=(0, 2)))
    codes = [code for code, is_used in zip(marks.codes, used, strict=True) if is_used]
    present = marks.present[:, used, :]
    share, value_ones, value_all = _parts(present, marks.read)
    clusters = marks.source if marks.source.nunique() >= FEW_SOURCES else pd.Series(range(len(marks.source)))
    times, inside = _drawn(clusters, draws, seed)
    drawn_alpha, drawn_all = _alphas(*(times @ (inside @ part) for part in (share, value_ones, value_all)))
    own, together = _alphas(share.sum(axis=0)[None], value_ones.sum(axis=0)[None], value_all.sum()[None])
    low, high = _ends(drawn_alpha)
    total = share.sum()
    rows = pd.DataFrame(
        {
            "code": codes,
            "kind": [interviews.kinds[code] for code in codes],
            "alpha": own[0] if codes else [],
            "low": low,
            "high": high,
            "units": present.any(axis=2).sum(axis=0),
            "blame": share.sum(axis=0) / total if total else 0.0,
        }
    ).sort_values(["blame", "code"], ascending=[False, True], ignore_index=True)
    (all_low,), (all_high,) = _ends(drawn_all[:, None])
    return Agreement(
        tuple(marks.coders), len(marks.source), int(marks.source.nunique()), float(together[0]),
        float(all_low), float(all_high),
        "source" if marks.source.nunique() >= FEW_SOURCES else "paragraph",
        rows, _pairs(marks, present, codes, times, inside),
    )  # fmt: skip


@dataclass(frozen=True)
class _Marks:
    """Who put which code where: present (units, codes, coders), read (units, coders), source of each unit."""

    coders: list[str]
    codes: list[str]
    source: pd.Series
    present: NDArray[np.bool_]
    read: NDArray[np.bool_]


def _marks(interviews: Interviews) -> _Marks:
    rows = interviews.codings[interviews.codings["coder"] != ""]
    coders, codes = sorted(set(rows["coder"])), sorted(set(rows["code"]))
    twice = rows.groupby("source")["coder"].nunique()
    wanted = sorted(twice.index[twice > 1])
    texts = interviews.texts
    places = {source: paragraphs(texts[source]) for source in wanted}
    source = pd.Series([s for s in wanted for _ in places[s]], dtype="object")
    present = np.zeros((len(source), len(codes), len(coders)), dtype=bool)
    read = np.zeros((len(source), len(coders)), dtype=bool)
    offset = 0
    column = {name: k for k, name in enumerate(codes)}
    who = {name: k for k, name in enumerate(coders)}
    by_source = dict(iter(rows.groupby("source")))
    for name in wanted:
        starts, ends = np.array(places[name]).reshape(-1, 2).T
        own = by_source[name]
        unit, row = np.nonzero(
            (starts[:, None] < own["end"].to_numpy()) & (own["start"].to_numpy() < ends[:, None])
        )
        code, coder = own["code"].map(column).to_numpy(), own["coder"].map(who).to_numpy()
        present[offset + unit, code[row], coder[row]] = True
        read[offset : offset + len(starts), np.unique(coder)] = True
        offset += len(starts)
    return _Marks(coders, codes, source, present, read)


def paragraphs(text: str) -> list[tuple[int, int]]:
    """Start and end of every line of a text that is not empty."""
    found, start = [], 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            found.append((start, start + len(line.rstrip("\r\n"))))
        start += len(line)
    return found


def _parts(present: NDArray[np.bool_], read: NDArray[np.bool_]) -> tuple[Floats, Floats, Floats]:
    """What each unit adds to alpha, per code: disagreement, values that are present, and all values.

    Of m coders of whom k say present, the pairs that disagree count 2 k (m - k) / (m - 1).
    """
    judges = read.sum(axis=1).astype(np.float64)
    ones = (present & read[:, None, :]).sum(axis=2).astype(np.float64)
    disagreement = 2 * ones * (judges[:, None] - ones) / np.maximum(judges[:, None] - 1, 1)
    return disagreement, ones, judges


def _alphas(disagreement: Floats, ones: Floats, values: Floats) -> tuple[Floats, Floats]:
    """Alpha of each code, shape (draws, codes), and of all together, shape (draws,)."""
    n = values[:, None]
    with np.errstate(invalid="ignore", divide="ignore"):
        expected = 2 * ones * (n - ones) / (n - 1)
        own = 1 - disagreement / expected
        together = 1 - disagreement.sum(axis=1) / expected.sum(axis=1)
    return np.where(expected > 0, own, np.nan), np.where(expected.sum(axis=1) > 0, together, np.nan)


def _drawn(clusters: pd.Series, draws: int, seed: int) -> tuple[Floats, csr_array]:
    """How often a cluster is drawn, shape (draws, clusters), and its units, shape (clusters, units)."""
    codes, names = pd.factorize(clusters)
    inside = csr_array((np.ones(len(codes)), (codes, np.arange(len(codes)))), shape=(len(names), len(codes)))
    generator = np.random.default_rng(seed)
    chances = np.full(len(names), 1 / max(len(names), 1))
    times = generator.multinomial(len(names), chances, size=draws) if len(names) else np.zeros((draws, 0))
    return times.astype(np.float64), inside


def _ends(drawn: Floats) -> tuple[Floats, Floats]:
    """2.5% and 97.5% of each column, NaN where nothing is known."""
    known = ~np.isnan(drawn).all(axis=0)
    low, high = np.full(drawn.shape[1], np.nan), np.full(drawn.shape[1], np.nan)
    if known.any():
        low[known], high[known] = np.nanquantile(drawn[:, known], [0.025, 0.975], axis=0)
    return low, high


def _pairs(
    marks: _Marks, present: NDArray[np.bool_], codes: list[str], times: Floats, inside: csr_array
) -> pd.DataFrame:
    rows = []
    for a, b in combinations(range(len(marks.coders)), 2):
        both = (marks.read[:, a] & marks.read[:, b])[:, None].astype(float)
        if not both.any():
            continue
        first, second = (present[:, :, coder] * both for coder in (a, b))
        parts = (both, first, second, (first == second) * both)
        kappas, all_kappa = _kappas(*(part.sum(axis=0, keepdims=True) for part in parts))
        drawn, all_drawn = _kappas(*(times @ (inside @ part) for part in parts))
        low, high = _ends(drawn)
        (all_low,), (all_high,) = _ends(all_drawn[:, None])
        names, units = (marks.coders[a], marks.coders[b]), int(both.sum())
        rows.append((*names, "", all_kappa[0], all_low, all_high, units))
        rows += [(*names, code, kappas[0, k], low[k], high[k], units) for k, code in enumerate(codes)]
    return pd.DataFrame(rows, columns=["first", "second", "code", "kappa", "low", "high", "units"])


def _kappas(units: Floats, first: Floats, second: Floats, same: Floats) -> tuple[Floats, Floats]:
    """Cohen's kappa of each code, and of all together: (agreed - expected) / (1 - expected), both summed.

    Each is a count, a row a draw: of units, of those where the first and the second say present, and of
    those where they say the same.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        a, b, agreed = first / units, second / units, same / units
        expected = a * b + (1 - a) * (1 - b)
        own = np.where(expected < 1, (agreed - expected) / (1 - expected), np.nan)
        spread = (1 - expected).sum(axis=1)
        together = np.where(spread > 0, (agreed - expected).sum(axis=1) / spread, np.nan)
    return own, together
