"""What changed since an earlier edition, in rows that a page can show."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from regioscoop.register.changes import ARRANGEMENT_CHANGES, PARTICIPATION_CHANGES, Changes
from regioscoop.web._atlases import Atlases
from regioscoop.web._links import Page

UNCHANGED: Final = ("stayed", "carried")
"""Changes of a participation that are told as a number only."""


def changes_of_organisation(atlases: Atlases, page: Page) -> dict[str, Any] | None:
    """Participations of an organisation beside those in the edition before; None when there is none."""
    found = atlases.changes(page.edition)
    if found is None or page.id not in found.names.index:
        return None
    return _told(found, found.of_organisation(page.id), page.language)


def changes_of_arrangement(atlases: Atlases, page: Page) -> dict[str, Any] | None:
    """An arrangement and its participations beside the edition before; None when there is none."""
    found = atlases.changes(page.edition)
    if found is None:
        return None
    own = found.arrangement(page.id)
    return {
        **_told(found, found.of_arrangement(page.id), page.language),
        "own": [
            {**row, "words": ARRANGEMENT_CHANGES.label(row["change"], page.language)}
            for row in own.to_dict("records")
        ],
    }


def _told(found: Changes, rows: pd.DataFrame, language: str) -> dict[str, Any]:
    names = found.arrangements.drop_duplicates("arrangement").set_index("arrangement")["name"]
    rows = rows.assign(arrangement_name=rows["arrangement"].map(names))
    real = rows[~rows["change"].isin(UNCHANGED)]
    groups = [
        {
            "change": code,
            "words": PARTICIPATION_CHANGES.label(code, language),
            "rows": part.to_dict("records"),
        }
        for code, part in real.groupby("change", sort=False)
    ]
    order = PARTICIPATION_CHANGES.codes
    return {
        "earlier": found.earlier,
        "later": found.later,
        "counts": {code: int((rows["change"] == code).sum()) for code in UNCHANGED},
        "groups": sorted(groups, key=lambda group: order.index(str(group["change"]))),
        "total": len(rows),
    }
