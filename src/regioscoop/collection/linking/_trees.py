"""Boosted trees as plain numbers: small, readable without the library that fitted them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from threadpoolctl import threadpool_limits

FEATURES: Final = (
    "own", "areas", "compass", "task", "spelling", "inside", "jaccard", "containment", "seat", "seat_member",
)  # fmt: skip
"""What the trees see; every one may only raise the probability as it rises."""
_DIGITS: Final = 6

Numbers = NDArray[np.float64]


def fit_trees(evidence: pd.DataFrame, truth: NDArray[np.bool_]) -> dict[str, Any]:
    """Fit boosted trees that can only rise with each feature.

    Small trees on few pairs: 120 of at most eight leaves, at least eight pairs in a leaf.

    Parameters
    ----------
    evidence
        As `regioscoop.collection.linking._evidence.evidence` gives it.
    truth
        Whether each pair belongs together.

    Returns
    -------
    dict
        base and trees, each with feature, threshold, left, right, value (0 where no leaf), unknown_left:
        JSON can hold it.
    """
    model = HistGradientBoostingClassifier(
        max_iter=120, learning_rate=0.07, max_leaf_nodes=8, min_samples_leaf=8, l2_regularization=1.0,
        monotonic_cst=[1] * len(FEATURES), early_stopping=False, random_state=0,
    )  # fmt: skip
    with threadpool_limits(1):
        model.fit(evidence[list(FEATURES)].to_numpy(float), truth)
    trees = [_plain(one[0].nodes) for one in model._predictors]
    return {"base": round(float(model._baseline_prediction.ravel()[0]), _DIGITS), "trees": trees}


def _plain(nodes: NDArray[Any]) -> dict[str, list[float]]:
    leaf = nodes["is_leaf"].astype(bool)
    return {
        "feature": np.where(leaf, -1, nodes["feature_idx"].astype(int)).tolist(),
        "threshold": np.where(leaf, 0, np.round(nodes["num_threshold"], _DIGITS)).tolist(),
        "left": nodes["left"].astype(int).tolist(),
        "right": nodes["right"].astype(int).tolist(),
        "value": np.where(leaf, np.round(nodes["value"], _DIGITS), 0).tolist(),
        "unknown_left": nodes["missing_go_to_left"].astype(int).tolist(),
    }


def raw_score(evidence: pd.DataFrame, model: Mapping[str, Any]) -> Numbers:
    """Log odds that each pair belongs together, by the trees."""
    values = evidence[list(FEATURES)].to_numpy(float)
    total = np.full(len(values), float(model["base"]))
    for tree in model["trees"]:
        total += _leaves(values, tree)
    return total


def _leaves(values: Numbers, tree: Mapping[str, Sequence[float]]) -> Numbers:
    feature, left, right = (np.array(tree[k], dtype=np.int64) for k in ("feature", "left", "right"))
    threshold, value = (np.array(tree[k], dtype=float) for k in ("threshold", "value"))
    unknown_left = np.array(tree["unknown_left"], dtype=bool)
    node = np.zeros(len(values), dtype=np.int64)
    rows = np.arange(len(values))
    while (inner := feature[node] >= 0).any():
        at = node[inner]
        seen = values[rows[inner], feature[at]]
        to_left = np.where(np.isnan(seen), unknown_left[at], seen <= threshold[at])
        node[inner] = np.where(to_left, left[at], right[at])
    return value[node]
