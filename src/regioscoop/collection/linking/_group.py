"""Grouping one list: which arrangement each record is, without spelling out every pair of records."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations, product
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from regioscoop.collection.linking._answers import DIFFERENT, MATCH, SAME
from regioscoop.collection.linking._evidence import kept_apart, word_match
from regioscoop.collection.linking._judge import (
    LinkingModel,
    decided_rows,
    judge,
    load_model,
    pairs_of,
    profiles_of,
)
from regioscoop.collection.linking._link import Report
from regioscoop.collection.linking._profiles import Profiles
from regioscoop.collection.linking._reasons import BY_HAND, LANGUAGES, reasons
from regioscoop.errors import UnknownNameError

PAIR_COLUMNS: Final = (
    "left_id", "right_id", "probability", "decision", "relation", "why", "left_records", "right_records",
)  # fmt: skip
_STEPS: Final = (
    "comparing names and participants", "choosing pairs", "weighing pairs", "writing reasons", "grouping",
)  # fmt: skip

AREAS_OF_COMMON: Final = 3
"""Areas that names with one word name, none shared with another, for it to be the word of a task [own]."""
_HALF: Final = 0.5
"""Jaccard index of the participants below which names of other areas are not joined."""

Rows = NDArray[np.int64]
Edge = tuple[int, int, bool]
"""Two units that may be one, and whether a person said so."""


@dataclass(frozen=True)
class Grouping:
    """Which arrangement each record of a list is.

    Attributes
    ----------
    members
        id, group: one row per record, sorted by id. The group is named by the lowest id of an anchor in it,
        else by its lowest id.
    pairs
        left_id, right_id, probability, decision, relation, why, left_records, right_records: one row per pair
        of profiles that share something, sorted as `regioscoop.collection.linking.link` sorts. A profile is
        all records that say the same; its lowest id stands for it and the last columns count its records.
    """

    members: pd.DataFrame
    pairs: pd.DataFrame

    def questions(self) -> pd.DataFrame:
        """What is left to decide by a person: the likeliest open pair between each two groups.

        Returns
        -------
        DataFrame
            The rows of ``pairs`` that are match or review, whose records stand in different groups and that
            no earlier row asks of the same two groups. What people decided is no longer asked.
        """
        by_hand = self.pairs["why"].isin(BY_HAND)
        shown = self.pairs[(self.pairs["decision"] != DIFFERENT) & ~by_hand]
        of = self.members.set_index("id")["group"]
        ends = np.sort([shown["left_id"].map(of), shown["right_id"].map(of)], axis=0).T.astype(str)
        between = pd.DataFrame(ends, index=shown.index, columns=["one", "other"])
        asked = between[between["one"] != between["other"]].drop_duplicates()
        return shown.loc[asked.index].reset_index(drop=True)


def group(
    records: pd.DataFrame,
    decisions: pd.DataFrame | None = None,
    anchors: Collection[str] = (),
    model: LinkingModel | None = None,
    language: str = "nl",
    report: Report | None = None,
) -> Grouping:
    """Give each record of one list its arrangement.

    Where hundreds of governments report for years, an arrangement stands in a list thousands of times, and
    the pairs of its records run into billions. So records that say the same are one profile, profiles are
    compared as `regioscoop.collection.linking.link` compares them, and they are joined into groups [own]: in
    order of falling probability, by ids where that is equal, those of a pair that is answered match with the
    relation same; what people decided goes first. Two groups are never joined

    - when a person decided that a record of one is not the same as a record of the other;
    - when a name of one and a name of the other have classes of task of different families, or other
      directions, unless all own words are the same or a person called them the same: a record that fits both
      does not make them one;
    - when both hold an anchor.

    A word that stands in names of three areas or more, none shared, is no own word but that of a task [own]:
    "Jeugdregio Twente" is not "Jeugdregio Drenthe". Nor are names of other areas joined where not half of the
    participants are known to be shared, unless all own words are the same.

    Records that say too little to be called one arrangement (a bare "GGD" of unknown seat and participants)
    stay apart, but for what people decided. The same records give the same groups whatever their order.

    Parameters
    ----------
    records
        A list as `read_list` gives it.
    decisions
        What people decided on pairs of its records, as `read_decisions` gives it; it counts for all records
        of the two profiles.
    anchors
        Ids of records that are different arrangements for certain, such as those of an earlier edition; ids
        that are not in the list do nothing.
    model
        The shipped one when not given.
    language
        Language of the reasons, ``nl`` or ``en``.
    report
        Told of the progress.

    Raises
    ------
    UnknownNameError
        When the language is neither.
    """
    if language not in LANGUAGES:
        raise UnknownNameError("language", language, LANGUAGES)
    told = report or (lambda *_: None)
    records = records.sort_values("id", ignore_index=True)
    told(_STEPS[0], 0, len(_STEPS))
    side = _without_common(profiles_of(records, records)[0])
    sides = (side, side)
    told(_STEPS[1], 1, len(_STEPS))
    human = decided_rows(decisions, records, records, is_one_list=True)
    human = human[human["left_row"] != human["right_row"]].sort_values(["left_row", "right_row"])
    pairs = pairs_of(sides, human, is_one_list=True)
    told(_STEPS[2], 2, len(_STEPS))
    judged = judge(sides, pairs, human, model or load_model(), is_one_list=True)
    told(_STEPS[3], 3, len(_STEPS))
    judged["why"] = reasons(*sides, judged, judged.attrs["weights"], language)
    judged["is_elsewhere"] = (judged["areas"] == 0) & (judged["own"] < 4) & ~(judged["jaccard"] >= _HALF)
    columns = ["left", "right", "probability", "decision", "relation", "why", "is_elsewhere"]
    answers = judged[columns]
    is_inner = answers["left"] == answers["right"]
    inner, outer = answers[is_inner], answers[~is_inner]
    outer = _override(outer, side, human, BY_HAND[LANGUAGES.index(language)])
    told(_STEPS[4], 4, len(_STEPS))
    rows = _grouped(records, side, human, np.flatnonzero(records["id"].isin(set(anchors))), inner, outer)
    members = pd.DataFrame({"id": records["id"], "group": records["id"].to_numpy()[rows]})
    told(_STEPS[4], len(_STEPS), len(_STEPS))
    return Grouping(members, _as_table(outer, side, records["id"].to_numpy()))


def _without_common(side: Profiles) -> Profiles:
    """The profiles without own words that names of many areas share, or typing errors in those."""
    areas: dict[str, set[frozenset[str]]] = {}
    for name in side.names:
        for word in name.own if name.areas else ():
            areas.setdefault(word, set()).add(name.areas)
    common = sorted(word for word, named in areas.items() if _apart(named) >= AREAS_OF_COMMON)
    every = sorted(frozenset().union(*(name.own for name in side.names)))
    gone = {word for word in every if any(word_match(word, known) for known in common)}
    return replace(side, names=tuple(replace(name, own=name.own - gone) for name in side.names))


def _apart(named: set[frozenset[str]]) -> int:
    """How many sets there are of which none shares anything with an earlier one, the smallest first."""
    seen: frozenset[str] = frozenset()
    number = 0
    for areas in sorted(named, key=lambda s: (len(s), sorted(s))):
        number += areas.isdisjoint(seen)
        seen |= areas
    return number


def _override(outer: pd.DataFrame, side: Profiles, human: pd.DataFrame, why: str) -> pd.DataFrame:
    """Put what people decided in the place of the answer; different where they disagree on two profiles."""
    if human.empty:
        return outer
    ends = np.sort(side.of_record[human[["left_row", "right_row"]].to_numpy(np.int64)], axis=1)
    decided = pd.DataFrame(
        {"left": ends[:, 0], "right": ends[:, 1], "is_match": (human["decision"] == MATCH).to_numpy(),
         "relation": human["relation"].to_numpy()}
    )  # fmt: skip
    decided = decided.groupby(["left", "right"]).agg(is_match=("is_match", "all"), said=("relation", "first"))
    both = outer.join(decided, on=["left", "right"])
    by_hand = both["is_match"].notna()
    is_match = both["is_match"].eq(True)
    return outer.assign(
        probability=outer["probability"].mask(by_hand, is_match.astype(float)),
        decision=outer["decision"].mask(by_hand, np.where(is_match, MATCH, DIFFERENT)),
        relation=outer["relation"].mask(by_hand, both["said"]),
        why=outer["why"].mask(by_hand, why),
    )


def _as_table(outer: pd.DataFrame, side: Profiles, ids: NDArray[np.object_]) -> pd.DataFrame:
    _, first, number = np.unique(side.of_record, return_index=True, return_counts=True)
    table = outer.assign(
        left_id=ids[first][outer["left"]],
        right_id=ids[first][outer["right"]],
        left_records=number[outer["left"]],
        right_records=number[outer["right"]],
    )
    table = table.sort_values(["probability", "left_id", "right_id"], ascending=[False, True, True])
    return table[list(PAIR_COLUMNS)].reset_index(drop=True)


def _grouped(
    records: pd.DataFrame,
    side: Profiles,
    human: pd.DataFrame,
    anchors: Rows,
    inner: pd.DataFrame,
    outer: pd.DataFrame,
) -> Rows:
    """Per record the row that names its group."""
    is_same = (human["decision"] == MATCH) & (human["relation"] == SAME)
    same, apart = (
        human.loc[rows, ["left_row", "right_row"]].to_numpy(np.int64) for rows in (is_same, ~is_same)
    )
    vague = _vague(side, inner)
    units = _units(records["name"], side.of_record, _alone(side.of_record, apart, anchors), vague)
    first = np.unique(units, return_index=True)[1]
    edges = [
        *((int(a), int(b), True) for a, b in units[same]),
        *_within(units, first, side.of_record, records["name"], vague),
        *_between(units, first, side.of_record, outer, vague),
    ]
    is_anchor = np.zeros(len(first), dtype=bool)
    is_anchor[units[anchors]] = True
    names = side.name_of[side.of_record[first]].tolist()

    by_hand = {frozenset((names[a], names[b])) for a, b in units[same].tolist()}

    @cache
    def clash(one: int, other: int) -> bool:
        return {one, other} not in by_hand and kept_apart(side.names[one], side.names[other])

    roots = _join(edges, units[apart], is_anchor, names, clash)
    return _label(roots[units], anchors)


def _vague(side: Profiles, inner: pd.DataFrame) -> frozenset[int]:
    """Profiles that say too little: the model would not call their records one, or only a task is known."""
    is_one = (inner["decision"] == MATCH) & (inner["relation"] == SAME)
    names = [bool(name.own or name.areas or name.compass) for name in side.names]
    known = zip(side.name_of.tolist(), side.members, side.seats, strict=True)
    bare = [i for i, (name, members, seat) in enumerate(known) if not (names[name] or members or seat)]
    return frozenset(inner.loc[~is_one, "left"]) | frozenset(bare)


def _alone(of_record: Rows, apart: Rows, anchors: Rows) -> frozenset[int]:
    """Rows that may have to stand apart from others of their profile."""
    several = np.bincount(of_record[anchors], minlength=of_record.max(initial=0) + 1) > 1
    return frozenset(apart.ravel().tolist()) | frozenset(anchors[several[of_record[anchors]]].tolist())


def _units(written: pd.Series, of_record: Rows, alone: frozenset[int], vague: frozenset[int]) -> Rows:
    """Number of the unit of each record: what is never taken apart, numbered in order of its first row.

    A unit is a profile; where some records of it may have to stand apart, each of those, and of the others
    those of one written name; where a profile says too little, each record.
    """
    split = {int(of_record[row]) for row in alone}
    keys: list[tuple[int, object]] = []
    for row, (profile, name) in enumerate(zip(of_record.tolist(), written, strict=True)):
        if row in alone or profile in vague:
            keys.append((profile, row))
        else:
            keys.append((profile, name if profile in split else ""))
    numbers = {key: number for number, key in enumerate(dict.fromkeys(keys))}
    return np.array([numbers[key] for key in keys], dtype=np.int64)


def _by_profile(first: Rows, of_record: Rows) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for unit, row in enumerate(first.tolist()):
        found.setdefault(int(of_record[row]), []).append(unit)
    return found


def _within(
    units: Rows, first: Rows, of_record: Rows, written: pd.Series, vague: frozenset[int]
) -> Iterator[Edge]:
    """Units of one profile, those of the same written name first."""
    for profile, own in _by_profile(first, of_record).items():
        if len(own) > 1 and profile not in vague:
            names = dict(zip(own, written.to_numpy()[first[own]], strict=True))
            for a, b in sorted(combinations(own, 2), key=lambda ab: (names[ab[0]] != names[ab[1]], ab)):
                yield a, b, False


def _between(
    units: Rows, first: Rows, of_record: Rows, outer: pd.DataFrame, vague: frozenset[int]
) -> Iterator[Edge]:
    """Units of two profiles that are the same, the likeliest first."""
    same = outer[(outer["decision"] == MATCH) & (outer["relation"] == SAME)]
    same = same[~same["left"].isin(vague) & ~same["right"].isin(vague) & ~same["is_elsewhere"]]
    same = same.sort_values(["probability", "left", "right"], ascending=[False, True, True])
    by_profile = _by_profile(first, of_record)
    for left, right in zip(same["left"].tolist(), same["right"].tolist(), strict=True):
        for a, b in product(by_profile[left], by_profile[right]):
            yield a, b, False


def _join(
    edges: Iterable[Edge],
    apart: Rows,
    is_anchor: NDArray[np.bool_],
    names: list[int],
    clash: Callable[[int, int], bool],
) -> Rows:
    """Root of each unit after joining along the edges, in their order, what may be joined."""
    size = len(names)
    root = list(range(size))
    units, named = [{unit} for unit in range(size)], [{name} for name in names]
    anchored = is_anchor.tolist()
    foes: list[set[int]] = [set() for _ in range(size)]
    for a, b in apart.tolist():
        foes[a].add(b)
        foes[b].add(a)
    for a, b, by_hand in edges:
        keep, gone = sorted((root[a], root[b]), key=lambda r: (-len(units[r]), r))
        if keep == gone or (anchored[keep] and anchored[gone]) or not foes[keep].isdisjoint(units[gone]):
            continue
        if not by_hand and any(clash(*sorted(pair)) for pair in product(named[keep], named[gone])):
            continue
        for unit in units[gone]:
            root[unit] = keep
        units[keep] |= units[gone]
        named[keep] |= named[gone]
        foes[keep] |= foes[gone]
        anchored[keep] = anchored[keep] or anchored[gone]
    return np.array(root, dtype=np.int64)


def _label(roots: Rows, anchors: Rows) -> Rows:
    """Per record the lowest row of an anchor of its group, else the lowest row."""
    order = np.concatenate([anchors, np.arange(len(roots))])
    _, first, back = np.unique(roots[order], return_index=True, return_inverse=True)
    return order[first][back.ravel()[len(anchors) :]].astype(np.int64)
