"""Linking two lists, or one with itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
import pandas as pd

from regioscoop.collection.linking._answers import DIFFERENT, MATCH
from regioscoop.collection.linking._judge import (
    LinkingModel,
    decided_rows,
    judge,
    load_model,
    pairs_of,
    profiles_of,
)
from regioscoop.collection.linking._profiles import Profiles
from regioscoop.collection.linking._reasons import BY_HAND, LANGUAGES, reasons
from regioscoop.errors import UnknownNameError

COLUMNS: Final = ("left_id", "right_id", "probability", "decision", "relation", "why")
Report = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is."""

_STEPS: Final = ("comparing names and participants", "choosing pairs", "weighing pairs", "writing reasons")


def link(
    left: pd.DataFrame,
    right: pd.DataFrame | None = None,
    decisions: pd.DataFrame | None = None,
    model: LinkingModel | None = None,
    language: str = "nl",
    report: Report | None = None,
) -> pd.DataFrame:
    """Link two lists, or find the doubles within one.

    Parameters
    ----------
    left, right
        Lists as `read_list` gives them; without ``right`` the records of ``left`` are compared.
    decisions
        What people decided, as `read_decisions` gives it: it stands, and pairs with the same kind of
        evidence follow it.
    model
        The shipped one when not given.
    language
        Language of the reasons, ``nl`` or ``en``.
    report
        Told of the progress.

    Returns
    -------
    DataFrame
        left_id, right_id, probability (0 to 1, calibrated), decision (match, review, different), relation
        (same, successor, part_of), why. Only pairs that share something are listed; a record without any
        match has no counterpart in the other list, and that is an answer. Sorted by probability, the highest
        first, then by ids: the same lists give the same rows whatever their order.

    Raises
    ------
    UnknownNameError
        When the language is neither.
    """
    if language not in LANGUAGES:
        raise UnknownNameError("language", language, LANGUAGES)
    told = report or (lambda *_: None)
    used = model or load_model()
    left = left.sort_values("id", ignore_index=True)
    other = left if right is None else right.sort_values("id", ignore_index=True)
    told(_STEPS[0], 0, len(_STEPS))
    sides = profiles_of(left, other)
    told(_STEPS[1], 1, len(_STEPS))
    human = decided_rows(decisions, left, other, right is None)
    pairs = pairs_of(sides, human, right is None)
    told(_STEPS[2], 2, len(_STEPS))
    judged = judge(sides, pairs, human, used, right is None)
    told(_STEPS[3], 3, len(_STEPS))
    judged["why"] = reasons(*sides, judged, judged.attrs["weights"], language)
    rows = _as_records(judged, sides, right is None)
    rows = _override(rows, human, BY_HAND[LANGUAGES.index(language)])
    rows["left_id"] = left["id"].to_numpy()[rows.pop("left_row")]
    rows["right_id"] = other["id"].to_numpy()[rows.pop("right_row")]
    told(_STEPS[3], len(_STEPS), len(_STEPS))
    rows = rows.sort_values(["probability", "left_id", "right_id"], ascending=[False, True, True])
    return rows[list(COLUMNS)].reset_index(drop=True)


def _as_records(judged: pd.DataFrame, sides: tuple[Profiles, Profiles], is_one_list: bool) -> pd.DataFrame:
    """Pairs of records from pairs of profiles."""
    columns = ["left", "right", "probability", "decision", "relation", "why"]
    ours, theirs = (
        pd.DataFrame({side: s.of_record, f"{side}_row": range(len(s.of_record))})
        for side, s in zip(("left", "right"), sides, strict=True)
    )
    rows = judged[columns].merge(ours, on="left").merge(theirs, on="right").drop(columns=["left", "right"])
    if not is_one_list:
        return rows
    ordered = np.sort(rows[["left_row", "right_row"]].to_numpy(), axis=1)
    rows = rows.assign(left_row=ordered[:, 0], right_row=ordered[:, 1])
    return rows[rows["left_row"] < rows["right_row"]].drop_duplicates(["left_row", "right_row"])


def _override(rows: pd.DataFrame, human: pd.DataFrame, why: str) -> pd.DataFrame:
    """Put what people decided in the place of what the model thought."""
    if human.empty:
        return rows
    is_match = human["decision"] == MATCH
    by_hand = human.assign(
        probability=is_match.astype(float),
        decision=human["decision"].where(is_match, DIFFERENT),
        why=why,
    )
    keys = ["left_row", "right_row"]
    kept = rows.merge(by_hand[keys].astype(np.int64), how="left", on=keys, indicator=True)
    kept = kept[kept.pop("_merge") == "left_only"]
    return pd.concat([kept, by_hand.astype(dict.fromkeys(keys, np.int64))], ignore_index=True)
