"""A check was wrong: a mended task, a preview, two officers, corrections, and what people read."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.demo.people import PASSWORD
from app.domain.bank.models import Item, ItemVersion
from app.domain.certificates.models import Certificate
from app.domain.marking.models import ItemMark, RegradedFile
from app.domain.people import passwords
from app.domain.people.models import Account
from app.domain.results.models import Result
from app.domain.results.rules import Outcome
from tests.journeys.conftest import SignIn, Site
from tests.journeys.support import database, findings, listed

pytestmark = pytest.mark.journey

REASON = "题面没有写明这一要求，评分项误扣了分"
CANDIDATE = "journey-gainer"
JOB_MS = PROVED_MS = 180_000


def test_a_wrong_check_is_mended_and_the_candidate_reads_what_changed(
    site: Site, as_persona: SignIn
) -> None:
    found: list[str] = []
    with database(site.var) as session:
        asked, check = wrong_check(session)
    item = mend(as_persona("wang"), asked.code, check, found)
    publish(as_persona("zhao"), item, asked.code)
    officer, other = as_persona("lihui"), as_persona("zhou")
    regrade = preview(officer, asked, check, found)
    propose(officer, regrade, found)
    approve(other, regrade, found)
    release(officer, other, regrade, found)
    with database(site.var) as session:
        change, number = open_account(session)
    read(as_persona(CANDIDATE), change, number, found)
    assert found == []


def wrong_check(session: Session) -> tuple[Item, str]:
    """Return a document that was asked in the exam that is over, and its check that failed most."""
    query = (
        select(Item, ItemMark)
        .join(ItemVersion, ItemVersion.item_id == Item.id)
        .join(ItemMark, ItemMark.item_version_id == ItemVersion.id)
        .join(Result, Result.marking_id == ItemMark.marking_id)
        .where(ItemMark.kind == "practical", Item.code.startswith("word-"))
    )
    rows = session.execute(query.order_by(Item.code)).all()
    item: Item = rows[0][0]
    failed = Counter(
        check["title"]
        for found, mark in rows
        if found is item and "grading" in mark.explanation
        for check in mark.explanation["grading"]["checks"]
        if check["status"] == "fail"
    )
    return item, failed.most_common(1)[0][0]


def mend(page: Page, code: str, check: str, found: list[str]) -> str:
    """From the figures of the checks to the task: take the wrong check out, prove, hand in."""
    page.goto("/author/checks")
    found += findings(page)
    listed(page, code).get_by_role("link").first.click()
    found += findings(page)
    item = page.url.replace("/checks/", "/items/")
    page.goto(item)
    page.get_by_role("button", name="打开修改").click()
    expect(page.locator("[data-check]").first).to_be_visible()
    count = page.locator("[data-check]").count()
    page.get_by_role("button", name=f"删除：{check}").click()
    expect(page.locator("[data-check]")).to_have_count(count - 1)
    expect(page.locator("[data-state]")).to_contain_text("保存")
    page.get_by_role("button", name="保存", exact=True).click()
    page.get_by_role("button", name="检验题目").click()
    expect(page.locator("table.proof")).to_be_visible(timeout=PROVED_MS)
    page.get_by_role("button", name="提交审核").click()
    expect(page.locator(".notes")).to_contain_text("已送审")
    return item


def publish(page: Page, item: str, code: str) -> None:
    """Look at the task, approve and publish it."""
    page.goto("/author/reviews")
    listed(page, code).get_by_role("link").first.click()
    page.locator("main form button.btn-main").first.click()
    page.get_by_role("button", name="通过").click()
    page.goto(item)
    page.get_by_role("button", name="发布").click()
    expect(page.locator(".notes")).to_be_visible()


def preview(page: Page, asked: Item, check: str, found: list[str]) -> str:
    """From the exam's practicals to a preview that changes nothing."""
    page.goto("/hr/results")
    value = page.locator("#filter-plan option", has_text="第一场").first.get_attribute("value")
    page.goto(f"/hr/exams/{value}/checks")
    found += findings(page)
    page.get_by_role("link", name="重新评分").click()
    found += findings(page)
    page.locator("#what").select_option(value=f"{asked.uuid}:2")
    page.get_by_role("button", name="开始预评").click()
    expect(page.get_by_role("button", name="提交")).to_be_visible(timeout=JOB_MS)
    expect(page.locator("tr", has_text=check).first).to_be_visible()
    found += findings(page)
    return page.url


