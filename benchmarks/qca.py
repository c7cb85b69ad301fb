"""Set-theoretic comparison: our minimisation beside others, each as a ratio in one run.

Run with ``python benchmarks/qca.py``. Beside it stand R package QCA, on its own Lipset example, where R and
that package are installed (they are not on a machine with Debian's packages alone: Debian has no r-cran-qca);
Python package setqca, where that is installed; and Quine-McCluskey as one would write it, with pairs of terms
joined until nothing joins and covers tried with itertools. Tables are drawn at random (synthetic).
"""

from __future__ import annotations

import importlib
import io
import os
import platform
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from regioscoop.cases.qca import minimise, read_sets, truth_table
from regioscoop.cases.qca._cover import Covers, minimum_covers
from regioscoop.cases.qca._implicants import prime_implicants

PAGE = Path(__file__).parents[1] / "docs/reference/benchmarks-qca.md"
REPEATS = 20
R_SCRIPT = """
suppressMessages(library(QCA)); data(LF)
work <- function() minimize(truthTable(LF, outcome = "SURV", incl.cut = 0.8), include = "?")
work(); taken <- system.time(for (i in 1:20) work())[["elapsed"]] / 20
cat(taken, "\\n"); write.csv(cbind(case = rownames(LF), LF), row.names = FALSE)
"""


def clock(work: Callable[[], object], repeat: int = 1) -> float:
    """Best of several runs, in seconds."""
    best = float("inf")
    for _ in range(repeat):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def ours(on: set[int], off: set[int], conditions: int) -> Covers:
    """Every parsimonious model of rows with and without the outcome."""
    allowed = np.ones(2**conditions, dtype=bool)
    allowed[sorted(off)] = False
    wanted = np.array(sorted(on))
    return minimum_covers(prime_implicants(wanted, allowed).cover(wanted))


def plain(on: set[int], off: set[int], conditions: int) -> list[tuple[tuple[int, int], ...]]:
    """The same, by hand: terms as (value, left out)."""
    terms = {(row, 0) for row in range(2**conditions) if row not in off}
    primes: set[tuple[int, int]] = set()
    while terms:
        joined, used = set(), set()
        for value, dash in terms:
            for bit in (1 << i for i in range(conditions)):
                other = (value ^ bit, dash)
                if not dash & bit and other in terms:
                    used |= {(value, dash), other}
                    joined.add((value & ~bit, dash | bit))
        primes |= terms - used
        terms = joined
    rows = {(v, d): frozenset(row for row in on if row & ~d == v) for v, d in primes}
    useful = sorted(prime for prime in primes if rows[prime])
    for size in range(1, len(on) + 1):
        found = [c for c in combinations(useful, size) if on <= frozenset().union(*(rows[p] for p in c))]
        if found:
            return found
    return []


def drawn(conditions: int, cases: int, seed: int = 2016) -> tuple[set[int], set[int]]:
    """Rows with and without the outcome, as many of each, drawn at random."""
    rows = np.random.default_rng(seed).choice(2**conditions, cases, replace=False).tolist()
    return set(rows[: cases // 2]), set(rows[cases // 2 :])


def against_r() -> Iterator[tuple[str, str, str, str]]:
    """R package QCA on its own example, or the reason why not."""
    program = shutil.which("Rscript")
    done = subprocess.run([program, "-e", R_SCRIPT], capture_output=True, text=True) if program else None
    if done is None or done.returncode:
        yield "Lipset, fuzzy, parsimonious: R package QCA", "", "not installed here", ""
        return
    taken, _, table = done.stdout.partition("\n")
    frame = pd.read_csv(io.StringIO(table), index_col="case")
    names = [name for name in frame.columns if name != "SURV"]
    own = clock(
        lambda: minimise(truth_table(read_sets(frame, "SURV", names)), "parsimonious"), repeat=REPEATS
    )
    other = float(taken)
    yield "Lipset, fuzzy, parsimonious: R package QCA", _seconds(own), _seconds(other), f"{other / own:.1f}"


def against_python() -> Iterator[tuple[str, str, str, str]]:
    """Parsimonious models of random tables: by hand, and by setqca where it is installed."""
    for conditions, cases in ((5, 14), (6, 16), (8, 16)):
        on, off = drawn(conditions, cases)
        own = clock(partial(ours, on, off, conditions), repeat=REPEATS)
        others: dict[str, Callable[[], Any]] = {"by hand": partial(plain, on, off, conditions)}
        others |= _setqca(on, off, conditions)
        for name, work in others.items():
            other = clock(work)
            what = f"{conditions} conditions, {cases} rows: {name}"
            yield what, _seconds(own), _seconds(other), f"{other / own:.0f}"


def _setqca(on: set[int], off: set[int], conditions: int) -> dict[str, Callable[[], Any]]:
    try:
        other = importlib.import_module("setqca.minimize")
    except ImportError:
        return {}
    rest = set(range(2**conditions)) - on - off
    return {"setqca": lambda: other.minimize(on, dont_cares=rest, width=conditions)}


def alone() -> Iterator[tuple[str, str, str, str]]:
    """Twelve conditions, where the others do not come back within minutes."""
    for cases in (20, 40, 60, 100):
        on, off = drawn(12, cases)
        found = ours(on, off, 12)
        models = f"{found.total} models" if found.is_complete else f"at least {found.total} models"
        what = f"12 conditions, {cases} rows: {models} of {len(found.choices[0])} terms"
        yield what, _seconds(clock(partial(ours, on, off, 12))), "", ""


def _seconds(taken: float) -> str:
    return f"{taken:.4f} s"


def main() -> None:
    rows = [*against_r(), *against_python(), *alone()]
    lines = [
        "# Set-theoretic comparison, timed",
        "",
        f"Written by `benchmarks/qca.py` on {platform.machine()} with {os.cpu_count()} processors, Python "
        f"{platform.python_version()}. Random tables are synthetic. The ratio is the other's time over ours.",
        "",
        "| what | ours | other | ratio |",
        "|---|---|---|---|",
        *(f"| {' | '.join(row)} |" for row in rows),
    ]
    PAGE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(PAGE.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
