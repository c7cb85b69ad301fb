"""The shipped word lists of coding: tasks, words, brands and signs, each row with its reason and source."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from regioscoop.collection.coding._match import Matcher, words_of
from regioscoop.register.codes import GOALS, OBLIGATIONS, POLICY_FIELDS

DATA: Final = Path(str(files("regioscoop.collection"))) / "data"
TASK: Final = "task"
"""Family of the patterns that say what is done; the others are the families of ``coding_signs.csv``."""
BRAND_WEIGHT: Final = 3.0
FIELDS: Final = tuple(POLICY_FIELDS.codes)


def table(name: str) -> pd.DataFrame:
    """One of the shipped tables ``coding_<name>.csv``, every cell text."""
    return pd.read_csv(DATA / f"coding_{name}.csv", dtype="object", keep_default_na=False)


@dataclass(frozen=True)
class Tasks:
    """What the codebook says of each task, one row of every array per task.

    Attributes
    ----------
    frame
        The table ``coding_tasks.csv``, index task.
    main
        Number of the main field in `FIELDS`.
    others
        (tasks, fields): true for the fields after the main one.
    obligation, goal
        Number in the code list; -1 when the task leaves it open.
    """

    frame: pd.DataFrame
    main: NDArray[np.int64]
    others: NDArray[np.bool_]
    obligation: NDArray[np.int64]
    goal: NDArray[np.int64]


@dataclass(frozen=True)
class Rules:
    """Every pattern of every table, and what it says.

    Attributes
    ----------
    patterns
        One row per pattern: pattern, family, code, probability, weight, brand, reason.
    matcher
        Finds them.
    tasks
        What the codebook says of each task.
    task
        Number of the task of each pattern in ``tasks``; -1 for a sign.
    weight
        3 decides, 2 speaks for, 1 counts little.
    brand
        Whether it is a public name, which counts in a name only.
    """

    patterns: pd.DataFrame
    matcher: Matcher
    tasks: Tasks
    task: NDArray[np.int64]
    weight: NDArray[np.float64]
    brand: NDArray[np.bool_]


@cache
def rules(brands: bool = True) -> Rules:
    """Read the word lists, once.

    Parameters
    ----------
    brands
        Whether public names of organisations count: without them one sees what words alone can do.
    """
    tasks = _tasks()
    patterns = pd.concat([_words(), *([_brands()] if brands else []), _signs()], ignore_index=True)
    number = {task: i for i, task in enumerate(tasks.frame.index)}
    return Rules(
        patterns=patterns,
        matcher=Matcher(patterns["pattern"].tolist(), patterns["family"].tolist()),
        tasks=tasks,
        task=np.array(
            [
                number[c] if f == TASK and c else -1
                for f, c in zip(patterns["family"], patterns["code"], strict=True)
            ]
        ),
        weight=patterns["weight"].to_numpy(dtype=float),
        brand=patterns["brand"].to_numpy(dtype=bool),
    )


def _tasks() -> Tasks:
    frame = table("tasks").set_index("task")
    fields = frame["fields"].str.split(";")
    return Tasks(
        frame=frame,
        main=np.array([FIELDS.index(own[0]) for own in fields]),
        others=np.array([[f in own[1:] for f in FIELDS] for own in fields]),
        obligation=frame["obligation"].map(OBLIGATIONS.codes.index).to_numpy(),
        goal=frame["goal"].map(lambda goal: GOALS.codes.index(goal) if goal else -1).to_numpy(),
    )


def _words() -> pd.DataFrame:
    frame = table("words").rename(columns={"task": "code"})
    return frame.assign(family=TASK, probability=np.nan, weight=frame["weight"].astype(float), brand=False)


def _brands() -> pd.DataFrame:
    frame = table("brands").rename(columns={"task": "code", "source": "reason"})
    folded = [" ".join(words_of(brand)) for brand in frame["brand"]]
    return frame.assign(
        pattern=folded, family=TASK, probability=np.nan, weight=BRAND_WEIGHT, brand=True
    ).drop_duplicates("pattern")


def _signs() -> pd.DataFrame:
    frame = table("signs")
    return frame.assign(probability=frame["probability"].astype(float), weight=0.0, brand=False)
