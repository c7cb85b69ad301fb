"""An entry in the making."""

from __future__ import annotations

import re
from typing import Final

from regioscoop.collection.documents._blocks import Text
from regioscoop.collection.documents._entry import CONFIDENCE, Entry, Value
from regioscoop.collection.documents._labels import AMOUNTS, ATTRIBUTES, form_of, without_number, words
from regioscoop.collection.documents._prose import balance, read_prose
from regioscoop.collection.documents._values import (
    amount_of,
    amounts,
    dated_amounts,
    is_abbreviation,
    is_nothing,
    key_of,
    members_of,
    split_name,
)

LONG: Final = 60
"""Of a longer text (characters) the amount alone is the value."""
LONGEST_NAME: Final = 300
"""A name has no more characters than this."""
_GROWING: Final = ("public_interest", "changes", "board_seats", "participants")
_PARTY = re.compile(words("party"), re.I)
_COUNTED = re.compile(
    r"^(?:(?:ruim|circa|ca\.?|ongeveer|meer dan|totaal|vrijwel)\s+)?"
    r"(?:\d+|alle|diverse|verschillende|meerdere|andere|tientallen)\s+(?:\w+\s+)?"
    r"(?:gemeenten|deelnemers|deelnemende|partijen|partners|organisaties|leden|waterschappen|aandeelhouders"
    r"|provincies|overheden|deelgenoten|participanten)\b(?!\s*(?:\(|:|,?\s*(?:te weten|namelijk)))",
    re.I,
)
"""Participants that are counted and not named."""
_SHORTFALL = re.compile(r"\b(?:tekort|verlies|nadelig|negatief)\b", re.I)
_STAKE = re.compile(r"aande(?:el|len)|kapitaal|dividend|garant|lening", re.I)


def looks_like_party(text: str) -> bool:
    """Whether a title has a word that names of linked parties have."""
    return bool(_PARTY.search(text)) or any(is_abbreviation(word) for word in re.findall(r"[\w&.]+", text))


