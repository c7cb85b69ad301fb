"""Rules that read sentences: who sits where, who takes part, what is paid, what is owned and owed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from regioscoop.collection.documents._labels import day_of, fold, form_of, words
from regioscoop.collection.documents._periods import day_in, of_year, years_in
from regioscoop.collection.documents._values import amounts, dated_amounts, is_abbreviation

LEAST: Final = 1000
"""A bare number in a sentence is an amount from this on [own]."""
_LINK: Final = "(?:aan|a/d|op|bij|en|de|den|der|het|'t|in)"
PLACE_NAME: Final = (
    r"(?:['’][st]-?\s?)?[A-Z][\w’'\-]+"
    rf"(?: {_LINK} ?(?:de|den|het|der)?(?= [A-Z])| [A-Z][\w’'\-]+){{0,4}}(?: \([A-Z][\w.]*\))?"
)
"""Name of a place, which begins with a capital: ``Alphen aan den Rijn``, ``Bergen (L.)``."""
_SEATED: Final = (
    r"gevestigd(?: is)?|zetelt|zetel heeft|zetel|kantoor houdt|houdt kantoor|\w*kantoor|gehuisvest|huist"
    r"|(?:hoofd)?vestiging|standplaats"
)
_HOUSE: Final = r"(?:(?:het|een) (?:stad|gemeente|provincie|waterschaps)(?:huis|kantoor) (?:van|te|in) )?"
_SEAT = re.compile(rf"(?:{_SEATED})\s+(?:te|in)\s+{_HOUSE}({PLACE_NAME})")
_NEGATIVE = re.compile(r"\b(?:tekort|verlies|nadelig|negatief)\b", re.I)
_NEGATIVE_AFTER = re.compile(r"[\s(]*(?:nadelig|negatief|verlies|tekort)\b\)?", re.I)
_NIHIL = re.compile(r"\b(?:nihil|nul)\b")
_SEAT_IS = re.compile(
    rf"(?:[Vv]estigingsplaats|[Zz]etel|[Ss]tandplaats)\s*(?:\s(?:is|wordt|in|te)|:)?\s+({PLACE_NAME})"
)
_SEAT_LATE = re.compile(
    rf"(?:te|[Ii]n|[Vv]anuit)\s+({PLACE_NAME})\s+"
    r"(?:gevestigd|gezetelde?|gehuisvest|(?:staat|is|heeft|houdt) (?:\w+ ){0,4}?(?:kantoor|zetel|gevestigd))"
)
_LISTED: Final = r"(?:de )?(?:gemeenten?|provincies?|waterschap\w*|[A-Z’'])(?:\([^)]*\)|[^.;(])*"
_PARTICIPANTS = re.compile(rf"(?:{words('participants')})\s*:?\s*({_LISTED})")
_BEFORE_VERB = re.compile(
    rf"(?:^|[.;]\s+|:\s+)((?:De )?[Gg]emeenten? [^.;]{{8,1200}}?) (?:{words('participants_before')})"
)
_BOARD = re.compile(rf"[^.]*\b(?:{words('board')})[^.]*\.?")
_CONTRIBUTION = re.compile(rf"\b(?:{words('contribution')})\b")
_OF_ALL = re.compile(
    r"\bdividend|\bontvang|\bkeert\b|"
    r"\b(?:totale|gezamenlijke|andere) bijdrage|bijdragen? van (?:alle|de) (?:\w+ )?(?:deelnemers|gemeenten)"
)
_EQUITY = re.compile(r"eigen (?:vermogen|kapitaal)")
_DEBT = re.compile(r"vreemd (?:vermogen|kapitaal)|schuld(?:en)?\b")
_RESULT = re.compile(
    r"(?:negatief |nadelig |positief )?(?:resultaat|exploitatiesaldo)|(?:nadelig|negatief) saldo"
    r"|\b(?:tekort|verlies|overschot)\b(?=.*(?:verwacht|begroot|geraamd|raamt|raming))"
    r"|(?<=verwacht een )(?:tekort|verlies|overschot)"
)
_PURPOSE = re.compile(rf"[^.]*\b(?:{words('purpose')})\b[^.]*\.?")
_AFTER_COLON = re.compile(
    r"\s*[^.:]{0,80}\b(?:doel(?:stelling|en)?|belang|taak|taken|opdracht|reden|want|omdat)\b[^.:]{0,40}:\s*(?=\S)"
)
"""What leads in an interest that the sentence gives after a colon."""
_INTEREST_IS = re.compile(
    r"\s*(?:Het |Ons )?(?:openbaa?r|publiek|maatschappelijk)e? belang"
    r" (?:is|betreft|bestaat uit|ligt in)\s*:?\s*",
    re.I,
)
_CHANGES = re.compile(rf"[^.]*\b(?:{words('changes')})\b[^.]*\.?")
_SUBJECT: Final = r"(?:^|[.:]\s+)(?!(?:Samen|Met|Naast|Via|Voor|Door|Bij|Binnen|Sinds)\b)[A-Z][^.,;:]{1,100}"
_FORM = re.compile(
    r"(?:\b(?:is|betreft|vormt)\s+(?:een|de)|\b[Dd]eze|\b(?:als|vorm van|vorm is|vorm heeft van)(?:\s+een)?"
    rf"|{_SUBJECT},\s+een)\s+((?:\w+[ ,]+){{0,3}}?(?:{words('form')})"
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
_SENTENCE = re.compile(
    r"(?:[^.]|\.(?=\d|[a-z]|\w\.|,|\))"
    r"|(?<=\b[A-Za-z]\.[A-Za-z])\.(?=\s+(?!(?:De|Het|Een|Dit|Deze|Wij|Onze|Ons|In|Voor|Per|Op|Er|Als)\b)\w))+\.?"
)
"""A sentence, of which the point of initials (``N.V.``) before a further name or verb is no end."""


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
    if money and _CONTRIBUTION.search(folded) and not (_EQUITY.search(folded) or _OF_ALL.search(folded)):
        own = of_year(text, money, year)
        best = next((m for m in own if m.has_sign), own[0] if own else None)
        found += [Found("contribution", best.start, best.end)] if best else []
    if money or _NIHIL.search(folded):
        found += balance(text, year)
    if _BOARD.fullmatch(text) and not money:
        found.append(Found("board_seats", *whole))
    if not money and _CHANGES.fullmatch(text):
        found.append(Found("changes", *whole))
    elif not money and (_PURPOSE.fullmatch(text) or _AFTER_COLON.match(text)):
        said = _AFTER_COLON.match(text) or _INTEREST_IS.match(text)
        found.append(Found("public_interest", said.end() if said else begin, len(text)))
    return found


def balance(text: str, year: int | None = None) -> list[Found]:
    """Own and foreign capital and result in a sentence or a cell, each after the words that name it.

    With the ``year`` of the budget, what a sentence says of another year is none.
    """
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
            found += _result(text, cues[i][0], start, end, year)
            continue
        dated = dated_amounts(piece)
        day = day_of(fold(piece)) or day_of(fold(text))
        if not dated and (inside := amounts(piece)) and day:
            dated = {day: inside[0]}
        if year is not None and len(named := set(years_in(text))) == 1:
            of = named.pop()
            dated = {day_in(day, of, year): amount for day, amount in dated.items()}
            dated.pop("other", None)
        found += [Found(attribute + day, start + a.start, start + a.end) for day, a in dated.items()]
    return found


def _result(text: str, cue: int, start: int, end: int, year: int | None) -> list[Found]:
    """The result in a stretch of a sentence, with the words beside it that make it a shortfall."""
    inside = amounts(text[start:end])
    moved = [Found("result", start + a.start, start + a.end) for a in inside]
    for own in of_year(text, moved, year)[:1]:
        behind = _NEGATIVE_AFTER.match(text, own.end)
        begin = cue if _NEGATIVE.search(text[cue : own.start]) else own.start
        return [Found("result", begin, behind.end() if behind else own.end)]
    nothing = None if inside else _NIHIL.search(text, cue, end)
    return [Found("result", *nothing.span())] if nothing else []


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
