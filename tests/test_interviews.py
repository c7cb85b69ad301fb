"""Interviews: read and written without loss, counted by sources, circles found, names kept inside."""

from __future__ import annotations

import json
import stat
import uuid
import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import krippendorff
import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyrefiqda.reficodebook import RefiCodebook
from pyrefiqda.refiproject import RefiProject
from scipy.stats import fisher_exact
from sklearn.metrics import cohen_kappa_score

from _model_server import serving
from regioscoop.cli import main
from regioscoop.errors import InputError
from regioscoop.reports.interview_figures import interview_figures, worked_example_figures
from regioscoop.voices import interviews as voices
from regioscoop.voices.interviews import Interviews
from regioscoop.voices.interviews._codes import Node, arrow, code_table
from regioscoop.voices.interviews._model import CODING_COLUMNS, LINK_COLUMNS, table

SPACE = "urn:QDA-XML:project:1.0"
SAID = {
    "vaag": "De agenda is veel te vaag voor mijn raad, daar kan ik thuis niet mee aankomen.",
    "afwachten": "Dus wij wachten rustig af tot een ander begint.",
    "druk": "Hier in Altena zegt burgemeester Jan de Vries dat het te druk is, bel 06-12345678.",
    "trots": "Als er iets lukt, gaat iedereen weer meedoen.",
}
WHO = ["burgemeester"] * 6 + ["adviseur"] * 6


def make_folder(folder: Path) -> Path:
    """A synthetic project: twelve interviews, two coders; only mayors wait and see, all find it vague."""
    folder.mkdir()
    coded, links = [], []
    for k, who in enumerate(WHO):
        name = f"gesprek-{k:02d}"
        parts = [SAID["vaag"], SAID["afwachten"] if who == "burgemeester" else "Wij doen mee.", SAID["druk"]]
        text = "\n".join([*parts, *([SAID["trots"]] if k < 4 else [])])
        if k == 11:
            document = docx.Document()
            for line in text.split("\n"):
                document.add_paragraph(line)
            document.save(str(folder / f"{name}.docx"))
        else:
            (folder / f"{name}.txt").write_text(text, encoding="utf-8")
        for coder in ("Anna Pieters", "Bob"):
            coded.append((name, SAID["vaag"], "agenda vaag", coder))
            if k != 3 or coder == "Bob":
                coded.append((name, SAID["druk"], "te druk", coder))
        if who == "burgemeester":
            coded.append((name, SAID["afwachten"], "afwachten", "Bob"))
            coded.append((name, SAID["vaag"][:40], "afwachten", "Bob"))
            links.append((name, "agenda vaag", "afwachten", "+", SAID["afwachten"], "Bob"))
            links.append((name, "afwachten", "te druk", "-", SAID["afwachten"], "Bob"))
        if k < 4:
            links.append((name, "te druk", "agenda vaag", "-", SAID["trots"], "Bob"))
    links.append(("gesprek-00", "afwachten", "agenda vaag", "positive", "", "Bob"))
    write = {
        "codes.csv": pd.DataFrame(coded, columns=["source", "quote", "code", "coder"]),
        "links.csv": pd.DataFrame(links, columns=["source", "cause", "effect", "polarity", "quote", "coder"]),
        "groups.csv": pd.DataFrame({"source": [f"gesprek-{k:02d}" for k in range(12)], "role": WHO}),
        "codebook.csv": pd.DataFrame(
            [
                ("inhoud van de agenda", "", ""),
                ("agenda vaag", "", "inhoud van de agenda"),
                ("te druk", "finding", ""),
                ("afwachten", "consequence", ""),
            ],
            columns=["code", "kind", "parent"],
        ),
    }
    for name, frame in write.items():
        frame.to_csv(folder / name, index=False)
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_folder(tmp_path_factory.mktemp("interviews") / "synthetic-project")


@pytest.fixture(scope="module")
def project(folder: Path) -> Interviews:
    return voices.read_interviews(folder)


@pytest.fixture(scope="module")
def hidden(project: Interviews) -> Interviews:
    return voices.pseudonymise(project)[0]


def guid(name: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, name))


