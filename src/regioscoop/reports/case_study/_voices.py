"""What people say of a region: council members in a survey, and those who were interviewed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pandas as pd

from regioscoop.cases import BODIES, CONSTRUCTS, POLARITIES
from regioscoop.reports._document import Block, Heading, Picture, Table, Text
from regioscoop.reports._words import number, says
from regioscoop.reports.case_study._surroundings import Surroundings
from regioscoop.reports.interview_figures import worked_example_figures
from regioscoop.voices.interviews import ADVICE_FIELDS, interview_advice, interview_concepts, worked_example

EXAMPLE: Final = "west-brabant"
"""Region of the slides that ship as the worked example."""
MOST_CIRCLES: Final = 8


def legitimacy(around: Surroundings, region_id: str, language: str) -> Iterator[Block]:
    """What council members answered, where a survey is loaded."""
    say = says(language)
    yield Heading(say("Democratische legitimiteit", "Democratic legitimacy"))
    table = around.tables["survey"]
    own = table[table["region"].isin(around.cases_of(region_id))]
    if own.empty:
        yield Text(
            say(
                "Niet gemeten: er is geen enquête onder volksvertegenwoordigers geladen.",
                "Not measured: no survey of council members is loaded.",
            )
        )
        return
    yield Text(
        say(
            "Gemiddelden op een schaal van 1 tot 5, met onze eigen vragen.",
            "Means on a scale of 1 to 5, with items of our own.",
        )
    )
    rows = [
        (
            row.date,
            BODIES.label(row.body, language),
            CONSTRUCTS.label(row.construct, language),
            _mean(row.mean, language),
            f"{_mean(row.low, language)}–{_mean(row.high, language)}",
            f"{_count(row.answered)}/{_count(row.asked)}",
        )
        for row in own.itertuples()
    ]
    heads = say("Datum|Wie|Kant|Gemiddelde|Marge|Antwoordden", "Date|Who|Side|Mean|Interval|Answered")
    yield Table.of(heads, "wwwnnn", rows)


def _mean(value: object, language: str) -> str:
    return number(float(pd.to_numeric(value, errors="coerce")), "mean", language)


def _count(value: object) -> str:
    known = pd.to_numeric(value, errors="coerce")
    return "?" if pd.isna(known) else f"{int(known)}"


def interviews(around: Surroundings, region_id: str, language: str) -> Iterator[Block]:
    """What leads to what according to the people interviewed; nothing where no interviews are loaded."""
    say = says(language)
    table = around.tables["interview_links"]
    own = table[table["region"].isin({*around.cases_of(region_id), region_id})]
    if own.empty and region_id != EXAMPLE:
        return
    yield Heading(say("Wat mensen zeggen", "What people say"))
    if len(own):
        yield _links(own, language)
    if region_id == EXAMPLE:
        yield from _example(language)


def _links(own: pd.DataFrame, language: str) -> Table:
    say = says(language)
    rows = [
        (row.cause, POLARITIES.label(row.polarity, language), row.effect, _count(row.interviews))
        for row in own.itertuples()
    ]
    heads = say("Oorzaak|Wat het doet|Gevolg|Interviews", "Cause|What it does|Effect|Interviews")
    return Table.of(heads, "wwwn", rows)


def _example(language: str) -> Iterator[Block]:
    """The slides on West-Brabant: the map of causes, its circles and the advice."""
    say, found = says(language), worked_example()
    names = interview_concepts()[f"words_{language}"]
    own, read = len(found.table_circles.rows), len(found.all_circles.rows)
    yield Text(
        say(
            "Uit de presentatie van 25 gesprekken in West-Brabant, in onze woorden. Hoeveel mensen iets "
            "zeiden, "
            "staat er niet in.",
            "From the slides of 25 interviews in West-Brabant, in our words. How many people said "
            "something is "
            "not in them.",
        )
    )
    yield Text(
        say(
            f"Uit de tabellen zelf volgen {own or 'geen'} cirkels. Met onze lezing erbij zijn het er {read}: "
            "die schakels staan gestreept en zijn geen bevinding van de onderzoekers.",
            f"From the tables alone follow {own or 'no'} circles. With our reading there are {read}: those "
            "links are dashed and no finding of the researchers.",
        )
    )
    drawn = worked_example_figures(language)["causes"]
    title = say("Wat leidt waartoe?", "What leads to what?")
    listed = "; ".join(f"{names[row.cause]} → {names[row.effect]}" for row in found.graph.links.itertuples())
    source = say("Bron: presentatie West-Brabant.", "Source: slides on West-Brabant.")
    yield Picture(title, drawn.svg, f"{title} {listed}.", source)
    links = found.all_circles.links
    rows = []
    for circle in list(dict.fromkeys(found.all_circles.rows["circle"]))[:MOST_CIRCLES]:
        steps = links[links["circle"] == circle].sort_values("place")
        way = " → ".join(names[code] for code in [*steps["cause"], steps["cause"].iloc[0]])
        rows.append((circle, way, str(int(steps["reading"].sum()))))
    yield Table.of(
        say("Cirkel|Weg|Schakels van ons", "Circle|Way|Links of ours"), "wwn", rows, say("Cirkels", "Circles")
    )
    advice = [
        (
            getattr(row, f"words_{language}"),
            ADVICE_FIELDS.label(row.theme, language),
            _answers(row.finding, names),
        )
        for row in interview_advice().itertuples()
    ]
    heads = say("Advies|Thema|Antwoord op", "Advice|Theme|Answers")
    yield Table.of(heads, "www", advice, say("Advies uit de presentatie", "Advice of the slides"))


def _answers(finding: str, names: pd.Series) -> str:
    return "; ".join(str(names.get(code, code)) for code in str(finding).split("|"))
