"""Who answered, of how many who were asked."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping

import pandas as pd

from regioscoop.voices.survey._disclosure import LEVELS, Cell, Group, hidden_members, shown_groups
from regioscoop.voices.survey._instrument import BODY

_CELL = ["region", BODY]


def counted(people: pd.DataFrame, asked: Mapping[Cell, float]) -> dict[Cell, int]:
    """Number of respondents of each region and body; 0 where members were asked and none answered.

    Parameters
    ----------
    people
        region and body of each respondent.
    asked
        As `asked_by_cell` gives it.
    """
    found = Counter(zip(people["region"], people[BODY], strict=True))
    return {cell: found[cell] for cell in sorted({*found, *asked})}


def asked_by_cell(sizes: pd.DataFrame) -> dict[Cell, float]:
    """Number of members who were asked of each region and body."""
    return {(str(r), str(b)): float(n) for (r, b), n in sizes.groupby(_CELL)["asked"].sum().items()}


def asked_of(group: Group, asked: Mapping[Cell, float]) -> float:
    """Members of a group who were asked; NaN where that is not known of every cell."""
    return sum((asked.get(cell, math.nan) for cell in group.cells), 0.0)


def response(people: pd.DataFrame, sizes: pd.DataFrame, minimum: int) -> pd.DataFrame:
    """List the response of each group and organisation.

    Parameters
    ----------
    people
        Respondents: region, body, organisation.
    sizes
        Who was asked; may be empty.
    minimum
        Smallest number of respondents that is shown; smaller ones, and those that could be worked out from
        the others, are empty and marked.

    Returns
    -------
    DataFrame
        level (all, body, region, region_body, organisation), region, body, organisation, asked, answered,
        rate (0 to 1), is_hidden.
    """
    asked = asked_by_cell(sizes)
    counts = counted(people, asked)
    groups = shown_groups(counts, minimum)
    rows: list[tuple[object, ...]] = [
        (g.level, g.region, g.body, "", asked_of(g, asked), float(sum(counts[c] for c in g.cells)), False)
        for g in groups
        if g.cells
    ]
    shown = {cell for g in groups if g.level == "region_body" for cell in g.cells}
    rows += [
        ("region_body", *cell, "", asked.get(cell, math.nan), math.nan, True)
        for cell in counts
        if cell not in shown
    ]
    for cell in counts:
        rows += _organisations(cell, people, sizes, minimum, cell in shown)
    columns = ["level", *_CELL, "organisation", "asked", "answered", "is_hidden"]
    frame = pd.DataFrame(rows, columns=columns)
    frame.insert(6, "rate", frame["answered"] / frame["asked"])
    place = frame["level"].map({level: k for k, level in enumerate((*LEVELS, "organisation"))})
    order = frame.assign(place=place).sort_values(["place", *_CELL, "organisation"]).index
    return frame.loc[order].reset_index(drop=True)


def _organisations(
    cell: tuple[str, str], people: pd.DataFrame, sizes: pd.DataFrame, minimum: int, is_shown: bool
) -> list[tuple[object, ...]]:
    region, body = cell
    own = people[(people["region"] == region) & (people[BODY] == body)]["organisation"]
    members = sizes[(sizes["region"] == region) & (sizes[BODY] == body)]
    asked = dict(zip(members["organisation"], members["asked"], strict=True))
    # Respondents of whom the organisation is not known are a part as well, though it has no row.
    counts = dict.fromkeys(asked, 0) | Counter(own)
    small = {name for name, number in counts.items() if number > 0}
    hidden = hidden_members(counts, minimum) if is_shown else small
    return [
        (
            "organisation", region, body, name, asked.get(name, math.nan),
            math.nan if name in hidden else float(counts[name]), name in hidden,
        )
        for name in sorted(counts)
        if name
    ]  # fmt: skip
