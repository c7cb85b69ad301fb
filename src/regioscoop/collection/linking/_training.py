"""Training: the weights of Splink, the trees, and the calibration of both, by groups of arrangements."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from regioscoop.collection.linking import _weights
from regioscoop.collection.linking._answers import DIFFERENT, MATCH, REVIEW, Thresholds, answer
from regioscoop.collection.linking._blocking import Pairs, candidates
from regioscoop.collection.linking._evidence import evidence
from regioscoop.collection.linking._participants import participants_of, year_of
from regioscoop.collection.linking._profiles import Profiles, profiles
from regioscoop.collection.linking._trees import fit_trees, raw_score
from regioscoop.collection.linking.gold import BELONG, groups

FOLDS: Final = 5
SEEDS: Final = (1, 2, 3)
"""Seeds of the divisions of the groups over the folds; the held-out probability is the mean over them."""
MOST_WRONG: Final = 0.004
"""Share of the held-out matches that may be different arrangements: a fifth of what is wanted."""
MOST_LOST: Final = 0.075
"""Share of the held-out pairs that are related, successors too, that may lie below review."""

Numbers = NDArray[np.float64]
Booleans = NDArray[np.bool_]


@dataclass(frozen=True)
class Material:
    """Judged pairs with their evidence, and the candidates that were not judged.

    Attributes
    ----------
    judged
        The judged pairs, one row per row of ``evidence``.
    evidence
        Their evidence.
    left_group, right_group
        Group of arrangements of both records.
    candidates
        Evidence of all candidates of the lists: what chance agreement looks like; empty where not asked for.
    within
        Whether both records stand in one list.
    """

    judged: pd.DataFrame
    evidence: pd.DataFrame
    left_group: NDArray[np.int64]
    right_group: NDArray[np.int64]
    candidates: pd.DataFrame
    within: Booleans

    @property
    def belong(self) -> Booleans:
        """Whether each pair is one arrangement, or one and a part of it."""
        return self.judged["label"].isin(BELONG).to_numpy()


def material(
    sources: dict[str, pd.DataFrame], judged: pd.DataFrame, with_candidates: bool = True
) -> Material:
    """Gather the evidence of the judged pairs and of all candidates.

    Parameters
    ----------
    sources
        Source -> list.
    judged
        As `regioscoop.collection.linking.gold.read_judged` gives it.
    with_candidates
        Whether to gather the evidence of all candidates, which Splink's weights need and the trees do not.
    """
    year = year_of(participants_of(cell) for s in sources.values() for cell in s["participants"].unique())
    sides = {name: profiles(records, year) for name, records in sources.items()}
    rows = {name: dict(zip(r["id"], sides[name].of_record, strict=True)) for name, r in sources.items()}
    parts, chance = [], []
    for (one, other), part in judged.groupby(["left_source", "right_source"], sort=True):
        pairs = np.array(
            [
                (rows[one][a], rows[other][b])
                for a, b in zip(part["left_name"], part["right_name"], strict=True)
            ],
            dtype=np.int64,
        )
        parts.append(evidence(sides[one], sides[other], pairs).set_index(part.index))
        found = _candidates(sides, one, other) if with_candidates else pairs[:0]
        chance.append(evidence(sides[one], sides[other], found))
    left, right = groups(judged)
    within = (judged["left_source"] == judged["right_source"]).to_numpy()
    told = pd.concat(parts).loc[judged.index]
    return Material(judged, told, left, right, pd.concat(chance, ignore_index=True), within)


def _candidates(sides: dict[str, Profiles], one: str, other: str) -> Pairs:
    return candidates(sides[one], None if one == other else sides[other])


def splits(
    left: NDArray[np.int64], right: NDArray[np.int64], seed: int
) -> Iterator[tuple[Booleans, Booleans]]:
    """Divide pairs into training and test so that no group of arrangements is on both sides.

    A pair of which the records lie in folds i and j is tested on what was learnt from pairs without any
    record in i or j.

    Parameters
    ----------
    left, right
        Group of both records of each pair.
    seed
        Seed of the division of the groups over `FOLDS` folds.

    Yields
    ------
    tuple
        Which pairs to train on, which to test on.
    """
    order = np.random.default_rng(seed).permutation(max(left.max(), right.max()) + 1)
    fold = order % FOLDS
    ours, theirs = fold[left], fold[right]
    low, high = np.minimum(ours, theirs), np.maximum(ours, theirs)
    for i, j in combinations_with_replacement(range(FOLDS), 2):
        test = (low == i) & (high == j)
        if test.any():
            yield ~np.isin(ours, [i, j]) & ~np.isin(theirs, [i, j]), test


Judge = Callable[[pd.DataFrame, Booleans, pd.DataFrame], Numbers]
"""(training evidence, truth, test evidence) -> log odds of the test pairs."""


def held_out(found: Material, judge: Judge, seeds: Sequence[int] = SEEDS) -> Numbers:
    """Log odds of every judged pair by models that saw nothing of either of its arrangements.

    Parameters
    ----------
    found
        The judged pairs.
    judge
        How to judge.
    seeds
        Seeds of the divisions.

    Returns
    -------
    array
        Mean over the divisions.
    """
    scores = np.zeros((len(seeds), len(found.judged)))
    for row, seed in enumerate(seeds):
        for train, test in splits(found.left_group, found.right_group, seed):
            scores[row, test] = judge(found.evidence[train], found.belong[train], found.evidence[test])
    return scores.mean(axis=0)


def by_trees(train: pd.DataFrame, truth: Booleans, test: pd.DataFrame) -> Numbers:
    """Judge by boosted trees alone."""
    return raw_score(test, fit_trees(train, truth))


def by_splink(chance: pd.DataFrame) -> Judge:
    """Judge by Splink's weights alone, with u from the evidence of all candidates."""
    others = _weights.levels(chance)

    def judge(train: pd.DataFrame, truth: Booleans, test: pd.DataFrame) -> Numbers:
        shares = _weights.estimate_shares(_weights.levels(train[truth]), others)
        model = _weights.settings(shares, PRIOR)
        return _weights.match_weights(_weights.levels(test), model)["total"].to_numpy() * np.log(2)

    return judge


