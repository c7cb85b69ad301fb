"""Sets a report with typst: PDF/UA-1, tagged, fonts embedded, figures as vectors."""

from __future__ import annotations

import json
import re
import tempfile
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from regioscoop.errors import NotAvailableError
from regioscoop.figures.charts import FONTS
from regioscoop.reports._document import Block, Break, Document, Heading, Picture, Points, Table, Text, Warned
from regioscoop.reports._drawing import plain_names

TEMPLATE: Final = "report.typ"
STANDARD: Final = "ua-1"
MOST_HIGH: Final = 0.55
"""Height of a drawing, at most, as a share of the width of the column."""
_VIEW_BOX: Final = re.compile(r'viewBox="[-\d.]+ [-\d.]+ ([\d.]+) ([\d.]+)"')


def pdf(document: Document) -> bytes:
    """Set a report.

    Parameters
    ----------
    document
        What it says.

    Returns
    -------
    bytes
        A PDF/UA-1; the same bytes for the same document.

    Raises
    ------
    NotAvailableError
        When typst or the fonts are absent; says what to do.
    """
    try:
        import typst
    except ImportError as error:
        raise NotAvailableError(
            f"A PDF needs extra packages ({error.name} is absent): pip install 'regioscoop[reports]'"
        ) from error
    if not any(FONTS.glob("*.ttf")):
        raise NotAvailableError("The fonts of the reports have not been made: run `make setup`")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        source = files("regioscoop.reports").joinpath("data", TEMPLATE).read_text(encoding="utf-8")
        (root / TEMPLATE).write_text(source, encoding="utf-8")
        data = _data(document, root)
        (root / "document.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        midnight = datetime(document.day.year, document.day.month, document.day.day, tzinfo=UTC)
        made = typst.compile(
            str(root / TEMPLATE),
            root=folder,
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
            pdf_standards=STANDARD,
            timestamp=int(midnight.timestamp()),
        )
    if not isinstance(made, bytes):
        raise TypeError("typst gave no single document")
    return made


def _data(document: Document, root: Path) -> dict[str, Any]:
    blocks = [_block(block, k, root) for k, block in enumerate(document.blocks)]
    day = document.day
    return {
        "title": document.title,
        "subtitle": document.subtitle,
        "kicker": document.kicker,
        "footer": document.footer,
        "language": document.language,
        "date": [day.year, day.month, day.day],
        "blocks": blocks,
    }


def _block(block: Block, k: int, root: Path) -> dict[str, Any]:
    match block:
        case Heading(words, level):
            return {"kind": "heading", "words": words, "level": level}
        case Text(words):
            return {"kind": "text", "words": words}
        case Points(items):
            return {"kind": "list", "items": list(items)}
        case Warned(words):
            return {"kind": "warning", "words": words}
        case Picture(title, svg, alt, caption, notes):
            name = f"figure-{k}.svg"
            (root / name).write_text(plain_names(svg), encoding="utf-8")
            return {
                "kind": "figure",
                "title": title,
                "file": name,
                "width": _share_of_column(svg),
                "alt": alt,
                "caption": caption,
                "notes": notes,
            }
        case Table(columns, rows, title):
            widths = _widths(block)
            heads = [
                {"words": words, "kind": kind, "width": width}
                for (words, kind), width in zip(columns, widths, strict=True)
            ]
            return {"kind": "table", "title": title, "columns": heads, "rows": _said_once(rows)}
        case Break():
            return {"kind": "break"}


def _said_once(rows: tuple[tuple[str, ...], ...]) -> list[list[str]]:
    """Leave the first cell of a row empty where it says the same as the row above: for paper."""
    before = ("", *(row[0] for row in rows[:-1]))
    return [["" if row[0] == last else row[0], *row[1:]] for row, last in zip(rows, before, strict=True)]


def _widths(table: Table) -> list[int]:
    """How wide each column is beside the others: by the square root of what stands in it."""
    cells = zip(*(row for row in table.rows), strict=True) if table.rows else [()] * len(table.columns)
    longest = [max([len(head), *map(len, own)]) for (head, _), own in zip(table.columns, cells, strict=True)]
    return [round(10 * length**0.5) for length in longest]


def _share_of_column(svg: str) -> float:
    """Width of a drawing in per cent of the column: a tall one is made smaller, so that a page holds it."""
    box = _VIEW_BOX.search(svg)
    if box is None:
        return 100.0
    wide, high = float(box[1]), float(box[2])
    return round(min(100.0, 100 * MOST_HIGH * wide / high), 1)
