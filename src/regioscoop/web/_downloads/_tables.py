"""The tables that can be downloaded, one list for CSV, CSVW and Parquet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

import pandas as pd

from regioscoop.context import region_members
from regioscoop.register.schema import TABLES as REGISTER
from regioscoop.web._atlas import Atlas
from regioscoop.web._language import later as _

DECIMALS: Final = 6


@dataclass(frozen=True)
class DataTable:
    """A table that can be downloaded.

    Attributes
    ----------
    name
        Name of its files without extension.
    words
        What stands in it, in Dutch.
    frame
        Makes it.
    register
        Table of the register its columns come from, if any.
    key
        Columns that together identify a row.
    refers
        Column -> (table of this list, column) it must exist in.
    """

    name: str
    words: str
    frame: Callable[[Atlas], pd.DataFrame]
    register: str = ""
    key: tuple[str, ...] = ()
    refers: tuple[tuple[str, str, str], ...] = ()

    def make(self, atlas: Atlas) -> pd.DataFrame:
        """The table, rounded to six decimals."""
        return self.frame(atlas).round(DECIMALS)

    def csv(self, atlas: Atlas) -> bytes:
        """The table as CSV in UTF-8."""
        return csv_bytes(self.frame(atlas))


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """Write a table as CSV in UTF-8, rounded to six decimals."""
    return frame.round(DECIMALS).to_csv(index=False, lineterminator="\n").encode("utf-8")


def _regions(atlas: Atlas) -> pd.DataFrame:
    columns = ["level", "region_id", "region", "members", "stability", "named_after"]
    frames = [
        atlas.found.regions(k.number).assign(level=k.number).sort_values("region_id") for k in atlas.levels
    ]
    return pd.concat(frames, ignore_index=True)[columns]


def _municipalities(atlas: Atlas) -> pd.DataFrame:
    return pd.concat([atlas.found.frame(k.number) for k in atlas.levels], ignore_index=True)


def _measures(atlas: Atlas) -> pd.DataFrame:
    frames = []
    for level in atlas.levels:
        frame = atlas.measures[level.number].reset_index()
        frame.insert(0, "level", level.number)
        frames.append(frame)
    return pd.concat(frames, ignore_index=True)


def _lines(atlas: Atlas) -> pd.DataFrame:
    return atlas.lines.rename(
        columns={"a": "municipality_a", "b": "municipality_b", "kept": "is_more_than_chance"}
    )


def _arrangements(atlas: Atlas) -> pd.DataFrame:
    frame = atlas.edition.arrangements.reset_index()
    frame["fields"] = frame["fields"].map("|".join)
    frame["municipalities"] = frame["id"].map(atlas.sizes)
    return frame


def _participations(atlas: Atlas) -> pd.DataFrame:
    return atlas.edition.members


def _divisions(atlas: Atlas) -> pd.DataFrame:
    return region_members(atlas.edition)


def _of_register(table: str, atlas: Atlas) -> pd.DataFrame:
    return atlas.edition[table]


def _raw(name: str, table: str, words: str) -> DataTable:
    known = REGISTER[table]
    names = {"arrangements": "samenwerkingsverbanden", "organisations": "organisaties", "sources": "bronnen"}
    refers = [
        (column, names[other], field) for column, (other, field) in known.refers.items() if other in names
    ]
    return DataTable(name, words, partial(_of_register, table), table, known.key, tuple(refers))


_REGION: Final = (("level", "regios", "level"), ("region_id", "regios", "region_id"))
TABLES: Final = (
    DataTable(
        "regios", _("de regio's op elk niveau, met hun stabiliteit"), _regions, key=("level", "region_id")
    ),
    DataTable(
        "gemeenten",
        _("per gemeente en niveau de eerste en tweede regio, lidmaatschap en stabiliteit"),
        _municipalities,
        key=("level", "municipality_id"),
        refers=(("municipality_id", "organisaties", "id"),),
    ),
    DataTable(
        "maten",
        _("alle maten per regio en niveau, met intervallen en toevalswaarden"),
        _measures,
        key=("level", "region_id"),
    ),
    DataTable(
        "lijnen",
        _("elk paar gemeenten dat samenwerkt, met het aantal verbanden"),
        _lines,
        key=("municipality_a", "municipality_b"),
        refers=(("municipality_a", "organisaties", "id"), ("municipality_b", "organisaties", "id")),
    ),
    DataTable(
        "samenwerkingsverbanden",
        _("de samenwerkingsverbanden met hun indeling"),
        _arrangements,
        "arrangements",
        ("id",),
        (("source", "bronnen", "id"),),
    ),
    DataTable(
        "deelnames",
        _("wie aan welk samenwerkingsverband meedoet"),
        _participations,
        "participations",
        ("arrangement", "organisation"),
        (("arrangement", "samenwerkingsverbanden", "id"), ("organisation", "organisaties", "id")),
    ),
    DataTable(
        "indelingen",
        _("welke gemeente in welke regio van elke officiële indeling ligt"),
        _divisions,
        key=("division", "municipality_id", "region_id"),
        refers=(("municipality_id", "organisaties", "id"),),
    ),
    _raw("organisaties", "organisations", _("iedereen die meedoet, met code en soort")),
    _raw("beleidsterreinen", "arrangement_fields", _("de beleidsterreinen van elk samenwerkingsverband")),
    _raw("deelnames-per-bron", "participations", _("elke deelname zoals elke bron haar noemt, ook betwiste")),
    _raw(
        "relaties",
        "arrangement_relations",
        _("hoe samenwerkingsverbanden op elkaar volgen of deel zijn van elkaar"),
    ),
    _raw(
        "gelezen-indelingen",
        "divisions",
        _("welke landelijke indelingen meetellen als samenwerking, en waarom"),
    ),
    _raw(
        "verbanden-in-indelingen",
        "arrangement_divisions",
        _("welk verband welke regio van een landelijke indeling is"),
    ),
    _raw("criteria", "criteria", _("aan welke criteria elk samenwerkingsverband voldoet")),
    _raw("begrotingen", "budget_values", _("wat gelezen begrotingen zeggen van elk samenwerkingsverband")),
    _raw("herindelingen", "mergers", _("waar het gebied van opgeheven gemeenten heen ging")),
    _raw("bronnen", "sources", _("elke bron, met uitgever, licentie en controlegetal")),
    _raw(
        "logboek", "import_log", _("wat is hersteld, samengevoegd of weggelaten bij het maken van de editie")
    ),
    _raw("editie", "edition", _("wat deze editie is en hoe zij is gemaakt")),
)
BY_NAME: Final = {table.name: table for table in TABLES}
