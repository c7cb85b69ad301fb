"""Templates: the environment they run in and how a page becomes text."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from regioscoop.register import codes, influence
from regioscoop.web import _language
from regioscoop.web._atlas import SURE, Atlas
from regioscoop.web._atlases import Atlases
from regioscoop.web._downloads import region_download
from regioscoop.web._links import NOT_FOUND, Links, Page, file_of
from regioscoop.web._measure_list import MEASURES
from regioscoop.web._publisher import PLACEHOLDER, Publisher
from regioscoop.web._search_entries import is_code
from regioscoop.web._whereabouts import page_in


def _label(codelist: str, code: str, language: str) -> str:
    """Words for a code of any code list of the register."""
    found: codes.CodeList = getattr(codes, codelist, None) or getattr(influence, codelist)
    return found.label(code, language)


@lru_cache(maxsize=4)
def environment(language: str = _language.SOURCE) -> Environment:
    """Jinja environment of a language."""
    made = Environment(
        loader=PackageLoader("regioscoop.web", "templates"),
        autoescape=True,
        extensions=["jinja2.ext.i18n"],
        undefined=StrictUndefined,
        lstrip_blocks=True,
    )
    made.policies["ext.i18n.trimmed"] = True
    translated = _language.translations(language)
    made.install_gettext_translations(translated, newstyle=True)  # type: ignore[attr-defined]
    made.filters |= {
        "number": partial(_language.number, language=language),
        "percentage": partial(_language.percentage, language=language),
        "json": lambda value: json.dumps(value, ensure_ascii=False),
        "translated": translated.ugettext,
        "day": partial(_language.day, language=language),
    }
    made.tests |= {"unknown": _language.is_unknown, "code": is_code}
    made.globals |= {
        "interval": partial(_language.interval, language=language),
        "language": language,
        "label": partial(_label, language=language),
        "measures": MEASURES,
        "region_download": region_download,
        "sure_from": SURE,
    }
    return made


@dataclass(frozen=True)
class PageLinks:
    """Addresses as a page writes them: of its own edition and language unless it says another.

    Attributes
    ----------
    links
        How addresses are written.
    on
        The page they stand on.
    """

    links: Links
    on: Page

    @property
    def dynamic(self) -> bool:
        """Whether a server answers."""
        return self.links.dynamic

    def page(self, kind: str, id: str = "", level: int = 0, **query: str) -> str:  # noqa: A002
        """Address of a page of the same edition and language."""
        asked = tuple(sorted((k, v) for k, v in query.items() if v))
        return self.links.to(Page(kind, id, level, self.on.edition, self.on.language, asked))

    def here(self, **changes: Any) -> str:  # noqa: ANN401 - fields of a page
        """Address of this page with something else changed."""
        return self.links.to(replace(self.on, **changes))

    def to(self, page: Page) -> str:
        """Address of any page."""
        return self.links.to(page)

    def asking(self, **asked: str) -> str:
        """Address of this page with other values in its query; an empty value takes one out."""
        kept = {**dict(self.on.query), **asked}
        return self.here(query=tuple(sorted((k, v) for k, v in kept.items() if v)))

    def download(self, name: str) -> str:
        """Address of a download of the same edition."""
        return self.links.download(name, self.on.edition)

    def asset(self, name: str) -> str:
        """Address of a file of the frontend."""
        return self.links.asset(name)

    @property
    def printed(self) -> str:
        """Address of this page as it stands on paper: whole where it is known under which one the site is."""
        path = self.links.to(self.on) if self.dynamic else f"/{file_of(self.on)}"
        url = Publisher.of_settings().url
        return path if url == PLACEHOLDER else url + path

    def api(self, path: str) -> str:
        """Address in the API."""
        return self.links.api(path)

    def suggest(self) -> str:
        """Address of the suggestions of search, on a server."""
        path, mark, asked = self.page("zoek").partition("?")
        return f"{path}/suggesties{mark}{asked}"

    def file(self, path: str) -> str:
        """Address of another file of the site, by its path from the root."""
        return self.links.file(path)

    def data(self, name: str) -> str:
        """Address of a file of data for a script."""
        return self.links.data(name, self.on)


def render(
    template: str,
    atlas: Atlas,
    links: Links,
    page: Page,
    context: dict[str, Any],
    atlases: Atlases,
    theme: bool = False,
) -> str:
    """Write a page.

    Parameters
    ----------
    template
        Name of the template without extension.
    atlas
        What it shows.
    links
        How addresses are written.
    page
        Which page it is.
    context
        What the template needs beside these.
    atlases
        All editions, for the way to them.
    theme
        Whether a house style stands beside ours.
    """
    translated = _language.words(page.language)
    found = environment(page.language).get_template(f"{template}.html.j2")

    def cite(title: str) -> str:
        """A line that cites a figure; ``{view}`` stands for the address of the view."""
        edition = atlas.edition
        name = translated(edition.title)
        told = f"{name}, {edition.reference_date}, {edition.rule_set}, {edition.checksum[:10]}"
        return f"Regioscoop: {title}. {told}. {{view}}"

    return found.render(
        cite=cite,
        atlas=atlas,
        links=PageLinks(links, page),
        page=page,
        theme=theme,
        editions=[(name, page_in(atlases, page, name, links.dynamic)) for name in atlases.ids],
        languages=in_languages(page),
        **context,
    )


def in_languages(page: Page) -> list[tuple[str, Page]]:
    """The same page in every language; of a page that does not exist, the map."""
    found = replace(page, kind="kaart") if page.kind == NOT_FOUND else page
    return [(code, replace(found, language=code)) for code in _language.languages()]


def drawing(svg: str) -> Markup:
    """Mark a drawing of our own as safe to put in a page: its words were escaped when it was made."""
    return Markup(svg)  # noqa: S704 - made by regioscoop.figures, which escapes every word
