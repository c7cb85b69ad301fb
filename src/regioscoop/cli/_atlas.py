"""``regioscoop atlas``: serve it, or write it as plain files."""

from __future__ import annotations

import socket
from pathlib import Path
from types import ModuleType
from typing import Annotated

import typer

from regioscoop.cli._output import progress, words
from regioscoop.errors import InputError, NotAvailableError

OnlineOption = Annotated[
    bool, typer.Option("--online", help="Fetch boundaries that are not at hand from PDOK, once.")
]
app = typer.Typer(help="The atlas in the browser.", no_args_is_help=True)


EditionsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--edition", help="Id of an edition, or a data package; may stand more than once, the first opens."
    ),
]
HIGHEST_PORT = 65535


@app.command()
def serve(
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=HIGHEST_PORT)] = 8000,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    edition: EditionsOption = None,
    online: OnlineOption = False,
) -> None:
    """Build the atlas of one or more editions and serve it; default every edition that ships.

    Example: `regioscoop atlas serve --port 8000`
    """
    _check_port(host, port)
    web = _web()
    with progress() as shown:
        app, default = web.open_site(edition or [], shown, online)
    words.print(f"The atlas of edition {default} is on http://{host}:{port} (stop with Ctrl-C)")
    import uvicorn

    uvicorn.run(app, host=host, port=port, log_level="warning", access_log=False)


@app.command()
def build(
    out: Annotated[Path, typer.Option("--out", help="Folder for the files.")],
    edition: EditionsOption = None,
    online: OnlineOption = False,
) -> None:
    """Write the atlas as plain files that any web server can serve; default every edition that ships.

    Example: `regioscoop atlas build --out site`
    """
    web = _web()
    with progress() as shown:
        atlases = web.open_atlases(edition or [], shown, online)
        files = web.write_site(atlases, out, shown)
    words.print(f"written: {out} ({files} files)")


def _check_port(host: str, port: int) -> None:
    """See that nothing else listens there, or say which port is free."""
    if _is_free(host, port):
        return
    near = range(port + 1, min(port + 50, HIGHEST_PORT + 1))
    other = next((p for p in near if _is_free(host, p)), None)
    advice = f"try --port {other}, which is free" if other else "choose another with --port"
    raise InputError(f"Port {port} on {host} cannot be used: something else listens there; {advice}")


def _is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _web() -> ModuleType:
    """Import the atlas, or say what to install."""
    try:
        from regioscoop import web
    except ImportError as error:
        raise NotAvailableError(
            f"The atlas needs extra packages ({error.name} is absent): pip install 'regioscoop[atlas]'"
        ) from error
    return web
