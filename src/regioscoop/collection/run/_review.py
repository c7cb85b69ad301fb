"""What a person should look at, what gains most first; and reading back what was decided."""

from __future__ import annotations

import csv
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Final

import pandas as pd

from regioscoop.collection.documents import CONFIDENCE, Value
from regioscoop.collection.linking import Grouping
from regioscoop.collection.run._arrangements import Arrangement
from regioscoop.collection.run._codes import FAMILIES
from regioscoop.collection.run._entries import AGREED, NO_ENTRY, place_words
from regioscoop.collection.workspace import DECISION_COLUMNS
from regioscoop.errors import InputError, Problem

SHEET_COLUMNS: Final = (
    "kind", "subject", "other", "name", "found", "probability", "gain", "why", "place",
    "decision", "decided_by", "note",
)  # fmt: skip
"""Columns of the sheet; a person fills in the last three."""
KINDS: Final = ("link", "code", "entry")
LINKS: Final = ("match", "different")


def review_sheet(
    grouping: Grouping, arrangements: Sequence[Arrangement], coded: pd.DataFrame, names: Mapping[str, str]
) -> pd.DataFrame:
    """What a person should look at, what gains most first.

    Parameters
    ----------
    grouping
        The groups and what is open between them.
    arrangements
        What was collected.
    coded
        Codes of the arrangements.
    names
        Name of every record that was linked.

    Returns
    -------
    DataFrame
        `SHEET_COLUMNS`. ``gain`` is the expected number of mistakes that one look puts right: for a link
        min(p, 1 - p) x the records behind it, for a code 1 - p, for a value 1 - its confidence.
    """
    places = {found.id: place_words(found.entry["name"]) for a in arrangements for found in a.entries}
    rows = [*_links(grouping, names, places), *_codes(coded, arrangements), *_entries(arrangements)]
    frame = pd.DataFrame(rows, columns=list(SHEET_COLUMNS[:9]))
    frame = frame.sort_values(["gain", "kind", "subject", "other"], ascending=[False, True, True, True])
    return frame.reindex(columns=list(SHEET_COLUMNS), fill_value="").reset_index(drop=True)


def _links(
    grouping: Grouping, names: Mapping[str, str], places: Mapping[str, str]
) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for pair in grouping.questions().itertuples():
        ends = (str(pair.left_id), str(pair.right_id))
        if not any(end in places for end in ends):
            continue
        likely = float(pair.probability)
        behind = min(int(pair.left_records), int(pair.right_records))
        name, found = (names[end] for end in ends)
        place = "; ".join(places[end] for end in ends if end in places)
        told = f"{pair.relation}: {pair.why}"
        rows.append(("link", *ends, name, found, likely, min(likely, 1 - likely) * behind, told, place))
    return rows


def _codes(coded: pd.DataFrame, arrangements: Sequence[Arrangement]) -> list[tuple[object, ...]]:
    names = {a.id: a.name for a in arrangements}
    asked = coded[(coded["review"] == "yes") & coded["family"].isin(FAMILIES)]
    found = asked.groupby(["id", "family"], sort=False).agg(
        code=("code", ";".join),
        probability=("probability", "min"),
        gain=("gain", "sum"),
        why=("evidence", "first"),
    )
    return [
        ("code", id_, family, names[id_], row.code, row.probability, row.gain, row.why, "")
        for (id_, family), row in found.iterrows()
    ]


def _entries(arrangements: Sequence[Arrangement]) -> list[tuple[object, ...]]:
    return [
        (
            *("entry", found.id, value.attribute, found.entry.name, value.text, value.confidence),
            *(1 - value.confidence, _why(value), place_words(value)),
        )
        for arrangement in arrangements
        for found in arrangement.entries
        for value in found.entry.facts
        if value.confidence <= CONFIDENCE["unsure"] or value.is_guess
    ]


def _why(value: Value) -> str:
    return "a language model read it" if value.is_guess else "the rules are unsure"


def known_subjects(out: Path) -> tuple[frozenset[str], frozenset[str]]:
    """What can be decided upon after a run.

    Parameters
    ----------
    out
        Folder with its results.

    Returns
    -------
    tuple
        Ids of the records that were linked, and of the arrangements.

    Raises
    ------
    InputError
        When no results stand there.
    """
    tables = {name: out / f"{name}.csv" for name in ("entries", "links", "arrangements")}
    absent = [
        Problem(str(path), "no such file", "results of a run")
        for path in tables.values()
        if not path.is_file()
    ]
    if absent:
        raise InputError("Nothing was decided", absent)
    read = {name: pd.read_csv(path, dtype=str, keep_default_na=False) for name, path in tables.items()}
    links = read["links"]
    records = {*read["entries"]["id"], *links["left_id"], *links["right_id"]}
    return frozenset(records), frozenset(read["arrangements"]["id"])


