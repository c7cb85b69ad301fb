"""Words: gettext catalogues, and numbers in Dutch notation.

The templates are written in Dutch; a catalogue ``locale/<language>/LC_MESSAGES/regioscoop.po`` gives
another language. What has no entry there stays Dutch.
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Final

from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations

SOURCE = "nl"
UNKNOWN = "onbekend"
NO_WIDTH: Final = 1e-9
"""An interval that is narrower than this has no width but that of rounding."""


def languages() -> list[str]:
    """Languages there are words for: Dutch, and every catalogue that ships."""
    root = files("regioscoop.web").joinpath("locale")
    others = [
        folder.name
        for folder in root.iterdir()
        if folder.is_dir() and folder.joinpath("LC_MESSAGES", "regioscoop.po").is_file()
    ]
    return [SOURCE, *sorted(others)]


@lru_cache(maxsize=4)
def translations(language: str) -> NullTranslations:
    """Catalogue of a language, compiled in memory; of Dutch and of unknown languages an empty one."""
    if language == SOURCE or language not in languages():
        return NullTranslations()
    source = files("regioscoop.web").joinpath("locale", language, "LC_MESSAGES", "regioscoop.po")
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(source.read_bytes()), locale=language))
    compiled.seek(0)
    return Translations(fp=compiled, domain="regioscoop")


def words(language: str) -> Callable[[str], str]:
    """What translates the Dutch words in our code; call it ``_``, so that they are found for a catalogue."""
    return translations(language).ugettext


def later(text: str) -> str:
    """Mark Dutch words that are translated where they are shown; import it as ``_``."""
    return text


def listed(parts: Sequence[str], language: str = SOURCE) -> str:
    """Write things one after another: ‘a, b en c’."""
    _ = words(language)
    *before, last = parts or [""]
    return _("{first} en {last}").format(first=", ".join(before), last=last) if before else last


def is_unknown(value: float | None) -> bool:
    """Whether a number is absent."""
    return value is None or math.isnan(value)


def number(value: float | None, decimals: int = 0, language: str = SOURCE) -> str:
    """Write a number: 8346 as 8.346 in Dutch."""
    if value is None or is_unknown(value):
        return words(language)(UNKNOWN)
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return str(format_decimal(round(float(value), decimals) + 0.0, pattern, locale=language))


def percentage(value: float | None, language: str = SOURCE) -> str:
    """Write a share of 0 to 1 as a percentage without decimals; a little is never written as nothing."""
    if value is None or is_unknown(value):
        return words(language)(UNKNOWN)
    if 0 < value < 0.005:
        return "<1%"
    if 0.995 <= value < 1:
        return ">99%"
    return f"{number(100 * value, 0, language)}%"


def interval(
    low: float | None, high: float | None, share: bool = True, decimals: int = 2, language: str = SOURCE
) -> str:
    """Write both ends of an interval.

    Nothing when they are unknown, or the same: drawing anew from what is there cannot give what is not there,
    so an interval without width is none.
    """
    if low is None or high is None or is_unknown(low) or is_unknown(high) or high - low < NO_WIDTH:
        return ""
    if share:
        return f"{number(100 * low, 0, language)}–{number(100 * high, 0, language)}%"
    return f"{number(low, decimals, language)}–{number(high, decimals, language)}"


def day(value: str, language: str = SOURCE) -> str:
    """Write a date: 2016-01-01 as 1 januari 2016; what is no whole date stays as it is."""
    try:
        return str(format_date(date.fromisoformat(value), "d MMMM y", locale=language))
    except ValueError:
        return value or words(language)(UNKNOWN)
