"""Registering others: one, many, or a whole file; reviewed, turned down, taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.audit import services as audit
from app.domain.exams import policy, queries, rules
from app.domain.exams.models import ExamPlan, Registration
from app.domain.exams.roster import NAMES, Failure, Line
from app.domain.exams.rules import RegistrationState
from app.domain.exams.rules_plans import ANNOUNCED, Origin, PlanState, Review
from app.domain.exams.services import registrations as own
from app.domain.people import queries as people
from app.domain.people.queries import Posting
from app.kernel.actor import Actor, Permission
from app.kernel.errors import ConflictError, InvalidError, NotFoundError
from app.kernel.problem import Problem
from app.kernel.scope import Scope
from app.kernel.table import same_name
from app.kernel.text import msg

OUTSIDE = msg("No person of your part has this number.")


@dataclass(frozen=True, slots=True)
class Preview:
    """What registering these people would come to.

    :ivar ready: who would be registered.
    :ivar known: who is registered already.
    :ivar failures: who cannot be, with the reason; while there is one, nobody is registered.
    """

    ready: tuple[Posting, ...]
    known: tuple[Posting, ...]
    failures: tuple[Failure, ...]


def preview_registrations(
    session: Session, *, actor: Actor, uuid: UUID, lines: Sequence[Line], now: datetime
) -> Preview:
    """Check a list of persons against the roster and the rules of an exam; changes nothing."""
    scope = actor.scope(Permission.EXAMS_PLAN_EDIT)
    plan = queries.get_plan_reaching(session, uuid, scope=scope)
    policy.can_register_others(actor).require()
    postings = people.list_postings_by_numbers(
        session,
        codes=[one.code for one in lines if one.code],
        id_numbers=[one.id_number for one in lines if not one.code],
        scope=scope,
        on=now.date(),
    )
    taken = queries.list_registered_in_plan(session, plan.id)
    ready: list[Posting] = []
    known: list[Posting] = []
    failures: list[Failure] = []
    for line in lines:
        posting = postings.get(line.code or line.id_number.upper())
        failure = _failure(session, plan, line, posting, now)
        if failure:
            failures.append(failure)
        elif posting is not None:
            is_known = queries.is_registered(taken.get(posting.person_id))
            (known if is_known else ready).append(posting)
    free = own.count_free_seats(session, plan)
    failures += [
        Failure(line.row, "", "", msg("All seats are taken: %(free)s are free.", free=free))
        for line in lines[:1]
        if len(ready) > free
    ]
    return Preview(tuple(ready), tuple(known), tuple(failures))


def _failure(
    session: Session, plan: ExamPlan, line: Line, posting: Posting | None, now: datetime
) -> Failure | None:
    column = NAMES["code"] if line.code else NAMES["id_number"]
    value = line.code or line.id_number[-4:]
    if posting is None:
        return Failure(line.row, column, value, OUTSIDE)
    if line.full_name and not same_name(line.full_name, posting.full_name):
        reason = msg("The roster has another name for this number: check it.")
        return Failure(line.row, NAMES["full_name"], line.full_name, reason)
    eligible = own.explain_eligibility(session, plan, posting, now)
    unmet = next((text for is_met, text in eligible.conditions if not is_met), None)
    return Failure(line.row, column, value, unmet) if unmet else None


def register_people(
    session: Session,
    *,
    actor: Actor,
    uuid: UUID,
    lines: Sequence[Line],
    origin: Origin,
    now: datetime,
) -> int:
    """Register everyone of a list, or nobody; returns how many are new.

    :raises InvalidError: somebody cannot be registered; one problem for each.
    :raises ConflictError: the registration is not open.
    """
    policy.can_register_others(actor).require()
    scope = actor.scope(Permission.EXAMS_PLAN_EDIT)
    plan = queries.get_plan_reaching(session, uuid, scope=scope, lock=True)
    _require_open(actor, plan, now)
    preview = preview_registrations(session, actor=actor, uuid=uuid, lines=lines, now=now)
    if preview.failures:
        raise InvalidError([Problem(f"{one.row}", one.reason) for one in preview.failures])
    is_final = bool(policy.can_edit_plan(actor, org_path=plan.org_path))
    review = Review.UNIT_REVIEWED if plan.needs_review and not is_final else Review.APPROVED
    for posting in preview.ready:
        made = own.place(session, plan, posting, now)
        made.origin, made.registered_by_id, made.review = origin, actor.person_id, review
    session.flush()
    details = {"persons": [one.code for one in preview.ready], "origin": origin.value}
    _audit(session, actor, "exams.registrations.brought", plan, now, **details)
    return len(preview.ready)


def _require_open(actor: Actor, plan: ExamPlan, now: datetime) -> None:
    """The unit's own time is over with the registration; the personnel department may add."""
    if plan.state is not PlanState.PUBLISHED:
        raise ConflictError(msg("The registration for this exam is not open."))
    is_late = now > plan.registration_ends_at
    if is_late and not policy.can_edit_plan(actor, org_path=plan.org_path):
        raise ConflictError(msg("The registration has closed. Please tell your personnel office."))


