"""What changed in the API, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from regioscoop.web._language import later as _


@dataclass(frozen=True)
class Change:
    """A version of the API.

    Attributes
    ----------
    version
        Its number (semantic versioning).
    date
        When it came out; empty while it has not.
    words
        What changed, in Dutch.
    """

    version: str
    date: str
    words: tuple[str, ...]


CHANGES: Final = (
    Change(
        "1.0.0",
        "",
        (
            _(
                "Eerste versie: edities, gemeenten, provincies, waterschappen, regio's, "
                "samenwerkingsverbanden, deelnames, niveaus en indelingen."
            ),
            _("Grenzen van gemeenten en regio's als GeoJSON."),
            _("Elk antwoord noemt de editie, de telregels, het controlegetal en de methode."),
        ),
    ),
)
