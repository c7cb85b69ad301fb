"""The words of the reports in Dutch and English, and numbers in the notation of each."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from babel.numbers import format_decimal, format_percent

from regioscoop.measures import FIGURES
from regioscoop.register import codes

LANGUAGES: Final = ("nl", "en")
Pair = tuple[str, str]


@dataclass(frozen=True)
class FigureWords:
    """Words of a figure, each in Dutch and in English.

    Attributes
    ----------
    name
        What it is about: the head of its table.
    sentence
        What one sees; ``{value}`` and ``{item}`` are those of the item that it tells of.
    axis
        What stands at the axis.
    tells
        Item that the sentence is about; empty for the total, ``*`` for the one with the highest value.
    nothing
        What one says instead when the value is 0.
    """

    name: Pair
    sentence: Pair
    axis: Pair
    tells: str = ""
    nothing: Pair | None = None


_ARRANGEMENTS: Final = ("samenwerkingsverbanden", "arrangements")
_SHARE: Final = ("deel van de samenwerkingsverbanden", "share of the arrangements")
FIGURE_WORDS: Final[dict[str, FigureWords]] = {
    "arrangements": FigureWords(
        ("Aantal samenwerkingsverbanden", "Number of arrangements"),
        ("Het register telt {value} samenwerkingsverbanden", "The register counts {value} arrangements"),
        _ARRANGEMENTS,
    ),
    "legal_class": FigureWords(
        ("Rechtsvorm", "Legal form"),
        ("Het vaakst is de vorm: {item}, {value}", "The most common form: {item}, {value}"),
        _SHARE,
        "*",
    ),
    "mean_per_government": FigureWords(
        ("Verbanden per overheid", "Arrangements per government"),
        (
            "Een gemeente doet gemiddeld mee aan {value} verbanden",
            "A municipality takes part in {value} arrangements on average",
        ),
        ("gemiddeld aantal verbanden", "mean number of arrangements"),
        "municipality",
    ),
    "with_government": FigureWords(
        ("Verbanden met minstens één", "Arrangements with at least one"),
        (
            "In {value} verbanden doet minstens één gemeente mee",
            "At least one municipality takes part in {value} arrangements",
        ),
        _ARRANGEMENTS,
        "municipality",
    ),
    "departments": FigureWords(
        ("Deelname van het Rijk", "Central government"),
        (
            "In {value} verbanden is deelname van het Rijk bekend",
            "Central government is known to take part in {value} arrangements",
        ),
        _ARRANGEMENTS,
    ),
    "fields": FigureWords(
        ("Beleidsterreinen", "Policy fields"),
        ("De meeste verbanden werken aan {item}: {value}", "Most arrangements work on {item}: {value}"),
        _ARRANGEMENTS,
        "*",
    ),
    "number_of_fields": FigureWords(
        ("Aantal beleidsterreinen", "Number of policy fields"),
        (
            "{value} van de verbanden werkt aan één beleidsterrein",
            "{value} of the arrangements work on one policy field",
        ),
        _SHARE,
        "1",
    ),
    "field_pairs": FigureWords(
        ("Terreinen die samengaan", "Fields that go together"),
        ("{item} gaan het vaakst samen: {value}", "{item} go together most often: {value}"),
        _SHARE,
        "*",
    ),
    "members_by_field": FigureWords(
        ("Gemeenten per verband, per terrein", "Municipalities per arrangement, by field"),
        (
            "De grootste verbanden werken aan {item}: gemiddeld {value} gemeenten",
            "The largest arrangements work on {item}: {value} municipalities on average",
        ),
        ("gemiddeld aantal gemeenten", "mean number of municipalities"),
        "*",
    ),
    "members": FigureWords(
        ("Gemeenten per verband", "Municipalities per arrangement"),
        (
            "Een verband telt gemiddeld {value} gemeenten",
            "An arrangement has {value} municipalities on average",
        ),
        ("gemiddeld aantal gemeenten", "mean number of municipalities"),
    ),
    "non_government": FigureWords(
        ("Andere partijen dan overheden", "Others than governments"),
        (
            "In {value} van de verbanden is geen andere partij dan een overheid bekend",
            "In {value} of the arrangements no other party than a government is known",
        ),
        _SHARE,
        "none",
    ),
    "triple_helix": FigureWords(
        ("Overheid, bedrijf en onderwijs samen", "Government, company and education together"),
        (
            "In {value} van de verbanden werken overheid, bedrijf en onderwijs samen",
            "In {value} of the arrangements government, company and education work together",
        ),
        _SHARE,
        nothing=(
            "Van geen verband is bekend dat overheid, bedrijf en onderwijs erin samenwerken",
            "No arrangement is known in which government, company and education work together",
        ),
    ),
    "obligation": FigureWords(
        ("Verplicht of vrijwillig", "Mandatory or voluntary"),
        ("{value} verbanden zijn vrijwillig", "{value} arrangements are voluntary"),
        _ARRANGEMENTS,
        "voluntary",
    ),
}

_ITEMS: Final[dict[tuple[str, str], Pair]] = {
    ("number_of_fields", "1"): ("één", "one"),
    ("number_of_fields", "2"): ("twee", "two"),
    ("number_of_fields", "3+"): ("drie of meer", "three or more"),
    ("non_government", "none"): ("geen", "none"),
    ("non_government", "one"): ("één", "one"),
    ("non_government", "more"): ("meer dan één", "more than one"),
}
_UNKNOWN: Final = ("onbekend", "unknown")
_ALL: Final = ("alle", "all")


def pick(pair: Pair, language: str) -> str:
    """The words of a language."""
    return pair[LANGUAGES.index(language)]


def item_words(figure: str, item: str, language: str, names: Mapping[str, str]) -> str:
    """Words of an item of a figure; ``names`` gives those of organisations."""
    if not item:
        return pick(_ALL, language)
    if item == "unknown":
        return pick(_UNKNOWN, language)
    if (figure, item) in _ITEMS:
        return pick(_ITEMS[figure, item], language)
    if figure == "field_pairs":
        return " + ".join(codes.POLICY_FIELDS.label(code, language) for code in item.split("+"))
    for known in (codes.POLICY_FIELDS, codes.LEGAL_CLASSES, codes.OBLIGATIONS, codes.ORGANISATION_KINDS):
        if item in known.codes:
            return known.label(item, language)
    return names.get(item, item)


def number(value: float, unit: str, language: str) -> str:
    """Write a number: a count whole, a mean with one decimal, a share as a percentage.

    A little is never written as nothing, and nearly all never as all.
    """
    if value is None or math.isnan(value):
        return pick(_UNKNOWN, language)
    if unit == "share" and 0.995 <= value < 1:
        return ">99%"
    if unit == "share" and 0 < value < 0.0005:
        return "<" + number(0.001, unit, language)
    if unit == "share":
        text = format_percent(value, format="0.#%" if value < 0.1 else "0%", locale=language)
        return text.replace("\N{NO-BREAK SPACE}", "")
    return format_decimal(value, format="#,##0.0" if unit == "mean" else "#,##0", locale=language)


def between(low: float, high: float, unit: str, language: str) -> str:
    """Write an interval; nothing when it is not known or has no width."""
    if math.isnan(low) or math.isnan(high) or high - low < 1e-9:
        return ""
    first, last = number(low, unit, language), number(high, unit, language)
    return f"{first.removesuffix('%')}–{last}"


def unit_of(figure: str) -> str:
    """Unit of a figure."""
    return FIGURES[figure].unit


Says = Callable[[str, str], str]


def says(language: str) -> Says:
    """Pick the Dutch or the English words, as they stand beside each other in the text of a report."""
    return lambda dutch, english: dutch if language == "nl" else english


MOST_NAMED: Final = 4


def listed(names: Iterable[str], language: str) -> str:
    """A few names, and how many more there are."""
    shown = list(dict.fromkeys(names))
    text = ", ".join(shown[:MOST_NAMED])
    more = len(shown) - MOST_NAMED
    return text if more <= 0 else says(language)(f"{text} en {more} andere", f"{text} and {more} others")
