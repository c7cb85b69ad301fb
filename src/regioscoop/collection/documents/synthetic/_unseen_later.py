"""Layouts that nothing was measured with yet: kept for one last measurement, after the repairs."""

from __future__ import annotations

from typing import Final

import numpy as np

from regioscoop.collection.documents.synthetic._facts import Budget
from regioscoop.collection.documents.synthetic._page import (
    Piece,
    Run,
    Written,
    bullets,
    heading,
    paragraph,
    printed,
    table,
)
from regioscoop.collection.documents.synthetic._telling import (
    BALANCE,
    DEBT,
    EQUITY,
    OPEN,
    RISKS,
    Figures,
    amounts_as,
    by_form,
    by_programme,
    earlier,
    lower,
    tell_all,
)
from regioscoop.collection.documents.synthetic._training import Layout, titled

WORDS: Final = {
    "name": ("Partij", "Naam van de organisatie", "Naam"),
    "legal_form": ("Soort organisatie", "Samenwerkingsvorm", "Rechtsvorm"),
    "seat": ("Kantoor in", "Vestigingsgemeente", "Zetel"),
    "public_interest": ("Welk publiek belang dient dit?", "Taak", "Openbaar belang"),
    "participants": ("Wie zijn de deelnemers?", "Deelnemende overheden en partijen", "Aangesloten partijen"),
    "board_seats": ("Vertegenwoordiger van de gemeente", "Onze stem in het bestuur", "Bestuurlijk belang"),
    "contribution": ("Bijdrage in {year}", "Kosten voor de gemeente {year}", "Begrote bijdrage {year}"),
    "equity_start": ("Eigen vermogen 1 jan. {year}", "EV begin {year}", "Eigen vermogen (1/1/{year})"),
    "equity_end": ("Eigen vermogen 31 dec. {year}", "EV eind {year}", "Eigen vermogen (31/12/{year})"),
    "debt_start": ("Vreemd vermogen 1 jan. {year}", "VV begin {year}", "Vreemd vermogen (1/1/{year})"),
    "debt_end": ("Vreemd vermogen 31 dec. {year}", "VV eind {year}", "Vreemd vermogen (31/12/{year})"),
    "result": ("Resultaat over {year}", "Begroot saldo {year}", "Verwacht saldo {year}"),
    "changes": ("Wat speelt er in {year}?", "Actueel", "Ontwikkelingen"),
}
"""Other labels than those of the layouts before."""


def _labels(generator: np.random.Generator, year: int) -> dict[str, str]:
    day = int(generator.integers(3))
    return {
        a: options[day if a in BALANCE else int(generator.integers(3))].format(year=year)
        for a, options in WORDS.items()
    }


def balance_rows(budget: Budget, generator: np.random.Generator) -> Written:
    """A ruled sheet per party with captions as rows, and the balance as a row with two days beside it."""
    year, money = budget.year, amounts_as(generator, "thousands", "full")
    words = _labels(generator, year)
    told = ("legal_form", "seat", "participants", "public_interest")
    given = (*told, "board_seats", "contribution", *BALANCE, "result", "changes")
    unit = "in duizenden euro's" if money.kind == "thousands" else "in euro's"
    pieces, truth = [], []
    for number, one in enumerate(tell_all(budget.parties, given, money, generator), start=1):
        rows: list[list[str | Run]] = [[f"Nr. {number}", Run(titled(one.party), bold=True), ""]]
        rows += [[words[a], one.words[a], ""] for a in (*told, "board_seats")]
        rows.append([words["changes"], one.words["changes"], ""])
        rows.append([f"Jaarlijkse bijdrage {year} ({unit})", one.words["contribution"], ""])
        rows.append([f"Resultaat {year} ({unit})", one.words["result"], ""])
        rows.append([Run(f"Vermogen ({unit})", bold=True), f"1 januari {year}", f"31 december {year}"])
        rows.append(["Eigen vermogen", *(one.words[a] for a in EQUITY)])
        rows.append(["Vreemd vermogen", *(one.words[a] for a in DEBT)])
        pieces += [table(rows, header=False, widths=(1.3, 1.6, 1.2)), paragraph(" ")]
        truth.append(one.truth)
    return Written(tuple(pieces), tuple(truth))


