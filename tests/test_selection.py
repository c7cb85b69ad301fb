from __future__ import annotations

from itertools import combinations
from math import isnan, sqrt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import make_edition
from regioscoop.errors import InputError, UnknownNameError
from regioscoop.measures import (
    AMBITION_SCALES,
    choose,
    congruence,
    resemblance,
    resembling,
    selection,
    selection_totals,
    working_on,
)
from regioscoop.network import Incidence, incidence_of
from regioscoop.regions import Regionalisation, best_fit, official_regions, provinces, spread
from regioscoop.register import Edition

VECTOR = {"p": "ABC", "q": "AB", "r": "ABCD", "s": "CD"}
MEMBERSHIPS = st.dictionaries(
    st.sampled_from("pqrstuvw"), st.sets(st.sampled_from("ABCDEFG"), min_size=1).map("".join), min_size=1
)


def gm(letters: str) -> list[str]:
    return [f"GM{ord(x):04d}" for x in letters]


def labels_of(regions: dict[str, str]) -> pd.Series:
    return pd.Series({code: name for name, letters in regions.items() for code in gm(letters)})


def picked(edition: Edition, ids: np.ndarray) -> Incidence:
    incidence = incidence_of(edition)
    return incidence.take(np.isin(incidence.arrangements, ids))


def by_hand(memberships: dict[str, str], region: str) -> tuple[float, float, float]:
    """The docstring of `selection`, arrangement by arrangement."""
    pairs = []
    for members in memberships.values():
        n, m = len(members), len(set(members) & set(region))
        if n >= 2 and m:
            inside = m * (m - 1) / 2 / (n - 1)
            pairs.append((inside, inside + m * (n - m) / (n - 1)))
    if not pairs:
        return np.nan, np.nan, np.nan
    total, k = sum(t for _, t in pairs), len(pairs)
    c1 = sum(i for i, _ in pairs) / total
    if k < 5:
        return c1, np.nan, np.nan
    se = sqrt(k / (k - 1) * sum((i - c1 * t) ** 2 for i, t in pairs)) / total
    if se < 1e-12:
        return c1, np.nan, np.nan
    return c1, max(0.0, c1 - 1.959964 * se), min(1.0, c1 + 1.959964 * se)


# selection


def test_the_vector_of_the_method() -> None:
    found = selection(incidence_of(make_edition(VECTOR)), labels_of({"R": "ABC", "rest": "D"}))
    assert found.loc["R", ["arrangements", "municipalities"]].tolist() == [3, 3]
    assert found.loc["R", "c1"] == pytest.approx(7 / 11)
    assert found[["low", "high"]].isna().all(axis=None)  # four arrangements are too few
    assert found.loc["rest"].fillna(-1).tolist() == [0, 1, 0, -1, -1]
    assert selection_totals(incidence_of(make_edition(VECTOR))).pairs == 6


@settings(max_examples=60, deadline=None)
@given(MEMBERSHIPS, st.integers(1, 6))
def test_selection_repeats_the_formula(memberships: dict[str, str], cut: int) -> None:
    everyone = "".join(sorted(set("".join(memberships.values()))))
    regions = {"R": everyone[:cut], "S": everyone[cut:]}
    incidence = incidence_of(make_edition(memberships))
    found = selection(incidence, labels_of(regions))
    for region, letters in regions.items():
        if letters:
            expected = by_hand(memberships, letters)
            assert found.loc[region, ["c1", "low", "high"]].tolist() == pytest.approx(expected, nan_ok=True)
            assert found.loc[region, "municipalities"] == len(letters)
    shared = {p for members in memberships.values() for p in combinations(sorted(members), 2)}
    totals = selection_totals(incidence)
    assert (totals.pairs, totals.municipalities) == (len(shared), len(everyone))
    assert totals.arrangements == sum(len(members) > 1 for members in memberships.values())


def test_an_interval_where_nothing_differs_is_not_known() -> None:
    same = {f"s{k}": "ABD" for k in range(7)}
    found = selection(incidence_of(make_edition(same)), labels_of({"R": "AB", "rest": "D"}))
    assert found.loc["R", "c1"] == pytest.approx(1 / 3)
    assert isnan(found.loc["R", "low"])
    assert isnan(found.loc["R", "high"])


