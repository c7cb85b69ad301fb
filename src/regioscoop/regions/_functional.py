"""Leiden on flows, a second opinion beside travel-to-work areas; and the names of functional regions."""

from __future__ import annotations

import random
from collections.abc import Iterable

import igraph
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from regioscoop.regions._flows import FlowNetwork, checked_flows, flow_network
from regioscoop.regions._leiden import canonical
from regioscoop.regions._regionalisation import Regionalisation


def flow_communities(
    flows: pd.DataFrame,
    places: Iterable[str] | None = None,
    names: pd.Series | None = None,
    resolution: float = 1.0,
    runs: int = 20,
    seed: int = 2016,
) -> Regionalisation:
    """Divide places into the communities of their flows (Leiden; Traag, Waltman and Van Eck 2019).

    Modularity is maximised on the flows taken both ways together, F_ij + F_ji, flows within a place
    included. Of ``runs`` runs with seeds that follow on ``seed`` the one with the highest modularity is
    kept, of equal ones the first. There is no least size and no least self-containment: that is why this is
    a second opinion only [own].

    Parameters
    ----------
    flows, places, names
        See `travel_to_work_areas`.
    resolution
        Higher gives more and smaller regions.
    runs, seed
        Number of runs and seed of the first.

    Returns
    -------
    Regionalisation
        region_id is the place with most jobs; a place without flows to others is a region of its own.

    Raises
    ------
    InputError
        When the flows cannot be used.
    """
    listed = None if places is None else sorted(set(places))
    network = flow_network(checked_flows(flows, listed), listed)
    graph, weights = _graph(network)
    best, highest = np.arange(len(network.places)), -np.inf
    for number in range(runs):
        igraph.set_random_number_generator(random.Random(seed + number))  # noqa: S311 - no secret
        found = graph.community_leiden(
            objective_function="modularity", weights=weights, resolution=resolution, n_iterations=-1
        )
        quality = graph.modularity(found.membership, weights=weights, resolution=resolution)
        if quality > highest + 1e-12:
            best, highest = canonical(np.asarray(found.membership, dtype=np.int64)), quality
    codes = network.places
    labels, called = name_after_jobs(
        pd.Series(best, index=codes), pd.Series(network.jobs, index=codes), names
    )
    return Regionalisation("flow-communities", labels, called)


def _graph(network: FlowNetwork) -> tuple[igraph.Graph, list[float]]:
    size = len(network.places)
    home = np.repeat(np.arange(size), np.diff(network.start))
    once = home < network.neighbour
    loops = np.flatnonzero(network.own)
    edges = np.column_stack(
        [np.concatenate([home[once], loops]), np.concatenate([network.neighbour[once], loops])]
    )
    both: NDArray[np.float64] = network.outward + network.inward
    return igraph.Graph(n=size, edges=edges), np.concatenate([both[once], network.own[loops]]).tolist()


def name_after_jobs(
    labels: pd.Series, jobs: pd.Series, names: pd.Series | None
) -> tuple[pd.Series, pd.Series]:
    """Give regions the code and the name of their place with most jobs, of equal ones the lowest code.

    Parameters
    ----------
    labels
        Number of the region, index place.
    jobs
        Jobs, index place.
    names
        Name of each place; where there is none, its code.

    Returns
    -------
    tuple
        region_id by place (index municipality_id, sorted), and name by region_id (sorted).
    """
    frame = pd.DataFrame({"number": labels, "jobs": jobs.reindex(labels.index)}).rename_axis("place")
    frame = frame.reset_index().sort_values(["jobs", "place"], ascending=[False, True])
    main = frame.drop_duplicates("number").set_index("number")["place"]
    ids = labels.map(main).rename("region_id").rename_axis("municipality_id").sort_index()
    codes = pd.Index(sorted(main), name="region_id")
    known = pd.Series(dtype="object") if names is None else names
    return ids, pd.Series(known.reindex(codes).fillna(pd.Series(codes, codes)), name="region")
