from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import igraph
import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import adjusted_mutual_info_score

from conftest import make_edition
from regioscoop.errors import InputError, UnknownNameError
from regioscoop.network import from_pairs, incidence_of, project
from regioscoop.regions import (
    Ecosystems,
    Regionalisation,
    Settings,
    best_match_jaccard,
    compare,
    delineate,
    ecosystems,
    load_delineation,
    memberships,
    official_regions,
    partner_shares,
    provinces,
    read_regionalisation,
)
from regioscoop.regions._leiden import Clusterer, canonical
from regioscoop.regions._naming import place_in
from regioscoop.regions._stability import closest_to_consensus, pairwise_agreement, stays
from regioscoop.register import Edition, load_edition

QUICK = Settings(draws=20, seeds=5)


def planted(regions: int, size: int, seed: int, mixing: float = 0.05) -> tuple[Edition, np.ndarray]:
    """A synthetic register with known regions: most arrangements stay within one."""
    generator = np.random.default_rng(seed)
    truth = np.repeat(np.arange(regions), size)
    letters = [chr(0x4E00 + i) for i in range(regions * size)]
    arrangements = {}
    for k in range(regions * 14):
        region = k % regions
        inside = np.flatnonzero(truth == region)
        chosen = list(generator.choice(inside, generator.integers(2, size + 1), replace=False))
        if generator.random() < mixing:
            chosen.append(int(generator.integers(regions * size)))
        arrangements[f"s{k:04d}"] = "".join(letters[i] for i in sorted(set(chosen)))
    return make_edition(arrangements), truth


def test_zacharys_karate_club() -> None:
    """Oracle: the modularity optimum has 4 communities, Q = .4198."""
    graph = nx.karate_club_graph()
    rows = [(f"{u:02d}", f"e{k}") for k, (u, v) in enumerate(graph.edges()) for u in (u, v)]
    projection = project(from_pairs(*zip(*rows, strict=True)), "count")
    cluster = Clusterer(projection)
    runs = [cluster.run(projection.weights(), 1.0, seed) for seed in range(30)]
    drawn = igraph.Graph(n=34, edges=np.column_stack([projection.left, projection.right]))
    best = max(runs, key=lambda labels: drawn.modularity(labels.tolist()))
    assert best.max() + 1 == 4
    assert drawn.modularity(best.tolist()) == pytest.approx(0.4198, abs=5e-5)


@pytest.mark.parametrize("seed", [1, 2])
def test_planted_regions_are_found_and_are_the_best_level(seed: int) -> None:
    edition, truth = planted(8, 7, seed)
    found = delineate(incidence_of(edition), replace(QUICK, seed=seed), jobs=1)
    assert adjusted_mutual_info_score(truth, found.best_level.labels) == pytest.approx(1.0)
    assert found.best_level.kind == "peak"
    assert (found.best_level.member_stability > 0.9).all()


def test_the_same_input_gives_the_same_output_whatever_the_order_and_the_processes() -> None:
    edition, _ = planted(5, 6, 3, mixing=0.4)
    first = delineate(incidence_of(edition), QUICK, jobs=1)
    tables = dict(edition.tables)
    tables["participations"] = tables["participations"].sample(frac=1, random_state=1).reset_index(drop=True)
    again = delineate(incidence_of(Edition(tables)), QUICK, jobs=2)
    assert len(first.levels) == len(again.levels)
    for a, b in zip(first.levels, again.levels, strict=True):
        assert a.labels.tolist() == b.labels.tolist()
        assert a.member_stability.tolist() == b.member_stability.tolist()
        assert (a.stability, a.resolution) == (b.stability, b.resolution)


def test_a_stored_delineation_is_the_same_and_another_register_is_not_taken_for_it(tmp_path: Path) -> None:
    edition, _ = planted(4, 5, 4)
    incidence = incidence_of(edition)
    first = load_delineation(incidence, QUICK, cache=tmp_path)
    again = load_delineation(incidence, QUICK, cache=tmp_path)
    assert len(list((tmp_path / "delineations").iterdir())) == 1
    assert [lv.labels.tolist() for lv in first.levels] == [lv.labels.tolist() for lv in again.levels]
    pd.testing.assert_frame_equal(first.scan, again.scan)
    load_delineation(incidence, replace(QUICK, seed=9), cache=tmp_path)
    other, _ = planted(4, 5, 5)
    load_delineation(incidence_of(other), QUICK, cache=tmp_path)
    assert len(list((tmp_path / "delineations").iterdir())) == 3