def propose(page: Page, regrade: str, found: list[str]) -> None:
    """With a reason; the officer who proposes cannot approve, by hand either."""
    page.fill("#reason", REASON)
    page.get_by_role("button", name="提交").click()
    expect(page.locator("main")).to_contain_text("须由另一名人员审批")
    expect(page.get_by_role("button", name="通过")).to_have_count(0)
    token = page.locator("input[name=csrf_token]").first.get_attribute("value")
    answer = page.request.post(f"{regrade}/approve", form={"csrf_token": token or ""})
    assert answer.status == 403
    found += findings(page)


def approve(page: Page, regrade: str, found: list[str]) -> None:
    """The second officer; then the job lets the new gradings count."""
    page.goto(regrade)
    press(page, "通过")
    expect(page.locator(".note-ok", has_text="更正已公布的成绩")).to_be_visible(timeout=JOB_MS)
    expect(page.locator(".note-ok").last).to_contain_text("须由两名人员核对、公布")
    found += findings(page)


def release(officer: Page, other: Page, regrade: str, found: list[str]) -> None:
    """The corrections are in the list of the exam; one checks, another releases."""
    officer.goto(regrade)
    officer.locator(".note-ok").get_by_role("link").click()
    expect(officer.locator("tbody")).to_contain_text("已公布成绩的更正")
    found += findings(officer)
    press(officer, "核对")
    other.goto(officer.url)
    press(other, "公布")
    other.goto(regrade)
    expect(other.locator(".note-ok").last).to_contain_text("更正均已公布")


def press(page: Page, label: str) -> None:
    """Press a button and the one of its dialog."""
    page.get_by_role("button", name=label).first.click()
    page.locator("dialog[open] .acts button[type=submit]").click()
    page.wait_for_load_state()


def open_account(session: Session) -> tuple[str, str]:
    """Let someone who gained sign in; returns both totals and the number of the certificate."""
    query = (
        select(Result)
        .join(RegradedFile, RegradedFile.sitting_id == Result.sitting_id)
        .where(RegradedFile.new_points > RegradedFile.old_points)
        .where(Result.corrects_id.is_not(None), Result.outcome == Outcome.PASSED)
    )
    new = session.scalars(query.order_by(Result.id)).first()
    assert new is not None
    old = session.get_one(Result, new.corrects_id)
    number = session.scalars(
        select(Certificate.number).where(Certificate.result_id == new.id)
    ).one()
    change = f"{old.total:g} → {new.total:g}"
    account = Account(
        person_id=new.person_id, username=CANDIDATE, password_set_at=datetime.now(UTC),
        password_digest=passwords.digest(PASSWORD), must_change=False,
    )  # fmt: skip
    session.add(account)
    session.commit()
    return change, number


def read(page: Page, change: str, number: str, found: list[str]) -> None:
    """The first page tells it; the slip says from what to what, why, and what can be done."""
    page.goto("/learn/")
    for text in ("成绩已于", change, REASON, number, "申请复核"):
        expect(page.locator(".news")).to_contain_text(text)
    found += findings(page)
    page.get_by_role("link", name="查看更正内容").click()
    for text in (change, REASON, number, "申请复核"):
        expect(page.locator("#correction")).to_contain_text(text)
    found += findings(page)
    page.get_by_role("link", name="更正前的成绩单").click()
    expect(page.locator(".note-warn")).to_contain_text("不再有效")
    page.goto("/my/certificates")
    expect(page.locator("main")).to_contain_text(number)
