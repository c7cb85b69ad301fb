"""The figures of the national article as charts, one function each; the numbers come from `measures.panel`.

Every function takes the rows of one figure (`Panel.table` with a column ``published``) and the words; it
computes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd

from regioscoop.figures.charts._chart import Chart, dots, over_time


@dataclass(frozen=True)
class Told:
    """The words of a chart.

    Attributes
    ----------
    title
        What one sees.
    said
        The same for who cannot see it.
    axis, edition, published
        What stands at the axis, above the editions and at a published value.
    labels
        Words for each item, in the order in which they are drawn; others are left out.
    language
        ``nl`` or ``en``.
    events
        What is marked on a time axis, by date.
    """

    title: str
    said: str
    axis: str
    edition: str
    published: str
    labels: Mapping[str, str]
    language: str = "nl"
    events: Mapping[str, str] | None = None

    @property
    def words(self) -> dict[str, str]:
        """Words that stand in the chart."""
        return {"axis": self.axis, "edition": self.edition, "published": self.published}


def _rows(rows: pd.DataFrame, labels: Mapping[str, str]) -> pd.DataFrame:
    """Put the items in the order of their labels."""
    known = rows[rows["item"].isin(list(labels))]
    place = {item: k for k, item in enumerate(labels)}
    known = known.assign(place=known["item"].map(place)).sort_values(["place", "date"], kind="stable")
    return known.assign(item=known["item"].map(dict(labels)))


def _dots(rows: pd.DataFrame, unit: str, told: Told) -> Chart:
    return dots(_rows(rows, told.labels), unit, told.words, told.title, told.said, told.language)


def _over_time(rows: pd.DataFrame, unit: str, told: Told) -> Chart:
    shown = _rows(rows, told.labels)
    if shown["date"].nunique() < 2:  # one edition has no course
        return _dots(rows, unit, told)
    events = dict(told.events or {})
    return over_time(shown, unit, told.words, told.title, told.said, told.language, events)


def arrangements_chart(rows: pd.DataFrame, told: Told) -> Chart:
    """Figure 1: number of arrangements."""
    return _over_time(rows, "arrangements", told)


def legal_class_chart(rows: pd.DataFrame, told: Told) -> Chart:
    """Figures 2 to 4: shares by legal form."""
    return _dots(rows, "share", told)


def mean_per_government_chart(rows: pd.DataFrame, told: Told) -> Chart:
    """Figure 5: mean number of arrangements of a municipality, a province, a water board."""
    return _over_time(rows, "mean", told)


def with_government_chart(rows: pd.DataFrame, told: Told) -> Chart:
    """Figure 6: arrangements with at least one municipality, province, water board."""
    return _dots(rows, "arrangements", told)


def departments_chart(rows: pd.DataFrame, told: Told) -> Chart:
    """Figure 7: arrangements in which a department takes part."""
    return _dots(rows, "arrangements", told)


def fields_chart(rows: pd.DataFrame, told: Told) -> Chart:
    """Figure 8: number of arrangements by policy field."""
    return _dots(rows, "arrangements", told)


def growth_chart(rows: pd.DataFrame, told: Told) -> Chart:
    """Figure 8, growth: index by policy field, the first edition is 100 (`Panel.growth`)."""
    return _dots(rows, "arrangements", told)


def number_of_fields_chart(rows: pd.DataFrame, told: Told) -> Chart:
    """Figure 9: shares by number of policy fields."""
    return _dots(rows, "share", told)


def field_pairs_chart(rows: pd.DataFrame, told: Told) -> Chart:
    """Pairs of policy fields that go together."""
    return _dots(rows, "share", told)


def members_by_field_chart(rows: pd.DataFrame, told: Told) -> Chart:
    """Figure 10: mean number of municipalities by policy field."""
    return _dots(rows, "mean", told)


def members_chart(rows: pd.DataFrame, told: Told) -> Chart:
    """Figure 11: mean number of municipalities over time."""
    return _over_time(rows, "mean", told)


def non_government_chart(rows: pd.DataFrame, told: Told) -> Chart:
    """Participation of others than governments: none, one, more than one."""
    return _dots(rows, "share", told)


def triple_helix_chart(rows: pd.DataFrame, told: Told) -> Chart:
    """Share with a government, a company and education."""
    return _dots(rows, "share", told)


def obligation_chart(rows: pd.DataFrame, told: Told) -> Chart:
    """Mandatory, semi-mandatory and voluntary arrangements."""
    return _dots(rows, "arrangements", told)


CHARTS: Final[dict[str, Callable[[pd.DataFrame, Told], Chart]]] = {
    "arrangements": arrangements_chart,
    "legal_class": legal_class_chart,
    "mean_per_government": mean_per_government_chart,
    "with_government": with_government_chart,
    "departments": departments_chart,
    "fields": fields_chart,
    "number_of_fields": number_of_fields_chart,
    "field_pairs": field_pairs_chart,
    "members_by_field": members_by_field_chart,
    "members": members_chart,
    "non_government": non_government_chart,
    "triple_helix": triple_helix_chart,
    "obligation": obligation_chart,
}
"""The chart of each figure of `regioscoop.measures.FIGURES`."""
