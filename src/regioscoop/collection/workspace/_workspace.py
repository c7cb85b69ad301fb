"""Opening a workspace, keeping results and taking decisions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import pandas as pd

from regioscoop.errors import InputError, NotAvailableError, Problem

try:
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError
    from sqlalchemy import Engine, create_engine, insert, select, text
    from sqlalchemy.dialects import postgresql, sqlite
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
    from sqlalchemy.orm import Session

    from regioscoop.collection.workspace._tables import Decision, Result
except ImportError as error:
    raise NotAvailableError(
        f"A workspace needs {error.name}, which is absent: pip install 'regioscoop[workspace]'"
    ) from error

DECISION_COLUMNS: Final = ("kind", "subject", "other", "decision", "decided_by", "note")
DATABASES: Final = ("sqlite", "postgresql")
_MIGRATIONS: Final = Path(str(files("regioscoop.collection.workspace"))) / "migrations"
_LOCK: Final = 7461202
"""Number of the lock of PostgreSQL under which tables are brought up to date by one at a time."""


class Workspace:
    """A workspace that is open; made by `open_workspace`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def kept(self, step: str, keys: Sequence[str]) -> dict[str, str]:
        """Results of a step that were kept: key to value; keys without one are left out."""
        found: dict[str, str] = {}
        with Session(self._engine) as session:
            for start in range(0, len(keys), 500):
                chosen = select(Result.key, Result.value).where(
                    Result.step == step, Result.key.in_(keys[start : start + 500])
                )
                found.update((key, value) for key, value in session.execute(chosen))
        return found

    def keep(self, step: str, values: Mapping[str, str]) -> None:
        """Keep results of a step, all or none; one that is kept already stays as it is."""
        if not values:
            return
        rows = [{"step": step, "key": key, "value": value} for key, value in values.items()]
        is_server = self._engine.dialect.name == "postgresql"
        put = (postgresql if is_server else sqlite).insert(Result).on_conflict_do_nothing()
        with Session(self._engine) as session, session.begin():
            session.execute(put, rows)

    def decide(self, collection: str, decisions: pd.DataFrame) -> int:
        """Take decisions, all or none.

        Parameters
        ----------
        collection
            Name of the collection that they are about.
        decisions
            Columns `DECISION_COLUMNS`.

        Returns
        -------
        int
            How many are new: one that says what already counts is not taken again.
        """
        known = self.decisions(collection)
        counts = set(known[list(DECISION_COLUMNS[:4])].itertuples(index=False, name=None))
        rows: list[dict[str, Any]] = [
            {"collection": collection} | dict(zip(DECISION_COLUMNS, row, strict=True))
            for row in decisions[list(DECISION_COLUMNS)].itertuples(index=False, name=None)
            if row[:4] not in counts
        ]
        if rows:
            with Session(self._engine) as session, session.begin():
                session.execute(insert(Decision), rows)
        return len(rows)

    def decisions(self, collection: str) -> pd.DataFrame:
        """The decisions that count: of each kind, subject and other the latest; sorted by those."""
        columns = [getattr(Decision, name) for name in ("number", *DECISION_COLUMNS)]
        chosen = select(*columns).where(Decision.collection == collection).order_by(Decision.number)
        with Session(self._engine) as session:
            rows = session.execute(chosen).all()
        frame = pd.DataFrame(
            [tuple(row) for row in rows], columns=["number", *DECISION_COLUMNS], dtype=object
        )
        latest = frame.drop_duplicates(["kind", "subject", "other"], keep="last")
        latest = latest.sort_values(["kind", "subject", "other"], ignore_index=True)
        return latest[list(DECISION_COLUMNS)]


@contextmanager
def open_workspace(url: str) -> Iterator[Workspace]:
    """Open a workspace; its tables are made, or brought up to date.

    Parameters
    ----------
    url
        ``sqlite:///path`` or ``postgresql://user:password@host/name``.

    Raises
    ------
    InputError
        When it is no such address, cannot be reached, is no database, or was made by a newer program.
    """
    engine = _engine(url)
    try:
        with _explained(engine.url.render_as_string(hide_password=True)):
            _bring_up_to_date(engine)
            yield Workspace(engine)
    finally:
        engine.dispose()


def _engine(url: str) -> Engine:
    allowed = "sqlite:///path or postgresql://user:password@host/name"
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() not in DATABASES:
            raise ArgumentError(parsed.get_backend_name())
        if parsed.drivername == "postgresql":
            parsed = parsed.set(drivername="postgresql+psycopg")
        return create_engine(parsed)
    except (ArgumentError, NoSuchModuleError, ImportError, ValueError) as error:
        problem = Problem("--database", str(error) or type(error).__name__, allowed)
        raise InputError("The workspace cannot be opened", [problem]) from error


def _bring_up_to_date(engine: Engine) -> None:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


@contextmanager
def _explained(url: str) -> Iterator[None]:
    """Turn what a database says into what a user can do."""
    try:
        yield
    except CommandError as error:
        problem = Problem(url, str(error), "a workspace of this or an older program")
        raise InputError("The workspace cannot be opened", [problem]) from error
    except DBAPIError as error:
        said = " ".join(str(error.orig).split())
        problem = Problem(url, said, "a database that answers, and that one may write in")
        raise InputError("The workspace cannot be used", [problem]) from error
