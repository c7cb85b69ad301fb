"""The atlas as a web application."""

from __future__ import annotations

import gzip
import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles

from regioscoop import errors
from regioscoop.web._api import VERSION, api, problem
from regioscoop.web._atlas import Atlas
from regioscoop.web._downloads import download
from regioscoop.web._headers import SafeHeaders
from regioscoop.web._links import Page, ServerLinks
from regioscoop.web._pages import content
from regioscoop.web._render import DIST, assets_version, check_assets, render
from regioscoop.web._search import search

HTML: Final = "text/html; charset=utf-8"
THEME: Final = "REGIOSCOOP_THEME"
"""Environment variable that names a style sheet of one's own, loaded after ours."""


@dataclass(frozen=True)
class Body:
    """An answer that is ready to send, also compressed."""

    plain: bytes
    packed: bytes
    etag: str
    media_type: str

    @classmethod
    def of(cls, plain: bytes, media_type: str) -> Body:
        """Compress once, so that nothing is done twice."""
        tag = hashlib.sha256(plain).hexdigest()[:24]
        return cls(plain, gzip.compress(plain, 6, mtime=0), f'W/"{tag}"', media_type)

    def answer(self, request: Request) -> Response:
        """Send it as the browser asks: nothing when it has it, compressed when it can read that."""
        headers = {"ETag": self.etag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
        if self.etag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        if "gzip" in request.headers.get("accept-encoding", ""):
            headers["Content-Encoding"] = "gzip"
            return Response(self.packed, headers=headers, media_type=self.media_type)
        return Response(self.plain, headers=headers, media_type=self.media_type)


def create_app(atlas: Atlas, theme: Path | None = None) -> FastAPI:
    """Make the web application of an atlas.

    Parameters
    ----------
    atlas
        What it shows.
    theme
        A style sheet with tokens of one's own, loaded after ours; default the file named in the
        environment variable ``REGIOSCOOP_THEME``, if any.

    Returns
    -------
    FastAPI
        Pages, downloads and the API, for any ASGI server.

    Raises
    ------
    NotAvailableError
        When the frontend was not built.
    """
    check_assets()
    named = os.environ.get(THEME)
    sheet = theme or (Path(named) if named else None)
    app = FastAPI(
        title="Regioscoop",
        version=VERSION,
        summary="Open atlas van regionale samenwerking",
        contact={"name": "Regioscoop"},
        license_info={"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    app.add_middleware(GZipMiddleware, minimum_size=800)
    app.add_middleware(SafeHeaders)
    app.mount("/static/dist", StaticFiles(directory=DIST), name="dist")
    app.include_router(api(atlas))
    _add_pages(app, atlas, sheet)
    _add_errors(app, atlas, sheet is not None)
    return app


def _add_pages(app: FastAPI, atlas: Atlas, sheet: Path | None) -> None:
    links = ServerLinks(assets_version())

    @lru_cache(maxsize=512)
    def body(page: Page) -> Body:
        template, context = content(atlas, page)
        text = render(template, atlas, links, page, context, theme=sheet is not None)
        return Body.of(text.encode("utf-8"), HTML)

    @lru_cache(maxsize=64)
    def file(name: str) -> Body:
        return Body.of(*download(atlas, name))

    def get(path: str, answer: Callable[..., Response]) -> None:
        app.add_api_route(path, answer, include_in_schema=False, response_model=None)

    def show_map(request: Request, niveau: int = 0, sorteer: str = "") -> Response:
        return body(_canonical(atlas, Page("kaart", level=niveau, sort=sorteer))).answer(request)

    def show_region(request: Request, id: str, niveau: int = 0) -> Response:  # noqa: A002
        return body(_canonical(atlas, Page("regio", id, niveau))).answer(request)

    def show_one(request: Request, id: str, kind: str) -> Response:  # noqa: A002
        return body(Page(kind, id)).answer(request)

    def show(request: Request, kind: str) -> Response:
        return body(Page(kind)).answer(request)

    def give(request: Request, name: str) -> Response:
        answer = file(name).answer(request)
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer

    def find(q: str = "") -> Response:
        found, context = search(atlas, q)
        if found is not None:
            return RedirectResponse(links.page(found.kind, found.id), status_code=303)
        page = Page("zoek")
        return Response(
            render("search", atlas, links, page, context, theme=sheet is not None), media_type=HTML
        )

    def home() -> Response:
        return RedirectResponse("/kaart", status_code=307)

    def healthy() -> Response:
        return JSONResponse({"status": "ok", "edition": atlas.edition.id, "checksum": atlas.edition.checksum})

    for level in atlas.levels:  # the maps are drawn before the first reader comes
        body(_canonical(atlas, Page("kaart", level=level.number)))
    get("/", home)
    get("/kaart", show_map)
    get("/regio/{id}", show_region)
    for kind in ("gemeente", "samenwerkingsverband"):
        get(f"/{kind}/{{id}}", _with_kind(show_one, kind))
    for kind in ("gemeenten", "samenwerkingsverbanden", "data", "uitleg"):
        get(f"/{kind}", _with_kind(show, kind))
    get("/download/{name}", give)
    get("/zoek", find)
    get("/healthz", healthy)
    if sheet is not None:
        get("/thema.css", lambda: FileResponse(sheet, media_type="text/css"))


def _with_kind(answer: Callable[..., Response], kind: str) -> Callable[..., Response]:
    """Fix the kind of a page, so that it is no part of what can be asked."""
    fixed = partial(answer, kind=kind)

    def one(request: Request, id: str) -> Response:  # noqa: A002
        return fixed(request=request, id=id)

    def all_(request: Request) -> Response:
        return fixed(request=request)

    return one if "id" in answer.__annotations__ else all_


def _canonical(atlas: Atlas, page: Page) -> Page:
    """One page for one content: the best level has no number."""
    level = atlas.level(page.level)
    return Page(page.kind, page.id, 0 if level == atlas.best else level, page.sort)


def _add_errors(app: FastAPI, atlas: Atlas, theme: bool) -> None:
    links = ServerLinks(assets_version())

    def answer(request: Request, status: int, title: str, detail: str, near: tuple[str, ...]) -> Response:
        if request.url.path.startswith("/api/"):
            return problem(status, title, detail, [detail], near)
        context = {"status": status, "title": title, "near": _near(atlas, near)}
        text = render("error", atlas, links, Page("niet-gevonden"), context, theme=theme)
        return Response(text, status_code=status, media_type=HTML)

    def unknown(request: Request, error: Exception) -> Response:
        near = error.suggestions if isinstance(error, errors.UnknownNameError) else ()
        asked = request.url.path.rsplit("/", 1)[-1]
        return answer(request, 404, "Niet gevonden", f"{asked} bestaat niet in deze editie.", near)

    def http(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        title = {404: "Niet gevonden", 405: "Niet toegestaan"}.get(status, "Dat ging niet")
        return answer(request, status, title, "Dit adres bestaat niet." if status == 404 else title, ())

    def invalid(request: Request, error: Exception) -> Response:
        wrong = error.errors() if isinstance(error, RequestValidationError) else []
        said = tuple(f"{'.'.join(map(str, e['loc'][1:]))}: {e['msg']}" for e in wrong)
        if request.url.path.startswith("/api/"):
            return problem(400, "De vraag klopt niet", "Zie errors.", said)
        return answer(request, 404, "Niet gevonden", "Dit adres bestaat niet.", ())

    app.add_exception_handler(errors.UnknownNameError, unknown)
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
