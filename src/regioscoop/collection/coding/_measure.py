"""How often the codes are wrong: measured against codes given by people, beside the article's own rates."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from scipy.stats import binomtest

ARTICLE_RATES: Final[dict[str, tuple[float, float]]] = {
    "fields": (0.05, 0.08),
    "central_government": (0.15, 0.20),
    "non_government": (0.15, 0.20),
}
"""Share of arrangements coded wrong in 2024, by the estimate of its makers [S, article 2025]."""
_ONE: Final = ("obligation", "goal", "central_government", "non_government")
BINS: Final = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 1.0)


def measure(coded: pd.DataFrame, truth: pd.DataFrame) -> pd.DataFrame:
    """Hold codes against codes that people gave.

    Parameters
    ----------
    coded
        As `code_texts` gives it.
    truth
        id, fields (divided by ``;``, the main one first), and where known obligation, goal,
        central_government and non_government; an empty cell is left out.

    Returns
    -------
    DataFrame
        One row per family (``main_field``, ``fields`` as a set, and the others): n; to_review, the share
        sent to a person; wrong, the share wrong of the others, with the 95% Wilson interval low to high;
        wrong_of_all, the share wrong when nobody looks; article_low and article_high, the article's rate.
        ``unknown`` as a code counts as wrong where the truth is known.
    """
    pairs = {"main_field": _main(coded, truth), "fields": _sets(coded, truth)}
    pairs |= {family: _single(coded, truth, family) for family in _ONE if family in truth}
    return pd.DataFrame([_row(family, pair) for family, pair in pairs.items() if len(pair)])


def _main(coded: pd.DataFrame, truth: pd.DataFrame) -> pd.DataFrame:
    given = coded[(coded["family"] == "field") & (coded["rank"] == 1)].set_index("id")
    wanted = truth.set_index("id")["fields"].str.split(";").str[0]
    return _joined(given, wanted)


def _sets(coded: pd.DataFrame, truth: pd.DataFrame) -> pd.DataFrame:
    given = coded[coded["family"] == "field"].sort_values("code", kind="stable").groupby("id")
    joined = given.agg(code=("code", ";".join), probability=("probability", "min"), review=("review", "max"))
    wanted = truth.set_index("id")["fields"].map(lambda own: ";".join(sorted(own.split(";"))))
    return _joined(joined, wanted)


def _single(coded: pd.DataFrame, truth: pd.DataFrame, family: str) -> pd.DataFrame:
    wanted = truth.set_index("id")[family]
    return _joined(coded[coded["family"] == family].set_index("id"), wanted[wanted != ""])


def _joined(given: pd.DataFrame, wanted: pd.Series) -> pd.DataFrame:
    return given[["code", "probability", "review"]].join(wanted.rename("truth"), how="inner")


def _row(family: str, pair: pd.DataFrame) -> dict[str, object]:
    wrong, asked = pair["code"] != pair["truth"], pair["review"] == "yes"
    kept = int((~asked).sum())
    interval = binomtest(int(wrong[~asked].sum()), max(kept, 1)).proportion_ci(method="wilson")
    rate = ARTICLE_RATES.get(family, (np.nan, np.nan))
    return {
        "family": family,
        "n": len(pair),
        "to_review": float(asked.mean()),
        "wrong": float(wrong[~asked].mean()) if kept else np.nan,
        "low": float(interval.low),
        "high": float(interval.high),
        "wrong_of_all": float(wrong.mean()),
        "article_low": rate[0],
        "article_high": rate[1],
    }


def reliability(coded: pd.DataFrame, truth: pd.DataFrame, family: str = "main_field") -> pd.DataFrame:
    """Whether probabilities mean what they say: share right by probability.

    Parameters
    ----------
    coded, truth
        As for `measure`.
    family
        ``main_field``, or a family with one code.

    Returns
    -------
    DataFrame
        Per class of probability of `BINS`: n, mean probability, share right.
    """
    pair = _main(coded, truth) if family == "main_field" else _single(coded, truth, family)
    pair = pair.assign(right=pair["code"] == pair["truth"])
    classes = pd.cut(pair["probability"], list(BINS), include_lowest=True)
    grouped = pair.groupby(classes, observed=True)
    made = grouped.agg(n=("right", "size"), probability=("probability", "mean"), right=("right", "mean"))
    return made.rename_axis("class").reset_index()
