"""A partial update: some areas are collected again between two editions, in one operation.

What the participants in those areas say replaces what was known of them; the rest stays as old as it was.
`update_edition` gives the whole new edition or none, `parts` says of any edition which part is how old.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from regioscoop.errors import InputError, Problem
from regioscoop.register._names import require_known
from regioscoop.register.codes import GOVERNMENTS
from regioscoop.register.edition import Edition
from regioscoop.register.importing._common import ordered
from regioscoop.register.rules import RULE_SETS
from regioscoop.register.schema import OF_ARRANGEMENT, TABLES

COLLECTED: Final = "collected_again"
"""Action in ``import_log`` of a municipality that was collected again; the source tells when."""
_CODES: Final = ("obligation", "goal", "coded_by", "coding_status", "coding_certainty")
_SUFFIX: Final = re.compile(r"-update-\d{4}-\d{2}-\d{2}$")
_NOTE: Final = "Collected again on {date}: {areas}. All else is as old as it was."
_NOTED: Final = re.compile(
    r" ?Collected again on (\d{4}-\d{2}-\d{2}): [^.]*\. All else is as old as it was\."
)
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Update:
    """An edition of which some areas were collected again.

    Attributes
    ----------
    tables
        The tables of the new edition.
    statement
        What changed: kind (new_arrangement, ended_arrangement, new_participation, ended_participation,
        fewer_governments, to_review), subject (arrangement), organisation, found.
    """

    tables: dict[str, pd.DataFrame]
    statement: pd.DataFrame


def update_edition(
    edition: Edition, collected: Edition, areas: Collection[str], date: str, links: pd.DataFrame | None = None
) -> Update:
    """Replace what an edition says of some areas by what was collected there anew.

    Every participation of a municipality in the areas is replaced by what was collected; what was collected
    of others comes beside what was known of them. An arrangement that was collected or lost a participant is
    gone when it has fewer governments than the rule set of the edition asks. A cell that was collected
    replaces the one that was known, an empty cell does not; codes that people confirmed are replaced by
    confirmed codes only. Doing it again with the same input gives the same edition, bit for bit.

    Parameters
    ----------
    edition
        The edition that is updated.
    collected
        What was collected, as a package of the same form; arrangements bear the id they have in the edition,
        or a new one.
    areas
        Ids of the municipalities that were collected again.
    date
        When (YYYY-MM-DD).
    links
        What `regioscoop.collection.linking.link` says of the edition (left) and what was collected (right):
        a match that is the same, one to one, gives the new record the id of the edition; a pair to review is
        only told.

    Returns
    -------
    Update
        Each new row points at the source it was collected from (with the date behind its id where the edition
        has another source of that id); ``import_log`` has a row for each area, the note of the edition says
        it in words.

    Raises
    ------
    InputError
        Everything that is wrong: a date that is none or before the edition, areas or municipalities that the
        edition does not know, an area of which nothing was collected.
    """
    chosen = sorted(set(areas))
    _check(edition, collected, chosen, date)
    new, review = _prepared(edition, collected, links, date)
    statement: list[tuple[str, str, str, str]] = [("to_review", *row) for row in review]
    tables = dict(edition.tables)
    tables["participations"] = _participations(edition, new, chosen)
    tables |= _arrangements(edition, new)
    tables["organisations"] = _added(edition["organisations"], new["organisations"], ["id"])
    tables["sources"] = _added(edition["sources"], new["sources"], ["id"])
    tables["divisions"] = _added(edition["divisions"], new["divisions"], ["id"])
    gone = _gone(edition, new, tables)
    tables = _without(tables, {arrangement for _, arrangement in gone})
    statement += [(kind, arrangement, "", "") for kind, arrangement in gone]
    statement += _changes(edition, tables, {arrangement for _, arrangement in gone})
    source = str(new["edition"]["source"].iloc[0])
    tables["import_log"] = _log(edition, tables, chosen, date, source)
    tables["edition"] = _edition_row(edition, chosen, date)
    frame = pd.DataFrame(statement, columns=["kind", "subject", "organisation", "found"])
    return Update(ordered(tables), frame.sort_values(list(frame.columns), ignore_index=True))


def parts(edition: Edition) -> pd.DataFrame:
    """Which part of an edition is how old.

    Parameters
    ----------
    edition
        The edition.

    Returns
    -------
    DataFrame
        municipality, name, as_of (date on which it was last collected, else the reference date of the
        edition), participations, carried (of those, not confirmed for this edition). Sorted by municipality.
    """
    log = edition["import_log"]
    log = log[log["action"] == COLLECTED]
    latest = log.groupby("found")["result"].max()
    members = edition.members
    counts = members.groupby("organisation").size()
    carried = members[members["status"] != "confirmed"].groupby("organisation").size()
    frame = edition.municipalities
    return pd.DataFrame(
        {
            "municipality": frame.index,
            "name": frame["name"].to_numpy(),
            "as_of": [latest.get(id_, edition.reference_date) for id_ in frame.index],
            "participations": [int(counts.get(id_, 0)) for id_ in frame.index],
            "carried": [int(carried.get(id_, 0)) for id_ in frame.index],
        }
    )


def _check(edition: Edition, collected: Edition, areas: Sequence[str], date: str) -> None:
    problems = []
    if not areas:
        problems.append(Problem("areas", "none", "at least one municipality of the edition"))
    if not _DATE.fullmatch(date):
        problems.append(Problem("date", repr(date), "YYYY-MM-DD"))
    elif date < edition.reference_date:
        problems.append(Problem("date", date, f"{edition.reference_date}, the date of the edition, or later"))
    known = set(edition.municipalities.index)
    try:
        require_known("municipality", areas, known)
    except InputError as error:
        problems += error.problems
    said = set(collected["participations"]["organisation"])
    problems += [
        Problem("participations.csv", f"nothing of {area}", "at least one participation of each area")
        for area in areas
        if area in known and area not in said
    ]
    problems += [
        Problem("organisations.csv", strange, f"a municipality of edition {edition.id}")
        for strange in sorted(set(collected.municipalities.index) - known)
    ]
    if problems:
        raise InputError(f"Edition {edition.id} cannot be updated ({len(problems)} problems)", problems)


def _prepared(
    edition: Edition, collected: Edition, links: pd.DataFrame | None, date: str
) -> tuple[Edition, list[tuple[str, str, str]]]:
    """What was collected with the ids of the edition, and sources that cannot be mistaken for older ones."""
    renamed, review = _same_ids(edition, collected, links)
    known = edition["sources"].set_index("id")
    own = collected["sources"].set_index("id")
    clash = [id_ for id_ in own.index if id_ in known.index and not own.loc[id_].equals(known.loc[id_])]
    sources = {id_: f"{id_}-{date}" for id_ in clash}
    tables = {}
    for name, frame in collected.tables.items():
        out = frame.copy()
        for column in ("arrangement", "from", "to") if name != "mergers" else ():
            if column in out.columns:
                out[column] = out[column].replace(renamed)
        if name == "arrangements":
            out["id"] = out["id"].replace(renamed)
        if name == "sources":
            out["id"] = out["id"].replace(sources)
        if "source" in out.columns:
            out["source"] = out["source"].replace(sources)
        tables[name] = out
    return Edition(tables), review


def _same_ids(
    edition: Edition, collected: Edition, links: pd.DataFrame | None
) -> tuple[dict[str, str], list[tuple[str, str, str]]]:
    if links is None:
        return {}, []
    ids = set(edition.arrangements.index)
    same = links[(links["relation"] == "same") & ~links["right_id"].isin(ids)]
    match = same[same["decision"] == "match"]
    # A record that matches an arrangement that was itself collected, or two of them, is left to a person.
    taken = set(collected.arrangements.index)
    is_one = ~match.duplicated("left_id", keep=False) & ~match.duplicated("right_id", keep=False)
    sure = match[is_one & ~match["left_id"].isin(taken)]
    names = collected.arrangements["name"]
    unsure = same[(same["decision"] != "different") & ~same["right_id"].isin(sure["right_id"])]
    review = [
        (str(right), "", f"{names.get(right, '')}: perhaps {left} ({p:.2f})")
        for left, right, p in unsure[["left_id", "right_id", "probability"]].itertuples(index=False)
    ]
    return dict(sure[["right_id", "left_id"]].itertuples(index=False)), review


def _participations(edition: Edition, new: Edition, areas: Sequence[str]) -> pd.DataFrame:
    old = edition["participations"]
    return _added(old[~old["organisation"].isin(areas)], new["participations"], TABLES["participations"].key)


def _added(old: pd.DataFrame, new: pd.DataFrame, key: Sequence[str]) -> pd.DataFrame:
    """Rows of both; where both have a key, that of the new."""
    both = pd.concat([old, new], ignore_index=True)
    return both.drop_duplicates(list(key), keep="last")


def _arrangements(edition: Edition, new: Edition) -> dict[str, pd.DataFrame]:
    """The tables that describe arrangements: what was collected over what was known, cell by cell."""
    old, own = (e["arrangements"].set_index("id").astype("object") for e in (edition, new))
    both = own.index.intersection(old.index)
    kept = _keeps_codes(old.loc[both], own.loc[both])
    filled = own.loc[both].where(own.loc[both] != "", old.loc[both])
    unknown = filled["legal_form"] == "unknown"
    filled.loc[unknown, "legal_form"] = old.loc[both, "legal_form"][unknown]
    filled.loc[kept, list(_CODES)] = old.loc[kept, list(_CODES)]
    filled["aliases"] = [_aliases(old.loc[i], own.loc[i]) for i in both]
    frame = pd.concat([old.drop(both), filled, own.drop(both)]).rename_axis("id").reset_index()
    out = {"arrangements": frame}
    for name in OF_ARRANGEMENT:
        collected = new[name]
        if name == "arrangement_fields":
            collected = collected[~collected["arrangement"].isin(kept)]
        stays = edition[name][~edition[name]["arrangement"].isin(set(collected["arrangement"]))]
        out[name] = pd.concat([stays, collected], ignore_index=True)
    relations = [e["arrangement_relations"] for e in (edition, new)]
    out["arrangement_relations"] = _added(relations[0], relations[1], TABLES["arrangement_relations"].key)
    return out


def _keeps_codes(old: pd.DataFrame, new: pd.DataFrame) -> pd.Index:
    """Arrangements whose codes people confirmed and nobody confirmed anew."""
    is_kept = (old["coding_status"] == "confirmed") & (new["coding_status"] != "confirmed")
    return old.index[is_kept]


def _aliases(old: pd.Series, new: pd.Series) -> str:
    names = [*new["aliases"].split("|"), *old["aliases"].split("|"), old["name"]]
    return "|".join(dict.fromkeys(n for n in names if n and n != new["name"]))


def _gone(edition: Edition, new: Edition, tables: dict[str, pd.DataFrame]) -> list[tuple[str, str]]:
    """Arrangements that the update leaves with too few governments."""
    rules = RULE_SETS.get(edition.rule_set)
    least = 2 if rules and "two_governments" in rules.criteria else 1
    before, after = (
        m[m["kind"].isin(GOVERNMENTS)].groupby("arrangement").size()
        for m in (edition.members, Edition(tables).members)
    )
    collected = set(new["arrangements"]["id"])
    found = []
    for arrangement in map(str, tables["arrangements"]["id"]):
        left = int(after.get(arrangement, 0))
        is_touched = arrangement in collected or left < before.get(arrangement, 0)
        if is_touched and left < least:
            found.append(("fewer_governments" if left else "ended_arrangement", arrangement))
    return found


def _without(tables: dict[str, pd.DataFrame], gone: set[str]) -> dict[str, pd.DataFrame]:
    out = dict(tables)
    for name in ("participations", *OF_ARRANGEMENT):
        out[name] = tables[name][~tables[name]["arrangement"].isin(gone)]
    out["arrangements"] = tables["arrangements"][~tables["arrangements"]["id"].isin(gone)]
    relations = tables["arrangement_relations"]
    is_out = relations["from"].isin(gone) | relations["to"].isin(gone)
    out["arrangement_relations"] = relations[~is_out]
    return out


def _changes(
    edition: Edition, tables: dict[str, pd.DataFrame], gone: set[str]
) -> list[tuple[str, str, str, str]]:
    before, after = (
        set(m[["arrangement", "organisation"]].itertuples(index=False, name=None))
        for m in (edition.members, Edition(tables).members)
    )
    fresh = set(tables["arrangements"]["id"]) - set(edition.arrangements.index)
    found = [("new_arrangement", arrangement, "", "") for arrangement in fresh]
    found += [("new_participation", a, o, "") for a, o in after - before if a not in fresh]
    found += [("ended_participation", a, o, "") for a, o in before - after if a not in gone]
    return found


def _log(
    edition: Edition, tables: dict[str, pd.DataFrame], areas: Sequence[str], date: str, source: str
) -> pd.DataFrame:
    names = edition.municipalities["name"]
    counts = Edition(tables).members.groupby("organisation").size()
    rows = [
        {
            "source": source,
            "row": pd.NA,
            "arrangement_name": names[area],
            "found": area,
            "action": COLLECTED,
            "result": date,
            "why": f"{counts.get(area, 0)} participations were collected on {date}",
        }
        for area in areas
    ]
    old = edition["import_log"]
    is_same = (old["action"] == COLLECTED) & (old["result"] == date) & old["found"].isin(areas)
    log = pd.concat([old[~is_same], pd.DataFrame(rows)], ignore_index=True)
    log["row"] = log["row"].astype("Int64")
    return log.sort_values(["source", "row", "arrangement_name", "action", "found"], kind="stable")


def _edition_row(edition: Edition, areas: Sequence[str], date: str) -> pd.DataFrame:
    row = edition["edition"].iloc[0].to_dict()
    names = edition.municipalities["name"]
    told = _NOTE.format(date=date, areas=", ".join(names[area].replace(".", "") for area in areas))
    before = _NOTED.sub(lambda hit: "" if hit[1] == date else hit[0], str(row["note"]))
    row |= {
        "id": f"{_SUFFIX.sub('', edition.id)}-update-{date}",
        "title": re.sub(r" \(bijgewerkt \d{4}-\d{2}-\d{2}\)$", "", str(row["title"]))
        + f" (bijgewerkt {date})",
        "note": f"{before} {told}".strip(),
    }
    return pd.DataFrame([row])
