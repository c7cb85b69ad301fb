"""Official divisions, inhabitants, and municipalities of one size."""

from __future__ import annotations

import importlib.util
import math
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import make_edition
from regioscoop import context
from regioscoop.context import MIN_PEERS, SIZE_CLASSES, SizeClass, of_its_size, size_class
from regioscoop.context._tables import shipped_table
from regioscoop.errors import InputError, UnknownNameError
from regioscoop.regions import official_regions
from regioscoop.register import Edition, load_edition

ROOT = Path(__file__).parent.parent
TABLES = (
    "divisions",
    "flows",
    "indicators",
    "population",
    "region_members_2016",
    "region_members_2023",
    "sources",
)


@pytest.fixture(scope="module")
def builder() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_context", ROOT / "tools" / "build_context.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def later() -> Edition:
    return load_edition("2024")


# The shipped tables


def test_rebuilding_gives_the_shipped_tables_bit_for_bit(builder: ModuleType, data: Path, tmp_path: Path):
    builder.write(builder.build(data), tmp_path)
    assert sorted(p.stem for p in tmp_path.iterdir()) == sorted(TABLES)
    for path in tmp_path.iterdir():
        assert path.read_bytes() == (builder.TARGET / path.name).read_bytes(), path.name


def test_a_changed_source_is_refused_with_everything_that_is_wrong(
    builder: ModuleType, data: Path, tmp_path: Path
):
    for name in builder.FILES.values():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copyfile(data / name, tmp_path / name)
    path = tmp_path / builder.FILES[builder.DIVISIONS]
    path.write_text(path.read_text(encoding="utf-8").replace(",mirtgebieden,", ",parken,"), encoding="utf-8")
    with pytest.raises(InputError, match=r"(?s)parken.*no division mirtgebieden"):
        builder.build(tmp_path)
    path = tmp_path / builder.FILES[builder.PEOPLE_2014]
    path.write_text(path.read_text(encoding="utf-8").replace("0003,", "9999,", 1), encoding="utf-8")
    with pytest.raises(InputError, match=r"(?s)no GM0003.*GM9999"):
        builder.population(tmp_path)


def test_every_row_names_a_source_that_is_there():
    known = set(context.sources().index)
    assert context.sources()[["publisher", "title", "licence", "accessed"]].ne("").all(axis=None)
    for name in set(TABLES) - {"sources"}:
        assert set(shipped_table(name)["source"]) <= known, name


def test_ids_are_unique_within_their_division():
    for year in (2016, 2023):
        table = shipped_table(f"region_members_{year}")
        assert not table.duplicated(["division", "municipality_id"]).any()
        named = table.groupby(["division", "region_id"])["region"].nunique()
        assert named.eq(1).all()
        assert table["region_id"].str.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*").all()
        assert table["region"].str.strip().eq(table["region"]).all()


# Official divisions


def test_every_division_of_2016_covers_the_country_but_one(edition: Edition):
    found = context.official_divisions(edition)
    assert len(found) == 34
    everyone = set(edition.municipalities.index)
    partial = {id_: len(d.labels) for id_, d in found.items() if set(d.labels.index) != everyone}
    assert partial == {"social-services": 107}
    for id_, division in found.items():
        assert division.name == id_
        assert set(division.names.index) == set(division.labels)
        assert division.labels.index.is_monotonic_increasing
    assert found["provinces"].find("Fryslân") == "fryslan"


def test_provinces_and_safety_regions_go_first_and_the_others_by_dutch_name(edition: Edition, later: Edition):
    order = list(context.official_divisions(edition))
    assert order[:2] == ["provinces", "safety-regions"]
    names = [context.division_name(id_).casefold() for id_ in order[2:]]
    assert names == sorted(names)
    assert list(context.official_divisions(later)) == ["provinces", "safety-regions", "res-regions"]


@pytest.mark.parametrize(
    ("name", "regions"), [("provinces", 12), ("safety-regions", 25), ("res-regions", 30)]
)
def test_divisions_of_2024_cover_the_country(later: Edition, name: str, regions: int):
    division = context.official_divisions(later)[name]
    assert len(division.labels) == 342
    assert len(division.names) == regions


