"""Addresses: the same pages on a server and as plain files."""

from __future__ import annotations

import os.path
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Protocol
from urllib.parse import quote, urlencode

from regioscoop.web._language import SOURCE

Query = tuple[tuple[str, str], ...]
LEVEL, EDITION = "niveau", "editie"
NOT_FOUND: Final = "niet-gevonden"
"""Kind of the page that says that there is no such page; it has no address."""
DATA_FILES: Final = ("kaart.json", "zoek.json", "opgave.json", "vergelijk.json")
"""Files of data that scripts of pages need: one for each edition and language."""
BRACES: Final = "{}"
"""Kept as they are in addresses, so that a page can hold a pattern such as ``/gemeente/{id}``."""


@dataclass(frozen=True)
class Page:
    """A page of the atlas.

    Attributes
    ----------
    kind
        One of `regioscoop.web._pages.KINDS`, or `NOT_FOUND`.
    id
        Of what it is about.
    level
        Number of the level, 0 for the best.
    edition
        Id of the edition, empty for the default one.
    language
        Language of the words.
    query
        What else is asked, sorted: filters and choices. A page with a query has no file of its own.
    """

    kind: str
    id: str = ""
    level: int = 0
    edition: str = ""
    language: str = SOURCE
    query: Query = ()

    def asked(self, key: str, default: str = "") -> str:
        """What is asked under a key of the query."""
        return dict(self.query).get(key, default)

    def every(self, key: str) -> list[str]:
        """All that is asked under a key that may stand more than once."""
        return [value for name, value in self.query if name == key]

    def plain(self) -> Page:
        """The same page without its query."""
        return replace(self, query=())


class Links(Protocol):
    """How to write an address."""

    @property
    def dynamic(self) -> bool:
        """Whether a server answers: forms and the API work without script only then."""

    def to(self, page: Page) -> str:
        """Address of a page."""

    def download(self, name: str, edition: str = "") -> str:
        """Address of a download of an edition, empty for the default one."""

    def asset(self, name: str) -> str:
        """Address of a file of the frontend, by the name it has in its source."""

    def api(self, path: str) -> str:
        """Address in the API."""

    def data(self, name: str, page: Page) -> str:
        """Address of a file of data for a script, in the edition and language of a page."""

    def file(self, path: str) -> str:
        """Address of another file of the site, by its path from the root."""


@dataclass(frozen=True)
class ServerLinks:
    """Addresses on a server.

    Attributes
    ----------
    assets
        File of each asset of the frontend, by the name it has in its source.
    """

    assets: Mapping[str, str]
    dynamic: bool = True

    def to(self, page: Page) -> str:
        """Address of a page."""
        root = "" if page.language == SOURCE else f"/{page.language}"
        path = f"{root}/{page.kind}" + (f"/{quote(page.id, safe=BRACES)}" if page.id else "")
        asked = [*_level_and_edition(page), *page.query]
        return f"{path}?{urlencode(asked, safe=BRACES)}" if asked else path

    def download(self, name: str, edition: str = "") -> str:
        """Address of a download."""
        return f"/download/{quote(name)}" + (f"?{urlencode({EDITION: edition})}" if edition else "")

    def asset(self, name: str) -> str:
        """Address of a file of the frontend."""
        return f"/static/dist/{self.assets.get(name, name)}"

    def api(self, path: str) -> str:
        """Address in the API."""
        return f"/api/v1/{path}"

    def data(self, name: str, page: Page) -> str:
        """Address of a file of data for a script."""
        return self.to(Page(name, edition=page.edition, language=page.language))

    def file(self, path: str) -> str:
        """Address of another file of the site."""
        return f"/{quote(path)}"


def _level_and_edition(page: Page) -> list[tuple[str, str]]:
    level = [(LEVEL, str(page.level))] if page.level else []
    return [*level, *([(EDITION, page.edition)] if page.edition else [])]


@dataclass(frozen=True)
class FileLinks:
    """Addresses between plain files, relative to the file they stand in.

    Attributes
    ----------
    assets
        File of each asset of the frontend, by the name it has in its source.
    origin
        Path of that file from the root of the site.
    """

    assets: Mapping[str, str]
    origin: str
    dynamic: bool = False

    def to(self, page: Page) -> str:
        """Address of a page; what is asked of it stays in the address, for the script of the page."""
        asked = f"?{urlencode(page.query, safe=BRACES)}" if page.query else ""
        return self._from_here(file_of(page)) + asked

    def download(self, name: str, edition: str = "") -> str:
        """Address of a download."""
        return self._from_here("/".join(filter(None, (edition, "download", name))))

    def asset(self, name: str) -> str:
        """Address of a file of the frontend."""
        return self._from_here(f"static/{self.assets.get(name, name)}")

    def api(self, path: str) -> str:
        """Address in the API: there is none, the page of downloads stands for it."""
        return self._from_here(file_of(Page("data")))

    def data(self, name: str, page: Page) -> str:
        """Address of a file of data for a script."""
        root = "" if page.language == SOURCE else page.language
        return self._from_here("/".join(filter(None, (root, page.edition, name))))

    def file(self, path: str) -> str:
        """Address of another file of the site."""
        return self._from_here(path)

    def _from_here(self, target: str) -> str:
        path, mark, anchor = target.partition("#")
        here = os.path.dirname(self.origin) or "."  # noqa: PTH120 - addresses, not files
        return os.path.relpath(path, here) + mark + anchor


def file_of(page: Page) -> str:
    """Path of a page as a file, from the root of the site."""
    root = "" if page.language == SOURCE else page.language
    level = f"niveau-{page.level}" if page.level else ""
    parts = [root, page.edition, page.kind, level, page.id]
    return "/".join(part for part in parts if part) + ".html"
