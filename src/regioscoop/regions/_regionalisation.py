"""A division of municipalities into regions: ours, an official one, or one from a file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from regioscoop.errors import InputError, Problem, UnknownNameError
from regioscoop.register import Edition
from regioscoop.register.sources._csv import read_csv


@dataclass(frozen=True)
class Regionalisation:
    """Which region each municipality is in.

    Attributes
    ----------
    name
        What it is, such as ``provinces``.
    labels
        Region id, index municipality id.
    names
        Name of each region, index region id.
    """

    name: str
    labels: pd.Series
    names: pd.Series

    def members(self, region_id: str) -> list[str]:
        """Ids of the municipalities of a region, sorted."""
        return sorted(self.labels.index[self.labels == region_id])

    def find(self, name: str) -> str:
        """Region id of an id or a name.

        Raises
        ------
        UnknownNameError
            When there is no such region; suggests the nearest.
        """
        if name in self.names.index:
            return name
        same = self.names.index[self.names.str.casefold() == name.casefold()]
        if len(same):
            return str(same[0])
        raise UnknownNameError("region", name, self.names.tolist())


def provinces(edition: Edition) -> Regionalisation:
    """The provinces, as a regionalisation."""
    labels = edition.municipalities["province"].rename("region_id")
    names = edition["organisations"].query("kind == 'province'").set_index("id")["name"]
    return Regionalisation("provinces", labels, names)


def official_regions(edition: Edition, division: str) -> Regionalisation:
    """Read one nationwide division of an edition as a regionalisation.

    Parameters
    ----------
    edition
        The edition.
    division
        Id of the division, such as ``veiligheidsregios``; ``provinces`` and ``safety-regions`` also work.

    Raises
    ------
    UnknownNameError
        When the edition has no such division; suggests the nearest.
    """
    if division == "provinces":
        return provinces(edition)
    wanted = {"safety-regions": "veiligheidsregios"}.get(division, division)
    table = edition["arrangement_divisions"]
    if wanted not in set(table["division"]):
        known = ["safety-regions", "provinces", *sorted(set(table["division"]))]
        raise UnknownNameError("division", division, known)
    rows = table[table["division"] == wanted]
    members = edition.members[edition.members["kind"] == "municipality"]
    pairs = rows.merge(members, on="arrangement").sort_values(["organisation", "region"])
    # A municipality in two regions of one division counts with the first: a division is one map.
    pairs = pairs.drop_duplicates("organisation")
    labels = pairs.set_index("organisation")["arrangement"].rename("region_id").rename_axis("municipality_id")
    names = rows.drop_duplicates("arrangement").set_index("arrangement")["region"]
    return Regionalisation(division, labels.sort_index(), names)


def read_regionalisation(path: Path, edition: Edition | None = None) -> Regionalisation:
    """Read a regionalisation from a CSV file.

    Parameters
    ----------
    path
        CSV with ``municipality_id`` and ``region_id``; also ``region`` (name) when it is there, and
        ``level`` when there is one: a file with several levels is refused.
    edition
        Whose municipalities the codes must be; default not checked.

    Raises
    ------
    InputError
        When a column lacks, a municipality stands twice or is unknown, or a cell is empty: all that is wrong.
    """
    frame = read_csv(path, ["municipality_id", "region_id"])
    problems = [
        Problem(path.name, "an empty cell", "a code", int(row), column)
        for column in ("municipality_id", "region_id")
        for row in frame.loc[frame[column].str.strip() == "", "row"]
    ]
    twice = frame[frame.duplicated("municipality_id")]
    problems += [
        Problem(
            path.name, f"{m} a second time", "each municipality once (one level)", int(row), "municipality_id"
        )
        for row, m in zip(twice["row"], twice["municipality_id"], strict=True)
    ]
    if edition is not None:
        strange = frame[~frame["municipality_id"].isin(edition.municipalities.index)]
        allowed = f"the code of a municipality of edition {edition.id}"
        problems += [
            Problem(path.name, repr(code), allowed, int(row), "municipality_id")
            for row, code in zip(strange["row"], strange["municipality_id"], strict=True)
            if code.strip()
        ]
    if problems:
        raise InputError(f"{path.name} is not a regionalisation ({len(problems)} problems)", problems)
    labels = frame.set_index("municipality_id")["region_id"]
    header = pd.read_csv(path, nrows=0).columns
    if "region" in header:
        named = read_csv(path, ["region_id", "region"]).drop_duplicates("region_id")
        names = named.set_index("region_id")["region"]
    else:
        names = pd.Series({r: r for r in labels.unique()})
    return Regionalisation(path.stem, labels.sort_index(), names)
