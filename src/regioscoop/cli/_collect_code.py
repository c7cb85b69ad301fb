"""``regioscoop collect code``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from regioscoop.cli import _collect_model as asking
from regioscoop.cli._output import Format, check_file, emit_table, words


def code(
    file: Annotated[
        Path, typer.Argument(metavar="FILE.csv", help="List with id, name and what else is known.")
    ],
    scheme: Annotated[
        Path | None, typer.Option("--scheme", help="CSV with code, kind (field, task or word) and what.")
    ] = None,
    earlier: Annotated[
        str, typer.Option("--earlier", help="Edition whose codes of the same names count, or none.")
    ] = "2016",
    review: Annotated[
        bool, typer.Option("--review", help="Only what a person should look at, what gains most first.")
    ] = False,
    out: Annotated[Path | None, typer.Option("--out", help="Write to this file instead of stdout.")] = None,
    model: asking.Model = "",
    model_url: asking.ModelUrl = asking.URL,
    model_key: asking.ModelKey = asking.KEY,
    max_euros: asking.MaxEuros = asking.MAX_EUROS,
    max_tokens: asking.MaxTokens = asking.MAX_TOKENS,
    prices: asking.Prices = asking.PRICES,
    cache: asking.Cache = asking.CACHE,
) -> None:
    """Code arrangements by the codebook: fields, form, obligation, goal, parties and criteria.

    The list has the columns id and name and any of purpose, legal_form, participants and denied_by (names or
    codes, divided by ;). Each code comes with its probability, its evidence and who or what guessed.

    Examples: `regioscoop collect code register.csv --out codes.csv`,
    `regioscoop collect code register.csv --scheme mine.csv --earlier none`,
    `regioscoop collect code register.csv --model llama3.1 --max-euros 1`
    """
    from regioscoop.collection.coding import CodingModel, code_texts, read_scheme, read_texts, to_review
    from regioscoop.register import load_edition

    check_file(out)
    texts = read_texts(file)
    own = read_scheme(scheme) if scheme else None
    known = None if earlier == "none" else load_edition(earlier)
    settings = asking.model_settings(model, model_url, model_key, max_euros, max_tokens, prices, cache)
    guesser = CodingModel(settings) if settings else None
    coded = code_texts(texts, scheme=own, earlier=known, model=guesser)
    main = coded[(coded["family"] == "field") & (coded["rank"] == 1)]
    asked = to_review(coded)
    words.print(
        f"{len(texts)} arrangements, {len(coded)} codes; the main field of {(main['review'] == 'yes').sum()} "
        f"and {len(asked)} codes in all are for a person to look at: "
        f"{coded['gain'].sum():.1f} wrong codes expected, {asked['gain'].sum():.1f} of them there"
    )
    if guesser is not None:
        asking.say_used(guesser.ledger)
        for problem in guesser.problems:
            words.print(f"  - {problem}", markup=False, soft_wrap=True)
    emit_table(asked if review else coded, Format.CSV, out)
