"""The published figures and the tensions in the sources, as tables."""

from __future__ import annotations

import re

import pytest

from regioscoop import context
from regioscoop.context._published import BOUNDS, CERTAINTIES, FIGURES, UNITS
from regioscoop.errors import UnknownNameError
from regioscoop.register.codes import LEGAL_CLASSES, ORGANISATION_KINDS, POLICY_FIELDS

KEY = ["figure", "item", "year", "unit", "scope", "bound", "source"]


def test_values_units_and_codes_are_those_allowed():
    table = context.published_figures()
    assert table["value"].notna().all()
    assert set(table["unit"]) == set(UNITS)
    assert set(table["bound"]) == set(BOUNDS)
    assert set(table["certainty"]) == set(CERTAINTIES)
    assert set(table["scope"]) == {"all"}
    assert set(table["year"].dropna()) == {2006, 2017, 2020, 2024}
    shares = table.loc[table["unit"] == "percent", "value"]
    assert shares.between(0, 100).all()
    whole = table.loc[~table["unit"].isin(["percent", "mean"]), "value"]
    assert whole.mod(1).eq(0).all()
    items = table.groupby("figure")["item"].agg(set)
    assert items["2"] - {"independent"} == items["3"] == items["4"] == set(LEGAL_CLASSES.codes)
    assert items["5"] == items["6"] <= set(ORGANISATION_KINDS.codes)
    assert items["8"] <= set(POLICY_FIELDS.codes)
    assert all(set(pair.split("+")) <= set(POLICY_FIELDS.codes) for pair in items["pairs"])


def test_a_number_stands_there_once_unless_a_tension_says_that_there_are_two():
    table = context.published_figures()
    assert not table.duplicated([*KEY, "value"]).any()
    twice = table[table.duplicated(KEY)]
    twice = set(twice["figure"] + " " + twice["item"])
    assert twice == {
        "7 ",  # 5.1% in the text, about 5% in the heading: the same
        "central_government_programmes novex",
        "response water_board",
    }
    ids = context.tensions().index
    assert {"novex-areas", "number-of-water-boards"} <= set(ids)


def test_every_row_has_a_known_source_and_a_place_in_it():
    known = set(context.published_sources().index)
    table, words = context.published_figures(), context.tensions()
    assert set(table["source"]) <= known
    assert set(words["source"]) <= known
    assert known <= {*table["source"], *words["source"]}
    assert table["place"].ne("").all()
    assert words.index.is_unique
    assert (
        words[["words_nl", "words_en"]].map(lambda text: bool(re.fullmatch(r"[^\n]+\.", text))).all(axis=None)
    )


@pytest.mark.parametrize(("figure", "year", "total"), [("2", 2024, 100), ("3", 2020, 100), ("4", 2017, 99)])
def test_shares_by_legal_class_add_up_or_a_tension_says_so(figure: str, year: int, total: int):
    table = context.published_figures()
    rows = table[(table["figure"] == figure) & (table["year"] == year) & (table["unit"] == "percent")]
    assert rows.loc[rows["item"].isin(LEGAL_CLASSES.codes), "value"].sum() == total
    assert ("shares-of-2017" in context.tensions(figure).index) == (total != 100)


def test_published_numbers_that_follow_from_each_other_do():
    table = context.published_figures()
    value = table.drop_duplicates(KEY).set_index(["figure", "item", "year", "unit", "bound"])["value"]
    exact = value.xs("exact", level="bound")
    assert round(100 * exact["7", "", 2024, "arrangements"] / exact["1", "", 2024, "arrangements"], 1) == 5.1
    assert exact["2", "wgr_body", 2024, "percent"] + exact["2", "private_body", 2024, "percent"] == 49
    for kind in ("municipality", "province", "water_board"):
        asked, answered, share = (
            exact["response", kind, 2024, unit]
            for unit in ("organisations_asked", "organisations_answered", "percent")
        )
        assert round(100 * answered / asked) == share
    mean = [exact["5", "municipality", year, "mean"] for year in (2017, 2024)]
    towns = [exact["municipalities", "", year, "organisations"] for year in (2017, 2024)]
    total = [exact["1", "", year, "arrangements"].max() for year in (2017, 2024)]
    members = [m * t / n for m, t, n in zip(mean, towns, total, strict=True)]
    assert [round(m, 1) for m in members] == [9.0, 8.4]


def test_tensions_go_with_their_figure():
    assert len(context.tensions()) == 21
    assert set(context.tensions("pairs").index) == {"field-pairs"}
    assert "central-government-lower-bound" in context.tensions("7").index
    assert context.tensions("triple_helix").empty
    assert {
        *context.published_figures()["figure"],
        *context.tensions()["figure"].str.split("|").explode(),
    } <= set(FIGURES)
    with pytest.raises(UnknownNameError, match="pairs"):
        context.tensions("pair")


def test_what_a_caller_changes_stays_with_the_caller():
    mine, words = context.published_figures(), context.tensions()
    mine["value"], words["words_nl"] = 0.0, ""
    assert context.published_figures()["value"].ne(0).all()
    assert context.tensions()["words_nl"].ne("").all()
