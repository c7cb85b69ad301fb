"""Whether items may be taken together: reliability and dimensionality, before any scale is used."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LEAST_ALPHA: Final = 0.70
LEAST_RESPONDENTS: Final = 30
"""With fewer respondents who answered every item, neither reliability nor dimensions can be judged."""
DRAWS: Final = 1000
PARALLEL_QUANTILE: Final = 0.95
_CHUNK: Final = 50
_ROUNDS: Final = 500
_DEAR: Final = 12
"""A draw of a multinomial costs about as much as this many draws of a respondent."""
REASONS: Final = {
    "": ("", ""),
    "too_few": ("te weinig volledige antwoorden om dat te zeggen", "too few complete answers to tell"),
    "constant": ("een vraag met overal hetzelfde antwoord", "an item with the same answer everywhere"),
    "unreliable": ("de vragen hangen te weinig samen", "the items go together too little"),
    "several_dimensions": ("de vragen meten meer dan één ding", "the items measure more than one thing"),
    "no_dimension": ("de vragen hebben niets gemeen", "the items have nothing in common"),
}
"""Why a scale is not used -> its words in Dutch and English."""


@dataclass(frozen=True)
class Reliability:
    """What is known of items taken together.

    Attributes
    ----------
    items, respondents
        Number of items, and of respondents who answered them all.
    alpha, alpha_low, alpha_high
        Cronbach's alpha with its 95% interval.
    omega, omega_low, omega_high
        McDonald's omega (one factor) with its interval; NaN with fewer than three items.
    factors
        Number of dimensions by parallel analysis.
    first_share
        Share of the variance of the items that the first dimension holds.
    reason
        Why they may not be used as a scale (a key of `REASONS`); empty when they may.
    """

    items: int
    respondents: int
    alpha: float = math.nan
    alpha_low: float = math.nan
    alpha_high: float = math.nan
    omega: float = math.nan
    omega_low: float = math.nan
    omega_high: float = math.nan
    factors: float = math.nan
    first_share: float = math.nan
    reason: str = ""

    @property
    def is_usable(self) -> bool:
        """Whether the items may be used as a scale."""
        return self.reason == ""


def cronbach_alpha(covariance: Floats) -> Floats:
    """Cronbach's alpha: k / (k - 1) (1 - sum of variances / variance of the sum).

    Parameters
    ----------
    covariance
        Covariances of k items, shape (..., k, k).

    Returns
    -------
    Floats
        Shape (...,); NaN where nothing varies.
    """
    k = covariance.shape[-1]
    own = np.trace(covariance, axis1=-2, axis2=-1)
    total = covariance.sum(axis=(-2, -1))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(k / (k - 1) * (1 - own / total))


def mcdonald_omega(covariance: Floats) -> Floats:
    """McDonald's omega of one factor: 1 - sum of unique variances / variance of the sum.

    The factor is fitted to the correlations by minimum residuals (as ``psych::fa``) and brought back to the
    units of the items.

    Parameters
    ----------
    covariance
        Covariances of k items, shape (..., k, k), k 3 or more.

    Returns
    -------
    Floats
        Shape (...,); NaN where an item does not vary, or with fewer than three items.
    """
    variance = np.diagonal(covariance, axis1=-2, axis2=-1)
    if covariance.shape[-1] < 3:
        return np.full(covariance.shape[:-2], np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.sqrt(variance)
        loadings = _one_factor(covariance / spread[..., :, None] / spread[..., None, :])
        unique = (variance * (1 - loadings**2)).sum(axis=-1)
        return np.asarray(1 - unique / covariance.sum(axis=(-2, -1)))


def _one_factor(correlation: Floats) -> Floats:
    """Loadings of one factor by minimum residuals: each in turn fitted to the others, until none moves."""
    k = correlation.shape[-1]
    off = correlation * (1 - np.eye(k))
    # The row sums carry the sign of an item that stands the other way.
    loadings = np.clip(off.sum(axis=-1) / (k - 1), -0.99, 0.99)
    loadings = np.where(np.abs(loadings) < 0.01, 0.1, np.sign(loadings) * np.sqrt(np.abs(loadings)))
    for _ in range(_ROUNDS):
        before = loadings.copy()
        for i in range(k):
            others = (loadings**2).sum(axis=-1) - loadings[..., i] ** 2
            loadings[..., i] = np.clip((off[..., i, :] * loadings).sum(axis=-1) / others, -1, 1)
        if not np.nanmax(np.abs(loadings - before), initial=0.0) > 1e-9:
            break
    return loadings


def parallel_analysis(
    correlation: Floats, respondents: int, generator: np.random.Generator, draws: int = DRAWS
) -> int:
    """Count the dimensions that say more than chance would (Horn 1965, with the 95th percentile).

    Parameters
    ----------
    correlation
        Correlations of k items, shape (k, k).
    respondents
        Respondents they were computed over.
    generator
        For the draws of correlations of items that have nothing in common.
    draws
        Number of those.

    Returns
    -------
    int
        Eigenvalues, from the largest on, that are above the 95th percentile of theirs under chance.
    """
    own = np.linalg.eigvalsh(correlation)[::-1]
    k = len(own)
    # Bartlett: the root of a Wishart matrix, so that no respondents have to be drawn.
    root = np.tril(generator.standard_normal((draws, k, k)), -1)
    degrees = respondents - 1 - np.arange(k)
    root[:, np.arange(k), np.arange(k)] = np.sqrt(generator.chisquare(degrees, (draws, k)))
    made = root @ root.transpose(0, 2, 1)
    spread = np.sqrt(np.diagonal(made, axis1=1, axis2=2))
    chance = np.linalg.eigvalsh(made / spread[:, :, None] / spread[:, None, :])[:, ::-1]
    above = own > np.quantile(chance, PARALLEL_QUANTILE, axis=0)
    return int(k if above.all() else above.argmin())


def reliability(
    answers: pd.DataFrame,
    generator: np.random.Generator,
    draws: int = DRAWS,
    least_alpha: float = LEAST_ALPHA,
) -> Reliability:
    """Judge whether items may be used as a scale.

    They may when `LEAST_RESPONDENTS` or more answered them all, parallel analysis finds one dimension, and
    alpha (or omega, where alpha is lower than it) is ``least_alpha`` or more. Intervals are percentiles of
    ``draws`` bootstrap samples of respondents.

    Parameters
    ----------
    answers
        A column for each item, reversed ones turned round; NaN where there is no opinion.
    generator
        For the draws.
    draws
        Number of bootstrap samples.
    least_alpha
        Lowest reliability of a scale that is used [own choice: .70, the usual bound for groups].
    """
    complete = answers.dropna().to_numpy(dtype=np.float64)
    n, k = complete.shape
    if n < LEAST_RESPONDENTS:
        return Reliability(k, n, reason="too_few")
    complete = complete[np.lexsort(complete.T)]
    covariance = np.cov(complete.T)
    variance = np.diag(covariance)
    if (variance <= 1e-12).any():
        return Reliability(k, n, reason="constant")
    alpha, omega = float(cronbach_alpha(covariance)), float(mcdonald_omega(covariance))
    drawn = np.concatenate(list(_drawn_covariances(complete, generator, draws)))
    alpha_low, alpha_high = _ends(cronbach_alpha(drawn))
    omega_low, omega_high = _ends(mcdonald_omega(drawn))
    correlation = covariance / np.sqrt(np.outer(variance, variance))
    factors = parallel_analysis(correlation, n, generator, draws)
    reason = _reason(max(alpha, omega if math.isfinite(omega) else alpha), factors, least_alpha)
    first = float(np.linalg.eigvalsh(correlation)[-1] / k)
    return Reliability(
        k, n, alpha, alpha_low, alpha_high, omega, omega_low, omega_high, factors, first, reason
    )


def _reason(best: float, factors: int, least: float) -> str:
    if factors == 0:
        return "no_dimension"
    if factors > 1:
        return "several_dimensions"
    return "" if best >= least else "unreliable"


def _drawn_covariances(complete: Floats, generator: np.random.Generator, draws: int) -> Iterator[Floats]:
    """Covariances over bootstrap samples, by how often each set of answers is in one."""
    n, k = complete.shape
    answers, own, counts = np.unique(
        complete - complete.mean(axis=0), axis=0, return_inverse=True, return_counts=True
    )
    products = (answers[:, :, None] * answers[:, None, :]).reshape(-1, k * k)
    for first in range(0, draws, _CHUNK):
        times = _times(own.ravel(), counts, generator, min(_CHUNK, draws - first))
        means = times @ answers / n
        squares = (times @ products).reshape(-1, k, k) / n
        yield (squares - means[:, :, None] * means[:, None, :]) * (n / (n - 1))


def _times(
    own: NDArray[np.int64], counts: NDArray[np.int64], generator: np.random.Generator, draws: int
) -> Floats:
    """How often each set of answers is in each sample; the quicker of two ways to draw the same."""
    n, number = len(own), len(counts)
    if number * _DEAR < n:
        return generator.multinomial(n, counts / n, size=draws).astype(np.float64)
    chosen = own[generator.integers(n, size=(draws, n))] + number * np.arange(draws)[:, None]
    return np.bincount(chosen.ravel(), minlength=draws * number).reshape(draws, number).astype(np.float64)


def _ends(drawn: Floats) -> tuple[float, float]:
    known = drawn[np.isfinite(drawn)]
    if not len(known):
        return math.nan, math.nan
    low, high = np.quantile(known, [0.025, 0.975])
    return float(low), float(high)


def item_rest(answers: pd.DataFrame) -> pd.Series:
    """Correlation of each item with the sum of the others, over who answered all; below 0 it stands wrongly.

    Parameters
    ----------
    answers
        As in `reliability`.
    """
    complete = answers.dropna()
    rest = complete.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return pd.Series({item: complete[item].corr(rest - complete[item]) for item in complete})
