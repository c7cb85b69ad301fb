"""Splink's part in judging: the weight of evidence of each comparison, in bits."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

import duckdb
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from splink import DuckDBAPI, Linker

_SPELLING: Final = (0.5, 0.7, 0.85, 0.999)
_JACCARD: Final = (0.001, 0.2, 0.5, 0.8, 0.999)
LEVELS: Final[dict[str, int]] = {
    "own": 5, "areas": 4, "compass": 4, "task": 7, "spelling": 5, "participants": 6, "seat": 3,
}  # fmt: skip
"""Comparison -> number of its levels; level 0 speaks against, the highest most for one arrangement."""
UNKNOWN: Final = -1
"""Level of a comparison where one side says nothing: weighs nothing."""
SMOOTHING: Final = 1.0
"""Pairs that are added to each level, so that what was never seen is not impossible."""

Shares = dict[str, dict[str, list[float]]]
"""Comparison -> ``m`` and ``u``: shares of each level among pairs that match and among candidates."""


def levels(evidence: pd.DataFrame) -> pd.DataFrame:
    """The evidence as whole levels, one column per comparison of `LEVELS`; `UNKNOWN` where there is none."""
    frame = evidence[["own", "areas", "compass", "task"]].astype(int)
    frame["spelling"] = np.searchsorted(_SPELLING, evidence["spelling"], side="right")
    jaccard = evidence["jaccard"]
    bins = np.searchsorted(_JACCARD, jaccard.fillna(0), side="right")
    frame["participants"] = np.where(jaccard.isna(), UNKNOWN, bins)
    seat = np.where(evidence["seat_member"] == 1, 1, 0)
    seat = np.where(evidence["seat"] == 1, 2, seat)
    frame["seat"] = np.where(evidence["seat"].isna() & evidence["seat_member"].isna(), UNKNOWN, seat)
    return frame


def estimate_shares(matches: pd.DataFrame, others: pd.DataFrame) -> Shares:
    """Estimate m and u: the share of each level among pairs that match and among others.

    m_k = (n_k + s) / (n + s K), with s = `SMOOTHING`, K the number of levels and n the pairs where the
    comparison is known; u likewise [S: Fellegi and Sunter 1969, smoothing own].

    Parameters
    ----------
    matches, others
        Levels, as `levels` gives them.
    """
    return {
        name: {
            key: list(_shares(frame[name], number))
            for key, frame in (("m", matches), ("u", others))
        }
        for name, number in LEVELS.items()
    }  # fmt: skip


def _shares(column: pd.Series, number: int) -> NDArray[np.float64]:
    counts = np.bincount(column[column != UNKNOWN].to_numpy(), minlength=number) + SMOOTHING
    return np.round(counts / counts.sum(), 6)


def settings(shares: Shares, prior: float) -> dict[str, Any]:
    """The model as Splink's settings.

    Parameters
    ----------
    shares
        m and u of each level.
    prior
        Share of the candidates that match.
    """
    return {
        "link_type": "link_only",
        "probability_two_random_records_match": prior,
        "blocking_rules_to_generate_predictions": [
            {"blocking_rule": "l.unique_id = r.unique_id", "sql_dialect": "duckdb"}
        ],
        "comparisons": [_comparison(name, shares[name]) for name in LEVELS],
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": True,
    }


def _comparison(name: str, shares: Mapping[str, list[float]]) -> dict[str, Any]:
    column = f'"{name}_l"'
    null = {"sql_condition": f"{column} = {UNKNOWN}", "label_for_charts": "unknown", "is_null_level": True}
    rungs = [
        {
            "sql_condition": f"{column} = {level}" if level else "ELSE",
            "label_for_charts": f"level {level}",
            "m_probability": shares["m"][level],
            "u_probability": shares["u"][level],
        }
        for level in reversed(range(LEVELS[name]))
    ]
    return {"output_column_name": name, "comparison_levels": [null, *rungs]}


def match_weights(frame: pd.DataFrame, model: Mapping[str, Any]) -> pd.DataFrame:
    """Weigh the evidence of each pair with Splink.

    Splink compares records; here each level is a record that is compared with itself, so that levels which no
    SQL can compute (a typing error in an abbreviation) still pass through its model.

    Parameters
    ----------
    frame
        Levels, as `levels` gives them.
    model
        Settings, as `settings` gives them.

    Returns
    -------
    DataFrame
        One row per row of ``frame``: the weight of each comparison of `LEVELS` in bits, log2(m / u), 0 where
        unknown, and total: their sum and log2 of the prior odds.
    """
    known = _weights_of_levels(json.dumps(model, sort_keys=True))
    weights = pd.DataFrame(
        {name: known[name].to_numpy()[frame[name].to_numpy() - UNKNOWN] for name in LEVELS}, dtype=float
    )
    return weights.assign(total=weights.sum(axis=1) + known["total"].iloc[0])


@cache
def _weights_of_levels(model: str) -> pd.DataFrame:
    """Splink's weight of each level of each comparison; the first row is that of what is unknown."""
    rows = range(UNKNOWN, max(LEVELS.values()))
    frame = pd.DataFrame({name: [min(row, number - 1) for row in rows] for name, number in LEVELS.items()})
    api = DuckDBAPI(duckdb.connect())
    numbered = frame.assign(unique_id=range(len(frame)))
    sides = [api.register(numbered, dataset_display_name=name) for name in ("one", "same")]
    linker = Linker(sides, json.loads(model), log_level=logging.ERROR)
    scored = linker.inference.predict(warning_mode="never").as_duckdbpyrelation().df()
    scored = scored.sort_values("unique_id_l")
    columns = {name: f"mw_{name}" for name in LEVELS} | {"total": "match_weight"}
    return pd.DataFrame({name: scored[column].to_numpy(float) for name, column in columns.items()})
