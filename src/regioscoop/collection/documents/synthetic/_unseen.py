"""Layouts to measure extraction with, written by who had not seen how it works.

They follow what Dutch budgets and budget websites print: two things under one label, years side by side,
what is left open ("n.v.t.", "p.m.", "nog niet bekend"), amounts below nought in brackets. Once a
measurement with them has led to a repair they count as seen.
"""

from __future__ import annotations

import itertools
from typing import Final

import numpy as np

from regioscoop.collection.documents.synthetic._facts import Budget
from regioscoop.collection.documents.synthetic._page import (
    Money,
    Piece,
    Run,
    Written,
    heading,
    paragraph,
    printed,
    table,
)
from regioscoop.collection.documents.synthetic._telling import (
    BALANCE,
    DEBT,
    EQUITY,
    JOINT,
    LEGEND,
    OPEN,
    PRIVATE,
    RISKS,
    Figures,
    amounts_as,
    by_form,
    by_programme,
    earlier,
    ended,
    labels_of,
    lower,
    slip,
    tell,
    tell_all,
)
from regioscoop.collection.documents.synthetic._training import NOTE, Layout, grouped, mistyped, titled


def combined_card(budget: Budget, generator: np.random.Generator) -> Written:
    """A card per party with two things under a label: seat with form, the balance at both days."""
    money, words = amounts_as(generator, "full", "millions"), labels_of(generator, budget.year)
    given = ("seat", "legal_form", "participants", "public_interest", "board_seats", "contribution")
    join = ("{seat}, {form}", "{seat} / {form}")[int(generator.integers(2))]
    rule = "all" if generator.random() < 0.6 else "lines"
    told = tell_all(budget.parties, (*given, *BALANCE, "result", "changes"), money, generator)
    pieces: list[Piece] = [paragraph(OPEN)]
    for one in told:
        seated = join.format(seat=one.party.seat, form=lower(one.party.form_text))
        rows: list[list[str | Run]] = [[words["name"], Run(titled(one.party), bold=True)]]
        rows.append([slip("Vestigingsplaats en juridische vorm", generator), seated])
        rows += [[slip(words[a], generator), one.words[a]] for a in given[2:]]
        rows.append(["Eigen vermogen 1-1 / 31-12", one.both(*EQUITY)])
        rows.append(["Vreemd vermogen 1-1 / 31-12", one.both(*DEBT)])
        rows.append([slip(words["result"], generator), one.words["result"]])
        rows.append(["Risico's", str(generator.choice(RISKS))])
        rows.append([words["changes"], one.words["changes"]])
        pieces += [table(rows, header=False, widths=(1, 2), rule=rule), paragraph(" ")]
    return Written(tuple(pieces), tuple(one.truth for one in told))


def landscape(budget: Budget, generator: np.random.Generator) -> Written:
    """A table on pages turned aside, grouped by legal form, with last year's contribution and subtotals."""
    year, money = budget.year, Figures("thousands", str(generator.choice(["({})", "-{}"])))
    given = ("seat", "public_interest", "board_seats", "contribution", *BALANCE, "result")
    rows: list[list[str | Run]] = [
        ["Naam", "Vestigingsplaats", "Openbaar belang", "Bestuurlijk belang", f"Bijdrage {year - 1}",
         f"Bijdrage {year}", "EV 1-1", "EV 31-12", "VV 1-1", "VV 31-12",
         f"Resultaat {year}"]
    ]  # fmt: skip
    truth = []
    for title, form, parties in by_form(budget):
        rows.append([Run(title, bold=True), *[""] * 10])
        for one in tell_all(parties, given, money, generator):
            name = Run(titled(one.party), note=NOTE if one.party is budget.parties[1] else "")
            cells = [one.words[a] for a in given]
            before = money.write(earlier(one.party, "contribution", 1))
            cells.insert(3, "n.v.t." if cells[3] == "n.v.t." else before)
            rows.append([name, *cells])
            truth.append(one.truth | {"legal_form": form})
        total = money.write(sum(party.contribution for party in parties) + 3000)
        rows.append([Run(f"Subtotaal {lower(title)}"), "", "", "", "", total, *[""] * 5])
    widths = (2.6, 1.5, 2.7, 2.4, 1.2, 1.2, 1.2, 1.2, 1.2, 1.2, 1.3)
    rule = "all" if generator.random() < 0.6 else "lines"
    piece = table(rows, header=True, rule=rule, numbers=tuple(range(4, 11)), wide=True, widths=widths)
    lead = paragraph(f"Bedragen x € 1.000. EV = eigen vermogen {year}, VV = vreemd vermogen {year}.")
    return Written((lead, piece), tuple(truth))


