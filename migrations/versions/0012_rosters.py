"""How posts end, why roles were granted, when accounts of those who leave close.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

ENDINGS = ("retired", "transferred", "resigned", "dismissed", "died", "other")
OPEN = sa.text("ends_on IS NULL")


def upgrade() -> None:
    kind = sa.Enum(*ENDINGS, name="ending", native_enum=False, length=40)
    with op.batch_alter_table("assignment") as table:
        table.add_column(sa.Column("ending", kind, nullable=True))
        table.add_column(sa.Column("ending_note", sa.String(), nullable=False, server_default=""))
        table.drop_index("ix_assignment_person_id_starts_on")
        table.create_unique_constraint(
            op.f("uq_assignment_person_id_starts_on"), ["person_id", "starts_on"]
        )
        table.create_index(
            "uq_assignment_open", ["person_id"], unique=True,
            sqlite_where=OPEN, postgresql_where=OPEN,
        )  # fmt: skip
    with op.batch_alter_table("role_grant") as table:
        table.add_column(sa.Column("reason", sa.String(), nullable=False, server_default=""))
        table.add_column(
            sa.Column("revoked_reason", sa.String(), nullable=False, server_default="")
        )
    with op.batch_alter_table("account") as table:
        table.add_column(sa.Column("closes_on", sa.Date(), nullable=True))
    for name, columns in (("assignment", ["ending_note"]), ("role_grant", ["reason", "revoked_reason"])):
        with op.batch_alter_table(name) as table:
            for column in columns:
                table.alter_column(column, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("account") as table:
        table.drop_column("closes_on")
    with op.batch_alter_table("role_grant") as table:
        table.drop_column("revoked_reason")
        table.drop_column("reason")
    with op.batch_alter_table("assignment") as table:
        table.drop_index("uq_assignment_open", sqlite_where=OPEN, postgresql_where=OPEN)
        table.drop_constraint(op.f("uq_assignment_person_id_starts_on"), type_="unique")
        table.create_index("ix_assignment_person_id_starts_on", ["person_id", "starts_on"])
        table.drop_column("ending_note")
        table.drop_column("ending")
