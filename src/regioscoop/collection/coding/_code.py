"""Coding texts: word lists, classifier, earlier readings, and a language model where there is one."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from regioscoop.collection.coding._classifier import CLASSES, SEVERAL, Classifier, shipped_classifier
from regioscoop.collection.coding._coded import Coded, as_table, words
from regioscoop.collection.coding._criteria import Asked, criteria_codes
from regioscoop.collection.coding._evidence import Evidence, evidence_of
from regioscoop.collection.coding._features import SAYS_TASK, Numbers, TaskHits, Texts, task_hits
from regioscoop.collection.coding._legal import legal_codes
from regioscoop.collection.coding._match import BORDER, Hits
from regioscoop.collection.coding._parties import central_codes, non_government_codes
from regioscoop.collection.coding._readings import (
    MODEL_ACCURACY,
    Known,
    Model,
    Reading,
    ask,
    combine,
    earlier_readings,
    known_names,
)
from regioscoop.collection.coding._scheme import Scheme, scheme_codes
from regioscoop.collection.coding._signs import signs_of
from regioscoop.collection.coding._tables import FIELDS, Rules, rules
from regioscoop.collection.coding._texts_file import OPTIONAL, REQUIRED
from regioscoop.errors import InputError, Problem
from regioscoop.register import Edition

THRESHOLD: Final = (0.8, 0.9)
"""Probability below which a person looks: where words say the task, and where they do not [own]."""
PRESENT: Final = 0.5
"""Probability from which a further policy field is given."""
NOT_APPLICABLE: Final = "na"
"""Goal of what is not voluntary."""
MOST_FIELDS: Final = 4
VOLUNTARY: Final = CLASSES["obligation"].index("voluntary")


CHUNK: Final = 2000
"""Texts that are coded at a time: what is kept of each while it is coded takes room and time."""


@dataclass(frozen=True)
class _By:
    """By what texts are coded."""

    classifier: Classifier
    rules: Rules
    scheme: Scheme | None
    earlier: dict[str, Known]
    model: Model | None
    model_accuracy: float


@dataclass(frozen=True)
class _Read:
    """Texts and all that was found in them."""

    frame: pd.DataFrame
    texts: Texts
    hits: Hits
    found: TaskHits
    tasks: list[str]
    silent: NDArray[np.bool_]
    priors: dict[str, Numbers]
    evidence: Evidence


def code_texts(
    frame: pd.DataFrame,
    *,
    scheme: Scheme | None = None,
    earlier: Edition | None = None,
    model: Model | None = None,
    model_accuracy: float = MODEL_ACCURACY,
    classifier: Classifier | None = None,
    brands: bool = True,
) -> pd.DataFrame:
    """Code arrangements by codebook 1.

    Parameters
    ----------
    frame
        id and name, and where known purpose, legal_form, participants and denied_by, as text.
    scheme
        A scheme of one's own, coded as the family ``scheme``.
    earlier
        An edition whose codes of arrangements of the same name count.
    model
        A language model that is asked about what is unsure.
    model_accuracy
        Probability that its answers are right.
    classifier
        Another classifier than the one that ships.
    brands
        Whether public names of organisations count.

    Returns
    -------
    DataFrame
        id, family, code, rank, probability, evidence, coder, review (yes or no) and gain, one row per code,
        in the order of the texts. Families: field, obligation, goal, legal_form, legal_class,
        central_government, non_government and criterion_<name>. The probability of field, obligation and
        goal is calibrated; of the others it is our own estimate. It is empty where nothing is claimed:
        unknown stays unknown. The gain is the expected number of wrong codes that one look puts right.

    Raises
    ------
    InputError
        When a column lacks or a cell of id or name is empty.
    """
    _check(frame)
    whole = frame.reindex(columns=[*REQUIRED, *OPTIONAL]).astype("object")
    whole = whole.where(whole.notna(), "").reset_index(drop=True)
    named = known_names(earlier) if earlier is not None else {}
    by = _By(classifier or shipped_classifier(), rules(brands), scheme, named, model, model_accuracy)
    copies = _copies(whole)
    # A client of a model makes cycles of its own.
    with _without_collector() if model is None else nullcontext():
        parts = [
            _coded(
                whole.iloc[start : start + CHUNK].reset_index(drop=True), copies[start : start + CHUNK], by
            )
            for start in range(0, max(len(whole), 1), CHUNK)
        ]
    return pd.concat(parts, ignore_index=True)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Keep Python from looking for cycles: many small things are made here, and none is part of a cycle."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _coded(frame: pd.DataFrame, copies: Numbers, by: _By) -> pd.DataFrame:
    read = _read(frame, by.rules, by.classifier)
    readings = earlier_readings(by.earlier, frame["name"].tolist())
    after = combine(read.priors, readings)
    if by.model is not None:
        unsure = np.flatnonzero(_below(after["field"].max(axis=1), read.silent) | _differs(read, readings))
        answers = ask(by.model, frame, after, unsure, by.model_accuracy)
        readings, after = [*readings, *answers], combine(after, answers)
    columns = [*_learned(read, after, readings), *_ruled(read, by.rules)]
    if by.scheme is not None:
        columns.append(scheme_codes(by.scheme, read.texts, read.tasks, after["field"]))
    return as_table(frame["id"].tolist(), columns, copies)


def _check(frame: pd.DataFrame) -> None:
    lacking = [Problem("texts", f"no column {c}", ", ".join(REQUIRED)) for c in REQUIRED if c not in frame]
    present = [c for c in REQUIRED if c in frame]
    empty = [
        Problem("texts", "an empty cell", f"a value for {column}", row=int(row) + 2, column=column)
        for column in present
        for row in np.flatnonzero(frame[column].isna() | (frame[column] == ""))
    ]
    if lacking or empty:
        raise InputError(
            f"The texts cannot be coded ({len(lacking) + len(empty)} problems)", [*lacking, *empty]
        )


def _read(frame: pd.DataFrame, known: Rules, classifier: Classifier) -> _Read:
    texts = Texts.of(frame["name"].tolist(), frame["purpose"].tolist())
    hits = known.matcher.find(texts.words)
    found = task_hits(hits, texts, known)
    features, silent = classifier.features(texts, found, known)
    return _Read(
        frame=frame,
        texts=texts,
        hits=hits,
        found=found,
        tasks=_tasks(found, known, len(frame)),
        silent=silent,
        priors=classifier.predict(features, silent),
        evidence=evidence_of(texts, found, known, classifier, silent),
    )


def _tasks(found: TaskHits, known: Rules, texts: int) -> list[str]:
    """Task that the strongest word of each text says; empty where none does."""
    tasks = [""] * texts
    names = known.tasks.frame.index.tolist()
    chosen = found.first & (found.strength >= SAYS_TASK)
    for text, task in zip(found.hits.text[chosen].tolist(), found.task[chosen].tolist(), strict=True):
        tasks[text] = names[task]
    return tasks


def _learned(read: _Read, after: dict[str, Numbers], readings: Sequence[Reading]) -> list[Coded]:
    """Policy fields, obligation and goal."""
    voluntary = after["obligation"][:, VOLUNTARY]
    goal = np.column_stack([after["goal"] * voluntary[:, None], 1 - voluntary])
    said = {reading.text: reading for reading in readings}
    main = _one(read, "field", after["field"], FIELDS, said)
    main = replace(main, review=main.review | _differs(read, readings), loss=_loss_of_set(after))
    return [
        main,
        *_further_fields(read, after, said),
        _one(read, "obligation", after["obligation"], CLASSES["obligation"], said),
        _one(read, "goal", goal, (*CLASSES["goal"], NOT_APPLICABLE), said),
    ]


def _one(
    read: _Read,
    family: str,
    probabilities: Numbers,
    classes: Sequence[str],
    said: dict[int, Reading],
) -> Coded:
    best, likely = probabilities.argmax(axis=1), probabilities.max(axis=1)
    code = words([classes[b] for b in best])
    evidence, coder = read.evidence.of(family, best)
    for text, reading in said.items():
        says = {"field": reading.fields[0], "obligation": reading.obligation, "goal": reading.goal}[family]
        if says == code[text]:
            evidence[text] = "; ".join(filter(None, [evidence[text], reading.evidence]))
            coder[text] = reading.who
        elif says:
            evidence[text] = "; ".join(filter(None, [evidence[text], f"but {reading.evidence}: {says}"]))
    return Coded(family, code, likely, evidence, coder, _below(likely, read.silent))


def _below(likely: Numbers, silent: NDArray[np.bool_]) -> NDArray[np.bool_]:
    return np.asarray(likely < np.where(silent, THRESHOLD[1], THRESHOLD[0]))


def _differs(read: _Read, readings: Sequence[Reading]) -> NDArray[np.bool_]:
    """Whether a reader says another main field than words of the text do: then a person decides."""
    own = read.priors["field"].argmax(axis=1)
    differs = np.zeros(len(own), dtype=bool)
    for reading in readings:
        differs[reading.text] |= (
            not read.silent[reading.text] and reading.fields[0] != FIELDS[own[reading.text]]
        )
    return differs


def _further_fields(read: _Read, after: dict[str, Numbers], said: dict[int, Reading]) -> list[Coded]:
    """Fields after the main one, the likeliest first, ranks 2 to `MOST_FIELDS`."""
    likely = after[SEVERAL].copy()
    likely[np.arange(len(likely)), after["field"].argmax(axis=1)] = 0
    order = np.argsort(-likely, axis=1, kind="stable")
    made = []
    for rank in range(2, MOST_FIELDS + 1):
        best = order[:, rank - 2]
        own = likely[np.arange(len(likely)), best]
        given = own >= PRESENT
        code = words([FIELDS[b] if g else "" for b, g in zip(best, given, strict=True)])
        evidence, coder = read.evidence.of("field", best, given)
        for text, reading in said.items():
            if code[text] in reading.fields:
                evidence[text], coder[text] = reading.evidence, reading.who
        made.append(Coded("field", code, own, evidence, coder, own < THRESHOLD[0], rank))
    return made


def _loss_of_set(after: dict[str, Numbers]) -> Numbers:
    """Probability that the set of fields of a text is wrong: that its main field is, or any other."""
    likely = after[SEVERAL].copy()
    rows, main = np.arange(len(likely)), after["field"].argmax(axis=1)
    likely[rows, main] = 0
    return np.asarray(1 - after["field"].max(axis=1) * np.maximum(likely, 1 - likely).prod(axis=1))


def _ruled(read: _Read, known: Rules) -> list[Coded]:
    """Legal form and class, parties and criteria."""
    frame, signs = read.frame, signs_of(read.hits, read.texts, known)
    form, class_ = legal_codes(signs, read.tasks, frame["legal_form"].tolist(), known)
    participants = frame["participants"].tolist()
    obligation = known.tasks.frame["obligation"].to_dict() | {"": ""}
    asked = [
        Asked(name, purpose, listed, denied, signs.get(i, {}), obligation[task], of, likely)
        for i, (name, purpose, listed, denied, task, of, likely) in enumerate(
            zip(
                frame["name"], frame["purpose"], participants, frame["denied_by"], read.tasks,
                form.code, form.probability, strict=True,
            )
        )
    ]  # fmt: skip
    return [
        form,
        class_,
        central_codes(signs, read.tasks, participants, known),
        non_government_codes(signs, participants),
        *criteria_codes(asked),
    ]


def _copies(frame: pd.DataFrame) -> Numbers:
    """How many texts are the same as each, case aside."""
    same = frame["name"].str.lower() + BORDER + frame["purpose"].str.lower()
    return same.map(same.value_counts()).to_numpy(dtype=float)


def to_review(coded: pd.DataFrame) -> pd.DataFrame:
    """What a person should look at, what gains most first.

    Parameters
    ----------
    coded
        As `code_texts` gives it.

    Returns
    -------
    DataFrame
        The rows with review ``yes`` by falling gain; equal gains in the order of the texts.
    """
    return (
        coded[coded["review"] == "yes"]
        .sort_values("gain", ascending=False, kind="stable")
        .reset_index(drop=True)
    )
