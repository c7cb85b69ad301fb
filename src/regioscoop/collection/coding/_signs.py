"""What the signs in a text say of its legal form, its parties and the criteria, and where they stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from regioscoop.collection.coding._features import Texts
from regioscoop.collection.coding._match import BORDER, PLACES, Hits, spans_of
from regioscoop.collection.coding._tables import Rules


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign in a text.

    Attributes
    ----------
    code
        What it says.
    probability
        How surely, by our own estimate.
    start, end
        Where it stands, in places of `regioscoop.collection.coding._match`.
    texts, text
        The texts, and the number of this one.
    """

    code: str
    probability: float
    start: int
    end: int
    texts: Texts
    text: int

    @property
    def evidence(self) -> str:
        """The words and the place, as `quote` writes them."""
        return quote(self.texts, self.text, self.start, self.end)


Signs = dict[str, list[Sign]]
"""The signs of one text by family, in the order of the text."""


def signs_of(hits: Hits, texts: Texts, rules: Rules) -> dict[int, Signs]:
    """The signs of every text that has any; a sign without a code says that something else is meant."""
    family, code = rules.patterns["family"].tolist(), rules.patterns["code"].tolist()
    probability = rules.patterns["probability"].tolist()
    found: dict[int, Signs] = {}
    for text, pattern, start, end in _only_signs(hits, rules):
        if code[pattern]:
            sign = Sign(code[pattern], probability[pattern], start, end, texts, text)
            found.setdefault(text, {}).setdefault(family[pattern], []).append(sign)
    return found


def _only_signs(hits: Hits, rules: Rules) -> Iterator[tuple[int, int, int, int]]:
    own = hits.where(rules.weight[hits.pattern] == 0)
    columns = (own.text, own.pattern, own.start, own.end)
    return zip(*(column.tolist() for column in columns), strict=True)


def quote(texts: Texts, text: int, start: int, end: int) -> str:
    """The whole words and where they stand: ``"GGD" (name 1-3)``; places count from 1, the last included."""
    if made := texts.quotes.get((text, start, end)):
        return made
    whole, length = texts.texts[text], int(texts.name_length[text])
    spans = texts.spans.get(text)
    if spans is None:
        spans = texts.spans[text] = spans_of(whole)
    first, last = spans[start // PLACES][0], spans[(end - 1) // PLACES][1]
    where, offset = ("name", 0) if first < length else ("purpose", length + len(BORDER))
    made = f'"{whole[first:last]}" ({where} {first - offset + 1}-{last - offset})'
    texts.quotes[text, start, end] = made
    return made


def best(signs: list[Sign]) -> Sign:
    """The surest sign; of equal ones the first."""
    return max(signs, key=lambda sign: (sign.probability, -sign.start))
