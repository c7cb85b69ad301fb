"""Own ambitions with their results, and what the study states of the region."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from regioscoop.cases import (
    RESULT_TYPES,
    SCALES,
    STRATEGIES,
    actualisation,
    ambitions_as_of,
    attribute_words,
    case_facts,
    passage_words,
)
from regioscoop.reports._document import Block, Heading, Table, Text
from regioscoop.reports._words import says
from regioscoop.reports.case_study._surroundings import Surroundings


def record(around: Surroundings, region_id: str, language: str) -> Iterator[Block]:
    """What the region wants itself, and what was reached: process, project, outcome."""
    say = says(language)
    yield Heading(say("Eigen ambities en resultaten", "Own ambitions and results"))
    wanted = around.cases_of(region_id)
    ambitions, results = (_own(around.tables[name], wanted) for name in ("ambitions", "results"))
    if ambitions.empty and results.empty:
        yield Text(
            say(
                "Niet vastgelegd: van deze regio zijn geen ambities of resultaten geladen.",
                "Not recorded: no ambitions or results of this region are loaded.",
            )
        )
        return
    day = max([around.edition.reference_date, *ambitions["date"], *results["date"]])
    held = ambitions_as_of(day, ambitions, results)
    yield from _ambitions(held.ambitions, language)
    yield from _results(held.results, language)
    due = actualisation(day, ambitions)
    for row in due.itertuples():
        if getattr(row, "due", ""):
            yield Text(
                say(
                    f"De studie raadt aan elke twee jaar opnieuw te kijken: weer in {row.due}.",
                    f"The study advises to look again every two years: again in {row.due}.",
                )
            )


def _own(table: pd.DataFrame, regions: list[str]) -> pd.DataFrame:
    return (
        table[table["region"].isin(regions)].drop(columns="package", errors="ignore").reset_index(drop=True)
    )


def _ambitions(table: pd.DataFrame, language: str) -> Iterator[Block]:
    say = says(language)
    if table.empty:
        yield Text(say("Er is geen ambitie vastgelegd.", "No ambition is recorded."))
        return
    unknown = say("niet genoemd", "not named")
    rows = [
        (
            getattr(row, f"words_{language}"),
            STRATEGIES.label(row.strategy, language) if row.strategy else unknown,
            row.since,
            say(f"{row.process + row.project + row.outcome}", f"{row.process + row.project + row.outcome}")
            if row.is_recorded
            else say("niet vastgelegd", "not recorded"),
            passage_words(row.passage, language),
        )
        for row in table.itertuples()
    ]
    heads = say("Ambitie|Strategie|Sinds|Resultaten|Waar", "Ambition|Strategy|Since|Results|Where")
    yield Table.of(heads, "wwwnw", rows)


def _results(table: pd.DataFrame, language: str) -> Iterator[Block]:
    say = says(language)
    if table.empty:
        yield Text(
            say(
                "Er is geen resultaat vastgelegd. Dat zegt niet dat er geen is.",
                "No result is recorded. That does not say there is none.",
            )
        )
        return
    rows = [
        (
            getattr(row, f"words_{language}"),
            RESULT_TYPES.label(row.type, language),
            SCALES.label(row.scale, language) if row.scale else say("niet genoemd", "not named"),
            row.date,
            passage_words(row.passage, language),
        )
        for row in table.itertuples()
    ]
    heads = say("Resultaat|Soort|Schaal|Datum|Waar", "Result|Kind|Scale|Date|Where")
    yield Table.of(heads, "wwwww", rows)


def stated(around: Surroundings, region_id: str, language: str) -> Iterator[Block]:
    """Every fact that the study states of the case that lies here, with its passage."""
    say = says(language)
    for case in around.cases_of(region_id):
        facts = case_facts(case, around.tables)
        inferred = facts["certainty"] == "inferred"
        if facts.empty:
            continue
        yield Heading(say("Wat de studie over deze regio zegt", "What the study says of this region"))
        link = around.cases[around.cases["case"] == case]
        if len(link) and link["region_id"].iloc[0] == region_id:
            yield Text(_linked(link.iloc[0], language))
        rows = [
            (
                attribute_words(row.attribute, language=language, tables=around.tables),
                getattr(row, f"words_{language}"),
                passage_words(row.passage, language),
            )
            for row in facts[~inferred].itertuples()
        ]
        heads = say("Onderwerp|In onze woorden|Waar", "Subject|In our words|Where")
        yield Table.of(heads, "www", rows)
        yield Text(_inferred(int(inferred.sum()), language))


def _inferred(number: int, language: str) -> str:
    return says(language)(
        f"Nog {number} kenmerken volgen uit wat de studie over andere regio's zegt; die staan in de gegevens "
        "(regioscoop cases facts).",
        f"Another {number} follow from what the study says of other regions; those stand in the data "
        "(regioscoop cases facts).",
    )


def _linked(link: pd.Series, language: str) -> str:
    share = f"{100 * float(link['jaccard']):.0f}%"
    return says(language)(
        f"De studie noemt de regio {link['name']}. Dat zij hier ligt, is onze koppeling op naam: {share} "
        "van de "
        "gemeenten is dezelfde. De studie is van 2024.",
        f"The study calls the region {link['name']}. That it lies here is a link of ours by name: {share} "
        "of the "
        "municipalities are the same. The study is of 2024.",
    )
