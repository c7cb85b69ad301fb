"""Coding: patterns, classifier, rules, earlier readings, a scheme of one's own, and what is measured."""

from __future__ import annotations

import math
import zipfile
from io import BytesIO
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from regioscoop.cli._app import main
from regioscoop.collection.coding import (
    ARTICLE_RATES,
    Classifier,
    Question,
    Reply,
    code_texts,
    dumps,
    examples_of,
    loads,
    measure,
    read_scheme,
    read_texts,
    reliability,
    same_names,
    shipped_classifier,
    shipped_examples,
    to_review,
    train,
)
from regioscoop.collection.coding._classifier import MODEL
from regioscoop.collection.coding._features import NGRAMS, SAYS_NOTHING, Letters, Texts
from regioscoop.collection.coding._match import PLACES, Matcher, fold, spans_of, words_of
from regioscoop.collection.coding._parties import kinds_of
from regioscoop.collection.coding._readings import combine
from regioscoop.collection.coding._tables import FIELDS, rules, table
from regioscoop.errors import InputError
from regioscoop.register import load_edition
from regioscoop.register.codes import CLASS_OF_FORM, GOALS, LEGAL_FORMS, OBLIGATIONS


def one(name: str, purpose: str = "", **columns: str) -> pd.DataFrame:
    return pd.DataFrame([{"id": "1", "name": name, "purpose": purpose} | columns])


def codes(coded: pd.DataFrame, family: str) -> list[str]:
    return coded.loc[coded["family"] == family, "code"].tolist()


def row(coded: pd.DataFrame, family: str) -> pd.Series:
    return coded[(coded["family"] == family) & (coded["rank"] == 1)].iloc[0]


@pytest.fixture(scope="module")
def judged(data: Path) -> pd.DataFrame:
    frame = pd.read_csv(data / "coding/judged_codes.csv", dtype="object", keep_default_na=False)
    return frame.rename(columns={"gr": "name"}).assign(id=lambda f: f.index.astype(str))


@pytest.fixture(scope="module")
def blind(judged: pd.DataFrame) -> Classifier:
    """A classifier that saw none of the hand-coded arrangements and nothing of their groups."""
    frame = shipped_examples()
    return train(examples_of(frame[~same_names(frame, judged["name"].tolist())]))


@pytest.fixture(scope="module")
def check() -> pd.DataFrame:
    return table("check").assign(id=lambda f: f.index.astype(str))


# The tables


def test_tables_hold_codes_of_the_codebook_and_say_why() -> None:
    tasks = table("tasks")
    assert tasks["fields"].str.split(";").explode().isin(FIELDS).all()
    assert tasks["obligation"].isin(OBLIGATIONS.codes).all()
    assert tasks["goal"].isin(["", *GOALS.codes]).all()
    forms = tasks.loc[tasks["legal_form"].ne("") & tasks["legal_form"].ne("unknown")]
    assert (forms["legal_form"].map(CLASS_OF_FORM) == forms["legal_class"]).all()
    assert (tasks.loc[tasks["obligation"] != "voluntary", "goal"] == "").all()
    for name in ("tasks", "words", "signs"):
        assert table(name)[["reason", "source"]].ne("").all(axis=None), name
    assert table("brands")["source"].ne("").all()
    assert set(table("words")["task"]) - {""} <= set(tasks["task"])
    assert set(table("brands")["task"]) <= set(tasks["task"])
    for name, column in (("tasks", "task"), ("words", "pattern"), ("brands", "brand")):
        assert table(name)[column].is_unique, name


def test_every_pattern_of_words_is_found_in_a_text_of_its_own() -> None:
    known = rules()
    for number, (pattern, family) in enumerate(known.patterns[["pattern", "family"]].itertuples(index=False)):
        text = " ".join(
            "gemeente" if p == "*" else ("x" if p[0] == "+" else "") + p.strip("*+") for p in pattern.split()
        )
        hits = known.matcher.find([words_of(text)])
        found = set(known.patterns.loc[hits.pattern, "family"])
        assert number in hits.pattern or family in found, pattern


def _matching(part: str) -> str:
    """A word that a part of a pattern matches."""
    return "gemeente" if part == "*" else ("x" if part[0] == "+" else "") + part.strip("*+")


