"""Banks, items, versions and reviews."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased, contains_eager, defer

from app.domain.bank.models import Bank, Item, ItemReview, ItemVersion
from app.domain.bank.rules import State
from app.engines.bankfiles import ItemSource, Secrecy, Use
from app.kernel.errors import NotFoundError
from app.kernel.scope import Scope
from app.kernel.text import msg
from app.store.scoping import in_scope

PORTION = 500
"""So many codes are asked for in one statement."""


def get_bank(session: Session, code: str) -> Bank:
    """Return the bank of that code, or refuse."""
    found = find_bank(session, code)
    if found is None:
        raise NotFoundError(msg("There is no question bank %(code)s.", code=code))
    return found


def find_bank(session: Session, code: str) -> Bank | None:
    """Return the bank of that code."""
    return session.scalars(select(Bank).where(Bank.code == code)).one_or_none()


def list_banks(session: Session, *, scope: Scope) -> Sequence[Bank]:
    """Return the banks in scope by their codes."""
    query = select(Bank).where(in_scope(Bank.org_path, scope))
    return session.scalars(query.order_by(Bank.code)).all()


def get_item(session: Session, uuid: UUID, *, scope: Scope, lock: bool = False) -> Item:
    """Return an item of a bank in scope, or refuse as if there were none."""
    query = (
        select(Item)
        .join(Item.bank)
        .options(contains_eager(Item.bank))
        .where(Item.uuid == uuid, in_scope(Bank.org_path, scope))
    )
    found = session.scalars(query.with_for_update(of=Item) if lock else query).one_or_none()
    if found is None:
        raise NotFoundError
    return found


def get_version(
    session: Session, uuid: UUID, number: int, *, scope: Scope, lock: bool = False
) -> ItemVersion:
    """Return one version of an item in scope, or refuse as if there were none."""
    query = versions().where(
        Item.uuid == uuid, ItemVersion.number == number, in_scope(Bank.org_path, scope)
    )
    query = query.with_for_update(of=ItemVersion) if lock else query
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFoundError
    return found


def find_published(session: Session, item_id: int) -> ItemVersion | None:
    """Return the version that new papers use."""
    query = versions().where(Item.id == item_id, ItemVersion.state == State.PUBLISHED)
    return session.scalars(query).one_or_none()


def list_versions(session: Session, item_id: int) -> Sequence[ItemVersion]:
    """Return all versions of an item, the newest first."""
    query = versions().where(Item.id == item_id)
    return session.scalars(query.order_by(ItemVersion.number.desc())).all()


def list_reviews(session: Session, item_id: int) -> Sequence[tuple[int, ItemReview]]:
    """Return the decided reviews of an item with the number of the version, the newest first."""
    query = (
        select(ItemVersion.number, ItemReview)
        .join(ItemReview, ItemReview.version_id == ItemVersion.id)
        .where(ItemVersion.item_id == item_id, ItemReview.decided_at.is_not(None))
        .order_by(ItemReview.decided_at.desc())
    )
    return [(number, review) for number, review in session.execute(query)]


def find_review(session: Session, version_id: int, reviewer_id: int) -> ItemReview | None:
    """Return the review of one version by one person."""
    query = select(ItemReview).where(
        ItemReview.version_id == version_id, ItemReview.reviewer_id == reviewer_id
    )
    return session.scalars(query).one_or_none()


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One version that waits for a review."""

    uuid: UUID
    code: str
    number: int
    kind: str
    stem: str
    domain: str
    author_id: int
    submitted_at: datetime | None
    is_solved: bool
    """Whether this reviewer has already given their own answer."""


def list_waiting(
    session: Session, *, scope: Scope, reviewer_id: int, limit: int, offset: int = 0
) -> list[Waiting]:
    """Return what this person may review, the longest waiting first."""
    solved = exists().where(
        ItemReview.version_id == ItemVersion.id, ItemReview.reviewer_id == reviewer_id
    )
    query = (
        _waiting(scope, reviewer_id)
        .with_only_columns(
            *(Item.uuid, Item.code, ItemVersion.number, ItemVersion.kind, ItemVersion.stem_text),
            *(ItemVersion.domain, ItemVersion.author_id, ItemVersion.submitted_at),
            solved,
            maintain_column_froms=True,
        )
        .order_by(ItemVersion.submitted_at, ItemVersion.id)
    )
    return [
        Waiting(
            uuid=row[0],
            code=row[1],
            number=row[2],
            kind=row[3],
            stem=row[4],
            domain=row[5],
            author_id=row[6],
            submitted_at=row[7],
            is_solved=row[8],
        )
        for row in session.execute(query.limit(limit).offset(offset))
    ]


def count_waiting(session: Session, *, scope: Scope, reviewer_id: int) -> int:
    """Count what `list_waiting` would give in all."""
    query = _waiting(scope, reviewer_id)
    counted = query.with_only_columns(func.count(), maintain_column_froms=True)
    return session.scalar(counted) or 0


def _waiting(scope: Scope, reviewer_id: int) -> Select[ItemVersion]:
    return (
        select(ItemVersion)
        .join(ItemVersion.item)
        .join(Item.bank)
        .where(
            in_scope(Bank.org_path, scope),
            ItemVersion.state == State.IN_REVIEW,
            ItemVersion.author_id != reviewer_id,
        )
    )


