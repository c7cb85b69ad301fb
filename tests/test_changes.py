from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import make_edition
from regioscoop.errors import InputError, UnknownNameError
from regioscoop.register import (
    ARRANGEMENT_CHANGES,
    CHANGE_CERTAINTIES,
    CHANGE_GROUNDS,
    PARTICIPATION_CHANGES,
    Changes,
    Edition,
    changes,
    load_edition,
)
from regioscoop.register.schema import TABLES


def gm(letter: str) -> str:
    return f"GM{ord(letter):04d}"


def edition_of(
    memberships: dict[str, str],
    date: str = "2024-01-01",
    *,
    status: str = "confirmed",
    everyone: str = "",
    mergers: Sequence[tuple[str, str, float]] = (),
    relations: Sequence[tuple[str, str, str, str]] = (),
    logged: dict[str, str] | None = None,
    columns: dict[str, dict[str, str]] | None = None,
) -> Edition:
    """A synthetic edition at a date; relations may name arrangements that only the other edition has."""
    tables = dict(make_edition(memberships | ({"everyone": everyone} if everyone else {})).tables)
    for name, column in (("arrangements", "id"), ("arrangement_fields", "arrangement")):
        tables[name] = tables[name][tables[name][column].isin(list(memberships))]
    parts = tables["participations"]
    tables["participations"] = parts[parts["arrangement"].isin(list(memberships))].assign(status=status)
    tables["edition"] = tables["edition"].assign(id=date[:4], reference_date=date)

    def table(name: str, rows: list[dict[str, object]]) -> None:
        tables[name] = pd.DataFrame(rows).reindex(columns=TABLES[name].names, fill_value="")

    table("mergers", [{"old": gm(a), "new": gm(b), "date": date, "share": s} for a, b, s in mergers])
    rows = [{"from": a, "to": b, "kind": k, "certainty": c} for a, b, k, c in relations]
    table("arrangement_relations", rows)
    table("import_log", [{"arrangement_name": n, "action": a} for n, a in (logged or {}).items()])
    for column, values in (columns or {}).items():
        arrangements = tables["arrangements"]
        tables["arrangements"] = arrangements.assign(
            **{column: arrangements["id"].map(values).fillna(arrangements[column])}
        )
    return Edition(tables)


def before(memberships: dict[str, str], **options: object) -> Edition:
    return edition_of(memberships, "2016-01-01", **options)  # type: ignore[arg-type]


def fate(found: Changes, arrangement: str) -> list[tuple[str, str, str, str]]:
    rows = found.arrangement(arrangement)
    return list(rows[["change", "other", "certainty", "why"]].itertuples(index=False, name=None))


def who(found: Changes, arrangement: str) -> dict[str, tuple[str, str, int]]:
    """Letter -> change, letters it comes from, net."""
    rows = found.of_arrangement(arrangement)
    letters = [(chr(int(o[2:])), "".join(chr(int(f[2:])) for f in came)) for o, came in
               zip(rows["organisation"], rows["from_organisations"], strict=True)]  # fmt: skip
    return {a: (c, b, n) for (a, b), c, n in zip(letters, rows["change"], rows["net"], strict=True)}


def test_who_joined_and_who_left_a_confirmed_arrangement() -> None:
    found = changes(before({"s": "ABC"}), edition_of({"s": "ABD"}, everyone="ABCD"))
    assert fate(found, "s") == [("same", "s", "confirmed", "id")]
    assert who(found, "s") == {
        "A": ("stayed", "A", 0),
        "B": ("stayed", "B", 0),
        "C": ("left", "C", -1),
        # Edition 2016 does not have municipality D at all: whether it took part cannot be told.
        "D": ("not_known_earlier", "", 1),
    }
    found = changes(before({"s": "ABC"}, everyone="ABCD"), edition_of({"s": "ABD"}, everyone="ABCD"))
    assert who(found, "s")["D"] == ("joined", "", 1)
    assert set(found.participations["certainty"]) == {"confirmed"}


