"""Tells of which year an amount is, and which of several labels is that of the year of the budget."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final, Protocol, TypeVar

from regioscoop.collection.documents._labels import day_of, fold

_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_BUDGET: Final = re.compile(
    r"begroting(?:sjaar)?[\s_:-]+(20\d\d)|(20\d\d)[\s_-]*begroting(?!\w*[\s_:-]+20\d\d)", re.I
)
_PLANNED: Final = re.compile(r"begroot|begroting|raming|geraamd|verwacht", re.I)
_DONE: Final = re.compile(r"rekening|realisatie|werkelijk|gerealiseerd", re.I)


_AFTER: Final = re.compile(
    r"\s*,?\s*\(?(?:(?:in|voor|over|per|begroting|raming|rekening)\s+)*((?:19|20)\d\d)(?!\d|\s*[:=]|\s*(?:was\s+|nog\s+)*€)"
)


class Stretch(Protocol):
    """Something that stands in a text."""

    @property
    def start(self) -> int:
        """First character."""

    @property
    def end(self) -> int:
        """The one after the last."""


S = TypeVar("S", bound=Stretch)


def of_year(text: str, stretches: Sequence[S], year: int | None) -> list[S]:
    """Those stretches of a sentence that are of a year: named right after them, else last before them.

    Stretches that no year is said of are kept.
    """
    if year is None:
        return list(stretches)
    kept, before = [], 0
    for stretch in stretches:
        behind = _AFTER.match(text, stretch.end)
        earlier = years_in(text[before : stretch.start])
        own = int(behind[1]) if behind else earlier[-1] if earlier else None
        before = behind.end() if behind else before
        kept += [stretch] if own in (None, year) else []
    return kept


def years_in(text: str) -> list[int]:
    """Years that a text names, in its order."""
    return [int(year) for year in _YEAR.findall(text)]


def named_years(text: str) -> list[int]:
    """Years of which a text names the budget."""
    return [int(a or b) for a, b in _BUDGET.findall(text)]


def budget_year(named: Iterable[int]) -> int | None:
    """Year of a budget, from the years of which it names the budget, in its order.

    The first is that of its title, and stands unless another is named more than twice as often [own].
    """
    counts = Counter(named)
    if not counts:
        return None
    first = next(iter(counts))
    most = max(counts, key=lambda year: counts[year])
    return most if counts[most] > 2 * counts[first] else first


def fitted(attributes: Sequence[str], labels: Sequence[str], year: int | None) -> list[str]:
    """Attributes of labels that stand together; those of another year become ``other``.

    An amount at the end of a year is that at the beginning of the next. Where none of the balances fits the
    year of the budget, the last two are its beginning and its end, since many budgets only know the years
    before [own].

    Parameters
    ----------
    attributes
        Of each label what it stands for.
    labels
        The words, with those of the head above or the column beside them.
    year
        That of the budget; None takes the year that the labels name most, the last of several.
    """
    found = list(attributes)
    if year is None:
        counts = Counter(y for a, label in zip(found, labels, strict=True) if a for y in set(years_in(label)))
        year = max(counts, key=lambda y: (counts[y], y), default=None)
    for kind in ("contribution", "result"):
        at = [i for i, a in enumerate(found) if a == kind]
        for i in at:
            if _of_year(labels[i]) not in (None, year):
                found[i] = "other"
        if any(_PLANNED.search(labels[i]) for i in at):
            for i in at:
                found[i] = "other" if len(at) > 1 and _is_done(labels[i]) else found[i]
    for kind in ("equity", "debt"):
        at = [i for i, a in enumerate(found) if a.split("_")[0] == kind and "+" not in a]
        for i, day in zip(at, _days([found[i] for i in at], [labels[i] for i in at], year), strict=True):
            found[i] = f"{kind}{day}" if day != "other" else day
    return found


def _is_done(label: str) -> bool:
    return _DONE.search(label) is not None and not _PLANNED.search(label)


def _of_year(label: str) -> int | None:
    years = set(years_in(label))
    return years.pop() if len(years) == 1 else None


def _days(attributes: Sequence[str], labels: Sequence[str], year: int | None) -> list[str]:
    """``_start``, ``_end``, empty (not said) or ``other`` for each balance of one kind."""
    days = [
        f"_{a.partition('_')[2]}" if "_" in a else day_of(fold(label))
        for a, label in zip(attributes, labels, strict=True)
    ]
    years = [_of_year(label) for label in labels]
    dated = [(day, y) for day, y in zip(days, years, strict=True)]
    if year is not None and any(y is not None for y in years):
        fits = [day_in(day, y, year) if y is not None else day for day, y in dated]
        if any(fit in ("_start", "_end") for fit, y in zip(fits, years, strict=True) if y is not None):
            alone = sum(1 for fit in fits if fit != "other") == 1
            return [
                "" if alone and not day and y == year else fit
                for fit, (day, y) in zip(fits, dated, strict=True)
            ]
    known = sorted({y for y in years if y is not None})
    if len(known) >= 2 and len(set(days)) == 1:
        return ["_end" if y == known[-1] else "_start" if y == known[-2] else "other" for y in years]
    return days


def day_in(day: str, of: int, year: int) -> str:
    """What a day of one year is in the year of the budget."""
    if day == "_start":
        return {year: "_start", year + 1: "_end"}.get(of, "other")
    return {year: "_end", year - 1: "_start"}.get(of, "other")
