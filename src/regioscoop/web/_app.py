"""The atlas as a web application. Light: what was made before is answered without the facts."""

from __future__ import annotations

import sys
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl

from anyio import CapacityLimiter, Lock, to_thread
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, JSONResponse, RedirectResponse, Response
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from regioscoop import errors
from regioscoop.web._ahead import start_ahead
from regioscoop.web._assets import DIST, SHEET, Assets, assets, own_sheet
from regioscoop.web._headers import WITH_BASE_MAP, SafeHeaders
from regioscoop.web._language import SOURCE, languages, words
from regioscoop.web._links import DATA_FILES, EDITION, LEVEL, NOT_FOUND, Page, ServerLinks
from regioscoop.web._pages import COUNCIL, council_pdf
from regioscoop.web._problem import OPEN
from regioscoop.web._publisher import Publisher
from regioscoop.web._store import Body, Store, address_of

if TYPE_CHECKING:
    from regioscoop.web._atlases import Atlases
    from regioscoop.web._making import Maker

HTML: Final = "text/html; charset=utf-8"
OF_EDITION: Final = frozenset({EDITION})
OF_PAGE: Final = frozenset({EDITION, LEVEL})
"""What may be asked of an answer that is kept on disk."""
MAKERS: Final = 2
"""How many answers are made at once: more would only make each of them late."""
TURN: Final = 0.0005
"""Seconds that one thread may go on while another waits: a search does not wait behind what is only sent."""


