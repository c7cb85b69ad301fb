from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regioscoop.cases import actualisation, ambition_changes, ambitions_as_of, check_ambitions
from regioscoop.cases._schema import CASE_TABLES
from regioscoop.errors import InputError


def table(name: str, *rows: dict[str, str]) -> pd.DataFrame:
    empty = dict.fromkeys(CASE_TABLES[name].names, "")
    base = empty | {"region": "r", "scale": "regional", "theme": "health", "source": "test"}
    if name == "results":
        base |= {"type": "project"}
    return pd.DataFrame([base | row for row in rows], columns=list(empty), dtype="object")


AMBITIONS = table(
    "ambitions",
    {"id": "health-1", "date": "2020", "strategy": "catch_up"},
    {"id": "housing-1", "date": "2020", "theme": "housing", "strategy": "keep"},
    {"id": "health-2", "date": "2022", "strategy": "keep", "replaces": "health-1"},
    {
        "id": "housing-2",
        "date": "2022-06",
        "theme": "housing",
        "replaces": "housing-1",
        "status": "withdrawn",
    },
    {"id": "work-1", "date": "2022", "theme": "work", "strategy": "strengthen"},
)
RESULTS = table(
    "results",
    {"id": "plan", "type": "process", "ambition": "health-1", "date": "2021"},
    {"id": "clinic", "ambition": "health-2", "date": "2023-04", "scale": "subregional"},
    {"id": "houses", "ambition": "housing-1", "date": "2021"},
    {"id": "loose", "date": "2021", "scale": ""},
)


def test_an_actualisation_keeps_the_old_state() -> None:
    before = ambitions_as_of("2021", AMBITIONS, RESULTS)
    assert before.ambitions["id"].tolist() == ["health-1", "housing-1"]
    assert before.earlier.empty
    after = ambitions_as_of("2023", AMBITIONS, RESULTS)
    assert after.ambitions["id"].tolist() == ["health-2", "work-1"]
    assert after.earlier["id"].tolist() == ["health-1", "housing-1"]
    assert after.earlier["replaced_on"].tolist() == ["2022", "2022-06"]
    # Asked again of the earlier date, nothing has changed.
    pd.testing.assert_frame_equal(ambitions_as_of("2021", AMBITIONS, RESULTS).ambitions, before.ambitions)


def test_what_an_older_version_reached_counts_for_the_newer() -> None:
    health = ambitions_as_of("2024", AMBITIONS, RESULTS).ambitions.set_index("id").loc["health-2"]
    assert health[["process", "project", "outcome"]].tolist() == [1, 1, 0]
    assert health[["subregional", "regional", "above", "scale_unknown"]].tolist() == [1, 1, 0, 0]
    assert health[["since", "root", "last_result"]].tolist() == ["2020", "health-1", "2023-04"]


def test_no_recorded_result_is_told_as_such_and_a_loose_result_is_guessed_nowhere() -> None:
    record = ambitions_as_of("2024", AMBITIONS, RESULTS)
    assert not record.ambitions.set_index("id").loc["work-1", "is_recorded"]
    current = record.results.set_index("id")["current"]
    assert current.to_dict() == {"plan": "health-2", "clinic": "health-2", "houses": "", "loose": ""}


def test_what_changed_between_two_dates() -> None:
    found = ambition_changes("2021", "2024", AMBITIONS, RESULTS).set_index("id")
    assert found["what"].to_dict() == {
        "health-2": "actualised",
        "housing-1": "withdrawn",
        "work-1": "new",
        "clinic": "result",
    }
    assert found.loc["health-2", ["before", "changed"]].tolist() == ["health-1", "strategy"]
    assert found.loc["housing-1", "date"] == "2022-06"
    assert set(ambition_changes("2023", "2024", AMBITIONS)["what"]) == {"kept"}
    with pytest.raises(InputError):
        ambition_changes("2024", "2021", AMBITIONS, RESULTS)


