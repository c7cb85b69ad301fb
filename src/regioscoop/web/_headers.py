"""What goes around every answer: safe headers, limits, and HEAD wherever there is GET."""

from __future__ import annotations

import time
from typing import Final

from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from regioscoop.web._problem import problem

POLICY: Final = (
    "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
SAFE: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


WITH_BASE_MAP: Final = POLICY + (
    "; img-src 'self' https://service.pdok.nl; connect-src 'self' https://service.pdok.nl"
)
"""For the one page on which the reader switched on the base map of PDOK."""
LONGEST_ADDRESS: Final = 4096
LARGEST_BODY: Final = 65536


class SafeHeaders:
    """Adds the safe headers to every answer, and answers HEAD as GET without the body.

    An address or a body that is far too long is refused before anything reads it. How long the server was
    busy stands in ``Server-Timing``, in milliseconds.

    Parameters
    ----------
    app
        What answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()
        is_head = scope["method"] == "HEAD"

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                known = {name.lower() for name, _ in message["headers"]}
                busy = f"app;dur={1000 * (time.perf_counter() - started):.2f}"
                safe = {**SAFE, "Server-Timing": busy}
                more = [(k.lower().encode(), v.encode()) for k, v in safe.items()]
                message["headers"] = [*message["headers"], *(h for h in more if h[0] not in known)]
            elif message["type"] == "http.response.body" and is_head:
                message = {**message, "body": b""}
            await send(message)

        refused = _refusal(scope)
        if refused is not None:
            await refused(scope, receive, with_headers)
            return
        await self.app({**scope, "method": "GET"} if is_head else scope, receive, with_headers)


def _refusal(scope: Scope) -> Response | None:
    """Answer to an address or a body that is too long."""
    if len(scope.get("raw_path") or scope["path"]) + len(scope["query_string"]) > LONGEST_ADDRESS:
        return _refused(scope, 414, "Dit adres is te lang.")
    said = dict(scope["headers"]).get(b"content-length", b"0")
    if not said.isdigit() or int(said) > LARGEST_BODY:
        return _refused(scope, 413, "Dat is te veel in een keer.")
    return None


def _refused(scope: Scope, status: int, told: str) -> Response:
    if scope["path"].startswith("/api/"):
        return problem(status, "Te lang", told)
    return PlainTextResponse(told, status_code=status)