class Draft:
    """Collects the values of one entry; the first of each attribute stays, unless a surer one comes.

    Parameters
    ----------
    title
        Its name, perhaps with a number before and an abbreviation behind it.
    route
        How it was found, a key of `CONFIDENCE`.
    level
        Depth of the heading that named it; 0 when no heading did.
    year
        Year of the budget, where it is known.
    """

    def __init__(self, title: Text, route: str, level: int = 0, year: int | None = None) -> None:
        self._year = year
        self.values: dict[str, Value] = {}
        self.level = level
        self.route = route
        self.texts: list[Text] = []
        self.group: tuple[str, Text] | None = None
        name, short = split_name(title.text)
        self.add("name", title.cut(*name), route)
        if short:
            self.add("abbreviation", title.cut(*short), route)

    @property
    def name(self) -> str:
        """Its name."""
        return self.values["name"].text if "name" in self.values else ""

    @property
    def key(self) -> str:
        """Its name as it is compared."""
        return key_of(self.name)

    def add(self, attribute: str, value: Text, route: str, unit: float = 1.0) -> None:
        """Take a value; one that says that nothing is known is none."""
        if not value.text or is_nothing(value.text):
            return
        euros: float | None = None
        members: tuple[str, ...] = ()
        if attribute in AMOUNTS:
            euros = amount_of(value.text, unit)
            if attribute == "result" and euros is not None and _SHORTFALL.search(value.text):
                euros = -abs(euros)
            if len(value.text) > LONG and euros is not None:
                best = _best_amount(value.text)
                value = value.cut(*best) if best else value
            if euros is None and attribute != "contribution":
                return
        if attribute == "participants":
            members = tuple(members_of(value.text))
            if _COUNTED.match(value.text):
                return
        found = Value(attribute, value.text, value.place(), CONFIDENCE[route], "rule", euros, members)
        known = self.values.get(attribute)
        if (
            known is None
            or found.confidence > known.confidence
            or (known.euros is None and euros is not None)
        ):
            self.values[attribute] = found

    def grow(self, attribute: str, value: Text, route: str, unit: float = 1.0) -> None:
        """Add a further paragraph or item to a value."""
        known = self.values.get(attribute)
        if known is None:
            self.label(attribute, value, route, unit)
        elif attribute in _GROWING:
            between = "; " if attribute == "participants" else " "
            text = f"{known.text}{between}{value.text}"
            members = tuple(members_of(text)) if attribute == "participants" else ()
            self.values[attribute] = Value(
                attribute, text, known.place, known.confidence, "rule", None, members
            )
        elif attribute in AMOUNTS and known.euros is None:
            self.label(attribute, value, route, unit)

    def label(self, attribute: str, value: Text, route: str, unit: float = 1.0) -> None:
        """Take what stands under or after a label."""
        if attribute in ("", "other") or not value.text:
            return
        if "+" in attribute:
            self._two(attribute, value, route)
        elif attribute == "finances":
            self._balance(value, route, unit)
        elif attribute in ("equity", "debt"):
            self._dated(attribute, value, route, unit)
        elif attribute == "name":
            self._rename(value, route)
        elif attribute in ("contribution", "result") and len(value.text) > LONG:
            self._in_sentence(attribute, value, route, unit)
        else:
            self.add(attribute, value, route, unit)

    def _rename(self, value: Text, route: str) -> None:
        name, short = split_name(value.text)
        self.add("name", value.cut(*name), route)
        if short:
            self.add("abbreviation", value.cut(*short), route)

    def _two(self, attribute: str, value: Text, route: str) -> None:
        """A label of two attributes: parted at the comma, the slash or ``te``."""
        first, second = attribute.split("+")[:2]
        last = "name" in (first, second)
        places = [*re.finditer(r"\s*[,;/]\s*|\s+(?:gevestigd )?(?:te|in)\s+(?=[A-Z’'])", value.text)]
        cut = (places[-1] if last else places[0]).span() if places else None
        if cut is None:
            self.label(first, value, route)
            return
        self.label(first, value.cut(0, cut[0]), route)
        self.label(second, value.cut(cut[1]), route)

    def _balance(self, value: Text, route: str, unit: float) -> None:
        for item in balance(value.text):
            self.add(item.attribute, value.cut(item.start, item.end), route, unit)

    def _dated(self, attribute: str, value: Text, route: str, unit: float) -> None:
        if balance(value.text) and len(value.text) > LONG:
            self._balance(value, route, unit)
            return
        dated = dated_amounts(value.text, unit)
        for day, amount in dated.items():
            self.add(attribute + day, value.cut(amount.start, amount.end), route, unit)
        if not dated:
            self.add(attribute + "_end", value, "unsure", unit)

    def _in_sentence(self, attribute: str, value: Text, route: str, unit: float) -> None:
        for item in read_prose(value.text, self._year):
            if item.attribute == attribute:
                self.add(attribute, value.cut(item.start, item.end), route, unit)
                return
        if not _STAKE.search(value.text):
            self.add(attribute, value, "unsure", unit)

    def prose(self, text: Text, unit: float = 1.0) -> None:
        """Take what sentences say."""
        self.texts.append(text)
        text = text.cut(max(0, text.text.find(without_number(text.text))))
        for item in read_prose(text.text, self._year):
            self.add(item.attribute, text.cut(item.start, item.end), "prose", unit)

    @property
    def is_entry(self) -> bool:
        """Whether it is one: something was said of it, and not only in passing."""
        if not self.name or len(self.name) > LONGEST_NAME:
            return False
        strong = [v for v in self.values.values() if v.attribute not in ("name", "abbreviation")]
        firm = [v for v in strong if v.confidence > CONFIDENCE["prose"]]
        told = {v.attribute for v in strong} & {"seat", "legal_form", "participants", "contribution"}
        party = looks_like_party(self.name)
        return bool(firm) or self.route == "list" or len(told) >= 2 or (party and bool(strong or self.texts))

    def entry(self) -> Entry:
        """The entry; a legal form that is not said follows from the list it stands in, or from the name."""
        values = dict(self.values)
        if "legal_form" not in values:
            name = values["name"]
            form = form_of(name.text)
            if self.group and self.group[0]:
                text = self.group[1]
                values["legal_form"] = Value("legal_form", text.text, text.place(), CONFIDENCE["group"])
            elif form:
                values["legal_form"] = Value("legal_form", name.text, name.place, CONFIDENCE["group"])
        ordered = tuple(values[a] for a in ATTRIBUTES if a in values)
        return Entry(ordered, tuple(self.texts))


def _best_amount(text: str) -> tuple[int, int] | None:
    found = amounts(text)
    signed = [amount for amount in found if amount.has_sign]
    best = (signed or found)[:1]
    return (best[0].start, best[0].end) if best else None
