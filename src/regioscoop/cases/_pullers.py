"""Who is at the centre of a region's arrangements: candidates for the role of puller.

Being central is not pulling. The study calls someone a puller when they take the initiative and the others
grant that; a network shows only who sits where, and a small municipality that shares many tasks sits at more
tables than a city that does them alone. What a source says of roles is shown beside it.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import Final

import igraph
import numpy as np
import pandas as pd
from scipy import sparse

from regioscoop.cases._connections import KEPT, NEARLY_ALL, around, region_arrangements
from regioscoop.network import from_pairs, project
from regioscoop.register import Edition
from regioscoop.register.codes import Code, CodeList

PULLERS: Final = CodeList(
    "kind of puller",
    Code("province", "provincie", "province"),
    Code("central_municipality", "centrumgemeente", "central municipality"),
    Code("regional_office", "regiobureau", "regional office"),
)
_DIGITS: Final = 9
"""Centralities that are equal to so many digits are equal: beyond that the solver decides."""
_COLUMNS: Final = (
    "organisation", "name", "kind", "arrangements", "share", "weighted_degree", "eigenvector", "betweenness",
    "rank", "candidate", "role", "carried", "absorbed",
)  # fmt: skip


def pullers(edition: Edition, municipalities: Collection[str]) -> pd.DataFrame:
    """Rank who takes part in a region's arrangements by how central they are.

    The network has two kinds of nodes: the arrangements of the region (nationwide ones left out) and their
    participants, of municipalities only those of the region. With n_s the participants of arrangement s:

    - ``weighted_degree``: sum over its arrangements of (n_s - 1), the seats of others at its tables [own];
    - ``eigenvector``: principal eigenvector of the participants' network with Newman weights, the sum over
      shared arrangements of 1 / (n_s - 1), the highest put at 1 (Bonacich 1972; Newman 2001);
    - ``betweenness``: share of the shortest paths between two other nodes that run through it (Freeman 1977).

    Parameters
    ----------
    edition, municipalities
        See `region_arrangements`.

    Returns
    -------
    DataFrame
        organisation, name, kind, arrangements (number), share (of the region's, 0 to 1), weighted_degree,
        eigenvector (0 to 1), betweenness (0 to 1), rank (by eigenvector; equal ones share the lowest number),
        candidate (`PULLERS`: ``province`` for the province with the highest eigenvector,
        ``central_municipality`` for that municipality; empty for all where two are equal, or where the
        highest owes carried seats to a merger), role (as sources record it, joined by ``|``; empty: not
        recorded), carried (number of its seats that are only carried from an earlier edition), absorbed
        (number of municipalities that merged into it: it carries the seats of all). Most central first. No
        rows for a region without arrangements.

    Raises
    ------
    UnknownNameError, InputError
        See `region_arrangements`.
    """
    return _ranked(edition, tuple(sorted(set(municipalities))))


@lru_cache(maxsize=KEPT)
def _ranked(edition: Edition, municipalities: tuple[str, ...]) -> pd.DataFrame:
    """Rank the participants of a region once, however many ask."""
    arrangements = region_arrangements(edition, municipalities)
    local = arrangements.index[~arrangements["is_nationwide"]]
    members = around(edition, local, municipalities)
    if members.empty:
        return pd.DataFrame(columns=list(_COLUMNS))
    incidence = from_pairs(members["organisation"].tolist(), members["arrangement"].tolist())
    ids = [str(member) for member in incidence.members]
    seats = incidence.matrix @ (incidence.sizes - 1)
    projection = project(incidence)
    ties = igraph.Graph(n=len(ids), edges=np.column_stack([projection.left, projection.right]).tolist())
    eigenvector = ties.eigenvector_centrality(weights=projection.value.tolist(), scale=True)
    organisations = edition["organisations"].set_index("id")
    frame = pd.DataFrame(
        {
            "organisation": ids,
            "name": organisations["name"].reindex(ids).to_numpy(),
            "kind": organisations["kind"].reindex(ids).to_numpy(),
            "arrangements": incidence.degrees,
            "share": incidence.degrees / len(local),
            "weighted_degree": np.rint(seats).astype(np.int64),
            "eigenvector": np.round(eigenvector, _DIGITS),
            "betweenness": np.round(_betweenness(incidence.matrix, len(ids)), _DIGITS),
        }
    )
    frame["rank"] = frame["eigenvector"].rank(ascending=False, method="min").astype(int)
    roles = _roles(edition, local)
    frame["role"] = [roles.get(who, "") for who in ids]
    seats_carried = members.loc[members["status"] != "confirmed", "organisation"].value_counts()
    frame["carried"] = seats_carried.reindex(ids, fill_value=0).to_numpy()
    absorbed = edition["mergers"].groupby("new")["old"].nunique()
    frame["absorbed"] = absorbed.reindex(ids, fill_value=0).to_numpy(dtype=np.int64)
    frame["candidate"] = _candidates(frame)
    order = ["rank", "weighted_degree", "organisation"]
    return frame.sort_values(order, ascending=[True, False, True], ignore_index=True)[list(_COLUMNS)]


def regional_offices(edition: Edition, municipalities: Collection[str]) -> pd.DataFrame:
    """Return arrangements that could be the office of a region [own].

    A candidate holds nearly all municipalities (`NEARLY_ALL`), is voluntary and not nationwide, and is coded
    as strategic or has three fields or more. Whether it pulls is not in a register.

    Parameters
    ----------
    edition, municipalities
        See `region_arrangements`.

    Returns
    -------
    DataFrame
        Index arrangement; name, fields, goal, legal_class, inside, inside_share, is_body (has legal
        personality as coded), ordered by inside_share and id.

    Raises
    ------
    UnknownNameError, InputError
        See `region_arrangements`.
    """
    table = region_arrangements(edition, municipalities)
    broad = (table["goal"] == "strategic") | (table["fields"].map(len) >= 3)
    whole = (table["inside_share"] >= NEARLY_ALL) & ~table["is_nationwide"]
    found = table[broad & whole & (table["obligation"] == "voluntary")]
    found = found.assign(is_body=found["legal_class"].isin(["wgr_body", "private_body"]))
    columns = ["name", "fields", "goal", "legal_class", "inside", "inside_share", "is_body"]
    return found.sort_values("inside_share", ascending=False, kind="stable")[columns]


def _betweenness(matrix: sparse.csc_array, members: int) -> list[float]:
    pairs = matrix.tocoo()
    number = sum(pairs.shape)
    edges = np.column_stack([pairs.coords[0], pairs.coords[1] + members]).tolist()
    between = igraph.Graph(n=number, edges=edges).betweenness(vertices=range(members))
    return [value / max((number - 1) * (number - 2) / 2, 1) for value in between]


def _candidates(frame: pd.DataFrame) -> pd.Series:
    out = pd.Series("", frame.index, dtype="object")
    for kind, candidate in (("province", "province"), ("municipality", "central_municipality")):
        value = frame.loc[frame["kind"] == kind, "eigenvector"]
        first = value.index[value == value.max()]
        inherited = (frame.loc[first, "absorbed"] > 0) & (frame.loc[first, "carried"] > 0)
        if len(first) == 1 and not inherited.any():
            out[first] = candidate
    return out


def _roles(edition: Edition, arrangements: pd.Index) -> dict[str, str]:
    rows = edition["participations"]
    rows = rows[rows["arrangement"].isin(arrangements) & (rows["role"] != "") & (rows["recognised"] != "no")]
    return {str(who): "|".join(sorted(set(roles))) for who, roles in rows.groupby("organisation")["role"]}
