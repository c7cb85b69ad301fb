"""Codes of the arrangements, with what people decided in the place of what was guessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd

from regioscoop.register.codes import CLASS_OF_FORM, GOALS, LEGAL_FORMS, OBLIGATIONS, POLICY_FIELDS, CodeList

PERSON: Final = "person"
FAMILIES: Final[Mapping[str, CodeList]] = {
    "field": POLICY_FIELDS,
    "obligation": OBLIGATIONS,
    "goal": GOALS,
    "legal_form": LEGAL_FORMS,
}
"""Families of codes that a person may decide, and their codes; of ``field`` several, divided by ``;``."""
CONFIRMED: Final = ("field", "obligation")
"""An arrangement of which a person decided both has confirmed codes."""


def decided_codes(coded: pd.DataFrame, decisions: pd.DataFrame) -> pd.DataFrame:
    """Put what people decided in the place of what was guessed.

    Parameters
    ----------
    coded
        As `regioscoop.collection.coding.code_texts` gives it.
    decisions
        Those of kind ``code``: subject an arrangement, other a family, decision ``ok`` or codes.

    Returns
    -------
    DataFrame
        The same columns; a code of a person has probability 1 and is no longer for review.
    """
    ids = set(coded["id"])
    frame = coded.copy()
    for subject, family, decision, who, note in decisions[
        ["subject", "other", "decision", "decided_by", "note"]
    ].itertuples(index=False):
        if subject not in ids:
            continue
        own = (frame["id"] == subject) & (frame["family"] == family)
        codes = frame.loc[own, "code"].tolist() if decision == "ok" else decision.split(";")
        rows = pd.DataFrame(
            {"id": subject, "family": family, "code": codes, "rank": range(1, len(codes) + 1)}
        )
        rows = rows.assign(
            probability=1.0, evidence=note or f"decided by {who}", coder=PERSON, review="no", gain=0.0
        )
        frame = pd.concat([frame[~own], rows], ignore_index=True)
    order = {id_: number for number, id_ in enumerate(dict.fromkeys(coded["id"]))}
    return frame.sort_values(
        ["id", "family", "rank"], key=lambda c: c.map(order) if c.name == "id" else c, ignore_index=True
    )


@dataclass(frozen=True)
class Coding:
    """The codes of one arrangement as an edition holds them.

    Attributes
    ----------
    fields
        Policy fields, the main one first.
    legal_form, legal_class, obligation, goal
        Codes; empty where nothing is claimed.
    legal_certainty, certainty
        ``sure`` where nothing of it is for review.
    status
        ``confirmed`` where people decided field and obligation, else ``guess``.
    coders
        Who or what gave the codes, sorted.
    """

    fields: tuple[str, ...]
    legal_form: str
    legal_class: str
    legal_certainty: str
    obligation: str
    goal: str
    status: str
    certainty: str
    coders: tuple[str, ...]


def codings(coded: pd.DataFrame) -> dict[str, Coding]:
    """Per arrangement its codes."""
    return {str(id_): _coding(rows) for id_, rows in coded.groupby("id", sort=False)}


def _coding(rows: pd.DataFrame) -> Coding:
    of = {family: own.sort_values("rank") for family, own in rows.groupby("family")}
    first = {family: str(own["code"].iloc[0]) for family, own in of.items()}
    form = first.get("legal_form", "")
    form = form if form in LEGAL_FORMS and form != "unknown" else ""
    class_ = CLASS_OF_FORM.get(form, first.get("legal_class", ""))
    obligation = first.get("obligation", "")
    goal = first.get("goal", "") if obligation == "voluntary" else ""
    learned = rows[rows["family"].isin(["field", "obligation", "goal"])]
    by_person = {family for family in CONFIRMED if family in of and (of[family]["coder"] == PERSON).all()}
    forms = rows[rows["family"].isin(["legal_form", "legal_class"])]
    return Coding(
        tuple(of["field"]["code"]) if "field" in of else (),
        form,
        class_ if class_ not in ("unknown", "") else "",
        _certainty(forms),
        obligation,
        goal if goal in GOALS else "",
        "confirmed" if by_person == set(CONFIRMED) else "guess",
        _certainty(learned),
        tuple(sorted(set(learned["coder"]) - {""})),
    )


def _certainty(rows: pd.DataFrame) -> str:
    return "unsure" if rows["review"].eq("yes").any() or rows.empty else "sure"
