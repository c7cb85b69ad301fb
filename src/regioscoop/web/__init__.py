"""The atlas in the browser: built once from an edition, then served or written as plain files.

Thin: it parses, calls and shows. No number is computed here that another package should compute.
"""

from __future__ import annotations

from regioscoop.web._app import create_app
from regioscoop.web._atlas import Atlas, build_atlas
from regioscoop.web._atlases import Atlases
from regioscoop.web._drawings import draw_ahead
from regioscoop.web._open import Site, open_atlases, open_site
from regioscoop.web._site import write_site
from regioscoop.web._store import Store

__all__ = [
    "Atlas",
    "Atlases",
    "Site",
    "Store",
    "build_atlas",
    "create_app",
    "draw_ahead",
    "open_atlases",
    "open_site",
    "write_site",
]
