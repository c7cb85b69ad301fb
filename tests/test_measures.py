from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import make_edition
from regioscoop.measures import (
    congruence,
    field_pairs,
    integrality,
    legal_forms,
    measure_regions,
    member_overlap,
    nationwide,
    participation,
    study_ranks,
    study_regions,
)
from regioscoop.network import from_pairs, incidence_of
from regioscoop.regions import Ecosystems, Regionalisation
from regioscoop.register import Edition

VECTOR = from_pairs(list("ABCABABCDCD"), ["1"] * 3 + ["2"] * 2 + ["3"] * 4 + ["4"] * 2)
R = pd.Series({"A": "R", "B": "R", "C": "R"})


def test_the_test_vector() -> None:
    """R = {A,B,C}; arrangements ABC, AB, ABCD, CD."""
    found = congruence(VECTOR, R).loc["R"]
    assert found["c1_count"] == pytest.approx(7 / 11)
    assert found["c2"] == pytest.approx(2 / 3)
    assert found["c2_exact"] == pytest.approx(1 / 3)
    assert found["c4"] == pytest.approx(0.8056, abs=5e-5)
    assert member_overlap(VECTOR)["A"] == pytest.approx(2 / 3)
    # Newman, by hand: in 3/2 + 1 + 1 = 7/2, cross 1 + 1 = 2.
    assert found["c1_newman"] == pytest.approx(3.5 / 5.5)


@given(
    st.lists(
        st.tuples(st.sampled_from("ABCDEF"), st.sampled_from("stuvw")), min_size=4, max_size=25, unique=True
    ),
    st.sets(st.sampled_from("ABCDEF"), min_size=2, max_size=5),
)
@settings(max_examples=50, deadline=None)
def test_congruence_is_what_its_definition_says(rows: list[tuple[str, str]], region: set[str]) -> None:
    members, arrangements = zip(*rows, strict=True)
    incidence = from_pairs(members, arrangements, list("ABCDEF"))
    labels = pd.Series(dict.fromkeys(sorted(region), "R"))
    sets = {s: {m for m, a in rows if a == s} for s in set(arrangements)}
    weight = {
        (i, j): sum(1 / (len(s) - 1) for s in sets.values() if {i, j} <= s)
        for i in "ABCDEF"
        for j in "ABCDEF"
        if i < j
    }
    inside = sum(w for (i, j), w in weight.items() if {i, j} <= region)
    cross = sum(w for (i, j), w in weight.items() if len({i, j} & region) == 1)
    shared = [s for s in sets.values() if len(s & region) >= 2]
    found = congruence(incidence, labels, draws=5, null_draws=3).loc["R"]
    expected = {
        "c1_newman": inside / (inside + cross) if inside + cross else np.nan,
        "c2": np.mean([region <= s for s in shared]) if shared else np.nan,
        "c2_exact": np.mean([region == s for s in shared]) if shared else np.nan,
        "c4": np.mean([len(s & region) / len(s | region) for s in shared]) if shared else np.nan,
    }
    for name, value in expected.items():
        assert found[name] == pytest.approx(value, nan_ok=True), name
    assert found["arrangements"] == len(shared)


def test_intervals_hold_the_value_and_widen_with_fewer_arrangements(
    edition: Edition, bre: Ecosystems
) -> None:
    labels = bre.regionalisation().labels
    whole = congruence(incidence_of(edition), labels)
    for name in ("c1_newman", "c2", "c4"):
        assert (whole[f"{name}_low"] <= whole[name] + 1e-9).all()
        assert (whole[f"{name}_high"] >= whole[name] - 1e-9).all()
    half = edition.select(arrangements=edition.arrangements.index[::3])
    thin = congruence(incidence_of(half), labels)
    width = lambda t: (t["c2_high"] - t["c2_low"]).mean()  # noqa: E731
    assert width(thin) > width(whole)


def test_completeness_falls_with_size_under_the_null(edition: Edition, bre: Ecosystems) -> None:
    found = congruence(incidence_of(edition), bre.regionalisation().labels)
    assert found["c4_null"].corr(found["members"]) < 0
    assert (found["c1_newman"] > found["c1_newman_null"]).all()


