"""Finds the section in blocks, by its heading and the heading of what comes after it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from regioscoop.collection.documents._blocks import Block
from regioscoop.collection.documents._labels import attribute_of, fold, section_kind, section_words

LEAST: Final = 12.0
"""A stretch without a heading is taken for the section when its words weigh at least this much [own]."""
_NAMED = re.compile(r"verbonden[\s_%-]*(?:20)?partij|deelnemingen")


def named_section(name: str) -> bool:
    """Whether a file, an address or a sheet is named after the section."""
    return _NAMED.search(fold(name)) is not None


def section_of(blocks: Sequence[Block]) -> list[Block] | None:
    """Blocks of the section.

    It begins at a heading that names it and ends at a heading that names another section of the budget, or
    at a higher heading that is no list of linked parties. Of several the one with most of the words of the
    section is taken, with others of at least a quarter of it (an annex) [own].

    Parameters
    ----------
    blocks
        Blocks of a whole document.

    Returns
    -------
    list of Block or None
        None when there is no such section.
    """
    stretches = []
    at = 0
    while at < len(blocks):
        if blocks[at].kind in ("heading", "text") and section_kind(blocks[at].text.text) == "start":
            end = _end(blocks, at)
            stretches.append((weight(blocks[at:end]), at, end))
            at = end
        else:
            at += 1
    best = max((w for w, _, _ in stretches), default=0.0)
    if best <= 0:
        return None
    kept = [(a, b) for w, a, b in stretches if w >= 0.25 * best]
    return [block for a, b in kept for block in blocks[a:b]]


def _end(blocks: Sequence[Block], begin: int) -> int:
    level = blocks[begin].level
    for i in range(begin + 1, len(blocks)):
        block = blocks[i]
        if block.kind != "heading":
            continue
        kind = section_kind(block.text.text)
        if kind == "stop" and not attribute_of(block.text.text):
            return i
        if block.level < level and kind != "start":
            return i
    return len(blocks)


def trimmed(blocks: Sequence[Block]) -> list[Block]:
    """Pages that hold the section, without what stands before its heading and from the next section on."""
    found = section_of([_flat(block) for block in blocks])
    if found is None:
        return list(blocks)
    kept = {id(block.text) if block.kind != "table" else id(block.rows) for block in found}
    return [b for b in blocks if (id(b.text) if b.kind != "table" else id(b.rows)) in kept]


def _flat(block: Block) -> Block:
    """A heading without its depth, since type on a few pages tells it badly."""
    return Block("heading", block.text, level=1) if block.kind == "heading" else block


def weight(blocks: Sequence[Block]) -> float:
    """How much the words of the section weigh in blocks; each word at most twenty times."""
    words = " ".join(
        fold(
            " ".join(cell.text for row in block.rows for cell in row)
            if block.kind == "table"
            else block.text.text
        )
        for block in blocks
    )
    return sum(heavy * min(20, words.count(word)) for word, heavy in section_words())
