"""Municipalities on the ground: centres, boundaries, contiguity and the schematic map.

What lives here knows where a municipality lies and which ones touch. It does not know who cooperates.
Everything is stored and measured in EPSG:28992 (metres); `to_wgs84` is for GeoJSON only.

- `centres`, `sources`: the facts that ship (one point a municipality, and where it comes from);
- `boundaries`: real boundaries from a data folder, the user's cache or PDOK, else the schematic map;
- `schematic`: that schematic map, Voronoi cells of the centres inside a drawn outline;
- `neighbours`: who touches whom in 2016 and 2023, as shipped facts;
- `contiguity`, `parts`, `is_contiguous`: neighbours by land or water, and whether a set hangs together;
- `simplify_for_web`, `svg_path`, `Viewport`, `to_wgs84`: from metres to something one can draw.
"""

from __future__ import annotations

from regioscoop.places._boundaries import Boundaries, boundaries
from regioscoop.places._centres import centres, neighbours, sources
from regioscoop.places._contiguity import contiguity, is_contiguous, parts
from regioscoop.places._drawing import Viewport, simplify_for_web, svg_path
from regioscoop.places._geometry import to_wgs84
from regioscoop.places._pdok import PDOK_HISTORIC_URL, PDOK_URL
from regioscoop.places._schematic import outline, schematic

__all__ = [
    "PDOK_HISTORIC_URL",
    "PDOK_URL",
    "Boundaries",
    "Viewport",
    "boundaries",
    "centres",
    "contiguity",
    "is_contiguous",
    "neighbours",
    "outline",
    "parts",
    "schematic",
    "simplify_for_web",
    "sources",
    "svg_path",
    "to_wgs84",
]
