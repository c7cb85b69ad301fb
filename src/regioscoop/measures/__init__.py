"""Measures of a region: congruence, functional integrality, legal form, participation.

One module for each family, pure functions on an edition and a regionalisation; `measure_regions` puts
them side by side. Definitions stand in the docstrings and in ``docs/explanation/method.md``.
"""

from regioscoop.measures._table import CONGRUENCE_COLUMNS, measure_regions, study_ranks, study_regions
from regioscoop.measures.congruence import congruence, member_overlap, nationwide
from regioscoop.measures.integrality import field_pairs, integrality
from regioscoop.measures.legal_form import legal_forms
from regioscoop.measures.participation import participation

__all__ = [
    "CONGRUENCE_COLUMNS",
    "congruence",
    "field_pairs",
    "integrality",
    "legal_forms",
    "measure_regions",
    "member_overlap",
    "nationwide",
    "participation",
    "study_ranks",
    "study_regions",
]
