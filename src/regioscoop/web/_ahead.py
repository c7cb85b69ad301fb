"""Making every page before it is asked for, in a process of its own, so that no reader waits for it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

NICENESS: Final = 10
"""Whoever reads goes before what is made ahead."""


def start_ahead(store: Path, online: bool, sheet: Path | None) -> subprocess.Popen[bytes]:
    """Start the process that makes every page that a store does not hold yet.

    Parameters
    ----------
    store
        File of a store that knows which editions it is for.
    online
        Whether boundaries that are not at hand may be fetched from PDOK.
    sheet
        A style sheet of one's own, if any.

    Returns
    -------
    subprocess.Popen
        It stops by itself when all is made, or when the program that started it is gone.
    """
    told = json.dumps([str(store), online, sheet and str(sheet), os.getpid()])
    command = [sys.executable, "-m", __name__, told]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL)  # noqa: S603 - our own program


def make_all(path: Path, online: bool, sheet: Path | None, parent: int) -> None:
    """Make every page, file of data and row of the API that is not kept, as long as the parent lives."""
    from regioscoop.web._api import create_api
    from regioscoop.web._assets import assets
    from regioscoop.web._links import ServerLinks
    from regioscoop.web._making import Maker
    from regioscoop.web._open import known_atlases
    from regioscoop.web._store import Store, address_of

    os.nice(NICENESS)
    store = Store(path, room=0)
    atlases = known_atlases(store, online)
    for edition in atlases.ids:
        atlases.get(edition)
    create_api(atlases, store).state.fill()
    maker = Maker(atlases, ServerLinks(assets()), sheet)
    for page in maker.every_page():
        if os.getppid() != parent:
            return
        address = address_of(*maker.links.to(page).partition("?")[::2])
        if not store.has(address):
            store.put(address, *maker.page(page))


if __name__ == "__main__":
    _store, _online, _sheet, _parent = json.loads(sys.argv[1])
    make_all(Path(_store), _online, Path(_sheet) if _sheet else None, _parent)
