"""How far two regionalisations agree."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from sklearn.metrics import adjusted_mutual_info_score

from regioscoop.errors import InputError, Problem
from regioscoop.regions._regionalisation import Regionalisation


@dataclass(frozen=True)
class Comparison:
    """Agreement of two regionalisations.

    Attributes
    ----------
    ami
        Adjusted mutual information: 1 when equal, 0 when no better than chance.
    regions
        Per region of the first: region_id, region, members, best_match (region id of the second),
        best_match_name, jaccard.
    municipalities
        Number of municipalities in both.
    only_in_one
        Municipalities that stand in one of the two only; left out.
    """

    ami: float
    regions: pd.DataFrame
    municipalities: int
    only_in_one: list[str]

    @property
    def mean_jaccard(self) -> float:
        """Mean best-match Jaccard over the regions of the first."""
        return float(self.regions["jaccard"].mean())


def compare(first: Regionalisation, second: Regionalisation) -> Comparison:
    """Compare two regionalisations on the municipalities they share.

    Parameters
    ----------
    first, second
        The regionalisations; the table has a row for each region of the first.

    Raises
    ------
    InputError
        When they share no municipality.
    """
    both = first.labels.index.intersection(second.labels.index)
    if len(both) == 0:
        problem = Problem(second.name, "no municipality in common", f"municipality codes as in {first.name}")
        raise InputError("The two cannot be compared", [problem])
    a, b = first.labels.loc[both], second.labels.loc[both]
    table = best_match_jaccard(a, b)
    table["region"] = table["region_id"].map(first.names).fillna(table["region_id"])
    table["best_match_name"] = table["best_match"].map(second.names).fillna(table["best_match"])
    columns = ["region_id", "region", "members", "best_match", "best_match_name", "jaccard"]
    rest = first.labels.index.symmetric_difference(second.labels.index)
    ami = float(adjusted_mutual_info_score(a, b))
    return Comparison(ami, table[columns], len(both), sorted(rest))


def best_match_jaccard(a: pd.Series, b: pd.Series) -> pd.DataFrame:
    """For each region of one division, the best Jaccard with a region of the other.

    |A and B| / |A or B|, over members.

    Parameters
    ----------
    a, b
        Region id, both with the same index.

    Returns
    -------
    DataFrame
        region_id, members, best_match, jaccard (0 to 1); of equal matches the first in order.
    """
    shared = pd.crosstab(a, b)
    union = -shared.sub(shared.sum(axis=1), axis=0).sub(shared.sum(axis=0), axis=1)
    jaccard = shared / union
    return pd.DataFrame(
        {
            "region_id": jaccard.index,
            "members": shared.sum(axis=1).to_numpy(),
            "best_match": jaccard.idxmax(axis=1).to_numpy(),
            "jaccard": jaccard.max(axis=1).to_numpy(),
        }
    )
