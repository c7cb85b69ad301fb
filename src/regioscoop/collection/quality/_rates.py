"""Rates of duplicates and of wrong codes, from a sheet that a person filled in."""

from __future__ import annotations

from typing import Final

import pandas as pd

from regioscoop.collection.quality._intervals import StratifiedRate, stratified_rate
from regioscoop.collection.quality._sheet import FAMILIES
from regioscoop.measures import ErrorRates

_ARTICLE: Final = ErrorRates()
ARTICLE_RATES: Final[dict[str, tuple[float, float]]] = {
    "duplicate": _ARTICLE.duplicates,
    "fields": _ARTICLE.fields,
    "central": _ARTICLE.partners,
    "partners": _ARTICLE.partners,
}
"""The estimates of the article for its register of 2024; it gives none for the other families."""
BESIDE: Final = {
    "nl": "Staat naast de schatting van het artikel: dat gaat over een ander register (2024).",
    "en": "Stands beside the estimate of the article, which is of another register (2024).",
}
SYNTHETIC: Final = {
    "nl": "Kunstmatige documenten: dit staat naast de schatting van het artikel en kan er nooit onder staan.",
    "en": "Synthetic documents: this stands beside the estimate of the article and can never stand below it.",
}


def error_rates(
    checked: pd.DataFrame,
    populations: pd.Series | None = None,
    *,
    is_synthetic: bool = False,
    language: str = "nl",
) -> pd.DataFrame:
    """Estimate the rates of duplicates and wrong codes.

    Wrong is a family that a person answered with no. A question mark is counted apart and in no rate; what
    is not coded is not judged, but that nobody of central government or outside government takes part is a
    claim, as in the article (wrong or incomplete). Duplicates: half the share of arrangements that a person
    found twice, since both of a pair are in the register and one is too many [own].

    Parameters
    ----------
    checked
        As `read_sheet` gives it.
    populations
        Stratum -> size, of all strata; default those of the sheet.
    is_synthetic
        Whether the register was made from synthetic documents.
    language
        Of the note: ``nl`` or ``en``.

    Returns
    -------
    DataFrame
        family, rate, low, high (95%, 0 to 1), checked, wrong, undetermined, effective (size of the sample),
        covered (share of the register in strata that were looked at), article_low, article_high, note.
    """
    sizes = checked.groupby("stratum")["population"].first() if populations is None else populations
    note = (SYNTHETIC if is_synthetic else BESIDE)[language]
    rows = []
    for family, spec in FAMILIES.items():
        answers = checked[f"{family}_right"]
        looked = checked[answers != ""]
        applies = (answers[looked.index] != "?") & ((looked[spec.column] != "") | spec.is_claim)
        rows.append(_row(family, looked, applies, answers[looked.index] == "no", sizes, 1.0))
        rows[-1]["undetermined"] = int((answers == "?").sum())
    looked = checked[checked["duplicate_of"] != ""]
    every = pd.Series(data=True, index=looked.index)
    rows.insert(0, _row("duplicate", looked, every, looked["duplicate_of"] != "no", sizes, 0.5))
    frame = pd.DataFrame(rows)
    beside = frame["family"].map(lambda family: ARTICLE_RATES.get(family, (float("nan"),) * 2))
    frame["article_low"], frame["article_high"] = beside.str[0], beside.str[1]
    frame["note"] = [note if family in ARTICLE_RATES else "" for family in frame["family"]]
    return frame


def _row(
    family: str, looked: pd.DataFrame, applies: pd.Series, wrong: pd.Series, sizes: pd.Series, factor: float
) -> dict[str, object]:
    sample = pd.DataFrame({"stratum": looked["stratum"], "applies": applies, "wrong": applies & wrong})
    rate: StratifiedRate = stratified_rate(sample, sizes)
    return {
        "family": family,
        "rate": factor * rate.value,
        "low": factor * rate.low,
        "high": factor * rate.high,
        "checked": rate.checked,
        "wrong": rate.wrong,
        "undetermined": 0,
        "effective": rate.effective,
        "covered": rate.covered,
    }