def test_two_years_after_the_last_row_an_agenda_is_due() -> None:
    found = actualisation("2024-05", AMBITIONS).loc["r"]
    assert found[["last", "due", "is_due"]].tolist() == ["2022-06", "2024-06", False]
    assert actualisation("2024-06", AMBITIONS).loc["r", "is_due"]
    leap = table("ambitions", {"id": "a", "date": "2024-02-29"})
    assert actualisation("2025", leap).loc["r", "due"] == "2026-02-28"


@given(st.permutations(range(len(AMBITIONS))), st.sampled_from(["2019", "2020", "2022", "2022-03", "2024"]))
@settings(max_examples=15, deadline=None)
def test_the_order_of_rows_says_nothing(order: list[int], date: str) -> None:
    turned = ambitions_as_of(date, AMBITIONS.iloc[order], RESULTS.iloc[::-1])
    straight = ambitions_as_of(date, AMBITIONS, RESULTS)
    pd.testing.assert_frame_equal(turned.ambitions, straight.ambitions)
    pd.testing.assert_frame_equal(turned.results, straight.results)
    # Every row known by then either holds, held, or ends a line: none is lost.
    ended = AMBITIONS["status"].eq("withdrawn")
    known = [i for i, d in enumerate(AMBITIONS["date"]) if d[: len(date)] <= date[: len(d)] and not ended[i]]
    assert len(straight.ambitions) + len(straight.earlier) == len(known)


def test_every_problem_is_told_at_once() -> None:
    wrong = table(
        "ambitions",
        {"id": "a", "date": "2022", "strategy": "grow"},
        {"id": "a", "date": "soon"},
        {"id": "b", "date": "2021", "replaces": "a"},
        {"id": "c", "date": "2024", "replaces": "nothing"},
        {"id": "d", "date": "2024", "region": "elsewhere", "replaces": "b"},
        {"id": "e", "date": "2024", "status": "withdrawn"},
    )
    results = table(
        "results", {"id": "x", "ambition": "b", "region": "elsewhere"}, {"id": "y", "type": "luck"}
    )
    with pytest.raises(InputError) as error:
        ambitions_as_of("2024", wrong, results)
    assert [(p.where, p.row, p.column) for p in error.value.problems] == [
        ("ambitions.csv", 2, "strategy"),
        ("ambitions.csv", 3, "id"),
        ("results.csv", 3, "type"),
        ("ambitions.csv", 3, "date"),
        ("ambitions.csv", 4, "replaces"),
        ("ambitions.csv", 5, "replaces"),
        ("ambitions.csv", 6, "replaces"),
        ("ambitions.csv", 7, "replaces"),
        ("results.csv", 2, "ambition"),
    ]
    with pytest.raises(InputError):
        ambitions_as_of("once", AMBITIONS, RESULTS)


def test_a_replacement_may_not_be_replaced_twice() -> None:
    twice = table(
        "ambitions",
        {"id": "a", "date": "2020"},
        {"id": "b", "date": "2022", "replaces": "a"},
        {"id": "c", "date": "2024", "replaces": "a"},
    )
    assert [p.row for p in check_ambitions({"ambitions": twice})] == [4]


def test_what_the_study_states_of_its_regions() -> None:
    record = ambitions_as_of("2024")
    # All ten name documents, lobbying and a Region Deal.
    process = record.results.query("type == 'process'").groupby("region").size()
    assert len(process) == 10
    assert (process >= 3).all()
    deals = record.results[record.results["id"].str.endswith("-region-deal")].set_index("region")["scale"]
    assert deals[["drenthe", "fryslan", "groningen", "zuid-limburg"]].eq("subregional").all()
    # No outcome for society could be shown by the study.
    assert not record.results["type"].eq("outcome").any()
    of_flevoland = ambitions_as_of("2024", region="flevoland").ambitions
    assert of_flevoland["strategy"].tolist() == ["catch_up"]
    assert (record.results["passage"] != "").all()
