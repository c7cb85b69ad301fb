"""What is stated of regions: the ten cases of the study as they ship, and what a user loaded beside them.

Every fact has its source and the passage in it. A superlative of the study (the most, the least) also says
something of the other cases; such facts are marked ``inferred``. What is not stated has no row.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import Final

import numpy as np
import pandas as pd

from regioscoop.cases._packages import KIND
from regioscoop.cases._quadrant import complete
from regioscoop.cases._schema import CASE_TABLES, RESULT_TYPES, SCALES, STAGES
from regioscoop.cases._tables import shipped_table
from regioscoop.errors import UnknownNameError
from regioscoop.measures import study_regions
from regioscoop.regions import Regionalisation, compare
from regioscoop.register import Edition
from regioscoop.register.loaded import read_loaded

STAGE: Final = "stage"
_ELSEWHERE: Final = ""


def case_tables(loaded: bool = True) -> dict[str, pd.DataFrame]:
    """Return the tables of the cases: those that ship, and what was loaded.

    Parameters
    ----------
    loaded
        Whether to take in the packages that a user loaded.

    Returns
    -------
    dict of DataFrame
        Name of the table -> its rows, as text, with "" for unknown; column ``package`` is "" for what ships.
    """
    folder = files("regioscoop.cases").joinpath("data")
    others = read_loaded(KIND, CASE_TABLES) if loaded else {}
    tables = {}
    for name, table in CASE_TABLES.items():
        rows = pd.DataFrame(columns=table.names, dtype="object")
        if folder.joinpath(f"{name}.csv").is_file():
            rows = shipped_table(name)[table.names]
        rows = rows.assign(package="")
        more = others.get(name)
        if more is not None and len(more):
            rows = pd.concat([rows, more.astype("object").where(more.notna(), "")], ignore_index=True)
        tables[name] = rows.astype(str)
    return tables


def case_facts(region: str | None = None, tables: dict[str, pd.DataFrame] | None = None) -> pd.DataFrame:
    """Return what is stated of the regions, with the passage of each fact.

    Parameters
    ----------
    region
        Only of this region; default all.
    tables
        As `case_tables`, which is the default.

    Returns
    -------
    DataFrame
        region, attribute, value, words_nl, words_en, certainty (stated or inferred), date, source, passage,
        package.

    Raises
    ------
    UnknownNameError
        When there is no such region.
    """
    known = case_tables() if tables is None else tables
    facts = known["case_facts"]
    if region is None:
        return facts
    names = sorted({*known["regions"]["id"], *facts["region"]})
    if region not in names:
        raise UnknownNameError("case region", region, names)
    return facts[facts["region"] == region].reset_index(drop=True)


def attribute_words(
    attribute: str, code: str = "", language: str = "nl", tables: dict[str, pd.DataFrame] | None = None
) -> str:
    """Say an attribute, or one of its values, in ``nl`` or ``en``; a number is said as it is.

    Raises
    ------
    UnknownNameError
        When there is no such attribute.
    """
    known = all_words(language, tables)
    if (attribute, "") not in known:
        raise UnknownNameError("attribute", attribute, sorted({name for name, _ in known}))
    return known.get((attribute, code), code)


def passage_words(passage: str, language: str = "nl") -> str:
    """Say where in a source something stands, in ``nl`` or ``en``; an unknown passage stays as it is.

    Parameters
    ----------
    passage
        As in a table of cases; several have ``; `` between them.
    language
        ``nl`` or ``en``.
    """
    if language != "nl":
        return passage
    known = _dutch_passages()
    return "; ".join(known.get(part, part) for part in passage.split("; "))


@lru_cache(maxsize=1)
def _dutch_passages() -> dict[str, str]:
    return dict(shipped_table("passages").itertuples(index=False, name=None))


def all_words(language: str, tables: dict[str, pd.DataFrame] | None = None) -> dict[tuple[str, str], str]:
    """Attribute and value ("" for the attribute itself) -> its words in a language."""
    known = (case_tables() if tables is None else tables)["attributes"]
    keys = zip(known["attribute"], known["code"], strict=True)
    return dict(zip(keys, known[f"words_{language}"], strict=True))


def ranks(tables: dict[str, pd.DataFrame] | None = None) -> dict[str, dict[str, float]]:
    """Attribute -> value -> its place among the values of that attribute, for those that have an order."""
    known = (case_tables() if tables is None else tables)["attributes"]
    ordered = known[known["rank"] != ""]
    found: dict[str, dict[str, float]] = {
        str(attribute): dict(zip(rows["code"], rows["rank"].astype(float), strict=True))
        for attribute, rows in ordered.groupby("attribute")
    }
    stages = [code for code in STAGES.codes if code != "undetermined"]
    return found | {STAGE: {code: float(place) for place, code in enumerate(stages)}}


def region_frame(
    tables: dict[str, pd.DataFrame] | None = None, scale: str = "regional", follow: bool = True
) -> pd.DataFrame:
    """Put regions beside each other: one row each, a column for all that is stated of any.

    Of several statements the latest counts; where two of the same date differ, neither is known.

    Parameters
    ----------
    tables
        As `case_tables`, which is the default.
    scale
        A code of ``SCALES``: the regions and stages of that scale.
    follow
        Whether an axis of figure 17 that follows from its pattern is filled in.

    Returns
    -------
    DataFrame
        Index region id, in the order of the tables; the attributes (codes, or numbers where an attribute has
        none), ``stage``, ``results_<type>_<scale>`` (results that are recorded), ``survey_<construct>``
        (mean over bodies, weighted by who answered). Missing is unknown.

    Raises
    ------
    UnknownNameError
        When there is no such scale.
    """
    if scale not in SCALES:
        raise UnknownNameError("scale", scale, SCALES.codes)
    known = case_tables() if tables is None else tables
    regions = known["regions"]
    index = pd.Index(regions.loc[regions["scale"] == scale, "id"].drop_duplicates(), name="region")
    attributes = known["attributes"]
    columns = list(dict.fromkeys(attributes["attribute"]))
    wide = _latest(known["case_facts"].rename(columns={"attribute": "what"}), "value")
    frame = wide.reindex(index=index, columns=columns)
    coded = set(attributes.loc[attributes["code"] != "", "attribute"])
    for column in set(columns) - coded:
        frame[column] = pd.to_numeric(frame[column])
    stages = known["stages"]
    stages = stages[(stages["scale"] == scale) & (stages["stage"] != "undetermined")]
    frame = frame.join(_latest(stages.assign(what=STAGE), "stage"))
    frame = complete(frame) if follow else frame
    return frame.join([_results(known["results"]), _answers(known["survey"])])


def _latest(rows: pd.DataFrame, value: str) -> pd.DataFrame:
    """Return the latest value of each ``what``, index region; missing where two of one date differ."""
    last = rows.groupby(["region", "what"])["date"].transform("max")
    newest = rows[rows["date"] == last].drop_duplicates(["region", "what", value])
    clear = newest.drop_duplicates(["region", "what"], keep=False)
    wide = clear.pivot_table(index="region", columns="what", values=value, aggfunc="first")
    return wide.rename_axis(columns=None)


def _results(results: pd.DataFrame) -> pd.DataFrame:
    """Count the recorded results by type and scale; none recorded is unknown, not zero."""
    placed = results[results["scale"] != ""]
    kinds = "results_" + placed["type"] + "_" + placed["scale"]
    counted = pd.crosstab(placed["region"], kinds).astype("float64").replace(0.0, np.nan)
    names = [f"results_{kind}_{scale}" for kind in RESULT_TYPES.codes for scale in SCALES.codes]
    return counted.reindex(columns=names)


def _answers(survey: pd.DataFrame) -> pd.DataFrame:
    numbers = survey.assign(
        mean=pd.to_numeric(survey["mean"], errors="coerce"),
        answered=pd.to_numeric(survey["answered"], errors="coerce"),
    )
    numbers = numbers[numbers["mean"].notna() & (numbers["answered"] > 0)]
    last = numbers.groupby(["region", "construct"])["date"].transform("max")
    numbers = numbers[numbers["date"] == last]
    groups = numbers.assign(total=numbers["mean"] * numbers["answered"]).groupby(["region", "construct"])
    means = (groups["total"].sum() / groups["answered"].sum()).rename("mean").reset_index()
    wide = means.pivot_table(index="region", columns="construct", values="mean")
    return wide.add_prefix("survey_").rename_axis(columns=None)


def link_cases(edition: Edition, regions: Regionalisation) -> pd.DataFrame:
    """Say which region of a regionalisation lies nearest to each case: a link of ours, not the study's.

    The study's own memberships are not public, so a case is taken as the region of that name in a nationwide
    division (`regioscoop.measures.study_regions`); nearest is the highest Jaccard over municipalities.

    Parameters
    ----------
    edition
        An edition with those divisions.
    regions
        The regions, such as the ecosystems of the edition; municipalities in none of them are left out.

    Returns
    -------
    DataFrame
        case, name, municipalities, region_id, region, jaccard (0 to 1); no rows for an edition without them.
    """
    names = ["case", "name", "municipalities", "region_id", "region", "jaccard"]
    cases = study_regions(edition)
    if cases.labels.empty:
        return pd.DataFrame(columns=names)
    # Municipalities outside the cases count as well: a region that is much wider lies less near.
    labels = cases.labels.reindex(regions.labels.index.union(cases.labels.index)).fillna(_ELSEWHERE)
    found = compare(Regionalisation(cases.name, labels, cases.names), regions).regions
    return found[found["region_id"] != _ELSEWHERE].set_axis(names, axis=1).reset_index(drop=True)
