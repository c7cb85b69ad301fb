"""What leads to what, as a map that a meeting can talk over, and each circle in it as a small picture."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from regioscoop.figures._colours import paint
from regioscoop.figures._layered import Layers, layered
from regioscoop.figures._svg import Caption, Drawing, figure, tag, words

BOX: Final = 158.0
"""Width of a box."""
GAP: Final = 92.0
"""Least room between two columns; at most twice as much."""
MARGIN: Final = 28.0
TOP: Final = 72.0
"""Room for the title."""
FOOT: Final = 190.0
"""Room that what stands below takes, more or less."""
SIZE: Final = 12.5
LARGER: Final = 16.0
"""Size of the letters on a map that is much wider than A3, and would be made small in print."""
A3: Final = math.sqrt(2)
LEGEND: Final = ("strengthens", "weakens", "reading", "wider", "most", "circles", "more")
"""Words that a caller gives: what each kind of line means, and the head of the list of circles."""
LISTED: Final = 24
"""Circles in the list on the map; the others are told as a number."""
_PORT: Final = 13.0
_CHARACTER: Final = 0.54
FONT: Final = "Fira Sans, sans-serif"
SIGNS: Final = {"positive": "+", "negative": "−"}
DASHES: Final = {
    ("positive", False): None,
    ("negative", False): "8 5",
    ("positive", True): "0.1 5",
    ("negative", True): "8 5 0.1 5",
}
"""Polarity and whether a link is a reading -> the pattern of its line."""


@dataclass(frozen=True)
class _Box:
    """A code in its place."""

    code: str
    lines: tuple[str, ...]
    x: float
    y: float
    width: float
    height: float
    size: float


def causal_map(
    links: pd.DataFrame,
    names: Mapping[str, str],
    circles: pd.DataFrame,
    legend: Mapping[str, str],
    caption: Caption,
    key: str = "causes",
) -> Drawing:
    """Draw causes and effects in columns, most of them from left to right, in the shape of an A3 page.

    Every box has a number, in the order of reading; the list below tells each circle by these numbers.
    Boxes and links carry ``data-circles`` (names divided by a blank), boxes ``data-code``, links
    ``data-cause``, ``data-effect`` and ``data-polarity``, and each circle of the list ``data-circle``: a
    script can show one circle at a time.

    Parameters
    ----------
    links
        cause, effect, polarity (positive or negative), sources (NaN where unknown; the width of the line)
        and, where some links are a reading of the maker, is_reading.
    names
        Words of each code.
    circles
        circle, place, cause, effect, polarity: the links of each circle, in the order of the list.
    legend
        Words of `LEGEND`; ``more`` has {number} in it.
    caption
        Words of the drawing.
    key
        Prefix of ids.

    Returns
    -------
    Drawing
        The table has number, code, words, column and circles (number of circles it enters).
    """
    rows = links.assign(is_reading=links.get("is_reading", False))
    rows = rows.sort_values(["cause", "effect", "polarity"], ignore_index=True)
    codes = sorted({*rows["cause"], *rows["effect"]})
    inside = _inside(circles)
    boxes, gap, layout = _boxes(codes, names, rows, SIZE)
    if _width(boxes) > 1.25 * A3 * (layout.height + TOP + FOOT):
        boxes, gap, layout = _boxes(codes, names, rows, LARGER)
    numbers = {box.code: k for k, box in enumerate(sorted(boxes.values(), key=lambda b: (b.x, b.y)), start=1)}
    width = _width(boxes)
    foot, below = _foot(circles, numbers, legend, rows, width, TOP + layout.height + 40)
    paths = _links(rows, boxes, layout, inside, gap, key)
    most = max((len(found) for found in inside.values()), default=0)
    drawn = [_box(boxes[code], numbers[code], inside.get((code,), ()), most, key) for code in codes]
    svg = figure(
        tag("defs", head(key)),
        tag("rect", width=width, height=below, fill=paint("paper"), class_="paper"),
        said(caption.title, MARGIN, MARGIN + 14, 20, "ink", "start", "600"),
        tag("g", *paths, class_="links", fill="none", stroke=paint("line"), stroke_linecap="round"),
        tag("g", *drawn, class_="nodes"),
        foot,
        caption=caption,
        key=key,
        width=width,
        height=below,
        class_="chart causal-map",
    )
    table = pd.DataFrame(
        {
            "number": [numbers[code] for code in codes],
            "code": codes,
            "words": [names[code] for code in codes],
            "column": [column + 1 for column in layout.column],
            "circles": [len(inside.get((code,), ())) for code in codes],
        }
    )
    return Drawing(svg, table.sort_values("number", ignore_index=True))


def _inside(circles: pd.DataFrame) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Circles of each code, (code,), and of each link, (cause, effect, polarity)."""
    found: dict[tuple[str, ...], list[str]] = {}
    for circle, *link in circles[["circle", "cause", "effect", "polarity"]].itertuples(index=False):
        found.setdefault(tuple(link), []).append(circle)
        found.setdefault((link[0],), []).append(circle)
    return {key: tuple(dict.fromkeys(names)) for key, names in found.items()}


