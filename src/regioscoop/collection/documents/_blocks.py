"""What every reader gives: headings, texts, items and tables, each word with its place in the original."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from regioscoop.errors import Problem

Box = tuple[float, float, float, float]
Kind = Literal["heading", "text", "item", "table"]
MEDIA: Final = ("pdf", "html", "docx", "xlsx")


@dataclass(frozen=True)
class Place:
    """Where something stands in a document.

    Attributes
    ----------
    document
        Name of the document as it was given.
    page
        Page of a PDF or sheet of a spreadsheet, the first is 1; None in a document without pages.
    box
        x0, top, x1, bottom in points (1/72 inch) from the top left of the page; None outside a PDF.
    start, end
        First character and the one after the last in the document's text; None where there is a box or cell.
    part
        File or address of one page of a site, or sheet and cell of a spreadsheet (``Blad1!B4``).
    """

    document: str
    page: int | None = None
    box: Box | None = None
    start: int | None = None
    end: int | None = None
    part: str = ""


@dataclass(frozen=True)
class Mark:
    """A stretch of a text, from ``start`` to before ``end``, and where it stands."""

    start: int
    end: int
    place: Place


@dataclass(frozen=True)
class Text:
    """A text that knows where its words stand.

    Attributes
    ----------
    text
        The text, spaces made single.
    marks
        Its words (PDF) or its whole (other media) with their places, in order.
    """

    text: str
    marks: tuple[Mark, ...] = ()

    def place(self, start: int = 0, end: int | None = None) -> Place:
        """Place of a stretch; of one that runs over pages, the part on the first page."""
        end = len(self.text) if end is None else end
        touched = [mark for mark in self.marks if mark.start < end and mark.end > start]
        if not touched:
            return self.marks[0].place if self.marks else Place("")
        first = touched[0].place
        if first.box is not None:
            return Place(first.document, first.page, _around(touched, first.page), part=first.part)
        if first.start is None:
            return first
        last = touched[-1]
        begin = first.start + max(0, start - touched[0].start)
        stop = (last.place.start or 0) + min(end, last.end) - last.start
        return Place(first.document, first.page, None, begin, stop, first.part)

    def cut(self, start: int, end: int | None = None) -> Text:
        """A stretch as a text of its own, blanks at both ends left out."""
        end = len(self.text) if end is None else end
        piece = self.text[start:end]
        start += len(piece) - len(piece.lstrip())
        end = start + len(piece.strip())
        marks = []
        for mark in self.marks:
            low, high = max(mark.start, start), min(mark.end, end)
            if low < high:
                marks.append(Mark(low - start, high - start, self.place(low, high)))
        return Text(self.text[start:end], tuple(marks))


def _around(marks: Sequence[Mark], page: int | None) -> Box:
    boxes = [mark.place.box for mark in marks if mark.place.page == page and mark.place.box is not None]
    lows, highs = [box[:2] for box in boxes], [box[2:] for box in boxes]
    return (
        round(min(x for x, _ in lows), 1),
        round(min(y for _, y in lows), 1),
        round(max(x for x, _ in highs), 1),
        round(max(y for _, y in highs), 1),
    )


def join(texts: Sequence[Text], between: str = " ") -> Text:
    """Several texts as one."""
    found = ""
    marks: list[Mark] = []
    for piece in texts:
        if not piece.text:
            continue
        if found:
            found += between
        marks += [Mark(m.start + len(found), m.end + len(found), m.place) for m in piece.marks]
        found += piece.text
    return Text(found, tuple(marks))


@dataclass(frozen=True)
class Block:
    """A heading, a text, an item of a list or a table.

    Attributes
    ----------
    kind
        Which of these it is.
    text
        The words; of a table none.
    level
        Of a heading its depth, the highest is 1; else 0.
    lead
        The words in bold that a text begins with; empty when there are none.
    bold
        Stretches of a text in bold, from the first character to before the last, where not all of it is.
    rows
        Of a table its cells, row by row.
    is_anchored
        Whether the columns of a table were inferred from its header, since nothing is ruled.
    """

    kind: Kind
    text: Text = Text("")
    level: int = 0
    lead: str = ""
    bold: tuple[tuple[int, int], ...] = ()
    rows: tuple[tuple[Text, ...], ...] = ()
    is_anchored: bool = False

    @property
    def place(self) -> Place:
        """Where it begins."""
        if self.kind == "table":
            return next((cell.place() for row in self.rows for cell in row if cell.text), Place(""))
        return self.text.place()


@dataclass(frozen=True)
class Reading:
    """What was read of a document.

    Attributes
    ----------
    document
        Its name.
    medium
        ``pdf``, ``html``, ``docx`` or ``xlsx``.
    pages
        Number of pages, sheets or files.
    blocks
        What stands in it, in reading order; of a PDF only the pages that matter.
    problems
        What could not be read, and what that means.
    is_section
        Whether ``blocks`` is the section already; else it is still to be found in them.
    year
        Year of the budget by the words of the whole document; None when it is to be told from ``blocks``.
    """

    document: str
    medium: str
    pages: int
    blocks: tuple[Block, ...]
    problems: tuple[Problem, ...] = field(default=())
    is_section: bool = False
    year: int | None = None


class Builder:
    """Makes texts of a document without boxes, each with its place in the whole text."""

    def __init__(self, document: str, part: str = "", offset: int = 0) -> None:
        self._document, self._part, self._length = document, part, offset

    @property
    def length(self) -> int:
        """Number of characters so far."""
        return self._length

    def text(self, words: str) -> Text:
        """Text of words in the order of the document; blanks made single."""
        clean = " ".join(words.split())
        if not clean:
            return Text("")
        place = Place(self._document, None, None, self._length, self._length + len(clean), self._part)
        self._length += len(clean) + 1
        return Text(clean, (Mark(0, len(clean), place),))
