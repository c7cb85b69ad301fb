"""The case study of a region: biotope, daily urban system, welfare, communities, legitimacy, stage, advice.

One module a part; each gives blocks of a report, which the PDF, the HTML and the page of the region set.
"""

from __future__ import annotations

from collections.abc import Iterator

from regioscoop.reports._document import Block
from regioscoop.reports.case_study._biotope import biotope, welfare
from regioscoop.reports.case_study._communities import communities
from regioscoop.reports.case_study._record import record, stated
from regioscoop.reports.case_study._stage import OWN_AUDIENCES, stage_and_advice
from regioscoop.reports.case_study._surroundings import Surroundings, surroundings
from regioscoop.reports.case_study._urban import daily_urban_system
from regioscoop.reports.case_study._voices import interviews, legitimacy

__all__ = ["Surroundings", "case_study", "surroundings"]

PARTS = (
    biotope,
    daily_urban_system,
    welfare,
    communities,
    legitimacy,
    interviews,
    stage_and_advice,
    record,
    stated,
)


def case_study(
    around: Surroundings, region_id: str, language: str = "nl", in_short: bool = False
) -> Iterator[Block]:
    """Write what is known of a region beside its arrangements; what is not says so.

    Parameters
    ----------
    around
        See `surroundings`.
    region_id
        The region.
    language
        ``nl`` or ``en``.
    in_short
        For paper: without the list of all that the study states, and with advice for the region and its
        councils only. The page has it all.
    """
    for part in PARTS:
        if part is stage_and_advice and in_short:
            yield from stage_and_advice(around, region_id, language, OWN_AUDIENCES)
        elif part is not stated or not in_short:
            yield from part(around, region_id, language)
