"""Make the shipped tables of context: official divisions, inhabitants of and flows between municipalities.

Run with the data folder as the only argument, or with ``REGIOSCOOP_DATA`` set::

    python tools/build_context.py ../shared/data

It rewrites every CSV file in ``src/regioscoop/context/data``; the same folder always gives the same files.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

import pandas as pd

from regioscoop.context._flows import carry_flows
from regioscoop.context._indicators._files import KNOWN_FILES, read_known_file
from regioscoop.errors import InputError, Problem
from regioscoop.register.importing._common import (
    DIVISIONS,
    MERGERS_2014,
    MUNICIPALITIES_2016,
    READ_ON,
    REGIONS_2023,
    decisions,
    slugify,
)
from regioscoop.register.importing._records_2016 import check_codes
from regioscoop.register.mergers import HEIR_SHARE
from regioscoop.register.sources import (
    checksum,
    read_mergers,
    read_nationwide_divisions,
    read_res_and_safety_regions,
)
from regioscoop.register.sources._csv import read_csv

TARGET = Path(__file__).resolve().parent.parent / "src" / "regioscoop" / "context" / "data"
PEOPLE_2014, PEOPLE_2023 = "cbs-demography-2014", "cbs-key-figures-2023"
COMMUTING_2014 = "cbs-commuting-2014"
FILES: Final = {
    DIVISIONS: "regions/regional_divisions_2016.csv",
    MUNICIPALITIES_2016: "regions/province_corop_2016.csv",
    REGIONS_2023: "regions/province_res_safety_2023.csv",
    MERGERS_2014: "mergers/municipalities_2014_to_2016.csv",
    PEOPLE_2014: "indicators/municipal_demography_2014.csv",
    PEOPLE_2023: "indicators/municipal_key_figures_2023.csv",
    COMMUTING_2014: "flows/cbs_woonwerk_2006_2014.csv.gz",
}
NEW_SOURCES: Final = {
    PEOPLE_2014: "Population of municipalities by sex, age and origin, 2014",
    PEOPLE_2023: "Key figures of municipalities (kerncijfers), 2023",
    COMMUTING_2014: "Jobs by municipality of home and of work (commuting), 2006-2014",
}

# Division in the edition -> our id and English name; the Dutch name is that of the register's decisions.
DIVISIONS_2016: Final = {
    "arbeidsmarktregios": ("labour-market-regions", "Labour-market regions"),
    "arrondissementen1": ("court-districts", "Court districts"),
    "centrumgemeentemaatschappelijkeopvangbeschermdwonen": (
        "shelter-regions",
        "Central municipalities for shelter",
    ),
    "centrumgemeentenvrouwenopvanggeweldinhuiselijkekring": (
        "womens-shelter-regions",
        "Central municipalities for women's shelter",
    ),
    "coropplusregios": ("corop-plus", "COROP-plus areas"),
    "coropregios": ("corop", "COROP areas"),
    "coropsubregios": ("corop-sub", "COROP sub-areas"),
    "ggds": ("health-services", "Regional health services (GGD)"),
    "hlzregioshervorminglangdurigezorg": ("long-term-care-regions", "Regions for long-term care reform"),
    "intergemeentelijkesocialediensten": ("social-services", "Intermunicipal social services"),
    "jeugdzorgregios1": ("youth-care-regions", "Youth care regions"),
    "kamervankoophandel": ("chamber-of-commerce-areas", "Chamber of Commerce areas"),
    "mirtgebieden": ("mirt-areas", "Areas of the infrastructure programme (MIRT)"),
    "nuts1regioslandsdelen": ("nuts-1", "Parts of the country (NUTS 1)"),
    "nuts2regiosprovincies": ("nuts-2", "Provinces (NUTS 2)"),
    "nuts3regios": ("nuts-3", "COROP areas (NUTS 3)"),
    "omgevingsdienstenregionaleuitvoeringsdiensten": ("environment-services", "Environment services"),
    "passendonderwijsprimaironderwijs": ("inclusive-education-primary", "Inclusive education, primary"),
    "passendonderwijsvoortgezetonderwijs": (
        "inclusive-education-secondary",
        "Inclusive education, secondary",
    ),
    "politieeenheden": ("police-units", "Police units"),
    "provincies": ("provinces", "Provinces"),
    "rcfkenniscentrahandhaving": ("benefit-enforcement-centres", "Benefit enforcement centres (RCF)"),
    "regionaalinformatieenexpertisecentra": (
        "information-and-expertise-centres",
        "Regional information and expertise centres (RIEC)",
    ),
    "regionaleplatformsarbeidsmarkt": ("labour-market-platforms", "Regional labour-market platforms"),
    "regionaleuitvoeringsdienstenbrzo": (
        "major-hazard-services",
        "Environment services for major hazards (BRZO)",
    ),
    "ressorten1": ("appeal-court-areas", "Court of appeal areas"),
    "rmcregiosregionaalmeldencoordinatiepunt": (
        "early-school-leaving-regions",
        "Early school leaving regions (RMC)",
    ),
    "socialewerkvoorziening": ("sheltered-work", "Sheltered work"),
    "veiligheidshuizen": ("care-and-safety-houses", "Care and safety houses"),
    "veiligheidsregios": ("safety-regions", "Safety regions"),
    "veiligthuisregios": ("domestic-violence-regions", "Domestic violence regions (Veilig Thuis)"),
    "vptregios2014": ("vpt-regions", "VPT regions 2014"),
    "wmoregios": ("social-support-regions", "Social support regions (Wmo)"),
    "zorgkantoorregios": ("care-office-regions", "Care office regions"),
}
# Column of the table of 2023, division in the edition, our id, Dutch and English name.
DIVISIONS_2023: Final = (
    ("pv_name", "provincies", "provinces", "Provincies", "Provinces"),
    ("vr_name", "veiligheidsregios", "safety-regions", "Veiligheidsregio's", "Safety regions"),
    ("res_name", "res", "res-regions", "RES-regio's", "Regional energy strategy regions (RES)"),
)
# These two are the areas that CBS publishes with the list of municipalities, which knows one for each.
BY_CBS: Final = ("coropregios", "nuts3regios")
MISSPELT: Final = {
    "Cappelle aan den IJssel en Krimpen aan den IJssel": "Capelle aan den IJssel en Krimpen aan den IJssel",
    "West-brabant": "West-Brabant",
}
SHIPPED_INDICATORS: Final = (
    "inhabitants",
    "households",
    "area_km2",
    "land_km2",
    "water_km2",
    "density_per_km2",
    "address_density_per_km2",
    "age_0_14_percent",
    "age_15_24_percent",
    "age_25_44_percent",
    "age_45_64_percent",
    "age_65_plus_percent",
    "household_size",
    "one_person_households_percent",
    "households_without_children_percent",
    "households_with_children_percent",
)
# Names of municipalities as the table of commuting writes them -> as the list of mergers does.
RESPELT: Final = {
    "'s-Gravenhage (gemeente)": "'s-Gravenhage",
    "Beek (L.)": "Beek",
    "Groningen (gemeente)": "Groningen",
    "Hengelo (O.)": "Hengelo",
    "Laren (NH.)": "Laren",
    "Middelburg (Z.)": "Middelburg",
    "Nuenen, Gerwen en Nederwetten": "Nuenen. Gerwen en Nederwetten",
    "Rijswijk (ZH.)": "Rijswijk",
    "Stein (L.)": "Stein",
    "Utrecht (gemeente)": "Utrecht",
}
MEMBER_COLUMNS: Final = ["division", "region_id", "region", "municipality_id", "source", "note"]


def region_names(rows: pd.DataFrame) -> pd.Series:
    """Names of regions as we write them: without misspellings, provinces as they call themselves."""
    names = rows["region"].replace(MISSPELT)
    plain = names.str.removesuffix(" (NL)").replace({"Friesland": "Fryslân"})
    return plain.where(rows["division"].isin(["provincies", "nuts2regiosprovincies"]), names)


def members_2016(folder: Path) -> pd.DataFrame:
    """Members of every nationwide division of 2016, each municipality once in a division."""
    path = folder / FILES[DIVISIONS]
    rows = read_nationwide_divisions(path)
    corop = read_csv(folder / FILES[MUNICIPALITIES_2016], ["id", "NUTS3_name"]).set_index("id")["NUTS3_name"]
    check_codes(rows, set(corop.index), path.name)
    check_divisions(rows, path.name)
    rows = rows.assign(region=region_names(rows), source=DIVISIONS, cbs=rows["municipality_id"].map(corop))
    rows = rows.drop_duplicates(["division", "municipality_id", "region"])
    regions = rows.groupby(["division", "municipality_id"])["region"].agg(tuple)
    # Of several regions the one that CBS names counts (COROP and what is made of it), else the first.
    rows["other"] = rows["region"] != rows["cbs"]
    rows = rows.sort_values(["other", "row"]).drop_duplicates(["division", "municipality_id"])
    cbs = rows["division"].isin(BY_CBS)
    rows["region"] = rows["cbs"].where(cbs, rows["region"])
    rows["source"] = rows["source"].mask(cbs, MUNICIPALITIES_2016)
    stated = [regions[key] for key in zip(rows["division"], rows["municipality_id"], strict=True)]
    rows["note"] = [also(found, region) for found, region in zip(stated, rows["region"], strict=True)]
    return as_members(
        rows.assign(division=rows["division"].map({k: v[0] for k, v in DIVISIONS_2016.items()}))
    )


def also(found: tuple[str, ...], region: str) -> str:
    """Say in which other regions the source has a municipality."""
    others = [other for other in found if other != region]
    return f"also in {' and '.join(others)} ({DIVISIONS})" if others else ""


def check_divisions(rows: pd.DataFrame, file: str) -> None:
    """Refuse a division that has no id here, and one that is no longer there."""
    found, known = set(rows["division"]), set(DIVISIONS_2016)
    problems = [Problem(file, f"division {d}", "a division with an id") for d in sorted(found - known)]
    problems += [Problem(file, f"no division {d}", "every division") for d in sorted(known - found)]
    if problems:
        raise InputError("The divisions are others than before", problems)


def members_2023(folder: Path) -> pd.DataFrame:
    """Members of the provinces, safety regions and RES regions of 2023."""
    table = read_res_and_safety_regions(folder / FILES[REGIONS_2023])
    parts = [
        pd.DataFrame({"division": division, "region": table[column], "municipality_id": table["gm_code"]})
        for column, _, division, _, _ in DIVISIONS_2023
    ]
    return as_members(pd.concat(parts).assign(source=REGIONS_2023, note=""))


def as_members(rows: pd.DataFrame) -> pd.DataFrame:
    """The columns that ship, with a slug for each region, in the order of division and municipality."""
    rows = rows.assign(region_id=rows["region"].map(slugify))
    regions = rows.drop_duplicates(["division", "region"])
    double = regions[regions.duplicated(["division", "region_id"])]
    if len(double):
        problems = [Problem(row.division, row.region, "another slug") for row in double.itertuples()]
        raise InputError("Two regions would get one id", problems)
    return rows[MEMBER_COLUMNS].sort_values(["division", "municipality_id"], ignore_index=True)


def divisions(members: dict[int, pd.DataFrame]) -> pd.DataFrame:
    """One row for each division and year: its names, and how much of the country it covers."""
    names = decisions("divisions_2016").set_index("id")["name"]
    rows = [(2016, own, id_, names[own], english) for own, (id_, english) in DIVISIONS_2016.items()]
    rows += [(2023, own, id_, dutch, english) for _, own, id_, dutch, english in DIVISIONS_2023]
    out = []
    for year, own, id_, dutch, english in rows:
        mine = members[year][members[year]["division"] == id_]
        out.append(
            {
                "id": id_,
                "year": year,
                "edition_division": own,
                "name_nl": dutch,
                "name_en": english,
                "regions": mine["region_id"].nunique(),
                "municipalities": len(mine),
                "in_several_regions": int((mine["note"] != "").sum()),
                "source": mine["source"].iloc[0],
            }
        )
    return pd.DataFrame(out).sort_values(["id", "year"], ignore_index=True)


def population(folder: Path) -> pd.DataFrame:
    """Inhabitants of the municipalities of 2016 (counted in 2014) and of 2023."""
    frame = pd.concat([population_2016(folder), population_2023(folder)], ignore_index=True)
    columns = ["municipality_id", "valid_year", "year", "inhabitants", "source", "note"]
    return frame[columns].sort_values(["valid_year", "municipality_id"], ignore_index=True)


def population_2016(folder: Path) -> pd.DataFrame:
    """Inhabitants of 2014 in the borders of 2016: summed over mergers, by area where one was split."""
    path = folder / FILES[PEOPLE_2014]
    counted = read_csv(path, ["code", "population"])
    people = pd.to_numeric(counted.set_index("GM" + counted["code"])["population"])
    heirs = read_mergers(folder / FILES[MERGERS_2014], 2014, 2016)
    check_same(path.name, set(people.index), set(heirs["old"]))
    # Less than this is the noise of laying two drawings of one border over each other.
    heirs = heirs[heirs["share"] >= HEIR_SHARE].sort_values(["old", "new"]).reset_index(drop=True)
    of_old = heirs.groupby("old")["share"]
    exact = heirs["old"].map(people) * (of_old.cumsum() / of_old.transform("sum"))
    # Rounded as a running total, so that the parts of a split municipality add up to it.
    rounded = exact.round().astype(int)
    heirs["people"] = rounded - rounded.groupby(heirs["old"]).shift(fill_value=0)
    heirs["split"] = of_old.transform("size") > 1
    carried = heirs.groupby("new").agg(
        inhabitants=("people", "sum"), parts=("old", "size"), split=("split", "any")
    )
    carried["note"] = [carried_note(row.parts, row.split) for row in carried.itertuples()]
    return (
        carried.rename_axis("municipality_id")
        .reset_index()
        .assign(valid_year=2016, year=2014, source=PEOPLE_2014)
    )


def carried_note(parts: int, split: bool) -> str:
    """Say what a figure of 2014 is for a municipality of 2016."""
    stated = "inhabitants 2014, in the borders of 2016"
    if split:
        return f"{stated}; estimated: those of a split municipality divided by area"
    return f"{stated}; sum of {parts} municipalities" if parts > 1 else stated


def population_2023(folder: Path) -> pd.DataFrame:
    """Inhabitants of 2023; the row that stands for abroad has none and is left out."""
    path = folder / FILES[PEOPLE_2023]
    table = read_csv(path, ["gemeentecode", "aantalInwoners"])
    table = table[table["aantalInwoners"] != ""]
    known = read_res_and_safety_regions(folder / FILES[REGIONS_2023])["gm_code"]
    check_same(path.name, set(table["gemeentecode"]), set(known))
    return pd.DataFrame(
        {
            "municipality_id": table["gemeentecode"],
            "inhabitants": pd.to_numeric(table["aantalInwoners"]).astype(int),
        }
    ).assign(valid_year=2023, year=2023, source=PEOPLE_2023, note="inhabitants 2023")


def indicators(folder: Path) -> pd.DataFrame:
    """Population, age, density, area and households of the municipalities of 2023."""
    path = folder / FILES[PEOPLE_2023]
    rows = read_known_file(path, KNOWN_FILES["key-figures-2023"]).tables["indicators"]
    rows = rows[rows["indicator"].isin(SHIPPED_INDICATORS)]
    known = read_res_and_safety_regions(folder / FILES[REGIONS_2023])["gm_code"]
    check_same(path.name, set(rows["area"]), set(known))
    return rows.assign(value=rows["value"].map("{:.10g}".format))


def flows(folder: Path) -> pd.DataFrame:
    """Commuting of 2014 between the municipalities of 2016."""
    path = folder / FILES[COMMUTING_2014]
    table = pd.read_csv(path)
    table = table[table["year"] == 2014]
    heirs = read_mergers(folder / FILES[MERGERS_2014], 2014, 2016)
    codes = heirs.drop_duplicates("old").set_index("old_name")["old"]
    ends = {
        end: table[column].replace(RESPELT)
        for end, column in (("from_id", "row_gemeente"), ("to_id", "col_gemeente"))
    }
    for names in ends.values():
        check_same(path.name, set(names), set(codes.index))
    jobs = (table["jobs_x1000"] * 1000).round().astype("int64")
    coded = pd.DataFrame({end: names.map(codes) for end, names in ends.items()})
    carried = carry_flows(coded.assign(commuters=jobs, note=""), heirs)
    columns = ["year", "valid_year", "from_id", "to_id", "commuters", "source", "note"]
    return carried.assign(year=2014, valid_year=2016, source=COMMUTING_2014)[columns]


def check_same(file: str, found: set[str], wanted: set[str]) -> None:
    """Refuse a table that lacks a municipality or has a strange one."""
    problems = [Problem(file, f"no {code}", "every municipality") for code in sorted(wanted - found)]
    problems += [Problem(file, code, "the code of a municipality") for code in sorted(found - wanted)]
    if problems:
        raise InputError(f"{file} has other municipalities", problems)


def sources(folder: Path) -> pd.DataFrame:
    """Every source that a row points at or was carried with."""
    new = pd.DataFrame({"id": list(NEW_SOURCES), "title": list(NEW_SOURCES.values())}).assign(
        publisher="Statistics Netherlands (CBS)", url="https://www.cbs.nl", licence="CC-BY-4.0"
    )
    known = decisions("sources")
    frame = pd.concat([known[known["id"].isin(FILES)], new], ignore_index=True).assign(accessed=READ_ON)
    frame["checksum"] = [checksum(folder / FILES[id_]) for id_ in frame["id"]]
    return frame.sort_values("id", ignore_index=True)


def build(folder: Path) -> dict[str, pd.DataFrame]:
    """Make every table from a data folder: file name without ``.csv`` -> table."""
    members = {2016: members_2016(folder), 2023: members_2023(folder)}
    return {f"region_members_{year}": table for year, table in members.items()} | {
        "divisions": divisions(members),
        "population": population(folder),
        "flows": flows(folder),
        "indicators": indicators(folder),
        "sources": sources(folder),
    }


def write(tables: dict[str, pd.DataFrame], target: Path) -> None:
    """Write the tables into a folder."""
    for name, table in tables.items():
        table.to_csv(target / f"{name}.csv", index=False, lineterminator="\n", encoding="utf-8")


if __name__ == "__main__":
    write(build(Path(sys.argv[1] if len(sys.argv) > 1 else os.environ["REGIOSCOOP_DATA"])), TARGET)
