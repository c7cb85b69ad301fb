"""Investment in the ecosystem against broad welfare: who stands in which quadrant, and who in none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import pandas as pd

from regioscoop.figures._colours import paint
from regioscoop.figures._svg import Caption, Drawing, figure, tag, words

WIDTH: Final = 640.0
HALF: Final = 300.0
HIGH: Final = 132.0
LEFT: Final = 30.0
TOP: Final = 10.0
PLACES: Final = {"left_top": (0, 0), "right_top": (1, 0), "left_bottom": (0, 1), "right_bottom": (1, 1)}
"""Quadrant -> column and row."""


def quadrant(
    placed: Mapping[str, Sequence[str]], axes: tuple[str, str], caption: Caption, key: str = "quadrant"
) -> Drawing:
    """Draw four quadrants with the names of the regions that surely stand in each.

    Parameters
    ----------
    placed
        Quadrant (a key of `PLACES`) -> names. Who cannot be placed is not drawn.
    axes
        Words of the horizontal and the vertical axis.
    caption
        Words of the figure.
    key
        Prefix of ids.

    Returns
    -------
    Drawing
        The table: region, quadrant.
    """
    marks = [_field(name, placed.get(name, ())) for name in PLACES]
    middle, foot = LEFT + HALF, TOP + 2 * HIGH
    lines = [
        tag("path", d=f"M{middle} {TOP}V{foot}M{LEFT} {TOP + HIGH}H{LEFT + 2 * HALF}", stroke=paint("ink")),
        _said(axes[0] + " →", middle, foot + 20, "middle"),
        tag("g", _said(axes[1] + " →", 0, 0, "middle"), transform=f"translate(18 {TOP + HIGH}) rotate(-90)"),
    ]
    svg = figure(*marks, *lines, caption=caption, key=key, width=WIDTH, height=foot + 30, class_="quadrant")
    rows = [(region, name) for name, regions in placed.items() for region in regions]
    return Drawing(svg, pd.DataFrame(rows, columns=["region", "quadrant"]))


def _field(name: str, regions: Sequence[str]) -> str:
    column, row = PLACES[name]
    x, y = LEFT + column * HALF, TOP + row * HIGH
    fill = paint("land") if column == 1 - row else "none"
    said = [
        _said(region, x + HALF / 2, y + 30 + 22 * k, "middle", "ink", "14")
        for k, region in enumerate(regions)
    ]
    return tag("g", tag("rect", x=x, y=y, width=HALF, height=HIGH, fill=fill, fill_opacity="0.6"), *said)


def _said(text: str, x: float, y: float, anchor: str, colour: str = "quiet", size: str = "12") -> str:
    return words(
        "text", text, x=round(x, 1), y=round(y, 1), text_anchor=anchor, font_family="Fira Sans",
        font_size=size, fill=paint(colour),
    )  # fmt: skip
