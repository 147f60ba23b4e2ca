"""Find the hours that wait for a decision at once, however long the ledger grows.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

WAITING = sa.text("state = 'pending'")


def upgrade() -> None:
    op.create_index(
        "ix_hours_record_waiting",
        "hours_record",
        ["org_path"],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )


def downgrade() -> None:
    op.drop_index("ix_hours_record_waiting", "hours_record")
