"""The tables ``results`` and ``decisions``."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "results",
        sa.Column("step", sa.String(40), primary_key=True),
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    op.create_table(
        "decisions",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("collection", sa.String(200), nullable=False, index=True),
        sa.Column("kind", sa.String(10), nullable=False),
        *(
            sa.Column(name, sa.Text, nullable=False)
            for name in ("subject", "other", "decision", "decided_by", "note")
        ),
    )


def downgrade() -> None:
    """Remove them."""
    op.drop_table("decisions")
    op.drop_table("results")
