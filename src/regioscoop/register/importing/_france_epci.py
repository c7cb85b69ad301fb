"""Editions of France: the bodies of communes with taxes of their own (EPCI) of one year."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd

from regioscoop.errors import InputError, Problem
from regioscoop.register.importing._common import Import, Log, ordered
from regioscoop.register.schema import TABLES
from regioscoop.register.sources import checksum, read_communes, read_epci, read_package_version

EPCI, COMMUNES, PACKAGE = "dgcl-epci", "insee-communes", "etalab-package"
DIVISION: Final = "epci-fiscalite-propre"
YEARS: Final = {"2": 2022, "3": 2023, "4": 2024, "5": 2025, "6": 2026}
"""First number of the version -> the year of its lists, as the package's own README has it."""
REPEATED: Final = {
    "40758ace686311837c484da81c2a8ba00a9f356bc6210f3316c6b19daa4dc967": 2025,
}
"""sha256 of a list of EPCI that a package of a later year repeats -> the year it is of.

Version 6.0.0 (2026) has the list of 5.2.0 and 5.3.0 (2025) byte for byte: with the inhabitants of 2025 and
under the old names of communes that its own list of communes has under new ones.
"""
_NOTE: Final = (
    "The national list says nothing of syndicats, of EPCI without taxes of their own, or of overseas "
    "territories with laws of their own. It has the Métropole de Lyon, since 2015 a local authority and no "
    "EPCI. Policy fields, goals, seats and dates are not in the source. Legal form and class are empty: the "
    "codes are those of the Netherlands; an EPCI is a public body with legal personality. Its French type "
    "stands in the table criteria. Obligation is empty: by law every commune is in an EPCI, some islands "
    "excepted, but form and partners are not wholly fixed, so neither code fits. A share in mergers is 1: a "
    "commune that merged went whole; into what a commune was split up is not in the source. A merger has "
    "the reference date as the date by which it had been done; it may be decades older."
)
_TYPES: Final = {
    "CC": "communauté de communes",
    "CA": "communauté d'agglomération",
    "CU": "communauté urbaine",
    "METRO": "métropole",
    "MET69": "Métropole de Lyon",
}


@dataclass(frozen=True)
class _Read:
    """What the three files hold."""

    version: str
    year: int
    list_year: int
    members: pd.DataFrame
    communes: pd.DataFrame
    current: pd.DataFrame

    @property
    def date(self) -> str:
        return f"{self.year}-01-01"


def import_france(epci: Path, communes: Path, package: Path) -> Import:
    """Make an edition of France: EPCI as arrangements, communes as municipalities.

    Communes are ``FR`` with their INSEE code and departments ``FR-`` with theirs; an EPCI is ``epci-`` with
    its SIREN, so that one that only changes its name or type stays the same. Former communes that the list
    names as part of one of today become ``mergers``. Where a package repeats the list of an earlier year
    (`REPEATED`), its participations are ``carried``: no source confirms them for the year.

    Parameters
    ----------
    epci, communes, package
        ``data/epci.json``, ``data/communes.json`` and ``package.json`` of one version of the npm package
        ``@etalab/decoupage-administratif``; the version tells the year.

    Returns
    -------
    Import
        The edition ``france-YEAR`` of 1 January; its ``import_log`` lists what was left out.

    Raises
    ------
    InputError
        When a file cannot be read, the version is not known, or an EPCI has a commune that the list of
        communes lacks: everything that is wrong.
    """
    read = _read(epci, communes, package)
    log = Log()
    tables = {name: pd.DataFrame(columns=table.names, dtype="object") for name, table in TABLES.items()}
    tables |= {
        "edition": _edition(read),
        "sources": _sources(read.version, epci, communes, package),
        "organisations": _organisations(read, log),
        "mergers": _mergers(read, log),
        **_arrangements(read),
    }
    tables["import_log"] = log.frame()
    return Import(ordered(tables), _summary(read, tables))


def _read(epci: Path, communes: Path, package: Path) -> _Read:
    version = read_package_version(package)
    year = YEARS.get(version.partition(".")[0])
    members, everything = read_epci(epci), read_communes(communes)
    current = everything[everything["kind"] == "commune-actuelle"]
    problems = []
    if year is None:
        allowed = (
            f"a version of which the year is known: {', '.join(f'{v}.x ({y})' for v, y in YEARS.items())}"
        )
        problems.append(Problem(package.name, f"version {version}", allowed))
    strange = members[~members["commune"].isin(current["id"])]
    problems += [
        Problem(f"{epci.name}, entry {at}", f"commune {code}", f"a commune of {communes.name}")
        for at, code in zip(strange["row"], strange["commune"], strict=True)
    ]
    if year is None or problems:
        raise InputError(f"The files do not fit ({len(problems)} problems)", problems)
    list_year = REPEATED.get(checksum(epci), year)
    return _Read(version, year, min(list_year, year), members, everything, current)


def _edition(read: _Read) -> pd.DataFrame:
    note = _NOTE
    if read.list_year < read.year:
        note = (
            f"Version {read.version} of the package repeats the list of EPCI of {read.list_year} byte for "
            f"byte; every participation is carried from {read.list_year} and says nothing of {read.year}. "
            f"{note}"
        )
    row = {
        "id": f"france-{read.year}",
        "reference_date": read.date,
        "rule_set": "france-epci",
        "title": f"Samenwerking van gemeenten in Frankrijk (EPCI met eigen belasting), {read.year}",
        "divisions_read": DIVISION,
        "budgets_read": "none",
        "answered": "nobody",
        "note": note,
        "source": PACKAGE,
    }
    return pd.DataFrame([row])


