"""The workspace: a database with what was computed, which may be thrown away, and what people decided.

SQLite by default, PostgreSQL for a team; the same code for both. `open_workspace` opens one and brings its
tables up to date with Alembic (``migrations``).
"""

from regioscoop.collection.workspace._workspace import DECISION_COLUMNS, Workspace, open_workspace

__all__ = ["DECISION_COLUMNS", "Workspace", "open_workspace"]
