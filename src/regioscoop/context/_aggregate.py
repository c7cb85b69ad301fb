"""From municipality to region: figures with the right weights, and how much of the region they cover."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from regioscoop.context._indicators._carry import weights_of
from regioscoop.context._indicators._schema import NOT_AGGREGATED, SUM
from regioscoop.errors import InputError, Problem

COLUMNS: Final = [
    "region_id",
    "indicator",
    "year",
    "value",
    "unit",
    "coverage",
    "members",
    "missing",
    "is_estimated",
    "note",
    "source",
]
USUAL_WEIGHT: Final = "inhabitants"


def aggregate(rows: pd.DataFrame, labels: pd.Series, listed: pd.DataFrame) -> pd.DataFrame:
    """Figures of regions from those of their municipalities.

    A sum is added up and is unknown as soon as one member is: a sum of some is no sum of all. A weighted
    figure is sum(w v) / sum(w) over the members that are known, w being the weight the list of indicators
    names (of the same year, else of the nearest). A figure that cannot be aggregated is known only of a
    region of one municipality. [own]

    Parameters
    ----------
    rows
        An indicator table in the borders of ``labels``, as `fit_indicators` returns.
    labels
        Region id, index municipality id.
    listed
        As `indicator_list` returns.

    Returns
    -------
    DataFrame
        One row for each region, indicator and year: region_id, indicator, year, value (in ``unit``), unit,
        coverage (0 to 1: the share of the region's weight, of its inhabitants for a sum, that the members
        with a figure have; their share in number where a weight is unknown), members, missing (ids separated
        by |), is_estimated, note, source (ids separated by |).

    Raises
    ------
    InputError
        When a municipality has two figures of one indicator and year.
    """
    _refuse_doubles(rows)
    labels = labels.dropna().sort_index()
    parts = [
        _regions(part, rows, labels, str(listed["weight"].get(indicator, NOT_AGGREGATED)))
        for (indicator, _), part in rows.groupby(["indicator", "year"], sort=True)
    ]
    if not parts:
        return pd.DataFrame(columns=COLUMNS)
    return pd.concat(parts, ignore_index=True)[COLUMNS]


def _refuse_doubles(rows: pd.DataFrame) -> None:
    twice = rows[rows.duplicated(["area", "indicator", "year"])]
    problems = [
        Problem(
            "indicators",
            f"{row.indicator} {row.year} of {row.area} twice",
            "one figure, in one set of borders",
        )
        for row in twice.itertuples()
    ]
    if problems:
        raise InputError(f"Figures cannot be aggregated ({len(problems)} problems)", problems)


def _regions(part: pd.DataFrame, rows: pd.DataFrame, labels: pd.Series, weight: str) -> pd.DataFrame:
    """One indicator of one year, by region."""
    year, first = int(part["year"].iloc[0]), part.iloc[0]
    mine = part.set_index("area").reindex(labels.index)
    loads = weights_of(rows, USUAL_WEIGHT if weight in (SUM, NOT_AGGREGATED) else weight, year)
    frame = pd.DataFrame(
        {
            "region_id": labels,
            "value": mine["value"].astype("float64"),
            "load": loads.reindex(labels.index),
        }
    )
    by_region = frame.groupby("region_id", sort=True)
    members, known = by_region.size(), by_region["value"].count()
    missing = frame[frame["value"].isna()]
    lacking = missing.index.to_series().groupby(missing["region_id"]).agg("|".join)
    out = pd.DataFrame(
        {
            "value": _values(frame, weight, members, known),
            "coverage": _coverage(frame, members, known),
            "members": members,
            "missing": lacking.reindex(members.index).fillna(""),
        }
    )
    flags = mine["is_estimated"].eq(True) if "is_estimated" in mine else pd.Series(False, index=mine.index)
    out["is_estimated"] = flags.groupby(labels).any()
    out["note"] = [_note(row.value, row.missing, row.is_estimated, weight) for row in out.itertuples()]
    out["source"] = mine["source"].groupby(labels).agg(_joined)
    return out.reset_index(names="region_id").assign(
        indicator=first["indicator"], year=year, unit=first["unit"]
    )


def _values(frame: pd.DataFrame, weight: str, members: pd.Series, known: pd.Series) -> pd.Series:
    by_region = frame.groupby("region_id", sort=True)
    if weight == SUM:
        return by_region["value"].sum().where(known == members)
    if weight == NOT_AGGREGATED:
        return by_region["value"].first().where((members == 1) & (known == 1))
    load = frame["load"].where(frame["value"].notna())
    total = load.groupby(frame["region_id"]).sum()
    mean = (load * frame["value"]).groupby(frame["region_id"]).sum() / total.where(total > 0)
    # Without the weight of a known member the mean would silently leave that member out.
    return mean.where(load.groupby(frame["region_id"]).count() == known)


def _coverage(frame: pd.DataFrame, members: pd.Series, known: pd.Series) -> pd.Series:
    load = frame["load"].where(frame["value"].notna())
    total = frame.groupby("region_id", sort=True)["load"].sum()
    by_weight = load.groupby(frame["region_id"]).sum() / total.where(total > 0)
    all_weighed = frame.groupby("region_id", sort=True)["load"].count() == members
    return by_weight.where(all_weighed & by_weight.notna(), known / members)


def _note(value: float, missing: str, is_estimated: bool, weight: str) -> str:
    words = []
    if missing and np.isnan(value) and weight == SUM:
        words.append("unknown: a sum needs every municipality")
    elif weight == NOT_AGGREGATED and np.isnan(value):
        words.append("unknown: no aggregate is defined")
    elif missing and not np.isnan(value):
        words.append("of the municipalities with a figure")
    elif np.isnan(value) and not missing:
        words.append(f"unknown: the weight {weight} is not loaded")
    if is_estimated:
        words.append("partly estimated: a split municipality divided by area")
    return "; ".join(words)


def _joined(cells: pd.Series) -> str:
    """Sources once each; a carried figure has several in one cell."""
    return "|".join(
        sorted({part for cell in cells if isinstance(cell, str) for part in cell.split("|") if part})
    )
