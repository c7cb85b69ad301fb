"""Files of answers and of numbers beside them, each read as text cells whatever program wrote it."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Final

import pandas as pd

from regioscoop.errors import InputError, NotAvailableError, Problem

FORMATS: Final = (".csv", ".txt", ".tsv", ".xlsx", ".sav")
_SUB_QUESTION: Final = re.compile(r"^[A-Za-z][A-Za-z0-9]*[\[_](?P<code>[A-Za-z0-9]+)\]?$")
_WHOLE: Final = re.compile(r"^(-?\d+)\.0+$")


def read_cells(path: Path) -> pd.DataFrame:
    """Read a table as text: empty where nothing stands, whole numbers without decimals.

    Parameters
    ----------
    path
        CSV (comma, semicolon or tab, UTF-8), XLSX (first sheet) or SPSS (.sav; codes, not their labels).

    Returns
    -------
    DataFrame
        Text; index is the row as a spreadsheet shows it, from 2.

    Raises
    ------
    InputError
        When the file cannot be read, has no rows, or names a column twice.
    NotAvailableError
        When the package that reads this format is absent.
    """
    kind = path.suffix.lower()
    if kind not in FORMATS:
        raise _refused(path, f"a file {kind or 'without extension'}", "one of " + ", ".join(FORMATS))
    if not path.is_file():
        raise _refused(path, "no such file", "a file of answers")
    readers = {".xlsx": _xlsx, ".sav": _sav}
    try:
        frame = readers.get(kind, _csv)(path)
    except ImportError as error:
        raise NotAvailableError(
            f"A {kind} file needs an extra package ({error.name} is absent): pip install 'regioscoop[voices]'"
        ) from error
    frame.columns = [str(column).strip() for column in frame.columns]
    twice = frame.columns[frame.columns.duplicated()].unique()
    if len(twice):
        raise _refused(path, "columns twice: " + ", ".join(twice), "every column once")
    if frame.empty:
        raise _refused(path, "no rows", "a header and one row or more")
    cleaned = frame.fillna("").astype(str).apply(lambda cells: cells.str.strip())
    for column in cleaned.columns[[cleaned[c].str.endswith(".0").any() for c in cleaned]]:
        cleaned[column] = cleaned[column].str.replace(_WHOLE, r"\1", regex=True)
    cleaned.index = pd.RangeIndex(2, len(cleaned) + 2)
    return cleaned[(cleaned != "").any(axis=1)]


def item_of_column(column: str) -> str:
    """Code of the sub-question of a LimeSurvey column: over1 of ``overview[over1]`` or ``overview_over1``."""
    found = _SUB_QUESTION.match(column)
    return found["code"] if found else column


def _csv(path: Path) -> pd.DataFrame:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refused(path, f"byte {error.start} is no UTF-8", "text in UTF-8") from error
    first = text.split("\n", 1)[0]
    mark = max(",;\t", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True))
    except csv.Error as error:
        raise _refused(path, str(error), "a table with one row a line") from error
    if not rows or not any(rows[0]):
        raise _refused(path, "no header", "names of columns in the first row")
    uneven = [k for k, row in enumerate(rows[1:], 2) if row and len(row) != len(rows[0])]
    if uneven:
        problems = [
            Problem(path.name, f"{len(rows[k - 1])} cells", f"{len(rows[0])}, as the header", k)
            for k in uneven
        ]
        raise InputError("The file cannot be read", problems)
    return pd.DataFrame([row or [""] * len(rows[0]) for row in rows[1:]], columns=rows[0])


def _xlsx(path: Path) -> pd.DataFrame:
    import openpyxl  # noqa: F401 - so that its absence is told as such

    try:
        return pd.read_excel(path, dtype=object, engine="openpyxl")
    except Exception as error:  # openpyxl raises whatever its parts do
        raise _refused(path, f"no workbook ({error})", "a workbook of Excel 2007 or later") from error


def _sav(path: Path) -> pd.DataFrame:
    import pyreadstat

    try:
        frame, _ = pyreadstat.read_sav(str(path))
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, ValueError, UnicodeDecodeError) as error:
        raise _refused(path, f"no SPSS file ({error})", "a file that SPSS saved") from error
    return frame.astype(object).where(frame.notna(), "")


def _refused(path: Path, found: str, allowed: str) -> InputError:
    return InputError("The file cannot be read", [Problem(path.name, found, allowed)])
