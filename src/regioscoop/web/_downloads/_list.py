"""The list of downloads: their names, what they are and what is in them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Final

from regioscoop.errors import UnknownNameError
from regioscoop.web._atlas import Atlas
from regioscoop.web._corrections import correction_csv, is_correction
from regioscoop.web._downloads._csvw import csvw
from regioscoop.web._downloads._packed import package, parquet, popolo
from regioscoop.web._downloads._regions import one_region
from regioscoop.web._downloads._shapes import geojson_municipalities, geojson_regions, geopackage
from regioscoop.web._downloads._tables import TABLES, DataTable
from regioscoop.web._language import later as _

CSV: Final = "text/csv; charset=utf-8"
GEOJSON: Final = "application/geo+json"
CSVW: Final = "csvw.json"


@dataclass(frozen=True)
class Download:
    """A file that can be downloaded.

    Attributes
    ----------
    name
        Name of the file.
    media_type
        What it is.
    words
        What stands in it, in Dutch.
    make
        Writes it, from an edition and what stands behind the names of files in its addresses.
    format
        Short name of the format.
    group
        One of `GROUPS`.
    """

    name: str
    media_type: str
    words: str
    make: Callable[[Atlas, str], bytes]
    format: str
    group: str


GROUPS: Final = {
    "alles": _("De hele editie in één bestand"),
    "tabellen": _("Losse tabellen"),
    "kaartlagen": _("Kaartlagen"),
}
"""Groups of downloads with their title, in the order of the page."""


def _of(make: Callable[[Atlas], bytes], atlas: Atlas, asked: str) -> bytes:
    return make(atlas)


def _whole(name: str, media_type: str, words: str, make: Callable[[Atlas], bytes], form: str) -> Download:
    return Download(name, media_type, words, partial(_of, make), form, "alles")


def _table(table: DataTable) -> Download:
    return Download(f"{table.name}.csv", CSV, table.words, partial(_of, table.csv), "CSV", "tabellen")


def _layer(name: str, media_type: str, words: str, make: Callable[[Atlas], bytes], form: str) -> Download:
    return Download(name, media_type, words, partial(_of, make), form, "kaartlagen")


DOWNLOADS: Final = (
    _whole(
        "datapakket.zip",
        "application/zip",
        _("de hele editie als Frictionless-datapakket"),
        package,
        "Data Package",
    ),
    _whole(
        "parquet.zip",
        "application/zip",
        _("alle tabellen als Parquet, voor wie met grote tabellen rekent"),
        parquet,
        "Parquet",
    ),
    _whole(
        "popolo.json",
        "application/json",
        _("wie aan welk verband meedoet, in de vorm van de Popolo-standaard"),
        popolo,
        "Popolo",
    ),
    *map(_table, TABLES),
    Download(
        CSVW,
        "application/csvm+json",
        _("wat er in elke kolom van de CSV-bestanden staat (CSV on the Web)"),
        csvw,
        "CSVW",
        "tabellen",
    ),
    _layer(
        "regioscoop.gpkg",
        "application/geopackage+sqlite3",
        _(
            "gemeenten, regio's van elk niveau en lijnen in één GeoPackage, in het Nederlandse stelsel "
            "(EPSG:28992)"
        ),
        geopackage,
        "GeoPackage",
    ),
    _layer(
        "regios.geojson",
        GEOJSON,
        _("de regio's van het best passende niveau als kaartlaag"),
        geojson_regions,
        "GeoJSON",
    ),
    _layer(
        "gemeenten.geojson",
        GEOJSON,
        _("de gemeenten als kaartlaag, met alleen code en naam"),
        geojson_municipalities,
        "GeoJSON",
    ),
)
_BY_NAME: Final = {d.name: d for d in DOWNLOADS}


def download(atlas: Atlas, name: str, asked: str = "") -> tuple[bytes, str]:
    """Write a download: its bytes and its media type.

    Parameters
    ----------
    atlas
        The edition.
    name
        Name of the file.
    asked
        What stands behind the names of other files in their addresses, such as ``?editie=2024``.

    Raises
    ------
    UnknownNameError
        When there is no such file.
    """
    if name.startswith("regio-") and name.endswith(".csv"):
        return one_region(atlas, name.removeprefix("regio-").removesuffix(".csv")), CSV
    if is_correction(name):
        return correction_csv(atlas, name), CSV
    if name not in _BY_NAME:
        raise UnknownNameError("download", name, list(_BY_NAME))
    found = _BY_NAME[name]
    return found.make(atlas, asked), found.media_type


@dataclass(frozen=True)
class Facts:
    """What is known of a file without having it.

    Attributes
    ----------
    size
        In bytes.
    sha256
        Its checksum.
    """

    size: int
    sha256: str


def facts(atlas: Atlas, asked: str = "") -> dict[str, Facts]:
    """Size and checksum of every download of an edition, by name; ``asked`` as in `download`."""
    known = _facts(atlas)
    return known | {CSVW: _measured(csvw(atlas, asked))} if asked else known


@lru_cache(maxsize=8)
def _facts(atlas: Atlas) -> dict[str, Facts]:
    return {found.name: _measured(found.make(atlas, "")) for found in DOWNLOADS}


def _measured(data: bytes) -> Facts:
    return Facts(len(data), hashlib.sha256(data).hexdigest())
