"""The classifier: linear scores of words and letters, made into probabilities that mean what they say."""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import skops.io
from numpy.typing import NDArray
from scipy import sparse
from scipy.special import expit, softmax

from regioscoop.collection.coding._features import LETTERS, Letters, Numbers, TaskHits, Texts, rule_block
from regioscoop.collection.coding._tables import DATA, FIELDS, Rules
from regioscoop.register.codes import GOALS, OBLIGATIONS

MODEL: Final = DATA / "coding_model.skops"
CLASSES: Final[dict[str, tuple[str, ...]]] = {
    "field": FIELDS,
    "more_fields": FIELDS,
    "obligation": tuple(OBLIGATIONS.codes),
    "goal": tuple(GOALS.codes),
}
"""What is learned: one class of several, but for ``more_fields``, where each field is a yes or no."""
SEVERAL: Final = "more_fields"
_DATE: Final = (2020, 1, 1, 0, 0, 0)
_DIGITS: Final = 4


@dataclass(frozen=True)
class Scores:
    """Linear scores of one family, and how they become probabilities.

    p = (1 - d) softmax(z / t) + d / K, with z the scores, K the number of classes, t the temperature and d
    the doubt; for `SEVERAL` the logistic function and K = 2. Both t and d are apart for texts whose words
    say what the task is and for the others.

    Attributes
    ----------
    weights
        (classes, features); for `SEVERAL` of the word lists alone.
    intercept
        (classes,).
    temperature, doubt
        (words say it, they do not).
    """

    weights: Numbers
    intercept: Numbers
    temperature: tuple[float, float] = (1.0, 1.0)
    doubt: tuple[float, float] = (0.0, 0.0)

    def of(self, features: sparse.csr_array) -> Numbers:
        """Scores, (texts, classes)."""
        return np.asarray(features[:, : self.weights.shape[1]] @ self.weights.T) + self.intercept

    def probabilities(self, scores: Numbers, silent: NDArray[np.bool_], several: bool) -> Numbers:
        """Probabilities of scores; ``silent``: whether no word of the text says what the task is."""
        t = np.where(silent, self.temperature[1], self.temperature[0])[:, None]
        d = np.where(silent, self.doubt[1], self.doubt[0])[:, None]
        made = expit(scores / t) if several else softmax(scores / t, axis=1)
        return np.asarray((1 - d) * made + d / (2 if several else scores.shape[1]))


@dataclass(frozen=True)
class Classifier:
    """The trained classifier.

    Attributes
    ----------
    letters
        The groups of letters that are counted.
    scores
        Per family of `CLASSES`.
    """

    letters: Letters
    scores: dict[str, Scores]

    def features(
        self, texts: Texts, found: TaskHits, rules: Rules
    ) -> tuple[sparse.csr_array, NDArray[np.bool_]]:
        """Features of texts, and whether no word says what the task is."""
        block = rule_block(found, rules, len(texts.texts))
        return join(block, self.letters.block(texts)), block[:, -1] > 0

    def predict(self, features: sparse.csr_array, silent: NDArray[np.bool_]) -> dict[str, Numbers]:
        """Probabilities, (texts, classes) per family; those of the goal are given that it is voluntary."""
        return {
            family: scores.probabilities(scores.of(features), silent, family == SEVERAL)
            for family, scores in self.scores.items()
        }


def join(block: Numbers, letters: sparse.csr_array) -> sparse.csr_array:
    """Put what the word lists say beside the letters."""
    return sparse.csr_array(sparse.hstack([sparse.csr_array(block), letters * LETTERS], format="csr"))


@cache
def shipped_classifier() -> Classifier:
    """The classifier that ships, made by ``tools/train_coding.py``; read once."""
    return loads(MODEL.read_bytes())


def dumps(classifier: Classifier) -> bytes:
    """A classifier as a skops file: arrays and words only, the same bytes for the same classifier."""
    arrays: dict[str, NDArray[np.float32]] = {"rarity": _short(classifier.letters.rarity)}
    rest: dict[str, object] = {"vocabulary": classifier.letters.vocabulary}
    for family in CLASSES:
        scores = classifier.scores[family]
        arrays[f"{family}.weights"] = _short(scores.weights)
        arrays[f"{family}.intercept"] = _short(scores.intercept)
        rest[family] = {"temperature": scores.temperature, "doubt": scores.doubt}
    text = json.dumps(rest, ensure_ascii=False, sort_keys=True)
    return _same_bytes(skops.io.dumps({"arrays": arrays, "rest": text}))


def loads(data: bytes) -> Classifier:
    """A classifier from a skops file; a file that holds anything but arrays and words is refused by skops."""
    held = skops.io.loads(data, trusted=[])
    arrays, rest = held["arrays"], json.loads(held["rest"])
    scores = {
        family: Scores(
            arrays[f"{family}.weights"].astype(float),
            arrays[f"{family}.intercept"].astype(float),
            tuple(rest[family]["temperature"]),
            tuple(rest[family]["doubt"]),
        )
        for family in CLASSES
    }
    letters = Letters(rest["vocabulary"], arrays["rarity"].astype(float))
    return Classifier(letters, scores)


def _short(numbers: Numbers) -> NDArray[np.float32]:
    # Rounded, so that another processor's last bits do not change the file.
    return np.round(numbers, _DIGITS).astype(np.float32)


def _same_bytes(data: bytes) -> bytes:
    """Write a skops file again without what differs from run to run: addresses in memory and the time."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        schema = file.read("schema.json").decode()
        old = list(dict.fromkeys(re.findall(r'"__id__": (\d+)', schema)))
        number = {name: str(i) for i, name in enumerate(old, start=1)}
        schema = re.sub(r'("__id__": |")(\d{6,})(?=[,\s}]|\.npy")', lambda m: m[1] + number[m[2]], schema)
        parts = {
            f"{number[n.removesuffix('.npy')]}.npy": file.read(n)
            for n in file.namelist()
            if n != "schema.json"
        }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
        for name, content in [*sorted(parts.items()), ("schema.json", schema.encode())]:
            file.writestr(zipfile.ZipInfo(name, _DATE), content, zipfile.ZIP_DEFLATED, 9)
    return made.getvalue()
