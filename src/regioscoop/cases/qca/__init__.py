"""Set-theoretic comparison of cases (QCA): which combinations of conditions go with an outcome.

From a measured number to a set (`calibrate_crisp`, `calibrate_fuzzy`, `check_calibration`), from sets to a
truth table (`read_sets`, `truth_table`), from the table to every model of fewest terms (`minimise`), and what
that is worth (`necessity`, `robustness`, `chance_of_order`, `cases_needed`, `sentences`). A solution
describes the cases it was made of.
"""

from regioscoop.cases.qca._calibration import calibrate_crisp, calibrate_fuzzy, check_calibration
from regioscoop.cases.qca._cover import MAX_MODELS
from regioscoop.cases.qca._model import Model, Term
from regioscoop.cases.qca._necessity import necessity
from regioscoop.cases.qca._robustness import robustness
from regioscoop.cases.qca._sets import MAX_CONDITIONS, Sets, cases_needed, chance_of_order, read_sets
from regioscoop.cases.qca._solution import SOLUTIONS, Solution, minimise
from regioscoop.cases.qca._truth import CONTRADICTIONS, TruthTable, truth_table
from regioscoop.cases.qca._words import sentences

__all__ = [
    "CONTRADICTIONS",
    "MAX_CONDITIONS",
    "MAX_MODELS",
    "SOLUTIONS",
    "Model",
    "Sets",
    "Solution",
    "Term",
    "TruthTable",
    "calibrate_crisp",
    "calibrate_fuzzy",
    "cases_needed",
    "chance_of_order",
    "check_calibration",
    "minimise",
    "necessity",
    "read_sets",
    "robustness",
    "sentences",
    "truth_table",
]
