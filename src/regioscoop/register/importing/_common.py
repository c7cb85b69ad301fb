"""What both imports share: the decisions of people, the log, ids, sources and order."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Final

import pandas as pd

from regioscoop.register.schema import TABLES

DECISIONS: Final = Path(str(files("regioscoop.register"))) / "data" / "decisions"
REGISTERS, DIVISIONS = "provincial-registers-2016", "nationwide-divisions-2016"
MUNICIPALITIES_2016, MERGERS_2014 = "cbs-municipalities-2016", "area-overlay-2014-2016"
REGIONS_2023, MERGERS_2016 = "cbs-res-safety-2023", "area-overlay-2016-2023"
CODEBOOK, ARTICLE = "codebook-1", "staat-van-het-bestuur-2025"
READ_ON: Final = "2026-11-22"
"""When the sources of the shipped editions were read."""


@dataclass(frozen=True)
class Import:
    """An edition that was made, and what was done to make it.

    Attributes
    ----------
    tables
        The tables of the edition.
    summary
        What was counted: rows in, matched, repaired, left out and so on, in words and numbers.
    statement
        For a carried edition: what carrying did (see `regioscoop.register.mergers.Carried`).
    """

    tables: dict[str, pd.DataFrame]
    summary: pd.DataFrame
    statement: pd.DataFrame | None = None


def slugify(text: str) -> str:
    """Lower-case ASCII with hyphens, for ids."""
    plain = unicodedata.normalize("NFKD", text.replace("'", ""))
    plain = "".join(c for c in plain if not unicodedata.combining(c)).lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def decisions(name: str) -> pd.DataFrame:
    return pd.read_csv(DECISIONS / f"{name}.csv", dtype="object", keep_default_na=False)


def clean(name: str) -> str:
    return re.sub(r"\s+", " ", name.replace("\u00a0", " ")).strip()


class Log:
    """What was repaired, joined and left out, in the order in which it happened."""

    def __init__(self) -> None:
        self.rows: list[tuple[object, ...]] = []

    def add(
        self, source: str, row: object, arrangement: str, found: str, action: str, result: str, why: str
    ) -> None:
        self.rows.append((source, row, arrangement, found, action, result, why))

    def frame(self) -> pd.DataFrame:
        frame = pd.DataFrame(self.rows, columns=TABLES["import_log"].names)
        frame["row"] = frame["row"].astype("Int64")
        return frame.sort_values(["source", "row", "arrangement_name", "action", "found"], kind="stable")


def ordered(tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Columns as in the schema and rows in key order, so that the files are the same bit for bit."""
    out = {}
    for name, table in TABLES.items():
        frame = tables.get(name, pd.DataFrame()).reindex(columns=table.names, fill_value="")
        frame = frame.reset_index(drop=True)
        out[name] = frame.sort_values(list(table.key), ignore_index=True) if table.key else frame
    return out
