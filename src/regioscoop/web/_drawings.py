"""The drawings of the pages: made when first asked for, then kept. The words of drawings stand here."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import pandas as pd
from markupsafe import Markup

from regioscoop.figures import Caption, national_map, region_map, strip_plot
from regioscoop.web._atlas import Atlas, Progress
from regioscoop.web._language import interval, number, percentage
from regioscoop.web._measure_list import Measure
from regioscoop.web._render import drawing

LINES_A_MEMBER: Final = 6
"""Of each member so many lines over the border are drawn in the map of a region, the heaviest."""


def stability_words(stability: float) -> str:
    """How surely a municipality stays with its region, in words."""
    if stability >= 0.95:
        return "hoort er vrijwel altijd bij"
    if stability >= 0.8:
        return "hoort er meestal bij"
    if stability >= 0.5:
        return "onzeker: wisselt van regio"
    return "zeer onzeker: hoort er vaak niet bij"


@lru_cache(maxsize=16)
def titles(atlas: Atlas, level: int) -> dict[str, str]:
    """Words for every municipality on a map: name, region, membership and stability, one a line."""
    names = atlas.regions(level)["region"]
    out = {}
    for i, row in atlas.members(level).iterrows():
        second = names.get(row["second_region_id"])
        lines = [str(row["municipality"]), str(row["region"])]
        if pd.notna(row["membership"]):
            lines.append(f"{percentage(row['membership'])} van de samenwerking binnen deze regio")
        if second:
            lines.append(f"{percentage(row['second_membership'])} met {second}")
        lines.append(f"{stability_words(row['stability']).capitalize()} ({percentage(row['stability'])})")
        out[str(i)] = "\n".join(lines)
    return out


@lru_cache(maxsize=16)
def national(atlas: Atlas, level: int) -> Markup:
    """Draw the map of the country at a level."""
    regions = atlas.regions(level)
    caption = Caption(
        f"Kaart van {len(regions)} bestuurlijke ecosystemen en de lijnen van samenwerking",
        "Elke regio heeft een kleur. Donkere, dikke lijnen verbinden gemeenten die in veel "
        "samenwerkingsverbanden samen zitten. Gearceerde gemeenten zijn onzeker. De tabel onder de kaart "
        "geeft dezelfde regio's in woorden en getallen.",
    )
    made = national_map(
        atlas.ground, atlas.members(level), regions["region"], atlas.lines, titles(atlas, level), caption
    )
    return drawing(made.svg)


@lru_cache(maxsize=128)
def region(atlas: Atlas, region_id: str, level: int) -> Markup:
    """Draw the map of one region."""
    names = atlas.regions(level)["region"]
    caption = Caption(
        f"Kaart van {names[region_id]} en omgeving",
        "De leden van de regio zijn gekleurd: hoe voller, hoe groter het deel van hun samenwerking dat "
        "binnen de regio blijft. De lijnen lopen naar gemeenten buiten de regio. De tabel van leden geeft "
        "dezelfde getallen.",
    )
    made = region_map(
        atlas.close,
        atlas.members(level),
        names,
        region_id,
        _heaviest(atlas, region_id, level),
        titles(atlas, level),
        caption,
    )
    return drawing(made.svg)


def _heaviest(atlas: Atlas, region_id: str, level: int) -> pd.DataFrame:
    """Return the lines over the border that weigh most for each member."""
    labels = atlas.members(level)["region_id"]
    a_inside = atlas.lines["a"].map(labels) == region_id
    b_inside = atlas.lines["b"].map(labels) == region_id
    crossing = atlas.lines[a_inside != b_inside]
    member = crossing["a"].where(a_inside, crossing["b"])
    ranked = crossing.assign(member=member).sort_values(["weight", "a", "b"], ascending=[False, True, True])
    return ranked.groupby("member").head(LINES_A_MEMBER)


@lru_cache(maxsize=2048)
def strip(atlas: Atlas, region_id: str, level: int, measure: Measure) -> Markup:
    """Draw all regions on one measure, with one marked."""
    table = atlas.regions(level)
    values = pd.DataFrame({"value": table[measure.key]})
    for end in ("low", "high", "null"):
        column = f"{measure.key}_{end}"
        if column in table:
            values[end] = table[column]
    here = values.loc[region_id]
    written = percentage(here["value"]) if measure.is_share else number(here["value"], 2)
    ends = interval(here.get("low"), here.get("high"), measure.is_share)
    lowest, highest = (
        (percentage(v) if measure.is_share else number(v, 2))
        for v in (values["value"].min(), values["value"].max())
    )
    caption = Caption(
        f"{measure.name}: {written}" + (f" ({ends})" if ends else ""),
        f"De {len(values)} regio's liggen tussen {lowest} en {highest}.",
    )
    made = strip_plot(values, region_id, caption, f"strip-{measure.key}", (0.0, measure.top))
    return drawing(made.svg)


def draw_ahead(atlas: Atlas, progress: Progress | None = None) -> None:
    """Draw the maps of the best level before anyone asks, so that no first reader waits.

    Parameters
    ----------
    atlas
        What to draw.
    progress
        Told how far the work is.
    """
    regions = list(atlas.regions(atlas.best).index)
    national(atlas, atlas.best)
    for done, region_id in enumerate(regions, start=1):
        region(atlas, str(region_id), atlas.best)
        if progress is not None:
            progress("maps", done, len(regions))
