"""Extraction from budgets, measured on layouts that it was not made with.

Run with ``python benchmarks/extraction.py [--final] [--wrong FILE]``. The budgets are synthetic: what comes
out stands beside the error rates of the 2024 edition, never below them: those were estimated on real budgets.
With ``--final`` it takes the layouts that are kept for one measurement after the repairs.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import tempfile
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd

from regioscoop.collection.documents import ATTRIBUTES, Entry, Evaluation, evaluate, extract
from regioscoop.collection.documents._evaluate import is_right
from regioscoop.collection.documents.synthetic import (
    FINAL_LAYOUTS,
    HELD_OUT_LAYOUTS,
    make_synthetic,
    write_synthetic,
)
from regioscoop.collection.quality import wilson
from regioscoop.register import load_edition

PAGE = Path(__file__).parents[1] / "docs/reference/extraction-measured.md"
FINAL_PAGE = PAGE.with_stem("extraction-measured-final")
EDITION = "2016"
SEEDS = (11, 12, 13)
MEDIA = ("pdf", "html", "docx", "xlsx")
SHEETS = frozenset(
    {
        "combined-card",
        "landscape",
        "programme-matrix",
        "two-abreast",
        "summary-first",
        "coded-table",
        "balance-rows",
        "tables-by-form",
    }
)
"""Layouts that are mostly tables, and so make sense in a spreadsheet."""
INTRODUCTION = """\
# Extraction, measured on layouts it was not made with

{documents} budgets of {parties} linked parties in {layouts} layouts, {seeds} of each layout in each
medium (a spreadsheet only where the layout is mostly tables). The layouts were written by who had not
seen how extraction works; their pages were looked at and the files fixed before the first measurement
(SHA-256: {digests}). No language model took part.

The budgets are **synthetic**: names, seats and members are of the register of 2016, amounts and sentences
are invented, and a generator wrote them. The error rates of the 2024 edition, estimated on real budgets
by those who made it, are 2-3% duplicates, 5-8% wrong policy fields and 15-20% wrong on central government
and non-government partners. The figures below **stand beside those three and never below them**: they are
about other things, and real budgets differ more than these layouts do.

The same parties are written in each medium, so the media can be compared with one another. Whoever mends
extraction by these figures has seen the layouts: the next measurement needs others.

- *Recall*: share of the true entries that were found; *precision*: share of the entries found that are
  true.
- *Accuracy*: share of the true values, in entries that were found, that came out right; one that was
  missed counts as wrong. *Of all*: the same over all true entries, also those that were not found.
- *Invented*: a value where the page gives none ("n.v.t.", "p.m.", a total, an attribute of something
  else).
- Low and high: 95% interval by Wilson. Entries of a document resemble each other, so the real one is
  wider.
