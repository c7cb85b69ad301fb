"""Everything the pages show, computed once for an edition."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

import pandas as pd

from regioscoop.context import (
    TRAVEL_TO_WORK,
    PeerComparison,
    flows,
    inhabitants,
    of_its_size,
    official_divisions,
)
from regioscoop.errors import UnknownNameError
from regioscoop.figures import Ground, region_colours, same_hues
from regioscoop.measures import areas_around, measure_regions, member_overlap, resemblance
from regioscoop.network import backbone, fit_null_model
from regioscoop.places import Boundaries, boundaries
from regioscoop.regions import (
    Comparison,
    Ecosystems,
    Level,
    Regionalisation,
    TravelToWorkAreas,
    compare,
    ecosystems,
    partner_shares,
    region_leanings,
)
from regioscoop.register import Edition
from regioscoop.register.codes import GOVERNMENTS
from regioscoop.reports.case_study import Surroundings, surroundings

Progress = Callable[[str, int, int], None]
SAME_MAP: Final = ("nuts-2", "nuts-3")
"""Divisions that are another by another name: the provinces and the COROP areas."""
_SURROUNDING: Final = threading.Lock()
SURE: Final = 0.8
"""From this stability on a municipality is counted as surely in its region."""


@dataclass(frozen=True, eq=False)
class Atlas:
    """An edition with all that was made from it.

    Attributes
    ----------
    found
        The ecosystems at every level.
    drawn
        Boundaries, or the schematic map.
    ground, close
        The same ready to draw: for the country, and finer for one region.
    lines
        Pairs of municipalities: a, b, shared, weight, kept (more than chance).
    measures
        Measures of the regions of each level, index region id, by number of the level.
    hues
        Hue of each region of each level, index region id, by number of the level: a region that is the
        same at another level, or in the edition this atlas was asked to look like, has the same one.
    """

    found: Ecosystems
    drawn: Boundaries
    ground: Ground
    close: Ground
    lines: pd.DataFrame
    measures: dict[int, pd.DataFrame]
    hues: dict[int, pd.Series]

    @property
    def edition(self) -> Edition:
        """The edition."""
        return self.found.edition

    @property
    def best(self) -> int:
        """Number of the best level."""
        return self.found.delineation.best

    @property
    def levels(self) -> tuple[Level, ...]:
        """Levels from wide to fine."""
        return self.found.delineation.levels

    def level(self, number: int) -> int:
        """Return a number of a level as it is, 0 as the best one.

        Raises
        ------
        UnknownNameError
            When there is no such level.
        """
        known = [level.number for level in self.levels]
        if number not in (0, *known):
            raise UnknownNameError("niveau", str(number), [str(k) for k in known])
        return number or self.best

    @lru_cache(maxsize=32)  # noqa: B019 - one atlas lives as long as the program
    def members(self, level: int) -> pd.DataFrame:
        """Municipalities with their regions, index municipality id (see `Ecosystems.frame`)."""
        return self.found.frame(level).set_index("municipality_id")

    @lru_cache(maxsize=32)  # noqa: B019
    def regions(self, level: int) -> pd.DataFrame:
        """Regions of a level with their measures, index region id, ordered by name."""
        table = self.found.regions(level).set_index("region_id")
        measured = self.measures[level].drop(columns=["region", "members"])
        return table.join(measured).sort_values("region", key=lambda names: names.str.casefold())

    @lru_cache(maxsize=32)  # noqa: B019
    def regionalisation(self, level: int) -> Regionalisation:
        """Regionalisation of a level."""
        return self.found.regionalisation(level)

    @lru_cache(maxsize=32)  # noqa: B019
    def partners(self, level: int) -> pd.DataFrame:
        """Share of each region's arrangements in which provinces and water boards take part."""
        labels = self.regionalisation(level).labels
        both = [partner_shares(self.edition.members, labels, kind) for kind in ("province", "water_board")]
        return pd.concat(both, ignore_index=True)

    @lru_cache(maxsize=32)  # noqa: B019
    def leanings(self, level: int) -> pd.DataFrame:
        """Share of each region's weight that goes to every region (see `region_leanings`)."""
        return region_leanings(self.found.projection, self.regionalisation(level).labels)

    def surroundings(self, level: int) -> Surroundings:
        """What lies around the regions of a level; computed once, however many ask."""
        with _SURROUNDING:
            return self._surroundings(level)

    @lru_cache(maxsize=32)  # noqa: B019
    def _surroundings(self, level: int) -> Surroundings:
        measured = self.measures[level].reset_index()
        return surroundings(self.edition, self.regionalisation(level), measured, areas=self.commuting)

    @cached_property
    def commuting(self) -> list[TravelToWorkAreas]:
        """Travel-to-work areas of the commuting of the edition (see `areas_around`); none without it."""
        moving = flows(self.edition)
        return [] if moving.empty else areas_around(moving, self.edition.municipalities["name"])

    @cached_property
    def organisations(self) -> pd.DataFrame:
        """Organisations, index id."""
        return self.edition["organisations"].set_index("id")

    @cached_property
    def sizes(self) -> pd.Series:
        """Number of municipalities in each arrangement, index arrangement id."""
        members = self.edition.members
        counted = members[members["kind"] == "municipality"].groupby("arrangement").size()
        return counted.reindex(self.edition.arrangements.index, fill_value=0)

    @cached_property
    def has_carried(self) -> bool:
        """Whether any participation was only carried from an earlier edition."""
        return bool((self.edition.members["status"] != "confirmed").any())

    @cached_property
    def governments(self) -> pd.Series:
        """Number of governments in each arrangement, index arrangement id."""
        members = self.edition.members
        counted = members[members["kind"].isin(GOVERNMENTS)].groupby("arrangement").size()
        return counted.reindex(self.edition.arrangements.index, fill_value=0)

    @cached_property
    def inhabitants(self) -> pd.DataFrame:
        """Inhabitants of the municipalities (see `regioscoop.context.inhabitants`)."""
        return inhabitants(self.edition)

    @cached_property
    def municipal(self) -> pd.DataFrame:
        """Numbers of every municipality, index id: arrangements, partners, c3 (see `member_overlap`)."""
        incidence = self.found.projection.incidence
        ids = pd.Index(incidence.members, name="municipality_id")
        met = pd.concat([self.lines["a"], self.lines["b"]]).value_counts()
        frame = pd.DataFrame({"arrangements": incidence.degrees}, index=ids)
        frame = frame.assign(partners=met.reindex(ids, fill_value=0), c3=member_overlap(incidence))
        return frame.join(self.members(self.best)[["membership", "second_membership"]])

    @lru_cache(maxsize=4096)  # noqa: B019
    def beside_its_size(self, column: str, municipality: str) -> PeerComparison:
        """A municipality beside those of its size, on a column of `municipal`."""
        return of_its_size(self.municipal[column], self.inhabitants["inhabitants"], municipality)

    @cached_property
    def resemblance(self) -> pd.DataFrame:
        """Pairs of arrangements with largely the same participants (see `regioscoop.measures`)."""
        return resemblance(self.edition)

    @cached_property
    def divisions(self) -> dict[str, Regionalisation]:
        """Official divisions of the same municipalities, by id; of two that are one map, the first."""
        found = official_divisions(self.edition)
        return {name: division for name, division in found.items() if name not in SAME_MAP}

    @cached_property
    def beside(self) -> dict[str, Regionalisation]:
        """What can be laid beside the regions: official divisions, and the areas that commuting draws."""
        areas = {TRAVEL_TO_WORK: self.commuting[0].regionalisation()} if self.commuting else {}
        return self.divisions | areas

    @lru_cache(maxsize=256)  # noqa: B019
    def agreement(self, division: str, level: int) -> Comparison:
        """How far the regions of a level agree with a division of `beside`."""
        return compare(self.regionalisation(level), self.beside[division])


