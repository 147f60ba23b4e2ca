"""Messages to candidates, notes, facts of integrity; and the end of a room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.exams import policy, queries
from app.domain.exams.models import Sitting
from app.domain.exams.queries import rooms
from app.domain.exams.room_log import Desk, require_reason
from app.domain.exams.room_models import IntegrityFact, MessageReceipt, RoomEvent
from app.domain.exams.room_rules import TEXT_LENGTH, Act, FactKind
from app.domain.exams.rules import GRACE, SittingState, SubmittedBy
from app.domain.exams.services import closing
from app.domain.exams.services.sittings import seal_sitting
from app.kernel.actor import Actor, Permission
from app.kernel.errors import ConflictError, InvalidError, NotFoundError
from app.kernel.problem import Problem
from app.kernel.text import msg

MAX_FACTS = 500
"""Of one machine in one sitting; more say nothing new."""


def send_message(
    session: Session,
    *,
    actor: Actor,
    plan: UUID,
    room: int,
    to: UUID | None,
    text: str,
    now: datetime,
) -> RoomEvent:
    """Show a text to one candidate (their registration) or to the whole room until they confirm.

    :raises InvalidError: no text, or too long to be read in an exam.
    """
    desk = Desk.at(session, actor, plan, room, now)
    policy.can_run_room(actor, org_path=desk.plan.org_path).require()
    words = text.strip()
    if not 0 < len(words) <= TEXT_LENGTH:
        raise InvalidError(
            [Problem("text", msg("Write between 1 and %(most)s characters.", most=TEXT_LENGTH))]
        )
    desk.require_open()
    places = desk.places(None if to is None else {to})
    if to is not None and not places:
        raise NotFoundError(rooms.NO_SEAT)
    living = [one.sitting for one in places if one.sitting]
    for sitting in living:
        if sitting.state is not SittingState.SUBMITTED:
            desk.instruct(sitting)
    about = places[0].registration if to is not None else None
    details: dict[str, object] = {"text": words, "reached": [one.id for one in living]}
    return desk.record(Act.MESSAGE, "exams.room.message-sent", "", about, **details)


def confirm_message(
    session: Session, *, actor: Actor, sitting_id: int, event_uuid: UUID, now: datetime
) -> None:
    """Keep that the candidate has read a message; doing so again changes nothing."""
    sitting = queries.get_sitting(session, sitting_id)
    policy.can_take(actor, person_id=sitting.person_id).require()
    for event in rooms.list_messages(session, sitting):
        if event.uuid == event_uuid:
            receipt = MessageReceipt(event_id=event.id, sitting_id=sitting.id, read_at=now)
            session.add(receipt)
            session.flush()


def add_note(
    session: Session, *, actor: Actor, plan: UUID, room: int, text: str, now: datetime
) -> RoomEvent:
    """Put a remark on the record of a room."""
    desk = Desk.at(session, actor, plan, room, now)
    policy.can_run_room(actor, org_path=desk.plan.org_path).require()
    desk.require_open()
    return desk.record(Act.NOTE, "exams.room.note-added", require_reason(text))


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact as a machine reports it."""

    number: int
    kind: FactKind
    at_ms: int
    details: dict[str, Any] = field(default_factory=dict)


def record_facts(
    session: Session,
    *,
    actor: Actor,
    sitting_id: int,
    client: str,
    address: str,
    facts: Sequence[Fact],
    now: datetime,
) -> int:
    """Keep what a machine reports about itself; what is there already is not kept again.

    Opening in a second place and a change of the network address are seen here, not there.
    """
    sitting = queries.get_sitting(session, sitting_id)
    policy.can_take(actor, person_id=sitting.person_id).require()
    known = session.scalars(
        select(IntegrityFact).where(IntegrityFact.sitting_id == sitting.id)
    ).all()
    numbers = {one.number for one in known if one.client == client}
    if len(numbers) + len(facts) > MAX_FACTS:
        return 0
    fresh = [one for one in facts if one.number not in numbers]
    last = known[-1] if known else None
    for one in fresh:
        kind, details = one.kind, dict(one.details)
        if kind is FactKind.OPENED and last is not None:
            if last.client != client:
                kind = FactKind.PARALLEL
            elif last.address != address:
                kind = FactKind.NETWORK
            details |= {"before": last.address}
        session.add(
            IntegrityFact(
                sitting_id=sitting.id,
                client=client,
                number=one.number,
                kind=kind,
                at=min(now, datetime.fromtimestamp(one.at_ms / 1000, tz=UTC)),
                received_at=now,
                address=address,
                details=details,
            )
        )
    session.flush()
    return len(fresh)


def review_facts(
    session: Session, *, actor: Actor, uuid: UUID, finding: str, now: datetime
) -> RoomEvent:
    """Record what a person found when looking into the facts of a seat; the mark goes away."""
    scope = actor.scope(Permission.EXAMS_ROOM_RUN)
    place = rooms.get_place(session, uuid, scope=scope)
    desk = Desk.of(session, actor, place.registration, now)
    policy.can_run_room(actor, org_path=desk.plan.org_path).require()
    words = require_reason(finding)
    ids = [place.sitting.id] if place.sitting else []
    facts = rooms.list_facts(session, ids).get(ids[0] if ids else 0, [])
    if not facts:
        raise ConflictError(msg("There are no facts to look into."))
    return desk.record(
        Act.FACTS, "exams.room.facts-reviewed", words, place.registration, through=facts[-1].id
    )


def finish_room(
    session: Session, *, actor: Actor, plan: UUID, room: int, remark: str, now: datetime
) -> RoomEvent:
    """Close a room whose counts tie: 应考 = 实考 + 缺考 and 实考 = 交卷 (domain.md 6.3).

    Sittings whose time and grace are over are handed in first, as they stand.

    :raises InvalidError: something does not tie; the page shows who, and why.
    :raises ConflictError: candidates may still enter, or the room is closed.
    """
    desk = Desk.at(session, actor, plan, room, now)
    policy.can_run_room(actor, org_path=desk.plan.org_path).require()
    desk.require_open()
    places = desk.places(None)
    for place in places:
        if place.sitting and _is_over(place.sitting, now):
            seal_sitting(session, actor=actor, sitting=place.sitting, by=SubmittedBy.TIME, now=now)
    session.flush()
    count = rooms.count_room(places, desk.events())
    closing.close_room(
        session, actor=actor, uuid=plan, room=room, absent=count.absent, remark=remark, now=now
    )
    return desk.note(Act.CLOSED, remark, expected=count.expected, present=count.present,
                     absent=count.absent, handed_in=count.handed_in)  # fmt: skip


def _is_over(sitting: Sitting, now: datetime) -> bool:
    is_on = sitting.state is SittingState.STARTED
    return is_on and sitting.ends_at is not None and now > sitting.ends_at + GRACE
