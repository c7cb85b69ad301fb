"""Coordinate systems and the cleaning of polygons."""

from __future__ import annotations

import geopandas as gpd
import shapely

RD = "EPSG:28992"
WGS84 = "EPSG:4326"


def to_wgs84(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the frame in WGS84 longitude and latitude, the order GeoJSON asks.

    Parameters
    ----------
    frame
        Any frame with a known coordinate system, such as one of `boundaries`.

    Returns
    -------
    geopandas.GeoDataFrame
        A copy with coordinates in degrees (EPSG:4326, longitude first).
    """
    return frame.to_crs(WGS84)


def polygonal(geometry: shapely.Geometry) -> shapely.Geometry:
    """Return a valid Polygon or MultiPolygon with the area of the geometry (empty when it has none).

    Repairing can leave lines and points behind (GeometryCollection); those carry no area and are dropped.
    """
    valid = geometry if shapely.is_valid(geometry) else shapely.make_valid(geometry)
    if isinstance(valid, shapely.Polygon | shapely.MultiPolygon):
        return valid
    pieces = shapely.get_parts(shapely.get_parts(valid))
    return shapely.union_all([piece for piece in pieces if isinstance(piece, shapely.Polygon)])
