"""The worked example: what the slides on West-Brabant show, as facts in our own words.

The tables of the slides give rows of causes and effects; the arrows between them were lost with the drawing.
A link is ``table`` when its two cells stand side by side in a row, and ``reading`` when we add it: the slides
say that there are vicious circles, and do not say how they close. Two cells are one code only when the slides
use the same words for both. How many of the 25 people said something is not given, so it is unknown.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Final

import pandas as pd

from regioscoop.register.codes import Code, CodeList
from regioscoop.voices.interviews._causal import CausalGraph, causal_graph
from regioscoop.voices.interviews._circles import Circles, circles, leverage

BASES: Final = CodeList(
    "where a link comes from",
    Code("table", "staat in een tabel van de bron", "stands in a table of the source"),
    Code("reading", "onze lezing", "our reading"),
)
ADVICE_FIELDS: Final = CodeList(
    "theme of advice",
    Code("design", "ontwerp van de samenwerking", "design of the cooperation"),
    Code("contracting", "afspraken over opdracht en levering", "contracting"),
    Code("process", "manier van samenwerken", "process"),
    Code("leadership", "leiding die ruimte geeft", "facilitating leadership"),
)
WEST_BRABANT: Final = "west-brabant"


@lru_cache(maxsize=8)
def shipped_table(name: str) -> pd.DataFrame:
    """Return one of the shipped tables as text; callers must not change it."""
    with files("regioscoop.voices").joinpath("data", f"{name}.csv").open(encoding="utf-8") as file:
        return pd.read_csv(file, dtype="object", keep_default_na=False)


def interview_sources() -> pd.DataFrame:
    """Return the sources of the shipped tables.

    Returns
    -------
    DataFrame
        Index id; publisher, title, url, licence, accessed, checksum (sha256 of what was read).
    """
    return shipped_table("interview_sources").set_index("id")


def interview_concepts() -> pd.DataFrame:
    """Return the codes of the worked example: index id; words_nl, words_en, source."""
    return shipped_table("interview_concepts").set_index("id")


def interview_links(region: str = WEST_BRABANT) -> pd.DataFrame:
    """Return the links of a region that ship.

    Parameters
    ----------
    region
        Id of a region.

    Returns
    -------
    DataFrame
        cause, effect (ids of `interview_concepts`), polarity, basis (`BASES`), perspective and finding (of
        rows of the first table), interviews (number; NaN where unknown), note_nl, note_en (why, of a
        reading), source, passage. No rows for a region without.
    """
    rows = shipped_table("interview_links")
    rows = rows[rows["region"] == region].drop(columns="region").reset_index(drop=True)
    return rows.assign(interviews=pd.to_numeric(rows["interviews"], errors="coerce"))


@dataclass(frozen=True)
class WorkedExample:
    """The circles of West-Brabant, read and own reading apart.

    Attributes
    ----------
    links
        As `interview_links`.
    matrix
        perspective, finding, consequence, sources (NaN: unknown), passage: the first table.
    graph
        All links, each once.
    table_circles
        Circles that follow from the tables alone.
    all_circles
        Circles with our reading; rows has readings as well: how many of its links are our reading.
    leverage_nodes, leverage_links
        As `leverage`, of ``all_circles``.
    """

    links: pd.DataFrame = field(repr=False)
    matrix: pd.DataFrame = field(repr=False)
    graph: CausalGraph = field(repr=False)
    table_circles: Circles = field(repr=False)
    all_circles: Circles = field(repr=False)
    leverage_nodes: pd.DataFrame = field(repr=False)
    leverage_links: pd.DataFrame = field(repr=False)


def worked_example() -> WorkedExample:
    """Show which circles follow from the tables of the slides, and which need our reading.

    Returns
    -------
    WorkedExample
    """
    links = interview_links()
    rows = links.assign(source="")
    stated = causal_graph(rows[rows["basis"] == "table"])
    graph = causal_graph(rows)
    found = circles(graph, longest=len(graph.nodes))
    stands = set(stated.links[["cause", "effect"]].itertuples(index=False, name=None))
    own = found.links.assign(
        reading=[
            pair not in stands for pair in found.links[["cause", "effect"]].itertuples(index=False, name=None)
        ]
    )
    readings = own.groupby("circle")["reading"].sum()
    counted = Circles(
        found.rows.assign(readings=found.rows["circle"].map(readings).astype("int64")),
        own, found.longest, found.complete_to, found.may_be_longer,
    )  # fmt: skip
    first = links[links["finding"] != ""].rename(columns={"effect": "consequence", "interviews": "sources"})
    shown = first[["perspective", "finding", "consequence", "sources", "passage"]].reset_index(drop=True)
    return WorkedExample(
        links, shown, graph, circles(stated, longest=len(graph.nodes)), counted, *leverage(graph, found)
    )


def interview_advice(region: str = WEST_BRABANT) -> pd.DataFrame:
    """Return the advice of the slides, each with the finding it answers and its theme.

    Parameters
    ----------
    region
        Id of a region.

    Returns
    -------
    DataFrame
        id, theme (`ADVICE_FIELDS`), finding (of `interview_concepts`; a row for each), basis (``reading``:
        the slides do not say which finding it answers), words_nl, words_en, source, passage.
    """
    rows = shipped_table("interview_advice")
    return rows[rows["region"] == region].drop(columns="region").reset_index(drop=True)
