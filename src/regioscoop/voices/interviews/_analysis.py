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
from regioscoop.voices.interviews._groups import difference_sentences, differences
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
            "findings": int((self.matrix["finding"] != "").sum() and self.matrix["finding"].nunique()),
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


def report_text(found: Analysis, language: str = "nl") -> str:
    """Write the analysis as a page of Markdown.

    Parameters
    ----------
    found
        The analysis.
    language
        ``nl`` or ``en``.

    Returns
    -------
    str
        Sentences first, then tables.
    """
    nl = language == "nl"
    head = "Wat zeggen de interviews" if nl else "What the interviews say"
    heads = (
        ("Wat is gezegd", "Cirkels", "Waar te beginnen", "Verschillen", "Is genoeg gehoord", "Codeurs")
        if nl
        else ("What was said", "Circles", "Where to begin", "Differences", "Was enough heard", "Coders")
    )
    parts = (
        _matrix_lines(found, nl),
        [found.circles.said(language), "", *_circle_lines(found, nl)],
        _leverage_lines(found, nl),
        _difference_lines(found, language),
        [found.saturation.said(language)],
        _agreement_lines(found, nl),
    )
    lines = [f"# {head}: {found.name}", ""]
    count = f"{found.sources} interviews." if nl else f"{found.sources} interviews."
    few = (
        f"Citaten staan er alleen bij wat ten minste {found.min_sources} interviews zeggen. Namen zijn vervangen."
        if nl
        else f"Quotes stand only with what {found.min_sources} interviews or more say. Names were replaced."
    )
    lines += [f"{count} {few}", "", *(f"- {note}" for note in found.notes)]
    for title, body in zip(heads, parts, strict=True):
        lines += ["", f"## {title}", "", *body]
    return "\n".join(lines) + "\n"


def _cell(text: object) -> str:
    return str(text).replace("|", "\\|").replace("\n", " ")


def _grid(head: tuple[str, ...], rows: list[tuple[object, ...]]) -> list[str]:
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    return [*lines, *(f"| {' | '.join(map(_cell, row))} |" for row in rows)]


def _matrix_lines(found: Analysis, nl: bool) -> list[str]:
    head = (
        ("Invalshoek", "Constatering", "Gevolg", "Interviews")
        if nl
        else ("Perspective", "Finding", "Consequence", "Interviews")
    )
    rows = found.matrix[["perspective", "finding", "consequence", "sources"]]
    lines = _grid(head, list(rows.itertuples(index=False, name=None)))
    for key, quoted in found.quotes.groupby(["finding", "consequence"], sort=False):
        lines += ["", f"**{' → '.join(part for part in key if part)}**", ""]
        lines += [f"> {row.quote} ({row.source})\n" for row in quoted.itertuples()]
    return lines


def _number(value: float) -> str:
    return "" if np.isnan(value) else f"{value:.0f}"


def _circle_lines(found: Analysis, nl: bool) -> list[str]:
    head = (
        ("Cirkel", "Schakels", "Zwakste schakel", "Noemt alles", "Weg")
        if nl
        else ("Circle", "Links", "Weakest link", "Names all", "Way")
    )
    rows = [
        (r.circle, r.length, _number(r.weakest), _number(r.every), r.codes)
        for r in found.circles.rows.head(25).itertuples()
    ]
    return _grid(head, rows) if rows else []


def _leverage_lines(found: Analysis, nl: bool) -> list[str]:
    top = found.leverage_nodes[found.leverage_nodes["circles"] > 0].head(5)
    if top.empty:
        return ["Er zijn geen cirkels." if nl else "There are no circles."]
    of, word = ("van de", "cirkels") if nl else ("of", "circles")
    total = len(found.circles.rows)
    return [f"- {row.code}: {row.circles} {of} {total} {word}" for row in top.itertuples()]


def _difference_lines(found: Analysis, language: str) -> list[str]:
    told = difference_sentences(found.differences, language)
    none = (
        "Geen verschil tussen groepen dat de toets draagt."
        if language == "nl"
        else "No difference between groups that the test carries."
    )
    return [f"- {sentence}" for sentence in told] or [none]


def _agreement_lines(found: Analysis, nl: bool) -> list[str]:
    agreed = found.agreement
    if agreed is None or np.isnan(agreed.alpha):
        return ["Niets is door twee mensen gecodeerd." if nl else "Nothing was coded by two people."]
    words = "Krippendorffs alfa" if nl else "Krippendorff's alpha"
    ends = f"{agreed.low:.2f} - {agreed.high:.2f}"
    lines = [f"{words}: {agreed.alpha:.2f} (95%: {ends}; {agreed.units} x {len(agreed.coders)})."]
    head = ("Code", "Alfa", "Deel van de verschillen") if nl else ("Code", "Alpha", "Share of disagreement")
    rows = [
        (row.code, "" if np.isnan(row.alpha) else f"{row.alpha:.2f}", f"{row.blame:.0%}")
        for row in agreed.codes.head(5).itertuples()
        if row.blame > 0
    ]
    return [*lines, "", *_grid(head, rows)] if rows else lines