def make_qdpx(path: Path, body: str = "", extra: dict[str, bytes] | None = None, head: str = "") -> Path:
    """A project as the tools write it: braces, notes, a graph, media, a comment, something of their own."""
    text = "Eerste regel é😀.\r\nTweede regel over de agenda.\r\n"
    xml = f"""<?xml version="1.0" encoding="utf-8"?>{head}
<Project xmlns="{SPACE}" xmlns:own="urn:vendor" name="Synthetic" origin="SomeTool 24" own:build="7">
  <!-- kept -->
  <Users><User guid="{{{guid("u")}}}" name="Anna"/></Users>
  <CodeBook><Codes>
    <Code guid="{guid("p")}" name="Invalshoeken" isCodable="false">
      <Code guid="{guid("agenda")}" name="Inhoud agenda" isCodable="true" color="#AA0000">
        <Code guid="{guid("f")}" name="vaag" isCodable="true"><Description>te vaag</Description></Code>
      </Code>
    </Code>
    <Code guid="{guid("c")}" name="Gevolgen" isCodable="false">
      <Code guid="{guid("wait")}" name="afwachten" isCodable="true"/>
    </Code>
    <Code guid="{guid("arrow")}" name="vaag -&gt; afwachten" isCodable="true"/>
  </Codes></CodeBook>
  <Variables><Variable guid="{guid("v")}" name="Rol" typeOfVariable="Text"/></Variables>
  <Cases><Case guid="{guid("case")}" name="A"><VariableValue><VariableRef targetGUID="{guid("v")}"/>
    <TextValue>wethouder</TextValue></VariableValue><SourceRef targetGUID="{guid("s")}"/></Case></Cases>
  <Sources>
    <TextSource guid="{guid("s")}" name="Gesprek 1" plainTextPath="internal://{guid("s")}.txt"
        richTextPath="internal://{guid("s")}.docx">
      <PlainTextSelection guid="{guid("x1")}" name="een" startPosition="18" endPosition="46"
          creatingUser="{guid("u")}" creationDateTime="2024-01-02T03:04:05Z">
        <Coding guid="{guid("k1")}" creatingUser="{guid("u")}">
          <CodeRef targetGUID="{{{guid("f")}}}"/></Coding>
        <Coding guid="{guid("k2")}"><CodeRef targetGUID="{guid("arrow")}"/></Coding>
        <NoteRef targetGUID="{guid("n")}"/>
      </PlainTextSelection>
      <PlainTextSelection guid="{guid("x2")}" startPosition="0" endPosition="16">
        <Coding guid="{guid("k3")}" creatingUser="{guid("u")}"><CodeRef targetGUID="{guid("wait")}"/></Coding>
      </PlainTextSelection>{body}
    </TextSource>
    <AudioSource guid="{guid("a")}" name="Opname" path="internal://{guid("a")}.mp3"/>
  </Sources>
  <Notes><Note guid="{guid("n")}" name="memo"><PlainTextContent>een memo</PlainTextContent></Note></Notes>
  <Links>
    <Link guid="{guid("l1")}" name="remt" direction="OneWay" originGUID="{guid("x2")}"
        targetGUID="{guid("x1")}"/>
    <Link guid="{guid("l2")}" name="hoort bij" direction="Associative" originGUID="{guid("f")}"
        targetGUID="{guid("wait")}"/>
  </Links>
  <Graphs><Graph guid="{guid("g")}" name="plaatje"/></Graphs>
</Project>"""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("project.qde", xml)
        made.writestr(f"Sources/{guid('s')}.txt", text.encode("utf-8-sig"))
        made.writestr(f"Sources/{guid('s')}.docx", b"rich text")
        made.writestr(f"Sources/{guid('a')}.mp3", bytes(range(256)))
        for name, data in (extra or {}).items():
            made.writestr(name, data)
    return path


# --- reading


def test_project_of_a_tool_is_read(tmp_path: Path) -> None:
    found = voices.read_interviews(make_qdpx(tmp_path / "a.qdpx"))
    assert list(found.sources["source"]) == ["Gesprek 1"]
    kinds = dict(zip(found.codes["code"], found.codes["kind"], strict=True))
    assert kinds == {
        "Invalshoeken": "other", "Inhoud agenda": "perspective", "vaag": "finding", "Gevolgen": "other",
        "afwachten": "consequence",
    }  # fmt: skip
    quoted = {row.code: found.quote(row.source, row.start, row.end) for row in found.codings.itertuples()}
    assert quoted == {"vaag": "Tweede regel over de agenda.", "afwachten": "Eerste regel é😀."}
    links = set(found.links[["source", "cause", "effect", "polarity"]].itertuples(index=False, name=None))
    assert links == {
        ("Gesprek 1", "vaag", "afwachten", "positive"), ("Gesprek 1", "afwachten", "vaag", "negative"),
    }  # fmt: skip
    assert found.groups.loc["Gesprek 1", "Rol"] == "wethouder"
    assert len(found.notes) == 1
    assert "Opname" in found.notes[0]


def test_what_was_read_is_written_back_without_loss(tmp_path: Path) -> None:
    path = make_qdpx(tmp_path / "a.qdpx")
    voices.write_project(voices.read_interviews(path), tmp_path / "b.qdpx")
    with zipfile.ZipFile(path) as first, zipfile.ZipFile(tmp_path / "b.qdpx") as second:
        assert {n: first.read(n) for n in first.namelist()} == {n: second.read(n) for n in second.namelist()}


def test_what_is_added_stands_beside_what_was_there(tmp_path: Path) -> None:
    found = voices.read_interviews(make_qdpx(tmp_path / "a.qdpx"))
    more = table([("Gesprek 1", 0, 6, "vaag", "Model 1")], CODING_COLUMNS)
    link = table([("", "afwachten", "vaag", "positive", -1, -1, "")], LINK_COLUMNS)
    wider = found.with_codings(pd.concat([found.codings, more]))
    wider = replace(wider, links=pd.concat([found.links, link], ignore_index=True))
    voices.write_project(wider, tmp_path / "b.qdpx")
    again = voices.read_interviews(tmp_path / "b.qdpx")
    pd.testing.assert_frame_equal(again.codings, wider.codings)
    assert len(again.links) == 3
    with zipfile.ZipFile(tmp_path / "b.qdpx") as made:
        xml = made.read("project.qde").decode()
        assert made.read(f"Sources/{guid('a')}.mp3") == bytes(range(256))
    for kept in ("<!-- kept -->", 'own:build="7"', "een memo", 'name="plaatje"', "2024-01-02T03:04:05Z"):
        assert kept in xml
    assert xml.index("<Links") < xml.index("<Graphs")
    with pytest.raises(InputError, match="fewer"):
        voices.write_project(found.with_codings(found.codings.head(0)), tmp_path / "c.qdpx")
    assert not (tmp_path / "c.qdpx").exists()


