"""Cases as members of sets: what is asked of the input, and how many cases a table needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import pandas as pd

from regioscoop.cases.qca._fit import Numbers
from regioscoop.errors import InputError, Problem, UnknownNameError

MAX_CONDITIONS: Final = 14
"""More conditions are refused: every one more triples the number of possible terms."""
CHANCE: Final = 0.1
"""Random data may look orderly in at most this share of tables, see `cases_needed`."""
_RESERVED: Final = frozenset("*+~=,<>")


@dataclass(frozen=True)
class Sets:
    """Cases with their membership in the conditions and in the outcome that is explained.

    Attributes
    ----------
    cases
        Names, in alphabetical order.
    conditions
        Names of the conditions, in the order that was asked.
    outcome
        Name of the outcome.
    x
        Memberships in the conditions (0 to 1), cases by conditions.
    y
        Memberships in the outcome, or in its negation when ``is_negated``.
    is_negated
        Whether the absence of the outcome is explained.
    """

    cases: tuple[str, ...]
    conditions: tuple[str, ...]
    outcome: str
    x: Numbers
    y: Numbers
    is_negated: bool = False

    @property
    def label(self) -> str:
        """The outcome as it stands in a formula."""
        return f"~{self.outcome}" if self.is_negated else self.outcome

    @property
    def is_crisp(self) -> bool:
        """Whether every membership is 0 or 1."""
        return bool(np.isin(self.x, (0, 1)).all() and np.isin(self.y, (0, 1)).all())

    @property
    def on_the_fence(self) -> tuple[tuple[str, str], ...]:
        """(case, set) of every membership of exactly .5, which is neither in nor out."""
        both = np.column_stack([self.x, self.y])
        columns = [*self.conditions, self.outcome]
        return tuple((self.cases[i], columns[j]) for i, j in np.argwhere(both == 0.5))


def read_sets(
    frame: pd.DataFrame,
    outcome: str,
    conditions: Sequence[str],
    *,
    names: str | None = None,
    negate: bool = False,
) -> Sets:
    """Take cases from a table.

    Parameters
    ----------
    frame
        A row for each case, memberships between 0 and 1.
    outcome, conditions
        Columns.
    names
        Column with the names of the cases; without it the index is used.
    negate
        Whether to explain the absence of the outcome.

    Raises
    ------
    InputError
        With everything that is wrong: unknown or repeated columns, names with a sign of a formula, nameless
        cases or the same name twice, cells that are empty, no number or not between 0 and 1, conditions or an
        outcome that do not differ between cases, fewer cases than conditions (nothing follows from that: see
        `cases_needed`), more than `MAX_CONDITIONS` conditions.
    """
    wanted = list(dict.fromkeys([*conditions, outcome]))
    known = [name for name in wanted if name in frame.columns]
    cells = frame[known].apply(pd.to_numeric, errors="coerce").astype(float)
    problems = [
        *_problems_of_names(frame, outcome, conditions, names),
        *_problems_of_cases(frame, names),
        *_problems_of_cells(frame[known], cells),
        *_problems_of_number(len(frame), len(set(conditions))),
    ]
    if problems:
        raise InputError("The cases cannot be compared as sets", problems)
    cases = _case_names(frame, names)
    order = sorted(range(len(cases)), key=lambda i: cases[i])
    y = cells[outcome].to_numpy()[order]
    x = cells[list(conditions)].to_numpy()[order]
    shown = tuple(cases[i] for i in order)
    return Sets(shown, tuple(conditions), outcome, x, 1 - y if negate else y, negate)


def _case_names(frame: pd.DataFrame, names: str | None) -> list[str]:
    column = frame.index.to_series() if names is None else frame[names]
    return ["" if pd.isna(name) else str(name).strip() for name in column]


def _problems_of_names(
    frame: pd.DataFrame, outcome: str, conditions: Sequence[str], names: str | None
) -> Iterator[Problem]:
    columns = [str(name) for name in frame.columns]
    asked = [*dict.fromkeys([*conditions, outcome]), *([names] if names is not None else [])]
    for name in asked:
        if name not in frame.columns:
            yield UnknownNameError("column", name, columns).problems[0]
        elif name != names and _RESERVED & set(name):
            yield Problem("column", repr(name), f"a name without any of {' '.join(sorted(_RESERVED))}")
    for name in dict.fromkeys(name for name in conditions if list(conditions).count(name) > 1):
        yield Problem("conditions", f"{name} more than once", "every condition once")
    if outcome in conditions:
        yield Problem("conditions", f"{outcome}, the outcome itself", "conditions other than the outcome")
    if not conditions:
        yield Problem("conditions", "none", "one condition or more")


def _problems_of_cases(frame: pd.DataFrame, names: str | None) -> Iterator[Problem]:
    if names is not None and names not in frame.columns:
        return
    cases = _case_names(frame, names)
    first: dict[str, int] = {}
    for row, case in enumerate(cases, start=2):
        if not case:
            yield Problem("cases", "no name", "a name for every case", row=row, column=names)
        elif case in first:
            allowed = f"every case once (also in row {first[case]})"
            yield Problem("cases", repr(case), allowed, row=row, column=names)
        first.setdefault(case, row)


def _problems_of_cells(raw: pd.DataFrame, cells: pd.DataFrame) -> Iterator[Problem]:
    for name in cells:
        column, values = str(name), cells[name].to_numpy()
        outside = (values < 0) | (values > 1)
        # A column that was never calibrated is one thing that is wrong, not one for each case.
        is_raw = outside.sum() > len(values) / 2
        if is_raw:
            found = f"values from {np.nanmin(values):g} to {np.nanmax(values):g}"
            yield Problem("cases", found, "memberships from 0 to 1; calibrate them first", column=column)
        for i in np.flatnonzero(np.isnan(values) | (outside & (not is_raw))):
            given = raw[name].iloc[i]
            found = "nothing" if pd.isna(given) or not str(given).strip() else str(given)
            yield Problem("cases", found, "a membership from 0 to 1", row=int(i) + 2, column=column)
        if len(values) > 1 and (values == values[0]).all():
            yield Problem("cases", f"{values[0]:g} in every case", "values that differ", column=column)


def _problems_of_number(cases: int, conditions: int) -> Iterator[Problem]:
    if conditions > MAX_CONDITIONS:
        yield Problem("conditions", str(conditions), f"at most {MAX_CONDITIONS}")
    elif cases < conditions:
        needed = cases_needed(conditions)
        allowed = f"as many cases as conditions, and {needed} before order in the table is more than chance"
        yield Problem("cases", f"{cases} cases for {conditions} conditions", allowed)


def chance_of_order(cases: int, conditions: int) -> float:
    """Chance that random crisp data give a truth table without a contradiction [own].

    Every case falls in one of the 2^conditions rows and has the outcome or not, all with equal chance; a
    table is orderly when all cases of a row agree. With D rows that have a case, that chance is the mean of
    2^(D - cases), taken exactly over the distribution of D. The idea of such a benchmark is that of Marx and
    Dusa (2011).

    Returns
    -------
    float
        Between 0 and 1; near 1 the conditions can tell nearly every case apart, and a solution says little.
    """
    return _chances(conditions, cases)[cases]


def cases_needed(conditions: int, chance: float = CHANCE) -> int:
    """Fewest cases with which random data look orderly in at most a share ``chance`` of tables [own].

    See `chance_of_order`: with 3, 4, 5 and 6 conditions this is 10, 13, 18 and 25 at ``chance`` .1.
    """
    longest = 16
    while True:
        chances = _chances(conditions, longest)
        if chances[-1] <= chance:
            return next(n for n, value in enumerate(chances) if value <= chance)
        longest *= 2


@lru_cache(maxsize=64)
def _chances(conditions: int, longest: int) -> tuple[float, ...]:
    """`chance_of_order` for 0 to ``longest`` cases: a row is met again, and agrees, or is new."""
    rows = 2**conditions
    occupied = np.arange(longest + 1)
    chance = np.zeros(longest + 1)
    chance[0] = 1
    found = [1.0]
    for _ in range(longest):
        grown = chance * occupied / rows / 2
        grown[1:] += chance[:-1] * np.clip(rows - occupied[:-1], 0, None) / rows
        chance = grown
        found.append(float(chance.sum()))
    return tuple(found)
