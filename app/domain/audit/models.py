"""The audit log: rows are added, never changed, and chained by digest."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from app.store.base import Base


class AuditEvent(Base):
    """One thing someone did. Personal data: the acting person and whatever the subject names."""

    __tablename__ = "audit_event"
    __table_args__ = (
        Index("ix_audit_event_at", "at"),
        Index("ix_audit_event_action", "action"),
        Index("ix_audit_event_subject", "subject"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    at: Mapped[datetime]
    person_id: Mapped[int]
    person_name: Mapped[str]
    org_path: Mapped[str] = mapped_column(index=True)
    action: Mapped[str]
    subject: Mapped[str]
    details: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    previous_digest: Mapped[str] = mapped_column(default="")
    digest: Mapped[str] = mapped_column(default="")


class AuditHead(Base):
    """The last link of the chain; one row, locked while a link is added. No personal data."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str]