def wrapped(text: str, width: float, size: float = SIZE) -> tuple[str, ...]:
    """Break words over lines that fit; a word that is too long is broken with a hyphen.

    Parameters
    ----------
    text
        The words.
    width
        Room, in units of the drawing.
    size
        Size of the letters.
    """
    most = max(4, int(width / (size * _CHARACTER)))
    lines = [""]
    for word in text.split():
        rest = word
        while len(rest) > most:
            if lines[-1]:
                lines.append("")
            lines[-1], rest = rest[: most - 1] + "-", rest[most - 1 :]
            lines.append("")
        joined = f"{lines[-1]} {rest}".strip()
        if len(joined) <= most:
            lines[-1] = joined
        else:
            lines.append(rest)
    return tuple(line for line in lines if line)


def _layout(codes: list[str], rows: pd.DataFrame, heights: Sequence[float]) -> Layers:
    at = {code: k for k, code in enumerate(codes)}
    # What a source says goes from left to right before what is only read into it.
    weights = np.where(rows["is_reading"], 1.0, 3.0) + rows["sources"].fillna(0).clip(upper=50) / 100
    ends = zip(rows["cause"].map(at), rows["effect"].map(at), weights, strict=True)
    return layered(heights, [(int(a), int(b), float(w)) for a, b, w in ends])


def _width(boxes: Mapping[str, _Box]) -> float:
    return max(box.x + box.width for box in boxes.values()) + MARGIN


def _boxes(
    codes: list[str], names: Mapping[str, str], rows: pd.DataFrame, size: float
) -> tuple[dict[str, _Box], float, Layers]:
    """The boxes, with room for words and links, and between the columns what makes the A3 print largest."""
    lines = [wrapped(names[code], BOX - 30, size) for code in codes]
    busy = pd.concat([rows["cause"], rows["effect"]]).value_counts()
    heights = [
        max(len(told) * size * 1.2 + 17, int(busy[code]) * _PORT * 0.9 + 8)
        for code, told in zip(codes, lines, strict=True)
    ]
    layout = _layout(codes, rows, heights)
    columns, high = max(layout.column) + 1, layout.height + TOP + FOOT
    between = GAP * (1.0 if size == SIZE else 0.75)
    least = 2 * MARGIN + columns * BOX + (columns - 1) * between
    widths = [max(least, min(high * ratio, least + (columns - 1) * between)) for ratio in (A3, 1 / A3)]
    wide = max(widths, key=lambda w: (max(min(A3 / w, 1 / high), min(1 / w, A3 / high)), w))
    gap = (wide - 2 * MARGIN - columns * BOX) / max(columns - 1, 1)
    made = {}
    for code, told, column, y, tall in zip(codes, lines, layout.column, layout.y, heights, strict=True):
        x = MARGIN + column * (BOX + gap)
        made[code] = _Box(code, told, x, TOP + y - tall / 2, BOX, tall, size)
    return made, gap, layout


def _box(box: _Box, number: int, inside: Sequence[str], most: int, key: str) -> str:
    is_top = bool(inside) and len(inside) == most
    frame = tag(
        "rect", x=round(box.x, 1), y=round(box.y, 1), width=box.width, height=box.height, rx=5,
        fill=paint("land" if inside else "paper"), stroke=paint("here" if is_top else "ink"),
        stroke_width="2.6" if is_top else "1.1" if inside else "0.7",
    )  # fmt: skip
    leading = box.size * 1.2
    first = box.y + (box.height - len(box.lines) * leading) / 2 + leading * 0.78
    spans = [
        words("tspan", line, x=round(box.x + 24, 1), y=round(first + k * leading, 1))
        for k, line in enumerate(box.lines)
    ]
    text = tag("text", *spans, font_size=box.size, font_family=FONT, fill=paint("ink"))
    label = said(str(number), box.x + 13, first, 10.5, "here" if is_top else "quiet", "middle", "600")
    return tag(
        "g", frame, label, text, class_="node", data_code=box.code, data_number=str(number),
        data_circles=" ".join(inside), id=f"{key}-node-{number}",
    )  # fmt: skip


