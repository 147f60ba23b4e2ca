"""Find plans, registrations and sittings. A scope is required wherever plans are listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from app.domain.exams.models import ExamPlan, Registration, Sitting, SittingPresence
from app.domain.exams.rules import PlanState, RegistrationState
from app.domain.exams.rules_plans import OPEN_DOORS
from app.kernel.actor import Actor
from app.kernel.errors import NotFoundError
from app.kernel.scope import Scope
from app.kernel.text import Message, msg
from app.kernel.tier import Tier
from app.store.scoping import in_scope

T = TypeVar("T")
NO_PLAN = msg("There is no such exam, or it is outside what you may see.")
_BY_ID = select(Sitting).where(Sitting.id == bindparam("sitting_id"))
_BY_ID_LOCKED = _BY_ID.with_for_update(of=Sitting)
NO_SITTING = msg("There is no such sitting, or it is not yours.")


def get_plan(session: Session, uuid: UUID, *, scope: Scope, lock: bool = False) -> ExamPlan:
    """Return a plan within the scope, or refuse."""
    query = select(ExamPlan).where(ExamPlan.uuid == uuid, in_scope(ExamPlan.org_path, scope))
    return _one(session, query, NO_PLAN, lock=lock)


def get_plan_by_id(session: Session, plan_id: int) -> ExamPlan:
    """Return a plan by its inner number, for jobs; or refuse."""
    return _one(session, select(ExamPlan).where(ExamPlan.id == plan_id), NO_PLAN)


def get_plan_for(session: Session, uuid: UUID, *, org_path: str, lock: bool = False) -> ExamPlan:
    """Return a plan that is held for the unit of `org_path` or one above it, or refuse."""
    query = select(ExamPlan).where(ExamPlan.uuid == uuid)
    plan = _one(session, query, NO_PLAN, lock=lock)
    if not org_path.startswith(plan.org_path):
        raise NotFoundError(NO_PLAN)
    return plan


@dataclass(frozen=True, slots=True)
class PlanFilters:
    """What the reader of the list looks for; empty means all."""

    text: str = ""
    state: str = ""

    def apply(self, query: Select[Any], scope: Scope) -> Select[Any]:
        """Add the WHERE parts."""
        query = query.where(in_scope(ExamPlan.org_path, scope))
        if self.state:
            query = query.where(ExamPlan.state == PlanState(self.state))
        if self.text:
            query = query.where(ExamPlan.title.contains(self.text, autoescape=True))
        return query


def get_plan_uuid(session: Session, plan_id: int) -> UUID:
    """Return what other machines call an exam that another room keeps the row number of."""
    return session.get_one(ExamPlan, plan_id).uuid


def list_plans(
    session: Session, *, scope: Scope, filters: PlanFilters, limit: int, offset: int
) -> Sequence[ExamPlan]:
    """Return the plans in scope, the latest first."""
    query = filters.apply(select(ExamPlan), scope).order_by(ExamPlan.starts_at.desc(), ExamPlan.id)
    return session.scalars(query.limit(limit).offset(offset)).all()


def count_plans(session: Session, *, scope: Scope, filters: PlanFilters) -> int:
    """Count what `list_plans` would give in all."""
    return session.scalar(filters.apply(select(func.count(ExamPlan.id)), scope)) or 0


def count_plans_in_year(session: Session, *, year: int, region: str) -> int:
    """Count the plans whose tickets begin with this year and region."""
    query = select(func.count(ExamPlan.id)).where(ExamPlan.year == year, ExamPlan.region == region)
    return session.scalar(query) or 0


def list_open_plans(session: Session, *, org_path: str, tier: Tier) -> Sequence[ExamPlan]:
    """Return the exams a person of this unit and tier may register for, the next one first."""
    prefixes = _prefixes(org_path)
    query = select(ExamPlan).where(
        ExamPlan.org_path.in_(prefixes),
        ExamPlan.tier == tier,
        ExamPlan.resit_of_id.is_(None),
        ExamPlan.state.in_([PlanState.PUBLISHED, PlanState.IN_PROGRESS]),
    )
    return session.scalars(query.order_by(ExamPlan.starts_at)).all()


def list_running_plans(session: Session, *, scope: Scope) -> Sequence[ExamPlan]:
    """Return the exams whose rooms can be watched, the latest first."""
    query = select(ExamPlan).where(
        in_scope(ExamPlan.org_path, scope),
        ExamPlan.state.in_([*OPEN_DOORS, PlanState.COLLECTED]),
    )
    return session.scalars(query.order_by(ExamPlan.starts_at.desc())).all()


def find_registration(
    session: Session, *, plan_id: int, person_id: int, lock: bool = False
) -> Registration | None:
    """Return the registration of a person for an exam."""
    query = select(Registration).where(
        Registration.plan_id == plan_id, Registration.person_id == person_id
    )
    query = query.with_for_update(of=Registration) if lock else query
    return session.scalars(query).one_or_none()


def get_registration(session: Session, uuid: UUID, *, person_id: int) -> Registration:
    """Return a person's own registration, or refuse."""
    query = select(Registration).where(
        Registration.uuid == uuid, Registration.person_id == person_id
    )
    return _one(session, query, msg("There is no such registration, or it is not yours."))


