"""Where reporters of the same arrangement contradict each other."""

from __future__ import annotations

from typing import Final

import pandas as pd

from regioscoop.register.edition import Edition

COLUMNS: Final = (
    "arrangement", "name", "organisation", "organisation_name", "kind", "named_by", "not_named_by",
    "named_share", "recognised", "denied_reports",
)  # fmt: skip


def disagreements(edition: Edition) -> pd.DataFrame:
    """Who names which partners of the same arrangement, where not every reporter does or one is denied.

    A reporter is who reported a participation (``reported_by``), or the source where nobody is named. A
    reporter speaks only of the kinds of participants that it names in that arrangement: a list of
    municipalities says nothing of a province [own].

    Parameters
    ----------
    edition
        The register.

    Returns
    -------
    DataFrame
        One row for each participant that a reporter leaves out or that is denied: arrangement, name,
        organisation, organisation_name, kind, named_by, not_named_by (reporters, divided by ``|``),
        named_share (of the reporters that speak of its kind, 0 to 1), recognised (yes, no, both, or empty
        where the participant was not asked), denied_reports (reporters whose report is denied). Sorted by
        arrangement and organisation.
    """
    rows = _reported(edition)
    speaks = rows.groupby(["arrangement", "kind"])["reporter"].agg(set)
    named = rows.groupby(["arrangement", "organisation"])["reporter"].transform("nunique")
    possible = rows.groupby(["arrangement", "kind"])["reporter"].transform("nunique")
    denies = (rows["recognised"] == "no").groupby([rows["arrangement"], rows["organisation"]])
    found = []
    differ = rows[(named < possible) | denies.transform("any")]
    for (arrangement, organisation, kind), group in differ.groupby(["arrangement", "organisation", "kind"]):
        by = set(group["reporter"])
        other = speaks[arrangement, kind] - by
        denied = set(group.loc[group["recognised"] == "no", "reporter"])
        told = (_joined(by), _joined(other), len(by) / len(by | other), _answer(group), _joined(denied))
        found.append((arrangement, organisation, kind, *told))
    frame = pd.DataFrame(found, columns=[c for c in COLUMNS if not c.endswith("name")])
    frame["name"] = frame["arrangement"].map(edition.arrangements["name"])
    frame["organisation_name"] = frame["organisation"].map(edition["organisations"].set_index("id")["name"])
    return frame[list(COLUMNS)].sort_values(["arrangement", "organisation"], ignore_index=True)


def recognition(edition: Edition) -> pd.DataFrame:
    """How often each participant is named, and recognises or denies it.

    Parameters
    ----------
    edition
        The register.

    Returns
    -------
    DataFrame
        organisation, organisation_name, kind, arrangements (in which somebody names it), by_itself (it
        reports its own participation), recognised, denied, silent (neither, and it does not report itself),
        disagreements (see `disagreements`). Sorted by organisation; only those that are named.
    """
    rows = _reported(edition)
    rows = rows.assign(
        by_itself=rows["reporter"] == rows["organisation"],
        recognised=rows["recognised"] == "yes",
        denied=rows["recognised"] == "no",
    )
    answers = ["by_itself", "recognised", "denied"]
    frame = rows.groupby(["organisation", "arrangement"])[answers].any()
    frame["silent"] = ~frame[answers].any(axis=1)
    frame["disagreements"] = frame.index.isin(
        disagreements(edition).set_index(["organisation", "arrangement"]).index
    )
    out = frame.groupby("organisation").sum()
    known = edition["organisations"].set_index("id")
    out.insert(0, "organisation_name", out.index.map(known["name"]))
    out.insert(1, "kind", out.index.map(known["kind"]))
    out.insert(2, "arrangements", frame.groupby("organisation").size())
    return out.reset_index().sort_values("organisation", ignore_index=True)


def _answer(group: pd.DataFrame) -> str:
    """What the participant says: reporting oneself is recognising."""
    is_no = bool((group["recognised"] == "no").any())
    is_yes = bool(((group["recognised"] == "yes") | (group["reporter"] == group["organisation"])).any())
    return "both" if is_no and is_yes else "no" if is_no else "yes" if is_yes else ""


def _reported(edition: Edition) -> pd.DataFrame:
    rows = edition["participations"]
    rows = rows.assign(reporter=rows["reported_by"].where(rows["reported_by"] != "", rows["source"]))
    rows["kind"] = rows["organisation"].map(edition["organisations"].set_index("id")["kind"])
    return rows[["arrangement", "organisation", "kind", "reporter", "recognised"]]


def _joined(reporters: set[str]) -> str:
    return "|".join(sorted(reporters))
