"""The way of a plan between the registration and the exam: closed, arranged, ready, put off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.audit import services as audit
from app.domain.exams import policy, queries
from app.domain.exams.models import ExamPlan
from app.domain.exams.rules_plans import PlanState, require_transition
from app.domain.exams.services.preparing import enqueue_preparing
from app.domain.papers import queries as papers
from app.kernel.actor import Actor, Permission
from app.kernel.errors import ConflictError, InvalidError
from app.kernel.problem import Problem
from app.kernel.text import msg


def close_registration(session: Session, *, actor: Actor, uuid: UUID, now: datetime) -> ExamPlan:
    """End the registration, also before its time, so that seats can be arranged."""
    plan = _get(session, actor, uuid)
    policy.can_edit_plan(actor, org_path=plan.org_path).require()
    _move(plan, PlanState.REGISTRATION_CLOSED)
    plan.registration_ends_at = min(plan.registration_ends_at, now)
    _audit(session, actor, "exams.plan.registration-closed", plan, now)
    return plan


def reopen_registration(
    session: Session, *, actor: Actor, uuid: UUID, until: datetime, now: datetime
) -> ExamPlan:
    """Open the registration once more, until a new time.

    :raises InvalidError: the new time is past, or after the last entry.
    """
    plan = _get(session, actor, uuid)
    policy.can_edit_plan(actor, org_path=plan.org_path).require()
    if plan.state is not PlanState.REGISTRATION_CLOSED:
        require_transition(plan.state, PlanState.REGISTRATION_CLOSED)
    if not now < until <= plan.entry_ends_at:
        reason = msg("Choose a time that is still to come and before the last entry.")
        raise InvalidError([Problem("until", reason)])
    _move(plan, PlanState.PUBLISHED)
    plan.registration_ends_at = until
    _audit(session, actor, "exams.plan.registration-reopened", plan, now)
    return plan


def make_ready(session: Session, *, actor: Actor, uuid: UUID, now: datetime) -> ExamPlan:
    """Say that seats and papers are settled: tickets are issued, nothing moves any more.

    :raises ConflictError: a form that lies at a seat is missing or not sealed.
    """
    plan = _get(session, actor, uuid)
    policy.can_edit_plan(actor, org_path=plan.org_path).require()
    require_transition(plan.state, PlanState.PAPERS_SEALED)
    digests = {}
    for one in queries.list_registrations(session, plan.id):
        paper_id = queries.find_paper_id(session, one)
        paper = papers.find_paper(session, paper_id) if paper_id else None
        if paper is None or paper.sealed_at is None:
            raise ConflictError(msg("Form %(letter)s has no sealed paper yet.", letter=one.form))
        digests[one.form] = paper.digest
    plan.state = PlanState.PAPERS_SEALED
    _audit(session, actor, "exams.plan.ready", plan, now, digests=digests)
    enqueue_preparing(session, actor=actor, plan=plan, now=now)
    return plan


def unmake_ready(session: Session, *, actor: Actor, uuid: UUID, now: datetime) -> ExamPlan:
    """Take that back while nobody has taken a seat yet."""
    plan = _get(session, actor, uuid)
    policy.can_edit_plan(actor, org_path=plan.org_path).require()
    if queries.list_sittings(session, plan.id):
        raise ConflictError(msg("Candidates have checked in. Nothing can be changed any more."))
    if plan.state is not PlanState.PAPERS_SEALED:
        raise ConflictError(msg("This exam is not marked as ready."))
    _move(plan, PlanState.ARRANGED)
    _audit(session, actor, "exams.plan.unready", plan, now)
    return plan


@dataclass(frozen=True, slots=True)
class NewTimes:
    """When a postponed exam will be held."""

    starts_at: datetime
    entry_ends_at: datetime
    registration_ends_at: datetime


def postpone_plan(
    session: Session, *, actor: Actor, uuid: UUID, reason: str, now: datetime
) -> ExamPlan:
    """Put an exam off before it has begun; registrations stay, the new date is set later."""
    plan = _get(session, actor, uuid)
    policy.can_edit_plan(actor, org_path=plan.org_path).require()
    if not reason.strip():
        raise InvalidError([Problem("reason", msg("Please give a reason."))])
    if queries.list_sittings(session, plan.id):
        raise ConflictError(msg("Candidates have checked in. Nothing can be changed any more."))
    _move(plan, PlanState.POSTPONED)
    plan.postponed_from = plan.postponed_from or plan.starts_at
    plan.returned_reason = reason.strip()
    _audit(session, actor, "exams.plan.postponed", plan, now, reason=reason.strip())
    return plan


def resume_plan(
    session: Session, *, actor: Actor, uuid: UUID, times: NewTimes, now: datetime
) -> ExamPlan:
    """Give a postponed exam its new times; the registration is open again until then.

    :raises InvalidError: the times are not in order or not to come.
    """
    plan = _get(session, actor, uuid)
    policy.can_edit_plan(actor, org_path=plan.org_path).require()
    if plan.state is not PlanState.POSTPONED:
        raise ConflictError(msg("This exam has not been postponed."))
    if not now < times.starts_at < times.entry_ends_at:
        raise InvalidError([Problem("starts_at", msg("Choose a start that is still to come."))])
    if times.registration_ends_at > times.entry_ends_at:
        reason = msg("The registration must close before the entry does.")
        raise InvalidError([Problem("registration_ends_at", reason)])
    if plan.paper_id is None:
        raise ConflictError(msg("Draw and seal a paper first; then open the registration."))
    _move(plan, PlanState.PUBLISHED)
    plan.starts_at, plan.entry_ends_at = times.starts_at, times.entry_ends_at
    plan.registration_ends_at = times.registration_ends_at
    plan.returned_reason = ""
    _audit(session, actor, "exams.plan.resumed", plan, now, starts_at=times.starts_at.isoformat())
    return plan


def _get(session: Session, actor: Actor, uuid: UUID) -> ExamPlan:
    scope = actor.scope(Permission.EXAMS_PLAN_READ)
    return queries.get_plan(session, uuid, scope=scope, lock=True)


def _move(plan: ExamPlan, new: PlanState) -> None:
    require_transition(plan.state, new)
    plan.state = new


def _audit(
    session: Session, actor: Actor, action: str, plan: ExamPlan, now: datetime, **details: object
) -> None:
    audit.record(session, actor=actor, action=action, subject=plan.code, at=now, details=details)
