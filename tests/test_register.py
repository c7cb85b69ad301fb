from __future__ import annotations

import csv
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import make_edition
from regioscoop.errors import InputError, UnknownNameError
from regioscoop.register import (
    Edition,
    apply_rule_set,
    carry_edition,
    evaluate_criteria,
    import_edition,
    list_editions,
    load_edition,
    validate_package,
    write_package,
)
from regioscoop.register.edition import SHIPPED
from regioscoop.register.importing._matching import NameMatcher, normalise
from regioscoop.register.schema import TABLES

# --- shipped editions -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["2016", "2024"])
def test_a_shipped_edition_is_valid_and_every_row_names_a_source(name: str) -> None:
    assert validate_package(SHIPPED / name) == []
    edition = load_edition(name)
    known = set(edition["sources"]["id"])
    for table, frame in edition.tables.items():
        if "source" in frame.columns and len(frame):
            assert set(frame["source"]) <= known, table


def test_a_shipped_edition_is_valid_for_the_frictionless_program_itself() -> None:
    run = subprocess.run(
        [Path(sys.executable).parent / "frictionless", "validate", "datapackage.json", "--json"],
        cwd=SHIPPED / "2016", capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout[-2000:]


def test_edition_2016_has_what_it_should(edition: Edition) -> None:
    summary = edition.summary()
    assert summary["municipalities"] == 390
    assert 850 <= summary["arrangements"] <= 950
    assert summary["arrangements"] == summary["arrangements_with_two_or_more_governments"]
    kinds = summary["organisations_by_kind"]
    assert kinds["province"] == 12
    assert 21 <= kinds["water_board"] <= 24


@pytest.mark.parametrize(
    ("division", "regions"),
    [
        ("veiligheidsregios", 25),
        ("ggds", 25),
        ("omgevingsdienstenregionaleuitvoeringsdiensten", 29),
        ("veiligheidshuizen", 34),
    ],
)
def test_a_nationwide_family_is_one_arrangement_a_region_and_covers_the_country(
    edition: Edition, division: str, regions: int
) -> None:
    rows = edition["arrangement_divisions"].query("division == @division")
    assert len(rows) == regions
    assert rows["arrangement"].is_unique
    members = edition.members.merge(rows, on="arrangement").query("kind == 'municipality'")
    assert members["organisation"].is_unique
    assert len(members) == 390


def test_families_that_stand_in_both_sources_are_joined(edition: Edition) -> None:
    both = edition["participations"].groupby("arrangement")["source"].nunique()
    rows = edition["arrangement_divisions"].query("division == 'veiligheidsregios'")
    assert (both[rows["arrangement"]] == 2).sum() == 24  # Brabant-Zuidoost is in no provincial register


def test_the_log_lists_what_was_repaired_joined_and_left_out(edition: Edition) -> None:
    log = edition["import_log"]
    assert set(log["action"]) == {"repaired", "joined", "left_out"}
    assert (log["why"] != "").all()
    found = log.set_index("found")["result"]
    assert "GM1771" in set(found["Gedrop-Mierlo"])
    assert set(log.query("found == 'Bergen'")["result"]) == {"GM0373", "GM0893"}


def test_at_least_98_percent_of_the_municipal_rows_are_matched(edition: Edition) -> None:
    log = edition["import_log"].query("source == 'provincial-registers-2016' and row == row")
    lost = log[(log["action"] == "left_out") & ~log["found"].str.contains("aterschap")]
    municipal = edition["participations"].query("source == 'provincial-registers-2016'")
    municipal = municipal[municipal["organisation"].str.startswith("GM")]
    assert len(lost) / (len(municipal) + len(lost)) < 0.02


def test_divisions_say_whether_they_count_and_why(edition: Edition) -> None:
    divisions = edition["divisions"].set_index("id")
    assert len(divisions) == 34
    assert divisions.loc["veiligheidsregios", "counted"] == "yes"
    assert divisions.loc["coropregios", "counted"] == "no"
    assert (divisions["why"] != "").all()


def test_a_disputed_participation_is_kept_but_does_not_count(edition: Edition) -> None:
    rows = edition["participations"].query("recognised == 'no'")
    pairs = set(zip(rows["arrangement"], rows["organisation"], strict=True))
    assert ("veiligheidsregio-amsterdam-amstelland", "GM0439") in pairs  # Purmerend, in Zaanstreek-Waterland
    counted = set(zip(edition.members["arrangement"], edition.members["organisation"], strict=True))
    assert not pairs & counted


# --- edition 2024 -----------------------------------------------------------------------------------


def test_edition_2024_agrees_row_by_row_with_the_table_of_2023(data: Path) -> None:
    table = pd.read_csv(data / "regions/province_res_safety_2023.csv", dtype=str)
    edition = load_edition("2024")
    divisions = edition["arrangement_divisions"]
    for division, column in (("veiligheidsregios", "vr_name"), ("res", "res_name")):
        rows = divisions[divisions["division"] == division].merge(edition["participations"], on="arrangement")
        rows = rows[rows["organisation"].str.startswith("GM")]
        assert set(rows["status"]) == {"confirmed"}
        ours = set(zip(rows["organisation"], rows["region"], strict=True))
        assert ours == set(zip(table["gm_code"], table[column], strict=True))
    provinces = edition.municipalities["province"]
    assert provinces.to_dict() == dict(zip(table["gm_code"], table["pv_code"], strict=True))


def test_edition_2024_carries_and_can_leave_the_carried_out() -> None:
    edition = load_edition("2024")
    assert len(edition.municipalities) == 342
    systems = edition["arrangement_divisions"].groupby("division")["arrangement"].nunique()
    assert systems["omgevingsdienstenregionaleuitvoeringsdiensten"] == 28
    assert systems["ggds"] == 25
    confirmed = edition.select(carried=False)
    assert len(confirmed["arrangements"]) == 55  # 25 safety regions and 30 RES regions
    assert set(confirmed["participations"]["status"]) == {"confirmed"}
    assert set(edition["import_log"]["action"]) >= {"moved", "split", "small_part", "fewer_governments"}


# --- import -----------------------------------------------------------------------------------------

FILES_2016 = (
    "gr/joint_arrangements_2016.csv",
    "regions/regional_divisions_2016.csv",
    "regions/province_corop_2016.csv",
    "mergers/municipalities_2014_to_2016.csv",
    "regions/province_res_safety_2023.csv",
)


@pytest.mark.data
def test_the_import_gives_the_shipped_edition_bit_for_bit(data: Path, tmp_path: Path) -> None:
    made = import_edition("netherlands-2016", [data / f for f in FILES_2016])
    write_package(made.tables, tmp_path / "2016", "2016", load_edition("2016").title)
    for file in sorted((SHIPPED / "2016").iterdir()):
        assert (tmp_path / "2016" / file.name).read_bytes() == file.read_bytes(), file.name


@pytest.mark.data
def test_edition_2024_can_be_made_again(data: Path, tmp_path: Path) -> None:
    files = ["regions/province_res_safety_2023.csv", "mergers/municipalities_2016_to_2023.csv"]
    made = import_edition("netherlands-2024", [data / f for f in files])
    write_package(made.tables, tmp_path / "2024", "2024", load_edition("2024").title)
    for file in sorted((SHIPPED / "2024").iterdir()):
        assert (tmp_path / "2024" / file.name).read_bytes() == file.read_bytes(), file.name


@pytest.mark.data
def test_a_source_with_faults_is_refused_as_a_whole(data: Path, tmp_path: Path) -> None:
    paths = [data / f for f in FILES_2016]
    bad = tmp_path / "divisions.csv"
    text = (data / FILES_2016[1]).read_text(encoding="utf-8").replace("GM1680", "GM9999")
    bad.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as error:
        import_edition("netherlands-2016", [paths[0], bad, *paths[2:]])
    assert len(error.value.problems) == text.count("GM9999") > 20
    assert "GM9999" in str(error.value)


@pytest.mark.data
def test_broken_quotes_and_missing_columns_are_told_with_their_row(data: Path, tmp_path: Path) -> None:
    paths = [data / f for f in FILES_2016]
    broken = tmp_path / "registers.csv"
    broken.write_text('deelnemer,gr,postcode,plaats,provincie\nBedum,"A "B", C",1,x,y\n', encoding="utf-8")
    with pytest.raises(InputError, match="row 2"):
        import_edition("netherlands-2016", [broken, *paths[1:]])
    broken.write_text("deelnemer,gr\nBedum,A\n", encoding="utf-8")
    with pytest.raises(InputError) as error:
        import_edition("netherlands-2016", [broken, *paths[1:]])
    assert {"no column plaats", "no column provincie"} <= {p.found for p in error.value.problems}
    broken.write_bytes("deelnemer,gr,postcode,plaats,provincie\nSúdwest,A,1,x,y\n".encode("latin-1"))
    with pytest.raises(InputError, match="UTF-8"):
        import_edition("netherlands-2016", [broken, *paths[1:]])


def test_an_unknown_source_and_missing_files_are_told() -> None:
    with pytest.raises(UnknownNameError, match="netherlands-2016"):
        import_edition("nederland-2016", [])
    with pytest.raises(InputError) as error:
        import_edition("netherlands-2024", [Path("no-such-1.csv"), Path("no-such-2.csv")])
    assert len(error.value.problems) == 2


@pytest.mark.data
def test_our_joins_agree_with_the_judged_pairs(data: Path, edition: Edition) -> None:
    """Every judged pair of the two sources: same means one arrangement, different means two."""
    where: dict[str, str] = {}
    for id_, name, aliases in edition["arrangements"][["id", "name", "aliases"]].itertuples(index=False):
        where |= dict.fromkeys([name, *aliases.split("|")], id_)
    divisions = edition["arrangement_divisions"]
    where |= {
        f"{d}|{r}": a for a, d, r in divisions[["arrangement", "division", "region"]].itertuples(index=False)
    }
    right = wrong = 0
    with (data / "linking/judged_pairs.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if "addresses" in row["left_source"] + row["right_source"] or row["label"] not in (
                "same",
                "different",
            ):
                continue
            left, right_id = (
                where.get(row[f"{side}_name"].replace("\u00a0", " ").strip()) for side in ("left", "right")
            )
            if left and right_id:
                agrees = (left == right_id) == (row["label"] == "same")
                right, wrong = right + agrees, wrong + (not agrees)
    assert right > 200
    assert wrong / (right + wrong) < 0.01


@pytest.mark.data
def test_main_policy_field_agrees_with_the_hand_coded_ones(data: Path, edition: Edition) -> None:
    """The codes were read blind to these 90: main field right for 95% or more."""
    codes = pd.read_csv(
        SHIPPED.parent / "decisions/codes_2016.csv", dtype=str, keep_default_na=False
    ).set_index("arrangement_name")
    hand = pd.read_csv(data / "coding/judged_codes.csv", dtype=str, keep_default_na=False)
    ours = codes.loc[[" ".join(g.split()) for g in hand["gr"]]]
    main = [o.split("|")[0] == h.split(";")[0] for o, h in zip(ours["fields"], hand["fields"], strict=True)]
    obligation = [o == h for o, h in zip(ours["obligation"], hand["obligation"], strict=True)]
    assert sum(main) / len(main) >= 0.95
    assert sum(obligation) / len(obligation) >= 0.97


# --- names ------------------------------------------------------------------------------------------


def _matcher() -> NameMatcher:
    organisations = pd.DataFrame(
        [
            ("GM0373", "Bergen (NH.)", "municipality", "PV27"),
            ("GM0893", "Bergen (L.)", "municipality", "PV31"),
            ("GM0820", "Nuenen, Gerwen en Nederwetten", "municipality", "PV30"),
            ("GM0158", "Haaksbergen", "municipality", "PV23"),
            ("GM1900", "Súdwest-Fryslân", "municipality", "PV21"),
        ],
        columns=["id", "name", "kind", "province"],
    )
    heirs = pd.DataFrame(
        [
            ("Zeevang", "GM0385", "Edam-Volendam", 1.0),
            ("Splitdorp", "GM0373", "x", 0.6),
            ("Splitdorp", "GM0893", "y", 0.4),
        ],
        columns=["old_name", "new", "new_name", "share"],
    )
    decided = pd.DataFrame(
        [("Nuenen", "", "GM0820", "short name"), ("Zaanstreek", "", "", "an area")],
        columns=["found", "scope", "ids", "why"],
    )
    return NameMatcher(organisations, heirs, decided)


@pytest.mark.parametrize(
    ("name", "province", "ids"),
    [
        ("Bergen", "PV27", ("GM0373",)),
        ("Bergen", "PV31", ("GM0893",)),
        ("Bergen", "", ()),
        ("Bergen (L.)", "", ("GM0893",)),
        ("Nuenen", "PV30", ("GM0820",)),
        ("Haasbergen", "PV23", ("GM0158",)),
        ("SUDWEST FRYSLAN ", "", ("GM1900",)),
        ("Zeevang", "", ("GM0385",)),
        ("Splitdorp", "", ("GM0373", "GM0893")),
        ("Zaanstreek", "", ()),
        ("Atlantis", "", ()),
    ],
)
def test_names_are_matched_by_code_else_by_name_and_province_else_left(
    name: str, province: str, ids: tuple[str, ...]
) -> None:
    match = _matcher().match(name, province=province)
    assert match.ids == ids
    assert match.how or match.ids


@given(st.text(max_size=40))
def test_normalising_twice_changes_nothing_and_matching_never_fails(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)
    _matcher().match(text)


# --- packages ---------------------------------------------------------------------------------------


@pytest.fixture
def package(tmp_path: Path) -> Path:
    edition = make_edition({"s1": "ABC", "s2": "AB"})
    write_package(edition.tables, tmp_path / "ed", "synthetic", "Synthetic")
    return tmp_path / "ed"


def test_a_written_package_comes_back_the_same(package: Path) -> None:
    again = load_edition(str(package))
    original = make_edition({"s1": "ABC", "s2": "AB"})
    assert again.summary() == original.summary()
    write_package(again.tables, package, "synthetic", "Synthetic")
    assert load_edition(str(package)).checksum == again.checksum


def _edit(package: Path, table: str, old: str, new: str) -> None:
    file = package / f"{table}.csv"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_everything_wrong_is_told_at_once(package: Path) -> None:
    _edit(package, "arrangements", "voluntary", "obligatory")
    _edit(package, "participations", "GM0065", "GM9999")
    _edit(package, "edition", "title", "titel")
    arrangements = pd.read_csv(package / "arrangements.csv", dtype=str, keep_default_na=False)
    arrangements.assign(founded="2015", dissolved="2014").to_csv(package / "arrangements.csv", index=False)
    _edit(package, "organisations", "municipality", "city")
    file = package / "organisations.csv"
    file.write_text(file.read_text() + file.read_text().splitlines()[-1] + "\n")
    with pytest.raises(InputError) as error:
        load_edition(str(package))
    text = str(error.value)
    assert "arrangements.csv, row 2, column obligation: found 'obligatory'; allowed: one of mandatory" in text
    assert "participations.csv, row 2, column organisation: found GM9999" in text
    assert "organisations.csv, row 2, column kind: found 'city'" in text
    assert "a second row with GM0067" in text
    assert "edition.csv, row 1: found no column title and unknown column titel" in text
    assert text.count("not before founded 2015") == 2


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda p: (p / "participations.csv").unlink(), "the file is absent"),
        (lambda p: _edit(p, "participations", "status", "state"), "no column status"),
        (lambda p: (p / "arrangements.csv").write_bytes("id,name\né".encode("latin-1")), "UTF-8"),
        (lambda p: (p / "datapackage.json").write_text("{"), "not JSON"),
        (
            lambda p: (p / "participations.csv").write_text(
                (p / "participations.csv").read_text().splitlines()[0] + "\n"
            ),
            "no rows",
        ),
        (lambda p: shutil.rmtree(p), "no such folder"),
    ],
)
def test_a_package_that_cannot_be_read_says_why(package: Path, spoil, words: str) -> None:
    spoil(package)
    with pytest.raises(InputError, match=words):
        load_edition(str(package))


