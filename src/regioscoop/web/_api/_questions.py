"""What may be asked: the parameters, how they are read, and everything that is wrong with a question."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from rapidfuzz import fuzz, process, utils

from regioscoop.register import codes
from regioscoop.web._api._models import listed
from regioscoop.web._problem import Wrong

SUGGESTIONS: Final = 3
_NUMBER: Final = re.compile(r"[0-9]{1,9}")
_ID: Final = r"^[A-Za-z0-9][A-Za-z0-9-]*$"


@dataclass(frozen=True)
class Parameter:
    """Something that may be asked.

    Attributes
    ----------
    name
        Key in the address.
    words
        What it does, in Dutch.
    schema
        JSON Schema: an integer with bounds, or text with a pattern, a length or an enumeration.
    example
        A value that gives something.
    """

    name: str
    words: str
    schema: Mapping[str, Any]
    example: str | int

    def wrong(self, value: str) -> Wrong | None:
        """What is wrong with a value, if anything."""
        if self.schema["type"] == "integer":
            return self._wrong_number(value)
        known = self.schema.get("enum")
        if known is not None:
            return None if value in known else self._unknown(value, known)
        if not value:
            return self._told("leeg", "is leeg; laat de sleutel weg of geef een waarde")
        longest = self.schema["maxLength"]
        if len(value) > longest:
            return self._told("teLang", f"is langer dan {longest} tekens")
        pattern = self.schema.get("pattern")
        if pattern is not None and not re.fullmatch(pattern, value, re.ASCII):
            return self._told("verkeerdeVorm", f"heeft niet de vorm {pattern}")
        return None

    def _wrong_number(self, value: str) -> Wrong | None:
        low, high = self.schema["minimum"], self.schema["maximum"]
        if not _NUMBER.fullmatch(value):
            return self._told("geenGetal", f"is geen geheel getal van {low} tot en met {high}")
        if not low <= int(value) <= high:
            return self._told("buitenBereik", f"is {value}; mag {low} tot en met {high} zijn")
        return None

    def _unknown(self, value: str, known: Sequence[str]) -> Wrong:
        near = nearest(value, {k: k for k in known})
        told = f"‘{value[:80]}’ bestaat niet; mag zijn: {', '.join(known)}"
        return Wrong("query", self.name, "onbekendeWaarde", f"{self.name}: {told}", near)

    def _told(self, code: str, told: str) -> Wrong:
        return Wrong("query", self.name, code, f"{self.name} {told}")


def _choice(name: str, words: str, known: codes.CodeList) -> Parameter:
    schema = {"type": "string", "enum": known.codes}
    return Parameter(name, f"{words} {listed(known)}.", schema, known.codes[0])


def _id(name: str, words: str, example: str) -> Parameter:
    return Parameter(
        name, words, {"type": "string", "pattern": _ID, "minLength": 1, "maxLength": 120}, example
    )


def editions(known: Sequence[str]) -> Parameter:
    """The parameter that chooses an edition."""
    words = f"Editie; standaard {known[0]}."
    return Parameter("editie", words, {"type": "string", "enum": list(known), "default": known[0]}, known[0])


PAGING: Final = (
    Parameter(
        "pagina",
        "Nummer van de pagina.",
        {"type": "integer", "minimum": 1, "maximum": 100_000, "default": 1},
        1,
    ),
    Parameter(
        "paginaGrootte",
        "Aantal op een pagina.",
        {"type": "integer", "minimum": 1, "maximum": 1000, "default": 100},
        100,
    ),
)
FILTERS: Final = {
    p.name: p
    for p in (
        Parameter(
            "niveau",
            "Nummer van het niveau; standaard het best passende.",
            {"type": "integer", "minimum": 1, "maximum": 99},
            1,
        ),
        Parameter(
            "provincie",
            "CBS-code van een provincie.",
            {"type": "string", "enum": [f"PV{n}" for n in range(20, 32)]},
            "PV23",
        ),
        _choice("beleidsterrein", "Een van de beleidsterreinen.", codes.POLICY_FIELDS),
        _choice("rechtsvormklasse", "Klasse van de rechtsvorm.", codes.LEGAL_CLASSES),
        _choice("verplichting", "Of het rijk het verband oplegt.", codes.OBLIGATIONS),
        _choice("status", "Hoe de deelname bekend is.", codes.PARTICIPATION_STATUSES),
        _choice("soort", "Soort deelnemer.", codes.ORGANISATION_KINDS),
        _id("deelnemer", "Id van wie meedoet, zoals een gemeentecode.", "GM0363"),
        _id("samenwerkingsverband", "Id van een samenwerkingsverband.", "regio-achterhoek-ra"),
        _id("regio", "Id van een regio van het niveau.", "twente"),
        Parameter(
            "q",
            "Zoekt in namen; alle woorden moeten voorkomen, hoofdletters en accenten tellen niet.",
            {"type": "string", "minLength": 1, "maxLength": 200},
            "regio",
        ),
    )
}


@dataclass
class Asked:
    """A question that was read.

    Attributes
    ----------
    values
        What was asked, as far as it can be used.
    wrong
        Everything that is wrong with it.
    """

    values: dict[str, str] = field(default_factory=dict)
    wrong: list[Wrong] = field(default_factory=list)

    def number(self, name: str, default: int = 0) -> int:
        """A number that was asked."""
        return int(self.values.get(name, default))


def read(pairs: Iterable[tuple[str, str]], allowed: Mapping[str, Parameter]) -> Asked:
    """Read the part of an address after the question mark.

    Parameters
    ----------
    pairs
        Keys and values as they stand there.
    allowed
        What may be asked, by name.
    """
    asked = Asked()
    for name, value in pairs:
        if name not in allowed:
            if all(one.name != name for one in asked.wrong):
                asked.wrong.append(_unknown_key(name, allowed))
        elif name in asked.values:
            told = f"{name} staat meer dan één keer in het adres"
            asked.wrong.append(Wrong("query", name, "dubbel", told))
        else:
            asked.values[name] = value
    found = {name: allowed[name].wrong(value) for name, value in asked.values.items()}
    asked.wrong += [one for one in found.values() if one is not None]
    asked.values = {name: value for name, value in asked.values.items() if found[name] is None}
    return asked


def _unknown_key(name: str, allowed: Mapping[str, Parameter]) -> Wrong:
    told = f"‘{name[:80]}’ kan hier niet worden gevraagd; wel: {', '.join(allowed)}"
    return Wrong("query", name[:80], "onbekendeSleutel", told, nearest(name, {k: k for k in allowed}))


def nearest(name: str, known: Mapping[str, str]) -> list[str]:
    """Ids whose id or name resembles what was asked, the best first.

    Parameters
    ----------
    name
        What was asked.
    known
        Name of each id.
    """
    ids = list(known)
    words = [*ids, *(known[i] for i in ids)]
    found = process.extract(
        name[:200],
        words,
        scorer=fuzz.ratio,
        processor=utils.default_process,
        limit=2 * SUGGESTIONS,
        score_cutoff=60,
    )
    return list(dict.fromkeys(ids[place % len(ids)] for _, _, place in found))[:SUGGESTIONS]


def plain(text: str) -> str:
    """Text without case and accents, to search in."""
    parts = unicodedata.normalize("NFKD", text)
    return "".join(c for c in parts if not unicodedata.combining(c)).casefold()
