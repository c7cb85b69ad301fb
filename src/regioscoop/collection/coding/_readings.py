"""What others said of a text before: an earlier edition, or a language model; and what that is worth."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from regioscoop.collection.coding._classifier import CLASSES, SEVERAL
from regioscoop.collection.coding._features import Numbers
from regioscoop.collection.coding._match import fold
from regioscoop.collection.coding._tables import FIELDS
from regioscoop.register import Edition
from regioscoop.register.codes import GOALS, OBLIGATIONS, POLICY_FIELDS

ACCURACY: Final = {"sure": 0.97, "unsure": 0.7}
"""Probability that a code of an earlier edition is right, by its own certainty [own]."""
MODEL_ACCURACY: Final = 0.9
"""Probability that an answer of a language model is right, until it was measured [own]."""
_BRACKETS: Final = re.compile(r"\([^()]*\)")


@dataclass(frozen=True)
class Reading:
    """What one reader says of one text.

    Attributes
    ----------
    text
        Number of the text.
    who
        Who or what read it.
    accuracy
        Probability that each of its codes is right.
    fields
        Policy fields, the main one first.
    obligation, goal
        Codes; empty where it says nothing or none applies.
    evidence
        What it bases itself on.
    """

    text: int
    who: str
    accuracy: float
    fields: tuple[str, ...]
    obligation: str
    goal: str
    evidence: str


@dataclass(frozen=True)
class Question:
    """What a language model is asked.

    Attributes
    ----------
    id, name, purpose
        The text.
    choices
        Per family (field, obligation, goal): code and English label of every code that may be answered.
    likely
        Per family the code that the classifier holds for likeliest, and its probability.
    """

    id: str
    name: str
    purpose: str
    choices: dict[str, dict[str, str]]
    likely: dict[str, tuple[str, float]]


@dataclass(frozen=True)
class Reply:
    """What a language model answers.

    Attributes
    ----------
    fields
        Codes of policy fields, the main one first.
    obligation, goal
        Codes; empty where the model does not say.
    quote
        The words of the text that it bases itself on, letter for letter.
    """

    fields: tuple[str, ...]
    obligation: str = ""
    goal: str = ""
    quote: str = ""


Model = Callable[[Sequence[Question]], Sequence[Reply | None]]
"""A language model: one reply per question, None where it gave none; its ``name``, if any, is its coder's."""
CHOICES: Final = {
    family: {entry.code: entry.en for entry in codes.entries}
    for family, codes in (("field", POLICY_FIELDS), ("obligation", OBLIGATIONS), ("goal", GOALS))
}


def bare(name: str) -> str:
    """A name without case, accents, punctuation and what stands in brackets."""
    return re.sub(r"[^a-z0-9]+", " ", _BRACKETS.sub(" ", fold(name))).strip()


Known = tuple[str, float, tuple[str, ...], str, str, str]
"""All of a `Reading` but its text."""


def earlier_readings(known: dict[str, Known], names: Sequence[str]) -> list[Reading]:
    """What an earlier edition says of arrangements of the same name, but for what stands in brackets.

    Parameters
    ----------
    known
        As `known_names` gives it.
    names
        The names to look up.
    """
    found = []
    for text, name in enumerate(names):
        if row := known.get(bare(name)):
            found.append(Reading(text, *row))
    return found


def known_names(edition: Edition) -> dict[str, Known]:
    """The names and other names of an edition, and how it coded them.

    A name that two arrangements bear which are coded differently says nothing.
    """
    frame = edition.arrangements
    fields = edition["arrangement_fields"].sort_values(["arrangement", "rank"]).groupby("arrangement")
    of = fields["policy_field"].agg(tuple)
    found: dict[str, Known] = {}
    doubtful = set()
    for id_, row in frame[frame.index.isin(of.index)].iterrows():
        who = f"edition {edition.id}: {row['coded_by'] or row['coding_status']}"
        accuracy = ACCURACY["sure" if row["coding_certainty"] == "sure" else "unsure"]
        said = (who, accuracy, of[id_], row["obligation"], row["goal"], f"{id_} in edition {edition.id}")
        for name in {bare(name) for name in (row["name"], *str(row["aliases"] or "").split("|"))} - {""}:
            if name in found and found[name][2:5] != said[2:5]:
                doubtful.add(name)
            found[name] = said
    return {name: said for name, said in found.items() if name not in doubtful}


def ask(
    model: Model, frame: pd.DataFrame, priors: dict[str, Numbers], texts: NDArray[np.int64], accuracy: float
) -> list[Reading]:
    """Ask a language model about some texts, and keep the replies that hold.

    A reply with a code that is none, or with a quote that does not stand in the text, is thrown away.

    Parameters
    ----------
    model
        The model.
    frame
        id, name and purpose of all texts.
    priors
        Probabilities per family, (texts, classes).
    texts
        Numbers of the texts to ask about.
    accuracy
        Probability that a reply is right.
    """
    questions = [_question(frame.iloc[i], {f: priors[f][i] for f in CHOICES}) for i in texts]
    replies = model(questions) if questions else []
    who = f"language model {getattr(model, 'name', '')}".strip()
    return [
        Reading(
            int(text),
            who,
            accuracy,
            reply.fields,
            reply.obligation,
            reply.goal,
            f'"{reply.quote}"',
        )
        for text, question, reply in zip(texts, questions, replies, strict=True)
        if reply is not None and holds(reply, question)
    ]


def _question(row: pd.Series, prior: dict[str, Numbers]) -> Question:
    likely = {
        family: (CLASSES[family][int(own.argmax())], round(float(own.max()), 3))
        for family, own in prior.items()
    }
    return Question(str(row["id"]), str(row["name"]), str(row["purpose"]), CHOICES, likely)


def holds(reply: Reply, question: Question) -> bool:
    """Whether a reply has codes that exist, and a quote that stands in the text."""
    text = f"{question.name}\n{question.purpose}"
    return (
        len(reply.fields) > 0
        and set(reply.fields) <= set(FIELDS)
        and reply.obligation in {"", *CHOICES["obligation"]}
        and reply.goal in {"", *CHOICES["goal"]}
        and reply.quote.strip() != ""
        and reply.quote in text
    )


def combine(priors: dict[str, Numbers], readings: Sequence[Reading]) -> dict[str, Numbers]:
    """Probabilities after what others said.

    p'(k) is proportional to p(k) times a where the reader says k and 1 - a where not, with a its accuracy;
    per field for `SEVERAL` [own; Bayes' rule with readers that err independently].
    """
    made = {family: own.copy() for family, own in priors.items()}
    for one in readings:
        for family, said in (("field", one.fields[0]), ("obligation", one.obligation), ("goal", one.goal)):
            if said:
                likely = np.where([c == said for c in CLASSES[family]], one.accuracy, 1 - one.accuracy)
                made[family][one.text] = _normal(made[family][one.text] * likely)
        yes = np.array([f in one.fields for f in FIELDS])
        own = made[SEVERAL][one.text]
        for_it = own * np.where(yes, one.accuracy, 1 - one.accuracy)
        against = (1 - own) * np.where(yes, 1 - one.accuracy, one.accuracy)
        made[SEVERAL][one.text] = for_it / (for_it + against)
    return made


def _normal(values: Numbers) -> Numbers:
    return np.asarray(values / values.sum())
