"""A spreadsheet that a region keeps of its arrangements, with a small description of its columns."""

from __future__ import annotations

import csv
import datetime
import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd
import yaml

from regioscoop.errors import InputError, NotAvailableError, Problem
from regioscoop.register.sources._candidates import as_candidates, join_cells
from regioscoop.register.sources._csv import decode

MOST_BYTES: Final = 200_000_000
"""A workbook is no larger than this when unpacked."""
MOST_ROWS: Final = 100_000
"""A sheet has no more rows than this."""
FIELDS: Final = (
    "id", "name", "aliases", "participants", "seat", "kind", "legal_form", "field", "founded", "dissolved",
)  # fmt: skip
"""What a column may hold."""
_KEYS: Final = ("source", "sheet", "header_row", "columns", "participant_columns", "divider", "absent")
_DATE: Final = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_DUTCH_DATE: Final = re.compile(r"(\d{1,2})[-/](\d{1,2})[-/](\d{4})")


@dataclass(frozen=True)
class SheetDescription:
    """What the columns of a spreadsheet hold.

    Attributes
    ----------
    source
        Id of the source, as each row will name it.
    columns
        What (`FIELDS`) -> header of the column; ``name`` must be there. Rows that bear one name and, where
        there is one, one id are one arrangement, so that a row for each participant is possible.
    participant_columns
        Headers of columns that are a participant each: a cell that is filled, and is none of ``absent``, says
        that it takes part.
    sheet
        Name of the sheet of a workbook; empty for the first.
    header_row
        Row of the headers, from 1.
    divider
        What stands between participants, and between aliases, in a cell.
    absent
        Cells, in lower case, that say that a participant does not take part.
    """

    source: str
    columns: dict[str, str]
    participant_columns: tuple[str, ...] = ()
    sheet: str = ""
    header_row: int = 1
    divider: str = ";"
    absent: tuple[str, ...] = ("nee", "no", "0", "-", "false", "onwaar")


def read_sheet_description(path: Path) -> SheetDescription:
    """Read the description of a spreadsheet.

    Parameters
    ----------
    path
        YAML with ``source``, ``columns`` (what: header) and any of the other attributes of
        `SheetDescription`.

    Returns
    -------
    SheetDescription

    Raises
    ------
    InputError
        Everything that is wrong: no file, not YAML, unknown keys, no source, no column of names.
    """
    if not path.is_file():
        raise InputError("A description is missing", [Problem(str(path), "no such file", "a YAML file")])
    try:
        given = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (ValueError, yaml.YAMLError) as error:
        problem = Problem(path.name, f"not YAML: {error}", "YAML in UTF-8")
        raise InputError(f"{path.name} cannot be read", [problem]) from error
    problems = _wrong_description(path, given)
    if problems:
        raise InputError(f"{path.name} cannot be used ({len(problems)} problems)", problems)
    lists = {key: tuple(map(str, given[key])) for key in ("participant_columns", "absent") if key in given}
    columns = {str(what): str(header) for what, header in given["columns"].items()}
    return SheetDescription(**(given | lists | {"columns": columns}))


def read_spreadsheet(path: Path, description: SheetDescription) -> pd.DataFrame:
    """Read the spreadsheet of a region as a list to link.

    Parameters
    ----------
    path
        XLSX, or CSV in UTF-8 (divided by ``,`` or ``;``).
    description
        What its columns hold.

    Returns
    -------
    DataFrame
        See `regioscoop.register.sources.CANDIDATE_COLUMNS`. Without a column of ids an arrangement is
        ``<source>-<its first row>``. Rows that are empty are left out; nothing else is.

    Raises
    ------
    InputError
        Everything that is wrong: no file, one that does not open, is too large or lacks the sheet or a
        column, a row without name, a date that is none, rows of one arrangement that contradict each other.
    NotAvailableError
        When a workbook is given and openpyxl (extra ``collect``) is not installed.
    """
    if not path.is_file():
        raise InputError("A source is missing", [Problem(str(path), "no such file", "an XLSX or CSV file")])
    reader = _workbook if path.suffix.lower() in (".xlsx", ".xlsm") else _text
    rows = reader(path, description)
    frame = _frame(path, rows, description)
    problems = [*_nameless(path, frame), *_wrong_dates(path, frame), *_contradictions(path, frame)]
    if frame.empty:
        problems.append(Problem(path.name, "no rows", "at least one arrangement"))
    if problems:
        raise InputError(f"{path.name} cannot be read ({len(problems)} problems)", problems)
    return _candidates(frame, description)


