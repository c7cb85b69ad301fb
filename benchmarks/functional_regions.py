"""Travel-to-work areas of a synthetic network of the size of the French communes, and beside plain pandas.

Run with ``python benchmarks/functional_regions.py``. The plain one does the same as one would write it in a
notebook: after each step it adds up the flows of all areas again. The tests hold ours against it too.
"""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from regioscoop.regions import TravelToWork, travel_to_work_areas

PAGE = Path(__file__).parents[1] / "docs/reference/benchmarks-functional-regions.md"
SMALL, LARGE = (600, 30), (35_000, 60)


def synthetic_flows(places: int, neighbours: int, seed: int = 1) -> pd.DataFrame:
    """A synthetic gravity network: sizes by a Pareto law, flows to near and large places.

    Parameters
    ----------
    places
        Number of places, at random in a square.
    neighbours
        With how many nearest places each has flows.
    seed
        Seed.
    """
    generator = np.random.default_rng(seed)
    where = generator.random((places, 2)) * np.sqrt(places)
    size = np.rint(generator.pareto(1.1, places) * 150 + 60).clip(max=1e6)
    distance, near = cKDTree(where).query(where, neighbours + 1)
    pull = size[near] ** 1.1 / (1 + distance) ** 2
    pull[:, 0] *= 2
    shares = pull / pull.sum(axis=1, keepdims=True)
    people = np.floor(shares * size[:, None] / 2 + generator.random(shares.shape))
    codes = np.array([f"synthetic-{i:06d}" for i in range(places)], dtype=object)
    home = np.repeat(codes, neighbours + 1)
    frame = pd.DataFrame({"from_id": home, "to_id": codes[near.ravel()], "commuters": people.ravel()})
    return frame[frame["commuters"] > 0].reset_index(drop=True)


def plain(flows: pd.DataFrame, criteria: TravelToWork) -> dict[str, str]:
    """Place -> first place of its area, as one would write it in a notebook; without who stays unassigned."""
    flows = flows.sort_values(["from_id", "to_id"])
    out: dict[str, dict[str, float]] = {p: {} for p in sorted({*flows["from_id"], *flows["to_id"]})}
    back: dict[str, dict[str, float]] = {p: {} for p in out}
    for home, work, value in flows[["from_id", "to_id", "commuters"]].itertuples(index=False):
        out[home][work] = back[work][home] = value
    area = {p: p for p in out}
    while True:
        home, work = flows["from_id"].map(area), flows["to_id"].map(area)
        value = flows["commuters"]
        table = pd.DataFrame(
            {
                "residents": value.groupby(home).sum(),
                "jobs": value.groupby(work).sum(),
                "internal": value[home == work].groupby(home[home == work]).sum(),
            }
        ).fillna(0.0)
        lower = table["internal"] / table[["residents", "jobs"]].max(axis=1)
        step = (criteria.target_containment - criteria.min_containment) / (
            criteria.target_workers - criteria.min_workers
        )
        line = criteria.target_containment - step * (table["residents"] - criteria.min_workers)
        table["score"] = lower.clip(upper=criteria.target_containment) / line.clip(
            lower=criteria.min_containment
        )
        good = (table["residents"] >= criteria.min_workers) & (table["score"] >= 1 - 1e-12)
        failing = table[~good].rename_axis("area").reset_index()
        if failing.empty:
            return area
        worst = failing.sort_values(["score", "residents", "area"])["area"].iloc[0]
        residents, jobs = table["residents"].to_dict(), table["jobs"].to_dict()
        loose = sorted(p for p, a in area.items() if a == worst)
        for place in loose:
            del area[place]
        while loose:
            links = [
                (-strength, place, other)
                for place in loose
                for other, strength in _links(place, area, out, back, residents, jobs).items()
                if strength > 0
            ]
            if not links:
                break
            _, place, other = min(links)
            area[place] = other
            residents[other] += sum(out[place].values())
            jobs[other] += sum(back[place].values())
            loose.remove(place)


def _links(
    place: str,
    area: dict[str, str],
    out: dict[str, dict[str, float]],
    back: dict[str, dict[str, float]],
    residents: dict[str, float],
    jobs: dict[str, float],
) -> dict[str, float]:
    """Link of a loose place with every area it has flows with."""
    sums = []
    for flows in (out[place], back[place]):
        total: dict[str, float] = {}
        for other, value in flows.items():
            if other in area:
                total[area[other]] = total.get(area[other], 0) + value
        sums.append(total)
    to_area, from_area = sums
    lives, works = sum(out[place].values()), sum(back[place].values())
    found = {}
    for other in {*to_area, *from_area}:
        a, b = to_area.get(other, 0.0), from_area.get(other, 0.0)
        found[other] = (a * a / (lives * jobs[other]) if a else 0.0) + (
            b * b / (residents[other] * works) if b else 0.0
        )
    return found


def seconds(work: Callable[[], object]) -> float:
    """How long it takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def rows() -> Iterator[tuple[str, str, str]]:
    """What was measured, how it came out, what was wanted."""
    criteria = TravelToWork()
    small = synthetic_flows(*SMALL)
    ours, beside = (
        seconds(lambda: travel_to_work_areas(small, criteria)),
        seconds(lambda: plain(small, criteria)),
    )
    size = f"{SMALL[0]:,} synthetic places, {len(small):,} flows"
    yield f"travel-to-work areas of {size}", f"{ours:.2f} s", ""
    yield f"the same in plain pandas, {size}", f"{beside:.1f} s", ""
    yield "plain pandas against ours", f"{beside / ours:.0f} times", "at least 10 times"
    large = synthetic_flows(*LARGE)
    start = time.process_time()
    found = travel_to_work_areas(large, criteria)
    used = time.process_time() - start
    yield (
        f"travel-to-work areas of {LARGE[0]:,} synthetic places, {len(large):,} flows",
        f"{used:.0f} s on one core, {len(found.areas):,} areas after {len(found.steps):,} steps",
        "minutes",
    )


def main() -> None:
    """Run everything and write the page."""
    found = []
    for row in rows():
        print(*row, sep=" | ", flush=True)
        found.append(row)
    head = (
        "# Functional regions, timed\n\nMade with `make bench` on synthetic gravity networks: "
        f"Python {platform.python_version()}, {os.cpu_count()} cores.\n\n"
        "| what | measured | wanted |\n|---|---|---|\n"
    )
    PAGE.write_text(head + "".join(f"| {a} | {b} | {c} |\n" for a, b, c in found), encoding="utf-8")


if __name__ == "__main__":
    main()
