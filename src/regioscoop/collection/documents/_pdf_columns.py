"""Puts the lines of a page in reading order where it is set in two columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from regioscoop.collection.documents._blocks import Box
from regioscoop.collection.documents._labels import attribute_of
from regioscoop.collection.documents._pdf_words import Line, Word, lines_of

MIN_GUTTER: Final = 8.0
"""A strip between two columns is at least this wide, in points."""
INDENT: Final = 60.0
"""Words of a column begin at most so far from its edge, in points."""
MIN_LINES: Final = 6
"""A page in columns has at least so many lines beside each other."""
MAX_CROSSING: Final = 0.25
"""Share of the lines that may run over both columns, such as headings."""


def common_gutters(pages: Sequence[Sequence[Word]]) -> list[tuple[float, float] | None]:
    """Per page where it may be parted and where its second column would begin, by the other pages.

    That is where most pages in two columns are parted; where but one is, the page after it may be too.

    Parameters
    ----------
    pages
        Words of each page outside ruled tables.
    """
    lines = [lines_of(words, 0) for words in pages]
    found = [(x, _begins(own, x)) if (x := _gutter(own)) is not None else None for own in lines]
    parted = sorted(gutter for gutter in found if gutter is not None)
    if len(parted) > 1:
        return [parted[len(parted) // 2]] * len(pages)
    return [None, *found[:-1]]


def in_order(
    words: Sequence[Word],
    page: int,
    tables: Sequence[Box],
    common: tuple[float, float] | None = None,
    among: Sequence[Word] | None = None,
) -> list[Line]:
    """Lines of a page in reading order.

    Parameters
    ----------
    words
        Its words.
    page
        Its number.
    tables
        Boxes of ruled tables; what stands above one that runs over both columns is read before it.
    common
        Where the other pages are parted: a page that ends early is parted there too.
    among
        Words by which the columns are told, where these are more: those of tables without columns drawn too.
    """
    lines = lines_of(words if among is None else among, page)
    gutter = _gutter(lines)
    if gutter is not None:
        begins = _begins(lines, gutter)
    elif common is not None:
        gutter, begins = common
    else:
        return lines_of(words, page)
    full, left, right = _parted(words, page, gutter, begins)
    ordered: list[Line] = []
    across = [(box[1], None) for box in tables if box[0] < gutter < box[2]]
    for top, line in sorted([*across, *((line.top, line) for line in full)], key=lambda pair: pair[0]):
        ordered += [*_above(left, top), *_above(right, top), *([line] if line else [])]
    return [*ordered, *left, *right]


def _above(lines: list[Line], top: float) -> list[Line]:
    """Take the lines above a height out of a column."""
    taken = [line for line in lines if line.top < top]
    lines[:] = [line for line in lines if line.top >= top]
    return taken


def _parted(
    words: Sequence[Word], page: int, gutter: float, begins: float
) -> tuple[list[Line], list[Line], list[Line]]:
    """Lines that run over both columns, and those of the left and the right one."""
    left = lines_of([w for w in words if w.x1 <= gutter], page)
    right = lines_of([w for w in words if w.x0 >= gutter], page)
    full: list[Line] = []
    for line in lines_of([w for w in words if w.x0 < gutter < w.x1], page):
        beside = [*_beside(left, line), *_beside(right, line)]
        full.append(_joined(page, [line, *beside]))
        left, right = _without(left, beside), _without(right, beside)
    for line in list(right):
        beside = _beside(left, line)
        if beside and (line.x0 - beside[0].words[-1].x1 < MIN_GUTTER or line.x0 - begins > INDENT):
            full.append(_joined(page, [*beside, line]))
            left, right = _without(left, beside), _without(right, [line])
    return sorted(full, key=lambda line: line.top), left, right


def _beside(lines: Sequence[Line], line: Line) -> list[Line]:
    """Lines that stand on the same height."""
    return [other for other in lines if abs(other.bottom - line.bottom) < 0.25 * line.size]


def _joined(page: int, lines: Sequence[Line]) -> Line:
    return Line(page, tuple(sorted((w for line in lines for w in line.words), key=lambda w: w.x0)))


def _without(lines: Sequence[Line], taken: Sequence[Line]) -> list[Line]:
    return [line for line in lines if not any(line is other for other in taken)]


def _begins(lines: Sequence[Line], gutter: float) -> float:
    """Where most lines of the second column begin."""
    starts = [min(w.x0 for w in line.words if w.x0 > gutter) for line in lines if line.words[-1].x0 > gutter]
    return max(set(starts), key=lambda x: (sum(1 for s in starts if abs(s - x) < 1), -x))


def _gutter(lines: Sequence[Line]) -> float | None:
    """Where one column ends and the next begins; None on a page that is not in two columns."""
    if len(lines) < MIN_LINES or _has_header(lines):
        return None
    low, high = min(line.x0 for line in lines), max(line.words[-1].x1 for line in lines)
    width = high - low
    best: tuple[int, float, float] | None = None
    steps = [low + width * (0.4 + 0.005 * i) for i in range(41)]
    for x in steps:
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
