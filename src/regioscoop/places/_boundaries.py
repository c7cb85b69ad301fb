"""Boundaries of municipalities: from a folder, the cache or PDOK, else the schematic map."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import geopandas as gpd
import platformdirs

from regioscoop.errors import InputError, NotAvailableError, Problem
from regioscoop.places._centres import centre_set
from regioscoop.places._files import SUBFOLDER, find_file, read_file, write_atomically
from regioscoop.places._pdok import PDOK_URL, download
from regioscoop.places._schematic import schematic

SAME_AS_2023 = (2024, 2025, 2026)
"""Years with exactly the 342 municipalities of 2023, so its boundaries may stand in."""


@dataclass(frozen=True)
class Boundaries:
    """The shapes of all municipalities and where they come from.

    Attributes
    ----------
    frame
        Index ``municipality_id``, sorted; columns ``name``, ``geometry`` (polygons, EPSG:28992).
    kind
        ``boundary`` for real boundaries, ``schematic`` for the drawn map.
    source
        Words for a caption, in Dutch.
    year
        The year that was asked for.
    source_en
        The same words in English.
    """

    frame: gpd.GeoDataFrame
    kind: Literal["boundary", "schematic"]
    source: str
    year: int
    source_en: str = ""

    def words(self, language: str = "nl") -> str:
        """Words for a caption: English where there are any and they are asked for, else Dutch."""
        return self.source_en if language == "en" and self.source_en else self.source


def boundaries(
    year: int,
    data_dir: str | Path | None = None,
    cache_dir: str | Path | None = None,
    online: bool = False,
    base_url: str = PDOK_URL,
) -> Boundaries:
    """Return the boundaries of all municipalities in a year, or the schematic map when there are none.

    The first that has them gives them: the data folder, the user's cache, PDOK (only when ``online``), the
    schematic map. For 2024-2026 a file of 2023 will do, because the municipalities are the same.

    Parameters
    ----------
    year
        Year of the municipal division (1 January).
    data_dir
        Folder with ``boundaries/municipalities_<year>.geojson`` or
        ``boundaries/nl_<year>-<month>.topo.json``; by default the one named in the environment variable
        ``REGIOSCOOP_DATA``.
    cache_dir
        Folder for what was downloaded; by default the user's cache folder for ``regioscoop``.
    online
        Whether PDOK may be asked.
    base_url
        Root of PDOK's OGC API.

    Returns
    -------
    Boundaries
        Frame, kind, words for a caption and the year.

    Raises
    ------
    InputError
        When the data folder does not exist or its file is broken; names the file and what is wrong.
    NotAvailableError
        When PDOK was allowed and failed, when the cache cannot be written, or when not even centres are
        known for the year.
    """
    folders = [folder for folder in (_data_folder(data_dir), _cache_folder(cache_dir)) if folder is not None]
    for folder in folders:
        for candidate in (year, 2023) if year in SAME_AS_2023 else (year,):
            path = find_file(folder, candidate)
            if path is not None:
                return _real(path, year, candidate)
    if online:
        path = _fetch(year, folders[-1], base_url)
        return _real(path, year, year)
    nl, en = _schematic_captions(year)
    return Boundaries(schematic(year), "schematic", nl, year, en)


def _real(path: Path, year: int, file_year: int) -> Boundaries:
    nl, en = _captions(year, file_year)
    return Boundaries(read_file(path), "boundary", nl, year, en)


def _fetch(year: int, cache: Path, base_url: str) -> Path:
    """Download a year into the cache and return the file."""
    path = cache / SUBFOLDER / f"municipalities_{year}.geojson"
    text = download(year, base_url)
    try:
        write_atomically(path, text)
    except OSError as error:
        raise NotAvailableError(
            f"The boundaries cannot be kept in {path.parent}: {error.strerror}."
        ) from error
    return path


def _data_folder(data_dir: str | Path | None) -> Path | None:
    """Return the data folder; one that is named but absent is a mistake to tell, not to pass over."""
    named = data_dir if data_dir is not None else os.environ.get("REGIOSCOOP_DATA")
    if not named:
        return None
    folder = Path(named).expanduser()
    if not folder.is_dir():
        where = "data_dir" if data_dir is not None else "REGIOSCOOP_DATA"
        problem = Problem(where, str(folder), "an existing folder")
        raise InputError("The data folder cannot be read", [problem])
    return folder.resolve()


def _cache_folder(cache_dir: str | Path | None) -> Path:
    named = cache_dir if cache_dir is not None else platformdirs.user_cache_dir("regioscoop")
    return Path(named).expanduser().resolve()


def _captions(year: int, file_year: int) -> tuple[str, str]:
    """Words for real boundaries, in Dutch and in English."""
    nl = f" (in {year} dezelfde gemeenten)" if file_year != year else ""
    en = f" (the same municipalities in {year})" if file_year != year else ""
    return (
        f"Gemeentegrenzen {file_year}{nl}, gegeneraliseerd: CBS/Kadaster, CC BY 4.0",
        f"Municipal boundaries {file_year}{en}, generalised: CBS/Kadaster, CC BY 4.0",
    )


def _schematic_captions(year: int) -> tuple[str, str]:
    """Words for the drawn map, in Dutch and in English."""
    return (
        f"Schematische kaart met de gemeenten van {centre_set(year)}: vlakken rond de middelpunten "
        "binnen een getekende omtrek, geen echte grenzen. Middelpunten naar CBS/Kadaster, CC BY 4.0",
        f"Schematic map with the municipalities of {centre_set(year)}: areas around the centres within a "
        "drawn outline, not real boundaries. Centres after CBS/Kadaster, CC BY 4.0",
    )
