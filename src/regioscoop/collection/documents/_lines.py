"""What single lines of the section say: the name in an item, a form with its seat, titles that come back."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from regioscoop.collection.documents._blocks import Block, Text
from regioscoop.collection.documents._draft import looks_like_party
from regioscoop.collection.documents._labels import fold, is_form, is_title, without_number
from regioscoop.collection.documents._prose import PLACE_NAME

NAME_WORDS: Final = 9
"""A line with more words before its first comma is no item of a list that has no marks."""
REPEATED: Final = 3
"""A heading that stands in the section so often names no party."""

_AFTER_NAME = re.compile(
    r"\s+[–—-]\s+(?=[a-z(\d])|:\s+|;\s+|,\s+(?=[a-z])|(?<![A-Z])\.\s+(?=[A-Z])"
    r"|\s+(?=\(?gevestigd )|\s+te\s+(?=[A-Z’'])"
)
_BESIDE_FORM = re.compile(
    r"\s+[–—-]\s+|\s*[,;|/]\s*|\.\s*|\s+(?=\(?(?:gevestigd|statutair)\b)|\s+(?:te|in)\s+(?=[A-Z’'])"
)
_PLURAL = re.compile(
    r"(?:regelingen|vennootschappen|stichtingen|verenigingen|lichamen|organisaties|co[oö]peraties|['’]s)\b",
    re.I,
)
_SEAT = re.compile(rf"^\(?(?:gevestigd |zetel |statutair )*(?:te |in )?({PLACE_NAME})\)?(?=$|[.,;:)]| [–-] )")


def repeated_titles(blocks: Sequence[Block]) -> frozenset[str]:
    """Titles that come back again and again: those of a part of each entry, and no names."""
    short = [b.text.text for b in blocks if b.kind in ("heading", "text") and is_title(b.text.text)]
    counts = Counter(bare_title(title) for title in short)
    return frozenset(title for title, count in counts.items() if count >= REPEATED)


def bare_title(title: str) -> str:
    return fold(without_number(title))


def before_rest(text: str) -> str:
    """What stands in an item before the first dash, colon or sentence after its name."""
    return _AFTER_NAME.split(text)[0]


def is_item(text: str) -> bool:
    """Whether a line without a mark may be an item of a list: it begins with a short name."""
    name = before_rest(text)
    short = is_title(text) or (name != text and looks_like_party(name))
    return short and name[:1].isupper() and len(name.split()) <= NAME_WORDS


def seat_at(text: Text) -> Text:
    """The seat that a text begins with; empty when it begins with none."""
    match = _SEAT.match(text.text)
    return text.cut(*match.span(1)) if match else Text("")


def form_and_seat(text: Text) -> tuple[Text, Text] | None:
    """Legal form and seat of a line that says no more than these; None when it says anything else."""
    cut = _BESIDE_FORM.search(text.text)
    form = text.cut(0, cut.start() if cut else None)
    if not is_form(form.text) or _PLURAL.search(form.text):
        return None
    rest = text.cut(cut.end()) if cut else Text("")
    seat = seat_at(rest)
    return (form, seat) if seat.text or not rest.text.strip(" .") else None


def is_of_all(head: str) -> bool:
    """Whether the unit in a head is that of every column: it stands alone, or with ``bedragen``."""
    return not head[:1].isalpha() or fold(head).startswith("bedragen")


def name_end(text: str) -> int:
    """Where the name in an item ends: at a dash, a colon, a sentence, or the comma before its seat."""
    cut = _AFTER_NAME.search(text)
    end = cut.start() if cut else len(text)
    head, comma, tail = text[:end].rpartition(", ")
    match = _SEAT.fullmatch(tail.strip(" .")) if comma else None
    return len(head) if match and " en " not in tail and not looks_like_party(tail) else end
