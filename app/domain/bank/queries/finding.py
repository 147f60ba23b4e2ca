"""Find items: the list with its filters, full text, tags, and searches kept under a name.

The statements do not grow with the bank: filters read one index and stop at `MOST_FOUND`, the rows
of one page are fetched by their ids.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session, aliased, contains_eager, defer

from app.domain.bank.models import Bank, Item, ItemTag, ItemVersion, SavedView
from app.domain.bank.rules import State
from app.engines.bankfiles import Level, Secrecy
from app.kernel.errors import NotFoundError
from app.kernel.scope import Scope
from app.kernel.tier import Tier
from app.store import fulltext
from app.store.indexing import beside_indexes
from app.store.scoping import in_scope

MOST_FOUND = 2000
"""A list goes no further: whoever finds more narrows the search."""


@dataclass(frozen=True, slots=True)
class ItemFilters:
    """What the reader of the list looks for; empty means all."""

    text: str = ""
    kind: str = ""
    domain: str = ""
    level: str = ""
    state: str = ""
    tier: str = ""
    author_id: int | None = None
    bank: str = ""
    module: str = ""
    tag: str = ""
    secrecy: str = ""
    difficulty_from: float | None = None
    difficulty_to: float | None = None
    expires_by: date | None = None

    def conditions(self, session: Session) -> list[ColumnElement[bool]]:
        """Return the WHERE parts on the newest version."""
        made = [*self._equal(), *self._ranges()]
        if self.text:
            made.append(fulltext.matches(session, Item.id, Item.words, self.text))
        if self.tier:
            made.append(ItemVersion.tier_names.contains(self.tier, autoescape=True))
        if self.tag:
            made.append(Item.id.in_(select(ItemTag.item_id).where(ItemTag.tag == self.tag)))
        if self.state == State.PUBLISHED:
            made.append(_has_published())
        elif self.state:
            state = beside_indexes(session, ItemVersion.state)  # keeps to `ix_item_version_list`
            made.append(state == State(self.state))
        return made

    def _equal(self) -> list[ColumnElement[bool]]:
        pairs = (
            (ItemVersion.kind, self.kind or None),
            (ItemVersion.domain, self.domain or None),
            (ItemVersion.level, Level(self.level) if self.level else None),
            (ItemVersion.module, self.module or None),
            (Item.secrecy, Secrecy(self.secrecy) if self.secrecy else None),
            (ItemVersion.author_id, self.author_id),
            (Bank.code, self.bank or None),
        )
        return [held == wanted for held, wanted in pairs if wanted is not None]

    def _ranges(self) -> list[ColumnElement[bool]]:
        made: list[ColumnElement[bool]] = []
        if self.difficulty_from is not None:
            made.append(ItemVersion.difficulty >= self.difficulty_from)
        if self.difficulty_to is not None:
            made.append(ItemVersion.difficulty <= self.difficulty_to)
        if self.expires_by is not None:
            made.append(ItemVersion.valid_to <= self.expires_by)
        return made


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRow:
    """One line of the list: the newest version of an item."""

    uuid: UUID
    code: str
    number: int
    kind: str
    stem: str
    domain: str
    level: Level
    tiers: tuple[Tier, ...]
    state: State
    difficulty: float
    valid_to: date | None
    is_published: bool
    """Whether some version of the item is in use."""
    secrecy: Secrecy
    tags: tuple[str, ...]


def find_items(session: Session, *, scope: Scope, filters: ItemFilters) -> Sequence[int]:
    """Return the ids of the items that filters give, the newest first, up to `MOST_FOUND`.

    One statement tells how many there are and which are on any page. It asks for nothing that an
    index does not hold.
    """
    newest = _newest(session, filters, scope)
    query = newest.with_only_columns(Item.id, maintain_column_froms=True)
    return session.scalars(query.order_by(Item.id.desc()).limit(MOST_FOUND)).all()


def list_items(session: Session, item_ids: Sequence[int], *, scope: Scope) -> list[ItemRow]:
    """Return these items as far as they lie in scope, the newest first, in two statements."""
    query = (
        select(ItemVersion, _has_published())
        .join(ItemVersion.item)
        .join(Item.bank)
        .options(contains_eager(ItemVersion.item).contains_eager(Item.bank))
        .options(defer(ItemVersion.content))
        .where(
            Item.id.in_(item_ids),
            ItemVersion.number == Item.version_count,
            in_scope(Bank.org_path, scope),
        )
        .order_by(Item.id.desc())
    )
    found = session.execute(query).all()
    tags = list_tags_of(session, [version.item.id for version, _ in found])
    return [_row(version, bool(is_used), tags) for version, is_used in found]


def list_uuids(session: Session, *, scope: Scope, filters: ItemFilters, limit: int) -> list[UUID]:
    """Return the items that filters give, by their codes, for what is done with all of them."""
    newest = _newest(session, filters, scope)
    query = newest.with_only_columns(Item.uuid, maintain_column_froms=True)
    return list(session.scalars(query.order_by(Item.code).limit(limit)))


def list_newest(
    session: Session, uuids: Iterable[UUID], *, scope: Scope, lock: bool = False
) -> Sequence[ItemVersion]:
    """Return the newest versions of these items, as far as they lie in scope, by their codes."""
    query = (
        _newest(session, ItemFilters(), scope)
        .options(contains_eager(ItemVersion.item).contains_eager(Item.bank))
        .where(Item.uuid.in_(set(uuids)))
        .order_by(Item.code)
    )
    return session.scalars(query.with_for_update(of=ItemVersion) if lock else query).all()


def list_expiring(
    session: Session, *, scope: Scope, on: date, days: int, limit: int
) -> Sequence[ItemVersion]:
    """Return published versions whose source is out of force by then, the first to end first."""
    query = (
        _expiring(scope, on, days)
        .options(contains_eager(ItemVersion.item).contains_eager(Item.bank))
        .options(defer(ItemVersion.content))
        .order_by(ItemVersion.valid_to, Item.code)
    )
    return session.scalars(query.limit(limit)).all()


def count_expiring(session: Session, *, scope: Scope, on: date, days: int) -> int:
    """Count what `list_expiring` would give in all."""
    query = _expiring(scope, on, days)
    counted = query.with_only_columns(func.count(), maintain_column_froms=True)
    return session.scalar(counted) or 0


def _expiring(scope: Scope, on: date, days: int) -> Select[ItemVersion]:
    return (
        select(ItemVersion)
        .join(ItemVersion.item)
        .join(Item.bank)
        .where(
            in_scope(Bank.org_path, scope),
            ItemVersion.state == State.PUBLISHED,
            ItemVersion.valid_to <= on + timedelta(days=days),
        )
    )


def list_tags(session: Session, *, scope: Scope) -> list[str]:
    """Return the tags that items in scope carry."""
    query = (
        select(ItemTag.tag)
        .join(Item, Item.id == ItemTag.item_id)
        .join(Item.bank)
        .where(in_scope(Bank.org_path, scope))
    )
    return list(session.scalars(query.distinct().order_by(ItemTag.tag)))


def list_tags_of(session: Session, item_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Return item id → its tags."""
    query = select(ItemTag.item_id, ItemTag.tag).where(ItemTag.item_id.in_(item_ids))
    found: dict[int, tuple[str, ...]] = defaultdict(tuple)
    for item_id, tag in session.execute(query.order_by(ItemTag.tag)):
        found[item_id] += (tag,)
    return found


