"""The resources of the API: one table that the server answers by and that its description is made from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from pydantic import BaseModel

from regioscoop.web._api import _models as models
from regioscoop.web._api import _rows as rows
from regioscoop.web._api._rows import Row, Scope


@dataclass(frozen=True)
class Collection:
    """A resource with many items.

    Attributes
    ----------
    name, one
        Plural, as in the address, and singular.
    words
        What it is, in Dutch.
    english
        The same in English, for a summary.
    model
        Schema of an item.
    rows
        Makes the items of an edition.
    example
        Id of an item that exists.
    filters
        Parameter -> field of an item that must be it, or hold it.
    found_in
        Fields in which ``q`` searches.
    by_level
        Whether the items depend on the level.
    borders
        Makes the borders of the items, if they have any.
    """

    name: str
    one: str
    words: str
    english: str
    model: type[BaseModel]
    rows: Callable[[Scope], list[Row]]
    example: str
    filters: Mapping[str, str] = field(default_factory=dict)
    found_in: tuple[str, ...] = ()
    by_level: bool = False
    borders: Callable[[Scope], list[Row]] | None = None


COLLECTIONS: Final = (
    Collection(
        "gemeenten",
        "gemeente",
        "Gemeenten met hun eerste en tweede regio, op volgorde van code.",
        "Municipalities with their first and second region.",
        models.Gemeente,
        rows.municipalities,
        "GM0363",
        {"provincie": "provincie", "regio": "regio"},
        ("naam", "id"),
        by_level=True,
        borders=rows.municipality_shapes,
    ),
    Collection(
        "provincies",
        "provincie",
        "Provincies, op volgorde van code.",
        "Provinces.",
        models.Overheid,
        rows.governments("provincies", "province", "provincie"),
        "PV23",
        found_in=("naam", "id"),
    ),
    Collection(
        "waterschappen",
        "waterschap",
        "Waterschappen die aan een samenwerkingsverband meedoen.",
        "Water boards that take part in an arrangement.",
        models.Overheid,
        rows.governments("waterschappen", "water_board", "waterschap"),
        "waterschap-rivierenland",
        found_in=("naam", "id"),
    ),
    Collection(
        "regios",
        "regio",
        "Bestuurlijk-regionale ecosystemen van een niveau met hun maten, op volgorde van naam.",
        "Regional governance ecosystems of a level, with their measures.",
        models.Regio,
        rows.regions,
        "twente",
        {"provincie": "provincies"},
        ("naam", "id"),
        by_level=True,
        borders=rows.region_borders,
    ),
    Collection(
        "samenwerkingsverbanden",
        "samenwerkingsverband",
        "Samenwerkingsverbanden met hun indeling en wie eraan meedoet.",
        "Arrangements with their codes and who takes part.",
        models.Samenwerkingsverband,
        rows.arrangements,
        "regio-achterhoek-ra",
        {
            "beleidsterrein": "beleidsterreinen",
            "rechtsvormklasse": "rechtsvormklasse",
            "verplichting": "verplichting",
            "deelnemer": "deelnemers",
        },
        ("naam", "andereNamen", "id"),
    ),
    Collection(
        "deelnames",
        "deelname",
        "Wie aan welk samenwerkingsverband meedoet, zoals het meetelt. Wat een bron tegenspreekt, staat "
        "alleen in het bestand deelnames-per-bron.csv.",
        "Who takes part in which arrangement, as it counts.",
        models.Deelname,
        rows.participations,
        "regio-achterhoek-ra.GM0222",
        {
            "deelnemer": "deelnemer",
            "samenwerkingsverband": "samenwerkingsverband",
            "soort": "soort",
            "status": "status",
        },
        ("samenwerkingsverbandNaam", "deelnemerNaam"),
    ),
    Collection(
        "niveaus",
        "niveau",
        "Niveaus van de indeling in regio's, van grof naar fijn.",
        "Levels of the delineation, from wide to fine.",
        models.Niveau,
        rows.levels,
        "2",
    ),
    Collection(
        "indelingen",
        "indeling",
        "Officiële indelingen van gemeenten, zoals provincies en veiligheidsregio's.",
        "Official divisions of municipalities, such as safety regions.",
        models.Indeling,
        rows.divisions,
        "safety-regions",
        found_in=("naam", "id"),
    ),
)
"""Every collection that belongs to an edition; the editions themselves stand apart."""
BY_NAME: Final = {collection.name: collection for collection in COLLECTIONS}
REFERS: Final = {"deelnemer": "deelnemer", "samenwerkingsverband": "samenwerkingsverband", "regio": "regio"}
"""Filters whose value must exist, with what it is."""
