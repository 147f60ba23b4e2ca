from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask, g, render_template_string
from flask.testing import FlaskClient
from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session

from app.domain.audit.models import AuditEvent
from app.domain.exams.models import ExamPlan, SittingFile
from app.domain.marking import grader
from app.domain.marking import services as services_of_marking
from app.domain.marking.grader import Graded
from app.domain.results import services
from app.domain.results.models import Result
from app.engines import items
from app.engines.items import Status
from app.engines.practicals.results import ENGINE
from app.kernel.actor import SYSTEM, Actor
from app.store.files import FileStore
from app.web import marks
from tests.conftest import SignInAs
from tests.factories import results as make
from tests.factories.exams import NOW, make_candidate, make_sitting
from tests.factories.results import LATER

GRADING = {
    "engine": ENGINE,
    "points": 10.0,
    "score": 7.0,
    "status": "partial",
    "checks": [
        {
            "id": "indent", "title": "首行缩进", "points": 3.0, "score": 0.0, "status": "fail",
            "expected": {"msgid": "%(n)s mm", "params": {"n": "37"}},
            "found": {"msgid": "not bold", "params": {}},
            "where": [{"part": "p", "path": "/p", "label": {"msgid": "Table 1", "params": {}}}],
            "hint": {"msgid": "Select the text and switch bold on or off (Ctrl+B).", "params": {}},
        },
        {
            "id": "title", "title": "标题居中", "points": 7.0, "score": 7.0, "status": "pass",
            "expected": {"msgid": "centred", "params": {}},
            "found": {"msgid": "centred", "params": {}}, "where": [], "hint": None,
        },
    ],
    "guards": [
        {
            "id": "text", "title": "正文原文", "penalty": 2.0, "deducted": 0.5, "similarity": 0.9,
            "found": {"msgid": "not bold", "params": {}},
        }
    ],
    "notes": [],
}  # fmt: skip
FILE = b"PK what was handed in"


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FileStore, "_root", tmp_path)


def result_of(session: Session, person: Actor) -> Result:
    return session.scalars(select(Result).where(Result.person_id == person.person_id)).one()


def released(session: Session, connection: Connection, plan: ExamPlan) -> None:
    """Mark what was handed in, note the absent, check and release."""
    make.collected(session, plan)
    services.record_absences(session, actor=SYSTEM, plan_id=plan.id, now=LATER)
    session.commit()
    make.worker(connection).drain()
    make.release(session, plan)
    session.commit()


@pytest.fixture
def person(session: Session) -> Actor:
    return make_candidate(session)


@pytest.fixture
def result(session: Session, connection: Connection, person: Actor) -> Result:
    """A released result: three of four right."""
    plan = make.exam(session)
    make.hand_in(session, plan, 3, person)
    released(session, connection, plan)
    return result_of(session, person)


@pytest.fixture
def with_file(
    session: Session, connection: Connection, person: Actor, monkeypatch: pytest.MonkeyPatch
) -> Result:
    """A released result with one practical, graded."""
    monkeypatch.setattr(grader, "grade", lambda *_, **__: Graded(dict(GRADING), is_sound=True))
    plan = make.exam(session, make.SINGLE, make.TASK)
    sitting = make_sitting(session, person, plan)
    make.write(session, sitting, {1: make.SINGLE["key"]})
    session.add(
        SittingFile(
            sitting_id=sitting.id, position=2, sha256=FileStore.put(FILE), name="通知 一.docx",
            size=len(FILE), received_at=NOW,
        )
    )  # fmt: skip
    make.seal(session, sitting)
    released(session, connection, plan)
    return result_of(session, person)


def test_nothing_to_see_before_the_first_exam(
    client: FlaskClient, person: Actor, session: Session, sign_in_as: SignInAs
) -> None:
    session.commit()
    sign_in_as(person)
    assert "还没有成绩" in client.get("/my/results").text


def test_before_the_release_there_is_no_score(
    client: FlaskClient,
    session: Session,
    connection: Connection,
    person: Actor,
    sign_in_as: SignInAs,
) -> None:
    plan = make.exam(session)
    make.hand_in(session, plan, 3, person)
    session.commit()
    sign_in_as(person)
    assert "正在评分" in client.get("/my/results").text
    make.worker(connection).drain()
    page = client.get("/my/results").text
    assert "正在评分" not in page
    assert "尚未公布" in page
    assert "total-figure" not in page
    url = f"/my/results/{result_of(session, person).uuid}"
    assert client.get(url).status_code == 404


def test_the_slip_explains_every_item(
    client: FlaskClient, person: Actor, result: Result, sign_in_as: SignInAs
) -> None:
    sign_in_as(person)
    assert str(result.uuid) in client.get("/my/results").text
    page = client.get(f"/my/results/{result.uuid}").text
    assert page.count('<details class="mark"') == 4
    assert page.count("您的选择") == 4
    assert page.count("正确答案") == 4
    only_lost = client.get(f"/my/results/{result.uuid}?show=lost").text
    assert only_lost.count('<details class="mark"') == 1


def test_a_slip_without_a_lost_point_says_so(
    client: FlaskClient,
    session: Session,
    connection: Connection,
    person: Actor,
    sign_in_as: SignInAs,
) -> None:
    plan = make.exam(session)
    make.hand_in(session, plan, 4, person)
    released(session, connection, plan)
    sign_in_as(person)
    page = client.get(f"/my/results/{result_of(session, person).uuid}?show=lost").text
    assert "没有失分。" in page
    assert "证书" in client.get("/my/results").text


