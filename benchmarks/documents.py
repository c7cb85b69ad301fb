"""Budgets of 300 pages: finding the pages of the section, reading it whole, and beside plain pdfplumber.

Run with ``python benchmarks/documents.py``. The budgets are synthetic. The plain one reads the words of every
page with pdfplumber, as one would to look for the section without an index.
"""

from __future__ import annotations

import os
import platform
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pdfplumber

from regioscoop.collection.documents import evaluate, extract, find_pages
from regioscoop.collection.documents.synthetic import make_synthetic, write_synthetic
from regioscoop.register import load_edition

PAGE = Path(__file__).parents[1] / "docs/reference/benchmarks-documents.md"
PROGRAMMES, PARTIES = 560, 40
LAYOUTS = ("cards", "overview", "prose", "columns")


def every_page(path: Path) -> int:
    """Words of every page with pdfplumber; gives the number of pages that name linked parties."""
    found = 0
    with pdfplumber.open(path) as document:
        for page in document.pages:
            found += "verbonden partij" in (page.extract_text() or "").lower()
            page.close()
    return found


def seconds(work: Callable[[], object]) -> float:
    """Seconds of processor time that it takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def rows() -> Iterator[tuple[str, str, str]]:
    """What was measured, how it came out, what was wanted."""
    edition = load_edition("2024")
    with tempfile.TemporaryDirectory() as folder:
        for layout in LAYOUTS:
            made = make_synthetic(edition, layout, "pdf", 1, parties=PARTIES, programmes_before=PROGRAMMES)
            path = write_synthetic(made, Path(folder))
            pages = find_pages(path)
            found = extract(path)
            score = evaluate(found.entries, made.truth["entries"])
            size = f"{layout}, {pages.total} pages, {len(pages.wanted)} read, {score.true} parties"
            whole = seconds(lambda: extract(path))  # noqa: B023 - used at once
            yield (
                f"synthetic budget, {size}",
                f"{whole:.1f} s on one core, recall {score.recall:.2f}, precision {score.precision:.2f}",
                "under 20 s",
            )
        ours, beside = seconds(lambda: find_pages(path)), seconds(lambda: every_page(path))
        yield f"finding the pages of the section among {pages.total}", f"{ours:.2f} s", ""
        yield "reading every page with pdfplumber", f"{beside:.1f} s", ""
        yield "every page against finding the pages", f"{beside / ours:.0f} times", "at least 10 times"


def main() -> None:
    """Run everything and write the page."""
    found = []
    for row in rows():
        print(*row, sep=" | ", flush=True)
        found.append(row)
    head = (
        "# Reading budgets, timed\n\nMade with `make bench` on synthetic budgets, without a language model: "
        f"Python {platform.python_version()}, {os.cpu_count()} cores; processor time.\n\n"
        "| what | measured | wanted |\n|---|---|---|\n"
    )
    PAGE.write_text(head + "".join(f"| {a} | {b} | {c} |\n" for a, b, c in found), encoding="utf-8")


if __name__ == "__main__":
    main()
