"""What the national article published, as facts to compare with, and where it does not fit itself.

A value that was not published is not here. The words are ours; each row names its source and the place in
it where a reader finds the number.
"""

from __future__ import annotations

from typing import Final

import pandas as pd

from regioscoop.context._tables import shipped_table
from regioscoop.errors import UnknownNameError

UNITS: Final = (
    "arrangements",
    "index_2017",
    "mean",
    "organisations",
    "organisations_answered",
    "organisations_asked",
    "percent",
    "percentage_points_since_2020",
    "policy_fields",
    "programmes",
    "regions",
    "stages",
)
"""Units of `published_figures`; ``index_2017`` is a number of which that of 2017 is 100."""
FIGURES: Final = (
    *map(str, range(1, 13)),
    "17",
    "central_government_programmes",
    "municipalities",
    "non_government",
    "obligation",
    "pairs",
    "quality",
    "response",
    "triple_helix",
)
"""Numbers in the article, 17 of the study, and our names of what the article gives without a figure."""
BOUNDS: Final = ("exact", "lower", "upper")
"""Whether the source gives the value itself, or only that the value is not below or not above it."""
CERTAINTIES: Final = ("stated", "inferred", "rounded")
"""``inferred``: what the number belongs to was inferred; ``rounded``: given as about, or rounded."""


def published_figures() -> pd.DataFrame:
    """Return every number that the national article published with its figures.

    Returns
    -------
    DataFrame
        figure (one of `FIGURES`), item (our
        code; empty for the total), year (Int64, missing where none is meant), value, unit (`UNITS`), scope
        (``all``: the whole country), bound (`BOUNDS`), certainty (`CERTAINTIES`), source (a key of
        `published_sources`), place (where it stands there), note. In the order of the article.
    """
    table = shipped_table("published_figures")
    numbers = {
        "year": pd.to_numeric(table["year"]).astype("Int64"),
        "value": pd.to_numeric(table["value"]).astype("float64"),
    }
    return table.assign(**numbers)


def tensions(figure: str | None = None) -> pd.DataFrame:
    """Return where the sources do not fit themselves or each other, in words for beside a figure.

    Parameters
    ----------
    figure
        Only those of this figure, named as in `published_figures`; default all.

    Returns
    -------
    DataFrame
        Index ``id``; columns figure (the figures concerned, separated by ``|``), words_nl, words_en (one to
        three plain sentences), source (a key of `published_sources`). Empty when a figure has none.

    Raises
    ------
    UnknownNameError
        When there is no such figure.
    """
    table = shipped_table("tensions").set_index("id")
    if figure is None:
        return table
    if figure not in FIGURES:
        raise UnknownNameError("figure", figure, FIGURES)
    concerned = table["figure"].str.split("|")
    return table[[figure in figures for figures in concerned]]


def published_sources() -> pd.DataFrame:
    """Return the sources of `published_figures` and `tensions`.

    Returns
    -------
    DataFrame
        Index ``id``; columns as in `regioscoop.context.sources`. Only facts were taken: no text was copied.
    """
    return shipped_table("published_sources").set_index("id")
