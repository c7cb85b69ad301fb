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
    parts = _parts(interviews)
    generator = np.random.default_rng(seed)
    number = len(parts.judges)
    chances = np.full(number, 1 / max(number, 1))
    times = (generator.multinomial(number, chances, size=draws) if number else np.zeros((draws, 0))).astype(
        float
    )
    alphas = (parts.disagreement, parts.ones, parts.judges)
    drawn_alpha, drawn_all = _alphas(*(times @ part for part in alphas))
    own, together = _alphas(*(part.sum(axis=0, keepdims=True) for part in alphas))
    low, high = _ends(drawn_alpha)
    blame = parts.disagreement.sum(axis=0)
    rows = pd.DataFrame(
        {
            "code": parts.codes,
            "kind": [interviews.kinds[code] for code in parts.codes],
            "alpha": own[0],
            "low": low,
            "high": high,
            "units": parts.used.astype("int64"),
            "blame": blame / blame.sum() if blame.sum() else np.zeros(len(blame)),
        }
    ).sort_values(["blame", "code"], ascending=[False, True], ignore_index=True)
    (all_low,), (all_high,) = _ends(drawn_all[:, None])
    return Agreement(
        tuple(parts.coders), parts.units, parts.sources, float(together[0]), float(all_low), float(all_high),
        "source" if parts.sources >= FEW_SOURCES else "paragraph", rows, _pairs(parts, times),
    )  # fmt: skip


@dataclass(frozen=True)
class _Parts:
    """What each source (or paragraph, with few sources) adds; a row is what the bootstrap draws.

    Of m coders of whom k say present, the pairs that disagree count 2 k (m - k) / (m - 1).
    """

    coders: list[str]
    codes: list[str]
    units: int
    sources: int
    used: NDArray[np.int64]
    disagreement: Floats
    ones: Floats
    judges: Floats
    pairs: dict[tuple[int, int], tuple[Floats, Floats, Floats, Floats]]


def _parts(interviews: Interviews) -> _Parts:
    rows = interviews.codings[interviews.codings["coder"] != ""]
    twice = rows.groupby("source")["coder"].nunique()
    wanted = sorted(twice.index[twice > 1])
    rows = rows[rows["source"].isin(wanted)]
    coders, codes = sorted(set(rows["coder"])), sorted(set(rows["code"]))
    texts, by_source = interviews.texts, dict(iter(rows.groupby("source")))
    is_summed = len(wanted) >= FEW_SOURCES
    units, used = 0, np.zeros(len(codes), dtype=np.int64)
    gathered: list[list[Floats]] = []
    shared: dict[tuple[int, int], list[list[Floats]]] = {}
    for source in wanted:
        present, read = _present(by_source[source], texts[source], codes, coders)
        units += len(present)
        used += present.any(axis=2).sum(axis=0)
        ones, judges = present.sum(axis=2, dtype=float), float(len(read))
        disagreement = 2 * ones * (judges - ones) / (judges - 1)
        gathered.append(_summed([disagreement, ones, np.full((len(present), 1), judges)], is_summed))
        for a, b in combinations(read, 2):
            first, second = (present[:, :, coder].astype(float) for coder in (a, b))
            four = [np.ones((len(present), 1)), first, second, (first == second).astype(float)]
            shared.setdefault((a, b), []).append(_summed(four, is_summed))
    empty = [np.zeros((0, len(codes)))] * 2 + [np.zeros((0, 1))]
    disagreement, ones, total = (
        np.concatenate([empty[k], *(block[k] for block in gathered)]) for k in range(3)
    )
    pairs = _stacked(wanted, by_source, coders, shared, gathered)
    return _Parts(coders, codes, units, len(wanted), used, disagreement, ones, total, pairs)


def _summed(blocks: list[Floats], is_summed: bool) -> list[Floats]:
    return [block.sum(axis=0, keepdims=True) for block in blocks] if is_summed else blocks


def _present(
    own: pd.DataFrame, text: str, codes: list[str], coders: list[str]
) -> tuple[NDArray[np.bool_], list[int]]:
    """Who put which code on which paragraph, shape (units, codes, coders), and who read the source."""
    starts, ends = np.array(paragraphs(text), dtype=np.int64).reshape(-1, 2).T
    shares = (starts[:, None] < own["end"].to_numpy()) & (own["start"].to_numpy() < ends[:, None])
    unit, row = np.nonzero(shares)
    code, coder = np.searchsorted(codes, own["code"]), np.searchsorted(coders, own["coder"])
    present = np.zeros((len(starts), len(codes), len(coders)), dtype=bool)
    present[unit, code[row], coder[row]] = True
    return present, sorted(set(coder.tolist()))


def _stacked(
    wanted: list[str],
    by_source: dict[str, pd.DataFrame],
    coders: list[str],
    shared: dict[tuple[int, int], list[list[Floats]]],
    gathered: list[list[Floats]],
) -> dict[tuple[int, int], tuple[Floats, Floats, Floats, Floats]]:
    """Blocks of each pair of coders, with zeros for the sources that they did not both read."""
    made = {}
    who = [set(by_source[source]["coder"]) for source in wanted]
    for (a, b), blocks in sorted(shared.items()):
        own = iter(blocks)
        four: list[list[Floats]] = [[], [], [], []]
        for readers, filled in zip(who, gathered, strict=True):
            both = next(own) if {coders[a], coders[b]} <= readers else None
            for k, like in enumerate((filled[2], filled[0], filled[0], filled[0])):
                four[k].append(np.zeros_like(like) if both is None else both[k])
        units, first, second, same = (np.concatenate(rows) for rows in four)
        made[a, b] = (units, first, second, same)
    return made


def paragraphs(text: str) -> list[tuple[int, int]]:
    """Start and end of every line of a text that is not empty."""
    found, start = [], 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            found.append((start, start + len(line.rstrip("\r\n"))))
        start += len(line)
    return found


def _alphas(disagreement: Floats, ones: Floats, values: Floats) -> tuple[Floats, Floats]:
    """Alpha of each code, shape (draws, codes), and of all together, shape (draws,)."""
    n = values
    with np.errstate(invalid="ignore", divide="ignore"):
        expected = 2 * ones * (n - ones) / (n - 1)
        own = 1 - disagreement / expected
        together = 1 - disagreement.sum(axis=1) / expected.sum(axis=1)
    return np.where(expected > 0, own, np.nan), np.where(expected.sum(axis=1) > 0, together, np.nan)


def _ends(drawn: Floats) -> tuple[Floats, Floats]:
    """2.5% and 97.5% of each column, NaN where nothing is known."""
    known = ~np.isnan(drawn).all(axis=0)
    low, high = np.full(drawn.shape[1], np.nan), np.full(drawn.shape[1], np.nan)
    if known.any():
        low[known], high[known] = np.nanquantile(drawn[:, known], [0.025, 0.975], axis=0)
    return low, high


def _pairs(parts: _Parts, times: Floats) -> pd.DataFrame:
    rows = []
    for (a, b), blocks in parts.pairs.items():
        kappas, all_kappa = _kappas(*(block.sum(axis=0, keepdims=True) for block in blocks))
        drawn, all_drawn = _kappas(*(times @ block for block in blocks))
        low, high = _ends(drawn)
        (all_low,), (all_high,) = _ends(all_drawn[:, None])
        names, units = (parts.coders[a], parts.coders[b]), int(blocks[0].sum())
        rows.append((*names, "", all_kappa[0], all_low, all_high, units))
        rows += [(*names, code, kappas[0, k], low[k], high[k], units) for k, code in enumerate(parts.codes)]
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
