"""Layers of the map: GeoJSON in WGS84, and a GeoPackage in EPSG:28992 with everything that has a place."""

from __future__ import annotations

import json
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from numpy.typing import NDArray

from regioscoop.places import to_wgs84
from regioscoop.web._atlas import Atlas
from regioscoop.web._downloads._tables import DECIMALS

DEGREES: Final = 5
"""Decimals of coordinates in degrees: about a metre."""
_WRITING: Final = threading.Lock()
_STAMP: Final = "OGR_CURRENT_DATE"


def geojson_regions(atlas: Atlas) -> bytes:
    """Regions of the best level as GeoJSON in WGS84, with what names and measures them."""
    level = atlas.best
    shapes = region_shapes(atlas, level)
    table = atlas.regions(level)
    properties = {
        region: {"id": region, "region_id": region, "level": level, **_plain_row(table.loc[region])}
        for region in shapes.index
    }
    return _collection(atlas, "regios", shapes, properties)


def geojson_municipalities(atlas: Atlas) -> bytes:
    """Municipalities as GeoJSON in WGS84: finer than the drawing, no more than code and name."""
    names = atlas.edition.municipalities["name"]
    shapes = to_wgs84(atlas.close.frame).geometry.reindex(names.index).dropna()
    return _collection(atlas, "gemeenten", shapes, {i: {"id": i, "name": names[i]} for i in shapes.index})


def region_shapes(atlas: Atlas, level: int) -> gpd.GeoSeries:
    """Outlines of the regions of a level in WGS84, index region id."""
    outlines = atlas.close.regions(atlas.members(level)["region_id"])
    frame = gpd.GeoDataFrame(
        geometry=list(outlines.values()), index=list(outlines), crs=atlas.close.frame.crs
    )
    return to_wgs84(frame).geometry


def rounded(shape: shapely.Geometry) -> dict[str, Any]:
    """A shape in degrees as GeoJSON, rounded: borders that are shared stay the same on both sides."""
    moved: Any = shapely.transform(shape, _round)
    return dict(moved.__geo_interface__)


def _round(coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
    return coordinates.round(DEGREES)


def _collection(
    atlas: Atlas, name: str, shapes: gpd.GeoSeries, properties: Mapping[str, dict[str, Any]]
) -> bytes:
    features = [
        {"type": "Feature", "id": i, "properties": properties[str(i)], "geometry": rounded(shape)}
        for i, shape in shapes.items()
    ]
    data = {
        "type": "FeatureCollection",
        "name": f"regioscoop-{name}-{atlas.edition.id}",
        "edition": atlas.edition.id,
        "checksum": atlas.edition.checksum,
        "boundaries": atlas.drawn.kind,
        "source": atlas.drawn.source,
        "features": features,
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def _plain_row(row: pd.Series) -> dict[str, Any]:
    return {str(name): _plain(value) for name, value in row.items()}


def _plain(value: object) -> object:
    if isinstance(value, int | np.integer):
        return int(value)
    if isinstance(value, float | np.floating):
        return None if np.isnan(value) else round(float(value), DECIMALS)
    return value


def geopackage(atlas: Atlas) -> bytes:
    """Write municipalities, the regions of every level, lines and what they are in one GeoPackage.

    Returns
    -------
    bytes
        Layers ``gemeenten``, ``regios_niveau_<number>`` and ``lijnen`` in EPSG:28992, and a table
        ``herkomst``. The same edition gives the same bytes with the same version of GDAL.
    """
    layers: dict[str, pd.DataFrame] = {"gemeenten": _towns(atlas)}
    layers |= {f"regios_niveau_{k.number}": _regions(atlas, k.number) for k in atlas.levels}
    layers |= {"lijnen": _lines(atlas), "herkomst": _origin(atlas)}
    with tempfile.TemporaryDirectory() as folder, _WRITING:
        path = Path(folder) / "regioscoop.gpkg"
        # Otherwise the moment of writing stands in the file.
        pyogrio.set_gdal_config_options({_STAMP: f"{atlas.edition.reference_date}T00:00:00.000Z"})
        try:
            for name, frame in layers.items():
                _write(path, name, frame)
        finally:
            pyogrio.set_gdal_config_options({_STAMP: None})
        return path.read_bytes()


def _write(path: Path, name: str, frame: pd.DataFrame) -> None:
    shaped = {"promote_to_multi": name != "lijnen"} if isinstance(frame, gpd.GeoDataFrame) else {}
    pyogrio.write_dataframe(frame, path, layer=name, driver="GPKG", append=path.exists(), **shaped)


def _towns(atlas: Atlas) -> gpd.GeoDataFrame:
    """Municipalities with their regions at the best level; the boundaries as they were found."""
    members = atlas.members(atlas.best).drop(columns="level")
    shapes = atlas.drawn.frame[["geometry"]].join(members, how="inner")
    shapes.insert(0, "province", atlas.edition.municipalities["province"].reindex(shapes.index))
    return shapes.rename_axis("municipality_id").round(DECIMALS).reset_index()


def _regions(atlas: Atlas, level: int) -> gpd.GeoDataFrame:
    """Regions of a level, put together from the boundaries as they were found."""
    labels = atlas.members(level)["region_id"].reindex(atlas.drawn.frame.index)
    shapes = atlas.drawn.frame.geometry.groupby(labels).agg(lambda own: shapely.union_all(own.to_numpy()))
    table = atlas.regions(level).round(DECIMALS).loc[shapes.index]
    frame = gpd.GeoDataFrame(table, geometry=list(shapes), crs=atlas.drawn.frame.crs)
    return frame.rename_axis("region_id").reset_index()


def _lines(atlas: Atlas) -> gpd.GeoDataFrame:
    """Pairs of municipalities as straight lines between a point in each."""
    inside = atlas.drawn.frame.geometry.representative_point()
    spots = pd.DataFrame({"x": inside.x, "y": inside.y})
    ends = [spots.reindex(atlas.lines[end]).to_numpy() for end in ("a", "b")]
    table = atlas.lines.rename(
        columns={"a": "municipality_a", "b": "municipality_b", "kept": "is_more_than_chance"}
    )
    shapes = shapely.linestrings(np.stack(ends, axis=1))
    return gpd.GeoDataFrame(table.round(DECIMALS), geometry=shapes, crs=atlas.drawn.frame.crs)


def _origin(atlas: Atlas) -> pd.DataFrame:
    edition = atlas.edition
    told = {
        "edition": edition.id,
        "reference_date": edition.reference_date,
        "rule_set": edition.rule_set,
        "checksum": edition.checksum,
        "best_level": str(atlas.best),
        "boundaries": atlas.drawn.source,
        "licence": "CC-BY-4.0",
    }
    return pd.DataFrame({"name": list(told), "value": list(told.values())})
