"""Files of the frontend: kept for ever by a browser, for their names change with what is in them."""

from __future__ import annotations

from typing import Final

from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

PACKED: Final = (("br", ".br"), ("gzip", ".gz"))
"""Ways of packing, the smallest first, with the end of the name of the packed file beside the file."""
_KEEP: Final = "public, max-age=31536000, immutable"


class Assets(StaticFiles):
    """Serves a folder; sends the packed file where the browser can read it."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Answer a request for a file."""
        answer = await super().get_response(path, scope)
        if not isinstance(answer, FileResponse):
            return answer
        answer.headers["Cache-Control"] = _KEEP
        answer.headers["Vary"] = "Accept-Encoding"
        accepted = dict(scope["headers"]).get(b"accept-encoding", b"").decode("latin-1")
        for name, end in PACKED:
            full, found = self.lookup_path(path + end)
            if name in accepted and found is not None:
                headers = {"Content-Encoding": name, "Cache-Control": _KEEP, "Vary": "Accept-Encoding"}
                return FileResponse(full, headers=headers, media_type=answer.media_type, stat_result=found)
        return answer
