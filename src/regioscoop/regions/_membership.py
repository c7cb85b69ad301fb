"""How much of a member's cooperation goes to which region: first, second, and the rest."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from regioscoop.network import Projection
from regioscoop.regions._leiden import Labels


def memberships(projection: Projection, labels: Labels) -> pd.DataFrame:
    """Share of each member's weight that goes to its own and to its second region.

    W_ir / W_i, with W_ir the weight of i with the members of region r and W_i its whole weight (own).

    Parameters
    ----------
    projection
        The network.
    labels
        Region number of each member, shape (N,).

    Returns
    -------
    DataFrame
        Index member id; ``region`` (number), ``membership`` (share 0 to 1 with its own region),
        ``second_region`` (number of the other region with the largest share, -1 when there is none) and
        ``second_membership``. A member without weight has no shares (NaN).
    """
    shares = region_shares(projection, labels)
    n = len(labels)
    own = shares[np.arange(n), labels]
    others = shares.copy()
    others[np.arange(n), labels] = -1.0
    second = others.argmax(axis=1)
    second_share = others[np.arange(n), second]
    has = second_share > 0
    return pd.DataFrame(
        {
            "region": labels,
            "membership": own,
            "second_region": np.where(has, second, -1),
            "second_membership": np.where(has, second_share, np.where(np.isnan(own), np.nan, 0.0)),
        },
        index=pd.Index(projection.incidence.members, name="municipality_id"),
    )


def region_shares(projection: Projection, labels: Labels) -> NDArray[np.float64]:
    """W_ir / W_i for every member and region, shape (N, regions); NaN for a member without weight."""
    matrix = projection.matrix()
    n, regions = len(labels), int(labels.max()) + 1
    belongs = sparse.coo_array((np.ones(n), (np.arange(n), labels)), shape=(n, regions)).tocsr()
    weight = (matrix @ belongs).toarray()
    total = weight.sum(axis=1, keepdims=True)
    with np.errstate(invalid="ignore"):
        return weight / np.where(total > 0, total, np.nan)


def partner_shares(members: pd.DataFrame, labels: pd.Series, kind: str) -> pd.DataFrame:
    """In what share of a region's arrangements each province or water board takes part.

    Parameters
    ----------
    members
        `Edition.members`.
    labels
        Region of each municipality, index municipality id.
    kind
        ``province`` or ``water_board``.

    Returns
    -------
    DataFrame
        region, organisation, arrangements (number shared), share (0 to 1) of the arrangements with at
        least two members in the region; ordered by region and share.
    """
    local = members[members["kind"] == "municipality"]
    inside = local.assign(region=local["organisation"].map(labels)).dropna(subset="region")
    sizes = inside.groupby(["region", "arrangement"]).size()
    of_region = sizes[sizes >= 2].reset_index()[["region", "arrangement"]]
    total = of_region.groupby("region").size()
    partners = members.loc[members["kind"] == kind, ["arrangement", "organisation"]]
    both = of_region.merge(partners, on="arrangement")
    out = both.groupby(["region", "organisation"]).size().rename("arrangements").reset_index()
    out["share"] = out["arrangements"] / out["region"].map(total)
    return out.sort_values(
        ["region", "share", "organisation"], ascending=[True, False, True], ignore_index=True
    )
