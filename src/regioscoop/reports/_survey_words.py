"""The sentences and numbers of the report of a survey, in Dutch and English."""

from __future__ import annotations

import math
from typing import Final

from babel.numbers import format_decimal, format_percent

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "not_weighted": (
        "De antwoorden zijn niet gewogen: van de gevraagden is niets bekend.",
        "The answers are not weighted: nothing is known of who was asked.",
    ),
    "met": (
        "De antwoorden zijn gewogen en de marges kloppen.",
        "The answers are weighted; the margins are met.",
    ),
    "not_met": (
        "De antwoorden zijn gewogen. De marges kloppen op {gap} na: gewichten zijn begrensd, of de marges "
        "sluiten elkaar uit.",
        "The answers are weighted. The margins are met to within {gap}: weights were limited, or the margins "
        "exclude each other.",
    ),
    "cost": (
        "Door de gewichten worden intervallen zo breed als bij {number} antwoorden (ontwerpeffect {effect}).",
        "The weights make intervals as wide as those of {number} answers (design effect {effect}).",
    ),
    "one_thing": (
        "Vragen tellen we alleen samen als ze één ding meten en genoeg samenhangen.",
        "Items are taken together only when they measure one thing and go together enough.",
    ),
    "turned_wrong": (
        "Deze vragen gaan tegen de andere in: {items}. Kijk of ze goed zijn omgekeerd.",
        "These items go against the others: {items}. See whether they are turned the right way.",
    ),
    "shares": (
        "Deel van wie een mening gaf, gewogen; rechts het deel zonder mening.",
        "Share of who had an opinion, weighted; to the right the share without one.",
    ),
    "bars": (
        "Staven met het deel van elk antwoord: links van de as oneens, rechts eens.",
        "Bars with the share of each answer: disagree to the left of the axis, agree to the right.",
    ),
    "no_scale": (
        "Geen enkele schaal kan worden gebruikt. Daarom staan hier geen gemiddelden.",
        "No scale can be used. So there are no means here.",
    ),
    "icc": (
        "ICC(1) is het deel van de verschillen dat tussen regio's ligt. Is dat niet duidelijk boven nul, dan "
        "is niet te zien dat regio's verschillen, en zegt een rangorde niets.",
        "ICC(1) is the share of the differences that lies between regions. Where it is not clearly above "
        "zero, regions are not seen to differ, and a ranking tells nothing.",
    ),
    "gap": (
        "Boven nul vindt men de eigen regio beter naast buurregio's dan naast haar eigen ambities.",
        "Above zero, members find their region better beside its neighbours than beside its own ambitions.",
    ),
    "bounds": (
        "Van wie niet antwoordde weten we niets. De uiterste grenzen gelden wat zij ook vinden; de andere "
        "als zij hooguit een halve standaardafwijking anders antwoorden.",
        "Of who did not answer nothing is known. The utmost bounds hold whatever they feel; the others when "
        "they differ by half a standard deviation at most.",
    ),
    "few_regions": (
        "Met zo weinig regio's is alleen een heel sterk verband te zien; het zegt niet wat de oorzaak is.",
        "With so few regions only a very strong relation can be seen; it does not tell what causes what.",
    ),
    "own_items": (
        "De vragen zijn onze eigen vragen; die van de studie van 2024 zijn niet openbaar. De uitkomsten "
        "zijn dus niet naast die van de studie te leggen.",
        "The items are our own; those of the study of 2024 are not public. So the results cannot be put "
        "beside those of the study.",
    ),
    "set_size": (
        "Groepen kleiner dan {least} laten we niet zien. Wie daarin zit, telt ook in geen totaal mee: zo is "
        "er niets uit te rekenen.",
        "Groups under {least} are not shown. Who is in one counts in no total either: so nothing can be "
        "worked out.",
    ),
    "least_alpha": (
        "Een schaal gebruiken we vanaf een betrouwbaarheid van {alpha} en met één dimensie. Intervallen zijn "
        "van 95%.",
        "A scale is used from a reliability of {alpha} on, with one dimension. Intervals are of 95%.",
    ),
}


def sentence(name: str, language: str, **values: object) -> str:
    """A sentence, with its values filled in."""
    return SENTENCES[name][language == "en"].format(**values)


def decimal(value: float, language: str, decimals: int = 2, sign: bool = False) -> str:
    """A number in the notation of a language; nothing when it is unknown."""
    if value is None or math.isnan(value):
        return ""
    places = "0." + "0" * decimals if decimals else "0"
    # Adding zero takes the sign off a number that rounds to nothing.
    rounded = round(float(value), decimals) + 0.0
    return format_decimal(rounded, format=f"+{places};-{places}" if sign else places, locale=language)


def share(value: float, language: str) -> str:
    """A share as a whole percentage; nothing when it is unknown."""
    if math.isnan(value):
        return ""
    return format_percent(value, format="0%", locale=language).replace("\N{NO-BREAK SPACE}", "")


def ends(low: float, high: float, language: str) -> str:
    """The ends of an interval; nothing when they are unknown."""
    if math.isnan(low) or math.isnan(high):
        return ""
    return f"{decimal(low, language)} – {decimal(high, language)}"


def between(value: float, low: float, high: float, language: str) -> str:
    """A number with its interval."""
    around = ends(low, high, language)
    return f"{decimal(value, language)} ({around})" if around else decimal(value, language)
