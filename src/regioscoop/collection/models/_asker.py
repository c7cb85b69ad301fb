"""Asks a model a question whose answer has a form; keeps every answer at once, under what was asked."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from regioscoop.collection.models._settings import Ledger, ModelSettings, SpentError
from regioscoop.errors import NotAvailableError

if TYPE_CHECKING:
    from pydantic_ai import Agent

CHARACTERS_PER_TOKEN: Final = 3
OVERHEAD: Final = 150
"""Tokens that a service puts around a question, for the estimate before it is asked."""
MOST_FAILURES: Final = 3
"""After so many questions in a row without an answer no more are asked."""
_AGAIN: Final = (408, 409, 425, 429)
"""A service that answers one of these, or 500 or more, may have an answer a little later."""
Output = TypeVar("Output", bound=BaseModel)
Kept = TypeVar("Kept", bound=BaseModel)


@dataclass(frozen=True)
class Form(Generic[Output]):
    """What is asked, and what an answer looks like.

    Attributes
    ----------
    instructions
        What the model should do with what it is given.
    output
        Schema of an answer.
    version
        Counts up when the same words should be answered anew.
    """

    instructions: str
    output: type[Output]
    version: int = 1


class Asker(Generic[Output]):
    """Asks one form of question.

    Parameters
    ----------
    settings
        Which model, and what it may cost.
    form
        What is asked.
    ledger
        What was used so far, shared with other askers; without it a new one.

    Raises
    ------
    NotAvailableError
        When the packages for it are absent.
    InputError
        When the settings cannot be used.
    """

    def __init__(self, settings: ModelSettings, form: Form[Output], ledger: Ledger | None = None) -> None:
        settings.check()
        self.settings = settings
        self.form = form
        self.ledger = Ledger() if ledger is None else ledger
        self._in_a_row = 0
        self._agent = _agent(settings, form)
        schema = json.dumps(form.output.model_json_schema())
        self._fixed = OVERHEAD + (len(form.instructions) + len(schema)) // CHARACTERS_PER_TOKEN
        settings.cache.mkdir(parents=True, exist_ok=True)

    def __call__(self, question: str) -> Output:
        """The answer that was kept, or else the model's, which is then kept.

        Raises
        ------
        SpentError
            When the question could go over the budget, or the model gave no answer several times in a row.
        NotAvailableError
            When there is no answer that fits after all retries.
        """
        kept = self.kept(question, self.form.output)
        return self.keep(question, self.ask(question)) if kept is None else kept

    def key(self, question: str) -> str:
        """Name of a question in the cache: a digest of all that its answer depends on."""
        asked = [self.form.version, self.settings.name, self.form.instructions, question]
        return hashlib.sha256(json.dumps(asked, ensure_ascii=False).encode()).hexdigest()

    def kept(self, question: str, output: type[Kept]) -> Kept | None:
        """The answer that was kept; one that does not fit any more is thrown away."""
        path = self._path(question)
        if not path.exists():
            return None
        try:
            kept = output.model_validate(json.loads(path.read_text(encoding="utf-8"))["answer"])
        except (ValidationError, ValueError, KeyError, TypeError):
            path.unlink()
            return None
        self.ledger.cached += 1
        return kept

    def keep(self, question: str, answer: Kept) -> Kept:
        """Keep an answer, and give it back."""
        _write(self._path(question), {"model": self.settings.name, "answer": answer.model_dump()})
        return answer

    def ask(self, question: str) -> Output:
        """The model's answer; what was kept does not count, and this one is not kept.

        Raises
        ------
        SpentError, NotAvailableError
            As calling it does.
        """
        if self._in_a_row >= MOST_FAILURES:
            raise SpentError(f"the model gave no answer {MOST_FAILURES} times in a row")
        try:
            answer = self._answer(question)
        except NotAvailableError:
            self.ledger.failed += 1
            self._in_a_row += 1
            raise
        self._in_a_row = 0
        return answer

    def _answer(self, question: str) -> Output:
        for turn in range(self.settings.retries + 1):
            self.ledger.reserve(self.settings, self._estimate(question), self.settings.answer_tokens)
            answer, reason, is_final = self._once(question)
            if answer is not None:
                return answer
            if is_final:
                break
            if turn < self.settings.retries:
                time.sleep(self.settings.pause * 2**turn)
        raise NotAvailableError(reason)

    def _once(self, question: str) -> tuple[Output | None, str, bool]:
        """An answer, or why there is none and whether asking again is of no use."""
        from pydantic_ai.exceptions import AgentRunError, ModelHTTPError, UnexpectedModelBehavior

        estimate, most = self._estimate(question), self.settings.answer_tokens
        try:
            run = self._agent.run_sync(question)
        except (UnexpectedModelBehavior, ValueError) as error:
            self.ledger.spend(self.settings, estimate, most)
            return None, f"the model refused or answered nonsense ({_short(error)})", False
        except ModelHTTPError as error:
            is_final = error.status_code not in _AGAIN and error.status_code < 500
            return None, f"the model's address answered {error.status_code}", is_final
        except (AgentRunError, OSError, TimeoutError) as error:
            return None, f"the model gave no answer ({_short(error)})", False
        usage = run.usage
        self.ledger.spend(self.settings, usage.input_tokens or estimate, usage.output_tokens or most)
        self.ledger.asked += 1
        return run.output, "", True

    def _estimate(self, question: str) -> int:
        return self._fixed + len(question) // CHARACTERS_PER_TOKEN

    def _path(self, question: str) -> Path:
        return self.settings.cache / f"{self.key(question)}.json"


def _agent(settings: ModelSettings, form: Form[Output]) -> Agent[None, Output]:
    try:
        from openai import AsyncOpenAI
        from pydantic_ai import Agent, PromptedOutput
        from pydantic_ai.models.openai import OpenAIChatModel
        from pydantic_ai.providers.openai import OpenAIProvider
    except ImportError as error:
        raise NotAvailableError(
            f"A language model needs {error.name}, which is absent: pip install 'regioscoop[models]'"
        ) from error
    client = AsyncOpenAI(base_url=settings.url, api_key=settings.key, timeout=settings.timeout, max_retries=0)
    return Agent(
        OpenAIChatModel(settings.name, provider=OpenAIProvider(openai_client=client)),
        output_type=PromptedOutput(form.output),
        instructions=form.instructions,
        retries=0,
        model_settings={
            "temperature": 0.0,
            "max_tokens": settings.answer_tokens,
            "timeout": settings.timeout,
        },
    )


def _write(path: Path, answer: dict[str, Any]) -> None:
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".answer-")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(answer, file, ensure_ascii=False)
    Path(temporary).replace(path)


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__
