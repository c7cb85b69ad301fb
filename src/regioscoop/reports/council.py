"""The hand-out for a council evening: what is coming, what one may ask, and why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

import pandas as pd

from regioscoop.regions import Ecosystems
from regioscoop.register import Edition, codes
from regioscoop.register.influence import RIGHTS, STRENGTHS, basis, influence
from regioscoop.reports._budget_questions import budget_questions
from regioscoop.reports._document import Block, Document, Heading, Points, Table, Text
from regioscoop.reports._words import listed, says
from regioscoop.reports.municipality import find_municipality, form_words

MOMENTS: Final = (
    "joining_decision", "permission", "draft_view", "joining_view", "budget_frameworks", "budget_view",
    "decision_view", "prior_information", "appoint_board", "evaluation",
)  # fmt: skip
"""Rights that come with a decision of which a council can see the moment coming."""
NEARLY_ALL: Final = 0.75
"""From this share of the other members of the region on, it is odd not to be in an arrangement [own]."""
LEAST_OTHERS: Final = 3


def council_handout(edition: Edition, found: Ecosystems, name: str, language: str = "nl") -> Document:
    """Write the hand-out of a municipality for its council, two pages in plain words.

    Parameters
    ----------
    edition
        The register.
    found
        Its ecosystems.
    name
        Id or name of a municipality.
    language
        ``nl`` or ``en``.

    Raises
    ------
    UnknownNameError
        When there is no such municipality; suggests the nearest.
    """
    say = says(language)
    own = find_municipality(edition, name)
    town = str(edition.municipalities.loc[own, "name"])
    return Document(
        say(f"Wat kan ik als raadslid in {town}?", f"What can I do as a council member in {town}?"),
        say("Voor een avond van de raad", "For an evening of the council"),
        say("Regioscoop · hand-out voor de raad", "Regioscoop · hand-out for the council"),
        f"Regioscoop · {edition.id} · {edition.rule_set} · {edition.checksum[:10]}",
        language,
        date.fromisoformat(edition.reference_date),
        tuple(council_blocks(edition, found, own, language)),
    )


def council_blocks(edition: Edition, found: Ecosystems, own: str, language: str = "nl") -> Iterator[Block]:
    """The parts of the hand-out: questions from what is odd, and coming decisions by legal form.

    Parameters
    ----------
    edition, found
        See `council_handout`.
    own
        Id of the municipality.
    language
        ``nl`` or ``en``.
    """
    yield from _questions(edition, found, own, language)
    yield from _moments(edition, own, language)
    yield from _unknown(edition, language)


def _taken(edition: Edition, own: str) -> pd.DataFrame:
    members = edition.members
    ids = sorted(set(members.loc[members["organisation"] == own, "arrangement"]))
    return edition.arrangements.loc[ids]


def _questions(edition: Edition, found: Ecosystems, own: str, language: str) -> Iterator[Block]:
    """Questions that follow from what is loaded and odd; none is made up."""
    say = says(language)
    yield Heading(say("Vragen die u kunt stellen", "Questions you can ask"))
    asked = [
        *_denied(edition, own, language),
        *_missing(edition, found, own, language),
        *_bodiless(edition, own, language),
        *_unsure(edition, own, language),
        *_carried(edition, own, language),
        *budget_questions(edition, own, language),
    ]
    if not asked:
        yield Text(say("In de gegevens is niets opvallends gevonden.", "Nothing odd was found in the data."))
        return
    yield Text(
        say(
            "Deze vragen volgen uit de gegevens. Opvallend is niet hetzelfde als fout.",
            "These questions follow from the data. Odd is not the same as wrong.",
        )
    )
    yield Table.of(say("Vraag|Waarom", "Question|Why"), "ww", asked)


def _denied(edition: Edition, own: str, language: str) -> Iterator[tuple[str, str]]:
    """Arrangements that another source names us in and one denies."""
    rows = edition["participations"]
    denied = rows[(rows["organisation"] == own) & (rows["recognised"] == "no")]["arrangement"]
    names = edition.arrangements["name"].reindex(sorted(set(denied))).dropna()
    if len(names):
        yield (
            says(language)(
                f"Doen wij mee aan {listed(names, language)}?",
                f"Do we take part in {listed(names, language)}?",
            ),
            says(language)(
                "Een bron noemt ons als deelnemer, een andere zegt van niet.",
                "One source names us as a participant, another says we are not.",
            ),
        )


def _missing(edition: Edition, found: Ecosystems, own: str, language: str) -> Iterator[tuple[str, str]]:
    """Arrangements with nearly all other members of the region, without us."""
    frame = found.frame(found.delineation.best).set_index("municipality_id")["region_id"]
    others = set(frame.index[frame == frame[own]]) - {own}
    if len(others) < LEAST_OTHERS:
        return
    members = edition.members
    towns = members[members["kind"] == "municipality"]
    inside = towns[towns["organisation"].isin(others)].groupby("arrangement")["organisation"].nunique()
    size = towns.groupby("arrangement")["organisation"].nunique()
    nearly = inside[(inside >= NEARLY_ALL * len(others)) & (size[inside.index] <= 2 * len(others))].index
    absent = nearly.difference(towns.loc[towns["organisation"] == own, "arrangement"])
    names = edition.arrangements["name"].reindex(absent).dropna().sort_values()
    if len(names):
        yield (
            says(language)(
                f"Waarom doen wij niet mee aan {listed(names, language)}?",
                f"Why are we not in {listed(names, language)}?",
            ),
            says(language)(
                f"Minstens {100 * NEARLY_ALL:.0f}% van de andere gemeenten van onze regio doet mee.",
                f"At least {100 * NEARLY_ALL:.0f}% of the other municipalities of our region take part.",
            ),
        )


def _bodiless(edition: Edition, own: str, language: str) -> Iterator[tuple[str, str]]:
    """Arrangements without legal personality, of which it is not plain who answers for them."""
    frame = _taken(edition, own)
    names = frame.loc[(frame["legal_class"] == "no_body") & (frame["obligation"] != "mandatory"), "name"]
    if len(names):
        yield (
            says(language)(
                f"Wie beslist er in {listed(names.sort_values(), language)}, en hoe hoort de raad ervan?",
                f"Who decides in {listed(names.sort_values(), language)}, and how does the council know?",
            ),
            says(language)(
                f"{len(names)} verbanden hebben geen eigen rechtspersoon: de raad stuurt via het college.",
                f"{len(names)} arrangements have no legal personality: it steers through the executive.",
            ),
        )


def _unsure(edition: Edition, own: str, language: str) -> Iterator[tuple[str, str]]:
    """Arrangements of which the legal form is not sure: the rights hang on it."""
    frame = _taken(edition, own)
    rows = frame[(frame["legal_certainty"] == "unsure") & (frame["legal_class"] == "wgr_body")]
    if len(rows):
        yield (
            says(language)(
                f"Welke vorm heeft {listed(rows['name'].sort_values(), language)}?",
                f"What form has {listed(rows['name'].sort_values(), language)}?",
            ),
            says(language)(
                f"Van {len(rows)} verbanden is de vorm niet zeker. De rechten van de raad hangen daarvan af.",
                f"Of {len(rows)} arrangements the form is not sure. The rights of the council hang on it.",
            ),
        )


def _carried(edition: Edition, own: str, language: str) -> Iterator[tuple[str, str]]:
    """Participations that nobody confirmed since an earlier edition."""
    members = edition.members
    rows = members[(members["organisation"] == own) & members["status"].str.startswith("carried")]
    names = edition.arrangements["name"].reindex(sorted(set(rows["arrangement"]))).dropna().sort_values()
    if len(names):
        yield (
            says(language)(
                f"Doen wij nog mee aan {listed(names, language)}?",
                f"Are we still in {listed(names, language)}?",
            ),
            says(language)(
                f"Van {len(names)} verbanden is de deelname overgenomen uit een eerder jaar, niet bevestigd.",
                f"Of {len(names)} arrangements our participation was carried from an earlier year.",
            ),
        )


def _moments(edition: Edition, own: str, language: str) -> Iterator[Block]:
    """By legal form: the decisions that come, with what the council may do then."""
    say, frame = says(language), _taken(edition, own)
    on = date.fromisoformat(edition.reference_date)
    yield Heading(say("Welke besluiten komen eraan?", "Which decisions are coming?"))
    yield Text(
        say(
            f"Per vorm, naar de wet op {on:%d-%m-%Y}. Afspraken in een regeling kunnen meer geven.",
            f"By form, by the law on {on:%d-%m-%Y}. An arrangement of its own may give more.",
        )
    )
    found = [basis(f, c) for f, c in zip(frame["legal_form"], frame["legal_class"], strict=True)]
    for key, rows in sorted(
        frame.groupby(pd.Series(found, index=frame.index, dtype=str)),
        key=lambda pair: (-len(pair[1]), pair[0]),
    ):
        yield from _of_form(str(key), rows, on, language)


def _of_form(key: str, rows: pd.DataFrame, on: date, language: str) -> Iterator[Block]:
    say = says(language)
    form, legal_class = ("", key) if key in codes.LEGAL_CLASSES else (key, "")
    if key == "unknown":
        form, legal_class = "", ""
    yield Heading(f"{form_words(key, language)} ({len(rows)})", 2)
    yield Points((listed(rows["name"].sort_values(), language).rstrip(".") + ".",))
    told = [
        (
            RIGHTS.label(row.right, language),
            STRENGTHS.label(row.strength, language),
            row.words(language),
            f"{row.law} {row.article}".strip(),
        )
        for row in influence(form, legal_class, "municipal_council", on)
        if row.right in MOMENTS
    ]
    if told:
        heads = say("Moment|Hoe sterk|Wat de raad kan|Waar", "Moment|How strong|What it may do|Where")
        yield Table.of(heads, "wwww", told)
    else:
        yield Text(
            say(
                "De wet geeft de raad hier geen eigen moment. Vraag het college hoe de raad wordt betrokken.",
                "The law gives the council no moment of its own here. Ask the executive how it is involved.",
            )
        )


def _unknown(edition: Edition, language: str) -> Iterator[Block]:
    """What the register does not hold, so that no question could be made of it."""
    say = says(language)
    yield Heading(say("Wat hier niet in staat", "What is not in here"))
    read = edition["edition"]["budgets_read"].iloc[0]
    if read in ("", "none"):
        yield Text(
            say(
                "Voor deze editie is geen begroting gelezen. Wat een verband kost en of wij in het bestuur "
                "zitten, staat er daarom niet in.",
                "No budget was read for this edition. What an arrangement costs and whether we sit on its "
                "board is therefore not in it.",
            )
        )
    else:
        budgets = read.replace("|", ", ")
        yield Text(
            say(
                f"Gelezen begrotingen: {budgets}. Wat daar niet in staat, staat hier ook niet.",
                f"Budgets read: {budgets}. What they do not say is not here either.",
            )
        )
        if "synthetic" in edition["edition"]["note"].iloc[0].lower():
            yield Text(
                say(
                    "Let op: deze editie is gemaakt met synthetische begrotingen, met verzonnen bedragen.",
                    "Note: this edition was made with synthetic budgets, with invented amounts.",
                )
            )
