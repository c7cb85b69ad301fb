"""The pictures of interviews: the map of causes, and each circle in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pandas as pd

from regioscoop.figures import Caption, Drawing, causal_map, circle_picture
from regioscoop.voices.interviews import (
    CIRCLE_KINDS,
    Analysis,
    interview_concepts,
    main_part,
    worked_example,
)

MOST_CODES: Final = 40
"""Boxes on the map; more cannot be read on A3."""
MOST_PICTURES: Final = 24
"""Circles that get a picture of their own."""
LEGEND: Final = {
    "nl": {
        "strengthens": "leidt tot meer",
        "weakens": "leidt tot minder",
        "reading": "onze lezing, staat niet in een tabel van de bron",
        "wider": "dikker: meer interviews zeggen het",
        "most": "in de meeste cirkels",
        "circles": "Cirkels, met de nummers van de vakken",
        "more": "en nog {number} cirkels",
    },
    "en": {
        "strengthens": "leads to more",
        "weakens": "leads to less",
        "reading": "our reading, not in a table of the source",
        "wider": "wider: more interviews say so",
        "most": "in most circles",
        "circles": "Circles, by the numbers of the boxes",
        "more": "and {number} more circles",
    },
}


def interview_figures(found: Analysis, language: str = "nl") -> dict[str, Drawing]:
    """Draw the causes that interviews name.

    Parameters
    ----------
    found
        The analysis.
    language
        ``nl`` or ``en``.

    Returns
    -------
    dict
        ``causes``, the map of the `MOST_CODES` codes that matter most, and a picture of each of the first
        `MOST_PICTURES` circles by its name; empty without links.
    """
    links = main_part(found.graph, found.circles, MOST_CODES)
    if links.empty:
        return {}
    names = {code: code for code in found.graph.nodes["code"]}
    drawn = found.circles.links
    shown = pd.MultiIndex.from_frame(links[["cause", "effect", "polarity"]])
    is_inside = pd.MultiIndex.from_frame(drawn[["cause", "effect", "polarity"]]).isin(shown)
    outside = drawn.loc[~is_inside, "circle"]
    return _figures(links, names, drawn[~drawn["circle"].isin(outside)], found.circles.rows, language)


def worked_example_figures(language: str = "nl") -> dict[str, Drawing]:
    """Draw the worked example of West-Brabant; what is our reading has a line of its own.

    Parameters
    ----------
    language
        ``nl`` or ``en``.

    Returns
    -------
    dict
        As `interview_figures`.
    """
    found = worked_example()
    names = dict(interview_concepts()[f"words_{language}"])
    links = found.graph.links.merge(
        found.links.assign(is_table=found.links["basis"] == "table")
        .groupby(["cause", "effect", "polarity"], as_index=False)["is_table"]
        .any(),
    )
    links["is_reading"] = ~links.pop("is_table")
    circles = found.all_circles.links.rename(columns={"reading": "is_reading"})
    return _figures(links, names, circles, found.all_circles.rows, language)


def _figures(
    links: pd.DataFrame,
    names: Mapping[str, str],
    circles: pd.DataFrame,
    rows: pd.DataFrame,
    language: str,
) -> dict[str, Drawing]:
    caption = _caption(links, names, circles, language)
    whole = causal_map(links, names, circles, LEGEND[language], caption)
    numbers = dict(zip(whole.table["code"], whole.table["number"], strict=True))
    kinds = dict(zip(rows["circle"], rows["kind"], strict=True))
    made = {"causes": whole}
    for circle in list(dict.fromkeys(circles["circle"]))[:MOST_PICTURES]:
        own = circles[circles["circle"] == circle].sort_values("place")
        kind = CIRCLE_KINDS.label(kinds[circle], language)
        way = " → ".join(names[code] for code in [*own["cause"], own["cause"].iloc[0]])
        told = Caption(f"{circle}: {kind}", way, language)
        made[circle] = circle_picture(own, names, kind, told, numbers, key=f"circle-{circle}")
    return made


def _caption(links: pd.DataFrame, names: Mapping[str, str], circles: pd.DataFrame, language: str) -> Caption:
    """What one sees: how many circles, and what most of them go through."""
    number = circles["circle"].nunique()
    boxes = len({*links["cause"], *links["effect"]})
    nl = language == "nl"
    if number:
        entered = circles.groupby("cause")["circle"].nunique()
        most = int(entered.max())
        through = names[sorted(entered.index[entered == most])[0]]
        title = (
            f"{most} van de {number} cirkels gaan door: {through}"
            if nl
            else f"{most} of the {number} circles go through: {through}"
        )
    else:
        title = (
            "Wat leidt tot wat: er zijn geen cirkels" if nl else "What leads to what: there are no circles"
        )
    about = (
        f"{boxes} vakken met {len(links)} pijlen van oorzaak naar gevolg; {number} keer loopt het rond. "
        "De tabel noemt ze alle."
        if nl
        else f"{boxes} boxes with {len(links)} arrows from cause to effect; it goes round {number} times. "
        "The table lists them all."
    )
    return Caption(title, about, language)
