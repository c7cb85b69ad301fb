"""How many arrangements no list has, from how two lists overlap."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from regioscoop.collection.quality._intervals import Z, wilson
from regioscoop.collection.quality._sampling import size_class
from regioscoop.errors import InputError, Problem, UnknownNameError
from regioscoop.register.edition import Edition

DEPENDENT: Final = {
    "nl": "Neemt aan dat de lijsten los van elkaar zijn gemaakt en over hetzelfde gaan. Hangen zij samen, "
    "dan is de schatting een ondergrens.",
    "en": "Assumes that the lists were made independently and are about the same thing. Where they depend "
    "on each other, the estimate is a lower bound.",
}

TOO_FEW: Final = {
    "nl": "Niet te schatten: er staan er te weinig op beide lijsten (minder dan zeven).",
    "en": "Cannot be estimated: too few are on both lists (fewer than seven).",
}
LEAST_BOTH: Final = 7
"""Least number on both lists at which the estimate is nearly without bias (Robson and Regier 1964)."""


@dataclass(frozen=True)
class Recapture:
    """An estimate of how many there are, from two lists.

    Attributes
    ----------
    left, right, both
        M, C and R: on the first list, on the second, on both.
    estimate
        N.
    variance
        Of the estimate.
    low, high
        Log-normal interval of 95%; never below what was seen.
    """

    left: int
    right: int
    both: int
    estimate: float
    variance: float
    low: float
    high: float

    @property
    def seen(self) -> int:
        """How many stand on at least one list."""
        return self.left + self.right - self.both


def chapman(left: int, right: int, both: int) -> Recapture:
    """Estimate a number from two lists (Chapman 1951; variance Seber 1970; interval Burnham 1987).

    ``N = (M + 1)(C + 1)/(R + 1) - 1``,
    ``var = (M + 1)(C + 1)(M - R)(C - R) / ((R + 1)^2 (R + 2))``; the interval is log-normal on the number
    unseen ``f = N - (M + C - R)``: from f/k to f k, with ``k = exp(1.96 sqrt(log(1 + var/f^2)))``.

    Parameters
    ----------
    left, right, both
        M, C and R.

    Returns
    -------
    Recapture

    Raises
    ------
    InputError
        When a number is negative, or more are on both lists than on one.
    """
    if not 0 <= both <= min(left, right):
        found, allowed = f"{left}, {right} and {both}", "numbers from 0, on both no more than on either"
        raise InputError("The lists cannot be compared", [Problem("lists", found, allowed)])
    estimate = (left + 1) * (right + 1) / (both + 1) - 1
    variance = (left + 1) * (right + 1) * (left - both) * (right - both) / ((both + 1) ** 2 * (both + 2))
    return _with_interval(left, right, both, estimate, variance)


def _with_interval(left: int, right: int, both: int, estimate: float, variance: float) -> Recapture:
    seen = left + right - both
    unseen = estimate - seen
    factor = float(np.exp(Z * np.sqrt(np.log1p(variance / unseen**2)))) if unseen > 0 else 1.0
    low, high = seen + unseen / factor, seen + unseen * factor
    return Recapture(left, right, both, estimate, variance, low, high)


def recapture(left: pd.DataFrame, right: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """Estimate how many arrangements there are from two lists that were linked.

    Records that a link calls the same are one arrangement, also within a list. Twice: with the matches alone,
    and with the pairs to review as well, the likeliest first and each arrangement once: the truth lies
    between. By class of size, since a large arrangement has more chances to be reported: that some are
    easier to find than others makes the plain estimate too low, and the sum over the classes (row ``sum``)
    corrects for what size explains. It is given where every class has `LEAST_BOTH` on both lists. Where some
    sizes are unknown (a list without participants) nothing is estimated by class: only what is on both lists
    would be in it.

    Parameters
    ----------
    left, right
        Lists as `regioscoop.collection.linking` reads them.
    links
        What `regioscoop.collection.linking.link` says of them.

    Returns
    -------
    DataFrame
        links (match, match and review), size (all, a class, unknown, sum), left, right, both, seen, estimate,
        variance, low, high, missing_share (of the estimate, unseen), and of the arrangements of the first
        list the share that the second has: caught, caught_low, caught_high (Wilson).
    """
    same = links[links["relation"] == "same"]
    match, review = (same[same["decision"] == name] for name in ("match", "review"))
    rows = []
    for name, unsure in (("match", review[:0]), ("match and review", review)):
        rows += [{"links": name} | row for row in _by_size(_groups(left, right, match, unsure))]
    return pd.DataFrame(rows)


def recapture_sources(edition: Edition, first: str, second: str) -> pd.DataFrame:
    """Estimate how many arrangements there are from two sources of one edition.

    Parameters
    ----------
    edition
        The register, whose import linked its sources.
    first, second
        Ids of sources that participations name.

    Returns
    -------
    DataFrame
        As `recapture`; links is ``import``.

    Raises
    ------
    UnknownNameError
        When no participation names the source.
    """
    parts = edition["participations"]
    for source in (first, second):
        if source not in set(parts["source"]):
            raise UnknownNameError("source of participations", source, sorted(set(parts["source"])))
    on = [set(parts.loc[parts["source"] == source, "arrangement"]) for source in (first, second)]
    counts = edition.members.groupby("arrangement").size()
    seen = sorted(on[0] | on[1])
    groups = pd.DataFrame({"left": [a in on[0] for a in seen], "right": [a in on[1] for a in seen]})
    groups["size"] = [size_class(int(counts.get(a, 0))) for a in seen]
    return pd.DataFrame([{"links": "import"} | row for row in _by_size(groups)])


def _groups(
    left: pd.DataFrame, right: pd.DataFrame, match: pd.DataFrame, review: pd.DataFrame
) -> pd.DataFrame:
    """One row for each arrangement: whether it is on each list, and its class of size."""
    rows = [{id_: at for at, id_ in enumerate(side["id"])} for side in (left, right)]
    size = len(left) + len(right)

    def ends(pairs: pd.DataFrame) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        first = pairs["left_id"].map(rows[0]).to_numpy(dtype=np.int64)
        return first, len(left) + pairs["right_id"].map(rows[1]).to_numpy(dtype=np.int64)

    graph = csr_matrix((np.ones(len(match)), ends(match)), shape=(size, size))
    label = connected_components(graph, directed=False)[1]
    joined = set(label[: len(left)]) & set(label[len(left) :])
    likely = review.sort_values(["probability", "left_id", "right_id"], ascending=[False, True, True])
    for one, other in zip(*ends(likely), strict=True):
        if label[one] not in joined and label[other] not in joined:
            label[label == label[other]] = label[one]
            joined.add(label[one])
    members = pd.concat([left["participants"], right["participants"]], ignore_index=True)
    records = pd.DataFrame({"label": label, "left": np.arange(size) < len(left)})
    records["right"] = ~records["left"]
    records["members"] = [len(set(filter(None, cell.split(";")))) for cell in members]
    groups = records.groupby("label").agg(left=("left", "any"), right=("right", "any"), n=("members", "max"))
    groups["size"] = [size_class(n) if n else "unknown" for n in groups["n"]]
    return groups


def _by_size(groups: pd.DataFrame) -> list[dict[str, object]]:
    found = {"all": _count(groups)}
    parts = {str(size): _count(group) for size, group in groups.groupby("size", sort=True)}
    if "unknown" in parts:
        nan = float("nan")
        return [
            _row("all", found["all"]),
            *(
                _row(size, replace(part, estimate=nan, variance=nan, low=nan, high=nan))
                for size, part in parts.items()
            ),
        ]
    found |= parts
    if all(part.both >= LEAST_BOTH for part in parts.values()):
        whole = found["all"]
        estimate = sum(part.estimate for part in parts.values())
        variance = sum(part.variance for part in parts.values())
        found["sum"] = _with_interval(whole.left, whole.right, whole.both, estimate, variance)
    return [_row(size, part) for size, part in found.items()]


def _count(groups: pd.DataFrame) -> Recapture:
    both = int((groups["left"] & groups["right"]).sum())
    return chapman(int(groups["left"].sum()), int(groups["right"].sum()), both)


def _row(size: str, found: Recapture) -> dict[str, object]:
    share = found.both / found.left if found.left else float("nan")
    low, high = wilson(share, found.left)
    return {
        "size": size,
        "left": found.left,
        "right": found.right,
        "both": found.both,
        "seen": found.seen,
        "estimate": found.estimate,
        "variance": found.variance,
        "low": found.low,
        "high": found.high,
        "missing_share": 1 - found.seen / found.estimate if found.estimate else 0.0,
        "caught": share,
        "caught_low": low,
        "caught_high": high,
    }
