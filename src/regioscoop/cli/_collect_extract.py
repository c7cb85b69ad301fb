"""``regioscoop collect extract``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from regioscoop.cli import _collect_model as asking
from regioscoop.cli._output import Format, check_file, emit_table, progress, words

if TYPE_CHECKING:
    from regioscoop.collection.documents import DocumentResult


def extract(
    documents: Annotated[
        list[Path],
        typer.Argument(
            metavar="DOC...",
            help="PDF, HTML, DOCX, XLSX, a folder with a saved site, or a .txt with addresses.",
        ),
    ],
    out: Annotated[
        Path | None, typer.Option("--out", help="Write to this .csv or .json file instead of stdout.")
    ] = None,
    places: Annotated[
        bool, typer.Option("--places", help="A row per value with its page, box or characters.")
    ] = False,
    model: asking.Model = "",
    model_url: asking.ModelUrl = asking.URL,
    model_key: asking.ModelKey = asking.KEY,
    max_euros: asking.MaxEuros = asking.MAX_EUROS,
    max_tokens: asking.MaxTokens = asking.MAX_TOKENS,
    prices: asking.Prices = asking.PRICES,
    cache: asking.Cache = asking.CACHE,
) -> None:
    """Find the linked parties in budgets: a row per party, or with --places a row per value.

    A document that cannot be read never stops the others; what is wrong with it is said.

    Examples: `regioscoop collect extract budget.pdf`,
    `regioscoop collect extract *.pdf site/ --places --out values.csv`
    """
    from regioscoop.collection.documents import LanguageModel, entries_frame, extract_many
    from regioscoop.errors import InputError

    form = _form(out)
    check_file(out)
    settings = asking.model_settings(model, model_url, model_key, max_euros, max_tokens, prices, cache)
    asked = LanguageModel(settings) if settings else None
    with progress() as shown:
        results = list(extract_many(documents, asked, shown))
    for result in results:
        _say(result)
    if asked is not None:
        asking.say_used(asked.ledger)
    if not any(result.is_read for result in results):
        raise InputError("No document was read", [p for result in results for p in result.problems])
    emit_table(entries_frame(results, places), form, out)


def _form(out: Path | None) -> Format:
    from regioscoop.errors import InputError, Problem

    if out is None or out.suffix == ".csv":
        return Format.CSV
    if out.suffix == ".json":
        return Format.JSON
    raise InputError("Nothing was written", [Problem("--out", out.name, "a file that ends in .csv or .json")])


def _say(result: DocumentResult) -> None:
    pages = f", section on pages {result.section[0]}-{result.section[-1]}" if result.section else ""
    read = f"{len(result.entries)} linked parties{pages}" if result.is_read else "not read"
    words.print(f"{result.document}: {read}", markup=False)
    for problem in result.problems:
        words.print(f"  - {problem}", markup=False, soft_wrap=True)
