r"""Run the commands shown in the documentation and put their output below them, or check it.

A block is a fence marked ``console`` with lines that start with ``$ regioscoop``::

    <!-- output: head 12 -->
    ```console
    $ regioscoop editions show 2016
    ...output...
    ```

The comment is optional and cuts the output of each command to its first lines, followed by ``...``. All
commands run in one temporary folder, in the order of the pages, so that a later block can read the file of
an earlier one; the same command runs once. Only standard output is shown. ``atlas serve`` is refused: show
it in a ``bash`` block, which is never run.
"""

from __future__ import annotations

import argparse
import difflib
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = "regioscoop"
PROMPT = "$ "
TIMEOUT_S = 600
BLOCK = re.compile(
    r"(?P<head>(?:^<!-- output: head (?P<lines>\d+) -->\n)?^```console\n)(?P<body>.*?)(?P<tail>^```$)",
    re.MULTILINE | re.DOTALL,
)
SHELL_SIGNS = {"|", ">", ">>", "<", "&&", "||", ";", "&"}

Run = Callable[[list[str]], str]


class CommandError(Exception):
    """A command in the documentation may not be run, or failed."""


def parse(command: str) -> list[str]:
    """Split a command into arguments after the program's name.

    Raises
    ------
    CommandError
        Where it is not a plain regioscoop command, or one that never ends.
    """
    words = shlex.split(command)
    if not words or words[0] != PROGRAM or SHELL_SIGNS & set(words):
        raise CommandError(f"only plain {PROGRAM} commands can be run: {command}")
    if words[1:3] == ["atlas", "serve"]:
        raise CommandError(f"this command does not end; show it in a bash block: {command}")
    return words[1:]


def program() -> str:
    """Path of the installed program: the one beside this Python before any other."""
    beside = Path(sys.executable).parent / PROGRAM
    found = str(beside) if beside.exists() else shutil.which(PROGRAM)
    if found is None:
        raise CommandError(f"{PROGRAM} is not installed: run make setup")
    return found


def runner(folder: Path) -> Run:
    """Return a function that runs a command in ``folder`` and remembers what it printed."""
    env = {k: v for k, v in os.environ.items() if k not in {"REGIOSCOOP_DATA", "FORCE_COLOR"}}
    env |= {"NO_COLOR": "1", "COLUMNS": "100", "TERM": "dumb", "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"}
    known: dict[tuple[str, ...], str] = {}

    def run(arguments: list[str]) -> str:
        key = tuple(arguments)
        if key not in known:
            done = subprocess.run(  # noqa: S603 - the commands are those of our own documentation
                [program(), *arguments],
                cwd=folder,
                env=env,
                capture_output=True,
                text=True,
                timeout=TIMEOUT_S,
                check=False,
            )
            if done.returncode != 0:
                line = shlex.join([PROGRAM, *arguments])
                raise CommandError(f"exit code {done.returncode}: {line}\n{done.stderr.strip()}")
            known[key] = done.stdout
        return known[key]

    return run


def cut(output: str, lines: int | None) -> list[str]:
    """First lines of an output, with ``...`` where something was left out."""
    rows = [row.rstrip() for row in output.rstrip("\n").splitlines()]
    return rows if lines is None or len(rows) <= lines else [*rows[:lines], "..."]


def commands(body: str) -> Iterator[str]:
    """Commands in the body of a block."""
    return (line.removeprefix(PROMPT) for line in body.splitlines() if line.startswith(PROMPT))


def fresh_block(match: re.Match[str], run: Run) -> str:
    """Text of a block with the output that its commands give now."""
    limit = int(match["lines"]) if match["lines"] else None
    rows: list[str] = []
    for command in commands(match["body"]):
        rows += [PROMPT + command, *cut(run(parse(command)), limit)]
    return match["head"] + "".join(f"{row}\n" for row in rows) + match["tail"]


def pages(root: Path = ROOT) -> list[Path]:
    """README first, then every page of the documentation."""
    return [root / "README.md", *sorted((root / "docs").rglob("*.md"))]


def fresh_pages(paths: list[Path]) -> dict[Path, str]:
    """Text that each page should have.

    Raises
    ------
    CommandError
        With every command that could not be run, not only the first.
    """
    wanted: dict[Path, str] = {}
    problems: list[str] = []
    with tempfile.TemporaryDirectory(prefix="regioscoop-docs-") as folder:
        run = runner(Path(folder))
        for path in paths:
            try:
                wanted[path] = BLOCK.sub(lambda m: fresh_block(m, run), path.read_text(encoding="utf-8"))
            except (CommandError, subprocess.TimeoutExpired) as error:
                problems.append(f"{path.name}: {error}")
    if problems:
        raise CommandError("\n".join(problems))
    return wanted


def difference(path: Path, wanted: str) -> str:
    """Return what would change in a page; empty when it is fresh."""
    found = path.read_text(encoding="utf-8").splitlines(keepends=True)
    return "".join(
        difflib.unified_diff(found, wanted.splitlines(keepends=True), f"{path.name} (found)", "run now")
    )


def check(paths: list[Path] | None = None) -> str:
    """Difference between the pages and what their commands print now; empty when all are fresh."""
    return "".join(difference(path, text) for path, text in fresh_pages(paths or pages()).items())


def main() -> int:
    """Rewrite or check the pages; return the exit code."""
    parser = argparse.ArgumentParser(description="Put the output of commands into the documentation.")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; fail where output is out of date"
    )
    arguments = parser.parse_args()
    try:
        if arguments.check:
            found = check()
            sys.stderr.write(found)
            return 1 if found else 0
        for path, text in fresh_pages(pages()).items():
            if text != path.read_text(encoding="utf-8"):
                path.write_text(text, encoding="utf-8")
    except CommandError as error:
        sys.stderr.write(f"gen_docs_output: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
