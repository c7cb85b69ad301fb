"""What lies around the regions of an edition, computed once and read by the case study of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pandas as pd

from regioscoop.cases import case_tables, indications, link_cases
from regioscoop.context import (
    FittedIndicators,
    aggregate,
    biotope_scores,
    fit_indicators,
    flows,
    flows_caption,
    indicator_list,
    indicators,
    levels,
    mirrored_profiles,
    nearest_peers,
    theme_scores,
    what_differs,
    within_between,
)
from regioscoop.measures import DailyUrbanSystems, daily_urban_systems
from regioscoop.regions import Regionalisation, TravelToWorkAreas
from regioscoop.register import Edition

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Surroundings:
    """What is known of all regions of one regionalisation beside their cooperation.

    Attributes
    ----------
    edition, regions
        Whose.
    measures
        Measures of the regions, with a column region_id.
    urban
        Regions beside the daily urban system; None where no commuting is known.
    commuting
        What the commuting figures are, in Dutch and English; empty where there are none.
    listed
        The indicators that are defined.
    fitted
        Figures of municipalities in the borders of the edition, and what did not fit.
    figures
        The same of regions.
    scores
        Standardised scores on the biotope, index region id.
    peers
        The nearest regions by biotope.
    differs
        What regions do otherwise than those.
    within
        Differences within against between regions.
    themes, mirrored
        Scores on the themes of broad welfare, and which themes go together; without rows where nothing of it
        is loaded.
    indications
        What the register by itself says of each region.
    cases
        Which case of the study lies in which region: a link of ours.
    tables
        What sources state of regions, loaded packages included.
    """

    edition: Edition
    regions: Regionalisation
    measures: pd.DataFrame = field(repr=False)
    urban: DailyUrbanSystems | None
    commuting: tuple[str, str]
    listed: pd.DataFrame = field(repr=False)
    fitted: FittedIndicators = field(repr=False)
    figures: pd.DataFrame = field(repr=False)
    scores: pd.DataFrame = field(repr=False)
    peers: pd.DataFrame = field(repr=False)
    differs: pd.DataFrame = field(repr=False)
    within: pd.DataFrame = field(repr=False)
    themes: pd.DataFrame = field(repr=False)
    mirrored: pd.DataFrame = field(repr=False)
    indications: pd.DataFrame = field(repr=False)
    cases: pd.DataFrame = field(repr=False)
    tables: dict[str, pd.DataFrame] = field(repr=False)

    def cases_of(self, region_id: str) -> list[str]:
        """Ids of the cases that lie in a region; a region that was loaded by its own id is one."""
        own = self.cases.loc[self.cases["region_id"] == region_id, "case"].tolist()
        known = set(self.tables["regions"]["id"])
        return [*own, region_id] if region_id in known and region_id not in own else own

    def name(self, region_id: str) -> str:
        """Name of a region."""
        return str(self.regions.names.get(region_id, region_id))


def surroundings(
    edition: Edition,
    regions: Regionalisation,
    measures: pd.DataFrame,
    progress: Progress | None = None,
    areas: Sequence[TravelToWorkAreas] | None = None,
) -> Surroundings:
    """Compute what lies around the regions.

    Parameters
    ----------
    edition
        The register.
    regions
        Its regions.
    measures
        As `regioscoop.measures.measure_regions`, with a column region_id.
    progress
        Told how far the work is.
    areas
        `regioscoop.measures.areas_around` of the commuting of the edition; default computed.
    """
    listed = indicator_list()
    fitted = fit_indicators(indicators(), edition, listed)
    figures = aggregate(fitted.rows, regions.labels, listed)
    scores = biotope_scores(figures, listed)
    peers = nearest_peers(scores, listed)
    moving, names = flows(edition), edition.municipalities["name"]
    themes = theme_scores(levels(figures, listed), listed)
    return Surroundings(
        edition,
        regions,
        measures,
        None if moving.empty else daily_urban_systems(regions, moving, names, progress=progress, areas=areas),
        (flows_caption(edition), flows_caption(edition, "en")),
        listed,
        fitted,
        figures,
        scores,
        peers,
        what_differs(measures, peers),
        within_between(fitted.rows, regions.labels),
        themes,
        mirrored_profiles(themes),
        indications(edition, regions),
        link_cases(edition, regions),
        case_tables(),
    )
