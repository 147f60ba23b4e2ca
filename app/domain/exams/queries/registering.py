"""Find registrations for those who look after them; a scope is required."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.exams.models import ExamPlan, Registration
from app.domain.exams.queries import plans
from app.domain.exams.rules import RegistrationState
from app.domain.exams.rules_plans import ANNOUNCED
from app.kernel.errors import NotFoundError
from app.kernel.scope import Scope
from app.kernel.text import msg
from app.store.scoping import in_scope


def get_plan_reaching(
    session: Session, uuid: UUID, *, scope: Scope, lock: bool = False
) -> ExamPlan:
    """Return a plan in the scope, or one of a unit above that the scope's staff may take."""
    query = select(ExamPlan).where(ExamPlan.uuid == uuid)
    query = query.with_for_update(of=ExamPlan) if lock else query
    plan = session.scalars(query).one_or_none()
    if plan is None or not _reaches(plan, scope):
        raise NotFoundError(plans.NO_PLAN)
    return plan


def _reaches(plan: ExamPlan, scope: Scope) -> bool:
    if scope.contains(plan.org_path):
        return True
    return plan.state in ANNOUNCED and any(one.startswith(plan.org_path) for one in scope.paths)


def list_plans_above(session: Session, *, scope: Scope) -> Sequence[ExamPlan]:
    """Return the announced exams of units above, which the staff in scope may take."""
    query = select(ExamPlan).where(ExamPlan.state.in_(ANNOUNCED)).order_by(ExamPlan.starts_at)
    found = session.scalars(query).all()
    return [one for one in found if not scope.contains(one.org_path) and _reaches(one, scope)]


def list_all_registrations(
    session: Session, plan_id: int, *, scope: Scope
) -> Sequence[Registration]:
    """Return every registration of an exam in scope, also those withdrawn or turned down."""
    query = select(Registration).where(
        Registration.plan_id == plan_id, in_scope(Registration.org_path, scope)
    )
    order = (Registration.org_path, Registration.full_name, Registration.id)
    return session.scalars(query.order_by(*order)).all()


def get_registration_in(
    session: Session, uuid: UUID, *, scope: Scope, lock: bool = False
) -> Registration:
    """Return a registration of a person in scope, or refuse."""
    query = select(Registration).where(
        Registration.uuid == uuid, in_scope(Registration.org_path, scope)
    )
    query = query.with_for_update(of=Registration) if lock else query
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFoundError(msg("There is no such registration, or it is outside your part."))
    return found


def list_registered_in_plan(session: Session, plan_id: int) -> dict[int, Registration]:
    """Return person → registration of an exam, in whatever state."""
    query = select(Registration).where(Registration.plan_id == plan_id)
    return {one.person_id: one for one in session.scalars(query)}


def is_registered(registration: Registration | None) -> bool:
    """Whether a registration holds a place."""
    return registration is not None and registration.state is RegistrationState.REGISTERED