def programme_matrix(budget: Budget, generator: np.random.Generator) -> Written:
    """Who they are by programme, then amounts with years in groups of columns and short names."""
    year, money, words = budget.year, amounts_as(generator, "thousands"), labels_of(generator, budget.year)
    first: list[list[str | Run]] = [
        [words["name"], words["legal_form"], words["seat"], words["board_seats"]],
    ]
    second: list[list[str | Run]] = [
        ["Bedragen x € 1.000", "Bijdrage", "", "", "Eigen vermogen", "", "Resultaat"],
        [*(Run(c, bold=True) for c in ("Verbonden partij", str(year - 1), str(year), str(year + 1),
                                       f"31-12-{year - 1}", f"31-12-{year}", str(year)))],
    ]  # fmt: skip
    truth = []
    told = ("legal_form", "seat", "board_seats")
    for title, parties in by_programme(budget, generator):
        first.append([Run(title, bold=True), "", "", ""])
        for one in tell_all(parties, (*told, "contribution", *EQUITY, "result"), money, generator):
            p, own = one.party, one.words
            first.append([titled(p), *(own[a] for a in told)])
            around = [money.write(earlier(p, "contribution", years)) for years in (1, -1)]
            around = ["n.v.t."] * 2 if own["contribution"] == "n.v.t." else around
            second.append([p.abbreviation or p.name, around[0], own["contribution"], around[1],
                           *(own[a] for a in EQUITY), own["result"]])  # fmt: skip
            truth.append(one.truth)
    wrong = sum(p.contribution for p in budget.parties) + 12_000
    second.append([Run("Totaal", bold=True), "", money.write(wrong), *[""] * 4])
    pieces = (
        table(first, header=True, widths=(2.4, 1.8, 1.2, 2.4), rule="lines"),
        heading("Financiële gegevens", 2),
        table(second, header=True, widths=(2.6, 1, 1, 1, 1.2, 1.2, 1.1), numbers=(1, 2, 3, 4, 5, 6)),
        paragraph(OPEN),
    )
    return Written(pieces, tuple(truth))


def definitions(budget: Budget, generator: np.random.Generator) -> Written:
    """A heading per party and paragraphs in which labels in bold run in, several to a paragraph."""
    money, words = amounts_as(generator, "full", "millions"), labels_of(generator, budget.year)
    after = str(generator.choice([". ", ": ", " – "]))
    groups = (("legal_form", "seat", "public_interest"), ("board_seats", "participants"),
              ("contribution", "equity_start", "equity_end", "result"), ("changes",))  # fmt: skip
    pieces: list[Piece] = []
    told = tell_all(budget.parties, tuple(itertools.chain(*groups)), money, generator)
    for one in told:
        pieces.append(heading(titled(one.party), 2))
        for group in groups:
            runs: list[Run] = []
            for a in group:
                label = words[a].rstrip("?") if after == ". " else words[a]
                runs += [Run(f"{label}{after}".rstrip(), bold=True), Run(f" {ended(one.words[a])} ")]
            pieces.append(paragraph(*runs))
        pieces.append(paragraph(Run(f"Risico's{after}".rstrip(), bold=True), f" {generator.choice(RISKS)}"))
    return Written(tuple(pieces), tuple(one.truth for one in told))


def two_abreast(budget: Budget, generator: np.random.Generator) -> Written:
    """Tables with attributes in rows, under captions, and two parties side by side."""
    money, words = amounts_as(generator, "full"), labels_of(generator, budget.year)
    blocks = (("Algemeen", ("legal_form", "seat", "public_interest")),
              ("Bestuur", ("participants", "board_seats")),
              ("Financiën", ("contribution", *BALANCE, "result")), ("Vooruitblik", ("changes",)))  # fmt: skip
    given = tuple(itertools.chain(*(block for _, block in blocks)))
    told = tell_all(budget.parties, given, money, generator)
    pieces: list[Piece] = []
    for at in range(0, len(told), 2):
        pair = told[at : at + 2]
        rows: list[list[str | Run]] = [["", *(titled(one.party) for one in pair)]]
        for caption, block in blocks:
            rows.append([Run(caption.upper(), bold=True), *[""] * len(pair)])
            rows += [[words[a], *(one.words[a] for one in pair)] for a in block]
        pieces += [table(rows, header=True, widths=(1.1, *[2] * len(pair)), rule="lines"), paragraph(" ")]
    return Written(tuple(pieces), tuple(one.truth for one in told))


