"""Layouts that extraction is made with. Those that it is measured with stand in ``_unseen``."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Final

import numpy as np

from regioscoop.collection.documents.synthetic._facts import Budget, Party, as_words
from regioscoop.collection.documents.synthetic._page import (
    Money,
    Piece,
    Run,
    Written,
    bullets,
    heading,
    paragraph,
    printed,
    table,
)

Layout = Callable[[Budget, np.random.Generator], Written]
LABELS: Final = {
    "name": ("Naam", "Verbonden partij", "Naam verbonden partij", "Naam van de partij"),
    "legal_form": ("Rechtsvorm", "Juridische vorm", "Soort verbonden partij"),
    "seat": ("Vestigingsplaats", "Plaats", "Gevestigd te", "Zetel"),
    "public_interest": ("Openbaar belang", "Doel", "Publiek belang", "Doelstelling en openbaar belang"),
    "participants": ("Deelnemers", "Deelnemende gemeenten", "Deelnemende partijen", "Partners"),
    "contribution": ("Bijdrage", "Gemeentelijke bijdrage", "Financieel belang", "Bijdrage {year}"),
    "board_seats": ("Bestuurlijk belang", "Vertegenwoordiging", "Zeggenschap"),
    "equity_start": (
        "Eigen vermogen 1-1-{year}",
        "Eigen vermogen begin jaar",
        "Eigen vermogen per 1 januari {year}",
    ),
    "equity_end": (
        "Eigen vermogen 31-12-{year}",
        "Eigen vermogen einde jaar",
        "Eigen vermogen per 31 december {year}",
    ),
    "debt_start": (
        "Vreemd vermogen 1-1-{year}",
        "Vreemd vermogen begin jaar",
        "Vreemd vermogen per 1 januari {year}",
    ),
    "debt_end": (
        "Vreemd vermogen 31-12-{year}",
        "Vreemd vermogen einde jaar",
        "Vreemd vermogen per 31 december {year}",
    ),
    "result": ("Resultaat", "Verwacht resultaat", "Begroot resultaat {year}"),
    "changes": ("Ontwikkelingen", "Wijzigingen", "Veranderingen in het belang"),
}
OTHER: Final = (
    ("Programma", "Bestuur en dienstverlening"),
    ("Portefeuillehouder", "De wethouder Financiën"),
    ("Risico's", "Er zijn geen bijzondere risico's bekend."),
)
GROUPS: Final = (
    (
        "Gemeenschappelijke regelingen",
        ("gemeenschappelijke_regeling", "openbaar_lichaam", "bedrijfsvoeringsorganisatie"),
    ),
    ("Vennootschappen en coöperaties", ("nv", "bv", "cooperatie")),
    ("Stichtingen en verenigingen", ("stichting", "vereniging")),
)
MONEY: Final = ("full", "thousands", "millions")
NOTE: Final = "De cijfers zijn ontleend aan de ontwerpbegroting van de partij zelf."


def labels(generator: np.random.Generator, year: int) -> dict[str, str]:
    """A wording for each attribute; the two balances in the same words."""
    day = int(generator.integers(3))
    chosen = {}
    for attribute, options in LABELS.items():
        at = day if attribute[:6] in ("equity", "debt_s", "debt_e") else int(generator.integers(len(options)))
        chosen[attribute] = options[at].format(year=year)
    return chosen


def choose_money(generator: np.random.Generator) -> Money:
    """How amounts are written."""
    return Money(MONEY[int(generator.integers(len(MONEY)))])


def written(party: Party, attribute: str, money: Money) -> str:
    """An attribute as it is printed."""
    if attribute == "legal_form":
        return party.form_text
    if attribute == "participants":
        return as_words(party.members)
    value = getattr(party, attribute)
    return money.write(value) if isinstance(value, int) else str(value)


def titled(party: Party) -> str:
    """Name with its abbreviation behind it."""
    return f"{party.name} ({party.abbreviation})" if party.abbreviation else party.name


def grouped(budget: Budget) -> list[tuple[str, list[Party]]]:
    """Parties by kind of legal form."""
    groups = [(title, [p for p in budget.parties if p.form in forms]) for title, forms in GROUPS]
    return [(title, parties) for title, parties in groups if parties]


FULL: Final = tuple(LABELS)[1:]
BASIC: Final = (
    "legal_form",
    "seat",
    "public_interest",
    "participants",
    "board_seats",
    "contribution",
    "changes",
)


def _lead(money: Money) -> list[Piece]:
    words = "De gemeente werkt samen met verbonden partijen om taken beter en goedkoper uit te voeren."
    return [paragraph(words), *([paragraph("Bedragen x € 1.000.")] if money.kind == "thousands" else [])]


def cards(budget: Budget, generator: np.random.Generator) -> Written:
    """A heading and a ruled table of two columns for each party."""
    money, words = choose_money(generator), labels(generator, budget.year)
    pieces, truth = _lead(money), []
    for title, parties in grouped(budget):
        pieces.append(heading(title, 2))
        for party in parties:
            rows: list[list[str | Run]] = [[words[a], written(party, a, money)] for a in FULL]
            rows.insert(3, list(OTHER[0]))
            rows.append(list(OTHER[2]))
            pieces += [heading(titled(party), 3), table(rows, header=False, bold_first=True, widths=(1, 2.4))]
            truth.append(printed(party, money, (*FULL, "abbreviation")))
    return Written(tuple(pieces), tuple(truth))


def overview(budget: Budget, generator: np.random.Generator, rule: str = "all") -> Written:
    """A table with a row per party that runs over pages, and a total that does not add up."""
    money, words = Money("thousands" if generator.random() < 0.6 else "full"), labels(generator, budget.year)
    given = (
        "seat",
        "legal_form",
        "public_interest",
        "contribution",
        "equity_start",
        "equity_end",
        "debt_start",
        "debt_end",
        "result",
    )
    head: list[str | Run] = [
        words["name"],
        *(words[a] + (money.head if a in given[3:] else "") for a in given),
    ]
    rows: list[list[str | Run]] = [head]
    for title, parties in grouped(budget):
        if rule == "all":
            rows.append([Run(title, bold=True), *[""] * len(given)])
        for party in parties:
            name = Run(titled(party), note=NOTE if party is budget.parties[0] and rule == "all" else "")
            rows.append([name, *(written(party, a, money) for a in given)])
    wrong = sum(p.contribution for p in budget.parties) + int(generator.integers(1, 90)) * 1000
    rows.append([Run("Totaal", bold=True), "", "", "", money.write(wrong), "", "", "", "", ""])
    piece = table(rows, header=True, rule=rule, numbers=(4, 5, 6, 7, 8, 9), wide=True,
                  widths=(2.6, 1.4, 1.9, 3, 1.2, 1.3, 1.3, 1.3, 1.3, 1.2))  # fmt: skip
    truth = tuple(printed(p, money, (*given, "abbreviation")) for p in budget.parties)
    return Written((paragraph(_lead(money)[0].runs[0]), piece), truth)


def open_overview(budget: Budget, generator: np.random.Generator) -> Written:
    """The same with lines between the rows only, or without any."""
    return overview(budget, generator, rule="lines" if generator.random() < 0.5 else "none")


def by_form(budget: Budget, generator: np.random.Generator) -> Written:
    """Lists by legal form with the seat behind the name, and nothing else."""
    shape = int(generator.integers(3))
    pieces: list[Piece] = [paragraph("Hieronder staat de lijst van verbonden partijen.")]
    truth = []
    for title, parties in grouped(budget):
        ending = (", {seat}", " – gevestigd te {seat}", ": gevestigd in {seat}. {purpose}")[shape]
        pieces += [
            heading(title, 2),
            bullets(*(titled(p) + ending.format(seat=p.seat, purpose=p.public_interest) for p in parties)),
        ]
        truth += [printed(p, Money("full"), ("seat", "abbreviation")) | _group_form(title) for p in parties]
    return Written(tuple(pieces), tuple(truth))


def _group_form(title: str) -> dict[str, str]:
    """A list of several forms does not say which; one of one form does."""
    return {"legal_form": "gemeenschappelijke_regeling"} if title.startswith("Gemeen") else {}


def prose(budget: Budget, generator: np.random.Generator) -> Written:
    """A heading and sentences for each party."""
    money = Money("full" if generator.random() < 0.5 else "millions")
    year = budget.year
    pieces, truth = [_lead(Money("full"))[0]], []
    for party in budget.parties:
        form = party.form_text[0].lower() + party.form_text[1:]
        listed = (
            ", ".join(party.members[:-1]) + f" en {party.members[-1]}"
            if len(party.members) > 1
            else party.members[0]
        )
        first = f"{titled(party)} is een {form}, gevestigd te {party.seat}. De deelnemers zijn {listed}."
        second = (
            f"{party.board_seats} De gemeente draagt in {year} {money.write(party.contribution)} bij. Het "
            f"eigen vermogen is op 1 januari {year} {money.write(party.equity_start)} en op 31 december "
            f"{year} {money.write(party.equity_end)}. Het vreemd vermogen bedraagt begin {year} "
            f"{money.write(party.debt_start)} en eind {year} {money.write(party.debt_end)}. Het verwachte "
            f"resultaat is {money.write(party.result)}."
        )
        pieces += [heading(party.name, 2), paragraph(first), paragraph(second), paragraph(party.changes)]
        given = tuple(a for a in FULL if a != "public_interest")
        truth.append(printed(party, money, (*given, "abbreviation")))
    return Written(tuple(pieces), tuple(truth))


def lines(budget: Budget, generator: np.random.Generator) -> Written:
    """A heading and lines of a bold label, a colon and the value."""
    money, words = choose_money(generator), labels(generator, budget.year)
    pieces, truth = _lead(money), []
    for number, party in enumerate(budget.parties, start=1):
        pieces.append(heading(f"{number}. {titled(party)}", 2))
        pieces += [paragraph(Run(f"{words[a]}:", bold=True), f" {written(party, a, money)}") for a in FULL]
        truth.append(printed(party, money, (*FULL, "abbreviation")))
    return Written(tuple(pieces), tuple(truth))


def stacked(budget: Budget, generator: np.random.Generator) -> Written:
    """A heading per party and below it a heading per label, as many budget websites have it."""
    money, words = choose_money(generator), labels(generator, budget.year)
    pieces, truth = _lead(money), []
    for party in budget.parties:
        pieces.append(heading(titled(party), 2))
        for attribute in BASIC:
            pieces += [heading(words[attribute], 4), paragraph(written(party, attribute, money))]
        sentence = (
            f"Het eigen vermogen op 1 januari {budget.year} is {money.write(party.equity_start)} en op "
            f"31 december {budget.year} {money.write(party.equity_end)}."
        )
        pieces += [
            heading("Vermogen", 4),
            paragraph(sentence),
            heading(OTHER[1][0], 4),
            paragraph(OTHER[1][1]),
        ]
        truth.append(printed(party, money, (*BASIC, "equity_start", "equity_end", "abbreviation")))
    return Written(tuple(pieces), tuple(truth))


def columns(budget: Budget, generator: np.random.Generator) -> Written:
    """The lines with labels, set in two columns."""
    made = lines(budget, generator)
    head = tuple(itertools.takewhile(lambda piece: piece.kind != "heading", made.pieces))
    return Written((*head, Piece("columns", inner=made.pieces[len(head) :])), made.truth)


def twice(budget: Budget, generator: np.random.Generator) -> Written:
    """An overview with names in another spelling, and a card for each party."""
    money = choose_money(generator)
    made = cards(budget, generator)
    rows: list[list[str | Run]] = [["Verbonden partij", "Programma"]]
    rows += [[mistyped(p.name, generator), OTHER[0][1]] for p in budget.parties]
    del money
    return Written((table(rows, header=True, widths=(2, 1)), *made.pieces), made.truth)


def mistyped(name: str, generator: np.random.Generator) -> str:
    """A name with a slip of the pen: two letters changed about in a long word, or other capitals."""
    words = name.split()
    long = [i for i, word in enumerate(words) if len(word) > 8 and word.isalpha()]
    if not long or generator.random() < 0.5:
        return name[0].upper() + name[1:].lower() if generator.random() < 0.5 else name
    at = long[int(generator.integers(len(long)))]
    cut = int(generator.integers(3, len(words[at]) - 3))
    word = words[at]
    words[at] = word[:cut] + word[cut + 1] + word[cut] + word[cut + 2 :]
    return " ".join(words)


TRAINING: Final[dict[str, Layout]] = {
    "cards": cards,
    "overview": overview,
    "open-overview": open_overview,
    "by-form": by_form,
    "prose": prose,
    "lines": lines,
    "stacked": stacked,
    "columns": columns,
    "twice": twice,
}
