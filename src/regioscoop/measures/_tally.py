"""How many members of each region sit in each arrangement: what the measures are made of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from regioscoop.network import Incidence


@dataclass(frozen=True)
class Tally:
    """Members of regions in arrangements.

    Attributes
    ----------
    regions
        Region ids, ordered, R of them.
    everyone
        N, members of any region and of none.
    region_sizes
        |R|, shape (R,).
    arrangement_sizes
        n_s, shape (S,).
    region, arrangement, members
        For every region and arrangement that meet: their numbers and |s and R|.
    """

    regions: list[str]
    everyone: int
    region_sizes: NDArray[np.int64]
    arrangement_sizes: NDArray[np.int64]
    region: NDArray[np.int64]
    arrangement: NDArray[np.int64]
    members: NDArray[np.int64]

    def sums(
        self, value: NDArray[np.float64], times: NDArray[np.float64] | None = None
    ) -> NDArray[np.float64]:
        """Sum a value over the arrangements of each region.

        Parameters
        ----------
        value
            One for each meeting of a region and an arrangement.
        times
            How often each arrangement counts: shape (S,) or (draws, S); default once.

        Returns
        -------
        ndarray
            Shape (R,) or (draws, R).
        """
        shape = (len(self.regions), len(self.arrangement_sizes))
        matrix = sparse.coo_array((value, (self.region, self.arrangement)), shape=shape).tocsr()
        if times is None:
            return np.asarray(matrix.sum(axis=1)).ravel()
        return np.asarray(matrix @ times.T).T


def tally(incidence: Incidence, labels: pd.Series) -> Tally:
    """Count members of each region in each arrangement.

    Parameters
    ----------
    incidence
        The network.
    labels
        Region id, index member id; members without a region are in none.
    """
    known = labels.reindex(pd.Index(incidence.members))
    regions = sorted(known.dropna().unique())
    number = {region: i for i, region in enumerate(regions)}
    rows = np.flatnonzero(known.notna().to_numpy())
    codes = known.iloc[rows].map(number).to_numpy(dtype=np.int64)
    shape = (len(regions), len(known))
    belongs = sparse.coo_array((np.ones(len(rows)), (codes, rows)), shape=shape).tocsr()
    met = (belongs @ incidence.matrix).tocoo()
    return Tally(
        regions,
        incidence.shape[0],
        np.bincount(codes, minlength=len(regions)).astype(np.int64),
        incidence.sizes,
        met.coords[0].astype(np.int64),
        met.coords[1].astype(np.int64),
        np.rint(met.data).astype(np.int64),
    )
