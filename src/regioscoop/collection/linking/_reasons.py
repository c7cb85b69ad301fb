"""Why a pair was answered as it was, in words, Dutch or English, the weightiest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd

from regioscoop.collection.linking._answers import PART_OF, SUCCESSOR
from regioscoop.collection.linking._evidence import word_match
from regioscoop.collection.linking._names import Name
from regioscoop.collection.linking._participants import decisive
from regioscoop.collection.linking._profiles import Profiles
from regioscoop.collection.linking._weights import LEVELS
from regioscoop.collection.linking._words import words

LANGUAGES: Final = ("nl", "en")
BY_HAND: Final = ("besluit van een mens", "decided by a person")

_OWN: Final = {
    0: ("geen eigen woord gelijk", "no word of their own in common"),
    1: ("maar één naam heeft een eigen woord", "only one name has a word of its own"),
    3: ("afkorting of deel van de eigen woorden gelijk", "an abbreviation or some own words agree"),
    4: ("eigen woorden gelijk", "own words agree"),
}
_AREAS: Final = {
    0: ("ander gebied in de naam", "another area in the name"),
    2: ("deels hetzelfde gebied in de naam", "partly the same area in the name"),
    3: ("hetzelfde gebied in de naam", "the same area in the name"),
}
_COMPASS: Final = {
    0: ("andere windstreek", "another direction"),
    1: ("windstreek in maar één naam", "a direction in one name only"),
    3: ("zelfde windstreek", "the same direction"),
}
_TASK: Final = {
    0: ("andere taak", "another task"),
    1: ("algemeen regioverband naast één taak", "a general regional body beside a single task"),
    2: ("verwante taak", "a related task"),
    3: ("taak van een van beide onbekend", "the task of one is not known"),
    4: ("beide een algemeen regioverband", "both a general regional body"),
    5: ("de een heeft maar een deel van de taken", "one has only part of the tasks"),
    6: ("zelfde taak", "the same task"),
}
_SEAT: Final = {
    0: ("andere vestigingsplaats", "another seat"),
    1: ("de een zetelt bij een deelnemer van de ander", "one has its seat at a participant of the other"),
    2: ("zelfde vestigingsplaats", "the same seat"),
}
_LEAST: Final = 0.3
"""Bits that a reason weighs at least to be given ..."""
_ALWAYS: Final = ("task", "participants")
"""... but these are always given."""
_STATED: Final = (
    "de ene naam noemt de andere als eerdere of latere naam",
    "one name gives the other as its earlier or later name",
)
_FUSION: Final = ("een van beide kwam uit een fusie", "one of them came from a fusion")
_PART: Final = ("mogelijk een onderdeel", "perhaps a part of it")
_SUCCESSION: Final = ("mogelijk een opvolger", "perhaps a successor")


def reasons(
    left: Profiles, right: Profiles, frame: pd.DataFrame, weights: pd.DataFrame, language: str = "nl"
) -> list[str]:
    """Say why, for each pair.

    Parameters
    ----------
    left, right
        Profiles of both lists.
    frame
        left, right (profiles), the evidence, the levels of `LEVELS` with prefix ``level_``, relation.
    weights
        Splink's weight in bits of each comparison, as `match_weights` gives them.
    language
        ``nl`` or ``en``.

    Returns
    -------
    list of str
        Per pair its reasons, divided by ``;``, each with its weight in bits; what weighs little is left out.
    """
    which = LANGUAGES.index(language)
    columns = [weights[name].tolist() for name in LEVELS]
    rows = frame.to_dict("records")
    return [
        _sentence(left, right, row, dict(zip(LEVELS, values, strict=True)), which)
        for row, values in zip(rows, zip(*columns, strict=True), strict=True)
    ]


def _sentence(
    left: Profiles, right: Profiles, row: Mapping[str, Any], weights: Mapping[str, float], which: int
) -> str:
    said = _said(left, right, row, which)
    ranked = sorted(((abs(weights[name]), name) for name in said), key=lambda pair: (-pair[0], pair[1]))
    parts = [
        f"{said[name]} ({_bits(weights[name], which)})"
        for size, name in ranked
        if size >= _LEAST or name in _ALWAYS
    ]
    return "; ".join([*_remarks(row, which), *parts])


def _bits(weight: float, which: int) -> str:
    text = f"{weight:+.1f}"
    return text.replace(".", ",") if which == 0 else text


def _remarks(row: Mapping[str, Any], which: int) -> list[str]:
    found: list[Sequence[str]] = []
    if row["stated"]:
        found.append(_STATED)
    elif row["is_fusion"]:
        found.append(_FUSION)
    elif row["relation"] in (SUCCESSOR, PART_OF):
        found.append(_SUCCESSION if row["relation"] == SUCCESSOR else _PART)
    return [words_in_both[which] for words_in_both in found]


def _said(left: Profiles, right: Profiles, row: Mapping[str, Any], which: int) -> dict[str, str]:
    ours, theirs = left.name(row["left"]), right.name(row["right"])
    said = {
        name: table[level][which]
        for name, table in (("own", _OWN), ("areas", _AREAS), ("compass", _COMPASS), ("seat", _SEAT))
        if (level := int(row[f"level_{name}"])) in table
    }
    if row["own"] in (3, 4):
        shared = sorted(w for w in ours.own if any(word_match(w, other) for other in theirs.own))
        said["own"] += f": {', '.join(shared)}" if shared else ""
    said["task"] = _task(ours, theirs, int(row["task"]), which)
    said["spelling"] = ("naam", "name")[which] + f" {row['spelling']:.0%} " + ("gelijk", "alike")[which]
    if row["jaccard"] == row["jaccard"]:
        said["participants"] = _participants(left, right, row, which)
    return said


def _task(ours: Name, theirs: Name, level: int, which: int) -> str:
    known = words().tasks
    labels = [
        ", ".join(known[t].nl if which == 0 else known[t].en for t in sorted(name.tasks))
        for name in (ours, theirs)
    ]
    shown = [label for label in dict.fromkeys(labels) if label]
    return _TASK[level][which] + (f": {' / '.join(shown)}" if shown else "")


def _participants(left: Profiles, right: Profiles, row: Mapping[str, Any], which: int) -> str:
    ours, theirs = decisive(left.members[row["left"]]), decisive(right.members[row["right"]])
    shared, every = len(ours & theirs), len(ours | theirs)
    return (f"{shared} van {every} deelnemers gelijk", f"{shared} of {every} participants shared")[which]
