"""What the elected body of a government may do about the arrangements it takes part in, by their form."""

from __future__ import annotations

import re
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
    law_on,
)
from regioscoop.web._atlas import Atlas
from regioscoop.web._language import SOURCE, listed, words

_ORDER: Final = {
    code: k for k, code in enumerate([*codes.LEGAL_FORMS.codes, *codes.LEGAL_CLASSES.codes, UNKNOWN])
}

_LEAST_SHARED: Final = 4
"""Two groups that share fewer rights are told apart in full: to look elsewhere is more work than to read."""
_PARAGRAPHS: Final = re.compile(r"\blid ([^;()]+?)(?= onder |;| \(|$)")
_LETTERS: Final = re.compile(r"\bonder ([^;()]+?)(?=;| \(|$)")
_RANGE: Final = re.compile(r"(\S+) tot en met (\S+)")
_PAIR: Final = re.compile(r"(\S+) en (\S+)")


def rights(atlas: Atlas, ids: Iterable[str], body: str, language: str) -> list[dict[str, Any]]:
    """Arrangements by what a body may do about them, which follows from their form on the day of the edition.

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
        A group for all forms with the same rights, the one with most arrangements first: ``bases`` (forms,
        else classes, else ``unknown``), ``label`` (their names in words), ``parts`` (a part for each form:
        ``basis``, ``label``, ``arrangements`` with id, name and unsure; by name), ``count`` (number of
        arrangements), ``unsure`` (number of those whose form or class is not sure), ``rights`` (right,
        strength, strength_words, words, law, article, url, note, verified; the strongest first) and
        ``besides`` (None, or another group whose rights hold here too and are not repeated; this one stands
        behind it). Without rights when the table does not reach back to that day.

    Raises
    ------
    UnknownNameError
        When there is no such body.
    """
    frame = atlas.edition.arrangements.loc[sorted(set(ids))]
    on = date.fromisoformat(atlas.edition.reference_date)
    found = [basis(f, c) for f, c in zip(frame["legal_form"], frame["legal_class"], strict=True)]
    parts = [
        _part(key, rows, language)
        for key, rows in frame.groupby(pd.Series(found, index=frame.index, dtype=str))
    ]
    together: dict[Any, tuple[list[Influence], list[dict[str, Any]]]] = {}
    for part in sorted(parts, key=lambda one: (-len(one["arrangements"]), _ORDER[one["basis"]])):
        rows = influence(*_form_and_class(part["basis"]), body, on)
        together.setdefault(_told(rows), (rows, []))[1].append(part)
    groups = {told: _group(own, rows, on, language) for told, (rows, own) in together.items()}
    _refer(groups)
    return sorted(groups.values(), key=_place)


def _refer(groups: dict[tuple[object, ...], dict[str, Any]]) -> None:
    """Leave out of a table all that stands in another one in full, and say which one that is."""
    whole: list[tuple[object, ...]] = []
    for told, group in sorted(groups.items(), key=lambda pair: len(pair[0])):
        shared = max((w for w in whole if len(w) >= _LEAST_SHARED and {*w} < {*told}), key=len, default=None)
        if shared is None:
            whole.append(told)
            continue
        group["besides"] = groups[shared]
        rows = zip(group["rights"], told, strict=True)
        group["rights"] = [row for row, said in rows if said not in shared]


def _place(group: dict[str, Any]) -> tuple[int, int, bool, int]:
    """Most arrangements first; what refers to another group stands behind that one."""
    first = group["besides"] or group
    return -first["count"], _ORDER[first["bases"][0]], first is not group, -group["count"]


def _form_and_class(key: str) -> tuple[str, str]:
    return ("", key) if key in codes.LEGAL_CLASSES else (key, "")


def _told(rows: Iterable[Influence]) -> tuple[object, ...]:
    """What a reader sees of rows: equal for two forms whose tables would read the same."""
    return tuple(
        (row.right, row.strength, row.words_nl, row.law, row.article, row.note, row.source, row.is_verified)
        for row in rows
    )


def _part(key: str, rows: pd.DataFrame, language: str) -> dict[str, Any]:
    unsure = rows["legal_certainty"] == "unsure"
    taken = rows.assign(unsure=unsure).sort_values("name", key=lambda names: names.str.casefold())
    return {
        "basis": key,
        "label": form_words(key, language),
        "arrangements": taken.rename_axis("id").reset_index()[["id", "name", "unsure"]].to_dict("records"),
    }


def _group(parts: list[dict[str, Any]], found: list[Influence], on: date, language: str) -> dict[str, Any]:
    every = [row for part in parts for row in part["arrangements"]]
    first, *more = [part["label"] for part in parts]
    return {
        "bases": [part["basis"] for part in parts],
        "label": listed([first, *(label[0].lower() + label[1:] for label in more)], language),
        "parts": parts,
        "count": len(every),
        "unsure": sum(row["unsure"] for row in every),
        "besides": None,
        "rights": [_right(row, on, language) for row in found],
    }


def form_words(key: str, language: str) -> str:
    """Name of a group of arrangements: its form, or what is known when the form is not."""
    _ = words(language)
    if key in codes.CLASS_OF_FORM:
        return codes.LEGAL_FORMS.label(key, language).capitalize()
    if key in codes.LEGAL_CLASSES:
        return _("{legal_class} (vorm niet bekend)").format(
            legal_class=codes.LEGAL_CLASSES.label(key, language)
        )
    return _("Rechtsvorm niet bekend")


def article_words(article: str, language: str) -> str:
    """Write where something stands in a law: ‘9 lid 2 onder f’ as ‘9 paragraph 2 under f’.

    Parameters
    ----------
    article
        As the table of influence has it, in Dutch.
    language
        Language of the words.
    """
    if language == SOURCE:
        return article
    _ = words(language)

    def paragraphs(match: re.Match[str]) -> str:
        is_one = match[1].isalnum()
        return (_("lid {numbers}") if is_one else _("leden {numbers}")).format(numbers=match[1])

    said = _PARAGRAPHS.sub(paragraphs, article)
    said = _LETTERS.sub(lambda match: _("onder {letters}").format(letters=match[1]), said)
    said = _RANGE.sub(
        lambda match: _("{first} tot en met {last}").format(first=match[1], last=match[2]), said
    )
    return _PAIR.sub(lambda match: listed([match[1], match[2]], language), said)


def _right(row: Influence, on: date, language: str) -> dict[str, Any]:
    return {
        "right": RIGHTS.label(row.right, language),
        "strength": row.strength,
        "strength_words": STRENGTHS.label(row.strength, language),
        "words": row.words(language),
        "law": row.law,
        "article": article_words(row.article, language),
        "url": law_on(influence_sources()[row.source].url, on),
        "note": row.note,
        "verified": row.is_verified,
    }
