"""What the last interviews still added, and whether more interviews would tell something new."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pandas as pd
from scipy.special import gammaln

from regioscoop.voices.interviews._model import Interviews

LAST: Final = 3
"""Number of last interviews that is told about."""


@dataclass(frozen=True)
class Saturation:
    """What each interview added.

    Attributes
    ----------
    rows
        place (1 is the first), source, codes (findings and consequences in it), new_codes, total_codes (seen
        so far), new_links, total_links, expected_codes (mean of total_codes over all orders of the
        interviews).
    codes
        Findings and consequences that were seen.
    once, twice
        Of those, seen in one and in two sources.
    estimated
        Codes that would be seen in the end, at least (Chao2).
    last_new
        New codes in the last `LAST` interviews.
    """

    rows: pd.DataFrame = field(repr=False)
    codes: int
    once: int
    twice: int
    estimated: float
    last_new: int

    def said(self, language: str = "nl") -> str:
        """Say what the last interviews added."""
        last, missing = min(LAST, len(self.rows)), self.estimated - self.codes
        if language == "nl":
            return (
                f"De laatste {last} interviews voegden {self.last_new} van de {self.codes} codes toe. "
                f"Naar schatting bleven ten minste {missing:.0f} codes ongehoord."
            )
        return (
            f"The last {last} interviews added {self.last_new} of the {self.codes} codes. "
            f"An estimated {missing:.0f} codes at least were left unheard."
        )


def saturation(interviews: Interviews) -> Saturation:
    """Count what each interview added, in the order of the sources.

    Expected total after m of N interviews, over all orders: sum over codes of 1 - C(N - n, m) / C(N, m), with
    n the sources of a code. Chao2 (Chao 1987, bias-corrected): S + (N - 1)/N * Q1 (Q1 - 1) / (2 (Q2 + 1)), a
    lower bound, with Q1 and Q2 the codes seen in one and in two sources.

    Parameters
    ----------
    interviews
        The project; every source counts as one interview.

    Returns
    -------
    Saturation
    """
    order = list(interviews.sources["source"])
    kinds = interviews.codings["code"].map(interviews.kinds)
    coded = interviews.codings.loc[
        kinds.isin(["finding", "consequence"]), ["source", "code"]
    ].drop_duplicates()
    links = interviews.links.loc[interviews.links["source"] != "", ["source", "cause", "effect", "polarity"]]
    linked = pd.DataFrame(
        {
            "source": links["source"],
            "code": list(links.drop(columns="source").itertuples(index=False, name=None)),
        }
    ).drop_duplicates()
    rows = pd.DataFrame({"place": range(1, len(order) + 1), "source": order})
    rows["codes"] = coded.groupby("source").size().reindex(order, fill_value=0).to_numpy()
    rows["new_codes"] = _new(coded, order)
    rows["total_codes"] = rows["new_codes"].cumsum()
    rows["new_links"] = _new(linked, order)
    rows["total_links"] = rows["new_links"].cumsum()
    named = coded["code"].value_counts().to_numpy()
    rows["expected_codes"] = _expected(named, len(order))
    once, twice, number = int((named == 1).sum()), int((named == 2).sum()), len(order)
    unseen = (number - 1) / number * once * (once - 1) / (2 * (twice + 1)) if number else 0.0
    last = int(rows["new_codes"].tail(LAST).sum())
    return Saturation(rows, len(named), once, twice, len(named) + unseen, last)


def _new(said: pd.DataFrame, order: list[str]) -> np.ndarray:
    place = {source: k for k, source in enumerate(order)}
    first = said.assign(place=said["source"].map(place)).groupby("code")["place"].min()
    return np.bincount(first.to_numpy(dtype=np.int64), minlength=len(order))


def _expected(named: np.ndarray, number: int) -> np.ndarray:
    taken = np.arange(1, number + 1)[:, None]
    left = number - named[None, :] - taken
    with np.errstate(invalid="ignore"):
        log_missed = (
            gammaln(number - named + 1) - gammaln(np.maximum(left, 0) + 1)
            - gammaln(number + 1) + gammaln(number - taken + 1)
        )  # fmt: skip
    return (1 - np.where(left >= 0, np.exp(log_missed), 0.0)).sum(axis=1)
