"""Find what persons must judge, within a scope."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select
from sqlalchemy.orm import Session, selectinload

from app.domain.marking.models import Doubt, MarkingRule, Verdict
from app.domain.marking.rules_doubts import Settled
from app.kernel.errors import NotFoundError
from app.kernel.scope import Scope
from app.kernel.text import msg


@dataclass(frozen=True, slots=True)
class DoubtFilters:
    """Which doubts are listed; every field may stay empty.

    :ivar state: `open` (not settled, and not judged by the reader), `third`, `settled` or all.
    """

    plan: UUID | None = None
    item: int | None = None
    check: str = ""
    state: str = "open"


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the judging has come."""

    settled: int
    total: int


def get_doubt(session: Session, uuid: UUID, *, scope: Scope, lock: bool = False) -> Doubt:
    """Return a doubt with its verdicts, or refuse."""
    query = select(Doubt).where(Doubt.uuid == uuid, _inside(scope))
    query = query.options(selectinload(Doubt.verdicts))
    found = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if found is None:
        raise NotFoundError(msg("There is no such answer to judge."))
    return found


def list_doubts(
    session: Session,
    *,
    scope: Scope,
    filters: DoubtFilters,
    reader_id: int,
    limit: int = 50,
    offset: int = 0,
) -> Sequence[Doubt]:
    """Return doubts, those with the same evidence together; never the reader's own answers."""
    query = _matching(select(Doubt), scope, filters, reader_id)
    query = query.order_by(Doubt.needs_third.desc(), Doubt.plan_id, Doubt.item_version_id)
    query = query.order_by(Doubt.check_id, Doubt.evidence, Doubt.id)
    return session.scalars(query.limit(limit).offset(offset)).all()


def count_doubts(session: Session, *, scope: Scope, filters: DoubtFilters, reader_id: int) -> int:
    """Return how many `list_doubts` would list."""
    query = _matching(select(func.count(Doubt.id)), scope, filters, reader_id)
    return session.scalar(query) or 0


def find_next(
    session: Session, *, scope: Scope, filters: DoubtFilters, reader_id: int, after: Doubt | None
) -> Doubt | None:
    """Return what the reader judges next: the same check first, then the top of the list."""
    listed = list_doubts(session, scope=scope, filters=filters, reader_id=reader_id, limit=200)
    others = [one for one in listed if after is None or one.id != after.id]
    if after is None:
        return next(iter(others), None)
    return min(others, key=lambda one: _distance(one, after), default=None)


def _distance(one: Doubt, other: Doubt) -> tuple[bool, bool]:
    same_item = one.item_version_id == other.item_version_id
    return not same_item, not (same_item and one.check_id == other.check_id)


def stand(session: Session, *, scope: Scope, filters: DoubtFilters, reader_id: int) -> Standing:
    """Return how many of the doubts of these filters are settled."""
    everything = DoubtFilters(filters.plan, filters.item, filters.check, state="all")
    settled = func.coalesce(func.sum(case((Doubt.settled_at.is_not(None), 1), else_=0)), 0)
    query = _matching(select(settled, func.count(Doubt.id)), scope, everything, reader_id)
    done, total = session.execute(query).one()
    return Standing(done, total)


def list_alike(session: Session, doubt: Doubt, *, scope: Scope, reader_id: int) -> Sequence[Doubt]:
    """Return the other open doubts of the exam with the same evidence, unread by the reader."""
    filters = DoubtFilters(state="open")
    query = _matching(select(Doubt), scope, filters, reader_id).where(
        Doubt.evidence == doubt.evidence,
        Doubt.plan_id == doubt.plan_id,
        Doubt.id != doubt.id,
        Doubt.needs_third.is_(False),
    )
    return session.scalars(query.order_by(Doubt.id).options(selectinload(Doubt.verdicts))).all()


def list_plans_to_judge(session: Session, *, scope: Scope) -> list[tuple[UUID, str]]:
    """Return uuid and title of the exams that have doubts in scope."""
    query = select(Doubt.plan_uuid, func.max(Doubt.exam_title))
    query = query.where(_inside(scope), Doubt.is_current).group_by(Doubt.plan_uuid)
    rows = session.execute(query.order_by(func.max(Doubt.plan_id).desc()))
    return [(uuid, title) for uuid, title in rows]