def test_an_absent_person_reads_why_there_is_no_score(
    client: FlaskClient, session: Session, connection: Connection, sign_in_as: SignInAs
) -> None:
    plan = make.exam(session)
    person = make.absent(session, plan)
    released(session, connection, plan)
    sign_in_as(person)
    page = client.get(f"/my/results/{result_of(session, person).uuid}").text
    assert "您已报名，未参加考试。" in page
    assert 'class="card score"' not in page


@pytest.mark.parametrize("tail", ["", "/practicals/2", "/files/2"])
def test_a_result_of_another_person_does_not_exist(
    client: FlaskClient, session: Session, with_file: Result, sign_in_as: SignInAs, tail: str
) -> None:
    other = make_candidate(session, "黄丽")
    session.commit()
    sign_in_as(other)
    assert client.get(f"/my/results/{with_file.uuid}{tail}").status_code == 404


def test_the_report_on_a_practical_says_what_to_mend_first(
    client: FlaskClient, person: Actor, with_file: Result, sign_in_as: SignInAs
) -> None:
    sign_in_as(person)
    url = f"/my/results/{with_file.uuid}"
    assert f"{url}/practicals/2" in client.get(url).text
    page = client.get(f"{url}/practicals/2").text
    assert page.index("首行缩进") < page.index("误改原文") < page.index("标题居中")
    assert "需要改的 1 处" in page
    assert "符合要求的 1 项" in page
    assert "选中文字" in page  # the advice, in the language of the reader
    assert "0.5</span>" in page
    assert client.get(f"{url}/practicals/1").status_code == 404
    assert client.get(f"{url}/practicals/9").status_code == 404


def test_the_file_comes_back_byte_for_byte_and_leaves_no_trace_of_oneself(
    client: FlaskClient, session: Session, person: Actor, with_file: Result, sign_in_as: SignInAs
) -> None:
    sign_in_as(person)
    answer = client.get(f"/my/results/{with_file.uuid}/files/2")
    assert answer.data == FILE
    assert "attachment" in answer.headers["Content-Disposition"]
    assert client.get(f"/my/results/{with_file.uuid}/files/1").status_code == 404
    query = select(func.count(AuditEvent.id)).where(AuditEvent.action == "marking.file.read")
    assert session.scalar(query) == 0


WORDS = (
    ("zh_CN", {Status.RIGHT: "正确", Status.REVIEW: "待人工评定", Status.BLANK: "未作答"}),
    ("en", {Status.RIGHT: "Right", Status.REVIEW: "judgement", Status.BLANK: "Not answered"}),
)


@pytest.mark.parametrize("kind", sorted(set(items.KINDS) - {"practical"}))
def test_every_kind_of_item_is_shown_answered_and_blank(
    app: Flask, session: Session, person: Actor, kind: str
) -> None:
    content = dict(items.KINDS[kind].EXAMPLES[0].content)
    plan = make.exam(session, content, content)
    sitting = make_sitting(session, person, plan)
    make.write(session, sitting, {1: items.KINDS[kind].full_value(content)}, of=kind)
    make.seal(session, sitting)
    marking = services_of_marking.mark_sitting(
        session, actor=SYSTEM, sitting_id=sitting.id, now=LATER
    )
    macro = (
        '{% from "macros/marks.html" import item_mark with context %}{{ item_mark(one, names) }}'
    )
    for language, words in WORDS:
        with app.test_request_context():
            g.preferences = {"locale": language}
            result = SimpleNamespace(marking_id=marking.id, sitting_id=sitting.id)
            for one in marks.list_marks(session, result):  # type: ignore[arg-type]
                page = render_template_string(macro, one=one, names=marks.STATUS_LABELS)
                assert words[one.status] in page
                assert any(mark in page for mark in ("mark-choices", "<table", "plain-list"))


def test_a_text_that_a_person_marks_is_shown_with_its_rubric(
    app: Flask, session: Session, person: Actor
) -> None:
    content = dict(items.KINDS["essay"].EXAMPLES[0].content)
    sitting = make_sitting(session, person, make.exam(session, content))
    make.write(session, sitting, {1: "第一行\n<b>第二行"}, of="essay")
    make.seal(session, sitting)
    marking = services_of_marking.mark_sitting(
        session, actor=SYSTEM, sitting_id=sitting.id, now=LATER
    )
    with app.test_request_context():
        result = SimpleNamespace(marking_id=marking.id, sitting_id=sitting.id)
        view = marks.get_mark(session, result, 1)  # type: ignore[arg-type]
    (group,) = view.groups
    assert group.written == "第一行\n<b>第二行"
    assert [str(line) for line in group.rubric] == [
        "Names an advantage.",
        "Gives a reason that fits it.",
    ]
    assert "Lost files" in group.model


def test_the_options_stand_in_the_order_in_which_the_candidate_saw_them(
    client: FlaskClient, session: Session, result: Result
) -> None:
    shown = {view.position: view for view in marks.list_marks(session, result)}
    letters = [[line.letter for line in view.groups[0].choices] for view in shown.values()]
    assert letters == [list("ABC")] * 4
    chosen = [
        [line.is_chosen for line in view.groups[0].choices].count(True) for view in shown.values()
    ]
    assert chosen == [1] * 4
    assert [view.lost for view in shown.values()] == [0, 0, 0, 1]
