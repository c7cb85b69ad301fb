"""Tables of a page with lines between their rows only: columns are parted where no word stands."""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from regioscoop.collection.documents._blocks import Block, Box, Text
from regioscoop.collection.documents._labels import is_period, unit_of
from regioscoop.collection.documents._pdf_tables import RULED_SHARE, Ruled, holds
from regioscoop.collection.documents._pdf_words import Line, Word, joined, lines_of, text_of

GUTTER_EMS: Final = 0.42
"""Columns stand at least this share of the size apart."""
LOOSE_EMS: Final = 0.6
"""Lines of one row stand no further apart than this share of the size."""
PADDING_EMS: Final = 0.5
"""A row begins no further below its line than most rows do, and this share of the size."""
EMPTY_EMS: Final = 0.8
"""Lines with nothing between them that stand further apart are those of two tables."""
MIN_RULES: Final = 3
"""A table has at least so many lines between its rows."""
NEAR: Final = 4.0
"""Lines of one table begin and end within so many points."""


@dataclass(frozen=True)
class _Rule:
    """A line over a page: its height, and from where to where it runs."""

    y: float
    x0: float
    x1: float


def lined_tables(
    page: Any,  # noqa: ANN401 - pdfplumber carries no types
    words: Sequence[Word],
    document: str,
    number: int,
    taken: Sequence[Box],
) -> list[Ruled]:
    """Tables of a pdfplumber page with lines between rows and none between columns.

    Parameters
    ----------
    page
        The page.
    words
        Its words.
    document
        Name of the document.
    number
        Number of the page.
    taken
        Boxes of tables that are ruled on all sides.
    """
    free = [w for w in words if not any(holds(box, w) for box in taken)]
    rules = [rule for rule in _rules(page) if not any(box[1] - 2 < rule.y < box[3] + 2 for box in taken)]
    found = []
    for alike in _alike(rules):
        own = [w for w in free if alike[0].x0 - NEAR < (w.x0 + w.x1) / 2 < alike[0].x1 + NEAR]
        lines = lines_of(own, number)
        for run in _runs(alike, lines):
            table = _table(run, lines, document, number)
            found += [table] if table else []
    return found


def _rules(page: Any) -> list[_Rule]:  # noqa: ANN401
    """Lines over a good part of the page, from the top; pieces at one height are one."""
    edges = sorted(page.horizontal_edges, key=lambda edge: edge["top"])
    rules: list[_Rule] = []
    for edge in edges:
        if rules and edge["top"] - rules[-1].y < 1.5:
            last = rules.pop()
            rules.append(_Rule(last.y, min(last.x0, edge["x0"]), max(last.x1, edge["x1"])))
        else:
            rules.append(_Rule(edge["top"], edge["x0"], edge["x1"]))
    return [rule for rule in rules if rule.x1 - rule.x0 > RULED_SHARE * page.width]


def _alike(rules: Sequence[_Rule]) -> list[list[_Rule]]:
    """Lines of the same width below each other."""
    groups: list[list[_Rule]] = []
    for rule in rules:
        for group in groups:
            if abs(group[0].x0 - rule.x0) < NEAR and abs(group[0].x1 - rule.x1) < NEAR:
                group.append(rule)
                break
        else:
            groups.append([rule])
    return groups


def _between(lines: Sequence[Line], top: float, bottom: float) -> list[Line]:
    return [line for line in lines if top - 1 < (line.top + line.bottom) / 2 < bottom + 1]


def _runs(rules: Sequence[_Rule], lines: Sequence[Line]) -> Iterator[list[_Rule]]:
    """Lines that belong to one table: between two of them stands one row and nothing else."""
    run = [rules[0]]
    bands = [(before, rule, _between(lines, before.y, rule.y)) for before, rule in itertools.pairwise(rules)]
    filled = [(before, band) for before, _, band in bands if band]
    usual = statistics.median(band[0].top - before.y for before, band in filled) if filled else 0.0
    size = statistics.median(band[0].size for _, band in filled) if filled else 0.0
    for before, rule, inside in bands:
        if _is_row(inside, before.y + usual, size) if inside else rule.y - before.y < EMPTY_EMS * size:
            run.append(rule)
        else:
            yield run
            run = [rule]
    yield run


