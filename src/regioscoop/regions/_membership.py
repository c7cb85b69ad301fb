"""How much of a member's cooperation goes to which region: first, second, and the rest."""

from __future__ import annotations

import numpy as np
import pandas as pd
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
    isolated = np.diff(shares.indptr) == 0
    pairs = shares.tocoo()
    other = pairs.coords[1] != labels[pairs.coords[0]]
    row, region, share = pairs.coords[0][other], pairs.coords[1][other], pairs.data[other]
    # Largest share last within each member; of equal shares the region with the lowest number.
    order = np.lexsort((-region, share, row))
    second, second_share = np.full(len(labels), -1), np.zeros(len(labels))
    second[row[order]], second_share[row[order]] = region[order], share[order]
    own = np.zeros(len(labels))
    own[pairs.coords[0][~other]] = pairs.data[~other]
    own[isolated], second_share[isolated] = np.nan, np.nan
    return pd.DataFrame(
        {
            "region": labels,
            "membership": own,
            "second_region": second,
            "second_membership": second_share,
        },
        index=pd.Index(projection.incidence.members, name="municipality_id"),
    )


def region_shares(projection: Projection, labels: Labels) -> sparse.csr_array:
    """W_ir / W_i for every member and region, N x regions (sparse); an empty row has no weight at all."""
    n, regions = len(labels), int(labels.max()) + 1
    belongs = sparse.coo_array((np.ones(n), (np.arange(n), labels)), shape=(n, regions)).tocsr()
    weight = (projection.matrix() @ belongs).tocsr()
    total = np.asarray(weight.sum(axis=1)).ravel()
    inverse = np.divide(1.0, total, out=np.zeros(n), where=total > 0)
    shares = (sparse.dia_array((inverse[None, :], [0]), shape=(n, n)) @ weight).tocsr()
    shares.eliminate_zeros()
    return shares


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
    out["share"] = out["arrangements"] / out["region"].map(total).astype(float)
    return out.sort_values(
        ["region", "share", "organisation"], ascending=[True, False, True], ignore_index=True
    )


def region_leanings(projection: Projection, labels: pd.Series) -> pd.DataFrame:
    """Share of each region's weight that goes to every region, itself included.

    Sum of w_ij over its members i and the members j of the other, over the sum of all w_ij of its members
    (own): which neighbours a region leans to.

    Parameters
    ----------
    projection
        The network.
    labels
        Region id, index member id.

    Returns
    -------
    DataFrame
        region, other, weight, share (0 to 1), the largest share of a region first.
    """
    members = projection.incidence.members
    one_way = pd.DataFrame(
        {"a": members[projection.left], "b": members[projection.right], "weight": projection.value}
    )
    both = pd.concat([one_way, one_way.rename(columns={"a": "b", "b": "a"})], ignore_index=True)
    both = both.assign(region=both["a"].map(labels), other=both["b"].map(labels))
    weight = both.groupby(["region", "other"])["weight"].sum().reset_index()
    weight["share"] = weight["weight"] / weight.groupby("region")["weight"].transform("sum")
    return weight.sort_values(["region", "share", "other"], ascending=[True, False, True])
