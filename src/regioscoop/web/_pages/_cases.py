"""The ten regions of the study side by side, and what it expects, tested."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd

from regioscoop.cases import measured_cases
from regioscoop.errors import InputError
from regioscoop.reports import cases_blocks
from regioscoop.reports.case_study import Surroundings
from regioscoop.web._atlases import Atlases
from regioscoop.web._links import Page
from regioscoop.web._pages._blocks import parts
from regioscoop.web._pages._types import Content

KIND = "casusregios"


def cases(atlases: Atlases, page: Page) -> Content:
    """Facts, figure 17 and the hypotheses of the study, with the regions of the best level around them."""
    around = _around(atlases, page.edition)
    return "cases", {"blocks": parts(cases_blocks(around, _measures(atlases), page.language))}


def _around(atlases: Atlases, edition: str) -> Surroundings:
    """The regions of an edition; of another one where the figures do not fit its borders."""
    first = atlases.get(edition)
    found = first.surroundings(first.best)
    for other in atlases.ids if found.scores.empty else ():
        atlas = atlases.get(other)
        if not atlas.surroundings(atlas.best).scores.empty:
            return atlas.surroundings(atlas.best)
    return found


@lru_cache(maxsize=4)
def _measures(atlases: Atlases) -> pd.DataFrame | None:
    """Measures of the cases in the first edition; None where it does not know them all."""
    first, *_, last = sorted((atlases.edition(i) for i in atlases.ids), key=lambda edition: edition.year) * 2
    try:
        return measured_cases(first, last)
    except InputError:
        return None
