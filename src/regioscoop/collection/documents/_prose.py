"""Rules that read sentences: who sits where, who takes part, what is paid, what is owned and owed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from regioscoop.collection.documents._labels import day_of, fold, form_of, words
from regioscoop.collection.documents._periods import of_year
from regioscoop.collection.documents._values import amounts, dated_amounts, is_abbreviation

LEAST: Final = 1000
"""A bare number in a sentence is an amount from this on [own]."""
_LINK: Final = "(?:aan|a/d|op|bij|en|de|den|der|het|'t|in)"
PLACE_NAME: Final = (
    r"(?:['’][st]-?\s?)?[A-Z][\w’'\-]+"
    rf"(?: {_LINK} ?(?:de|den|het|der)?(?= [A-Z])| [A-Z][\w’'\-]+){{0,4}}(?: \([A-Z][\w.]*\))?"
)
"""Name of a place, which begins with a capital: ``Alphen aan den Rijn``, ``Bergen (L.)``."""
_SEATED: Final = "gevestigd(?: is)?|zetelt|zetel heeft|statutair gevestigd|zetel|kantoor houdt|kantoor"
_SEAT = re.compile(rf"(?:{_SEATED})\s+(?:te|in)\s+({PLACE_NAME})")
_NEGATIVE = re.compile(r"\b(?:tekort|verlies|nadelig|negatief)\b", re.I)
_SEAT_IS = re.compile(
    rf"(?:[Vv]estigingsplaats|[Zz]etel|[Ss]tandplaats)\s*(?:\s(?:is|wordt|in|te)|:)?\s+({PLACE_NAME})"
)
_SEAT_LATE = re.compile(rf"(?:te|in)\s+({PLACE_NAME})\s+(?:gevestigd|gezetelde?)")
_LISTED: Final = r"(?:de )?(?:gemeenten?|provincies?|waterschap\w*|[A-Z’'])(?:\([^)]*\)|[^.;(])*"
_PARTICIPANTS = re.compile(rf"(?:{words('participants')})\s*:?\s*({_LISTED})")
_BEFORE_VERB = re.compile(
    rf"(?:^|[.;]\s+|:\s+)((?:De )?[Gg]emeenten? [^.;]{{8,1200}}?) (?:{words('participants_before')})"
)
_BOARD = re.compile(rf"[^.]*\b(?:{words('board')})[^.]*\.?")
_CONTRIBUTION = re.compile(rf"\b(?:{words('contribution')})\b")
_EQUITY = re.compile(r"eigen vermogen")
_DEBT = re.compile(r"vreemd vermogen|schuld(?:en)?\b")
_RESULT = re.compile(
    r"(?:negatief |nadelig |positief )?(?:resultaat|exploitatiesaldo)|(?:nadelig|negatief) saldo"
    r"|\b(?:tekort|verlies|overschot)\b(?=.*(?:verwacht|begroot|geraamd|raamt|raming))"
    r"|(?<=verwacht een )(?:tekort|verlies|overschot)"
)
_PURPOSE = re.compile(rf"[^.]*\b(?:{words('purpose')})\b[^.]*\.?")
_INTEREST_IS = re.compile(
    r"\s*(?:Het |Ons )?(?:openbaa?r|publiek|maatschappelijk)e? belang"
    r" (?:is|betreft|bestaat uit|ligt in)\s*:?\s*",
    re.I,
)
_CHANGES = re.compile(rf"[^.]*\b(?:{words('changes')})\b[^.]*\.?")
_FORM = re.compile(
    rf"\b(?:is|betreft|vormt)\s+(?:een|de)\s+((?:\w+[ ,]+){{0,3}}?(?:{words('form')})"
    r"(?:\s*\([^)]*(?:lichaam|organisatie|orgaan|regeling|meer)[^)]*\))?)"
)
_IN_NAME: Final = r"van|de|der|en|voor|in|het|den|aan|op|-|–|\w*(?:regeling|dienst|schap|bedrijf|regio)"
_INTRODUCED = re.compile(
    r"^(?:(?:De|Het|In de|Voor de)\s+)?"
    rf"((?:[A-Z0-9’'][\w’'&.\-/]*)(?:\s+(?:[A-Z0-9’'&(][\w’'&.\-/)]*|{_IN_NAME})){{0,10}}?)"
    r"(?:\s*\(([^)]{2,15})\))?,?\s+(?:is|betreft|vormt|heeft|voert|zorgt|verzorgt|gevestigd)\b"
)
_NAMED = re.compile(
    rf"^(?:(?:De|Het)\s+)?([A-Z0-9’'][^.:;]{{2,120}}?)(?:\s*\(([^)]{{2,15}})\))?,?\s+is een\s+"
    rf"((?:\w+ ){{0,2}}(?:{words('form')}))"
)
NAME_WORDS: Final = 14
"""A name has no more words than this."""
_SENTENCE = re.compile(r"(?:[^.]|\.(?=\d|[a-z]|\w\.|,|\)))+\.?")


@dataclass(frozen=True)
class Found:
    """A stretch of a text that gives an attribute."""

    attribute: str
    start: int
    end: int


def read_prose(text: str, year: int | None = None) -> list[Found]:
    """What sentences say of a party; of each attribute the first.

    Parameters
    ----------
    text
        A paragraph.
    year
        Year of the budget; a contribution of another year is none.
    """
    found: dict[str, Found] = {}

    def note(attribute: str, start: int, end: int) -> None:
        found.setdefault(attribute, Found(attribute, start, end))

    for pattern in (_SEAT, _SEAT_IS, _SEAT_LATE):
        if match := pattern.search(text):
            note("seat", *match.span(1))
    if match := _FORM.search(text):
        note("legal_form", *match.span(1))
    for pattern in (_PARTICIPANTS, _BEFORE_VERB):
        match = pattern.search(text)
        if match and (match[1].count(",") or " en " in match[1]):
            note("participants", *match.span(1))
    for sentence in _SENTENCE.finditer(text):
        for item in _sentence(sentence.group(), year):
            note(item.attribute, sentence.start() + item.start, sentence.start() + item.end)
    return list(found.values())


def _sentence(text: str, year: int | None) -> list[Found]:
    found = []
    begin = len(text) - len(text.lstrip())
    whole = (begin, len(text))
    folded = text.lower()
    money = [m for m in amounts(text) if m.has_sign or abs(m.euros) >= LEAST]
    if money and _CONTRIBUTION.search(folded) and not _EQUITY.search(folded):
        own = of_year(text, money, year)
        best = next((m for m in own if m.has_sign), own[0] if own else None)
        found += [Found("contribution", best.start, best.end)] if best else []
    if money:
        found += balance(text)
    if _BOARD.fullmatch(text) and not money:
        found.append(Found("board_seats", *whole))
    if not money and _CHANGES.fullmatch(text):
        found.append(Found("changes", *whole))
    elif not money and _PURPOSE.fullmatch(text):
        said = _INTEREST_IS.match(text)
        found.append(Found("public_interest", said.end() if said else begin, len(text)))
    return found


def balance(text: str) -> list[Found]:
    """Own and foreign capital and result in a sentence or a cell, each after the words that name it."""
    folded = text.lower()
    cues = sorted(
        (match.start(), attribute)
        for attribute, pattern in (("equity", _EQUITY), ("debt", _DEBT), ("result", _RESULT))
        for match in pattern.finditer(folded)
    )
    found = []
    for i, (start, attribute) in enumerate(cues):
        end = cues[i + 1][0] if i + 1 < len(cues) else len(text)
        if i == 0:
            start = 0
        piece = text[start:end]
        if attribute == "result":
            inside = amounts(piece)
            cue = cues[i][0]
            found += [
                Found(
                    "result",
                    cue if _NEGATIVE.search(text[cue : start + a.start]) else start + a.start,
                    start + a.end,
                )
                for a in inside[:1]
            ]
            continue
        dated = dated_amounts(piece)
        if not dated and (inside := amounts(piece)) and (day := day_of(fold(piece))):
            dated = {day: inside[0]}
        found += [Found(attribute + day, start + a.start, start + a.end) for day, a in dated.items()]
    return found


def introduced(text: str) -> tuple[tuple[int, int], tuple[int, int] | None] | None:
    """Where a paragraph names the party that it introduces, and where its abbreviation stands.

    ``De Omgevingsdienst Twente (ODT) is een gemeenschappelijke regeling ...``; None when it introduces none.
    """
    match = _INTRODUCED.match(text)
    named = _NAMED.match(text)
    if named and form_of(named[3]) and len(named[1].split()) <= NAME_WORDS:
        match = named
    elif match is None or not form_of(text[match.end() - 3 : match.end() + 90]):
        return None
    short = match.span(2) if match[2] and is_abbreviation(match[2]) else None
    return match.span(1), short
