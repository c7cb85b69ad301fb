"""Reading, checking and writing a set of tables as a Frictionless data package, whichever tables they are.

`regioscoop.register.package` uses it for editions, `regioscoop.register.loaded` for every other kind of
package. A set of tables is a mapping of name -> `Table`; what no schema can say is a list of checks.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import pandas as pd

from regioscoop.errors import InputError, Problem
from regioscoop.register.schema import Table

DESCRIPTOR: Final = "datapackage.json"
LICENCES: Final = [{"name": "CC-BY-4.0", "title": "Creative Commons Attribution 4.0"}]
ERRORS_TOLD: Final = 10_000

Check = Callable[[Mapping[str, pd.DataFrame]], list[Problem]]
"""What no schema can say: tables as text (row n of a frame is row n + 2 of the file) -> what is wrong.

A table that is absent or that cannot be read is absent from the mapping.
"""


def folder_of(path: Path) -> Path:
    """Folder of a package that is named by its folder or by its descriptor."""
    return path.parent if path.name == DESCRIPTOR else path


def read_package(folder: Path, tables: Mapping[str, Table]) -> dict[str, pd.DataFrame]:
    """Read the tables of a package that is known to be valid.

    Parameters
    ----------
    folder
        Folder with ``datapackage.json`` and CSV files.
    tables
        The tables to read.

    Returns
    -------
    dict of DataFrame
        One frame per table (an absent optional table is empty); text columns are strings, with "" for
        unknown.
    """
    return {name: _read(folder / f"{name}.csv", table) for name, table in tables.items()}


def _read(path: Path, table: Table) -> pd.DataFrame:
    if not path.exists():
        return pd.DataFrame(columns=table.names, dtype="object")
    frame = read_text(path).reindex(columns=table.names, fill_value="")
    for column in table.columns:
        if column.kind in ("integer", "number"):
            frame[column.name] = pd.to_numeric(frame[column.name])
            if column.kind == "integer":
                frame[column.name] = frame[column.name].astype("Int64")
    return frame


def read_text(path: Path) -> pd.DataFrame:
    """Read a table as text, with "" for an empty cell."""
    return pd.read_csv(path, dtype="object", keep_default_na=False, encoding="utf-8")


def check_package(
    path: Path,
    tables: Mapping[str, Table],
    checks: Sequence[Check] = (),
    *,
    what: str = "package",
    filled: Collection[str] = (),
) -> list[Problem]:
    """Everything that is wrong with a package.

    Parameters
    ----------
    path
        Folder with ``datapackage.json``, or that file.
    tables
        The tables it may have.
    checks
        What no schema can say.
    what
        Word for such a package in a message.
    filled
        Tables that must have a row.

    Returns
    -------
    list of Problem
        Empty when the package is good.
    """
    folder = folder_of(path)
    if not folder.is_dir():
        return [Problem(str(folder), "no such folder", f"a folder with {DESCRIPTOR}")]
    problems = _descriptor_problems(folder)
    readable: dict[str, Table] = {}
    for name, table in tables.items():
        file = folder / f"{name}.csv"
        if file.exists():
            found = _header(file, table, what, name in filled)
            problems += found
            readable |= {} if found else {name: table}
        elif table.required:
            problems.append(Problem(f"{name}.csv", "the file is absent", f"a table of the {what}"))
    problems += _content(folder, readable)
    text = {name: read_text(folder / f"{name}.csv") for name in readable}
    return problems + [problem for check in checks for problem in check(text)]


def _descriptor_problems(folder: Path) -> list[Problem]:
    if not (folder / DESCRIPTOR).exists():
        return [Problem(str(folder), f"no {DESCRIPTOR}", "a Frictionless data package")]
    try:
        json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))
    except ValueError as error:
        return [Problem(DESCRIPTOR, f"not JSON: {error}", "a Frictionless descriptor")]
    return []


def _header(file: Path, table: Table, what: str, is_filled: bool) -> list[Problem]:
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        row = file.read_bytes()[: error.start].count(b"\n") + 1
        found = f"byte {file.read_bytes()[error.start]:#04x} at position {error.start}"
        return [Problem(file.name, found, "text in UTF-8", row=row)]
    header = pd.read_csv(io.StringIO(text), nrows=0).columns.tolist() if text.strip() else []
    missing = [name for name in table.names if name not in header]
    extra = [name for name in header if name not in table.names]
    if missing or extra:
        words = [f"no column {', '.join(missing)}"] if missing else []
        words += [f"unknown column {', '.join(extra)}"] if extra else []
        return [Problem(file.name, " and ".join(words), ", ".join(table.names), row=1)]
    if is_filled and not any(line.strip() for line in text.splitlines()[1:]):
        return [Problem(file.name, "no rows", f"at least one row: the {what} cannot be empty")]
    return []


def _content(folder: Path, tables: Mapping[str, Table]) -> list[Problem]:
    """Types, code lists, keys and references, checked by the Frictionless library."""
    from frictionless import Checklist, Package

    if not tables:
        return []
    package = Package.from_descriptor(descriptor("check", "check", tables), basepath=str(folder))
    report = package.validate(Checklist(), limit_errors=ERRORS_TOLD)
    problems = [_problem(tables[task.name], error) for task in report.tasks for error in task.errors]
    return problems + [Problem(DESCRIPTOR, str(e.note), "a valid package") for e in report.errors]


def _problem(table: Table, error: Any) -> Problem:  # noqa: ANN401 - frictionless has no types
    column = getattr(error, "field_name", None)
    cells = getattr(error, "cells", None)
    row = getattr(error, "row_number", None)
    found, allowed = str(getattr(error, "cell", "") or error.note), error.note
    known = {c.name: c for c in table.columns}
    if error.type == "foreign-key":
        column = error.field_names[0]
        found = ", ".join(str(cell) for cell in error.field_cells)
        allowed = f"an id that stands in {table.refers[column][0]}.csv"
    elif error.type == "primary-key":
        column = ", ".join(table.key)
        values = dict(zip(table.names, cells or [], strict=False))
        found = "a second row with " + ", ".join(str(values.get(name, "")) for name in table.key)
        allowed = "one row for each key"
    elif error.type == "constraint-error" and column in known:
        found = repr(error.cell or "")
        allowed = _allowed(table, column)
    elif error.type == "type-error" and column in known:
        found, allowed = repr(error.cell), f"a value of type {known[column].kind}"
    return Problem(f"{table.name}.csv", found, allowed, row=row, column=column)


def _allowed(table: Table, column: str) -> str:
    rule = next(c for c in table.columns if c.name == column)
    if rule.code_list is not None:
        return "one of " + ", ".join(rule.code_list.codes) + ("" if rule.required else " or empty")
    if rule.pattern is not None:
        return f"text of the form {rule.pattern}"
    return "not empty"


def write_frames(
    frames: Mapping[str, pd.DataFrame],
    tables: Mapping[str, Table],
    folder: Path,
    name: str,
    title: str,
    checks: Sequence[Check] = (),
    *,
    what: str = "package",
    filled: Collection[str] = (),
) -> None:
    """Write tables as a data package, all or nothing.

    Parameters
    ----------
    frames
        One frame per table; an absent or empty optional table is not written.
    tables
        The tables a package of this kind may have.
    folder
        Where the package goes; a package that stands there is replaced in one move, anything else is
        left alone and refused.
    name, title
        Name and title in the descriptor.
    checks, what, filled
        As in `check_package`.

    Raises
    ------
    InputError
        When the tables are not a valid package, or something else stands at ``folder``.
    """
    check_target(folder, tables)
    folder.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        write_files(frames, tables, temporary, name, title)
        problems = check_package(temporary, tables, checks, what=what, filled=filled)
        if problems:
            raise InputError(f"the {what} {name} was not written ({len(problems)} problems)", problems)
        temporary.chmod(0o755)
        replace_folder(temporary, folder)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def write_files(
    frames: Mapping[str, pd.DataFrame], tables: Mapping[str, Table], folder: Path, name: str, title: str
) -> None:
    """Write the files of a package into a folder that exists, unchecked; parameters as in `write_frames`."""
    present = {}
    for key, table in tables.items():
        frame = frames.get(key)
        if frame is None or (frame.empty and not table.required):
            continue
        present[key] = table
        frame.reindex(columns=table.names, fill_value="").to_csv(
            folder / f"{key}.csv", index=False, encoding="utf-8", lineterminator="\n"
        )
    text = json.dumps(descriptor(name, title, present), indent=2, ensure_ascii=False) + "\n"
    (folder / DESCRIPTOR).write_text(text, encoding="utf-8")


def check_target(folder: Path, tables: Mapping[str, Table]) -> None:
    """Refuse to write a package over anything but an empty folder or an older package.

    Raises
    ------
    InputError
        When something else stands there, or no folder can be made there.
    """
    ours = {DESCRIPTOR, *(f"{name}.csv" for name in tables)}
    allowed = "a new folder, an empty one, or an older data package"
    if folder.is_dir():
        others = sorted(p.name for p in folder.iterdir() if p.name not in ours)
        if others:
            found = f"a folder with {', '.join(others[:5])}" + (" ..." if len(others) > 5 else "")
            raise InputError("Nothing was written", [Problem(str(folder), found, allowed)])
    elif folder.exists():
        raise InputError("Nothing was written", [Problem(str(folder), "a file", allowed)])
    above = next((p for p in folder.absolute().parents if p.exists()), folder.absolute().parent)
    if not above.is_dir() or not os.access(above, os.W_OK) or str(above).startswith("/proc"):
        raise InputError("Nothing was written", [Problem(str(above), "no folder to write in", allowed)])


def replace_folder(new: Path, target: Path) -> None:
    """Move a finished folder into place; what stood there is gone only when the new one stands."""
    if target.exists():
        old = target.with_name(f".{target.name}-old-{os.getpid()}")
        target.rename(old)
        new.rename(target)
        shutil.rmtree(old)
    else:
        new.rename(target)


def descriptor(name: str, title: str, tables: Mapping[str, Table]) -> dict[str, Any]:
    """Frictionless descriptor of a package with these tables."""
    resources = []
    for key, table in tables.items():
        schema = table.descriptor()
        schema["foreignKeys"] = [k for k in schema["foreignKeys"] if k["reference"]["resource"] in tables]
        if not schema["primaryKey"]:
            del schema["primaryKey"]
        resources.append(
            {
                "name": key,
                "type": "table",
                "path": f"{key}.csv",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "description": table.about,
                "schema": schema,
            }
        )
    return {
        "name": f"regioscoop-{name}".lower(),
        "title": title,
        "profile": "data-package",
        "licenses": LICENCES,
        "resources": resources,
    }
