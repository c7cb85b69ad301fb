"""Robustness: how far a solution depends on the cut-off and on the fewest cases of a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

import numpy as np
import pandas as pd

from regioscoop.cases.qca._solution import Solution, minimise
from regioscoop.cases.qca._truth import NEARLY, PRESENT, TruthTable, truth_table

LOWEST_CUTOFF: Final = 0.5
"""Under this a row would count as having the outcome while it lies mostly outside it."""


def robustness(
    table: TruthTable,
    kind: str = "conservative",
    expectations: Mapping[str, bool] | None = None,
    *,
    frequencies: Sequence[int] | None = None,
) -> pd.DataFrame:
    """Solve the table again for every cut-off from `LOWEST_CUTOFF` to 1.

    A solution can only change where the cut-off passes the consistency of a row, so the ranges are exact and
    not those of a grid.

    Parameters
    ----------
    table
        The truth table; its cases are tabulated again for each cut-off.
    kind, expectations
        As for `minimise`.
    frequencies
        Fewest cases of a row, each tried in turn; without it only that of the table.

    Returns
    -------
    DataFrame
        frequency, above, up_to (the range of cut-offs: above the one, up to and with the other), rows (with
        the outcome), models (number), solution (formulas, several joined by `` | ``; empty when no row has
        the outcome), consistency, coverage (of the first model), is_chosen (whether the cut-off and frequency
        of the table lie in it). Neighbouring ranges with one solution are one.

    Raises
    ------
    InputError
        As `truth_table` and `minimise`.
    """
    records: list[dict[str, object]] = []
    for frequency in sorted(set(frequencies or (table.frequency,))):
        own: list[dict[str, object]] = []
        for low, high in pairwise(_edges(table)):
            again = _again(table, high, frequency)
            record = _record(minimise(again, kind, expectations), low, high, frequency)
            if own and own[-1]["solution"] == record["solution"]:
                own[-1]["up_to"], own[-1]["rows"] = high, record["rows"]
            else:
                own.append(record)
        records += own
    frame = pd.DataFrame(records)
    inside = (frame["above"] < table.cutoff - NEARLY) & (table.cutoff - NEARLY <= frame["up_to"])
    return frame.assign(is_chosen=inside & (frame["frequency"] == table.frequency))


def _edges(table: TruthTable) -> list[float]:
    found = table.rows["consistency"].to_numpy()
    # Rows that the cut-off does not tell apart have one edge.
    edges = np.unique(np.round(found[(found > LOWEST_CUTOFF) & (found < 1)], 9))
    return [LOWEST_CUTOFF, *(float(edge) for edge in edges), 1.0]


def _again(table: TruthTable, cutoff: float, frequency: int) -> TruthTable:
    return truth_table(
        table.sets,
        cutoff=cutoff,
        frequency=frequency,
        pri_cut=table.pri_cut,
        contradictions=table.contradictions,
    )


def _record(solution: Solution, low: float, high: float, frequency: int) -> dict[str, object]:
    first = solution.models[0] if solution.models else None
    return {
        "frequency": frequency,
        "above": low,
        "up_to": high,
        "rows": len(solution.table.combinations(PRESENT)),
        "models": solution.total,
        "solution": " | ".join(solution.expressions),
        "consistency": first.consistency if first else float("nan"),
        "coverage": first.coverage if first else float("nan"),
    }
