"""The atlas as a web application."""

from __future__ import annotations

import os
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, JSONResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware

from regioscoop import errors
from regioscoop.web._api import VERSION, api, problem
from regioscoop.web._assets import Assets
from regioscoop.web._atlas import Atlas
from regioscoop.web._atlases import Atlases
from regioscoop.web._downloads import download
from regioscoop.web._headers import WITH_BASE_MAP, SafeHeaders
from regioscoop.web._language import SOURCE, languages, words
from regioscoop.web._links import EDITION, LEVEL, Page, ServerLinks
from regioscoop.web._pages import ALONE, OF_ONE, content
from regioscoop.web._render import DIST, assets, render
from regioscoop.web._script_data import DATA
from regioscoop.web._search import search
from regioscoop.web._store import Body, Store

HTML: Final = "text/html; charset=utf-8"
JSON: Final = "application/json"
THEME: Final = "REGIOSCOOP_THEME"
"""Environment variable that names a style sheet of one's own, loaded after ours."""


class NotReadyError(Exception):
    """An edition that is still being computed."""


def create_app(atlases: Atlases | Atlas, theme: Path | None = None, store: Store | None = None) -> FastAPI:
    """Make the web application of an atlas.

    Parameters
    ----------
    atlases
        What it shows.
    theme
        A style sheet with tokens of one's own, loaded after ours; default the file named in the
        environment variable ``REGIOSCOOP_THEME``, if any.
    store
        Where answers are kept; default in memory only.

    Returns
    -------
    FastAPI
        Pages, downloads and the API, for any ASGI server.

    Raises
    ------
    NotAvailableError
        When the frontend was not built.
    """
    shown = Atlases.of(atlases) if isinstance(atlases, Atlas) else atlases
    named = os.environ.get(THEME)
    site = _Site(shown, theme or (Path(named) if named else None), Store() if store is None else store)
    app = FastAPI(
        title="Regioscoop",
        version=VERSION,
        summary="Open atlas van regionale samenwerking",
        contact={"name": "Regioscoop"},
        license_info={"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=site.warm,
    )
    app.add_middleware(GZipMiddleware, minimum_size=800)
    app.add_middleware(SafeHeaders)
    app.mount("/static/dist", Assets(directory=DIST), name="dist")
    app.include_router(api(shown))
    _add_routes(app, site)
    _add_errors(app, site)
    return app


class _Site:
    """Makes every page once and keeps it."""

    def __init__(self, atlases: Atlases, sheet: Path | None, store: Store) -> None:
        self.atlases = atlases
        self.sheet = sheet
        self.store = store
        self.links = ServerLinks(assets())

    @asynccontextmanager
    async def warm(self, app: FastAPI) -> AsyncIterator[None]:
        """Build what is not built yet beside the first answers."""

        def build() -> None:
            for edition in self.atlases.ids:
                self.atlases.get(edition)

        threading.Thread(target=build, daemon=True, name="atlases").start()
        yield

    async def answer(self, request: Request, make: Callable[[], tuple[Body, bool]]) -> Response:
        """Answer from what is kept, else make it; a second value says whether to keep it on disk."""
        address = f"{request.url.path}?{urlencode(sorted(request.query_params.multi_items()))}"
        kept = self.store.get(address)
        if kept is not None:
            return kept.answer(request)
        made, keep = await run_in_threadpool(make)
        self.store.put(address, made, keep)
        return made.answer(request)

    def page(self, asked: Page) -> tuple[Body, bool]:
        """Make a page."""
        page = self.canonical(asked)
        template, context = content(self.atlases, page)
        return Body.of(self.text(template, page, context).encode("utf-8"), HTML), page.query == ()

    def text(self, template: str, page: Page, context: dict[str, Any]) -> str:
        """Write a page of a template."""
        atlas = self.atlases.get(page.edition)
        editions = self.atlases.ids
        return render(template, atlas, self.links, page, context, editions, theme=self.sheet is not None)

    def canonical(self, page: Page) -> Page:
        """One page for one content: the best level has no number, the default edition no name."""
        edition = self.atlases.canonical(page.edition)
        if not self.atlases.is_ready(edition) and edition:
            raise NotReadyError
        atlas = self.atlases.get(edition)
        level = atlas.level(page.level)
        return replace(page, edition=edition, level=0 if level == atlas.best else level)


def _page(request: Request, kind: str, language: str, id: str = "") -> Page:  # noqa: A002
    """Read which page is asked for."""
    pairs = [(k, v[:200]) for k, v in parse_qsl(request.url.query, max_num_fields=60) if v]
    asked = dict(pairs)
    number = asked.get(LEVEL, "0")
    if not number.isdecimal() or len(number) > 4:
        raise errors.UnknownNameError(LEVEL, number, [])
    rest = tuple(sorted((k, v) for k, v in pairs if k not in (LEVEL, EDITION)))
    return Page(kind, id, int(number), asked.get(EDITION, ""), language, rest)


def _add_routes(app: FastAPI, site: _Site) -> None:
    def get(path: str, answer: Callable[..., Any]) -> None:
        app.add_api_route(path, answer, include_in_schema=False, response_model=None)

    def show(kind: str, language: str) -> Callable[..., Any]:
        async def one(request: Request, id: str = "") -> Response:  # noqa: A002
            answer = await site.answer(request, lambda: site.page(_page(request, kind, language, id)))
            if request.query_params.get("achtergrond") == "pdok":
                answer.headers["Content-Security-Policy"] = WITH_BASE_MAP
            return answer

        return one

    def give_data(name: str, language: str) -> Callable[..., Any]:
        async def one(request: Request, editie: str = "") -> Response:
            def make() -> tuple[Body, bool]:
                page = site.canonical(Page(name, edition=editie))
                return Body.of(DATA[name](site.atlases.get(page.edition), language), JSON), True

            return await site.answer(request, make)

        return one

    def find(language: str) -> Callable[..., Any]:
        def one(q: str = "", editie: str = "") -> Response:
            page = site.canonical(Page("zoek", edition=editie, language=language))
            found, context = search(site.atlases.get(editie), q)
            if found is not None:
                to = replace(found, edition=page.edition, language=language)
                return RedirectResponse(site.links.to(to), status_code=303)
            return Response(site.text("search", page, context), media_type=HTML)

        return one

    async def give(request: Request, name: str, editie: str = "") -> Response:
        def make() -> tuple[Body, bool]:
            page = site.canonical(Page("data", edition=editie))
            return Body.of(*download(site.atlases.get(page.edition), name)), True

        answer = await site.answer(request, make)
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer

    def home() -> Response:
        return RedirectResponse("/kaart", status_code=307)

    def healthy() -> Response:
        edition = site.atlases.edition()
        return JSONResponse({"status": "ok", "edition": edition.id, "checksum": edition.checksum})

    get("/", home)
    for language in languages():
        root = "" if language == SOURCE else f"/{language}"
        for kind in ALONE:
            get(f"{root}/{kind}", show(kind, language))
        for kind in OF_ONE:
            get(f"{root}/{kind}/{{id}}", show(kind, language))
        for name in DATA:
            get(f"{root}/{name}", give_data(name, language))
        get(f"{root}/zoek", find(language))
        if root:
            get(root, lambda root=root: RedirectResponse(f"{root}/kaart", status_code=307))
    get("/download/{name}", give)
    get("/healthz", healthy)
    sheet = site.sheet
    if sheet is not None:
        get("/thema.css", lambda: FileResponse(sheet, media_type="text/css"))


def _language_of(request: Request) -> str:
    first = request.url.path.strip("/").partition("/")[0]
    return first if first in languages() else SOURCE


def _add_errors(app: FastAPI, site: _Site) -> None:
    def answer(request: Request, status: int, title: str, detail: str, near: tuple[str, ...]) -> Response:
        if request.url.path.startswith("/api/"):
            return problem(status, title, detail, [detail], near)
        context = {
            "status": status,
            "title": title,
            "detail": detail,
            "near": _near(site.atlases.get(), near),
        }
        page = Page("niet-gevonden", language=_language_of(request))
        return Response(site.text("error", page, context), status_code=status, media_type=HTML)

    def unknown(request: Request, error: Exception) -> Response:
        _ = words(_language_of(request))
        if not isinstance(error, errors.UnknownNameError):
            return http(request, error)
        said = _("‘{name}’ bestaat niet in deze editie.").format(name=error.name)
        return answer(request, 404, _("Niet gevonden"), said, error.suggestions)

    def not_ready(request: Request, error: Exception) -> Response:
        _ = words(_language_of(request))
        said = _("Deze editie wordt nu berekend. Dat duurt ongeveer een minuut; daarna is alles er.")
        made = answer(request, 503, _("Nog even geduld"), said, ())
        made.headers["Retry-After"] = "20"
        return made

    def http(request: Request, error: Exception) -> Response:
        _ = words(_language_of(request))
        status = error.status_code if isinstance(error, HTTPException) else 500
        title = {404: _("Niet gevonden"), 405: _("Niet toegestaan")}.get(status, _("Dat ging niet"))
        return answer(request, status, title, _("Dit adres bestaat niet.") if status == 404 else title, ())

    def invalid(request: Request, error: Exception) -> Response:
        wrong = error.errors() if isinstance(error, RequestValidationError) else []
        said = tuple(f"{'.'.join(map(str, e['loc'][1:]))}: {e['msg']}" for e in wrong)
        if request.url.path.startswith("/api/"):
            return problem(400, "De vraag klopt niet", "Zie errors.", said)
        _ = words(_language_of(request))
        return answer(request, 404, _("Niet gevonden"), _("Dit adres bestaat niet."), ())

    app.add_exception_handler(errors.UnknownNameError, unknown)
    app.add_exception_handler(NotReadyError, not_ready)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(Exception, http)
    app.add_exception_handler(RequestValidationError, invalid)


def _near(atlas: Atlas, names: tuple[str, ...]) -> list[tuple[Page, str]]:
    """Pages of the nearest names, where they are pages."""
    out = []
    for name in names:
        found, _ = search(atlas, name)
        if found is not None:
            out.append((found, name))
    return out
