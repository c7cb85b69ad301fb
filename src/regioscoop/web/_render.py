"""Templates: the environment they run in and how a page becomes text."""

from __future__ import annotations

import hashlib
from functools import lru_cache, partial
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from regioscoop.errors import NotAvailableError
from regioscoop.register import codes
from regioscoop.web import _language
from regioscoop.web._atlas import SURE, Atlas
from regioscoop.web._downloads import region_download
from regioscoop.web._links import Links, Page
from regioscoop.web._measure_list import MEASURES

DIST: Final = Path(str(files("regioscoop.web"))) / "static" / "dist"
ASSETS: Final = ("main.css", "main.js")


def check_assets() -> None:
    """See that the frontend was built.

    Raises
    ------
    NotAvailableError
        When it was not; says what to do.
    """
    absent = [name for name in ASSETS if not (DIST / name).is_file()]
    if absent:
        raise NotAvailableError(
            f"The frontend of the atlas has not been built ({' and '.join(absent)} absent): "
            "run `make setup`, or `python tools/build_frontend.py`"
        )


def assets_version() -> str:
    """Short checksum of the frontend, for addresses that a browser may keep."""
    digest = hashlib.sha256()
    for name in ASSETS:
        digest.update((DIST / name).read_bytes())
    return digest.hexdigest()[:10]


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
        "translated": translated.ugettext,
        "day": partial(_language.day, language=language),
    }
    made.tests["unknown"] = _language.is_unknown
    made.globals |= {
        "interval": _language.interval,
        "language": language,
        "label": lambda codelist, code: getattr(codes, codelist).label(code, language),
        "measures": MEASURES,
        "region_download": region_download,
        "sure_from": SURE,
    }
    return made


def render(
    template: str, atlas: Atlas, links: Links, page: Page, context: dict[str, Any], theme: bool = False
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
    theme
        Whether a house style stands beside ours.
    """
    found = environment().get_template(f"{template}.html.j2")
    return found.render(atlas=atlas, links=links, page=page, theme=theme, **context)


def drawing(svg: str) -> Markup:
    """Mark a drawing of our own as safe to put in a page: its words were escaped when it was made."""
    return Markup(svg)  # noqa: S704 - made by regioscoop.figures, which escapes every word
