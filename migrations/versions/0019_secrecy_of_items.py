"""The secrecy label of items.

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
LABELS = ("public", "internal", "restricted")


def upgrade() -> None:
    kind = sa.Enum(*LABELS, name="secrecy", native_enum=False, length=40)
    op.add_column("item", sa.Column("secrecy", kind, nullable=False, server_default="internal"))


def downgrade() -> None:
    op.drop_column("item", "secrecy")