def create_app(
    atlases: Atlases, theme: Path | None = None, store: Store | None = None, online: bool = False
) -> FastAPI:
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
    online
        Whether boundaries that are not at hand may be fetched from PDOK.

    Returns
    -------
    FastAPI
        Pages, downloads and the API, for any ASGI server.

    Raises
    ------
    NotAvailableError
        When the frontend was not built.
    """
    site = _Site(atlases, own_sheet(theme), Store() if store is None else store, online)
    app = FastAPI(title="Regioscoop", openapi_url=None, docs_url=None, redoc_url=None, lifespan=site.warm)
    app.add_middleware(GZipMiddleware, minimum_size=800)
    app.add_middleware(SafeHeaders)
    app.mount("/static/dist", Assets(directory=DIST), name="dist")
    app.mount("/api/v1", _LaterApp(site.api), name="api")
    _add_routes(app, site)
    _add_errors(app, site)
    return app


class _LaterApp:
    """An application that is made when it is first asked for something."""

    def __init__(self, make: Callable[[], ASGIApp]) -> None:
        self._make = make

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = await run_in_threadpool(self._make)
        await app(scope, receive, send)


class _Site:
    """Answers from what is kept; makes the rest."""

    def __init__(self, atlases: Atlases, sheet: Path | None, store: Store, online: bool) -> None:
        self.atlases = atlases
        self.sheet = sheet
        self.store = store
        self.online = online
        self.links = ServerLinks(assets())
        self._lock = threading.Lock()
        self._asked: dict[str, Lock] = {}
        self._makers = CapacityLimiter(MAKERS)

    @cached_property
    def _made_maker(self) -> Maker:
        from regioscoop.web._making import Maker

        return Maker(self.atlases, self.links, self.sheet)

    @cached_property
    def _made_api(self) -> Starlette:
        from regioscoop.web._api import create_api

        return create_api(self.atlases, self.store)

    @property
    def maker(self) -> Maker:
        """What makes answers; imported when it is first needed."""
        with self._lock:
            return self._made_maker

    def api(self) -> ASGIApp:
        """The API; imported when it is first needed."""
        with self._lock:
            return self._made_api

    @asynccontextmanager
    async def warm(self, app: FastAPI) -> AsyncIterator[None]:
        """Get ready what may be asked, beside the first answers; what can be kept is made elsewhere."""
        sys.setswitchinterval(TURN)
        threading.Thread(target=self._prepare, daemon=True, name="prepare").start()
        ahead = start_ahead(self.store.path, self.online, self.sheet) if self.store.path else None
        yield
        if ahead is not None:
            ahead.terminate()
            ahead.wait()

    def _prepare(self) -> None:
        """Load the facts and build every atlas, for what is not kept."""
        self.api()
        for edition in self.atlases.ids:
            self.atlases.get(edition)

    def catalogue(self, request: Request, form: str) -> Response:
        """The catalogue, with the address under which the reader sees the site as its base."""
        address = f"/data/catalogus.{form}"
        kept = self.store.get(address)
        if kept is None:
            kept, keep = self.maker.catalogue(form)
            self.store.put(address, kept, keep)
        return kept.with_base(Publisher.of_settings(str(request.base_url)).url).answer(request)

    async def answer(
        self, request: Request, make: Callable[[], tuple[Body, bool]], keys: frozenset[str] = OF_EDITION
    ) -> Response:
        """Answer from what is kept, else make it.

        A second value of what is made says whether to keep it on disk; that is done only when nothing is
        asked but ``keys``, each once, so that nobody fills the disk with one answer under many addresses.
        """
        asked = [key for key, _ in parse_qsl(request.url.query, keep_blank_values=True)]
        address = address_of(request.url.path, request.url.query)
        body = self.store.get(address)
        if body is None:
            to_disk = keys.issuperset(asked) and len(set(asked)) == len(asked)
            body = await self._made(address, make, to_disk)
        return body.answer(request)

    async def _made(self, address: str, make: Callable[[], tuple[Body, bool]], to_disk: bool) -> Body:
        """Make an answer once, however many ask for it at the same time."""
        async with self._asked.setdefault(address, Lock()):
            try:
                kept = self.store.get(address)
                if kept is not None:
                    return kept
                body, keep = await to_thread.run_sync(make, limiter=self._makers)
                self.store.put(address, body, keep and to_disk)
                return body
            finally:
                self._asked.pop(address, None)


def _page(request: Request, kind: str, language: str, id: str = "") -> Page:  # noqa: A002
    """Read which page is asked for."""
    pairs = [(k, v[:200]) for k, v in parse_qsl(request.url.query)[:120] if v]
    asked = dict(pairs)
    number = asked.get(LEVEL, "0")
    if not (number.isascii() and number.isdigit()) or len(number) > 4:
        raise errors.UnknownNameError(LEVEL, number, [])
    rest = tuple(sorted((k, v) for k, v in pairs if k not in (LEVEL, EDITION)))
    return Page(kind, id, int(number), asked.get(EDITION, ""), language, rest)


def _add_routes(app: FastAPI, site: _Site) -> None:
    def get(path: str, answer: Callable[..., Any]) -> None:
        app.add_api_route(path, answer, include_in_schema=False, response_model=None)

    def show(language: str) -> Callable[..., Any]:
        async def one(request: Request, kind: str) -> Response:
            # Not a parameter of ours: on a page without one, ``id`` in the query would be taken for it.
            i = str(request.path_params.get("id", ""))
            answer = await site.answer(
                request, lambda: site.maker.page(_page(request, kind, language, i)), OF_PAGE
            )
            if request.query_params.get("achtergrond") == "pdok":
                answer.headers["Content-Security-Policy"] = WITH_BASE_MAP
            return answer

        return one

    def give_data(name: str, language: str) -> Callable[..., Any]:
        async def one(request: Request, editie: str = "") -> Response:
            page = Page(name, edition=editie, language=language)
            return await site.answer(request, lambda: site.maker.data(name, page))

        return one

    def find(language: str) -> Callable[..., Any]:
        def one(q: str = "", editie: str = "") -> Response:
            return site.maker.find(Page("zoek", edition=editie, language=language), q)

        return one

    def suggest(language: str) -> Callable[..., Any]:
        async def one(request: Request, q: str = "", editie: str = "") -> Response:
            page = Page("zoek", edition=editie, language=language)
            return await site.answer(request, lambda: (site.maker.suggest(page, q), False))

        return one

    async def give(request: Request, name: str, editie: str = "") -> Response:
        answer = await site.answer(request, lambda: site.maker.download(name, editie))
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        answer.headers.update(OPEN)
        if name.endswith(".csv"):
            about = site.links.download("csvw.json", site.atlases.canonical(editie))
            answer.headers["Link"] = f'<{about}>; rel="describedby"; type="application/csvm+json"'
        return answer

    def hand_out(language: str) -> Callable[..., Any]:
        async def one(request: Request, id: str) -> Response:  # noqa: A002
            page = _page(request, COUNCIL, language, id)
            data = await run_in_threadpool(council_pdf, site.atlases, page)
            name = f'inline; filename="raadslid-{page.id}.pdf"'
            return Response(data, media_type="application/pdf", headers={"Content-Disposition": name})

        return one

    async def catalogue(request: Request, form: str) -> Response:
        answer = await run_in_threadpool(site.catalogue, request, form)
        answer.headers.update(OPEN)
        return answer

    def home() -> Response:
        return RedirectResponse("/kaart", status_code=307)

    def healthy() -> Response:
        return JSONResponse({"status": "ok", "edition": site.atlases.default})

    get("/", home)
    get("/download/{name}", give)
    get("/data/catalogus.{form}", catalogue)
    get("/api/v1", lambda: RedirectResponse("/api/v1/openapi.json", status_code=307))
    get("/healthz", healthy)
    sheet = site.sheet
    if sheet is not None:
        get(f"/{SHEET}", lambda: FileResponse(sheet, media_type="text/css"))
    for language in sorted(languages(), key=lambda code: code == SOURCE):
        root = "" if language == SOURCE else f"/{language}"
        for name in DATA_FILES:
            get(f"{root}/{name}", give_data(name, language))
        get(f"{root}/zoek", find(language))
        get(f"{root}/zoek/suggesties", suggest(language))
        if root:
            get(root, lambda root=root: RedirectResponse(f"{root}/kaart", status_code=307))
        get(f"{root}/{COUNCIL}/{{id}}.pdf", hand_out(language))
        get(f"{root}/{{kind}}", show(language))
        get(f"{root}/{{kind}}/{{id}}", show(language))


def _language_of(request: Request) -> str:
    first = request.url.path.strip("/").partition("/")[0]
    return first if first in languages() else SOURCE


def _asked(request: Request) -> Page:
    """Read an address as it stands, the edition and the level as part of the query, right or wrong."""
    language = _language_of(request)
    parts = request.url.path.strip("/").split("/")
    kind, *rest = parts if language == SOURCE else [*parts[1:], ""]
    pairs = [(k, v[:200]) for k, v in parse_qsl(request.url.query)[:120] if v]
    return Page(kind, "/".join(filter(None, rest)), 0, "", language, tuple(sorted(pairs)))


def _add_errors(app: FastAPI, site: _Site) -> None:
    def answer(request: Request, status: int, title: str, detail: str) -> Response:
        context = {"status": status, "title": title, "detail": detail}
        page = Page(NOT_FOUND, language=_language_of(request))
        return Response(site.maker.text("error", page, context), status_code=status, media_type=HTML)

    def unknown(request: Request, error: Exception) -> Response:
        if not isinstance(error, errors.UnknownNameError):
            return http(request, error)
        return site.maker.explain(_asked(request), error)

    def not_ready(request: Request, error: Exception) -> Response:
        _ = words(_language_of(request))
        said = _("Deze editie wordt nu berekend. Dat duurt ongeveer een minuut; daarna is alles er.")
        made = answer(request, 503, _("Nog even geduld"), said)
        made.headers["Retry-After"] = "20"
        return made

    def http(request: Request, error: Exception) -> Response:
        _ = words(_language_of(request))
        status = error.status_code if isinstance(error, HTTPException) else 500
        title = {404: _("Niet gevonden"), 405: _("Niet toegestaan")}.get(status, _("Dat ging niet"))
        return answer(request, status, title, _("Dit adres bestaat niet.") if status == 404 else title)

    def invalid(request: Request, error: Exception) -> Response:
        _ = words(_language_of(request))
        return answer(request, 404, _("Niet gevonden"), _("Dit adres bestaat niet."))

    app.add_exception_handler(errors.UnknownNameError, unknown)
    app.add_exception_handler(errors.NotReadyError, not_ready)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(Exception, http)
    app.add_exception_handler(RequestValidationError, invalid)
