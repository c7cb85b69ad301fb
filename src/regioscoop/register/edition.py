"""An edition: organisations, arrangements and participations at a reference date."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from regioscoop.errors import UnknownNameError
from regioscoop.register.codes import GOVERNMENTS
from regioscoop.register.package import load_tables, read_tables
from regioscoop.register.schema import OF_ARRANGEMENT

SHIPPED: Final = Path(str(files("regioscoop.register"))) / "data" / "editions"


@dataclass(frozen=True, eq=False)
class Edition:
    """The facts of one reference date.

    Attributes
    ----------
    tables
        One frame per table of `regioscoop.register.schema.TABLES`.
    """

    tables: dict[str, pd.DataFrame] = field(repr=False)

    @property
    def id(self) -> str:
        """Name of the edition, such as ``2016``."""
        return str(self.tables["edition"]["id"].iloc[0])

    @property
    def reference_date(self) -> str:
        """Date the edition describes (YYYY-MM-DD)."""
        return str(self.tables["edition"]["reference_date"].iloc[0])

    @property
    def year(self) -> int:
        """Year of the reference date."""
        return int(self.reference_date[:4])

    @property
    def rule_set(self) -> str:
        """Inclusion rules the edition was made with."""
        return str(self.tables["edition"]["rule_set"].iloc[0])

    @property
    def title(self) -> str:
        """Title of the edition."""
        return str(self.tables["edition"]["title"].iloc[0])

    def __getitem__(self, table: str) -> pd.DataFrame:
        return self.tables[table]

    @cached_property
    def checksum(self) -> str:
        """sha256 over every table, for caches and colophons."""
        digest = hashlib.sha256()
        for name in sorted(self.tables):
            digest.update(name.encode())
            digest.update(self.tables[name].to_csv(index=False).encode())
        return digest.hexdigest()

    @cached_property
    def municipalities(self) -> pd.DataFrame:
        """The municipalities, indexed by id and ordered by it: name, province."""
        frame = self["organisations"]
        frame = frame[frame["kind"] == "municipality"].set_index("id").sort_index()
        return frame[["name", "province"]]

    @cached_property
    def arrangements(self) -> pd.DataFrame:
        """The arrangements, indexed by id, with ``fields`` (tuple of codes, the main one first)."""
        frame = self["arrangements"].set_index("id").sort_index()
        ranked = self["arrangement_fields"].sort_values(["arrangement", "rank"])
        fields = ranked.groupby("arrangement")["policy_field"].agg(tuple)
        return frame.assign(fields=[fields.get(i, ()) for i in frame.index])

    @cached_property
    def members(self) -> pd.DataFrame:
        """Who takes part in what, once: arrangement, organisation, kind, status.

        A participation that a complete source contradicts (``recognised`` is no) is not counted; where
        several sources name a participation, one that confirms it goes before one that carries it.
        """
        frame = self["participations"]
        frame = frame[frame["recognised"] != "no"]
        order = frame["status"].map({"confirmed": 0, "carried": 1, "carried-split": 2})
        frame = frame.assign(order=order).sort_values(["arrangement", "organisation", "order"])
        frame = frame.drop_duplicates(["arrangement", "organisation"])
        kinds = self["organisations"].set_index("id")["kind"]
        frame = frame.assign(kind=frame["organisation"].map(kinds))
        return frame[["arrangement", "organisation", "kind", "status"]].reset_index(drop=True)

    def select(
        self,
        *,
        carried: bool = True,
        obligations: Iterable[str] | None = None,
        fields: Iterable[str] | None = None,
        arrangements: Iterable[str] | None = None,
    ) -> Edition:
        """The same edition with fewer arrangements; organisations stay.

        Parameters
        ----------
        carried
            False leaves out every participation that is only carried from an earlier edition.
        obligations, fields
            Keep arrangements with one of these codes.
        arrangements
            Keep these ids.

        Returns
        -------
        Edition
            Arrangements without any participation left are gone too.
        """
        frame = self.arrangements
        keep = np.ones(len(frame), dtype=bool)
        if obligations is not None:
            keep &= frame["obligation"].isin(list(obligations)).to_numpy()
        if fields is not None:
            wanted = set(fields)
            keep &= np.array([bool(wanted & set(f)) for f in frame["fields"]], dtype=bool)
        if arrangements is not None:
            keep &= frame.index.isin(list(arrangements))
        ids = set(frame.index[keep])
        participations = self["participations"]
        participations = participations[participations["arrangement"].isin(ids)]
        if not carried:
            participations = participations[participations["status"] == "confirmed"]
            ids &= set(participations["arrangement"])
        tables = dict(self.tables)
        tables["participations"] = participations
        tables["arrangements"] = self["arrangements"][self["arrangements"]["id"].isin(ids)]
        for name in OF_ARRANGEMENT:
            tables[name] = self[name][self[name]["arrangement"].isin(ids)]
        relations = self["arrangement_relations"]
        tables["arrangement_relations"] = relations[relations["from"].isin(ids) & relations["to"].isin(ids)]
        return Edition({k: v.reset_index(drop=True) for k, v in tables.items()})

    def summary(self) -> dict[str, object]:
        """What an edition holds: numbers for `regioscoop editions show`.

        Returns
        -------
        dict
            id, date, rule_set, municipalities, arrangements, participations (pairs of an arrangement and
            an organisation that count), carried_participations, disputed_participations,
            organisations_by_kind, coded_shares (share of arrangements with a code, 0 to 1).
        """
        members, frame = self.members, self.arrangements
        governments = members[members["kind"].isin(GOVERNMENTS)].groupby("arrangement").size()
        kinds = self["organisations"]["kind"].value_counts().sort_index()
        known = frame["legal_form"].ne("") & frame["legal_form"].ne("unknown")
        total = max(len(frame), 1)
        disputed = self["participations"].query("recognised == 'no'")
        return {
            "id": self.id,
            "date": self.reference_date,
            "rule_set": self.rule_set,
            "title": self.title,
            "municipalities": len(self.municipalities),
            "arrangements": len(frame),
            "arrangements_with_two_or_more_governments": int((governments >= 2).sum()),
            "arrangements_with_a_confirmed_participation": int(
                members.loc[members["status"] == "confirmed", "arrangement"].nunique()
            ),
            "participations": len(members),
            "carried_participations": int((members["status"] != "confirmed").sum()),
            "disputed_participations": len(disputed),
            "organisations_by_kind": {str(k): int(v) for k, v in kinds.items()},
            "coded_shares": {
                "policy_field": round(float((frame["fields"].map(len) > 0).sum() / total), 4),
                "obligation": round(float(frame["obligation"].ne("").sum() / total), 4),
                "legal_class": round(float(frame["legal_class"].ne("").sum() / total), 4),
                "legal_form": round(float(known.sum() / total), 4),
                "confirmed_by_people": round(float(frame["coding_status"].eq("confirmed").sum() / total), 4),
                "sure": round(float(frame["coding_certainty"].eq("sure").sum() / total), 4),
            },
            "checksum": self.checksum,
        }


def list_editions() -> list[str]:
    """Ids of the editions that ship with the program, oldest first."""
    return sorted(p.parent.name for p in SHIPPED.glob("*/datapackage.json"))


def load_edition(name: str) -> Edition:
    """Load an edition.

    Parameters
    ----------
    name
        Id of a shipped edition, or the path of a data package.

    Raises
    ------
    UnknownNameError
        When there is no such edition; suggests the nearest.
    InputError
        When a package given by path is not valid: everything that is wrong.
    """
    if name in list_editions():
        return _shipped(name)
    if "/" in name or Path(name).exists():
        return Edition(load_tables(Path(name)))
    raise UnknownNameError("edition", name, list_editions())


@lru_cache(maxsize=8)
def _shipped(name: str) -> Edition:
    return Edition(read_tables(SHIPPED / name))
