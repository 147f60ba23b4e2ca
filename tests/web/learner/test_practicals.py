"""Practice of practicals: other figures than in exams, checked at any time, nothing kept."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.audit.models import AuditEvent
from app.domain.bank.models import ItemVersion
from app.domain.bank.rules import State
from app.domain.marking.models import PracticalGrading
from app.engines import practicals
from app.kernel.actor import Actor
from app.web.learner.practical_page import practice_seed
from tests.factories import bank as make
from tests.factories.practicals import bank_task
from tests.web.learner.conftest import Reader

LIST = "/learn/practicals"


def publish(session: Session, name: str, *, path: str = "/", **changed: State) -> UUID:
    bank = make.make_bank(session, f"b-{uuid4().hex[:8]}", path)
    task = dict(bank_task(name).mapping)
    content = {"kind": "practical", "task": task}
    source = make.make_source(f"{name}-{uuid4().hex[:4]}", "practical", content=content)
    state = changed.get("state", State.PUBLISHED)
    version: ItemVersion = make.make_version(session, state=state, bank=bank, source=source)
    return version.item.uuid


def check(reader: Reader, uuid: UUID, data: bytes, number: int = 1) -> str:
    answer = reader.post(
        f"{LIST}/{uuid}?round={number}", {"file": (io.BytesIO(data), "签到表.docx")}
    )
    assert answer.status_code == 200
    return answer.text


def points(page: str) -> float:
    found = re.search(r'class="v num">([\d.]+)<', page)
    assert found, page
    return float(found[1])


def test_published_tasks_of_the_units_above_are_listed_by_kind(
    session: Session, reader: Reader, learner: Actor
) -> None:
    publish(session, "word-roster")
    publish(session, "typing-notice", path=learner.org_path)
    publish(session, "word-minutes", path=make.OTHER_CITY)
    publish(session, "word-survey", state=State.DRAFT)
    page = reader.get(LIST)
    assert "横排表格" in page
    assert "汉字录入" in page
    assert "会议纪要排版" not in page
    assert "调研报告" not in page
    assert page.index("文字文档") < page.index("日常公文看打")


def test_a_file_is_fetched_worked_on_and_checked(session: Session, reader: Reader) -> None:
    uuid = publish(session, "word-roster")
    assert reader.client.get(f"{LIST}/{uuid}/starter").data.startswith(b"PK")
    starter = reader.client.get(f"{LIST}/{uuid}/starter?round=2").data
    assert starter != reader.client.get(f"{LIST}/{uuid}/starter").data
    untouched = check(reader, uuid, starter, 2)
    assert points(untouched) == 0
    assert "怎么改" in untouched
    answer = reader.client.get(f"{LIST}/{uuid}/answer?round=2").data
    assert points(check(reader, uuid, answer, 2)) == 20
    assert points(check(reader, uuid, answer, 1)) < 20, "the figures of another round"


def test_a_file_that_cannot_be_read_is_told_with_a_way_out(
    session: Session, reader: Reader
) -> None:
    uuid = publish(session, "word-roster")
    assert "另存为" in check(reader, uuid, b"%PDF-1.7")
    assert "请先选择" in reader.post(f"{LIST}/{uuid}").text


def test_work_of_the_page_is_checked_and_stays_on_the_page(
    session: Session, reader: Reader, learner: Actor
) -> None:
    uuid = publish(session, "files-archive")
    task = bank_task("files-archive")
    seed = practice_seed(learner.person_id, uuid, 3)
    page = reader.get(f"{LIST}/{uuid}?round=3")
    desk = re.search(r'data-part="desk">(.*?)</script>', page, re.DOTALL)
    assert desk
    shown = json.loads(desk[1])
    assert shown["view"]["scene"] == practicals.scene(task, seed)
    assert shown["work"] is None
    work = practicals.model_answer(task, seed).decode()
    after = reader.post(f"{LIST}/{uuid}?round=3", {"work": work}).text
    assert points(after) == 20
    assert '"mkdir"' in after.replace("&#34;", '"')
    for nonsense in ("", "{", "[1]", '{"ops": 3}'):
        assert points(reader.post(f"{LIST}/{uuid}", {"work": nonsense}).text) <= 2
    assert reader.client.get(f"{LIST}/{uuid}/starter").status_code == 404
    assert reader.client.get(f"{LIST}/{uuid}/answer").status_code == 404


def test_nothing_of_practice_is_kept(session: Session, reader: Reader) -> None:
    uuid = publish(session, "word-roster")
    before = session.scalar(select(func.count(AuditEvent.id)))
    check(reader, uuid, reader.client.get(f"{LIST}/{uuid}/starter").data)
    assert session.scalar(select(func.count(PracticalGrading.id))) == 0
    assert session.scalar(select(func.count(AuditEvent.id))) == before


@pytest.mark.parametrize("number", [0, -1, 1000])
def test_rounds_have_bounds(session: Session, reader: Reader, number: int) -> None:
    uuid = publish(session, "word-roster")
    assert reader.client.get(f"{LIST}/{uuid}?round={number}").status_code == 404
    assert reader.client.get(f"{LIST}/{uuid4()}").status_code == 404


def test_seeds_of_practice_are_never_those_of_exams() -> None:
    seeds = {practice_seed(person, UUID(int=1), n) for person in range(20) for n in range(1, 20)}
    assert len(seeds) == 380
    assert max(seeds) < 0


def test_practice_belongs_to_learners(
    session: Session, client: FlaskClient, sign_in_as: Callable[[Actor], None]
) -> None:
    uuid = publish(session, "word-roster")
    sign_in_as(make.make_trainer(session))
    assert client.get(f"{LIST}/{uuid}").status_code == 403
