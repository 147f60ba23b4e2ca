"""Tables of the room on the day: decisions in force, the record, offline times, facts."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.exams.room_rules import Act, FactKind
from app.store.base import Base

BigKey = BigInteger().with_variant(Integer(), "sqlite")


class SittingControl(Base):
    """What invigilators have decided about a sitting, as it stands now. Personal data.

    A row exists only where something was decided; what was done and why is the room record.
    """

    __tablename__ = "sitting_control"

    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"), primary_key=True)
    instructions: Mapped[int] = mapped_column(default=0)
    """Grows with every instruction; it goes with each acknowledgement, so that the player asks."""
    paused_at: Mapped[datetime | None] = mapped_column(default=None)
    code_digest: Mapped[str] = mapped_column(String(64), default="")
    code_expires_at: Mapped[datetime | None] = mapped_column(default=None)
    code_tries: Mapped[int] = mapped_column(default=0)
    admitted_until: Mapped[datetime | None] = mapped_column(default=None)
    """Until when someone who was admitted late may open the paper."""


class SittingGap(Base):
    """A time without a sign of life, measured here; only added to. Personal data."""

    __tablename__ = "sitting_gap"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"), index=True)
    from_at: Mapped[datetime]
    until_at: Mapped[datetime]


class RoomEvent(Base):
    """One line of the record of a room; only added to. Personal data."""

    __tablename__ = "room_event"
    __table_args__ = (Index("ix_room_event_plan_id_room", "plan_id", "room"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    plan_id: Mapped[int] = mapped_column(ForeignKey("exam_plan.id"))
    room: Mapped[int]
    act: Mapped[Act]
    by_id: Mapped[int]
    by_name: Mapped[str]
    at: Mapped[datetime]
    registration_id: Mapped[int | None] = mapped_column(
        ForeignKey("registration.id"), index=True, default=None
    )
    """None if it is about the whole room."""
    reason: Mapped[str] = mapped_column(default="")
    details: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    uuid: Mapped[UUID] = mapped_column(unique=True, default_factory=uuid4)


class MessageReceipt(Base):
    """That a candidate confirmed a message. Personal data."""

    __tablename__ = "message_receipt"

    event_id: Mapped[int] = mapped_column(ForeignKey("room_event.id"), primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"), primary_key=True)
    read_at: Mapped[datetime]


class IntegrityFact(Base):
    """Something a person may want to look into: shown, never judged here. Personal data."""

    __tablename__ = "integrity_fact"
    __table_args__ = (UniqueConstraint("sitting_id", "client", "number"),)

    id: Mapped[int] = mapped_column(BigKey, primary_key=True, init=False)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"))
    client: Mapped[str] = mapped_column(String(32))
    number: Mapped[int]
    """Counted by the machine: a fact that is sent twice is kept once."""
    kind: Mapped[FactKind]
    at: Mapped[datetime]
    received_at: Mapped[datetime]
    address: Mapped[str] = mapped_column(String(45))
    details: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
