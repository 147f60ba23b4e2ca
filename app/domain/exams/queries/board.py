"""The seats of a room as an invigilator sees them: who is where, how far, and in what trouble."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Select,
    Subquery,
    and_,
    bindparam,
    case,
    func,
    select,
)
from sqlalchemy.orm import Session

from app.domain.exams import room_rules, rules
from app.domain.exams.models import (
    AnswerEvent,
    ExamPlan,
    Registration,
    Sitting,
    SittingPresence,
)
from app.domain.exams.queries import board_sql, rooms
from app.domain.exams.queries.board_sql import Seated
from app.domain.exams.queries.tally import Tally, bring_up
from app.domain.exams.room_models import IntegrityFact, RoomEvent, SittingControl
from app.domain.exams.room_rules import Act
from app.domain.exams.rules import RegistrationState, Seat, SittingState
from app.kernel.scope import Scope
from app.store.scoping import in_scope


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

    answered: Mapping[int, int]
    saved: Mapping[int, datetime]
    late: Mapping[int, int]
    gaps: Mapping[int, Sequence[tuple[datetime, datetime]]]
    facts: Mapping[int, int]
    given: Mapping[int, int]
    absent: set[int]
    checked: set[int]
    violated: set[int]


def list_board(  # noqa: PLR0917 - the room and the moment
    session: Session,
    plan: ExamPlan,
    room: int,
    now: datetime,
    events: Sequence[RoomEvent],
    tally: Tally | None = None,
) -> list[SeatView]:
    """Return the seats of a room in their order; as many queries for sixty as for one.

    :param events: the record of the room.
    :param tally: what an earlier look at this room has read; it is brought up.
    """
    connection = session.connection()
    seated = board_sql.list_seated(connection, plan.id, room)
    ids = [one.sitting_id for one in seated if one.sitting_id is not None]
    tally = tally or Tally()
    bring_up(connection, tally, ids, now)
    known = _know(connection, seated, events, tally)
    return [_seat(one, known, now) for one in seated]


def _know(
    connection: Connection, seated: Sequence[Seated], events: Sequence[RoomEvent], tally: Tally
) -> _Known:
    ids = [one.sitting_id for one in seated if one.sitting_id is not None]
    looked = rooms.latest(events, Act.FACTS)
    through = {
        one.sitting_id: int(looked[one.id].details["through"])
        for one in seated
        if one.sitting_id is not None and one.id in looked
    }
    return _Known(
        answered=tally.answered(),
        saved=tally.saved,
        late=tally.undecided(board_sql.list_decided(connection, ids)),
        gaps=board_sql.list_gaps(connection, ids),
        facts=_count_facts(connection, ids, through),
        given=rooms.given_seconds(events),
        absent=rooms.absent_ids(events),
        checked=set(rooms.latest(events, Act.IDENTITY)),
        violated={one.registration_id or 0 for one in rooms.violations(events)},
    )


def _count_facts(
    connection: Connection, ids: Sequence[int], through: Mapping[int, int]
) -> Counter[int]:
    return Counter(
        sitting_id
        for sitting_id, fact_id in board_sql.list_facts(connection, ids)
        if fact_id > through.get(sitting_id, 0)
    )


def _seat(one: Seated, known: _Known, now: datetime) -> SeatView:
    key = one.sitting_id or 0
    seen_at = one.seen_at or one.started_at
    state = _state(one, known, seen_at, now)
    is_on = one.state is SittingState.STARTED
    ends_at = one.ends_at if is_on else None
    seen = room_rules.Seen(tuple(known.gaps.get(key, ())), seen_at, is_going_on=is_on)
    offline = room_rules.offline_seconds(seen, now)
    is_in = state is SeatState.HANDED_IN
    return SeatView(
        registration_id=one.id,
        registration_uuid=one.uuid,
        sitting_uuid=one.sitting_uuid,
        label=Seat(one.room, one.seat_number, one.seat_columns).label,
        number=one.seat_number,
        full_name=one.full_name,
        org_name=one.org_name,
        ticket_number=one.ticket_number,
        state=state,
        is_checked=one.id in known.checked,
        answered=(one.answered or 0) if is_in else known.answered.get(key, 0),
        total=max((section["last"] for section in one.sections or ()), default=0),
        saved_at=known.saved.get(key),
        seen_at=seen_at,
        ends_at=ends_at if one.paused_at is None else None,
        left_ms=room_rules.left_ms(ends_at, one.paused_at, now) if ends_at else None,
        waiting=(one.waiting or 0) if is_on else 0,
        late=known.late.get(key, 0),
        offline=offline,
        owed=max(0, offline - known.given.get(one.id, 0)),
        facts=known.facts.get(key, 0),
        marks=tuple(_marks(one, known)),
    )


def _marks(one: Seated, known: _Known) -> list[Mark]:
    found = []
    if one.id in known.violated:
        found.append(Mark.VIOLATION)
    if one.sitting_id is not None:
        if known.late.get(one.sitting_id):
            found.append(Mark.LATE)
        if not one.is_chain_whole:
            found.append(Mark.CHAIN)
        if known.facts.get(one.sitting_id):
            found.append(Mark.FACTS)
    return found


def _state(one: Seated, known: _Known, seen_at: datetime | None, now: datetime) -> SeatState:
    if one.state is SittingState.SUBMITTED:
        return SeatState.HANDED_IN
    if one.state is not SittingState.STARTED:
        if one.id in known.absent:
            return SeatState.ABSENT
        return SeatState.MISSING if one.state is None else SeatState.CHECKED_IN
    if one.paused_at is not None:
        return SeatState.PAUSED
    if now - (seen_at or now) > rules.OFFLINE_AFTER:
        return SeatState.OFFLINE
    return SeatState.LOCAL_ONLY if one.waiting else SeatState.ANSWERING


def find_version(
    session: Session, uuid: UUID, room: int, *, scope: Scope, now: datetime
) -> str | None:
    """Return what changes whenever the board of a room does, in one query; None out of scope.

    Signs of life do not change it, only their absence: a quiet room is answered with 304.
    """
    cutoff = now - rules.OFFLINE_AFTER
    query, given = _version(scope), {"uuid": uuid, "number": room, "cutoff": cutoff}
    row = session.execute(query, given).one_or_none()
    return None if row is None else "-".join(str(part) for part in row)


@lru_cache(maxsize=256)
def _version(scope: Scope) -> Select[*tuple[Any, ...]]:
    """Return the statement of the version for those who see the same units, built once."""
    number: BindParameter[int] = bindparam("number")
    cutoff = bindparam("cutoff", type_=Sitting.started_at.type)
    here = _here(bindparam("uuid", type_=ExamPlan.uuid.type), number)
    in_room = select(here.c.sitting_id).where(here.c.sitting_id.is_not(None))
    of_room = RoomEvent.plan_id == ExamPlan.id, RoomEvent.room == number
    return select(
        ExamPlan.state,
        select(func.coalesce(func.max(RoomEvent.id), 0)).where(*of_room).scalar_subquery(),
        select(func.count(AnswerEvent.id))
        .where(AnswerEvent.sitting_id.in_(in_room))
        .scalar_subquery(),
        select(func.coalesce(func.max(IntegrityFact.id), 0))
        .where(IntegrityFact.sitting_id.in_(in_room))
        .scalar_subquery(),
        *(select(column).select_from(here).scalar_subquery() for column in _sums(here, cutoff)),
    ).where(
        ExamPlan.uuid == bindparam("uuid", type_=ExamPlan.uuid.type),
        in_scope(ExamPlan.org_path, scope),
    )


def _here(uuid: BindParameter[UUID], room: BindParameter[int]) -> Subquery:
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


def _sums(here: Subquery, cutoff: BindParameter[datetime]) -> list[ColumnElement[int]]:
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
