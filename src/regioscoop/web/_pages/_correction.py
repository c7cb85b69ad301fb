"""Is this not right? A page with all that stands in the register about one thing, and how to mend it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from regioscoop.errors import UnknownNameError
from regioscoop.register import codes
from regioscoop.web._atlas import Atlas
from regioscoop.web._atlases import Atlases
from regioscoop.web._corrections import CODED, FACTS, LONGEST_MAIL, correction_name, keeper, mailto
from regioscoop.web._language import day, words
from regioscoop.web._links import Page
from regioscoop.web._pages._types import Content

KINDS: Final = {"correctie-gemeente": "gemeente", "correctie-samenwerkingsverband": "samenwerkingsverband"}
"""Kind of page -> kind of page that it is about."""
Facts = list[tuple[str, str]]


def correction(atlases: Atlases, page: Page) -> Content:
    """What stands in the register about one municipality or arrangement, as a sheet and as a mail."""
    atlas = atlases.get(page.edition)
    about = KINDS[page.kind]
    known = ids(atlas, page.kind)
    if page.id not in known:
        raise UnknownNameError(about, page.id, known)
    facts, taken = (_of_town if about == "gemeente" else _of_arrangement)(atlas, page)
    name = str(atlas.organisations["name"].get(page.id) or atlas.edition.arrangements["name"].get(page.id))
    subject, body = _mail(atlas, page, name, facts, taken)
    shorter: tuple[tuple[Facts, list[str]], ...] = ((facts, taken), (facts, []), (facts[:1], []))
    links = [mailto(keeper(), subject, _mail(atlas, page, name, *told)[1]) for told in shorter]
    return "correction", {
        "about": about,
        "name": name,
        "facts": facts,
        "taken": taken,
        "sheet": correction_name(page.id),
        "keeper": keeper(),
        "subject": subject,
        "body": body,
        "mailto": next((link for link in links if len(link) <= LONGEST_MAIL), links[-1]),
    }


def ids(atlas: Atlas, kind: str) -> list[str]:
    """Ids of all things of which there is such a page."""
    edition = atlas.edition
    found = edition.municipalities if KINDS[kind] == "gemeente" else edition.arrangements
    return [str(i) for i in found.index]


def _of_town(atlas: Atlas, page: Page) -> tuple[Facts, list[str]]:
    _ = words(page.language)
    row = atlas.edition.municipalities.loc[page.id]
    members = atlas.edition.members
    taken = members.loc[members["organisation"] == page.id, "arrangement"]
    province = atlas.organisations["name"].get(row["province"], _("niet ingevuld"))
    facts = [(_("Naam"), str(row["name"])), (_("CBS-code"), page.id), (_("Provincie"), str(province))]
    return facts, sorted(taken.map(atlas.edition.arrangements["name"]), key=str.casefold)


def _of_arrangement(atlas: Atlas, page: Page) -> tuple[Facts, list[str]]:
    _ = words(page.language)
    row = atlas.edition.arrangements.loc[page.id]
    members = atlas.edition.members
    taken = members.loc[members["arrangement"] == page.id, "organisation"]
    fields = [codes.POLICY_FIELDS.label(field, page.language) for field in row["fields"]]
    facts = [(_named(column, _), _value(column, str(row[column]), page.language)) for column in FACTS]
    facts.append((_("Beleidsterreinen"), ", ".join(fields) or _("niet ingevuld")))
    return facts, sorted(taken.map(atlas.organisations["name"]), key=str.casefold)


def _named(column: str, _: Callable[[str], str]) -> str:
    return {
        "name": _("Naam"),
        "aliases": _("Andere namen"),
        "legal_class": _("Soort rechtsvorm"),
        "legal_form": _("Rechtsvorm"),
        "obligation": _("Verplichting"),
        "goal": _("Doel"),
        "seat": _("Zetel"),
        "purpose": _("Waarvoor"),
        "founded": _("Opgericht"),
        "dissolved": _("Opgeheven"),
    }[column]


def _value(column: str, now: str, language: str) -> str:
    _ = words(language)
    if not now:
        return _("niet ingevuld")
    if column in CODED:
        return CODED[column].label(now, language)
    return day(now, language) if column in ("founded", "dissolved") else now.replace("|", "; ")


def _mail(atlas: Atlas, page: Page, name: str, facts: Facts, taken: list[str]) -> tuple[str, str]:
    """Subject and text of a mail that only has to be filled in."""
    _ = words(page.language)
    is_town = KINDS[page.kind] == "gemeente"
    where = _("Er klopt iets niet in Regioscoop, editie {edition}, bij: {name} ({id}).")
    now = [f"- {label}: {value}" for label, value in facts]
    if taken:
        heading = _("Doet mee in ({n}):") if is_town else _("Deelnemers ({n}):")
        now.append(f"- {heading.format(n=len(taken))} {'; '.join(taken)}")
    parts = [
        _("Goedendag,"),
        where.format(edition=atlas.edition.id, name=name, id=page.id),
        "\n".join([_("Wat staat er nu?"), *now]),
        _("Wat moet het zijn?") + "\n",
        _("Waar staat dat? (besluit, regeling of website)") + "\n",
        _("Uw naam en organisatie:") + "\n",
        _("Controlegetal van deze editie: {checksum}").format(checksum=atlas.edition.checksum[:10]),
    ]
    subject = _("Correctie in Regioscoop {edition}: {name}").format(edition=atlas.edition.id, name=name)
    return subject, "\n\n".join(parts)
