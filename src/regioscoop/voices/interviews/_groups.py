"""Where groups see it differently: exact tests on how many sources of each group say something."""

from __future__ import annotations

from math import prod
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import gammaln

from regioscoop.voices.interviews._matrix import MIN_SOURCES, require_threshold
from regioscoop.voices.interviews._model import Interviews

LEVEL: Final = 0.05
"""Words are given where the adjusted p is below this."""
MOST_TABLES: Final = 200_000
"""With more tables possible, tables are drawn."""
DRAWS: Final = 20_000
_TINY: Final = 1e-7
_LINK_KIND: Final = "link"

Counts = NDArray[np.int64]


def differences(interviews: Interviews, min_sources: int = MIN_SOURCES, seed: int = 2016) -> pd.DataFrame:
    """Test for each division whether its groups say something equally often.

    What is tested: findings, consequences and causal links that at least ``min_sources`` sources name. Groups
    with fewer sources than that are left out of the division, so that nobody stands alone. p: Freeman-Halton
    (Fisher's test for two groups); adjusted within a division by Holm.

    Parameters
    ----------
    interviews
        The project, with its divisions.
    min_sources
        Fewest sources of a group and of what is tested, 2 or more.
    seed
        For the draws, where there are too many tables to count.

    Returns
    -------
    DataFrame
        division, kind (finding, consequence or link), item, group, said (sources of the group that say it),
        of (sources of the group), share, p, p_adjusted, is_exact, is_carried (p_adjusted below `LEVEL`).
        Smallest p first; the same whatever the order of the rows.

    Raises
    ------
    InputError
        When ``min_sources`` is below 2.
    """
    require_threshold(min_sources)
    said = _said(interviews)
    rows: list[pd.DataFrame] = []
    for division in sorted(interviews.groups.columns):
        groups = interviews.division(division)
        sizes = groups[groups != ""].value_counts()
        sizes = sizes[sizes >= min_sources].sort_index()
        if len(sizes) > 1:
            rows.append(_of_division(division, groups, sizes, said, min_sources, seed))
    columns = ["division", "kind", "item", "group", "said", "of", "share", "p", "p_adjusted", "is_exact"]
    found = pd.concat([frame for frame in rows if len(frame)]) if any(map(len, rows)) else None
    if found is None:
        return pd.DataFrame(columns=[*columns, "is_carried"])
    found = found[columns].assign(is_carried=found["p_adjusted"] < LEVEL)
    return found.sort_values(["division", "p_adjusted", "p", "kind", "item", "group"], ignore_index=True)


def _said(interviews: Interviews) -> pd.DataFrame:
    """kind, item, source: each once."""
    coded = interviews.codings[["source", "code"]].rename(columns={"code": "item"})
    coded = coded.assign(kind=coded["item"].map(interviews.kinds))
    coded = coded[coded["kind"].isin(["finding", "consequence"])]
    sign = interviews.links["polarity"].map({"positive": " → ", "negative": " ⊣ "})
    linked = pd.DataFrame(
        {
            "source": interviews.links["source"],
            "item": interviews.links["cause"] + sign + interviews.links["effect"],
            "kind": _LINK_KIND,
        }
    )
    both = pd.concat([coded, linked[linked["source"] != ""]])
    return both[["kind", "item", "source"]].drop_duplicates()


def _of_division(
    division: str,
    groups: pd.Series,
    sizes: pd.Series,
    said: pd.DataFrame,
    min_sources: int,
    seed: int,
) -> pd.DataFrame:
    own = said.assign(group=said["source"].map(groups))
    own = own[own["group"].isin(sizes.index)]
    counts = pd.crosstab([own["kind"], own["item"]], own["group"]).reindex(columns=sizes.index, fill_value=0)
    counts = counts[counts.sum(axis=1) >= min_sources].sort_index()
    if counts.empty:
        return pd.DataFrame()
    of = sizes.to_numpy()
    found: dict[int, tuple[NDArray[np.float64], bool]] = {}
    tests = []
    for row in counts.to_numpy():
        total = int(row.sum())
        if total not in found:
            # Each total has draws of its own, so that a test does not depend on the others.
            found[total] = _chances(of, total, np.random.default_rng([seed, total]))
        tests.append(_p_value(row, of, *found[total]))
    frame = counts.reset_index().melt(["kind", "item"], var_name="group", value_name="said")
    frame = frame.sort_values(["kind", "item", "group"], ignore_index=True)
    frame["of"] = frame["group"].map(sizes)
    frame["share"] = frame["said"] / frame["of"]
    frame["division"] = division
    p = np.array([found for found, _ in tests])
    for name, values in (("p", p), ("p_adjusted", holm(p)), ("is_exact", np.array([e for _, e in tests]))):
        frame[name] = np.repeat(values, len(sizes))
    return frame


