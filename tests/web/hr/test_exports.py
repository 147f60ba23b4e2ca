"""Two clicks from the board to the file: asked for, written by a job, fetched, compared."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from app.domain.audit.models import AuditEvent
from app.domain.exams.models import Registration
from app.domain.jobs.models import Job
from app.domain.jobs.rules import JobState
from app.domain.results.models import Result, ResultExport
from app.domain.results.rules import OUTCOME_NAMES, Outcome, ResultState
from app.kernel.actor import Actor, Grant, Role
from app.reports.exporting import ExportFiles
from tests.factories import results as make
from tests.reports.conftest import GUANGZHOU, SHENZHEN
from tests.web.hr.conftest import Post

SignInAs = Callable[[Actor], None]
pytestmark = pytest.mark.usefixtures("year", "officer")
OUTCOMES = {Outcome.PASSED: "合格", Outcome.FAILED: "不合格", Outcome.ABSENT: "缺考"}


def newest(session: Session) -> ResultExport:
    session.expire_all()
    return session.scalars(select(ResultExport).order_by(ResultExport.id.desc())).first()  # type: ignore[return-value]


def run(session: Session, connection: Connection) -> ResultExport:
    make.worker(connection, datetime.now(UTC)).drain()
    return newest(session)


@pytest.fixture
def exported(session: Session, connection: Connection, post: Post) -> ResultExport:
    """The workbook of the year, written."""
    post("/hr/exports", year="2026")
    return run(session, connection)


def table(data: bytes, title: str) -> list[dict[str, Any]]:
    sheet = openpyxl.load_workbook(io.BytesIO(data))[title]
    rows = list(sheet.iter_rows(values_only=True))
    found = []
    for row in rows[2:]:
        if row[0] in {None, "合计"}:
            break
        found.append(dict(zip(rows[1], row, strict=True)))
    return found


def test_two_clicks_give_the_file_and_the_file_says_what_the_database_says(
    client: FlaskClient,
    session: Session,
    connection: Connection,
    post: Post,
) -> None:
    first = session.scalars(select(Registration).order_by(Registration.id)).first()
    assert first is not None
    make.name_person(session, first.person_id, id_number="440106199001011238")
    session.commit()
    asked = post("/hr/exports", year="2026")
    assert asked.status_code == 303
    waiting = client.get(asked.location).text
    assert "data-job=" in waiting
    assert "等待中" in waiting
    made = run(session, connection)
    ready = client.get(asked.location).text
    assert "可下载" in ready
    assert made.sha256 in ready
    answer = client.get(f"/hr/exports/{made.uuid}/file")
    assert answer.status_code == 200
    assert hashlib.sha256(answer.data).hexdigest() == made.sha256
    assert len(answer.data) == made.size
    _compare(session, answer.data)


def _compare(session: Session, data: bytes) -> None:
    persons = {row["准考证号"]: row for row in table(data, "人员明细")}
    registrations = session.scalars(select(Registration)).all()
    assert set(persons) == {one.ticket_number for one in registrations}
    official = {
        row.registration_id: row
        for row in session.scalars(select(Result).where(Result.state == ResultState.RELEASED))
    }
    for one in registrations:
        row, result = persons[one.ticket_number], official.get(one.id)
        assert row["姓名"] == one.full_name
        assert row["单位"] == one.org_name
        assert row["总分"] == (result.total if result else None)
        assert row["结论"] == (OUTCOMES[result.outcome] if result else None)
    assert "4401**********1238" in {row["身份证号"] for row in persons.values()}
    assert b"440106199001011238" not in data
    total = table(data, "汇总表")
    assert sum(row["应考"] for row in total) == len(registrations)
    assert sum(row["合格"] for row in total) == 3
    assert sum(row["待补考"] for row in total) == 2


def test_asking_and_fetching_leave_a_trace(
    client: FlaskClient,
    session: Session,
    connection: Connection,
    post: Post,
) -> None:
    post("/hr/exports", year="2026")
    made = run(session, connection)
    client.get(f"/hr/exports/{made.uuid}/file")
    events = session.scalars(select(AuditEvent).where(AuditEvent.action.like("results.export.%")))
    found = {event.action: event for event in events}
    assert set(found) == {
        "results.export.requested",
        "results.export.completed",
        "results.export.downloaded",
    }
    assert found["results.export.downloaded"].details["sha256"] == made.sha256
    assert "已下载 1 次" in client.get("/hr/exports").text


def test_the_list_exports_what_it_shows(
    client: FlaskClient,
    session: Session,
    connection: Connection,
    post: Post,
) -> None:
    page = client.get(f"/hr/results?unit={GUANGZHOU}&outcome=failed").text
    form = page.split('action="/hr/exports"')[1].split("</form>")[0]
    assert f'name="unit" value="{GUANGZHOU}"' in form
    assert 'name="outcome" value="failed"' in form
    post("/hr/exports", unit=GUANGZHOU, outcome="failed")
    made = run(session, connection)
    rows = table(ExportFiles.get(made.sha256), "人员明细")
    assert [row["结论"] for row in rows] == [OUTCOMES[Outcome.FAILED]]


def test_progress_is_told_to_the_script(
    client: FlaskClient,
    session: Session,
    connection: Connection,
    post: Post,
) -> None:
    post("/hr/exports", year="2026")
    address = client.get("/hr/exports").text.split('data-job="')[1].split('"')[0]
    before = client.get(address).get_json()
    assert (before["state"], before["percent"]) == ("queued", 0)
    run(session, connection)
    after = client.get(address).get_json()
    assert (after["state"], after["percent"]) == ("done", 100)


def test_an_export_is_stopped_and_asked_for_again(
    client: FlaskClient,
    session: Session,
    connection: Connection,
    post: Post,
) -> None:
    post("/hr/exports", year="2026", outcome="passed", state="released")
    made = newest(session)
    assert post(f"/hr/exports/{made.uuid}/cancel").status_code == 303
    run(session, connection)
    page = client.get("/hr/exports").text
    assert "已停止" in page
    assert client.get(f"/hr/exports/{made.uuid}/file").status_code == 409
    form = page.split("已停止")[1].split('action="/hr/exports"')[1].split("</form>")[0]
    assert 'name="outcome" value="passed"' in form
    assert post(f"/hr/exports/{made.uuid}/cancel").status_code == 409


def test_a_failure_is_told_and_can_be_tried_again(
    client: FlaskClient,
    session: Session,
    connection: Connection,
    post: Post,
) -> None:
    post("/hr/exports", year="2026")
    job = session.scalars(select(Job)).one()
    job.state, job.error = JobState.FAILED, "磁盘已满"
    session.commit()
    page = client.get("/hr/exports").text
    assert "磁盘已满" in page
    assert "重新导出" in page


def test_an_expired_file_is_gone_and_says_so(
    client: FlaskClient,
    session: Session,
    connection: Connection,
    post: Post,
) -> None:
    post("/hr/exports", year="2026")
    made = run(session, connection)
    made.expires_at = datetime.now(UTC) - timedelta(days=1)
    session.commit()
    page = client.get("/hr/exports").text
    assert "已过期" in page
    assert "重新导出" in page
    assert client.get(f"/hr/exports/{made.uuid}/file").status_code == 409


def test_another_city_finds_no_export_of_this_one(
    client: FlaskClient,
    session: Session,
    connection: Connection,
    post: Post,
    sign_in_as: SignInAs,
) -> None:
    post("/hr/exports", unit=GUANGZHOU)
    made = run(session, connection)
    sign_in_as(make.officers(session, path=SHENZHEN)[0])
    assert client.get(f"/hr/exports/{made.uuid}/file").status_code == 404
    assert post(f"/hr/exports/{made.uuid}/cancel").status_code == 404
    assert made.sha256 not in client.get("/hr/exports").text
    assert post("/hr/exports", unit=GUANGZHOU).status_code == 404


def test_rights_are_asked_again_when_fetching(
    client: FlaskClient, exported: ResultExport, officer: Actor, sign_in_as: SignInAs
) -> None:
    grants = (Grant(Role.PERSONNEL, GUANGZHOU),)
    sign_in_as(Actor(officer.person_id, officer.full_name, GUANGZHOU, grants))
    assert client.get(f"/hr/exports/{exported.uuid}/file").status_code == 404


@pytest.mark.parametrize("name", sorted(OUTCOMES, key=str))
def test_the_workbook_speaks_the_words_of_the_pages(app: Any, name: Outcome) -> None:
    from app.web.i18n import translate

    with app.test_request_context():
        assert translate(OUTCOME_NAMES[name]) == OUTCOMES[name]
