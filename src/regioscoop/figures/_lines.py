"""Lines of cooperation: the more arrangements two municipalities share, the darker and wider."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from regioscoop.figures._colours import TOKENS, paint
from regioscoop.figures._svg import tag

CLASSES: Final[list[dict[str, float]]] = TOKENS["line_classes"]
"""From weak to strong: lowest number of shared arrangements (``from``), width, opacity."""

Points = dict[str, tuple[float, float]]


def line_class(shared: NDArray[np.int64]) -> NDArray[np.int64]:
    """Class of each line, 0 for the weakest; -1 for a pair that shares too little to be drawn."""
    return np.searchsorted([c["from"] for c in CLASSES], shared, side="right") - 1


def line_legend(every: bool = False) -> list[tuple[int, int | None]]:
    """Lowest and highest number of shared arrangements of each class; the last one has no highest.

    With ``every`` the weakest class begins at one: no pair is left out.
    """
    low = [1 if every and k == 0 else int(c["from"]) for k, c in enumerate(CLASSES)]
    return [(a, b - 1 if b else None) for a, b in zip(low, [*low[1:], None], strict=True)]


def line_layer(lines: pd.DataFrame, points: Points, scale: float = 1.0, strength: float = 1.0) -> str:
    """Draw the lines as one path for each class, weak ones first.

    Parameters
    ----------
    lines
        Columns ``a``, ``b`` (ids), ``shared`` (number of arrangements) and ``kept`` (whether that is more
        than chance: drawn in a path of its own, with the class ``sure``). A pair that shares less than the
        weakest class asks is drawn as that class.
    points
        Where the line of a municipality begins; pairs without points are left out.
    scale
        Factor on all widths.
    strength
        Factor on all opacities, for a map with few lines.

    Returns
    -------
    str
        A group of paths.
    """
    known = lines[lines["a"].isin(points) & lines["b"].isin(points)]
    number = line_class(known["shared"].to_numpy(dtype=np.int64)).clip(0)
    paths = []
    for k, style in enumerate(CLASSES):
        for kept in (False, True):
            part = known[(number == k) & (known["kept"].to_numpy(dtype=bool) == kept)]
            if len(part):
                paths.append(
                    tag(
                        "path",
                        d=_segments(part, points),
                        class_=f"line line-{k}" + (" sure" if kept else ""),
                        stroke_width=f"{style['width'] * scale:.2f}",
                        stroke_opacity=str(round(min(style["opacity"] * strength, 0.9), 2)),
                    )
                )
    return tag("g", *paths, class_="lines", fill="none", stroke=paint("line"), stroke_linecap="round")


def _segments(part: pd.DataFrame, points: Points) -> str:
    """Every line as a move and a relative step, rounded to half units: no eye sees the difference."""
    steps = []
    for a, b in zip(part["a"], part["b"], strict=True):
        (x0, y0), (x1, y1) = points[a], points[b]
        start = (round(2 * x0) / 2, round(2 * y0) / 2)
        step = (round(2 * x1) / 2 - start[0], round(2 * y1) / 2 - start[1])
        steps.append(f"M{start[0]:g} {start[1]:g}l{step[0]:g} {step[1]:g}")
    return "".join(steps)
