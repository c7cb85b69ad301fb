"""Every benchmark, each as a ratio in one run, written as a table to docs/reference/benchmarks.md.

Run with ``make bench``. The numbers are of the machine it runs on; the ratios are what to compare.
"""

from __future__ import annotations

import csv
import gzip
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import networkx as nx
import numpy as np

from regioscoop.measures import congruence
from regioscoop.network import Incidence, from_pairs, incidence_of, project
from regioscoop.regions import Settings, delineate, memberships
from regioscoop.regions._leiden import Clusterer, resampled
from regioscoop.regions._stability import closest_to_consensus, stays
from regioscoop.register import load_edition

PAGE = Path(__file__).parents[1] / "docs/reference/benchmarks.md"
FRENCH_PACKAGE = "@etalab/decoupage-administratif@6.0.0"


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    what: str
    ours: str
    other: str
    ratio: str
    wanted: str


def clock(work: Callable[[], object], repeat: int = 1) -> float:
    """Best of several runs, in seconds."""
    best = float("inf")
    for _ in range(repeat):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def projection_rows(incidence: Incidence) -> Iterator[Row]:
    """Our projection of edition 2016 against the bipartite projections of networkx, by both weights."""
    graph = nx.Graph()
    cells = incidence.matrix.tocoo()
    left = [f"m{i}" for i in range(incidence.shape[0])]
    graph.add_nodes_from(left, bipartite=0)
    graph.add_edges_from((f"m{i}", f"s{j}") for i, j in zip(*cells.coords, strict=True))
    theirs = {
        "newman": nx.bipartite.collaboration_weighted_projected_graph,
        "count": nx.bipartite.weighted_projected_graph,
    }
    for weight, function in theirs.items():
        ours = clock(lambda weight=weight: project(incidence, weight), repeat=20)  # type: ignore[misc]
        other = clock(lambda function=function: function(graph, left), repeat=3)  # type: ignore[misc]
        yield Row(
            f"Projection ({weight}), edition 2016",
            f"{ours * 1000:.2f} ms",
            f"networkx {other * 1000:.0f} ms",
            f"{other / ours:.0f}x faster",
            "100x",
        )  # fmt: skip


def delineation_row(incidence: Incidence) -> Row:
    """Consensus and 200 bootstrap draws at one level, against as many Louvain runs of networkx."""
    projection = project(incidence)
    settings = Settings()
    resolution = 8.0

    def ours() -> None:
        cluster = Clusterer(projection)
        weights = projection.weights()
        runs = [cluster.run(weights, resolution, k) for k in range(settings.seeds)]
        labels = closest_to_consensus(runs, projection.left, projection.right)
        drawn = resampled(projection, resolution, settings.draws, settings.seed, jobs=-1)
        np.nanmean([stays(labels, d) for d in drawn], axis=0)

    graph = nx.Graph()
    weights = projection.weights()
    graph.add_weighted_edges_from(
        zip(projection.left.tolist(), projection.right.tolist(), weights.tolist(), strict=True)
    )
    sample = 5

    def louvain() -> None:
        for seed in range(sample):
            nx.community.louvain_communities(graph, resolution=resolution, seed=seed)

    one = clock(louvain) / sample
    total = settings.seeds + settings.draws
    mine = clock(ours, repeat=3)
    return Row(
        f"Delineation: consensus of {settings.seeds} runs and {settings.draws} bootstrap draws",
        f"{mine:.2f} s on {os.cpu_count()} cores",
        f"networkx Louvain {one:.2f} s a run, {total} runs {one * total:.0f} s",
        f"{one * total / mine:.0f}x faster", "30x",
    )  # fmt: skip


def synthetic(municipalities: int, arrangements: int, seed: int = 1) -> Incidence:
    """A synthetic register: members of an arrangement lie near each other on a line, nine on average."""
    generator = np.random.default_rng(seed)
    sizes = np.clip(generator.geometric(1 / 8, arrangements) + 1, 2, 60)
    centre = np.repeat(generator.integers(0, municipalities, arrangements), sizes)
    spread = np.rint(generator.normal(0, 12, sizes.sum())).astype(np.int64)
    member = (centre + spread) % municipalities
    arrangement = np.repeat(np.arange(arrangements), sizes)
    return from_pairs([f"m{i:06d}" for i in member], [f"s{i:06d}" for i in arrangement])


