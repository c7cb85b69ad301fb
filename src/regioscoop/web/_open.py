"""From the names of editions to a site that can be served: what was made before is used again."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fastapi import FastAPI
from platformdirs import user_cache_dir

import regioscoop
from regioscoop.errors import InputError, Problem
from regioscoop.web._app import create_app
from regioscoop.web._atlases import Atlases
from regioscoop.web._store import Store

if TYPE_CHECKING:
    from regioscoop.register import Edition
    from regioscoop.web._atlas import Atlas, Progress

CODE: Final = Path(regioscoop.__file__).parent
CACHE: Final = Path(user_cache_dir("regioscoop"))
SETTINGS: Final = ("REGIOSCOOP_MAIL", "REGIOSCOOP_PUBLISHER", "REGIOSCOOP_URL", "REGIOSCOOP_THEME")
"""Settings that stand in the pages."""
EDITIONS: Final = "editions"
"""Name of the note with the editions that a store was made for."""
KEPT: Final = 3
"""Stores of other versions or editions that stay."""


def open_atlases(
    editions: Sequence[str] = (), progress: Progress | None = None, online: bool = False
) -> Atlases:
    """Open editions; the atlas of each is built when it is first needed.

    Parameters
    ----------
    editions
        Ids of shipped editions or data packages, the one that opens first; empty for all that ship.
    progress
        Told how far the building of the first is.
    online
        Whether boundaries that are not at hand may be fetched from PDOK.

    Raises
    ------
    InputError
        When an edition cannot be used, or two have the same id: everything that is wrong, of all of them.
    """
    from regioscoop.register import list_editions

    loaded = _load(editions or list_editions())
    return _atlases({name: partial(_given, edition) for name, edition in loaded.items()}, progress, online)


def _given(edition: Edition) -> Edition:
    return edition


def _atlases(
    loaders: dict[str, partial[Edition]], progress: Progress | None = None, online: bool = False
) -> Atlases:
    def build(edition: Edition) -> Atlas:
        from regioscoop.web._atlas import build_atlas

        is_first = edition.id == atlases.default
        return build_atlas(
            edition, progress if is_first else None, online, None if is_first else atlases.get()
        )

    atlases = Atlases(loaders, build)
    return atlases


def _load(names: Iterable[str]) -> dict[str, Edition]:
    from regioscoop.register import load_edition

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


def open_site(
    editions: Sequence[str] = (), progress: Progress | None = None, online: bool = False
) -> tuple[FastAPI, str]:
    """Open a site: at once when it was opened before, else after its first atlas is built.

    Parameters
    ----------
    editions, progress, online
        See `open_atlases`.

    Returns
    -------
    app
        For any ASGI server.
    default
        Id of the edition that opens.

    Raises
    ------
    InputError
        See `open_atlases`.
    """
    path = CACHE / "sites" / f"{_fingerprint(editions, online)}.sqlite"
    store = Store(path)
    _forget_old(path)
    if store.note(EDITIONS):
        atlases = known_atlases(store, online)
    else:
        atlases = open_atlases(editions, progress, online)
        _build_first(atlases, progress)
        store.write_note(EDITIONS, json.dumps(dict(zip(atlases.ids, editions or atlases.ids, strict=True))))
    return create_app(atlases, store=store, online=online), atlases.default


def known_atlases(store: Store, online: bool) -> Atlases:
    """The editions that a store was made for: these very files were valid before."""
    known = json.loads(store.note(EDITIONS))
    return _atlases({i: partial(_again, name) for i, name in known.items()}, online=online)


def _forget_old(path: Path) -> None:
    """Remove what was kept for versions and editions of before, but for the last few."""
    others = [other for other in path.parent.glob("*.sqlite") if other != path]
    for old in sorted(others, key=lambda other: other.stat().st_mtime, reverse=True)[KEPT:]:
        for end in ("", "-wal", "-shm"):
            old.with_name(old.name + end).unlink(missing_ok=True)


def _again(name: str) -> Edition:
    from regioscoop.register import load_edition

    return load_edition(name)


def _build_first(atlases: Atlases, progress: Progress | None) -> None:
    from regioscoop.web._drawings import draw_ahead

    draw_ahead(atlases.get(), progress)


def _fingerprint(editions: Sequence[str], online: bool) -> str:
    """What the answers depend on: this program, the editions, the boundaries, and what was asked."""
    data = os.environ.get("REGIOSCOOP_DATA", "")
    places = [Path(data) / "boundaries", CACHE / "boundaries"] if data else [CACHE / "boundaries"]
    told = [os.environ.get(name, "") for name in SETTINGS]
    digest = hashlib.sha256(f"{[*editions]};{online};{data};{told}".encode())
    for folder in [CODE, *(Path(e) for e in editions if Path(e).is_dir()), *places]:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                known = path.stat()
                digest.update(f"{path};{known.st_size};{known.st_mtime_ns}".encode())
    return digest.hexdigest()[:32]
