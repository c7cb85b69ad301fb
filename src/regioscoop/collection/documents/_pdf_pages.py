"""Finds the pages of a PDF that hold the section, by their words alone (pypdfium2)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Final

import pypdfium2 as pdfium

from regioscoop.collection.documents._labels import fold, section_kind, section_words
from regioscoop.collection.documents._periods import budget_year, named_years
from regioscoop.errors import Problem

THRESHOLD: Final = 6.0
"""Score at which a page counts for the section rather than against it [own]."""
START_BONUS: Final = 6.0
"""What a heading of the section adds to the score of its page [own]."""
SHARE_OF_BEST: Final = 0.4
"""A second run of pages is read when its score is at least this share of that of the best [own]."""
MOST_PAGES: Final = 200
"""More pages than this are never read for one section: no budget has so long a one."""
REACH: Final = 8
"""How many pages with few of the words a section may go on, until another begins [own]."""
VARIETY: Final = 4
"""With fewer different words of the section a page scores less: it speaks of one in passing [own]."""
FEW_CHARACTERS: Final = 12
"""A page with fewer characters has no text."""

_LEADERS = re.compile(r"(?:\.{3,}|\s{2,}|\t|\s)\d{1,3}\s*$")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Pages:
    """The pages of a document that matter.

    Attributes
    ----------
    total
        Number of pages.
    wanted
        Pages to read, the first is 1.
    scanned
        Pages without text, on which there is a picture.
    scores
        Score of each page.
    year
        Year of the budget by its words; None when they do not say.
    """

    total: int
    wanted: tuple[int, ...]
    scanned: tuple[int, ...]
    scores: tuple[float, ...]
    year: int | None = None


def page_texts(path: Path) -> Iterator[tuple[str, bool]]:
    """Text of each page, and whether a page without text holds a picture."""
    document = pdfium.PdfDocument(path)
    try:
        for number in range(len(document)):
            page = document[number]
            words = page.get_textpage()
            text = words.get_text_range() if words.count_chars() else ""
            picture = len(text.strip()) < FEW_CHARACTERS and any(
                True for _ in page.get_objects(filter=[pdfium.raw.FPDF_PAGEOBJ_IMAGE], max_depth=3)
            )
            words.close()
            page.close()
            yield text, picture
    finally:
        document.close()


def find_pages(path: Path) -> Pages:
    """Find the pages of the section.

    Each page is scored by the words of the section on it (at most three of each; a table of contents
    scores none). The run of pages with the highest sum of scores above `THRESHOLD` is the section, with
    the page on which its heading stands; a second run counts where it is nearly as good (an annex) [own].

    Parameters
    ----------
    path
        The PDF.

    Raises
    ------
    pypdfium2.PdfiumError
        When it is broken or needs a password.
    """
    scores, scanned, starts, stops, years = [], [], [], [], []
    for number, (text, picture) in enumerate(page_texts(path), start=1):
        if picture:
            scanned.append(number)
        score, kinds = _score(text)
        scores.append(score)
        years += named_years(text)
        starts += [number] if "start" in kinds else []
        stops += [number] if "stop" in kinds else []
    wanted: set[int] = set()
    for first, last in _runs(scores):
        wanted.update(range(_first(first, starts, scores), _last(last, stops, len(scores)) + 1))
    return Pages(len(scores), tuple(sorted(wanted)), tuple(scanned), tuple(scores), budget_year(years))


def _score(text: str) -> tuple[float, set[str]]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if sum(1 for line in lines if (_LEADERS.search(line) and not line[0].isdigit()) or "....." in line) > max(
        8, 0.5 * len(lines)
    ) and any("....." in line or section_kind(_LEADERS.sub("", line)) for line in lines):
        return 0.0, set()
    ordered = [kind for line in lines if len(line) < 90 and (kind := section_kind(line))]
    kinds = {*ordered[-1:], *(["start"] if "start" in ordered else [])}
    folded = _SPACE.sub(" ", fold(text))
    counts = [(folded.count(word), weight) for word, weight in section_words()]
    variety = min(1.0, sum(1 for count, _ in counts if count) / VARIETY)
    score = variety * sum(weight * min(3, count) for count, weight in counts)
    return score + (START_BONUS if "start" in kinds else 0), kinds


def _runs(scores: Sequence[float]) -> list[tuple[int, int]]:
    """Runs of pages by their sum of scores above the threshold, the best first; pages from 1."""
    left = [min(score, 4 * THRESHOLD) - THRESHOLD for score in scores]
    found: list[tuple[float, int, int]] = []
    while True:
        best, first, last = _best_run(left)
        if best <= 0 or (found and best < SHARE_OF_BEST * found[0][0]):
            return [(a + 1, b + 1) for _, a, b in found]
        found.append((best, first, last))
        left[first : last + 1] = [-1e9] * (last - first + 1)


def _best_run(values: Sequence[float]) -> tuple[float, int, int]:
    best, first, last = 0.0, 0, -1
    total, begin = 0.0, 0
    for i, value in enumerate(values):
        if total <= 0:
            total, begin = 0.0, i
        total += value
        if total > best:
            best, first, last = total, begin, i
    return best, first, last


def _first(first: int, starts: Sequence[int], scores: Sequence[float]) -> int:
    """First page: that of the nearest heading of the section up to three pages earlier."""
    near = [page for page in starts if first - 3 <= page <= first and scores[page - 1] > 0]
    return min(near, default=first)


def _last(last: int, stops: Sequence[int], total: int) -> int:
    """Last page: that on which another section begins, if near; else one more, since entries run over."""
    ends = [page for page in stops if last <= page <= last + REACH]
    return ends[0] if ends else min(last + 1, total)


def scan_problems(document: str, scanned: Sequence[int]) -> list[Problem]:
    """One problem for each run of pages without text."""
    runs = groupby(enumerate(scanned), key=lambda pair: pair[1] - pair[0])
    found = []
    for _, pairs in runs:
        pages = [page for _, page in pairs]
        where = f"page {pages[0]}" if len(pages) == 1 else f"pages {pages[0]}-{pages[-1]}"
        found.append(
            Problem(
                f"{document}, {where}", "a picture without text (scanned)", "text; run text recognition first"
            )
        )
    return found
