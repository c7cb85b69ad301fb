"""The truth table: one row for each combination of conditions that a case shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from regioscoop.cases.qca._fit import Numbers, consistency, pri
from regioscoop.cases.qca._sets import Sets
from regioscoop.errors import InputError, Problem, UnknownNameError

PRESENT: Final = "1"
ABSENT: Final = "0"
CONTRADICTORY: Final = "C"
REMAINDER: Final = "?"
CONTRADICTIONS: Final = ("apart", "cut")
NEARLY: Final = 1e-9
"""A consistency this much under the cut-off is not told from it: it is a sum of rounded numbers."""

Rows = NDArray[np.int64]


@dataclass(frozen=True)
class TruthTable:
    """What the cases show of each combination of conditions.

    Attributes
    ----------
    sets
        The cases.
    rows
        The rows that at least one case belongs to: row (1 + the combination as a binary number, first
        condition first), a column of 0 or 1 for each condition, outcome (``1`` present, ``0`` absent, ``C``
        contradictory, ``?`` too few cases), n (cases with more than .5 membership), consistency, pri,
        cases_with and cases_without (names of those in and not in the outcome).
    cutoff, pri_cut, frequency, contradictions
        As asked, see `truth_table`.
    """

    sets: Sets
    rows: pd.DataFrame
    cutoff: float
    pri_cut: float
    frequency: int
    contradictions: str

    def combinations(self, outcome: str) -> Rows:
        """Combinations with an outcome code, as binary numbers; of ``?`` those with too few cases only."""
        return np.asarray(self.rows.loc[self.rows["outcome"] == outcome, "row"] - 1, dtype=np.int64)

    @property
    def possible(self) -> int:
        """Number of possible combinations: 2 to the power of the number of conditions."""
        return int(2 ** len(self.sets.conditions))

    @property
    def remainders(self) -> int:
        """Number of combinations that no case shows, or too few."""
        return self.possible - int((self.rows["outcome"] != REMAINDER).sum())

    @property
    def contradictory(self) -> pd.DataFrame:
        """The rows of crisp sets in which cases with and without the outcome stand together."""
        if not self.sets.is_crisp:
            return self.rows.iloc[:0]
        return self.rows[(self.rows["cases_with"] != "") & (self.rows["cases_without"] != "")]

    @property
    def without_row(self) -> tuple[str, ...]:
        """Cases that belong to no row, since a condition is exactly .5."""
        undecided = (self.sets.x == 0.5).any(axis=1)
        return tuple(case for case, is_out in zip(self.sets.cases, undecided, strict=True) if is_out)


def truth_table(
    sets: Sets,
    *,
    cutoff: float = 0.8,
    frequency: int = 1,
    pri_cut: float = 0.0,
    contradictions: str = "apart",
) -> TruthTable:
    """Make the truth table.

    A case belongs to the row whose corner it is nearest to: every condition above or under .5. The membership
    of a case in a row is the lowest of its memberships in the conditions or their negations; consistency and
    PRI of a row are over all cases. A row is ``1`` when both reach their cut-off, ``0`` when not, ``?`` when
    fewer than ``frequency`` cases belong to it.

    Parameters
    ----------
    sets
        The cases.
    cutoff
        Lowest consistency of a row that counts as having the outcome.
    frequency
        Fewest cases of a row.
    pri_cut
        Lowest PRI of such a row; 0 asks nothing.
    contradictions
        Of crisp sets, rows in which cases with and without the outcome stand together: ``apart`` gives them
        an outcome of their own, ``C``, which is neither explained nor filled in; ``cut`` lets the cut-off
        decide.

    Raises
    ------
    InputError
        When a cut-off is not between 0 and 1, or the frequency is under 1.
    """
    _check(cutoff, frequency, pri_cut, contradictions)
    number, members, counts = _assigned(sets)
    corner = corner_memberships(sets, number)
    rows = _bits(number, len(sets.conditions))
    frame = pd.DataFrame({"row": number + 1})
    for j, condition in enumerate(sets.conditions):
        frame[condition] = rows[:, j]
    in_outcome = sets.y > 0.5
    frame["outcome"] = ""
    frame["n"] = counts
    frame["consistency"], frame["pri"] = consistency(corner, sets.y), pri(corner, sets.y)
    frame["cases_with"] = [_names(sets, belongs & in_outcome) for belongs in members]
    frame["cases_without"] = [_names(sets, belongs & ~in_outcome) for belongs in members]
    frame["outcome"] = _outcomes(
        frame, cutoff, pri_cut, frequency, sets.is_crisp and contradictions == "apart"
    )
    return TruthTable(sets, frame, cutoff, pri_cut, frequency, contradictions)


def _check(cutoff: float, frequency: int, pri_cut: float, contradictions: str) -> None:
    problems = [
        Problem(
            name, f"{value:g}", "a number from 0 to 1" if name == "pri cut" else "a number above 0, at most 1"
        )
        for name, value, lowest in (("cutoff", cutoff, np.nextafter(0, 1)), ("pri cut", pri_cut, 0.0))
        if not lowest <= value <= 1
    ]
    if frequency < 1:
        problems.append(Problem("frequency", str(frequency), "a whole number, 1 or more"))
    if problems:
        raise InputError("The truth table cannot be made", problems)
    if contradictions not in CONTRADICTIONS:
        raise UnknownNameError("treatment of contradictions", contradictions, CONTRADICTIONS)


def _assigned(sets: Sets) -> tuple[Rows, NDArray[np.bool_], Rows]:
    """The combinations that cases show, which case belongs to which (rows by cases), and how many."""
    weights = 1 << np.arange(len(sets.conditions) - 1, -1, -1, dtype=np.int64)
    of_case = (sets.x > 0.5) @ weights
    decided = (sets.x != 0.5).all(axis=1)
    number = np.unique(of_case[decided])
    members = (of_case[None, :] == number[:, None]) & decided
    return number, members, members.sum(axis=1)


def _bits(number: Rows, conditions: int) -> Rows:
    return (number[:, None] >> np.arange(conditions - 1, -1, -1)) & 1


def corner_memberships(sets: Sets, number: Rows) -> Numbers:
    """Membership of each case in combinations: the minimum over conditions; cases by combinations."""
    inside = _bits(number, len(sets.conditions)).astype(bool)
    found = np.ones((len(sets.cases), len(number)))
    for j in range(len(sets.conditions)):
        own = sets.x[:, j, None]
        np.minimum(found, np.where(inside[:, j], own, 1 - own), out=found)
    return found


def _names(sets: Sets, chosen: NDArray[np.bool_]) -> str:
    return "; ".join(case for case, is_in in zip(sets.cases, chosen, strict=True) if is_in)


def _outcomes(
    frame: pd.DataFrame, cutoff: float, pri_cut: float, frequency: int, set_apart: bool
) -> NDArray[np.object_]:
    reached = (frame["consistency"] >= cutoff - NEARLY) & (frame["pri"].fillna(0) >= pri_cut - NEARLY)
    found = np.where(reached, PRESENT, ABSENT).astype(object)
    if set_apart:
        found[(frame["cases_with"] != "") & (frame["cases_without"] != "")] = CONTRADICTORY
    found[frame["n"] < frequency] = REMAINDER
    return found
