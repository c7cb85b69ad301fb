"""Commuting between municipalities, and regions beside the daily urban system."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import make_edition
from regioscoop import context
from regioscoop.cli import main
from regioscoop.context._flows import ESTIMATED, carry_flows
from regioscoop.errors import InputError
from regioscoop.measures import URBAN_SYSTEM_CLASSES, daily_urban_systems, leakage, study_regions
from regioscoop.measures.daily_urban_system import OUTSIDE
from regioscoop.regions import FLOW_COLUMNS, Regionalisation, TravelToWork, provinces
from regioscoop.register import Edition, load_edition

CRITERIA = TravelToWork(min_workers=100, target_workers=1_000)


def table(*rows: tuple[str, str, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(FLOW_COLUMNS))


def regions(**members: str) -> Regionalisation:
    labels = pd.Series({place: region for region, places in members.items() for place in places})
    return Regionalisation("test", labels, pd.Series({region: region.upper() for region in members}))


# The shipped flows


def test_the_shipped_flows_are_those_of_cbs_in_the_borders_of_2016(edition: Edition, data: Path):
    found = context.flows(edition)
    raw = pd.read_csv(data / "flows" / "cbs_woonwerk_2006_2014.csv.gz").query("year == 2014")
    assert found["commuters"].sum() == round(raw["jobs_x1000"].sum() * 1000)
    assert not found.duplicated(["from_id", "to_id"]).any()
    places = set(edition.municipalities.index)
    assert set(found.loc[found["from_id"] == found["to_id"], "from_id"]) == places
    assert set(found["year"]) == {2014}
    assert set(found["source"]) <= set(context.sources().index)
    amsterdam = raw.query("row_gemeente == 'Amsterdam' and col_gemeente == 'Amsterdam'")["jobs_x1000"].iloc[0]
    own = found.query("from_id == 'GM0363' and to_id == 'GM0363'").iloc[0]
    assert (own["commuters"], own["note"]) == (amsterdam * 1000, "")


def test_only_flows_of_a_split_municipality_are_estimated(edition: Edition):
    found = context.flows(edition)
    estimated = found[found["is_estimated"]]
    assert 0 < len(estimated) < 40
    # Maasdonk went to 's-Hertogenbosch and Oss.
    assert estimated[["from_id", "to_id"]].isin(["GM0796", "GM0828"]).any(axis=1).all()
    assert (found.loc[~found["is_estimated"], "commuters"] % 100 == 0).all()


def test_flows_are_carried_to_a_later_edition(edition: Edition):
    later = load_edition("2024")
    found = context.flows(later)
    assert found["commuters"].sum() == context.flows(edition)["commuters"].sum()
    assert {*found["from_id"], *found["to_id"]} == set(later.municipalities.index)
    merged = found.query("from_id == 'GM1979' and to_id == 'GM1979'").iloc[0]
    assert merged["note"] == "carried to the municipalities of edition 2024; sum of 9 flows"
    assert not merged["is_estimated"]


def test_the_caption_says_year_borders_and_gaps(edition: Edition):
    assert context.flows_caption(edition) == "Banen naar woon- en werkgemeente, 2014, in de grenzen van 2016"
    assert context.flows_caption(load_edition("2024"), "en").endswith("2014, in the borders of 2024")
    unknown = make_edition({"one": "AB"})
    assert context.flows(unknown).empty
    assert context.flows_caption(unknown) == ""


def test_carrying_by_hand():
    """a stays, b joins it, c is split 3 to 1; what has no heir of size stays."""
    heirs = pd.DataFrame(
        [("b", "a", 1.0), ("c", "x", 0.6), ("c", "y", 0.2), ("c", "z", 0.1), ("d", "a", 0.02)],
        columns=["old", "new", "share"],
    )
    flows = table(("a", "b", 10), ("b", "b", 5), ("c", "a", 7), ("d", "d", 3)).assign(note="")
    found = carry_flows(flows, heirs)
    assert [tuple(row) for row in found.to_numpy()] == [
        ("a", "a", 15, "sum of 2 flows"),
        ("d", "d", 3, ""),
        ("x", "a", 5, ESTIMATED),
        ("y", "a", 2, ESTIMATED),
    ]


@given(
    st.lists(
        st.tuples(st.sampled_from("abcd"), st.sampled_from("abcd"), st.integers(1, 999)),
        min_size=1, max_size=12, unique_by=lambda row: row[:2],
    ),
    st.floats(0.2, 1),
    st.floats(0.2, 1),
)  # fmt: skip
@settings(max_examples=25, deadline=None)
def test_carrying_keeps_the_sum(rows: list[tuple[str, str, int]], one: float, two: float):
    heirs = pd.DataFrame({"old": ["a", "a", "b"], "new": ["x", "y", "x"], "share": [one, two, 1.0]})
    found = carry_flows(table(*rows).assign(note=""), heirs)
    assert found["commuters"].sum() == sum(row[2] for row in rows)


# Flows of a file


def test_a_file_is_read_with_any_column_names(tmp_path: Path):
    path = tmp_path / "flows.csv"
    path.write_text("wonen,werken,n,x\nGM1,GM2,3.5,q\nGM2,GM2,0,q\n", encoding="utf-8")
    found = context.read_flows(path, ["GM1", "GM2"], ("wonen", "werken", "n"))
    assert found.columns.tolist() == list(FLOW_COLUMNS)
    assert found["commuters"].tolist() == [3.5, 0]


def test_everything_that_is_wrong_with_a_file_is_told_at_once(tmp_path: Path):
    path = tmp_path / "flows.csv"
    text = "from,to,value\nGM1,GM2,3\nGM1,GM2,4\nGM1,GM9,1\n ,GM2,1\nGM2,GM1,-5\nGM2,GM2,veel\n"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        context.read_flows(path, ["GM1", "GM2"])
    told = {(p.row, p.column, p.found) for p in caught.value.problems}
    assert told == {
        (3, None, "GM1 to GM2 a second time"),
        (4, "to", "'GM9'"),
        (5, "from", "an empty cell"),
        (6, "value", "'-5'"),
        (7, "value", "'veel'"),
    }
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(InputError, match="no column from"):
        context.read_flows(path)


# Regions beside the daily urban system


def test_leakage_by_hand():
    flows = table(("a", "a", 60), ("a", "b", 30), ("a", "z", 10), ("b", "a", 40), ("c", "a", 100))
    found = leakage(regions(r="a", s="b", t="c"), flows).set_index(["region_id", "direction"])
    out = found.loc[("r", "out")]
    assert out["other_region_id"].tolist() == ["s", OUTSIDE]
    assert out["share"].tolist() == pytest.approx([0.3, 0.1])
    assert out["leakage_share"].tolist() == pytest.approx([0.75, 0.25])
    into = found.loc[("r", "in")]
    assert into["other_region"].tolist() == ["T", "S"]
    assert into["share"].tolist() == pytest.approx([0.5, 0.2])
    assert ("t", "in") not in found.index


def test_the_four_relations_by_hand():
    """Four functional regions A, C, E, G of two places each."""
    rows = [(p, p, 300) for p in "ABCDEFGH"]
    rows += [flow for a, b in ("AB", "CD", "EF", "GH") for flow in ((a, b, 200), (b, a, 200))]
    rows += [("A", "C", 50), ("C", "E", 20), ("E", "G", 20)]
    flows = table(*rows)
    given_regions = regions(same="AB", wide="CDEF", half="G", other="H", nothing="Q")
    found = daily_urban_systems(given_regions, flows, parameters=CRITERIA)
    assert found.functional.labels.nunique() == 4
    table_ = found.regions.set_index("region_id")
    assert table_["class"].to_dict() == {
        "same": "coinciding",
        "wide": "subregional",
        "half": "interregional",
        "other": "interregional",
        "nothing": "undetermined",
    }
    assert set(table_["class"]) <= set(URBAN_SYSTEM_CLASSES)
    assert table_.loc["wide", "functional_share"] == pytest.approx(1020 / 2040)
    assert table_.loc["wide", "nested_share"] == 1
    assert table_.loc["half", "functional_inside"] == 0.5
    assert table_.loc["half", "main_out_id"] == "other"
    assert table_.loc["half", "out_directions"] == 1
    assert table_.loc["same", "jaccard"] == 1
    assert np.isnan(table_.loc["nothing", "supply_containment"])
    assert len(found.sensitivity) == 9
    assert table_["class_share"].between(0, 1).all()


def test_shares_do_not_depend_on_unit_or_order(edition: Edition):
    flows = context.flows(edition)
    first = leakage(provinces(edition), flows)
    changed = flows.assign(commuters=flows["commuters"] * 8).sample(frac=1, random_state=1)
    second = leakage(provinces(edition), changed)
    pd.testing.assert_frame_equal(first.drop(columns="commuters"), second.drop(columns="commuters"))
    sums = first.groupby(["region_id", "direction"])["leakage_share"].sum()
    assert sums.to_numpy() == pytest.approx(np.ones(len(sums)))


def test_the_cases_of_the_study(edition: Edition):
    """The study calls Flevoland and Midden-Holland interregional; nowhere do the two divisions coincide."""
    flows = context.flows(edition)
    found = daily_urban_systems(study_regions(edition), flows, edition.municipalities["name"])
    classes = found.regions.set_index("region_id")["class"]
    assert classes[["flevoland", "midden-holland"]].tolist() == ["interregional"] * 2
    assert (found.regions["jaccard"] < 1).all()
    assert 0.6 < found.agreement.ami < 0.9


# The commands


def test_functional_regions_on_the_command_line(capsys: pytest.CaptureFixture[str], tmp_path: Path):
    main_without_exit(["functional-regions"])
    shown = capsys.readouterr()
    lines = shown.out.splitlines()
    assert lines[0] == "municipality_id,municipality,region_id,region"
    assert len(lines) == 1 + 388
    assert "GM0088, GM0096" in shown.err
    out = tmp_path / "areas.json"
    main_without_exit(["functional-regions", "--method", "leiden", "--format", "json", "--out", str(out)])
    assert set(json.loads(out.read_text(encoding="utf-8"))) == {"regions", "municipalities", "unassigned"}


def test_flows_of_a_file_on_the_command_line(capsys: pytest.CaptureFixture[str], tmp_path: Path):
    path = tmp_path / "flows.csv"
    path.write_text("from,to,value\nX1,X1,4000\nX2,X1,200\nX2,X2,10\n", encoding="utf-8")
    assert main_without_exit(["functional-regions", str(path)]) == 2
    assert "X1" in capsys.readouterr().err
    main_without_exit(["functional-regions", str(path), "--any-place", "--areas"])
    assert "X1,X1,2,4210.0" in capsys.readouterr().out
    assert main_without_exit(["functional-regions", "--min-containment", "2"]) == 2
    assert main_without_exit(["functional-regions", str(path), "--columns", "a,b"]) == 2


def test_daily_urban_systems_on_the_command_line(capsys: pytest.CaptureFixture[str]):
    main_without_exit(["daily-urban-systems", "--regions", "province"])
    shown = capsys.readouterr()
    assert len(shown.out.splitlines()) == 13
    assert "AMI" in shown.err
    main_without_exit(["daily-urban-systems", "--regions", "province", "--leakage"])
    assert shown.out.splitlines()[0] != capsys.readouterr().out.splitlines()[0]


def main_without_exit(arguments: list[str]) -> int:
    with pytest.raises(SystemExit) as left:
        main(arguments)
    return int(left.value.code or 0)