def test_another_reader_reads_what_we_write_and_the_reverse(project: Interviews, tmp_path: Path) -> None:
    path = tmp_path / "ours.qdpx"
    voices.write_project(project, path)
    theirs = RefiProject.load(path, str(tmp_path / "unpacked"))
    assert [source.name for source in theirs.sources.text_source] == list(project.sources["source"])
    first = theirs.sources.text_source[0]
    text = RefiProject.resolve_source_path(first.plain_text_path, tmp_path / "unpacked").read_text("utf-8")
    assert text == project.texts[first.name]
    assert sorted(user.name for user in theirs.users.user) == ["Anna Pieters", "Bob"]
    RefiProject.save(theirs, tmp_path / "theirs.qdpx", tmp_path / "unpacked" / "sources")
    for again in (voices.read_interviews(path), voices.read_interviews(tmp_path / "theirs.qdpx")):
        assert again.texts == project.texts
        pd.testing.assert_frame_equal(again.codings, project.codings)
        pd.testing.assert_frame_equal(again.groups, project.groups)
        assert again.kinds == project.kinds
        located = project.links[project.links["start"] >= 0].reset_index(drop=True)
        pd.testing.assert_frame_equal(again.links[again.links["start"] >= 0].reset_index(drop=True), located)


def test_the_same_project_is_the_same_file(project: Interviews, tmp_path: Path) -> None:
    shuffled = replace(project, codings=project.codings.sample(frac=1, random_state=1))
    for name, given_ in (("a", project), ("b", shuffled)):
        voices.write_project(given_, tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_codebook_goes_out_and_comes_back(project: Interviews, tmp_path: Path) -> None:
    voices.write_codebook(project, tmp_path / "codes.qdc")
    again = voices.read_codebook(tmp_path / "codes.qdc")
    pd.testing.assert_frame_equal(again, project.codes)
    theirs = RefiCodebook.load(tmp_path / "codes.qdc")
    assert [code.name for code in theirs.codes.code] == ["inhoud van de agenda", "te druk", "afwachten"]


def test_kinds_are_read_from_headings_depth_and_arrows() -> None:
    nodes = [
        Node("1", "structuur", ""), Node("2", "Bevindingen", ""), Node("3", "x", "2"), Node("4", "y", "3"),
        Node("5", "gedrag en cultuur", ""), Node("6", "z", "5"), Node("7", "x", "6"), Node("8", "a → b", ""),
    ]  # fmt: skip
    codes = code_table(nodes, {"1": "perspective"}).set_index("code")
    assert dict(codes["kind"]) == {
        "structuur": "perspective", "Bevindingen": "other", "Bevindingen / x": "finding", "y": "consequence",
        "gedrag en cultuur": "perspective", "z": "finding", "z / x": "consequence", "a → b": "link",
    }  # fmt: skip
    assert codes.loc["z / x", "perspective"] == "gedrag en cultuur"
    assert arrow("a -> b (-)") == arrow("a ⊣ b") == ("a", "b", "negative")
    assert arrow("a => b") == ("a", "b", "positive")
    assert arrow("a - b") is None


# --- bad input


def test_everything_wrong_with_a_project_is_told_at_once(tmp_path: Path) -> None:
    body = f"""<PlainTextSelection guid="{guid("x9")}" startPosition="5" endPosition="999"/>
      <PlainTextSelection guid="{guid("x8")}" startPosition="0" endPosition="3"><Coding guid="{guid("k9")}">
      <CodeRef targetGUID="{guid("gone")}"/></Coding></PlainTextSelection></TextSource>
      <TextSource guid="{guid("t")}" name="Weg" plainTextPath="internal://weg.txt"/>
      <TextSource guid="{guid("t2")}" name="Buiten" plainTextPath="relative://../../etc/passwd"/>
      <TextSource guid="{guid("t3")}" name="Leeg">"""
    with pytest.raises(InputError) as caught:
        voices.read_interviews(make_qdpx(tmp_path / "a.qdpx", body))
    told = [problem.found for problem in caught.value.problems]
    assert len(told) == 4
    for part, found in zip(("5 to 999", guid("gone"), "weg.txt", "outside the project"), told, strict=True):
        assert part in found


@pytest.mark.parametrize(
    ("extra", "head", "told"),
    [
        ({"../outside.txt": b"x"}, "", "stay inside"),
        ({"C:\\outside.txt": b"x"}, "", "stay inside"),
        ({"Project.QDE": b"x"}, "", "more than once"),
        ({"bomb.txt": b"0" * 30_000_000}, "", "packed"),
        ({"other.qde": b"<x/>"}, "", "2 files .qde"),
        ({}, '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>', "document type"),
        ({}, "<broken>", "broken XML"),
    ],
)
def test_hostile_projects_are_refused(tmp_path: Path, extra: dict[str, bytes], head: str, told: str) -> None:
    path = make_qdpx(tmp_path / "a.qdpx", "", extra, head)
    with pytest.raises(InputError, match=told):
        voices.read_interviews(path)


def test_a_file_that_is_no_project_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.qdpx").write_bytes(b"PK\x03\x04 not a zip")
    for path in (tmp_path / "a.qdpx", tmp_path / "none.qdpx", tmp_path / "a.txt", tmp_path):
        with pytest.raises(InputError):
            voices.read_interviews(path)


def test_everything_wrong_with_a_folder_is_told_at_once(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "bad")
    (folder / "gesprek-00.txt").write_bytes(b"\xff\xfe\xff")
    (folder / "gesprek-11.docx").write_bytes(b"no document")
    rows = "source,start,end,code,coder\nnobody,0,1,te druk,Bob\ngesprek-01,5,9999,te druk,Bob\n"
    (folder / "codes.csv").write_text(rows, encoding="utf-8")
    links = "source,cause,effect,polarity\ngesprek-01,te druk,niets,+\ngesprek-01,te druk,te druk,±\n"
    (folder / "links.csv").write_text(links, encoding="utf-8")
    (folder / "groups.csv").write_text(
        "source,role\nnobody,x\ngesprek-01,y\ngesprek-01,z\n", encoding="utf-8"
    )
    with pytest.raises(InputError) as caught:
        voices.read_interviews(folder)
    told = "\n".join(str(problem) for problem in caught.value.problems)
    for part in (
        "gesprek-00.txt", "gesprek-11.docx", "codes.csv, row 2, column source",
        "codes.csv, row 3, column start",
        "links.csv, row 2, column effect", "links.csv, row 3, column effect", "row 3, column polarity",
        "groups.csv, row 2", "groups.csv, row 4",
    ):  # fmt: skip
        assert part in told


# --- what was said


def test_matrix_counts_sources_and_not_quotes(hidden: Interviews) -> None:
    rows = voices.matrix(hidden).set_index(["finding", "consequence"])
    assert rows.loc[("agenda vaag", "afwachten"), "sources"] == 6
    assert rows.loc[("agenda vaag", ""), "sources"] == 6
    assert rows.loc[("agenda vaag", "afwachten"), "finding_sources"] == 12
    assert rows.loc[("agenda vaag", "afwachten"), "perspective"] == "inhoud van de agenda"
    assert rows.loc[("te druk", ""), "sources"] == 12
    assert rows.loc[("te druk", ""), "segments"] == 12


def test_quotes_need_enough_sources_and_come_from_different_ones(hidden: Interviews) -> None:
    for least in (2, 3, 6, 7, 13):
        counts = voices.matrix(hidden).set_index(["perspective", "finding", "consequence"])["sources"]
        shown = voices.quotes(hidden, least)
        assert (counts.loc[list(shown[counts.index.names].itertuples(index=False, name=None))] >= least).all()
        assert not shown.duplicated([*counts.index.names, "source"]).any()
        linked = voices.link_quotes(hidden, least)
        known = voices.causal_graph(hidden.links).links.set_index(["cause", "effect", "polarity"])["sources"]
        assert all(known[key] >= least for key in linked.groupby(known.index.names).groups)
    assert voices.quotes(hidden, 13).empty
    with pytest.raises(InputError):
        voices.quotes(hidden, 1)


def test_links_weigh_by_sources(project: Interviews) -> None:
    doubled = pd.concat([project.links, project.links.assign(start=0, end=1)])
    graph = voices.causal_graph(doubled)
    weights = {key: n for *key, n in graph.links[["cause", "effect", "sources"]].itertuples(index=False)
               for key in [tuple(key)]}  # fmt: skip
    assert weights == {
        ("agenda vaag", "afwachten"): 6, ("afwachten", "te druk"): 6, ("te druk", "agenda vaag"): 4,
        ("afwachten", "agenda vaag"): 1,
    }  # fmt: skip
    assert graph.links["times"].max() == 12


def test_two_minus_signs_reinforce(project: Interviews) -> None:
    found = voices.circles(voices.causal_graph(project.links))
    rows = found.rows.set_index("circle")
    assert list(rows["kind"]) == ["reinforcing", "reinforcing"]
    assert tuple(rows.loc["R1", ["length", "weakest", "every", "any"]]) == (3, 4, 4, 6)
    assert tuple(rows.loc["R2", ["length", "weakest", "every"]]) == (2, 1, 1)
    assert found.is_complete
    nodes, links = voices.leverage(voices.causal_graph(project.links), found)
    assert dict(zip(nodes["code"], nodes["circles"], strict=True)) == {
        "afwachten": 2, "agenda vaag": 2, "te druk": 1,
    }  # fmt: skip
    assert links["circles"].iloc[0] == 2


# --- circles

EDGES = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 6), st.sampled_from(["positive", "negative"])), max_size=15
)


