"""Sources in Dutch: the tables that ship name them in English, and pages in Dutch do not.

The words are looked up by what the table says, not by the id of the source: a source of another edition that
says the same is Dutch too, and one that we do not know stays as it is.
"""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from regioscoop.web._language import SOURCE

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
}
"""What the tables of sources say, in Dutch."""
NAMES: Final = frozenset({"Regioscoop"})
"""The same in every language."""
_WORDED: Final = ("publisher", "title", "licence")


def source_rows(table: pd.DataFrame, language: str) -> list[dict[str, Any]]:
    """Rows of a table of sources, with words in the language of the page where we have them.

    Parameters
    ----------
    table
        Columns publisher, title, licence and more.
    language
        Language of the words.

    Returns
    -------
    list of dict
        The rows, with ``lang``: ``en`` when the publisher or title stayed English on a page that is not.
    """
    rows = table.to_dict("records")
    if language != SOURCE:
        return [{**row, "lang": "" if language == "en" else "en"} for row in rows]
    return [
        {
            **row,
            **{name: DUTCH.get(row[name], row[name]) for name in _WORDED},
            "lang": "" if all(row[name] in DUTCH or row[name] in NAMES for name in _WORDED[:2]) else "en",
        }
        for row in rows
    ]
