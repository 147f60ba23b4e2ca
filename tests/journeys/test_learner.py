"""A learner from the home page over lessons and their questions to a passed quiz."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.learning import queries
from app.domain.learning.models import QuizAttempt
from app.engines.lessons import Module
from tests.journeys.conftest import SignIn, Site
from tests.journeys.support import database, fill, findings
from tests.web.learner.conftest import fields_of

pytestmark = pytest.mark.journey


def module_of(page: Page, session: Session) -> Module:
    """Return the module whose page is shown."""
    code = re.findall(r"/courses/([A-Z0-9]+)", page.url)[0]
    return queries.get_content(queries.get_version(session, code))


def contents_of_quiz(action: str, session: Session) -> dict[str, dict[str, Any]]:
    """Return code → content of the items that were drawn for the attempt that is shown."""
    uuid = UUID(Path(action).name)
    attempt = session.scalars(select(QuizAttempt).where(QuizAttempt.uuid == uuid)).one()
    return {one["code"]: one["content"] for one in attempt.items}


def answer_questions(page: Page, module: Module) -> None:
    """Answer the open question of a lesson until none is left; the first one wrong at first."""
    is_first = True
    open_question = page.locator(".checkpoint:has(form)")
    while open_question.count():
        code = open_question.first.get_attribute("id")
        assert code is not None
        content = module.checkpoints[code].content
        if is_first and content["kind"] in ("single", "judge"):
            try_once(page, code, fields_of(content, wrong=True))
            expect(page.locator(f"#{code} .note-warn")).to_contain_text("还不对")
        is_first = False
        try_once(page, code, fields_of(content))
        expect(page.locator(f"#{code} .note-ok")).to_be_visible()


def try_once(page: Page, code: str, fields: dict[str, Any]) -> None:
    """Fill in one question and send it."""
    question = page.locator(f"#{code}")
    fill(question, fields)
    question.get_by_role("button", name="作答").click()


def learn(page: Page, module: Module) -> list[str]:
    """Go through the lessons that are open until the quiz is; return what axe finds."""
    found = []
    for _ in module.lessons:
        page.goto(f"/learn/courses/{module.code}")
        found += findings(page)
        onward = page.locator(".page-head .btn-main")
        if onward.text_content() == "去测验":
            break
        onward.click()
        answer_questions(page, module)
        found += findings(page)
    return found


def take_quiz(site: Site, page: Page, module: Module) -> list[str]:
    """Begin the quiz, answer everything right, hand in; return what axe finds."""
    page.goto(f"/learn/courses/{module.code}/quiz")
    found = findings(page)
    page.get_by_role("button", name="开始测验").click()
    form = page.locator("article form")
    expect(form).to_have_attribute("action", re.compile(r"/quiz/[0-9a-f-]{36}$"))
    with database(site.var) as session:
        contents = contents_of_quiz(form.get_attribute("action") or "", session)
    for code, content in contents.items():
        fill(form, fields_of(content, f"{code}-"))
    found += findings(page)
    page.get_by_role("button", name="提交测验").click()
    expect(page.locator("article .note-ok").first).to_contain_text(f"{len(contents)} 题中答对")
    return found + findings(page)


def test_a_learner_finishes_a_module(site: Site, as_persona: SignIn) -> None:
    page = as_persona("chen")
    page.goto("/learn/")
    found = findings(page)
    page.locator(".next .btn-main").click()
    with database(site.var) as session:
        module = module_of(page, session)
    found += learn(page, module)
    found += take_quiz(site, page, module)
    page.goto(f"/learn/courses/{module.code}")
    expect(page.locator("aside")).to_contain_text("已学完")
    page.goto("/learn/hours")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    found += findings(page)
    assert found == []
