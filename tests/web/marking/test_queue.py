from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.domain.exams.models import ExamPlan, Sitting
from app.domain.marking.models import Doubt
from app.kernel.actor import Actor, Role
from app.store.files import FileStore
from tests.conftest import SignInAs
from tests.factories import doubts as make
from tests.factories.exams import make_staff

OPEN = make.grading(
    make.check("a", "pass", 2.0), make.check("b", "review", 0.5), make.check("c", "review", 0.0)
)
Send = Callable[..., TestResponse]


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FileStore, "_root", tmp_path)


@pytest.fixture
def marker(session: Session, sign_in_as: SignInAs) -> Actor:
    actor = make_staff(session, Role.MARKER)
    sign_in_as(actor)
    return actor


@pytest.fixture
def doubt(session: Session) -> Doubt:
    """The first of two checks to judge; another sitting has the very same."""
    plan = make.plan_with_file(session, title="春季考核")
    sittings = [make.graded(session, plan, OPEN, data=f"PK {n}".encode()) for n in range(2)]
    return make.doubts_of(session, sittings[0])[0]


@pytest.fixture
def send(client: FlaskClient, csrf: Callable[[FlaskClient, str], str]) -> Send:
    def post(page: str, address: str, **fields: Any) -> TestResponse:
        return client.post(address, data={"csrf_token": csrf(client, page), **fields})

    return post


def judge(send: Send, doubt: Doubt, **fields: Any) -> TestResponse:
    page = f"/marking/{doubt.uuid}"
    data = {"seen": doubt.version, "verdict": "pass", "reason": "看过。"} | fields
    return send(page, page, **data)


def test_the_queue_hides_who_was_examined(client: FlaskClient, marker: Actor, doubt: Doubt) -> None:
    for address in ("/marking", f"/marking/{doubt.uuid}"):
        page = client.get(address).text
        assert doubt.anonymous in page
        assert "陈晓明" not in page
        assert "检查b" in page


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("", 4),
        ("what={item}:", 4),
        ("what={item}:b", 2),
        ("plan={plan}", 4),
        ("plan=00000000-0000-0000-0000-000000000000", 0),
        ("state=settled", 0),
        ("state=third", 0),
        ("plan=x&what=y&state=z", 4),
    ],
)
def test_filters(client: FlaskClient, marker: Actor, doubt: Doubt, query: str, rows: int) -> None:
    asked = query.format(item=doubt.item_version_id, plan=doubt.plan_uuid)
    assert client.get(f"/marking?{asked}").text.count('data-label="判定内容"') == rows


def test_a_judgement_leads_to_those_with_the_same_evidence(
    client: FlaskClient, session: Session, marker: Actor, doubt: Doubt, send: Send
) -> None:
    answer = judge(send, doubt)
    assert answer.status_code == 303
    assert answer.location.endswith(f"/marking/{doubt.uuid}/alike")
    page = client.get(answer.location).text
    other = make.doubts_of(session, _last(session))
    assert other[0].anonymous in page
    done = send(answer.location, answer.location, chosen=str(other[0].uuid))
    assert done.status_code == 303
    session.expire_all()
    assert (other[0].points, other[1].points) == (2, None)
    assert "已同样判定 1 份作答" in client.get(done.location).text


def _last(session: Session) -> Sitting:
    return session.query(Sitting).order_by(Sitting.id.desc()).limit(1).one()


def test_the_next_answer_has_the_same_check(
    client: FlaskClient, session: Session, marker: Actor, send: Send
) -> None:
    plan = make.plan_with_file(session)
    found = [
        make.graded(
            session,
            plan,
            make.grading(
                make.check("a", "review", 0.5, f"f{n}"), make.check("b", "review", 0.5, f"f{n}"),
                make.check("c", "pass", 2),
            ),
            data=f"PK {n}".encode(),
        )
        for n in range(2)
    ]  # fmt: skip
    first, second = make.doubts_of(session, found[0])[1], make.doubts_of(session, found[1])[1]
    assert judge(send, first).location.endswith(f"/marking/{second.uuid}")


