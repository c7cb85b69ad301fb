"""Carrying an edition to the municipalities of another year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pandas as pd

from regioscoop.errors import InputError, Problem
from regioscoop.register.codes import GOVERNMENTS
from regioscoop.register.edition import Edition

HEIR_SHARE: Final = 0.2
"""Least share of the area that makes a municipality an heir of a split one."""


@dataclass(frozen=True)
class Carried:
    """An edition carried to other municipalities.

    Attributes
    ----------
    tables
        The tables of the carried edition.
    statement
        What carrying did: kind (moved, split, small_part, dissolved, superseded, fewer_governments),
        subject, result, participations.
    """

    tables: dict[str, pd.DataFrame]
    statement: pd.DataFrame


def carry_edition(edition: Edition, mergers: pd.DataFrame, municipalities: pd.DataFrame) -> Carried:
    """Carry an edition to the municipalities of another year.

    A municipality with one heir moves to it. Of a split municipality each heir with `HEIR_SHARE` or more
    of its area takes part, marked ``carried-split``. Every participation becomes ``carried``: it is not
    confirmed for the other year. An arrangement that was dissolved before the new date, that surely
    has a successor in the edition, or that is left with fewer than two governments, is gone; the statement
    says so.

    Parameters
    ----------
    edition
        The edition to carry.
    mergers
        old, new, share (0 to 1) for every municipality of the old year, those that stay included.
    municipalities
        id, name, province, source of the municipalities of the new year.

    Returns
    -------
    Carried
        Tables (the caller adds the ``edition`` row) and the statement.

    Raises
    ------
    InputError
        When a municipality of the edition has no heir, or an heir is not in the new list.
    """
    heirs = _heirs(edition, mergers, set(municipalities["id"]))
    participations = _carry_participations(edition, heirs)
    kept, gone = _still_alive(edition, participations, municipalities)
    tables = dict(edition.tables)
    tables["participations"] = participations[participations["arrangement"].isin(kept)]
    tables["arrangements"] = edition["arrangements"][edition["arrangements"]["id"].isin(kept)]
    for name in ("arrangement_fields", "arrangement_divisions", "criteria"):
        tables[name] = edition[name][edition[name]["arrangement"].isin(kept)]
    tables["budget_values"] = edition["budget_values"].iloc[0:0]
    relations = edition["arrangement_relations"]
    tables["arrangement_relations"] = relations[relations["from"].isin(kept) & relations["to"].isin(kept)]
    others = edition["organisations"].query("kind != 'municipality'")
    tables["organisations"] = pd.concat([_as_organisations(municipalities), others], ignore_index=True)
    tables["import_log"] = edition["import_log"].iloc[0:0]
    statement = pd.concat([_moves(edition, heirs, mergers), gone], ignore_index=True)
    return Carried({k: v.reset_index(drop=True) for k, v in tables.items()}, statement)


def _heirs(edition: Edition, mergers: pd.DataFrame, new: set[str]) -> pd.DataFrame:
    old = set(edition.municipalities.index)
    heirs = mergers[(mergers["share"] >= HEIR_SHARE) & mergers["old"].isin(old)]
    lost = sorted(old - set(heirs["old"]))
    strange = sorted(set(heirs["new"]) - new)
    if lost or strange:
        problems = [
            Problem("mergers", f"no heir of {m}", f"an heir with {HEIR_SHARE:.0%} or more") for m in lost
        ]
        problems += [Problem("mergers", f"heir {m}", "a municipality of the new year") for m in strange]
        raise InputError("The edition cannot be carried", problems)
    return heirs.assign(split=heirs.groupby("old")["new"].transform("size") > 1)


def _carry_participations(edition: Edition, heirs: pd.DataFrame) -> pd.DataFrame:
    rows = edition["participations"]
    rows = rows[rows["recognised"] != "no"].merge(
        heirs[["old", "new", "split"]], how="left", left_on="organisation", right_on="old"
    )
    rows["organisation"] = rows["new"].where(rows["new"].notna(), rows["organisation"])
    split = rows["split"].eq(True)
    rows["status"] = split.map({True: "carried-split", False: "carried"})
    rows = rows.sort_values(["arrangement", "organisation", "source", "status"], kind="stable")
    return rows.drop_duplicates(["arrangement", "organisation", "source"]).drop(
        columns=["old", "new", "split"]
    )


def _still_alive(
    edition: Edition, participations: pd.DataFrame, municipalities: pd.DataFrame
) -> tuple[set[str], pd.DataFrame]:
    kinds = edition["organisations"].set_index("id")["kind"].to_dict()
    kinds |= dict.fromkeys(municipalities["id"], "municipality")
    pairs = participations.drop_duplicates(["arrangement", "organisation"])
    governments = pairs[pairs["organisation"].map(kinds).isin(GOVERNMENTS)].groupby("arrangement").size()
    frame = edition["arrangements"].set_index("id")
    ended = frame.index[frame["dissolved"] != ""]
    relations = edition["arrangement_relations"]
    sure = relations["kind"].isin(["successor", "merged_into"]) & (relations["certainty"] == "sure")
    superseded = relations[sure & ~relations["from"].isin(ended)].drop_duplicates("from")
    before = edition.members[edition.members["kind"].isin(GOVERNMENTS)].groupby("arrangement").size()
    few = [
        i
        for i in frame.index
        if governments.get(i, 0) < 2 <= before.get(i, 0) and i not in {*ended, *superseded["from"]}
    ]
    gone = pd.DataFrame(
        [("dissolved", frame["name"][i], f"dissolved {frame['dissolved'][i]}", 0) for i in ended]
        + [
            ("superseded", frame["name"][old], f"succeeded by {frame['name'][new]}", 0)
            for old, new in superseded[["from", "to"]].itertuples(index=False)
        ]
        + [("fewer_governments", frame["name"][i], "all members became one municipality", 0) for i in few],
        columns=["kind", "subject", "result", "participations"],
    )
    return set(frame.index) - {*ended, *superseded["from"], *few}, gone


def _as_organisations(municipalities: pd.DataFrame) -> pd.DataFrame:
    return municipalities.assign(kind="municipality", valid_from="", valid_to="")[
        ["id", "name", "kind", "province", "valid_from", "valid_to", "source"]
    ]


def _moves(edition: Edition, heirs: pd.DataFrame, mergers: pd.DataFrame) -> pd.DataFrame:
    counts = edition.members.groupby("organisation").size()
    names = edition.municipalities["name"]
    rows = []
    for old, group in heirs.groupby("old", sort=True):
        to = ", ".join(f"{n} ({s:.0%})" for n, s in zip(group["new"], group["share"], strict=True))
        if len(group) > 1:
            rows.append(("split", f"{names[old]} ({old})", to, counts.get(old, 0)))
        elif group["new"].iloc[0] != old:
            rows.append(("moved", f"{names[old]} ({old})", to, counts.get(old, 0)))
    # Below 2% it is the noise of laying two drawings of one border over each other.
    small = mergers[mergers["share"].between(0.02, HEIR_SHARE, inclusive="left")]
    rows += [
        ("small_part", f"{names[row.old]} ({row.old})", f"{row.new} ({row.share:.0%}) left out", 0)
        for row in small[small["old"].isin(names.index)].itertuples()
    ]
    return pd.DataFrame(rows, columns=["kind", "subject", "result", "participations"])


def in_two_regions(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Municipalities that stand in two regions of one nationwide division, as rows of a statement.

    Parameters
    ----------
    tables
        Tables of an edition.
    """
    pairs = tables["arrangement_divisions"].merge(tables["participations"], on="arrangement")
    pairs = pairs.drop_duplicates(["division", "region", "organisation"])
    pairs = pairs[pairs["organisation"].str.startswith("GM")]
    names = tables["organisations"].set_index("id")["name"]
    rows = [
        (
            "two_regions",
            f"{names[who]} ({who}) in {division}",
            " and ".join(sorted(group["region"])),
            len(group),
        )
        for (division, who), group in pairs.groupby(["division", "organisation"])
        if len(group) > 1
    ]
    return pd.DataFrame(rows, columns=["kind", "subject", "result", "participations"])
