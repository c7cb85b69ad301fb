"""Two to six regions or municipalities side by side."""

from __future__ import annotations

from functools import lru_cache

from markupsafe import Markup

from regioscoop.errors import UnknownNameError
from regioscoop.web import _drawings
from regioscoop.web._atlas import Atlas
from regioscoop.web._atlases import Atlases
from regioscoop.web._comparison import LEAST, MOST, WHAT, WIDTH, advice, columns, heads, title
from regioscoop.web._language import words
from regioscoop.web._links import Page
from regioscoop.web._pages._types import Content


def comparison(atlases: Atlases, page: Page) -> Content:
    """The chooser, and the table when two to six are chosen."""
    atlas = atlases.get(page.edition)
    what = page.asked("wat", WHAT[0])
    if what not in WHAT:
        raise UnknownNameError("vergelijking", what, list(WHAT))
    level = atlas.level(page.level)
    known = columns(atlas, what, level, page.language)
    asked = set(page.every("id"))
    strange = sorted(asked - set(known))
    if strange:
        raise UnknownNameError(what, ", ".join(strange), [*known, *(c.name for c in known.values())])
    chosen = [column for i, column in known.items() if i in asked]
    compared = chosen if LEAST <= len(chosen) <= MOST else []
    towns = tuple(i for column in compared for i in column.towns)
    return "comparison", {
        "what": what,
        "width": WIDTH,
        "title": title([column.name for column in compared], what, page.language),
        "advice": advice(len(chosen), page.language) if page.asked("wat") or asked else "",
        "all": list(known.values()),
        "chosen": chosen,
        "compared": compared,
        "groups": heads(atlas, what, page.language),
        "adding": 0 if len(chosen) >= MOST else max(LEAST - len(chosen), 1),
        "svg": _map(atlas, towns, page.language, level, what == WHAT[0]),
    }


@lru_cache(maxsize=64)
def _map(atlas: Atlas, towns: tuple[str, ...], language: str, level: int, by_region: bool) -> Markup | None:
    """Where the municipalities lie; nothing when there are none."""
    _ = words(language)
    title = _("Waar de gemeenten van deze vergelijking liggen")
    return _drawings.places(atlas, list(towns), title, language, level, by_region)