def test_mandatory_are_the_three_of_the_study_alone() -> None:
    frame = table("tasks")
    mandatory = set(frame.loc[frame["obligation"] == "mandatory", "task"])
    assert mandatory == {"safety_region", "health", "rescue", "environment_service"}


# Finding patterns


def test_the_longer_of_two_patterns_counts() -> None:
    matcher = Matcher(["*afval*", "afvalwater*", "water"], ["task"] * 3)
    hits = matcher.find([words_of("Afvalwaterketen"), words_of("restafval en water")])
    assert list(zip(hits.text, hits.pattern, strict=True)) == [(0, 1), (1, 0), (1, 2)]


def test_patterns_of_two_families_do_not_hide_each_other() -> None:
    hits = Matcher(["regio deal", "regio"], ["deal", "task"]).find([words_of("Regio Deal Twente")])
    assert set(hits.pattern) == {0, 1}


def test_no_pattern_reaches_from_the_name_into_the_purpose() -> None:
    texts = Texts.of(["Bureau sociale"], ["dienst voor allen"])
    assert not len(Matcher(["sociale dienst", "sociale *"], ["task"] * 2).find(texts.words).pattern)


def test_a_word_with_points_is_one_word() -> None:
    assert words_of("N.V. Afval & Zo e.o.") == ["nv", "afval", "en", "zo", "eo"]
    assert words_of("Fryslân") == ["fryslan"]


