"""Words as the search sees them: folded, split, stemmed, and how far two of them are apart.

The program in the browser (``frontend/src/search-index.ts``) does the same, step by step. So that no two
versions of Unicode can disagree, a word is made of the letters a-z and the digits 0-9 and nothing else.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

import snowballstemmer  # type: ignore[import-untyped]
from rapidfuzz import process
from rapidfuzz.distance import OSA

_QUOTES: Final = str.maketrans(dict.fromkeys("´`‘’ʼ", "'"))
_ACCENTS: Final = re.compile("[\u0300-\u036f]")
_WHOLE: Final = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ı": "i",
        "&": " en ",
    }
)
"""Letters that are no letter with an accent, so that NFKD leaves them as they are."""
_OWN: Final = re.compile("([a-z0-9])'s(?![a-z0-9])")
_CODE: Final = re.compile("(?<![a-z0-9])(gm|pv|ws)[^a-z0-9]*0*([0-9]*)(?![a-z0-9])")
_WORD: Final = re.compile("[a-z0-9]+")
_LETTERS: Final = re.compile("[a-z]{4,}")
_LONG: Final = 8


def words(text: str) -> list[str]:
    """Split a text into words.

    Parameters
    ----------
    text
        A name, or what somebody typed.

    Returns
    -------
    list of str
        Lower case without accents. The ``'s`` behind a word is gone (``regio's`` is ``regio``), the one
        before it stays (``'s-Hertogenbosch`` is ``s hertogenbosch``); ``&`` is ``en``; a code is one word
        without zeros in front (``GM0363``, ``gm 363`` and ``gm0363`` are ``gm363``).
    """
    text = unicodedata.normalize("NFKD", text.translate(_QUOTES))
    text = _ACCENTS.sub("", text).lower().translate(_WHOLE)
    return _WORD.findall(_CODE.sub(r" \1\2 ", _OWN.sub(r"\1", text)))


def joined(split: Sequence[str]) -> list[str]:
    """Return every two neighbouring words as one: ``zuid limburg`` is also found as ``zuidlimburg``."""
    return [first + second for first, second in pairwise(split)]


def stem(word: str) -> str:
    """Return the stem of a word by the Dutch stemmer of Porter.

    A stemmer keeps the word it works on in itself, so each call has its own: threads do not meet.
    """
    return str(snowballstemmer.stemmer("dutch_porter").stemWord(word))


def is_forgiven(word: str) -> bool:
    """Tell whether a typing error in a word is forgiven: from four letters on, never in a number or code."""
    return _LETTERS.fullmatch(word) is not None


def nearest(word: str, known: Iterable[str], begun: bool) -> dict[str, int]:
    """Find words that differ from one by typing errors only.

    A typing error is a letter too many, too few, wrong, or two neighbours that changed places (the
    Damerau-Levenshtein distance in which no letter is touched twice). One is forgiven in a word of four to
    seven letters, two in a longer one.

    Parameters
    ----------
    word
        What was typed.
    known
        Words to choose from.
    begun
        Whether the word may still be unfinished. When no whole word is near, words of which the beginning
        is near count then.

    Returns
    -------
    dict
        Distance of each near word; empty when typing errors are not forgiven in it.
    """
    if not is_forgiven(word):
        return {}
    most = 2 if len(word) >= _LONG else 1
    candidates = [other for other in known if is_forgiven(other)]
    near = _within(word, candidates, most)
    if near or not begun:
        return near
    beginnings: dict[str, list[str]] = {}
    for other in candidates:
        for length in range(len(word) - most, min(len(word) + most, len(other)) + 1):
            beginnings.setdefault(other[:length], []).append(other)
    for beginning, distance in _within(word, list(beginnings), most).items():
        for other in beginnings[beginning]:
            near[other] = min(distance, near.get(other, distance))
    return near


def _within(word: str, others: list[str], most: int) -> dict[str, int]:
    found = process.extract_iter(word, others, scorer=OSA.distance, processor=None, score_cutoff=most)
    return {other: int(distance) for other, distance, _ in found}