def test_an_end_before_a_beginning_is_told(tmp_path: Path) -> None:
    edition = make_edition({"s1": "ABC"})
    edition.tables["arrangements"]["founded"] = "2015-06"
    edition.tables["arrangements"]["dissolved"] = "2014"
    with pytest.raises(InputError, match="not before founded 2015-06"):
        write_package(edition.tables, tmp_path / "ed", "x", "x")
    assert not (tmp_path / "ed").exists()
    assert list(tmp_path.iterdir()) == []


def test_a_bad_edition_leaves_the_old_package_as_it_was(package: Path) -> None:
    before = {f.name: f.read_bytes() for f in package.iterdir()}
    edition = make_edition({"s1": "ABC"}, goal="not-a-goal")
    with pytest.raises(InputError):
        write_package(edition.tables, package, "x", "x")
    assert {f.name: f.read_bytes() for f in package.iterdir()} == before


def test_an_unknown_edition_suggests_the_nearest() -> None:
    assert list_editions() == ["2016", "2024"]
    with pytest.raises(UnknownNameError, match="did you mean 2016") as error:
        load_edition("2061")
    assert "2016" in error.value.suggestions


def test_the_schema_names_every_column_once() -> None:
    for table in TABLES.values():
        assert len(set(table.names)) == len(table.names)
        assert set(table.key) <= set(table.names)
        for column, (other, target) in table.refers.items():
            assert column in table.names
            assert target in TABLES[other].names


