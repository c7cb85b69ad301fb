"""How many arrangements nobody reported, from how many of the participants of each reported it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from regioscoop.collection.quality._intervals import Z
from regioscoop.collection.quality._sampling import size_class
from regioscoop.measures import reporting_rate
from regioscoop.register.codes import GOVERNMENTS
from regioscoop.register.edition import Edition


@dataclass(frozen=True)
class Reporting:
    """What participants report themselves, and what that says of what nobody reports.

    Attributes
    ----------
    arrangements
        Arrangements that at least one of their governments reports.
    rate
        Low and high end (95%) of the chance that a government that takes part reports it.
    unseen
        Low and high end of the number of arrangements that nobody reports.
    by_size
        size (class of the number of governments), arrangements, reported (mean share of the governments that
        report), seen_low, seen_high (chance that at least one of them does).
    """

    arrangements: int
    rate: tuple[float, float]
    unseen: tuple[float, float]
    by_size: pd.DataFrame


def reporting(edition: Edition) -> Reporting | None:
    """Estimate what nobody reported [own].

    An arrangement of n governments has n chances to be reported; with the chance p of
    `regioscoop.measures.reporting_rate` it is seen with ``d = 1 - (1 - p)^n``, and each that was seen stands
    for ``(1 - d)/d`` that were not (geometric; variance ``(1 - d)/d^2``). The interval takes both together:
    that of the chance, and that of the number that happens to go unseen.

    Parameters
    ----------
    edition
        The register, with ids of organisations in ``reported_by``.

    Returns
    -------
    Reporting or None
        None when no government is on record as reporting its own participation.
    """
    members = edition.members[edition.members["kind"].isin(GOVERNMENTS)]
    rows = edition["participations"]
    own = rows[rows["reported_by"] == rows["organisation"]].drop_duplicates(["arrangement", "organisation"])
    told = own.merge(members, on=["arrangement", "organisation"]).groupby("arrangement").size()
    if told.empty:
        return None
    n = members.groupby("arrangement").size().reindex(told.index).to_numpy(dtype=np.int64)
    k = told.to_numpy(dtype=np.int64)
    low, high = reporting_rate(n, k)
    seen = [1 - (1 - p) ** n for p in (low, high, (low + high) / 2)]
    most, least, middle = (float(((1 - d) / d).sum()) for d in seen)
    chance = Z**2 * float(((1 - seen[2]) / seen[2] ** 2).sum())
    unseen = (
        max(0.0, middle - float(np.hypot(middle - least, chance**0.5))),
        middle + float(np.hypot(most - middle, chance**0.5)),
    )
    frame = pd.DataFrame({"n": n, "reported": k / n, "seen_low": seen[0], "seen_high": seen[1]})
    frame["size"] = frame["n"].map(size_class)
    by_size = frame.groupby("size").agg(
        arrangements=("n", "size"),
        reported=("reported", "mean"),
        seen_low=("seen_low", "mean"),
        seen_high=("seen_high", "mean"),
    )
    return Reporting(len(n), (low, high), unseen, by_size.reset_index())
