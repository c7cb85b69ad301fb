"""From rows in the sources to records: who takes part in what, by which source."""

from __future__ import annotations

import pandas as pd

from regioscoop.errors import InputError, Problem
from regioscoop.register.codes import GOVERNMENTS
from regioscoop.register.importing._common import (
    DIVISIONS,
    MUNICIPALITIES_2016,
    REGIONS_2023,
    REGISTERS,
    Log,
    clean,
    decisions,
    slugify,
)
from regioscoop.register.importing._matching import Match, NameMatcher


def organisations_2016(municipalities: pd.DataFrame, regions: pd.DataFrame) -> pd.DataFrame:
    provinces = regions[["pv_code", "pv_name"]].drop_duplicates().sort_values("pv_code")
    codes = dict(zip(provinces["pv_name"], provinces["pv_code"], strict=True))
    # The 2023 list writes names as the municipality does; the 2016 list drops accents and articles.
    written = dict(zip(regions["gm_code"], regions["gm_name"], strict=True))
    local = pd.DataFrame(
        {
            "id": municipalities["id"],
            "name": [
                written.get(i, n) for i, n in zip(municipalities["id"], municipalities["name"], strict=True)
            ],
            "kind": "municipality",
            "province": municipalities["province"].map(codes),
            "source": MUNICIPALITIES_2016,
        }
    )
    regional = pd.DataFrame(
        {"id": provinces["pv_code"], "name": "Provincie " + provinces["pv_name"], "kind": "province"}
    ).assign(province="", source=REGIONS_2023)
    others = decisions("organisations_2016").assign(province="", source=REGISTERS)
    return pd.concat([local, regional, others], ignore_index=True).assign(valid_from="", valid_to="")


def check_codes(divisions: pd.DataFrame, known: set[str], file: str) -> None:
    wrong = divisions[~divisions["municipality_id"].isin(known)]
    if len(wrong):
        problems = [
            Problem(file, repr(code), "the code of a municipality of 2016", int(row), "gm_code")
            for row, code in zip(wrong["row"], wrong["municipality_id"], strict=True)
        ]
        raise InputError(f"{file} names unknown municipalities", problems)


def match_registers(
    raw: pd.DataFrame, organisations: pd.DataFrame, heirs: pd.DataFrame, log: Log
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """One row per organisation and record, and the foreign organisations that were met on the way."""
    provinces = organisations[organisations["kind"] == "province"]
    ids_by_province = dict(
        zip(provinces["name"].str.removeprefix("Provincie "), provinces["id"], strict=True)
    )
    matcher = NameMatcher(organisations, heirs, decisions("names_2016"))
    foreign: dict[str, str] = {}
    rows: list[dict[str, object]] = []
    seen: set[tuple[str, str]] = set()
    for line in raw.itertuples():
        record = clean(line.arrangement)
        match = _foreign(line.participant, foreign) or matcher.match(
            line.participant, record, ids_by_province.get(line.province, "")
        )
        _log_match(log, line.row, record, line.participant, match)
        for organisation in match.ids:
            if (record, organisation) in seen:
                why = "stands in this arrangement already"
                log.add(REGISTERS, line.row, record, line.participant, "joined", organisation, why)
                continue
            seen.add((record, organisation))
            rows.append(
                {"record": record, "organisation": organisation, "seat": line.seat, "source": REGISTERS}
            )
    people = pd.DataFrame({"id": list(foreign), "name": list(foreign.values())}).assign(
        kind="other_government", province="", valid_from="", valid_to="", source=REGISTERS
    )
    return pd.DataFrame(rows).assign(division="", region=""), people


def _foreign(name: str, foreign: dict[str, str]) -> Match | None:
    if not name.strip().endswith("(Duitsland)"):
        return None
    id_ = "de-" + slugify(name.removesuffix("(Duitsland)"))
    foreign[id_] = clean(name)
    return Match((id_,))


def _log_match(log: Log, row: object, record: str, found: str, match: Match) -> None:
    if not match.ids:
        log.add(REGISTERS, row, record, found, "left_out", "", match.how)
    elif match.repaired:
        log.add(REGISTERS, row, record, found, "repaired", "|".join(match.ids), match.how)


def divisions_that_count(
    raw: pd.DataFrame, counted: pd.DataFrame, organisations: pd.DataFrame, log: Log
) -> pd.DataFrame:
    unknown = sorted(set(raw["division"]) - set(counted.index))
    for name, why in counted.loc[counted["counted"] == "no", "why"].items():
        rows = int((raw["division"] == name).sum())
        log.add(DIVISIONS, None, str(name), f"{rows} rows", "left_out", "", str(why))
    for name in unknown:
        log.add(DIVISIONS, None, name, "division", "left_out", "", "nobody decided whether it is cooperation")
    names = dict(zip(organisations["id"], organisations["name"], strict=True))
    keep = raw[raw["division"].isin(counted.index[counted["counted"] == "yes"])]
    for line in keep[keep["participant"] != keep["municipality_id"].map(names)].itertuples():
        log.add(
            DIVISIONS, line.row, f"{line.division}|{line.region}", line.participant, "repaired",
            line.municipality_id, "other spelling of the name; matched by code",
        )  # fmt: skip
    return pd.DataFrame(
        {
            "record": keep["division"] + "|" + keep["region"],
            "organisation": keep["municipality_id"],
            "seat": "",
            "source": DIVISIONS,
            "division": keep["division"],
            "region": keep["region"],
        }
    )


def join_records(records: pd.DataFrame, log: Log) -> dict[str, str]:
    """Record -> the record that names its arrangement, by the decisions that two are the same."""
    present = set(records["record"])
    links = decisions("links_2016")
    links = links[links["left_name"].isin(present) & links["right_name"].isin(present)]
    main = {record: record for record in present}

    def root(record: str) -> str:
        while main[record] != record:
            record = main[record]
        return record

    for link in links[links["kind"] == "same_as"].itertuples():
        left, right = root(link.left_name), root(link.right_name)
        if left != right:
            main[left] = right
            why = f"one arrangement under two names ({link.confidence}): {link.why}"
            log.add(link.left_source, None, link.left_name, link.left_name, "joined", link.right_name, why)
    return {record: root(record) for record in sorted(present)}


def drop_ended(records: pd.DataFrame, log: Log) -> pd.DataFrame:
    """Leave out what its own name says had ended before the reference date."""
    names = records["arrangement"]
    ended = names[names.str.contains(r"\(opgeheven\)")].unique()
    for name in ended:
        log.add(REGISTERS, None, name, name, "left_out", "", "its name says that it was dissolved")
    return records[~names.isin(ended)]


def with_two_governments(records: pd.DataFrame, organisations: pd.DataFrame, log: Log) -> pd.DataFrame:
    kinds = dict(zip(organisations["id"], organisations["kind"], strict=True))
    known = records[records["organisation"].map(kinds).isin(GOVERNMENTS)]
    sizes = known.groupby("arrangement")["organisation"].nunique()
    few = sorted(set(records["arrangement"]) - set(sizes.index[sizes >= 2]))
    for name in few:
        found = f"{int(sizes.get(name, 0))} government"
        source = DIVISIONS if "|" in name else REGISTERS
        log.add(source, None, name, found, "left_out", "", "fewer than two Dutch governments take part")
    return records[~records["arrangement"].isin(few)]
