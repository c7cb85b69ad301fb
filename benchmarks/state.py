"""The figures of three editions with 1,000 simulated registers, beside the same written plainly in pandas.

Run with ``make bench``. The plain one goes over the draws one by one and over the arrangements that are
wrong one by one, as one would write it in a notebook; it makes fewer draws, and its time is scaled up.
"""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable
from functools import partial
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd

from regioscoop.measures import panel
from regioscoop.register import Edition
from regioscoop.register.codes import LEGAL_CLASSES, POLICY_FIELDS
from regioscoop.register.synthetic import synthetic_editions
from regioscoop.reports import national_report, pdf

PAGE = Path(__file__).parents[1] / "docs/reference/benchmarks-state.md"
DRAWS = 1000
PLAIN_DRAWS = 10


def plain(edition: Edition, draws: int, seed: int = 2016) -> pd.DataFrame:
    """The same simulation as one would write it in a notebook: shares, fields, pairs and means per draw."""
    generator = np.random.default_rng(seed)
    frame = edition.arrangements
    members = edition.members
    counts = pd.crosstab(members["arrangement"], members["kind"]).reindex(frame.index, fill_value=0)
    rows = []
    for _ in range(draws):
        kept = frame[generator.random(len(frame)) >= generator.uniform(0.02, 0.03)].copy()
        wrong = generator.random(len(kept)) < generator.uniform(0.05, 0.08)
        fields = kept["fields"].map(list)
        for i in kept.index[wrong]:
            own = list(fields[i])
            change = generator.integers(3)
            if change < 2 and len(own) > (1 if change else 0):
                own.remove(generator.choice(own))
            others = [code for code in POLICY_FIELDS.codes if code not in own]
            if change != 1 and others:
                own.append(str(generator.choice(others)))
            fields[i] = own
        row: dict[str, float] = {"arrangements": len(kept)}
        for code in LEGAL_CLASSES.codes:
            row[f"legal {code}"] = (kept["legal_class"] == code).mean()
        numbers = counts.loc[kept.index]
        for kind in ("municipality", "province", "water_board"):
            row[f"mean {kind}"] = numbers[kind].sum()
            row[f"with {kind}"] = (numbers[kind] > 0).sum()
        long = fields.explode()
        for code in POLICY_FIELDS.codes:
            own = long.index[long == code]
            row[f"field {code}"] = len(own)
            row[f"members {code}"] = numbers.loc[own, "municipality"].mean()
        for k in (1, 2, 3):
            row[f"{k} fields"] = (fields.map(len) == k).mean()
        for a, b in combinations(POLICY_FIELDS.codes, 2):
            row[f"{a}+{b}"] = float(np.mean([a in own and b in own for own in fields]))
        rows.append(row)
    return pd.DataFrame(rows).quantile([0.025, 0.975])


def seconds(work: Callable[[], object]) -> float:
    """How long it takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    """Run everything and write the page."""
    editions = list(synthetic_editions().values())
    made = panel(editions, draws=DRAWS, across_rules=True)
    ours = seconds(lambda: panel(editions, draws=DRAWS, across_rules=True))
    simulated = sum(s.table.shape[0] for s in made.states)
    beside = sum(seconds(partial(plain, e, PLAIN_DRAWS)) for e in editions) * DRAWS / PLAIN_DRAWS
    national_report(made)
    report = seconds(lambda: pdf(national_report(made)))
    rows = [
        (
            "all figures of three editions, 1,000 draws",
            f"{ours:.1f} s",
            "under 60 s",
        ),
        ("the numbers that gives, each with an interval", str(simulated), ""),
        (f"the same in plain pandas (from {PLAIN_DRAWS} draws)", f"{beside:.0f} s", ""),
        ("plain pandas against ours", f"{beside / ours:.0f} times", "at least 20 times"),
        ("the national report as PDF, after that", f"{report:.1f} s", "seconds"),
    ]
    head = (
        "# The state of cooperation, timed\n\nMade with `make bench` on a synthetic register with the "
        f"published margins: Python {platform.python_version()}, {os.cpu_count()} cores.\n\n"
        "| what | measured | wanted |\n|---|---|---|\n"
    )
    PAGE.write_text(head + "".join(f"| {a} | {b} | {c} |\n" for a, b, c in rows), encoding="utf-8")
    for row in rows:
        print(*row, sep=" | ")


if __name__ == "__main__":
    main()
