"""An item from the trainer's edit over the blind review to a new paper, in a real browser."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.bank import queries as bank
from app.domain.bank.models import Item, ItemVersion
from app.domain.exams.models import ExamPlan
from app.domain.papers.models import Paper
from app.engines.assembly import draw, read_blueprint
from tests.conftest import ROOT
from tests.journeys.conftest import SignIn, Site
from tests.journeys.support import database, findings, listed

pytestmark = pytest.mark.journey

BLUEPRINT = ROOT / "question_banks" / "blueprints" / "user-2026.yaml"
ADDED = "（以现行规定为准）"
DRAWS = 30
"""An item that is on a quarter of the papers is missing from all of 30 once in 5,000 runs."""


def favourite(session: Session) -> ItemVersion:
    """Return the published single choice item that papers draw most often."""
    blueprint = read_blueprint(BLUEPRINT.read_text(encoding="utf-8"))
    pool = bank.list_published(session, tier=blueprint.tier, on=datetime.now(UTC).date())
    drawn = Counter(
        place.item.id
        for seed in range(40)
        for place in draw(blueprint, pool, seed)
        if place.item.kind == "single"
    )
    return session.get_one(ItemVersion, drawn.most_common(1)[0][0])


def states(session: Session, uuid: UUID) -> dict[int, str]:
    """Return number → state of the versions of an item."""
    query = select(ItemVersion).join(Item).where(Item.uuid == uuid)
    return {one.number: one.state.value for one in session.scalars(query)}


def drawn(session: Session, url: str) -> set[tuple[str, int]]:
    """Return the items of the sealed paper of a plan, with the number of their version."""
    plan = session.scalars(select(ExamPlan).where(ExamPlan.uuid == UUID(Path(url).name))).one()
    assert plan.paper_id is not None
    rows = session.get_one(Paper, plan.paper_id).snapshot["items"]
    numbers = {
        one.id: one.number
        for one in session.scalars(
            select(ItemVersion).where(ItemVersion.id.in_([row["version_id"] for row in rows]))
        )
    }
    return {(row["code"], numbers[row["version_id"]]) for row in rows}


@dataclass
class Found:
    """The item of the journey as it was before, and what axe said on the way."""

    uuid: UUID
    code: str
    number: int
    content: dict[str, Any]
    findings: list[str] = field(default_factory=list)

    def look(self, page: Page) -> None:
        """Let axe look at a page."""
        self.findings += findings(page)


def test_an_edited_item_is_solved_blind_published_and_drawn(site: Site, as_persona: SignIn) -> None:
    with database(site.var) as session:
        version = favourite(session)
        item = Found(version.item.uuid, version.item.code, version.number, dict(version.content))
    edit(as_persona("wang"), item)
    with database(site.var) as session:
        assert states(session, item.uuid) == {
            item.number: "published",
            item.number + 1: "in_review",
        }
    review(as_persona("zhao"), item)
    with database(site.var) as session:
        assert states(session, item.uuid) == {item.number: "retired", item.number + 1: "published"}
    officer = as_persona("lihui")
    plan(officer, as_persona("zhou"), item)
    for _ in range(DRAWS):
        with database(site.var) as session:
            if (item.code, item.number + 1) in drawn(session, officer.url):
                break
        officer.get_by_role("button", name="重新组卷").click()
        officer.locator("dialog[open] .btn-main").click()
    else:
        pytest.fail(f"{item.code} was on none of {DRAWS} papers")
    item.look(officer)
    assert item.findings == []


def edit(page: Page, item: Found) -> None:
    """Change the stem, look at the preview, save, hand in."""
    page.goto(f"/author/items/{item.uuid}")
    item.look(page)
    page.get_by_role("link", name="修改为新版本").click()
    page.fill("#stem", str(item.content["stem"]).rstrip() + ADDED)
    page.get_by_role("button", name="检查并预览").click()
    expect(page.locator(".preview-pane .stem").first).to_contain_text(ADDED)
    item.look(page)
    page.get_by_role("button", name="保存草稿").click()
    page.get_by_role("button", name="提交审核").click()
    expect(page.locator(".notes")).to_be_visible()


def review(page: Page, item: Found) -> None:
    """Solve the item without its key, compare, approve, publish."""
    page.goto("/author/reviews")
    item.look(page)
    listed(page, item.code).get_by_role("link").first.click()
    expect(page.locator(".question .stem")).to_contain_text(ADDED)
    whys = [option["why"] for option in item.content["options"].values()]
    assert not any(why in page.content() for why in whys)
    item.look(page)
    page.locator(f".choice:has(input[value='{item.content['key']}'])").click()
    page.get_by_role("button", name="提交我的答案").click()
    expect(page.get_by_text("您的作答与答案一致")).to_be_visible()
    item.look(page)
    page.get_by_role("button", name="通过").click()
    page.goto(f"/author/items/{item.uuid}")
    page.get_by_role("button", name="发布").click()
    expect(page.locator(".notes")).to_be_visible()


def plan(officer: Page, second: Page, item: Found) -> None:
    """Have one officer write a plan, another approve it, the first draw a paper."""
    officer.goto("/plans/new")
    officer.fill("#title", "新版试题启用验证考核")
    officer.select_option("#blueprint_code", "user-2026")
    officer.select_option("#organization", "/440000/440100/")
    week = datetime.now(UTC) + timedelta(days=7)
    for name, days in (("registration_ends_at", 0), ("starts_at", 1), ("entry_ends_at", 2)):
        officer.fill(f"#{name}", (week + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M"))
    officer.fill("#site", "越秀考点")
    officer.fill("#site_address", "广州市越秀区（演示地址）")
    officer.get_by_role("button", name="保存草稿").click()
    officer.get_by_role("button", name="报审").click()
    expect(officer.locator(".notes")).to_be_visible()
    item.look(officer)
    second.goto(officer.url)
    second.get_by_role("button", name="通过").click()
    expect(second.locator(".notes")).to_be_visible()
    officer.reload()
    officer.get_by_role("button", name="组卷并封存").click()
    expect(officer.get_by_role("button", name="重新组卷")).to_be_visible()
