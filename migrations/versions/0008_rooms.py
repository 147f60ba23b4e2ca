"""The room on the day: decisions in force, record, offline times, messages, facts.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table('room_event',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('room', sa.Integer(), nullable=False),
    sa.Column('act', sa.Enum('identity', 'absent', 'present', 'admitted', 'relogin', 'machine', 'extended', 'incident', 'reopened', 'paused', 'resumed', 'message', 'violation', 'withdrawn', 'forced', 'late', 'facts', 'note', 'closed', name='act', native_enum=False, length=40), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('registration_id', sa.Integer(), nullable=True),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('details', sa.JSON(), nullable=False),
    sa.Column('uuid', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['plan_id'], ['exam_plan.id'], name=op.f('fk_room_event_plan_id')),
    sa.ForeignKeyConstraint(['registration_id'], ['registration.id'], name=op.f('fk_room_event_registration_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_room_event')),
    sa.UniqueConstraint('uuid', name=op.f('uq_room_event_uuid'))
    )
    with op.batch_alter_table('room_event', schema=None) as batch_op:
        batch_op.create_index('ix_room_event_plan_id_room', ['plan_id', 'room'], unique=False)
        batch_op.create_index(batch_op.f('ix_room_event_registration_id'), ['registration_id'], unique=False)

    op.create_table('integrity_fact',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('sitting_id', sa.Integer(), nullable=False),
    sa.Column('client', sa.String(length=32), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('opened', 'focus_lost', 'pasted', 'copied', 'parallel', 'network', 'full_screen_left', 'unsafe_browser', name='factkind', native_enum=False, length=40), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('received_at', sa.DateTime(), nullable=False),
    sa.Column('address', sa.String(length=45), nullable=False),
    sa.Column('details', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['sitting_id'], ['sitting.id'], name=op.f('fk_integrity_fact_sitting_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_integrity_fact')),
    sa.UniqueConstraint('sitting_id', 'client', 'number', name=op.f('uq_integrity_fact_sitting_id_client_number'))
    )
    op.create_table('message_receipt',
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('sitting_id', sa.Integer(), nullable=False),
    sa.Column('read_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['room_event.id'], name=op.f('fk_message_receipt_event_id')),
    sa.ForeignKeyConstraint(['sitting_id'], ['sitting.id'], name=op.f('fk_message_receipt_sitting_id')),
    sa.PrimaryKeyConstraint('event_id', 'sitting_id', name=op.f('pk_message_receipt'))
    )
    op.create_table('sitting_control',
    sa.Column('sitting_id', sa.Integer(), nullable=False),
    sa.Column('instructions', sa.Integer(), nullable=False),
    sa.Column('paused_at', sa.DateTime(), nullable=True),
    sa.Column('code_digest', sa.String(length=64), nullable=False),
    sa.Column('code_expires_at', sa.DateTime(), nullable=True),
    sa.Column('code_tries', sa.Integer(), nullable=False),
    sa.Column('admitted_until', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['sitting_id'], ['sitting.id'], name=op.f('fk_sitting_control_sitting_id')),
    sa.PrimaryKeyConstraint('sitting_id', name=op.f('pk_sitting_control'))
    )
    op.create_table('sitting_gap',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('sitting_id', sa.Integer(), nullable=False),
    sa.Column('from_at', sa.DateTime(), nullable=False),
    sa.Column('until_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['sitting_id'], ['sitting.id'], name=op.f('fk_sitting_gap_sitting_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sitting_gap'))
    )
    with op.batch_alter_table('sitting_gap', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sitting_gap_sitting_id'), ['sitting_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('sitting_gap', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sitting_gap_sitting_id'))

    op.drop_table('sitting_gap')
    op.drop_table('sitting_control')
    op.drop_table('message_receipt')
    op.drop_table('integrity_fact')
    with op.batch_alter_table('room_event', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_room_event_registration_id'))
        batch_op.drop_index('ix_room_event_plan_id_room')

    op.drop_table('room_event')