def test_a_merger_of_municipalities_is_no_leaving_and_joining() -> None:
    mergers = [("B", "X", 1.0), ("C", "X", 1.0), ("D", "X", 1.0), ("E", "A", 0.7), ("E", "F", 0.3)]
    found = changes(
        before({"s": "ABC", "t": "AD", "u": "EA"}, everyone="ABCDEF"),
        edition_of({"s": "AX", "t": "A", "u": "AF"}, everyone="AFX", mergers=mergers),
    )
    assert who(found, "s") == {"A": ("stayed", "A", 0), "X": ("merged", "BC", -1)}
    assert who(found, "t") == {"A": ("stayed", "A", 0), "D": ("lapsed", "D", -1)}
    # E went to A, which took part already, and to F: both go on from it, and it counts once.
    rows = who(found, "u")
    assert rows["A"][:2] == ("merged", "AE")
    assert rows["F"][:2] == ("merged", "E")
    assert sum(net for _, _, net in rows.values()) == 0
    assert found.of_organisation(gm("X"))["arrangement"].tolist() == ["s", "t"]
    assert found.of_organisation(gm("D"))["arrangement"].tolist() == ["t"]


def test_mergers_are_followed_over_years_but_small_parts_and_others_are_not() -> None:
    later = edition_of(
        {"s": "AZ"}, everyone="AZQ", mergers=[("B", "Y", 0.9), ("Y", "Z", 1.0), ("C", "Q", 0.1)]
    )
    found = changes(before({"s": "ABC"}, mergers=[("A", "Z", 1.0)]), later)
    assert who(found, "s") == {
        "A": ("stayed", "A", 0),  # a merger by the date of the earlier edition lies behind it
        "Z": ("merged", "B", 0),
        "C": ("not_known_later", "C", -1),  # no heir: nothing is known of it
    }


def test_what_was_only_carried_is_no_change() -> None:
    later = edition_of({"s": "ABD", "t": "AX"}, everyone="ABCDX", status="carried", mergers=[("E", "X", 1.0)])
    found = changes(before({"s": "ABC", "t": "AE"}, everyone="ABCDE"), later)
    assert fate(found, "s") == [("same", "s", "carried", "id")]
    assert who(found, "s") == {
        "A": ("carried", "A", 0),
        "B": ("carried", "B", 0),
        "C": ("not_known_later", "C", -1),
        "D": ("not_known_earlier", "", 1),
    }
    assert who(found, "t")["X"] == ("merged", "E", 0)
    assert set(found.of_arrangement("t")["certainty"]) == {"carried"}


def test_what_an_earlier_carried_edition_says_is_not_confirmed_either() -> None:
    found = changes(
        before({"s": "ABC"}, status="carried", everyone="ABCD"), edition_of({"s": "AD"}, everyone="ABCD")
    )
    rows = found.of_arrangement("s").set_index("organisation")
    assert rows["change"].tolist() == ["stayed", "left", "left", "joined"]
    assert set(rows["certainty"]) == {"carried"}


def test_ended_and_founded_need_a_source() -> None:
    old = before(
        {"dated": "AB", "lasting": "AB", "told": "AB", "small": "AB", "gone": "AB"},
        columns={"dissolved": {"dated": "2019", "lasting": "2030"}},
    )
    new = edition_of(
        {"born": "AB", "older": "AB", "that-year": "AB", "unsaid": "AB"},
        columns={"founded": {"born": "2018-05", "older": "1998", "that-year": "2016"}},
        logged={"told": "dissolved", "small": "fewer_governments"},
    )
    found = changes(old, new)
    assert fate(found, "dated") == [("ended", "", "confirmed", "dissolved")]
    assert fate(found, "told") == [("ended", "", "confirmed", "dissolved")]
    assert fate(found, "small") == [("not_known_later", "", "unknown", "fewer_governments")]
    assert fate(found, "gone") == fate(found, "lasting") == [("not_known_later", "", "unknown", "")]
    assert fate(found, "born") == [("founded", "", "confirmed", "date")]
    assert fate(found, "that-year") == [("founded", "", "unknown", "date")]
    assert fate(found, "older") == [("not_known_earlier", "", "confirmed", "date")]
    assert fate(found, "unsaid") == [("not_known_earlier", "", "unknown", "")]
    assert who(found, "dated")["A"] == ("ended", "A", -1)
    assert who(found, "small")["A"] == ("not_known_later", "A", -1)
    assert who(found, "born")["A"] == ("founded", "", 1)


