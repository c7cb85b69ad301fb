"""The provincial registers of joint arrangements (OpenGR, 2015/16)."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from regioscoop.register.sources._csv import read_csv

_COLUMNS = {
    "deelnemer": "participant",
    "gr": "arrangement",
    "plaats": "seat",
    "provincie": "province",
}
_MISSPELT_PROVINCES = {"Overrijssel": "Overijssel"}


def read_provincial_registers(path: Path) -> pd.DataFrame:
    """Read the joint file of the provincial registers.

    Parameters
    ----------
    path
        CSV with at least the columns deelnemer, gr, plaats, provincie: one row per participant of an
        arrangement, as the provinces wrote them.

    Returns
    -------
    DataFrame
        row, arrangement, participant (both as they stand), seat, province (without the word "Provincie"
        and with the register's own spelling fault in Overijssel mended; empty outside the Netherlands).

    Raises
    ------
    InputError
        See `regioscoop.register.sources._csv.read_csv`.
    """
    frame = read_csv(path, list(_COLUMNS)).rename(columns=_COLUMNS)
    frame["seat"] = frame["seat"].str.strip()
    province = frame["province"].str.strip()
    is_province = province.str.startswith("Provincie ")
    name = province.str.removeprefix("Provincie ").replace(_MISSPELT_PROVINCES)
    frame["province"] = name.where(is_province, "")
    return frame[["row", "arrangement", "participant", "seat", "province"]]
