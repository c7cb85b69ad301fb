"""Answers that are ready to send: a few in memory, all pages of a built atlas in one file."""

from __future__ import annotations

import gzip
import hashlib
import sqlite3
import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl, urlencode

from fastapi import Request
from fastapi.responses import Response

BASE: Final = "urn:regioscoop:base"
"""Stands in what is kept, where the base of the site will stand when it is sent."""
MEMORY: Final = 48 * 2**20
"""Bytes of packed answers that are kept in memory."""


def address_of(path: str, query: str) -> str:
    """How an answer is kept: its address with what is asked in order."""
    asked = sorted(parse_qsl(query))
    return f"{path}?{urlencode(asked)}" if asked else path


@dataclass(frozen=True)
class Body:
    """An answer that is ready to send, packed.

    Attributes
    ----------
    packed
        Compressed with gzip.
    etag
        Checksum of what is in it.
    media_type
        What it is.
    """

    packed: bytes
    etag: str
    media_type: str

    @classmethod
    def of(cls, plain: bytes, media_type: str) -> Body:
        """Compress once, so that nothing is done twice."""
        tag = hashlib.sha256(plain).hexdigest()[:24]
        return cls(gzip.compress(plain, 6, mtime=0), f'W/"{tag}"', media_type)

    def with_base(self, base: str) -> Body:
        """The same with the base of the site where `BASE` stands in what was kept."""
        plain = gzip.decompress(self.packed).replace(BASE.encode(), base.encode())
        return Body.of(plain, self.media_type)

    def answer(self, request: Request) -> Response:
        """Send it as the browser asks: nothing when it has it, compressed when it can read that."""
        headers = {"ETag": self.etag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
        if self.etag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        if "gzip" in request.headers.get("accept-encoding", ""):
            headers["Content-Encoding"] = "gzip"
            return Response(self.packed, headers=headers, media_type=self.media_type)
        return Response(gzip.decompress(self.packed), headers=headers, media_type=self.media_type)


class Store:
    """Answers by their address: the last ones used in memory, and those to keep in a file as well.

    Parameters
    ----------
    path
        SQLite file; None keeps nothing beyond memory.
    room
        Bytes of packed answers in memory.

    Attributes
    ----------
    path
        The file, if any.
    """

    def __init__(self, path: Path | None = None, room: int = MEMORY) -> None:
        self.path = path
        self._room = room
        self._used = 0
        self._recent: OrderedDict[str, Body] = OrderedDict()
        self._lock = threading.Lock()
        self._local = threading.local()
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            with self._connection() as db:
                db.execute("PRAGMA journal_mode = WAL")
                db.execute(
                    "CREATE TABLE IF NOT EXISTS answers "
                    "(address TEXT PRIMARY KEY, packed BLOB, etag TEXT, media_type TEXT) WITHOUT ROWID"
                )
                db.execute("CREATE TABLE IF NOT EXISTS notes (name TEXT PRIMARY KEY, value TEXT)")

    def _connection(self) -> sqlite3.Connection:
        if not hasattr(self._local, "db"):
            self._local.db = sqlite3.connect(str(self.path), timeout=30, isolation_level=None)
            self._local.db.execute("PRAGMA synchronous = NORMAL")
        found: sqlite3.Connection = self._local.db
        return found

    def get(self, address: str) -> Body | None:
        """The answer of an address, if it was made before."""
        with self._lock:
            if address in self._recent:
                self._recent.move_to_end(address)
                return self._recent[address]
        if self.path is None:
            return None
        row = (
            self._connection()
            .execute("SELECT packed, etag, media_type FROM answers WHERE address = ?", (address,))
            .fetchone()
        )
        if row is None:
            return None
        body = Body(*row)
        self._remember(address, body)
        return body

    def has(self, address: str) -> bool:
        """Whether an answer is there, without fetching it."""
        with self._lock:
            if address in self._recent:
                return True
        if self.path is None:
            return False
        query = "SELECT 1 FROM answers WHERE address = ?"
        return self._connection().execute(query, (address,)).fetchone() is not None

    def put(self, address: str, body: Body, keep: bool) -> None:
        """Remember an answer; ``keep`` writes it to the file as well."""
        self._remember(address, body)
        if keep and self.path is not None:
            self._connection().execute(
                "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?)",
                (address, body.packed, body.etag, body.media_type),
            )

    def _remember(self, address: str, body: Body) -> None:
        with self._lock:
            old = self._recent.pop(address, None)
            self._used += len(body.packed) - (len(old.packed) if old else 0)
            self._recent[address] = body
            while self._used > self._room:
                _, gone = self._recent.popitem(last=False)
                self._used -= len(gone.packed)

    def note(self, name: str) -> str:
        """A note that was written beside the answers, or nothing."""
        row = self._connection().execute("SELECT value FROM notes WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def write_note(self, name: str, value: str) -> None:
        """Write a note beside the answers."""
        self._connection().execute("INSERT OR REPLACE INTO notes VALUES (?, ?)", (name, value))

    def count(self) -> int:
        """How many answers are kept."""
        if self.path is None:
            return len(self._recent)
        return int(self._connection().execute("SELECT count(*) FROM answers").fetchone()[0])
