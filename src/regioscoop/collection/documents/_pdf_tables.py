"""Tables of a page: ruled ones by their lines, others by the words of their header."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from regioscoop.collection.documents._blocks import Block, Box, Text
from regioscoop.collection.documents._labels import attribute_of, group_of, is_period, unit_of
from regioscoop.collection.documents._pdf_words import Line, Segment, Word, joined, lines_of, text_of

_NAMED: Final = re.compile(r"(?:sub)?totaal", re.I)
HEADER_LINES: Final = 8
"""A header takes no more lines than this."""
RULED_SHARE: Final = 0.3
"""Lines that part rows are drawn over at least this share of the width of the page."""
PROSE_WORDS: Final = 8
"""A line that runs on has more words than this."""
MIN_CELLS: Final = 3
"""Lines around fewer cells with words are a frame and no table."""


@dataclass(frozen=True)
class Ruled:
    """A table with lines around its cells.

    Attributes
    ----------
    box
        Where it stands.
    block
        Its cells.
    """

    box: Box
    block: Block


def ruled_tables(page: Any, words: Sequence[Word], document: str, number: int) -> list[Ruled]:  # noqa: ANN401
    """Tables that are ruled on a pdfplumber page."""
    found = []
    for table in page.find_tables():
        rows = []
        for row in table.rows:
            cells = [_cell(box, words, document, number) for box in row.cells]
            if any(cell.text for cell in cells):
                rows.append(tuple(cells))
        filled = sum(1 for row in rows for cell in row if cell.text)
        columns = max((len(row) for row in rows), default=0)
        if filled >= MIN_CELLS and columns >= 2 and any(sum(1 for c in row if c.text) > 1 for row in rows):
            found.append(Ruled(tuple(table.bbox), Block("table", rows=tuple(rows))))
    return found


def _cell(box: Box | None, words: Sequence[Word], document: str, number: int) -> Text:
    if box is None:
        return Text("")
    inside = [w for w in words if holds(box, w)]
    return joined([text_of(line.words, document, number) for line in lines_of(inside, number)])


def holds(box: Box, word: Word) -> bool:
    """Whether the middle of a word stands in a box."""
    x, y = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


@dataclass(frozen=True)
class Column:
    """A column of a header: its words, and from where to where it stands."""

    words: tuple[Word, ...]
    x0: float
    x1: float

    @property
    def lines(self) -> list[Line]:
        """Its words, line by line."""
        return lines_of(self.words, 0)


@dataclass(frozen=True)
class Header:
    """Head of a table that is not ruled.

    Attributes
    ----------
    lines
        How many lines it takes.
    columns
        From left to right.
    """

    lines: int
    columns: tuple[Column, ...]

    @property
    def text(self) -> str:
        """All its words."""
        return " ".join(word.text for column in self.columns for word in column.words)


def header_at(lines: Sequence[Line], at: int) -> Header | None:
    """Header of an unruled table that begins at a line, or None.

    A line is one when at least two of its parts are labels of different attributes, or days. A line of days
    below it parts the columns that it names.
    """
    first = lines[at]
    if len(first.segments) < 2:
        return None
    columns = [Column(s.words, s.x0, s.x1) for s in first.segments]
    end = at + 1
    while end < min(len(lines), at + HEADER_LINES) and _goes_on(first, lines[end - 1], lines[end]):
        columns = _with_line(columns, lines[end])
        end += 1
    texts = [joined([text_of(line.words, "", 0) for line in column.lines]).text for column in columns]
    known = [a for text in texts if (a := attribute_of(text))]
    days = [text for text in texts if is_period(text)]
    distinct = {a for a in known if a not in ("other", "")}
    is_header = len(known) > 1 and len(distinct) > 1 and len(known) >= 0.5 * len(texts)
    if is_header or (len(days) > 1 and len(days) >= len(texts) - 1):
        return Header(end - at, tuple(columns))
    return None


def _goes_on(first: Line, before: Line, line: Line) -> bool:
    """Whether a line belongs to the header above it: bold as it is, or days and units only."""
    gap = line.top - before.bottom
    if line.page != first.page or gap > 2 * line.size:
        return False
    if first.is_bold and line.is_bold and gap <= 0.6 * line.size:
        return True
    parts = line.segments
    return all(is_period(s.text) or unit_of(s.text) > 1 for s in parts) and (
        len(parts) > 1 or gap <= 0.6 * line.size
    )


def _with_line(columns: Sequence[Column], line: Line) -> list[Column]:
    """Columns with the words of a further line; one above several parts of it becomes as many columns."""
    below: dict[int, list[Segment]] = {}
    for segment in line.segments:
        below.setdefault(_above(columns, segment, len(line.segments) > 1), []).append(segment)
    found = []
    for at, column in enumerate(columns):
        parts = below.get(at, [])
        if len(parts) <= 1:
            words = (*column.words, *(w for part in parts for w in part.words))
            found.append(Column(words, min(w.x0 for w in words), max(w.x1 for w in words)))
        else:
            found += [Column((*column.words, *part.words), part.x0, part.x1) for part in parts]
    return sorted(found, key=lambda column: column.x0)


def _above(columns: Sequence[Column], segment: Segment, leftward: bool) -> int:
    """Number of the column that a part stands under; under none, the one to its left or the nearest."""
    shared = [min(c.x1, segment.x1) - max(c.x0, segment.x0) for c in columns]
    best = max(range(len(columns)), key=lambda i: shared[i])
    left = [i for i, c in enumerate(columns) if c.x0 < segment.x1]
    return left[-1] if shared[best] <= 0 and leftward and left else best


def anchored_table(
    lines: Sequence[Line],
    at: int,
    header: Header,
    body: float,
    document: str,
    rules: Mapping[int, Sequence[float]],
) -> tuple[Block, int]:
    """Table under a header that is not ruled, and the number of the line after it.

    Columns are cut where the fewest words of the rows cross, between the words of the header.
    """
    end = _end(lines, at + header.lines, header, body)
    rows = list(lines[at + header.lines : end])
    cuts = _cuts(header, rows)
    page = lines[at].page
    cells = [
        joined([text_of(line.words, document, page) for line in column.lines]) for column in header.columns
    ]
    if _leads(header, rows, cuts):
        cuts, cells = [header.columns[0].x0 - 2, *cuts], [Text(""), *cells]
    rows = [line for line in rows if not _repeats(line, header)]
    found = [tuple(cells), *_grouped(rows, cuts, document, rules)]
    return Block("table", rows=tuple(found), is_anchored=True), end


def _leads(header: Header, rows: Sequence[Line], cuts: Sequence[float]) -> bool:
    """Whether the rows begin with words to the left of the first word of the header."""
    left = header.columns[0].x0
    outside = sum(1 for line in rows if line.words[0].x1 < left - 2)
    return outside >= max(1, 0.5 * len(rows))


def _repeats(line: Line, header: Header) -> bool:
    words = set(header.text.split())
    return (line.is_bold and set(line.text.split()) <= words) or line.text == header.text


def _end(lines: Sequence[Line], begin: int, header: Header, body: float) -> int:
    """Number of the first line that is no row any more."""
    starts = [column.x0 for column in header.columns]
    pitch: float | None = None
    for i in range(begin, len(lines)):
        line, before = lines[i], lines[i - 1]
        alone = len(line.segments) == 1 or _is_prose(line)
        if (
            alone
            and line.is_bold
            and not (_NAMED.match(line.text) or _repeats(line, header))
            and not lines[begin].segments[0].is_bold
        ):
            return i
        if line.size > 1.1 * body and line.size > lines[begin - 1].size + 0.5:
            return i
        if (
            alone
            and line.words[-1].x1 > starts[1] + 12
            and line.x0 < starts[1] - 4
            and not group_of(line.text)[0]
        ):
            return i
        if line.page == before.page:
            gap = line.top - before.bottom
            if line.top < before.top - 20:
                return i
            if pitch is not None and alone and gap > max(3 * pitch, 1.2 * line.size):
                return i
            if i > begin:
                pitch = gap if pitch is None else max(pitch, gap)
        if i > begin and header_at(lines, i) and not _repeats(line, header):
            return i
    return len(lines)


def _is_prose(line: Line) -> bool:
    """Whether a line runs on: many words and no gap as wide as between columns."""
    gaps = [after.x0 - before.x1 for before, after in itertools.pairwise(line.words)]
    return len(gaps) >= PROSE_WORDS and max(gaps) < 1.2 * line.size


def _cuts(header: Header, rows: Sequence[Line]) -> list[float]:
    """Left edge of each column but the first."""
    spans = sorted((w.x0, w.x1) for line in rows for w in line.words)
    cuts = []
    for left, right in itertools.pairwise(header.columns):
        low, high = left.x0 + 4, right.x1
        tries = [low + (high - low) * i / 60 for i in range(61)]
        crossed = [sum(1 for a, b in spans if a < x < b) for x in tries]
        fewest = min(crossed)
        runs = [
            list(run) for key, run in itertools.groupby(range(61), key=lambda i: crossed[i] == fewest) if key
        ]
        middle = left.x1, right.x0
        aim = sum(middle) / 2
        near = [
            run for run in runs if tries[run[-1]] >= middle[0] - 1 and tries[run[0]] <= middle[1] + 1
        ] or runs
        widest = max(near, key=lambda run: (len(run), -abs(tries[run[len(run) // 2]] - aim)))
        cuts.append(
            tries[widest[-1]]
            if tries[widest[-1]] <= middle[1]
            else (tries[widest[0]] + tries[widest[-1]]) / 2
        )
    return cuts


def _grouped(
    lines: Sequence[Line], cuts: Sequence[float], document: str, rules: Mapping[int, Sequence[float]]
) -> list[tuple[Text, ...]]:
    """Rows of cells: a row begins after a line, a wider gap, or where most columns have words again."""
    split = [_split(line, cuts) for line in lines]
    gaps = [b.top - a.bottom if a.page == b.page else None for a, b in itertools.pairwise(lines)]
    known = sorted(gap for gap in gaps if gap is not None)
    threshold = None
    if known and known[-1] - known[0] > 2.5:
        threshold = (known[0] + known[-1]) / 2
    after_line = [_is_ruled(a, b, rules) for a, b in itertools.pairwise(lines)]
    lined = sum(after_line) >= 2
    rows: list[list[list[Text]]] = []
    for i, (line, cells) in enumerate(zip(lines, split, strict=True)):
        gap = gaps[i - 1] if i else None
        if lined and i and line.page == lines[i - 1].page:
            begins = after_line[i - 1]
        else:
            begins = i == 0 or _begins(cells, gap, threshold)
        if begins:
            rows.append([[] for _ in range(len(cuts) + 1)])
        for column, words in enumerate(cells):
            if words:
                rows[-1][column].append(text_of(words, document, line.page))
    return [tuple(joined(parts) for parts in row) for row in rows]


def _is_ruled(before: Line, line: Line, rules: Mapping[int, Sequence[float]]) -> bool:
    """Whether a line is drawn between two lines of words."""
    low, high = before.top + 0.5 * before.size, line.bottom - 0.5 * line.size
    return before.page == line.page and any(low < y < high for y in rules.get(line.page, ()))


def rules_of(page: Any) -> list[float]:  # noqa: ANN401
    """Heights at which lines are drawn over a good part of a pdfplumber page, in points from its top."""
    drawn: Counter[float] = Counter()
    for edge in page.horizontal_edges:
        drawn[round(edge["top"])] += edge["x1"] - edge["x0"]
    return sorted(y for y, width in drawn.items() if width > RULED_SHARE * page.width)


def _begins(cells: Sequence[Sequence[Word]], gap: float | None, threshold: float | None) -> bool:
    if cells[0] and cells[0][0].text.lower().rstrip(":") in ("totaal", "subtotaal"):
        return True
    if gap is not None and threshold is not None:
        return gap > threshold
    filled = sum(1 for words in cells if words)
    return bool(cells[0]) and filled >= max(2, 0.5 * len(cells))


def _split(line: Line, cuts: Sequence[float]) -> list[list[Word]]:
    cells: list[list[Word]] = [[] for _ in range(len(cuts) + 1)]
    for word in line.words:
        middle = (word.x0 + min(word.x1, word.x0 + 12)) / 2
        cells[sum(1 for cut in cuts if middle > cut)].append(word)
    return cells
