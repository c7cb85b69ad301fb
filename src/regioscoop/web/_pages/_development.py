"""The state of cooperation over the editions: every figure of the national article, or of one region."""

from __future__ import annotations

import threading
from functools import lru_cache
from typing import Any, Final

from regioscoop.errors import UnknownNameError
from regioscoop.measures import Panel, panel
from regioscoop.reports import Document, national_report
from regioscoop.web._atlas import Atlas
from regioscoop.web._atlases import Atlases
from regioscoop.web._language import words
from regioscoop.web._links import Page
from regioscoop.web._pages._blocks import parts
from regioscoop.web._pages._types import Content

OF_REGION: Final = "regio-ontwikkeling"
KINDS: Final = ("ontwikkeling", OF_REGION)
DRAWS: Final = 1000
_LOCK: Final = threading.Lock()
"""Held while figures are computed and drawn: two readers of one page do not both make it."""


def development(atlases: Atlases, page: Page) -> Content:
    """Every figure over all editions, for the whole country or for one region."""
    atlas = atlases.get(page.edition)
    names = atlas.regions(atlas.best)["region"]
    if page.id and page.id not in names.index:
        raise UnknownNameError("regio", page.id, [*names.index])
    with _LOCK:
        document = _document(atlases, page.id, str(names[page.id]) if page.id else "", page.language)
    return "development", {
        "title": document.title,
        "blocks": parts(document.blocks),
        "region": page.id,
        "regions": [(str(i), str(name)) for i, name in names.sort_values().items()],
        "left_out": _left_out(atlases, page),
    }


@lru_cache(maxsize=16)
def _panel(atlases: Atlases, region: str, scope: str) -> Panel:
    found = {i: _towns(atlases.get(i), region) for i in atlases.ids}
    known = [atlases.edition(i) for i in atlases.ids if found[i]]
    towns = {e.id: found[e.id] for e in known} if region else None
    return panel(known, draws=DRAWS, across_rules=True, municipalities=towns, scope=scope)


@lru_cache(maxsize=128)
def _document(atlases: Atlases, region: str, scope: str, language: str) -> Document:
    return national_report(_panel(atlases, region, scope), language=language)


def _towns(atlas: Atlas, region: str) -> list[str]:
    """Municipalities of a region of the best level; all of them without a region."""
    members = atlas.members(atlas.best)
    return [str(i) for i in (members.index[members["region_id"] == region] if region else members.index)]


def _left_out(atlases: Atlases, page: Page) -> str:
    """Editions that do not have the region, in words; empty when all do."""
    if not page.id:
        return ""
    absent = [i for i in atlases.ids if not _towns(atlases.get(i), page.id)]
    if not absent:
        return ""
    told: Any = words(page.language)("Deze regio bestaat niet in editie {editions}.")
    return str(told.format(editions=", ".join(absent)))
