"""Remarks that are dealt with, pairs of items that are no duplicates, the log by subject.

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    with op.batch_alter_table("item_review") as table:
        table.add_column(sa.Column("handled", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("item_review") as table:
        table.alter_column("handled", server_default=None)
    op.create_index("ix_audit_event_subject", "audit_event", ["subject"])
    op.create_table(
        "dismissed_pair",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("dismissed_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("first_id < second_id", name=op.f("ck_dismissed_pair_in_order")),
        sa.ForeignKeyConstraint(
            ["first_id"], ["item.id"], name=op.f("fk_dismissed_pair_first_id")
        ),
        sa.ForeignKeyConstraint(
            ["second_id"], ["item.id"], name=op.f("fk_dismissed_pair_second_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_dismissed_pair_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dismissed_pair")),
        sa.UniqueConstraint(
            "first_id", "second_id", name=op.f("uq_dismissed_pair_first_id_second_id")
        ),
    )
    op.create_index(op.f("ix_dismissed_pair_second_id"), "dismissed_pair", ["second_id"])


def downgrade() -> None:
    op.drop_table("dismissed_pair")
    op.drop_index("ix_audit_event_subject", "audit_event")
    with op.batch_alter_table("item_review") as table:
        table.drop_column("handled")
