from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import make_edition
from regioscoop.errors import InputError, UnknownNameError
from regioscoop.network import backbone, fit_null_model, from_pairs, incidence_of, project
from regioscoop.register import Edition

pairs = st.lists(
    st.tuples(st.sampled_from("ABCDEFG"), st.sampled_from(["s1", "s2", "s3", "s4", "s5"])),
    min_size=1,
    max_size=30,
)


def test_davis_southern_women() -> None:
    """Oracle: Evelyn and Laura share 6 events, Newman weight 1.5626."""
    graph = nx.davis_southern_women_graph()
    women, events = graph.graph["top"], set(graph.graph["bottom"])
    rows = [(w, e) for w in women for e in graph[w] if e in events]
    incidence = from_pairs(*zip(*rows, strict=True))
    for weight, expected in (("count", 6), ("newman", 1.5626)):
        frame = project(incidence, weight).frame().set_index(["a", "b"])
        assert frame.loc[("Evelyn Jefferson", "Laura Mandeville"), "weight"] == pytest.approx(
            expected, abs=5e-5
        )


@given(pairs)
@settings(max_examples=60, deadline=None)
def test_the_projection_is_that_of_networkx(rows: list[tuple[str, str]]) -> None:
    members, arrangements = zip(*rows, strict=True)
    incidence = from_pairs(members, arrangements)
    graph = nx.Graph(rows)
    expected = nx.bipartite.weighted_projected_graph(graph, sorted(set(members)))
    found = project(incidence, "count").frame()
    assert {(a, b): w for a, b, w in found[["a", "b", "weight"]].itertuples(index=False)} == {
        tuple(sorted((a, b))): d["weight"] for a, b, d in expected.edges(data=True)
    }
    newman = nx.bipartite.collaboration_weighted_projected_graph(graph, sorted(set(members)))
    for a, b, weight in project(incidence).frame()[["a", "b", "weight"]].itertuples(index=False):
        assert weight == pytest.approx(newman[a][b]["weight"])


def test_the_projection_of_2016_is_that_of_networkx(edition: Edition) -> None:
    incidence = incidence_of(edition)
    projection = project(incidence, "count")
    dense = (incidence.matrix @ incidence.matrix.T).toarray()
    np.fill_diagonal(dense, 0)
    assert (projection.matrix().toarray() == dense).all()


def test_a_resampled_register_counts_arrangements_more_often() -> None:
    projection = project(from_pairs(list("ABCAB"), ["x", "x", "x", "y", "y"]), "count")
    frame = projection.frame().set_index(["a", "b"])
    assert frame.loc[("A", "B"), "weight"] == 2
    doubled = projection.weights(np.array([0.0, 3.0]))  # x never, y three times
    assert dict(
        zip(
            zip(frame.index.get_level_values(0), frame.index.get_level_values(1), strict=True),
            doubled,
            strict=True,
        )
    ) == {
        ("A", "B"): 3,
        ("A", "C"): 0,
        ("B", "C"): 0,
    }


@given(pairs)
@settings(max_examples=60, deadline=None)
def test_the_null_model_keeps_both_degree_sequences(rows: list[tuple[str, str]]) -> None:
    incidence = from_pairs(*zip(*rows, strict=True))
    p = fit_null_model(incidence).probabilities()
    assert ((p >= -1e-12) & (p <= 1 + 1e-12)).all()
    assert p.sum(axis=1) == pytest.approx(incidence.degrees, abs=1e-3)
    assert p.sum(axis=0) == pytest.approx(incidence.sizes, abs=1e-3)


def test_samples_of_the_null_model_have_its_degrees_on_average(edition: Edition) -> None:
    incidence = incidence_of(edition)
    null = fit_null_model(incidence)
    generator = np.random.default_rng(1)
    drawn = [null.sample(generator) for _ in range(40)]
    degrees = np.mean([d.degrees for d in drawn], axis=0)
    assert np.abs(degrees - incidence.degrees).mean() < 1.0
    assert np.corrcoef(degrees, incidence.degrees)[0, 1] > 0.9


def test_p_values_are_exact(edition: Edition) -> None:
    """The tail of the Poisson-binomial, against a simulation of one pair and scipy's binomial."""
    incidence = incidence_of(edition)
    null = fit_null_model(incidence)
    projection = project(incidence, "count")
    found = backbone(projection, null)
    pair = int(np.argsort(found.p_value)[len(found.p_value) * 3 // 4])
    p = null.probabilities()
    chances = p[projection.left[pair]] * p[projection.right[pair]]
    draws = np.random.default_rng(0).random((40_000, len(chances))) < chances
    observed = np.diff(projection.shared.indptr)[pair]
    simulated = (draws.sum(axis=1) >= observed).mean()
    assert found.p_value[pair] == pytest.approx(simulated, abs=4 * np.sqrt(0.25 / 40_000))
    equal = from_pairs(list("ABCD") * 3, ["x"] * 4 + ["y"] * 4 + ["z"] * 4)
    assert (backbone(project(equal), fit_null_model(equal)).p_value > 0.99).all()


def test_the_backbone_controls_false_discoveries(edition: Edition) -> None:
    """On a network drawn from the null itself hardly any pair is kept."""
    drawn = fit_null_model(incidence_of(edition)).sample(np.random.default_rng(5))
    kept = backbone(project(drawn, "count"), fit_null_model(drawn), alpha=0.01).kept
    assert kept.mean() < 0.01
    real = backbone(
        project(incidence_of(edition), "count"), fit_null_model(incidence_of(edition)), alpha=0.01
    )
    assert real.kept.mean() > 0.1
    assert (real.q_value >= real.p_value - 1e-12).all()


def test_faults_are_told() -> None:
    with pytest.raises(InputError, match="without participations"):
        from_pairs([], [])
    with pytest.raises(UnknownNameError, match="newman"):
        project(from_pairs(["A"], ["s"]), "neuman")


def test_an_arrangement_of_one_makes_no_line_but_counts_as_taking_part() -> None:
    incidence = incidence_of(make_edition({"one": "C", "pair": "AB"}))
    assert incidence.degrees.tolist() == [1, 1, 1]
    assert len(project(incidence).left) == 1
