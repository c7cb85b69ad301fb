"""The ecosystems of an edition: delineated, named, with membership and stability."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import pandas as pd

from regioscoop.errors import UnknownNameError
from regioscoop.network import Incidence, Projection, incidence_of, project
from regioscoop.regions._delineation import Delineation, Progress
from regioscoop.regions._membership import memberships
from regioscoop.regions._naming import name_regions
from regioscoop.regions._regionalisation import Regionalisation
from regioscoop.regions._settings import Settings
from regioscoop.regions._store import load_delineation
from regioscoop.register import Edition

COLUMNS: Final = (
    "level",
    "municipality_id",
    "municipality",
    "region_id",
    "region",
    "membership",
    "second_region_id",
    "second_membership",
    "stability",
)
PARTS: Final = ("all", "registers", "divisions")
"""Parts of the register that can be delineated alone: joint arrangements, nationwide divisions."""


@dataclass(frozen=True)
class Ecosystems:
    """The regions of an edition at every level that was kept.

    Attributes
    ----------
    edition
        What they were made from.
    delineation
        Levels, stability and settings.
    projection
        The network.
    """

    edition: Edition
    delineation: Delineation
    projection: Projection

    @cached_property
    def _names(self) -> dict[int, pd.DataFrame]:
        incidence = self.projection.incidence
        return {
            level.number: name_regions(self.edition, incidence, level.labels)
            for level in self.delineation.levels
        }

    def numbers(self, wanted: str) -> list[int]:
        """Numbers of the levels that are meant by ``best``, ``all`` or a number.

        Raises
        ------
        UnknownNameError
            When there is no such level.
        """
        known = [str(level.number) for level in self.delineation.levels]
        if wanted == "best":
            return [self.delineation.best]
        if wanted == "all":
            return [level.number for level in self.delineation.levels]
        if wanted not in known:
            raise UnknownNameError("level", wanted, ["best", "all", *known])
        return [int(wanted)]

    def regionalisation(self, level: int | None = None) -> Regionalisation:
        """Regionalisation of a level, default the best."""
        number = level or self.delineation.best
        names = self._names[number]
        labels = self.delineation.level(number).labels
        ids = pd.Series(
            names["region_id"].to_numpy()[labels],
            index=pd.Index(self.delineation.members, name="municipality_id"),
            name="region_id",
        )
        return Regionalisation("bre", ids, names.set_index("region_id")["region"])

    def regions(self, level: int | None = None) -> pd.DataFrame:
        """The regions of a level: what names them and how stable they are.

        Returns
        -------
        DataFrame
            region_id, region, members, stability (mean best Jaccard over resampled registers),
            named_after (number of arrangements that gave the name).
        """
        number = level or self.delineation.best
        found = self.delineation.level(number)
        names = self._names[number]
        return pd.DataFrame(
            {
                "region_id": names["region_id"].to_numpy(),
                "region": names["region"].to_numpy(),
                "members": np.bincount(found.labels),
                "stability": found.region_stability,
                "named_after": names["named_after"].to_numpy(),
            }
        )

    def frame(self, level: int | None = None) -> pd.DataFrame:
        """One row per municipality with its first and second region: the columns of `COLUMNS`.

        ``membership`` and ``second_membership`` are shares of the weight of a municipality; ``stability``
        is the share of resampled registers in which it stays with its region.
        """
        number = level or self.delineation.best
        found = self.delineation.level(number)
        shares = memberships(self.projection, found.labels)
        names = self._names[number]
        second = shares["second_region"].to_numpy()
        ids = np.append(names["region_id"].to_numpy(), "")
        organisations = self.edition["organisations"].set_index("id")["name"]
        return pd.DataFrame(
            {
                "level": number,
                "municipality_id": shares.index,
                "municipality": shares.index.map(organisations),
                "region_id": ids[found.labels],
                "region": names["region"].to_numpy()[found.labels],
                "membership": shares["membership"].to_numpy(),
                "second_region_id": ids[second],
                "second_membership": shares["second_membership"].to_numpy(),
                "stability": found.member_stability,
            },
            columns=list(COLUMNS),
        )


def ecosystems(
    edition: Edition, settings: Settings | None = None, progress: Progress | None = None, part: str = "all"
) -> Ecosystems:
    """Delineate and name the ecosystems of an edition.

    Parameters
    ----------
    edition
        The edition.
    settings, progress
        See `delineate`.
    part
        ``all``, or one of the parts of the register alone: ``registers`` (joint arrangements) or
        ``divisions`` (nationwide divisions), to see what each source contributes.

    Returns
    -------
    Ecosystems
        From the cache when the same was delineated before.

    Raises
    ------
    UnknownNameError
        When there is no such part.
    """
    settings = settings or Settings()
    incidence = _part(edition, part)
    delineation = load_delineation(incidence, settings, progress)
    return Ecosystems(edition, delineation, project(incidence, settings.weight))


def _part(edition: Edition, part: str) -> Incidence:
    if part not in PARTS:
        raise UnknownNameError("part of the register", part, PARTS)
    incidence = incidence_of(edition)
    if part == "all":
        return incidence
    rows = edition["participations"]
    # A joint arrangement that is also a region of a division belongs to both parts.
    in_division = set(edition["arrangement_divisions"]["arrangement"])
    own = edition["arrangements"]["id"]
    wanted = in_division if part == "divisions" else set(own) - in_division
    if part == "registers":
        wanted |= in_division & set(
            rows.loc[rows["source"].str.startswith("provincial-registers"), "arrangement"]
        )
    return incidence.take(np.isin(incidence.arrangements, sorted(wanted)))
