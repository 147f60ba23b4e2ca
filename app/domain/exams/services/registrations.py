"""Who may come, where they sit, and their ticket number."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.audit import services as audit
from app.domain.competencies import queries as competencies
from app.domain.exams import policy, queries, rules
from app.domain.exams.models import ExamPlan, Registration
from app.domain.exams.rules import Eligibility, PlanState, RegistrationState, Seat
from app.domain.exams.rules_plans import Origin, Review, extra_minutes
from app.domain.learning import queries as learning
from app.domain.people import queries as people
from app.domain.people.queries import Posting
from app.kernel.actor import Actor
from app.kernel.errors import ConflictError, NotFoundError
from app.kernel.text import Message, msg
from app.kernel.tier import Tier

SITE = 1


def check_eligibility(
    session: Session, *, actor: Actor, tier: Tier, posting: Posting, now: datetime
) -> Eligibility:
    """Say which conditions of registering for exams of a tier a person meets and which not yet."""
    policy.can_register(actor, person_id=posting.person_id).require()
    return _of_tier(session, tier, posting, now)


def _of_tier(session: Session, tier: Tier, posting: Posting, now: datetime) -> Eligibility:
    required = competencies.list_required_for_exam(session, tier=tier, on=now.date())
    return rules.eligibility(
        plan_tier=tier,
        person_tier=posting.tier,
        required=required,
        finished=learning.list_finished_modules(session, posting.person_id),
        taken_away=learning.list_taken_away(session, posting.person_id),
    )


def explain_eligibility(
    session: Session, plan: ExamPlan, posting: Posting, now: datetime
) -> Eligibility:
    """Return every condition of one exam with the data it was judged by."""
    found = _of_tier(session, plan.tier, posting, now)
    more = [_of_unit(plan, posting)]
    if plan.resit_of_id is not None:
        first = queries.find_registration(
            session, plan_id=plan.resit_of_id, person_id=posting.person_id
        )
        more.append(_of_resit(first))
    return replace(found, conditions=(*found.conditions, *more))


def _of_unit(plan: ExamPlan, posting: Posting) -> tuple[bool, Message]:
    if posting.org_path.startswith(plan.org_path):
        return True, msg("Your unit, %(unit)s, takes part.", unit=posting.organization_name)
    return False, msg("The exam is not for %(unit)s.", unit=posting.organization_name)


def _of_resit(first: Registration | None) -> tuple[bool, Message]:
    if queries.is_registered(first):
        return True, msg("You were registered for the exam that this one repeats.")
    return False, msg("This resit is for those who were registered for the first exam.")


def register(session: Session, *, actor: Actor, uuid: UUID, now: datetime) -> Registration:
    """Register the actor for an exam: the next free seat, and with it the ticket number.

    :raises ConflictError: registration is not open, a condition is not met, or no seat is free.
    """
    policy.can_register(actor, person_id=actor.person_id).require()
    posting = people.get_posting(session, actor.person_id, now.date())
    plan = queries.get_plan_for(session, uuid, org_path=posting.org_path, lock=True)
    _require_open(plan, now)
    if plan.resit_of_id is not None:
        raise ConflictError(msg("For a resit your personnel office registers those who may come."))
    eligible = explain_eligibility(session, plan, posting, now)
    for is_met, text in eligible.conditions:
        if not is_met:
            raise ConflictError(text)
    known = queries.find_registration(
        session, plan_id=plan.id, person_id=actor.person_id, lock=True
    )
    if known is not None and known.state is RegistrationState.REGISTERED:
        return known
    registration = place(session, plan, posting, now)
    registration.origin, registration.registered_by_id = Origin.OWN, None
    registration.review = Review.PENDING if plan.needs_review else Review.APPROVED
    session.flush()
    _audit(session, actor, "exams.registration.made", registration, now)
    return registration


def place(session: Session, plan: ExamPlan, posting: Posting, now: datetime) -> Registration:
    """Give a person the next free seat; the caller has asked whether they may have it.

    What was granted to the person as an accommodation lengthens their time from here on.
    """
    seat = _free_seat(session, plan)
    known = queries.find_registration(session, plan_id=plan.id, person_id=posting.person_id)
    registration = known or _new(plan, posting, seat, now)
    registration.state = RegistrationState.REGISTERED
    registration.room, registration.seat_number = seat.room, seat.number
    registration.seat_columns = seat.columns
    registration.ticket_number = _ticket(plan, seat)
    registration.registered_at = now
    registration.review_reason = ""
    granted = queries.list_granted(session, [posting.person_id], plan.starts_at.date())
    own = granted.get(posting.person_id)
    registration.extra_minutes = (
        extra_minutes(plan.minutes, own.extra_percent, own.break_minutes) if own else 0
    )
    session.add(registration)
    session.flush()
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


def count_free_seats(session: Session, plan: ExamPlan) -> int:
    """Count the seats of ordinary rooms that nobody has yet."""
    return len(_free_seats(session, plan))


def _free_seat(session: Session, plan: ExamPlan) -> Seat:
    free = _free_seats(session, plan)
    if not free:
        raise ConflictError(
            msg("All seats of this exam are taken. Please ask your personnel office.")
        )
    return free[0]


def _free_seats(session: Session, plan: ExamPlan) -> list[Seat]:
    registrations = queries.list_registrations(session, plan.id)
    taken = {(one.room, one.seat_number) for one in registrations}
    return [
        Seat(room.number, number, room.columns)
        for room in queries.list_rooms(session, plan)
        if not room.is_separate
        for number in range(1, room.capacity + 1)
        if (room.number, number) not in taken
    ]


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
