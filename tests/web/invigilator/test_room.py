from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.exams.journal_store import Memory, store
from app.domain.exams.models import ExamPlan, Sitting
from app.domain.exams.rules import PlanState, SittingState
from app.kernel.actor import Actor, Role
from tests.factories.exams import (
    NOW,
    Pen,
    make_candidate,
    make_plan,
    make_registration,
    make_sitting,
    make_staff,
    stop_clock,
)

Token = Callable[[FlaskClient, str], str]
MINUTE = timedelta(minutes=1)


@pytest.fixture
def invigilator(
    app: Flask,
    session: Session,
    sign_in_as: Callable[[Actor], None],
    monkeypatch: pytest.MonkeyPatch,
) -> Actor:
    actor = make_staff(session, Role.INVIGILATOR)
    sign_in_as(actor)
    stop_clock(app, monkeypatch, NOW + MINUTE)
    return actor


@pytest.fixture
def plan(session: Session, invigilator: Actor) -> ExamPlan:
    return make_plan(session, state=PlanState.IN_PROGRESS)


def save(
    session: Session, sitting: Sitting, count: int, *, waiting: int = 0, ago: timedelta = MINUTE * 0
) -> None:
    pen = Pen(sitting)
    at = NOW + MINUTE - ago
    events = [pen.write(n + 1, at=at) for n in range(count)]
    batch = pen.batch(*events)
    batch = type(batch)(batch.sitting_id, 1, 1, count + waiting, batch.events)
    store(session.connection(), [batch], at, Memory())


def seats(client: FlaskClient, plan: ExamPlan) -> dict[str, dict[str, object]]:
    state = client.get(f"/rooms/{plan.uuid}/1/state.json").get_json()
    return {key: dict(seat) for key, seat in state["seats"].items()}


def test_each_seat_shows_its_trouble(client: FlaskClient, session: Session, plan: ExamPlan) -> None:
    fine, slow, off, done = (make_sitting(session, plan=plan) for _ in range(4))
    save(session, fine, 3)
    save(session, slow, 2, waiting=4)
    save(session, off, 1, ago=timedelta(minutes=5))
    done.state, done.answered = SittingState.SUBMITTED, 7
    absent = make_registration(session, make_candidate(session), plan)
    session.flush()

    shown = seats(client, plan)
    by = {name: shown[str(one.registration.uuid)] for name, one in
          (("fine", fine), ("slow", slow), ("off", off), ("done", done))}  # fmt: skip
    assert {name: seat["state"] for name, seat in by.items()} == {
        "fine": "ok", "slow": "slow", "off": "off", "done": "fin"}  # fmt: skip
    assert shown[str(absent.uuid)]["state"] == "none"
    assert (by["fine"]["answered"], by["fine"]["total"]) == (3, 7)
    assert by["fine"]["left"] == 39 * 60
    assert by["slow"]["waiting"] == 4
    assert by["done"]["answered"] == 7


def test_a_cleared_answer_is_not_counted(
    client: FlaskClient, session: Session, plan: ExamPlan
) -> None:
    sitting = make_sitting(session, plan=plan)
    pen = Pen(sitting)
    batch = pen.batch(pen.write(1, "A"), pen.write(2, "A"), pen.write(1, None))
    store(session.connection(), [batch], NOW, Memory())
    (seat,) = seats(client, plan).values()
    assert seat["answered"] == 1


def test_more_time_with_a_reason(
    client: FlaskClient, session: Session, plan: ExamPlan, csrf: Token
) -> None:
    sitting = make_sitting(session, plan=plan)
    room = f"/rooms/{plan.uuid}/1"
    chosen = f"{room}?seat={sitting.registration.uuid}"
    sent = {"csrf_token": csrf(client, chosen), "minutes": "15", "reason": "断电"}
    refused = client.post(f"{room}/{sitting.uuid}/extend", data={**sent, "reason": ""})
    assert refused.status_code == 422
    answer = client.post(f"{room}/{sitting.uuid}/extend", data=sent)
    assert answer.status_code == 303
    session.refresh(sitting)
    assert sitting.ends_at == NOW + 55 * MINUTE
    page = client.get(chosen).text
    assert "断电" in page  # the log of the room


def test_handing_in_for_a_candidate(
    client: FlaskClient, session: Session, plan: ExamPlan, csrf: Token
) -> None:
    sitting = make_sitting(session, plan=plan)
    save(session, sitting, 1)
    room = f"/rooms/{plan.uuid}/1"
    token = csrf(client, f"{room}?seat={sitting.registration.uuid}")
    client.post(f"{room}/{sitting.uuid}/hand-in", data={"csrf_token": token, "reason": "违纪"})
    session.refresh(sitting)
    assert sitting.state is SittingState.SUBMITTED


def test_late_answers_are_decided_at_the_seat(
    client: FlaskClient, session: Session, plan: ExamPlan, csrf: Token
) -> None:
    sitting = make_sitting(session, plan=plan, state=SittingState.SUBMITTED)
    save(session, sitting, 1)
    room = f"/rooms/{plan.uuid}/1"
    token = csrf(client, f"{room}?seat={sitting.registration.uuid}")
    sent = {"csrf_token": token, "reason": "断网", "admit": "yes"}
    assert client.post(f"{room}/{sitting.uuid}/late", data=sent).status_code == 303
    session.refresh(sitting)
    assert sitting.answered == 1


def test_a_room_of_another_city_is_not_there(
    client: FlaskClient, session: Session, invigilator: Actor, sign_in_as: Callable[[Actor], None]
) -> None:
    plan = make_plan(session)
    sign_in_as(make_staff(session, Role.INVIGILATOR, path="/440000/440300/"))
    for page in ("", "/state.json"):
        assert client.get(f"/rooms/{plan.uuid}/1{page}").status_code == 404
    assert plan.title not in client.get("/rooms/").text


@pytest.mark.parametrize("number", [0, 2])
def test_a_room_that_does_not_exist(client: FlaskClient, plan: ExamPlan, number: int) -> None:
    assert client.get(f"/rooms/{plan.uuid}/{number}").status_code == 404
