"""A learner who practises: a drill explained at once, a mock exam cut off and resumed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import SignIn
from tests.journeys.support import LOST, SAVED, findings

pytestmark = pytest.mark.journey


def begin(page: Page, mode: str) -> None:
    page.goto("/practice")
    page.locator(f"form:has(input[value={mode}]) button[type=submit]").click()
    expect(page.locator("#item-no")).to_be_visible()


def hand_in(page: Page) -> None:
    page.locator("[data-act=review]").first.click()
    page.locator("dialog .btn-danger").click()
    page.locator("dialog .btn-danger-main").click()
    page.wait_for_url("**/result")


def test_a_drill_is_explained_at_once_with_calculator_and_notes_at_hand(as_persona: SignIn) -> None:
    page = as_persona("chen")
    begin(page, "drill")
    page.locator("[data-act=check]").click()
    expect(page.locator("[data-part=feedback]")).to_contain_text("请先作答本题")
    page.keyboard.press("B")
    page.locator("[data-act=check]").click()
    expect(page.locator(".feedback-box")).to_contain_text("正确答案")

    page.locator("[aria-controls=tool-calculator]").click()
    page.fill("#calc", "12×(3+4.5)÷2")
    page.keyboard.press("Enter")
    expect(page.locator("#calc")).to_have_value("45")
    page.keyboard.press("Escape")
    expect(page.locator("#tool-calculator")).to_be_hidden()
    page.locator("[aria-controls=tool-scratch]").click()
    page.fill("#scratch", "先看文号")
    page.locator("[aria-controls=tool-display]").click()
    expect(page.locator("#tool-scratch")).to_be_hidden()
    page.select_option("#display-size", "larger")
    expect(page.locator("html")).to_have_attribute("data-size", "larger")
    assert findings(page) == []

    expect(page.locator("[data-light=server]")).to_contain_text(SAVED)
    page.reload()
    expect(page.locator("input[type=radio]:checked")).to_have_count(1)
    expect(page.locator("html")).to_have_attribute("data-size", "larger")
    page.locator("[aria-controls=tool-scratch]").click()
    expect(page.locator("#scratch")).to_have_value("先看文号")
    hand_in(page)
    assert page.evaluate("Object.keys(localStorage).filter(k => k.includes('scratch'))") == []
    expect(page.locator(".score")).to_contain_text("/ 10")
    assert findings(page) == []


def test_a_mock_exam_survives_a_cut_and_ends_with_explanations(as_persona: SignIn) -> None:
    page = as_persona("chen")
    begin(page, "mock")
    expect(page.locator("[data-act=check]")).to_have_count(0)
    page.context.set_offline(True)
    page.keyboard.press("A")
    expect(page.locator("[data-light=server]")).to_contain_text(LOST)
    page.context.set_offline(False)
    expect(page.locator("[data-light=server]")).to_contain_text(SAVED)
    hand_in(page)
    expect(page.locator(".score")).to_contain_text("合格线")
    page.locator("details.mark summary").first.click()
    expect(page.locator("details.mark[open]")).to_contain_text("正确答案")
    page.goto("/practice")
    expect(page.locator("table")).to_contain_text("已出解析")
    assert findings(page) == []