def as_links(edges: list[tuple[int, int, str]]) -> pd.DataFrame:
    rows = [(f"n{a}", f"n{b}", sign, "") for a, b, sign in edges if a != b]
    return pd.DataFrame(rows, columns=["cause", "effect", "polarity", "source"])


@settings(max_examples=80, deadline=None)
@given(EDGES)
def test_circles_are_the_simple_cycles(edges: list[tuple[int, int, str]]) -> None:
    links = as_links(edges)
    found = voices.circles(voices.causal_graph(links))
    graph = nx.MultiDiGraph()
    for row in links.drop_duplicates().itertuples():
        graph.add_edge(row.cause, row.effect, key=row.polarity)
    expected: list[tuple[tuple[str, ...], str]] = []
    for cycle in nx.simple_cycles(nx.DiGraph(graph)):
        k = cycle.index(min(cycle))
        way = tuple(cycle[k:] + cycle[:k])
        signs = [""]
        for a, b in zip(way, (*way[1:], way[0]), strict=True):
            signs = [s + sign[0] for s in signs for sign in graph[a][b]]
        expected += [(way, "balancing" if s.count("n") % 2 else "reinforcing") for s in signs]
    own = [(tuple(codes.split(" > ")), kind) for codes, kind in found.rows[["codes", "kind"]].to_numpy()]
    assert sorted(own) == sorted(expected)
    assert found.is_complete
    shuffled = voices.circles(voices.causal_graph(links.sample(frac=1, random_state=3)))
    pd.testing.assert_frame_equal(found.links, shuffled.links)


