"""Numbers of a selection of arrangements, per region: what a filter on a map shows.

Nothing here is drawn at random, so that another program can repeat every number.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from regioscoop.measures._tally import tally
from regioscoop.network import Incidence
from regioscoop.register import Edition
from regioscoop.register._names import require_known
from regioscoop.register.codes import LEGAL_CLASSES, OBLIGATIONS, ORGANISATION_KINDS, POLICY_FIELDS

LEAST_ARRANGEMENTS: Final = 5
"""Below so many arrangements there is no interval."""
NORMAL_975: Final = 1.959964
"""Quantile .975 of the standard normal distribution."""
ZERO: Final = 1e-12
"""A standard error below this is rounding and counts as 0."""


def choose(
    edition: Edition,
    fields: Iterable[str] = (),
    legal_class: Iterable[str] = (),
    obligation: Iterable[str] = (),
    kinds: Iterable[str] = (),
) -> NDArray[np.str_]:
    """Arrangements that a filter leaves: within one kind of filter any of its codes, and every kind.

    Parameters
    ----------
    edition
        The edition.
    fields
        Policy fields; the arrangement has at least one of them, main or not.
    legal_class, obligation
        Codes of the arrangement.
    kinds
        Kinds of organisation of which at least one takes part.

    Returns
    -------
    ndarray
        Ids, sorted. A filter without codes leaves everything. For an incidence matrix:
        ``incidence.take(np.isin(incidence.arrangements, ids))``.

    Raises
    ------
    UnknownNameError
        When there is no such code; suggests the nearest.
    InputError
        When several codes of one filter do not exist: all of them.
    """
    frame, members, coded = edition["arrangements"], edition.members, edition["arrangement_fields"]
    filters = [
        (POLICY_FIELDS, list(fields), coded["policy_field"], coded["arrangement"]),
        (LEGAL_CLASSES, list(legal_class), frame["legal_class"], frame["id"]),
        (OBLIGATIONS, list(obligation), frame["obligation"], frame["id"]),
        (ORGANISATION_KINDS, list(kinds), members["kind"], members["arrangement"]),
    ]
    for codes, wanted, _, _ in filters:
        require_known(codes.name, wanted, codes.codes)
    left = set(frame["id"])
    for _, wanted, values, ids in filters:
        if wanted:
            left &= set(ids[values.isin(wanted)])
    return np.array(sorted(left), dtype=str)


def selection(incidence: Incidence, labels: pd.Series) -> pd.DataFrame:
    """Numbers of every region in a selection of arrangements, with a linearised interval of closure.

    For an arrangement s with n municipalities (2 or more), m of them in region R::

        in_s  = m (m - 1) / 2 / (n - 1)
        tot_s = in_s + m (n - m) / (n - 1)
        c1    = sum of in_s / sum of tot_s

    which is C1 with Newman weights of `regioscoop.measures.congruence`. Its interval [own] is that of a
    ratio of sums over the k arrangements with tot_s > 0, linearised::

        e_s = in_s - c1 tot_s
        se  = sqrt(k / (k - 1) * sum of e_s^2) / sum of tot_s
        c1 -/+ 1.959964 se, clipped to 0 and 1

    Parameters
    ----------
    incidence
        Municipalities x the selected arrangements.
    labels
        Region id, index municipality id.

    Returns
    -------
    DataFrame
        Index region_id: arrangements (with at least two members in the region), municipalities (of the
        region that take part in at least one selected arrangement), c1, low, high (0 to 1). c1 is NaN
        where nothing reaches the region; low and high are NaN with fewer than five arrangements and where
        the arrangements do not differ (se = 0).
    """
    counts = tally(incidence, labels)
    number = len(counts.regions)

    def total(value: NDArray[np.float64] | NDArray[np.bool_]) -> NDArray[np.float64]:
        return np.bincount(counts.region, weights=value, minlength=number).astype(np.float64)

    m = counts.members.astype(np.float64)
    n = counts.arrangement_sizes[counts.arrangement].astype(np.float64)
    weight = np.where(n > 1, 1 / np.maximum(n - 1, 1), 0.0)
    inside = m * (m - 1) / 2 * weight
    every = inside + m * (n - m) * weight
    weight_total = total(every)
    c1 = np.divide(total(inside), weight_total, out=np.full(number, np.nan), where=weight_total > 0)
    k = total(every > 0)
    squares = total(np.nan_to_num(inside - c1[counts.region] * every) ** 2)
    known = k >= LEAST_ARRANGEMENTS
    se = np.full(number, np.nan)
    se[known] = np.sqrt(k[known] / (k[known] - 1) * squares[known]) / weight_total[known]
    se[se < ZERO] = np.nan
    active = labels.reindex(pd.Index(incidence.members[incidence.degrees > 0])).value_counts()
    return pd.DataFrame(
        {
            "arrangements": total(m >= 2).astype(int),
            "municipalities": active.reindex(counts.regions, fill_value=0).to_numpy(dtype=int),
            "c1": c1,
            "low": np.clip(c1 - NORMAL_975 * se, 0, 1),
            "high": np.clip(c1 + NORMAL_975 * se, 0, 1),
        },
        index=pd.Index(counts.regions, name="region_id"),
    )


@dataclass(frozen=True)
class SelectionTotals:
    """A selection of arrangements in numbers.

    Attributes
    ----------
    arrangements
        Arrangements in which two or more municipalities take part.
    municipalities
        Municipalities that take part in at least one selected arrangement.
    pairs
        Pairs of municipalities that share at least one.
    """

    arrangements: int
    municipalities: int
    pairs: int


def selection_totals(incidence: Incidence) -> SelectionTotals:
    """Totals of a selection.

    Parameters
    ----------
    incidence
        Municipalities x the selected arrangements.
    """
    together = incidence.matrix @ incidence.matrix.T
    # Every municipality that takes part in something meets itself too.
    active = int((incidence.degrees > 0).sum())
    return SelectionTotals(int((incidence.sizes >= 2).sum()), active, (together.nnz - active) // 2)
