"""Bring an approved version into use, or take an item out of use."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.audit import services as audit
from app.domain.bank import policy, queries, rules
from app.domain.bank.models import ItemVersion
from app.domain.bank.rules import State
from app.domain.bank.services.proving import require_proof
from app.domain.bank.services.versions import name_of
from app.kernel.actor import Actor, Permission


def publish(
    session: Session, *, actor: Actor, uuid: UUID, number: int, now: datetime
) -> ItemVersion:
    """Make an approved version the one that new papers use.

    The version published before is retired in the same transaction; papers that already hold it
    keep it.
    """
    scope = actor.scope(Permission.BANK_ITEM_READ)
    version = queries.get_version(session, uuid, number, scope=scope, lock=True)
    policy.can_publish(
        actor, author_id=version.author_id, org_path=version.item.bank.org_path
    ).require()
    rules.require_transition(version.state, State.PUBLISHED)
    require_proof(session, version)
    bring_into_use(session, version, published_by_id=actor.person_id, now=now)
    audit.record(
        session, actor=actor, action="bank.version.published", subject=name_of(version), at=now
    )
    return version


def retire(
    session: Session, *, actor: Actor, uuid: UUID, number: int, reason: str, now: datetime
) -> ItemVersion:
    """Take a version out of use; papers that already hold it keep it."""
    scope = actor.scope(Permission.BANK_ITEM_READ)
    version = queries.get_version(session, uuid, number, scope=scope, lock=True)
    policy.can_retire(actor, org_path=version.item.bank.org_path).require()
    rules.require_transition(version.state, State.RETIRED)
    version.state, version.retired_at = State.RETIRED, now
    audit.record(
        session,
        actor=actor,
        action="bank.version.retired",
        subject=name_of(version),
        at=now,
        details={"reason": reason.strip()},
    )
    return version


def bring_into_use(
    session: Session, version: ItemVersion, *, published_by_id: int, now: datetime
) -> None:
    """Publish a version and retire the one before it."""
    if previous := queries.find_published(session, version.item.id):
        previous.state, previous.retired_at = State.RETIRED, now
        session.flush()  # the old row must leave the unique index before the new one enters
    version.state, version.published_at = State.PUBLISHED, now
    version.published_by_id = published_by_id
    session.flush()
