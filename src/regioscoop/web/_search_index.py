"""Search in names, other names, codes and places; the same index for the program in the browser.

What is found
-------------
Every word that is asked must be a word of the entry: by its stem, or, for the last word, as the beginning
of a word. A word that is found nowhere in that way may have typing errors (see `nearest`). When nothing is
found at all, every two neighbouring words are tried as one, which counts as one error; that word has no
other errors. An abbreviation that could be derived from a name (see `short_forms`) is found only as a whole.

In what order
-------------
By whole numbers only, so that another program gets the same order:

1. typing errors;
2. how exact, by words without spaces between them and with typing errors put right:
   0 the name, the kind with the name, or the code; 1 another name, such as an abbreviation, or a name
   without the article it begins with (``Bilt``); 2 the name begins with it, with or without its article;
   else the weakest place a word was found in: 3 name, 4 another name, 5 place, 6 kind, 7 an abbreviation
   that was derived from the name;
3. place in the list of entries, which has an order of its own: kind, length of the name, name, id.
"""

from __future__ import annotations

import json
import os
import sqlite3
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass
from heapq import nsmallest
from pathlib import Path
from typing import Any, Final

from regioscoop.errors import NotAvailableError
from regioscoop.web._search_entries import (
    ZONES,
    Entry,
    forms_of,
    in_order,
    joined_zones_of,
    kind_order,
    short_forms,
    zones_of,
)
from regioscoop.web._search_words import joined, nearest, stem, words

MOST_CHARACTERS: Final = 100
MOST_WORDS: Final = 16

_KIND: Final = 3
_SHORT: Final = len(ZONES)
_WHOLE, _OTHER, _BEGINS = 0, 1, 2
_DERIVED: Final = _BEGINS + 1 + _SHORT
_TABLES: Final = """
    CREATE TABLE entry (position INTEGER PRIMARY KEY, content TEXT NOT NULL);
    CREATE VIRTUAL TABLE word USING fts5(
        name, also, place, kind, name_stem, also_stem, place_stem, kind_stem, short,
        content='', detail=column, columnsize=0, prefix='1 2 3', tokenize='unicode61');
    CREATE VIRTUAL TABLE vocabulary USING fts5vocab(word, col);
"""

