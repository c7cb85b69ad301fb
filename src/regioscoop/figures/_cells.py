"""Municipalities and borders of a map that looks closer than the country."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import shapely

from regioscoop.figures._colours import hue, paint
from regioscoop.figures._ground import Ground
from regioscoop.figures._steps import OPACITIES
from regioscoop.figures._svg import tag, words


def cells(
    local: Ground,
    ids: Iterable[str],
    titles: Mapping[str, str],
    steps: Mapping[str, int] | None = None,
    hues: Mapping[str, str] | None = None,
) -> str:
    """Draw municipalities: each at its step from pale to full, or as the land around.

    Parameters
    ----------
    local
        What is drawn; ids outside it are left out.
    ids
        Which municipalities.
    titles
        Words for each.
    steps
        Step of the fill (0 to 3) by id; default the colour of land.
    hues
        Hue of the region of each, instead of a step.
    """

    def look(i: str) -> dict[str, str | float | None]:
        if hues is not None:
            return {"class_": f"hue hue-{hues[i]}", "fill": hue(hues[i])}
        if steps is not None:
            return {"class_": f"step step-{steps[i]}", "fill_opacity": OPACITIES[steps[i]]}
        return {}

    drawn = [
        tag(
            "path",
            words("title", titles[i]),
            d=local.paths[i],
            data_id=i,
            **look(i),
        )
        for i in ids
        if i in local.paths
    ]
    fill, name = (paint("land"), "around") if steps is None and hues is None else (paint("here"), "inside")
    return tag("g", *drawn, class_=name, fill=fill, stroke=paint("paper"), stroke_width="1")


def borders(local: Ground, shapes: Iterable[shapely.Geometry], *own: str) -> str:
    """Draw borders of regions, and over them one that stands out when it is given."""
    paths = [tag("path", d=local.path(shape)) for shape in shapes]
    return tag(
        "g",
        *paths,
        *own,
        class_="borders",
        fill="none",
        stroke=paint("quiet"),
        stroke_width="0.9",
        stroke_linejoin="round",
    )
