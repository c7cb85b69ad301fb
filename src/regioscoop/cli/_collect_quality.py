"""``regioscoop collect list``, ``quality`` and ``update``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from regioscoop.cli._output import Format, check_file, emit_table, progress, words
from regioscoop.errors import InputError, Problem, UnknownNameError

if TYPE_CHECKING:
    import pandas as pd

    from regioscoop.register import Edition

_SOURCES = (
    "organisations-register",
    "provincial-registers",
    "nationwide-divisions",
    "spreadsheet",
    "edition",
)


def list_(
    source: Annotated[str, typer.Argument(help=f"What it is a list of: {', '.join(_SOURCES)}.")],
    file: Annotated[str, typer.Argument(help="The file; for edition its id or folder.")],
    description: Annotated[
        Path | None,
        typer.Option("--description", help="YAML that says what the columns of a spreadsheet hold."),
    ] = None,
    date: Annotated[
        str, typer.Option("--date", help="Only what was in force on this date (organisations-register).")
    ] = "",
    out: Annotated[Path | None, typer.Option("--out", help="Write to this file instead of stdout.")] = None,
) -> None:
    """Read a source as a list of arrangements that `regioscoop collect link` compares.

    Example: `regioscoop collect list organisations-register exportOO.xml --date 2025-01-01 --out roo.csv`
    """
    check_file(out)
    found = _listed(source, file, description, date)
    words.print(f"{len(found)} arrangements")
    emit_table(found, Format.CSV, out)


def _listed(source: str, file: str, description: Path | None, date: str) -> pd.DataFrame:
    import regioscoop.register.sources as sources
    from regioscoop.register import load_edition

    if source not in _SOURCES:
        raise UnknownNameError("source", source, _SOURCES)
    if source == "organisations-register":
        return sources.read_organisations_register(Path(file)).candidates(date)
    if source == "provincial-registers":
        return sources.register_candidates(sources.read_provincial_registers(Path(file)))
    if source == "nationwide-divisions":
        return sources.division_candidates(sources.read_nationwide_divisions(Path(file)))
    if source == "edition":
        return sources.edition_candidates(load_edition(file))
    if description is None:
        problem = Problem("--description", "none", "a YAML file that says what the columns hold")
        raise InputError("A spreadsheet needs a description", [problem])
    return sources.read_spreadsheet(Path(file), sources.read_sheet_description(description))


def quality(
    edition: Annotated[str, typer.Argument(help="Id of an edition, or the path of a data package.")],
    sample: Annotated[
        int | None, typer.Option("--sample", help="Make a sheet of this many arrangements to check by hand.")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="Seed of the sample.")] = 2016,
    checked: Annotated[
        Path | None,
        typer.Option(
            "--checked", help="A sheet that was filled in: estimate from it, or sample better by it."
        ),
    ] = None,
    against: Annotated[
        Path | None, typer.Option("--against", help="A list made independently, as `collect link` reads it.")
    ] = None,
    disagreements: Annotated[
        Path | None, typer.Option("--disagreements", help="Write who names which partners to this file.")
    ] = None,
    recognition: Annotated[
        Path | None,
        typer.Option("--recognition", help="Write recognition and denial per participant to this file."),
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Write to this file instead of stdout.")] = None,
    language: Annotated[str, typer.Option("--language", help="Language of the notes: nl or en.")] = "nl",
) -> None:
    """Measure how good a register is (rates, recapture, disagreement), or make a sheet to check by hand.

    Examples: `regioscoop collect quality 2016 --sample 120 --seed 1 --out sheet.csv`,
    `regioscoop collect quality 2016 --checked sheet.csv`
    """
    from regioscoop.collection import quality as measured
    from regioscoop.register import load_edition

    if language not in ("nl", "en"):
        raise UnknownNameError("language", language, ("nl", "en"))
    for path in (out, disagreements, recognition):
        check_file(path)
    found = load_edition(edition)
    sheet = measured.read_sheet(checked, found) if checked else None
    if sample is not None:
        emit_table(_sheet(found, sample, seed, sheet), Format.CSV, out)
        return
    tables = {disagreements: measured.disagreements, recognition: measured.recognition}
    for path, make in tables.items():
        if path is not None:
            emit_table(make(found), Format.CSV, path)
    emit_table(measured.quality(found, sheet, _linked(found, against), language=language), Format.CSV, out)


def _sheet(edition: Edition, sample: int, seed: int, earlier: pd.DataFrame | None) -> pd.DataFrame:
    from regioscoop.collection.linking import link
    from regioscoop.collection.quality import check_sheet, draw_sample, found_wrong
    from regioscoop.register.sources import edition_candidates

    wrong = None if earlier is None else found_wrong(earlier)
    allocation = "proportional" if wrong is None else "neyman"
    drawn = draw_sample(edition, sample, seed, allocation=allocation, earlier=wrong)
    with progress() as shown:
        links = link(edition_candidates(edition), report=shown)
    words.print(f"{len(drawn)} arrangements in {drawn['stratum'].nunique()} strata, {allocation}")
    return check_sheet(edition, drawn, links)


def _linked(edition: Edition, against: Path | None) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame] | None:
    from regioscoop.register.sources import edition_candidates

    if against is None:
        return None
    from regioscoop.collection.linking import link, read_list

    own, other = edition_candidates(edition), read_list(against)
    with progress() as shown:
        return own, other, link(own, other, report=shown)


def update(
    edition: Annotated[str, typer.Argument(help="Id of the edition, or the path of its data package.")],
    package: Annotated[str, typer.Argument(help="Data package of what was collected again.")],
    areas: Annotated[
        str, typer.Option("--areas", help="Codes or names of municipalities, divided by commas.")
    ],
    out: Annotated[Path, typer.Option("--out", help="Folder for the data package of the new edition.")],
    date: Annotated[
        str, typer.Option("--date", help="When it was collected; default the date of the package.")
    ] = "",
    without_linking: Annotated[
        bool,
        typer.Option(
            "--without-linking", help="Take ids as they are; look for no arrangement under another id."
        ),
    ] = False,
) -> None:
    """Replace what an edition says of some areas by what was collected there anew, all or nothing.

    The table on stdout says what changed; the edition says which part is how old.

    Example: `regioscoop collect update 2024 collected --areas GM0141,Borne --out 2024-update`
    """
    from regioscoop.collection.linking import link
    from regioscoop.collection.updating import parts, update_edition
    from regioscoop.register import load_edition, write_package
    from regioscoop.register.edition import Edition
    from regioscoop.register.sources import edition_candidates

    old, new = load_edition(edition), load_edition(package)
    links = None
    if not without_linking:
        with progress() as shown:
            links = link(edition_candidates(old), edition_candidates(new), report=shown)
    made = update_edition(old, new, _areas(old, areas), date or new.reference_date, links)
    row = made.tables["edition"].iloc[0]
    write_package(made.tables, out, str(row["id"]), str(row["title"]))
    ages = parts(Edition(made.tables))["as_of"].value_counts().sort_index()
    words.print("; ".join(f"{count} municipalities as of {day}" for day, count in ages.items()))
    words.print(f"written: {out}")
    emit_table(made.statement, Format.CSV, None)


def _areas(edition: Edition, areas: str) -> list[str]:
    """Codes of municipalities that are named by code or by a name that only one bears."""
    names = edition.municipalities["name"]
    one = {name: id_ for id_, name in names[~names.duplicated(keep=False)].items()}
    given = [area.strip() for area in areas.split(",") if area.strip()]
    return [one.get(area, area) for area in given]
