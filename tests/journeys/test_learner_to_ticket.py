"""One person learns the last modules, answers for hours that were returned, and gets a ticket."""

from __future__ import annotations

import io
import re

import pytest
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.competencies import queries as competencies
from app.domain.learning import queries
from app.domain.people.models import Person
from app.engines.lessons import Module
from app.kernel.tier import Tier
from app.web.access import utc_now
from tests.journeys.conftest import SignIn, Site
from tests.journeys.support import database, findings, findings_in_both_languages
from tests.journeys.test_learner import learn, take_quiz

pytestmark = pytest.mark.journey

NAME, CODE = "陈晓明", "GZ0001"
ASKED = "请说明学习的时间和方式。"
SAID = "当晚在机关值班，下班后在办公室学习，可以核实。"
DONE = "经与所在单位核实，系值班期间学习，情况属实。"


def left_to_learn(session: Session) -> list[Module]:
    """Return the modules that the person must still finish before the exam."""
    person_id = session.scalars(select(Person.id).where(Person.code == CODE)).one()
    required = competencies.list_required_for_exam(session, tier=Tier.USER, on=utc_now().date())
    done = queries.list_finished_modules(session, person_id)
    return [
        queries.get_content(queries.get_version(session, code))
        for code in required
        if code not in done
    ]


def conditions(page: Page) -> Locator:
    """The conditions of registering for the open exam."""
    page.goto("/exams")
    return page.locator(".conditions").first


def open_waiting(officer: Page) -> list[str]:
    """Find the hours of the person from the board of the year, by the keyboard where it counts."""
    officer.goto("/hr")
    officer.get_by_role("link", name=re.compile("条待认定")).click()
    officer.fill("#filter-text", NAME)
    officer.keyboard.press("Enter")
    expect(officer.locator("tbody tr")).to_have_count(1)
    found = findings(officer)
    officer.locator("tbody").get_by_role("link", name=NAME).click()
    expect(officer.get_by_role("heading", name="标记原因")).to_be_visible()
    expect(officer.locator("main")).to_contain_text("夜间学习")
    return found + findings(officer)


def decide(officer: Page, act: str, reason: str) -> None:
    """Press the button without a reason first: nothing happens; then with one."""
    officer.get_by_role("button", name=act, exact=True).click()
    expect(officer.get_by_role("alert")).to_be_visible()
    officer.get_by_label("原因").fill(reason)
    officer.get_by_role("button", name=act, exact=True).focus()
    officer.keyboard.press("Enter")
    expect(officer.locator(".notes")).to_contain_text(NAME)


def test_a_learner_with_flagged_hours_comes_to_a_ticket(site: Site, as_persona: SignIn) -> None:
    page, officer = as_persona("chen"), as_persona("lihui")
    with database(site.var) as session:
        modules = left_to_learn(session)
    found = []
    for module in modules:
        expect(conditions(page)).to_contain_text(module.code)
        found += learn(page, module) + take_quiz(site, page, module)
    expect(conditions(page).locator(".bad")).to_have_count(0)  # a flag alone closes nothing

    found += open_waiting(officer)
    decide(officer, "退回本人", ASKED)
    expect(conditions(page)).to_contain_text("EG102")
    expect(page.get_by_role("button", name="报名", exact=True)).to_have_count(0)
    page.goto("/learn/")
    expect(page.locator(".news")).to_contain_text(ASKED)
    found += findings(page)
    page.locator(".news").get_by_role("link", name=re.compile("再次提交")).click()
    page.get_by_label("本人说明").fill(SAID)
    found += findings(page)
    page.get_by_role("button", name="再次提交").click()

    found += open_waiting(officer)
    expect(officer.locator(".history")).to_contain_text(SAID)
    decide(officer, "认定学时", DONE)
    found += findings_in_both_languages(officer, "/hr/hours?state=all", officer.url)
    page.goto("/learn/hours")
    expect(page.locator("main")).to_contain_text(DONE)
    found += findings(page)

    expect(conditions(page).locator(".bad")).to_have_count(0)
    page.get_by_role("button", name="报名", exact=True).click()
    expect(page.locator(".notes")).to_be_visible()
    found += findings(page)
    link = page.locator("main a[href$='/ticket.pdf']").first.get_attribute("href")
    assert link is not None
    answer = page.request.get(link)
    assert answer.headers["content-type"] == "application/pdf"
    assert NAME in PdfReader(io.BytesIO(answer.body())).pages[0].extract_text()
    page.get_by_role("link", name="入场").click()
    expect(page.get_by_role("button", name="确认是本人")).to_be_visible()
    assert found + findings(page) == []
