"""Officers grade the files of an exam anew, in the pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.domain.marking import grader, queries
from app.domain.marking.grader import Graded
from app.domain.marking.models import Regrade
from app.kernel.actor import Actor
from app.web.access import utc_now
from tests.factories import doubts
from tests.factories import results as make
from tests.factories.regrades import A, B, mended

Post = Callable[..., TestResponse]


@pytest.fixture(autouse=True)
def _grader(_files: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """The mended version gives check a to everyone but the second."""

    def grade(_task: Mapping[str, Any], data: bytes, _seed: int, **_: Any) -> Graded:
        status, score = ("pass", 2.0) if data == b"PK one" else ("fail", 0.0)
        found = doubts.grading(A | {"status": status, "score": score}, B)
        return Graded(found | {"version": "v2"}, is_sound=True)

    monkeypatch.setattr(grader, "grade", grade)


def test_two_officers_grade_anew_in_their_pages(
    client: FlaskClient,
    session: Session,
    connection: Connection,
    sign_in_as: Callable[[Actor], None],
    post: Post,
) -> None:
    case = mended(session, b"PK one", b"PK two")
    one, other = make.officers(session)
    session.commit()
    make.worker(connection, utc_now()).drain()
    sign_in_as(one)
    begin = f"/hr/exams/{case.plan.uuid}/regrades"
    assert begin in client.get(f"/hr/exams/{case.plan.uuid}/checks").text
    assert "会议纪要（改正）" in client.get(begin).text
    assert post(begin, what="x").status_code == 422
    assert post(begin, what=f"{case.asked.item.uuid}:2").status_code == 303
    found = session.scalars(select(Regrade)).one()
    page = f"/hr/regrades/{found.uuid}"
    assert "data-job=" in client.get(page).text
    client.get("/static/css/base.css")  # ends the reading session of the page before
    make.worker(connection, utc_now()).drain()
    session.expire_all()
    shown = client.get(page).text
    assert "得分增加的考生" in shown
    assert "2 → 4" in shown
    assert post(f"{page}/propose", mode="favour", reason=" ").status_code == 422
    assert post(f"{page}/propose", mode="favour", reason="评分项有误").status_code == 303
    assert "须由另一名人员审批" in client.get(page).text
    assert post(f"{page}/approve").status_code == 403
    sign_in_as(other)
    assert post(f"{page}/approve").status_code == 303
    make.worker(connection, utc_now()).drain()
    session.expire_all()
    assert "已生效" in client.get(page).text
    latest = queries.find_latest(session, case.sittings[0].id)
    assert latest is not None
    assert queries.get_mark(session, latest.id, 2).points == 4
    assert post(f"{page}/close", **{"close-reason": "不需要"}).status_code == 409


def test_a_refused_proposal_says_why(
    client: FlaskClient,
    session: Session,
    connection: Connection,
    sign_in_as: Callable[[Actor], None],
    post: Post,
) -> None:
    case = mended(session, b"PK one")
    one, other = make.officers(session)
    session.commit()
    sign_in_as(one)
    post(f"/hr/exams/{case.plan.uuid}/regrades", what=f"{case.asked.item.uuid}:2")
    make.worker(connection, utc_now()).drain()
    session.expire_all()
    page = f"/hr/regrades/{session.scalars(select(Regrade)).one().uuid}"
    assert post(f"{page}/propose", mode="all", reason="评分项有误").status_code == 303
    sign_in_as(other)
    assert post(f"{page}/refuse", **{"refuse-reason": "宜从宽"}).status_code == 303
    assert "宜从宽" in client.get(page).text
    assert post(f"{page}/close", **{"close-reason": "另行处理"}).status_code == 303
    assert "另行处理" in client.get(page).text
