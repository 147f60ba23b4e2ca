"""Tables of the exams room."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

import app.domain.exams.receipt_models
import app.domain.exams.room_models  # noqa: F401 - more tables of this room
from app.domain.exams.models_prepared import PreparedPaper
from app.domain.exams.models_rooms import (
    Accommodation,
    ExamDraw,
    ExamRoom,
    PlanForm,
    ProctorDraw,
    RoomClosing,
    SeatArrangement,
)
from app.domain.exams.rules import (
    PlanState,
    RegistrationState,
    Seat,
    SittingState,
    Standing,
    SubmittedBy,
)
from app.domain.exams.rules_plans import Origin, Review
from app.kernel.tier import Tier
from app.store.base import Base

__all__ = [
    "Accommodation",
    "AnswerEvent",
    "ExamDraw",
    "ExamPlan",
    "ExamRoom",
    "LateDecision",
    "PlanForm",
    "PreparedPaper",
    "ProctorDraw",
    "Registration",
    "RoomClosing",
    "SeatArrangement",
    "Sitting",
    "SittingFile",
    "SittingPresence",
]
BigKey = BigInteger().with_variant(Integer(), "sqlite")


class ExamPlan(Base):
    """One exam: for whom, when, where, by which blueprint. Personal data: who planned it."""

    __tablename__ = "exam_plan"
    __table_args__ = (
        UniqueConstraint("year", "region", "serial"),
        CheckConstraint("entry_ends_at > starts_at", name="entry_after_start"),
        CheckConstraint("approved_by_id IS NULL OR approved_by_id <> submitted_by_id", name="two"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    title: Mapped[str]
    tier: Mapped[Tier]
    org_path: Mapped[str] = mapped_column(index=True)
    """Who may take it: this unit and everything below."""
    blueprint_code: Mapped[str] = mapped_column(String(40))
    starts_at: Mapped[datetime] = mapped_column(index=True)
    entry_ends_at: Mapped[datetime]
    """Until when a candidate may begin; the minutes count from each one's own start."""
    registration_ends_at: Mapped[datetime]
    site: Mapped[str]
    site_address: Mapped[str]
    year: Mapped[int]
    region: Mapped[str] = mapped_column(String(4))
    serial: Mapped[int]
    """Number of the plan within year and region, as it stands in the ticket numbers."""
    created_by_id: Mapped[int]
    created_at: Mapped[datetime]
    rooms: Mapped[int] = mapped_column(default=1)
    seats_per_room: Mapped[int] = mapped_column(default=40)
    state: Mapped[PlanState] = mapped_column(default=PlanState.DRAFT)
    submitted_by_id: Mapped[int | None] = mapped_column(default=None)
    approved_by_id: Mapped[int | None] = mapped_column(default=None)
    returned_reason: Mapped[str] = mapped_column(default="")
    paper_id: Mapped[int | None] = mapped_column(ForeignKey("paper.id"), default=None)
    minutes: Mapped[int] = mapped_column(default=0)
    """Working time of the sealed paper; 0 before there is one."""
    needs_review: Mapped[bool] = mapped_column(default=False)
    """Registrations are looked at by the unit and then by the personnel department."""
    is_fixed_order: Mapped[bool] = mapped_column(default=False)
    """Everyone with the same form sees the options in the same order."""
    allows_phone: Mapped[bool] = mapped_column(default=False)
    """Candidates may sit it on a telephone; otherwise the player asks for a computer."""
    has_own_item_order: Mapped[bool] = mapped_column(default=False)
    """Every candidate meets the items, too, in an order of their own (not with a fixed order)."""
    resit_of_id: Mapped[int | None] = mapped_column(default=None)
    """The exam whose absent and failed may come again."""
    postponed_from: Mapped[datetime | None] = mapped_column(default=None)
    review_ends_on: Mapped[date | None] = mapped_column(default=None)
    """Last day on which a candidate may ask for a score review."""
    archived_at: Mapped[datetime | None] = mapped_column(default=None)
    archive_digest: Mapped[str] = mapped_column(String(64), default="")
    uuid: Mapped[UUID] = mapped_column(unique=True, default_factory=uuid4)