@given(st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_folding_keeps_every_letter_at_its_place(text: str) -> None:
    folded = fold(text)
    if text.isascii():
        assert len(folded) == len(text)
    for (start, end), word in zip(spans_of(text), words_of(text), strict=True):
        assert folded[start:end].replace(".", "") in (word, "&")
    hits = Matcher(["*a*"], ["task"]).find([words_of(text)])
    assert all(
        start % PLACES <= PLACES - 1 and end > start for start, end in zip(hits.start, hits.end, strict=True)
    )


# The classifier


def test_letters_are_those_of_scikit_learn() -> None:
    names = shipped_examples()["name"].head(200).tolist()
    texts = Texts.of(names)
    letters = Letters.learn(texts)
    plain = [" ".join(w for w in words if w not in SAYS_NOTHING) for words in texts.words]
    reference = TfidfVectorizer(analyzer="char_wb", ngram_range=NGRAMS, min_df=2, lowercase=False)
    expected = reference.fit_transform(plain)
    assert letters.vocabulary == reference.get_feature_names_out().tolist()
    assert np.allclose(letters.block(texts).toarray(), expected.toarray(), atol=1e-12)


def test_the_file_of_the_classifier_is_arrays_and_words_and_reads_back() -> None:
    held = shipped_classifier()
    again = dumps(loads(dumps(held)))
    assert again == MODEL.read_bytes()
    assert len(again) < 300_000
    with zipfile.ZipFile(BytesIO(again)) as file:
        assert {n for n in file.namelist() if not n.endswith(".npy")} == {"schema.json"}


def test_probabilities_sum_to_one_and_do_not_depend_on_the_order() -> None:
    frame = pd.DataFrame({"name": shipped_examples()["name"].head(300)}).assign(
        id=lambda f: f.index.astype(str)
    )
    forward = code_texts(frame)
    backward = code_texts(frame.iloc[::-1])
    both = forward.merge(backward, on=["id", "family", "rank"], suffixes=("", "_other"))
    assert len(both) == len(forward) == len(backward)
    assert (both["code"] == both["code_other"]).all()
    assert np.allclose(both["probability"].fillna(-1), both["probability_other"].fillna(-1))
    likely = forward["probability"].dropna()
    assert likely.between(0, 1).all()


def test_training_gives_the_same_bytes_in_any_order() -> None:
    frame = shipped_examples().iloc[::8]
    forward, backward = (dumps(train(examples_of(part))) for part in (frame, frame.iloc[::-1]))
    assert forward == backward


def test_names_of_one_arrangement_are_left_out_together() -> None:
    frame = shipped_examples()
    gone = frame[same_names(frame, ["Streekraad Oost-Groningen (in liquidatie)"])]
    assert "Streekraad Oost-Groningen" in set(gone["name"])
    assert len(set(gone["group"])) == 1
    assert not frame[frame["group"].isin(gone["group"])].drop(gone.index).shape[0]


# How often the codes are wrong


@pytest.mark.data
def test_main_field_of_hand_coded_arrangements(judged: pd.DataFrame, blind: Classifier) -> None:
    coded = code_texts(judged[["id", "name"]], classifier=blind)
    errors = measure(coded, judged).set_index("family")
    assert errors.loc["main_field", "n"] == 90
    assert errors.loc["main_field", "wrong"] < 0.03
    assert errors.loc["main_field", "to_review"] <= 0.15
    assert errors.loc["fields", "wrong"] <= ARTICLE_RATES["fields"][1]
    assert errors.loc["obligation", "wrong"] < 0.03
    assert errors.loc["goal", "wrong"] < 0.05


@pytest.mark.data
def test_without_any_public_name_the_target_still_holds(judged: pd.DataFrame, blind: Classifier) -> None:
    coded = code_texts(judged[["id", "name"]], classifier=blind, brands=False)
    main_field = measure(coded, judged).set_index("family").loc["main_field"]
    assert main_field["wrong"] < 0.03
    assert main_field["to_review"] <= 0.15


@pytest.mark.data
def test_probabilities_mean_what_they_say(judged: pd.DataFrame, blind: Classifier) -> None:
    coded = code_texts(judged[["id", "name"]], classifier=blind, brands=False)
    main = coded[(coded["family"] == "field") & (coded["rank"] == 1)]
    likely = reliability(coded, judged)
    right = float((likely["right"] * likely["n"]).sum() / likely["n"].sum())
    assert likely["n"].sum() == 90
    assert abs(main["probability"].mean() - right) < 0.05
    unsure = likely[likely["probability"] < 0.8]
    assert (unsure["right"] * unsure["n"]).sum() / unsure["n"].sum() < 0.8


def test_names_of_other_years_and_prose(check: pd.DataFrame) -> None:
    coded = code_texts(check[["id", "name", "purpose"]])
    errors = measure(coded, check).set_index("family")
    assert errors.loc["main_field", "wrong"] < 0.03
    assert errors.loc["main_field", "to_review"] <= 0.15
    assert errors.loc["fields", "wrong"] <= ARTICLE_RATES["fields"][1]
    assert errors.loc["central_government", "wrong"] <= ARTICLE_RATES["central_government"][1]
    assert errors.loc["non_government", "wrong"] <= ARTICLE_RATES["non_government"][1]


def test_the_sentences_of_the_check_list_are_called_synthetic(check: pd.DataFrame) -> None:
    own = check["purpose"] != ""
    assert own.any()
    assert check.loc[own, "source"].str.startswith("synthetic").all()


def test_measure_counts_by_hand() -> None:
    truth = pd.DataFrame({"id": list("abcd"), "fields": ["social", "social;mobility", "energy", "safety"]})
    coded = pd.DataFrame(
        [
            ("a", "field", "social", 1, 0.9, "no"),
            ("b", "field", "social", 1, 0.9, "no"),
            ("c", "field", "safety", 1, 0.9, "no"),
            ("d", "field", "energy", 1, 0.4, "yes"),
        ],
        columns=["id", "family", "code", "rank", "probability", "review"],
    )
    errors = measure(coded, truth).set_index("family")
    assert errors.loc["main_field", "wrong"] == pytest.approx(1 / 3)
    assert errors.loc["main_field", "to_review"] == 0.25
    assert errors.loc["main_field", "wrong_of_all"] == 0.5
    assert errors.loc["fields", "wrong"] == pytest.approx(2 / 3)
    assert errors.loc["main_field", ["low", "high"]].tolist() == pytest.approx([0.0615, 0.7923], abs=1e-4)
    assert tuple(errors.loc["fields", ["article_low", "article_high"]]) == ARTICLE_RATES["fields"]


# What the codes say


@pytest.mark.parametrize(
    ("name", "field", "obligation", "goal"),
    [
        ("Veiligheidsregio Fryslân", "safety", "mandatory", "na"),
        ("Stadsgewestelijke brandweer Vlissingen-Middelburg", "safety", "voluntary", "operational"),
        ("RES-regio Drenthe", "energy", "semi_mandatory", "na"),
        ("Bedrijvenpark Hoogveld", "spatial", "voluntary", "operational"),
        ("Leerlingenvervoer Groene Hart", "social", "voluntary", "operational"),
        ("Havenschap Delfzijl", "economy", "voluntary", "strategic"),
    ],
)
def test_codes_follow_the_codebook(name: str, field: str, obligation: str, goal: str) -> None:
    coded = code_texts(one(name))
    assert row(coded, "field")["code"] == field
    assert row(coded, "obligation")["code"] == obligation
    assert row(coded, "goal")["code"] == goal
    assert row(coded, "field")["review"] == "no"


def test_several_fields_in_the_order_of_the_codebook() -> None:
    assert codes(code_texts(one("Leerlingenvervoer Groene Hart")), "field") == ["social", "mobility"]
    assert codes(code_texts(one("Havenschap Delfzijl")), "field") == ["economy", "spatial"]


def test_evidence_is_the_word_at_its_place() -> None:
    name = "Stichting Mooi Fryslân GGD"
    evidence = row(code_texts(one(name)), "field")["evidence"]
    assert evidence == '"GGD" (name 24-26)'
    assert name[23:26] == "GGD"
    purpose = "Het ophalen van huishoudelijk afval."
    evidence = row(code_texts(one("De Linde", purpose)), "field")["evidence"]
    assert '"afval" (purpose 31-35)' in evidence
    assert purpose[30:35] == "afval"


def test_a_name_that_says_nothing_goes_to_a_person() -> None:
    main = row(code_texts(one("Xyloso")), "field")
    assert main["review"] == "yes"
    assert main["coder"] == "classifier, codebook 1"


def test_what_no_word_speaks_of_stays_unknown() -> None:
    coded = code_texts(one("GGD Twente"))
    for family in ("central_government", "non_government"):
        assert row(coded, family)["code"] == "unknown"
        assert math.isnan(row(coded, family)["probability"])
        assert row(coded, family)["review"] == "no"
    assert row(coded, "criterion_not_denied")["code"] == "undetermined"
    assert row(coded, "criterion_recorded_purpose")["code"] == "undetermined"


@pytest.mark.parametrize(
    ("name", "stated", "form", "class_"),
    [
        ("Circulus-Berkel B.V.", "", "bv", "private_body"),
        ("Coöperatie ParkeerService U.A.", "", "cooperatie", "private_body"),
        (
            "Toezichthoudend gemeenschappelijk orgaan Stichting Klasse",
            "",
            "gemeenschappelijk_orgaan",
            "no_body",
        ),
        ("Veiligheidsregio Twente", "", "openbaar_lichaam", "wgr_body"),
        ("Avalex", "openbaar_lichaam", "openbaar_lichaam", "wgr_body"),
        ("Avalex", "Bedrijfsvoeringsorganisatie (Wgr)", "bedrijfsvoeringsorganisatie", "wgr_body"),
        ("Avalex", "gemeenschappelijke regeling", "unknown", "wgr_body"),
        ("Kolibri", "", "unknown", "unknown"),
    ],
)
def test_legal_form_and_class(name: str, stated: str, form: str, class_: str) -> None:
    coded = code_texts(one(name, legal_form=stated))
    assert row(coded, "legal_form")["code"] == form
    assert row(coded, "legal_class")["code"] == class_
    assert form in LEGAL_FORMS


def test_parties_from_the_list_of_participants() -> None:
    listed = (
        "GM0153; Gemeente Borne; Provincie Overijssel; Ministerie van BZK; Universiteit Twente; Bosch B.V."
    )
    kinds = kinds_of(listed)
    assert (kinds["municipality"], kinds["province"], kinds["ministry"]) == (2, 1, 1)
    coded = code_texts(one("Kolibri", participants=listed))
    assert row(coded, "central_government")["code"] == "structural"
    assert row(coded, "non_government")["code"] == "more"
    assert row(coded, "criterion_two_governments")["code"] == "met"
    alone = code_texts(one("Kolibri", participants="Borne"))
    assert row(alone, "central_government")["code"] == "none"
    assert row(alone, "criterion_two_governments")["code"] == "not_met"
    vague = code_texts(one("Kolibri", participants="Borne; Qwerty"))
    assert row(vague, "central_government")["code"] == "unknown"
    assert row(vague, "criterion_two_governments")["code"] == "undetermined"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Regio Deal Zuid-Limburg", "deal"),
        ("NOVEX-gebied Arnhem", "national_programme"),
        ("Overleg met het ministerie van Defensie", "structural"),
        ("Werk Rijk van Nijmegen", "unknown"),
    ],
)
def test_central_government(text: str, code: str) -> None:
    assert row(code_texts(one(text)), "central_government")["code"] == code


