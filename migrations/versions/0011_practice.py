"""Mock exams and drills; whether an exam may be sat on a telephone.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column(
        "exam_plan",
        sa.Column("allows_phone", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    _runs()
    _events()
    _files()


def downgrade() -> None:
    op.drop_table("practice_file")
    op.drop_table("practice_event")
    op.drop_table("practice_run")
    with op.batch_alter_table("exam_plan") as table:
        table.drop_column("allows_phone")


def _runs() -> None:
    op.create_table(
        "practice_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(length=40), nullable=False),
        sa.Column("tier", sa.String(length=40), nullable=False),
        sa.Column("snapshot", sa.JSON(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("sections", sa.JSON(), nullable=False),
        sa.Column("begun_at", sa.DateTime(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        sa.Column("item_count", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("writer", sa.String(length=32), nullable=False),
        sa.Column("writer_since", sa.DateTime(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(), nullable=True),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.Column("points", sa.Double(), nullable=True),
        sa.Column("max_points", sa.Double(), nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_practice_run_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_run")),
        sa.UniqueConstraint("uuid", name=op.f("uq_practice_run_uuid")),
    )
    op.create_index(
        "ix_practice_run_person_id_begun_at", "practice_run", ["person_id", "begun_at"]
    )


def _events() -> None:
    op.create_table(
        "practice_event",
        sa.Column("id", BIG, nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("item", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("mono_ms", sa.BigInteger(), nullable=False),
        sa.Column("wall_ms", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], ["practice_run.id"], name=op.f("fk_practice_event_run_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_event")),
        sa.UniqueConstraint("run_id", "epoch", "seq", name=op.f("uq_practice_event_run_id_epoch_seq")),
    )


def _files() -> None:
    op.create_table(
        "practice_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], ["practice_run.id"], name=op.f("fk_practice_file_run_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_file")),
    )
    op.create_index("ix_practice_file_run_id_position", "practice_file", ["run_id", "position"])
