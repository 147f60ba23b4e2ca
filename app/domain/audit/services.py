"""Write one audit event into the caller's transaction: if it cannot be written, nothing is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.audit import rules
from app.domain.audit.models import AuditEvent, AuditHead
from app.kernel.actor import Actor


def record(
    session: Session,
    *,
    actor: Actor,
    action: str,
    subject: str,
    at: datetime,
    details: Mapping[str, object] | None = None,
) -> AuditEvent:
    """Add one event to the chain. `action` is `room.thing.verb` in the past tense."""
    head = _lock_head(session)
    facts = dict(details or {})
    digest = rules.link(
        head.digest, at=at, person_id=actor.person_id, action=action, subject=subject, details=facts
    )
    event = AuditEvent(
        at=at,
        person_id=actor.person_id,
        person_name=actor.full_name,
        org_path=actor.org_path,
        action=action,
        subject=subject,
        details=facts,
        previous_digest=head.digest,
        digest=digest,
    )
    session.add(event)
    head.digest = digest
    session.flush()
    return event


def _lock_head(session: Session) -> AuditHead:
    head = session.scalars(select(AuditHead).with_for_update()).one_or_none()
    if head is None:
        head = AuditHead(id=1, digest=rules.GENESIS)
        session.add(head)
        session.flush()
    return head
