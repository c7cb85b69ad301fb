"""Tells when two names in one document are one party, and makes one entry of both."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rapidfuzz import fuzz

from regioscoop.collection.documents._draft import Draft
from regioscoop.collection.documents._values import key_of

TYPING: Final = 80.0
"""Least similarity (rapidfuzz ratio) of two words that differ by a typing error."""


def is_same(key: str, other: str, draft: Draft) -> bool:
    """Whether two names are one, but for a typing error, or one is the abbreviation of the other."""
    if key == other:
        return True
    short = draft.values.get("abbreviation")
    if short and key_of(short.text) == other:
        return True
    a, b = key.split(), other.split()
    if len(a) != len(b) or not a:
        return False
    odd = [(x, y) for x, y in zip(a, b, strict=True) if x != y]
    return (
        len(odd) == 1
        and min(map(len, odd[0])) > 5
        and fuzz.ratio(*odd[0]) >= TYPING
        and odd[0][0][:2] == odd[0][1][:2]
    )


def _is_short(draft: Draft, other: Draft) -> bool:
    """Whether the name of one is no more than the abbreviation of the other."""
    short = other.values.get("abbreviation")
    return short is not None and key_of(short.text) == draft.key and other.key != draft.key


def merged(drafts: Sequence[Draft]) -> list[Draft]:
    """Drafts of one party as one: the overview and the card of it."""
    kept: list[Draft] = []
    for draft in drafts:
        twin = next(
            (k for k in kept if is_same(k.key, draft.key, k) or is_same(draft.key, k.key, draft)), None
        )
        if twin is None:
            kept.append(draft)
            continue
        for attribute, value in draft.values.items():
            known = twin.values.get(attribute)
            if attribute == "name" and _is_short(draft, twin) != _is_short(twin, draft):
                twin.values["name"] = value if _is_short(twin, draft) else twin.values["name"]
                continue
            if known is None or value.confidence > known.confidence:
                twin.values[attribute] = value
        twin.texts += draft.texts
        twin.group = twin.group or draft.group
    return kept
