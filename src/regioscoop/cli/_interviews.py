"""``regioscoop interviews``: what people say of regional cooperation, from coded interviews."""

from __future__ import annotations

import shutil
import tempfile
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from regioscoop.cli import _collect_model as asking
from regioscoop.cli._output import emit, emit_json, words
from regioscoop.errors import InputError, Problem

# What does the work is imported when a command runs, so that help and completion are quick.
if TYPE_CHECKING:
    import pandas as pd

    from regioscoop.collection.models import ModelSettings
    from regioscoop.voices.interviews import Analysis, Interviews

app = typer.Typer(help="Coded interviews: findings, causes and circles.", no_args_is_help=True)


class InterviewFormat(StrEnum):
    """What is written without a folder."""

    TEXT = "text"
    JSON = "json"


class InterviewLanguage(StrEnum):
    """Language of the words."""

    NL = "nl"
    EN = "en"


LanguageOption = Annotated[InterviewLanguage, typer.Option("--language", help="nl or en.")]


@app.command()
def analyse(
    project: Annotated[Path, typer.Argument(help="Project (.qdpx), or folder with texts and codes.csv.")],
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder to write: tables, figures, report; must not exist.")
    ] = None,
    min_sources: Annotated[
        int, typer.Option("--min-sources", help="Fewest interviews behind a quote or a group.", min=2)
    ] = 3,
    groups: Annotated[
        Path | None, typer.Option("--groups", help="CSV with source and columns such as role, size.")
    ] = None,
    names: Annotated[
        Path | None, typer.Option("--names", help="CSV with name, kind (person, place): to be replaced too.")
    ] = None,
    key: Annotated[
        Path | None, typer.Option("--key", help="What stands for whom; default beside the project.")
    ] = None,
    longest: Annotated[int, typer.Option("--longest", help="Links of the longest circle.", min=2)] = 12,
    seed: Annotated[int, typer.Option("--seed", help="Seed of every random number.", min=0)] = 2016,
    language: LanguageOption = InterviewLanguage.NL,
    form: Annotated[
        InterviewFormat, typer.Option("--format", help="Without --out: text or json.")
    ] = InterviewFormat.TEXT,
    model: asking.Model = "",
    model_url: asking.ModelUrl = asking.URL,
    model_key: asking.ModelKey = asking.KEY,
    max_euros: asking.MaxEuros = asking.MAX_EUROS,
    max_tokens: asking.MaxTokens = asking.MAX_TOKENS,
    prices: asking.Prices = asking.PRICES,
    cache: asking.Cache = asking.CACHE,
) -> None:
    """Analyse coded interviews; names of people and places are replaced before anything is written.

    The key to the names is kept beside the project, for its owner only. With a language model codes are
    suggested, of texts without names; they are guesses in tables of their own, with how far the model agrees
    with each person who coded. Examples:
    `regioscoop interviews analyse project.qdpx --groups roles.csv --out interviews`,
    `regioscoop interviews analyse project.qdpx --model llama3.1 --out interviews`
    """
    from regioscoop.voices.interviews import (
        analyse_interviews,
        pseudonymise,
        read_interviews,
        read_key,
        report_text,
        write_key,
    )

    kept = key or project.absolute().with_name(f"{project.absolute().name}.key.csv")
    _check(out, kept)
    people, places = _names(names)
    read = read_interviews(project, groups)
    hidden, made = pseudonymise(read, read_key(kept) if kept.exists() else None, people, places)
    settings = asking.model_settings(model, model_url, model_key, max_euros, max_tokens, prices, cache)
    suggested = _suggested(hidden, settings) if settings else {}
    found = analyse_interviews(hidden, min_sources, longest, seed)
    write_key(made, kept)
    words.print(f"{len(made.rows)} names replaced; who is who stands in {kept}", markup=False)
    words.print(found.circles.said(language.value), markup=False)
    if out is not None:
        _write(found, suggested, out, language.value)
    elif form is InterviewFormat.JSON:
        emit_json(found.summary())
    else:
        emit(report_text(found, language.value), None)


