"""``regioscoop editions``: list, show, validate, import, export."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from regioscoop.cli._output import Format, emit_json, emit_table, words
from regioscoop.errors import InputError

app = typer.Typer(help="The editions of the register.", no_args_is_help=True)

# What does the work is imported when a command runs, so that help and completion are quick.
_IMPORTS = (
    "netherlands-2016, netherlands-2024, france-epci or organisations-register; without files it tells which "
    "files it takes."
)


@app.command("list")
def list_(
    form: Annotated[Format, typer.Option("--format", help="csv or json.")] = Format.CSV,
) -> None:
    """List the editions that ship with the program.

    Example: `regioscoop editions list`
    """
    import pandas as pd

    from regioscoop.register import list_editions, load_edition

    rows = [load_edition(name).summary() for name in list_editions()]
    columns = ["id", "date", "rule_set", "municipalities", "arrangements", "participations", "title"]
    emit_table(pd.DataFrame(rows)[columns], form, None)


@app.command()
def show(
    edition: Annotated[str, typer.Argument(help="Id of an edition, or the path of a data package.")],
    form: Annotated[Format, typer.Option("--format", help="csv or json.")] = Format.CSV,
    without_carried: Annotated[
        bool,
        typer.Option("--without-carried", help="Leave out what is only carried from an earlier edition."),
    ] = False,
) -> None:
    """Show what an edition holds: rules, numbers, how much is coded and how much is carried.

    Example: `regioscoop editions show 2016 --format json`
    """
    import pandas as pd

    from regioscoop.register import load_edition

    summary = load_edition(edition).select(carried=not without_carried).summary()
    if form is Format.JSON:
        emit_json(summary)
        return
    flat: dict[str, object] = {}
    for key, value in summary.items():
        if isinstance(value, dict):
            flat |= {f"{key}.{k}": v for k, v in value.items()}
        else:
            flat[key] = value
    emit_table(pd.DataFrame({"what": list(flat), "value": [str(v) for v in flat.values()]}), form, None)


@app.command()
def validate(
    path: Annotated[
        Path, typer.Argument(help="Folder of a data package, its datapackage.json, or a shipped edition.")
    ],
) -> None:
    """Check a data package, and list everything that is wrong with it.

    Example: `regioscoop editions validate my-edition`
    """
    from regioscoop.register import list_editions, validate_package
    from regioscoop.register.edition import SHIPPED

    if str(path) in list_editions() and not path.exists():
        path = SHIPPED / path
    problems = validate_package(path)
    if problems:
        raise InputError(f"{path} is not a valid edition ({len(problems)} problems)", problems)
    words.print(f"{path} is a valid edition")


@app.command("import")
def import_(
    source: Annotated[str, typer.Argument(help=f"What is imported: {_IMPORTS}")],
    out: Annotated[Path, typer.Option("--out", help="Folder for the data package.")],
    files: Annotated[
        list[Path] | None, typer.Argument(help="The files of that source, in the order it tells.")
    ] = None,
) -> None:
    """Make an edition from public sources, and say what was repaired, joined and left out.

    The tables `import_log` and `sources` of the package list it row by row.

    Example: `regioscoop editions import netherlands-2024 regions_2023.csv mergers_2016_2023.csv --out 2024`
    """
    from regioscoop.register import import_edition, write_package

    made = import_edition(source, files or [])
    edition = made.tables["edition"].iloc[0]
    write_package(made.tables, out, str(edition["id"]), str(edition["title"]))
    shown = Table("what was done", "number", box=None)
    for row in made.summary.itertuples():
        shown.add_row(str(row.what), f"{row.number:g}")
    words.print(shown)
    if made.statement is not None:
        emit_table(made.statement, Format.CSV, None)
    words.print(f"written: {out}")


@app.command()
def export(
    edition: Annotated[str, typer.Argument(help="Id of an edition, or the path of a data package.")],
    out: Annotated[Path, typer.Option("--out", help="Folder for the data package.")],
) -> None:
    """Write an edition as a data package of its own.

    Example: `regioscoop editions export 2016 --out my-2016`
    """
    from regioscoop.register import load_edition, write_package

    found = load_edition(edition)
    write_package(found.tables, out, found.id, found.title)
    words.print(f"written: {out}")
