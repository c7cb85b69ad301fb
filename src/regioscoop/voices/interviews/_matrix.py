"""Perspective, finding and consequence: what was said, by how many sources, and the best quotes."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from regioscoop.errors import InputError, Problem
from regioscoop.voices.interviews._model import Interviews

MIN_SOURCES: Final = 3
"""With fewer sources no quote is shown: a reader could know who said it."""
MOST_QUOTES: Final = 3
GOOD_LENGTH: Final = (12, 60)
"""Words of a quote that reads well."""
_ROW: Final = ["perspective", "finding", "consequence"]
_SAID: Final = ["source", "start", "end", "finding", "consequence"]
_PLACES: Final = [*_ROW, "source", "start", "end"]


def segments(interviews: Interviews) -> pd.DataFrame:
    """Where a finding and a consequence stand together.

    Two codes stand together where their segments overlap by a character or more, whoever put them there. The
    perspective is the one that the finding stands under in the codebook, else those that overlap with it. A
    consequence without a finding takes the one that it stands under, if it does.

    Parameters
    ----------
    interviews
        The project.

    Returns
    -------
    DataFrame
        perspective, finding, consequence ("" where there is none), source, start, end (of both together).
    """
    kinds = interviews.kinds
    rows = interviews.codings.assign(kind=interviews.codings["code"].map(kinds))
    rows = rows.drop_duplicates(["source", "start", "end", "code"])
    findings, consequences, perspectives = (
        rows.loc[rows["kind"] == kind, ["source", "start", "end", "code"]].rename(columns={"code": kind})
        for kind in ("finding", "consequence", "perspective")
    )
    pairs = _overlapping(findings, consequences)
    both = pairs.assign(
        start=pairs[["start_a", "start_b"]].min(axis=1), end=pairs[["end_a", "end_b"]].max(axis=1)
    )
    alone = _without(findings, pairs, "finding", "a").assign(consequence="")
    loose = _without(consequences, pairs, "consequence", "b")
    above = loose["consequence"].map(dict(interviews.codes[["code", "parent"]].to_numpy())).fillna("")
    loose = loose.assign(finding=above.where(above.map(kinds).eq("finding"), ""))
    found = pd.concat([frame[_SAID] for frame in (both, alone, loose)], ignore_index=True)
    return _with_perspective(found, perspectives, interviews)


def _without(rows: pd.DataFrame, pairs: pd.DataFrame, kind: str, side: str) -> pd.DataFrame:
    """Segments that are in no pair."""
    ends = {f"start_{side}": "start", f"end_{side}": "end"}
    paired = pairs[["source", *ends, kind]].rename(columns=ends).drop_duplicates()
    joined = rows.merge(paired.assign(is_paired=True), on=["source", "start", "end", kind], how="left")
    return joined[joined["is_paired"].isna()].drop(columns="is_paired")


def _with_perspective(
    found: pd.DataFrame, perspectives: pd.DataFrame, interviews: Interviews
) -> pd.DataFrame:
    """Add the perspective of the codebook, or else those that overlap."""
    under = dict(interviews.codes[["code", "perspective"]].to_numpy())
    named = found["finding"].where(found["finding"] != "", found["consequence"])
    own = named.map(under).fillna("")
    beside = _overlapping(found[own == ""], perspectives).rename(columns={"start_a": "start", "end_a": "end"})
    joined = found.assign(own=own).merge(beside[[*_SAID, "perspective"]], on=_SAID, how="left")
    joined["perspective"] = joined["own"].where(joined["own"] != "", joined["perspective"].fillna(""))
    return joined[_PLACES].drop_duplicates().sort_values(_PLACES, ignore_index=True)


def _overlapping(left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    """Pairs of segments of one source that share a character; their ends are start_a, end_a and so on."""
    picked: list[tuple[np.ndarray, np.ndarray]] = []
    places = {source: np.array(at) for source, at in right.groupby("source").indices.items()}
    starts, ends = right["start"].to_numpy(), right["end"].to_numpy()
    own_starts, own_ends = left["start"].to_numpy(), left["end"].to_numpy()
    for source, at in left.groupby("source").indices.items():
        there = places.get(source)
        if there is None:
            continue
        shared = (own_starts[at][:, None] < ends[there]) & (starts[there] < own_ends[at][:, None])
        a, b = np.nonzero(shared)
        picked.append((np.array(at)[a], there[b]))
    empty = np.array([], dtype=np.int64)
    first, second = (np.concatenate([empty, *(p[k] for p in picked)]).astype(int) for k in (0, 1))
    a_side = left.iloc[first].rename(columns={"start": "start_a", "end": "end_a"}).reset_index(drop=True)
    b_side = right.iloc[second].rename(columns={"start": "start_b", "end": "end_b"}).reset_index(drop=True)
    return pd.concat([a_side, b_side.drop(columns="source")], axis=1)


def matrix(interviews: Interviews) -> pd.DataFrame:
    """Count the sources of each perspective, finding and consequence.

    Parameters
    ----------
    interviews
        The project.

    Returns
    -------
    DataFrame
        perspective, finding, consequence, sources (that say so), segments (places in them), finding_sources
        (sources with the finding, whatever the consequence). Most sources first.
    """
    found = segments(interviews)
    rows = found.groupby(_ROW, as_index=False).agg(sources=("source", "nunique"), segments=("source", "size"))
    of_finding = found[found["finding"] != ""].groupby("finding")["source"].nunique()
    rows["finding_sources"] = rows["finding"].map(of_finding).fillna(rows["sources"]).astype("int64")
    order = ["finding_sources", "sources", *_ROW]
    return rows.sort_values(order, ascending=[False, False, True, True, True], ignore_index=True)


def require_threshold(min_sources: int) -> None:
    """Refuse a threshold that protects nobody.

    Raises
    ------
    InputError
        When it is below 2.
    """
    if min_sources < 2:
        problem = Problem("min_sources", str(min_sources), "2 or more sources")
        raise InputError("Quotes of one source cannot be shown", [problem])


def quotes(interviews: Interviews, min_sources: int = MIN_SOURCES, most: int = MOST_QUOTES) -> pd.DataFrame:
    """Choose the quotes that show each row of the matrix best.

    The rule [own]: one quote a source; first what most coders marked with the finding, then what is nearest
    to `GOOD_LENGTH` in words, then in the order of the sources. Rows with fewer sources than ``min_sources``
    have no quotes.

    Parameters
    ----------
    interviews
        The project.
    min_sources
        Fewest sources, 2 or more.
    most
        Most quotes a row.

    Returns
    -------
    DataFrame
        perspective, finding, consequence, place (1 is best), source, quote.

    Raises
    ------
    InputError
        When ``min_sources`` is below 2.
    """
    require_threshold(min_sources)
    found = segments(interviews)
    enough = found.groupby(_ROW)["source"].transform("nunique") >= min_sources
    rows = found[enough].reset_index(drop=True)
    texts = interviews.texts
    rows["quote"] = [
        " ".join(texts[source][start:end].split())
        for source, start, end in rows[["source", "start", "end"]].itertuples(index=False)
    ]
    lengths = pd.Series([len(quote.split()) for quote in rows["quote"]], dtype="int64")
    low, high = GOOD_LENGTH
    rows["away"] = (low - lengths).clip(lower=0) + (lengths - high).clip(lower=0)
    rows["coders"] = _coders(interviews, rows)
    order = {source: place for place, source in enumerate(interviews.sources["source"])}
    rows["order"] = rows["source"].map(order)
    best = rows.sort_values(["coders", "away", "order", "start", "end"], ascending=[False, *[True] * 4])
    best = best.drop_duplicates([*_ROW, "source"])
    best["place"] = best.groupby(_ROW).cumcount() + 1
    shown = best[best["place"] <= most].sort_values([*_ROW, "place"], ignore_index=True)
    return shown[[*_ROW, "place", "source", "quote"]]


def _coders(interviews: Interviews, rows: pd.DataFrame) -> pd.Series:
    """How many coders put the finding (or else the consequence) on a place that overlaps."""
    codings = interviews.codings[["source", "code", "start", "end", "coder"]]
    wanted = rows.assign(
        code=rows["finding"].where(rows["finding"] != "", rows["consequence"]), row=rows.index
    )
    pairs = wanted[["row", "source", "code", "start", "end"]].merge(codings, on=["source", "code"])
    near = pairs[(pairs["start_x"] < pairs["end_y"]) & (pairs["start_y"] < pairs["end_x"])]
    return near.groupby("row")["coder"].nunique().reindex(rows.index, fill_value=0)
