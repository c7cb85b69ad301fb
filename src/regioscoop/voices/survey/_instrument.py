"""The instrument of the council survey: what is asked, of whom, in which words, on which scale."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import yaml

from regioscoop.errors import InputError, Problem
from regioscoop.voices.survey._instrument_checks import instrument_problems

LANGUAGES: Final = ("nl", "en")
LATEST: Final = 1
"""Version of the instrument that ships."""
BODY: Final = "body"
FIXED: Final = ("respondent", "wave", "region", BODY, "organisation")
"""Columns that every response has, whatever the instrument."""

Words = Mapping[str, str]


@dataclass(frozen=True)
class Condition:
    """When a question is asked: ``question`` was answered with one of ``answers``."""

    question: str
    answers: tuple[str, ...]


@dataclass(frozen=True)
class Choice:
    """An answer that can be chosen: its code, and its words in each language."""

    code: str
    words: Words


@dataclass(frozen=True)
class Question:
    """A question on background: id, words, choices and the condition it is asked under."""

    id: str
    words: Words
    choices: tuple[Choice, ...]
    ask_if: Condition | None = None


@dataclass(frozen=True)
class Body:
    """A representative body.

    Attributes
    ----------
    code, short
        Code in our tables, and the short one that fits an answer code of survey programs.
    words
        Its name, in each language.
    fills
        What its members read where an item has a word between braces: language -> name -> words.
    """

    code: str
    short: str
    words: Words
    fills: Mapping[str, Words]


@dataclass(frozen=True)
class Construct:
    """What some items measure together; ``side`` is the side of legitimacy it belongs to."""

    id: str
    side: str
    words: Words


@dataclass(frozen=True)
class Item:
    """A statement on the five-point scale; of a reversed one, agreeing tells of less."""

    id: str
    construct: str
    words: Words
    is_reversed: bool = False
    ask_if: Condition | None = None


@dataclass(frozen=True)
class Instrument:
    """A version of the council survey.

    Attributes
    ----------
    id, version, licence
        What it is called, which version this is, and how it may be used.
    title, welcome, thanks
        Words around the questions, in each language.
    scale
        Values with their words, lowest first.
    unknown
        The answer that tells no opinion, such as "don't know".
    bodies, background, sides, constructs, items
        What is asked of whom, in order.
    """

    id: str
    version: int
    licence: str
    title: Words
    welcome: Words
    thanks: Words
    scale: tuple[Choice, ...]
    unknown: Choice
    bodies: tuple[Body, ...]
    background: tuple[Question, ...]
    sides: tuple[Construct, ...]
    constructs: tuple[Construct, ...]
    items: tuple[Item, ...] = field(repr=False)

    @cached_property
    def points(self) -> tuple[float, ...]:
        """Values of the scale, lowest first."""
        return tuple(float(choice.code) for choice in self.scale)

    @cached_property
    def item_ids(self) -> tuple[str, ...]:
        """Ids of the items, in order."""
        return tuple(item.id for item in self.items)

    @cached_property
    def scales(self) -> dict[str, tuple[str, ...]]:
        """What can be used as a scale -> what it is made of: items, or of a wide side its constructs."""
        own = {c.id: tuple(i.id for i in self.items if i.construct == c.id) for c in self.constructs}
        for side in self.sides:
            parts = tuple(c.id for c in self.constructs if c.side == side.id)
            if len(parts) > 1:
                own[side.id] = parts
        return own

    @cached_property
    def scale_of_side(self) -> dict[str, str]:
        """Side -> the scale that stands for it."""
        single = {c.side: c.id for c in self.constructs}
        return {s.id: s.id if s.id in self.scales else single[s.id] for s in self.sides}

    def scale_words(self, scale: str, language: str = "nl") -> str:
        """Name of a scale."""
        return next(c.words[language] for c in (*self.constructs, *self.sides) if c.id == scale)

    def item_words(self, item: Item, language: str = "nl", body: str = "") -> str:
        """Words of an item as a body reads them; with no body, the words of all bodies with a slash."""
        chosen = [b for b in self.bodies if body in ("", b.code)]
        names = {name for b in chosen for name in b.fills[language]}
        fills = {n: " / ".join(dict.fromkeys(b.fills[language][n] for b in chosen)) for n in names}
        text = item.words[language].format_map(fills)
        return text[:1].upper() + text[1:]


def read_instrument(path: Path | None = None) -> Instrument:
    """Read an instrument.

    Parameters
    ----------
    path
        A YAML file in the form of the one that ships; None reads that one.

    Raises
    ------
    InputError
        With everything that is wrong: keys that are unknown or absent, ids that occur twice, items of no
        construct, questions asked under an impossible condition, words in braces that no body has.
    """
    shipped = files("regioscoop.voices").joinpath("data", f"instrument_{LATEST}.yml")
    where = path.name if path else f"instrument_{LATEST}.yml"
    try:
        text = path.read_text(encoding="utf-8") if path else shipped.read_text(encoding="utf-8")
        stated = yaml.safe_load(text)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        found = re.sub(r"\s+", " ", str(error)) or type(error).__name__
        raise InputError(
            "The instrument cannot be read", [Problem(where, found, "a YAML file in UTF-8")]
        ) from error
    problems = instrument_problems(stated, where)
    if problems:
        raise InputError(f"The instrument cannot be used ({len(problems)} problems)", problems)
    return _made(stated)


def _made(stated: Mapping[str, Any]) -> Instrument:
    return Instrument(
        id=stated["id"],
        version=stated["version"],
        licence=stated["licence"],
        title=_words(stated["title"]),
        welcome=_words(stated["welcome"]),
        thanks=_words(stated["thanks"]),
        scale=tuple(Choice(str(s["value"]), _words(s)) for s in stated["scale"]),
        unknown=Choice(str(stated["unknown"]["value"]), _words(stated["unknown"])),
        bodies=tuple(Body(b["code"], b["short"], _words(b), b.get("words", {})) for b in stated["bodies"]),
        background=tuple(
            Question(
                q["id"],
                _words(q),
                tuple(Choice(c["code"], _words(c)) for c in q["choices"]),
                _condition(q.get("ask_if")),
            )
            for q in stated["background"]
        ),
        sides=tuple(Construct(s["id"], s["id"], _words(s)) for s in stated["sides"]),
        constructs=tuple(Construct(c["id"], c["side"], _words(c)) for c in stated["constructs"]),
        items=tuple(
            Item(i["id"], i["construct"], _words(i), i.get("reversed", False), _condition(i.get("ask_if")))
            for i in stated["items"]
        ),
    )


def _words(stated: Mapping[str, Any]) -> Words:
    return {language: " ".join(str(stated[language]).split()) for language in LANGUAGES}


def _condition(stated: Mapping[str, Any] | None) -> Condition | None:
    return Condition(stated["question"], tuple(stated["is"])) if stated else None
