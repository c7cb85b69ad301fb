"""What makes the answers of the site: everything that needs the facts. The server imports it when it must."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from fastapi.responses import RedirectResponse, Response

from regioscoop.errors import NotReadyError, UnknownNameError
from regioscoop.web._atlases import Atlases
from regioscoop.web._catalogue import FORMS, asked_of, graph
from regioscoop.web._downloads import download
from regioscoop.web._language import languages
from regioscoop.web._links import NOT_FOUND, Links, Page
from regioscoop.web._pages import KINDS, LIST_OF, ONE_OF, all_pages, content
from regioscoop.web._publisher import Publisher
from regioscoop.web._render import render
from regioscoop.web._script_data import DATA
from regioscoop.web._search import resembling, search, suggest
from regioscoop.web._store import Body
from regioscoop.web._whereabouts import name_of, whereabouts
from regioscoop.web._wrong import instead, wrong_values

HTML: Final = "text/html; charset=utf-8"
JSON: Final = "application/json"


class Maker:
    """Makes pages, files of data and downloads.

    Parameters
    ----------
    atlases
        What is shown.
    links
        How addresses are written.
    sheet
        A style sheet of one's own, if any.
    """

    def __init__(self, atlases: Atlases, links: Links, sheet: Path | None) -> None:
        self.atlases = atlases
        self.links = links
        self.sheet = sheet

    def page(self, asked: Page) -> tuple[Body, bool]:
        """Make a page; True when it is one to keep."""
        page = self.canonical(asked)
        template, context = content(self.atlases, page)
        return Body.of(self.text(template, page, context).encode("utf-8"), HTML), page.query == ()

    def data(self, name: str, page: Page) -> tuple[Body, bool]:
        """Make a file of data for a script."""
        found = self.canonical(page)
        return Body.of(DATA[name](self.atlases.get(found.edition), page.language), JSON), True

    def download(self, name: str, edition: str) -> tuple[Body, bool]:
        """Make a download."""
        page = self.canonical(Page("data", edition=edition))
        asked = asked_of(self.links, page.edition)
        return Body.of(*download(self.atlases.get(page.edition), name, asked)), True

    def catalogue(self, form: str) -> tuple[Body, bool]:
        """Make the catalogue of the open data, without the base of its addresses.

        Raises
        ------
        NotReadyError
            When an edition is still being computed.
        UnknownNameError
            When there is no such form of it.
        """
        if form not in FORMS:
            raise UnknownNameError("catalogus", form, list(FORMS))
        if not all(map(self.atlases.is_ready, self.atlases.ids[1:])):
            raise NotReadyError
        media_type, write = FORMS[form]
        return Body.of(write(graph(self.atlases, self.links, Publisher.of_settings())), media_type), True

    def text(self, template: str, page: Page, context: dict[str, Any]) -> str:
        """Write a page of a template."""
        atlas = self.atlases.get(page.edition)
        return render(template, atlas, self.links, page, context, self.atlases, self.sheet is not None)

    def canonical(self, page: Page) -> Page:
        """One page for one content: the best level has no number, the default edition no name.

        Raises
        ------
        NotReadyError
            When the edition is still being computed.
        UnknownNameError
            When there is no such edition or level.
        """
        edition = self.atlases.canonical(page.edition)
        if edition and not self.atlases.is_ready(edition):
            raise NotReadyError
        atlas = self.atlases.get(edition)
        level = atlas.level(page.level)
        return replace(page, edition=edition, level=0 if level == atlas.best else level)

    def find(self, asked: Page, q: str) -> Response:
        """The page of what is looked for, or the list of what resembles it."""
        page = self.canonical(asked)
        found, context = search(self.atlases.get(page.edition), q)
        if found is not None:
            there = replace(found, edition=page.edition, language=page.language)
            return RedirectResponse(self.links.to(there), status_code=303)
        shown = replace(page, query=(("q", context["asked"]),) if context["asked"] else ())
        return Response(self.text("search", shown, context), media_type=HTML)

    def suggest(self, asked: Page, q: str) -> Body:
        """What one may mean who is still typing."""
        page = self.canonical(asked)

        def address(kind: str, i: str) -> str:
            return self.links.to(replace(page, kind=kind, id=i))

        return Body.of(suggest(self.atlases.get(page.edition), q, address), JSON)

    def explain(self, asked: Page, error: UnknownNameError) -> Response:
        """Say what of an address does not exist, and where one may have wanted to go.

        Parameters
        ----------
        asked
            The page, with everything that stands in its query, the edition and the level too.
        error
            What does not exist.
        """
        page, wrong = wrong_values(self.atlases, asked)
        moved = None if wrong else _moved(self.atlases, page)
        if moved:
            return RedirectResponse(self.links.to(moved), status_code=301)
        known = page.kind in KINDS
        unsure = (
            [(w.kind, w.value) for w in wrong if w.kind] if wrong else [(page.kind, page.id or page.kind)]
        )
        things = [replace(page, kind=kind, id=name, query=()) for kind, name in unsure]
        found = [found for thing in things if (found := whereabouts(self.atlases, thing))]
        atlas = self.atlases.get(page.edition)
        near = [] if found else [one for kind, name in unsure for one in resembling(atlas, kind, name)]
        context = {
            "wrong": [one for one in wrong if one.value not in {f.id for f in found}],
            "found": found,
            "again": page if wrong and known else None,
            "instead": instead(page, wrong, found) if known else None,
            "near": near,
            "name": error.name if known and not wrong else "",
        }
        shown = page if known else replace(page, kind=NOT_FOUND, id="", query=())
        return Response(self.text("missing", shown, context), status_code=404, media_type=HTML)

    def every_page(self) -> list[Page]:
        """Every page of every edition in every language, those of the default edition first."""
        sets = [(edition, language) for edition in self.atlases.ids for language in languages()]
        return [page for edition, language in sets for page in all_pages(self.atlases, edition, language)]


def _moved(atlases: Atlases, page: Page) -> Page | None:
    """The page that is meant when the one word stands where the other should: ``gemeenten/GM0307``."""
    if page.kind in ONE_OF and page.id:
        there = replace(page, kind=ONE_OF[page.kind])
        return there if name_of(atlases, there) else None
    return replace(page, kind=LIST_OF[page.kind]) if page.kind in LIST_OF and not page.id else None
