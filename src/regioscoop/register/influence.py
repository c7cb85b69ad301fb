"""What a council may formally do about an arrangement, by legal form and date.

The facts ship in ``data/influence``: one row for each right of an elected body towards a legal form, in a
sentence of our own, with the article of law and the period in which it held. What is in the table, how it
was checked and what is left out stands in ``docs/explanation/influence.md``.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Final

from regioscoop.errors import InputError, Problem, UnknownNameError
from regioscoop.register.codes import (
    CLASS_OF_FORM,
    LEGAL_CLASSES,
    LEGAL_FORMS,
    Code,
    CodeList,
)
from regioscoop.register.schema import Column, Table

SHIPPED: Final = Path(str(files("regioscoop.register"))) / "data" / "influence"
FIRST_DATE: Final = date(2016, 1, 1)
"""Before this date the table is silent: some rows begin earlier, but not every law was read that far back."""
UNKNOWN: Final = "unknown"

BODIES: Final = CodeList(
    "elected body",
    Code("municipal_council", "gemeenteraad", "municipal council"),
    Code("provincial_states", "provinciale staten", "provincial states"),
    Code(
        "water_board_assembly",
        "algemeen bestuur van het waterschap",
        "general assembly of the water board",
    ),
)
BODY_OF_KIND: Final[dict[str, str]] = {
    "municipality": "municipal_council",
    "province": "provincial_states",
    "water_board": "water_board_assembly",
}
"""Kind of organisation -> the elected body that the table speaks of."""

STRENGTHS: Final = CodeList(
    "strength of influence",
    Code("formal", "formeel", "formal"),
    Code("indirect", "indirect", "indirect"),
    Code("none", "geen formele invloed", "no formal influence"),
)
"""Strongest first. Formal: a right of the body itself. Indirect: by its own executive, budget or audit."""

RIGHTS: Final = CodeList(
    "right",
    Code("permission", "toestemming geven", "give consent"),
    Code("joining_decision", "beslissen over meedoen", "decide on joining"),
    Code("draft_view", "zienswijze op de regeling zelf", "formal view on the arrangement itself"),
    Code("joining_view", "wensen en bedenkingen vooraf bij meedoen", "wishes and objections on joining"),
    Code("appoint_board", "bestuursleden aanwijzen", "appoint board members"),
    Code("dismiss_board", "bestuursleden ontslaan", "dismiss board members"),
    Code("call_to_account", "bestuursleden ter verantwoording roepen", "call board members to account"),
    Code("budget_view", "zienswijze op de begroting", "formal view on the budget"),
    Code("budget_frameworks", "kaders en jaarrekening ontvangen", "receive budget framework and accounts"),
    Code("decision_view", "zienswijze op andere besluiten", "formal view on other decisions"),
    Code("subsidiary_view", "wensen en bedenkingen bij dochters", "wishes and objections on subsidiaries"),
    Code("committee_view", "wensen en bedenkingen bij commissies", "wishes and objections on committees"),
    Code("request_information", "inlichtingen vragen", "ask for information"),
    Code("active_information", "inlichtingen krijgen", "be informed unasked"),
    Code("advisory_committee", "gemeenschappelijke adviescommissie", "joint advisory committee"),
    Code("joint_inquiry", "gezamenlijk onderzoek", "joint inquiry"),
    Code("evaluation", "evaluatie", "evaluation"),
    Code("prior_information", "gevraagd worden bij grote besluiten", "be asked on far-reaching decisions"),
    Code("own_executive", "eigen bestuur ter verantwoording roepen", "call the own executive to account"),
    Code("own_budget", "eigen begroting", "own budget"),
    Code("linked_parties", "paragraaf verbonden partijen", "paragraph on linked parties"),
    Code("court_of_audit", "onderzoek door de rekenkamer", "inquiry by the court of audit"),
    Code("say_in_body", "zelf meebeslissen", "a say of its own"),
)
"""In the order in which rights of equal strength are shown."""

_FORM_OR_CLASS: Final = CodeList("legal form or class", *LEGAL_CLASSES.entries, *LEGAL_FORMS.entries)
_LAW: Final = re.compile(r"(https://wetten\.overheid\.nl/BWBR\d{7})(/|$)")
_DAY: Final = r"\d{4}-\d{2}-\d{2}"
_CONVERTED: Final = ("valid_from", "valid_to", "verified")

TABLES: Final[dict[str, Table]] = {
    "influence": Table(
        "influence",
        "What an elected body may formally do about an arrangement of a legal form",
        (
            Column("form", "Legal form, or class, or unknown", required=True, code_list=_FORM_OR_CLASS),
            Column("body", "Elected body", required=True, code_list=BODIES),
            Column("right", "What it may do", required=True, code_list=RIGHTS),
            Column("strength", "How strong that is", required=True, code_list=STRENGTHS),
            Column("words_nl", "One sentence in plain Dutch", required=True),
            Column("words_en", "The same in English", required=True),
            Column("law", "Act or decree"),
            Column("article", "Article, empty when not looked up"),
            Column("valid_from", "First day on which this row holds", required=True, pattern=_DAY),
            Column("valid_to", "Last day, empty when it still holds", pattern=_DAY),
            Column("note", "Condition or exception, in Dutch"),
            Column("source", "Where the law can be read", required=True),
            Column("verified", "Pages it was checked against, separated by |; empty: not yet checked"),
        ),
        ("form", "body", "right", "valid_from"),
        {"source": ("sources", "id")},
    ),
    "sources": Table(
        "sources",
        "The laws that the rows point at",
        (
            Column("id", "Id of the source", required=True, pattern=r"[a-z0-9][a-z0-9-]*"),
            Column("publisher", "Who published it", required=True),
            Column("title", "Title", required=True),
            Column("url", "Where it can be found"),
            Column("licence", "Licence", required=True),
            Column("accessed", "When it was read", required=True, pattern=_DAY),
        ),
        ("id",),
    ),
}


@dataclass(frozen=True)
class Influence:
    """One right of an elected body, or the statement that it has none.

    Attributes
    ----------
    form
        What the row is about: a code of `LEGAL_FORMS`, a code of `LEGAL_CLASSES` when it holds for all
        forms of that class, or ``unknown`` when it holds for any arrangement.
    body, right, strength
        Codes of `BODIES`, `RIGHTS` and `STRENGTHS`.
    words_nl, words_en
        The right in one sentence.
    law, article
        Where it is written; empty when that was not looked up.
    valid_from, valid_to
        First and last day on which the row holds; None when it still holds.
    note
        Condition or exception, in Dutch, or empty.
    source
        Id in `influence_sources`.
    verified
        Addresses of the texts it was checked against; empty when nobody checked it yet.
    """

    form: str
    body: str
    right: str
    strength: str
    words_nl: str
    words_en: str
    law: str
    article: str
    valid_from: date
    valid_to: date | None
    note: str
    source: str
    verified: tuple[str, ...]

    @property
    def is_verified(self) -> bool:
        """Whether somebody compared the row with the text of the law."""
        return bool(self.verified)

    def words(self, language: str = "nl") -> str:
        """The sentence in ``nl`` or ``en``."""
        return self.words_nl if language == "nl" else self.words_en

    def holds_on(self, on: date) -> bool:
        """Whether the row holds on a day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True)