"""


@dataclass(frozen=True)
class Measured:
    """One document: how its entries compare with the truth, and what was not right."""

    layout: str
    medium: str
    evaluation: Evaluation
    wanted: pd.Series
    wrong: pd.DataFrame


def measured(job: tuple[str, str, int]) -> Measured:
    """Make a budget, read it and compare."""
    layout, medium, seed = job
    made = make_synthetic(load_edition(EDITION), layout, medium, seed)
    truth = made.truth["entries"]
    with tempfile.TemporaryDirectory() as folder:
        entries = extract(write_synthetic(made, Path(folder))).entries
    wanted = pd.Series({a: sum(a in one for one in truth) for a in ATTRIBUTES})
    return Measured(layout, medium, evaluate(entries, truth), wanted, differences(made.name, entries, truth))


def differences(document: str, entries: Iterable[Entry], truth: Iterable[dict[str, Any]]) -> pd.DataFrame:
    """Values that are wrong, missed or invented, and entries without a pair of exactly the same name."""
    found = {entry.name: entry for entry in entries}
    true = {one["name"]: one for one in truth}
    rows = [(document, name, "entry", "invented", "", "") for name in found.keys() - true.keys()]
    rows += [(document, name, "entry", "missed", "", "") for name in true.keys() - found.keys()]
    for name, attribute in itertools.product(sorted(found.keys() & true.keys()), ATTRIBUTES):
        value, wanted = found[name].get(attribute), true[name].get(attribute)
        if value is None and wanted is None:
            continue
        kind = "invented" if wanted is None else "missed" if value is None else "wrong"
        if value is None or wanted is None or not is_right(value, wanted):
            rows.append((document, name, attribute, kind, str(wanted), value.text if value else ""))
    return pd.DataFrame(rows, columns=["document", "name", "attribute", "kind", "true", "found"])


def shown(right: float, of: float) -> str:
    """A share in per cent with its interval."""
    if of == 0:
        return ""
    low, high = wilson(right / of, of)
    return f"{100 * right / of:.1f} ({100 * low:.1f}-{100 * high:.1f})"


def total(of: Iterable[Measured]) -> Evaluation:
    """Documents together."""
    first, *rest = (one.evaluation for one in of)
    return sum(rest, start=first)


def found_row(name: str, of: list[Measured]) -> dict[str, object]:
    """Entries and values of some documents."""
    all_ = total(of)
    right, true = all_.attributes["right"].sum(), all_.attributes["true"].sum()
    return {
        "": name,
        "documents": len(of),
        "entries": all_.true,
        "recall": shown(all_.matched, all_.true),
        "precision": shown(all_.matched, all_.found),
        "accuracy": shown(right, true),
        "of all": shown(right, sum(one.wanted.sum() for one in of)),
        "invented": int(all_.attributes["invented"].sum()),
    }


def by_attribute(of: list[Measured]) -> pd.DataFrame:
    """Per attribute the accuracy, together and per medium."""
    counts, wanted = total(of).attributes, sum(one.wanted for one in of)
    frame = pd.DataFrame({"values": counts["true"]})
    frame["accuracy"] = [shown(counts["right"][a], counts["true"][a]) for a in counts.index]
    frame["of all"] = [shown(counts["right"][a], wanted[a]) for a in counts.index]
    frame = frame.join(counts[["wrong", "missed", "invented"]])
    for medium in MEDIA:
        accuracy = total(one for one in of if one.medium == medium).accuracy
        frame[medium] = (100 * accuracy).map(lambda share: "" if pd.isna(share) else f"{share:.1f}")
    return frame.rename_axis("attribute").reset_index()


def grid(of: list[Measured], layouts: tuple[str, ...], column: str) -> pd.DataFrame:
    """One figure per layout and medium."""
    rows = []
    for layout in layouts:
        row: dict[str, object] = {"layout": layout}
        for medium in MEDIA:
            some = [one for one in of if (one.layout, one.medium) == (layout, medium)]
            row[medium] = found_row("", some)[column] if some else ""
        rows.append(row)
    return pd.DataFrame(rows)


def page(of: list[Measured], layouts: tuple[str, ...], sources: tuple[str, ...]) -> str:
    """The page of documentation."""
    folder = files("regioscoop.collection.documents.synthetic")
    digests = ", ".join(
        f"`{name}` {hashlib.sha256(folder.joinpath(name).read_bytes()).hexdigest()[:16]}" for name in sources
    )
    entries = total(of).true
    head = INTRODUCTION.format(
        documents=len(of),
        parties=f"some {entries / len(of):.0f}",
        layouts=len(layouts),
        seeds=len(SEEDS),
        digests=digests,
    )
    media = [found_row("all", of)]
    media += [found_row(medium, [one for one in of if one.medium == medium]) for medium in MEDIA]
    each = [found_row(name, [one for one in of if one.layout == name]) for name in layouts]
    tables = {
        "Together and per medium (per cent)": pd.DataFrame(media),
        "Per attribute (per cent)": by_attribute(of),
        "Per layout (per cent)": pd.DataFrame(each),
        "Recall per layout and medium (per cent)": grid(of, layouts, "recall"),
        "Precision per layout and medium (per cent)": grid(of, layouts, "precision"),
        "Accuracy per layout and medium (per cent)": grid(of, layouts, "accuracy"),
    }
    parts = [f"\n## {title}\n\n{frame.to_markdown(index=False)}\n" for title, frame in tables.items()]
    return head + "".join(parts)


def main() -> None:
    """Measure, and where asked write the page and what was not right."""
    parser = argparse.ArgumentParser(description="Extraction, measured on layouts it was not made with.")
    parser.add_argument("--wrong", type=Path, help="write every value that is not right to this CSV")
    parser.add_argument("--final", action="store_true", help="take the layouts kept for the last measurement")
    parser.add_argument("--write", action="store_true", help="write the page: only for layouts nobody saw")
    arguments = parser.parse_args()
    layouts, target = (FINAL_LAYOUTS, FINAL_PAGE) if arguments.final else (HELD_OUT_LAYOUTS, PAGE)
    sources = ("_unseen_later.py" if arguments.final else "_unseen.py", "_telling.py")
    jobs = [
        (layout, medium, seed)
        for layout, medium, seed in itertools.product(layouts, MEDIA, SEEDS)
        if medium != "xlsx" or layout in SHEETS
    ]
    with ProcessPoolExecutor(2) as pool:
        of = list(pool.map(measured, jobs))
    made = page(of, layouts, sources)
    if arguments.write:
        target.write_text(made, encoding="utf-8")
    if arguments.wrong:
        pd.concat([one.wrong for one in of]).to_csv(arguments.wrong, index=False)
    print(made)


if __name__ == "__main__":
    main()
