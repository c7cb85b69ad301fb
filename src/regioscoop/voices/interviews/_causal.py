"""Causal links as a directed multigraph: what leads to what, and how many sources say so."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import pandas as pd

from regioscoop.errors import InputError, Problem
from regioscoop.voices.interviews._matrix import MIN_SOURCES, MOST_QUOTES, require_threshold
from regioscoop.voices.interviews._model import LINK_POLARITIES, Interviews

LINK: Final = ["cause", "effect", "polarity"]


@dataclass(frozen=True)
class CausalGraph:
    """A directed multigraph: two codes may have a link of each polarity, in both directions.

    Attributes
    ----------
    links
        cause, effect, polarity, sources (number of sources that say so; NaN where it is unknown), times
        (places where it is said). Most sources first.
    nodes
        code, causes (links that lead to it), effects (links that lead from it), sources (sources that name a
        link of it; NaN where unknown).
    said
        cause, effect, polarity, source: each once.
    """

    links: pd.DataFrame = field(repr=False)
    nodes: pd.DataFrame = field(repr=False)
    said: pd.DataFrame = field(repr=False)


def causal_graph(links: pd.DataFrame) -> CausalGraph:
    """Make the graph of causal links; its weight is the number of sources, not of quotes.

    Parameters
    ----------
    links
        cause, effect, polarity (`LINK_POLARITIES`), source ("" where unknown); a row for each place.

    Returns
    -------
    CausalGraph
        The same whatever the order of the rows.

    Raises
    ------
    InputError
        When an end is empty, cause and effect are the same, or a polarity is none.
    """
    _refuse(links)
    said = links.loc[links["source"] != "", [*LINK, "source"]].drop_duplicates()
    said = said.sort_values([*LINK, "source"], ignore_index=True)
    made = links.groupby(LINK).size().rename("times").to_frame()
    made["sources"] = said.groupby(LINK).size().reindex(made.index).astype("float64")
    made = made.reset_index()[[*LINK, "sources", "times"]]
    made = made.sort_values(["sources", *LINK], ascending=[False, True, True, True], ignore_index=True)
    return CausalGraph(made, _nodes(made, said), said)


def _refuse(links: pd.DataFrame) -> None:
    problems = []
    for row, (cause, effect, polarity) in enumerate(links[LINK].itertuples(index=False), start=2):
        if not cause or not effect or cause == effect:
            found = f"{cause!r} leads to {effect!r}"
            problems.append(Problem("links", found, "two codes that differ", row))
        if polarity not in LINK_POLARITIES:
            problems.append(
                Problem("links", repr(polarity), ", ".join(LINK_POLARITIES.codes), row, "polarity")
            )
    if problems:
        raise InputError("These are no causal links", problems)


def _nodes(links: pd.DataFrame, said: pd.DataFrame) -> pd.DataFrame:
    codes = sorted({*links["cause"], *links["effect"]})
    ends = pd.concat(
        [said[[end, "source"]].set_axis(["code", "source"], axis=1) for end in ("cause", "effect")]
    )
    return pd.DataFrame(
        {
            "code": codes,
            "causes": links["effect"].value_counts().reindex(codes, fill_value=0).to_numpy(),
            "effects": links["cause"].value_counts().reindex(codes, fill_value=0).to_numpy(),
            "sources": ends.groupby("code")["source"].nunique().reindex(codes).to_numpy(dtype="float64"),
        }
    )


def link_quotes(
    interviews: Interviews, min_sources: int = MIN_SOURCES, most: int = MOST_QUOTES
) -> pd.DataFrame:
    """Quotes of the causal links that enough sources name; one a source, in the order of the sources.

    Parameters
    ----------
    interviews
        The project.
    min_sources
        Fewest sources of a link, 2 or more.
    most
        Most quotes a link.

    Returns
    -------
    DataFrame
        cause, effect, polarity, place, source, quote.

    Raises
    ------
    InputError
        When ``min_sources`` is below 2.
    """
    require_threshold(min_sources)
    rows = interviews.links[(interviews.links["start"] >= 0) & (interviews.links["source"] != "")]
    order = {source: place for place, source in enumerate(interviews.sources["source"])}
    rows = rows.assign(order=rows["source"].map(order))
    named = interviews.links[interviews.links["source"] != ""].groupby(LINK)["source"].nunique()
    counts = [named[key] for key in rows[LINK].itertuples(index=False, name=None)]
    enough = pd.Series(counts, index=rows.index, dtype=int) >= min_sources
    rows = rows[enough].sort_values([*LINK, "order", "start", "end"]).drop_duplicates([*LINK, "source"])
    rows["place"] = rows.groupby(LINK).cumcount() + 1
    rows = rows[rows["place"] <= most].reset_index(drop=True)
    texts = interviews.texts
    rows["quote"] = [
        " ".join(texts[source][start:end].split())
        for source, start, end in rows[["source", "start", "end"]].itertuples(index=False)
    ]
    return rows[[*LINK, "place", "source", "quote"]]
