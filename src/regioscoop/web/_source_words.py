"""Sources in Dutch: the tables that ship name them in English, and pages in Dutch do not.

The words are looked up by what the table says, not by the id of the source: a source of another edition that
says the same is Dutch too, and one that we do not know stays as it is.
"""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from regioscoop.reports import DUTCH
from regioscoop.web._language import SOURCE

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
