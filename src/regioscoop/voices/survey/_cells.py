"""Respondents by region and body, and sums over them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from regioscoop.voices.survey._disclosure import Cell, Group, shown_groups
from regioscoop.voices.survey._instrument import BODY

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Cells:
    """The cell of each respondent.

    Attributes
    ----------
    names
        Region and body of each cell, in order.
    places
        Place in ``names`` of the cell of each respondent.
    """

    names: tuple[Cell, ...]
    places: NDArray[np.int64]

    @classmethod
    def of(cls, people: pd.DataFrame) -> Cells:
        """Make it of the columns region and body."""
        pairs = list(zip(people["region"], people[BODY], strict=True))
        names = tuple(sorted(set(pairs)))
        place = {name: k for k, name in enumerate(names)}
        return cls(names, np.array([place[pair] for pair in pairs], dtype=np.int64))

    def sums(self, parts: Sequence[Floats]) -> Floats:
        """Sum of each part over the respondents of each cell; shape (parts, cells)."""
        return np.array([np.bincount(self.places, part, len(self.names)) for part in parts])

    def is_few(self, chosen: NDArray[np.bool_], minimum: int) -> NDArray[np.bool_]:
        """Whether each respondent is in a cell where some, but fewer than the minimum, are chosen."""
        counts = np.bincount(self.places[chosen], minlength=len(self.names))
        return ((counts > 0) & (counts < minimum))[self.places]

    def in_total(self, known: NDArray[np.bool_], minimum: int) -> NDArray[np.bool_]:
        """Whether each respondent is in a cell that counts in the total of all who are known."""
        groups = self.groups(known, minimum)
        return np.isin(self.places, groups[0][1] if groups and groups[0][0].level == "all" else [])

    def groups(self, known: NDArray[np.bool_], minimum: int) -> list[tuple[Group, NDArray[np.int64]]]:
        """Groups that may be shown of who is known, each with the places of its cells."""
        counts = np.bincount(self.places[known], minlength=len(self.names))
        place = {name: k for k, name in enumerate(self.names)}
        shown = shown_groups(dict(zip(self.names, counts.tolist(), strict=True)), minimum)
        chosen = [(g, np.array(sorted(place[c] for c in g.cells), dtype=np.int64)) for g in shown]
        return [(group, own) for group, own in chosen if counts[own].sum() > 0]
