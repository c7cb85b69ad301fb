"""Which arrangement of one edition is which of another, and what became of the rest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable
from typing import Final

import numpy as np
import pandas as pd

from regioscoop.register.edition import Edition

Steps = dict[str, list[tuple[str, str, bool]]]
"""Arrangement -> (the next one, kind of relation, whether that is sure)."""

ENDED_BY_LOG: Final = ("dissolved", "superseded")
"""What the log of an edition says of arrangements of which a source says that they ended ..."""
ABSENT_BY_LOG: Final = ("fewer_governments", "left_out")
"""... and of those that were only left out."""


def arrangement_changes(earlier: Edition, later: Edition) -> pd.DataFrame:
    """One row for every pair of arrangements that belong together, and for every one that stands alone.

    Parameters
    ----------
    earlier, later
        The editions.

    Returns
    -------
    DataFrame
        The columns of `regioscoop.register.Changes.arrangements`; of the rows of one arrangement the one
        in which it stayed the same comes first.
    """
    links = _links(earlier, later)
    links["change"] = _kinds_of_links(links)
    links["certainty"] = _certainties(links, earlier, later)
    alone = [*_alone_later(earlier, later, links["after"]), *_alone_earlier(earlier, later, links["before"])]
    columns = ["before", "after", "change", "certainty", "why"]
    frame = pd.concat([links[columns], pd.DataFrame(alone, columns=columns)], ignore_index=True)
    frame = frame.assign(changed=frame["change"] != "same")
    frame = frame.sort_values(["changed", "after", "before"], ignore_index=True)
    frame["net"] = _first_time(frame["after"]) - _first_time(frame["before"])
    known = frame["after"] != ""
    frame["arrangement"] = frame["after"].where(known, frame["before"])
    frame["other"] = frame["before"].where(known, "")
    names = earlier.arrangements["name"].to_dict() | later.arrangements["name"].to_dict()
    frame["name"] = frame["arrangement"].map(names)
    frame = frame.sort_values(["arrangement", "changed", "other"], ignore_index=True)
    return frame[["arrangement", "name", "change", "other", "certainty", "why", "net"]]


def _first_time(ids: pd.Series) -> pd.Series:
    """1 where an id stands for the first time, 0 elsewhere and where there is none."""
    return ((ids != "") & ~ids.duplicated()).astype(int)


def _links(earlier: Edition, later: Edition) -> pd.DataFrame:
    """Pairs that belong together: before, after, why, sure, and back (found from the later side)."""
    before, after = set(earlier.arrangements.index), set(later.arrangements.index)
    found = {(i, i): ("id", True, False) for i in sorted(before & after)}
    gone, new = sorted(before - after), sorted(after - before)
    onward, back = _steps(earlier, later)
    # What a source says of an end goes before a relation that is not sure; so does what carrying did.
    explained = {*_ends(earlier, later), *_left_out(earlier, later)}
    for old in gone:
        for to, (why, sure) in _reach(old, onward, after).items():
            if sure or old not in explained:
                found[old, to] = (why, sure, False)
    for to in new:
        for old, (why, sure) in _reach(to, back, before).items():
            if sure or old not in explained:
                found.setdefault((old, to), (why, sure, True))
    alone = set(gone) - {old for old, _ in found}, set(new) - {to for _, to in found}
    found |= dict.fromkeys(_by_other_name(earlier, later, *alone), ("alias", True, False))
    rows = [(*pair, *how) for pair, how in found.items()]
    links = pd.DataFrame(rows, columns=["before", "after", "why", "sure", "back"])
    return links.astype({"sure": bool, "back": bool})


def _steps(earlier: Edition, later: Edition) -> tuple[Steps, Steps]:
    """Steps from an arrangement to what it became, and to what it came from."""
    relations = pd.concat([earlier["arrangement_relations"], later["arrangement_relations"]])
    relations = relations.assign(sure=relations["certainty"] == "sure")
    relations = relations.drop_duplicates(["from", "to", "kind", "sure"])
    onward: Steps = defaultdict(list)
    back: Steps = defaultdict(list)
    for old, to, kind, sure in relations[["from", "to", "kind", "sure"]].itertuples(index=False):
        onward[old].append((to, kind, sure))
        if kind == "part_of":
            # A part that one edition knows and the other does not: the whole stands for it, both ways.
            back[old].append((to, kind, sure))
        else:
            back[to].append((old, kind, sure))
        if kind == "same_as":
            onward[to].append((old, kind, sure))
            back[old].append((to, kind, sure))
    return onward, back


def _reach(start: str, steps: Steps, there: Container[str]) -> dict[str, tuple[str, bool]]:
    """First arrangements of the other edition on each way: id -> kind of the first step, all steps sure."""
    found: dict[str, tuple[str, bool]] = {}
    seen: set[tuple[str, bool]] = set()
    ways = list(steps.get(start, []))
    while ways:
        at, why, sure = ways.pop(0)
        if at == start or (at, sure) in seen:
            continue
        seen.add((at, sure))
        if at not in there:
            ways += [(to, why, sure and known) for to, _, known in steps.get(at, [])]
        elif at not in found or (sure and not found[at][1]):
            found[at] = (why, sure)
    return found


def _by_other_name(
    earlier: Edition, later: Edition, gone: set[str], new: set[str]
) -> Iterable[tuple[str, str]]:
    """Pairs of which one edition says that the name in the other is another name of it."""
    here, there = _ids_by_name(earlier), _ids_by_name(later)
    found = []
    for old in sorted(gone):
        match = there.get(earlier.arrangements["name"][old].casefold(), set())
        found += [(old, to) for to in match if len(match) == 1]
    linked = {old for old, _ in found}, {to for _, to in found}
    for to in sorted(new - linked[1]):
        match = here.get(later.arrangements["name"][to].casefold(), set())
        found += [(old, to) for old in match & gone - linked[0] if len(match) == 1]
    return found


def _ids_by_name(edition: Edition) -> dict[str, set[str]]:
    out: dict[str, set[str]] = defaultdict(set)
    for id_, name, aliases in edition["arrangements"][["id", "name", "aliases"]].itertuples(index=False):
        for one in (name, *aliases.split("|")):
            if one:
                out[one.casefold()].add(id_)
    return out


def _kinds_of_links(links: pd.DataFrame) -> pd.Series:
    into = links.groupby("after")["before"].transform("size")
    out_of = links.groupby("before")["after"].transform("size")
    whole = links["why"] == "part_of"
    choices = [
        links["why"] == "id",
        whole & links["back"] | ~whole & (into == 1) & (out_of > 1),
        whole | (into > 1),
        links["why"].isin(["same_as", "alias"]),
    ]
    return pd.Series(np.select(choices, ["same", "split", "merged", "same"], "succeeded"), index=links.index)


def _certainties(links: pd.DataFrame, earlier: Edition, later: Edition) -> pd.Series:
    before, after = (links[side].map(_confirmed(e)) for side, e in (("before", earlier), ("after", later)))
    both = before.eq(True) & after.eq(True)
    # The other name of an arrangement that is new in the register was not carried: a source gave it.
    named = after.eq(True) | ~links["after"].isin(earlier.arrangements.index)
    told = (links["change"] != "same") & ((links["why"] != "alias") | named)
    choices = [~links["sure"], told | both, before.notna() & after.notna()]
    return pd.Series(np.select(choices, ["unknown", "confirmed", "carried"], "unknown"), index=links.index)


def _confirmed(edition: Edition) -> pd.Series:
    """Whether a source confirms a participation, index arrangement (of those that have one)."""
    members = edition.members
    return (members["status"] == "confirmed").groupby(members["arrangement"]).any()


def _alone_later(earlier: Edition, later: Edition, linked: pd.Series) -> Iterable[tuple[str, ...]]:
    """What is in the later edition only: before, after, change, certainty, why."""
    dates, start, unread = later.arrangements["founded"], earlier.reference_date, _not_read(later, earlier)
    for id_ in dates.index.difference(linked):
        founded = str(dates[id_])
        if may_be_after(founded, start):
            # In the year of the earlier edition itself: before or after its date is not known.
            yield "", id_, "founded", "unknown" if start.startswith(founded) else "confirmed", "date"
        elif founded:
            yield "", id_, "not_known_earlier", "confirmed", "date"
        else:
            yield "", id_, "not_known_earlier", "unknown", "not_read" if id_ in unread else ""


def _alone_earlier(earlier: Edition, later: Edition, linked: pd.Series) -> Iterable[tuple[str, ...]]:
    """What is in the earlier edition only: before, after, change, certainty, why."""
    ends, absent, unread = _ends(earlier, later), _left_out(earlier, later), _not_read(earlier, later)
    for id_ in earlier.arrangements.index.difference(linked):
        if id_ in ends:
            yield id_, "", "ended", "confirmed", ends[id_]
        else:
            yield id_, "", "not_known_later", "unknown", absent.get(id_, "not_read" if id_ in unread else "")


def may_be_after(date: str, reference: str) -> bool:
    """Whether a date, perhaps of a year or month only, can fall after a full one."""
    start = reference[: len(date)]
    return date > start or (date == start and date not in ("", reference))


def _ends(earlier: Edition, later: Edition) -> dict[str, str]:
    """Arrangements of which a source says that they ended before the later edition, and how we know."""
    frame = earlier.arrangements
    over = (frame["dissolved"] != "") & (frame["dissolved"] <= later.reference_date)
    return _logged(earlier, later, ENDED_BY_LOG) | dict.fromkeys(frame.index[over], "dissolved")


def _left_out(earlier: Edition, later: Edition) -> dict[str, str]:
    """Arrangements that the later edition left out without a source that says they ended, and why."""
    return _logged(earlier, later, ABSENT_BY_LOG)


def _logged(earlier: Edition, later: Edition, actions: Iterable[str]) -> dict[str, str]:
    """Arrangements of the earlier edition -> what the log of the later says was done with them."""
    log = later["import_log"]
    log = log[log["action"].isin(list(actions))]
    # A region of a nationwide division stands in the log as division|region.
    names = [name.rpartition("|")[2] for name in log["arrangement_name"]]
    done = dict(zip(names, log["action"], strict=True))
    return {str(i): done[name] for i, name in earlier.arrangements["name"].items() if name in done}


def _not_read(edition: Edition, other: Edition) -> set[str]:
    """Arrangements that come from nationwide divisions that the other edition did not read."""
    read = str(other["edition"]["divisions_read"].iloc[0])
    table = edition["arrangement_divisions"]
    known = table["division"].isin(read.split("|")).groupby(table["arrangement"]).any()
    return set(known.index[~known.to_numpy(dtype=bool)]) if read else set()
