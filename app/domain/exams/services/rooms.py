"""What an invigilator may do to a sitting; always with a reason, always audited."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.audit import services as audit
from app.domain.exams import policy, queries, rules
from app.domain.exams.models import LateDecision, Sitting
from app.domain.exams.rules import SittingState, SubmittedBy
from app.domain.exams.services.sittings import seal_sitting
from app.kernel.actor import Actor, Permission
from app.kernel.errors import ConflictError, InvalidError
from app.kernel.problem import Problem
from app.kernel.text import msg


def extend_sitting(
    session: Session, *, actor: Actor, uuid: UUID, minutes: int, reason: str, now: datetime
) -> Sitting:
    """Give a candidate more time in all sections that are still open.

    :raises InvalidError: no reason, or the minutes are out of range.
    :raises ConflictError: the sitting has not started or was handed in.
    """
    sitting = _get(session, actor, uuid)
    policy.can_run_room(actor, org_path=sitting.registration.plan.org_path).require()
    _require_reason(reason)
    if not 1 <= minutes <= rules.MAX_EXTENSION:
        text = msg("Give between 1 and %(most)s minutes.", most=rules.MAX_EXTENSION)
        raise InvalidError([Problem("minutes", text)])
    if sitting.state is not SittingState.STARTED or sitting.ends_at is None:
        raise ConflictError(msg("Only a sitting that is going on can be extended."))
    sections = rules.extend_sections(rules.read_sections(sitting.sections), minutes, now)
    sitting.sections = [section.to_json() for section in sections]
    sitting.ends_at += timedelta(minutes=minutes)
    _audit(session, actor, "exams.sitting.extended", sitting, now, minutes=minutes, reason=reason)
    return sitting


def force_hand_in(
    session: Session, *, actor: Actor, uuid: UUID, reason: str, now: datetime
) -> Sitting:
    """Hand in for a candidate what has arrived so far; later arrivals wait for a decision."""
    sitting = _get(session, actor, uuid)
    policy.can_run_room(actor, org_path=sitting.registration.plan.org_path).require()
    _require_reason(reason)
    if sitting.state is not SittingState.STARTED:
        raise ConflictError(msg("Only a sitting that is going on can be handed in."))
    _audit(session, actor, "exams.sitting.forced", sitting, now, reason=reason)
    return seal_sitting(session, actor=actor, sitting=sitting, by=SubmittedBy.INVIGILATOR, now=now)


def decide_late(
    session: Session, *, actor: Actor, uuid: UUID, is_admitted: bool, reason: str, now: datetime
) -> Sitting:
    """Decide whether the late and stale answers of a sitting count (answers.md 1.5).

    An admission after the hand-in seals the sitting anew and has it marked again.
    """
    sitting = _get(session, actor, uuid)
    policy.can_run_room(actor, org_path=sitting.registration.plan.org_path).require()
    _require_reason(reason)
    events = queries.list_events(session, sitting.id)
    open_ones = queries.undecided(events, queries.list_decisions(session, sitting.id))
    if not open_ones:
        raise ConflictError(msg("No answers of this sitting wait for a decision."))
    session.add(
        LateDecision(
            sitting_id=sitting.id,
            through_id=max(stored.id for stored in open_ones),
            is_admitted=is_admitted,
            reason=reason.strip(),
            decided_by_id=actor.person_id,
            decided_at=now,
        )
    )
    session.flush()
    details = {"admitted": is_admitted, "events": len(open_ones), "reason": reason.strip()}
    _audit(session, actor, "exams.late.decided", sitting, now, **details)
    if is_admitted and sitting.state is SittingState.SUBMITTED:
        by = sitting.submitted_by or SubmittedBy.INVIGILATOR
        seal_sitting(session, actor=actor, sitting=sitting, by=by, now=now)
    return sitting


def _get(session: Session, actor: Actor, uuid: UUID) -> Sitting:
    scope = actor.scope(Permission.EXAMS_ROOM_RUN)
    return queries.get_sitting_in(session, uuid, scope=scope, lock=True)


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise InvalidError([Problem("reason", msg("Please give a reason."))])


def _audit(
    session: Session,
    actor: Actor,
    action: str,
    sitting: Sitting,
    now: datetime,
    **details: object,
) -> None:
    subject = f"sitting:{sitting.uuid}"
    audit.record(session, actor=actor, action=action, subject=subject, at=now, details=details)
