"""Reads of practical tasks in the making, and of their proofs."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from app.domain.bank.models import Item, PracticalDraft, TaskProof
from app.kernel.errors import NotFoundError


def get_practical_draft(
    session: Session, uuid: UUID, *, person_id: int, lock: bool = False
) -> PracticalDraft:
    """Return a task in the making with its files; only its author sees it."""
    query = (
        select(PracticalDraft)
        .where(PracticalDraft.uuid == uuid, PracticalDraft.author_id == person_id)
        .options(undefer(PracticalDraft.task))
    )
    found = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if found is None:
        raise NotFoundError
    return found


def list_practical_drafts(session: Session, *, person_id: int) -> list[PracticalDraft]:
    """Return a person's own tasks in the making, the latest first."""
    query = (
        select(PracticalDraft)
        .where(PracticalDraft.author_id == person_id, PracticalDraft.handed_in_at.is_(None))
        .order_by(PracticalDraft.updated_at.desc(), PracticalDraft.id.desc())
    )
    return list(session.scalars(query))


def find_proof(session: Session, task_version: str) -> TaskProof | None:
    """Return what was found out about exactly this task."""
    return session.scalars(
        select(TaskProof).where(TaskProof.task_version == task_version)
    ).one_or_none()


def is_made_here(session: Session, item_id: int) -> bool:
    """Whether an item came from a task in the making."""
    query = select(PracticalDraft.id).where(PracticalDraft.item_id == item_id).limit(1)
    return session.scalars(query).first() is not None


def get_item_by_id(session: Session, item_id: int) -> Item:
    """Return the item that a draft of its author belongs to."""
    return session.get_one(Item, item_id)
