"""Who may come, where they sit, and their ticket number."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.audit import services as audit
from app.domain.competencies import queries as competencies
from app.domain.exams import policy, queries, rules
from app.domain.exams.models import ExamPlan, Registration
from app.domain.exams.rules import Eligibility, PlanState, RegistrationState, Seat
from app.domain.learning import queries as learning
from app.domain.people import queries as people
from app.domain.people.queries import Posting
from app.kernel.actor import Actor
from app.kernel.errors import ConflictError, NotFoundError
from app.kernel.text import msg
from app.kernel.tier import Tier

SITE = 1


def check_eligibility(
    session: Session, *, actor: Actor, tier: Tier, posting: Posting, now: datetime
) -> Eligibility:
    """Say which conditions of registering for exams of a tier a person meets and which not yet."""
    policy.can_register(actor, person_id=posting.person_id).require()
    required = competencies.list_required_for_exam(session, tier=tier, on=now.date())
    return rules.eligibility(
        plan_tier=tier,
        person_tier=posting.tier,
        required=required,
        finished=learning.list_finished_modules(session, posting.person_id),
    )


def register(session: Session, *, actor: Actor, uuid: UUID, now: datetime) -> Registration:
    """Register the actor for an exam: the next free seat, and with it the ticket number.

    :raises ConflictError: registration is not open, a condition is not met, or no seat is free.
    """
    policy.can_register(actor, person_id=actor.person_id).require()
    posting = people.get_posting(session, actor.person_id, now.date())
    plan = queries.get_plan_for(session, uuid, org_path=posting.org_path, lock=True)
    _require_open(plan, now)
    eligible = check_eligibility(session, actor=actor, tier=plan.tier, posting=posting, now=now)
    for is_met, text in eligible.conditions:
        if not is_met:
            raise ConflictError(text)
    known = queries.find_registration(
        session, plan_id=plan.id, person_id=actor.person_id, lock=True
    )
    if known is not None and known.state is RegistrationState.REGISTERED:
        return known
    seat = _free_seat(session, plan)
    registration = known or _new(plan, posting, seat, now)
    registration.state = RegistrationState.REGISTERED
    registration.room, registration.seat_number = seat.room, seat.number
    registration.ticket_number = _ticket(plan, seat)
    registration.registered_at = now
    session.add(registration)
    session.flush()
    _audit(session, actor, "exams.registration.made", registration, now)
    return registration


def withdraw(session: Session, *, actor: Actor, uuid: UUID, now: datetime) -> Registration:
    """Take a registration back while the registration is open; the seat becomes free."""
    found = queries.get_registration(session, uuid, person_id=actor.person_id)
    policy.can_register(actor, person_id=found.person_id).require()
    if now > found.plan.registration_ends_at or found.plan.state is not PlanState.PUBLISHED:
        raise ConflictError(msg("The registration has closed. Please tell your personnel office."))
    if found.state is RegistrationState.WITHDRAWN:
        raise NotFoundError(msg("You are not registered for this exam."))
    found.state = RegistrationState.WITHDRAWN
    _audit(session, actor, "exams.registration.withdrawn", found, now)
    return found


def _require_open(plan: ExamPlan, now: datetime) -> None:
    if plan.state not in {PlanState.PUBLISHED, PlanState.IN_PROGRESS}:
        raise ConflictError(msg("The registration for this exam is not open."))
    if now > plan.registration_ends_at:
        raise ConflictError(msg("The registration has closed. Please tell your personnel office."))


def _free_seat(session: Session, plan: ExamPlan) -> Seat:
    taken = [one.seat for one in queries.list_registrations(session, plan.id)]
    seat = rules.next_seat(taken, plan.seats_per_room, plan.rooms)
    if seat is None:
        raise ConflictError(
            msg("All seats of this exam are taken. Please ask your personnel office.")
        )
    return seat


def _new(plan: ExamPlan, posting: Posting, seat: Seat, now: datetime) -> Registration:
    return Registration(
        plan=plan,
        person_id=posting.person_id,
        org_path=posting.org_path,
        org_name=posting.organization_name,
        full_name=posting.full_name,
        room=seat.room,
        seat_number=seat.number,
        ticket_number=_ticket(plan, seat),
        registered_at=now,
    )


def _ticket(plan: ExamPlan, seat: Seat) -> str:
    return rules.ticket_number(
        year=plan.year,
        region=plan.region,
        plan=plan.serial,
        tier=plan.tier,
        site=SITE,
        seat=seat,
    )


def _audit(
    session: Session, actor: Actor, action: str, registration: Registration, now: datetime
) -> None:
    audit.record(session, actor=actor, action=action, subject=registration.ticket_number, at=now)
