"""Rosters from files: kept until they are confirmed, with the first passwords until fetched.

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.create_table(
        "roster_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("slips", sa.Text(), nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_roster_file_job_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_file")),
        sa.UniqueConstraint("uuid", name=op.f("uq_roster_file_uuid")),
    )
    op.create_index(op.f("ix_roster_file_person_id"), "roster_file", ["person_id"])


def downgrade() -> None:
    op.drop_table("roster_file")
