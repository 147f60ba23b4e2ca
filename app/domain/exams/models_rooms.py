"""Tables around the seats of an exam: rooms, arrangement, invigilators, draws, forms, closings."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.exams.arrangement import Method
from app.domain.exams.rules_plans import AccommodationState
from app.store.base import Base
from app.store.crypto import EncryptedText


class ExamRoom(Base):
    """A room of an exam, as far as it differs from the plan's own numbers. No personal data."""

    __tablename__ = "exam_room"
    __table_args__ = (
        UniqueConstraint("plan_id", "number"),
        CheckConstraint("columns BETWEEN 1 AND 12", name="columns_fit_a_page"),
        CheckConstraint("capacity BETWEEN 1 AND 99", name="seat_has_two_digits"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    plan_id: Mapped[int] = mapped_column(ForeignKey("exam_plan.id"))
    number: Mapped[int]
    name: Mapped[str]
    columns: Mapped[int]
    capacity: Mapped[int]
    is_separate: Mapped[bool] = mapped_column(default=False)
    """For those who were granted a separate room."""


class SeatArrangement(Base):
    """One drawing of all seats of an exam; added to, undone by a mark. Personal data: who, where.

    What went in and what came out is kept, so that anyone can recompute it with the seed.
    """

    __tablename__ = "seat_arrangement"
    __table_args__ = (UniqueConstraint("plan_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    plan_id: Mapped[int] = mapped_column(ForeignKey("exam_plan.id"))
    number: Mapped[int]
    method: Mapped[Method]
    keep_units_apart: Mapped[bool]
    forms: Mapped[list[Any]]
    rooms: Mapped[list[Any]]
    candidates: Mapped[list[Any]]
    placed: Mapped[list[Any]]
    before: Mapped[list[Any]]
    """Seats as they were, for undoing it."""
    made_by_id: Mapped[int]
    made_at: Mapped[datetime]
    undone_at: Mapped[datetime | None] = mapped_column(default=None)
    undone_by_id: Mapped[int | None] = mapped_column(default=None)


class ProctorDraw(Base):
    """One drawing of the invigilators of all rooms; the newest counts. Personal data."""

    __tablename__ = "proctor_draw"
    __table_args__ = (UniqueConstraint("plan_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    plan_id: Mapped[int] = mapped_column(ForeignKey("exam_plan.id"))
    number: Mapped[int]
    rooms: Mapped[list[Any]]
    """Room and the units of its candidates, as they were."""
    proctors: Mapped[list[Any]]
    """Staff number and unit of all who could be drawn."""
    drawn: Mapped[list[Any]]
    """Room and the person ids of its invigilators, the first in charge."""
    drawn_by_id: Mapped[int]
    drawn_at: Mapped[datetime]


class ExamDraw(Base):
    """The secret behind all chance of one exam: its digest is public before, it is after.

    No personal data.
    """

    __tablename__ = "exam_draw"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    plan_id: Mapped[int] = mapped_column(ForeignKey("exam_plan.id"), unique=True)
    secret: Mapped[str] = mapped_column(EncryptedText)
    commitment: Mapped[str] = mapped_column(String(64))
    committed_at: Mapped[datetime]
    revealed_at: Mapped[datetime | None] = mapped_column(default=None)


class PlanForm(Base):
    """A form of an exam's paper: A, B … for neighbours, or one in reserve. No personal data."""

    __tablename__ = "plan_form"
    __table_args__ = (
        Index(
            "uq_plan_form_letter",
            "plan_id",
            "letter",
            unique=True,
            sqlite_where=text("replaced_at IS NULL"),
            postgresql_where=text("replaced_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    plan_id: Mapped[int] = mapped_column(ForeignKey("exam_plan.id"))
    letter: Mapped[str] = mapped_column(String(1))
    paper_id: Mapped[int] = mapped_column(ForeignKey("paper.id"))
    number: Mapped[int]
    """Which drawing of the plan it came from; the seed of the drawing follows from it."""
    pool: Mapped[list[Any]]
    """The items that could have been drawn, without their texts."""
    made_at: Mapped[datetime]
    is_reserve: Mapped[bool] = mapped_column(default=False)
    replaced_at: Mapped[datetime | None] = mapped_column(default=None)


class RoomClosing(Base):
    """The counts with which a room was closed. Personal data: who closed it."""

    __tablename__ = "room_closing"
    __table_args__ = (UniqueConstraint("plan_id", "room"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    plan_id: Mapped[int] = mapped_column(ForeignKey("exam_plan.id"))
    room: Mapped[int]
    expected: Mapped[int]
    present: Mapped[int]
    absent: Mapped[int]
    handed_in: Mapped[int]
    remark: Mapped[str]
    closed_by_id: Mapped[int]
    closed_at: Mapped[datetime]


class Accommodation(Base):
    """What makes an exam fair for a person. Sensitive personal data; the grounds are encrypted.

    Asked for by the person or an officer, granted by another officer; never changed, only ended.
    """

    __tablename__ = "accommodation"
    __table_args__ = (
        CheckConstraint("decided_by_id IS NULL OR decided_by_id <> asked_by_id", name="two"),
        CheckConstraint("extra_percent BETWEEN 0 AND 100", name="extra_percent_in_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    org_path: Mapped[str] = mapped_column(index=True)
    extra_percent: Mapped[int]
    break_minutes: Mapped[int]
    is_large_print: Mapped[bool]
    is_high_contrast: Mapped[bool]
    is_separate_room: Mapped[bool]
    grounds: Mapped[str] = mapped_column(EncryptedText)
    """Number of the certificate or what was shown; never a diagnosis in a list."""
    valid_until: Mapped[date]
    asked_by_id: Mapped[int]
    asked_at: Mapped[datetime]
    state: Mapped[AccommodationState] = mapped_column(default=AccommodationState.ASKED)
    decided_by_id: Mapped[int | None] = mapped_column(default=None)
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    decision: Mapped[str] = mapped_column(default="")
    uuid: Mapped[UUID] = mapped_column(unique=True, default_factory=uuid4)