@pytest.mark.parametrize("year", ["2016", "2024"])
def test_divisions_agree_with_those_of_the_edition(year: str):
    edition = load_edition(year)
    own = shipped_table("divisions").set_index("id")["edition_division"].to_dict()
    counted = set(edition["arrangement_divisions"]["division"]) | {"provinces"}
    checked = 0
    for id_, division in context.official_divisions(edition).items():
        other = "provinces" if id_ == "provinces" else own[id_]
        if other not in counted:
            continue
        checked += 1
        # The edition leaves out a region of one municipality: that is no cooperation.
        labels = official_regions(edition, other).labels
        pairs = pd.DataFrame({"a": division.labels, "b": labels}).dropna().drop_duplicates()
        assert pairs["a"].is_unique, id_
        assert pairs["b"].is_unique, id_
    assert checked == {"2016": 18, "2024": 3}[year]


def test_a_municipality_in_two_regions_is_in_one_and_the_note_says_so(edition: Edition):
    noted = context.region_members(edition).query("note != ''").set_index(["division", "municipality_id"])
    assert len(noted) == 12
    assert noted["region"]["corop", "GM0361"] == "Alkmaar en omgeving"
    assert "Groot-Amsterdam" in noted["note"]["corop", "GM0361"]
    assert noted["region"]["sheltered-work", "GM1771"] == "Atlant Groep"


def test_statistical_areas_nest(edition: Edition):
    found = context.official_divisions(edition)
    for fine, wide in (("corop-plus", "corop-sub"), ("corop-sub", "corop"), ("corop", "provinces")):
        parts = pd.DataFrame({"fine": found[fine].labels, "wide": found[wide].labels})
        assert parts.groupby("fine")["wide"].nunique().eq(1).all(), fine


def test_an_edition_with_other_municipalities_has_no_divisions(edition: Edition):
    strange = make_edition({"one": "ABC", "two": "AB"})
    assert context.official_divisions(strange) == {}
    assert context.region_members(strange).columns.tolist() == list(context.region_members(edition).columns)


def test_an_edition_of_some_municipalities_has_their_divisions(edition: Edition):
    organisations = edition["organisations"]
    kept = organisations[(organisations["kind"] != "municipality") | (organisations["province"] == "PV29")]
    zeeland = replace(edition, tables=edition.tables | {"organisations": kept})
    found = context.official_divisions(zeeland)
    assert found["provinces"].names.tolist() == ["Zeeland"]
    assert len(found["corop"].labels) == 13


def test_names_are_dutch_and_english_and_a_wrong_one_gets_a_suggestion():
    assert context.division_name("labour-market-regions") == "Arbeidsmarktregio's"
    assert context.division_name("labour-market-regions", "en") == "Labour-market regions"
    with pytest.raises(UnknownNameError, match="labour-market-regions"):
        context.division_name("labour-market-region")


