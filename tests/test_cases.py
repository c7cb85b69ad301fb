from __future__ import annotations

import json
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regioscoop.cases import (
    CASE_CHECKS,
    CASE_KIND,
    CASE_TABLES,
    EXPECTATIONS,
    NOT_PLACED,
    QUADRANTS,
    attribute_words,
    case_facts,
    case_tables,
    compare_cases,
    link_cases,
    pattern_test,
    place,
    region_frame,
    study_positions,
)
from regioscoop.cli import main
from regioscoop.errors import InputError, UnknownNameError
from regioscoop.regions import official_regions
from regioscoop.register import Edition
from regioscoop.register.loaded import load_frames, load_package
from regioscoop.register.tables import check_package, write_files

CASES = [
    "drenthe", "fryslan", "groningen", "zuid-limburg", "zuid-holland-zuid", "flevoland",
    "noord-holland-noord", "midden-holland", "noordoost-brabant", "rijk-van-nijmegen",
]  # fmt: skip
SOURCE = {"id": "own", "publisher": "test", "title": "synthetic", "licence": "CC0"}


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REGIOSCOOP_HOME", str(tmp_path / "home"))


def frames(**tables: list[dict[str, object]]) -> dict[str, pd.DataFrame]:
    """Synthetic tables of a cases package."""
    made = {"sources": pd.DataFrame([SOURCE])}
    for name, rows in tables.items():
        made[name] = pd.DataFrame([{"source": "own"} | row for row in rows])
    return {k: v.reindex(columns=CASE_TABLES[k].names, fill_value="") for k, v in made.items()}


def load(name: str, **tables: list[dict[str, object]]) -> None:
    load_frames(CASE_KIND, name, name, frames(**tables), CASE_TABLES, CASE_CHECKS)


def test_what_ships_is_a_valid_package_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "ship").mkdir()
    write_files(case_tables(loaded=False), CASE_TABLES, tmp_path / "ship", "ship", "What ships")
    assert check_package(tmp_path / "ship", CASE_TABLES, CASE_CHECKS) == []


def test_every_fact_has_words_in_two_languages_a_source_and_a_passage() -> None:
    tables = case_tables()
    facts = tables["case_facts"]
    assert list(facts["region"].drop_duplicates()) == CASES
    needed = ["value", "words_nl", "words_en", "certainty", "date", "source", "passage"]
    assert (facts[needed] != "").all(axis=None)
    assert not facts.duplicated(["region", "attribute"]).any()
    for attribute, value in facts[["attribute", "value"]].drop_duplicates().itertuples(index=False):
        assert attribute_words(attribute, language="en", tables=tables) != attribute
        assert value.isdigit() or attribute_words(attribute, value, "nl", tables) != value


def named(attribute: str, value: str, certainty: str | None = None) -> set[str]:
    facts = case_facts()
    own = facts[(facts["attribute"] == attribute) & (facts["value"] == value)]
    return set(own["region"] if certainty is None else own.loc[own["certainty"] == certainty, "region"])


@pytest.mark.parametrize(
    ("attribute", "value", "regions"),
    [
        ("identity", "thick", {"drenthe", "fryslan", "groningen", "zuid-limburg"}),
        ("identification", "lowest", {"flevoland", "midden-holland", "zuid-holland-zuid"}),
        ("dus_class", "interregional", {"flevoland", "midden-holland", "zuid-holland-zuid"}),
        ("puller", "province", {"flevoland"}),
        ("puller", "regional_office", {"noordoost-brabant"}),
        ("tangible_results", "most_often", {"midden-holland", "noordoost-brabant"}),
        ("agenda_strength", "strongest", {"midden-holland", "noordoost-brabant"}),
        ("congruence", "first", {"zuid-limburg"}),
        ("congruence", "second", {"fryslan"}),
        ("arrangement_count", "most", {"zuid-limburg"}),
        ("all_members_share", "low", {"zuid-limburg", "fryslan"}),
        ("population_growth", "lowest", {"drenthe", "groningen", "zuid-limburg"}),
        ("welfare_growth", "lowest", {"groningen", "zuid-limburg"}),
        ("social_capital", "highest", {"fryslan"}),
        ("figure17_pattern", "outside", {"flevoland", "fryslan", "rijk-van-nijmegen"}),
    ],
)
def test_what_the_study_states_of_its_cases(attribute: str, value: str, regions: set[str]) -> None:
    assert named(attribute, value) == named(attribute, value, "stated") == regions


