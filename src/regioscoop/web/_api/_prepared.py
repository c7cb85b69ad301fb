"""Rows that are ready: made once for an edition and a level, kept in the file of the site."""

from __future__ import annotations

import gzip
import json
import threading
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property

from regioscoop.errors import NotReadyError
from regioscoop.regions import Settings
from regioscoop.register import Edition
from regioscoop.web._api._collections import BY_NAME, COLLECTIONS, Collection
from regioscoop.web._api._questions import plain
from regioscoop.web._api._rows import Row, Scope, origin
from regioscoop.web._atlases import Atlases
from regioscoop.web._store import Body, Store


class Table:
    """The rows of a collection.

    Parameters
    ----------
    rows
        The rows, each with an id.
    found_in
        Fields in which is searched.
    """

    def __init__(self, rows: list[Row], found_in: tuple[str, ...] = ()) -> None:
        self.rows = rows
        self.found_in = found_in
        self._held: dict[str, dict[str, set[int]]] = {}

    @cached_property
    def texts(self) -> list[str]:
        """Each row as JSON."""
        return [json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in self.rows]

    @cached_property
    def place(self) -> dict[str, int]:
        """Number of the row of each id."""
        return {row["id"]: k for k, row in enumerate(self.rows)}

    @cached_property
    def names(self) -> dict[str, str]:
        """Name of each id, for suggestions."""
        return {row["id"]: row.get("naam") or "" for row in self.rows}

    @cached_property
    def words(self) -> list[str]:
        """What is searched in each row."""
        return [plain(" ".join(_text(row[name]) for name in self.found_in)) for row in self.rows]

    def chosen(self, fields: Mapping[str, str], q: str = "") -> list[int]:
        """Numbers of the rows that are or hold these values, and in which every word of q stands."""
        kept: Sequence[int] = range(len(self.rows))
        for name, value in fields.items():
            holding = self._holding(name).get(value, set())
            kept = [k for k in kept if k in holding]
        for word in plain(q).split():
            kept = [k for k in kept if word in self.words[k]]
        return list(kept)

    def _holding(self, name: str) -> dict[str, set[int]]:
        """Value of a field -> numbers of the rows that are or hold it."""
        if name not in self._held:
            held = defaultdict(set)
            for k, row in enumerate(self.rows):
                for value in row[name] if isinstance(row[name], list) else [row[name]]:
                    held[value].add(k)
            self._held[name] = dict(held)
        return self._held[name]


def _text(value: str | list[str]) -> str:
    return value if isinstance(value, str) else " ".join(value)


def _key(name: str, shown: str, level: int) -> str:
    return f"api:{name}:{shown}:{level}"


class Prepared:
    """All tables, made when they are first needed.

    Parameters
    ----------
    atlases
        The editions.
    store
        Where rows are kept, so that a site that is opened again has them at once.
    """

    def __init__(self, atlases: Atlases, store: Store) -> None:
        self.atlases = atlases
        self.store = store
        self._tables: dict[str, Table] = {}
        self._lock = threading.RLock()

    def edition(self, shown: str) -> Edition:
        """An edition by how it stands in an address."""
        return self.atlases.edition(shown)

    def origin(self, shown: str) -> Row:
        """What makes the numbers of an edition traceable."""
        return origin(self.edition(shown), Settings())

    def levels(self, shown: str) -> dict[str, Row]:
        """Levels of an edition by number."""
        return {row["id"]: row for row in self.table("niveaus", shown).rows}

    def best(self, shown: str) -> int:
        """Number of the best level."""
        return next(int(i) for i, row in self.levels(shown).items() if row["isBeste"])

    def table(self, name: str, shown: str, level: int = 0) -> Table:
        """Rows of a collection; a name that ends with ``/grens`` gives the borders of its items.

        Raises
        ------
        NotReadyError
            When the edition is still being computed.
        """
        collection = BY_NAME[name.removesuffix("/grens")]
        level = level if collection.by_level else 0
        key = _key(name, shown, level)
        with self._lock:
            if key not in self._tables:
                rows = self._kept(key)
                if rows is None:
                    rows = self._made(collection, name.endswith("/grens"), shown, level)
                    self._keep(key, rows)
                self._tables[key] = Table(rows, collection.found_in)
            return self._tables[key]

    def fill(self) -> None:
        """Keep the rows of every table of every edition, so that a site that is opened again has them all."""
        for name in self.atlases.ids:
            shown = self.atlases.canonical(name)
            levels = [int(number) for number in self.levels(shown)]
            for collection in COLLECTIONS:
                parts = [collection.name, *([f"{collection.name}/grens"] if collection.borders else [])]
                for level in levels if collection.by_level else [0]:
                    for part in parts:
                        key = _key(part, shown, level)
                        if not self.store.has(key):
                            self._keep(key, self._made(collection, part != collection.name, shown, level))

    def _made(self, collection: Collection, borders: bool, shown: str, level: int) -> list[Row]:
        if shown and not self.atlases.is_ready(shown):
            raise NotReadyError
        atlas = self.atlases.get(shown)
        make = collection.borders if borders and collection.borders is not None else collection.rows
        return make(Scope(atlas, shown, level or atlas.best))

    def _kept(self, key: str) -> list[Row] | None:
        body = self.store.get(key) if self.store.path else None
        return None if body is None else list(json.loads(gzip.decompress(body.packed)))

    def _keep(self, key: str, rows: list[Row]) -> None:
        if self.store.path:
            data = json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
            self.store.put(key, Body.of(data, "application/json"), True)
