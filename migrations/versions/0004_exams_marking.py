"""Plans, registrations, sittings, the answer journal; marks and gradings.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:

    op.create_table(
        "exam_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column(
            "tier",
            sa.Enum("LEAD", "MGMT", "USER", "TECH", name="tier", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("org_path", sa.String(), nullable=False),
        sa.Column("blueprint_code", sa.String(length=40), nullable=False),
        sa.Column("starts_at", sa.DateTime(), nullable=False),
        sa.Column("entry_ends_at", sa.DateTime(), nullable=False),
        sa.Column("registration_ends_at", sa.DateTime(), nullable=False),
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("site_address", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("region", sa.String(length=4), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("rooms", sa.Integer(), nullable=False),
        sa.Column("seats_per_room", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "submitted",
                "approved",
                "published",
                "in_progress",
                "collected",
                "finalised",
                "cancelled",
                name="planstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("submitted_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("returned_reason", sa.String(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "approved_by_id IS NULL OR approved_by_id <> submitted_by_id",
            name=op.f("ck_exam_plan_two"),
        ),
        sa.CheckConstraint(
            "entry_ends_at > starts_at", name=op.f("ck_exam_plan_entry_after_start")
        ),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name=op.f("fk_exam_plan_paper_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam_plan")),
        sa.UniqueConstraint("code", name=op.f("uq_exam_plan_code")),
        sa.UniqueConstraint("uuid", name=op.f("uq_exam_plan_uuid")),
        sa.UniqueConstraint(
            "year", "region", "serial", name=op.f("uq_exam_plan_year_region_serial")
        ),
    )
    with op.batch_alter_table("exam_plan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exam_plan_org_path"), ["org_path"], unique=False)
        batch_op.create_index(batch_op.f("ix_exam_plan_starts_at"), ["starts_at"], unique=False)

    op.create_table(
        "registration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("org_path", sa.String(), nullable=False),
        sa.Column("org_name", sa.String(), nullable=False),
        sa.Column("full_name", sa.String(), nullable=False),
        sa.Column("room", sa.Integer(), nullable=False),
        sa.Column("seat_number", sa.Integer(), nullable=False),
        sa.Column("ticket_number", sa.String(length=18), nullable=False),
        sa.Column("registered_at", sa.DateTime(), nullable=False),
        sa.Column("extra_minutes", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "registered", "withdrawn", name="registrationstate", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_registration_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["exam_plan.id"], name=op.f("fk_registration_plan_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration")),
        sa.UniqueConstraint("plan_id", "person_id", name=op.f("uq_registration_plan_id_person_id")),
        sa.UniqueConstraint("uuid", name=op.f("uq_registration_uuid")),
    )
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_registration_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_registration_seat",
            ["plan_id", "room", "seat_number"],
            unique=True,
            sqlite_where=sa.text("state = 'registered'"),
            postgresql_where=sa.text("state = 'registered'"),
        )

    op.create_table(
        "sitting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("checked_in_at", sa.DateTime(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "not_started",
                "started",
                "submitted",
                name="sittingstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("started_at", sa.DateTime(), nullable=True),
        sa.Column("sections", sa.JSON(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=True),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("writer", sa.String(length=32), nullable=False),
        sa.Column("writer_since", sa.DateTime(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(), nullable=True),
        sa.Column(
            "submitted_by",
            sa.Enum(
                "candidate", "time", "invigilator", name="submittedby", native_enum=False, length=40
            ),
            nullable=True,
        ),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("journal_digest", sa.String(length=64), nullable=False),
        sa.Column("is_chain_whole", sa.Boolean(), nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name=op.f("fk_sitting_paper_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sitting_person_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["exam_plan.id"], name=op.f("fk_sitting_plan_id")),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_sitting_registration_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sitting")),
        sa.UniqueConstraint("registration_id", name=op.f("uq_sitting_registration_id")),
        sa.UniqueConstraint("uuid", name=op.f("uq_sitting_uuid")),
    )
    with op.batch_alter_table("sitting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sitting_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sitting_plan_id"), ["plan_id"], unique=False)

    op.create_table(
        "answer_event",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
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
        sa.Column(
            "standing",
            sa.Enum("counted", "late", "stale", name="standing", native_enum=False, length=40),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["sitting_id"], ["sitting.id"], name=op.f("fk_answer_event_sitting_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_event")),
        sa.UniqueConstraint(
            "sitting_id", "epoch", "seq", name=op.f("uq_answer_event_sitting_id_epoch_seq")
        ),
    )
    op.create_table(
        "late_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("through_id", sa.BigInteger(), nullable=False),
        sa.Column("is_admitted", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sitting_id"], ["sitting.id"], name=op.f("fk_late_decision_sitting_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_late_decision")),
    )
    with op.batch_alter_table("late_decision", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_late_decision_sitting_id"), ["sitting_id"], unique=False
        )

    op.create_table(
        "mark_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("response_digest", sa.String(length=64), nullable=False),
        sa.Column("points", sa.Double(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=False),
        sa.Column("decided_by_name", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sitting_id"], ["sitting.id"], name=op.f("fk_mark_decision_sitting_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mark_decision")),
    )
    with op.batch_alter_table("mark_decision", schema=None) as batch_op:
        batch_op.create_index(
            "ix_mark_decision_sitting_id_position", ["sitting_id", "position"], unique=False
        )

    op.create_table(
        "marking",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(length=64), nullable=False),
        sa.Column("marked_at", sa.DateTime(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"], name=op.f("fk_marking_sitting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_marking")),
        sa.UniqueConstraint("sitting_id", "number", name=op.f("uq_marking_sitting_id_number")),
    )
    op.create_table(
        "practical_grading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("engine", sa.String(length=40), nullable=False),
        sa.Column("grading", sa.JSON(), nullable=False),
        sa.Column("graded_at", sa.DateTime(), nullable=False),
        sa.Column("is_sound", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sitting_id"], ["sitting.id"], name=op.f("fk_practical_grading_sitting_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practical_grading")),
    )
    with op.batch_alter_table("practical_grading", schema=None) as batch_op:
        batch_op.create_index(
            "ix_practical_grading_sitting_id_position", ["sitting_id", "position"], unique=False
        )

    op.create_table(
        "sitting_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column(
            "standing",
            sa.Enum("counted", "late", "stale", name="standing", native_enum=False, length=40),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["sitting_id"], ["sitting.id"], name=op.f("fk_sitting_file_sitting_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sitting_file")),
    )
    with op.batch_alter_table("sitting_file", schema=None) as batch_op:
        batch_op.create_index(
            "ix_sitting_file_sitting_id_position", ["sitting_id", "position"], unique=False
        )

    op.create_table(
        "sitting_presence",
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sitting_id"], ["sitting.id"], name=op.f("fk_sitting_presence_sitting_id")
        ),
        sa.PrimaryKeyConstraint("sitting_id", name=op.f("pk_sitting_presence")),
    )
    op.create_table(
        "item_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("marking_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("item_version_id", sa.Integer(), nullable=False),
        sa.Column("version_digest", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("section", sa.String(length=40), nullable=False),
        sa.Column("domain", sa.String(length=10), nullable=False),
        sa.Column("response", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("points", sa.Double(), nullable=False),
        sa.Column("max_points", sa.Double(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "right",
                "partial",
                "wrong",
                "blank",
                "review",
                name="status",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("explanation", sa.JSON(), nullable=False),
        sa.Column("engine", sa.String(length=40), nullable=False),
        sa.Column("marked_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "points >= 0 AND points <= max_points", name=op.f("ck_item_mark_points_in_range")
        ),
        sa.ForeignKeyConstraint(
            ["marking_id"], ["marking.id"], name=op.f("fk_item_mark_marking_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_mark")),
        sa.UniqueConstraint(
            "marking_id", "position", name=op.f("uq_item_mark_marking_id_position")
        ),
    )
    with op.batch_alter_table("item_mark", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_item_mark_item_version_id"), ["item_version_id"], unique=False
        )


def downgrade() -> None:

    with op.batch_alter_table("item_mark", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_item_mark_item_version_id"))

    op.drop_table("item_mark")
    op.drop_table("sitting_presence")
    with op.batch_alter_table("sitting_file", schema=None) as batch_op:
        batch_op.drop_index("ix_sitting_file_sitting_id_position")

    op.drop_table("sitting_file")
    with op.batch_alter_table("practical_grading", schema=None) as batch_op:
        batch_op.drop_index("ix_practical_grading_sitting_id_position")

    op.drop_table("practical_grading")
    op.drop_table("marking")
    with op.batch_alter_table("mark_decision", schema=None) as batch_op:
        batch_op.drop_index("ix_mark_decision_sitting_id_position")

    op.drop_table("mark_decision")
    with op.batch_alter_table("late_decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_late_decision_sitting_id"))

    op.drop_table("late_decision")
    op.drop_table("answer_event")
    with op.batch_alter_table("sitting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sitting_plan_id"))
        batch_op.drop_index(batch_op.f("ix_sitting_person_id"))

    op.drop_table("sitting")
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_registration_seat",
            sqlite_where=sa.text("state = 'registered'"),
            postgresql_where=sa.text("state = 'registered'"),
        )
        batch_op.drop_index(batch_op.f("ix_registration_person_id"))

    op.drop_table("registration")
    with op.batch_alter_table("exam_plan", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exam_plan_starts_at"))
        batch_op.drop_index(batch_op.f("ix_exam_plan_org_path"))

    op.drop_table("exam_plan")
