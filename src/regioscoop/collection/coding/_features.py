"""What the classifier sees of a text: what the word lists found, and the letters of its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer

from regioscoop.collection.coding._match import BORDER, PLACES, Hits, words_of
from regioscoop.collection.coding._tables import FIELDS, Rules
from regioscoop.register.codes import GOALS, OBLIGATIONS

Numbers = NDArray[np.float64]
NGRAMS: Final = (2, 4)
IN_PURPOSE: Final = 0.7
"""What a word in the purpose weighs beside the same word in the name."""
SAYS_TASK: Final = 0.45
"""From this strength on the words say what the task is; below it they only hint."""
LETTERS: Final = 0.6
"""What the letters weigh beside the word lists: length of that part of the vector."""
_STOP: Final = BORDER.strip("\n")
SAYS_NOTHING: Final = frozenset(
    [_STOP, "nv", "bv", "cv", "ua", "groep", "holding", "stichting", "vereniging", "cooperatie", "gr"]
)
"""Words of a legal form: their letters say nothing of a task, whatever the companies of one list do."""
_DECIDES: Final = 3.0


@dataclass(frozen=True)
class Texts:
    """Texts that were taken apart.

    Attributes
    ----------
    texts
        Name, `BORDER` and purpose.
    words
        The words of each.
    name_length
        Letters of each name.
    name_end
        Where each name ends, in `PLACES`.
    spans
        Text -> where each of its words begins and ends, of the texts of which that was asked.
    quotes
        Text, start and end -> the words there, as they were quoted before.
    """

    texts: list[str]
    words: list[list[str]]
    name_length: NDArray[np.int64]
    name_end: NDArray[np.int64]
    spans: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    quotes: dict[tuple[int, int, int], str] = field(default_factory=dict)

    @cached_property
    def telling(self) -> list[list[str]]:
        """The words of each text whose letters count: those of a legal form do not."""
        return [[word for word in words if word not in SAYS_NOTHING] for words in self.words]

    @cached_property
    def different(self) -> dict[str, int]:
        """The different telling words, each with its number."""
        return {word: i for i, word in enumerate(dict.fromkeys(chain.from_iterable(self.telling)))}

    def take(self, chosen: Sequence[int]) -> Texts:
        """Some of them."""
        return Texts(
            [self.texts[i] for i in chosen],
            [self.words[i] for i in chosen],
            self.name_length[chosen],
            self.name_end[chosen],
        )

    @classmethod
    def of(cls, names: Sequence[str], purposes: Sequence[str] | None = None) -> Texts:
        """Take names and purposes apart."""
        if purposes is None:
            purposes = [""] * len(names)
        texts = [n + BORDER + p if p else n for n, p in zip(names, purposes, strict=True)]
        words = [words_of(text) for text in texts]
        ends = [w.index(_STOP) if p else len(w) for w, p in zip(words, purposes, strict=True)]
        lengths = np.array([len(name) for name in names], dtype=np.int64)
        return cls(texts, words, lengths, np.array(ends, dtype=np.int64) * PLACES)


@dataclass(frozen=True)
class TaskHits:
    """The words that say what is done, one element per hit, the strongest of each text first.

    Attributes
    ----------
    hits
        The hits.
    task
        Number of the task.
    strength
        0 to 1: weight of the word, and less in a purpose.
    first
        Whether it is the strongest of its text: by strength, then by place.
    """

    hits: Hits
    task: NDArray[np.int64]
    strength: Numbers
    first: NDArray[np.bool_]


def task_hits(hits: Hits, texts: Texts, rules: Rules) -> TaskHits:
    """Order the hits on tasks by text and strength; brands count in names only."""
    in_name = hits.start < texts.name_end[hits.text]
    own = hits.where((rules.task[hits.pattern] >= 0) & (in_name | ~rules.brand[hits.pattern]))
    in_name = own.start < texts.name_end[own.text]
    strength = rules.weight[own.pattern] / _DECIDES * np.where(in_name, 1.0, IN_PURPOSE)
    order = np.lexsort((own.start, -strength, own.text))
    own = Hits(own.text[order], own.pattern[order], own.start[order], own.end[order])
    first = np.ones(len(own.text), dtype=bool)
    first[1:] = own.text[1:] != own.text[:-1]
    return TaskHits(own, rules.task[own.pattern], strength[order], first)


def rule_block(found: TaskHits, rules: Rules, texts: int) -> Numbers:
    """What the word lists say, as numbers from 0 to 1.

    Returns
    -------
    array, (texts, 3 x fields + 2 x obligations + goals + 1)
        Per field: strength of the strongest hit, share of all strength, strength as a second field. Per
        obligation: of the strongest hit, of any hit. Per goal: of the strongest hit. Last: whether no word
        says what the task is.
    """
    n, tasks = len(FIELDS), rules.tasks
    row, strength, first = found.hits.text, found.strength, found.first
    main, obligation, goal = (a[found.task] for a in (tasks.main, tasks.obligation, tasks.goal))
    top, share, other = (np.zeros((texts, n)) for _ in range(3))
    top[row[first], main[first]] = strength[first]
    np.add.at(share, (row, main), strength)
    share /= np.maximum(share.sum(axis=1, keepdims=True), 1e-9)
    np.maximum.at(other, row, tasks.others[found.task] * strength[:, None])
    own, any_ = (np.zeros((texts, len(OBLIGATIONS.codes))) for _ in range(2))
    own[row[first], obligation[first]] = strength[first]
    np.maximum.at(any_, (row, obligation), strength)
    aim = np.zeros((texts, len(GOALS.codes)))
    known = first & (goal >= 0)
    aim[row[known], goal[known]] = strength[known]
    none = top.max(axis=1, keepdims=True) < SAYS_TASK
    return np.hstack([top, share, other, own, any_, aim, none])


class Letters:
    """Counts of groups of letters inside words, weighed by how seldom they are.

    The same as scikit-learn's ``TfidfVectorizer`` with the analyser ``char_wb``, for which no group reaches
    across words: so each different word is taken apart once, and a text is the sum of its words.

    Parameters
    ----------
    vocabulary
        The groups that are counted.
    rarity
        Weight of each: ln((1 + n) / (1 + texts with it)) + 1.
    """

    def __init__(self, vocabulary: Sequence[str], rarity: Numbers) -> None:
        self.vocabulary = list(vocabulary)
        self.rarity = rarity
        self._number = {group: i for i, group in enumerate(self.vocabulary)}

    @classmethod
    def learn(cls, texts: Texts, least: int = 2) -> Letters:
        """Learn which groups of letters stand in ``least`` texts or more, and how seldom each is."""
        counter = CountVectorizer(
            analyzer="char_wb", ngram_range=NGRAMS, min_df=least, lowercase=False, binary=True
        )
        seen = counter.fit_transform(map(" ".join, texts.telling))
        rarity = np.log((1 + seen.shape[0]) / (1 + np.asarray(seen.sum(axis=0)).ravel())) + 1
        return cls(counter.get_feature_names_out().tolist(), rarity)

    def block(self, texts: Texts) -> sparse.csr_array:
        """Weighed counts, each text of length 1 (Euclid)."""
        return _unit(self.word_counts(texts) @ self.of_words(texts))

    def of_words(self, texts: Texts) -> sparse.csr_array:
        """(different words, groups of letters): weighed counts of each different word."""
        words = list(texts.different)
        if not words:
            return sparse.csr_array((1, len(self.vocabulary)))
        own = [self._groups(word) for word in words]
        column = np.fromiter(chain.from_iterable(own), dtype=np.int64)
        start = np.concatenate([[0], np.cumsum([len(groups) for groups in own])])
        shape = (len(words), len(self.vocabulary))
        counts = sparse.csr_array((np.ones(len(column)), column, start), shape=shape)
        counts.sum_duplicates()
        counts.data *= self.rarity[counts.indices]
        return counts

    def _groups(self, word: str) -> list[int]:
        """Numbers of the known groups of letters of a word between two spaces, each as often as it stands."""
        whole, number = f" {word} ", self._number
        made = [
            number.get(whole[start : start + size], -1)
            for size in range(NGRAMS[0], min(NGRAMS[1], len(whole)) + 1)
            for start in range(len(whole) - size + 1)
        ]
        return [group for group in made if group >= 0]

    def word_counts(self, texts: Texts) -> sparse.csr_array:
        """(texts, different words): how often each word stands in each text."""
        number = texts.different
        column = np.fromiter(map(number.__getitem__, chain.from_iterable(texts.telling)), dtype=np.int64)
        row = np.repeat(np.arange(len(texts.words)), [len(words) for words in texts.telling])
        shape = (len(texts.words), max(len(number), 1))
        return sparse.csr_array((np.ones(len(column)), (row, column)), shape=shape)


def _unit(matrix: sparse.csr_array) -> sparse.csr_array:
    length = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    scale = sparse.dia_array((1 / np.maximum(length, 1e-9)[None, :], [0]), shape=(len(length),) * 2)
    return sparse.csr_array(scale @ matrix)
