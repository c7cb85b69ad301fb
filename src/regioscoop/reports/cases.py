"""The ten regions of the study side by side: facts, figure 17, and every hypothesis with its test."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, Final

import pandas as pd

from regioscoop.cases import (
    CAUTION,
    EXPECTATIONS,
    NOT_PLACED,
    QUADRANTS,
    REASONS,
    STUDY_FINDINGS,
    VERDICTS,
    compare_cases,
    hypotheses,
    passage_words,
    pattern_test,
    region_frame,
    study_positions,
    weigh_hypotheses,
)
from regioscoop.figures import Caption, quadrant
from regioscoop.measures import URBAN_SYSTEM_CLASSES
from regioscoop.reports._document import Block, Heading, Picture, Points, Table, Text, Warned
from regioscoop.reports._figures import figure_notes_of
from regioscoop.reports._words import Pair, number, pick, says
from regioscoop.reports.case_study import Surroundings
from regioscoop.reports.case_study._biotope import within_regions

_EFFECTS: Final[dict[str, Pair]] = {
    "odds_ratio": ("odds ratio", "odds ratio"),
    "difference": ("verschil", "difference"),
    "spearman": ("rangcorrelatie", "rank correlation"),
}


def cases_blocks(
    around: Surroundings, measures: pd.DataFrame | None = None, language: str = "nl"
) -> Iterator[Block]:
    """Write the comparison of the cases.

    Parameters
    ----------
    around
        The regions of an edition, for the differences within and between them and for commuting.
    measures
        Measures of the cases in the register, as `regioscoop.cases.measured_cases`; without them fewer
        hypotheses can be tested.
    language
        ``nl`` or ``en``.
    """
    yield from _weighed(weigh_hypotheses(measures=measures), language)
    yield from _figure_17(language)
    yield from _side_by_side(language)
    yield from _commuting(around, language)
    yield from within_regions(around, language)


def _weighed(found: pd.DataFrame, language: str) -> Iterator[Block]:
    say = says(language)
    counted = found["verdict"].value_counts()
    told = [f"{VERDICTS.label(code, language)}: {counted.get(code, 0)}" for code in VERDICTS.codes]
    yield Heading(say("Wat de studie verwacht, getoetst", "What the study expects, tested"))
    yield Points(tuple(told))
    yield Warned(pick(CAUTION, language))
    yield Text(
        say(
            f"Van de {len(found)} verwachtingen zijn er {int(found['tested'].iloc[0])} te toetsen. Met "
            "tien regio's "
            "en zo veel toetsen is bijna niets van toeval te onderscheiden: p is daarom ook gecorrigeerd "
            "voor het "
            "aantal toetsen (Holm), en het oordeel rust daarop.",
            f"Of the {len(found)} expectations {int(found['tested'].iloc[0])} can be tested. With ten "
            "regions and "
            "so many tests hardly anything can be told apart from chance: p is corrected for the number of "
            "tests "
            "(Holm), and the verdict rests on that.",
        )
    )
    stated = hypotheses()[f"words_{language}"]
    rows = [
        (
            stated[row.Index],
            STUDY_FINDINGS.label(row.study_found, language),
            VERDICTS.label(row.verdict, language) + _because(row, language),
            _effect(row, language),
            _p(row.p_two_sided, language),
            _p(row.p_holm, language),
            "" if pd.isna(row.cases) else str(int(row.cases)),
            passage_words(row.passage, language),
        )
        for row in found.sort_values("p_two_sided", kind="stable").itertuples()
    ]
    heads = say(
        "Verwachting|De studie vond|Oordeel|Effect (marge 95%)|p|p (Holm)|Regio's|Waar",
        "Expectation|The study found|Verdict|Effect (interval 95%)|p|p (Holm)|Regions|Where",
    )
    yield Table.of(heads, "wwwwnnnw", rows)


def _because(row: Any, language: str) -> str:  # noqa: ANN401 - a named tuple of pandas
    return f" ({REASONS.label(row.reason, language)})" if row.reason else ""


def _effect(row: Any, language: str) -> str:  # noqa: ANN401 - a named tuple of pandas
    if pd.isna(row.effect):
        return ""
    low, high = (_short(v, language) for v in (row.low, row.high))
    name = pick(_EFFECTS[row.effect_name], language)
    return f"{name} {_short(row.effect, language)} ({low}; {high})"


def _short(value: float, language: str) -> str:
    if math.isnan(value):
        return "?"
    if math.isinf(value):
        return "∞" if value > 0 else "-∞"
    return f"{value:.2f}".replace(".", "," if language == "nl" else ".")


def _p(value: float, language: str) -> str:
    return "" if pd.isna(value) else f"{value:.3f}".replace(".", "," if language == "nl" else ".")


def _figure_17(language: str) -> Iterator[Block]:
    """Investment against broad welfare, with the test of the pattern."""
    say = says(language)
    frame = region_frame(follow=False)
    positions, names = study_positions(frame), compare_cases(language).iloc[:, 0]
    placed = {
        code: [str(names[i]) for i in positions.index[positions["quadrant"] == code]]
        for code in QUADRANTS.codes
    }
    absent = placed.pop(NOT_PLACED)
    told = "; ".join(f"{QUADRANTS.label(q, language)}: {', '.join(r) or '-'}" for q, r in placed.items())
    title = say(
        "Investeren in het ecosysteem en brede welvaart", "Investment in the ecosystem and broad welfare"
    )
    axes = (say("investering", "investment"), say("brede welvaart", "broad welfare"))
    drawn = quadrant(placed, axes, Caption(title, told, language))
    yield Heading(say("Figuur 17 van de studie", "Figure 17 of the study"))
    caption = say(
        "Bron: de studie; waar de tekst één as geeft, volgt de andere uit het patroon. Marges geeft de "
        "studie niet.",
        "Source: the study; where the text gives one axis the other follows from the pattern. No intervals "
        "given.",
    )
    yield Picture(title, drawn.svg, f"{title}. {told}.", caption, figure_notes_of("17", language))
    found = pattern_test(frame)
    low, high = _p(found.p_low, language), _p(found.p_high, language)
    yield Text(
        say(
            f"Niet te plaatsen: {', '.join(absent) or 'geen'}. Of meer investeren samengaat met meer brede "
            "welvaart, "
            f"is met deze regio's niet van toeval te onderscheiden: de eenzijdige toets van Fisher geeft "
            "een p van "
            f"{low} tot {high}, hoe men de onbekende ook invult.",
            f"Cannot be placed: {', '.join(absent) or 'none'}. Whether more investment goes with more "
            "broad welfare "
            f"cannot be told apart from chance with these regions: the one-sided test of Fisher gives a p "
            f"of {low} "
            f"to {high}, however the unknown is filled in.",
        )
    )
    place = 0 if language == "nl" else 1
    rows = [
        (str(names[i]), QUADRANTS.label(row.quadrant, language), _expected(row.quadrant, place))
        for i, row in zip(positions.index, positions.itertuples(), strict=True)
    ]
    heads = say("Regio|Plaats|Wat de studie verwacht", "Region|Place|What the study expects")
    yield Table.of(heads, "www", rows)


def _expected(code: str, place: int) -> str:
    return EXPECTATIONS.label(code, ("nl", "en")[place]) if code in EXPECTATIONS else "-"


def _side_by_side(language: str) -> Iterator[Block]:
    """Every attribute of which anything is stated, with the regions as columns."""
    say = says(language)
    table = compare_cases(language)
    yield Heading(say("De tien regio's naast elkaar", "The ten regions side by side"))
    yield Text(
        say(
            "Wat de studie over de regio's zegt, met onze codes. Een leeg vak is niet genoemd.",
            "What the study says of the regions, in our codes. An empty cell is not named.",
        )
    )
    names, attributes = table.iloc[:, 0], table.iloc[:, 1:]
    heads = "|".join([say("Onderwerp", "Subject"), *names])
    rows = [(column, *attributes[column]) for column in attributes.columns]
    yield Table.of(heads, "w" * (len(names) + 1), rows)


def _commuting(around: Surroundings, language: str) -> Iterator[Block]:
    """How far regions and travel-to-work areas agree, and the class of each region."""
    if around.urban is None:
        return
    say, found = says(language), around.urban
    counted = found.regions["class"].value_counts()
    told = "; ".join(f"{pick(URBAN_SYSTEM_CLASSES[str(c)], language)}: {n}" for c, n in counted.items())
    ami = number(found.agreement.ami, "share", language)
    yield Heading(say("Regio's en woon-werkgebieden", "Regions and travel-to-work areas"))
    yield Text(
        say(
            f"Editie {around.edition.id}: de {len(found.regions)} regio's en de "
            f"{len(found.functional.areas)} woon-werkgebieden van "
            "2014 komen "
            f"voor {ami} overeen (AMI). Naar soort: {told}. Samenvallend betekent: voor twee derde of meer "
            "hetzelfde gebied; geheel hetzelfde is het nergens, zoals ook de studie zegt.",
            f"Edition {around.edition.id}: the {len(found.regions)} regions and the "
            f"{len(found.functional.areas)} travel-to-work areas "
            "of 2014 "
            f"agree for {ami} (AMI). By class: {told}. Coinciding means for two thirds or more the same "
            "area; it is nowhere wholly the same, as the study says too.",
        )
    )
    rows = [
        (
            row.region,
            number(row.supply_containment, "share", language),
            number(row.demand_containment, "share", language),
            pick(URBAN_SYSTEM_CLASSES[row.kind], language),
            number(row.class_share, "share", language),
            row.functional_region,
            number(row.jaccard, "share", language),
        )
        for row in found.regions.rename(columns={"class": "kind"}).itertuples()
    ]
    heads = say(
        "Regio|Inwoners die er werken|Banen van inwoners|Soort|Zekerheid|Woon-werkgebied|Overlap",
        "Region|Residents who work there|Jobs of residents|Class|Certainty|Travel-to-work area|Overlap",
    )
    yield Table.of(heads, "wnnwnwn", rows)
