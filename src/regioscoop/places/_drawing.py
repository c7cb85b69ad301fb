"""From metres to a drawing: simpler shapes, a view and SVG paths."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

Coordinates = npt.NDArray[np.float64]


def simplify_for_web(frame: gpd.GeoDataFrame, tolerance_m: float) -> gpd.GeoDataFrame:
    """Simplify polygons so that neighbours keep the same border.

    Borders are shared lines: each is simplified once (Visvalingam-Whyatt on the coverage) and serves both
    sides, so no gaps or overlaps appear. Slivers of the source file are closed first.

    Parameters
    ----------
    frame
        Polygons in EPSG:28992.
    tolerance_m
        About the square root of the area of the triangles that are flattened, in metres.

    Returns
    -------
    geopandas.GeoDataFrame
        A copy with the same index and columns and simpler polygons; none is lost.
    """
    shapes = np.asarray(frame.geometry)
    if not shapely.coverage_is_valid(shapes):
        shapes = np.asarray(shapely.coverage_clean(shapes))  # type: ignore[attr-defined]  # stubs lag
    return frame.set_geometry(list(shapely.coverage_simplify(shapes, tolerance_m)), crs=frame.crs)


@dataclass(frozen=True)
class Viewport:
    """A rectangle in EPSG:28992 and its place in an SVG of a given width; y points down in the SVG.

    Attributes
    ----------
    min_x, min_y, max_x, max_y
        The rectangle, in metres.
    width
        Width of the SVG, in its own units.
    """

    min_x: float
    min_y: float
    max_x: float
    max_y: float
    width: float

    @classmethod
    def fit(cls, frame: gpd.GeoDataFrame, width: float, margin_share: float = 0.02) -> Viewport:
        """Return the view that shows a whole frame with a margin, a share of its longest side."""
        low_x, low_y, high_x, high_y = (float(value) for value in frame.total_bounds)
        margin = margin_share * max(high_x - low_x, high_y - low_y)
        return cls(low_x - margin, low_y - margin, high_x + margin, high_y + margin, width)

    @property
    def scale(self) -> float:
        """SVG units per metre."""
        return self.width / (self.max_x - self.min_x)

    @property
    def height(self) -> float:
        """Height of the SVG, which follows from the extent."""
        return (self.max_y - self.min_y) * self.scale

    def project(self, coordinates: Coordinates) -> Coordinates:
        """Return SVG coordinates for metres, both arrays of shape (n, 2)."""
        metres = np.asarray(coordinates, dtype=np.float64)
        return np.column_stack(
            [(metres[:, 0] - self.min_x) * self.scale, (self.max_y - metres[:, 1]) * self.scale]
        )


def svg_path(geometry: shapely.Geometry, project: Callable[[Coordinates], Coordinates]) -> str:
    """Return polygons as compact SVG path data with one decimal.

    Rings become relative steps from point to point, rounded so that errors do not add up; a point that falls
    on the one before is left out. Holes run the other way, so both SVG fill rules show them. A polygon too
    small for the rounding is left out, but the largest one always keeps a mark.

    Parameters
    ----------
    geometry
        Polygon or MultiPolygon.
    project
        Maps coordinates of shape (n, 2) to SVG units, such as ``Viewport.project``.

    Returns
    -------
    str
        The value of the ``d`` attribute; empty for an empty geometry.
    """
    pieces = [piece for piece in shapely.get_parts(geometry) if not shapely.is_empty(piece)]
    oriented = [shapely.geometry.polygon.orient(piece) for piece in pieces]
    rings = [ring for piece in oriented for ring in (piece.exterior, *piece.interiors)]
    path = "".join(_ring_path(_tenths(project(shapely.get_coordinates(ring)))) for ring in rings)
    if path or not oriented:
        return path
    largest = max(oriented, key=lambda piece: float(piece.area))
    x, y = _tenths(project(shapely.get_coordinates(largest.exterior)))[0]
    return f"M{_number(x)}{_joined(y)}h.1v.1z"


def _tenths(coordinates: Coordinates) -> npt.NDArray[np.int64]:
    return np.rint(coordinates * 10).astype(np.int64)


def _ring_path(tenths: npt.NDArray[np.int64]) -> str:
    steps = np.diff(tenths, axis=0)
    steps = steps[np.any(steps != 0, axis=1)][:-1]  # the last step home is what z draws
    if len(steps) < 2:
        return ""
    start = f"M{_number(tenths[0, 0])}{_joined(tenths[0, 1])}"
    moves = "".join(_joined(value) for value in steps.ravel())
    return f"{start}l{moves.removeprefix(' ')}z"


def _number(tenths: int) -> str:
    """Write tenths as the shortest decimal number: 25 as 2.5, 20 as 2, -5 as -.5."""
    sign = "-" if tenths < 0 else ""
    whole, rest = divmod(abs(int(tenths)), 10)
    if rest == 0:
        return f"{sign}{whole}"
    return f"{sign}{whole or ''}.{rest}"


def _joined(tenths: int) -> str:
    """Write a number with the separator it needs after another one; a minus sign separates by itself."""
    text = _number(tenths)
    return text if text.startswith("-") else f" {text}"
