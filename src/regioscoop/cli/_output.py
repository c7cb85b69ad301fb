"""Where data, words and progress go: data on stdout or to a file, the rest on stderr."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from regioscoop.errors import InputError, Problem

if TYPE_CHECKING:
    import pandas as pd

words = Console(stderr=True, highlight=False)
DECIMALS = 6

_DOING = {
    "search": "searching for stable levels",
    "membership": "resampling the register at each level",
    "measures": "measuring the regions",
    "maps": "drawing the maps of the regions",
    "figures": "computing the figures of each edition",
    "documents": "reading the documents",
}


class Format(StrEnum):
    """How a table is written."""

    CSV = "csv"
    JSON = "json"


class MapFormat(StrEnum):
    """How regions are written."""

    CSV = "csv"
    JSON = "json"
    GEOJSON = "geojson"


def emit(text: str, out: Path | None) -> None:
    """Write data to stdout, or whole and in one move to a file."""
    if out is None:
        sys.stdout.write(text if text.endswith("\n") else text + "\n")
        return
    emit_bytes((text if text.endswith("\n") else text + "\n").encode("utf-8"), out)


def emit_bytes(data: bytes, out: Path) -> None:
    """Write data whole and in one move to a file."""
    check_file(out)
    handle, temporary = tempfile.mkstemp(dir=out.parent, prefix=f".{out.name}-")
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    Path(temporary).chmod(0o644)
    Path(temporary).replace(out)
    words.print(f"written: {out}")


def check_file(out: Path | None) -> None:
    """Refuse a file that cannot be written, before any work is done."""
    if out is None:
        return
    if not out.parent.is_dir():
        problem = Problem(str(out), "no such folder", "a file in a folder that exists")
        raise InputError("Nothing was written", [problem])
    if out.is_dir() or not os.access(out.parent, os.W_OK):
        found = "a folder" if out.is_dir() else "a folder one may not write in"
        raise InputError("Nothing was written", [Problem(str(out), found, "the name of a file")])


def emit_table(frame: pd.DataFrame, form: Format | MapFormat, out: Path | None) -> None:
    """Write a table; numbers have `DECIMALS` decimals, unknown is empty (CSV) or null (JSON)."""
    shown = frame.round(DECIMALS)
    if form == "csv":
        emit(shown.to_csv(index=False, lineterminator="\n"), out)
    else:
        emit(shown.to_json(orient="records", force_ascii=False, indent=1, double_precision=DECIMALS), out)


def emit_json(value: Any, out: Path | None = None) -> None:  # noqa: ANN401 - anything JSON can hold
    """Write a value as JSON."""
    emit(json.dumps(value, ensure_ascii=False, indent=2), out)


class Shown:
    """Progress of the work, as `regioscoop.regions` and `regioscoop.measures` report it."""

    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._tasks: dict[str, Any] = {}

    def __call__(self, what: str, done: int, total: int) -> None:
        if what not in self._tasks:
            self._tasks[what] = self._bar.add_task(_DOING.get(what, what), total=total)
        self._bar.update(self._tasks[what], completed=done, total=total)


@contextmanager
def progress() -> Iterator[Shown]:
    """Show a progress bar on stderr, and nothing of it where stderr is no terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=words, transient=True) as bar:
        yield Shown(bar)
