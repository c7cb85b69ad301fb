"""The judged pairs and the lists that they are pairs of: what linking is trained and tested on.

Nothing of it ships: it is read from a data folder (``REGIOSCOOP_DATA``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from regioscoop.collection.linking._lists import OPTIONAL, REQUIRED
from regioscoop.collection.linking._names import take_apart
from regioscoop.register.sources import read_provincial_registers
from regioscoop.register.sources._csv import read_csv

JUDGED: Final = "linking/judged_pairs.csv"
REGISTERS, ADDRESSES, DIVISIONS = (
    "joint_arrangements_2016",
    "joint_arrangements_addresses_2016",
    "regional_divisions_2016",
)
BELONG: Final = ("same", "same-part")
"""Labels of pairs that are one arrangement, or one and a part of it."""
LABELS: Final = (*BELONG, "successor", "different")


def read_sources(folder: Path) -> dict[str, pd.DataFrame]:
    """Read the three sources of 2016 as lists to link.

    Parameters
    ----------
    folder
        The data folder.

    Returns
    -------
    dict
        Source -> list, as `regioscoop.collection.linking.read_list` gives it; the id is the name as it stands
        (``division|region`` in the divisions).
    """
    registers = read_provincial_registers(folder / "gr/joint_arrangements_2016.csv")
    registers = registers.groupby("arrangement", as_index=False).agg(
        participants=("participant", ";".join), seat=("seat", lambda s: s.mode()[0])
    )
    addresses = read_csv(folder / "gr/joint_arrangements_addresses_2016.csv", ["DSTA_GR_naam", "Plaats"])
    addresses = addresses.groupby("DSTA_GR_naam", as_index=False).agg(seat=("Plaats", "first"))
    columns = ["indeling", "gm_code", "regio"]
    divisions = read_csv(folder / "regions/regional_divisions_2016.csv", columns)
    divisions["name"] = divisions["indeling"] + "|" + divisions["regio"]
    divisions = divisions.groupby("name", as_index=False).agg(participants=("gm_code", ";".join))
    return {
        REGISTERS: _as_list(registers.rename(columns={"arrangement": "name"})),
        ADDRESSES: _as_list(addresses.rename(columns={"DSTA_GR_naam": "name"})),
        DIVISIONS: _as_list(divisions),
    }


def _as_list(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(id=frame["name"]).reindex(columns=[*REQUIRED, *OPTIONAL], fill_value="")


def read_judged(folder: Path) -> pd.DataFrame:
    """Read the judged pairs: left_source, left_name, right_source, right_name, label, confidence, why."""
    columns = ["left_source", "left_name", "right_source", "right_name", "label", "confidence", "why"]
    return read_csv(folder / JUDGED, columns).drop(columns="row")


def groups(judged: pd.DataFrame) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Group of the left and of the right record of each pair, so that one arrangement is in one group.

    Records are one group when a chain of pairs that are not ``different`` leads from one to the other, or
    when they have the same own words or the same base name: no arrangement stands in two groups.

    Returns
    -------
    tuple
        Two arrays as long as ``judged``.
    """
    keys = [list(zip(judged[f"{s}_source"], judged[f"{s}_name"], strict=True)) for s in ("left", "right")]
    records = {key: i for i, key in enumerate(dict.fromkeys(sorted({*keys[0], *keys[1]})))}
    joined = judged["label"].to_numpy() != "different"
    edges = [(records[a], records[b]) for a, b, j in zip(*keys, joined, strict=True) if j]
    edges += _chained(records.values(), [sorted(take_apart(name).own) for _, name in records])
    edges += _chained(records.values(), [_base(name) for _, name in records])
    rows, columns = np.array(edges, dtype=np.int64).T
    size = len(records)
    graph = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(size, size))
    labels = connected_components(graph, directed=False)[1].astype(np.int64)
    found = [np.array([labels[records[key]] for key in side], dtype=np.int64) for side in keys]
    return found[0], found[1]


def _base(name: str) -> list[str]:
    """The name without type words, in any order; nothing where a class of task alone is left."""
    parts = take_apart(name)
    longest: tuple[str, ...] = max(parts.cores, key=len, default=())
    return sorted(longest) if parts.own or parts.areas else []


def _chained(numbers: Iterable[int], words: Sequence[Sequence[str]]) -> list[tuple[int, int]]:
    by_words: dict[tuple[str, ...], list[int]] = {}
    for number, own in zip(numbers, words, strict=True):
        if own:
            by_words.setdefault(tuple(own), []).append(number)
    return [(a, b) for same in by_words.values() for a, b in pairwise(same)]
