"""Linking: small synthetic lists for each phenomenon, and the judged pairs on arrangements never seen."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from regioscoop.cli._app import app
from regioscoop.collection.linking import Thresholds, link, load_model, read_decisions, read_list, read_lists
from regioscoop.collection.linking._answers import answer
from regioscoop.collection.linking._blocking import candidates, measure_blocking
from regioscoop.collection.linking._evidence import abbreviates, compare_names
from regioscoop.collection.linking._human import taught
from regioscoop.collection.linking._names import take_apart
from regioscoop.collection.linking._participants import carry, participants_of, year_of
from regioscoop.collection.linking._profiles import profiles
from regioscoop.collection.linking._training import (
    Material,
    answers_of,
    by_trees,
    calibrate,
    held_out,
    material,
    measures,
    probability,
    splits,
)
from regioscoop.collection.linking._trees import FEATURES, fit_trees, raw_score
from regioscoop.collection.linking._weights import LEVELS, estimate_shares, match_weights, settings
from regioscoop.collection.linking.gold import (
    ADDRESSES,
    DIVISIONS,
    REGISTERS,
    groups,
    read_judged,
    read_sources,
)
from regioscoop.errors import InputError, UnknownNameError

TWENTE = (
    "Almelo;Borne;Dinkelland;Enschede;Haaksbergen;Hellendoorn;Hengelo;Hof van Twente;Losser;Oldenzaal;"
    "Rijssen-Holten;Tubbergen;Twenterand;Wierden"
)
TWENTE_CODES = (
    "GM0141;GM0147;GM1774;GM0153;GM0158;GM0163;GM0164;GM1735;GM0168;GM0173;GM1742;GM0183;GM1700;GM0189"
)


def synthetic(*records: tuple[str, ...]) -> pd.DataFrame:
    """A synthetic list: name and any of participants, seat, kind; the id is the name."""
    columns = ["id", "name", "participants", "seat", "kind", "legal_form", "field", "founded", "dissolved"]
    rows = [(record[0], *record, *[""] * (8 - len(record))) for record in records]
    return pd.DataFrame(rows, columns=columns, dtype="object")


def answers(
    left: pd.DataFrame, right: pd.DataFrame | None = None, **options: object
) -> dict[tuple[str, str], tuple]:
    found = link(left, right, **options)
    return {(r.left_id, r.right_id): (r.decision, r.relation, r.why) for r in found.itertuples()}


def decision(
    name: str, other: str, members: str = "", others: str = "", seat: str = "", seat2: str = ""
) -> str:
    found = answers(synthetic((name, members, seat)), synthetic((other, others, seat2)))
    return found.get((name, other), ("different",))[0]


@pytest.fixture(scope="module")
def judged(data: Path) -> Material:
    return material(read_sources(data), read_judged(data), with_candidates=False)


@pytest.fixture(scope="module")
def unseen(judged: Material) -> np.ndarray:
    """Probability of each judged pair by models that saw nothing of either arrangement."""
    score = held_out(judged, by_trees, seeds=(1,))
    return probability(score, calibrate(score, judged.belong))


class TestFourteenOfTwente:
    """The same fourteen members, four arrangements: only the same task is the same arrangement."""

    ours = synthetic(
        ("Veiligheidsregio Twente", TWENTE, "Enschede"),
        ("GGD Twente", TWENTE, "Enschede"),
        ("Omgevingsdienst Twente", TWENTE, "Almelo"),
        ("Regio Twente", TWENTE, "Enschede"),
    )
    theirs = synthetic(
        ("Veiligheidsregio|Twente", TWENTE_CODES),
        ("Gemeentelijke gezondheidsdienst Twente", TWENTE_CODES),
        ("RUD Twente", TWENTE_CODES),
        ("GR Regio Twente", TWENTE_CODES),
    )

    def test_each_finds_its_own_and_no_other(self) -> None:
        found = answers(self.ours, self.theirs)
        matched = {pair for pair, (decided, *_) in found.items() if decided == "match"}
        assert matched == set(zip(self.ours["id"], self.theirs["id"], strict=True))

    def test_within_one_list_none_is_a_double(self) -> None:
        found = answers(self.ours)
        assert all(decided != "match" for decided, *_ in found.values())
        decided, _, why = found["GGD Twente", "Veiligheidsregio Twente"]
        assert decided == "different"
        assert "andere taak" in why
        assert "14 van 14 deelnemers gelijk" in why

    def test_reasons_in_english(self) -> None:
        why = answers(self.ours, language="en")["GGD Twente", "Veiligheidsregio Twente"][2]
        assert "another task" in why
        assert "14 of 14 participants shared" in why

    def test_the_order_of_the_lists_changes_nothing(self) -> None:
        first = link(self.ours, self.theirs)
        second = link(self.ours.iloc[::-1], self.theirs.sample(frac=1, random_state=3))
        pd.testing.assert_frame_equal(first, second)


OTHER_DIRECTION = (
    ("Afvalverwijdering Noordoost Flevoland", "Afvalverwijdering Zuidoost Flevoland"),
    ("Werkvoorzieningschap Oost-Veluwe", "Werkvoorzieningschap Noord-Veluwe"),
    ("Streekarchief Noord-Kennemerland", "Streekarchief Zuid-Kennemerland"),
)
WRITTEN_OTHERWISE = (
    ("Gemeenschappelijke Regeling Zilverstroom", "Zilverstroom"),
    ("Recreatieschap Zilverplas", "Recreactieschap Zilverplas"),
    ("Werkvoorzieningschap Oost-Veluwe (Zilverwerk)", "Zilverwerk"),
    ("Belastingsamenwerking Goudstroom (BSGS)", "BSGS"),
    ("Omgevingsdienst Zuidoost-Drenthe", "Omgevingsdienst Zuid-Oost Drenthe"),
    ("Streekarchief Epe & Hattem", "Streekarchief Epe en Hattem"),
)


@pytest.fixture(scope="module")
def by_name() -> dict[tuple[str, str], tuple]:
    """Answers to two lists of names alone."""
    sides = zip(*OTHER_DIRECTION, *WRITTEN_OTHERWISE, strict=True)
    return answers(*(synthetic(*((name,) for name in names)) for names in sides))


@pytest.mark.parametrize("pair", OTHER_DIRECTION)
def test_compass_words_keep_names_apart(by_name: dict[tuple[str, str], tuple], pair: tuple[str, str]) -> None:
    assert by_name.get(pair, ("different",))[0] != "match"


@pytest.mark.parametrize("pair", WRITTEN_OTHERWISE)
def test_the_same_under_another_spelling_alias_or_brand(
    by_name: dict[tuple[str, str], tuple], pair: tuple[str, str]
) -> None:
    assert by_name[pair][0] == "match"


def test_no_word_in_common_but_task_and_all_participants() -> None:
    members, name = "Kampen;Dronten;Zwolle", "Werkvoorzieningschap IJsselland"
    others = (("sociale werkvoorziening Zilverwerk", members), ("Streekarchief Zilverwerk", members))
    found = answers(synthetic((name, members)), synthetic(*others))
    assert found[name, others[0][0]][0] == "match"
    assert found.get((name, others[1][0]), ("different",))[0] == "different"


def test_mergers_carry_the_participants() -> None:
    before = "Bellingwedde;Vlagtwedde;Stadskanaal;Pekela"
    after = "Westerwolde;Stadskanaal;Pekela"
    year = year_of([participants_of(before), participants_of(after)])
    assert year == 2024
    assert carry(participants_of(before), year) == carry(participants_of(after), year)
    assert decision("Milieudienst Oost-Groningen", "Omgevingsdienst Oost-Groningen", before, after) == "match"


def test_a_name_of_two_municipalities_is_the_one_among_its_neighbours() -> None:
    assert "GM0893" in participants_of("Bergen;Gennep;Venray;Horst aan de Maas")
    assert "GM0373" in participants_of("Bergen;Alkmaar;Heiloo;Castricum")


class TestRelations:
    def test_what_a_name_states_is_succession(self) -> None:
        left = synthetic(("Zilverwerk (voorheen Werkbedrijf Kwikwerk)", "Kampen;Dronten"))
        right = synthetic(
            ("Werkbedrijf Kwikwerk", "Kampen;Dronten"), ("Streekarchief Goudarchief", "Kampen;Dronten")
        )
        found = answers(left, right)
        assert found[left["id"][0], "Werkbedrijf Kwikwerk"][:2] == ("match", "successor")
        assert found[left["id"][0], "Streekarchief Goudarchief"][0] == "different"

    def test_merged_into(self) -> None:
        name = "Sociale Dienst Zilverwaard (in 2016 opgegaan in Werkplein Goudwaard)"
        found = answers(
            synthetic((name, "Kampen;Dronten")), synthetic(("Werkplein Goudwaard", "Kampen;Dronten"))
        )
        assert found[name, "Werkplein Goudwaard"][:2] == ("match", "successor")

    def test_a_body_with_part_of_the_tasks(self) -> None:
        whole = "Veiligheids- en Gezondheidsregio Twente"
        left = synthetic((whole, TWENTE))
        found = answers(left, synthetic(("GGD Twente", TWENTE_CODES)))
        assert found[whole, "GGD Twente"][:2] == ("match", "part_of")
        within = answers(synthetic((whole, TWENTE), ("GGD Twente", TWENTE)))
        assert within["GGD Twente", whole][:2] == ("review", "part_of")

    def test_one_of_a_fusion_is_reviewed(self) -> None:
        name = "Recreatieschap Zilverplas-Goudmeer (ontstaan uit fusie in 2013)"
        assert answers(synthetic((name,)), synthetic(("Recreatieschap Zilverplas",)))[
            name, "Recreatieschap Zilverplas"
        ][:2] == ("review", "successor")


def test_no_match_is_an_answer() -> None:
    found = link(
        synthetic(("Havenschap Zilverhaven", "Delfzijl;Groningen")),
        synthetic(("Streekarchief Goudarchief", "Venlo;Weert")),
    )
    assert found.empty
    assert list(found.columns) == ["left_id", "right_id", "probability", "decision", "relation", "why"]


def test_a_division_gives_its_regions_their_task_by_prefix_or_by_kind() -> None:
    left = synthetic(("Veiligheidsregio Twente", TWENTE))
    right = synthetic(
        ("veiligheidsregios|Twente", TWENTE_CODES),
        ("Twente", TWENTE_CODES, "", "Veiligheidsregio's"),
        ("Twente", TWENTE_CODES, "", "GGD's"),
    ).assign(id=["by prefix", "by kind", "other"])
    found = {other: decided for (_, other), (decided, *_) in answers(left, right).items()}
    assert found == {"by prefix": "match", "by kind": "match", "other": "different"}


class TestDecisions:
    left = synthetic(("Zilverwerk", "Kampen;Dronten"), ("Regio Twente", TWENTE))
    right = synthetic(("Goudwerk", "Kampen;Dronten"), ("Regio Twente", TWENTE))

    def decided(self, tmp_path: Path, *rows: str) -> pd.DataFrame:
        path = tmp_path / "decisions.csv"
        path.write_text("\n".join(["left_id,right_id,decision,relation", *rows]), encoding="utf-8")
        return read_decisions(path, self.left, self.right)

    def test_override(self, tmp_path: Path) -> None:
        decisions = self.decided(
            tmp_path, "Zilverwerk,Goudwerk,match,successor", "Regio Twente,Regio Twente,different,"
        )
        found = link(self.left, self.right, decisions).set_index(["left_id", "right_id"])
        assert tuple(found.loc[("Zilverwerk", "Goudwerk")])[:3] == (1.0, "match", "successor")
        assert tuple(found.loc[("Regio Twente", "Regio Twente")])[:2] == (0.0, "different")
        assert found.loc[("Zilverwerk", "Goudwerk"), "why"] == "besluit van een mens"

    def test_override_in_one_list_whatever_the_order_of_the_pair(self, tmp_path: Path) -> None:
        path = tmp_path / "one.csv"
        path.write_text("left_id,right_id,decision\nZilverwerk,Regio Twente,match\n", encoding="utf-8")
        found = link(self.left, decisions=read_decisions(path, self.left))
        assert found[["left_id", "right_id", "decision"]].to_numpy().tolist() == [
            ["Regio Twente", "Zilverwerk", "match"]
        ]

    def test_they_teach_pairs_alike_and_no_others(self) -> None:
        alike = dict.fromkeys(LEVELS, 1)
        other = dict.fromkeys(LEVELS, 2)
        levels = pd.DataFrame([alike] * 6 + [other])
        logit = np.full(7, -1.0)
        shifted = taught(levels, logit, np.arange(5), np.ones(5))
        assert shifted[5] > 0
        assert shifted[6] == pytest.approx(-1.0)
        assert taught(levels, logit, np.array([], dtype=int), np.array([])) is logit

    def test_bad_decisions_are_all_named(self, tmp_path: Path) -> None:
        with pytest.raises(InputError) as caught:
            self.decided(tmp_path, "Zilverwerk,Nergens,match,same", "Zilverwerk,Goudwerk,maybe,cousin")
        assert {(p.row, p.column) for p in caught.value.problems} == {
            (2, "right_id"),
            (3, "decision"),
            (3, "relation"),
        }


class TestBadInput:
    def test_every_problem_of_both_lists_at_once(self, tmp_path: Path) -> None:
        left, right = tmp_path / "a.csv", tmp_path / "b.csv"
        left.write_text("id,name,founded\n1,A,lang geleden\n1,,2000\n", encoding="utf-8")
        right.write_text("code,name\n1,A,extra\n", encoding="utf-8")
        with pytest.raises(InputError) as caught:
            read_lists(left, right)
        where = {(p.where, p.row, p.column) for p in caught.value.problems}
        assert where == {
            ("a.csv", 3, "name"),
            ("a.csv", 3, "id"),
            ("a.csv", 2, "founded"),
            ("b.csv", 1, None),
            ("b.csv", 2, None),
        }

    @pytest.mark.parametrize(
        ("content", "found"),
        [(b"", "an empty file"), (b"id,name\n", "no rows"), (b"id,name\n1,\xff\n", "byte 0xff")],
    )
    def test_files_that_hold_no_list(self, tmp_path: Path, content: bytes, found: str) -> None:
        path = tmp_path / "a.csv"
        path.write_bytes(content)
        with pytest.raises(InputError, match=found):
            read_list(path)

    def test_no_file(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="no such file"):
            read_list(tmp_path / "none.csv")

    def test_an_unknown_language(self) -> None:
        with pytest.raises(UnknownNameError):
            link(synthetic(("A",)), language="fy")

    @given(st.text(max_size=60))
    def test_any_text_can_be_taken_apart_and_compared_with_itself(self, text: str) -> None:
        name = take_apart(text)
        assert compare_names(name, name).spelling == (1.0 if name.cores else 0.0)
        assert isinstance(participants_of(text), frozenset)


def test_command(tmp_path: Path) -> None:
    left, out = tmp_path / "a.csv", tmp_path / "links.csv"
    left.write_text(
        f"id,name,participants\n1,GGD Twente,{TWENTE}\n2,GR GGD Twente,{TWENTE}\n", encoding="utf-8"
    )
    result = CliRunner().invoke(app, ["collect", "link", str(left), "--out", str(out)])
    assert result.exit_code == 0
    row = pd.read_csv(out, dtype=str).iloc[0]
    assert tuple(row[["left_id", "right_id", "decision", "relation"]]) == ("1", "2", "match", "same")
    assert 0.6 < float(row["probability"]) <= 1


@given(
    st.sets(st.sampled_from("abcdefgh"), min_size=1),
    st.sets(st.sampled_from("abcdefgh"), min_size=1),
)
def test_blocking_is_measured(found: set[str], true: set[str]) -> None:
    as_pairs = [np.array([(ord(x), ord(x) + 1) for x in sorted(side)]) for side in (found, true)]
    report = measure_blocking(*as_pairs, possible=100)
    assert report.pairs_completeness == len(found & true) / len(true)
    assert report.reduction_ratio == 1 - len(found) / 100


@pytest.mark.parametrize(
    ("short", "name", "is_one"),
    [
        ("ovij", "omgevingsdienst veluwe ijssel", True),
        ("gevudo", "gemeenschappelijke vuilverwerking dordrecht", True),
        ("wvs", "werkvoorzieningschap west brabant", False),
        ("odra", "omgevingsdienst rivierenland", False),
    ],
)
def test_abbreviations(short: str, name: str, is_one: bool) -> None:
    assert abbreviates(short, name) is is_one


def test_splink_weighs_as_fellegi_and_sunter() -> None:
    matches = pd.DataFrame({name: [number - 1] * 9 for name, number in LEVELS.items()})
    others = pd.DataFrame({name: [0] * 9 for name in LEVELS})
    shares = estimate_shares(matches, others)
    row = matches.head(1).assign(seat=-1)
    weights = match_weights(row, settings(shares, 0.5)).iloc[0]
    assert weights["own"] == pytest.approx(np.log2(shares["own"]["m"][4] / shares["own"]["u"][4]), abs=1e-4)
    assert weights["seat"] == 0
    assert weights["total"] == pytest.approx(weights.drop("total").sum(), abs=1e-3)


def test_trees_only_rise() -> None:
    generator = np.random.default_rng(5)
    frame = pd.DataFrame(generator.random((400, len(FEATURES))), columns=list(FEATURES))
    model = fit_trees(frame, (frame["own"] + frame["task"] > 1).to_numpy())
    lower, higher = raw_score(frame, model), raw_score(frame.assign(own=frame["own"] + 0.3), model)
    assert (higher >= lower - 1e-9).all()
    assert raw_score(frame.assign(jaccard=np.nan), model).shape == (400,)


def test_a_veto_stands_above_any_probability() -> None:
    levels = {
        "own": 2,
        "areas": 3,
        "compass": 2,
        "task": 0,
        "spelling": 1.0,
        "jaccard": 1.0,
        "containment": 1.0,
    }
    frame = pd.DataFrame([levels | {"stated": False, "is_fusion": False}])
    found = answer(frame, pd.Series([0.99]), Thresholds(0.6, 0.1), is_one_list=False)
    assert found["decision"][0] == "different"


def test_the_shipped_model_is_whole() -> None:
    model = load_model()
    assert 0 < model.thresholds.review < model.thresholds.match < 1
    assert len(model.splink["comparisons"]) == len(LEVELS)


@pytest.mark.data
class TestJudgedPairs:
    def test_no_arrangement_stands_on_both_sides(self, judged: Material) -> None:
        for train, test in splits(judged.left_group, judged.right_group, seed=1):
            sides = [
                {*judged.left_group[rows], *judged.right_group[rows]} for rows in (train, test)
            ]  # fmt: skip
            assert not sides[0] & sides[1]

    def test_pairs_that_belong_together_are_in_one_group(self, judged: Material) -> None:
        left, right = groups(judged.judged)
        assert (left == right)[(judged.judged["label"] != "different").to_numpy()].all()

    @pytest.mark.parametrize("pairs", ["all", "hard"])
    def test_targets_on_arrangements_never_seen(
        self, judged: Material, unseen: np.ndarray, pairs: str
    ) -> None:
        found = measures(judged, answers_of(judged, unseen, load_model().thresholds)).loc[(pairs, "belong")]
        assert found["precision"] >= 0.98
        assert found["recall"] >= 0.90
        assert found["missed"] < 0.10

    def test_related_pairs_are_seldom_lost(self, judged: Material, unseen: np.ndarray) -> None:
        found = measures(judged, answers_of(judged, unseen, load_model().thresholds))
        assert (found.xs("related", level=1)["missed"] < 0.10).all()

    def test_what_is_matched_as_the_same_is_the_same(self, judged: Material, unseen: np.ndarray) -> None:
        found = answers_of(judged, unseen, load_model().thresholds)
        same = (found["decision"] == "match") & (found["relation"] == "same")
        assert (judged.judged["label"][same] == "same").mean() >= 0.98

    def test_probabilities_are_calibrated(self, judged: Material, unseen: np.ndarray) -> None:
        truth = judged.belong
        for low, high in ((0, 0.2), (0.2, 0.8), (0.8, 1.01)):
            part = (unseen >= low) & (unseen < high)
            assert abs(unseen[part].mean() - truth[part].mean()) < 0.15

    def test_blocking_keeps_the_true_pairs(self, data: Path) -> None:
        sources, labelled = read_sources(data), read_judged(data)
        labelled = labelled[
            labelled["label"].isin(["same", "same-part"]) & (labelled["left_source"] == REGISTERS)
        ]
        ours = profiles(sources[REGISTERS], 2016)
        rows = dict(zip(sources[REGISTERS]["id"], ours.of_record, strict=True))
        for name in (ADDRESSES, DIVISIONS):
            part, theirs = labelled[labelled["right_source"] == name], profiles(sources[name], 2016)
            others = dict(zip(sources[name]["id"], theirs.of_record, strict=True))
            true = np.column_stack([part["left_name"].map(rows), part["right_name"].map(others)])
            report = measure_blocking(candidates(ours, theirs), true, len(ours) * len(theirs))
            assert report.pairs_completeness >= 0.98
            assert report.reduction_ratio >= 0.95

    def test_the_shipped_trees_are_those_of_the_data(self, judged: Material) -> None:
        fitted = json.loads(json.dumps(fit_trees(judged.evidence, judged.belong)))
        assert fitted == load_model().trees