def test_those_who_are_served_do_not_take_part() -> None:
    served = code_texts(one("De Linde", "Toezicht op bedrijven en inwoners."))
    joined = code_texts(one("De Linde", "Gemeenten werken samen met bedrijven en hogescholen."))
    assert row(served, "non_government")["code"] == "unknown"
    assert row(joined, "non_government")["code"] == "more"


def test_criteria_with_their_evidence() -> None:
    meeting = "De portefeuillehouders vergaderen elk kwartaal met een agenda, al jaren."
    coded = code_texts(one("Kolibri", meeting, denied_by="Borne"))
    assert row(coded, "criterion_named")["evidence"] == '"Kolibri"'
    assert row(coded, "criterion_recorded_purpose")["code"] == "met"
    assert row(coded, "criterion_fixed_interaction")["code"] == "met"
    assert '"elk kwartaal"' in row(coded, "criterion_fixed_interaction")["evidence"]
    assert row(coded, "criterion_not_denied")["code"] == "not_met"
    once = code_texts(one("Kolibri", "De portefeuillehouders vergaderen elk kwartaal."))
    assert row(once, "criterion_fixed_interaction")["code"] == "undetermined"


# Review


def test_review_is_ordered_by_what_it_gains() -> None:
    frame = pd.DataFrame({"id": list("abcd"), "name": ["Xyloso", "Qwerp", "Qwerp", "GGD Twente"]})
    coded = code_texts(frame)
    asked = to_review(coded)
    assert asked["gain"].is_monotonic_decreasing
    assert set(asked["id"]) == {"a", "b", "c"}
    gains = coded[(coded["family"] == "field") & (coded["rank"] == 1)].set_index("id")["gain"]
    alone = row(code_texts(frame.iloc[[1]]), "field")["gain"]
    assert gains["b"] == pytest.approx(2 * alone)


