"""What changed over editions: differences and growth with their interval, and what a change consists of."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np
import pandas as pd

from regioscoop.errors import InputError, Problem
from regioscoop.measures.state import FIGURES, UNKNOWN, State
from regioscoop.register.changes import Changes
from regioscoop.register.edition import Edition

DIRECTIONS: Final = ("more", "fewer", "cannot be told")
REAL: Final = "real"
ADMINISTRATIVE: Final = "administrative"
NOT_KNOWN: Final = "not known"
_ADMINISTRATIVE_GROUNDS: Final = ("fewer_governments", "left_out", "not_read", "same_as")
_PARTS_OF_PARTICIPATIONS: Final = {
    "joined": REAL,
    "left": REAL,
    "founded": REAL,
    "ended": REAL,
    "merged": ADMINISTRATIVE,
    "lapsed": ADMINISTRATIVE,
}


_COVERAGE: Final = (
    "division", "name", "obligations", "arrangements", "in_one", "in_none", "in_more", "none", "more",
)  # fmt: skip


def require_comparable(editions: Sequence[Edition]) -> None:
    """See that editions count the same things.

    Raises
    ------
    InputError
        When their rule sets differ: figures over them then tell of the rules as well.
    """
    first = editions[0]
    problems = [
        Problem(f"edition {e.id}", f"rule set {e.rule_set}", f"{first.rule_set}, as in edition {first.id}")
        for e in editions
        if e.rule_set != first.rule_set
    ]
    if problems:
        raise InputError("The editions follow different rules and cannot be compared", problems)


def trends(states: Sequence[State]) -> pd.DataFrame:
    """Compare every number of each edition with that of the edition before.

    The errors of two editions are taken as independent. A number is called more or fewer only when the
    95% interval of the difference leaves out 0.

    Parameters
    ----------
    states
        The figures of each edition, from early to late.

    Returns
    -------
    DataFrame
        figure, item, earlier, later (ids), before, after (values), difference with ``_low`` and ``_high``,
        index (later as a number of which earlier is 100) and growth (per cent: index - 100) with theirs,
        direction (`DIRECTIONS`). Index and growth are empty where the earlier value is 0, and for shares.
    """
    records = [
        _compared(earlier, later, key)
        for earlier, later in pairwise(states)
        for key in earlier.samples
        if key in later.samples
    ]
    return pd.DataFrame(records)


def growth(states: Sequence[State], figure: str = "fields") -> pd.DataFrame:
    """Hold every number of a figure against the first edition.

    Parameters
    ----------
    states
        The figures of each edition, from early to late.
    figure
        A key of `FIGURES` that counts arrangements.

    Returns
    -------
    DataFrame
        item, edition, index (the first edition is 100) with ``_low`` and ``_high``, growth (per cent: index -
        100); items that the first edition does not have, or has so few of that the interval of their number
        holds 0, are left out: nothing can be held against them.
    """
    first = states[0]
    records = [
        {**_compared(first, later, key), "edition": later.edition}
        for later in states[1:]
        for key in first.samples
        if key[0] == figure and key in later.samples
    ]
    columns = ["item", "edition", "index", "index_low", "index_high", "growth"]
    frame = pd.DataFrame(records, columns=columns)
    return frame[frame["index"].notna()].reset_index(drop=True)


def _compared(earlier: State, later: State, key: tuple[str, str]) -> dict[str, object]:
    before, after = earlier.value(*key), later.value(*key)
    first, second = earlier.samples[key], later.samples[key]
    number = min(len(first), len(second))
    low, high = _ends(second[:number] - first[:number])
    record: dict[str, object] = {
        "figure": key[0],
        "item": key[1],
        "earlier": earlier.edition,
        "later": later.edition,
        "before": before,
        "after": after,
        "difference": after - before,
        "difference_low": low,
        "difference_high": high,
    }
    ratio = (np.nan, np.nan, np.nan)
    if FIGURES[key[0]].unit != "share" and _carries_index(before, first):
        with np.errstate(divide="ignore", invalid="ignore"):
            ends = _ends(100 * second[:number] / first[:number])
        ratio = (100 * after / before, *ends)
    for end, value in zip(("", "_low", "_high"), ratio, strict=True):
        record[f"index{end}"], record[f"growth{end}"] = value, value - 100
    return record | {"direction": _direction(low, high)}


def _carries_index(before: float, drawn: np.ndarray) -> bool:
    """Whether a number is large enough to be 100: no draw of it reaches zero."""
    return before > 0 and (not len(drawn) or float(drawn.min()) > 0)


def _ends(drawn: np.ndarray) -> tuple[float, float]:
    known = drawn[np.isfinite(drawn)]
    if not len(known):
        return float("nan"), float("nan")
    low, high = np.quantile(known, [0.025, 0.975])
    return float(low), float(high)


def _direction(low: float, high: float) -> str:
    if low > 0:
        return DIRECTIONS[0]
    return DIRECTIONS[1] if high < 0 else DIRECTIONS[2]


def decomposition(changes: Changes) -> pd.DataFrame:
    """Split a difference into what really changed and what only the counting did; the parts add up.

    Real is what was founded, ended, split or joined into another, and who joined or left. Administrative is
    what a merger of municipalities, another way of collecting or a clean-up of names did. What
    neither edition can tell is ``not known``.

    Parameters
    ----------
    changes
        What changed between two editions.

    Returns
    -------
    DataFrame
        what (``arrangements`` or ``participations``), part (real, administrative, not known), change (its
        code; of an administrative change the ground), gained, lost (numbers), net; the sum of net is the
        difference between the editions.
    """
    arrangements, participations = changes.arrangements, changes.participations
    parts = [
        _part_of_arrangement(change, certainty, why)
        for change, certainty, why in zip(
            arrangements["change"], arrangements["certainty"], arrangements["why"], strict=True
        )
    ]
    grounded = arrangements["why"].isin(_ADMINISTRATIVE_GROUNDS)
    told = arrangements.assign(change=arrangements["change"].mask(grounded, arrangements["why"]))
    frames = [_added("arrangements", told, pd.Series(parts, index=arrangements.index))]
    own = participations["change"].map(_PARTS_OF_PARTICIPATIONS).fillna(NOT_KNOWN)
    unsure = participations["certainty"] == "unknown"
    frames.append(_added("participations", participations, own.mask(unsure, NOT_KNOWN)))
    return pd.concat(frames, ignore_index=True)


def _part_of_arrangement(change: str, certainty: str, why: str) -> str:
    if why in _ADMINISTRATIVE_GROUNDS:
        return ADMINISTRATIVE
    if change.startswith("not_known") or certainty == "unknown":
        return NOT_KNOWN
    return ADMINISTRATIVE if change == "same" else REAL


def _added(what: str, frame: pd.DataFrame, parts: pd.Series) -> pd.DataFrame:
    net = frame["net"].astype(int)
    moved = frame.assign(part=parts, gained=net.clip(lower=0), lost=-net.clip(upper=0))[net != 0]
    summed = moved.groupby(["part", "change"], as_index=False)[["gained", "lost", "net"]].sum()
    return summed.assign(what=what)[["what", "part", "change", "gained", "lost", "net"]]


def merged_only(earlier: Edition, changes: Changes) -> pd.DataFrame:
    """What the mergers of municipalities alone would have done to an edition [own].

    Every participation of the earlier edition goes to the heirs of who held it, and counts once; nothing
    else changes. An arrangement that is left with a single government is no cooperation any more.

    Parameters
    ----------
    earlier
        The edition before the mergers.
    changes
        What changed since.

    Returns
    -------
    DataFrame
        measure (municipalities, arrangements, participations, mean_per_municipality,
        municipalities_per_arrangement), before, after.
    """
    members = earlier.members
    heirs = changes.heirs.groupby("old")["new"].agg(list)
    own = [heirs.get(i, [i]) for i in members["organisation"]]
    moved = (
        members.assign(organisation=own)
        .explode("organisation")
        .drop_duplicates(["arrangement", "organisation"])
    )
    towns = set(earlier.municipalities.index)
    after = {heir for town in towns for heir in heirs.get(town, [town])}
    rows = [_counted(members, towns), _counted(moved, after)]
    return pd.DataFrame(
        {"measure": list(rows[0]), "before": list(rows[0].values()), "after": list(rows[1].values())}
    )


def _counted(members: pd.DataFrame, towns: set[str]) -> dict[str, float]:
    governments = members[members["kind"].isin(["municipality", "province", "water_board", "ministry"])]
    sizes = governments.groupby("arrangement")["organisation"].nunique()
    kept = members[members["arrangement"].isin(sizes.index[sizes >= 2])]
    own = kept[kept["kind"] == "municipality"]
    number = kept["arrangement"].nunique()
    return {
        "municipalities": len(towns),
        "arrangements": number,
        "participations": len(own),
        "mean_per_municipality": len(own) / max(len(towns), 1),
        "municipalities_per_arrangement": len(own) / max(number, 1),
    }


def flows(earlier: Edition, later: Edition, changes: Changes, by: str = "legal_class") -> pd.DataFrame:
    """Where the arrangements of an edition went.

    Parameters
    ----------
    earlier, later
        The editions.
    changes
        What changed between them.
    by
        Column of the arrangements to group both sides by.

    Returns
    -------
    DataFrame
        source, target (a code of ``by``; ``founded``, ``not_known_earlier`` and the like as a source and
        ``ended``, ``not_known_later`` as a target where an arrangement stands in one edition only),
        arrangements, most first.
    """
    own = changes.arrangements
    gone = own["change"].isin(["ended", "not_known_later"])
    first = own["other"].where(own["other"] != "", own["arrangement"].where(gone, ""))
    of_earlier = earlier.arrangements[by].replace("", UNKNOWN)
    of_later = later.arrangements[by].replace("", UNKNOWN)
    before = first.map(of_earlier).fillna(own["change"])
    after = own["arrangement"].mask(gone).map(of_later).fillna(own["change"])
    counted = pd.DataFrame({"source": before, "target": after}).value_counts().rename("arrangements")
    return counted.reset_index().sort_values(
        ["arrangements", "source", "target"], ascending=[False, True, True], ignore_index=True
    )


def coverage(edition: Edition) -> pd.DataFrame:
    """See for every nationwide system whether each municipality is in exactly one of its arrangements.

    Parameters
    ----------
    edition
        The register; its table ``arrangement_divisions`` says which arrangement belongs to which system.

    Returns
    -------
    DataFrame
        division, name, obligations (codes that occur, joined), arrangements, in_one, in_none, in_more
        (municipalities), none, more (their ids, tuples).
    """
    towns = edition.municipalities.index
    members = edition.members[edition.members["kind"] == "municipality"]
    obligation = edition.arrangements["obligation"]
    names = edition["divisions"].set_index("id")["name"]
    records = []
    for division, rows in edition["arrangement_divisions"].groupby("division"):
        ids = sorted(set(rows["arrangement"]) & set(edition.arrangements.index))
        if not ids:
            continue
        own = members[members["arrangement"].isin(ids)]
        times = own.groupby("organisation")["arrangement"].nunique().reindex(towns, fill_value=0)
        none, more = tuple(towns[times == 0]), tuple(towns[times > 1])
        codes = sorted(set(obligation.loc[ids]) - {""})
        record = (division, names.get(division, division), "|".join(codes), len(ids))
        records.append((*record, int((times == 1).sum()), len(none), len(more), none, more))
    columns = [
        "division",
        "name",
        "obligations",
        "arrangements",
        "in_one",
        "in_none",
        "in_more",
        "none",
        "more",
    ]
    return pd.DataFrame(records, columns=columns)
