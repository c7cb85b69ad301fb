"""Figure 17 of the study: investment in the ecosystem against broad welfare.

A region is placed only where its interval stays on one side of each axis. The positions of the ten cases
are facts where the study gives them; the figure itself is not in the text, but it says which regions fit the
pattern and which do not, and so one known axis gives the other.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product
from typing import Final

import numpy as np
import pandas as pd

from regioscoop.cases._permutation import CaseTest, fisher
from regioscoop.errors import InputError, Problem
from regioscoop.register.codes import Code, CodeList

NOT_PLACED: Final = "cannot_be_placed"
QUADRANTS: Final = CodeList(
    "quadrant",
    Code("right_top", "veel investering, hoge brede welvaart", "much investment, high broad welfare"),
    Code("right_bottom", "veel investering, lage brede welvaart", "much investment, low broad welfare"),
    Code("left_top", "weinig investering, hoge brede welvaart", "little investment, high broad welfare"),
    Code("left_bottom", "weinig investering, lage brede welvaart", "little investment, low broad welfare"),
    Code(NOT_PLACED, "niet te plaatsen", "cannot be placed"),
)
EXPECTATIONS: Final = CodeList(
    "expectation of the study",
    Code(
        "right_top",
        "houdt de positie vast en bouwt die uit",
        "keeps and builds on its position",
    ),
    Code(
        "right_bottom",
        "gaat het snelst vooruit",
        "makes the fastest progress",
    ),
    Code("left_top", "blijft hooguit stabiel, en kan terugzakken", "stays stable at best, and may slip back"),
    Code("left_bottom", "kan verder achterop raken", "may fall further behind"),
)
"""What the study expects of each quadrant, in words of ours (section 7.3)."""
AXES: Final = ("investment", "welfare")
INVESTMENT: Final = "figure17_investment"
WELFARE: Final = "figure17_welfare"
PATTERN: Final = "figure17_pattern"
_SIDES: Final = {"low": False, "high": True}
_CODES: Final = {False: "low", True: "high"}
_OF_SIDES: Final = {
    (True, True): "right_top",
    (True, False): "right_bottom",
    (False, True): "left_top",
    (False, False): "left_bottom",
}


def place(values: pd.DataFrame, investment_axis: float = 0.0, welfare_axis: float = 0.0) -> pd.DataFrame:
    """Place regions in the quadrant.

    Parameters
    ----------
    values
        Index region; columns investment, welfare, and each with ``_low`` and ``_high`` (its interval), in any
        unit. Missing is unknown.
    investment_axis, welfare_axis
        Where the axes lie, in those units.

    Returns
    -------
    DataFrame
        Index region; quadrant (a code of `QUADRANTS`), crosses (the axes that keep it from being placed,
        joined by ``|``: its interval holds the axis, or its value or interval is unknown).

    Raises
    ------
    InputError
        When a column is absent, a region stands twice, or a value lies outside its interval.
    """
    _check(values)
    lines = dict(zip(AXES, (investment_axis, welfare_axis), strict=True))
    sides = {axis: _sides(values, axis, line) for axis, line in lines.items()}
    crosses = ["|".join(axis for axis in AXES if sides[axis][i] is None) for i in range(len(values))]
    quadrants = [
        NOT_PLACED if a is None or b is None else _OF_SIDES[a, b]
        for a, b in zip(*(sides[axis] for axis in AXES), strict=True)
    ]
    return pd.DataFrame({"quadrant": quadrants, "crosses": crosses}, index=values.index)


def _check(values: pd.DataFrame) -> None:
    columns = [f"{axis}{end}" for axis in AXES for end in ("", "_low", "_high")]
    problems = [Problem("values", f"no column {c}", ", ".join(columns)) for c in columns if c not in values]
    problems += [
        Problem("values", f"{region} more than once", "every region once")
        for region in values.index[values.index.duplicated()].unique()
    ]
    if not problems:
        for axis in AXES:
            value, low, high = (values[f"{axis}{end}"] for end in ("", "_low", "_high"))
            wrong = (value < low) | (value > high) | (low > high)
            problems += [
                Problem("values", f"{region}: {value[region]}", "a value inside its interval", column=axis)
                for region in values.index[wrong]
            ]
    if problems:
        raise InputError("The regions cannot be placed", problems)


def _sides(values: pd.DataFrame, axis: str, line: float) -> list[bool | None]:
    """Whether each region lies above an axis; None where its interval holds the axis or is unknown."""
    known = values[axis].notna()
    above = known & (values[f"{axis}_low"] > line)
    below = known & (values[f"{axis}_high"] < line)
    return [True if a else False if b else None for a, b in zip(above, below, strict=True)]


def complete(frame: pd.DataFrame) -> pd.DataFrame:
    """Fill in an axis that follows from the other and from whether the region fits the pattern.

    Inside the pattern both axes are high or both low; outside it they differ. What does not follow stays
    unknown, and what contradicts the pattern stays as it is.

    Parameters
    ----------
    frame
        Index region; columns ``figure17_investment``, ``figure17_welfare`` (low, high or missing) and
        ``figure17_pattern`` (inside, outside or missing); other columns are kept.

    Returns
    -------
    DataFrame
        A copy.
    """
    done = frame.copy()
    for region, options in _all_options(frame).items():
        for place_in, column in enumerate((INVESTMENT, WELFARE)):
            sides = {option[place_in] for option in options}
            if len(sides) == 1:
                done.loc[region, column] = _CODES[sides.pop()]
    return done


def study_positions(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the positions of figure 17 as far as the facts give them.

    Parameters
    ----------
    frame
        As in `complete`, without what follows.

    Returns
    -------
    DataFrame
        Index region; investment and welfare (low, high or missing), pattern, quadrant (a code of
        `QUADRANTS`), follows (the axis that is not given but follows, or empty).
    """
    done = complete(frame)
    given = frame.reindex(columns=[INVESTMENT, WELFARE])
    found = done[[INVESTMENT, WELFARE, PATTERN]].set_axis([*AXES, "pattern"], axis=1)
    found["quadrant"] = [
        _OF_SIDES[_SIDES[a], _SIDES[b]] if isinstance(a, str) and isinstance(b, str) else NOT_PLACED
        for a, b in zip(found["investment"], found["welfare"], strict=True)
    ]
    news = given.isna().to_numpy() & found[list(AXES)].notna().to_numpy()
    found["follows"] = ["|".join(np.array(AXES)[row]) for row in news]
    return found


