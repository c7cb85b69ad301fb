"""Colours: the design tokens, and which region gets which hue."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from importlib.resources import files
from typing import Any, Final

import pandas as pd

TOKENS: Final[dict[str, Any]] = json.loads(
    files("regioscoop.figures").joinpath("data/tokens.json").read_text(encoding="utf-8")
)
"""The design tokens: the style sheet is made from the same file (``frontend/vite.config.ts``)."""

HUES: Final = tuple(TOKENS["regions"])
"""Names of the hues: of equal lightness, and none of them red or green."""

_CONFUSABLE: Final = frozenset(frozenset(pair) for pair in TOKENS["confusable"])
"""Hues that look alike to some eyes: neighbours get them only where nothing else is left."""


def paint(name: str) -> str:
    """Colour of a token in the light theme, as it stands in a drawing that is alone."""
    return str(TOKENS["colours"][name]["light"])


def hue(name: str) -> str:
    """Colour of a region hue in the light theme."""
    return str(TOKENS["regions"][name]["light"])


def region_colours(
    labels: pd.Series, contiguity: pd.DataFrame, wished: Mapping[str, str] | None = None
) -> pd.Series:
    """Give every region a hue that none of its neighbours has.

    DSATUR (Brelaz 1979): the region whose neighbours use most hues chooses first; it takes the hue that
    is hardly confusable with its neighbours' and little used so far.

    Parameters
    ----------
    labels
        Region id, index municipality id.
    contiguity
        Neighbouring municipalities, columns ``a`` and ``b``; both kinds, over land and water.
    wished
        Hue a region has on another map, by region id: it keeps that one unless a neighbour has it.

    Returns
    -------
    Series
        Name of a hue, index region id, sorted. The same input gives the same output. Regions with more
        neighbours than there are hues may share one with a neighbour; no map of the Netherlands has that.
    """
    near = _neighbours(labels, contiguity)
    chosen: dict[str, str] = {}
    for region, name in (wished or {}).items():
        if region in near and name not in {chosen.get(n) for n in near[region]}:
            chosen[region] = name
    while len(chosen) < len(near):
        free = [r for r in near if r not in chosen]
        region = min(free, key=lambda r: (-_saturation(r, near, chosen), -len(near[r]), r))
        chosen[region] = _least_alike([chosen[n] for n in near[region] if n in chosen], chosen)
    return pd.Series(chosen, dtype="object").sort_index()


def same_hues(labels: pd.Series, others: pd.Series, hues: pd.Series, least: float = 0.5) -> dict[str, str]:
    """Hues of another map for the regions that are the same there.

    Parameters
    ----------
    labels
        Region id, index municipality id.
    others
        Region id on the other map, index municipality id; municipalities on one map only do not count.
    hues
        Name of a hue, index region id of the other map.
    least
        Regions are the same from this Jaccard (shared members / all members) on; each is matched once,
        the most alike first.

    Returns
    -------
    dict
        Name of a hue by region id, the most alike first.
    """
    both = labels.index.intersection(others.index)
    shared = pd.crosstab(labels.loc[both].rename("region"), others.loc[both].rename("other"))
    jaccard = shared / (-shared.sub(shared.sum(axis=1), axis=0).sub(shared.sum(axis=0), axis=1))
    pairs = jaccard.reset_index().melt(id_vars="region", var_name="other", value_name="jaccard")
    pairs = pairs[pairs["jaccard"] >= least].sort_values(["jaccard", "region"], ascending=[False, True])
    found: dict[str, str] = {}
    taken: set[str] = set()
    for region, other in pairs[["region", "other"]].itertuples(index=False):
        if region not in found and other not in taken:
            found[str(region)] = str(hues[other])
            taken.add(other)
    return found


def _neighbours(labels: pd.Series, contiguity: pd.DataFrame) -> dict[str, set[str]]:
    near: dict[str, set[str]] = defaultdict(set)
    for region in sorted(labels.dropna().unique()):
        near[str(region)] = set()
    pairs = pd.DataFrame({"a": contiguity["a"].map(labels), "b": contiguity["b"].map(labels)}).dropna()
    for a, b in pairs[pairs["a"] != pairs["b"]].itertuples(index=False):
        near[a].add(b)
        near[b].add(a)
    return near


def _saturation(region: str, near: dict[str, set[str]], chosen: dict[str, str]) -> int:
    return len({chosen[n] for n in near[region] if n in chosen})


def _least_alike(around: list[str], chosen: dict[str, str]) -> str:
    used = Counter(chosen.values())

    def cost(name: str) -> tuple[int, int, int]:
        alike = sum(frozenset((name, other)) in _CONFUSABLE for other in around)
        return (around.count(name), 3 * alike + used[name], HUES.index(name))

    return min(HUES, key=cost)
