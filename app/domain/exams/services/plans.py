"""The life of an exam plan: written, approved by another, given a paper, opened, collected."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.audit import services as audit
from app.domain.exams import policy, queries, rules
from app.domain.exams.facts import PlanCollected
from app.domain.exams.models import ExamPlan
from app.domain.exams.rules import PlanState, SittingState, SubmittedBy
from app.domain.exams.rules_plans import AFTER_EXAM, OPEN_DOORS
from app.domain.exams.services.draws import commit_draw
from app.domain.exams.services.sittings import seal_sitting
from app.domain.jobs import services as jobs
from app.domain.papers import queries as papers
from app.kernel.actor import Actor, Permission
from app.kernel.errors import ConflictError, InvalidError
from app.kernel.problem import Problem
from app.kernel.scope import Scope
from app.kernel.text import msg

MAX_SERIAL = 99


@dataclass(frozen=True, slots=True)
class PlanFields:
    """What an officer writes down about an exam."""

    title: str
    blueprint_code: str
    starts_at: datetime
    entry_ends_at: datetime
    registration_ends_at: datetime
    site: str
    site_address: str
    rooms: int
    seats_per_room: int
    needs_review: bool = False
    is_fixed_order: bool = False
    allows_phone: bool = False
    has_own_item_order: bool = False


def create_plan(
    session: Session,
    *,
    actor: Actor,
    org_path: str,
    fields: PlanFields,
    now: datetime,
    resit_of: UUID | None = None,
) -> ExamPlan:
    """Write a new plan for a unit and everything below it.

    :param resit_of: the exam whose absent and failed may come again, on another paper.
    :raises InvalidError: the times are not in order.
    :raises ConflictError: 99 plans of this region and year use up the ticket numbers.
    """
    policy.can_edit_plan(actor, org_path=org_path).require()
    _require_order(fields)
    blueprint = papers.get_blueprint(session, fields.blueprint_code)
    year, region = fields.starts_at.year, region_of(org_path)
    serial = queries.count_plans_in_year(session, year=year, region=region) + 1
    if serial > MAX_SERIAL:
        raise ConflictError(msg("This region has used up its 99 exams of the year."))
    first = _get(session, actor, resit_of) if resit_of else None
    if first is not None and first.state not in AFTER_EXAM:
        raise ConflictError(msg("A resit is planned after the first exam has been collected."))
    plan = ExamPlan(
        resit_of_id=first.id if first else None,
        code=f"{year}-{region}-{serial:02}",
        tier=blueprint.tier,
        org_path=org_path,
        year=year,
        region=region,
        serial=serial,
        created_by_id=actor.person_id,
        created_at=now,
        **asdict(fields),
    )
    session.add(plan)
    session.flush()
    _audit(session, actor, "exams.plan.created", plan, now)
    return plan


def edit_plan(
    session: Session, *, actor: Actor, uuid: UUID, fields: PlanFields, now: datetime
) -> ExamPlan:
    """Change a plan that has not been submitted yet."""
    plan = _get(session, actor, uuid)
    policy.can_edit_plan(actor, org_path=plan.org_path).require()
    if plan.state is not PlanState.DRAFT:
        raise ConflictError(msg("Only a draft can be changed. Have it returned first."))
    _require_order(fields)
    plan.tier = papers.get_blueprint(session, fields.blueprint_code).tier
    for name, value in asdict(fields).items():
        setattr(plan, name, value)
    _audit(session, actor, "exams.plan.edited", plan, now)
    return plan


def submit_plan(session: Session, *, actor: Actor, uuid: UUID, now: datetime) -> ExamPlan:
    """Submit a draft for approval by another officer."""
    plan = _get(session, actor, uuid)
    policy.can_edit_plan(actor, org_path=plan.org_path).require()
    _move(plan, PlanState.SUBMITTED)
    plan.submitted_by_id = actor.person_id
    plan.returned_reason = ""
    _audit(session, actor, "exams.plan.submitted", plan, now)
    return plan


def approve_plan(session: Session, *, actor: Actor, uuid: UUID, now: datetime) -> ExamPlan:
    """Approve what another officer submitted."""
    plan = _get(session, actor, uuid)
    policy.can_approve_plan(
        actor, org_path=plan.org_path, submitted_by_id=plan.submitted_by_id
    ).require()
    _move(plan, PlanState.APPROVED)
    plan.approved_by_id = actor.person_id
    commit_draw(session, actor=actor, plan=plan, now=now)
    _audit(session, actor, "exams.plan.approved", plan, now)
    return plan


def return_plan(
    session: Session, *, actor: Actor, uuid: UUID, reason: str, now: datetime
) -> ExamPlan:
    """Give a submitted plan back to be changed, with a reason."""
    plan = _get(session, actor, uuid)
    policy.can_approve_plan(
        actor, org_path=plan.org_path, submitted_by_id=plan.submitted_by_id
    ).require()
    _move(plan, PlanState.DRAFT)
    plan.returned_reason = _require_reason(reason)
    plan.submitted_by_id = None
    _audit(session, actor, "exams.plan.returned", plan, now, reason=reason)
    return plan


def publish_plan(session: Session, *, actor: Actor, uuid: UUID, now: datetime) -> ExamPlan:
    """Open the registration; the paper must have been sealed."""
    plan = _get(session, actor, uuid)
    policy.can_edit_plan(actor, org_path=plan.org_path).require()
    if plan.paper_id is None:
        raise ConflictError(msg("Draw and seal a paper first; then open the registration."))
    if plan.entry_ends_at <= now:
        raise ConflictError(msg("This exam would be over already. Plan a new one."))
    _move(plan, PlanState.PUBLISHED)
    _audit(session, actor, "exams.plan.published", plan, now)
    return plan


def cancel_plan(
    session: Session, *, actor: Actor, uuid: UUID, reason: str, now: datetime
) -> ExamPlan:
    """Call an exam off before it has begun."""
    plan = _get(session, actor, uuid)
    policy.can_edit_plan(actor, org_path=plan.org_path).require()
    _move(plan, PlanState.CANCELLED)
    plan.returned_reason = _require_reason(reason)
    _audit(session, actor, "exams.plan.cancelled", plan, now, reason=reason)
    return plan


def collect_plan(session: Session, *, actor: Actor, uuid: UUID, now: datetime) -> int:
    """End an exam: hand in, as they stand, the sittings whose time is over; returns how many.

    :raises ConflictError: somebody may still begin, or somebody's time is not over.
    """
    plan = queries.get_plan(session, uuid, scope=_running_scope(actor), lock=True)
    policy.can_collect(actor, org_path=plan.org_path).require()
    if now <= plan.entry_ends_at:
        raise ConflictError(msg("Candidates may still enter. Collect after the entry has closed."))
    collected = collect_due(session, actor=actor, plan=plan, now=now)
    sittings = queries.list_sittings(session, plan.id)
    if any(sitting.state is SittingState.STARTED for sitting in sittings):
        raise ConflictError(msg("Some candidates still have time. Collect when all have ended."))
    if plan.state in OPEN_DOORS:  # also if nobody came
        plan.state = PlanState.IN_PROGRESS
    _move(plan, PlanState.COLLECTED)
    jobs.announce(session, PlanCollected(plan.id), now=now)
    _audit(session, actor, "exams.plan.collected", plan, now, by_time=collected)
    return collected


def collect_due(session: Session, *, actor: Actor, plan: ExamPlan, now: datetime) -> int:
    """Hand in the sittings whose time and grace are over; a sitting never needs a button."""
    policy.can_collect(actor, org_path=plan.org_path).require()
    due = [
        sitting
        for sitting in queries.list_sittings(session, plan.id)
        if sitting.state is SittingState.STARTED
        and sitting.ends_at is not None
        and now > sitting.ends_at + rules.GRACE
    ]
    for sitting in due:
        seal_sitting(session, actor=actor, sitting=sitting, by=SubmittedBy.TIME, now=now)
    return len(due)


def region_of(org_path: str) -> str:
    """Return the four digits of the division code (GB/T 2260) nearest to a unit.

    >>> region_of("/440000/440100/DSJ/"), region_of("/demo/")
    ('4401', '0000')
    """
    codes = re.findall(r"(?<=/)\d{6}(?=/)", org_path)
    return codes[-1][:4] if codes else "0000"


def _get(session: Session, actor: Actor, uuid: UUID) -> ExamPlan:
    scope = actor.scope(Permission.EXAMS_PLAN_READ)
    return queries.get_plan(session, uuid, scope=scope, lock=True)


def _running_scope(actor: Actor) -> Scope:
    permissions = (Permission.EXAMS_PLAN_READ, Permission.EXAMS_ROOM_RUN)
    return Scope.of(path for one in permissions for path in actor.scope(one).paths)


def _move(plan: ExamPlan, new: PlanState) -> None:
    rules.require_transition(plan.state, new)
    plan.state = new


def _require_order(fields: PlanFields) -> None:
    problems = []
    if fields.entry_ends_at <= fields.starts_at:
        reason = msg("The entry must close after the exam has begun.")
        problems.append(Problem("entry_ends_at", reason, msg("Choose a later time.")))
    if fields.registration_ends_at > fields.entry_ends_at:
        reason = msg("The registration must close before the entry does.")
        problems.append(Problem("registration_ends_at", reason, msg("Choose an earlier time.")))
    if problems:
        raise InvalidError(problems)


def _require_reason(reason: str) -> str:
    if not reason.strip():
        raise InvalidError([Problem("reason", msg("Please give a reason."))])
    return reason.strip()


def _audit(
    session: Session, actor: Actor, action: str, plan: ExamPlan, now: datetime, **details: object
) -> None:
    audit.record(session, actor=actor, action=action, subject=plan.code, at=now, details=details)
