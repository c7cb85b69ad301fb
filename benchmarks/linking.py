"""Linking beside what one would otherwise take: accuracy and time, in one run.

Run with ``make bench`` and ``REGIOSCOOP_DATA`` set. Beside ours stand token-set similarity of the names,
Jaccard of the participants, both together, and Splink alone with the same comparisons. Ours and Splink are
judged on arrangements they never saw; the thresholds of the others need no training.
"""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from regioscoop.collection.linking import link, load_model
from regioscoop.collection.linking._answers import DIFFERENT, MATCH
from regioscoop.collection.linking._blocking import candidates, measure_blocking
from regioscoop.collection.linking._profiles import profiles
from regioscoop.collection.linking._training import (
    Material,
    by_splink,
    by_trees,
    held_out,
    held_out_answers,
    material,
    measures,
)
from regioscoop.collection.linking.gold import BELONG, DIVISIONS, REGISTERS, read_judged, read_sources

PAGE = Path(__file__).parents[1] / "docs/reference/benchmarks-linking.md"
Sources = dict[str, pd.DataFrame]


def plain(found: Material) -> dict[str, pd.DataFrame]:
    """Answers by a threshold on the names, on the participants, and on both."""
    pairs = zip(found.judged["left_name"], found.judged["right_name"], strict=True)
    names = [tuple(name.split("|")[-1].lower().strip() for name in pair) for pair in pairs]
    alike = np.array([fuzz.token_set_ratio(*pair) >= 90 for pair in names])
    shared = (found.evidence["jaccard"] >= 0.8).to_numpy()
    rules = {
        "token-set similarity of 90": alike,
        "Jaccard of .8": shared,
        "both": alike & shared,
        "either": alike | shared,
    }
    return {
        name: pd.DataFrame({"decision": np.where(rule, MATCH, DIFFERENT)}, index=found.judged.index)
        for name, rule in rules.items()
    }


def accuracy_rows(found: Material) -> Iterator[tuple[str, str, str, str, str, str]]:
    """Each way of judging on all pairs and on the hard ones, where both records have participants."""
    scores = {
        "ours": held_out(found, by_trees),
        "Splink alone": held_out(found, by_splink(found.candidates)),
    }
    model = load_model().thresholds
    limits = {"match": model.match, "review": model.review}
    everything = held_out_answers(found, scores, limits) | plain(found)
    for name, answers in everything.items():
        table = measures(found, answers)
        for pairs in ("all", "hard"):
            row = table.loc[(pairs, "belong")]
            numbers = (f"{row[key]:.3f}" for key in ("precision", "recall", "missed", "reviewed"))
            yield (name, pairs, *numbers)  # type: ignore[misc]


def seconds(work: Callable[[], object]) -> float:
    """How long it takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def time_rows(sources: Sources) -> Iterator[tuple[str, str]]:
    """Linking the provincial registers with the nationwide divisions."""
    ours, theirs = sources[REGISTERS], sources[DIVISIONS]
    link(ours, theirs)
    yield "ours, with reasons", f"{seconds(lambda: link(ours, theirs)):.1f} s"
    names = [side["name"].str.lower().tolist() for side in (ours, theirs)]
    beside = seconds(lambda: process.cdist(*names, scorer=fuzz.token_set_ratio))
    yield "token-set similarity of every pair", f"{beside:.1f} s"


def blocking_rows(sources: Sources, judged: pd.DataFrame) -> Iterator[tuple[str, str]]:
    """How much blocking leaves out, and how much of that was true."""
    ours = profiles(sources[REGISTERS], 2016)
    rows = dict(zip(sources[REGISTERS]["id"], ours.of_record, strict=True))
    belong = judged[judged["label"].isin(BELONG) & (judged["left_source"] == REGISTERS)]
    for name in sorted(set(belong["right_source"]) - {REGISTERS}):
        part, theirs = belong[belong["right_source"] == name], profiles(sources[name], 2016)
        others = dict(zip(sources[name]["id"], theirs.of_record, strict=True))
        true = np.column_stack([part["left_name"].map(rows), part["right_name"].map(others)])
        report = measure_blocking(candidates(ours, theirs), true, len(ours) * len(theirs))
        said = f"{report.pairs_completeness:.3f} of true pairs, {report.reduction_ratio:.3f} of all left out"
        yield f"registers and {name}", said


def main() -> None:
    """Run everything and write the page."""
    folder = Path(os.environ["REGIOSCOOP_DATA"])
    sources, judged = read_sources(folder), read_judged(folder)
    accuracy = list(accuracy_rows(material(sources, judged)))
    times, blocking = list(time_rows(sources)), list(blocking_rows(sources, judged))
    head = (
        "# Linking, measured\n\nMade with `make bench` on the judged pairs of 2016: "
        f"Python {platform.python_version()}, {os.cpu_count()} cores. True is the same arrangement or a part "
        "of it; hard pairs are those of which both records have participants; missed is the share of the "
        "true pairs that is neither matched nor to be reviewed.\n\n"
        "| judged by | pairs | precision | recall | missed | to review |\n|---|---|---|---|---|---|\n"
    )
    body = "".join(f"| {' | '.join(row)} |\n" for row in accuracy)
    body += "\n| time | |\n|---|---|\n" + "".join(f"| {a} | {b} |\n" for a, b in times)
    body += "\n| blocking | |\n|---|---|\n" + "".join(f"| {a} | {b} |\n" for a, b in blocking)
    PAGE.write_text(head + body, encoding="utf-8")
    print(body)


if __name__ == "__main__":
    main()