@pytest.mark.parametrize(
    ("earlier", "later", "relations", "expected"),
    [
        ("a", "x", [("a", "x", "successor", "sure")], {("x", "a", "succeeded", "confirmed", 0)}),
        ("a", "x", [("a", "x", "successor", "")], {("x", "a", "succeeded", "unknown", 0)}),
        ("a", "x", [("a", "x", "same_as", "sure")], {("x", "a", "same", "confirmed", 0)}),
        ("a", "x", [("x", "a", "same_as", "sure")], {("x", "a", "same", "confirmed", 0)}),
        (
            "ab",
            "x",
            [("a", "x", "merged_into", "sure"), ("b", "x", "successor", "sure")],
            {("x", "a", "merged", "confirmed", 0), ("x", "b", "merged", "confirmed", -1)},
        ),
        (
            "ab",
            "b",
            [("a", "b", "merged_into", "sure")],
            {("b", "b", "same", "confirmed", 0), ("b", "a", "merged", "confirmed", -1)},
        ),
        (
            "a",
            "xy",
            [("a", "x", "successor", "sure"), ("a", "y", "successor", "sure")],
            {("x", "a", "split", "confirmed", 0), ("y", "a", "split", "confirmed", 1)},
        ),
        (
            "ab",
            "b",
            [("a", "b", "part_of", "unsure")],
            {("b", "b", "same", "confirmed", 0), ("b", "a", "merged", "unknown", -1)},
        ),
        (
            "b",
            "ab",
            [("a", "b", "part_of", "sure")],
            {("b", "b", "same", "confirmed", 0), ("a", "b", "split", "confirmed", 1)},
        ),
        # The step between stands in neither edition, and a relation may run in a circle.
        (
            "a",
            "x",
            [("a", "m", "successor", "sure"), ("m", "x", "successor", ""), ("m", "a", "same_as", "sure")],
            {("x", "a", "succeeded", "unknown", 0)},
        ),
        # A relation between two that stand in both editions changes nothing.
        (
            "ab",
            "ab",
            [("a", "b", "successor", "unsure")],
            {("a", "a", "same", "confirmed", 0), ("b", "b", "same", "confirmed", 0)},
        ),
    ],
)  # fmt: skip
def test_relations_tell_what_became_of_an_arrangement(
    earlier: str, later: str, relations: list[tuple[str, str, str, str]], expected: set[tuple[object, ...]]
) -> None:
    for side in (0, 1):
        given_to = [{"relations": relations}, {}]
        old = before(dict.fromkeys(earlier, "AB"), **given_to[side])
        new = edition_of(dict.fromkeys(later, "AB"), **given_to[1 - side])  # type: ignore[arg-type]
        found = changes(old, new)
        rows = found.arrangements[["arrangement", "other", "change", "certainty", "net"]]
        assert set(rows.itertuples(index=False, name=None)) == expected
        unsure = {(row[0], row[1]) for row in expected if row[3] == "unknown"}
        rows = found.participations[["arrangement", "other", "certainty"]]
        assert {c for a, o, c in rows.itertuples(index=False) if (a, o) in unsure} <= {"unknown"}