def test_a_nationwide_arrangement_leaves_the_counts_and_is_named() -> None:
    towns = [f"{k:03d}" for k in range(60)]
    rows = (
        [(t, "everyone") for t in towns]
        + [(t, "pair") for t in towns[:2]]
        + [(t, "other") for t in towns[1:4]]
    )
    incidence = from_pairs(*zip(*rows, strict=True))
    assert nationwide(incidence) == ["everyone"]
    found = congruence(incidence, pd.Series({"000": "R", "001": "R"}), draws=5, null_draws=3).loc["R"]
    assert found["c1_count"] == pytest.approx(1 / 3)
    assert nationwide(VECTOR) == []


def test_integrality_and_its_interval() -> None:
    fields = pd.Series(
        {f"a{i}": ("social",) if i % 4 else ("social", "economy", "spatial") for i in range(200)}
    )
    found = integrality(fields, {"R": list(fields.index)}).loc["R"]
    assert found["two_or_more_share"] == found["three_or_more_share"] == 0.25
    assert found["mean_fields"] == 1.5
    p = np.array([200, 50, 50]) / 300
    assert found["entropy"] == pytest.approx(-(p * np.log2(p)).sum())
    assert found["two_or_more_share_low"] < 0.25 < found["two_or_more_share_high"]
    assert found["two_or_more_share_shift"] > 0  # errors add fields to those with one
    assert (
        integrality(fields, {"R": []}).loc["R", "mean_fields"]
        != integrality(fields, {"R": []}).loc["R", "mean_fields"]
    )


def test_pairs_of_fields() -> None:
    pairs = field_pairs(
        pd.Series({"a": ("social", "economy"), "b": ("economy", "social", "spatial"), "c": ("safety",)})
    )
    top = pairs.iloc[0]
    assert {top["a"], top["b"]} == {"social", "economy"}
    assert top[["arrangements", "share"]].tolist() == [2, pytest.approx(2 / 3)]


def test_legal_form_lies_between_what_is_sure_and_what_could_be(edition: Edition) -> None:
    ids = list(edition.arrangements.index)
    found = legal_forms(edition.arrangements, {"NL": ids}).loc["NL"]
    classes = ["wgr_body", "private_body", "no_body"]
    assert sum(found[f"{c}_share"] for c in classes) == pytest.approx(1.0)
    for c in classes:
        assert found[f"{c}_share_low"] <= found[f"{c}_share"] <= found[f"{c}_share_high"]
    assert found["wgr_body_share_high"] - found["wgr_body_share_low"] == pytest.approx(
        found["legal_unsure_share"]
    )


def test_participation_counts() -> None:
    edition = make_edition({"s1": "AB", "s2": "ABC", "s3": "CD"})
    labels = pd.Series({f"GM{ord(x):04d}": "R" for x in "AB"})
    found = participation(edition.members, labels, {"R": ["s1", "s2"]}).loc["R"]
    assert found["arrangements_per_municipality"] == 2
    assert found["municipalities_per_arrangement"] == 2.5
    assert found["province_share"] == 0


def test_the_table_of_2016(edition: Edition, bre: Ecosystems) -> None:
    table = measure_regions(edition, bre.regionalisation())
    assert len(table) == bre.delineation.best_level.regions
    assert table["region"].is_monotonic_increasing
    assert table["members"].sum() == 390
    for name in ("c1_newman", "c2", "c3", "c4", "two_or_more_share"):
        assert table[name].between(0, 1).all(), name
    assert not table["c2_without_mandatory"].equals(table["c2"])
    again = measure_regions(edition, bre.regionalisation())
    pd.testing.assert_frame_equal(table, again)


def test_the_cases_of_the_study_are_held_against_it(edition: Edition) -> None:
    regions = study_regions(edition)
    assert len(regions.names) == 10
    ranks = study_ranks(measure_regions(edition, regions, draws=20))
    assert len(ranks) == 7
    assert set(ranks["agrees"]) <= {"yes", "no"}
    assert (ranks.loc[ranks["agrees"] == "no", "explanation"] != "").all()
    assert ranks["rank"].between(1, 10).all()


def test_a_region_without_shared_arrangements_is_unknown_not_zero() -> None:
    edition = make_edition({"s1": "AB", "s2": "BC"})
    labels = pd.Series({"GM0065": "one", "GM0066": "two", "GM0067": "two"})
    table = measure_regions(
        edition, Regionalisation("x", labels, pd.Series({"one": "Een", "two": "Twee"})), draws=5
    )
    alone = table.set_index("region_id").loc["one"]
    assert np.isnan(alone["c2"])
    assert alone["c1_newman"] == 0
