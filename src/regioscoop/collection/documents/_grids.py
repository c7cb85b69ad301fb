"""Tells what a table is (an overview, a card, a comparison) and which cell says what of whom."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from regioscoop.collection.documents._blocks import Block, Text, join
from regioscoop.collection.documents._draft import looks_like_party
from regioscoop.collection.documents._labels import AMOUNTS, attribute_of, group_of, is_period, unit_of
from regioscoop.collection.documents._periods import fitted

Row = Sequence[Text]
HEADER_ROWS: Final = 4
"""The header of a table stands in one of its first rows."""
_TOTAL = re.compile(r"^(?:sub)?totaa?l\b|^saldo$|^som\b", re.I)
_NUMBER = re.compile(
    r"(?:(?:nr|no|nummer|volgnummer)\.?\s*|#\s*|[A-Z]{1,3}[-.\s]?)?\d{1,3}[a-z]?[.):]?", re.I
)
_BESIDE_DAYS: Final = frozenset(("equity", "debt", "result", "finances"))
_NO_NAME = re.compile(r"^(?:programma|thema|taakveld|domein|pijler|hoofdstuk)\b|^\d+$|^[-–*]$|^€", re.I)


@dataclass(frozen=True)
class Header:
    """What the columns of an overview stand for.

    Attributes
    ----------
    attributes
        Per column its attribute, or empty.
    units
        Per column what its amounts are counted in.
    rows
        How many rows it takes.
    """

    attributes: tuple[str, ...]
    units: tuple[float, ...]
    rows: int

    @property
    def name(self) -> int:
        """Number of the column with the names."""
        return next(i for i, a in enumerate(self.attributes) if "name" in a.split("+"))


def padded(block: Block) -> list[tuple[Text, ...]]:
    """Rows of equal length."""
    width = max(len(row) for row in block.rows)
    return [tuple(row) + (Text(""),) * (width - len(row)) for row in block.rows]


def overview_header(rows: Sequence[Row], year: int | None = None) -> Header | None:
    """Header of a table with a row per party, or None when it is none; columns of other years are no part."""
    for at, row in enumerate(rows[:HEADER_ROWS]):
        texts = [cell.text for cell in row]
        attributes = [attribute_of(text) for text in texts]
        count = at + 1
        if at + 1 < len(rows) and _is_second(row, rows[at + 1]):
            attributes, texts = _two_rows(texts, [cell.text for cell in rows[at + 1]])
            count += 1
        if group_of(texts[0])[0] and any(attributes[1:]):
            attributes[0] = "name"
        known = {a for a in attributes if a not in ("", "other")}
        if "name" not in {p for a in known for p in a.split("+")}:
            if len(known) >= 2 and not attributes[0] and not texts[0].strip(" #"):
                attributes[0] = "name"
                known.add("name")
            else:
                continue
        named = sum(1 for a in attributes if a)
        if named >= 2 and len(known) >= 1 and not _pairs_below(rows[at:], attributes):
            fitting = fitted(attributes, texts, year)
            return Header(tuple(_days(fitting)), tuple(unit_of(text) for text in texts), count)
    return None


def resumed(header: Header | None, before: Header | None) -> Header | None:
    """The header of the page before, where this one repeats it without its second row of days."""
    if header is None or before is None or len(header.attributes) != len(before.attributes):
        return header
    pairs = zip(header.attributes, before.attributes, strict=True)
    same = all(a in ("", b) or ("_" not in a and b.startswith(f"{a}_")) for a, b in pairs)
    return Header(before.attributes, before.units, header.rows) if same else header


def _is_second(upper: Row, row: Row) -> bool:
    """Whether a row goes on with a header: days, units, and labels below a head of several columns."""
    filled = [cell.text for cell in row if cell.text]
    days = [text for text in filled if is_period(text) or unit_of(text) > 1]
    labels = [text for text in filled if text not in days and attribute_of(text)]
    spans = any(below.text and not above.text for above, below in zip(upper, row, strict=True))
    return len(days) + len(labels) == len(filled) >= 2 and (len(days) == len(filled) or spans)


def _two_rows(first: Sequence[str], second: Sequence[str]) -> tuple[list[str], list[str]]:
    """Attributes and words of a header of two rows; one without words is that of the column to its left."""
    attributes, texts, last = [], [], ""
    for upper, lower in zip(first, second, strict=True):
        last = upper or last
        head = last if lower else upper
        own = "" if is_period(lower) else attribute_of(lower)
        text = f"{head} {lower}".strip()
        attributes.append(own or attribute_of(text) or attribute_of(head))
        texts.append(text)
    return attributes, texts


def _pairs_below(rows: Sequence[Row], attributes: Sequence[str]) -> bool:
    """Whether the next rows have labels in the same columns: a card with two labels to a row."""
    columns = [i for i, a in enumerate(attributes) if a]
    following = [row for row in rows[1:4] if any(cell.text for cell in row)]
    labelled = [row for row in following if sum(1 for i in columns if attribute_of(row[i].text)) >= 2]
    return bool(labelled) and len(labelled) >= 0.5 * len(following)


def _days(attributes: Sequence[str]) -> list[str]:
    """Two columns of one balance without a day are the beginning and the end of the year."""
    found = list(attributes)
    for kind in ("equity", "debt"):
        at = [i for i, a in enumerate(found) if a == kind]
        if len(at) == 2:
            found[at[0]], found[at[1]] = f"{kind}_start", f"{kind}_end"
    return found


@dataclass(frozen=True)
class Party:
    """A row of an overview: its name, and per attribute the cell and the unit of its amounts.

    ``label`` is ``name``, or ``name+seat`` where the cell of the name gives both.
    """

    name: Text
    label: str
    cells: tuple[tuple[str, Text, float], ...]
    group: tuple[str, Text] | None


def overview_rows(
    rows: Sequence[Row], header: Header, unit: float, group: tuple[str, Text] | None = None
) -> tuple[list[Party], tuple[str, Text] | None]:
    """Parties of an overview; totals, empty and repeated header rows left out.

    ``group`` is the one that the page before ended in; that of the last row comes with the parties.
    """
    made: list[tuple[list[Text], tuple[str, Text] | None]] = []
    for row in rows:
        filled = [cell for cell in row if cell.text]
        name = row[header.name].text
        if not filled or _TOTAL.match(filled[0].text) or _is_header(row, header) or _is_days(filled):
            continue
        is_group, form = group_of(filled[0].text)
        if len(filled) == 1 and (is_group or (_NO_NAME.match(filled[0].text))):
            group = (form, filled[0]) if is_group else group
        elif not name and made:
            made[-1] = ([join([a, b]) for a, b in zip(made[-1][0], row, strict=True)], made[-1][1])
        elif name and not _NO_NAME.match(name) and unit_of(name) == 1:
            made.append((list(row), group))
    found = []
    for cells, form_group in made:
        given = tuple(
            (attribute, cell, factor if factor > 1 else unit)
            for attribute, cell, factor in zip(header.attributes, cells, header.units, strict=True)
            if attribute not in ("", "other") and "name" not in attribute and cell.text
        )
        found.append(Party(cells[header.name], header.attributes[header.name], given, form_group))
    return found, group


def _is_days(filled: Sequence[Text]) -> bool:
    """Whether a row is the second of a header that comes back on the next page."""
    return len(filled) > 2 and all(
        is_period(cell.text) or attribute_of(cell.text) == "name" for cell in filled
    )


def _is_header(row: Row, header: Header) -> bool:
    same = sum(
        1
        for cell, a in zip(row, header.attributes, strict=True)
        if a and attribute_of(cell.text)[:5] == a[:5]
    )
    return same >= 2 and same >= 0.5 * sum(1 for a in header.attributes if a)


def is_card(rows: Sequence[Row]) -> bool:
    """Whether a table has labels in its first column."""
    named = sum(1 for row in rows if attribute_of(row[0].text))
    filled = sum(1 for row in rows if row[0].text)
    return (named >= 2 and named >= 0.4 * filled) or (named == filled == 1)


def unfolded(rows: Sequence[Row]) -> list[Row]:
    """A card with two labels to a row as one with one."""
    width = len(rows[0])
    if width < 4:
        return list(rows)
    pairs = sum(1 for row in rows if attribute_of(row[0].text) and attribute_of(row[2].text))
    if pairs < max(1, 0.4 * len(rows)):
        return list(rows)
    return [
        row[i : i + 2] for row in rows for i in range(0, width - 1, 2) if any(c.text for c in row[i : i + 2])
    ]


def compared(rows: Sequence[Row]) -> list[Text]:
    """Names at the head of a table with a column per party; empty when it is none."""
    for row in rows[:2]:
        names = [cell for cell in row[1:] if cell.text]
        head = attribute_of(row[0].text)
        named = len(names) >= 2 and head in ("", "name", "other") and all(map(_is_name, names))
        if named and (head == "name" or _is_filled(rows, len(names))):
            return list(row[1:])
    return []


def _is_name(cell: Text) -> bool:
    return (
        not (is_period(cell.text) or attribute_of(cell.text))
        and re.search(r"[A-Za-z]{2}", cell.text) is not None
    )


def _is_filled(rows: Sequence[Row], names: int) -> bool:
    """Whether most labels have a value for every party."""
    labelled = [row for row in rows if attribute_of(row[0].text)]
    full = sum(1 for row in labelled if sum(1 for cell in row[1:] if cell.text) >= names)
    return full >= 0.6 * len(labelled)


def card_title(rows: Sequence[Row]) -> tuple[Text, int] | None:
    """Name that a card begins with and how many rows it takes; None when its first row is no title.

    It stands alone, behind a number (``Nr. 3``), or before the days of the balance.
    """
    filled = [cell for cell in rows[0] if cell.text]
    if len(rows) < 2 or not filled or attribute_of(filled[0].text) or group_of(filled[0].text)[0]:
        return None
    if len(filled) == 1:
        return filled[0], 1
    if len(filled) == 2 and _NUMBER.fullmatch(filled[0].text) and _is_name(filled[1]):
        return filled[1], 1
    days = all(is_period(cell.text) for cell in filled[1:])
    return (filled[0], 0) if days and looks_like_party(filled[0].text) and rows[0][0].text else None


def upright(rows: Sequence[tuple[Text, ...]]) -> list[tuple[Text, ...]]:
    """A card in which the days that stand below one another under heads of amounts are put beside them."""
    made: list[tuple[Text, ...]] = []
    at = 0
    while at < len(rows):
        below = list(itertools.takewhile(lambda row: is_period(row[0].text), rows[at + 1 :]))
        heads = [attribute_of(cell.text) for cell in rows[at][1:] if cell.text]
        if below and len(heads) > 1 and set(heads) <= _BESIDE_DAYS and len(below) < len(rows[0]):
            turned = [tuple(column) for column in zip(rows[at], *below, strict=True) if column[0].text]
            first = (Text(""), *(row[0] for row in below))
            turned = [first, *(turned[1:] if rows[at][0].text else turned)]
            made += [row + (Text(""),) * (len(rows[0]) - len(row)) for row in turned]
        else:
            made.append(rows[at])
            below = []
        at += 1 + len(below)
    return made


def card_cells(
    rows: Sequence[Row], unit: float, year: int | None = None
) -> Iterator[tuple[str, Text, float]]:
    """Attribute, value and unit of each row of a card; of amounts under days and years those of the budget.

    Two values beside a label of own or foreign capital that has no day are the beginning and the end of the
    year.
    """
    heads: list[str] = []
    last, scale = "", 1.0
    known = [attribute_of(row[0].text) for row in rows]
    of_year = fitted(known, [row[0].text for row in rows], year)
    for row, own, attribute in zip(rows, known, of_year, strict=True):
        values = [cell for cell in row[1:] if cell.text]
        label = row[0].text
        if (
            values
            and all(is_period(cell.text) for cell in values)
            and (not label or own in ("other", "finances", ""))
        ):
            heads, scale = [cell.text for cell in row[1:]], max(unit_of(cell.text) for cell in row)
            continue
        if not label and last and values:
            yield last, join(values), unit
            continue
        last = attribute
        if not values or not attribute:
            continue
        factor = max(unit, unit_of(label), scale)
        if len([head for head in heads if head]) > 1 and (own in AMOUNTS or own in ("equity", "debt")):
            labels = [f"{label} {head}" for head in heads]
            fitting = fitted([own] * len(heads), labels, year)
            yield from ((a, cell, factor) for a, cell in zip(fitting, row[1:], strict=True) if a != "other")
        elif attribute in ("equity", "debt", "result") and len(row) > 2 and len(values) > 1:
            yield from _dated(attribute, row, factor)
        else:
            yield attribute, join(values), factor


def _dated(attribute: str, row: Row, unit: float) -> Iterator[tuple[str, Text, float]]:
    cells = list(row[1:])
    if attribute == "result":
        yield attribute, [cell for cell in cells if cell.text][-1], unit
        return
    for cell, day in zip(cells, ("_start", "_end"), strict=False):
        if cell.text:
            yield attribute + day, cell, unit
