"""All there is to tell about a set of editions, computed once: for the table, the report and the page."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from regioscoop.errors import InputError, Problem
from regioscoop.measures.state import FIGURES, State, state
from regioscoop.measures.trends import (
    coverage,
    decomposition,
    flows,
    growth,
    merged_only,
    require_comparable,
    trends,
)
from regioscoop.measures.uncertainty import ErrorRates
from regioscoop.register.changes import Changes, changes
from regioscoop.register.edition import Edition

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Panel:
    """The state of cooperation over one or more editions, from early to late.

    Attributes
    ----------
    editions
        The registers.
    states
        The figures of each.
    trends
        What changed (see `regioscoop.measures.trends`); empty with one edition.
    changes
        What the changes consist of, for each pair of editions that follow each other.
    same_rules
        Whether all editions count by the same rules.
    scope
        Name of the region, or empty for the whole country.
    """

    editions: tuple[Edition, ...]
    states: tuple[State, ...]
    trends: pd.DataFrame
    changes: tuple[Changes, ...]
    same_rules: bool
    scope: str = ""

    @property
    def table(self) -> pd.DataFrame:
        """Every number: edition, figure, number (in the article), item, unit, value, low, high, shift."""
        frames = [s.table.assign(edition=s.edition) for s in self.states]
        frame = pd.concat(frames, ignore_index=True)
        frame["number"] = frame["figure"].map({name: f.number for name, f in FIGURES.items()})
        frame["unit"] = frame["figure"].map({name: f.unit for name, f in FIGURES.items()})
        return frame[["edition", "figure", "number", "item", "unit", "value", "low", "high", "shift"]]

    @property
    def missing(self) -> pd.DataFrame:
        """Figures that an edition cannot give: edition, figure, what is absent."""
        frames = [s.missing.assign(edition=s.edition) for s in self.states]
        return pd.concat(frames, ignore_index=True)[["edition", "figure", "what"]]

    @property
    def statement(self) -> pd.DataFrame:
        """What makes the editions comparable or not.

        Returns
        -------
        DataFrame
            edition, date, rule_set, divisions_read, budgets_read, answered, note, carried (share of the
            participations that were only carried from an earlier edition, 0 to 1).
        """
        rows = []
        for edition in self.editions:
            told = edition["edition"].iloc[0]
            carried = float((edition.members["status"] != "confirmed").mean())
            named = {name: told[name] for name in ("divisions_read", "budgets_read", "answered", "note")}
            rows.append(
                {
                    "edition": edition.id,
                    "date": edition.reference_date,
                    "rule_set": edition.rule_set,
                    **named,
                    "carried": carried,
                }
            )
        return pd.DataFrame(rows)

    @property
    def growth(self) -> pd.DataFrame:
        """`regioscoop.measures.growth` of the arrangements by policy field."""
        return growth(self.states)

    @property
    def decompositions(self) -> pd.DataFrame:
        """`regioscoop.measures.decomposition` of each pair, with columns earlier and later."""
        return self._of_pairs(lambda k: decomposition(self.changes[k]))

    @property
    def merged_only(self) -> pd.DataFrame:
        """`regioscoop.measures.merged_only` of each pair, with columns earlier and later."""
        return self._of_pairs(lambda k: merged_only(self.editions[k], self.changes[k]))

    def flows(self, by: str = "legal_class") -> pd.DataFrame:
        """`regioscoop.measures.flows` of each pair, with columns earlier and later."""
        return self._of_pairs(lambda k: flows(self.editions[k], self.editions[k + 1], self.changes[k], by))

    @property
    def coverage(self) -> pd.DataFrame:
        """`regioscoop.measures.coverage` of each edition, with a column edition."""
        frames = [coverage(e).assign(edition=e.id) for e in self.editions]
        return pd.concat(frames, ignore_index=True)

    def _of_pairs(self, make: Callable[[int], pd.DataFrame]) -> pd.DataFrame:
        frames = [
            make(k).assign(earlier=a.id, later=b.id) for k, (a, b) in enumerate(pairwise(self.editions))
        ]
        return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()


def panel(
    editions: Sequence[Edition],
    rates: Mapping[str, ErrorRates] | ErrorRates | None = None,
    draws: int = 1000,
    seed: int = 2016,
    across_rules: bool = False,
    municipalities: Mapping[str, Collection[str]] | None = None,
    scope: str = "",
    progress: Progress | None = None,
) -> Panel:
    """Compute the state of cooperation over editions.

    Parameters
    ----------
    editions
        One or more; they are put in order of their reference date.
    rates
        Errors of the registers, for all or by id of the edition; default those of the article.
    draws, seed
        See `regioscoop.measures.state`; each edition has a seed of its own that follows from both.
    across_rules
        Whether editions with different rule sets may stand beside each other.
    municipalities
        For each edition the municipalities of the region; default the whole country.
    scope
        Name of that region.
    progress
        Told how far the work is.

    Raises
    ------
    InputError
        When two editions have the same id, or follow different rules and ``across_rules`` is False.
    """
    ordered = sorted(editions, key=lambda e: (e.reference_date, e.id))
    twice = sorted({e.id for e in ordered if [o.id for o in ordered].count(e.id) > 1})
    if twice:
        problems = [Problem("editions", f"edition {i} twice", "each edition once") for i in twice]
        raise InputError("Editions are compared with others only", problems)
    if not across_rules:
        require_comparable(ordered)
    states = []
    for k, edition in enumerate(ordered):
        own = rates.get(edition.id) if isinstance(rates, Mapping) else rates
        towns = None if municipalities is None else municipalities[edition.id]
        states.append(state(edition, own, draws, seed + k, towns, scope))
        if progress is not None:
            progress("figures", k + 1, len(ordered))
    found = [changes(a, b) for a, b in pairwise(ordered)] if municipalities is None else []
    same = len({e.rule_set for e in ordered}) == 1
    return Panel(tuple(ordered), tuple(states), trends(states), tuple(found), same, scope)