def _links(
    rows: pd.DataFrame,
    boxes: Mapping[str, _Box],
    layout: Layers,
    inside: Mapping[tuple[str, ...], Sequence[str]],
    gap: float,
    key: str,
) -> list[str]:
    ports = _ports(rows, boxes, layout)
    out = []
    for number, row in enumerate(rows.itertuples()):
        points = _points(row, number, boxes, layout, ports, gap)
        found = inside.get((row.cause, row.effect, row.polarity), ())
        wide = 1.4 if math.isnan(row.sources) else min(1.0 + 0.35 * row.sources, 4.5)
        wide = max(wide, 2.0) if row.is_reading else wide
        is_back = layout.is_back[number]
        pattern = DASHES[(row.polarity, bool(row.is_reading))]
        line = tag(
            "path", d=_curve(points), stroke_width=f"{wide:.2f}", stroke_dasharray=pattern,
            stroke_opacity="1" if found else "0.5", marker_end=f"url(#{key}-head)",
        )  # fmt: skip
        x, y = points[-1]
        sign = sign_of(SIGNS[row.polarity], x + (17 if is_back else -17), y - 4)
        out.append(
            tag(
                "g", line, sign, class_="link", data_cause=row.cause, data_effect=row.effect,
                data_polarity=row.polarity, data_circles=" ".join(found),
                data_reading="yes" if row.is_reading else None,
            )
        )  # fmt: skip
    return out


def _ports(rows: pd.DataFrame, boxes: Mapping[str, _Box], layout: Layers) -> dict[tuple[int, str], float]:
    """Height at which each link leaves (``left``: the box on the left) and arrives (``right``)."""
    at_side: dict[tuple[str, str], list[tuple[float, int, str]]] = {}
    for number, row in enumerate(rows.itertuples()):
        ends = (row.effect, row.cause) if layout.is_back[number] else (row.cause, row.effect)
        near, far = boxes[ends[0]], boxes[ends[1]]
        passes = [TOP + y for _, y in layout.passes[number]]
        first = passes[0] if passes else far.y + far.height / 2
        last = passes[-1] if passes else near.y + near.height / 2
        at_side.setdefault((ends[0], "right"), []).append((first, number, "left"))
        at_side.setdefault((ends[1], "left"), []).append((last, number, "right"))
    found = {}
    for (code, _), links in at_side.items():
        box = boxes[code]
        step = min(_PORT, (box.height - 8) / len(links))
        for k, (_, number, end) in enumerate(sorted(links)):
            found[number, end] = box.y + box.height / 2 + (k - (len(links) - 1) / 2) * step
    return found


def _points(
    row: object,
    number: int,
    boxes: Mapping[str, _Box],
    layout: Layers,
    ports: Mapping[tuple[int, str], float],
    gap: float,
) -> list[tuple[float, float]]:
    """Corners of a link, from cause to effect; it crosses every column it passes as a straight line."""
    is_back = layout.is_back[number]
    cause, effect = boxes[row.cause], boxes[row.effect]  # type: ignore[attr-defined]
    left, right = (effect, cause) if is_back else (cause, effect)
    points = [(left.x + left.width, ports[number, "left"])]
    for column, y in layout.passes[number]:
        x = MARGIN + column * (BOX + gap)
        points += [(x, TOP + y), (x + BOX, TOP + y)]
    points.append((right.x, ports[number, "right"]))
    return points[::-1] if is_back else points


def _curve(points: Sequence[tuple[float, float]]) -> str:
    """A curve in each gap between columns, and a straight line across each column."""
    d = f"M{points[0][0]:.1f} {points[0][1]:.1f}"
    for k in range(0, len(points) - 1, 2):
        (x, y), (to_x, to_y) = points[k], points[k + 1]
        half = (to_x - x) / 2
        d += f"C{x + half:.1f} {y:.1f} {to_x - half:.1f} {to_y:.1f} {to_x:.1f} {to_y:.1f}"
        if k + 2 < len(points):
            d += f"H{points[k + 2][0]:.1f}"
    return d


