"""Who already works on something, seen from a set of municipalities that wants to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from regioscoop.measures.congruence import NATIONWIDE_FROM, NATIONWIDE_SHARE
from regioscoop.register import Edition
from regioscoop.register._names import require_known
from regioscoop.register.codes import DECENTRAL, POLICY_FIELDS, Code, CodeList

AMBITION_SCALES: Final = CodeList(
    "scale of an arrangement beside a set of municipalities",
    Code("exactly", "precies deze gemeenten", "exactly these municipalities"),
    Code("part", "een deel van deze gemeenten", "some of these municipalities"),
    Code("nationwide", "landelijk", "nationwide"),
    Code("wider", "al deze gemeenten en meer", "all of these municipalities and more"),
    Code("overlapping", "een deel van deze gemeenten en andere", "some of these municipalities and others"),
)


def working_on(edition: Edition, field: str | None, wanted: Collection[str]) -> pd.DataFrame:
    """Arrangements in a policy field in which at least one of a set of municipalities takes part [own].

    With W the wanted municipalities and A those that take part in an arrangement: ``covered`` is
    |A and W| / |W|, ``jaccard`` |A and W| / |A or W|. The scale is the first of these that holds:
    ``exactly`` A = W; ``part`` A within W; ``nationwide`` A is more than half of all municipalities (in an
    edition of at least 50); ``wider`` W within A; ``overlapping`` otherwise.

    Parameters
    ----------
    edition
        The edition.
    field
        Policy field that is one of the fields of the arrangement; None: every arrangement.
    wanted
        Ids of municipalities.

    Returns
    -------
    DataFrame
        arrangement, name, inside, members, outside (numbers of municipalities: in both, in the
        arrangement, in the arrangement only), covered, jaccard (0 to 1), governments (tuple of ids of
        the provinces and water boards that take part), scale (`AMBITION_SCALES`); best Jaccard first.

    Raises
    ------
    UnknownNameError
        When there is no such policy field or municipality; suggests the nearest.
    InputError
        When several municipalities do not exist: all of them.
    """
    if field is not None:
        require_known("policy field", [field], POLICY_FIELDS.codes)
    require_known("municipality", wanted, edition.municipalities.index)
    members = edition.members
    if field is not None:
        table = edition["arrangement_fields"]
        about = table.loc[table["policy_field"] == field, "arrangement"]
        members = members[members["arrangement"].isin(about)]
    local = members[members["kind"] == "municipality"]
    inside = local.loc[local["organisation"].isin(list(wanted)), "arrangement"].value_counts()
    size = local["arrangement"].value_counts().reindex(inside.index).to_numpy()
    number, shared = len(set(wanted)), inside.to_numpy()
    frame = pd.DataFrame({"arrangement": inside.index.to_numpy(), "inside": shared, "members": size})
    frame.insert(1, "name", edition.arrangements["name"].reindex(frame["arrangement"]).to_numpy())
    frame["outside"] = size - shared
    frame["covered"] = shared / max(number, 1)
    frame["jaccard"] = shared / (size + number - shared)
    frame["governments"] = _governments(members, frame["arrangement"])
    frame["scale"] = _scale(shared, size, number, len(edition.municipalities))
    return frame.sort_values(
        ["jaccard", "covered", "arrangement"], ascending=[False, False, True], ignore_index=True
    )


def _governments(members: pd.DataFrame, arrangements: pd.Series) -> list[tuple[str, ...]]:
    """Provinces and water boards that take part in each arrangement, sorted."""
    rows = members[members["kind"].isin(DECENTRAL) & (members["kind"] != "municipality")]
    found = defaultdict(list)
    for arrangement, organisation in zip(rows["arrangement"], rows["organisation"], strict=True):
        found[arrangement].append(organisation)
    return [tuple(sorted(found.get(id_, ()))) for id_ in arrangements]


def _scale(
    inside: NDArray[np.int64], members: NDArray[np.int64], wanted: int, everyone: int
) -> NDArray[np.str_]:
    within, around = inside == members, inside == wanted
    nationwide = (members > NATIONWIDE_SHARE * everyone) & (everyone >= NATIONWIDE_FROM)
    choices = [within & around, within, nationwide, around]
    return np.select(choices, ["exactly", "part", "nationwide", "wider"], "overlapping")
