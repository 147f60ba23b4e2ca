"""Write audit events into the caller's transaction: if they cannot be written, nothing is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, bindparam, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.domain.audit import rules
from app.domain.audit.models import AuditEvent, AuditHead
from app.kernel.actor import Actor

_events: Table = AuditEvent.__table__  # type: ignore[assignment]
_heads: Table = AuditHead.__table__  # type: ignore[assignment]
_HEAD = select(_heads.c.digest).with_for_update()
_BEGIN = {
    "postgresql": postgresql.insert(_heads).on_conflict_do_nothing(),
    "sqlite": sqlite.insert(_heads).on_conflict_do_nothing(),
}
"""The first events of an installation may come from two at once: one of them begins the chain."""
_ADD = insert(_events)
_MOVE = update(_heads).values(digest=bindparam("last"))


@dataclass(frozen=True, slots=True)
class Entry:
    """One event to record. `action` is `room.thing.verb` in the past tense."""

    actor: Actor
    action: str
    subject: str
    at: datetime
    details: Mapping[str, object] = field(default_factory=dict)


def record(
    session: Session,
    *,
    actor: Actor,
    action: str,
    subject: str,
    at: datetime,
    details: Mapping[str, object] | None = None,
) -> None:
    """Add one event to the chain, after what the session still holds back."""
    session.flush()
    record_all(session, [Entry(actor, action, subject, at, details or {})])


def record_all(session: Session | Connection, entries: Sequence[Entry]) -> None:
    """Add events to the chain in their order, with one statement for all of them."""
    if not entries:
        return
    digest = _lock_head(session)
    rows = []
    for entry in entries:
        row = _row(entry, digest)
        digest = row["digest"]
        rows.append(row)
    session.execute(_ADD, rows)
    session.execute(_MOVE, {"last": digest})


def _row(entry: Entry, previous: str) -> dict[str, Any]:
    facts = dict(entry.details)
    return {
        "at": entry.at,
        "person_id": entry.actor.person_id,
        "person_name": entry.actor.full_name,
        "org_path": entry.actor.org_path,
        "action": entry.action,
        "subject": entry.subject,
        "details": facts,
        "previous_digest": previous,
        "digest": rules.link(
            previous,
            at=entry.at,
            person_id=entry.actor.person_id,
            action=entry.action,
            subject=entry.subject,
            details=facts,
        ),
    }


def _lock_head(session: Session | Connection) -> str:
    """Return the digest of the last link; nobody else adds one until the transaction ends."""
    digest: str | None = session.execute(_HEAD).scalar()
    if digest is None:
        session.execute(_BEGIN[_dialect(session)], {"id": 1, "digest": rules.GENESIS})
        digest = session.execute(_HEAD).scalar_one()
    return digest


def _dialect(session: Session | Connection) -> str:
    return (session.get_bind() if isinstance(session, Session) else session).dialect.name
