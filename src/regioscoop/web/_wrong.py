"""Values in an address that do not exist: each of them, and what may stand there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final

from regioscoop.context import division_name
from regioscoop.register import codes
from regioscoop.web._atlas import Atlas
from regioscoop.web._atlases import Atlases
from regioscoop.web._comparison import WHAT
from regioscoop.web._language import words
from regioscoop.web._links import EDITION, LEVEL, Page, Query
from regioscoop.web._measure_list import MEASURES
from regioscoop.web._view import BASE_MAPS, LAYERS, LINES, NAMES, UNKNOWN
from regioscoop.web._whereabouts import Whereabouts

Choices = list[tuple[str, str]]
"""Values with their words."""
MOST: Final = 80
"""With more values than this they are not listed."""


@dataclass(frozen=True)
class Wrong:
    """A value that does not exist.

    Attributes
    ----------
    key
        Its key in the address.
    called
        What the key is, in words.
    value
        What was asked.
    allowed
        What may stand there: value, words, and the page with that value; empty when that is too many.
    kind
        Kind of thing that it names (``gemeente``, ``regio``), or empty.
    """

    key: str
    called: str
    value: str
    allowed: tuple[tuple[str, str, Page], ...]
    kind: str = ""


def wrong_values(atlases: Atlases, asked: Page) -> tuple[Page, list[Wrong]]:
    """Find every value in an address that does not exist.

    Parameters
    ----------
    atlases
        The editions; what is in one that is still being computed is not looked at.
    asked
        The page, with everything that stands in its query, the edition and the level too.

    Returns
    -------
    page
        The page without those values.
    wrong
        Each of them.
    """
    edition, level = asked.asked(EDITION), asked.asked(LEVEL)
    known = edition if edition in atlases.ids and atlases.is_ready(edition) else ""
    atlas = atlases.get(known)
    numbers = {str(k.number) for k in atlas.levels} | {"0", ""}
    number = atlas.level(int(level)) if level in numbers and level else atlas.best
    rest = [(k, v) for k, v in asked.query if k not in (EDITION, LEVEL)]
    choices = _choices(atlas, asked, number)
    bad = [(k, v) for k, v in rest if v and k in choices and v not in dict(choices[k])]
    kept = tuple(pair for pair in rest if pair not in bad)
    own = 0 if number == atlas.best else number
    page = replace(asked, edition=atlases.canonical(known), level=own, query=kept)
    called = _called(asked, words(asked.language))
    wrong = []
    if edition and edition not in atlases.ids:
        listed = [(i, i, replace(page, edition=atlases.canonical(i), level=0)) for i in atlases.ids]
        wrong.append(Wrong(EDITION, called[EDITION], edition, tuple(listed)))
    if level not in numbers:
        wrong.append(Wrong(LEVEL, called[LEVEL], level, tuple(_levels(atlas, page))))
    for key, value in sorted(set(bad)):
        listed = [(code, said, _asking(page, key, code)) for code, said in choices[key]]
        few = tuple(listed) if len(listed) <= MOST else ()
        wrong.append(Wrong(key, called[key], value, few, _kind(asked, key)))
    return page, wrong


def instead(page: Page, wrong: list[Wrong], found: list[Whereabouts]) -> tuple[str, Page] | None:
    """The page with the municipalities that lie where the asked ones lay, and their names.

    Parameters
    ----------
    page
        The page without what is wrong.
    wrong
        What is wrong.
    found
        Where the things are that it names.
    """
    parts = {one.id: one.became[:1] or one.was for one in found}
    swapped = [(one.key, part) for one in wrong for part in parts.get(one.value, ())]
    for key, part in swapped:
        page = _asking(page, key, part.page.id)
    return (", ".join(sorted({part.name for _, part in swapped})), page) if swapped else None


def _asking(page: Page, key: str, value: str) -> Page:
    several = (key, value) if (page.kind, key) in (("vergelijk", "id"), ("opgave", "gemeente")) else None
    others: Query = page.query if several else tuple(pair for pair in page.query if pair[0] != key)
    return replace(page, query=tuple(sorted({*others, (key, value)})))


def _levels(atlas: Atlas, page: Page) -> Iterable[tuple[str, str, Page]]:
    _ = words(page.language)
    for k in atlas.levels:
        own = 0 if k.number == atlas.best else k.number
        yield str(k.number), _("{n} regio's").format(n=k.regions), replace(page, level=own)


def _kind(page: Page, key: str) -> str:
    """Kind of thing that a value names."""
    if page.kind == "vergelijk" and key == "id":
        return "gemeente" if page.asked("wat") == "gemeente" else "regio"
    return key if page.kind == "opgave" and key in ("gemeente", "regio") else ""


def _called(page: Page, _: Callable[[str], str]) -> dict[str, str]:
    """What each key is, in words."""
    return {
        EDITION: _("editie"),
        LEVEL: _("niveau"),
        "laag": _("kleur van de kaart"),
        "lijnen": _("keuze van lijnen"),
        "naast": _("indeling om ernaast te leggen"),
        "namen": _("keuze voor namen"),
        "achtergrond": _("achtergrond"),
        "terrein": _("beleidsterrein"),
        "vorm": _("rechtsvorm"),
        "verplichting": _("verplichting"),
        "deelnemer": _("soort deelnemer"),
        "sorteer": _("kolom om op te sorteren"),
        "regio": _("regio"),
        "gemeente": _("gemeente"),
        "wat": _("soort vergelijking"),
        "id": _("gemeente") if page.asked("wat") == "gemeente" else _("regio"),
    }


def _choices(atlas: Atlas, page: Page, level: int) -> dict[str, Choices]:
    """What may stand under each key of a page."""
    _ = words(page.language)
    filters = {
        "terrein": _coded(codes.POLICY_FIELDS, page.language),
        "vorm": [*_coded(codes.LEGAL_CLASSES, page.language), (UNKNOWN, _("onbekend"))],
        "verplichting": _coded(codes.OBLIGATIONS, page.language),
    }
    if page.kind == "kaart":
        return {**filters, **_of_map(atlas, page.language)}
    if page.kind == "samenwerkingsverbanden":
        return filters
    if page.kind == "opgave":
        regions, towns = _regions(atlas, atlas.best), _towns(atlas)
        return {"terrein": filters["terrein"], "regio": regions, "gemeente": towns}
    if page.kind == "vergelijk":
        named = _towns(atlas) if page.asked("wat") == "gemeente" else _regions(atlas, level)
        return {"wat": [(WHAT[0], _("regio's")), (WHAT[1], _("gemeenten"))], "id": named}
    return {}


def _of_map(atlas: Atlas, language: str) -> dict[str, Choices]:
    _ = words(language)
    columns = [("region", _("Regio")), ("members", _("Gemeenten")), ("stability", _("Zekerheid")),
               ("arrangements", _("Verbanden")), *((m.key, _(m.short)) for m in MEASURES)]  # fmt: skip
    backwards = [(f"-{key}", _("{column}, omgekeerd").format(column=said)) for key, said in columns]
    return {
        "deelnemer": _coded(codes.ORGANISATION_KINDS, language),
        "laag": [(LAYERS[0], _("de regio's, elk een kleur")), (LAYERS[1], _("de trek van een tweede regio"))],
        "lijnen": [(LINES[0], _("alle")), (LINES[1], _("alleen meer dan toeval")), (LINES[2], _("geen"))],
        "naast": [(i, division_name(i, language)) for i in atlas.beside],
        "namen": [(NAMES[0], _("met namen")), (NAMES[1], _("zonder namen"))],
        "achtergrond": [(BASE_MAPS[0], _("geen")), (BASE_MAPS[1], _("de achtergrondkaart van PDOK"))],
        "sorteer": [*columns, *backwards],
    }


def _coded(codelist: codes.CodeList, language: str) -> Choices:
    return [(code, codelist.label(code, language)) for code in codelist.codes]


def _regions(atlas: Atlas, level: int) -> Choices:
    return [(str(i), str(name)) for i, name in atlas.regions(level)["region"].items()]


def _towns(atlas: Atlas) -> Choices:
    return [(str(i), str(name)) for i, name in atlas.edition.municipalities["name"].items()]
