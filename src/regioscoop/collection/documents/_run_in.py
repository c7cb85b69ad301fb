"""Labels that run in: bold or with a colon, several in one paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from regioscoop.collection.documents._blocks import Block, Text
from regioscoop.collection.documents._labels import MAX_LABEL, attribute_of, has_initials, is_known_label

SHORT: Final = 60
"""A value with fewer characters and without a sentence in it loses its full stop."""
_COLON = re.compile(r"(?:^|(?<=[.;|)])\s+|\s[|–•]\s+)(?P<label>[A-Z][^.:;|]{1,60}):\s")
_CLAUSE = re.compile(
    r"\b(?:wij|we|zij|ze|is|zijn|was|wordt|worden|heeft|hebben|neemt|nemen|doet|doen|doe|deze|dit|dat|komt|gaat"
    r"|bedraagt|ligt|krijgt|betaalt)\b",
    re.I,
)
_QUESTION = re.compile(r"\s*(?:waar\w*|wat|wie|welke?|hoe\w*|wanneer)\b", re.I)
_AROUND: Final = " :.;–—-|"


def is_clause(head: str) -> bool:
    """Whether what stands before a colon is the beginning of a sentence and no label, which a question is."""
    if "€" in head or head.count("(") > head.count(")"):
        return True
    return bool(_CLAUSE.search(head)) and not _QUESTION.match(head) and not is_known_label(head)


def bold_spans(runs: Sequence[tuple[str, bool]]) -> tuple[tuple[int, int], ...]:
    """Stretches in bold of runs of type, in the text that they make when blanks are made single."""
    spans: list[tuple[int, int]] = []
    at, blank = 0, True
    for words, bold in runs:
        for char in words:
            if char.isspace():
                blank = True
                continue
            gap = 1 if blank and at else 0
            if bold and spans and spans[-1][1] == at:
                spans[-1] = (spans[-1][0], at + gap + 1)
            elif bold:
                spans.append((at + gap, at + gap + 1))
            at, blank = at + gap + 1, False
    return tuple(spans)


def stretches(block: Block) -> list[tuple[str, Text, Text]]:
    """Parts of a paragraph: the attribute, the label and the value of each; empty when no label runs in.

    What stands before the first label comes first, with an empty attribute and label.
    """
    labels = _bold_labels(block) or _colon_labels(block)
    known = [span for span in labels if attribute_of(block.text.text[span[0] : span[1]].strip(_AROUND))]
    if not known or (len(labels) < 2 and known[0][0] == 0):
        return []
    return list(_parts(block.text, labels))


def _bold_labels(block: Block) -> list[tuple[int, int]]:
    """Stretches in bold that are labels: known, or followed by what parts a label from its value."""
    text, found = block.text.text, []
    for start, end in block.bold:
        words = text[start:end].strip(_AROUND)
        parted = text[start:end].rstrip()[-1:] in ":.–" or text[end:].lstrip()[:1] in (":", "–")
        if words and len(words) <= MAX_LABEL and (attribute_of(words) or (parted and words[:1].isupper())):
            found.append((start, end))
    return found


def _colon_labels(block: Block) -> list[tuple[int, int]]:
    found = [m.span("label") for m in _COLON.finditer(block.text.text) if is_known_label(m["label"])]
    return found if len(found) > 1 else []


def _parts(text: Text, labels: Sequence[tuple[int, int]]) -> Iterator[tuple[str, Text, Text]]:
    if text.text[: labels[0][0]].strip(_AROUND):
        yield "", Text(""), text.cut(0, labels[0][0])
    ends = [start for start, _ in labels[1:]] + [len(text.text)]
    for (start, end), stop in zip(labels, ends, strict=True):
        words = text.text[start:end].strip(_AROUND)
        yield attribute_of(words) or "other", text.cut(start, end), _value(text.cut(end, stop))


def _value(text: Text) -> Text:
    """A value without what parts it from its label, and without the full stop of what is no sentence."""
    found = re.match(r"\s*(?:[:.;|]|[–—](?=\s))*\s*", text.text)
    value = text.cut(found.end() if found else 0)
    words = value.text.rstrip(" ;|")
    if len(words) < SHORT and words.endswith(".") and not has_initials(words) and ". " not in words:
        return value.cut(0, len(words) - 1)
    return value.cut(0, len(words))
