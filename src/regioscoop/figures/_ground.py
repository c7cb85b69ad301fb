"""The ground of a map: simpler shapes in the units of a drawing, made once and used for many maps."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from regioscoop.places import Viewport, contiguity, simplify_for_web, svg_path


@dataclass(frozen=True, eq=False)
class Ground:
    """Municipalities, ready to draw.

    Attributes
    ----------
    frame
        Index municipality id; polygons in EPSG:28992, simplified as one coverage.
    view
        The rectangle that is drawn.
    neighbours
        Pairs of neighbouring municipalities, as `regioscoop.places.contiguity` gives them.
    whole
        The ground this one was cut out of, if any: its outlines of regions are used again.
    """

    frame: gpd.GeoDataFrame
    view: Viewport
    neighbours: pd.DataFrame
    whole: Ground | None = None
    _outlines: dict[int, dict[str, shapely.Geometry]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, boundaries: gpd.GeoDataFrame, width: float = 1000.0, tolerance_m: float = 350.0) -> Ground:
        """Prepare boundaries for a drawing.

        Parameters
        ----------
        boundaries
            Index municipality id; polygons in EPSG:28992.
        width
            Width of the drawing in its own units.
        tolerance_m
            How much simpler, in metres.
        """
        simple = simplify_for_web(boundaries, tolerance_m)
        return cls(simple, Viewport.fit(simple, width, 0.012), contiguity(boundaries))

    def around(self, members: list[str], width: float, margin_share: float = 0.22) -> Ground:
        """Cut out some municipalities and what lies around them.

        Parameters
        ----------
        members
            Ids of the municipalities in the middle.
        width
            Width of the new drawing.
        margin_share
            Room around them, as a share of their longest side.
        """
        view = _squarer(Viewport.fit(self.frame.loc[members], width, margin_share))
        window = shapely.box(view.min_x, view.min_y, view.max_x, view.max_y)
        return Ground(self.frame[self.frame.intersects(window)], view, self.neighbours, self)

    @cached_property
    def paths(self) -> dict[str, str]:
        """Path of each municipality."""
        shapes = self.frame.geometry
        return {
            str(i): svg_path(shape, self.view.project) for i, shape in zip(shapes.index, shapes, strict=True)
        }

    @cached_property
    def points(self) -> dict[str, tuple[float, float]]:
        """Where the lines of a municipality begin: a point inside it, in units of the drawing."""
        inside = self.frame.geometry.representative_point()
        spots = self.view.project(np.column_stack([inside.x, inside.y]))
        return {str(i): (float(x), float(y)) for i, (x, y) in zip(inside.index, spots, strict=True)}

    def regions(self, labels: pd.Series) -> dict[str, shapely.Geometry]:
        """Outline of each region in metres, by region id, sorted; of a cut-out, those that touch it."""
        known = labels.reindex(self.frame.index).dropna()
        if self.whole is not None:
            outlines = self.whole.regions(labels)
            return {region: outlines[region] for region in sorted(map(str, known.unique()))}
        made = hash(tuple(zip(known.index, known, strict=True)))
        if made not in self._outlines:
            shapes = self.frame.geometry
            self._outlines[made] = {
                str(region): shapely.union_all(np.asarray(shapes.loc[ids]))
                for region, ids in sorted(known.groupby(known).groups.items())
            }
        return self._outlines[made]

    def path(self, shape: shapely.Geometry) -> str:
        """Path of any shape in metres."""
        return svg_path(shape, self.view.project)

    def on_paper(self, shape: shapely.Geometry) -> shapely.Geometry:
        """Return a shape in units of the drawing, for placing words."""
        return shapely.transform(shape, self._project)

    def _project(self, coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
        return self.view.project(coordinates)


def _squarer(view: Viewport, least: float = 0.72, most: float = 1.05) -> Viewport:
    """Widen a view that is very flat or very tall, so that every region map has about one shape."""
    wide, high = view.max_x - view.min_x, view.max_y - view.min_y
    more_x, more_y = max(high / most - wide, 0) / 2, max(wide * least - high, 0) / 2
    return Viewport(
        view.min_x - more_x, view.min_y - more_y, view.max_x + more_x, view.max_y + more_y, view.width
    )
