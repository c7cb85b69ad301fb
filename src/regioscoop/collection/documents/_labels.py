"""The words by which a section, a label, a list and a legal form are known."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Final

import pandas as pd

ATTRIBUTES: Final = (
    "name",
    "abbreviation",
    "legal_form",
    "seat",
    "public_interest",
    "participants",
    "contribution",
    "board_seats",
    "equity_start",
    "equity_end",
    "debt_start",
    "debt_end",
    "result",
    "changes",
)
"""What is taken from an entry. The list of BBV art. 15, and what budgets add to it."""
AMOUNTS: Final = ("contribution", "equity_start", "equity_end", "debt_start", "debt_end", "result")
"""Those that are an amount in euros."""
LOOSE_WORDS: Final = 7
"""A label in words that are not known as a whole has no more than these."""
LONGEST_TITLE: Final = 110
"""A heading has fewer characters than this."""
MAX_LABEL: Final = 70
"""A text that is longer (characters) is no label."""

_NUMBERING = re.compile(
    r"^(?:(?:nr|nummer)\b\.? ?\d{1,3}[.:)]?"
    r"|(?:\d{1,2}\.)+(?:\d{1,2}\.?)?|\d{1,2}[.)]?|[a-z][.)]|[ivx]{1,4}\.)\s+(?=\S)",
    re.I,
)
_CODE = re.compile(
    r"^(?:[A-ZÖ]{2,5}(?:\d{2,3}| 0\d)|[A-ZÖ]{1,5}[-.]\d{1,3})[a-z]?[.:)]?(?:\s+[–-])?\s+(?=\S)"
)
"""A code before a name: ``GR04``, ``VP-12``."""
_INITIALS = re.compile(r"(?:\b\w\.){2,}$|\b(?:e\.o|c\.a|B\.V|N\.V)\.$")
_BULLET = re.compile(r"^[•●▪■◦‣\-–—*o]\s+")
_START = re.compile(r"\b0?1[-/ ]0?1\b|\b1 jan|\bprimo\b|\bbegin\b|\baanvang\b|\bbeginstand\b")
_END = re.compile(r"\b31[-/ ]12\b|\b31 dec|\bultimo\b|\beinde?\b|\beindstand\b")
_MONTH: Final = r"(?:\d{1,2}|januari|december|jan\.?|dec\.?)"
_PERIOD = re.compile(
    r"(?:per |op |stand |ultimo |primo |begin |eind |einde |aanvang |jaar |verslagjaar "
    r"|(?:primitieve |meerjaren|programma)?begroting |raming |prognose "
    r"|(?:jaar)?rekening |realisatie |werkelijk )*"
    rf"(?:\d{{1,2}}[-/ ]{_MONTH}[-/ ]?)?(?:(?:19|20)\d\d)?(?: begroting| raming| rekening| prognose)?"
    r"|begin(?:stand)?(?: .*jaar)?|eind(?:e|stand)?(?: .*jaar)?"
)
_UNIT = re.compile(
    r"\(?\b(?:x|bedragen in|in|\*)\s*(?:€|eur|euro'?s?)?\s*"
    r"(?:1[.,]?000\b|duizend\w*|mln|miljoen\w*)(?: euro'?s?)?\)?",
    re.I,
)


@cache
def _table(name: str) -> pd.DataFrame:
    source = files("regioscoop.collection.documents").joinpath("data", f"{name}.csv")
    with source.open(encoding="utf-8") as file:
        return pd.read_csv(file, dtype=str, keep_default_na=False)


@cache
def _patterns(table: str, key: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    frame = _table(table)
    return tuple((k, re.compile(p)) for k, p in zip(frame[key], frame["pattern"], strict=True))


@cache
def words(kind: str) -> str:
    """Regular expression of the words of a kind (``party``, ``board`` ...), of which any will do."""
    frame = _table("words")
    return "|".join(frame.loc[frame["kind"] == kind, "pattern"])


def fold(text: str) -> str:
    """Lower case, without accents, spaces made single."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "'").replace("‘", "'"))
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).lower().split())


def is_title(text: str) -> bool:
    """Whether words that stand apart may be a heading: short and no sentence."""
    ended = text.endswith((".", ";", ",")) and not has_initials(text)
    return len(text) < LONGEST_TITLE and not ended and re.search(r"[^\W\d]", text) is not None


def has_initials(text: str) -> bool:
    """Whether a text ends with initials (``U.A.``), whose point ends no sentence."""
    return _INITIALS.search(text) is not None


def without_number(text: str) -> str:
    """A heading or item without its bullet or number."""
    bare = _BULLET.sub("", text.strip())
    return _CODE.sub("", _NUMBERING.sub("", _NUMBERING.sub("", bare))).strip()


def _bare(text: str) -> str:
    """A label without number, colon, unit and what stands in brackets."""
    bare = fold(without_number(text)).rstrip(" :;*?.–-")
    bare = re.sub(r"\([^()]*\)?", " ", _UNIT.sub(" ", bare))
    return " ".join(bare.split()).rstrip(" :;*.?–-")


