"""How often items were seen: on papers whose exam is over, by how many, and how many knew them.

Papers of exams that are still to come are left out: who writes items must not learn from these
pages what will be asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Subquery, exists, func, select
from sqlalchemy.orm import Session, aliased, contains_eager, defer

from app.domain.bank.models import Bank, Item, ItemVersion
from app.domain.bank.rules import State
from app.domain.exams.models import ExamPlan, Sitting
from app.domain.exams.rules_plans import AFTER_EXAM
from app.domain.marking.models import ItemMark, Marking
from app.domain.papers.models import PaperItem
from app.engines.bankfiles import Level
from app.engines.items import Status
from app.kernel.scope import Scope
from app.kernel.tier import Tier
from app.store.scoping import in_scope

OFTEN = 3
"""On so many papers, and on more than its share of them, an item is seen too often."""
SHARE = 0.5
"""An item on half of the papers that its tier has had is known before the exam."""
FEWEST = 10
"""Below so many answers a share of right ones says nothing."""
CHUNK = 500


@dataclass(frozen=True, slots=True)
class PaperUse:
    """One exam in which a version was asked."""

    number: int
    at: datetime
    exam: str
    sat: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExposureFilters:
    """Which items are listed; empty means all."""

    tier: str = ""
    domain: str = ""
    level: str = ""
    used: str = ""
    """`never`, `used` or `often`: whether an item has been on papers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExposureRow:
    """One item in use, and how often it was seen."""

    uuid: UUID
    code: str
    stem: str
    kind: str
    domain: str
    level: Level
    tiers: tuple[Tier, ...]
    papers: int
    last_used: datetime | None
    seen: int
    share: float | None
    """Mean share of the points earned; None below `FEWEST` answers."""
    expected: float
    of_papers: int
    """How many papers its tiers have had in all."""

    @property
    def is_often(self) -> bool:
        """Whether the item is seen too often."""
        return self.papers >= OFTEN and self.papers > SHARE * self.of_papers

    @property
    def is_off(self) -> bool:
        """Whether far more or fewer knew the answer than was expected."""
        return self.share is not None and abs(self.share - self.expected) > 0.25  # noqa: PLR2004


def list_uses(session: Session, version_ids: Sequence[int]) -> list[PaperUse]:
    """Return the exams over by now in which one of these versions was asked."""
    query = (
        select(
            ItemVersion.number,
            ExamPlan.starts_at,
            ExamPlan.title,
            func.count(func.distinct(Sitting.id)),
        )
        .join(PaperItem, PaperItem.item_version_id == ItemVersion.id)
        .join(Sitting, Sitting.paper_id == PaperItem.paper_id)
        .join(ExamPlan, ExamPlan.id == Sitting.plan_id)
        .where(ItemVersion.id.in_(version_ids), *_over())
        .group_by(ItemVersion.number, ExamPlan.id, ExamPlan.starts_at, ExamPlan.title)
        .order_by(ExamPlan.starts_at.desc())
    )
    return [PaperUse(*row) for row in session.execute(query)]


def list_exposure(
    session: Session, *, scope: Scope, filters: ExposureFilters, limit: int, offset: int = 0
) -> list[ExposureRow]:
    """Return the items in use with their exposure, the most seen first, in three statements."""
    uses = _uses()
    query = (
        _items(filters, scope, uses)
        .order_by(func.coalesce(uses.c.papers, 0).desc(), Item.code)
        .limit(limit)
        .offset(offset)
    )
    rows = session.execute(query).all()
    shares = _shares(session, [row[0].item_id for row in rows])
    per_tier = _papers_of_tiers(session)
    return [_row(row, shares, per_tier) for row in rows]


def count_exposure(session: Session, *, scope: Scope, filters: ExposureFilters) -> int:
    """Count what `list_exposure` would give in all."""
    found = _items(filters, scope, _uses()).with_only_columns(Item.id, maintain_column_froms=True)
    return session.scalar(select(func.count()).select_from(found.subquery())) or 0


def _over() -> tuple[ColumnElement[bool], ...]:
    return (ExamPlan.state.in_(AFTER_EXAM), Sitting.started_at.is_not(None))


