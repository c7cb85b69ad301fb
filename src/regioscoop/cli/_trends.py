"""``regioscoop trends``: the figures of the national article over editions."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from regioscoop.cli._output import Format, check_file, emit_table, progress, words

if TYPE_CHECKING:
    import pandas as pd

    from regioscoop.measures import ErrorRates, Panel
    from regioscoop.register import Edition


class Part(StrEnum):
    """What is shown of a set of editions."""

    FIGURES = "figures"
    CHANGES = "changes"
    DECOMPOSITION = "decomposition"
    MERGERS = "mergers"
    FLOWS = "flows"
    COVERAGE = "coverage"
    COMPARABILITY = "comparability"


RateOption = Annotated[
    str | None, typer.Option(metavar="LOW,HIGH", help="Ends of an error rate, between 0 and 1.")
]
RegionOption = Annotated[
    str | None, typer.Option("--region", help="A region of the best level instead of the country.")
]
AcrossOption = Annotated[
    bool, typer.Option("--across-rules", help="Compare editions that follow different rules, and say so.")
]
DrawsOption = Annotated[int, typer.Option(help="Simulated registers; 0 gives no intervals.", min=0)]
SeedOption = Annotated[int, typer.Option(help="Seed of every random number.", min=0)]


def trends(
    editions: Annotated[list[str], typer.Argument(help="Ids of editions, or data packages.")],
    show: Annotated[Part, typer.Option(help="Which table.")] = Part.FIGURES,
    region: RegionOption = None,
    across_rules: AcrossOption = False,
    duplicates: RateOption = None,
    field_errors: RateOption = None,
    partner_errors: RateOption = None,
    reporting: RateOption = None,
    draws: DrawsOption = 1000,
    seed: SeedOption = 2016,
    form: Annotated[Format, typer.Option("--format", help="csv or json.")] = Format.CSV,
    out: Annotated[Path | None, typer.Option("--out", help="Write to this file instead of stdout.")] = None,
) -> None:
    """Compute the figures of the national article over editions, each number with its interval.

    Examples: `regioscoop trends 2016 2024`, `regioscoop trends 2016 2024 --show decomposition`
    """
    check_file(out)
    rates = read_rates(duplicates, field_errors, partner_errors, reporting)
    made = load_panel(editions, rates, draws, seed, across_rules, region)
    for row in made.missing.itertuples():
        words.print(f"edition {row.edition}: no figure {row.figure}, for nothing is known of {row.what}")
    if not made.same_rules:
        words.print("these editions follow different rules: a difference may be one of the rules")
    for row in made.statement.itertuples():
        if row.carried:
            words.print(f"edition {row.edition}: {row.carried:.0%} of the participations are only carried")
    emit_table(_table(made, show), form, out)


def _table(made: Panel, show: Part) -> pd.DataFrame:
    if show is Part.FIGURES:
        from regioscoop.reports import beside_published

        return beside_published(made)
    if show is Part.FLOWS:
        return made.flows()
    tables = {
        Part.CHANGES: "trends",
        Part.DECOMPOSITION: "decompositions",
        Part.MERGERS: "merged_only",
        Part.COVERAGE: "coverage",
        Part.COMPARABILITY: "statement",
    }
    found: pd.DataFrame = getattr(made, tables[show])
    return found


def read_rates(
    duplicates: str | None, field_errors: str | None, partner_errors: str | None, reporting: str | None
) -> ErrorRates | None:
    """Error rates as they were given; None when all are those of the article.

    Raises
    ------
    InputError
        When a rate is not two numbers, or impossible.
    """
    from regioscoop.errors import InputError, Problem
    from regioscoop.measures import ErrorRates

    given = {"duplicates": duplicates, "fields": field_errors, "partners": partner_errors}
    given |= {"reporting": reporting}
    found: dict[str, tuple[float, float]] = {}
    problems = []
    for name, text in given.items():
        if text is None:
            continue
        try:
            low, high = (float(part) for part in text.split(","))
        except ValueError:
            problems.append(Problem(f"rate {name}", text, "LOW,HIGH: two numbers with a comma"))
            continue
        found[name] = (low, high)
    try:
        rates = ErrorRates(**found, source="given on the command line") if found else None
    except InputError as error:
        problems += error.problems
    if problems:
        raise InputError("The error rates cannot be used", problems)
    return rates


def load_panel(
    names: list[str],
    rates: ErrorRates | None,
    draws: int,
    seed: int,
    across_rules: bool,
    region: str | None,
) -> Panel:
    """Load editions and compute everything over them.

    Raises
    ------
    InputError
        When an edition cannot be used, or they cannot be compared.
    UnknownNameError
        When an edition has no such region.
    """
    from regioscoop.measures import panel
    from regioscoop.register import load_edition

    editions = [load_edition(name) for name in names]
    towns = None if region is None else {e.id: _towns(e, region) for e in editions}
    with progress() as shown:
        return panel(editions, rates, draws, seed, across_rules, towns, region or "", shown)


def _towns(edition: Edition, region: str) -> list[str]:
    """Municipalities of a region of the best level, by its id or name."""
    from regioscoop.errors import UnknownNameError
    from regioscoop.regions import ecosystems

    with progress() as shown:
        found = ecosystems(edition, progress=shown)
    frame = found.frame(found.delineation.best)
    wanted = region.casefold()
    is_own = (frame["region_id"].str.casefold() == wanted) | (frame["region"].str.casefold() == wanted)
    if not is_own.any():
        known = sorted({*frame["region_id"], *frame["region"]})
        raise UnknownNameError(f"region in edition {edition.id}", region, known)
    return frame.loc[is_own, "municipality_id"].tolist()
