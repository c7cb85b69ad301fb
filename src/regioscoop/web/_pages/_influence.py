"""What the elected body of a government may do about the arrangements it takes part in, by their form."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

import pandas as pd

from regioscoop.register import codes
from regioscoop.register.influence import (
    RIGHTS,
    STRENGTHS,
    UNKNOWN,
    Influence,
    basis,
    influence,
    influence_sources,
)
from regioscoop.web._atlas import Atlas
from regioscoop.web._language import words

_ORDER: Final = {
    code: k for k, code in enumerate([*codes.LEGAL_FORMS.codes, *codes.LEGAL_CLASSES.codes, UNKNOWN])
}


def rights(atlas: Atlas, ids: Iterable[str], body: str, language: str) -> list[dict[str, Any]]:
    """Arrangements by legal form, each form with what a body may do about it on the day of the edition.

    Parameters
    ----------
    atlas
        Where the arrangements stand.
    ids
        Ids of arrangements; one that stands twice counts once.
    body
        Code of `regioscoop.register.influence.BODIES`.
    language
        Language of the words.

    Returns
    -------
    list of dict
        A group for each form, the one with most arrangements first: ``basis`` (a form, else a class, else
        ``unknown``), ``label`` (its name in words), ``is_form`` (whether the form itself is known),
        ``unsure`` (number of arrangements whose form or class is not sure), ``arrangements`` (id, name,
        unsure; by name) and ``rights`` (right, strength, strength_words, words, law, article, url, note,
        verified; the strongest first). Without rights when the table does not reach back to that day.

    Raises
    ------
    UnknownNameError
        When there is no such body.
    """
    frame = atlas.edition.arrangements.loc[sorted(set(ids))]
    on = date.fromisoformat(atlas.edition.reference_date)
    found = [basis(f, c) for f, c in zip(frame["legal_form"], frame["legal_class"], strict=True)]
    groups = [
        _group(key, rows, influence(*_form_and_class(key), body, on), language)
        for key, rows in frame.groupby(pd.Series(found, index=frame.index, dtype=str))
    ]
    return sorted(groups, key=lambda group: (-len(group["arrangements"]), _ORDER[group["basis"]]))


def _form_and_class(key: str) -> tuple[str, str]:
    return ("", key) if key in codes.LEGAL_CLASSES else (key, "")


def _group(key: str, rows: pd.DataFrame, found: list[Influence], language: str) -> dict[str, Any]:
    unsure = rows["legal_certainty"] == "unsure"
    taken = rows.assign(unsure=unsure).sort_values("name", key=lambda names: names.str.casefold())
    return {
        "basis": key,
        "label": form_words(key, language),
        "is_form": key in codes.CLASS_OF_FORM,
        "unsure": int(unsure.sum()),
        "arrangements": taken.rename_axis("id").reset_index()[["id", "name", "unsure"]].to_dict("records"),
        "rights": [_right(row, language) for row in found],
    }


def form_words(key: str, language: str) -> str:
    """Name of a group of arrangements: its form, or what is known when the form is not."""
    _ = words(language)
    if key in codes.CLASS_OF_FORM:
        return codes.LEGAL_FORMS.label(key, language).capitalize()
    if key in codes.LEGAL_CLASSES:
        return _("{legal_class}, vorm niet bekend").format(
            legal_class=codes.LEGAL_CLASSES.label(key, language)
        )
    return _("Rechtsvorm niet bekend")


def _right(row: Influence, language: str) -> dict[str, Any]:
    return {
        "right": RIGHTS.label(row.right, language),
        "strength": row.strength,
        "strength_words": STRENGTHS.label(row.strength, language),
        "words": row.words(language),
        "law": row.law,
        "article": row.article,
        "url": influence_sources()[row.source].url,
        "note": row.note,
        "verified": row.is_verified,
    }
