"""What can be found, and how it is compared with what somebody typed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from regioscoop.web._search_words import joined, words

KINDS: Final = ("regio", "gemeente", "provincie", "waterschap", "samenwerkingsverband")
"""Kinds of entries, in the order in which they are shown."""
ZONES: Final = ("name", "also", "place", "kind")
"""Where a word of an entry may stand, the strongest first; a code counts as name."""

_CODE: Final = re.compile("(?:gm|pv|ws)([0-9]+)", re.IGNORECASE)
_CODE_DIGITS: Final = 4
_ARTICLES: Final = frozenset({"s", "t", "de", "den", "het"})
_BRACKETS: Final = re.compile(r"([^()]+)\(([^()]+)\)")

_SHORTENED: Final = frozenset({"samenwerkingsverband", "waterschap"})
"""Kinds of which people use abbreviations."""
_LATIN: Final = re.compile("[A-Za-z]+")
_HELD: Final = re.compile(r"\([^()]*\)")
_ACCENTS: Final = re.compile("[\u0300-\u036f]")
_SMALL: Final = frozenset({
    "aan", "bij", "de", "den", "der", "des", "e", "en", "het", "in", "o", "of", "op", "s", "t", "te", "ten",
    "ter", "tot", "van", "voor",
})  # fmt: skip
"""Words that an abbreviation may leave out."""
_ENDINGS: Final = (
    "archief", "bedrijf", "bureau", "dienst", "fonds", "huis", "kantoor", "kwartier", "raad", "regio",
    "schap", "verband",
)  # fmt: skip
"""Second halves of words that have a letter of their own: ``Veiligheidsregio`` is ``VR``."""
_SHORTEST, _LONGEST = 3, 8


@dataclass(frozen=True)
class Entry:
    """Something that has a page.

    Attributes
    ----------
    kind
        One of `KINDS`; also a word it is found by (``gemeente Utrecht``).
    id
        Code or slug; a code (``GM0363``) is also a word it is found by.
    name
        As it is shown. With brackets at its end it has two other names: what they hold (``BWB``, not
        ``NH.``), and the rest.
    also
        Aliases, abbreviations and former names, with or without brackets.
    place
        Seat, or province: shown to tell namesakes apart, and searched.
    """

    kind: str
    id: str
    name: str
    also: tuple[str, ...] = ()
    place: str = ""

    @property
    def detail(self) -> str:
        """Code and place, to show beside the name."""
        return " · ".join(part for part in (self.id if is_code(self.id) else "", self.place) if part)


def is_code(text: str) -> bool:
    """Tell whether an id is a code of a municipality, province or water board, such as ``GM0363``."""
    return _CODE.fullmatch(text) is not None


@dataclass(frozen=True)
class Forms:
    """The names of an entry as a whole, each as its words without spaces between them.

    Attributes
    ----------
    kind
        The kind.
    begins
        The name, and the name without an article: what an unfinished name is the beginning of.
    whole, other
        What names it exactly, and what is another name of it.
    """

    kind: str
    begins: tuple[str, ...]
    whole: frozenset[str]
    other: frozenset[str]

    def begins_with_kind(self, said: str) -> bool:
        """Tell whether it is the kind and the beginning of the name (``gemeente Utr``)."""
        return len(said) > len(self.kind) and f"{self.kind}{self.begins[0]}".startswith(said)


def forms_of(entry: Entry) -> Forms:
    """Return the names of an entry as they are compared as a whole."""
    name, kind = _squashed(entry.name), _squashed(entry.kind)
    given = entry.name, *entry.also
    parts = {_squashed(part) for text in given for part in _bracketed(text)}
    other = {*map(_squashed, entry.also), *map(_bare, given), *parts}
    whole = {name, kind + name, *_code_words(entry.id)}
    return Forms(kind, (name, _bare(entry.name)), frozenset(whole - {""}), frozenset(other - {""}))


def _bare(name: str) -> str:
    """Return a name without the article it begins with: ``'s-Hertogenbosch`` is also ``hertogenbosch``."""
    split = words(name)
    return "".join(split[1:] if split[:1] and split[0] in _ARTICLES else split)


def _bracketed(name: str) -> list[str]:
    """Return a name without the brackets at its end and what they hold, unless that is short for a place."""
    found = _BRACKETS.fullmatch(name)
    if not found:
        return []
    return [found[1]] if found[2].endswith(".") else [found[1], found[2]]


def _squashed(text: str) -> str:
    return "".join(words(text))


def _code_words(code: str) -> list[str]:
    """Words of a code: as `words` writes it, and its digits when they are four."""
    found = _CODE.fullmatch(code)
    if not found:
        return []
    return [*words(code), *([found[1]] if len(found[1]) == _CODE_DIGITS else [])]


def zones_of(entry: Entry) -> tuple[list[str], ...]:
    """Words of an entry in each of `ZONES`."""
    other = [word for name in entry.also for word in words(name)]
    return [*words(entry.name), *_code_words(entry.id)], other, words(entry.place), words(entry.kind)


def joined_zones_of(entry: Entry) -> tuple[list[str], ...]:
    """Neighbouring words as one, in each of `ZONES`; a kind has none."""
    other = [pair for name in entry.also for pair in joined(words(name))]
    return joined(words(entry.name)), other, joined(words(entry.place)), []


def short_forms(entry: Entry) -> list[str]:
    """Abbreviations that the name of an entry would have, derived from it: nobody may use them.

    The first letters of its words, with and without small words (``voor``), with and without a letter for
    the second half of a compound (``Veiligheidsregio Utrecht`` is ``vru``); a word in capitals as a whole
    (``GGD Zeeland`` is ``ggdz``); what stands in brackets not at all.
    """
    if entry.kind not in _SHORTENED:
        return []
    name = _ACCENTS.sub("", unicodedata.normalize("NFKD", entry.name))
    every = _LATIN.findall(_HELD.sub(" ", name))
    strong = [word for word in every if word.lower() not in _SMALL]
    if len(strong) < 2:
        return []
    made = {
        "".join(_letters(w, halves) for w in some) for some in (every, strong) for halves in (True, False)
    }
    return sorted(short for short in made if _SHORTEST <= len(short) <= _LONGEST)


def _letters(word: str, halves: bool) -> str:
    """What an abbreviation takes of a word."""
    low = word.lower()
    if len(word) > 1 and word == word.upper():
        return low
    first = "ij" if low.startswith("ij") else low[0]
    ending = next((end for end in _ENDINGS if halves and low.endswith(end) and len(low) > len(end) + 2), "")
    return first + ending[:1]


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Sort entries by kind, length of the name, name and id: what is shown first where all else is equal."""

    def key(entry: Entry) -> tuple[tuple[int, str], int, str, str, str]:
        name = " ".join(words(entry.name))
        return kind_order(entry.kind), len(name), name, entry.id, entry.name

    return sorted(entries, key=key)


def kind_order(kind: str) -> tuple[int, str]:
    """Place of a kind among `KINDS`; others come behind them."""
    return KINDS.index(kind) if kind in KINDS else len(KINDS), kind
