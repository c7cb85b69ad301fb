"""From groups of entries to arrangements: what each is called, and what all its entries say together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from regioscoop.collection.run._entries import Found
from regioscoop.register import Edition
from regioscoop.register.importing._common import slugify


@dataclass(frozen=True)
class Arrangement:
    """What one or more documents describe, and no document needs to describe whole.

    Attributes
    ----------
    id
        That of the earlier edition where it is known there, else made from its name.
    name
        That of the earlier edition, else the one that most entries bear.
    known
        Whether the earlier edition has it.
    entries
        The entries, sorted by id.
    """

    id: str
    name: str
    known: bool
    entries: tuple[Found, ...]

    @property
    def members(self) -> frozenset[str]:
        """Codes of all governments that any entry names."""
        return frozenset().union(*(found.members for found in self.entries))

    @property
    def others(self) -> list[str]:
        """Names of participants that are no government that we know, sorted."""
        return sorted({name for found in self.entries for name in found.others})

    @property
    def is_listed(self) -> bool:
        """Whether any entry says who takes part besides who reported it."""
        return any(found.is_listed for found in self.entries)

    @property
    def aliases(self) -> list[str]:
        """Other names and abbreviations, sorted."""
        names = {n for f in self.entries for n in (f.entry.name, f.said("abbreviation"))}
        return sorted(names - {"", self.name})

    def said(self, attribute: str) -> str:
        """What most entries say of an attribute; of equally many the surest, then the longest."""
        values = [value for found in self.entries if (value := found.entry.get(attribute)) is not None]
        counts = Counter(value.text.casefold() for value in values)
        best = max(
            values,
            key=lambda v: (counts[v.text.casefold()], v.confidence, len(v.text), v.text),
            default=None,
        )
        return best.text if best is not None else ""


def arrangements_of(
    entries: Sequence[Found], groups: Mapping[str, str], earlier: Edition
) -> list[Arrangement]:
    """Arrangements, sorted by id.

    Parameters
    ----------
    entries
        All entries.
    groups
        Id of an entry -> group: an id of the earlier edition, or of its first entry.
    earlier
        The earlier edition.
    """
    names = earlier.arrangements["name"]
    taken = set(names.index)
    of: dict[str, list[Found]] = {}
    for found in sorted(entries, key=lambda f: f.id):
        of.setdefault(groups[found.id], []).append(found)
    made = []
    for group, own in sorted(of.items()):
        known = group in names.index
        name = str(names[group]) if known else _name(own)
        id_ = group if known else _free(slugify(name) or "nameless", taken)
        taken.add(id_)
        made.append(Arrangement(id_, name, known, tuple(own)))
    return sorted(made, key=lambda a: a.id)


def _name(entries: Sequence[Found]) -> str:
    counts = Counter(found.entry.name for found in entries)
    return max(counts, key=lambda name: (counts[name], len(name), name))


def _free(slug: str, taken: set[str]) -> str:
    number = 2
    found = slug
    while found in taken:
        found, number = f"{slug}-{number}", number + 1
    return found


def texts_of(arrangements: Sequence[Arrangement]) -> pd.DataFrame:
    """Arrangements as texts to code: see `regioscoop.collection.coding.code_texts`.

    Participants stand there only where an entry lists them: who reported it is not all of them.
    """
    rows = [
        (
            *(a.id, a.name, a.said("public_interest"), a.said("legal_form")),
            ";".join(sorted([*a.members, *a.others])) if a.is_listed else "",
        )
        for a in arrangements
    ]
    return pd.DataFrame(rows, columns=["id", "name", "purpose", "legal_form", "participants"], dtype="object")


def arrangements_table(arrangements: Sequence[Arrangement], counts: Mapping[str, str]) -> pd.DataFrame:
    """A row for each arrangement: what is said of it, by how many documents, and whether it counts.

    Parameters
    ----------
    arrangements
        The arrangements.
    counts
        Id -> why it is left out of the edition; empty when it is in.
    """
    rows = [
        {
            "id": a.id,
            "name": a.name,
            "aliases": "|".join(a.aliases),
            "known_before": "yes" if a.known else "no",
            "documents": len({found.document.id for found in a.entries}),
            "legal_form": a.said("legal_form"),
            "seat": a.said("seat"),
            "purpose": a.said("public_interest"),
            "members": ";".join(sorted(a.members)),
            "other_participants": ";".join(a.others),
            "left_out": counts[a.id],
        }
        for a in arrangements
    ]
    columns = [
        *("id", "name", "aliases", "known_before", "documents", "legal_form", "seat", "purpose"),
        *("members", "other_participants", "left_out"),
    ]
    return pd.DataFrame(rows, columns=columns)


def not_named(arrangements: Sequence[Arrangement], earlier: Edition, read: frozenset[str]) -> pd.DataFrame:
    """Arrangements of the earlier edition that no document names, though a participant's was read.

    Parameters
    ----------
    arrangements
        What was collected.
    earlier
        The earlier edition.
    read
        Ids of the organisations of which a document was read.

    Returns
    -------
    DataFrame
        id, name, read (participants of which a document was read, divided by ``;``), of (how many it has).
        It may have ended, or be missed.
    """
    members = earlier.members[~earlier.members["arrangement"].isin({a.id for a in arrangements})]
    of = members.groupby("arrangement")["organisation"].agg(set)
    names = earlier.arrangements["name"]
    rows = [
        (id_, names[id_], ";".join(sorted(own & read)), len(own)) for id_, own in of.items() if own & read
    ]
    return pd.DataFrame(rows, columns=["id", "name", "read", "of"]).sort_values("id", ignore_index=True)
