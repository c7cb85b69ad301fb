"""A table of flows as a network of places, and how far divisions of the places contain the flows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from regioscoop.errors import InputError, Problem

FLOW_COLUMNS: Final = ("from_id", "to_id", "commuters")
"""Columns of a table of flows: place of residence, place of work, and how many."""


@dataclass(frozen=True)
class FlowNetwork:
    """Who lives where and works where, by place.

    Attributes
    ----------
    places
        Codes of the places, sorted, shape (N,).
    own
        F_ii: who live and work in the place, shape (N,).
    residents, jobs
        O_i, who live in the place and work in any; D_j, who work in the place and live in any; shape (N,).
    start, neighbour
        The other places that a place has a flow with, either way: those of place i are
        ``neighbour[start[i]:start[i + 1]]``.
    outward, inward
        F_ij and F_ji for each ``neighbour``.
    """

    places: NDArray[np.object_]
    own: NDArray[np.float64]
    residents: NDArray[np.float64]
    jobs: NDArray[np.float64]
    start: NDArray[np.int64]
    neighbour: NDArray[np.int64]
    outward: NDArray[np.float64]
    inward: NDArray[np.float64]


def checked_flows(flows: pd.DataFrame, places: Iterable[str] | None = None) -> pd.DataFrame:
    """Flows between the places that count, one row for each pair, in the order of the codes.

    Parameters
    ----------
    flows
        The columns of `FLOW_COLUMNS`; rows of one pair are added up.
    places
        Which places count; flows from and to any other are left out. Default: every place in the table.

    Returns
    -------
    DataFrame
        from_id, to_id, commuters (above 0); the same whatever the order of the rows.

    Raises
    ------
    InputError
        When a column lacks, a code is empty, or a number is negative or unknown: everything that is wrong.
    """
    missing = [c for c in FLOW_COLUMNS if c not in flows]
    if missing:
        problems = [Problem("flows", f"no column {c}", ", ".join(FLOW_COLUMNS)) for c in missing]
        raise InputError("This is not a table of flows", problems)
    frame = flows[list(FLOW_COLUMNS)].reset_index(drop=True)
    number = pd.to_numeric(frame["commuters"], errors="coerce").astype("float64")
    _refuse_faults(frame, number)
    frame["commuters"] = number
    frame = frame[number > 0]
    if places is not None:
        wanted = set(places)
        frame = frame[frame["from_id"].isin(wanted) & frame["to_id"].isin(wanted)]
    # Numbers are added in one order, so that the last digit does not depend on the order of the rows.
    frame = frame.sort_values(list(FLOW_COLUMNS))
    return frame.groupby(["from_id", "to_id"], as_index=False, sort=False)["commuters"].sum()


def _refuse_faults(frame: pd.DataFrame, number: pd.Series) -> None:
    wrong = ~(np.isfinite(number) & (number >= 0))
    problems = [
        Problem("flows", repr(frame["commuters"][at]), "a number, 0 or more", int(at) + 2, "commuters")
        for at in np.flatnonzero(wrong)
    ]
    for column in ("from_id", "to_id"):
        empty = frame[column].isna() | (frame[column] == "")
        problems += [
            Problem("flows", "an empty cell", "the code of a place", int(at) + 2, column)
            for at in np.flatnonzero(empty)
        ]
    if problems:
        raise InputError(f"The flows cannot be used ({len(problems)} problems)", problems)


def flow_network(frame: pd.DataFrame, places: Iterable[str] | None = None) -> FlowNetwork:
    """Make the network of a table of flows.

    Parameters
    ----------
    frame
        As `checked_flows` gives it.
    places
        Places that are in the network with or without flows. Default: those with flows.

    Raises
    ------
    InputError
        When there is no place at all.
    """
    codes = pd.Index(sorted({*frame["from_id"], *frame["to_id"], *(places or ())}), dtype="object")
    if not len(codes):
        raise InputError("There are no places", [Problem("flows", "no flows", "at least one flow")])
    home, work = codes.get_indexer(frame["from_id"]), codes.get_indexer(frame["to_id"])
    value = frame["commuters"].to_numpy()
    size, other = len(codes), home != work
    # A flow is seen from both its ends, so that each place knows what goes out and what comes in.
    rows = np.concatenate([home[other], work[other]])
    columns = np.concatenate([work[other], home[other]])
    nothing = np.zeros(int(other.sum()))
    outward, inward = (
        sparse.coo_array((np.concatenate(halves), (rows, columns)), shape=(size, size)).tocsr()
        for halves in ((value[other], nothing), (nothing, value[other]))
    )
    for matrix in (outward, inward):
        matrix.sort_indices()
    return FlowNetwork(
        codes.to_numpy(dtype=object),
        _totals(home[~other], value[~other], size),
        _totals(home, value, size),
        _totals(work, value, size),
        outward.indptr.astype(np.int64),
        outward.indices.astype(np.int64),
        outward.data,
        inward.data,
    )


def _totals(place: NDArray[np.int64], value: NDArray[np.float64], size: int) -> NDArray[np.float64]:
    return np.bincount(place, value, size).astype(np.float64)


def ratio(part: NDArray[np.float64], whole: NDArray[np.float64]) -> NDArray[np.float64]:
    """Part / whole, 0 where the whole is 0."""
    return np.divide(part, whole, out=np.zeros_like(part, dtype=np.float64), where=whole > 0)


def containment(flows: pd.DataFrame, labels: pd.Series) -> pd.DataFrame:
    """How far each region contains the flows of its places.

    Supply-side self-containment is the share of the working residents that work in the region; demand-side
    self-containment is the share of the jobs that residents of the region hold (Coombes and Bond 2008).

    Parameters
    ----------
    flows
        See `checked_flows`. Flows with places without a region count in the totals of the other end.
    labels
        Region id, index place.

    Returns
    -------
    DataFrame
        Index region_id, sorted; places (number), residents (who live there and work anywhere), jobs (held
        there by anyone), internal (both), supply_containment, demand_containment (0 to 1; unknown without
        residents or jobs).

    Examples
    --------
    >>> import pandas as pd
    >>> flows = pd.DataFrame(
    ...     {"from_id": ["a", "a", "b", "c"], "to_id": ["a", "b", "b", "a"], "commuters": [60, 20, 10, 40]}
    ... )
    >>> found = containment(flows, pd.Series({"a": "x", "b": "x", "c": "y"}))
    >>> found["demand_containment"].round(3).tolist()
    [0.692, nan]
    """
    return contained(checked_flows(flows), labels)


def contained(frame: pd.DataFrame, labels: pd.Series) -> pd.DataFrame:
    """`containment` of flows as `checked_flows` gives them."""
    home, work = frame["from_id"].map(labels), frame["to_id"].map(labels)
    value = frame["commuters"]
    known = labels.dropna()
    table = pd.DataFrame(
        {
            "places": known.groupby(known).size(),
            "residents": value.groupby(home).sum(),
            "jobs": value.groupby(work).sum(),
            "internal": value[home == work].groupby(home[home == work]).sum(),
        }
    ).fillna(0.0)
    table["places"] = table["places"].astype("int64")
    for side, whole in (("supply", "residents"), ("demand", "jobs")):
        table[f"{side}_containment"] = table["internal"] / table[whole].where(table[whole] > 0)
    return table.rename_axis("region_id").sort_index()
