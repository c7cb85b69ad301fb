"""Which language model is asked, what it may cost, and what was used of that."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from regioscoop.errors import InputError, Problem

_ABOVE_ZERO: Final = ("timeout", "answer_tokens")
_NOT_BELOW: Final = ("max_tokens", "max_euros", "euros_in", "euros_out", "retries", "pause")


@dataclass(frozen=True)
class ModelSettings:
    """Which language model is asked, and what it may cost.

    Attributes
    ----------
    url
        Base address of an OpenAI-compatible service, such as ``http://127.0.0.1:11434/v1``.
    name
        Name of the model.
    key
        Key of the service; many local ones need none.
    cache
        Folder in which every answer is kept under the content of its question.
    max_tokens, max_euros
        What may be used in all, over all questions of one `Ledger`; None is no limit.
    euros_in, euros_out
        Price of a million tokens of question and of answer, in euros.
    answer_tokens
        An answer takes at most so many tokens.
    timeout
        Seconds to wait for an answer.
    retries
        How often a question is asked again when there is no answer, or none that fits.
    pause
        Seconds before the first time it is asked again; doubles each time.
    """

    url: str
    name: str
    cache: Path
    key: str = field(default="none", repr=False)
    max_tokens: int | None = 2_000_000
    max_euros: float | None = 5.0
    euros_in: float = 0.0
    euros_out: float = 0.0
    answer_tokens: int = 2000
    timeout: float = 60.0
    retries: int = 2
    pause: float = 1.0

    def check(self) -> None:
        """Refuse what cannot be used.

        Raises
        ------
        InputError
            With everything that is wrong.
        """
        problems = []
        if not re.match(r"https?://\S+$", self.url):
            address = "an address that begins with http:// or https://"
            problems.append(Problem("url", repr(self.url), address))
        if not self.name.strip():
            problems.append(Problem("name", "nothing", "the name of a model"))
        given = {name: getattr(self, name) or 0 for name in (*_ABOVE_ZERO, *_NOT_BELOW)}
        problems += [Problem(n, str(given[n]), "more than 0") for n in _ABOVE_ZERO if given[n] <= 0]
        problems += [Problem(n, str(given[n]), "0 or more") for n in _NOT_BELOW if given[n] < 0]
        if problems:
            raise InputError("The language model cannot be used", problems)

    def price(self, tokens_in: int, tokens_out: int) -> float:
        """Euros for so many tokens of question and of answer."""
        return (tokens_in * self.euros_in + tokens_out * self.euros_out) / 1e6


class SpentError(Exception):
    """The next question could go over what may be used."""


@dataclass
class Ledger:
    """What was used so far.

    Attributes
    ----------
    tokens, euros
        Of questions and answers together.
    asked
        Answers from the model.
    cached
        Answers that were kept from before.
    failed
        Questions without an answer after all retries.
    """

    tokens: int = 0
    euros: float = 0.0
    asked: int = 0
    cached: int = 0
    failed: int = 0

    def reserve(self, settings: ModelSettings, tokens_in: int, tokens_out: int) -> None:
        """See whether a question fits in what is left.

        Raises
        ------
        SpentError
            When it does not.
        """
        most, euros = settings.max_tokens, settings.max_euros
        if most is not None and self.tokens + tokens_in + tokens_out > most:
            raise SpentError(f"{self.tokens:,} of {most:,} tokens were used")
        if euros is not None and self.euros + settings.price(tokens_in, tokens_out) > euros:
            raise SpentError(f"{self.euros:.2f} of {euros:.2f} euros were spent")

    def spend(self, settings: ModelSettings, tokens_in: int, tokens_out: int) -> None:
        """Write down what a question took."""
        self.tokens += tokens_in + tokens_out
        self.euros += settings.price(tokens_in, tokens_out)