# Earlier readings and a language model


def test_an_earlier_edition_counts_and_is_named() -> None:
    edition = load_edition("2016")
    coded = code_texts(one("LARCOM (in liquidatie)"), earlier=edition, brands=False)
    main = row(coded, "field")
    assert main["code"] == "social"
    assert main["coder"].startswith("edition 2016")
    assert main["review"] == "no"
    assert row(code_texts(one("Larcom"), brands=False), "field")["coder"] == "classifier, codebook 1"


def test_a_reader_who_differs_from_the_words_sends_it_to_a_person() -> None:
    def wrong(questions: list[Question]) -> list[Reply | None]:
        return [Reply(("energy",), quote=question.name) for question in questions]

    frame = one("Coöperatie Gastvrije Randmeren")
    coded = code_texts(frame, model=wrong, model_accuracy=0.6)
    assert row(coded, "field")["review"] == "yes"


def test_a_language_model_is_asked_about_the_unsure_alone_and_its_answer_counts() -> None:
    asked: list[Question] = []

    def model(questions: list[Question]) -> list[Reply | None]:
        asked.extend(questions)
        return [Reply(("environment",), "voluntary", "operational", "Xyloso") for _ in questions]

    frame = pd.DataFrame({"id": ["1", "2"], "name": ["Xyloso", "GGD Twente"]})
    coded = code_texts(frame, model=model, model_accuracy=0.97)
    assert [question.name for question in asked] == ["Xyloso"]
    assert set(asked[0].choices["field"]) == set(FIELDS)
    main = row(coded, "field")
    assert (main["code"], main["coder"]) == ("environment", "language model")
    assert "Xyloso" in main["evidence"]


@pytest.mark.parametrize(
    "reply",
    [
        None,
        Reply(()),
        Reply(("waste",), quote="Xyloso"),
        Reply(("energy",), quote="not in the text"),
        Reply(("energy",), quote=""),
        Reply(("energy",), obligation="perhaps", quote="Xyloso"),
        Reply(("energy",), goal="na", quote="Xyloso"),
    ],
)
def test_nonsense_of_a_language_model_changes_nothing(reply: Reply | None) -> None:
    plain = code_texts(one("Xyloso"))
    pd.testing.assert_frame_equal(
        code_texts(one("Xyloso"), model=lambda asked: [reply for _ in asked]), plain
    )