class Registration(Base):
    """A person's place in an exam. Personal data."""

    __tablename__ = "registration"
    __table_args__ = (
        UniqueConstraint("plan_id", "person_id"),
        Index(
            "uq_registration_seat",
            "plan_id",
            "room",
            "seat_number",
            unique=True,
            sqlite_where=text("state = 'registered'"),
            postgresql_where=text("state = 'registered'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    plan_id: Mapped[int] = mapped_column(ForeignKey("exam_plan.id"), init=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    org_path: Mapped[str]
    """Where the person served when registering."""
    org_name: Mapped[str]
    full_name: Mapped[str]
    room: Mapped[int]
    seat_number: Mapped[int]
    ticket_number: Mapped[str] = mapped_column(String(18))
    registered_at: Mapped[datetime]
    extra_minutes: Mapped[int] = mapped_column(default=0)
    """Time granted as a reasonable accommodation."""
    state: Mapped[RegistrationState] = mapped_column(default=RegistrationState.REGISTERED)
    form: Mapped[str] = mapped_column(String(1), default="A")
    """Which form of the paper lies at the seat."""
    seat_columns: Mapped[int] = mapped_column(default=8)
    """Seats in a row of the room, for the label of the seat."""
    review: Mapped[Review] = mapped_column(default=Review.APPROVED)
    review_reason: Mapped[str] = mapped_column(default="")
    reviewed_by_id: Mapped[int | None] = mapped_column(default=None)
    origin: Mapped[Origin] = mapped_column(default=Origin.OWN)
    registered_by_id: Mapped[int | None] = mapped_column(default=None)
    """The officer who registered the person; None if they did it themselves."""
    uuid: Mapped[UUID] = mapped_column(unique=True, default_factory=uuid4)

    plan: Mapped[ExamPlan] = relationship(kw_only=True, lazy="joined", innerjoin=True)

    @property
    def seat(self) -> Seat:
        """The place in the room."""
        return Seat(self.room, self.seat_number, self.seat_columns)


class Sitting(Base):
    """One person taking one paper once. Personal data.

    Its answers are the journal; what stands here are pointers and times, never an answer.
    """

    __tablename__ = "sitting"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registration.id"), unique=True, init=False
    )
    plan_id: Mapped[int] = mapped_column(ForeignKey("exam_plan.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("paper.id"))
    seed: Mapped[int] = mapped_column(BigInteger)
    """Shuffles options and makes the starter files of this candidate."""
    checked_in_at: Mapped[datetime]
    state: Mapped[SittingState] = mapped_column(default=SittingState.NOT_STARTED)
    started_at: Mapped[datetime | None] = mapped_column(default=None)
    sections: Mapped[list[Any]] = mapped_column(default_factory=list)
    """The sections with their ends, as `rules.TimedSection`; extensions move the ends."""
    ends_at: Mapped[datetime | None] = mapped_column(default=None)
    epoch: Mapped[int] = mapped_column(default=0)
    """Number of the present writer; 0 before the first."""
    writer: Mapped[str] = mapped_column(String(32), default="")
    writer_since: Mapped[datetime | None] = mapped_column(default=None)
    submitted_at: Mapped[datetime | None] = mapped_column(default=None)
    submitted_by: Mapped[SubmittedBy | None] = mapped_column(default=None)
    answered: Mapped[int] = mapped_column(default=0)
    journal_digest: Mapped[str] = mapped_column(String(64), default="")
    """Seal over the journal at the hand-in; it stands on the receipt."""
    is_chain_whole: Mapped[bool] = mapped_column(default=True)
    uuid: Mapped[UUID] = mapped_column(unique=True, default_factory=uuid4)

    registration: Mapped[Registration] = relationship(kw_only=True, lazy="joined", innerjoin=True)


class AnswerEvent(Base):
    """One event of the answer journal; inserted, never changed. Personal data."""

    __tablename__ = "answer_event"
    __table_args__ = (UniqueConstraint("sitting_id", "epoch", "seq"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True, init=False)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"))
    epoch: Mapped[int]
    seq: Mapped[int]
    item: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    payload: Mapped[str] = mapped_column(Text)
    at_ms: Mapped[int] = mapped_column(BigInteger)
    mono_ms: Mapped[int] = mapped_column(BigInteger)
    wall_ms: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str] = mapped_column(String(64))
    received_at: Mapped[datetime]
    standing: Mapped[Standing] = mapped_column(default=Standing.COUNTED)


class SittingPresence(Base):
    """The last sign of life of a sitting's writer. Personal data; a state, not a record."""

    __tablename__ = "sitting_presence"

    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"), primary_key=True)
    seen_at: Mapped[datetime]
    waiting: Mapped[int] = mapped_column(default=0)
    """Entries that were still only on the candidate's machine."""


class SittingFile(Base):
    """A file handed in for a practical; every one is kept. Personal data."""

    __tablename__ = "sitting_file"
    __table_args__ = (Index("ix_sitting_file_sitting_id_position", "sitting_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"))
    position: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    name: Mapped[str]
    size: Mapped[int]
    received_at: Mapped[datetime]
    notes: Mapped[list[Any]] = mapped_column(default_factory=list)
    """What the preflight said, as stored messages."""
    standing: Mapped[Standing] = mapped_column(default=Standing.COUNTED)


class LateDecision(Base):
    """Whether late and stale events of a sitting count; only added to. Personal data: who."""

    __tablename__ = "late_decision"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"), index=True)
    through_id: Mapped[int] = mapped_column(BigInteger)
    """The decision is about the events up to this one."""
    is_admitted: Mapped[bool]
    reason: Mapped[str]
    decided_by_id: Mapped[int]
    decided_at: Mapped[datetime]
