"""Measures of a region: congruence, functional integrality, legal form, participation, daily urban system.

One module for each family, pure functions on an edition and a regionalisation; `measure_regions` puts
them side by side. Definitions stand in the docstrings and in ``docs/explanation/method.md``.
"""

from regioscoop.measures._table import CONGRUENCE_COLUMNS, measure_regions, study_ranks, study_regions
from regioscoop.measures.ambition import AMBITION_SCALES, working_on
from regioscoop.measures.congruence import congruence, kept_inside, member_overlap, nationwide
from regioscoop.measures.daily_urban_system import (
    DIRECTIONS,
    OUTSIDE,
    URBAN_SYSTEM_CLASSES,
    DailyUrbanSystems,
    areas_around,
    daily_urban_systems,
    leakage,
    relation,
)
from regioscoop.measures.integrality import field_pairs, integrality
from regioscoop.measures.legal_form import legal_forms
from regioscoop.measures.panel import Panel, panel
from regioscoop.measures.participation import participation
from regioscoop.measures.resemblance import resemblance, resembling
from regioscoop.measures.selection import SelectionTotals, choose, selection, selection_totals
from regioscoop.measures.state import FIGURES, Figure, State, state
from regioscoop.measures.trends import coverage, decomposition, flows, growth, merged_only, trends
from regioscoop.measures.uncertainty import ErrorRates, reporting_rate

__all__ = [
    "AMBITION_SCALES",
    "CONGRUENCE_COLUMNS",
    "DIRECTIONS",
    "FIGURES",
    "OUTSIDE",
    "URBAN_SYSTEM_CLASSES",
    "DailyUrbanSystems",
    "ErrorRates",
    "Figure",
    "Panel",
    "SelectionTotals",
    "State",
    "areas_around",
    "choose",
    "congruence",
    "coverage",
    "daily_urban_systems",
    "decomposition",
    "field_pairs",
    "flows",
    "growth",
    "integrality",
    "kept_inside",
    "leakage",
    "legal_forms",
    "measure_regions",
    "member_overlap",
    "merged_only",
    "nationwide",
    "panel",
    "participation",
    "relation",
    "reporting_rate",
    "resemblance",
    "resembling",
    "selection",
    "selection_totals",
    "state",
    "study_ranks",
    "study_regions",
    "trends",
    "working_on",
]
