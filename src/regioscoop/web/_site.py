"""The atlas as plain files."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from regioscoop.errors import InputError, Problem
from regioscoop.register.package import replace_folder
from regioscoop.web._atlas import Atlas
from regioscoop.web._downloads import DOWNLOADS, download, region_download
from regioscoop.web._links import FileLinks, Page, file_of
from regioscoop.web._pages import all_pages, content
from regioscoop.web._render import DIST, check_assets, render

_MARK = "regioscoop-atlas.txt"
"""Stands in every site we wrote, so that no other folder is ever replaced."""


def write_site(atlas: Atlas, out: Path) -> int:
    """Write every page and download as plain files with relative links.

    Parameters
    ----------
    atlas
        What is written.
    out
        Folder; a site that was written there before is replaced in one move, when all is ready.

    Returns
    -------
    int
        Number of files.

    Raises
    ------
    NotAvailableError
        When the frontend was not built.
    InputError
        When the folder exists and holds something else.
    """
    check_assets()
    if out.exists() and not (out.is_dir() and ((out / _MARK).exists() or not any(out.iterdir()))):
        problem = Problem(str(out), "something that is no site of ours", "a new or an empty folder")
        raise InputError("Nothing was written", [problem])
    out.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        _write_all(atlas, temporary)
        files = sum(path.is_file() for path in temporary.rglob("*"))
        temporary.chmod(0o755)
        replace_folder(temporary, out)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return files


def _write_all(atlas: Atlas, root: Path) -> None:
    shutil.copytree(DIST, root / "static")
    pages = all_pages(atlas)
    for page in pages:
        _write(root / file_of(page), _text(atlas, page))
    home = FileLinks("index.html")
    template, context = content(atlas, Page("kaart"))
    _write(root / "index.html", render(template, atlas, home, Page("kaart"), context).encode())
    regions = [region_download(page.id, page.level) for page in pages if page.kind == "regio"]
    for name in [*(d.name for d in DOWNLOADS), *regions]:
        _write(root / "download" / name, download(atlas, name)[0])
    _write(root / _MARK, f"Regioscoop, edition {atlas.edition.id}, {atlas.edition.checksum}\n".encode())


def _text(atlas: Atlas, page: Page) -> bytes:
    template, context = content(atlas, page)
    return render(template, atlas, FileLinks(file_of(page)), page, context).encode("utf-8")


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
