"""What an invigilator does in a room: states, reasons, ties, and what reaches the candidate."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.domain.exams import queries, services
from app.domain.exams.batch import Batch
from app.domain.exams.journal_store import Memory, Outcome, Verdict, store
from app.domain.exams.models import ExamPlan, Registration, Sitting
from app.domain.exams.queries import rooms
from app.domain.exams.room_rules import Act, FactKind, left_ms, offline_seconds
from app.domain.exams.rules import PlanState, SittingState, SubmittedBy
from app.domain.exams.services import Fact
from app.domain.exams.services.plans import collect_due
from app.kernel.actor import Actor, Role
from app.kernel.errors import ConflictError, InvalidError, NotFoundError
from tests.factories.exams import (
    NOW,
    Pen,
    make_candidate,
    make_plan,
    make_registration,
    make_sitting,
    make_staff,
)

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
AFTER_ENTRY = NOW + 31 * MINUTE


@pytest.fixture
def plan(session: Session) -> ExamPlan:
    return make_plan(session, state=PlanState.IN_PROGRESS)


@pytest.fixture
def actor(session: Session) -> Actor:
    return make_staff(session, Role.INVIGILATOR)


@pytest.fixture
def sitting(session: Session, plan: ExamPlan) -> Sitting:
    return make_sitting(session, plan=plan)


def save(session: Session, batch: Batch, *, at: timedelta = MINUTE) -> Outcome:
    outcomes, _ = store(session.connection(), [batch], NOW + at, Memory())
    session.expire_all()
    return outcomes[0]


def room(verb: Callable[..., Any], session: Session, actor: Actor, plan: ExamPlan) -> Any:
    """A verb about the whole of room 1, with a reason."""
    fields = {"session": session, "actor": actor, "plan": plan.uuid, "room": 1}
    first = fields.pop("session")
    return partial(verb, first, **fields, chosen=None, reason="断电")


def test_a_pause_stops_the_clock_and_gives_the_time_back(
    session: Session, actor: Actor, plan: ExamPlan, sitting: Sitting
) -> None:
    ends_at = sitting.ends_at
    assert ends_at
    assert room(services.pause_room, session, actor, plan)(now=NOW + 10 * MINUTE) == 1
    control = rooms.find_control(session, sitting.id)
    assert control
    assert sitting.ends_at
    left = left_ms(sitting.ends_at, control.paused_at, NOW + 17 * MINUTE)
    assert left == 30 * 60_000
    with pytest.raises(ConflictError):  # nobody is left to be paused
        room(services.pause_room, session, actor, plan)(now=NOW + 11 * MINUTE)
    assert room(services.resume_room, session, actor, plan)(now=NOW + 25 * MINUTE) == 1
    assert sitting.ends_at == ends_at + 15 * MINUTE
    acts = [event.act for event in rooms.list_room_events(session, plan.id, 1)]
    assert acts == [Act.PAUSED, Act.RESUMED]


def test_answers_during_a_long_pause_count(
    session: Session, actor: Actor, plan: ExamPlan, sitting: Sitting
) -> None:
    room(services.pause_room, session, actor, plan)(now=NOW + MINUTE)
    pen = Pen(sitting)
    outcome = save(session, pen.batch(pen.write(1, at=NOW + 60 * MINUTE)), at=90 * MINUTE)
    assert (outcome.verdict, outcome.late) == (Verdict.SAVED, 0)


def test_an_instruction_goes_with_the_next_acknowledgement(
    session: Session, actor: Actor, plan: ExamPlan, sitting: Sitting
) -> None:
    pen = Pen(sitting)
    assert save(session, pen.batch()).instructions == 0
    send = partial(services.send_message, session, actor=actor, plan=plan.uuid, room=1, now=NOW)
    event = send(to=None, text="请检查键盘")
    assert save(session, pen.batch()).instructions == 1
    assert [one.uuid for one in rooms.list_messages(session, sitting)] == [event.uuid]
    candidate = queries.get_candidate(session, sitting.id)
    for _ in range(2):  # doing it again changes nothing
        services.confirm_message(
            session, actor=candidate, sitting_id=sitting.id, event_uuid=event.uuid, now=NOW
        )
    assert rooms.list_messages(session, sitting) == []
    assert rooms.list_receipts(session, [event.id]) == {event.id: {sitting.id}}


def test_a_message_for_one_is_not_shown_to_others(
    session: Session, actor: Actor, plan: ExamPlan, sitting: Sitting
) -> None:
    other = make_sitting(session, plan=plan)
    services.send_message(
        session, actor=actor, plan=plan.uuid, room=1, to=sitting.registration.uuid,
        text="请出示证件", now=NOW,
    )  # fmt: skip
    assert len(rooms.list_messages(session, sitting)) == 1
    assert rooms.list_messages(session, other) == []


def test_time_after_the_end_opens_a_sitting_that_the_clock_handed_in(
    session: Session, actor: Actor, plan: ExamPlan, sitting: Sitting
) -> None:
    pen = Pen(sitting)
    save(session, pen.batch(pen.write(1)))
    collect_due(session, actor=actor, plan=plan, now=NOW + 46 * MINUTE)
    assert sitting.submitted_by is SubmittedBy.TIME
    moment = NOW + 50 * MINUTE
    services.extend_sitting(
        session, actor=actor, uuid=sitting.uuid, minutes=10, reason="断电", now=moment
    )
    assert (sitting.state, sitting.ends_at) == (SittingState.STARTED, moment + 10 * MINUTE)
    outcome = save(
        session, pen.batch(pen.write(3, value=True, at=moment + MINUTE, of="judge")), at=51 * MINUTE
    )
    assert (outcome.verdict, outcome.late) == (Verdict.SAVED, 0)
    services.hand_in(
        session, actor=queries.get_candidate(session, sitting.id), sitting_id=sitting.id, epoch=1,
        through=2, by=SubmittedBy.CANDIDATE, now=moment + 2 * MINUTE,
    )  # fmt: skip
    assert sitting.answered == 2


def test_offline_time_is_measured_and_given_back_once(
    session: Session, actor: Actor, plan: ExamPlan, sitting: Sitting
) -> None:
    pen, ends_at = Pen(sitting), sitting.ends_at
    assert ends_at
    save(session, pen.batch(), at=5 * SECOND)
    save(session, pen.batch(), at=95 * SECOND)  # 90 seconds without a sign of life
    save(session, pen.batch(), at=100 * SECOND)
    give = room(services.give_back_offline, session, actor, plan)
    assert give(now=NOW + 101 * SECOND) == 1
    assert sitting.ends_at == ends_at + 90 * SECOND
    with pytest.raises(ConflictError):
        give(now=NOW + 102 * SECOND)


def test_a_pause_is_no_offline_time(
    session: Session, actor: Actor, plan: ExamPlan, sitting: Sitting
) -> None:
    pen = Pen(sitting)
    save(session, pen.batch(), at=5 * SECOND)
    room(services.pause_room, session, actor, plan)(now=NOW + 6 * SECOND)
    save(session, pen.batch(), at=300 * SECOND)
    seen = rooms.list_seen(session, [sitting])[sitting.id]
    assert offline_seconds(seen, NOW + 301 * SECOND) == 0


def test_a_freed_machine_loses_its_turn_and_a_code_opens_another(
    session: Session, actor: Actor, sitting: Sitting
) -> None:
    pen = Pen(sitting)
    services.issue_code(
        session, actor=actor, uuid=sitting.registration.uuid, code="12345678",
        is_other_machine=True, reason="死机", now=NOW,
    )  # fmt: skip
    assert save(session, pen.batch(pen.write(1))).verdict is Verdict.TAKEN
    ticket = sitting.registration.ticket_number
    redeem = partial(services.redeem_code, session, ticket=ticket, now=NOW + MINUTE)
    assert redeem(code="00000000") is None
    found = redeem(code="12345678")
    assert found is sitting
    assert redeem(code="12345678") is None  # once
    person = queries.get_candidate(session, sitting.id)
    opened = services.open_sitting(
        session, actor=person, uuid=sitting.uuid, client="pc-2", is_taking_over=False, now=NOW
    )
    assert (opened.is_writer, sitting.epoch) == (True, 3)


@pytest.mark.parametrize(("tries", "minutes"), [(5, 1), (0, 11)])
def test_a_code_dies_after_five_wrong_tries_or_ten_minutes(
    session: Session, actor: Actor, sitting: Sitting, tries: int, minutes: int
) -> None:
    services.issue_code(
        session, actor=actor, uuid=sitting.registration.uuid, code="12345678",
        is_other_machine=False, reason="忘记密码", now=NOW,
    )  # fmt: skip
    redeem = partial(
        services.redeem_code, session, ticket=sitting.registration.ticket_number,
        now=NOW + minutes * MINUTE,
    )  # fmt: skip
    for _ in range(tries):
        assert redeem(code="1") is None
    assert redeem(code="12345678") is None


def absentee(session: Session, plan: ExamPlan) -> Registration:
    return make_registration(session, make_candidate(session), plan)


def test_a_room_closes_when_its_counts_tie(
    session: Session, actor: Actor, plan: ExamPlan, sitting: Sitting
) -> None:
    missing = absentee(session, plan)
    close = partial(services.finish_room, session, actor=actor, plan=plan.uuid, room=1, remark="")
    with pytest.raises(ConflictError):
        close(now=NOW)  # candidates may still enter
    with pytest.raises(InvalidError):
        close(now=AFTER_ENTRY)
    services.mark_absent(session, actor=actor, uuid=missing.uuid, reason="未到", now=AFTER_ENTRY)
    with pytest.raises(InvalidError):
        close(now=AFTER_ENTRY)  # one is still answering
    event = close(now=NOW + 46 * MINUTE)  # by then the clock has handed in
    assert event.details == {"expected": 2, "present": 1, "absent": 1, "handed_in": 1}
    with pytest.raises(ConflictError):
        services.add_note(
            session, actor=actor, plan=plan.uuid, room=1, text="补记", now=AFTER_ENTRY
        )
    assert queries.find_closing(session, plan.id, 1)


def test_absences_are_recorded_after_the_entry_only_and_can_be_taken_back(
    session: Session, actor: Actor, plan: ExamPlan
) -> None:
    missing = absentee(session, plan)
    mark = partial(services.mark_absent, session, actor=actor, uuid=missing.uuid, reason="未到")
    with pytest.raises(ConflictError):
        mark(now=NOW)
    mark(now=AFTER_ENTRY)
    with pytest.raises(ConflictError):
        services.check_identity(session, actor=actor, uuid=missing.uuid, note="", now=AFTER_ENTRY)
    services.take_back_absence(
        session, actor=actor, uuid=missing.uuid, reason="看错座位", now=AFTER_ENTRY
    )
    services.check_identity(session, actor=actor, uuid=missing.uuid, note="", now=AFTER_ENTRY)


def test_someone_admitted_late_has_ten_minutes_to_open_and_the_full_time(
    session: Session, actor: Actor, plan: ExamPlan
) -> None:
    late = absentee(session, plan)
    services.mark_absent(session, actor=actor, uuid=late.uuid, reason="未到", now=AFTER_ENTRY)
    sitting = services.admit_late(
        session, actor=actor, uuid=late.uuid, seed=3, reason="交通管制", now=AFTER_ENTRY
    )
    person = queries.get_candidate(session, sitting.id)
    opens = partial(
        services.open_sitting, session, actor=person, uuid=sitting.uuid, client="pc-1",
        is_taking_over=False,
    )  # fmt: skip
    with pytest.raises(ConflictError):
        opens(now=AFTER_ENTRY + 11 * MINUTE)
    opens(now=AFTER_ENTRY + 9 * MINUTE)
    assert sitting.ends_at == AFTER_ENTRY + 49 * MINUTE


def test_a_violation_is_recorded_taken_back_and_both_stay(
    session: Session, actor: Actor, plan: ExamPlan, sitting: Sitting
) -> None:
    record = partial(
        services.record_violation, session, actor=actor, uuid=sitting.registration.uuid, now=NOW
    )
    with pytest.raises(InvalidError):
        record(code="S2", account=" ")
    with pytest.raises(InvalidError):
        record(code="X1", account="看手机")
    event = record(code="S2", account="看手机")
    assert event.details == {"code": "S2", "gravity": "serious"}
    services.withdraw_violation(session, actor=actor, uuid=event.uuid, reason="误记", now=NOW)
    events = rooms.list_room_events(session, plan.id, 1)
    assert (len(events), rooms.violations(events)) == (2, [])


def test_facts_are_kept_once_and_a_second_place_is_seen_here(
    session: Session, actor: Actor, sitting: Sitting
) -> None:
    person = queries.get_candidate(session, sitting.id)

    def report(client: str, address: str, *facts: Fact) -> int:
        return services.record_facts(
            session, actor=person, sitting_id=sitting.id, client=client, address=address,
            facts=facts, now=NOW,
        )  # fmt: skip

    opened = Fact(1, FactKind.OPENED, 0)
    away = Fact(2, FactKind.FOCUS_LOST, 0, {"seconds": 12})
    assert report("a", "10.0.0.1", opened, away) == 2
    assert report("a", "10.0.0.1", opened, away) == 0
    report("a", "10.0.0.2", Fact(3, FactKind.OPENED, 0))
    report("b", "10.0.0.3", Fact(1, FactKind.OPENED, 0))
    kinds = [one.kind.value for one in rooms.list_facts(session, [sitting.id])[sitting.id]]
    assert kinds == ["opened", "focus_lost", "network", "parallel"]
    services.review_facts(
        session, actor=actor, uuid=sitting.registration.uuid, finding="换网线", now=NOW
    )


def test_another_citys_invigilator_finds_no_room(
    session: Session, plan: ExamPlan, sitting: Sitting
) -> None:
    stranger = make_staff(session, Role.INVIGILATOR, path="/440000/440300/")
    with pytest.raises(NotFoundError):
        room(services.pause_room, session, stranger, plan)(now=NOW)
    with pytest.raises(NotFoundError):
        services.check_identity(
            session, actor=stranger, uuid=sitting.registration.uuid, note="", now=NOW
        )


@pytest.mark.parametrize(
    "verb", [services.pause_room, services.resume_room, services.give_back_offline]
)
def test_nothing_is_done_to_a_room_without_a_reason(
    session: Session, actor: Actor, plan: ExamPlan, sitting: Sitting, verb: Callable[..., Any]
) -> None:
    with pytest.raises(InvalidError):
        verb(session, actor=actor, plan=plan.uuid, room=1, chosen=None, reason=" ", now=NOW)
