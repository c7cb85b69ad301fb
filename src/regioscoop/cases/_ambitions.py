"""Effectiveness by own ambition: what a region wants, what was reached, and what changed since.

Public value is broad welfare and the realisation of own ambitions [S]. A record is never overwritten: an
actualisation adds a row that replaces an older one, and the older one is what held before that date.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import pandas as pd

from regioscoop.cases._cells import check_codes, check_dates, not_after, require_date, years_later
from regioscoop.cases._schema import AMBITION_STATES, RESULT_TYPES, SCALES, STRATEGIES
from regioscoop.cases._tables import shipped_table
from regioscoop.errors import InputError, Problem

ACTUALISATION_YEARS: Final = 2
"""How often the study advises to look at the agenda again [S]; every second time after the elections."""
_ORDER: Final = ["region", "scale", "theme", "id"]


@dataclass(frozen=True)
class Record:
    """What regions want and what was reached, as it stood on a date.

    Attributes
    ----------
    date
        The date.
    ambitions
        Those that hold then, see `ambitions_as_of`.
    results
        Those known then: the columns of the table, and ``current`` (id of the ambition that holds then and
        that it serves; empty where it serves none, or one that was withdrawn).
    earlier
        Ambitions that held before and were replaced or withdrawn, with ``root``, ``replaced_by`` and
        ``replaced_on``.
    """

    date: str
    ambitions: pd.DataFrame = field(repr=False)
    results: pd.DataFrame = field(repr=False)
    earlier: pd.DataFrame = field(repr=False)


def ambitions_as_of(
    date: str, ambitions: pd.DataFrame | None = None, results: pd.DataFrame | None = None, region: str = ""
) -> Record:
    """Return ambitions and results as they stood on a date.

    Parameters
    ----------
    date
        YYYY, YYYY-MM or YYYY-MM-DD; a row counts unless it is known to be later.
    ambitions, results
        The tables of a cases package; default what the study states of its regions. With ambitions of one's
        own and no results, none are recorded.
    region
        Id of one region; default all.

    Returns
    -------
    Record
        ``ambitions`` has the columns of the table and: ``root`` (id of the first of its line), ``since`` (its
        date), the number of results by type (``process``, ``project``, ``outcome``) and by scale
        (``subregional``, ``regional``, ``above``, ``scale_unknown``), ``last_result`` (date) and
        ``is_recorded``. Where that is False no result is recorded, which does not say that none was reached.
        A result counts for the line of its ambition: a new version keeps what the older ones reached.

    Raises
    ------
    InputError
        When the date is none or rows cannot be used: everything that is wrong.
    """
    require_date(date, "date")
    wants, reached = _usable(ambitions, results)
    wants, reached = _of(wants, region), _of(reached, region)
    roots = _roots(wants)
    known = wants[not_after(wants["date"], date)]
    replaced = known[known["replaces"] != ""].set_index("replaces")
    is_earlier = known["id"].isin(replaced.index)
    held = known[~is_earlier & (known["status"] != "withdrawn")]
    counted = reached[not_after(reached["date"], date)]
    of_root = dict(zip(held["id"].map(roots), held["id"], strict=True))
    counted = counted.assign(current=[of_root.get(roots.get(a, ""), "") for a in counted["ambition"]])
    earlier = known[is_earlier]
    earlier = earlier.assign(
        root=earlier["id"].map(roots),
        replaced_by=earlier["id"].map(replaced["id"]),
        replaced_on=earlier["id"].map(replaced["date"]),
    )
    first = wants.set_index("id")["date"]
    root = held["id"].map(roots)
    held = _with_results(held.assign(root=root, since=root.map(first)), counted)
    return Record(
        date,
        held.sort_values(_ORDER, ignore_index=True),
        counted.sort_values(["region", "id"], ignore_index=True),
        earlier.sort_values(_ORDER, ignore_index=True),
    )


def ambition_changes(
    first: str,
    second: str,
    ambitions: pd.DataFrame | None = None,
    results: pd.DataFrame | None = None,
    region: str = "",
) -> pd.DataFrame:
    """List what changed between two dates.

    Parameters
    ----------
    first, second
        The dates, the earlier one first.
    ambitions, results, region
        See `ambitions_as_of`.

    Returns
    -------
    DataFrame
        region, what (``new``, ``actualised``, ``withdrawn``, ``kept`` of an ambition; ``result`` that was
        recorded since), id, before (id on the first date; empty for what is new), changed (names of the
        columns that differ, joined by ``|``), date. In the order of region, what and id.

    Raises
    ------
    InputError
        When the second date is before the first, or see `ambitions_as_of`.
    """
    require_date(first, "first")
    require_date(second, "second")
    if not not_after(pd.Series([first]), second)[0]:
        raise InputError("Nothing can be compared", [Problem("second", second, f"not before {first}")])
    old, new = (ambitions_as_of(date, ambitions, results, region) for date in (first, second))
    before = old.ambitions.set_index("root")
    rows = [_change(now, before) for now in new.ambitions.to_dict("records")]
    gone = before[~before.index.isin(new.ambitions["root"])]
    ended = new.earlier.groupby("root")["replaced_on"].max()
    rows += [(r["region"], "withdrawn", r["id"], r["id"], "", ended[root]) for root, r in gone.iterrows()]
    since = new.results[~new.results["id"].isin(old.results["id"])]
    rows += [(r["region"], "result", r["id"], "", "", r["date"]) for r in since.to_dict("records")]
    table = pd.DataFrame(rows, columns=["region", "what", "id", "before", "changed", "date"])
    return table.sort_values(["region", "what", "id"], ignore_index=True)


_COMPARED: Final = ("scale", "theme", "strategy", "words_nl", "words_en", "until")


def _change(now: Mapping[str, str], before: pd.DataFrame) -> tuple[str, ...]:
    if now["root"] not in before.index:
        return now["region"], "new", now["id"], "", "", now["date"]
    was = before.loc[now["root"]]
    differs = "|".join(name for name in _COMPARED if now[name] != was[name])
    what = "kept" if now["id"] == was["id"] else "actualised"
    return now["region"], what, now["id"], was["id"], differs, now["date"]


def actualisation(date: str, ambitions: pd.DataFrame | None = None) -> pd.DataFrame:
    """When the agenda of each region was last set or actualised, and when it is due again.

    Parameters
    ----------
    date
        The date it is seen from.
    ambitions
        The table of a cases package; default what the study states of its regions.

    Returns
    -------
    DataFrame
        Index region; last (date of the latest row, replacing and withdrawing ones included), due
        (`ACTUALISATION_YEARS` later, at the same precision), is_due (whether that date has come).

    Raises
    ------
    InputError
        When the date is none or rows cannot be used: everything that is wrong.
    """
    require_date(date, "date")
    wants, _ = _usable(ambitions, None)
    last = wants[not_after(wants["date"], date)].groupby("region")["date"].max().rename("last").to_frame()
    due = last["last"].map(lambda day: years_later(day, ACTUALISATION_YEARS)).astype("object")
    return last.assign(due=due, is_due=not_after(due, date))


def check_ambitions(tables: Mapping[str, pd.DataFrame]) -> list[Problem]:
    """Find what is wrong with ``ambitions`` and ``results`` and no schema can say.

    Parameters
    ----------
    tables
        The tables of a cases package, as text; an absent one is not checked.

    Returns
    -------
    list of Problem
        A day that does not exist, or an ambition without a date; an ambition that replaces one that does not
        exist, is of another region, is not older, or is replaced by another one as well; a withdrawal of
        nothing; a result of an ambition that does not exist or is of another region.
    """
    problems = []
    for name, needed in (("ambitions", True), ("results", False)):
        if name in tables:
            problems += check_dates(f"{name}.csv", tables[name]["date"], needed=needed)
    ambitions = tables.get("ambitions")
    if ambitions is not None:
        problems += _check_replaced(ambitions)
        if "results" in tables:
            problems += _check_served(tables["results"], ambitions.set_index("id")["region"].to_dict())
    return problems


_LISTS: Final = {
    "ambitions": {
        "scale": SCALES.codes,
        "strategy": ["", *STRATEGIES.codes],
        "status": ["", *AMBITION_STATES.codes],
    },
    "results": {"scale": ["", *SCALES.codes], "type": RESULT_TYPES.codes},
}


def _usable(
    ambitions: pd.DataFrame | None, results: pd.DataFrame | None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    wants = shipped_table("ambitions") if ambitions is None else ambitions
    if results is None:
        shipped = shipped_table("results")
        reached = shipped if ambitions is None else shipped.iloc[:0]
    else:
        reached = results
    tables = {"ambitions": wants, "results": reached}
    problems = [problem for name, table in tables.items() for problem in _check_schema(name, table)]
    problems += check_ambitions(tables)
    if problems:
        raise InputError("The record of ambitions cannot be read", problems)
    return wants, reached


def _of(table: pd.DataFrame, region: str) -> pd.DataFrame:
    return table[table["region"] == region] if region else table


def _roots(ambitions: pd.DataFrame) -> dict[str, str]:
    """Id -> id of the first of its line; a chain ends, since what is replaced is older."""
    before = dict(zip(ambitions["id"], ambitions["replaces"], strict=True))
    roots = {}
    for name in before:
        root = name
        while before.get(root):
            root = before[root]
        roots[name] = root
    return roots


def _with_results(held: pd.DataFrame, results: pd.DataFrame) -> pd.DataFrame:
    grouped = {str(name): rows for name, rows in results.groupby("current")}
    none = results.iloc[:0]
    counts = [_counts(grouped.get(name, none)) for name in held["id"]]
    names = [*RESULT_TYPES.codes, *SCALES.codes, "scale_unknown", "last_result", "is_recorded"]
    return held.join(pd.DataFrame(counts, held.index, names))


def _counts(rows: pd.DataFrame) -> list[object]:
    types = [int((rows["type"] == code).sum()) for code in RESULT_TYPES.codes]
    scales = [int((rows["scale"] == code).sum()) for code in (*SCALES.codes, "")]
    return [*types, *scales, max(rows["date"], default=""), len(rows) > 0]


def _check_schema(name: str, table: pd.DataFrame) -> list[Problem]:
    """What the schema of a package would have said."""
    twice = table["id"][table["id"].duplicated().to_numpy()]
    rows = [row for row, again in enumerate(table["id"].duplicated(), start=2) if again]
    return check_codes(f"{name}.csv", table, _LISTS[name]) + [
        Problem(f"{name}.csv", f"{id_} a second time", "each id once", row, "id")
        for row, id_ in zip(rows, twice, strict=True)
    ]


def _check_replaced(ambitions: pd.DataFrame) -> list[Problem]:
    rows = {record["id"]: record for record in ambitions.to_dict("records")}
    problems, seen = [], set()
    for row, record in enumerate(ambitions.to_dict("records"), start=2):
        old = record["replaces"]
        if not old:
            if record["status"] == "withdrawn":
                allowed = "the id of the ambition that is withdrawn"
                problems.append(Problem("ambitions.csv", "empty", allowed, row, "replaces"))
            continue
        allowed = ""
        if old not in rows:
            allowed = "the id of an ambition"
        elif rows[old]["region"] != record["region"]:
            allowed = f"an ambition of {record['region']}"
        elif rows[old]["date"] >= record["date"]:
            allowed = "an ambition that is older: what held before is kept"
        elif old in seen:
            allowed = "an ambition that no other row replaces"
        seen.add(old)
        if allowed:
            problems.append(Problem("ambitions.csv", old, allowed, row, "replaces"))
    return problems


def _check_served(results: pd.DataFrame, region_of: Mapping[str, str]) -> list[Problem]:
    problems = []
    for row, (ambition, region) in enumerate(
        zip(results["ambition"], results["region"], strict=True), start=2
    ):
        if ambition and ambition not in region_of:
            problems.append(
                Problem("results.csv", ambition, "the id of an ambition, or empty", row, "ambition")
            )
        elif ambition and region_of[ambition] != region:
            problems.append(Problem("results.csv", ambition, f"an ambition of {region}", row, "ambition"))
    return problems
