from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.exams import queries
from app.domain.exams.models import ExamPlan
from app.domain.exams.rules import PlanState
from app.kernel.actor import Actor, Role
from tests.documents.pdfs import text_of
from tests.factories.exams import (
    GUANGZHOU,
    make_candidate,
    make_plan,
    make_registration,
    make_staff,
)

Token = Callable[[FlaskClient, str], str]


@pytest.fixture
def officer(session: Session, sign_in_as: Callable[[Actor], None]) -> Actor:
    actor = make_staff(session, Role.PERSONNEL)
    sign_in_as(actor)
    return actor


def closed(session: Session, people: int = 6, units: int = 3) -> ExamPlan:
    plan = make_plan(session, state=PlanState.REGISTRATION_CLOSED)
    for number in range(people):
        person = make_candidate(session, f"考生{number}", path=f"{GUANGZHOU}U{number % units}/")
        make_registration(session, person, plan, seat_number=number + 1)
    return plan


def post(client: FlaskClient, csrf: Token, plan: ExamPlan, step: str, **more: Any) -> Any:
    token = csrf(client, "/plans/new")
    return client.post(f"/plans/{plan.uuid}/{step}", data={"csrf_token": token, **more})


def test_an_officer_describes_rooms_arranges_and_prints(
    client: FlaskClient, session: Session, officer: Actor, csrf: Token
) -> None:
    plan = closed(session)
    rooms = {"name": ["401 机房", ""], "columns": ["4", "8"], "capacity": ["12", ""],
             "use": ["ordinary", "ordinary"]}  # fmt: skip
    assert post(client, csrf, plan, "rooms", **rooms).status_code == 303
    answer = post(client, csrf, plan, "seats/arrange", method="random", keep_units_apart="y")
    assert answer.status_code == 303
    page = client.get(f"/plans/{plan.uuid}/seats").text
    assert "401 机房" in page
    assert all(f"考生{number}" in page for number in range(6))

    whole = text_of(client.get(f"/plans/{plan.uuid}/rooms.pdf").data)
    assert all(word in whole for word in ("座次表", "考生签到表", "考场情况记录单", "401机房"))
    only = text_of(client.get(f"/plans/{plan.uuid}/rooms.pdf?part=sign-in").data)
    assert "考生签到表" in only
    assert "座次表" not in only
    tickets = text_of(client.get(f"/plans/{plan.uuid}/tickets.pdf").data)
    assert tickets.count("考生须知") == 6


def test_what_cannot_be_arranged_is_explained_with_the_way_out(
    client: FlaskClient, session: Session, officer: Actor, csrf: Token
) -> None:
    plan = closed(session, people=5, units=1)
    rooms = {"name": [""], "columns": ["4"], "capacity": ["6"], "use": ["ordinary"]}
    post(client, csrf, plan, "rooms", **rooms)
    answer = post(client, csrf, plan, "seats/arrange", method="random", keep_units_apart="y")
    assert answer.status_code == 422
    assert "请增加共 4 个座位的考场" in answer.text
    assert post(client, csrf, plan, "seats/arrange", method="serpentine").status_code == 303
    assert "对同单位人员相邻而坐" in client.get(f"/plans/{plan.uuid}/seats").text


def test_an_impossible_room_is_refused_and_nothing_changes(
    client: FlaskClient, session: Session, officer: Actor, csrf: Token
) -> None:
    plan = closed(session)
    rooms = {"name": ["x"], "columns": ["many"], "capacity": ["12"], "use": ["ordinary"]}
    assert post(client, csrf, plan, "rooms", **rooms).status_code == 422
    assert queries.list_rooms(session, plan)[0].capacity == plan.seats_per_room


@pytest.mark.parametrize("state", PlanState)
def test_the_seats_of_every_state_show(
    client: FlaskClient, session: Session, officer: Actor, state: PlanState
) -> None:
    plan = closed(session)
    plan.state = state
    assert client.get(f"/plans/{plan.uuid}/seats").status_code == 200


def test_nothing_to_print_is_said(client: FlaskClient, session: Session, officer: Actor) -> None:
    plan = make_plan(session)
    assert client.get(f"/plans/{plan.uuid}/rooms.pdf").status_code == 409
    assert client.get(f"/plans/{plan.uuid}/tickets.pdf").status_code == 409
    assert client.get(f"/plans/{plan.uuid}/rooms.pdf?part=nonsense").status_code == 404
