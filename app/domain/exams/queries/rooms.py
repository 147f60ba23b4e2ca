"""What is known of a room: its people, the decisions in force, its record, offline times, facts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, lazyload

from app.domain.exams.models import ExamPlan, Registration, Sitting
from app.domain.exams.queries import plans
from app.domain.exams.room_models import (
    IntegrityFact,
    MessageReceipt,
    RoomEvent,
    SittingControl,
    SittingGap,
)
from app.domain.exams.room_rules import Act, Person, Seen, Tally, tally
from app.domain.exams.rules import RegistrationState, SittingState
from app.kernel.errors import NotFoundError
from app.kernel.scope import Scope
from app.store.scoping import in_scope

NO_SEAT = plans.NO_SITTING
_SEATED = lazyload(Sitting.registration)
"""Not joined again: it is in the row already, and an inner join would drop those without one."""


@dataclass(frozen=True, slots=True)
class Place:
    """A registered person of a room, with the sitting if there is one."""

    registration: Registration
    sitting: Sitting | None


def list_places(
    session: Session, plan_id: int, room: int, *, lock: bool = False
) -> Sequence[Place]:
    """Return the people of a room in the order of their seats, in one query."""
    query = (
        select(Registration, Sitting)
        .outerjoin(Sitting, Sitting.registration_id == Registration.id)
        .options(_SEATED)
        .where(
            Registration.plan_id == plan_id,
            Registration.room == room,
            Registration.state == RegistrationState.REGISTERED,
        )
        .order_by(Registration.seat_number)
    )
    if lock:
        query = query.with_for_update(of=Registration)
    return [Place(row[0], row[1]) for row in session.execute(query)]


def get_place(session: Session, uuid: UUID, *, scope: Scope) -> Place:
    """Return a registered person within the scope, locked, or refuse."""
    query = (
        select(Registration, Sitting)
        .join(ExamPlan, Registration.plan_id == ExamPlan.id)
        .outerjoin(Sitting, Sitting.registration_id == Registration.id)
        .options(_SEATED)
        .where(
            Registration.uuid == uuid,
            Registration.state == RegistrationState.REGISTERED,
            in_scope(ExamPlan.org_path, scope),
        )
        .with_for_update(of=Registration)
    )
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFoundError(NO_SEAT)
    return Place(row[0], row[1])


def find_place_by_ticket(session: Session, ticket_number: str) -> Place | None:
    """Return who has this ticket number, for the code an invigilator gave them."""
    query = (
        select(Registration, Sitting)
        .join(Sitting, Sitting.registration_id == Registration.id)
        .where(Registration.ticket_number == ticket_number)
        .order_by(Registration.id.desc())
        .limit(1)
        .with_for_update(of=Sitting)
    )
    row = session.execute(query).one_or_none()
    return Place(row[0], row[1]) if row else None


def list_controls(session: Session, sitting_ids: Collection[int]) -> dict[int, SittingControl]:
    """Return sitting → what is in force for it."""
    query = select(SittingControl).where(SittingControl.sitting_id.in_(sitting_ids))
    return {one.sitting_id: one for one in session.scalars(query)}


def find_control(session: Session, sitting_id: int) -> SittingControl | None:
    """Return what is in force for a sitting."""
    return session.get(SittingControl, sitting_id)


def list_room_events(session: Session, plan_id: int, room: int) -> Sequence[RoomEvent]:
    """Return the record of a room in order."""
    query = select(RoomEvent).where(RoomEvent.plan_id == plan_id, RoomEvent.room == room)
    return session.scalars(query.order_by(RoomEvent.id)).all()


def get_room_event(session: Session, uuid: UUID, *, scope: Scope) -> RoomEvent:
    """Return a line of a record within the scope, or refuse."""
    query = (
        select(RoomEvent)
        .join(ExamPlan, RoomEvent.plan_id == ExamPlan.id)
        .where(RoomEvent.uuid == uuid, in_scope(ExamPlan.org_path, scope))
    )
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFoundError(NO_SEAT)
    return found


def is_closed(events: Sequence[RoomEvent]) -> bool:
    """Whether a room was closed; it stays closed."""
    return any(one.act is Act.CLOSED for one in events)


def latest(events: Sequence[RoomEvent], *acts: Act) -> dict[int, RoomEvent]:
    """Return registration → the newest line about it with one of these acts."""
    return {
        one.registration_id: one
        for one in events
        if one.act in acts and one.registration_id is not None
    }


def absent_ids(events: Sequence[RoomEvent]) -> set[int]:
    """Return the registrations that are recorded as absent."""
    found = latest(events, Act.ABSENT, Act.PRESENT)
    return {key for key, one in found.items() if one.act is Act.ABSENT}


def violations(events: Sequence[RoomEvent]) -> list[RoomEvent]:
    """Return the recorded violations that were not taken back."""
    gone = {one.details["event"] for one in events if one.act is Act.WITHDRAWN}
    return [one for one in events if one.act is Act.VIOLATION and str(one.uuid) not in gone]


def list_violations_of(session: Session, registration_id: int) -> list[RoomEvent]:
    """Return the violations recorded about one person that were not taken back, in order."""
    query = select(RoomEvent).where(RoomEvent.registration_id == registration_id)
    return violations(session.scalars(query.order_by(RoomEvent.id)).all())


def count_room(
    places: Sequence[Place], events: Sequence[RoomEvent], paused: Collection[int] = ()
) -> Tally:
    """Count a room: who is expected, here, absent, and who has handed in."""
    absent = absent_ids(events)
    return tally(
        [
            Person(
                label=one.registration.seat.label,
                full_name=one.registration.full_name,
                is_absent=one.registration.id in absent,
                state=one.sitting.state.value if one.sitting else None,
                is_paused=bool(one.sitting and one.sitting.id in paused),
            )
            for one in places
        ]
    )


def list_seen(
    session: Session,
    sittings: Sequence[Sitting],
    known: dict[int, tuple[datetime, int]] | None = None,
) -> dict[int, Seen]:
    """Return sitting → what is known of its connection.

    :param known: the signs of life, if they were read already.
    """
    ids = [one.id for one in sittings]
    presence = plans.list_presence(session, ids) if known is None else known
    gaps: dict[int, list[SittingGap]] = {}
    for gap in session.scalars(select(SittingGap).where(SittingGap.sitting_id.in_(ids))):
        gaps.setdefault(gap.sitting_id, []).append(gap)
    return {
        one.id: Seen(
            gaps=tuple((gap.from_at, gap.until_at) for gap in gaps.get(one.id, [])),
            seen_at=presence.get(one.id, (one.started_at, 0))[0],
            is_going_on=one.state is SittingState.STARTED,
        )
        for one in sittings
    }


def given_seconds(events: Sequence[RoomEvent]) -> dict[int, int]:
    """Return registration → offline seconds that were already given back."""
    found: dict[int, int] = {}
    for one in events:
        if one.act is Act.INCIDENT and one.registration_id is not None:
            before = found.get(one.registration_id, 0)
            found[one.registration_id] = before + int(one.details["seconds"])
    return found


def list_facts(session: Session, sitting_ids: Collection[int]) -> dict[int, list[IntegrityFact]]:
    """Return sitting → what its machines reported, in order."""
    query = select(IntegrityFact).where(IntegrityFact.sitting_id.in_(sitting_ids))
    found: dict[int, list[IntegrityFact]] = {}
    for fact in session.scalars(query.order_by(IntegrityFact.id)):
        found.setdefault(fact.sitting_id, []).append(fact)
    return found


def list_receipts(session: Session, event_ids: Collection[int]) -> dict[int, set[int]]:
    """Return message → sittings that confirmed it."""
    query = select(MessageReceipt.event_id, MessageReceipt.sitting_id)
    found: dict[int, set[int]] = {}
    for event_id, sitting_id in session.execute(
        query.where(MessageReceipt.event_id.in_(event_ids))
    ):
        found.setdefault(event_id, set()).add(sitting_id)
    return found


def list_messages(session: Session, sitting: Sitting) -> list[RoomEvent]:
    """Return what a candidate was told and has not confirmed: messages, and time given."""
    registration = sitting.registration
    read = select(MessageReceipt.event_id).where(MessageReceipt.sitting_id == sitting.id)
    query = select(RoomEvent).where(
        RoomEvent.plan_id == sitting.plan_id,
        RoomEvent.room == registration.room,
        RoomEvent.act.in_([Act.MESSAGE, Act.EXTENDED, Act.INCIDENT]),
        (RoomEvent.registration_id == registration.id) | RoomEvent.registration_id.is_(None),
        RoomEvent.at >= sitting.checked_in_at,
        RoomEvent.id.not_in(read),
    )
    return list(session.scalars(query.order_by(RoomEvent.id)))