def test_a_selection_of_nothing(edition: Edition) -> None:
    labels = provinces(edition).labels
    nothing = picked(edition, np.array([], dtype=str))
    found = selection(nothing, labels)
    assert len(found) == 12
    assert found["c1"].isna().all()
    assert not found[["arrangements", "municipalities"]].any(axis=None)
    totals = selection_totals(nothing)
    assert (totals.arrangements, totals.municipalities, totals.pairs) == (0, 0, 0)


def test_of_everything_it_is_c1_and_near_its_bootstrap(edition: Edition) -> None:
    incidence, labels = incidence_of(edition), official_regions(edition, "safety-regions").labels
    found = selection(incidence, labels)
    other = congruence(incidence, labels, draws=400, null_draws=1)
    np.testing.assert_allclose(found["c1"], other["c1_newman"], rtol=0, atol=1e-12)
    assert found["arrangements"].equals(other["arrangements"])
    for end in ("low", "high"):
        assert (found[end] - other[f"c1_newman_{end}"]).abs().max() < 0.04
    assert found["municipalities"].sum() == 390


def test_a_filter_takes_any_code_of_one_kind_and_every_kind(edition: Edition) -> None:
    assert len(choose(edition)) == len(edition.arrangements)
    frame = edition.arrangements
    ids = choose(edition, fields=["energy", "mobility"], legal_class=["wgr_body"], obligation=["voluntary"])
    assert ids.tolist() == [
        id_
        for id_, row in frame.iterrows()
        if {"energy", "mobility"} & set(row["fields"])
        and (row["legal_class"], row["obligation"]) == ("wgr_body", "voluntary")
    ]
    wet = choose(edition, kinds=["water_board"])
    members = edition.members
    assert set(wet) == set(members.loc[members["kind"] == "water_board", "arrangement"])
    assert set(choose(edition, fields=["environment"], kinds=["water_board"])) <= set(wet)


def test_a_filter_refuses_codes_that_do_not_exist(edition: Edition) -> None:
    with pytest.raises(UnknownNameError, match="did you mean energy"):
        choose(edition, fields=["enerji"])
    with pytest.raises(InputError, match="2 times an unknown legal class") as error:
        choose(edition, legal_class=["wgr", "private", "no_body"])
    assert len(error.value.problems) == 2
    with pytest.raises(UnknownNameError):
        choose(edition, obligation=["maybe"])
    with pytest.raises(UnknownNameError):
        choose(edition, kinds=["waterboard"])


# resemblance


def test_resemblance_puts_shared_fields_first_among_equals() -> None:
    edition = make_edition({"a": "ABC", "b": "ABC", "c": "ABC", "d": "AB", "e": "XY"})
    fields = edition["arrangement_fields"]
    fields.loc[fields["arrangement"] == "b", "policy_field"] = "energy"
    found = resembling(edition, "a")
    assert found["other"].tolist() == ["c", "b", "d"]
    assert found["jaccard"].tolist() == pytest.approx([1, 1, 2 / 3])
    assert found["shared"].tolist() == [3, 3, 2]
    assert found["shared_fields"].tolist() == [1, 0, 1]
    assert resembling(edition, "a", most=1)["other"].tolist() == ["c"]
    assert resembling(edition, "e").empty


@settings(max_examples=30, deadline=None)
@given(MEMBERSHIPS, st.sampled_from([0.0, 0.4, 1.0]))
def test_resemblance_is_the_jaccard_of_every_pair(memberships: dict[str, str], least: float) -> None:
    edition = make_edition(memberships)
    found = resemblance(edition, least)
    expected = {}
    for a, b in combinations(memberships, 2):
        one, other = set(memberships[a]), set(memberships[b])
        value = len(one & other) / len(one | other)
        if value > 0 and value >= least:
            expected[a, b] = expected[b, a] = value
    rows = found.set_index(["arrangement", "other"])["jaccard"].to_dict()
    assert rows == pytest.approx(expected)
    for id_ in memberships:
        one = resembling(edition, id_, most=99, least=least)
        pd.testing.assert_frame_equal(one, resembling(found, id_, most=99, least=least), check_dtype=False)


def test_resemblance_counts_every_kind_of_organisation(edition: Edition) -> None:
    found = resemblance(edition)
    members = edition.members.groupby("arrangement")["organisation"].agg(set)
    for row in found.sample(40, random_state=1).itertuples():
        one, other = members[row.arrangement], members[row.other]
        assert row.jaccard == pytest.approx(len(one & other) / len(one | other))
        mine, yours = edition.arrangements["fields"][[row.arrangement, row.other]]
        assert row.shared_fields == len(set(mine) & set(yours))
    twente = resembling(edition, "veiligheidsregio-twente")
    assert len(twente) == 6
    assert "ggd-regio-twente" in set(twente["other"])
    with pytest.raises(UnknownNameError, match="veiligheidsregio-twente"):
        resembling(edition, "veiligheidsregio-twent")


