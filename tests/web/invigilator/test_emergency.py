from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.exams import queries
from app.domain.exams.models import Sitting
from app.domain.exams.rules import PlanState
from app.kernel.actor import Actor, Role
from app.web.sitting_tokens import SittingToken, issue
from tests.factories.exams import (
    NOW,
    Pen,
    make_emergency,
    make_plan,
    make_sitting,
    make_staff,
    stop_clock,
)

Token = Callable[[FlaskClient, str], str]
DAY = timedelta(days=1)


@pytest.fixture
def sitting(
    app: Flask,
    session: Session,
    sign_in_as: Callable[[Actor], None],
    monkeypatch: pytest.MonkeyPatch,
) -> Sitting:
    sign_in_as(make_staff(session, Role.INVIGILATOR))
    stop_clock(app, monkeypatch, NOW + timedelta(minutes=1))
    return make_sitting(session, plan=make_plan(session, state=PlanState.IN_PROGRESS))


def page_of(sitting: Sitting) -> str:
    return f"/rooms/{sitting.registration.plan.uuid}/{sitting.registration.room}/emergency"


def make_file(app: Flask, sitting: Sitting, *, of: int | None = None) -> bytes:
    """A file whose token expired long ago: what it proves is who wrote, not when."""
    with app.app_context():
        token = issue(SittingToken(of or sitting.id, 1, sitting.person_id), NOW - 9 * DAY)
    pen = Pen(sitting)
    return make_emergency(sitting, token, pen.batch(pen.write(1, "A"), pen.write(2, "B")))


def post(client: FlaskClient, csrf: Token, sitting: Sitting, *files: bytes) -> str:
    page = page_of(sitting)
    sent = {
        "csrf_token": csrf(client, page),
        "file": [(BytesIO(data), f"xuekao-{n}.xke") for n, data in enumerate(files)],
    }
    return client.post(page, data=sent, follow_redirects=True).text


def test_files_are_brought_in_and_listed(
    app: Flask, client: FlaskClient, session: Session, csrf: Token, sitting: Sitting
) -> None:
    data = make_file(app, sitting)
    text = post(client, csrf, sitting, data)
    assert "新增 2 条记录，已有 0 条" in text
    session.expire_all()
    assert set(queries.fold(session, sitting.id).answers) == {1, 2}
    assert "服务器均已有" in post(client, csrf, sitting, data)
    assert client.get(page_of(sitting)).text.count('<td class="num">2</td>') == 2


def test_one_that_is_refused_does_not_keep_the_others_out(
    app: Flask, client: FlaskClient, session: Session, csrf: Token, sitting: Sitting
) -> None:
    text = post(client, csrf, sitting, b"a photo", make_file(app, sitting))
    assert "xuekao-0.xke：这不是考试端生成的应急文件" in text
    session.expire_all()
    assert set(queries.fold(session, sitting.id).answers) == {1, 2}


def test_a_token_of_another_sitting_proves_nothing(
    app: Flask, client: FlaskClient, session: Session, csrf: Token, sitting: Sitting
) -> None:
    other = make_sitting(session)
    assert "已损坏" in post(client, csrf, sitting, make_file(app, sitting, of=other.id))
    assert not queries.fold(session, sitting.id).answers


def test_without_a_file_the_page_says_what_to_do(
    client: FlaskClient, csrf: Token, sitting: Sitting
) -> None:
    assert "请至少选择一个应急文件" in post(client, csrf, sitting)


def test_rooms_of_other_units_are_not_there(
    client: FlaskClient, session: Session, sitting: Sitting, sign_in_as: Callable[[Actor], None]
) -> None:
    sign_in_as(make_staff(session, Role.INVIGILATOR, path="/440000/440300/"))
    assert client.get(page_of(sitting)).status_code == 404
