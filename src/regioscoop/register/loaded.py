"""Packages that a user loads beside the editions, kept in a folder of their own.

A kind of package (``context`` or ``cases``) is a mapping of name -> `regioscoop.register.schema.Table`, with
the checks that no schema can say. Its own module declares both and passes them in::

    TABLES = {"sources": SOURCES, "ambitions": Table("ambitions", ..., refers={"source": ("sources", "id")})}
    CHECKS = [ambitions_make_sense]              # tables as text -> list[Problem]

    load_package("cases", Path("my-package"), TABLES, CHECKS)    # a folder with datapackage.json
    load_frames("cases", "my-name", "My title", frames, TABLES, CHECKS)    # what a reader made
    read_loaded("cases", TABLES)["ambitions"]    # every loaded row, with a column ``package``
    loaded_packages("cases")                     # what is loaded; an empty list is "not measured"
    remove("cases", "my-name")

They live in ``KIND/NAME`` under the data folder of the user, or under ``REGIOSCOOP_HOME`` where that is set.
A package is checked as a whole and moved into place, so that nothing is ever half loaded; loading the same
package again changes nothing, loading another one of the same name replaces it. A row may not say otherwise
than a row with the same key in another loaded package: then neither could be called known.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd
from platformdirs import user_data_dir

from regioscoop.errors import InputError, Problem, UnknownNameError
from regioscoop.register.schema import Column, Table
from regioscoop.register.tables import (
    DESCRIPTOR,
    Check,
    check_package,
    folder_of,
    read_package,
    replace_folder,
    write_files,
)

HOME_VARIABLE: Final = "REGIOSCOOP_HOME"
KINDS: Final = ("context", "cases")
PREFIX: Final = "regioscoop-"
NAME_PATTERN: Final = r"[a-z0-9][a-z0-9._-]*"

SOURCES: Final = Table(
    "sources",
    "Every source that a row points at",
    (
        Column("id", "Id of the source", required=True, pattern=r"[a-z0-9][a-z0-9-]*"),
        Column("publisher", "Who published it", required=True),
        Column("title", "Title", required=True),
        Column("url", "Where it can be found"),
        Column("licence", "Licence", required=True),
        Column("accessed", "When it was read", pattern=r"\d{4}(-\d{2}(-\d{2})?)?"),
        Column("checksum", "sha256 of what was read"),
    ),
    ("id",),
)
"""The sources of a package, as in an edition; a kind of package lists it first."""


@dataclass(frozen=True)
class LoadedPackage:
    """A package that is loaded.

    Attributes
    ----------
    kind, name, title
        What kind it is, its name among those of its kind, and its title.
    path
        Folder it lives in.
    checksum
        sha256 over its tables.
    rows
        Number of rows of each of its tables.
    """

    kind: str
    name: str
    title: str
    path: Path
    checksum: str
    rows: dict[str, int]


def home(kind: str) -> Path:
    """Folder where packages of a kind are kept; it need not exist.

    Raises
    ------
    UnknownNameError
        When there is no such kind.
    """
    if kind not in KINDS:
        raise UnknownNameError("kind of package", kind, KINDS)
    return Path(os.environ.get(HOME_VARIABLE) or user_data_dir("regioscoop")) / kind


def load_package(
    kind: str, path: Path, tables: Mapping[str, Table], checks: Sequence[Check] = ()
) -> LoadedPackage:
    """Check a package and keep it among those that are loaded.

    Parameters
    ----------
    kind
        ``context`` or ``cases``.
    path
        Folder with ``datapackage.json``, or that file; the name in it is the name of the package.
    tables, checks
        The tables such a package may have, and what no schema can say of them.

    Returns
    -------
    LoadedPackage
        As it is kept.

    Raises
    ------
    InputError
        With everything that is wrong; then nothing was loaded.
    UnknownNameError
        When there is no such kind.
    """
    return _load(kind, path, tables, checks, str(path))


def load_frames(
    kind: str,
    name: str,
    title: str,
    frames: Mapping[str, pd.DataFrame],
    tables: Mapping[str, Table],
    checks: Sequence[Check] = (),
) -> LoadedPackage:
    """Keep tables that a reader made as a package; parameters and errors as in `load_package`."""
    with tempfile.TemporaryDirectory() as temporary:
        write_files(frames, tables, Path(temporary), name, title)
        return _load(kind, Path(temporary), tables, checks, name)


def check_frames(
    kind: str,
    name: str,
    title: str,
    frames: Mapping[str, pd.DataFrame],
    tables: Mapping[str, Table],
    checks: Sequence[Check] = (),
) -> list[Problem]:
    """Everything that stands in the way of `load_frames`; same parameters."""
    with tempfile.TemporaryDirectory() as temporary:
        write_files(frames, tables, Path(temporary), name, title)
        return check_loadable(kind, Path(temporary), tables, checks)


def check_loadable(
    kind: str, path: Path, tables: Mapping[str, Table], checks: Sequence[Check] = ()
) -> list[Problem]:
    """Everything that stands in the way of loading a package; parameters as in `load_package`."""
    problems = check_package(path, tables, checks, what=f"{kind} package")
    folder = folder_of(path)
    if folder.is_dir():
        known = {f"{table}.csv" for table in tables}
        strange = sorted(file.name for file in folder.glob("*.csv") if file.name not in known)
        problems += [Problem(file, "a table that is not known", ", ".join(sorted(known))) for file in strange]
    if problems:
        return problems
    name, _ = _named(folder)
    if re.fullmatch(NAME_PATTERN, name) is None:
        problems.append(Problem(DESCRIPTOR, f"name {name!r}", f"a name of the form {NAME_PATTERN}"))
    frames = read_package(folder, tables)
    if all(frame.empty for table, frame in frames.items() if table != SOURCES.name):
        allowed = "rows in a table beside sources.csv"
        problems.append(Problem(str(folder), "no rows", allowed))
    return problems + _contradictions(kind, name, frames, tables)


def loaded_packages(kind: str) -> list[LoadedPackage]:
    """What is loaded of a kind, by name.

    Raises
    ------
    UnknownNameError
        When there is no such kind.
    """
    return [_described(kind, folder) for folder in _folders(kind)]


def read_loaded(kind: str, tables: Mapping[str, Table]) -> dict[str, pd.DataFrame]:
    """Read everything that is loaded of a kind.

    Parameters
    ----------
    kind
        ``context`` or ``cases``.
    tables
        The tables to read.

    Returns
    -------
    dict of DataFrame
        One frame per table with all loaded rows and a column ``package``; empty where nothing is loaded. A
        row that several packages have is there once (of the first by name), but for ``sources``, whose ids
        belong to their package.
    """
    parts = [(folder.name, read_package(folder, tables)) for folder in _folders(kind)]
    out = {}
    for name, table in tables.items():
        frames = [part[name].assign(package=package) for package, part in parts if not part[name].empty]
        if not frames:
            out[name] = pd.DataFrame(columns=[*table.names, "package"], dtype="object")
            continue
        frame = pd.concat(frames, ignore_index=True)
        if table.key and name != SOURCES.name:
            frame = frame.drop_duplicates(list(table.key), ignore_index=True)
        out[name] = frame
    return out


def remove(kind: str, name: str) -> None:
    """Take a loaded package away.

    Raises
    ------
    UnknownNameError
        When no such package is loaded; suggests the nearest.
    """
    known = {folder.name: folder for folder in _folders(kind)}
    if name not in known:
        raise UnknownNameError(f"loaded {kind} package", name, list(known))
    shutil.rmtree(known[name])


def _folders(kind: str) -> list[Path]:
    # A name that begins with a dot is a package that is being moved into place.
    return sorted(file.parent for file in home(kind).glob(f"[!.]*/{DESCRIPTOR}"))


def _named(folder: Path) -> tuple[str, str]:
    """Name and title of a package, by its descriptor."""
    stated = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))
    stated = stated if isinstance(stated, dict) else {}
    name = str(stated.get("name") or folder.absolute().name).lower().removeprefix(PREFIX)
    return name, str(stated.get("title") or name)


def _load(
    kind: str, path: Path, tables: Mapping[str, Table], checks: Sequence[Check], shown: str
) -> LoadedPackage:
    home(kind)
    problems = check_loadable(kind, path, tables, checks)
    if problems:
        raise InputError(f"{shown} was not loaded ({len(problems)} problems)", problems)
    name, title = _named(folder_of(path))
    target = home(kind) / name
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=f".{name}-", dir=target.parent))
    try:
        folder = temporary / name
        folder.mkdir()
        write_files(read_package(folder_of(path), tables), tables, folder, name, title)
        if not target.exists() or _checksum(target) != _checksum(folder):
            replace_folder(folder, target)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return _described(kind, target)


def _described(kind: str, folder: Path) -> LoadedPackage:
    rows = {file.stem: len(pd.read_csv(file, usecols=[0], dtype="object")) for file in _files(folder)}
    return LoadedPackage(kind, folder.name, _named(folder)[1], folder, _checksum(folder), rows)


def _checksum(folder: Path) -> str:
    digest = hashlib.sha256(_named(folder)[1].encode())
    for file in _files(folder):
        digest.update(file.name.encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.csv"))


def _contradictions(
    kind: str, name: str, frames: Mapping[str, pd.DataFrame], tables: Mapping[str, Table]
) -> list[Problem]:
    """Rows that say otherwise than a row with the same key in another loaded package."""
    problems = []
    others = [folder for folder in _folders(kind) if folder.name != name]
    for folder in others:
        theirs = read_package(folder, tables)
        for table in tables.values():
            if table.key and table.name != SOURCES.name:
                problems += _otherwise(table, frames[table.name], theirs[table.name], folder.name)
    return problems


def _otherwise(table: Table, mine: pd.DataFrame, theirs: pd.DataFrame, package: str) -> list[Problem]:
    key, said = list(table.key), [c for c in table.names if c not in (*table.key, "source")]
    if mine.empty or theirs.empty or not said:
        return []
    both = mine.assign(row=range(2, len(mine) + 2)).merge(theirs, on=key, suffixes=("", "_theirs"))
    problems = []
    for column in said:
        here, there = both[column], both[f"{column}_theirs"]
        differs = ~((here == there) | (here.isna() & there.isna())).fillna(False).astype(bool)
        problems += [
            Problem(
                f"{table.name}.csv",
                _shown(a),
                f"{_shown(b)}, as in the loaded package {package}",
                row,
                column,
            )
            for a, b, row in zip(here[differs], there[differs], both["row"][differs].tolist(), strict=True)
        ]
    return problems


def _shown(value: object) -> str:
    if pd.isna(value):
        return "an empty cell"
    return f"{value:.10g}" if isinstance(value, int | float) else str(value)
