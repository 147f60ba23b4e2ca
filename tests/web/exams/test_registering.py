from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.competencies import queries as competencies
from app.domain.exams import queries
from app.domain.exams.models import ExamPlan
from app.domain.people.models import Person
from app.kernel.actor import Actor, Role
from tests.conftest import NOW as TODAY
from tests.factories.exams import GUANGZHOU, make_candidate, make_plan, make_staff

Token = Callable[[FlaskClient, str], str]
UNIT = f"{GUANGZHOU}U1/"


@pytest.fixture(autouse=True)
def _nothing_required(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(competencies, "list_required_for_exam", lambda *_, **__: [])


@pytest.fixture
def officer(session: Session, sign_in_as: Callable[[Actor], None]) -> Actor:
    actor = make_staff(session, Role.PERSONNEL, path=UNIT)
    sign_in_as(actor)
    return actor


@pytest.fixture
def plan(session: Session) -> ExamPlan:
    later = TODAY + timedelta(days=4000)
    return make_plan(
        session, starts_at=later, entry_ends_at=later + timedelta(hours=1),
        registration_ends_at=later,
    )  # fmt: skip


def code_of(session: Session, actor: Actor) -> str:
    return session.get_one(Person, actor.person_id).code


def send(client: FlaskClient, csrf: Token, plan: ExamPlan, data: bytes, name: str) -> Any:
    token = csrf(client, f"/plans/{plan.uuid}/registrations")
    form = {"csrf_token": token, "file": (io.BytesIO(data), name)}
    return client.post(
        f"/plans/{plan.uuid}/registrations/import", data=form, content_type="multipart/form-data"
    )


def test_a_unit_finds_the_exam_of_the_city_and_imports_its_people(
    client: FlaskClient, session: Session, officer: Actor, csrf: Token, plan: ExamPlan
) -> None:
    people = [make_candidate(session, f"甲{n}", path=UNIT) for n in range(2)]
    assert plan.title in client.get("/plans/").text
    lines = "".join(f"{code_of(session, one)},{one.full_name}\r\n" for one in people)
    answer = send(client, csrf, plan, f"工号,姓名\r\n{lines}".encode("gb18030"), "名单.csv")
    assert answer.status_code == 303
    page = client.get(f"/plans/{plan.uuid}/registrations").text
    assert "甲0" in page
    assert "甲1" in page


def test_wrong_lines_are_listed_and_can_be_downloaded(
    client: FlaskClient, session: Session, officer: Actor, csrf: Token, plan: ExamPlan
) -> None:
    good = code_of(session, make_candidate(session, path=UNIT))
    answer = send(client, csrf, plan, f"工号,姓名\n{good},\n=SUM(1),某某\n".encode(), "x.csv")
    assert answer.status_code == 422
    assert "=SUM(1)" in answer.text
    assert queries.list_registered_in_plan(session, plan.id) == {}
    token = csrf(client, f"/plans/{plan.uuid}/registrations")
    form = {"csrf_token": token, "failed": ["3\t工号\t=SUM(1)\t查无此人"]}
    table = client.post(f"/plans/{plan.uuid}/registrations/failed.csv", data=form).data.decode()
    assert "'=SUM(1)" in table


@pytest.mark.parametrize("data", [b"", b"\x00\x01\x02", b"PK\x03\x04broken"])
def test_a_file_that_is_no_table_is_refused_with_words(
    client: FlaskClient, officer: Actor, csrf: Token, plan: ExamPlan, data: bytes
) -> None:
    answer = send(client, csrf, plan, data, "x.xlsx")
    assert answer.status_code == 422
    assert "note-bad" in answer.text or "error" in answer.text


def test_an_officer_asks_about_one_person(
    client: FlaskClient, session: Session, officer: Actor, plan: ExamPlan
) -> None:
    person = make_candidate(session, "何思远", path=UNIT)
    address = f"/plans/{plan.uuid}/registrations?code="
    assert "何思远" in client.get(address + code_of(session, person)).text
    assert "何思远" not in client.get(address + "NOBODY").text
