"""Lists of municipalities with their province, mergers, and the regions of 2023."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from regioscoop.errors import InputError, Problem
from regioscoop.register.sources._csv import read_csv


def read_municipalities(path: Path) -> pd.DataFrame:
    """Read the municipalities of 2016 with their province (CBS, by NUTS region).

    Parameters
    ----------
    path
        CSV with the columns id, name, NUTS2_name.

    Returns
    -------
    DataFrame
        row, id, name, province (name).
    """
    frame = read_csv(path, ["id", "name", "NUTS2_name"])
    province = frame.pop("NUTS2_name").str.removesuffix(" (NL)").replace({"Friesland": "Fryslân"})
    return frame.assign(province=province)


def read_mergers(path: Path, old_year: int, new_year: int) -> pd.DataFrame:
    """Read where the area of each municipality went.

    Parameters
    ----------
    path
        CSV with gm_code, gm_name of both years and area_share.
    old_year, new_year
        The years in the names of the columns.

    Returns
    -------
    DataFrame
        row, old, old_name, new, new_name, share (0 to 1, a number).

    Raises
    ------
    InputError
        Also when a share is not a number from 0 to 1.
    """
    columns = [f"gm_{part}_{year}" for year in (old_year, new_year) for part in ("code", "name")]
    frame = read_csv(path, [*columns, "area_share"])
    frame.columns = pd.Index(["row", "old", "old_name", "new", "new_name", "share"])
    share = pd.to_numeric(frame["share"], errors="coerce")
    wrong = frame[~share.between(0, 1)]
    if len(wrong):
        problems = [
            Problem(path.name, repr(found), "a number from 0 to 1", int(row), "area_share")
            for row, found in zip(wrong["row"], wrong["share"], strict=True)
        ]
        raise InputError(f"{path.name} cannot be read", problems)
    return frame.assign(share=share)


def read_res_and_safety_regions(path: Path) -> pd.DataFrame:
    """Read the RES and safety regions of 2023 (CBS).

    Parameters
    ----------
    path
        CSV with gm_code, gm_name, pv_code, pv_name, res_code, res_name, vr_code, vr_name.

    Returns
    -------
    DataFrame
        row and those columns, one row per municipality.

    Raises
    ------
    InputError
        Also when a cell is empty or a municipality stands twice: everything that is wrong.
    """
    names = ["gm_code", "gm_name", "pv_code", "pv_name", "res_code", "res_name", "vr_code", "vr_name"]
    frame = read_csv(path, names)
    problems = [
        Problem(path.name, "an empty cell", "a code or a name", int(row), column)
        for column in names
        for row in frame.loc[frame[column].str.strip() == "", "row"]
    ]
    twice = frame[frame.duplicated("gm_code")]
    problems += [
        Problem(path.name, f"{code} a second time", "each municipality once", int(row), "gm_code")
        for row, code in zip(twice["row"], twice["gm_code"], strict=True)
    ]
    if problems:
        raise InputError(f"{path.name} cannot be read ({len(problems)} problems)", problems)
    return frame