# best fit


def test_the_region_that_fits_best() -> None:
    east = Regionalisation("east", labels_of({"1": "ABC", "2": "DEF"}), pd.Series({"1": "One", "2": "Two"}))
    some = Regionalisation("some", labels_of({"x": "ABCD"}), pd.Series({"y": "Why"}))
    found = best_fit(gm("ABCD"), {"e": east, "s": some})
    assert found[["regionalisation", "region_id", "region"]].to_numpy().tolist() == [
        ["s", "x", "x"],
        ["e", "1", "One"],
        ["e", "2", "Two"],
    ]
    assert found["jaccard"].tolist() == pytest.approx([1, 3 / 4, 1 / 6])
    assert found["covered"].tolist() == pytest.approx([1, 3 / 4, 1 / 4])
    assert found["own"].tolist() == pytest.approx([1, 1, 1 / 3])
    assert found[["inside", "members", "wanted"]].to_numpy().tolist() == [[4, 4, 4], [3, 3, 4], [1, 3, 4]]
    lies = spread(gm("ABCDE"), {"e": east, "s": some})
    assert lies.index.tolist() == ["e", "s"]
    assert lies.to_numpy().tolist() == [[2, 0, 0.6], [1, 1, 0.8]]


def test_a_region_fits_itself(edition: Edition) -> None:
    candidates = {name: official_regions(edition, name) for name in ("provinces", "safety-regions")}
    wanted = candidates["safety-regions"].members("veiligheidsregio-twente")
    found = best_fit(wanted, candidates)
    assert found.loc[0, ["regionalisation", "region_id"]].tolist() == [
        "safety-regions",
        "veiligheidsregio-twente",
    ]
    assert found.loc[0, ["jaccard", "covered", "own"]].tolist() == [1, 1, 1]
    assert best_fit([], candidates).empty
    assert spread([], candidates)["regions"].tolist() == [0, 0]
    with pytest.raises(UnknownNameError, match="GM9999"):
        best_fit([*wanted, "GM9999"], candidates)
    with pytest.raises(InputError) as error:
        spread(["GM9998", "GM9999"], candidates)
    assert len(error.value.problems) == 2


# ambition


def test_who_works_on_it_at_which_scale() -> None:
    everyone = "".join(chr(0x4E00 + i) for i in range(60))
    a, b, c, d = everyone[:4]
    edition = make_edition(
        {"exact": a + b, "part": a, "wider": a + b + c, "across": b + c, "away": c + d, "all": everyone}
    )
    found = working_on(edition, "social", gm(a + b)).set_index("arrangement")
    assert found["scale"].to_dict() == {
        "exact": "exactly",
        "wider": "wider",
        "part": "part",
        "across": "overlapping",
        "all": "nationwide",
    }
    assert set(found["scale"]) == set(AMBITION_SCALES.codes)
    assert found.index.tolist() == ["exact", "wider", "part", "across", "all"]
    numbers = found[["inside", "members", "outside"]]
    assert numbers.loc["wider"].tolist() == [2, 3, 1]
    assert found["covered"].tolist() == pytest.approx([1, 1, 0.5, 0.5, 1])
    assert found["jaccard"].tolist() == pytest.approx([1, 2 / 3, 1 / 2, 1 / 3, 2 / 60])
    assert working_on(edition, "energy", gm(a)).empty
    assert len(working_on(edition, None, gm(a))) == 4
    assert working_on(edition, None, []).empty


def test_other_governments_are_named(edition: Edition) -> None:
    found = working_on(edition, "environment", edition.municipalities.index).set_index("arrangement")
    members = edition.members
    others = members[members["kind"].isin(["province", "water_board"])].groupby("arrangement")["organisation"]
    expected = others.agg(lambda ids: tuple(sorted(ids)))
    assert found["governments"].map(len).max() > 1
    for id_, ids in found["governments"].items():
        assert ids == expected.get(id_, ())


def test_what_does_not_exist_is_refused(edition: Edition) -> None:
    with pytest.raises(UnknownNameError, match="did you mean mobility"):
        working_on(edition, "mobilty", ["GM0014"])
    with pytest.raises(UnknownNameError, match="GM0014"):
        working_on(edition, None, ["GM00145"])