def _is_row(lines: Sequence[Line], top: float, size: float) -> bool:
    """Whether lines begin where a row does, stand close together and none is set larger."""
    loose = any(b.top - a.bottom > LOOSE_EMS * b.size for a, b in itertools.pairwise(lines))
    larger = any(line.size > 1.1 * size for line in lines)
    return not loose and not larger and lines[0].top - top < PADDING_EMS * size


def _table(run: Sequence[_Rule], lines: Sequence[Line], document: str, number: int) -> Ruled | None:
    if len(run) < MIN_RULES:
        return None
    bands = [_between(lines, a.y, b.y) for a, b in itertools.pairwise(run)]
    bands = [band for band in bands if band]
    cuts = _cuts(bands, run[0].x0)
    if not cuts:
        return None
    head = _beside(reversed([line for line in lines if line.bottom <= run[0].y + 1]), run[0].y, cuts, up=True)
    below = [line for line in lines if line.top >= run[-1].y - 1]
    foot = _beside(below, run[-1].y, cuts)
    bands = [*_head_rows(head, cuts), *bands, *([foot] if foot else [])]
    rows = tuple(_row(band, cuts, document, number) for band in bands)
    if sum(1 for row in rows if sum(1 for cell in row if cell.text) > 1) < 2:
        return None
    inside = [word for band in bands for line in band for word in line.words]
    top, bottom = min(w.top for w in inside), max(w.bottom for w in inside)
    box = (run[0].x0 - NEAR, min(top, run[0].y), run[0].x1 + NEAR, max(bottom, run[-1].y))
    return Ruled(box, Block("table", rows=rows, is_anchored=True))


def _cuts(bands: Sequence[Sequence[Line]], left: float) -> list[float]:
    """Where columns are parted: the middle of each strip that no word of a row with several cells crosses."""
    wide = [line for band in bands if any(len(x.segments) > 1 for x in band) for line in band]
    if len(wide) < MIN_RULES - 1:
        return []
    least = GUTTER_EMS * max(line.size for line in wide)
    spans = sorted((w.x0, w.x1) for line in wide for w in line.words)
    cuts, end = [], max(left, spans[0][1])
    for x0, x1 in spans:
        if x0 - end >= least:
            cuts.append((x0 + end) / 2)
        end = max(end, x1)
    return cuts


def _beside(lines: Any, edge: float, cuts: Sequence[float], up: bool = False) -> list[Line]:  # noqa: ANN401
    """Lines of the row above the first line of a table, or of the row that goes on on the next page."""
    found: list[Line] = []
    for line in lines:
        gap = edge - line.bottom if up else line.top - edge
        if gap > LOOSE_EMS * line.size or _crosses(line, cuts):
            break
        found.append(line)
        edge = line.top if up else line.bottom
    cells = {_column(word, cuts) for line in found for word in line.words}
    return sorted(found, key=lambda line: line.top) if len(cells) > 1 else []


def _crosses(line: Line, cuts: Sequence[float]) -> bool:
    return any(w.x0 + 1 < cut < w.x1 - 1 for w in line.words for cut in cuts) or (
        len(line.segments) == 1 and len({_column(w, cuts) for w in line.words}) > 1
    )


def _head_rows(lines: Sequence[Line], cuts: Sequence[float]) -> list[list[Line]]:
    """The row above the first line; days and units in its last line are a row of their own."""
    last = lines[-1].segments if len(lines) > 1 else ()
    if len(last) > 1 and all(is_period(part.text) or unit_of(part.text) > 1 for part in last):
        return [list(lines[:-1]), [lines[-1]]]
    return [list(lines)] if lines else []


def _column(word: Word, cuts: Sequence[float]) -> int:
    middle = (word.x0 + word.x1) / 2
    return sum(1 for cut in cuts if middle > cut)


def _row(band: Sequence[Line], cuts: Sequence[float], document: str, number: int) -> tuple[Text, ...]:
    """Cells of a row; words of a caption that runs over the columns stand in the first."""
    if all(len(line.segments) == 1 for line in band):
        first = min(_column(line.words[0], cuts) for line in band)
        alone = [list(band) if at == first else [] for at in range(len(cuts) + 1)]
    else:
        alone = [[] for _ in range(len(cuts) + 1)]
        for line in band:
            for at, words in itertools.groupby(line.words, key=lambda w: _column(w, cuts)):
                alone[at].append(Line(number, tuple(words)))
    return tuple(joined([text_of(line.words, document, number) for line in cell]) for cell in alone)
