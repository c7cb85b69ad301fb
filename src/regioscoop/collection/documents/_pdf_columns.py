"""Puts the lines of a page in reading order where it is set in two columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from regioscoop.collection.documents._blocks import Box
from regioscoop.collection.documents._labels import attribute_of
from regioscoop.collection.documents._pdf_words import Line, Word, lines_of

MIN_GUTTER: Final = 8.0
"""A strip between two columns is at least this wide, in points."""
INDENT: Final = 25.0
"""Words of a column begin at most so far from its edge, in points."""
MIN_LINES: Final = 6
"""A page in columns has at least so many lines beside each other."""
MAX_CROSSING: Final = 0.25
"""Share of the lines that may run over both columns, such as headings."""


def common_gutter(pages: Sequence[tuple[Sequence[Word], Sequence[Box]]]) -> tuple[float, float] | None:
    """Where most pages that are in two columns are parted and where the second column begins.

    None when fewer than two pages are.

    Parameters
    ----------
    pages
        Words and boxes of ruled tables of each page.
    """
    found = [(_gutter(lines_of(words, 0), tables), words) for words, tables in pages]
    parted = sorted((x, _begins(lines_of(words, 0), x)) for x, words in found if x is not None)
    return parted[len(parted) // 2] if len(parted) > 1 else None


def in_order(
    words: Sequence[Word], page: int, tables: Sequence[Box], common: tuple[float, float] | None = None
) -> list[Line]:
    """Lines of a page in reading order.

    Parameters
    ----------
    words
        Its words.
    page
        Its number.
    tables
        Boxes of ruled tables, over which no column ends.
    common
        Where the other pages are parted: a page that ends early is parted there too.
    """
    lines = lines_of(words, page)
    gutter = _gutter(lines, tables)
    begins = _begins(lines, gutter) if gutter is not None else None
    if gutter is None and common is not None and not any(box[0] < common[0] < box[2] for box in tables):
        gutter, begins = common
    if gutter is None:
        return lines
    ordered: list[Line] = []
    left: list[Word] = []
    right: list[Word] = []
    for line in lines:
        if any(word.x0 < gutter < word.x1 for word in line.words) or _spans(line, gutter, begins):
            ordered += [*lines_of(left, page), *lines_of(right, page), line]
            left, right = [], []
            continue
        left += [word for word in line.words if word.x1 <= gutter]
        right += [word for word in line.words if word.x1 > gutter]
    return [*ordered, *lines_of(left, page), *lines_of(right, page)]


def _begins(lines: Sequence[Line], gutter: float) -> float:
    """Where most lines of the second column begin."""
    starts = [min(w.x0 for w in line.words if w.x0 > gutter) for line in lines if line.words[-1].x0 > gutter]
    return max(set(starts), key=lambda x: (sum(1 for s in starts if abs(s - x) < 1), -x))


def _spans(line: Line, gutter: float, begins: float | None) -> bool:
    """Whether a line runs on: words close on both sides of the gutter, or not where the column begins."""
    before = [word.x1 for word in line.words if word.x1 <= gutter]
    after = [word.x0 for word in line.words if word.x0 >= gutter]
    if begins is not None and after and abs(min(after) - begins) > INDENT:
        return True
    return bool(before and after) and min(after) - max(before) < MIN_GUTTER


def _gutter(lines: Sequence[Line], tables: Sequence[Box]) -> float | None:
    """Where one column ends and the next begins; None on a page that is not in two columns."""
    if len(lines) < MIN_LINES or _has_header(lines):
        return None
    low, high = min(line.x0 for line in lines), max(line.words[-1].x1 for line in lines)
    width = high - low
    best: tuple[int, float, float] | None = None
    steps = [low + width * (0.4 + 0.005 * i) for i in range(41)]
    for x in steps:
        if any(box[0] < x < box[2] for box in tables):
            continue
        crossing = sum(1 for line in lines if any(w.x0 - 3 < x < w.x1 + 3 for w in line.words))
        key = (crossing, abs(x - (low + high) / 2), x)
        best = min(best, key) if best else key
    if best is None or best[0] > MAX_CROSSING * len(lines):
        return None
    x = best[2]
    left = [[w for w in line.words if w.x1 < x] for line in lines]
    right = [[w for w in line.words if w.x0 > x] for line in lines]
    if min(sum(map(bool, left)), sum(map(bool, right))) < MIN_LINES:
        return None
    return x if _is_columns(left, right, low, high) else None


def _has_header(lines: Sequence[Line]) -> bool:
    """Whether a line is the header of a table."""
    return any(
        len({a for s in line.segments if (a := attribute_of(s.text)) and a != "other"}) >= 3 for line in lines
    )


def _is_columns(left: list[list[Word]], right: list[list[Word]], low: float, high: float) -> bool:
    """Tell two columns from labels with their values: labels stand on both sides, or prose does."""
    labels = [sum(1 for words in side if words and _has_label(words)) for side in (left, right)]
    if labels[0] >= 3 and labels[1] < 0.4 * labels[0]:
        return False
    if min(labels) >= 2:
        return True
    starts = [[round(words[0].x0) for words in side if words] for side in (left, right)]
    flush = [max(side.count(x) for x in set(side)) / len(side) for side in starts]
    middle = (low + high) / 2
    filled = [
        sum(words[-1].x1 - words[0].x0 for words in side if words) / sum(map(bool, side))
        for side in (left, right)
    ]
    return min(flush) > 0.4 and min(filled) > 0.6 * (middle - low)


def _has_label(words: list[Word]) -> bool:
    text = " ".join(word.text for word in words)
    if ":" in text:
        return bool(attribute_of(text.split(":", 1)[0]))
    return bool(attribute_of(lines_of(words, 0)[0].segments[0].text))
