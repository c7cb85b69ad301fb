"""What a pair of records says for and against their being one arrangement, as levels per comparison."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from itertools import product
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from regioscoop.collection.linking._blocking import Pairs
from regioscoop.collection.linking._names import Name, take_apart
from regioscoop.collection.linking._profiles import Profiles, incidence
from regioscoop.collection.linking._words import FILLERS, words

Numbers = NDArray[np.float64]

LEAST_OF_FUZZY: Final = 5
"""Letters that a word has at least where it may match with a typing error: "ODR" is not "ODRA"."""
LEAST_OF_WHOLE: Final = 4
"""Letters that one of the shared own words has at least to settle it between areas: many a body is WVS."""
ALIKE: Final = 0.85
"""Least similarity (0 to 1) of a former name and a name that are taken to be one."""
_CHUNK: Final = 200_000
FUZZY: Final = 86.0
"""Least similarity (rapidfuzz ratio, 0 to 100) of two own words that are taken to be one."""


def word_match(one: str, other: str) -> bool:
    """Whether two own words are the same, but for a typing error or an ending."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if len(short) < LEAST_OF_FUZZY:
        return False
    return fuzz.ratio(one, other) >= FUZZY or (long.startswith(short) and len(long) - len(short) <= 5)


@cache
def _letters(alias: str) -> tuple[tuple[str, bool, int], ...]:
    """Words of an alias, compounds in parts: part, whether it may be left out, number of the word."""
    known = words()
    found: list[tuple[str, bool, int]] = []
    for number, word in enumerate(alias.split()):
        may_skip = word in known.types or word in FILLERS
        parts = known.compounds.get(word, (word,))
        found += [(part, may_skip or i > 0, number) for i, part in enumerate(parts)]
    return tuple(found)


@cache
def abbreviates(short: str, alias: str) -> bool:
    """Whether a word takes the first one to three letters of the words of an alias, in order.

    Words of a type, fillers and the later parts of a compound may be left out, and so may the last words.
    At least two words, and two parts or of a short abbreviation three, gave a letter: OVIJ is Omgevingsdienst
    Veluwe IJssel.
    """
    parts = _letters(alias)
    if len(short) < 3 or len(parts) < 2 or short in alias.split():
        return False
    return _taken(short, parts, (), 3 if len(short) == 3 else 2)


def _taken(left: str, parts: tuple[tuple[str, bool, int], ...], used: tuple[int, ...], least: int) -> bool:
    if not left:
        return len(used) >= least and len(set(used)) > 1
    if not parts:
        return False
    (word, may_skip, number), rest = parts[0], parts[1:]
    for size in range(min(3, len(word), len(left)), 0, -1):
        if left[:size] == word[:size] and _taken(left[size:], rest, (*used, number), least):
            return True
    return may_skip and _taken(left, rest, used, least)


@dataclass(frozen=True)
class NameEvidence:
    """Levels of the comparisons of two names; higher says more for one arrangement.

    Attributes
    ----------
    own
        0 both have own words and share none, or have other numbers, 1 only one has, 2 neither has, 3 some
        shared (or all, but very short and of other areas) or one abbreviates the other, 4 all of the smaller
        set shared.
    areas
        0 none shared, 1 one or both name none, 2 some shared or one contains the other, 3 the same.
    compass
        0 they differ, 1 only one has a direction, 2 neither has, 3 the same.
    task
        0 classes of other families, 1 a specific one against a general body, 2 other classes of one family,
        3 one or both unknown, 4 both general, 5 one has more classes, 6 the same.
    spelling
        Similarity (0 to 1) of the names without type words, in their own order or sorted.
    inside
        Share (0 to 1) of the words of the shorter name, type words left out, that stand in the longer; 0
        where the shorter is no more than the word of a task.
    stated
        Whether one name says that it was or will be called as the other.
    is_fusion
        Whether one of the names, not both, says that it came from a fusion.
    """

    own: int
    areas: int
    compass: int
    task: int
    spelling: float
    inside: float
    stated: bool
    is_fusion: bool


def compare_names(left: Name, right: Name) -> NameEvidence:
    """Compare two names that were taken apart."""
    return NameEvidence(
        own=_own(left, right),
        areas=_areas(left.areas, right.areas),
        compass=_compass(left.compass, right.compass),
        task=_task(left, right),
        spelling=_spelling(left, right),
        inside=_inside(left, right),
        stated=_states(left, right) or _states(right, left),
        is_fusion=left.is_fusion != right.is_fusion,
    )


def kept_apart(left: Name, right: Name) -> bool:
    """Whether two names are of other tasks, or other directions, and do not share all own words.

    It is what `regioscoop.collection.linking._answers.answer` never calls a match by itself.
    """
    other = _task(left, right) == 0 or _compass(left.compass, right.compass) == 0
    return other and _own(left, right) < 4


