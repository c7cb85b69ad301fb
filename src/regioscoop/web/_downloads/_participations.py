"""Participations as they count, each with all sources that say so."""

from __future__ import annotations

from dataclasses import dataclass, field

from regioscoop.register import Edition


@dataclass
class Participation:
    """Who takes part in what.

    Attributes
    ----------
    arrangement, organisation
        Ids.
    kind, status
        Codes of the kind of organisation and of how it is known.
    role, valid_from, valid_to
        As a source says it; empty where none does.
    sources
        Ids of the sources that say so, sorted.
    """

    arrangement: str
    organisation: str
    kind: str
    status: str
    role: str = ""
    valid_from: str = ""
    valid_to: str = ""
    sources: list[str] = field(default_factory=list)


def participations(edition: Edition) -> list[Participation]:
    """Every participation that counts, by arrangement and organisation.

    Parameters
    ----------
    edition
        The edition; what a complete source contradicts is left out, as `Edition.members` does.
    """
    found = {
        (row.arrangement, row.organisation): Participation(
            row.arrangement, row.organisation, row.kind, row.status
        )
        for row in edition.members.itertuples()
    }
    rows = edition["participations"]
    for row in rows[rows["recognised"] != "no"].itertuples():
        own = found[row.arrangement, row.organisation]
        own.role, own.valid_from = own.role or row.role, own.valid_from or row.valid_from
        own.valid_to = own.valid_to or row.valid_to
        own.sources = sorted({*own.sources, row.source})
    return list(found.values())