def test_the_command_line_takes_a_context_division():
    program = Path(sys.executable).with_name("regioscoop")
    done = subprocess.run(
        [program, "compare-regions", "corop", "provinces"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 41
    assert done.stderr.startswith("390 municipalities")


def test_importing_is_quick():
    code = (
        "import sys, regioscoop.context; print({'sklearn', 'geopandas', 'frictionless'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


# Inhabitants


def test_inhabitants_of_2016_are_those_of_2014_summed_over_mergers(edition: Edition):
    found = context.inhabitants(edition)
    assert found.index.equals(edition.municipalities.index)
    assert found["inhabitants"].sum() == 16_828_900
    assert set(found["year"]) == {2014}
    assert found["inhabitants"]["GM1942"] == 56_120  # Bussum, Naarden and the whole of Muiden
    assert found.index[found["is_estimated"]].tolist() == ["GM0796", "GM0828"]
    assert found["note"].str.startswith("inhabitants 2014, in the borders of 2016").all()
    assert context.inhabitants_caption(edition) == "Inwoners 2014, in de grenzen van 2016"
    assert context.inhabitants_caption(edition, "en") == "Inhabitants 2014, in the borders of 2016"


def test_no_inhabitant_is_lost_in_a_merger(data: Path, edition: Edition):
    counted = pd.read_csv(data / "indicators" / "municipal_demography_2014.csv", dtype={"code": str})
    people = counted.set_index("GM" + counted["code"])["population"]
    found = context.inhabitants(edition)["inhabitants"]
    assert found.sum() == people.sum()
    same = found.index.intersection(people.index).difference(["GM0361", "GM0385", "GM0796", "GM0828"])
    assert (found[same] == people[same]).all()


def test_inhabitants_of_2024_are_those_of_2023(later: Edition):
    found = context.inhabitants(later)
    assert found["inhabitants"].sum() == 17_811_291
    assert not found["is_estimated"].any()
    assert context.inhabitants_caption(later) == "Inwoners 2023"


def test_an_unknown_municipality_has_unknown_inhabitants(later: Edition):
    organisations = later["organisations"].replace({"id": {"GM0014": "GM9999"}})
    found = context.inhabitants(replace(later, tables=later.tables | {"organisations": organisations}))
    assert len(found) == 342
    assert found["inhabitants"].isna().sum() == 1
    assert pd.isna(found.loc["GM9999", "inhabitants"])
    assert found.loc["GM9999", ["note", "source"]].tolist() == ["", ""]
    assert context.inhabitants_caption(make_edition({"one": "AB"})) == ""


# Municipalities of one size


def test_size_classes_follow_on_one_another_without_end():
    assert [c.lower for c in SIZE_CLASSES[1:]] == [c.upper for c in SIZE_CLASSES[:-1]]
    assert (SIZE_CLASSES[0].lower, SIZE_CLASSES[-1].upper) == (0, None)
    assert len(SIZE_CLASSES) == 8


@pytest.mark.parametrize(
    ("inhabitants", "dutch", "english"),
    [
        (0, "minder dan 5.000 inwoners", "fewer than 5,000 inhabitants"),
        (5_000, "5.000 tot 10.000 inwoners", "5,000 to 10,000 inhabitants"),
        (149_999, "100.000 tot 150.000 inwoners", "100,000 to 150,000 inhabitants"),
        (250_000, "250.000 inwoners of meer", "250,000 inhabitants or more"),
    ],
)
def test_a_size_has_a_class_with_a_name(inhabitants: int, dutch: str, english: str):
    found = size_class(inhabitants)
    assert found is not None
    assert found.label() == dutch
    assert found.label("en") == english


def test_an_unknown_size_has_no_class_and_a_negative_one_is_refused():
    assert size_class(math.nan) is None
    assert size_class(pd.NA) is None
    with pytest.raises(InputError, match="-1"):
        size_class(-1)


def towns(*inhabitants: int) -> pd.Series:
    return pd.Series(inhabitants, index=[f"GM{k:04d}" for k in range(len(inhabitants))], dtype="Int64")


def test_a_known_comparison():
    persons = towns(6_000, 7_000, 8_000, 9_000, 9_500, 9_900, 30_000)
    values = pd.Series([1.0, 2.0, 2.0, 3.0, 4.0, np.nan, 99.0], index=persons.index)
    few = of_its_size(values, persons, "GM0001")
    assert few.compared_class == SizeClass(0, 10_000)
    assert (few.peers, few.value, few.median, few.lower_share) == (4, 2.0, None, None)
    found = of_its_size(values.fillna(8.0), persons, "GM0001")
    assert not found.is_widened
    assert found.own_class == found.compared_class == SizeClass(5_000, 10_000)
    assert (found.peers, found.value, found.q25, found.median, found.q75) == (5, 2.0, 2.0, 3.0, 4.0)
    assert found.lower_share == pytest.approx(1.5 / 5)


@pytest.mark.parametrize(
    ("persons", "compared"),
    [(21_000, (10_000, 50_000)), (49_000, (20_000, 100_000)), (4_000, (0, 10_000)), (0, (0, 10_000)),
     (900_000, (150_000, None))],
)  # fmt: skip
def test_a_class_with_few_peers_is_widened_with_its_nearest_neighbour(
    persons: int, compared: tuple[int, int | None]
):
    inhabitants = towns(persons)
    found = of_its_size(inhabitants, inhabitants, "GM0000")
    assert found.is_widened
    assert found.own_class == size_class(persons)
    assert found.compared_class == SizeClass(*compared)
    assert (found.peers, found.q25, found.median, found.q75, found.lower_share) == (0, None, None, None, None)
    assert found.value == persons


def test_what_is_unknown_is_not_compared():
    persons = towns(*[6_000] * 7)
    values = pd.Series(range(7), index=persons.index, dtype=float)
    found = of_its_size(values.drop("GM0000"), persons, "GM0000")
    assert (found.value, found.lower_share, found.median) == (None, None, 3.5)
    found = of_its_size(values, persons.mask(persons.index == "GM0000"), "GM0000")
    assert (found.own_class, found.compared_class, found.peers, found.value) == (None, None, 0, 0.0)
    assert not found.is_widened


def test_a_wrong_question_is_refused():
    persons = towns(6_000, 7_000)
    with pytest.raises(UnknownNameError, match="GM0001"):
        of_its_size(persons, persons, "GM0011")
    with pytest.raises(InputError, match=r"(?s)values: found GM0000.*inhabitants: found GM0001"):
        of_its_size(persons.iloc[[0, 0]], persons.iloc[[1, 1]], "GM0001")


def test_every_municipality_of_the_editions_has_peers(edition: Edition, later: Edition):
    for known in (edition, later):
        persons = context.inhabitants(known)["inhabitants"]
        for municipality in persons.index:
            found = of_its_size(persons, persons, municipality)
            assert found.peers >= MIN_PEERS
            assert found.value == persons[municipality]


values_of_towns = st.lists(
    st.tuples(
        st.one_of(st.none(), st.integers(0, 400_000), st.integers(20_000, 49_999)),
        st.one_of(st.none(), st.integers(-3, 3), st.floats(-1e6, 1e6)),
    ),
    min_size=1,
    max_size=40,
)


def as_series(rows: list[tuple[int | None, float | None]]) -> tuple[pd.Series, pd.Series]:
    index = [f"GM{k:04d}" for k in range(len(rows))]
    values = pd.Series([row[1] for row in rows], index=index, dtype="Float64")
    return values, pd.Series([row[0] for row in rows], index=index, dtype="Int64")


@given(values_of_towns)
def test_a_comparison_holds_together(rows: list[tuple[int | None, float | None]]):
    values, persons = as_series(rows)
    found = of_its_size(values, persons, "GM0000")
    if found.own_class is None or found.compared_class is None:
        assert pd.isna(persons["GM0000"])
        return
    assert persons["GM0000"] in found.own_class
    assert found.compared_class.lower <= found.own_class.lower
    others = values.drop("GM0000")[
        persons.drop("GM0000").map(lambda n: not pd.isna(n) and n in found.compared_class)
    ]
    peers = others.dropna().to_numpy(dtype=float)
    assert found.peers == len(peers)
    assert (found.median is None) == (found.peers < MIN_PEERS)
    if found.median is None:
        assert found.is_widened
        return
    assert min(peers) <= found.q25 <= found.median <= found.q75 <= max(peers)
    assert found.median == pytest.approx(np.median(peers))
    assert (found.lower_share is None) == (found.value is None)
    if found.lower_share is not None:
        assert 0 <= found.lower_share <= 1
        turned = of_its_size(-values, persons, "GM0000")
        assert turned.lower_share == pytest.approx(1 - found.lower_share)


@given(values_of_towns, st.randoms(use_true_random=False))
def test_order_and_towns_of_unknown_size_make_no_difference(
    rows: list[tuple[int | None, float | None]], random: np.random.Generator
):
    values, persons = as_series(rows)
    order = list(persons.index)
    random.shuffle(order)
    found = of_its_size(values, persons, "GM0000")
    more = pd.concat([persons[order], pd.Series([pd.NA], index=["GM9999"], dtype="Int64")])
    assert of_its_size(pd.concat([values, pd.Series([1e9], index=["GM9999"])]), more, "GM0000") == found


@given(st.lists(st.integers(-2, 2), min_size=6, max_size=20))
def test_the_shares_of_one_class_are_on_average_a_half(numbers: list[int]):
    persons = towns(*[30_000] * len(numbers))
    values = pd.Series(numbers, index=persons.index)
    shares = [of_its_size(values, persons, i).lower_share for i in persons.index]
    assert np.mean([share for share in shares if share is not None]) == pytest.approx(0.5)
