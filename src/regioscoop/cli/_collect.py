"""``regioscoop collect``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from regioscoop.cli._collect_code import code
from regioscoop.cli._collect_extract import extract
from regioscoop.cli._collect_quality import list_, quality, update
from regioscoop.cli._collect_run import decide, example, run
from regioscoop.cli._output import Format, check_file, emit_table, progress, words
from regioscoop.errors import NotAvailableError

app = typer.Typer(help="Collect the register: from lists and documents to linked, coded candidates.")
app.command()(extract)
app.command()(code)
app.command("list")(list_)
app.command()(quality)
app.command()(update)
app.command()(run)
app.command()(decide)
app.command()(example)


@app.callback()
def _collect() -> None:
    """Keep the name of each command, also while there is only one."""


@app.command()
def link(
    left: Annotated[Path, typer.Argument(metavar="A.csv", help="List with id, name and what else is known.")],
    right: Annotated[
        Path | None, typer.Argument(metavar="[B.csv]", help="The other list; without it, doubles within A.")
    ] = None,
    decisions: Annotated[
        Path | None,
        typer.Option("--decisions", help="CSV with left_id, right_id, decision (match or different)."),
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Write to this file instead of stdout.")] = None,
    language: Annotated[str, typer.Option("--language", help="Language of the reasons: nl or en.")] = "nl",
    without_different: Annotated[
        bool, typer.Option("--without-different", help="Leave out pairs that are different.")
    ] = False,
) -> None:
    """Find which records are the same arrangement: match, review or different, each with its reasons.

    A list has the columns id and name and any of aliases (other names, divided by |), participants (names
    or codes, divided by ;), seat, kind, legal_form, field, founded and dissolved. A record that is in no
    match has no counterpart.

    Examples: `regioscoop collect link register.csv budgets.csv --out links.csv`,
    `regioscoop collect link register.csv --decisions decided.csv`
    """
    try:
        from regioscoop.collection.linking import link as link_lists
        from regioscoop.collection.linking import read_decisions, read_lists
    except ImportError as error:
        raise NotAvailableError(
            f"Linking needs extra packages ({error.name} is absent): pip install 'regioscoop[collect]'"
        ) from error
    check_file(out)
    ours, theirs = read_lists(left, right)
    decided = read_decisions(decisions, ours, theirs) if decisions else None
    with progress() as shown:
        found = link_lists(ours, theirs, decided, language=language, report=shown)
    counts = found["decision"].value_counts()
    told = ", ".join(f"{counts.get(name, 0)} {name}" for name in ("match", "review", "different"))
    words.print(f"{len(ours)} and {len(theirs if theirs is not None else ours)} records: {told}")
    if without_different:
        found = found[found["decision"] != "different"]
    emit_table(found, Format.CSV, out)
