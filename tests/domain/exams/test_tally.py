"""What is kept between two looks says what reading everything anew would say."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.domain.exams.models import AnswerEvent
from app.domain.exams.queries import board_sql, tally
from app.domain.exams.queries.tally import Tally, bring_up
from app.domain.exams.rules import Standing
from tests.factories.exams import NOW, make_paper, make_plan, make_sitting

settled = tally._settled  # noqa: SLF001 - what another database would say
GIVEN, CLEARED = '{"kind":"single","value":"B"}', '{"kind":"single","value":null}'


@dataclass
class Room:
    """Two sittings whose entries arrive in any order."""

    session: Session
    ids: list[int]
    held: set[tuple[int, int, int]] = field(default_factory=set)

    def write(  # noqa: PLR0917 - the fields of an entry
        self, who: int, epoch: int, seq: int, item: int, payload: str, standing: Standing,
        at: datetime, kind: str = "answer", number: int | None = None,
    ) -> None:  # fmt: skip
        key = (self.ids[who], epoch, seq)
        if key in self.held:
            return
        self.held.add(key)
        row = {
            "sitting_id": key[0], "epoch": epoch, "seq": seq, "item": item, "kind": kind,
            "payload": payload, "at_ms": 0, "mono_ms": 0, "wall_ms": 0, "hash": "a" * 64,
            "received_at": at, "standing": standing,
        }  # fmt: skip
        self.session.execute(insert(AnswerEvent), [row | ({"id": number} if number else {})])

    def said(self, kept: Tally, now: datetime) -> tuple[object, ...]:
        connection = self.session.connection()
        bring_up(connection, kept, self.ids, now)
        decided = board_sql.list_decided(connection, self.ids)
        answered = {key: count for key, count in kept.answered().items() if count}
        return answered, dict(kept.saved), kept.undecided(decided)


def make_room(session: Session) -> Room:
    plan = make_plan(session, make_paper(session))
    return Room(session, [make_sitting(session, plan=plan).id for _ in range(2)])


@contextmanager
def undone(session: Session) -> Iterator[None]:
    nested = session.begin_nested()
    yield
    nested.rollback()


ENTRY = st.tuples(
    st.integers(0, 1), st.integers(1, 3), st.integers(1, 12), st.integers(0, 3),
    st.sampled_from([GIVEN, CLEARED]), st.sampled_from(list(Standing)),
    st.sampled_from(["answer", "answer", "flag"]),
)  # fmt: skip
STEPS = st.lists(st.tuples(st.lists(ENTRY, max_size=4), st.integers(0, 50)), max_size=8)


@given(STEPS)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_kept_tally_says_what_a_new_one_says(
    session: Session, steps: list[tuple[list[tuple[int, int, int, int, str, Standing, str]], int]]
) -> None:
    with undone(session):
        room, kept, now = make_room(session), Tally(), NOW
        for entries, seconds in steps:
            for who, epoch, seq, item, payload, standing, kind in entries:
                text = payload if kind == "answer" else "true"
                room.write(who, epoch, seq, item, text, standing, now, kind)
            now += timedelta(seconds=seconds)
            assert room.said(kept, now) == room.said(Tally(), now)


def test_a_later_answer_counts_and_a_cleared_one_does_not(session: Session) -> None:
    room, kept = make_room(session), Tally()
    first, _ = room.ids
    room.write(0, 1, 2, 1, GIVEN, Standing.COUNTED, NOW)
    room.write(0, 1, 1, 1, CLEARED, Standing.COUNTED, NOW)  # it arrived later, but is older
    room.write(0, 1, 3, 2, GIVEN, Standing.LATE, NOW)
    room.write(0, 1, 4, 0, GIVEN, Standing.COUNTED, NOW + timedelta(minutes=1))  # the trial item
    assert room.said(kept, NOW) == ({first: 1}, {first: NOW}, {first: 1})
    room.write(0, 2, 1, 1, CLEARED, Standing.COUNTED, NOW)
    assert room.said(kept, NOW)[0] == {}


def test_a_look_reads_only_what_is_not_settled(session: Session) -> None:
    room, kept = make_room(session), Tally()
    for seq in range(1, 11):
        room.write(0, 1, seq, seq % 4, GIVEN, Standing.COUNTED, NOW - timedelta(minutes=5))
    room.said(kept, NOW)
    room.write(0, 1, 11, 1, GIVEN, Standing.COUNTED, NOW)
    read = board_sql.list_news(session.connection(), room.ids, kept.low)
    assert [one.seq for one in read] == [11]


def test_after_a_minute_and_for_other_people_all_is_read_anew(session: Session) -> None:
    room, kept = make_room(session), Tally()
    room.write(0, 1, 1, 1, GIVEN, Standing.COUNTED, NOW - timedelta(minutes=5))
    room.said(kept, NOW)
    kept.answers.clear()  # as if the database had been put back
    assert room.said(kept, NOW + timedelta(seconds=59))[0] == {}
    assert room.said(kept, NOW + tally.KEPT_FOR)[0] == {room.ids[0]: 1}
    kept.answers.clear()
    room.ids.pop()
    assert room.said(kept, NOW + tally.KEPT_FOR)[0] == {room.ids[0]: 1}


def test_entries_of_a_slower_process_are_seen_though_their_number_is_lower(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On PostgreSQL a number is taken before the commit: the higher one may be seen first."""
    monkeypatch.setattr(tally, "_settled", lambda _dialect, now: settled("postgresql", now))
    room, kept = make_room(session), Tally()
    room.write(0, 1, 5, 1, GIVEN, Standing.COUNTED, NOW, number=1_000)
    assert room.said(kept, NOW)[0] == {room.ids[0]: 1}
    room.write(0, 1, 4, 2, GIVEN, Standing.COUNTED, NOW, number=999)
    assert room.said(kept, NOW + timedelta(seconds=30))[0] == {room.ids[0]: 2}
    assert settled("postgresql", NOW) == NOW - tally.SETTLED_AFTER
    assert settled("sqlite", NOW) > NOW + timedelta(days=1)
