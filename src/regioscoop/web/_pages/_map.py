"""The map of the country, as one chooses to see it."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from regioscoop.context import division_name
from regioscoop.errors import UnknownNameError
from regioscoop.figures import line_legend
from regioscoop.register import codes
from regioscoop.web import _drawings
from regioscoop.web._atlas import SURE, Atlas
from regioscoop.web._atlases import Atlases
from regioscoop.web._language import number, words
from regioscoop.web._links import Page
from regioscoop.web._measure_list import BY_KEY
from regioscoop.web._pages._types import Content
from regioscoop.web._selection import chosen
from regioscoop.web._view import LAYERS, LINES, UNKNOWN, View

SORTABLE: Final = ("region", "members", "stability", "arrangements", *BY_KEY)


def national(atlases: Atlases, page: Page) -> Content:
    """The map of the country at a level, with what is asked of it."""
    atlas = atlases.get(page.edition)
    level = atlas.level(page.level)
    members = atlas.members(level)
    view = View.of(page.query, list(atlas.beside))
    sort = page.asked("sorteer", "region")
    if sort.removeprefix("-") not in SORTABLE:
        raise UnknownNameError("kolom", sort, SORTABLE)
    return "map", {
        "level": atlas.found.delineation.level(level),
        "levels": [_level_words(atlas, k.number) for k in atlas.levels],
        "regions": _sorted(atlas.regions(level), sort),
        "sort": sort,
        "municipalities": len(members),
        "sure": int((members["stability"] >= SURE).sum()),
        "svg": _drawings.national(atlas, level, view, page.language),
        "line_classes": line_legend(),
        "part_classes": line_legend(every=True),
        "undrawn": int((atlas.lines["shared"] < line_legend()[0][0]).sum()),
        "choice": choice_words(atlas, view, page.language),
        "backbone": int(atlas.lines["kept"].sum()),
        "pairs": len(atlas.lines),
        "view": view,
        "choices": choices(atlas, page.language),
        "agreement": agreement_words(atlas, view.naast, level, page.language) if view.naast else "",
        **_numbers(atlas, view, level),
    }


def _numbers(atlas: Atlas, view: View, level: int) -> dict[str, Any]:
    """Numbers of what the filters leave; nothing when there are no filters."""
    if not view.filters:
        return {"totals": None, "selected": []}
    found = chosen(atlas, view)
    table = found.regions(atlas.members(level)["region_id"]).reindex(atlas.regions(level).index)
    table = atlas.regions(level)[["region", "members"]].join(table)
    rows = table.reset_index(names="id").to_dict("records")
    return {"totals": found.totals, "selected": rows}


def choices(atlas: Atlas, language: str) -> dict[str, list[tuple[str, str]]]:
    """What can be chosen, in order: pairs of code and words. Only codes that occur."""
    _ = words(language)
    frame = atlas.edition.arrangements
    fields = {code for row in frame["fields"] for code in row}
    kinds = set(atlas.edition.members["kind"])

    def pairs(codelist: codes.CodeList, known: set[str]) -> list[tuple[str, str]]:
        return [(code, codelist.label(code, language)) for code in codelist.codes if code in known]

    unknown = [(UNKNOWN, _("onbekend"))] if (frame["legal_class"] == "").any() else []
    return {
        "terrein": pairs(codes.POLICY_FIELDS, fields),
        "vorm": [*pairs(codes.LEGAL_CLASSES, set(frame["legal_class"])), *unknown],
        "verplichting": pairs(codes.OBLIGATIONS, set(frame["obligation"])),
        "deelnemer": pairs(codes.ORGANISATION_KINDS, kinds),
        "laag": [(LAYERS[0], _("de regio's, elk een kleur")), (LAYERS[1], _("de trek van een tweede regio"))],
        "lijnen": [(LINES[0], _("alle")), (LINES[1], _("alleen meer dan toeval")), (LINES[2], _("geen"))],
        "naast": [(i, division_name(i, language)) for i in atlas.beside],
    }


def choice_words(atlas: Atlas, view: View, language: str) -> str:
    """Which arrangements the filters leave, such as ‘mobiliteit, verplicht’; empty without filters."""
    known = choices(atlas, language)
    labels = {name: dict(known[name]) for name in view.filters}
    return ", ".join(labels[name].get(code, code) for name, code in view.filters.items())


def agreement_words(atlas: Atlas, division: str, level: int, language: str) -> str:
    """How far the regions agree with an official division, in one or two sentences."""
    _ = words(language)
    found = atlas.agreement(division, level)
    if found.ami >= 0.9:
        how = _("vallen bijna samen met")
    elif found.ami >= 0.75:
        how = _("lijken sterk op")
    elif found.ami >= 0.5:
        how = _("lijken deels op")
    else:
        how = _("lijken weinig op")
    same = int((found.regions["jaccard"] == 1).sum())
    if same > 1:
        equal = _("{same} regio's zijn er precies gelijk aan.").format(same=same)
    else:
        equal = (
            _("Eén regio is er precies gelijk aan.") if same else _("Geen regio is er precies gelijk aan.")
        )
    return _(
        "De {n} regio's {how} de indeling ‘{division}’ ({regions} gebieden). {equal} "
        "Overeenkomst {ami} op een schaal van 0 (niet meer dan toeval) tot 1 (gelijk)."
    ).format(
        n=len(found.regions),
        how=how,
        division=division_name(division, language),
        regions=atlas.beside[division].labels.nunique(),
        equal=equal,
        ami=number(found.ami, 2, language),
    )


def _level_words(atlas: Atlas, number: int) -> dict[str, Any]:
    level = atlas.found.delineation.level(number)
    return {
        "number": 0 if number == atlas.best else number,
        "place": (number > atlas.best) - (number < atlas.best),
        "regions": level.regions,
        "stability": level.stability,
        "real": number,
    }


def _sorted(table: pd.DataFrame, sort: str) -> list[dict[str, Any]]:
    """Rows in an order; unknown values last, equal ones by name."""
    column = sort.removeprefix("-")
    names = table["region"].str.casefold()
    key = names if column == "region" else table[column]
    order = (
        pd.DataFrame({"key": key, "name": names})
        .sort_values(["key", "name"], ascending=[not sort.startswith("-"), True], na_position="last")
        .index
    )
    return [{"id": str(i), **table.loc[i].to_dict()} for i in order]
