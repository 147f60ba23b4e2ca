"""Tables of learning: module versions, what persons did with them, the hours they earned.

What was answered, done and decided is only ever added to; progress is counted from it.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.learning.rules import EventKind, HoursState
from app.kernel.tier import Tier
from app.store.base import Base


class CourseModule(Base):
    """A module as people name it; its texts stand in the versions. No personal data."""

    __tablename__ = "course_module"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    code: Mapped[str] = mapped_column(String(10), unique=True)


class ModuleVersion(Base):
    """One state of a module's texts, never changed. No personal data."""

    __tablename__ = "module_version"
    __table_args__ = (
        UniqueConstraint("module_id", "number"),
        CheckConstraint("number > 0", name="number_positive"),
        Index(
            "uq_module_version_current",
            "module_id",
            unique=True,
            sqlite_where=text("is_current"),
            postgresql_where=text("is_current"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    module_id: Mapped[int] = mapped_column(ForeignKey("course_module.id"), init=False)
    number: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    title: Mapped[str]
    title_en: Mapped[str]
    tier: Mapped[Tier]
    domain: Mapped[str] = mapped_column(String(3))
    credit_hours: Mapped[Decimal] = mapped_column(Numeric(4, 1))
    outline: Mapped[dict[str, Any]]
    """What lists need: lessons with code, title, minutes and checkpoints."""
    loaded_at: Mapped[datetime]
    files: Mapped[dict[str, Any]] = mapped_column(deferred=True)
    """The texts as loaded, file by file; read by `engines.lessons` and nowhere else."""
    uuid: Mapped[UUID] = mapped_column(unique=True, default_factory=uuid4)
    is_current: Mapped[bool] = mapped_column(default=True)

    module: Mapped[CourseModule] = relationship(kw_only=True, lazy="joined", innerjoin=True)


class Enrolment(Base):
    """A person and a module they began. Personal data."""

    __tablename__ = "enrolment"
    __table_args__ = (UniqueConstraint("person_id", "module_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    module_id: Mapped[int] = mapped_column(ForeignKey("course_module.id"), index=True)
    began_at: Mapped[datetime]
    last_place: Mapped[str] = mapped_column(String(20))
    last_seen_at: Mapped[datetime]
    finished_at: Mapped[datetime | None] = mapped_column(default=None)
    finished_version_id: Mapped[int | None] = mapped_column(
        ForeignKey("module_version.id"), default=None
    )


class ActivePage(Base):
    """The one page of a person that counts, and its last sign of activity. Personal data."""

    __tablename__ = "active_page"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    page: Mapped[str] = mapped_column(String(36))
    kind: Mapped[EventKind]
    at: Mapped[datetime]


class ActivityEvent(Base):
    """One sign of activity as it came in. Only added to. Personal data."""

    __tablename__ = "activity_event"
    __table_args__ = (Index("ix_activity_event_person_id_module_id", "person_id", "module_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    module_id: Mapped[int] = mapped_column(ForeignKey("course_module.id"))
    place: Mapped[str] = mapped_column(String(20))
    page: Mapped[str] = mapped_column(String(36))
    kind: Mapped[EventKind]
    at: Mapped[datetime]
    is_visible: Mapped[bool]
    interactions: Mapped[int]
    seconds: Mapped[int]
    """What it added to the active time."""


class ActiveTime(Base):
    """The sum of the counted seconds of a person at one place of a module. Personal data."""

    __tablename__ = "active_time"
    __table_args__ = (UniqueConstraint("person_id", "module_id", "place"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    module_id: Mapped[int] = mapped_column(ForeignKey("course_module.id"))
    place: Mapped[str] = mapped_column(String(20))
    seconds: Mapped[int] = mapped_column(default=0)


class CheckpointAnswer(Base):
    """One try at a checkpoint. Only added to. Personal data."""

    __tablename__ = "checkpoint_answer"
    __table_args__ = (
        UniqueConstraint("person_id", "checkpoint", "number"),
        Index("ix_checkpoint_answer_person_id_module_id", "person_id", "module_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    module_id: Mapped[int] = mapped_column(ForeignKey("course_module.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("module_version.id"))
    checkpoint: Mapped[str] = mapped_column(String(20))
    number: Mapped[int]
    """The first try is 1."""
    response: Mapped[dict[str, Any]]
    is_right: Mapped[bool]
    answered_at: Mapped[datetime]
    active_seconds: Mapped[int]
    """Active time in the lesson until then."""


class QuizAttempt(Base):
    """One draw of a module's quiz and what was answered. Personal data."""

    __tablename__ = "quiz_attempt"
    __table_args__ = (
        UniqueConstraint("person_id", "module_id", "number"),
        Index(
            "uq_quiz_attempt_open",
            "person_id",
            "module_id",
            unique=True,
            sqlite_where=text("submitted_at IS NULL"),
            postgresql_where=text("submitted_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    module_id: Mapped[int] = mapped_column(ForeignKey("course_module.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("module_version.id"))
    number: Mapped[int]
    seed: Mapped[int]
    items: Mapped[list[Any]]
    """The items as drawn, code and content: what is shown and marked, whatever changes later."""
    pass_correct: Mapped[int]
    begun_at: Mapped[datetime]
    uuid: Mapped[UUID] = mapped_column(unique=True, default_factory=uuid4)
    responses: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    marks: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    correct: Mapped[int | None] = mapped_column(default=None)
    submitted_at: Mapped[datetime | None] = mapped_column(default=None)

    @property
    def is_passed(self) -> bool:
        """Whether enough answers were right."""
        return self.correct is not None and self.correct >= self.pass_correct


class HoursRecord(Base):
    """Hours credited on one day for one module, with their evidence. Personal data."""

    __tablename__ = "hours_record"
    __table_args__ = (
        CheckConstraint("hours > 0", name="hours_positive"),
        Index("ix_hours_record_person_id_earned_on", "person_id", "earned_on"),
        Index(
            "ix_hours_record_waiting",
            "org_path",
            sqlite_where=text("state = 'pending'"),
            postgresql_where=text("state = 'pending'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    module_id: Mapped[int] = mapped_column(ForeignKey("course_module.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("module_version.id"))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    organization_name: Mapped[str]
    org_path: Mapped[str] = mapped_column(index=True)
    """The unit the person belonged to on that day."""
    hours: Mapped[Decimal] = mapped_column(Numeric(4, 1))
    earned_on: Mapped[date]
    credited_at: Mapped[datetime]
    state: Mapped[HoursState]
    rule: Mapped[str] = mapped_column(String(20))
    evidence: Mapped[dict[str, Any]]
    """Active minutes, quiz, checkpoints, flags: what the rule was applied to."""
    uuid: Mapped[UUID] = mapped_column(unique=True, default_factory=uuid4)

    module: Mapped[CourseModule] = relationship(init=False, lazy="joined", innerjoin=True)
    version: Mapped[ModuleVersion] = relationship(init=False, lazy="joined", innerjoin=True)
    decisions: Mapped[list[HoursDecision]] = relationship(
        order_by="HoursDecision.id", default_factory=list, lazy="selectin"
    )


class HoursDecision(Base):
    """What a person decided about hours, and why. Only added to. Personal data."""

    __tablename__ = "hours_decision"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    hours_record_id: Mapped[int] = mapped_column(
        ForeignKey("hours_record.id"), init=False, index=True
    )
    state: Mapped[HoursState]
    reason: Mapped[str]
    decided_by_id: Mapped[int]
    decided_by_name: Mapped[str]
    decided_at: Mapped[datetime]
