from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from conftest import make_edition
from regioscoop.cli._collect import app
from regioscoop.collection.quality import (
    DEPENDENT,
    SHEET_COLUMNS,
    chapman,
    check_sheet,
    disagreements,
    draw_sample,
    error_rates,
    found_wrong,
    quality,
    read_sheet,
    recapture,
    recapture_sources,
    recognition,
    reporting,
    sampling_frame,
    stratified_rate,
    wilson,
)
from regioscoop.collection.updating import parts, update_edition
from regioscoop.errors import InputError, UnknownNameError
from regioscoop.register import load_tables, write_package
from regioscoop.register.edition import Edition


def gm(letter: str) -> str:
    return f"GM{ord(letter):04d}"


def test_chapman_of_the_method_page() -> None:
    found = chapman(10, 15, 5)
    assert round(found.estimate, 2) == 28.33
    assert round(found.variance, 2) == 34.92
    assert found.seen == 20
    # unseen 8.333; k = exp(1.96 sqrt(log(1 + 34.92/69.44))) = 3.494
    assert found.low == pytest.approx(20 + 8.3333 / 3.4937, abs=0.01)
    assert found.high == pytest.approx(20 + 8.3333 * 3.4937, abs=0.01)


@given(st.integers(0, 300), st.integers(0, 300), st.data())
def test_chapman_never_says_less_than_was_seen(left: int, right: int, data: st.DataObject) -> None:
    both = data.draw(st.integers(0, min(left, right)))
    found = chapman(left, right, both)
    assert found.seen - 1e-9 <= found.low <= found.estimate + 1e-9 <= found.high + 2e-9
    assert chapman(right, left, both).estimate == pytest.approx(found.estimate)


def test_chapman_refuses_what_cannot_be() -> None:
    for numbers in ((3, 4, 5), (-1, 4, 0)):
        with pytest.raises(InputError):
            chapman(*numbers)


def test_chapman_covers_what_there_is() -> None:
    generator = np.random.default_rng(7)
    hits = []
    for _ in range(400):
        one, other = generator.random((2, 500)) < [[0.5], [0.4]]
        found = chapman(int(one.sum()), int(other.sum()), int((one & other).sum()))
        hits.append(found.low <= 500 <= found.high)
    assert np.mean(hits) > 0.92


def test_wilson_as_published() -> None:
    # Newcombe 1998, table I: 81/263 and 15/148 and 0/20
    for wrong, n, low, high in ((81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611)):
        assert wilson(wrong / n, n) == pytest.approx((low, high), abs=1e-4)
    assert wilson(0.3, np.inf) == (0.3, 0.3)
    assert wilson(float("nan"), 0) == (0.0, 1.0)


def test_one_stratum_is_a_simple_sample() -> None:
    sample = pd.DataFrame({"stratum": "a", "applies": True, "wrong": [True] * 15 + [False] * 133})
    found = stratified_rate(sample, pd.Series({"a": 10**9}))
    assert (found.low, found.high) == pytest.approx(wilson(15 / 148, 148), abs=1e-3)
    assert found.checked == 148


def test_a_census_has_no_interval_and_strata_are_weighted() -> None:
    sample = pd.DataFrame({"stratum": ["a"] * 3 + ["b"] * 2, "applies": True, "wrong": [1, 0, 0, 1, 1]})
    whole = stratified_rate(sample, pd.Series({"a": 3, "b": 2}))
    assert (whole.value, whole.low, whole.high) == pytest.approx((0.6, 0.6, 0.6))
    more = stratified_rate(sample, pd.Series({"a": 300, "b": 100}))
    assert more.value == pytest.approx((300 / 3 + 100) / 400)
    assert stratified_rate(sample[:3], pd.Series({"a": 300, "b": 100})).covered == 0.75


def test_the_stratified_interval_covers() -> None:
    generator = np.random.default_rng(3)
    sizes, shares, sampled = {"a": 600, "b": 200, "c": 60}, {"a": 0.04, "b": 0.2, "c": 0.5}, (60, 30, 20)
    truth = {name: generator.random(n) < shares[name] for name, n in sizes.items()}
    share = sum(t.sum() for t in truth.values()) / 860
    hits, values = [], []
    for _ in range(200):
        rows = [
            pd.DataFrame({"stratum": name, "applies": True, "wrong": generator.choice(t, n, replace=False)})
            for (name, t), n in zip(truth.items(), sampled, strict=True)
        ]
        found = stratified_rate(pd.concat(rows), pd.Series(sizes))
        hits.append(found.low <= share <= found.high)
        values.append(found.value)
    assert np.mean(hits) > 0.92
    assert np.mean(values) == pytest.approx(share, abs=0.008)


