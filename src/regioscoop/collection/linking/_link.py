"""Linking two lists, or one with itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from regioscoop.collection.linking._answers import DIFFERENT, MATCH, Thresholds, answer
from regioscoop.collection.linking._blocking import Pairs, candidates
from regioscoop.collection.linking._evidence import evidence
from regioscoop.collection.linking._human import taught
from regioscoop.collection.linking._participants import participants_of, year_of
from regioscoop.collection.linking._profiles import Profiles, profiles
from regioscoop.collection.linking._reasons import BY_HAND, LANGUAGES, reasons
from regioscoop.collection.linking._trees import raw_score
from regioscoop.collection.linking._weights import levels, match_weights
from regioscoop.errors import UnknownNameError

MODEL: Final = "linking.json"
COLUMNS: Final = ("left_id", "right_id", "probability", "decision", "relation", "why")
Report = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is."""

_STEPS: Final = ("comparing names and participants", "choosing pairs", "weighing pairs", "writing reasons")


@dataclass(frozen=True)
class LinkingModel:
    """What was learnt from judged pairs.

    Three parts, each for what it does best. On held-out arrangements Splink's weights alone find too few
    matches at the wanted precision: it takes the comparisons as independent, while whether equal participants
    say anything depends on the task. Trees over the same comparisons, which may only rise with each, know
    that; they give the probability. Splink chooses the pairs and gives the weight of each reason.

    Attributes
    ----------
    splink
        Settings of Splink, with m and u of each level.
    trees
        Boosted trees, see `regioscoop.collection.linking._trees.fit_trees`.
    platt
        intercept and slope that turn their score into a probability.
    thresholds
        Where an answer changes.
    """

    splink: Mapping[str, Any]
    trees: Mapping[str, Any]
    platt: Mapping[str, float]
    thresholds: Thresholds

    def log_odds(self, found: pd.DataFrame) -> NDArray[np.float64]:
        """Calibrated log odds that pairs belong together, by their evidence."""
        return self.platt["intercept"] + self.platt["slope"] * raw_score(found, self.trees)


@cache
def load_model() -> LinkingModel:
    """The shipped model, made by ``tools/train_linking.py``."""
    path = Path(str(files("regioscoop.collection"))) / "data" / MODEL
    stored = json.loads(path.read_text(encoding="utf-8"))
    return LinkingModel(
        stored["splink"], stored["trees"], stored["platt"], Thresholds(**stored["thresholds"])
    )


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
    sides = _profiles(left, other)
    told(_STEPS[1], 1, len(_STEPS))
    human = _as_rows(decisions, left, other, right is None)
    pairs = _pairs(sides, human, right is None)
    told(_STEPS[2], 2, len(_STEPS))
    judged = _judge(sides, pairs, human, used, right is None)
    told(_STEPS[3], 3, len(_STEPS))
    judged["why"] = reasons(*sides, judged, judged.attrs["weights"], language)
    rows = _as_records(judged, sides, right is None)
    rows = _override(rows, human, BY_HAND[LANGUAGES.index(language)])
    rows["left_id"] = left["id"].to_numpy()[rows.pop("left_row")]
    rows["right_id"] = other["id"].to_numpy()[rows.pop("right_row")]
    told(_STEPS[3], len(_STEPS), len(_STEPS))
    rows = rows.sort_values(["probability", "left_id", "right_id"], ascending=[False, True, True])
    return rows[list(COLUMNS)].reset_index(drop=True)


def _profiles(left: pd.DataFrame, right: pd.DataFrame) -> tuple[Profiles, Profiles]:
    cells = pd.concat([left["participants"], right["participants"]]).unique()
    year = year_of(map(participants_of, cells))
    ours = profiles(left, year)
    return ours, ours if right is left else profiles(right, year)


def _as_rows(
    decisions: pd.DataFrame | None, left: pd.DataFrame, right: pd.DataFrame, is_one_list: bool
) -> pd.DataFrame:
    """Decisions with the rows of both records, within one list the lower first."""
    if decisions is None:
        return pd.DataFrame(columns=["left_row", "right_row", "decision", "relation"])
    rows = [dict(zip(side["id"], range(len(side)), strict=True)) for side in (left, right)]
    found = decisions.assign(
        left_row=decisions["left_id"].map(rows[0]), right_row=decisions["right_id"].map(rows[1])
    )
    if is_one_list:
        ordered = np.sort(found[["left_row", "right_row"]].to_numpy(dtype=np.int64), axis=1)
        found[["left_row", "right_row"]] = ordered
    return found[["left_row", "right_row", "decision", "relation"]].drop_duplicates(["left_row", "right_row"])


def _pairs(sides: tuple[Profiles, Profiles], human: pd.DataFrame, is_one_list: bool) -> Pairs:
    """The candidates, the decided pairs and, within one list, profiles of which there are several records."""
    left, right = sides
    decided = np.column_stack(
        [
            left.of_record[human["left_row"].to_numpy(dtype=np.int64)],
            right.of_record[human["right_row"].to_numpy(dtype=np.int64)],
        ]
    )
    found = [candidates(left, None if is_one_list else right), decided]
    if is_one_list:
        several = np.flatnonzero(np.bincount(left.of_record, minlength=len(left)) > 1)
        found = [found[0], np.sort(decided, axis=1), np.column_stack([several, several])]
    return np.unique(np.concatenate(found).astype(np.int64), axis=0)


def _judge(
    sides: tuple[Profiles, Profiles],
    pairs: Pairs,
    human: pd.DataFrame,
    model: LinkingModel,
    is_one_list: bool,
) -> pd.DataFrame:
    """Evidence, levels and answer of each pair of profiles; Splink's weights as attribute ``weights``."""
    found = evidence(*sides, pairs)
    rungs = levels(found)
    logit = taught(rungs, model.log_odds(found), *_lessons(sides, pairs, human, is_one_list))
    probability = pd.Series(1 / (1 + np.exp(-logit)), index=found.index)
    answers = answer(found, probability, model.thresholds, is_one_list)
    numbers = pd.DataFrame(pairs, columns=["left", "right"])
    judged = pd.concat([numbers, found, rungs.add_prefix("level_"), answers], axis=1)
    judged.attrs["weights"] = match_weights(rungs, model.splink)
    return judged


def _lessons(
    sides: tuple[Profiles, Profiles], pairs: Pairs, human: pd.DataFrame, is_one_list: bool
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    rows = {tuple(pair): number for number, pair in enumerate(pairs.tolist())}
    keys = [
        (int(sides[0].of_record[a]), int(sides[1].of_record[b]))
        for a, b in zip(human["left_row"], human["right_row"], strict=True)
    ]
    decided = [rows[tuple(sorted(key)) if is_one_list else key] for key in keys]
    return np.array(decided, dtype=np.int64), (human["decision"] == MATCH).to_numpy(float)


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
