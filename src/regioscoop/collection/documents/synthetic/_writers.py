"""Writes a synthetic document as PDF, HTML, DOCX or XLSX: the same bytes for the same document."""

from __future__ import annotations

import html
import io
import json
import re
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import docx
import openpyxl
from docx.shared import Pt
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from regioscoop.collection.documents.synthetic._page import Document, Piece, Run
from regioscoop.errors import NotAvailableError

MIDNIGHT: Final = 1_704_067_200
"""The time that every document carries: 1 January 2024."""
_STAMP = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")


def as_pdf(document: Document) -> bytes:
    """A PDF, set with typst.

    Raises
    ------
    NotAvailableError
        When typst is absent.
    """
    try:
        import typst
    except ImportError as error:
        raise NotAvailableError("A PDF needs typst: pip install 'regioscoop[collect]'") from error
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        source = files("regioscoop.collection.documents.synthetic").joinpath("document.typ").read_bytes()
        (root / "document.typ").write_bytes(source)
        (root / "document.json").write_text(json.dumps(document.data(), ensure_ascii=False), encoding="utf-8")
        return bytes(
            typst.compile(
                str(root / "document.typ"), root=folder, ignore_system_fonts=True, timestamp=MIDNIGHT
            )
        )


def as_html(document: Document) -> bytes:
    """A page; template 1 has labels as paragraphs in bold and no headings below the second level.

    The page holds a script, which no reader may run.
    """
    body = "\n".join(_html(piece, document.style.template) for piece in document.pieces)
    script = "<script>document.body.innerHTML = 'Rechtsvorm: script';</script>"
    nav = "<nav><ul><li>Verbonden partijen</li><li>Grondbeleid</li></ul></nav>"
    page = (
        '<!DOCTYPE html>\n<html lang="nl"><head><meta charset="utf-8">'
        f"<title>{html.escape(document.title)}</title></head><body>{nav}"
        f"<h1>{html.escape(document.title)}</h1>\n{body}\n{script}<footer>Gemaakt met een "
        "generator; synthetisch.</footer></body></html>\n"
    )
    return page.encode()


def _html(piece: Piece, template: int) -> str:
    if piece.kind == "heading":
        level = min(6, piece.level + 1)
        if template == 1 and level > 3:
            return f'<div class="kop"><p><strong>{_spans(piece.runs)}</strong></p></div>'
        return f"<h{level}>{_spans(piece.runs)}</h{level}>"
    if piece.kind == "paragraph":
        return f"<p>{_spans(piece.runs)}</p>"
    if piece.kind == "list":
        return "<ul>" + "".join(f"<li>{_spans(item)}</li>" for item in piece.items) + "</ul>"
    if piece.kind == "table":
        return _html_table(piece)
    return "<div>" + "\n".join(_html(inner, template) for inner in piece.inner) + "</div>"


def _html_table(piece: Piece) -> str:
    rows = []
    for at, row in enumerate(piece.rows):
        tag = "th" if piece.header and at == 0 else "td"
        rows.append("<tr>" + "".join(f"<{tag}>{_spans(cell)}</{tag}>" for cell in row) + "</tr>")
    return f'<div class="tabel"><table>{"".join(rows)}</table></div>'


def _spans(runs: Sequence[Run]) -> str:
    made = []
    for run in runs:
        words = html.escape(run.text)
        made.append((f"<b>{words}</b>" if run.bold else words) + ("<sup>1)</sup>" if run.note else ""))
    return "".join(made)


def as_docx(document: Document) -> bytes:
    """A DOCX; template 1 has lines in bold instead of headings below the second level."""
    made = docx.Document()
    made.core_properties.title = document.title
    made.add_heading(document.title, 0)
    for piece in _flat(document.pieces):
        _docx(made, piece, document.style.template)
    return _stamped(made)


def _docx(made: Any, piece: Piece, template: int) -> None:  # noqa: ANN401
    if piece.kind == "heading" and not (template == 1 and piece.level > 2):
        made.add_heading("".join(run.text for run in piece.runs), min(9, piece.level))
    elif piece.kind in ("heading", "paragraph"):
        _runs(made.add_paragraph(), piece.runs, bold=piece.kind == "heading")
    elif piece.kind == "list":
        for item in piece.items:
            _runs(made.add_paragraph(style="List Bullet"), item)
    elif piece.kind == "table":
        grid = made.add_table(rows=0, cols=max(len(row) for row in piece.rows))
        grid.style = "Table Grid" if piece.rule == "all" else "Normal Table"
        for row in piece.rows:
            cells = grid.add_row().cells
            for cell, runs in zip(cells, row, strict=False):
                _runs(cell.paragraphs[0], runs)


def _runs(paragraph: Any, runs: Sequence[Run], bold: bool = False) -> None:  # noqa: ANN401
    for run in runs:
        made = paragraph.add_run(run.text)
        made.bold = run.bold or bold
        made.font.size = Pt(10)
        if run.note:
            paragraph.add_run("1").font.superscript = True


def as_xlsx(document: Document) -> bytes:
    """A spreadsheet; template 1 has a sheet for the section and one for the rest."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Begroting"
    at = 1
    for piece in _flat(document.pieces):
        words = "".join(run.text for run in piece.runs)
        if document.style.template == 1 and piece.kind == "heading" and words.startswith("Paragraaf "):
            sheet, at = book.create_sheet(words.removeprefix("Paragraaf ")[:30]), 1
        at = _xlsx(sheet, piece, at)
    return _stamped(book)


def _xlsx(sheet: Any, piece: Piece, at: int) -> int:  # noqa: ANN401
    """Write a piece from a row on, and give the row after it."""
    whole = piece.items or ((piece.runs,) if piece.runs else ())
    rows = piece.rows or tuple((runs,) for runs in whole)
    for cells in rows:
        for column, runs in enumerate(cells, start=1):
            words = "".join(run.text for run in runs)
            if words:
                cell = sheet[f"{get_column_letter(column)}{at}"]
                cell.value = words
                cell.font = Font(bold=any(run.bold for run in runs) or piece.kind == "heading")
        at += 1
    return at + 1


def _flat(pieces: Sequence[Piece]) -> Iterator[Piece]:
    for piece in pieces:
        if piece.kind == "columns":
            yield from _flat(piece.inner)
        elif piece.kind != "break":
            yield piece


def _stamped(made: Any) -> bytes:  # noqa: ANN401 - a DOCX or XLSX
    """Bytes of an Office document without the time at which it was made."""
    raw, clean = io.BytesIO(), io.BytesIO()
    made.save(raw)
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(clean, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            data = source.read(part)
            if part.filename == "docProps/core.xml":
                data = _STAMP.sub(rb"\g<1>2024-01-01T00:00:00Z\g<2>", data)
            target.writestr(zipfile.ZipInfo(part.filename, (2024, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return clean.getvalue()


WRITERS: Final = {"pdf": as_pdf, "html": as_html, "docx": as_docx, "xlsx": as_xlsx}
"""How each medium is written."""
