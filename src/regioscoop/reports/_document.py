"""A report before it is set: headings, sentences, figures and tables in order, in words only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 to 3."""

    words: str
    level: int = 1


@dataclass(frozen=True)
class Text:
    """A paragraph."""

    words: str


@dataclass(frozen=True)
class Points:
    """A list of sentences."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Warned:
    """What a reader has to know before the next figure."""

    words: str


@dataclass(frozen=True)
class Picture:
    """A figure.

    Attributes
    ----------
    title
        What one sees.
    svg
        The drawing.
    alt
        The same for who cannot see it.
    caption
        Source, edition, rule set and interval.
    notes
        What stands in the margin.
    """

    title: str
    svg: str
    alt: str
    caption: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """A table: heads with their kind (``words`` or ``number``), and cells as words."""

    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, ...], ...]
    title: str = ""

    @classmethod
    def of(cls, heads: str, kinds: str, rows: Iterable[Iterable[object]], title: str = "") -> Table:
        """Make it of rows.

        Parameters
        ----------
        heads
            Heads, with a bar between them.
        kinds
            One letter a column: ``w`` for words, ``n`` for a number.
        rows
            Cells, one row at a time.
        title
            What stands above it.
        """
        named = {"w": "words", "n": "number"}
        columns = tuple((head, named[kind]) for head, kind in zip(heads.split("|"), kinds, strict=True))
        return cls(columns, tuple(tuple(map(str, row)) for row in rows), title)


@dataclass(frozen=True)
class Break:
    """The next goes on a new page."""


Block = Heading | Text | Points | Warned | Picture | Table | Break


@dataclass(frozen=True)
class Document:
    """A report.

    Attributes
    ----------
    title, subtitle, kicker
        What stands at the top.
    footer
        What stands below every page: edition and checksum.
    language
        ``nl`` or ``en``.
    day
        Date of the last edition: the date of the document, so that the same input gives the same bytes.
    blocks
        What it holds, in order.
    """

    title: str
    subtitle: str
    kicker: str
    footer: str
    language: str
    day: date
    blocks: tuple[Block, ...] = field(repr=False, default=())
