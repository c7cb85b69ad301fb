"""Taking a name apart: aliases, class of task, direction, area and what is left as its own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from rapidfuzz import fuzz, process

from regioscoop.collection.linking._words import FILLERS, fold, spelled, words

TYPING_ERROR: Final = 90.0
"""Least similarity (rapidfuzz ratio, 0 to 100) at which a long word is a typing error of a known one."""
AREA_ERROR: Final = 92.0
"""The same for words that name an area, which are more alike."""

_ENDED = re.compile(r"\b(?:in liquidatie|opgeheven|ontbonden|beeindigd|liquidatie)\b")
_FORMER = re.compile(r"\b(?:voorheen|vh|v/h|vroeger|eerder)\b\W*(.+)", re.IGNORECASE)
_LATER = re.compile(r"\b(?:opgegaan in|overgegaan in|opgevolgd door)\b\W*(.+)", re.IGNORECASE)
_RENAMED = re.compile(r"\b(?:heet voortaan|heet nu|thans|nu genaamd)\b\W*(.+)", re.IGNORECASE)
_BEFORE = re.compile(r"[ (,]*(?:\(?in \d{4})? *$")
_FUSION = re.compile(r"\bfusie\b", re.IGNORECASE)
_BRACKETS = re.compile(r"\(([^()]*)\)|\"([^\"]+)\"|“([^”]+)”")
_CAMEL = re.compile(r"(?<=[a-z]{4})(?=[A-Z][a-z]{2})")
_ENDING = re.compile(r"(?<=\w{4})(?:groep|gemeenten|regio|gebied)$")
_ROAD = re.compile(r"\b([A-Z])[- ](\d{1,3})\b")
_LETTER_OF_COMPASS = re.compile(r"\b([NOZW])-(?=[A-Z])")
_DIVISION = re.compile(r"^([a-z0-9]{4,})\|(?=\S)")
_LETTERS: Final = {"N": "Noord", "O": "Oost", "Z": "Zuid", "W": "West"}
_SECOND: Final = ("oost", "west")


@dataclass(frozen=True)
class Name:
    """A name, taken apart.

    Attributes
    ----------
    aliases
        What it is called: the name without brackets, what stands in brackets, what stands beside a slash, and
        the same of its further names; folded, spelled in one way, typing errors in type words mended.
    former, later
        What it was called or is called since, as the name itself says.
    is_fusion, is_ended
        Whether the name says that it came from a fusion, or that it ended.
    tasks
        Classes of task.
    is_general
        Whether it is a body for a region in general: a type word that says so or nothing but an area, and
        no class of task.
    compass, areas
        Directions and words that name an area.
    own
        The words that are left: brands, abbreviations and rare words.
    cores
        The words of each alias that are no type words or fillers.
    """

    aliases: tuple[str, ...]
    former: tuple[str, ...]
    later: tuple[str, ...]
    is_fusion: bool
    is_ended: bool
    tasks: frozenset[str]
    is_general: bool
    compass: tuple[str, ...]
    areas: frozenset[str]
    own: frozenset[str]
    cores: tuple[tuple[str, ...], ...]


@cache
def take_apart(name: str, kind: str = "", others: tuple[str, ...] = ()) -> Name:
    """Take a name apart.

    Parameters
    ----------
    name
        As it was written; ``division|region`` is read as a region of a nationwide division.
    kind
        Words on the kind of the arrangement. A class of task in them, as in the name of a nationwide
        division, goes before those in the name.
    others
        Further names of the same arrangement; what they say counts as what stands in brackets does.
    """
    text = " ".join(name.replace("\u00a0", " ").split())
    division = _DIVISION.match(text)
    prefix = division[1] if division else ""
    text, former, later, renamed = _cut_cues(text[len(prefix) + 1 :] if division else text)
    parts = [*_parts(text), *renamed]
    for other in others:
        shown, *cues = _cut_cues(other)
        parts += [*_parts(shown), *cues[2]]
        former, later = [*former, *cues[0]], [*later, *cues[1]]
    aliases = tuple(dict.fromkeys(a for a in map(_written, parts) if a))
    sorted_out = [_sort_out(alias) for alias in aliases]
    past = tuple(map(_written, former))
    tasks = _tasks_of(prefix) or _tasks_of(_written(kind))
    tasks = tasks or frozenset().union(*(s.tasks for s in sorted_out))
    tasks = tasks or frozenset().union(*(_sort_out(p).tasks for p in past))
    own = frozenset().union(*(s.own for s in sorted_out))
    areas = frozenset().union(*(s.areas for s in sorted_out))
    return Name(
        aliases=aliases,
        former=past,
        later=tuple(map(_written, later)),
        is_fusion=bool(_FUSION.search(name)),
        is_ended=bool(_ENDED.search(fold(name))) or bool(later),
        tasks=tasks,
        is_general=not tasks and (any(s.is_general for s in sorted_out) or (bool(areas) and not own)),
        compass=max((s.compass for s in sorted_out), key=len, default=()),
        areas=areas,
        own=own,
        cores=tuple(dict.fromkeys(s.core for s in sorted_out if s.core)),
    )


def _cut_cues(text: str) -> tuple[str, list[str], list[str], list[str]]:
    """The name without what it says of other times, and its former, later and new names."""
    found: list[list[str]] = [[], [], []]
    for names, cue in zip(found, (_FORMER, _LATER, _RENAMED), strict=True):
        hit = cue.search(text)
        if hit:
            names.append(hit[1].strip(" )\"'”"))
            text = _BEFORE.sub("", text[: hit.start()])
    if _FUSION.search(text):
        text = re.sub(r"\([^()]*fusie[^()]*\)", " ", text)
    former, later, renamed = found
    return text, former, later, renamed


def _parts(text: str) -> list[str]:
    """The name without its brackets, what stands in them, and both sides of a slash with blanks."""
    inside = [a or b or c for a, b, c in _BRACKETS.findall(text)]
    plain = _BRACKETS.sub(lambda found: " " if found[1] is not None else f" {found[2] or found[3]} ", text)
    sides = [side for side in re.split(r"\s/\s?|/\s", plain) if side.strip()]
    return [plain, *(sides if len(sides) > 1 else []), *inside]


@cache
def _written(text: str) -> str:
    """Fold, spell in one way, and mend typing errors in long type words."""
    text = _ROAD.sub(r"\1\2", _LETTER_OF_COMPASS.sub(lambda found: f"{_LETTERS[found[1]]} ", text))
    folded = _ENDED.sub(" ", fold(_CAMEL.sub(" ", text)))
    folded = re.sub(r"\b(?:in|per)? ?(?:\d{1,2} [a-z]+ )?(?:19|20)\d\d\b *$", "", folded)
    return spelled(" ".join(_mended(word) for word in folded.split()), words().spellings)


@cache
def _mended(word: str) -> str:
    known = words()
    if len(word) < 8 or word in known.areas or word in known.types or word in known.compounds:
        return word
    if any(rule.pattern.fullmatch(word) for rule in known.patterns):
        return word
    hit = process.extractOne(word, known.vocabulary, scorer=fuzz.ratio, score_cutoff=TYPING_ERROR)
    return hit[0] if hit else word


@cache
def area_of(word: str) -> str:
    """The word that names an area that this is, or is a typing error of; empty when it is none."""
    known = words().areas
    if word in known:
        return word
    if len(word) < 8:
        return ""
    alike = sorted(area for area in known if area[0] == word[0])
    hit = process.extractOne(word, alike, scorer=fuzz.ratio, score_cutoff=AREA_ERROR)
    return hit[0] if hit else ""


@dataclass(frozen=True)
class _Sorted:
    tasks: frozenset[str]
    is_general: bool
    compass: tuple[str, ...]
    areas: frozenset[str]
    own: frozenset[str]
    core: tuple[str, ...]


@cache
def _sort_out(alias: str) -> _Sorted:
    known = words()
    rest, tasks = _without_tasks(alias)
    left = [_stem(word) for word in rest.split()]
    areas = {area for area in map(area_of, left) if area}
    others = known.compass.keys() | known.types.keys() | FILLERS
    own = [word for word in left if len(word) > 1 and word not in others and not area_of(word)]
    core = [_stem(w) for w in alias.split() if w not in known.types and w not in FILLERS]
    return _Sorted(
        tasks=frozenset(tasks | {known.brands[w] for w in own if w in known.brands}),
        is_general=any(known.types.get(w, False) for w in left),
        compass=_directions(left),
        areas=frozenset(areas),
        own=frozenset(own),
        core=tuple(core),
    )


def _stem(word: str) -> str:
    """The word without an ending that only says what kind of group it is."""
    return word if word in words().types or word in words().areas else _ENDING.sub("", word)


def _directions(left: list[str]) -> tuple[str, ...]:
    """Directions of a name, sorted; "noord oost" is one."""
    found = [words().compass.get(w, "") for w in left]
    joined: list[str] = []
    for i, direction in enumerate(found):
        if direction in _SECOND and i and found[i - 1] in ("noord", "zuid"):
            joined[-1] += direction
        elif direction:
            joined.append(direction)
    return tuple(sorted(joined))


def _without_tasks(alias: str) -> tuple[str, set[str]]:
    """The alias without the words of its classes of task, and those classes."""
    found: tuple[set[str], set[str]] = (set(), set())
    for rule in words().patterns:
        alias, times = rule.cut(alias)
        if times:
            found[rule.is_weak].add(rule.task)
    return alias, found[False] or found[True]


@cache
def _tasks_of(text: str) -> frozenset[str]:
    return frozenset(_without_tasks(text)[1])
