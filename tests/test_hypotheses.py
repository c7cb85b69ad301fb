from __future__ import annotations

import json
import math
from itertools import combinations, permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import mannwhitneyu, permutation_test, rankdata, spearmanr

from regioscoop.cases import (
    DIRECTIONS,
    NEEDS,
    STUDY_FINDINGS,
    VERDICTS,
    association,
    case_measures,
    case_tables,
    holm,
    hypotheses,
    ranks,
    region_frame,
    weigh_hypotheses,
)
from regioscoop.cases._permutation import rank_correlation, two_groups
from regioscoop.cli import main
from regioscoop.context import flows
from regioscoop.errors import InputError, UnknownNameError
from regioscoop.register import load_edition


def sides(first: list[float], second: list[float]) -> tuple[pd.Series, pd.Series]:
    names = [f"r{i:02d}" for i in range(len(first))]
    return pd.Series(first, names, dtype=float), pd.Series(second, names, dtype=float)


def test_fishers_tea_as_published() -> None:
    """Fisher (1935) and Agresti: 3 of 4 cups right; the odds ratio and interval are those of R."""
    found = association(*sides([1, 1, 1, 0, 1, 0, 0, 0], [1, 1, 1, 1, 0, 0, 0, 0]))
    assert found.kind == "fisher"
    assert found.p_positive == pytest.approx(17 / 70)
    assert found.p_two_sided == pytest.approx(34 / 70)
    assert found.p_mid == pytest.approx((1 + 16 / 2) / 70)
    assert found.effect == pytest.approx(6.408309, abs=1e-4)
    assert (found.low, found.high) == pytest.approx((0.2117329, 621.9337505), rel=0.01)
    # The upper end by its own definition: all four right has 97.5% there.
    x = found.high
    assert x**4 / (1 + 16 * x + 36 * x**2 + 16 * x**3 + x**4) == pytest.approx(0.975)
    assert found.least_p == pytest.approx(2 / 70)


def test_holm_as_published() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([]) == []
    assert holm([0.9, 0.8]) == [1.0, 1.0]


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_adjusted_p_is_never_below_and_keeps_the_order(p: list[float]) -> None:
    adjusted = holm(p)
    assert all(a >= b for a, b in zip(adjusted, p, strict=True))
    assert np.all(np.diff(np.array(adjusted)[np.argsort(p, kind="stable")]) >= -1e-12)


few = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4)), min_size=5, max_size=7)


@given(few)
@settings(max_examples=40, deadline=None)
def test_rank_correlation_counts_every_rearrangement(pairs: list[tuple[int, int]]) -> None:
    a, b = (np.array(side, dtype=float) for side in zip(*pairs, strict=True))
    if len(set(a)) < 3 or len(set(b)) < 3:
        return
    found = association(*sides(list(a), list(b)))
    x, y = rankdata(a), rankdata(b)
    sums = np.array([x @ np.array(order) for order in permutations(y)])
    assert found.rearrangements == math.factorial(len(a))
    assert found.effect == pytest.approx(spearmanr(a, b).statistic)
    assert found.p_positive == pytest.approx(np.mean(sums >= x @ y - 1e-9))
    assert found.p_negative == pytest.approx(np.mean(sums <= x @ y + 1e-9))
    assert found.p_two_sided == pytest.approx(min(1, 2 * min(found.p_positive, found.p_negative)))
    ends = min(np.mean(sums >= sums.max() - 1e-9), np.mean(sums <= sums.min() + 1e-9))
    assert found.least_p == pytest.approx(min(1, 2 * ends))


def test_ten_cases_in_perfect_order_are_one_in_ten_factorial() -> None:
    found = association(*sides(list(range(10)), list(range(10))))
    assert found.effect == pytest.approx(1)
    assert found.p_positive == pytest.approx(1 / math.factorial(10))
    assert found.is_exact


def test_two_groups_count_every_split() -> None:
    values = [3.1, 2.2, 5.9, 1.0, 0.4, 2.7, 4.4, 0.1, 1.9]
    group = [1, 0, 1, 0, 0, 1, 1, 0, 0]
    found = association(*sides(group, values))
    own = np.mean([v for v, g in zip(values, group, strict=True) if g]) - np.mean(
        [v for v, g in zip(values, group, strict=True) if not g]
    )
    splits = [
        np.mean([values[i] for i in chosen]) - np.mean([values[i] for i in range(9) if i not in chosen])
        for chosen in combinations(range(9), 4)
    ]
    assert found.kind == "mean_difference"
    assert found.rearrangements == math.comb(9, 4)
    assert found.effect == pytest.approx(own)
    assert found.p_positive == pytest.approx(np.mean(np.array(splits) >= own - 1e-9))
    inside, outside = ([v for v, g in zip(values, group, strict=True) if g == side] for side in (1, 0))
    published = permutation_test(
        (inside, outside), lambda x, y, axis: np.mean(x, axis) - np.mean(y, axis), n_resamples=np.inf
    )
    assert found.p_two_sided == pytest.approx(published.pvalue)
    u = mannwhitneyu(inside, outside)
    assert found.delta == pytest.approx(2 * u.statistic / 20 - 1)


