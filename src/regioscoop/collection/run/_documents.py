"""Which documents a folder holds, and who reported each."""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

import pandas as pd

from regioscoop.collection.linking import known_participants
from regioscoop.errors import InputError, Problem
from regioscoop.register import Edition
from regioscoop.register.codes import DECENTRAL
from regioscoop.register.importing._common import slugify

LIST: Final = "documents.csv"
"""File in the folder that says who reported which document."""
SUFFIXES: Final = (".pdf", ".docx", ".xlsx", ".xlsm", ".html", ".htm", ".xhtml", ".txt")
PAGES: Final = (".html", ".htm", ".xhtml")
_COLUMNS: Final = ("document", "organisation")


@dataclass(frozen=True)
class Document:
    """A document of a collection.

    Attributes
    ----------
    id
        Its path below the folder, with ``/``.
    path
        Where it is.
    key
        sha256 of its content.
    reporter
        Id of the organisation that it is of; empty when that is not known.
    known_from
        What told who reported it: `LIST`, ``path`` or empty.
    """

    id: str
    path: Path
    key: str
    reporter: str
    known_from: str

    @property
    def source(self) -> str:
        """Id of the document as a source of an edition."""
        return f"document-{slugify(self.id)}"


def find_documents(folder: Path, edition: Edition, leave_out: Path) -> list[Document]:
    """The documents of a folder, sorted by id.

    A folder below it that holds pages of HTML and no other documents is one saved site; of any other folder
    each file is a document.
    Who reported a document stands in `LIST` (columns ``document`` and ``organisation``, a name or code); of a
    document that does not stand there it is the one government whose name is a part of its path.

    Parameters
    ----------
    folder
        The folder.
    edition
        Where the governments come from.
    leave_out
        Folder below it that holds no documents: the results.

    Raises
    ------
    InputError
        Everything that is wrong: no folder, no documents, a list that cannot be used.
    """
    if not folder.is_dir():
        raise InputError("Nothing was collected", [Problem(str(folder), "no such folder", "a folder")])
    found = {path.relative_to(folder).as_posix(): path for path in _paths(folder, leave_out)}
    if not found:
        allowed = "documents: " + ", ".join(SUFFIXES)
        raise InputError("Nothing was collected", [Problem(str(folder), "no documents", allowed)])
    listed = _listed(folder / LIST, found, edition)
    names = _governments(edition)
    made = []
    for id_ in sorted(found):
        reporter, known_from = listed.get(id_, ""), LIST
        if not reporter:
            reporter = _in_path(id_, names)
            known_from = "path" if reporter else ""
        made.append(Document(id_, found[id_], content_key(found[id_]), reporter, known_from))
    return made


def content_key(path: Path) -> str:
    """sha256 of a document; of a saved site that of all its pages and their names."""
    if path.is_file():
        return hashlib.sha256(path.read_bytes()).hexdigest()
    pages = [
        f"{p.relative_to(path).as_posix()} {content_key(p)}" for p in sorted(path.rglob("*")) if p.is_file()
    ]
    return hashlib.sha256("\n".join(pages).encode()).hexdigest()


@cache
def program_key() -> str:
    """sha256 of everything that reads, links and codes: what another program made is not used."""
    total = hashlib.sha256()
    root = Path(str(files("regioscoop.collection")))
    for path in sorted(p for p in root.rglob("*") if p.is_file() and "__pycache__" not in p.parts):
        total.update(path.relative_to(root).as_posix().encode() + path.read_bytes())
    return total.hexdigest()


def _paths(folder: Path, leave_out: Path) -> list[Path]:
    found = []
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.resolve() == leave_out.resolve() or path.name == LIST:
            continue
        if path.is_dir():
            kinds = {inside.suffix.lower() for inside in path.iterdir()} & set(SUFFIXES)
            found += [path] if kinds and kinds <= set(PAGES) else _paths(path, leave_out)
        elif path.suffix.lower() in SUFFIXES:
            found.append(path)
    return found


def _governments(edition: Edition) -> dict[str, str]:
    """Slug of a name -> id, of names that one government bears."""
    rows = edition["organisations"]
    rows = rows[rows["kind"].isin(DECENTRAL)]
    slugs = rows["name"].map(slugify)
    both = pd.concat(
        [
            pd.Series(slugs.to_numpy(), index=rows["id"]),
            pd.Series(rows["id"].str.lower().to_numpy(), index=rows["id"]),
        ]
    )
    once = both[~both.duplicated(keep=False)]
    return {slug: str(id_) for id_, slug in once.items()}


def _in_path(id_: str, names: dict[str, str]) -> str:
    """The government whose name is a part of a path: the longest, where one name lies in another."""
    path = f"-{slugify(id_.rsplit('.', 1)[0].replace('/', ' '))}-"
    hits = [slug for slug in names if f"-{slug}-" in path]
    whole = {names[s] for s in hits if not any(s != other and f"-{s}-" in f"-{other}-" for other in hits)}
    return whole.pop() if len(whole) == 1 else ""


def _listed(path: Path, found: dict[str, Path], edition: Edition) -> dict[str, str]:
    """Document -> reporter, from the list."""
    if not path.exists():
        return {}
    try:
        rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    except UnicodeDecodeError as error:
        problem = Problem(path.name, f"byte {error.object[error.start]:#04x}", "text in UTF-8")
        raise InputError("Nothing was collected", [problem]) from error
    lacking = [c for c in _COLUMNS if rows and c not in rows[0]]
    problems = [Problem(path.name, f"no column {c}", ", ".join(_COLUMNS), row=1) for c in lacking]
    known = set(edition["organisations"]["id"])
    made: dict[str, str] = {}
    for number, row in enumerate(rows if not problems else [], start=2):
        document, named = ((row[c] or "").strip() for c in _COLUMNS)
        codes, _ = known_participants([named])
        reporter = named if named in known else next(iter(codes & known), "")
        if document not in found:
            problems.append(
                Problem(path.name, repr(document), "a document of the folder", number, "document")
            )
        elif document in made:
            problems.append(Problem(path.name, repr(document), "each document once", number, "document"))
        if not reporter:
            allowed = f"a code or name of an organisation of edition {edition.id}"
            problems.append(Problem(path.name, repr(named), allowed, number, "organisation"))
        made[document] = reporter
    if problems:
        raise InputError(f"Nothing was collected ({len(problems)} problems)", problems)
    return made
