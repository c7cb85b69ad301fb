"""Search: from a name to its page."""

from __future__ import annotations

from typing import Any

from rapidfuzz import fuzz, process, utils

from regioscoop.web._atlas import Atlas
from regioscoop.web._links import Page

_LEAST, _MOST = 70, 12


def search(atlas: Atlas, asked: str) -> tuple[Page | None, dict[str, Any]]:
    """Find the page of a name or a code.

    Parameters
    ----------
    atlas
        Where to look: regions of the best level, municipalities, arrangements.
    asked
        A name, a code such as ``GM0363``, or part of one.

    Returns
    -------
    page
        The one page that is meant, or None when there are several or none.
    context
        For the page of results: ``asked`` and ``results``, pairs of a page and a name, best first.
    """
    wanted = asked.strip()[:100]
    entries = _entries(atlas)
    exact = [
        page
        for page, name in entries
        if wanted.casefold() in (name.casefold(), page.id.casefold()) and wanted
    ]
    if len({(p.kind, p.id) for p in exact}) == 1:
        return exact[0], {}
    if exact:
        return None, {"asked": wanted, "results": [(p, n) for p, n in entries if p in exact]}
    names = [name for _, name in entries]
    found = process.extract(
        wanted, names, scorer=fuzz.WRatio, processor=utils.default_process, limit=_MOST, score_cutoff=_LEAST
    )
    return None, {"asked": wanted, "results": [entries[k] for _, _, k in found]}


def _entries(atlas: Atlas) -> list[tuple[Page, str]]:
    regions = atlas.regions(atlas.best)["region"]
    towns = atlas.edition.municipalities["name"]
    arrangements = atlas.edition.arrangements["name"]
    return [
        *((Page("regio", str(i)), str(name)) for i, name in regions.items()),
        *((Page("gemeente", str(i)), str(name)) for i, name in towns.items()),
        *((Page("samenwerkingsverband", str(i)), str(name)) for i, name in arrangements.items()),
    ]
