"""From who takes part in what to who cooperates with whom."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from regioscoop.errors import UnknownNameError
from regioscoop.network._incidence import Incidence

WEIGHTS: Final = ("newman", "count")


@dataclass(frozen=True)
class Projection:
    """The weighted network of members that share an arrangement.

    Attributes
    ----------
    incidence
        What it was made from.
    weight
        ``newman`` or ``count``.
    left, right
        Row numbers of the two members of each pair (left < right), shape (E,), ordered.
    value
        Weight of each pair, shape (E,).
    """

    incidence: Incidence
    weight: str
    left: NDArray[np.int64]
    right: NDArray[np.int64]
    value: NDArray[np.float64]

    @cached_property
    def shared(self) -> sparse.csr_array:
        """E x S sparse matrix of ones: which arrangements each pair shares."""
        n, s = self.incidence.shape
        code, column = _pairs(self.incidence, n)
        pair = np.searchsorted(self.left * n + self.right, code)
        return sparse.coo_array((np.ones(len(pair)), (pair, column)), shape=(len(self.left), s)).tocsr()

    def weights(self, times: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
        """Weight of each pair.

        ``count``: the number of arrangements that both take part in. ``newman``: the sum over those of
        1 / (n_s - 1) (Newman 2001), so that a nationwide arrangement does not drown a small one.

        Parameters
        ----------
        times
            How often each arrangement counts, shape (S,); default once. A bootstrap draw is such a vector.

        Returns
        -------
        ndarray
            Shape (E,).
        """
        if times is None:
            return self.value
        return np.asarray(self.shared @ (_per_arrangement(self.incidence, self.weight) * times))

    def matrix(self) -> sparse.csr_array:
        """Symmetric N x N matrix of weights with an empty diagonal."""
        n = self.incidence.shape[0]
        half = sparse.coo_array((self.value, (self.left, self.right)), shape=(n, n))
        return (half + half.T).tocsr()

    def frame(self) -> pd.DataFrame:
        """The pairs as a table: a, b (ids), shared (number of arrangements), weight."""
        members = self.incidence.members
        return pd.DataFrame(
            {
                "a": members[self.left],
                "b": members[self.right],
                "shared": np.diff(self.shared.indptr),
                "weight": self.value,
            }
        )


def project(incidence: Incidence, weight: str = "newman") -> Projection:
    """Project the incidence matrix on its members: B D B^T, with D the worth of an arrangement.

    Parameters
    ----------
    incidence
        Who takes part in what.
    weight
        ``newman`` (default) or ``count``.

    Returns
    -------
    Projection
        In time and memory linear in the sum of n_s^2.

    Raises
    ------
    UnknownNameError
        When there is no such weight.
    """
    if weight not in WEIGHTS:
        raise UnknownNameError("weight", weight, WEIGHTS)
    columns = incidence.matrix
    rows = columns.tocsr()
    rows.data = _per_arrangement(incidence, weight)[rows.indices]
    # The columns of B are the rows of its transpose: the same arrays, read the other way.
    turned = sparse.csr_array((columns.data, columns.indices, columns.indptr), shape=columns.shape[::-1])
    product = rows @ turned
    product.sort_indices()
    left = np.repeat(np.arange(product.shape[0]), np.diff(product.indptr))
    above = left < product.indices
    return Projection(
        incidence, weight, left[above], product.indices[above].astype(np.int64), product.data[above]
    )


def _per_arrangement(incidence: Incidence, weight: str) -> NDArray[np.float64]:
    """What one arrangement adds to each of its pairs, shape (S,)."""
    if weight == "count":
        return np.ones(len(incidence.sizes))
    return 1.0 / np.maximum(incidence.sizes - 1, 1)


def _pairs(incidence: Incidence, n: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Every pair of members of every arrangement, coded as left * n + right, and its arrangement.

    Arrangements of one size are taken together, so that the work is done by whole arrays.
    """
    start, sizes = incidence.matrix.indptr, incidence.sizes
    members = incidence.matrix.indices
    codes, columns = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for size in np.unique(sizes[sizes >= 2]):
        which = np.flatnonzero(sizes == size)
        table = members[start[which][:, None] + np.arange(size)].astype(np.int64)
        first, second = np.triu_indices(int(size), k=1)
        codes.append((table[:, first] * n + table[:, second]).ravel())
        columns.append(np.repeat(which, len(first)))
    return np.concatenate(codes), np.concatenate(columns)
