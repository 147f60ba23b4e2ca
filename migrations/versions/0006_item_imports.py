"""Imports of files into banks, which can be undone.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "item_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bank_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("file_digest", sa.String(length=64), nullable=False),
        sa.Column("format", sa.String(length=20), nullable=False),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("created", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("warned", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["author_id"], ["person.id"], name=op.f("fk_item_import_author_id_person")
        ),
        sa.ForeignKeyConstraint(["bank_id"], ["bank.id"], name=op.f("fk_item_import_bank_id_bank")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_import")),
        sa.UniqueConstraint("uuid", name=op.f("uq_item_import_uuid")),
    )
    op.create_index(op.f("ix_item_import_author_id"), "item_import", ["author_id"])
    op.create_index(op.f("ix_item_import_bank_id"), "item_import", ["bank_id"])
    with op.batch_alter_table("item_version") as table:
        table.add_column(sa.Column("import_id", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f("fk_item_version_import_id_item_import"), "item_import", ["import_id"], ["id"]
        )
        table.create_index(op.f("ix_item_version_import_id"), ["import_id"])


def downgrade() -> None:
    with op.batch_alter_table("item_version") as table:
        table.drop_index(op.f("ix_item_version_import_id"))
        table.drop_constraint(op.f("fk_item_version_import_id_item_import"), type_="foreignkey")
        table.drop_column("import_id")
    op.drop_table("item_import")
