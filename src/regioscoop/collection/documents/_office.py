"""Reads DOCX and XLSX, after a look at how large they become when unpacked."""

from __future__ import annotations

import datetime
import zipfile
from pathlib import Path
from typing import Any, Final

import docx
import openpyxl
from docx.table import Table
from openpyxl.utils import get_column_letter

from regioscoop.collection.documents._blocks import Block, Builder, Mark, Place, Reading, Text
from regioscoop.collection.documents._labels import is_title
from regioscoop.collection.documents._run_in import bold_spans
from regioscoop.collection.documents._section import named_section
from regioscoop.errors import InputError, Problem

MOST_BYTES: Final = 400_000_000
"""A document is no larger than this when unpacked."""
MOST_RATIO: Final = 250
"""A part of more than a million bytes is packed no tighter than this."""
MOST_PARTS: Final = 20_000
"""A document has no more parts than this."""
MOST_CELLS: Final = 500_000
"""A spreadsheet has no more cells than this in one sheet; what comes after is not read."""


def check_package(path: Path, name: str) -> None:
    """Refuse a packed document that becomes too large, before anything of it is unpacked.

    Raises
    ------
    InputError
        When it is no package, or a bomb.
    """
    try:
        with zipfile.ZipFile(path) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, OSError) as error:
        problem = Problem(
            name, f"a broken file ({error})", "a DOCX or XLSX that opens; one with a password does not"
        )
        raise InputError("The document cannot be read", [problem]) from error
    total = sum(part.file_size for part in parts)
    tight = max((p.file_size / max(1, p.compress_size) for p in parts if p.file_size > 1e6), default=0)
    problems = []
    if total > MOST_BYTES:
        problems.append(Problem(name, f"{total:,} bytes when unpacked", f"at most {MOST_BYTES:,}"))
    if tight > MOST_RATIO:
        problems.append(Problem(name, f"a part packed {tight:,.0f} times", f"at most {MOST_RATIO} times"))
    if len(parts) > MOST_PARTS:
        problems.append(Problem(name, f"{len(parts):,} parts", f"at most {MOST_PARTS:,}"))
    if problems:
        raise InputError("The document cannot be read", problems)


def read_docx(path: Path, name: str) -> Reading:
    """Read a DOCX.

    Raises
    ------
    InputError
        When it cannot be opened or is a bomb.
    """
    check_package(path, name)
    try:
        document = docx.Document(str(path))
        maker = Builder(name)
        blocks = [block for item in document.iter_inner_content() for block in _docx_block(item, maker)]
    except Exception as error:
        raise _broken(name, "DOCX", error) from error
    return Reading(name, "docx", 1, tuple(blocks))


def _broken(name: str, kind: str, error: Exception) -> InputError:
    problem = Problem(name, f"a broken {kind} ({type(error).__name__}: {error})", f"a {kind} that opens")
    return InputError("The document cannot be read", [problem])


def _docx_block(item: Any, maker: Builder) -> list[Block]:  # noqa: ANN401 - paragraph or table
    if isinstance(item, Table):
        rows = [_docx_row(row, maker) for row in item.rows]
        filled = tuple(row for row in rows if any(cell.text for cell in row))
        return [Block("table", rows=filled)] if filled else []
    runs = [run for run in item.runs if not run.font.superscript]
    text = maker.text(_words(item.runs) or item.text)
    if not text.text:
        return []
    style = (item.style.name or "").lower() if item.style is not None else ""
    if style.startswith(("heading", "kop", "title")):
        return [Block("heading", text, level=int(style[-1]) if style[-1].isdigit() else 1)]
    lead = _lead(runs)
    bold = bold_spans([(run.text, bool(run.bold)) for run in runs])
    properties = item._p.pPr
    if style.startswith(("list", "lijst")) or (properties is not None and properties.numPr is not None):
        return [Block("item", text, lead=lead, bold=bold)]
    if lead == text.text and is_title(lead):
        return [Block("heading", text, level=7)]
    return [Block("text", text, lead=lead, bold=bold)]


def _words(runs: list[Any]) -> str:
    """Words of runs without the marks of notes."""
    return "".join(run.text for run in runs if not run.font.superscript)


def _lead(runs: list[Any]) -> str:
    found = []
    for run in runs:
        if not run.bold and run.text.strip():
            break
        found.append(run.text)
    return " ".join("".join(found).split())


def _docx_row(row: Any, maker: Builder) -> tuple[Text, ...]:  # noqa: ANN401
    cells, seen = [], set()
    for cell in row.cells:
        if cell._tc in seen:
            cells.append(Text(""))
            continue
        seen.add(cell._tc)
        cells.append(maker.text(" ".join(_words(p.runs) or p.text for p in cell.paragraphs)))
    return tuple(cells)


def read_xlsx(path: Path, name: str) -> Reading:
    """Read a spreadsheet: the sheets about linked parties where their names say so, else all.

    Raises
    ------
    InputError
        When it cannot be opened or is a bomb.
    """
    check_package(path, name)
    problems: list[Problem] = []
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        named = [title for title in book.sheetnames if named_section(title)]
        blocks: list[Block] = []
        for number, title in enumerate(book.sheetnames, start=1):
            if not named or title in named:
                blocks += _sheet(book[title], number, name, problems)
        total = len(book.sheetnames)
        book.close()
    except Exception as error:
        raise _broken(name, "XLSX", error) from error
    return Reading(name, "xlsx", total, tuple(blocks), tuple(problems), is_section=bool(named))


def _sheet(sheet: Any, number: int, name: str, problems: list[Problem]) -> list[Block]:  # noqa: ANN401
    """Tables are parted by empty rows; a cell that stands alone is a text, in bold a heading."""
    blocks: list[Block] = []
    rows: list[tuple[Text, ...]] = []
    cells = 0
    for row in sheet.iter_rows():
        cells += len(row)
        if cells > MOST_CELLS:
            problems.append(
                Problem(f"{name}, {sheet.title}", f"more than {MOST_CELLS:,} cells", "the first were read")
            )
            break
        texts = tuple(_xlsx_cell(cell, sheet.title, number, name) for cell in row)
        filled = [(text, cell) for text, cell in zip(texts, row, strict=True) if text.text]
        if len(filled) > 1 or (filled and rows):
            rows.append(texts)
            continue
        blocks += _table(rows) + ([_loose(*filled[0])] if filled else [])
        rows = []
    return blocks + _table(rows)


def _table(rows: list[tuple[Text, ...]]) -> list[Block]:
    return [Block("table", rows=tuple(rows))] if rows else []


def _loose(text: Text, cell: Any) -> Block:  # noqa: ANN401
    return Block("heading", text, level=2) if cell.font.b and is_title(text.text) else Block("text", text)


def _xlsx_cell(cell: Any, title: str, number: int, name: str) -> Text:  # noqa: ANN401
    value = cell.value
    if value is None:
        return Text("")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, float):
        value = f"{value:.2f}".replace(".", ",")
    if isinstance(value, datetime.datetime):
        value = f"{value.day}-{value.month}-{value.year}"
    words = " ".join(str(value).split())
    place = Place(name, number, part=f"{title}!{get_column_letter(cell.column)}{cell.row}")
    return Text(words, (Mark(0, len(words), place),))
