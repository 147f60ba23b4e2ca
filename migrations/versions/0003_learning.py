"""Training standards, modules, and what persons did in them.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:

    op.create_table(
        "course_module",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_module")),
        sa.UniqueConstraint("code", name=op.f("uq_course_module_code")),
    )
    op.create_table(
        "standard",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("title_en", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("loaded_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standard")),
        sa.UniqueConstraint("code", "version", name=op.f("uq_standard_code_version")),
    )
    with op.batch_alter_table("standard", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_standard_valid_from"), ["valid_from"], unique=False)

    op.create_table(
        "active_page",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("page", sa.String(length=36), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("opened", "beat", name="eventkind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_active_page_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_active_page")),
        sa.UniqueConstraint("person_id", name=op.f("uq_active_page_person_id")),
    )
    op.create_table(
        "active_time",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("module_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=20), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["module_id"], ["course_module.id"], name=op.f("fk_active_time_module_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_active_time_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_active_time")),
        sa.UniqueConstraint(
            "person_id", "module_id", "place", name=op.f("uq_active_time_person_id_module_id_place")
        ),
    )
    op.create_table(
        "activity_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("module_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=20), nullable=False),
        sa.Column("page", sa.String(length=36), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("opened", "beat", name="eventkind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("is_visible", sa.Boolean(), nullable=False),
        sa.Column("interactions", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["module_id"], ["course_module.id"], name=op.f("fk_activity_event_module_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_activity_event_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_event")),
    )
    with op.batch_alter_table("activity_event", schema=None) as batch_op:
        batch_op.create_index(
            "ix_activity_event_person_id_module_id", ["person_id", "module_id"], unique=False
        )

    op.create_table(
        "module_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("module_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("title_en", sa.String(), nullable=False),
        sa.Column(
            "tier",
            sa.Enum("LEAD", "MGMT", "USER", "TECH", name="tier", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("domain", sa.String(length=3), nullable=False),
        sa.Column("credit_hours", sa.Numeric(precision=4, scale=1), nullable=False),
        sa.Column("outline", sa.JSON(), nullable=False),
        sa.Column("loaded_at", sa.DateTime(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_module_version_number_positive")),
        sa.ForeignKeyConstraint(
            ["module_id"], ["course_module.id"], name=op.f("fk_module_version_module_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_module_version")),
        sa.UniqueConstraint("module_id", "number", name=op.f("uq_module_version_module_id_number")),
        sa.UniqueConstraint("uuid", name=op.f("uq_module_version_uuid")),
    )
    with op.batch_alter_table("module_version", schema=None) as batch_op:
        batch_op.create_index(
            "uq_module_version_current",
            ["module_id"],
            unique=True,
            sqlite_where=sa.text("is_current"),
            postgresql_where=sa.text("is_current"),
        )

    op.create_table(
        "standard_module",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("standard_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("title_en", sa.String(), nullable=False),
        sa.Column("domain", sa.String(length=3), nullable=False),
        sa.Column("seed", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_shipped", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["standard_id"], ["standard.id"], name=op.f("fk_standard_module_standard_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standard_module")),
        sa.UniqueConstraint(
            "standard_id", "code", name=op.f("uq_standard_module_standard_id_code")
        ),
    )
    op.create_table(
        "checkpoint_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("module_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("checkpoint", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("response", sa.JSON(), nullable=False),
        sa.Column("is_right", sa.Boolean(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=False),
        sa.Column("active_seconds", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["module_id"], ["course_module.id"], name=op.f("fk_checkpoint_answer_module_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_checkpoint_answer_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["module_version.id"], name=op.f("fk_checkpoint_answer_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkpoint_answer")),
        sa.UniqueConstraint(
            "person_id",
            "checkpoint",
            "number",
            name=op.f("uq_checkpoint_answer_person_id_checkpoint_number"),
        ),
    )
    with op.batch_alter_table("checkpoint_answer", schema=None) as batch_op:
        batch_op.create_index(
            "ix_checkpoint_answer_person_id_module_id", ["person_id", "module_id"], unique=False
        )

    op.create_table(
        "enrolment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("module_id", sa.Integer(), nullable=False),
        sa.Column("began_at", sa.DateTime(), nullable=False),
        sa.Column("last_place", sa.String(length=20), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(), nullable=False),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        sa.Column("finished_version_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["finished_version_id"],
            ["module_version.id"],
            name=op.f("fk_enrolment_finished_version_id"),
        ),
        sa.ForeignKeyConstraint(
            ["module_id"], ["course_module.id"], name=op.f("fk_enrolment_module_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_enrolment_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment")),
        sa.UniqueConstraint(
            "person_id", "module_id", name=op.f("uq_enrolment_person_id_module_id")
        ),
    )
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enrolment_module_id"), ["module_id"], unique=False)

    op.create_table(
        "hours_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("module_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("organization_name", sa.String(), nullable=False),
        sa.Column("org_path", sa.String(), nullable=False),
        sa.Column("hours", sa.Numeric(precision=4, scale=1), nullable=False),
        sa.Column("earned_on", sa.Date(), nullable=False),
        sa.Column("credited_at", sa.DateTime(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "pending",
                "verified",
                "returned",
                "revoked",
                name="hoursstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("rule", sa.String(length=20), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.CheckConstraint("hours > 0", name=op.f("ck_hours_record_hours_positive")),
        sa.ForeignKeyConstraint(
            ["module_id"], ["course_module.id"], name=op.f("fk_hours_record_module_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_hours_record_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_hours_record_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["module_version.id"], name=op.f("fk_hours_record_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hours_record")),
        sa.UniqueConstraint("uuid", name=op.f("uq_hours_record_uuid")),
    )
    with op.batch_alter_table("hours_record", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hours_record_org_path"), ["org_path"], unique=False)
        batch_op.create_index(
            "ix_hours_record_person_id_earned_on", ["person_id", "earned_on"], unique=False
        )

    op.create_table(
        "quiz_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("module_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("pass_correct", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.DateTime(), nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("responses", sa.JSON(), nullable=False),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.Column("correct", sa.Integer(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["module_id"], ["course_module.id"], name=op.f("fk_quiz_attempt_module_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_quiz_attempt_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["module_version.id"], name=op.f("fk_quiz_attempt_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quiz_attempt")),
        sa.UniqueConstraint(
            "person_id",
            "module_id",
            "number",
            name=op.f("uq_quiz_attempt_person_id_module_id_number"),
        ),
        sa.UniqueConstraint("uuid", name=op.f("uq_quiz_attempt_uuid")),
    )
    with op.batch_alter_table("quiz_attempt", schema=None) as batch_op:
        batch_op.create_index(
            "uq_quiz_attempt_open",
            ["person_id", "module_id"],
            unique=True,
            sqlite_where=sa.text("submitted_at IS NULL"),
            postgresql_where=sa.text("submitted_at IS NULL"),
        )

    op.create_table(
        "tier_requirement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("standard_module_id", sa.Integer(), nullable=False),
        sa.Column(
            "tier",
            sa.Enum("LEAD", "MGMT", "USER", "TECH", name="tier", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("hours", sa.Numeric(precision=5, scale=1), nullable=False),
        sa.Column("is_elective", sa.Boolean(), nullable=False),
        sa.Column("is_required_for_exam", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "is_elective OR hours > 0", name=op.f("ck_tier_requirement_hours_unless_elective")
        ),
        sa.ForeignKeyConstraint(
            ["standard_module_id"],
            ["standard_module.id"],
            name=op.f("fk_tier_requirement_standard_module_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tier_requirement")),
        sa.UniqueConstraint(
            "standard_module_id", "tier", name=op.f("uq_tier_requirement_standard_module_id_tier")
        ),
    )
    op.create_table(
        "hours_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hours_record_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "pending",
                "verified",
                "returned",
                "revoked",
                name="hoursstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=False),
        sa.Column("decided_by_name", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["hours_record_id"], ["hours_record.id"], name=op.f("fk_hours_decision_hours_record_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hours_decision")),
    )
    with op.batch_alter_table("hours_decision", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_hours_decision_hours_record_id"), ["hours_record_id"], unique=False
        )


def downgrade() -> None:

    with op.batch_alter_table("hours_decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_hours_decision_hours_record_id"))

    op.drop_table("hours_decision")
    op.drop_table("tier_requirement")
    with op.batch_alter_table("quiz_attempt", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_quiz_attempt_open",
            sqlite_where=sa.text("submitted_at IS NULL"),
            postgresql_where=sa.text("submitted_at IS NULL"),
        )

    op.drop_table("quiz_attempt")
    with op.batch_alter_table("hours_record", schema=None) as batch_op:
        batch_op.drop_index("ix_hours_record_person_id_earned_on")
        batch_op.drop_index(batch_op.f("ix_hours_record_org_path"))

    op.drop_table("hours_record")
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_enrolment_module_id"))

    op.drop_table("enrolment")
    with op.batch_alter_table("checkpoint_answer", schema=None) as batch_op:
        batch_op.drop_index("ix_checkpoint_answer_person_id_module_id")

    op.drop_table("checkpoint_answer")
    op.drop_table("standard_module")
    with op.batch_alter_table("module_version", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_module_version_current",
            sqlite_where=sa.text("is_current"),
            postgresql_where=sa.text("is_current"),
        )

    op.drop_table("module_version")
    with op.batch_alter_table("activity_event", schema=None) as batch_op:
        batch_op.drop_index("ix_activity_event_person_id_module_id")

    op.drop_table("activity_event")
    op.drop_table("active_time")
    op.drop_table("active_page")
    with op.batch_alter_table("standard", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_standard_valid_from"))

    op.drop_table("standard")
    op.drop_table("course_module")
