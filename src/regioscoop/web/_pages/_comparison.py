"""Two to six regions or municipalities side by side."""

from __future__ import annotations

from regioscoop.errors import UnknownNameError
from regioscoop.web import _drawings
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
    _ = words(page.language)
    towns = [i for column in compared for i in column.towns]
    map_title = _("Waar de gemeenten van deze vergelijking liggen")
    return "comparison", {
        "what": what,
        "width": WIDTH,
        "title": title([column.name for column in compared], what, page.language),
        "advice": advice(len(chosen), page.language) if page.query else "",
        "all": list(known.values()),
        "chosen": chosen,
        "compared": compared,
        "groups": heads(atlas, what, page.language),
        "adding": 0 if len(chosen) >= MOST else max(LEAST - len(chosen), 1),
        "svg": _drawings.places(atlas, towns, map_title, page.language),
    }
