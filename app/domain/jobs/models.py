"""Background jobs and the outbox of facts."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.jobs.rules import JobState
from app.store.base import Base


class Job(Base):
    """A piece of long work with progress. Personal data: its owner."""

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_state_due_at", "state", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    kind: Mapped[str]
    title: Mapped[str]
    """What the owner reads: a msgid."""
    args: Mapped[dict[str, Any]]
    owner_id: Mapped[int] = mapped_column(index=True)
    org_path: Mapped[str]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    uuid: Mapped[UUID] = mapped_column(unique=True, default_factory=uuid4)
    state: Mapped[JobState] = mapped_column(default=JobState.QUEUED)
    tries: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None] = mapped_column(default=None)
    progress_done: Mapped[int] = mapped_column(default=0)
    progress_total: Mapped[int] = mapped_column(default=0)
    is_cancel_asked: Mapped[bool] = mapped_column(default=False)
    started_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    result: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    error: Mapped[str] = mapped_column(default="")

    @property
    def percent(self) -> int:
        """How far it is, 0–100."""
        return 100 * self.progress_done // self.progress_total if self.progress_total else 0


class OutboxFact(Base):
    """A fact announced in the transaction that made it true. No personal data but ids."""

    __tablename__ = "outbox_fact"
    __table_args__ = (Index("ix_outbox_fact_delivered_at_id", "delivered_at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    kind: Mapped[str]
    subject: Mapped[str]
    """Facts about one subject are delivered in order."""
    payload: Mapped[dict[str, Any]]
    announced_at: Mapped[datetime]
    due_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    delivered_at: Mapped[datetime | None] = mapped_column(default=None)
    error: Mapped[str] = mapped_column(default="")
