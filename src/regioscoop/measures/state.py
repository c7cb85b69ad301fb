"""The state of regional cooperation: the figures of the national article, for any edition and any region."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import combinations
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from regioscoop.measures.uncertainty import FIELDS, Draws, ErrorRates, bits, interval, simulate
from regioscoop.register.codes import (
    DECENTRAL,
    GOVERNMENTS,
    LEGAL_CLASSES,
    OBLIGATIONS,
    ORGANISATION_KINDS,
    POLICY_FIELDS,
)
from regioscoop.register.edition import Edition

NON_GOVERNMENT: Final = tuple(
    code for code in ORGANISATION_KINDS.codes if code not in (*GOVERNMENTS, "other_government")
)
UNKNOWN: Final = "unknown"
PAIRS: Final = tuple(combinations(POLICY_FIELDS.codes, 2))
NUMBERS: Final = ("1", "2", "3+", UNKNOWN)
"""Items of the figure on the number of fields."""


@dataclass(frozen=True)
class Figure:
    """A figure of the article, or one of ours beside them.

    Attributes
    ----------
    id
        Our name.
    number
        Its number or numbers in the article, empty when it has none.
    unit
        ``arrangements``, ``share`` (0 to 1) or ``mean``.
    needs
        Column of the arrangements, or kinds of participants, without which it cannot be made.
    """

    id: str
    number: str
    unit: str
    needs: str = ""


FIGURES: Final = {
    figure.id: figure
    for figure in (
        Figure("arrangements", "1", "arrangements"),
        Figure("legal_class", "2-4", "share", "legal_class"),
        Figure("mean_per_government", "5", "mean"),
        Figure("with_government", "6", "arrangements"),
        Figure("departments", "7", "arrangements", "ministry"),
        Figure("fields", "8", "arrangements", "fields"),
        Figure("number_of_fields", "9", "share", "fields"),
        Figure("field_pairs", "", "share", "fields"),
        Figure("members_by_field", "10", "mean", "fields"),
        Figure("members", "11", "mean"),
        Figure("non_government", "", "share", "non-government"),
        Figure("triple_helix", "", "share", "non-government"),
        Figure("obligation", "", "arrangements", "obligation"),
    )
}


@dataclass(frozen=True)
class State:
    """The figures of one edition.

    Attributes
    ----------
    edition
        Its id.
    scope
        Name of the region, or empty for the whole country.
    rates
        The errors that were carried through.
    table
        One row for each number: figure, item, value, low, high (95%), shift (see `interval`).
    missing
        Figures that could not be made: figure, what is absent.
    samples
        For each figure and item what the registers with errors say, centred on the value, shape (draws,).
    """

    edition: str
    scope: str
    rates: ErrorRates
    table: pd.DataFrame
    missing: pd.DataFrame
    samples: dict[tuple[str, str], NDArray[np.float64]] = field(repr=False)

    def value(self, figure: str, item: str = "") -> float:
        """One number.

        Raises
        ------
        KeyError
            When there is no such number.
        """
        rows = self.table[(self.table["figure"] == figure) & (self.table["item"] == item)]
        if rows.empty:
            raise KeyError((figure, item))
        return float(rows["value"].iloc[0])


def state(
    edition: Edition,
    rates: ErrorRates | None = None,
    draws: int = 1000,
    seed: int = 2016,
    municipalities: Collection[str] | None = None,
    scope: str = "",
) -> State:
    """Compute every figure of an edition, each number with its interval.

    Shares are of all arrangements; what is not coded is an item of its own, `UNKNOWN`. A mean per
    government is the number of participations of that kind of government divided by how many there are;
    mean members are municipalities for each arrangement, over all arrangements (figure 11) or those in a
    field (figure 10). ``triple_helix`` is the share with a government, a company and education.

    Parameters
    ----------
    edition
        The register.
    rates
        Its errors; default those published for the register of 2024.
    draws, seed
        Number of simulated registers, and their seed; 0 draws give no intervals.
    municipalities
        Ids: only arrangements of two governments or more in which at least one of them takes part; default
        the whole country.
    scope
        Name of that region.

    Returns
    -------
    State
    """
    rates = rates or ErrorRates()
    facts = _Facts.of(edition, municipalities)
    drawn = simulate(facts.masks, facts.governments, rates, draws, np.random.default_rng(seed))
    exact = simulate(facts.masks, facts.governments, _NONE, 1, np.random.default_rng(seed))
    records, samples = [], {}
    observed = dict(_numbers(facts, exact))
    for (figure, item), values in _numbers(facts, drawn):
        value = float(observed[figure, item][0])
        top = 1.0 if FIGURES[figure].unit == "share" else np.inf
        low, high, shift = interval(value, values, high=top)
        records.append((figure, item, value, low, high, shift))
        samples[figure, item] = values - (0.0 if np.isnan(shift) else shift)
    table = pd.DataFrame(records, columns=["figure", "item", "value", "low", "high", "shift"])
    missing = pd.DataFrame(facts.missing, columns=["figure", "what"])
    return State(edition.id, scope, rates, table, missing, samples)


_NONE: Final = ErrorRates((0.0, 0.0), (0.0, 0.0), (0.0, 0.0))


@dataclass(frozen=True)
class _Facts:
    """An edition as columns, one row for each arrangement that is counted."""

    masks: NDArray[np.int64]
    governments: NDArray[np.int64]
    legal: pd.Series
    obligation: pd.Series
    counts: pd.DataFrame
    own: NDArray[np.int64]
    organisations: dict[str, int]
    departments: pd.DataFrame
    missing: list[tuple[str, str]]

    @classmethod
    def of(cls, edition: Edition, municipalities: Collection[str] | None) -> _Facts:
        members = edition.members
        is_own = members["organisation"].isin(
            edition.municipalities.index if municipalities is None else list(municipalities)
        )
        frame = edition.arrangements
        if municipalities is not None:
            frame = frame[frame.index.isin(_working_in(members, is_own))]
        members, is_own = _within(members, is_own, frame.index)
        counts = pd.crosstab(members["arrangement"], members["kind"]).reindex(
            index=frame.index, columns=ORGANISATION_KINDS.codes, fill_value=0
        )
        own = members[is_own].groupby("arrangement").size().reindex(frame.index, fill_value=0)
        kinds = edition["organisations"]["kind"].value_counts()
        totals = {kind: int(kinds.get(kind, 0)) for kind in DECENTRAL}
        if municipalities is not None:
            totals = {"municipality": len(set(municipalities))}
        ministries = members[members["kind"] == "ministry"]
        return cls(
            _masks(frame["fields"]),
            counts[list(GOVERNMENTS)].sum(axis=1).to_numpy(),
            _column(frame, "legal_class"),
            _column(frame, "obligation"),
            counts,
            own.to_numpy(),
            totals,
            pd.crosstab(ministries["arrangement"], ministries["organisation"]).reindex(
                frame.index, fill_value=0
            ),
            list(_absent(frame, counts)),
        )


def _working_in(members: pd.DataFrame, is_own: pd.Series) -> set[str]:
    """Arrangements with two governments or more, of which at least one is of the region."""
    governments = members[members["kind"].isin(GOVERNMENTS)].groupby("arrangement").size()
    return set(members.loc[is_own, "arrangement"]) & set(governments.index[governments >= 2])


def _within(members: pd.DataFrame, is_own: pd.Series, ids: pd.Index) -> tuple[pd.DataFrame, pd.Series]:
    kept = members["arrangement"].isin(ids)
    return members[kept], is_own[kept]


def _column(frame: pd.DataFrame, name: str) -> pd.Series:
    found = frame[name] if name in frame else pd.Series("", index=frame.index)
    return found.replace("", UNKNOWN).fillna(UNKNOWN)


def _masks(fields: pd.Series) -> NDArray[np.int64]:
    """Fields of each arrangement as bits, in the order of `POLICY_FIELDS`."""
    place = {code: 1 << k for k, code in enumerate(POLICY_FIELDS.codes)}
    return np.array([sum(place[code] for code in set(own)) for own in fields], dtype=np.int64)


def _absent(frame: pd.DataFrame, counts: pd.DataFrame) -> Iterator[tuple[str, str]]:
    """Figures that an edition cannot give, and why."""
    for figure in FIGURES.values():
        if figure.needs == "fields":
            there = bool(frame["fields"].map(len).any())
        elif figure.needs == "ministry":
            there = bool(counts["ministry"].any())
        elif figure.needs == "non-government":
            there = bool(counts[list(NON_GOVERNMENT)].to_numpy().any())
        else:
            there = not figure.needs or (_column(frame, figure.needs) != UNKNOWN).any()
        if not there:
            yield figure.id, figure.needs


Number = tuple[tuple[str, str], NDArray[np.float64]]


def _numbers(facts: _Facts, draws: Draws) -> Iterator[Number]:
    """Every number in each draw, those of figures that can be made."""
    absent = {figure for figure, _ in facts.missing}
    for key, values in _every_number(facts, draws):
        if key[0] not in absent:
            yield key, values


def _every_number(facts: _Facts, draws: Draws) -> Iterator[Number]:
    total = np.where(draws.total > 0, draws.total, np.nan)
    yield ("arrangements", ""), draws.total
    for code in (*LEGAL_CLASSES.codes, UNKNOWN):
        yield ("legal_class", code), draws.weight @ (facts.legal == code).to_numpy(float) / total
    for kind, number in facts.organisations.items():
        taking = facts.own if kind == "municipality" else facts.counts[kind].to_numpy()
        yield ("mean_per_government", kind), draws.weight @ taking.astype(float) / (number or np.nan)
    for kind in DECENTRAL:
        yield ("with_government", kind), draws.weight @ (facts.counts[kind] > 0).to_numpy(float)
    yield from _departments(facts, draws)
    yield from _of_fields(facts, draws, total)
    yield ("members", ""), draws.weight @ facts.counts["municipality"].to_numpy(float) / total
    yield from _others(facts, draws, total)
    for code in (*OBLIGATIONS.codes, UNKNOWN):
        yield ("obligation", code), draws.weight @ (facts.obligation == code).to_numpy(float)


def _departments(facts: _Facts, draws: Draws) -> Iterator[Number]:
    has = (facts.counts["ministry"] > 0).to_numpy()
    yield ("departments", ""), (draws.weight * (has | draws.central)).sum(axis=1)
    for ministry in facts.departments.columns:
        yield ("departments", str(ministry)), draws.weight @ (facts.departments[ministry] > 0).to_numpy(float)


def _of_fields(facts: _Facts, draws: Draws, total: NDArray[np.float64]) -> Iterator[Number]:
    sums = draws.of_fields(facts.masks, _TABLE)
    members = facts.counts["municipality"].to_numpy(float)
    places = draws.of_fields(facts.masks, _TABLE[:, :FIELDS], members)
    for k, code in enumerate(POLICY_FIELDS.codes):
        yield ("fields", code), sums[:, k]
        with np.errstate(invalid="ignore", divide="ignore"):
            yield ("members_by_field", code), places[:, k] / sums[:, k]
    for k, item in enumerate(NUMBERS, start=FIELDS):
        yield ("number_of_fields", item), sums[:, k] / total
    for k, (a, b) in enumerate(PAIRS, start=FIELDS + len(NUMBERS)):
        yield ("field_pairs", f"{a}+{b}"), sums[:, k] / total


def _table() -> NDArray[np.float64]:
    """What each set of fields counts for: the fields, their number, the pairs; shape (256, 8 + 4 + 28)."""
    has = bits(np.arange(1 << FIELDS))
    number = has.sum(axis=1)
    at = {code: k for k, code in enumerate(POLICY_FIELDS.codes)}
    columns = [has[:, k] for k in range(FIELDS)]
    columns += [number == 1, number == 2, number >= 3, number == 0]
    columns += [has[:, at[a]] & has[:, at[b]] for a, b in PAIRS]
    return np.column_stack(columns).astype(np.float64)


_TABLE: Final = _table()


def _others(facts: _Facts, draws: Draws, total: NDArray[np.float64]) -> Iterator[Number]:
    """Who takes part beside governments."""
    number = facts.counts[list(NON_GOVERNMENT)].sum(axis=1).to_numpy()[None, :] + draws.partner
    for item, chosen in (("none", number == 0), ("one", number == 1), ("more", number > 1)):
        yield ("non_government", item), (draws.weight * chosen).sum(axis=1) / total
    helix = (facts.governments > 0) & (facts.counts["company"] > 0) & (facts.counts["education"] > 0)
    yield ("triple_helix", ""), draws.weight @ helix.to_numpy(float) / total
