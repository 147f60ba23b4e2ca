from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.exams.models import ExamPlan
from app.domain.exams.rules import PlanState
from app.domain.exams.services import commit_draw, prepare_some
from app.domain.papers.models import StoredBlueprint
from app.kernel.actor import SYSTEM, Actor, Role
from app.kernel.tier import Tier
from tests.factories.exams import (
    GUANGZHOU,
    NOW,
    make_candidate,
    make_organization,
    make_paper,
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


def fields(session: Session, token: str, **changed: str) -> dict[str, str]:
    make_organization(session)
    blueprint = session.get_one(StoredBlueprint, make_paper(session).blueprint_id)
    return {
        "csrf_token": token,
        "title": "第二场",
        "blueprint_code": blueprint.code,
        "organization": GUANGZHOU,
        "registration_ends_at": "2027-03-01T18:00",
        "starts_at": "2027-03-08T09:00",
        "entry_ends_at": "2027-03-08T09:30",
        "site": "越秀考点",
        "site_address": "越秀区东风中路",
        "rooms": "1",
        "seats_per_room": "40",
        "order": "options",
    } | changed


def post(client: FlaskClient, csrf: Token, plan: ExamPlan, step: str, **more: str) -> Any:
    address = f"/plans/{plan.uuid}"
    token = csrf(client, "/plans/new")
    return client.post(f"{address}/{step}", data={"csrf_token": token, **more})


def test_a_plan_is_written_in_the_zone_of_the_installation(
    client: FlaskClient, session: Session, officer: Actor, csrf: Token
) -> None:
    answer = client.post("/plans/new", data=fields(session, csrf(client, "/plans/new")))
    assert answer.status_code == 303
    plan = session.scalars(select(ExamPlan)).one()
    assert plan.starts_at.isoformat() == "2027-03-08T01:00:00+00:00"
    assert "2027-03-08 09:00" in client.get(answer.location).text


@pytest.mark.parametrize(
    "change",
    [
        {"title": ""},
        {"starts_at": "tomorrow"},
        {"entry_ends_at": "2027-03-08T08:00"},
        {"rooms": "0"},
        {"organization": "/440000/440300/"},
    ],
)
def test_a_mistake_keeps_what_was_typed(
    client: FlaskClient,
    session: Session,
    officer: Actor,
    csrf: Token,
    change: dict[str, str],
) -> None:
    sent = fields(session, csrf(client, "/plans/new"), **change)
    answer = client.post("/plans/new", data=sent)
    assert answer.status_code == 422
    assert "越秀区东风中路" in answer.text
    assert session.scalars(select(ExamPlan)).all() == []


def test_two_officers_open_an_exam(
    client: FlaskClient,
    session: Session,
    officer: Actor,
    csrf: Token,
    sign_in_as: Callable[[Actor], None],
) -> None:
    plan = make_plan(session, state=PlanState.DRAFT, created_by_id=officer.person_id)
    post(client, csrf, plan, "submit")
    assert post(client, csrf, plan, "approve").status_code == 403
    sign_in_as(make_staff(session, Role.PERSONNEL))
    assert post(client, csrf, plan, "approve").status_code == 303
    session.refresh(plan)
    assert plan.state is PlanState.APPROVED


def test_returning_needs_a_reason(
    client: FlaskClient, session: Session, officer: Actor, csrf: Token
) -> None:
    plan = make_plan(session, state=PlanState.SUBMITTED)
    assert post(client, csrf, plan, "return").status_code == 422
    assert post(client, csrf, plan, "return", reason="时间有误").status_code == 303
    assert "时间有误" in client.get(f"/plans/{plan.uuid}").text


def test_a_shortage_is_explained_cell_by_cell(
    client: FlaskClient, session: Session, officer: Actor, csrf: Token
) -> None:
    blueprint = StoredBlueprint(
        code="empty",
        version=1,
        tier=Tier.USER,
        title="空",
        title_en="Empty",
        text=EMPTY,
        loaded_at=make_plan(session).created_at,
    )
    session.add(blueprint)
    plan = make_plan(session, state=PlanState.APPROVED, blueprint_code="empty", paper_id=None)
    answer = post(client, csrf, plan, "paper")
    assert answer.status_code == 422
    assert "knowledge/nets/K" in answer.text


EMPTY = """
schema: xuekao-blueprint/1
code: empty
version: 1
tier: USER
title: {zh: 空, en: Empty}
pass: {total: 60}
sections:
- code: knowledge
  title: {zh: 知识, en: Knowledge}
  minutes: 10
  points: 1
  kinds: [single]
  areas:
  - {code: nets, title: {zh: 网, en: Nets}, domains: [D2], points: 1, items: {K: 1}}
"""


@pytest.mark.parametrize("state", PlanState)
def test_the_page_of_every_state_shows(
    client: FlaskClient, session: Session, officer: Actor, state: PlanState
) -> None:
    plan = make_plan(session, state=state)
    assert client.get(f"/plans/{plan.uuid}").status_code == 200


def test_the_list_is_filtered(client: FlaskClient, session: Session, officer: Actor) -> None:
    make_plan(session, title="甲场", state=PlanState.DRAFT)
    make_plan(session, title="乙场")
    page = client.get("/plans/?state=draft").text
    assert "甲场" in page
    assert "乙场" not in page
    assert "乙场" in client.get("/plans/?text=乙").text
    assert client.get("/plans/?state=nonsense").status_code == 200


def test_an_officer_of_another_city_finds_nothing(
    client: FlaskClient, session: Session, sign_in_as: Callable[[Actor], None]
) -> None:
    plan = make_plan(session)
    sign_in_as(make_staff(session, Role.PERSONNEL, path="/440000/440300/"))
    assert client.get(f"/plans/{plan.uuid}").status_code == 404
    assert plan.title not in client.get("/plans/").text


def test_a_resit_is_planned_from_the_first_exam(
    client: FlaskClient, session: Session, officer: Actor, csrf: Token
) -> None:
    first = make_plan(session, state=PlanState.COLLECTED)
    address = f"/plans/new?resit_of={first.uuid}"
    assert f"{first.title}（补考）" in client.get(address).text
    answer = client.post(address, data=fields(session, csrf(client, address), title="补考"))
    assert answer.status_code == 303
    made = session.scalars(select(ExamPlan).where(ExamPlan.title == "补考")).one()
    assert made.resit_of_id == first.id
    assert client.get("/plans/new?resit_of=nonsense").status_code == 200


def test_the_page_says_how_many_papers_lie_ready_and_has_the_rest_prepared(
    client: FlaskClient, session: Session, officer: Actor, csrf: Token
) -> None:
    plan = make_plan(session, state=PlanState.PUBLISHED)
    for _ in range(3):
        make_registration(session, make_candidate(session), plan)
    commit_draw(session, actor=officer, plan=plan, now=NOW)
    prepare_some(session, actor=SYSTEM, plan=plan, now=NOW, limit=2)
    session.commit()
    page = client.get(f"/plans/{plan.uuid}").text
    assert ">2 / 3<" in page
    assert "补齐未备试卷" in page
    assert post(client, csrf, plan, "prepare").status_code == 303
    running = client.get(f"/plans/{plan.uuid}").text
    assert "data-job=" in running
    assert "补齐未备试卷" not in running


@pytest.mark.parametrize(
    ("order", "flags"),
    [("options", (False, False)), ("items", (False, True)), ("fixed", (True, False))],
)
def test_the_order_on_the_paper_is_chosen_with_the_plan(  # noqa: PLR0917
    order: str, flags: tuple[bool, bool], client: FlaskClient, session: Session, officer: Actor,
    csrf: Token,
) -> None:  # fmt: skip
    sent = fields(session, csrf(client, "/plans/new"), order=order)
    answer = client.post("/plans/new", data=sent)
    assert answer.status_code == 303, answer.text
    plan = session.scalars(select(ExamPlan).where(ExamPlan.title == "第二场")).one()
    assert (plan.is_fixed_order, plan.has_own_item_order) == flags
    shown = client.get(f"/plans/{plan.uuid}/edit").text
    assert f'<option selected value="{order}">' in shown