def review_registration(
    session: Session, *, actor: Actor, uuid: UUID, is_passed: bool, reason: str, now: datetime
) -> Registration:
    """Pass a registration on, or turn it down with a reason.

    A unit's officer does the first review; one of the department that holds the exam decides.

    :raises InvalidError: turned down without a reason.
    :raises ConflictError: it is decided already.
    """
    scope = actor.scope(Permission.EXAMS_PLAN_EDIT)
    found = queries.get_registration_in(session, uuid, scope=scope, lock=True)
    policy.can_register_others(actor).require()
    is_final = bool(policy.can_edit_plan(actor, org_path=found.plan.org_path))
    waiting = {Review.PENDING, Review.UNIT_REVIEWED} if is_final else {Review.PENDING}
    if found.review not in waiting or found.state is not RegistrationState.REGISTERED:
        raise ConflictError(msg("This registration does not wait for your review."))
    if not is_passed and not reason.strip():
        raise InvalidError([Problem("reason", msg("Please give a reason."))])
    found.reviewed_by_id, found.review_reason = actor.person_id, reason.strip()
    if is_passed:
        found.review = Review.APPROVED if is_final else Review.UNIT_REVIEWED
    else:
        found.review, found.state = Review.REJECTED, RegistrationState.REJECTED
    details = {"passed": is_passed, "review": found.review.value, "reason": reason.strip()}
    _audit_one(session, actor, "exams.registration.reviewed", found, now, **details)
    return found


def withdraw_for(
    session: Session, *, actor: Actor, uuid: UUID, reason: str, now: datetime
) -> Registration:
    """Take a registration back for a person, with a reason, until the exam is ready.

    :raises ConflictError: the exam is ready or over, or it was taken back before.
    """
    scope = actor.scope(Permission.EXAMS_PLAN_EDIT)
    found = queries.get_registration_in(session, uuid, scope=scope, lock=True)
    policy.can_register_others(actor).require()
    if not reason.strip():
        raise InvalidError([Problem("reason", msg("Please give a reason."))])
    if found.plan.state not in ANNOUNCED - {PlanState.PAPERS_SEALED}:
        raise ConflictError(msg("The exam is ready; whoever does not come is absent."))
    if found.state is not RegistrationState.REGISTERED:
        raise NotFoundError(msg("This person is not registered."))
    if queries.find_sitting_of(session, found.id) is not None:
        raise ConflictError(msg("Candidates have checked in. Nothing can be changed any more."))
    found.state, found.review_reason = RegistrationState.WITHDRAWN, reason.strip()
    _audit_one(session, actor, "exams.registration.withdrawn", found, now, reason=reason.strip())
    return found


def check_person(
    session: Session, *, actor: Actor, uuid: UUID, code: str, now: datetime
) -> tuple[Posting, rules.Eligibility]:
    """Explain to an officer whether a person may register, and why."""
    policy.can_register_others(actor).require()
    scope: Scope = actor.scope(Permission.EXAMS_PLAN_EDIT)
    plan = queries.get_plan_reaching(session, uuid, scope=scope)
    found = people.list_postings_by_numbers(
        session, codes=[code], id_numbers=[], scope=scope, on=now.date()
    )
    if code not in found:
        raise NotFoundError(OUTSIDE)
    posting = found[code]
    return posting, own.explain_eligibility(session, plan, posting, now)


def _audit(
    session: Session, actor: Actor, action: str, plan: ExamPlan, now: datetime, **details: object
) -> None:
    audit.record(session, actor=actor, action=action, subject=plan.code, at=now, details=details)


def _audit_one(
    session: Session,
    actor: Actor,
    action: str,
    registration: Registration,
    now: datetime,
    **details: object,
) -> None:
    subject = registration.ticket_number
    audit.record(session, actor=actor, action=action, subject=subject, at=now, details=details)
