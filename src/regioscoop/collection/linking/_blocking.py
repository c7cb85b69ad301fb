"""Which pairs are compared at all: Splink's blocking on words, areas, participants and seat."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

import duckdb
import numpy as np
import pandas as pd
import scipy.sparse as sp
from numpy.typing import NDArray
from splink import DuckDBAPI, Linker, SettingsCreator

from regioscoop.collection.linking._names import Name
from regioscoop.collection.linking._participants import decisive
from regioscoop.collection.linking._profiles import Profiles, families
from regioscoop.collection.linking._words import FILLERS, words

Pairs = NDArray[np.int64]
"""Pairs of profiles, (number of pairs, 2): left, right."""

COMMON: Final = 300
"""Most profiles that share a word for it to bring them together."""
_NO_OTHER_TASK: Final = "(len(l.families) = 0 or len(r.families) = 0 or list_has_any(l.families, r.families))"
_RULES: Final[tuple[tuple[str, str], ...]] = (
    ("l.members_key = r.members_key and l.members_key <> ''", ""),
    ("l.word_keys = r.word_keys", "word_keys"),
    ("l.core_keys = r.core_keys", "core_keys"),
    (f"l.areas = r.areas and {_NO_OTHER_TASK}", "areas"),
    ("l.set_keys = r.set_keys", "set_keys"),
    ("l.seat = r.seat and l.seat <> '' and list_has_any(l.families, r.families)", ""),
)
"""(condition, column of lists that is taken apart): a pair that fulfils one is compared."""


@dataclass(frozen=True)
class BlockingReport:
    """How well blocking does.

    Attributes
    ----------
    pairs
        Pairs of records that are compared.
    reduction_ratio
        Share of all possible pairs that is not compared: 1 - pairs / possible.
    pairs_completeness
        Share of the given true pairs that is compared.
    """

    pairs: int
    reduction_ratio: float
    pairs_completeness: float


def candidates(left: Profiles, right: Profiles | None = None) -> Pairs:
    """Pairs of profiles that share a word, an area, most participants or a seat.

    Where only an area, participants or a seat are shared, the classes of task must not be of other families,
    and for participants not be known of one only: such pairs are never linked.

    Parameters
    ----------
    left, right
        Profiles of two lists; without ``right`` the pairs are within ``left``, the lower number first.

    Returns
    -------
    Pairs
        Sorted, each pair once.
    """
    api = DuckDBAPI(duckdb.connect())
    sides = [left] if right is None else [left, right]
    frames = [_keys(side, keys) for side, keys in zip(sides, _set_keys(sides), strict=True)]
    tables = [
        api.register(frame, dataset_display_name=name)
        for frame, name in zip(frames, ("left_list", "right_list"), strict=False)
    ]
    rules: list[Any] = [
        {"blocking_rule": sql, "sql_dialect": "duckdb", "arrays_to_explode": [taken] if taken else None}
        for sql, taken in _RULES
    ]
    settings = SettingsCreator(
        link_type="dedupe_only" if right is None else "link_only",
        blocking_rules_to_generate_predictions=rules,
    )
    lists = tables if len(tables) > 1 else tables[0]
    linker = Linker(lists, settings, log_level=logging.ERROR, validate_settings=False)
    blocked = linker.inference.compute_blocked_pairs_for_predict().as_duckdbpyrelation().df()
    keys = [blocked[f"join_key_{side}"].astype(str).str.split("-__-").str[-1].astype(int) for side in "lr"]
    found = np.unique(np.column_stack(keys).astype(np.int64), axis=0)
    return np.unique(np.sort(found, axis=1), axis=0) if right is None else found


def _keys(side: Profiles, set_keys: list[list[str]]) -> pd.DataFrame:
    names = [side.name(i) for i in range(len(side))]
    sets = [sorted(decisive(members)) for members in side.members]
    return pd.DataFrame(
        {
            "unique_id": range(len(side)),
            "word_keys": _rare([_word_keys(name) for name in names]),
            "core_keys": _rare([sorted({"".join(sorted(core)) for core in name.cores}) for name in names]),
            "areas": [sorted(name.areas | _past(name) & words().areas) for name in names],
            "set_keys": set_keys,
            "members_key": ["|".join(members) if len(members) > 1 else "" for members in sets],
            "families": [list(families(name)) for name in names],
            "seat": list(side.seats),
        }
    )


def _set_keys(sides: list[Profiles]) -> list[list[list[str]]]:
    """Per side and profile a key for each other set of participants that is mostly the same.

    Two sets share a key where at least half of the smaller stands in the larger and the classes of task are
    of one family, or both unknown. The sets are compared as a whole, which is quicker than joining member by
    member.
    """
    keyed = [
        [(families(side.name(i)) or ("",), decisive(side.members[i])) for i in range(len(side))]
        for side in sides
    ]
    found: dict[tuple[str, frozenset[str]], list[str]] = {}
    by_task: dict[str, dict[frozenset[str], None]] = {}
    for tasks, members in (pair for side in keyed for pair in side):
        for task in tasks if members else ():
            by_task.setdefault(task, {})[members] = None
    for task, sets in by_task.items():
        numbered = list(sets)
        for a, b in _mostly_shared(numbered):
            for one in (a, b):
                found.setdefault((task, numbered[one]), []).append(f"{task}|{a}|{b}")
    return [
        [[key for task in tasks for key in found.get((task, members), [])] for tasks, members in side]
        for side in keyed
    ]


def _mostly_shared(sets: list[frozenset[str]]) -> list[tuple[int, int]]:
    """Pairs of different sets of which the larger holds at least half of the smaller."""
    columns = {member: i for i, member in enumerate(sorted(frozenset().union(*sets)))}
    indices = np.array([columns[member] for members in sets for member in members], dtype=np.int64)
    sizes = np.array([len(members) for members in sets], dtype=np.int64)
    starts = np.concatenate([[0], np.cumsum(sizes)])
    ones = np.ones(len(indices), dtype=np.int32)
    matrix = sp.csr_matrix((ones, indices, starts), shape=(len(sets), len(columns)))
    shared = sp.triu(matrix @ matrix.T, k=1).tocoo()
    enough = 2 * shared.data >= np.minimum(sizes[shared.row], sizes[shared.col])
    return list(zip(shared.row[enough].tolist(), shared.col[enough].tolist(), strict=True))


def _rare(keys: list[list[str]]) -> list[list[str]]:
    """The keys without those that so many share that they say nothing."""
    times = Counter(key for own in keys for key in own)
    return [[key for key in own if times[key] <= COMMON] for own in keys]


def _past(name: Name) -> set[str]:
    """Words of what it was or is called at another time."""
    return {word for text in (*name.former, *name.later) for word in text.split()}


def _word_keys(name: Name) -> list[str]:
    """The first four letters of each own word, now or formerly: a typing error is mostly further on."""
    return sorted({word[:4] for word in name.own | _past(name) - FILLERS if len(word) > 1})


def measure_blocking(found: Pairs, true: Pairs, possible: int) -> BlockingReport:
    """Measure what blocking left out.

    Parameters
    ----------
    found
        Pairs that are compared.
    true
        Pairs that are known to belong together.
    possible
        Number of pairs there are without blocking.
    """
    compared = set(map(tuple, found))
    kept = sum(tuple(pair) in compared for pair in true)
    return BlockingReport(
        pairs=len(found),
        reduction_ratio=1 - len(found) / possible if possible else 0.0,
        pairs_completeness=kept / len(true) if len(true) else float("nan"),
    )