def read_sheet(path: Path, records: Collection[str], arrangements: Collection[str], by: str) -> pd.DataFrame:
    """Read what was decided.

    Parameters
    ----------
    path
        CSV with the columns kind, subject, other and decision of `SHEET_COLUMNS`, and any of decided_by and
        note; a row without a decision is left out. A link is decided with ``match`` or ``different``; a code
        with ``ok`` or codes of its family, divided by ``;``; a value of an entry with ``ok``, ``none`` (it is
        no entry, or does not say so) or what it should be.
    records, arrangements
        Ids that exist.
    by
        Who decided, where the sheet does not say.

    Returns
    -------
    DataFrame
        `regioscoop.collection.workspace.DECISION_COLUMNS`.

    Raises
    ------
    InputError
        Everything that is wrong, row by row.
    """
    needed = (*SHEET_COLUMNS[:3], "decision")
    rows = _rows(path, needed)
    problems: list[Problem] = []
    made = []
    for number, row in rows:
        cell = {name: (row.get(name) or "").strip() for name in DECISION_COLUMNS}
        if not cell["decision"]:
            continue
        cell["decided_by"] = cell["decided_by"] or by
        wrong = _wrong(cell, records, arrangements)
        if not cell["decided_by"]:
            wrong = [*wrong, ("decided_by", "", "who decided, here or with --by")]
        problems += [
            Problem(path.name, repr(found), allowed, number, column) for column, found, allowed in wrong
        ]
        if cell["kind"] == "link":
            cell["subject"], cell["other"] = sorted((cell["subject"], cell["other"]))
        made.append(tuple(cell[name] for name in DECISION_COLUMNS))
    if problems:
        raise InputError(f"{path.name} cannot be used ({len(problems)} problems)", problems)
    return pd.DataFrame(made, columns=list(DECISION_COLUMNS), dtype="object")


def _rows(path: Path, needed: Sequence[str]) -> list[tuple[int, dict[str, str]]]:
    if not path.is_file():
        raise InputError("Nothing was decided", [Problem(str(path), "no such file", "a CSV file")])
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        problem = Problem(path.name, f"byte {error.object[error.start]:#04x}", "text in UTF-8")
        raise InputError("Nothing was decided", [problem]) from error
    head = text.split("\n", 1)[0]
    reader = csv.DictReader(text.splitlines(), delimiter=";" if head.count(";") > head.count(",") else ",")
    lacking = [c for c in needed if c not in (reader.fieldnames or [])]
    if lacking:
        problems = [Problem(path.name, f"no column {c}", ", ".join(needed), row=1) for c in lacking]
        raise InputError("Nothing was decided", problems)
    return [(reader.line_num, row) for row in reader]


def _wrong(
    cell: Mapping[str, str], records: Collection[str], arrangements: Collection[str]
) -> list[tuple[str, str, str]]:
    kind, decision = cell["kind"], cell["decision"]
    if kind == "link":
        found = [
            (column, cell[column], "the id of an entry or of an arrangement of the earlier edition")
            for column in ("subject", "other")
            if cell[column] not in records
        ]
        return found + ([] if decision in LINKS else [("decision", decision, " or ".join(LINKS))])
    if kind == "code":
        found = [] if cell["subject"] in arrangements else [("subject", cell["subject"], "an arrangement")]
        if cell["other"] not in FAMILIES:
            return [*found, ("other", cell["other"], ", ".join(FAMILIES))]
        known = FAMILIES[cell["other"]].codes
        codes = decision.split(";")
        several = len(codes) > 1 and cell["other"] != "field"
        if decision != AGREED and (several or len(set(codes)) < len(codes) or not set(codes) <= set(known)):
            found.append(("decision", decision, f"{AGREED}, or of {', '.join(known)}"))
        return found
    if kind == "entry":
        found = [] if cell["subject"] in records else [("subject", cell["subject"], "the id of an entry")]
        named = cell["other"] == "name" and decision not in (AGREED, NO_ENTRY)
        return [
            *found,
            *([("decision", decision, f"{AGREED} or {NO_ENTRY}")] if named and len(decision) < 3 else []),
        ]
    return [("kind", kind, ", ".join(KINDS))]
