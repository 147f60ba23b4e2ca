from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from app.domain.audit.models import AuditEvent
from app.domain.exams.models import ExamPlan, Registration
from app.domain.exams.room_models import RoomEvent
from app.domain.exams.room_rules import Act
from app.domain.results.models import Result
from app.domain.results.rules import Outcome, ResultState
from app.kernel.actor import Actor, Role
from tests.domain.marking.test_marking import with_file
from tests.factories import results as make
from tests.factories.exams import NOW, make_staff
from tests.reports.conftest import BAIYUN, GUANGZHOU, SHENZHEN
from tests.web.hr.conftest import Post

SignInAs = Callable[[Actor], None]


def rows(client: FlaskClient, **filters: Any) -> int:
    answer = client.get("/hr/results", query_string=filters)
    assert answer.status_code == 200
    return answer.text.count('data-label="准考证号"')


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, 7),
        ({"year": "2026"}, 7),
        ({"year": "2025"}, 0),
        ({"unit": GUANGZHOU}, 4),
        ({"unit": GUANGZHOU, "own": "1"}, 3),
        ({"unit": BAIYUN}, 1),
        ({"tier": "USER"}, 7),
        ({"tier": "LEAD"}, 0),
        ({"outcome": "passed", "state": "released"}, 3),
        ({"outcome": "failed"}, 1),
        ({"outcome": "absent"}, 1),
        ({"outcome": "below", "state": "released"}, 2),
        ({"outcome": "resit"}, 2),
        ({"state": "provisional"}, 1),
        ({"state": "to_come"}, 1),
        ({"first": "2026-11-24", "last": "2026-11-24"}, 7),
        ({"first": "2026-11-25"}, 0),
        ({"last": "2026-11-23"}, 0),
        ({"text": "何缺"}, 2),
        ({"text": "没有这个人"}, 0),
        ({"year": "x", "tier": "x", "plan": "x", "outcome": "x", "first": "x"}, 7),
    ],
)
def test_filters(
    client: FlaskClient, year: ExamPlan, officer: Actor, filters: dict[str, str], expected: int
) -> None:
    assert rows(client, **filters) == expected


def test_the_filters_stay_in_the_form(client: FlaskClient, year: ExamPlan, officer: Actor) -> None:
    page = client.get(f"/hr/results?unit={BAIYUN}&outcome=passed&first=2026-11-24&text=陈").text
    assert f'value="{BAIYUN}" selected' in page
    assert 'value="passed" selected' in page
    assert 'value="2026-11-24"' in page
    assert 'value="陈"' in page


def test_one_exam_is_a_filter(client: FlaskClient, year: ExamPlan, officer: Actor) -> None:
    assert rows(client, plan=year.uuid) == 5
    assert "春季考核" in client.get("/hr/results").text


def test_id_numbers_are_masked(
    client: FlaskClient, session: Session, year: ExamPlan, officer: Actor
) -> None:
    registration = session.scalars(select(Registration).order_by(Registration.id)).first()
    assert registration is not None
    make.name_person(session, registration.person_id, id_number="440106199001011238")
    session.commit()
    for address in ("/hr/results", "/hr/persons"):
        page = client.get(address).text
        assert "4401**********1238" in page
        assert "440106199001011238" not in page


def test_a_result_is_explained(
    client: FlaskClient, session: Session, year: ExamPlan, officer: Actor
) -> None:
    failed = session.scalars(select(Result).where(Result.outcome == Outcome.FAILED)).one()
    page = client.get(f"/hr/results/{failed.uuid}").text
    assert "为什么是这个结论" in page or "结论" in page
    assert "不合格" in page
    assert failed.checked_by_name in page
    assert page.count('<details class="mark"') == 4


