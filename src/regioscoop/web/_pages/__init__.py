"""What stands on each page: the template and its context. One module a kind of page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from regioscoop.errors import UnknownNameError
from regioscoop.web._atlases import Atlases
from regioscoop.web._links import Page
from regioscoop.web._pages import (
    _ambition,
    _arrangement,
    _cases,
    _comparison,
    _correction,
    _council,
    _data,
    _development,
    _explanation,
    _government,
    _lists,
    _map,
    _municipality,
    _region,
)
from regioscoop.web._pages._council import KIND as COUNCIL
from regioscoop.web._pages._council import council_pdf
from regioscoop.web._pages._types import Content

_MAKERS: Final[dict[str, Callable[[Atlases, Page], Content]]] = {
    "kaart": _map.national,
    "gemeenten": _lists.municipalities,
    "samenwerkingsverbanden": _lists.arrangements,
    "data": _data.data,
    "uitleg": _explanation.explanation,
    "toegankelijkheid": _explanation.accessibility,
    "zoek": _lists.nothing_found,
    "regio": _region.region,
    "gemeente": _municipality.municipality,
    "samenwerkingsverband": _arrangement.arrangement,
    _council.KIND: _council.council,
    "opgave": _ambition.ambition,
    "vergelijk": _comparison.comparison,
    _cases.KIND: _cases.cases,
    "ontwikkeling": _development.development,
    _development.OF_REGION: _development.development,
    "provincies": _government.governments("provincie"),
    "waterschappen": _government.governments("waterschap"),
    "provincie": _government.government,
    "waterschap": _government.government,
    **dict.fromkeys(_correction.KINDS, _correction.correction),
}
OF_ONE: Final = (
    "regio", "gemeente", "samenwerkingsverband", "provincie", "waterschap", _development.OF_REGION,
    _council.KIND, *_correction.KINDS,
)  # fmt: skip
"""Kinds of pages that are about one thing: their address ends with its id."""
ALONE: Final = tuple(kind for kind in _MAKERS if kind not in OF_ONE)
"""Kinds of which there is one page an edition."""

WITH_CHARTS: Final = _development.KINDS
"""Kinds with charts: what writes those does not live on in a copy of this process."""
KINDS: Final = tuple(_MAKERS)
"""Every kind of page."""
ONE_OF: Final = {
    "gemeenten": "gemeente",
    "samenwerkingsverbanden": "samenwerkingsverband",
    "provincies": "provincie",
    "waterschappen": "waterschap",
}
"""Kind of a list -> kind of the pages it lists."""
LIST_OF: Final = {"regio": "kaart", _development.OF_REGION: "ontwikkeling", _council.KIND: "gemeenten"} | {
    one: several for several, one in ONE_OF.items()
}
"""Kind of a page about one thing -> the page on which they all stand."""


def content(atlases: Atlases, page: Page) -> Content:
    """Template and context of a page.

    Raises
    ------
    UnknownNameError
        When there is no such page.
    """
    if page.kind not in _MAKERS:
        raise UnknownNameError("pagina", page.kind, KINDS)
    if page.id and page.kind not in OF_ONE:
        raise UnknownNameError("pagina", page.id, KINDS)
    return _MAKERS[page.kind](atlases, page)


def all_pages(atlases: Atlases, edition: str = "", language: str = "nl") -> Iterator[Page]:
    """Every page of an edition in a language, the best level without a number."""
    atlas = atlases.get(edition)
    first = Page("", edition=atlases.canonical(edition), language=language)
    for kind in ALONE:
        yield replace(first, kind=kind)
    for level in atlas.levels:
        number = 0 if level.number == atlas.best else level.number
        if number:
            yield replace(first, kind="kaart", level=number)
            yield replace(first, kind="vergelijk", level=number)
        for region in atlas.regions(level.number).index:
            yield replace(first, kind="regio", id=str(region), level=number)
    for i in atlas.edition.municipalities.index:
        yield replace(first, kind="gemeente", id=str(i))
        yield replace(first, kind=_council.KIND, id=str(i))
    for region in atlas.regions(atlas.best).index:
        yield replace(first, kind=_development.OF_REGION, id=str(region))
    for i in atlas.edition.arrangements.index:
        yield replace(first, kind="samenwerkingsverband", id=str(i))
    for kind, of in _government.KIND_OF_PAGE.items():
        for i in _government.of_kind(atlas, of).index:
            yield replace(first, kind=kind, id=str(i))
    for kind in _correction.KINDS:
        for i in _correction.ids(atlas, kind):
            yield replace(first, kind=kind, id=i)


__all__ = [
    "ALONE",
    "COUNCIL",
    "KINDS",
    "LIST_OF",
    "OF_ONE",
    "ONE_OF",
    "WITH_CHARTS",
    "Content",
    "all_pages",
    "content",
    "council_pdf",
]
