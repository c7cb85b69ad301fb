"""Which municipalities are neighbours, by land or across water, and whether a set hangs together."""

from __future__ import annotations

from collections.abc import Iterable

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Geometries = npt.NDArray[np.object_]
Integers = npt.NDArray[np.intp]
MIN_BORDER_M = 1.0


def contiguity(frame: gpd.GeoDataFrame, buffer_m: float = 25.0) -> pd.DataFrame:
    """Return the pairs of neighbouring municipalities.

    Two municipalities are neighbours by ``border`` when they share a line, or when their boundaries run
    within ``buffer_m`` of each other over more than four times that distance (a small gap in a generalised
    file; a common corner is not enough). What is then still loose, islands above all, is linked by
    ``water``: each component to its nearest other one, again and again until one is left.

    Parameters
    ----------
    frame
        Index ``municipality_id``; geometry polygons in EPSG:28992, such as the frame of `boundaries`.
    buffer_m
        Width of a gap between neighbours that is still no gap, in metres.

    Returns
    -------
    pandas.DataFrame
        Columns ``a``, ``b`` (ids, ``a < b``) and ``kind`` (``border`` or ``water``), every pair once, sorted.
        It does not depend on the order of the rows.
    """
    ordered = frame.sort_index()
    shapes = np.asarray(ordered.geometry)
    left, right = _border_pairs(shapes, buffer_m)
    links = _water_pairs(shapes, left, right)
    ids = ordered.index.to_numpy()
    pairs = np.concatenate([np.column_stack([left, right]), np.array(links, dtype=np.intp).reshape(-1, 2)])
    kinds = ["border"] * len(left) + ["water"] * len(links)
    table = pd.DataFrame({"a": ids[pairs[:, 0]], "b": ids[pairs[:, 1]], "kind": kinds})
    return table.sort_values(["a", "b"], ignore_index=True)


def _border_pairs(shapes: Geometries, buffer_m: float) -> tuple[Integers, Integers]:
    left, right = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=buffer_m)
    left, right = left[left < right], right[left < right]
    lines = shapely.boundary(shapes)
    shared = shapely.length(shapely.intersection(lines[left], lines[right])) > MIN_BORDER_M
    near = np.zeros(len(left), dtype=bool)
    rest = np.flatnonzero(~shared)
    near[rest] = _runs_along(lines, left[rest], right[rest], buffer_m)
    keep = shared | near
    return left[keep], right[keep]


def _runs_along(lines: Geometries, left: Integers, right: Integers, buffer_m: float) -> npt.NDArray[np.bool_]:
    """Tell for each pair whether both lines run along the other for longer than a common corner gives."""
    strips = shapely.buffer(lines, buffer_m)
    over = shapely.length(shapely.intersection(lines[left], strips[right]))
    back = shapely.length(shapely.intersection(lines[right], strips[left]))
    return np.asarray(np.minimum(over, back) > 4 * buffer_m)


def _water_pairs(shapes: Geometries, left: Integers, right: Integers) -> list[tuple[int, int]]:
    links: list[tuple[int, int]] = []
    label = _labels(len(shapes), left, right)
    while label.max(initial=0) > 0:
        fresh = {_nearest_link(shapes, label == component) for component in range(label.max() + 1)}
        links += sorted(fresh)
        ends = np.array(links, dtype=np.intp)
        label = _labels(len(shapes), np.append(left, ends[:, 0]), np.append(right, ends[:, 1]))
    return links


def _nearest_link(shapes: Geometries, inside: npt.NDArray[np.bool_]) -> tuple[int, int]:
    """Return the nearest pair of one inside and one outside; ties go to the lowest numbers."""
    ours, others = np.flatnonzero(inside), np.flatnonzero(~inside)
    pairs, distance = shapely.STRtree(shapes[others]).query_nearest(shapes[ours], return_distance=True)
    nearest = distance == distance.min()
    ends = np.sort(np.column_stack([ours[pairs[0]], others[pairs[1]]])[nearest], axis=1)
    first, second = min(map(tuple, ends.tolist()))
    return first, second


def _labels(count: int, left: Integers, right: Integers) -> npt.NDArray[np.int32]:
    if count == 0:
        return np.empty(0, dtype=np.int32)
    graph = coo_array((np.ones(len(left)), (left, right)), shape=(count, count))
    return np.asarray(connected_components(graph, directed=False)[1])


def parts(members: Iterable[str], contiguity: pd.DataFrame) -> list[list[str]]:
    """Return the connected parts of a set of municipalities.

    Parameters
    ----------
    members
        Ids of municipalities. One that is no neighbour of another member is a part of its own.
    contiguity
        Pairs of neighbours, columns ``a`` and ``b``, as `contiguity` gives them.

    Returns
    -------
    list of list of str
        The ids of each part, sorted; the largest part first, equal ones by their first id.
    """
    ids = sorted(set(members))
    number = {municipality: position for position, municipality in enumerate(ids)}
    known = contiguity[contiguity["a"].isin(ids) & contiguity["b"].isin(ids)]
    left, right = (np.array([number[end] for end in known[side]], dtype=np.intp) for side in ("a", "b"))
    groups: dict[int, list[str]] = {}
    for municipality, label in zip(ids, _labels(len(ids), left, right), strict=True):
        groups.setdefault(int(label), []).append(municipality)
    return sorted(groups.values(), key=lambda part: (-len(part), part[0]))


def is_contiguous(members: Iterable[str], contiguity: pd.DataFrame) -> bool:
    """Tell whether a set of municipalities is one connected part (an empty set is not).

    Parameters
    ----------
    members
        Ids of municipalities.
    contiguity
        Pairs of neighbours, columns ``a`` and ``b``, as `contiguity` gives them.
    """
    return len(parts(members, contiguity)) == 1