_PARTY: Final = re.compile(words("party"), re.I)
_SEVERAL: Final = re.compile(r"(?:partijen|regelingen|verbanden|deelnemingen)$")
"""A label that ends so names no single party: ``deelnemende overheden en partijen``."""


@cache
def attribute_of(text: str) -> str:
    """Attribute that a label stands for.

    Parameters
    ----------
    text
        A cell, a heading or what stands before a colon.

    Returns
    -------
    str
        One of `ATTRIBUTES`, ``equity``, ``debt`` (when the label does not say of which day), ``finances``
        (several amounts in one), ``other`` (a label of something else), two joined by ``+`` (``name+seat``),
        or empty: no label.
    """
    if not text or len(text) > MAX_LABEL:
        return ""
    bare = _bare(text)
    if not bare:
        return ""
    found = _single(bare)
    for divider in (" en ", " / ", "/", " & ", ", "):
        parts = [_single(part) for part in bare.split(divider)] if divider in bare else []
        known = [part for part in parts if part and part != "other"]
        if len(parts) == 2 and len(known) == 2 and known[0] != known[1]:
            if known[1] == "name" and _SEVERAL.search(bare):
                return known[0]
            return (
                "+".join(known) if "name" in known or "legal_form" in known or "seat" in known else known[0]
            )
    found = found or _loose(bare, text)
    if found in ("equity", "debt"):
        return found + _day(fold(text))
    return found


@cache
def is_known_label(text: str) -> bool:
    """Whether a text is a label as a whole, not by one of its words."""
    return len(text) <= MAX_LABEL and bool(_single(_bare(text)))


def _loose(bare: str, text: str) -> str:
    """Attribute of a label in other words, by one that tells it; a title that may name a party has none."""
    if len(bare.split()) > LOOSE_WORDS or _PARTY.search(text) or not text.strip()[:1].isupper():
        return ""
    return next((a for a, pattern in _patterns("label_words", "attribute") if pattern.search(bare)), "")


def _single(bare: str) -> str:
    for attribute, pattern in _patterns("labels", "attribute"):
        if pattern.fullmatch(bare):
            return attribute
    return ""


def _day(folded: str) -> str:
    """``_start``, ``_end`` or empty: the day that a label or a sentence speaks of."""
    start, end = _START.search(folded), _END.search(folded)
    if bool(start) == bool(end):
        return ""
    return "_start" if start else "_end"


day_of = _day


def is_period(text: str) -> bool:
    """Whether a heading of a column is a day or a year (``1-1-2024``, ``ultimo 2024``, ``begin jaar``)."""
    folded = fold(_UNIT.sub(" ", text)).strip(" :.()€")
    return bool(folded) and _PERIOD.fullmatch(folded) is not None and folded not in ("begroting", "raming")


def unit_of(text: str) -> float:
    """What the amounts under a heading are counted in: 1, 1,000 or 1,000,000 euros."""
    found = _UNIT.search(text)
    if not found:
        return 1.0
    return 1e6 if re.search(r"mln|miljoen", found.group(), re.I) else 1e3


def group_of(text: str) -> tuple[bool, str]:
    """Whether a heading is that of a list by legal form, and which form it gives (empty when several)."""
    bare = _bare(text)
    for form, pattern in _patterns("groups", "form"):
        if pattern.fullmatch(bare):
            return True, form
    return False, ""


def form_of(text: str) -> str:
    """Legal form that a text names: a code of `LEGAL_FORMS`, ``gemeenschappelijke_regeling``, or empty.

    ``gemeenschappelijke_regeling`` says that it rests on the Wgr and not in which of its five forms.
    """
    folded = fold(text)
    for form, pattern in _patterns("forms", "form"):
        if pattern.search(folded):
            return form
    return ""


@cache
def is_form(text: str) -> bool:
    """Whether words are a legal form and nothing else, so that they name no party."""
    rest = _bare(text)
    if not form_of(rest):
        return False
    for _, pattern in _patterns("forms", "form"):
        rest = pattern.sub(" ", rest)
    return not re.sub(rf"\b(?:{words('beside_form')})\b|[^\w]", " ", rest).split()


def section_kind(text: str) -> str:
    """``start`` or ``stop`` for a heading at which the section begins or another begins, else empty."""
    bare = _bare(text)
    if not bare or len(bare) > 90:
        return ""
    frame = _patterns("sections", "kind")
    for kind in ("stop", "start"):
        for known, pattern in frame:
            if known == kind and pattern.fullmatch(bare):
                return kind
    return ""


@cache
def section_words() -> tuple[tuple[str, float], ...]:
    """Words that the section is known by, folded, and how much each weighs."""
    frame = _table("sections")
    rows = frame[frame["kind"] == "word"]
    return tuple((p, float(w)) for p, w in zip(rows["pattern"], rows["weight"], strict=True))