def test_a_source_of_an_end_goes_before_a_relation_that_is_not_sure() -> None:
    relations = [("a", "b", "successor", "unsure")]
    old = before({"a": "AB", "b": "AB"}, relations=relations, columns={"dissolved": {"a": "2017"}})
    assert fate(changes(old, edition_of({"b": "AB"})), "a") == [("ended", "", "confirmed", "dissolved")]
    old = before({"a": "AB", "b": "AB"}, relations=relations)
    left_out = edition_of({"b": "AB"}, logged={"a": "fewer_governments"})
    assert fate(changes(old, left_out), "a") == [("not_known_later", "", "unknown", "fewer_governments")]


def test_another_name_links_two_arrangements_but_not_when_it_is_ambiguous() -> None:
    old = before({"a": "AB", "b": "BC", "c": "CD"})
    new = edition_of(
        {"x": "ABC", "y": "CD", "z": "CD"}, columns={"aliases": {"x": "A|b", "y": "c", "z": "c"}}
    )
    found = changes(old, new)
    assert fate(found, "x") == [("merged", "a", "confirmed", "alias"), ("merged", "b", "confirmed", "alias")]
    assert who(found, "x")["A"] == ("stayed", "A", 0)
    rows = found.of_arrangement("x").query("organisation == @gm('B')", local_dict={"gm": gm})
    assert rows["net"].tolist() == [0, -1]
    assert fate(found, "c") == [("not_known_later", "", "unknown", "")]
    renamed = changes(before({"a": "AB"}, columns={"aliases": {"a": "x"}}), edition_of({"x": "AB"}))
    assert fate(renamed, "x") == [("same", "a", "confirmed", "alias")]


def test_editions_without_anything_in_common() -> None:
    found = changes(before({"a": "AB"}), edition_of({"x": "YZ"}))
    assert found.arrangements["change"].tolist() == ["not_known_later", "not_known_earlier"]
    assert found.participations["net"].tolist() == [-1, -1, 1, 1]


def test_the_wrong_order_and_unknown_names_are_refused() -> None:
    old, new = before({"s": "AB"}), edition_of({"s": "AB"})
    with pytest.raises(InputError, match="earlier to later"):
        changes(new, old)
    found = changes(old, new)
    with pytest.raises(UnknownNameError):
        found.of_arrangement("sx")
    with pytest.raises(UnknownNameError):
        found.arrangement("sx")
    with pytest.raises(UnknownNameError, match=gm("A")):
        found.of_organisation(gm("A") + "0")


MEMBERSHIPS = st.dictionaries(st.sampled_from("pqrst"), st.text("ABCDEF", min_size=1, max_size=5), min_size=1)


@settings(max_examples=15, deadline=None)
@given(MEMBERSHIPS)
def test_nothing_changes_between_an_edition_and_itself(memberships: dict[str, str]) -> None:
    same = before({k: "".join(sorted(set(v))) for k, v in memberships.items()})
    found = changes(same, same)
    assert set(found.arrangements["change"]) == {"same"}
    assert set(found.participations["change"]) == {"stayed"}
    assert not found.arrangements["net"].any()
    assert not found.participations["net"].any()


@settings(max_examples=30, deadline=None)
@given(
    earlier=MEMBERSHIPS,
    later=MEMBERSHIPS,
    status=st.sampled_from(["confirmed", "carried"]),
    kinds=st.lists(st.sampled_from(["successor", "merged_into", "part_of", "same_as"]), max_size=4),
    ends=st.lists(st.tuples(st.sampled_from("pqrst"), st.sampled_from("pqrst")), min_size=4, max_size=4),
)
def test_the_numbers_add_up_and_carrying_changes_nothing(
    earlier: dict[str, str], later: dict[str, str], status: str, kinds: list[str], ends: list[tuple[str, str]]
) -> None:
    relations = [(a, b, kind, "sure") for (a, b), kind in zip(ends, kinds, strict=False) if a != b]
    mergers = [("A", "B", 1.0), ("C", "D", 0.6), ("C", "E", 0.4)]
    moved = {k: "".join(sorted(set(v) - {"A", "C"})) or "B" for k, v in later.items()}
    old = before(earlier, everyone="ABCDEF", relations=relations)
    new = edition_of(moved, everyone="BDEF", status=status, mergers=mergers)
    found = changes(old, new)
    assert found.arrangements["net"].sum() == len(new.arrangements) - len(old.arrangements)
    assert found.participations["net"].sum() == len(new.members) - len(old.members)
    assert not found.participations.duplicated(["arrangement", "other", "organisation"]).any()
    rows = found.participations
    here = rows[~rows["change"].isin(["left", "lapsed", "ended", "not_known_later"])]
    pairs = set(zip(here["arrangement"], here["organisation"], strict=True))
    assert pairs == set(new.members[["arrangement", "organisation"]].itertuples(index=False, name=None))
    columns = rows[["arrangement", "other", "from_organisations"]].itertuples(index=False)
    came = {(other or own, one) for own, other, froms in columns for one in froms}
    assert came == set(old.members[["arrangement", "organisation"]].itertuples(index=False, name=None))
    if status == "carried":
        assert not {"joined", "left", "lapsed", "stayed", "ended"} & set(rows["change"])
        assert "confirmed" not in set(rows["certainty"])