def list_items_to_judge(
    session: Session, *, scope: Scope, plan: UUID | None
) -> list[tuple[int, str, str, str]]:
    """Return version id, check id, title of the item and of the check that are judged."""
    query = select(
        Doubt.item_version_id, Doubt.check_id, func.min(Doubt.item_title), func.min(Doubt.title)
    )
    query = query.where(_inside(scope), Doubt.is_current)
    if plan is not None:
        query = query.where(Doubt.plan_uuid == plan)
    grouped = query.group_by(Doubt.item_version_id, Doubt.check_id)
    rows = session.execute(grouped.order_by(Doubt.item_version_id, Doubt.check_id))
    return [(item, check, item_title, title) for item, check, item_title, title in rows]


def list_of_sitting(session: Session, sitting_id: int) -> Sequence[Doubt]:
    """Return all doubts of a sitting, past ones too."""
    return session.scalars(select(Doubt).where(Doubt.sitting_id == sitting_id)).all()


def list_settled(session: Session, sitting_id: int) -> Mapping[tuple[int, str], dict[str, Settled]]:
    """Return (position, digest of the answer) → check → what came of its verdicts."""
    query = select(Doubt).where(
        Doubt.sitting_id == sitting_id, Doubt.check_id != "", Doubt.settled_at.is_not(None)
    )
    found: dict[tuple[int, str], dict[str, Settled]] = {}
    for row in session.scalars(query.order_by(Doubt.settled_at, Doubt.id)):
        one = Settled(row.evidence, row.points or 0.0, row.settled_reason, row.settled_by, _at(row))
        found.setdefault((row.position, row.response_digest), {})[row.check_id] = one
    return found


def list_reopened(session: Session, sitting_id: int) -> set[tuple[int, str]]:
    """Return (position, digest of the answer) of whole answers that are judged afresh."""
    query = select(Doubt.position, Doubt.response_digest).where(
        Doubt.sitting_id == sitting_id,
        Doubt.check_id == "",
        Doubt.is_current,
        Doubt.settled_at.is_(None),
        Doubt.round > 1,
    )
    return {(position, digest) for position, digest in session.execute(query)}


def _at(row: Doubt) -> str:
    return row.settled_at.isoformat() if row.settled_at else ""


def count_readers(session: Session, plan_id: int) -> int:
    """Return how many people judge each doubt of an exam: one unless said otherwise."""
    query = select(MarkingRule.readers).where(MarkingRule.plan_id == plan_id)
    return session.scalar(query) or 1


def find_rule(session: Session, plan_id: int) -> MarkingRule | None:
    """Return what was said about the markers of an exam."""
    return session.scalars(select(MarkingRule).where(MarkingRule.plan_id == plan_id)).one_or_none()


def _inside(scope: Scope) -> ColumnElement[bool]:
    return or_(false(), *(Doubt.org_path.startswith(path, autoescape=True) for path in scope.paths))


def _matching(
    query: Select[Any], scope: Scope, filters: DoubtFilters, reader_id: int
) -> Select[Any]:
    query = query.where(_inside(scope), Doubt.is_current, Doubt.person_id != reader_id)
    if filters.plan is not None:
        query = query.where(Doubt.plan_uuid == filters.plan)
    if filters.item is not None:
        query = query.where(Doubt.item_version_id == filters.item)
        query = query.where(Doubt.check_id == filters.check) if filters.check else query
    match filters.state:
        case "open":
            return query.where(Doubt.settled_at.is_(None), ~_read_by(reader_id))
        case "third":
            return query.where(Doubt.settled_at.is_(None), Doubt.needs_third)
        case "settled":
            return query.where(Doubt.settled_at.is_not(None))
        case _:
            return query


def _read_by(reader_id: int) -> ColumnElement[bool]:
    return (
        select(Verdict.id)
        .where(
            and_(
                Verdict.doubt_id == Doubt.id,
                Verdict.round == Doubt.round,
                Verdict.by_id == reader_id,
            )
        )
        .exists()
    )