@settings(max_examples=40, deadline=None)
@given(EDGES, st.integers(2, 4))
def test_a_bound_on_length_is_kept_and_told(edges: list[tuple[int, int, str]], longest: int) -> None:
    graph = voices.causal_graph(as_links(edges))
    whole, cut = voices.circles(graph), voices.circles(graph, longest=longest)
    assert set(cut.rows["codes"]) == set(whole.rows.loc[whole.rows["length"] <= longest, "codes"])
    if len(cut.rows) < len(whole.rows):
        assert not cut.is_complete
        assert str(longest) in cut.said("en")


def test_too_many_circles_are_cut_at_a_length_and_it_is_told() -> None:
    edges = [(a, b, "positive") for a in range(7) for b in range(7) if a != b]
    found = voices.circles(voices.causal_graph(as_links(edges)), most=100)
    assert found.complete_to == 3
    assert len(found.rows) == 21 + 70
    assert "3 schakels" in found.said()
    with pytest.raises(InputError):
        voices.circles(voices.causal_graph(as_links(edges)), longest=1)


# --- how sure


def test_krippendorff_2011_c_data() -> None:
    _ = np.nan
    ratings = np.array(
        [
            [1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _],
            [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3],
            [_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _],
            [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _],
        ]
    )
    expected = {"nominal": 0.743, "ordinal": 0.815, "interval": 0.849, "ratio": 0.797}
    for metric, value in expected.items():
        assert voices.krippendorff_alpha(ratings, metric) == pytest.approx(value, abs=5e-4)
    assert np.isnan(voices.krippendorff_alpha(np.ones((2, 3))))
    with pytest.raises(InputError):
        voices.krippendorff_alpha(ratings, "cosine")


@pytest.mark.parametrize("sources", [4, 14])
def test_agreement_of_coders_is_that_of_the_packages(sources: int) -> None:
    rng = np.random.default_rng(sources)
    texts = {f"s{k:02d}": "\n".join(f"regel {j}" for j in range(6)) for k in range(sources)}
    values = rng.random((3, sources, 6)) < 0.4
    flip = rng.random(values.shape) < 0.2
    values = np.where(flip, ~values, values[0])
    rows = [
        (name, 8 * j, 8 * j + 7, "a", f"c{c}")
        for c in range(3) for k, name in enumerate(texts) for j in range(6) if values[c, k, j]
    ]  # fmt: skip
    rows += [(name, 0, 47, "overal", f"c{c}") for c in range(3) for name in texts]
    made = synthetic(texts, ["a", "overal"], rows)
    found = voices.coder_agreement(made, draws=200)
    own = found.codes.set_index("code").loc["a"]
    ratings = values.reshape(3, -1).astype(float)
    assert own["alpha"] == pytest.approx(krippendorff.alpha(ratings, level_of_measurement="nominal"))
    assert own["low"] < own["alpha"] < own["high"]
    assert own["blame"] == 1
    assert np.isnan(found.codes.set_index("code").loc["overal", "alpha"])
    kappa = found.pairs.set_index(["first", "second", "code"])["kappa"]
    for a, b in ((0, 1), (0, 2), (1, 2)):
        assert kappa[f"c{a}", f"c{b}", "a"] == pytest.approx(cohen_kappa_score(ratings[a], ratings[b]))
    assert found.resampled == ("source" if sources == 14 else "paragraph")
    shuffled = made.with_codings(made.codings.sample(frac=1, random_state=2))
    pd.testing.assert_frame_equal(found.pairs, voices.coder_agreement(shuffled, draws=200).pairs)


