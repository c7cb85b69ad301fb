"""What people decided: it overrides, and it teaches."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import minimize

from regioscoop.collection.linking._weights import LEVELS, UNKNOWN

STIFFNESS: Final = 2.0
"""How strongly what was learnt from decisions is held at nothing [own]: a handful alike is needed to turn
an answer."""

Numbers = NDArray[np.float64]


def taught(levels: pd.DataFrame, logit: Numbers, decided: NDArray[np.int64], truth: Numbers) -> Numbers:
    """Shift log odds by what people decided on pairs with the same kind of evidence.

    Minimises sum over decided pairs of log(1 + exp(-t (z + x w))) + `STIFFNESS`/2 |w|^2 over w, with z the
    log odds of the model, x the levels of the comparisons as zeros and ones and t = 1 (match) or -1; every
    pair then has z + x w [own].

    Parameters
    ----------
    levels
        Levels of all pairs.
    logit
        Log odds of all pairs.
    decided
        Rows that were decided.
    truth
        Per decided row 1 (match) or 0 (different).

    Returns
    -------
    array
        New log odds of all pairs; the old ones where nothing was decided.
    """
    if not len(decided):
        return logit
    columns = [levels[name].to_numpy() == level for name in LEVELS for level in _seen(levels[name])]
    design = np.column_stack(columns).astype(float)
    signs, rows, offset = 2 * truth - 1, design[decided], logit[decided]

    def loss(w: Numbers) -> tuple[float, Numbers]:
        margin = signs * (offset + rows @ w)
        slope = -signs / (1 + np.exp(margin))
        value = np.logaddexp(0, -margin).sum() + STIFFNESS / 2 * w @ w
        return float(value), rows.T @ slope + STIFFNESS * w

    found = minimize(loss, np.zeros(design.shape[1]), jac=True, method="L-BFGS-B")
    return logit + design @ found.x


def _seen(column: pd.Series) -> list[int]:
    return sorted(set(column.unique()) - {UNKNOWN})