def _sat() -> Subquery:
    """Each paper that somebody has sat in an exam that is over: how many, and when last."""
    return (
        select(
            Sitting.paper_id.label("paper_id"),
            func.count(Sitting.id).label("sat"),
            func.max(ExamPlan.starts_at).label("last_used"),
        )
        .join(ExamPlan, ExamPlan.id == Sitting.plan_id)
        .where(*_over())
        .group_by(Sitting.paper_id)
        .subquery()
    )


def _uses() -> Subquery:
    sat = _sat()
    return (
        select(
            ItemVersion.item_id.label("item_id"),
            func.count(func.distinct(PaperItem.paper_id)).label("papers"),
            func.max(sat.c.last_used).label("last_used"),
            func.sum(sat.c.sat).label("seen"),
        )
        .join(PaperItem, PaperItem.item_version_id == ItemVersion.id)
        .join(sat, sat.c.paper_id == PaperItem.paper_id)
        .group_by(ItemVersion.item_id)
        .subquery()
    )


def _items(filters: ExposureFilters, scope: Scope, uses: Subquery) -> Select[Any]:
    query = (
        select(ItemVersion, uses.c.papers, uses.c.last_used, uses.c.seen)
        .join(ItemVersion.item)
        .join(Item.bank)
        .options(
            contains_eager(ItemVersion.item).contains_eager(Item.bank), defer(ItemVersion.content)
        )
        .outerjoin(uses, uses.c.item_id == Item.id)
        .where(in_scope(Bank.org_path, scope), ItemVersion.state == State.PUBLISHED)
    )
    if filters.tier:
        query = query.where(ItemVersion.tier_names.contains(filters.tier, autoescape=True))
    if filters.domain:
        query = query.where(ItemVersion.domain == filters.domain)
    if filters.level:
        query = query.where(ItemVersion.level == Level(filters.level))
    if filters.used == "never":
        query = query.where(uses.c.papers.is_(None))
    elif filters.used == "used":
        query = query.where(uses.c.papers.is_not(None))
    elif filters.used == "often":
        query = query.where(uses.c.papers >= OFTEN)
    return query


def _shares(session: Session, item_ids: Sequence[int]) -> dict[int, tuple[int, float]]:
    """Return item id → how many answers were marked, and the mean share of the points."""
    later = aliased(Marking)
    newest = ~exists().where(later.sitting_id == Marking.sitting_id, later.number > Marking.number)
    found: dict[int, tuple[int, float]] = {}
    for start in range(0, len(item_ids), CHUNK):
        query = (
            select(
                ItemVersion.item_id,
                func.count(ItemMark.id),
                func.avg(ItemMark.points / ItemMark.max_points),
            )
            .join(ItemMark, ItemMark.item_version_id == ItemVersion.id)
            .join(Marking, Marking.id == ItemMark.marking_id)
            .join(Sitting, Sitting.id == Marking.sitting_id)
            .join(ExamPlan, ExamPlan.id == Sitting.plan_id)
            .where(
                ItemVersion.item_id.in_(item_ids[start : start + CHUNK]),
                ItemMark.status != Status.REVIEW,
                ItemMark.max_points > 0,
                newest,
                *_over(),
            )
            .group_by(ItemVersion.item_id)
        )
        found |= {row[0]: (row[1], float(row[2])) for row in session.execute(query)}
    return found


def _papers_of_tiers(session: Session) -> dict[Tier, int]:
    """Return how many papers of each tier were sat in exams that are over."""
    query = (
        select(ExamPlan.tier, func.count(func.distinct(Sitting.paper_id)))
        .join(Sitting, Sitting.plan_id == ExamPlan.id)
        .where(*_over())
        .group_by(ExamPlan.tier)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def _row(
    row: Sequence[Any], shares: Mapping[int, tuple[int, float]], per_tier: Mapping[Tier, int]
) -> ExposureRow:
    version, papers, last_used, seen = row
    answers, share = shares.get(version.item_id, (0, 0.0))
    return ExposureRow(
        uuid=version.item.uuid,
        code=version.item.code,
        stem=version.stem_text,
        kind=version.kind,
        domain=version.domain,
        level=version.level,
        tiers=version.tiers,
        papers=papers or 0,
        last_used=_instant(last_used),
        seen=seen or 0,
        share=share if answers >= FEWEST else None,
        expected=version.difficulty,
        of_papers=sum(per_tier.get(tier, 0) for tier in version.tiers),
    )


def _instant(value: datetime | None) -> datetime | None:
    """Return the moment with its zone, which a column of a subquery has lost on SQLite."""
    return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value
