"""The rest of a synthetic budget: programmes and the other sections, with words that tempt a reader."""

from __future__ import annotations

from typing import Final

import numpy as np

from regioscoop.collection.documents.synthetic._facts import Budget
from regioscoop.collection.documents.synthetic._page import Piece, Run, bullets, heading, paragraph, table

PROGRAMMES: Final = (
    "Bestuur en veiligheid",
    "Wonen en ruimte",
    "Zorg en jeugd",
    "Werk en inkomen",
    "Economie",
    "Milieu",
)
SECTIONS: Final = (
    "Lokale heffingen",
    "Weerstandsvermogen en risicobeheersing",
    "Onderhoud kapitaalgoederen",
    "Financiering",
    "Bedrijfsvoering",
)
SENTENCES: Final = (
    "In het komende jaar voeren wij het beleid uit dat de raad eerder heeft vastgesteld.",
    "De lasten stijgen door hogere lonen en prijzen.",
    "Wij verwachten dat het aantal inwoners licht toeneemt.",
    "De raad ontvangt hierover in het voorjaar een voorstel.",
    "De kosten worden gedekt uit de algemene middelen.",
    "Wij overleggen hierover met inwoners en ondernemers.",
    "Een verbonden partij voert een deel van deze taken uit.",
    "De uitvoering ligt op schema en past binnen het budget.",
)


def programmes(budget: Budget, generator: np.random.Generator, count: int) -> list[Piece]:
    """Programmes with text and a table each; some name linked parties in passing."""
    pieces: list[Piece] = [heading("Programma's", 1)]
    for i in range(count):
        name = PROGRAMMES[i % len(PROGRAMMES)]
        part = "" if i < len(PROGRAMMES) else f", deel {i // len(PROGRAMMES) + 1}"
        pieces += [heading(f"Programma {i + 1} {name}{part}", 2), *_text(generator, 5)]
        parties = generator.choice(len(budget.parties), min(2, len(budget.parties)), replace=False)
        if i % 3 == 0:
            pieces.append(paragraph(Run("Verbonden partijen bij dit programma:", bold=True)))
            pieces.append(bullets(*(budget.parties[int(p)].name for p in sorted(parties))))
        pieces.append(_money_table(generator, budget.year))
    return pieces


def sections(budget: Budget, generator: np.random.Generator, names: tuple[str, ...]) -> list[Piece]:
    """Other sections of the budget."""
    pieces: list[Piece] = []
    for name in names:
        pieces += [
            heading(f"Paragraaf {name}", 2),
            *_text(generator, 6),
            _money_table(generator, budget.year),
        ]
    return pieces


def _text(generator: np.random.Generator, paragraphs: int) -> list[Piece]:
    return [
        paragraph(" ".join(str(s) for s in generator.choice(SENTENCES, int(generator.integers(3, 8)))))
        for _ in range(paragraphs)
    ]


def _money_table(generator: np.random.Generator, year: int) -> Piece:
    rows: list[list[str | Run]] = [["Bedragen x € 1.000", str(year - 1), str(year), str(year + 1)]]
    rows += [
        [name, *(f"{int(v):,}".replace(",", ".") for v in generator.integers(10, 90_000, 3))]
        for name in ("Lasten", "Baten", "Saldo", "Mutatie reserves")
    ]
    return table(rows, header=True, widths=(3, 1, 1, 1), rule="lines", numbers=(1, 2, 3))