# --- rules and mergers ------------------------------------------------------------------------------


def test_rule_sets_answer_met_not_met_or_undetermined() -> None:
    edition = make_edition({"pair": "AB", "one": "C"})
    assert apply_rule_set(edition, "regioatlas")["counts"].to_dict() == {"pair": "met", "one": "not_met"}
    strict = apply_rule_set(edition, "sotb-2025")
    assert strict.loc["pair", "counts"] == "undetermined"
    assert "recorded_purpose" in strict.loc["pair", "because"]
    assert strict.loc["one", "because"] == "two_governments"
    with pytest.raises(UnknownNameError, match="sotb-2025"):
        apply_rule_set(edition, "sotb-2026")


def test_a_recorded_criterion_goes_before_what_is_computed() -> None:
    edition = make_edition({"pair": "AB"})
    edition.tables["criteria"] = pd.DataFrame(
        [
            {
                "arrangement": "pair",
                "criterion": "not_denied",
                "met": "not_met",
                "evidence": "letter",
                "source": "synthetic",
            }
        ]
    )
    answers = evaluate_criteria(edition).set_index("criterion")
    assert answers.loc["not_denied", ["met", "evidence"]].tolist() == ["not_met", "letter"]
    assert apply_rule_set(edition, "sotb-2025").loc["pair", "counts"] == "not_met"


