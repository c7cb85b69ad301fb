"""One circle of causes as a small picture: its codes on a ring, read with the clock."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd

from regioscoop.figures._colours import paint
from regioscoop.figures._svg import Caption, Drawing, figure, tag
from regioscoop.figures._svg import words as text_of
from regioscoop.figures.causal_map import DASHES, FONT, SIGNS, head, said, sign_of, wrapped

BOX: Final = 132.0
MARGIN: Final = 14.0
_SIZE: Final = 12.0
_LEADING: Final = 15.0
_STEPS: Final = 400
"""Points on the ring of which the arrows are made."""


def circle_picture(
    links: pd.DataFrame,
    names: Mapping[str, str],
    kind: str,
    caption: Caption,
    numbers: Mapping[str, int] | None = None,
    key: str = "circle",
) -> Drawing:
    """Draw one circle.

    Parameters
    ----------
    links
        circle (its name), place, cause, effect, polarity, sources (NaN where unknown) and, where some are a
        reading of the maker, is_reading.
    names
        Words of each code.
    kind
        Words of its kind, such as ``versterkt zichzelf``; stands in the middle under its name.
    caption
        Words of the drawing.
    numbers
        Number of each code on the map it belongs to.
    key
        Prefix of ids.

    Returns
    -------
    Drawing
        The table is ``links`` in the order of the ring, with the words of cause and effect.
    """
    rows = links.sort_values("place", ignore_index=True)
    rows = rows.assign(is_reading=rows.get("is_reading", False))
    name, codes = str(rows["circle"].iloc[0]), list(rows["cause"])
    lines = [wrapped(names[code], BOX - 18, _SIZE) for code in codes]
    heights = [len(line) * _LEADING + 16 + (12 if numbers else 0) for line in lines]
    rx, ry = _radii(len(codes), max(heights))
    width, height = 2 * (rx + MARGIN) + BOX, 2 * (ry + MARGIN) + max(heights)
    foot = height / 2 - (8 if len(codes) == 3 else 0)
    start = _start(len(codes))
    angles = [start + 2 * math.pi * k / len(codes) for k in range(len(codes))]
    at = [(width / 2 + rx * math.cos(a), height / 2 + ry * math.sin(a)) for a in angles]
    frames = [
        (x - BOX / 2, y - high / 2, x + BOX / 2, y + high / 2)
        for (x, y), high in zip(at, heights, strict=True)
    ]
    ring = _ring(width, height, rx, ry, start)
    arrows = [_arrow(row, k, ring, frames, key) for k, row in enumerate(rows.itertuples())]
    boxes = [
        _box(code, lines[k], frames[k], numbers[code] if numbers else None) for k, code in enumerate(codes)
    ]
    middle = [
        said(name, width / 2, foot, 20, "here", "middle", "600"),
        *(
            said(line, width / 2, foot + 18 + 14 * k, 11.5, "quiet", "middle")
            for k, line in enumerate(wrapped(kind, 2 * rx - BOX + 40, 11.5))
        ),
    ]
    svg = figure(
        tag("defs", head(key)),
        tag("g", *arrows, class_="links", fill="none", stroke=paint("line"), stroke_linecap="round"),
        tag("g", *boxes, class_="nodes"),
        *middle,
        caption=caption,
        key=key,
        width=round(width, 1),
        height=round(height, 1),
        class_="chart circle-picture",
        data_circle=name,
    )
    told = {end: rows[end].map(names) for end in ("cause", "effect")}
    return Drawing(svg, rows.assign(**{f"{end}_words": column for end, column in told.items()}))


def _start(number: int) -> float:
    """Angle of the first code: above, or on the left when there are two."""
    return math.pi if number == 2 else -math.pi / 2


def _radii(number: int, high: float) -> tuple[float, float]:
    """Half width and half height of a ring on which so many boxes do not touch."""
    if number == 2:
        return BOX * 1.15, high * 0.9
    around = number * (BOX + high) / 2 / math.pi
    return max(BOX * 0.95, around * 0.98), max(high * (2.1 if number == 3 else 1.4), around * 0.72)


def _ring(width: float, height: float, rx: float, ry: float, start: float) -> list[tuple[float, float]]:
    """Points of the ring from its first code, with the clock."""
    turn = np.linspace(start, start + 2 * math.pi, _STEPS + 1)
    return list(zip(width / 2 + rx * np.cos(turn), height / 2 + ry * np.sin(turn), strict=True))


def _arrow(
    row: object, place: int, ring: Sequence[tuple[float, float]], frames: Sequence[Sequence[float]], key: str
) -> str:
    number = len(frames)
    start, end = (place * _STEPS) // number, ((place + 1) * _STEPS) // number
    boxes = (frames[place], frames[(place + 1) % number])
    points = [p for p in ring[start : end + 1] if not any(_inside(p, box) for box in boxes)]
    d = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    polarity, is_reading = row.polarity, bool(row.is_reading)  # type: ignore[attr-defined]
    sources = float(row.sources)  # type: ignore[attr-defined]
    wide = 1.8 if math.isnan(sources) else min(1.0 + 0.35 * sources, 4.5)
    line = tag(
        "path", d=d, stroke_width=f"{wide:.2f}", stroke_dasharray=DASHES[polarity, is_reading],
        marker_end=f"url(#{key}-head)",
    )  # fmt: skip
    x, y = points[len(points) // 2]
    middle_x = sum(px for px, _ in ring) / len(ring)
    middle_y = sum(py for _, py in ring) / len(ring)
    away = math.hypot(x - middle_x, y - middle_y) or 1.0
    sign = sign_of(SIGNS[polarity], x + 11 * (x - middle_x) / away, y + 11 * (y - middle_y) / away + 4)
    return tag("g", line, sign, class_="link", data_polarity=polarity)


def _inside(point: tuple[float, float], box: Sequence[float]) -> bool:
    x, y = point
    return box[0] - 3 <= x <= box[2] + 3 and box[1] - 3 <= y <= box[3] + 3


def _box(code: str, lines: Sequence[str], frame: Sequence[float], number: int | None) -> str:
    left, top, right, foot = frame
    rect = tag(
        "rect", x=round(left, 1), y=round(top, 1), width=round(right - left, 1), height=round(foot - top, 1),
        rx=5, fill=paint("land"), stroke=paint("ink"), stroke_width="1.1",
    )  # fmt: skip
    middle, first = (left + right) / 2, top + 8 + _LEADING * 0.75
    marks = [rect]
    if number is not None:
        marks.append(said(str(number), middle, first - 1, 10, "quiet", "middle", "600"))
        first += 12
    spans = [
        text_of("tspan", line, x=round(middle, 1), y=round(first + k * _LEADING, 1))
        for k, line in enumerate(lines)
    ]
    text = tag("text", *spans, font_size=_SIZE, font_family=FONT, fill=paint("ink"), text_anchor="middle")
    return tag("g", *marks, text, class_="node", data_code=code)
