"""Finding the patterns of the word lists in many texts at once.

What a word matches is looked up once per different word, not once per text: a list of ten thousand names has
a few thousand different words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

BORDER: Final = "\n\x1f\n"
"""Stands between a name and what is said of it; no pattern reaches across."""
_WORD: Final = re.compile(r"(?:[a-z]\.){2,}[a-z]?(?![a-z0-9])|[a-z0-9]+|[&\x1f]")
_POINTS: Final = re.compile(r"[a-z]\.[a-z]\.")
_FOLDED: Final = {
    code: base if len(base) == 1 and base.isascii() and base.isalnum() else " "
    for code in range(0x80, 0x250)
    for base in [unicodedata.normalize("NFKD", chr(code))[:1]]
}
PLACES: Final = 64
"""Places per word: the tenth letter of the third word stands at 2 x 64 + 9; later letters share the last."""
Whole = NDArray[np.int64]
Found = tuple[int, int, int]
"""Number of the pattern, and where what was found begins and ends, in `PLACES`."""
_STOP: Final = "\x1f"


def fold(text: str) -> str:
    """Lower case without accents, letter for letter: what is found stands at the same place in the text."""
    return (text if text.isascii() else text.translate(_FOLDED)).lower()


def words_of(text: str) -> list[str]:
    """The words of a text, folded; ``B.V.`` is one word, ``&`` is "en"."""
    folded = fold(text)
    words = _WORD.findall(folded)
    if "&" in folded or _POINTS.search(folded):
        return [_plain(word) for word in words]
    return words


def _plain(word: str) -> str:
    return "en" if word == "&" else word.replace(".", "")


def spans_of(text: str) -> list[tuple[int, int]]:
    """Where each of the words of a text begins and ends."""
    return [match.span() for match in _WORD.finditer(fold(text))]


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
        Where it stands in the text, in `PLACES`.
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
        self._known = _Known(self._look_up)

    def find(self, texts: Sequence[Sequence[str]]) -> Hits:
        """Find every pattern in texts that were taken apart by `words_of`."""
        found = [(number, *hit) for number, text in enumerate(texts) for hit in self._of_text(text)]
        return Hits(*np.array(found, dtype=np.int64).reshape(-1, 4).T)

    def _of_text(self, text: Sequence[str]) -> list[Found]:
        found: list[Found] = []
        last = len(text) - 1
        for place, begun in enumerate(map(self._known.__getitem__, text)):
            if begun is None:
                continue
            alone, then, loose = begun
            start = place * PLACES
            found += [(number, start + offset, start + end) for number, offset, end in alone]
            more = [*then.get(text[place + 1], ()), *loose] if place < last else loose
            if more:
                found += [
                    (number, start, start + len(self._parts[number]) * PLACES)
                    for number in more
                    if self._goes_on(text, place, number)
                ]
        return found if len(found) < 2 else self._outermost(found)

    def _look_up(self, word: str) -> _Begun | None:
        begun = [(number, 0, min(len(word), PLACES)) for number in self._exact.get(word, ())]
        for number, part in self._loose:
            place = _place(part, word)
            if place is not None:
                end = place + len(part.strip("*+"))
                begun.append((number, min(place, PLACES - 1), min(end, PLACES)))
        if not begun:
            return None
        then: dict[str, list[int]] = {}
        loose = []
        for number, *_ in begun:
            parts = self._parts[number]
            if len(parts) > 1 and parts[1].strip("*+") == parts[1]:
                then.setdefault(parts[1], []).append(number)
            elif len(parts) > 1:
                loose.append(number)
        return _Begun([one for one in begun if len(self._parts[one[0]]) == 1], then, loose)

    def _goes_on(self, text: Sequence[str], place: int, number: int) -> bool:
        parts = self._parts[number]
        if place + len(parts) > len(text):
            return False
        return all(_place(part, text[place + i]) is not None for i, part in enumerate(parts) if i)

    def _outermost(self, found: list[Found]) -> list[Found]:
        """Leave out what lies inside a longer hit of its family."""
        kept: list[Found] = []
        longest: dict[str, tuple[int, int]] = {}
        for hit in sorted(found, key=lambda hit: (hit[1], -hit[2])):
            number, start, end = hit
            family = self._families[number]
            first, last = longest.get(family, (-1, -1))
            if end > last:
                longest[family] = (start, end)
            elif start > first or end < last:
                continue
            kept.append(hit)
        return kept


class _Begun(NamedTuple):
    """What a word matches: patterns of one word, and longer ones that it begins.

    Attributes
    ----------
    alone
        Number of the pattern, and where in the word it begins and ends.
    then
        Next word -> patterns that go on with it.
    loose
        Patterns that go on with a part that has a star.
    """

    alone: list[Found]
    then: dict[str, list[int]]
    loose: list[int]


class _Known(dict[str, _Begun | None]):
    """What each word matches, looked up when it is first asked for; None for nothing."""

    def __init__(self, look_up: Callable[[str], _Begun | None]) -> None:
        super().__init__()
        self._look_up = look_up

    def __missing__(self, word: str) -> _Begun | None:
        begun = self[word] = self._look_up(word)
        return begun


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
