"""The tables that ship with this package."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

import pandas as pd


@lru_cache(maxsize=16)
def shipped_table(name: str) -> pd.DataFrame:
    """Return one of the shipped tables as text; callers must not change it."""
    with files("regioscoop.cases").joinpath("data", f"{name}.csv").open(encoding="utf-8") as file:
        return pd.read_csv(file, dtype="object", keep_default_na=False)
