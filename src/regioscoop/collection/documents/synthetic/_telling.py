"""What the later layouts share: their labels, how they write amounts, and what they leave open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from regioscoop.collection.documents.synthetic._facts import Budget, Party
from regioscoop.collection.documents.synthetic._filling import PROGRAMMES
from regioscoop.collection.documents.synthetic._page import Money, printed
from regioscoop.collection.documents.synthetic._training import written

WORDS: Final = {
    "name": ("Naam verbonden partij", "Verbonden partij", "Organisatie"),
    "legal_form": ("Juridische vorm", "Rechtspersoon", "Rechtsvorm"),
    "seat": ("Vestigingsplaats", "Plaats van vestiging", "Gevestigd te"),
    "public_interest": ("Doel en openbaar belang", "Publiek belang", "Doelstelling", "Waarom doen we mee?"),
    "participants": ("Deelnemende partijen", "Betrokken partijen", "Deelnemers in de regeling"),
    "board_seats": ("Bestuurlijk belang", "Zeggenschap", "Vertegenwoordiging in het bestuur"),
    "contribution": ("Bijdrage {year} (raming)", "Geraamde bijdrage {year}", "Financiële bijdrage {year}"),
    "equity_start": ("Eigen vermogen begin {year}", "Eigen vermogen per 1-1-{year}", "EV 1-1-{year}"),
    "equity_end": ("Eigen vermogen eind {year}", "Eigen vermogen per 31-12-{year}", "EV 31-12-{year}"),
    "debt_start": ("Vreemd vermogen begin {year}", "Vreemd vermogen per 1-1-{year}", "VV 1-1-{year}"),
    "debt_end": ("Vreemd vermogen eind {year}", "Vreemd vermogen per 31-12-{year}", "VV 31-12-{year}"),
    "result": ("Verwacht resultaat {year}", "Financieel resultaat {year}", "Resultaat {year} (begroot)"),
    "changes": ("Ontwikkelingen", "Wijzigingen en ontwikkelingen", "Veranderingen in {year}"),
}
EQUITY: Final = ("equity_start", "equity_end")
DEBT: Final = ("debt_start", "debt_end")
BALANCE: Final = (*EQUITY, *DEBT)
RISKS: Final = (
    "De loonkosten kunnen sneller stijgen dan in de begroting is aangenomen.",
    "Het weerstandsvermogen is voldoende. Een tekort komt ten laste van de deelnemers.",
    "Er zijn geen risico's die in de begroting moeten worden opgenomen.",
)
PRIVATE: Final = {
    "nv": ("Naamloze vennootschappen", "NV"),
    "bv": ("Besloten vennootschappen", "BV"),
    "stichting": ("Stichtingen", "St."),
    "cooperatie": ("Coöperaties", "Coöp."),
    "vereniging": ("Verenigingen", "Ver."),
}
JOINT: Final = ("Gemeenschappelijke regelingen", "GR")
OPEN: Final = "p.m. = pro memorie, n.n.b. = nog niet bekend, n.v.t. = niet van toepassing."
LEGEND: Final = (
    "GR = gemeenschappelijke regeling, NV = naamloze vennootschap, BV = besloten vennootschap, St. = "
    "stichting, Coöp. = coöperatie, Ver. = vereniging, EV = eigen vermogen, VV = vreemd vermogen. " + OPEN
)
MOST_NAMED: Final = 25
"""More participants than this are counted, not named."""


@dataclass(frozen=True)
class Figures(Money):
    """Amounts with a sign of their own.

    Attributes
    ----------
    below
        What an amount below nought looks like.
    ending
        What follows whole euros.
    """

    below: str = "({})"
    ending: str = ""

    def write(self, euros: int) -> str:
        """An amount as it is printed."""
        words = super().write(abs(euros))
        words += self.ending if not words.endswith("miljoen") else ""
        return self.below.format(words) if euros < 0 else words


@dataclass(frozen=True)
class Told:
    """A party as a layout prints it: the words per attribute, and what they say."""

    party: Party
    words: Mapping[str, str]
    truth: dict[str, Any]

    def both(self, first: str, second: str) -> str:
        """Two values in one cell."""
        return f"{self.words[first]} / {self.words[second]}"


def amounts_as(generator: np.random.Generator, *kinds: str) -> Figures:
    """How amounts are written, in one of these kinds of `Money`."""
    kind = str(generator.choice(kinds))
    below = str(generator.choice(["({})", "-/- {}", "- {}"]))
    return Figures(kind, below, ",-" if kind == "full" and generator.random() < 0.4 else "")


def labels_of(generator: np.random.Generator, year: int) -> dict[str, str]:
    """A wording for each attribute; the balances in the same words."""
    day = int(generator.integers(3))
    return {
        a: options[day if a in BALANCE else int(generator.integers(len(options)))].format(year=year)
        for a, options in WORDS.items()
    }


def slip(label: str, generator: np.random.Generator) -> str:
    """A label as another hand typed it, once in a while."""
    if generator.random() < 0.9:
        return label
    return label.upper() if generator.random() < 0.5 else f"{label} :"


def _left_open(party: Party, generator: np.random.Generator) -> dict[str, str]:
    """Attributes for which a party gives no figure, with what is printed instead."""
    left = {}
    if party.form in PRIVATE and generator.random() < 0.6:
        left["contribution"] = "n.v.t."
    if generator.random() < 0.15:
        left |= {"equity_end": "n.n.b.", "debt_end": "n.n.b."}
    if generator.random() < 0.12:
        left["result"] = "p.m."
    return left


def tell(party: Party, given: tuple[str, ...], money: Money, generator: np.random.Generator) -> Told:
    """What is printed of these attributes; what is left open is no part of the truth."""
    left = _left_open(party, generator)
    if len(party.members) > MOST_NAMED:
        left["participants"] = f"{len(party.members)} deelnemers, onder wie onze gemeente"
    words = {a: left.get(a) or written(party, a, money) for a in given}
    if "result" in words and "result" not in left and party.result == 0 and generator.random() < 0.4:
        words["result"] = "nihil"
    known = tuple(a for a in given if a not in left)
    return Told(party, words, printed(party, money, (*known, "abbreviation")))


def tell_all(
    parties: Iterable[Party], given: tuple[str, ...], money: Money, generator: np.random.Generator
) -> list[Told]:
    return [tell(party, given, money, generator) for party in parties]


def lower(text: str) -> str:
    """A text that goes on within a sentence."""
    return text[0].lower() + text[1:]


def ended(text: str) -> str:
    """A text that ends in a full stop."""
    return text if text.endswith(".") else f"{text}."


def by_programme(budget: Budget, generator: np.random.Generator) -> Iterator[tuple[str, list[Party]]]:
    """Parties under a few of the programmes."""
    at = generator.integers(0, 4, len(budget.parties))
    for number in range(4):
        parties = [party for party, own in zip(budget.parties, at, strict=True) if own == number]
        if parties:
            yield f"Programma {number + 1} {PROGRAMMES[number]}", parties


def earlier(party: Party, attribute: str, years: int) -> int:
    """An amount of an earlier or later year; never that of the year itself."""
    return int(round(getattr(party, attribute) * (1 - 0.045 * years), -3)) - 1000 * years


def by_form(budget: Budget) -> Iterator[tuple[str, str, list[Party]]]:
    """Title of a kind of party, its legal form where it has but one, and the parties."""
    joint = [party for party in budget.parties if party.form not in PRIVATE]
    yield JOINT[0], "gemeenschappelijke_regeling", joint
    for form, (title, _) in PRIVATE.items():
        parties = [party for party in budget.parties if party.form == form]
        if parties:
            yield title, form, parties