def sign_of(sign: str, x: float, y: float) -> str:
    """Write the sign of a link."""
    return said(sign, x, y, 12, "line", "middle", "600")


def head(key: str) -> str:
    """Write the head of an arrow, to be named by ``url(#key-head)``."""
    path = tag("path", d="M0 0.5L9 4L0 7.5L2 4z", fill=paint("line"))
    size = {"viewBox": "0 0 9 8", "refX": "8.5", "refY": "4", "markerWidth": "9", "markerHeight": "8"}
    attributes = " ".join(f'{name}="{value}"' for name, value in size.items())
    return f'<marker id="{key}-head" orient="auto" markerUnits="userSpaceOnUse" {attributes}>{path}</marker>'


def _foot(
    circles: pd.DataFrame,
    numbers: Mapping[str, int],
    legend: Mapping[str, str],
    rows: pd.DataFrame,
    width: float,
    top: float,
) -> tuple[str, float]:
    """What the lines mean, and the circles by the numbers of their boxes; with the foot of it all."""
    marks = [_key(rows, legend, top)]
    top += 34
    names = list(dict.fromkeys(circles["circle"]))
    if names:
        marks.append(said(legend["circles"], MARGIN, top + 12, 14, "ink", "start", "600"))
        top += 26
    told = [(name, _told(circles[circles["circle"] == name], numbers)) for name in names[:LISTED]]
    longest = max((len(text) for _, text in told), default=0)
    columns = max(1, min(len(told), int((width - 2 * MARGIN) / (longest * 6.6 + 60))))
    each = math.ceil(len(told) / columns)
    wide = (width - 2 * MARGIN) / columns
    for k, (name, text) in enumerate(told):
        x, y = MARGIN + (k // each) * wide, top + 14 + (k % each) * 20
        label = said(name, x, y, 12.5, "here", "start", "600")
        marks.append(tag("g", label, said(text, x + 36, y, 12.5, "ink"), class_="circle", data_circle=name))
    top += each * 20 + 8
    if len(names) > LISTED:
        more = legend["more"].format(number=len(names) - LISTED)
        marks.append(said(more, MARGIN, top + 12, 12, "quiet"))
        top += 22
    return tag("g", *marks, class_="foot"), top + MARGIN


def _told(links: pd.DataFrame, numbers: Mapping[str, int]) -> str:
    way = [numbers[code] for code in links.sort_values("place")["cause"]]
    return " → ".join(map(str, [*way, way[0]]))


def _key(rows: pd.DataFrame, legend: Mapping[str, str], top: float) -> str:
    """A sample of each kind of line that is drawn."""
    shown = [("strengthens", "positive", False)]
    if (rows["polarity"] == "negative").any():
        shown.append(("weakens", "negative", False))
    if rows["is_reading"].any():
        shown.append(("reading", "positive", True))
    marks, x = [], MARGIN
    for name, polarity, is_reading in shown:
        sample = tag(
            "path", d=f"M{x:.1f} {top + 8:.1f}h44", stroke=paint("line"),
            stroke_width="2" if is_reading else "1.6", stroke_dasharray=DASHES[polarity, is_reading],
            stroke_linecap="round",
        )  # fmt: skip
        sign = "" if is_reading else f"{SIGNS[polarity]} "
        marks += [sample, said(f"{sign}{legend[name]}", x + 54, top + 12, 12, "ink")]
        x += 54 + 7 * (len(legend[name]) + 2) + 30
    if rows["sources"].notna().any():
        marks.append(said(legend["wider"], x, top + 12, 12, "ink"))
        x += 7 * len(legend["wider"]) + 30
    marks.append(
        tag("rect", x=round(x, 1), y=top + 1, width=26.0, height=14.0, rx=3, fill=paint("land"),
            stroke=paint("here"), stroke_width="2.6")
    )  # fmt: skip
    marks.append(said(legend["most"], x + 36, top + 12, 12, "ink"))
    return tag("g", *marks, class_="key")


def said(
    text: str, x: float, y: float, size: float, colour: str, anchor: str = "start", weight: str = "400"
) -> str:
    """Write words."""
    return words(
        "text", text, x=round(x, 1), y=round(y, 1), font_size=size, fill=paint(colour), text_anchor=anchor,
        font_weight=weight, font_family=FONT, stroke="none",
    )  # fmt: skip
