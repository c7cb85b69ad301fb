"""Coding: texts a second beside a plain pipeline, and how often the codes are wrong, in one run.

Run with ``python benchmarks/coding.py``. The plain one is what one would write in a notebook: a loop over the
rows with the word lists as regular expressions, and scikit-learn's ``TfidfVectorizer`` and
``LogisticRegression`` for the main field; it gives one code of the twelve that ours gives, without evidence.
With ``REGIOSCOOP_DATA`` set the hand-coded arrangements judge a classifier that saw none of them.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline

from regioscoop.collection.coding import (
    Classifier,
    code_texts,
    cross_validated,
    examples_of,
    measure,
    reliability,
    same_names,
    shipped_examples,
    train,
)
from regioscoop.collection.coding._features import NGRAMS
from regioscoop.collection.coding._match import fold
from regioscoop.collection.coding._tables import rules, table

PAGE = Path(__file__).parents[1] / "docs/reference/benchmarks-coding.md"
TEXTS = 10_000
REPEATS = 12
WANTED = 5_000


def many(frame: pd.DataFrame, prose: bool) -> pd.DataFrame:
    """`TEXTS` different texts: real names with a number behind them, with or without a purpose."""
    names, purposes = frame["name"].tolist(), [p for p in table("check")["purpose"] if p]
    number = range(TEXTS)
    return pd.DataFrame(
        {
            "id": [str(i) for i in number],
            "name": [f"{names[i % len(names)]} {i}" for i in number],
            "purpose": [purposes[i % len(purposes)] if prose else "" for i in number],
        }
    )


def plain_pipeline(frame: pd.DataFrame) -> Pipeline:
    """The classifier one would write in a notebook, for the main field."""
    pipeline = make_pipeline(
        TfidfVectorizer(analyzer="char_wb", ngram_range=NGRAMS, min_df=2), LogisticRegression(max_iter=500)
    )
    return pipeline.fit(frame["name"], frame["fields"].str.split(";").str[0])


def plain_patterns() -> list[tuple[re.Pattern[str], str]]:
    """The word lists as regular expressions."""
    known = rules().patterns
    known = known[known["code"] != ""]
    return [(as_regex(p), c) for p, c in zip(known["pattern"], known["code"], strict=True)]


def as_regex(pattern: str) -> re.Pattern[str]:
    """One pattern as a regular expression."""
    letters = {"*": "[a-z0-9]*", "+": "[a-z0-9]+"}
    return re.compile(r"\b" + "".join(letters.get(c, re.escape(c)) for c in pattern) + r"\b")


def by_rows(texts: pd.DataFrame, patterns: list[tuple[re.Pattern[str], str]]) -> pd.Series:
    """What each pattern says of each row, row by row."""
    whole = texts["name"] + " " + texts["purpose"]
    return whole.map(lambda text: [code for pattern, code in patterns if pattern.search(fold(text))])


def clock(work: Callable[[], object], repeat: int = 1) -> tuple[float, float]:
    """Best of several runs, in seconds: of the clock and of this process."""
    best = (float("inf"), float("inf"))
    for _ in range(repeat):
        start, used = time.perf_counter(), time.process_time()
        work()
        best = min(best[0], time.perf_counter() - start), min(best[1], time.process_time() - used)
    return best


def speed() -> pd.DataFrame:
    """Texts a second of ours and of the plain one, and the ratio of the times of the process."""
    frame = shipped_examples()
    pipeline, patterns = plain_pipeline(frame), plain_patterns()
    rows = []
    for what, prose in (("names", False), ("names with a purpose", True)):
        texts = many(frame, prose)
        code_texts(texts.head(100))
        ours, ours_process = clock(lambda texts=texts: code_texts(texts), repeat=REPEATS)  # type: ignore[misc]
        some = texts.head(TEXTS // 20)
        _, loop = clock(lambda some=some: by_rows(some, patterns))  # type: ignore[misc]
        _, linear = clock(lambda texts=texts: pipeline.predict(texts["name"] + " " + texts["purpose"]))  # type: ignore[misc]
        other = loop * 20 + linear
        rows.append(
            {
                "what": what,
                "texts a second (clock)": round(TEXTS / ours),
                "texts a second (process)": round(TEXTS / ours_process),
                "plain, texts a second": round(TEXTS / other),
                "ratio": f"{other / ours_process:.1f}x faster",
                "scikit-learn part alone": round(TEXTS / linear),
                "wanted": WANTED,
            }
        )
    return pd.DataFrame(rows)


def circumstances() -> str:
    """How ours was measured, and how busy the machine was: the clock suffers from that, the process less."""
    return (
        f"Best of {REPEATS} runs on one core. Over the last minute {os.getloadavg()[0]:.1f} processes "
        f"wanted one of {os.cpu_count()} cores."
    )


def with_ids(frame: pd.DataFrame) -> pd.DataFrame:
    """The same with the number of the row as id."""
    return frame.assign(id=[str(i) for i in range(len(frame))]).reset_index(drop=True)


def errors_of_folds(brands: bool) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Error of the arrangements that were read, each coded by a classifier that saw none of its group."""
    frame = shipped_examples()
    frame = frame[frame["read"]].reset_index(drop=True)
    whole = with_ids(frame)
    classifiers, folds = cross_validated(examples_of(frame), brands)
    parts = [
        code_texts(whole.iloc[np.sort(held)], classifier=classifier, brands=brands)
        for classifier, held in zip(classifiers, folds, strict=True)
    ]
    coded = pd.concat(parts, ignore_index=True)
    return measure(coded, whole), reliability(coded, whole)


def judged_errors(data: Path, brands: bool) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Error of the hand-coded arrangements by a classifier that saw none of them or of their groups."""
    judged = with_ids(
        pd.read_csv(data / "coding/judged_codes.csv", dtype="object", keep_default_na=False).rename(
            columns={"gr": "name"}
        )
    )
    classifier = blind(judged["name"].tolist(), brands)
    coded = code_texts(judged[["id", "name"]], classifier=classifier, brands=brands)
    return measure(coded, judged), reliability(coded, judged)


def blind(names: list[str], brands: bool) -> Classifier:
    """A classifier that was trained without these names and their groups."""
    frame = shipped_examples()
    return train(examples_of(frame[~same_names(frame, names)]), brands)


def check_errors(brands: bool) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Error of the names of other years and the sentences of ``coding_check.csv``."""
    check = with_ids(table("check"))
    coded = code_texts(check[["id", "name", "purpose"]], brands=brands)
    return measure(coded, check), reliability(coded, check)


def main() -> None:
    """Measure and write the page."""
    data = os.environ.get("REGIOSCOOP_DATA", "")
    parts = ["# Coding\n", "## Speed\n", speed().to_markdown(index=False), f"\n{circumstances()}"]
    for brands, words in ((True, "with public names"), (False, "without public names of organisations")):
        made = {"Names of 2016, cross-validated by group": errors_of_folds(brands)}
        if data:
            made["Hand-coded arrangements of 2016"] = judged_errors(Path(data), brands)
        made["Names of other years and own sentences"] = check_errors(brands)
        for title, (errors, likely) in made.items():
            parts += [f"\n## {title}, {words}\n", errors.to_markdown(index=False, floatfmt=".3f"), ""]
            parts += [likely.to_markdown(index=False, floatfmt=".3f")]
    PAGE.write_text("\n".join(parts) + "\n", encoding="utf-8")
    print(PAGE.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
