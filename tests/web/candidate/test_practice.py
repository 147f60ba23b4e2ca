"""Mock exams and drills: the player's words, feedback, and no effect on anything that counts."""

from __future__ import annotations

import io
import json
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.audit.models import AuditEvent
from app.domain.exams.models import Sitting
from app.domain.learning import queries as learning
from app.domain.learning.models import HoursRecord
from app.domain.papers import services as papers
from app.domain.practice import queries
from app.domain.practice.models import PracticeEvent, PracticeRun
from app.domain.results.models import Result
from app.engines import items
from app.engines.journal import ANSWER
from app.kernel.actor import SYSTEM, Actor
from tests.conftest import ROOT, SignInAs
from tests.factories.learning import NOW, load_courses, make_learner
from tests.web.learner.conftest import Reader
from tests.web.learner.test_practicals import publish

SCRIPT = {"X-Xuekao": "player"}
BLUEPRINT = (ROOT / "question_banks/blueprints/user-2026.yaml").read_text(encoding="utf-8")


@pytest.fixture
def learner(session: Session, sign_in_as: SignInAs) -> Actor:
    load_courses(session, "EG101", "EG201")
    actor = make_learner(session)
    sign_in_as(actor)
    return actor


@pytest.fixture
def reader(app: Any, client: FlaskClient, csrf: Any, monkeypatch: Any, learner: Actor) -> Reader:
    made = Reader(app, client, csrf, monkeypatch)
    made.at(NOW)
    return made


def load_blueprint(session: Session) -> None:
    papers.load_blueprint(session, actor=SYSTEM, text=BLUEPRINT, now=NOW)


def begin(reader: Reader, session: Session, **fields: Any) -> PracticeRun:
    answer = reader.post("/practice", {"mode": "drill", "count": "10", **fields})
    assert answer.status_code == 303, answer.text
    return session.scalars(select(PracticeRun).order_by(PracticeRun.id.desc())).first()  # type: ignore[return-value]


class Desk:
    """A browser that has opened a run and writes into it."""

    def __init__(
        self, client: FlaskClient, run: PracticeRun, pc: str = "pc-1", **more: Any
    ) -> None:
        self.client, self.base = client, f"/practice/{run.uuid}"
        self.opened = client.post(f"{self.base}/open", json={"client": pc, **more}, headers=SCRIPT)
        self.state: dict[str, Any] = self.opened.get_json()
        self.head = self.state.get("last")

    @property
    def token(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.state['token']}"}

    def write(self, item: int, response: dict[str, Any]) -> Any:
        seq, payload = self.head["seq"] + 1, json.dumps(response)
        self.head = {"seq": seq, "hash": f"{seq:064x}"}
        row = [seq, item, ANSWER, payload, 0, 0, 0, self.head["hash"]]
        body = {"epoch": self.state["epoch"], "waiting": 1, "events": [row]}
        return self.client.put(f"{self.base}/answers", json=body, headers=self.token)

    def submit(self) -> Any:
        body = {"epoch": self.state["epoch"], "through": self.head["seq"], "reason": "candidate"}
        return self.client.post(f"{self.base}/submit", json=body, headers=SCRIPT)


def right_answer(run: PracticeRun, position: int) -> dict[str, Any]:
    item = next(one for one in queries.read_paper(run).items if one.position == position)
    return items.full_response(dict(item.content))


def test_a_drill_is_begun_answered_explained_and_handed_in(
    session: Session, reader: Reader, client: FlaskClient
) -> None:
    run = begin(reader, session, module="EG201")
    assert {one.module for one in queries.read_paper(run).items} == {"EG201"}
    assert run.seed < 0
    desk = Desk(client, run)
    paper = client.get(f"{desk.base}/paper.json").get_json()
    assert len(paper["items"]) == 10
    assert paper["tools"] == ["calculator", "scratch"]
    given = right_answer(run, 1)
    told = desk.write(1, given).get_json()
    assert (told["epoch"], told["through"]) == (1, 1)
    checked = client.post(f"{desk.base}/check/1", json={"response": given}, headers=SCRIPT)
    assert checked.get_json()["status"] == "right"
    assert "feedback-box" in checked.get_json()["html"]
    assert desk.submit().get_json() == {"state": "submitted"}
    page = reader.get(f"{desk.base}/result")
    assert re.search(r'class="v num">1<small> / 10', page)
    session.refresh(run)
    assert (run.points, run.max_points) == (1.0, 10.0)


def test_nothing_that_counts_is_touched(
    session: Session, reader: Reader, client: FlaskClient
) -> None:
    counted = (HoursRecord, Sitting, Result, AuditEvent)
    before = [session.scalar(select(func.count()).select_from(one)) for one in counted]
    desk = Desk(client, begin(reader, session))
    desk.write(1, {"kind": "single", "value": "A"})
    desk.submit()
    assert [session.scalar(select(func.count()).select_from(one)) for one in counted] == before


