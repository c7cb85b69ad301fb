"""Who is connected with whom in a region, in what field, for how long, and who is at the centre.

A register of governments seldom says which companies or societal parties take part. An arrangement in which
none is recorded says nothing of them: it is counted apart, never as an arrangement without.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from regioscoop.cases._cells import years_later
from regioscoop.errors import InputError, Problem, UnknownNameError
from regioscoop.measures.congruence import NATIONWIDE_FROM, NATIONWIDE_SHARE
from regioscoop.register import Edition
from regioscoop.register._names import require_known
from regioscoop.register.codes import ORGANISATION_KINDS, POLICY_FIELDS, Code, CodeList

COMMUNITIES: Final = CodeList(
    "community",
    Code("government", "overheden", "governments"),
    Code("economy", "bedrijven", "companies"),
    Code("knowledge", "onderwijs en kennis", "education and knowledge"),
    Code("society", "maatschappelijke partijen en inwoners", "societal parties and residents"),
)
COMMUNITY_OF: Final = {
    "municipality": "government",
    "province": "government",
    "water_board": "government",
    "ministry": "government",
    "other_government": "government",
    "company": "economy",
    "education": "knowledge",
    "civil_society": "society",
    "residents": "society",
}
"""Kind of participant -> community. The study counts three; education stands apart here [own]."""
KEPT: Final = 512
"""Regions of which what was read is kept: those of every level of two editions."""
NEARLY_ALL: Final = 0.9
"""From this share of a region's municipalities on, an arrangement holds nearly all of them [own]."""
TEMPORARY_YEARS: Final = 4
"""An arrangement that ended within one council term was temporary [own]."""
STRUCTURAL_FORMS: Final = (
    "openbaar_lichaam", "bedrijfsvoeringsorganisatie", "gemeenschappelijk_orgaan", "centrumregeling",
    "regeling_zonder_meer", "nv", "bv", "stichting", "vereniging", "cooperatie",
)  # fmt: skip
"""Forms that stand until they are ended: a body, or an arrangement under the Wgr [own]."""


def region_arrangements(edition: Edition, municipalities: Collection[str]) -> pd.DataFrame:
    """Return the arrangements of a region: those in which at least two of its municipalities take part.

    Permanence [own], the first that holds: ``temporary`` when it was founded and dissolved within
    `TEMPORARY_YEARS`, ``structural`` when it lasted longer; ``structural`` when it is mandatory, has one of
    `STRUCTURAL_FORMS`, or is coded as an independent body; else unknown (empty): a network, a covenant or an
    agreement says nothing of how long it is meant.

    Parameters
    ----------
    edition
        The edition, or a selection of it.
    municipalities
        Ids of the municipalities of the region.

    Returns
    -------
    DataFrame
        Index arrangement; name, fields (tuple), obligation, goal, founded, legal_class, inside (number of
        municipalities of the region), inside_share (0 to 1), is_nationwide (more than half of all
        municipalities take part, in an edition of at least 50), permanence, permanence_certainty (``unsure``
        where it hangs on a code that is), one column for each of `COMMUNITIES` (whether one is recorded) and
        says_partners (whether any participant outside government is recorded).

    Raises
    ------
    UnknownNameError, InputError
        When municipalities do not exist, or none is given.
    """
    require_known("municipality", municipalities, edition.municipalities.index)
    if len(municipalities) == 0:
        raise InputError("There is no region", [Problem("municipalities", "none", "at least one")])
    return _region_arrangements(edition, tuple(sorted(set(municipalities))))


@lru_cache(maxsize=KEPT)
def _region_arrangements(edition: Edition, municipalities: tuple[str, ...]) -> pd.DataFrame:
    """Read the arrangements of a region once, however many measures ask for them."""
    members = edition.members
    local = _municipal(edition)
    inside = local.loc[local["organisation"].isin(set(municipalities)), "arrangement"].value_counts()
    inside = inside[inside >= 2].sort_index()
    table = edition.arrangements.reindex(inside.index.rename("arrangement"))
    everyone, size = len(edition.municipalities), local["arrangement"].value_counts().reindex(inside.index)
    lasting, certainty = _permanence(table)
    own = members[members["arrangement"].isin(inside.index)]
    community = own["kind"].map(COMMUNITY_OF)
    recorded = {code: own["arrangement"][community == code].unique() for code in COMMUNITIES.codes}
    present = {code: inside.index.isin(found) for code, found in recorded.items()}
    kept = table[["name", "fields", "obligation", "goal", "founded", "legal_class"]]
    return kept.assign(
        inside=inside.to_numpy(),
        inside_share=inside.to_numpy() / len(set(municipalities)),
        is_nationwide=(size > NATIONWIDE_SHARE * everyone).to_numpy() & (everyone >= NATIONWIDE_FROM),
        permanence=lasting,
        permanence_certainty=certainty,
        **present,
        says_partners=np.any([v for code, v in present.items() if code != "government"], axis=0),
    )


@lru_cache(maxsize=8)
def _municipal(edition: Edition) -> pd.DataFrame:
    members = edition.members
    return members[members["kind"] == "municipality"]


def _permanence(arrangements: pd.DataFrame) -> tuple[list[str], list[str]]:
    rows = [_lasts(row) for row in arrangements.to_dict("records")]
    return [row[0] for row in rows], [row[1] for row in rows]


