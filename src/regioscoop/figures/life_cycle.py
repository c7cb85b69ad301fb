"""The life cycle of a region's cooperation, as a drawing: three stages and the moves between them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

import pandas as pd

from regioscoop.cases import MOVES
from regioscoop.figures._colours import paint
from regioscoop.figures._svg import Caption, Drawing, figure, tag, words

WIDTH, HEIGHT = 640.0, 180.0
BOX: Final = (130.0, 52.0)
TOP: Final = 62.0


def life_cycle(
    names: Sequence[str],
    moves: dict[str, str],
    caption: Caption,
    key: str = "life",
    here: Collection[int] = (),
) -> Drawing:
    """Draw the stages from left to right, with the moves that each allows.

    Parameters
    ----------
    names
        Words of the three stages (`regioscoop.cases.STAGE_ORDER`), in order.
    moves
        Words of each move of `regioscoop.cases.MOVES`: stay, develop, back, stop, recalibrate.
    caption
        Words of the drawing.
    key
        Prefix of ids.
    here
        Numbers of the stages that are marked: where a region stands, or may stand.

    Returns
    -------
    Drawing
        The table holds the moves: source, move, target.
    """
    left = [20.0 + k * 235.0 for k in range(3)]
    wide, high = BOX
    boxes = [_box(x, name, k in here) for k, (x, name) in enumerate(zip(left, names, strict=True))]
    arrows = [
        *(_arrow([(left[k] + wide, TOP + 18), (left[k + 1], TOP + 18)], key) for k in (0, 1)),
        _arrow([(left[1], TOP + 38), (left[0] + wide, TOP + 38)], key),
        *(_loop(left[k] + wide / 2, key) for k in (0, 2)),
        *(_arrow([(x + wide / 2, TOP + high), (x + wide / 2, TOP + high + 34)], key) for x in left),
    ]
    between = [(left[k] + wide + left[k + 1]) / 2 for k in (0, 1)]
    told = [
        *(_said(moves["develop"], x, TOP + 12) for x in between),
        _said(moves["back"], between[0], TOP + 52),
        _said(moves["stay"], left[0] + wide / 2, 20),
        _said(moves["recalibrate"], left[2] + wide / 2, 20),
        *(_said(moves["stop"], x + wide / 2, TOP + high + 50) for x in left),
    ]
    svg = figure(
        tag("defs", _head(key)),
        *boxes,
        tag("g", *arrows, fill="none", stroke=paint("line"), stroke_width="1.6"),
        *told,
        caption=caption,
        key=key,
        width=WIDTH,
        height=HEIGHT,
        class_="chart life-cycle",
    )
    return Drawing(svg, pd.DataFrame(MOVES, columns=["source", "move", "target"]))


def _box(x: float, name: str, marked: bool) -> str:
    wide, high = BOX
    edge = {"stroke": paint("here" if marked else "ink"), "stroke_width": "3" if marked else "1"}
    box = tag("rect", x=x, y=TOP, width=wide, height=high, rx=6, fill=paint("land"), **edge)
    return box + _said(name, x + wide / 2, TOP + high / 2 + 4, 13, "ink", "600")


def _head(key: str) -> str:
    path = tag("path", d="M0 0L8 4L0 8z", fill=paint("line"))
    size = {"viewBox": "0 0 8 8", "refX": "7", "refY": "4", "markerWidth": "7", "markerHeight": "7"}
    attributes = " ".join(f'{name}="{value}"' for name, value in size.items())
    return f'<marker id="{key}-head" orient="auto" {attributes}>{path}</marker>'


def _arrow(points: list[tuple[float, float]], key: str) -> str:
    d = "M" + "L".join(f"{x:g} {y:g}" for x, y in points)
    return tag("path", d=d, marker_end=f"url(#{key}-head)")


def _loop(x: float, key: str) -> str:
    d = f"M{x - 22:g} {TOP:g}C{x - 30:g} 22 {x + 30:g} 22 {x + 22:g} {TOP:g}"
    return tag("path", d=d, marker_end=f"url(#{key}-head)")


def _said(text: str, x: float, y: float, size: float = 11, colour: str = "quiet", weight: str = "400") -> str:
    look: dict[str, str | float | None] = {"font_size": size, "font_weight": weight, "fill": paint(colour)}
    return words("text", text, x=x, y=y, text_anchor="middle", font_family="Fira Sans", **look)
