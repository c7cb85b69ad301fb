"""Carrying figures of municipalities to the borders of another year, across mergers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from regioscoop.context._indicators._catalogue import BORDERS, LAST_WITH_BORDERS_2023, municipalities_of
from regioscoop.context._indicators._schema import NOT_AGGREGATED, SUM
from regioscoop.register.mergers import HEIR_SHARE

if TYPE_CHECKING:
    from regioscoop.register import Edition

STEPS: Final = ((2014, 2016, "2016"), (2016, 2023, "2024"))
"""From which borders to which, and the shipped edition that has the mergers in between."""
COLUMNS: Final = [
    "area",
    "valid_year",
    "year",
    "indicator",
    "value",
    "unit",
    "source",
    "parts",
    "is_estimated",
    "note",
]


@dataclass(frozen=True)
class FittedIndicators:
    """Figures in the borders of an edition.

    Attributes
    ----------
    rows
        area, valid_year (of the borders they are in now), year, indicator, value, unit, source, parts (number
        of municipalities a figure was made of), is_estimated (a split municipality was divided by area), note
        (what carrying did, in words; "" when nothing).
    statement
        indicator, year, valid_year (as given), fate (fits, carried, left_out), municipalities (with a figure,
        of the edition), missing (their number), why.
    """

    rows: pd.DataFrame
    statement: pd.DataFrame


def weights_of(rows: pd.DataFrame, weight: str, year: int) -> pd.Series:
    """Values of a weight, index area: of the year asked, else of the nearest (of equal ones the earlier).

    Parameters
    ----------
    rows
        Figures in one set of borders.
    weight
        Id of a summed indicator.
    year
        The year wanted.
    """
    mine = rows[rows["indicator"] == weight]
    if mine.empty:
        return pd.Series(dtype="float64")
    nearest = min(mine["year"].unique(), key=lambda known: (abs(int(known) - year), known))
    return mine[mine["year"] == nearest].set_index("area")["value"].astype("float64")


def carry_indicators(
    rows: pd.DataFrame, mergers: Sequence[pd.DataFrame], listed: pd.DataFrame, valid_year: int
) -> pd.DataFrame:
    """Carry figures to the borders of a later year.

    A sum is added up: v(new) = sum over old of s v(old), with s the share of the area of the old municipality
    that went to the new one (shares below `HEIR_SHARE` are noise of laying maps over each other, the others
    are scaled to 1). A weighted figure becomes the mean with weights s w(old). A figure that cannot be
    aggregated moves only where one municipality became one. What is unknown of a part is unknown of the
    whole.

    Parameters
    ----------
    rows
        An indicator table in one set of borders.
    mergers
        The mergers to go through in order of time, each with old, new, share (0 to 1); a municipality that is
        not in ``old`` stays what it was.
    listed
        As `indicator_list` returns.
    valid_year
        Year of the new borders.

    Returns
    -------
    DataFrame
        Columns as in `FittedIndicators`, ordered by indicator, year and area.
    """
    heirs = _heirs(mergers, sorted(set(rows["area"])))
    parts = [
        _carried(part, rows, heirs, str(listed["weight"].get(indicator, NOT_AGGREGATED)), valid_year)
        for (indicator, _), part in rows.groupby(["indicator", "year"], sort=True)
    ]
    return pd.concat(parts, ignore_index=True)[COLUMNS] if parts else _noted(rows)[COLUMNS]


def _noted(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with the columns that say what carrying did: nothing."""
    return rows.assign(parts=1, is_estimated=False, note="")


def _heirs(mergers: Sequence[pd.DataFrame], areas: list[str]) -> pd.DataFrame:
    """old, new, share (of each old municipality adding up to 1), split: through all mergers at once."""
    heirs = pd.DataFrame({"old": areas, "new": areas, "share": 1.0})
    for step in mergers:
        kept = step.loc[step["share"].astype("float64") >= HEIR_SHARE, ["old", "new", "share"]]
        kept = kept.rename(columns={"old": "new", "new": "next", "share": "part"})
        kept["part"] /= kept.groupby("new")["part"].transform("sum")
        moved = heirs.merge(kept, on="new", how="left")
        moved["new"] = moved["next"].fillna(moved["new"])
        moved["share"] *= moved["part"].astype("float64").fillna(1.0)
        heirs = moved.groupby(["old", "new"], as_index=False)["share"].sum()
    return heirs.assign(split=heirs.groupby("old")["new"].transform("size") > 1)


