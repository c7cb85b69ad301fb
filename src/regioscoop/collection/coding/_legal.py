"""Legal form and class: by what the source says, by words of the text, by what the law says of the task."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from regioscoop.collection.coding._coded import UNKNOWN, Answer, Coded, by_rules
from regioscoop.collection.coding._match import Matcher, words_of
from regioscoop.collection.coding._signs import Sign, Signs, best
from regioscoop.collection.coding._tables import Rules
from regioscoop.register.codes import CLASS_OF_FORM, LEGAL_FORMS, WGR_FORMS

STATED: Final = 0.98
"""Probability of a form that the source states itself."""
Pair = tuple[Answer, Answer]
"""Legal form and legal class."""
_UNSAID: Final[Answer] = (UNKNOWN, math.nan, "")
_NOTHING: Final[Pair] = (_UNSAID, _UNSAID)
_FAMILIES: Final = ("legal_form", "legal_class")


def legal_codes(
    signs: dict[int, Signs], tasks: Sequence[str], stated: Sequence[str], rules: Rules
) -> tuple[Coded, Coded]:
    """Legal form and legal class of every text.

    What the source states comes first, then a word of the text, then what the law or the habit says of the
    task. A form under the Wgr outweighs a word of private law beside it: a joint committee that supervises a
    foundation is no foundation.

    Parameters
    ----------
    signs
        What the words say, per text.
    tasks
        Task of each text; empty when no word says it.
    stated
        Legal form as the source states it, in code or in words; empty when it does not.
    rules
        The word lists.
    """
    known = {words: _of_stated(words, rules) for words in set(stated) if words}
    habits = {task: _of_task(task, rules) for task in set(tasks) if task}
    forms, classes = [], []
    for i, (task, said) in enumerate(zip(tasks, stated, strict=True)):
        form, class_ = _one(signs.get(i, {}), habits.get(task, _NOTHING), known.get(said))
        forms.append(form)
        classes.append(class_)
    return by_rules("legal_form", forms), by_rules("legal_class", classes)


def _one(signs: Signs, habit: Pair, stated: tuple[str, str] | None) -> Pair:
    if stated:
        form, class_ = stated
        says = f"legal_form: {form if form != UNKNOWN else class_}"
        return (form, STATED, says) if form != UNKNOWN else _UNSAID, (class_, STATED, says)
    if "legal_form" in signs:
        sign = _strongest(signs["legal_form"])
        answer = (sign.code, sign.probability, sign.evidence)
        return answer, (CLASS_OF_FORM[sign.code], *answer[1:])
    if "legal_class" in signs:
        sign = best(signs["legal_class"])
        return _UNSAID, (sign.code, sign.probability, sign.evidence)
    return habit


def _of_task(task: str, rules: Rules) -> Pair:
    row = rules.tasks.frame.loc[task]
    if not row["legal_class"]:
        return _NOTHING
    likely, why = float(row["legal_probability"]), f"task: {task}"
    form = (row["legal_form"], likely, why) if row["legal_form"] != UNKNOWN else _UNSAID
    return form, (row["legal_class"], likely, why)


def _strongest(signs: list[Sign]) -> Sign:
    under_wgr = [sign for sign in signs if sign.code in WGR_FORMS]
    return best(under_wgr or signs)


def _of_stated(words: str, rules: Rules) -> tuple[str, str] | None:
    """Form and class of what a source states; None when it is no form that we know."""
    if words in LEGAL_FORMS and words != UNKNOWN:
        return words, CLASS_OF_FORM[words]
    own = rules.patterns[rules.patterns["family"].isin(_FAMILIES)].reset_index(drop=True)
    hits = Matcher(own["pattern"].tolist(), own["family"].tolist()).find([words_of(words)])
    found = own.loc[hits.pattern].sort_values("family", ascending=False, kind="stable")
    for family, code in zip(found["family"], found["code"], strict=True):
        return (code, CLASS_OF_FORM[code]) if family == "legal_form" else (UNKNOWN, code)
    return None
