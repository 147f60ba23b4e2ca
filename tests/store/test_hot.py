"""Statements that are compiled once give what the same statements of Core give."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, Text, bindparam, cast, insert, select
from sqlalchemy.orm import Session

from app.domain.exams import journal_sql
from app.domain.exams.models import AnswerEvent, Sitting, SittingPresence
from app.domain.exams.rules import SittingState, Standing
from app.store.hot import HotStatement, Statement
from tests.factories.exams import NOW, make_sitting

EVENTS = AnswerEvent.__table__
LATER = datetime(2026, 11, 24, 9, 30, 0, 123456, tzinfo=UTC)


def row_of(sitting: Sitting, seq: int, payload: str = "{}") -> dict[str, object]:
    return {
        "sitting_id": sitting.id, "epoch": 1, "seq": seq, "item": 2, "kind": "answer",
        "payload": payload, "at_ms": 2**41, "mono_ms": 5, "wall_ms": 0, "hash": "a" * 64,
        "received_at": LATER, "standing": Standing.LATE,
    }  # fmt: skip


def read(connection: Connection, seq: int) -> tuple[object, ...]:
    row = connection.execute(select(*EVENTS.c).where(EVENTS.c.seq == seq)).one()
    return tuple(row)[1:]


@pytest.mark.parametrize(
    "payload",
    ['{"value":"B"}', '{"value":"学考 𠮷 \\" \\\\ %s ? :x"}', '{"value":"\n\t\u2028"}', ""],
)
def test_a_row_is_stored_as_core_stores_it(session: Session, payload: str) -> None:
    sitting, connection = make_sitting(session), session.connection()
    connection.execute(insert(EVENTS), row_of(sitting, 1, payload))  # type: ignore[arg-type]
    journal_sql.add_events(connection, [row_of(sitting, 2, payload)])

    one, two = read(connection, 1), read(connection, 2)
    assert one[:2] == two[:2]
    assert one[3:] == two[3:]


def test_a_number_that_is_taken_changes_nothing(session: Session) -> None:
    sitting, connection = make_sitting(session), session.connection()
    journal_sql.add_events(connection, [row_of(sitting, 1, "{}"), row_of(sitting, 2)])
    journal_sql.add_events(connection, [row_of(sitting, 1, "[]"), row_of(sitting, 3)])
    assert read(connection, 1)[5] == "{}"
    assert journal_sql.stored_after(connection, sitting.id, 1, 0) == {1, 2, 3}
    assert journal_sql.stored_after(connection, sitting.id, 1, 2) == {3}
    assert journal_sql.stored_after(connection, sitting.id, 2, 0) == set()


def test_places_are_read_as_the_models_read_them(session: Session) -> None:
    known = {one.id: one for one in (make_sitting(session) for _ in range(3))}
    connection = session.connection()
    found = journal_sql.find_places(connection, [*known, 10**6])
    assert found.keys() == known.keys()
    for one in found.values():
        sitting = known[one.id]
        assert (one.state, one.epoch) == (SittingState.STARTED, sitting.epoch)
        assert one.started_at == sitting.started_at
        assert [section.to_json() for section in one.sections] == sitting.sections
        assert (one.seen_at, one.instructions, one.paused_at) == (None, None, None)


def test_sections_that_were_moved_are_read_anew(session: Session) -> None:
    sitting = make_sitting(session)
    journal_sql.find_places(session.connection(), [sitting.id])
    sitting.sections = [dict(one, ends_at=one["ends_at"] + 1) for one in sitting.sections]
    session.flush()
    found = journal_sql.find_places(session.connection(), [sitting.id])[sitting.id]
    assert [one.to_json() for one in found.sections] == sitting.sections


def test_the_last_sign_of_life_replaces_the_one_before(session: Session) -> None:
    sitting, connection = make_sitting(session), session.connection()
    for seen_at, waiting in ((NOW, 3), (LATER, 0)):
        sign = {"sitting_id": sitting.id, "seen_at": seen_at, "waiting": waiting}
        journal_sql.note_presence(connection, [sign])
    (kept,) = session.scalars(select(SittingPresence)).all()
    assert (kept.seen_at, kept.waiting) == (LATER, 0)
    found = journal_sql.find_places(connection, [sitting.id])[sitting.id]
    assert found.seen_at == LATER


def test_values_are_bound_by_name_in_any_order(session: Session) -> None:
    sitting = make_sitting(session)

    def both(_dialect: str) -> Statement:
        query = select(Sitting.uuid, cast(Sitting.sections, Text))
        return query.where(Sitting.epoch == bindparam("two"), Sitting.id == bindparam("one"))

    values = {"one": sitting.id, "two": sitting.epoch}
    ((uuid, sections),) = HotStatement(both).rows(session.connection(), values)
    assert uuid == sitting.uuid
    assert json.loads(sections) == sitting.sections
