"""A file that somebody has sent and not yet confirmed: kept for a day, for its owner alone."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.domain.bank import policy, queries
from app.domain.bank.models import StagedFile
from app.kernel.actor import Actor

KEPT_FOR = timedelta(days=1)


def stage_file(
    session: Session, *, actor: Actor, bank_code: str, name: str, data: bytes, now: datetime
) -> StagedFile:
    """Keep a file until its owner confirms or discards it; no item is made of it."""
    bank = queries.get_bank(session, bank_code)
    policy.can_import(actor, org_path=bank.org_path).require()
    session.execute(delete(StagedFile).where(StagedFile.created_at < now - KEPT_FOR))
    made = StagedFile(
        bank_id=bank.id, person_id=actor.person_id, name=name[:200], data=data, created_at=now
    )
    session.add(made)
    session.flush()
    return made


def discard_file(session: Session, *, actor: Actor, uuid: UUID) -> None:
    """Throw a file away that was not confirmed, or that has become items."""
    staged, bank = queries.get_staged(session, uuid, person_id=actor.person_id)
    policy.can_import(actor, org_path=bank.org_path).require()
    session.delete(staged)
    session.flush()
