"""``regioscoop context`` and ``regioscoop indicators``: figures of municipalities and of regions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from regioscoop.cli._output import Format, check_file, emit_table, progress, words
from regioscoop.cli._regions import EditionOption, OutOption, _named
from regioscoop.errors import InputError

# What does the work is imported when a command runs, so that help and completion are quick.
if TYPE_CHECKING:
    import pandas as pd

    from regioscoop.context import Reading
    from regioscoop.errors import Problem
    from regioscoop.regions import Regionalisation
    from regioscoop.register import Edition

app = typer.Typer(help="Figures of municipalities beside their cooperation.", no_args_is_help=True)

FormatOption = Annotated[Format, typer.Option("--format", help="csv or json.")]
_TAKES = "Folder of a context package, a CSV file, or a description of one or of a table of StatLine."
NAMES_TOLD = 10


class Show(StrEnum):
    """What ``regioscoop indicators`` shows."""

    LEVEL = "level"
    TREND = "trend"
    WITHIN_BETWEEN = "within-between"
    PEERS = "peers"
    DIFFERENCES = "differences"
    THEMES = "themes"
    MIRRORED = "mirrored"
    ELEMENTS = "elements"
    BORDERS = "borders"


@app.command("list")
def list_(form: FormatOption = Format.CSV) -> None:
    """List every indicator: shipped, loaded, or not measured.

    Example: `regioscoop context list`
    """
    from regioscoop.context import context_inventory
    from regioscoop.register.loaded import loaded_packages

    found = context_inventory()
    emit_table(found, form, None)
    counts = found["state"].value_counts()
    words.print(
        ", ".join(f"{state}: {counts.get(state, 0)}" for state in ("shipped", "loaded", "not measured"))
    )
    for package in loaded_packages("context"):
        rows = ", ".join(f"{table} {number}" for table, number in package.rows.items())
        words.print(f"{package.name}: {package.title} ({rows})", markup=False)


@app.command()
def load(files: Annotated[list[Path], typer.Argument(help=_TAKES)]) -> None:
    """Load figures, all or nothing, and say which municipalities have none.

    Examples: `regioscoop context load my-figures.yml`, `regioscoop context load key_figures.csv`
    """
    from regioscoop.context import load_context

    for path, read in zip(files, _checked(files), strict=True):
        package, _ = load_context(path, read)
        rows = ", ".join(f"{table} {number}" for table, number in package.rows.items())
        words.print(f"loaded: {package.name} ({rows})", markup=False)
        _say(read)


@app.command()
def validate(path: Annotated[Path, typer.Argument(help=_TAKES)]) -> None:
    """Check figures without loading them, and list everything that is wrong.

    Example: `regioscoop context validate my-figures.yml`
    """
    for read in _checked([path]):
        _say(read)
    words.print(f"{path} can be loaded", markup=False)


@app.command()
def remove(
    name: Annotated[str, typer.Argument(help="Name of a loaded package; see `context list`.")],
) -> None:
    """Take a loaded package away.

    Example: `regioscoop context remove key-figures-2023`
    """
    from regioscoop.register.loaded import remove as take_away

    take_away("context", name)
    words.print(f"removed: {name}", markup=False)


def _checked(paths: list[Path]) -> list[Reading | None]:
    """Read every file and refuse all of them when one is wrong."""
    from regioscoop.context import check_context

    problems: list[Problem] = []
    read = []
    for path in paths:
        try:
            found, made = check_context(path)
        except InputError as error:
            # A file that cannot be read at all may not keep the others from being checked.
            problems += error.problems
            continue
        problems += found
        read.append(made)
    if problems:
        raise InputError(f"Nothing can be loaded ({len(problems)} problems)", problems)
    return read


def _say(read: Reading | None) -> None:
    if read is None:
        return
    for skipped in read.skipped:
        words.print(f"left out: {skipped}", markup=False)
    for what, lacking in read.missing().items():
        more = f" and {len(lacking) - NAMES_TOLD} more" if len(lacking) > NAMES_TOLD else ""
        words.print(f"no figure of {what}: {', '.join(lacking[:NAMES_TOLD])}{more}", markup=False)


def indicators(
    edition: EditionOption = "2024",
    regions: Annotated[
        str, typer.Option(help="bre (default), province, study, a division, or a CSV file.")
    ] = "bre",
    show: Annotated[Show, typer.Option(help="Which table.")] = Show.LEVEL,
    group: Annotated[
        str | None, typer.Option(help="Only of this group or kind, such as demography or welfare.")
    ] = None,
    form: FormatOption = Format.CSV,
    out: OutOption = None,
) -> None:
    """Indicators of regions: level with coverage, trend, differences within and between, peers, themes.

    The shipped figures are those of 2023, in the borders of edition 2024.

    Examples: `regioscoop indicators`, `regioscoop indicators --regions province --show within-between`
    """
    from regioscoop.context import aggregate, fit_indicators, in_group, indicator_list
    from regioscoop.context import indicators as known_indicators
    from regioscoop.register import load_edition

    check_file(out)
    found, listed = load_edition(edition), indicator_list()
    wanted = in_group(listed, group) if group else list(listed.index)
    fitted = fit_indicators(known_indicators(), found, listed)
    _say_left_out(fitted.statement)
    if show is Show.BORDERS:
        emit_table(fitted.statement, form, out)
        return
    chosen = _named(regions, found)
    # Everything is aggregated, because a weight need not be of the group that is asked for.
    regional = aggregate(fitted.rows, chosen.labels, listed)
    municipal, regional = (rows[rows["indicator"].isin(wanted)] for rows in (fitted.rows, regional))
    table = _TABLES[show](_Asked(found, chosen, municipal, regional, listed))
    if table.empty:
        words.print(f"not measured: nothing is loaded of which {show.value} can be computed")
    emit_table(_with_names(table, chosen), form, out)


@dataclass(frozen=True)
class _Asked:
    """What was asked, with the figures of the municipalities and of the regions."""

    edition: Edition
    regions: Regionalisation
    municipal: pd.DataFrame
    regional: pd.DataFrame
    listed: pd.DataFrame


def _level(asked: _Asked) -> pd.DataFrame:
    from regioscoop.context import levels

    scores = levels(asked.regional, asked.listed)[["region_id", "indicator", "year", "score", "welfare"]]
    return asked.regional.merge(scores, on=["region_id", "indicator", "year"], how="left")


def _trend(asked: _Asked) -> pd.DataFrame:
    from regioscoop.context import indicator_trends

    return indicator_trends(asked.regional)


def _within_between(asked: _Asked) -> pd.DataFrame:
    import pandas as pd

    from regioscoop.context import (
        DEVELOPMENT_WORDS,
        can_test_development,
        development_within_between,
        within_between,
    )

    is_testable = can_test_development(asked.municipal, asked.listed)
    words.print(DEVELOPMENT_WORDS[is_testable][1], soft_wrap=True)
    level = within_between(asked.municipal, asked.regions.labels).assign(of="level")
    if not is_testable:
        return level
    development = development_within_between(asked.municipal, asked.regions.labels)
    return pd.concat([level, development.assign(of="development")], ignore_index=True)


def _peers(asked: _Asked) -> pd.DataFrame:
    from regioscoop.context import biotope_scores, nearest_peers

    return nearest_peers(biotope_scores(asked.regional, asked.listed), asked.listed)


def _differences(asked: _Asked) -> pd.DataFrame:
    from regioscoop.context import what_differs
    from regioscoop.measures import measure_regions

    with progress() as shown:
        measured = measure_regions(asked.edition, asked.regions, progress=shown)
    return what_differs(measured, _peers(asked))


def _themes(asked: _Asked) -> pd.DataFrame:
    import pandas as pd

    from regioscoop.context import levels, theme_scores

    scores = levels(asked.regional, asked.listed)
    return pd.concat(
        [theme_scores(scores, asked.listed, kind) for kind in ("welfare", "capital")], ignore_index=True
    )


def _mirrored(asked: _Asked) -> pd.DataFrame:
    from regioscoop.context import mirrored_profiles

    return mirrored_profiles(_themes(asked))


def _elements(asked: _Asked) -> pd.DataFrame:
    from regioscoop.context import entrepreneurial_ecosystems

    return entrepreneurial_ecosystems(asked.regional, asked.listed).reset_index()


_TABLES: dict[Show, Callable[[_Asked], pd.DataFrame]] = {
    Show.LEVEL: _level,
    Show.TREND: _trend,
    Show.WITHIN_BETWEEN: _within_between,
    Show.PEERS: _peers,
    Show.DIFFERENCES: _differences,
    Show.THEMES: _themes,
    Show.MIRRORED: _mirrored,
    Show.ELEMENTS: _elements,
}


def _with_names(table: pd.DataFrame, regions: Regionalisation) -> pd.DataFrame:
    """The table with the name of each region after its id."""
    for id_, name in (("region_id", "region"), ("peer_id", "peer")):
        if id_ in table.columns:
            table.insert(int(table.columns.get_loc(id_)) + 1, name, table[id_].map(regions.names))
    return table


def _say_left_out(statement: pd.DataFrame) -> None:
    """Say in one line per reason what could not be brought into the borders of the edition."""
    for fate, said in (("left_out", "left out"), ("carried", "carried")):
        for why, rows in statement[statement["fate"] == fate].groupby("why", sort=True):
            words.print(f"{said}: {len(rows)} indicators; {why}", soft_wrap=True, markup=False)