def test_what_only_follows_from_a_superlative_is_marked() -> None:
    assert named("congruence", "lower", "stated") == set()
    assert named("congruence", "lower", "inferred") == set(CASES) - {"zuid-limburg", "fryslan"}


def test_what_the_study_does_not_give_stays_empty() -> None:
    frame = region_frame()
    assert list(frame.index) == CASES
    assert frame["trust"].isna().all()
    assert frame["organised_level"].isna().all()
    assert set(frame.index[frame["dus_class"].notna()]) == named("dus_class", "interregional")
    assert pd.isna(frame.loc["flevoland", "identity"])
    assert frame["municipalities"].dropna().to_dict() == {"groningen": 10.0, "noord-holland-noord": 18.0}


def test_the_stages_are_those_that_were_published() -> None:
    stages = region_frame()["stage"].to_dict()
    assert [stages[c] for c in CASES] == ["meeting_place"] * 5 + ["start_up"] * 2 + ["running_system"] * 3


def test_figure_17_as_far_as_the_text_gives_it() -> None:
    found = study_positions(region_frame(follow=False))
    assert found["quadrant"].to_dict() == {
        "drenthe": "left_bottom",
        "fryslan": "left_top",
        "groningen": "left_bottom",
        "zuid-limburg": "left_bottom",
        "zuid-holland-zuid": "left_bottom",
        "flevoland": "right_bottom",
        "noord-holland-noord": NOT_PLACED,
        "midden-holland": "right_top",
        "noordoost-brabant": "right_top",
        "rijk-van-nijmegen": "left_top",
    }
    assert found["follows"].to_dict() == dict.fromkeys(CASES, "") | {
        "drenthe": "welfare",
        "zuid-holland-zuid": "welfare",
        "flevoland": "investment",
        "midden-holland": "welfare",
        "noordoost-brabant": "welfare",
    }


def test_the_pattern_of_figure_17_is_not_distinguishable_from_chance() -> None:
    found = pattern_test(region_frame(follow=False))
    assert found.unknown == ("noord-holland-noord",)
    assert found.tables == ((2, 1, 2, 5), (3, 1, 2, 4))
    assert found.p_low == pytest.approx(55 / 210)
    assert found.p_high == pytest.approx(40 / 120)


def test_however_the_seven_regions_in_the_pattern_lie_p_is_at_least_26_percent() -> None:
    frame = region_frame(follow=False)
    inside = frame["figure17_pattern"] == "inside"
    frame.loc[inside, ["figure17_investment", "figure17_welfare"]] = None
    found = pattern_test(frame)
    assert len(found.tables) == 8
    assert found.p_low == pytest.approx(0.2619, abs=5e-5)
    assert round(found.p_low, 2) == 0.26


def test_facts_of_figure_17_that_contradict_each_other_are_refused_together() -> None:
    frame = pd.DataFrame(
        {"figure17_investment": "high", "figure17_welfare": "low", "figure17_pattern": "inside"},
        index=["a", "b"],
    )
    with pytest.raises(InputError) as error:
        pattern_test(frame)
    assert [p.where for p in error.value.problems] == ["a", "b"]
    assert study_positions(frame)["quadrant"].to_list() == ["right_bottom", "right_bottom"]


