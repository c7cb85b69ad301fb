"""Regions: the ecosystems (BRE) that cooperation draws, how stable they are, and how they compare.

Here live delineation, stability, the naming of regions, official divisions as baselines and the
comparison of regionalisations. Measures of a region live in `regioscoop.measures`.
"""

from regioscoop.regions._comparison import Comparison, best_match_jaccard, compare
from regioscoop.regions._delineation import Delineation, Level, delineate
from regioscoop.regions._ecosystems import COLUMNS, PARTS, Ecosystems, ecosystems
from regioscoop.regions._fit import best_fit, spread
from regioscoop.regions._membership import memberships, partner_shares, region_leanings
from regioscoop.regions._naming import name_regions
from regioscoop.regions._regionalisation import (
    Regionalisation,
    official_regions,
    provinces,
    read_regionalisation,
)
from regioscoop.regions._settings import Settings
from regioscoop.regions._store import load_delineation

__all__ = [
    "COLUMNS",
    "PARTS",
    "Comparison",
    "Delineation",
    "Ecosystems",
    "Level",
    "Regionalisation",
    "Settings",
    "best_fit",
    "best_match_jaccard",
    "compare",
    "delineate",
    "ecosystems",
    "load_delineation",
    "memberships",
    "name_regions",
    "official_regions",
    "partner_shares",
    "provinces",
    "read_regionalisation",
    "region_leanings",
    "spread",
]
