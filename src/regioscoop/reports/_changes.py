"""What part of a difference between editions is real, and where the arrangements went."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from regioscoop.measures import Panel
from regioscoop.register.changes import ARRANGEMENT_CHANGES
from regioscoop.reports._document import Block, Heading, Table, Text, Warned
from regioscoop.reports._sentences import is_mostly_carried
from regioscoop.reports._words import item_words, number, pick, says

_PARTS = {
    "real": ("echt veranderd", "really changed"),
    "administrative": ("administratief", "administrative"),
    "not known": ("niet bekend", "not known"),
}
_WHAT = {
    "arrangements": ("samenwerkingsverbanden", "arrangements"),
    "participations": ("deelnames", "participations"),
}
_COUNTED = {
    "municipalities": ("gemeenten", "municipalities"),
    "arrangements": ("samenwerkingsverbanden", "arrangements"),
    "participations": ("deelnames van gemeenten", "participations of municipalities"),
    "mean_per_municipality": ("verbanden per gemeente", "arrangements per municipality"),
    "municipalities_per_arrangement": ("gemeenten per verband", "municipalities per arrangement"),
}


def changes(panel: Panel, language: str) -> Iterator[Block]:
    """What part of the change is real, and what the mergers of municipalities alone would have done."""
    if not panel.changes:
        return
    say = says(language)
    yield Heading(say("Wat er echt veranderde", "What really changed"))
    yield Text(
        say(
            "Een verschil tussen twee edities bestaat uit wat er echt gebeurde (verbanden opgericht, "
            "beëindigd of samengegaan, deelnemers erbij of eraf) en uit wat alleen de telling veranderde "
            "(herindelingen, een andere manier van verzamelen). De delen tellen op tot het verschil.",
            "A difference between two editions consists of what really happened (arrangements founded, ended "
            "or merged, participants who joined or left) and of what only changed the count (mergers of "
            "municipalities, another way of collecting). The parts add up to the difference.",
        )
    )
    if any(is_mostly_carried(panel, e.id) for e in panel.editions):
        yield Warned(
            say(
                "Een editie die grotendeels is overgenomen, laat alleen zien wat herindelingen deden. Wat "
                "hier "
                "echt veranderd heet, is wat haar bronnen zelf zeggen; wat zij niet zeggen, telt niet mee.",
                "An edition that was mostly carried only shows what mergers did. What is called really "
                "changed "
                "here is what its own sources say; what they do not say does not count.",
            )
        )
    keys = ["earlier", "later", "what", "part"]
    summed = panel.decompositions.groupby(keys, as_index=False, sort=False)[["gained", "lost", "net"]].sum()

    def count(value: object) -> str:
        return number(float(str(value)), "arrangements", language)

    rows = [
        (
            f"{row.earlier}-{row.later}",
            pick(_WHAT[str(row.what)], language),
            pick(_PARTS[str(row.part)], language),
            *map(count, (row.gained, row.lost, row.net)),
        )
        for row in summed.itertuples()
    ]
    yield Table.of(
        say("Edities|Wat|Deel|Erbij|Eraf|Saldo", "Editions|What|Part|Gained|Lost|Net"), "wwwnnn", rows
    )
    yield Heading(say("Waar de verbanden bleven", "Where the arrangements went"), 2)
    flows = [
        (
            f"{row.earlier}-{row.later}",
            _side(row.source, language),
            _side(row.target, language),
            row.arrangements,
        )
        for row in panel.flows().itertuples()
    ]
    yield Table.of(say("Edities|Van|Naar|Verbanden", "Editions|From|To|Arrangements"), "wwwn", flows)
    yield Text(
        say(
            "Gingen verbanden samen, dan staat elk van hen in deze tabel: de laatste kolom telt dan meer "
            "dan het "
            "aantal van de latere editie.",
            "Where arrangements merged each of them stands in this table: the last column then adds up to "
            "more "
            "than the later edition has.",
        )
    )
    yield Heading(say("Wat herindelingen alleen al zouden doen", "What mergers alone would have done"), 2)
    merged = [
        (f"{row.earlier}-{row.later}", pick(_COUNTED[str(row.measure)], language), *_both(row, language))
        for row in panel.merged_only.itertuples()
    ]
    yield Table.of(say("Edities|Wat|Ervoor|Erna", "Editions|What|Before|After"), "wwnn", merged)


def _side(code: object, language: str) -> str:
    """A legal class, or what happened to an arrangement that stands in one edition only."""
    if code in ARRANGEMENT_CHANGES.codes:
        return ARRANGEMENT_CHANGES.label(str(code), language)
    return item_words("legal_class", str(code), language, {})


def _both(row: Any, language: str) -> tuple[str, str]:  # noqa: ANN401 - a named tuple of pandas
    unit = "mean" if "_per_" in str(row.measure) else "arrangements"
    return number(float(row.before), unit, language), number(float(row.after), unit, language)
