"""Synthetic budgets to try the chain on."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from regioscoop.collection.documents.synthetic import TRAINING_LAYOUTS, make_synthetic
from regioscoop.collection.run._documents import LIST
from regioscoop.errors import InputError, Problem
from regioscoop.register import Edition

MEDIA: Final = ("pdf", "html", "docx")


def write_example(
    edition: Edition, out: Path, budgets: int, seed: int, progress: Callable[[str, int, int], None]
) -> None:
    """Write synthetic budgets in the layouts and media in turn, and the list of whose they are.

    Parameters
    ----------
    edition
        Where names, seats and members come from.
    out
        Folder that is made; all or nothing.
    budgets
        How many.
    seed
        Seed of every choice.
    progress
        Told of the progress.

    Raises
    ------
    InputError
        When the folder exists already, or cannot be made.
    """
    if out.exists() or not out.parent.is_dir():
        found = "something that exists" if out.exists() else "no folder above it"
        raise InputError("Nothing was written", [Problem(str(out), found, "a new folder")])
    folder = Path(tempfile.mkdtemp(dir=out.parent, prefix=f".{out.name}-"))
    rows = [("document", "organisation")]
    for number in range(budgets):
        layout, medium = TRAINING_LAYOUTS[number % len(TRAINING_LAYOUTS)], MEDIA[number % len(MEDIA)]
        made = make_synthetic(edition, layout, medium, seed + number)
        (folder / made.name).write_bytes(made.data)
        rows.append((made.name, made.truth["owner"]))
        progress("writing budgets", number + 1, budgets)
    with (folder / LIST).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    folder.chmod(0o755)
    folder.rename(out)
