"""How good a register is, measured: a sample to check by hand, rates with intervals, recapture, disagreement.

`draw_sample` and `check_sheet` make the sheet that a person fills in, `read_sheet` reads it back and
`error_rates` estimates from it. `recapture` compares two lists of arrangements, `reporting` counts on what
participants report themselves, `disagreements` and `recognition` list where reporters contradict each other;
`quality` puts it side by side.
Nothing here asserts a rate: every one comes from a sample or from lists, with its interval.
"""

from regioscoop.collection.quality._disagreements import disagreements, recognition
from regioscoop.collection.quality._intervals import StratifiedRate, stratified_rate, wilson
from regioscoop.collection.quality._rates import ARTICLE_RATES, BESIDE, error_rates
from regioscoop.collection.quality._recapture import (
    DEPENDENT,
    Recapture,
    chapman,
    recapture,
    recapture_sources,
)
from regioscoop.collection.quality._report import is_synthetic, quality
from regioscoop.collection.quality._reporting import Reporting, reporting
from regioscoop.collection.quality._sampling import STRATA, draw_sample, sampling_frame
from regioscoop.collection.quality._sheet import FAMILIES, SHEET_COLUMNS, check_sheet, found_wrong, read_sheet

__all__ = [
    "ARTICLE_RATES",
    "BESIDE",
    "DEPENDENT",
    "FAMILIES",
    "SHEET_COLUMNS",
    "STRATA",
    "Recapture",
    "Reporting",
    "StratifiedRate",
    "chapman",
    "check_sheet",
    "disagreements",
    "draw_sample",
    "error_rates",
    "found_wrong",
    "is_synthetic",
    "quality",
    "read_sheet",
    "recapture",
    "recapture_sources",
    "recognition",
    "reporting",
    "sampling_frame",
    "stratified_rate",
    "wilson",
]
