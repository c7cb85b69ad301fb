"""What the register by itself says of a region: indications beside a stage, never a verdict and no stage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from regioscoop.cases._connections import NEARLY_ALL, region_arrangements
from regioscoop.cases._pullers import pullers
from regioscoop.regions import Regionalisation
from regioscoop.register import Edition
from regioscoop.register.codes import Code, CodeList

INDICATIONS: Final = CodeList(
    "indication",
    Code("age", "Leeftijd van de verbanden (mediaan, jaar)", "Age of arrangements (median, years)"),
    Code("strategic", "Aandeel strategisch", "Share that is strategic"),
    Code("economy", "Aandeel met bedrijven", "Share with companies"),
    Code("knowledge", "Aandeel met onderwijs en kennis", "Share with education and knowledge"),
    Code("society", "Aandeel met maatschappelijke partijen", "Share with societal parties"),
    Code("several_fields", "Aandeel met meer dan één terrein", "Share with more than one field"),
    Code("mean_fields", "Terreinen per verband (gemiddeld)", "Fields per arrangement (mean)"),
    Code("nearly_all", "Verbanden met bijna alle gemeenten", "Arrangements with nearly all municipalities"),
    Code("most_central", "Aandeel waarin de meest centrale zit", "Share in which the most central sits"),
)
BOUNDS: Final = ("exact", "at_least")


@dataclass(frozen=True)
class _Said:
    """One indication: what it says, for how much of what it could say."""

    value: float
    known: float
    about: int
    who: str = ""
    bound: str = "exact"


def indications(edition: Edition, regionalisation: Regionalisation) -> pd.DataFrame:
    """Return what the register says of every region, with how much of it is known [own].

    Over the arrangements with at least two municipalities of the region:

    - ``age``: median of the edition's year minus the year of founding, over those of which it is known;
    - ``strategic``: share coded as strategic, of the voluntary ones with a goal;
    - ``economy``, ``knowledge``, ``society``: share in which one is recorded. A lower bound; unknown where no
      arrangement of the region records anyone outside government, for then nobody looked;
    - ``several_fields``, ``mean_fields``: share with two fields or more, and mean number, of those coded;
    - ``nearly_all``: number that hold at least 90% of the municipalities, nationwide ones left out;
    - ``most_central``: share in which the participant with the highest eigenvector sits, and who that is
      (`regioscoop.cases.pullers`), nationwide ones left out.

    Parameters
    ----------
    edition
        The edition, or a selection of it.
    regionalisation
        The regions; the municipalities must be those of the edition.

    Returns
    -------
    DataFrame
        region_id, region, indication (`INDICATIONS`), value (NaN: unknown), bound (`BOUNDS`), known (0 to 1:
        share of ``arrangements`` that say anything of it), arrangements (number it is about), who (most
        central, names joined by ``|``), median (of the value over the regions where it is known), regions
        (number of those). In the order of the names of regions and of `INDICATIONS`.

    Raises
    ------
    UnknownNameError, InputError
        When municipalities do not exist.
    """
    labels = regionalisation.labels.dropna()
    rows = []
    for region in sorted(labels.unique()):
        said = _of_region(edition, list(labels.index[labels == region]))
        name = regionalisation.names.get(region, region)
        rows += [(region, name, code, s.value, s.bound, s.known, s.about, s.who) for code, s in said.items()]
    columns = ["region_id", "region", "indication", "value", "bound", "known", "arrangements", "who"]
    table = pd.DataFrame(rows, columns=columns)
    grouped = table.groupby("indication")["value"]
    table = table.assign(median=grouped.transform("median"), regions=grouped.transform("count"))
    return table.sort_values(["region", "region_id"], kind="stable", ignore_index=True)


def _of_region(edition: Edition, municipalities: list[str]) -> dict[str, _Said]:
    table = region_arrangements(edition, municipalities)
    number = len(table)
    voluntary = table[table["obligation"] == "voluntary"]
    goals = voluntary["goal"][voluntary["goal"] != ""]
    fields = table["fields"].map(len)
    coded = fields[fields > 0]
    local = table[~table["is_nationwide"]]
    ages = edition.year - pd.to_numeric(table["founded"].str[:4], errors="coerce").dropna()
    partners = float(table["says_partners"].mean()) if number else 0.0
    return {
        "age": _Said(_mean(ages, "median"), _share(len(ages), number), number),
        "strategic": _Said(_mean(goals == "strategic"), _share(len(goals), len(voluntary)), len(voluntary)),
        **{code: _partner(table[code], partners) for code in ("economy", "knowledge", "society")},
        "several_fields": _Said(_mean(coded >= 2), _share(len(coded), number), number),
        "mean_fields": _Said(_mean(coded), _share(len(coded), number), number),
        "nearly_all": _Said(float((local["inside_share"] >= NEARLY_ALL).sum()), 1.0, len(local)),
        "most_central": _central(pullers(edition, municipalities), len(local)),
    }


def _partner(recorded: pd.Series, known: float) -> _Said:
    value = float(recorded.mean()) if known else np.nan
    return _Said(value, known, len(recorded), bound="at_least")


def _central(ranked: pd.DataFrame, number: int) -> _Said:
    first = ranked[ranked["rank"] == 1]
    if first.empty:
        return _Said(np.nan, 0.0, number)
    return _Said(float(first["share"].max()), 1.0, number, "|".join(first["name"]))


def _mean(values: pd.Series, how: str = "mean") -> float:
    return float(values.agg(how)) if len(values) else np.nan


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
