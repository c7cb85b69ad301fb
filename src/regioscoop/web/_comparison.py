"""Regions or municipalities side by side: one column each, in words that are ready to show.

The pages of the server and the file of data for the script of plain files come from the same columns.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

import pandas as pd

from regioscoop.register import codes
from regioscoop.web._atlas import Atlas
from regioscoop.web._language import interval, is_unknown, number, percentage, words
from regioscoop.web._measure_list import MEASURES

LEAST, MOST = 2, 6
WHAT: Final = ("regio", "gemeente")
WIDTH: Final = 88
"""Width of the small drawing of a share, in its own units."""


@dataclass(frozen=True)
class Head:
    """What a row is about.

    Attributes
    ----------
    words
        Name of the row.
    anchor
        Place on the page of explanations, if any.
    """

    words: str
    anchor: str = ""


@dataclass(frozen=True)
class Cell:
    """What stands in a row for one of those that are compared.

    Attributes
    ----------
    text
        In words.
    more
        Smaller, below it: a margin or a count.
    at
        Where a share from 0 to 1 stands on a line of `WIDTH`, with the ends of its margin; or nothing.
    link
        Kind and id of the page that the text leads to; or nothing.
    """

    text: str
    more: str = ""
    at: tuple[float, ...] = ()
    link: tuple[str, str] | tuple[()] = ()


@dataclass(frozen=True)
class Column:
    """One of those that are compared.

    Attributes
    ----------
    id, name
        Which one.
    cells
        As many as there are rows.
    towns
        Ids of its municipalities, for the map.
    """

    id: str
    name: str
    cells: tuple[Cell, ...]
    towns: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True)
class Known:
    """Codes that occur in an edition, in order; the last one may be empty, for what is not known."""

    classes: list[str]
    obligations: list[str]
    fields: list[str]


@lru_cache(maxsize=8)
def _known(atlas: Atlas) -> Known:
    frame = atlas.edition.arrangements

    def occurring(known: codes.CodeList, values: pd.Series) -> list[str]:
        return [*known.codes, *([""] if (values == "").any() else [])]

    return Known(
        occurring(codes.LEGAL_CLASSES, frame["legal_class"]),
        occurring(codes.OBLIGATIONS, frame["obligation"]),
        occurring(codes.POLICY_FIELDS, _main(atlas)),
    )


def _main(atlas: Atlas) -> pd.Series:
    """Main policy field of each arrangement, empty when unknown."""
    return atlas.edition.arrangements["fields"].map(lambda row: next(iter(row), ""))


def heads(atlas: Atlas, what: str, language: str) -> list[tuple[str, list[Head]]]:
    """Rows in groups: the name of each group and its rows, in the order of the cells of a column."""
    _ = words(language)
    known = _known(atlas)

    def named(codelist: codes.CodeList, rows: list[str]) -> list[Head]:
        labels = [codelist.label(code, language) for code in rows]
        return [Head(label[:1].upper() + label[1:]) for label in labels]

    stability = Head(_("Zekerheid"), "stabiliteit")
    arrangements = Head(_("Samenwerkingsverbanden"), "samenwerkingsverband")
    by_field = (
        _("Verbanden per beleidsterrein (het hoofdterrein telt)"),
        named(codes.POLICY_FIELDS, known.fields),
    )
    if what == "regio":
        size = [Head(_("Gemeenten")), arrangements, Head(_("Verbanden per gemeente"))]
        size += [Head(_("Gemeenten per verband")), stability]
        return [
            (_("Omvang"), size),
            (_("Maten"), [Head(_(m.name), m.key) for m in MEASURES]),
            (_("Waar leunt de regio op?"), [Head(_("Meeste samenwerking met"))]),
            by_field,
        ]
    size = [Head(_("Inwoners")), arrangements, Head(_("Gemeenten waarmee zij samenwerkt"))]
    size += [Head(_("Hoe vaak zij dezelfde partners treft (C3)"))]
    legal, obliged = named(codes.LEGAL_CLASSES, known.classes), named(codes.OBLIGATIONS, known.obligations)
    return [
        (_("Omvang"), size),
        (_("Regio's"), [Head(_("Eerste regio")), Head(_("Tweede regio")), stability]),
        (_("Deel van de verbanden per rechtsvorm"), legal),
        (_("Deel van de verbanden per verplichting"), obliged),
        by_field,
    ]


def columns(atlas: Atlas, what: str, level: int, language: str) -> dict[str, Column]:
    """Every region of a level, or every municipality, as a column; by id, ordered by name."""
    return _regions(atlas, level, language) if what == "regio" else _towns(atlas, language)


@lru_cache(maxsize=32)
def _regions(atlas: Atlas, level: int, language: str) -> dict[str, Column]:
    labels = atlas.members(level)["region_id"]
    fields = _count(_shared_in(atlas, labels), _main(atlas))
    out = {}
    for i, row in atlas.regions(level).iterrows():
        measured = [_measure(row, m.key, m.is_share, language) for m in MEASURES]
        cells = [
            Cell(number(row["members"], 0, language)),
            Cell(number(row["arrangements"], 0, language)),
            Cell(number(row["arrangements_per_municipality"], 1, language)),
            Cell(number(row["municipalities_per_arrangement"], 1, language)),
            _share(row["stability"], "", language),
            *measured,
            _leaning(atlas, str(i), level, language),
            *_counts(fields, i, _known(atlas).fields, language),
        ]
        towns = tuple(sorted(labels.index[labels == i]))
        out[str(i)] = Column(str(i), str(row["region"]), tuple(cells), towns)
    return out


@lru_cache(maxsize=8)
def _towns(atlas: Atlas, language: str) -> dict[str, Column]:
    table = atlas.municipal.join(atlas.inhabitants["inhabitants"])
    members = atlas.members(atlas.best)
    names = atlas.regions(atlas.best)["region"]
    towns = atlas.edition.members.query("kind == 'municipality'")
    taken = towns.rename(columns={"organisation": "of"})[["of", "arrangement"]]
    frame = atlas.edition.arrangements
    fields = _count(taken, _main(atlas))
    legal = _count(taken, frame["legal_class"])
    obliged = _count(taken, frame["obligation"])
    out = {}
    order = atlas.edition.municipalities["name"].sort_values(key=lambda column: column.str.casefold())
    for i, name in order.items():
        row, own = table.loc[i], members.loc[i]
        second = str(own["second_region_id"] or "")
        cells = [
            Cell(number(_plain(row["inhabitants"]), 0, language)),
            Cell(number(row["arrangements"], 0, language)),
            Cell(number(row["partners"], 0, language)),
            _share(row["c3"], "", language),
            _of_region(own["region_id"], str(own["region"]), own["membership"], language),
            _of_region(second, str(names.get(second, "")), own["second_membership"], language),
            _share(own["stability"], "", language),
            *_shares(legal, i, _known(atlas).classes, language),
            *_shares(obliged, i, _known(atlas).obligations, language),
            *_counts(fields, i, _known(atlas).fields, language),
        ]
        out[str(i)] = Column(str(i), str(name), tuple(cells), (str(i),))
    return out


def _plain(value: Any) -> float | None:  # noqa: ANN401 - a cell of a frame
    return None if pd.isna(value) else float(value)


def _measure(row: pd.Series, key: str, is_share: bool, language: str) -> Cell:
    low, high = row.get(f"{key}_low"), row.get(f"{key}_high")
    ends = interval(low, high, is_share, language=language)
    if is_unknown(row[key]):
        return Cell(number(None, 0, language))
    text = percentage(row[key], language) if is_share else number(row[key], 2, language)
    return Cell(text, ends, _at(row[key], *((low, high) if ends else ())))


def _share(value: float, more: str, language: str) -> Cell:
    return Cell(percentage(value, language), more, () if is_unknown(value) else _at(value))


def _at(*shares: float | None) -> tuple[float, ...]:
    return tuple(round(WIDTH * float(share), 1) for share in shares if share is not None)


def _leaning(atlas: Atlas, region: str, level: int, language: str) -> Cell:
    rows = atlas.leanings(level)
    rows = rows[(rows["region"] == region) & (rows["other"] != region)]
    if rows.empty:
        return Cell(words(language)("geen"))
    first = rows.iloc[0]
    return _of_region(
        str(first["other"]), str(atlas.regions(level)["region"][first["other"]]), first["share"], language
    )


def _of_region(region: str, name: str, share: float, language: str) -> Cell:
    if not region:
        return Cell(words(language)("geen"))
    at = () if is_unknown(share) else _at(share)
    return Cell(name, percentage(share, language), at, ("regio", str(region)))


def _shared_in(atlas: Atlas, labels: pd.Series) -> pd.DataFrame:
    """Arrangements with two members or more in a region: of (the region), arrangement."""
    members = atlas.edition.members
    inside = members.assign(of=members["organisation"].map(labels)).dropna(subset="of")
    sizes = inside.groupby(["of", "arrangement"]).size()
    return sizes[sizes >= 2].reset_index()[["of", "arrangement"]]


def _count(taken: pd.DataFrame, code: pd.Series) -> pd.DataFrame:
    """Number of arrangements of each code, a row for each of those that take part."""
    coded = taken["arrangement"].map(code)
    return pd.crosstab(taken["of"], coded)


def _counts(table: pd.DataFrame, i: Any, known: list[str], language: str) -> list[Cell]:  # noqa: ANN401
    if i not in table.index:
        return [Cell(number(0, 0, language))] * len(known)
    return [Cell(number(table.loc[i].get(code, 0), 0, language)) for code in known]


def _shares(table: pd.DataFrame, i: Any, known: list[str], language: str) -> list[Cell]:  # noqa: ANN401
    _ = words(language)
    if i not in table.index:
        return [Cell(number(None, 0, language))] * len(known)
    row = table.loc[i]
    total, of = int(row.sum()), _("{a} van {b}")
    return [
        _share(row.get(code, 0) / total, of.format(a=int(row.get(code, 0)), b=total), language)
        for code in known
    ]


def sentences(language: str) -> dict[str, str]:
    """Sentences of the page, with their gaps; the script fills the same ones."""
    _ = words(language)
    return {
        "beside": _("{names} naast elkaar"),
        "and": _("{first} en {last}"),
        "begin_regio": _("Leg regio's naast elkaar"),
        "begin_gemeente": _("Leg gemeenten naast elkaar"),
        "few": _("Kies er minstens {least}."),
        "one_more": _("Kies er nog een bij. Vergelijken kan vanaf {least}."),
        "many": _("U koos er {n}. Meer dan {most} past niet naast elkaar. Haal er een paar weg."),
        "explained": _("Wat is {words}"),
    }


def title(names: list[str], what: str, language: str) -> str:
    """Title of a comparison: who stands beside whom."""
    said = sentences(language)
    if len(names) < LEAST:
        return said[f"begin_{what}"]
    told = said["and"].format(first=", ".join(names[:-1]), last=names[-1])
    return said["beside"].format(names=told)


def advice(chosen: int, language: str) -> str:
    """What to do when so many cannot be compared; nothing when they can."""
    said = sentences(language)
    if chosen > MOST:
        return said["many"].format(n=chosen, most=MOST)
    if chosen < LEAST:
        return said["one_more" if chosen else "few"].format(least=LEAST)
    return ""


def comparison_data(atlas: Atlas, language: str) -> bytes:
    """Write every column as JSON, for the script of plain files.

    Parameters
    ----------
    atlas
        What is compared.
    language
        Language of the words.

    Returns
    -------
    bytes
        ``words``; ``heads`` of ``regio`` and ``gemeente``; ``columns``: those of ``gemeente``, and of
        ``regio`` for each level as it stands in an address (0 for the best).
    """
    numbers = {0 if k.number == atlas.best else k.number: k.number for k in atlas.levels}
    data = {
        "words": sentences(language),
        "least": LEAST,
        "most": MOST,
        "heads": {what: _packed_heads(atlas, what, language) for what in WHAT},
        "columns": {
            "gemeente": [_packed(c) for c in columns(atlas, "gemeente", 0, language).values()],
            **{
                f"regio-{shown}": [_packed(c) for c in columns(atlas, "regio", level, language).values()]
                for shown, level in numbers.items()
            },
        },
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def _packed_heads(atlas: Atlas, what: str, language: str) -> list[Any]:
    """Groups as name and rows; a row as words and anchor."""
    groups = heads(atlas, what, language)
    return [[name, [[head.words, head.anchor] for head in rows]] for name, rows in groups]


def _packed(column: Column) -> list[Any]:
    """A column as id, name and cells; of a cell what is empty at its end is left out."""
    cells = []
    for cell in column.cells:
        parts: list[Any] = [cell.text, cell.more, cell.at, cell.link]
        while len(parts) > 1 and not parts[-1]:
            parts.pop()
        cells.append(parts)
    return [column.id, column.name, cells]