def test_no_agreement_without_two_coders(project: Interviews) -> None:
    alone = project.with_codings(project.codings[project.codings["coder"] == "Bob"])
    found = voices.coder_agreement(alone, draws=10)
    assert found.units == 0
    assert np.isnan(found.alpha)


def synthetic(texts: dict[str, str], codes: list[str], rows: list[tuple[object, ...]]) -> Interviews:
    return Interviews(
        "synthetic",
        table([(name, name, text) for name, text in texts.items()], ("source", "name", "text")),
        code_table([Node(code, code, "") for code in codes], dict.fromkeys(codes, "finding")),
        table(rows, CODING_COLUMNS),
        table([], LINK_COLUMNS),
        pd.DataFrame(index=pd.Index(list(texts), name="source")),
    )


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 12), st.integers(1, 12), st.data())
def test_two_groups_are_tested_as_fisher_does(first: int, second: int, data: st.DataObject) -> None:
    a, b = data.draw(st.integers(0, first)), data.draw(st.integers(0, second))
    found, is_exact = voices.freeman_halton(
        np.array([a, b]), np.array([first, second]), np.random.default_rng(0)
    )
    assert is_exact
    assert found == pytest.approx(fisher_exact([[a, first - a], [b, second - b]])[1], abs=1e-9)


def test_drawn_tables_come_near_the_exact_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    said, of = np.array([8, 2, 3]), np.array([10, 9, 8])
    exact, _ = voices.freeman_halton(said, of, np.random.default_rng(0))
    monkeypatch.setattr("regioscoop.voices.interviews._groups.MOST_TABLES", 10)
    drawn, is_exact = voices.freeman_halton(said, of, np.random.default_rng(0))
    assert not is_exact
    assert drawn == pytest.approx(exact, abs=0.01)
    assert list(voices.holm(np.array([0.01, 0.04, 0.03]))) == pytest.approx([0.03, 0.06, 0.06])


def test_groups_differ_only_where_the_test_carries_it(hidden: Interviews) -> None:
    found = voices.differences(hidden)
    carried = set(found.loc[found["is_carried"], "item"])
    assert carried == {"afwachten", "agenda vaag → afwachten", "afwachten ⊣ te druk"}
    told = voices.difference_sentences(found)
    assert len(told) == 3
    assert "burgemeester 6 van de 6" in told[0]
    small = replace(hidden, groups=hidden.groups.assign(role=["a"] * 2 + ["b"] * 5 + ["c"] * 5))
    assert set(voices.differences(small)["group"]) == {"b", "c"}, "two people are never shown as a group"
    assert voices.differences(hidden, min_sources=7).empty


def test_saturation_tells_what_the_last_interviews_added() -> None:
    texts = {f"s{k}": "x" * 10 for k in range(4)}
    said = {"s0": "ab", "s1": "abc", "s2": "ad", "s3": "ab"}
    rows = [(name, 0, 5, code, "") for name, codes in said.items() for code in codes]
    found = voices.saturation(synthetic(texts, list("abcd"), rows))
    assert list(found.rows["new_codes"]) == [2, 1, 1, 0]
    assert (found.codes, found.once, found.twice, found.last_new) == (4, 2, 0, 2)
    # Chao2: 4 + 3/4 * 2 * 1 / 2
    assert found.estimated == pytest.approx(4.75)
    # After one interview: 1 for a, 3/4 for b, 1/4 each for c and d.
    assert found.rows["expected_codes"].iloc[0] == pytest.approx(2.25)
    assert found.rows["expected_codes"].iloc[-1] == pytest.approx(4)


# --- privacy


def test_names_are_replaced_by_the_same_word_everywhere() -> None:
    texts = {
        "gesprek met De Vries": "Burgemeester Jan de Vries van Altena zei dat. De Vries belde 06-12345678.",
        "twee": "J. de Vries en mevrouw Bakker-Smit spraken Mohammed El Idrissi; mail a@altena.nl. Wij ook.",
    }
    rows = [("gesprek met De Vries", 0, 45, "vaag", "Anna"), ("twee", 17, 37, "vaag", "Bob")]
    made, key = voices.pseudonymise(synthetic(texts, ["vaag"], rows))
    people, everything = key.of("person"), "\n".join(made.texts.values())
    assert people["Jan de Vries"] == people["De Vries"] == people["J. de Vries"]
    assert len({people["Jan de Vries"], people["Bakker-Smit"], people["Mohammed El Idrissi"]}) == 3
    for name in ("Vries", "Altena", "Bakker", "Mohammed", "12345678", "@"):
        assert name not in everything
    assert "Wij ook." in everything
    assert voices.names_left(made.texts, key) == []
    assert list(made.sources["source"]) == ["Interview 1", "Interview 2"]
    assert set(made.codings["coder"]) == {"Codeur 1", "Codeur 2"}
    quoted = [made.quote(row.source, row.start, row.end) for row in made.codings.itertuples()]
    assert quoted[0].startswith("Burgemeester [Persoon")
    assert quoted[0].endswith("zei dat.")
    assert made.package is None


