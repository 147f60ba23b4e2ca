"""Reads of practical tasks in the making, and of their proofs."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from app.domain.bank.models import Bank, Item, ItemVersion, PracticalDraft, TaskProof
from app.domain.bank.rules import State
from app.kernel.errors import NotFoundError
from app.kernel.scope import Scope
from app.store.scoping import in_scope

PRACTICAL = "practical"


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


@dataclass(frozen=True, slots=True)
class PracticalItem:
    """A practical task of a bank, to go on from."""

    uuid: UUID
    code: str
    title: str
    bank: Bank


def list_practical_items(session: Session, *, scope: Scope) -> list[PracticalItem]:
    """Return the practical tasks of the banks in scope by code, retired ones left out."""
    query = (
        select(Item.uuid, Item.code, ItemVersion.stem_text, Bank)
        .join(ItemVersion, ItemVersion.item_id == Item.id)
        .join(Bank, Bank.id == Item.bank_id)
        .where(
            in_scope(Bank.org_path, scope),
            ItemVersion.kind == PRACTICAL,
            ItemVersion.number == Item.version_count,
            ItemVersion.state != State.RETIRED,
        )
    )
    return [PracticalItem(*row) for row in session.execute(query.order_by(Item.code))]


def find_item(session: Session, code: str) -> ItemVersion | None:
    """Return the newest version of the item of that code, in any bank."""
    query = (
        select(ItemVersion)
        .join(ItemVersion.item)
        .where(Item.code == code, ItemVersion.number == Item.version_count)
    )
    return session.scalars(query).one_or_none()


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
