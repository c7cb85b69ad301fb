"""The atlas as plain files."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from regioscoop.errors import InputError, Problem
from regioscoop.register.package import replace_folder
from regioscoop.web._assets import DIST, assets
from regioscoop.web._atlas import Atlas, Progress
from regioscoop.web._atlases import Atlases
from regioscoop.web._corrections import correction_names
from regioscoop.web._downloads import DOWNLOADS, download, region_download
from regioscoop.web._language import languages
from regioscoop.web._links import FileLinks, Links, Page, file_of
from regioscoop.web._pages import all_pages, content
from regioscoop.web._render import render
from regioscoop.web._script_data import DATA

_MARK = "regioscoop-atlas.txt"
"""Stands in every site we wrote, so that no other folder is ever replaced."""


def write_site(atlases: Atlases | Atlas, out: Path, progress: Progress | None = None) -> int:
    """Write every page and download as plain files with relative links.

    Parameters
    ----------
    atlases
        What is written: every edition in every language.
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
    assets()
    if out.exists() and not (out.is_dir() and ((out / _MARK).exists() or not any(out.iterdir()))):
        problem = Problem(str(out), "something that is no site of ours", "a new or an empty folder")
        raise InputError("Nothing was written", [problem])
    out.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        _write_all(Atlases.of(atlases) if isinstance(atlases, Atlas) else atlases, temporary, progress)
        files = sum(path.is_file() for path in temporary.rglob("*"))
        temporary.chmod(0o755)
        replace_folder(temporary, out)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return files


def _write_all(atlases: Atlases, root: Path, progress: Progress | None) -> None:
    shutil.copytree(DIST, root / "static")
    made = assets()
    sets = [(edition, language) for edition in atlases.ids for language in languages()]
    pages = [page for edition, language in sets for page in all_pages(atlases, edition, language)]
    for done, page in enumerate(pages, start=1):
        _write(root / file_of(page), _text(atlases, page, FileLinks(made, file_of(page))))
        if progress is not None:
            progress("pages", done, len(pages))
    for edition, language in sets:
        first = Page("kaart", edition=atlases.canonical(edition), language=language)
        folder = (root / file_of(first)).parent
        for name, make in DATA.items():
            _write(folder / name, make(atlases.get(edition), language))
    _write(root / "index.html", _text(atlases, Page("kaart"), FileLinks(made, "index.html")))
    for edition in atlases.ids:
        _write_downloads(atlases, edition, root)
    default = atlases.edition()
    _write(root / _MARK, f"Regioscoop, edition {default.id}, {default.checksum}\n".encode())


def _write_downloads(atlases: Atlases, edition: str, root: Path) -> None:
    atlas = atlases.get(edition)
    regions = [region_download(p.id, p.level) for p in all_pages(atlases, edition) if p.kind == "regio"]
    for name in [*(d.name for d in DOWNLOADS), *regions, *correction_names(atlas)]:
        _write(root / atlases.canonical(edition) / "download" / name, download(atlas, name)[0])


def _text(atlases: Atlases, page: Page, links: Links) -> bytes:
    template, context = content(atlases, page)
    return render(template, atlases.get(page.edition), links, page, context, atlases).encode("utf-8")


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
