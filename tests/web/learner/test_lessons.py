"""Lessons open passage by passage; a wrong answer shows no key; nothing sent is lost."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.learning.models import CheckpointAnswer
from app.engines.lessons import Module
from tests.web.learner.conftest import CODE, LESSON, Reader, fields_of

FIRST, SECOND = f"{CODE}-C01", f"{CODE}-C02"


def given(module: Module, code: str, *, wrong: bool = False) -> dict[str, object]:
    return fields_of(module.checkpoints[code].content, wrong=wrong)


def test_what_follows_a_question_is_shown_after_the_right_answer(
    reader: Reader, module: Module
) -> None:
    assert SECOND not in reader.get(LESSON)
    answer = reader.answer(FIRST, given(module, FIRST))
    assert answer.status_code == 303
    assert answer.location.endswith(f"/lessons/1#{FIRST}")
    page = reader.get(LESSON)
    assert "答对了。" in page
    assert SECOND in page


def test_a_wrong_answer_shows_its_misconception_but_never_the_key(
    reader: Reader, module: Module
) -> None:
    reader.answer(FIRST, given(module, FIRST, wrong=True))
    page = reader.get(LESSON)
    assert "还不对。" in page
    assert "答对了" not in page
    assert "还可作答 1 次" in page
    assert SECOND not in page


def test_two_wrong_answers_send_back_to_the_passage_for_a_minute(
    reader: Reader, module: Module
) -> None:
    for _ in range(2):
        reader.answer(FIRST, given(module, FIRST, wrong=True))
        reader.pass_time(seconds=5)
    page = reader.get(LESSON)
    assert "请重读上面的段落" in page
    assert '<form method="post" action="/learn/courses' not in page
    assert reader.answer(FIRST, given(module, FIRST)).status_code == 403
    reader.pass_time(minutes=1)
    assert "还可作答 2 次" in reader.get(LESSON)
    assert reader.answer(FIRST, given(module, FIRST)).status_code == 303


@pytest.mark.parametrize("fields", [{}, {"value": ""}, {"value": "Z"}, {"other": "x"}])
def test_an_answer_that_says_nothing_is_no_try(
    reader: Reader, session: Session, fields: dict[str, str]
) -> None:
    answer = reader.answer(FIRST, fields)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert session.scalars(select(CheckpointAnswer)).all() == []


def test_a_later_question_cannot_be_answered_before_its_turn(
    reader: Reader, module: Module, session: Session
) -> None:
    assert reader.answer(SECOND, given(module, SECOND)).status_code == 409
    assert session.scalars(select(CheckpointAnswer)).all() == []


def test_an_answer_without_a_token_is_not_taken(reader: Reader, module: Module) -> None:
    url = f"{LESSON}/{FIRST}"
    assert reader.client.post(url, data=given(module, FIRST)).status_code == 400


@pytest.mark.parametrize(
    "url",
    [
        "/learn/courses/EG999",
        "/learn/courses/EG999/lessons/1",
        f"/learn/courses/{CODE}/lessons/0",
        f"/learn/courses/{CODE}/lessons/9",
        "/learn/courses/EG999/practice",
        "/learn/courses/EG999/quiz",
        "/learn/courses/EG103",
        "/learn/figures/00000000-0000-4000-8000-000000000000/network.svg",
    ],
)
def test_what_does_not_exist_is_not_found(reader: Reader, url: str) -> None:
    assert reader.client.get(url).status_code == 404


def test_figures_may_do_nothing_and_stay_for_ever(reader: Reader) -> None:
    page = reader.get(LESSON)
    url = page.split('<img src="')[1].split('"')[0]
    answer = reader.client.get(url)
    assert answer.mimetype == "image/svg+xml"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "immutable" in answer.headers["Cache-Control"]
    assert reader.client.get(url.replace(".svg", "-no.svg")).status_code == 404


def test_every_page_of_every_module_shows(reader: Reader) -> None:
    for code in ("CS103", "EG101", "EG102", "EG201", "EG301", "EG601"):
        root = f"/learn/courses/{code}"
        for url in ("", "/lessons/1", "/lessons/2", "/lessons/3", "/practice", "/quiz"):
            page = reader.get(root + url)
            assert "figures/" not in page.replace("/learn/figures/", "")
