"""What chance alone would give: a null model that keeps both degree sequences, and the backbone.

The bipartite configuration model of maximum entropy: p_is = x_i y_s / (1 + x_i y_s), with the x and y
that give every member its number of arrangements and every arrangement its number of members, on average
(Saracco et al. 2015; SDSM, Neal 2014). Members with the same number share one x, arrangements with the
same size share one y, so that all work is done on the distinct numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize
from scipy.special import expit
from scipy.stats import false_discovery_control

from regioscoop.errors import RegioscoopError
from regioscoop.network._incidence import Incidence
from regioscoop.network._projection import Projection

_STEPS: Final = 500
_TOLERANCE: Final = 1e-4
"""Largest difference between an expected and an observed degree that is accepted."""


@dataclass(frozen=True)
class NullModel:
    """Probabilities of taking part when only the degrees are kept.

    Attributes
    ----------
    incidence
        What it was fitted to.
    p
        Probability by distinct degree and distinct size, shape (D, Z).
    degree_class, size_class
        Class of each member (N,) and of each arrangement (S,).
    """

    incidence: Incidence
    p: NDArray[np.float64]
    degree_class: NDArray[np.int64]
    size_class: NDArray[np.int64]

    def probabilities(self) -> NDArray[np.float64]:
        """p_is for every member and arrangement, shape (N, S)."""
        return self.p[self.degree_class][:, self.size_class]

    def sample(self, generator: np.random.Generator) -> Incidence:
        """Draw a network from the model.

        Parameters
        ----------
        generator
            Source of randomness.

        Returns
        -------
        Incidence
            Same members and arrangements; degrees and sizes are kept on average.
        """
        rows, columns = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
        in_degree = [np.flatnonzero(self.degree_class == d) for d in range(self.p.shape[0])]
        in_size = [np.flatnonzero(self.size_class == z) for z in range(self.p.shape[1])]
        # All cells of one degree and one size have one probability: draw how many, then which.
        for d, z in np.ndindex(*self.p.shape):
            cells = int(len(in_degree[d]) * len(in_size[z]))
            hits = generator.binomial(cells, float(self.p[d, z]))
            cell = generator.choice(cells, size=hits, replace=False, shuffle=False)
            rows.append(in_degree[d][cell // len(in_size[z])])
            columns.append(in_size[z][cell % len(in_size[z])])
        row, column = np.concatenate(rows), np.concatenate(columns)
        matrix = sparse.coo_array((np.ones(len(row)), (row, column)), shape=self.incidence.shape).tocsc()
        matrix.sort_indices()
        return Incidence(self.incidence.members, self.incidence.arrangements, matrix)


def fit_null_model(incidence: Incidence) -> NullModel:
    """Fit the bipartite configuration model.

    Parameters
    ----------
    incidence
        Who takes part in what.

    Returns
    -------
    NullModel
        Expected degrees and sizes equal the observed ones within 1e-4.

    Raises
    ------
    RegioscoopError
        When the fit does not converge.
    """
    degrees, degree_class, members = np.unique(incidence.degrees, return_inverse=True, return_counts=True)
    sizes, size_class, arrangements = np.unique(incidence.sizes, return_inverse=True, return_counts=True)
    # Of nothing, impossible; the fit would send its parameter to minus infinity.
    some_d, some_z = degrees > 0, sizes > 0
    p = np.zeros((len(degrees), len(sizes)))
    p[np.ix_(some_d, some_z)] = _fit(degrees[some_d], members[some_d], sizes[some_z], arrangements[some_z])
    off = max(
        float(np.abs(p @ arrangements - degrees).max(initial=0.0)),
        float(np.abs(members @ p - sizes).max(initial=0.0)),
    )
    if off > _TOLERANCE:
        raise RegioscoopError(f"The null model does not converge: expected degrees are off by {off:.2g}")
    return NullModel(incidence, p, degree_class, size_class)


def _fit(
    degrees: NDArray[np.int64],
    members: NDArray[np.int64],
    sizes: NDArray[np.int64],
    arrangements: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Probabilities by degree and size class: the maximum of a concave likelihood in log x and log y."""
    d = len(degrees)
    cells = np.outer(members, arrangements).astype(np.float64)
    wanted = np.concatenate([members * degrees, arrangements * sizes]).astype(np.float64)
    scale = max(float(wanted.sum()), 1.0)

    def fall(theta: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        z = theta[:d, None] + theta[None, d:]
        expected = cells * expit(z)
        likelihood = wanted @ theta - (cells * np.logaddexp(0, z)).sum()
        gradient = wanted - np.concatenate([expected.sum(axis=1), expected.sum(axis=0)])
        return -likelihood / scale, -gradient / scale

    def bend(theta: NDArray[np.float64]) -> NDArray[np.float64]:
        p = expit(theta[:d, None] + theta[None, d:])
        spread = cells * p * (1 - p)
        rows, columns = np.diag(spread.sum(axis=1)), np.diag(spread.sum(axis=0))
        return np.block([[rows, spread], [spread.T, columns]]) / scale

    half = -0.5 * np.log(max(cells.sum() / (members @ degrees), 1.0))
    found = minimize(
        fall, np.full(len(wanted), half), jac=True, hess=bend, method="trust-exact",
        options={"gtol": _TOLERANCE / 100 / scale, "maxiter": _STEPS},
    )  # fmt: skip
    return np.asarray(expit(found.x[:d, None] + found.x[None, d:]))


@dataclass(frozen=True)
class Backbone:
    """Pairs that share more arrangements than chance.

    Attributes
    ----------
    projection
        The pairs it speaks of.
    p_value
        Probability of at least this many shared arrangements by chance, shape (E,).
    q_value
        The same, adjusted for the number of pairs (Benjamini and Hochberg), shape (E,).
    alpha
        Expected share of false pairs among the kept ones.
    """

    projection: Projection
    p_value: NDArray[np.float64]
    q_value: NDArray[np.float64]
    alpha: float

    @property
    def kept(self) -> NDArray[np.bool_]:
        """Which pairs are in the backbone, shape (E,)."""
        return self.q_value <= self.alpha


def backbone(projection: Projection, null: NullModel, alpha: float = 0.01) -> Backbone:
    """Find the pairs that share more arrangements than their degrees explain.

    The number of shared arrangements of a pair is, under the null, a sum of independent yes/no draws
    with probabilities p_is p_js; its exact distribution is computed once per pair of degrees.

    Parameters
    ----------
    projection
        The network; only the counts of shared arrangements are used.
    null
        Null model of the same incidence.
    alpha
        Share of false pairs that is accepted among the kept ones (false-discovery control over all
        N (N - 1) / 2 pairs, those that share nothing included).

    Returns
    -------
    Backbone
    """
    counts = np.diff(projection.shared.indptr).astype(np.int64)
    a, b = null.degree_class[projection.left], null.degree_class[projection.right]
    low, high = np.minimum(a, b), np.maximum(a, b)
    classes, inverse = np.unique(low * len(null.p) + high, return_inverse=True)
    numbers = np.bincount(null.size_class, minlength=null.p.shape[1])
    p_value = np.empty(len(counts))
    for k, code in enumerate(classes):
        both = null.p[code // len(null.p)] * null.p[code % len(null.p)]
        here = inverse == k
        p_value[here] = _tail(both, numbers, counts[here])
    n = projection.incidence.shape[0]
    everyone = np.ones(max(n * (n - 1) // 2, len(counts)))
    everyone[: len(counts)] = np.clip(p_value, 0.0, 1.0)
    q_value = false_discovery_control(everyone)[: len(counts)] if len(counts) else p_value
    return Backbone(projection, p_value, q_value, alpha)


def _tail(
    p: NDArray[np.float64], numbers: NDArray[np.int64], counts: NDArray[np.int64]
) -> NDArray[np.float64]:
    """P(X >= count) of a sum of ``numbers`` draws of each probability ``p``, for every count."""
    top = int(counts.max()) + 1
    chance = np.zeros(top)
    chance[0] = 1.0
    for probability in np.repeat(p, numbers):
        chance[1:] = chance[1:] * (1 - probability) + chance[:-1] * probability
        chance[0] *= 1 - probability
    below = np.concatenate([[0.0], np.cumsum(chance)])
    return 1.0 - below[counts]