@given(
    st.lists(st.integers(-40, 40), min_size=8, max_size=9, unique=True),
    st.integers(3, 5),
)
@settings(max_examples=40, deadline=None)
def test_the_interval_holds_the_shifts_that_the_test_does_not_refuse(values: list[int], size: int) -> None:
    group = [1.0] * size + [0.0] * (len(values) - size)
    found = association(*sides(group, [float(v) for v in values]))

    def refused(shift: float) -> bool:
        moved = [v - shift * g for v, g in zip(values, group, strict=True)]
        again = association(*sides(group, moved))
        return again.p_two_sided <= 0.05

    assert found.low <= found.effect <= found.high
    for end, outward in ((found.low, -1e-3), (found.high, 1e-3)):
        if math.isfinite(end):
            assert refused(end + outward)
            assert not refused(end - outward)


def test_too_few_cases_set_no_bound() -> None:
    found = association(*sides([1, 0, 0, 0, 0, 0], [3, 1, 2, 5, 4, 0]))
    assert (found.low, found.high) == (-math.inf, math.inf)


@given(st.permutations(range(9)))
@settings(max_examples=6, deadline=None)
def test_the_order_of_the_cases_does_not_matter(order: list[int]) -> None:
    for second in ([0, 1, 1, 0, 1, 0, 0, 1, 1], [5, 3, 3, 1, 9, 4, 4, 2, 0], [1.5, 2, 0, 7, 1, 3, 2, 8, 4]):
        for first in ([1, 0, 0, 1, 1, 0, 0, 0, 1], [2, 2, 1, 3, 4, 0, 1, 1, 5]):
            a, b = sides(first, second)
            assert association(a, b) == association(a.iloc[order], b.iloc[order])


def test_what_cannot_be_counted_is_drawn_and_says_its_error() -> None:
    rng = np.random.default_rng(1)
    a, b = rng.normal(size=11), rng.normal(size=11)
    group = np.arange(30) < 12
    many = rng.normal(size=30) + group
    drawn = two_groups(many, group, np.random.default_rng(2))
    assert not drawn.is_exact
    assert 0 < drawn.error < 0.005
    assert drawn == two_groups(many, group, np.random.default_rng(2))
    exact = rank_correlation(a, b, np.random.default_rng(2))
    wide = rank_correlation(np.tile(a, 2), np.tile(b, 2), np.random.default_rng(2))
    assert exact.is_exact
    assert not wide.is_exact
    assert wide.effect == pytest.approx(spearmanr(np.tile(a, 2), np.tile(b, 2)).statistic)
    assert wide.p_two_sided == pytest.approx(spearmanr(np.tile(a, 2), np.tile(b, 2)).pvalue, abs=0.02)


def test_sides_that_cannot_be_tested_are_refused_with_everything_that_is_wrong() -> None:
    a, b = sides([1, 0, 1, 0], [2, 2, 2, 2])
    with pytest.raises(InputError, match="the same value in every case"):
        association(a, b)
    with pytest.raises(InputError, match="3 known on both sides"):
        association(a, b.where(b.index != "r00"))
    with pytest.raises(InputError) as error:
        association(pd.concat([a, a]), pd.concat([b, b]))
    assert len(error.value.problems) == 8


def test_the_hypotheses_are_whole() -> None:
    stated = hypotheses()
    assert stated.index.is_unique
    text = ["words_nl", "words_en", "condition", "outcome", "found_nl", "found_en", "source", "passage"]
    assert (stated[text] != "").all(axis=None)
    assert set(stated["direction"]) == set(DIRECTIONS.codes)
    assert set(stated["study_found"]) == set(STUDY_FINDINGS.codes)
    assert {need for needs in stated["needs"] for need in needs.split("|") if need} <= set(NEEDS.codes)
    assert set(stated["source"]) <= set(case_tables()["sources"]["id"])
    places = ranks()
    for row in stated[stated["condition_absent"] != ""].itertuples():
        assert row.condition_absent in places[row.condition]


@pytest.fixture(scope="module")
def on_facts() -> pd.DataFrame:
    return weigh_hypotheses(region_frame(case_tables(loaded=False)))


def test_ten_cases_decide_nothing(on_facts: pd.DataFrame) -> None:
    assert set(on_facts["verdict"]) == {"chance", "not_measured"}
    assert on_facts["tested"].iloc[0] == (on_facts["verdict"] == "chance").sum()
    measured = on_facts["verdict"] == "chance"
    assert on_facts.loc[measured, "p_holm"].notna().all()
    assert on_facts.loc[~measured, ["effect", "p_two_sided", "p_holm"]].isna().all(axis=None)
    assert set(on_facts.loc[~measured, "reason"]) <= {"constant", "no_values", "few_cases"}


