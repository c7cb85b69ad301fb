"""What changed between two editions, and how surely that is known.

An edition that was carried from an earlier one says nothing about change: what it only repeats is
``carried``, what it left out is ``not_known_later``. Only what a source says counts as a change.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from regioscoop.errors import InputError, Problem
from regioscoop.register._continuation import heirs_between, participation_changes
from regioscoop.register._names import require_known
from regioscoop.register._succession import arrangement_changes
from regioscoop.register.codes import Code, CodeList
from regioscoop.register.edition import Edition

_NOT_KNOWN: Final = (
    Code("not_known_earlier", "niet bekend in de eerdere editie", "not known in the earlier edition"),
    Code("not_known_later", "niet bekend in de latere editie", "not known in the later edition"),
)
ARRANGEMENT_CHANGES: Final = CodeList(
    "change of an arrangement",
    Code("same", "hetzelfde gebleven", "stayed the same"),
    Code("succeeded", "opgevolgd door één ander", "succeeded by one other"),
    Code("merged", "opgegaan in een ander", "merged into another"),
    Code("split", "afgesplitst of gesplitst", "split off or split up"),
    Code("founded", "opgericht", "founded"),
    Code("ended", "beëindigd", "ended"),
    *_NOT_KNOWN,
)
PARTICIPATION_CHANGES: Final = CodeList(
    "change of a participation",
    Code("stayed", "gebleven", "stayed"),
    Code("carried", "overgenomen, niet opnieuw bevestigd", "carried, not confirmed again"),
    Code("merged", "doorgegaan na herindeling", "went on after a merger of municipalities"),
    Code("joined", "toegetreden", "joined"),
    Code("left", "uitgetreden", "left"),
    Code("lapsed", "vervallen bij herindeling", "lapsed when municipalities merged"),
    Code("founded", "begonnen met het verband", "began with the arrangement"),
    Code("ended", "geëindigd met het verband", "ended with the arrangement"),
    *_NOT_KNOWN,
)
CHANGE_CERTAINTIES: Final = CodeList(
    "certainty of a change",
    Code("confirmed", "een bron zegt het", "a source says so"),
    Code("carried", "een van beide edities is overgenomen", "one of the two editions was carried"),
    Code("unknown", "niet bekend", "not known"),
)
CHANGE_GROUNDS: Final = CodeList(
    "ground of a change",
    Code("id", "staat in beide edities", "stands in both editions"),
    Code("alias", "staat er onder een andere naam", "stands there under another name"),
    Code("successor", "opgevolgd", "succeeded"),
    Code("merged_into", "opgegaan", "merged"),
    Code("part_of", "onderdeel", "part of it"),
    Code("same_as", "hetzelfde", "the same"),
    Code("date", "datum van oprichting", "date of founding"),
    Code("dissolved", "datum van opheffing", "date of dissolution"),
    Code("superseded", "opvolger staat er ook niet in", "nor is its successor there"),
    Code("fewer_governments", "nog één overheid over na herindeling", "one government left after a merger"),
    Code("left_out", "weggelaten bij het maken van de editie", "left out when the edition was made"),
    Code("not_read", "bron niet gelezen voor de andere editie", "source not read for the other edition"),
)
"""What an entry of `Changes.arrangements` rests on; empty where nothing explains it."""


@dataclass(frozen=True)
class Changes:
    """What changed between two editions.

    Attributes
    ----------
    earlier, later
        Ids of the editions.
    arrangements
        One row for each pair that belongs together and each arrangement that stands alone: arrangement
        (its id in the later edition, else in the earlier), name, change (`ARRANGEMENT_CHANGES`), other
        (its id in the earlier edition, empty when it stands in one edition only), certainty
        (`CHANGE_CERTAINTIES`), why (`CHANGE_GROUNDS`), net (-1, 0 or 1: what the row adds to the number
        of arrangements; the sum is the difference between the editions).
    participations
        One row for each participation: arrangement, other (together the row of `arrangements` it belongs
        to), organisation (id in the later edition; in the earlier where only that has it), name, kind,
        change (`PARTICIPATION_CHANGES`), from_organisations (tuple of ids in the earlier edition),
        certainty, net (what the row adds to the number of participations: an integer, at most 1).
    heirs
        old, new: organisations of the earlier edition and what they are in the later one.
    names
        Name of every organisation of either edition, index id; the later name where there are two.
    """

    earlier: str
    later: str
    arrangements: pd.DataFrame = field(repr=False)
    participations: pd.DataFrame = field(repr=False)
    heirs: pd.DataFrame = field(repr=False)
    names: pd.Series = field(repr=False)

    def arrangement(self, arrangement: str) -> pd.DataFrame:
        """Rows of `arrangements` about one, under its id in either edition.

        Raises
        ------
        UnknownNameError
            When neither edition has it; suggests the nearest.
        """
        require_known("arrangement", [arrangement], self._rows_of_arrangement)
        return self.arrangements.iloc[self._rows_of_arrangement[arrangement]]

    def of_arrangement(self, arrangement: str) -> pd.DataFrame:
        """Participations of one arrangement, under its id in either edition.

        Raises
        ------
        UnknownNameError
            When neither edition has it; suggests the nearest.
        """
        require_known("arrangement", [arrangement], self._rows_of_arrangement)
        return self.participations.iloc[self._by_arrangement.get(arrangement, _NOTHING)]

    def of_organisation(self, organisation: str) -> pd.DataFrame:
        """Participations of one organisation, those of municipalities that merged into it included.

        Raises
        ------
        UnknownNameError
            When neither edition has it; suggests the nearest.
        """
        require_known("organisation", [organisation], self.names.index)
        return self.participations.iloc[self._by_organisation.get(organisation, _NOTHING)]

    @cached_property
    def _rows_of_arrangement(self) -> dict[str, NDArray[np.int64]]:
        return _positions([self.arrangements["arrangement"], self.arrangements["other"]])

    @cached_property
    def _by_arrangement(self) -> dict[str, NDArray[np.int64]]:
        return _positions([self.participations["arrangement"], self.participations["other"]])

    @cached_property
    def _by_organisation(self) -> dict[str, NDArray[np.int64]]:
        own = self.participations["organisation"]
        before = self.participations["from_organisations"].explode().dropna()
        moved = self.heirs[self.heirs["old"] != self.heirs["new"]]
        after = own[own.isin(moved["old"])].rename("old").rename_axis("row").reset_index()
        after = after.merge(moved, on="old").set_index("row")["new"]
        return _positions([own, before, after])


_NOTHING: Final = np.empty(0, dtype=np.int64)


def _positions(columns: Iterable[pd.Series]) -> dict[str, NDArray[np.int64]]:
    """Row numbers of each id that stands in any of the columns."""
    ids = pd.concat(list(columns))
    ids = ids[ids != ""]
    rows = ids.index.to_numpy()
    return {str(i): np.unique(rows[at]) for i, at in ids.groupby(ids.to_numpy()).indices.items()}


def changes(earlier: Edition, later: Edition) -> Changes:
    """What changed between two editions [own].

    Arrangements are matched by id, else by a relation that either edition records (successor, merged
    into, part of, same as; followed from one to the next), else by another name that one edition gives.
    A municipality that merged goes on as its heirs, those with `HEIR_SHARE` or more of its area, by the
    ``mergers`` of the editions that fall between them.

    Nothing is called a change that only carrying or a gap can explain. An arrangement has ``ended`` or is
    ``founded`` when a date, a sure successor or the statement of the later edition says so; else it is
    not known in the other edition. An organisation ``left`` when the later edition confirms the
    arrangement and carries no participation of that kind of organisation; it ``lapsed`` when it merged
    and no heir takes part. It ``joined`` when the later edition confirms it and the earlier edition has
    the arrangement without it.

    Parameters
    ----------
    earlier, later
        The editions.

    Returns
    -------
    Changes

    Raises
    ------
    InputError
        When the later edition describes an earlier date.
    """
    if later.reference_date < earlier.reference_date:
        problem = Problem(
            "editions", f"{later.id} after {earlier.id}", f"{earlier.id} as the later of the two"
        )
        raise InputError("Editions are compared from earlier to later", [problem])
    arrangements = arrangement_changes(earlier, later)
    heirs = heirs_between(earlier, later)
    organisations = pd.concat([later["organisations"], earlier["organisations"]]).drop_duplicates("id")
    names = organisations.set_index("id")["name"]
    frame = participation_changes(earlier, later, arrangements, heirs)
    frame.insert(3, "name", frame["organisation"].map(names))
    return Changes(earlier.id, later.id, arrangements, frame, heirs, names)
