"""``regioscoop report``: the country, a region or a municipality, as PDF or HTML."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Annotated

import typer

from regioscoop.cli._output import check_file, emit_bytes, progress
from regioscoop.cli._trends import AcrossOption, DrawsOption, RateOption, SeedOption, load_panel, read_rates
from regioscoop.errors import InputError, NotAvailableError, Problem, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Callable

    from regioscoop.regions import Ecosystems
    from regioscoop.register import Edition
    from regioscoop.reports import Document

app = typer.Typer(help="Reports as PDF or HTML.", no_args_is_help=True)

OutOption = Annotated[Path, typer.Option("--out", help="File to write: .pdf or .html.")]
LanguageOption = Annotated[str, typer.Option("--language", help="nl or en.")]
EditionOption = Annotated[str, typer.Option("--edition", help="Id of an edition, or a data package.")]


@app.command()
def national(
    out: OutOption,
    edition: Annotated[
        list[str] | None, typer.Option("--edition", help="Id or data package; may stand more than once.")
    ] = None,
    event: Annotated[
        list[str] | None,
        typer.Option("--event", metavar="DATE=WORDS", help="Mark a date: 2020-03-01=Corona."),
    ] = None,
    across_rules: AcrossOption = False,
    duplicates: RateOption = None,
    field_errors: RateOption = None,
    partner_errors: RateOption = None,
    reporting: RateOption = None,
    draws: DrawsOption = 1000,
    seed: SeedOption = 2016,
    language: LanguageOption = "nl",
) -> None:
    """Write the state of regional cooperation; default over every edition that ships.

    Example: `regioscoop report national --out staat-van-de-regio.pdf`
    """
    from regioscoop.register import list_editions

    _check(out, language)
    marks = _events(event or [])
    rates = read_rates(duplicates, field_errors, partner_errors, reporting)
    made = load_panel(edition or list_editions(), rates, draws, seed, across_rules, None)
    reports = _reports()
    last = made.editions[-1]
    _write(reports.national_report(made, _ecosystems(last), language, marks), out)


@app.command()
def region(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Id or name of a region of the best level.")],
    out: OutOption,
    edition: EditionOption = "2016",
    language: LanguageOption = "nl",
) -> None:
    """Write the report of one region.

    Example: `regioscoop report region twente --out twente.pdf`
    """
    _one(lambda e, found: _reports().region_report(e, found, name, language), edition, out, language)


@app.command()
def municipality(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Id or name of a municipality.")],
    out: OutOption,
    edition: EditionOption = "2016",
    language: LanguageOption = "nl",
) -> None:
    """Write the report of one municipality, for its council.

    Example: `regioscoop report municipality Amersfoort --out amersfoort.pdf`
    """
    _one(lambda e, found: _reports().municipality_report(e, found, name, language), edition, out, language)


@app.command()
def council(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Id or name of a municipality.")],
    out: OutOption,
    edition: EditionOption = "2016",
    language: LanguageOption = "nl",
) -> None:
    """Write the hand-out for a council evening: questions to ask, and decisions that are coming.

    Example: `regioscoop report council Amersfoort --out raad.pdf`
    """
    _one(lambda e, found: _reports().council_handout(e, found, name, language), edition, out, language)


def _one(make: Callable[[Edition, Ecosystems], Document], edition: str, out: Path, language: str) -> None:
    from regioscoop.register import load_edition

    _check(out, language)
    known = load_edition(edition)
    _write(make(known, _ecosystems(known)), out)


def _ecosystems(edition: Edition) -> Ecosystems:
    from regioscoop.regions import ecosystems

    with progress() as shown:
        return ecosystems(edition, progress=shown)


def _check(out: Path, language: str) -> None:
    """Refuse what cannot be written, before any work is done."""
    check_file(out)
    if out.suffix not in (".pdf", ".html"):
        raise InputError(
            "Nothing was written", [Problem(str(out), out.suffix or "no ending", ".pdf or .html")]
        )
    if language not in ("nl", "en"):
        raise UnknownNameError("language", language, ["nl", "en"])


def _events(told: list[str]) -> dict[str, str]:
    """Dates with what is marked there."""
    from datetime import date

    found, problems = {}, []
    for text in told:
        day, _, what = text.partition("=")
        try:
            found[date.fromisoformat(day).isoformat()] = what
        except ValueError:
            problems.append(Problem("--event", text, "YYYY-MM-DD=WORDS"))
            continue
        if not what:
            problems.append(Problem("--event", text, "YYYY-MM-DD=WORDS"))
    if problems:
        raise InputError("The events cannot be read", problems)
    return found


def _write(document: Document, out: Path) -> None:
    reports = _reports()
    data = reports.pdf(document) if out.suffix == ".pdf" else reports.html(document).encode("utf-8")
    emit_bytes(data, out)


def _reports() -> ModuleType:
    """Import what writes reports, or say what to install."""
    try:
        import altair  # noqa: F401 - the first of the extra packages
        import vl_convert  # noqa: F401

        from regioscoop import reports
    except ImportError as error:
        raise NotAvailableError(
            f"Reports need extra packages ({error.name} is absent): pip install 'regioscoop[reports]'"
        ) from error
    return reports
