"""Words of a page with their boxes and type, and the lines they make."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from regioscoop.collection.documents._blocks import Mark, Place, Text
from regioscoop.collection.documents._labels import attribute_of

GAP_EMS: Final = 0.8
"""Words further apart than this share of their size stand in different cells."""
_BOLD = re.compile(r"bold|black|heavy|semi|demi", re.I)
_AND = re.compile(r"(?:en|of|und|tot)\b")
_NOTE = re.compile(r"[\d*†‡]{1,3}\)?|[¹²³⁴⁵⁶⁷⁸⁹]+")
_NOTE_LINE = re.compile(r"^(?:\d{1,2}\)?|\*{1,3})\s?[^\W\d_]")
_PAGE_NUMBER = re.compile(r"(?:pagina |blz\.? |p\. ?)?\d{1,4}(?: (?:van|/|\|) ?\d{1,4})?", re.I)


@dataclass(frozen=True)
class Word:
    """A word on a page; points from the top left."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    is_bold: bool


@dataclass(frozen=True)
class Segment:
    """Words of a line that stand close together."""

    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        """The words."""
        return " ".join(word.text for word in self.words)

    @property
    def is_bold(self) -> bool:
        """Whether all of it is bold."""
        return all(word.is_bold for word in self.words)

    @property
    def x0(self) -> float:
        """Left edge."""
        return self.words[0].x0

    @property
    def x1(self) -> float:
        """Right edge."""
        return self.words[-1].x1


@dataclass(frozen=True)
class Line:
    """A line of a page or of one of its columns.

    Attributes
    ----------
    page
        Page, the first is 1.
    words
        From left to right.
    """

    page: int
    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        """The words."""
        return " ".join(word.text for word in self.words)

    @property
    def segments(self) -> tuple[Segment, ...]:
        """The words, parted where the gap is wide."""
        parts: list[list[Word]] = [[self.words[0]]]
        for word in self.words[1:]:
            before = parts[-1][-1]
            wide = max(5.0, GAP_EMS * min(word.size, before.size))
            if word.x0 - before.x1 > wide:
                parts.append([])
            parts[-1].append(word)
        return tuple(Segment(tuple(part)) for part in parts)

    @property
    def x0(self) -> float:
        """Left edge."""
        return self.words[0].x0

    @property
    def top(self) -> float:
        """Upper edge."""
        return min(word.top for word in self.words)

    @property
    def bottom(self) -> float:
        """Lower edge."""
        return max(word.bottom for word in self.words)

    @property
    def size(self) -> float:
        """Size of most of its letters, in points."""
        counted: Counter[float] = Counter()
        for word in self.words:
            counted[round(word.size, 1)] += len(word.text)
        return counted.most_common(1)[0][0]

    @property
    def is_bold(self) -> bool:
        """Whether all of it is bold."""
        return all(word.is_bold for word in self.words if re.search(r"\w", word.text))

    @property
    def lead(self) -> str:
        """The words in bold that it begins with."""
        found = []
        for word in self.words:
            if not word.is_bold:
                break
            found.append(word.text)
        return " ".join(found)


def words_of(page: Any) -> list[Word]:  # noqa: ANN401 - pdfplumber carries no types
    """Words of a pdfplumber page that stand upright."""
    found = page.extract_words(extra_attrs=["fontname", "size"], x_tolerance_ratio=0.2, y_tolerance=2)
    return [
        Word(
            w["text"].replace("\u00ad", "-"),
            w["x0"],
            w["top"],
            w["x1"],
            w["bottom"],
            w["size"],
            bool(_BOLD.search(w["fontname"])),
        )
        for w in found
        if w["upright"] and w["size"] > 3
    ]


