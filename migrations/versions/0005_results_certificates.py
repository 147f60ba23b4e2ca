"""Results, exports and certificates.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:

    op.create_table(
        "certificate_counter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column(
            "tier",
            sa.Enum("LEAD", "MGMT", "USER", "TECH", name="tier", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_counter")),
        sa.UniqueConstraint(
            "issuer", "year", "tier", name=op.f("uq_certificate_counter_issuer_year_tier")
        ),
    )
    op.create_table(
        "certificate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("result_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("full_name", sa.String(), nullable=False),
        sa.Column("org_path", sa.String(), nullable=False),
        sa.Column(
            "tier",
            sa.Enum("LEAD", "MGMT", "USER", "TECH", name="tier", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("grade", sa.String(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("check_code", sa.String(), nullable=False),
        sa.Column("issued_at", sa.DateTime(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "01", "02", "03", "04", "05", "06", "99", name="state", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("state_since", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_certificate_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.UniqueConstraint("number", name=op.f("uq_certificate_number")),
        sa.UniqueConstraint("result_id", name=op.f("uq_certificate_result_id")),
        sa.UniqueConstraint("uuid", name=op.f("uq_certificate_uuid")),
    )
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_certificate_full_name"), ["full_name"], unique=False)
        batch_op.create_index(batch_op.f("ix_certificate_issued_on"), ["issued_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_certificate_org_path"), ["org_path"], unique=False)
        batch_op.create_index(batch_op.f("ix_certificate_person_id"), ["person_id"], unique=False)

    op.create_table(
        "certificate_block",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("result_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("full_name", sa.String(), nullable=False),
        sa.Column("org_path", sa.String(), nullable=False),
        sa.Column("reason", sa.JSON(), nullable=False),
        sa.Column("blocked_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_certificate_block_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_block")),
        sa.UniqueConstraint("result_id", name=op.f("uq_certificate_block_result_id")),
    )
    with op.batch_alter_table("certificate_block", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_certificate_block_org_path"), ["org_path"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_certificate_block_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "result_export",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("requested_by_id", sa.Integer(), nullable=False),
        sa.Column("requested_by_name", sa.String(), nullable=False),
        sa.Column("requested_at", sa.DateTime(), nullable=False),
        sa.Column("scope_paths", sa.JSON(), nullable=False),
        sa.Column("filters", sa.JSON(), nullable=False),
        sa.Column("locale", sa.String(length=10), nullable=False),
        sa.Column("unit_name", sa.String(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("completed_at", sa.DateTime(), nullable=True),
        sa.Column("expires_at", sa.DateTime(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("downloads", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_result_export_job_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_result_export")),
        sa.UniqueConstraint("uuid", name=op.f("uq_result_export_uuid")),
    )
    with op.batch_alter_table("result_export", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_result_export_requested_by_id"), ["requested_by_id"], unique=False
        )

    op.create_table(
        "certificate_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column(
            "operation",
            sa.Enum(
                "issue",
                "suspend",
                "restore",
                "revoke",
                "withdraw",
                "cancel",
                "replace",
                name="operation",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("proposed_by_name", sa.String(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(), nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "confirmed",
                "declined",
                name="changestate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_by_name", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["certificate.id"],
            name=op.f("fk_certificate_change_certificate_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_change")),
        sa.UniqueConstraint("uuid", name=op.f("uq_certificate_change_uuid")),
    )
    with op.batch_alter_table("certificate_change", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_certificate_change_certificate_id"), ["certificate_id"], unique=False
        )
        batch_op.create_index(
            "uq_certificate_change_open",
            ["certificate_id"],
            unique=True,
            sqlite_where=sa.text("state = 'proposed'"),
            postgresql_where=sa.text("state = 'proposed'"),
        )

    op.create_table(
        "certificate_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name=op.f("fk_certificate_file_certificate_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_file")),
        sa.UniqueConstraint("certificate_id", name=op.f("uq_certificate_file_certificate_id")),
        sa.UniqueConstraint("sha256", name=op.f("uq_certificate_file_sha256")),
    )
    op.create_table(
        "result",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("full_name", sa.String(), nullable=False),
        sa.Column("org_path", sa.String(), nullable=False),
        sa.Column("org_name", sa.String(), nullable=False),
        sa.Column(
            "tier",
            sa.Enum("LEAD", "MGMT", "USER", "TECH", name="tier", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("exam_title", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "passed", "failed", "absent", "void", name="outcome", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=True),
        sa.Column("marking_id", sa.Integer(), nullable=True),
        sa.Column("post_title", sa.String(), nullable=False),
        sa.Column("rank", sa.String(length=10), nullable=False),
        sa.Column("total", sa.Double(), nullable=True),
        sa.Column("max_total", sa.Double(), nullable=True),
        sa.Column(
            "grade",
            sa.Enum(
                "EXCELLENT", "GOOD", "PASS", "FAIL", name="grade", native_enum=False, length=40
            ),
            nullable=True,
        ),
        sa.Column("section_scores", sa.JSON(), nullable=False),
        sa.Column("domain_profile", sa.JSON(), nullable=False),
        sa.Column("explanation", sa.JSON(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "provisional",
                "checked",
                "released",
                "corrected",
                "superseded",
                name="resultstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.Column("checked_by_id", sa.Integer(), nullable=True),
        sa.Column("checked_by_name", sa.String(), nullable=False),
        sa.Column("checked_at", sa.DateTime(), nullable=True),
        sa.Column("released_by_id", sa.Integer(), nullable=True),
        sa.Column("released_by_name", sa.String(), nullable=False),
        sa.Column("released_at", sa.DateTime(), nullable=True),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "released_by_id IS NULL OR released_by_id <> checked_by_id", name=op.f("ck_result_two")
        ),
        sa.ForeignKeyConstraint(["corrects_id"], ["result.id"], name=op.f("fk_result_corrects_id")),
        sa.ForeignKeyConstraint(["marking_id"], ["marking.id"], name=op.f("fk_result_marking_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_result_person_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["exam_plan.id"], name=op.f("fk_result_plan_id")),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_result_registration_id")
        ),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"], name=op.f("fk_result_sitting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_result")),
        sa.UniqueConstraint(
            "plan_id", "person_id", "number", name=op.f("uq_result_plan_id_person_id_number")
        ),
        sa.UniqueConstraint("uuid", name=op.f("uq_result_uuid")),
    )
    with op.batch_alter_table("result", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_result_org_path"), ["org_path"], unique=False)
        batch_op.create_index(batch_op.f("ix_result_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_result_registration_id"), ["registration_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_result_taken_on"), ["taken_on"], unique=False)
        batch_op.create_index("ix_result_year_org_path", ["year", "org_path"], unique=False)
        batch_op.create_index(
            "uq_result_current",
            ["plan_id", "person_id"],
            unique=True,
            sqlite_where=sa.text("is_current = 1"),
            postgresql_where=sa.text("is_current"),
        )
        batch_op.create_index(
            "uq_result_released",
            ["plan_id", "person_id"],
            unique=True,
            sqlite_where=sa.text("state = 'released'"),
            postgresql_where=sa.text("state = 'released'"),
        )


def downgrade() -> None:

    with op.batch_alter_table("result", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_result_released",
            sqlite_where=sa.text("state = 'released'"),
            postgresql_where=sa.text("state = 'released'"),
        )
        batch_op.drop_index(
            "uq_result_current",
            sqlite_where=sa.text("is_current = 1"),
            postgresql_where=sa.text("is_current"),
        )
        batch_op.drop_index("ix_result_year_org_path")
        batch_op.drop_index(batch_op.f("ix_result_taken_on"))
        batch_op.drop_index(batch_op.f("ix_result_registration_id"))
        batch_op.drop_index(batch_op.f("ix_result_person_id"))
        batch_op.drop_index(batch_op.f("ix_result_org_path"))

    op.drop_table("result")
    op.drop_table("certificate_file")
    with op.batch_alter_table("certificate_change", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_certificate_change_open",
            sqlite_where=sa.text("state = 'proposed'"),
            postgresql_where=sa.text("state = 'proposed'"),
        )
        batch_op.drop_index(batch_op.f("ix_certificate_change_certificate_id"))

    op.drop_table("certificate_change")
    with op.batch_alter_table("result_export", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_result_export_requested_by_id"))

    op.drop_table("result_export")
    with op.batch_alter_table("certificate_block", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_certificate_block_person_id"))
        batch_op.drop_index(batch_op.f("ix_certificate_block_org_path"))

    op.drop_table("certificate_block")
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_certificate_person_id"))
        batch_op.drop_index(batch_op.f("ix_certificate_org_path"))
        batch_op.drop_index(batch_op.f("ix_certificate_issued_on"))
        batch_op.drop_index(batch_op.f("ix_certificate_full_name"))

    op.drop_table("certificate")
    op.drop_table("certificate_counter")
