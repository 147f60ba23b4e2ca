"""Lists of registrations with their results: one query a page, streamed for exports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from app.domain.certificates.models import Certificate
from app.domain.exams.models import ExamPlan, Registration
from app.domain.exams.rules_plans import AFTER_EXAM, HELD
from app.domain.people.models import Person
from app.domain.people.rules import Gender
from app.domain.results import settings
from app.domain.results.models import Result
from app.domain.results.rules import Outcome, ResultState
from app.engines.scoring import Grade
from app.kernel.checkdigit import mask_id
from app.kernel.scope import Scope
from app.kernel.tier import Tier
from app.reports.base import Official, Open, Reach, conditions, has_sat, joined
from app.store.scoping import in_scope

CHUNK = 1000


@dataclass(frozen=True, slots=True)
class Standing:
    """One version of a result, as lists show it."""

    uuid: UUID
    outcome: Outcome
    state: ResultState
    total: float | None
    grade: Grade | None
    waiting: int
    sections: Sequence[dict[str, Any]]
    explanation: dict[str, Any]
    post_title: str
    rank: str
    number: int


@dataclass(frozen=True, slots=True)
class ListRow:
    """One person's place in one exam; an ID number leaves this module masked only."""

    registration_id: int
    ticket_number: str
    full_name: str
    gender: Gender
    id_masked: str
    org_path: str
    org_name: str
    tier: Tier
    exam_title: str
    plan_uuid: UUID
    taken_on: date
    site: str
    room: int
    seat: int
    has_sat: bool
    official: Standing | None
    open: Standing | None
    certificate: str

    @property
    def shown(self) -> Standing | None:
        """The newest version: what personnel works on."""
        return self.open or self.official


def _columns(version: type[Result]) -> list[Any]:
    return [
        version.uuid,
        version.outcome,
        version.state,
        version.total,
        version.grade,
        version.waiting,
        version.section_scores,
        version.explanation,
        version.post_title,
        version.rank,
        version.number,
    ]


HEAD = (
    Registration.id,
    Registration.ticket_number,
    Registration.full_name,
    Person.gender,
    Person.id_number,
    Registration.org_path,
    Registration.org_name,
    ExamPlan.tier,
    ExamPlan.title,
    ExamPlan.uuid,
    ExamPlan.starts_at,
    ExamPlan.site,
    Registration.room,
    Registration.seat_number,
    has_sat,
    Certificate.number,
)
WIDTH = len(_columns(Result))


def _select() -> Select[Any]:
    chosen = joined(*HEAD, *_columns(Official), *_columns(Open))
    return chosen.join(Person, Registration.person_id == Person.id).outerjoin(
        Certificate, Certificate.result_id == Official.id
    )


def _row(found: Row[Any]) -> ListRow:
    head, rest = found[: len(HEAD)], found[len(HEAD) :]
    starts_at: datetime = head[10]
    return ListRow(
        registration_id=head[0],
        ticket_number=head[1],
        full_name=head[2],
        gender=head[3],
        id_masked=mask_id(head[4] or ""),
        org_path=head[5],
        org_name=head[6],
        tier=head[7],
        exam_title=head[8],
        plan_uuid=head[9],
        taken_on=settings.current().day(starts_at),
        site=head[11],
        room=head[12],
        seat=head[13],
        has_sat=bool(head[14]),
        official=_standing(rest[:WIDTH]),
        open=_standing(rest[WIDTH:]),
        certificate=head[15] or "",
    )


def _standing(values: Sequence[Any]) -> Standing | None:
    return None if values[0] is None else Standing(*values)


def list_rows(session: Session, reach: Reach, *, limit: int, offset: int) -> list[ListRow]:
    """Return a page of the list, the latest exam first, then by unit and admission number."""
    query = _select().where(*conditions(reach))
    query = query.order_by(
        ExamPlan.starts_at.desc(), Registration.org_path, Registration.ticket_number
    )
    return [_row(found) for found in session.execute(query.limit(limit).offset(offset))]


def count_rows(session: Session, reach: Reach) -> int:
    """Count what `list_rows` would give in all."""
    query = joined(func.count(Registration.id)).where(*conditions(reach))
    return session.scalar(query) or 0


def iter_rows(session: Session, reach: Reach) -> Iterator[ListRow]:
    """Stream the list by unit and registration; at most 1,000 rows are held at a time."""
    last: tuple[str, int] | None = None
    while True:
        query = _select().where(*conditions(reach))
        if last is not None:
            path, number = last
            query = query.where(
                or_(
                    Registration.org_path > path,
                    and_(Registration.org_path == path, Registration.id > number),
                )
            )
        query = query.order_by(Registration.org_path, Registration.id).limit(CHUNK)
        rows = [_row(found) for found in session.execute(query).all()]
        yield from rows
        if len(rows) < CHUNK:
            return
        last = (rows[-1].org_path, rows[-1].registration_id)


@dataclass(frozen=True, slots=True)
class PlanLine:
    """An exam in a filter or in the list of what is to be done.

    :ivar waiting: results with an answer that a person must judge.
    :ivar mine: checked by the reader, who cannot release them.
    """

    uuid: UUID
    title: str
    starts_at: datetime
    tier: Tier
    to_check: int = 0
    waiting: int = 0
    to_release: int = 0
    mine: int = 0
    is_over: bool = False


def list_plans(session: Session, scope: Scope, *, year: int | None) -> list[PlanLine]:
    """Return the exams that have candidates in scope, the latest first."""
    query = (
        select(ExamPlan.uuid, ExamPlan.title, ExamPlan.starts_at, ExamPlan.tier, ExamPlan.state)
        .where(
            ExamPlan.state.in_(HELD),
            ExamPlan.id.in_(
                select(Registration.plan_id).where(in_scope(Registration.org_path, scope))
            ),
        )
        .order_by(ExamPlan.starts_at.desc())
    )
    if year:
        query = query.where(ExamPlan.year == year)
    return [
        PlanLine(*found[:4], is_over=found.state in AFTER_EXAM) for found in session.execute(query)
    ]


def list_to_do(session: Session, scope: Scope, *, person_id: int) -> list[PlanLine]:
    """Return the exams whose lists wait for a check or a release, the oldest first."""
    provisional = Result.state == ResultState.PROVISIONAL
    checked = Result.state == ResultState.CHECKED
    query = (
        select(
            ExamPlan.uuid,
            ExamPlan.title,
            ExamPlan.starts_at,
            ExamPlan.tier,
            func.count().filter(provisional, Result.waiting == 0),
            func.count().filter(provisional, Result.waiting > 0),
            func.count().filter(checked, Result.checked_by_id != person_id),
            func.count().filter(checked, Result.checked_by_id == person_id),
        )
        .join(ExamPlan, Result.plan_id == ExamPlan.id)
        .where(Result.is_current, or_(provisional, checked), in_scope(Result.org_path, scope))
        .group_by(ExamPlan.uuid, ExamPlan.title, ExamPlan.starts_at, ExamPlan.tier)
        .order_by(ExamPlan.starts_at)
    )
    return [PlanLine(*found) for found in session.execute(query)]


def list_years(session: Session, scope: Scope) -> list[int]:
    """Return the years in which there were exams for persons in scope, the latest first."""
    query = (
        select(ExamPlan.year)
        .join(Registration, Registration.plan_id == ExamPlan.id)
        .where(ExamPlan.state.in_(HELD), in_scope(Registration.org_path, scope))
        .distinct()
        .order_by(ExamPlan.year.desc())
    )
    return list(session.scalars(query))
