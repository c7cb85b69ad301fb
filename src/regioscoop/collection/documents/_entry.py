"""An entry of the section: its values, each with its place and how sure it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

import pandas as pd

from regioscoop.collection.documents._blocks import Place, Text
from regioscoop.collection.documents._labels import AMOUNTS, ATTRIBUTES
from regioscoop.errors import Problem

CONFIDENCE: Final = {
    "cell": 0.95,
    "label": 0.93,
    "heading": 0.9,
    "anchored": 0.88,
    "list": 0.85,
    "group": 0.75,
    "prose": 0.7,
    "model": 0.6,
    "unsure": 0.5,
}
"""How sure a value is by the way it was found: in a cell of a ruled table, after a label, under a heading,
in a column that was inferred, in a list, by the list it stands in, in a sentence, by a language model,
or by a rule that may well be wrong. An order and no calibrated probability [own]."""


@dataclass(frozen=True)
class Value:
    """What a document says of one attribute.

    Attributes
    ----------
    attribute
        One of `ATTRIBUTES`.
    text
        The words of the document.
    place
        Where they stand.
    confidence
        0 to 1, see `CONFIDENCE`.
    found_by
        ``rule`` or ``model``.
    euros
        Of an amount what it comes to; None when no amount could be read, or it is no amount.
    members
        Of participants their names.
    """

    attribute: str
    text: str
    place: Place
    confidence: float
    found_by: str = "rule"
    euros: float | None = None
    members: tuple[str, ...] = ()

    @property
    def is_guess(self) -> bool:
        """Whether a language model said it: a guess until a person confirms it."""
        return self.found_by == "model"


@dataclass(frozen=True)
class Entry:
    """One linked party as one document describes it.

    Attributes
    ----------
    facts
        At most one of each attribute; the name is always there.
    texts
        Sentences of the document about it, which rules read badly: for a language model or a person.
    """

    facts: tuple[Value, ...]
    texts: tuple[Text, ...] = ()

    def __getitem__(self, attribute: str) -> Value:
        return next(value for value in self.facts if value.attribute == attribute)

    def get(self, attribute: str) -> Value | None:
        """The value of an attribute, or None when the document does not say."""
        return next((value for value in self.facts if value.attribute == attribute), None)

    @property
    def name(self) -> str:
        """Its name as the document has it."""
        return self["name"].text


@dataclass(frozen=True)
class DocumentResult:
    """What came of one document.

    Attributes
    ----------
    document
        Its name.
    medium
        ``pdf``, ``html``, ``docx``, ``xlsx``, or empty when it was not read.
    pages
        Number of pages, sheets or files.
    section
        Pages on which the section was read; empty in a document without pages or without the section.
    entries
        The linked parties, in the order of the document.
    problems
        What could not be read or used.
    is_read
        Whether it was read; one without the section was read, a broken one was not.
    loose
        Sentences of the section that no entry took.
    year
        Year of the budget; None where the document does not say.
    """

    document: str
    medium: str = ""
    pages: int = 0
    section: tuple[int, ...] = ()
    entries: tuple[Entry, ...] = ()
    problems: tuple[Problem, ...] = field(default=())
    is_read: bool = True
    loose: tuple[Text, ...] = ()
    year: int | None = None


def entries_frame(results: Iterable[DocumentResult], places: bool = False) -> pd.DataFrame:
    """Entries as a table.

    Parameters
    ----------
    results
        What `extract` gave.
    places
        Whether to give a row per value with its place, instead of a row per entry.

    Returns
    -------
    DataFrame
        A row per entry: document, entry (its number), the attributes (amounts in euros, participants parted
        by ``;``), guessed (attributes that a model gave, parted by ``;``), confidence (the lowest of its
        values). With ``places`` a row per value: document, entry, name, attribute, text, euros, page, x0,
        top, x1, bottom, start, end, part, confidence, found_by.
    """
    rows = []
    for result in results:
        for number, entry in enumerate(result.entries, start=1):
            key = {"document": result.document, "entry": number}
            rows += [key | row for row in (_place_rows(entry) if places else [_row(entry)])]
    columns = _PLACE_COLUMNS if places else _COLUMNS
    return pd.DataFrame(rows, columns=columns)


_COLUMNS: Final = ["document", "entry", *ATTRIBUTES, "guessed", "confidence"]
_PLACE_COLUMNS: Final = [
    *("document", "entry", "name", "attribute", "text", "euros", "page", "x0", "top", "x1", "bottom"),
    *("start", "end", "part", "confidence", "found_by"),
]


def _row(entry: Entry) -> dict[str, object]:
    given = entry.facts
    row: dict[str, object] = {value.attribute: _shown(value) for value in given}
    row["guessed"] = ";".join(value.attribute for value in given if value.is_guess)
    row["confidence"] = min(value.confidence for value in given)
    return row


def _shown(value: Value) -> object:
    if value.attribute in AMOUNTS:
        return value.euros
    return ";".join(value.members) if value.attribute == "participants" and value.members else value.text


def _place_rows(entry: Entry) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for value in entry.facts:
        place = value.place
        box = place.box or (None, None, None, None)
        where: dict[str, object] = dict(zip(("x0", "top", "x1", "bottom"), box, strict=True))
        rows.append(
            {"name": entry.name, "attribute": value.attribute, "text": value.text, "euros": value.euros}
            | {"page": place.page, "start": place.start, "end": place.end, "part": place.part}
            | where
            | {"confidence": value.confidence, "found_by": value.found_by}
        )
    return rows
