"""A list as profiles: records that say the same are compared once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from itertools import repeat

import numpy as np
import pandas as pd
import scipy.sparse as sp
from numpy.typing import NDArray

from regioscoop.collection.linking._names import Name, take_apart
from regioscoop.collection.linking._participants import carry, decisive, participants_of
from regioscoop.collection.linking._words import fold, words
from regioscoop.register.codes import POLICY_FIELDS

Written = tuple[str, str, tuple[str, ...]]
"""A name as it was written, words on its kind, and its further names."""


@dataclass(frozen=True)
class Profiles:
    """The different records of a list.

    Attributes
    ----------
    of_record
        Number of the profile of each record of the list.
    names, name_of
        The different names, taken apart, and the number of the name of each profile.
    members
        Participants of each profile, carried to one year.
    seats
        Folded seat; empty when unknown.
    seat_codes
        Code of the municipality that is named like the seat; empty when there is none.
    """

    of_record: NDArray[np.int64]
    names: tuple[Name, ...]
    name_of: NDArray[np.int64]
    members: tuple[frozenset[str], ...]
    seats: tuple[str, ...]
    seat_codes: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.members)

    def name(self, profile: int) -> Name:
        """The name of a profile, taken apart."""
        return self.names[self.name_of[profile]]


def profiles(records: pd.DataFrame, year: int) -> Profiles:
    """Make the profiles of a list.

    Parameters
    ----------
    records
        A list as `read_list` gives it.
    year
        Year to whose municipalities the participants are carried, see `year_of`.
    """
    kinds = [_kind(kind, field) for kind, field in zip(records["kind"], records["field"], strict=True)]
    others = map(_others, records["aliases"]) if "aliases" in records else repeat((), len(records))
    sets = {cell: carry(participants_of(cell), year) for cell in records["participants"].unique()}
    written = list(zip(records["name"], kinds, others, strict=True))
    named, names = _distinct(dict.fromkeys(written))
    members = (sets[cell] for cell in records["participants"])
    seats = records["seat"].map(fold)
    keys = list(zip((named[name] for name in written), members, seats, strict=True))
    numbers = {key: number for number, key in enumerate(dict.fromkeys(keys))}
    return Profiles(
        of_record=np.array([numbers[key] for key in keys], dtype=np.int64),
        names=names,
        name_of=np.array([name for name, *_ in numbers], dtype=np.int64),
        members=tuple(members for _, members, _ in numbers),
        seats=tuple(seat for *_, seat in numbers),
        seat_codes=tuple(_code(seat, year) for *_, seat in numbers),
    )


def _distinct(written: Iterable[Written]) -> tuple[dict[Written, int], tuple[Name, ...]]:
    """Number of each written name, and the names: those that differ in type words only are one."""
    taken = {one: take_apart(*one) for one in written}
    aliases: dict[Name, set[str]] = {}
    for name in taken.values():
        aliases.setdefault(replace(name, aliases=()), set()).update(name.aliases)
    numbers = {name: number for number, name in enumerate(aliases)}
    named = {one: numbers[replace(name, aliases=())] for one, name in taken.items()}
    return named, tuple(replace(name, aliases=tuple(sorted(every))) for name, every in aliases.items())


@cache
def _others(cell: str) -> tuple[str, ...]:
    """Further names, sorted: in which order a list gives them says nothing."""
    return tuple(sorted({alias.strip() for alias in cell.split("|")} - {""}))


@cache
def _kind(kind: str, field: str) -> str:
    """Words on the kind, and on the field where that is no policy field: those are wider than a task."""
    policy = {fold(word) for code in POLICY_FIELDS.entries for word in (code.code, code.nl, code.en)}
    parts = [fold(part) for part in field.replace("|", ";").split(";")]
    return " ".join([kind, *(part for part in parts if part and part not in policy)]).strip()


def _code(seat: str, year: int) -> str:
    found = [code for code in carry(participants_of(seat), year) if code.startswith("GM")]
    return found[0] if found else ""


def families(name: Name) -> tuple[str, ...]:
    """Families of the classes of task of a name, sorted."""
    return tuple(sorted({words().tasks[task].family for task in name.tasks}))


def incidence(left: Profiles, right: Profiles) -> tuple[sp.csr_matrix, sp.csr_matrix]:
    """Profile x participant matrices of two lists over the same columns, of the decisive participants."""
    sets = [[decisive(members) for members in side.members] for side in (left, right)]
    columns = {code: i for i, code in enumerate(sorted(set().union(*sets[0], *sets[1])))}
    matrices = []
    for side in sets:
        pairs = [(row, columns[code]) for row, members in enumerate(side) for code in members]
        rows, cols = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
        ones = np.ones(len(rows), dtype=np.int32)
        matrices.append(sp.csr_matrix((ones, (rows, cols)), shape=(len(side), len(columns))))
    return matrices[0], matrices[1]
