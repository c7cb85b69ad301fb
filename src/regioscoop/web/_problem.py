"""Problems as RFC 9457, and what every answer of the API carries. Light: it needs no facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from fastapi.responses import JSONResponse

VERSION: Final = "1.0.0"
PROBLEM: Final = "application/problem+json"
OPEN: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "API-Version, Content-Crs, ETag, Link, Retry-After",
}
"""The data are open: pages of others may read them too."""
HEADERS: Final = {"API-Version": VERSION, **OPEN}


@dataclass(frozen=True)
class Wrong:
    """One thing that is wrong in what was asked.

    Attributes
    ----------
    place
        Where it stands.
    name
        Of the parameter.
    code
        What kind of error it is, for programs.
    detail
        The same in words, with what would have been right.
    near
        What was probably meant.
    """

    place: Literal["query", "path"]
    name: str
    code: str
    detail: str
    near: Sequence[str] = ()

    def as_dict(self) -> dict[str, Any]:
        """As it stands in a problem."""
        return {
            "in": self.place,
            "location": {"name": self.name},
            "code": self.code,
            "detail": self.detail,
        }


def problem(
    status: int,
    title: str,
    detail: str,
    wrong: Sequence[Wrong] = (),
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """Answer with a problem: everything that is wrong, and what was probably meant.

    Parameters
    ----------
    status
        HTTP status.
    title, detail
        What went wrong, in a few words and in a sentence.
    wrong
        All that is wrong in what was asked.
    headers
        Headers beside those of every answer.
    """
    body: dict[str, Any] = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    if wrong:
        body["errors"] = [one.as_dict() for one in wrong]
    near = [name for one in wrong for name in one.near]
    if near:
        body["nearest"] = near
    return JSONResponse(body, status, headers={**HEADERS, **(headers or {})}, media_type=PROBLEM)
