"""Which words made a code likely: those of the word lists, else the word whose letters did most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from regioscoop.collection.coding._classifier import Classifier
from regioscoop.collection.coding._coded import CLASSIFIER, RULES, Words, words
from regioscoop.collection.coding._features import Numbers, TaskHits, Texts
from regioscoop.collection.coding._match import PLACES
from regioscoop.collection.coding._signs import quote
from regioscoop.collection.coding._tables import FIELDS, Rules
from regioscoop.register.codes import GOALS, OBLIGATIONS

_SHOWN: Final = 3
"""Most words that are shown for one code."""


Hit = tuple[int, int, int]
"""Task, and where the word stands."""


@dataclass(frozen=True)
class Evidence:
    """Words per text and what each speaks for.

    Attributes
    ----------
    texts
        The texts.
    hits
        Per text the words that say a task, the strongest first.
    letters
        Per text without such words: the word whose letters weigh most, per field.
    speaks
        Per family (code, task): whether the task speaks for the code.
    """

    texts: Texts
    hits: list[list[Hit]]
    letters: dict[int, list[str]]
    speaks: dict[str, list[list[bool]]]

    def of(
        self, family: str, best: NDArray[np.int64], asked: NDArray[np.bool_] | None = None
    ) -> tuple[Words, Words]:
        """Evidence and coder of one code of each text; empty for the texts that are not asked for."""
        n = len(self.hits)
        shown, coder, speaks = words([""] * n), words([CLASSIFIER] * n), self.speaks[family]
        for i in range(n) if asked is None else np.flatnonzero(asked).tolist():
            own = [hit for hit in self.hits[i] if speaks[best[i]][hit[0]]][:_SHOWN]
            if own:
                shown[i] = "; ".join([quote(self.texts, i, start, end) for _, start, end in own])
                coder[i] = CLASSIFIER if i in self.letters else RULES
            elif family == "field" and i in self.letters:
                shown[i] = self.letters[i][best[i]]
        return shown, coder


def evidence_of(
    texts: Texts, found: TaskHits, rules: Rules, classifier: Classifier, silent: NDArray[np.bool_]
) -> Evidence:
    """Collect the evidence of texts."""
    hits: list[list[Hit]] = [[] for _ in texts.texts]
    columns = (found.hits.text, found.task, found.hits.start, found.hits.end)
    for text, task, start, end in zip(*(c.tolist() for c in columns), strict=True):
        hits[text].append((task, start, end))
    return Evidence(
        texts, hits, _by_letters(texts, classifier, np.flatnonzero(silent).tolist()), _speaks(rules)
    )


def _speaks(rules: Rules) -> dict[str, list[list[bool]]]:
    tasks, voluntary = rules.tasks, OBLIGATIONS.codes.index("voluntary")
    return {
        "field": [((tasks.main == i) | tasks.others[:, i]).tolist() for i in range(len(FIELDS))],
        "obligation": [(tasks.obligation == i).tolist() for i in range(len(OBLIGATIONS.codes))],
        "goal": [
            *((tasks.goal == i).tolist() for i in range(len(GOALS.codes))),
            (tasks.obligation != voluntary).tolist(),
        ],
    }


def _by_letters(texts: Texts, classifier: Classifier, chosen: Sequence[int]) -> dict[int, list[str]]:
    """For each field the word whose letters weigh most, of the texts whose words say nothing."""
    if not chosen:
        return {}
    some = texts.take(chosen)
    weights = classifier.scores["field"].weights[:, -len(classifier.letters.vocabulary) :]
    scores = np.asarray(classifier.letters.of_words(some) @ weights.T)
    number = some.different
    return {
        i: [_heaviest(some, place, scores[:, field], number) for field in range(len(FIELDS))]
        for place, i in enumerate(chosen)
    }


def _heaviest(texts: Texts, text: int, scores: Numbers, number: dict[str, int]) -> str:
    """The word of a text with the highest score; nothing when none is above zero."""
    own = [(scores[number[w]], -place) for place, w in enumerate(texts.words[text]) if w in number]
    if not own or max(own)[0] <= 0:
        return ""
    place = -max(own)[1]
    return f"letters of {quote(texts, text, place * PLACES, (place + 1) * PLACES)}"
