"""From a measured number to membership in a set, and what a calibration leaves to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from scipy.special import expit

from regioscoop.errors import InputError, Problem

if TYPE_CHECKING:
    from regioscoop.cases.qca._sets import Sets

LOG_ODDS: Final = float(np.log(0.95 / 0.05))
"""Log odds of full membership (.95) at its anchor; those of non-membership (.05) are the opposite."""
SKEWED: Final = 0.2
"""A set is skewed when fewer than this share of the cases is in it, or out of it [own]."""


def calibrate_crisp(values: pd.Series, threshold: float, *, below: bool = False) -> pd.Series:
    """Membership 1 from the threshold on, 0 under it; unknown stays unknown.

    Parameters
    ----------
    values
        Numbers, an entry for each case.
    threshold
        In the unit of the values.
    below
        Whether the set is that of the low values: 1 under the threshold, 0 from it on.

    Raises
    ------
    InputError
        When the threshold is no number, or no case or every case is in.
    """
    numbers = _numbers(values)
    known = numbers[np.isfinite(numbers)]
    inside = (numbers < threshold) if below else (numbers >= threshold)
    problems = _finite(values, threshold=threshold)
    if len(known) and not problems and inside[np.isfinite(numbers)].mean() in (0, 1):
        found = f"{threshold:g}, with every value from {known.min():g} to {known.max():g}"
        problems.append(
            Problem(str(values.name), found, "a threshold with cases on both sides", column="threshold")
        )
    if problems:
        raise InputError("The set cannot be calibrated", problems)
    return pd.Series(
        np.where(np.isfinite(numbers), inside.astype(float), np.nan), values.index, name=values.name
    )


def calibrate_fuzzy(values: pd.Series, out: float, crossover: float, full: float) -> pd.Series:
    """Direct method: membership by three anchors and the logistic curve [S, Ragin 2008].

    With d = value - crossover, the log odds of membership are `LOG_ODDS` x d / (full - crossover) on the
    side of full membership and `LOG_ODDS` x d / (crossover - out) on the other, so that the anchors get
    .05, .5 and .95. Ragin rounds these log odds to 3, which differs by .01 at most.

    Parameters
    ----------
    values
        Numbers, an entry for each case; unknown stays unknown.
    out, crossover, full
        Anchors of full non-membership, most ambiguity and full membership, in the unit of the values;
        rising, or falling when low values are in the set.

    Raises
    ------
    InputError
        When an anchor is no number, or they neither rise nor fall.

    Examples
    --------
    >>> import pandas as pd
    >>> calibrate_fuzzy(pd.Series([300, 600, 800]), 300, 600, 800).round(2).tolist()
    [0.05, 0.5, 0.95]
    """
    problems = _finite(values, out=out, crossover=crossover, full=full)
    if not problems and not (out < crossover < full or out > crossover > full):
        found = f"{out:g}, {crossover:g}, {full:g}"
        problems.append(Problem(str(values.name), found, "three anchors that rise or fall", column="anchors"))
    if problems:
        raise InputError("The set cannot be calibrated", problems)
    away = _numbers(values) - crossover
    towards_full = away * (full - crossover) > 0
    width = np.where(towards_full, full - crossover, crossover - out)
    return pd.Series(expit(LOG_ODDS * away / width), values.index, name=values.name)


def check_calibration(sets: Sets) -> pd.DataFrame:
    """What to look at in the calibrated sets.

    Returns
    -------
    DataFrame
        set, role (``condition`` or ``outcome``), lowest, highest (membership), values (number of different
        ones), in_share (share of the cases above .5), on_the_fence (number of cases at exactly .5),
        is_skewed (see `SKEWED`).
    """
    columns = [*sets.conditions, sets.label]
    frame = pd.DataFrame(np.column_stack([sets.x, sets.y]), columns=columns)
    inside = (frame > 0.5).mean()
    return pd.DataFrame(
        {
            "set": columns,
            "role": ["condition"] * len(sets.conditions) + ["outcome"],
            "lowest": frame.min().to_numpy(),
            "highest": frame.max().to_numpy(),
            "values": frame.nunique().to_numpy(),
            "in_share": inside.to_numpy(),
            "on_the_fence": (frame == 0.5).sum().to_numpy(),
            "is_skewed": ((inside < SKEWED) | (inside > 1 - SKEWED)).to_numpy(),
        }
    )


def _numbers(values: pd.Series) -> np.ndarray:
    return np.array(values.to_numpy(dtype=np.float64, na_value=np.nan))


def _finite(values: pd.Series, **anchors: float) -> list[Problem]:
    return [
        Problem(str(values.name), str(value), "a number", column=name)
        for name, value in anchors.items()
        if not np.isfinite(value)
    ]
