"""Tables of the marking room: rows are added, never changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.marking.rules_regrades import Mode, RegradeState
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


class Doubt(Base):
    """What a machine could not judge: one check of a practical, or a whole answer. Personal data.

    It is about this answer with this evidence; when another comes to count, it is no longer
    current. `settled_at` and `points` point to what came of its verdicts.
    """

    __tablename__ = "doubt"
    __table_args__ = (
        UniqueConstraint("sitting_id", "position", "check_id", "response_digest", "evidence"),
        Index("ix_doubt_plan_id_is_current_settled_at", "plan_id", "is_current", "settled_at"),
        CheckConstraint("points IS NULL OR points <= max_points", name="points_in_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"))
    plan_id: Mapped[int] = mapped_column(ForeignKey("exam_plan.id"))
    plan_uuid: Mapped[UUID]
    exam_title: Mapped[str]
    person_id: Mapped[int]
    org_path: Mapped[str] = mapped_column(index=True)
    position: Mapped[int]
    check_id: Mapped[str] = mapped_column(String(80))
    """Empty for a whole answer."""
    item_version_id: Mapped[int] = mapped_column(index=True)
    kind: Mapped[str] = mapped_column(String(20))
    item_title: Mapped[str]
    title: Mapped[str]
    """Of the check, or of the item where the whole answer is judged."""
    response_digest: Mapped[str] = mapped_column(String(64))
    file_sha256: Mapped[str] = mapped_column(String(64))
    evidence: Mapped[str] = mapped_column(String(64), index=True)
    """The same for all answers in which the machine found the very same."""
    content: Mapped[dict[str, Any]]
    """The check as it was graded: expected, found, where, advice."""
    max_points: Mapped[float]
    proven: Mapped[float]
    """Points that the machine could prove."""
    opened_at: Mapped[datetime]
    anonymous: Mapped[str] = mapped_column(String(12))
    """Anonymous number of the sitting: markers see no name (domain.md 6.3)."""
    version: Mapped[int] = mapped_column(default=1)
    """Changes whenever what a marker must know changes: the guard of a judgement."""
    round: Mapped[int] = mapped_column(default=1)
    """Verdicts of earlier rounds no longer count: the doubt was opened again."""
    is_current: Mapped[bool] = mapped_column(default=True)
    needs_third: Mapped[bool] = mapped_column(default=False)
    """Two markers differ."""
    settled_at: Mapped[datetime | None] = mapped_column(default=None)
    points: Mapped[float | None] = mapped_column(default=None)
    settled_reason: Mapped[str] = mapped_column(default="")
    settled_by: Mapped[str] = mapped_column(default="")
    uuid: Mapped[UUID] = mapped_column(unique=True, default_factory=uuid4)

    verdicts: Mapped[list[Verdict]] = relationship(order_by="Verdict.id", default_factory=list)


class Verdict(Base):
    """What one person judged about one doubt; added, never changed. Personal data."""

    __tablename__ = "verdict"
    __table_args__ = (UniqueConstraint("doubt_id", "round", "by_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    doubt_id: Mapped[int] = mapped_column(ForeignKey("doubt.id"), init=False)
    round: Mapped[int]
    points: Mapped[float]
    reason: Mapped[str]
    by_id: Mapped[int]
    by_name: Mapped[str]
    at: Mapped[datetime]
    is_batch: Mapped[bool] = mapped_column(default=False)
    """Given to an answer with the same evidence as one that was looked at."""


class MarkingRule(Base):
    """How many people judge each doubt of an exam. Personal data: who set it."""

    __tablename__ = "marking_rule"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    plan_id: Mapped[int] = mapped_column(ForeignKey("exam_plan.id"), unique=True)
    readers: Mapped[int]
    set_by_id: Mapped[int]
    set_at: Mapped[datetime]


class Regrade(Base):
    """The files of one practical of an exam, graded anew; two officers decide. Personal data: who.

    Nothing counts before it is approved. The states are in `rules_regrades`.
    """

    __tablename__ = "regrade"
    __table_args__ = (
        CheckConstraint("decided_by_id IS NULL OR decided_by_id <> proposed_by_id", name="two"),
        Index("ix_regrade_plan_id_item_id", "plan_id", "item_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    plan_id: Mapped[int] = mapped_column(ForeignKey("exam_plan.id"))
    plan_uuid: Mapped[UUID]
    org_path: Mapped[str] = mapped_column(index=True)
    exam_title: Mapped[str]
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    item_title: Mapped[str]
    version_id: Mapped[int] = mapped_column(ForeignKey("item_version.id"))
    """The version that grades; papers keep theirs."""
    version_number: Mapped[int]
    opened_by_id: Mapped[int]
    opened_by_name: Mapped[str]
    opened_at: Mapped[datetime]
    state: Mapped[RegradeState] = mapped_column(default=RegradeState.PREVIEWING)
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"), default=None)
    mode: Mapped[Mode | None] = mapped_column(default=None)
    reason: Mapped[str] = mapped_column(default="")
    proposed_by_id: Mapped[int | None] = mapped_column(default=None)
    proposed_by_name: Mapped[str] = mapped_column(default="")
    proposed_at: Mapped[datetime | None] = mapped_column(default=None)
    decided_by_id: Mapped[int | None] = mapped_column(default=None)
    decided_by_name: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    note: Mapped[str] = mapped_column(default="")
    """Why it was refused or dropped."""
    applied_at: Mapped[datetime | None] = mapped_column(default=None)
    uuid: Mapped[UUID] = mapped_column(unique=True, default_factory=uuid4)


class RegradedFile(Base):
    """What a regrade said about one file, beside what counted then. Personal data.

    Added, never changed, but for `is_applied`: whether its grading has come to count.
    """

    __tablename__ = "regraded_file"
    __table_args__ = (UniqueConstraint("regrade_id", "sitting_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    regrade_id: Mapped[int] = mapped_column(ForeignKey("regrade.id"))
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"), index=True)
    position: Mapped[int]
    file_sha256: Mapped[str] = mapped_column(String(64))
    grading: Mapped[dict[str, Any]]
    is_sound: Mapped[bool]
    changes: Mapped[list[Any]]
    """Checks that came out otherwise: id, title, points, old and new score and status."""
    max_points: Mapped[float]
    old_points: Mapped[float]
    new_points: Mapped[float]
    old_status: Mapped[Status]
    new_status: Mapped[Status]
    is_decided: Mapped[bool]
    """A person gave the points of the whole answer: they stay, whatever the grader says."""
    graded_at: Mapped[datetime]
    is_applied: Mapped[bool] = mapped_column(default=False)