def _carried(
    part: pd.DataFrame, rows: pd.DataFrame, heirs: pd.DataFrame, weight: str, valid_year: int
) -> pd.DataFrame:
    """One indicator of one year in the new borders."""
    first, year = part.iloc[0], int(part["year"].iloc[0])
    moves = heirs.merge(
        part.set_index("area")[["value", "source"]], left_on="old", right_index=True, how="left"
    )
    # A municipality of whose parts none has a row has no figure at all, not an unknown one.
    moves = moves[moves["new"].isin(moves.loc[moves["source"].notna(), "new"])]
    load = moves["share"] * (1.0 if weight == SUM else moves["old"].map(weights_of(rows, weight, year)))
    frame = moves.assign(load=load, loaded=load * moves["value"])
    out = frame.groupby("new", sort=True).agg(
        parts=("old", "size"),
        is_estimated=("split", "any"),
        total=("load", "sum"),
        known_loads=("load", "count"),
        value=("loaded", "sum"),
        known=("loaded", "count"),
        only=("value", "first"),
        source=("source", _joined),
    )
    total = out["value"].where(out["known"] == out["parts"])
    if weight != SUM:
        total = total / out["total"].where((out["known_loads"] == out["parts"]) & (out["total"] > 0))
        # A rate of one municipality needs no weight; what is not aggregated may not come of a part of one.
        alone = out["parts"].eq(1) & (weight != NOT_AGGREGATED or ~out["is_estimated"])
        total = out["only"].where(alone, total if weight != NOT_AGGREGATED else np.nan)
    stays = out.index.isin(heirs.loc[heirs["old"] == heirs["new"], "new"]) & ~out["is_estimated"]
    notes = [
        _note(parts, is_estimated, weight, int(first["valid_year"]), valid_year)
        for parts, is_estimated in zip(out["parts"], out["is_estimated"], strict=True)
    ]
    out = out.assign(value=total, note=pd.Series(notes, out.index).mask(stays & out["parts"].eq(1), ""))
    return out.reset_index(names="area").assign(
        valid_year=valid_year, year=year, indicator=first["indicator"], unit=first["unit"]
    )


def _joined(cells: pd.Series) -> str:
    return "|".join(sorted(cells.dropna().unique()))


def _note(parts: int, is_estimated: bool, weight: str, old: int, new: int) -> str:
    """Say what a figure in new borders is made of."""
    stated = f"from the borders of {old} to those of {new}"
    if parts > 1:
        made = {SUM: "sum", NOT_AGGREGATED: "unknown, no aggregate is defined:"}.get(
            weight, f"mean weighted with {weight}"
        )
        stated += f"; {made} of {parts} municipalities"
    return stated + ("; estimated: a split municipality divided by area" if is_estimated else "")


def borders_of(edition: Edition) -> int:
    """Year of the borders an edition is in: one that this package knows, else the year of the edition."""
    wanted = set(edition.municipalities.index)
    fitting = [year for year in BORDERS if wanted and wanted <= (municipalities_of(year) or frozenset())]
    return min(fitting, key=lambda year: (abs(year - edition.year), year)) if fitting else edition.year


def fit_indicators(rows: pd.DataFrame, edition: Edition, listed: pd.DataFrame) -> FittedIndicators:
    """Bring figures into the borders of an edition, where that can be done.

    Parameters
    ----------
    rows
        An indicator table, in any borders.
    edition
        The edition.
    listed
        As `indicator_list` returns.

    Returns
    -------
    FittedIndicators
        A figure that stands in the edition's own borders goes before a carried one. Figures in later borders
        are left out: a merger cannot be undone.
    """
    target, members = borders_of(edition), set(edition.municipalities.index)
    parts, statement = [], []
    for valid_year, part in rows.groupby("valid_year", sort=True):
        given = int(valid_year)
        if _fits(given, target):
            fitted, fate, why = _noted(part).assign(valid_year=target), "fits", ""
        elif (steps := _steps(given, target)) is not None:
            fitted, fate = (
                carry_indicators(part, [_mergers(name) for name in steps], listed, target),
                "carried",
            )
            why = f"from the borders of {given} to those of {target}"
        else:
            fitted, fate, why = _noted(part).iloc[0:0], "left_out", _why_not(given, target)
        fitted = fitted[fitted["area"].isin(members)]
        parts.append(fitted.assign(fate=fate))
        statement.append(_stated(part, fitted, given, fate, why, len(members)))
    if not parts:
        empty = pd.DataFrame(
            columns=["indicator", "year", "valid_year", "fate", "municipalities", "missing", "why"]
        )
        return FittedIndicators(_noted(rows)[COLUMNS], empty)
    joined = pd.concat(parts, ignore_index=True)
    joined = joined.sort_values(["indicator", "year", "area", "fate"], ascending=[True, True, True, False])
    joined = joined.drop_duplicates(["indicator", "year", "area"], ignore_index=True)
    return FittedIndicators(joined[COLUMNS], pd.concat(statement, ignore_index=True))


def _fits(given: int, target: int) -> bool:
    last = BORDERS[-1]
    return given == target or (last <= given <= LAST_WITH_BORDERS_2023 and target == last)


def _steps(given: int, target: int) -> list[str] | None:
    """Editions with the mergers to go through, or None where there is no such way."""
    way, at = [], given
    for start, end, name in STEPS:
        if start == at and end <= target:
            way.append(name)
            at = end
    return way if way and at == target else None


def _mergers(edition: str) -> pd.DataFrame:
    from regioscoop.register import load_edition

    return load_edition(edition)["mergers"]


def _why_not(given: int, target: int) -> str:
    if given > target:
        return f"the borders of {given} cannot be made into those of {target}: a merger cannot be undone"
    return f"the mergers from {given} to {target} are not at hand"


def _stated(
    part: pd.DataFrame, fitted: pd.DataFrame, given: int, fate: str, why: str, members: int
) -> pd.DataFrame:
    known = fitted[fitted["value"].notna()].groupby(["indicator", "year"])["area"].nunique()
    out = part[["indicator", "year"]].drop_duplicates().sort_values(["indicator", "year"], ignore_index=True)
    out["municipalities"] = [
        int(known.get(key, 0)) for key in zip(out["indicator"], out["year"], strict=True)
    ]
    out["missing"] = members - out["municipalities"]
    out = out.assign(valid_year=given, fate=fate, why=why)
    return out[["indicator", "year", "valid_year", "fate", "municipalities", "missing", "why"]]
