"""Which arrangements resemble each other: by who takes part, and by what they are about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from regioscoop.network import Incidence, from_pairs
from regioscoop.register import Edition
from regioscoop.register._names import require_known
from regioscoop.register.codes import POLICY_FIELDS

COLUMNS: Final = ["arrangement", "other", "jaccard", "shared", "shared_fields"]


def resemblance(edition: Edition, least: float = 0.5) -> pd.DataFrame:
    """Every pair of arrangements in which largely the same organisations take part [own].

    With A and B the organisations (of every kind) that take part in each::

        jaccard = |A and B| / |A or B|

    Parameters
    ----------
    edition
        The edition.
    least
        Least Jaccard (0 to 1); pairs that share nobody are never listed.

    Returns
    -------
    DataFrame
        Each pair in both directions: arrangement, other, jaccard (0 to 1), shared (number of
        organisations), shared_fields (number of policy fields, 0 to 8); the most alike first, of equals
        those that share most fields.
    """
    incidence = _everyone(edition)
    together = (incidence.matrix.T @ incidence.matrix).tocoo()
    one, other = together.coords
    return _table(edition, incidence, one, other, together.data, least)


def resembling(
    known: Edition | pd.DataFrame, arrangement: str, most: int = 6, least: float = 0.5
) -> pd.DataFrame:
    """The arrangements that resemble one most, as in `resemblance`.

    Parameters
    ----------
    known
        An edition, or what `resemblance` returned (with a ``least`` that is not higher).
    arrangement
        Id of the arrangement.
    most
        Number of rows at most.
    least
        Least Jaccard (0 to 1).

    Returns
    -------
    DataFrame
        The columns of `resemblance`; empty when nothing is as much alike.

    Raises
    ------
    UnknownNameError
        When the edition has no such arrangement; suggests the nearest. A table does not know which exist.
    """
    if isinstance(known, pd.DataFrame):
        rows = known[(known["arrangement"] == arrangement) & (known["jaccard"] >= least)]
        return rows.head(most).reset_index(drop=True)
    require_known("arrangement", [arrangement], known.arrangements.index)
    incidence = _everyone(known)
    column = np.flatnonzero(incidence.arrangements == arrangement)
    if not len(column):
        return pd.DataFrame(columns=COLUMNS)
    own = incidence.matrix[:, column].toarray().ravel()
    shared = np.asarray(incidence.matrix.T @ own)
    other = np.flatnonzero(shared)
    one = np.full(len(other), column[0])
    return _table(known, incidence, one, other, shared[other], least).head(most)


def _everyone(edition: Edition) -> Incidence:
    members = edition.members
    return from_pairs(members["organisation"].tolist(), members["arrangement"].tolist())


def _table(
    edition: Edition,
    incidence: Incidence,
    one: NDArray[np.int64],
    other: NDArray[np.int64],
    shared: NDArray[np.float64],
    least: float,
) -> pd.DataFrame:
    jaccard = shared / (incidence.sizes[one] + incidence.sizes[other] - shared)
    keep = (one != other) & (jaccard >= least)
    one, other = one[keep], other[keep]
    fields = _fields(edition, incidence.arrangements)
    frame = pd.DataFrame(
        {
            "arrangement": incidence.arrangements[one],
            "other": incidence.arrangements[other],
            "jaccard": jaccard[keep],
            "shared": np.rint(shared[keep]).astype(int),
            "shared_fields": (fields[one] & fields[other]).sum(axis=1),
        }
    )
    # Positions sort as the ids do, and much faster.
    order = np.lexsort((other, -frame["shared"], -frame["shared_fields"], -frame["jaccard"], one))
    return frame.iloc[order].reset_index(drop=True)


def _fields(edition: Edition, arrangements: Sequence[str] | NDArray[np.str_]) -> NDArray[np.bool_]:
    """Which policy fields each arrangement has, shape (S, 8)."""
    table = edition["arrangement_fields"]
    row = pd.Index(arrangements).get_indexer(pd.Index(table["arrangement"]))
    column = pd.Index(POLICY_FIELDS.codes).get_indexer(pd.Index(table["policy_field"]))
    out = np.zeros((len(arrangements), len(POLICY_FIELDS.codes)), dtype=bool)
    known = (row >= 0) & (column >= 0)
    out[row[known], column[known]] = True
    return out
