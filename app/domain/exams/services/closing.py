"""A room is closed only when its numbers tie."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.audit import services as audit
from app.domain.exams import closing, policy, queries
from app.domain.exams.closing import Counts
from app.domain.exams.models import RoomClosing
from app.domain.exams.rules import SittingState
from app.kernel.actor import Actor, Permission
from app.kernel.errors import ConflictError, InvalidError
from app.kernel.text import msg


def count_room(
    session: Session, *, actor: Actor, plan_id: int, org_path: str, room: int, absent: int
) -> Counts:
    """Count a room as it stands; `absent` is what the invigilator counted."""
    policy.can_collect(actor, org_path=org_path).require()
    seated = {one.id for one in queries.list_registrations(session, plan_id) if one.room == room}
    begun = [
        one
        for one in queries.list_sittings(session, plan_id)
        if one.registration_id in seated and one.state is not SittingState.NOT_STARTED
    ]
    handed_in = sum(one.state is SittingState.SUBMITTED for one in begun)
    return Counts(len(seated), len(begun), absent, handed_in)


def close_room(
    session: Session,
    *,
    actor: Actor,
    uuid: UUID,
    room: int,
    absent: int,
    remark: str,
    now: datetime,
) -> RoomClosing:
    """Close a room with the counts of its invigilator; a closed room stays closed.

    :param uuid: of the plan.
    :raises InvalidError: the numbers do not tie; one problem for each, with what to do.
    :raises ConflictError: candidates may still enter, or the room is closed already.
    """
    plan = queries.get_plan(session, uuid, scope=actor.scope(Permission.EXAMS_ROOM_RUN), lock=True)
    policy.can_run_room(actor, org_path=plan.org_path).require()
    if now <= plan.entry_ends_at:
        raise ConflictError(msg("Candidates may still enter. Close the room after that."))
    if queries.find_closing(session, plan.id, room) is not None:
        raise ConflictError(msg("This room is closed already."))
    counts = count_room(
        session, actor=actor, plan_id=plan.id, org_path=plan.org_path, room=room, absent=absent
    )
    if problems := closing.differences(counts):
        raise InvalidError(problems)
    row = RoomClosing(
        plan_id=plan.id,
        room=room,
        expected=counts.expected,
        present=counts.present,
        absent=counts.absent,
        handed_in=counts.handed_in,
        remark=remark.strip(),
        closed_by_id=actor.person_id,
        closed_at=now,
    )
    session.add(row)
    session.flush()
    details = {"room": room, "expected": counts.expected, "absent": counts.absent}
    audit.record(
        session, actor=actor, action="exams.room.closed", subject=plan.code, at=now, details=details
    )
    return row
