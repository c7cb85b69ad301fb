"""Alembic's migrations of the workspace."""
