"""Search in names, other names, codes and places; the same index for the program in the browser.

What is found
-------------
Every word that is asked must be a word of the entry: by its stem, or, for the last word, as the beginning
of a word. A word that is found nowhere in that way may have typing errors (see `nearest`). When nothing is
found at all, every two neighbouring words are tried as one, which counts as one error; that word has no
other errors.

In what order
-------------
By whole numbers only, so that another program gets the same order:

1. typing errors;
2. how exact, by words without spaces between them and with typing errors put right:
   0 the name, the kind with the name, or the code; 1 another name, such as an abbreviation, or a name
   without the article it begins with (``Bilt``); 2 the name begins with it, with or without its article; else the weakest place a word was found in:
   3 name, 4 another name, 5 place, 6 kind;
3. place in the list of entries, which has an order of its own: kind, length of the name, name, id.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass
from heapq import nsmallest
from pathlib import Path
from typing import Any, Final

from regioscoop.web._search_words import joined, nearest, stem, words

KINDS: Final = ("regio", "gemeente", "provincie", "waterschap", "samenwerkingsverband")
"""Kinds of entries, in the order in which they are shown."""
MOST_CHARACTERS: Final = 100
MOST_WORDS: Final = 16

_ZONES: Final = ("name", "also", "place", "kind")
_KIND: Final = 3
_WHOLE, _OTHER, _BEGINS = 0, 1, 2
_CODE: Final = re.compile("(?:gm|pv|ws)([0-9]+)", re.IGNORECASE)
_CODE_DIGITS: Final = 4
_ARTICLES: Final = frozenset({"s", "t", "de", "den", "het"})
_BRACKETS: Final = re.compile(r"([^()]+)\(([^()]+)\)")
_TABLES: Final = """
    CREATE TABLE entry (position INTEGER PRIMARY KEY, content TEXT NOT NULL);
    CREATE VIRTUAL TABLE word USING fts5(
        name, also, place, kind, name_stem, also_stem, place_stem, kind_stem,
        content='', detail=column, columnsize=0, prefix='1 2 3', tokenize='unicode61');
    CREATE VIRTUAL TABLE vocabulary USING fts5vocab(word, col);