def list_own_registrations(session: Session, person_id: int) -> Sequence[Registration]:
    """Return what a person is or was registered for, the latest first."""
    query = select(Registration).join(Registration.plan).where(Registration.person_id == person_id)
    return session.scalars(query.order_by(ExamPlan.starts_at.desc())).all()


def get_registration_by_id(session: Session, registration_id: int | None) -> Registration:
    """Return a registration by its inner number, for what stands on a record; or refuse."""
    query = select(Registration).where(Registration.id == registration_id)
    return _one(session, query, NO_SITTING)


def list_registrations(session: Session, plan_id: int) -> Sequence[Registration]:
    """Return who is registered for an exam, by room and seat."""
    query = select(Registration).where(
        Registration.plan_id == plan_id, Registration.state == RegistrationState.REGISTERED
    )
    return session.scalars(query.order_by(Registration.room, Registration.seat_number)).all()


def count_registrations(session: Session, plan_ids: Sequence[int]) -> dict[int, int]:
    """Return plan → number of registered persons, in one query."""
    query = (
        select(Registration.plan_id, func.count(Registration.id))
        .where(
            Registration.plan_id.in_(plan_ids),
            Registration.state == RegistrationState.REGISTERED,
        )
        .group_by(Registration.plan_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def find_sitting_of(session: Session, registration_id: int) -> Sitting | None:
    """Return the sitting that belongs to a registration."""
    query = select(Sitting).where(Sitting.registration_id == registration_id)
    return session.scalars(query).one_or_none()


def list_own_sittings(session: Session, person_id: int) -> dict[int, Sitting]:
    """Return registration → sitting of a person."""
    query = select(Sitting).where(Sitting.person_id == person_id)
    return {sitting.registration_id: sitting for sitting in session.scalars(query)}


def get_own_sitting(session: Session, uuid: UUID, *, person_id: int, lock: bool = False) -> Sitting:
    """Return a person's own sitting, or refuse as if it were not there."""
    query = select(Sitting).where(Sitting.uuid == uuid, Sitting.person_id == person_id)
    return _one(session, query, NO_SITTING, lock=lock)


def get_sitting(session: Session, sitting_id: int, *, lock: bool = False) -> Sitting:
    """Return a sitting by its inner number, for tokens, jobs and rooms above; or refuse."""
    query = _BY_ID_LOCKED if lock else _BY_ID
    found = session.scalars(query, {"sitting_id": sitting_id}).one_or_none()
    if found is None:
        raise NotFoundError(NO_SITTING)
    return found


def list_sittings_by_id(session: Session, sitting_ids: Sequence[int]) -> Sequence[Sitting]:
    """Return sittings by their inner numbers, for rooms above."""
    query = select(Sitting).where(Sitting.id.in_(sitting_ids)).order_by(Sitting.id)
    return session.scalars(query).all()


def get_candidate(session: Session, sitting_id: int) -> Actor:
    """Return the candidate of a sitting as an actor, for requests that bring a sitting token.

    The token proves who it is; it gives no roles, only the sitting itself.
    """
    registration = get_sitting(session, sitting_id).registration
    return Actor(registration.person_id, registration.full_name, registration.org_path)


def get_sitting_in(session: Session, uuid: UUID, *, scope: Scope, lock: bool = False) -> Sitting:
    """Return a sitting of an exam within the scope, or refuse."""
    query = (
        select(Sitting)
        .join(ExamPlan, Sitting.plan_id == ExamPlan.id)
        .where(Sitting.uuid == uuid, in_scope(ExamPlan.org_path, scope))
    )
    return _one(session, query, NO_SITTING, lock=lock)


def list_sittings(session: Session, plan_id: int) -> Sequence[Sitting]:
    """Return all sittings of an exam."""
    return session.scalars(select(Sitting).where(Sitting.plan_id == plan_id)).all()


def list_presence(session: Session, sitting_ids: Sequence[int]) -> dict[int, tuple[datetime, int]]:
    """Return sitting → last sign of life and entries still waiting on the machine."""
    query = select(
        SittingPresence.sitting_id, SittingPresence.seen_at, SittingPresence.waiting
    ).where(SittingPresence.sitting_id.in_(sitting_ids))
    return {row.sitting_id: (row.seen_at, row.waiting) for row in session.execute(query)}


def find_last_activity(session: Session, person_id: int) -> datetime | None:
    """Return when a machine of this candidate last showed a sign of life, in any sitting."""
    query = select(func.max(SittingPresence.seen_at)).join(
        Sitting, SittingPresence.sitting_id == Sitting.id
    )
    return session.scalar(query.where(Sitting.person_id == person_id))


def _prefixes(org_path: str) -> list[str]:
    """Return the path and those of all units above: `/a/b/` → `/`, `/a/`, `/a/b/`."""
    parts = org_path.strip("/").split("/")
    return ["/"] + [f"/{'/'.join(parts[: n + 1])}/" for n in range(len(parts))]


def _one(session: Session, query: Select[T], refusal: Message, *, lock: bool = False) -> T:
    if lock:
        query = query.with_for_update(of=query.column_descriptions[0]["entity"])
    found: T | None = session.scalars(query).one_or_none()
    if found is None:
        raise NotFoundError(refusal)
    return found