def _outcome(euros: int, year: int, money: Money) -> str:
    if euros == 0:
        return f"De begroting {year} sluit op nul: er wordt een resultaat van € 0 verwacht."
    kind = "positief resultaat" if euros > 0 else "tekort"
    return f"Over {year} wordt een {kind} verwacht van {money.write(abs(euros))}."


def numbered_prose(budget: Budget, generator: np.random.Generator) -> Written:
    """A coded heading per party and numbered paragraphs; seat, interest and amounts stand in sentences."""
    year, money = budget.year, amounts_as(generator, "full", "millions")
    given = ("legal_form", "seat", "public_interest", "board_seats", "contribution", *BALANCE, "result",
             "changes")  # fmt: skip
    pieces, truth = [], []
    for number, p in enumerate(budget.parties, start=1):
        grows = "toe" if p.equity_end >= p.equity_start else "af"
        sentences = (
            f"{titled(p)} is een {lower(p.form_text)} met als vestigingsplaats {p.seat}.",
            f"Het openbaar belang is {lower(p.public_interest)}",
            f"{p.board_seats} Voor {year} is een bijdrage geraamd van {money.write(p.contribution)}; in "
            f"{year - 1} was dat {money.write(earlier(p, 'contribution', 1))}.",
            f"Het eigen vermogen neemt {grows} van {money.write(p.equity_start)} op 1 januari {year} naar "
            f"{money.write(p.equity_end)} op 31 december {year}. Het vreemd vermogen gaat in die tijd van "
            f"{money.write(p.debt_start)} naar {money.write(p.debt_end)}. {_outcome(p.result, year, money)}",
            p.changes,
        )
        code = f"{PRIVATE[p.form][1].upper().rstrip('.') if p.form in PRIVATE else JOINT[1]}{number:02d}"
        pieces.append(heading(f"{code} {p.name}", 2))
        pieces += [paragraph(f"{number}.{at} {text}") for at, text in enumerate(sentences, start=1)]
        truth.append(printed(p, money, (*given, "abbreviation")))
    return Written(tuple(pieces), tuple(truth))


def summary_first(budget: Budget, generator: np.random.Generator) -> Written:
    """An overview with programme, form and contribution; later the same parties by name, with the rest."""
    money, full = Figures("thousands"), amounts_as(generator, "full")
    words = labels_of(generator, budget.year)
    shown, later = ("legal_form", "contribution"), ("seat", "participants", "public_interest", "board_seats")
    rows: list[list[str | Run]] = [
        [words["name"], "Programma", words["legal_form"], words["contribution"] + money.head]
    ]
    truth, details = {}, {}
    for title, parties in by_programme(budget, generator):
        for p in parties:
            one = tell(p, shown, money, generator)
            slipped = mistyped(p.name, generator) if generator.random() < 0.3 else p.name
            rows.append([slipped, title.split(maxsplit=2)[2], *(one.words[a] for a in shown)])
            details[p.name] = tell(p, (*later, *EQUITY, "changes"), full, generator)
            truth[p.name] = one.truth | details[p.name].truth
    pieces = [heading("Overzicht", 2), table(rows, header=True, widths=(2.4, 1.6, 1.6, 1.2), numbers=(3,))]
    pieces.append(heading("Toelichting per verbonden partij", 2))
    for name in sorted(details, key=str.lower):
        one = details[name]
        cells = [[words[a], one.words[a]] for a in (*later, *EQUITY, "changes")]
        cells.insert(4, ["Risico's", str(generator.choice(RISKS))])
        lines: list[list[str | Run]] = [list(pair) for pair in cells]
        pieces += [heading(titled(one.party), 3), table(lines, header=False, widths=(1, 2.2), rule="none")]
    return Written(tuple(pieces), tuple(truth.values()))


def web_panels(budget: Budget, generator: np.random.Generator) -> Written:
    """Panels that fold open, as budget websites have them: headings in them, small tables, loose text."""
    money, words = amounts_as(generator, "full", "millions"), labels_of(generator, budget.year)
    general, amounts = ("seat", "legal_form", "participants"), ("contribution", *BALANCE, "result")
    given = (*general, "public_interest", "board_seats", *amounts, "changes")
    pieces, truth = [paragraph("Klik op een verbonden partij voor meer informatie.")], []
    for title, parties in grouped(budget):
        pieces.append(heading(title, 2))
        for one in tell_all(parties, given, money, generator):
            facts: list[list[str | Run]] = [[words[a], one.words[a]] for a in general]
            sums: list[list[str | Run]] = [[words[a], one.words[a]] for a in amounts]
            pieces += [
                heading(titled(one.party), 3),
                heading("Algemene informatie", 4),
                table(facts, header=False, widths=(1, 2), rule="none"),
                heading(words["public_interest"], 4),
                paragraph(one.words["public_interest"]),
                heading(words["board_seats"], 4),
                paragraph(one.words["board_seats"]),
                heading("Financiële informatie", 4),
                table(sums, header=False, widths=(2, 1), rule="lines", numbers=(1,)),
                heading("Risico's", 4),
                paragraph(str(generator.choice(RISKS))),
                heading(words["changes"], 4),
                paragraph(one.words["changes"]),
            ]
            truth.append(one.truth)
    return Written(tuple(pieces), tuple(truth))