@app.command()
def example(
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder to write the pictures to; must not exist.")
    ] = None,
    language: LanguageOption = InterviewLanguage.NL,
) -> None:
    """Show the circles of the West-Brabant slides: from their tables alone, and with our reading.

    Example: `regioscoop interviews example`
    """
    from regioscoop.cli._output import Format, emit_table
    from regioscoop.reports.interview_figures import worked_example_figures
    from regioscoop.reports.interview_page import causal_map_page
    from regioscoop.voices.interviews import interview_concepts, worked_example

    _check(out, None)
    found = worked_example()
    names = dict(interview_concepts()[f"words_{language.value}"])
    bases = found.links["basis"].value_counts()
    words.print(f"{bases['table']} rows of the tables and {bases['reading']} links that are our reading")
    words.print(f"from the tables alone: {found.table_circles.said(language.value)}")
    words.print(f"with our reading: {found.all_circles.said(language.value)}")
    shown = found.all_circles.rows[["circle", "kind", "length", "readings", "codes"]]
    told = [" > ".join(names[code] for code in way.split(" > ")) for way in shown["codes"]]
    emit_table(shown.assign(codes=told), Format.CSV, None)
    if out is not None:
        drawn = worked_example_figures(language.value)
        page = causal_map_page(drawn["causes"], "West-Brabant", language.value)
        pictures = {f"{name}.svg": drawing.svg for name, drawing in drawn.items()}
        _in_one_move(out, pictures | {"causes.html": page})


def _check(out: Path | None, key: Path | None) -> None:
    """Refuse what cannot be written, or would put the key with what goes out, before any work is done."""
    problems = []
    if out is not None and out.exists():
        problems.append(Problem(str(out), "it exists", "the name of a folder that does not"))
    if out is not None and not out.absolute().parent.is_dir():
        problems.append(Problem(str(out), "no such folder", "a folder in one that exists"))
    if key is not None and not key.absolute().parent.is_dir():
        problems.append(Problem(str(key), "no such folder", "a file in a folder that exists"))
    if out is not None and key is not None and out.absolute() in key.absolute().parents:
        problems.append(Problem(str(key), "a key in the folder that goes out", "a file somewhere else"))
    if problems:
        raise InputError("Nothing was written", problems)


def _names(path: Path | None) -> tuple[list[str], list[str]]:
    """People and places that the user adds."""
    if path is None:
        return [], []
    import pandas as pd

    try:
        rows = pd.read_csv(path, dtype="object", keep_default_na=False)
    except (OSError, ValueError) as error:
        problem = Problem(str(path), str(error), "a CSV with name and kind")
        raise InputError("The names cannot be read", [problem]) from error
    if not {"name", "kind"} <= set(rows):
        problem = Problem(str(path), ", ".join(rows.columns), "name, kind")
        raise InputError("The names cannot be read", [problem])
    problems = [
        Problem(str(path), repr(kind), "person or place", number, "kind")
        for number, kind in enumerate(rows["kind"], start=2)
        if kind not in ("person", "place")
    ]
    if problems:
        raise InputError(f"The names cannot be read ({len(problems)} problems)", problems)
    people, places = (rows.loc[rows["kind"] == kind, "name"].tolist() for kind in ("person", "place"))
    return people, places


def _suggested(hidden: Interviews, settings: ModelSettings) -> dict[str, pd.DataFrame]:
    """Tables of what a language model suggests, and of its agreement with people."""
    from regioscoop.collection.models import LabelModel
    from regioscoop.voices.interviews import suggest_codes

    asked = LabelModel(settings)
    found = suggest_codes(hidden, asked, f"language model {settings.name}")
    asking.say_used(asked.ledger)
    for problem in asked.problems:
        words.print(f"  - {problem}", markup=False, soft_wrap=True)
    coded = int(found.rows["is_coded"].sum())
    words.print(f"{len(found.rows)} codes suggested, {coded} of them where a person put them too")
    pairs = found.agreement.pairs
    own = pairs[(pairs[["first", "second"]] == f"language model {settings.name}").any(axis=1)]
    return {"suggestions": found.rows, "suggestions_agreement": own}


def _write(found: Analysis, suggested: dict[str, pd.DataFrame], out: Path, language: str) -> None:
    """Tables, figures, report and summary."""
    import json

    from regioscoop.cli._output import DECIMALS
    from regioscoop.reports.interview_figures import interview_figures
    from regioscoop.reports.interview_page import causal_map_page
    from regioscoop.voices.interviews import report_text

    files = {
        f"tables/{name}.csv": table.round(DECIMALS).to_csv(index=False, lineterminator="\n")
        for name, table in (found.tables() | suggested).items()
    }
    drawn = interview_figures(found, language)
    files |= {f"figures/{name}.svg": drawing.svg for name, drawing in drawn.items()}
    if "causes" in drawn:
        files["causes.html"] = causal_map_page(drawn["causes"], found.name, language)
    files["report.md"] = report_text(found, language)
    files["summary.json"] = json.dumps(found.summary(), ensure_ascii=False, indent=2) + "\n"
    _in_one_move(out, files)


def _in_one_move(out: Path, files: dict[str, str]) -> None:
    """Write a new folder, whole or not at all."""
    temporary = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.absolute().parent))
    try:
        for name, text in files.items():
            path = temporary / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        temporary.chmod(0o755)
        temporary.rename(out)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise
    words.print(f"written: {out}")
