"""The map of the country: ecosystems, and the lines of cooperation that draw them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd
import shapely

from regioscoop.figures._colours import TOKENS, hue, paint, region_colours
from regioscoop.figures._ground import Ground
from regioscoop.figures._labels import label_layer, place_labels
from regioscoop.figures._lines import line_class, line_layer
from regioscoop.figures._steps import OPACITIES
from regioscoop.figures._svg import Caption, Drawing, figure, tag, words

LABEL_SIZE: Final = 15.5
NARROW_LABEL_SIZE: Final = 32.0
"""On a phone the map is shown at a third of its size: larger names, and only those that fit."""


STRONGER: Final[float] = TOKENS["part_strength"]
"""Factor on the opacity of lines when only a part of the arrangements is drawn."""


@dataclass(frozen=True)
class Look:
    """What the map of the country shows beside regions and lines.

    Attributes
    ----------
    steps
        Step of the fill (0 to 3, from pale to full) of each municipality, instead of the hue of its region.
    beside
        Another division, drawn as broken borders: region id, index municipality id.
    names
        Whether the names of the regions stand on the map.
    every
        Whether pairs that share a single arrangement have a line too, and all lines are stronger: for a part
        of the arrangements, in which few pairs share more.
    """

    steps: pd.Series | None = None
    beside: pd.Series | None = None
    names: bool = True
    every: bool = False


def national_map(
    ground: Ground,
    members: pd.DataFrame,
    names: pd.Series,
    lines: pd.DataFrame,
    titles: Mapping[str, str],
    caption: Caption,
    hues: Mapping[str, str] | None = None,
    look: Look | None = None,
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
        Pairs that share fewer than the first line class asks are not drawn, unless ``look`` says so.
    titles
        Words for each municipality, by id.
    caption
        Words of the map.
    hues
        Hue of each region; default chosen here, so that neighbours differ.
    look
        What is shown beside regions and lines.
    key
        Prefix of ids.

    Returns
    -------
    Drawing
        The table holds the lines that were drawn: a, b, shared, kept, line_class.
    """
    labels = members["region_id"]
    look = look or Look()
    outlines = ground.regions(labels)
    number = line_class(lines["shared"].to_numpy())
    drawn = lines.assign(line_class=number.clip(0))[look.every | (number >= 0)].reset_index(drop=True)
    colours = hues if hues is not None else region_colours(labels, ground.neighbours)
    svg = figure(
        _hatching(key),
        _areas(ground, labels, colours, titles, look.steps),
        _uncertain(ground, members, key) if look.steps is None else "",
        line_layer(drawn, ground.points, strength=STRONGER if look.every else 1.0),
        _borders(ground, outlines),
        _beside(ground, look.beside),
        *(name_layers(ground, labels, names) if look.names else ()),
        caption=caption,
        key=key,
        width=ground.view.width,
        height=float(round(ground.view.height)),
        class_="map map-national",
        data_min_x=f"{ground.view.min_x:.1f}",
        data_max_y=f"{ground.view.max_y:.1f}",
        data_metres=f"{1 / ground.view.scale:.4f}",
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


def _areas(
    ground: Ground,
    labels: pd.Series,
    hues: Mapping[str, str],
    titles: Mapping[str, str],
    steps: pd.Series | None,
) -> str:
    """Draw every municipality once, in the hue of its region or at its step from pale to full."""
    cells = []
    for i, region in labels.sort_index().items():
        if i not in ground.paths:
            continue
        x, y = ground.points[i]
        fill: dict[str, str | float | None] = (
            {"class_": f"hue hue-{hues[region]}", "fill": hue(hues[region])}
            if steps is None
            else {
                "class_": f"step step-{steps[i]}",
                "fill": paint("here"),
                "fill_opacity": OPACITIES[steps[i]],
            }
        )
        at: dict[str, str | float | None] = {"data_id": str(i), "data_x": round(x, 1), "data_y": round(y, 1)}
        cells.append(tag("path", words("title", titles[i]), d=ground.paths[i], **fill, **at))
    return tag("g", *cells, class_="areas", stroke=paint("paper"), stroke_width="0.7")


def _beside(ground: Ground, labels: pd.Series | None) -> str:
    """Draw the borders of another division over the regions."""
    if labels is None:
        return ""
    paths = [tag("path", d=ground.path(shape)) for shape in ground.regions(labels).values()]
    return tag(
        "g",
        *paths,
        class_="beside",
        fill="none",
        stroke=paint("here"),
        stroke_width="2.2",
        stroke_dasharray="6 4",
        stroke_linejoin="round",
    )


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


def name_layers(ground: Ground, labels: pd.Series, names: pd.Series) -> list[str]:
    """Names of the regions, as a layer for a wide and one for a narrow map.

    Parameters
    ----------
    ground
        Municipalities, ready to draw.
    labels
        Region id, index municipality id.
    names
        Name of each region, index region id.

    Returns
    -------
    list of str
        Two groups, one of which is shown.
    """
    outlines = ground.regions(labels)
    shapes = {region: ground.on_paper(shape) for region, shape in outlines.items()}
    window = shapely.box(4, 4, ground.view.width - 4, ground.view.height - 4)
    wide = place_labels(shapes, names, LABEL_SIZE, window)
    narrow = place_labels(shapes, names, NARROW_LABEL_SIZE, window, least_inside=0.62)
    ink, halo = paint("ink"), paint("paper")
    return [
        label_layer(wide, "labels labels-wide", ink, halo),
        label_layer(narrow, "labels labels-narrow", ink, halo).replace("<g ", '<g display="none" ', 1),
    ]
