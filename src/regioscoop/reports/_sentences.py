"""Sentences made from the numbers: nothing is said that the interval does not carry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pandas as pd

from regioscoop.measures import Panel
from regioscoop.reports._words import FIGURE_WORDS, Pair, between, item_words, number, pick, unit_of

MOSTLY_CARRIED: Final = 0.5
"""From this share of carried participations on, an edition says nothing about what changed."""
_MARGIN: Final[Pair] = ("marge", "interval")
_COMPARED: Final[dict[str, Pair]] = {
    "more": (", meer dan in {earlier} ({before})", ", more than in {earlier} ({before})"),
    "fewer": (", minder dan in {earlier} ({before})", ", fewer than in {earlier} ({before})"),
    "cannot be told": (
        "; een verschil met {earlier} ({before}) is niet aan te tonen",
        "; a difference with {earlier} ({before}) cannot be shown",
    ),
}
_OF_SHARE: Final[dict[str, Pair]] = {
    "more": (
        ", een groter deel dan in {earlier} ({before})",
        ", a larger share than in {earlier} ({before})",
    ),
    "fewer": (
        ", een kleiner deel dan in {earlier} ({before})",
        ", a smaller share than in {earlier} ({before})",
    ),
    "cannot be told": _COMPARED["cannot be told"],
}


def is_mostly_carried(panel: Panel, edition: str) -> bool:
    """Whether an edition mainly repeats an earlier one."""
    told = panel.statement.set_index("edition")["carried"]
    return float(told[edition]) >= MOSTLY_CARRIED


def sentence(
    panel: Panel, figure: str, language: str, names: Mapping[str, str], with_margin: bool = False
) -> str:
    """What a figure shows, in one sentence: its main number, and how it differs from the edition before.

    A difference is named only when its interval leaves out 0, when both editions follow the same rules, and
    when the later one was not mainly carried from the earlier.
    """
    words = FIGURE_WORDS[figure]
    last = panel.states[-1]
    rows = last.table[(last.table["figure"] == figure) & last.table["value"].notna()]
    if rows.empty:
        return pick(words.name, language)
    known = rows[rows["item"] != "unknown"]
    known = rows if known.empty else known
    item = known.loc[known["value"].idxmax(), "item"] if words.tells == "*" else words.tells
    value = last.value(figure, item)
    unit = unit_of(figure)
    told = item_words(figure, item, language, names)
    template = words.nothing if value == 0 and words.nothing else words.sentence
    text = pick(template, language).format(value=number(value, unit, language), item=told)
    if with_margin:
        text += _margin(rows[rows["item"] == item].iloc[0], unit, language)
    return text + _compared(panel, figure, item, language)


def _margin(row: pd.Series, unit: str, language: str) -> str:
    """The interval between brackets; nothing when there is none."""
    ends = between(float(row["low"]), float(row["high"]), unit, language)
    return f" ({pick(_MARGIN, language)} {ends})" if ends else ""


def _compared(panel: Panel, figure: str, item: str, language: str) -> str:
    if panel.trends.empty or not panel.same_rules or is_mostly_carried(panel, panel.states[-1].edition):
        return ""
    rows = panel.trends
    rows = rows[
        (rows["figure"] == figure) & (rows["item"] == item) & (rows["later"] == panel.states[-1].edition)
    ]
    if rows.empty or pd.isna(rows["difference_low"].iloc[0]):
        return ""
    row = rows.iloc[0]
    unit = unit_of(figure)
    words = (_OF_SHARE if unit == "share" else _COMPARED)[row["direction"]]
    before = number(row["before"], unit, language)
    return pick(words, language).format(earlier=row["earlier"], before=before)
