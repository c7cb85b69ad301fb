"""The hypotheses of the study as data, each tested on whatever regions are at hand.

A verdict is given in words. With ten regions and many hypotheses most say "cannot be told from chance", and
what has no values says "not measured": both are answers.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Final

import numpy as np
import pandas as pd

from regioscoop.cases._facts import ranks, region_frame
from regioscoop.cases._permutation import LEAST_CASES, CaseTest, association
from regioscoop.cases._tables import shipped_table
from regioscoop.errors import InputError, Problem, UnknownNameError
from regioscoop.register.codes import Code, CodeList

VERDICTS: Final = CodeList(
    "verdict",
    Code("supported", "ondersteund", "supported"),
    Code("contradicted", "tegengesproken", "contradicted"),
    Code("chance", "niet van toeval te onderscheiden", "cannot be told apart from chance"),
    Code("not_measured", "niet gemeten", "not measured"),
)
STUDY_FINDINGS: Final = CodeList(
    "finding of the study",
    Code("supported", "gevonden", "found"),
    Code("not_found", "niet gevonden", "not found"),
    Code("contradicted", "eerder het tegendeel gevonden", "rather the opposite was found"),
    Code("not_testable", "niet getoetst", "not tested"),
)
DIRECTIONS: Final = CodeList(
    "direction",
    Code("positive", "meer geeft meer", "more gives more"),
    Code("negative", "meer geeft minder", "more gives less"),
    Code("any", "maakt verschil", "makes a difference"),
)
NEEDS: Final = CodeList(
    "what has to be loaded",
    Code("survey", "enquête onder volksvertegenwoordigers", "survey of council members"),
    Code("flows", "woon-werkstromen", "commuting flows"),
    Code("measures", "maten uit het register", "measures of the register"),
    Code("indicators", "indicatoren van gemeenten", "indicators of municipalities"),
    Code("interviews", "interviews", "interviews"),
    Code("facts", "eigen feiten per regio", "facts of each region"),
)
REASONS: Final = CodeList(
    "reason",
    Code("no_values", "geen waarden bekend", "no values are known"),
    Code("constant", "de bekende waarden zijn overal gelijk", "the known values are the same everywhere"),
    Code("few_cases", "te weinig regio's bekend", "too few regions are known"),
    Code(
        "too_small",
        "met zo weinig regio's kan geen uitkomst het uitwijzen",
        "so few regions could never tell",
    ),
    Code(
        "many_tests",
        "op zichzelf opvallend, maar niet onder zo veel toetsen",
        "striking by itself, but not among so many tests",
    ),
)
CAUTION: Final = (
    "Deze feiten zijn wat de onderzoekers van hun tien regio's noemen, vaak omdat het past bij wat zij "
    "zagen. Een toets erop beschrijft, en is geen bewijs dat los staat van de studie.",
    "These facts are what the researchers name of their ten regions, often because it fits what they saw. "
    "A test on them describes, and is no evidence apart from the study.",
)
"""Dutch and English: what to say beside verdicts on the facts of the study."""
_NUMBERS: Final = tuple(field for field in CaseTest.__dataclass_fields__ if field != "kind")


@dataclass(frozen=True)
class Side:
    """A condition or an outcome, as numbers.

    Attributes
    ----------
    column
        The column of the frame that was taken, or the first that was asked for where none has values.
    values
        A number for each region, index region; missing is unknown.
    read_as
        Number of regions of which nothing is stated and that are read as "not named".
    """

    column: str
    values: pd.Series
    read_as: int


def hypotheses() -> pd.DataFrame:
    """Return the hypotheses of the study.

    Returns
    -------
    DataFrame
        Index id; words_nl, words_en, condition, condition_absent, outcome, direction (`DIRECTIONS`),
        study_found (`STUDY_FINDINGS`), found_nl, found_en, needs (codes of `NEEDS`), source, passage.
        A condition or an outcome is a column of `region_frame` or a measure; of several, joined by ``|``,
        the first that has values is taken. Where ``condition_absent`` is given, the study's list of who has
        it is read as complete: a region that is not named gets that value [own].
    """
    return shipped_table("hypotheses").set_index("id")


def weigh_hypotheses(
    frame: pd.DataFrame | None = None,
    measures: pd.DataFrame | None = None,
    order: Mapping[str, Mapping[str, float]] | None = None,
    alpha: float = 0.05,
    seed: int = 2016,
) -> pd.DataFrame:
    """Test every hypothesis on regions.

    The test is exact (`association`); the p values of all hypotheses that could be tested are adjusted
    together (Holm), and a verdict rests on the adjusted one. On the facts of the study see `CAUTION`.

    Parameters
    ----------
    frame
        Regions and what is stated of them, as `region_frame`, which is the default.
    measures
        Numbers to join, index region, such as `case_measures`: what the hypotheses ask of them is
        self_containment, arrangements, wgr_body_share, c1_newman, c2, two_or_more_share, merged_share and
        the indicator address_density_per_km2.
    order
        As `ranks`, which is the default.
    alpha
        A two-sided adjusted p at or below this tells an association from chance.
    seed
        For what is drawn.

    Returns
    -------
    DataFrame
        Index id; condition and outcome (the columns that were taken), direction, study_found, verdict
        (`VERDICTS`), reason (`REASONS`, or empty), kind and the numbers of `CaseTest`, p_expected (one-sided,
        in the expected direction), p_holm, tested (number of hypotheses tested), read_as (regions read as
        not named), needs, source, passage. Numbers are missing where nothing could be tested.

    Raises
    ------
    UnknownNameError
        When a hypothesis names a value that its attribute does not know.
    InputError
        When ``alpha`` is no share, or a region stands twice.
    """
    known = region_frame() if frame is None else frame
    _check(known, measures, alpha)
    if measures is not None:
        fresh = measures[[c for c in measures.columns if c not in known.columns]]
        known = known.join(fresh, how="left")
    places = ranks() if order is None else order
    stated = hypotheses()
    rows = {str(row.Index): _weighed(row._asdict(), known, places, seed) for row in stated.itertuples()}
    found = pd.DataFrame.from_dict(rows, orient="index").rename_axis("id")
    return _judged(found, stated, alpha)


def _check(frame: pd.DataFrame, measures: pd.DataFrame | None, alpha: float) -> None:
    problems = [
        Problem(name, f"{region} more than once", "every region once")
        for name, table in (("frame", frame), ("measures", measures))
        if table is not None
        for region in table.index[table.index.duplicated()].unique()
    ]
    if not 0 < alpha < 1:
        problems.append(Problem("alpha", str(alpha), "a share between 0 and 1"))
    if problems:
        raise InputError("The hypotheses cannot be tested", problems)


def _weighed(
    row: Mapping[str, str], frame: pd.DataFrame, order: Mapping[str, Mapping[str, float]], seed: int
) -> dict[str, object]:
    condition = _side(row["condition"], frame, order, row["condition_absent"])
    outcome = _side(row["outcome"], frame, order)
    taken: dict[str, object] = {
        "condition": condition.column,
        "outcome": outcome.column,
        "read_as": condition.read_as,
    }
    reason = _missing(condition.values, outcome.values)
    if reason:
        return taken | {"reason": reason, "kind": ""} | dict.fromkeys(_NUMBERS, None)
    return taken | {"reason": ""} | asdict(association(condition.values, outcome.values, seed))


def _side(
    asked: str, frame: pd.DataFrame, order: Mapping[str, Mapping[str, float]], absent: str = ""
) -> Side:
    columns = asked.split("|")
    column = next((c for c in columns if c in frame and frame[c].notna().any()), columns[0])
    if column not in frame:
        return Side(column, pd.Series(np.nan, index=frame.index), 0)
    values = frame[column]
    if pd.api.types.is_numeric_dtype(values):
        return Side(column, values.astype("float64"), 0)
    places = order.get(column, {})
    unknown = sorted(set(values.dropna()) - set(places))
    if unknown:
        raise UnknownNameError(f"value of {column}", str(unknown[0]), list(places))
    read_as = int(values.isna().sum()) if absent else 0
    filled = values.fillna(absent) if absent else values
    return Side(column, filled.map(places).astype("float64"), read_as)


def _missing(condition: pd.Series, outcome: pd.Series) -> str:
    """Why nothing can be tested, a code of `REASONS`, or empty."""
    if condition.isna().all() or outcome.isna().all():
        return "no_values"
    if min(condition.nunique(), outcome.nunique()) < 2:
        return "constant"
    both = condition.notna() & outcome.notna()
    if int(both.sum()) < LEAST_CASES:
        return "few_cases"
    return "constant" if min(condition[both].nunique(), outcome[both].nunique()) < 2 else ""


def _judged(found: pd.DataFrame, stated: pd.DataFrame, alpha: float) -> pd.DataFrame:
    found = found.join(stated[["direction", "study_found", "needs", "source", "passage"]])
    found[list(_NUMBERS[3:])] = found[list(_NUMBERS[3:])].astype("float64")
    tested = found["reason"] == ""
    found["tested"] = int(tested.sum())
    found["p_holm"] = np.nan
    found.loc[tested, "p_holm"] = holm(found.loc[tested, "p_two_sided"].tolist())
    found["p_expected"] = _expected(found)
    said = found[["reason", "p_holm", "direction", "p_positive", "p_negative"]]
    found["verdict"] = [
        _verdict(str(reason), holm_p, str(direction), positive, negative, alpha)
        for reason, holm_p, direction, positive, negative in said.itertuples(index=False)
    ]
    chance = found["verdict"] == "chance"
    found["reason"] = (
        found["reason"]
        .mask(chance & (found["least_p"] > alpha), "too_small")
        .mask(chance & (found["p_two_sided"] <= alpha), "many_tests")
    )
    first = ["condition", "outcome", "direction", "study_found", "verdict", "reason", "kind", *_NUMBERS]
    rest = ["p_expected", "p_holm", "tested", "read_as", "needs", "source", "passage"]
    return found[first + rest]


def _expected(found: pd.DataFrame) -> pd.Series:
    """One-sided p in the expected direction; the two-sided one where none is expected."""
    positive = found["p_positive"].where(found["direction"] == "positive")
    negative = found["p_negative"].where(found["direction"] == "negative")
    return positive.fillna(negative).fillna(found["p_two_sided"])


def _verdict(
    reason: str, p_holm: float, direction: str, p_positive: float, p_negative: float, alpha: float
) -> str:
    if reason:
        return "not_measured"
    if math.isnan(p_holm) or p_holm > alpha:
        return "chance"
    side = "positive" if p_positive < p_negative else "negative"
    return "supported" if direction in ("any", side) else "contradicted"


def holm(p_values: Sequence[float]) -> list[float]:
    """Adjust p values for the number of tests (Holm 1979).

    Parameters
    ----------
    p_values
        One for each test, 0 to 1.

    Returns
    -------
    list of float
        In the same order; the k-th smallest of m is multiplied by m - k + 1, none is below a smaller one or
        above 1.
    """
    order = np.argsort(np.asarray(p_values, dtype=np.float64), kind="stable")
    number = len(order)
    scaled = np.array([p_values[i] * (number - k) for k, i in enumerate(order)])
    adjusted = np.empty(number)
    adjusted[order] = np.minimum(np.maximum.accumulate(scaled), 1.0) if number else scaled
    return [float(p) for p in adjusted]