def _sources(version: str, epci: Path, communes: Path, package: Path) -> pd.DataFrame:
    carried = f"by way of Etalab (@etalab/decoupage-administratif {version})"
    what = (
        (EPCI, f"Direction générale des collectivités locales, {carried}", "EPCI à fiscalité propre", epci),
        (COMMUNES, f"INSEE, {carried}", "Code officiel géographique: communes", communes),
        (PACKAGE, "Etalab", f"@etalab/decoupage-administratif {version}", package),
    )
    return pd.DataFrame(
        {
            "id": id_,
            "publisher": publisher,
            "title": title,
            "url": f"https://www.npmjs.com/package/@etalab/decoupage-administratif/v/{version}",
            "licence": "MIT" if id_ == PACKAGE else "Licence Ouverte",
            "accessed": "",
            "checksum": checksum(path),
        }
        for id_, publisher, title, path in what
    )


def _organisations(read: _Read, log: Log) -> pd.DataFrame:
    """The communes, without those of overseas territories, which the list of EPCI does not cover."""
    overseas = (read.current["zone"] == "com") & ~read.current["id"].isin(read.members["commune"])
    for id_, name in read.current.loc[overseas, ["id", "name"]].itertuples(index=False):
        why = "in an overseas territory that the list of EPCI does not cover"
        log.add(COMMUNES, pd.NA, "", f"{name} ({id_})", "left_out", "", why)
    kept = read.current[~overseas]
    departement = kept["departement"]
    return pd.DataFrame(
        {
            "id": "FR" + kept["id"],
            "name": kept["name"],
            "kind": "municipality",
            "province": ("FR-" + departement).where(departement != "", ""),
            "source": COMMUNES,
        }
    )


def _mergers(read: _Read, log: Log) -> pd.DataFrame:
    """Former communes and the one they are part of, from either of the two ways in which the list says so."""
    former = read.current[["former", "id"]].explode("former").dropna()
    former = former.rename(columns={"former": "old", "id": "new"})
    parts = read.communes.loc[read.communes["part_of"] != "", ["id", "part_of"]]
    parts = parts.rename(columns={"id": "old", "part_of": "new"})
    pairs = pd.concat([former, parts], ignore_index=True).drop_duplicates()
    pairs = pairs[pairs["new"].isin(read.current["id"]) & ~pairs["old"].isin(read.current["id"])]
    # Where the list gives two, how much went where is not known.
    for old, rows in pairs[pairs.duplicated("old", keep=False)].groupby("old"):
        found = f"{old} in {' and '.join(sorted(rows['new']))}"
        log.add(COMMUNES, pd.NA, "", found, "left_out", "", "a former commune in two of today")
    pairs = pairs.drop_duplicates("old", keep=False)
    return pd.DataFrame(
        {
            "old": "FR" + pairs["old"],
            "new": "FR" + pairs["new"],
            "date": read.date,
            "share": 1.0,
            "source": COMMUNES,
        }
    )


def _arrangements(read: _Read) -> dict[str, pd.DataFrame]:
    members = read.members
    bodies = members.drop_duplicates("epci")
    ids = "epci-" + bodies["epci"]
    types = bodies["type"].map(lambda code: f"{code} ({_TYPES[code]})" if code in _TYPES else code)
    evidence = "type " + types + ", financing " + bodies["financing"] + f", list of {read.list_year}"
    division = {
        "id": DIVISION,
        "name": "EPCI à fiscalité propre",
        "regions": len(bodies),
        "counted": "yes",
        "why": "communes cooperate in it by law",
    }
    tables = {
        "arrangements": pd.DataFrame({"id": ids, "name": bodies["epci_name"].str.strip()}),
        "participations": pd.DataFrame(
            {
                "arrangement": "epci-" + members["epci"],
                "organisation": "FR" + members["commune"],
                "status": "carried" if read.list_year < read.year else "confirmed",
            }
        ),
        "arrangement_divisions": pd.DataFrame(
            {"arrangement": ids, "division": DIVISION, "region": bodies["epci_name"].str.strip()}
        ),
        "divisions": pd.DataFrame([division]),
        "criteria": pd.DataFrame(
            {"arrangement": ids, "criterion": "own_tax_epci", "met": "met", "evidence": evidence}
        ),
    }
    return {name: frame.assign(source=EPCI) for name, frame in tables.items()}


def _summary(read: _Read, tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    members, communes = read.members, tables["organisations"]
    names = members["commune"].map(read.current.set_index("id")["name"])
    # An oe that is written as one letter is no other name.
    plain = [
        column.str.replace("œ", "oe").str.replace("Œ", "Oe") for column in (names, members["commune_name"])
    ]
    count = {
        "year": read.year,
        "year of the list of EPCI": read.list_year,
        "communes": len(communes),
        "EPCI": len(tables["arrangements"]),
        **{
            f"of those, {_TYPES.get(str(code), str(code))}": int(number)
            for code, number in members.drop_duplicates("epci")["type"].value_counts().items()
        },
        "participations": len(tables["participations"]),
        "communes in no EPCI": int((~communes["id"].isin(tables["participations"]["organisation"])).sum()),
        "former communes that are part of one": len(tables["mergers"]),
        "communes with another name in the list of EPCI": int((plain[0] != plain[1]).sum()),
        "communes of overseas territories, left out": int(
            tables["import_log"]["why"].str.startswith("in an overseas").sum()
        ),
    }
    return pd.DataFrame({"what": list(count), "number": list(count.values())})
