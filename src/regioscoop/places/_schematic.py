"""The schematic map: Voronoi cells of the centres inside a drawn outline of the country."""

from __future__ import annotations

from functools import lru_cache

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from regioscoop.places._centres import centre_set, centres, shipped_table
from regioscoop.places._geometry import RD

GRID_M = 0.001
"""Lines are joined on a grid of a millimetre, so that neighbouring cells share exactly the same points."""

Geometries = npt.NDArray[np.object_]
Integers = npt.NDArray[np.intp]


@lru_cache(maxsize=1)
def _outline() -> gpd.GeoDataFrame:
    rings = shipped_table("outline").sort_values(["part", "position"]).groupby("part")
    parts = {part: shapely.Polygon(ring[["x_m", "y_m"]].to_numpy(float)) for part, ring in rings}
    frame = gpd.GeoDataFrame(geometry=list(parts.values()), index=list(parts), crs=RD)
    return frame.rename_axis("part")


def outline() -> gpd.GeoDataFrame:
    """Return the drawn outline of the Netherlands.

    Returns
    -------
    geopandas.GeoDataFrame
        Index ``part`` (mainland, flevoland, the islands of Zeeland and the Wadden Sea); column ``geometry``
        (Polygon, EPSG:28992). Parts may share an edge and never overlap. Our own drawing, not a boundary.
    """
    return _outline().copy()


def schematic(year: int) -> gpd.GeoDataFrame:
    """Return a cell for every municipality inside the drawn outline.

    Every centre belongs to the part of the outline it lies in, and a point of that part belongs to the
    nearest of its centres (Voronoi). A piece that a bend of the coast cuts off from its centre goes to the
    neighbour it shares most border with. The cells fill the outline, do not overlap and share their borders.

    Parameters
    ----------
    year
        Reference year, see `centres`.

    Returns
    -------
    geopandas.GeoDataFrame
        Index ``municipality_id``, sorted; columns ``name``, ``geometry`` (Polygon, EPSG:28992).

    Raises
    ------
    NotAvailableError
        When no centres are known for the year.
    """
    return _cells_of_set(centre_set(year)).copy()


@lru_cache(maxsize=2)
def _cells_of_set(valid_year: int) -> gpd.GeoDataFrame:
    points = centres(valid_year)
    cells = voronoi_cells(np.asarray(points.geometry), np.asarray(_outline().geometry))
    return gpd.GeoDataFrame(points[["name"]], geometry=list(cells), crs=RD)


def voronoi_cells(points: Geometries, parts: Geometries) -> Geometries:
    """Divide polygons among points by nearness, each polygon among its own points.

    Parameters
    ----------
    points
        Array of n distinct Points, each inside one of the parts, at least one in every part.
    parts
        Polygons that may touch and do not overlap.

    Returns
    -------
    numpy.ndarray
        n Polygons, in the order of the points: connected, disjoint, together the parts.
    """
    part_of_point = shapely.STRtree(parts).nearest(points)
    faces = _faces(points, parts, part_of_point)
    inner = shapely.point_on_surface(faces)
    part_of_face = shapely.STRtree(parts).query(inner, predicate="within")
    faces, inner = faces[part_of_face[0]], inner[part_of_face[0]]  # leaves out enclosed water
    owner = _owners(faces, inner, part_of_face[1], points, part_of_point)
    return np.array([shapely.union_all(faces[owner == point]) for point in range(len(points))])


def _faces(points: Geometries, parts: Geometries, part_of_point: Integers) -> Geometries:
    """Return the smallest areas that outline and Voronoi edges enclose, noded together over all parts."""
    lines = [shapely.boundary(parts)]
    for number, part in enumerate(parts):
        own = shapely.MultiPoint(list(points[part_of_point == number]))
        edges = shapely.voronoi_polygons(own, extend_to=part.buffer(1_000), only_edges=True)
        lines.append(np.array([shapely.intersection(edges, part)]))
    noded = shapely.union_all(np.concatenate(lines), grid_size=GRID_M)
    return np.asarray(shapely.get_parts(shapely.polygonize(shapely.get_parts(noded))))


def _owners(
    faces: Geometries, inner: Geometries, part_of_face: Integers, points: Geometries, part_of_point: Integers
) -> Integers:
    """Return for every face the point that owns it; faces without their point join a neighbour."""
    owner = np.full(len(faces), -1)
    face, point = shapely.STRtree(points).query(faces, predicate="intersects")
    owner[face] = point
    loose = {int(number) for number in np.flatnonzero(owner < 0)}
    borders = _borders(faces)
    while loose:
        known = borders[~borders["face"].isin(loose).to_numpy() & borders["other"].isin(loose).to_numpy()]
        known = known[part_of_face[known["face"]] == part_of_face[known["other"]]]
        best = known.sort_values(["length", "face"], ascending=[False, True]).iloc[0]
        owner[int(best["other"])] = owner[int(best["face"])]
        loose.remove(int(best["other"]))
    return owner


def _borders(faces: Geometries) -> pd.DataFrame:
    face, other = shapely.STRtree(faces).query(faces, predicate="touches")
    length = shapely.length(shapely.intersection(faces[face], faces[other]))
    table = pd.DataFrame({"face": face, "other": other, "length": length})
    return table[table["length"] > 0]
