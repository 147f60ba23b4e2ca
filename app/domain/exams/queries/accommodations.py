"""Find accommodations; a scope is required, and a person sees their own."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.exams.models import Accommodation
from app.kernel.scope import Scope
from app.store.scoping import in_scope


def find_accommodation(session: Session, uuid: UUID, *, scope: Scope) -> Accommodation | None:
    """Return a request of a person in scope."""
    query = select(Accommodation).where(
        Accommodation.uuid == uuid, in_scope(Accommodation.org_path, scope)
    )
    return session.scalars(query.with_for_update()).one_or_none()


def list_accommodations(session: Session, *, scope: Scope) -> Sequence[Accommodation]:
    """Return the requests of one's part, the newest first."""
    query = select(Accommodation).where(in_scope(Accommodation.org_path, scope))
    return session.scalars(query.order_by(Accommodation.id.desc())).all()


def list_own_accommodations(session: Session, person_id: int) -> Sequence[Accommodation]:
    """Return what a person asked for or was granted, the newest first."""
    query = select(Accommodation).where(Accommodation.person_id == person_id)
    return session.scalars(query.order_by(Accommodation.id.desc())).all()
