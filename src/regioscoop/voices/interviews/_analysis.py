"""Everything that can be said of a set of coded interviews, with names replaced and few sources protected."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from regioscoop.errors import InputError, Problem
from regioscoop.voices.interviews._agreement import Agreement, coder_agreement
from regioscoop.voices.interviews._causal import CausalGraph, causal_graph, link_quotes
from regioscoop.voices.interviews._circles import LONGEST, Circles, circles, leverage
from regioscoop.voices.interviews._groups import differences
from regioscoop.voices.interviews._matrix import MIN_SOURCES, matrix, quotes, require_threshold
from regioscoop.voices.interviews._model import Interviews
from regioscoop.voices.interviews._saturation import Saturation, saturation


@dataclass(frozen=True)
class Analysis:
    """What a set of interviews says.

    Attributes
    ----------
    name
        Name of the project.
    sources
        Number of interviews.
    min_sources
        Quotes stand only with what so many sources say.
    matrix, quotes
        As `matrix` and `quotes` give.
    graph, link_quotes
        As `causal_graph` and `link_quotes` give.
    circles, leverage_nodes, leverage_links
        As `circles` and `leverage` give.
    differences
        As `differences` gives.
    saturation
        As `saturation` gives.
    agreement
        As `coder_agreement` gives; None with one coder, or none that is named.
    notes
        What was left out.
    """

    name: str
    sources: int
    min_sources: int
    matrix: pd.DataFrame = field(repr=False)
    quotes: pd.DataFrame = field(repr=False)
    graph: CausalGraph = field(repr=False)
    link_quotes: pd.DataFrame = field(repr=False)
    circles: Circles = field(repr=False)
    leverage_nodes: pd.DataFrame = field(repr=False)
    leverage_links: pd.DataFrame = field(repr=False)
    differences: pd.DataFrame = field(repr=False)
    saturation: Saturation = field(repr=False)
    agreement: Agreement | None = field(repr=False)
    notes: tuple[str, ...] = ()

    def tables(self) -> dict[str, pd.DataFrame]:
        """Every table by the name of its file."""
        found = {
            "matrix": self.matrix,
            "quotes": self.quotes,
            "links": self.graph.links,
            "link_sources": self.graph.said,
            "link_quotes": self.link_quotes,
            "circles": self.circles.rows,
            "circle_links": self.circles.links,
            "leverage": self.leverage_nodes,
            "leverage_links": self.leverage_links,
            "differences": self.differences,
            "saturation": self.saturation.rows,
        }
        if self.agreement is not None:
            found |= {"agreement_codes": self.agreement.codes, "agreement_pairs": self.agreement.pairs}
        return found

    def summary(self) -> dict[str, Any]:
        """The figures that matter, as JSON holds them; unknown is None."""
        agreed, heard = self.agreement, self.saturation
        return {
            "project": self.name,
            "sources": self.sources,
            "min_sources": self.min_sources,
            "findings": len(set(self.matrix["finding"]) - {""}),
            "matrix_rows": len(self.matrix),
            "links": len(self.graph.links),
            "codes_in_links": len(self.graph.nodes),
            "circles": {
                "reinforcing": int((self.circles.rows["kind"] == "reinforcing").sum()),
                "balancing": int((self.circles.rows["kind"] == "balancing").sum()),
                "is_complete": self.circles.is_complete,
                "complete_to_links": self.circles.complete_to,
            },
            "leverage": [
                {"code": str(row.code), "circles": int(row.circles)}
                for row in self.leverage_nodes.head(5).itertuples()
                if row.circles
            ],
            "differences": int(self.differences.loc[self.differences["is_carried"], "item"].nunique()),
            "saturation": {
                "codes": heard.codes,
                "new_in_last": heard.last_new,
                "estimated_codes": _plain(heard.estimated),
            },
            "agreement": None
            if agreed is None
            else {
                "coders": len(agreed.coders),
                "sources": agreed.sources,
                "paragraphs": agreed.units,
                "alpha": _plain(agreed.alpha),
                "low": _plain(agreed.low),
                "high": _plain(agreed.high),
                "resampled": agreed.resampled,
            },
            "notes": list(self.notes),
        }


def _plain(value: float) -> float | None:
    return None if np.isnan(value) else round(float(value), 6)


def analyse_interviews(
    interviews: Interviews, min_sources: int = MIN_SOURCES, longest: int = LONGEST, seed: int = 2016
) -> Analysis:
    """Analyse coded interviews.

    Parameters
    ----------
    interviews
        A project in which names were replaced (`pseudonymise`).
    min_sources
        Quotes and groups are shown from so many sources on, 2 or more.
    longest
        Links of the longest circle that is sought.
    seed
        For every draw.

    Returns
    -------
    Analysis

    Raises
    ------
    InputError
        When names were not replaced, nothing was coded, or the threshold protects nobody.
    """
    require_threshold(min_sources)
    problems = []
    if not interviews.is_pseudonymous:
        problems.append(Problem(interviews.name, "names of people and places", "a project without them"))
    if interviews.codings.empty and interviews.links.empty:
        problems.append(Problem(interviews.name, "nothing that was coded", "codings or causal links"))
    if problems:
        raise InputError("The interviews cannot be analysed", problems)
    graph = causal_graph(interviews.links)
    found = circles(graph, longest)
    coders = interviews.codings.loc[interviews.codings["coder"] != "", "coder"].nunique()
    return Analysis(
        interviews.name,
        len(interviews.sources),
        min_sources,
        matrix(interviews),
        quotes(interviews, min_sources),
        graph,
        link_quotes(interviews, min_sources),
        found,
        *leverage(graph, found),
        differences(interviews, min_sources, seed),
        saturation(interviews),
        coder_agreement(interviews, seed=seed) if coders > 1 else None,
        interviews.notes,
    )
