"""``regioscoop collect run`` and ``decide``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from regioscoop.cli import _collect_model as asking
from regioscoop.cli._output import progress, words
from regioscoop.errors import InputError, NotAvailableError, Problem, UnknownNameError

if TYPE_CHECKING:
    from regioscoop.collection.workspace import Workspace

WORKSPACE = "workspace.db"
Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Folder with the documents.")]
Database = Annotated[
    str,
    typer.Option(
        "--database",
        help="Workspace: sqlite:///path or postgresql://user@host/name; default workspace.db in the folder.",
        envvar="REGIOSCOOP_DATABASE",
    ),
]
Collection = Annotated[
    str, typer.Option("--collection", help="Name under which decisions are kept; default that of the folder.")
]
Out = Annotated[
    Path | None, typer.Option("--out", help="Folder for the results; default results in the folder.")
]


def run(
    folder: Folder,
    out: Out = None,
    date: Annotated[
        str,
        typer.Option(
            "--date", help="Date that the edition describes; default 1 January of the year of most budgets."
        ),
    ] = "",
    edition: Annotated[
        str, typer.Option("--edition", help="Id of the edition that is made; default collected-YEAR.")
    ] = "",
    rule_set: Annotated[str, typer.Option("--rule-set", help="Which arrangements count.")] = "regioatlas",
    earlier: Annotated[
        str, typer.Option("--earlier", help="Edition in which arrangements and organisations are looked up.")
    ] = "2024",
    on: Annotated[
        str, typer.Option("--on", help="here (one process), cores (all) or the address of a Dask scheduler.")
    ] = "cores",
    database: Database = "",
    collection: Collection = "",
    language: Annotated[
        str, typer.Option("--language", help="Language of reasons and logs: nl or en.")
    ] = "nl",
    model: asking.Model = "",
    model_url: asking.ModelUrl = asking.URL,
    model_key: asking.ModelKey = asking.KEY,
    max_euros: asking.MaxEuros = asking.MAX_EUROS,
    max_tokens: asking.MaxTokens = asking.MAX_TOKENS,
    prices: asking.Prices = asking.PRICES,
    cache: asking.Cache = asking.CACHE,
) -> None:
    """Collect the documents of a folder: extract, link, code, and make an edition and a sheet to review.

    Stop it whenever you like: run again, and it goes on where it was, with the same result bit for bit. Who
    reported a document stands in documents.csv (document, organisation) in the folder, or in its path.

    Examples: `regioscoop collect run budgets-2025`,
    `regioscoop collect run budgets-2025 --on tcp://scheduler:8786 --database postgresql://team@host/regioscoop`
    """
    from regioscoop.collection.coding import CodingModel
    from regioscoop.collection.documents import LanguageModel
    from regioscoop.collection.models import Ledger
    from regioscoop.collection.run import RESULTS, Named, Settings
    from regioscoop.collection.run import run as run_chain
    from regioscoop.register import RULE_SETS, load_edition

    if language not in ("nl", "en"):
        raise UnknownNameError("language", language, ("nl", "en"))
    if rule_set not in RULE_SETS:
        raise UnknownNameError("rule set", rule_set, list(RULE_SETS))
    _check_date(date)
    named = Named(edition, date, rule_set)
    settings = Settings(
        folder,
        out or folder / RESULTS,
        collection or _name(folder),
        named,
        load_edition(earlier),
        on,
        language,
    )
    asked = asking.model_settings(model, model_url, model_key, max_euros, max_tokens, prices, cache)
    ledger = Ledger()
    reader = LanguageModel(asked, ledger) if asked else None
    coder = CodingModel(asked, ledger) if asked else None
    with _workspace(folder, database) as opened, progress() as shown:
        counts = run_chain(settings, opened, reader, coder, shown)
    if coder is not None:
        asking.say_used(ledger)
        for problem in coder.problems:
            words.print(f"  - {problem}", markup=False, soft_wrap=True)
    words.print((settings.out / "summary.md").read_text(encoding="utf-8"), markup=False)
    words.print(f"written: {settings.out}")
    if counts["entries"] == 0:
        raise InputError("No linked party was found", _problems(settings.out))


def decide(
    folder: Folder,
    sheet: Annotated[Path, typer.Argument(metavar="SHEET.csv", help="review.csv with decisions filled in.")],
    by: Annotated[str, typer.Option("--by", help="Who decided, where the sheet does not say.")] = "",
    out: Out = None,
    database: Database = "",
    collection: Collection = "",
) -> None:
    """Take the decisions of a review sheet, all or none; they count in the next run.

    A link is decided with match or different, a code with ok or the right code, a value with ok, none or what
    it should be.

    Example: `regioscoop collect decide budgets-2025 review.csv --by "A. de Vries"`
    """
    from regioscoop.collection.run import RESULTS, known_subjects, read_sheet

    records, arrangements = known_subjects(out or folder / RESULTS)
    decisions = read_sheet(sheet, records, arrangements, by)
    with _workspace(folder, database) as opened:
        taken = opened.decide(collection or _name(folder), decisions)
    words.print(f"{len(decisions)} decisions, {taken} of them new")


def example(
    out: Annotated[Path, typer.Option("--out", help="Folder for the documents; it must not exist.")],
    budgets: Annotated[int, typer.Option("--budgets", help="How many.", min=1, max=400)] = 12,
    seed: Annotated[int, typer.Option("--seed", help="Other budgets for each seed.")] = 1,
) -> None:
    """Write synthetic budgets to try the chain on: real names and members, invented amounts.

    Example: `regioscoop collect example --out budgets`
    """
    from regioscoop.collection.run import write_example
    from regioscoop.register import load_edition

    with progress() as shown:
        write_example(load_edition("2016"), out, budgets, seed, shown)
    words.print(f"written: {budgets} synthetic budgets in {out}")


def _name(folder: Path) -> str:
    return folder.resolve().name


@contextmanager
def _workspace(folder: Path, database: str) -> Iterator[Workspace]:
    if not folder.is_dir():
        raise InputError("Nothing was done", [Problem(str(folder), "no such folder", "a folder")])
    try:
        from regioscoop.collection.workspace import open_workspace
    except ImportError as error:
        raise NotAvailableError(
            f"A workspace needs {error.name}, which is absent: pip install 'regioscoop[workspace]'"
        ) from error
    with open_workspace(database or f"sqlite:///{folder / WORKSPACE}") as opened:
        yield opened


def _check_date(date: str) -> None:
    import datetime

    try:
        if date:
            datetime.date.fromisoformat(date)
    except ValueError as error:
        raise InputError("Nothing was done", [Problem("--date", repr(date), "YYYY-MM-DD")]) from error


def _problems(out: Path) -> list[Problem]:
    import pandas as pd

    documents = pd.read_csv(out / "documents.csv", dtype=str, keep_default_na=False)
    allowed = "a budget with the paragraaf verbonden partijen"
    return [
        Problem(row.document, row.problems or "no linked parties", allowed) for row in documents.itertuples()
    ]
