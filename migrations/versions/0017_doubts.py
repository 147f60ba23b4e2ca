"""What no machine could judge, the verdicts about it, and how many people judge.

Answers that wait already are told to the marking room once more, so that it asks about them.

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import context, op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_table(
        "marking_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("readers", sa.Integer(), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=False),
        sa.Column("set_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["exam_plan.id"], name=op.f("fk_marking_rule_plan_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_marking_rule")),
        sa.UniqueConstraint("plan_id", name=op.f("uq_marking_rule_plan_id")),
    )
    op.create_table(
        "doubt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("plan_uuid", sa.Uuid(), nullable=False),
        sa.Column("exam_title", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("org_path", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("check_id", sa.String(length=80), nullable=False),
        sa.Column("item_version_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("item_title", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("response_digest", sa.String(length=64), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("evidence", sa.String(length=64), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("max_points", sa.Double(), nullable=False),
        sa.Column("proven", sa.Double(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("anonymous", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("needs_third", sa.Boolean(), nullable=False),
        sa.Column("settled_at", sa.DateTime(), nullable=True),
        sa.Column("points", sa.Double(), nullable=True),
        sa.Column("settled_reason", sa.String(), nullable=False),
        sa.Column("settled_by", sa.String(), nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "points IS NULL OR points <= max_points", name=op.f("ck_doubt_points_in_range")
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["exam_plan.id"], name=op.f("fk_doubt_plan_id")),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"], name=op.f("fk_doubt_sitting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_doubt")),
        sa.UniqueConstraint(
            "sitting_id",
            "position",
            "check_id",
            "response_digest",
            "evidence",
            name=op.f("uq_doubt_sitting_id_position_check_id_response_digest_evidence"),
        ),
        sa.UniqueConstraint("uuid", name=op.f("uq_doubt_uuid")),
    )
    op.create_index(op.f("ix_doubt_evidence"), "doubt", ["evidence"])
    op.create_index(op.f("ix_doubt_item_version_id"), "doubt", ["item_version_id"])
    op.create_index(op.f("ix_doubt_org_path"), "doubt", ["org_path"])
    op.create_index(
        "ix_doubt_plan_id_is_current_settled_at", "doubt", ["plan_id", "is_current", "settled_at"]
    )

    op.create_table(
        "verdict",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("doubt_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("points", sa.Double(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("is_batch", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["doubt_id"], ["doubt.id"], name=op.f("fk_verdict_doubt_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verdict")),
        sa.UniqueConstraint(
            "doubt_id", "round", "by_id", name=op.f("uq_verdict_doubt_id_round_by_id")
        ),
    )
    if not context.is_offline_mode():
        _ask_about_what_waits()


def _ask_about_what_waits() -> None:
    """Announce the sittings again in which answers wait for a person."""
    marking = sa.table("marking", *map(sa.column, ("sitting_id", "number", "waiting", "marked_at")))
    other = marking.alias()
    newest = sa.select(sa.func.max(other.c.number)).where(
        other.c.sitting_id == marking.c.sitting_id
    )
    query = sa.select(marking.c.sitting_id, sa.type_coerce(marking.c.marked_at, sa.DateTime))
    query = query.where(marking.c.waiting > 0, marking.c.number == newest.scalar_subquery())
    facts = sa.table(
        "outbox_fact",
        *map(sa.column, ("kind", "subject", "tries", "error")),
        sa.column("payload", sa.JSON),
        sa.column("announced_at", sa.DateTime),
        sa.column("due_at", sa.DateTime),
    )
    rows = [
        {
            "kind": "SittingSubmitted", "subject": f"sitting:{sitting}", "tries": 0, "error": "",
            "payload": {"sitting_id": sitting}, "announced_at": at, "due_at": at,
        }
        for sitting, at in op.get_bind().execute(query)
    ]  # fmt: skip
    if rows:
        op.bulk_insert(facts, rows)


def downgrade() -> None:
    op.drop_table("verdict")
    op.drop_index("ix_doubt_plan_id_is_current_settled_at", "doubt")
    op.drop_index(op.f("ix_doubt_org_path"), "doubt")
    op.drop_index(op.f("ix_doubt_item_version_id"), "doubt")
    op.drop_index(op.f("ix_doubt_evidence"), "doubt")

    op.drop_table("doubt")
    op.drop_table("marking_rule")
