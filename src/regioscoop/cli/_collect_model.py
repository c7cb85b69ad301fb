"""Options of the commands that may ask a language model."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from regioscoop.cli._output import words

if TYPE_CHECKING:
    from regioscoop.collection.models import Ledger, ModelSettings

URL: Final = "http://127.0.0.1:11434/v1"
KEY: Final = "none"
MAX_EUROS: Final = 5.0
MAX_TOKENS: Final = 2_000_000
PRICES: Final = (0.0, 0.0)
CACHE: Final = Path(".regioscoop-answers")

Model = Annotated[str, typer.Option("--model", help="Name of a language model that is asked what is unsure.")]
ModelUrl = Annotated[
    str, typer.Option("--model-url", help="Its OpenAI-compatible address.", envvar="REGIOSCOOP_MODEL_URL")
]
ModelKey = Annotated[
    str, typer.Option("--model-key", help="Its key.", envvar="REGIOSCOOP_MODEL_KEY", show_default=False)
]
MaxEuros = Annotated[float, typer.Option("--max-euros", help="What the model may cost in all.", min=0)]
MaxTokens = Annotated[int, typer.Option("--max-tokens", help="How many tokens may be used in all.", min=0)]
Prices = Annotated[
    tuple[float, float],
    typer.Option("--prices", help="Euros for a million tokens of question and of answer."),
]
Cache = Annotated[Path, typer.Option("--cache", help="Folder in which the model's answers are kept.")]


def model_settings(
    model: str,
    url: str,
    key: str,
    max_euros: float,
    max_tokens: int,
    prices: tuple[float, float],
    cache: Path,
) -> ModelSettings | None:
    """Which model is asked and what it may cost; None when no model is named."""
    from regioscoop.collection.models import ModelSettings

    if not model:
        return None
    euros_in, euros_out = prices
    return ModelSettings(
        url, model, cache, key, max_tokens, max_euros, euros_in=euros_in, euros_out=euros_out
    )


def say_used(ledger: Ledger) -> None:
    """Say on stderr what the model was used for."""
    words.print(
        f"model: {ledger.asked} asked, {ledger.cached} kept, {ledger.failed} failed, "
        f"{ledger.tokens:,} tokens, {ledger.euros:.2f} euros"
    )
