"""Practical tasks in the making, and what their own files prove about them.

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.create_table(
        "practical_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bank_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("task", sa.JSON(), nullable=False),
        sa.Column("extra", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("based_on", sa.Integer(), nullable=False),
        sa.Column("handed_in_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_practical_draft_author_id")),
        sa.ForeignKeyConstraint(["bank_id"], ["bank.id"], name=op.f("fk_practical_draft_bank_id")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_practical_draft_item_id")),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_practical_draft_job_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practical_draft")),
        sa.UniqueConstraint("uuid", name=op.f("uq_practical_draft_uuid")),
    )
    for name in ("author_id", "bank_id", "item_id"):
        op.create_index(op.f(f"ix_practical_draft_{name}"), "practical_draft", [name])
    op.create_table(
        "task_proof",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_version", sa.String(length=12), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("is_sound", sa.Boolean(), nullable=False),
        sa.Column("proved_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_proof")),
        sa.UniqueConstraint("task_version", name=op.f("uq_task_proof_task_version")),
    )


def downgrade() -> None:
    op.drop_table("task_proof")
    op.drop_table("practical_draft")
