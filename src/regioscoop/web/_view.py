"""How one chooses to see the map: read from an address, and written back to it in one way only."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

from regioscoop.errors import UnknownNameError
from regioscoop.register import codes
from regioscoop.web._links import Query

LAYERS: Final = ("regios", "overlap")
LINES: Final = ("alle", "zeker", "geen")
NAMES: Final = ("toon", "geen")
FILTERS: Final = ("terrein", "vorm", "verplichting", "deelnemer")
UNKNOWN: Final = "onbekend"
BASE_MAPS: Final = ("geen", "pdok")


@dataclass(frozen=True)
class View:
    """What the map shows. The first value of each is what it shows when nothing is asked.

    Attributes
    ----------
    laag
        `LAYERS`: the regions in colour, or how far municipalities are torn between two.
    lijnen
        `LINES`: all, more than chance, or none.
    naast
        Id of an official division drawn beside the regions, or empty.
    namen
        `NAMES`.
    terrein, vorm, verplichting, deelnemer
        Keep arrangements with this policy field, legal class, obligation, and in which this kind of
        organisation takes part; empty keeps all.
    achtergrond
        `BASE_MAPS`: the base map of PDOK is asked for only when the reader wants it.
    """

    laag: str = LAYERS[0]
    lijnen: str = LINES[0]
    naast: str = ""
    namen: str = NAMES[0]
    terrein: str = ""
    vorm: str = ""
    verplichting: str = ""
    deelnemer: str = ""
    achtergrond: str = BASE_MAPS[0]

    @classmethod
    def of(cls, query: Query, divisions: list[str]) -> View:
        """Read a view.

        Parameters
        ----------
        query
            Pairs of key and value; keys of other things are left alone.
        divisions
            Ids of the official divisions there are.

        Raises
        ------
        UnknownNameError
            When a value is none of those allowed; suggests the nearest.
        """
        allowed = {
            "laag": LAYERS,
            "lijnen": LINES,
            "naast": divisions,
            "namen": NAMES,
            "terrein": codes.POLICY_FIELDS.codes,
            "vorm": [*codes.LEGAL_CLASSES.codes, UNKNOWN],
            "verplichting": codes.OBLIGATIONS.codes,
            "deelnemer": codes.ORGANISATION_KINDS.codes,
            "achtergrond": BASE_MAPS,
        }
        asked = {key: value for key, value in query if key in allowed and value}
        for key, value in asked.items():
            if value not in allowed[key]:
                raise UnknownNameError(key, value, list(allowed[key]))
        return cls(**asked)

    @property
    def query(self) -> Query:
        """The view as pairs of key and value, sorted, without what goes without saying."""
        pairs = [(f.name, str(getattr(self, f.name))) for f in fields(self)]
        standard = View()
        return tuple(sorted((k, v) for k, v in pairs if v != getattr(standard, k)))

    @property
    def filters(self) -> dict[str, str]:
        """Filters that are set."""
        return {name: getattr(self, name) for name in FILTERS if getattr(self, name)}
