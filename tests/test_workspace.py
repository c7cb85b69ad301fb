"""The workspace, on SQLite and on a real PostgreSQL server."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

from postgres_server import running
from regioscoop.collection.workspace import DECISION_COLUMNS, open_workspace
from regioscoop.errors import InputError


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with running() as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'workspace.db'}"
    server = str(request.getfixturevalue("server"))
    name = f"w{abs(hash(tmp_path))}"
    engine = sa.create_engine(
        server.replace("postgresql", "postgresql+psycopg"), isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return server.replace("/postgres", f"/{name}")


def _decisions(*rows: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(DECISION_COLUMNS))


def test_what_is_kept_is_there_when_it_is_opened_again(url: str) -> None:
    text = 'é " \\ \n {"a": 0.1}'
    with open_workspace(url) as workspace:
        workspace.keep("documents", {"a": text, "b": ""})
        workspace.keep("links", {"a": "other"})
    with open_workspace(url) as workspace:
        assert workspace.kept("documents", ["a", "b", "c"]) == {"a": text, "b": ""}
        assert workspace.kept("links", ["a", "b"]) == {"a": "other"}
        assert workspace.kept("documents", []) == {}


def test_a_result_stays_what_it_was(url: str) -> None:
    with open_workspace(url) as workspace:
        workspace.keep("documents", {"a": "first"})
        workspace.keep("documents", {"a": "second", "b": "new"})
        assert workspace.kept("documents", ["a", "b"]) == {"a": "first", "b": "new"}


def test_many_results_are_found(url: str) -> None:
    values = {f"{number:064d}": str(number) for number in range(1234)}
    with open_workspace(url) as workspace:
        workspace.keep("documents", values)
        assert workspace.kept("documents", sorted(values)) == values


def test_the_latest_decision_counts_and_none_is_taken_twice(url: str) -> None:
    first = _decisions(("link", "a", "b", "match", "An", ""), ("code", "c", "field", "safety", "An", "why"))
    with open_workspace(url) as workspace:
        assert workspace.decide("budgets", first) == 2
        assert workspace.decide("budgets", first) == 0
        assert workspace.decide("budgets", _decisions(("link", "a", "b", "different", "Bo", ""))) == 1
        assert workspace.decide("other", first) == 2
        found = workspace.decisions("budgets")
        assert found[["kind", "decision", "decided_by"]].to_numpy().tolist() == [
            ["code", "safety", "An"],
            ["link", "different", "Bo"],
        ]
        assert workspace.decisions("nothing").empty


def _keep(job: tuple[str, int]) -> int:
    url, number = job
    with open_workspace(url) as workspace:
        workspace.keep("documents", {"shared": "same", f"own-{number}": str(number)})
        return len(workspace.kept("documents", ["shared", f"own-{number}"]))


def test_a_team_may_open_an_empty_server_at_the_same_time(server: str) -> None:
    engine = sa.create_engine(
        server.replace("postgresql", "postgresql+psycopg"), isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        connection.execute(sa.text("CREATE DATABASE team"))
    engine.dispose()
    url = server.replace("/postgres", "/team")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["regioscoop.collection.workspace"])
    with ProcessPoolExecutor(3, mp_context=context) as pool:
        assert list(pool.map(_keep, [(url, number) for number in range(3)])) == [2, 2, 2]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("mysql://host/name", "sqlite:///path or postgresql"),
        ("nothing", "sqlite:///path or postgresql"),
        ("postgresql://nobody@127.0.0.1:1/none", "a database that answers"),
        ("sqlite:////no/such/folder/workspace.db", "a database that answers"),
    ],
)
def test_an_address_that_is_none_is_said(given: str, said: str) -> None:
    with pytest.raises(InputError) as caught, open_workspace(given):
        pass
    assert said in str(caught.value)


def test_a_password_is_never_shown() -> None:
    with pytest.raises(InputError) as caught, open_workspace("postgresql://an:secret@127.0.0.1:1/none"):
        pass
    assert "secret" not in str(caught.value)


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "workspace.db"
    path.write_text("a letter to the council, and no database at all" * 40)
    before = path.read_bytes()
    with pytest.raises(InputError), open_workspace(f"sqlite:///{path}"):
        pass
    assert path.read_bytes() == before


def test_a_workspace_of_a_newer_program_is_refused(url: str) -> None:
    with open_workspace(url):
        pass
    engine = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(InputError, match="this or an older program"), open_workspace(url):
        pass


def test_the_tables_are_those_that_the_program_uses(url: str) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from regioscoop.collection.workspace._tables import Base

    with open_workspace(url):
        pass
    engine = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    engine.dispose()
