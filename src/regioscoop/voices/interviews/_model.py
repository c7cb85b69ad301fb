"""What is known of a set of coded interviews: plain tables, whatever tool they were coded in.

A coding says that a coder put a code on a stretch of a source. Codes have a kind, so that a finding and a
consequence that stand together make a row of the matrix. A causal link says that somebody in a source sees
one thing lead to another.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import pandas as pd

from regioscoop.errors import UnknownNameError
from regioscoop.register.codes import Code, CodeList

PERSPECTIVES: Final = CodeList(
    "perspective",
    Code("agenda", "inhoud van de agenda", "content of the agenda"),
    Code("structure", "opzet van de samenwerking", "structure"),
    Code("process", "werking van afspraken", "working of process agreements"),
    Code("behaviour", "gedrag en cultuur", "behaviour and culture"),
)
"""Source: the interview study in West-Brabant [S]; a project may have others of its own."""
KINDS: Final = CodeList(
    "kind of code",
    Code("perspective", "invalshoek", "perspective"),
    Code("finding", "constatering", "finding"),
    Code("consequence", "gevolg", "consequence"),
    Code("link", "verband", "link"),
    Code("other", "anders", "other"),
)
LINK_POLARITIES: Final = CodeList(
    "polarity of a link", Code("positive", "versterkt", "strengthens"), Code("negative", "remt", "weakens")
)
"""Positive: more of the cause gives more of the effect. Negative: more of the cause gives less of it."""

SOURCE_COLUMNS: Final = ("source", "name", "text")
CODE_COLUMNS: Final = ("code", "parent", "kind", "perspective", "description")
CODING_COLUMNS: Final = ("source", "start", "end", "code", "coder")
LINK_COLUMNS: Final = ("source", "cause", "effect", "polarity", "start", "end", "coder")


@dataclass(frozen=True)
class Package:
    """The file that a project was read from, kept so that it can be written back without loss.

    Attributes
    ----------
    path
        The ``.qdpx``.
    member
        Name in it of the XML of the project.
    xml
        That XML, as it was read.
    """

    path: Path
    member: str
    xml: bytes = field(repr=False)


@dataclass(frozen=True)
class Interviews:
    """A set of coded interviews.

    Attributes
    ----------
    name
        Name of the project.
    sources
        source (id), name, text; in the order in which the interviews were held or given.
    codes
        code (name; with its parent before it where two have the same name), parent (a code, or ""), kind
        (`KINDS`), perspective (the code of the perspective it stands under, or ""), description.
    codings
        source, start, end (characters of the text, end not included), code, coder ("" where unknown).
    links
        source ("" where unknown), cause, effect, polarity (`LINK_POLARITIES`), start, end (of the quote; -1
        where there is none), coder.
    groups
        One row a source (index), one column a division such as ``role``; "" where unknown.
    notes
        What was found and left out, in words.
    package
        Where it was read from; None when it has no REFI-QDA file, or may not be written back to one.
    is_pseudonymous
        Whether names of people and places were replaced.
    """

    name: str
    sources: pd.DataFrame = field(repr=False)
    codes: pd.DataFrame = field(repr=False)
    codings: pd.DataFrame = field(repr=False)
    links: pd.DataFrame = field(repr=False)
    groups: pd.DataFrame = field(repr=False)
    notes: tuple[str, ...] = ()
    package: Package | None = None
    is_pseudonymous: bool = False

    @property
    def texts(self) -> dict[str, str]:
        """Source -> its text."""
        return dict(zip(self.sources["source"], self.sources["text"], strict=True))

    @property
    def kinds(self) -> dict[str, str]:
        """Code -> its kind."""
        return dict(zip(self.codes["code"], self.codes["kind"], strict=True))

    def division(self, name: str) -> pd.Series:
        """Group of each source in a division.

        Raises
        ------
        UnknownNameError
            When there is no such division.
        """
        if name not in self.groups:
            raise UnknownNameError("division", name, list(self.groups.columns))
        return self.groups[name].reindex(self.sources["source"], fill_value="")

    def quote(self, source: str, start: int, end: int) -> str:
        """Words of a source from ``start`` to ``end``, on one line."""
        return " ".join(self.texts.get(source, "")[max(start, 0) : end].split())

    def with_codings(self, codings: pd.DataFrame) -> Interviews:
        """Return the same with other codings."""
        return replace(self, codings=ordered(codings[list(CODING_COLUMNS)]))


def ordered(rows: pd.DataFrame) -> pd.DataFrame:
    """Each row once, in an order that does not depend on that of the rows."""
    return rows.drop_duplicates().sort_values(list(rows.columns), ignore_index=True)


def table(rows: list[tuple[object, ...]], columns: tuple[str, ...]) -> pd.DataFrame:
    """Make a table, also of no rows."""
    made = pd.DataFrame(rows, columns=list(columns), dtype="object")
    return made.astype({name: "int64" for name in ("start", "end") if name in columns})
