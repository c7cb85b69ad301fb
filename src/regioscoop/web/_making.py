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
from regioscoop.web._links import Links, Page
from regioscoop.web._pages import all_pages, content
from regioscoop.web._publisher import Publisher
from regioscoop.web._render import render
from regioscoop.web._script_data import DATA
from regioscoop.web._search import search, suggest
from regioscoop.web._store import Body

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

    def near(self, names: tuple[str, ...]) -> list[tuple[Page, str]]:
        """Pages of the nearest names, where they are pages."""
        found = ((search(self.atlases.get(), name)[0], name) for name in names)
        return [(page, name) for page, name in found if page is not None]

    def every_page(self) -> list[Page]:
        """Every page of every edition in every language, those of the default edition first."""
        sets = [(edition, language) for edition in self.atlases.ids for language in languages()]
        return [page for edition, language in sets for page in all_pages(self.atlases, edition, language)]
