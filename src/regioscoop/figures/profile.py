"""A region among all regions on several features at once."""

from __future__ import annotations

from typing import Final

import pandas as pd

from regioscoop.figures._colours import paint
from regioscoop.figures._svg import Caption, Drawing, figure, tag, words

WIDTH: Final = 640.0
LABELS: Final = 235.0
"""Room for the words of the features."""
ROW: Final = 26.0
TOP: Final = 12.0
BOTTOM: Final = 40.0
_FONT: Final = "Fira Sans"


def profile(rows: pd.DataFrame, axis: str, caption: Caption, key: str = "profile") -> Drawing:
    """Draw where a region stands among all regions, one row a feature.

    Parameters
    ----------
    rows
        item (words, in order), score (standard deviations from the mean region), is_here, told (what a mark
        says of itself).
    axis
        What stands at the axis.
    caption
        Words of the figure.
    key
        Prefix of ids.

    Returns
    -------
    Drawing
        The table is ``rows``.
    """
    items = list(dict.fromkeys(rows["item"]))
    most = max(2.0, float(rows["score"].abs().max()))
    height = TOP + ROW * len(items) + BOTTOM
    marks = [_ruler(most, height, axis)]
    for place, item in enumerate(items):
        own = rows[rows["item"] == item]
        marks.append(_row(item, own, TOP + ROW * (place + 0.5), most))
    svg = figure(*marks, caption=caption, key=key, width=WIDTH, height=height, class_="profile")
    return Drawing(svg, rows)


def _ruler(most: float, height: float, axis: str) -> str:
    """Lines at whole standard deviations, with their numbers below."""
    foot = height - BOTTOM
    out = []
    for score in range(-int(most), int(most) + 1):
        x = _x(score, most)
        dash = None if score else "3 3"
        out.append(tag("path", d=f"M{x:.1f} {TOP}V{foot}", stroke=paint("rule"), stroke_dasharray=dash))
        out.append(_said(f"{score:+d}" if score else "0", x, foot + 15))
    out.append(_said(axis, (LABELS + WIDTH) / 2, foot + 32))
    return tag("g", *out, class_="ruler")


def _row(item: str, own: pd.DataFrame, y: float, most: float) -> str:
    ticks = [
        tag("path", d=f"M{_x(score, most):.1f} {y - 6:.1f}v12", stroke=paint("quiet"), stroke_opacity="0.5")
        for score in own.loc[~own["is_here"], "score"]
    ]
    dots = [
        tag(
            "circle",
            cx=round(_x(row.score, most), 1),
            cy=round(y, 1),
            r="6",
            fill=paint("here"),
            class_="here",
            data_told=row.told,
        )
        for row in own[own["is_here"]].itertuples()
    ]
    return tag("g", _said(item, LABELS - 10, y + 4, "end", "ink"), *ticks, *dots)


def _said(text: str, x: float, y: float, anchor: str = "middle", colour: str = "quiet") -> str:
    return words(
        "text", text, x=round(x, 1), y=round(y, 1), text_anchor=anchor, font_family=_FONT, font_size="11.5",
        fill=paint(colour),
    )  # fmt: skip


def _x(score: float, most: float) -> float:
    room = WIDTH - LABELS - 16
    return LABELS + 8 + room * (score + most) / (2 * most)
