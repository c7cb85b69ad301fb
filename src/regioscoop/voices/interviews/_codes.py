"""What kind a code is: read from sets, from headings, from where it stands in the tree, or from an arrow."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from regioscoop.voices.interviews._model import CODE_COLUMNS, KINDS, PERSPECTIVES, table

_LEVELS: Final = ("perspective", "finding", "consequence")
_WORDS: Final = {
    "perspective": {"invalshoek", "invalshoeken", "perspectief", "perspectieven", "perspectives"},
    "finding": {"constatering", "constateringen", "bevinding", "bevindingen", "findings"},
    "consequence": {"gevolg", "gevolgen", "consequences", "effecten", "effects"},
    "link": {"verbanden", "links", "oorzaak en gevolg", "cause and effect"},
}
_ARROW: Final = re.compile(r"^\s*(?P<cause>.+?)\s*(?P<arrow>-+>|=+>|→|⇒|-+\||⊣)\s*(?P<effect>.+?)\s*$")
_SIGN: Final = re.compile(r"\s*[\[(]\s*(?P<sign>[+\-−–])\s*[\])]$")
STRENGTHENS: Final = "→"
WEAKENS: Final = "⊣"
_ARROWS_THAT_WEAKEN: Final = ("|", WEAKENS)


@dataclass(frozen=True)
class Node:
    """A code as a tool gives it.

    Attributes
    ----------
    id
        Its id in that tool.
    name
        Its name, as it stands there.
    parent
        Id of the code it stands under, or "".
    description
        What it means.
    """

    id: str
    name: str
    parent: str
    description: str = ""


def arrow(name: str) -> tuple[str, str, str] | None:
    """Read a code whose name is a causal link: ``a → b`` or ``a -> b``, and ``a ⊣ b`` or ``a -> b (-)``.

    Returns
    -------
    tuple or None
        cause, effect, polarity; None when the name has no arrow.
    """
    found = _ARROW.match(name)
    if found is None:
        return None
    sign = _SIGN.search(found["effect"])
    effect = found["effect"][: sign.start()] if sign else found["effect"]
    weakens = found["arrow"].endswith(_ARROWS_THAT_WEAKEN) != (sign is not None and sign["sign"] != "+")
    return found["cause"], effect, "negative" if weakens else "positive"


def labels(nodes: Sequence[Node]) -> dict[str, str]:
    """Id of a code -> the name by which it is told; its parents stand before it where names are the same."""
    by_id = {node.id: node for node in nodes}
    told = {node.id: node.name for node in nodes}
    above = {node.id: node.parent for node in nodes}
    # Each round puts one more parent before the names that are still shared.
    for _ in range(len(nodes)):
        shared = {name for name, times in Counter(told.values()).items() if times > 1}
        longer = [i for i in told if told[i] in shared and above[i] in by_id]
        if not longer:
            break
        for i in longer:
            told[i] = f"{by_id[above[i]].name} / {told[i]}"
            above[i] = by_id[above[i]].parent
    seen: Counter[str] = Counter()
    for i, name in told.items():
        seen[name] += 1
        if seen[name] > 1:
            told[i] = f"{name} ({seen[name]})"
    return told


def code_table(nodes: Sequence[Node], kinds: Mapping[str, str]) -> pd.DataFrame:
    """Make the table of codes.

    A kind that is given (by a set, or a codebook) counts. Else a name with an arrow is a link. Else the
    nearest parent that is a heading (``Constateringen``, ``Findings``) says what stands under it, and one of
    the four perspectives makes a perspective of a code without a parent; one step further down is the next
    of perspective, finding and consequence. What is left is ``other``.

    Parameters
    ----------
    nodes
        The codes; parents before children.
    kinds
        Kind that is given, by id of a code.

    Returns
    -------
    DataFrame
        `CODE_COLUMNS`.
    """
    told = labels(nodes)
    level: dict[str, int | None] = {}
    kind: dict[str, str] = {}
    under: dict[str, str] = {}
    for node in nodes:
        kind[node.id], level[node.id] = _kind(node, kinds, level)
        own = kind[node.id] == "perspective"
        under[node.id] = told[node.id] if own else under.get(node.parent, "")
    rows: list[tuple[object, ...]] = [
        (told[n.id], told.get(n.parent, ""), kind[n.id], under[n.id], n.description) for n in nodes
    ]
    return table(rows, CODE_COLUMNS)


def _kind(node: Node, given: Mapping[str, str], level: Mapping[str, int | None]) -> tuple[str, int | None]:
    """Kind of a code, and the level that a code right under it has."""
    if node.id in given:
        own = given[node.id]
        return own, _LEVELS.index(own) + 1 if own in _LEVELS else level.get(node.parent)
    if arrow(node.name):
        return "link", None
    heading = heading_kind(node.name)
    if heading:
        return "other", _LEVELS.index(heading) if heading in _LEVELS else None
    place = level.get(node.parent)
    if place is None and not node.parent and _is_perspective(node.name):
        place = 0
    return ("other", None) if place is None else (_LEVELS[min(place, 2)], place + 1)


def heading_kind(name: str) -> str:
    """Kind of what stands under a heading, or in a set, with this name; "" when it is no such name."""
    known = name.strip().lower()
    return next((kind for kind, words in _WORDS.items() if known in words or known == kind), "")


def set_name(kind: str) -> str:
    """Name of the set that holds the codes of a kind."""
    return {"perspective": "Invalshoeken", "finding": "Constateringen", "consequence": "Gevolgen"}[kind]


def _is_perspective(name: str) -> bool:
    known = name.strip().lower()
    return any(known in (code.code, code.nl, code.en) for code in PERSPECTIVES.entries)


def is_kind(name: str) -> bool:
    """Whether it is one of `KINDS`."""
    return name in KINDS
