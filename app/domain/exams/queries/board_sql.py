"""The statements of the board of a room: compiled once, whole columns instead of objects.

Each invigilator looks thirty times a minute; what SQLAlchemy does to build eleven queries and the
objects of eighty rows cost more than all the rest of a look.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, Table, bindparam, func, select

from app.domain.exams.models import (
    AnswerEvent,
    LateDecision,
    Registration,
    Sitting,
    SittingPresence,
)
from app.domain.exams.room_models import IntegrityFact, SittingControl, SittingGap
from app.domain.exams.room_rules import QUIET_FACTS
from app.domain.exams.rules import RegistrationState, SittingState, Standing
from app.store.hot import HotStatement, Statement, ints, is_one_of

_people: Table = Registration.__table__  # type: ignore[assignment]
_sittings: Table = Sitting.__table__  # type: ignore[assignment]
_presence: Table = SittingPresence.__table__  # type: ignore[assignment]
_controls: Table = SittingControl.__table__  # type: ignore[assignment]
_events: Table = AnswerEvent.__table__  # type: ignore[assignment]
_decisions: Table = LateDecision.__table__  # type: ignore[assignment]
_gaps: Table = SittingGap.__table__  # type: ignore[assignment]
_facts: Table = IntegrityFact.__table__  # type: ignore[assignment]

_QUIET = {f"quiet_{number}": kind for number, kind in enumerate(sorted(QUIET_FACTS))}
_FIXED: dict[str, Any] = {
    "registered": RegistrationState.REGISTERED,
    "practice": 0,
    "cleared": '%"value":null}',
    **_QUIET,
}
"""What never changes: a hot statement takes every value by name."""


class Seated(NamedTuple):
    """A registered person of a room, with what is known of the sitting; None without one."""

    id: int
    uuid: UUID
    room: int
    seat_number: int
    seat_columns: int
    full_name: str
    org_name: str
    ticket_number: str
    sitting_id: int | None
    sitting_uuid: UUID | None
    state: SittingState | None
    started_at: datetime | None
    ends_at: datetime | None
    answered: int | None
    is_chain_whole: bool | None
    sections: Any
    seen_at: datetime | None
    waiting: int | None
    paused_at: datetime | None


class News(NamedTuple):
    """An entry of a journal as the board needs it.

    :ivar is_cleared: it takes an answer back.
    """

    id: int
    sitting_id: int
    epoch: int
    seq: int
    item: int
    kind: str
    standing: Standing
    received_at: datetime
    is_cleared: bool


def list_seated(connection: Connection, plan_id: int, room: int) -> list[Seated]:
    """Return the people of a room in the order of their seats."""
    rows = _SEATED.rows(connection, {"plan": plan_id, "number": room} | _FIXED)
    return [Seated(*row) for row in rows]


def list_news(connection: Connection, ids: Sequence[int], low: int) -> Iterator[News]:
    """Give the entries of sittings with a number above `low`, without what was answered."""
    given = {"ids": ints(ids, connection), "low": low} | _FIXED
    return (News(*row) for row in _NEWS.rows(connection, given))


def list_decided(connection: Connection, ids: Sequence[int]) -> dict[int, int]:
    """Return sitting → the last entry that a decision was taken about."""
    return dict(_rows(_DECIDED, connection, ids))


def list_gaps(
    connection: Connection, ids: Sequence[int]
) -> dict[int, list[tuple[datetime, datetime]]]:
    """Return sitting → times without a sign of life."""
    found: dict[int, list[tuple[datetime, datetime]]] = {}
    for sitting_id, since, until in _rows(_GAPS, connection, ids):
        found.setdefault(sitting_id, []).append((since, until))
    return found


def list_facts(connection: Connection, ids: Sequence[int]) -> list[tuple[int, int]]:
    """Return sitting and number of the reported facts that are worth a look."""
    return [(sitting_id, fact_id) for sitting_id, fact_id in _rows(_FACTS, connection, ids)]


def _rows(statement: HotStatement, connection: Connection, ids: Sequence[int]) -> Iterator[Any]:
    return statement.rows(connection, {"ids": ints(ids, connection)} | _FIXED)


def _seated(_dialect: str) -> Statement:
    people, sittings = _people.c, _sittings.c
    return (
        select(
            people.id, people.uuid, people.room, people.seat_number, people.seat_columns,
            people.full_name, people.org_name, people.ticket_number,
            sittings.id.label("sitting_id"), sittings.uuid.label("sitting_uuid"), sittings.state,
            sittings.started_at, sittings.ends_at, sittings.answered, sittings.is_chain_whole,
            sittings.sections, _presence.c.seen_at, _presence.c.waiting, _controls.c.paused_at,
        )
        .select_from(_people)
        .outerjoin(_sittings, sittings.registration_id == people.id)
        .outerjoin(_presence, _presence.c.sitting_id == sittings.id)
        .outerjoin(_controls, _controls.c.sitting_id == sittings.id)
        .where(
            people.plan_id == bindparam("plan"),
            people.room == bindparam("number"),
            people.state == bindparam("registered"),
        )
        .order_by(people.seat_number)
    )  # fmt: skip


def _news(dialect: str) -> Statement:
    events = _events.c
    return select(
        events.id, events.sitting_id, events.epoch, events.seq, events.item, events.kind,
        events.standing, events.received_at,
        events.payload.like(bindparam("cleared")).label("is_cleared"),
    ).where(
        is_one_of(events.sitting_id, "ids", dialect),
        events.id > bindparam("low"),
        events.item != bindparam("practice"),
    )  # fmt: skip


def _decided(dialect: str) -> Statement:
    return (
        select(_decisions.c.sitting_id, func.max(_decisions.c.through_id))
        .where(is_one_of(_decisions.c.sitting_id, "ids", dialect))
        .group_by(_decisions.c.sitting_id)
    )


def _gaps_of(dialect: str) -> Statement:
    return select(_gaps.c.sitting_id, _gaps.c.from_at, _gaps.c.until_at).where(
        is_one_of(_gaps.c.sitting_id, "ids", dialect)
    )


def _facts_of(dialect: str) -> Statement:
    return select(_facts.c.sitting_id, _facts.c.id).where(
        is_one_of(_facts.c.sitting_id, "ids", dialect),
        *(_facts.c.kind != bindparam(name) for name in _QUIET),
    )


_SEATED = HotStatement(_seated)
_NEWS = HotStatement(_news)
_DECIDED = HotStatement(_decided)
_GAPS = HotStatement(_gaps_of)
_FACTS = HotStatement(_facts_of)
