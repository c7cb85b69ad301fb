"""The atlas in the browser: built once from an edition, then served or written as plain files.

Thin: it parses, calls and shows. No number is computed here that another package should compute. A site
that was built before is served without the facts, so what needs them is imported when it is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from regioscoop.web._app import create_app
    from regioscoop.web._atlas import Atlas, build_atlas
    from regioscoop.web._atlases import Atlases
    from regioscoop.web._drawings import draw_ahead
    from regioscoop.web._open import open_atlases, open_site
    from regioscoop.web._site import write_site
    from regioscoop.web._store import Store

_HOMES: Final = {
    "Atlas": "_atlas",
    "Atlases": "_atlases",
    "Store": "_store",
    "build_atlas": "_atlas",
    "create_app": "_app",
    "draw_ahead": "_drawings",
    "open_atlases": "_open",
    "open_site": "_open",
    "write_site": "_site",
}

__all__ = [
    "Atlas",
    "Atlases",
    "Store",
    "build_atlas",
    "create_app",
    "draw_ahead",
    "open_atlases",
    "open_site",
    "write_site",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever has this name
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
