"""One municipality: what it takes part in, with whom, and which regions it belongs to."""

from __future__ import annotations

import re
from typing import Any, Final

import pandas as pd

from regioscoop.context import inhabitants_caption
from regioscoop.errors import UnknownNameError
from regioscoop.web._atlas import Atlas
from regioscoop.web._atlases import Atlases
from regioscoop.web._language import percentage, words
from regioscoop.web._links import Page
from regioscoop.web._pages._changes import changes_of_organisation
from regioscoop.web._pages._influence import rights
from regioscoop.web._pages._rows import arrangements_of, by_field
from regioscoop.web._pages._types import Content

MOST_PARTNERS = 15
_SUM: Final = re.compile(r"sum of (\d+) municipalities")


def municipality(atlases: Atlases, page: Page) -> Content:
    """One municipality."""
    atlas = atlases.get(page.edition)
    members = atlas.members(atlas.best)
    if page.id not in members.index:
        names = atlas.edition.municipalities["name"]
        raise UnknownNameError("gemeente", page.id, [*members.index, *names])
    taken = arrangements_of(atlas, [page.id], least=1)
    return "municipality", {
        "municipality": {"id": page.id, **members.loc[page.id].to_dict()},
        "province_id": str(atlas.organisations.loc[page.id, "province"]),
        "province": atlas.organisations["name"].get(atlas.organisations.loc[page.id, "province"], ""),
        "names": atlas.regions(atlas.best)["region"],
        "certainty": certainty_words(
            float(members.loc[page.id, "stability"]),
            str(members.loc[page.id, "region"]),
            atlas.found.delineation.settings.draws,
            page.language,
        ),
        "arrangements": len(taken),
        "fields": by_field(atlas, taken, {page.id}),
        "partners": _partners(atlas, page.id),
        "all_partners": int(atlas.municipal["partners"].get(page.id, 0)),
        "peers": _peers(atlas, page.id, page.language),
        "inhabitants": atlas.inhabitants.loc[page.id].to_dict(),
        "inhabitants_words": _inhabitants_words(atlas, page.id, page.language),
        "rights": rights(atlas, list(taken.index), "municipal_council", page.language),
        "changes": changes_of_organisation(atlases, page),
    }


def certainty_words(stability: float, region: str, draws: int, language: str) -> str:
    """How sure the region of a municipality is, as a council member would say it.

    Parameters
    ----------
    stability
        Share of the draws in which it stayed, 0 to 1.
    region
        Name of its region.
    draws
        How often the regions were drawn anew.
    language
        Language of the words.
    """
    _ = words(language)
    share = percentage(stability, language).removesuffix("%")
    if stability == 1:
        how = _("Elke keer bleef de gemeente bij {region}.")
    elif share.startswith(">"):
        how = _("In meer dan {n} van de 100 keer bleef de gemeente bij {region}.")
    elif share.startswith("<"):
        how = _("In minder dan {n} van de 100 keer bleef de gemeente bij {region}.")
    else:
        how = _("In {n} van de 100 keer bleef de gemeente bij {region}.")
    asked = _(
        "Hoe zeker is dat? We rekenden {draws} keer opnieuw, met steeds een andere greep uit de verbanden."
    )
    return f"{asked} {how}".format(draws=draws, n=share.lstrip("<>"), region=region)


def _inhabitants_words(atlas: Atlas, i: str, language: str) -> str:
    """What the number of inhabitants is: the note of the data is English, so it is said anew."""
    _ = words(language)
    row = atlas.inhabitants.loc[i]
    said = [inhabitants_caption(atlas.edition, language)]
    summed = _SUM.search(str(row["note"]))
    if summed:
        said.append(_("som van {n} gemeenten").format(n=summed[1]))
    if row["is_estimated"]:
        said.append(_("geschat: inwoners van een gesplitste gemeente, verdeeld naar oppervlakte"))
    return "; ".join(part for part in said if part)


def _partners(atlas: Atlas, i: str) -> list[dict[str, Any]]:
    """Municipalities it shares most arrangements with."""
    lines = atlas.lines
    mine = lines[(lines["a"] == i) | (lines["b"] == i)]
    other = mine["a"].where(mine["b"] == i, mine["b"])
    rows = mine.assign(
        id=other,
        name=other.map(atlas.organisations["name"]),
        region_id=other.map(atlas.members(atlas.best)["region_id"]),
    )
    order = ["shared", "weight", "name"]
    rows = rows.sort_values(order, ascending=[False, False, True]).head(MOST_PARTNERS)
    return list(rows[["id", "name", "region_id", "shared", "kept"]].to_dict("records"))


def _peers(atlas: Atlas, i: str, language: str) -> dict[str, Any]:
    """The municipality beside those of its size, measure by measure."""
    _ = words(language)
    told = {
        "arrangements": (_("Samenwerkingsverbanden"), False),
        "partners": (_("Gemeenten waarmee zij samenwerkt"), False),
        "c3": (_("Hoe vaak zij dezelfde partners treft (C3)"), True),
        "membership": (_("Samenwerking binnen de eigen regio"), True),
        "second_membership": (_("Samenwerking met de tweede regio"), True),
    }
    found = {key: atlas.beside_its_size(key, i) for key in told}
    first = found["arrangements"]
    rows = [
        {"key": key, "name": told[key][0], "is_share": told[key][1], "found": peers}
        for key, peers in found.items()
        if peers.value is not None and not pd.isna(peers.value)
    ]
    return {"rows": rows, "own": first.own_class, "compared": first.compared_class, "number": first.peers}
