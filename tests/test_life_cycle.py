from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import make_edition
from regioscoop.cases import (
    MOVES,
    STAGE_ORDER,
    StageEntry,
    advice,
    advice_for,
    check_life_cycle,
    indications,
    judge_stage,
    moves_from,
    stage_checklist,
    stage_criteria,
    stage_entries,
    stage_entry,
)
from regioscoop.cases._advice import ADVICE_THEMES, AUDIENCES
from regioscoop.cases._schema import CASE_TABLES, CRITERIA
from regioscoop.cases._tables import shipped_table
from regioscoop.errors import InputError, UnknownNameError
from regioscoop.regions import Ecosystems, Regionalisation
from regioscoop.register import Edition

PUBLISHED = {
    "drenthe": "meeting_place",
    "fryslan": "meeting_place",
    "groningen": "meeting_place",
    "zuid-limburg": "meeting_place",
    "zuid-holland-zuid": "meeting_place",
    "flevoland": "start_up",
    "noord-holland-noord": "start_up",
    "midden-holland": "running_system",
    "noordoost-brabant": "running_system",
    "rijk-van-nijmegen": "running_system",
}
RUNNING = ("why", "what", "how", "shared_vision", "shared_agenda", "decision_rules", "capacity")
STATES = st.dictionaries(
    st.sampled_from(CRITERIA.codes), st.sampled_from(["met", "partly", "not_met", "undetermined"])
)
SHIPPED = stage_entries()


def evidence(states: dict[str, str], date: str = "2024", judge: str = "test") -> pd.DataFrame:
    rows = [
        {"region": "r", "scale": "regional", "date": date, "criterion": criterion, "met": met,
         "document": "minutes", "judged_by": judge, "source": "test"}
        for criterion, met in states.items()
    ]  # fmt: skip
    empty = dict.fromkeys(CASE_TABLES["stage_criteria"].names, "")
    return pd.DataFrame([empty | row for row in rows], columns=list(empty), dtype="object")


def no_stages() -> pd.DataFrame:
    return pd.DataFrame(columns=CASE_TABLES["stages"].names, dtype="object")


def entry(states: dict[str, str]) -> StageEntry:
    return stage_entry(no_stages(), evidence(states), "r", "regional", "2024")


def test_the_first_ten_entries_are_the_published_stages() -> None:
    first = SHIPPED[:10]
    assert {e.region: e.stated_stage for e in first} == PUBLISHED
    assert all(e.scale == "regional" and (e.stated["certainty"] == "stated").all() for e in first)
    assert all((e.stated["passage"] != "").all() and (e.stated["source"] != "").all() for e in SHIPPED)


def test_a_subregion_has_a_stage_of_its_own() -> None:
    of_zhz = {e.scale: e.stated_stage for e in SHIPPED if e.region == "zuid-holland-zuid"}
    assert of_zhz == {"regional": "meeting_place", "subregional": "running_system"}


def test_the_criteria_in_the_text_never_exclude_the_published_stage() -> None:
    for e in SHIPPED:
        assert e.stated_stage in e.judgement.possible, e.region
        assert e.judgement.stage in (e.stated_stage, "undetermined")
    # Where the text gives no criterion that tells two stages apart, the rule says so.
    by_region = {e.region: e.judgement for e in SHIPPED[:10]}
    assert by_region["midden-holland"].possible == ("start_up", "running_system")
    assert by_region["zuid-holland-zuid"].possible == ("meeting_place", "start_up")
    assert by_region["zuid-limburg"].stage == "meeting_place"


def test_nothing_known_leaves_every_stage_possible() -> None:
    found = entry({}).judgement
    assert (found.stage, found.possible, found.certainty) == ("undetermined", STAGE_ORDER, "")
    assert found.unknown == tuple(CRITERIA.codes)


def test_all_criteria_met_is_a_running_system_and_sure() -> None:
    found = entry(dict.fromkeys(CRITERIA.codes, "met")).judgement
    assert (found.stage, found.certainty) == ("running_system", "sure")
    part = entry(dict.fromkeys(RUNNING, "met")).judgement
    assert (part.stage, part.certainty) == ("running_system", "unsure")


