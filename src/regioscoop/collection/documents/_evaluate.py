"""How much of the truth was found: entries, and per attribute their values."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
from rapidfuzz import fuzz

from regioscoop.collection.documents._entry import Entry, Value
from regioscoop.collection.documents._labels import AMOUNTS, ATTRIBUTES, fold, form_of
from regioscoop.collection.documents._values import key_of, members_of

SAME_NAME: Final = 90.0
"""Least similarity (rapidfuzz ratio of the names as they are compared) of an entry and a true one [own]."""
SAME_WORDS: Final = 90.0
"""The same of a free text [own]."""
SAME_MEMBERS: Final = 0.9
"""Least Jaccard of two sets of participants [own]."""
_FREE: Final = ("public_interest", "board_seats", "changes")


@dataclass(frozen=True)
class Evaluation:
    """How entries compare with the truth.

    Attributes
    ----------
    found, true, matched
        Number of entries found, of true ones, and of pairs that are the same.
    attributes
        Per attribute: true (values in matched entries), right, wrong, missed, invented (a value where
        the truth has none). Index attribute.
    """

    found: int
    true: int
    matched: int
    attributes: pd.DataFrame

    @property
    def recall(self) -> float:
        """Share of the true entries that were found; NaN without any."""
        return self.matched / self.true if self.true else float("nan")

    @property
    def precision(self) -> float:
        """Share of the found entries that are true; NaN without any."""
        return self.matched / self.found if self.found else float("nan")

    @property
    def accuracy(self) -> pd.Series:
        """Per attribute right / true: a value that was missed counts as wrong. NaN where there is none."""
        return (self.attributes["right"] / self.attributes["true"].where(self.attributes["true"] > 0)).rename(
            "accuracy"
        )

    def __add__(self, other: Evaluation) -> Evaluation:
        return Evaluation(
            self.found + other.found,
            self.true + other.true,
            self.matched + other.matched,
            self.attributes + other.attributes,
        )


def evaluate(entries: Sequence[Entry], truth: Sequence[Mapping[str, Any]]) -> Evaluation:
    """Compare entries with the truth.

    An entry is matched with the true one whose name is most alike, at least `SAME_NAME`; each is used once,
    the most alike first. Values are right when: amounts are equal to half a per cent, participants have a
    Jaccard of `SAME_MEMBERS`, legal forms have the same code, free texts are alike for `SAME_WORDS`, and
    the others are equal when folded [own].

    Parameters
    ----------
    entries
        What was found.
    truth
        Per party the attributes that are printed; amounts in euros, legal form as code, participants as list.
    """
    pairs = sorted(
        (-_alike(entry.name, str(true["name"])), i, j)
        for i, entry in enumerate(entries)
        for j, true in enumerate(truth)
    )
    counts = pd.DataFrame(0, index=list(ATTRIBUTES), columns=["true", "right", "wrong", "missed", "invented"])
    used: tuple[set[int], set[int]] = (set(), set())
    for score, i, j in pairs:
        if -score >= SAME_NAME and i not in used[0] and j not in used[1]:
            used[0].add(i)
            used[1].add(j)
            _count(counts, entries[i], truth[j])
    return Evaluation(len(entries), len(truth), len(used[0]), counts)


def _alike(name: str, other: str) -> float:
    return float(fuzz.ratio(key_of(name), key_of(other)))


def _count(counts: pd.DataFrame, entry: Entry, true: Mapping[str, Any]) -> None:
    for attribute in ATTRIBUTES:
        value = entry.get(attribute)
        if attribute not in true:
            counts.loc[attribute, "invented"] += value is not None
            continue
        counts.loc[attribute, "true"] += 1
        if value is None:
            counts.loc[attribute, "missed"] += 1
        else:
            counts.loc[attribute, "right" if is_right(value, true[attribute]) else "wrong"] += 1


def is_right(value: Value, true: Any) -> bool:  # noqa: ANN401 - a number, a text or a list
    """Whether a value says what the truth says."""
    if value.attribute in AMOUNTS:
        return value.euros is not None and abs(value.euros - float(true)) <= 0.005 * abs(float(true))
    if value.attribute == "participants":
        found = {fold(member) for member in (value.members or members_of(value.text))}
        wanted = {fold(member) for member in true}
        return len(found & wanted) >= SAME_MEMBERS * len(found | wanted)
    if value.attribute == "legal_form":
        return form_of(value.text) == true
    if value.attribute in _FREE:
        return fuzz.ratio(_plain(value.text), _plain(str(true))) >= SAME_WORDS
    return _plain(value.text) == _plain(str(true))


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w]+", " ", fold(text)).split())
