"""The quiz: drawn anew, kept on bad input, explained afterwards, one's own alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.learning.models import QuizAttempt
from app.engines.lessons import Module
from app.kernel.actor import Actor
from app.web.learner.quiz_page import read_review
from tests.factories.learning import make_learner
from tests.web.learner.conftest import QUIZ, Reader, fields_of


def begin(reader: Reader, session: Session) -> QuizAttempt:
    assert reader.post(QUIZ).status_code == 303
    return newest(session)


def newest(session: Session) -> QuizAttempt:
    return session.scalars(select(QuizAttempt).order_by(QuizAttempt.number.desc())).all()[0]


def sheet(attempt: QuizAttempt, *, wrong: bool = False) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for one in attempt.items:
        fields |= fields_of(one["content"], f"{one['code']}-", wrong=wrong)
    return fields


def hand_in(reader: Reader, session: Session, *, wrong: bool = False) -> QuizAttempt:
    attempt = begin(reader, session)
    answer = reader.post(f"{QUIZ}/{attempt.uuid}", sheet(attempt, wrong=wrong))
    assert answer.status_code == 303
    session.refresh(attempt)
    return attempt


@pytest.fixture
def ready(reader: Reader, module: Module) -> Reader:
    reader.answer_all(module)
    return reader


def test_the_quiz_opens_when_all_questions_are_right(reader: Reader, session: Session) -> None:
    page = reader.get(QUIZ)
    assert "还有 6 道检查题没有答对" in page
    assert "开始测验" not in page
    assert reader.post(QUIZ).status_code == 403
    assert session.scalars(select(QuizAttempt)).all() == []


def test_a_quiz_that_was_begun_comes_back_as_it_is(ready: Reader, session: Session) -> None:
    attempt = begin(ready, session)
    again = begin(ready, session)
    assert attempt.id == again.id
    page = ready.get(QUIZ)
    assert all(f'name="{one["code"]}-' in page for one in attempt.items)


def test_answers_are_kept_when_some_are_missing(ready: Reader, session: Session) -> None:
    attempt = begin(ready, session)
    first, *rest = attempt.items
    fields = sheet(attempt)
    for name in [name for name in fields if name.startswith(first["code"])]:
        del fields[name]
    answer = ready.post(f"{QUIZ}/{attempt.uuid}", fields)
    assert answer.status_code == 422
    assert "已填的内容都保留着" in answer.text
    assert 'href="#q-1"' in answer.text
    kept = answer.text.count(" checked") + answer.text.count(" selected")
    assert kept >= sum(one["content"]["kind"] in ("single", "judge") for one in rest)
    session.refresh(attempt)
    assert attempt.submitted_at is None


def test_a_passed_quiz_finishes_the_module_and_explains_every_item(
    ready: Reader, session: Session
) -> None:
    attempt = hand_in(ready, session)
    assert attempt.is_passed
    page = ready.get(f"{QUIZ}/{attempt.uuid}")
    assert "测验合格" in page
    assert "本模块已学完" in page
    assert page.count('class="quiz-item"') == len(attempt.items)


def test_a_failed_quiz_is_explained_and_the_next_one_waits(ready: Reader, session: Session) -> None:
    failed = hand_in(ready, session, wrong=True)
    assert not failed.is_passed
    page = ready.get(f"{QUIZ}/{failed.uuid}")
    assert "正确答案" in page
    assert "请先看解析" in page
    assert ready.post(QUIZ).status_code == 403
    assert "开始测验" not in ready.get(QUIZ)
    ready.pass_time(minutes=10)
    assert begin(ready, session).number == 2


def test_the_letters_of_the_review_are_those_the_person_saw(
    ready: Reader, session: Session
) -> None:
    attempt = hand_in(ready, session)
    for one in read_review(attempt):
        if options := one.view.get("options"):
            assert [part.id for _label, part in one.parts] == [o["id"] for o in options]
            assert [label for label, _part in one.parts] == list("ABCDEFGH"[: len(options)])


def test_a_quiz_is_handed_in_once(ready: Reader, session: Session) -> None:
    attempt = hand_in(ready, session)
    again = ready.post(f"{QUIZ}/{attempt.uuid}", sheet(attempt, wrong=True))
    assert again.status_code == 409
    session.refresh(attempt)
    assert attempt.correct == len(attempt.items)


def test_the_result_of_an_open_quiz_leads_to_its_sheet(ready: Reader, session: Session) -> None:
    attempt = begin(ready, session)
    answer = ready.client.get(f"{QUIZ}/{attempt.uuid}")
    assert (answer.status_code, answer.location) == (303, QUIZ)


def test_a_quiz_of_another_person_is_not_there(
    ready: Reader, session: Session, sign_in_as: Callable[[Actor], None]
) -> None:
    attempt = hand_in(ready, session)
    sign_in_as(make_learner(session))
    assert ready.client.get(f"{QUIZ}/{attempt.uuid}").status_code == 404
    assert ready.post(f"{QUIZ}/{attempt.uuid}", sheet(attempt)).status_code == 404
    assert "第 1 次测验" not in ready.get(QUIZ)


def test_a_quiz_belongs_to_its_module(ready: Reader, session: Session) -> None:
    attempt = hand_in(ready, session)
    assert ready.client.get(f"/learn/courses/EG101/quiz/{attempt.uuid}").status_code == 404
