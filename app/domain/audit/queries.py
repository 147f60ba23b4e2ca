"""Read the audit log."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.domain.audit import rules
from app.domain.audit.models import AuditEvent
from app.kernel.scope import Scope
from app.store.scoping import in_scope


@dataclass(frozen=True, slots=True)
class Filters:
    """What the reader of the log looks for; empty means all."""

    action: str = ""
    person: str = ""
    subject: str = ""

    def conditions(self, scope: Scope) -> list[ColumnElement[bool]]:
        """Return the WHERE parts."""
        found = [in_scope(AuditEvent.org_path, scope)]
        if self.action:
            found.append(AuditEvent.action.startswith(self.action, autoescape=True))
        if self.person:
            found.append(AuditEvent.person_name.contains(self.person, autoescape=True))
        if self.subject:
            found.append(AuditEvent.subject.contains(self.subject, autoescape=True))
        return found


def list_events(
    session: Session, *, scope: Scope, filters: Filters, limit: int, offset: int
) -> Sequence[AuditEvent]:
    """Return events, newest first."""
    query = select(AuditEvent).where(*filters.conditions(scope))
    return session.scalars(query.order_by(AuditEvent.id.desc()).limit(limit).offset(offset)).all()


def count_events(session: Session, *, scope: Scope, filters: Filters) -> int:
    """Count what `list_events` would give in all."""
    query = select(func.count()).select_from(AuditEvent).where(*filters.conditions(scope))
    return session.scalar(query) or 0


def list_about(session: Session, subjects: Iterable[str], *, limit: int) -> Sequence[AuditEvent]:
    """Return what was done with things of exactly these names, the newest first.

    Whoever asks has seen that the reader may see those things.
    """
    query = select(AuditEvent).where(AuditEvent.subject.in_(set(subjects)))
    return session.scalars(query.order_by(AuditEvent.id.desc()).limit(limit)).all()


def find_broken_link(session: Session) -> AuditEvent | None:
    """Return the first event that does not fit the chain, or None if the log is whole."""
    previous = rules.GENESIS
    for event in session.scalars(select(AuditEvent).order_by(AuditEvent.id)).yield_per(1000):
        expected = rules.link(
            previous,
            at=event.at,
            person_id=event.person_id,
            action=event.action,
            subject=event.subject,
            details=event.details,
        )
        if event.previous_digest != previous or event.digest != expected:
            return event
        previous = event.digest
    return None
