"""The chain from documents to an edition: killed, repeated, on cores and on a cluster; with decisions."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import multiprocessing
import signal
import sqlite3
import subprocess
import time
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from _model_server import serving
from postgres_server import running
from regioscoop.cli import main
from regioscoop.collection.documents.synthetic import TRAINING_LAYOUTS, make_synthetic, write_synthetic
from regioscoop.collection.run import Named, Settings, find_documents, read_sheet, run
from regioscoop.collection.workspace import open_workspace
from regioscoop.errors import InputError
from regioscoop.register import Edition, load_edition, validate_package, write_package

MEDIA = ("pdf", "html", "docx", "xlsx")
OWNERS = 6
NAMED = Named("collected-2025", "2025-01-01", "regioatlas")


@pytest.fixture(scope="module")
def whole() -> Edition:
    return load_edition("2016")


@pytest.fixture(scope="module")
def budgets(tmp_path_factory: pytest.TempPathFactory, whole: Edition) -> Path:
    """Six synthetic budgets, one of them hidden in a folder, and a document that cannot be read."""
    folder = tmp_path_factory.mktemp("source") / "budgets"
    (folder / "more").mkdir(parents=True)
    rows = []
    for number in range(OWNERS):
        layout, medium = TRAINING_LAYOUTS[number % len(TRAINING_LAYOUTS)], MEDIA[number % 3]
        made = make_synthetic(whole, layout, medium, number, parties=6, programmes_before=1)
        inside = folder / "more" if number == OWNERS - 1 else folder
        (inside / made.name).write_bytes(made.data)
        rows.append(f"{(inside / made.name).relative_to(folder)},{made.truth['owner']}")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 and then nothing")
    (folder / "documents.csv").write_text("document,organisation\n" + "\n".join(rows) + "\n")
    return folder


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory, whole: Edition, budgets: Path) -> Path:
    """An earlier edition: what the owners of the budgets took part in, in 2016."""
    owners = {d.reporter for d in find_documents(budgets, whole, budgets / "results")} - {""}
    members = whole.members
    some = whole.select(arrangements=set(members[members["organisation"].isin(owners)]["arrangement"]))
    folder = tmp_path_factory.mktemp("earlier") / "edition"
    write_package(some.tables, folder, "some", "some")
    return folder


def _copy(budgets: Path, into: Path) -> Path:
    folder = into / "budgets"
    subprocess.run(["cp", "-r", str(budgets), str(folder)], check=True)
    return folder


def _call(*arguments: str) -> tuple[int, str]:
    """Exit code of a command and what it said."""
    said = io.StringIO()
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(said):
        try:
            main(list(arguments))
        except SystemExit as end:
            return int(end.code or 0), said.getvalue()
    return 0, said.getvalue()


def _settings(folder: Path, earlier: Path, **other: object) -> Settings:
    made = Settings(folder, folder / "results", "budgets", NAMED, load_edition(str(earlier)), on="here")
    return replace(made, **other)  # type: ignore[arg-type]


def _tree(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory, budgets: Path, earlier: Path) -> Path:
    """A folder that was collected once, without being disturbed."""
    folder = _copy(budgets, tmp_path_factory.mktemp("done"))
    with open_workspace(f"sqlite:///{folder / 'workspace.db'}") as workspace:
        run(_settings(folder, earlier), workspace)
    return folder


def _table(folder: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(folder / "results" / f"{name}.csv", dtype=str, keep_default_na=False)


def test_every_party_of_the_truth_becomes_an_arrangement(done: Path, whole: Edition) -> None:
    entries = _table(done, "entries").set_index(["document", "name"])["arrangement"]
    register = {name: id_ for id_, name in whole.arrangements["name"].items()}
    wrong, known = [], 0
    for number in range(OWNERS):
        layout, medium = TRAINING_LAYOUTS[number % len(TRAINING_LAYOUTS)], MEDIA[number % 3]
        made = make_synthetic(whole, layout, medium, number, parties=6, programmes_before=1)
        document = f"more/{made.name}" if number == OWNERS - 1 else made.name
        for entry in made.truth["entries"]:
            found = entries.get((document, entry["name"]))
            assert found is not None, (document, entry["name"])
            if entry["name"] in register:
                known += 1
                wrong += [(entry["name"], found)] if found != register[entry["name"]] else []
    assert known > 20
    assert wrong == []


def test_the_edition_is_valid_and_says_where_it_comes_from(done: Path) -> None:
    package = done / "results" / "edition"
    assert validate_package(package) == []
    made = load_edition(str(package))
    assert made.rule_set == "regioatlas"
    sources = made["sources"].set_index("id")
    assert set(made["arrangements"]["source"]) <= set(sources.index)
    own = sources[sources.index.str.startswith("document-")]
    for row in own.itertuples():
        assert hashlib.sha256((done / row.title).read_bytes()).hexdigest() == row.checksum
    governments = made.members[made.members["kind"].isin(["municipality", "province", "water_board"])]
    criteria = made["criteria"]
    answer = criteria[criteria["criterion"] == "two_governments"].set_index("arrangement")["met"]
    sizes = governments.groupby("arrangement").size()
    alone = sizes.index[sizes < 2]
    assert 0 < len(alone) < len(sizes)
    assert (answer[alone] == "undetermined").any(), "no document says who else takes part"
    assert set(answer[alone]) <= {"undetermined", "met"}
    assert (answer[alone] == "met").sum() < len(alone), "only what the law has several do"
    assert set(made["arrangements"]["coding_status"]) == {"guess"}
    assert "synthetic" in made["edition"]["note"].iloc[0]
    assert f"({OWNERS} daarvan synthetisch)" in made.title
    owners = set(made["participations"]["reported_by"]) - {""}
    named = made["organisations"].set_index("id")["name"][sorted(owners)]
    assert made["edition"]["budgets_read"].iloc[0].split("|") == sorted(set(named))


def test_who_reports_takes_part_and_recognises_it(done: Path) -> None:
    rows = load_edition(str(done / "results" / "edition"))["participations"]
    own = rows[rows["organisation"] == rows["reported_by"]]
    assert set(own["recognised"]) == {"yes"}
    others = rows[rows["organisation"] != rows["reported_by"]]
    assert set(others["recognised"]) <= {"yes", ""}
    assert (others["recognised"] == "").any(), "who was not read has not said anything"


def test_what_cannot_be_read_is_told_and_stops_nothing(done: Path) -> None:
    documents = _table(done, "documents").set_index("document")
    assert documents.loc["broken.pdf", "read"] == "no"
    assert documents.loc["broken.pdf", "problems"]
    assert (documents.drop("broken.pdf")["entries"] == "6").all()
    assert len(list((done / "results" / "log").iterdir())) == OWNERS + 1
    log = next((done / "results" / "log").glob("broken-pdf-*.log")).read_text()
    assert "niet gelezen" in log


def test_what_nobody_names_is_told(done: Path) -> None:
    missing = _table(done, "not_named")
    assert len(missing)
    assert not set(missing["id"]) & set(_table(done, "arrangements")["id"])
    assert (missing["read"] != "").all()


def test_the_same_again_gives_the_same_bit_for_bit(done: Path, earlier: Path) -> None:
    before = _tree(done / "results")
    with open_workspace(f"sqlite:///{done / 'workspace.db'}") as workspace:
        run(_settings(done, earlier), workspace)
    assert _tree(done / "results") == before
    assert not list(done.glob(".results*"))


def test_cores_and_a_server_give_the_same(tmp_path: Path, budgets: Path, earlier: Path, done: Path) -> None:
    folder = _copy(budgets, tmp_path)
    with running() as server, open_workspace(server) as workspace:
        run(_settings(folder, earlier, on="cores"), workspace)
    assert _tree(folder / "results") == _tree(done / "results")


def test_a_cluster_gives_the_same(tmp_path: Path, budgets: Path, earlier: Path, done: Path) -> None:
    distributed = pytest.importorskip("distributed")
    folder = _copy(budgets, tmp_path)
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        open_workspace(f"sqlite:///{tmp_path / 'w.db'}") as workspace,
    ):
        run(_settings(folder, earlier, on=cluster.scheduler_address), workspace)
    assert _tree(folder / "results") == _tree(done / "results")


def _kept(database: Path) -> dict[str, int]:
    """How many results of each step a workspace holds."""
    if not database.exists():
        return {}
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=30) as connection:
        try:
            return dict(connection.execute("SELECT step, count(*) FROM results GROUP BY step").fetchall())
        except sqlite3.OperationalError:
            return {}


def _collect(folder: Path, earlier: Path, on: str) -> None:
    with open_workspace(f"sqlite:///{folder / 'workspace.db'}") as workspace:
        run(_settings(folder, earlier, on=on), workspace)


def test_killed_three_times_it_ends_the_same(
    tmp_path: Path, budgets: Path, earlier: Path, done: Path
) -> None:
    folder = _copy(budgets, tmp_path)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["regioscoop.cli", "regioscoop.collection.run"])
    moments = (("cores", "documents", 2), ("here", "documents", OWNERS + 1), ("here", "links", 1))
    for on, step, count in moments:
        process = context.Process(target=_collect, args=(folder, earlier, on))
        process.start()
        while process.is_alive() and _kept(folder / "workspace.db").get(step, 0) < count:
            time.sleep(0.005)
        process.kill()
        process.join()
        assert process.exitcode == -signal.SIGKILL, f"it was done before it was killed at {count} {step}"
        assert not (folder / "results").exists(), "nothing half done"
    _collect(folder, earlier, "here")
    assert _tree(folder / "results") == _tree(done / "results")


def _sheet(folder: Path, rows: list[dict[str, str]]) -> Path:
    path = folder / "decided.csv"
    pd.DataFrame(rows).to_csv(path, index=False)
    return path


def test_what_people_decide_counts_in_the_next_run(tmp_path: Path, budgets: Path, earlier: Path) -> None:
    folder = _copy(budgets, tmp_path)
    arguments = ["collect", "run", str(folder), "--earlier", str(earlier), "--on", "here"]
    assert _call(*arguments)[0] == 0
    entries = _table(folder, "entries")
    known = entries[entries["arrangement"].isin(load_edition(str(earlier)).arrangements.index)]
    apart, coded, wrong = known.iloc[0], known.iloc[1], known.iloc[2]
    decided = _sheet(
        tmp_path,
        [
            {"kind": "link", "subject": apart["id"], "other": apart["arrangement"], "decision": "different"},
            {"kind": "code", "subject": coded["arrangement"], "other": "field", "decision": "energy;social"},
            {"kind": "code", "subject": coded["arrangement"], "other": "obligation", "decision": "ok"},
            {"kind": "entry", "subject": wrong["id"], "other": "seat", "decision": "Nergenshuizen"},
            {"kind": "entry", "subject": known.iloc[3]["id"], "other": "name", "decision": "none"},
        ],
    )
    code, said = _call("collect", "decide", str(folder), str(decided), "--by", "An")
    assert (code, "5 of them new" in said) == (0, True)
    assert _call(*arguments)[0] == 0
    after = _table(folder, "entries").set_index("id")
    assert after.loc[apart["id"], "arrangement"] != apart["arrangement"]
    assert after.loc[wrong["id"], "seat"] == "Nergenshuizen"
    assert known.iloc[3]["id"] not in after.index
    made = load_edition(str(folder / "results" / "edition"))
    assert made.arrangements.loc[coded["arrangement"], "fields"] == ("energy", "social")
    assert made.arrangements.loc[coded["arrangement"], "coding_status"] == "confirmed"
    assert "person" in made.arrangements.loc[coded["arrangement"], "coded_by"]


def test_a_sheet_that_is_wrong_is_refused_whole(done: Path, tmp_path: Path) -> None:
    entries = _table(done, "entries")
    first, arrangement = entries["id"][0], entries["arrangement"][0]
    decided = _sheet(
        tmp_path,
        [
            {"kind": "link", "subject": first, "other": "nobody", "decision": "perhaps"},
            {"kind": "code", "subject": arrangement, "other": "field", "decision": "safety;fun"},
            {"kind": "code", "subject": arrangement, "other": "colour", "decision": "ok"},
            {"kind": "entry", "subject": "nothing", "other": "seat", "decision": "ok"},
            {"kind": "feeling", "subject": first, "other": "", "decision": "ok"},
            {"kind": "entry", "subject": first, "other": "seat", "decision": ""},
        ],
    )
    code, said = _call("collect", "decide", str(done), str(decided), "--by", "An")
    assert code == 2
    for row in (2, 3, 4, 5, 6):
        assert f"row {row}" in said
    assert "row 7" not in said
    with open_workspace(f"sqlite:///{done / 'workspace.db'}") as workspace:
        assert workspace.decisions("budgets").empty


def test_who_decided_must_be_known(done: Path, tmp_path: Path) -> None:
    first = _table(done, "entries")["id"][0]
    decided = _sheet(tmp_path, [{"kind": "entry", "subject": first, "other": "seat", "decision": "ok"}])
    with pytest.raises(InputError, match="--by"):
        read_sheet(decided, {first}, set(), "")


def test_the_review_sheet_begins_with_what_gains_most(done: Path) -> None:
    sheet = _table(done, "review")
    gains = sheet["gain"].astype(float)
    assert gains.is_monotonic_decreasing
    assert (sheet["decision"] == "").all()
    assert set(sheet["kind"]) <= {"link", "code", "entry"}


def _listing(folder: Path, text: str) -> None:
    (folder / "documents.csv").write_text(text, encoding="utf-8")


def test_a_list_of_documents_that_is_wrong_is_told_whole(tmp_path: Path, whole: Edition) -> None:
    (tmp_path / "a.html").write_text("<html>")
    _listing(tmp_path, "document,organisation\na.html,Assen\na.html,Assen\nb.pdf,Emmen\na.html,Atlantis\n")
    with pytest.raises(InputError) as caught:
        find_documents(tmp_path, whole, tmp_path / "results")
    assert [(p.row, p.column) for p in caught.value.problems] == [
        (3, "document"),
        (4, "document"),
        (5, "document"),
        (5, "organisation"),
    ]


def test_whose_a_document_is_stands_in_its_path(tmp_path: Path, whole: Edition) -> None:
    for name in ("Assen/begroting.html", "begroting-2025-aa-en-hunze.docx", "emmen assen.pdf", "gm0114.xlsx"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").write_text("<html>")
    found = {d.id: d.reporter for d in find_documents(tmp_path, whole, tmp_path / "results")}
    assert found == {
        "Assen": "GM0106",
        "begroting-2025-aa-en-hunze.docx": "GM1680",
        "emmen assen.pdf": "",
        "gm0114.xlsx": "GM0114",
        "site": "",
    }


def test_something_else_at_the_place_of_the_results_is_left_alone(
    tmp_path: Path, budgets: Path, earlier: Path
) -> None:
    folder = _copy(budgets, tmp_path)
    (folder / "results").mkdir()
    (folder / "results" / "letter.odt").write_text("mine")
    assert _call("collect", "run", str(folder), "--earlier", str(earlier))[0] == 2
    assert (folder / "results" / "letter.odt").read_text() == "mine"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--date", "2025"], "YYYY-MM-DD"),
        (["--rule-set", "regioatlass"], "regioatlas"),
        (["--language", "fr"], "nl, en"),
        (["--on", "moon"], "tcp://"),
        (["--database", "mysql://x"], "sqlite"),
    ],
)
def test_options_that_are_wrong_are_told(
    budgets: Path, tmp_path: Path, options: list[str], said: str
) -> None:
    folder = _copy(budgets, tmp_path)
    code, told = _call("collect", "run", str(folder), "--earlier", "2016", *options)
    assert code == 2
    assert said in told
    assert not (folder / "results").exists()


def test_the_date_is_that_of_most_budgets_where_none_is_given(
    tmp_path: Path, whole: Edition, earlier: Path
) -> None:
    years = []
    for seed in range(3):
        made = make_synthetic(whole, "cards", "html", seed, parties=5, programmes_before=1)
        (tmp_path / made.name).write_bytes(made.data)
        years.append(made.truth["year"])
    with open_workspace(f"sqlite:///{tmp_path / 'w.db'}") as workspace:
        run(_settings(tmp_path, earlier, named=Named("", "", "regioatlas")), workspace)
    year = max(years, key=lambda y: (years.count(y), y))
    found = load_edition(str(tmp_path / "results" / "edition"))
    assert (found.id, found.reference_date) == (f"collected-{year}", f"{year}-01-01")


def test_no_date_anywhere_is_told_with_what_is_wrong(tmp_path: Path, earlier: Path) -> None:
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 and then nothing")
    code, said = _call("collect", "run", str(tmp_path), "--earlier", str(earlier), "--on", "here")
    assert code == 2
    assert "--date" in said
    assert "broken.pdf" in said
    assert not (tmp_path / "results").exists()


def test_the_summary_counts_what_is_there(done: Path) -> None:
    counts = json.loads((done / "results" / "summary.json").read_text())
    assert counts["documents"] == OWNERS + 1
    assert counts["not_read"] == 1
    assert counts["entries"] == len(_table(done, "entries")) == OWNERS * 6
    assert counts["in_the_edition"] == len(load_edition(str(done / "results" / "edition"))["arrangements"])
    assert counts["to_review"] == len(_table(done, "review"))


def test_a_workbook_is_collected_too(tmp_path: Path, whole: Edition, earlier: Path) -> None:
    made = make_synthetic(whole, "matrix", "xlsx", 1, parties=5)
    write_synthetic(made, tmp_path)
    with open_workspace(f"sqlite:///{tmp_path / 'w.db'}") as workspace:
        counts = run(_settings(tmp_path, earlier, collection="x"), workspace)
    assert (counts["documents"], counts["entries"], counts["without_reporter"]) == (1, 5, 1)


def _fields(question: str) -> str:
    """What the service says: of texts a code with a quote, of a piece of a document nothing."""
    if not question.lstrip().startswith("["):
        return json.dumps({"parties": []})
    texts = json.loads(question)
    said = [
        {"id": t["id"], "fields": ["energy"], "obligation": "", "goal": "", "quote": t["name"].split()[0]}
        for t in texts
    ]
    return json.dumps({"texts": said})


def test_a_model_is_asked_once_and_guesses(tmp_path: Path, budgets: Path, earlier: Path) -> None:
    folder = _copy(budgets, tmp_path)
    with serving(_fields) as service:
        arguments = [
            *("collect", "run", str(folder), "--earlier", str(earlier), "--on", "here", "--model", "toy"),
            *("--model-url", service.url, "--cache", str(tmp_path / "answers")),
        ]
        assert _call(*arguments)[0] == 0
        asked, before = len(service.questions), _tree(folder / "results")
        assert asked > 0
        assert _call(*arguments)[0] == 0
        assert len(service.questions) == asked
        assert _tree(folder / "results") == before
    codes = _table(folder, "codes")
    assert (codes["coder"] == "language model toy").any()
    made = load_edition(str(folder / "results" / "edition"))["arrangements"]
    assert set(made.loc[made["coded_by"].str.contains("language model"), "coding_status"]) <= {"guess"}
