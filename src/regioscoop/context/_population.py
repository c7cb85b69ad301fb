"""Inhabitants of municipalities."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from regioscoop.context._tables import fitting_year, shipped_table

if TYPE_CHECKING:
    from regioscoop.register import Edition


def inhabitants(edition: Edition) -> pd.DataFrame:
    """Inhabitants of each municipality of an edition, matched by code.

    Parameters
    ----------
    edition
        The edition; the figures in the borders that fit it best are taken, and ``note`` says which.

    Returns
    -------
    DataFrame
        Index municipality_id, as in ``edition.municipalities``; columns inhabitants (persons, Int64, missing
        when unknown), year (Int64, of the count), is_estimated (a municipality was split and its inhabitants
        divided by area), note (in words, with the borders), source (a key of `sources`).
    """
    rows = _rows_for(edition).set_index("municipality_id").reindex(edition.municipalities.index)
    note = rows["note"].fillna("")
    return pd.DataFrame(
        {
            "inhabitants": pd.to_numeric(rows["inhabitants"]).astype("Int64"),
            "year": pd.to_numeric(rows["year"]).astype("Int64"),
            "is_estimated": note.str.contains("estimated"),
            "note": note,
            "source": rows["source"].fillna(""),
        },
    ).rename_axis("municipality_id")


def inhabitants_caption(edition: Edition, language: str = "nl") -> str:
    """What the figures of `inhabitants` are, for beside a figure or a table.

    Parameters
    ----------
    edition
        The edition.
    language
        ``nl`` or ``en``.

    Returns
    -------
    str
        Such as "Inwoners 2014, in de grenzen van 2016"; empty when no municipality is known.
    """
    rows = _rows_for(edition)
    if not rows["municipality_id"].isin(edition.municipalities.index).any():
        return ""
    year, borders = rows[["year", "valid_year"]].iloc[0]
    what, where = (
        ("Inhabitants", "in the borders of") if language == "en" else ("Inwoners", "in de grenzen van")
    )
    return f"{what} {year}" + (f", {where} {borders}" if borders != year else "")


def _rows_for(edition: Edition) -> pd.DataFrame:
    """Rows of the borders that fit the edition best."""
    table = shipped_table("population")
    known = {int(year): set(rows["municipality_id"]) for year, rows in table.groupby("valid_year")}
    return table[table["valid_year"] == str(fitting_year(known, edition))]