def build_atlas(
    edition: Edition, progress: Progress | None = None, online: bool = False, like: Atlas | None = None
) -> Atlas:
    """Compute everything the pages show.

    Parameters
    ----------
    edition
        The edition.
    progress
        Told how far the work is.
    online
        Whether boundaries that are not at hand may be fetched from PDOK into the user's cache.
    like
        The atlas of another edition, whose colours are kept for the regions that are the same.

    Returns
    -------
    Atlas
        With real boundaries where they are at hand, else with the schematic map.
    """
    found = ecosystems(edition, progress=progress)
    lines = found.projection.frame()
    null = fit_null_model(found.projection.incidence)
    lines["kept"] = backbone(found.projection, null).kept
    drawn = boundaries(edition.year, online=online)
    measures = {
        level.number: measure_regions(
            edition, found.regionalisation(level.number), progress=progress
        ).set_index("region_id")
        for level in found.delineation.levels
    }
    own = drawn.frame[drawn.frame.index.isin(edition.municipalities.index)]
    ground = Ground.of(own)
    close = Ground.of(own, tolerance_m=120.0)
    return Atlas(found, drawn, ground, close, lines, measures, _hues(found, ground, like))


def _hues(found: Ecosystems, ground: Ground, like: Atlas | None) -> dict[int, pd.Series]:
    """Colour the best level first; the others keep its hues where the region is the same."""
    best = found.delineation.best
    labels = {k.number: found.regionalisation(k.number).labels for k in found.delineation.levels}
    wished = (
        same_hues(labels[best], like.regionalisation(like.best).labels, like.hues[like.best]) if like else {}
    )
    hues = {best: region_colours(labels[best], ground.neighbours, wished)}
    for number in labels:
        if number != best:
            kept = same_hues(labels[number], labels[best], hues[best])
            hues[number] = region_colours(labels[number], ground.neighbours, kept)
    return hues
