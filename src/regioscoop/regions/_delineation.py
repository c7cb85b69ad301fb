"""Delineating the ecosystems: stable levels, consensus, bootstrap membership."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy.signal import find_peaks

from regioscoop.errors import InputError, Problem
from regioscoop.network import Incidence, Projection, project
from regioscoop.regions._leiden import Clusterer, Labels, resampled
from regioscoop.regions._settings import Settings
from regioscoop.regions._stability import (
    best_jaccard,
    closest_to_consensus,
    pairwise_agreement,
    stays,
)

_DOUBLINGS = 10
"""The search goes through at most so many doublings of the resolution."""
Progress = Callable[[str, int, int], None]
"""Called with what is being done, how far, and of how many."""


@dataclass(frozen=True)
class Level:
    """One delineation that is kept.

    Attributes
    ----------
    number
        1 for the widest level, counting up to the finest.
    kind
        ``peak`` where stability has a maximum (at the finest resolution that cannot be told apart from
        it), ``lasting`` where one division lasts over the widest range of resolutions within two
        doublings on the wide or the fine side of the best level.
    resolution
        Resolution of the modularity.
    stability, standard_error
        Mean pairwise AMI of delineations of resampled registers, and its standard error.
    labels
        Region of each member, shape (N,).
    member_stability
        Share of bootstrap draws in which the member stays with its region, of those in which it shares
        anything, shape (N,); NaN for a member that never does.
    region_stability
        Mean best Jaccard of each region over the draws, shape (regions,).
    """

    number: int
    kind: str
    resolution: float
    stability: float
    standard_error: float
    labels: Labels = field(repr=False)
    member_stability: NDArray[np.float64] = field(repr=False)
    region_stability: NDArray[np.float64] = field(repr=False)

    @property
    def regions(self) -> int:
        """Number of regions."""
        return int(self.labels.max()) + 1


@dataclass(frozen=True)
class Delineation:
    """The levels that were found, and how.

    Attributes
    ----------
    members
        Ids, shape (N,).
    settings
        How it was made.
    levels
        From wide to fine.
    best
        Number of the best level: the finest peak whose stability cannot be told apart from the highest
        (by less than one standard error of their difference).
    scan
        The search: resolution, regions (of the full register), stability, standard_error.
    """

    members: NDArray[np.str_]
    settings: Settings
    levels: tuple[Level, ...]
    best: int
    scan: pd.DataFrame

    def level(self, number: int) -> Level:
        """Level by number."""
        return self.levels[number - 1]

    @property
    def best_level(self) -> Level:
        """The best level."""
        return self.level(self.best)


def delineate(
    incidence: Incidence, settings: Settings | None = None, progress: Progress | None = None, jobs: int = -1
) -> Delineation:
    """Delineate the regions in which members mainly cooperate with each other.

    Leiden on the projected network over a range of resolutions; the stability of a resolution is the
    mean pairwise AMI of delineations of registers resampled over arrangements; its maxima are levels.
    At each level the delineation nearest to the co-assignment of the resampled registers is chosen
    (own method; the study discerned the regions by eye).

    Parameters
    ----------
    incidence
        Who takes part in what.
    settings
        How; the default suits the Dutch register.
    progress
        Told how far the work is.
    jobs
        Processes for the search, -1 for all cores. The outcome does not depend on it.

    Returns
    -------
    Delineation
        The same input gives the same output, bit for bit.

    Raises
    ------
    InputError
        When there are fewer than two members or nobody shares an arrangement.
    """
    settings = settings or Settings()
    told = progress or (lambda *_: None)
    projection = project(incidence, settings.weight)
    if incidence.shape[0] < 2 or len(projection.left) == 0:
        found = f"{incidence.shape[0]} members and {len(projection.left)} pairs that share an arrangement"
        problem = Problem("participations", found, "at least one arrangement with two members")
        raise InputError("There is nothing to delineate", [problem])
    search = _Search(projection, settings, told, jobs)
    scan, peaks, lasting = search.run()
    best = _best(scan, peaks)
    kept = sorted({*peaks, *lasting})
    levels = []
    for number, row in enumerate(kept, start=1):
        told("membership", number - 1, len(kept))
        kind = "peak" if row in peaks else "lasting"
        levels.append(_level(search, scan.iloc[row], number, kind))
    told("membership", len(kept), len(kept))
    return Delineation(incidence.members, settings, tuple(levels), kept.index(best) + 1, scan)


def _best(scan: pd.DataFrame, peaks: list[int]) -> int:
    """Row of the finest peak that cannot be told apart from the highest."""
    highest = max(peaks, key=lambda row: scan["stability"].iloc[row])
    return max(row for row in peaks if _alike(scan, highest, row))


def _alike(scan: pd.DataFrame, high: int, row: int) -> bool:
    """Whether two stabilities differ by no more than one standard error of their difference."""
    errors = scan["standard_error"]
    return bool(
        scan["stability"].iloc[high] - scan["stability"].iloc[row]
        <= np.hypot(errors.iloc[high], errors.iloc[row])
    )


class _Search:
    """The search over resolutions: first in half doublings, then finely around every maximum."""

    def __init__(self, projection: Projection, settings: Settings, told: Progress, jobs: int) -> None:
        self.projection, self.settings, self.told, self.jobs = projection, settings, told, jobs
        self.cluster = Clusterer(projection)
        self.weights = projection.weights()
        self._regions: dict[int, int] = {}
        self.coarse = self._coarse_steps()

    def regions_at(self, step: int) -> int:
        """Number of regions of the full register at a step of the resolution."""
        if step not in self._regions:
            found = self.cluster.run(self.weights, self.resolution(step), self.settings.seed)
            self._regions[step] = int(found.max()) + 1
        return self._regions[step]

    def _coarse_steps(self) -> list[int]:
        """Steps of half a doubling, until regions get too small."""
        most = max(self.settings.largest_share * len(self.projection.incidence.members), 2)
        stride = max(self.settings.steps // 2, 1)
        steps = [0]
        while self.regions_at(steps[-1]) <= most and steps[-1] < _DOUBLINGS * self.settings.steps:
            steps.append(steps[-1] + stride)
        return steps

    def resolution(self, step: int) -> float:
        return float(self.settings.coarsest * 2 ** (step / self.settings.steps))

    def run(self) -> tuple[pd.DataFrame, list[int], list[int]]:
        """Scan with stability, rows that are peaks, rows that are lasting."""
        known = self._stabilities(self.coarse)
        top = max(known, key=lambda step: known[step][0])
        around = self.settings.steps // 2
        near = range(max(top - around, 0), min(top + around, self.coarse[-1]) + 1)
        known |= self._stabilities([step for step in near if step not in known])
        steps = sorted(known)
        scan = pd.DataFrame(
            {
                "resolution": [self.resolution(s) for s in steps],
                "regions": [self.regions_at(s) for s in steps],
                "stability": [known[s][0] for s in steps],
                "standard_error": [known[s][1] for s in steps],
                "step": steps,
            }
        )
        peaks = self._peaks(scan)
        best_step = int(scan["step"].iloc[_best(scan, peaks)])
        extra = [s for s in self._lasting(best_step) if s not in known]
        if extra:
            values = self._stabilities(extra)
            more = [(self.resolution(s), self.regions_at(s), *values[s], s) for s in extra]
            scan = pd.concat([scan, pd.DataFrame(more, columns=scan.columns)], ignore_index=True)
            order = scan.sort_values("step").index
            scan = scan.loc[order].reset_index(drop=True)
            place = {int(old): new for new, old in enumerate(order)}
            peaks = [place[p] for p in peaks]
        row_of = {int(s): row for row, s in enumerate(scan["step"])}
        return scan, peaks, [row_of[s] for s in self._lasting(best_step)]

    def _peaks(self, scan: pd.DataFrame) -> list[int]:
        """Local maxima that stand out by more than one standard error; always the highest."""
        value = scan["stability"].to_numpy()
        padded = np.concatenate([[-1.0], value, [-1.0]])
        least = float(scan["standard_error"].median())
        found, _ = find_peaks(padded, prominence=max(least, 1e-9))
        # One region, or the ends of the search, say nothing: stability there is trivial.
        rows = [int(r) - 1 for r in found if scan["regions"].iloc[int(r) - 1] > 1]
        inner = [r for r in rows if 0 < r < len(scan) - 1] or rows or [int(value.argmax())]
        return sorted({self._finest_alike(scan, row) for row in inner})

    @staticmethod
    def _finest_alike(scan: pd.DataFrame, row: int) -> int:
        """Row of the finest resolution next to a peak that cannot be told apart from it."""
        finest = row
        while finest + 1 < len(scan) and _alike(scan, row, finest + 1):
            finest += 1
        return finest

    def _lasting(self, best: int) -> list[int]:
        """Middle step of the longest run of one division, on the wide and on the fine side of the best."""
        reach, end = 2 * self.settings.steps, self.coarse[-1]
        number = {s: self.regions_at(s) for s in range(max(best - reach, 0), min(best + reach, end) + 1)}
        out = []
        for side in (range(best - reach, best), range(best + 1, best + reach + 1)):
            steps = [s for s in side if s in number and number[s] not in (number[best], 1)]
            runs: dict[int, list[int]] = {}
            for s in steps:
                runs.setdefault(number[s], []).append(s)
            if runs:
                longest = max(runs.values(), key=lambda run: (len(run), -run[0]))
                out.append(longest[len(longest) // 2])
        return out

    def _stabilities(self, steps: list[int]) -> dict[int, tuple[float, float]]:
        settings = self.settings
        resolutions = [self.resolution(s) for s in steps]
        self.told("search", 0, len(steps))
        results = []
        work = Parallel(n_jobs=self.jobs, return_as="generator")(
            delayed(_stability)(self.projection, r, settings) for r in resolutions
        )
        for done, value in enumerate(work, start=1):
            results.append(value)
            self.told("search", done, len(steps))
        return dict(zip(steps, results, strict=True))


def _stability(projection: Projection, resolution: float, settings: Settings) -> tuple[float, float]:
    labels = resampled(projection, resolution, settings.draws, settings.seed)
    agreement = pairwise_agreement(labels, settings.neighbours)
    return agreement.mean, agreement.standard_error


def _level(search: _Search, row: pd.Series, number: int, kind: str) -> Level:
    """Consensus and membership at one resolution."""
    settings, projection = search.settings, search.projection
    resolution = float(row["resolution"])
    drawn = resampled(projection, resolution, settings.draws, settings.seed, search.jobs)
    runs = [search.cluster.run(search.weights, resolution, settings.seed + k) for k in range(settings.seeds)]
    labels = closest_to_consensus(runs, projection.left, projection.right)
    return Level(
        number=number,
        kind=kind,
        resolution=resolution,
        stability=float(row["stability"]),
        standard_error=float(row["standard_error"]),
        labels=labels,
        member_stability=_known_mean(np.stack([stays(labels, d) for d in drawn])),
        region_stability=np.mean([best_jaccard(labels, d) for d in drawn], axis=0),
    )


def _known_mean(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean over the draws in which a value is known; NaN where none is."""
    known = ~np.isnan(values)
    total, number = np.where(known, values, 0.0).sum(axis=0), known.sum(axis=0)
    return np.divide(total, number, out=np.full(values.shape[1], np.nan), where=number > 0)