def _wrong_description(path: Path, given: Any) -> list[Problem]:  # noqa: ANN401 - any YAML can stand in a file
    if not isinstance(given, dict):
        return [Problem(path.name, "something else", f"keys {', '.join(_KEYS)}")]
    problems = [
        Problem(path.name, f"key {key}", f"one of {', '.join(_KEYS)}") for key in given if key not in _KEYS
    ]
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", str(given.get("source", ""))):
        found = repr(given.get("source", ""))
        problems.append(Problem(path.name, found, "small letters, digits and hyphens", column="source"))
    columns = given.get("columns")
    if not isinstance(columns, dict) or "name" not in columns:
        problems.append(Problem(path.name, repr(columns), "what: header, with name", column="columns"))
    else:
        allowed = f"one of {', '.join(FIELDS)}"
        problems += [
            Problem(path.name, str(what), allowed, column="columns") for what in columns if what not in FIELDS
        ]
    for key in ("participant_columns", "absent"):
        if not isinstance(given.get(key, []), list):
            problems.append(Problem(path.name, repr(given[key]), "a list", column=key))
    row = given.get("header_row", 1)
    if isinstance(row, bool) or not isinstance(row, int) or row < 1:
        problems.append(Problem(path.name, repr(row), "a row number from 1", column="header_row"))
    for key in ("sheet", "divider"):
        if not isinstance(given.get(key, " "), str) or (key == "divider" and not given.get(key, ";")):
            problems.append(Problem(path.name, repr(given[key]), "text", column=key))
    return problems


def _text(path: Path, _: SheetDescription) -> list[list[str]]:
    text = decode(path)
    head = text[:10_000]
    divider = ";" if head.count(";") > head.count(",") else ","
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=divider)
    return [[cell.strip() for cell in row] for row in rows]


def _workbook(path: Path, description: SheetDescription) -> list[list[str]]:
    try:
        import openpyxl
    except ImportError as error:
        message = "Reading XLSX needs openpyxl: install regioscoop[collect], or save the sheet as CSV"
        raise NotAvailableError(message) from error
    _check_size(path)
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except Exception as error:
        problem = Problem(path.name, f"a broken file ({type(error).__name__}: {error})", "an XLSX that opens")
        raise InputError(f"{path.name} cannot be read", [problem]) from error
    try:
        name = description.sheet or book.sheetnames[0]
        if name not in book.sheetnames:
            problem = Problem(path.name, f"no sheet {name}", f"one of {', '.join(book.sheetnames)}")
            raise InputError(f"{path.name} cannot be read", [problem])
        rows = []
        for number, row in enumerate(book[name].iter_rows(values_only=True), start=1):
            if number > MOST_ROWS:
                problem = Problem(path.name, f"more than {MOST_ROWS:,} rows", f"at most {MOST_ROWS:,}")
                raise InputError(f"{path.name} cannot be read", [problem])
            rows.append([_cell(value) for value in row])
        return rows
    finally:
        book.close()


def _check_size(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as package:
            total = sum(part.file_size for part in package.infolist())
    except zipfile.BadZipFile as error:
        problem = Problem(path.name, f"a broken file ({error})", "an XLSX that opens, without password")
        raise InputError(f"{path.name} cannot be read", [problem]) from error
    if total > MOST_BYTES:
        problem = Problem(path.name, f"{total:,} bytes when unpacked", f"at most {MOST_BYTES:,}")
        raise InputError(f"{path.name} cannot be read", [problem])


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime.datetime | datetime.date):
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return re.sub(r"\s+", " ", str(value)).strip()


