"""The council survey in words: who answered, which scales hold, what groups feel and whether they differ."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

import pandas as pd

from regioscoop.errors import UnknownNameError
from regioscoop.figures import Caption, Drawing, diverging_bars
from regioscoop.reports import _survey_words as w
from regioscoop.reports._document import Block, Document, Heading, Picture, Points, Table, Text, Warned
from regioscoop.reports._words import LANGUAGES, Says, says
from regioscoop.voices.survey import FLAGS, REASONS, Survey

_VERDICTS: Final = {
    "more": ("meer", "more"),
    "less": ("minder", "less"),
    "cannot be told": ("niet te zeggen", "cannot be told"),
}


def survey_report(survey: Survey, language: str = "nl", day: date | None = None) -> Document:
    """Write the report of a survey.

    Parameters
    ----------
    survey
        The analysis.
    language
        ``nl`` or ``en``.
    day
        Date of the document; by default the first day of the last wave (2000-01-01 where that is not known),
        so that the same answers give the same bytes.

    Raises
    ------
    UnknownNameError
        When there is no such language.
    """
    if language not in LANGUAGES:
        raise UnknownNameError("language", language, LANGUAGES)
    say = says(language)
    instrument, last = survey.instrument, survey.waves[-1]
    made = _Report(survey, last, language)
    return Document(
        title=instrument.title[language],
        subtitle=say("Enquête onder volksvertegenwoordigers", "Survey of elected representatives")
        + (f", {last}" if last else ""),
        kicker="Regioscoop",
        footer=f"{instrument.id}, {say('versie', 'version')} {instrument.version}",
        language=language,
        day=day or _first_day(last),
        blocks=tuple(made.blocks()),
    )


def survey_figures(survey: Survey, language: str = "nl") -> dict[str, Drawing]:
    """Draw how the answers to each item divide, one drawing for each construct, of the last wave.

    Parameters
    ----------
    survey
        The analysis.
    language
        ``nl`` or ``en``.

    Returns
    -------
    dict of Drawing
        Construct -> drawing; without constructs of which no item may be shown.
    """
    table = survey["distribution"]
    own = table[(table["wave"] == survey.waves[-1]) & (table["level"] == "all")]
    made = {c.id: _drawn(survey, own, c.id, language) for c in survey.instrument.constructs}
    return {construct: drawing for construct, drawing in made.items() if drawing is not None}


def _drawn(survey: Survey, own: pd.DataFrame, construct: str, language: str) -> Drawing | None:
    instrument = survey.instrument
    answers = {choice.code: choice.words[language] for choice in instrument.scale}
    place = {code: k for k, code in enumerate(answers)}
    records = []
    for item in (i for i in instrument.items if i.construct == construct):
        rows = own[own["item"] == item.id]
        none = rows.loc[rows["answer"] == "no_opinion", "share"].sum()
        for row in rows[rows["answer"] != "no_opinion"].itertuples():
            words = instrument.item_words(item, language)
            told = f"{words} {answers[row.answer]}: {row.share:.0%} ({row.answered})"
            records.append((words, place[row.answer], row.share, f"{none:.0%}", told))
    if not records:
        return None
    title = instrument.scale_words(construct, language)
    caption = Caption(
        title,
        w.sentence("bars", language),
        language,
    )
    frame = pd.DataFrame(records, columns=["item", "answer", "share", "aside", "told"])
    return diverging_bars(
        frame, list(answers.values()), instrument.unknown.words[language], caption, construct
    )


def _first_day(wave: str) -> date:
    parts = [int(part) for part in wave.split("-")] if wave else [2000]
    return date(*[*parts, 1, 1][:3])


class _Report:
    """The parts of a report, in order."""

    def __init__(self, survey: Survey, wave: str, language: str) -> None:
        self.survey, self.wave, self.language = survey, wave, language
        self.say: Says = says(language)
        self.instrument = survey.instrument
        self.body_words = {"": self.say("alle", "all")} | {
            body.code: body.words[language] for body in self.instrument.bodies
        }

    def blocks(self) -> Iterator[Block]:
        """Everything in the report."""
        yield from self._answered()
        yield from self._scales()
        yield from self._items()
        yield from self._felt()
        yield from self._differ()
        yield from self._neighbours()
        yield from self._bounds()
        yield from self._waves()
        yield from self._organised()
        yield from self._method()

    def _of(self, table: str) -> pd.DataFrame:
        frame = self.survey.tables.get(table, pd.DataFrame(columns=["wave"]))
        return frame[frame["wave"] == self.wave] if "wave" in frame else frame

    def _answered(self) -> Iterator[Block]:
        say, table = self.say, self._of("response")
        yield Heading(say("Wie antwoordde", "Who answered"))
        own = table[table["level"].isin(["all", "body", "region_body"])]
        rows = [
            (
                r.region or say("alle", "all"),
                self.body_words[r.body],
                w.decimal(r.asked, self.language, 0),
                self._hidden() if r.is_hidden else w.decimal(r.answered, self.language, 0),
                w.share(r.rate, self.language),
            )
            for r in own.itertuples()
        ]
        yield Table.of(
            say("Regio|Orgaan|Gevraagd|Antwoordden|Deel", "Region|Body|Asked|Answered|Share"), "wwnnn", rows
        )
        yield from self._weighted()
        flags = self._of("flags")
        if len(flags):
            yield Points(
                tuple(f"{FLAGS[r.flag][self.language == 'en']}: {r.respondents}" for r in flags.itertuples())
            )

    def _weighted(self) -> Iterator[Block]:
        own = self._of("weights").iloc[0]
        if not own["weighted"]:
            yield Text(w.sentence("not_weighted", self.language))
            return
        gap = w.decimal(100 * own["gap"], self.language, 1) + "%"
        yield Text(
            w.sentence("met" if own["converged"] else "not_met", self.language, gap=gap)
            + " "
            + w.sentence(
                "cost",
                self.language,
                number=w.decimal(own["effective_number"], self.language, 0),
                effect=w.decimal(own["design_effect"], self.language),
            )
        )

    def _hidden(self) -> str:
        least = self.survey.settings.min_group
        return self.say(f"minder dan {least}", f"fewer than {least}")

    def _scales(self) -> Iterator[Block]:
        say, table = self.say, self._of("reliability")
        own = table[table["body"] == ""]
        yield Heading(say("Welke schalen we gebruiken", "Which scales are used"))
        yield Text(w.sentence("one_thing", self.language))
        rows = [
            (
                self.instrument.scale_words(r.scale, self.language),
                r.respondents,
                w.between(r.alpha, r.alpha_low, r.alpha_high, self.language),
                w.between(r.omega, r.omega_low, r.omega_high, self.language),
                w.decimal(r.factors, self.language, 0),
                say("ja", "yes")
                if r.is_usable
                else f"{say('nee', 'no')}: {REASONS[r.reason][self.language == 'en']}",
            )
            for r in own.itertuples()
        ]
        heads = say(
            "Schaal|Volledig|Alfa|Omega|Dimensies|Gebruikt", "Scale|Complete|Alpha|Omega|Dimensions|Used"
        )
        yield Table.of(heads, "wnnnnw", rows)
        items = self._of("items")
        wrong = items.loc[items["is_turned_wrong"].astype(bool), "item"]
        if len(wrong):
            yield Warned(w.sentence("turned_wrong", self.language, items=", ".join(wrong)))

    def _items(self) -> Iterator[Block]:
        say, drawings = self.say, survey_figures(self.survey, self.language)
        if drawings:
            yield Heading(say("De antwoorden per vraag", "The answers to each item"))
        for drawing in drawings.values():
            title = drawing.svg.split("</title>", 1)[0].rsplit(">", 1)[1]
            caption = w.sentence("shares", self.language)
            alt = "; ".join(drawing.table["told"])
            yield Picture(title, drawing.svg, alt, caption)

    def _felt(self) -> Iterator[Block]:
        say, means = self.say, self._of("means")
        yield Heading(say("Wat volksvertegenwoordigers vinden", "What representatives feel"))
        if means.empty:
            yield Text(w.sentence("no_scale", self.language))
            return
        for scale in self.instrument.scale_of_side.values():
            own = means[means["scale"] == scale]
            rows = [
                (r.region or say("alle", "all"), self.body_words[r.body], w.decimal(r.mean, self.language),
                 w.ends(r.low, r.high, self.language), str(r.answered))
                for r in own.itertuples()
            ]  # fmt: skip
            heads = say("Regio|Orgaan|Gemiddeld|Interval|Antwoordden", "Region|Body|Mean|Interval|Answered")
            if rows:
                yield Table.of(heads, "wwnnn", rows, self.instrument.scale_words(scale, self.language))

    def _differ(self) -> Iterator[Block]:
        say, table = self.say, self._of("differences")
        own = table[table["groups"] >= 2]
        if own.empty:
            return
        yield Heading(say("Verschillen regio's?", "Do regions differ?"))
        said = {
            True: say("ja", "yes"),
            False: say("dat blijkt niet", "not shown"),
            None: say("niet te zeggen", "cannot be told"),
        }
        rows = [
            (
                self.instrument.scale_words(r.scale, self.language),
                self.body_words[r.body],
                w.between(r.icc1, r.icc1_low, r.icc1_high, self.language),
                w.decimal(r.icck, self.language),
                said[r.differs],
            )
            for r in own.itertuples()
        ]
        yield Table.of(
            say("Schaal|Orgaan|ICC(1)|ICC(k)|Verschil", "Scale|Body|ICC(1)|ICC(k)|Differ"), "wwnnw", rows
        )
        yield Text(w.sentence("icc", self.language))

    def _neighbours(self) -> Iterator[Block]:
        say, own = self.say, self._of("gap")
        if own.empty:
            return
        yield Heading(say("Naast de buren of naast de eigen ambities", "Beside neighbours or own ambitions"))
        rows = [
            (
                r.region or say("alle", "all"),
                self.body_words[r.body],
                w.decimal(r.gap, self.language, sign=True),
                w.ends(r.low, r.high, self.language),
            )
            for r in own.itertuples()
        ]
        heads = say("Regio|Orgaan|Verschil|Interval", "Region|Body|Difference|Interval")
        yield Table.of(heads, "wwnn", rows)
        yield Text(w.sentence("gap", self.language))

    def _bounds(self) -> Iterator[Block]:
        say, table = self.say, self._of("bounds")
        own = table[table["level"].isin(["all", "body"])]
        if own.empty:
            return
        yield Heading(say("En wie niet antwoordde?", "And who did not answer?"))
        yield Text(w.sentence("bounds", self.language))
        rows = [
            (
                self.instrument.scale_words(r.scale, self.language),
                self.body_words[r.body],
                w.decimal(r.mean, self.language),
                w.ends(r.moderate_low, r.moderate_high, self.language),
                w.ends(r.worst, r.best, self.language),
            )
            for r in own.itertuples()
        ]
        heads = say(
            "Schaal|Orgaan|Gemiddeld|Als ze iets anders zijn|Uiterste grenzen",
            "Scale|Body|Mean|If they differ a little|Utmost bounds",
        )
        yield Table.of(heads, "wwnnn", rows)

    def _waves(self) -> Iterator[Block]:
        say, own = self.say, self.survey["waves"]
        own = own[(own["later"] == self.wave) & own["level"].isin(["all", "body"])]
        if own.empty:
            return
        yield Heading(say("Vergeleken met de vorige keer", "Compared with the time before"))
        rows = [
            (
                self.instrument.scale_words(r.scale, self.language),
                self.body_words[r.body],
                w.decimal(r.difference, self.language, sign=True),
                w.ends(r.low, r.high, self.language),
                _VERDICTS[r.verdict][self.language == "en"],
            )
            for r in own.itertuples()
        ]
        heads = say("Schaal|Orgaan|Verschil|Interval|Oordeel", "Scale|Body|Difference|Interval|Verdict")
        yield Table.of(heads, "wwnnw", rows)

    def _organised(self) -> Iterator[Block]:
        say, beside, tests = self.say, self._of("organised"), self._of("paradox")
        if beside.empty:
            return
        yield Heading(
            say("Wat regio's organiseren en wat men voelt", "What regions organise, what members feel")
        )
        scales = [s for s in self.instrument.scale_of_side.values() if s in beside]
        heads = [say("Regio", "Region"), say("Keren per jaar", "Times a year")]
        heads += [self.instrument.scale_words(scale, self.language) for scale in scales]
        rows = [
            (
                row["region"],
                w.decimal(row["occasions"], self.language, 0),
                *(w.decimal(row[s], self.language) for s in scales),
            )
            for _, row in beside.iterrows()
        ]
        yield Table.of("|".join(heads), "w" + "n" * (len(heads) - 1), rows)
        found = tests[(tests["measure"] == "occasions") & tests["scale"].isin(scales)].dropna()
        yield Points(
            tuple(
                f"{self.instrument.scale_words(r.scale, self.language)}: "
                + say("rangcorrelatie", "rank correlation")
                + f" {w.decimal(r.spearman, self.language, sign=True)} "
                f"({r.regions} {say('regio’s', 'regions')}; p {w.decimal(r.p_two_sided, self.language, 3)})"
                for r in found.itertuples()
            )
        )

    def _method(self) -> Iterator[Block]:
        chosen = self.survey.settings
        yield Heading(self.say("Hoe dit is gemaakt", "How this was made"))
        yield Points(
            (
                w.sentence("own_items", self.language),
                w.sentence("set_size", self.language, least=chosen.min_group),
                w.sentence("least_alpha", self.language, alpha=w.decimal(chosen.least_alpha, self.language)),
            )
        )
