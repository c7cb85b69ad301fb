"""Regions beside the daily urban system: self-containment, leakage and its direction, and their relation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from regioscoop.regions import (
    Comparison,
    Regionalisation,
    TravelToWork,
    TravelToWorkAreas,
    checked_flows,
    compare,
    containment,
    parameter_range,
    sensitivity,
    travel_to_work_areas,
)

Progress = Callable[[str, int, int], None]
MAIN_SHARE: Final = 2 / 3
"""What is meant by "for the greater part" in the classes."""
OUTSIDE: Final = "outside"
"""Region id in a table of leakage for places that are in no region."""
URBAN_SYSTEM_CLASSES: Final = {
    "subregional": ("subregionaal", "subregional"),
    "coinciding": ("samenvallend", "coinciding"),
    "interregional": ("interregionaal", "interregional"),
    "undetermined": ("niet te bepalen", "undetermined"),
}
"""Class -> Dutch and English word."""
DIRECTIONS: Final = {"out": ("naar buiten", "outward"), "in": ("naar binnen", "inward")}
"""Direction of leakage -> Dutch and English word."""


@dataclass(frozen=True)
class DailyUrbanSystems:
    """Regions beside functional regions.

    Attributes
    ----------
    regions
        One row for each region: see `daily_urban_systems`.
    leakage
        Where commuters that cross the border of a region go to and come from: see `leakage`.
    functional
        The travel-to-work areas of the same flows.
    agreement
        The regions held against the travel-to-work areas: AMI, and best-match Jaccard of each region.
    sensitivity
        The same under other criteria: number of areas, and AMI; see `regioscoop.regions.sensitivity`.
    """

    regions: pd.DataFrame
    leakage: pd.DataFrame
    functional: TravelToWorkAreas
    agreement: Comparison
    sensitivity: pd.DataFrame


def daily_urban_systems(
    regionalisation: Regionalisation,
    flows: pd.DataFrame,
    names: pd.Series | None = None,
    parameters: TravelToWork | None = None,
    progress: Progress | None = None,
    areas: Sequence[TravelToWorkAreas] | None = None,
) -> DailyUrbanSystems:
    """Hold each region against the daily urban system, as commuting draws it.

    Parameters
    ----------
    regionalisation
        The regions.
    flows
        from_id (home), to_id (work), commuters. Places in no region, such as abroad, count as leakage.
    names
        Name of each place, index place.
    parameters
        Criteria of the travel-to-work areas.
    progress
        Told how far the work is.
    areas
        `areas_around` of the same flows and criteria, for who holds several regionalisations against them;
        default computed.

    Returns
    -------
    DailyUrbanSystems
        Its ``regions`` has, ordered by name: region_id, region, places; residents, jobs, internal,
        supply_containment, demand_containment (`regioscoop.regions.containment`); for ``out`` and ``in``
        the main other region (``main_out_id``, ``main_out``), its share of the leakage (``main_out_share``)
        and ``out_directions``, the number of regions of equal size that would spread it as much
        (1 / sum of squared shares); the columns of `relation`; jaccard (with the travel-to-work area that
        matches best); class_share, the share of nine criteria around the given ones
        (`regioscoop.regions.parameter_range`) under which the class is the same.

    Raises
    ------
    InputError
        When the flows cannot be used, or share no place with the regions.
    """
    flows = checked_flows(flows)
    runs = areas_around(flows, names, parameters, progress) if areas is None else areas
    functional, *_ = runs
    agreement = compare(regionalisation, functional.regionalisation())
    labels, residents = regionalisation.labels, _residents(flows)
    numbers = containment(flows, labels)
    crossing = leakage(regionalisation, flows)
    related = _relation(numbers, residents, labels, functional)
    others = [_relation(numbers, residents, labels, run)["class"] == related["class"] for run in runs]
    table = numbers.join([*(_directions(crossing, d) for d in DIRECTIONS), related])
    table["jaccard"] = agreement.regions.set_index("region_id")["jaccard"]
    table["class_share"] = pd.concat(others, axis=1).mean(axis=1)
    table.insert(0, "region", _names(pd.Series(table.index, table.index), regionalisation))
    return DailyUrbanSystems(
        table.sort_values(["region", "region_id"]).reset_index(),
        crossing,
        functional,
        agreement,
        sensitivity(runs, regionalisation, functional.regionalisation()),
    )


def areas_around(
    flows: pd.DataFrame,
    names: pd.Series | None = None,
    parameters: TravelToWork | None = None,
    progress: Progress | None = None,
) -> list[TravelToWorkAreas]:
    """Return the travel-to-work areas under the given criteria, and after them under those around them.

    Parameters
    ----------
    flows, names, parameters, progress
        See `daily_urban_systems`.

    Returns
    -------
    list of TravelToWorkAreas
        One for each of `regioscoop.regions.parameter_range`; the given criteria first.
    """
    told = progress or (lambda *_: None)
    base = travel_to_work_areas(flows, parameters, names=names)
    others = [one for one in parameter_range(base.parameters) if one != base.parameters]
    runs = [base]
    for number, one in enumerate(others, start=1):
        told("daily urban systems", number, len(others))
        runs.append(travel_to_work_areas(flows, one))
    return runs


def _residents(flows: pd.DataFrame) -> pd.Series:
    """Working residents, index place."""
    return flows.groupby("from_id")["commuters"].sum()


def _names(ids: pd.Series, regionalisation: Regionalisation) -> pd.Series:
    return ids.map(regionalisation.names).fillna(ids)


def leakage(regionalisation: Regionalisation, flows: pd.DataFrame) -> pd.DataFrame:
    """Where the commuters that cross the border of a region go to and come from.

    Parameters
    ----------
    regionalisation, flows
        See `daily_urban_systems`.

    Returns
    -------
    DataFrame
        One row for each region, direction and other region: region_id, region, direction (``out``: residents
        who work there; ``in``: who live there and work here), other_region_id (`OUTSIDE` for places in no
        region), other_region, commuters, share (of all working residents, or of all jobs, of the region)
        and leakage_share (of all that cross the border in this direction); the largest first.
    """
    frame = checked_flows(flows)
    labels = regionalisation.labels
    ends = pd.DataFrame(
        {
            "home": frame["from_id"].map(labels).fillna(OUTSIDE),
            "work": frame["to_id"].map(labels).fillna(OUTSIDE),
            "commuters": frame["commuters"],
        }
    )
    sums = ends.groupby(["home", "work"], as_index=False)["commuters"].sum()
    sides = {"out": ("home", "work"), "in": ("work", "home")}
    parts = [_one_direction(sums, direction, *columns) for direction, columns in sides.items()]
    table = pd.concat(parts, ignore_index=True)
    for column in ("region", "other_region"):
        table[column] = _names(table[f"{column}_id"], regionalisation)
    columns = ["region_id", "region", "direction", "other_region_id", "other_region", "commuters"]
    order = ["region_id", "direction", "commuters", "other_region_id"]
    table = table.sort_values(order, ascending=[True, False, False, True], ignore_index=True)
    return table[[*columns, "share", "leakage_share"]]


def _one_direction(sums: pd.DataFrame, direction: str, own: str, other: str) -> pd.DataFrame:
    rows = sums[sums[own] != OUTSIDE].rename(columns={own: "region_id", other: "other_region_id"})
    rows["share"] = rows["commuters"] / rows.groupby("region_id")["commuters"].transform("sum")
    rows = rows[rows["region_id"] != rows["other_region_id"]].assign(direction=direction)
    rows["leakage_share"] = rows["commuters"] / rows.groupby("region_id")["commuters"].transform("sum")
    return rows


def _directions(crossing: pd.DataFrame, direction: str) -> pd.DataFrame:
    """Main other region in a direction, and over how many regions the leakage is spread."""
    rows = crossing[crossing["direction"] == direction]
    first = rows.drop_duplicates("region_id").set_index("region_id")
    squares = (rows["leakage_share"] ** 2).groupby(rows["region_id"]).sum()
    return pd.DataFrame(
        {
            f"main_{direction}_id": first["other_region_id"],
            f"main_{direction}": first["other_region"],
            f"main_{direction}_share": first["leakage_share"],
            f"{direction}_directions": 1 / squares,
        }
    )


def relation(labels: pd.Series, functional: TravelToWorkAreas, flows: pd.DataFrame) -> pd.DataFrame:
    """How each region lies to the daily urban systems: subregional, coinciding or interregional.

    The study [S] says of its ten regions that residents move within subregions, on the scale of the region,
    or over its border to other regions; it prints no rule. Ours [own], with shares of working residents and
    "for the greater part" two thirds (`MAIN_SHARE`):

    - the region *holds* when the lower of its supply-side and demand-side self-containment is at least the
      ``min_containment`` of the criteria; otherwise it *leaks*;
    - ``coinciding``: it holds, one travel-to-work area has the greater part of the region, and the greater
      part of that area is in the region;
    - ``subregional``: it holds, no area has the greater part of it, and the greater part of it is in areas
      that are for their greater part in the region;
    - ``interregional``: it leaks, and it is not for the greater part one and the same as one area;
    - ``undetermined`` else: the two signs point different ways, or there are no flows.

    Parameters
    ----------
    labels
        Region id, index place.
    functional
        The travel-to-work areas of the same flows.
    flows
        from_id, to_id, commuters.

    Returns
    -------
    DataFrame
        Index region_id; functional_region_id, functional_region (the area that has most of the region),
        functional_share (which share it has), functional_inside (share of that area that is in the region),
        nested_share (share of the region in areas that are for the greater part in it), functional_regions
        (number of areas it touches), class (a key of `URBAN_SYSTEM_CLASSES`).
    """
    frame = checked_flows(flows)
    return _relation(containment(frame, labels), _residents(frame), labels, functional)


def _relation(
    table: pd.DataFrame, residents: pd.Series, labels: pd.Series, functional: TravelToWorkAreas
) -> pd.DataFrame:
    """`relation`, from the containment of the regions and the residents of the places."""
    both = pd.DataFrame({"region_id": labels, "area": functional.labels, "residents": residents})
    shared = both.groupby(["region_id", "area"], as_index=False)["residents"].sum()
    shared = shared[shared["residents"] > 0]
    shared["share"] = shared["residents"] / shared["region_id"].map(table["residents"])
    shared["inside"] = shared["residents"] / shared["area"].map(both.groupby("area")["residents"].sum())
    ordered = shared.sort_values(["residents", "area"], ascending=[False, True])
    main = ordered.drop_duplicates("region_id").set_index("region_id").reindex(table.index)
    nested = shared[shared["inside"] >= MAIN_SHARE].groupby("region_id")["share"].sum()
    out = pd.DataFrame(
        {
            "functional_region_id": main["area"],
            "functional_region": main["area"].map(functional.names),
            "functional_share": main["share"],
            "functional_inside": main["inside"],
            "nested_share": nested.reindex(table.index).fillna(0.0),
            "functional_regions": shared.groupby("region_id").size().reindex(table.index, fill_value=0),
        }
    )
    lower = table[["supply_containment", "demand_containment"]].min(axis=1, skipna=False)
    out["class"] = _classes(out, lower, functional.parameters.min_containment)
    return out


def _classes(table: pd.DataFrame, lower: pd.Series, least: float) -> pd.Series:
    holds, leaks = lower >= least, lower < least
    one_area = table["functional_share"] >= MAIN_SHARE
    same = one_area & (table["functional_inside"] >= MAIN_SHARE)
    nested = ~one_area & (table["nested_share"] >= MAIN_SHARE)
    found = np.select(
        [holds & same, holds & nested, leaks & ~same],
        ["coinciding", "subregional", "interregional"],
        "undetermined",
    )
    return pd.Series(found, index=table.index)
