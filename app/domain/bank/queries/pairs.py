"""Items that read alike, and those of them that somebody found to be no duplicates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from app.domain.bank.models import Bank, DismissedPair, Item, ItemVersion
from app.domain.bank.queries.items import versions
from app.domain.bank.rules import State
from app.kernel.scope import Scope
from app.store.scoping import in_scope


@dataclass(frozen=True, slots=True)
class Dismissed:
    """A pair that may stay as it is."""

    first: str
    second: str
    reason: str
    person_id: int
    at: datetime


def find_dismissed(session: Session, first_id: int, second_id: int) -> DismissedPair | None:
    """Return the finding about two items, the one with the lower number first."""
    query = select(DismissedPair).where(
        DismissedPair.first_id == first_id, DismissedPair.second_id == second_id
    )
    return session.scalars(query).one_or_none()


def list_dismissed(session: Session, *, scope: Scope) -> list[Dismissed]:
    """Return the pairs of items in scope that are no duplicates, the newest first."""
    first, second = aliased(Item), aliased(Item)
    bank, other = aliased(Bank), aliased(Bank)
    query = (
        select(first.code, second.code, DismissedPair)
        .join(first, first.id == DismissedPair.first_id)
        .join(second, second.id == DismissedPair.second_id)
        .join(bank, bank.id == first.bank_id)
        .join(other, other.id == second.bank_id)
        .where(in_scope(bank.org_path, scope), in_scope(other.org_path, scope))
        .order_by(DismissedPair.dismissed_at.desc())
    )
    return [
        Dismissed(one, two, pair.reason, pair.person_id, pair.dismissed_at)
        for one, two, pair in session.execute(query)
    ]


def count_in(session: Session, bank_ids: Iterable[int]) -> int:
    """Count the items of banks."""
    query = select(func.count(Item.id)).where(Item.bank_id.in_(set(bank_ids)))
    return session.scalar(query) or 0


def newest_of(session: Session, codes: Iterable[str], *, scope: Scope) -> dict[str, ItemVersion]:
    """Return code → newest version of these items, as far as they lie in scope."""
    query = versions().where(
        Item.code.in_(set(codes)),
        ItemVersion.number == Item.version_count,
        in_scope(Bank.org_path, scope),
    )
    return {version.item.code: version for version in session.scalars(query)}


def published_of(session: Session, item_ids: Sequence[int]) -> dict[int, int]:
    """Return item id → number of the version in use."""
    query = select(ItemVersion.item_id, ItemVersion.number).where(
        ItemVersion.item_id.in_(item_ids), ItemVersion.state == State.PUBLISHED
    )
    return {row.item_id: row.number for row in session.execute(query)}
