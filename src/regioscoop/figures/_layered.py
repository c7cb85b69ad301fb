"""A drawing of a directed graph in columns, after Sugiyama, Tagawa and Toda (1981).

Links that go back are turned round for the layout only; a link that passes a column gets a place of its own
in it, so that no line runs through a box.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from scipy.optimize import isotonic_regression
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

_SWEEPS: Final = 24
_LINE: Final = 16.0
"""Room for a line that passes a column."""
_APART: Final = 15.0
"""Least room between two boxes of a column."""


@dataclass(frozen=True)
class Layers:
    """Where everything stands.

    Attributes
    ----------
    column
        Column of each node, from 0.
    y
        Middle of each node.
    passes
        For each link the (column, y) it passes, from left to right.
    is_back
        Whether each link goes from right to left.
    height
        Height of the whole.
    """

    column: list[int]
    y: list[float]
    passes: list[list[tuple[int, float]]]
    is_back: list[bool]
    height: float


def layered(heights: Sequence[float], links: Sequence[tuple[int, int, float]]) -> Layers:
    """Place nodes in columns so that most links go from left to right and few cross.

    Parameters
    ----------
    heights
        Height of each node.
    links
        From, to (numbers of nodes that differ) and weight: how much it matters that it goes to the right.

    Returns
    -------
    Layers
        The same input gives the same output.
    """
    parts = _parts(len(heights), links)
    made = [_part(heights, links, part) for part in parts]
    columns = max((max(drawn.column) for drawn in made), default=0) + 1
    foot = [0.0] * columns
    column, y = [0] * len(heights), [0.0] * len(heights)
    passes: list[list[tuple[int, float]]] = [[] for _ in links]
    is_back = [False] * len(links)
    for part, drawn in zip(parts, made, strict=True):
        # A part that hangs together goes where it makes the whole least high.
        wide = max(drawn.column) + 1
        first = min(range(columns - wide + 1), key=lambda k: (max(foot[k : k + wide]), k))
        top = max(foot[first : first + wide])
        foot[first : first + wide] = [top + drawn.height + 2 * _APART] * wide
        if part == parts[0]:
            foot = [end + 2 * _APART for end in _feet(drawn, [heights[k] for k in part], columns)]
        for k, node in enumerate(part):
            column[node], y[node] = first + drawn.column[k], top + drawn.y[k]
        own = [k for k, (a, _, _) in enumerate(links) if a in set(part)]
        for k, number in enumerate(own):
            passes[number] = [(first + c, top + value) for c, value in drawn.passes[k]]
            is_back[number] = drawn.is_back[k]
    height = max(y[k] + heights[k] / 2 for k in range(len(heights)))
    return Layers(column, y, passes, is_back, max([height, *(v for way in passes for _, v in way)]))


def _parts(size: int, links: Sequence[tuple[int, int, float]]) -> list[list[int]]:
    """Nodes that hang together, the largest part first."""
    ends = np.array([(a, b) for a, b, _ in links], dtype=int).reshape(-1, 2)
    matrix = csr_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(size, size))
    labels = connected_components(matrix, directed=False)[1]
    parts = [np.flatnonzero(labels == label).tolist() for label in range(labels.max() + 1)]
    return sorted(parts, key=lambda part: (-len(part), part))


def _feet(drawn: Layers, heights: Sequence[float], columns: int) -> list[float]:
    """Lowest point of each column of the largest part."""
    foot = [0.0] * columns
    for own, y, high in zip(drawn.column, drawn.y, heights, strict=True):
        foot[own] = max(foot[own], y + high / 2)
    for own, y in (place for way in drawn.passes for place in way):
        foot[own] = max(foot[own], y + _LINE / 2)
    return foot


def _part(heights: Sequence[float], links: Sequence[tuple[int, int, float]], part: Sequence[int]) -> Layers:
    """Lay out the nodes of one part, numbered from 0."""
    at = {node: k for k, node in enumerate(part)}
    inside = [(at[a], at[b], weight) for a, b, weight in links if a in at]
    own = [heights[node] for node in part]
    place = _sequence(len(own), inside)
    is_back = [place[a] > place[b] for a, b, _ in inside]
    ahead = [(b, a) if back else (a, b) for (a, b, _), back in zip(inside, is_back, strict=True)]
    column = _columns(len(own), ahead, place)
    chains, sizes, columns = _chains(own, ahead, column)
    steps = [pair for chain in chains for pair in pairwise(chain)]
    order = _ordered(columns, steps)
    y = _placed(order, sizes, steps, len(own))
    top = min(y[k] - sizes[k] / 2 for k in range(len(sizes)))
    shifted = [value - top for value in y]
    passes = [[(columns[k], shifted[k]) for k in chain[1:-1]] for chain in chains]
    height = max(shifted[k] + sizes[k] / 2 for k in range(len(sizes)))
    return Layers(column, shifted[: len(own)], passes, is_back, height)


def _sequence(size: int, links: Sequence[tuple[int, int, float]]) -> list[int]:
    """Place of each node in a row in which little weight goes back: each node moves where it costs least."""
    weight = np.zeros((size, size))
    for a, b, own in links:
        weight[a, b] += own
    row = sorted(range(size), key=lambda k: (weight[:, k].sum() - weight[k].sum(), k))
    for _ in range(size):
        moved = False
        for node in range(size):
            rest = [k for k in row if k != node]
            # Before the first of the rest all links from the node go on, and all links to it go back.
            gain = np.cumsum([0.0, *(weight[node, k] - weight[k, node] for k in rest)])
            best = int(np.argmin(gain))
            if gain[best] < gain[row.index(node)] - 1e-9:
                row = [*rest[:best], node, *rest[best:]]
                moved = True
        if not moved:
            break
    return [row.index(k) for k in range(size)]


def _columns(size: int, ahead: Sequence[tuple[int, int]], place: Sequence[int]) -> list[int]:
    """Longest way from the left, then as near to the neighbours as that allows."""
    before: list[list[int]] = [[] for _ in range(size)]
    after: list[list[int]] = [[] for _ in range(size)]
    for a, b in ahead:
        before[b].append(a)
        after[a].append(b)
    column = [0] * size
    for node in sorted(range(size), key=lambda k: place[k]):
        column[node] = max((column[k] + 1 for k in before[node]), default=0)
    for _ in range(4):
        for node in sorted(range(size), key=lambda k: -place[k]):
            low = max((column[k] + 1 for k in before[node]), default=0)
            high = min((column[k] - 1 for k in after[node]), default=low)
            if len(after[node]) > len(before[node]):
                column[node] = max(low, high)
            elif len(after[node]) < len(before[node]):
                column[node] = low
    return _evened(column, before, after)


def _evened(column: list[int], before: list[list[int]], after: list[list[int]]) -> list[int]:
    """Move ends of the way one column to the right, out of columns that are fuller than the next."""
    counts = [column.count(k) for k in range(max(column) + 1)]
    made = list(column)
    for own in range(len(counts) - 1):
        ends = [k for k, c in enumerate(column) if c == own and before[k] and not after[k]]
        for node in sorted(ends, key=lambda k: (len(before[k]), k)):
            if counts[own] - counts[own + 1] >= 2:
                made[node] += 1
                counts[own] -= 1
                counts[own + 1] += 1
    return made


def _chains(
    heights: Sequence[float], ahead: Sequence[tuple[int, int]], column: Sequence[int]
) -> tuple[list[list[int]], list[float], list[int]]:
    """Each link as a row of nodes and places in between, with the size and the column of all of those."""
    sizes, columns, chains = list(heights), list(column), []
    for a, b in ahead:
        chain = [a]
        for between in range(column[a] + 1, column[b]):
            chain.append(len(sizes))
            sizes.append(_LINE)
            columns.append(between)
        chains.append([*chain, b])
    return chains, sizes, columns


def _ordered(columns: Sequence[int], steps: Sequence[tuple[int, int]]) -> list[list[int]]:
    """Order in each column: the mean of the neighbours, to and fro; the one with the fewest crossings."""
    order: list[list[int]] = [[] for _ in range(max(columns) + 1)]
    for node, own in enumerate(columns):
        order[own].append(node)
    near: dict[int, list[int]] = {node: [] for node in range(len(columns))}
    for a, b in steps:
        near[a].append(b)
        near[b].append(a)
    best, least = [list(row) for row in order], _crossings(order, steps)
    for sweep in range(_SWEEPS):
        forward = sweep % 2 == 0
        for own in range(len(order)) if forward else reversed(range(len(order))):
            side = own - 1 if forward else own + 1
            rank = {node: k for row in order for k, node in enumerate(row)}
            middle = {}
            for node in order[own]:
                there = [rank[k] for k in near[node] if columns[k] == side]
                middle[node] = float(np.mean(there)) if there else float(rank[node])
            order[own].sort(key=lambda node: (middle[node], rank[node]))
        crossed = _crossings(order, steps)
        if crossed < least:
            best, least = [list(row) for row in order], crossed
    return _swapped(best, near, columns)


def _swapped(order: list[list[int]], near: dict[int, list[int]], columns: Sequence[int]) -> list[list[int]]:
    """Swap neighbours in a column as long as that takes crossings away."""
    for _ in range(8):
        changed = False
        rank = {node: k for row in order for k, node in enumerate(row)}
        for row in order:
            for k in range(len(row) - 1):
                a, b = row[k], row[k + 1]
                if _crossed(a, b, near, rank, columns) > _crossed(b, a, near, rank, columns):
                    row[k], row[k + 1] = b, a
                    rank[a], rank[b] = k + 1, k
                    changed = True
        if not changed:
            break
    return order


def _crossed(a: int, b: int, near: dict[int, list[int]], rank: dict[int, int], columns: Sequence[int]) -> int:
    """Crossings between the links of two neighbours, the first above the second."""
    return sum(columns[p] == columns[q] and rank[p] > rank[q] for p in near[a] for q in near[b])


def _crossings(order: list[list[int]], steps: Sequence[tuple[int, int]]) -> int:
    rank = {node: (own, k) for own, row in enumerate(order) for k, node in enumerate(row)}
    by_gap: dict[int, list[tuple[int, int]]] = {}
    for a, b in steps:
        by_gap.setdefault(rank[a][0], []).append((rank[a][1], rank[b][1]))
    total = 0
    for pairs in by_gap.values():
        ends = np.array(pairs)
        left, right = (np.sign(ends[:, None, k] - ends[None, :, k]) for k in (0, 1))
        total += int((left * right < 0).sum()) // 2
    return total


def _placed(
    order: list[list[int]], sizes: Sequence[float], steps: Sequence[tuple[int, int]], boxes: int
) -> list[float]:
    """Middle of each: as near to the neighbours as the order and the room between boxes allow."""
    y = [0.0] * len(sizes)
    room = [_room(row, sizes, boxes) for row in order]
    for row, offsets in zip(order, room, strict=True):
        middle = offsets[-1] / 2
        for node, offset in zip(row, offsets, strict=True):
            y[node] = offset - middle
    near: dict[int, list[int]] = {node: [] for node in range(len(sizes))}
    for a, b in steps:
        near[a].append(b)
        near[b].append(a)
    for sweep in range(_SWEEPS):
        rows = list(zip(order, room, strict=True))
        for row, offsets in rows if sweep % 2 == 0 else reversed(rows):
            wanted = np.array([np.mean([y[k] for k in near[n]]) if near[n] else y[n] for n in row])
            # A line that only passes is kept straight before a box is kept near its neighbours.
            weights = np.array([1.0 if node < boxes else 3.0 for node in row])
            fitted = isotonic_regression(wanted - offsets, weights=weights).x + offsets
            for node, value in zip(row, fitted, strict=True):
                y[node] = float(value)
    return y


def _room(row: Sequence[int], sizes: Sequence[float], boxes: int) -> np.ndarray:
    """Least distance of each middle in a column from the first."""
    gaps = [(sizes[a] + sizes[b]) / 2 + (_APART if a < boxes or b < boxes else 0.0) for a, b in pairwise(row)]
    return np.cumsum([0.0, *gaps])