def lines_of(words: Sequence[Word], page: int) -> list[Line]:
    """Lines from top to bottom; marks of footnotes left out."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda w: (w.bottom, w.x0)):
        row = rows[-1] if rows else None
        if row and _shares_line(row, word):
            row.append(word)
        else:
            rows.append([word])
    lines = []
    for row in rows:
        largest = max(word.size for word in row)
        row.sort(key=lambda w: w.x0)
        kept = [
            w for i, w in enumerate(row) if not (i and w.size < 0.78 * largest and _NOTE.fullmatch(w.text))
        ]
        lines.append(Line(page, tuple(kept)))
    return sorted(lines, key=lambda line: line.top)


def _shares_line(row: Sequence[Word], word: Word) -> bool:
    """Whether more than half of the lower of the two stands beside the other."""
    top, bottom = max(w.top for w in row[-3:]), min(w.bottom for w in row[-3:])
    overlap = min(bottom, word.bottom) - max(top, word.top)
    return overlap > 0.5 * min(bottom - top, word.bottom - word.top)


def without_running(pages: Sequence[tuple[int, float, list[Line]]]) -> dict[int, list[Line]]:
    """Lines of each page without running heads, page numbers and footnotes.

    Parameters
    ----------
    pages
        Page, its height in points, its lines.
    """
    keys: Counter[str] = Counter()
    for _, height, lines in pages:
        keys.update({_key(line) for line in lines if _at_edge(line, height)})
    body = body_size([line for _, _, lines in pages for line in lines])
    often = max(1.0, 0.3 * len(pages))
    kept = {}
    for number, height, lines in pages:
        rest = [
            line
            for line in lines
            if not (
                _at_edge(line, height)
                and (_PAGE_NUMBER.fullmatch(line.text) or keys[_key(line)] > often or line.size < 0.93 * body)
                and sum(1 for s in line.segments if attribute_of(s.text)) < 2
            )
        ]
        kept[number] = _without_notes(rest, body)
    return kept


def _key(line: Line) -> str:
    return re.sub(r"\d+", "#", line.text.lower())


def _at_edge(line: Line, height: float) -> bool:
    return line.bottom < 0.09 * height or line.top > 0.91 * height


def _without_notes(lines: list[Line], body: float) -> list[Line]:
    """Without the small lines at the foot from the first that begins with the mark of a note."""
    small = len(lines)
    while small and lines[small - 1].size < 0.93 * body:
        small -= 1
    for i in range(max(small, int(0.6 * len(lines))), len(lines)):
        if _NOTE_LINE.match(lines[i].text):
            return lines[:i]
    return lines


def body_size(lines: Sequence[Line]) -> float:
    """Size in which most of the letters are set, in points."""
    counted: Counter[float] = Counter()
    for line in lines:
        counted[line.size] += sum(len(word.text) for word in line.words)
    return counted.most_common(1)[0][0] if counted else 10.0


def text_of(words: Sequence[Word], document: str, page: int) -> Text:
    """Words as a text with their boxes."""
    found = ""
    marks: list[Mark] = []
    for word in words:
        found += " " if found else ""
        box = (round(word.x0, 1), round(word.top, 1), round(word.x1, 1), round(word.bottom, 1))
        marks.append(Mark(len(found), len(found) + len(word.text), Place(document, page, box)))
        found += word.text
    return Text(found, tuple(marks))


def joined(texts: Sequence[Text]) -> Text:
    """Lines as one text; a word broken at the end of a line is made whole."""
    found = ""
    marks: list[Mark] = []
    for piece in texts:
        if not piece.text:
            continue
        if re.search(r"[a-z]-$", found) and piece.text[0].islower() and not _AND.match(piece.text):
            found = found[:-1]
            marks[-1] = Mark(marks[-1].start, len(found), marks[-1].place)
        elif found and not (re.search(r"\w-$", found) and piece.text[0].isupper()):
            found += " "
        marks += [Mark(m.start + len(found), m.end + len(found), m.place) for m in piece.marks]
        found += piece.text
    return Text(found, tuple(marks))
