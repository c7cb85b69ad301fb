"""What a value means: amounts in euros, lists of participants, names and abbreviations."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from regioscoop.collection.documents._labels import day_of, fold, has_initials, unit_of, without_number
from regioscoop.register import load_edition

_DATE = re.compile(
    r"\b\d{1,2}[-/ ](?:\d{1,2}|(?:jan|feb|apr|jun|jul|aug|sep|okt|nov|dec)\w*|mrt|maart|mei)"
    r"(?:[-/ ](?:19|20)\d\d)?\b",
    re.I,
)
_AMOUNT = re.compile(
    r"(?P<minus>[-−–]\s*|-/-\s*|min(?:us)?\s+)?(?P<before>\(\s*)?(?P<euro>€|\beur(?:o)?\b)?\s*(?P<minus2>-/-|[-−–])?\s*(?P<open>\()?"
    r"\s*(?P<minus3>[-−–])?\s*(?P<number>\d{1,3}(?:[. \u00a0]\d{3})+(?!\d)|\d+)(?P<cents>,\d{1,3}|,[-–=]+)?"
    r"\s*(?P<close>\))?\s*(?P<unit>mln\b\.?|miljoen|mld\b\.?|miljard|duizend|k\b|x\s*1[.]?000)?"
    r"\s*(?P<behind>\))?\s*(?P<euro2>euro\b|€(?!\s*[-–−(\d]))?\s*(?P<after>-/-)?(?P<percent>\s*(?:%|procent|aandelen|inwoners|zetels?|leden|stemmen|gemeenten"
    r"|deelnemers|deelnemende|partijen|partners|organisaties|provincies|waterschappen|fte|jaar|keer|personen))?",
    re.I,
)
FULL: Final = 10_000
"""An amount with a euro sign from this on is not counted in thousands, whatever the head says [own]."""

_DAY_AFTER = re.compile(
    r"(?:\s*\(\s*(?:stand\s+)?|\s*\b(?=(?:aan|bij|op|per|ultimo|primo|einde?|begin)\s))"
    r"(?:(?:aan|bij|op|per|het|de|ultimo|primo|einde?|begin|aanvang)\b\s*)*"
    r"(?:van\s+)?(?:(?:het|dat|dit)\s+)?(?:\w*jaar\b)?"
    r"(?:\d{1,2}[-/ ](?:\d{1,2}\b|januari|december|jan\b\.?|dec\b\.?))?(?:[-/ ]?(?:19|20)\d\d)?\s*\)?"
    r"(?!\s*[:=]?\s*(?:€|eur\b|\d))",
    re.I,
)
"""The day behind an amount, in brackets or after ``per``, unless another amount follows at once."""
_NOTHING = re.compile(
    r"^\(?(?:n\.?\s?v\.?\s?t|niet van toepassing|[-–—]+|(?:nog )?onbekend|(?:nog )?niet bekend"
    r"|niet beschikbaar|n\.?\s?n\.?\s?b|n\.?\s?b|p\.?\s?m|pro memorie|geen opgave"
    r"|geen (?:gegevens|informatie)(?: .*)?|volgt(?: later)?|\?+|x)?\.?\)?$",
    re.I,
)
_ZERO = re.compile(r"^(?:nihil|nul|geen bijdrage|€?\s*[-–]\s*|€?\s*0(?:,00?)?|geen)$", re.I)
_SCALES: Final = {"mln": 1e6, "miljoen": 1e6, "mld": 1e9, "miljard": 1e9, "duizend": 1e3, "k": 1e3, "x": 1e3}
_ABBREVIATION = re.compile(
    r"\(\s*(?:(?:hierna|afgekort|verder|kortweg)[:,]?\s*)?['\"‘“]?([A-Z][\w&.+\- ]{0,14}?)['\"’”]?\s*\)"
)
_PROVINCES: Final = frozenset(("NH", "ZH", "NB", "NBr", "Gld", "Ov", "Fr"))
_MEMBER = re.compile(r"^(?:(?:de|het)\s+)?(?:(?:deelnemende\s+)?gemeenten?)\s*:?\s+(?=\S)", re.I)
_INTRO = re.compile(
    r"^.{0,120}?(?:\b(?:zijn|te weten|namelijk|bestaande uit|nemen deel)\s*:?\s*"
    r"(?=(?:de )?gemeente|[A-Z’'])|:\s*)"
)


@dataclass(frozen=True)
class Amount:
    """An amount in a text.

    Attributes
    ----------
    euros
        How much.
    start, end
        Where it stands in the text.
    has_sign
        Whether a euro sign or word stands beside it.
    """

    euros: float
    start: int
    end: int
    has_sign: bool


def amounts(text: str, unit: float = 1.0) -> list[Amount]:
    """Amounts in a text, in euros; days, years without a euro sign, shares and counts are none.

    Parameters
    ----------
    text
        Words.
    unit
        What a bare number is counted in, in euros.
    """
    blanked = _DATE.sub(lambda m: "_" * len(m.group()), text)
    found = []
    for match in _AMOUNT.finditer(blanked):
        sign = bool(match["euro"] or match["euro2"])
        number, scaled = match["number"], (match["unit"] or "").lower().rstrip(".")
        is_year = re.fullmatch(r"(?:19|20)\d\d", number) and not (sign or match["cents"] or scaled)
        if match["percent"] or is_year or re.search(r"[\w.,/]$", blanked[: match.start("number")][-1:]):
            continue
        cents = re.sub(r",[-–=]+", "", match["cents"] or "").replace(",", ".")
        euros = float(re.sub(r"[. \u00a0]", "", number) + cents)
        scale = _SCALES[scaled if scaled[:1] != "x" else "x"] if scaled else unit
        if not scaled and sign and euros >= FULL:
            scale = 1.0
        negative = match["minus2"] or match["minus3"] or match["after"] or _is_bracketed(match)
        negative = negative or (match["minus"] and not re.search(r"\w\s?$", blanked[: match.start()]))
        found.append(Amount(-euros * scale if negative else euros * scale, match.start(), match.end(), sign))
    return found


def _is_bracketed(match: re.Match[str]) -> bool:
    """Whether an amount stands in brackets and by itself; in a sentence brackets are no minus."""
    opened, closed = match["before"] or match["open"], match["close"] or match["behind"]
    before, after = match.string[: match.start()], match.string[match.end() :]
    alone = re.search(r"(?:^|[/|:;])\s*$", before) and re.match(r"\s*\)?\s*(?:$|[/|;])", after)
    return bool(opened and closed and alone)


def amount_of(text: str, unit: float = 1.0) -> float | None:
    """The amount that a value gives: the first with a euro sign, else the first; None when it gives none."""
    if _ZERO.match(text.strip()):
        return 0.0
    found = amounts(text, unit * unit_of(text))
    signed = [amount for amount in found if amount.has_sign]
    return (signed or found)[0].euros if found else None


def dated_amounts(text: str, unit: float = 1.0) -> dict[str, Amount]:
    """Amounts at the beginning and the end of the year, each the first after the day it belongs to.

    Returns
    -------
    dict
        ``_start`` and ``_end``; where no day is named, two amounts are taken in that order.
    """
    if pair := _pair(text, unit * unit_of(text)):
        return pair
    found = amounts(text, unit * unit_of(text))
    dated: dict[str, Amount] = {}
    before = 0
    for amount in found:
        after = _DAY_AFTER.match(text, amount.end)
        behind = after.end() if after else amount.end + 28
        own = day_of(fold(after.group())) if after else ""
        day = own or day_of(fold(text[before : amount.start])) or day_of(fold(text[amount.end : behind]))
        if day and day not in dated:
            dated[day] = amount
        before = after.end() if after and own else amount.end
    if not dated and len(found) == 2:
        return {"_start": found[0], "_end": found[1]}
    return dated


def _pair(text: str, unit: float) -> dict[str, Amount]:
    """Beginning and end of the year in ``x / y``, of which one may be unknown; empty when it is no pair."""
    divider = re.search(r"\s+/\s+|(?<=[\d)])/(?=[\d€(])", text)
    if not divider or _DATE.search(text) or re.search(r"\s/\s", text[divider.end() :]):
        return {}
    pair = {}
    for day, start, end in (("_start", 0, divider.start()), ("_end", divider.end(), len(text))):
        inside = amounts(text[start:end], unit)
        if len(inside) > 1 or not (inside or is_nothing(text[start:end])):
            return {}
        for a in inside:
            pair[day] = Amount(a.euros, start + a.start, start + a.end, a.has_sign)
    return pair


def is_nothing(text: str) -> bool:
    """Whether a value says that nothing is known, or that there is nothing to say."""
    return _NOTHING.match(text.strip()) is not None


@cache
def _joined_names() -> tuple[str, ...]:
    """Names of governments with ``en`` or a comma in them, which no list may be parted at."""
    names = {name for edition in ("2016", "2024") for name in load_edition(edition)["organisations"]["name"]}
    return tuple(sorted((n for n in names if " en " in n or "," in n), key=len, reverse=True))


def members_of(text: str) -> list[str]:
    """Names in a list of participants, without ``gemeente`` before them."""
    text = _INTRO.sub("", text, count=1) if len(text) > 40 or ":" in text else text
    kept: dict[str, str] = {}
    for i, name in enumerate(_joined_names()):
        if name in text:
            kept[f"\x00{i}\x00"] = name
            text = text.replace(name, f"\x00{i}\x00")
    pieces = re.split(r"\s*[,;\n•|]\s*|\s+en\s+(?:de\s+)?|\s+alsmede\s+|\s+(?=gemeente\s)", text)
    found = []
    for piece in pieces:
        for key, name in kept.items():
            piece = piece.replace(key, name)
        piece = re.sub(r"^(?:de |het )?provincies?\s+", "Provincie ", piece.strip())
        piece = _MEMBER.sub(
            "", re.sub(r"^(?:de|het)\s+(?=gemeente|provincie|waterschap)", "", piece.strip(" .:-–"))
        )
        if piece and len(piece) < 60 and re.search(r"[A-Z’']", piece):
            found.append(piece.strip(" .:"))
    return list(dict.fromkeys(found))


def split_name(text: str) -> tuple[tuple[int, int], tuple[int, int] | None]:
    """Where the name and where its abbreviation stand in a title such as ``3. GGD Twente (GGD)``."""
    begin = text.find(without_number(text))
    begin = max(begin, 0)
    end = len(text.rstrip(" :*"))
    end = end if has_initials(text[:end]) else len(text[:end].rstrip(" ."))
    match = _ABBREVIATION.search(text, begin)
    if match and is_abbreviation(match[1]):
        if match.end() >= end - 1:
            end = match.start()
        return (begin, len(text[:end].rstrip(" :,-–"))), match.span(1)
    return (begin, end), None


def is_abbreviation(word: str) -> bool:
    """Whether a word is one: short, and most of its letters capitals."""
    letters = [c for c in word if c.isalpha()]
    capitals = sum(1 for c in letters if c.isupper())
    if word.endswith(".") or word in _PROVINCES:
        return False
    return (
        2 <= len(letters) <= 12
        and capitals >= 0.5 * len(letters)
        and capitals >= 2
        and len(word.split()) <= 2
    )


def key_of(name: str) -> str:
    """A name as it is compared: folded, without legal form, article and punctuation."""
    folded = re.sub(r"\([^)]*\)", " ", fold(name))
    folded = re.sub(
        r"\b(?:gemeenschappelijke regeling|gr|n\.?v\.?|b\.?v\.?|stichting|cooperatie|u\.a\.|de|het)(?=\s|$)",
        " ",
        folded,
    )
    bare = " ".join(re.sub(r"[^\w]+", " ", folded).split())
    return bare or " ".join(re.sub(r"[^\w]+", " ", fold(name)).split())
