"""From a document to its entries; one that cannot be read never stops the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, Protocol

import httpx

from regioscoop.collection.documents._blocks import Reading
from regioscoop.collection.documents._entries import gather
from regioscoop.collection.documents._entry import DocumentResult
from regioscoop.collection.documents._html import SUFFIXES, read_html, read_site
from regioscoop.collection.documents._office import read_docx, read_xlsx
from regioscoop.collection.documents._pdf import read_pdf
from regioscoop.collection.documents._periods import budget_year, named_years
from regioscoop.collection.documents._section import section_of, trimmed
from regioscoop.errors import InputError, Problem

TIMEOUT: Final = 30.0
"""Seconds to wait for a page of a site."""
MOST_FETCHED: Final = 30_000_000
"""A page that is fetched is no larger than this, in bytes."""


class Completer(Protocol):
    """What completes a result where the rules are unsure: a language model, or a person."""

    def __call__(self, result: DocumentResult) -> DocumentResult:
        """The result with what was found besides; each such value marked as a guess."""


def read_document(source: str | Path) -> Reading:
    """Read a document: a PDF, DOCX, XLSX or HTML file, a folder with a saved site, or a list of addresses.

    Parameters
    ----------
    source
        A path. A ``.txt`` file is a list of addresses, one to a line, of the pages of one site; they are
        fetched, and nothing that they refer to is.

    Raises
    ------
    InputError
        When it is absent, of another kind, broken, locked or a bomb.
    """
    path = Path(source)
    name = path.name or str(path)
    if not path.exists():
        raise InputError("The document cannot be read", [Problem(str(source), "no such file", "a document")])
    if path.is_dir() or path.suffix.lower() in SUFFIXES:
        return read_html(path, name)
    return _by_head(path, name)


def _by_head(path: Path, name: str) -> Reading:
    """Read a file by what it begins with, since its name may lie."""
    with path.open("rb") as file:
        head = file.read(1024)
    suffix = path.suffix.lower()
    if b"%PDF-" in head:
        return read_pdf(path, name)
    if head[:4] == b"PK\x03\x04":
        return read_xlsx(path, name) if suffix in (".xlsx", ".xlsm") else read_docx(path, name)
    if suffix == ".txt" and head.lstrip().startswith(b"http"):
        return read_site(_fetched(path), name)
    if b"<html" in head.lower() or b"<!doctype html" in head.lower():
        return read_html(path, name)
    locked = head[:4] == b"\xd0\xcf\x11\xe0"
    found = (
        "an old or locked Office file"
        if locked
        else "empty"
        if not head
        else f"no {suffix or 'known'} document"
    )
    raise InputError(
        "The document cannot be read", [Problem(name, found, "PDF, HTML, DOCX, XLSX or a list of addresses")]
    )


def _fetched(path: Path) -> list[tuple[str, bytes]]:
    """Pages of a list of addresses.

    Raises
    ------
    InputError
        When one of them cannot be had; names all that cannot.
    """
    addresses = [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    pages, problems = [], []
    with httpx.Client(timeout=TIMEOUT, follow_redirects=True) as client:
        for row, address in enumerate(addresses, start=1):
            try:
                answer = client.get(address)
                answer.raise_for_status()
                pages.append((address, answer.content[:MOST_FETCHED]))
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                problems.append(Problem(path.name, f"{address}: {error}", "an address that answers", row))
    if problems:
        raise InputError("The pages cannot be had", problems)
    return pages


def extract(source: str | Path, complete: Completer | None = None) -> DocumentResult:
    """Find the section on linked parties in a document and the entries in it.

    Parameters
    ----------
    source
        A path, see `read_document`.
    complete
        What completes the entries where the rules are unsure; none needs no network.

    Returns
    -------
    DocumentResult
        Always one: what goes wrong stands in its problems.
    """
    name = Path(source).name or str(source)
    try:
        reading = read_document(source)
        result = result_of(reading)
    except InputError as error:
        return DocumentResult(name, problems=error.problems, is_read=False)
    except Exception as error:  # a document from outside can break a reader in any way
        problem = Problem(name, f"{type(error).__name__}: {error}", "a document that can be read")
        return DocumentResult(name, problems=(problem,), is_read=False)
    return complete(result) if complete else result


def result_of(reading: Reading) -> DocumentResult:
    """Entries of what was read."""
    problems = list(reading.problems)
    if reading.medium == "pdf":
        blocks = trimmed(reading.blocks)
    elif reading.is_section:
        blocks = list(reading.blocks)
    else:
        blocks = section_of(reading.blocks) or (list(reading.blocks) if reading.medium == "xlsx" else [])
    named = (y for block in reading.blocks for y in named_years(block.text.text))
    year = reading.year or budget_year([*named_years(reading.document), *named])
    entries, loose = gather(blocks, year)
    pages = sorted({b.place.page for b in blocks if b.place.page is not None})
    if not blocks:
        problems.append(
            Problem(
                reading.document,
                "no section on linked parties",
                "a budget with the paragraaf verbonden partijen",
            )
        )
    elif not entries:
        problems.append(Problem(reading.document, "a section without entries", "at least one linked party"))
    return DocumentResult(
        reading.document,
        reading.medium,
        reading.pages,
        tuple(pages),
        tuple(entries),
        tuple(problems),
        True,
        tuple(loose),
        year,
    )


def extract_many(
    sources: Sequence[str | Path],
    complete: Completer | None = None,
    progress: Callable[[str, int, int], None] | None = None,
    mapper: Callable[
        [Callable[[str | Path], DocumentResult], Iterable[str | Path]], Iterable[DocumentResult]
    ] = map,
) -> Iterator[DocumentResult]:
    """Extract from documents, in the order in which they are given.

    Parameters
    ----------
    sources
        Paths.
    complete
        See `extract`.
    progress
        Called with ``documents``, the number done and the number in all.
    mapper
        What runs them: ``map``, or that of a pool of processes.
    """
    for done, result in enumerate(mapper(_Work(complete), sources), start=1):
        if progress:
            progress("documents", done, len(sources))
        yield result


class _Work:
    """`extract` with its completer, so that it can be sent to another process."""

    def __init__(self, complete: Completer | None) -> None:
        self._complete = complete

    def __call__(self, source: str | Path) -> DocumentResult:
        return extract(source, self._complete)
