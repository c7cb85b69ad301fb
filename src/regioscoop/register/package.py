"""Reading, validating and writing an edition as a Frictionless data package.

A package is refused as a whole, with every error at once; it is written to a temporary folder that is
moved into place, so that nothing is ever half there.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pandas as pd

from regioscoop.errors import InputError, Problem
from regioscoop.register.schema import TABLES, Table

DESCRIPTOR: Final = "datapackage.json"
LICENCES: Final = [{"name": "CC-BY-4.0", "title": "Creative Commons Attribution 4.0"}]


def read_tables(folder: Path) -> dict[str, pd.DataFrame]:
    """Read the tables of a package that is known to be valid.

    Parameters
    ----------
    folder
        Folder with ``datapackage.json`` and CSV files.

    Returns
    -------
    dict of DataFrame
        One frame per table of `TABLES` (an absent optional table is empty); text columns are strings,
        with "" for unknown.
    """
    return {name: _read(folder / f"{name}.csv", table) for name, table in TABLES.items()}


def _read(path: Path, table: Table) -> pd.DataFrame:
    if not path.exists():
        return pd.DataFrame(columns=table.names, dtype="object")
    frame = _text(path).reindex(columns=table.names, fill_value="")
    for column in table.columns:
        if column.kind in ("integer", "number"):
            frame[column.name] = pd.to_numeric(frame[column.name])
            if column.kind == "integer":
                frame[column.name] = frame[column.name].astype("Int64")
    return frame


def validate_package(path: Path) -> list[Problem]:
    """Everything that is wrong with a package.

    Parameters
    ----------
    path
        Folder with ``datapackage.json``, or that file.

    Returns
    -------
    list of Problem
        Empty when the package is good.
    """
    folder = path.parent if path.name == DESCRIPTOR else path
    problems, readable = _structure(folder)
    if not folder.is_dir():
        return problems
    problems += _content(folder, readable)
    return problems + _meaning(folder, readable)


def _structure(folder: Path) -> tuple[list[Problem], set[str]]:
    """What is wrong with the files themselves, and the tables that can be read all the same."""
    if not folder.is_dir():
        return [Problem(str(folder), "no such folder", f"a folder with {DESCRIPTOR}")], set()
    problems = []
    if not (folder / DESCRIPTOR).exists():
        problems.append(Problem(str(folder), f"no {DESCRIPTOR}", "a Frictionless data package"))
    else:
        try:
            json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))
        except ValueError as error:
            problems.append(Problem(DESCRIPTOR, f"not JSON: {error}", "a Frictionless descriptor"))
    readable = set()
    for name, table in TABLES.items():
        file = folder / f"{name}.csv"
        if file.exists():
            found = _header(file, table)
            problems += found
            readable |= set() if found else {name}
        elif table.required:
            problems.append(Problem(f"{name}.csv", "the file is absent", "a table of the edition"))
    return problems, readable


def _header(file: Path, table: Table) -> list[Problem]:
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
    needs_rows = table.name in ("organisations", "arrangements", "participations", "edition")
    if needs_rows and not any(line.strip() for line in text.splitlines()[1:]):
        return [Problem(file.name, "no rows", "at least one row: an edition cannot be empty")]
    return []


def _content(folder: Path, readable: set[str]) -> list[Problem]:
    """Types, code lists, keys and references, checked by the Frictionless library."""
    from frictionless import Checklist, Package

    present = {name: table for name, table in TABLES.items() if name in readable}
    if not present:
        return []
    package = Package.from_descriptor(_descriptor("check", "check", present), basepath=str(folder))
    report = package.validate(Checklist(), limit_errors=10_000)
    problems = [_problem(task.name, error) for task in report.tasks for error in task.errors]
    return problems + [Problem(DESCRIPTOR, str(e.note), "a valid package") for e in report.errors]


def _problem(table: str, error: Any) -> Problem:  # noqa: ANN401 - frictionless has no types
    column = getattr(error, "field_name", None)
    cells = getattr(error, "cells", None)
    row = getattr(error, "row_number", None)
    found, allowed = str(getattr(error, "cell", "") or error.note), error.note
    known = {c.name: c for c in TABLES[table].columns}
    if error.type == "foreign-key":
        column = error.field_names[0]
        target = TABLES[table].refers[column]
        found = ", ".join(str(cell) for cell in error.field_cells)
        allowed = f"an id that stands in {target[0]}.csv"
    elif error.type == "primary-key":
        key = TABLES[table].key
        column = ", ".join(key)
        values = dict(zip(TABLES[table].names, cells or [], strict=False))
        found = "a second row with " + ", ".join(str(values.get(name, "")) for name in key)
        allowed = "one row for each key"
    elif error.type == "constraint-error" and column in known:
        found = repr(error.cell or "")
        allowed = _allowed(table, column)
    elif error.type == "type-error" and column in known:
        found, allowed = repr(error.cell), f"a value of type {known[column].kind}"
    return Problem(f"{table}.csv", found, allowed, row=row, column=column)


def _allowed(table: str, column: str) -> str:
    rule = next(c for c in TABLES[table].columns if c.name == column)
    if rule.code_list is not None:
        return "one of " + ", ".join(rule.code_list.codes) + ("" if rule.required else " or empty")
    if rule.pattern is not None:
        return f"text of the form {rule.pattern}"
    return "not empty"


def _meaning(folder: Path, readable: set[str]) -> list[Problem]:
    """What no schema can say: an end before a beginning, a goal of what is not voluntary, a share."""
    problems = []
    spans = {
        "participations": ("valid_from", "valid_to"),
        "organisations": ("valid_from", "valid_to"),
        "arrangements": ("founded", "dissolved"),
    }
    text = {name: _text(folder / f"{name}.csv") for name in readable & {*spans, "mergers"}}
    for name, (start, end) in spans.items():
        if name not in text:
            continue
        frame = text[name]
        # Compared at the precision of the coarser of the two: a year says nothing of the month.
        for row, first, last in zip(frame.index, frame[start], frame[end], strict=True):
            size = min(len(first), len(last))
            if size and last[:size] < first[:size]:
                problems.append(Problem(f"{name}.csv", last, f"not before {start} {first}", row + 2, end))
    if "arrangements" in text:
        frame = text["arrangements"]
        wrong = frame[(frame["goal"] != "") & (frame["obligation"] != "voluntary")]
        problems += [
            Problem("arrangements.csv", goal, "empty unless the obligation is voluntary", row + 2, "goal")
            for row, goal in wrong["goal"].items()
        ]
    if "mergers" in text:
        share = pd.to_numeric(text["mergers"]["share"], errors="coerce")
        problems += [
            Problem("mergers.csv", str(value), "a number from 0 to 1", row + 2, "share")
            for row, value in share[share.notna() & ~share.between(0, 1)].items()
        ]
    return problems


def _text(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype="object", keep_default_na=False, encoding="utf-8")


def load_tables(path: Path) -> dict[str, pd.DataFrame]:
    """Validate a package and read it.

    Raises
    ------
    InputError
        With everything that is wrong.
    """
    problems = validate_package(path)
    if problems:
        raise InputError(f"{path} is not a valid edition ({len(problems)} problems)", problems)
    return read_tables(path.parent if path.name == DESCRIPTOR else path)


def write_package(tables: Mapping[str, pd.DataFrame], folder: Path, name: str, title: str) -> None:
    """Write an edition as a data package, all or nothing.

    Parameters
    ----------
    tables
        One frame per table; an absent or empty optional table is not written.
    folder
        Where the package goes; a package that stands there is replaced in one move, anything else is
        left alone and refused.
    name, title
        Name and title in the descriptor.

    Raises
    ------
    InputError
        When the tables are not a valid edition, or something else stands at ``folder``.
    """
    check_target(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        present = {}
        for key, table in TABLES.items():
            frame = tables.get(key)
            if frame is None or (frame.empty and not table.required):
                continue
            present[key] = table
            frame.reindex(columns=table.names, fill_value="").to_csv(
                temporary / f"{key}.csv", index=False, encoding="utf-8", lineterminator="\n"
            )
        text = json.dumps(_descriptor(name, title, present), indent=2, ensure_ascii=False) + "\n"
        (temporary / DESCRIPTOR).write_text(text, encoding="utf-8")
        problems = validate_package(temporary)
        if problems:
            raise InputError(f"the edition {name} was not written ({len(problems)} problems)", problems)
        temporary.chmod(0o755)
        replace_folder(temporary, folder)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def check_target(folder: Path) -> None:
    """Refuse to write a package over anything but an empty folder or an older package.

    Raises
    ------
    InputError
        When something else stands there, or no folder can be made there.
    """
    ours = {DESCRIPTOR, *(f"{name}.csv" for name in TABLES)}
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


def _descriptor(name: str, title: str, tables: Mapping[str, Table]) -> dict[str, Any]:
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
