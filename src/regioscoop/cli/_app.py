"""The commands that work with editions, regions and measures."""

from __future__ import annotations

import sys
from importlib.metadata import version
from typing import Annotated

import typer

from regioscoop.cli import (
    _atlas,
    _cases,
    _collect,
    _context,
    _editions,
    _flows,
    _interviews,
    _regions,
    _report,
    _trends,
    _voices,
)
from regioscoop.cli._output import words
from regioscoop.errors import InputError, RegioscoopError

app = typer.Typer(
    name="regioscoop",
    help="The open atlas and workbench of regional governance.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)
app.add_typer(_editions.app, name="editions")
app.add_typer(_atlas.app, name="atlas")
app.add_typer(_report.app, name="report")
app.add_typer(_collect.app, name="collect")
app.add_typer(_cases.app, name="cases")
app.add_typer(_context.app, name="context")
app.add_typer(_voices.survey, name="survey")
app.add_typer(_interviews.app, name="interviews")
app.command("regions")(_regions.regions)
app.command("compare-regions")(_regions.compare_regions)
app.command("measures")(_regions.measures)
app.command("trends")(_trends.trends)
app.command("indicators")(_context.indicators)
app.command("functional-regions")(_flows.functional_regions)
app.command("daily-urban-systems")(_flows.daily_urban_systems)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(version("regioscoop"))
        raise typer.Exit


@app.callback()
def _main(
    show_version: Annotated[
        bool, typer.Option("--version", help="Show the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Collect who cooperates with whom, and see the regions that makes and how sure that is."""


def main(arguments: list[str] | None = None) -> None:
    """Run the command line: exit 0, 1 (failed) or 2 (bad usage or input)."""
    try:
        app(args=arguments)
    except InputError as error:
        words.print(str(error), markup=False, style="red", soft_wrap=True)
        sys.exit(2)
    except RegioscoopError as error:
        words.print(str(error), markup=False, style="red", soft_wrap=True)
        sys.exit(1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
