"""A made-up network of a few municipalities, to explain with."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import pandas as pd
import shapely

from regioscoop.figures._colours import paint
from regioscoop.figures._svg import Caption, Drawing, figure, tag, words
from regioscoop.places import svg_path

WIDTH, HEIGHT = 300.0, 170.0
ROOM = 19.0
DOT = 5.5


def toy_network(
    dots: Mapping[str, tuple[float, float]],
    lines: Sequence[tuple[str, str, int]],
    rings: Sequence[Collection[str]],
    caption: Caption,
    key: str,
    unsure: Collection[str] = (),
) -> Drawing:
    """Draw dots, the lines between them and rings around some of them.

    Parameters
    ----------
    dots
        Place of each dot by its name, in units of the drawing (300 wide, 170 high).
    lines
        Pairs of names with what they share: the width of the line.
    rings
        Names of the dots that stand in a ring together.
    caption
        Words of the drawing; it should say that the network is made up.
    key
        Prefix of ids.
    unsure
        Names of dots that are hollow.

    Returns
    -------
    Drawing
        The table holds the lines: a, b, shared.
    """
    around = [tag("path", d=_ring([dots[name] for name in ring])) for ring in rings]
    drawn = [
        tag("line", x1=dots[a][0], y1=dots[a][1], x2=dots[b][0], y2=dots[b][1], stroke_width=str(1.6 * n))
        for a, b, n in lines
    ]
    points = [
        tag("circle", cx=x, cy=y, r=DOT, class_="dot hollow" if name in unsure else "dot")
        for name, (x, y) in dots.items()
    ]
    names = [words("text", name, x=x, y=y - 10) for name, (x, y) in dots.items()]
    svg = figure(
        tag("g", *around, class_="rings", fill=paint("land"), stroke=paint("quiet")),
        tag("g", *drawn, class_="ties", stroke=paint("line"), stroke_opacity="0.75", stroke_linecap="round"),
        tag("g", *points, class_="dots", fill=paint("ink"), stroke=paint("ink"), stroke_width="1.6"),
        tag(
            "g",
            *names,
            class_="labels",
            fill=paint("ink"),
            stroke="none",
            font_size="11",
            font_family="Fira Sans, sans-serif",
            text_anchor="middle",
        ),
        caption=caption,
        key=key,
        width=WIDTH,
        height=HEIGHT,
        class_="toy",
    )
    return Drawing(svg, pd.DataFrame(lines, columns=["a", "b", "shared"]))


def _ring(points: Sequence[tuple[float, float]]) -> str:
    hull = shapely.MultiPoint(points).convex_hull.buffer(ROOM)
    return svg_path(hull.simplify(0.2), lambda coordinates: coordinates)