def test_what_invigilators_recorded_stands_on_the_result(
    client: FlaskClient, session: Session, year: ExamPlan, officer: Actor
) -> None:
    failed = session.scalars(select(Result).where(Result.outcome == Outcome.FAILED)).one()
    place = session.get_one(Registration, failed.registration_id)

    def record(code: str, gravity: str, account: str, act: Act = Act.VIOLATION) -> RoomEvent:
        line = RoomEvent(
            plan_id=year.id, room=1, act=act, by_id=1, by_name="监考员甲", at=NOW,
            registration_id=place.id, reason=account, details={"code": code, "gravity": gravity},
        )  # fmt: skip
        session.add(line)
        session.flush()
        return line

    record("S2", "serious", "桌下发现手机")
    gone = record("G8", "general", "误记的一条")
    taken_back = record("G8", "general", "看错了", Act.WITHDRAWN)
    taken_back.details = {"event": str(gone.uuid)}
    session.commit()
    page = client.get(f"/hr/results/{failed.uuid}").text
    assert "桌下发现手机" in page
    assert "监考员甲" in page
    assert "误记的一条" not in page


@pytest.mark.parametrize("page", ["", "/practicals/1", "/files/1"])
def test_another_city_cannot_open_a_result(
    client: FlaskClient, session: Session, year: ExamPlan, outsider: Actor, page: str
) -> None:
    for found in session.scalars(select(Result).where(Result.org_path != SHENZHEN)):
        assert client.get(f"/hr/results/{found.uuid}{page}").status_code == 404
    assert "陈晓明" not in client.get("/hr/results?text=陈&year=2026&plan=" + str(year.uuid)).text


def test_another_city_cannot_change_a_result(
    client: FlaskClient, session: Session, year: ExamPlan, outsider: Actor, post: Post
) -> None:
    found = session.scalars(select(Result).where(Result.org_path == GUANGZHOU)).first()
    assert found is not None
    assert post(f"/hr/results/{found.uuid}/void", reason="作弊").status_code == 404
    fields = {"position": "1", "points": "1", "reason": "x"}
    assert post(f"/hr/results/{found.uuid}/decision", **fields).status_code == 404


def test_learners_and_trainers_are_kept_out(
    client: FlaskClient, session: Session, sign_in_as: SignInAs
) -> None:
    for role in (Role.LEARNER, Role.TRAINER, Role.INVIGILATOR):
        sign_in_as(make_staff(session, role))
        for address in ("/hr", "/hr/results", "/hr/persons", "/hr/exports"):
            assert client.get(address).status_code == 403


@pytest.fixture
def waiting(session: Session, connection: Connection) -> ExamPlan:
    """An exam of Guangzhou with three results to check."""
    plan = make.exam(session, title="待核对的考试")
    for right in (4, 3, 0):
        make.hand_in(session, plan, right)
    make.collected(session, plan)
    session.commit()
    make.worker(connection).drain()
    return plan


def states(session: Session, plan: ExamPlan) -> set[ResultState]:
    session.expire_all()
    return set(session.scalars(select(Result.state).where(Result.plan_id == plan.id)))


@pytest.mark.usefixtures("officer")
def test_two_officers_make_a_list_official(
    client: FlaskClient, session: Session, waiting: ExamPlan, post: Post, sign_in_as: SignInAs
) -> None:
    address = f"/hr/results?plan={waiting.uuid}"
    page = client.get(address).text
    assert "核对 3 人的成绩？" in page
    assert "合格 2、不合格 1、缺考 0、无效 0。" in page
    assert post(f"/hr/lists/{waiting.uuid}/check").status_code == 303
    assert states(session, waiting) == {ResultState.CHECKED}
    mine = client.get(address).text
    assert "您已核对 3 人的成绩，由另一名人事人员公布。" in mine
    assert "公布 3 人的成绩" not in mine
    refused = post(f"/hr/lists/{waiting.uuid}/release")
    assert refused.status_code == 403
    assert states(session, waiting) == {ResultState.CHECKED}
    sign_in_as(make.officers(session)[1])
    assert "公布 3 人的成绩？" in client.get(address).text
    assert post(f"/hr/lists/{waiting.uuid}/release").status_code == 303
    assert states(session, waiting) == {ResultState.RELEASED}
    assert "已公布 3 人的成绩。" in client.get(address).text


