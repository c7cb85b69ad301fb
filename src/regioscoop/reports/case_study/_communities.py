"""Which communities a region's arrangements connect, for how long, and who is at the centre."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pandas as pd

from regioscoop.cases import (
    COMMUNITIES,
    CONNECTIONS,
    PERMANENCE,
    PULLERS,
    connections,
    passage_words,
    pullers,
    regional_offices,
)
from regioscoop.register import codes
from regioscoop.reports._document import Block, Heading, Table, Text
from regioscoop.reports._words import number, says
from regioscoop.reports.case_study._surroundings import Surroundings

CENTRAL: Final = 6


def communities(around: Surroundings, region_id: str, language: str) -> Iterator[Block]:
    """Connections between governments, companies, knowledge and society, and the pullers."""
    say = says(language)
    towns = around.regions.members(region_id)
    table = connections(around.edition, towns)
    yield Heading(say("Overheden, bedrijven en samenleving", "Governments, companies and society"))
    yield Text(_silence(table, language))
    yield _pairs(table, language)
    yield from _by_field(table, language)
    yield from _stated(around, region_id, language)
    yield Heading(say("Wie staat in het midden?", "Who is at the centre?"), 2)
    yield Text(
        say(
            "In het midden staan is nog geen trekken: het netwerk laat alleen zien wie waar aan tafel zit.",
            "Being at the centre is not pulling: the network only shows who sits at which table.",
        )
    )
    found = pullers(around.edition, towns)
    yield _central(found.head(CENTRAL), language)
    equal = int((found["rank"] == 1).sum())
    if equal > 1:
        yield Text(
            say(
                f"Bovenaan staan {equal} gemeenten gelijk: de volgorde zegt daar niets.",
                f"At the top {equal} are equal: their order says nothing.",
            )
        )
    offices = regional_offices(around.edition, towns)
    if len(offices):
        listed = ", ".join(offices["name"])
        yield Text(say(f"Mogelijk regiobureau: {listed}.", f"Could be the office of the region: {listed}."))


def _silence(table: pd.DataFrame, language: str) -> str:
    whole = table[table["policy_field"] == ""].iloc[0]
    silent, of = int(whole["silent"]), int(whole["of"])
    return says(language)(
        f"Van {silent} van de {of} verbanden zegt het register niets over bedrijven, onderwijs of "
        "maatschappelijke partijen. Een 0 is daarom geen bewijs dat zij er niet bij zijn: het aantal kan "
        "oplopen "
        "tot de laatste kolom.",
        f"Of {silent} of the {of} arrangements the register says nothing of companies, education or societal "
        "parties. So a 0 is no proof that they are absent: the number may be as high as the last column.",
    )


def _pairs(table: pd.DataFrame, language: str) -> Table:
    say = says(language)
    whole = table[table["policy_field"] == ""]
    shown = whole[(whole["a"] == "government") | (whole["arrangements"] > 0)]
    rows = [
        (
            f"{COMMUNITIES.label(row.a, language)} – {COMMUNITIES.label(row.b, language)}",
            row.arrangements,
            row.structural + row.structural_unsure,
            row.temporary,
            row.permanence_unknown,
            row.at_most,
        )
        for row in shown.itertuples()
    ]
    heads = say(
        "Verbinding|Verbanden|Blijvend|Tijdelijk|Duur onbekend|Hooguit",
        "Connection|Arrangements|Lasting|Temporary|Not known|At most",
    )
    return Table.of(heads, "wnnnnn", rows)


def _by_field(table: pd.DataFrame, language: str) -> Iterator[Block]:
    """The connections by policy field, where any but those among governments is recorded."""
    say = says(language)
    own = table[(table["policy_field"] != "") & (table["arrangements"] > 0)]
    own = own[(own["a"] != "government") | (own["b"] != "government")]
    if own.empty:
        return
    rows = [
        (
            codes.POLICY_FIELDS.label(row.policy_field, language),
            f"{COMMUNITIES.label(row.a, language)} – {COMMUNITIES.label(row.b, language)}",
            f"{row.arrangements}/{row.of}",
        )
        for row in own.itertuples()
    ]
    heads = say("Beleidsterrein|Verbinding|Verbanden", "Policy field|Connection|Arrangements")
    yield Table.of(heads, "wwn", rows, say("Per beleidsterrein", "By policy field"))


def _stated(around: Surroundings, region_id: str, language: str) -> Iterator[Block]:
    """What sources state of the connections of the case that lies here."""
    say = says(language)
    table = around.tables["connections"]
    own = table[table["region"].isin(around.cases_of(region_id))]
    if own.empty:
        return
    rows = [
        (
            CONNECTIONS.label(row.communities, language),
            PERMANENCE.label(row.permanence, language) if row.permanence else say("onbekend", "unknown"),
            getattr(row, f"words_{language}"),
            passage_words(row.passage, language),
        )
        for row in own.itertuples()
    ]
    heads = say("Verbinding|Duur|Wat de bron zegt|Waar", "Connection|Duration|What the source says|Where")
    yield Table.of(heads, "wwww", rows, say("Volgens de studie", "According to the study"))


def _central(table: pd.DataFrame, language: str) -> Table:
    say = says(language)
    rows = [
        (
            row.name,
            codes.ORGANISATION_KINDS.label(row.kind, language),
            number(row.share, "share", language),
            number(row.eigenvector, "share", language),
            PULLERS.label(row.candidate, language) if row.candidate else "-",
            row.role or say("niet vastgelegd", "not recorded"),
        )
        for row in table.itertuples(index=False)
    ]
    heads = say(
        "Wie|Soort|In verbanden|Centraliteit|Kandidaat-trekker|Rol",
        "Who|Kind|In arrangements|Centrality|Candidate|Role",
    )
    return Table.of(heads, "wwnnww", rows)