def interest_prose(budget: Budget, generator: np.random.Generator) -> Written:
    """Short stories under the heading of a programme, with the interest before form and seat."""
    year, money = budget.year, amounts_as(generator, "full", "millions")
    pieces: list[Piece] = []
    truth = []
    given = ("legal_form", "seat", "public_interest", "board_seats", "contribution", *EQUITY, "changes")
    for title, parties in by_programme(budget, generator):
        pieces.append(heading(title, 2))
        for p in parties:
            before = money.write(earlier(p, "contribution", 1))
            pieces += [
                heading(titled(p), 3),
                paragraph(
                    f"Wij nemen deel met dit doel: {lower(p.public_interest)} Deze verbonden partij, "
                    f"een {lower(p.form_text)}, heeft haar kantoor in {p.seat}. {p.board_seats}"
                ),
                paragraph(
                    f"Onze bijdrage aan {p.abbreviation or p.name} komt in {year} uit op "
                    f"{money.write(p.contribution)} ({year - 1}: {before}). Het eigen vermogen was "
                    f"{money.write(p.equity_start)} aan het begin van {year} en is naar verwachting "
                    f"{money.write(p.equity_end)} aan het einde van dat jaar."
                ),
                paragraph(Run("Ontwikkelingen: ", bold=True), p.changes),
                paragraph(Run("Risico's: ", bold=True), str(generator.choice(RISKS))),
            ]
            truth.append(printed(p, money, (*given, "abbreviation")))
    return Written(tuple(pieces), tuple(truth))


def tables_by_form(budget: Budget, generator: np.random.Generator) -> Written:
    """A table for each legal form, each with the same header; then one table with all balances by number."""
    year, money, words = budget.year, Figures("thousands"), _labels(generator, budget.year)
    shown = ("seat", "public_interest", "board_seats", "contribution")
    pieces: list[Piece] = [paragraph("Bedragen x € 1.000.")]
    truth, number = [], 0
    sums: list[list[str | Run]] = [["Nr.", words["name"], *(words[a] for a in BALANCE), words["result"]]]
    for title, form, parties in by_form(budget):
        rows: list[list[str | Run]] = [["Nr.", words["name"], *(words[a] for a in shown)]]
        for one in tell_all(parties, (*shown, *BALANCE, "result"), money, generator):
            number += 1
            rows.append([str(number), titled(one.party), *(one.words[a] for a in shown)])
            sums.append([str(number), one.party.name, *(one.words[a] for a in (*BALANCE, "result"))])
            truth.append(one.truth | {"legal_form": form})
        pieces += [
            heading(title, 2),
            table(rows, header=True, widths=(0.5, 2.2, 1.4, 2.4, 2.4, 1.3), numbers=(5,), rule="lines"),
        ]
    pieces += [
        heading(f"Vermogen en resultaat {year}", 2),
        table(sums, header=True, widths=(0.5, 2.4, *[1.2] * 5), numbers=(2, 3, 4, 5, 6)),
        paragraph(OPEN),
    ]
    return Written(tuple(pieces), tuple(truth))


def labelled_lists(budget: Budget, generator: np.random.Generator) -> Written:
    """A heading per party, labels in bold on a line of their own, participants and amounts as lists."""
    year, money, words = budget.year, amounts_as(generator, "full"), _labels(generator, budget.year)
    given = ("legal_form", "seat", "participants", "public_interest", "board_seats", "contribution",
             *BALANCE, "changes")  # fmt: skip
    pieces, truth = [], []
    for one in tell_all(budget.parties, given, money, generator):
        named = one.party.members if "participants" in one.truth else (one.words["participants"],)
        pieces += [
            heading(titled(one.party), 2),
            *(paragraph(f"{words[a]}: {one.words[a]}") for a in ("legal_form", "seat")),
        ]
        pieces += [paragraph(Run(words["participants"], bold=True)), bullets(*named)]
        for a in ("public_interest", "board_seats"):
            pieces += [paragraph(Run(words[a], bold=True)), paragraph(one.words[a])]
        pieces += [
            paragraph(Run("Financiën", bold=True)),
            bullets(
                f"Bijdrage {year}: {one.words['contribution']}",
                f"Eigen vermogen: {one.words['equity_start']} (1-1) en {one.words['equity_end']} (31-12)",
                f"Vreemd vermogen: {one.words['debt_start']} (1-1) en {one.words['debt_end']} (31-12)",
            ),
            paragraph(Run(words["changes"], bold=True)),
            paragraph(one.words["changes"]),
        ]
        truth.append(one.truth)
    return Written(tuple(pieces), tuple(truth))


LATER: Final[dict[str, Layout]] = {
    "balance-rows": balance_rows,
    "interest-prose": interest_prose,
    "tables-by-form": tables_by_form,
    "labelled-lists": labelled_lists,
}
