"""Bars that diverge from the middle answer: how answers on a scale divide."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any, Final

import pandas as pd

from regioscoop.figures._colours import paint
from regioscoop.figures._svg import Caption, Drawing, figure, tag, words

WIDTH: Final = 760.0
LABELS: Final = 270.0
ASIDE: Final = 58.0
TOP: Final = 44.0
ROW: Final = 44.0
BAR: Final = 24.0
AGAINST: Final = ("#8a5f14", "#d9b877")
"""Ochre below the middle, the far end first: beside blue it is told apart by every eye."""
FOR: Final = ("#9db8d3", "#1d4f82")
"""Blue above the middle, the far end last."""
READABLE: Final = 0.07
"""Parts from this share on have their number in the bar."""
LETTERS: Final = 42
"""Letters that fit on a line of the labels."""
LINES: Final = 3
"""Lines of a label; what is longer is cut off."""


def diverging_bars(
    rows: pd.DataFrame, answers: Sequence[str], aside: str, caption: Caption, key: str = "diverging"
) -> Drawing:
    """Draw how the answers to each item divide, with the middle answer on the axis.

    Parameters
    ----------
    rows
        item (words, in order), answer (place on the scale, from 0), share (0 to 1; of an item they sum to 1),
        aside (words to the right of an item, such as the share without an opinion), told (what a part says of
        itself).
    answers
        Words of the answers, lowest first: 4 or 5 of them, or 2 or 3.
    aside
        Head of what stands to the right.
    caption
        Words of the figure.
    key
        Prefix of ids.

    Returns
    -------
    Drawing
        The table is ``rows``.
    """
    shades = _shades(len(answers))
    items = list(dict.fromkeys(rows["item"]))
    owns = [rows[rows["item"] == item].sort_values("answer") for item in items]
    reach = max([0.01, *(max(_sides(own, len(answers))) for own in owns)])
    bars = [
        _bar(item, own, shades, TOP + ROW * k, reach)
        for k, (item, own) in enumerate(zip(items, owns, strict=True))
    ]
    height = TOP + ROW * len(items) + 10
    axis = tag("path", d=f"M{_x(0.0, reach):.1f} {TOP - 8:g}V{height - 6:g}", stroke=paint("quiet"))
    head = _said(aside, WIDTH - 4, TOP - 12, "end", paint("quiet"))
    legend = _legend(answers, shades)
    svg = figure(
        legend, head, axis, *bars, caption=caption, key=key, width=WIDTH, height=height, class_="diverging"
    )
    return Drawing(svg, rows)


def _shades(number: int) -> list[str]:
    """One shade an answer: with few answers on a side the far ends are used."""
    half = number // 2
    middle = [paint("rule")] if number % 2 else []
    return [*AGAINST[:half], *middle, *FOR[len(FOR) - half :]]


def _sides(own: pd.DataFrame, number: int) -> tuple[float, float]:
    """What stands left and right of the middle of the middle answer."""
    shares = own.set_index("answer")["share"].reindex(range(number), fill_value=0.0).to_list()
    half = shares[number // 2] / 2 if number % 2 else 0.0
    return sum(shares[: number // 2]) + half, sum(shares[(number + 1) // 2 :]) + half


def _x(share: float, reach: float) -> float:
    room = (WIDTH - LABELS - ASIDE) / 2 - 6
    return LABELS + 6 + room + room * share / reach


def _bar(item: str, own: pd.DataFrame, shades: list[str], y: float, reach: float) -> str:
    lines = textwrap.wrap(item, LETTERS, max_lines=LINES, placeholder=" …") or [""]
    first = y + BAR / 2 + 4 - 6.5 * (len(lines) - 1)
    out = [_said(line, LABELS - 8, first + 13 * k, "end", paint("ink")) for k, line in enumerate(lines)]
    place = -_sides(own, len(shades))[0]
    for row in own.itertuples():
        out.append(_part(row, place, shades, y, reach))
        place += row.share
    out.append(_said(str(own["aside"].iloc[0]), WIDTH - 4, y + BAR / 2 + 4, "end", paint("quiet")))
    return tag("g", *out)


def _part(row: Any, place: float, shades: list[str], y: float, reach: float) -> str:  # noqa: ANN401 - a named tuple
    left, right = _x(place, reach), _x(place + row.share, reach)
    shade = shades[int(row.answer)]
    drawn = tag(
        "rect", x=round(left, 1), y=y, width=round(right - left, 1), height=BAR, fill=shade,
        stroke=paint("paper"), stroke_width="0.7", data_told=row.told,
    )  # fmt: skip
    if row.share < READABLE:
        return drawn
    ends = (AGAINST[0], FOR[-1])
    colour = "#ffffff" if shade in ends else paint("ink")
    return drawn + _said(f"{row.share:.0%}", (left + right) / 2, y + BAR / 2 + 4, "middle", colour)


def _legend(answers: Sequence[str], shades: list[str]) -> str:
    """Words of the answers in a row above the bars, spread by their length."""
    lengths = [18 + 5.7 * len(answer) for answer in answers]
    gap = (WIDTH - 8 - sum(lengths)) / max(len(answers), 1)
    x, out = 4.0, []
    for answer, shade, length in zip(answers, shades, lengths, strict=True):
        out.append(tag("rect", x=round(x, 1), y=4, width=11, height=11, fill=shade))
        out.append(_said(answer, x + 16, 13.5, "start", paint("ink")))
        x += length + gap
    return tag("g", *out, class_="legend")


def _said(text: str, x: float, y: float, anchor: str, colour: str) -> str:
    return words(
        "text", text, x=round(x, 1), y=round(y, 1), text_anchor=anchor, font_family="Fira Sans",
        font_size="11.5", fill=colour,
    )  # fmt: skip
