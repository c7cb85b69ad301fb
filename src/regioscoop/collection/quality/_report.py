"""Everything that is measured of one register, as one table."""

from __future__ import annotations

from itertools import combinations
from typing import Final

import pandas as pd

from regioscoop.collection.quality._disagreements import disagreements
from regioscoop.collection.quality._intervals import wilson
from regioscoop.collection.quality._rates import error_rates
from regioscoop.collection.quality._recapture import (
    DEPENDENT,
    LEAST_BOTH,
    TOO_FEW,
    recapture,
    recapture_sources,
)
from regioscoop.collection.quality._reporting import reporting
from regioscoop.register.edition import Edition

COLUMNS: Final = (
    "what", "item", "value", "low", "high", "number", "article_low", "article_high", "note",
)  # fmt: skip
_NOBODY: Final = {
    "nl": "Niet te schatten: van geen overheid is bekend dat zij haar eigen deelname meldt.",
    "en": "Cannot be estimated: no government is on record as reporting its own participation.",
}
_UNCHECKED: Final = {
    "nl": "Niet geschat: er is geen ingevulde steekproef.",
    "en": "Not estimated: no sample was filled in.",
}
_LISTED: Final = {
    "nl": "Deel van de lijst dat hier ontbreekt; alleen te vertrouwen als de lijst los hiervan is gemaakt.",
    "en": "Share of the list that is missing here; to be trusted only where it was made independently.",
}


def quality(
    edition: Edition,
    checked: pd.DataFrame | None = None,
    against: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame] | None = None,
    *,
    language: str = "nl",
) -> pd.DataFrame:
    """Measure the quality of a register.

    Parameters
    ----------
    edition
        The register.
    checked
        A sheet that was filled in, as `read_sheet` gives it.
    against
        The register as a list, another list made independently, and the links between them (left and right).
    language
        Of the notes: ``nl`` or ``en``.

    Returns
    -------
    DataFrame
        what (error_rate, recapture, missing, reporting, disagreement), item, value, low, high (95%), number
        (what it rests on), article_low, article_high, note. Empty numbers are not known.
    """
    rows = [
        *_rates(edition, checked, language),
        *_sources(edition, language),
        *_against(against, language),
        *_reporting(edition, language),
        *_disagreements(edition),
    ]
    frame = pd.DataFrame(rows).reindex(columns=list(COLUMNS)).fillna({"note": "", "item": ""})
    return frame.astype({"number": "Int64"})


def is_synthetic(edition: Edition) -> bool:
    """Whether a source of the register says that it is synthetic."""
    sources = edition["sources"]
    return bool(sources[["id", "title"]].apply(lambda c: c.str.contains("synthe", case=False)).any(axis=None))


def _rates(edition: Edition, checked: pd.DataFrame | None, language: str) -> list[dict[str, object]]:
    if checked is None:
        return [{"what": "error_rate", "note": _UNCHECKED[language]}]
    frame = error_rates(checked, is_synthetic=is_synthetic(edition), language=language)
    frame = frame.rename(columns={"family": "item", "rate": "value", "checked": "number"})
    return frame[[c for c in COLUMNS if c in frame]].assign(what="error_rate").to_dict("records")


def _sources(edition: Edition, language: str) -> list[dict[str, object]]:
    sources = sorted(set(edition["participations"]["source"]))
    return [
        row
        for first, second in combinations(sources, 2)
        for row in _recaptured(recapture_sources(edition, first, second), f"{first} x {second}", language)
    ]


def _against(
    against: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame] | None, language: str
) -> list[dict[str, object]]:
    if against is None:
        return []
    own, other, links = against
    rows = _recaptured(recapture(own, other, links), "register x list", language)
    for name, decisions in (("match", ["match"]), ("match and review", ["match", "review"])):
        same = links[links["decision"].isin(decisions) & (links["relation"] == "same")]
        share = float((~other["id"].isin(same["right_id"])).mean())
        low, high = wilson(share, len(other))
        rows.append(
            {"what": "missing", "item": f"of the list, {name}", "value": share, "low": low, "high": high,
             "number": len(other), "note": _LISTED[language]}
        )  # fmt: skip
    return rows


def _recaptured(frame: pd.DataFrame, item: str, language: str) -> list[dict[str, object]]:
    shown = frame[frame["size"].isin(["all", "sum"])]
    rows = []
    for links, size, both, seen, *ends in shown[
        ["links", "size", "both", "seen", "estimate", "low", "high"]
    ].itertuples(index=False):
        row = {"what": "recapture", "item": f"{item}, {links}, size {size}", "number": seen}
        if both < LEAST_BOTH:
            rows.append(row | {"note": TOO_FEW[language]})
        else:
            values = dict(zip(("value", "low", "high"), ends, strict=True))
            rows.append(row | values | {"note": DEPENDENT[language]})
    return rows


def _reporting(edition: Edition, language: str) -> list[dict[str, object]]:
    found = reporting(edition)
    if found is None:
        return [{"what": "reporting", "note": _NOBODY[language]}]
    ends = {"chance": found.rate, "unseen": found.unseen}
    return [
        {"what": "reporting", "item": item, "low": low, "high": high, "number": found.arrangements}
        for item, (low, high) in ends.items()
    ]


def _disagreements(edition: Edition) -> list[dict[str, object]]:
    frame = disagreements(edition)
    counts = {
        "participations": len(frame),
        "arrangements": frame["arrangement"].nunique(),
        "denied": int((frame["denied_reports"] != "").sum()),
    }
    total = {"participations": len(edition.members), "arrangements": len(edition.arrangements)}
    return [
        {"what": "disagreement", "item": item, "value": value, "number": total.get(item, len(frame))}
        for item, value in counts.items()
    ]