def _carry(mergers: list[tuple[str, str, float]], new: str) -> tuple[Edition, pd.DataFrame]:
    edition = make_edition({"s1": "ABC", "s2": "AB", "s3": "AD"})
    table = pd.DataFrame(mergers, columns=["old", "new", "share"])
    for column in ("old", "new"):
        table[column] = table[column].map(lambda x: f"GM{ord(x):04d}")
    towns = pd.DataFrame(
        [{"id": f"GM{ord(x):04d}", "name": x, "province": "", "source": "synthetic"} for x in new]
    )
    carried = carry_edition(edition, table, towns)
    carried.tables["edition"] = edition["edition"]
    return Edition(carried.tables), carried.statement


def test_carrying_moves_splits_and_drops_and_says_so() -> None:
    # A and B become X; C stays; D is split over X and Y.
    edition, statement = _carry(
        [
            ("A", "X", 1.0),
            ("B", "X", 0.99),
            ("C", "C", 0.9),
            ("C", "Y", 0.1),
            ("D", "X", 0.5),
            ("D", "Y", 0.5),
        ],
        "CXY",
    )
    members = edition.members.groupby("arrangement")["organisation"].agg(list).to_dict()
    assert members == {"s1": ["GM0067", "GM0088"], "s3": ["GM0088", "GM0089"]}
    assert set(edition.members["status"]) == {"carried", "carried-split"}
    kinds = statement.groupby("kind")["subject"].agg(list).to_dict()
    assert kinds["fewer_governments"] == ["s2"]
    assert kinds["split"] == ["D (GM0068)"]
    assert kinds["small_part"] == ["C (GM0067)"]
    assert len(kinds["moved"]) == 2


def test_a_municipality_without_heir_is_told() -> None:
    with pytest.raises(InputError, match="no heir of GM0066"):
        _carry([("A", "A", 1.0), ("C", "C", 1.0), ("D", "D", 1.0)], "ACD")
