"""Tables of the results room."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.results.rules import Outcome, ResultState
from app.engines.scoring import Grade
from app.kernel.tier import Tier
from app.store.base import Base


class Result(Base):
    """One version of a person's outcome of an exam: the score never changes, only the state.

    Name, unit, post and tier are those at the time of the exam. Personal data.
    """

    __tablename__ = "result"
    __table_args__ = (
        UniqueConstraint("plan_id", "person_id", "number"),
        CheckConstraint("released_by_id IS NULL OR released_by_id <> checked_by_id", name="two"),
        Index(
            "uq_result_current",
            "plan_id",
            "person_id",
            unique=True,
            sqlite_where=text("is_current = 1"),
            postgresql_where=text("is_current"),
        ),
        Index(
            "uq_result_released",
            "plan_id",
            "person_id",
            unique=True,
            sqlite_where=text("state = 'released'"),
            postgresql_where=text("state = 'released'"),
        ),
        Index("ix_result_year_org_path", "year", "org_path"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    plan_id: Mapped[int] = mapped_column(ForeignKey("exam_plan.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), index=True)
    number: Mapped[int]
    """1, then one more for every correction."""
    full_name: Mapped[str]
    org_path: Mapped[str] = mapped_column(index=True)
    org_name: Mapped[str]
    tier: Mapped[Tier]
    exam_title: Mapped[str]
    year: Mapped[int]
    taken_on: Mapped[date] = mapped_column(index=True)
    outcome: Mapped[Outcome]
    made_at: Mapped[datetime]
    sitting_id: Mapped[int | None] = mapped_column(ForeignKey("sitting.id"), default=None)
    marking_id: Mapped[int | None] = mapped_column(ForeignKey("marking.id"), default=None)
    post_title: Mapped[str] = mapped_column(default="")
    rank: Mapped[str] = mapped_column(String(10), default="")
    total: Mapped[float | None] = mapped_column(default=None)
    max_total: Mapped[float | None] = mapped_column(default=None)
    grade: Mapped[Grade | None] = mapped_column(default=None)
    section_scores: Mapped[list[Any]] = mapped_column(default_factory=list)
    domain_profile: Mapped[list[Any]] = mapped_column(default_factory=list)
    explanation: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    waiting: Mapped[int] = mapped_column(default=0)
    """How many answers wait for a person; the result cannot be checked before."""
    state: Mapped[ResultState] = mapped_column(default=ResultState.PROVISIONAL)
    is_current: Mapped[bool] = mapped_column(default=True)
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("result.id"), default=None)
    """The released result that this one replaces when it is released itself."""
    checked_by_id: Mapped[int | None] = mapped_column(default=None)
    checked_by_name: Mapped[str] = mapped_column(default="")
    checked_at: Mapped[datetime | None] = mapped_column(default=None)
    released_by_id: Mapped[int | None] = mapped_column(default=None)
    released_by_name: Mapped[str] = mapped_column(default="")
    released_at: Mapped[datetime | None] = mapped_column(default=None)
    uuid: Mapped[UUID] = mapped_column(unique=True, default_factory=uuid4)


class ResultExport(Base):
    """A workbook someone asked for: what was asked, what came of it. Personal data: who asked."""

    __tablename__ = "result_export"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    requested_by_id: Mapped[int] = mapped_column(index=True)
    requested_by_name: Mapped[str]
    requested_at: Mapped[datetime]
    scope_paths: Mapped[list[Any]]
    """The part of the tree it covers: what the requester might see when asking."""
    filters: Mapped[dict[str, Any]]
    locale: Mapped[str] = mapped_column(String(10))
    unit_name: Mapped[str]
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"), default=None)
    completed_at: Mapped[datetime | None] = mapped_column(default=None)
    expires_at: Mapped[datetime | None] = mapped_column(default=None)
    sha256: Mapped[str] = mapped_column(String(64), default="")
    size: Mapped[int] = mapped_column(default=0)
    rows: Mapped[int] = mapped_column(default=0)
    downloads: Mapped[int] = mapped_column(default=0)
    uuid: Mapped[UUID] = mapped_column(unique=True, default_factory=uuid4)