PRIOR: Final = 0.1
"""Share of the candidates that belong together, about; calibration corrects it."""


def calibrate(score: Numbers, truth: Booleans) -> dict[str, float]:
    """Fit Platt scaling: probability = 1 / (1 + exp(-(intercept + slope * score))) [S: Platt 1999]."""
    model = LogisticRegression(C=1e6).fit(score[:, None], truth)
    return {
        "intercept": round(float(model.intercept_[0]), 6),
        "slope": round(float(model.coef_[0, 0]), 6),
    }


def probability(score: Numbers, platt: dict[str, float]) -> Numbers:
    """The calibrated probability of a score."""
    return 1 / (1 + np.exp(-(platt["intercept"] + platt["slope"] * score)))


def train(found: Material) -> tuple[dict[str, Any], dict[str, Numbers]]:
    """Train on all judged pairs; calibrate, and choose the thresholds, on held-out scores.

    Returns
    -------
    tuple
        The model: splink (settings), trees, platt, thresholds, which JSON can hold; and the held-out scores
        of the trees and of Splink alone.
    """
    truth = found.belong
    shares = _weights.estimate_shares(
        _weights.levels(found.evidence[truth]), _weights.levels(found.candidates)
    )
    scores = {"trees": held_out(found, by_trees), "splink": held_out(found, by_splink(found.candidates))}
    platt = calibrate(scores["trees"], truth)
    model = {
        "splink": _weights.settings(shares, PRIOR),
        "trees": fit_trees(found.evidence, truth),
        "platt": platt,
        "thresholds": choose_thresholds(found, probability(scores["trees"], platt)),
    }
    return model, scores


def choose_thresholds(found: Material, value: Numbers) -> dict[str, float]:
    """Choose the thresholds on held-out probabilities.

    Parameters
    ----------
    found
        The judged pairs.
    value
        Held-out probability of each.

    Returns
    -------
    dict
        match: the least multiple of .05, from .6, at which at most `MOST_WRONG` of what is matched is
        ``different``; review: the greatest multiple of .02 at which at most `MOST_LOST` of what is related,
        successors too, is neither matched nor reviewed.
    """
    different = (found.judged["label"] == "different").to_numpy()

    def wrong(least: float) -> float:
        matched = (answers_of(found, value, Thresholds(least, 0.0))["decision"] == MATCH).to_numpy()
        return float((matched & different).sum() / max(matched.sum(), 1))

    match = next((t for t in np.arange(0.6, 1, 0.05).round(2) if wrong(t) <= MOST_WRONG), 0.95)

    def lost(least: float) -> float:
        left_out = answers_of(found, value, Thresholds(match, least))["decision"] == DIFFERENT
        return float(left_out[~different].mean())

    kept = [t for t in np.arange(0.02, 0.4, 0.02).round(2) if lost(t) <= MOST_LOST]
    return {"match": float(match), "review": float(max(kept, default=0.02))}


def answers_of(found: Material, value: Numbers, thresholds: Thresholds) -> pd.DataFrame:
    """The answers to the judged pairs by their probability."""
    parts = [
        answer(
            found.evidence[found.within == inside],
            pd.Series(value, index=found.evidence.index)[found.within == inside],
            thresholds,
            inside,
        )
        for inside in (False, True)
    ]
    return pd.concat(parts).loc[found.evidence.index]


def held_out_answers(
    found: Material, scores: dict[str, Numbers], thresholds: dict[str, float]
) -> dict[str, pd.DataFrame]:
    """Answers of each way of judging to pairs of arrangements it never saw, each calibrated by itself."""
    return {
        name: answers_of(found, probability(score, calibrate(score, found.belong)), Thresholds(**thresholds))
        for name, score in scores.items()
    }


def measures(found: Material, answers: pd.DataFrame) -> pd.DataFrame:
    """Measure answers against the labels.

    Parameters
    ----------
    found
        The judged pairs.
    answers
        One row per judged pair with decision.

    Returns
    -------
    DataFrame
        Per set of pairs (all; hard: both records have participants) and per meaning of true (same; belong:
        same or a part; related: those and successors): pairs, true, matched, precision and recall of the
        matches, missed (share of the true pairs that is neither match nor review), reviewed (share of the
        pairs).
    """
    label, decision = found.judged["label"], answers["decision"]
    hard = found.evidence["jaccard"].notna()
    meanings = {"same": ("same",), "belong": BELONG, "related": (*BELONG, "successor")}
    rows = {}
    for of, part in (("all", hard | True), ("hard", hard)):
        for meaning, labels in meanings.items():
            true, matched = label.isin(labels) & part, (decision == MATCH) & part
            rows[of, meaning] = {
                "pairs": int(part.sum()),
                "true": int(true.sum()),
                "matched": int(matched.sum()),
                "precision": (true & matched).sum() / max(matched.sum(), 1),
                "recall": (true & matched).sum() / true.sum(),
                "missed": (true & (decision == DIFFERENT)).sum() / true.sum(),
                "reviewed": ((decision == REVIEW) & part).sum() / part.sum(),
            }
    return pd.DataFrame.from_dict(rows, orient="index")
