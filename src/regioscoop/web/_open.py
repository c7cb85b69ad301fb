"""From the names of editions to a site that can be served: what was built before is used again."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from fastapi import FastAPI
from platformdirs import user_cache_dir

import regioscoop
from regioscoop.errors import InputError, Problem
from regioscoop.places import boundaries
from regioscoop.register import Edition, list_editions, load_edition
from regioscoop.web._app import create_app
from regioscoop.web._atlas import Atlas, Progress, build_atlas
from regioscoop.web._atlases import Atlases
from regioscoop.web._drawings import draw_ahead
from regioscoop.web._store import Store

CODE: Final = Path(regioscoop.__file__).parent


@dataclass(frozen=True)
class Site:
    """A site that can be served.

    Attributes
    ----------
    app
        For any ASGI server.
    default
        Id of the edition that opens.
    """

    app: FastAPI
    default: str


def open_atlases(editions: Sequence[str], progress: Progress | None = None, online: bool = False) -> Atlases:
    """Open editions; the atlas of each is built when it is first needed.

    Parameters
    ----------
    editions
        Ids of shipped editions or data packages, the one that opens first; empty for all that ship.
    progress
        Told how far the building is.
    online
        Whether boundaries that are not at hand may be fetched from PDOK.

    Raises
    ------
    InputError
        When an edition cannot be used, or two have the same id: everything that is wrong, of all of them.
    """
    loaded = _load(editions or list_editions())
    first = next(iter(loaded))

    def build(edition: Edition) -> Atlas:
        like = None if edition.id == first else atlases.get()
        return build_atlas(edition, progress if edition.id == first else None, online, like)

    atlases = Atlases({name: partial(_same, edition) for name, edition in loaded.items()}, build)
    return atlases


def _same(edition: Edition) -> Edition:
    return edition


def _load(names: Sequence[str]) -> dict[str, Edition]:
    loaded: dict[str, Edition] = {}
    problems: list[Problem] = []
    for name in names:
        try:
            edition = load_edition(name)
        except InputError as error:
            problems += error.problems or [Problem(name, error.summary, "an edition")]
            continue
        if edition.id in loaded:
            problems.append(Problem(name, f"edition {edition.id} a second time", "each edition once"))
        loaded[edition.id] = edition
    if problems:
        raise InputError(f"The atlas was not opened ({len(problems)} problems)", problems)
    return loaded


def open_site(editions: Sequence[str], progress: Progress | None = None, online: bool = False) -> Site:
    """Open a site: at once when all its answers were made before, else after its first atlas is built.

    Parameters
    ----------
    editions, progress, online
        See `open_atlases`.

    Raises
    ------
    InputError
        See `open_atlases`.
    """
    atlases = open_atlases(editions, progress, online)
    store = Store(Path(user_cache_dir("regioscoop")) / "sites" / f"{_fingerprint(atlases, online)}.sqlite")
    if not store.count():
        draw_ahead(atlases.get(), progress)
    return Site(create_app(atlases, store=store), atlases.default)


def _fingerprint(atlases: Atlases, online: bool) -> str:
    """What the answers depend on: the editions, the boundaries and every file of this program."""
    digest = hashlib.sha256()
    for name in atlases.ids:
        edition = atlases.edition(name)
        digest.update(edition.checksum.encode())
        digest.update(boundaries(edition.year, online=online).source.encode())
    for path in sorted(CODE.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            known = path.stat()
            digest.update(f"{path.relative_to(CODE)};{known.st_size};{known.st_mtime_ns}".encode())
    return digest.hexdigest()[:32]
