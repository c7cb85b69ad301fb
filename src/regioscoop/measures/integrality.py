"""Functional integrality: how far arrangements address more than one policy field."""

from __future__ import annotations

from itertools import combinations
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from regioscoop.register.codes import POLICY_FIELDS

FIELD_ERROR: Final = (0.05, 0.08)
"""Share of arrangements whose set of fields is wrong, as estimated for the 2024 register (article, annex)."""
DUPLICATES: Final = (0.02, 0.03)
"""Share of duplicates, from the same source."""
MEASURES: Final = ("two_or_more_share", "three_or_more_share", "mean_fields", "entropy")


def integrality(
    fields: pd.Series, regions: dict[str, list[str]], draws: int = 200, seed: int = 2016
) -> pd.DataFrame:
    """Shares of arrangements with several fields, with an interval for errors in the coding.

    - ``two_or_more_share``, ``three_or_more_share``: share of arrangements with at least so many fields;
    - ``mean_fields``: mean number of fields;
    - ``entropy``: Shannon entropy (bits) of the fields over all arrangements of the region, 0 when all
      are in one field, 3 when the eight fields are used equally.

    The interval carries coding errors through (own reading of the published rates): in each draw a rate
    is picked from `FIELD_ERROR`, and for that share of arrangements one field is replaced, dropped or
    added; a share from `DUPLICATES` is removed. It is centred on the observed value; the shift that the
    errors alone would cause is ``_shift``.

    Parameters
    ----------
    fields
        Tuple of field codes, index arrangement id.
    regions
        Region id -> ids of its arrangements (those with at least two members in it).
    draws, seed
        Number of draws and their seed.

    Returns
    -------
    DataFrame
        Index region id; for each measure its value, ``_low``, ``_high`` (95%) and ``_shift``.
    """
    order = {arrangement: i for i, arrangement in enumerate(fields.index)}
    matrix = _matrix(fields)
    rows = {r: np.array([order[a] for a in ids], dtype=np.int64) for r, ids in regions.items()}
    value = {r: _values(matrix[i], np.ones(len(i))) for r, i in rows.items()}
    drawn: dict[str, list[NDArray[np.float64]]] = {r: [] for r in rows}
    generator = np.random.default_rng(seed)
    for _ in range(draws):
        wrong, weight = _with_errors(matrix, generator)
        for r, i in rows.items():
            drawn[r].append(_values(wrong[i], weight[i]))
    records = {}
    for r in rows:
        sample = np.stack(drawn[r]) if drawn[r] else np.full((1, len(MEASURES)), np.nan)
        shift = sample.mean(axis=0) - value[r]
        low, high = np.quantile(sample, [0.025, 0.975], axis=0) - shift
        least = float(matrix[rows[r]].sum(axis=1).min(initial=1))
        bounds = [(0, 1), (0, 1), (least, len(POLICY_FIELDS.codes)), (0, np.log2(len(POLICY_FIELDS.codes)))]
        record: dict[str, float] = {}
        for k, name in enumerate(MEASURES):
            record[name] = value[r][k]
            record[f"{name}_low"] = float(np.clip(low[k], *bounds[k]))
            record[f"{name}_high"] = float(np.clip(high[k], *bounds[k]))
            record[f"{name}_shift"] = shift[k]
        records[r] = record
    return pd.DataFrame.from_dict(records, orient="index").rename_axis("region_id")


def _matrix(fields: pd.Series) -> NDArray[np.bool_]:
    codes = POLICY_FIELDS.codes
    return np.array([[code in own for code in codes] for own in fields], dtype=bool).reshape(-1, len(codes))


def _values(matrix: NDArray[np.bool_], weight: NDArray[np.float64]) -> NDArray[np.float64]:
    total = weight.sum()
    if total == 0:
        return np.full(len(MEASURES), np.nan)
    number = matrix.sum(axis=1)
    used = weight @ matrix
    p = used[used > 0] / used.sum() if used.sum() else np.array([1.0])
    return np.array(
        [
            weight @ (number >= 2) / total,
            weight @ (number >= 3) / total,
            weight @ number / total,
            max(0.0, -(p * np.log2(p)).sum()),
        ]
    )


def _with_errors(
    matrix: NDArray[np.bool_], generator: np.random.Generator
) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """One draw: field sets with errors, and a weight of 0 for what would be a duplicate."""
    out = matrix.copy()
    share = matrix.mean(axis=0)
    chance = share / share.sum()
    hit = np.flatnonzero(generator.random(len(matrix)) < generator.uniform(*FIELD_ERROR))
    for row in hit:
        change = generator.integers(3)
        has, lacks = np.flatnonzero(out[row]), np.flatnonzero(~out[row])
        if change in (0, 1) and len(has) > (1 if change else 0):
            out[row, generator.choice(has)] = False
        if change in (0, 2) and len(lacks) and chance[lacks].sum() > 0:
            out[row, generator.choice(lacks, p=chance[lacks] / chance[lacks].sum())] = True
    kept = generator.random(len(matrix)) >= generator.uniform(*DUPLICATES)
    return out, kept.astype(np.float64)


def field_pairs(fields: pd.Series) -> pd.DataFrame:
    """Pairs of fields that one arrangement addresses together.

    Parameters
    ----------
    fields
        Tuple of field codes, index arrangement id.

    Returns
    -------
    DataFrame
        a, b, arrangements, share (of all arrangements, 0 to 1), most first.
    """
    matrix = _matrix(fields)
    codes = POLICY_FIELDS.codes
    rows = [
        (codes[a], codes[b], int((matrix[:, a] & matrix[:, b]).sum()))
        for a, b in combinations(range(len(codes)), 2)
    ]
    frame = pd.DataFrame(rows, columns=["a", "b", "arrangements"])
    frame["share"] = frame["arrangements"] / max(len(matrix), 1)
    return frame.sort_values(["arrangements", "a", "b"], ascending=[False, True, True], ignore_index=True)
