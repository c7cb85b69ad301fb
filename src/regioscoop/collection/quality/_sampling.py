"""Which arrangements a person checks: a stratified sample with a seed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from regioscoop.errors import InputError, Problem, UnknownNameError
from regioscoop.register.edition import Edition

STRATA: Final = ("certainty", "status", "source", "field", "size")
"""What the strata are made of, the most telling of errors first."""
ALLOCATIONS: Final = ("proportional", "neyman")
LEAST: Final = 2
"""Least number checked in a stratum: one gives no variance."""
_SIZES: Final = ((0, "0-1"), (2, "2-4"), (5, "5-9"), (10, "10-19"), (20, "20+"))


def size_class(members: int) -> str:
    """Class of the number of participants: 0-1, 2-4, 5-9, 10-19 or 20+."""
    return next(name for least, name in reversed(_SIZES) if members >= least)


def sampling_frame(edition: Edition) -> pd.DataFrame:
    """What each arrangement is sampled by.

    Parameters
    ----------
    edition
        The register.

    Returns
    -------
    DataFrame
        Index arrangement; certainty (of the codes), status (confirmed when a source confirms a participation
        for this edition, else carried), source, field (the main one), size (class of the number of
        participants); ``unknown`` for what is not coded.
    """
    frame = edition.arrangements
    members = edition.members
    confirmed = set(members.loc[members["status"] == "confirmed", "arrangement"])
    counts = members.groupby("arrangement").size().reindex(frame.index, fill_value=0)
    return pd.DataFrame(
        {
            "certainty": frame["coding_certainty"].replace("", "unknown"),
            "status": np.where(frame.index.isin(confirmed), "confirmed", "carried"),
            "source": frame["source"],
            "field": [fields[0] if fields else "unknown" for fields in frame["fields"]],
            "size": counts.map(size_class),
        },
        index=frame.index,
    )


def draw_sample(
    edition: Edition,
    size: int,
    seed: int,
    by: Sequence[str] = STRATA,
    allocation: str = "proportional",
    earlier: pd.Series | None = None,
) -> pd.DataFrame:
    """Draw a stratified sample of arrangements.

    Strata are made by splitting on one variable after another, as long as every part can expect `LEAST`
    checks; values that cannot are put together as ``other``. Within a stratum the draw is simple and without
    replacement. Proportional: as many as the stratum is large. Neyman: in proportion to
    ``N_h sqrt(p_h (1 - p_h))``, with p_h the share that an earlier check found wrong, (x + .5)/(n + 1).

    Parameters
    ----------
    edition
        The register.
    size
        How many arrangements; all when there are fewer.
    seed
        Same seed, same edition: same sample, whatever the order of the rows.
    by
        Variables of `STRATA`, the most important first.
    allocation
        ``proportional`` or ``neyman``.
    earlier
        For Neyman: arrangement -> whether the earlier check found it wrong.

    Returns
    -------
    DataFrame
        Index arrangement, sorted; stratum (its values, as text), population (N_h), sampled (n_h).

    Raises
    ------
    UnknownNameError
        When a variable or the allocation is none that we know.
    InputError
        When fewer than `LEAST` are asked, the register is empty, or Neyman is asked without an earlier check.
    """
    for name, known in [*((v, STRATA) for v in by), (allocation, ALLOCATIONS)]:
        if name not in known:
            raise UnknownNameError("way of sampling", name, known)
    frame = sampling_frame(edition).sort_index()
    problems = [] if size >= LEAST else [Problem("--sample", str(size), f"{LEAST} or more")]
    problems += [] if len(frame) else [Problem("edition", "no arrangements", "at least one")]
    if allocation == "neyman" and earlier is None:
        problems.append(
            Problem("--allocation", "neyman without an earlier check", "a sheet that was filled in")
        )
    if problems:
        raise InputError("No sample can be drawn", problems)
    stratum = _strata(frame, tuple(by), min(size / len(frame), 1.0))
    counts = stratum.value_counts().sort_index()
    wanted = _weights(counts, stratum, allocation, earlier)
    sampled = _allocate(wanted, counts, min(size, len(frame)))
    generator = np.random.default_rng(seed)
    rows = []
    for name in counts.index:
        ids = stratum.index[stratum == name].to_numpy()
        chosen = generator.choice(len(ids), size=int(sampled[name]), replace=False)
        rows += [(ids[i], name, int(counts[name]), int(sampled[name])) for i in sorted(chosen)]
    out = pd.DataFrame(rows, columns=["arrangement", "stratum", "population", "sampled"])
    return out.set_index("arrangement").sort_index()


def _strata(frame: pd.DataFrame, by: tuple[str, ...], rate: float, name: str = "all") -> pd.Series:
    if not by:
        return pd.Series(name, index=frame.index)
    values = frame[by[0]]
    enough = values.value_counts().mul(rate).ge(LEAST)
    small = ~values.map(enough).astype(bool)
    # A rest that cannot be a stratum of its own joins the largest value that can.
    grouped = values.mask(small, "other")
    if enough.any() and small.sum() * rate < LEAST:
        grouped = values.mask(small, min(values.mode()))
    if len(set(grouped)) == 1:
        return _strata(frame, by[1:], rate, name)
    parts = [
        _strata(group, by[1:], rate, f"{'' if name == 'all' else name + ', '}{by[0]} {value}")
        for value, group in frame.groupby(grouped, sort=True)
    ]
    return pd.concat(parts).sort_index()


def _weights(counts: pd.Series, stratum: pd.Series, allocation: str, earlier: pd.Series | None) -> pd.Series:
    if allocation == "proportional" or earlier is None:
        return counts.astype(float)
    of = stratum.reindex(earlier.index).dropna()
    wrong = earlier.reindex(of.index).astype(float)
    found = wrong.groupby(of).agg(["sum", "count"]).reindex(counts.index, fill_value=0)
    share = (found["sum"] + 0.5) / (found["count"] + 1)
    return counts * np.sqrt(share * (1 - share))


def _allocate(wanted: pd.Series, counts: pd.Series, size: int) -> pd.Series:
    """Whole numbers in proportion to what is wanted: at least `LEAST` and at most all of a stratum."""
    least = counts.clip(upper=LEAST)
    given = least.copy()
    while given.sum() < size:
        room = counts - given
        share = (wanted / wanted.sum() * size - given).where(room > 0, -np.inf)
        given[share.idxmax()] += 1
    return given
