"""The chain from end to end on synthetic budgets: what it joins, what it leaves apart, and how long it takes.

Run with ``python benchmarks/collecting.py``. Beside it stands what a user would otherwise do with the same
entries: call two the same when their names are, case and punctuation aside. Everything here is synthetic: it
stands beside the rates of the article, never below them.
"""

from __future__ import annotations

import json
import platform
import tempfile
import time
from collections.abc import Mapping
from itertools import combinations
from pathlib import Path

import pandas as pd

from regioscoop.collection.documents.synthetic import HELD_OUT_LAYOUTS, TRAINING_LAYOUTS, make_synthetic
from regioscoop.collection.run import Named, Settings, run
from regioscoop.collection.workspace import open_workspace
from regioscoop.register import Edition, load_edition
from regioscoop.register.importing._common import slugify

PAGE = Path(__file__).parents[1] / "docs/reference/collecting-measured.md"
BUDGETS = 60
MEDIA = ("pdf", "html", "docx")
FIRST_SEED = 5000


def write_budgets(edition: Edition, folder: Path) -> dict[str, dict[str, str]]:
    """Write the budgets; gives document -> name of a party -> the arrangement that it is."""
    layouts = [*HELD_OUT_LAYOUTS, *TRAINING_LAYOUTS]
    organisations = edition["organisations"].set_index("name")["id"]
    truth: dict[str, dict[str, str]] = {}
    rows = ["document,organisation"]
    for number in range(BUDGETS):
        made = make_synthetic(edition, layouts[number % len(layouts)], MEDIA[number % 3], FIRST_SEED + number)
        (folder / made.name).write_bytes(made.data)
        owner = str(organisations[made.truth["owner"]])
        rows.append(f"{made.name},{owner}")
        truth[made.name] = {e["name"]: _is(edition, owner, e["name"]) for e in made.truth["entries"]}
    (folder / "documents.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return truth


def _is(edition: Edition, owner: str, name: str) -> str:
    """The arrangement of the owner that bears the name; an invented party is one of its own."""
    members = edition.members
    own = members.loc[members["organisation"] == owner, "arrangement"]
    names = edition.arrangements["name"]
    for id_ in sorted(set(own)):
        if slugify(names[id_]).startswith(slugify(name)):
            return str(id_)
    return f"invented: {name}"


def collect(folder: Path, earlier: Edition, on: str) -> tuple[pd.DataFrame, float]:
    """Entries of a run with the arrangement of each, and the seconds that it took."""
    out = folder.parent / f"results-{earlier.id}"
    start = time.perf_counter()
    with open_workspace(f"sqlite:///{folder.parent / earlier.id}.db") as workspace:
        run(Settings(folder, out, "b", Named("b", "2025-01-01", "regioatlas"), earlier, on), workspace)
    seconds = time.perf_counter() - start
    return pd.read_csv(out / "entries.csv", dtype=str, keep_default_na=False), seconds


def judged(entries: pd.DataFrame, truth: Mapping[str, Mapping[str, str]]) -> pd.DataFrame:
    """Entries with what they are; those of which the name was misread are left out, and counted elsewhere."""
    what = [
        truth[document].get(name, "")
        for document, name in zip(entries["document"], entries["name"], strict=True)
    ]
    found = entries.assign(truth=what)
    return found[found["truth"] != ""]


def pairs(labels: pd.Series) -> set[tuple[int, int]]:
    """Pairs of rows that bear the same label."""
    groups = labels.groupby(labels).groups.values()
    return {pair for rows in groups for pair in combinations(sorted(rows), 2)}


def grouping_row(what: str, found: pd.Series, truth: pd.Series) -> dict[str, object]:
    """Precision and recall of pairs, arrangements that stand twice, and arrangements that hold two."""
    ours, right = pairs(found), pairs(truth)
    both = len(ours & right)
    frame = pd.DataFrame({"found": found, "truth": truth})
    twice = (frame.groupby("truth")["found"].nunique() - 1).sum()
    mixed = frame.drop_duplicates().duplicated("found").sum()
    groups = frame["found"].nunique()
    return {
        "what": what,
        "entries": len(frame),
        "arrangements": frame["truth"].nunique(),
        "found": groups,
        "pairs: precision": f"{both / max(len(ours), 1):.3f}",
        "pairs: recall": f"{both / max(len(right), 1):.3f}",
        "doubles": f"{twice / groups:.1%} ({twice})",
        "holding two": f"{mixed / groups:.1%} ({mixed})",
    }


def main() -> None:
    """Measure, and write the page."""
    edition = load_edition("2016")
    empty = edition.select(arrangements=[])
    empty = Edition(empty.tables | {"edition": empty["edition"].assign(id="nothing")})
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "budgets"
        folder.mkdir()
        truth = write_budgets(edition, folder)
        known, seconds = collect(folder, edition, "here")
        found, _ = collect(folder, empty, "cores")
        start = time.perf_counter()
        collect(folder, edition, "here")
        again = time.perf_counter() - start
    total = sum(map(len, truth.values()))
    rows = []
    for what, entries in (("with an earlier edition", known), ("without one", found)):
        own = judged(entries, truth)
        rows.append(grouping_row(f"ours, {what}", own["arrangement"], own["truth"]))
    own = judged(known, truth)
    rows.append(grouping_row("the same name", own["name"].map(slugify), own["truth"]))
    linked = own[~own["truth"].str.startswith("invented")]
    right = (linked["arrangement"] == linked["truth"]).mean()
    ids = set(edition.arrangements.index)
    wrong = (linked["arrangement"].isin(ids) & (linked["arrangement"] != linked["truth"])).mean()
    invented = own[own["truth"].str.startswith("invented")]
    taken = invented["arrangement"].isin(ids).mean()
    lines = [
        "# Collecting, measured",
        "",
        f"`benchmarks/collecting.py`: {BUDGETS} **synthetic** budgets of as many municipalities, in "
        f"{len(HELD_OUT_LAYOUTS) + len(TRAINING_LAYOUTS)} layouts, PDF, HTML and DOCX in turn, with {total} "
        f"linked parties; {len(own)} of them ({len(own) / total:.1%}) were found under their own name. Names "
        "and members are those of the register, so this says little of how real budgets call things: it "
        "stands beside the 2 to 3% duplicates of the article, never below.",
        "",
        "The generator writes a name the same in every budget, so joining by the same name is perfect here "
        "and ours can only lose by it; what it does where names differ stands in "
        "[Linking, measured](benchmarks-linking.md).",
        "",
        "Doubles are arrangements that stand there once too often, as a share of the arrangements found; "
        "holding two are arrangements that were taken for another.",
        "",
        pd.DataFrame(rows).to_markdown(index=False),
        "",
        f"Of {len(linked)} entries of arrangements that the earlier edition has, {right:.1%} got its id and "
        f"{wrong:.1%} the id of another; the rest stands under a new id and is asked about. Of "
        f"{len(invented)} entries of parties that it does not have, {taken:.1%} got an id of it.",
        "",
        f"In one process the whole run took {seconds:.0f} s, and {again:.0f} s when nothing had changed "
        f"({platform.machine()}, Python {platform.python_version()}).",
        "",
    ]
    PAGE.write_text("\n".join(lines), encoding="utf-8")
    print(
        json.dumps({"seconds": round(seconds, 1), "again": round(again, 1), "right": right, "wrong": wrong})
    )


if __name__ == "__main__":
    main()
