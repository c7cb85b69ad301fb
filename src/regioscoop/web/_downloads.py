"""Downloads: everything on the pages as CSV, GeoJSON and data package."""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import shapely

from regioscoop.errors import UnknownNameError
from regioscoop.places import to_wgs84
from regioscoop.register import write_package
from regioscoop.web._atlas import Atlas

DECIMALS: Final = 6
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


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
        Writes it.
    """

    name: str
    media_type: str
    words: str
    make: Callable[[Atlas], bytes]


def _csv(frame: pd.DataFrame) -> bytes:
    return frame.round(DECIMALS).to_csv(index=False, lineterminator="\n").encode("utf-8")


def _regions(atlas: Atlas) -> bytes:
    columns = ["level", "region_id", "region", "members", "stability", "named_after"]
    frames = [
        atlas.found.regions(k.number).assign(level=k.number).sort_values("region_id") for k in atlas.levels
    ]
    return _csv(pd.concat(frames, ignore_index=True)[columns])


def _municipalities(atlas: Atlas) -> bytes:
    return _csv(pd.concat([atlas.found.frame(k.number) for k in atlas.levels], ignore_index=True))


def _measures(atlas: Atlas) -> bytes:
    frames = []
    for level in atlas.levels:
        frame = atlas.measures[level.number].reset_index()
        frame.insert(0, "level", level.number)
        frames.append(frame)
    return _csv(pd.concat(frames, ignore_index=True))


def _lines(atlas: Atlas) -> bytes:
    frame = atlas.lines.rename(
        columns={"a": "municipality_a", "b": "municipality_b", "kept": "is_more_than_chance"}
    )
    return _csv(frame)


def _arrangements(atlas: Atlas) -> bytes:
    frame = atlas.edition.arrangements.reset_index()
    frame["fields"] = frame["fields"].map("|".join)
    frame["municipalities"] = frame["id"].map(atlas.sizes)
    return _csv(frame)


def _participations(atlas: Atlas) -> bytes:
    return _csv(atlas.edition.members)


def _geojson(atlas: Atlas) -> bytes:
    """Regions of the best level as GeoJSON in WGS84, with what names and measures them."""
    level = atlas.best
    outlines = atlas.close.regions(atlas.members(level)["region_id"])
    shapes = atlas.close.frame.iloc[: len(outlines)][["geometry"]].copy()
    shapes = shapes.set_geometry(list(outlines.values()), crs=atlas.close.frame.crs)
    degrees = to_wgs84(shapes).geometry
    table = atlas.regions(level)
    features = []
    for region, shape in zip(outlines, degrees, strict=True):
        row = table.loc[region].replace({np.nan: None}).to_dict()
        properties = {"region_id": region, "level": level, **{k: _plain(v) for k, v in row.items()}}
        rounded = shapely.set_precision(shape, 1e-6)
        features.append(
            {
                "type": "Feature",
                "id": region,
                "properties": properties,
                "geometry": shapely.geometry.mapping(rounded),
            }
        )
    data = {
        "type": "FeatureCollection",
        "name": f"regioscoop-regios-{atlas.edition.id}",
        "boundaries": atlas.drawn.kind,
        "source": atlas.drawn.source,
        "features": features,
    }
    return json.dumps(data, ensure_ascii=False).encode("utf-8")


def _plain(value: object) -> object:
    if isinstance(value, np.integer):
        return int(value)
    return round(float(value), DECIMALS) if isinstance(value, float | np.floating) else value


def _package(atlas: Atlas) -> bytes:
    """Write the edition as a data package in a zip; the same edition gives the same bytes."""
    edition = atlas.edition
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / f"regioscoop-{edition.id}"
        write_package(edition.tables, root, f"regioscoop-{edition.id}", edition.title)
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(root.iterdir()):
                entry = zipfile.ZipInfo(f"{root.name}/{file.name}", _EPOCH)
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, file.read_bytes(), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


CSV, GEOJSON, ZIP = "text/csv; charset=utf-8", "application/geo+json", "application/zip"
DOWNLOADS: Final = (
    Download("regios.csv", CSV, "de regio's op elk niveau, met hun stabiliteit", _regions),
    Download(
        "gemeenten.csv",
        CSV,
        "per gemeente en niveau de eerste en tweede regio, lidmaatschap en stabiliteit",
        _municipalities,
    ),
    Download(
        "maten.csv", CSV, "alle maten per regio en niveau, met intervallen en toevalswaarden", _measures
    ),
    Download("lijnen.csv", CSV, "elk paar gemeenten dat samenwerkt, met het aantal verbanden", _lines),
    Download("samenwerkingsverbanden.csv", CSV, "de samenwerkingsverbanden met hun indeling", _arrangements),
    Download("deelnames.csv", CSV, "wie aan welk samenwerkingsverband meedoet", _participations),
    Download("regios.geojson", GEOJSON, "de regio's van het best passende niveau als kaartlaag", _geojson),
    Download("datapakket.zip", ZIP, "de hele editie als Frictionless-datapakket", _package),
)
_BY_NAME: Final = {d.name: d for d in DOWNLOADS}


def download(atlas: Atlas, name: str) -> tuple[bytes, str]:
    """Write a download: its bytes and its media type.

    Raises
    ------
    UnknownNameError
        When there is no such file.
    """
    if name.startswith("regio-") and name.endswith(".csv"):
        return _one_region(atlas, name.removeprefix("regio-").removesuffix(".csv")), CSV
    if name not in _BY_NAME:
        raise UnknownNameError("download", name, list(_BY_NAME))
    found = _BY_NAME[name]
    return found.make(atlas), found.media_type


def region_download(region_id: str, level: int) -> str:
    """Name of the download of one region; a level other than the best stands in the name."""
    return f"regio-{region_id}@{level}.csv" if level else f"regio-{region_id}.csv"


def _one_region(atlas: Atlas, asked: str) -> bytes:
    """Members of one region and the arrangements they take part in, one row a participation."""
    region_id, _, number = asked.partition("@")
    levels = {str(level.number): level.number for level in atlas.levels} | {"": 0}
    if number not in levels:
        raise UnknownNameError("niveau", number, [k for k in levels if k])
    level = atlas.level(levels[number])
    members = atlas.members(level)
    if region_id not in set(members["region_id"]):
        raise UnknownNameError("regio", region_id, sorted(set(members["region_id"])))
    own = members[members["region_id"] == region_id].reset_index()
    taken = atlas.edition.members[["arrangement", "organisation", "status"]]
    names = atlas.edition.arrangements["name"]
    joined = own.merge(taken, left_on="municipality_id", right_on="organisation").drop(columns="organisation")
    joined.insert(len(joined.columns) - 1, "arrangement_name", joined["arrangement"].map(names))
    return _csv(joined)