def coded_table(budget: Budget, generator: np.random.Generator) -> Written:
    """A table by programme with codes for legal forms, both days of a balance in a cell, and a legend."""
    year, money = budget.year, Figures("thousands", str(generator.choice(["({})", "-{}"])))
    given = ("seat", "board_seats", "contribution", *BALANCE)
    head: list[str | Run] = ["Verbonden partij", "Vorm en zetel", "Bestuurlijk belang", f"Bijdrage {year}",
                             f"EV 1-1 / 31-12-{year}", f"VV 1-1 / 31-12-{year}"]  # fmt: skip
    rows, truth = [head], []
    for title, parties in by_programme(budget, generator):
        rows.append([Run(title, bold=True), *[""] * 5])
        for one in tell_all(parties, given, money, generator):
            code = PRIVATE.get(one.party.form, JOINT)[1]
            name = Run(titled(one.party), note=NOTE if one.party is budget.parties[0] else "")
            rows.append([name, f"{code}, {one.party.seat}", one.words["board_seats"],
                         one.words["contribution"], one.both(*EQUITY), one.both(*DEBT)])  # fmt: skip
            form = one.party.form if one.party.form in PRIVATE else "gemeenschappelijke_regeling"
            truth.append(one.truth | {"legal_form": form})
    wrong = sum(party.contribution for party in budget.parties) - 8000
    rows.append([Run("Totaal bijdragen", bold=True), "", "", money.write(wrong), "", ""])
    rule = "all" if generator.random() < 0.5 else "lines"
    piece = table(rows, header=True, rule=rule, numbers=(3, 4, 5), widths=(2.4, 1.7, 2.4, 1, 1.5, 1.6))
    return Written((paragraph("Bedragen x € 1.000."), piece, paragraph(LEGEND)), tuple(truth))


def multi_year(budget: Budget, generator: np.random.Generator) -> Written:
    """A line with form and seat, some words, and a table with the budget's year as the last of three."""
    year, money, words = budget.year, amounts_as(generator, "thousands"), labels_of(generator, budget.year)
    amounts = {"contribution": "Bijdrage gemeente", "equity_start": "Eigen vermogen per 1 januari",
               "equity_end": "Eigen vermogen per 31 december", "debt_start": "Vreemd vermogen per 1 januari",
               "debt_end": "Vreemd vermogen per 31 december", "result": "Resultaat"}  # fmt: skip
    pieces, truth = [], []
    for one in tell_all(
        budget.parties, ("legal_form", "seat", "public_interest", *amounts, "changes"), money, generator
    ):
        rows: list[list[str | Run]] = [
            ["Bedragen x € 1.000", f"Rekening {year - 2}", f"Begroting {year - 1}", f"Begroting {year}"]
        ]
        for a, label in amounts.items():
            before = [money.write(earlier(one.party, a, years)) for years in (2, 1)]
            rows.append([label, *(["n.v.t."] * 2 if one.words[a] == "n.v.t." else before), one.words[a]])
        pieces += [
            heading(titled(one.party), 2),
            paragraph(f"{one.party.form_text} – gevestigd in {one.party.seat}"),
            paragraph(Run(words["public_interest"], bold=True)),
            paragraph(one.party.public_interest),
            table(rows, header=True, widths=(2.2, 1, 1, 1), rule="lines", numbers=(1, 2, 3)),
            paragraph(Run(words["changes"], bold=True)),
            paragraph(one.party.changes),
        ]
        truth.append(one.truth)
    return Written(tuple(pieces), tuple(truth))


UNSEEN: Final[dict[str, Layout]] = {
    "combined-card": combined_card,
    "landscape": landscape,
    "programme-matrix": programme_matrix,
    "definitions": definitions,
    "two-abreast": two_abreast,
    "numbered-prose": numbered_prose,
    "summary-first": summary_first,
    "web-panels": web_panels,
    "coded-table": coded_table,
    "multi-year": multi_year,
}
