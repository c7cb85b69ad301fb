"""Which participation of one edition goes on in another, and what became of the rest."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from regioscoop.register._succession import may_be_after
from regioscoop.register.edition import Edition
from regioscoop.register.mergers import HEIR_SHARE

PAIR: Final = ["arrangement", "organisation"]
LINK: Final = ["arrangement", "other"]
KEY: Final = ["arrangement", "other", "organisation"]


def heirs_between(earlier: Edition, later: Edition) -> pd.DataFrame:
    """What each organisation of the earlier edition is in the later: itself, or where its area went.

    Parameters
    ----------
    earlier, later
        The editions.

    Returns
    -------
    DataFrame
        old, new: ids; without a row for what the later edition does not have.
    """
    table = pd.concat([earlier["mergers"], later["mergers"]])[["old", "new", "date", "share"]]
    start, end = earlier.reference_date, later.reference_date
    between = table["date"].map(lambda date: date == "" or (may_be_after(date, start) and date <= end))
    large = (pd.to_numeric(table["share"]) >= HEIR_SHARE) & (table["old"] != table["new"])
    steps = table.loc[large & between.astype(bool), ["old", "new"]].drop_duplicates()
    steps = steps.rename(columns={"old": "new", "new": "next"})
    ids = earlier["organisations"]["id"]
    found = last = pd.DataFrame({"old": ids, "new": ids})
    while len(last):
        last = last.merge(steps, on="new")[["old", "next"]].rename(columns={"next": "new"})
        more = pd.concat([found, last], ignore_index=True).drop_duplicates()
        last, found = more.iloc[len(found) :], more
    found = found[found["new"].isin(later["organisations"]["id"])]
    return found.sort_values(["old", "new"], ignore_index=True)


def participation_changes(
    earlier: Edition, later: Edition, arrangements: pd.DataFrame, heirs: pd.DataFrame
) -> pd.DataFrame:
    """One row for every participation of either edition; those that belong together share one.

    Parameters
    ----------
    earlier, later
        The editions.
    arrangements
        From `regioscoop.register._succession.arrangement_changes`.
    heirs
        From `heirs_between`.

    Returns
    -------
    DataFrame
        The columns of `regioscoop.register.Changes.participations`, without name.
    """
    both = _Both(earlier, later, arrangements, heirs)
    matched = both.matched
    before, after = both.before, later.members
    gone = before[~_in(before[["other", "was"]], matched[["other", "was"]])]
    new = after[~_in(after[PAIR], matched[PAIR])]
    frames = [_go_on(matched), _gone(gone, both), _new(new, both)]
    columns = [*KEY, "kind", "change", "from_organisations", "certainty", "net"]
    frame = pd.concat([f[columns] for f in frames if len(f)] or [frames[0][columns]])
    frame = frame.sort_values(KEY, ignore_index=True)
    # Nothing about a participation is surer than that the two arrangements belong together.
    unsure = arrangements[(arrangements["certainty"] == "unknown") & (arrangements["other"] != "")]
    frame.loc[_in(frame[LINK], unsure[LINK]), "certainty"] = "unknown"
    return frame


def _in(rows: pd.DataFrame, others: pd.DataFrame) -> NDArray[np.bool_]:
    return np.asarray(pd.MultiIndex.from_frame(rows).isin(pd.MultiIndex.from_frame(others)), dtype=bool)


@dataclass(frozen=True)
class _Both:
    earlier: Edition
    later: Edition
    arrangements: pd.DataFrame
    heirs: pd.DataFrame

    @cached_property
    def links(self) -> pd.DataFrame:
        """arrangement, other; what stayed the same goes before what merged into it."""
        links = self.arrangements[self.arrangements["other"] != ""]
        links = links.assign(changed=links["change"] != "same")
        return links.sort_values(["changed", *LINK])[LINK]

    @cached_property
    def alone(self) -> pd.DataFrame:
        """change, certainty of the arrangements that stand in one edition only, index id."""
        rows = self.arrangements[self.arrangements["other"] == ""]
        return rows.set_index("arrangement")[["change", "certainty"]]

    @cached_property
    def before(self) -> pd.DataFrame:
        """Participations of the earlier edition: other, was, kind, status_before."""
        names = {"arrangement": "other", "organisation": "was", "status": "status_before"}
        return self.earlier.members.rename(columns=names)

    @cached_property
    def matched(self) -> pd.DataFrame:
        """Every way in which a participation of the earlier edition is one of the later."""
        heirs = self.heirs.rename(columns={"old": "was", "new": "organisation"})
        expected = self.links.merge(self.before, on="other").merge(heirs, on="was")
        return expected.merge(self.later.members[[*PAIR, "status"]], on=PAIR)


def _go_on(matched: pd.DataFrame) -> pd.DataFrame:
    """What stands in both editions, one row for each pair of arrangements."""
    # Each participation of the earlier edition counts once, also where it went on in two places.
    matched = matched.assign(
        counted=~matched.duplicated(["other", "was"]),
        sure=(matched["status"] == "confirmed") & (matched["status_before"] == "confirmed"),
    )
    groups = matched.groupby(KEY, sort=False)
    out = groups[["kind", "status"]].first().reset_index()
    came = _tuples(matched["was"], groups.ngroup().to_numpy(), len(out))
    moved = np.array([ids != (own,) for ids, own in zip(came, out["organisation"], strict=True)], dtype=bool)
    again = out["status"] == "confirmed"
    out["change"] = np.select([moved, again], ["merged", "stayed"], "carried")
    out["from_organisations"] = pd.Series(came, index=out.index, dtype=object)
    out["certainty"] = np.where(groups["sure"].all(), "confirmed", "carried")
    out["net"] = (~out.duplicated(PAIR)).astype(int) - groups["counted"].sum().to_numpy()
    return out


def _tuples(ids: pd.Series, group: NDArray[np.int64], number: int) -> list[tuple[str, ...]]:
    """Sorted ids of each group."""
    out: list[list[str]] = [[] for _ in range(number)]
    for at, id_ in zip(group, ids, strict=True):
        out[at].append(id_)
    return [tuple(sorted(one)) for one in out]


def _gone(gone: pd.DataFrame, both: _Both) -> pd.DataFrame:
    """What stands in the earlier edition only."""
    to = _first_link(gone["other"], both.links, "other", "arrangement")
    alone = both.alone.reindex(gone["other"]).set_axis(gone.index)
    kept = gone["was"].isin(both.later["organisations"]["id"]) | (gone["kind"] != "municipality")
    complete = _confirms(both.later, to, gone["kind"])
    choices = [to == "", complete & kept, complete & gone["was"].isin(both.heirs["old"])]
    change = np.select(choices, [alone["change"], "left", "lapsed"], "not_known_later")
    certainty = np.select(
        [to == "", change == "not_known_later", gone["status_before"] == "confirmed"],
        [alone["certainty"], "unknown", "confirmed"],
        "carried",
    )
    return gone.assign(
        arrangement=to.where(to != "", gone["other"]),
        other=gone["other"].where(to != "", ""),
        organisation=gone["was"],
        change=change,
        certainty=certainty,
        from_organisations=[(was,) for was in gone["was"]],
        net=-1,
    )


def _new(new: pd.DataFrame, both: _Both) -> pd.DataFrame:
    """What stands in the later edition only."""
    other = _first_link(new["arrangement"], both.links, "arrangement", "other")
    alone = both.alone.reindex(new["arrangement"]).set_axis(new.index)
    known = new["organisation"].isin(both.heirs["new"]) | (new["kind"] != "municipality")
    known &= other.isin(both.before["other"].unique()) & (new["status"] == "confirmed")
    change = np.select([other == "", known], [alone["change"], "joined"], "not_known_earlier")
    sure = _confirms(both.earlier, other, new["kind"])
    certainty = np.select(
        [other == "", change == "not_known_earlier", sure],
        [alone["certainty"], "unknown", "confirmed"],
        "carried",
    )
    return new.assign(
        other=other,
        change=change,
        certainty=certainty,
        from_organisations=[()] * len(new),
        net=1,
    )


def _first_link(ids: pd.Series, links: pd.DataFrame, side: str, other: str) -> pd.Series:
    """The first arrangement of the other edition that each is linked to, else empty."""
    first = links.drop_duplicates(side)
    found = dict(zip(first[side], first[other], strict=True))
    return pd.Series([found.get(id_, "") for id_ in ids], index=ids.index, dtype=object)


def _confirms(edition: Edition, arrangement: pd.Series, kind: pd.Series) -> pd.Series:
    """Whether an edition confirms an arrangement, and carries no participation in it of that kind."""
    members = edition.members
    confirmed = members.loc[members["status"] == "confirmed", "arrangement"].unique()
    carried = members.loc[members["status"] != "confirmed", ["arrangement", "kind"]]
    pairs = pd.DataFrame({"arrangement": arrangement, "kind": kind})
    return arrangement.isin(confirmed) & ~_in(pairs, carried)