def test_the_sample_is_stratified_and_the_same_again(edition: Edition) -> None:
    drawn = draw_sample(edition, 120, 1)
    assert len(drawn) == 120
    sizes = drawn.groupby("stratum").agg(
        n=("sampled", "size"), said=("sampled", "first"), of=("population", "first")
    )
    assert (sizes["n"] == sizes["said"]).all()
    assert sizes["of"].sum() == len(edition.arrangements)
    assert (sizes["n"] >= 2).all()
    assert (sizes["n"] / sizes["of"]).between(0.08, 0.25).all()
    shuffled = Edition({k: v.sample(frac=1, random_state=1) for k, v in edition.tables.items()})
    pd.testing.assert_frame_equal(draw_sample(shuffled, 120, 1), drawn)
    assert list(draw_sample(edition, 120, 2).index) != list(drawn.index)
    assert len(draw_sample(edition, 5000, 1)) == len(edition.arrangements)


def test_neyman_looks_where_errors_were_found(edition: Edition) -> None:
    certainty = sampling_frame(edition)["certainty"]
    wrong = certainty == "unsure"
    earlier = pd.concat(
        [wrong[wrong].iloc[::2].map(lambda _: True), wrong[~wrong].iloc[::4].map(lambda _: False)]
    )
    earlier[wrong[wrong].index[::4]] = False  # half of what is unsure is wrong
    plain = draw_sample(edition, 100, 1, ("certainty",))
    aimed = draw_sample(edition, 100, 1, ("certainty",), "neyman", earlier)
    counts = [d["stratum"].value_counts()["certainty unsure"] for d in (plain, aimed)]
    assert counts[1] > 3 * counts[0]


def test_samples_that_cannot_be(edition: Edition) -> None:
    with pytest.raises(InputError):
        draw_sample(edition, 1, 1)
    with pytest.raises(InputError, match="without an earlier check"):
        draw_sample(edition, 10, 1, allocation="neyman")
    with pytest.raises(UnknownNameError):
        draw_sample(edition, 10, 1, ("colour",))


def filled(edition: Edition, size: int = 100) -> pd.DataFrame:
    """A sheet of which the fields of every tenth are wrong."""
    sheet = check_sheet(edition, draw_sample(edition, size, 1))
    sheet["fields_right"] = ["nee" if n % 10 == 0 else "Ja" for n in range(len(sheet))]
    sheet["central_right"] = ["?" if n == 3 else "yes" for n in range(len(sheet))]
    sheet["duplicate_of"] = "no"
    sheet.loc[5, "duplicate_of"] = sheet.loc[6, "arrangement"]
    return sheet


def test_a_sheet_goes_round(edition: Edition, tmp_path: Path) -> None:
    sheet = filled(edition)
    assert list(sheet.columns) == list(SHEET_COLUMNS)
    assert sheet["participants"].ne("").all()
    for divider in (",", ";"):
        path = tmp_path / "sheet.csv"
        sheet.to_csv(path, index=False, sep=divider)
        back = read_sheet(path, edition)
        assert back["fields_right"].value_counts().to_dict() == {"yes": 90, "no": 10}
        assert back["duplicate_of"].ne("no").sum() == 1
    assert found_wrong(back).sum() == 11
    rates = error_rates(back, language="en").set_index("family")
    fields = rates.loc["fields"]
    assert fields["low"] < fields["rate"] < fields["high"]
    assert (fields["article_low"], fields["article_high"]) == (0.05, 0.08)
    assert "beside" in fields["note"]
    assert rates.loc["central", ["checked", "undetermined"]].tolist() == [99, 1]
    assert rates.loc["goal", "checked"] == 0
    assert np.isnan(rates.loc["goal", "rate"])
    assert rates.loc["duplicate", "rate"] < 0.02
    said = error_rates(back, is_synthetic=True, language="en").set_index("family")["note"]
    assert "never stand below" in said["fields"]


