"""Everything that can be wrong with an instrument, told at once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from string import Formatter
from typing import Any, Final

from regioscoop.errors import Problem

LEAST_ITEMS: Final = 2
ID_PATTERN: Final = r"[a-z][a-z0-9]{0,19}"
"""Survey programs take letters and digits, twenty at most."""
NAME_PATTERN: Final = r"[a-z][a-z0-9_]*"
CODE_PATTERN: Final = r"[A-Za-z0-9]{1,5}"
_TAKEN: Final = frozenset({"respondent", "wave", "region", "body", "organisation"})

_WORDS: Final[dict[str, type]] = {"nl": str, "en": str}
_CONDITION: Final[dict[str, type]] = {"question": str, "is": list}
_SHAPES: Final[dict[str, dict[str, type]]] = {
    "title": _WORDS,
    "welcome": _WORDS,
    "thanks": _WORDS,
    "unknown": {"value": int, **_WORDS},
    "scale": {"value": int, **_WORDS},
    "bodies": {"code": str, "short": str, **_WORDS, "words": dict},
    "background": {"id": str, **_WORDS, "choices": list, "ask_if": dict},
    "sides": {"id": str, **_WORDS},
    "constructs": {"id": str, "side": str, **_WORDS},
    "items": {"id": str, "construct": str, **_WORDS, "reversed": bool, "ask_if": dict},
}
_SINGLE: Final = ("title", "welcome", "thanks", "unknown")
_OPTIONAL: Final = frozenset({"ask_if", "reversed"})
_TOP: Final = {"id": str, "version": int, "licence": str}


def instrument_problems(stated: object, where: str) -> list[Problem]:
    """List everything that is wrong with an instrument.

    Parameters
    ----------
    stated
        What the YAML file holds.
    where
        Its name.
    """
    if not isinstance(stated, dict):
        return [Problem(where, type(stated).__name__, "keys " + ", ".join([*_TOP, *_SHAPES]))]
    problems = list(_of_shape(stated, where))
    # What the parts say of each other can only be judged when every part has its form.
    return problems or list(_of_meaning(stated, where))


def _of_shape(stated: dict[str, Any], where: str) -> Iterator[Problem]:
    yield from _keys(stated, {**_TOP, **dict.fromkeys(_SHAPES, object)}, where)
    for name, shape in _SHAPES.items():
        if name not in stated:
            continue
        part = stated[name]
        if name in _SINGLE:
            yield from _entry(part, shape, f"{where}: {name}")
            continue
        if not isinstance(part, list) or not part:
            yield Problem(f"{where}: {name}", _kind(part), "a list with one entry or more")
            continue
        for place, entry in enumerate(part, 1):
            yield from _entry(entry, shape, f"{where}: {name} {place}")


def _entry(entry: object, shape: dict[str, type], where: str) -> Iterator[Problem]:
    if not isinstance(entry, dict):
        yield Problem(where, _kind(entry), "keys " + ", ".join(shape))
        return
    yield from _keys(entry, shape, where)
    if isinstance(entry.get("ask_if"), dict):
        yield from _keys(entry["ask_if"], _CONDITION, f"{where}: ask_if")
    if isinstance(entry.get("choices"), list):
        for place, choice in enumerate(entry["choices"], 1):
            yield from _entry(choice, {"code": str, **_WORDS}, f"{where}: choice {place}")
    if isinstance(entry.get("words"), dict):
        for language in _WORDS:
            if not isinstance(entry["words"].get(language), dict):
                yield Problem(f"{where}: words", f"no {language}", "words in nl and en")


def _keys(entry: dict[str, Any], shape: dict[str, Any], where: str) -> Iterator[Problem]:
    known = ", ".join(shape)
    for key in entry:
        if key not in shape:
            yield Problem(where, f"key {key!r}", f"one of {known}")
    for key, kind in shape.items():
        if key not in entry:
            if key not in _OPTIONAL:
                yield Problem(where, f"no {key}", f"{key}, of kind {kind.__name__}")
        elif not isinstance(entry[key], kind) or (kind is int and isinstance(entry[key], bool)):
            yield Problem(where, f"{key} of kind {_kind(entry[key])}", f"{key} of kind {kind.__name__}")
        elif kind is str and not entry[key].strip():
            yield Problem(where, f"an empty {key}", "words")


def _kind(value: object) -> str:
    return "nothing" if value is None else type(value).__name__


def _of_meaning(stated: dict[str, Any], where: str) -> Iterator[Problem]:
    yield from _scale(stated, where)
    yield from _ids(stated, where)
    sides = [s["id"] for s in stated["sides"]]
    constructs = [c["id"] for c in stated["constructs"]]
    for construct in stated["constructs"]:
        yield from _one_of(construct["side"], sides, f"{where}: construct {construct['id']}", "side")
    for side in sides:
        if side not in {c["side"] for c in stated["constructs"]}:
            yield Problem(f"{where}: side {side}", "no construct", "one construct or more")
    counted = Counter(item["construct"] for item in stated["items"])
    for construct in constructs:
        if counted[construct] < LEAST_ITEMS:
            found = f"{counted[construct]} items"
            yield Problem(f"{where}: construct {construct}", found, f"{LEAST_ITEMS} or more")
    for item in stated["items"]:
        yield from _one_of(item["construct"], constructs, f"{where}: item {item['id']}", "construct")
    yield from _conditions(stated, where)
    yield from _braces(stated, where)


def _scale(stated: dict[str, Any], where: str) -> Iterator[Problem]:
    values = [entry["value"] for entry in stated["scale"]]
    if values != list(range(1, len(values) + 1)) or len(values) < 2:
        yield Problem(f"{where}: scale", ", ".join(map(str, values)), "values 1, 2, 3 and so on, in order")
    if stated["unknown"]["value"] in values:
        found = f"{stated['unknown']['value']}, a value of the scale"
        yield Problem(f"{where}: unknown", found, "a value outside the scale")


def _ids(stated: dict[str, Any], where: str) -> Iterator[Problem]:
    asked = [q["id"] for q in (*stated["background"], *stated["items"])]
    yield from _twice(asked, f"{where}: questions and items")
    # An item is asked inside the question of its construct, and the two may not have one code.
    yield from _twice([*asked, *(c["id"].replace("_", "") for c in stated["constructs"])], f"{where}: codes")
    for name in ("sides", "constructs"):
        yield from _twice([entry["id"] for entry in stated[name]], f"{where}: {name}")
        for entry in stated[name]:
            yield from _of_form(entry["id"], NAME_PATTERN, f"{where}: {name}")
    for key in ("code", "short"):
        yield from _twice([body[key] for body in stated["bodies"]], f"{where}: bodies, {key}")
    for body in stated["bodies"]:
        yield from _of_form(body["short"], CODE_PATTERN, f"{where}: bodies")
    for asked_id in asked:
        yield from _of_form(asked_id, ID_PATTERN, where)
        if asked_id in _TAKEN:
            yield Problem(where, asked_id, "an id other than " + ", ".join(sorted(_TAKEN)))
    for question in stated["background"]:
        codes = [choice["code"] for choice in question["choices"]]
        yield from _twice(codes, f"{where}: question {question['id']}")
        for code in codes:
            yield from _of_form(code, CODE_PATTERN, f"{where}: question {question['id']}")


def _conditions(stated: dict[str, Any], where: str) -> Iterator[Problem]:
    answers = {"body": [b["code"] for b in stated["bodies"]]}
    for question in (*stated["background"], *stated["items"]):
        place = f"{where}: {question['id']}: ask_if"
        if "ask_if" in question:
            about = question["ask_if"]["question"]
            yield from _one_of(about, list(answers), place, "question that is asked before")
            for value in question["ask_if"]["is"] if about in answers else ():
                yield from _one_of(value, answers[about], place, f"answer to {about}")
        if "choices" in question:
            answers[question["id"]] = [choice["code"] for choice in question["choices"]]


def _braces(stated: dict[str, Any], where: str) -> Iterator[Problem]:
    for item in stated["items"]:
        for language in _WORDS:
            place = f"{where}: item {item['id']}, {language}"
            try:
                used = {name for _, name, _, _ in Formatter().parse(item[language]) if name is not None}
            except ValueError as error:
                yield Problem(place, str(error), "words, and names between braces")
                continue
            for body in stated["bodies"]:
                for name in sorted(used - set(body["words"][language])):
                    yield Problem(place, f"{{{name}}}", f"a word that body {body['code']} has")


def _twice(names: Iterable[str], where: str) -> Iterator[Problem]:
    for name, times in Counter(names).items():
        if times > 1:
            yield Problem(where, f"{name} {times} times", "every id once")


def _of_form(name: str, pattern: str, where: str) -> Iterator[Problem]:
    if re.fullmatch(pattern, name) is None:
        yield Problem(where, repr(name), f"of the form {pattern}")


def _one_of(name: object, known: list[str], where: str, what: str) -> Iterator[Problem]:
    if name not in known:
        yield Problem(where, f"{what} {name!r}", "one of " + ", ".join(known))
