"""The page of open data: downloads, the API, the catalogue, how to cite, and where it comes from."""

from __future__ import annotations

from typing import Any, Final

from regioscoop.web._atlas import Atlas
from regioscoop.web._atlases import Atlases
from regioscoop.web._changes_of_api import CHANGES
from regioscoop.web._downloads import DOWNLOADS, GROUPS, facts
from regioscoop.web._language import later as _
from regioscoop.web._language import number
from regioscoop.web._links import EDITION, Page
from regioscoop.web._pages._types import Content
from regioscoop.web._source_words import source_rows

_UNITS: Final = ((1_000_000, "MB"), (1_000, "kB"))


def data(atlases: Atlases, page: Page) -> Content:
    """Everything that can be had, and how."""
    atlas = atlases.get(page.edition)
    return "data", {
        "groups": _groups(atlas, page),
        "calls": _calls(atlas, page.edition),
        "changes": CHANGES,
        "sources": source_rows(atlas.edition["sources"], page.language),
        "summary": atlas.edition.summary(),
    }


def _groups(atlas: Atlas, page: Page) -> list[dict[str, Any]]:
    """Downloads by what they are for, each with its size."""
    known = facts(atlas, f"?{EDITION}={page.edition}" if page.edition else "")
    return [
        {
            "id": group,
            "title": title,
            "rows": [
                {"file": found, "size": _size(known[found.name].size, page.language)}
                for found in DOWNLOADS
                if found.group == group
            ],
        }
        for group, title in GROUPS.items()
    ]


def _size(count: int, language: str) -> str:
    """A number of bytes as people say it."""
    for unit, name in _UNITS:
        if count >= unit:
            return f"{number(count / unit, 0 if count >= 10 * unit else 1, language)} {name}"
    return f"{count} bytes"


def _calls(atlas: Atlas, edition: str) -> list[tuple[str, str]]:
    """Addresses in the API that give something in this edition, with what they give."""
    town = str(atlas.edition.municipalities.index[0])
    province = str(atlas.edition.municipalities["province"].iloc[0])
    region = str(atlas.regions(atlas.best).index[0])
    calls = [
        ("edities", _("alle edities")),
        (f"gemeenten/{town}", _("één gemeente met haar regio")),
        (f"gemeenten?provincie={province}", _("de gemeenten van een provincie")),
        (f"regios/{region}", _("één regio met al haar maten")),
        (f"regios/{region}/grens", _("de grens van een regio, als GeoJSON")),
        ("samenwerkingsverbanden?beleidsterrein=safety", _("de verbanden op één beleidsterrein")),
        (f"deelnames?deelnemer={town}", _("waar een gemeente aan meedoet")),
        ("indelingen", _("officiële indelingen, zoals de veiligheidsregio's")),
    ]
    if not edition:
        return calls
    return [(f"{path}{'&' if '?' in path else '?'}{EDITION}={edition}", told) for path, told in calls]
