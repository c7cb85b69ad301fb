"""Regions: the ecosystems (BRE) that cooperation draws, how stable they are, and how they compare.

Here live delineation, stability, the naming of regions, functional regions from flows, official divisions
as baselines and the comparison of regionalisations. Measures of a region live in `regioscoop.measures`.
"""

from regioscoop.regions._comparison import Comparison, best_match_jaccard, compare
from regioscoop.regions._delineation import Delineation, Level, delineate
from regioscoop.regions._ecosystems import COLUMNS, PARTS, Ecosystems, ecosystems
from regioscoop.regions._fit import best_fit, spread
from regioscoop.regions._flows import FLOW_COLUMNS, checked_flows, containment
from regioscoop.regions._functional import flow_communities
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
from regioscoop.regions._travel_to_work import (
    TravelToWorkAreas,
    sensitivity,
    travel_to_work_areas,
)
from regioscoop.regions._travel_to_work_criteria import TravelToWork, parameter_range

__all__ = [
    "COLUMNS",
    "FLOW_COLUMNS",
    "PARTS",
    "Comparison",
    "Delineation",
    "Ecosystems",
    "Level",
    "Regionalisation",
    "Settings",
    "TravelToWork",
    "TravelToWorkAreas",
    "best_fit",
    "best_match_jaccard",
    "checked_flows",
    "compare",
    "containment",
    "delineate",
    "ecosystems",
    "flow_communities",
    "load_delineation",
    "memberships",
    "name_regions",
    "official_regions",
    "parameter_range",
    "partner_shares",
    "provinces",
    "read_regionalisation",
    "region_leanings",
    "sensitivity",
    "spread",
    "travel_to_work_areas",
]
