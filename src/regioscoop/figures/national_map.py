"""The map of the country: ecosystems, and the lines of cooperation that draw them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pandas as pd
import shapely

from regioscoop.figures._colours import TOKENS, hue, paint, region_colours
from regioscoop.figures._ground import Ground
from regioscoop.figures._labels import label_layer, place_labels
from regioscoop.figures._lines import line_class, line_layer
from regioscoop.figures._svg import Caption, Drawing, figure, tag, words

LABEL_SIZE: Final = 15.5
NARROW_LABEL_SIZE: Final = 32.0
"""On a phone the map is shown at a third of its size: larger names, and only those that fit."""


def national_map(
    ground: Ground,
    members: pd.DataFrame,
    names: pd.Series,
    lines: pd.DataFrame,
    titles: Mapping[str, str],
    caption: Caption,
    key: str = "map",
) -> Drawing:
    """Draw the regions of the country with the lines of cooperation.

    Parameters
    ----------
    ground
        Municipalities, ready to draw.
    members
        Index municipality id; columns ``region_id`` and ``stability`` (share of resampled registers, 0
        to 1, in which the municipality stays with its region; hatched below the token
        ``uncertain_below``).
    names
        Name of each region, index region id.
    lines
        Columns ``a``, ``b`` (ids), ``shared`` (number of arrangements), ``kept`` (more than chance).
        Pairs that share fewer than the first line class asks are not drawn.
    titles
        Words for each municipality, by id.
    caption
        Words of the map.
    key
        Prefix of ids.

    Returns
    -------
    Drawing
        The table holds the lines that were drawn: a, b, shared, kept, line_class.
    """
    labels = members["region_id"]
    outlines = ground.regions(labels)
    drawn = lines.assign(line_class=line_class(lines["shared"].to_numpy()))
    drawn = drawn[drawn["line_class"] >= 0].reset_index(drop=True)
    svg = figure(
        _hatching(key),
        _areas(ground, labels, titles),
        _uncertain(ground, members, key),
        line_layer(drawn, ground.points),
        _borders(ground, outlines),
        *_names(ground, outlines, names),
        caption=caption,
        key=key,
        width=ground.view.width,
        height=float(round(ground.view.height)),
        class_="map map-national",
    )
    return Drawing(svg, drawn)


def _hatching(key: str) -> str:
    stripe = tag("path", d="M0 0V5", stroke=paint("paper"), stroke_width="2.4", class_="stripe")
    pattern = tag(
        "pattern",
        stripe,
        id=f"{key}-hatch",
        width="5",
        height="5",
        patternUnits="userSpaceOnUse",
        patternTransform="rotate(45)",
    )
    return tag("defs", pattern)


def _areas(ground: Ground, labels: pd.Series, titles: Mapping[str, str]) -> str:
    """Draw every municipality once, in the hue of its region."""
    hues = region_colours(labels, ground.neighbours)
    groups = []
    for region, ids in labels.groupby(labels).groups.items():
        cells = [
            tag("path", words("title", titles[i]), d=ground.paths[i], data_id=i)
            for i in sorted(ids)
            if i in ground.paths
        ]
        name = hues[region]
        groups.append(tag("g", *cells, class_=f"hue hue-{name}", fill=hue(name), data_region=str(region)))
    return tag("g", *groups, class_="areas", stroke=paint("paper"), stroke_width="0.7")


def _uncertain(ground: Ground, members: pd.DataFrame, key: str) -> str:
    unsure = members.index[members["stability"] < TOKENS["uncertain_below"]]
    path = "".join(ground.paths[i] for i in unsure if i in ground.paths)
    return tag("path", d=path, class_="hatch", fill=f"url(#{key}-hatch)") if path else ""


def _borders(ground: Ground, outlines: Mapping[str, shapely.Geometry]) -> str:
    paths = [tag("path", d=ground.path(shape), data_region=r) for r, shape in outlines.items()]
    return tag(
        "g",
        *paths,
        class_="borders",
        fill="none",
        stroke=paint("ink"),
        stroke_width="1.1",
        stroke_linejoin="round",
    )


def _names(ground: Ground, outlines: Mapping[str, shapely.Geometry], names: pd.Series) -> list[str]:
    shapes = {region: ground.on_paper(shape) for region, shape in outlines.items()}
    window = shapely.box(4, 4, ground.view.width - 4, ground.view.height - 4)
    wide = place_labels(shapes, names, LABEL_SIZE, window)
    narrow = place_labels(shapes, names, NARROW_LABEL_SIZE, window, least_inside=0.62)
    ink, halo = paint("ink"), paint("paper")
    return [
        label_layer(wide, "labels labels-wide", ink, halo),
        label_layer(narrow, "labels labels-narrow", ink, halo).replace("<g ", '<g display="none" ', 1),
    ]
