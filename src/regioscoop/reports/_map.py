"""Small maps for the reports, on real boundaries where they are at hand, else schematic."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from regioscoop.figures import Caption, Ground, members_map, region_colours
from regioscoop.places import boundaries
from regioscoop.register import Edition
from regioscoop.reports._words import says


def where(
    edition: Edition,
    ids: Collection[str],
    labels: pd.Series,
    title: str,
    language: str,
    by_region: bool = False,
) -> tuple[str, str]:
    """Draw where some municipalities lie.

    Parameters
    ----------
    edition
        Where they are from.
    ids
        The municipalities.
    labels
        Region id, index municipality id.
    title
        What one sees.
    language
        ``nl`` or ``en``.
    by_region
        Whether they have the hues of their regions.

    Returns
    -------
    svg, source
        The drawing, and where its boundaries come from.
    """
    drawn = boundaries(edition.year)
    own = drawn.frame[drawn.frame.index.isin(edition.municipalities.index)]
    ground = Ground.of(own, tolerance_m=120.0)
    names = edition.municipalities["name"]
    said = says(language)("De gemeenten zijn gekleurd.", "The municipalities are coloured.")
    hues = region_colours(labels, ground.neighbours) if by_region else None
    made = members_map(ground, ids, labels, names, names, Caption(title, said, language), hues=hues)
    return made.svg, drawn.source_en if language == "en" and drawn.source_en else drawn.source