@given(st.floats(0.5, 0.999), st.integers(0, 7))
@settings(max_examples=50, deadline=None)
def test_a_reader_makes_its_code_likelier_and_sums_stay_one(accuracy: float, code: int) -> None:
    from regioscoop.collection.coding._readings import Reading

    prior = {
        "field": np.full((1, 8), 1 / 8), "more_fields": np.full((1, 8), 0.3),
        "obligation": np.full((1, 3), 1 / 3), "goal": np.full((1, 3), 1 / 3),
    }  # fmt: skip
    after = combine(prior, [Reading(0, "someone", accuracy, (FIELDS[code],), "voluntary", "", "")])
    odds = accuracy / (1 - accuracy) / 7
    assert after["field"].sum() == pytest.approx(1)
    assert after["field"][0, code] == pytest.approx(odds / (1 + odds))
    assert np.array_equal(after["goal"], prior["goal"])


# A scheme of one's own, files and the command line


def test_a_scheme_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(
        "code,kind,what\nzorg,field,safety\ngroen,task,waste\nwater,word,*plas*\n", encoding="utf-8"
    )
    frame = pd.DataFrame(
        {
            "id": list("abcd"),
            "name": ["GGD Twente", "Afvalsamenwerking", "Recreatieschap Loosplassen", "Energiebedrijf"],
        }
    )
    coded = code_texts(frame, scheme=read_scheme(path))
    own = coded[coded["family"] == "scheme"].set_index("id")
    assert own["code"].to_dict() == {"a": "zorg", "b": "groen", "c": "water", "d": "unknown"}
    assert own.loc["d", "review"] == "yes"
    assert own.loc["a", "coder"] == "scheme mine"


def test_a_bad_scheme_tells_everything_at_once(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(
        "code,kind,what\n,field,safety\nA,field,nothing\nA,thing,x\nA,task,nope\nA,word,**\nB,field,safety\n",
        encoding="utf-8",
    )
    with pytest.raises(InputError) as error:
        read_scheme(path)
    assert {problem.row for problem in error.value.problems} == {2, 3, 4, 5, 6, 7}


def test_a_bad_list_tells_everything_at_once(tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("id,name,purpose\n1,A,x\n1,B,y\n,C,z\n4,,z\n", encoding="utf-8")
    with pytest.raises(InputError) as error:
        read_texts(path)
    assert {(p.row, p.column) for p in error.value.problems} == {(3, "id"), (4, "id"), (5, "name")}
    with pytest.raises(InputError, match="no column name"):
        code_texts(pd.DataFrame({"id": ["1"]}))
    path.write_text("id,name,name\n1,A,x\n", encoding="utf-8")
    with pytest.raises(InputError, match="twice"):
        read_texts(path)
    path.write_bytes("id,name\n1,Fryslân\n".encode("latin-1"))
    with pytest.raises(InputError, match="UTF-8"):
        read_texts(path)


def test_an_empty_list_gives_an_empty_table() -> None:
    coded = code_texts(pd.DataFrame({"id": [], "name": []}))
    assert coded.empty
    assert "gain" in coded


def test_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, out = tmp_path / "list.csv", tmp_path / "codes.csv"
    path.write_text("id,name,colour\n1,GGD Twente,red\n2,Xyloso,blue\n", encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        main(["collect", "code", str(path), "--out", str(out)])
    assert not ended.value.code
    found = pd.read_csv(out, dtype={"id": str})
    assert found.columns.tolist() == [
        "id", "family", "code", "rank", "probability", "evidence", "coder", "review", "gain",
    ]  # fmt: skip
    assert set(found["id"]) == {"1", "2"}
    with pytest.raises(SystemExit):
        main(["collect", "code", str(path), "--review", "--earlier", "none", "--out", str(out)])
    asked = pd.read_csv(out, dtype={"id": str})
    assert asked["review"].eq("yes").all()
    with pytest.raises(SystemExit) as refused:
        main(["collect", "code", str(tmp_path / "absent.csv")])
    assert refused.value.code == 2
    assert "no such file" in capsys.readouterr().err
