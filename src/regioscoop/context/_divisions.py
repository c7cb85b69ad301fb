"""Official divisions of municipalities into regions, whether or not they are cooperation."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

import pandas as pd

from regioscoop.context._tables import fitting_year, shipped_table
from regioscoop.errors import UnknownNameError

if TYPE_CHECKING:
    from regioscoop.regions import Regionalisation
    from regioscoop.register import Edition

YEARS: Final = (2016, 2023)
"""Years of which the divisions ship; the municipalities of 2023 are those of 2024 to 2026 too."""
TRAVEL_TO_WORK: Final = "travel-to-work-areas"
"""Id of a division that is computed from commuting, and no official one."""
_COMPUTED: Final = {
    TRAVEL_TO_WORK: ("Woon-werkgebieden (berekend, 2014)", "Travel-to-work areas (computed, 2014)")
}
FIRST: Final = ("provinces", "safety-regions")
"""Divisions that go before the others."""


def region_members(edition: Edition) -> pd.DataFrame:
    """Return which municipality is in which region of each official division.

    Parameters
    ----------
    edition
        Whose municipalities; those of 2016 and of 2023 to 2026 are known.

    Returns
    -------
    DataFrame
        division, region_id (slug, unique within the division), region (name), municipality_id, source (a
        key of `sources`), note (in what other region the source has the municipality too). Without rows
        where the edition has a municipality that no table knows: a division with holes is no division.
    """
    tables = {year: shipped_table(f"region_members_{year}") for year in YEARS}
    known = {year: set(table["municipality_id"]) for year, table in tables.items()}
    year = fitting_year(known, edition)
    wanted = set(edition.municipalities.index)
    table = tables[year]
    fits = wanted <= known[year]
    return table[table["municipality_id"].isin(wanted if fits else ())].reset_index(drop=True)


def official_divisions(edition: Edition) -> dict[str, Regionalisation]:
    """Every official division of the municipalities of an edition.

    Parameters
    ----------
    edition
        The edition; see `region_members` for those that have any.

    Returns
    -------
    dict
        Id (see `division_name`) -> regionalisation: provinces, safety regions, then the others by their
        Dutch name. A municipality outside a division is absent from its labels; one that the source has in
        several regions is in one of them.
    """
    from regioscoop.regions import Regionalisation

    found = dict(list(region_members(edition).groupby("division", sort=False)))
    out = {}
    for division in sorted(found, key=_place):
        rows = found[division]
        labels = rows.set_index("municipality_id")["region_id"].sort_index()
        names = rows.drop_duplicates("region_id").set_index("region_id")["region"].sort_index()
        out[str(division)] = Regionalisation(str(division), labels, names)
    return out


def division_name(id: str, language: str = "nl") -> str:  # noqa: A002
    """Name of a division as a reader sees it.

    Parameters
    ----------
    id
        Id of the division, such as ``safety-regions``.
    language
        ``nl`` or ``en``.

    Raises
    ------
    UnknownNameError
        When there is no such division; suggests the nearest.
    """
    if id in _COMPUTED:
        return _COMPUTED[id][language == "en"]
    table = shipped_table("divisions").drop_duplicates("id").set_index("id")
    if id not in table.index:
        raise UnknownNameError("division", id, sorted(table.index))
    return str(table.loc[id, "name_en" if language == "en" else "name_nl"])


def system_name(edition_division: str, otherwise: str, language: str = "nl") -> str:
    """Name of a division by the id that editions give it.

    Parameters
    ----------
    edition_division
        Id in the table ``divisions`` of an edition, such as ``veiligheidsregios``.
    otherwise
        What is said of a division that is not known here.
    language
        ``nl`` or ``en``.
    """
    table = shipped_table("divisions").drop_duplicates("edition_division").set_index("edition_division")
    if not edition_division or edition_division not in table.index:
        return otherwise
    return str(table.loc[edition_division, "name_en" if language == "en" else "name_nl"])


def _place(division: str) -> tuple[int, str]:
    rank = FIRST.index(division) if division in FIRST else len(FIRST)
    # Compared without accents and case, so that the order does not depend on the reader's machine.
    return rank, unicodedata.normalize("NFKD", division_name(division)).casefold()
