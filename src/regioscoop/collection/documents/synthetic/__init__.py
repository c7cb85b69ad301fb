"""Synthetic budgets: real names, seats and members of the register, invented amounts, the truth beside them.

No municipality wrote them: each says so on its first page, in its section and in its name. Those laid out as
in `TRAINING_LAYOUTS` were looked at while extraction was made; among them are nine that it was measured with
first and mended by. Those of `HELD_OUT_LAYOUTS` are there to measure it with, those of `FINAL_LAYOUTS` for
one measurement after that. Both were measured once, and extraction was mended by both since: the next
measurement needs layouts that nobody saw.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from regioscoop.collection.documents.synthetic._facts import Budget, make_budget
from regioscoop.collection.documents.synthetic._filling import SECTIONS, programmes, sections
from regioscoop.collection.documents.synthetic._held_out import HELD_OUT
from regioscoop.collection.documents.synthetic._page import Document, Piece, Style, heading, paragraph
from regioscoop.collection.documents.synthetic._training import TRAINING
from regioscoop.collection.documents.synthetic._unseen import UNSEEN
from regioscoop.collection.documents.synthetic._unseen_later import LATER
from regioscoop.collection.documents.synthetic._writers import WRITERS
from regioscoop.errors import UnknownNameError
from regioscoop.register import Edition

TRAINING_LAYOUTS: Final = (*TRAINING, *HELD_OUT)
"""Layouts that extraction is made with: the first ones, and those that it was measured with and mended by."""
HELD_OUT_LAYOUTS: Final = tuple(UNSEEN)
"""Layouts that extraction is measured with; written by who had not seen how it works."""
FINAL_LAYOUTS: Final = tuple(LATER)
"""Layouts that nothing was measured with yet."""
_LAYOUTS: Final = TRAINING | HELD_OUT | UNSEEN | LATER
_FONTS: Final = ("Libertinus Serif", "New Computer Modern", "DejaVu Sans Mono")


@dataclass(frozen=True)
class Synthetic:
    """A synthetic budget.

    Attributes
    ----------
    name
        Name of its file, which begins with ``synthetic``.
    data
        The file.
    truth
        ``document``, ``synthetic`` (true), ``layout``, ``medium``, ``seed``, ``owner``, ``year`` and
        ``entries``: per party the attributes that are printed and what they say, amounts in euros.
    """

    name: str
    data: bytes
    truth: dict[str, Any]


def make_synthetic(
    edition: Edition, layout: str, medium: str, seed: int, parties: int = 12, programmes_before: int = 3
) -> Synthetic:
    """Make a synthetic budget; the same for the same arguments.

    Parameters
    ----------
    edition
        Where names, seats and members come from.
    layout
        One of `TRAINING_LAYOUTS`, `HELD_OUT_LAYOUTS` or `FINAL_LAYOUTS`.
    medium
        ``pdf``, ``html``, ``docx`` or ``xlsx``.
    seed
        Seed of every choice.
    parties
        Number of linked parties.
    programmes_before
        Number of programmes before the section; each takes about a page.

    Raises
    ------
    UnknownNameError
        When there is no such layout or medium.
    """
    if layout not in _LAYOUTS:
        raise UnknownNameError("layout", layout, list(_LAYOUTS))
    if medium not in WRITERS:
        raise UnknownNameError("medium", medium, list(WRITERS))
    generator = np.random.default_rng([seed, *layout.encode()])
    budget = make_budget(edition, generator, parties)
    written = _LAYOUTS[layout](budget, generator)
    pieces = _whole(budget, written.pieces, generator, programmes_before)
    document = Document(
        f"Synthetische begroting {budget.year} gemeente {budget.owner}", tuple(pieces), _style(generator)
    )
    name = f"synthetic-{layout}-{seed}.{medium}"
    truth = {
        "document": name,
        "synthetic": True,
        "layout": layout,
        "medium": medium,
        "seed": seed,
        "owner": budget.owner,
        "year": budget.year,
        "entries": list(written.truth),
    }
    return Synthetic(name, WRITERS[medium](document), truth)


def _whole(
    budget: Budget, section: Sequence[Piece], generator: np.random.Generator, before: int
) -> list[Piece]:
    """The section among the others, at a place that differs."""
    at = int(generator.integers(1, len(SECTIONS)))
    said = "Dit is een synthetisch document om programma's mee te toetsen. De bedragen zijn verzonnen."
    title = ("Paragraaf Verbonden partijen", "Verbonden partijen", "Paragraaf verbonden partijen")[
        int(generator.integers(3))
    ]
    return [
        paragraph(said),
        *programmes(budget, generator, before),
        heading("Paragrafen", 1),
        *sections(budget, generator, SECTIONS[:at]),
        heading(title, 2),
        paragraph(said),
        *_deeper(section),
        *sections(budget, generator, (*SECTIONS[at:], "Grondbeleid")),
    ]


def _deeper(pieces: Sequence[Piece]) -> list[Piece]:
    """Headings of the section one level below its own."""
    return [
        Piece(p.kind, p.level + 1, p.runs, p.items, p.rows, p.header, p.widths, p.rule, p.numbers,
              tuple(_deeper(p.inner)), p.wide) if p.kind in ("heading", "columns") else p
        for p in pieces
    ]  # fmt: skip


def _style(generator: np.random.Generator) -> Style:
    return Style(
        _FONTS[int(generator.integers(2))],
        float(generator.choice([9.0, 10.0, 11.0])),
        bool(generator.random() < 0.4),
        bool(generator.random() < 0.7),
        bool(generator.random() < 0.4),
        int(generator.integers(2)),
    )


def write_synthetic(made: Synthetic, folder: Path) -> Path:
    """Write a synthetic budget and, beside it, its truth as JSON; gives the document's path."""
    path = folder / made.name
    path.write_bytes(made.data)
    truth = json.dumps(made.truth, ensure_ascii=False, indent=1)
    path.with_suffix(path.suffix + ".truth.json").write_text(truth + "\n", encoding="utf-8")
    return path


__all__ = [
    "FINAL_LAYOUTS",
    "HELD_OUT_LAYOUTS",
    "TRAINING_LAYOUTS",
    "Synthetic",
    "make_synthetic",
    "write_synthetic",
]
