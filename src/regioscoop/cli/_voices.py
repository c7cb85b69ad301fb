"""``regioscoop survey``: the survey of council members, from the form to the report."""

from __future__ import annotations

import shutil
import tempfile
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from regioscoop.cli._output import check_file, emit_bytes, words
from regioscoop.errors import InputError, NotAvailableError, Problem

# What does the work is imported when a command runs, so that help and completion are quick.
if TYPE_CHECKING:
    import pandas as pd

    from regioscoop.voices.survey import Responses, Survey

survey = typer.Typer(help="The survey of council members.", no_args_is_help=True)

InstrumentOption = Annotated[
    Path | None, typer.Option("--instrument", help="YAML file of the survey; default the one that ships.")
]


class SurveyFormat(StrEnum):
    """What the survey is written as."""

    LIMESURVEY = "limesurvey"
    PAPER = "paper"


class VoicesLanguage(StrEnum):
    """Language of the words."""

    NL = "nl"
    EN = "en"


@survey.command()
def analyse(
    responses: Annotated[Path, typer.Argument(help="Answers: CSV, XLSX, SPSS (.sav) or from LimeSurvey.")],
    instrument: InstrumentOption = None,
    sizes: Annotated[
        Path | None, typer.Option("--sizes", help="Table of region, body, organisation, asked.")
    ] = None,
    margins: Annotated[
        Path | None, typer.Option("--margins", help="Table of variable, category, number: of all members.")
    ] = None,
    organised: Annotated[
        Path | None, typer.Option("--organised", help="Table of what regions organise for members.")
    ] = None,
    min_group: Annotated[int, typer.Option("--min-group", help="Smallest group that is shown.", min=3)] = 5,
    without: Annotated[
        list[str] | None, typer.Option("--without", help="Leave out respondents with this flag.")
    ] = None,
    wave: Annotated[str, typer.Option("--wave", help="When it was asked, without a column wave.")] = "",
    draws: Annotated[int, typer.Option("--draws", help="Bootstrap samples.", min=1)] = 1000,
    seed: Annotated[int, typer.Option("--seed", help="Seed of every random number.", min=0)] = 2016,
    language: Annotated[VoicesLanguage, typer.Option("--language", help="nl or en.")] = VoicesLanguage.NL,
    out: Annotated[
        Path, typer.Option("--out", help="Folder to write: tables, figures, report, cases package.")
    ] = Path("survey"),
) -> None:
    """Analyse answers to the survey: what holds, what members feel, and whether regions differ.

    Examples: `regioscoop survey analyse answers.csv --sizes councils.csv`, then
    `regioscoop cases load survey/cases-package`
    """
    from regioscoop.errors import UnknownNameError
    from regioscoop.voices import survey as voices

    _check_folder(out)
    for flag in without or []:
        if flag not in voices.FLAGS:
            raise UnknownNameError("flag", flag, list(voices.FLAGS))
    asked = voices.read_instrument(instrument)
    members = voices.read_sizes(sizes, asked) if sizes else None
    known = None if sizes else _organisations()
    found = voices.read_responses(responses, asked, members, known, wave)
    _say_flags(found)
    made = voices.analyse(
        found.without(without or []),
        asked,
        members,
        voices.read_margins(margins, asked) if margins else None,
        voices.read_organised(organised) if organised else None,
        voices.Settings(min_group=min_group, draws=draws, seed=seed),
    )
    _say_scales(made)
    temporary = Path(tempfile.mkdtemp(dir=out.absolute().parent, prefix=f".{out.name}-"))
    try:
        _write_survey(made, temporary, language.value, responses, members)
        temporary.chmod(0o755)
        temporary.rename(out)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise
    words.print(f"written: {out}")


@survey.command()
def export(
    form: Annotated[SurveyFormat, typer.Option("--format", help="limesurvey or paper.")],
    out: Annotated[Path, typer.Option("--out", help="File to write: .txt for LimeSurvey, .pdf for paper.")],
    instrument: InstrumentOption = None,
    body: Annotated[str, typer.Option("--body", help="Body that fills in the paper form; default all.")] = "",
    language: Annotated[
        VoicesLanguage, typer.Option("--language", help="Of the paper form.")
    ] = VoicesLanguage.NL,
) -> None:
    """Write the survey for LimeSurvey (in both languages), or as a form on paper.

    Example: `regioscoop survey export --format limesurvey --out survey.txt`
    """
    from regioscoop.voices.survey import limesurvey, read_instrument

    check_file(out)
    asked = read_instrument(instrument)
    if form is SurveyFormat.LIMESURVEY:
        emit_bytes(limesurvey(asked).encode(), out)
        return
    from regioscoop.reports.survey_form import survey_form

    emit_bytes(survey_form(asked, language.value, body), out)