def list_drafts(session: Session, codes: Sequence[str], *, scope: Scope) -> Sequence[ItemVersion]:
    """Return the newest versions of these items that are drafts, locked, without wordings."""
    query = (
        versions()
        .options(defer(ItemVersion.content))
        .where(
            Item.code.in_(codes),
            ItemVersion.number == Item.version_count,
            ItemVersion.state == State.DRAFT,
            in_scope(Bank.org_path, scope),
        )
        .order_by(Item.code)
    )
    return session.scalars(query.with_for_update(of=ItemVersion)).all()


def list_practicals(session: Session, *, org_path: str, on: date) -> Sequence[ItemVersion]:
    """Return what a person may practise: published by the units above, not restricted, by code."""
    query = _practicals(org_path, on)
    return session.scalars(query.order_by(ItemVersion.module, Item.code)).all()


def get_practical(session: Session, uuid: UUID, *, org_path: str, on: date) -> ItemVersion:
    """Return a practical task that a person may practise, or refuse as if there were none."""
    found = session.scalars(_practicals(org_path, on).where(Item.uuid == uuid)).one_or_none()
    if found is None:
        raise NotFoundError
    return found


def _practicals(org_path: str, on: date) -> Select[ItemVersion]:
    return (
        versions()
        .join(Item.bank)
        .where(
            Bank.org_path.in_(lineage(org_path)),
            ItemVersion.kind == "practical",
            Item.secrecy != Secrecy.RESTRICTED,
            ItemVersion.state == State.PUBLISHED,
            ItemVersion.use == Use.EXAM,
            or_(ItemVersion.valid_from.is_(None), ItemVersion.valid_from <= on),
            or_(ItemVersion.valid_to.is_(None), ItemVersion.valid_to >= on),
        )
    )


def lineage(org_path: str) -> list[str]:
    """Return the paths of a unit and of all units above it.

    >>> lineage("/440000/440100/")
    ['/', '/440000/', '/440000/440100/']
    """
    steps = [step for step in org_path.split("/") if step]
    return ["/", *(f"/{'/'.join(steps[: end + 1])}/" for end in range(len(steps)))]


def get_contents(session: Session, version_ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Return version id → stored content, or refuse when one of them does not exist."""
    wanted = set(version_ids)
    query = select(ItemVersion.id, ItemVersion.content).where(ItemVersion.id.in_(wanted))
    found = {row.id: row.content for row in session.execute(query)}
    if len(found) < len(wanted):
        raise NotFoundError(msg("An item of this paper is no longer there."))
    return found


def known_codes(session: Session, codes: Iterable[str]) -> set[str]:
    """Return those of these item codes that exist."""
    return set(session.scalars(select(Item.code).where(Item.code.in_(set(codes)))))


def list_bank_items(session: Session, bank_id: int) -> dict[str, tuple[Item, ItemVersion | None]]:
    """Return code → item with its published version, for a whole bank, in one query."""
    published = aliased(ItemVersion)
    query = (
        select(Item, published)
        .outerjoin(
            published, and_(published.item_id == Item.id, published.state == State.PUBLISHED)
        )
        .where(Item.bank_id == bank_id)
    )
    return {item.code: (item, version) for item, version in session.execute(query)}


def list_by_code(session: Session, bank_id: int, codes: Iterable[str]) -> list[Item]:
    """Return those items of a bank that have one of these codes."""
    wanted = sorted(codes)
    found: list[Item] = []
    for start in range(0, len(wanted), PORTION):
        query = select(Item).where(
            Item.bank_id == bank_id, Item.code.in_(wanted[start : start + PORTION])
        )
        found += session.scalars(query)
    return found


def list_sources(session: Session, bank_id: int) -> list[ItemSource]:
    """Return the published items of a bank as they stand in files, by their codes."""
    query = versions().where(Item.bank_id == bank_id, ItemVersion.state == State.PUBLISHED)
    return [to_source(version) for version in session.scalars(query.order_by(Item.code))]


def list_newest_sources(session: Session, bank_id: int) -> list[ItemSource]:
    """Return the newest versions of a bank as they stand in files, retired ones left out."""
    query = versions().where(
        Item.bank_id == bank_id,
        ItemVersion.number == Item.version_count,
        ItemVersion.state != State.RETIRED,
    )
    return [to_source(version) for version in session.scalars(query.order_by(Item.code))]


def to_source(version: ItemVersion) -> ItemSource:
    """Return a version as it stands in a file."""
    return ItemSource(
        code=version.item.code,
        content=version.content,
        tiers=version.tiers,
        domain=version.domain,
        level=version.level,
        module=version.module,
        goal=version.goal,
        difficulty=version.difficulty,
        seconds=version.seconds,
        points=version.points,
        enemies=tuple(version.enemies),
        sources=tuple(version.sources),
        valid_from=version.valid_from,
        valid_to=version.valid_to,
        tries=version.tries,
        needs_figure=version.needs_figure,
        use=version.use,
        secrecy=version.item.secrecy,
    )


def versions() -> Select[ItemVersion]:
    """Select versions with their item and bank, without a query for each."""
    return (
        select(ItemVersion)
        .join(ItemVersion.item)
        .join(Item.bank)
        .options(contains_eager(ItemVersion.item).contains_eager(Item.bank))
    )
