"""Finds people, places and addresses in texts by rules and lists, on this machine.

Titles (burgemeester, wethouder, mevrouw, dhr.), first names, initials, addresses of e-mail, telephone
numbers, municipalities, and what the user adds. What these do not know is not found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

import pandas as pd

from regioscoop.places import centres
from regioscoop.voices.interviews._west_brabant import shipped_table

_BETWEEN: Final = (
    r"(?:(?:[Vv]an|[Dd]e[nr]?|[Hh]et|[Tt]e[nr]?|in|op|'t|El|Al|Ben|Bin|Ait|Aït|Abu)[^\S\n]+){0,3}"
)
_CAPITAL: Final = r"[A-ZÀ-ÖØ-Þ][\w'’\-]+"
_SURNAME: Final = rf"{_BETWEEN}{_CAPITAL}(?:-{_CAPITAL})?"
_TITLES: Final = (
    "burgemeester", "wethouder", "gemeentesecretaris", "secretaris", "gedeputeerde", "commissaris",
    "griffier", "directeur", "raadslid", "dijkgraaf", "heemraad", "meneer", "mevrouw", "de heer", "dhr",
    "dhr.", "mevr", "mevr.", "mw", "mw.", "drs", "drs.", "mr", "mr.", "ir", "ir.", "dr", "dr.", "prof",
    "prof.",
)  # fmt: skip
_TITLED: Final = re.compile(
    rf"(?i:{'|'.join(re.escape(t) for t in sorted(_TITLES, key=len, reverse=True))})"
    rf"[^\S\n]+(?:(?:[A-Z]\.\s?)+)?(?P<name>(?:{_CAPITAL}[^\S\n]+)?(?i:{_BETWEEN}){_CAPITAL})"
)
_INITIAL: Final = re.compile(r"(?<![\w.])[A-Z]\.")
_INITIALS: Final = re.compile(rf"(?P<name>(?:[A-Z]\.\s?){{1,4}}{_SURNAME})")
_NAMED: Final = re.compile(rf"(?P<name>{_CAPITAL}(?:[^\S\n]+{_SURNAME})?)")
_CONTACT: Final = re.compile(
    r"(?P<name>[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+|(?<![\d.])(?:\+31|0)[\s\-]?\d(?:[\s\-]?\d){7,9}(?!\d))"
)
_NO_NAMES: Final = frozenset(
    (
        "De",
        "Het",
        "Een",
        "En",
        "Maar",
        "Dat",
        "Die",
        "Dit",
        "Deze",
        "Wij",
        "We",
        "Ik",
        "Hij",
        "Zij",
        "Er",
        "Als",
        "Dan",
        "Dus",
        "Ook",
        "Niet",
        "Wel",
        "Nu",
        "Toen",
        "Daar",
        "Hier",
        "Wat",
        "Wie",
        "Hoe",
        "Waar",
        "Waarom",
        "Je",
        "Jij",
        "U",
        "Ze",
        "Van",
        "In",
        "Op",
        "Met",
        "Voor",
        "Na",
        "Om",
        "Bij",
        "Te",
        "Ja",
        "Nee",
        "Want",
        "Of",
        "Ben",
        "Wil",
        "Mark",
        "Roos",
        "Floor",
        "Max",
        "Job",
        "Best",
        "Houten",
    )
)
"""Words that begin a sentence and are no name when they stand alone."""


def municipality_names() -> list[str]:
    """Names of the municipalities of 2016 and 2023."""
    names = {name for year in (2016, 2023) for name in centres(year)["name"]}
    return sorted(names | {name.partition(" (")[0] for name in names})


def find_names(texts: Iterable[str], people: Sequence[str] = (), places: Sequence[str] = ()) -> pd.DataFrame:
    """Find people, places and addresses in texts.

    Parameters
    ----------
    texts
        The texts.
    people, places
        Names to look for besides what the rules and lists know.

    Returns
    -------
    DataFrame
        kind (person, place or contact), found; each once, sorted.
    """
    firsts = Finder(shipped_table("interview_first_names")["name"])
    known = {"place": Finder([*municipality_names(), *places]), "person": Finder(people)}
    titles = Finder(_TITLES, any_case=True)
    found: set[tuple[str, str]] = set()
    texts = list(texts)
    for text in texts:
        found |= {("contact", match["name"]) for match in _CONTACT.finditer(text)}
        found |= {(kind, text[a:b]) for kind, finder in known.items() for a, b in finder.spots(text)}
        starts = [(_TITLED, a) for a, _ in titles.spots(text)] + [(_NAMED, a) for a, _ in firsts.spots(text)]
        starts += [(_INITIALS, match.start()) for match in _INITIAL.finditer(text)]
        hits = (rule.match(text, place) for rule, place in starts)
        found |= {("person", _trimmed(match["name"])) for match in hits if match}
    parts = Finder(part for kind, name in found if kind == "person" for part in _parts(name))
    found |= {("person", text[a:b]) for text in texts for a, b in parts.spots(text)}
    taken = {name for kind, name in found if kind == "place"}
    rows = sorted((k, n) for k, n in found if n and not (k == "person" and (n in taken or n in _NO_NAMES)))
    return pd.DataFrame(rows, columns=["kind", "found"])


class Finder:
    """Finds names in a text as whole words, the longest first; quick, however many names there are.

    Parameters
    ----------
    names
        The names.
    any_case
        Whether capitals do not matter.
    """

    def __init__(self, names: Iterable[str], *, any_case: bool = False) -> None:
        self._case = str.lower if any_case else str
        self._by_start: dict[str, list[str]] = {}
        for name in sorted({self._case(n) for n in names if n}, key=lambda name: (-len(name), name)):
            self._by_start.setdefault(name[:2], []).append(name)
        self._start = self._starts(any_case)

    def _starts(self, any_case: bool) -> re.Pattern[str]:
        """A pattern of the first two letters: most words are passed over without a look at the names."""
        seconds: dict[str, set[str]] = {}
        for start in self._by_start:
            for letter in {start[0], start[0].upper()} if any_case else {start[0]}:
                both = {start[1:], start[1:].upper()} if any_case else {start[1:]}
                seconds.setdefault(letter, set()).update(both)
        ways = [
            re.escape(letter) + ("" if "" in after else f"[{''.join(map(re.escape, sorted(after)))}]")
            for letter, after in sorted(seconds.items())
        ]
        letters = "".join(map(re.escape, sorted(seconds)))
        return re.compile(rf"(?<![\w-])(?=[{letters}])(?:{'|'.join(ways)})" if ways else r"(?!)")

    def spots(self, text: str) -> list[tuple[int, int]]:
        """Start and end of each name, from left to right; none overlap."""
        found: list[tuple[int, int]] = []
        done = 0
        for match in self._start.finditer(text):
            start = match.start()
            if start < done:
                continue
            for name in self._by_start.get(self._case(text[start : start + 2]), []):
                end = start + len(name)
                if self._case(text[start:end]) == name and not _in_word(text, end, name):
                    found.append((start, end))
                    done = end
                    break
        return found


def _in_word(text: str, end: int, name: str) -> bool:
    """Whether the word goes on after the name."""
    after = text[end : end + 1]
    return name[-1] != "." and (after.isalnum() or after in ("_", "-")) and after != ""


def _parts(name: str) -> list[str]:
    """What somebody may be called elsewhere: the first name, and the surname with what stands before it."""
    words = name.split()
    if len(words) < 2:
        return []
    last = next((k for k, word in enumerate(words[1:], start=1) if word[0].islower()), len(words) - 1)
    surname = " ".join(words[last:])
    first = [] if words[0].endswith(".") else [words[0]]
    return [*first, surname, surname[0].upper() + surname[1:], words[-1]]


def _trimmed(name: str) -> str:
    """The name on one line, without a word at the end that only begins the next sentence."""
    words = name.split()
    while len(words) > 1 and words[-1] in _NO_NAMES:
        words.pop()
    return " ".join(words)
