"""Participants as sets of codes, carried across mergers of municipalities."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

from rapidfuzz import fuzz, process

from regioscoop.collection.linking._words import fold, table
from regioscoop.register import load_edition
from regioscoop.register.mergers import HEIR_SHARE

TYPING_ERROR: Final = 90.0
"""Least similarity (rapidfuzz ratio, 0 to 100) at which a name is a typing error of a known one."""
_CODE: Final = re.compile(r"(?:GM|PV|WS)\d{2,4}")
_SHORT: Final = {
    "den haag": "s gravenhage", "sgravenhage": "s gravenhage", "den bosch": "s hertogenbosch",
    "shertogenbosch": "s hertogenbosch", "nuenen": "nuenen gerwen en nederwetten",
    "hoogezand": "hoogezand sappemeer", "sudwest friesland": "sudwest fryslan",
}  # fmt: skip
_KIND: Final = re.compile(r"^(?:gemeente|provincie) ")
_BRACKET: Final = re.compile(r"\s*\([^)]*\)$")


@dataclass(frozen=True)
class Gazetteer:
    """Who may take part.

    Attributes
    ----------
    codes
        Folded name -> codes that bear it (two for the two of the name Bergen).
    province
        Code of a municipality -> code or name of its province.
    to_2016, to_2024
        Code -> its heir in that year, for those that are no longer there.
    later
        Codes that exist only after 2016.
    """

    codes: dict[str, tuple[str, ...]]
    province: dict[str, str]
    to_2016: dict[str, str]
    to_2024: dict[str, str]
    later: frozenset[str]


@cache
def gazetteer() -> Gazetteer:
    """Municipalities and provinces of the shipped editions, and former municipalities, once."""
    old, new = load_edition("2016"), load_edition("2024")
    codes: dict[str, set[str]] = {}
    province: dict[str, str] = {}
    for edition in (old, new):
        rows = edition["organisations"]
        rows = rows[rows["kind"].isin(["municipality", "province", "water_board"])]
        for row in rows.itertuples():
            for name in {fold(row.name), fold(_BRACKET.sub("", row.name)), _KIND.sub("", fold(row.name))}:
                if row.kind == "municipality" or name == fold(row.name):
                    codes.setdefault(name, set()).add(row.id)
            province[row.id] = row.province
    former = table("former_municipalities")
    for row in former.itertuples():
        codes.setdefault(fold(row.name), set()).add(row.id or row.heir)
    first: dict[str, str] = dict(former[former["id"] != ""][["id", "heir"]].itertuples(index=False))
    kept = new["mergers"][new["mergers"]["share"].astype(float) >= HEIR_SHARE]
    kept = kept.sort_values(["old", "share", "new"]).drop_duplicates("old", keep="last")
    second: dict[str, str] = dict(kept[["old", "new"]].itertuples(index=False))
    municipalities = [set(e["organisations"].query("kind == 'municipality'")["id"]) for e in (old, new)]
    to_2024 = {old: second.get(heir, heir) for old, heir in first.items()} | second
    return Gazetteer(
        codes={name: tuple(sorted(found)) for name, found in codes.items()},
        province=province,
        to_2016=first,
        to_2024=to_2024,
        later=frozenset(municipalities[1] - municipalities[0]),
    )


@cache
def _codes_of(name: str) -> tuple[str, ...]:
    """Codes that a name may mean; its folded text when it is none that we know."""
    text = name.strip().strip(",")
    if _CODE.fullmatch(text):
        return (text,)
    known = gazetteer().codes
    folded = fold(text)
    for form in (folded, fold(_BRACKET.sub("", text)), re.sub(r"^gemeente ", "", folded)):
        form = _SHORT.get(form, form)
        if form in known:
            return known[form]
    if folded.startswith("provincie "):
        return (f"province {folded.removeprefix('provincie ')}",)
    if len(folded) >= 5:
        hit = process.extractOne(folded, sorted(known), scorer=fuzz.ratio, score_cutoff=TYPING_ERROR)
        if hit:
            return known[hit[0]]
    return (folded,) if folded else ()


def participants_of(cell: str) -> frozenset[str]:
    """The set of codes in a cell of names or codes, divided by ``;``.

    A name that two municipalities bear is the one in the province that most others lie in; a name that is
    not known is kept as its own folded text, so that it still counts in a comparison.
    """
    found = [_codes_of(part) for part in cell.split(";") if part.strip()]
    provinces = gazetteer().province
    common = Counter(provinces.get(c[0], "") for c in found if len(c) == 1)
    return frozenset(
        c[0] if len(c) == 1 else min(c, key=lambda code: (-common[provinces.get(code, "")], code))
        for c in found
        if c
    )


def known_participants(names: Iterable[str]) -> tuple[frozenset[str], tuple[str, ...]]:
    """Codes of the governments among names, and the names that are no government that we know.

    Parameters
    ----------
    names
        Names or codes.

    Returns
    -------
    tuple
        The codes, and the other names in the order in which they were given.
    """
    listed = list(dict.fromkeys(name.replace(";", ",") for name in names if name.strip()))
    governments = {code for found in gazetteer().codes.values() for code in found}
    of = {name: _codes_of(name) for name in listed}
    strange = tuple(name for name in listed if not governments.intersection(of[name]))
    known = participants_of(";".join(name for name in listed if name not in strange))
    return known, strange


def year_of(sets: Iterable[frozenset[str]]) -> int:
    """The year to which sets are carried: 2016, or 2024 when one names a municipality that is younger."""
    later = gazetteer().later
    return 2024 if any(later & members for members in sets) else 2016


def carry(members: frozenset[str], year: int) -> frozenset[str]:
    """The heirs, in a year, of the members of a set."""
    heirs = gazetteer().to_2016 if year == 2016 else gazetteer().to_2024
    return frozenset(heirs.get(member, member) for member in members)


def decisive(members: frozenset[str]) -> frozenset[str]:
    """The municipalities of a set, or all members when it has none: sources differ in who else they list."""
    towns = frozenset(m for m in members if m.startswith("GM"))
    return towns or members
