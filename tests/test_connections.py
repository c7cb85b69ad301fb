from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import make_edition
from regioscoop.cases import (
    COMMUNITIES,
    connection_matrix,
    connections,
    pullers,
    region_arrangements,
    regional_offices,
)
from regioscoop.errors import InputError, UnknownNameError
from regioscoop.regions import Ecosystems
from regioscoop.register import Edition, load_edition
from regioscoop.register.schema import TABLES

ABC = ["GM0065", "GM0066", "GM0067"]


def with_partners(edition: Edition, partners: dict[str, tuple[str, str]]) -> Edition:
    """The edition with other participants: id -> kind and arrangements (one letter each, joined)."""
    organisations = [
        {"id": i, "name": i, "kind": kind, "source": "synthetic"} for i, (kind, _) in partners.items()
    ]
    rows = [
        {"arrangement": a, "organisation": i, "status": "confirmed", "source": "synthetic"}
        for i, (_, arrangements) in partners.items()
        for a in arrangements
    ]
    tables = dict(edition.tables)
    for name, more in (("organisations", organisations), ("participations", rows)):
        frame = pd.DataFrame(more).reindex(columns=TABLES[name].names, fill_value="")
        tables[name] = pd.concat([edition[name], frame], ignore_index=True)
    return Edition(tables)


SMALL = with_partners(
    make_edition({"s": "ABC", "t": "AB", "u": "ACD", "v": "CD"}),
    {"PV20": ("province", "st"), "firm": ("company", "s"), "school": ("education", "s")},
)


def pair(table: pd.DataFrame, a: str, b: str, policy_field: str = "") -> pd.Series:
    rows = table[(table["a"] == a) & (table["b"] == b) & (table["policy_field"] == policy_field)]
    assert len(rows) == 1
    return rows.iloc[0]


def test_connections_by_hand() -> None:
    table = connections(SMALL, ABC)
    # s, t and u have two members of the region, v has one.
    assert pair(table, "government", "government")[["arrangements", "at_most", "of"]].tolist() == [3, 3, 3]
    assert pair(table, "government", "economy")[["arrangements", "at_most", "silent"]].tolist() == [1, 3, 2]
    assert pair(table, "economy", "knowledge")["arrangements"] == 1
    assert pair(table, "government", "society")[["arrangements", "at_most"]].tolist() == [0, 2]
    assert pair(table, "government", "government", "energy")["of"] == 0
    kinds = connections(SMALL, ABC, by="kind")
    assert pair(kinds, "municipality", "province")["arrangements"] == 2
    assert pair(kinds, "province", "province")["arrangements"] == 0


def test_matrix_is_symmetric_and_holds_the_same_numbers() -> None:
    table = connections(SMALL, ABC, by="kind")
    matrix = connection_matrix(table)
    assert (matrix == matrix.T).all().all()
    assert matrix.loc["province", "municipality"] == 2
    assert connection_matrix(table, "social").equals(matrix)
    with pytest.raises(UnknownNameError):
        connection_matrix(table, "sports")


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({}, ("", "")),
        ({"legal_form": "network", "legal_class": "no_body"}, ("", "")),
        ({"legal_form": "convenant", "legal_class": "no_body", "dissolved": "2020"}, ("", "")),
        ({"legal_form": "gemeenschappelijk_orgaan", "legal_class": "no_body"}, ("structural", "sure")),
        ({"legal_class": "wgr_body", "legal_certainty": "unsure"}, ("structural", "unsure")),
        ({"legal_class": "private_body", "legal_certainty": "sure"}, ("structural", "sure")),
        ({"obligation": "mandatory"}, ("structural", "sure")),
        ({"founded": "2016", "dissolved": "2019-06"}, ("temporary", "sure")),
        ({"founded": "2016", "dissolved": "2020"}, ("structural", "sure")),
    ],
)
def test_permanence(columns: dict[str, str], expected: tuple[str, str]) -> None:
    row = region_arrangements(make_edition({"s": "AB"}, **columns), ABC[:2]).loc["s"]
    assert (row["permanence"], row["permanence_certainty"]) == expected


def test_parts_of_permanence_add_up(edition: Edition, bre: Ecosystems) -> None:
    regions = bre.regionalisation()
    table = connections(edition, regions.members("zuid-limburg"), by="kind")
    parts = ["structural", "structural_unsure", "temporary", "permanence_unknown"]
    assert (table[parts].sum(axis=1) == table["arrangements"]).all()
    assert (table["arrangements"] <= table["at_most"]).all()
    assert (table["at_most"] <= table["of"]).all()
    whole = table[table["policy_field"] == ""].set_index(["a", "b"])["arrangements"]
    for _, rows in table.groupby("policy_field"):
        assert (rows.set_index(["a", "b"])["arrangements"] <= whole).all()


