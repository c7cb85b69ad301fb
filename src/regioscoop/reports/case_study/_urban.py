"""The region beside the daily urban system: who works where, and which areas commuting draws."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pandas as pd

from regioscoop.figures import Caption, shares
from regioscoop.measures import DIRECTIONS, OUTSIDE, URBAN_SYSTEM_CLASSES, DailyUrbanSystems
from regioscoop.reports._document import Block, Heading, Picture, Table, Text
from regioscoop.reports._words import number, pick, says
from regioscoop.reports.case_study._surroundings import Surroundings

MAIN: Final = 3
LISTED: Final = 5


def daily_urban_system(around: Surroundings, region_id: str, language: str) -> Iterator[Block]:
    """Self-containment both ways, where the rest goes, and the relation with travel-to-work areas."""
    say = says(language)
    yield Heading(say("Waar wonen en werken mensen?", "Where do people live and work?"))
    found = around.urban
    if found is None or region_id not in set(found.regions["region_id"]):
        yield Text(
            say(
                "Niet gemeten: er zijn geen woon-werkstromen geladen.",
                "Not measured: no commuting is loaded.",
            )
        )
        return
    row = found.regions.set_index("region_id").loc[region_id]
    yield Text(_sentence(around, row, language))
    yield _picture(around, found, region_id, row, language)
    yield _table(found, region_id, language)
    yield Text(_agreement(found, row, language))
    if row["class"] == "coinciding":
        yield Text(
            say(
                "Samenvallend betekent hier: voor twee derde of meer hetzelfde gebied. Geheel hetzelfde is "
                "het "
                "nergens; dat zegt ook de studie.",
                "Coinciding means here: for two thirds or more the same area. It is nowhere wholly the "
                "same, as "
                "the study says too.",
            )
        )


def _sentence(around: Surroundings, row: pd.Series, language: str) -> str:
    say = says(language)
    supply, demand = (
        number(float(row[f"{side}_containment"]), "share", language) for side in ("supply", "demand")
    )
    told = pick(URBAN_SYSTEM_CLASSES[str(row["class"])], language)
    sure = number(float(row["class_share"]), "share", language)
    name = str(row["region"])
    return say(
        f"Van de inwoners van {name} die werken, werkt {supply} in de regio zelf. Van de banen in de regio "
        f"heeft {demand} iemand die er ook woont. Naast het woon-werkverkeer gelegd is de regio {told}. Dat "
        "geldt bij "
        f"{sure} van de grenzen die men voor een woon-werkgebied kan kiezen.",
        f"Of the residents of {name} who work, {supply} work in the region itself. Of its jobs {demand} "
        "are held "
        f"by someone who lives there too. Laid beside commuting the region is {told}. That holds for "
        f"{sure} of "
        "the criteria one may choose for a travel-to-work area.",
    )


def _picture(
    around: Surroundings, found: DailyUrbanSystems, region_id: str, row: pd.Series, language: str
) -> Picture:
    say, name = says(language), str(row["region"])
    items = {
        "out": (say("inwoners die werken", "residents who work"), float(row["supply_containment"])),
        "in": (say("banen in de regio", "jobs in the region"), float(row["demand_containment"])),
    }
    parts: list[dict[str, Any]] = []
    for direction, (item, inside) in items.items():
        parts += _bar(found, region_id, direction, item, inside, language)
    rows = pd.DataFrame(parts)
    title = say(f"Woon-werkverkeer van {name}", f"Commuting of {name}")
    said = "; ".join(rows["told"])
    drawn = shares(rows, Caption(title, said, language), f"commuting-{region_id}")
    caption = say(f"{around.commuting[0]}. Bron: CBS.", f"{around.commuting[1]}. Source: CBS.")
    return Picture(title, drawn.svg, f"{title}. {said}.", caption)


def _bar(
    found: DailyUrbanSystems, region_id: str, direction: str, item: str, inside: float, language: str
) -> list[dict[str, Any]]:
    say = says(language)
    own = found.leakage
    own = own[(own["region_id"] == region_id) & (own["direction"] == direction)]
    known = own[own["other_region_id"] != OUTSIDE].head(MAIN)
    divided = [(say("in de regio", "in the region"), inside)]
    divided += list(zip(known["other_region"], known["share"], strict=True))
    divided.append((say("elders", "elsewhere"), max(0.0, 1 - inside - float(known["share"].sum()))))
    return [
        {
            "item": item,
            "part": part,
            "share": share,
            "told": f"{item}, {part}: {number(share, 'share', language)}",
        }
        for part, share in divided
    ]


def _table(found: DailyUrbanSystems, region_id: str, language: str) -> Table:
    say = says(language)
    own = found.leakage[found.leakage["region_id"] == region_id]
    largest = own.groupby("direction", sort=False).head(LISTED)
    rows = [
        (
            pick(DIRECTIONS[row.direction], language),
            say("buiten alle regio's", "outside all regions")
            if row.other_region_id == OUTSIDE
            else row.other_region,
            number(row.commuters, "arrangements", language),
            number(row.share, "share", language),
        )
        for row in largest.itertuples()
    ]
    heads = say("Richting|Andere regio|Werkenden|Deel", "Direction|Other region|Workers|Share")
    return Table.of(heads, "wwnn", rows)


def _agreement(found: DailyUrbanSystems, row: pd.Series, language: str) -> str:
    say = says(language)
    areas = found.functional.areas
    low, high = found.sensitivity["areas"].min(), found.sensitivity["areas"].max()
    jaccard = number(float(row["jaccard"]), "share", language)
    ami = number(found.agreement.ami, "share", language)
    return say(
        f"Uit het woon-werkverkeer volgen {len(areas)} woon-werkgebieden ({low} tot {high} bij andere "
        "grenzen). "
        f"Het gebied dat het meest op deze regio lijkt, is dat van {row['functional_region']}: van de "
        "gemeenten "
        f"die in een van beide liggen, ligt {jaccard} in allebei. Over het hele land komen regio's en "
        f"woon-werkgebieden voor {ami} overeen (AMI: 0% is toeval, 100% is gelijk). De cijfers zijn van "
        "2014.",
        f"Commuting draws {len(areas)} travel-to-work areas ({low} to {high} with other criteria). The one "
        "most "
        f"like this region is that of {row['functional_region']}: of the municipalities in either, {jaccard} "
        f"are in both. Over the country regions and travel-to-work areas agree for {ami} (AMI: 0% is chance, "
        "100% is equal). The figures are of 2014.",
    )
