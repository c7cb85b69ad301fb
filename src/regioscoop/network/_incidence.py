"""The municipality x arrangement incidence matrix."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from regioscoop.errors import InputError, Problem
from regioscoop.register import Edition


@dataclass(frozen=True)
class Incidence:
    """Who takes part in what.

    Attributes
    ----------
    members
        Ids of the rows, N of them, sorted.
    arrangements
        Ids of the columns, S of them, sorted.
    matrix
        N x S sparse matrix (CSC) of ones.
    """

    members: NDArray[np.str_]
    arrangements: NDArray[np.str_]
    matrix: sparse.csc_array

    @property
    def shape(self) -> tuple[int, int]:
        """(N, S)."""
        return (len(self.members), len(self.arrangements))

    @cached_property
    def sizes(self) -> NDArray[np.int64]:
        """n_s: number of members of each arrangement, shape (S,)."""
        return np.diff(self.matrix.indptr).astype(np.int64)

    @cached_property
    def degrees(self) -> NDArray[np.int64]:
        """k_i: number of arrangements of each member, shape (N,)."""
        return np.bincount(self.matrix.indices, minlength=self.shape[0]).astype(np.int64)

    def take(self, arrangements: NDArray[np.bool_]) -> Incidence:
        """Keep some arrangements.

        Parameters
        ----------
        arrangements
            Which to keep, shape (S,).
        """
        return Incidence(
            self.members, self.arrangements[arrangements], self.matrix[:, np.flatnonzero(arrangements)]
        )

    def positions(self, ids: Iterable[str]) -> NDArray[np.int64]:
        """Row numbers of members, by id."""
        return np.searchsorted(self.members, np.asarray(list(ids), dtype=self.members.dtype))


def from_pairs(
    members: Sequence[str], arrangements: Sequence[str], all_members: Iterable[str] | None = None
) -> Incidence:
    """Build an incidence matrix from pairs.

    Parameters
    ----------
    members, arrangements
        One entry per participation; a pair that stands twice counts once.
    all_members
        Every row there must be; default: those that occur.

    Returns
    -------
    Incidence

    Raises
    ------
    InputError
        When there is no participation at all.
    """
    if len(members) == 0:
        problem = Problem("participations", "none", "at least one")
        raise InputError("There is no network without participations", [problem])
    columns, column = np.unique(np.asarray(arrangements, dtype=str), return_inverse=True)
    if all_members is None:
        rows, row = np.unique(np.asarray(members, dtype=str), return_inverse=True)
    else:
        rows = np.unique(np.asarray(list(all_members), dtype=str))
        row = np.searchsorted(rows, np.asarray(members, dtype=str))
    matrix = sparse.coo_array((np.ones(len(row)), (row, column)), shape=(len(rows), len(columns))).tocsc()
    matrix.sum_duplicates()
    matrix.data[:] = 1.0
    matrix.sort_indices()
    return Incidence(rows, columns, matrix)


def incidence_of(edition: Edition, kind: str = "municipality") -> Incidence:
    """Incidence matrix of an edition.

    Parameters
    ----------
    edition
        The edition, or a selection of it.
    kind
        Kind of organisation in the rows.

    Returns
    -------
    Incidence
        One row for every organisation of that kind, also those that take part in nothing; a column for
        each arrangement in which at least one takes part.
    """
    pairs = edition.members
    pairs = pairs[pairs["kind"] == kind]
    everyone: pd.Series = edition["organisations"].query("kind == @kind")["id"]
    return from_pairs(pairs["organisation"].tolist(), pairs["arrangement"].tolist(), everyone.tolist())