def positions(*rows: tuple[float, ...]) -> pd.DataFrame:
    columns = [f"{axis}{end}" for axis in ("investment", "welfare") for end in ("", "_low", "_high")]
    return pd.DataFrame(rows, columns=columns, index=[f"r{i}" for i in range(len(rows))])


def test_a_region_is_placed_only_where_no_interval_crosses_an_axis() -> None:
    values = positions(
        (2, 1, 3, 2, 1, 3),
        (2, 1, 3, -2, -3, -1),
        (-2, -3, -1, 2, 1, 3),
        (-2, -3, -1, -2, -3, -1),
        (2, -1, 5, 2, 1, 3),
        (2, 0, 3, 0, 0, 0),
        (np.nan, np.nan, np.nan, 2, 1, 3),
        (2, np.nan, np.nan, 2, 1, 3),
    )
    found = place(values)
    assert found["quadrant"].to_list() == [q for q in QUADRANTS.codes if q != NOT_PLACED] + [NOT_PLACED] * 4
    assert found["crosses"].to_list()[4:] == ["investment", "investment|welfare", "investment", "investment"]
    assert place(values, investment_axis=4).loc["r0", "quadrant"] == "left_top"
    assert set(EXPECTATIONS.codes) == set(QUADRANTS.codes) - {NOT_PLACED}


@given(st.lists(st.tuples(*[st.floats(-5, 5)] * 2, *[st.floats(0, 3)] * 4), min_size=1, max_size=8))
def test_a_wider_interval_never_places_what_was_not_placed(rows: list[tuple[float, ...]]) -> None:
    def made(times: float) -> pd.DataFrame:
        return place(
            positions(*((x, x - a * times, x + b * times, y, y - c * times, y + d * times)
                        for x, y, a, b, c, d in rows))
        )  # fmt: skip

    narrow, wide = made(1.0)["quadrant"], made(2.0)["quadrant"]
    placed = wide != NOT_PLACED
    assert (narrow[placed] == wide[placed]).all()


def test_values_outside_their_interval_are_all_told() -> None:
    values = positions((5, 1, 3, 2, 3, 1), (0, 1, 2, 2, 1, 3))
    with pytest.raises(InputError) as error:
        place(values)
    assert [(p.column, p.found.split(":")[0]) for p in error.value.problems] == [
        ("investment", "r0"),
        ("investment", "r1"),
        ("welfare", "r0"),
    ]
    with pytest.raises(InputError, match="no column welfare_low"):
        place(values.drop(columns="welfare_low"))


def test_the_comparison_has_words_and_leaves_the_unknown_empty() -> None:
    codes, dutch, english = (compare_cases(language) for language in (None, "nl", "en"))
    assert codes.shape == dutch.shape == english.shape
    assert codes.loc["zuid-limburg", "congruence"] == "first"
    assert dutch.loc["zuid-limburg", "Plaats op congruentie"] == "hoogste"
    assert english.loc["flevoland", "Stage"] == "start-up"
    assert english.loc["flevoland", "Identity of the region"] == ""
    assert "trust" not in codes
    assert (codes != "").sum().min() > 0
    with pytest.raises(UnknownNameError):
        compare_cases("fr")


def test_loaded_facts_stand_beside_those_that_ship() -> None:
    fact = {"attribute": "trust", "certainty": "stated", "date": "2025"}
    load(
        "mine",
        regions=[{"id": "achterhoek", "name": "Achterhoek", "scale": "regional"}],
        case_facts=[
            fact | {"region": "achterhoek", "value": "high"},
            fact | {"region": "drenthe", "value": "low"},
            fact | {"region": "drenthe", "attribute": "identity", "value": "thin"},
        ],
        survey=[
            {"region": "drenthe", "body": body, "construct": "input_throughput", "mean": mean, "answered": n}
            for body, mean, n in (("municipal_council", 2, 30), ("provincial_states", 4, 10))
        ],
    )
    frame = region_frame()
    assert list(frame.index) == [*CASES, "achterhoek"]
    assert frame["trust"].dropna().to_dict() == {"drenthe": "low", "achterhoek": "high"}
    assert frame.loc["drenthe", "identity"] == "thin"
    assert frame.loc["drenthe", "survey_input_throughput"] == pytest.approx(2.5)
    assert len(case_facts("achterhoek")) == 1
    assert compare_cases("en").loc["achterhoek", "Region"] == "Achterhoek"


