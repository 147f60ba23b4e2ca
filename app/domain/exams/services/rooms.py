"""Time, pause and end of sittings in the hands of an invigilator; always with a reason, audited."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.exams import policy, queries, room_log, room_rules, rules
from app.domain.exams.models import LateDecision, Sitting
from app.domain.exams.queries import rooms
from app.domain.exams.room_log import Desk, require_reason
from app.domain.exams.room_rules import Act
from app.domain.exams.rules import SittingState, SubmittedBy
from app.domain.exams.services.sittings import seal_sitting
from app.kernel.actor import Actor, Permission
from app.kernel.errors import ConflictError, InvalidError
from app.kernel.problem import Problem
from app.kernel.text import msg

NOBODY = msg("Nobody here is answering now, so nothing was changed.")


def extend_sitting(
    session: Session, *, actor: Actor, uuid: UUID, minutes: int, reason: str, now: datetime
) -> Sitting:
    """Give a candidate more time in all sections that are still open.

    A sitting that the clock handed in is opened again, with the minutes counted from now.

    :raises InvalidError: no reason, or the minutes are out of range.
    :raises ConflictError: the sitting has not started, or the candidate handed it in.
    """
    sitting = _get(session, actor, uuid)
    policy.can_run_room(actor, org_path=sitting.registration.plan.org_path).require()
    _require_minutes(minutes)
    why = require_reason(reason)
    desk = Desk.of(session, actor, sitting.registration, now).require_open()
    if not _can_be_extended(sitting):
        raise ConflictError(msg("Only a sitting that is going on can be extended."))
    _extend(desk, sitting, timedelta(minutes=minutes), why)
    return sitting


def extend_room(
    session: Session,
    *,
    actor: Actor,
    plan: UUID,
    room: int,
    chosen: Collection[UUID] | None,
    minutes: int,
    reason: str,
    now: datetime,
) -> int:
    """Give more time to some people of a room (their registrations), or to all; returns how many.

    Whoever handed in by themselves is left alone; whom the clock handed in is opened again.
    """
    desk = Desk.at(session, actor, plan, room, now)
    policy.can_run_room(actor, org_path=desk.plan.org_path).require()
    _require_minutes(minutes)
    why = require_reason(reason)
    desk.require_open()
    found = [p.sitting for p in desk.places(chosen) if p.sitting and _can_be_extended(p.sitting)]
    if not found:
        raise ConflictError(NOBODY)
    for sitting in found:
        _extend(desk, sitting, timedelta(minutes=minutes), why)
    return len(found)


def pause_room(
    session: Session,
    *,
    actor: Actor,
    plan: UUID,
    room: int,
    chosen: Collection[UUID] | None,
    reason: str,
    now: datetime,
) -> int:
    """Stop the clocks of some or all who are answering; what they wrote is still taken."""
    desk = Desk.at(session, actor, plan, room, now)
    policy.can_run_room(actor, org_path=desk.plan.org_path).require()
    why = require_reason(reason)
    desk.require_open()
    count = 0
    for place in desk.places(chosen):
        sitting = place.sitting
        if sitting is None or sitting.state is not SittingState.STARTED:
            continue
        control = desk.control(sitting)
        if control.paused_at is not None or (sitting.ends_at or now) <= now:
            continue
        left = room_rules.left_ms(sitting.ends_at or now, None, now)
        sections = room_rules.pause(rules.read_sections(sitting.sections), now)
        room_log.put_sections(sitting, sections)
        control.paused_at = now
        control.instructions += 1
        seconds = left // 1000
        desk.record(Act.PAUSED, "exams.sitting.paused", why, place.registration, left=seconds)
        count += 1
    if not count:
        raise ConflictError(NOBODY)
    return count


def resume_room(
    session: Session,
    *,
    actor: Actor,
    plan: UUID,
    room: int,
    chosen: Collection[UUID] | None,
    reason: str,
    now: datetime,
) -> int:
    """Let some or all who were paused go on, with the time they had left."""
    desk = Desk.at(session, actor, plan, room, now)
    policy.can_run_room(actor, org_path=desk.plan.org_path).require()
    why = require_reason(reason)
    count = 0
    for place in desk.places(chosen):
        control = rooms.find_control(session, place.sitting.id) if place.sitting else None
        if place.sitting is None or control is None or control.paused_at is None:
            continue
        seconds = room_log.end_pause(place.sitting, control, now)
        desk.record(Act.RESUMED, "exams.sitting.resumed", why, place.registration, seconds=seconds)
        count += 1
    if not count:
        raise ConflictError(msg("Nobody here is paused, so nothing was changed."))
    return count


def give_back_offline(
    session: Session,
    *,
    actor: Actor,
    plan: UUID,
    room: int,
    chosen: Collection[UUID] | None,
    reason: str,
    now: datetime,
) -> int:
    """Give back the measured offline time that was not given back yet; returns to how many."""
    desk = Desk.at(session, actor, plan, room, now)
    policy.can_run_room(actor, org_path=desk.plan.org_path).require()
    why = require_reason(reason)
    desk.require_open()
    places = [p for p in desk.places(chosen) if p.sitting and _can_be_extended(p.sitting)]
    seen = rooms.list_seen(session, [p.sitting for p in places if p.sitting])
    given = rooms.given_seconds(desk.events())
    count = 0
    for place in places:
        if place.sitting is None:
            continue
        offline = room_rules.offline_seconds(seen[place.sitting.id], now)
        owed = offline - given.get(place.registration.id, 0)
        if owed < 1:
            continue
        _give(desk, place.sitting, timedelta(seconds=owed))
        desk.record(
            Act.INCIDENT, "exams.sitting.incident-time", why, place.registration, seconds=owed
        )
        count += 1
    if not count:
        raise ConflictError(msg("No offline time waits to be given back."))
    return count


def reopen_sitting(
    session: Session, *, actor: Actor, uuid: UUID, minutes: int, reason: str, now: datetime
) -> Sitting:
    """Open a sitting that was handed in, by mistake or too early, for some minutes from now."""
    sitting = _get(session, actor, uuid)
    policy.can_run_room(actor, org_path=sitting.registration.plan.org_path).require()
    _require_minutes(minutes)
    why = require_reason(reason)
    desk = Desk.of(session, actor, sitting.registration, now).require_open()
    if sitting.state is not SittingState.SUBMITTED:
        raise ConflictError(msg("This sitting has not been handed in."))
    if sitting.registration.plan.state is not rules.PlanState.IN_PROGRESS:
        raise ConflictError(msg("This exam has been collected. Nothing can be opened again."))
    _open_again(sitting)
    _give(desk, sitting, timedelta(minutes=minutes))
    desk.record(Act.REOPENED, "exams.sitting.reopened", why, sitting.registration, minutes=minutes)
    return sitting


def force_hand_in(
    session: Session, *, actor: Actor, uuid: UUID, reason: str, now: datetime
) -> Sitting:
    """Hand in for a candidate what has arrived so far; later arrivals wait for a decision."""
    sitting = _get(session, actor, uuid)
    policy.can_run_room(actor, org_path=sitting.registration.plan.org_path).require()
    why = require_reason(reason)
    if sitting.state is not SittingState.STARTED:
        raise ConflictError(msg("Only a sitting that is going on can be handed in."))
    room_log.end_pause(sitting, rooms.find_control(session, sitting.id), now)
    desk = Desk.of(session, actor, sitting.registration, now)
    desk.record(Act.FORCED, "exams.sitting.forced", why, sitting.registration)
    return seal_sitting(session, actor=actor, sitting=sitting, by=SubmittedBy.INVIGILATOR, now=now)


def decide_late(
    session: Session, *, actor: Actor, uuid: UUID, is_admitted: bool, reason: str, now: datetime
) -> Sitting:
    """Decide whether the late and stale answers of a sitting count (answers.md 1.5).

    An admission after the hand-in seals the sitting anew and has it marked again.
    """
    sitting = _get(session, actor, uuid)
    policy.can_run_room(actor, org_path=sitting.registration.plan.org_path).require()
    why = require_reason(reason)
    events = queries.list_events(session, sitting.id)
    open_ones = queries.undecided(events, queries.list_decisions(session, sitting.id))
    if not open_ones:
        raise ConflictError(msg("No answers of this sitting wait for a decision."))
    session.add(
        LateDecision(
            sitting_id=sitting.id,
            through_id=max(stored.id for stored in open_ones),
            is_admitted=is_admitted,
            reason=why,
            decided_by_id=actor.person_id,
            decided_at=now,
        )
    )
    session.flush()
    desk = Desk.of(session, actor, sitting.registration, now)
    details = {"admitted": is_admitted, "events": len(open_ones)}
    desk.record(Act.LATE, "exams.late.decided", why, sitting.registration, **details)
    if is_admitted and sitting.state is SittingState.SUBMITTED:
        by = sitting.submitted_by or SubmittedBy.INVIGILATOR
        seal_sitting(session, actor=actor, sitting=sitting, by=by, now=now)
    return sitting


def _can_be_extended(sitting: Sitting) -> bool:
    if sitting.state is SittingState.STARTED:
        return True
    return sitting.state is SittingState.SUBMITTED and sitting.submitted_by is SubmittedBy.TIME


def _extend(desk: Desk, sitting: Sitting, span: timedelta, why: str) -> None:
    _give(desk, sitting, span)
    minutes = round(span.total_seconds() / 60)
    desk.record(Act.EXTENDED, "exams.sitting.extended", why, sitting.registration, minutes=minutes)


def _give(desk: Desk, sitting: Sitting, span: timedelta) -> None:
    if sitting.state is SittingState.SUBMITTED:
        _open_again(sitting)
    sections = room_rules.give(rules.read_sections(sitting.sections), span, desk.now)
    room_log.put_sections(sitting, sections)
    desk.instruct(sitting)


def _open_again(sitting: Sitting) -> None:
    """Take the seal off; the journal goes on, and the next hand-in has it marked anew."""
    sitting.state = SittingState.STARTED
    sitting.submitted_at = sitting.submitted_by = None
    sitting.journal_digest = ""


def _get(session: Session, actor: Actor, uuid: UUID) -> Sitting:
    scope = actor.scope(Permission.EXAMS_ROOM_RUN)
    return queries.get_sitting_in(session, uuid, scope=scope, lock=True)


def _require_minutes(minutes: int) -> None:
    if not 1 <= minutes <= rules.MAX_EXTENSION:
        text = msg("Give between 1 and %(most)s minutes.", most=rules.MAX_EXTENSION)
        raise InvalidError([Problem("minutes", text)])