def test_centrality_agrees_with_networkx() -> None:
    """Davis, Gardner and Gardner's Southern Women, with the events as arrangements."""
    graph = nx.davis_southern_women_graph()
    women = graph.graph["top"]
    letters = {woman: chr(65 + i) for i, woman in enumerate(women)}
    events = {event: "".join(letters[w] for w in graph[event]) for event in graph.graph["bottom"]}
    edition = make_edition({event.lower(): members for event, members in events.items()})
    found = pullers(edition, edition.municipalities.index).set_index("name")
    newman = nx.bipartite.collaboration_weighted_projected_graph(graph, women)
    assert newman["Evelyn Jefferson"]["Laura Mandeville"]["weight"] == pytest.approx(1.5626, abs=5e-5)
    vector = nx.eigenvector_centrality_numpy(newman, weight="weight")
    between = nx.betweenness_centrality(graph)
    most = max(vector.values())
    for woman, letter in letters.items():
        row = found.loc[letter]
        assert row["eigenvector"] == pytest.approx(vector[woman] / most, abs=1e-6)
        assert row["betweenness"] == pytest.approx(between[woman], abs=1e-6)
        assert row["arrangements"] == graph.degree(woman)
        assert row["weighted_degree"] == sum(graph.degree(event) - 1 for event in graph[woman])


def test_the_most_central_are_candidates_and_no_role_is_invented() -> None:
    found = pullers(SMALL, ABC).set_index("organisation")
    assert found.loc["PV20", "candidate"] == "province"
    assert found.loc["GM0065", ["rank", "candidate"]].tolist() == [1, "central_municipality"]
    assert "GM0068" not in found.index
    assert (found["role"] == "").all()
    rows = SMALL["participations"]
    told = rows.assign(role=np.where(rows["organisation"] == "PV20", "chair", ""))
    assert (
        pullers(Edition(SMALL.tables | {"participations": told}), ABC)
        .set_index("organisation")
        .loc["PV20", "role"]
        == "chair"
    )


def test_seats_that_a_merger_carried_make_no_central_municipality() -> None:
    rows, merged = SMALL["participations"], SMALL["mergers"]
    carried = rows.assign(status=np.where(rows["organisation"] == "GM0065", "carried", "confirmed"))
    merger = {"old": "GM0001", "new": "GM0065", "share": 1.0, "source": "synthetic"}
    mergers = pd.DataFrame([merger]).reindex(columns=merged.columns, fill_value="")
    found = pullers(Edition(SMALL.tables | {"participations": carried, "mergers": mergers}), ABC)
    first = found.set_index("organisation").loc["GM0065"]
    assert first[["rank", "carried", "absorbed", "candidate"]].tolist() == [1, 3, 1, ""]


def test_equal_municipalities_give_no_central_one() -> None:
    found = pullers(make_edition({"s": "ABC", "t": "ABC"}), ABC)
    assert (found["rank"] == 1).all()
    assert (found["candidate"] == "").all()


def test_a_region_without_arrangements_has_no_pullers() -> None:
    assert pullers(SMALL, ["GM0068"]).empty
    assert region_arrangements(SMALL, ["GM0068"]).empty
    assert connections(SMALL, ["GM0068"])["arrangements"].sum() == 0


def test_a_regional_office_is_whole_voluntary_and_strategic() -> None:
    edition = make_edition({"s": "ABC", "t": "AB", "u": "ABC"})
    goals = edition["arrangements"].assign(
        goal=["strategic", "strategic", "operational"], legal_class="wgr_body"
    )
    found = regional_offices(Edition(edition.tables | {"arrangements": goals}), ABC)
    assert found.index.tolist() == ["s"]
    assert found.loc["s", "is_body"]


@given(st.permutations(range(len(SMALL["participations"]))))
@settings(max_examples=6, deadline=None)
def test_the_order_of_rows_says_nothing(order: list[int]) -> None:
    turned = Edition(SMALL.tables | {"participations": SMALL["participations"].iloc[order]})
    pd.testing.assert_frame_equal(pullers(turned, ABC), pullers(SMALL, ABC))
    pd.testing.assert_frame_equal(connections(turned, ABC), connections(SMALL, ABC))


def test_bad_input_is_refused() -> None:
    with pytest.raises(UnknownNameError):
        connections(SMALL, ["GM9999"])
    with pytest.raises(InputError):
        pullers(SMALL, [])
    with pytest.raises(UnknownNameError):
        connections(SMALL, ABC, by="colour")


@pytest.mark.parametrize("name", ["2016", "2024"])
def test_the_registers_are_nearly_silent_about_partners(name: str) -> None:
    edition = load_edition(name)
    table = connections(edition, edition.municipalities.index)
    partners = table[(table["policy_field"] == "") & (table["b"] != "government")]
    assert (partners["silent"] / partners["of"] > 0.99).all()
    assert set(table["a"]) == set(COMMUNITIES.codes)
