"""How well one set fits in another: consistency, coverage, PRI and relevance of necessity."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


def consistency(x: Numbers, y: Numbers) -> Numbers:
    """How far x lies within y: sum(min(x, y)) / sum(x) [S, Ragin 2006].

    Parameters
    ----------
    x
        Memberships (0 to 1), cases or cases by sets.
    y
        Memberships in the outcome, cases.

    Returns
    -------
    array
        One number for each set, 0 to 1; NaN when no case has any membership in it.
    """
    return _ratio(_common(x, y), x.sum(axis=0))


def coverage(x: Numbers, y: Numbers) -> Numbers:
    """How much of y lies within x: sum(min(x, y)) / sum(y) [S, Ragin 2006]. Shapes as `consistency`."""
    return _ratio(_common(x, y), np.broadcast_to(y.sum(), x.shape[1:]))


def pri(x: Numbers, y: Numbers) -> Numbers:
    """Consistency after what x shares with both y and its negation is taken off.

    (sum(min(x, y)) - b) / (sum(x) - b), b = sum(min(x, y, 1 - y)) [S, Schneider and Wagemann 2012]. Near 0
    when x lies as well within the negation. Shapes as `consistency`.
    """
    both = np.minimum(x, _as_column(np.minimum(y, 1 - y), x)).sum(axis=0)
    return _ratio(_common(x, y) - both, x.sum(axis=0) - both)


def relevance(x: Numbers, y: Numbers) -> Numbers:
    """Relevance of necessity (RoN): sum(1 - x) / sum(1 - min(x, y)) [S, Schneider and Wagemann 2012].

    Near 0 when x is so large that nearly everything lies within it. Shapes as `consistency`.
    """
    return _ratio((1 - x).sum(axis=0), (1 - np.minimum(x, _as_column(y, x))).sum(axis=0))


def _common(x: Numbers, y: Numbers) -> Numbers:
    return np.minimum(x, _as_column(y, x)).sum(axis=0)


def _as_column(y: Numbers, x: Numbers) -> Numbers:
    return y if x.ndim == 1 else y[:, None]


def _ratio(part: Numbers, whole: Numbers) -> Numbers:
    # What is left of a sum of memberships after a subtraction is only nearly nothing.
    whole = np.where(np.abs(whole) < 1e-12, np.nan, whole)
    return np.asarray(part / whole, dtype=np.float64)
