"""What the tables of the register say, in Dutch: they are written in English.

The words are looked up by what a table says, not by the id of a source: another edition that says the same is
Dutch too, and what we do not know stays as it is.
"""

from __future__ import annotations

from typing import Final

DUTCH: Final[dict[str, str]] = {
    "Statistics Netherlands (CBS)": "Centraal Bureau voor de Statistiek (CBS)",
    "Ministry of the Interior and Kingdom Relations": (
        "Ministerie van Binnenlandse Zaken en Koninkrijksrelaties"
    ),
    "Ministry of the Interior and Kingdom Relations (Regioatlas), by way of Open State Foundation": (
        "Ministerie van Binnenlandse Zaken en Koninkrijksrelaties (Regioatlas), via Open State Foundation"
    ),
    "Open State Foundation (OpenGR), from requests to the twelve provinces": (
        "Open State Foundation (OpenGR), opgevraagd bij de twaalf provincies"
    ),
    "Regioscoop, from boundaries of CBS and Kadaster": "Regioscoop, uit grenzen van CBS en Kadaster",
    "Where the area of the municipalities of 2014 went by 2016": (
        "Bij welke gemeente van 2016 het gebied van de gemeenten van 2014 hoort"
    ),
    "Where the area of the municipalities of 2016 went by 2023": (
        "Bij welke gemeente van 2023 het gebied van de gemeenten van 2016 hoort"
    ),
    "Municipalities of 2016 by province and COROP area": "Gemeenten van 2016 naar provincie en COROP-gebied",
    "Municipalities of 2023 by province, RES region and safety region": (
        "Gemeenten van 2023 naar provincie, RES-regio en veiligheidsregio"
    ),
    "Codes by codebook 1, from reading the name, seat and participants": (
        "Indeling volgens codeboek 1, uit de naam, de zetel en de deelnemers"
    ),
    "Nationwide divisions of municipalities": "Landelijke indelingen van gemeenten",
    "Joint arrangements in the registers of the provinces": (
        "Gemeenschappelijke regelingen in de registers van de provincies"
    ),
    "Staat van het Bestuur 2025, article on cooperation in the region": (
        "Staat van het Bestuur 2025, artikel over samenwerking in de regio"
    ),
    "citation of a fact": "aanhaling van een feit",
    "authors of the study": "auteurs van de studie",
    "none": "geen",
    "nobody": "niemand",
    "twelve provinces, on their registers of joint arrangements": (
        "twaalf provincies, over hun registers van gemeenschappelijke regelingen"
    ),
    "Says nothing of informal or private forms. The provincial registers are incomplete for Limburg and "
    "Overijssel.": (
        "Zegt niets over informele of private vormen. De registers van de provincies zijn onvolledig voor "
        "Limburg en Overijssel."
    ),
    "Only the safety regions and the RES regions are confirmed for this year. That two environment "
    "services merged is taken from the article; their members are carried, as is all else, from 2016 "
    "across the mergers of municipalities: it shows what those mergers do, nothing more. The nationwide"
    " systems are kept whole: two RES regions have one municipality in the source.": (
        "Alleen de veiligheidsregio's en de RES-regio's zijn voor dit jaar bevestigd. Dat twee "
        "omgevingsdiensten samengingen, komt uit het artikel; hun leden zijn overgenomen, net als al het "
        "andere, uit 2016, over de herindelingen heen: het laat zien wat die herindelingen doen, en niet "
        "meer. De landelijke stelsels zijn heel gehouden: twee RES-regio's hebben in de bron één "
        "gemeente."
    ),
    "article on the state of the region (2025), annex: estimates for the register of 2024": (
        "artikel over de staat van de regio (2025), bijlage: schattingen voor het register van 2024"
    ),
    "given on the command line": "opgegeven op de opdrachtregel",
    "none assumed": "geen aangenomen",
}
"""What the tables of the register say, in Dutch."""


def of_register(words: str, language: str) -> str:
    """Words of a table of the register, in the language of the reader where we have them."""
    return DUTCH.get(words, words) if language == "nl" else words
