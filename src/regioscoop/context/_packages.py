"""What a context package may hold, and loading one: its tables, and what no schema can say of them.

Each topic declares its own tables and checks; here they come together, because one package may hold several.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pandas as pd

from regioscoop.context._indicators._catalogue import indicator_list, indicators
from regioscoop.context._indicators._open import read_indicators
from regioscoop.context._indicators._reading import Reading
from regioscoop.context._indicators._schema import CHECKS as INDICATOR_CHECKS
from regioscoop.context._indicators._schema import INDICATOR_LIST, INDICATORS
from regioscoop.errors import Problem
from regioscoop.register.loaded import (
    SOURCES,
    LoadedPackage,
    check_frames,
    check_loadable,
    load_frames,
    load_package,
)
from regioscoop.register.schema import Table
from regioscoop.register.tables import DESCRIPTOR, Check

KIND: Final = "context"
TABLES: Final[dict[str, Table]] = {table.name: table for table in (SOURCES, INDICATOR_LIST, INDICATORS)}
CHECKS: Final[tuple[Check, ...]] = (*INDICATOR_CHECKS,)


def is_package(path: Path) -> bool:
    """Whether a path is a context package, and not a file that a reader has to open."""
    return path.is_dir() or path.name == DESCRIPTOR


def load_context(path: Path, read: Reading | None = None) -> tuple[LoadedPackage, Reading | None]:
    """Load a context package, or what a reader makes of a file.

    Parameters
    ----------
    path
        A package (see `regioscoop.register.loaded`), or what `read_indicators` takes.
    read
        What `check_context` read of it, so that it is not read (or asked of a service) twice.

    Returns
    -------
    tuple
        The package as it is kept, and what was read (None for a package).

    Raises
    ------
    InputError
        With everything that is wrong; then nothing was loaded.
    NotAvailableError
        When StatLine is needed and cannot be reached.
    """
    if is_package(path):
        return load_package(KIND, path, TABLES, CHECKS), None
    read = read or read_indicators(path)
    return load_frames(KIND, read.name, read.title, read.tables, TABLES, CHECKS), read


def check_context(path: Path) -> tuple[list[Problem], Reading | None]:
    """Everything that stands in the way of `load_context`, and what was read; nothing is loaded.

    Raises
    ------
    InputError
        When a file cannot be read at all.
    NotAvailableError
        When StatLine is needed and cannot be reached.
    """
    if is_package(path):
        return check_loadable(KIND, path, TABLES, CHECKS), None
    read = read_indicators(path)
    return check_frames(KIND, read.name, read.title, read.tables, TABLES, CHECKS), read


def context_inventory() -> pd.DataFrame:
    """What is known of each indicator, and what is not.

    Returns
    -------
    DataFrame
        indicator, words_nl, words_en, unit, groups, state (shipped, loaded, not measured), packages (names of
        loaded ones, separated by |), years (separated by |), valid_years (borders, the same), municipalities
        (with a figure, in the year with most), source; in the order of the list.
    """
    listed, rows = indicator_list(), indicators()
    known = rows[rows["value"].notna()]
    grouped = known.groupby("indicator")
    counts = known.groupby(["indicator", "year"])["area"].nunique().groupby("indicator").max()
    found = pd.DataFrame(
        {
            "packages": grouped["package"].agg(_joined),
            "years": grouped["year"].agg(_joined),
            "valid_years": grouped["valid_year"].agg(_joined),
            "municipalities": counts,
            "known_source": grouped["source"].agg(_joined),
        }
    ).reindex(listed.index)
    measured = found["municipalities"].notna()
    state = (
        found["packages"].map(lambda names: "loaded" if names else "shipped").where(measured, "not measured")
    )
    out = listed[["words_nl", "words_en", "unit", "groups"]].assign(
        state=state,
        packages=found["packages"].fillna(""),
        years=found["years"].fillna(""),
        valid_years=found["valid_years"].fillna(""),
        municipalities=found["municipalities"].fillna(0).astype(int),
        source=found["known_source"].fillna(""),
    )
    return out.reset_index(names="indicator")


def _joined(cells: pd.Series) -> str:
    return "|".join(sorted({str(cell) for cell in cells if cell != ""}))
