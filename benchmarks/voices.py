"""Interviews and survey at the size of a national study, beside what one would write with plain packages.

Run with ``python benchmarks/voices.py``. The project and the answers are synthetic. Beside ours stand, in the
same run: for the circles ``networkx.simple_cycles`` with the same bound on length; for the intervals of the
survey a bootstrap with pandas ``groupby`` in a loop.
"""

from __future__ import annotations

import platform
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import networkx as nx
import numpy as np
import pandas as pd

from regioscoop.voices import interviews
from regioscoop.voices import survey as councils

PAGE = Path(__file__).parents[1] / "docs/reference/benchmarks-voices.md"
INTERVIEWS, SEGMENTS, NODES, LINKS = 500, 50_000, 300, 5_000
ANSWERS, DRAWS = 10_000, 1_000
SENTENCES = 50
LONGEST = 3
REGIONS = 20


Made = TypeVar("Made")


def clock(work: Callable[[], Made]) -> tuple[float, Made]:
    """Seconds, and what came of it."""
    start = time.perf_counter()
    made = work()
    return time.perf_counter() - start, made


def write_project(folder: Path, generator: np.random.Generator) -> None:
    """A synthetic project of `INTERVIEWS` texts with `SEGMENTS` codes by two coders, and `LINKS` links."""
    folder.mkdir()
    codes = [f"code {n:03d}" for n in range(NODES)]
    sentences = [f"Zin {n} over onderwerp {n % NODES} in ons gesprek." for n in range(SENTENCES)]
    for n in range(INTERVIEWS):
        (folder / f"gesprek-{n:03d}.txt").write_text("\n".join(sentences), encoding="utf-8")
    sources = [f"gesprek-{n:03d}" for n in generator.integers(INTERVIEWS, size=SEGMENTS)]
    coded = pd.DataFrame(
        {
            "source": sources,
            "quote": [sentences[n] for n in generator.integers(SENTENCES, size=SEGMENTS)],
            "code": [codes[n] for n in generator.integers(NODES, size=SEGMENTS)],
            "coder": [("An", "Bo")[n] for n in generator.integers(2, size=SEGMENTS)],
        }
    )
    coded.drop_duplicates().to_csv(folder / "codes.csv", index=False)
    causes, effects = generator.integers(NODES, size=(2, 3 * LINKS))
    links = pd.DataFrame(
        {
            "source": [f"gesprek-{n:03d}" for n in generator.integers(INTERVIEWS, size=3 * LINKS)],
            "cause": [codes[n] for n in causes],
            "effect": [codes[n] for n in effects],
            "polarity": [("+", "-")[n] for n in generator.integers(2, size=3 * LINKS)],
            "quote": "",
            "coder": "An",
        }
    )
    links = links[links["cause"] != links["effect"]]
    links.drop_duplicates(["cause", "effect"]).head(LINKS).to_csv(folder / "links.csv", index=False)
    kinds = ["finding" if n % 2 else "consequence" for n in range(NODES)]
    pd.DataFrame({"code": codes, "kind": kinds, "parent": ""}).to_csv(folder / "codebook.csv", index=False)


def interview_rows(folder: Path, generator: np.random.Generator) -> list[tuple[str, str, str]]:
    """Seconds of each step, and of the plain ones."""
    write_project(folder, generator)
    read, project = clock(lambda: interviews.read_interviews(folder))
    hide, hidden = clock(lambda: interviews.pseudonymise(project)[0])
    analyse, found = clock(lambda: interviews.analyse_interviews(hidden, 3, LONGEST, 1))
    graph = nx.DiGraph(found.graph.links[["cause", "effect"]].itertuples(index=False, name=None))
    enumerate_, cycles = clock(lambda: sum(1 for _ in nx.simple_cycles(graph, length_bound=LONGEST)))
    ours, circles = clock(lambda: interviews.circles(found.graph, LONGEST))
    total = read + hide + analyse
    return [
        ("reading the folder", f"{read:.1f} s", ""),
        ("replacing names", f"{hide:.1f} s", ""),
        (f"the whole analysis, circles to length {LONGEST}", f"{analyse:.1f} s", ""),
        ("together (wanted: under a minute)", f"{total:.1f} s", ""),
        (
            f"the circles alone ({len(circles.rows):,} shown; {circles.said('en')})",
            f"{ours:.1f} s",
            f"networkx, without signs, sources or ranks: {enumerate_:.1f} s for {cycles:,}; "
            f"{enumerate_ / ours:.1f}x",
        ),
    ]


