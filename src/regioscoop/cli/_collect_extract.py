"""``regioscoop collect extract``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from regioscoop.cli._output import Format, check_file, emit_table, progress, words

if TYPE_CHECKING:
    from regioscoop.collection.documents import DocumentResult, LanguageModel


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
    model: Annotated[
        str, typer.Option("--model", help="Name of a language model that is asked what is unsure.")
    ] = "",
    model_url: Annotated[
        str, typer.Option("--model-url", help="Its OpenAI-compatible address.", envvar="REGIOSCOOP_MODEL_URL")
    ] = "http://127.0.0.1:11434/v1",
    model_key: Annotated[
        str, typer.Option("--model-key", help="Its key.", envvar="REGIOSCOOP_MODEL_KEY", show_default=False)
    ] = "none",
    max_euros: Annotated[
        float, typer.Option("--max-euros", help="What the model may cost in all.", min=0)
    ] = 5.0,
    max_tokens: Annotated[
        int, typer.Option("--max-tokens", help="How many tokens may be used in all.", min=0)
    ] = 2_000_000,
    prices: Annotated[
        tuple[float, float],
        typer.Option("--prices", help="Euros for a million tokens of question and of answer."),
    ] = (0.0, 0.0),
    cache: Annotated[
        Path, typer.Option("--cache", help="Folder in which the model's answers are kept.")
    ] = Path(".regioscoop-answers"),
) -> None:
    """Find the linked parties in budgets: a row per party, or with --places a row per value.

    A document that cannot be read never stops the others; what is wrong with it is said.

    Examples: `regioscoop collect extract budget.pdf`,
    `regioscoop collect extract *.pdf site/ --places --out values.csv`
    """
    from regioscoop.collection.documents import LanguageModel, ModelSettings, entries_frame, extract_many
    from regioscoop.errors import InputError

    form = _form(out)
    check_file(out)
    asked: LanguageModel | None = None
    if model:
        settings = ModelSettings(
            model_url, model, cache, model_key, max_tokens, max_euros, euros_in=prices[0], euros_out=prices[1]
        )
        asked = LanguageModel(settings)
    with progress() as shown:
        results = list(extract_many(documents, asked, shown))
    for result in results:
        _say(result)
    if asked is not None:
        used = asked.ledger
        words.print(
            f"model: {used.asked} asked, {used.cached} kept, {used.tokens:,} tokens, {used.euros:.2f} euros"
        )
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