def test_a_key_that_was_kept_gives_the_same_pseudonyms(project: Interviews, tmp_path: Path) -> None:
    first, key = voices.pseudonymise(project)
    voices.write_key(key, tmp_path / "key.csv")
    assert stat.S_IMODE((tmp_path / "key.csv").stat().st_mode) == 0o600
    kept = voices.read_key(tmp_path / "key.csv")
    pd.testing.assert_frame_equal(kept.rows, key.rows)
    again, later = voices.pseudonymise(project, kept, people=["niemand"])
    assert again.texts == first.texts
    assert set(map(tuple, key.rows.to_numpy())) <= set(map(tuple, later.rows.to_numpy()))
    (tmp_path / "bad.csv").write_text("a,b\n", encoding="utf-8")
    with pytest.raises(InputError):
        voices.read_key(tmp_path / "bad.csv")


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(["Jan de Vries", "Altena", "plan", "wij", "\n", "é😀", "bel 06-12345678"]),
                min_size=1, max_size=14), st.data())  # fmt: skip
def test_codings_move_with_the_text(words: list[str], data: st.DataObject) -> None:
    text = " ".join(words)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    made, key = voices.pseudonymise(synthetic({"s": text}, ["a"], [("s", start, end, "a", "")]))
    row = made.codings.iloc[0]
    new = made.texts["Interview 1"]
    assert 0 <= row["start"] <= row["end"] <= len(new)
    back = new[row["start"] : row["end"]]
    names = {n: p for kind in ("person", "place", "contact") for n, p in key.of(kind).items()}
    for name, pseudonym in sorted(names.items(), key=lambda pair: -len(pair[0])):
        back = back.replace(f"[{pseudonym}]", name)
    assert text[start:end] in back


def test_nothing_is_analysed_or_asked_of_a_model_with_names_in_it(project: Interviews) -> None:
    with pytest.raises(InputError, match="names of people"):
        voices.analyse_interviews(project)
    with pytest.raises(InputError, match="names of people"):
        voices.suggest_codes(project, lambda text, codes: [])


# --- a model's guesses


def test_a_model_only_suggests_and_its_agreement_is_told(hidden: Interviews) -> None:
    heard: list[str] = []

    def fake(text: str, codes: list[str]) -> list[str]:
        heard.append(text)
        return ["agenda vaag"] if "vaag" in text else ["te druk", "verzonnen"] if "druk" in text else []

    found = voices.suggest_codes(hidden, fake, "fake-1")
    assert found.rows["is_guess"].all()
    assert found.rows["is_coded"].all()
    assert found.unknown == ("verzonnen",)
    assert not any("Altena" in text or "Vries" in text for text in heard)
    assert "fake-1" not in set(hidden.codings["coder"])
    kappa = found.agreement.pairs.set_index(["first", "second", "code"])["kappa"]
    assert kappa["Codeur 2", "fake-1", "te druk"] == pytest.approx(1)
    assert kappa["Codeur 1", "fake-1", "te druk"] < 1
    with pytest.raises(InputError):
        voices.suggest_codes(hidden, fake, "Codeur 1")


def test_a_model_is_asked_over_the_command_line_and_never_hears_a_name(folder: Path, tmp_path: Path) -> None:
    def says(question: str) -> str:
        asked = json.loads(question)
        fit = ["te druk", "verzonnen"] if "druk" in asked["text"] else []
        return json.dumps({"labels": fit})

    call = ["interviews", "analyse", str(folder), "--key", str(tmp_path / "key.csv"), "--model", "toy"]
    with serving(says) as service:
        call += ["--model-url", service.url, "--cache", str(tmp_path / "answers")]
        for name in ("first", "second"):
            with pytest.raises(SystemExit) as ended:
                main([*call, "--out", str(tmp_path / name)])
            assert not ended.value.code
            asked = len(service.questions)
        assert 0 < asked == len(set(service.questions)), "nothing is asked twice"
        assert not any("Altena" in question or "Vries" in question for question in service.questions)
    first, second = (pd.read_csv(tmp_path / n / "tables/suggestions.csv") for n in ("first", "second"))
    assert first.equals(second)
    assert set(first["code"]) == {"te druk"}
    assert first["is_guess"].all()
    pairs = pd.read_csv(tmp_path / "first/tables/suggestions_agreement.csv")
    assert (pairs[["first", "second"]] == "language model toy").any(axis=1).all()
    assert pairs["kappa"].notna().any()


# --- the worked example


def test_no_circle_of_west_brabant_follows_from_the_tables_alone() -> None:
    found = voices.worked_example()
    assert dict(found.links["basis"].value_counts()) == {"table": 38, "reading": 12}
    assert len(found.table_circles.rows) == 0
    assert found.table_circles.is_complete
    assert len(found.all_circles.rows) == 10
    assert found.all_circles.is_complete
    assert set(found.all_circles.rows["kind"]) == {"reinforcing"}
    assert found.all_circles.rows["readings"].min() >= 1
    assert found.links["interviews"].isna().all(), "how many people said so is not in the source"
    assert (found.links["note_nl"] != "").eq(found.links["basis"] == "reading").all()
    assert set(found.matrix["perspective"]) == set(voices.PERSPECTIVES.codes)
    assert found.matrix.groupby(["perspective", "finding"]).ngroups == 12
    assert found.leverage_nodes["code"].iloc[0] == "added-value-unseen"


