"""An edition of the joint arrangements in the Register van Overheidsorganisaties, on a day of export."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pandas as pd

from regioscoop.errors import InputError, Problem
from regioscoop.register.codes import CLASS_OF_FORM, DECENTRAL, GOVERNMENTS
from regioscoop.register.importing._common import Import, Log, ordered, slugify
from regioscoop.register.schema import TABLES
from regioscoop.register.sources import OrganisationsRegister, checksum, read_organisations_register

SOURCE: Final = "organisations-register"
FORMS: Final = {
    "bedrijfsvoeringsorganisatie": "bedrijfsvoeringsorganisatie",
    "regeling zonder meer": "regeling_zonder_meer",
    "centrumconstructie": "centrumregeling",
    "centrumregeling": "centrumregeling",
    "gemeenschappelijk orgaan": "gemeenschappelijk_orgaan",
    "openbaar lichaam": "openbaar_lichaam",
}
"""Form in the words of the register -> our code."""
KINDS: Final = {
    "gemeente": "municipality",
    "provincie": "province",
    "waterschap": "water_board",
    "ministerie": "ministry",
}
"""Type in the words of the register -> kind of organisation; any other is another government."""
_OF_CODE: Final = {"GM": "municipality", "PV": "province", "WS": "water_board"}


def import_organisations_register(export: Path) -> Import:
    """Make an edition of the joint arrangements that were in force on the day of an export.

    Policy fields, obligation and goal are left empty: coding them is another step. An arrangement with fewer
    than two Dutch governments, or none that is decentral, is left out, as the rule set ``regioatlas`` asks.

    Parameters
    ----------
    export
        ``exportOO.xml`` of the Register van Overheidsorganisaties.

    Returns
    -------
    Import
        The edition ``organisations-register-DATE``; its ``import_log`` lists what was left out.

    Raises
    ------
    InputError
        When the export cannot be read, does not tell its date, or has municipalities without a TOOI
        identifier (exports before 2021): everything that is wrong.
    """
    found = read_organisations_register(export)
    organisations = _organisations(found)
    _check(export, found, organisations)
    log = Log()
    arrangements = _in_force(found, log)
    participations = _participations(found, organisations, set(arrangements["id"]), log)
    arrangements = _with_governments(arrangements, participations, organisations, log)
    participations = participations[participations["arrangement"].isin(arrangements["id"])]
    used = organisations["id"].isin(participations["organisation"])
    tables = {name: pd.DataFrame(columns=table.names, dtype="object") for name, table in TABLES.items()}
    tables |= {
        "edition": _edition(found.date),
        "sources": _source(found.date, export),
        "organisations": organisations[used | organisations["kind"].isin(["municipality", "province"])],
        "arrangements": arrangements,
        "participations": participations,
        "import_log": log.frame(),
    }
    counts = {
        "arrangements in the export": len(found.arrangements),
        "arrangements in the edition": len(arrangements),
        "participations in the edition": len(participations),
        "rows left out": len(log.rows),
    }
    summary = pd.DataFrame({"what": list(counts), "number": list(counts.values())})
    return Import(ordered(tables), summary)


def _organisations(found: OrganisationsRegister) -> pd.DataFrame:
    """Organisations of the register on the day, and those that only a participation names."""
    frame = found.organisations
    frame = frame[(frame["end"] == "") | (frame["end"] > found.date)]
    kind = frame["type"].str.lower().str.split("|").map(_kind)
    own = pd.DataFrame(
        {
            "id": frame["code"].where(frame["code"] != "", "roo-" + frame["id"]),
            "name": frame["name"]
            .str.replace(r"^Gemeente ", "", regex=True)
            .where(kind == "municipality", frame["name"]),
            "kind": kind,
            "province": "",
            "valid_from": frame["start"],
            "valid_to": frame["end"],
            "line": frame["line"],
        }
    )
    parts = found.participations.drop_duplicates(["organisation", "name"])
    parts = parts.assign(id=_organisation_ids(parts))
    others = parts[~parts["id"].isin(own["id"])].drop_duplicates("id")
    named = pd.DataFrame({"id": others["id"], "name": others["name"], "line": others["line"]})
    named["kind"] = others["id"].str[:2].map(_OF_CODE).where(others["code"] != "").fillna("other_government")
    return pd.concat([own, named], ignore_index=True).fillna("").assign(source=SOURCE)


def _kind(types: list[str]) -> str:
    return next((KINDS[t] for t in types if t in KINDS), "other_government")


def _organisation_ids(parts: pd.DataFrame) -> pd.Series:
    own = ("roo-" + parts["organisation"]).where(
        parts["organisation"] != "", "roo-" + parts["name"].map(slugify)
    )
    return parts["code"].where(parts["code"] != "", own)


def _check(export: Path, found: OrganisationsRegister, organisations: pd.DataFrame) -> None:
    problems = []
    if not found.date:
        problems.append(Problem(export.name, "no date", "a timestamp on the outer element"))
    towns = organisations[
        (organisations["kind"] == "municipality") & ~organisations["id"].str.startswith("GM")
    ]
    problems += [
        Problem(
            f"{export.name}, line {line}", f"{name} without a code", "a municipality with a TOOI identifier"
        )
        for line, name in zip(towns["line"], towns["name"], strict=True)
    ]
    if problems:
        raise InputError(f"{export.name} gives no edition ({len(problems)} problems)", problems)


def _in_force(found: OrganisationsRegister, log: Log) -> pd.DataFrame:
    kept = found.candidates(found.date)
    frame = found.arrangements.assign(id="roo-" + found.arrangements["id"])
    for row in frame[~frame["id"].isin(kept["id"])].itertuples():
        log.add(SOURCE, row.line, row.name, row.id, "left_out", "", f"not in force on {found.date}")
    frame = frame[frame["id"].isin(kept["id"])]
    form = frame["legal_form"].str.lower().map(FORMS).fillna("unknown")
    for row in frame[(form == "unknown") & (frame["legal_form"] != "")].itertuples():
        log.add(SOURCE, row.line, row.name, row.legal_form, "repaired", "unknown", "no form that we know")
    return pd.DataFrame(
        {
            "id": frame["id"],
            "name": frame["name"],
            "aliases": frame["short_name"].where(frame["short_name"] != frame["name"], ""),
            "legal_class": form.map(CLASS_OF_FORM).fillna(""),
            "legal_form": form,
            "legal_certainty": form.map(lambda code: "unsure" if code == "unknown" else "sure"),
            "seat": frame["seat"],
            "purpose": frame["purpose"],
            "founded": frame["start"],
            "dissolved": frame["end"],
            "source": SOURCE,
        }
    )


def _participations(
    found: OrganisationsRegister, organisations: pd.DataFrame, arrangements: set[str], log: Log
) -> pd.DataFrame:
    parts = found.participations
    parts = parts.assign(arrangement="roo-" + parts["arrangement"], organisation=_organisation_ids(parts))
    parts = parts[parts["arrangement"].isin(arrangements)]
    over = (parts["left"] != "") & (parts["left"] <= found.date)
    early = parts["joined"] > found.date
    for row in parts[over | early].itertuples():
        why = f"did not take part on {found.date}"
        log.add(SOURCE, row.line, row.arrangement, f"{row.name} ({row.organisation})", "left_out", "", why)
    parts = parts[~(over | early)].drop_duplicates(["arrangement", "organisation"])
    return pd.DataFrame(
        {
            "arrangement": parts["arrangement"],
            "organisation": parts["organisation"],
            "valid_from": parts["joined"],
            "valid_to": parts["left"],
            "status": "confirmed",
            "source": SOURCE,
        }
    )


def _with_governments(
    arrangements: pd.DataFrame, participations: pd.DataFrame, organisations: pd.DataFrame, log: Log
) -> pd.DataFrame:
    kinds = participations["organisation"].map(organisations.set_index("id")["kind"])
    of = participations["arrangement"]
    governments = arrangements["id"].map(kinds.isin(GOVERNMENTS).groupby(of).sum()).fillna(0)
    decentral = arrangements["id"].map(kinds.isin(DECENTRAL).groupby(of).sum()).fillna(0)
    few = (governments < 2) | (decentral < 1)
    for row in arrangements[few].itertuples():
        log.add(SOURCE, pd.NA, row.name, row.id, "left_out", "", "fewer than two Dutch governments")
    return arrangements[~few]


def _edition(date: str) -> pd.DataFrame:
    row = {
        "id": f"{SOURCE}-{date}",
        "reference_date": date,
        "rule_set": "regioatlas",
        "title": f"Gemeenschappelijke regelingen in het Register van Overheidsorganisaties, {date}",
        "divisions_read": "none",
        "budgets_read": "none",
        "answered": "nobody",
        "note": "Joint arrangements under the Wgr only: it says nothing of private or informal forms. Policy "
        "fields, obligation and goal are not coded.",
        "source": SOURCE,
    }
    return pd.DataFrame([row])


def _source(date: str, export: Path) -> pd.DataFrame:
    row = {
        "id": SOURCE,
        "publisher": "KOOP",
        "title": "Register van Overheidsorganisaties (exportOO.xml)",
        "url": "https://organisaties.overheid.nl/archive/exportOO.xml",
        "licence": "CC0-1.0",
        "accessed": date,
        "checksum": checksum(export),
    }
    return pd.DataFrame([row])
