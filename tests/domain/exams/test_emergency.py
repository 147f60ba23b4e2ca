"""Emergency files: everything in them arrives once, and nothing else changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.audit.models import AuditEvent
from app.domain.exams import queries, services
from app.domain.exams.batch import Batch
from app.domain.exams.journal_store import Memory, store
from app.domain.exams.models import AnswerEvent, Sitting, SittingFile, SittingPresence
from app.domain.exams.queries import rooms
from app.domain.exams.room_rules import Act
from app.domain.exams.rules import Standing, SubmittedBy
from app.domain.exams.services import Brought
from app.engines import items
from app.kernel.actor import Actor, Role
from app.kernel.errors import InvalidError
from app.store.files import FileStore
from tests.factories.exams import (
    NOW,
    Pen,
    make_candidate,
    make_emergency,
    make_paper,
    make_plan,
    make_sitting,
    make_snapshot,
    make_staff,
)

MINUTE = timedelta(minutes=1)
TOKEN = "genuine"
AFTER_GRACE = 40 * MINUTE + 6 * MINUTE


@pytest.fixture(autouse=True)
def _files(tmp_path: Path) -> None:
    FileStore.set_root(tmp_path)


@pytest.fixture
def actor(session: Session) -> Actor:
    return make_staff(session, Role.INVIGILATOR)


@pytest.fixture
def sitting(session: Session) -> Sitting:
    return make_sitting(session)


def bring(
    session: Session,
    actor: Actor,
    data: bytes,
    *,
    at: timedelta = MINUTE,
    writer: int = 1,
    sitting: Sitting | None = None,
) -> Brought:
    def vouch(_sitting_id: int, text: str) -> int | None:
        return writer if text == TOKEN else None

    found = services.import_emergency(
        session,
        actor=actor,
        plan=sitting.registration.plan.uuid if sitting else None,
        data=data,
        vouch=vouch,
        now=NOW + at,
    )
    session.expire_all()
    return found


def save(session: Session, *batches: Batch) -> None:
    store(session.connection(), batches, NOW + MINUTE, Memory())


def count_events(session: Session) -> int:
    return session.scalar(select(func.count(AnswerEvent.id))) or 0


def test_what_never_arrived_arrives_with_the_file_and_counts(
    session: Session, actor: Actor, sitting: Sitting
) -> None:
    pen = Pen(sitting)
    first, second, third = pen.write(1, "A"), pen.write(2, "B"), pen.write(1, "C")
    save(session, pen.batch(first))
    brought = bring(session, actor, make_emergency(sitting, TOKEN, pen.batch(first, second, third)))
    assert (brought.new, brought.known, brought.conflicts, brought.late) == (2, 1, {}, 0)
    values = {item: one["value"] for item, one in queries.fold(session, sitting.id).answers.items()}
    assert values == {1: "C", 2: "B"}
    assert queries.through(session, sitting.id, 1) == 3


def test_bringing_a_file_in_twice_changes_nothing(
    session: Session, actor: Actor, sitting: Sitting
) -> None:
    pen = Pen(sitting)
    data = make_emergency(sitting, TOKEN, pen.batch(pen.write(1), pen.write(2)))
    bring(session, actor, data)
    again = bring(session, actor, data)
    assert (again.new, again.known) == (0, 2)
    assert count_events(session) == 2
    assert len(queries.fold(session, sitting.id).answers) == 2


def test_the_computer_may_go_on_after_its_file_was_brought_in(
    session: Session, actor: Actor, sitting: Sitting
) -> None:
    pen = Pen(sitting)
    before = [pen.write(1, "A"), pen.write(2, "B")]
    bring(session, actor, make_emergency(sitting, TOKEN, pen.batch(*before)))
    save(session, pen.batch(*before, pen.write(2, "D")))
    assert queries.fold(session, sitting.id).answers[2]["value"] == "D"
    assert count_events(session) == 3


def test_a_file_is_no_sign_of_life(session: Session, actor: Actor, sitting: Sitting) -> None:
    pen = Pen(sitting)
    bring(session, actor, make_emergency(sitting, TOKEN, pen.batch(pen.write(1))))
    assert session.get(SittingPresence, sitting.id) is None


def test_what_is_here_stays_when_a_file_says_something_else(
    session: Session, actor: Actor, sitting: Sitting
) -> None:
    here, there = Pen(sitting), Pen(sitting)
    save(session, here.batch(here.write(1, "A"), here.write(2, "A")))
    file = there.batch(there.write(1, "A"), there.write(2, "B"), there.write(3, "C"))
    brought = bring(session, actor, make_emergency(sitting, TOKEN, file))
    assert (brought.new, brought.known, brought.conflicts) == (1, 1, {1: (2,)})
    answers = queries.fold(session, sitting.id).answers
    assert [answers[item]["value"] for item in (1, 2, 3)] == ["A", "A", "C"]


@pytest.mark.parametrize(
    ("made", "brought_at", "expected"),
    [
        (MINUTE, 44 * MINUTE, (0, 0)),
        (MINUTE, AFTER_GRACE, (1, 1)),
        (41 * MINUTE, 44 * MINUTE, (1, 0)),
    ],
    ids=["within the grace", "made in time, brought after the grace", "made after the end"],
)
def test_what_is_after_the_time_waits_for_a_decision(  # noqa: PLR0917 - fixtures and a table
    session: Session,
    actor: Actor,
    sitting: Sitting,
    made: timedelta,
    brought_at: timedelta,
    expected: tuple[int, int],
) -> None:
    pen = Pen(sitting)
    data = make_emergency(sitting, TOKEN, pen.batch(pen.write(1, "A", at=NOW + made)))
    brought = bring(session, actor, data, at=brought_at)
    assert (brought.late, brought.in_time) == expected
    assert brought.new == 1
    assert bool(queries.fold(session, sitting.id).answers) is not bool(brought.late)


def test_after_the_hand_in_the_chief_invigilator_decides_and_it_is_sealed_anew(
    session: Session, actor: Actor, sitting: Sitting
) -> None:
    services.seal_sitting(
        session, actor=actor, sitting=sitting, by=SubmittedBy.TIME, now=NOW + AFTER_GRACE
    )
    pen = Pen(sitting)
    brought = bring(
        session, actor, make_emergency(sitting, TOKEN, pen.batch(pen.write(1))), at=AFTER_GRACE
    )
    assert brought.late == queries.count_undecided(session, sitting.id) == 1
    assert sitting.answered == 0
    services.decide_late(
        session,
        actor=actor,
        uuid=sitting.uuid,
        is_admitted=True,
        reason="断网，应急文件",
        now=NOW + AFTER_GRACE,
    )
    assert sitting.answered == 1
    assert queries.count_undecided(session, sitting.id) == 0


def test_a_replaced_computer_brings_what_waits_for_a_decision(
    session: Session, actor: Actor, sitting: Sitting
) -> None:
    pen = Pen(sitting)
    data = make_emergency(sitting, TOKEN, pen.batch(pen.write(1)))
    sitting.epoch = 2
    session.flush()
    assert bring(session, actor, data, writer=1).late == 1
    stored = queries.list_events(session, sitting.id)
    assert [one.standing for one in stored] == [Standing.STALE]


def test_a_file_that_could_not_be_uploaded_becomes_the_answer(
    session: Session, actor: Actor
) -> None:
    content = dict(items.KINDS["practical"].EXAMPLES[0].content)
    plan = make_plan(session, make_paper(session, make_snapshot([content])))
    sitting = make_sitting(session, plan=plan)
    new = b"PK new file"
    digest = FileStore.put(new)
    pen = Pen(sitting)
    value = {"file": digest, "name": "答卷.docx", "size": len(new)}
    event = pen.write(1, value, of="practical")
    data = make_emergency(sitting, TOKEN, pen.batch(event), files={1: ("答卷.docx", new)})

    save(session, pen.batch(event))  # the entry arrives first, the file not yet
    assert queries.get_handed_in(session, sitting.id).responses[1] is None
    assert bring(session, actor, data).files == 1
    assert bring(session, actor, data).files == 0
    response = queries.get_handed_in(session, sitting.id).responses[1]
    assert response is not None
    assert response["value"]["file"] == digest
    assert session.scalar(select(func.count(SittingFile.id))) == 1


def test_it_stands_on_the_record_and_in_the_audit_log(
    session: Session, actor: Actor, sitting: Sitting
) -> None:
    pen = Pen(sitting)
    data = make_emergency(sitting, TOKEN, pen.batch(pen.write(1)))
    brought = bring(session, actor, data)
    (line,) = rooms.list_room_events(session, sitting.plan_id, 1)
    assert (line.act, line.details["new"], line.by_id) == (Act.EMERGENCY, 1, actor.person_id)
    assert FileStore.get(brought.digest) == data
    actions = session.scalars(select(AuditEvent.action)).all()
    assert "exams.emergency.imported" in actions


def _other_exam(session: Session, sitting: Sitting) -> bytes:
    other = make_sitting(session, make_candidate(session))
    data = make_emergency(other, TOKEN, Pen(other).batch())
    line = make_emergency(sitting, TOKEN, Pen(sitting).batch()).partition(b"\n")[0]
    return line + b"\n" + data.partition(b"\n")[2]


def _altered(_session: Session, sitting: Sitting) -> bytes:
    data = make_emergency(sitting, TOKEN, Pen(sitting).batch())
    return data[:-1] + bytes([data[-1] ^ 1])


def _forged(_session: Session, sitting: Sitting) -> bytes:
    return make_emergency(sitting, "made up", Pen(sitting).batch())


@pytest.mark.parametrize(
    "make",
    [
        lambda _session, _sitting: b"",
        lambda _session, _sitting: b"PK\x03\x04 a document",
        lambda _session, _sitting: b'{"format": "xuekao-emergency/1"}\n',
        lambda _session, _sitting: b"[1]\n",
        _other_exam,
        _altered,
        _forged,
    ],
    ids=["empty", "a document", "no sitting", "a list", "another's envelope", "altered", "forged"],
)
def test_what_is_not_sound_is_refused_and_nothing_is_taken(
    session: Session,
    actor: Actor,
    sitting: Sitting,
    make: Callable[[Session, Sitting], bytes],
) -> None:
    with pytest.raises(InvalidError):
        bring(session, actor, make(session, sitting))
    assert count_events(session) == 0
    assert not rooms.list_room_events(session, sitting.plan_id, 1)


def test_it_is_taken_for_its_exam_and_within_the_scope_only(
    session: Session, actor: Actor, sitting: Sitting
) -> None:
    data = make_emergency(sitting, TOKEN, Pen(sitting).batch())
    with pytest.raises(InvalidError):
        bring(session, actor, data, sitting=make_sitting(session))
    elsewhere = make_staff(session, Role.INVIGILATOR, path="/440000/440300/")
    with pytest.raises(InvalidError):
        bring(session, elsewhere, data)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None
)
@given(st.data())
def test_files_and_saves_in_any_order_give_the_same_answers(
    session: Session, actor: Actor, data: st.DataObject
) -> None:
    sitting = make_sitting(session)
    pen = Pen(sitting)
    count = data.draw(st.integers(1, 8))
    events = [
        pen.write(data.draw(st.integers(1, 3)), data.draw(st.sampled_from("ABC")))
        for _ in range(count)
    ]
    for _ in range(data.draw(st.integers(1, 4))):
        part = events[data.draw(st.integers(0, count - 1)) :]
        if data.draw(st.booleans()):
            save(session, pen.batch(*part))
        else:
            bring(session, actor, make_emergency(sitting, TOKEN, pen.batch(*part)))
    bring(session, actor, make_emergency(sitting, TOKEN, pen.batch(*events)))
    expected: dict[int, str] = {}
    for event in events:
        expected[event.item] = event.payload
    stored = {one.event.item: one.event.payload for one in queries.list_events(session, sitting.id)}
    assert stored == expected
    assert len(queries.list_events(session, sitting.id)) == count