def _check_folder(out: Path) -> None:
    """Refuse a folder that cannot be made, before any work is done."""
    if out.exists():
        problem = Problem(str(out), "it exists", "the name of a folder that does not")
        raise InputError("Nothing was written", [problem])
    if not out.absolute().parent.is_dir():
        problem = Problem(str(out), "no such folder", "a folder in one that exists")
        raise InputError("Nothing was written", [problem])


def _organisations() -> set[str]:
    """Codes of the governments of the last edition, where it is not told who was asked."""
    from regioscoop.register import list_editions, load_edition

    return set(load_edition(list_editions()[-1])["organisations"]["id"])


def _say_flags(found: Responses) -> None:
    from regioscoop.voices.survey import FLAGS

    for flag, own in found.flags.groupby("flag"):
        rows = own["row"].astype(str).tolist()
        listed = ", ".join(rows[:20]) + (" ..." if len(rows) > 20 else "")
        words.print(f"look at: {FLAGS[str(flag)][1]}, rows {listed}", markup=False)


def _say_scales(made: Survey) -> None:
    from regioscoop.voices.survey import REASONS

    own = made["reliability"]
    for row in own[(own["body"] == "") & ~own["is_usable"]].itertuples():
        words.print(f"not used as a scale{_in_wave(row.wave)}: {row.scale}, {REASONS[row.reason][1]}")


def _in_wave(wave: str) -> str:
    return f" in {wave}" if wave else ""


def _write_survey(
    made: Survey, folder: Path, language: str, responses: Path, sizes: pd.DataFrame | None
) -> None:
    """Write tables, figures, the report and the cases package."""
    from regioscoop.cli._output import DECIMALS
    from regioscoop.reports import html, pdf
    from regioscoop.reports.survey_report import survey_figures, survey_report

    for name in ("tables", "figures"):
        (folder / name).mkdir()
    for name, table in made.tables.items():
        text = table.round(DECIMALS).to_csv(index=False, lineterminator="\n")
        (folder / "tables" / f"{name}.csv").write_text(text, encoding="utf-8")
    for construct, drawing in survey_figures(made, language).items():
        (folder / "figures" / f"{construct}.svg").write_text(drawing.svg, encoding="utf-8")
    document = survey_report(made, language)
    (folder / "report.html").write_text(html(document), encoding="utf-8")
    try:
        (folder / "report.pdf").write_bytes(pdf(document))
    except NotAvailableError as error:
        words.print(f"no report.pdf: {error}", markup=False)
    _write_cases(made, folder / "cases-package", responses, sizes)


def _write_cases(made: Survey, folder: Path, responses: Path, sizes: pd.DataFrame | None) -> None:
    """Write the means as a package that ``regioscoop cases load`` takes."""
    import hashlib

    import pandas as pd

    from regioscoop.cases import CASE_TABLES, case_tables
    from regioscoop.register.tables import write_files
    from regioscoop.voices.survey import survey_rows

    source = f"survey-{made.instrument.id}-{made.instrument.version}"
    rows = survey_rows(made, source)
    if rows.empty:
        words.print("no cases package: there is no mean that may be shown")
        return
    known = set(case_tables(loaded=False)["regions"]["id"])
    names = (
        {}
        if sizes is None or "region_name" not in sizes
        else dict(zip(sizes["region"], sizes["region_name"], strict=True))
    )
    own = sorted(set(rows["region"]) - known)
    regions = pd.DataFrame(
        [
            {"id": region, "name": names.get(region) or region, "scale": "regional", "source": source}
            for region in own
        ],
        columns=CASE_TABLES["regions"].names,
    ).fillna("")
    sources = pd.DataFrame(
        [
            {
                "id": source,
                "publisher": "own survey",
                "title": made.instrument.title["nl"],
                "licence": "means of groups; the answers themselves stay with who asked",
                "accessed": datetime.now(tz=UTC).date().isoformat(),
                "checksum": hashlib.sha256(responses.read_bytes()).hexdigest(),
            }
        ]
    )
    folder.mkdir()
    name = f"{source}-{'-'.join(w for w in made.waves if w)}".strip("-")
    frames = {"sources": sources, "survey": rows} | ({"regions": regions} if own else {})
    write_files(frames, CASE_TABLES, folder, name, made.instrument.title["nl"])
