"""What an import must know of a bank, and the imports themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.bank.models import Bank, Item, ItemImport, ItemVersion, StagedFile
from app.domain.bank.queries.items import versions
from app.domain.bank.rules import State
from app.kernel.errors import NotFoundError
from app.kernel.scope import Scope
from app.store.scoping import in_scope


def list_imports(session: Session, *, scope: Scope, limit: int = 50) -> Sequence[ItemImport]:
    """Return the imports into banks in scope, the newest first."""
    query = (
        select(ItemImport)
        .join(Bank, Bank.id == ItemImport.bank_id)
        .where(in_scope(Bank.org_path, scope))
        .order_by(ItemImport.created_at.desc(), ItemImport.id.desc())
    )
    return session.scalars(query.limit(limit)).all()


def get_import(
    session: Session, uuid: UUID, *, scope: Scope, lock: bool = False
) -> tuple[ItemImport, Bank]:
    """Return an import into a bank in scope, or refuse as if there were none."""
    query = (
        select(ItemImport, Bank)
        .join(Bank, Bank.id == ItemImport.bank_id)
        .where(ItemImport.uuid == uuid, in_scope(Bank.org_path, scope))
    )
    found = session.execute(query.with_for_update(of=ItemImport) if lock else query).one_or_none()
    if found is None:
        raise NotFoundError
    return found[0], found[1]


def list_imported(session: Session, import_id: int) -> Sequence[ItemVersion]:
    """Return the versions that an import brought in."""
    query = versions().where(ItemVersion.import_id == import_id)
    return session.scalars(query.order_by(ItemVersion.id)).all()


@dataclass(frozen=True, slots=True)
class Newest:
    """What an import must know of an item that is there already."""

    item_id: int
    version_id: int
    bank_id: int
    number: int
    state: State
    digest: str


def newest_by_code(session: Session, codes: Iterable[str]) -> dict[str, Newest]:
    """Return code → newest version of these items, in any bank."""
    query = (
        select(
            *(Item.code, Item.id, ItemVersion.id, Item.bank_id, ItemVersion.number),
            *(ItemVersion.state, ItemVersion.content_digest),
        )
        .join(ItemVersion, ItemVersion.item_id == Item.id)
        .where(ItemVersion.number == Item.version_count, Item.code.in_(set(codes)))
    )
    return {row[0]: Newest(*row[1:]) for row in session.execute(query)}


def bank_digests(session: Session, bank_id: int) -> dict[str, str]:
    """Return digest → code of the newest versions of a bank, retired ones left out."""
    query = (
        select(ItemVersion.content_digest, Item.code)
        .join(Item, Item.id == ItemVersion.item_id)
        .where(
            Item.bank_id == bank_id,
            ItemVersion.number == Item.version_count,
            ItemVersion.state != State.RETIRED,
        )
    )
    return {row.content_digest: row.code for row in session.execute(query)}


def newest_contents(session: Session, bank_ids: Iterable[int]) -> dict[str, dict[str, Any]]:
    """Return code → content of the newest versions of banks, retired ones left out."""
    query = (
        select(Item.code, ItemVersion.content)
        .join(ItemVersion, ItemVersion.item_id == Item.id)
        .where(
            Item.bank_id.in_(set(bank_ids)),
            ItemVersion.number == Item.version_count,
            ItemVersion.state != State.RETIRED,
        )
        .order_by(Item.code)
    )
    return {row.code: row.content for row in session.execute(query)}


def main_domain(session: Session, bank_id: int) -> str | None:
    """Return the area that most items of a bank belong to."""
    query = (
        select(ItemVersion.domain)
        .join(Item, Item.id == ItemVersion.item_id)
        .where(Item.bank_id == bank_id)
        .group_by(ItemVersion.domain)
        .order_by(func.count().desc(), ItemVersion.domain)
    )
    return session.scalars(query.limit(1)).first()


def latest_author(session: Session, bank_id: int) -> int | None:
    """Return the person who wrote the newest version of a bank."""
    query = (
        select(ItemVersion.author_id)
        .join(Item, Item.id == ItemVersion.item_id)
        .where(Item.bank_id == bank_id)
        .order_by(ItemVersion.id.desc())
    )
    return session.scalars(query.limit(1)).first()


def last_import_number(session: Session, bank_id: int) -> int:
    """Return the highest number that an import has given to a code of this bank."""
    query = select(func.max(ItemImport.last_number)).where(ItemImport.bank_id == bank_id)
    return session.scalar(query) or 0


def get_staged(session: Session, uuid: UUID, *, person_id: int) -> tuple[StagedFile, Bank]:
    """Return a file that waits for this person, with its bank, or refuse as if there were none."""
    query = (
        select(StagedFile, Bank)
        .join(Bank, Bank.id == StagedFile.bank_id)
        .where(StagedFile.uuid == uuid, StagedFile.person_id == person_id)
    )
    found = session.execute(query).one_or_none()
    if found is None:
        raise NotFoundError
    return found[0], found[1]


def newest_numbers(session: Session, codes: Iterable[str]) -> list[tuple[UUID, int]]:
    """Return identity and number of the newest version of these items."""
    query = select(Item.uuid, Item.version_count).where(Item.code.in_(list(codes)))
    return [(uuid, number) for uuid, number in session.execute(query.order_by(Item.code))]


def count_bank(session: Session, bank_id: int) -> int:
    """Count the items of a bank."""
    return session.scalar(select(func.count(Item.id)).where(Item.bank_id == bank_id)) or 0
