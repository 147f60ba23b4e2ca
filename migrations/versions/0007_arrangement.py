"""Rooms, arrangement, draws, forms and closings of exams; accommodations.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
PLAN = (
    sa.Column("needs_review", sa.Boolean(), nullable=False, server_default=sa.false()),
    sa.Column("is_fixed_order", sa.Boolean(), nullable=False, server_default=sa.false()),
    sa.Column("resit_of_id", sa.Integer(), nullable=True),
    sa.Column("postponed_from", sa.DateTime(), nullable=True),
    sa.Column("review_ends_on", sa.Date(), nullable=True),
    sa.Column("archived_at", sa.DateTime(), nullable=True),
    sa.Column("archive_digest", sa.String(length=64), nullable=False, server_default=""),
)
REVIEW = sa.Enum(
    "pending", "unit_reviewed", "approved", "rejected", name="review", native_enum=False, length=40
)
ORIGIN = sa.Enum("own", "unit", "import", name="origin", native_enum=False, length=40)
REGISTRATION = (
    sa.Column("form", sa.String(length=1), nullable=False, server_default="A"),
    sa.Column("seat_columns", sa.Integer(), nullable=False, server_default="8"),
    sa.Column("review", REVIEW, nullable=False, server_default="approved"),
    sa.Column("review_reason", sa.String(), nullable=False, server_default=""),
    sa.Column("reviewed_by_id", sa.Integer(), nullable=True),
    sa.Column("origin", ORIGIN, nullable=False, server_default="own"),
    sa.Column("registered_by_id", sa.Integer(), nullable=True),
)


def upgrade() -> None:
    op.create_table('accommodation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('org_path', sa.String(), nullable=False),
    sa.Column('extra_percent', sa.Integer(), nullable=False),
    sa.Column('break_minutes', sa.Integer(), nullable=False),
    sa.Column('is_large_print', sa.Boolean(), nullable=False),
    sa.Column('is_high_contrast', sa.Boolean(), nullable=False),
    sa.Column('is_separate_room', sa.Boolean(), nullable=False),
    sa.Column('grounds', sa.Text(), nullable=False),
    sa.Column('valid_until', sa.Date(), nullable=False),
    sa.Column('asked_by_id', sa.Integer(), nullable=False),
    sa.Column('asked_at', sa.DateTime(), nullable=False),
    sa.Column('state', sa.Enum('asked', 'granted', 'declined', 'ended', name='accommodationstate', native_enum=False, length=40), nullable=False),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(), nullable=True),
    sa.Column('decision', sa.String(), nullable=False),
    sa.Column('uuid', sa.Uuid(), nullable=False),
    sa.CheckConstraint('decided_by_id IS NULL OR decided_by_id <> asked_by_id', name=op.f('ck_accommodation_two')),
    sa.CheckConstraint('extra_percent BETWEEN 0 AND 100', name=op.f('ck_accommodation_extra_percent_in_range')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_accommodation_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_accommodation')),
    sa.UniqueConstraint('uuid', name=op.f('uq_accommodation_uuid'))
    )
    with op.batch_alter_table('accommodation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_accommodation_org_path'), ['org_path'], unique=False)
        batch_op.create_index(batch_op.f('ix_accommodation_person_id'), ['person_id'], unique=False)

    op.create_table('exam_draw',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('secret', sa.Text(), nullable=False),
    sa.Column('commitment', sa.String(length=64), nullable=False),
    sa.Column('committed_at', sa.DateTime(), nullable=False),
    sa.Column('revealed_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['plan_id'], ['exam_plan.id'], name=op.f('fk_exam_draw_plan_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_exam_draw')),
    sa.UniqueConstraint('plan_id', name=op.f('uq_exam_draw_plan_id'))
    )
    op.create_table('exam_room',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('columns', sa.Integer(), nullable=False),
    sa.Column('capacity', sa.Integer(), nullable=False),
    sa.Column('is_separate', sa.Boolean(), nullable=False),
    sa.CheckConstraint('capacity BETWEEN 1 AND 99', name=op.f('ck_exam_room_seat_has_two_digits')),
    sa.CheckConstraint('columns BETWEEN 1 AND 12', name=op.f('ck_exam_room_columns_fit_a_page')),
    sa.ForeignKeyConstraint(['plan_id'], ['exam_plan.id'], name=op.f('fk_exam_room_plan_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_exam_room')),
    sa.UniqueConstraint('plan_id', 'number', name=op.f('uq_exam_room_plan_id_number'))
    )
    op.create_table('plan_form',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('letter', sa.String(length=1), nullable=False),
    sa.Column('paper_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('pool', sa.JSON(), nullable=False),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.Column('is_reserve', sa.Boolean(), nullable=False),
    sa.Column('replaced_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['paper_id'], ['paper.id'], name=op.f('fk_plan_form_paper_id')),
    sa.ForeignKeyConstraint(['plan_id'], ['exam_plan.id'], name=op.f('fk_plan_form_plan_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_form'))
    )
    with op.batch_alter_table('plan_form', schema=None) as batch_op:
        batch_op.create_index('uq_plan_form_letter', ['plan_id', 'letter'], unique=True, sqlite_where=sa.text('replaced_at IS NULL'), postgresql_where=sa.text('replaced_at IS NULL'))

    op.create_table('proctor_draw',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('rooms', sa.JSON(), nullable=False),
    sa.Column('proctors', sa.JSON(), nullable=False),
    sa.Column('drawn', sa.JSON(), nullable=False),
    sa.Column('drawn_by_id', sa.Integer(), nullable=False),
    sa.Column('drawn_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['plan_id'], ['exam_plan.id'], name=op.f('fk_proctor_draw_plan_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_proctor_draw')),
    sa.UniqueConstraint('plan_id', 'number', name=op.f('uq_proctor_draw_plan_id_number'))
    )
    op.create_table('room_closing',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('room', sa.Integer(), nullable=False),
    sa.Column('expected', sa.Integer(), nullable=False),
    sa.Column('present', sa.Integer(), nullable=False),
    sa.Column('absent', sa.Integer(), nullable=False),
    sa.Column('handed_in', sa.Integer(), nullable=False),
    sa.Column('remark', sa.String(), nullable=False),
    sa.Column('closed_by_id', sa.Integer(), nullable=False),
    sa.Column('closed_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['plan_id'], ['exam_plan.id'], name=op.f('fk_room_closing_plan_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_room_closing')),
    sa.UniqueConstraint('plan_id', 'room', name=op.f('uq_room_closing_plan_id_room'))
    )
    op.create_table('seat_arrangement',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('method', sa.Enum('random', 'serpentine', name='method', native_enum=False, length=40), nullable=False),
    sa.Column('keep_units_apart', sa.Boolean(), nullable=False),
    sa.Column('forms', sa.JSON(), nullable=False),
    sa.Column('rooms', sa.JSON(), nullable=False),
    sa.Column('candidates', sa.JSON(), nullable=False),
    sa.Column('placed', sa.JSON(), nullable=False),
    sa.Column('before', sa.JSON(), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.Column('undone_at', sa.DateTime(), nullable=True),
    sa.Column('undone_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['plan_id'], ['exam_plan.id'], name=op.f('fk_seat_arrangement_plan_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_seat_arrangement')),
    sa.UniqueConstraint('plan_id', 'number', name=op.f('uq_seat_arrangement_plan_id_number'))
    )
    for column in PLAN:
        op.add_column("exam_plan", column._copy())
    for column in REGISTRATION:
        op.add_column("registration", column._copy())


def downgrade() -> None:
    for column in reversed(REGISTRATION):
        op.drop_column("registration", column.name)
    for column in reversed(PLAN):
        op.drop_column("exam_plan", column.name)
    op.drop_table('seat_arrangement')
    op.drop_table('room_closing')
    op.drop_table('proctor_draw')
    with op.batch_alter_table('plan_form', schema=None) as batch_op:
        batch_op.drop_index('uq_plan_form_letter', sqlite_where=sa.text('replaced_at IS NULL'), postgresql_where=sa.text('replaced_at IS NULL'))

    op.drop_table('plan_form')
    op.drop_table('exam_room')
    op.drop_table('exam_draw')
    with op.batch_alter_table('accommodation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_accommodation_person_id'))
        batch_op.drop_index(batch_op.f('ix_accommodation_org_path'))

    op.drop_table('accommodation')
