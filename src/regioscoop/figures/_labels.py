"""Names on a map: inside what they name, readable, and never over each other."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from regioscoop.figures._svg import tag, words

_CHARACTER: Final = 0.57
"""Mean width of a character in ems, for Fira Sans in semibold weight."""
_LEADING: Final = 1.12
_STEPS: Final = 11
"""Candidates are tried on a grid of so many steps each way."""


@dataclass(frozen=True)
class Label:
    """A name in its place.

    Attributes
    ----------
    key
        What is named.
    lines
        The name, broken in lines.
    x, y
        Middle of the label, in units of the drawing.
    size
        Size of the letters.
    """

    key: str
    lines: tuple[str, ...]
    x: float
    y: float
    size: float

    @property
    def box(self) -> shapely.Polygon:
        """Room the label takes."""
        wide, high = _extent(self.lines, self.size)
        return shapely.box(self.x - wide / 2, self.y - high / 2, self.x + wide / 2, self.y + high / 2)


def place_labels(
    shapes: Mapping[str, shapely.Geometry],
    names: Mapping[str, str],
    size: float,
    window: shapely.Polygon,
    least_inside: float = 0.0,
) -> list[Label]:
    """Find a place for every name that fits.

    The smallest shapes choose first. A name goes, on one line or two, where most of it lies inside its
    shape and near the middle, and where it touches no other name.

    Parameters
    ----------
    shapes
        What is named, in units of the drawing.
    names
        The names.
    size
        Size of the letters, in units of the drawing.
    window
        What can be seen; a name stays inside it.
    least_inside
        Share of the name that must lie inside its shape; a name that cannot is left out.

    Returns
    -------
    list of Label
    """
    placed: list[Label] = []
    for key in sorted(shapes, key=lambda k: (float(shapely.area(shapes[k])), k)):
        label = _best(key, names[key], shapes[key], size, window, [p.box for p in placed], least_inside)
        if label is not None:
            placed.append(label)
    return placed


def _best(
    key: str,
    name: str,
    shape: shapely.Geometry,
    size: float,
    window: shapely.Polygon,
    taken: list[shapely.Polygon],
    least_inside: float,
) -> Label | None:
    # Words need no fine coast: a rougher shape makes the search several times faster.
    area = shapely.intersection(shapely.simplify(_largest(shape), size / 4), window)
    room = float(shapely.area(area))
    if room == 0:
        return None
    spots = _grid(area)
    shapely.prepare([area, window])
    middle = shapely.get_coordinates(shapely.maximum_inscribed_circle(_largest(area), tolerance=2.0))[0]
    found: tuple[float, Label] | None = None
    for lines in _broken(name):
        wide, high = _extent(lines, size)
        half_w, half_h = wide / 2, high / 2
        boxes = shapely.box(
            spots[:, 0] - half_w, spots[:, 1] - half_h, spots[:, 0] + half_w, spots[:, 1] + half_h
        )
        free = shapely.contains(window, boxes)
        for other in taken:
            free &= ~shapely.intersects(boxes, other)
        inside = np.zeros(len(boxes))
        inside[free] = shapely.area(shapely.intersection(boxes[free], area)) / (wide * high)
        free &= inside >= least_inside
        if not free.any():
            continue
        away = np.hypot(spots[:, 0] - middle[0], spots[:, 1] - middle[1]) / np.sqrt(room)
        score = np.where(free, inside - 0.45 * away - 0.06 * len(lines), -np.inf)
        top = int(score.argmax())
        if found is None or score[top] > found[0]:
            found = (float(score[top]), Label(key, lines, float(spots[top, 0]), float(spots[top, 1]), size))
    return found[1] if found else None


def _largest(shape: shapely.Geometry) -> shapely.Polygon:
    pieces = [part for part in shapely.get_parts(shape) if isinstance(part, shapely.Polygon)]
    return max(pieces, key=lambda part: float(part.area))


def _grid(area: shapely.Geometry) -> NDArray[np.float64]:
    low_x, low_y, high_x, high_y = shapely.bounds(area)
    x, y = np.meshgrid(np.linspace(low_x, high_x, _STEPS), np.linspace(low_y, high_y, _STEPS))
    return np.column_stack([x.ravel(), y.ravel()])


def _extent(lines: tuple[str, ...], size: float) -> tuple[float, float]:
    return max(map(len, lines)) * size * _CHARACTER, len(lines) * size * _LEADING


def _broken(name: str) -> list[tuple[str, ...]]:
    """Break a name in every sensible way over one or two lines, and over three when it is long."""
    pieces = re.findall(r"\S+?(?:-(?=\S)|\s+/\s+|\s+|$)", name)
    out: list[tuple[str, ...]] = [(name,)]
    for k in range(1, len(pieces)):
        out.append((_joined(pieces[:k]), _joined(pieces[k:])))
        out += [
            (_joined(pieces[:k]), _joined(pieces[k:m]), _joined(pieces[m:]))
            for m in range(k + 1, len(pieces))
        ]
    return out


def _joined(pieces: list[str]) -> str:
    return "".join(pieces).strip()


def label_layer(labels: list[Label], class_: str, fill: str, halo: str) -> str:
    """Write the labels as text with a halo.

    Parameters
    ----------
    labels
        What `place_labels` found.
    class_
        Class of the group.
    fill, halo
        Colour of the letters and of what keeps them apart from the map.
    """
    texts = [tag("text", *_lines(label), class_="label", data_of=label.key) for label in labels]
    if not labels:
        return ""
    return tag(
        "g",
        *texts,
        class_=class_,
        fill=fill,
        stroke=halo,
        stroke_width=f"{labels[0].size * 0.22:.1f}",
        stroke_opacity="0.85",
        stroke_linejoin="round",
        paint_order="stroke",
        font_size=labels[0].size,
        font_weight="600",
        font_family="Fira Sans, sans-serif",
        text_anchor="middle",
        aria_hidden="true",
    )


def _lines(label: Label) -> list[str]:
    step = label.size * _LEADING
    first = label.y - step * (len(label.lines) - 1) / 2 + label.size * 0.35
    return [
        words("tspan", line, x=round(label.x, 1), y=round(first + k * step, 1))
        for k, line in enumerate(label.lines)
    ]
