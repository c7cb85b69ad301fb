"""Legal form: in what form a region cooperates, and how much of that is known."""

from __future__ import annotations

import pandas as pd

from regioscoop.register.codes import LEGAL_CLASSES


def legal_forms(arrangements: pd.DataFrame, regions: dict[str, list[str]]) -> pd.DataFrame:
    """Shares of arrangements by legal class, between what is sure and what could be.

    Parameters
    ----------
    arrangements
        `Edition.arrangements`.
    regions
        Region id -> ids of its arrangements.

    Returns
    -------
    DataFrame
        Index region id; for each class its ``_share`` (0 to 1) as coded, ``_share_low`` (only what is
        surely coded so) and ``_share_high`` (all that could be so: surely coded, or coded unsurely at
        all); ``legal_unsure_share``. An unsure code says what is likely, hence the width.
    """
    records = {}
    for region, ids in regions.items():
        frame = arrangements.loc[ids]
        total = len(frame) or float("nan")
        unsure = frame["legal_certainty"] != "sure"
        record: dict[str, float] = {}
        for code in LEGAL_CLASSES.codes:
            has = frame["legal_class"] == code
            record[f"{code}_share"] = has.sum() / total
            record[f"{code}_share_low"] = (has & ~unsure).sum() / total
            record[f"{code}_share_high"] = ((has & ~unsure) | unsure).sum() / total
        record["legal_unsure_share"] = unsure.sum() / total
        records[region] = record
    return pd.DataFrame.from_dict(records, orient="index").rename_axis("region_id")
