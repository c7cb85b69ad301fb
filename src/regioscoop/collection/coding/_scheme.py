"""One's own scheme of codes: a CSV file that says which fields, tasks and words belong to which code."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from regioscoop.collection.coding._coded import RULE_THRESHOLD, UNKNOWN, Coded, words
from regioscoop.collection.coding._features import Numbers, Texts
from regioscoop.collection.coding._match import Matcher, words_of
from regioscoop.collection.coding._signs import quote
from regioscoop.collection.coding._tables import FIELDS, rules
from regioscoop.errors import InputError, Problem
from regioscoop.register.sources._csv import read_csv

COLUMNS: Final = ("code", "kind", "what")
KINDS: Final = ("field", "task", "word")
BY_WORD: Final = 0.9
"""Probability of a code of which a word of one's own stands in the text [own]."""


@dataclass(frozen=True)
class Scheme:
    """One's own scheme.

    Attributes
    ----------
    name
        Name of the file without its ending.
    codes
        The codes, in the order of the file.
    fields, tasks
        Field or task -> code.
    patterns
        Words of one's own, and the code of each.
    """

    name: str
    codes: tuple[str, ...]
    fields: dict[str, str]
    tasks: dict[str, str]
    patterns: tuple[tuple[str, str], ...]


def read_scheme(path: Path) -> Scheme:
    """Read a scheme of one's own.

    Parameters
    ----------
    path
        CSV in UTF-8 with code, kind (``field``, ``task`` or ``word``) and what: a policy field of the
        codebook, a task of ``coding_tasks.csv``, or a word or words with ``*`` for any letters at an end.
        A word goes before a task, a task before a field.

    Returns
    -------
    Scheme

    Raises
    ------
    InputError
        With everything that is wrong: see `regioscoop.register.sources`; an empty code, a kind, field or
        task that is none, something that stands under two codes.
    """
    frame = read_csv(path, COLUMNS).map(lambda cell: cell.strip() if isinstance(cell, str) else cell)
    problems = [*_faults(path, frame), *_twice(path, frame)]
    if problems:
        raise InputError(f"{path.name} is no scheme ({len(problems)} problems)", problems)
    of = {kind: frame[frame["kind"] == kind] for kind in KINDS}
    patterns = [" ".join(_fold_pattern(what)) for what in of["word"]["what"]]
    return Scheme(
        path.stem,
        tuple(dict.fromkeys(frame["code"])),
        dict(zip(of["field"]["what"], of["field"]["code"], strict=True)),
        dict(zip(of["task"]["what"], of["task"]["code"], strict=True)),
        tuple(zip(patterns, of["word"]["code"], strict=True)),
    )


def _faults(path: Path, frame: pd.DataFrame) -> list[Problem]:
    tasks = rules().tasks.frame.index
    allowed = {"field": list(FIELDS), "task": list(tasks)}
    problems = []
    for row, code, kind, what in frame[["row", *COLUMNS]].itertuples(index=False):
        if not code:
            problems.append(Problem(path.name, "an empty cell", "a code", row=row, column="code"))
        if kind not in KINDS:
            problems.append(Problem(path.name, repr(kind), ", ".join(KINDS), row=row, column="kind"))
        elif kind == "word" and not _fold_pattern(what):
            problems.append(Problem(path.name, repr(what), "a word of letters", row=row, column="what"))
        elif kind != "word" and what not in allowed[kind]:
            known = ", ".join(FIELDS) if kind == "field" else "a task of coding_tasks.csv"
            problems.append(Problem(path.name, repr(what), known, row=row, column="what"))
    return problems


def _twice(path: Path, frame: pd.DataFrame) -> list[Problem]:
    again = frame[frame.duplicated(["kind", "what"]) & (frame["what"] != "")]
    return [
        Problem(path.name, repr(what), "under one code only", row=row, column="what")
        for row, what in zip(again["row"], again["what"], strict=True)
    ]


def _fold_pattern(what: str) -> list[str]:
    """The words of a pattern, folded, with the stars where they stood."""
    return [
        ("*" if part.startswith("*") else "") + word + ("*" if part.endswith("*") else "")
        for part in what.split()
        for word in words_of(part.strip("*"))
    ]


def scheme_codes(scheme: Scheme, texts: Texts, tasks: list[str], field: Numbers) -> Coded:
    """Code texts by a scheme.

    A word of one's own decides; else the task; else the fields: the probability of a code is the sum of
    those of its fields.

    Parameters
    ----------
    scheme
        The scheme.
    texts
        The texts.
    tasks
        Task of each text; empty when no word says it.
    field
        Probabilities of the main field, (texts, fields).
    """
    code, likely, why = _by_fields(scheme, field)
    main = field.max(axis=1)
    for i, task in enumerate(tasks):
        if task in scheme.tasks:
            code[i], likely[i], why[i] = scheme.tasks[task], main[i], f"task: {task}"
    if scheme.patterns:
        hits = Matcher([p for p, _ in scheme.patterns], ["word"] * len(scheme.patterns)).find(texts.words)
        columns = (hits.text, hits.pattern, hits.start, hits.end)
        # The last to be written stays, so the first word of a text is written last.
        for i, pattern, start, end in reversed(list(zip(*(c.tolist() for c in columns), strict=True))):
            code[i], likely[i], why[i] = scheme.patterns[pattern][1], BY_WORD, quote(texts, i, start, end)
    claimed = ~np.isnan(likely)
    coder = words([f"scheme {scheme.name}" if c else "" for c in claimed])
    review = ~claimed | (likely < RULE_THRESHOLD)
    return Coded("scheme", words(code), likely, words(why), coder, review)


def _by_fields(scheme: Scheme, field: Numbers) -> tuple[list[str], Numbers, list[str]]:
    codes = list(dict.fromkeys(scheme.fields.values()))
    if not codes:
        n = len(field)
        return [UNKNOWN] * n, np.full(n, np.nan), [""] * n
    belongs = np.array([[scheme.fields.get(f) == code for code in codes] for f in FIELDS], dtype=float)
    sums = field @ belongs
    best = sums.argmax(axis=1)
    likely = sums.max(axis=1)
    # Where no mapped field is the likeliest, the scheme has no place for the text.
    mapped = belongs.sum(axis=1) > 0
    none = ~mapped[field.argmax(axis=1)]
    code = [UNKNOWN if lacks else codes[b] for lacks, b in zip(none, best, strict=True)]
    top = [FIELDS[i] for i in field.argmax(axis=1)]
    why = ["" if lacks else f"field: {f}" for lacks, f in zip(none, top, strict=True)]
    return code, np.where(none, np.nan, likely), why
