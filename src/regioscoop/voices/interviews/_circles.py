"""Circles of causes: what strengthens itself, what holds itself back, and where one could break in."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field
from itertools import product
from math import prod
from typing import Final

import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from regioscoop.errors import InputError, Problem
from regioscoop.register.codes import Code, CodeList
from regioscoop.voices.interviews._causal import LINK, CausalGraph

CIRCLE_KINDS: Final = CodeList(
    "kind of circle",
    Code("reinforcing", "versterkt zichzelf", "reinforcing"),
    Code("balancing", "remt zichzelf", "balancing"),
)
LONGEST: Final = 12
"""Links of the longest circle that is sought."""
MOST: Final = 20_000
"""Circles that are listed at most."""
MOST_STEPS: Final = 4_000_000
"""Steps of the search at most; some seconds."""


@dataclass(frozen=True)
class Circles:
    """The simple cycles of a causal graph.

    Attributes
    ----------
    rows
        circle (R1, R2 ... reinforcing, B1 ... balancing; 1 is the best supported), kind, length (links),
        weakest (sources of the link with fewest), every (sources that name all its links), any (sources that
        name one link of it or more), codes (joined by " > "); the numbers are NaN where sources are unknown.
    links
        circle, place (1 is the first), cause, effect, polarity, sources.
    longest
        Circles of more links were not sought.
    complete_to
        All circles of so many links and fewer are here; equal to ``longest`` unless the search was cut.
    may_be_longer
        Whether the graph has room for circles of more links than ``complete_to``.
    """

    rows: pd.DataFrame = field(repr=False)
    links: pd.DataFrame = field(repr=False)
    longest: int
    complete_to: int
    may_be_longer: bool

    @property
    def is_complete(self) -> bool:
        """Whether there can be no other circles."""
        return not self.may_be_longer

    def said(self, language: str = "nl") -> str:
        """Say how many there are, and what was not sought."""
        kinds = Counter(self.rows["kind"])
        one, two = kinds["reinforcing"], kinds["balancing"]
        if language == "nl":
            told = f"{len(self.rows)} cirkels: {one} die zichzelf versterken en {two} die zichzelf remmen."
            cut = f" Alleen cirkels van ten hoogste {self.complete_to} schakels; langere kunnen er ook zijn."
        else:
            told = f"{len(self.rows)} circles: {one} reinforcing and {two} balancing."
            cut = f" Only circles of at most {self.complete_to} links; there may be longer ones."
        return told if self.is_complete else told + cut


def circles(graph: CausalGraph, longest: int = LONGEST, most: int = MOST) -> Circles:
    """Find the circles: the simple cycles of the multigraph, shortest first.

    A circle with an even number of negative links is reinforcing, with an odd number balancing. Two codes
    with a link of each polarity give a circle for each. The search goes length by length; when a length has
    too many circles, none of that length is given, so that the list is whole up to the length before.

    Parameters
    ----------
    graph
        The links.
    longest
        Links of the longest circle that is sought, 2 or more.
    most
        Circles that are listed at most.

    Returns
    -------
    Circles
        Ranked by the sources of the weakest link, then by the sources that name every link, then shortest
        first. The same whatever the order of the links.

    Raises
    ------
    InputError
        When ``longest`` is below 2 or ``most`` below 1.
    """
    if longest < 2 or most < 1:
        problem = Problem("circles", f"longest {longest}, most {most}", "2 or more, and 1 or more")
        raise InputError("No circles can be sought", [problem])
    names = list(graph.nodes["code"])
    number = {name: k for k, name in enumerate(names)}
    signs: dict[tuple[int, int], list[str]] = {}
    for cause, effect, polarity in graph.links[LINK].sort_values(LINK).itertuples(index=False):
        signs.setdefault((number[cause], number[effect]), []).append(polarity)
    found, complete_to, room = _cycles(len(names), signs, longest, most)
    made = [
        [(names[a], names[b], sign) for (a, b), sign in zip(_pairs(cycle), chosen, strict=True)]
        for cycle in found
        for chosen in product(*(signs[pair] for pair in _pairs(cycle)))
    ]
    rows, links = _ranked(made, graph)
    return Circles(rows, links, longest, complete_to, room > complete_to)


def _pairs(cycle: tuple[int, ...]) -> list[tuple[int, int]]:
    return list(zip(cycle, (*cycle[1:], cycle[0]), strict=True))


def _cycles(
    size: int, signs: dict[tuple[int, int], list[str]], longest: int, most: int
) -> tuple[list[tuple[int, ...]], int, int]:
    """Simple cycles, the length up to which all are there, and the longest that could be."""
    near: list[list[int]] = [[] for _ in range(size)]
    for a, b in sorted(signs):
        near[a].append(b)
    part = _strong_parts(size, signs)
    room = max(Counter(part).values(), default=0)
    back = [_distances(start, near, part, longest) for start in range(size)]
    found: list[tuple[int, ...]] = []
    steps, listed = 0, 0
    for length in range(2, min(longest, room) + 1):
        of_length: list[tuple[int, ...]] = []
        for start in range(size):
            if back[start]:
                steps += _walk(start, near, back[start], length, of_length, MOST_STEPS - steps)
            if steps >= MOST_STEPS or len(of_length) > most:
                return found, length - 1, room
        listed += sum(prod(len(signs[pair]) for pair in _pairs(cycle)) for cycle in of_length)
        if listed > most:
            return found, length - 1, room
        found += of_length
    return found, longest, room


def _strong_parts(size: int, signs: dict[tuple[int, int], list[str]]) -> list[int]:
    if not signs:
        return list(range(size))
    ends = np.array(list(signs))
    matrix = csr_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(size, size))
    return list(connected_components(matrix, directed=True, connection="strong")[1].tolist())


def _distances(start: int, near: list[list[int]], part: list[int], longest: int) -> dict[int, int]:
    """Links from each later code of the same part back to ``start``, through later codes only."""
    towards: dict[int, list[int]] = {}
    for a in range(start, len(near)):
        if part[a] == part[start]:
            for b in near[a]:
                towards.setdefault(b, []).append(a)
    away = {start: 0}
    waiting = deque([start])
    while waiting:
        here = waiting.popleft()
        for before in towards.get(here, []):
            if before not in away and away[here] < longest - 1 and part[here] == part[start]:
                away[before] = away[here] + 1
                waiting.append(before)
    return away if len(away) > 1 else {}


def _walk(
    start: int,
    near: list[list[int]],
    away: dict[int, int],
    length: int,
    found: list[tuple[int, ...]],
    budget: int,
) -> int:
    """Add every cycle of this length whose first code is ``start``; return the steps that took."""
    path, on_path, steps = [start], {start}, 0
    waiting = [iter(near[start])]
    while waiting:
        steps += 1
        if steps >= budget:
            return steps
        after = next(waiting[-1], None)
        if after is None:
            waiting.pop()
            on_path.discard(path.pop())
        elif after == start:
            if len(path) == length:
                found.append(tuple(path))
        elif (
            after in away
            and after not in on_path
            and len(path) + away[after] <= length
            and len(path) < length
        ):
            path.append(after)
            on_path.add(after)
            waiting.append(iter(near[after]))
    return steps


def _ranked(made: list[list[tuple[str, str, str]]], graph: CausalGraph) -> tuple[pd.DataFrame, pd.DataFrame]:
    weights = {
        tuple(key): sources for *key, sources in graph.links[[*LINK, "sources"]].itertuples(index=False)
    }
    who: dict[tuple[str, ...], set[str]] = {}
    for *key, source in graph.said[[*LINK, "source"]].itertuples(index=False):
        who.setdefault(tuple(key), set()).add(source)
    judged = []
    for circle in made:
        number = [weights[link] for link in circle]
        named = [who.get(link, set()) for link in circle]
        known = not any(np.isnan(number))
        negative = sum(sign == "negative" for _, _, sign in circle)
        judged.append(
            (
                "balancing" if negative % 2 else "reinforcing",
                len(circle),
                min(number) if known else np.nan,
                float(len(set.intersection(*named))) if known else np.nan,
                float(len(set.union(*named))) if known else np.nan,
                " > ".join(cause for cause, _, _ in circle),
                circle,
            )
        )
    judged.sort(key=lambda row: (-np.nan_to_num(row[2]), -np.nan_to_num(row[3]), row[1], row[5], row[6]))
    counted: Counter[str] = Counter()
    rows, links = [], []
    for kind, *numbers, codes, circle in judged:
        counted[kind] += 1
        name = f"{kind[0].upper()}{counted[kind]}"
        rows.append((name, kind, *numbers, codes))
        links += [(name, k, *link, weights[link]) for k, link in enumerate(circle, start=1)]
    columns = ["circle", "kind", "length", "weakest", "every", "any", "codes"]
    return pd.DataFrame(rows, columns=columns), pd.DataFrame(
        links, columns=["circle", "place", *LINK, "sources"]
    )


def leverage(graph: CausalGraph, found: Circles) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Find what enters most circles: where a change would reach furthest.

    Parameters
    ----------
    graph
        The links.
    found
        Its circles.

    Returns
    -------
    nodes, links : DataFrame
        Nodes: code, circles (that it enters), share (of all circles, 0 to 1), reinforcing, balancing, causes,
        effects, sources. Links: cause, effect, polarity, circles, share, sources. Most circles first; share
        is NaN without circles.
    """
    kind = found.links["circle"].map(dict(found.rows[["circle", "kind"]].to_numpy()))
    rows = found.links.assign(kind=kind)
    of_kind = pd.crosstab(rows["cause"], rows["kind"])
    of_kind = of_kind.reindex(index=graph.nodes["code"], columns=CIRCLE_KINDS.codes, fill_value=0)
    nodes = graph.nodes.set_index("code")[["causes", "effects", "sources"]]
    nodes = of_kind.astype("int64").join(nodes)
    nodes.insert(0, "circles", nodes[CIRCLE_KINDS.codes].sum(axis=1))
    nodes.insert(1, "share", nodes["circles"] / (len(found.rows) or np.nan))
    nodes = nodes.rename_axis("code").reset_index()
    nodes = nodes.sort_values(
        ["circles", "effects", "code"], ascending=[False, False, True], ignore_index=True
    )
    entered = rows.groupby(LINK)["circle"].nunique().rename("circles")
    links = graph.links[[*LINK, "sources"]].join(entered, on=LINK)
    links["circles"] = links["circles"].fillna(0).astype("int64")
    links["share"] = links["circles"] / (len(found.rows) or np.nan)
    links = links.sort_values(["circles", *LINK], ascending=[False, True, True, True], ignore_index=True)
    return nodes, links[[*LINK, "circles", "share", "sources"]]


def main_part(graph: CausalGraph, found: Circles, most: int = 40, most_links: int = 90) -> pd.DataFrame:
    """Choose the links that a picture can show: those between the codes that matter most.

    Parameters
    ----------
    graph
        The links.
    found
        Its circles.
    most
        Most codes. First come those in most circles, then those that most sources name, then by name.
    most_links
        Most links between them, in the same order.

    Returns
    -------
    DataFrame
        Rows of ``graph.links``, all of them when the graph is no larger than that.
    """
    codes, links = leverage(graph, found)
    by = ["circles", "sources"]
    codes = codes.sort_values([*by, "code"], ascending=[False, False, True])
    kept = set(codes["code"].head(most))
    inside = links[links["cause"].isin(kept) & links["effect"].isin(kept)]
    inside = inside.sort_values([*by, *LINK], ascending=[False, False, True, True, True]).head(most_links)
    return graph.links.merge(inside[LINK], on=LINK)
