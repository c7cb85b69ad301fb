"""What a synthetic document is made of, before it is written as PDF, HTML, DOCX or XLSX."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from regioscoop.collection.documents.synthetic._facts import Party


@dataclass(frozen=True)
class Run:
    """Words of one kind.

    Attributes
    ----------
    text
        The words.
    bold
        Whether they are bold.
    note
        Words of a footnote that hangs on them.
    """

    text: str
    bold: bool = False
    note: str = ""


@dataclass(frozen=True)
class Piece:
    """A heading, paragraph, list, table or stretch in columns.

    Attributes
    ----------
    kind
        Which of these it is.
    level
        Of a heading its depth.
    runs
        Words of a heading or paragraph.
    items
        Items of a list.
    rows
        Rows of a table, the first is the header where ``header`` says so.
    widths
        Relative widths of the columns.
    rule
        How a table is ruled: ``all``, ``lines`` (between rows), ``none``.
    numbers
        Columns set to the right.
    inner
        Pieces in the columns.
    wide
        Whether a table stands on pages turned aside.
    """

    kind: Literal["heading", "paragraph", "list", "table", "columns", "break"]
    level: int = 0
    runs: tuple[Run, ...] = ()
    items: tuple[tuple[Run, ...], ...] = ()
    rows: tuple[tuple[tuple[Run, ...], ...], ...] = ()
    header: bool = False
    widths: tuple[float, ...] = ()
    rule: str = "all"
    numbers: tuple[int, ...] = ()
    inner: tuple[Piece, ...] = ()
    wide: bool = False


@dataclass(frozen=True)
class Style:
    """How the whole is set.

    Attributes
    ----------
    font, size
        Type of the text, and its size in points.
    numbered
        Whether headings have numbers.
    running
        Whether pages have a running head.
    justified
        Whether lines are filled, with words broken at their end.
    template
        Number of the template of its medium.
    """

    font: str = "Libertinus Serif"
    size: float = 10.0
    numbered: bool = False
    running: bool = True
    justified: bool = False
    template: int = 0


@dataclass(frozen=True)
class Written:
    """Pieces of a section, and what they say of each party.

    Attributes
    ----------
    pieces
        In order.
    truth
        Per party the attributes that are printed and what they say.
    """

    pieces: tuple[Piece, ...]
    truth: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class Document:
    """A whole synthetic budget."""

    title: str
    pieces: tuple[Piece, ...]
    style: Style = field(default_factory=Style)

    def data(self) -> dict[str, Any]:
        """As JSON can hold it."""
        return asdict(self)


def heading(text: str, level: int) -> Piece:
    """A heading."""
    return Piece("heading", level=level, runs=(Run(text),))


def paragraph(*runs: str | Run) -> Piece:
    """A paragraph."""
    return Piece("paragraph", runs=tuple(Run(r) if isinstance(r, str) else r for r in runs))


def bullets(*items: str | tuple[Run, ...]) -> Piece:
    """A list."""
    return Piece("list", items=tuple((Run(i),) if isinstance(i, str) else i for i in items))


def table(rows: list[list[str | Run]], *, header: bool, bold_first: bool = False, **how: Any) -> Piece:  # noqa: ANN401
    """A table of words."""
    made = []
    for at, row in enumerate(rows):
        bold = header and at == 0
        made.append(
            tuple(
                (c,) if isinstance(c, Run) else (Run(c, bold=bold or (bold_first and i == 0)),)
                for i, c in enumerate(row)
            )
        )
    return Piece("table", rows=tuple(made), header=header, **how)


@dataclass(frozen=True)
class Money:
    """How amounts are written.

    Attributes
    ----------
    kind
        ``full`` (€ 1.234.000), ``thousands`` (1.234 under a head that says so), ``millions`` (€ 1,2 miljoen).
    """

    kind: str

    @property
    def head(self) -> str:
        """What a header adds."""
        return " (x € 1.000)" if self.kind == "thousands" else ""

    def write(self, euros: int) -> str:
        """An amount as it is printed."""
        if self.kind == "thousands":
            return f"{round(euros / 1000):,}".replace(",", ".")
        if self.kind == "millions" and abs(euros) >= 100_000:
            return f"€ {euros / 1e6:.1f} miljoen".replace(".", ",")
        return f"€ {euros:,}".replace(",", ".")

    def truth(self, euros: int) -> float:
        """What the printed amount comes to."""
        if self.kind == "thousands":
            return round(euros / 1000) * 1000.0
        if self.kind == "millions" and abs(euros) >= 100_000:
            return round(float(f"{euros / 1e6:.1f}") * 1e6)
        return float(euros)


def printed(party: Party, money: Money, attributes: tuple[str, ...], name: str = "") -> dict[str, Any]:
    """Truth of a party of which these attributes are printed."""
    found: dict[str, Any] = {"name": name or party.name}
    for attribute in attributes:
        if attribute == "legal_form":
            found[attribute] = party.form
        elif attribute == "participants":
            found[attribute] = list(party.members)
        elif attribute in ("contribution", "equity_start", "equity_end", "debt_start", "debt_end", "result"):
            found[attribute] = money.truth(getattr(party, attribute))
        elif getattr(party, attribute):
            found[attribute] = getattr(party, attribute)
    return found
