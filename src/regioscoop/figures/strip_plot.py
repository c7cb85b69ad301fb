"""A strip plot: every region on one measure, with one of them marked."""

from __future__ import annotations

from typing import Final

import pandas as pd

from regioscoop.figures._colours import paint
from regioscoop.figures._svg import Caption, Drawing, figure, tag

WIDTH: Final = 320.0
HEIGHT: Final = 34.0
_MARGIN: Final = 8.0
_MIDDLE: Final = 17.0


def strip_plot(
    values: pd.DataFrame,
    region_id: str,
    caption: Caption,
    key: str,
    domain: tuple[float, float] = (0.0, 1.0),
) -> Drawing:
    """Draw all regions on one measure.

    Parameters
    ----------
    values
        Index region id; column ``value``, and where they are known ``low`` and ``high`` (95% interval) and
        ``null`` (what chance alone would give).
    region_id
        The region that is marked, with its interval.
    caption
        Words of the figure.
    key
        Prefix of ids.
    domain
        Both ends of the axis, in the unit of the measure.

    Returns
    -------
    Drawing
        The table is `values`, without regions whose value is unknown.
    """
    known = values.dropna(subset="value").sort_index()
    here = known.loc[region_id] if region_id in known.index else None
    others = [_tick(_x(v, domain)) for r, v in known["value"].items() if r != region_id]
    marks = [
        tag("path", d=f"M{_MARGIN} {_MIDDLE}H{WIDTH - _MARGIN}", class_="axis", stroke=paint("rule")),
        tag("g", *others, class_="others", stroke=paint("quiet"), stroke_width="1.4", stroke_opacity="0.55"),
    ]
    if here is not None:
        marks += _marked(here, domain)
    svg = figure(*marks, caption=caption, key=key, width=WIDTH, height=HEIGHT, class_="strip")
    return Drawing(svg, known)


def _marked(here: pd.Series, domain: tuple[float, float]) -> list[str]:
    """Draw the interval, what chance would give, and the value on top."""
    out = []
    low, high = here.get("low"), here.get("high")
    if pd.notna(low) and pd.notna(high):
        line = f"M{_x(low, domain):.1f} {_MIDDLE}H{_x(high, domain):.1f}"
        out.append(
            tag(
                "path",
                d=line,
                class_="interval",
                stroke=paint("here"),
                stroke_width="7",
                stroke_opacity="0.3",
            )
        )
    null = here.get("null")
    if pd.notna(null):
        x = _x(null, domain)
        diamond = f"M{x:.1f} {_MIDDLE - 5}l5 5l-5 5l-5 -5z"
        out.append(
            tag(
                "path",
                d=diamond,
                class_="chance",
                fill=paint("paper"),
                stroke=paint("ink"),
                stroke_width="1.3",
            )
        )
    out.append(
        tag(
            "circle",
            cx=round(_x(here["value"], domain), 1),
            cy=_MIDDLE,
            r="5.5",
            class_="here",
            fill=paint("here"),
        )
    )
    return out


def _tick(x: float) -> str:
    return tag("path", d=f"M{x:.1f} {_MIDDLE - 7}v14")


def _x(value: float, domain: tuple[float, float]) -> float:
    low, high = domain
    share = (min(max(value, low), high) - low) / (high - low) if high > low else 0.5
    return _MARGIN + share * (WIDTH - 2 * _MARGIN)
