"""A practical from two files: proposed, corrected, proved, reviewed, published, practised."""

from __future__ import annotations

import pytest
from playwright.sync_api import FilePayload, Page, expect

from app.engines import practicals
from app.engines.practicals.task.model import Task
from tests.factories.practicals import bank_task
from tests.journeys.conftest import SignIn
from tests.journeys.support import MIME, findings, listed

pytestmark = pytest.mark.journey

CODE = "journey-minutes"
TITLE = "会议纪要排版（由两个文件命题）"
PROVED_MS = 120_000


def payload(name: str, data: bytes) -> FilePayload:
    return {"name": name, "mimeType": MIME, "buffer": data}


def test_a_task_goes_from_two_files_to_a_learners_practice(as_persona: SignIn) -> None:
    task = practicals.bound(bank_task("word-minutes"), 11)
    found: list[str] = []
    trainer = as_persona("wang")
    item = write(trainer, task, found)
    publish(as_persona("zhao"), item, found)
    practise(as_persona("chen"), task, found)
    assert found == []


def write(page: Page, task: Task, found: list[str]) -> str:
    """Send both files, correct a line by keyboard, prove, look at the preview, hand in."""
    start, final = practicals.starter(task, 11), practicals.model_answer(task, 11)
    page.goto("/author/practicals")
    found += findings(page)
    page.set_input_files("#start", payload("起始.docx", start))
    page.set_input_files("#final", payload("最终.docx", final))
    page.fill("#title", TITLE)
    page.fill("#code", CODE)
    page.get_by_role("button", name="比较并提出评分项").click()
    expect(page.locator("[data-check]")).to_have_count(15)
    found += findings(page)
    page.locator("[id='check-1-title']").fill("纸张和页边距")
    page.locator("[data-move=down]").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-state]")).to_contain_text("保存")
    page.wait_for_timeout(1_500)
    page.reload()
    expect(page.locator("[data-check] input.input").nth(0)).not_to_have_value("纸张和页边距")
    page.get_by_role("button", name="检验题目").click()
    expect(page.locator("table.proof")).to_be_visible(timeout=PROVED_MS)
    found += findings(page)
    address = page.url.partition("?")[0].partition("#")[0]
    page.goto(f"{address}/preview?of=start")
    expect(page.locator(".score .v")).to_contain_text("0")
    found += findings(page)
    page.goto(address)
    page.get_by_role("button", name="提交审核").click()
    expect(page.locator(".notes")).to_contain_text("已送审")
    return page.url


def publish(page: Page, item: str, found: list[str]) -> None:
    """Look at the task, approve and publish it."""
    page.goto("/author/reviews")
    listed(page, CODE).get_by_role("link").first.click()
    found += findings(page)
    page.locator("main form button.btn-main").first.click()
    page.get_by_role("button", name="通过").click()
    page.goto(item)
    page.get_by_role("button", name="发布").click()
    expect(page.locator(".notes")).to_be_visible()


def practise(page: Page, task: Task, found: list[str]) -> None:
    """Fetch the author's file as a learner, hand in the finished one, get all points."""
    page.goto("/learn/practicals")
    page.get_by_role("link", name=TITLE, exact=True).click()
    with page.expect_download() as fetched:
        page.locator("a[href*='/starter']").click()
    assert fetched.value.suggested_filename == "答题.docx"
    final = practicals.model_answer(task, 11)
    page.set_input_files("#file", payload("答题.docx", final))
    page.locator("form.practical button[type=submit]").click()
    expect(page.locator(".score .v")).to_contain_text("16 / 16")
    found += findings(page)
