"""Goes through the blocks of the section and gathers its entries."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from rapidfuzz import fuzz

from regioscoop.collection.documents._blocks import Block, Text
from regioscoop.collection.documents._draft import Draft, looks_like_party
from regioscoop.collection.documents._entry import Entry
from regioscoop.collection.documents._grids import (
    Header,
    Party,
    card_cells,
    compared,
    is_card,
    overview_header,
    overview_rows,
    padded,
    unfolded,
)
from regioscoop.collection.documents._labels import (
    attribute_of,
    group_of,
    is_title,
    section_kind,
    unit_of,
    without_number,
)
from regioscoop.collection.documents._prose import introduced
from regioscoop.collection.documents._values import key_of

TYPING: Final = 80.0
"""Least similarity (rapidfuzz ratio) of two words that differ by a typing error."""
NAME_WORDS: Final = 9
"""A line with more words before its first comma is no item of a list that has no marks."""
SHORT: Final = 140
"""A longer item of a list is a sentence and no entry, unless it begins with a name in bold."""

_GENERAL = re.compile(
    r"^(?:algemeen|algemene .*|inleiding|visie.*|beleid\b.*|kader.*|definitie.*|wettelijk.*|wat zijn .*|overzicht.*|lijst.*|samenvatting"
    r"|leeswijzer|nota .*|terug .*|inhoud.*|conclusie.*|totaal.*|per verbonden partij.*|belangrijkste .*|tabel .*|figuur .*|voorgenomen .*"
    r"|(?:nieuwe|beeindigde|beëindigde) .*|sturing.*|governance.*|toelichting.*|financiele kengetallen.*|financiële kengetallen.*)$",
    re.I,
)
_AFTER_NAME = re.compile(r"\s+[–—-]\s+(?=[a-z(\d])|:\s+|;\s+|,\s+|(?<![A-Z])\.\s+(?=[A-Z])|\s+(?=\(?gevestigd )|\s+te\s+(?=[A-Z’'])")
_SEAT = re.compile(r"^\(?(?:gevestigd |zetel |statutair )*(?:te |in )?((?:'s-|’s-|'t |’t )?[A-Z][\w'’-]+(?: (?:aan|op|bij|en|de|den|der|het|a/d)(?: (?:den|de|het))? [A-Z][\w'’-]+| [A-Z][\w'’-]+){0,3})\)?(?=$|[.,;:)]| [–-] )")


def gather(blocks: Sequence[Block]) -> tuple[list[Entry], list[str]]:
    """Entries of the section, and the words of it that no entry took.

    Parameters
    ----------
    blocks
        The section, in reading order.
    """
    flow = _Flow()
    for block in blocks:
        flow.take(block)
    drafts = [draft for draft in flow.drafts if draft.is_entry]
    loose = [text for draft in flow.drafts if not draft.is_entry for text in draft.texts]
    return [draft.entry() for draft in _merged(drafts)], [*flow.loose, *loose]


class _Flow:
    """What is known at a point in the section: the entry, the label and the list one is in."""

    def __init__(self) -> None:
        self.drafts: list[Draft] = []
        self.loose: list[str] = []
        self._current: Draft | None = None
        self._label = ""
        self._group: tuple[str, Text] | None = None
        self._header: Header | None = None
        self._unit = self._whole = 1.0
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
        if self._is_group(block) or self._is_labelled(block):
            return
        if block.kind == "heading":
            self._heading(block)
        elif block.kind == "item":
            self._item(block)
        else:
            self._text(block)

    def _start(self, title: Text, route: str, level: int = 0) -> Draft:
        self._current = draft = Draft(title, route, level)
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
            self._group = (form, block.text)
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
        attribute = attribute_of(without_number(head)) if colon else ""
        begin = len(head) + 1
        if not attribute and block.lead and len(block.lead) < len(text.text):
            attribute, begin = attribute_of(block.lead), text.text.find(block.lead) + len(block.lead)
            tail = text.text[begin:]
        if not attribute and (alone := attribute_of(text.text)) and block.kind != "item":
            return self._await(alone)
        if not attribute:
            return False
        if not tail.strip(" :"):
            return self._await(attribute)
        self._give(attribute, text.cut(begin + len(tail) - len(tail.lstrip(" :"))))
        return True

    def _await(self, attribute: str) -> bool:
        if self._current is None and attribute != "name":
            return False
        self._label = attribute
        return True

    def _give(self, attribute: str, value: Text) -> None:
        if "name" in attribute.split("+") and not self._is_bare():
            self._start(value, "label")
        if self._current is None:
            return
        self._current.label(attribute, value, "label", self._unit)
        self._label = attribute

    def _is_bare(self) -> bool:
        """Whether nothing but a heading is known of the entry one is in."""
        return self._current is not None and set(self._current.values) <= {"name", "abbreviation"} and (
            self._current.route != "label"
        )

    def _heading(self, block: Block) -> None:
        text = block.text.text
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
        cut = _AFTER_NAME.search(text.text)
        name = text.cut(0, cut.start() if cut else None)
        if block.lead and len(block.lead) > 3:
            name = text.cut(0, len(block.lead))
        in_card = self._current is not None and self._current.route != "list"
        if in_card or not (looks_like_party(name.text) or self._group) or len(name.text) > SHORT or text.text.endswith(";"):
            self._text(block)
            return
        draft = self._start(name, "list")
        rest = text.cut(len(name.text) + text.text.find(name.text))
        rest = rest.cut(len(rest.text) - len(rest.text.lstrip(" -–—:;,.")))
        if rest.text:
            self._after_name(draft, rest)

    def _after_name(self, draft: Draft, rest: Text) -> None:
        match = _SEAT.match(rest.text)
        if match and not looks_like_party(match[1]):
            draft.add("seat", rest.cut(*match.span(1)), "list")
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
            self.loose.append(text.text)
        elif self._label not in ("", "other"):
            self._current.grow(self._label, text, "heading", self._unit)
        elif self._label == "":
            self._current.prose(text, self._unit)

    def _is_listed(self, block: Block) -> bool:
        """Whether a line is an item of a list by legal form that has no marks before its items."""
        listing = self._current is None or self._current.route == "list"
        in_list = self._group is not None and listing and self._label == ""
        name = _AFTER_NAME.split(block.text.text)[0]
        return in_list and is_title(block.text.text) and name[:1].isupper() and len(name.split()) <= NAME_WORDS

    def _introduces(self, block: Block) -> bool:
        """Whether a paragraph begins with the name of another party."""
        text = block.text
        found = introduced(text.text)
        name = text.cut(*found[0]) if found else Text("")
        if block.lead and len(block.lead) < len(text.text) and looks_like_party(block.lead):
            name = text.cut(0, len(block.lead))
        if not name.text or self._label not in ("", "other"):
            return False
        if self._current is not None and _same(self._current.key, key_of(name.text), self._current):
            if found and found[1]:
                self._current.add("abbreviation", text.cut(*found[1]), "prose")
            return False
        if self._current is not None and self._is_bare() and self._current.route == "heading" and not block.lead:
            return False
        draft = self._start(name, "heading" if block.lead else "prose")
        if found and found[1]:
            draft.add("abbreviation", text.cut(*found[1]), "prose")
        draft.prose(text)
        return True

    def _table(self, block: Block) -> None:
        rows = padded(block)
        route = "anchored" if block.is_anchored else "cell"
        header = overview_header(rows)
        if header is None and self._header and len(rows[0]) == len(self._header.attributes) and not is_card(rows):
            header, rows = Header(self._header.attributes, self._header.units, 0), rows
        if header is not None:
            self._overview(rows, header, route)
            return
        self._header = None
        if is_card(rows := unfolded(rows)) or is_card(rows[1:] or rows):
            self._card(rows, route)

    def _overview(self, rows: Sequence[tuple[Text, ...]], header: Header, route: str) -> None:
        if header.rows == 0 and not rows[0][header.name].text and self.drafts:
            self._continue(rows[0], header, route)
            rows = rows[1:]
        unit = max([self._unit, *(unit_of(c.text) for row in rows[: header.rows] for c in row if not c.text[:1].isalpha())])
        for party in overview_rows(rows[header.rows :], header, unit):
            self._party(party, route)
        self._header = header
        self._unit = self._whole

    def _continue(self, row: Sequence[Text], header: Header, route: str) -> None:
        """The rest of a row that began on the page before."""
        for attribute, cell in zip(header.attributes, row, strict=True):
            if attribute not in ("", "other", "name") and cell.text:
                self.drafts[-1].grow(attribute, cell, route)

    def _party(self, party: Party, route: str) -> None:
        draft = self._start(party.name, route)
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
        if not rows[0][0].text and first and self._current is not None and self._row:
            self._current.grow(self._row, first[0], route)
            rows, first = rows[1:], []
        if len(first) == 1 and not attribute_of(first[0].text) and not group_of(first[0].text)[0] and len(rows) > 1:
            if not (self._is_bare() and self._current and _same(self._current.key, key_of(first[0].text), self._current)):
                self._start(first[0], route)
            rows = rows[1:]
        unit = max([self._unit, *(unit_of(cell.text) for cell in rows[0])])
        for attribute, value, factor in card_cells(rows, unit):
            if "name" in attribute.split("+") and not self._is_bare():
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
            for attribute, value, factor in card_cells([(row[0], row[column]) for row in rows], self._unit):
                if attribute != "name":
                    draft.label(attribute, value, route, factor)
        self._close()


def _same(key: str, other: str, draft: Draft) -> bool:
    """Whether two names are one, but for a typing error, or one is the abbreviation of the other."""
    if key == other:
        return True
    short = draft.values.get("abbreviation")
    if short and key_of(short.text) == other:
        return True
    a, b = key.split(), other.split()
    if len(a) != len(b) or not a:
        return False
    odd = [(x, y) for x, y in zip(a, b, strict=True) if x != y]
    return len(odd) == 1 and min(map(len, odd[0])) > 5 and fuzz.ratio(*odd[0]) >= TYPING and odd[0][0][:2] == odd[0][1][:2]


def _merged(drafts: Sequence[Draft]) -> list[Draft]:
    """Drafts of one party as one: the overview and the card of it."""
    kept: list[Draft] = []
    for draft in drafts:
        twin = next((k for k in kept if _same(k.key, draft.key, k) or _same(draft.key, k.key, draft)), None)
        if twin is None:
            kept.append(draft)
            continue
        for attribute, value in draft.values.items():
            known = twin.values.get(attribute)
            if known is None or value.confidence > known.confidence:
                twin.values[attribute] = value
        twin.texts += draft.texts
        twin.group = twin.group or draft.group
    return kept


__all__ = ["gather", "pairwise"]
