"""Leiden on a projected network, at a resolution and a seed, and on resampled registers."""

from __future__ import annotations

import random
from collections.abc import Iterator

import igraph
import numpy as np
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
            objective_function="modularity", weights=weights.tolist(), resolution=resolution, n_iterations=3
        )
        return canonical(np.asarray(found.membership, dtype=np.int64))


def bootstrap_weights(projection: Projection, draws: int, seed: int) -> Iterator[NDArray[np.float64]]:
    """Weights of the pairs in registers resampled over arrangements.

    Parameters
    ----------
    projection
        The network.
    draws
        Number of registers.
    seed
        Seed; the first registers are the same whatever the number.

    Yields
    ------
    ndarray
        Shape (E,).
    """
    size = len(projection.incidence.sizes)
    for draw in range(draws):
        generator = np.random.default_rng([seed, draw])
        times = np.bincount(generator.integers(0, size, size), minlength=size)
        yield projection.weights(times.astype(np.float64))
