"""The chain: documents, entries, groups, codes, edition and what is left to look at; again and again."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pandas as pd
from pydantic import TypeAdapter

from regioscoop.collection.coding import Model, code_texts
from regioscoop.collection.documents import DocumentResult, extract
from regioscoop.collection.linking import Grouping, group
from regioscoop.collection.run._arrangements import (
    Arrangement,
    arrangements_of,
    arrangements_table,
    not_named,
    texts_of,
)
from regioscoop.collection.run._codes import codings, decided_codes
from regioscoop.collection.run._documents import Document, find_documents, program_key
from regioscoop.collection.run._edition import Named, make_edition
from regioscoop.collection.run._entries import (
    Found,
    entries_table,
    found_entries,
    records,
    values_table,
)
from regioscoop.collection.run._review import review_sheet
from regioscoop.collection.run._tell import document_logs, summary_of
from regioscoop.collection.workers import CORES, each
from regioscoop.collection.workspace import Workspace
from regioscoop.errors import InputError, Problem
from regioscoop.register import Edition, write_package
from regioscoop.register.sources import as_candidates, edition_candidates
from regioscoop.register.tables import replace_folder

RESULTS: Final = "results"
SUMMARY: Final = "summary.json"
"""File by which a folder of results is known."""
Progress = Callable[[str, int, int], None]
Completer = Callable[[DocumentResult], DocumentResult]
_RESULT: Final = TypeAdapter(DocumentResult)


@dataclass(frozen=True)
class Settings:
    """What is collected, and how.

    Attributes
    ----------
    folder
        Folder with the documents.
    out
        Folder for the results; it is replaced as a whole.
    collection
        Name under which decisions are kept.
    named
        Id, date and rule set of the edition that is made; an empty date is 1 January of the year of most
        budgets, an empty id follows from the date.
    earlier
        The edition that arrangements and organisations are looked up in.
    on
        ``here``, ``cores`` or the address of a Dask scheduler.
    language
        Language of reasons and logs, ``nl`` or ``en``.
    """

    folder: Path
    out: Path
    collection: str
    named: Named
    earlier: Edition
    on: str = CORES
    language: str = "nl"


def run(
    settings: Settings,
    workspace: Workspace,
    complete: Completer | None = None,
    model: Model | None = None,
    progress: Progress | None = None,
) -> dict[str, int]:
    """Collect the documents of a folder into an edition, and say what a person should look at.

    What a step made is kept in the workspace under the content of its input, as soon as it is made: a run
    that was stopped goes on where it was, and the same documents and decisions give the same results bit for
    bit, however often it was stopped and wherever it ran.

    Parameters
    ----------
    settings
        What is collected, and how.
    workspace
        Where results of steps and decisions of people are.
    complete
        What completes entries where the rules are unsure: a `regioscoop.collection.documents.LanguageModel`.
    model
        What is asked about codes that are unsure: a `regioscoop.collection.coding.CodingModel`.
    progress
        Called with what is being done, how much of it is done and how much there is.

    Returns
    -------
    dict
        Counts: see ``summary.json`` in the results.

    Raises
    ------
    InputError
        When there are no documents, the list of them is wrong, no date is given and no document names its
        year, or something else stands at ``out``.
    """
    told = progress or (lambda *_: None)
    _check_out(settings.out)
    documents = find_documents(settings.folder, settings.earlier, settings.out)
    results = _read(documents, settings.on, workspace, told)
    named = _dated(settings.named, results)
    if complete is not None:
        results = _completed(documents, results, complete, told)
    decisions = workspace.decisions(settings.collection)
    of = {kind: decisions[decisions["kind"] == kind] for kind in ("link", "code", "entry")}
    entries = found_entries(documents, results, of["entry"])
    listed = as_candidates(pd.concat([records(entries), edition_candidates(settings.earlier)]))
    grouping = _grouping(listed, of["link"], settings, workspace, told)
    groups = dict(grouping.members.itertuples(index=False, name=None))
    arrangements = arrangements_of(entries, groups, settings.earlier)
    coded = decided_codes(_coded(arrangements, settings.earlier, model, workspace, told), of["code"])
    criteria = coded[coded["family"].str.startswith("criterion_")]
    tables, left_out = make_edition(
        named,
        documents,
        results,
        arrangements,
        codings(coded),
        criteria,
        settings.earlier,
    )
    names = dict(zip(listed["id"], listed["name"], strict=True))
    sheet = review_sheet(grouping, arrangements, coded, names)
    read = frozenset(found.document.reporter for found in entries) - {""}
    made = {
        "documents": _documents_table(documents, results),
        "entries": entries_table(entries, {f.id: a.id for a in arrangements for f in a.entries}),
        "values": values_table(entries),
        "links": _links_of(grouping, {found.id for found in entries}),
        "arrangements": arrangements_table(arrangements, left_out),
        "codes": coded,
        "review": sheet,
        "not_named": not_named(arrangements, settings.earlier, read),
    }
    counts = _counts(documents, results, entries, arrangements, left_out, sheet, made["not_named"])
    with _replacing(settings.out) as folder:
        for name, frame in made.items():
            frame.to_csv(folder / f"{name}.csv", index=False, float_format="%.6f", lineterminator="\n")
        _write_logs(
            folder / "log", document_logs(documents, results, entries, arrangements, settings.language)
        )
        if tables:
            row = tables["edition"].iloc[0]
            write_package(tables, folder / "edition", str(row["id"]), str(row["title"]))
        (folder / "summary.md").write_text(summary_of(counts, settings.language), encoding="utf-8")
        (folder / SUMMARY).write_text(json.dumps(counts, indent=1) + "\n", encoding="utf-8")
    return counts


def _check_out(out: Path) -> None:
    if out.exists() and not (out / SUMMARY).is_file() and (not out.is_dir() or any(out.iterdir())):
        problem = Problem(str(out), "something else", "a folder that does not exist, or that holds results")
        raise InputError("Nothing was collected", [problem])
    if not out.parent.is_dir():
        problem = Problem(str(out), "no such folder above it", "a folder in a folder that exists")
        raise InputError("Nothing was collected", [problem])


def _read(
    documents: Sequence[Document], on: str, workspace: Workspace, told: Progress
) -> dict[str, DocumentResult]:
    """What came of each document: kept results, and what is read now and kept at once."""
    keys = {d.id: _key("documents", d.key, d.path.name) for d in documents}
    kept = workspace.kept("documents", sorted(set(keys.values())))
    results = {id_: _RESULT.validate_json(kept[key]) for id_, key in keys.items() if key in kept}
    left = [d for d in documents if d.id not in results]
    told("documents", len(results), len(documents))
    paths = {str(d.path): d for d in left}
    for path, outcome in each(extract, list(paths), on):
        document = paths[path]
        result = _lost(document, outcome) if isinstance(outcome, BaseException) else outcome
        if not isinstance(outcome, BaseException):
            workspace.keep("documents", {keys[document.id]: _RESULT.dump_json(result).decode()})
        results[document.id] = result
        told("documents", len(results), len(documents))
    return {d.id: replace(results[d.id], document=d.id) for d in documents}


def _dated(named: Named, results: Mapping[str, DocumentResult]) -> Named:
    """With the date, and the id, that follow from the year of most budgets where none was given."""
    years = Counter(result.year for result in results.values() if result.year is not None)
    if not named.date and not years:
        problem = Problem("--date", "nothing, and no document names its year", "YYYY-MM-DD")
        wrong = [problem for result in results.values() for problem in result.problems]
        raise InputError("Nothing was collected", [problem, *wrong])
    date = named.date or f"{max(years, key=lambda year: (years[year], year))}-01-01"
    return replace(named, date=date, id=named.id or f"collected-{date[:4]}")


def _lost(document: Document, error: BaseException) -> DocumentResult:
    found = f"its reader was stopped ({type(error).__name__}: {error})"
    return DocumentResult(
        document.id, problems=(Problem(document.id, found, "a document that can be read"),), is_read=False
    )


def _completed(
    documents: Sequence[Document],
    results: Mapping[str, DocumentResult],
    complete: Completer,
    told: Progress,
) -> dict[str, DocumentResult]:
    """Results with what a language model says; its own cache keeps the answers."""
    made = {}
    for done, document in enumerate(documents, start=1):
        result = results[document.id]
        made[document.id] = complete(result) if result.is_read else result
        told("asking the language model", done, len(documents))
    return made


def _grouping(
    listed: pd.DataFrame, decisions: pd.DataFrame, settings: Settings, workspace: Workspace, told: Progress
) -> Grouping:
    known = set(listed["id"])
    given = decisions[decisions["subject"].isin(known) & decisions["other"].isin(known)]
    human = pd.DataFrame(
        {
            "left_id": given["subject"],
            "right_id": given["other"],
            "decision": given["decision"],
            "relation": "same",
        }
    )
    key = _key("links", listed.to_csv(index=False), human.to_csv(index=False), settings.language)
    kept = workspace.kept("links", [key])
    if key in kept:
        parts = json.loads(kept[key])
    else:
        made = group(
            listed,
            human if len(human) else None,
            anchors=set(settings.earlier.arrangements.index),
            language=settings.language,
            report=told,
        )
        parts = {"members": _as_json(made.members), "pairs": _as_json(made.pairs)}
        workspace.keep("links", {key: json.dumps(parts)})
    return Grouping(_from_json(parts["members"]), _from_json(parts["pairs"]))


def _coded(
    arrangements: Sequence[Arrangement],
    earlier: Edition,
    model: Model | None,
    workspace: Workspace,
    told: Progress,
) -> pd.DataFrame:
    """Codes; those with a model are not kept here, since a model keeps its answers itself."""
    texts = texts_of(arrangements)
    told("coding the arrangements", 0, 1)
    if model is not None:
        return code_texts(texts, earlier=earlier, model=model)
    key = _key("codes", texts.to_csv(index=False), earlier.checksum)
    kept = workspace.kept("codes", [key])
    if key not in kept:
        workspace.keep("codes", {key: _as_json(code_texts(texts, earlier=earlier))})
        kept = workspace.kept("codes", [key])
    told("coding the arrangements", 1, 1)
    return _from_json(kept[key])


def _as_json(frame: pd.DataFrame) -> str:
    return frame.to_json(orient="table", index=False, double_precision=15, force_ascii=False)


def _from_json(text: str) -> pd.DataFrame:
    return pd.read_json(io.StringIO(text), orient="table", precise_float=True)


def _key(step: str, *parts: str) -> str:
    """sha256 of what a step is given, and of the program."""
    total = hashlib.sha256(f"{program_key()}\n{step}".encode())
    for part in parts:
        total.update(b"\n" + hashlib.sha256(part.encode()).digest())
    return total.hexdigest()


def _documents_table(documents: Sequence[Document], results: Mapping[str, DocumentResult]) -> pd.DataFrame:
    rows = [
        {
            "document": d.id,
            "source": d.source,
            "reported_by": d.reporter,
            "known_from": d.known_from,
            "medium": results[d.id].medium,
            "pages": results[d.id].pages,
            "section": "-".join(
                str(p) for p in (*results[d.id].section[:1], *results[d.id].section[1:][-1:])
            ),
            "read": "yes" if results[d.id].is_read else "no",
            "entries": len(results[d.id].entries),
            "problems": "; ".join(map(str, results[d.id].problems)),
            "checksum": d.key,
        }
        for d in documents
    ]
    return pd.DataFrame(rows)


def _links_of(grouping: Grouping, entries: set[str]) -> pd.DataFrame:
    pairs = grouping.pairs
    return pairs[pairs["left_id"].isin(entries) | pairs["right_id"].isin(entries)]


def _counts(
    documents: Sequence[Document],
    results: Mapping[str, DocumentResult],
    entries: Sequence[Found],
    arrangements: Sequence[Arrangement],
    left_out: Mapping[str, str],
    sheet: pd.DataFrame,
    missing: pd.DataFrame,
) -> dict[str, int]:
    return {
        "documents": len(documents),
        "not_read": sum(not results[d.id].is_read for d in documents),
        "without_section": sum(results[d.id].is_read and not results[d.id].entries for d in documents),
        "without_reporter": sum(not d.reporter for d in documents),
        "entries": len(entries),
        "arrangements": len(arrangements),
        "known_before": sum(a.known for a in arrangements),
        "in_the_edition": sum(not why for why in left_out.values()),
        "to_review": len(sheet),
        "not_named": len(missing),
    }


def _write_logs(folder: Path, logs: Mapping[str, str]) -> None:
    folder.mkdir()
    for name, text in logs.items():
        (folder / name).write_text(text, encoding="utf-8")


@contextmanager
def _replacing(out: Path) -> Iterator[Path]:
    """A folder that is moved into the place of ``out`` when it is whole."""
    folder = Path(tempfile.mkdtemp(dir=out.parent, prefix=f".{out.name}-"))
    folder.chmod(0o755)
    try:
        yield folder
        if out.is_dir() and not any(out.iterdir()):
            out.rmdir()
        replace_folder(folder, out)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
