"""Which groups may be shown, so that no group under the set size can be seen, nor worked out.

The answers fall apart in cells of a region and a body. A cell with fewer respondents than the set size is not
shown. Of each body such cells are taken together; where even that is too small, they are left out of every
total. So each figure is about a union of parts that are all large enough (or empty), and whatever one
subtracts from whatever else is again such a union: there is nothing else in the figures.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

MIN_GROUP: Final = 5
LEVELS: Final = ("all", "body", "region", "region_body")

Cell = tuple[str, str]
"""A region and a body."""


@dataclass(frozen=True)
class Group:
    """A group that may be shown.

    Attributes
    ----------
    level
        One of `LEVELS`.
    region, body
        Which it is; empty for all of them.
    cells
        The cells that make it up.
    """

    level: str
    region: str
    body: str
    cells: frozenset[Cell]


def shown_groups(counts: Mapping[Cell, int], minimum: int = MIN_GROUP) -> list[Group]:
    """Choose the groups that may be shown.

    Parameters
    ----------
    counts
        Number of respondents of each cell.
    minimum
        Smallest group that is shown.

    Returns
    -------
    list of Group
        In order of level, region and body; a total holds the parts that may be shown, which need not be all.
    """
    kept = {cell for cell, n in counts.items() if n == 0 or n >= minimum}
    small = set(counts) - kept
    bodies = {}
    for body in sorted({body for _, body in counts}):
        own = {cell for cell in kept if cell[1] == body}
        rest = {cell for cell in small if cell[1] == body}
        if sum(counts[cell] for cell in rest) >= minimum:
            own |= rest
        if own:
            bodies[body] = frozenset(own)
    groups = [Group("all", "", "", frozenset().union(*bodies.values()))] if bodies else []
    groups += [Group("body", "", body, cells) for body, cells in bodies.items()]
    for region in sorted({region for region, _ in kept}):
        groups.append(Group("region", region, "", frozenset(c for c in kept if c[0] == region)))
    groups += [Group("region_body", *cell, frozenset([cell])) for cell in sorted(kept)]
    return groups


def shown_cells(counts: Mapping[Cell, int], minimum: int = MIN_GROUP) -> frozenset[Cell]:
    """Cells whose respondents count in any figure; parameters as in `shown_groups`."""
    return frozenset().union(*(group.cells for group in shown_groups(counts, minimum)))


def hidden_members(counts: Mapping[str, int], minimum: int = MIN_GROUP) -> set[str]:
    """Organisations of a cell whose number of respondents is not shown, the cell's own number being shown.

    Those with too few, and then the smallest of the others until the hidden ones together are enough.

    Parameters
    ----------
    counts
        Number of respondents of each organisation.
    minimum
        Smallest group that is shown.
    """
    hidden = {name for name, n in counts.items() if 0 < n < minimum}
    for n, name in sorted((n, name) for name, n in counts.items()):
        if not hidden or sum(counts[own] for own in hidden) >= minimum:
            break
        if n >= minimum:
            hidden.add(name)
    return hidden


def said_number(number: int, minimum: int = MIN_GROUP) -> str:
    """A number of respondents in words that tell nothing of a small group."""
    return f"1-{minimum - 1}" if 0 < number < minimum else str(number)
