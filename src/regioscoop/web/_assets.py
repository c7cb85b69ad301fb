"""Files of the frontend: kept for ever by a browser, for their names change with what is in them."""

from __future__ import annotations

import json
import os
import re
from importlib.resources import files
from pathlib import Path
from typing import Final

from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from regioscoop.errors import NotAvailableError

DIST: Final = Path(str(files("regioscoop.web"))) / "static" / "dist"
MANIFEST: Final = "manifest.json"
THEME: Final = "REGIOSCOOP_THEME"
"""Environment variable that names a style sheet of one's own, loaded after ours."""
SHEET: Final = "thema.css"
"""Where that style sheet stands in the site."""


def assets() -> dict[str, str]:
    """Files of the frontend by what the pages call them, as the manifest of its build gives them.

    Raises
    ------
    NotAvailableError
        When the frontend was not built; says what to do.
    """
    path = DIST / MANIFEST
    if not path.is_file():
        raise NotAvailableError(
            f"The frontend of the atlas has not been built ({MANIFEST} is absent): "
            "run `make setup`, or `python tools/build_frontend.py`"
        )
    entry = json.loads(path.read_text(encoding="utf-8"))["src/main.ts"]
    return {"main.js": entry["file"], "main.css": entry["css"][0]}


def own_sheet(theme: Path | None = None) -> Path | None:
    """The style sheet of one's own: the one given, else the one named in the environment, if any."""
    named = os.environ.get(THEME)
    return theme or (Path(named) if named else None)


PACKED: Final = (("br", ".br"), ("gzip", ".gz"))
"""Ways of packing, the smallest first, with the end of the name of the packed file beside the file."""
_KEEP: Final = "public, max-age=31536000, immutable"
_A_DAY: Final = "public, max-age=86400"
"""For the few files whose name does not change with what is in them."""
_HASHED: Final = re.compile(r"-[\w-]{8}\.\w+$")


class Assets(StaticFiles):
    """Serves a folder; sends the packed file where the browser can read it."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Answer a request for a file."""
        answer = await super().get_response(path, scope)
        if not isinstance(answer, FileResponse):
            return answer
        kept = _KEEP if _HASHED.search(path) else _A_DAY
        answer.headers["Cache-Control"] = kept
        answer.headers["Vary"] = "Accept-Encoding"
        accepted = dict(scope["headers"]).get(b"accept-encoding", b"").decode("latin-1")
        for name, end in PACKED:
            full, found = self.lookup_path(path + end)
            if name in accepted and found is not None:
                headers = {"Content-Encoding": name, "Cache-Control": kept, "Vary": "Accept-Encoding"}
                return FileResponse(full, headers=headers, media_type=answer.media_type, stat_result=found)
        return answer