class InfluenceSource:
    """A law that rows point at: see the columns of ``sources`` in `TABLES`."""

    id: str
    publisher: str
    title: str
    url: str
    licence: str
    accessed: str


def influence(form: str, legal_class: str, body: str, on: date) -> list[Influence]:
    """What an elected body may do about an arrangement on a day.

    Rows of the form, of its class and of any arrangement are taken together; where two of them speak of
    the same right, the more specific one counts. So an unknown form gives what holds for the whole class,
    and an unknown class only what holds for every arrangement: see `basis` for which of the three it was.

    Parameters
    ----------
    form
        Code of `LEGAL_FORMS`; ``""`` and ``unknown`` mean unknown.
    legal_class
        Code of `LEGAL_CLASSES` or ``""``; only used when the form is unknown.
    body
        Code of `BODIES`.
    on
        The day.

    Returns
    -------
    list of Influence
        Strongest first, then in the order of `RIGHTS`. Empty before `FIRST_DATE`, which means that the
        table is silent and not that there is no influence.

    Raises
    ------
    UnknownNameError
        When a code does not exist.
    """
    if body not in BODIES:
        raise UnknownNameError(BODIES.name, body, BODIES.codes)
    keys = _keys(form, legal_class)
    return list(_rows_for(keys, body, on)) if on >= FIRST_DATE else []


def basis(form: str, legal_class: str) -> str:
    """On what `influence` bases its answer: the form, else the class, else ``unknown``.

    Raises
    ------
    UnknownNameError
        When a code does not exist.
    """
    return _keys(form, legal_class)[0]


def _keys(form: str, legal_class: str) -> tuple[str, ...]:
    """What rows may be about, the most specific first."""
    if form and form not in LEGAL_FORMS:
        raise UnknownNameError(LEGAL_FORMS.name, form, LEGAL_FORMS.codes)
    if legal_class and legal_class not in LEGAL_CLASSES:
        raise UnknownNameError(LEGAL_CLASSES.name, legal_class, LEGAL_CLASSES.codes)
    if form in CLASS_OF_FORM:
        return form, CLASS_OF_FORM[form], UNKNOWN
    return (legal_class, UNKNOWN) if legal_class else (UNKNOWN,)


@lru_cache(maxsize=512)
def _rows_for(keys: tuple[str, ...], body: str, on: date) -> tuple[Influence, ...]:
    found: dict[str, Influence] = {}
    rows = [row for row in all_influence() if row.body == body and row.holds_on(on)]
    for key in keys:
        for row in rows:
            if row.form == key:
                found.setdefault(row.right, row)
    return tuple(sorted(found.values(), key=_rank))


