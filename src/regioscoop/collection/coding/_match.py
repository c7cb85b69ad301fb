"""Finding the patterns of the word lists in many texts at once.

What a word matches is looked up once per different word, not once per text: a list of ten thousand names has
a few thousand different words.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

BORDER: Final = "\n\x1f\n"
"""Stands between a name and what is said of it; no pattern reaches across."""
_WORD: Final = re.compile(r"(?:[a-z]\.){2,}[a-z]?(?![a-z0-9])|[a-z0-9]+|[&\x1f]")
_FOLDED: Final = {
    code: base if len(base) == 1 and base.isascii() and base.isalnum() else " "
    for code in range(0x80, 0x250)
    for base in [unicodedata.normalize("NFKD", chr(code))[:1]]
}
Word = tuple[str, int, int]
"""A folded word, and where it begins and ends in the text."""
Whole = NDArray[np.int64]
Found = tuple[int, int, int]
"""Number of the pattern, and where what was found begins and ends."""
_STOP: Final = "\x1f"


def fold(text: str) -> str:
    """Lower case without accents, letter for letter: what is found stands at the same place in the text."""
    return (text if text.isascii() else text.translate(_FOLDED)).lower()


def words_of(text: str) -> list[Word]:
    """The words of a text; ``B.V.`` is one word, ``&`` is "en"."""
    return [(_plain(m[0]), m.start(), m.end()) for m in _WORD.finditer(fold(text))]


def _plain(word: str) -> str:
    if word == "&":
        return "en"
    # The same word is looked up again and again: one object for all its copies makes that quick.
    return sys.intern(word.replace(".", "") if "." in word else word)


@dataclass(frozen=True)
class Hits:
    """What was found, one element per hit, ordered by text and place.

    Attributes
    ----------
    text
        Number of the text.
    pattern
        Number of the pattern.
    start, end
        Where it stands in the text.
    """

    text: Whole
    pattern: Whole
    start: Whole
    end: Whole

    def where(self, keep: NDArray[np.bool_]) -> Hits:
        """Those hits alone for which ``keep`` is true."""
        return Hits(self.text[keep], self.pattern[keep], self.start[keep], self.end[keep])


class Matcher:
    """Finds patterns: words with ``*`` for any letters at an end, ``+`` for at least one letter before.

    Parameters
    ----------
    patterns
        One or more words each, folded; a part but the first that is ``*`` alone is any word.
    families
        The family of each pattern: of two hits of one family, one inside the other, the longer counts.
    """

    def __init__(self, patterns: Sequence[str], families: Sequence[str]) -> None:
        self._families = list(families)
        self._parts = [tuple(pattern.split()) for pattern in patterns]
        self._exact: dict[str, list[int]] = {}
        self._loose: list[tuple[int, str]] = []
        for number, parts in enumerate(self._parts):
            if parts[0].strip("*+") == parts[0]:
                self._exact.setdefault(parts[0], []).append(number)
            else:
                self._loose.append((number, parts[0]))
        self._known: dict[str, _Begun] = {}

    def find(self, texts: Sequence[Sequence[Word]]) -> Hits:
        """Find every pattern in texts that were taken apart by `words_of`."""
        found = [(number, *hit) for number, text in enumerate(texts) for hit in self._of_text(text)]
        return Hits(*np.array(found, dtype=np.int64).reshape(-1, 4).T)

    def _of_text(self, text: Sequence[Word]) -> list[Found]:
        found: list[Found] = []
        for place, (word, start, end) in enumerate(text):
            begun = self._known.get(word)
            if begun is None:
                begun = self._known[word] = self._look_up(word)
            if begun.alone:
                # Of a word with points in it only the whole has a place in the text.
                whole = end - start != len(word)
                found += [
                    (number, start, end) if whole else (number, start + offset, start + offset + length)
                    for number, offset, length in begun.alone
                ]
            if begun.loose or begun.then:
                found += self._longer(text, place, begun)
        return found if len(found) < 2 else self._outermost(found)

    def _longer(self, text: Sequence[Word], place: int, begun: _Begun) -> list[Found]:
        following = text[place + 1][0] if place + 1 < len(text) else _STOP
        return [
            (number, text[place][1], text[place + len(self._parts[number]) - 1][2])
            for number in (*begun.then.get(following, ()), *begun.loose)
            if self._goes_on(text, place, self._parts[number])
        ]

    def _look_up(self, word: str) -> _Begun:
        begun = [(number, 0, len(word)) for number in self._exact.get(word, ())]
        for number, part in self._loose:
            place = _place(part, word)
            if place is not None:
                begun.append((number, place, len(part.strip("*+"))))
        then: dict[str, list[int]] = {}
        loose = []
        for number, *_ in begun:
            parts = self._parts[number]
            if len(parts) > 1 and parts[1].strip("*+") == parts[1]:
                then.setdefault(parts[1], []).append(number)
            elif len(parts) > 1:
                loose.append(number)
        return _Begun([one for one in begun if len(self._parts[one[0]]) == 1], then, loose)

    @staticmethod
    def _goes_on(text: Sequence[Word], place: int, parts: tuple[str, ...]) -> bool:
        if place + len(parts) > len(text):
            return False
        return all(_place(part, text[place + i][0]) is not None for i, part in enumerate(parts) if i)

    def _outermost(self, found: list[Found]) -> list[Found]:
        families = self._families
        return [
            hit
            for hit in found
            if not any(
                other[1] <= hit[1]
                and hit[2] <= other[2]
                and other[2] - other[1] > hit[2] - hit[1]
                and families[other[0]] == families[hit[0]]
                for other in found
            )
        ]


@dataclass(frozen=True)
class _Begun:
    """What a word matches: patterns of one word, and longer ones that it begins.

    Attributes
    ----------
    alone
        Number of the pattern, where it stands in the word, its length.
    then
        Next word -> patterns that go on with it.
    loose
        Patterns that go on with a part that has a star.
    """

    alone: list[Found]
    then: dict[str, list[int]]
    loose: list[int]


def _place(part: str, word: str) -> int | None:
    """Where a part of a pattern stands in a word, or None; a part that is a star alone is any word."""
    inner = part.strip("*+")
    if part == inner:
        return 0 if word == inner else None
    if part[0] == "+":
        place = len(word) - len(inner)
        return place if place > 0 and word.endswith(inner) else None
    if part[0] != "*":
        return 0 if word.startswith(inner) else None
    if part[-1] != "*":
        return len(word) - len(inner) if word.endswith(inner) else None
    place = word.find(inner)
    return place if place >= 0 and word != _STOP else None
