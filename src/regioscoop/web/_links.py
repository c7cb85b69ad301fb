"""Addresses: the same pages on a server and as plain files."""

from __future__ import annotations

import os.path
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import quote, urlencode


@dataclass(frozen=True)
class Page:
    """A page of the atlas.

    Attributes
    ----------
    kind
        ``kaart``, ``regio``, ``gemeente``, ``samenwerkingsverband``, ``gemeenten``,
        ``samenwerkingsverbanden``, ``data``, ``uitleg`` or ``niet-gevonden``.
    id
        Of what it is about.
    level
        Number of the level, 0 for the best.
    sort
        Column the table is ordered by; a minus in front for the other way.
    """

    kind: str
    id: str = ""
    level: int = 0
    sort: str = ""


class Links(Protocol):
    """How to write an address."""

    @property
    def dynamic(self) -> bool:
        """Whether a server answers: search, the API and sorting by address only work then."""

    def page(self, kind: str, id: str = "", level: int = 0, sort: str = "") -> str:  # noqa: A002
        """Address of a page."""

    def download(self, name: str) -> str:
        """Address of a download."""

    def asset(self, name: str) -> str:
        """Address of a file of the frontend."""


@dataclass(frozen=True)
class ServerLinks:
    """Addresses on a server.

    Attributes
    ----------
    version
        Added to the address of assets, so that a browser may keep them.
    """

    version: str
    dynamic: bool = True

    def page(self, kind: str, id: str = "", level: int = 0, sort: str = "") -> str:  # noqa: A002
        """Address of a page."""
        asked = {k: v for k, v in (("niveau", level), ("sorteer", sort)) if v}
        path = f"/{kind}/{quote(id, safe='{}')}" if id else f"/{kind}"
        return f"{path}?{urlencode(asked)}" if asked else path

    def download(self, name: str) -> str:
        """Address of a download."""
        return f"/download/{name}"

    def asset(self, name: str) -> str:
        """Address of a file of the frontend."""
        return f"/static/dist/{name}?v={self.version}"


@dataclass(frozen=True)
class FileLinks:
    """Addresses between plain files, relative to the file they stand in.

    Attributes
    ----------
    origin
        Path of that file from the root of the site.
    """

    origin: str
    dynamic: bool = False

    def page(self, kind: str, id: str = "", level: int = 0, sort: str = "") -> str:  # noqa: A002
        """Address of a page; the order of a table has no file of its own."""
        return self._from_here(file_of(Page(kind, id, level)))

    def download(self, name: str) -> str:
        """Address of a download."""
        return self._from_here(f"download/{name}")

    def asset(self, name: str) -> str:
        """Address of a file of the frontend."""
        return self._from_here(f"static/{name}")

    def _from_here(self, target: str) -> str:
        return os.path.relpath(target, os.path.dirname(self.origin) or ".")  # noqa: PTH120 - addresses, not files


def file_of(page: Page) -> str:
    """Path of a page as a file, from the root of the site."""
    level = f"niveau-{page.level}" if page.level else ""
    parts = [page.kind, level, page.id] if page.id else [page.kind, level]
    return "/".join(part for part in parts if part) + ".html"