def test_agreement_on_why_alone_tells_a_start_up_from_a_running_system_only_with_how() -> None:
    assert entry({"why": "met"}).judgement.possible == ("start_up", "running_system")
    assert entry({"why": "met", "how": "partly"}).judgement.stage == "start_up"
    assert entry({"why": "not_met"}).judgement.stage == "meeting_place"


def test_urgency_and_a_puller_decide_nothing() -> None:
    assert entry({"urgency": "met", "puller": "met"}).judgement.possible == STAGE_ORDER


def test_evidence_that_fits_no_stage_is_no_stage() -> None:
    found = entry({"why": "not_met", "how": "met"})
    assert found.judgement.stage == "undetermined"
    assert found.judgement.possible == ()
    assert set(found.judgement.excluded["stage"]) == set(STAGE_ORDER)
    assert found.stages == STAGE_ORDER


@given(STATES, STATES)
@settings(max_examples=25, deadline=None)
def test_more_evidence_never_brings_a_stage_back(first: dict[str, str], more: dict[str, str]) -> None:
    both = {**more, **first}
    assert set(entry(both).judgement.possible) <= set(entry(first).judgement.possible)


@given(STATES)
@settings(max_examples=25, deadline=None)
def test_a_stage_follows_exactly_when_one_is_possible_whatever_the_order(states: dict[str, str]) -> None:
    found = entry(states).judgement
    assert (found.stage != "undetermined") == (len(found.possible) == 1)
    turned = judge_stage(stage_checklist(evidence(states).iloc[::-1]))
    assert (turned.possible, turned.unknown) == (found.possible, found.unknown)
    allowed = stage_criteria()
    for row in found.excluded.itertuples():
        assert states[row.criterion] not in allowed.loc[row.criterion, row.stage]


def test_later_evidence_counts_and_older_evidence_stays() -> None:
    rows = pd.concat([evidence({"why": "not_met"}, "2022"), evidence({"why": "met"}, "2024-05")])
    assert stage_checklist(rows).loc["why", "state"] == "met"
    assert stage_checklist(rows, "2023").loc["why", "state"] == "not_met"
    assert stage_checklist(rows, "2021").loc["why", "state"] == ""


def test_two_judges_who_differ_leave_a_criterion_undetermined() -> None:
    rows = pd.concat([evidence({"why": "met"}, judge="a"), evidence({"why": "not_met"}, judge="b")])
    row = stage_checklist(rows).loc["why"]
    assert row["state"] == "undetermined"
    assert row["is_contradictory"]
    assert row["judged_by"] == "a; b"
    found = stage_entry(no_stages(), rows, "r", "regional", "2024")
    assert (advice_for(found).query("criterion == 'why'")["because"] == "contradictory").all()


def test_every_problem_is_told_at_once() -> None:
    wrong = evidence({"why": "met"})
    wrong = wrong.assign(met="yes", judged_by="", document="", date="2024-13")
    with pytest.raises(InputError) as error:
        stage_checklist(wrong)
    assert [p.column for p in error.value.problems] == ["met", "date", "judged_by", "document"]
    stages = shipped_table("stages").assign(move="back")
    assert {p.column for p in check_life_cycle({"stages": stages})} == {"move"}
    with pytest.raises(InputError):
        stage_entry(no_stages(), evidence({}), "r", "regional", "soon")
    with pytest.raises(UnknownNameError):
        stage_entry(no_stages(), evidence({}), "r", "national", "2024")


def test_shipped_tables_are_what_the_schema_says() -> None:
    for name in ("stages", "stage_criteria", "ambitions", "results", "connections"):
        table, schema = shipped_table(name), CASE_TABLES[name]
        assert table.columns.tolist() == schema.names
        assert not table.duplicated(list(schema.key)).any()
        for column in schema.columns:
            if column.required:
                assert (table[column.name] != "").all(), (name, column.name)
            if column.code_list is not None:
                assert set(table[column.name]) - {""} <= set(column.code_list.codes), (name, column.name)


def test_every_stage_has_moves_and_none_is_the_end() -> None:
    for stage in STAGE_ORDER:
        moves = moves_from(stage)
        assert "stop" in set(moves["move"])
        assert (moves["target"] != "").any()
    with pytest.raises(UnknownNameError):
        moves_from("undetermined")


