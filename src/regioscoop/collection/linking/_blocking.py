"""Which pairs are compared at all: Splink's blocking on words, areas, participants and seat."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any, Final

import duckdb
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from splink import DuckDBAPI, Linker, SettingsCreator

from regioscoop.collection.linking._names import Name
from regioscoop.collection.linking._participants import decisive
from regioscoop.collection.linking._profiles import Profiles, families
from regioscoop.collection.linking._words import FILLERS, words

Pairs = NDArray[np.int64]
"""Pairs of profiles, (number of pairs, 2): left, right."""

_NO_OTHER_TASK: Final = "(len(l.families) = 0 or len(r.families) = 0 or list_has_any(l.families, r.families))"
_LIKE_TASK: Final = "(list_has_any(l.families, r.families) or (len(l.families) = 0 and len(r.families) = 0))"
_MOSTLY_SHARED: Final = (
    "2 * len(list_intersect(l.member_set, r.member_set)) >= least(len(l.member_set), len(r.member_set))"
)
_RULES: Final[tuple[tuple[str, str], ...]] = (
    ("l.members_key = r.members_key and l.members_key <> ''", ""),
    ("l.word_keys = r.word_keys", "word_keys"),
    ("l.core_keys = r.core_keys", "core_keys"),
    (f"l.areas = r.areas and {_NO_OTHER_TASK}", "areas"),
    (f"l.members = r.members and {_LIKE_TASK} and {_MOSTLY_SHARED}", "members"),
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
    tables = [
        api.register(_keys(side), dataset_display_name=name)
        for side, name in zip(sides, ("left_list", "right_list"), strict=False)
    ]
    rules: list[Any] = [
        {"blocking_rule": sql, "sql_dialect": "duckdb", "arrays_to_explode": [taken] if taken else None}
        for sql, taken in _RULES
    ]
    settings = SettingsCreator(
        link_type="dedupe_only" if right is None else "link_only",
        blocking_rules_to_generate_predictions=rules,
    )
    linker = Linker(tables if len(tables) > 1 else tables[0], settings, log_level=logging.ERROR)
    blocked = linker.inference.compute_blocked_pairs_for_predict().as_duckdbpyrelation().df()
    keys = [blocked[f"join_key_{side}"].astype(str).str.split("-__-").str[-1].astype(int) for side in "lr"]
    found = np.unique(np.column_stack(keys).astype(np.int64), axis=0)
    return np.unique(np.sort(found, axis=1), axis=0) if right is None else found


def _keys(side: Profiles) -> pd.DataFrame:
    names = [side.name(i) for i in range(len(side))]
    sets = [sorted(decisive(members)) for members in side.members]
    return pd.DataFrame(
        {
            "unique_id": range(len(side)),
            "word_keys": [_word_keys(name) for name in names],
            "core_keys": [sorted({"".join(sorted(core)) for core in name.cores}) for name in names],
            "areas": [sorted(name.areas | _past(name) & words().areas) for name in names],
            "members": sets,
            "member_set": sets,
            "members_key": ["|".join(members) if len(members) > 1 else "" for members in sets],
            "families": [list(families(name)) for name in names],
            "seat": list(side.seats),
        }
    )


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
