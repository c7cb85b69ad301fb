"""The entries of all documents as records: with an id that stays, with what people decided, ready to link."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import pandas as pd

from regioscoop.collection.documents import ATTRIBUTES, DocumentResult, Entry, Value
from regioscoop.collection.linking import known_participants
from regioscoop.collection.run._documents import Document
from regioscoop.register.importing._common import slugify

NO_ENTRY: Final = "none"
"""Decision that what was taken for an entry is none, or that an attribute does not say what was read."""
AGREED: Final = "ok"
"""Decision that what was found is right."""
RECORD_COLUMNS: Final = ("id", "name", "aliases", "participants", "seat", "legal_form")


@dataclass(frozen=True)
class Found:
    """An entry of a document, known by an id.

    Attributes
    ----------
    id
        Document and name, such as ``assen.pdf#ggd-drenthe``.
    document
        Where it stands.
    number
        Its place among the entries of the document, from 1.
    entry
        What was found, after what people decided.
    members
        Codes of the governments that it names, among them who reported it.
    others
        Names of participants that are no government that we know.
    is_listed
        Whether it lists participants.
    """

    id: str
    document: Document
    number: int
    entry: Entry
    members: frozenset[str]
    others: tuple[str, ...]
    is_listed: bool

    def said(self, attribute: str) -> str:
        """Words of an attribute; empty when the document does not say."""
        value = self.entry.get(attribute)
        return value.text if value is not None else ""


def found_entries(
    documents: Sequence[Document], results: Mapping[str, DocumentResult], decisions: pd.DataFrame
) -> list[Found]:
    """The entries of the documents, in order.

    Parameters
    ----------
    documents
        The documents.
    results
        What came of each, by its id.
    decisions
        Those of kind ``entry``; see `regioscoop.collection.workspace.Workspace.decisions`.
    """
    decided: dict[str, dict[str, str]] = {}
    for subject, other, decision in decisions[["subject", "other", "decision"]].itertuples(index=False):
        decided.setdefault(subject, {})[other] = decision
    made = []
    for document in documents:
        seen: Counter[str] = Counter()
        for number, entry in enumerate(results[document.id].entries, start=1):
            slug = slugify(entry.name) or "nameless"
            seen[slug] += 1
            again = f"~{seen[slug]}" if seen[slug] > 1 else ""
            id_ = f"{document.id}#{slug}{again}"
            said = decided.get(id_, {})
            if said.get("") != NO_ENTRY and said.get("name") != NO_ENTRY:
                made.append(_found(id_, document, number, _corrected(entry, said)))
    return made


def _corrected(entry: Entry, said: Mapping[str, str]) -> Entry:
    facts = []
    for value in entry.facts:
        decision = said.get(value.attribute, "")
        if decision in ("", AGREED):
            facts.append(replace(value, confidence=1.0, found_by="person") if decision else value)
        elif decision != NO_ENTRY:
            facts.append(_by_hand(value, decision))
    return replace(entry, facts=tuple(facts))


def _by_hand(value: Value, text: str) -> Value:
    members = tuple(part.strip() for part in text.split(";")) if value.attribute == "participants" else ()
    return replace(value, text=text, members=members, euros=None, confidence=1.0, found_by="person")


def _found(id_: str, document: Document, number: int, entry: Entry) -> Found:
    listed = entry.get("participants")
    codes, others = known_participants(listed.members if listed else ())
    reporter = {document.reporter} - {""}
    return Found(id_, document, number, entry, codes | reporter, others, bool(codes or others))


def records(entries: Iterable[Found]) -> pd.DataFrame:
    """Entries as a list to link, with the columns `RECORD_COLUMNS`; an abbreviation is an alias.

    Who reported an entry that lists nobody is not all of its participants: those stay unknown.
    """
    rows = [
        (
            found.id,
            found.entry.name,
            found.said("abbreviation"),
            ";".join(sorted([*found.members, *found.others])) if found.is_listed else "",
            found.said("seat"),
            found.said("legal_form"),
        )
        for found in entries
    ]
    return pd.DataFrame(rows, columns=list(RECORD_COLUMNS), dtype="object")


def entries_table(entries: Iterable[Found], groups: Mapping[str, str]) -> pd.DataFrame:
    """A row for each entry: id, document, number, arrangement, reported_by, members, and each attribute."""
    rows = [
        {
            "id": found.id,
            "document": found.document.id,
            "number": found.number,
            "arrangement": groups[found.id],
            "reported_by": found.document.reporter,
            "members": ";".join(sorted(found.members)),
            "other_participants": ";".join(found.others),
        }
        | {attribute: found.said(attribute) for attribute in ATTRIBUTES}
        for found in entries
    ]
    columns = [
        "id",
        "document",
        "number",
        "arrangement",
        "reported_by",
        "members",
        "other_participants",
        *ATTRIBUTES,
    ]
    return pd.DataFrame(rows, columns=columns)


def values_table(entries: Iterable[Found]) -> pd.DataFrame:
    """A row for each value with its place, so that a reviewer finds it in the original."""
    rows = []
    for found in entries:
        for value in found.entry.facts:
            place = value.place
            box = place.box or (None, None, None, None)
            rows.append(
                (
                    *(found.id, found.document.id, value.attribute, value.text, value.euros),
                    *(place.page, *box, place.start, place.end, place.part),
                    *(value.confidence, value.found_by),
                )
            )
    columns = [
        *("entry", "document", "attribute", "text", "euros", "page", "x0", "top", "x1", "bottom"),
        *("start", "end", "part", "confidence", "found_by"),
    ]
    frame = pd.DataFrame(rows, columns=columns)
    whole = ["page", "start", "end"]
    frame[whole] = frame[whole].astype("Int64")
    return frame


def place_words(value: Value) -> str:
    """Where a reviewer finds it: document, page and box, characters, or cell."""
    place = value.place
    told = [place.document, place.part]
    if place.page is not None and not place.part:
        told.append(f"p. {place.page}")
    if place.box is not None:
        told.append("box " + " ".join(f"{x:g}" for x in place.box))
    if place.start is not None:
        told.append(f"characters {place.start}-{place.end}")
    return ", ".join(filter(None, told))
