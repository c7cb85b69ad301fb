"""Terms and models: combinations of conditions, with how well they fit the cases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from regioscoop.cases.qca._fit import Numbers, consistency, coverage, pri
from regioscoop.cases.qca._implicants import Bools, Implicants
from regioscoop.cases.qca._truth import TruthTable

EVERYTHING: Final = "1"
"""How the term without conditions is written: it holds every combination."""

Mask = tuple[int, int]
"""A term as `Implicants` holds it: care and value."""


@dataclass(frozen=True)
class Term:
    """A combination of conditions that goes with the outcome.

    Attributes
    ----------
    expression
        Conditions joined by ``*``, ``~`` before one that is absent.
    conditions
        Condition to whether it is present, in order.
    consistency, pri
        How far the term lies within the outcome (0 to 1).
    coverage, unique_coverage
        Share of the outcome within the term, and within no other term of the model.
    cases
        Cases with more than .5 membership in the term.
    """

    expression: str
    conditions: Mapping[str, bool]
    consistency: float
    pri: float
    coverage: float
    unique_coverage: float
    cases: tuple[str, ...]


@dataclass(frozen=True)
class Model:
    """One way to explain every row with the outcome in fewest terms.

    Attributes
    ----------
    terms
        Alternatives: one of them is enough.
    consistency, pri, coverage
        Of the terms together.
    uncovered
        Cases with the outcome that are in no term.
    deviant
        Cases in a term without the outcome.
    remainders
        Numbers of the rows of the truth table that the model holds and no case, or too few, shows.
    """

    terms: tuple[Term, ...]
    consistency: float
    pri: float
    coverage: float
    uncovered: tuple[str, ...]
    deviant: tuple[str, ...]
    remainders: tuple[int, ...]

    @property
    def expression(self) -> str:
        """The terms joined by ``+``."""
        return " + ".join(term.expression for term in self.terms)

    @property
    def literals(self) -> int:
        """Number of conditions in the terms, each as often as it stands there."""
        return sum(len(term.conditions) for term in self.terms)


def fitted_models(table: TruthTable, choices: Iterable[tuple[Mask, ...]]) -> tuple[Model, ...]:
    """Hold models against the cases; those with fewest conditions come first."""
    chosen = list(choices)
    known = _fitted_terms(table, sorted({mask for masks in chosen for mask in masks}))
    models = [_fitted_model(table, masks, known) for masks in chosen]
    return tuple(sorted(models, key=lambda model: (model.literals, model.expression)))


def _fitted_terms(table: TruthTable, masks: list[Mask]) -> dict[Mask, tuple[Term, Numbers]]:
    """What is known of each term by itself, with the memberships of the cases."""
    sets, y = table.sets, table.sets.y
    x = _memberships(sets.x, _implicants(masks))
    fits = np.array([consistency(x, y), pri(x, y), coverage(x, y)])
    found = {}
    for i, mask in enumerate(masks):
        conditions = _conditions(sets.conditions, *mask)
        within, reduced, raw = (float(fit) for fit in fits[:, i])
        cases = _chosen(sets.cases, x[:, i] > 0.5)
        term = Term(_written(conditions), conditions, within, reduced, raw, float("nan"), cases)
        found[mask] = (term, x[:, i])
    return found


def _fitted_model(
    table: TruthTable, masks: tuple[Mask, ...], known: Mapping[Mask, tuple[Term, Numbers]]
) -> Model:
    sets, y = table.sets, table.sets.y
    x = np.column_stack([known[mask][1] for mask in masks])
    together = x.max(axis=1)
    unique = _unique_coverage(x, y)
    seen = table.rows.loc[table.rows["n"] >= table.frequency, "row"].to_numpy()
    held = np.flatnonzero(_implicants(masks).cover(np.arange(table.possible)).any(axis=0)) + 1
    return Model(
        tuple(replace(known[mask][0], unique_coverage=float(unique[i])) for i, mask in enumerate(masks)),
        float(consistency(together, y)),
        float(pri(together, y)),
        float(coverage(together, y)),
        _chosen(sets.cases, (y > 0.5) & (together <= 0.5)),
        _chosen(sets.cases, (y < 0.5) & (together > 0.5)),
        tuple(int(row) for row in np.setdiff1d(held, seen)),
    )


def _unique_coverage(x: Numbers, y: Numbers) -> Numbers:
    """Coverage of the model less that of its other terms: what the highest membership adds to the second."""
    padded = np.column_stack([x, np.zeros(len(x))])
    highest = np.sort(padded, axis=1)[:, :-3:-1]
    added = np.minimum(highest, y[:, None]) @ [1.0, -1.0]
    return np.bincount(x.argmax(axis=1), weights=added, minlength=x.shape[1]) / y.sum()


def _implicants(masks: Iterable[Mask]) -> Implicants:
    pairs = np.array(list(masks), dtype=np.int64).reshape(-1, 2)
    return Implicants(pairs[:, 0], pairs[:, 1])


def _memberships(x: Numbers, terms: Implicants) -> Numbers:
    """Membership of each case in terms: the minimum over their conditions; cases by terms."""
    found = np.ones((len(x), len(terms)))
    for j, own in enumerate(x.T):
        bit = 1 << (x.shape[1] - 1 - j)
        side = np.where((terms.value & bit) > 0, own[:, None], 1 - own[:, None])
        np.minimum(found, np.where((terms.care & bit) > 0, side, 1.0), out=found)
    return found


def _conditions(names: tuple[str, ...], care: int, value: int) -> dict[str, bool]:
    bits = [1 << i for i in range(len(names) - 1, -1, -1)]
    return {name: bool(value & bit) for name, bit in zip(names, bits, strict=True) if care & bit}


def _written(conditions: Mapping[str, bool]) -> str:
    return "*".join(f"{'' if present else '~'}{name}" for name, present in conditions.items()) or EVERYTHING


def _chosen(cases: tuple[str, ...], chosen: Bools) -> tuple[str, ...]:
    return tuple(case for case, is_in in zip(cases, chosen, strict=True) if is_in)