def test_a_mock_exam_has_the_shape_of_the_exam_and_is_explained_afterwards_only(
    session: Session, reader: Reader, client: FlaskClient
) -> None:
    load_blueprint(session)
    publish(session, "word-roster")
    run = begin(reader, session, mode="mock")
    paper = queries.read_paper(run)
    assert {one.code for one in paper.items if one.kind != "practical"} <= quiz_codes(session)
    desk = Desk(client, run)
    asked = {"response": right_answer(run, 1)}
    refused = client.post(f"{desk.base}/check/1", json=asked, headers=SCRIPT)
    assert refused.status_code == 409
    assert "交卷后" in refused.get_json()["detail"]
    desk.submit()
    assert "合格线" in reader.get(f"{desk.base}/result")


def quiz_codes(session: Session) -> set[str]:
    return {
        item.code
        for version in learning.list_current(session)
        for item in learning.get_content(version).pool
    }


def test_a_practical_of_a_mock_exam_is_graded_and_reported(
    session: Session, reader: Reader, client: FlaskClient
) -> None:
    load_blueprint(session)
    publish(session, "word-roster")
    run = begin(reader, session, mode="mock")
    position = next(i.position for i in queries.read_paper(run).items if i.kind == "practical")
    desk = Desk(client, run)
    starter = client.get(f"{desk.base}/starter/{position}").data
    assert starter.startswith(b"PK")
    sent = client.put(
        f"{desk.base}/files/{position}",
        data=io.BytesIO(starter),
        headers={**desk.token, "X-File-Name": "a.docx"},
    )
    assert sent.status_code == 201, sent.text
    file = sent.get_json()
    value = {"file": file["sha256"], "name": "a.docx", "size": file["size"]}
    desk.write(position, {"kind": "practical", "value": value})
    desk.submit()
    assert "怎么改" in reader.get(f"{desk.base}/result/{position}")
    assert client.get(f"{desk.base}/result/1").status_code == 404


def test_events_are_stored_once_and_gaps_are_not_acknowledged(
    session: Session, reader: Reader, client: FlaskClient
) -> None:
    run = begin(reader, session)
    desk = Desk(client, run)
    desk.write(1, {"kind": "single", "value": "A"})
    desk.head["seq"] = 0
    assert desk.write(1, {"kind": "single", "value": "A"}).get_json()["through"] == 1
    desk.head["seq"] = 2
    assert desk.write(2, {"kind": "single", "value": "B"}).get_json()["through"] == 1
    assert session.scalar(select(func.count(PracticeEvent.id))) == 2
    desk.head["seq"] = 9
    refused = desk.submit()
    assert (refused.status_code, refused.get_json()["error"]) == (409, "conflict")


def test_another_browser_looks_on_until_it_takes_over(
    session: Session, reader: Reader, client: FlaskClient
) -> None:
    run = begin(reader, session)
    first = Desk(client, run)
    assert Desk(client, run, "pc-2").state["token"] is None
    second = Desk(client, run, "pc-2", take_over=True)
    assert second.state["epoch"] == 2
    told = first.write(1, {"kind": "single", "value": "A"})
    assert (told.status_code, told.get_json()["error"]) == (409, "taken")


def test_after_the_hand_in_nothing_is_taken_and_the_player_leads_to_the_result(
    session: Session, reader: Reader, client: FlaskClient
) -> None:
    run = begin(reader, session)
    desk = Desk(client, run)
    desk.submit()
    assert desk.write(1, {"kind": "single", "value": "A"}).get_json()["error"] == "closed"
    assert Desk(client, run).opened.status_code == 409
    assert client.get(desk.base).headers["Location"].endswith("/result")


def test_a_token_of_an_exam_opens_no_exercise(
    session: Session, reader: Reader, client: FlaskClient
) -> None:
    run = begin(reader, session)
    for text in ("", "Bearer x", "Bearer 1.1.1.9999999999.abc"):
        answer = client.put(
            f"/practice/{run.uuid}/answers", json={}, headers={"Authorization": text}
        )
        assert answer.status_code == 401


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"count": "7"}, "题数可选 10, 20, 30"),
        ({"module": "XX999"}, "暂无可练习的题目"),
        ({"mode": "mock"}, "尚无可供参照的考试"),
    ],
)
def test_what_cannot_be_begun_is_explained_and_the_choice_is_kept(
    reader: Reader, fields: dict[str, str], words: str
) -> None:
    answer = reader.post("/practice", {"mode": "drill", "count": "10", **fields})
    assert answer.status_code == 422
    assert words in answer.text


def test_a_day_has_an_end(session: Session, reader: Reader) -> None:
    for _ in range(20):
        begin(reader, session)
    answer = reader.post("/practice", {"mode": "drill", "count": "10"})
    assert answer.status_code == 422
    assert "请明天再来" in answer.text
    reader.pass_time(hours=25)
    begin(reader, session)


def test_the_exercises_of_others_are_not_there(
    session: Session, reader: Reader, client: FlaskClient, sign_in_as: SignInAs
) -> None:
    run = begin(reader, session)
    sign_in_as(make_learner(session))
    for path in ("", "/result", "/paper.json"):
        assert client.get(f"/practice/{run.uuid}{path}").status_code == 404
