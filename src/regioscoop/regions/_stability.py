"""How stable a delineation is when the register is resampled."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import linear_sum_assignment
from sklearn.metrics import adjusted_mutual_info_score

from regioscoop.regions._leiden import Labels


@dataclass(frozen=True)
class Agreement:
    """Agreement between delineations of resampled registers.

    Attributes
    ----------
    by_draw
        Mean AMI of each draw with the draws it was compared with, shape (R,).
    """

    by_draw: NDArray[np.float64]

    @property
    def mean(self) -> float:
        """Mean pairwise adjusted mutual information: the stability of a resolution."""
        return float(self.by_draw.mean())

    @property
    def standard_error(self) -> float:
        """Standard error of the mean: each draw enters two sides of a pair, hence the factor two."""
        return float(2 * self.by_draw.std(ddof=1) / np.sqrt(len(self.by_draw)))


def pairwise_agreement(labels: list[Labels], neighbours: int) -> Agreement:
    """Mean pairwise AMI, over pairs of draws that stand near each other in a ring.

    Parameters
    ----------
    labels
        Delineation of each draw; -1 for a member without a place in it, left out of its pairs.
    neighbours
        With how many following draws each is compared; every draw is in as many pairs.
    """
    n = len(labels)
    reach = min(neighbours, (n - 1) // 2) or 1
    total = np.zeros(n)
    for step in range(1, reach + 1):
        for i in range(n):
            a, b = labels[i], labels[(i + step) % n]
            both = (a >= 0) & (b >= 0)
            score = adjusted_mutual_info_score(a[both], b[both])
            total[i] += score
            total[(i + step) % n] += score
    return Agreement(total / (2 * reach))


def stays(reference: Labels, drawn: Labels) -> NDArray[np.float64]:
    """Which members stay with their region in a resampled register: 1, 0, or NaN without a place in it.

    Regions of the draw are paired one to one with the reference regions so that as many members as
    possible stay (optimal assignment on shared members); where a region falls apart only one part is
    the region.

    Parameters
    ----------
    reference, drawn
        Two delineations of the same members.
    """
    shared = _overlap(reference, drawn)
    rows, columns = linear_sum_assignment(-shared)
    partner = np.full(shared.shape[0], -1)
    partner[rows] = columns
    return np.where(drawn >= 0, (partner[reference] == drawn).astype(np.float64), np.nan)


def best_jaccard(reference: Labels, drawn: Labels) -> NDArray[np.float64]:
    """Best Jaccard of each reference region with any region of a draw (Hennig 2007), shape (regions,)."""
    shared = _overlap(reference, drawn)
    union = shared.sum(1, keepdims=True) + shared.sum(0, keepdims=True) - shared
    return np.divide(shared, union, out=np.zeros_like(shared), where=union > 0).max(axis=1, initial=0.0)


def _overlap(a: Labels, b: Labels) -> NDArray[np.float64]:
    shape = (int(a.max()) + 1, int(b.max()) + 1)
    placed = b >= 0
    return sparse.coo_array((np.ones(int(placed.sum())), (a[placed], b[placed])), shape=shape).toarray()


def closest_to_consensus(
    candidates: list[Labels], left: NDArray[np.int64], right: NDArray[np.int64]
) -> Labels:
    """Choose the delineation that comes nearest to the co-assignment of all of them.

    Least squares over pairs (Dahl 2006): the sum of (share of runs together - together or not)^2.

    Parameters
    ----------
    candidates
        Delineations by runs with different seeds.
    left, right
        The pairs, shape (E,).

    Returns
    -------
    Labels
        Of equal ones, the first in lexical order, so that the outcome does not hang on the order.
    """
    together = np.mean([c[left] == c[right] for c in candidates], axis=0)
    distinct = sorted({c.tobytes(): c for c in candidates}.values(), key=lambda c: c.tolist())
    losses = [float(((together - (c[left] == c[right])) ** 2).sum()) for c in distinct]
    return distinct[int(np.argmin(np.round(losses, 9)))]
