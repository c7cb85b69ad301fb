"""All measures of all regions in one table."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from typing import Final

import pandas as pd

from regioscoop.errors import NotAvailableError, UnknownNameError
from regioscoop.measures.congruence import congruence, member_overlap
from regioscoop.measures.integrality import integrality
from regioscoop.measures.legal_form import legal_forms
from regioscoop.measures.participation import participation
from regioscoop.network import Incidence, incidence_of
from regioscoop.places import neighbours, parts
from regioscoop.regions import Regionalisation, official_regions
from regioscoop.register import Edition
from regioscoop.register.codes import OBLIGATIONS
from regioscoop.register.importing import slugify

CONGRUENCE_COLUMNS: Final = ("c1_newman", "c1_count", "c2", "c2_exact", "c3", "c4")


def measure_regions(
    edition: Edition,
    regionalisation: Regionalisation,
    draws: int = 200,
    seed: int = 2016,
    progress: Callable[[str, int, int], None] | None = None,
) -> pd.DataFrame:
    """Every measure of every region.

    Parameters
    ----------
    edition
        The edition, or a selection of it.
    regionalisation
        The regions.
    draws, seed
        For the intervals.
    progress
        Told how far the work is.

    Returns
    -------
    DataFrame
        One row per region, ordered by name: region_id, region, the columns of `congruence` (and the values
        without mandatory arrangements, ``_without_mandatory``), ``c3`` (mean over members), `integrality`,
        `legal_forms`, `participation`, and ``contiguous_parts``: in how many pieces the region lies (water
        that is crossed to the nearest neighbour counts as touching; reported, never forced; unknown where
        no neighbours are known).
    """
    told = progress or (lambda *_: None)
    labels = regionalisation.labels
    incidence = incidence_of(edition)
    told("measures", 0, 3)
    table = congruence(incidence, labels, draws=draws, seed=seed)
    table["c3"] = member_overlap(incidence).groupby(labels).mean()
    told("measures", 1, 3)
    free = edition.select(obligations=[o for o in OBLIGATIONS.codes if o != "mandatory"])
    if len(free["arrangements"]):
        without = incidence_of(free)
        other = congruence(without, labels, draws=draws, seed=seed)
        other["c3"] = member_overlap(without).groupby(labels).mean()
        for name in CONGRUENCE_COLUMNS:
            table[f"{name}_without_mandatory"] = other[name]
    told("measures", 2, 3)
    regions = _arrangements_of(incidence, labels)
    families = [
        integrality(edition.arrangements["fields"], regions, draws=draws, seed=seed),
        legal_forms(edition.arrangements, regions),
        participation(edition.members, labels, regions),
    ]
    table = table.join(families)
    table["contiguous_parts"] = _pieces(edition, regionalisation)
    table.insert(
        0, "region", regionalisation.names.reindex(table.index).fillna(pd.Series(table.index, table.index))
    )
    told("measures", 3, 3)
    return table.sort_values("region").reset_index()


def _arrangements_of(incidence: Incidence, labels: pd.Series) -> dict[str, list[str]]:
    """Region id -> arrangements with at least two members in it."""
    pairs = incidence.matrix.tocoo()
    frame = pd.DataFrame(
        {
            "region": labels.reindex(pd.Index(incidence.members)).to_numpy()[pairs.coords[0]],
            "arrangement": incidence.arrangements[pairs.coords[1]],
        }
    ).dropna()
    sizes = frame.groupby(["region", "arrangement"]).size()
    kept = sizes[sizes >= 2].reset_index().groupby("region")["arrangement"].agg(list)
    return {str(r): kept.get(r, []) for r in sorted(labels.dropna().unique())}


def _pieces(edition: Edition, regionalisation: Regionalisation) -> pd.Series:
    """In how many pieces each region lies, index region id."""
    try:
        touching = neighbours(edition.year)
    except NotAvailableError:
        return pd.Series(dtype="float64")
    known = set(touching["a"]) | set(touching["b"])
    groups = regionalisation.labels.groupby(regionalisation.labels).groups
    return pd.Series(
        {r: len(parts(list(m), touching)) if set(m) <= known else float("nan") for r, m in groups.items()}
    )


def study_regions(edition: Edition) -> Regionalisation:
    """Delimit the case regions of the study as far as a nationwide division has a region of that name.

    Parameters
    ----------
    edition
        An edition with those divisions, such as 2016.

    Returns
    -------
    Regionalisation
        Not the study's own membership, which is not public, but that of the named division; without the
        cases that the edition does not have.
    """
    rows = _study()
    labels: dict[str, str] = {}
    names: dict[str, str] = {}
    for row in rows.drop_duplicates("case").itertuples():
        try:
            division = official_regions(edition, row.division)
            region = _same_name(division, row.region)
        except UnknownNameError:  # an edition of a part of the country, or of another one
            continue
        names[row.case] = row.name
        labels |= dict.fromkeys(division.members(region), row.case)
    return Regionalisation(
        "study", pd.Series(labels, dtype="object").sort_index(), pd.Series(names, dtype="object")
    )


def _same_name(division: Regionalisation, name: str) -> str:
    """Region id of a name, whatever its hyphens, word order and the word Provincie."""
    wanted = sorted(slugify(name.removeprefix("Provincie ")).split("-"))
    for region, own in division.names.items():
        if sorted(slugify(own.removeprefix("Provincie ")).split("-")) == wanted:
            return str(region)
    return division.find(name)


def study_ranks(measures: pd.DataFrame) -> pd.DataFrame:
    """Hold the ranks of the case regions against what the study says of them.

    Parameters
    ----------
    measures
        `measure_regions` of `study_regions`.

    Returns
    -------
    DataFrame
        case, statement (what the study says), measure (column it is held against), value, rank (1 is the
        highest of the cases), cases, agrees (yes or no), explanation where it does not.
    """
    statements = _study().dropna(subset=["measure"])
    statements = statements[statements["measure"] != ""]
    table = measures.set_index("region_id")
    rows = []
    for s in statements.itertuples():
        ranks = table[s.measure].rank(ascending=False, method="min")
        rank, cases = int(ranks[s.case]), len(table)
        low = cases - rank + 1
        agrees = {"first": rank == 1, "second": rank == 2, "low": low <= (cases + 2) // 3}[s.says]
        note = "" if agrees else s.explanation
        rows.append(
            (
                s.case,
                s.statement,
                s.measure,
                table[s.measure][s.case],
                rank,
                cases,
                "yes" if agrees else "no",
                note,
            )
        )
    columns = ["case", "statement", "measure", "value", "rank", "cases", "agrees", "explanation"]
    return pd.DataFrame(rows, columns=columns)


def _study() -> pd.DataFrame:
    path = files("regioscoop.measures").joinpath("data/study_cases.csv")
    with path.open(encoding="utf-8") as file:
        return pd.read_csv(file, dtype="object", keep_default_na=False)
