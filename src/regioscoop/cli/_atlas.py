"""``regioscoop atlas``: serve it, or write it as plain files."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Annotated

import typer

from regioscoop.cli._output import progress, words
from regioscoop.errors import NotAvailableError

OnlineOption = Annotated[
    bool, typer.Option("--online", help="Fetch boundaries that are not at hand from PDOK, once.")
]
app = typer.Typer(help="The atlas in the browser.", no_args_is_help=True)


@app.command()
def serve(
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8000,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    edition: Annotated[str, typer.Option("--edition", help="Id of an edition, or a data package.")] = "2016",
    online: OnlineOption = False,
) -> None:
    """Build the atlas of an edition and serve it.

    Example: `regioscoop atlas serve --port 8000`
    """
    from regioscoop.register import load_edition

    web = _web()
    found = load_edition(edition)
    with progress() as shown:
        made = web.build_atlas(found, shown, online)
        web.draw_ahead(made, shown)
    words.print(f"The atlas of edition {found.id} is on http://{host}:{port} (stop with Ctrl-C)")
    import uvicorn

    uvicorn.run(web.create_app(made), host=host, port=port, log_level="warning")


@app.command()
def build(
    out: Annotated[Path, typer.Option("--out", help="Folder for the files.")],
    edition: Annotated[str, typer.Option("--edition", help="Id of an edition, or a data package.")] = "2016",
    online: OnlineOption = False,
) -> None:
    """Write the atlas as plain files that any web server can serve.

    Example: `regioscoop atlas build --out site`
    """
    from regioscoop.register import load_edition

    web = _web()
    found = load_edition(edition)
    with progress() as shown:
        made = web.build_atlas(found, shown, online)
    pages = web.write_site(made, out)
    words.print(f"written: {out} ({pages} files)")


def _web() -> ModuleType:
    """Import the atlas, or say what to install."""
    try:
        from regioscoop import web
    except ImportError as error:
        raise NotAvailableError(
            f"The atlas needs extra packages ({error.name} is absent): pip install 'regioscoop[atlas]'"
        ) from error
    return web
