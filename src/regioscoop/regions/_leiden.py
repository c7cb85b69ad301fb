"""Leiden on a projected network, at a resolution and a seed, and on resampled registers."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator

import igraph
import numpy as np
from joblib import Parallel, cpu_count, delayed
from numpy.typing import NDArray

from regioscoop.network import Projection

Labels = NDArray[np.int64]
"""Region number of each member, shape (N,), numbered by lowest member."""


def canonical(labels: NDArray[np.int64]) -> Labels:
    """Number regions in the order of their lowest member, so that equal divisions are equal arrays."""
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    return rank[inverse]


class Clusterer:
    """Runs Leiden (Traag, Waltman and Van Eck 2019, as in igraph) on one network with changing weights.

    Parameters
    ----------
    projection
        The network. The pairs are set once; a resampled register changes weights only.
    """

    def __init__(self, projection: Projection) -> None:
        self.projection = projection
        edges = np.column_stack([projection.left, projection.right])
        self._graph = igraph.Graph(n=projection.incidence.shape[0], edges=edges)

    def run(self, weights: NDArray[np.float64], resolution: float, seed: int) -> Labels:
        """Divide the members into regions.

        Parameters
        ----------
        weights
            Weight of each pair, shape (E,).
        resolution
            Higher gives more and smaller regions.
        seed
            Seed of this run.

        Returns
        -------
        Labels
            A member without any weight is a region of its own.
        """
        igraph.set_random_number_generator(random.Random(seed))  # noqa: S311 - no secret
        found = self._graph.community_leiden(
            objective_function="modularity", weights=weights.tolist(), resolution=resolution, n_iterations=2
        )
        return canonical(np.asarray(found.membership, dtype=np.int64))

    def has_weight(self, weights: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Which members share anything with anyone, shape (N,)."""
        pairs = self.projection
        has = np.zeros(pairs.incidence.shape[0], dtype=bool)
        has[pairs.left[weights > 0]] = True
        has[pairs.right[weights > 0]] = True
        return has


def bootstrap_weights(
    projection: Projection, draws: Iterable[int], seed: int
) -> Iterator[NDArray[np.float64]]:
    """Weights of the pairs in registers resampled over arrangements.

    Parameters
    ----------
    projection
        The network.
    draws
        Numbers of the registers.
    seed
        Seed; a register of one number is the same whatever others are drawn.

    Yields
    ------
    ndarray
        Shape (E,).
    """
    size = len(projection.incidence.sizes)
    for draw in draws:
        generator = np.random.default_rng([seed, draw])
        times = np.bincount(generator.integers(0, size, size), minlength=size)
        yield projection.weights(times.astype(np.float64))


def resampled(
    projection: Projection, resolution: float, draws: int, seed: int, jobs: int = 1
) -> list[Labels]:
    """Delineate resampled registers.

    Parameters
    ----------
    projection
        The network.
    resolution
        Resolution of the modularity.
    draws, seed
        Number of registers, and their seed.
    jobs
        Processes, -1 for all cores; the outcome does not depend on it.

    Returns
    -------
    list of Labels
        One for each register; -1 for a member that shares nothing in it and so has no place.
    """
    many = cpu_count() if jobs == -1 else jobs
    parts = np.array_split(np.arange(draws), many)
    found = Parallel(n_jobs=many)(delayed(_some)(projection, resolution, part, seed) for part in parts)
    return [labels for part in found for labels in part]


def _some(projection: Projection, resolution: float, draws: NDArray[np.int64], seed: int) -> list[Labels]:
    cluster = Clusterer(projection)
    drawn = zip(draws.tolist(), bootstrap_weights(projection, draws.tolist(), seed), strict=True)
    out = []
    for draw, weights in drawn:
        labels = cluster.run(weights, resolution, seed + draw)
        labels[~cluster.has_weight(weights)] = -1
        out.append(labels)
    return out