def test_a_disconnected_network_keeps_its_parts_apart() -> None:
    edition = make_edition(
        {"a": "ABC", "b": "AB", "c": "BC", "d": "XYZ", "e": "XY", "f": "XZ", "lonely": "Q"}
    )
    made = ecosystems(edition, QUICK)
    frame = made.frame().set_index("municipality")
    assert frame["region_id"].nunique() == 3
    assert frame.loc["A", "region_id"] == frame.loc["C", "region_id"] != frame.loc["X", "region_id"]
    assert np.isnan(frame.loc["Q", "membership"])
    assert frame.loc["A", "membership"] == 1.0
    assert frame.loc["A", "second_region_id"] == ""


@pytest.mark.parametrize("memberships_", [{"one": "A"}, {"one": "A", "two": "B"}])
def test_nothing_to_delineate_is_told(memberships_: dict[str, str]) -> None:
    with pytest.raises(InputError, match="at least one arrangement with two members"):
        delineate(incidence_of(make_edition(memberships_)), QUICK)


def test_membership_is_the_share_of_weight_and_stability_another_thing() -> None:
    incidence = from_pairs(list("ABCABCDAD"), ["x"] * 3 + ["y"] * 4 + ["z"] * 2)
    projection = project(incidence, "count")
    found = memberships(projection, np.array([0, 0, 0, 1]))
    # A: B 2, C 2, D 2; so two thirds stays in its region.
    assert found.loc["A", "membership"] == pytest.approx(4 / 6)
    assert found.loc["A", ["second_region", "second_membership"]].tolist() == [1, pytest.approx(2 / 6)]
    assert found.loc["D", "membership"] == 0
    assert found.loc["D", "second_membership"] == 1


@given(st.lists(st.integers(0, 6), min_size=2, max_size=40))
def test_canonical_numbering_depends_on_the_division_only(labels: list[int]) -> None:
    a = np.array(labels)
    renamed = (a * 5 + 3) % 7
    assert canonical(a).tolist() == canonical(renamed).tolist()
    assert canonical(a)[0] == 0


def test_who_stays_when_a_region_falls_apart() -> None:
    reference = np.array([0, 0, 0, 0, 1, 1])
    assert stays(reference, np.array([0, 0, 0, 1, 2, 2])).tolist() == [True, True, True, False, True, True]
    assert stays(reference, np.zeros(6, int)).tolist() == [True] * 4 + [False] * 2
    assert np.isnan(stays(reference, np.array([0, 0, 0, 0, -1, 1])))[4]


def test_agreement_of_equal_and_of_random_divisions() -> None:
    same = [np.repeat([0, 1, 2], 20)] * 6
    assert pairwise_agreement(same, 3).mean == pytest.approx(1.0)
    generator = np.random.default_rng(0)
    chance = pairwise_agreement([generator.integers(0, 3, 300) for _ in range(12)], 3)
    assert abs(chance.mean) < 0.02
    assert chance.standard_error > 0


def test_the_consensus_is_the_run_nearest_to_all() -> None:
    left, right = np.triu_indices(6, k=1)
    most = np.array([0, 0, 0, 1, 1, 1])
    odd = np.array([0, 0, 1, 1, 1, 1])
    assert closest_to_consensus([odd, most, most, most], left, right).tolist() == most.tolist()


def test_comparison_of_regionalisations() -> None:
    a = Regionalisation("a", pd.Series(list("xxxyyy"), index=list("ABCDEF")), pd.Series({"x": "X", "y": "Y"}))
    b = Regionalisation("b", pd.Series(list("ppqqqq"), index=list("ABCDEF")), pd.Series({"p": "P", "q": "Q"}))
    assert compare(a, a).ami == pytest.approx(1.0)
    found = compare(a, b).regions.set_index("region")
    assert found.loc["X", "jaccard"] == pytest.approx(2 / 3)
    assert found.loc["Y", ["best_match_name", "jaccard"]].tolist() == ["Q", 0.75]
    table = best_match_jaccard(a.labels, b.labels)
    assert table["members"].sum() == 6
    with pytest.raises(InputError, match="no municipality in common"):
        compare(a, Regionalisation("c", pd.Series({"Z": "z"}), pd.Series({"z": "Z"})))


