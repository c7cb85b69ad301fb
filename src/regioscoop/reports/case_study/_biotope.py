"""The biotope of a region, the regions that resemble it, and broad welfare as far as it is loaded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pandas as pd

from regioscoop.context import (
    DEVELOPMENT_WORDS,
    WITHIN_WORDS,
    can_test_development,
    indicator_groups,
    indicator_sources,
)
from regioscoop.figures import Caption, profile
from regioscoop.reports._document import Block, Heading, Picture, Table, Text
from regioscoop.reports._dutch import of_register
from regioscoop.reports._measures import MEASURES
from regioscoop.reports._words import Pair, between, number, pick, says
from regioscoop.reports.case_study._surroundings import Surroundings

PEERS: Final = 5
_GAP: Final = 0.5
"""Standard deviations from the mean from which on a feature is named."""


def biotope(around: Surroundings, region_id: str, language: str) -> Iterator[Block]:
    """How the region is, beside all regions, and which regions are like it."""
    say = says(language)
    yield Heading(say("De biotoop: hoe is het gebied?", "The biotope: what is the area like?"))
    if region_id not in around.scores.index:
        yield Text(_not_measured(around, language))
        return
    yield Text(_sentence(around, region_id, language))
    yield _profile(around, region_id, language)
    yield _figures(around, region_id, language)
    yield from _peers(around, region_id, language)
    yield Text(_within_told(around, language))


def _not_measured(around: Surroundings, language: str) -> str:
    edition = around.edition.id
    years = ", ".join(str(y) for y in sorted(set(around.fitted.statement["valid_year"])))
    return says(language)(
        f"Niet gemeten: er zijn geen cijfers geladen die op de gemeenten van editie {edition} passen. De "
        "cijfers "
        f"die er zijn, horen bij de grenzen van {years or 'geen enkel jaar'}: kies een editie daarvan.",
        f"Not measured: no figures are loaded that fit the municipalities of edition {edition}. The figures "
        f"there are belong to the borders of {years or 'no year'}: choose an edition of those.",
    )


def _sentence(around: Surroundings, region_id: str, language: str) -> str:
    say, name = says(language), around.name(region_id)
    own = around.scores.loc[region_id].dropna().sort_values(key=lambda s: -s.abs())
    told = own[own.abs() >= _GAP].head(3)
    if told.empty:
        return say(f"{name} wijkt nergens ver af van de middelste regio.", f"{name} is near the mean region.")
    parts = [
        say(f"meer {_words(around, i, 'nl')}", f"more {_words(around, i, 'en')}")
        if score > 0
        else say(f"minder {_words(around, i, 'nl')}", f"less {_words(around, i, 'en')}")
        for i, score in told.items()
    ]
    return say(
        f"Vergeleken met de andere regio's valt {name} het meest op door: {'; '.join(parts)}.",
        f"Beside the other regions {name} stands out most by: {'; '.join(parts)}.",
    )


def _words(around: Surroundings, indicator: str, language: str) -> str:
    return str(around.listed.loc[indicator, f"words_{language}"])


def _profile(around: Surroundings, region_id: str, language: str) -> Picture:
    say, name = says(language), around.name(region_id)
    order = [i for i in around.listed.index if i in around.scores.columns]
    long = around.scores[order].melt(var_name="indicator", value_name="score", ignore_index=False)
    long = long.dropna().rename_axis("id").reset_index()
    rows = pd.DataFrame(
        {
            "item": [_words(around, i, language) for i in long["indicator"]],
            "region": long["id"].map(around.regions.names),
            "score": long["score"],
            "is_here": long["id"] == region_id,
            "told": [
                f"{around.name(row.id)}: {row.score:+.1f}".replace(".", "," if language == "nl" else ".")
                for row in long.itertuples()
            ],
        }
    )
    title = say(f"{name} naast alle regio's", f"{name} beside all regions")
    here = rows[rows["is_here"]]
    said = "; ".join(f"{row.item} {row.told.split(': ')[1]}" for row in here.itertuples())
    axis = say(
        "afstand tot het gemiddelde (standaardafwijkingen)", "distance to the mean (standard deviations)"
    )
    drawn = profile(rows, axis, Caption(title, said, language), f"profile-{region_id}")
    caption = say(
        "Elk streepje is een regio, de stip is deze. Links is minder, rechts is meer; geen van beide is "
        "beter. ",
        "Each tick is a region, the dot is this one. Left is less, right is more; neither is better. ",
    )
    return Picture(title, drawn.svg, f"{title}. {said}.", caption + _source(around, language))


def _source(around: Surroundings, language: str) -> str:
    shown = around.figures[around.figures["indicator"].isin(around.scores.columns)]
    years = ", ".join(str(y) for y in sorted(set(shown["year"])))
    ids = sorted({i for cell in shown["source"] for i in str(cell).split("|")})
    known = indicator_sources().drop_duplicates("id").set_index("id")["publisher"]
    who = ", ".join(dict.fromkeys(of_register(str(known.get(i, i)), language) for i in ids))
    return says(language)(f"Bron: {who}; {years}.", f"Source: {who}; {years}.")


def _figures(around: Surroundings, region_id: str, language: str) -> Table:
    """Every figure of the region, beside the middle of all regions, with how much of it is covered."""
    say = says(language)
    kinds = indicator_groups()["kind"]
    known = around.figures[around.figures["value"].notna()]
    rows = []
    for indicator, of in known.groupby("indicator", sort=False):
        groups = str(around.listed["groups"].get(indicator, "")).split("|")
        own = of[of["region_id"] == region_id]
        if own.empty or not any(kinds.get(g) == "biotope" for g in groups):
            continue
        last = own.sort_values("year").iloc[-1]
        others = of.loc[of["year"] == last["year"], "value"]
        rows.append(
            (
                _words(around, str(indicator), language),
                _plain(float(last["value"]), language),
                _plain(float(others.median()), language),
                f"{_plain(float(others.min()), language)}–{_plain(float(others.max()), language)}",
                _unit(str(last["unit"]), language),
                str(last["year"]),
                number(float(last["coverage"]), "share", language),
            )
        )
    heads = say(
        "Kenmerk|Hier|Midden|Alle regio's|Eenheid|Jaar|Bekend van",
        "Feature|Here|Median|All regions|Unit|Year|Known of",
    )
    return Table.of(heads, "wnnnwnn", rows)


_UNITS: Final = {
    "persons": "mensen", "households": "huishoudens", "persons per km2": "per km²", "percent": "%",
    "addresses per km2": "adressen per km²", "km2": "km²", "dwellings": "woningen", "index": "index",
    "euro": "euro", "1000 euro": "duizend euro", "per 1000 inhabitants": "per 1.000 inwoners", "km": "km",
    "m2 per person": "m² per inwoner", "microgram per m3": "microgram per m³", "cars": "auto's",
    "tonne CO2 eq. per person": "ton CO₂-eq. per inwoner",
}  # fmt: skip
"""Units in Dutch."""


def _unit(unit: str, language: str) -> str:
    return _UNITS.get(unit, unit) if language == "nl" else unit


def _plain(value: float, language: str) -> str:
    digits = 0 if abs(value) >= 100 else 1
    text = f"{value:,.{digits}f}"
    return text if language == "en" else text.translate(str.maketrans(",.", ".,"))


def _peers(around: Surroundings, region_id: str, language: str) -> Iterator[Block]:
    """The nearest regions, and what they do otherwise."""
    say = says(language)
    own = around.peers[around.peers["region_id"] == region_id].head(PEERS)
    if own.empty:
        return
    yield Heading(say("Regio's die erop lijken", "Regions that resemble it"), 2)
    yield Text(
        say(
            "Dichtbij betekent: de kenmerken hierboven lijken op elkaar. Anders is een maat alleen als de "
            "marges elkaar niet raken.",
            "Near means: the features above are alike. A measure is different only where the intervals do "
            "not "
            "touch.",
        )
    )
    rows = [
        (
            around.name(row.peer_id),
            _plain(row.distance, language),
            _words(around, row.differs_on, language),
            _otherwise(around, region_id, row.peer_id, language),
        )
        for row in own.itertuples()
    ]
    heads = say(
        "Regio|Afstand|Verschilt het meest in|Doet anders",
        "Region|Distance|Differs most in|Does otherwise",
    )
    yield Table.of(heads, "wnww", rows)


def _otherwise(around: Surroundings, region_id: str, peer: str, language: str, most: int = 2) -> str:
    rows = around.differs
    rows = rows[(rows["region_id"] == region_id) & (rows["peer_id"] == peer) & rows["measure"].isin(MEASURES)]
    surely = rows[rows["apart"].eq(True)].head(most)
    if surely.empty:
        return says(language)("geen verschil dat zeker is", "no difference that is sure")
    return "; ".join(_difference(row, language) for row in surely.itertuples())


def _difference(row: Any, language: str) -> str:  # noqa: ANN401 - a named tuple of pandas
    words, unit = MEASURES[row.measure]
    higher: Pair = ("hoger", "higher") if row.difference < 0 else ("lager", "lower")
    value = number(row.peer_value, unit, language)
    return f"{pick(words, language)} {pick(higher, language)} ({value})"


def within_regions(around: Surroundings, language: str) -> Iterator[Block]:
    """Differences within against between regions, over the whole country."""
    say = says(language)
    listed = around.listed
    rates = set(listed.index[listed["weight"] != "sum"])
    rows = [
        (
            _words(around, row.indicator, language),
            number(row.within_share, "share", language),
            between(max(0.0, 1 - row.icc_high), min(1.0, 1 - row.icc_low), "share", language),
            pick(WITHIN_WORDS[row.verdict], language),
        )
        for row in around.within.itertuples()
        if row.indicator in rates
    ]
    yield Heading(say("Verschillen binnen en tussen regio's", "Differences within and between regions"))
    if not rows:
        yield Text(_not_measured(around, language))
        return
    can_test = can_test_development(around.fitted.rows, listed)
    told = say(f"De regio's van editie {around.edition.id}.", f"The regions of edition {around.edition.id}.")
    yield Text(f"{told} {pick(DEVELOPMENT_WORDS[can_test], language)}")
    heads = say("Kenmerk|Binnen regio's|Marge|Wat volgt", "Feature|Within regions|Interval|What follows")
    yield Table.of(heads, "wnnw", rows)


def _within_told(around: Surroundings, language: str) -> str:
    """How many features differ more within regions than between them, in one sentence."""
    rates = around.listed.index[around.listed["weight"] != "sum"]
    known = around.within[(around.within["verdict"] != "unknown") & around.within["indicator"].isin(rates)]
    inside = int((known["verdict"] == "within").sum())
    between_them = int((known["verdict"] == "between").sum())
    return says(language)(
        f"In het hele land zijn bij {inside} van de {len(known)} kenmerken de verschillen binnen regio's "
        "groter "
        f"dan die ertussen, bij {between_them} kleiner; bij de andere is het niet te zeggen. "
        + DEVELOPMENT_WORDS[can_test_development(around.fitted.rows, around.listed)][0],
        f"Over the country {inside} of the {len(known)} features differ more within regions than between "
        "them, "
        f"{between_them} less; of the others it cannot be told. "
        + DEVELOPMENT_WORDS[can_test_development(around.fitted.rows, around.listed)][1],
    )


def welfare(around: Surroundings, region_id: str, language: str) -> Iterator[Block]:
    """Scores on the themes of broad welfare, or that nothing of it is loaded."""
    say = says(language)
    yield Heading(say("Brede welvaart", "Broad welfare"))
    own = around.themes[around.themes["region_id"] == region_id] if len(around.themes) else around.themes
    if own.empty:
        yield Text(
            say(
                "Niet gemeten: er zijn geen cijfers over brede welvaart geladen (regioscoop context load).",
                "Not measured: no figures on broad welfare are loaded (regioscoop context load).",
            )
        )
        return
    groups = indicator_groups()
    rows = [
        (
            str(groups.loc[row.theme, f"words_{language}"]),
            f"{row.score:+.1f}".replace(".", "," if language == "nl" else "."),
            str(row.indicators),
        )
        for row in own.itertuples()
    ]
    heads = say("Thema|Stand (standaardafwijkingen)|Cijfers", "Theme|Level (standard deviations)|Figures")
    yield Table.of(heads, "wnn", rows)
