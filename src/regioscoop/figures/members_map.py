"""Where the municipalities lie that do something together."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

import pandas as pd
import shapely

from regioscoop.figures._cells import borders, cells
from regioscoop.figures._colours import paint
from regioscoop.figures._ground import Ground
from regioscoop.figures._labels import label_layer, place_labels
from regioscoop.figures._svg import Caption, Drawing, figure

WIDTH: Final = 560.0
LABEL_SIZE: Final = 12.5
FULL: Final = 3


def members_map(
    ground: Ground,
    members: Collection[str],
    labels: pd.Series,
    names: Mapping[str, str],
    titles: Mapping[str, str],
    caption: Caption,
    key: str = "members",
    hues: Mapping[str, str] | None = None,
) -> Drawing:
    """Draw municipalities in full colour, with the borders of the regions they lie in.

    Parameters
    ----------
    ground
        Municipalities of the whole country, ready to draw.
    members
        Ids of the municipalities; those without a shape are left out.
    labels
        Region id, index municipality id.
    names
        Name of each municipality.
    titles
        Words for each municipality, by id.
    caption
        Words of the map.
    key
        Prefix of ids.
    hues
        Hue of each region, by its id; default all members in one colour.

    Returns
    -------
    Drawing
        The table holds the members that were drawn: municipality_id, name.
    """
    inside = sorted(i for i in members if i in ground.paths)
    local = ground.around(inside, WIDTH, margin_share=0.3)
    rest = [i for i in local.paths if i not in set(inside)]
    window = shapely.box(6, 6, WIDTH - 6, local.view.height - 6)
    shapes = {i: local.on_paper(local.frame.geometry.loc[i]) for i in inside}
    placed = place_labels(shapes, names, LABEL_SIZE, window, least_inside=0.4)
    own = None if hues is None else {i: hues[labels[i]] for i in inside}
    svg = figure(
        cells(local, rest, titles),
        cells(local, inside, titles, dict.fromkeys(inside, FULL), own),
        borders(local, local.regions(labels).values()),
        label_layer(placed, "labels labels-inside", paint("ink"), paint("paper")),
        caption=caption,
        key=key,
        width=WIDTH,
        height=float(round(local.view.height)),
        class_="map map-region map-members",
    )
    return Drawing(svg, pd.DataFrame({"municipality_id": inside, "name": [names[i] for i in inside]}))
