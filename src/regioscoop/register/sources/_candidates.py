"""Arrangements of any source as one kind of list: what linking reads, and where each row stood."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import pandas as pd

from regioscoop.register.edition import Edition

CANDIDATE_COLUMNS: Final = (
    "id", "name", "aliases", "participants", "seat", "kind", "legal_form", "field", "founded", "dissolved",
    "source", "place",
)  # fmt: skip
"""Columns of a list of candidates; participants are codes or names divided by ``;``, aliases by ``|``."""


def join_cells(parts: Iterable[str]) -> str:
    """Join participants in one cell, each once and in order; a ``;`` inside a name becomes a comma."""
    return ";".join(sorted({part.replace(";", ",") for part in parts if part}))


def as_candidates(frame: pd.DataFrame) -> pd.DataFrame:
    """Bring a frame in the columns of `CANDIDATE_COLUMNS`; what is not given is empty. Ordered by id."""
    out = frame.reindex(columns=list(CANDIDATE_COLUMNS), fill_value="").astype("object").fillna("")
    return out.sort_values("id", ignore_index=True)


def edition_candidates(edition: Edition) -> pd.DataFrame:
    """The arrangements of an edition, such as last year's, as a list to link.

    Parameters
    ----------
    edition
        The edition; participations that a complete source contradicts are left out.

    Returns
    -------
    DataFrame
        See `CANDIDATE_COLUMNS`; participants are ids of the edition, fields its codes.
    """
    rows = edition["arrangements"]
    numbers = dict(zip(rows["id"], range(2, len(rows) + 2), strict=True))
    frame = edition.arrangements.reset_index()
    cells = edition.members.groupby("arrangement")["organisation"].agg(join_cells)
    frame["participants"] = frame["id"].map(cells)
    frame["field"] = frame["fields"].map(";".join)
    frame["legal_form"] = frame["legal_form"].replace("unknown", "")
    frame["place"] = frame["id"].map(numbers).map("arrangements.csv, row {}".format)
    frame["source"] = f"edition {edition.id}"
    return as_candidates(frame)


def division_candidates(divisions: pd.DataFrame, counted: Iterable[str] | None = None) -> pd.DataFrame:
    """The regions of nationwide divisions as a list to link.

    Parameters
    ----------
    divisions
        As `regioscoop.register.sources.read_nationwide_divisions` gives them.
    counted
        Ids of divisions that are cooperation; default every one of them.

    Returns
    -------
    DataFrame
        See `CANDIDATE_COLUMNS`; the id is ``division|region``, the kind the name of the division.
    """
    kept = divisions if counted is None else divisions[divisions["division"].isin(set(counted))]
    frame = kept.groupby(["division", "region"], as_index=False).agg(
        kind=("division_name", "first"),
        participants=("municipality_id", join_cells),
        first=("row", "min"),
    )
    frame["name"] = frame["id"] = frame["division"] + "|" + frame["region"]
    frame["source"] = "nationwide-divisions"
    frame["place"] = frame["first"].map("row {}".format)
    return as_candidates(frame)


def register_candidates(registers: pd.DataFrame) -> pd.DataFrame:
    """The arrangements of the provincial registers as a list to link, one for each name.

    Parameters
    ----------
    registers
        As `regioscoop.register.sources.read_provincial_registers` gives them.

    Returns
    -------
    DataFrame
        See `CANDIDATE_COLUMNS`; the id is the name as it stands.
    """
    frame = registers.groupby("arrangement", as_index=False).agg(
        participants=("participant", join_cells),
        seat=("seat", lambda seats: seats.mode().iloc[0]),
        first=("row", "min"),
    )
    frame["name"] = frame["id"] = frame["arrangement"]
    frame["source"] = "provincial-registers"
    frame["place"] = frame["first"].map("row {}".format)
    return as_candidates(frame)
