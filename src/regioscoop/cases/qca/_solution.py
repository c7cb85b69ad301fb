"""The solution of a truth table: which combinations of conditions go with the outcome in these cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from regioscoop.cases.qca._cover import MAX_MODELS, Covers, minimum_covers
from regioscoop.cases.qca._implicants import Bools, Implicants, Ints, prime_implicants
from regioscoop.cases.qca._model import Mask, Model, fitted_models
from regioscoop.cases.qca._truth import ABSENT, CONTRADICTORY, PRESENT, TruthTable
from regioscoop.errors import InputError, Problem, UnknownNameError

SOLUTIONS: Final = ("conservative", "parsimonious", "intermediate")


@dataclass(frozen=True)
class Solution:
    """Every model of a truth table: when there are several, the cases cannot tell them apart.

    Attributes
    ----------
    kind
        One of `SOLUTIONS`.
    table
        The truth table.
    expectations
        Condition to whether its presence is expected to help; empty unless intermediate.
    models
        Those with fewest conditions first; at most `MAX_MODELS`, and none when no row has the outcome.
    total
        Number of models; a lower bound unless ``is_complete``.
    is_complete
        Whether the search went through every model.
    is_minimal
        Whether models with fewer terms are proven not to exist.
    """

    kind: str
    table: TruthTable
    expectations: Mapping[str, bool]
    models: tuple[Model, ...]
    total: int
    is_complete: bool
    is_minimal: bool

    @property
    def expressions(self) -> tuple[str, ...]:
        """The formula of each model."""
        return tuple(model.expression for model in self.models)

    def frame(self) -> pd.DataFrame:
        """A row for each term of each model.

        Returns
        -------
        DataFrame
            solution, model (number), outcome, term, consistency, pri, raw_coverage, unique_coverage, cases,
            and of the model model_consistency, model_pri, model_coverage and model_remainders (number).
        """
        columns = [
            "solution", "model", "outcome", "term", "consistency", "pri", "raw_coverage", "unique_coverage",
            "cases", "model_consistency", "model_pri", "model_coverage", "model_remainders",
        ]  # fmt: skip
        records = [
            (self.kind, number, self.table.sets.label, term.expression, term.consistency, term.pri,
             term.coverage, term.unique_coverage, "; ".join(term.cases), model.consistency, model.pri,
             model.coverage, len(model.remainders))
            for number, model in enumerate(self.models, start=1)
            for term in model.terms
        ]  # fmt: skip
        return pd.DataFrame(records, columns=columns)


def minimise(
    table: TruthTable, kind: str = "conservative", expectations: Mapping[str, bool] | None = None
) -> Solution:
    """Simplify the rows with the outcome to every model of fewest terms (Quine-McCluskey, exact).

    Parameters
    ----------
    table
        The truth table. Contradictory rows are not explained and not filled in.
    kind
        ``conservative`` uses no remainder; ``parsimonious`` uses each that makes a term shorter [S, Ragin
        1987]; ``intermediate`` only those that are easy: see below [S, Ragin and Sonnett 2005].
    expectations
        For ``intermediate``: condition to whether its presence (True) or absence (False) is expected to help
        the outcome that is explained (the negated one, in an analysis of that).

    Notes
    -----
    Easy counterfactuals: take a row with the outcome and a parsimonious term that holds it. A condition
    outside the term whose value in the row goes against the expectation may be left out, since the expected
    value could only help; the remainders that then come in are easy. The rows are minimised again with
    these alone, for each parsimonious model apart. On the Lipset data this gives what R package QCA gives.

    Raises
    ------
    InputError
        When expectations are missing, are not asked for or name no condition.
    """
    expected = dict(expectations or {})
    _check(table, kind, expected)
    on = table.combinations(PRESENT)
    if not len(on):
        return Solution(kind, table, expected, (), 0, True, True)
    if kind == "conservative":
        return _put_together(table, kind, expected, [_minimised(on, _only(on, table))])
    primes, covers = _minimised(on, _not_refuted(table))
    if kind == "parsimonious":
        return _put_together(table, kind, expected, [(primes, covers)])
    easy = {_easy(table, on, primes, choice, expected).tobytes() for choice in covers.choices}
    made = [_minimised(on, np.frombuffer(found, dtype=bool)) for found in sorted(easy)]
    return _put_together(table, kind, expected, made, covers)


def _check(table: TruthTable, kind: str, expected: Mapping[str, bool]) -> None:
    if kind not in SOLUTIONS:
        raise UnknownNameError("solution", kind, SOLUTIONS)
    known = table.sets.conditions
    problems = [
        UnknownNameError("condition", name, known).problems[0] for name in expected if name not in known
    ]
    if (kind == "intermediate") != bool(expected):
        found = f"{len(expected)} with the {kind} solution"
        allowed = "at least one with the intermediate solution, none with the others"
        problems.append(Problem("expectations", found, allowed))
    if problems:
        raise InputError("The truth table cannot be minimised", problems)


Minimised = tuple[Implicants, Covers]


def _minimised(on: Ints, allowed: Bools) -> Minimised:
    primes = prime_implicants(on, allowed)
    return primes, minimum_covers(primes.cover(on))


def _only(on: Ints, table: TruthTable) -> Bools:
    allowed = np.zeros(table.possible, dtype=bool)
    allowed[on] = True
    return allowed


def _not_refuted(table: TruthTable) -> Bools:
    allowed = np.ones(table.possible, dtype=bool)
    for outcome in (ABSENT, CONTRADICTORY):
        allowed[table.combinations(outcome)] = False
    return allowed


def _easy(
    table: TruthTable, on: Ints, primes: Implicants, choice: tuple[int, ...], expected: Mapping[str, bool]
) -> Bools:
    """The rows to explain and the easy counterfactuals of one parsimonious model."""
    weights = {name: 1 << i for i, name in enumerate(reversed(table.sets.conditions))}
    helps = sum(weights[name] for name, present in expected.items() if present)
    hinders = sum(weights[name] for name, present in expected.items() if not present)
    every = np.arange(table.possible)
    allowed = _only(on, table)
    model = Implicants(primes.care[list(choice)], primes.value[list(choice)])
    for row, term in np.argwhere(model.cover(on).T):
        against = (helps & ~on[row]) | (hinders & on[row])
        kept = ~against | model.care[term]
        allowed |= ((every ^ on[row]) & kept) == 0
    return allowed


def _put_together(
    table: TruthTable,
    kind: str,
    expected: Mapping[str, bool],
    made: list[Minimised],
    before: Covers | None = None,
) -> Solution:
    """The models of one or more minimisations in one solution; ``before`` is the step they rest on."""
    found: dict[tuple[Mask, ...], None] = {}
    for primes, covers in made:
        for choice in covers.choices:
            found[tuple((int(primes.care[i]), int(primes.value[i])) for i in choice)] = None
    steps = [covers for _, covers in made] + ([] if before is None else [before])
    is_complete, total = all(covers.is_complete for covers in steps), steps[0].total
    if before is not None:
        # The same model may follow from several parsimonious ones: only what is listed can be counted.
        total = len(found)
        is_complete = is_complete and all(covers.total == len(covers.choices) for covers in steps)
    models = fitted_models(table, found)[:MAX_MODELS]
    is_minimal = all(covers.is_minimal for covers in steps)
    return Solution(kind, table, expected, models, total, is_complete, is_minimal)
