"""Biotope and welfare: levels, trends, within against between, mirrored profiles, elements and peers."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regioscoop import context
from regioscoop.cli import main
from regioscoop.context import DEVELOPMENT_WORDS, MIRROR_WORDS, TREND_WORDS, WITHIN_WORDS
from regioscoop.context._tables import shipped_table
from regioscoop.register import load_edition

LISTED = shipped_table("indicator_list").set_index("id")
SHROUT_FLEISS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("REGIOSCOOP_HOME", str(tmp_path / "home"))


@pytest.fixture(scope="module")
def municipal() -> pd.DataFrame:
    return context.fit_indicators(shipped(), load_edition("2024"), LISTED).rows


@pytest.fixture(scope="module")
def provinces() -> pd.Series:
    return load_edition("2024").municipalities["province"]


def shipped() -> pd.DataFrame:
    rows = shipped_table("indicators")
    return rows.astype({"valid_year": int, "year": int, "value": float})


def figures(values: dict[str, list[float]], indicator: str = "age_65_plus_percent") -> pd.DataFrame:
    """Synthetic figures: area -> its value in 2020, 2021 ..."""
    rows = [
        (area, indicator, 2020 + at, value)
        for area, column in values.items()
        for at, value in enumerate(column)
    ]
    return pd.DataFrame(rows, columns=["area", "indicator", "year", "value"])


def grouped(groups: list[list[float]]) -> tuple[pd.DataFrame, pd.Series]:
    """Figures of one year and the region of each municipality."""
    labels = {f"GM{r:02d}{m:02d}": f"r{r}" for r, group in enumerate(groups) for m in range(len(group))}
    rows = figures({area: [v] for area, v in zip(labels, (v for g in groups for v in g), strict=True)})
    return rows, pd.Series(labels)


# Levels


def test_a_level_is_a_standard_score_and_its_welfare_knows_the_direction():
    rows = pd.concat([
        figures({"a": [1], "b": [2], "c": [3]}, "crimes_per_1000"),
        figures({"a": [1], "b": [2], "c": [3]}, "health_good_percent"),
        figures({"a": [1], "b": [2], "c": [3]}, "household_size"),
    ])  # fmt: skip
    found = context.levels(rows, LISTED).set_index(["indicator", "area"])
    z = math.sqrt(1.5)
    assert found.loc["crimes_per_1000", "score"].tolist() == pytest.approx([-z, 0, z])
    assert found.loc["crimes_per_1000", "welfare"].tolist() == pytest.approx([z, 0, -z])
    assert found.loc["health_good_percent", "welfare"].tolist() == pytest.approx([-z, 0, z])
    assert found.loc["household_size", "welfare"].isna().all()


def test_nothing_is_standardised_of_equal_or_too_few_areas_and_little_coverage_is_left_out():
    equal = figures({"a": [0.1], "b": [0.1], "c": [0.1]})
    assert context.levels(equal, LISTED)["score"].isna().all()
    assert context.levels(figures({"a": [1], "b": [2]}), LISTED)["score"].isna().all()
    rows = figures({"a": [1], "b": [2], "c": [3], "d": [99]}).assign(coverage=[1, 0.8, 1, 0.79])
    assert context.levels(rows, LISTED)["area"].tolist() == ["a", "b", "c"]


# Trends


def test_a_slope_has_the_interval_of_student():
    found = context.indicator_trends(figures({"a": [1, 2, 4]})).iloc[0]
    assert found["slope"] == pytest.approx(1.5)
    # se = sqrt(SSE / (n - 2) / Sxx) = sqrt(1/6 / 1 / 2); t(.975, 1) = 12.7062
    reach = 12.7062 * math.sqrt(1 / 12)
    assert [found["slope_low"], found["slope_high"]] == pytest.approx([1.5 - reach, 1.5 + reach], rel=1e-4)
    assert found["trend"] == "cannot_be_told"


def test_a_trend_is_only_said_when_the_interval_says_so():
    rows = figures({
        "up": [1, 2.1, 2.9, 4, 5.1], "down": [9, 8, 7.1, 5.9, 5], "flat": [3, 3.001, 3, 2.999, 3],
        "wild": [1, 9, 2, 8, 3], "short": [1, 2], "gap": [1, 2, np.nan],
    })  # fmt: skip
    found = context.indicator_trends(rows).set_index("area")["trend"]
    assert found.to_dict() == {
        "up": "rising", "down": "falling", "flat": "stable", "wild": "cannot_be_told", "short": "unknown",
        "gap": "unknown",
    }  # fmt: skip
    assert set(found) <= set(TREND_WORDS)


def test_two_figures_of_one_year_are_not_more_years():
    rows = pd.concat([figures({"a": [1, 2]}), figures({"a": [3]})])
    assert context.indicator_trends(rows)["trend"].tolist() == ["unknown"]


# Within against between


def test_the_icc_is_that_of_shrout_and_fleiss():
    rows, labels = grouped(SHROUT_FLEISS)
    found = context.within_between(rows, labels).iloc[0]
    assert round(found["icc"], 2) == 0.17
    assert (found["municipalities"], found["regions"]) == (24, 6)
    assert found["eta2_chance"] == pytest.approx(5 / 23)


def test_eta_is_the_part_of_the_sum_of_squares_between_unequal_regions():
    groups = [[1.0, 2, 6], [4.0, 4], [9.0, 7, 8, 8]]
    rows, labels = grouped(groups)
    every = np.concatenate(groups)
    between = sum(len(g) * (np.mean(g) - every.mean()) ** 2 for g in map(np.array, groups))
    within = sum(((np.array(g) - np.mean(g)) ** 2).sum() for g in groups)
    found = context.within_between(rows, labels).iloc[0]
    assert found["eta2"] == pytest.approx(between / (between + within))
    size = (9 - (9 + 4 + 16) / 9) / 2
    mean_b, mean_w = between / 2, within / 6
    assert found["icc"] == pytest.approx((mean_b - mean_w) / (mean_b + (size - 1) * mean_w))


def test_the_verdict_follows_the_interval():
    rng = np.random.default_rng(1)
    apart = [list(10 * r + rng.normal(size=8)) for r in range(12)]
    alike = [list(rng.normal(size=8)) for _ in range(12)]
    found = [context.within_between(*grouped(groups)).iloc[0] for groups in (apart, alike)]
    assert [row["verdict"] for row in found] == ["between", "within"]
    assert found[0]["p_chance"] == pytest.approx(1 / 1001)
    assert found[1]["p_chance"] > 0.05
    assert found[1]["icc_low"] < 0 < found[1]["icc_high"]
    assert found[1]["within_share"] <= 1
    assert {row["verdict"] for row in found} <= set(WITHIN_WORDS)


@pytest.mark.parametrize("groups", [[[1.0, 2, 3]], [[1.0], [2.0], [3.0]], [[5.0, 5], [5.0, 5]]])
def test_what_cannot_be_partitioned_is_unknown(groups: list[list[float]]):
    found = context.within_between(*grouped(groups)).iloc[0]
    assert found["verdict"] == "unknown"
    assert found[["eta2", "icc", "p_chance"]].isna().all()


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.lists(st.floats(-100, 100), min_size=2, max_size=5), min_size=2, max_size=5),
    st.randoms(use_true_random=False),
)
def test_the_partition_does_not_depend_on_order_unit_or_zero(groups: list[list[float]], random):
    rows, labels = grouped(groups)
    found = context.within_between(rows, labels, draws=20)
    order = list(range(len(rows)))
    random.shuffle(order)
    pd.testing.assert_frame_equal(
        context.within_between(rows.iloc[order], labels.sample(frac=1, random_state=1), draws=20), found
    )
    if found["eta2"].isna().any() or np.ptp(rows["value"]) < 1e-3:
        return
    assert 0 <= found["eta2"].iloc[0] <= 1 + 1e-12
    moved = context.within_between(rows.assign(value=3 * rows["value"] + 7), labels, draws=20)
    assert moved["icc"].iloc[0] == pytest.approx(found["icc"].iloc[0], abs=1e-6)


def test_one_year_of_figures_cannot_test_a_statement_on_development(
    municipal: pd.DataFrame, provinces: pd.Series
):
    assert not context.can_test_development(municipal, LISTED)
    assert context.development_within_between(municipal, provinces).empty
    assert "ontwikkeling" in DEVELOPMENT_WORDS[False][0]
    years = figures({"a": [1, 2, 3], "b": [1, 2, 3]}, "health_good_percent")
    assert context.can_test_development(years, LISTED)
    assert not context.can_test_development(years.assign(indicator="household_size"), LISTED)


def test_development_is_partitioned_by_the_slope_of_each_municipality():
    rng = np.random.default_rng(3)
    slopes = {f"GM{r:02d}{m:02d}": r + 0.01 * rng.normal() for r in range(6) for m in range(4)}
    rows = figures({a: [5 + s * t for t in range(3)] for a, s in slopes.items()}, "health_good_percent")
    labels = pd.Series({area: area[:4] for area in slopes})
    found = context.development_within_between(rows, labels).iloc[0]
    assert (found["verdict"], found["year"], found["municipalities"]) == ("between", 2022, 24)


# Themes, mirrors, elements


def test_themes_take_the_last_year_and_every_indicator_once_for_each_theme():
    rows = pd.concat([
        figures({"a": [9, 1], "b": [9, 2], "c": [9, 3]}, "crimes_per_1000"),
        figures({"a": [1], "b": [2], "c": [3]}, "trust_institutions_percent"),
        figures({"a": [1], "b": [1], "c": [4]}, "household_size"),
    ])  # fmt: skip
    scores = context.levels(rows, LISTED)
    found = context.theme_scores(scores, LISTED).set_index(["theme", "area"])
    assert set(found.index.get_level_values("theme")) == {"safety", "society"}
    assert found.loc[("safety", "a"), "score"] == pytest.approx(math.sqrt(1.5))
    assert (found["indicators"] == 1).all()
    capital = context.theme_scores(scores, LISTED, "capital")
    assert set(capital["theme"]) == {"capital_social"}


def test_mirrored_themes_have_the_interval_of_fisher():
    rng = np.random.default_rng(5)
    x = rng.normal(size=30)
    scores = {"p": x, "q": -x + 0.3 * rng.normal(size=30), "r": rng.normal(size=30)}
    themes = pd.concat([pd.DataFrame({"area": range(30), "theme": t, "score": v}) for t, v in scores.items()])
    found = context.mirrored_profiles(themes).set_index(["theme", "other"])
    row = found.loc[("p", "q")]
    z, reach = math.atanh(row["r"]), 1.959964 / math.sqrt(27)
    assert [row["r_low"], row["r_high"]] == pytest.approx(
        [math.tanh(z - reach), math.tanh(z + reach)], abs=1e-6
    )
    assert row["verdict"] == "mirrored"
    assert found.loc[("p", "r"), "verdict"] == "cannot_be_told"
    few = context.mirrored_profiles(themes[themes["area"] < 3])
    assert set(few["verdict"]) == {"unknown"}
    assert set(found["verdict"]) | set(few["verdict"]) <= set(MIRROR_WORDS)


def test_the_ten_elements_are_scaled_to_mean_one_and_summed_when_all_are_known():
    elements = context.in_group(LISTED, "element")
    rng = np.random.default_rng(7)
    rows = pd.concat(
        [figures({a: [v] for a, v in zip("abcd", rng.uniform(1, 50, 4), strict=True)}, e) for e in elements]
    )
    found = context.entrepreneurial_ecosystems(rows, LISTED)
    assert np.allclose(found[elements].mean(), 1)
    assert found["index"].mean() == pytest.approx(10)
    partly = context.entrepreneurial_ecosystems(rows[rows["indicator"] != elements[0]], LISTED)
    assert (partly["elements"] == 9).all()
    assert partly["index"].isna().all()
    negative = rows.assign(value=rows["value"].where(rows["indicator"] != elements[0], -1.0))
    assert context.entrepreneurial_ecosystems(negative, LISTED)["index"].isna().all()


# Peers


def regions(values: dict[str, dict[str, float]]) -> pd.DataFrame:
    rows = [(r, i, 2023, v) for i, column in values.items() for r, v in column.items()]
    return pd.DataFrame(rows, columns=["region_id", "indicator", "year", "value"]).assign(coverage=1.0)


def test_a_distance_counts_each_group_once_however_many_indicators_it_has():
    old = {"a": 0, "b": 2, "c": 4, "d": 6}
    near = {"a": 0, "b": 1, "c": 5, "d": 6}
    rows = regions({"age_65_plus_percent": old, "age_0_14_percent": old, "density_per_km2": near})
    scores = context.biotope_scores(rows, LISTED)
    found = context.nearest_peers(scores, LISTED).set_index(["region_id", "peer_id"])
    gap = scores.loc["a"] - scores.loc["b"]
    expected = math.sqrt((gap["age_65_plus_percent"] ** 2 + gap["density_per_km2"] ** 2) / 2)
    assert found.loc[("a", "b"), "distance"] == pytest.approx(expected)
    assert found.loc[("a", "b"), "rank"] == 1
    assert found.loc[("b", "a"), "distance"] == found.loc[("a", "b"), "distance"]
    assert found.loc[("a", "b"), "differs_on"] == "age_0_14_percent"


def test_counts_say_how_large_a_region_is_and_not_what_it_is_like(
    municipal: pd.DataFrame, provinces: pd.Series
):
    scores = context.biotope_scores(context.aggregate(municipal, provinces, LISTED), LISTED)
    assert not {"inhabitants", "households", "area_km2", "land_km2", "water_km2"} & set(scores.columns)
    assert scores.shape == (12, 11)


def test_regions_that_share_too_little_are_no_peers():
    rows = regions({
        "age_65_plus_percent": {"a": 1, "b": 2, "c": 3}, "density_per_km2": {"a": 1, "b": 2, "d": 3},
        "household_size": {"a": 1, "b": 3, "d": 2},
    })  # fmt: skip
    found = context.nearest_peers(context.biotope_scores(rows, LISTED), LISTED)
    pairs = set(zip(found["region_id"], found["peer_id"], strict=True))
    assert ("a", "b") in pairs
    assert ("a", "d") in pairs
    assert ("a", "c") not in pairs
    assert ("c", "d") not in pairs


def test_peers_of_provinces_are_symmetric_and_do_not_depend_on_the_order_of_rows(
    municipal: pd.DataFrame, provinces: pd.Series
):
    rows = context.aggregate(municipal, provinces, LISTED)
    found = context.nearest_peers(context.biotope_scores(rows, LISTED), LISTED)
    assert found.groupby("region_id")["rank"].agg(list).map(lambda r: r == [1, 2, 3, 4, 5]).all()
    assert (found["region_id"] != found["peer_id"]).all()
    distance = found.set_index(["region_id", "peer_id"])["distance"]
    mutual = [pair for pair in distance.index if pair[::-1] in distance.index]
    assert all(distance[pair] == pytest.approx(distance[pair[::-1]]) for pair in mutual)
    shuffled = context.aggregate(
        municipal.sample(frac=1, random_state=2), provinces.sample(frac=1, random_state=3), LISTED
    )
    again = context.nearest_peers(
        context.biotope_scores(shuffled.sample(frac=1, random_state=4), LISTED), LISTED
    )
    pd.testing.assert_frame_equal(again, found)


def test_what_regions_do_otherwise_is_their_own_measures_side_by_side():
    measures = pd.DataFrame({
        "region_id": ["a", "b", "c"], "region": ["A", "B", "C"],
        "c2": [0.2, 0.8, 0.5], "c2_low": [0.1, 0.6, 0.15], "c2_high": [0.3, 0.9, 0.7],
        "c2_null": [0.1, 0.1, 0.1],
        "members": [4, 5, np.nan],
    })  # fmt: skip
    peers = pd.DataFrame({"region_id": ["a", "a"], "rank": [1, 2], "peer_id": ["b", "c"]})
    found = context.what_differs(measures, peers)
    assert found[["peer_id", "measure"]].to_numpy().tolist() == [["b", "c2"], ["b", "members"], ["c", "c2"]]
    first = found.iloc[0]
    assert first["difference"] == pytest.approx(-0.6)
    assert first["difference_sd"] == pytest.approx(-0.6 / np.std([0.2, 0.8, 0.5]))
    assert found["apart"].tolist() == [True, pd.NA, False]


# On the shipped figures


def test_ages_differ_more_within_provinces_than_between_them(municipal: pd.DataFrame, provinces: pd.Series):
    found = context.within_between(municipal, provinces).set_index("indicator")
    assert found.loc["age_65_plus_percent", "verdict"] == "within"
    assert found.loc["household_size", "verdict"] == "within"
    assert (found.loc[["age_65_plus_percent", "density_per_km2"], "p_chance"] < 0.01).all()
    # Whether municipalities are large does not hang together with their province.
    assert found.loc["inhabitants", "p_chance"] > 0.05


def test_the_command_shows_each_table(capsys: pytest.CaptureFixture[str]):
    for show, columns in {
        "level": {"region", "coverage", "score"},
        "trend": {"slope_low", "trend"},
        "within-between": {"icc", "verdict"},
        "peers": {"peer", "distance"},
        "themes": set(),
        "borders": {"fate", "why"},
    }.items():
        arguments = ["indicators", "--regions", "province", "--show", show, "--format", "json"]
        with pytest.raises(SystemExit) as end:
            main(arguments)
        assert end.value.code in (0, None)
        shown = capsys.readouterr()
        rows = json.loads(shown.out)
        assert bool(rows) == bool(columns)
        assert not rows or columns <= set(rows[0])
        assert ("not measured" in shown.err) == (show == "themes")
        assert ("cannot be tested" in shown.err.replace("\n", " ")) == (show == "within-between")


def test_without_peers_nothing_differs() -> None:
    measures = pd.DataFrame({"region_id": ["a", "b"], "c1": [0.1, 0.2]})
    peers = pd.DataFrame(columns=["region_id", "rank", "peer_id", "distance"])
    assert context.what_differs(measures, peers).empty