@pytest.mark.parametrize(
    ("fields", "points"),
    [
        ({"verdict": "pass"}, 2),
        ({"verdict": "fail", "points": "2"}, 0),
        ({"verdict": "partial", "points": "1.5"}, 1.5),
    ],
)
def test_met_not_met_or_partly(  # noqa: PLR0917
    session: Session, marker: Actor, doubt: Doubt, send: Send, fields: dict[str, str], points: float
) -> None:
    assert judge(send, doubt, **fields).status_code == 303
    session.expire_all()
    assert doubt.points == points


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"verdict": ""}, "请选择判定结论"),
        ({"reason": ""}, "请填写"),
        ({"verdict": "partial", "points": "9"}, "0 "),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(  # noqa: PLR0917
    session: Session, marker: Actor, doubt: Doubt, send: Send, fields: dict[str, str], text: str
) -> None:
    answer = judge(send, doubt, **fields)
    assert answer.status_code == 422
    assert text in answer.text
    session.expire_all()
    assert doubt.points is None


def test_a_stale_page_is_told_so(marker: Actor, doubt: Doubt, send: Send) -> None:
    answer = judge(send, doubt, seen=doubt.version + 1)
    assert answer.status_code == 409
    assert "已有变化" in answer.text


def test_the_file_comes_under_the_anonymous_number(
    client: FlaskClient, marker: Actor, doubt: Doubt
) -> None:
    answer = client.get(f"/marking/{doubt.uuid}/file")
    assert answer.data == b"PK 0"
    assert f"{doubt.anonymous}-2.docx" in answer.headers["Content-Disposition"]


def test_only_personnel_set_how_many_judge(  # noqa: PLR0917
    client: FlaskClient, session: Session, marker: Actor, doubt: Doubt, send: Send,
    sign_in_as: SignInAs,
) -> None:  # fmt: skip
    address = f"/marking/exams/{doubt.plan_uuid}/readers"
    queue = f"/marking?plan={doubt.plan_uuid}"
    assert send(f"/marking/{doubt.uuid}", address, readers="2").status_code == 403
    sign_in_as(make_staff(session, Role.PERSONNEL))
    assert send(queue, address, readers="2").status_code == 303
    assert (
        'value="2" selected' in client.get(queue).text
        or 'selected value="2"' in client.get(queue).text
    )


def test_with_two_markers_the_second_does_not_see_the_first(  # noqa: PLR0917
    client: FlaskClient, session: Session, marker: Actor, doubt: Doubt, send: Send,
    sign_in_as: SignInAs,
) -> None:  # fmt: skip
    sign_in_as(make_staff(session, Role.PERSONNEL))
    send(f"/marking?plan={doubt.plan_uuid}", f"/marking/exams/{doubt.plan_uuid}/readers", readers=2)
    sign_in_as(marker)
    judge(send, doubt, reason="第一人的理由")
    second = make_staff(session, Role.MARKER)
    sign_in_as(second)
    assert "第一人的理由" not in client.get(f"/marking/{doubt.uuid}").text
    judge(send, doubt, verdict="fail", reason="第二人的理由")
    third = make_staff(session, Role.MARKER)
    sign_in_as(third)
    page = client.get(f"/marking/{doubt.uuid}").text
    assert "第一人的理由" in page
    assert "第二人的理由" in page
    assert "两人判定不一致" in page


@pytest.mark.parametrize("role", [Role.LEARNER, Role.TRAINER, Role.INVIGILATOR, Role.AUDITOR])
def test_other_roles_have_no_queue(
    client: FlaskClient, session: Session, sign_in_as: SignInAs, role: Role
) -> None:
    sign_in_as(make_staff(session, role))
    assert client.get("/marking").status_code == 403


def test_an_essay_is_shown_with_its_rubric(
    client: FlaskClient, session: Session, marker: Actor
) -> None:
    plan: ExamPlan | None = None
    (one,) = make.doubts_of(session, make.essay(session, plan))
    page = client.get(f"/marking/{one.uuid}").text
    assert "备份可以恢复。" in page
    assert "Names an advantage." in page