def test_a_regionalisation_from_a_file_tells_all_its_faults(tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text("municipality_id,region_id,region\nGM1,a,Een\nGM2,,Twee\nGM1,b,Drie\n", encoding="utf-8")
    with pytest.raises(InputError) as error:
        read_regionalisation(file)
    assert [(p.row, p.column) for p in error.value.problems] == [(3, "region_id"), (4, "municipality_id")]
    file.write_text("municipality_id,region_id\nGM1,a\nGM2,b\n", encoding="utf-8")
    assert read_regionalisation(file).labels.to_dict() == {"GM1": "a", "GM2": "b"}


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("Veiligheidsregio Noord- en Oost-Gelderland (VNOG)", "Noord- en Oost-Gelderland"),
        ("GGD Zaanstreek/Waterland", "Zaanstreek/Waterland"),
        ("Zuid-Limburg", "Zuid-Limburg"),
        ("Regio Twente", "Twente"),
    ],
)
def test_the_place_in_a_name(name: str, place: str) -> None:
    assert place_in(name) == place


# --- edition 2016 -----------------------------------------------------------------------------------


def test_every_municipality_of_2016_is_in_one_named_region_at_every_level(bre: Ecosystems) -> None:
    for level in bre.delineation.levels:
        frame = bre.frame(level.number)
        assert frame["municipality_id"].is_unique
        assert len(frame) == 390
        assert frame["membership"].between(0, 1).all()
        assert (frame["membership"] + frame["second_membership"] <= 1 + 1e-9).all()
        assert frame["stability"].between(0, 1).all()
        regions = bre.regions(level.number)
        assert regions["region_id"].is_unique
        assert regions["region"].str.len().min() > 0


def test_the_best_level_of_2016_is_finer_and_other_than_the_official_map(
    edition: Edition, bre: Ecosystems
) -> None:
    best = bre.delineation.best_level
    assert 28 <= best.regions <= 34
    assert best.stability > 0.96
    official = official_regions(edition, "safety-regions")
    assert len(official.names) == 25
    found = compare(official, bre.regionalisation())
    assert 0.85 < found.ami < 0.98
    assert compare(provinces(edition), bre.regionalisation()).ami < found.ami


def test_the_best_level_holds_whatever_the_seed(edition: Edition, bre: Ecosystems) -> None:
    other = ecosystems(edition, Settings(seed=7))
    agreement = adjusted_mutual_info_score(
        other.delineation.best_level.labels, bre.delineation.best_level.labels
    )
    assert agreement > 0.98


def test_what_each_source_contributes(edition: Edition, bre: Ecosystems) -> None:
    whole = bre.regionalisation()
    for part in ("registers", "divisions"):
        alone = ecosystems(edition, part=part).regionalisation()
        assert 0.6 < compare(alone, whole).ami < 1.0
    with pytest.raises(UnknownNameError):
        ecosystems(edition, part="division")


def test_provinces_and_water_boards_have_a_share_in_a_region(edition: Edition, bre: Ecosystems) -> None:
    shares = partner_shares(edition.members, bre.regionalisation().labels, "province")
    assert shares["share"].between(0, 1).all()
    assert shares["organisation"].str.startswith("PV").all()
    zeeland = shares[shares["region"] == "zeeland"]
    assert zeeland["organisation"].iloc[0] == "PV29"


def test_levels_and_regions_by_name(bre: Ecosystems) -> None:
    assert bre.numbers("all") == [lv.number for lv in bre.delineation.levels]
    with pytest.raises(UnknownNameError, match="best"):
        bre.numbers("beste")
    with pytest.raises(UnknownNameError, match="Zuid-Limburg"):
        bre.regionalisation().find("Zuid-Limbrug")
    assert bre.regionalisation().find("zuid-limburg") == "zuid-limburg"


def test_a_carried_edition_can_be_delineated_without_what_is_carried() -> None:
    made = ecosystems(load_edition("2024").select(carried=False), QUICK)
    assert len(made.projection.incidence.arrangements) == 55
    assert len(made.frame()) == 342
