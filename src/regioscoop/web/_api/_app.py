"""The application of the API: the routes, and how an answer is sent."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable
from typing import Final

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from regioscoop.errors import NotReadyError
from regioscoop.web._api._answers import JSON, Answers, Made, QuestionError
from regioscoop.web._api._collections import COLLECTIONS
from regioscoop.web._api._openapi import describe
from regioscoop.web._api._prepared import Prepared
from regioscoop.web._atlases import Atlases
from regioscoop.web._problem import HEADERS, problem
from regioscoop.web._store import Store

METHODS: Final = ("GET", "HEAD", "OPTIONS")
PREFLIGHT: Final = {
    "Allow": ", ".join(METHODS),
    "Access-Control-Allow-Methods": ", ".join(METHODS),
    "Access-Control-Allow-Headers": "Accept, If-None-Match",
    "Access-Control-Max-Age": "86400",
}
WAIT: Final = {"Retry-After": "20"}
PACKED_FROM: Final = 800
"""Answers of so many bytes are compressed, for who can read that."""


def create_api(atlases: Atlases, store: Store | None = None) -> Starlette:
    """Make the application of the API; it is mounted under ``/api/v1``.

    Parameters
    ----------
    atlases
        What it gives.
    store
        Where rows are kept, so that a site that is opened again has them at once; default nowhere.
    """
    prepared = Prepared(atlases, Store() if store is None else store)
    answers = Answers(prepared)
    description = json.dumps(describe(atlases), ensure_ascii=False).encode("utf-8")
    routes = [
        _route("/openapi.json", lambda _: (description, JSON, {})),
        _route("/edities", answers.editions),
        _route("/edities/{id}", answers.edition),
    ]
    for collection in COLLECTIONS:
        routes.append(_route(f"/{collection.name}", answers.list_of(collection)))
        routes.append(_route(f"/{collection.name}/{{id}}", answers.one_of(collection)))
        if collection.borders is not None:
            routes.append(_route(f"/{collection.name}/{{id}}/grens", answers.border_of(collection)))
    app = Starlette(routes=routes)
    app.router.redirect_slashes = False
    app.state.fill = prepared.fill
    app.add_exception_handler(QuestionError, _not_answered)
    app.add_exception_handler(NotReadyError, _not_ready)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _http)
    return app


def _route(path: str, make: Callable[[Request], Made]) -> Route:
    """Answer GET with what is made, and OPTIONS with what may be asked."""

    async def one(request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={**HEADERS, **PREFLIGHT})
        return _send(request, *await run_in_threadpool(make, request))

    return Route(path, one, methods=METHODS)


def _send(request: Request, data: bytes, media_type: str, own: dict[str, str]) -> Response:
    """Send nothing to who has it, and compressed to who can read that."""
    tag = f'W/"{hashlib.sha256(data).hexdigest()[:24]}"'
    headers = {**HEADERS, **own, "ETag": tag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if len(data) >= PACKED_FROM and "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        data = gzip.compress(data, 5, mtime=0)
    return Response(data, headers=headers, media_type=media_type)


def _not_answered(request: Request, error: Exception) -> Response:
    if not isinstance(error, QuestionError):
        return _http(request, error)
    title = "De vraag klopt niet" if error.status == 400 else "Niet gevonden"
    return problem(error.status, title, error.detail, error.wrong)


def _not_ready(request: Request, error: Exception) -> Response:
    told = "Deze editie wordt nu berekend. Dat duurt ongeveer een minuut; daarna is alles er."
    return problem(503, "Nog even geduld", told, headers=WAIT)


def _http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    title, told = {
        404: ("Niet gevonden", "Dit adres bestaat niet; adressen eindigen niet op een schuine streep."),
        405: ("Niet toegestaan", f"Hier mag alleen {', '.join(METHODS)}."),
    }.get(status, ("Dat ging niet", "Er ging iets mis op de server."))
    return problem(status, title, told, headers=PREFLIGHT if status == 405 else None)
