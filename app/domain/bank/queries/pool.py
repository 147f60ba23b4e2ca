"""What papers may draw: the items, those of one cell, and how many there are of each sort.

All but the columns of the items themselves stands in one index, `ix_item_version_pool`.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import Session

from app.domain.bank.models import Item, ItemVersion
from app.domain.bank.rules import PoolGroup, State
from app.engines.assembly import ANY_LEVEL, Blueprint, Cell, PoolItem
from app.engines.bankfiles import Level, Use
from app.kernel.tier import Tier


def list_published(
    session: Session, *, tier: Tier, on: date, blueprint: Blueprint | None = None
) -> list[PoolItem]:
    """Return the items that a paper of this tier may draw on that day, by their codes.

    Only what the drawing looks at is read: wordings are long, and banks are large.

    :param blueprint: leaves out what no cell of it could hold.
    """
    query = (
        select(
            *(ItemVersion.id, Item.code, ItemVersion.kind, ItemVersion.domain, ItemVersion.module),
            *(ItemVersion.level, ItemVersion.difficulty, ItemVersion.enemies),
        )
        .join(ItemVersion.item)
        .where(*_published(tier, on))
        .order_by(Item.code)
    )
    if blueprint is not None:
        query = query.where(or_(false(), *map(_fits, blueprint.cells())))
    return [
        PoolItem(id_, code, kind, domain, module, level.value, difficulty, frozenset(enemies))
        for id_, code, kind, domain, module, level, difficulty, enemies in session.execute(query)
    ]


def count_published(session: Session, *, tier: Tier, on: date) -> list[PoolGroup]:
    """Count what `list_published` would give, by all that the cells of a blueprint look at."""
    looked_at = (ItemVersion.domain, ItemVersion.level, ItemVersion.kind, ItemVersion.module)
    query = select(*looked_at, func.count()).where(*_published(tier, on)).group_by(*looked_at)
    return [
        PoolGroup(kind=kind, domain=domain, module=module, level=level.value, count=count)
        for domain, level, kind, module, count in session.execute(query)
    ]


def list_cell(
    session: Session, cell: Cell, *, tier: Tier, on: date, limit: int, offset: int = 0
) -> list[str]:
    """Return the codes of the items that may stand in a cell of a blueprint, in their order."""
    query = select(Item.code).join(ItemVersion).where(*_published(tier, on), _fits(cell))
    return list(session.scalars(query.order_by(Item.code).limit(limit).offset(offset)))


def count_cell(session: Session, cell: Cell, *, tier: Tier, on: date) -> int:
    """Count what `list_cell` would give in all."""
    query = select(func.count(ItemVersion.item_id)).where(*_published(tier, on), _fits(cell))
    return session.scalar(query) or 0


def _published(tier: Tier, on: date) -> list[ColumnElement[bool]]:
    return [
        ItemVersion.state == State.PUBLISHED,
        ItemVersion.use == Use.EXAM,
        ItemVersion.tier_names.contains(tier.value),
        or_(ItemVersion.valid_from.is_(None), ItemVersion.valid_from <= on),
        or_(ItemVersion.valid_to.is_(None), ItemVersion.valid_to >= on),
    ]


def _fits(cell: Cell) -> ColumnElement[bool]:
    """Say in SQL what `assembly.fits` says of an item."""
    made: list[ColumnElement[bool]] = [ItemVersion.kind.in_(sorted(cell.kinds))]
    if cell.level != ANY_LEVEL:
        made.append(ItemVersion.level == Level(cell.level))
    if cell.domains:
        made.append(ItemVersion.domain.in_(sorted(cell.domains)))
    if cell.modules:
        made.append(ItemVersion.module.in_(sorted(cell.modules)))
    return and_(*made)
