"""A region in its surroundings: how strongly its members belong to it, and what crosses its border."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd
import shapely

from regioscoop.figures._cells import borders, cells
from regioscoop.figures._colours import paint
from regioscoop.figures._ground import Ground
from regioscoop.figures._labels import Label, label_layer, place_labels
from regioscoop.figures._lines import line_class, line_layer
from regioscoop.figures._steps import MEMBERSHIP, step_of
from regioscoop.figures._svg import Caption, Drawing, figure, tag

WIDTH: Final = 720.0
MEMBER_SIZE, NEIGHBOUR_SIZE = 13.0, 15.0


def region_map(
    ground: Ground,
    members: pd.DataFrame,
    names: pd.Series,
    region_id: str,
    lines: pd.DataFrame,
    titles: Mapping[str, str],
    caption: Caption,
    key: str = "region",
) -> Drawing:
    """Draw one region with the lines that cross its border.

    Parameters
    ----------
    ground
        Municipalities of the whole country, ready to draw.
    members
        Index municipality id; columns ``municipality`` (name), ``region_id``, ``membership`` (share of its
        weight with its own region, 0 to 1) and ``stability``.
    names
        Name of each region, index region id.
    region_id
        The region.
    lines
        Columns ``a``, ``b`` (ids), ``shared``, ``kept``.
    titles
        Words for each municipality, by id.
    caption
        Words of the map.
    key
        Prefix of ids.

    Returns
    -------
    Drawing
        The table holds the lines that cross the border: a (inside), b (outside), shared, kept, line_class.
    """
    own = members.index[members["region_id"] == region_id]
    local = ground.around([i for i in own if i in ground.paths], WIDTH)
    crossing = _crossing(lines, set(own))
    outlines = local.regions(members["region_id"])
    svg = figure(
        _around(local, members, region_id, titles),
        _inside(local, members.loc[own], titles),
        _outlines(local, outlines, region_id),
        line_layer(crossing, ground_points(ground, local), scale=1.9, strength=2.0),
        *_words(local, members, names, outlines, region_id),
        caption=caption,
        key=key,
        width=WIDTH,
        height=float(round(local.view.height)),
        class_="map map-region",
    )
    return Drawing(svg, crossing)


def ground_points(ground: Ground, local: Ground) -> dict[str, tuple[float, float]]:
    """Points of all municipalities in the units of a cut-out: lines may run out of the picture."""
    inside = ground.frame.geometry.representative_point()
    spots = local.view.project(np.column_stack([inside.x, inside.y]))
    return {str(i): (float(x), float(y)) for i, (x, y) in zip(inside.index, spots, strict=True)}


def _crossing(lines: pd.DataFrame, own: set[str]) -> pd.DataFrame:
    from_inside, to_inside = lines["a"].isin(own), lines["b"].isin(own)
    out = lines[from_inside & ~to_inside]
    back = lines[to_inside & ~from_inside].rename(columns={"a": "b", "b": "a"})
    both = pd.concat([out, back], ignore_index=True)[["a", "b", "shared", "kept"]]
    both["line_class"] = line_class(both["shared"].to_numpy())
    return both[both["line_class"] >= 0].sort_values(["shared", "a", "b"], ignore_index=True)


def _inside(local: Ground, members: pd.DataFrame, titles: Mapping[str, str]) -> str:
    steps = {i: step_of(share, MEMBERSHIP) for i, share in members["membership"].items()}
    return cells(local, steps, titles, steps)


def _around(local: Ground, members: pd.DataFrame, region_id: str, titles: Mapping[str, str]) -> str:
    return cells(local, members.index[members["region_id"] != region_id], titles)


def _outlines(local: Ground, outlines: Mapping[str, shapely.Geometry], region_id: str) -> str:
    own = tag("path", d=local.path(outlines[region_id]), class_="own", stroke=paint("ink"), stroke_width="2")
    return borders(local, [shape for r, shape in outlines.items() if r != region_id], own)


def _words(
    local: Ground,
    members: pd.DataFrame,
    names: pd.Series,
    outlines: Mapping[str, shapely.Geometry],
    region_id: str,
) -> list[str]:
    """Names of the members where they fit, then of the neighbours where room is left."""
    window = shapely.box(6, 6, WIDTH - 6, local.view.height - 6)
    own = [i for i in local.paths if members["region_id"].get(i) == region_id]
    shapes = {i: local.on_paper(local.frame.geometry.loc[i]) for i in own}
    inner = place_labels(shapes, members["municipality"], MEMBER_SIZE, window, least_inside=0.35)
    others = {r: local.on_paper(s) for r, s in outlines.items() if r != region_id}
    outer = place_labels(others, names, NEIGHBOUR_SIZE, window, least_inside=0.75)
    clear = [label for label in outer if not _touches(label, inner)]
    return [
        label_layer(clear, "labels labels-around", paint("quiet"), paint("land")),
        label_layer(inner, "labels labels-inside", paint("ink"), paint("paper")),
    ]


def _touches(label: Label, others: list[Label]) -> bool:
    return any(label.box.intersects(other.box) for other in others)