def list_views(session: Session, *, person_id: int) -> Sequence[SavedView]:
    """Return the searches that a person has kept."""
    query = select(SavedView).where(SavedView.person_id == person_id)
    return session.scalars(query.order_by(SavedView.title)).all()


def get_view(session: Session, uuid: UUID, *, person_id: int) -> SavedView:
    """Return a search of this person, or refuse as if there were none."""
    query = select(SavedView).where(SavedView.uuid == uuid, SavedView.person_id == person_id)
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFoundError
    return found


def _has_published() -> ColumnElement[bool]:
    other = aliased(ItemVersion)
    return exists().where(other.item_id == Item.id, other.state == State.PUBLISHED)


def _newest(session: Session, filters: ItemFilters, scope: Scope) -> Select[ItemVersion]:
    return (
        select(ItemVersion)
        .join(ItemVersion.item)
        .join(Item.bank)
        .where(
            beside_indexes(session, ItemVersion.number) == Item.version_count,
            in_scope(Bank.org_path, scope),
            *filters.conditions(session),
        )
    )


def _row(version: ItemVersion, is_published: bool, tags: dict[int, tuple[str, ...]]) -> ItemRow:  # noqa: FBT001
    return ItemRow(
        uuid=version.item.uuid,
        code=version.item.code,
        number=version.number,
        kind=version.kind,
        stem=version.stem_text,
        domain=version.domain,
        level=version.level,
        tiers=version.tiers,
        state=version.state,
        difficulty=version.difficulty,
        valid_to=version.valid_to,
        is_published=is_published,
        secrecy=version.item.secrecy,
        tags=tags.get(version.item.id, ()),
    )
