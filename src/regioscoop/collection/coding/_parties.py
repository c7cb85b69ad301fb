"""Who takes part besides municipalities: central government and parties that are no government."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Final

from regioscoop.collection.coding._coded import UNKNOWN, Answer, Coded, by_rules
from regioscoop.collection.coding._match import Matcher, fold, words_of
from regioscoop.collection.coding._signs import Sign, Signs, best
from regioscoop.collection.coding._tables import Rules, rules
from regioscoop.register import load_edition
from regioscoop.register.codes import GOVERNMENTS

LISTED: Final = 0.95
"""Probability of what a list of participants shows."""
COMPLETE: Final = 0.85
"""Probability that a list of participants of which every name is known leaves nobody out."""
BY_TASK: Final = 0.75
"""Probability that the state takes part where the task alone says so."""
OTHERS: Final = ("company", "education", "civil_society", "residents")
"""Kinds of parties that are no government."""
_NOBODY: Final[Counter[str]] = Counter()
_CODE: Final = {"GM": "municipality", "PV": "province", "WS": "water_board"}
_IS_CODE: Final = re.compile(r"(GM|PV|WS)\d{2,4}")
_EDITIONS: Final = ("2016", "2024")


def kinds_of(participants: str) -> Counter[str]:
    """How many participants of each kind a list names; those of which the kind is not known count as "".

    Parameters
    ----------
    participants
        Names or codes, divided by ``;``.
    """
    names = {name.strip() for name in participants.split(";")} - {""}
    return Counter(_kind(name) for name in names)


@cache
def _kind(name: str) -> str:
    if code := _IS_CODE.fullmatch(name):
        return _CODE[code[1]]
    if kind := _names().get(fold(name).strip()):
        return kind
    matcher, codes = _participants()
    hits = matcher.find([words_of(name)])
    return codes[int(hits.pattern[0])] if len(hits.pattern) else ""


@cache
def _participants() -> tuple[Matcher, list[str]]:
    own = rules().patterns.query("family == 'participant'")
    return Matcher(own["pattern"].tolist(), own["family"].tolist()), own["code"].tolist()


@cache
def _names() -> dict[str, str]:
    organisations = [load_edition(edition)["organisations"] for edition in _EDITIONS]
    return {
        fold(name).strip(): kind
        for frame in organisations
        for name, kind in zip(frame["name"], frame["kind"], strict=True)
    }


def central_codes(
    signs: dict[int, Signs], tasks: Sequence[str], participants: Sequence[str], known: Rules
) -> Coded:
    """How central government takes part: deal, national_programme, structural, none or unknown."""
    of_task = {task: how for task, how in known.tasks.frame["central"].items() if how}
    answers = [
        _central(signs.get(i, {}).get("central_government", []), of_task.get(task, ""), task, listed)
        for i, (task, listed) in enumerate(zip(tasks, participants, strict=True))
    ]
    return by_rules("central_government", answers)


def _central(signs: list[Sign], of_task: str, task: str, participants: str) -> Answer:
    if signs:
        sign = best(signs)
        return sign.code, sign.probability, sign.evidence
    kinds = kinds_of(participants) if participants else _NOBODY
    if kinds["ministry"]:
        return "structural", LISTED, "participants: a ministry"
    if of_task:
        return of_task, BY_TASK, f"task: {task}"
    if kinds and not kinds[""]:
        return "none", COMPLETE, f"participants: {kinds.total()}, none of the state"
    return UNKNOWN, math.nan, ""


def non_government_codes(signs: dict[int, Signs], participants: Sequence[str]) -> Coded:
    """How many parties that are no government take part: none, one, more or unknown."""
    answers = [_others(signs.get(i, {}), listed) for i, listed in enumerate(participants)]
    return by_rules("non_government", answers)


def _others(signs: Signs, participants: str) -> Answer:
    kinds = kinds_of(participants) if participants else _NOBODY
    others = sum(kinds[kind] for kind in OTHERS)
    if others:
        said = ", ".join(f"{kinds[kind]} {kind}" for kind in OTHERS if kinds[kind])
        return "one" if others == 1 else "more", LISTED, f"participants: {said}"
    if "partner" in signs and "together" in signs:
        partners = signs["partner"]
        several = len(partners) > 1 or partners[0].code == "more"
        evidence = "; ".join(sign.evidence for sign in (signs["together"][0], *partners))
        return "more" if several else "one", best(partners).probability, evidence
    if kinds and not kinds[""]:
        return "none", COMPLETE, f"participants: {kinds.total()}, all governments"
    return UNKNOWN, math.nan, ""


def governments(participants: str) -> tuple[int, int]:
    """How many Dutch governments a list names, and how many participants of which the kind is not known."""
    kinds = kinds_of(participants)
    return sum(kinds[kind] for kind in GOVERNMENTS), kinds[""]