def _frame(path: Path, rows: Sequence[Sequence[str]], description: SheetDescription) -> pd.DataFrame:
    """One row per filled row of the sheet, with what its columns hold and who takes part."""
    at = description.header_row
    header = [cell.strip() for cell in rows[at - 1]] if len(rows) >= at else []
    wanted = [*description.columns.values(), *description.participant_columns]
    problems = [
        Problem(path.name, f"no column {name}", ", ".join(filter(None, header)) or "a header", row=at)
        for name in wanted
        if name not in header
    ]
    problems += [
        Problem(path.name, f"column {name} twice", "each column once", row=at)
        for name in dict.fromkeys(wanted)
        if header.count(name) > 1
    ]
    if problems:
        raise InputError(f"{path.name} cannot be read ({len(problems)} problems)", problems)
    found = []
    for number, row in enumerate(rows[at:], start=at + 1):
        cells = dict(zip(header, [*row, *[""] * (len(header) - len(row))], strict=False))
        if any(cells[name] for name in wanted):
            values = {what: cells[name] for what, name in description.columns.items()}
            for what in ("founded", "dissolved"):
                values |= {what: _date(values[what])} if what in values else {}
            found.append({"row": number} | values | {"parts": _parts(cells, description)})
    frame = pd.DataFrame(found, columns=["row", *description.columns, "parts"])
    return frame.reindex(columns=["row", *FIELDS, "parts"], fill_value="").astype({"row": int})


def _date(cell: str) -> str:
    """A date as Dutch spreadsheets write it (1-7-2016), the other way round; anything else as it is."""
    hit = _DUTCH_DATE.fullmatch(cell)
    return f"{hit[3]}-{int(hit[2]):02d}-{int(hit[1]):02d}" if hit else cell


def _parts(cells: dict[str, str], description: SheetDescription) -> tuple[str, ...]:
    listed = cells.get(description.columns.get("participants", ""), "").split(description.divider)
    marked = [
        name
        for name in description.participant_columns
        if cells[name] and cells[name].lower() not in description.absent
    ]
    return tuple(part.strip() for part in [*listed, *marked] if part.strip())


def _nameless(path: Path, frame: pd.DataFrame) -> list[Problem]:
    return [
        Problem(path.name, "an empty cell", "a name", int(row), "name")
        for row in frame.loc[frame["name"] == "", "row"]
    ]


def _wrong_dates(path: Path, frame: pd.DataFrame) -> list[Problem]:
    return [
        Problem(path.name, repr(cell), "YYYY, YYYY-MM or YYYY-MM-DD", int(row), column)
        for column in ("founded", "dissolved")
        for row, cell in zip(frame["row"], frame[column], strict=True)
        if cell and not _DATE.fullmatch(cell)
    ]


def _contradictions(path: Path, frame: pd.DataFrame) -> list[Problem]:
    """Rows of one arrangement that say different things of it."""
    problems = []
    for _, group in frame.groupby(_key(frame), sort=False):
        first = group.iloc[0]
        problems += [
            Problem(path.name, repr(cell), f"{first[what]!r}, as in row {first['row']}", int(row), what)
            for what in FIELDS
            if what != "participants"
            for row, cell in zip(group["row"], group[what], strict=True)
            if cell and first[what] and cell != first[what]
        ]
    return problems


def _key(frame: pd.DataFrame) -> pd.Series:
    """What rows of one arrangement share: the id, or the name where there is none."""
    return frame["id"].where(frame["id"] != "", frame["name"])


def _candidates(frame: pd.DataFrame, description: SheetDescription) -> pd.DataFrame:
    first = frame.groupby(_key(frame))["row"].transform("min")
    made = description.source + "-" + first.astype(str)
    frame = frame.assign(id=frame["id"].where(frame["id"] != "", made))
    filled = frame.replace("", pd.NA).groupby("id")[list(FIELDS[1:])].first()
    rows = frame.groupby("id").agg(
        participants=("parts", lambda parts: join_cells(name for cell in parts for name in cell)),
        first=("row", "min"),
    )
    filled = filled.assign(participants=rows["participants"], source=description.source)
    filled["aliases"] = filled["aliases"].fillna("").str.replace(description.divider, "|", regex=False)
    filled["place"] = rows["first"].map("row {}".format)
    return as_candidates(filled.reset_index())