def test_the_numbers_of_the_ten_cases(on_facts: pd.DataFrame) -> None:
    agenda = on_facts.loc["agenda-results"]
    assert (agenda["cases"], agenda["p_two_sided"]) == (10, pytest.approx(1 / 45))
    assert (agenda["verdict"], agenda["reason"]) == ("chance", "many_tests")
    social = on_facts.loc["social-capital-welfare"]
    assert (social["effect"], social["delta"]) == (pytest.approx(1.125), 1.0)
    growth = on_facts.loc["population-welfare"]
    assert growth["p_expected"] == growth["least_p"] == pytest.approx(3 / 45)
    assert growth["reason"] == "too_small"
    puller = on_facts.loc["puller-results"]
    assert puller["read_as"] == 5
    assert puller["p_expected"] == pytest.approx(10 / 45)
    investment = on_facts.loc["investment-welfare"]
    assert (investment["cases"], investment["p_expected"]) == (9, pytest.approx(34 / 84))


def test_the_paradox_of_involvement_waits_for_a_survey(on_facts: pd.DataFrame) -> None:
    row = on_facts.loc["organised-involvement"]
    assert (row["study_found"], row["verdict"], row["reason"]) == ("contradicted", "not_measured", "constant")


def synthetic(sign: int) -> pd.DataFrame:
    """Fourteen synthetic regions: more is organised where council members feel more or less involved."""
    names = [f"r{i:02d}" for i in range(14)]
    level = pd.Series(["most"] * 7 + ["less"] * 7, names)
    felt = pd.Series(np.linspace(4, 2, 14) * sign + (0 if sign > 0 else 6), names)
    return pd.DataFrame({"organised_level": level, "survey_input_throughput": felt})


@pytest.mark.parametrize(("sign", "verdict"), [(1, "supported"), (-1, "contradicted")])
def test_enough_regions_give_a_verdict_and_its_direction(sign: int, verdict: str) -> None:
    found = weigh_hypotheses(synthetic(sign)).loc["organised-involvement"]
    assert found["verdict"] == verdict
    assert found["tested"] == 1
    assert found["p_holm"] == found["p_two_sided"] == pytest.approx(2 / math.comb(14, 7))
    assert VERDICTS.label(verdict, "nl")


def test_measures_are_joined_and_never_replace_what_is_stated() -> None:
    frame = synthetic(1)
    measures = pd.DataFrame(
        {"c1_newman": np.linspace(0, 1, 14), "survey_input_throughput": 1.0}, index=frame.index
    )
    found = weigh_hypotheses(frame, measures)
    row = found.loc["congruence-involvement"]
    assert (row["condition"], row["verdict"]) == ("c1_newman", "contradicted")
    shuffled = weigh_hypotheses(frame.iloc[::-1], measures.sample(frac=1, random_state=1))
    pd.testing.assert_frame_equal(found, shuffled)


def test_what_cannot_be_weighed_is_refused() -> None:
    frame = synthetic(1)
    with pytest.raises(UnknownNameError, match="some"):
        weigh_hypotheses(frame.replace("most", "some"))
    with pytest.raises(InputError) as error:
        weigh_hypotheses(pd.concat([frame, frame.iloc[:2]]), alpha=2)
    assert len(error.value.problems) == 3


def test_the_cases_in_the_register() -> None:
    first, later = load_edition("2016"), load_edition("2024")
    figures = pd.DataFrame(
        [("drenthe", "address_density_per_km2", year, value) for year, value in ((2023, 9.0), (2021, 8.0))],
        columns=["region_id", "indicator", "year", "value"],
    )
    table = case_measures(first, later, flows(first), figures)
    assert table["address_density_per_km2"].dropna().to_dict() == {"drenthe": 9.0}
    assert table.index.is_unique
    assert set(table.index) == set(region_frame().index)
    assert table.loc["groningen", "merged_share"] == pytest.approx(1 - 10 / 23)
    assert table.loc["drenthe", "merged_share"] == 0
    assert table["self_containment"].between(0, 1).all()
    found = weigh_hypotheses(measures=table)
    row = found.loc["congruence-results-measured"]
    assert (row["cases"], row["verdict"]) == (10, "chance")
    assert row["effect"] < 0


def test_the_command_gives_every_verdict_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["cases", "hypotheses", "--no-measures", "--language", "en", "--format", "json"])
    assert stopped.value.code == 0
    rows = json.loads(capsys.readouterr().out)
    assert len(rows) == len(hypotheses())
    assert {row["verdict"] for row in rows} == {"cannot be told apart from chance", "not measured"}
