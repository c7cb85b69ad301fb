"""Readers for the published files that this project knows: key figures, dwellings and demography."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd

from regioscoop.context._indicators._reading import (
    Reading,
    area_code,
    area_problems,
    long_rows,
    numbers,
)
from regioscoop.context._tables import shipped_table
from regioscoop.errors import InputError, Problem
from regioscoop.register.sources._csv import checksum, read_csv

ABROAD: Final = "GM0998"
HECTARE_KM2: Final = 0.01

_KEY_FIGURES: Final[dict[str, tuple[str, float]]] = {
    "inhabitants": ("aantalInwoners", 1),
    "women": ("vrouwen", 1),
    "households": ("aantalHuishoudens", 1),
    "area_km2": ("oppervlakteTotaalInHa", HECTARE_KM2),
    "land_km2": ("oppervlakteLandInHa", HECTARE_KM2),
    "water_km2": ("oppervlakteWaterInHa", HECTARE_KM2),
    "density_per_km2": ("bevolkingsdichtheidInwonersPerKm2", 1),
    "address_density_per_km2": ("omgevingsadressendichtheid", 1),
    "age_0_14_percent": ("percentagePersonen0Tot15Jaar", 1),
    "age_15_24_percent": ("percentagePersonen15Tot25Jaar", 1),
    "age_25_44_percent": ("percentagePersonen25Tot45Jaar", 1),
    "age_45_64_percent": ("percentagePersonen45Tot65Jaar", 1),
    "age_65_plus_percent": ("percentagePersonen65JaarEnOuder", 1),
    "household_size": ("gemiddeldeHuishoudsgrootte", 1),
    "one_person_households_percent": ("percentageEenpersoonshuishoudens", 1),
    "households_without_children_percent": ("percentageHuishoudensZonderKinderen", 1),
    "households_with_children_percent": ("percentageHuishoudensMetKinderen", 1),
    "unmarried_percent": ("percentageOngehuwd", 1),
    "married_percent": ("percentageGehuwd", 1),
    "divorced_percent": ("percentageGescheid", 1),
    "widowed_percent": ("percentageVerweduwd", 1),
    "origin_netherlands_percent": ("percentageMetHerkomstlandNederland", 1),
    "origin_europe_percent": ("percentageMetHerkomstlandUitEuropaExclNl", 1),
    "origin_outside_europe_percent": ("percentageMetHerkomstlandBuitenEuropa", 1),
}
# The origin groups of 2014 are others than those of 2023 and are left out for that.
_DEMOGRAPHY: Final[dict[str, tuple[str, float]]] = {
    "inhabitants": ("population", 1),
    "women": ("pop_women", 1),
    "age_0_14_percent": ("pop_0_14", 1),
    "age_15_24_percent": ("pop_15_24", 1),
    "age_25_44_percent": ("pop_25_44", 1),
    "age_45_64_percent": ("pop_45_64", 1),
    "age_65_plus_percent": ("pop_65plus", 1),
}
_OTHER_HOUSING: Final[dict[str, tuple[str, float]]] = {
    "cars": ("number_of_cars", 1),
    "arable_land_km2": ("areable_land", 1),
}
_TYPES: Final = {
    "apartments": "dwellings_apartment_percent",
    "detached_houses": "dwellings_detached_percent",
    "semi_detached_houses": "dwellings_semi_detached_percent",
    "terraced_houses": "dwellings_terraced_percent",
}
_PERIODS: Final = ("before_1945", "1945_1964", "1965_1984", "1985_2004", "2005_present")
_OF_PERIOD: Final = {
    "before_1945": "dwellings_before_1945_percent",
    "2005_present": "dwellings_since_2005_percent",
}
_STOCK: Final = {
    (kind, period): f"present_number_of_{kind}_{period}" for kind in _TYPES for period in _PERIODS
}

Values = dict[str, pd.Series]


@dataclass(frozen=True)
class KnownFile:
    """A published file whose columns are known.

    Attributes
    ----------
    id, source
        Name of the reader (and of the package), and id of the source of its rows.
    area
        Column with the code of the municipality.
    year, valid_year
        Year of the figures and of the borders.
    columns
        Indicator -> column and factor.
    others
        Further columns that are read, for ``derive``.
    derive
        Indicators that are made of several columns.
    """

    id: str
    source: str
    area: str
    year: int
    valid_year: int
    columns: Mapping[str, tuple[str, float]]
    others: tuple[str, ...] = ()
    derive: Callable[[Values], Values] = dict

    @property
    def needed(self) -> list[str]:
        """Every column that is read."""
        return [self.area, *dict.fromkeys([column for column, _ in self.columns.values()]), *self.others]


def _dwellings(columns: Values) -> Values:
    """Dwellings, and the share of each type and of the first and last period, in per cent."""
    stock = pd.DataFrame({key: columns[name] for key, name in _STOCK.items()})
    total = stock.sum(axis=1, skipna=False)
    shares = {name: stock.xs(kind, axis=1, level=0) for kind, name in _TYPES.items()}
    shares |= {name: stock.xs(period, axis=1, level=1) for period, name in _OF_PERIOD.items()}
    known = total.where(total > 0)
    percent = {name: (100 * part.sum(axis=1, skipna=False) / known).round(6) for name, part in shares.items()}
    return {"dwellings": total} | percent


KNOWN_FILES: Final[dict[str, KnownFile]] = {
    known.id: known
    for known in (
        KnownFile("key-figures-2023", "cbs-key-figures-2023", "gemeentecode", 2023, 2023, _KEY_FIGURES),
        KnownFile(
            "energy-housing-2023",
            "quintel-etlocal-2023",
            "geo_id",
            2023,
            2023,
            _OTHER_HOUSING,
            tuple(_STOCK.values()),
            _dwellings,
        ),
        KnownFile("demography-2014", "cbs-demography-2014", "code", 2014, 2014, _DEMOGRAPHY),
    )
}
"""The files that this project knows, by the name of their reader."""


def recognise(path: Path) -> KnownFile | None:
    """Find the reader of a file by its header, or None."""
    try:
        header = set(pd.read_csv(path, nrows=0, dtype="object").columns)
    except (OSError, ValueError):
        return None
    return next((known for known in KNOWN_FILES.values() if set(known.needed) <= header), None)


def read_known_file(path: Path, known: KnownFile) -> Reading:
    """Read one of the files that this project knows.

    Parameters
    ----------
    path
        The file.
    known
        Its reader, from `KNOWN_FILES` or `recognise`.

    Returns
    -------
    Reading
        Its figures in our own indicators; the row that stands for abroad is left out.

    Raises
    ------
    InputError
        With everything that is wrong: columns, codes, cells that are no number, a municipality twice.
    """
    frame = read_csv(path, known.needed)
    codes = frame[known.area].map(area_code)
    frame = frame[codes != ABROAD].reset_index(drop=True)
    codes = codes[codes != ABROAD].reset_index(drop=True)
    borders = pd.Series(known.valid_year, index=frame.index)
    problems = area_problems(codes, frame["row"], borders, path.name, known.area)
    problems += [
        Problem(path.name, f"{code} a second time", "each municipality once", int(row), known.area)
        for code, row in zip(codes[codes.duplicated()], frame["row"][codes.duplicated()], strict=True)
    ]
    cells: Values = {}
    for column in known.needed[1:]:
        cells[column], found = numbers(frame[column], frame["row"], path.name, column)
        problems += found
    if problems:
        raise InputError(f"{path.name} cannot be read ({len(problems)} problems)", problems)
    values = {name: (cells[column] * factor).round(6) for name, (column, factor) in known.columns.items()}
    values |= known.derive(cells) if known.others else {}
    keys = pd.DataFrame({"area": codes, "valid_year": known.valid_year, "year": known.year})
    units = shipped_table("indicator_list").set_index("id")["unit"]
    source = shipped_table("indicator_sources").query("id == @known.source")
    source = source.assign(checksum=checksum(path))
    skipped = (
        (f"{ABROAD} stands for abroad",) if ABROAD in set(read_csv(path, [known.area])[known.area]) else ()
    )
    tables = {"sources": source, "indicators": long_rows(keys, values, units, known.source)}
    return Reading(known.id, str(source["title"].iloc[0]), tables, skipped)
