"""What councils may formally do: the shipped table is sound, and the reader falls back honestly."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from itertools import product
from pathlib import Path

import pytest

from regioscoop.errors import InputError, UnknownNameError
from regioscoop.register import Influence
from regioscoop.register.codes import CLASS_OF_FORM, DECENTRAL, LEGAL_CLASSES, LEGAL_FORMS, WGR_FORMS
from regioscoop.register.influence import (
    BODIES,
    BODY_OF_KIND,
    FIRST_DATE,
    RIGHTS,
    SHIPPED,
    STRENGTHS,
    TABLES,
    all_influence,
    basis,
    influence,
    influence_sources,
    read_influence,
)

BEFORE, AFTER = date(2016, 1, 1), date(2024, 1, 1)
CHANGE = date(2022, 7, 1)
COUNCIL = "municipal_council"
NEW_IN_2022 = (
    "draft_view",
    "decision_view",
    "active_information",
    "advisory_committee",
    "joint_inquiry",
    "evaluation",
)
EVERY_FORM = list(product(LEGAL_FORMS.codes, BODIES.codes, (BEFORE, AFTER)))
EVERY_CLASS = list(product(LEGAL_CLASSES.codes, BODIES.codes, (BEFORE, AFTER)))


def rights(form: str, on: date, body: str = COUNCIL, legal_class: str = "") -> dict[str, Influence]:
    return {row.right: row for row in influence(form, legal_class, body, on)}


@pytest.mark.parametrize(("form", "body", "on"), EVERY_FORM)
def test_every_form_has_an_answer_for_every_body(form: str, body: str, on: date) -> None:
    rows = influence(form, "", body, on)
    assert rows
    assert len({row.right for row in rows}) == len(rows), "one row for each right"
    order = [(STRENGTHS.codes.index(r.strength), RIGHTS.codes.index(r.right)) for r in rows]
    assert order == sorted(order)
    assert all(row.holds_on(on) for row in rows)


@pytest.mark.parametrize(("legal_class", "body", "on"), EVERY_CLASS)
def test_a_class_promises_no_more_than_each_of_its_forms(legal_class: str, body: str, on: date) -> None:
    of_class = influence("unknown", legal_class, body, on)
    assert of_class
    for form in (f for f, c in CLASS_OF_FORM.items() if c == legal_class):
        of_form = rights(form, on, body)
        for row in of_class:
            assert of_form[row.right].strength == row.strength


@pytest.mark.parametrize("body", BODIES.codes)
def test_of_an_unknown_arrangement_only_the_own_means_are_sure(body: str) -> None:
    for form in ("", "unknown"):
        rows = influence(form, "", body, AFTER)
        assert {row.right for row in rows} == {"own_executive", "own_budget"}
        assert {row.strength for row in rows} == {"indirect"}
    assert basis("unknown", "") == "unknown"
    assert basis("", "wgr_body") == "wgr_body"
    assert basis("nv", "") == "nv"


def test_a_known_form_outweighs_the_class_that_is_given() -> None:
    assert influence("nv", "wgr_body", COUNCIL, AFTER) == influence("nv", "private_body", COUNCIL, AFTER)


def test_the_draft_budget_comes_earlier_since_2022() -> None:
    old, new = rights("openbaar_lichaam", BEFORE), rights("openbaar_lichaam", AFTER)
    assert "acht weken" in old["budget_view"].words()
    assert "twaalf weken" in new["budget_view"].words()
    assert (old["budget_view"].article, new["budget_view"].article) == ("35 lid 1 en 3", "35 lid 1, 3 en 4")
    assert "15 april" in old["budget_frameworks"].words_nl
    assert "30 April" in new["budget_frameworks"].words("en")


@pytest.mark.parametrize(
    "right",
    [
        "draft_view",
        "decision_view",
        "active_information",
        "advisory_committee",
        "joint_inquiry",
        "evaluation",
    ],
)
def test_what_the_act_of_2022_brought_holds_from_its_first_day(right: str) -> None:
    assert right not in rights("openbaar_lichaam", CHANGE - timedelta(days=1))
    assert right in rights("openbaar_lichaam", CHANGE)


def test_only_a_body_with_a_budget_asks_for_a_view_on_it() -> None:
    for form, body in product(WGR_FORMS, BODIES.codes):
        expected = "none" if form in ("centrumregeling", "regeling_zonder_meer") else "formal"
        assert rights(form, AFTER, body)["budget_view"].strength == expected
        assert rights(form, AFTER, body)["permission"].strength == "formal"


def test_only_a_public_body_can_have_a_joint_advisory_committee() -> None:
    having = {form for form in LEGAL_FORMS.codes if "advisory_committee" in rights(form, AFTER)}
    assert having == {"openbaar_lichaam"}


def test_members_of_a_shared_service_board_come_from_the_executive() -> None:
    assert rights("bedrijfsvoeringsorganisatie", AFTER)["appoint_board"].strength == "none"
    assert rights("gemeenschappelijk_orgaan", AFTER)["appoint_board"].strength == "formal"
    assert "appoint_board" not in rights("", AFTER, legal_class="wgr_body"), "it differs within the class"


def test_where_there_is_no_formal_influence_the_table_says_so() -> None:
    for form, body in product(("network", "convenant", "bestuursovereenkomst"), BODIES.codes):
        rows = influence(form, "", body, AFTER)
        assert not [row for row in rows if row.strength == "formal"]
        assert rows[-1].right == "say_in_body"
        assert rows[-1].strength == "none"
    joining = rights("stichting", AFTER)["joining_view"]
    assert (joining.law, joining.article) == ("Gemeentewet", "160 lid 2")


def test_a_water_board_has_a_court_of_audit_only_since_2024() -> None:
    body = "water_board_assembly"
    assert "court_of_audit" not in rights("openbaar_lichaam", date(2023, 12, 31), body)
    assert "court_of_audit" in rights("openbaar_lichaam", AFTER, body)


def test_before_its_first_day_the_table_is_silent() -> None:
    assert influence("openbaar_lichaam", "", COUNCIL, FIRST_DATE - timedelta(days=1)) == []
    assert influence("openbaar_lichaam", "", COUNCIL, FIRST_DATE)


def test_the_answer_can_be_changed_without_harm() -> None:
    influence("nv", "", COUNCIL, AFTER).clear()
    assert influence("nv", "", COUNCIL, AFTER)


@pytest.mark.parametrize("codes", [("gr", "", COUNCIL), ("", "wgr", COUNCIL), ("nv", "", "council")])
def test_a_code_that_does_not_exist_is_refused(codes: tuple[str, str, str]) -> None:
    with pytest.raises(UnknownNameError):
        influence(*codes, AFTER)


def test_every_kind_of_government_has_its_body() -> None:
    assert set(BODY_OF_KIND) == set(DECENTRAL)
    assert list(BODY_OF_KIND.values()) == BODIES.codes


def test_shipped_rows_are_whole() -> None:
    rows, sources = all_influence(), influence_sources()
    assert {row.source for row in rows} == set(sources)
    assert {row.right for row in rows} == set(RIGHTS.codes), "no right without a row"
    for row in rows:
        assert row.words_nl.endswith(".")
        assert row.words_en.endswith(".")
        assert len(row.words_nl.split()) <= 40, row.words_nl
        assert row.article or not row.is_verified, "what was checked has an article"
        assert row.article or row.note, "without an article the note says why"
        assert not row.note or (row.note[0].isupper() and row.note.endswith(".")), row.note
        assert all(address.startswith("https://") for address in row.verified)
        assert row.valid_to is None or row.valid_to >= row.valid_from
        ends = row.valid_to is None or any(
            (r.form, r.body, r.right) == (row.form, row.body, row.right)
            and r.valid_from == row.valid_to + timedelta(days=1)
            for r in rows
        )
        assert ends, "a right that changed goes on the next day"


def _copy(folder: Path, **changes: str) -> Path:
    """The shipped table with the cells of its first row changed."""
    folder.mkdir()
    for name, table in TABLES.items():
        with (SHIPPED / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        if name == "influence":
            rows[0] |= changes
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, table.names, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    return folder


@pytest.mark.parametrize(
    ("changes", "allowed"),
    [
        ({"form": "gr"}, "one of wgr_body"),
        ({"strength": "strong"}, "one of formal"),
        ({"words_nl": ""}, "not empty"),
        ({"valid_from": "2016"}, "text of the form"),
        ({"valid_from": "2016-02-30"}, "a day that exists"),
        ({"valid_to": "2015-12-31"}, "not before valid_from"),
        ({"source": "hearsay"}, "an id that stands in sources.csv"),
        ({"right": "own_budget", "valid_to": "2020-01-01"}, "has ended"),
    ],
)
def test_a_bad_table_is_refused(tmp_path: Path, changes: dict[str, str], allowed: str) -> None:
    with pytest.raises(InputError) as error:
        read_influence(_copy(tmp_path / "table", **changes))
    assert allowed in str(error.value)


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        read_influence(_copy(tmp_path / "table", form="gr", body="council", valid_from="x"))
    assert {problem.column for problem in error.value.problems} == {"form", "body", "valid_from"}


def test_a_table_without_its_columns_is_refused(tmp_path: Path) -> None:
    folder = _copy(tmp_path / "table")
    (folder / "influence.csv").write_text("form,body\nnv,municipal_council\n", encoding="utf-8")
    with pytest.raises(InputError, match="the columns form, body"):
        read_influence(folder)
