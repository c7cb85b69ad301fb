"""Grouping one long list: which arrangement each record is, on small synthetic lists."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regioscoop.collection.linking import Grouping, group, link
from regioscoop.collection.linking._evidence import kept_apart
from regioscoop.collection.linking._group import PAIR_COLUMNS, _join, _without_common
from regioscoop.collection.linking._names import take_apart
from regioscoop.collection.linking._profiles import profiles
from regioscoop.errors import UnknownNameError

TWENTE = (
    "Almelo;Borne;Dinkelland;Enschede;Haaksbergen;Hellendoorn;Hengelo;Hof van Twente;Losser;Oldenzaal;"
    "Rijssen-Holten;Tubbergen;Twenterand;Wierden"
)
SYNTHETIC = (
    ("GGD Twente", TWENTE, "Enschede"),
    ("GGD Twente", TWENTE, "Enschede"),
    ("GR GGD Twente", TWENTE, ""),
    ("Veiligheidsregio Twente", TWENTE, "Enschede"),
    ("VR Twente", TWENTE, ""),
    ("Twente", TWENTE, ""),
    ("GGD", "", ""),
    ("GGD", "", ""),
)


def synthetic(*records: tuple[str, ...]) -> pd.DataFrame:
    """A synthetic list: name, participants, seat and aliases; ids r0, r1 ..."""
    rows = [(f"r{i}", *record, *[""] * (4 - len(record))) for i, record in enumerate(records)]
    frame = pd.DataFrame(rows, columns=["id", "name", "participants", "seat", "aliases"], dtype="object")
    return frame.assign(kind="", legal_form="", field="")


def decided(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["left_id", "right_id", "decision", "relation"])


def groups(found: Grouping) -> list[str]:
    """The groups as words of ids, each sorted."""
    return [" ".join(ids) for _, ids in found.members.groupby("group")["id"]]


@pytest.fixture(scope="module")
def plain() -> Grouping:
    return group(synthetic(*SYNTHETIC))


def test_each_task_is_a_group_and_what_says_too_little_stays_apart(plain: Grouping) -> None:
    assert groups(plain) == ["r0 r1 r2", "r3 r4", "r5", "r6", "r7"]
    assert list(plain.members["id"]) == sorted(plain.members["id"])


def test_pairs_are_of_profiles_and_as_link_answers_them(plain: Grouping) -> None:
    assert list(plain.pairs.columns) == list(PAIR_COLUMNS)
    assert (plain.pairs["left_id"] < plain.pairs["right_id"]).all()
    pair = plain.pairs.set_index(["left_id", "right_id"]).loc[("r0", "r2")]
    assert (pair["left_records"], pair["right_records"]) == (2, 1)
    linked = link(synthetic(*SYNTHETIC))
    both = plain.pairs.merge(linked, on=["left_id", "right_id"], suffixes=("", "_linked"))
    assert len(both) == len(plain.pairs)
    for column in ("probability", "decision", "relation", "why"):
        assert (both[column] == both[f"{column}_linked"]).all()
    order = plain.pairs.sort_values(["probability", "left_id", "right_id"], ascending=[False, True, True])
    assert order.index.tolist() == list(range(len(order)))


def test_questions_ask_once_between_two_groups(plain: Grouping) -> None:
    of = dict(plain.members.itertuples(index=False))
    asked = plain.questions()
    between = [frozenset((of[a], of[b])) for a, b in zip(asked["left_id"], asked["right_id"], strict=True)]
    assert between
    assert len(between) == len(set(between))
    assert all(len(pair) == 2 for pair in between)
    assert not asked["decision"].eq("different").any()


@settings(max_examples=3, deadline=None)
@given(st.permutations(range(len(SYNTHETIC))), st.booleans())
def test_the_order_of_the_rows_changes_nothing(order: list[int], with_decisions: bool) -> None:
    records = synthetic(*SYNTHETIC)
    rows = [("r5", "r3", "match", "same"), ("r0", "r1", "different", "same")] if with_decisions else []
    first = group(records, decided(*rows), anchors=["r2", "r4"])
    second = group(records.iloc[order], decided(*rows[::-1]), anchors=["r4", "r2"])
    pd.testing.assert_frame_equal(first.members, second.members)
    pd.testing.assert_frame_equal(first.pairs, second.pairs)


def test_an_anchor_names_its_group_and_two_are_never_one() -> None:
    records = synthetic(*SYNTHETIC)
    assert "r2" in group(records, anchors=["r2", "nowhere"]).members["group"].to_numpy()
    apart = group(records, anchors=["r0", "r1"])
    assert groups(apart)[:2] == ["r0 r2", "r1"]


def test_a_record_goes_to_the_anchor_that_is_written_alike() -> None:
    members = "Kampen;Dronten"
    records = synthetic(
        ("Stichting Zilverwerk", members), ("Zilverwerk BV", members), ("Zilverwerk BV", members)
    )
    assert groups(group(records, anchors=["r0", "r1"])) == ["r0", "r1 r2"]


class TestDecisions:
    def test_a_match_joins_all_records_that_say_the_same(self) -> None:
        found = group(synthetic(*SYNTHETIC), decided(("r1", "r4", "match", "same")))
        assert groups(found)[0] == "r0 r1 r2 r3 r4"
        top = found.pairs.iloc[0]
        assert (top["left_id"], top["right_id"], top["probability"]) == ("r0", "r4", 1.0)
        assert top["why"] == "besluit van een mens"

    def test_what_a_person_calls_different_is_apart_with_all_that_say_the_same(self) -> None:
        found = group(synthetic(*SYNTHETIC), decided(("r2", "r1", "different", "same")))
        assert groups(found)[:2] == ["r0 r1", "r2"]
        assert found.pairs["probability"].iloc[-1] == 0

    def test_records_that_say_the_same_can_be_told_apart(self) -> None:
        found = group(synthetic(*SYNTHETIC), decided(("r0", "r1", "different", "same")))
        of = dict(found.members.itertuples(index=False))
        assert of["r0"] != of["r1"]

    def test_what_is_a_part_or_a_successor_is_not_the_same(self) -> None:
        found = group(synthetic(*SYNTHETIC), decided(("r0", "r2", "match", "part_of")))
        assert groups(found)[:2] == ["r0 r1", "r2"]
        assert found.pairs.loc[0, ["decision", "relation"]].tolist() == ["match", "part_of"]

    def test_a_split_also_holds_through_others(self) -> None:
        rows = (
            ("r0", "r4", "match", "same"),
            ("r4", "r5", "match", "same"),
            ("r0", "r5", "different", "same"),
        )
        of = dict(group(synthetic(*SYNTHETIC), decided(*rows)).members.itertuples(index=False))
        assert of["r0"] != of["r5"]

    def test_records_that_say_too_little_are_joined_by_a_person(self) -> None:
        found = group(synthetic(*SYNTHETIC), decided(("r6", "r7", "match", "same")))
        assert "r6 r7" in groups(found)


@pytest.mark.parametrize(
    ("name", "other", "is_apart"),
    [
        ("GGD Twente", "Veiligheidsregio Twente", True),
        ("GGD Twente", "Twente", False),
        ("Afvalverwijdering Noordoost Flevoland", "Afvalverwijdering Zuidoost Flevoland", True),
        ("Afvalverwijdering Noordoost Flevoland", "Afvalverwijdering Flevoland", False),
        ("GGD Zilverstroom", "Archief Zilverstroom", False),
    ],
)
def test_names_that_no_third_makes_one(name: str, other: str, is_apart: bool) -> None:
    assert kept_apart(take_apart(name), take_apart(other)) is is_apart


def test_an_alias_counts_as_a_further_name() -> None:
    members = "Kampen;Dronten"
    with_alias = synthetic(
        ("Werkbedrijf Oostrand", members, "", "Kwikhuis|Zilverwerk"), ("Zilverwerk", members)
    )
    assert groups(group(with_alias)) == ["r0 r1"]
    assert groups(group(with_alias.assign(aliases=""))) == ["r0", "r1"]
    bracketed = take_apart("Werkbedrijf Oostrand (Zilverwerk)")
    assert take_apart("Werkbedrijf Oostrand", "", ("Zilverwerk",)) == bracketed
    other_order = with_alias.assign(aliases=["Zilverwerk|Kwikhuis", ""])
    assert profiles(with_alias, 2016).names == profiles(other_order, 2016).names


def test_a_word_that_many_areas_share_is_no_own_word() -> None:
    places = ("Twente", "Drenthe", "Zeeland")
    several = synthetic(*((f"{word} {place}",) for word in ("Jeugdkring", "Jeugdkirng") for place in places))
    assert not any(name.own for name in _without_common(profiles(several, 2016)).names)
    few = synthetic(("Jeugdkring Twente",), ("Jeugdkring Zeeland",), ("Jeugdkring Twente-Zeeland",))
    assert all(name.own for name in _without_common(profiles(few, 2016)).names)


def test_an_unknown_language() -> None:
    with pytest.raises(UnknownNameError):
        group(synthetic(("A",)), language="fy")


def test_a_list_of_one() -> None:
    found = group(synthetic(("Zilverwerk",)))
    assert found.members.to_numpy().tolist() == [["r0", "r0"]]
    assert found.pairs.empty
    assert found.questions().empty


UNITS = 9
edges = st.lists(st.tuples(st.integers(0, UNITS - 1), st.integers(0, UNITS - 1), st.booleans()), max_size=30)


@given(
    edges,
    st.lists(st.tuples(st.integers(0, UNITS - 1), st.integers(0, UNITS - 1)), max_size=6),
    st.sets(st.integers(0, UNITS - 1)),
    st.lists(st.integers(0, 3), min_size=UNITS, max_size=UNITS),
)
def test_what_must_be_apart_is_apart(
    along: list[tuple[int, int, bool]], apart: list[tuple[int, int]], anchors: set[int], names: list[int]
) -> None:
    apart = [(a, b) for a, b in apart if a != b]
    is_anchor = np.isin(np.arange(UNITS), list(anchors))

    def clash(one: int, other: int) -> bool:
        return {one, other} == {0, 1}

    def joined(edges: list[tuple[int, int, bool]]) -> Any:
        return _join(edges, np.array(apart, dtype=np.int64).reshape(-1, 2), is_anchor, names, clash)

    roots = joined(along)
    assert all(roots[a] != roots[b] for a, b in apart)
    assert len({roots[a] for a in anchors}) == len(anchors)
    by_model = joined([(a, b, False) for a, b, _ in along])
    for a in range(UNITS):
        for b in range(UNITS):
            assert not (by_model[a] == by_model[b] and {names[a], names[b]} == {0, 1})
