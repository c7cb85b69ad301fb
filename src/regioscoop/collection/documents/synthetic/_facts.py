"""The parties of a synthetic budget: names, seats and members of the register; the amounts are invented."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from regioscoop.collection.documents._values import is_abbreviation
from regioscoop.register import Edition

_SHORT = re.compile(r"^(?P<name>.+?)\s*\((?P<short>[^()]{2,12})\)$")

FORMS: Final = (
    ("gemeenschappelijke_regeling", "Gemeenschappelijke regeling"),
    ("openbaar_lichaam", "Gemeenschappelijke regeling (openbaar lichaam)"),
    ("openbaar_lichaam", "Openbaar lichaam"),
    ("bedrijfsvoeringsorganisatie", "Bedrijfsvoeringsorganisatie"),
)
PRIVATE: Final = (
    ("nv", "Naamloze vennootschap", "N.V. Synthetisch Netwerkbeheer {area}", "energy"),
    ("bv", "Besloten vennootschap", "Synthetische Ontwikkelingsmaatschappij {area} B.V.", "economy"),
    ("stichting", "Stichting", "Stichting Synthetisch Erfgoed {area}", "spatial"),
    ("cooperatie", "Coöperatie", "Coöperatie Synthetische Inkoop {area} U.A.", "administration"),
    ("vereniging", "Vereniging", "Vereniging van Synthetische Gemeenten {area}", "administration"),
)
PURPOSES: Final = {
    "spatial": ("Het ontwikkelen en beheren van gebieden die over de gemeentegrens heen liggen.",
                "Samen zorgen voor genoeg woningen en een goede inrichting van de ruimte."),
    "economy": ("Het versterken van de economie en het begeleiden van inwoners naar werk.",
                "Het bieden van passend werk aan mensen met een afstand tot de arbeidsmarkt."),
    "social": ("Het inkopen en verbeteren van zorg en ondersteuning voor inwoners.",
               "Het uitvoeren van taken op het gebied van jeugd, zorg en onderwijs."),
    "safety": ("Het beschermen van de gezondheid en de veiligheid van de inwoners.",
               "Het uitvoeren van brandweerzorg, rampenbestrijding en crisisbeheersing."),
    "energy": ("Het maken van plannen voor schone energie in de regio.",
               "Het leveren en beheren van netten voor energie."),
    "mobility": ("Het regelen van vervoer en wegen in de regio.",
                 "Het organiseren van vervoer voor inwoners die dat nodig hebben."),
    "environment": ("Het inzamelen en verwerken van afval tegen lage kosten.",
                    "Het verlenen van vergunningen en het houden van toezicht op het milieu."),
    "administration": ("Het heffen en innen van gemeentelijke belastingen tegen lage kosten.",
                       "Het gezamenlijk uitvoeren van taken in de bedrijfsvoering."),
}  # fmt: skip
BOARDS: Final = (
    "De burgemeester is lid van het algemeen bestuur.",
    "De wethouder is lid van het algemeen en het dagelijks bestuur.",
    "De gemeente heeft één zetel in het algemeen bestuur.",
    "De wethouder vertegenwoordigt de gemeente met {votes} van de {total} stemmen.",
)
CHANGES: Final = (
    "Er zijn geen wijzigingen in het belang van de gemeente.",
    "Per 1 januari {year} treedt de gemeente {other} toe tot de regeling.",
    "In de loop van {year} wordt de regeling aangepast aan de gewijzigde wet.",
    "Het belang blijft in {year} gelijk; wel verandert de verdeling van de kosten.",
)


@dataclass(frozen=True)
class Party:
    """A linked party of a synthetic budget; the amounts are in euros.

    Attributes
    ----------
    form, form_text
        Code of the legal form, and the words for it.
    members
        Municipalities and others that take part.
    """

    name: str
    abbreviation: str
    form: str
    form_text: str
    seat: str
    public_interest: str
    members: tuple[str, ...]
    contribution: int
    board_seats: str
    equity_start: int
    equity_end: int
    debt_start: int
    debt_end: int
    result: int
    changes: str


@dataclass(frozen=True)
class Budget:
    """What a synthetic budget tells.

    Attributes
    ----------
    owner
        The municipality.
    year
        The year of the budget.
    parties
        Its linked parties: those of the register, and some that are invented and called synthetic.
    """

    owner: str
    year: int
    parties: tuple[Party, ...]


def make_budget(edition: Edition, generator: np.random.Generator, count: int) -> Budget:
    """Choose a municipality and its parties.

    Parameters
    ----------
    edition
        Where names, seats, members and fields come from.
    generator
        Source of every choice.
    count
        Number of parties, about a fifth of them invented private ones.
    """
    organisations = edition["organisations"].set_index("id")
    taken = edition["participations"].sort_values(["organisation", "arrangement"])
    homes = taken[taken["organisation"].str.startswith("GM")].groupby("organisation").size()
    home = str(generator.choice(sorted(homes[homes >= min(8, count)].index)))
    owner = str(organisations.at[home, "name"])
    year = int(generator.integers(2022, 2027))
    own = sorted(taken.loc[taken["organisation"] == home, "arrangement"].unique())
    invented = max(1, count // 5)
    chosen = sorted(generator.choice(own, min(len(own), count - invented), replace=False))
    parties = [_registered(edition, str(key), owner, year, generator) for key in chosen]
    kinds = sorted(generator.choice(len(PRIVATE), min(invented, len(PRIVATE)), replace=False))
    around = parties[0].members or (owner,)
    parties += [_invented(PRIVATE[k], owner, around, year, generator) for k in kinds]
    unique = {party.name.lower(): party for party in parties}
    return Budget(owner, year, tuple(unique.values()))


def _registered(edition: Edition, key: str, owner: str, year: int, generator: np.random.Generator) -> Party:
    row = edition["arrangements"].set_index("id").loc[key]
    fields = edition["arrangement_fields"]
    field = fields.loc[(fields["arrangement"] == key) & (fields["rank"].astype(int) == 1), "policy_field"]
    members = _members(edition, key)
    form, text = FORMS[int(generator.integers(len(FORMS)))]
    name, short = _parted(str(row["name"]))
    seat = str(row["seat"]) or str(generator.choice(members))
    purpose = PURPOSES[field.iloc[0] if len(field) else "administration"]
    base = Party(name, short, form, text, seat, purpose[int(generator.integers(len(purpose)))], members,
                 0, "", 0, 0, 0, 0, 0, "")  # fmt: skip
    return _numbered(base, owner, year, generator)


def _members(edition: Edition, key: str) -> tuple[str, ...]:
    taken = edition["participations"]
    names = edition["organisations"].set_index("id")["name"]
    return tuple(sorted(names[taken.loc[taken["arrangement"] == key, "organisation"].unique()]))


def _parted(name: str) -> tuple[str, str]:
    match = _SHORT.match(" ".join(name.split()))
    if match and is_abbreviation(match["short"]):
        return match["name"], match["short"]
    return " ".join(name.split()), ""


def _invented(
    kind: tuple[str, str, str, str],
    owner: str,
    around: tuple[str, ...],
    year: int,
    generator: np.random.Generator,
) -> Party:
    form, text, pattern, field = kind
    purpose = PURPOSES[field]
    name = pattern.format(area=owner)
    base = Party(name, "", form, text, str(generator.choice(around)),
                 str(generator.choice(purpose)), around, 0, "", 0, 0, 0, 0, 0, "")  # fmt: skip
    return _numbered(base, owner, year, generator)


def _numbered(party: Party, owner: str, year: int, generator: np.random.Generator) -> Party:
    def amount(low: float, high: float) -> int:
        return int(round(float(10 ** generator.uniform(low, high)), -3))

    total = int(generator.integers(10, 60))
    others = [name for name in party.members if name != owner] or [owner]
    board = str(generator.choice(BOARDS)).format(votes=int(generator.integers(1, 6)), total=total)
    changes = str(generator.choice(CHANGES)).format(year=year, other=generator.choice(others))
    equity, debt = amount(5.2, 7.2), amount(5.4, 7.8)
    return replace(
        party,
        contribution=amount(4.3, 6.9),
        board_seats=board,
        equity_start=equity,
        equity_end=max(1000, int(round(equity * float(generator.uniform(0.8, 1.25)), -3))),
        debt_start=debt,
        debt_end=max(1000, int(round(debt * float(generator.uniform(0.8, 1.25)), -3))),
        result=int(generator.choice([0, 1, -1])) * amount(3.5, 5.8),
        changes=changes,
    )


def as_words(value: Any) -> str:  # noqa: ANN401 - what a party holds
    """A value as it stands in a list."""
    return ", ".join(value) if isinstance(value, tuple) else str(value)
