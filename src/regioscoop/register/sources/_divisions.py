"""The nationwide divisions of municipalities (Regioatlas of the Ministry of the Interior, 2016)."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from regioscoop.register.sources._csv import read_csv

_COLUMNS = {
    "indeling": "division",
    "indeling_label": "division_name",
    "gemeente": "participant",
    "gm_code": "municipality_id",
    "regio": "region",
}


def read_nationwide_divisions(path: Path) -> pd.DataFrame:
    """Read the file of nationwide divisions.

    Parameters
    ----------
    path
        CSV with at least the columns indeling, indeling_label, gemeente, gm_code, regio: one row per
        municipality and division (a municipality may stand in two regions of one division).

    Returns
    -------
    DataFrame
        row, division, division_name, region, participant, municipality_id.

    Raises
    ------
    InputError
        See `regioscoop.register.sources._csv.read_csv`.
    """
    frame = read_csv(path, list(_COLUMNS)).rename(columns=_COLUMNS)
    for column in ("division_name", "region"):
        frame[column] = frame[column].str.replace("\u00a0", " ").str.strip()
    return frame[["row", "division", "division_name", "region", "participant", "municipality_id"]]
