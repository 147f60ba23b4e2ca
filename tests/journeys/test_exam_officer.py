"""Two officers hold an exam: plan, approval, papers, registration by file, seats, print, ready."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.documents.pdfs import text_of
from tests.journeys.conftest import SignIn, Site
from tests.journeys.support import findings, findings_in_both_languages

pytestmark = pytest.mark.journey

FORMAT = "%Y-%m-%dT%H:%M"
PEOPLE = [f"GZ{number:04}" for number in range(101, 115)]


def step(page: Page, label: str) -> None:
    """Press a button of the head, and the one of its dialog if it asks first."""
    page.locator(".page-head").get_by_role("button", name=label, exact=True).click()
    sure = page.locator("dialog[open] .acts button").last
    if sure.count():
        sure.click()
    page.wait_for_load_state()


def write_plan(page: Page) -> str:
    start = datetime.now().astimezone() + timedelta(days=20)
    page.goto("/plans/new")
    page.fill("#title", "新区公务员计算机应用能力考核")
    page.select_option("#blueprint_code", "user-2026")
    page.select_option("#organization", label="广州市")
    page.fill("#registration_ends_at", (start - timedelta(days=5)).strftime(FORMAT))
    page.fill("#starts_at", start.strftime(FORMAT))
    page.fill("#entry_ends_at", (start + timedelta(minutes=30)).strftime(FORMAT))
    page.fill("#site", "越秀考点")
    page.fill("#site_address", "东风中路")
    page.get_by_role("button", name="保存草稿").click()
    page.wait_for_url(lambda url: "/plans/new" not in url)
    return page.url


def test_two_officers_prepare_an_exam_from_the_plan_to_the_tickets(
    site: Site, as_persona: SignIn
) -> None:
    officer, other = as_persona("lihui"), as_persona("zhou")
    address = write_plan(officer)
    step(officer, "报审")
    other.goto(address)
    step(other, "通过")

    officer.goto(address)
    step(officer, "组卷并封存")
    officer.get_by_role("button", name="再抽一套（邻座不同卷）").click()
    expect(officer.locator(".card", has_text="试卷").first).to_contain_text("B 卷")
    step(officer, "开放报名")

    officer.goto(f"{address}/registrations")
    table = "工号\r\n" + "\r\n".join([*PEOPLE, "NOBODY"])
    upload = FilePayload(name="名单.csv", mimeType="text/csv", buffer=table.encode("gb18030"))
    officer.set_input_files("#file", files=[upload])
    officer.get_by_role("button", name="读取文件并报名").click()
    expect(officer.get_by_role("heading", name="没有人被报名")).to_be_visible()
    upload["buffer"] = table.replace("\r\nNOBODY", "").encode("gb18030")
    officer.set_input_files("#file", files=[upload])
    officer.get_by_role("button", name="读取文件并报名").click()
    expect(officer.locator(".note-ok")).to_contain_text("已报名")

    officer.goto(address)
    step(officer, "截止报名")
    officer.goto(f"{address}/seats")
    officer.get_by_role("button", name="开始编排").click()
    expect(officer.locator(".note-ok")).to_contain_text("座位编排完成")
    assert findings(officer) == []

    papers = officer.request.get(f"{address}/rooms.pdf")
    assert all(word in text_of(papers.body()) for word in ("座次表", "考生签到表", "A卷", "B卷"))
    officer.goto(address)
    step(officer, "确认就绪")
    expect(officer.locator(".page-head")).to_contain_text("准备就绪")
    code = officer.locator(".page-head p").first.inner_text()
    assert "DIFFERS" not in site.flask("exams", "verify-draw", code)


def test_the_pages_of_the_officer_are_sound_in_both_languages(as_persona: SignIn) -> None:
    page = as_persona("lihui")
    page.goto("/plans/")
    address = page.locator("table a").first.get_attribute("href") or ""
    paths = ["/plans/", address, f"{address}/seats", f"{address}/registrations",
             "/plans/accommodations", "/plans/new"]  # fmt: skip
    assert findings_in_both_languages(page, *paths) == []
