"""The figures of the national article: known answers, published margins, uncertainty and what a change is."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from regioscoop.errors import InputError
from regioscoop.measures import ErrorRates, Panel, panel, reporting_rate, state
from regioscoop.measures.state import FIGURES
from regioscoop.measures.uncertainty import NO_ERRORS, bits, interval, simulate
from regioscoop.register import Edition, load_edition
from regioscoop.register.synthetic import synthetic_editions
from regioscoop.reports import beside_published


@pytest.fixture(scope="module")
def synthetic() -> dict[str, Edition]:
    return synthetic_editions()


@pytest.fixture(scope="module")
def article(synthetic: dict[str, Edition]) -> Panel:
    return panel(list(synthetic.values()), draws=200, across_rules=True)


@pytest.fixture(scope="module")
def shipped() -> Panel:
    return panel([load_edition("2024"), load_edition("2016")], draws=200)


def test_every_published_figure_comes_out_on_the_synthetic_register(article: Panel) -> None:
    table = beside_published(article)
    table = table[table["published"].notna()]
    assert len(table) >= 35
    assert set(table["figure"]) >= {
        "arrangements", "legal_class", "mean_per_government", "with_government", "departments",
        "number_of_fields", "field_pairs", "non_government",
    }  # fmt: skip
    step = table["unit"].map({"arrangements": 0.5, "mean": 0.5, "share": 0.0051})
    wrong = table[(table["value"] - table["published"]).abs() > step]
    assert wrong.empty, wrong.to_string()


def test_an_edition_by_other_rules_is_not_held_against_the_article(shipped: Panel) -> None:
    assert beside_published(shipped)["published"].isna().all()


def test_figures_of_a_small_register_by_hand(synthetic: dict[str, Edition]) -> None:
    whole = synthetic["2024"]
    members, frame = whole.members, whole.arrangements
    made = state(whole, NO_ERRORS, draws=0)
    towns = members[members["kind"] == "municipality"]
    assert made.value("arrangements") == len(frame)
    assert made.value("mean_per_government", "municipality") == len(towns) / 342
    assert made.value("number_of_fields", "1") == (frame["fields"].map(len) == 1).mean()
    safety = frame.index[[("safety" in own) for own in frame["fields"]]]
    sizes = towns.groupby("arrangement").size().reindex(frame.index, fill_value=0)
    assert made.value("fields", "safety") == len(safety)
    assert made.value("members_by_field", "safety") == pytest.approx(sizes[safety].mean())
    assert made.value("members") == pytest.approx(sizes.mean())
    both = [("spatial" in own) and ("economy" in own) for own in frame["fields"]]
    assert made.value("field_pairs", "spatial+economy") == pytest.approx(np.mean(both))
    assert made.table["low"].isna().all()
    with pytest.raises(KeyError):
        made.value("arrangements", "x")


def test_without_errors_there_is_no_width_and_with_them_there_is(synthetic: dict[str, Edition]) -> None:
    exact = state(synthetic["2024"], NO_ERRORS, draws=50).table
    assert (exact["low"] - exact["value"]).abs().max() < 1e-9
    assert (exact["shift"].abs() < 1e-9).all()
    table = state(synthetic["2024"], draws=400).table.set_index(["figure", "item"])
    row = table.loc[("arrangements", "")]
    assert row["low"] < row["value"] < row["high"]
    assert row["shift"] == pytest.approx(-0.025 * 1750, rel=0.1)  # 2 to 3% stand twice
    assert table.loc[("non_government", "none"), "shift"] < -0.1
    same = state(synthetic["2024"], draws=400).table.set_index(["figure", "item"])
    pd.testing.assert_frame_equal(table, same)


def test_wrong_fields_are_wrong_as_often_as_told() -> None:
    masks = np.full(2000, 0b11, dtype=np.int64)
    masks[1000:] = 0b1
    generator = np.random.default_rng(1)
    rates = ErrorRates((0.0, 0.0), (0.1, 0.1), (0.0, 0.0))
    drawn = simulate(masks, np.ones(2000, dtype=np.int64), rates, 200, generator)
    assert len(drawn.row) / (200 * 2000) == pytest.approx(0.1, abs=0.002)
    assert bits(drawn.mask).any(axis=1).all()  # no set becomes empty
    number = drawn.of_fields(masks, bits(np.arange(256)).sum(axis=1, keepdims=True).astype(float))
    told = bits(masks).sum() + (bits(drawn.mask).sum(axis=1) - bits(masks[drawn.row]).sum(axis=1)).sum() / 200
    assert number.mean() == pytest.approx(told)


def test_unseen_arrangements_are_made_up_for() -> None:
    governments = np.array([1] * 500 + [5] * 500)
    rates = ErrorRates((0.0, 0.0), (0.0, 0.0), (0.0, 0.0), reporting=(0.5, 0.5))
    drawn = simulate(np.zeros(1000, dtype=np.int64), governments, rates, 300, np.random.default_rng(3))
    expected = 500 / 0.5 + 500 / (1 - 0.5**5)
    assert drawn.total.mean() == pytest.approx(expected, rel=0.01)


def test_the_chance_of_reporting_is_found_again() -> None:
    generator = np.random.default_rng(5)
    members = generator.integers(2, 12, size=4000)
    reporters = generator.binomial(members, 0.3)
    low, high = reporting_rate(members, reporters)
    assert low < 0.3 < high
    assert high - low < 0.03
    for bad in ((np.array([3]), np.array([0])), (np.array([2]), np.array([3]))):
        with pytest.raises(InputError):
            reporting_rate(*bad)


@pytest.mark.parametrize(("rates", "wrong"), [
    ({"duplicates": (0.3, 0.2), "fields": (-0.1, 0.2)}, 2),
    ({"partners": (0.5, 1.5)}, 1),
    ({"reporting": (0.0, 0.5)}, 1),
])  # fmt: skip
def test_impossible_error_rates_are_refused_all_at_once(
    rates: dict[str, tuple[float, float]], wrong: int
) -> None:
    with pytest.raises(InputError) as told:
        ErrorRates(**rates)
    assert len(told.value.problems) == wrong


def test_an_interval_lies_around_the_value_and_tells_the_shift() -> None:
    assert interval(10.0, np.arange(101.0)) == (0.0, 57.5, 40.0)
    assert all(np.isnan(interval(1.0, np.array([]))))


def test_other_rules_are_refused_unless_told(synthetic: dict[str, Edition]) -> None:
    with pytest.raises(InputError, match="different rules"):
        panel(list(synthetic.values()), draws=0)
    with pytest.raises(InputError, match="others only"):
        panel([synthetic["2017"], synthetic["2017"]], draws=0)
    assert not panel(list(synthetic.values()), draws=0, across_rules=True).same_rules


def test_more_is_said_only_when_the_interval_says_so(article: Panel) -> None:
    rows = article.trends
    assert set(rows["direction"]) == {"more", "fewer", "cannot be told"}
    assert ((rows["direction"] == "more") == (rows["difference_low"] > 0)).all()
    assert ((rows["direction"] == "fewer") == (rows["difference_high"] < 0)).all()
    grown = rows[(rows["figure"] == "arrangements") & (rows["later"] == article.states[-1].edition)].iloc[0]
    assert grown["index"] == pytest.approx(100 * 1750 / 1311)
    assert grown["growth"] == pytest.approx(grown["index"] - 100)
    assert rows.loc[rows["figure"] == "legal_class", "index"].isna().all()


@pytest.mark.parametrize("name", ["article", "shipped"])
def test_a_decomposition_adds_up(name: str, request: pytest.FixtureRequest) -> None:
    made: Panel = request.getfixturevalue(name)
    sums = made.decompositions.groupby(["earlier", "later", "what"])["net"].sum()
    for earlier, later in zip(made.editions, made.editions[1:], strict=False):
        assert sums[earlier.id, later.id, "arrangements"] == len(later.arrangements) - len(
            earlier.arrangements
        )
        assert sums[earlier.id, later.id, "participations"] == len(later.members) - len(earlier.members)


def test_the_editions_are_put_in_order_and_mergers_alone_do_what_they_do(shipped: Panel) -> None:
    assert [e.id for e in shipped.editions] == ["2016", "2024"]
    table = shipped.merged_only.set_index("measure")
    assert table.loc["municipalities", "before"] == 390
    assert table.loc["municipalities", "after"] == 342
    assert (
        table.loc["municipalities_per_arrangement", "after"]
        < table.loc["municipalities_per_arrangement", "before"]
    )
    assert set(shipped.decompositions["part"]) == {"real", "administrative", "not known"}


def test_coverage_names_who_is_in_none_and_who_in_two(shipped: Panel) -> None:
    table = shipped.coverage[shipped.coverage["edition"] == "2016"].set_index("division")
    safety = table.loc["veiligheidsregios"]
    assert (safety["arrangements"], safety["in_one"], safety["in_none"], safety["in_more"]) == (25, 390, 0, 0)
    social = table.loc["intergemeentelijkesocialediensten"]
    assert social["in_none"] == len(social["none"]) > 0


def test_flows_keep_every_arrangement(shipped: Panel) -> None:
    flows = shipped.flows()
    before = flows[~flows["source"].isin(["not_known_earlier", "founded"])]
    after = flows[~flows["target"].isin(["not_known_later", "ended"])]
    assert after["arrangements"].sum() >= len(shipped.editions[1].arrangements)
    assert before["arrangements"].sum() >= len(shipped.editions[0].arrangements)


def test_what_is_absent_is_said_and_the_rest_is_made() -> None:
    whole = load_edition("2016")
    tables = dict(whole.tables)
    tables["arrangements"] = tables["arrangements"].assign(legal_class="")
    made = state(Edition(tables), draws=10)
    assert made.missing.to_numpy().tolist() == [["legal_class", "legal_class"]]
    assert set(made.table["figure"]) == set(FIGURES) - {"legal_class"}


def test_a_region_has_its_own_figures() -> None:
    whole = load_edition("2016")
    twente = ["GM0153", "GM0141", "GM0164"]
    made = state(whole, draws=20, municipalities=twente, scope="Twente")
    members = whole.members
    own = members[members["organisation"].isin(twente)]
    assert made.value("mean_per_government", "municipality") == pytest.approx(len(own) / 3)
    assert made.value("arrangements") == own["arrangement"].nunique()


def test_an_index_needs_a_first_number_that_is_surely_not_zero(shipped: Panel) -> None:
    """Energy stands once in 2016: 31 in 2024 is not 3,100 per cent of anything."""
    counted = shipped.states[0]
    assert counted.value("fields", "energy") == 1
    assert "energy" not in set(shipped.growth["item"])
    assert {"social", "safety"} <= set(shipped.growth["item"])
    assert (shipped.growth["index_low"] > 0).all()
