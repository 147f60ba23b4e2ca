"""Signed receipts.

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table('sitting_receipt',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('sitting_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('signature', sa.String(length=128), nullable=False),
    sa.Column('issued_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['sitting_id'], ['sitting.id'], name=op.f('fk_sitting_receipt_sitting_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sitting_receipt')),
    sa.UniqueConstraint('sitting_id', 'number', name=op.f('uq_sitting_receipt_sitting_id_number'))
    )


def downgrade() -> None:
    op.drop_table('sitting_receipt')
