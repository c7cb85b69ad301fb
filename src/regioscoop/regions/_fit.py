"""Which region of which regionalisation fits a set of municipalities best."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

import pandas as pd

from regioscoop.regions._regionalisation import Regionalisation
from regioscoop.register._names import require_known

_COLUMNS: Final = [
    "regionalisation", "region_id", "region", "inside", "members", "wanted", "jaccard", "covered", "own"
]  # fmt: skip


def best_fit(wanted: Collection[str], candidates: Mapping[str, Regionalisation]) -> pd.DataFrame:
    """How well each region fits a set of municipalities, say those that share a task [own].

    With W the wanted municipalities and R a region: ``jaccard`` is |W and R| / |W or R|, ``covered``
    |W and R| / |W|, ``own`` |W and R| / |R|.

    Parameters
    ----------
    wanted
        Ids of municipalities.
    candidates
        Key -> regionalisation.

    Returns
    -------
    DataFrame
        A row for each region with at least one wanted municipality: regionalisation (key), region_id,
        region (name), inside, members, wanted (numbers of municipalities: in both, in the region, in the
        set), jaccard, covered, own (0 to 1); best Jaccard first, then most covered.

    Raises
    ------
    UnknownNameError
        When a municipality is in none of the regionalisations; suggests the nearest.
    InputError
        When several are: all of them.
    """
    _require(wanted, candidates)
    frames = [pd.DataFrame(columns=_COLUMNS)]
    frames += [_fit(set(wanted), key, candidate) for key, candidate in candidates.items()]
    filled = [frame for frame in frames if len(frame)] or frames[:1]
    order = ["jaccard", "covered", "regionalisation", "region_id"]
    return pd.concat(filled).sort_values(order, ascending=[False, False, True, True], ignore_index=True)


def spread(wanted: Collection[str], candidates: Mapping[str, Regionalisation]) -> pd.DataFrame:
    """Over how many regions of each regionalisation a set of municipalities lies [own].

    Parameters
    ----------
    wanted
        Ids of municipalities.
    candidates
        Key -> regionalisation.

    Returns
    -------
    DataFrame
        Index regionalisation (key), as ordered in the candidates: regions (number with at least one
        wanted municipality), outside (wanted municipalities in no region of it), largest_share (largest
        share of the set that lies in one region, 0 to 1; 0 for an empty set).

    Raises
    ------
    UnknownNameError, InputError
        As `best_fit`.
    """
    _require(wanted, candidates)
    names, rows = set(wanted), []
    for candidate in candidates.values():
        labels = candidate.labels[candidate.labels.index.isin(names)].dropna()
        most = int(labels.value_counts().max()) if len(labels) else 0
        rows.append((labels.nunique(), len(names) - len(labels), most / max(len(names), 1)))
    index = pd.Index(list(candidates), name="regionalisation")
    return pd.DataFrame(rows, columns=["regions", "outside", "largest_share"], index=index)


def _require(wanted: Collection[str], candidates: Mapping[str, Regionalisation]) -> None:
    known = {str(i) for candidate in candidates.values() for i in candidate.labels.index}
    require_known("municipality", wanted, known)


def _fit(wanted: set[str], key: str, candidate: Regionalisation) -> pd.DataFrame:
    labels = candidate.labels
    inside = labels[labels.index.isin(wanted)].value_counts(sort=False)
    members = labels.value_counts(sort=False).reindex(inside.index)
    frame = pd.DataFrame({"inside": inside, "members": members}).rename_axis("region_id").reset_index()
    named = frame["region_id"].map(candidate.names)
    return frame.assign(
        regionalisation=key,
        region=named.where(named.notna(), frame["region_id"]),
        wanted=len(wanted),
        jaccard=frame["inside"] / (frame["members"] + len(wanted) - frame["inside"]),
        covered=frame["inside"] / max(len(wanted), 1),
        own=frame["inside"] / frame["members"],
    )[_COLUMNS]
