"""Necessity: which conditions are never missing where the outcome is."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product

import numpy as np
import pandas as pd

from regioscoop.cases.qca._fit import consistency, coverage, relevance
from regioscoop.cases.qca._sets import Sets
from regioscoop.cases.qca._truth import NEARLY
from regioscoop.errors import InputError, Problem

Literals = tuple[tuple[int, bool], ...]


def necessity(sets: Sets, *, cutoff: float = 0.9, largest: int = 2) -> pd.DataFrame:
    """Test each condition, its negation and their disjunctions for necessity.

    x is necessary for y as far as y lies within x: consistency sum(min(x, y)) / sum(y), coverage
    sum(min(x, y)) / sum(x), RoN as in `relevance` [S]. A disjunction is as large as its largest part and so
    nearly always "necessary": only a high RoN makes it worth a thought, and only those are given of which no
    part reaches the cut-off by itself.

    Parameters
    ----------
    sets
        The cases.
    cutoff
        Consistency from which something counts as necessary.
    largest
        Most conditions in a disjunction; 1 tests single conditions only.

    Returns
    -------
    DataFrame
        expression, size (conditions in it), consistency, coverage, ron, is_necessary; every single condition,
        and the disjunctions that reach the cut-off, by size, then highest RoN first.

    Raises
    ------
    InputError
        When the cut-off is not between 0 and 1, or ``largest`` is under 1.
    """
    problems = []
    if not 0 < cutoff <= 1:
        problems.append(Problem("cutoff", f"{cutoff:g}", "a number above 0, at most 1"))
    if largest < 1:
        problems.append(Problem("largest", str(largest), "a whole number, 1 or more"))
    if problems:
        raise InputError("Necessity cannot be tested", problems)
    reached: set[frozenset[tuple[int, bool]]] = set()
    frames = []
    for size in range(1, min(largest, len(sets.conditions)) + 1):
        tried = [found for found in _disjunctions(sets, size) if not _holds_one(found, reached)]
        frame = _tested(sets, tried, cutoff)
        reached |= {frozenset(tried[i]) for i in np.flatnonzero(frame["is_necessary"])}
        kept = frame if size == 1 else frame[frame["is_necessary"]]
        frames.append(kept.sort_values("ron", ascending=False, kind="stable"))
    return pd.concat(frames, ignore_index=True)


def _disjunctions(sets: Sets, size: int) -> Iterator[Literals]:
    for chosen in combinations(range(len(sets.conditions)), size):
        for present in product((True, False), repeat=size):
            yield tuple(zip(chosen, present, strict=True))


def _holds_one(literals: Literals, reached: set[frozenset[tuple[int, bool]]]) -> bool:
    return any(
        frozenset(part) in reached
        for size in range(1, len(literals))
        for part in combinations(literals, size)
    )


def _tested(sets: Sets, tried: list[Literals], cutoff: float) -> pd.DataFrame:
    x = np.empty((len(sets.cases), len(tried)))
    for i, literals in enumerate(tried):
        sides = [sets.x[:, j] if present else 1 - sets.x[:, j] for j, present in literals]
        x[:, i] = np.max(sides, axis=0)
    # As a question of sets, necessity is sufficiency the other way round.
    within = coverage(x, sets.y)
    return pd.DataFrame(
        {
            "expression": [
                " + ".join(f"{'' if present else '~'}{sets.conditions[j]}" for j, present in literals)
                for literals in tried
            ],
            "size": [len(literals) for literals in tried],
            "consistency": within,
            "coverage": consistency(x, sets.y),
            "ron": relevance(x, sets.y),
            "is_necessary": within >= cutoff - NEARLY,
        }
    )
