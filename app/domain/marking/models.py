"""Tables of the marking room: rows are added, never changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.engines.items import Status
from app.store.base import Base


class Marking(Base):
    """One marking of a sitting; the one with the highest number counts. Personal data."""

    __tablename__ = "marking"
    __table_args__ = (UniqueConstraint("sitting_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"))
    number: Mapped[int]
    basis: Mapped[str] = mapped_column(String(64))
    """Digest of all that the marks follow from: marking the same again adds nothing."""
    marked_at: Mapped[datetime]
    waiting: Mapped[int] = mapped_column(default=0)
    """How many marks wait for a person."""

    marks: Mapped[list[ItemMark]] = relationship(order_by="ItemMark.position", default_factory=list)


class ItemMark(Base):
    """The mark of one item, with its explanation. Personal data: the answer."""

    __tablename__ = "item_mark"
    __table_args__ = (
        UniqueConstraint("marking_id", "position"),
        CheckConstraint("points >= 0 AND points <= max_points", name="points_in_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    marking_id: Mapped[int] = mapped_column(ForeignKey("marking.id"), init=False)
    position: Mapped[int]
    item_version_id: Mapped[int] = mapped_column(index=True)
    version_digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the content that was marked."""
    kind: Mapped[str] = mapped_column(String(20))
    section: Mapped[str] = mapped_column(String(40))
    domain: Mapped[str] = mapped_column(String(10))
    response: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    points: Mapped[float]
    max_points: Mapped[float]
    status: Mapped[Status]
    explanation: Mapped[dict[str, Any]]
    engine: Mapped[str] = mapped_column(String(40))
    marked_at: Mapped[datetime]


class PracticalGrading(Base):
    """What the grader said about one file. Personal data.

    The same bytes, task and seed give the same grading, so a sound one is not made twice.
    """

    __tablename__ = "practical_grading"
    __table_args__ = (Index("ix_practical_grading_sitting_id_position", "sitting_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"))
    position: Mapped[int]
    file_sha256: Mapped[str] = mapped_column(String(64))
    engine: Mapped[str] = mapped_column(String(40))
    grading: Mapped[dict[str, Any]]
    graded_at: Mapped[datetime]
    is_sound: Mapped[bool] = mapped_column(default=True)
    """False when the grader crashed or took too long: it may be tried again."""


class MarkDecision(Base):
    """Points a person gave an answer that no machine could judge. Personal data.

    It holds for this answer only: if another answer comes to count, it is marked afresh.
    """

    __tablename__ = "mark_decision"
    __table_args__ = (Index("ix_mark_decision_sitting_id_position", "sitting_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"))
    position: Mapped[int]
    response_digest: Mapped[str] = mapped_column(String(64))
    points: Mapped[float]
    reason: Mapped[str]
    decided_by_id: Mapped[int]
    decided_by_name: Mapped[str]
    decided_at: Mapped[datetime]