"""

Match = tuple[int, int, str]
"""How a word is found in an entry: typing errors, zone, the word it stands for."""
Asked = tuple[str, bool, bool]
"""A word, whether it may be unfinished, and whether typing errors in it are forgiven."""


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
        return " · ".join(part for part in (self.id if _CODE.fullmatch(self.id) else "", self.place) if part)


@dataclass(frozen=True)
class Hit:
    """An entry that was found.

    Attributes
    ----------
    entry
        What was found.
    errors
        Typing errors that were forgiven for it.
    rank
        How exact it is, from 0 (see the module).
    """

    entry: Entry
    errors: int
    rank: int


class SearchIndex:
    """Entries in an SQLite database with full text search; read only, for several threads.

    Parameters
    ----------
    database
        A connection to what `build` made.
    """

    def __init__(self, database: sqlite3.Connection) -> None:
        database.execute("PRAGMA query_only = ON")
        self._database = database
        self._lock = threading.Lock()
        rows = database.execute("SELECT content FROM entry ORDER BY position")
        self._entries = [_entry(content) for (content,) in rows]
        self._forms = [_forms(entry) for entry in self._entries]
        known = database.execute("SELECT DISTINCT term FROM vocabulary WHERE col NOT LIKE '%_stem'")
        self._known = [str(term) for (term,) in known]

    @classmethod
    def build(cls, entries: Iterable[Entry], path: Path | None = None) -> SearchIndex:
        """Make an index.

        Parameters
        ----------
        entries
            What can be found.
        path
            File to keep it in, replaced in one move; default in memory.
        """
        if path is None:
            database = sqlite3.connect(":memory:", check_same_thread=False)
            _fill(database, entries)
            return cls(database)
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
        os.close(handle)
        try:
            database = sqlite3.connect(temporary)
            _fill(database, entries)
            database.close()
            Path(temporary).replace(path)
        finally:
            Path(temporary).unlink(missing_ok=True)
        return cls.open(path)

    @classmethod
    def open(cls, path: Path) -> SearchIndex:
        """Open an index that was built before."""
        address = f"{path.resolve().as_uri()}?mode=ro"
        return cls(sqlite3.connect(address, uri=True, check_same_thread=False))

    def search(self, asked: str, most: int = 12) -> list[Hit]:
        """Find entries.

        Parameters
        ----------
        asked
            What somebody typed, finished or not: any text; the first 100 characters count.
        most
            Number of hits at most.

        Returns
        -------
        list of Hit
            Best first; the order is explained at the top of the module.
        """
        with self._lock:
            found = self._found(words(asked[:MOST_CHARACTERS])[:MOST_WORDS])
        best = nsmallest(most, ((errors, rank, at) for at, (errors, rank) in found.items()))
        return [Hit(self._entries[at], errors, rank) for errors, rank, at in best]

    def _found(self, asked: Sequence[str]) -> dict[int, tuple[int, int]]:
        """Errors and rank of every entry that is found, by its position."""
        looked: dict[Asked, dict[int, Match]] = {}
        single = [(word, k == len(asked) - 1, True) for k, word in enumerate(asked)]
        found = self._with_all(single, looked)
        if found:
            return found
        for k, pair in enumerate(joined(asked)):
            one = pair, single[k + 1][1], False
            tried = self._with_all([*single[:k], one, *single[k + 2 :]], looked)
            for at, (errors, rank) in tried.items():
                found[at] = min(found.get(at, (errors + 1, rank)), (errors + 1, rank))
        return found

    def _with_all(
        self, asked: Sequence[Asked], looked: dict[Asked, dict[int, Match]]
    ) -> dict[int, tuple[int, int]]:
        matches: list[dict[int, Match]] = []
        for word in asked:
            if word not in looked:
                looked[word] = self._look(*word)
            if not looked[word]:
                return {}
            matches.append(looked[word])
        if not matches:
            return {}
        common = set(matches[0]).intersection(*matches[1:])
        return {at: self._key(at, [found[at] for found in matches]) for at in common}

    def _key(self, at: int, matches: Sequence[Match]) -> tuple[int, int]:
        forms = self._forms[at]
        said = "".join(word for _, _, word in matches)
        errors = sum(distance for distance, _, _ in matches)
        if said in forms.whole:
            return errors, _WHOLE
        if said in forms.other:
            return errors, _OTHER
        if any(name.startswith(said) for name in forms.begins) or forms.begins_with_kind(said):
            return errors, _BEGINS
        return errors, _BEGINS + 1 + max(zone for _, zone, _ in matches)

    def _look(self, word: str, begun: bool, forgiven: bool) -> dict[int, Match]:
        """Entries with a word: exactly or begun with it, else with typing errors."""
        found: dict[int, Match] = {}
        root = stem(word)
        for zone in reversed(range(len(_ZONES))):
            star = "*" if begun and zone != _KIND else ""
            name = _ZONES[zone]
            for at in self._rows(f'{name}_stem : "{root}" OR {name} : "{word}" {star}'):
                found[at] = (0, zone, word)
        if found or not forgiven:
            return found
        for other, distance in nearest(word, self._known, begun).items():
            for zone, name in enumerate(_ZONES):
                match = (distance, zone, other)
                for at in self._rows(f'{name} : "{other}"'):
                    found[at] = min(found.get(at, match), match)
        return found

    def _rows(self, query: str) -> Iterator[int]:
        return (at for (at,) in self._database.execute("SELECT rowid FROM word WHERE word MATCH ?", (query,)))


def meant(hits: Sequence[Hit]) -> Hit | None:
    """Return the one hit that bears exactly the asked name, code or other name; None for none or several."""
    exact = [hit for hit in hits if hit.errors == 0 and hit.rank <= _OTHER]
    return exact[0] if len(exact) == 1 else None


def results(hits: Iterable[Hit], address: Callable[[str, str], str]) -> dict[str, list[dict[str, str]]]:
    """Return hits as the box in the page reads them.

    Parameters
    ----------
    hits
        What was found.
    address
        Gives the address of a page from a kind and an id.
    """
    return {"results": [
        {"kind": e.kind, "id": e.id, "name": e.name, "detail": e.detail, "url": address(e.kind, e.id)}
        for e in (hit.entry for hit in hits)
    ]}  # fmt: skip


def browser_index(entries: Iterable[Entry]) -> dict[str, Any]:
    """Make the index for the program in the browser.

    Parameters
    ----------
    entries
        What can be found.

    Returns
    -------
    dict
        For JSON: ``k`` kinds; ``p`` places, the first of which is empty; ``e`` entries in their order, each
        ``[kind, name, place, id, other names...]`` with kind and place as numbers, the id empty when it is
        the words of the name with hyphens, and empty cells at the end left out; ``s`` words whose stem
        differs, each followed by its stem.
    """
    ordered = _ordered(entries)
    kinds = sorted({entry.kind for entry in ordered}, key=_kind_order)
    places = sorted({entry.place for entry in ordered} | {""})
    rows = [_row(entry, kinds, places) for entry in ordered]
    every = sorted({word for entry in ordered for zone in _zones(entry) for word in zone})
    differ = [f"{word} {stem(word)}" for word in every if stem(word) != word]
    return {"k": kinds, "p": places, "e": rows, "s": " ".join(differ)}


def _row(entry: Entry, kinds: list[str], places: list[str]) -> list[str | int]:
    own = "" if "-".join(words(entry.name)) == entry.id else entry.id
    cells: list[str | int] = [places.index(entry.place), own, *entry.also]
    while cells and not cells[-1]:
        cells.pop()
    return [kinds.index(entry.kind), entry.name, *cells]


@dataclass(frozen=True)
class _Forms:
    """What is compared as a whole: words without spaces between them."""

    kind: str
    begins: tuple[str, ...]
    whole: frozenset[str]
    other: frozenset[str]

    def begins_with_kind(self, said: str) -> bool:
        """Tell whether it is the kind and the beginning of the name (``gemeente Utr``)."""
        return len(said) > len(self.kind) and f"{self.kind}{self.begins[0]}".startswith(said)


def _forms(entry: Entry) -> _Forms:
    name, kind = _squashed(entry.name), _squashed(entry.kind)
    given = entry.name, *entry.also
    parts = {_squashed(part) for text in given for part in _bracketed(text)}
    other = {*map(_squashed, entry.also), *map(_bare, given), *parts}
    whole = {name, kind + name, *_code_words(entry.id)}
    return _Forms(kind, (name, _bare(entry.name)), frozenset(whole - {""}), frozenset(other - {""}))


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


def _zones(entry: Entry) -> tuple[list[str], ...]:
    """Words of an entry in each of `_ZONES`."""
    other = [word for name in entry.also for word in words(name)]
    return [*words(entry.name), *_code_words(entry.id)], other, words(entry.place), words(entry.kind)


def _joined_zones(entry: Entry) -> tuple[list[str], ...]:
    other = [pair for name in entry.also for pair in joined(words(name))]
    return joined(words(entry.name)), other, joined(words(entry.place)), []


def _ordered(entries: Iterable[Entry]) -> list[Entry]:
    def key(entry: Entry) -> tuple[tuple[int, str], int, str, str, str]:
        name = " ".join(words(entry.name))
        return _kind_order(entry.kind), len(name), name, entry.id, entry.name

    return sorted(entries, key=key)


def _kind_order(kind: str) -> tuple[int, str]:
    return KINDS.index(kind) if kind in KINDS else len(KINDS), kind


def _fill(database: sqlite3.Connection, entries: Iterable[Entry]) -> None:
    ordered = _ordered(entries)
    stems = {word: stem(word) for word in {w for entry in ordered for zone in _zones(entry) for w in zone}}
    database.executescript(_TABLES)
    content = ((at, json.dumps(astuple(entry))) for at, entry in enumerate(ordered))
    database.executemany("INSERT INTO entry VALUES (?, ?)", content)
    names = ", ".join([*_ZONES, *(f"{zone}_stem" for zone in _ZONES)])
    marks = ", ".join("?" * (2 * len(_ZONES) + 1))
    database.executemany(
        f"INSERT INTO word (rowid, {names}) VALUES ({marks})",  # noqa: S608 - names are our own
        ((at, *_columns(entry, stems)) for at, entry in enumerate(ordered)),
    )
    database.execute("INSERT INTO word (word) VALUES ('optimize')")
    database.commit()


def _columns(entry: Entry, stems: dict[str, str]) -> Iterator[str]:
    zones = _zones(entry)
    for own, pairs in zip(zones, _joined_zones(entry), strict=True):
        yield " ".join([*own, *pairs])
    for own in zones:
        yield " ".join(stems[word] for word in own)


def _entry(content: str) -> Entry:
    kind, own, name, also, place = json.loads(content)
    return Entry(kind, own, name, tuple(also), place)
