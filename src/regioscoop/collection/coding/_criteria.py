"""The five criteria of the rule set ``sotb-2025``: met, not met or undetermined, and on what evidence."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from regioscoop.collection.coding._coded import UNDETERMINED, Answer, Coded, by_rules
from regioscoop.collection.coding._parties import LISTED, governments
from regioscoop.collection.coding._signs import Signs, best
from regioscoop.register.rules import RULE_SETS

CRITERIA: Final = RULE_SETS["sotb-2025"].criteria
"""Criteria a to e, in the order of the rule set."""
BODIES_THAT_MEET: Final = ("openbaar_lichaam", "bedrijfsvoeringsorganisatie", "gemeenschappelijk_orgaan")
"""Forms of which the Wgr makes the board meet, at least twice a year."""
BY_LAW: Final = 0.97
"""Probability that several governments take part in a task that the law has them do together."""
BY_FORM: Final = 0.9
"""Probability that a body whose board must meet does meet."""
_MEETING: Final = ("meeting_group", "meeting_frequency", "meeting_agenda", "meeting_duration")
_NOTHING: Final[Answer] = (UNDETERMINED, math.nan, "")


@dataclass(frozen=True)
class Asked:
    """What the criteria are asked of.

    Attributes
    ----------
    name, purpose, participants, denied_by
        As the source gives them.
    signs
        What the words say.
    obligation
        Obligation of the task; empty when the task is not known.
    form, form_probability
        Legal form as it was coded.
    """

    name: str
    purpose: str
    participants: str
    denied_by: str
    signs: Signs
    obligation: str
    form: str
    form_probability: float


def criteria_codes(asked: Sequence[Asked]) -> list[Coded]:
    """The answers per criterion, families ``criterion_<name>``; what nothing speaks of is undetermined."""
    return [
        by_rules(f"criterion_{criterion}", [_ANSWERS[criterion](one) for one in asked])
        for criterion in CRITERIA
    ]


def _two_governments(asked: Asked) -> Answer:
    number, unknown = governments(asked.participants) if asked.participants else (0, 0)
    if number >= 2:
        return "met", LISTED, f"participants: {number} governments"
    if asked.participants and not unknown:
        return "not_met", BY_FORM, f"participants: {number} governments"
    if asked.obligation == "mandatory":
        return "met", BY_LAW, "the law has several governments do this together"
    if found := asked.signs.get("two_governments"):
        sign = best(found)
        return "met", sign.probability, sign.evidence
    return _NOTHING


def _named(asked: Asked) -> Answer:
    return "met", 1.0, f'"{asked.name}"'


def _recorded_purpose(asked: Asked) -> Answer:
    return ("met", LISTED, f"purpose: {len(asked.purpose.split())} words") if asked.purpose else _NOTHING


def _fixed_interaction(asked: Asked) -> Answer:
    if asked.form in BODIES_THAT_MEET and asked.form_probability >= BY_FORM:
        evidence = f"legal_form: {asked.form}, whose board must meet at least twice a year"
        return "met", BY_FORM * asked.form_probability, evidence
    found = [asked.signs[part] for part in _MEETING if part in asked.signs]
    if len(found) == len(_MEETING):
        return "met", min(best(f).probability for f in found), "; ".join(f[0].evidence for f in found)
    return _NOTHING


def _not_denied(asked: Asked) -> Answer:
    if asked.denied_by:
        return "not_met", LISTED, f"denied_by: {asked.denied_by}"
    if found := asked.signs.get("denial"):
        return "not_met", found[0].probability, found[0].evidence
    return _NOTHING


_ANSWERS: Final[dict[str, Callable[[Asked], Answer]]] = {
    "two_governments": _two_governments,
    "named": _named,
    "recorded_purpose": _recorded_purpose,
    "fixed_interaction": _fixed_interaction,
    "not_denied": _not_denied,
}
