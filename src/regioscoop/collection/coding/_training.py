"""Training the classifier on the shipped edition, and measuring it on arrangements it never saw."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize_scalar
from scipy.special import expit, log_softmax
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from threadpoolctl import threadpool_limits

from regioscoop.collection.coding._classifier import CLASSES, SEVERAL, Classifier, Scores, join
from regioscoop.collection.coding._features import Letters, Numbers, Texts, rule_block, task_hits
from regioscoop.collection.coding._match import fold
from regioscoop.collection.coding._tables import FIELDS, Rules, rules, table
from regioscoop.register import load_edition

Answers = NDArray[np.int64]
FOLDS: Final = 5
STRENGTH: Final = 4.0
"""Inverse of the regularisation of every logistic regression (scikit-learn's ``C``)."""
UNSURE_WEIGHT: Final = 0.5
"""What an arrangement counts whose codes the edition calls unsure."""
DIVISION_WEIGHT: Final = 8.0
"""What all arrangements of one nationwide division count together: thirty of one kind teach little more."""
MASKED_WEIGHT: Final = 0.5
"""What a second copy counts in which the word lists are silent, so that the letters learn to speak alone."""
SHARPEST: Final = (-0.7, 3.0)
"""Logarithm of the least and greatest temperature: probabilities are at most twice as sharp as learned."""
WORD_WEIGHT: Final = 0.2
"""What a word of the lists counts as an example."""


@dataclass(frozen=True)
class Examples:
    """Coded arrangements to learn from or to measure with.

    Attributes
    ----------
    names, purposes
        What is read.
    answers
        Per family of `CLASSES` the number of the right class, -1 where it is not known or does not apply;
        for `SEVERAL` (examples, fields) of 0 and 1.
    weight
        What each counts.
    group
        Names of one arrangement have one group: they stay on one side of every split.
    """

    names: list[str]
    purposes: list[str]
    answers: dict[str, Answers]
    weight: Numbers
    group: Answers

    def __len__(self) -> int:
        return len(self.names)

    def take(self, keep: NDArray[np.bool_] | Answers) -> Examples:
        """Some of them."""
        chosen = np.arange(len(self))[keep]
        return Examples(
            [self.names[i] for i in chosen],
            [self.purposes[i] for i in chosen],
            {family: answer[chosen] for family, answer in self.answers.items()},
            self.weight[chosen],
            self.group[chosen],
        )

    def and_(self, other: Examples) -> Examples:
        """These and others; groups of the two are not one."""
        return Examples(
            self.names + other.names,
            self.purposes + other.purposes,
            {f: np.concatenate([answer, other.answers[f]]) for f, answer in self.answers.items()},
            np.concatenate([self.weight, other.weight]),
            np.concatenate([self.group, other.group + self.group.max() + 1]),
        )


def examples_of(frame: pd.DataFrame) -> Examples:
    """Examples from a table.

    Parameters
    ----------
    frame
        name, fields (divided by ``;``, the main one first), obligation, goal (empty or ``na`` where it does
        not apply or is not known); where wanted purpose, weight and group.
    """
    fields = frame["fields"].str.split(";")
    goal = [CLASSES["goal"].index(g) if g in CLASSES["goal"] else -1 for g in frame["goal"]]
    obligation = [CLASSES["obligation"].index(o) if o else -1 for o in frame["obligation"]]
    columns = frame.reindex(columns=["purpose"], fill_value="")
    number = np.arange(len(frame))
    return Examples(
        frame["name"].tolist(),
        columns["purpose"].tolist(),
        {
            "field": np.array([FIELDS.index(own[0]) for own in fields], dtype=np.int64),
            SEVERAL: np.array([[int(f in own) for f in FIELDS] for own in fields], dtype=np.int64),
            "obligation": np.array(obligation, dtype=np.int64),
            "goal": np.array(goal, dtype=np.int64),
        },
        frame["weight"].to_numpy(dtype=float) if "weight" in frame else np.ones(len(frame)),
        frame["group"].to_numpy(dtype=np.int64) if "group" in frame else number,
    )


def shipped_examples(edition: str = "2016") -> pd.DataFrame:
    """The coded arrangements of a shipped edition, in the order of their ids.

    Returns
    -------
    DataFrame
        name, fields, obligation, goal, weight, group, and ``read``: whether the codes come from reading the
        name; the others follow from the division that the arrangement belongs to. Other names of an
        arrangement are rows of their own in the group of the first.
    """
    found = load_edition(edition)
    frame = found.arrangements.reset_index().rename(columns={"index": "id", "arrangement": "id"})
    fields = found["arrangement_fields"].sort_values(["arrangement", "rank"]).groupby("arrangement")
    frame["fields"] = frame["id"].map(fields["policy_field"].agg(";".join))
    frame["read"] = frame["coding_status"] == "guess"
    divisions = (
        found["arrangement_divisions"].drop_duplicates("arrangement").set_index("arrangement")["division"]
    )
    division = frame["id"].map(divisions).fillna("")
    of_division = (~frame["read"]) & (division != "")
    size = division.where(of_division).map(division[of_division].value_counts())
    share = (DIVISION_WEIGHT / size).clip(upper=1.0).fillna(1.0)
    frame["weight"] = share * np.where(frame["coding_certainty"] == "sure", 1.0, UNSURE_WEIGHT)
    frame["group"] = _groups(frame, found["arrangement_relations"])
    aliases = frame.assign(name=frame["aliases"].fillna("").str.split("|")).explode("name")
    aliases = aliases[aliases["name"].fillna("") != ""]
    columns = ["id", "name", "fields", "obligation", "goal", "weight", "group", "read"]
    both = pd.concat([frame[columns], aliases[columns]])
    return (
        both.sort_values(["id", "name"], kind="stable").drop_duplicates(["id", "name"]).reset_index(drop=True)
    )


def _groups(frame: pd.DataFrame, relations: pd.DataFrame) -> NDArray[np.int64]:
    """Number of the group of each arrangement: those that follow on or are part of each other are one."""
    number = {own: i for i, own in enumerate(frame["id"])}
    pairs = relations[relations["from"].isin(number) & relations["to"].isin(number)]
    left, right = pairs["from"].map(number), pairs["to"].map(number)
    shape = (len(frame), len(frame))
    graph = sparse.coo_array((np.ones(len(pairs)), (left.to_numpy(int), right.to_numpy(int))), shape=shape)
    return np.asarray(sparse.csgraph.connected_components(graph, directed=False)[1], dtype=np.int64)


def word_examples(known: Rules) -> Examples:
    """The word lists as examples: each word that says a task, with the codes of that task.

    They teach what the words mean for the fields that the edition hardly has: of energy it holds one
    arrangement.
    """
    words = known.patterns[(known.task >= 0) & (known.weight >= 2) & ~known.brand]
    codes = known.tasks.frame.loc[words["code"], ["fields", "obligation", "goal"]].reset_index(drop=True)
    names = words["pattern"].str.replace(r"[*+]", "", regex=True).tolist()
    return examples_of(codes.assign(name=names, weight=WORD_WEIGHT))


@dataclass(frozen=True)
class OutOfFold:
    """Scores of examples by classifiers that did not see them.

    Attributes
    ----------
    scores, silent
        Per family (examples, classes); and whether no word says what the task is.
    bare_scores, bare_silent
        The same without public names: the names of which nothing is known show how well letters guess.
    """

    scores: dict[str, Numbers]
    silent: NDArray[np.bool_]
    bare_scores: dict[str, Numbers]
    bare_silent: NDArray[np.bool_]


@dataclass(frozen=True)
class _Features:
    block: Numbers
    matrix: sparse.csr_array
    silent: NDArray[np.bool_]


def train(examples: Examples, brands: bool = True) -> Classifier:
    """Train and calibrate a classifier.

    Multinomial logistic regression per family on what the word lists say and on the letters of the words
    (one regression per field for several fields). The temperature of each family is the one that makes the
    probabilities of left-out groups likeliest; the doubt is (wrong + 1) / (n + 2) among the names and
    sentences of ``coding_check.csv``, which the training does not see.

    Parameters
    ----------
    examples
        What to learn from. The order does not matter.
    brands
        Whether public names of organisations count.

    Returns
    -------
    Classifier
    """
    examples = in_order(examples)
    held_out = out_of_fold(examples, brands)
    with threadpool_limits(1):
        classifier = _fit(examples, rules(brands))
    return calibrated(classifier, held_out, examples, brands)


def calibrated(
    classifier: Classifier, held_out: OutOfFold, examples: Examples, brands: bool = True
) -> Classifier:
    """Give a classifier its temperatures and doubts, by examples that it did not see."""
    check = examples_of(table("check"))
    said, bare = (_features(check, classifier.letters, rules(b)) for b in (brands, False))
    scores = {}
    for family, own in classifier.scores.items():
        answer, asked = examples.answers[family], check.answers[family]
        seen = (held_out.scores[family], answer, ~held_out.silent)
        unknown = (held_out.bare_scores[family], answer, held_out.bare_silent)
        later = (own.of(bare.matrix), asked, bare.silent)
        temperature = (_temperature([seen], family), _temperature([unknown, later], family))
        doubt = _doubt(own.of(said.matrix), asked, ~said.silent, family)
        scores[family] = replace(own, temperature=temperature, doubt=(doubt, 0.0))
    return replace(classifier, scores=scores)


def out_of_fold(examples: Examples, brands: bool = True) -> OutOfFold:
    """Scores of every example by a classifier that saw no name of its group."""
    known, unbranded = rules(brands), rules(brands=False)
    n = len(examples)
    scores = {family: np.zeros((n, len(classes))) for family, classes in CLASSES.items()}
    bare = {family: np.zeros((n, len(classes))) for family, classes in CLASSES.items()}
    silent, bare_silent = np.zeros(n, dtype=bool), np.zeros(n, dtype=bool)
    for learn, hold in GroupKFold(FOLDS).split(np.zeros(n), groups=examples.group):
        with threadpool_limits(1):
            classifier = _fit(examples.take(learn), known)
        seen = examples.take(hold)
        for made, said, words in ((scores, silent, known), (bare, bare_silent, unbranded)):
            features = _features(seen, classifier.letters, words)
            said[hold] = features.silent
            for family, own in classifier.scores.items():
                made[family][hold] = own.of(features.matrix)
    return OutOfFold(scores, silent, bare, bare_silent)


def in_order(examples: Examples) -> Examples:
    """The examples by name, so that what is learned does not depend on their order."""
    return examples.take(
        np.array(sorted(range(len(examples)), key=lambda i: (examples.names[i], examples.group[i])))
    )


def _features(examples: Examples, letters: Letters, known: Rules) -> _Features:
    texts = Texts.of(examples.names, examples.purposes)
    block = rule_block(task_hits(known.matcher.find(texts.words), texts, known), known, len(examples))
    return _Features(block, join(block, letters.block(texts)), block[:, -1] > 0)


def _masked(features: _Features, vocabulary: list[str]) -> sparse.csr_array:
    """The same texts as if no word of the lists stood in them."""
    block = np.zeros_like(features.block)
    block[:, -1] = 1
    return sparse.csr_array(
        sparse.hstack([sparse.csr_array(block), features.matrix[:, -len(vocabulary) :]], format="csr")
    )


def _fit(examples: Examples, known: Rules) -> Classifier:
    letters = Letters.learn(Texts.of(examples.names, examples.purposes))
    examples = examples.and_(word_examples(known))
    features = _features(examples, letters, known)
    both = sparse.csr_array(
        sparse.vstack([features.matrix, _masked(features, letters.vocabulary)], format="csr")
    )
    weight = np.concatenate([examples.weight, examples.weight * MASKED_WEIGHT])
    scores = {
        family: _regress(both, np.concatenate([answer, answer]), weight, len(CLASSES[family]))
        for family, answer in examples.answers.items()
        if family != SEVERAL
    }
    scores[SEVERAL] = _regress_fields(features.block, examples.answers[SEVERAL], examples.weight)
    return Classifier(letters, scores)


def _regress(features: sparse.csr_array, answer: Answers, weight: Numbers, classes: int) -> Scores:
    known = answer >= 0
    model = LogisticRegression(C=STRENGTH, max_iter=500)
    model.fit(features[known], answer[known], sample_weight=weight[known])
    weights, intercept = np.zeros((classes, features.shape[1])), np.full(classes, -20.0)
    if len(model.classes_) == 2:
        weights[model.classes_] = np.vstack([-model.coef_ / 2, model.coef_ / 2])
        intercept[model.classes_] = [-model.intercept_[0] / 2, model.intercept_[0] / 2]
    else:
        weights[model.classes_], intercept[model.classes_] = model.coef_, model.intercept_
    return Scores(weights, intercept)


Seen = tuple[Numbers, Answers, NDArray[np.bool_]]
"""Scores, right answers, and which of them count."""


def _temperature(seen: list[Seen], family: str) -> float:
    """The temperature that makes the right answers likeliest."""
    scores = np.vstack([s[_known(answer) & part] for s, answer, part in seen])
    right = np.concatenate([answer[_known(answer) & part] for _, answer, part in seen])
    loss = _loss_of_several if family == SEVERAL else _loss_of_one
    found = minimize_scalar(lambda log: loss(scores / np.exp(log), right), bounds=SHARPEST, method="bounded")
    return round(float(np.exp(found.x)), 4)


def _regress_fields(block: Numbers, answer: Answers, weight: Numbers) -> Scores:
    """One regression for all fields: whether a field belongs, by what the word lists say of it.

    What makes a field belong is the same for every field, and most fields are seldom the second one.
    """
    n = len(FIELDS)
    said = [block[:, start : start + n] for start in (0, n, 2 * n)]
    features = np.stack([part.ravel() for part in said], axis=1)
    model = LogisticRegression(C=STRENGTH).fit(features, answer.ravel(), sample_weight=weight.repeat(n))
    weights = np.zeros((n, block.shape[1]))
    for start, own in zip((0, n, 2 * n), model.coef_[0], strict=True):
        weights[np.arange(n), start + np.arange(n)] = own
    return Scores(weights, np.full(n, model.intercept_[0]))


def _known(answer: Answers) -> NDArray[np.bool_]:
    return (answer >= 0) if answer.ndim == 1 else np.ones(len(answer), dtype=bool)


def _doubt(scores: Numbers, answer: Answers, part: NDArray[np.bool_], family: str) -> float:
    """The doubt that names of other years bring: (wrong + 1) / (n + 2)."""
    right = (scores > 0) == (answer == 1) if family == SEVERAL else scores.argmax(axis=1) == answer
    right = right[_known(answer) & part]
    return round(float(((~right).sum() + 1) / (right.size + 2)), 4)


def _loss_of_one(scores: Numbers, answer: Answers) -> float:
    return -float(log_softmax(scores, axis=1)[np.arange(len(answer)), answer].mean())


def _loss_of_several(scores: Numbers, answer: Answers) -> float:
    likely = np.where(answer == 1, expit(scores), expit(-scores))
    return -float(np.log(np.maximum(likely, 1e-12)).mean())


def cross_validated(examples: Examples, brands: bool = True) -> tuple[list[Classifier], list[Answers]]:
    """Classifiers for grouped cross-validation, each calibrated on its own examples only.

    Parameters
    ----------
    examples
        Coded arrangements.
    brands
        Whether public names of organisations count.

    Returns
    -------
    tuple
        A classifier per fold, and the numbers of the examples of whose groups it saw none.
    """
    folds = GroupKFold(FOLDS).split(np.zeros(len(examples)), groups=examples.group)
    parts = [(train(examples.take(learn), brands), np.asarray(hold)) for learn, hold in folds]
    return [classifier for classifier, _ in parts], [hold for _, hold in parts]


def same_names(frame: pd.DataFrame, names: list[str]) -> pd.Series:
    """Whether the group of each example holds one of these names: what to leave out to measure on them."""
    wanted = {_bare(name) for name in names}
    own = frame["name"].map(_bare).isin(wanted)
    return frame["group"].isin(set(frame.loc[own, "group"]))


def _bare(name: str) -> str:
    """A name without what stands in brackets at its end, to see whether two are one."""
    return re.sub(r"\W+", " ", re.sub(r"\s*\([^()]*\)\s*$", "", fold(name))).strip()