def test_giving_back_needs_a_reason(
    client: FlaskClient, session: Session, waiting: ExamPlan, officer: Actor, post: Post
) -> None:
    post(f"/hr/lists/{waiting.uuid}/check")
    assert post(f"/hr/lists/{waiting.uuid}/return", reason=" ").status_code == 422
    assert states(session, waiting) == {ResultState.CHECKED}
    assert post(f"/hr/lists/{waiting.uuid}/return", reason="第 2 题有误").status_code == 303
    assert states(session, waiting) == {ResultState.PROVISIONAL}
    actions = session.scalars(select(AuditEvent.action)).all()
    assert "results.list.returned" in actions


def test_a_list_is_not_changed_without_a_token(
    client: FlaskClient, session: Session, waiting: ExamPlan, officer: Actor
) -> None:
    client.post(f"/hr/lists/{waiting.uuid}/check")
    assert states(session, waiting) == {ResultState.PROVISIONAL}


def test_another_city_cannot_check_a_list(
    client: FlaskClient, session: Session, waiting: ExamPlan, outsider: Actor, post: Post
) -> None:
    for step in ("check", "release", "return"):
        assert post(f"/hr/lists/{waiting.uuid}/{step}", reason="x").status_code == 404


def test_a_violation_voids_a_result(
    client: FlaskClient, session: Session, year: ExamPlan, officer: Actor, post: Post
) -> None:
    passed = session.scalars(select(Result).where(Result.outcome == Outcome.PASSED)).first()
    assert passed is not None
    assert post(f"/hr/results/{passed.uuid}/void", reason="").status_code == 422
    answer = post(f"/hr/results/{passed.uuid}/void", reason="携带手机")
    assert answer.status_code == 303
    page = client.get(answer.location).text
    assert "携带手机" in page
    assert "待核对" in page
    old = client.get(f"/hr/results/{passed.uuid}").text
    assert "第 2 版" in old


@pytest.fixture
def waits(session: Session, connection: Connection) -> Result:
    """A result with a file that the grader could not read."""
    with_file(session, b"not an office file at all")
    session.commit()
    make.worker(connection).drain()
    return session.scalars(select(Result)).one()


def test_the_file_and_its_report_can_be_read(
    client: FlaskClient, session: Session, officer: Actor, waits: Result
) -> None:
    address = f"/hr/results/{waits.uuid}"
    assert client.get(f"{address}/practicals/2").status_code == 200
    assert client.get(f"{address}/practicals/1").status_code == 404
    assert client.get(f"{address}/practicals/99").status_code == 404
    answer = client.get(f"{address}/files/2")
    assert answer.data == b"not an office file at all"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "marking.file.read" in session.scalars(select(AuditEvent.action)).all()


@pytest.mark.usefixtures("officer")
def test_a_person_judges_what_no_machine_could(
    client: FlaskClient, session: Session, connection: Connection, post: Post, waits: Result
) -> None:
    address = f"/hr/results/{waits.uuid}"
    page = client.get(address).text
    assert "题需要您评定" in page
    position = page.split('name="position" value="')[1].split('"')[0]
    too_much = post(f"{address}/decision", position=position, points="99", reason="可辨认")
    assert too_much.status_code == 422
    assert "可辨认" in too_much.text
    assert post(f"{address}/decision", position=position, points="1", reason="").status_code == 422
    sent = post(f"{address}/decision", position=position, points="1", reason="可辨认")
    assert sent.status_code == 303
    make.worker(connection, datetime.now(UTC)).drain()
    session.expire_all()
    newest = session.scalars(
        select(Result).where(Result.person_id == waits.person_id, Result.is_current)
    ).one()
    assert newest.waiting == 0
