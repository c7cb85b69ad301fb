"""Functional regions: travel-to-work areas and Leiden on flows."""

from __future__ import annotations

import doctest
import importlib.util
from dataclasses import asdict
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regioscoop import context
from regioscoop.errors import InputError
from regioscoop.regions import (
    FLOW_COLUMNS,
    TravelToWork,
    compare,
    containment,
    flow_communities,
    parameter_range,
    sensitivity,
    travel_to_work_areas,
)
from regioscoop.regions import _flows as flows_module
from regioscoop.regions import _travel_to_work as areas_module
from regioscoop.register import Edition

BENCHMARK = Path(__file__).parents[1] / "benchmarks" / "functional_regions.py"
SMALL = TravelToWork(min_workers=100, target_workers=1_000)


@pytest.fixture(scope="module")
def benchmark() -> ModuleType:
    spec = importlib.util.spec_from_file_location("functional_regions", BENCHMARK)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def table(*rows: tuple[str, str, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(FLOW_COLUMNS))


networks = st.lists(
    st.tuples(st.sampled_from("ABCDEFGHIJ"), st.sampled_from("ABCDEFGHIJ"), st.integers(1, 400)),
    min_size=1,
    max_size=60,
    unique_by=lambda row: row[:2],
).map(lambda rows: table(*rows))


# The criteria


def test_what_an_area_of_a_size_must_contain():
    required = TravelToWork().required(np.array([3_500.0, 14_250.0, 25_000.0, 1e6]))
    assert required == pytest.approx([0.75, 0.7085, 0.667, 0.667])


@pytest.mark.parametrize(
    ("residents", "jobs", "internal", "meets"),
    [
        (3_500, 3_500, 2_625, True),
        (3_499, 3_499, 3_499, False),
        (3_500, 3_500, 2_624, False),
        (25_000, 20_000, 16_675, True),
        (25_000, 20_000, 16_674, False),
        (14_250, 14_250, 10_097, True),
        (14_250, 14_250, 10_096, False),
        (20_000, 25_000, 16_000, False),
        (30_000, 0, 0, False),
    ],
)
def test_the_criteria_at_their_edges(residents: int, jobs: int, internal: int, meets: bool):
    numbers = (np.array([float(n)]) for n in (residents, jobs, internal))
    assert TravelToWork().meets(*numbers)[0] == meets


def test_the_score_by_hand():
    """S = 600/1000; the line is 0.75 at 100 and 0.667 at 1000 residents."""
    score = SMALL.score(np.array([1000.0, 100.0]), np.array([800.0, 100.0]), np.array([600.0, 100.0]))
    assert score == pytest.approx([0.6 / 0.667, 1.0])


def test_one_fixed_criterion_is_possible():
    fixed = TravelToWork(min_workers=10, target_workers=10, min_containment=0.7, target_containment=0.7)
    found = travel_to_work_areas(table(("a", "a", 9), ("b", "b", 20), ("a", "b", 1)), fixed)
    assert found.labels.to_dict() == {"a": "a", "b": "b"}
    assert found.areas["required"].tolist() == [0.7, 0.7]


def test_everything_that_is_wrong_with_criteria_is_told_at_once():
    with pytest.raises(InputError) as caught:
        TravelToWork(min_workers=-1, target_workers=-2, min_containment=0, target_containment=1.5)
    assert [problem.where for problem in caught.value.problems] == list(asdict(TravelToWork()))


def test_the_range_holds_the_given_criteria_and_stays_within_bounds():
    assert TravelToWork() in parameter_range()
    around = parameter_range(TravelToWork(min_containment=0.03, target_containment=0.98))
    assert len(around) == 9
    assert all(0 < p.min_containment <= p.target_containment <= 1 for p in around)


# The algorithm


def test_the_examples_of_the_docstrings():
    for module in (areas_module, flows_module):
        found = doctest.testmod(module)
        assert found.attempted
        assert not found.failed


def test_two_blocks_become_two_areas():
    rows = []
    for block in ("ABC", "XYZ"):
        rows += [(a, b, 60) for a in block for b in block]
    found = travel_to_work_areas(table(*rows, ("A", "X", 20), ("X", "A", 20)), SMALL)
    assert found.labels.to_dict() == {**dict.fromkeys("ABC", "A"), **dict.fromkeys("XYZ", "X")}
    areas = found.areas.set_index("region_id")
    assert areas["residents"].tolist() == [560, 560]
    assert areas["supply_containment"].tolist() == pytest.approx([540 / 560] * 2)
    assert areas["demand_containment"].tolist() == pytest.approx([540 / 560] * 2)
    assert found.unassigned == []


def test_the_strongest_link_decides_by_hand():
    """B is too small; with A 10^2/(40*210) + 0 = .0119, with C 20^2/(40*1020) + 0 = .0098."""
    flows = table(("A", "A", 200), ("B", "B", 10), ("B", "A", 10), ("B", "C", 20), ("C", "C", 1000))
    found = travel_to_work_areas(flows, SMALL)
    assert found.labels.to_dict() == {"A": "A", "B": "A", "C": "C"}
    assert found.steps.loc[0, ["area_id", "places", "residents", "went_to"]].tolist() == ["B", 1, 40, "A"]
    assert found.steps.loc[0, "score"] == pytest.approx(0.25 / (0.75 + 60 * 0.083 / 900))


def test_a_place_that_was_placed_counts_for_those_that_follow():
    """The town B goes to A, and the hamlet C, which has flows with B alone, goes after it."""
    flows = table(
        ("A", "A", 900), ("B", "B", 40), ("B", "A", 30), ("A", "B", 20), ("C", "B", 15), ("C", "C", 5),
        ("D", "D", 400),
    )  # fmt: skip
    found = travel_to_work_areas(flows, SMALL)
    assert found.labels.to_dict() == {"A": "A", "B": "A", "C": "A", "D": "D"}


def test_equal_links_go_to_the_lowest_code():
    flows = table(("A", "A", 200), ("C", "C", 200), ("B", "A", 10), ("B", "C", 10), ("B", "B", 5))
    assert travel_to_work_areas(flows, SMALL).labels["B"] == "A"


def test_what_no_flow_connects_stays_out():
    flows = table(("A", "A", 500), ("I", "I", 20), ("I", "J", 9), ("J", "I", 3), ("N", "A", 0))
    found = travel_to_work_areas(flows, SMALL, places=[*"AIJNZ"])
    assert found.labels.to_dict() == {"A": "A"}
    assert found.unassigned == ["I", "J", "N", "Z"]


def test_other_places_do_not_weigh_on_an_area():
    flows = table(("A", "A", 80), ("A", "abroad", 500), ("abroad", "A", 70), ("B", "A", 30), ("B", "B", 10))
    found = travel_to_work_areas(flows, SMALL, places=["A", "B"])
    assert found.areas["residents"].tolist() == [120]
    assert found.areas["supply_containment"].tolist() == [1]


@given(networks)
@settings(max_examples=40, deadline=None)
def test_every_area_meets_the_criteria_and_every_place_is_somewhere(flows: pd.DataFrame):
    found = travel_to_work_areas(flows, SMALL)
    places = {*flows["from_id"], *flows["to_id"]}
    assert {*found.labels.index, *found.unassigned} == places
    assert not {*found.labels.index} & {*found.unassigned}
    areas = found.areas
    assert (areas["residents"] >= SMALL.min_workers).all()
    lower = areas[["supply_containment", "demand_containment"]].min(axis=1)
    assert (lower >= areas["required"] - 1e-9).all()
    assert set(found.labels) == set(areas["region_id"]) == set(found.names.index)
    assert len(areas) + len(found.steps) <= len(places)


@given(networks, st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_the_order_of_the_rows_makes_no_difference(flows: pd.DataFrame, random: object):
    order = list(range(len(flows)))
    random.shuffle(order)  # type: ignore[attr-defined]
    flows = flows.assign(commuters=flows["commuters"] / 7)
    criteria = TravelToWork(min_workers=20, target_workers=200)
    first = travel_to_work_areas(flows, criteria)
    second = travel_to_work_areas(flows.iloc[order], criteria)
    pd.testing.assert_series_equal(first.labels, second.labels)
    pd.testing.assert_frame_equal(first.areas, second.areas, check_exact=True)
    pd.testing.assert_frame_equal(first.steps, second.steps, check_exact=True)


@given(networks, st.sampled_from([2, 8, 0.5]))
@settings(max_examples=15, deadline=None)
def test_the_unit_makes_no_difference(flows: pd.DataFrame, factor: float):
    scaled = TravelToWork(SMALL.min_workers * factor, SMALL.target_workers * factor)
    first = travel_to_work_areas(flows, SMALL)
    second = travel_to_work_areas(flows.assign(commuters=flows["commuters"] * factor), scaled)
    pd.testing.assert_series_equal(first.labels, second.labels)
    shares = ["supply_containment", "demand_containment", "score"]
    pd.testing.assert_frame_equal(first.areas[shares], second.areas[shares])


@given(networks)
@settings(max_examples=25, deadline=None)
def test_it_does_what_plain_code_does(benchmark: ModuleType, flows: pd.DataFrame):
    found = travel_to_work_areas(flows, SMALL)
    expected = pd.Series(benchmark.plain(flows, SMALL), dtype="object").sort_index()
    assert found.labels.index.tolist() == expected.index.tolist()
    pairs = set(zip(found.labels, expected, strict=True))
    assert len(pairs) == found.labels.nunique() == expected.nunique()


def test_it_does_what_plain_code_does_on_a_larger_network(benchmark: ModuleType):
    flows = benchmark.synthetic_flows(120, 12, seed=3)
    criteria = TravelToWork(min_workers=800, target_workers=8_000)
    found = travel_to_work_areas(flows, criteria)
    expected = pd.Series(benchmark.plain(flows, criteria)).sort_index()
    pairs = set(zip(found.labels, expected, strict=True))
    assert 5 < len(found.areas) == len(pairs) == expected.nunique()


def test_progress_is_told_to_the_end():
    told: list[tuple[str, int, int]] = []
    travel_to_work_areas(table(("A", "A", 500)), SMALL, progress=lambda *said: told.append(said))
    assert told[-1][1:] == (1, 1)


def test_areas_have_the_name_of_the_place_with_most_jobs():
    flows = table(("A", "A", 50), ("A", "B", 60), ("B", "B", 70))
    found = travel_to_work_areas(flows, SMALL, names=pd.Series({"A": "Aardam", "B": "Beekdorp"}))
    assert found.regionalisation().names.to_dict() == {"B": "Beekdorp"}


def test_everything_that_is_wrong_with_flows_is_told_at_once():
    flows = pd.DataFrame({"from_id": ["a", "", "b", "c"], "to_id": ["a", "b", None, "d"],
                          "commuters": [-1, 2, "many", np.inf]})  # fmt: skip
    with pytest.raises(InputError) as caught:
        travel_to_work_areas(flows)
    assert [(p.row, p.column) for p in caught.value.problems] == [
        (2, "commuters"), (4, "commuters"), (5, "commuters"), (3, "from_id"), (4, "to_id"),
    ]  # fmt: skip
    with pytest.raises(InputError, match=r"(?s)no column from_id.*no column commuters"):
        travel_to_work_areas(pd.DataFrame({"to_id": []}))
    with pytest.raises(InputError, match="no flows"):
        travel_to_work_areas(table())


# Containment and Leiden


def test_containment_by_hand():
    flows = table(("a", "a", 60), ("a", "b", 20), ("b", "b", 10), ("c", "a", 40), ("c", "z", 5))
    found = containment(flows, pd.Series({"a": "x", "b": "x", "c": "y", "q": "w"}))
    assert found.loc["x"].tolist() == pytest.approx([2, 90, 130, 90, 1, 90 / 130])
    assert found.loc["y"].tolist()[:5] == [1, 45, 0, 0, 0]
    assert np.isnan(found.loc["y", "demand_containment"])
    assert np.isnan(found.loc["w", "supply_containment"])


def test_leiden_finds_two_blocks_whatever_the_order():
    rows = [(a, b, 60) for block in ("ABC", "XYZ") for a in block for b in block]
    flows = table(*rows, ("A", "X", 20))
    found = flow_communities(flows)
    assert found.labels.to_dict() == {**dict.fromkeys("ABC", "A"), **dict.fromkeys("XYZ", "X")}
    pd.testing.assert_series_equal(flow_communities(flows[::-1]).labels, found.labels)


# The Netherlands


def test_functional_regions_of_2014(edition: Edition):
    flows = context.flows(edition)
    names = edition.municipalities["name"]
    found = travel_to_work_areas(flows, names=names)
    areas = found.areas.set_index("region")
    assert 30 <= len(areas) <= 40
    assert {"Amsterdam", "Rotterdam", "'s-Gravenhage", "Utrecht", "Groningen", "Eindhoven"} <= set(
        areas.index
    )
    assert areas.loc["Amsterdam", "residents"] > 900_000
    lower = areas[["supply_containment", "demand_containment"]].min(axis=1)
    assert 0.667 <= lower.min() < 0.70
    assert areas["internal"].sum() / areas["residents"].sum() == pytest.approx(0.785, abs=0.02)
    # Two islands have no published flow with the mainland, and are too small to stand alone.
    assert names[found.unassigned].tolist() == ["Schiermonnikoog", "Vlieland"]
    leiden = flow_communities(flows, names=names)
    assert 8 <= len(leiden.names) <= 15
    assert 0.5 < compare(found.regionalisation(), leiden).ami < 0.9


def test_stricter_criteria_give_fewer_regions(edition: Edition):
    flows = context.flows(edition)
    runs = [travel_to_work_areas(flows, p) for p in parameter_range()]
    base = runs[4].regionalisation()
    shown = sensitivity(runs, base, base)
    assert shown.loc[4, ["ami_with_base", "ami_with_regions"]].tolist() == [1, 1]
    by_containment = shown.groupby("min_containment")["areas"].mean()
    assert by_containment.is_monotonic_decreasing
    assert shown["ami_with_base"].between(0.8, 1).all()


def test_another_estimate_of_commuting_gives_much_the_same_regions(edition: Edition, data: Path):
    other = pd.read_csv(data / "flows" / "commuting_2016_total.csv.gz")
    other.columns = pd.Index(FLOW_COLUMNS)
    ours = travel_to_work_areas(context.flows(edition)).regionalisation()
    theirs = travel_to_work_areas(other).regionalisation()
    assert 0.75 < compare(ours, theirs).ami < 0.95
