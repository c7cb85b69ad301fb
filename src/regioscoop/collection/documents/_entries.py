"""Goes through the blocks of the section and gathers its entries."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from regioscoop.collection.documents._blocks import Block, Text
from regioscoop.collection.documents._draft import Draft, looks_like_party
from regioscoop.collection.documents._entry import Entry
from regioscoop.collection.documents._grids import (
    Header,
    Party,
    card_cells,
    card_title,
    compared,
    is_card,
    overview_header,
    overview_rows,
    padded,
    resumed,
    unfolded,
    upright,
)
from regioscoop.collection.documents._labels import (
    attribute_of,
    group_of,
    is_known_label,
    section_kind,
    unit_of,
    without_number,
    words,
)
from regioscoop.collection.documents._lines import (
    bare_title,
    form_and_seat,
    is_item,
    is_of_all,
    name_end,
    repeated_titles,
    seat_at,
)
from regioscoop.collection.documents._merging import is_same, merged
from regioscoop.collection.documents._periods import fitted
from regioscoop.collection.documents._prose import introduced
from regioscoop.collection.documents._run_in import is_clause, stretches
from regioscoop.collection.documents._values import key_of

SHORT: Final = 140
"""A longer item of a list is a sentence and no entry, unless it begins with a name in bold."""

_GENERAL = re.compile(rf"^(?:{words('general')})$", re.I)


def gather(blocks: Sequence[Block], year: int | None = None) -> tuple[list[Entry], list[Text]]:
    """Entries of the section, and the words of it that no entry took.

    Parameters
    ----------
    blocks
        The section, in reading order.
    year
        Year of the budget, where it is known.
    """
    flow = _Flow(repeated_titles(blocks), year)
    for block in blocks:
        flow.take(block)
    drafts = [draft for draft in flow.drafts if draft.is_entry]
    loose = [text for draft in flow.drafts if not draft.is_entry for text in draft.texts]
    return [draft.entry() for draft in merged(drafts)], [*flow.loose, *loose]


class _Flow:
    """What is known at a point in the section: the entry, the label and the list one is in."""

    def __init__(self, repeated: frozenset[str], year: int | None) -> None:
        self._repeated = repeated
        self._year = year
        self.drafts: list[Draft] = []
        self.loose: list[Text] = []
        self._current: Draft | None = None
        self._label = ""
        self._group: tuple[str, Text] | None = None
        self._within: tuple[str, Text] | None = None
        self._header: Header | None = None
        self._unit = self._whole = self._head_unit = 1.0
        self._part = self._row = ""

    def take(self, block: Block) -> None:
        """Take the next block; on another page of a site nothing of the page before holds."""
        part = block.place.part.partition("!")[0]
        if part != self._part:
            self._part, self._group = part, None
            self._close()
        if block.kind == "table":
            self._table(block)
            return
        self._header = None if block.kind == "heading" else self._header
        if block.kind != "heading" and (parts := stretches(block)) and self._is_run_in(block, parts):
            return
        if self._is_form(block):
            return
        if self._is_group(block) or self._is_labelled(block):
            return
        if block.kind == "heading":
            self._heading(block)
        elif block.kind == "item":
            self._item(block)
        else:
            self._text(block)

    def _start(self, title: Text, route: str, level: int = 0) -> Draft:
        self._current = draft = Draft(title, route, level, self._year)
        draft.group = self._group
        self._label = ""
        self.drafts.append(draft)
        return draft

    def _close(self) -> None:
        self._current, self._label = None, ""

    def _is_group(self, block: Block) -> bool:
        """Whether it is the heading of a list by legal form, or of the section itself."""
        text = block.text.text
        is_group, form = group_of(text)
        if is_group and not (self._label == "legal_form" and block.kind != "heading"):
            self._group, self._within = (form, block.text), None
            self._close()
            return True
        if block.kind == "heading" and section_kind(text) == "start":
            self._close()
            return True
        return False

    def _is_labelled(self, block: Block) -> bool:
        """Whether it is a label, alone or with its value."""
        text = block.text
        if block.kind == "heading" and block.level and self._current is None and ":" not in text.text:
            return False
        head, colon, tail = text.text.partition(":")
        attribute = attribute_of(without_number(head)) if colon and not is_clause(head) else ""
        begin = len(head) + 1
        if not attribute and block.lead and len(block.lead) < len(text.text):
            attribute, begin = attribute_of(block.lead), text.text.find(block.lead) + len(block.lead)
            tail = text.text[begin:]
        if not attribute and (alone := attribute_of(text.text)) and block.kind != "item":
            return self._is_inner(block) and self._await(self._of_year(alone, text.text))
        if not attribute:
            return False
        attribute = self._of_year(attribute, text.text[:begin])
        if not tail.strip(" :"):
            return self._await(attribute)
        self._give(attribute, text.cut(begin + len(tail) - len(tail.lstrip(" :"))))
        return True

    def _is_run_in(self, block: Block, parts: Sequence[tuple[str, Text, Text]]) -> bool:
        """Take a paragraph with several labels; false when there is no entry that they could be of."""
        if parts[0][0] == "" and self._label in ("", "other"):
            self.take(Block(block.kind, parts[0][2], lead=block.lead))
        elif parts[0][0] == "" and self._current is not None:
            self._current.grow(self._label, parts[0][2], "label", self._unit)
        elif self._current is None and not any(a == "name" for a, _, _ in parts):
            return False
        for attribute, label, value in parts:
            if attribute:
                self._give(self._of_year(attribute, label.text), value)
        return True

    def _is_form(self, block: Block) -> bool:
        """Whether it says no more than legal form and seat of the party that the heading before it names."""
        if (
            not self._isbare_title()
            or self._current is None
            or (block.kind == "heading" and block.level <= self._current.level)
        ):
            return False
        found = form_and_seat(block.text)
        if found is None:
            return False
        self._current.label("legal_form", found[0], "label")
        self._current.label("seat", found[1], "label")
        return True

    def _of_year(self, attribute: str, label: str) -> str:
        return fitted([attribute], [label], self._year)[0]

    def _is_inner(self, block: Block) -> bool:
        """Whether a title is that of a part of an entry: known as such, deeper, or come back often."""
        deeper = self._current is not None and 0 < self._current.level < block.level
        return deeper or is_known_label(block.text.text) or bare_title(block.text.text) in self._repeated

    def _await(self, attribute: str) -> bool:
        if self._current is None and attribute != "name":
            return False
        self._label = attribute
        return True

    def _give(self, attribute: str, value: Text) -> None:
        if "name" in attribute.split("+") and not self._isbare_title():
            self._start(value, "label")
        if self._current is None:
            return
        self._current.label(attribute, value, "label", self._unit)
        self._label = attribute

    def _isbare_title(self) -> bool:
        """Whether nothing but a heading is known of the entry one is in."""
        return (
            self._current is not None
            and set(self._current.values) <= {"name", "abbreviation"}
            and (self._current.route != "label")
        )

    def _heading(self, block: Block) -> None:
        text = block.text.text
        if bare_title(text) in self._repeated and not looks_like_party(text):
            self._label = ""
            return
        if not looks_like_party(text):
            if self._current is not None and 0 < self._current.level < block.level:
                self._label = ""
                return
            if _GENERAL.match(without_number(text)):
                self._close()
                return
        self._start(block.text, "heading", block.level)

    def _item(self, block: Block) -> None:
        text = block.text
        if self._current is not None and self._label not in ("", "other"):
            self._current.grow(self._label, text, "label", self._unit)
            return
        name = text.cut(0, name_end(text.text))
        if block.lead and len(block.lead) > 3:
            name = text.cut(0, len(block.lead))
        in_card = self._current is not None and self._current.route != "list"
        if (
            in_card
            or not (looks_like_party(name.text) or self._group)
            or len(name.text) > SHORT
            or text.text.endswith(";")
        ):
            self._text(block)
            return
        draft = self._start(name, "list")
        rest = text.cut(len(name.text) + text.text.find(name.text))
        rest = rest.cut(len(rest.text) - len(rest.text.lstrip(" -–—:;,.")))
        if rest.text:
            self._after_name(draft, rest)

    def _after_name(self, draft: Draft, rest: Text) -> None:
        seat = seat_at(rest)
        if not looks_like_party(seat.text):
            draft.add("seat", seat, "list")
        draft.prose(rest)

    def _text(self, block: Block) -> None:
        text = block.text
        if len(text.text) < 120 and unit_of(text.text) > 1:
            self._unit = unit_of(text.text)
            self._whole = self._unit if self._current is None else self._whole
        if self._label == "name":
            self._give("name", text)
            self._label = ""
            return
        if self._is_listed(block):
            self._item(block)
            return
        if self._introduces(block):
            return
        if self._current is None:
            self.loose.append(text)
        elif self._label not in ("", "other"):
            self._current.grow(self._label, text, "heading", self._unit)
        elif self._label == "":
            self._current.prose(text, self._unit)

    def _is_listed(self, block: Block) -> bool:
        """Whether a line is an item of a list by legal form that has no marks before its items."""
        listing = self._current is None or self._current.route == "list"
        return self._group is not None and listing and self._label == "" and is_item(block.text.text)

    def _introduces(self, block: Block) -> bool:
        """Whether a paragraph begins with the name of another party."""
        text = block.text
        found = introduced(text.text)
        name = text.cut(*found[0]) if found else Text("")
        after = text.text[len(block.lead) :].lstrip()
        if block.lead and after and (looks_like_party(block.lead) or after[0].islower()):
            name = text.cut(0, len(block.lead))
        if not name.text or self._label not in ("", "other"):
            return False
        if self._current is not None and is_same(self._current.key, key_of(name.text), self._current):
            if found and found[1]:
                self._current.add("abbreviation", text.cut(*found[1]), "prose")
            return False
        if (
            self._current is not None
            and self._isbare_title()
            and self._current.route == "heading"
            and not block.lead
        ):
            return False
        draft = self._start(name, "heading" if block.lead else "prose")
        if found and found[1]:
            draft.add("abbreviation", text.cut(*found[1]), "prose")
        draft.prose(text)
        return True

    def _table(self, block: Block) -> None:
        rows = upright(padded(block))
        route = "anchored" if block.is_anchored else "cell"
        before = self._header
        header = resumed(overview_header(rows, self._year), before)
        if header is None and before and len(rows[0]) == len(before.attributes) and not is_card(rows):
            header = Header(before.attributes, before.units, 0)
        if header is not None:
            self._overview(rows, header, route)
            return
        self._header = None
        cells = unfolded(rows)
        if is_card(cells) or is_card(cells[1:] or cells):
            self._card(cells, route)

    def _overview(self, rows: Sequence[tuple[Text, ...]], header: Header, route: str) -> None:
        if header.rows == 0 and not rows[0][header.name].text and self.drafts:
            self._continue(rows[0], header, route)
            rows = rows[1:]
        goes_on = self._header is not None and self._header.attributes == header.attributes
        unit = max(
            [
                self._unit,
                self._head_unit if goes_on else 1.0,
                *(unit_of(c.text) for row in rows[: header.rows] for c in row if is_of_all(c.text)),
            ]
        )
        group = self._within if goes_on else None
        parties, self._within = overview_rows(rows[header.rows :], header, unit, group)
        for party in parties:
            self._party(party, route)
        self._header, self._head_unit = header, unit
        self._unit = self._whole

    def _continue(self, row: Sequence[Text], header: Header, route: str) -> None:
        """The rest of a row that began on the page before."""
        for attribute, cell in zip(header.attributes, row, strict=True):
            if attribute not in ("", "other", "name") and cell.text:
                self.drafts[-1].grow(attribute, cell, route)

    def _party(self, party: Party, route: str) -> None:
        draft = self._start(party.name if party.label == "name" else Text(""), route)
        draft.label(party.label, party.name, route)
        draft.group = party.group or self._group
        for attribute, cell, unit in party.cells:
            draft.label(attribute, cell, route, unit)
        self._close()

    def _card(self, rows: Sequence[Sequence[Text]], route: str) -> None:
        names = compared(rows)
        if names:
            self._compared(rows, names, route)
            return
        first = [cell for cell in rows[0] if cell.text]
        if not rows[0][0].text and len(first) == 1 and self._current is not None and self._row:
            self._current.grow(self._row, first[0], route)
            rows = rows[1:]
        elif title := card_title(rows):
            name, taken = title
            bare = self._current if self._isbare_title() else None
            if bare is None or not is_same(bare.key, key_of(name.text), bare):
                self._start(name, route)
            rows = rows[taken:]
        unit = max([self._unit, *(unit_of(cell.text) for cell in rows[0])])
        for attribute, value, factor in card_cells(rows, unit, self._year):
            if "name" in attribute.split("+") and not self._isbare_title():
                self._start(value, route)
            if self._current is not None:
                self._current.label(attribute, value, route, factor)
            self._row = attribute
        self._unit, self._label = self._whole, ""

    def _compared(self, rows: Sequence[Sequence[Text]], names: Sequence[Text], route: str) -> None:
        """A table with a column for each party."""
        for column, name in enumerate(names, start=1):
            if not name.text:
                continue
            draft = self._start(name, route)
            own = [(row[0], row[column]) for row in rows]
            for attribute, value, factor in card_cells(own, self._unit, self._year):
                if attribute != "name":
                    draft.label(attribute, value, route, factor)
        self._close()
