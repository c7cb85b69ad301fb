"""Layouts that extraction was first measured with, in other words than the training layouts.

What that measurement showed was mended since, so they count as seen; those that took their place stand in
``_unseen``.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
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
from regioscoop.collection.documents.synthetic._training import Layout, choose_money, grouped, titled, written

WORDS: Final = {
    "name": ("Verbonden organisatie", "Partij", "Naam organisatie"),
    "legal_form": ("Juridische status", "Organisatievorm", "Aard van de samenwerking"),
    "seat": ("Statutaire vestigingsplaats", "Standplaats", "Gevestigd in"),
    "public_interest": ("Publieke taak", "Welk belang dient de partij?", "Maatschappelijk doel"),
    "participants": ("Overige deelnemers", "Wie doen er mee?", "Deelnemende overheden"),
    "contribution": ("Bijdrage gemeente {year}", "Onze bijdrage", "Begrote bijdrage"),
    "board_seats": (
        "Bestuurlijke vertegenwoordiging",
        "Rol van de gemeente in het bestuur",
        "Bestuurlijke inbreng",
    ),
    "equity_start": ("EV primo {year}", "Eigen vermogen 01-01-{year}", "Stand eigen vermogen 1/1/{year}"),
    "equity_end": ("EV ultimo {year}", "Eigen vermogen 31-12-{year}", "Stand eigen vermogen 31/12/{year}"),
    "debt_start": ("VV primo {year}", "Vreemd vermogen 01-01-{year}", "Stand vreemd vermogen 1/1/{year}"),
    "debt_end": ("VV ultimo {year}", "Vreemd vermogen 31-12-{year}", "Stand vreemd vermogen 31/12/{year}"),
    "result": ("Exploitatieresultaat", "Geraamd resultaat {year}", "Saldo {year}"),
    "changes": ("Actuele ontwikkelingen", "Wat verandert er?", "Mutaties in het belang"),
}
BALANCE: Final = ("equity_start", "equity_end", "debt_start", "debt_end", "result")
TOLD: Final = (
    "legal_form",
    "seat",
    "public_interest",
    "participants",
    "board_seats",
    "contribution",
    "changes",
)


def _words(generator: np.random.Generator, year: int) -> dict[str, str]:
    day = int(generator.integers(3))
    return {
        a: options[day if a in BALANCE[:4] else int(generator.integers(3))].format(year=year)
        for a, options in WORDS.items()
    }


def _batches(parties: tuple[Party, ...], size: int) -> Iterator[tuple[Party, ...]]:
    ordered = iter(parties)
    while batch := tuple(itertools.islice(ordered, size)):
        yield batch


def matrix(budget: Budget, generator: np.random.Generator) -> Written:
    """Tables with a row per label and a column per party."""
    money, words = choose_money(generator), _words(generator, budget.year)
    given = ("seat", "legal_form", "public_interest", "board_seats", "contribution", *BALANCE)
    pieces: list[Piece] = []
    for batch in _batches(budget.parties, 3):
        rows: list[list[str | Run]] = [[words["name"], *(titled(p) for p in batch)]]
        for a in given:
            unit = money.head if a in ("contribution", *BALANCE) else ""
            rows.append([words[a] + unit, *(written(p, a, money) for p in batch)])
        pieces += [
            table(rows, header=True, bold_first=True, widths=(1.3, *[1.6] * len(batch))),
            paragraph(" "),
        ]
    return Written(tuple(pieces), tuple(printed(p, money, (*given, "abbreviation")) for p in budget.parties))


def dossier(budget: Budget, generator: np.random.Generator) -> Written:
    """A heading per party, headings as labels, and a table of the balance at two days."""
    money, words = Money("full"), _words(generator, budget.year)
    pieces, truth = [], []
    for party in budget.parties:
        pieces += [heading(titled(party), 2), heading("Algemene informatie", 3)]
        pieces.append(paragraph("De samenwerking loopt al enkele jaren en wordt door de raad gevolgd."))
        for a in TOLD:
            pieces += [heading(words[a], 3), paragraph(written(party, a, money))]
        rows: list[list[str | Run]] = [
            ["Balansdatum", f"31-12-{budget.year - 1}", f"31-12-{budget.year}"],
            ["Eigen vermogen", money.write(party.equity_start), money.write(party.equity_end)],
            ["Vreemd vermogen", money.write(party.debt_start), money.write(party.debt_end)],
        ]
        pieces += [
            heading("Financiële gegevens", 3),
            table(rows, header=True, widths=(2, 1, 1), rule="lines", numbers=(1, 2)),
        ]
        pieces += [heading(words["result"], 3), paragraph(money.write(party.result))]
        truth.append(printed(party, money, (*TOLD, *BALANCE, "abbreviation")))
    return Written(tuple(pieces), tuple(truth))


def split_tables(budget: Budget, generator: np.random.Generator) -> Written:
    """One table with who and what, one with amounts under a header of two rows, then sentences."""
    money, words = Money("thousands"), _words(generator, budget.year)
    first: list[list[str | Run]] = [[words["name"], words["seat"], words["legal_form"], words["board_seats"]]]
    first += [[p.name, p.seat, p.form_text, p.board_seats] for p in budget.parties]
    days = (f"1-1-{budget.year}", f"31-12-{budget.year}")
    second: list[list[str | Run]] = [
        [words["name"], "Bijdrage", "Eigen vermogen", "", "Vreemd vermogen", "", "Resultaat"],
        [*(Run(c, bold=True) for c in ("", str(budget.year), *days, *days, str(budget.year)))],
    ]
    second += [[p.name, *(written(p, a, money) for a in ("contribution", *BALANCE))] for p in budget.parties]
    second.append(["Totaal", money.write(sum(p.contribution for p in budget.parties) + 7000), *[""] * 5])
    rule = "all" if generator.random() < 0.5 else "lines"
    pieces = [
        table(first, header=True, widths=(2, 1.2, 1.6, 2.4), rule=rule),
        paragraph("Financiële kerncijfers (bedragen x € 1.000)"),
        table(second, header=True, widths=(2.4, 1, 1, 1, 1, 1, 1), rule=rule, numbers=(1, 2, 3, 4, 5, 6)),
    ]
    given = ("seat", "legal_form", "board_seats", "contribution", *BALANCE)
    return Written(tuple(pieces), tuple(printed(p, money, given) for p in budget.parties))


def open_cards(budget: Budget, generator: np.random.Generator) -> Written:
    """Labels with their values beside them and no lines; the name is one of the labels."""
    money, words = choose_money(generator), _words(generator, budget.year)
    given = (
        "legal_form",
        "seat",
        "participants",
        "public_interest",
        "board_seats",
        "contribution",
        *BALANCE,
        "changes",
    )
    pieces, truth = [], []
    for title, parties in grouped(budget):
        pieces.append(heading(title, 2))
        for party in parties:
            rows: list[list[str | Run]] = [[words["name"], Run(titled(party), bold=True)]]
            rows += [
                [words[a] + (money.head if a in ("contribution", *BALANCE) else ""), written(party, a, money)]
                for a in given
            ]
            pieces += [table(rows, header=False, widths=(1, 2), rule="none"), paragraph(" ")]
            truth.append(printed(party, money, (*given, "abbreviation")))
    return Written(tuple(pieces), tuple(truth))


def run_in(budget: Budget, generator: np.random.Generator) -> Written:
    """A paragraph per party that begins with its name in bold; labels run in between semicolons."""
    money = Money("full")
    pieces, truth = [paragraph("Per partij volgt een korte toelichting.")], []
    for party in budget.parties:
        words = (
            f" is een {party.form_text[0].lower() + party.form_text[1:]} en heeft haar zetel in "
            f"{party.seat}. Aan de samenwerking nemen deel: {as_words(party.members)}. In "
            f"{budget.year} betaalt de gemeente een bijdrage van {money.write(party.contribution)}. "
            f"{party.board_seats} Begin {budget.year} was het eigen vermogen "
            f"{money.write(party.equity_start)}, eind "
            f"{budget.year} naar verwachting {money.write(party.equity_end)}. {party.changes}"
        )
        pieces.append(paragraph(Run(titled(party), bold=True), words))
        given = (
            "legal_form",
            "seat",
            "participants",
            "contribution",
            "board_seats",
            "equity_start",
            "equity_end",
            "changes",
        )
        truth.append(printed(party, money, (*given, "abbreviation")))
    return Written(tuple(pieces), tuple(truth))


def four_columns(budget: Budget, generator: np.random.Generator) -> Written:
    """Cards with two labels to a row under a row with the name."""
    money, words = choose_money(generator), _words(generator, budget.year)
    left = ("legal_form", "contribution", "equity_start", "debt_start", "result")
    right = ("seat", "board_seats", "equity_end", "debt_end", "changes")
    pieces, truth = [], []
    for party in budget.parties:
        rows: list[list[str | Run]] = [[Run(titled(party), bold=True), "", "", ""]]
        for a, b in zip(left, right, strict=True):
            rows.append(
                [
                    words[a] + _unit(a, money),
                    written(party, a, money),
                    words[b] + _unit(b, money),
                    written(party, b, money),
                ]
            )
        pieces += [table(rows, header=False, widths=(1.2, 1.3, 1.2, 1.5)), paragraph(" ")]
        truth.append(printed(party, money, (*left, *right, "abbreviation")))
    return Written(tuple(pieces), tuple(truth))


def _unit(attribute: str, money: Money) -> str:
    return money.head if attribute in ("contribution", *BALANCE) else ""


def combined_cells(budget: Budget, generator: np.random.Generator) -> Written:
    """A table with two or more things in a cell: name with seat, all amounts together."""
    money = Money("full")
    year = budget.year
    head: list[str | Run] = ["Naam en vestigingsplaats", "Openbaar belang", "Bijdrage", "Vermogen"]
    rows: list[list[str | Run]] = [head]
    for p in budget.parties:
        balance = (
            f"Eigen vermogen 1-1-{year}: {money.write(p.equity_start)}; Eigen vermogen 31-12-{year}: "
            f"{money.write(p.equity_end)}; Vreemd vermogen 1-1-{year}: {money.write(p.debt_start)}; Vreemd "
            f"vermogen 31-12-{year}: {money.write(p.debt_end)}"
        )
        rows.append([f"{p.name}, {p.seat}", p.public_interest, money.write(p.contribution), balance])
    given = ("seat", "public_interest", "contribution", *BALANCE[:4])
    piece = table(rows, header=True, widths=(2, 2, 1, 3), rule="all" if generator.random() < 0.5 else "lines")
    return Written((piece,), tuple(printed(p, money, given) for p in budget.parties))


def bulleted(budget: Budget, generator: np.random.Generator) -> Written:
    """A heading per party and below it a list of labels with their values."""
    money, words = Money("full" if generator.random() < 0.5 else "millions"), _words(generator, budget.year)
    pieces, truth = [], []
    for p in budget.parties:
        items = (f"{words[a]}: {written(p, a, money)}" for a in (*TOLD, *BALANCE))
        pieces += [heading(titled(p), 2), bullets(*items)]
        truth.append(printed(p, money, (*TOLD, *BALANCE, "abbreviation")))
    return Written(tuple(pieces), tuple(truth))


def year_columns(budget: Budget, generator: np.random.Generator) -> Written:
    """Cards of words, and below each a table of amounts with a column per year."""
    money, words = Money("thousands"), _words(generator, budget.year)
    pieces, truth = [], []
    told = ("seat", "legal_form", "participants", "board_seats")
    for p in budget.parties:
        rows: list[list[str | Run]] = [[words[a], written(p, a, money)] for a in told]
        years: list[list[str | Run]] = [
            ["Bedragen x € 1.000", f"1-1-{budget.year}", f"31-12-{budget.year}"],
            ["Eigen vermogen", money.write(p.equity_start), money.write(p.equity_end)],
            ["Vreemd vermogen", money.write(p.debt_start), money.write(p.debt_end)],
        ]
        pieces += [heading(titled(p), 2), table(rows, header=False, widths=(1, 2.2), rule="lines")]
        pieces += [table(years, header=True, widths=(2, 1, 1), numbers=(1, 2)), paragraph(p.changes)]
        truth.append(printed(p, money, (*told, *BALANCE[:4], "changes", "abbreviation")))
    return Written(tuple(pieces), tuple(truth))


HELD_OUT: Final[dict[str, Layout]] = {
    "matrix": matrix,
    "dossier": dossier,
    "split-tables": split_tables,
    "open-cards": open_cards,
    "run-in": run_in,
    "four-columns": four_columns,
    "combined-cells": combined_cells,
    "bulleted": bulleted,
    "year-columns": year_columns,
}