def answers_of(instrument: councils.Instrument, generator: np.random.Generator) -> pd.DataFrame:
    """`ANSWERS` synthetic answers of councils in `REGIONS` regions."""
    region = generator.integers(REGIONS, size=ANSWERS)
    own = generator.normal(size=ANSWERS) + 0.1 * (region - REGIONS / 2)
    frame = pd.DataFrame(
        {
            "respondent": [f"r{n}" for n in range(ANSWERS)],
            "wave": "2026",
            "region": [f"regio-{n:02d}" for n in region],
            "body": "municipal_council",
            "organisation": [f"GM{100 * r + n % 10:04d}" for n, r in enumerate(region)],
            "position": [("coal", "oppo")[n] for n in generator.integers(2, size=ANSWERS)],
            "experience": "y2",
            "attended": "yes",
            "compares": "yes",
        }
    )
    for item in instrument.items:
        value = 1 + sum(
            (own + generator.normal(size=ANSWERS) > cut).astype(int) for cut in (-1.5, -0.5, 0.5, 1.5)
        )
        frame[item.id] = 6 - value if item.is_reversed else value
    return frame


def survey_rows(folder: Path, generator: np.random.Generator) -> list[tuple[str, str, str]]:
    """The survey, beside a bootstrap in a loop."""
    instrument = councils.read_instrument()
    frame = answers_of(instrument, generator)
    path = folder / "answers.csv"
    frame.to_csv(path, index=False)
    sizes = frame[["region", "body", "organisation"]].drop_duplicates().assign(asked=80)
    read, answers = clock(lambda: councils.read_responses(path, instrument, sizes=sizes))
    analyse, _ = clock(
        lambda: councils.analyse(answers, instrument, sizes, settings=councils.Settings(draws=DRAWS))
    )
    items = [item.id for item in instrument.items]
    some = 20
    loop, _ = clock(
        lambda: [frame.sample(frac=1, replace=True).groupby("region")[items].mean() for _ in range(some)]
    )
    plain = loop * DRAWS / some
    return [
        (f"reading {ANSWERS:,} answers", f"{read:.1f} s", ""),
        (
            f"the whole analysis, {DRAWS:,} draws",
            f"{analyse:.1f} s",
            f"pandas, intervals of item means by region alone: {plain:.0f} s; {plain / analyse:.1f}x",
        ),
    ]


def main() -> None:
    """Measure, and write the page."""
    generator = np.random.default_rng(7)
    with tempfile.TemporaryDirectory() as made:
        rows = interview_rows(Path(made) / "project", generator)
        rows += survey_rows(Path(made), generator)
    table = pd.DataFrame(rows, columns=["what", "time", "beside it"])
    lines = [
        "# Voices, timed",
        "",
        f"`benchmarks/voices.py`: a synthetic project of {INTERVIEWS} interviews with {SEGMENTS:,} coded "
        f"segments and a graph of {NODES} codes and {LINKS:,} links, and a synthetic wave of {ANSWERS:,} "
        "answers. What stands beside it does a part of the same work; the ratio says how many times longer "
        "that part takes. "
        f"{platform.machine()}, Python {platform.python_version()}.",
        "",
        table.to_markdown(index=False),
        "",
    ]
    PAGE.write_text("\n".join(lines), encoding="utf-8")
    print(table.to_string())


if __name__ == "__main__":
    main()
