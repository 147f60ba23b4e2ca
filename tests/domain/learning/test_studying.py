from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.learning import queries, services
from app.domain.learning.models import ActivityEvent, HoursRecord
from app.domain.learning.rules import EventKind, Gate, Sign
from app.engines import items
from app.kernel.actor import SYSTEM, Actor, Grant, Role
from app.kernel.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from tests.factories.learning import NOW, load_courses, make_learner, spend

CODE, LESSON, FIRST, SECOND = "EG201", "EG201-L1", "EG201-C01", "EG201-C02"
RIGHT, WRONG = {"kind": "judge", "value": False}, {"kind": "judge", "value": True}


@pytest.fixture
def learner(session: Session) -> Actor:
    load_courses(session, CODE)
    return make_learner(session)


def answer(session: Session, actor: Actor, checkpoint: str, raw: object, after: int = 0):  # type: ignore[no-untyped-def]  # noqa: ANN201
    return services.answer_checkpoint(
        session, actor=actor, code=CODE, checkpoint=checkpoint, raw=raw,
        now=NOW + timedelta(seconds=after),
    )  # fmt: skip


def answer_all(session: Session, actor: Actor) -> None:
    module = queries.get_content(queries.get_version(session, CODE))
    for checkpoint in module.checkpoint_codes:
        content = module.checkpoints[checkpoint].content
        answer(session, actor, checkpoint, items.full_response(content))


def test_active_time_is_measured_between_signs(session: Session, learner: Actor) -> None:
    spend(session, learner, CODE, LESSON, minutes=10)
    version = queries.get_version(session, CODE)
    assert queries.get_progress(session, learner.person_id, version).active_seconds == 600
    assert queries.place_seconds(session, learner.person_id, version.module_id) == {LESSON: 600}


def test_two_pages_at_once_count_once(session: Session, learner: Actor) -> None:
    pages = ("one", "two")
    now = NOW
    for page in pages:
        services.record_activity(
            session, actor=learner, code=CODE, place=LESSON, sign=Sign(page, EventKind.OPENED, now),
            now=now,
        )  # fmt: skip
    found = []
    for _ in range(10):
        now += timedelta(seconds=30)
        for page in pages:
            sign = Sign(page, EventKind.BEAT, now, interactions=2)
            found.append(
                services.record_activity(
                    session, actor=learner, code=CODE, place=LESSON, sign=sign, now=now
                )
            )
    assert sum(one.seconds for one in found) == 300
    assert [one.is_superseded for one in found[:2]] == [True, False]


def test_hasty_signs_are_not_written_down(session: Session, learner: Actor) -> None:
    spend(session, learner, CODE, LESSON, minutes=1, gap=2)
    assert len(session.scalars(select(ActivityEvent)).all()) < 25


def test_the_time_of_a_sign_is_the_time_of_the_server(session: Session, learner: Actor) -> None:
    sign = Sign("p", EventKind.OPENED, NOW - timedelta(hours=1))
    with pytest.raises(InvalidError):
        services.record_activity(
            session, actor=learner, code=CODE, place=LESSON, sign=sign, now=NOW
        )
    with pytest.raises(NotFoundError):
        services.record_activity(
            session, actor=learner, code=CODE, place="EG201-L9",
            sign=Sign("p", EventKind.OPENED, NOW), now=NOW,
        )  # fmt: skip


def test_after_two_wrong_answers_the_passage_comes_first(session: Session, learner: Actor) -> None:
    assert answer(session, learner, FIRST, WRONG).standing.tries_left == 1
    assert answer(session, learner, FIRST, WRONG, 5).standing.gate is Gate.REREAD
    with pytest.raises(ForbiddenError):
        answer(session, learner, FIRST, RIGHT, 30)
    assert answer(session, learner, FIRST, RIGHT, 70).standing.gate is Gate.RIGHT
    with pytest.raises(ForbiddenError):
        answer(session, learner, FIRST, RIGHT, 80)
    version = queries.get_version(session, CODE)
    tries = queries.list_answers(session, learner.person_id, version.module_id)[FIRST]
    assert [(one.number, one.is_right) for one in tries] == [(1, False), (2, False), (3, True)]


def test_a_question_behind_an_open_one_is_not_reached(session: Session, learner: Actor) -> None:
    with pytest.raises(ConflictError):
        answer(session, learner, SECOND, {"kind": "single", "value": "B"})
    with pytest.raises(NotFoundError):
        answer(session, learner, "EG201-C99", RIGHT)


@pytest.mark.parametrize("raw", [{}, {"kind": "judge", "value": None}, {"value": "x"}, "x"])
def test_an_empty_or_malformed_answer_is_no_try(
    session: Session, learner: Actor, raw: object
) -> None:
    with pytest.raises(InvalidError):
        answer(session, learner, FIRST, raw)
    version = queries.get_version(session, CODE)
    assert queries.list_answers(session, learner.person_id, version.module_id) == {}