@pytest.fixture(scope="module")
def shipped() -> Changes:
    return changes(load_edition("2016"), load_edition("2024"))


def test_every_code_has_a_label(shipped: Changes) -> None:
    for frame, lists in (
        (shipped.arrangements, {"change": ARRANGEMENT_CHANGES, "certainty": CHANGE_CERTAINTIES}),
        (shipped.participations, {"change": PARTICIPATION_CHANGES, "certainty": CHANGE_CERTAINTIES}),
    ):
        for column, codes in lists.items():
            assert set(frame[column]) <= set(codes.codes)
    assert set(shipped.arrangements["why"]) <= {*CHANGE_GROUNDS.codes, ""}


def test_the_shipped_editions_claim_no_more_than_their_sources(shipped: Changes) -> None:
    numbers = shipped.arrangements.groupby(["change", "certainty", "why"]).size().to_dict()
    assert numbers == {
        ("same", "carried", "id"): 813,
        ("same", "confirmed", "id"): 25,  # the safety regions
        ("merged", "confirmed", "successor"): 4,
        ("merged", "confirmed", "alias"): 2,  # two environment services
        ("ended", "confirmed", "dissolved"): 4,
        ("not_known_later", "unknown", "fewer_governments"): 11,
        ("not_known_earlier", "unknown", "not_read"): 30,  # the RES regions
    }
    old, new = load_edition("2016"), load_edition("2024")
    assert shipped.arrangements["net"].sum() == len(new.arrangements) - len(old.arrangements)
    assert shipped.participations["net"].sum() == len(new.members) - len(old.members)
    assert not {"joined", "left"} & set(shipped.participations["change"])
    confirmed = shipped.participations[shipped.participations["change"].isin(["stayed", "lapsed"])]
    assert confirmed["arrangement"].str.contains("veiligheid").all()


def test_the_shipped_editions_know_which_mergers_moved_a_safety_region(shipped: Changes) -> None:
    lapsed = shipped.participations[shipped.participations["change"] == "lapsed"]
    assert lapsed["name"].tolist() == ["Weesp", "Leerdam", "Zederik"]
    amsterdam = shipped.of_organisation("GM0363").set_index("arrangement")
    assert amsterdam.loc["veiligheidsregio-gooi-en-vechtstreek", "name"] == "Weesp"
    assert amsterdam.loc["regio-gooi-en-vechtstreek", "from_organisations"] == ("GM0457",)
    service = shipped.of_arrangement("omgevingsdienst-veluwe")
    assert set(service["change"]) == {"carried"}
    assert service.set_index("organisation").loc["PV25", "net"].tolist() == [0, -1]
    assert len(shipped.of_arrangement("omgevingsdienst-veluwe-ijssel-ovij")) < len(service)
    assert set(shipped.of_arrangement("samenwerkingsorgaan-hoeksche-waard")["change"]) == {"not_known_later"}