def test_every_advice_names_a_finding_and_a_theme_and_every_row_a_source() -> None:
    advice, concepts = voices.interview_advice(), voices.interview_concepts()
    assert advice["id"].nunique() == 10
    assert set(advice["theme"]) == set(voices.ADVICE_FIELDS.codes)
    assert set(advice["finding"]) <= set(concepts.index)
    known = set(voices.interview_sources().index)
    for rows in (advice, concepts, voices.interview_links()):
        assert set(rows["source"]) <= known
    assert set(voices.interview_links()["cause"]) | set(voices.interview_links()["effect"]) == set(
        concepts.index
    )
    assert voices.interview_links("drenthe").empty


# --- pictures


def boxes(svg: str) -> list[tuple[float, float, float, float]]:
    import xml.etree.ElementTree as ElementTree

    space = "{http://www.w3.org/2000/svg}"
    groups = [g for g in ElementTree.fromstring(svg).iter(f"{space}g") if g.get("class") == "node"]
    rects = [next(g.iter(f"{space}rect")) for g in groups]
    return [tuple(float(r.get(n)) for n in ("x", "y", "width", "height")) for r in rects]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_map_is_whole_and_no_boxes_touch(language: str) -> None:
    drawn = worked_example_figures(language)
    assert list(drawn) == ["causes", *(f"R{k}" for k in range(1, 11))]
    whole = drawn["causes"]
    assert len(whole.table) == 37
    for drawing in drawn.values():
        placed = boxes(drawing.svg)
        for k, (x, y, w, h) in enumerate(placed):
            for x2, y2, w2, h2 in placed[k + 1 :]:
                assert x + w <= x2 or x2 + w2 <= x or y + h <= y2 or y2 + h2 <= y
    assert whole.svg.count('data-reading="yes"') == 12
    assert whole.svg.count('class="circle"') == 10
    assert 'data-circles="R2 R3 R4 R5 R6 R7 R8 R9 R10"' in whole.svg
    assert "style=" not in whole.svg
    assert worked_example_figures(language)["causes"].svg == whole.svg


def test_lines_cross_no_box() -> None:
    import re

    svg = worked_example_figures()["causes"].svg
    placed = boxes(svg)
    for d in re.findall(r'<path d="(M[^"]*C[^"]*)" stroke-width', svg):
        for start, end in re.findall(r"(-?[\d.]+ -?[\d.]+)H(-?[\d.]+)", d):
            x, y = map(float, start.split())
            low, high = sorted((x, float(end)))
            for left, top, width, height in placed:
                assert not (top < y < top + height and low < left + width - 1 and high > left + 1)


def test_a_weakening_link_has_its_own_line_and_sign(hidden: Interviews) -> None:
    drawn = interview_figures(voices.analyse_interviews(hidden))
    svg = drawn["causes"].svg
    assert svg.count('data-polarity="negative"') == 2
    assert svg.count('stroke-dasharray="8 5"') == 3, "two links and the key"
    assert "−" in svg
    assert "leidt tot minder" in svg
    assert "R1" in drawn


# --- the command


def test_command_writes_everything_and_keeps_the_key_apart(folder: Path, tmp_path: Path) -> None:
    out, key = tmp_path / "out", tmp_path / "kept.csv"
    main_ok(["interviews", "analyse", str(folder), "--out", str(out), "--key", str(key)])
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    names = {str(path.relative_to(out)) for path in out.rglob("*") if path.is_file()}
    assert {"report.md", "summary.json", "tables/matrix.csv", "figures/causes.svg", "figures/R1.svg"} <= names
    for path in out.rglob("*.*"):
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            assert not any(name in text for name in ("Altena", "Vries", "12345678", "Pieters", "gesprek-0"))
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert (summary["sources"], summary["findings"]) == (12, 2)
    assert summary["circles"] == {
        "reinforcing": 2, "balancing": 0, "is_complete": True, "complete_to_links": 12,
    }  # fmt: skip
    assert summary["agreement"]["coders"] == 2
    report = (out / "report.md").read_text(encoding="utf-8")
    assert "2 cirkels" in report
    assert "Verschil naar role: afwachten" in report


def test_command_writes_nothing_when_something_is_wrong(folder: Path, tmp_path: Path) -> None:
    bad = tmp_path / "groups.csv"
    bad.write_text("source,role\nnobody,x\n", encoding="utf-8")
    out, key = tmp_path / "out", tmp_path / "kept.csv"
    for more in (["--groups", str(bad)], ["--key", str(out / "key.csv")], ["--names", str(bad)]):
        arguments = ["interviews", "analyse", str(folder), "--out", str(out), "--key", str(key), *more]
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        assert ended.value.code == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["groups.csv"]


def main_ok(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 0


def test_links_without_any_quote_have_none(hidden: Interviews) -> None:
    bare = replace(hidden, links=hidden.links.assign(start=-1, end=-1))
    quotes = voices.link_quotes(bare, 3)
    assert quotes.columns.tolist() == ["cause", "effect", "polarity", "place", "source", "quote"]
    assert quotes.empty
    assert voices.analyse_interviews(bare, 3).circles.rows.equals(
        voices.analyse_interviews(hidden, 3).circles.rows
    )
