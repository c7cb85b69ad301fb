"""The national report: the state of regional cooperation, every figure with its source and how sure it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from babel.dates import format_date

from regioscoop.context import system_name
from regioscoop.measures import FIGURES, Panel
from regioscoop.regions import Ecosystems
from regioscoop.reports._changes import changes
from regioscoop.reports._document import Block, Break, Document, Heading, Picture, Points, Table, Text, Warned
from regioscoop.reports._dutch import of_register
from regioscoop.reports._figures import (
    figure_chart,
    figure_notes,
    figure_notes_of,
    figure_table,
    growth_figure,
    growth_rows,
    organisation_names,
)
from regioscoop.reports._life_cycle import stages_picture
from regioscoop.reports._sentences import is_mostly_carried, sentence
from regioscoop.reports._words import FIGURE_WORDS, between, item_words, number, pick, says

_SUMMED = ("arrangements", "mean_per_government", "legal_class", "number_of_fields", "members", "obligation")


def national_report(
    panel: Panel,
    regions: Ecosystems | None = None,
    language: str = "nl",
    events: Mapping[str, str] | None = None,
) -> Document:
    """Write the report of the country, or of the region that the panel is of.

    Parameters
    ----------
    panel
        The numbers of one or more editions.
    regions
        Ecosystems of the last edition, for the appendix.
    language
        ``nl`` or ``en``.
    events
        What is marked on the time axes, by date.
    """
    say = says(language)
    last = panel.editions[-1]
    title = say("De staat van de regionale samenwerking", "The state of regional cooperation")
    if panel.scope:
        title = f"{title}: {panel.scope}"
    ids = ", ".join(e.id for e in panel.editions)
    blocks: list[Block] = [
        *_summary(panel, language),
        *_comparability(panel, language),
        Break(),
        Heading(say("De figuren", "The figures")),
    ]
    for figure in FIGURES:
        blocks += _figure(panel, figure, language, events)
    blocks += [
        *_life_cycle(language),
        *changes(panel, language),
        *_coverage(panel, language),
        *_method(panel, language),
    ]
    if regions is not None:
        blocks += _appendix(regions, language)
    return Document(
        title,
        say(f"Edities {ids}", f"Editions {ids}") if len(panel.editions) > 1 else last.title,
        "Regioscoop",
        f"Regioscoop · {ids} · {last.rule_set} · {last.checksum[:10]}",
        language,
        date.fromisoformat(last.reference_date),
        tuple(blocks),
    )


def _summary(panel: Panel, language: str) -> Iterator[Block]:
    say, names = says(language), organisation_names(panel)
    yield Heading(say("Samenvatting", "Summary"))
    absent = set(panel.states[-1].missing["figure"])
    last = panel.editions[-1].id
    yield Text(say(f"Dit gaat over editie {last}.", f"This is about edition {last}."))
    told = [
        sentence(panel, figure, language, names, True) + "." for figure in _SUMMED if figure not in absent
    ]
    yield Points(tuple(told))


def _comparability(panel: Panel, language: str) -> Iterator[Block]:
    """What the editions count, who answered, and what that allows one to say."""
    say = says(language)
    yield Heading(say("Wat er vergeleken wordt", "What is compared"), 2)
    if not panel.same_rules:
        yield Warned(
            say(
                "De edities volgen verschillende telregels. Een verschil tussen hen kan van de regels komen.",
                "The editions follow different rules. A difference between them may come from the rules.",
            )
        )
    for edition in panel.editions:
        if is_mostly_carried(panel, edition.id):
            yield Warned(_carried(panel, edition.id, language))
    heads = say(
        "Editie|Peildatum|Telregels|Begrotingen|Wie antwoordde", "Edition|Date|Rules|Budgets|Who answered"
    )
    rows = [
        (
            row.edition,
            _day(row.date, language),
            row.rule_set,
            of_register(row.budgets_read, language) or "-",
            of_register(row.answered, language) or "-",
        )
        for row in panel.statement.itertuples()
    ]
    yield Table.of(heads, "wwwww", rows)


def _day(day: str, language: str) -> str:
    return str(format_date(date.fromisoformat(day), format="long", locale=language))


def _carried(panel: Panel, edition: str, language: str) -> str:
    told = float(panel.statement.set_index("edition")["carried"][edition])
    share = number(told, "share", language)
    return says(language)(
        f"In editie {edition} is {share} van de deelnames overgenomen uit een eerdere editie. Zij laat zien "
        "wat herindelingen van gemeenten deden. Iets anders is er niet uit te lezen.",
        f"In edition {edition} {share} of the participations were carried from an earlier edition. It shows "
        "what mergers of municipalities did. Nothing else can be read from it.",
    )


def _figure(panel: Panel, figure: str, language: str, events: Mapping[str, str] | None) -> Iterator[Block]:
    say = says(language)
    words = FIGURE_WORDS[figure]
    for row in panel.missing[panel.missing["figure"] == figure].itertuples():
        name = pick(words.name, language)
        yield Text(
            say(
                f"{name}: editie {row.edition} zegt hierover niets ({row.what} ontbreekt).",
                f"{name}: edition {row.edition} says nothing about this ({row.what} is absent).",
            )
        )
    chart = figure_chart(panel, figure, language, events)
    if chart is None:
        return
    notes = list(figure_notes(figure, language))
    if figure == "departments":
        notes.insert(
            0, say("Deelname van het Rijk is een ondergrens.", "Central government is a lower bound.")
        )
    if figure == "legal_class":
        notes.insert(0, _unsure_forms(panel, language))
    yield Heading(_head(figure, language), 2)
    yield Picture(chart.title, chart.svg(), chart.said, _caption(panel, language), tuple(notes))
    table = figure_table(panel, figure, language)
    yield Table.of("|".join(table.columns), "ww" + "n" * (len(table.columns) - 2), table.to_numpy())
    if figure == "fields" and not panel.trends.empty:
        yield from _growth(panel, language)


def _unsure_forms(panel: Panel, language: str) -> str:
    """How many legal forms are not sure, which the interval of the figure leaves out."""
    share = float((panel.editions[-1].arrangements["legal_certainty"] == "unsure").mean())
    told = number(share, "share", language)
    return says(language)(
        f"Van {told} van de verbanden in editie {panel.editions[-1].id} is de rechtsvorm niet zeker. Dat "
        "zit niet "
        "in deze marge; bij de regio's op de kaart wel.",
        f"Of {told} of the arrangements in edition {panel.editions[-1].id} the legal form is not sure. This "
        "interval leaves that out; that of the regions on the map holds it.",
    )


def _growth(panel: Panel, language: str) -> Iterator[Block]:
    """Growth by field: as an index and in per cent, which are not the same and never mixed up."""
    say = says(language)
    chart = growth_figure(panel, language)
    yield Heading(say("Groei per beleidsterrein", "Growth by policy field"), 2)
    yield Picture(chart.title, chart.svg(), chart.said, _caption(panel, language))
    rows = growth_rows(panel)
    told = zip(
        [item_words("fields", item, language, {}) for item in rows["item"]],
        rows["edition"],
        [number(v, "arrangements", language) for v in rows["index"]],
        [
            between(low, high, "arrangements", language)
            for low, high in zip(rows["index_low"], rows["index_high"], strict=True)
        ],
        [f"{number(v, 'arrangements', language)}%" for v in rows["growth"]],
        strict=True,
    )
    heads = say(
        "Beleidsterrein|Editie|Index|Marge 95%|Groei", "Policy field|Edition|Index|Interval 95%|Growth"
    )
    yield Table.of(heads, "wwnnn", told)
    counted = panel.states[0].table
    small = [i for i in counted.loc[counted["figure"] == "fields", "item"] if i not in set(rows["item"])]
    if small:
        listed = ", ".join(item_words("fields", item, language, {}) for item in small)
        yield Text(
            say(
                f"Geen index is te geven van: {listed}. Het eerste aantal is daarvoor te klein of onbekend.",
                f"No index can be given of: {listed}. The first number is too small for it, or unknown.",
            )
        )


def _life_cycle(language: str) -> Iterator[Block]:
    """Figure 12: a drawing without numbers."""
    say = says(language)
    title = say("Samenwerking kent drie stadia", "Cooperation has three stages")
    source = say(
        "Bron: de studie. Een tekening, geen meting.", "Source: the study. A drawing, no measurement."
    )
    yield Heading(say("Levensloop (figuur 12 van het artikel)", "Life cycle (figure 12 of the article)"), 2)
    yield stages_picture(title, source, language, notes=figure_notes_of("12", language))


def _head(figure: str, language: str) -> str:
    name, numbered = pick(FIGURE_WORDS[figure].name, language), FIGURES[figure].number
    told = says(language)(f"figuur {numbered} van het artikel", f"figure {numbered} of the article")
    return f"{name} ({told})" if numbered else name


def _caption(panel: Panel, language: str) -> str:
    say = says(language)
    ids = ", ".join(f"{e.id} ({e.rule_set})" for e in panel.editions)
    draws = len(next(iter(panel.states[-1].samples.values()), ()))
    interval = (
        say(f"Marge: 95%, {draws} trekkingen met fouten", f"Interval: 95%, {draws} draws with errors")
        if draws
        else say("zonder marge", "without an interval")
    )
    return say(
        f"Bron: Regioscoop, editie {ids}. {interval}.", f"Source: Regioscoop, edition {ids}. {interval}."
    )


_COVERAGE = ["division", "name", "arrangements", "in_one", "in_none", "in_more"]


def _coverage(panel: Panel, language: str) -> Iterator[Block]:
    """Nationwide systems: who is in none, who is in two."""
    say = says(language)
    last = panel.editions[-1].id
    rows = panel.coverage
    rows = rows[rows["edition"] == last]
    if rows.empty or panel.scope:
        return
    yield Heading(say(f"Landelijke stelsels in {last}", f"Nationwide systems in {last}"))
    yield Table.of(
        say(
            "Stelsel|Verbanden|Gemeenten in één|in geen|in meer dan één",
            "System|Arrangements|Municipalities in one|in none|in more than one",
        ),
        "wnnnn",
        [
            (system_name(division, name, language), *numbers)
            for division, name, *numbers in rows[_COVERAGE].to_numpy()
        ],
    )


def _method(panel: Panel, language: str) -> Iterator[Block]:
    """What the intervals hold, and what the register does not say."""
    say = says(language)
    rates = panel.states[-1].rates
    source = of_register(rates.source, language)
    yield Heading(
        say("Hoe dit is gemaakt, en wat het niet zegt", "How this was made, and what it does not say")
    )

    def ends(rate: tuple[float, float]) -> str:
        return f"{100 * rate[0]:g}-{100 * rate[1]:g}%"

    yield Points(
        (
            say(
                f"Marges: in elke trekking is {ends(rates.duplicates)} van de verbanden dubbel, heeft "
                f"{ends(rates.fields)} een fout beleidsterrein en mist {ends(rates.partners)} een ministerie "
                f"of een andere partij. Bron: {source}.",
                f"Intervals: in each draw {ends(rates.duplicates)} of the arrangements stand twice, "
                f"{ends(rates.fields)} have a wrong policy field and {ends(rates.partners)} lack a ministry "
                f"or another party. Source: {source}.",
            ),
            say(
                "De marge ligt om de gevonden waarde. Wat de fouten zelf zouden verschuiven, staat in de "
                "gegevens (kolom shift) en is niet gecorrigeerd.",
                "The interval lies around the value found. By how much the errors alone would move it stands "
                "in the data (column shift) and is not corrected.",
            ),
            say(
                "Een zin noemt iets alleen meer of minder als de marge van het verschil nul uitsluit.",
                "A sentence says more or fewer only when the interval of the difference leaves out zero.",
            ),
            say(
                "Het register telt wie meedoet. Het zegt niets over de kwaliteit of de intensiteit ervan.",
                "The register counts who takes part. It says nothing about the quality or intensity of it.",
            ),
        )
    )
    for edition in panel.editions:
        note = edition["edition"]["note"].iloc[0]
        if note:
            yield Text(f"{edition.id}: {of_register(note, language)}")


def _appendix(regions: Ecosystems, language: str) -> Iterator[Block]:
    """All regions of the best level."""
    say = says(language)
    frame = regions.frame(regions.delineation.best)
    rows = [
        (
            name,
            len(own),
            number(float(own["stability"].mean()), "share", language),
            ", ".join(sorted(own["municipality"])),
        )
        for name, own in frame.groupby("region")
    ]
    yield Break()
    yield Heading(say("Bijlage: alle regio's", "Appendix: all regions"))
    heads = say("Regio|Gemeenten|Zekerheid|Welke", "Region|Municipalities|Certainty|Which")
    yield Table.of(heads, "wnnw", rows)
