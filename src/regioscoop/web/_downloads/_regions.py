"""Downloads of one region."""

from __future__ import annotations

from regioscoop.errors import UnknownNameError
from regioscoop.web._atlas import Atlas
from regioscoop.web._downloads._tables import csv_bytes


def region_download(region_id: str, level: int) -> str:
    """Name of the download of one region; a level other than the best stands in the name."""
    return f"regio-{region_id}@{level}.csv" if level else f"regio-{region_id}.csv"


def one_region(atlas: Atlas, asked: str) -> bytes:
    """Members of one region and the arrangements they take part in, one row a participation.

    Parameters
    ----------
    atlas
        The edition.
    asked
        Id of the region, with ``@`` and the number of a level when that is not the best.

    Raises
    ------
    UnknownNameError
        When there is no such level or region.
    """
    region_id, _, number = asked.partition("@")
    levels = {str(level.number): level.number for level in atlas.levels} | {"": 0}
    if number not in levels:
        raise UnknownNameError("niveau", number, [k for k in levels if k])
    level = atlas.level(levels[number])
    members = atlas.members(level)
    if region_id not in set(members["region_id"]):
        raise UnknownNameError("regio", region_id, sorted(set(members["region_id"])))
    own = members[members["region_id"] == region_id].reset_index()
    taken = atlas.edition.members[["arrangement", "organisation", "status"]]
    names = atlas.edition.arrangements["name"]
    joined = own.merge(taken, left_on="municipality_id", right_on="organisation").drop(columns="organisation")
    joined.insert(len(joined.columns) - 1, "arrangement_name", joined["arrangement"].map(names))
    return csv_bytes(joined)
