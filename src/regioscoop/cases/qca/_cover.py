"""The chart of prime implicants, solved exactly: every choice of fewest terms that explains all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice, product
from math import prod
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csc_array

MAX_MODELS: Final = 100
"""At most this many choices of terms are listed; all are counted."""
MAX_STEPS: Final = 400_000
"""The search for every choice looks at this many rows at most in one part of the chart."""
MAX_CELLS: Final = 300_000
"""In a part with more columns times rows than this, the number of terms is no longer proven."""
_MAX_NODES: Final = 200

Choice = tuple[int, ...]
Columns = dict[int, list[int]]
"""Rows that terms cover, as a binary number, to the terms that cover just these."""


@dataclass(frozen=True)
class Covers:
    """Every choice of fewest terms.

    Attributes
    ----------
    choices
        Indices of the chosen terms, sorted; at most `MAX_MODELS`.
    total
        Number of choices; a lower bound unless ``is_complete``.
    is_complete
        Whether the search went through all of them.
    is_minimal
        Whether fewer terms are proven not to do.
    """

    choices: tuple[Choice, ...]
    total: int
    is_complete: bool
    is_minimal: bool


def minimum_covers(chart: NDArray[np.bool_]) -> Covers:
    """Find every choice of fewest terms that covers every row.

    Terms without which a row stays uncovered are taken first; what is left falls apart into parts that share
    no term. Each part is searched by branch and bound; where that takes more than `MAX_STEPS` steps, the
    number of terms is found by integer programming (HiGHS), and not every choice is listed; in a part of more
    than `MAX_CELLS` the widest terms are taken first, and that is no proof. All limits are numbers of steps,
    not seconds, so that the answer is the same on every machine.

    Parameters
    ----------
    chart
        Terms by rows; every row is covered by at least one term.
    """
    columns, essential = _take_essential(_columns(chart), chart.shape[1])
    parts = [_search(part) for part in _parts(columns)]
    factors: list[list[tuple[list[int], ...]]] = [[(terms,)] for terms in essential]
    factors += [[tuple(part.columns[mask] for mask in choice) for choice in part.found] for part in parts]
    total = prod(sum(prod(len(terms) for terms in option) for option in factor) for factor in factors)
    listed = islice(_expanded(factors), MAX_MODELS)
    return Covers(
        tuple(sorted(tuple(sorted(choice)) for choice in listed)),
        total,
        all(part.is_complete for part in parts),
        all(part.is_minimal for part in parts),
    )


def _expanded(factors: list[list[tuple[list[int], ...]]]) -> Iterator[Choice]:
    for options in product(*factors):
        yield from product(*(terms for option in options for terms in option))


def _columns(chart: NDArray[np.bool_]) -> Columns:
    packed = np.packbits(chart, axis=1, bitorder="little")
    found: Columns = defaultdict(list)
    for term, row in enumerate(packed):
        if row.any():
            found[int.from_bytes(row.tobytes(), "little")].append(term)
    return found


def _take_essential(columns: Columns, rows: int) -> tuple[Columns, list[list[int]]]:
    """Take what is the only way to cover some row, until there is no such row."""
    left = (1 << rows) - 1
    taken: list[list[int]] = []
    while True:
        only = {masks[0] for masks in _by_row(columns, left).values() if len(masks) == 1}
        if not only:
            return columns, taken
        for mask in sorted(only):
            taken.append(columns[mask])
            left &= ~mask
        reduced: Columns = defaultdict(list)
        for mask, terms in columns.items():
            if mask & left and mask not in only:
                reduced[mask & left] += terms
        columns = {mask: sorted(terms) for mask, terms in reduced.items()}


def _by_row(columns: Columns, left: int) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for row in _bits(left):
        found[row] = [mask for mask in columns if mask & row]
    return found


def _bits(mask: int) -> Iterator[int]:
    while mask:
        lowest = mask & -mask
        yield lowest
        mask ^= lowest


def _parts(columns: Columns) -> list[Columns]:
    """Sets of columns that share no row with one another."""
    joined: list[tuple[int, list[int]]] = []
    for mask in columns:
        rows, masks, apart = mask, [mask], []
        for other_rows, other_masks in joined:
            if other_rows & rows:
                rows |= other_rows
                masks = other_masks + masks
            else:
                apart.append((other_rows, other_masks))
        joined = [*apart, (rows, masks)]
    return [{mask: columns[mask] for mask in masks} for _, masks in joined]


@dataclass
class _Part:
    columns: Columns
    found: list[Choice]
    is_complete: bool
    is_minimal: bool


def _search(columns: Columns) -> _Part:
    masks = sorted(columns, key=lambda mask: (columns[mask][0], mask))
    search = _Search(masks)
    size = search.least(search.all_rows)
    while search.has_steps:
        found = search.run(size)
        if found and search.has_steps:
            return _Part(columns, found, True, True)
        size += not found
    best, is_minimal = _programmed(masks, search.all_rows)
    again = _Search(masks).run(len(best))
    return _Part(columns, list(dict.fromkeys([tuple(sorted(best)), *again])), False, is_minimal)


@dataclass
class _Search:
    """Branch and bound on one part of the chart; columns and rows are bits of an integer."""

    masks: list[int]
    all_rows: int = 0
    steps: int = 0
    of_row: dict[int, int] = field(default_factory=dict)
    near: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for i, mask in enumerate(self.masks):
            self.all_rows |= mask
            for row in _bits(mask):
                self.of_row[row] = self.of_row.get(row, 0) | 1 << i
                self.near[row] = self.near.get(row, 0) | mask

    @property
    def has_steps(self) -> bool:
        return self.steps < MAX_STEPS

    def least(self, left: int) -> int:
        """A lower bound: rows of which no two lie in one column."""
        number = 0
        while left:
            row = left & -left
            left &= ~self.near[row]
            number += 1
        return number

    def run(self, size: int) -> list[Choice]:
        """Every choice of exactly ``size`` columns, when no smaller one does."""
        found: list[Choice] = []
        self._branch(self.all_rows, size, (1 << len(self.masks)) - 1, (), found)
        return found

    def _branch(self, left: int, picks: int, usable: int, chosen: Choice, found: list[Choice]) -> None:
        self.steps += left.bit_count()
        if not self.has_steps or self.least(left) > picks:
            return
        if picks == 1:
            for row in _bits(left):
                usable &= self.of_row[row]
            found += [tuple(sorted((*chosen, self._mask(bit)))) for bit in _bits(usable)]
            return
        candidates = min((self.of_row[row] & usable for row in _bits(left)), key=int.bit_count)
        for bit in _bits(candidates):
            # Once tried, a column is not used again: every choice is met once.
            usable &= ~bit
            mask = self._mask(bit)
            if left & ~mask:
                self._branch(left & ~mask, picks - 1, usable, (*chosen, mask), found)

    def _mask(self, bit: int) -> int:
        return self.masks[bit.bit_length() - 1]


def _programmed(masks: list[int], rows: int) -> tuple[list[int], bool]:
    """One choice of fewest columns by integer programming, and whether it is proven."""
    if len(masks) * rows.bit_count() > MAX_CELLS:
        return _greedy(masks, rows), False
    chart = np.array([[bool(mask & row) for row in _bits(rows)] for mask in masks], dtype=float)
    answer = milp(
        np.ones(len(masks)),
        integrality=np.ones(len(masks)),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(csc_array(chart.T), lb=1),
        options={"node_limit": _MAX_NODES},
    )
    if answer.x is None:
        return _greedy(masks, rows), False
    return [mask for mask, share in zip(masks, answer.x, strict=True) if share > 0.5], answer.status == 0


def _greedy(masks: list[int], left: int) -> list[int]:
    chosen = []
    while left:
        widest = max(masks, key=lambda mask: (mask & left).bit_count())
        chosen.append(widest)
        left &= ~widest
    return chosen
