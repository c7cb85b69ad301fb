"""Travel-to-work areas: functional regions that most people live and work in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd
from sklearn.metrics import adjusted_mutual_info_score

from regioscoop.regions._flows import checked_flows, contained, flow_network
from regioscoop.regions._functional import name_after_jobs
from regioscoop.regions._regionalisation import Regionalisation
from regioscoop.regions._travel_to_work_criteria import TravelToWork
from regioscoop.regions._travel_to_work_steps import run

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class TravelToWorkAreas:
    """Travel-to-work areas and how they came about.

    Attributes
    ----------
    parameters
        The criteria.
    labels
        region_id of each place, index municipality_id; places in ``unassigned`` are not in it.
    names
        Name of each area, index region_id.
    areas
        One row for each area, ordered by region_id: region_id (the place with most jobs), region (its name),
        places, residents (workers that live there), jobs, internal (both), supply_containment,
        demand_containment, required (what its size asks of both), score (X).
    steps
        One row for each area that was dissolved, in order: step, area_id (the place it began with), score,
        places, residents, went_to (first places of the areas that took its places, ``|`` between).
    unassigned
        Places without flows, and closed groups of places that together are too small: they have no flow
        with any area that meets the criteria, and no area is made up for them.
    """

    parameters: TravelToWork
    labels: pd.Series
    names: pd.Series
    areas: pd.DataFrame
    steps: pd.DataFrame
    unassigned: list[str]

    def regionalisation(self) -> Regionalisation:
        """The areas as a regionalisation, to be compared with others."""
        return Regionalisation("travel-to-work-areas", self.labels, self.names)


def travel_to_work_areas(
    flows: pd.DataFrame,
    parameters: TravelToWork | None = None,
    places: Iterable[str] | None = None,
    names: pd.Series | None = None,
    progress: Progress | None = None,
) -> TravelToWorkAreas:
    """Divide places into travel-to-work areas by the flows between home and work.

    The algorithm of Coombes and Bond (2008), as used for the areas of 2011 (Coombes and Office for National
    Statistics 2015):

    1. every place begins as an area of its own;
    2. of the areas that do not meet the criteria, the one with the lowest score X is dissolved
       (`TravelToWork`); of equal ones the one with fewest working residents, then with the lowest code;
    3. each of its places goes to the area that it has the strongest link with,
       F_iA^2 / (O_i D_A) + F_Ai^2 / (O_A D_i), with O working residents and D jobs;
    4. this is repeated until every area meets the criteria.

    The sources leave the order within step 3 open. Here the place with the strongest link of all goes first,
    and counts as a part of its new area for the places that follow; of equal links the lowest code of a
    place, then of an area. So the outcome depends on the flows only, never on the order of the rows. Areas
    need not be contiguous; with commuting they nearly always are.

    Parameters
    ----------
    flows
        from_id (home), to_id (work), commuters (0 or more); flows within a place are needed.
    parameters
        The criteria; default those of the United Kingdom.
    places
        Which places count: flows from and to any other, such as abroad, are left out and so weigh on no
        area. Default: every place in the table.
    names
        Name of each place, index place.
    progress
        Told how far the work is; the number of steps is at most the number of places.

    Returns
    -------
    TravelToWorkAreas
        Every area in it meets the criteria.

    Raises
    ------
    InputError
        When the flows cannot be used: everything that is wrong.

    Notes
    -----
    A step costs no more than the flows of the places of one area, so 35,000 places with a million flows take
    about half a minute on one core.

    Examples
    --------
    A town with a village and a city with a suburb, which are too small to be an area of their own.

    >>> import pandas as pd
    >>> rows = [("Town", "Town", 900), ("Village", "Town", 60), ("Village", "Village", 40),
    ...         ("City", "City", 2000), ("Suburb", "City", 150), ("Suburb", "Suburb", 50),
    ...         ("Village", "City", 10)]
    >>> flows = pd.DataFrame(rows, columns=["from_id", "to_id", "commuters"])
    >>> found = travel_to_work_areas(flows, TravelToWork(min_workers=500, target_workers=5000))
    >>> found.labels.to_dict()
    {'City': 'City', 'Suburb': 'City', 'Town': 'Town', 'Village': 'Town'}
    >>> found.areas[["region_id", "residents", "supply_containment"]].round(3).values.tolist()
    [['City', 2200.0, 1.0], ['Town', 1010.0, 0.99]]
    """
    parameters = parameters or TravelToWork()
    listed = None if places is None else sorted(set(places))
    counted = checked_flows(flows, listed)
    network = flow_network(counted, listed)
    made, steps = run(network, parameters, progress or (lambda *_: None))
    codes = network.places
    kept = np.flatnonzero(made.area >= 0)
    labels, called = name_after_jobs(
        pd.Series(made.area[kept], index=codes[kept]), pd.Series(network.jobs, index=codes), names
    )
    table = contained(counted, labels)
    numbers = (table[column].to_numpy() for column in ("residents", "jobs", "internal"))
    table["required"] = parameters.required(table["residents"].to_numpy())
    table["score"] = parameters.score(*numbers)
    table.insert(0, "region", called.reindex(table.index))
    told = [
        (number, codes[area], score, size, residents, "|".join(codes[to]))
        for number, (area, score, size, residents, to) in enumerate(steps, start=1)
    ]
    columns = ["step", "area_id", "score", "places", "residents", "went_to"]
    return TravelToWorkAreas(
        parameters,
        labels,
        called,
        table.reset_index(),
        pd.DataFrame(told, columns=columns),
        sorted(codes[made.area < 0]),
    )


def sensitivity(
    runs: Iterable[TravelToWorkAreas], beside: Regionalisation, base: Regionalisation
) -> pd.DataFrame:
    """How the areas change with the criteria.

    Parameters
    ----------
    runs
        Areas of the same flows under several criteria, such as those of `parameter_range`.
    beside
        A regionalisation that each is held against.
    base
        The areas under the criteria that are used.

    Returns
    -------
    DataFrame
        One row for each run: the four criteria, areas (number), unassigned (number of places),
        ami_with_base, ami_with_regions (adjusted mutual information; unknown without a shared place).
    """
    rows = [
        {
            **asdict(found.parameters),
            "areas": len(found.areas),
            "unassigned": len(found.unassigned),
            "ami_with_base": _agreement(found.labels, base.labels),
            "ami_with_regions": _agreement(found.labels, beside.labels),
        }
        for found in runs
    ]
    return pd.DataFrame(rows)


def _agreement(first: pd.Series, second: pd.Series) -> float:
    both = first.index.intersection(second.dropna().index)
    return float(adjusted_mutual_info_score(first[both], second[both])) if len(both) else float("nan")
