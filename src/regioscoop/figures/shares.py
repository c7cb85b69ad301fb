"""Bars that divide a whole: how the commuters of a region divide over regions."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from regioscoop.figures._colours import paint
from regioscoop.figures._svg import Caption, Drawing, figure, tag, words

WIDTH: Final = 640.0
LABELS: Final = 160.0
ROW: Final = 42.0
BAR: Final = 26.0
SHADES: Final = ("#123a66", "#5f86ab", "#8faac4", "#bccbdb")
"""What stays inside, and the main other parts; the rest is paper."""
READABLE: Final = 0.11
"""Parts from this share on have their words in the bar."""


def shares(rows: pd.DataFrame, caption: Caption, key: str = "shares") -> Drawing:
    """Draw bars of 100% with their parts in order.

    Parameters
    ----------
    rows
        item (words of the bar, in order), part (words), share (0 to 1), told (what a part says of itself);
        the last part of each bar is the rest.
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
    bars = [_bar(item, rows[rows["item"] == item], 8 + ROW * k) for k, item in enumerate(items)]
    height = ROW * len(items) + 10
    svg = figure(*bars, caption=caption, key=key, width=WIDTH, height=height, class_="shares")
    return Drawing(svg, rows)


def _bar(item: str, own: pd.DataFrame, y: float) -> str:
    room, x = WIDTH - LABELS - 4, LABELS
    out = [_said(item, LABELS - 10, y + BAR / 2 + 4, "end", paint("ink"))]
    last = len(own) - 1
    for place, row in enumerate(own.itertuples()):
        wide = room * row.share
        shade = paint("rule") if place == last else SHADES[min(place, len(SHADES) - 1)]
        out.append(_part(row, x, y, wide, shade))
        if row.share >= READABLE:
            colour = "#ffffff" if place == 0 else paint("ink")
            out.append(
                _said(_short(f"{row.part} {row.share:.0%}", wide), x + wide / 2, y + 17, "middle", colour)
            )
        x += wide
    return tag("g", *out)


def _part(row: Any, x: float, y: float, wide: float, shade: str) -> str:  # noqa: ANN401 - a named tuple
    return tag(
        "rect", x=round(x, 1), y=y, width=round(wide, 1), height=BAR, fill=shade, stroke=paint("paper"),
        data_told=row.told,
    )  # fmt: skip


def _short(text: str, wide: float) -> str:
    """Words that fit, at some six units a letter."""
    most = int(wide / 6)
    return text if len(text) <= most else text[: max(most - 1, 0)] + "…"


def _said(text: str, x: float, y: float, anchor: str, colour: str) -> str:
    return words(
        "text", text, x=round(x, 1), y=round(y, 1), text_anchor=anchor, font_family="Fira Sans",
        font_size="11.5", fill=colour,
    )  # fmt: skip
