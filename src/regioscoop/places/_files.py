"""Boundary files: GeoJSON and TopoJSON in, GeoJSON out, each read once per process."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError

from regioscoop.errors import Problem
from regioscoop.places._geometry import WGS84
from regioscoop.places._records import ID_NAMES, Feature, code_of, municipality_frame, unreadable

SUBFOLDER = "boundaries"
NOT_A_FEATURE = (AttributeError, LookupError, TypeError, ValueError, shapely.errors.ShapelyError)
"""What Python and shapely raise on a feature that is no feature."""


def find_file(folder: Path, year: int) -> Path | None:
    """Return the boundary file of a year in ``<folder>/boundaries``, or None.

    ``municipalities_<year>.geojson`` goes before ``nl_<year>-<month>.topo.json``; of several months the first
    is taken, because a year's division is that of 1 January.
    """
    plain = folder / SUBFOLDER / f"municipalities_{year}.geojson"
    if plain.is_file():
        return plain
    return min((folder / SUBFOLDER).glob(f"nl_{year}-*.topo.json"), default=None)


def read_file(path: Path) -> gpd.GeoDataFrame:
    """Read a boundary file into a frame of municipalities, or take it from memory when it did not change.

    Returns
    -------
    geopandas.GeoDataFrame
        Index ``municipality_id``; columns ``name``, ``geometry`` (polygons, EPSG:28992). A copy.

    Raises
    ------
    InputError
        When the file is broken; names the file and everything that is wrong.
    """
    state = path.stat()
    return _read(path, state.st_mtime_ns, state.st_size).copy()


@lru_cache(maxsize=8)
def _read(path: Path, mtime_ns: int, size: int) -> gpd.GeoDataFrame:  # the state of the file is the key
    document = _parse(path)
    if document.get("type") == "Topology":
        return municipality_frame(_topology_features(path), WGS84, str(path))
    return municipality_frame(collection_features(document, str(path)), _crs(document, path), str(path))


def _parse(path: Path) -> dict[str, Any]:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise unreadable(Problem(str(path), str(error.strerror), "a file that can be opened")) from error
    except ValueError as error:  # bytes that are no text, or text that is no JSON
        found = f"text that is not JSON ({error})"
        raise unreadable(Problem(str(path), found, "GeoJSON or TopoJSON")) from error
    if not isinstance(document, dict):
        found = f"a JSON {type(document).__name__}"
        raise unreadable(Problem(str(path), found, "a FeatureCollection"))
    return document


def collection_features(document: Mapping[str, Any], where: str) -> list[Feature]:
    """Return properties and geometry of the features of a GeoJSON document.

    Raises
    ------
    InputError
        When it is no FeatureCollection, or a feature or geometry cannot be understood.
    """
    features = document.get("features")
    if document.get("type") != "FeatureCollection" or not isinstance(features, list):
        found = f"type {document.get('type')!r}"
        raise unreadable(Problem(where, found, "a GeoJSON FeatureCollection"))
    read: list[Feature] = []
    problems = []
    for number, feature in enumerate(features, 1):
        try:
            read.append((dict(feature["properties"] or {}), _shape(feature.get("geometry"))))
        except NOT_A_FEATURE as error:
            found = f"a feature that cannot be understood ({type(error).__name__}: {error})"
            problems.append(Problem(f"{where}, feature {number}", found, "a GeoJSON feature with a geometry"))
    if problems:
        raise unreadable(*problems)
    return read


def _shape(geometry: dict[str, Any] | None) -> shapely.Geometry | None:
    return None if geometry is None else shapely.geometry.shape(geometry)


def _crs(document: Mapping[str, Any], path: Path) -> str:
    """Return the coordinate system a GeoJSON document names, else WGS84 (RFC 7946)."""
    member = document.get("crs")
    if member is None:
        return WGS84
    try:
        name = member["properties"]["name"]
        return str(CRS.from_user_input(name).to_string())
    except (CRSError, KeyError, TypeError) as error:
        allowed = "a named crs such as urn:ogc:def:crs:EPSG::28992, or none"
        raise unreadable(Problem(str(path), f"crs {member}", allowed)) from error


def _topology_features(path: Path) -> list[Feature]:
    """Return the municipalities of a TopoJSON file: the layer whose codes look like GM0014.

    GDAL resolves the shared arcs, so neighbours keep identical coordinates.
    """
    try:
        layers = [_layer_features(path, str(name)) for name in pyogrio.list_layers(path)[:, 0]]
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        raise unreadable(Problem(str(path), str(error), "TopoJSON")) from error
    for features in layers:
        if any((code_of(given) or "").startswith("GM") for given, _ in features):
            return features
    allowed = f"a layer with one of {', '.join(ID_NAMES)}"
    raise unreadable(Problem(str(path), "no layer of municipalities", allowed))


def _layer_features(path: Path, layer: str) -> list[Feature]:
    frame = gpd.read_file(path, layer=layer)
    properties = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    records = ({str(key): value for key, value in row.items()} for row in properties.to_dict("records"))
    return list(zip(records, frame.geometry, strict=True))


def write_atomically(path: Path, text: str) -> None:
    """Write a file so that it is there whole or not at all.

    The text goes to a temporary file beside it, which takes the name only when everything is on disk.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
