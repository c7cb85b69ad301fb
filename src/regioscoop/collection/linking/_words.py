"""The shipped word lists that say what the words of a name are worth."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

import pandas as pd

from regioscoop.register import load_edition

DATA: Final = Path(str(files("regioscoop.collection"))) / "data"
EDITIONS: Final = ("2016", "2024")
"""The shipped editions whose municipalities and regions give the words that name an area."""
_DIVISIONS_OF_BRANDS: Final = ("socialewerkvoorziening", "intergemeentelijkesocialediensten")
"""Divisions whose regions bear the name of a company, not of an area."""
_LEAST_OF_VOCABULARY: Final = 8
"""Letters that a word has at least where a typing error in it is mended: short words are too much alike."""


@dataclass(frozen=True)
class Task:
    """A class of task.

    Attributes
    ----------
    family
        Classes of one family may belong to one body; those of two families hardly ever do.
    nl, en
        The class in words.
    """

    family: str
    nl: str
    en: str


@dataclass(frozen=True)
class TaskRule:
    """A pattern of words that gives a class of task.

    Attributes
    ----------
    literal
        Text without which the pattern is not there: looked for first, since that is quick.
    pattern
        The pattern.
    task
        The class of task.
    is_weak
        Whether it counts only where no other is found.
    """

    literal: str
    pattern: re.Pattern[str]
    task: str
    is_weak: bool

    def cut(self, text: str) -> tuple[str, int]:
        """The text without the pattern, and how often it stood there."""
        return self.pattern.subn(" ", text) if self.literal in text else (text, 0)


Spellings = tuple[tuple[str, re.Pattern[str], str], ...]


@dataclass(frozen=True)
class Words:
    """The word lists.

    Attributes
    ----------
    tasks
        Classes of task by code.
    patterns
        Rules that give a class of task, longest first.
    types
        Word of a type -> whether it says that the body is for a region in general.
    compass
        Word -> direction.
    spellings
        (how it is found, compiled pattern of that, how it is written here), longest first.
    compounds
        Compound word -> its parts, for abbreviations that take a letter of each.
    areas
        Words that name an area: of municipalities, provinces, regions and waters.
    vocabulary
        Long type and task words, against which typing errors are mended.
    brands
        Known brand name -> class of task.
    """

    tasks: dict[str, Task]
    patterns: tuple[TaskRule, ...]
    types: dict[str, bool]
    compass: dict[str, str]
    spellings: Spellings
    compounds: dict[str, tuple[str, ...]]
    areas: frozenset[str]
    vocabulary: tuple[str, ...]
    brands: dict[str, str]


def table(name: str) -> pd.DataFrame:
    """A shipped table, every cell text."""
    return pd.read_csv(DATA / f"{name}.csv", dtype="object", keep_default_na=False)


FILLERS: Final = frozenset(table("fillers")["word"])
"""Words that name nothing."""


@cache
def fold(text: str) -> str:
    """Lower case, without accents and punctuation, one blank between words; ``&`` and ``+`` are "en"."""
    plain = unicodedata.normalize("NFKD", text.replace("ĳ", "ij").replace("&", " en ").replace("+", " en "))
    plain = "".join(c for c in plain if not unicodedata.combining(c)).casefold()
    plain = re.sub(r"\b((?:[a-z]\.){2,})", lambda found: found[1].replace(".", "") + " ", plain)
    plain = re.sub(r"(?<=\w)['’`´](?=\w)", "", plain)
    return re.sub(r"[^a-z0-9!]+", " ", plain).strip()


@cache
def words() -> Words:
    """Read the word lists, once."""
    task_words, types = table("task_words"), table("type_words")
    compounds = {parts.replace(" ", ""): tuple(parts.split()) for parts in table("compounds")["parts"]}
    of_tasks = sorted(task_words[["pattern", "task", "weak"]].itertuples(index=False), key=_longest_first)
    of_types = dict(types[["word", "general"]].itertuples(index=False))
    compass = dict(table("compass_words")[["word", "direction"]].itertuples(index=False))
    spellings = tuple(
        (found, re.compile(rf"\b{re.escape(found)}\b"), written)
        for found, written in sorted(
            table("spellings")[["found", "written"]].itertuples(index=False), key=_longest_first
        )
    )
    patterns = tuple(
        TaskRule(p.strip("*").split("*")[0], _pattern(p), task, weak == "yes") for p, task, weak in of_tasks
    )
    known = [*compounds, *of_types, *(p.strip("*") for p, *_ in of_tasks if " " not in p)]
    return Words(
        tasks={r.task: Task(r.family, r.words_nl, r.words_en) for r in table("tasks").itertuples()},
        patterns=patterns,
        types={word: general == "yes" for word, general in of_types.items()},
        compass=compass,
        spellings=spellings,
        compounds=compounds,
        areas=_areas(spellings, patterns, {*of_types, *compass}),
        vocabulary=tuple(sorted({word for word in known if len(word) >= _LEAST_OF_VOCABULARY})),
        brands={fold(b): t for b, t in table("brands")[["brand", "task"]].itertuples(index=False)},
    )


def _longest_first(row: tuple[str, ...]) -> tuple[int, str]:
    return -len(row[0].strip("*")), row[0]


def _pattern(written: str) -> re.Pattern[str]:
    before, after = (r"\w*" if written[i] == "*" else "" for i in (0, -1))
    inner = re.escape(written.strip("*")).replace(r"\*", r"\w*")
    return re.compile(rf"\b{before}{inner}{after}\b")


def spelled(text: str, spellings: Spellings) -> str:
    """Write abbreviations and adjectives of places in one way."""
    for found, pattern, written in spellings:
        if found in text:
            text = pattern.sub(written, text)
    return " ".join(text.split())


def _areas(
    spellings: Spellings,
    patterns: tuple[TaskRule, ...],
    others: set[str],
) -> frozenset[str]:
    """Words of the names of municipalities, provinces and regions that mean nothing else."""
    found = set(table("area_words")["word"])
    for edition in map(load_edition, EDITIONS):
        organisations = edition["organisations"]
        places = organisations[organisations["kind"].isin(["municipality", "province"])]["name"]
        divisions = edition["arrangement_divisions"]
        regions = divisions[~divisions["division"].isin(_DIVISIONS_OF_BRANDS)]["region"]
        for name in (*places, *regions, *table("former_municipalities")["name"]):
            text = spelled(fold(name), spellings)
            for rule in patterns:
                text, _ = rule.cut(text)
            found.update(text.split())
    return frozenset(word for word in found - FILLERS - others if len(word) > 1 and not word.isdigit())