def _lasts(row: dict[str, str]) -> tuple[str, str]:
    founded, dissolved = row["founded"], row["dissolved"]
    if founded and dissolved:
        end = years_later(founded, TEMPORARY_YEARS)
        size = min(len(end), len(dissolved))
        return ("temporary" if dissolved[:size] < end[:size] else "structural"), "sure"
    if row["obligation"] == "mandatory" or row["legal_form"] in STRUCTURAL_FORMS:
        return "structural", "sure"
    if row["legal_class"] in ("wgr_body", "private_body"):
        return "structural", "sure" if row["legal_certainty"] == "sure" else "unsure"
    return "", ""


def connections(edition: Edition, municipalities: Collection[str], by: str = "community") -> pd.DataFrame:
    """Count the arrangements of a region that connect two communities or two kinds, in all and by field.

    An arrangement connects a and b when participants of both are recorded in it, and a with itself when two
    of that kind are. Of municipalities only those of the region count.

    Parameters
    ----------
    edition, municipalities
        See `region_arrangements`.
    by
        ``community`` (`COMMUNITIES`) or ``kind`` (of organisation).

    Returns
    -------
    DataFrame
        policy_field (empty: all), a, b (in the order of the list), arrangements (number in which the
        connection is recorded), at_most (that number and those that say nothing of participants outside
        government; equal to it where a and b are governments), structural, structural_unsure, temporary and
        permanence_unknown (parts of ``arrangements``), silent (arrangements in the field that say nothing of
        participants outside government), of (arrangements in the field). Every pair has a row.

    Raises
    ------
    UnknownNameError, InputError
        See `region_arrangements`; also when ``by`` is neither.
    """
    lists = {"community": COMMUNITIES.codes, "kind": ORGANISATION_KINDS.codes}
    if by not in lists:
        raise UnknownNameError("grouping", by, list(lists))
    table = region_arrangements(edition, municipalities)
    counts = _participants(edition, table.index, municipalities)
    if by == "community":
        counts = counts.T.groupby(counts.columns.map(COMMUNITY_OF)).sum().T
    counts = counts.reindex(index=table.index, columns=lists[by], fill_value=0)
    rows = []
    for code in ("", *POLICY_FIELDS.codes):
        here = np.array([not code or code in fields for fields in table["fields"]], dtype=bool)
        rows += [(code, *row) for row in _pairs(table[here], counts[here])]
    return pd.DataFrame(rows, columns=["policy_field", *_PAIR_COLUMNS])


_PAIR_COLUMNS: Final = (
    "a", "b", "arrangements", "at_most", "structural", "structural_unsure", "temporary", "permanence_unknown",
    "silent", "of",
)  # fmt: skip


def _participants(edition: Edition, arrangements: pd.Index, municipalities: Collection[str]) -> pd.DataFrame:
    """Number of participants of each kind in each arrangement; municipalities of the region only."""
    members = around(edition, arrangements, municipalities)
    return pd.crosstab(members["arrangement"], members["kind"])


def around(edition: Edition, arrangements: pd.Index, municipalities: Collection[str]) -> pd.DataFrame:
    """Who takes part in these arrangements: of municipalities only those of the region."""
    members = edition.members
    own = (members["kind"] != "municipality") | members["organisation"].isin(set(municipalities))
    return members[own & members["arrangement"].isin(arrangements)]


def _pairs(table: pd.DataFrame, counts: pd.DataFrame) -> list[tuple[object, ...]]:
    lasts = table["permanence"].to_numpy()
    is_sure = (table["permanence_certainty"] == "sure").to_numpy()
    structural = lasts == "structural"
    parts = [structural & is_sure, structural & ~is_sure, lasts == "temporary", lasts == ""]
    numbers = counts.to_numpy()
    everything, *of_parts = (_joined(numbers[part]) for part in (np.ones(len(table), dtype=bool), *parts))
    silent, codes = int((~table["says_partners"]).sum()), list(counts.columns)
    governments = [COMMUNITY_OF.get(code, code) == "government" for code in codes]
    rows: list[tuple[object, ...]] = []
    for i, j in zip(*np.triu_indices(len(codes)), strict=True):
        number = int(everything[i, j])
        most = number if governments[i] and governments[j] else number + silent
        rows.append((codes[i], codes[j], number, most, *(int(p[i, j]) for p in of_parts), silent, len(table)))
    return rows


def _joined(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Arrangements that connect each pair, shape (K, K), from participants by kind, shape (S, K)."""
    present = (counts > 0).astype(np.int64)
    joined = present.T @ present
    np.fill_diagonal(joined, (counts >= 2).sum(axis=0))
    return joined


def connection_matrix(
    table: pd.DataFrame, policy_field: str = "", value: str = "arrangements"
) -> pd.DataFrame:
    """Return one number of `connections` as a symmetric matrix.

    Parameters
    ----------
    table
        `connections`.
    policy_field
        One field; default all.
    value
        Name of the column.

    Raises
    ------
    UnknownNameError
        When there is no such field or column.
    """
    if policy_field:
        require_known("policy field", [policy_field], POLICY_FIELDS.codes)
    numbers = [name for name in _PAIR_COLUMNS if name not in ("a", "b")]
    require_known("column", [value], numbers)
    rows = table[table["policy_field"] == policy_field]
    codes = list(dict.fromkeys([*rows["a"], *rows["b"]]))
    half = rows.pivot_table(index="a", columns="b", values=value, aggfunc="sum")
    half = half.reindex(index=codes, columns=codes).to_numpy(dtype=np.float64)
    whole = np.where(np.isnan(half), half.T, half)
    return pd.DataFrame(whole.astype(np.int64), index=pd.Index(codes), columns=pd.Index(codes))
