"""From an ambition: a policy field and the municipalities it concerns, and what there is already."""

from __future__ import annotations

from typing import Any

from regioscoop.errors import UnknownNameError
from regioscoop.register import codes
from regioscoop.web._ambition import MOST, answer, towns_by_name
from regioscoop.web._atlas import Atlas
from regioscoop.web._atlases import Atlases
from regioscoop.web._links import Page
from regioscoop.web._pages._types import Content


def ambition(atlases: Atlases, page: Page) -> Content:
    """The form, and the answer when something is asked."""
    atlas = atlases.get(page.edition)
    field, region, one_by_one = page.asked("terrein"), page.asked("regio"), page.every("gemeente")
    regions = atlas.regions(atlas.best)["region"]
    names = towns_by_name(atlas)
    _require("beleidsterrein", [field] if field else [], codes.POLICY_FIELDS.codes)
    _require("regio", [region] if region else [], list(regions.index))
    _require("gemeente", one_by_one, list(names.index))
    too_many = len(set(one_by_one)) > MOST
    members = set(atlas.regionalisation(atlas.best).members(region)) if region else set()
    wanted = [] if too_many else [str(i) for i in names.index if i in members | set(one_by_one)]
    return "ambition", {
        "field": field,
        "region": region,
        "fields": [(code, codes.POLICY_FIELDS.label(code, page.language)) for code in _fields(atlas)],
        "regions": [(str(i), str(name)) for i, name in regions.items()],
        "levels": [0 if k.number == atlas.best else k.number for k in atlas.levels],
        "provinces": _provinces(atlas, set(one_by_one)),
        "asked": bool(field or region or one_by_one),
        "too_many": too_many,
        "most": MOST,
        "chosen": len(set(one_by_one)),
        "towns": [str(names[i]) for i in wanted],
        "answer": answer(atlas, field, wanted, page.language) if wanted else None,
    }


def _require(kind: str, asked: list[str], known: list[str]) -> None:
    strange = sorted(set(asked) - set(known))
    if strange:
        raise UnknownNameError(kind, ", ".join(strange), known)


def _fields(atlas: Atlas) -> list[str]:
    """Policy fields that occur."""
    found = {code for row in atlas.edition.arrangements["fields"] for code in row}
    return [code for code in codes.POLICY_FIELDS.codes if code in found]


def _provinces(atlas: Atlas, chosen: set[str]) -> list[dict[str, Any]]:
    """Municipalities by province, with what is chosen of them."""
    frame = atlas.edition.municipalities.assign(chosen=atlas.edition.municipalities.index.isin(chosen))
    frame = frame.rename_axis("id").reset_index()
    frame = frame.assign(of=frame["province"].map(atlas.organisations["name"]).fillna(""))
    frame = frame.sort_values("name", key=lambda names: names.str.casefold())
    return [
        {"name": name, "rows": rows.to_dict("records"), "chosen": int(rows["chosen"].sum())}
        for name, rows in frame.groupby("of")
    ]
