"""The drawings of the pages: made when first asked for, then kept. The words of drawings stand here."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import pandas as pd
from markupsafe import Markup

from regioscoop.figures import (
    SECOND,
    Caption,
    Look,
    members_map,
    national_map,
    region_map,
    step_of,
    strip_plot,
)
from regioscoop.web._atlas import Atlas, Progress
from regioscoop.web._language import SOURCE, interval, number, percentage, words
from regioscoop.web._measure_list import Measure
from regioscoop.web._render import drawing
from regioscoop.web._selection import chosen
from regioscoop.web._view import View

LINES_A_MEMBER: Final = 6
"""Of each member so many lines over the border are drawn in the map of a region, the heaviest."""


LOCAL: Final = 60
"""A map of more municipalities than this shows the country, so rougher shapes will do."""


def stability_words(stability: float, language: str = SOURCE) -> str:
    """How surely a municipality stays with its region, in words."""
    _ = words(language)
    if stability >= 0.95:
        return _("hoort er vrijwel altijd bij")
    if stability >= 0.8:
        return _("hoort er meestal bij")
    if stability >= 0.5:
        return _("onzeker: wisselt van regio")
    return _("zeer onzeker: hoort er vaak niet bij")


@lru_cache(maxsize=32)
def titles(atlas: Atlas, level: int, language: str = SOURCE) -> dict[str, str]:
    """Words for every municipality on a map: name, region, membership and stability, one a line."""
    _ = words(language)
    names = atlas.regions(level)["region"]
    out = {}
    for row in atlas.members(level).reset_index().to_dict("records"):
        second = names.get(row["second_region_id"])
        lines = [str(row["municipality"]), str(row["region"])]
        if pd.notna(row["membership"]):
            inside = percentage(row["membership"], language)
            lines.append(_("{share} van de samenwerking binnen deze regio").format(share=inside))
        if second:
            share = percentage(row["second_membership"], language)
            lines.append(_("{share} met {region}").format(share=share, region=second))
        sure = stability_words(row["stability"], language).capitalize()
        lines.append(f"{sure} ({percentage(row['stability'], language)})")
        out[str(row["municipality_id"])] = "\n".join(lines)
    return out


@lru_cache(maxsize=64)
def national(atlas: Atlas, level: int, view: View | None = None, language: str = SOURCE) -> Markup:
    """Draw the map of the country at a level, as one chooses to see it."""
    _ = words(language)
    view = view or View()
    regions = atlas.regions(level)
    members = atlas.members(level)
    title = _("Kaart van {n} bestuurlijke ecosystemen en de lijnen van samenwerking").format(n=len(regions))
    said = _(
        "Elke regio heeft een kleur. Donkere, dikke lijnen verbinden gemeenten die in veel "
        "samenwerkingsverbanden samen zitten. Gearceerde gemeenten zijn onzeker. De tabel onder de kaart "
        "geeft dezelfde regio's in woorden en getallen."
    )
    torn = members["second_membership"].map(lambda share: step_of(share, SECOND))
    look = Look(
        steps=torn if view.laag == "overlap" else None,
        beside=atlas.beside[view.naast].labels if view.naast else None,
        names=view.namen == "toon",
        every=bool(view.filters),
    )
    made = national_map(
        atlas.ground,
        members,
        regions["region"],
        lines_of(atlas, view),
        titles(atlas, level, language),
        Caption(title, said, language),
        atlas.hues[level],
        look,
    )
    return drawing(made.svg)


def lines_of(atlas: Atlas, view: View) -> pd.DataFrame:
    """Lines of a view: columns a, b, shared, kept (more than chance, over the whole edition)."""
    if view.lijnen == "geen":
        return atlas.lines.iloc[:0]
    lines = chosen(atlas, view).lines if view.filters else atlas.lines
    return lines[lines["kept"]] if view.lijnen == "zeker" else lines


@lru_cache(maxsize=512)
def region(atlas: Atlas, region_id: str, level: int, language: str = SOURCE) -> Markup:
    """Draw the map of one region."""
    _ = words(language)
    names = atlas.regions(level)["region"]
    caption = Caption(
        _("Kaart van {region} en omgeving").format(region=names[region_id]),
        _(
            "De leden van de regio zijn gekleurd: hoe voller, hoe groter het deel van hun samenwerking "
            "dat binnen de regio blijft. De lijnen lopen naar gemeenten buiten de regio. De tabel van "
            "leden geeft dezelfde getallen."
        ),
        language,
    )
    made = region_map(
        atlas.close,
        atlas.members(level),
        names,
        region_id,
        _heaviest(atlas, region_id, level),
        titles(atlas, level, language),
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


@lru_cache(maxsize=256)
def arrangement(atlas: Atlas, i: str, language: str = SOURCE) -> Markup | None:
    """Draw where the municipalities of an arrangement lie; None when it has none."""
    _ = words(language)
    members = atlas.edition.members
    found = members.loc[(members["arrangement"] == i) & (members["kind"] == "municipality"), "organisation"]
    return places(
        atlas,
        found.tolist(),
        _("Gemeenten in {name}").format(name=atlas.edition.arrangements.loc[i, "name"]),
        language,
    )


def places(
    atlas: Atlas, ids: list[str], title: str, language: str = SOURCE, level: int = 0, by_region: bool = False
) -> Markup | None:
    """Draw where some municipalities lie, in one colour or in those of their regions; None without any."""
    if not ids:
        return None
    _ = words(language)
    said = _("De gemeenten zijn gekleurd. Dunne grenzen zijn die van de regio's. De lijst noemt ze allemaal.")
    level = level or atlas.best
    labels = atlas.members(level)["region_id"]
    known = titles(atlas, level, language)
    caption = Caption(title, said, language)
    ground = atlas.close if len(ids) <= LOCAL else atlas.ground
    names, hues = atlas.edition.municipalities["name"], atlas.hues[level] if by_region else None
    return drawing(members_map(ground, ids, labels, names, known, caption, hues=hues).svg)


@lru_cache(maxsize=4096)
def strip(atlas: Atlas, region_id: str, level: int, measure: Measure, language: str = SOURCE) -> Markup:
    """Draw all regions on one measure, with one marked."""
    _ = words(language)
    table = atlas.regions(level)
    values = pd.DataFrame({"value": table[measure.key]})
    for end in ("low", "high", "null"):
        column = f"{measure.key}_{end}"
        if column in table:
            values[end] = table[column]
    here = values.loc[region_id]

    def written(value: float) -> str:
        return percentage(value, language) if measure.is_share else number(value, 2, language)

    ends = interval(here.get("low"), here.get("high"), measure.is_share, language=language)
    said = _("De {n} regio's liggen tussen {low} en {high}.").format(
        n=len(values), low=written(values["value"].min()), high=written(values["value"].max())
    )
    title = f"{_(measure.name)}: {written(here['value'])}" + (f" ({ends})" if ends else "")
    caption = Caption(title, said, language)
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
