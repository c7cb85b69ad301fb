"""Edition 2016, from the provincial registers and the nationwide divisions."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from regioscoop.register.importing._coding_2016 import coded_arrangements, ids_of
from regioscoop.register.importing._common import (
    CODEBOOK,
    DIVISIONS,
    MERGERS_2014,
    MUNICIPALITIES_2016,
    READ_ON,
    REGIONS_2023,
    REGISTERS,
    Import,
    Log,
    decisions,
    ordered,
)
from regioscoop.register.importing._records_2016 import (
    check_codes,
    divisions_that_count,
    drop_ended,
    join_records,
    match_registers,
    organisations_2016,
    with_two_governments,
)
from regioscoop.register.schema import TABLES
from regioscoop.register.sources import (
    checksum,
    read_mergers,
    read_municipalities,
    read_nationwide_divisions,
    read_provincial_registers,
    read_res_and_safety_regions,
)


def import_2016(
    registers: Path, divisions: Path, municipalities: Path, mergers: Path, regions_2023: Path
) -> Import:
    """Make edition 2016 from the provincial registers and the nationwide divisions.

    Parameters
    ----------
    registers, divisions
        The two sources of cooperation.
    municipalities, mergers, regions_2023
        The municipalities of 2016, where those of 2014 went, and the table that gives provinces a code.

    Returns
    -------
    Import
        Its ``import_log`` table lists every row that was repaired, joined or left out.

    Raises
    ------
    InputError
        When a file cannot be read or a municipality code is unknown: everything that is wrong.
    """
    raw_registers = read_provincial_registers(registers)
    raw_divisions = read_nationwide_divisions(divisions)
    heirs = read_mergers(mergers, 2014, 2016)
    organisations = organisations_2016(
        read_municipalities(municipalities), read_res_and_safety_regions(regions_2023)
    )
    check_codes(raw_divisions, set(organisations["id"]), divisions.name)
    counted = decisions("divisions_2016").set_index("id")
    log = Log()
    register_rows, foreign = match_registers(raw_registers, organisations, heirs, log)
    division_rows = divisions_that_count(raw_divisions, counted, organisations, log)
    records = pd.concat([register_rows, division_rows], ignore_index=True)
    groups = join_records(records, log)
    records["arrangement"] = records["record"].map(groups)
    records = drop_ended(records, log)
    organisations = pd.concat([organisations, foreign], ignore_index=True)
    records = with_two_governments(records, organisations, log)
    tables = _tables_2016(records, organisations, counted, raw_divisions, heirs, groups)
    paths = dict(
        zip(
            (REGISTERS, DIVISIONS, MUNICIPALITIES_2016, MERGERS_2014, REGIONS_2023),
            (registers, divisions, municipalities, mergers, regions_2023),
            strict=True,
        )
    )
    tables["sources"] = sources_of(tables, paths)
    tables["import_log"] = log.frame()
    return Import(ordered(tables), _summary_2016(raw_registers, raw_divisions, register_rows, log, tables))


def _tables_2016(
    records: pd.DataFrame,
    organisations: pd.DataFrame,
    counted: pd.DataFrame,
    raw_divisions: pd.DataFrame,
    heirs: pd.DataFrame,
    groups: dict[str, str],
) -> dict[str, pd.DataFrame]:
    ids = ids_of(records, counted)
    arrangements, fields = coded_arrangements(records, ids, counted)
    participations = _participations(records, organisations, ids)
    used = set(participations["organisation"])
    keep = organisations["kind"].isin(["municipality", "province"]) | organisations["id"].isin(used)
    of_division = records[records["division"] != ""].drop_duplicates(["arrangement", "division", "region"])
    regions = raw_divisions.groupby("division")["region"].nunique()
    moved = heirs[(heirs["old"] != heirs["new"]) | (heirs["share"] < 0.95)]
    return {
        "edition": pd.DataFrame(
            [
                {
                    "id": "2016",
                    "reference_date": "2016-01-01",
                    "rule_set": "wgr-and-divisions-2016",
                    "title": "Samenwerkingsverbanden in Nederland, 2016",
                    "divisions_read": "|".join(counted.index[counted["counted"] == "yes"]),
                    "budgets_read": "none",
                    "answered": "twelve provinces, on their registers of joint arrangements",
                    "note": "Says nothing of informal or private forms. The provincial registers are "
                    "incomplete for Limburg and Overijssel.",
                    "source": REGISTERS,
                }
            ]
        ),
        "organisations": organisations[keep],
        "arrangements": arrangements,
        "arrangement_fields": fields,
        "participations": participations,
        "arrangement_divisions": pd.DataFrame(
            {
                "arrangement": of_division["arrangement"].map(ids),
                "division": of_division["division"],
                "region": of_division["region"],
                "source": DIVISIONS,
            }
        ),
        "divisions": pd.DataFrame(
            {
                "id": counted.index,
                "name": counted["name"],
                "regions": [int(regions.get(i, 0)) for i in counted.index],
                "counted": counted["counted"],
                "why": counted["why"],
                "source": DIVISIONS,
            }
        ),
        "arrangement_relations": _relations(groups, ids),
        "mergers": moved[["old", "new", "share"]].assign(date="2016-01-01", source=MERGERS_2014),
        "criteria": pd.DataFrame(columns=TABLES["criteria"].names, dtype="object"),
    }


def _participations(records: pd.DataFrame, organisations: pd.DataFrame, ids: dict[str, str]) -> pd.DataFrame:
    """One row per source that names a participation; what a complete division contradicts is marked."""
    kinds = dict(zip(organisations["id"], organisations["kind"], strict=True))
    in_division = records[records["division"] != ""]
    complete = in_division.groupby("arrangement")["organisation"].agg(set)
    rows = records.drop_duplicates(["arrangement", "organisation", "source"])
    disputed = [
        source == REGISTERS
        and arrangement in complete.index
        and kinds[organisation] == "municipality"
        and organisation not in complete[arrangement]
        for arrangement, organisation, source in zip(
            rows["arrangement"], rows["organisation"], rows["source"], strict=True
        )
    ]
    return pd.DataFrame(
        {
            "arrangement": rows["arrangement"].map(ids),
            "organisation": rows["organisation"],
            "role": "",
            "valid_from": "",
            "valid_to": "",
            "reported_by": "",
            "recognised": ["no" if d else "" for d in disputed],
            "status": "confirmed",
            "source": rows["source"],
        }
    )


def _relations(groups: dict[str, str], ids: dict[str, str]) -> pd.DataFrame:
    links = decisions("links_2016")
    links = links[links["kind"] != "same_as"]
    rows = []
    for link in links.itertuples():
        left, right = groups.get(link.left_name, ""), groups.get(link.right_name, "")
        if left in ids and right in ids and left != right:
            certainty = "sure" if link.confidence == "high" else "unsure"
            rows.append((ids[left], ids[right], link.kind, "", certainty, link.left_source))
    frame = pd.DataFrame(rows, columns=["from", "to", "kind", "date", "certainty", "source"])
    return frame.drop_duplicates(["from", "to", "kind"])


def sources_of(tables: dict[str, pd.DataFrame], paths: dict[str, Path]) -> pd.DataFrame:
    sources = decisions("sources").assign(accessed=READ_ON, checksum="")
    for id_, path in paths.items():
        sources.loc[sources["id"] == id_, "checksum"] = checksum(path)
    used = {CODEBOOK} | set(paths)
    for frame in tables.values():
        if "source" in frame.columns:
            used |= set(frame["source"])
    return sources[sources["id"].isin(used)]


def _summary_2016(
    registers: pd.DataFrame,
    divisions: pd.DataFrame,
    matched: pd.DataFrame,
    log: Log,
    tables: dict[str, pd.DataFrame],
) -> pd.DataFrame:
    frame = log.frame()
    rows = frame[(frame["source"] == REGISTERS) & frame["row"].notna()]
    out = rows[rows["action"] == "left_out"]
    is_other = out["found"].str.contains("aterschap") | out["why"].str.contains("an area and no organisation")
    others = set(tables["organisations"].loc[tables["organisations"]["kind"] != "municipality", "id"])
    not_municipal = matched["organisation"].isin(others).sum() + is_other.sum()
    municipal_out = int((~is_other).sum())
    municipal = len(registers) - int(not_municipal)
    count = {
        "rows in the provincial registers": len(registers),
        "of those, repaired": int((rows["action"] == "repaired").sum()),
        "of those, a second mention that was joined": int((rows["action"] == "joined").sum()),
        "of those, left out": len(out),
        "municipal participation rows in the registers": municipal,
        "of those, matched to a code (%)": round(100 * (1 - municipal_out / municipal), 2),
        "rows in the nationwide divisions": len(divisions),
        "of those, in a division that counts as cooperation": int(
            divisions["division"].isin(tables["divisions"].query("counted == 'yes'")["id"]).sum()
        ),
        "names joined because they are one arrangement": int(
            (frame["action"].eq("joined") & frame["row"].isna()).sum()
        ),
        "arrangements with fewer than two governments, left out": int(
            frame["why"].str.startswith("fewer than two").sum()
        ),
        "arrangements in the edition": len(tables["arrangements"]),
        "participations where two sources disagree": int(
            (tables["participations"]["recognised"] == "no").sum()
        ),
    }
    return pd.DataFrame({"what": list(count), "number": list(count.values())})
