"""Papers that lie ready before an exam; an order of items for each candidate.

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    column = sa.Column(
        "has_own_item_order", sa.Boolean(), nullable=False, server_default=sa.false()
    )
    op.add_column("exam_plan", column)
    op.create_table(
        "prepared_paper",
        sa.Column("registration_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("layout", sa.String(length=8), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["paper.id"], name=op.f("fk_prepared_paper_paper_id")
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_prepared_paper_registration_id"),
        ),
        sa.PrimaryKeyConstraint("registration_id", name=op.f("pk_prepared_paper")),
    )


def downgrade() -> None:
    op.drop_table("prepared_paper")
    op.drop_column("exam_plan", "has_own_item_order")