def test_everything_that_is_wrong_in_a_sheet(edition: Edition, tmp_path: Path) -> None:
    sheet = filled(edition).astype({"population": "object"})
    sheet.loc[0, "fields_right"] = "misschien"
    sheet.loc[1, "arrangement"] = "onbekend"
    sheet.loc[2, "arrangement"] = sheet.loc[3, "arrangement"]
    sheet.loc[4, "duplicate_of"] = sheet.loc[4, "arrangement"]
    sheet.loc[7, "edition"] = "2024"
    sheet.loc[8, "population"] = "veel"
    path = tmp_path / "sheet.csv"
    sheet.to_csv(path, index=False)
    with pytest.raises(InputError) as caught:
        read_sheet(path, edition)
    found = {(p.row, p.column) for p in caught.value.problems}
    assert {(2, "fields_right"), (3, "arrangement"), (5, "arrangement"), (6, "duplicate_of"), (9, "edition"),
            (10, "population")} <= found  # fmt: skip
    sheet.drop(columns=["note", "stratum"]).to_csv(path, index=False)
    with pytest.raises(InputError, match="no column stratum"):
        read_sheet(path, edition)
    with pytest.raises(InputError, match="no such file"):
        read_sheet(tmp_path / "none.csv", edition)


def lists(left: str, right: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    made = [
        pd.DataFrame({"id": list(ids), "name": list(ids), "participants": "a;b"}) for ids in (left, right)
    ]
    return made[0], made[1]


def same(pairs: str, decision: str = "match", relation: str = "same") -> pd.DataFrame:
    rows = [(p[0], p[1], 0.9, decision, relation) for p in pairs.split()]
    return pd.DataFrame(rows, columns=["left_id", "right_id", "probability", "decision", "relation"])


def test_recapture_counts_arrangements_and_not_records() -> None:
    left, right = lists("abcdx", "ABCE")
    links = pd.concat([same("aA bB xA"), same("cC", "review"), same("dE", "match", "part_of")])
    found = recapture(left, right, links)
    sure = found.query("links == 'match' and size == 'all'").iloc[0]
    assert (sure["left"], sure["right"], sure["both"]) == (4, 4, 2)  # a and x are one
    wide = found.query("links == 'match and review' and size == 'all'").iloc[0]
    assert wide["both"] == 3
    assert wide["estimate"] < sure["estimate"]
    assert sure["caught"] == 0.5


def test_nothing_is_estimated_by_class_of_a_size_that_is_not_known() -> None:
    left, right = lists("abc", "ABCD")
    found = recapture(left, right.assign(participants=""), same("aA bB")).query("links == 'match'")
    assert set(found["size"]) == {"all", "2-4", "unknown"}
    assert found.set_index("size")["estimate"].notna().to_dict() == {
        "all": True,
        "2-4": False,
        "unknown": False,
    }


def test_size_explains_why_some_are_found_more_often() -> None:
    generator = np.random.default_rng(11)
    n = generator.choice([2, 6, 12], 2000)
    chance = 1 - (1 - 0.15) ** n
    on = generator.random((2, 2000)) < chance
    names = [f"s{i}" for i in range(2000)]
    frame = pd.DataFrame({"id": names, "participants": [";".join(f"m{j}" for j in range(k)) for k in n]})
    left, right = frame[on[0]].reset_index(drop=True), frame[on[1]].reset_index(drop=True)
    shared = pd.DataFrame({"left_id": frame["id"][on[0] & on[1]]})
    links = shared.assign(right_id=shared["left_id"], probability=1.0, decision="match", relation="same")
    found = recapture(left, right, links).query("links == 'match'").set_index("size")
    assert found.loc["all", "high"] < 2000  # too low, and sure of it
    assert found.loc["sum", "low"] < 2000 < found.loc["sum", "high"]


def test_recapture_of_two_sources_of_an_edition(edition: Edition) -> None:
    found = recapture_sources(edition, "provincial-registers-2016", "nationwide-divisions-2016").set_index(
        "size"
    )
    row = found.loc["all"]
    assert row["seen"] == len(edition.arrangements)
    assert row["left"] + row["right"] - row["both"] == row["seen"]
    assert found.loc["sum", "estimate"] == pytest.approx(found.drop(index=["all", "sum"])["estimate"].sum())
    with pytest.raises(UnknownNameError):
        recapture_sources(edition, "provincial-registers-2016", "nothing")


def reported(rows: list[tuple[str, str, str, str]], memberships: dict[str, str]) -> Edition:
    edition = make_edition(memberships)
    base = edition["participations"].iloc[0].to_dict()
    made = [
        base | {"arrangement": a, "organisation": gm(o), "reported_by": gm(by) if len(by) == 1 else by,
                "recognised": says, "source": f"budget-{i}"}
        for i, (a, o, by, says) in enumerate(rows)
    ]  # fmt: skip
    return Edition(edition.tables | {"participations": pd.DataFrame(made)})


def test_who_names_which_partners() -> None:
    edition = reported(
        [("s", "A", "A", ""), ("s", "B", "A", ""), ("s", "A", "B", ""), ("s", "B", "B", ""),
         ("s", "C", "A", "no"), ("t", "A", "A", ""), ("t", "B", "A", "")],
        {"s": "ABC", "t": "AB"},
    )  # fmt: skip
    found = disagreements(edition)
    assert len(found) == 1  # t has one reporter, and of A and B both say the same
    row = found.iloc[0]
    assert (row["organisation"], row["named_by"], row["not_named_by"]) == (gm("C"), gm("A"), gm("B"))
    assert (row["named_share"], row["recognised"], row["denied_reports"]) == (0.5, "no", gm("A"))
    by = recognition(edition).set_index("organisation")
    assert by.loc[gm("A"), ["arrangements", "by_itself", "silent"]].tolist() == [2, 2, 0]
    assert by.loc[gm("B"), ["arrangements", "by_itself", "silent"]].tolist() == [2, 1, 1]
    assert by.loc[gm("C"), ["denied", "disagreements"]].tolist() == [1, 1]


def test_disagreement_in_the_register_of_2016(edition: Edition) -> None:
    found = disagreements(edition)
    disputed = edition["participations"].query("recognised == 'no'")
    assert (found["denied_reports"] != "").sum() == len(disputed)
    assert found["kind"].eq("municipality").all()  # a division lists no provinces
    assert found["not_named_by"].ne("").all()
    assert reporting(edition) is None
    table = quality(edition, language="en")
    assert table.query("what == 'error_rate'")["value"].isna().all()
    assert table.query("item == 'participations'")["value"].item() == len(found)
    assert DEPENDENT["en"] in set(table["note"])


def test_what_nobody_reports() -> None:
    generator = np.random.default_rng(5)
    letters = "ABCDEFGH"
    sizes = generator.choice([2, 3, 8], 600)
    tells = [generator.random(n) < 0.3 for n in sizes]
    seen = {f"s{i}": letters[:n] for i, n in enumerate(sizes) if tells[i].any()}
    rows = [(f"s{i}", letters[j], letters[j] if t else "register", "")
            for i, who in enumerate(tells) if who.any() for j, t in enumerate(who)]  # fmt: skip
    found = reporting(reported(rows, seen))
    assert found is not None
    assert found.arrangements == len(seen)
    assert found.rate[0] < 0.3 < found.rate[1]
    assert found.unseen[0] < 600 - len(seen) < found.unseen[1]
    assert (
        found.by_size.set_index("size").loc["2-4", "seen_high"]
        < found.by_size.set_index("size").loc["5-9", "seen_low"]
    )


# A partial update: A and B are collected again, C and D are not.
OLD = {"one": "ABC", "two": "AB", "three": "CD", "four": "ABCD"}


def updated(collected: dict[str, str], areas: str = "AB", **columns: str) -> tuple[Edition, Edition, Edition]:
    old = make_edition(OLD)
    new = make_edition(collected, **columns)
    new.tables["sources"]["id"] = "again"
    for frame in new.tables.values():
        if "source" in frame:
            frame["source"] = "again"
    made = update_edition(old, new, [gm(a) for a in areas], "2022-05-01")
    return old, new, Edition(made.tables)


def members(edition: Edition) -> dict[str, str]:
    letters = edition.members["organisation"].str[2:].astype(int).map(chr)
    return letters.groupby(edition.members["arrangement"]).agg(lambda x: "".join(sorted(x))).to_dict()


def test_an_update_replaces_the_areas_and_nothing_else() -> None:
    _, _, edition = updated({"one": "AC", "five": "ABD", "two": "AB"})
    assert members(edition) == {"one": "AC", "two": "AB", "three": "CD", "four": "CD", "five": "ABD"}
    rows = edition["participations"]
    assert set(rows.loc[rows["arrangement"] == "three", "source"]) == {"synthetic"}
    assert set(rows.loc[rows["organisation"].isin([gm("A"), gm("B")]), "source"]) == {"again"}
    ages = parts(edition).set_index("municipality")["as_of"].to_dict()
    assert ages == {
        gm("A"): "2022-05-01",
        gm("B"): "2022-05-01",
        gm("C"): "2020-01-01",
        gm("D"): "2020-01-01",
    }
    assert edition.id == "synthetic-update-2022-05-01"
    assert "Collected again on 2022-05-01: A, B." in edition["edition"]["note"].iloc[0]


def test_what_ends_is_told() -> None:
    old = make_edition(OLD)
    made = update_edition(old, make_edition({"four": "AC", "six": "AB"}), [gm("A"), gm("B")], "2022-05-01")
    told = made.statement.groupby("kind")["subject"].agg(list).to_dict()
    assert told["ended_arrangement"] == ["two"]
    assert told["fewer_governments"] == ["one"]
    assert told["new_arrangement"] == ["six"]
    assert told["ended_participation"] == ["four"]
    assert set(made.tables["arrangements"]["id"]) == {"three", "four", "six"}


def test_an_update_twice_is_an_update_once(tmp_path: Path) -> None:
    collected = {"one": "AC", "five": "AB", "seven": "A"}
    _, new, once = updated(collected)
    twice = Edition(update_edition(once, new, [gm("A"), gm("B")], "2022-05-01").tables)
    assert twice.checksum == once.checksum
    for name, edition in (("once", once), ("twice", twice)):
        write_package(edition.tables, tmp_path / name, edition.id, edition.title)
    assert load_tables(tmp_path / "once").keys() == once.tables.keys()
    for file in (tmp_path / "once").iterdir():
        assert file.read_bytes() == (tmp_path / "twice" / file.name).read_bytes()


@settings(max_examples=12, deadline=None)
@given(
    st.dictionaries(st.sampled_from(["one", "two", "five"]), st.sampled_from(["AB", "A", "AC", "ABD", "BD"]))
)
def test_outside_the_areas_nobody_loses_a_participation_that_still_counts(collected: dict[str, str]) -> None:
    collected = collected | {"nine": "AB"}
    old, new, edition = updated(collected)
    assert (
        Edition(update_edition(edition, new, [gm("A"), gm("B")], "2022-05-01").tables).checksum
        == edition.checksum
    )
    before, after = members(old), members(edition)
    for arrangement, who in before.items():
        if arrangement in after:
            assert set(who) - set("AB") <= set(after[arrangement])
    for arrangement, who in after.items():
        assert len(who) >= 2
        assert set(who) & set("AB") == set(collected.get(arrangement, "")) & set("AB")


def test_a_second_update_keeps_the_age_of_the_first() -> None:
    _, _, once = updated({"one": "AC", "two": "AB"})
    later = make_edition({"three": "CD", "one": "AC"})
    edition = Edition(update_edition(once, later, [gm("C")], "2023-01-01").tables)
    assert parts(edition)["as_of"].tolist() == ["2022-05-01", "2022-05-01", "2023-01-01", "2020-01-01"]
    assert edition.id == "synthetic-update-2023-01-01"
    assert edition["edition"]["note"].iloc[0].count("Collected again on") == 2


def test_confirmed_codes_and_known_cells_stay() -> None:
    old = make_edition(OLD, seat="Assen", coding_status="confirmed", legal_form="stichting")
    new = make_edition({"one": "AB"}, coding_status="guess", obligation="mandatory", legal_form="unknown")
    new.tables["arrangements"]["name"] = "Nieuwe naam"
    new.tables["arrangement_fields"]["policy_field"] = "energy"
    edition = Edition(update_edition(old, new, [gm("A"), gm("B")], "2022-05-01").tables)
    row = edition.arrangements.loc["one"]
    assert (row["seat"], row["obligation"], row["legal_form"]) == ("Assen", "voluntary", "stichting")
    assert (row["name"], row["aliases"], row["fields"]) == ("Nieuwe naam", "one", ("social",))


def test_an_arrangement_under_another_id_is_found_by_its_links() -> None:
    old, new = make_edition(OLD), make_edition({"een": "AB", "acht": "AB"})
    links = pd.DataFrame(
        [("one", "een", 0.99, "match", "same"), ("two", "acht", 0.6, "review", "same")],
        columns=["left_id", "right_id", "probability", "decision", "relation"],
    )
    made = update_edition(old, new, [gm("A"), gm("B")], "2022-05-01", links)
    assert members(Edition(made.tables))["one"] == "ABC"
    assert "een" not in set(made.tables["arrangements"]["id"])
    review = made.statement.query("kind == 'to_review'")
    assert review["subject"].tolist() == ["acht"]
    assert "two" in review["found"].item()


def test_a_source_of_the_same_name_is_another_source() -> None:
    old, new = make_edition(OLD), make_edition({"one": "AB"})
    new.tables["sources"]["title"] = "another"
    made = update_edition(old, new, [gm("A"), gm("B")], "2022-05-01")
    assert set(made.tables["sources"]["id"]) == {"synthetic", "synthetic-2022-05-01"}
    rows = made.tables["participations"]
    assert set(rows.loc[rows["organisation"] == gm("A"), "source"]) == {"synthetic-2022-05-01"}


def test_everything_that_is_wrong_in_an_update() -> None:
    with pytest.raises(InputError) as caught:
        update_edition(
            make_edition(OLD), make_edition({"one": "AZ"}), [gm("A"), gm("B"), "GM9999"], "2019-01-01"
        )
    told = str(caught.value)
    for part in ("2020-01-01", "GM9999", f"nothing of {gm('B')}", gm("Z")):
        assert part in told
    with pytest.raises(InputError, match="at least one municipality"):
        update_edition(make_edition(OLD), make_edition({"one": "AB"}), [], "2022-01-01")


def test_the_commands(edition: Edition, tmp_path: Path) -> None:
    runner = CliRunner()
    sheet = tmp_path / "sheet.csv"
    done = runner.invoke(app, ["quality", "2016", "--sample", "40", "--seed", "1", "--out", str(sheet)])
    assert done.exit_code == 0, done.output
    frame = pd.read_csv(sheet, dtype=str, keep_default_na=False)
    assert frame["looks_like"].ne("").any()
    frame["fields_right"] = "ja"
    frame.to_csv(sheet, index=False)
    named = tmp_path / "named.csv"
    done = runner.invoke(app, ["quality", "2016", "--checked", str(sheet), "--disagreements", str(named)])
    assert done.exit_code == 0, done.output
    rates = pd.read_csv(io.StringIO(done.stdout)).set_index("item")
    assert rates.loc["fields", "value"] == 0
    assert rates.loc["fields", "high"] > 0
    assert len(pd.read_csv(named)) == len(disagreements(edition))
    listed = runner.invoke(app, ["list", "edition", "2016"])
    assert len(pd.read_csv(io.StringIO(listed.stdout))) == len(edition.arrangements)


def test_the_update_command_writes_all_or_nothing(tmp_path: Path) -> None:
    runner = CliRunner()
    for name, made in (("old", make_edition(OLD)), ("new", make_edition({"one": "AB", "two": "AB"}))):
        write_package(made.tables, tmp_path / name, made.id, made.title)
    out = tmp_path / "out"
    call = ["update", str(tmp_path / "old"), str(tmp_path / "new"), "--date", "2022-05-01", "--out", str(out)]
    done = runner.invoke(app, [*call, "--areas", f"A,{gm('B')}"])
    assert done.exit_code == 0, done.output
    assert parts(Edition(load_tables(out)))["as_of"].tolist() == ["2022-05-01"] * 2 + ["2020-01-01"] * 2
    before = {p.name: p.read_bytes() for p in out.iterdir()}
    wrong = runner.invoke(app, [*call, "--areas", "A,Nergens"])
    assert wrong.exit_code != 0
    assert {p.name: p.read_bytes() for p in out.iterdir()} == before
    assert {p.name for p in tmp_path.iterdir()} == {"old", "new", "out"}
