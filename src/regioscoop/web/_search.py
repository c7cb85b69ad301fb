"""Search: what can be found in an edition, and from a name to its page."""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

import pandas as pd

from regioscoop.register import list_editions, load_edition
from regioscoop.web._atlas import Atlas
from regioscoop.web._links import Page
from regioscoop.web._search_entries import Entry
from regioscoop.web._search_index import Hit, SearchIndex, browser_index, meant, results

EVERYDAY: Final = {"GM0518": ("Den Haag",), "GM0796": ("Den Bosch",)}
"""What people call a municipality beside its own name."""
MOST: Final = 50
CODES: Final = {"gemeente": "GM", "provincie": "PV", "waterschap": "WS"}
"""With what the codes of a kind begin."""
PAGES: Final = {"province": "provincie", "water_board": "waterschap"}
"""Kind of page of the other governments, by kind of organisation."""


def entries(atlas: Atlas) -> list[Entry]:
    """Everything of an edition that has a page: regions of the best level, governments, arrangements."""
    names = atlas.organisations["name"]
    regions = atlas.regions(atlas.best)["region"]
    taking_part = set(atlas.edition.members["organisation"])
    return [
        *(Entry("regio", str(i), str(name)) for i, name in regions.items()),
        *_municipalities(atlas),
        *(
            Entry(PAGES[kind], str(i), str(names[i]))
            for i, kind in atlas.organisations["kind"].items()
            if kind in PAGES and i in taking_part
        ),
        *(
            Entry("samenwerkingsverband", str(row["id"]), row["name"], _split(row["aliases"]), row["seat"])
            for row in atlas.edition.arrangements.reset_index().to_dict("records")
        ),
    ]


def _municipalities(atlas: Atlas) -> list[Entry]:
    names = atlas.organisations["name"]
    provinces = atlas.edition.municipalities["province"].map(names).str.removeprefix("Provincie ")
    former = defaultdict(set)
    for old, new in atlas.edition["mergers"][["old", "new"]].itertuples(index=False):
        if old != new and old in _every_name():
            former[new].add(_every_name()[old])
    return [
        Entry(
            "gemeente", str(i), name, (*EVERYDAY.get(str(i), ()), *sorted(former[i] - {name})), provinces[i]
        )
        for i, name in atlas.edition.municipalities["name"].items()
    ]


@lru_cache(maxsize=1)
def _every_name() -> dict[str, str]:
    """Name of every municipality of any edition that ships: also of those that merged since."""
    frames = [load_edition(name)["organisations"] for name in list_editions()]
    return dict(pd.concat(frames)[["id", "name"]].itertuples(index=False))


def _split(aliases: str) -> tuple[str, ...]:
    return tuple(filter(None, aliases.split("|")))


@lru_cache(maxsize=8)
def index_of(atlas: Atlas) -> SearchIndex:
    """The index of an edition, made once."""
    return SearchIndex.build(entries(atlas))


def index_file(atlas: Atlas, language: str) -> bytes:
    """The index for a browser, as JSON; it is the same in every language."""
    return json.dumps(browser_index(entries(atlas)), ensure_ascii=False, separators=(",", ":")).encode()


def suggest(atlas: Atlas, asked: str, address: Callable[[str, str], str]) -> bytes:
    """What one may mean who is still typing, as JSON; ``address`` gives the page of a kind and an id."""
    found = results(index_of(atlas).search(asked), address)
    return json.dumps(found, ensure_ascii=False).encode()


def resembling(atlas: Atlas, kind: str, name: str, most: int = 6) -> list[Entry]:
    """Things that a name or id may stand for that does not exist, those of a kind first.

    Parameters
    ----------
    atlas
        Where to look.
    kind
        Kind of thing that is meant, such as ``gemeente``, or another word when that is not known.
    name
        What was asked: a name, a slug, a code, or its number (``307``).
    most
        Number of results at most.
    """
    index = index_of(atlas)
    number = name.strip()
    if kind in CODES and number.isascii() and number.isdigit() and len(number) <= len("0307"):
        name = f"{CODES[kind]}{number.zfill(4)}"
    hits = index.search(name, 5 * MOST) or index.search(name.replace("-", " ").rpartition(" ")[0], MOST)
    found = sorted((hit for hit in hits), key=lambda hit: (hit.entry.kind != kind, hit.errors, hit.rank))
    return [hit.entry for hit in found[:most]]


def search(atlas: Atlas, asked: str) -> tuple[Page | None, dict[str, Any]]:
    """Find the page of a name or a code.

    Parameters
    ----------
    atlas
        Where to look.
    asked
        A name, an abbreviation, a place, a code such as ``GM0363``, or part of one.

    Returns
    -------
    page
        The one page that is meant, or None when there are several or none.
    context
        For the page of results: ``asked``, ``results``, best first, at most `MOST`, and ``total``: how many
        there are.
    """
    hits: list[Hit] = index_of(atlas).search(asked, sys.maxsize)
    found = meant(hits)
    page = Page(found.entry.kind, found.entry.id) if found is not None else None
    return page, {"asked": asked.strip()[:100], "results": hits[:MOST], "total": len(hits)}
