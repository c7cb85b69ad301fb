"""The analysis of interviews as a page of words and tables."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from regioscoop.voices.interviews._analysis import Analysis
from regioscoop.voices.interviews._groups import difference_sentences


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
    few = (
        f"Een citaat staat er alleen als {found.min_sources} interviews of meer dat zeggen. "
        "Namen zijn vervangen."
        if nl
        else f"Quotes stand only with what {found.min_sources} interviews or more say. Names were replaced."
    )
    lines += [f"{found.sources} interviews.", few, *(f"- {note}" for note in found.notes)]
    for title, body in zip(heads, parts, strict=True):
        lines += ["", f"## {title}", "", *body]
    return "\n".join(lines) + "\n"


def _cell(text: object) -> str:
    return str(text).replace("|", "\\|").replace("\n", " ")


def _grid(head: tuple[str, ...], rows: Sequence[tuple[object, ...]]) -> list[str]:
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
