"""What the charts of the report share: a dot with its interval for each item and edition, and their looks."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import altair as alt
import pandas as pd

from regioscoop.figures._colours import paint

FONT: Final = "Fira Sans"
FONTS: Final = Path(str(files("regioscoop.figures"))) / "fonts"
"""Made with the frontend; without them a chart is drawn in what the machine has."""
EDITION_COLOURS: Final = ("#8a94a0", "#5f87ad", "#123a66")
"""From early to late: the last edition stands out."""
ITEM_COLOURS: Final = ("#123a66", "#a63d12", "#5f7d4f", "#7a5c8e", "#8a94a0", "#0b7285", "#8c6d1f", "#5b5b5b")
SHAPES: Final = ("circle", "square", "diamond", "triangle-up", "triangle-down")
WIDTH: Final = 460
ROW: Final = 15
FORMATS: Final = {"arrangements": ",.0f", "share": ".0%", "mean": ",.1f"}
NUMBERS: Final = {
    "nl": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["€ ", ""]},
    "en": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["€ ", ""]},
}
"""How numbers are written, for Vega."""


@dataclass(frozen=True)
class Chart:
    """A chart with the table behind it.

    Attributes
    ----------
    chart
        For a notebook, or to write as SVG with `Chart.svg`.
    table
        What it shows.
    title
        What one sees.
    said
        The same for who cannot see it.
    language
        Language of the numbers and words.
    """

    chart: alt.TopLevelMixin = field(repr=False)
    table: pd.DataFrame = field(repr=False)
    title: str
    said: str = field(repr=False)
    language: str = "nl"

    def svg(self) -> str:
        """Write it as SVG, the same bytes for the same chart."""
        import vl_convert

        vl_convert.register_font_directory(str(FONTS))
        made = vl_convert.vegalite_to_svg(self.spec(), format_locale=NUMBERS[self.language])
        return str(made)

    def _repr_svg_(self) -> str:
        """How a notebook shows it."""
        return self.svg()

    def spec(self) -> dict[str, Any]:
        """The chart in the language of Vega-Lite."""
        return dict(self.chart.to_dict())


def dots(
    rows: pd.DataFrame,
    unit: str,
    words: dict[str, str],
    title: str,
    said: str,
    language: str = "nl",
) -> Chart:
    """Draw a dot with its 95% interval for each item and edition, and published values beside them.

    Parameters
    ----------
    rows
        item (words, in order), edition, value, low, high, published (NaN where there is none); also told
        (what a mark says of itself) where it is there.
    unit
        ``arrangements``, ``share`` or ``mean``.
    words
        What stands at the axis (``axis``), above the editions (``edition``) and at a published value
        (``published``).
    title, said
        See `Chart`.
    language
        ``nl`` or ``en``.
    """
    items, editions = list(dict.fromkeys(rows["item"])), list(dict.fromkeys(rows["edition"]))
    first = max(len(EDITION_COLOURS) - len(editions), 0)
    colours = [EDITION_COLOURS[min(first + k, len(EDITION_COLOURS) - 1)] for k in range(len(editions))]
    shapes = [SHAPES[k % len(SHAPES)] for k in range(len(editions))]
    legend = alt.Legend(title=words["edition"], orient="top") if len(editions) > 1 else None

    def of_edition(range_: list[str]) -> alt.Scale:
        return alt.Scale(domain=editions, range=range_)

    names = alt.Axis(labelLimit=330, ticks=False, domain=False)
    at: dict[str, Any] = {
        "y": alt.Y("item:N", sort=items, title=None, axis=names),
        "yOffset": alt.YOffset("edition:N", sort=editions),
    }
    base = alt.Chart(rows).encode(
        color=alt.Color("edition:N", scale=of_edition(colours), legend=legend), **at
    )
    # Without a scale of its own a chart of zeros would stand in the middle of nothing.
    scale = alt.Scale(domain=[0, 0.1]) if unit == "share" and rows["value"].eq(0).all() else alt.Undefined
    is_small = unit == "share" and float(rows[["value", "high"]].max().max()) < 0.1
    form = ".1%" if is_small else FORMATS[unit]
    axis = alt.X("value:Q", title=words["axis"], axis=alt.Axis(format=form, tickCount=6), scale=scale)
    shape = alt.Shape("edition:N", scale=of_edition(shapes), legend=legend)
    layers: list[Any] = [
        base.mark_rule(strokeWidth=2).encode(x="low:Q", x2="high:Q"),
        base.mark_point(filled=True, size=52, opacity=1).encode(x=axis, shape=shape, **_said(rows)),
    ]
    if rows["published"].notna().any():
        layers.append(_published(rows, words["published"], at))
    height = {"step": ROW, "for": "offset"} if len(editions) > 1 else {"step": 1.6 * ROW}
    made = alt.layer(*layers).properties(width=WIDTH, height=height)
    return Chart(_dressed(made), rows, title, said, language)


def _said(rows: pd.DataFrame) -> dict[str, Any]:
    """What a mark says of itself, where the rows carry the words."""
    return {"description": alt.Description("told:N")} if "told" in rows else {}


def _published(rows: pd.DataFrame, words: str, at: dict[str, Any]) -> alt.Chart:
    """A tick where the article has a value."""
    told = alt.Chart(rows[rows["published"].notna()].assign(kind=words))
    legend = alt.Legend(title=None, orient="top", symbolType="stroke")
    stroke = alt.Stroke("kind:N", scale=alt.Scale(range=[paint("here")]), legend=legend)
    marks: alt.Chart = told.mark_tick(thickness=2.5, size=ROW).encode(x="published:Q", stroke=stroke, **at)
    return marks


def over_time(
    rows: pd.DataFrame,
    unit: str,
    words: dict[str, str],
    title: str,
    said: str,
    language: str = "nl",
    events: dict[str, str] | None = None,
) -> Chart:
    """Draw numbers over time with their interval as a band, and what happened in between.

    Parameters
    ----------
    rows
        item (words), date (YYYY-MM-DD), value, low, high, published.
    unit, words, title, said, language
        See `dots`.
    events
        Words of what is marked on the axis, by date.
    """
    items = list(dict.fromkeys(rows["item"]))
    colour = alt.Color(
        "item:N",
        sort=items,
        scale=alt.Scale(domain=items, range=list(ITEM_COLOURS)),
        legend=alt.Legend(title=None, orient="top", symbolOpacity=1) if len(items) > 1 else None,
    )
    base = alt.Chart(rows).encode(x=alt.X("date:T", title=None, axis=alt.Axis(format="%Y", tickCount="year")))
    axis = alt.Y(
        "value:Q", title=words["axis"], scale=alt.Scale(zero=True), axis=alt.Axis(format=FORMATS[unit])
    )
    layers: list[Any] = [
        base.mark_area(opacity=0.18).encode(y="low:Q", y2="high:Q", color=colour),
        base.mark_line(strokeWidth=2).encode(y=axis, color=colour),
        base.mark_point(filled=True, size=46, opacity=1).encode(y=axis, color=colour, **_said(rows)),
    ]
    if rows["published"].notna().any():
        told = alt.Chart(rows[rows["published"].notna()])
        layers.append(
            told.mark_point(shape="diamond", size=70, color=paint("here"), aria=False).encode(
                x="date:T", y="published:Q"
            )
        )
    if events:
        marks = alt.Chart(pd.DataFrame({"date": list(events), "event": list(events.values())}))
        layers.append(marks.mark_rule(strokeDash=[3, 3], color=paint("quiet")).encode(x="date:T"))
        layers.append(
            marks.mark_text(align="left", dx=4, baseline="top", fontSize=10, color=paint("quiet")).encode(
                x="date:T", y=alt.value(0), text="event:N"
            )
        )
    made = alt.layer(*layers).properties(width=WIDTH, height=220)
    return Chart(_dressed(made), rows, title, said, language)


def _dressed(chart: Any) -> Any:  # noqa: ANN401 - Altair has no one type for what it layers
    """Give a chart the looks of the atlas."""
    text: dict[str, Any] = {"labelFont": FONT, "titleFont": FONT, "labelColor": paint("ink")}
    text |= {"titleColor": paint("quiet"), "labelFontSize": 11, "titleFontSize": 11}
    text["titleFontWeight"] = "normal"
    lines = {"gridColor": paint("rule"), "domainColor": paint("rule"), "tickColor": paint("rule")}
    return (
        chart.configure(background="transparent", font=FONT, padding=4)
        .configure_view(stroke=None)
        .configure_axis(**text, **lines)
        .configure_axisY(grid=False, labelPadding=8)
        .configure_legend(**text, symbolSize=60)
    )
