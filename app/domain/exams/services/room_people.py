"""Who is here: identity, absence, late entry, codes for another sign-in or computer, violations."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.exams import policy, queries, room_rules
from app.domain.exams.models import Sitting
from app.domain.exams.queries import rooms
from app.domain.exams.queries.rooms import Place
from app.domain.exams.room_log import Desk, require_reason
from app.domain.exams.room_models import RoomEvent, SittingControl
from app.domain.exams.room_rules import Act
from app.domain.exams.rules import CHECK_IN_BEFORE, SittingState
from app.domain.exams.services.sittings import check_in_for
from app.kernel.actor import Actor, Permission
from app.kernel.errors import ConflictError, InvalidError
from app.kernel.problem import Problem
from app.kernel.text import msg


def check_identity(
    session: Session, *, actor: Actor, uuid: UUID, note: str, now: datetime
) -> RoomEvent:
    """Record that the person at the seat is the one on the ticket (document and ticket seen)."""
    place, desk = _place(session, actor, uuid, now)
    policy.can_run_room(actor, org_path=desk.plan.org_path).require()
    desk.require_open()
    if now < desk.plan.starts_at - CHECK_IN_BEFORE:
        raise ConflictError(msg("The doors open 30 minutes before the start."))
    about = place.registration
    if about.id in rooms.absent_ids(desk.events()):
        raise ConflictError(msg("This person is recorded as absent. Take that back first."))
    return desk.record(Act.IDENTITY, "exams.room.identity-checked", note, about)


def mark_absent(
    session: Session, *, actor: Actor, uuid: UUID, reason: str, now: datetime
) -> RoomEvent:
    """Record that a registered person did not come; only after the entry has closed."""
    place, desk = _place(session, actor, uuid, now)
    policy.can_run_room(actor, org_path=desk.plan.org_path).require()
    why = require_reason(reason)
    desk.require_open()
    _require_can_be_absent(place, desk)
    return desk.record(Act.ABSENT, "exams.room.absent", why, place.registration)


def mark_all_absent(
    session: Session, *, actor: Actor, plan: UUID, room: int, reason: str, now: datetime
) -> int:
    """Record everyone who did not come as absent; returns how many."""
    desk = Desk.at(session, actor, plan, room, now)
    policy.can_run_room(actor, org_path=desk.plan.org_path).require()
    why = require_reason(reason)
    desk.require_open()
    known = rooms.absent_ids(desk.events())
    missing = [
        one for one in desk.places(None) if not _has_begun(one) and one.registration.id not in known
    ]
    for place in missing:
        _require_can_be_absent(place, desk)
        desk.record(Act.ABSENT, "exams.room.absent", why, place.registration)
    return len(missing)


def take_back_absence(
    session: Session, *, actor: Actor, uuid: UUID, reason: str, now: datetime
) -> RoomEvent:
    """Take an absence back."""
    place, desk = _place(session, actor, uuid, now)
    policy.can_run_room(actor, org_path=desk.plan.org_path).require()
    why = require_reason(reason)
    desk.require_open()
    if place.registration.id not in rooms.absent_ids(desk.events()):
        raise ConflictError(msg("This person is not recorded as absent."))
    return desk.record(Act.PRESENT, "exams.room.absence-withdrawn", why, place.registration)


def admit_late(
    session: Session, *, actor: Actor, uuid: UUID, seed: int, reason: str, now: datetime
) -> Sitting:
    """Let someone in after the entry has closed: ten minutes to open the paper, in full time."""
    place, desk = _place(session, actor, uuid, now)
    policy.can_run_room(actor, org_path=desk.plan.org_path).require()
    why = require_reason(reason)
    desk.require_open()
    about = place.registration
    if now <= desk.plan.entry_ends_at:
        raise ConflictError(msg("The entry is still open; nobody needs to be admitted."))
    if place.sitting is not None and place.sitting.state is not SittingState.NOT_STARTED:
        raise ConflictError(msg("This person has begun already."))
    if about.id in rooms.absent_ids(desk.events()):
        desk.record(Act.PRESENT, "exams.room.absence-withdrawn", why, about)
    sitting = check_in_for(session, actor=actor, registration=about, seed=seed, now=now)
    desk.control(sitting).admitted_until = now + room_rules.LATE_ENTRY
    desk.record(Act.ADMITTED, "exams.room.admitted-late", why, about)
    return sitting


def issue_code(
    session: Session,
    *,
    actor: Actor,
    uuid: UUID,
    code: str,
    is_other_machine: bool,
    reason: str,
    now: datetime,
) -> Sitting:
    """Let a candidate sign in with ticket number and this code, once, within ten minutes.

    For another machine the present writer loses its turn at once: what still lies there and
    arrives later is kept and waits for a decision.
    """
    place, desk = _place(session, actor, uuid, now)
    policy.can_run_room(actor, org_path=desk.plan.org_path).require()
    why = require_reason(reason)
    desk.require_open()
    sitting = place.sitting
    if sitting is None or sitting.state is SittingState.SUBMITTED:
        raise ConflictError(msg("There is no sitting to go on with: not checked in, or handed in."))
    control = desk.instruct(sitting)
    control.code_digest = _digest(sitting, code)
    control.code_expires_at = now + room_rules.CODE_LIFETIME
    control.code_tries = 0
    if is_other_machine and sitting.writer:
        sitting.epoch += 1
        sitting.writer = ""
    act, action = (Act.RELOGIN, "exams.sitting.relogin-allowed")
    if is_other_machine:
        act, action = (Act.MACHINE, "exams.sitting.machine-freed")
    desk.record(act, action, why, place.registration)
    return sitting


def redeem_code(session: Session, *, ticket: str, code: str, now: datetime) -> Sitting | None:
    """Return the sitting that ticket number and code open, or None; the code is used up then.

    Five wrong tries use it up too, so the caller commits whatever the outcome.
    """
    place = rooms.find_place_by_ticket(session, ticket)
    sitting = place.sitting if place else None
    control = rooms.find_control(session, sitting.id) if sitting else None
    if sitting is None or control is None or not _is_alive(control, now):
        return None
    if not hmac.compare_digest(control.code_digest, _digest(sitting, code)):
        control.code_tries += 1
        return None
    control.code_digest = ""
    return sitting


def record_violation(
    session: Session, *, actor: Actor, uuid: UUID, code: str, account: str, now: datetime
) -> RoomEvent:
    """Record a violation with what was seen; what follows from it is decided by others later."""
    place, desk = _place(session, actor, uuid, now)
    policy.can_run_room(actor, org_path=desk.plan.org_path).require()
    seen = require_reason(account)
    if code not in room_rules.VIOLATIONS:
        raise InvalidError([Problem("code", msg("Choose what happened from the list."))])
    desk.require_open()
    gravity = room_rules.gravity_of(code).value
    return desk.record(
        Act.VIOLATION, "exams.room.violation", seen, place.registration, code=code, gravity=gravity
    )


def withdraw_violation(
    session: Session, *, actor: Actor, uuid: UUID, reason: str, now: datetime
) -> RoomEvent:
    """Take a recorded violation back; both lines stay on the record."""
    scope = actor.scope(Permission.EXAMS_ROOM_RUN)
    event = rooms.get_room_event(session, uuid, scope=scope)
    registration = queries.get_registration_by_id(session, event.registration_id)
    desk = Desk.of(session, actor, registration, now)
    policy.can_run_room(actor, org_path=desk.plan.org_path).require()
    why = require_reason(reason)
    desk.require_open()
    if event.uuid not in {one.uuid for one in rooms.violations(desk.events())}:
        raise ConflictError(msg("This is no violation, or it was taken back already."))
    return desk.record(
        Act.WITHDRAWN, "exams.room.violation-withdrawn", why, registration, event=str(event.uuid)
    )


def _place(session: Session, actor: Actor, uuid: UUID, now: datetime) -> tuple[Place, Desk]:
    scope = actor.scope(Permission.EXAMS_ROOM_RUN)
    place = rooms.get_place(session, uuid, scope=scope)
    return place, Desk.of(session, actor, place.registration, now)


def _require_can_be_absent(place: Place, desk: Desk) -> None:
    if _has_begun(place):
        raise ConflictError(msg("This person has begun the exam and is not absent."))
    if desk.now <= desk.plan.entry_ends_at:
        raise ConflictError(msg("The entry is still open. Record absences after it has closed."))


def _has_begun(place: Place) -> bool:
    return place.sitting is not None and place.sitting.state is not SittingState.NOT_STARTED


def _digest(sitting: Sitting, code: str) -> str:
    return hashlib.sha256(f"{sitting.uuid}:{code.strip()}".encode()).hexdigest()


def _is_alive(control: SittingControl, now: datetime) -> bool:
    return (
        bool(control.code_digest)
        and control.code_expires_at is not None
        and now <= control.code_expires_at
        and control.code_tries < room_rules.CODE_TRIES
    )