def _own(left: Name, right: Name) -> int:
    numbers = [{word for word in name.own if word.isdigit()} for name in (left, right)]
    if numbers[0] and numbers[1] and numbers[0] != numbers[1]:
        return 0
    matched = [(a, b) for a, b in product(left.own, right.own) if word_match(a, b)]
    whole = {a for a, _ in matched} == left.own or {b for _, b in matched} == right.own
    if matched and whole:
        settled = any(len(a) >= LEAST_OF_WHOLE for a, _ in matched) or _areas(left.areas, right.areas) > 0
        return 4 if settled else 3
    if matched or _abbreviated(left, right) or _abbreviated(right, left):
        return 3
    if left.own and right.own:
        return 0
    return 2 if left.own == right.own else 1


def _abbreviated(left: Name, right: Name) -> bool:
    return any(abbreviates(word, alias) for word in sorted(left.own) for alias in right.aliases)


def _areas(left: frozenset[str], right: frozenset[str]) -> int:
    if not left or not right:
        return 1
    if left == right:
        return 3
    return 2 if left & right else 0


def _compass(left: tuple[str, ...], right: tuple[str, ...]) -> int:
    if left == right:
        return 3 if left else 2
    return 0 if left and right else 1


def _task(left: Name, right: Name) -> int:
    if left.tasks and right.tasks:
        if left.tasks == right.tasks:
            return 6
        if left.tasks & right.tasks:
            return 5
        tasks = words().tasks
        families = [{tasks[t].family for t in name.tasks} for name in (left, right)]
        return 2 if families[0] & families[1] else 0
    if left.is_general and right.is_general:
        return 4
    general = (left.is_general and right.tasks) or (right.is_general and left.tasks)
    return 1 if general else 3


def _spelling(left: Name, right: Name) -> float:
    best = 0.0
    for a, b in product(left.cores, right.cores):
        best = max(best, Indel.normalized_similarity("".join(a), "".join(b)))
        best = max(best, Indel.normalized_similarity("".join(sorted(a)), "".join(sorted(b))))
    return best


def _inside(left: Name, right: Name) -> float:
    best = 0.0
    for a, b in product(left.cores, right.cores):
        short, long = sorted((a, b), key=len)
        if len(short) > 1 or len(long) == 1 or short[0] in left.own | right.own | left.areas | right.areas:
            best = max(best, sum(any(word_match(w, v) for v in long) for w in short) / len(short))
    return best


def _states(one: Name, other: Name) -> bool:
    """Whether one name says that it was, or went on in, what the other is called now.

    A name of areas alone says too little: "voorheen Noord-Veluwe" may be any body there.
    """
    for past in map(take_apart, (*one.former, *one.later)):
        if (past.own or past.tasks) and _inside(past, other) == 1 and _spelling(past, other) >= ALIKE:
            return _own(one, other) < 3
    return False


def evidence(left: Profiles, right: Profiles, pairs: Pairs) -> pd.DataFrame:
    """What each pair of profiles says for and against.

    Returns
    -------
    DataFrame
        One row per pair: the attributes of `NameEvidence`; jaccard and containment of the participants
        (0 to 1, NaN where a side has none); seat (1 the same, 0 another, NaN unknown); seat_member (1 where
        the seat of one is the name of a participant of the other, 0 where not, NaN unknown).
    """
    lefts, rights = pairs[:, 0], pairs[:, 1]
    by_name = np.column_stack([left.name_of[lefts], right.name_of[rights]])
    unique, back = np.unique(by_name, axis=0, return_inverse=True)
    compared = [compare_names(left.names[a], right.names[b]) for a, b in unique]
    frame = pd.DataFrame([vars(c) for c in compared], columns=[f.name for f in fields(NameEvidence)])
    frame = frame.iloc[back.ravel()].reset_index(drop=True)
    frame["jaccard"], frame["containment"] = _overlaps(left, right, pairs)
    seats = [(left.seats[a], right.seats[b]) for a, b in pairs]
    frame["seat"] = [float(a == b) if a and b else np.nan for a, b in seats]
    frame["seat_member"] = [_seat_member(left, right, a, b) for a, b in pairs]
    return frame


def _overlaps(left: Profiles, right: Profiles, pairs: Pairs) -> tuple[Numbers, Numbers]:
    ours, theirs = incidence(left, right)
    shared = np.zeros(len(pairs))
    for start in range(0, len(pairs), _CHUNK):
        part = pairs[start : start + _CHUNK]
        shared[start : start + _CHUNK] = ours[part[:, 0]].multiply(theirs[part[:, 1]]).sum(axis=1).A1
    sizes = [np.asarray(m.sum(axis=1)).ravel()[pairs[:, i]] for i, m in enumerate((ours, theirs))]
    known = np.minimum(*sizes) > 0
    with np.errstate(divide="ignore", invalid="ignore"):
        jaccard = np.where(known, shared / (sizes[0] + sizes[1] - shared), np.nan)
        containment = np.where(known, shared / np.minimum(*sizes), np.nan)
    return jaccard, containment


def _seat_member(left: Profiles, right: Profiles, a: int, b: int) -> float:
    for seat, members in ((left.seat_codes[a], right.members[b]), (right.seat_codes[b], left.members[a])):
        if seat and members:
            return float(seat in members)
    return float("nan")
