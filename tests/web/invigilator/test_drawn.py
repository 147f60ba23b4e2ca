"""Whom the lot has sent to which room, in the console and in the published drawing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.exams import services
from app.domain.exams.models import ExamPlan, ProctorDraw
from app.domain.exams.rules import PlanState
from app.domain.people.models import Person
from app.kernel.actor import Actor, Role
from tests.factories.exams import NOW, make_plan, make_staff

SignInAs = Callable[[Actor], None]


def drawn(session: Session, plan: ExamPlan, *proctors: Actor) -> list[str]:
    """Draw one invigilator for each room; returns their staff numbers."""
    codes = [session.get_one(Person, one.person_id).code for one in proctors]
    session.add(
        ProctorDraw(
            plan_id=plan.id,
            number=1,
            rooms=[[room, []] for room in range(1, len(proctors) + 1)],
            proctors=[[code, "/x/"] for code in codes],
            drawn=[[room, [one.person_id]] for room, one in enumerate(proctors, start=1)],
            drawn_by_id=1,
            drawn_at=NOW,
        )
    )
    session.flush()
    return codes


def test_the_console_shows_whose_room_it_is(
    client: FlaskClient, session: Session, sign_in_as: SignInAs
) -> None:
    plan = make_plan(session, state=PlanState.IN_PROGRESS, rooms=2)
    mine, other = make_staff(session, Role.INVIGILATOR), make_staff(session, Role.INVIGILATOR)
    drawn(session, plan, mine, other)
    sign_in_as(mine)
    page = client.get("/rooms/").text
    assert page.count("抽签由您监考") == 1
    assert page.index("抽签由您监考") < page.index(f"/rooms/{plan.uuid}/1")
    assert page.count("btn-main") == 1


def test_the_published_drawing_holds_the_invigilators(
    client: FlaskClient, session: Session, sign_in_as: SignInAs
) -> None:
    officer = make_staff(session, Role.PERSONNEL)
    plan = make_plan(session)
    before = NOW - timedelta(days=1)
    services.commit_draw(session, actor=officer, plan=plan, now=before)
    codes = drawn(session, plan, make_staff(session, Role.INVIGILATOR))
    plan.state = PlanState.COLLECTED
    services.reveal_draw(session, actor=officer, uuid=plan.uuid, now=NOW)
    session.commit()
    sign_in_as(officer)
    (found,) = client.get(f"/plans/{plan.uuid}/draw.json").get_json()["proctors"]
    assert found["drawn"] == [[1, codes]]
    assert found["pool"] == [[codes[0], "/x/"]]
