"""Reasonable accommodation: asked for, granted by another officer, applied without being named.

Nothing of what or why goes into the audit log: it says who decided about which request.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.audit import services as audit
from app.domain.exams import policy, queries
from app.domain.exams.models import Accommodation
from app.domain.exams.rules_plans import ANNOUNCED, AccommodationState, extra_minutes
from app.domain.people import queries as people
from app.domain.people.queries import Posting
from app.kernel.actor import Actor, Permission
from app.kernel.errors import ConflictError, InvalidError, NotFoundError
from app.kernel.problem import Problem
from app.kernel.text import msg

MOST_PERCENT, MOST_BREAK = 100, 60
UNKNOWN = msg("No person of your part has this number.")


@dataclass(frozen=True, slots=True)
class AccommodationFields:
    """What is asked for."""

    extra_percent: int
    break_minutes: int
    is_large_print: bool
    is_high_contrast: bool
    is_separate_room: bool
    grounds: str
    valid_until: date


def ask_accommodation(
    session: Session,
    *,
    actor: Actor,
    code: str,
    fields: AccommodationFields,
    now: datetime,
) -> Accommodation:
    """Ask for an accommodation, for oneself or (by an officer) for a person of one's part.

    :param code: staff number; empty for oneself.
    :raises InvalidError: nothing is asked for, or something out of range.
    """
    posting = _posting(session, actor, code, now)
    policy.can_ask_accommodation(
        actor, person_id=posting.person_id, org_path=posting.org_path
    ).require()
    _require_sound(fields, now)
    row = Accommodation(
        person_id=posting.person_id,
        org_path=posting.org_path,
        asked_by_id=actor.person_id,
        asked_at=now,
        **asdict(fields),
    )
    session.add(row)
    session.flush()
    _audit(session, actor, "exams.accommodation.asked", row, now)
    return row


def _posting(session: Session, actor: Actor, code: str, now: datetime) -> Posting:
    if not code:
        return people.get_posting(session, actor.person_id, now.date())
    found = people.list_postings_by_numbers(
        session,
        codes=[code],
        id_numbers=[],
        scope=actor.scope(Permission.EXAMS_PLAN_EDIT),
        on=now.date(),
    )
    if code not in found:
        raise InvalidError([Problem("code", UNKNOWN)])
    return found[code]


def _require_sound(fields: AccommodationFields, now: datetime) -> None:
    problems = []
    if not 0 <= fields.extra_percent <= MOST_PERCENT:
        problems.append(Problem("extra_percent", msg("Enter between 0 and 100 percent.")))
    if not 0 <= fields.break_minutes <= MOST_BREAK:
        problems.append(Problem("break_minutes", msg("Enter between 0 and 60 minutes.")))
    if not fields.grounds.strip():
        problems.append(Problem("grounds", msg("Say which document was shown.")))
    if fields.valid_until < now.date():
        problems.append(Problem("valid_until", msg("Choose a day that is still to come.")))
    wishes = (fields.extra_percent, fields.break_minutes, fields.is_large_print,
              fields.is_high_contrast, fields.is_separate_room)  # fmt: skip
    if not any(wishes):
        problems.append(Problem("extra_percent", msg("Choose at least one accommodation.")))
    if problems:
        raise InvalidError(problems)


def decide_accommodation(
    session: Session, *, actor: Actor, uuid: UUID, is_granted: bool, reason: str, now: datetime
) -> Accommodation:
    """Grant or decline what another person asked for; a granted one works at once.

    :raises ForbiddenError: one's own request.
    :raises InvalidError: declined without a reason.
    """
    row = _get(session, actor, uuid)
    policy.can_decide_accommodation(
        actor, org_path=row.org_path, person_id=row.person_id, asked_by_id=row.asked_by_id
    ).require()
    if row.state is not AccommodationState.ASKED:
        raise ConflictError(msg("This request has been decided already."))
    if not is_granted and not reason.strip():
        raise InvalidError([Problem("reason", msg("Please give a reason."))])
    row.state = AccommodationState.GRANTED if is_granted else AccommodationState.DECLINED
    row.decided_by_id, row.decided_at, row.decision = actor.person_id, now, reason.strip()
    session.flush()
    _apply(session, row.person_id)
    if is_granted:
        _audit(session, actor, "exams.accommodation.granted", row, now)
    else:
        _audit(session, actor, "exams.accommodation.declined", row, now)
    return row


def end_accommodation(
    session: Session, *, actor: Actor, uuid: UUID, reason: str, now: datetime
) -> Accommodation:
    """End an accommodation that was granted; exams that have begun keep it."""
    row = _get(session, actor, uuid)
    policy.can_edit_plan(actor, org_path=row.org_path).require()
    if row.state is not AccommodationState.GRANTED:
        raise ConflictError(msg("Only what was granted can be ended."))
    if not reason.strip():
        raise InvalidError([Problem("reason", msg("Please give a reason."))])
    row.state, row.decision = AccommodationState.ENDED, reason.strip()
    session.flush()
    _apply(session, row.person_id)
    _audit(session, actor, "exams.accommodation.ended", row, now)
    return row


def _apply(session: Session, person_id: int) -> None:
    """Set the extra minutes of the exams that the person is registered for and has not begun."""
    for one in queries.list_own_registrations(session, person_id):
        if one.plan.state not in ANNOUNCED or queries.find_sitting_of(session, one.id):
            continue
        on = one.plan.starts_at.date()
        own = queries.list_granted(session, [person_id], on).get(person_id)
        minutes = one.plan.minutes
        one.extra_minutes = (
            extra_minutes(minutes, own.extra_percent, own.break_minutes) if own else 0
        )


def _get(session: Session, actor: Actor, uuid: UUID) -> Accommodation:
    scope = actor.scope(Permission.EXAMS_PLAN_EDIT)
    row = queries.find_accommodation(session, uuid, scope=scope)
    if row is None:
        raise NotFoundError(msg("There is no such request, or it is outside your part."))
    return row


def _audit(session: Session, actor: Actor, action: str, row: Accommodation, now: datetime) -> None:
    audit.record(session, actor=actor, action=action, subject=f"accommodation:{row.uuid}", at=now)