def test_who_only_clicks_earns_no_hours(session: Session, learner: Actor) -> None:
    """domain.md 8 item 20: the page plays, the script clicks, nothing is ever answered."""
    for lesson in ("EG201-L1", "EG201-L2", "EG201-L3"):
        spend(session, learner, CODE, lesson, minutes=60, gap=20)
    with pytest.raises(ForbiddenError):
        services.begin_quiz(session, actor=learner, code=CODE, seed=1, now=NOW)
    assert session.scalars(select(HoursRecord)).all() == []
    assert queries.list_finished_modules(session, learner.person_id) == set()


def test_nobody_studies_as_the_system_or_without_the_role(session: Session) -> None:
    load_courses(session, CODE)
    stranger = Actor(5, "x", "/1/", (Grant(Role.PERSONNEL, "/1/"),))
    for actor in (SYSTEM, stranger):
        with pytest.raises(ForbiddenError):
            answer(session, actor, FIRST, RIGHT)


def test_finishing_needs_all_questions_and_the_quiz(session: Session, learner: Actor) -> None:
    answer_all(session, learner)
    attempt = services.begin_quiz(session, actor=learner, code=CODE, seed=7, now=NOW)
    assert queries.list_finished_modules(session, learner.person_id) == set()
    full = {one["code"]: items.full_response(one["content"]) for one in attempt.items}
    done = services.submit_quiz(
        session, actor=learner, uuid=attempt.uuid, responses=full, now=NOW + timedelta(minutes=5)
    )
    assert (done.correct, done.is_passed) == (8, True)
    assert queries.list_finished_modules(session, learner.person_id) == {CODE}
    assert queries.hours_by_module(session, learner.person_id) == {}


def test_a_failed_quiz_pauses_and_the_next_draw_is_another(
    session: Session, learner: Actor
) -> None:
    answer_all(session, learner)
    first = services.begin_quiz(session, actor=learner, code=CODE, seed=1, now=NOW)
    again = services.begin_quiz(session, actor=learner, code=CODE, seed=2, now=NOW)
    assert again.id == first.id
    services.submit_quiz(session, actor=learner, uuid=first.uuid, responses={}, now=NOW)
    assert (first.correct, first.is_passed) == (0, False)
    with pytest.raises(ForbiddenError) as refusal:
        services.begin_quiz(
            session, actor=learner, code=CODE, seed=2, now=NOW + timedelta(minutes=9)
        )
    assert "1 minutes" in str(refusal.value)
    later = NOW + timedelta(minutes=10)
    second = services.begin_quiz(session, actor=learner, code=CODE, seed=2, now=later)
    assert (second.number, second.seed) == (2, 2)
    assert [one["code"] for one in second.items] != [one["code"] for one in first.items]
    with pytest.raises(ConflictError):
        services.submit_quiz(session, actor=learner, uuid=first.uuid, responses={}, now=later)


def test_a_quiz_of_another_person_is_not_found(session: Session, learner: Actor) -> None:
    answer_all(session, learner)
    attempt = services.begin_quiz(session, actor=learner, code=CODE, seed=1, now=NOW)
    with pytest.raises(NotFoundError):
        services.submit_quiz(
            session, actor=make_learner(session), uuid=attempt.uuid, responses={}, now=NOW
        )


def test_hours_are_the_measured_time_after_the_quiz_and_grow(
    session: Session, learner: Actor
) -> None:
    ended = spend(session, learner, CODE, LESSON, minutes=50)
    answer_all(session, learner)
    attempt = services.begin_quiz(session, actor=learner, code=CODE, seed=7, now=ended)
    full = {one["code"]: items.full_response(one["content"]) for one in attempt.items}
    services.submit_quiz(session, actor=learner, uuid=attempt.uuid, responses=full, now=ended)
    assert queries.hours_by_module(session, learner.person_id)[CODE].verified == Decimal(1)
    later = spend(session, learner, CODE, "practice", begins=ended, minutes=60)
    assert queries.hours_by_module(session, learner.person_id)[CODE].verified == Decimal(2)
    spend(session, learner, CODE, "practice", begins=later, minutes=120)
    assert queries.hours_by_module(session, learner.person_id)[CODE].verified == Decimal(2)
    records = session.scalars(select(HoursRecord).order_by(HoursRecord.id)).all()
    assert [float(one.hours) for one in records] == [1.0, 0.5, 0.5]
    assert records[0].evidence["active_seconds"] == 3000
    assert records[0].evidence["flags"] == []
    assert records[0].org_path == learner.org_path