def test_every_stage_move_and_deciding_criterion_has_advice() -> None:
    table = shipped_table("advice")
    for stage, move, _ in MOVES:
        assert (advice(stage, move)["move"] == move).any(), (stage, move)
    for stage in STAGE_ORDER:
        own = set(advice(stage)["criterion"])
        needed = set(CRITERIA.codes) - {"urgency", "puller", "shared_vision", "why"}
        if stage == "running_system":
            needed = {"how", "economic_seat", "societal_seat"}
        assert needed <= own, stage
    assert (table["passage"] != "").all()
    assert (table["source"] != "").all()
    assert ((table["criterion"] == "") != (table["theme"] == "")).all()
    assert set(table["criterion"]) - {""} <= set(CRITERIA.codes)
    assert set(table["theme"]) - {""} <= set(ADVICE_THEMES.codes)
    assert set(table["to"]) == set(AUDIENCES.codes)
    assert table["id"].is_unique


def test_advice_answers_what_is_not_met_or_not_known() -> None:
    found = entry({"why": "met", "how": "partly", "capacity": "not_met", "decision_rules": "met"})
    rows = advice_for(found)
    assert set(rows["stage"]) == {"start_up", ""}
    assert rows["because"].iloc[0] == "not_met"
    assert "decision_rules" not in set(rows["criterion"])
    assert set(rows.loc[rows["criterion"] == "capacity", "because"]) == {"not_met"}
    assert set(rows.loc[rows["theme"] != "", "because"]) == {"always"}
    with_move = advice_for(found, "back", "region")
    assert set(with_move["to"]) == {"region"}
    # Going back answers the why, which is met here.
    assert "back-why" not in set(with_move["id"])
    with pytest.raises(UnknownNameError):
        advice_for(found, "recalibrate")
    with pytest.raises(UnknownNameError):
        advice("start_up", "stay")


def test_advice_follows_the_move_that_the_source_sees() -> None:
    midden_holland = next(e for e in SHIPPED if e.region == "midden-holland")
    assert "recalibrate-what" in set(advice_for(midden_holland)["id"])
    flevoland = next(e for e in SHIPPED if e.region == "flevoland")
    assert (advice_for(flevoland)["move"] == "").all()


def test_indications_keep_unknown_unknown() -> None:
    small = make_edition({"one": "ABC", "two": "AB", "three": "CD"})
    goals = small["arrangements"].assign(goal=["strategic", "", ""], founded=["2010", "", "2018-05"])
    small.tables["arrangements"] = goals
    labels = pd.Series({"GM0065": "r", "GM0066": "r", "GM0067": "r", "GM0068": "s"})
    table = indications(small, Regionalisation("test", labels, pd.Series({"r": "R", "s": "S"})))
    r = table[table["region_id"] == "r"].set_index("indication")
    assert r.loc["age", ["value", "known", "arrangements"]].tolist() == [10, 0.5, 2]
    assert r.loc["strategic", ["value", "known"]].tolist() == [1, 0.5]
    assert r["value"].isna()[["economy", "knowledge", "society"]].all()
    assert (r["known"][["economy", "knowledge", "society"]] == 0).all()
    assert r.loc["nearly_all", "value"] == 1
    assert r.loc["most_central", "who"] == "A|B"
    s = table[table["region_id"] == "s"].set_index("indication")
    assert s["value"].drop("nearly_all").isna().all()


def test_indications_of_the_real_edition(edition: Edition, bre: Ecosystems) -> None:
    table = indications(edition, bre.regionalisation())
    assert len(table) == 31 * 9
    # The registers of 2016 give no founding dates.
    assert table.loc[table["indication"] == "age", "value"].isna().all()
    known = table.dropna(subset="value")
    shares = known[~known["indication"].isin(["nearly_all", "mean_fields"])]
    assert shares["value"].between(0, 1).all()
    for code, rows in known.groupby("indication"):
        assert rows["median"].to_numpy() == pytest.approx(rows["value"].median()), code
        assert (rows["regions"] == len(rows)).all()