def _rank(row: Influence) -> tuple[int, int]:
    return STRENGTHS.codes.index(row.strength), RIGHTS.codes.index(row.right)


def influence_sources() -> dict[str, InfluenceSource]:
    """The laws that the shipped rows point at, by id."""
    return dict(_load(SHIPPED)[1])


def law_on(url: str, on: date) -> str:
    """Address of the text of a law as it read on a day.

    The site of the laws takes the day behind the number of the law and gives the text that held then, so a
    reader sees what the table speaks of. We add no anchor of an article: those are not the same in each text.

    A day that was in the address is replaced; an address elsewhere stays as it is.
    """
    found = _LAW.match(url)
    return f"{found[1]}/{on.isoformat()}" if found else url


def all_influence() -> tuple[Influence, ...]:
    """Every row that ships, in the order of the table."""
    return _load(SHIPPED)[0]


@lru_cache(maxsize=4)
def _load(folder: Path) -> tuple[tuple[Influence, ...], dict[str, InfluenceSource]]:
    return read_influence(folder)


def read_influence(folder: Path) -> tuple[tuple[Influence, ...], dict[str, InfluenceSource]]:
    """Read and check a folder with ``influence.csv`` and ``sources.csv``.

    Returns
    -------
    tuple
        The rows in the order of the file, and the sources by id.

    Raises
    ------
    InputError
        With everything that is wrong: codes, dates, keys, references.
    """
    records = {name: _records(folder / f"{name}.csv") for name in TABLES}
    problems = [problem for name, rows in records.items() for problem in _check(TABLES[name], rows)]
    if not problems:
        problems = [*_check_sources(records), *_check_periods(records["influence"])]
    if problems:
        raise InputError(f"{folder} is not a valid table of influence ({len(problems)} problems)", problems)
    sources = {row["id"]: InfluenceSource(**row) for row in records["sources"]}
    return tuple(_influence(row) for row in records["influence"]), sources


def _records(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _check(table: Table, rows: Sequence[dict[str, str]]) -> Iterator[Problem]:
    """Columns, obligatory cells, codes and patterns."""
    where = f"{table.name}.csv"
    if not rows or list(rows[0]) != table.names:
        found = ", ".join(rows[0]) if rows else "no rows"
        yield Problem(where, found, f"the columns {', '.join(table.names)} and a row or more", row=1)
        return
    for number, row in enumerate(rows, start=2):
        if None in row:
            yield Problem(where, "more cells than columns", f"{len(table.names)} cells", number)
        for column in table.columns:
            allowed = _wrong(column, row[column.name])
            if allowed:
                yield Problem(where, repr(row[column.name]), allowed, number, column.name)


def _wrong(column: Column, value: str | None) -> str:
    """What would have been right, or nothing when the cell is good."""
    if not value:
        return "not empty" if column.required or value is None else ""
    if column.code_list is not None and value not in column.code_list:
        return "one of " + ", ".join(column.code_list.codes)
    if column.pattern is not None and not re.fullmatch(column.pattern, value):
        return f"text of the form {column.pattern}"
    if column.pattern == _DAY and not _is_day(value):
        return "a day that exists"
    return ""


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _check_sources(records: dict[str, list[dict[str, str]]]) -> Iterator[Problem]:
    known: set[str] = set()
    for number, row in enumerate(records["sources"], start=2):
        if row["id"] in known:
            yield Problem("sources.csv", row["id"], "one row for each id", number, "id")
        known.add(row["id"])
    for number, row in enumerate(records["influence"], start=2):
        if row["source"] not in known:
            yield Problem(
                "influence.csv", row["source"], "an id that stands in sources.csv", number, "source"
            )


def _check_periods(rows: Sequence[dict[str, str]]) -> Iterator[Problem]:
    """No end before its beginning, and no two rows on one right at the same time."""
    last: dict[tuple[str, str, str], tuple[str, int]] = {}
    ordered = sorted(enumerate(rows, start=2), key=lambda pair: pair[1]["valid_from"])
    for number, row in ordered:
        start, end = row["valid_from"], row["valid_to"] or "9999-12-31"
        if end < start:
            yield Problem("influence.csv", end, f"not before valid_from {start}", number, "valid_to")
        key = row["form"], row["body"], row["right"]
        if key in last and start <= last[key][0]:
            words = f"a day after row {last[key][1]}, which is on the same right, has ended"
            yield Problem("influence.csv", start, words, number, "valid_from")
        last[key] = max(last.get(key, ("", 0)), (end, number))


def _influence(row: dict[str, str]) -> Influence:
    texts = {name: row[name] for name in TABLES["influence"].names if name not in _CONVERTED}
    return Influence(
        **texts,
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        verified=tuple(address for address in row["verified"].split("|") if address),
    )
