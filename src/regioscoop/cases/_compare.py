"""The cases side by side: what is stated of each, and what the register measures of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import pandas as pd

from regioscoop.cases._facts import STAGE, all_words, case_tables, region_frame
from regioscoop.cases._schema import CONSTRUCTS, RESULT_TYPES, SCALES, STAGES
from regioscoop.context import aggregate, fit_indicators, flows, indicator_list, indicators
from regioscoop.errors import InputError, Problem, UnknownNameError
from regioscoop.measures import measure_regions, study_regions
from regioscoop.regions import containment
from regioscoop.register import Edition

LANGUAGES: Final = ("nl", "en")
_OWN_COLUMNS: Final = {"region": ("Regio", "Region"), STAGE: ("Stadium", "Stage")}


def compare_cases(
    language: str | None = None, tables: dict[str, pd.DataFrame] | None = None, scale: str = "regional"
) -> pd.DataFrame:
    """Put the regions beside each other, in words or in codes.

    Parameters
    ----------
    language
        ``nl`` or ``en`` for words; None for codes.
    tables
        As `case_tables`, which is the default.
    scale
        A code of ``SCALES``.

    Returns
    -------
    DataFrame
        Index region id; ``region`` (its name), ``stage``, then a column for each attribute of which anything
        is stated; text, "" where unknown. In words the columns are words too.

    Raises
    ------
    UnknownNameError
        When there is no such language or scale.
    """
    if language not in (None, *LANGUAGES):
        raise UnknownNameError("language", str(language), LANGUAGES)
    known = case_tables() if tables is None else tables
    frame = region_frame(known, scale).dropna(axis="columns", how="all")
    frame = frame[[*frame.columns.intersection([STAGE]), *frame.columns.difference([STAGE], sort=False)]]
    said = {} if language is None else all_words(language, known)
    shown = frame.apply(lambda column: column.map(lambda value: _shown(value, column.name, language, said)))
    names = known["regions"].drop_duplicates("id").set_index("id")["name"]
    shown.insert(0, "region", shown.index.map(names))
    if language is None:
        return shown
    return shown.rename(columns=lambda column: _column_words(column, language, said))


def _shown(value: object, column: str, language: str | None, said: Mapping[tuple[str, str], str]) -> str:
    if pd.isna(value):
        return ""
    if isinstance(value, float):
        return f"{value:g}"
    if column == STAGE and language is not None:
        return STAGES.label(str(value), language)
    return said.get((column, str(value)), str(value))


def _column_words(column: str, language: str, said: Mapping[tuple[str, str], str]) -> str:
    place = LANGUAGES.index(language)
    if column in _OWN_COLUMNS:
        return _OWN_COLUMNS[column][place]
    if column.startswith("results_"):
        kind, scale = column.removeprefix("results_").split("_", 1)
        return f"{RESULT_TYPES.label(kind, language)}, {SCALES.label(scale, language)}"
    if column.startswith("survey_"):
        construct = CONSTRUCTS.label(column.removeprefix("survey_"), language)
        return f"{('Enquête', 'Survey')[place]}: {construct}"
    return said[column, ""]


def case_measures(
    edition: Edition,
    later: Edition | None = None,
    flows: pd.DataFrame | None = None,
    figures: pd.DataFrame | None = None,
    draws: int = 5,
    progress: Callable[[str, int, int], None] | None = None,
) -> pd.DataFrame:
    """Measure the cases in the register, as far as a nationwide division has a region of that name.

    Parameters
    ----------
    edition
        An edition with those divisions.
    later
        A later edition, for how many municipalities went up in others.
    flows
        Commuting between the municipalities of the edition: from_id, to_id, commuters.
    figures
        Indicators of the cases, as `regioscoop.context.aggregate` returns.
    draws
        For the intervals, which the hypotheses do not use.
    progress
        Told how far the work is.

    Returns
    -------
    DataFrame
        Index region id of the case; the columns of `regioscoop.measures.measure_regions`; with ``later``
        ``merged_share``: 1 - municipalities later / municipalities (at most 1; land that went to another
        region counts as well); with ``flows`` ``self_containment`` (0 to 1): the lower of the share of the
        working residents who work in the region and the share of its jobs that residents hold [own]; with
        ``figures`` a column for each indicator, of the latest year that is known.

    Raises
    ------
    InputError
        When the edition has none of the cases.
    """
    regions = study_regions(edition)
    if regions.labels.empty:
        problem = Problem(f"edition {edition.id}", "none of the cases", "an edition with their divisions")
        raise InputError("The cases cannot be measured", [problem])
    table = measure_regions(edition, regions, draws=draws, progress=progress)
    table = table.set_index("region_id").rename_axis("region").drop(columns="region")
    if later is not None:
        before, after = (r.labels.value_counts() for r in (regions, study_regions(later)))
        table["merged_share"] = (1 - after / before).reindex(table.index)
    if flows is not None:
        shares = containment(flows, regions.labels)[["supply_containment", "demand_containment"]]
        table["self_containment"] = shares.min(axis=1, skipna=False).reindex(table.index)
    return table if figures is None else table.join(_latest_figures(figures))


def measured_cases(
    edition: Edition, later: Edition, progress: Callable[[str, int, int], None] | None = None
) -> pd.DataFrame:
    """`case_measures` with the commuting and the address density that ship.

    Parameters
    ----------
    edition
        An edition with the nationwide divisions.
    later
        A later one, for mergers since and for figures that fit its borders only.
    progress
        Told how far the work is.
    """
    listed, rows = indicator_list(), indicators()
    wanted = rows[rows["indicator"].isin(["address_density_per_km2", "inhabitants"])]
    figures = aggregate(fit_indicators(wanted, later, listed).rows, study_regions(later).labels, listed)
    return case_measures(edition, later, flows(edition), figures, progress=progress)


def _latest_figures(figures: pd.DataFrame) -> pd.DataFrame:
    """Index region, a column for each indicator."""
    known = figures[figures["value"].notna()].sort_values("year", kind="stable")
    last = known.drop_duplicates(["region_id", "indicator"], keep="last")
    return last.pivot_table(index="region_id", columns="indicator", values="value").rename_axis("region")