Match = tuple[int, int, str]
"""How a word is found in an entry: typing errors, zone, the word it stands for."""
Asked = tuple[str, bool, bool]
"""A word, whether it may be unfinished, and whether typing errors in it are forgiven."""


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
    holds
        Whether every word that was asked stands in its name, another name or its code as a whole word.
    """

    entry: Entry
    errors: int
    rank: int
    holds: bool = True

    @property
    def is_derived(self) -> bool:
        """Whether it was found by an abbreviation that was only derived from its name."""
        return self.rank == _DERIVED


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
        self._forms = [forms_of(entry) for entry in self._entries]
        self._named = [frozenset(zones[0]) | frozenset(zones[1]) for zones in map(zones_of, self._entries)]
        written = "col NOT LIKE '%_stem' AND col <> 'short'"
        known = database.execute(f"SELECT DISTINCT term FROM vocabulary WHERE {written}")  # noqa: S608
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

        Raises
        ------
        NotAvailableError
            When the SQLite of this Python has no FTS5.
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
        split = words(asked[:MOST_CHARACTERS])[:MOST_WORDS]
        with self._lock:
            found = self._found(split)
        best = nsmallest(most, ((errors, rank, at) for at, (errors, rank) in found.items()))
        return [
            Hit(self._entries[at], errors, rank, self._named[at].issuperset(split))
            for errors, rank, at in best
        ]  # fmt: skip

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
        found |= dict.fromkeys(self._rows(f'short : "{word}"'), (0, _SHORT, word))
        for zone in reversed(range(len(ZONES))):
            star = "*" if begun and zone != _KIND else ""
            name = ZONES[zone]
            for at in self._rows(f'{name}_stem : "{root}" OR {name} : "{word}" {star}'):
                found[at] = (0, zone, word)
        if found or not forgiven:
            return found
        for other, distance in nearest(word, self._known, begun).items():
            for zone, name in enumerate(ZONES):
                match = (distance, zone, other)
                for at in self._rows(f'{name} : "{other}"'):
                    found[at] = min(found.get(at, match), match)
        return found

    def _rows(self, query: str) -> Iterator[int]:
        return (at for (at,) in self._database.execute("SELECT rowid FROM word WHERE word MATCH ?", (query,)))


def meant(hits: Sequence[Hit]) -> Hit | None:
    """Return the one hit that is meant, or None when it may be another.

    That is the one hit there is, or the only one that bears exactly the asked name or code. The only one
    that has it as another name is meant when nothing else of its kind holds the same words: many services
    are a GGD, but Den Bosch is one municipality.

    Parameters
    ----------
    hits
        Everything that was found.
    """
    exact = [hit for hit in hits if hit.errors == 0 and hit.rank <= _OTHER]
    if len(hits) == 1 and hits[0].errors == 0 and not hits[0].is_derived:
        return hits[0]
    if len(exact) != 1:
        return None
    first = exact[0]
    others = [hit for hit in hits if hit.holds and hit.entry.kind == first.entry.kind and hit != first]
    return None if first.rank == _OTHER and others else first


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
        | ({"derived": "yes"} if hit.is_derived else {})
        for hit in hits
        for e in [hit.entry]
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
    every = in_order(entries)
    kinds = sorted({entry.kind for entry in every}, key=kind_order)
    places = sorted({entry.place for entry in every} | {""})
    rows = [_row(entry, kinds, places) for entry in every]
    split = sorted({word for entry in every for zone in zones_of(entry) for word in zone})
    differ = [f"{word} {stem(word)}" for word in split if stem(word) != word]
    return {"k": kinds, "p": places, "e": rows, "s": " ".join(differ)}


def _row(entry: Entry, kinds: list[str], places: list[str]) -> list[str | int]:
    own = "" if "-".join(words(entry.name)) == entry.id else entry.id
    cells: list[str | int] = [places.index(entry.place), own, *entry.also]
    while cells and not cells[-1]:
        cells.pop()
    return [kinds.index(entry.kind), entry.name, *cells]


def _fill(database: sqlite3.Connection, entries: Iterable[Entry]) -> None:
    every = in_order(entries)
    stems = {word: stem(word) for word in {w for entry in every for zone in zones_of(entry) for w in zone}}
    try:
        database.executescript(_TABLES)
    except sqlite3.OperationalError as error:
        raise NotAvailableError(f"Search needs SQLite with FTS5, which this Python lacks: {error}") from error
    content = ((at, json.dumps(astuple(entry))) for at, entry in enumerate(every))
    database.executemany("INSERT INTO entry VALUES (?, ?)", content)
    names = ", ".join([*ZONES, *(f"{zone}_stem" for zone in ZONES), "short"])
    marks = ", ".join("?" * (2 * len(ZONES) + 2))
    database.executemany(
        f"INSERT INTO word (rowid, {names}) VALUES ({marks})",  # noqa: S608 - names are our own
        ((at, *_columns(entry, stems)) for at, entry in enumerate(every)),
    )
    database.execute("INSERT INTO word (word) VALUES ('optimize')")
    database.commit()


def _columns(entry: Entry, stems: dict[str, str]) -> Iterator[str]:
    zones = zones_of(entry)
    for own, pairs in zip(zones, joined_zones_of(entry), strict=True):
        yield " ".join([*own, *pairs])
    for own in zones:
        yield " ".join(stems[word] for word in own)
    yield " ".join(short_forms(entry))


def _entry(content: str) -> Entry:
    kind, own, name, also, place = json.loads(content)
    return Entry(kind, own, name, tuple(also), place)
