"""The steps of the travel-to-work algorithm on a network, with only what a step changes computed again."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from regioscoop.regions._flows import FlowNetwork, ratio
from regioscoop.regions._travel_to_work_criteria import TravelToWork

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
NOWHERE: Final = -1
"""Area of a place that is in none."""
TELL_EVERY: Final = 250


class Areas:
    """The areas as they stand. An area has the number of the place that it began with and never leaves.

    Parameters
    ----------
    network
        The flows.
    criteria
        When an area is good enough, and which is the worst.
    """

    def __init__(self, network: FlowNetwork, criteria: TravelToWork) -> None:
        size = len(network.places)
        self.network = network
        self.criteria = criteria
        self.area: Integers = np.arange(size)
        self.members: list[list[int]] = [[i] for i in range(size)]
        self.residents = network.residents.copy()
        self.jobs = network.jobs.copy()
        self.internal = network.own.copy()
        self._key: dict[int, tuple[bool, float, float, int]] = {}
        self._queue: list[tuple[bool, float, float, int]] = []
        empty = np.flatnonzero((network.residents == 0) & (network.jobs == 0))
        self.area[empty] = NOWHERE
        for i in empty:
            self.members[i] = []
        self._judge(np.flatnonzero(self.area != NOWHERE))

    def _judge(self, which: Integers) -> None:
        """Put areas in the queue: not good enough first, of these the lowest score, then the smallest."""
        numbers = self.residents[which], self.jobs[which], self.internal[which]
        good, score = self.criteria.meets(*numbers), self.criteria.score(*numbers)
        for key in zip(good.tolist(), score.tolist(), numbers[0].tolist(), which.tolist(), strict=True):
            self._key[key[3]] = key
            heapq.heappush(self._queue, key)

    def worst(self) -> tuple[int, float] | None:
        """Number and score of the worst area that does not meet the criteria; None when all do."""
        while self._queue:
            key = self._queue[0]
            if self._key.get(key[3]) == key:
                return None if key[0] else (key[3], key[1])
            heapq.heappop(self._queue)
        return None

    def dissolve(self, area: int) -> Integers:
        """Take an area apart and give each of its places to another.

        Returns
        -------
        Integers
            The areas that got a place, sorted; empty when nothing flows between these places and others.
        """
        places = np.array(sorted(self.members[area]), dtype=np.int64)
        self.members[area] = []
        self.area[places] = NOWHERE
        self.residents[area] = self.jobs[area] = self.internal[area] = 0.0
        del self._key[area]
        changed = _Placing(self, places).run()
        self._judge(changed)
        return changed

    def add(self, place: int, area: int, flows: float) -> None:
        """Put a place in an area with which it has so many flows, both ways together."""
        self.area[place] = area
        self.members[area].append(place)
        self.residents[area] += self.network.residents[place]
        self.jobs[area] += self.network.jobs[place]
        self.internal[area] += self.network.own[place] + flows


class _Placing:
    """Gives loose places to areas, the strongest link first; a placed place counts for those that follow."""

    def __init__(self, areas: Areas, places: Integers) -> None:
        network = areas.network
        self.areas, self.places = areas, places
        count = network.start[places + 1] - network.start[places]
        self._ends = np.cumsum(count)
        at = np.repeat(network.start[places + 1] - self._ends, count) + np.arange(int(count.sum()))
        self._neighbour = network.neighbour[at]
        self._outward, self._inward = network.outward[at], network.inward[at]
        where = areas.area[self._neighbour]
        placed = where != NOWHERE
        self.candidates, column = np.unique(where[placed], return_inverse=True)
        cell = np.repeat(np.arange(len(places)), count)[placed] * len(self.candidates) + column
        shape = len(places), len(self.candidates)
        self.to_area, self.from_area = (
            np.asarray(np.bincount(cell, flow[placed], shape[0] * shape[1]), dtype=np.float64).reshape(shape)
            for flow in (self._outward, self._inward)
        )

    def run(self) -> Integers:
        """Place every place that has a link with an area; returns the areas that changed."""
        if not len(self.candidates):
            return np.empty(0, dtype=np.int64)
        link = self._link(slice(None), slice(None))
        best = link.argmax(axis=1)
        strength = link[np.arange(len(link)), best]
        changed = set()
        for _ in range(len(self.places)):
            place = int(strength.argmax())
            if strength[place] <= 0:
                break
            column = int(best[place])
            changed.add(column)
            flows = self.to_area[place, column] + self.from_area[place, column]
            self.areas.add(int(self.places[place]), int(self.candidates[column]), float(flows))
            strength[place] = -1.0
            if len(self.places) > 1:
                self._follow(place, column)
                self._renew(link, best, strength, column)
        return self.candidates[sorted(changed)]

    def _link(self, rows: slice | Integers, columns: slice | Integers) -> Floats:
        """F_iA^2 / (O_i D_A) + F_Ai^2 / (O_A D_i) for places and areas."""
        network, areas = self.areas.network, self.areas
        places, others = self.places[rows], self.candidates[columns]
        out, back = self.to_area[rows][:, columns], self.from_area[rows][:, columns]
        supply = network.residents[places][:, None] * areas.jobs[others]
        demand = network.jobs[places][:, None] * areas.residents[others]
        return ratio(out**2, supply) + ratio(back**2, demand)

    def _follow(self, place: int, column: int) -> None:
        """Let the flows with a place that was placed count as flows with its area."""
        end = int(self._ends[place])
        begin = int(self._ends[place - 1]) if place else 0
        neighbour = self._neighbour[begin:end]
        row = np.searchsorted(self.places, neighbour)
        row[row == len(self.places)] = 0
        loose = self.places[row] == neighbour
        self.to_area[row[loose], column] += self._inward[begin:end][loose]
        self.from_area[row[loose], column] += self._outward[begin:end][loose]

    def _renew(self, link: Floats, best: Integers, strength: Floats, column: int) -> None:
        """Compute the links with an area that grew again, and from them the best of each loose place."""
        rows = np.flatnonzero(strength >= 0)
        link[rows, column] = new = self._link(rows, np.array([column]))[:, 0]
        old = best[rows] == column
        gains = ~old & ((new > strength[rows]) | ((new == strength[rows]) & (column < best[rows])))
        best[rows[gains]] = column
        strength[rows[gains]] = new[gains]
        again = rows[old]
        best[again] = link[again].argmax(axis=1)
        strength[again] = link[again, best[again]]


def run(
    network: FlowNetwork, criteria: TravelToWork, told: Callable[[str, int, int], None]
) -> tuple[Areas, list[tuple[int, float, int, float, Integers]]]:
    """Dissolve the worst area until all meet the criteria.

    Parameters
    ----------
    network, criteria
        See `Areas`.
    told
        Told how far the work is.

    Returns
    -------
    tuple
        The areas, and for each step: the area that was dissolved, its score, the number of its places, its
        residents, and the areas that its places went to.
    """
    areas = Areas(network, criteria)
    steps = []
    total = len(network.places)
    while (found := areas.worst()) is not None:
        worst, score = found
        size, residents = len(areas.members[worst]), float(areas.residents[worst])
        steps.append((worst, score, size, residents, areas.dissolve(worst)))
        if len(steps) % TELL_EVERY == 0:
            told("delineating functional regions", len(steps), total)
    told("delineating functional regions", total, total)
    return areas, steps
