"""Participation: how many arrangements members take part in, and how often other governments do."""

from __future__ import annotations

import pandas as pd

from regioscoop.regions import partner_shares


def participation(members: pd.DataFrame, labels: pd.Series, regions: dict[str, list[str]]) -> pd.DataFrame:
    """Participation in the arrangements of each region.

    Parameters
    ----------
    members
        `Edition.members`.
    labels
        Region id, index municipality id.
    regions
        Region id -> ids of its arrangements (those with at least two members in it).

    Returns
    -------
    DataFrame
        Index region id: ``arrangements_per_municipality`` (mean number, all arrangements of a
        municipality), ``municipalities_per_arrangement`` (mean number, members outside the region
        included), ``province_share`` and ``water_board_share`` (share of the arrangements, 0 to 1, in
        which the province or water board that takes part most does so; 0 when none does, NaN for a region
        without arrangements).
    """
    local = members[members["kind"] == "municipality"]
    degree = local.groupby("organisation").size().reindex(labels.index, fill_value=0)
    size = local.groupby("arrangement").size()
    out = pd.DataFrame(
        {
            "arrangements_per_municipality": degree.groupby(labels).mean(),
            "municipalities_per_arrangement": pd.Series(
                {region: size.reindex(ids).mean() for region, ids in regions.items()}
            ),
        }
    )
    for kind in ("province", "water_board"):
        shares = partner_shares(members, labels, kind)
        most = shares.groupby("region")["share"].max().astype(float).reindex(out.index).fillna(0.0)
        out[f"{kind}_share"] = most.where([bool(regions.get(str(r))) for r in out.index])
    return out.rename_axis("region_id")
