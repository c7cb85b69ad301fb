"""The atlas as plain files."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Final

from regioscoop.errors import InputError, Problem
from regioscoop.register.package import replace_folder
from regioscoop.web._assets import DIST, SHEET, assets, own_sheet
from regioscoop.web._atlas import Progress
from regioscoop.web._atlases import Atlases
from regioscoop.web._catalogue import FORMS, graph
from regioscoop.web._corrections import correction_names
from regioscoop.web._downloads import DOWNLOADS, download, region_download
from regioscoop.web._language import languages
from regioscoop.web._links import FileLinks, Links, Page, file_of
from regioscoop.web._pages import WITH_CHARTS, all_pages, content
from regioscoop.web._publisher import Publisher
from regioscoop.web._render import render
from regioscoop.web._script_data import DATA

_MARK = "regioscoop-atlas.txt"
"""Stands in every site we wrote, so that no other folder is ever replaced."""
CHUNK: Final = 40
"""Pages that one worker writes at a time."""
_WORK: Final[list[Callable[[Sequence[Page]], int]]] = []
"""What the workers do: they are copies of this process and find it here."""


def write_site(
    atlases: Atlases, out: Path, progress: Progress | None = None, theme: Path | None = None
) -> int:
    """Write every page and download as plain files with relative links.

    Parameters
    ----------
    atlases
        What is written: every edition in every language.
    out
        Folder; a site that was written there before is replaced in one move, when all is ready.
    progress
        Told how far the work is.
    theme
        A style sheet of one's own, see `create_app`.

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
        _write_all(atlases, temporary, progress, own_sheet(theme))
        files = sum(path.is_file() for path in temporary.rglob("*"))
        temporary.chmod(0o755)
        replace_folder(temporary, out)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return files


def _write_all(atlases: Atlases, root: Path, progress: Progress | None, sheet: Path | None) -> None:
    shutil.copytree(DIST, root / "static")
    if sheet is not None:
        shutil.copyfile(sheet, root / SHEET)
    made = assets()
    sets = [(edition, language) for edition in atlases.ids for language in languages()]
    pages = [page for edition, language in sets for page in all_pages(atlases, edition, language)]
    # First the downloads: their sizes stand on a page, and a worker should not have to make them again.
    for edition in atlases.ids:
        _write_downloads(atlases, edition, root)
    _write_catalogue(atlases, root, FileLinks(made, "index.html"))

    def text(page: Page, links: Links) -> bytes:
        template, context = content(atlases, page)
        atlas = atlases.get(page.edition)
        return render(template, atlas, links, page, context, atlases, sheet is not None).encode("utf-8")

    for edition, level in dict.fromkeys((page.edition, page.level) for page in pages if page.kind == "regio"):
        atlas = atlases.get(edition)
        atlas.surroundings(atlas.level(level))  # computed here, so that each worker has it already
    _write_pages(pages, root, text, progress)
    for edition, language in sets:
        first = Page("kaart", edition=atlases.canonical(edition), language=language)
        folder = (root / file_of(first)).parent
        for name, make in DATA.items():
            _write(folder / name, make(atlases.get(edition), language))
    _write(root / "index.html", text(Page("kaart"), FileLinks(made, "index.html")))
    default = atlases.edition()
    _write(root / _MARK, f"Regioscoop, edition {default.id}, {default.checksum}\n".encode())


def _write_pages(
    pages: Sequence[Page], root: Path, text: Callable[[Page, Links], bytes], progress: Progress | None
) -> None:
    """Write pages on every core: each worker is a copy of this process, so the atlases are there already."""
    made = assets()
    own = [page for page in pages if page.kind in WITH_CHARTS]
    others = [page for page in pages if page.kind not in WITH_CHARTS]
    parts = [others[k : k + CHUNK] for k in range(0, len(others), CHUNK)]

    def write(part: Sequence[Page]) -> int:
        for page in part:
            _write(root / file_of(page), text(page, FileLinks(made, file_of(page))))
        return len(part)

    done = 0
    for written in chain(_on_every_core(write, parts), (write([page]) for page in own)):
        done += written
        if progress is not None:
            progress("pages", done, len(pages))


def _on_every_core(work: Callable[[Sequence[Page]], int], parts: Sequence[Sequence[Page]]) -> Iterator[int]:
    """Work on parts, in copies of this process where the system can make those."""
    cores = min(os.cpu_count() or 1, len(parts))
    if cores < 2 or "fork" not in multiprocessing.get_all_start_methods():
        yield from map(work, parts)
        return
    _WORK.append(work)
    try:
        with multiprocessing.get_context("fork").Pool(cores) as pool:
            yield from pool.imap_unordered(_work_on, parts)
    finally:
        _WORK.pop()


def _work_on(part: Sequence[Page]) -> int:
    return _WORK[-1](part)


def _write_downloads(atlases: Atlases, edition: str, root: Path) -> None:
    atlas = atlases.get(edition)
    regions = [region_download(p.id, p.level) for p in all_pages(atlases, edition) if p.kind == "regio"]
    for name in [*(d.name for d in DOWNLOADS), *regions, *correction_names(atlas)]:
        _write(root / atlases.canonical(edition) / "download" / name, download(atlas, name)[0])


def _write_catalogue(atlases: Atlases, root: Path, links: Links) -> None:
    publisher = Publisher.of_settings()
    nodes = graph(atlases, links, publisher)
    for form, (_, write) in FORMS.items():
        _write(root / "data" / f"catalogus.{form}", write(nodes, publisher.url))


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
