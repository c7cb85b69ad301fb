"""``regioscoop cases qca``: which combinations of conditions go with an outcome, in the cases of a table."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from regioscoop.cli._output import DECIMALS, Format, check_file, emit, emit_json, emit_table, words
from regioscoop.errors import InputError, Problem, UnknownNameError

# What does the work is imported when a command runs, so that help and completion are quick.
if TYPE_CHECKING:
    import pandas as pd

    from regioscoop.cases.qca import Solution, TruthTable

_NUMBER = r"\s*(-?\d*\.?\d+)\s*"
_CRISP = re.compile(rf"([^<>=]+)(>=|<){_NUMBER}")
_FUZZY = re.compile(rf"([^<>=]+)={_NUMBER}/{_NUMBER}/{_NUMBER}")
_DECIMAL_COMMA = re.compile(r"^\s*(-?\d*),(\d+)\s*$")


class QcaFormat(StrEnum):
    """How a set-theoretic analysis is written."""

    CSV = "csv"
    JSON = "json"
    TEXT = "text"


def qca(
    file: Annotated[Path, typer.Argument(help="CSV file with a row for each case, memberships from 0 to 1.")],
    outcome: Annotated[str, typer.Option(help="Column of the outcome.")],
    conditions: Annotated[str, typer.Option(help="Columns of the conditions: A,B,C.")],
    cutoff: Annotated[float, typer.Option(help="Lowest consistency of a row that has the outcome.")] = 0.8,
    solution: Annotated[str, typer.Option(help="conservative, parsimonious, intermediate.")] = "conservative",
    expect: Annotated[str, typer.Option(help="Expected to help, for intermediate: A=1,B=0.")] = "",
    negate: Annotated[bool, typer.Option("--negate", help="Explain the absence of the outcome.")] = False,
    frequency: Annotated[int, typer.Option(help="Fewest cases of a row; with fewer it is not seen.")] = 1,
    pri: Annotated[float, typer.Option("--pri", help="Lowest PRI of a row that has the outcome.")] = 0.0,
    contradictions: Annotated[
        str, typer.Option(help="Crisp rows with and without the outcome: apart, or cut (by --cutoff).")
    ] = "apart",
    cases: Annotated[
        str | None, typer.Option("--cases", help="Column with names; default the first, if not asked for.")
    ] = None,
    calibrate: Annotated[
        list[str] | None,
        typer.Option("--calibrate", help="A=out/crossover/full, or 'A>=5' or 'A<5'; may be repeated."),
    ] = None,
    table: Annotated[bool, typer.Option("--table", help="Give the truth table.")] = False,
    necessity: Annotated[bool, typer.Option("--necessity", help="Give the tests of necessity.")] = False,
    robustness: Annotated[
        bool, typer.Option("--robustness", help="Give the solution for every cut-off.")
    ] = False,
    language: Annotated[str, typer.Option(help="nl or en: language of the words.")] = "nl",
    form: Annotated[QcaFormat, typer.Option("--format", help="csv, json or text.")] = QcaFormat.CSV,
    out: Annotated[Path | None, typer.Option("--out", help="Write to this file instead of stdout.")] = None,
) -> None:
    """Find which combinations of conditions go with an outcome (QCA), in these cases.

    Examples: `regioscoop cases qca cases.csv --outcome Y --conditions A,B,C --solution parsimonious`,
    `regioscoop cases qca raw.csv --outcome Y --conditions A,B --calibrate A=20/30/40 --calibrate "B>=5"`
    """
    from regioscoop.cases import qca as sets

    check_file(out)
    asked = {"table": table, "necessity": necessity, "robustness": robustness}
    _check(language, asked, form)
    names = _listed(conditions)
    frame = _calibrated(_read(file, [*names, outcome], cases), calibrate or [])
    found = sets.read_sets(frame, outcome, names, negate=negate)
    tabulated = sets.truth_table(
        found, cutoff=cutoff, frequency=frequency, pri_cut=pri, contradictions=contradictions
    )
    solved = sets.minimise(tabulated, solution, _expectations(expect))
    said = sets.sentences(solved, language)
    frames = {"table": tabulated.rows}
    if necessity or form is QcaFormat.JSON:
        frames["necessity"] = sets.necessity(found)
    if robustness:
        frames["robustness"] = sets.robustness(tabulated, solution, solved.expectations)
    if form is QcaFormat.TEXT:
        emit(_text(solved, said, {name: frames[name] for name in asked if asked[name]}), out)
        return
    for sentence in said:
        words.print(sentence, markup=False, soft_wrap=True)
    if form is QcaFormat.JSON:
        emit_json(_whole(solved, said, frames), out)
    else:
        wanted = [frames[name] for name in asked if asked[name]]
        emit_table(wanted[0] if wanted else solved.frame(), Format.CSV, out)


def _check(language: str, asked: dict[str, bool], form: QcaFormat) -> None:
    if language not in ("nl", "en"):
        raise UnknownNameError("language", language, ["nl", "en"])
    wanted = [f"--{name}" for name, is_asked in asked.items() if is_asked]
    if form is QcaFormat.CSV and len(wanted) > 1:
        problem = Problem("--format csv", " and ".join(wanted), "one of these, or --format json or text")
        raise InputError("A CSV file holds one table", [problem])


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _read(file: Path, asked: Sequence[str], cases: str | None) -> pd.DataFrame:
    """The table as text, with the names of the cases as index; decimal commas become points."""
    import pandas as pd

    allowed = "a CSV file in UTF-8, separated by commas or semicolons, with a header and a row for each case"
    try:
        text = file.read_text(encoding="utf-8-sig")
        separator = ";" if text.partition("\n")[0].count(";") else ","
        frame = pd.read_csv(file, dtype=str, encoding="utf-8-sig", sep=separator, keep_default_na=False)
    except FileNotFoundError:
        raise InputError("The cases cannot be read", [Problem(str(file), "no such file", allowed)]) from None
    except (OSError, ValueError) as error:
        raise InputError("The cases cannot be read", [Problem(str(file), str(error), allowed)]) from None
    names = cases
    if cases is None and frame.columns[0] not in asked:
        first = pd.to_numeric(frame.iloc[:, 0], errors="coerce")
        # A column of memberships that was not asked for is no column of names.
        names = None if first.between(0, 1).all() else str(frame.columns[0])
    if names is None:
        frame.index = pd.Index([f"row {i}" for i in range(2, len(frame) + 2)])
    elif names in frame.columns:
        frame = frame.set_index(names)
    else:
        raise UnknownNameError("column", names, [str(name) for name in frame.columns])
    return frame.replace(_DECIMAL_COMMA, r"\1.\2", regex=True)


def _calibrated(frame: pd.DataFrame, rules: Sequence[str]) -> pd.DataFrame:
    """The table with its raw columns calibrated; everything that is wrong with a rule is told at once."""
    import pandas as pd

    from regioscoop.cases.qca import calibrate_crisp, calibrate_fuzzy

    problems: list[Problem] = []
    for rule in rules:
        crisp, fuzzy = _CRISP.fullmatch(rule), _FUZZY.fullmatch(rule)
        found = crisp or fuzzy
        name = found[1].strip() if found else ""
        if found is None:
            problems.append(Problem("--calibrate", repr(rule), "A=out/crossover/full, A>=5 or A<5"))
        elif name not in frame.columns:
            problems.append(UnknownNameError("column", name, list(frame.columns)).problems[0])
        else:
            values = pd.to_numeric(frame[name], errors="coerce")
            problems += _not_numbers(frame[name], values)
            try:
                made = (
                    calibrate_crisp(values, float(crisp[3]), below=crisp[2] == "<")
                    if crisp
                    else calibrate_fuzzy(values, *(float(found[i]) for i in (2, 3, 4)))
                )
            except InputError as error:
                problems += error.problems
            else:
                frame = frame.assign(**{name: made})
    if problems:
        raise InputError("The sets cannot be calibrated", problems)
    return frame


def _not_numbers(raw: pd.Series, values: pd.Series) -> Iterator[Problem]:
    for row, (given, value) in enumerate(zip(raw, values, strict=True), start=2):
        if math.isnan(value):
            yield Problem("cases", repr(given) if given else "nothing", "a number", row, str(raw.name))


def _expectations(text: str) -> dict[str, bool]:
    found: dict[str, bool] = {}
    problems = []
    for part in _listed(text):
        name, _, value = (piece.strip() for piece in part.partition("="))
        if value not in ("0", "1") or name in found:
            problems.append(Problem("--expect", repr(part), "A=1 or A=0, each condition once"))
        found[name] = value == "1"
    if problems:
        raise InputError("The expectations cannot be read", problems)
    return found


def _whole(solved: Solution, said: list[str], frames: dict[str, pd.DataFrame]) -> dict[str, Any]:
    """The whole analysis, as JSON writes it."""
    table = solved.table
    models = [
        {"model": number, "expression": model.expression, **asdict(model)}
        for number, model in enumerate(solved.models, start=1)
    ]
    return _plain(
        {
            "solution": solved.kind,
            "outcome": table.sets.label,
            "conditions": table.sets.conditions,
            "expectations": solved.expectations,
            "cases": len(table.sets.cases),
            "combinations": table.possible,
            "remainders": table.remainders,
            "models_total": solved.total,
            "is_complete": solved.is_complete,
            "is_minimal": solved.is_minimal,
            "models": models,
            **_settings(table),
            "words": said,
        }
    ) | {
        name: json.loads(frame.to_json(orient="records", double_precision=DECIMALS))
        for name, frame in frames.items()
    }


def _settings(table: TruthTable) -> dict[str, object]:
    names = ("cutoff", "pri_cut", "frequency", "contradictions")
    return {name: getattr(table, name) for name in names} | {"on_the_fence": table.sets.on_the_fence}


def _plain(value: Any) -> Any:  # noqa: ANN401 - anything JSON can hold
    """Unknown as null, and numbers with `DECIMALS` decimals."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, float):
        return None if math.isnan(value) else round(value, DECIMALS)
    return value


def _text(solved: Solution, said: list[str], frames: dict[str, pd.DataFrame]) -> str:
    """The analysis for a reader: sentences, models with their terms, and the tables that were asked for."""
    terms = solved.frame()
    parts = ["\n".join(said)]
    for number, model in enumerate(solved.models, start=1):
        own = terms.loc[terms["model"] == number, "term":"cases"]
        fit = f"consistency {model.consistency:.3f}, PRI {model.pri:.3f}, coverage {model.coverage:.3f}"
        head = f"{number}. {model.expression} -> {solved.table.sets.label}\n   {fit}"
        parts.append(f"{head}\n{_shown(own)}")
    parts += [f"{name}\n{_shown(frame)}" for name, frame in frames.items()]
    return "\n\n".join(parts)


def _shown(frame: pd.DataFrame) -> str:
    return str(frame.to_string(index=False, na_rep="", float_format=lambda number: f"{number:.3f}"))