def growth_rows() -> Iterator[Row]:
    """From the Dutch to a European size, each step in a process of its own so that memory is its own."""
    first: tuple[int, float] | None = None
    for municipalities, arrangements in ((390, 850), (4_000, 8_000), (20_000, 40_000), (100_000, 200_000)):
        done = subprocess.run(
            [sys.executable, __file__, "--growth", str(municipalities), str(arrangements)],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
        found = json.loads(done.stdout)
        rate = found["seconds"] / found["participations"]
        first = first or (found["participations"], found["seconds"])
        yield Row(
            f"Synthetic register: {municipalities:,} municipalities, {arrangements:,} arrangements, "
            f"{found['participations']:,} participations",
            f"{found['seconds']:.1f} s, {found['gigabytes']:.2f} GB",
            f"{rate * 1e6:.0f} microseconds a participation",
            f"{found['participations'] / first[0]:.0f}x the size, "
            f"{found['seconds'] / first[1]:.0f}x the time",
            "close to linear, under 8 GB",
        )


def grow(municipalities: int, arrangements: int) -> dict[str, float]:
    """Projection, regions, membership and congruence of one synthetic register, in processor time."""
    incidence = synthetic(municipalities, arrangements)
    start = time.process_time()
    projection = project(incidence)
    labels = Clusterer(projection).run(projection.weights(), municipalities / 60, 1)
    table = memberships(projection, labels)
    congruence(incidence, table["region"].astype(str), draws=5, null_draws=1)
    return {
        "seconds": time.process_time() - start,
        "participations": incidence.matrix.nnz,
        "gigabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6,
    }


def french_row() -> Row:
    """The French EPCI through the same functions."""
    pairs, where = french_pairs()
    incidence = from_pairs([c for c, _ in pairs], [e for _, e in pairs])
    settings = Settings(draws=4, seeds=2, steps=2, neighbours=1)
    start = time.perf_counter()
    found = delineate(incidence, settings)
    level = found.best_level
    table = congruence(incidence, memberships(project(incidence), level.labels)["region"].astype(str), 5, 1)
    seconds = time.perf_counter() - start
    exact = float((table["c2_exact"] == 1).mean())
    return Row(
        f"French EPCI ({where}): {incidence.shape[0]:,} communes, {incidence.shape[1]:,} EPCI",
        f"{seconds:.0f} s",
        f"{level.regions:,} regions, {exact:.0%} of them exactly one EPCI",
        "same functions", "goes through",
    )  # fmt: skip


def french_pairs() -> tuple[list[tuple[str, str]], str]:
    """Commune and EPCI, from the npm package, or from the data folder where npm does not answer."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            ["npm", "install", "--prefix", folder, "--no-audit", "--no-fund", "--silent", FRENCH_PACKAGE],
            capture_output=True, check=False,
        )  # fmt: skip
        file = Path(folder) / "node_modules/@etalab/decoupage-administratif/data/epci.json"
        if done.returncode == 0 and file.exists():
            epci = json.loads(file.read_text(encoding="utf-8"))
            return [(m["code"], e["code"]) for e in epci for m in e["membres"]], FRENCH_PACKAGE
    path = Path(os.environ["REGIOSCOOP_DATA"]) / "abroad/france_epci_membership.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as text:
        return [(r["insee"], r["epci_siren"]) for r in csv.DictReader(text)], "data folder"


def main() -> None:
    """Run everything and write the page."""
    incidence = incidence_of(load_edition("2016"))
    rows = [*projection_rows(incidence), delineation_row(incidence)]
    for row in rows:
        print(row.what, row.ours, row.other, row.ratio, sep=" | ", flush=True)
    for row in growth_rows():
        print(row.what, row.ours, row.other, row.ratio, sep=" | ", flush=True)
        rows.append(row)
    rows.append(french_row())
    head = (
        "# Benchmarks\n\n"
        "Made with `make bench`. Each line compares two ways in one run on one machine, so the ratios travel "
        "and the seconds do not. Synthetic registers are for size only: "
        "members lie near each other on a line, and processor time is given.\n\n"
        f"Measured with Python {platform.python_version()} on {os.cpu_count()} cores.\n\n"
        "| what | Regioscoop | beside | ratio | wanted |\n|---|---|---|---|---|\n"
    )
    lines = [f"| {r.what} | {r.ours} | {r.other} | {r.ratio} | {r.wanted} |" for r in rows]
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if "--growth" in sys.argv:
        print(json.dumps(grow(*map(int, sys.argv[2:4]))))
    else:
        main()
