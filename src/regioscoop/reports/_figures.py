"""The figures of a panel as charts with their words, and as tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pandas as pd

from regioscoop.context import tensions
from regioscoop.figures.charts import CHARTS, Chart, Told, growth_chart
from regioscoop.measures import FIGURES, Panel
from regioscoop.reports._published import OWN, beside_published, is_comparable, published_index
from regioscoop.reports._sentences import sentence
from regioscoop.reports._words import FIGURE_WORDS, between, item_words, number, pick, says, unit_of

MOST_ITEMS: Final = 10
"""Items of a figure that are drawn: those with the highest value in the last edition."""
TOTAL_APART: Final = ("departments",)
"""Figures of which the total is drawn above its parts."""


def organisation_names(panel: Panel) -> dict[str, str]:
    """Name of every organisation of the editions; the later name where there are two."""
    frames = [e["organisations"] for e in reversed(panel.editions)]
    return pd.concat(frames).drop_duplicates("id").set_index("id")["name"].to_dict()


def figure_rows(panel: Panel, figure: str) -> pd.DataFrame:
    """Rows of a figure with published values: what is drawn, in order."""
    table = beside_published(panel)
    rows = table[(table["figure"] == figure) & table["value"].notna()]
    last = rows[rows["edition"] == panel.states[-1].edition].set_index("item")["value"]
    if figure in ("field_pairs", "departments"):
        kept = list(last[last > 0].sort_values(ascending=False, kind="stable").index[:MOST_ITEMS])
    else:
        empty = rows.groupby("item")["value"].max()
        kept = [item for item in dict.fromkeys(rows["item"]) if item != "unknown" or empty[item] > 0]
    return (
        rows[rows["item"].isin(kept)]
        .assign(item=lambda frame: pd.Categorical(frame["item"], kept))
        .sort_values(["item", "date"], kind="stable")
        .assign(item=lambda frame: frame["item"].astype(str))
    )


def figure_chart(
    panel: Panel, figure: str, language: str = "nl", events: Mapping[str, str] | None = None
) -> Chart | None:
    """The chart of a figure; None when no edition can give it.

    Parameters
    ----------
    panel
        The numbers.
    figure
        A key of `regioscoop.measures.FIGURES`.
    language
        ``nl`` or ``en``.
    events
        What is marked on the time axis, by date (YYYY-MM-DD).
    """
    rows = figure_rows(panel, figure)
    if rows.empty:
        return None
    say = says(language)
    names = organisation_names(panel)
    labels = {i: item_words(figure, i, language, names) for i in dict.fromkeys(rows["item"])}
    title = sentence(panel, figure, language, names)
    rows = _with_words(rows, labels, unit_of(figure), language)
    said = f"{title}. " + "; ".join(rows["told"])
    told = Told(
        title,
        said,
        pick(FIGURE_WORDS[figure].axis, language),
        say("Editie", "Edition"),
        say("gepubliceerd", "published"),
        labels,
        language,
        events,
    )
    return CHARTS[figure](rows, told)


def _with_words(rows: pd.DataFrame, labels: Mapping[str, str], unit: str, language: str) -> pd.DataFrame:
    """Add ``told``: what each mark shows, with its interval."""
    told = []
    for row in rows.itertuples():
        ends = between(row.low, row.high, unit, language)
        told.append(
            f"{labels[row.item]}, {row.edition}: {number(row.value, unit, language)}"
            + (f" ({ends})" if ends else "")
        )
    return rows.assign(told=told)


def growth_rows(panel: Panel) -> pd.DataFrame:
    """Growth by policy field since the first edition, with the published index where it can be compared."""
    facts = {e.id: e for e in panel.editions}
    rows = panel.growth
    rows = rows.assign(
        year=[facts[i].year for i in rows["edition"]], date=[facts[i].reference_date for i in rows["edition"]]
    )
    merged = rows.merge(published_index(panel.editions[0].year), on=["item", "year"], how="left")
    allowed = all(is_comparable(e.rule_set) for e in panel.editions) and not panel.scope
    return merged.assign(published=merged["published"] if allowed else float("nan"))


def growth_figure(panel: Panel, language: str = "nl") -> Chart:
    """The chart of `growth_rows`."""
    say = says(language)
    named = {"index": "value", "index_low": "low", "index_high": "high"}
    rows = growth_rows(panel).rename(columns=named)
    labels = {i: item_words("fields", i, language, {}) for i in dict.fromkeys(rows["item"])}
    first = panel.editions[0].id
    title = say(
        f"Aantal verbanden per beleidsterrein, {first} = 100", f"Arrangements by policy field, {first} = 100"
    )
    rows = _with_words(rows, labels, "arrangements", language)
    said = "; ".join(rows["told"])
    told = Told(
        title,
        f"{title}. {said}",
        say(f"index, {first} = 100", f"index, {first} = 100"),
        say("Editie", "Edition"),
        say("gepubliceerd", "published"),
        labels,
        language,
    )
    return growth_chart(rows, told)


def figure_table(panel: Panel, figure: str, language: str = "nl") -> pd.DataFrame:
    """The numbers of a figure as words: a row for each item and edition."""
    rows = figure_rows(panel, figure)
    say, unit, names = says(language), unit_of(figure), organisation_names(panel)
    told = pd.DataFrame(
        {
            pick(FIGURE_WORDS[figure].name, language): [
                item_words(figure, item, language, names) for item in rows["item"]
            ],
            say("Editie", "Edition"): rows["edition"],
            say("Aantal of deel", "Number or share"): [number(v, unit, language) for v in rows["value"]],
            say("Marge 95%", "Interval 95%"): [
                between(low, high, unit, language)
                for low, high in zip(rows["low"], rows["high"], strict=True)
            ],
        }
    )
    if rows["published"].notna().any():
        told[say("Gepubliceerd", "Published")] = [
            "" if pd.isna(v) else number(v, unit, language) for v in rows["published"]
        ]
    return told.reset_index(drop=True)


def figure_notes(figure: str, language: str) -> tuple[str, ...]:
    """Where the sources do not fit each other on a figure of the article, in words."""
    numbers = [number_ for number_, own in OWN.items() if own == figure]
    numbers += [part for part in FIGURES[figure].number.split("-") if part and part not in numbers]
    return tuple(dict.fromkeys(note for k in [*numbers, figure] for note in figure_notes_of(k, language)))


def figure_notes_of(number_: str, language: str) -> tuple[str, ...]:
    """The same, by the number of a figure in the article or our name of one without a number."""
    table = tensions()
    own = table["figure"].map(lambda named: number_ in str(named).split("|"))
    return tuple(table.loc[own, f"words_{language}"])
