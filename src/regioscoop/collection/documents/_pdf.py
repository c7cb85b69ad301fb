"""Reads the section of a PDF: its pages, lines, columns and tables, as blocks."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pdfplumber
import pypdfium2 as pdfium

from regioscoop.collection.documents._blocks import Block, Reading, Text
from regioscoop.collection.documents._labels import attribute_of, is_title
from regioscoop.collection.documents._pdf_columns import common_gutters, in_order
from regioscoop.collection.documents._pdf_lined import lined_tables
from regioscoop.collection.documents._pdf_pages import MOST_PAGES, find_pages, scan_problems
from regioscoop.collection.documents._pdf_tables import (
    Ruled,
    anchored_table,
    header_at,
    holds,
    ruled_tables,
    rules_of,
)
from regioscoop.collection.documents._pdf_words import (
    Line,
    Word,
    body_size,
    joined,
    text_of,
    without_running,
    words_of,
)
from regioscoop.errors import InputError, Problem

LARGER: Final = 1.12
"""A heading is set at least so much larger than the text, or in bold."""
NEW_PARAGRAPH: Final = 0.75
"""A gap of more than this share of the size begins a new paragraph."""

_BULLET = re.compile(r"^(?:[•●▪■◦‣–—*-]|o(?= ))\s*")
_ENDING = re.compile(r"[.;,]$")


def read_pdf(path: Path, name: str) -> Reading:
    """Read the section of a PDF.

    Parameters
    ----------
    path
        The file.
    name
        Name of the document.

    Raises
    ------
    InputError
        When it is broken, needs a password, or has no page with text.
    """
    try:
        pages = find_pages(path)
    except pdfium.PdfiumError as error:
        locked = "password" in str(error).lower()
        found = "a PDF that needs a password" if locked else f"a broken PDF ({error})"
        raise InputError("The document cannot be read", [Problem(name, found, "a PDF that opens")]) from error
    problems = scan_problems(name, pages.scanned)
    if len(pages.scanned) == pages.total:
        raise InputError("The document cannot be read", problems)
    wanted = pages.wanted[:MOST_PAGES]
    if len(pages.wanted) > MOST_PAGES:
        found = f"{len(pages.wanted)} pages that look like the section"
        problems.append(Problem(name, found, f"the first {MOST_PAGES} were read"))
    blocks = _blocks(path, name, wanted) if wanted else []
    return Reading(name, "pdf", pages.total, tuple(blocks), tuple(problems), bool(wanted), pages.year)


def _blocks(path: Path, name: str, wanted: Sequence[int]) -> list[Block]:
    loosely: list[tuple[int, float, list[Word], list[Word]]] = []
    tables: dict[int, list[Ruled]] = {}
    rules: dict[int, list[float]] = {}
    with pdfplumber.open(path, pages=list(wanted)) as document:
        for page in document.pages:
            words = words_of(page)
            rules[page.page_number] = rules_of(page)
            found = ruled_tables(page, words, name, page.page_number)
            outside = [w for w in words if not any(holds(table.box, w) for table in found)]
            found += lined_tables(page, words, name, page.page_number, [table.box for table in found])
            tables[page.page_number] = found
            loose = [w for w in words if not any(holds(table.box, w) for table in found)]
            loosely.append((page.page_number, float(page.height), loose, outside))
            page.close()
    gutters = common_gutters([outside for *_, outside in loosely])
    raw = [
        (n, high, in_order(words, n, [t.box for t in tables[n]], gutter, outside))
        for (n, high, words, outside), gutter in zip(loosely, gutters, strict=True)
    ]
    kept = without_running(raw)
    body = body_size([line for lines in kept.values() for line in lines])
    styles = _styles([line for lines in kept.values() for line in lines], body)
    items: list[Line | Ruled] = []
    for number in kept:
        items += _with_tables(kept[number], tables[number])
    return _assemble(items, _Setting(body, tuple(styles), name, rules))


def _with_tables(lines: Sequence[Line], tables: Sequence[Ruled]) -> list[Line | Ruled]:
    """Put each ruled table after the last line above it in its own column."""
    items: list[Line | Ruled] = list(lines)
    for table in sorted(tables, key=lambda t: (t.box[1], t.box[0])):
        x0, top, x1, _ = table.box
        at = 0
        for i, item in enumerate(items):
            if isinstance(item, Line):
                above = item.top < top and item.x0 < x1 and item.words[-1].x1 > x0
            else:
                above = item.box[1] < top and item.box[0] < x1 and item.box[2] > x0
            at = i + 1 if above else at
        items.insert(at, table)
    return items


def _styles(lines: Sequence[Line], body: float) -> list[tuple[float, bool]]:
    """Types of heading, the most prominent first."""
    return sorted({_style(line) for line in lines if _is_heading(line, body)}, reverse=True)


def _style(line: Line) -> tuple[float, bool]:
    return round(line.size * 2) / 2, line.is_bold


def _is_heading(line: Line, body: float) -> bool:
    large = line.size >= LARGER * body
    alone = is_title(line.text.rstrip(",;")) and len(line.segments) == 1
    return alone and (large or (line.is_bold and line.size >= 0.95 * body))


@dataclass(frozen=True)
class _Setting:
    """How a document is set: size of its text, types of heading, its name, and lines across each page."""

    body: float
    styles: tuple[tuple[float, bool], ...]
    name: str
    rules: Mapping[int, Sequence[float]]


def _assemble(items: Sequence[Line | Ruled], setting: _Setting) -> list[Block]:
    blocks: list[Block] = []
    for is_line, part in itertools.groupby(items, key=lambda item: isinstance(item, Line)):
        if is_line:
            blocks += _flow([item for item in part if isinstance(item, Line)], setting)
        else:
            blocks += [item.block for item in part if isinstance(item, Ruled)]
    return blocks


def _flow(lines: list[Line], setting: _Setting) -> list[Block]:
    """Blocks of lines without a ruled table between them."""
    blocks: list[Block] = []
    at = 0
    while at < len(lines):
        block, end = _grid(lines, at, setting)
        if block is None:
            end = _paragraph_end(lines, at, setting.body)
            block = _block(lines[at:end], setting)
        blocks.append(block)
        at = end
    return blocks


def _grid(lines: Sequence[Line], at: int, setting: _Setting) -> tuple[Block | None, int]:
    """Table without lines that begins here, and the number of the line after it; None when there is none."""
    if _starts_label(lines[at]):
        return None, at
    header = header_at(lines, at)
    if header:
        block, end = anchored_table(lines, at, header, setting.body, setting.name, setting.rules)
        return (block, end) if len(block.rows) > 1 else (None, at)
    return _pairs(lines, at, setting.body, setting.name) if _is_pair(lines, at) else (None, at)


def _is_pair(lines: Sequence[Line], at: int) -> bool:
    """Whether a line is a label with its value in a column beside it; both may run on in the next line."""
    line = lines[at]
    parts = line.segments
    label = parts[0].text
    if at + 1 < len(lines) and not attribute_of(label) and _runs_on(line, lines[at + 1]):
        label = f"{label} {lines[at + 1].segments[0].text}"
    begins = label[:1].isupper() or label[:1].isdigit()
    return len(parts) >= 2 and begins and bool(attribute_of(label)) and not _BULLET.match(line.text)


def _runs_on(line: Line, below: Line) -> bool:
    """Whether label and value of a line both go on in the line below it."""
    parts, rest = line.segments, below.segments
    return (
        len(parts) == len(rest) == 2
        and line.page == below.page
        and below.top - line.bottom < 0.5 * line.size
        and all(abs(a.x0 - b.x0) < 4 for a, b in zip(parts, rest, strict=True))
        and not attribute_of(rest[0].text) == attribute_of(f"{parts[0].text} {rest[0].text}") == ""
        and rest[0].text[:1].islower()
    )


def _pairs(lines: Sequence[Line], at: int, body: float, name: str) -> tuple[Block, int]:
    """Labels with their values beside them, and the number of the line after."""
    label_x, value_x = lines[at].segments[0].x0, lines[at].segments[1].x0
    rows: list[tuple[list[Text], list[list[Text]]]] = []
    end = at
    while end < len(lines):
        line = lines[end]
        parts = [text_of(segment.words, name, line.page) for segment in line.segments]
        begins_label = abs(line.x0 - label_x) < 4
        if begins_label and rows and _runs_on(lines[end - 1], line):
            rows[-1][0].append(parts[0])
            rows[-1][1][0].append(parts[1])
        elif begins_label and len(parts) > 1 and line.segments[1].x0 > label_x + 20:
            rows.append(([parts[0]], [[part] for part in parts[1:]]))
        elif rows and line.x0 > label_x + 20 and abs(line.x0 - value_x) < 6:
            rows[-1][1][0].append(joined(parts))
        elif (
            begins_label
            and len(parts) == 1
            and line.segments[0].x1 < value_x
            and _continues(rows, line, lines[end - 1], body)
        ):
            known = attribute_of(line.text)
            if (known and not attribute_of(f"{rows[-1][0][0].text} {line.text}")) or not rows:
                rows.append(([parts[0]], [[]]))
            else:
                rows[-1][0].append(parts[0])
        else:
            break
        end += 1
    made = tuple((joined(label), *(joined(value) for value in values)) for label, values in rows)
    return Block("table", rows=made, is_anchored=True), end


def _continues(rows: Sequence[object], line: Line, before: Line, body: float) -> bool:
    """Whether words in the column of labels belong to the label above, or are a label themselves."""
    if not rows or line.size >= LARGER * body:
        return False
    if attribute_of(line.text):
        return True
    return (
        line.page == before.page
        and line.top - before.bottom < 0.5 * line.size
        and line.is_bold == before.segments[0].words[0].is_bold
    )


def _paragraph_end(lines: Sequence[Line], at: int, body: float) -> int:
    first = lines[at]
    heading = _is_heading(first, body)
    end = at + 1
    while end < len(lines):
        line, before = lines[end], lines[end - 1]
        if line.page == before.page:
            gap = line.top - before.bottom
            if gap > NEW_PARAGRAPH * line.size or gap < -0.6 * line.size:
                break
        elif heading or _ENDING.search(before.text) or not line.text[0].islower():
            break
        if heading and _leads_on(before, line):
            heading = False
            end += 1
            continue
        if _is_heading(line, body) != heading or (heading and _style(line) != _style(first)):
            break
        runs_on = before.words[-1].is_bold and not before.is_bold and line.words[0].is_bold
        if _BULLET.match(line.text) or (_starts_label(line) and not runs_on) or _grid_begins(lines, end):
            break
        end += 1
    return end


def _leads_on(before: Line, line: Line) -> bool:
    """Whether the words in bold that a paragraph begins with run on in its second line."""
    return line.words[0].is_bold and not line.is_bold and line.text[:1].islower() and before.size == line.size


def _grid_begins(lines: Sequence[Line], at: int) -> bool:
    return header_at(lines, at) is not None or _is_pair(lines, at)


def _starts_label(line: Line) -> bool:
    head, colon, _ = line.text.partition(":")
    return bool(colon and line.text[:1].isupper() and attribute_of(head)) or bool(
        line.lead and not line.is_bold and attribute_of(line.lead)
    )


def _block(lines: Sequence[Line], setting: _Setting) -> Block:
    text = joined([text_of(line.words, setting.name, line.page) for line in lines])
    first = lines[0]
    if (
        all(_is_heading(line, setting.body) for line in lines)
        and is_title(text.text)
        and not _BULLET.match(text.text)
    ):
        return Block("heading", text, level=setting.styles.index(_style(first)) + 1)
    bullet = _BULLET.match(text.text)
    lead = "" if first.is_bold else first.lead
    if first.is_bold and not all(line.is_bold for line in lines):
        lead = joined([text_of(words, setting.name, first.page) for words in _leading(lines)]).text
    if bullet and len(text.text) > bullet.end():
        return Block("item", text.cut(bullet.end()), lead=lead)
    words = [word for line in lines for word in line.words]
    return Block("text", text, lead=lead, bold=_bold(text, words))


def _leading(lines: Sequence[Line]) -> list[tuple[Word, ...]]:
    """The words in bold that a paragraph begins with, line by line."""
    found: list[tuple[Word, ...]] = []
    for line in lines:
        words = tuple(itertools.takewhile(lambda word: word.is_bold, line.words))
        found += [words] if words else []
        if len(words) < len(line.words):
            break
    return found


def _bold(text: Text, words: Sequence[Word]) -> tuple[tuple[int, int], ...]:
    """Stretches of a paragraph in bold, where not all of it is."""
    if all(word.is_bold for word in words) or not any(word.is_bold for word in words):
        return ()
    pairs = zip(text.marks, words, strict=True)
    runs = itertools.groupby(pairs, key=lambda pair: pair[1].is_bold)
    stretches = [[mark for mark, _ in run] for is_bold, run in runs if is_bold]
    return tuple((marks[0].start, marks[-1].end) for marks in stretches)