def freeman_halton(said: Counts, of: Counts, generator: np.random.Generator) -> tuple[float, bool]:
    """Test whether groups say something equally often.

    p: sum of the probabilities of all tables with the same totals that are no likelier than this one (Freeman
    and Halton 1951); Fisher's exact test for two groups.

    Parameters
    ----------
    said
        Sources of each group that say it, shape (groups,).
    of
        Sources of each group, shape (groups,).
    generator
        For `DRAWS` draws, with more than `MOST_TABLES` tables.

    Returns
    -------
    p, is_exact : tuple
        The two-sided p, and whether every table was counted.
    """
    return _p_value(said, of, *_chances(of, int(said.sum()), generator))


def _chances(of: Counts, total: int, generator: np.random.Generator) -> tuple[NDArray[np.float64], bool]:
    """Logarithm of the chance of every table with these totals, or of those that are drawn."""
    is_exact = prod(int(size) + 1 for size in of[:-1]) <= MOST_TABLES
    tables = (
        _all_tables(of, total) if is_exact else generator.multivariate_hypergeometric(of, total, size=DRAWS)
    )
    return _log_chance(tables, of), is_exact


def _p_value(said: Counts, of: Counts, chances: NDArray[np.float64], is_exact: bool) -> tuple[float, bool]:
    unlikely = chances <= float(_log_chance(said[None, :], of)[0]) + _TINY
    if is_exact:
        return min(float(np.exp(chances[unlikely]).sum()), 1.0), True
    return (int(unlikely.sum()) + 1) / (len(chances) + 1), False


def _all_tables(of: Counts, total: int) -> Counts:
    first = np.indices([int(size) + 1 for size in of[:-1]]).reshape(len(of) - 1, -1).T
    last = total - first.sum(axis=1)
    tables = np.column_stack([first, last])
    return tables[(last >= 0) & (last <= of[-1])]


def _log_chance(tables: Counts, of: Counts) -> NDArray[np.float64]:
    def log_choose(n: Counts, k: Counts) -> NDArray[np.float64]:
        return gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)

    totals = np.array([of.sum(), tables[0].sum()])
    chance: NDArray[np.float64] = log_choose(of, tables).sum(axis=1) - log_choose(totals[0], totals[1])
    return chance


def holm(p: NDArray[np.float64]) -> NDArray[np.float64]:
    """Adjust p values for their number (Holm 1979).

    Parameters
    ----------
    p
        The p values, shape (tests,).

    Returns
    -------
    ndarray
        Adjusted, in the same order, at most 1.
    """
    order = np.argsort(p, kind="stable")
    steps = np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1))
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(steps, 1.0)
    return adjusted


def difference_sentences(found: pd.DataFrame, language: str = "nl") -> list[str]:
    """Say where groups differ, only where the test carries it.

    Parameters
    ----------
    found
        What `differences` gives.
    language
        ``nl`` or ``en``.

    Returns
    -------
    list of str
        One sentence for each item that differs.
    """
    told = []
    for (division, item), rows in found[found["is_carried"]].groupby(["division", "item"], sort=False):
        parts = rows.sort_values(["share", "group"], ascending=[False, True])
        of = "van de" if language == "nl" else "of"
        shown = ", ".join(f"{r.group} {r.said} {of} {r.of}" for r in parts.itertuples())
        p = float(rows["p_adjusted"].iloc[0])
        limit = f"p = {p:.3f}" if p >= 0.001 else "p < 0.001"
        start = "Verschil naar" if language == "nl" else "Difference by"
        told.append(f"{start} {division}: {item} ({shown}; {limit}).")
    return told
