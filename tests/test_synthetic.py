"""The synthetic register: every published figure recomputed plainly from it."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd
import pytest

from regioscoop import context
from regioscoop.register import (
    Edition,
    apply_rule_set,
    changes,
    load_edition,
    validate_package,
    write_package,
)
from regioscoop.register.synthetic import TITLE, synthetic_editions

SYSTEMS = {"veiligheidsregios", "ggds", "omgevingsdienstenregionaleuitvoeringsdiensten", "res",
           "veiligheidshuizen", "arbeidsmarktregios"}  # fmt: skip
PUBLISHED = context.published_figures()
EXCEPTIONS = {
    "year 2006": PUBLISHED["year"].eq(2006),  # no synthetic edition of that year
    "first reported": PUBLISHED["source"].eq("binnenlandsbestuur-2020"),  # replaced by the revised totals
    "programmes": PUBLISHED["figure"].eq("central_government_programmes"),  # counted by other criteria
    "response": PUBLISHED["figure"].eq("response"),  # about the survey: in the edition's statement, as words
    "quality": PUBLISHED["figure"].eq("quality"),  # an input of the simulation: nothing here is wrong
    "life cycle": PUBLISHED["figure"].eq("12"),  # a drawing: says nothing about the register
    "number of fields told apart": PUBLISHED["item"].eq("policy_fields"),  # the code list
}
COMPARED = PUBLISHED[~pd.concat(EXCEPTIONS, axis=1).any(axis=1)]


@pytest.fixture(scope="module")
def editions() -> dict[str, Edition]:
    return synthetic_editions()


def facts(edition: Edition) -> tuple[pd.DataFrame, pd.DataFrame, pd.Series]:
    """Arrangements, members with their kind, and number of fields of each arrangement."""
    members = edition["participations"].merge(
        edition["organisations"][["id", "kind"]], left_on="organisation", right_on="id"
    )
    fields = edition["arrangement_fields"].groupby("arrangement")["policy_field"].agg(set)
    return edition["arrangements"], members, fields


def recompute(row: pd.Series, editions: dict[str, Edition]) -> float:
    figure, item, unit = row["figure"], row["item"], row["unit"]
    edition = editions[str(row["year"])]
    arrangements, members, fields = facts(edition)
    total = len(arrangements)
    own = members[members["kind"] == item]
    legal = arrangements["legal_class"].value_counts(normalize=True) * 100
    if figure == "1":
        return total
    if figure == "municipalities":
        return edition["organisations"]["kind"].eq("municipality").sum()
    if figure in ("2", "3", "4"):
        if unit == "percentage_points_since_2020":
            before = editions["2020"]["arrangements"]["legal_class"].value_counts(normalize=True) * 100
            return legal[item] - before[item]
        return legal["wgr_body"] + legal["private_body"] if item == "independent" else legal[item]
    if figure == "5":
        return len(own) / edition["organisations"]["kind"].eq(item).sum()
    if figure == "6":
        return own["arrangement"].nunique()
    if figure == "7":
        number = members.loc[members["kind"] == "ministry", "arrangement"].nunique()
        return number if unit == "arrangements" else 100 * number / total
    if figure == "8":
        number = sum(item in own for own in fields)
        if unit == "percent":
            return 100 * number / total
        return 100 * number / sum(item in own for own in facts(editions["2017"])[2])
    if figure == "9":
        number = fields.map(len)
        return 100 * (number.eq(1) if item == "1" else number.ge(3)).sum() / total
    if figure == "pairs":
        return 100 * sum(set(item.split("+")) <= own for own in fields) / total
    if figure == "11":
        return members["kind"].eq("municipality").sum() / total
    if figure == "non_government":
        kinds = ["company", "education", "civil_society", "residents"]
        return 100 * members[members["kind"].isin(kinds)].groupby("arrangement").size().gt(1).sum() / total
    assert figure == "obligation"
    return edition["arrangement_divisions"]["division"].eq(item).sum()


def rounded(value: float, like: float) -> float:
    """Half away from zero, to the decimals of the published value."""
    factor = 1 if like == int(like) else 10
    return math.copysign(math.floor(abs(value) * factor + 0.5) / factor, value)


@pytest.mark.parametrize("at", COMPARED.index, ids=lambda at: "-".join(map(str, PUBLISHED.loc[at][:5])))
def test_every_published_figure_comes_out(at: int, editions: dict[str, Edition]):
    row = COMPARED.loc[at]
    value, found = row["value"], recompute(row, editions)
    if row["bound"] == "exact":
        assert rounded(found, value) == value, found
    elif row["figure"] == "8":
        assert found > value
    else:
        assert rounded(found, value) >= value if row["bound"] == "lower" else rounded(found, value) <= value


def test_every_exception_is_one():
    assert all(rows.any() for rows in EXCEPTIONS.values())
    assert len(COMPARED) == len(PUBLISHED) - 31


def test_counts_are_exact_and_the_systems_are_what_the_article_names(editions: dict[str, Edition]):
    for year, edition in editions.items():
        divisions = edition["arrangement_divisions"].merge(
            edition["arrangements"][["id", "obligation"]], left_on="arrangement", right_on="id"
        )
        found = divisions.groupby("obligation")["division"].value_counts()
        assert set(divisions["division"]) == SYSTEMS - ({"res"} if year == "2017" else set())
        assert found["mandatory"].sum() == (78 if year == "2024" else 79)
        # Each system divides the country: every municipality in one region, none in two.
        members = edition["participations"].merge(divisions[["arrangement", "division"]], on="arrangement")
        members = members[members["organisation"].str.startswith("GM")]
        times = members.groupby(["division", "organisation"]).size()
        assert len(times) == len(edition.municipalities) * divisions["division"].nunique()
        assert times.eq(1).all()


def test_the_two_pairs_of_fields_fit_but_barely(editions: dict[str, Edition]):
    fields = facts(editions["2024"])[2]
    several, three = fields.map(len).gt(1).sum(), fields.map(len).ge(3).sum()
    with_economy, with_social, all_three = (
        sum(wanted <= own for own in fields)
        for wanted in ({"spatial", "economy"}, {"spatial", "social"}, {"spatial", "economy", "social"})
    )
    # Nothing with a pair has one field, so both pairs together are at most all with several.
    assert with_economy + with_social - several == 145
    assert 145 <= all_three <= three == 175
    assert sum(own == {"spatial"} for own in fields) <= 0.05 * fields.map(len).eq(1).sum()


def test_what_the_article_says_without_numbers_holds(editions: dict[str, Edition]):
    several, safety, energy = [], [], []
    for edition in editions.values():
        _, members, fields = facts(edition)
        sizes = members[members["kind"] == "municipality"].groupby("arrangement").size()
        sizes = sizes.reindex(fields.index, fill_value=0)
        by_field = {
            code: sizes[[code in own for own in fields]].mean() for code in set().union(*fields)
        }  # fmt: skip
        numbers = pd.Series([code for own in fields for code in own]).value_counts()
        assert numbers.idxmax() == "spatial"
        pairs = pd.Series(["+".join(sorted(own)) for own in fields if len(own) == 2]).value_counts()
        assert pairs.idxmax() == "economy+spatial"
        several.append(fields.map(len).gt(1).mean())
        safety.append(by_field["safety"] - sizes.mean())
        energy.append(by_field["energy"])
    assert several == sorted(several)
    assert min(safety) > 0
    assert energy == sorted(energy, reverse=True)
    departments = facts(editions["2024"])[1].query("kind == 'ministry'")["organisation"].value_counts()
    assert set(departments.index[:2]) == {"synthetic-ministry-bzk", "synthetic-ministry-ez"}


@pytest.mark.parametrize("year", ["2017", "2020", "2024"])
def test_it_is_a_valid_edition_that_its_rule_set_counts(
    year: str, editions: dict[str, Edition], tmp_path: Path
):
    edition = editions[year]
    assert edition.id == f"synthetic-{year}"
    assert edition.year == int(year)
    assert edition.title == TITLE
    assert apply_rule_set(edition, edition.rule_set)["counts"].eq("met").all()
    write_package(edition.tables, tmp_path / year, edition.id, edition.title)
    assert validate_package(tmp_path / year) == []
    assert load_edition(str(tmp_path / year)).arrangements.equals(edition.arrangements)


def test_nobody_can_take_it_for_a_real_register(editions: dict[str, Edition]):
    real = set(load_edition("2016")["organisations"]["id"]) | set(load_edition("2024")["organisations"]["id"])
    for edition in editions.values():
        assert not real & set(edition["organisations"]["id"])
        for table in ("organisations", "arrangements"):
            assert edition[table]["name"].str.startswith("Synthetic").all()
        assert edition["organisations"]["id"].str.fullmatch(r"GM9\d{3}|PV9\d\d|WS9\d{3}|synthetic-.+").all()
        assert "nothing in it exists" in edition["sources"]["title"].iloc[0]
        assert "Made up" in edition["edition"]["note"].iloc[0]


def test_much_goes_on_and_the_rest_is_explained(editions: dict[str, Edition]):
    first, second, third = editions.values()
    for earlier, later, kept in ((first, second, 920), (second, third, 1135)):
        assert len(set(earlier.arrangements.index) & set(later.arrangements.index)) == kept
        found = changes(earlier, later)
        assert found.arrangements["net"].sum() == len(later.arrangements) - len(earlier.arrangements)
        assert {"same", "founded", "ended", "not_known_later", "not_known_earlier"} <= set(
            found.arrangements["change"]
        )
        assert {"stayed", "merged", "joined"} <= set(found.participations["change"])
        assert found.heirs["old"].isin(earlier["organisations"]["id"]).all()
        towns = set(earlier.municipalities.index)
        assert towns <= set(found.heirs["old"])
    merged = changes(second, third).arrangements.query("change == 'merged'")
    assert len(merged) == 2
    assert len(set(merged["arrangement"])) == 1


def test_the_same_seed_gives_the_same_register(editions: dict[str, Edition]):
    again = synthetic_editions()
    assert [e.checksum for e in again.values()] == [e.checksum for e in editions.values()]
    other = synthetic_editions(seed=1)
    assert all(other[year].checksum != editions[year].checksum for year in editions)
    rows = COMPARED[COMPARED["figure"].isin(["5", "6", "7"])]
    for _, row in rows.iterrows():
        assert rounded(recompute(row, other), row["value"]) == row["value"]
