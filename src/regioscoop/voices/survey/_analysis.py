"""The survey as a whole: who answered, whether the scales hold, what groups feel and whether they differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

import numpy as np
import pandas as pd

from regioscoop.errors import InputError, Problem
from regioscoop.voices.survey._beside import SIZE_COLUMNS
from regioscoop.voices.survey._cells import Cells
from regioscoop.voices.survey._disclosure import MIN_GROUP, Group, said_number, shown_cells, shown_groups
from regioscoop.voices.survey._estimates import GROUP, bounds, change, estimates
from regioscoop.voices.survey._icc import GroupDifference, group_difference
from regioscoop.voices.survey._instrument import BODY, Instrument
from regioscoop.voices.survey._items import distribution, item_table
from regioscoop.voices.survey._paradox import organised_beside_felt, paradox
from regioscoop.voices.survey._raking import Weights, rake
from regioscoop.voices.survey._reliability import DRAWS, LEAST_ALPHA, Reliability, reliability
from regioscoop.voices.survey._response import asked_by_cell, asked_of, counted, response
from regioscoop.voices.survey._responses import Responses
from regioscoop.voices.survey._scores import scale_parts, score, turned

ALL: Final = ""
"""Every body together."""
OWN_AND_NEIGHBOURS: Final = ("output_own", "output_neighbours")
LEAST_MIN_GROUP: Final = 3


@dataclass(frozen=True)
class Settings:
    """Choices of an analysis.

    Attributes
    ----------
    min_group
        Smallest group of which anything is shown.
    least_alpha
        Lowest reliability of a scale that is used.
    draws
        Number of bootstrap samples.
    seed
        Of every random number.
    """

    min_group: int = MIN_GROUP
    least_alpha: float = LEAST_ALPHA
    draws: int = DRAWS
    seed: int = 2016

    def __post_init__(self) -> None:
        """Refuse what protects nobody.

        Raises
        ------
        InputError
            When groups under three would be shown, or a number cannot be.
        """
        problems = []
        if self.min_group < LEAST_MIN_GROUP:
            problems.append(Problem("set size", str(self.min_group), f"{LEAST_MIN_GROUP} or more"))
        if not 0 < self.least_alpha < 1:
            problems.append(Problem("least alpha", f"{self.least_alpha:g}", "between 0 and 1"))
        if self.draws < 1:
            problems.append(Problem("draws", str(self.draws), "1 or more"))
        if problems:
            raise InputError("The survey cannot be analysed so", problems)


@dataclass(frozen=True)
class Survey:
    """What the answers tell. Every table has a column wave, and holds only groups that may be shown.

    Attributes
    ----------
    instrument, settings
        What was asked, and the choices of the analysis.
    tables
        Name -> table: ``response``, ``weights``, ``unmet_margins``, ``reliability``, ``items``,
        ``distribution``, ``means``, ``bounds``, ``differences`` (ICC), ``gap``, ``waves``, ``flags``, and
        where it is recorded what regions organise ``organised`` and ``paradox``.
    """

    instrument: Instrument
    settings: Settings
    tables: dict[str, pd.DataFrame] = field(repr=False)

    def __getitem__(self, table: str) -> pd.DataFrame:
        return self.tables[table]

    @property
    def waves(self) -> list[str]:
        """The waves, from early to late."""
        return sorted(self["reliability"]["wave"].unique())


def analyse(
    responses: Responses,
    instrument: Instrument,
    sizes: pd.DataFrame | None = None,
    margins: pd.DataFrame | None = None,
    organised: pd.DataFrame | None = None,
    settings: Settings | None = None,
) -> Survey:
    """Analyse a survey, wave by wave.

    Parameters
    ----------
    responses
        Answers that were checked.
    instrument
        What was asked.
    sizes
        Who was asked (`read_sizes`): gives response, weights and bounds.
    margins
        What is known of all members (`read_margins`), to weight by as well.
    organised
        What regions organise (`read_organised`).
    settings
        Choices of the analysis.

    Returns
    -------
    Survey
        The same whatever the order of the rows.

    Raises
    ------
    InputError
        When nobody answered.
    """
    chosen = settings or Settings()
    if responses.frame.empty:
        raise InputError("Nothing to analyse", [Problem("answers", "none", "one respondent or more")])
    waves = [
        _Wave(str(wave), responses, instrument, sizes, margins, chosen)
        for wave in sorted(responses.frame["wave"].unique())
    ]
    names = list(waves[0].tables)
    tables = {name: pd.concat([w.named(name) for w in waves], ignore_index=True) for name in names}
    tables["waves"] = _waves(waves, chosen.min_group)
    tables["flags"] = _flags(responses, chosen.min_group)
    if organised is not None:
        last = tables["means"][tables["means"]["wave"] == waves[-1].wave]
        beside = organised_beside_felt(organised, last)
        scales = [scale for scale in instrument.scales if scale in beside]
        tables["organised"] = beside.assign(wave=waves[-1].wave)
        tables["paradox"] = paradox(beside, scales, chosen.seed).assign(wave=waves[-1].wave)
    return Survey(instrument, chosen, tables)


class _Wave:
    """The analysis of one wave."""

    def __init__(
        self,
        wave: str,
        responses: Responses,
        instrument: Instrument,
        sizes: pd.DataFrame | None,
        margins: pd.DataFrame | None,
        settings: Settings,
    ) -> None:
        self.wave, self.instrument, self.settings = wave, instrument, settings
        asked = sizes if sizes is not None else pd.DataFrame(columns=list(SIZE_COLUMNS))
        everyone = responses.frame[responses.frame["wave"] == wave]
        cells = list(shown_cells(counted(everyone, asked_by_cell(asked)), settings.min_group))
        # Who is in no group that may be shown counts in no figure, or it could be worked out from the totals.
        self.sizes = asked[pd.MultiIndex.from_frame(asked[["region", BODY]]).isin(cells)]
        self.people = everyone[pd.MultiIndex.from_frame(everyone[["region", BODY]]).isin(cells)]
        self.no_opinion = responses.no_opinion.loc[self.people.index]
        self.cells = Cells.of(self.people)
        self.asked = asked_by_cell(self.sizes)
        self.answers = turned(self.people, instrument)
        self.parts = scale_parts(self.answers, instrument)
        self.weights = rake(self.people, _margins(self.people, self.sizes, margins))
        self.reliable = {
            (scale, body): self._reliability(scale, body) for scale in self.parts for body in self._bodies()
        }
        self.scores = {s: score(p) for s, p in self.parts.items() if self.reliable[s, ALL].is_usable}
        means = self._means()
        ends = instrument.points[0], instrument.points[-1]
        self.tables = {
            "response": response(everyone, asked, settings.min_group),
            "weights": _weights_table(self.weights, sizes is not None or margins is not None),
            "unmet_margins": self.weights.unmet,
            "reliability": self._reliability_table(),
            "items": item_table(self.answers, self.no_opinion, self.cells, instrument, settings.min_group),
            "distribution": distribution(
                self.people, self.no_opinion, self.weights.each, instrument, settings.min_group
            ),
            "means": means,
            "bounds": _by_scale(means, ends),
            "differences": self._differences(),
            "gap": self._gap(),
        }

    def named(self, table: str) -> pd.DataFrame:
        """A table with the wave in front."""
        frame = self.tables[table].copy()
        frame.insert(0, "wave", self.wave)
        return frame

    def _bodies(self) -> list[str]:
        return [ALL, *sorted(self.people[BODY].unique())]

    def _generator(self, *place: str) -> np.random.Generator:
        """A generator for one number, so that it does not depend on what else is computed."""
        key = "|".join((self.wave, *place)).encode()
        return np.random.default_rng([self.settings.seed, *key])

    def _reliability(self, scale: str, body: str) -> Reliability:
        own = self.parts[scale]
        if body:
            own = own[self.people[BODY] == body]
        generator = self._generator("reliability", scale, body)
        return reliability(own, generator, self.settings.draws, self.settings.least_alpha)

    def _reliability_table(self) -> pd.DataFrame:
        minimum = self.settings.min_group
        rows = [
            {"scale": scale, BODY: body}
            | vars(found)
            | {"respondents": said_number(found.respondents, minimum), "is_usable": found.is_usable}
            for (scale, body), found in self.reliable.items()
        ]
        return pd.DataFrame(rows)

    def _means(self) -> pd.DataFrame:
        made = [
            self._estimated(values, (self.instrument.points[0], self.instrument.points[-1])).assign(
                scale=scale
            )
            for scale, values in self.scores.items()
        ]
        columns = ["scale", *GROUP, "mean", "low", "high", "sd", "plain_mean", "answered", "asked"]
        return pd.concat(made, ignore_index=True)[columns] if made else pd.DataFrame(columns=columns)

    def _estimated(self, values: pd.Series, ends: tuple[float, float] | None) -> pd.DataFrame:
        minimum = self.settings.min_group
        made = estimates(values, self.weights.each, self.cells, minimum, ends)
        counts = counted(self.people[values.notna()], self.asked)
        asked = {
            (group.level, group.region, group.body): asked_of(group, self.asked)
            for group in shown_groups(counts, minimum)
        }
        return made.assign(asked=[asked[key] for key in made[list(GROUP)].itertuples(index=False, name=None)])

    def _differences(self) -> pd.DataFrame:
        rows = []
        for scale, values in self.scores.items():
            for body in self._bodies():
                found = self._difference(scale, values, body)
                said = said_number(found.respondents, self.settings.min_group)
                record = {"scale": scale, BODY: body} | vars(found)
                rows.append(record | {"respondents": said, "differs": found.differs})
        columns = ["scale", BODY, *GroupDifference.__dataclass_fields__, "differs"]
        return pd.DataFrame(rows, columns=columns)

    def _difference(self, scale: str, values: pd.Series, body: str) -> GroupDifference:
        """Over the cells that may be shown: a region with one answer tells nothing of regions."""
        known = (values.notna() & ((self.people[BODY] == body) | (body == ALL))).to_numpy()
        own = self.people[known & ~self.cells.is_few(known, self.settings.min_group)]
        generator = self._generator("difference", scale, body)
        return group_difference(values[own.index], own["region"], own["organisation"], generator)

    def _gap(self) -> pd.DataFrame:
        """How much better members find their region beside its neighbours than beside its own ambitions."""
        columns = [*GROUP, "gap", "low", "high", "answered"]
        own, neighbours = (self.scores.get(scale) for scale in OWN_AND_NEIGHBOURS)
        if own is None or neighbours is None:
            return pd.DataFrame(columns=columns)
        # Who has one of the two scores must not be few in a cell: their score would follow from the three.
        gap = neighbours - own
        for alone in (own.notna() & neighbours.isna(), neighbours.notna() & own.isna()):
            gap = gap.mask(self.cells.is_few(alone.to_numpy(), self.settings.min_group))
        made = estimates(gap, self.weights.each, self.cells, self.settings.min_group)
        return made.rename(columns={"mean": "gap"})[columns]


def _by_scale(means: pd.DataFrame, ends: tuple[float, float]) -> pd.DataFrame:
    made = bounds(means, ends)
    made.insert(0, "scale", means.loc[made.index, "scale"])
    return made.reset_index(drop=True)


def _margins(
    people: pd.DataFrame, sizes: pd.DataFrame, margins: pd.DataFrame | None
) -> Mapping[str, pd.Series]:
    made: dict[str, pd.Series] = {}
    if not sizes.empty:
        made["organisation"] = sizes.groupby("organisation")["asked"].sum()
    if margins is not None:
        made |= {str(name): own.set_index("category")["number"] for name, own in margins.groupby("variable")}
    return made


def _weights_table(weights: Weights, weighted: bool) -> pd.DataFrame:
    record = {
        "weighted": weighted,
        "converged": weights.converged,
        "rounds": weights.rounds,
        "gap": weights.gap,
        "trimmed": weights.trimmed,
        "design_effect": weights.design_effect,
        "effective_number": weights.effective_number,
    }
    return pd.DataFrame([record])


def _waves(waves: list[_Wave], minimum: int) -> pd.DataFrame:
    made = []
    for first, second in pairwise(waves):
        for scale in first.scores:
            if scale in second.scores:
                one, two = (_valued(w, scale) for w in (first, second))
                pairs = _same_groups(one, two, minimum)
                found = change(one, two, pairs)
                made.append(found.assign(scale=scale, earlier=first.wave, later=second.wave))
    columns = ["earlier", "later", "scale", *GROUP, "before", "after", "difference", "low", "high", "verdict"]
    return pd.concat(made, ignore_index=True)[columns] if made else pd.DataFrame(columns=columns)


def _valued(wave: _Wave, scale: str) -> pd.DataFrame:
    frame = wave.people[["respondent", "region", BODY]]
    return frame.assign(value=wave.scores[scale], weight=wave.weights.each)


def _same_groups(one: pd.DataFrame, two: pd.DataFrame, minimum: int) -> list[tuple[Group, Group]]:
    found = []
    for frame in (one, two):
        counts = counted(frame[frame["value"].notna()], {})
        found.append({(g.level, g.region, g.body): g for g in shown_groups(counts, minimum)})
    return [(group, found[1][key]) for key, group in found[0].items() if key in found[1]]


def _flags(responses: Responses, minimum: int) -> pd.DataFrame:
    counted_flags = responses.flags.groupby(["wave", "flag"]).size()
    rows = [(wave, flag, said_number(int(n), minimum)) for (wave, flag), n in counted_flags.items()]
    return pd.DataFrame(rows, columns=["wave", "flag", "respondents"])
