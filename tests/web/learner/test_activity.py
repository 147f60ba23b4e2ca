"""Hours are earned by use and by answers, never by clicking on."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.learning.models import ActivityEvent, Enrolment, HoursRecord
from app.engines.lessons import Module
from app.kernel.actor import Actor
from tests.web.learner.conftest import CODE, QUIZ, Reader
from tests.web.learner.test_quizzes import hand_in

PLACE = f"{CODE}-L1"


def test_the_answer_names_the_time_that_counts(reader: Reader) -> None:
    reader.read(PLACE, minutes=2)
    reader.pass_time(seconds=30)
    seen = reader.sign(PLACE).json
    assert seen == {"seconds": 30, "place": 150, "total": 150, "superseded": False}


@pytest.mark.parametrize(
    "changed",
    [{"visible": "0"}, {"interactions": "0"}, {"visible": "0", "interactions": "0"}],
)
def test_a_page_that_is_hidden_or_untouched_counts_nothing(
    reader: Reader, changed: dict[str, str]
) -> None:
    reader.sign(PLACE, "opened")
    for _ in range(30):
        reader.pass_time(seconds=30)
        reader.sign(PLACE, **changed)
    seen = reader.sign(PLACE).json
    assert seen is not None
    assert seen["total"] == 0


def test_of_two_open_pages_the_later_one_counts(reader: Reader) -> None:
    reader.sign(PLACE, "opened")
    reader.pass_time(seconds=10)
    reader.sign(PLACE, "opened", page="p2")
    reader.pass_time(seconds=30)
    first, second = reader.sign(PLACE).json, reader.sign(PLACE, page="p2").json
    assert first is not None
    assert second is not None
    assert (first["superseded"], first["seconds"]) == (True, 0)
    assert (second["superseded"], second["seconds"]) == (False, 30)


@pytest.mark.parametrize(
    "changed",
    [
        {"kind": "slept"},
        {"page": ""},
        {"page": "p" * 37},
        {"interactions": "-1"},
        {"csrf_token": "forged"},
    ],
)
def test_a_sign_that_is_not_sound_is_refused(
    reader: Reader, session: Session, changed: dict[str, str]
) -> None:
    reader.sign(PLACE, "opened")
    token = changed.get("csrf_token", reader.token)
    fields = {"page": "p1", "kind": "beat", "visible": "1", "interactions": "1"}
    url = f"/learn/courses/{CODE}/activity/{PLACE}"
    answer = reader.client.post(url, data={**fields, "csrf_token": token, **changed})
    assert answer.status_code == 400
    assert len(session.scalars(select(ActivityEvent)).all()) == 1


def test_a_place_that_is_no_part_of_the_module_is_not_found(reader: Reader) -> None:
    assert reader.sign("EG101-L1", "opened").status_code == 404


def test_clicking_through_all_pages_earns_nothing(
    reader: Reader, module: Module, session: Session
) -> None:
    """The script of the cadre academies: open everything, stay, click on."""
    for number, lesson in enumerate(module.lessons, start=1):
        reader.get(f"/learn/courses/{CODE}/lessons/{number}")
        reader.sign(lesson.code, "opened")
        for _ in range(60):
            reader.pass_time(seconds=59)
            reader.sign(lesson.code, interactions=1)
    reader.client.post(QUIZ, data={"csrf_token": reader.token})
    assert session.scalars(select(HoursRecord)).all() == []
    assert session.scalars(select(Enrolment.finished_at)).all() == [None]


def test_answers_without_time_finish_the_module_but_earn_no_hours(
    reader: Reader, module: Module, session: Session
) -> None:
    reader.answer_all(module)
    hand_in(reader, session)
    assert session.scalars(select(Enrolment.finished_at)).all() != [None]
    assert session.scalars(select(HoursRecord)).all() == []
    assert "已学完" in reader.get(f"/learn/courses/{CODE}")


def test_time_and_answers_together_earn_the_hours_measured(
    reader: Reader, module: Module, session: Session, learner: Actor
) -> None:
    for lesson in module.lessons:
        reader.read(lesson.code, minutes=16)
    reader.answer_all(module)
    hand_in(reader, session)
    record = session.scalars(select(HoursRecord)).one()
    assert (float(record.hours), record.person_id) == (1.0, learner.person_id)
    page = reader.get("/learn/hours")
    assert "有效学习 48 分钟" in page
    assert "已认定" in page
    reader.read("practice", minutes=22.7)
    assert [float(one.hours) for one in session.scalars(select(HoursRecord))] == [1.0, 0.5]
