"""The seats of a room as an invigilator sees them: who is where, how far, and in what trouble."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, Subquery, and_, case, func, select
from sqlalchemy.orm import Session

from app.domain.exams import room_rules, rules
from app.domain.exams.models import (
    AnswerEvent,
    ExamPlan,
    LateDecision,
    Registration,
    Sitting,
    SittingPresence,
)
from app.domain.exams.queries import journal, plans, rooms
from app.domain.exams.queries.rooms import Place
from app.domain.exams.room_models import IntegrityFact, RoomEvent, SittingControl
from app.domain.exams.room_rules import QUIET_FACTS, Act
from app.domain.exams.rules import RegistrationState, SittingState, Standing
from app.kernel.scope import Scope
from app.store.scoping import in_scope

PRACTICE_ITEM = 0


class SeatState(StrEnum):
    """In the order of trouble (design.md 4)."""

    OFFLINE = "off"
    LOCAL_ONLY = "slow"
    PAUSED = "hold"
    MISSING = "none"
    CHECKED_IN = "here"
    ANSWERING = "ok"
    HANDED_IN = "fin"
    ABSENT = "gone"


class Mark(StrEnum):
    """What makes a seat worth a look besides its state."""

    FACTS = "facts"
    LATE = "late"
    CHAIN = "chain"
    VIOLATION = "violation"


@dataclass(frozen=True, slots=True)
class SeatView:
    """One seat.

    :ivar seen_at: last sign of life, or the start; None before it.
    :ivar left_ms: working time left; None unless it is going on. It stands still while paused.
    :ivar waiting: entries that are still only on the candidate's machine.
    :ivar late: events that came too late or from a replaced machine, and wait for a decision.
    :ivar offline: measured seconds without a sign of life; `owed` is what was not given back.
    """

    registration_id: int
    registration_uuid: UUID
    sitting_uuid: UUID | None
    label: str
    number: int
    full_name: str
    org_name: str
    ticket_number: str
    state: SeatState
    is_checked: bool
    answered: int
    total: int
    saved_at: datetime | None
    seen_at: datetime | None
    ends_at: datetime | None
    left_ms: int | None
    waiting: int
    late: int
    offline: int
    owed: int
    facts: int
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class _Known:
    """What was read of a room, by sitting or registration."""

    presence: Mapping[int, tuple[datetime, int]]
    progress: Mapping[int, journal.Progress]
    late: Mapping[int, int]
    controls: Mapping[int, SittingControl]
    seen: Mapping[int, room_rules.Seen]
    facts: Mapping[int, int]
    given: Mapping[int, int]
    absent: set[int]
    checked: set[int]
    violated: set[int]


def list_board(
    session: Session, plan: ExamPlan, room: int, now: datetime, events: Sequence[RoomEvent]
) -> list[SeatView]:
    """Return the seats of a room in their order; as many queries for sixty as for one.

    :param events: the record of the room.
    """
    places = rooms.list_places(session, plan.id, room)
    known = _know(session, places, events)
    return [_seat(place, known, now) for place in places]


def _know(session: Session, places: Sequence[Place], events: Sequence[RoomEvent]) -> _Known:
    sittings = [one.sitting for one in places if one.sitting]
    ids = [one.id for one in sittings]
    looked = rooms.latest(events, Act.FACTS)
    through = {
        one.sitting.id: int(looked[one.registration.id].details["through"])
        for one in places
        if one.sitting and one.registration.id in looked
    }
    presence = plans.list_presence(session, ids)
    return _Known(
        presence=presence,
        progress=journal.list_progress(session, ids),
        late=count_undecided(session, ids),
        controls=rooms.list_controls(session, ids),
        seen=rooms.list_seen(session, sittings, presence),
        facts=_count_facts(session, ids, through),
        given=rooms.given_seconds(events),
        absent=rooms.absent_ids(events),
        checked=set(rooms.latest(events, Act.IDENTITY)),
        violated={one.registration_id or 0 for one in rooms.violations(events)},
    )


def count_undecided(session: Session, sitting_ids: Sequence[int]) -> dict[int, int]:
    """Return sitting → late and stale events that nobody has decided about."""
    last = (
        select(LateDecision.sitting_id, func.max(LateDecision.through_id).label("through"))
        .group_by(LateDecision.sitting_id)
        .subquery()
    )
    query = (
        select(AnswerEvent.sitting_id, func.count())
        .outerjoin(last, last.c.sitting_id == AnswerEvent.sitting_id)
        .where(
            AnswerEvent.sitting_id.in_(sitting_ids),
            AnswerEvent.standing != Standing.COUNTED,
            AnswerEvent.item != PRACTICE_ITEM,
            AnswerEvent.id > func.coalesce(last.c.through, 0),
        )
        .group_by(AnswerEvent.sitting_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def _count_facts(
    session: Session, ids: Sequence[int], through: Mapping[int, int]
) -> dict[int, int]:
    found: dict[int, int] = {}
    query = select(IntegrityFact.sitting_id, IntegrityFact.id).where(
        IntegrityFact.sitting_id.in_(ids), IntegrityFact.kind.not_in(QUIET_FACTS)
    )
    for sitting_id, fact_id in session.execute(query):
        if fact_id > through.get(sitting_id, 0):
            found[sitting_id] = found.get(sitting_id, 0) + 1
    return found


def _seat(place: Place, known: _Known, now: datetime) -> SeatView:
    registration, sitting = place.registration, place.sitting
    key = sitting.id if sitting else 0
    control = known.controls.get(key)
    paused_at = control.paused_at if control else None
    seen_at, waiting = known.presence.get(key, (sitting.started_at if sitting else None, 0))
    done = known.progress.get(key, journal.Progress())
    state = _state(place, known, seen_at, waiting, now)
    is_on = sitting is not None and sitting.state is SittingState.STARTED
    ends_at = sitting.ends_at if sitting and is_on else None
    offline = room_rules.offline_seconds(known.seen[key], now) if sitting else 0
    return SeatView(
        registration_id=registration.id,
        registration_uuid=registration.uuid,
        sitting_uuid=sitting.uuid if sitting else None,
        label=registration.seat.label,
        number=registration.seat_number,
        full_name=registration.full_name,
        org_name=registration.org_name,
        ticket_number=registration.ticket_number,
        state=state,
        is_checked=registration.id in known.checked,
        answered=sitting.answered if sitting and state is SeatState.HANDED_IN else done.answered,
        total=_total(sitting),
        saved_at=done.saved_at,
        seen_at=seen_at,
        ends_at=ends_at if paused_at is None else None,
        left_ms=room_rules.left_ms(ends_at, paused_at, now) if ends_at else None,
        waiting=waiting if is_on else 0,
        late=known.late.get(key, 0),
        offline=offline,
        owed=max(0, offline - known.given.get(registration.id, 0)),
        facts=known.facts.get(key, 0),
        marks=tuple(_marks(place, known)),
    )


def _marks(place: Place, known: _Known) -> list[Mark]:
    sitting = place.sitting
    found = []
    if place.registration.id in known.violated:
        found.append(Mark.VIOLATION)
    if sitting and known.late.get(sitting.id):
        found.append(Mark.LATE)
    if sitting and not sitting.is_chain_whole:
        found.append(Mark.CHAIN)
    if sitting and known.facts.get(sitting.id):
        found.append(Mark.FACTS)
    return found


def _state(
    place: Place, known: _Known, seen_at: datetime | None, waiting: int, now: datetime
) -> SeatState:
    sitting = place.sitting
    if sitting is not None and sitting.state is SittingState.SUBMITTED:
        return SeatState.HANDED_IN
    if sitting is None or sitting.state is SittingState.NOT_STARTED:
        if place.registration.id in known.absent:
            return SeatState.ABSENT
        return SeatState.CHECKED_IN if sitting else SeatState.MISSING
    control = known.controls.get(sitting.id)
    if control is not None and control.paused_at is not None:
        return SeatState.PAUSED
    if now - (seen_at or now) > rules.OFFLINE_AFTER:
        return SeatState.OFFLINE
    return SeatState.LOCAL_ONLY if waiting else SeatState.ANSWERING


def _total(sitting: Sitting | None) -> int:
    sections = rules.read_sections(sitting.sections) if sitting else ()
    return max((section.last for section in sections), default=0)


def find_version(
    session: Session, uuid: UUID, room: int, *, scope: Scope, now: datetime
) -> str | None:
    """Return what changes whenever the board of a room does, in one query; None out of scope.

    Signs of life do not change it, only their absence: a quiet room is answered with 304.
    """
    here = _here(uuid, room)
    in_room = select(here.c.sitting_id).where(here.c.sitting_id.is_not(None))
    of_room = RoomEvent.plan_id == ExamPlan.id, RoomEvent.room == room
    query = select(
        ExamPlan.state,
        select(func.coalesce(func.max(RoomEvent.id), 0)).where(*of_room).scalar_subquery(),
        select(func.count(AnswerEvent.id))
        .where(AnswerEvent.sitting_id.in_(in_room))
        .scalar_subquery(),
        select(func.coalesce(func.max(IntegrityFact.id), 0))
        .where(IntegrityFact.sitting_id.in_(in_room))
        .scalar_subquery(),
        *(
            select(column).select_from(here).scalar_subquery()
            for column in _sums(here, now - rules.OFFLINE_AFTER)
        ),
    ).where(ExamPlan.uuid == uuid, in_scope(ExamPlan.org_path, scope))
    row = session.execute(query).one_or_none()
    return None if row is None else "-".join(str(part) for part in row)


def _here(uuid: UUID, room: int) -> Subquery:
    """Return the people of a room with their sittings and signs of life."""
    return (
        select(
            Registration.id,
            Sitting.id.label("sitting_id"),
            Sitting.state,
            Sitting.epoch,
            SittingPresence.waiting,
            func.coalesce(SittingPresence.seen_at, Sitting.started_at).label("seen_at"),
            SittingControl.instructions,
        )
        .join(ExamPlan, Registration.plan_id == ExamPlan.id)
        .outerjoin(Sitting, Sitting.registration_id == Registration.id)
        .outerjoin(SittingPresence, SittingPresence.sitting_id == Sitting.id)
        .outerjoin(SittingControl, SittingControl.sitting_id == Sitting.id)
        .where(
            ExamPlan.uuid == uuid,
            Registration.room == room,
            Registration.state == RegistrationState.REGISTERED,
        )
        .subquery()
    )


def _sums(here: Subquery, cutoff: datetime) -> list[ColumnElement[int]]:
    def count(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)

    is_on = here.c.state == SittingState.STARTED
    return [
        func.count(here.c.sitting_id),
        count(is_on),
        count(here.c.state == SittingState.SUBMITTED),
        count(and_(is_on, here.c.seen_at < cutoff)),
        func.coalesce(func.sum(here.c.epoch), 0),
        func.coalesce(func.sum(here.c.waiting), 0),
        func.coalesce(func.sum(here.c.instructions), 0),
    ]
