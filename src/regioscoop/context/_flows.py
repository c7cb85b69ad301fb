"""Commuting between municipalities: the flows that ship, carried to an edition, and those of a file."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from regioscoop.context._tables import fitting_year, shipped_table
from regioscoop.errors import InputError, Problem
from regioscoop.register.mergers import HEIR_SHARE
from regioscoop.register.sources._csv import read_csv

if TYPE_CHECKING:
    from regioscoop.register import Edition

ESTIMATED: Final = "estimated: a split municipality, by area"
_KEYS: Final = ["from_id", "to_id"]


def flows(edition: Edition) -> pd.DataFrame:
    """Jobs by the municipality where those who have them live and the one where they work.

    The figures are those of CBS for 2014, in the borders of 2016 and, where the edition says into
    what its municipalities merged, in those of the edition. CBS rounds to hundreds and leaves out what is
    below 50; every municipality has its flow within itself, so only flows between two are absent, and
    leakage is a lower bound. Nobody who lives or works abroad, or whose municipality is unknown, is in it.

    Parameters
    ----------
    edition
        Whose municipalities.

    Returns
    -------
    DataFrame
        from_id (home), to_id (work), commuters (jobs), year (of the figures), is_estimated (a municipality
        was split and its flows divided by area), note (what was added up or divided, and for which
        borders; empty when the figure is as published), source (a key of `sources`). Without rows for
        municipalities that no figure is known of.
    """
    table, borders = _shipped(edition)
    wanted = set(edition.municipalities.index)
    heirs = edition["mergers"].assign(share=pd.to_numeric(edition["mergers"]["share"]))
    heirs = heirs[heirs["new"].isin(wanted)]
    if set(table["from_id"]) | set(table["to_id"]) <= wanted or heirs.empty:
        carried = table
    else:
        carried = carry_flows(table, heirs)
        moved = carried[_KEYS].isin(set(heirs["new"])).any(axis=1)
        where = f"carried to the municipalities of edition {edition.id}"
        said = (where + "; " + carried["note"]).str.removesuffix("; ")
        carried["note"] = carried["note"].mask(moved, said)
    carried = carried[carried["from_id"].isin(wanted) & carried["to_id"].isin(wanted)]
    return pd.DataFrame(
        {
            "from_id": carried["from_id"],
            "to_id": carried["to_id"],
            "commuters": carried["commuters"],
            "year": borders[0],
            "is_estimated": carried["note"].str.contains("estimated"),
            "note": carried["note"],
            "source": borders[2],
        }
    ).reset_index(drop=True)


def _shipped(edition: Edition) -> tuple[pd.DataFrame, tuple[int, int, str]]:
    """The shipped flows that fit an edition best, with their year, the year of the borders and the source."""
    table = shipped_table("flows")
    known = {int(year): set(rows["from_id"]) for year, rows in table.groupby("valid_year")}
    table = table[table["valid_year"] == str(fitting_year(known, edition))]
    year, borders, source = table[["year", "valid_year", "source"]].iloc[0]
    numbers = table.assign(commuters=pd.to_numeric(table["commuters"]))
    return numbers[[*_KEYS, "commuters", "note"]], (int(year), int(borders), str(source))


def flows_caption(edition: Edition, language: str = "nl") -> str:
    """What the figures of `flows` are, for beside a figure or a table.

    Parameters
    ----------
    edition
        The edition.
    language
        ``nl`` or ``en``.

    Returns
    -------
    str
        Such as "Banen naar woon- en werkgemeente, 2014, in de grenzen van 2016"; empty when no municipality
        is known.
    """
    rows = flows(edition)
    if rows.empty:
        return ""
    english = language == "en"
    year, (_, borders, _) = int(rows["year"].iloc[0]), _shipped(edition)[1]
    moved = rows["note"].str.contains("carried to the municipalities").any()
    where = edition.year if moved else borders
    text = (
        f"Jobs by municipality of home and of work, {year}, in the borders of {where}"
        if english
        else f"Banen naar woon- en werkgemeente, {year}, in de grenzen van {where}"
    )
    without = len(set(edition.municipalities.index) - set(rows["from_id"]))
    if without:
        text += (
            f"; unknown for {without} municipalities" if english else f"; onbekend voor {without} gemeenten"
        )
    return text


def carry_flows(table: pd.DataFrame, heirs: pd.DataFrame) -> pd.DataFrame:
    """Carry flows to the municipalities of another year.

    A municipality with one heir moves to it. The flows of a split one are divided over the heirs that have
    `HEIR_SHARE` or more of its area, by area: an estimate, and marked so. Numbers stay whole, and their sum
    stays the same.

    Parameters
    ----------
    table
        from_id, to_id, commuters (whole numbers), note.
    heirs
        old, new, share of the area (0 to 1). A municipality that is not in it, or has no heir of that size,
        stays as it is.

    Returns
    -------
    DataFrame
        from_id, to_id, commuters, note (`ESTIMATED`, "sum of n flows", or as it was), in the order of the
        codes.
    """
    # Less than this is the noise of laying two drawings of one border over each other.
    large = heirs[heirs["share"] >= HEIR_SHARE].sort_values(["old", "new"])
    of_old = large.groupby("old")["share"]
    parts = pd.DataFrame(
        {
            "old": large["old"],
            "new": large["new"],
            "part": large["share"] / of_old.transform("sum"),
            "split": of_old.transform("size") > 1,
        }
    )
    others = sorted({*table["from_id"], *table["to_id"]} - set(parts["old"]))
    same = pd.DataFrame({"old": others, "new": others, "part": 1.0, "split": False})
    parts = pd.concat([parts, same], ignore_index=True)
    rows = table.sort_values(_KEYS).merge(parts.add_suffix("_from"), left_on="from_id", right_on="old_from")
    rows = rows.merge(parts.add_suffix("_to"), left_on="to_id", right_on="old_to")
    rows = rows.sort_values([*_KEYS, "new_from", "new_to"], ignore_index=True)
    pair = [rows["from_id"], rows["to_id"]]
    exact = rows["commuters"] * rows["part_from"] * rows["part_to"]
    # Rounded as a running total, so that the parts of a split flow add up to it.
    rounded = exact.groupby(pair).cumsum().round().astype("int64")
    rows["commuters"] = rounded - rounded.groupby(pair).shift(fill_value=0)
    rows["split"] = rows["split_from"] | rows["split_to"] | rows["note"].str.contains("estimated")
    carried = rows.groupby(["new_from", "new_to"]).agg(
        commuters=("commuters", "sum"),
        parts=("commuters", "size"),
        split=("split", "any"),
        note=("note", "first"),
    )
    sums = "sum of " + carried["parts"].astype(str) + " flows"
    carried["note"] = carried["note"].mask(carried["parts"] > 1, sums).mask(carried["split"], ESTIMATED)
    carried = carried[carried["commuters"] > 0].rename_axis(_KEYS).reset_index()
    return carried[[*_KEYS, "commuters", "note"]]


def read_flows(
    path: Path, known: Collection[str] | None = None, columns: Sequence[str] = ("from", "to", "value")
) -> pd.DataFrame:
    """Read a table of flows from a CSV file.

    Parameters
    ----------
    path
        CSV in UTF-8 with a header; other columns are left alone.
    known
        Codes that may occur. Default: any.
    columns
        Names of the columns of home, work, and number.

    Returns
    -------
    DataFrame
        from_id, to_id, commuters, in the order of the file.

    Raises
    ------
    InputError
        When a column lacks, a cell is empty, a place is unknown, a number is negative or no number, or a pair
        stands twice: everything that is wrong.
    """
    home, work, number = columns
    frame = read_csv(path, [home, work, number])
    value = pd.to_numeric(frame[number], errors="coerce").astype("float64")
    problems = [*_strange_places(frame, path.name, known, (home, work))]
    wrong = ~(np.isfinite(value) & (value >= 0))
    problems += [
        Problem(path.name, repr(cell), "a number, 0 or more", int(row), number)
        for row, cell in frame.loc[wrong, ["row", number]].itertuples(index=False)
    ]
    twice = frame[frame.duplicated([home, work])]
    problems += [
        Problem(path.name, f"{a} to {b} a second time", "each pair once", int(row))
        for row, a, b in twice[["row", home, work]].itertuples(index=False)
    ]
    if problems:
        raise InputError(f"{path.name} is no table of flows ({len(problems)} problems)", problems)
    return pd.DataFrame({"from_id": frame[home], "to_id": frame[work], "commuters": value})


def _strange_places(
    frame: pd.DataFrame, file: str, known: Collection[str] | None, columns: Sequence[str]
) -> Iterator[Problem]:
    for column in columns:
        cells = frame[column]
        strange = cells.str.strip() == ""
        if known is not None:
            strange |= ~cells.isin(known)
        for row, code in frame.loc[strange, ["row", column]].itertuples(index=False):
            found = repr(code) if code.strip() else "an empty cell"
            yield Problem(file, found, "the code of a known municipality", int(row), column)
