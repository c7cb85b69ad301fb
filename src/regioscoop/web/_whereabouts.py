"""Where something is that has no page in an edition: elsewhere, under another level, or what it became."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import pandas as pd

from regioscoop.context import region_members
from regioscoop.register import Edition
from regioscoop.web._atlas import SAME_MAP
from regioscoop.web._atlases import Atlases
from regioscoop.web._links import NOT_FOUND, Page, Query

ABOUT: Final = {"correctie-gemeente": "gemeente", "correctie-samenwerkingsverband": "samenwerkingsverband"}
"""Kind of page -> kind of thing it is about, where that is another word."""
_ORGANISATIONS: Final = {"gemeente": "municipality", "provincie": "province", "waterschap": "water_board"}
_LEAST: Final = 0.01
"""A smaller part of the area is a border that was drawn anew, no merger."""


@dataclass(frozen=True)
class Part:
    """A municipality that another became, or came from.

    Attributes
    ----------
    page
        Its page.
    name
        Its name.
    share
        Part of the area of the old one that lies in the new one, from 0 to 1.
    """

    page: Page
    name: str
    share: float


@dataclass(frozen=True)
class Whereabouts:
    """What is known of something that is not in an edition.

    Attributes
    ----------
    id
        Its id.
    name
        Its name, or its id when that is unknown.
    kind
        Kind of thing: a kind of page such as ``gemeente``.
    edition
        Id of the edition in which it is not.
    is_later
        Whether it is only in editions after it.
    elsewhere
        Editions in which it is, with its page there.
    levels
        Its pages in this edition, at other levels: number of regions at that level, page.
    became, was
        Municipalities of this edition that lie where it lay.
    """

    id: str
    name: str
    kind: str
    edition: str
    is_later: bool
    elsewhere: tuple[tuple[str, Page], ...]
    levels: tuple[tuple[int, Page], ...]
    became: tuple[Part, ...]
    was: tuple[Part, ...]


def whereabouts(atlases: Atlases, page: Page) -> Whereabouts | None:
    """Find what a page is about in other editions and at other levels.

    Parameters
    ----------
    atlases
        The editions; a region is only looked for in those that are built.
    page
        A page that is not there, of an edition that is.

    Returns
    -------
    Whereabouts or None
        None when nothing is known of it.
    """
    plain = replace(page, level=0, query=())
    own = atlases.edition(page.edition)
    others = [name for name in atlases.ids if name != own.id]
    there = [(name, replace(plain, edition=atlases.canonical(name))) for name in others]
    named = [(name, found, name_of(atlases, found)) for name, found in there]
    elsewhere = tuple((name, _at_its_level(atlases, found)) for name, found, title in named if title)
    levels = tuple(_levels(atlases, plain)) if page.kind == "regio" else ()
    about = ABOUT.get(page.kind, page.kind)
    became = _became(own, plain) if about == "gemeente" else ()
    later = [n for n in others if atlases.edition(n).reference_date > own.reference_date]
    was = tuple(p for n in later for p in _was(atlases.edition(n), own, plain)) if about == "gemeente" else ()
    if not (elsewhere or levels or became or was):
        return None
    name = next((title for _, _, title in named if title), page.id)
    is_later = bool(elsewhere) and {i for i, _ in elsewhere} <= set(later)
    return Whereabouts(page.id, name, about, own.id, is_later, elsewhere, levels, became, was)


def name_of(atlases: Atlases, page: Page) -> str:
    """Name of what a page is about, empty when that edition does not have it."""
    kind = ABOUT.get(page.kind, page.kind)
    if kind == "regio":
        found = _region_names(atlases, page)
        return next(iter(found.values()), "")
    edition = atlases.edition(page.edition)
    if kind == "samenwerkingsverband":
        return str(edition.arrangements["name"].get(page.id, ""))
    table = edition["organisations"]
    rows = table[(table["id"] == page.id) & (table["kind"] == _ORGANISATIONS.get(kind, ""))]
    return str(rows["name"].iloc[0]) if len(rows) else ""


def _region_names(atlases: Atlases, page: Page) -> dict[int, str]:
    """Name of a region at each level that has it, the best level first; nothing while it is computed."""
    if not atlases.is_ready(page.edition):
        return {}
    atlas = atlases.get(page.edition)
    numbers = [atlas.best, *(k.number for k in atlas.levels if k.number != atlas.best)]
    tables = {number: atlas.regions(number) for number in numbers}
    return {k: str(t.loc[page.id, "region"]) for k, t in tables.items() if page.id in t.index}


def _at_its_level(atlases: Atlases, page: Page) -> Page:
    """The page of a region at the first level that has it; any other page as it is."""
    return next((there for _, there in _levels(atlases, page)), page) if page.kind == "regio" else page


def _levels(atlases: Atlases, page: Page) -> list[tuple[int, Page]]:
    """Pages of a region in its edition, the best level first, with the number of regions at that level."""
    numbers = _region_names(atlases, page)
    if not numbers:
        return []
    atlas = atlases.get(page.edition)
    return [
        (len(atlas.regions(k)), replace(page, level=0 if k == atlas.best else k)) for k in numbers
    ]  # fmt: skip


def _became(own: Edition, page: Page) -> tuple[Part, ...]:
    rows = own["mergers"]
    return _parts(rows[rows["old"] == page.id], "new", own, page)


def _was(later: Edition, own: Edition, page: Page) -> tuple[Part, ...]:
    rows = later["mergers"]
    return _parts(rows[rows["new"] == page.id], "old", own, page)


def _parts(rows: pd.DataFrame, column: str, own: Edition, page: Page) -> tuple[Part, ...]:
    """Municipalities of this edition in a column of the table of mergers, the largest part first."""
    names = own.municipalities["name"]
    shares = pd.to_numeric(rows["share"])
    kept = rows.assign(share=shares)[(shares >= _LEAST) & rows[column].isin(names.index)]
    kept = kept.sort_values("share", ascending=False)
    first = replace(page, kind="gemeente")
    return tuple(
        Part(replace(first, id=str(i)), str(names[i]), float(share))
        for i, share in kept[[column, "share"]].itertuples(index=False)
    )


def page_in(atlases: Atlases, page: Page, edition: str, dynamic: bool = True) -> Page:
    """Where a reader goes who wants another edition: the same page, with what was chosen there.

    The level is left out: every edition has its own. On a server a page that is not in that edition says so
    itself; among plain files there is no such page, and the map stands for it.
    """
    target = atlases.canonical(edition)
    if page.kind == NOT_FOUND:
        return replace(page, kind="kaart", id="", edition=target, level=0, query=())
    if target == page.edition:
        return page
    there = replace(page, edition=target, level=0, query=_kept(atlases, page, target))
    if dynamic or not page.id:
        return there
    return _at_its_level(atlases, there) if name_of(atlases, there) else replace(there, kind="kaart", id="")


def _kept(atlases: Atlases, page: Page, edition: str) -> Query:
    """What is asked, without a division that another edition does not have."""
    beside = page.asked("naast") if page.kind == "kaart" else ""
    if not beside or beside in {*region_members(atlases.edition(edition))["division"]}.difference(SAME_MAP):
        return page.query
    return tuple((key, value) for key, value in page.query if key != "naast")
