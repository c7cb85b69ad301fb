"""What a run tells: a log for each document, and a summary, in Dutch or English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from regioscoop.collection.documents import DocumentResult
from regioscoop.collection.run._arrangements import Arrangement
from regioscoop.collection.run._documents import Document
from regioscoop.collection.run._entries import Found
from regioscoop.register.importing._common import slugify

_COUNTS: Final = {
    "documents": ("Documenten", "Documents"),
    "not_read": ("waarvan niet te lezen", "of which could not be read"),
    "without_section": ("waarvan zonder verbonden partijen", "of which without linked parties"),
    "without_reporter": ("waarvan niet bekend is van wie", "of which nobody knows whose"),
    "entries": ("Vermeldingen van een verbonden partij", "Entries of a linked party"),
    "arrangements": ("Verschillende samenwerkingsverbanden", "Different arrangements"),
    "known_before": ("waarvan bekend uit de vorige editie", "of which known from the earlier edition"),
    "in_the_edition": ("In de nieuwe editie", "In the new edition"),
    "to_review": ("Vragen aan een mens (review.csv)", "Questions to a person (review.csv)"),
    "not_named": (
        "Nergens genoemd, terwijl een deelnemer gelezen is",
        "Named nowhere, though a participant was read",
    ),
}
_TITLE: Final = ("Verzameld", "Collected")
_NOTE: Final = (
    "Codes en koppelingen zijn gissingen tot een mens ze bevestigt: vul de kolom decision van review.csv "
    "in, geef het blad aan `regioscoop collect decide` en draai opnieuw.",
    "Codes and links are guesses until a person confirms them: fill in the column decision of review.csv, "
    "give the sheet to `regioscoop collect decide` and run again.",
)
_READ: Final = ("gelezen", "read"), ("niet gelezen", "not read")
_LINE: Final = (
    "{pages} pagina's, bladen of bestanden; verbonden partijen op {section}",
    "{pages} pages, sheets or files; linked parties on {section}",
)
_WHO: Final = (
    ("van {who} (volgens {how})", "of {who} (says {how})"),
    ("van wie is niet bekend", "nobody knows whose it is"),
)


def summary_of(counts: Mapping[str, int], language: str) -> str:
    """Counts of a run as a small page of Markdown."""
    at = _at(language)
    rows = [f"| {words[at]} | {counts[name]:,} |" for name, words in _COUNTS.items()]
    return "\n".join([f"# {_TITLE[at]}", "", "| | |", "|---|---:|", *rows, "", _NOTE[at], ""])


def document_logs(
    documents: Sequence[Document],
    results: Mapping[str, DocumentResult],
    entries: Sequence[Found],
    arrangements: Sequence[Arrangement],
    language: str,
) -> dict[str, str]:
    """Name of a file -> log of a document: what was read, what is wrong, and what became of each entry."""
    at = _at(language)
    became = {found.id: a for a in arrangements for found in a.entries}
    of: dict[str, list[Found]] = {}
    for found in entries:
        of.setdefault(found.document.id, []).append(found)
    made = {}
    for document in documents:
        result = results[document.id]
        pages = sorted(result.section)
        section = f"{pages[0]}-{pages[-1]}" if pages else "-"
        lines = [
            f"{document.id}: {_READ[0 if result.is_read else 1][at]}, sha256 {document.key}",
            _WHO[0 if document.reporter else 1][at].format(who=document.reporter, how=document.known_from),
            _LINE[at].format(pages=result.pages, section=section),
            *(f"! {problem}" for problem in result.problems),
            *(_entry(found, became[found.id]) for found in of.get(document.id, [])),
        ]
        made[_file(document)] = "\n".join(lines) + "\n"
    return made


def _entry(found: Found, arrangement: Arrangement) -> str:
    told = ", ".join(f"{value.attribute} {value.confidence:.2f}" for value in found.entry.facts)
    return f"{found.number}. {found.entry.name} -> {arrangement.id} ({told})"


def _file(document: Document) -> str:
    return f"{slugify(document.id)}-{document.key[:8]}.log"


def _at(language: str) -> int:
    return ("nl", "en").index(language)