def test_two_sources_that_differ_make_neither_known() -> None:
    fact = {"region": "drenthe", "attribute": "identity", "value": "thin", "certainty": "stated"}
    load("other", case_facts=[fact | {"date": "2024"}])
    assert pd.isna(region_frame().loc["drenthe", "identity"])


def test_a_bad_package_is_refused_with_everything_that_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fact = {"certainty": "stated", "date": "2025"}
    bad = frames(
        case_facts=[
            fact | {"region": "atlantis", "attribute": "identity", "value": "thick"},
            fact | {"region": "drenthe", "attribute": "identity", "value": "chubby"},
            fact | {"region": "drenthe", "attribute": "mood", "value": "good"},
            fact | {"region": "drenthe", "attribute": "municipalities", "value": "many"},
            {"region": "fryslan", "attribute": "identity", "value": "thin", "certainty": "rumour"},
        ]
    )
    folder = tmp_path / "bad"
    folder.mkdir()
    for name, frame in bad.items():
        frame.to_csv(folder / f"{name}.csv", index=False)
    (folder / "datapackage.json").write_text(json.dumps({"name": "regioscoop-bad"}), encoding="utf-8")
    with pytest.raises(InputError) as error:
        load_package(CASE_KIND, folder, CASE_TABLES, CASE_CHECKS)
    found = {(p.row, p.column) for p in error.value.problems}
    assert found == {(2, "region"), (3, "value"), (4, "attribute"), (5, "value"), (6, "certainty")}
    for command in ("load", "validate"):
        with pytest.raises(SystemExit) as stopped:
            main(["cases", command, str(folder)])
        assert stopped.value.code == 2
        assert "atlantis" in capsys.readouterr().err
    assert case_tables()["case_facts"]["package"].eq("").all()


def test_the_link_to_regions_of_an_edition_is_by_municipalities(edition: Edition) -> None:
    safety = official_regions(edition, "safety-regions")
    found = link_cases(edition, safety).set_index("case")
    assert set(found.index) == set(CASES)
    assert found["jaccard"].between(0, 1).all()
    assert found.loc[["zuid-limburg", "zuid-holland-zuid", "drenthe"], "jaccard"].eq(1).all()
    wide = found.loc["midden-holland"]
    assert wide["jaccard"] == pytest.approx(wide["municipalities"] / len(safety.members(wide["region_id"])))
    assert wide["jaccard"] < 0.5


def test_unknown_names_are_refused() -> None:
    with pytest.raises(UnknownNameError, match="flevoland"):
        case_facts("flevolan")
    with pytest.raises(UnknownNameError):
        attribute_words("identitie")
    with pytest.raises(UnknownNameError):
        region_frame(scale="national")


def test_the_axes_are_no_case_of_the_study_but_a_scale_of_their_own() -> None:
    assert set(region_frame(scale="above").index) == {"assen-groningen", "arnhem-nijmegen"}
    assert set(product(CASES, ["regional"])) <= set(
        case_tables()["regions"][["id", "scale"]].itertuples(index=False, name=None)
    )


def test_the_commands_give_data_on_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    rows = {"facts": len(case_facts()), "compare": 10, "quadrant": 10}
    for command, number in rows.items():
        with pytest.raises(SystemExit) as stopped:
            main(["cases", command, "--format", "json"])
        assert stopped.value.code == 0
        assert len(json.loads(capsys.readouterr().out)) == number
