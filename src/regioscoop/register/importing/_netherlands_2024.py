"""Edition 2024: what the table of 2023 confirms, the rest carried from edition 2016."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from regioscoop.errors import InputError, Problem
from regioscoop.register.edition import Edition, load_edition
from regioscoop.register.importing._common import (
    ARTICLE,
    CODEBOOK,
    MERGERS_2016,
    READ_ON,
    REGIONS_2023,
    Import,
    decisions,
    ordered,
    slugify,
)
from regioscoop.register.mergers import carry_edition, in_two_regions
from regioscoop.register.schema import TABLES
from regioscoop.register.sources import checksum, read_mergers, read_res_and_safety_regions


def import_2024(regions: Path, mergers: Path) -> Import:
    """Make edition 2024: what the table of 2023 confirms, the rest carried from edition 2016.

    Parameters
    ----------
    regions
        Province, RES region and safety region of each municipality (2023; the 342 of 2023 are those of
        2024).
    mergers
        Where the area of each municipality of 2016 went.

    Returns
    -------
    Import
        With the statement of what carrying did.
    """
    table = read_res_and_safety_regions(regions)
    heirs = read_mergers(mergers, 2016, 2023)
    base = load_edition("2016")
    municipalities = pd.DataFrame(
        {
            "id": table["gm_code"],
            "name": table["gm_name"],
            "province": table["pv_code"],
            "source": REGIONS_2023,
        }
    )
    carried = carry_edition(base, heirs, municipalities)
    tables = carried.tables
    tables["edition"] = _edition_2024(base)
    _confirm_safety_regions(tables, table)
    _add_res_regions(tables, table)
    _merge_environment_services(tables)
    moved = heirs[(heirs["old"] != heirs["new"]) | (heirs["share"] < 0.95)]
    tables["mergers"] = moved[["old", "new", "share"]].assign(date="2023-01-01", source=MERGERS_2016)
    statement = pd.concat([carried.statement, in_two_regions(tables)], ignore_index=True)
    tables["import_log"] = _as_log(statement)
    tables["sources"] = _sources_2024(base, {REGIONS_2023: regions, MERGERS_2016: mergers})
    summary = statement.groupby("kind", sort=False).size().rename("number").rename_axis("what").reset_index()
    return Import(ordered(tables), summary, statement)


def _as_log(statement: pd.DataFrame) -> pd.DataFrame:
    """Write the statement of what carrying did in the columns of the log."""
    return pd.DataFrame(
        {
            "source": MERGERS_2016,
            "row": pd.array([pd.NA] * len(statement), dtype="Int64"),
            "arrangement_name": statement["subject"],
            "found": statement["participations"].map("{} participations".format),
            "action": statement["kind"],
            "result": statement["result"],
            "why": "carried to the municipalities of 2024",
        }
    )


def _edition_2024(base: Edition) -> pd.DataFrame:
    row = base["edition"].iloc[0].to_dict()
    row |= {
        "id": "2024",
        "reference_date": "2024-01-01",
        "title": "Samenwerkingsverbanden in Nederland, 2024 (grotendeels overgenomen uit 2016)",
        "divisions_read": "veiligheidsregios|res",
        "answered": "nobody",
        "note": "Only the safety regions and the RES regions are confirmed for this year. That two "
        "environment services merged is taken from the article; their members are carried, as is all "
        "else, from 2016 across the mergers of municipalities: it shows what those mergers do, nothing "
        "more. The nationwide systems are kept whole: two RES regions have one municipality in the source.",
        "source": REGIONS_2023,
    }
    return pd.DataFrame([row])


def _participation_rows(arrangement: str, members: pd.Series) -> pd.DataFrame:
    return pd.DataFrame({"arrangement": arrangement, "organisation": members}).assign(
        role="",
        valid_from="",
        valid_to="",
        reported_by="",
        recognised="",
        status="confirmed",
        source=REGIONS_2023,
    )


def _confirm_safety_regions(tables: dict[str, pd.DataFrame], table: pd.DataFrame) -> None:
    """Replace the members of each safety region by those of the table: matched by shared members."""
    regions = tables["arrangement_divisions"].query("division == 'veiligheidsregios'")
    parts = tables["participations"]
    members = {a: set(parts.loc[parts["arrangement"] == a, "organisation"]) for a in regions["arrangement"]}
    new = []
    renamed = {}
    for name, group in table.groupby("vr_name", sort=True):
        mine = set(group["gm_code"])
        best = max(sorted(members), key=lambda a: len(members[a] & mine) / len(members[a] | mine))
        members.pop(best)
        renamed[best] = str(name)
        new.append(_participation_rows(best, group["gm_code"]))
    municipal = parts["organisation"].str.startswith("GM")
    parts = parts[~(parts["arrangement"].isin(regions["arrangement"]) & municipal)]
    tables["participations"] = pd.concat([parts, *new], ignore_index=True)
    is_region = tables["arrangement_divisions"]["division"] == "veiligheidsregios"
    named = tables["arrangement_divisions"]["arrangement"].map(renamed)
    tables["arrangement_divisions"].loc[is_region, "region"] = named[is_region]
    tables["arrangement_divisions"].loc[is_region, "source"] = REGIONS_2023


def _add_res_regions(tables: dict[str, pd.DataFrame], table: pd.DataFrame) -> None:
    arrangements, fields, parts, divisions = [], [], [], []
    for name, group in table.groupby("res_name", sort=True):
        id_ = slugify(f"RES-regio {name}")
        arrangements.append(
            {
                "id": id_,
                "name": f"RES-regio {name}",
                "obligation": "semi_mandatory",
                "legal_class": "no_body",
                "legal_form": "network",
                "legal_certainty": "sure",
                "coded_by": "codebook 1, rule for the division",
                "coding_status": "rule",
                "coding_certainty": "sure",
                "source": REGIONS_2023,
            }
        )
        fields.append({"arrangement": id_, "policy_field": "energy", "rank": 1, "source": CODEBOOK})
        divisions.append({"arrangement": id_, "division": "res", "region": str(name), "source": REGIONS_2023})
        parts.append(_participation_rows(id_, group["gm_code"]))
    system = {
        "id": "res",
        "name": "Regionale Energiestrategieën",
        "regions": len(arrangements),
        "counted": "yes",
        "why": "municipalities make a regional energy strategy together; the state sets the task",
        "source": REGIONS_2023,
    }
    extra = {
        "arrangements": pd.DataFrame(arrangements),
        "arrangement_fields": pd.DataFrame(fields),
        "arrangement_divisions": pd.DataFrame(divisions),
        "participations": pd.concat(parts),
        "divisions": pd.DataFrame([system]),
    }
    for name, frame in extra.items():
        tables[name] = pd.concat([tables[name], frame], ignore_index=True).fillna("")


def _merge_environment_services(tables: dict[str, pd.DataFrame]) -> None:
    """Noord-Veluwe and Veluwe IJssel merged into one environment service (source: the article)."""
    frame = tables["arrangements"].set_index("id")
    old = [
        i
        for i in frame.index
        if i.startswith(("omgevingsdienst-noord-veluwe", "omgevingsdienst-veluwe-ijssel"))
    ]
    if len(old) != 2:
        raise InputError(
            "Edition 2016 lacks an environment service that later merged",
            [Problem("arrangements.csv", ", ".join(old), "Noord-Veluwe and Veluwe IJssel")],
        )
    new = "omgevingsdienst-veluwe"
    frame = frame.rename(index={old[0]: new})
    frame.loc[new, ["name", "aliases", "source"]] = [
        "Omgevingsdienst Veluwe",
        "|".join(tables["arrangements"].set_index("id")["name"][old]),
        ARTICLE,
    ]
    tables["arrangements"] = frame.drop(old[1]).reset_index()
    for name in ("arrangement_fields", "arrangement_divisions", "participations", "criteria"):
        table = tables[name]
        table["arrangement"] = table["arrangement"].replace(dict.fromkeys(old, new))
        key = list(TABLES[name].key)
        tables[name] = table.drop_duplicates(key).reset_index(drop=True)
    divisions = tables["arrangement_divisions"]
    divisions.loc[divisions["arrangement"] == new, ["region", "source"]] = ["Omgevingsdienst Veluwe", ARTICLE]
    tables["arrangement_divisions"] = divisions.drop_duplicates(list(TABLES["arrangement_divisions"].key))
    for side in ("from", "to"):
        relations = tables["arrangement_relations"]
        relations[side] = relations[side].replace(dict.fromkeys(old, new))
    system = tables["divisions"]["id"] == "omgevingsdienstenregionaleuitvoeringsdiensten"
    tables["divisions"].loc[system, "regions"] -= 1


def _sources_2024(base: Edition, paths: dict[str, Path]) -> pd.DataFrame:
    sources = decisions("sources").assign(accessed=READ_ON, checksum="")
    known = base["sources"].set_index("id")["checksum"]
    sources["checksum"] = sources["id"].map(known).fillna("")
    for id_, path in paths.items():
        sources.loc[sources["id"] == id_, "checksum"] = checksum(path)
    return sources
