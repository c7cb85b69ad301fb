"""``regioscoop cases``: what is known of regions, beside each other, and what may be concluded from it."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from regioscoop.cli import _qca
from regioscoop.cli._output import Format, check_file, emit_table, progress, words
from regioscoop.errors import InputError

# What does the work is imported when a command runs, so that help and completion are quick.
if TYPE_CHECKING:
    import pandas as pd

app = typer.Typer(help="Regions beside each other, as cases.", no_args_is_help=True)
app.command("qca")(_qca.qca)

FormatOption = Annotated[Format, typer.Option("--format", help="csv or json.")]
OutOption = Annotated[Path | None, typer.Option("--out", help="Write to this file instead of stdout.")]


class Language(StrEnum):
    """Language of the words."""

    NL = "nl"
    EN = "en"


LanguageOption = Annotated[Language, typer.Option("--language", help="nl or en.")]


@app.command()
def load(
    packages: Annotated[list[Path], typer.Argument(help="Folders of cases packages.")],
) -> None:
    """Load facts, stages, results or answers of regions, beside the ten cases that ship.

    Example: `regioscoop cases load my-regions`
    """
    from regioscoop.cases import CASE_CHECKS, CASE_KIND, CASE_TABLES
    from regioscoop.register.loaded import check_loadable, load_package

    problems = [
        problem for path in packages for problem in check_loadable(CASE_KIND, path, CASE_TABLES, CASE_CHECKS)
    ]
    if problems:
        raise InputError(f"Nothing was loaded ({len(problems)} problems)", problems)
    for path in packages:
        made = load_package(CASE_KIND, path, CASE_TABLES, CASE_CHECKS)
        words.print(f"loaded: {made.name} ({sum(made.rows.values())} rows)")


@app.command("list")
def list_(form: FormatOption = Format.CSV) -> None:
    """List the cases packages that are loaded; none is "not measured".

    Example: `regioscoop cases list`
    """
    import pandas as pd

    from regioscoop.cases import CASE_KIND
    from regioscoop.register.loaded import loaded_packages

    rows = [
        (made.name, made.title, table, rows)
        for made in loaded_packages(CASE_KIND)
        for table, rows in made.rows.items()
    ]
    if not rows:
        words.print("no cases package is loaded; the ten cases of the study ship (regioscoop cases facts)")
    emit_table(pd.DataFrame(rows, columns=["package", "title", "table", "rows"]), form, None)


@app.command()
def validate(path: Annotated[Path, typer.Argument(help="Folder of a cases package.")]) -> None:
    """Check a cases package, and list everything that is wrong with it.

    Example: `regioscoop cases validate my-regions`
    """
    from regioscoop.cases import CASE_CHECKS, CASE_KIND, CASE_TABLES
    from regioscoop.register.loaded import check_loadable

    problems = check_loadable(CASE_KIND, path, CASE_TABLES, CASE_CHECKS)
    if problems:
        raise InputError(f"{path} is not a valid cases package ({len(problems)} problems)", problems)
    words.print(f"{path} is a valid cases package")


@app.command()
def facts(
    region: Annotated[str | None, typer.Argument(help="Id of a region; default all.")] = None,
    form: FormatOption = Format.CSV,
    out: OutOption = None,
) -> None:
    """List what is stated of regions, each with its source and the passage in it.

    Example: `regioscoop cases facts flevoland`
    """
    from regioscoop.cases import case_facts

    check_file(out)
    emit_table(case_facts(region), form, out)


@app.command()
def compare(
    language: LanguageOption = Language.NL, form: FormatOption = Format.CSV, out: OutOption = None
) -> None:
    """Put the regions beside each other; what is not known is empty.

    Example: `regioscoop cases compare --language en`
    """
    from regioscoop.cases import compare_cases

    check_file(out)
    emit_table(compare_cases(language.value).reset_index(drop=True), form, out)


@app.command()
def quadrant(form: FormatOption = Format.CSV, out: OutOption = None) -> None:
    """Show where figure 17 of the study places the cases, and test its pattern.

    Example: `regioscoop cases quadrant`
    """
    from regioscoop.cases import pattern_test, region_frame, study_positions

    check_file(out)
    stated = region_frame(follow=False)
    found = pattern_test(stated)
    words.print(
        f"{found.regions} regions, {len(found.unknown)} of them not placed; one-sided Fisher p from "
        f"{found.p_low:.3f} to {found.p_high:.3f}, whatever those are"
    )
    emit_table(study_positions(stated).reset_index(), form, out)


@app.command()
def hypotheses(
    language: LanguageOption = Language.NL,
    edition: Annotated[
        str, typer.Option("--edition", help="Edition that the regions are measured in.")
    ] = "2016",
    later: Annotated[str, typer.Option("--later", help="Later edition, for mergers since.")] = "2024",
    with_measures: Annotated[
        bool, typer.Option("--measures/--no-measures", help="Measure the cases in the register as well.")
    ] = True,
    form: FormatOption = Format.CSV,
    out: OutOption = None,
) -> None:
    """Test what the study expects on the regions that are known, and give the verdict in words.

    Example: `regioscoop cases hypotheses --language en`
    """
    from regioscoop.cases import CAUTION, measured_cases, weigh_hypotheses
    from regioscoop.register import load_edition

    check_file(out)
    measures = None
    if with_measures:
        with progress() as shown:
            measures = measured_cases(load_edition(edition), load_edition(later), shown)
    found = weigh_hypotheses(measures=measures)
    verdicts = found["verdict"].value_counts()
    words.print(
        f"{len(found)} hypotheses, {found['tested'].iloc[0]} tested; "
        + ", ".join(f"{verdict} {number}" for verdict, number in verdicts.items())
    )
    words.print(CAUTION[language is Language.EN])
    emit_table(_in_words(found, language.value), form, out)


def _in_words(found: pd.DataFrame, language: str) -> pd.DataFrame:
    """The verdicts with their sentences, in one language."""
    from regioscoop.cases import DIRECTIONS, REASONS, STUDY_FINDINGS, VERDICTS, hypotheses

    shown = found.copy()
    for column, codes in (
        ("direction", DIRECTIONS),
        ("study_found", STUDY_FINDINGS),
        ("verdict", VERDICTS),
        ("reason", REASONS),
    ):
        shown[column] = [codes.label(code, language) if code else "" for code in shown[column]]
    shown.insert(0, "hypothesis", hypotheses()[f"words_{language}"])
    return shown.reset_index()
