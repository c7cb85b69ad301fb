"""What a solution says and does not say, in sentences (Dutch and English)."""

from __future__ import annotations

from collections.abc import Iterator

from regioscoop.cases.qca._necessity import necessity
from regioscoop.cases.qca._sets import CHANCE, cases_needed, chance_of_order
from regioscoop.cases.qca._solution import Solution
from regioscoop.cases.qca._truth import PRESENT, TruthTable

Pair = tuple[str, str]
_KINDS = {
    "conservative": ("voorzichtige", "conservative"),
    "parsimonious": ("kortste", "parsimonious"),
    "intermediate": ("tussenliggende", "intermediate"),
}


def sentences(solution: Solution, language: str = "nl") -> list[str]:
    """Say what was found, on how many cases it rests, and what to be careful with.

    Parameters
    ----------
    solution
        The solution.
    language
        ``nl`` or ``en``.
    """
    pairs = [*_of_solution(solution), *_of_rows(solution.table), *_of_diversity(solution.table)]
    return [pair[0 if language == "nl" else 1] for pair in pairs]


def _of_solution(solution: Solution) -> Iterator[Pair]:
    table = solution.table
    cases, outcome = len(table.sets.cases), table.sets.label
    dutch, english = _KINDS[solution.kind]
    if not solution.models:
        yield (
            f"Geen combinatie van voorwaarden hoort in deze {cases} gevallen vast genoeg bij {outcome}: "
            f"geen rij haalt de grens van {_comma(table.cutoff)}. Er is dus geen oplossing.",
            f"No combination of conditions goes firmly enough with {outcome} in these {cases} cases: no row "
            f"reaches the cut-off of {table.cutoff:g}. So there is no solution.",
        )
        return
    yield (
        f"De {dutch} oplossing beschrijft deze {cases} gevallen. Zij zegt niets over andere gevallen en "
        "bewijst geen oorzaak.",
        f"The {english} solution describes these {cases} cases. It says nothing of other cases and proves no "
        "cause.",
    )
    yield from _of_remainders(solution)
    yield from _of_models(solution)
    first = solution.models[0]
    if first.uncovered:
        names = ", ".join(first.uncovered)
        yield f"Niet verklaard: {names}.", f"Not explained: {names}."
    if first.deviant:
        names = ", ".join(first.deviant)
        yield (
            f"Wel in de oplossing, maar zonder {outcome}: {names}.",
            f"In the solution, but without {outcome}: {names}.",
        )


def _of_remainders(solution: Solution) -> Iterator[Pair]:
    table = solution.table
    numbers = sorted({len(model.remainders) for model in solution.models})
    used = f"{numbers[0]}" if len(numbers) == 1 else f"{numbers[0]}-{numbers[-1]}"
    yield (
        f"Van de {table.possible} mogelijke combinaties van voorwaarden komen er {table.remainders} niet of "
        f"te weinig voor. De oplossing doet alsof {table.sets.label} er bij {used} daarvan zou zijn.",
        f"Of the {table.possible} possible combinations of conditions, {table.remainders} are not seen, or "
        f"in too few cases. The solution treats {used} of these as if {table.sets.label} would be there.",
    )


def _of_models(solution: Solution) -> Iterator[Pair]:
    if solution.total > 1:
        least = ("", "") if solution.is_complete else ("minstens ", "at least ")
        shown = len(solution.models)
        cut = ("", "") if shown == solution.total else (f" ({shown} getoond)", f" ({shown} shown)")
        yield (
            f"Er zijn {least[0]}{solution.total} oplossingen die even goed passen{cut[0]}. De gevallen "
            "kunnen niet zeggen welke het is.",
            f"There are {least[1]}{solution.total} solutions that fit as well{cut[1]}. The cases cannot tell "
            "which one it is.",
        )
    elif not solution.is_complete:
        yield (
            "De zoektocht is afgebroken: er kunnen meer oplossingen zijn.",
            "The search was cut short: there may be more solutions.",
        )
    if not solution.is_minimal:
        yield (
            "Het is niet bewezen dat het niet met minder termen kan.",
            "It is not proven that fewer terms would not do.",
        )


def _of_rows(table: TruthTable) -> Iterator[Pair]:
    for row in table.contradictory.itertuples():
        yield (
            f"Tegenspraak in rij {row.row}: dezelfde voorwaarden, met {table.sets.label} ({row.cases_with}) "
            f"en zonder ({row.cases_without}).",
            f"Contradiction in row {row.row}: the same conditions, with {table.sets.label} "
            f"({row.cases_with}) and without ({row.cases_without}).",
        )
    fence = ", ".join(f"{case} ({name})" for case, name in table.sets.on_the_fence)
    if fence:
        yield (
            f"Precies op ,5 en dus niet in en niet uit: {fence}. Zonder rij: "
            f"{', '.join(table.without_row) or 'geen'}.",
            f"At exactly .5 and so neither in nor out: {fence}. Without a row: "
            f"{', '.join(table.without_row) or 'none'}.",
        )
    weak = table.rows[(table.rows["outcome"] == PRESENT) & (table.rows["pri"] < 0.5)]
    if len(weak):
        rows = ", ".join(str(row) for row in weak["row"])
        yield (
            f"Rij {rows} past bijna even goed bij het omgekeerde (PRI onder ,5).",
            f"Row {rows} fits the opposite nearly as well (PRI under .5).",
        )


def _of_diversity(table: TruthTable) -> Iterator[Pair]:
    cases, conditions = len(table.sets.cases), len(table.sets.conditions)
    chance = chance_of_order(cases, conditions)
    if chance > CHANCE:
        share, needed = f"{round(100 * chance)}%", cases_needed(conditions)
        yield (
            f"Let op: met {cases} gevallen en {conditions} voorwaarden geeft toeval alleen al in {share} "
            "van de keren een tabel zonder tegenspraak. "
            f"Vanaf {needed} gevallen is dat hooguit {CHANCE:.0%}.",
            f"Mind: with {cases} cases and {conditions} conditions, chance alone gives a table without a "
            f"contradiction {share} of the time. From {needed} cases on that is {CHANCE:.0%} at most.",
        )
    single = necessity(table.sets, largest=1)
    found = ", ".join(single.loc[single["is_necessary"], "expression"])
    if found:
        yield (
            f"Ontbreekt bijna nooit waar {table.sets.label} is: {found}.",
            f"Is hardly ever missing where {table.sets.label} is: {found}.",
        )


def _comma(number: float) -> str:
    return f"{number:g}".replace(".", ",")
