"""Alembic's entry: brings the tables of the connection it is given up to date."""

from __future__ import annotations

from alembic import context

from regioscoop.collection.workspace._tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
