"""Judging pairs of profiles: what `link` and `group` share."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from regioscoop.collection.linking._answers import MATCH, Thresholds, answer
from regioscoop.collection.linking._blocking import Pairs, candidates
from regioscoop.collection.linking._evidence import evidence
from regioscoop.collection.linking._human import taught
from regioscoop.collection.linking._participants import participants_of, year_of
from regioscoop.collection.linking._profiles import Profiles, profiles
from regioscoop.collection.linking._trees import raw_score
from regioscoop.collection.linking._weights import levels, match_weights

MODEL: Final = "linking.json"


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


def profiles_of(left: pd.DataFrame, right: pd.DataFrame) -> tuple[Profiles, Profiles]:
    """Profiles of both lists, with participants carried to one year; once where both are one list."""
    cells = pd.concat([left["participants"], right["participants"]]).unique()
    year = year_of(map(participants_of, cells))
    ours = profiles(left, year)
    return ours, ours if right is left else profiles(right, year)


def decided_rows(
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


def pairs_of(sides: tuple[Profiles, Profiles], human: pd.DataFrame, is_one_list: bool) -> Pairs:
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


def judge(
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