@dataclass(frozen=True)
class PatternTest:
    """Fisher's test of the pattern, over every way the unknown positions could be filled in.

    Attributes
    ----------
    regions
        Number of regions.
    unknown
        Those of which an axis is unknown.
    tables
        The possible counts: right_top, right_bottom, left_top, left_bottom.
    p_low, p_high
        Smallest and largest one-sided p (more investment goes with higher welfare) over those tables; NaN
        where no table has both sides on both axes.
    tests
        The test of each table that can be tested, in the order of `tables`.
    """

    regions: int
    unknown: tuple[str, ...]
    tables: tuple[tuple[int, int, int, int], ...]
    p_low: float
    p_high: float
    tests: tuple[CaseTest, ...]


def pattern_test(frame: pd.DataFrame) -> PatternTest:
    """Test the pattern of figure 17, whatever the positions that are unknown.

    Parameters
    ----------
    frame
        As in `complete`.

    Returns
    -------
    PatternTest
        No position is guessed: p runs from the smallest to the largest of all that fit the facts.

    Raises
    ------
    InputError
        When the positions of a region do not fit its place in or outside the pattern.
    """
    options = _all_options(frame)
    problems = [
        Problem(region, "positions that do not fit its place in or outside the pattern", "facts that fit")
        for region, possible in options.items()
        if not possible
    ]
    if problems:
        raise InputError("The facts of figure 17 contradict each other", problems)
    tables = {(0, 0, 0, 0)}
    for possible in options.values():
        cells = {tuple(_OF_SIDES[o] == name for name in _OF_SIDES.values()) for o in possible}
        tables = {_added(table, cell) for table in tables for cell in cells}
    tests = [_test(table) for table in sorted(tables)]
    known = tuple(test for test in tests if test is not None)
    p = [test.p_positive for test in known]
    unknown = tuple(region for region, possible in options.items() if len(possible) > 1)
    ends = (min(p), max(p)) if p else (math.nan, math.nan)
    return PatternTest(len(options), unknown, tuple(sorted(tables)), *ends, known)


def _added(table: tuple[int, ...], cell: tuple[bool, ...]) -> tuple[int, int, int, int]:
    a, b, c, d = (n + int(one) for n, one in zip(table, cell, strict=True))
    return a, b, c, d


def _test(table: tuple[int, int, int, int]) -> CaseTest | None:
    sides = np.repeat(np.array(list(_OF_SIDES)), table, axis=0)
    if len(sides) == 0 or (sides.all(axis=0) | ~sides.any(axis=0)).any():
        return None
    return fisher(sides[:, 0], sides[:, 1])


def _all_options(frame: pd.DataFrame) -> dict[str, list[tuple[bool, bool]]]:
    """Region -> the pairs (investment, welfare) that fit what is known of it."""
    wanted = frame.reindex(columns=[INVESTMENT, WELFARE, PATTERN]).sort_index()
    return {str(row[0]): _options(*row[1:]) for row in wanted.itertuples(name=None)}


def _options(investment: object, welfare: object, pattern: object) -> list[tuple[bool, bool]]:
    def allowed(code: object) -> Iterable[bool]:
        return [_SIDES[code]] if isinstance(code, str) else _SIDES.values()

    pairs = list(product(allowed(investment), allowed(welfare)))
    if not isinstance(pattern, str):
        return pairs
    return [(a, b) for a, b in pairs if (a == b) == (pattern == "inside")]
